//! Feeds: RSS, Atom and JSON Feed, an item an article.
//!
//! The identity of an item is its guid, or its link if it has none. One with neither is an error:
//! an invented id would be another at each reading. An entity that a feed declares itself is never
//! expanded, and nothing outside of the feed is read.

mod item;
mod json;
mod xml;

use item::{Channel, Item, Items};

use super::charset;
use super::date;
use super::document::{Document, Made};
use super::form::Form;
use super::forms::markup;
use super::left_out::{LeftOut, Why};
use crate::error::{Error, Result};
use crate::model::{DateOrder, Draft, limits};

/// The articles of a feed.
pub(super) struct Feed {
    form: Form,
    channel: Channel,
    items: Items,
}

impl Feed {
    /// Reads a feed.
    pub(super) fn new(bytes: &[u8], form: Form) -> Result<Self> {
        let text = charset::decode(bytes, None);
        let (channel, items) = match form {
            Form::JsonFeed => json::read(&text)?,
            _ => xml::read(&text),
        };
        Ok(Self { form, channel, items })
    }

    /// Reads the next article, or why there is none at a line.
    pub(super) fn next(&mut self, order: Option<DateOrder>) -> Option<Document> {
        let (line, made) = match self.items.pop_front()? {
            Ok(item) => (item.line, draft(item, &self.channel, order)),
            Err((line, error)) => (line, Err(error)),
        };
        Some(Document { line, form: self.form, page: None, made })
    }
}

/// Makes the draft of an item.
fn draft(item: Item, channel: &Channel, order: Option<DateOrder>) -> Made {
    let mut left_out = Vec::new();
    let address = item.guid.clone().filter(|guid| item.is_address && is_address(guid));
    let url = item.link.or(address);
    let Some(key) = item.guid.or_else(|| url.clone()) else {
        return Err(Error::invalid(
            "an item with neither a guid nor a link, so that it could not be known again",
        ));
    };
    let plain = |text: &String| markup::plain(text);
    let content = item.content.as_ref().map(plain).filter(|text| !text.is_empty());
    let text = content.or_else(|| {
        let summary = item.summary.as_ref().map(plain).filter(|text| !text.is_empty())?;
        left_out.push(LeftOut { field: "content".to_owned(), why: Why::OnlyDescription });
        Some(summary)
    });
    let text = text.ok_or_else(|| Error::invalid("no text"))?;
    let mut published = None;
    for (field, value) in [("published", item.published), ("updated", item.updated)] {
        let Some(value) = value.filter(|_| published.is_none()) else { continue };
        match date::read(&value, order) {
            Ok(found) => published = Some(found),
            Err(why) => left_out.push(LeftOut { field: field.to_owned(), why }),
        }
    }
    let byline = if item.authors.is_empty() {
        channel.author.clone()
    } else {
        Some(item.authors.join(", "))
    };
    let mut within = |field: &str, value: Option<String>, limit: usize| {
        let value = value.map(|value| line(&value)).filter(|value| !value.is_empty())?;
        if value.len() > limit {
            left_out.push(LeftOut { field: field.to_owned(), why: Why::TooLong });
            return None;
        }
        Some(value)
    };
    let draft = Draft {
        title: within("title", item.title, limits::TITLE_BYTES),
        url: within("link", url, limits::URL_BYTES),
        source: within(
            "source",
            item.source.or_else(|| channel.title.clone()),
            limits::SOURCE_BYTES,
        ),
        byline: within("author", byline, limits::BYLINE_BYTES),
        language: within(
            "language",
            item.language.or_else(|| channel.language.clone()),
            limits::LANGUAGE_BYTES,
        ),
        key: Some(key),
        published,
        text,
        ..Draft::default()
    };
    Ok((draft, left_out))
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Returns a text without markup on one line.
fn line(text: &str) -> String {
    let text = markup::plain(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
