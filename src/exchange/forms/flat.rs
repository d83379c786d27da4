//! Forms whose fields are texts, numbers and lists: a table of names for each.

use super::super::fields::Fields;
use super::markup;
use crate::model::{Draft, limits};

/// The names that a form has for each field of an article, the best first.
pub(super) struct Names {
    pub(super) key: &'static [&'static str],
    pub(super) url: &'static [&'static str],
    pub(super) title: &'static [&'static str],
    pub(super) source: &'static [&'static str],
    pub(super) byline: &'static [&'static str],
    pub(super) language: &'static [&'static str],
    pub(super) published: &'static [&'static str],
    pub(super) text: &'static [&'static str],
}

/// Names that users, and programs without a form of their own, give to the fields.
pub(super) const PLAIN: Names = Names {
    key: &["id"],
    url: &["url", "link", "canonical_url", "canonical_link", "uri"],
    title: &["title", "headline"],
    source: &["source", "publication", "publisher", "outlet", "site_name", "sitename"],
    byline: &["byline", "author", "authors", "creator"],
    language: &["language", "lang"],
    published: &[
        "date",
        "published",
        "published_at",
        "publishedAt",
        "publish_date",
        "publication_date",
        "date_published",
        "datePublished",
        "date_publish",
        "pubDate",
        "pub_date",
    ],
    text: &["text", "content", "body", "article", "full_text", "articleBody", "article_text"],
};

/// The names of news-please.
pub(super) const NEWS_PLEASE: Names = Names {
    key: &[],
    url: &["url"],
    title: &["title", "title_page", "title_rss"],
    source: &["source_domain"],
    byline: &["authors"],
    language: &["language"],
    published: &["date_publish"],
    text: &["maintext"],
};

/// The names of newspaper4k.
pub(super) const NEWSPAPER4K: Names = Names {
    key: &[],
    url: &["url", "canonical_link"],
    title: &["title"],
    source: &["meta_site_name"],
    byline: &["authors"],
    language: &["language", "meta_lang"],
    published: &["publish_date"],
    text: &["text"],
};

/// The names of trafilatura, as it writes JSON and as its function `as_dict` has them.
pub(super) const TRAFILATURA: Names = Names {
    key: &["id"],
    url: &["url", "source"],
    title: &["title"],
    source: &["source-hostname", "sitename", "hostname"],
    byline: &["author"],
    language: &["language"],
    published: &["date"],
    text: &["text", "raw_text"],
};

/// The names of services that search the news.
pub(super) const NEWS_API: Names = Names {
    key: &["id"],
    url: &["url"],
    title: &["title"],
    source: &["source"],
    byline: &["author", "authors", "byline"],
    language: &["language", "lang"],
    published: &["publishedAt"],
    text: &["content", "text"],
};

/// Takes the fields besides the text. The key is left to the URL if the form has none.
pub(super) fn besides_text(fields: &mut Fields<'_>, names: &Names) -> Draft {
    let mut draft = Draft {
        key: fields.text(names.key, limits::KEY_BYTES),
        url: fields.text(names.url, limits::URL_BYTES),
        title: fields.text(names.title, limits::TITLE_BYTES),
        source: fields.text(names.source, limits::SOURCE_BYTES),
        byline: fields.text(names.byline, limits::BYLINE_BYTES),
        language: fields.text(names.language, limits::LANGUAGE_BYTES),
        published: fields.date(names.published),
        ..Draft::default()
    };
    // The `key` of another program may be the same for many articles, as a keyword is.
    if draft.key.is_none() && draft.url.is_none() && !names.key.is_empty() {
        draft.key = fields.text(&["key"], limits::KEY_BYTES);
    }
    draft
}

/// Makes the draft of a record with these names. A text that is HTML is read as HTML.
pub(super) fn draft(fields: &mut Fields<'_>, names: &Names) -> Draft {
    let text = names.text.iter().find_map(|name| fields.exact(name)).unwrap_or_default();
    let text = if markup::is_html(&text) { markup::text(&text) } else { text };
    Draft { text, ..besides_text(fields, names) }
}
