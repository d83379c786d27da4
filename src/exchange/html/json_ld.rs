//! What the JSON-LD of a page says of its article (schema.org).

use serde_json::{Map, Value};

use super::tag::Tag;
use super::tree::Tree;

/// The most articles of which one is taken for that of the page.
const ARTICLES: usize = 64;
/// The most names of a field.
const NAMES: usize = 64;

type Object = Map<String, Value>;

/// The most JSON of a page that is parsed: 4 MiB, which may take 48 times as much. Pages of news
/// have some kilobytes.
const JSON_BYTES: usize = 4 << 20;
/// The most objects of a page that are looked at.
const OBJECTS: usize = 4096;
/// The deepest objects that are looked at, within each other.
const DEPTH: usize = 16;

/// The objects of a page.
#[derive(Default)]
pub(super) struct JsonLd {
    objects: Vec<Object>,
    /// The place of the object that describes the article.
    article: Option<usize>,
}

impl JsonLd {
    pub(super) fn of(tree: &Tree) -> Self {
        let mut found = Self::default();
        let mut left = JSON_BYTES;
        for script in tree.all(Tag::Script) {
            let json = tree.text(script);
            if json.len() > left {
                continue;
            }
            left -= json.len();
            if !json.is_empty()
                && let Some(value) = parse(json)
            {
                found.add(value, 0);
            }
        }
        let article = found.objects.iter().position(|object| is_article(object) && is_told(object));
        found.article = article.or_else(|| found.objects.iter().position(is_article));
        found
    }

    /// Returns whether there are several articles.
    pub(super) fn has_several(&self) -> bool {
        let told = |object: &&Object| is_article(object) && is_told(object);
        self.objects.iter().filter(told).nth(1).is_some()
    }

    /// Takes the article whose headline is most like the title of the page, in percent.
    pub(super) fn choose(&mut self, likeness: impl Fn(&str) -> usize) {
        let told = self.objects.iter().enumerate();
        let told = told.filter(|(_, object)| is_article(object) && is_told(object)).take(ARTICLES);
        let of = |object: &Object| object.get("headline").and_then(text).map_or(0, &likeness);
        let found: Vec<(usize, usize)> = told.map(|(at, object)| (at, of(object))).collect();
        // Of two as good, the first.
        let best = found.into_iter().rev().max_by_key(|(_, like)| *like);
        if let Some((at, _)) = best.filter(|(_, like)| *like > 0) {
            self.article = Some(at);
        }
    }

    fn add(&mut self, value: Value, depth: usize) {
        if depth > DEPTH || self.objects.len() >= OBJECTS {
            return;
        }
        match value {
            Value::Array(values) => values.into_iter().for_each(|value| self.add(value, depth + 1)),
            Value::Object(mut object) => {
                let within = ["@graph", "mainEntity"].map(|name| object.remove(name));
                self.objects.push(object);
                within.into_iter().flatten().for_each(|value| self.add(value, depth + 1));
            }
            _ => {}
        }
    }

    /// Returns the object that describes the article.
    pub(super) fn article(&self) -> Option<&Object> {
        self.objects.get(self.article?)
    }

    /// Returns whether the page says that it is a list of others.
    pub(super) fn is_list(&self) -> bool {
        let types = ["CollectionPage", "SearchResultsPage", "ProfilePage"];
        self.article.is_none()
            && self.objects.iter().any(|object| types.iter().any(|name| has_type(object, name)))
    }

    /// Returns a text of the article's object.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        text(self.article()?.get(name)?)
    }

    /// Returns a text of the first page object that has it.
    pub(super) fn of_page(&self, name: &str) -> Option<&str> {
        let mut pages = self.objects.iter().filter(|object| has_type(object, "WebPage"));
        pages.find_map(|object| text(object.get(name)?))
    }

    /// Returns the names of what a field of the article refers to.
    pub(super) fn names(&self, field: &str) -> Vec<&str> {
        let Some(value) = self.article().and_then(|article| article.get(field)) else {
            return Vec::new();
        };
        let values = match value {
            Value::Array(values) => values.iter().collect(),
            value => vec![value],
        };
        values.into_iter().take(NAMES).filter_map(|value| self.name(value)).collect()
    }

    fn name<'v>(&'v self, value: &'v Value) -> Option<&'v str> {
        match value {
            Value::Object(object) => {
                let own = object.get("name").and_then(text);
                own.or_else(|| {
                    let id = object.get("@id")?;
                    let mut same = self.objects.iter().filter(|other| other.get("@id") == Some(id));
                    same.find_map(|other| other.get("name").and_then(text))
                })
            }
            value => text(value),
        }
    }
}

/// Parses a script, be it with line ends in its strings or with marks of a comment around it.
fn parse(json: &str) -> Option<Value> {
    let json = json.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[");
    let json = json.trim_end_matches("-->").trim_end_matches("//]]>").trim_end();
    let json = json.strip_suffix(';').unwrap_or(json);
    serde_json::from_str(json).ok().or_else(|| {
        let plain = repaired(json);
        let mut values = serde_json::Deserializer::from_str(&plain).into_iter();
        values.next()?.ok()
    })
}

/// Returns JSON without comments, without a comma after the last of a list, and with line ends in
/// its strings as spaces.
fn repaired(json: &str) -> String {
    let mut whole = String::with_capacity(json.len());
    // The place after the last comma that nothing but white space follows.
    let mut comma = None;
    let mut rest = json;
    while let Some(letter) = rest.chars().next() {
        let mut length = letter.len_utf8();
        if rest.starts_with("/*") {
            length = rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if rest.starts_with("//") {
            length = rest.find('\n').unwrap_or(rest.len());
        } else if letter == '"' {
            length = string_end(rest);
            let string = rest.get(..length).unwrap_or_default();
            whole.extend(string.chars().map(|letter| if letter < ' ' { ' ' } else { letter }));
            comma = None;
        } else {
            if matches!(letter, '}' | ']')
                && let Some(place) = comma
            {
                whole.truncate(place);
            }
            if letter == ',' {
                comma = Some(whole.len());
            } else if !letter.is_whitespace() {
                comma = None;
            }
            whole.push(if letter < ' ' { ' ' } else { letter });
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    whole
}

/// Returns the bytes of the string that a text begins with, its marks included.
fn string_end(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn has_type(object: &Object, name: &str) -> bool {
    match object.get("@type") {
        Some(Value::String(of)) => of.rsplit('/').next() == Some(name),
        Some(Value::Array(all)) => all.iter().any(|of| of.as_str() == Some(name)),
        _ => false,
    }
}

fn is_article(object: &Object) -> bool {
    let is = |of: &str| {
        let name = of.rsplit('/').next().unwrap_or_default();
        name.ends_with("Article") || matches!(name, "BlogPosting" | "LiveBlogPosting" | "Report")
    };
    match object.get("@type") {
        Some(Value::String(of)) => is(of),
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

fn is_told(object: &Object) -> bool {
    object.contains_key("datePublished") || object.contains_key("headline")
}

/// Returns the text of a value, or that of the first of a list.
fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        Value::Array(values) => values.iter().find_map(text),
        Value::Object(object) => ["@value", "@id", "name"]
            .iter()
            .find_map(|name| object.get(*name)?.as_str())
            .map(str::trim)
            .filter(|text| !text.is_empty()),
        _ => None,
    }
}
