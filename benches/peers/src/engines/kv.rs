//! The operations that the two layouts need of a key-value store, in tables that a user would make.

use std::path::Path;

use super::Options;
use crate::Result;
use crate::rows::{ListKey, SortKey};

/// The lists of quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Index {
    Speaker = 0,
    From = 1,
    About = 2,
}

/// A block in the directory of its list: its number and how many quotes it has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Child {
    pub(crate) number: u64,
    pub(crate) count: u32,
}

impl Child {
    pub(crate) fn to_bytes(self) -> [u8; 12] {
        crate::rows::quote_key(self.number, self.count)
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let number = bytes.first_chunk().copied().map(u64::from_be_bytes).unwrap_or_default();
        let count = bytes.last_chunk().copied().map(u32::from_be_bytes).unwrap_or_default();
        Self { number, count }
    }
}

/// A row to be written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Row<'a> {
    /// The number of the article of a key.
    Key(&'a str, u64),
    /// An article by its number.
    Article(u64, &'a [u8]),
    /// The number of a speaker by name.
    Speaker(&'a str, u64),
    /// A quote by its place; layout `usual`.
    Quote(&'a [u8; 12], &'a [u8]),
    /// A quote in a list; layout `usual`.
    Entry(Index, &'a ListKey),
    /// The quotes of an article; layout `blocks`.
    Page(u64, &'a [u8]),
    /// A block by its number; layout `blocks`.
    Block(u64, &'a [u8]),
    /// A block in a list, by the first quote that it has; layout `blocks`.
    Child(Index, &'a ListKey, Child),
    /// Takes a block out.
    NoBlock(u64),
    /// Takes a block out of a list.
    NoChild(Index, &'a ListKey),
}

/// A batch that is being written.
pub(crate) trait Write {
    /// Returns whether there is an article with this key, as it was before the batch or in it.
    fn has_key(&mut self, key: &str) -> Result<bool>;
    /// Returns the number of a speaker.
    fn speaker(&mut self, name: &str) -> Result<Option<u64>>;
    /// Returns a block as it was before the batch.
    fn block(&mut self, number: u64) -> Result<Option<Vec<u8>>>;
    fn put(&mut self, row: Row<'_>) -> Result<()>;
}

/// A key-value store with the tables above.
pub(crate) trait Kv: Sized + Sync {
    type Read<'s>: Read
    where
        Self: 's;

    fn open(folder: &Path, options: &Options) -> Result<Self>;
    fn read(&self) -> Result<Self::Read<'_>>;
    /// Writes one batch: all of it or nothing.
    fn write(&self, fill: &mut dyn FnMut(&mut dyn Write) -> Result<()>) -> Result<()>;
    /// Begins a load: no batch needs to survive before [`sync`](Self::sync).
    fn begin_load(&self) -> Result<()> {
        Ok(())
    }
    fn sync(&self) -> Result<()>;
    fn settle(&self) -> Result<()> {
        Ok(())
    }
    fn close(self) -> Result<()>;
}

/// A snapshot of all tables.
pub(crate) trait Read {
    type Value<'r>: AsRef<[u8]>
    where
        Self: 'r;

    fn article(&self, number: u64) -> Result<Option<Self::Value<'_>>>;
    fn quote(&self, key: &[u8; 12]) -> Result<Option<Self::Value<'_>>>;
    fn page(&self, number: u64) -> Result<Option<Self::Value<'_>>>;
    fn block(&self, number: u64) -> Result<Option<Self::Value<'_>>>;
    fn speaker(&self, name: &str) -> Result<Option<u64>>;
    /// Returns the sort keys in a range of a list, the newest first.
    fn entries(
        &self,
        index: Index,
        low: &ListKey,
        high: &ListKey,
    ) -> Result<impl Iterator<Item = Result<SortKey>>>;
    /// Returns the blocks in a range of a list, the newest first, each with its first sort key.
    fn children(
        &self,
        index: Index,
        low: &ListKey,
        high: &ListKey,
    ) -> Result<impl Iterator<Item = Result<(SortKey, Child)>>>;
}

/// Reads a number as the tables keep it.
pub(crate) fn number(bytes: &[u8]) -> u64 {
    bytes.first_chunk().copied().map(u64::from_be_bytes).unwrap_or_default()
}
