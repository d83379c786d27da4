//! RSS and Atom, by the events of `quick-xml`.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::forms::markup;
use super::item::{Channel, Item, Items, line_ends};
use crate::error::Error;

/// The most authors of an item that are named.
const AUTHORS: usize = 64;

/// The elements around what is read.
#[derive(Default)]
struct State {
    channel: Channel,
    items: Items,
    /// The elements that are open.
    depth: usize,
    /// The item that is open, and its depth.
    item: Option<(Item, usize)>,
    /// The field that is open.
    field: Option<Field>,
}

/// A field of an item or of the feed.
struct Field {
    name: String,
    depth: usize,
    value: String,
    /// The value has elements in it, so that it is markup as it is written.
    is_markup: bool,
    /// A guid that is no address.
    is_no_address: bool,
}

/// Reads a feed. One that is not well-formed XML has its items up to there, and an error.
pub(super) fn read(text: &str) -> (Channel, Items) {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut state = State::default();
    let (mut line, mut at) = (1, 0);
    loop {
        let place = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let between = text.as_bytes().get(at..place).unwrap_or_default();
        line += line_ends(between);
        at = place.max(at);
        match reader.read_event() {
            Ok(Event::Start(tag)) => state.start(&tag, line),
            Ok(Event::End(tag)) => state.end(tag.name().into_inner()),
            Ok(Event::Text(piece)) => state.text(&piece.xml10_content(), false),
            Ok(Event::CData(piece)) => state.text(&piece.xml10_content(), true),
            Ok(Event::GeneralRef(name)) => {
                let name: &str = &name;
                if let Some(field) = &mut state.field {
                    let found = markup::character(name).filter(|_| !field.is_markup);
                    field.value.push_str(&found.unwrap_or_else(|| format!("&{name};")));
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let line = state.item.as_ref().map_or(line, |(item, _)| item.line);
                let error = Error::invalid(format!("not XML: {error}"));
                state.items.push_back(Err((line, error)));
                return (state.channel, state.items);
            }
        }
    }
    if let Some((item, _)) = state.item {
        state.items.push_back(Err((item.line, Error::invalid("the feed ends within an item"))));
    } else if state.items.is_empty() && state.channel.title.is_none() {
        state.items.push_back(Err((1, Error::invalid("no feed of RSS or Atom"))));
    }
    (state.channel, state.items)
}

impl State {
    fn start(&mut self, tag: &BytesStart<'_>, line: u64) {
        self.depth += 1;
        let name = tag.name().into_inner();
        let name = name.strip_prefix("atom:").unwrap_or(name).to_ascii_lowercase();
        let value = |name: &str| {
            let found = tag.try_get_attribute(name).ok()??;
            Some(markup::unescape(found.value.trim()))
        };
        if let Some(field) = &mut self.field {
            field.is_markup = true;
            field.value.push('<');
            field.value.push_str(&name);
            field.value.push('>');
            return;
        }
        if matches!(&*name, "item" | "entry") && self.item.is_none() {
            let language = value("xml:lang");
            let item = Item { line, language, is_address: true, ..Item::default() };
            self.item = Some((item, self.depth));
            return;
        }
        if self.item.is_none() && name == "feed" {
            self.channel.language = value("xml:lang");
        }
        if let Some((item, depth)) = &mut self.item {
            if self.depth != *depth + 1 {
                return;
            }
            if name == "link"
                && let Some(address) = value("href")
                && value("rel").is_none_or(|rel| rel == "alternate")
            {
                item.link.get_or_insert(address);
            }
        } else if self.depth > 3 {
            return;
        }
        self.field = Some(Field {
            is_no_address: value("isPermaLink").is_some_and(|is| is == "false"),
            is_markup: value("type").is_some_and(|kind| kind == "xhtml"),
            depth: self.depth,
            value: String::new(),
            name,
        })
        // What has other elements in it is no field of the feed.
        .filter(|field| {
            self.item.is_some()
                || matches!(&*field.name, "title" | "language" | "dc:language" | "author")
        });
    }

    fn text(&mut self, piece: &str, is_literal: bool) {
        if let Some(field) = &mut self.field {
            // CDATA has no entities: those in it are of the HTML that it has.
            if is_literal && field.is_markup {
                field.value.push_str(&piece.replace('&', "&amp;").replace('<', "&lt;"));
            } else {
                field.value.push_str(piece);
            }
        }
    }

    fn end(&mut self, name: &str) {
        if self.field.as_ref().is_some_and(|field| field.depth == self.depth) {
            if let Some(field) = self.field.take() {
                self.take(&field);
            }
        } else if let Some(field) = &mut self.field {
            field.value.push_str("</");
            field.value.push_str(name);
            field.value.push('>');
        } else if self.item.as_ref().is_some_and(|(_, depth)| *depth == self.depth)
            && let Some((item, _)) = self.item.take()
        {
            self.items.push_back(Ok(item));
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// Puts the value of a field in its place.
    fn take(&mut self, field: &Field) {
        let value = field.value.trim();
        if value.is_empty() {
            return;
        }
        let value = value.to_owned();
        let Some((item, _)) = &mut self.item else {
            match &*field.name {
                "title" => self.channel.title.get_or_insert(value),
                "author" => self.channel.author.get_or_insert(person(&value)),
                _ => self.channel.language.get_or_insert(value),
            };
            return;
        };
        let place = match &*field.name {
            "title" => &mut item.title,
            "guid" | "id" => {
                item.is_address = !field.is_no_address;
                &mut item.guid
            }
            "link" => &mut item.link,
            "pubdate" | "dc:date" | "published" | "issued" | "dcterms:issued" => {
                &mut item.published
            }
            "updated" | "modified" | "dcterms:modified" => &mut item.updated,
            "content:encoded" | "content" => &mut item.content,
            "description" | "summary" => &mut item.summary,
            "dc:language" => &mut item.language,
            "source" => {
                let title = between(&value, "title").unwrap_or(&value).to_owned();
                item.source.get_or_insert(title);
                return;
            }
            "author" | "dc:creator" => {
                let name = person(&value);
                if item.authors.len() < AUTHORS && !item.authors.contains(&name) {
                    item.authors.push(name);
                }
                return;
            }
            _ => return,
        };
        place.get_or_insert(value);
    }
}

/// Returns the name of an author, who may have an address too: `ada@example.org (Ada Odu)`.
fn person(value: &str) -> String {
    if let Some(name) = between(value, "name") {
        return name.to_owned();
    }
    match value.split_once(" (") {
        Some((address, name)) if address.contains('@') => name.trim_end_matches(')').to_owned(),
        _ => value.to_owned(),
    }
}

/// Returns the text in the first element of a name.
fn between<'v>(value: &'v str, name: &str) -> Option<&'v str> {
    let (_, rest) = value.split_once(&format!("<{name}>"))?;
    Some(rest.split('<').next().unwrap_or_default().trim())
}
