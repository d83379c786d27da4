//! ninjs of the IPTC: 1.x, 2.x and 3.x. The names of 3.x differ from those of 2.x by capital
//! letters.

use serde_json::{Map, Value};

use super::super::fields::{Fields, plain};
use super::super::left_out::Why;
use super::super::out::ninjs::PEOPLE;
use super::super::out::uri;
use super::flat::{self, Names};
use super::markup;
use crate::model::{Draft, limits};

const NAMES: Names = Names {
    key: &["uri"],
    url: &[],
    title: &[],
    source: &[
        "copyrightHolder",
        "copyrightholder",
        "source",
        "provider",
        "infoSources",
        "infosources",
        "infosource",
    ],
    byline: &["byline", "by", "author"],
    language: &["language"],
    published: &[
        "firstCreated",
        "firstcreated",
        "contentCreated",
        "contentcreated",
        "versionCreated",
        "versioncreated",
    ],
    text: &[],
};

/// Roles of descriptions that are no text of the article.
const ASIDE: [&str; 5] = ["creditline", "credit", "copyright", "keywords", "slug"];

/// Makes the draft of a record.
pub(super) fn draft(fields: &mut Fields<'_>) -> Draft {
    let mut draft = flat::besides_text(fields, &NAMES);
    let is_address = |uri: &&String| uri.starts_with("https://") || uri.starts_with("http://");
    let exported = other_ids(fields);
    let id = |role: &str| exported.iter().find(|(other, _)| other == role).map(|(_, id)| id);
    draft.url = id("url").filter(is_address).or(draft.key.as_ref().filter(is_address)).cloned();
    // An export has a URI in place of a key that is none.
    let is_in_place = |key: &&String| {
        [Some(uri::of_key(key)), draft.url.as_deref().and_then(uri::of_address)]
            .contains(&draft.key)
    };
    if let Some(key) = id("key").filter(is_in_place) {
        draft.key = Some(key.clone());
    }
    keep_people(fields, &mut draft);
    draft.title = title(fields);
    draft.text = body(fields).or_else(|| description(fields)).unwrap_or_default();
    draft
}

/// The texts of a person that are kept.
const PERSON: [&str; 6] = ["name", "rel", "uri", "literal", "scheme", "code"];

/// Keeps people that have more than a name as they came.
fn keep_people(fields: &mut Fields<'_>, draft: &mut Draft) {
    for name in ["people", "person"] {
        let people = fields.json(name).and_then(|json| serde_json::from_str(json).ok());
        let Some::<Vec<Map<String, Value>>>(mut people) = people else { continue };
        for person in &mut people {
            person.retain(|name, value| PERSON.contains(&name.as_str()) && value.is_string());
        }
        if people.iter().all(|person| person.keys().all(|name| name == "name")) {
            continue;
        }
        let json = Value::from_iter(people).to_string();
        if json.len() <= limits::ATTRIBUTE_VALUE_BYTES {
            draft.add_attribute(PEOPLE.to_owned(), json);
        } else {
            fields.leave_out_part(format!("{name}.uri"), Why::TooLong);
        }
    }
}

/// Returns the other ids of a record as they are written, each with its role.
fn other_ids(fields: &mut Fields<'_>) -> Vec<(String, String)> {
    let mut ids = Vec::new();
    for name in ["altIds", "altids"] {
        let Some(value) = fields.json(name).and_then(|json| serde_json::from_str(json).ok()) else {
            continue;
        };
        match &value {
            Value::Array(values) => ids.extend(values.iter().filter_map(|id| {
                let part = |name: &str| id.get(name)?.as_str().map(str::to_owned);
                Some((part("role")?, part("value")?))
            })),
            Value::Object(values) => ids.extend(
                values
                    .iter()
                    .filter_map(|(role, id)| Some((role.clone(), id.as_str()?.to_owned()))),
            ),
            _ => {}
        }
        if !ids.is_empty() && ids.iter().all(|(role, _)| role == "url" || role == "key") {
            fields.done(name);
        }
    }
    ids
}

fn title(fields: &mut Fields<'_>) -> Option<String> {
    let headlines = fields.value("headlines");
    let main = headlines.as_ref().and_then(|headlines| {
        let headlines = list(headlines);
        headlines.iter().find(|headline| role(headline) == "main").or(headlines.first()).copied()
    });
    let main = main.and_then(|headline| text_of(headline, "value"));
    let others = ["headline", "headline_main", "title"];
    let title = main.or_else(|| fields.text(&others, limits::TITLE_BYTES))?;
    // The same title under another name is not left out.
    for name in others {
        if fields.json(name).and_then(|json| serde_json::from_str(json).ok()).as_ref()
            == Some(&title)
        {
            fields.done(name);
        }
    }
    if title.len() > limits::TITLE_BYTES {
        fields.leave_out("headlines", Why::TooLong);
        return None;
    }
    Some(title)
}

/// The objects of a list, or the one object that is there in place of a list.
fn list(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Array(values) => values.iter().filter_map(Value::as_object).collect(),
        Value::Object(object) => vec![object],
        _ => Vec::new(),
    }
}

fn role(object: &Map<String, Value>) -> &str {
    object.get("role").and_then(Value::as_str).unwrap_or_default()
}

fn text_of(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name).and_then(plain)
}

/// Returns whether a text is markup, by what is said of it and by its own beginning.
fn is_markup(kind: &str, text: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    ["html", "xml", "nitf"].iter().any(|word| kind.contains(word))
        || text.trim_start().starts_with("<?xml")
        || text.trim_start().starts_with("<p")
}

fn as_text(kind: &str, text: String) -> String {
    if is_markup(kind, &text) { markup::text(&text) } else { text }
}

/// Returns the body: text without markup if there is one, else the text of one with markup.
fn body(fields: &mut Fields<'_>) -> Option<String> {
    if let Some(bodies) = fields.value("bodies") {
        let mut found: Vec<(String, String)> = Vec::new();
        for body in list(&bodies) {
            let said = ["contentType", "contenttype", "role"]
                .map(|name| body.get(name).and_then(Value::as_str).unwrap_or_default());
            if let Some(text) = body.get("value").and_then(Value::as_str) {
                found.push((said.join(" "), text.to_owned()));
            }
        }
        if let Some(text) = best(found) {
            return Some(text);
        }
    }
    let names = fields.names("body");
    let mut found = Vec::new();
    for name in &names {
        if let Some(Value::String(text)) = fields.value(name) {
            found.push((name.clone(), text));
        }
    }
    best(found)
}

/// Returns the text of the first body without markup, and else of the first that has a text. Each
/// body comes with what is said of its kind.
fn best(mut bodies: Vec<(String, String)>) -> Option<String> {
    bodies.sort_by_key(|(kind, text)| is_markup(kind, text));
    let texts = bodies.into_iter().map(|(kind, text)| as_text(&kind, text));
    texts.into_iter().find(|text| !text.trim().is_empty())
}

/// Returns the description of a record without a body.
fn description(fields: &mut Fields<'_>) -> Option<String> {
    if let Some(descriptions) = fields.value("descriptions") {
        let descriptions = list(&descriptions);
        let mut parts = descriptions.iter().filter(|part| !ASIDE.contains(&role(part)));
        if let Some(text) = parts.find_map(|part| text_of(part, "value")) {
            fields.leave_out("bodies", Why::OnlyDescription);
            return Some(as_text("", text));
        }
    }
    for name in fields.names("description_") {
        if let Some(text) = fields.value(&name).as_ref().and_then(plain) {
            fields.leave_out("body_text", Why::OnlyDescription);
            return Some(as_text(&name, text));
        }
    }
    None
}
