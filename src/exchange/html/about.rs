//! What a page says of its article besides the text: in JSON-LD, in `<meta>`, and in its elements.

use super::blocks::is_wide;
use super::days;
use super::json_ld::JsonLd;
use super::tag::Tag;
use super::tree::Tree;
use crate::exchange::date;
use crate::exchange::forms::markup;
use crate::exchange::left_out::{LeftOut, Why};
use crate::model::{Published, limits};

/// Names of `<meta>` that have the date of publication, the surest first.
const DATES: [&str; 24] = [
    "article:published_time",
    "datepublished",
    "og:published_time",
    "og:article:published_time",
    "article:published",
    "rnews:datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publish-date",
    "publish_date",
    "publishdate",
    "published_date",
    "publication_date",
    "pub_date",
    "pubdate",
    "article.published",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "article_date_original",
    "date",
];

/// The most elements of a kind that are tried: headings, dates, names.
const TRIED: usize = 64;

/// A text of so many bytes is no line about the page.
const LINE_BYTES: usize = 120;

/// The `<meta>` of a page.
pub(super) struct Metas<'t>(Vec<(String, &'t str)>);

impl<'t> Metas<'t> {
    fn of(tree: &'t Tree) -> Self {
        let named = tree.all(Tag::Meta).filter_map(|meta| {
            let content = tree.attribute(meta, "content")?.trim();
            let names = ["property", "name", "itemprop", "http-equiv"];
            let name = names.iter().find_map(|name| tree.attribute(meta, name))?;
            (!content.is_empty()).then(|| (name.trim().to_ascii_lowercase(), content))
        });
        Self(named.collect())
    }

    /// Returns the content of the first of these names that there is.
    fn first(&self, names: &[&str]) -> Option<&'t str> {
        names.iter().find_map(|name| self.all(name).next())
    }

    fn all<'m>(&'m self, name: &'m str) -> impl Iterator<Item = &'t str> + 'm {
        self.0.iter().filter(move |(of, _)| of == name).map(|(_, content)| *content)
    }
}

/// What a page says of itself.
pub(super) struct About<'t> {
    tree: &'t Tree,
    metas: Metas<'t>,
    json: JsonLd,
}

impl<'t> About<'t> {
    pub(super) fn of(tree: &'t Tree) -> Self {
        let mut about = Self { tree, metas: Metas::of(tree), json: JsonLd::of(tree) };
        if about.json.has_several() {
            let mut titles = about.headings();
            titles.extend(tree.all(Tag::Title).next().map(|title| tree.line(title)));
            titles.extend(about.metas.first(&["og:title"]).map(line));
            titles.retain(|title| title.len() <= limits::TITLE_BYTES);
            about.json.choose(|headline| {
                if headline.len() > limits::TITLE_BYTES {
                    return 0;
                }
                let headline = line(headline);
                titles.iter().map(|title| shared(title, &headline)).max().unwrap_or(0)
            });
        }
        about
    }

    /// Returns the headings of the first level that may be titles.
    fn headings(&self) -> Vec<String> {
        let headings = self.tree.all(Tag::H1).take(TRIED).map(|heading| self.tree.line(heading));
        let is_title = |text: &String| !text.is_empty() && text.len() <= limits::TITLE_BYTES;
        headings.filter(is_title).collect()
    }

    /// Returns whether the page says that it is an article; `None` if it says nothing.
    pub(super) fn is_article(&self) -> Option<bool> {
        if self.json.article().is_some() {
            return Some(true);
        }
        if self.json.is_list() {
            return Some(false);
        }
        if self.metas.first(&["article:published_time"]).is_some() {
            return Some(true);
        }
        let kind = self.metas.first(&["og:type"])?;
        (kind.eq_ignore_ascii_case("article") || self.metas.first(&DATES).is_some()).then_some(true)
    }

    /// Returns the text of the article, if the page gives it in JSON-LD.
    pub(super) fn text(&self) -> Option<String> {
        self.json.text("articleBody").map(markup::plain)
    }

    /// Returns the title.
    ///
    /// That is the heading of the page, unless the others agree against it: JSON-LD with the title
    /// for search or with the one for social networks, or two of the latter that nothing else
    /// repeats, so that they were written by hand.
    pub(super) fn title(&self) -> Option<String> {
        let site = self.site();
        let clean = |title: &str| {
            let title = Some(title).filter(|title| title.len() <= limits::TITLE_BYTES)?;
            Some(without_site(&line(title), site.as_deref()))
        };
        let given = |title: Option<String>| {
            title.filter(|title| !title.is_empty() && title.len() <= limits::TITLE_BYTES)
        };
        let json = given(self.json.text("headline").map(line));
        let social = given(self.metas.first(&["og:title"]).and_then(clean));
        let tweet = given(self.metas.first(&["twitter:title"]).and_then(clean));
        let head = self.tree.all(Tag::Title).next().map(|title| self.tree.line(title));
        let head = given(head.as_deref().and_then(clean));
        let said = [&json, &social, &head, &tweet];
        if let Some(marked) = given(self.marked("headline", Tag::H1)) {
            return Some(marked).filter(|title| title.len() <= limits::TITLE_BYTES);
        }
        let heading = self.heading(&said);
        let same = |one: &Option<String>, other: &Option<String>| match (one, other) {
            (Some(one), Some(other)) => words(one) == words(other),
            _ => false,
        };
        // A heading with more in it, such as the section, than the titles that agree.
        let heading = if same(&social, &head) && is_within(social.as_ref(), heading.as_ref()) {
            social.clone()
        } else {
            heading
        };
        let by_hand = same(&social, &tweet) && !same(&social, &head) && !same(&social, &heading);
        let title = if same(&json, &social) || same(&json, &head) {
            if same(&json, &heading) && !by_hand {
                heading
            } else if by_hand {
                social
            } else {
                json
            }
        } else if by_hand {
            social
        } else {
            heading.or(json).or(social).or(tweet).or(head)
        };
        title.filter(|title| title.len() <= limits::TITLE_BYTES)
    }

    /// Returns the text of the first element of a kind that microdata gives a name.
    fn marked(&self, name: &str, tag: Tag) -> Option<String> {
        let has_name = |node: &usize| {
            let names = self.tree.attribute(*node, "itemprop").unwrap_or_default();
            names.split_ascii_whitespace().any(|of| of.eq_ignore_ascii_case(name))
        };
        self.tree.all(tag).find(has_name).map(|node| self.tree.line(node))
    }

    /// Returns the heading that is most like one of the titles that the page gives elsewhere.
    fn heading(&self, said: &[&Option<String>]) -> Option<String> {
        let headings = self.headings();
        let is_alone = said.iter().all(|title| title.is_none());
        let share = |heading: &String| {
            let shares = said.iter().copied().flatten().map(|title| shared(heading, title));
            shares.max().unwrap_or(0)
        };
        // Of two as good, the first.
        let best = headings.iter().rev().map(|heading| (heading, share(heading)));
        let (heading, share) = best.max_by_key(|(_, share)| *share)?;
        (share >= 30 || is_alone).then(|| heading.clone())
    }

    /// Returns the day or moment of publication, and what could not be read as one.
    pub(super) fn published(
        &self,
        address: Option<&str>,
        left_out: &mut Vec<LeftOut>,
    ) -> Option<Published> {
        let mut read = |field: &str, text: &str| match date::read(text, None) {
            Ok(published) => Some(published),
            Err(why) => {
                if why != Why::Placeholder && left_out.len() < DATES.len() {
                    left_out.push(LeftOut { field: field.to_owned(), why });
                }
                None
            }
        };
        for name in ["datePublished", "dateCreated", "uploadDate"] {
            if let Some(found) = self.json.text(name).and_then(|text| read(name, text)) {
                return Some(found);
            }
        }
        for name in DATES {
            let mut all = self.metas.all(name);
            if let Some(found) = all.find_map(|text| read(name, text)) {
                return Some(found);
            }
        }
        let of_page = self.json.of_page("datePublished");
        if let Some(found) = of_page.and_then(|text| read("datePublished", text)) {
            return Some(found);
        }
        let mut marked = (0..self.tree.len()).filter(|node| {
            let prop = self.tree.attribute(*node, "itemprop").unwrap_or_default();
            prop.eq_ignore_ascii_case("datePublished")
        });
        if let Some(found) =
            marked.by_ref().take(TRIED).find_map(|node| read("datePublished", &self.time(node)))
        {
            return Some(found);
        }
        let mut times = self.tree.all(Tag::Time).filter(|time| !self.is_beside(*time)).take(TRIED);
        if let Some(found) = times.find_map(|node| read("time", &self.time(node))) {
            return Some(found);
        }
        let day = address.and_then(days::in_address).or_else(|| self.day_in_words());
        if let Some(found) = day.and_then(|day| read("day", &day)) {
            return Some(found);
        }
        let modified = ["article:modified_time", "og:updated_time", "last-modified"];
        let modified = self.json.text("dateModified").or_else(|| self.metas.first(&modified));
        modified.and_then(|text| read("dateModified", text))
    }

    /// Returns the day in a short line after the heading, in front of the text.
    fn day_in_words(&self) -> Option<String> {
        let heading = self.tree.all(Tag::H1).next()?;
        let after = self.tree.end(heading)..self.tree.len();
        let texts = after.filter(|node| self.tree.tag(*node) == Tag::Text);
        let texts = texts.map(|node| (node, self.tree.text(node).trim()));
        let texts = texts.filter(|(_, text)| !text.is_empty()).take(TRIED);
        let mut texts = texts.take_while(|(_, text)| text.len() < LINE_BYTES);
        texts.find_map(|(node, text)| {
            // A day in bold letters is a word of its paragraph.
            let paragraph = self.tree.ancestors(node).find(|node| self.tree.tag(*node) == Tag::P);
            let day = match paragraph {
                Some(paragraph) => days::in_words(&self.tree.line(paragraph)),
                None => days::in_words(text),
            };
            day.filter(|_| !self.is_beside(node))
        })
    }

    /// Returns whether a node is in a part of the page that is about other pages.
    fn is_beside(&self, node: usize) -> bool {
        let is = |node: usize| match self.tree.tag(node) {
            Tag::Aside | Tag::Nav | Tag::Footer => true,
            Tag::Li => (node..self.tree.end(node)).any(|link| self.tree.tag(link) == Tag::A),
            _ => false,
        };
        self.tree.ancestors(node).any(is)
    }

    fn time(&self, node: usize) -> String {
        let value = self.tree.attribute(node, "datetime");
        let value = value.or_else(|| self.tree.attribute(node, "content"));
        value.map_or_else(|| self.tree.line(node), str::to_owned)
    }

    /// Returns the name of the site.
    pub(super) fn site(&self) -> Option<String> {
        let name = self.metas.first(&["og:site_name"]);
        let name = name.or_else(|| self.json.names("publisher").first().copied());
        let name = name.or_else(|| self.metas.first(&["application-name", "dc.publisher"]))?;
        Some(line(name)).filter(|name| !name.is_empty() && name.len() <= limits::SOURCE_BYTES)
    }

    /// Returns the names of the authors.
    pub(super) fn byline(&self) -> Option<String> {
        let is_name = |name: &&str| !name.contains("://") && !name.starts_with('@');
        let mut names: Vec<&str> = self.json.names("author");
        for name in ["author", "article:author", "parsely-author", "sailthru.author", "dc.creator"]
        {
            names.retain(is_name);
            if names.is_empty() {
                names = self.metas.all(name).collect();
            }
        }
        names.retain(is_name);
        let mut lines: Vec<String> = Vec::new();
        for name in names.into_iter().take(TRIED) {
            let name = line(name);
            if !name.is_empty() && !lines.contains(&name) {
                lines.push(name);
            }
        }
        if lines.is_empty() {
            lines.extend(self.marked_author());
        }
        let byline = lines.join(", ");
        (!byline.is_empty() && byline.len() <= limits::BYLINE_BYTES).then_some(byline)
    }

    /// Returns the name in the first element that is marked as the author's.
    fn marked_author(&self) -> Option<String> {
        let is_author = |node: &usize| {
            let has = |name: &str, value: &str| {
                let found = self.tree.attribute(*node, name).unwrap_or_default();
                found.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(value))
            };
            self.tree.tag(*node) != Tag::Meta
                && self.tree.tag(*node) != Tag::Link
                && (has("itemprop", "author") || has("rel", "author"))
        };
        let found = (0..self.tree.len()).filter(is_author).take(TRIED);
        let mut found = found.map(|node| self.tree.line(node));
        found.find(|name| !name.is_empty() && name.chars().count() < 80)
    }

    /// Returns the tag of the language.
    pub(super) fn language(&self) -> Option<String> {
        let html = self.tree.all(Tag::Html).find_map(|node| self.tree.attribute(node, "lang"));
        let said = self.json.text("inLanguage").or(html);
        let said =
            said.or_else(|| self.metas.first(&["og:locale", "content-language", "language"]));
        let tag = said?.trim().replace('_', "-");
        let is_tag =
            !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (is_tag && tag.len() <= limits::LANGUAGE_BYTES).then_some(tag)
    }

    /// Returns the address that the page gives itself, whole.
    pub(super) fn address(&self, fetched: Option<&str>) -> Option<String> {
        let links = self.tree.all(Tag::Link).filter(|link| {
            let rel = self.tree.attribute(*link, "rel").unwrap_or_default();
            rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("canonical"))
        });
        let links = links.filter_map(|link| self.tree.attribute(link, "href"));
        let others = [
            self.metas.first(&["og:url", "twitter:url"]),
            self.json.text("mainEntityOfPage"),
            self.json.text("url"),
        ];
        let mut all = links.chain(others.into_iter().flatten());
        let found = all.find_map(|said| absolute(said, fetched));
        found.or_else(|| fetched.map(str::to_owned)).filter(|url| url.len() <= limits::URL_BYTES)
    }
}

/// Returns a text on one line, with its entities as characters.
fn line(text: &str) -> String {
    let plain = markup::plain(text);
    let mut line = String::with_capacity(plain.len());
    super::tree::push_line(&mut line, &plain);
    line.truncate(line.trim_end().len());
    line
}

/// Returns the letters and digits of a text, in lower case, as words. A letter of Chinese or
/// Japanese is a word of its own.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_open = false;
    for letter in text.chars() {
        let is_word = letter.is_alphanumeric();
        if is_word && (!is_open || is_wide(letter)) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| is_word) {
            word.extend(letter.to_lowercase());
        }
        is_open = is_word && !is_wide(letter);
    }
    words
}

/// Returns how many of the words of both texts they share, in percent.
fn shared(one: &str, other: &str) -> usize {
    let (one, mut other) = (words(one), words(other));
    let all = one.len().max(other.len()).max(1);
    let same = one.iter().filter(|word| {
        other.iter().position(|of| of == *word).map(|at| other.swap_remove(at)).is_some()
    });
    same.count() * 100 / all
}

/// Returns whether a title begins or ends with the words of another.
fn is_within(short: Option<&String>, long: Option<&String>) -> bool {
    let (Some(short), Some(long)) = (short, long) else { return false };
    let (short, long) = (words(short), words(long));
    short.len() * 2 >= long.len() && (long.starts_with(&short) || long.ends_with(&short))
}

/// Returns a title without the name of the site that follows it, or is in front of it.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in [" | ", " - ", " – ", " — ", " · ", " : "] {
        if let Some((before, after)) = title.rsplit_once(mark) {
            let like = site.map_or(0, |site| shared(site, after));
            let is_site = like >= 50 || mark == " | ";
            if like >= 80 || (is_site && words(before).len() > words(after).len()) {
                return without_site(before.trim_end(), site);
            }
        }
        if let Some((before, after)) = title.split_once(mark)
            && site.is_some_and(|site| shared(site, before) >= 80)
        {
            return without_site(after.trim_start(), site);
        }
    }
    title.to_owned()
}

/// Returns an address of HTTP, whole. `None` if it is none, and if it is the site's own although
/// the page has another path.
fn absolute(said: &str, fetched: Option<&str>) -> Option<String> {
    let said = said.trim();
    if said.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
        return None;
    }
    let (scheme, host, path) = fetched.and_then(parts).unwrap_or(("https:", "", ""));
    let whole = if parts(said).is_some() {
        said.to_owned()
    } else if said.starts_with("//") {
        format!("{scheme}{said}")
    } else if said.starts_with('/') && !host.is_empty() {
        format!("{scheme}//{host}{said}")
    } else {
        return None;
    };
    let (_, found, own) = parts(&whole)?;
    let is_home = own.trim_matches('/').is_empty() && !path.trim_matches('/').is_empty();
    (!found.is_empty() && !is_home).then_some(whole)
}

/// Returns the scheme, the host and the path of an address.
fn parts(address: &str) -> Option<(&str, &str, &str)> {
    let at = address.find("//")?;
    let (scheme, rest) = (address.get(..at)?, address.get(at + 2..)?);
    if !scheme.eq_ignore_ascii_case("http:") && !scheme.eq_ignore_ascii_case("https:") {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    Some((scheme, rest.get(..end)?, rest.get(end..)?))
}
