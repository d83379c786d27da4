//! What cannot be derived: the WAL, and the revisions and edits that hold by it.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use crate::bytes::Bytes;
use crate::error::{Error, Result};
use crate::record::{
    ArticleRecord, Kind, Valid, WalEntry, check_header, decode_owned, decode_parts, describe,
    encode_owned, page_key,
};
use crate::storage::engine::{Engine, Table};
use crate::storage::feed::{FLOOR, floor};
use crate::storage::tables::missing;

/// A value that cannot be derived.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) table: Table,
    pub(crate) key: Vec<u8>,
    pub(crate) value: Bytes,
}

impl Entry {
    fn new(table: Table, key: &[u8], value: Bytes) -> Self {
        Self { table, key: key.to_vec(), value }
    }

    /// Checks the checksum, which is bound to the key.
    pub(crate) fn check(&self) -> Result<()> {
        let kind = kind(self.table).ok_or_else(|| {
            Error::corrupt(format!("a value of the {:?} table is derived", self.table))
        })?;
        check_header(kind, &self.key, &self.value)
    }

    /// Returns the change that this WAL record is, under its LSN.
    pub(crate) fn change(&self) -> Result<(u64, WalEntry)> {
        let lsn = leading(&self.key);
        if self.key != lsn.to_be_bytes() {
            return Err(Error::corrupt(format!(
                "{} has a malformed key",
                describe(Kind::Wal, &self.key)
            )));
        }
        Ok((lsn, decode_owned(Kind::Wal, &self.key, &self.value)?))
    }
}

/// The kind of the values of a table that cannot be derived.
pub(crate) fn kind(table: Table) -> Option<Kind> {
    Some(match table {
        Table::Log => Kind::Wal,
        Table::Heads => Kind::Article,
        Table::Bodies => Kind::TextPage,
        Table::Quotes => Kind::Quotes,
        Table::Edits => Kind::Override,
        Table::Meta => Kind::FeedFloor,
        _ => return None,
    })
}

/// Returns the number that a key begins with.
pub(crate) fn leading(key: &[u8]) -> u64 {
    key.first_chunk::<8>().map_or(0, |number| u64::from_be_bytes(*number))
}

/// Which change holds: the last of each article, and of each speaker.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holding {
    articles: HashMap<u64, u64>,
    speakers: HashMap<u64, u64>,
    erased: HashSet<u64>,
}

impl Holding {
    /// Works out what holds by the WAL of a store up to an LSN.
    pub(crate) fn of(engine: &Engine, last: u64) -> Result<Self> {
        let mut holding = Self::default();
        for entry in log(engine, 1..=last)? {
            let (lsn, change) = entry?.change()?;
            holding.note(lsn, change);
        }
        Ok(holding)
    }

    /// Takes in a change after all those before.
    pub(crate) fn note(&mut self, lsn: u64, change: WalEntry) {
        match change {
            WalEntry::Put { article, .. } | WalEntry::Remove { article, .. } => {
                self.articles.insert(article, lsn);
            }
            WalEntry::Erase { article, .. } => {
                self.articles.insert(article, lsn);
                self.erased.insert(article);
            }
            WalEntry::Edit { speaker, .. } => drop(self.speakers.insert(speaker, lsn)),
            WalEntry::Tombstone { .. } => {}
        }
    }

    /// Returns whether no later change of the same article or speaker replaced this one.
    pub(crate) fn holds(&self, lsn: u64, change: WalEntry) -> bool {
        let last = match change {
            WalEntry::Put { article, .. }
            | WalEntry::Remove { article, .. }
            | WalEntry::Erase { article, .. } => self.articles.get(&article),
            WalEntry::Edit { speaker, .. } => self.speakers.get(&speaker),
            WalEntry::Tombstone { .. } => return true,
        };
        last == Some(&lsn)
    }

    /// Returns a change as a store that is written anew has it; `None` if it has no use. Changes up
    /// to the floor that do not hold go, and the hashes of the keys of erased articles.
    pub(crate) fn kept(&self, floor: u64, lsn: u64, change: WalEntry) -> Option<WalEntry> {
        if lsn <= floor && !self.holds(lsn, change) {
            return None;
        }
        Some(match change {
            WalEntry::Remove { article, previous, .. } if self.erased.contains(&article) => {
                WalEntry::Remove { article, previous, key: [0; 16] }
            }
            change => change,
        })
    }

    /// Returns the LSN of the last change of an article.
    pub(crate) fn last_of(&self, article: u64) -> Option<u64> {
        self.articles.get(&article).copied()
    }

    /// Returns whether an article was erased.
    pub(crate) fn is_erased(&self, article: u64) -> bool {
        self.erased.contains(&article)
    }

    /// Returns how many articles have a change.
    pub(crate) fn articles(&self) -> usize {
        self.articles.len()
    }
}

/// Walks the WAL, which must have every change of the range that is above the floor of the feed.
pub(crate) fn log(
    engine: &Engine,
    range: RangeInclusive<u64>,
) -> Result<impl Iterator<Item = Result<Entry>> + '_> {
    let floor = floor(engine)?;
    let (mut next, last) = range.into_inner();
    let mut entries =
        engine.scan(Table::Log, next.to_be_bytes().to_vec()..=last.to_be_bytes().to_vec());
    Ok(std::iter::from_fn(move || {
        let must_have = next.max(floor + 1);
        let lsn = match entries.next() {
            Some(Ok((key, value))) => {
                let lsn = leading(&key);
                if *key == lsn.to_be_bytes() && (next..=must_have).contains(&lsn) {
                    next = lsn + 1;
                    return Some(Ok(Entry::new(Table::Log, &key, value)));
                }
                must_have
            }
            Some(Err(error)) => return Some(Err(error)),
            None if must_have <= last => must_have,
            None => return None,
        };
        next = last + 1;
        Some(Err(missing(Kind::Wal, &lsn.to_be_bytes())))
    }))
}

/// Returns the WAL entry of a change.
pub(crate) fn wal_entry(lsn: u64, change: WalEntry) -> Result<Entry> {
    let key = lsn.to_be_bytes();
    Ok(Entry::new(Table::Log, &key, encode_owned(Kind::Wal, &key, &change)?.into()))
}

/// Returns the floor of the feed as a value that cannot be derived; `None` if none was set.
pub(crate) fn floor_entry(engine: &Engine) -> Result<Option<Entry>> {
    Ok(engine.get(Table::Meta, FLOOR)?.map(|value| Entry::new(Table::Meta, FLOOR, value)))
}

/// Reads the values that were written for a change: of a revision its head, body and quotes.
pub(crate) fn records(engine: &Engine, change: WalEntry) -> Result<Vec<Entry>> {
    match change {
        WalEntry::Put { revision, .. } => revision_records(engine, revision),
        WalEntry::Edit { edit, .. } => Ok(vec![record(engine, Table::Edits, &edit.to_be_bytes())?]),
        WalEntry::Remove { .. } | WalEntry::Erase { .. } | WalEntry::Tombstone { .. } => {
            Ok(Vec::new())
        }
    }
}

fn revision_records(engine: &Engine, revision: u64) -> Result<Vec<Entry>> {
    let first = record(engine, Table::Heads, &revision.to_be_bytes())?;
    let mut entries = vec![first.clone()];
    let head: Valid<ArticleRecord> =
        decode_parts(Kind::Article, &first.key, first.value, |part| {
            let entry = record(engine, Table::Heads, part)?;
            entries.push(entry.clone());
            Ok(Some(entry.value))
        })?;
    let bodies = (0..head.body_pages.to_native()).map(|page| (Table::Bodies, page));
    let quotes = (0..head.quote_pages.to_native()).map(|page| (Table::Quotes, page));
    for (table, page) in bodies.chain(quotes) {
        entries.push(record(engine, table, &page_key(revision, page))?);
    }
    Ok(entries)
}

fn record(engine: &Engine, table: Table, key: &[u8]) -> Result<Entry> {
    let value = engine.get(table, key)?.ok_or_else(|| match kind(table) {
        Some(kind) => missing(kind, key),
        None => Error::corrupt(format!("a value of the {table:?} table is missing")),
    })?;
    let entry = Entry::new(table, key, value);
    entry.check()?;
    Ok(entry)
}
