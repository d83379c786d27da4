//! An article on its way out, and the writer of an export: items, and the text between them.

use std::io::{self, Write};

use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::query::{Article, Quote};

/// An article on its way out, with those of its quotes that the format writes.
pub(in crate::exchange) struct Item<'i> {
    pub(in crate::exchange) article: &'i Article,
    pub(in crate::exchange) text: &'i str,
    pub(in crate::exchange) quotes: &'i [Quote],
}

/// Writes items one by one. Keeps the bytes of one item.
pub(in crate::exchange) struct Output<'w> {
    to: &'w mut dyn Write,
    /// Text before the first item, between two items, after each, and after the last.
    frame: [&'static str; 4],
    has_items: bool,
    bytes: Vec<u8>,
}

fn unwritable(error: io::Error) -> Error {
    Error::new(ErrorKind::Io, "cannot write the export").with_source(error)
}

impl<'w> Output<'w> {
    /// Writes what is before the first item.
    pub(in crate::exchange) fn begin(
        to: &'w mut dyn Write,
        frame: [&'static str; 4],
    ) -> Result<Self> {
        let [before, ..] = frame;
        to.write_all(before.as_bytes()).map_err(unwritable)?;
        Ok(Self { to, frame, has_items: false, bytes: Vec::new() })
    }

    /// Writes an item, whose bytes `make` adds.
    pub(super) fn item(&mut self, make: impl FnOnce(&mut Vec<u8>)) -> Result<()> {
        self.bytes.clear();
        make(&mut self.bytes);
        self.write()
    }

    /// Writes an item as JSON.
    pub(in crate::exchange) fn json(&mut self, item: &impl Serialize) -> Result<()> {
        self.bytes.clear();
        serde_json::to_writer(&mut self.bytes, item).map_err(|error| unwritable(error.into()))?;
        self.write()
    }

    /// Writes an item as JSON without the sign `<`, which only texts have, so that it ends no
    /// element of a page.
    pub(super) fn json_in_page(&mut self, item: &impl Serialize) -> Result<()> {
        let json = serde_json::to_vec(item).map_err(|error| unwritable(error.into()))?;
        self.item(|bytes| {
            for (number, part) in json.split(|byte| *byte == b'<').enumerate() {
                if number > 0 {
                    bytes.extend_from_slice(b"\\u003c");
                }
                bytes.extend_from_slice(part);
            }
        })
    }

    fn write(&mut self) -> Result<()> {
        let [_, between, end, _] = self.frame;
        if self.has_items {
            self.to.write_all(between.as_bytes()).map_err(unwritable)?;
        }
        self.has_items = true;
        self.bytes.extend_from_slice(end.as_bytes());
        self.to.write_all(&self.bytes).map_err(unwritable)
    }

    /// Writes what is after the last item.
    pub(in crate::exchange) fn finish(self) -> Result<()> {
        let [.., after] = self.frame;
        self.to.write_all(after.as_bytes()).map_err(unwritable)?;
        self.to.flush().map_err(unwritable)
    }
}
