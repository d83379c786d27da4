//! What the JSON-LD of a page says of its article (schema.org).

use serde_json::{Map, Value};

use super::tag::Tag;
use super::tree::Tree;

type Object = Map<String, Value>;

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
        for script in tree.all(Tag::Script) {
            let json = tree.text(script);
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
        values.into_iter().filter_map(|value| self.name(value)).collect()
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
        let plain = json.replace(|letter: char| letter < ' ', " ");
        let mut values = serde_json::Deserializer::from_str(&plain).into_iter();
        values.next()?.ok()
    })
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
