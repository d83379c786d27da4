//! JSON Feed, versions 1 and 1.1.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::fields::{Fields, plain, plain_json};
use super::item::{Channel, Item, Items, line_ends};
use crate::error::{Error, Result};

/// A feed whose items are not parsed yet, so that one that is no item costs only itself.
#[derive(Deserialize)]
struct Top<'j> {
    #[serde(borrow)]
    title: Option<&'j RawValue>,
    #[serde(borrow)]
    language: Option<&'j RawValue>,
    #[serde(borrow)]
    author: Option<&'j RawValue>,
    #[serde(borrow)]
    authors: Option<&'j RawValue>,
    #[serde(borrow, default)]
    items: Vec<&'j RawValue>,
}

/// Reads a feed.
pub(super) fn read(text: &str) -> Result<(Channel, Items)> {
    let top: Top<'_> = serde_json::from_str(text)
        .map_err(|error| Error::invalid(format!("not a JSON Feed: {error}")))?;
    let channel = Channel {
        title: top.title.and_then(plain_json),
        language: top.language.and_then(plain_json),
        author: top.authors.or(top.author).and_then(plain_json),
    };
    let (mut line, mut at) = (1, 0);
    let items = top.items.into_iter().map(|json| {
        // Items are pieces of the text, each after the one before.
        let json = json.get();
        let start = (json.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let between = text.as_bytes().get(at..start).unwrap_or_default();
        line += line_ends(between);
        at = start;
        item(json, line)
    });
    let items = items.collect();
    Ok((channel, items))
}

fn item(json: &str, line: u64) -> Result<Item, (u64, Error)> {
    let mut fields: Fields<'_> = serde_json::from_str(json)
        .map_err(|error| (line, Error::invalid(format!("not an item of a JSON Feed: {error}"))))?;
    let mut text = |name: &str| fields.value(name).as_ref().and_then(plain);
    let authors = text("authors").or_else(|| text("author"));
    Ok(Item {
        line,
        guid: text("id"),
        is_address: true,
        link: text("url").or_else(|| text("external_url")),
        title: text("title"),
        authors: authors.into_iter().collect(),
        published: text("date_published"),
        updated: text("date_modified"),
        language: text("language"),
        source: None,
        content: text("content_html").or_else(|| text("content_text")),
        summary: text("summary"),
    })
}
