//! Fundus: a body of a summary and of sections, each with headlines and paragraphs.

use serde_json::Value;

use super::super::fields::{Fields, plain};
use super::super::left_out::Why;
use super::flat::{self, Names};
use crate::model::Draft;

const NAMES: Names = Names {
    key: &["id"],
    url: &["url", "requested_url", "responded_url"],
    title: &["title"],
    source: &["source", "publisher"],
    byline: &["authors"],
    language: &["lang", "language"],
    published: &["publishing_date"],
    text: &["plaintext", "text"],
};

/// Adds the paragraphs of a list, or the one of a text.
fn add(paragraphs: &mut Vec<String>, value: Option<&Value>) {
    match value {
        Some(Value::Array(values)) => paragraphs.extend(values.iter().filter_map(plain)),
        Some(value) => paragraphs.extend(plain(value)),
        None => {}
    }
}

/// Makes the draft of a record.
pub(super) fn draft(fields: &mut Fields<'_>) -> Draft {
    let mut draft = flat::besides_text(fields, &NAMES);
    let mut paragraphs = Vec::new();
    match fields.value("body") {
        Some(Value::Object(body)) => {
            add(&mut paragraphs, body.get("summary"));
            match body.get("sections") {
                Some(Value::Array(sections)) => {
                    for section in sections {
                        add(&mut paragraphs, section.get("headline"));
                        add(&mut paragraphs, section.get("paragraphs"));
                    }
                }
                other => add(&mut paragraphs, other),
            }
        }
        Some(Value::Bool(_)) => fields.leave_out("body", Why::NoMeaning),
        other => add(&mut paragraphs, other.as_ref()),
    }
    draft.text = if paragraphs.is_empty() {
        NAMES.text.iter().find_map(|name| fields.exact(name)).unwrap_or_default()
    } else {
        paragraphs.join("\n\n")
    };
    draft
}
