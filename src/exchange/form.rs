//! The forms that records come in, and how a record's fields show its form.

use std::fmt;
use std::str::FromStr;

use super::fields::Fields;
use crate::error::{Error, Result};

/// The form of a record: the program or the standard that its fields are of.
///
/// `Display` prints the name of a form, such as `news-please`; `FromStr` reads it.
///
/// # Examples
/// ```
/// use onrecord::exchange::{Form, Records};
/// let line = r#"{"maintext": "Rain.", "date_publish": "None"}"#;
/// let record = Records::new(line.as_bytes(), Form::Detect).next().unwrap()?;
/// assert_eq!(record.form, Form::NewsPlease);
/// assert_eq!("news-please".parse::<Form>()?, Form::NewsPlease);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Form {
    /// The form that the fields of each record show.
    Detect,
    /// A text file, with or without front matter between two lines of `---`.
    Text,
    /// A line that [`Store::export_jsonl`](crate::Store::export_jsonl) wrote.
    Export,
    /// An object with a `text`, and with names such as `id`, `title`, `url` and `date`.
    Plain,
    /// The output of news-please: `maintext`.
    NewsPlease,
    /// The output of newspaper4k: `text` and `publish_date`.
    Newspaper4k,
    /// The output of trafilatura, with metadata or without.
    Trafilatura,
    /// The output of Fundus: `body` with `sections`.
    Fundus,
    /// Articles as search services give them: `content`, `publishedAt` and `source.name`.
    NewsApi,
    /// ninjs 1.x of the IPTC.
    Ninjs1,
    /// ninjs 2.x of the IPTC.
    Ninjs2,
    /// ninjs 3.x of the IPTC.
    Ninjs3,
    /// Quotebank, a quotation a record.
    QuotebankQuotation,
    /// Quotebank, an article a record.
    QuotebankArticle,
    /// The Global Quotation Graph of GDELT.
    Gdelt,
    /// The output of Citron: a text and the spans of its quotes.
    Citron,
    /// The search schema of the Guardian and AFP: paragraphs and entities.
    GuardianAfp,
    /// A table of Media Cloud, in CSV. A row describes an article that is stored under its URL.
    MediaCloud,
    /// A page of HTML.
    Html,
    /// A feed in RSS, an item a record.
    Rss,
    /// A feed in Atom, an entry a record.
    Atom,
    /// A JSON Feed, an item a record.
    JsonFeed,
    /// A WARC file, a page a record.
    Warc,
}

/// The forms and their names.
const NAMES: [(Form, &str); 23] = [
    (Form::Detect, "detect"),
    (Form::Text, "text"),
    (Form::Export, "export"),
    (Form::Plain, "plain"),
    (Form::NewsPlease, "news-please"),
    (Form::Newspaper4k, "newspaper4k"),
    (Form::Trafilatura, "trafilatura"),
    (Form::Fundus, "fundus"),
    (Form::NewsApi, "newsapi"),
    (Form::Ninjs1, "ninjs-1"),
    (Form::Ninjs2, "ninjs-2"),
    (Form::Ninjs3, "ninjs-3"),
    (Form::QuotebankQuotation, "quotebank-quotation"),
    (Form::QuotebankArticle, "quotebank-article"),
    (Form::Gdelt, "gdelt"),
    (Form::Citron, "citron"),
    (Form::GuardianAfp, "guardian-afp"),
    (Form::MediaCloud, "media-cloud"),
    (Form::Html, "html"),
    (Form::Rss, "rss"),
    (Form::Atom, "atom"),
    (Form::JsonFeed, "json-feed"),
    (Form::Warc, "warc"),
];

/// The mark of a line that this version exports.
pub(super) const EXPORT_MARK: &str = "onrecord/1";

/// The fields of an article in exports by versions that wrote no mark.
const UNMARKED: [&str; 13] = [
    "key",
    "title",
    "url",
    "source",
    "byline",
    "language",
    "published",
    "corrected",
    "extractor",
    "text",
    "paragraphs",
    "countries",
    "quotes",
];

/// Fields that only newspaper4k has beside `publish_date`.
const NEWSPAPER4K: [&str; 8] = [
    "top_image",
    "meta_img",
    "meta_lang",
    "meta_site_name",
    "canonical_link",
    "read_more_link",
    "movies",
    "authors",
];

impl Form {
    /// Returns the name of the form.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::exchange::Form::Ninjs3.as_str(), "ninjs-3");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(form, _)| *form == self).map_or("", |(_, name)| name)
    }

    /// Returns the form that the fields of a record show.
    pub(super) fn of(fields: &Fields<'_>) -> Self {
        let has = |name: &str| fields.has(name);
        if let Some(form) = export(fields) {
            form
        } else if has("quotation") && (has("quoteID") || has("probas")) {
            Self::QuotebankQuotation
        } else if has("quotations") && has("articleID") {
            Self::QuotebankArticle
        } else if has("maintext") {
            Self::NewsPlease
        } else if let Some(form) = of_quotes(fields) {
            form
        } else if has("paragraphs") && has("entities") && has("metadata") {
            Self::GuardianAfp
        } else if let Some(form) = ninjs(fields) {
            form
        } else if has("publishing_date")
            || fields.json("body").is_some_and(|body| body.contains("\"sections\""))
        {
            Self::Fundus
        } else if has("source-hostname")
            || (has("raw_text") && has("fingerprint"))
            || (has("hostname") && has("sitename"))
            || (has("text") && has("comments") && fields.are_among(&["text", "comments"]))
        {
            Self::Trafilatura
        } else if has("publish_date") && has("text") && NEWSPAPER4K.iter().any(|name| has(name)) {
            Self::Newspaper4k
        } else if has("publishedAt") && (has("content") || has("description")) {
            Self::NewsApi
        } else {
            Self::Plain
        }
    }
}

/// Returns whether the names of the fields show the form, whatever their values.
pub(super) fn is_of_names(fields: &Fields<'_>) -> bool {
    !["format", "quotes", "body", "paragraphs"].iter().any(|name| fields.has(name))
}

/// Returns `Export` for a line that says so by its mark, and for one that has exactly the fields of
/// an export without a mark.
fn export(fields: &Fields<'_>) -> Option<Form> {
    let is_marked = fields.json("format").is_some_and(|mark| mark.starts_with("\"onrecord/"));
    let is_article = || {
        ["key", "text", "paragraphs", "countries", "quotes"].iter().all(|name| fields.has(name))
            && fields.are_among(&UNMARKED)
            && (fields.json("paragraphs").is_none()
                || fields
                    .json("paragraphs")
                    .and_then(|json| first_item(json.strip_prefix('[')?))
                    .is_some_and(|item| item.has("kind")))
    };
    let is_edit = || fields.has("speaker_edit") && fields.are_among(&["speaker_edit"]);
    (is_marked || is_article() || is_edit()).then_some(Form::Export)
}

/// Returns the form that the first of a record's quotes shows.
fn of_quotes(fields: &Fields<'_>) -> Option<Form> {
    // The first name tells in most records; all names are read only if it does not.
    let item = fields.json("quotes")?.strip_prefix('[')?.trim_start();
    let first = item.strip_prefix('{')?.trim_start().strip_prefix('"')?.split('"').next()?;
    let of = |has: &dyn Fn(&str) -> bool| {
        if has("pre") || has("post") {
            Some(Form::Gdelt)
        } else if has("contents") || has("cue") {
            Some(Form::Citron)
        } else {
            None
        }
    };
    of(&|name| name == first).or_else(|| {
        let item = first_item(item)?;
        of(&|name| item.has(name))
    })
}

/// Returns the object that a list begins with.
fn first_item(items: &str) -> Option<Fields<'_>> {
    serde_json::Deserializer::from_str(items).into_iter::<Fields<'_>>().next()?.ok()
}

fn ninjs(fields: &Fields<'_>) -> Option<Form> {
    let has = |name: &str| fields.has(name);
    if !has("uri") {
        return None;
    }
    if ["versionCreated", "firstCreated", "contentCreated", "pubStatus"]
        .iter()
        .any(|name| has(name))
    {
        Some(Form::Ninjs3)
    } else if ["headlines", "bodies", "descriptions"].iter().any(|name| has(name)) {
        Some(Form::Ninjs2)
    } else if ["versioncreated", "firstcreated", "pubstatus", "headline"]
        .iter()
        .any(|name| has(name))
        || fields.has_prefix("body_")
        || fields.has_prefix("description_")
    {
        Some(Form::Ninjs1)
    } else {
        None
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Form {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = NAMES.iter().find(|(_, known)| *known == name);
        found.map(|(form, _)| *form).ok_or_else(|| {
            let known: Vec<_> = NAMES.iter().map(|(_, name)| *name).collect();
            Error::invalid(format!("{name:?} is no form; known are {}", known.join(", ")))
        })
    }
}
