//! sled as typed tables.

mod contain;
mod pack;
mod packed;
mod publication;
mod publication_writer;
mod reserve;
mod syncer;
mod table;
mod torn_tail;
mod trees;

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::ops::{Bound, RangeBounds};
use std::path::Path;
use std::sync::Mutex;

#[cfg(feature = "fulltext")]
pub(crate) use self::contain::contained;
pub(crate) use self::packed::Change;
use self::packed::PackedTable;
use self::publication::Publication;
pub(crate) use self::publication_writer::PublicationWriter;
pub(crate) use self::reserve::AHEAD;
use self::reserve::{Reserver, is_reserved};
pub(crate) use self::table::Table;
use self::table::{Shape, TABLES};
pub(crate) use self::trees::KEY_BYTES;
use self::trees::Trees;
use crate::bytes::Bytes;
use crate::error::{Error, Result};
use crate::record::PublicationValue;
use crate::storage::metrics::Histogram;

/// How many entries of a table of packs are copied at once.
const COPIED: usize = 1024;

/// An open database of the engine.
#[derive(Debug)]
pub(crate) struct Engine {
    source: Source,
    reserver: Reserver,
    /// Whether tables have packs: those of format version 2 do.
    packed: bool,
    /// The last keys of tables of packs that are sequences, as far as they are known.
    lasts: Mutex<BTreeMap<Table, Vec<u8>>>,
}

/// What has the entries of the tables.
#[derive(Debug)]
enum Source {
    Trees(Trees),
    Publication(Publication),
}

impl Engine {
    /// Opens the engine in `folder`, whose database exists or is to be made.
    pub(crate) fn open(folder: &Path, cache_bytes: u64) -> Result<Self> {
        Ok(Self::new(Source::Trees(Trees::open(folder, cache_bytes)?)))
    }

    /// Opens the publication at `path`, which is read and never written. Returns its directory too.
    pub(crate) fn open_publication(path: &Path) -> Result<(Self, PublicationValue)> {
        let publication = Publication::open(path)?;
        let directory = publication.directory().clone();
        Ok((Self::new(Source::Publication(publication)), directory))
    }

    fn new(source: Source) -> Self {
        let (reserver, lasts) = (Reserver::default(), Mutex::default());
        Self { source, reserver, packed: true, lasts }
    }

    /// Returns whether the tables are those of a publication, which never change.
    pub(crate) fn is_publication(&self) -> bool {
        matches!(self.source, Source::Publication(_))
    }

    /// Returns the trees of sled.
    ///
    /// # Errors
    /// `InvalidInput` if the tables are those of a publication.
    pub(crate) fn trees(&self) -> Result<&Trees> {
        match &self.source {
            Source::Trees(trees) => Ok(trees),
            Source::Publication(_) => Err(only_read()),
        }
    }

    /// Reads the tables of a store of format version 0 or 1, whose entries share no values.
    pub(crate) fn unpacked(mut self) -> Self {
        self.packed = false;
        self
    }

    /// Returns the packs of a table and what they make up. `None` if it has none.
    fn packs(&self, table: Table) -> Option<(PackedTable<'_>, Shape)> {
        let shape = table.shape();
        let Source::Trees(trees) = &self.source else { return None };
        (self.packed && shape != Shape::Single)
            .then_some((PackedTable { trees, lasts: &self.lasts, table }, shape))
    }

    /// Reads the value under a key.
    pub(crate) fn get(&self, table: Table, key: &[u8]) -> Result<Option<Bytes>> {
        let trees = match &self.source {
            Source::Trees(trees) => trees,
            Source::Publication(publication) => return publication.get(table, key),
        };
        trees.count_read();
        if let Some((packs, _)) = self.packs(table) {
            return packs.get(key);
        }
        let value = trees.call(table, "read", |tree| tree.get(key))?;
        Ok(value.filter(|value| !is_reserved(table, value)).map(|value| Bytes::from_engine(&value)))
    }

    /// Writes a value, after the keys of those to come are reserved. Atomic by itself.
    pub(crate) fn insert(&self, table: Table, key: &[u8], value: Vec<u8>) -> Result<()> {
        match self.packs(table) {
            Some((packs, Shape::Sequence)) => {
                return packs.append(&[(Cow::Borrowed(key), Cow::Owned(value))]);
            }
            Some((packs, _)) => return packs.merge([(key.to_vec(), Some(value))].into_iter()),
            None => {}
        }
        let trees = self.trees()?;
        self.reserver.due(table, key).try_for_each(|due| trees.reserve(table, &due))?;
        trees.write(table, key, value)
    }

    /// Writes values whose keys are after all that the table has; they ascend. Those that fit one
    /// pack appear at once.
    pub(crate) fn append(&self, table: Table, entries: Vec<(Vec<u8>, Vec<u8>)>) -> Result<()> {
        match self.packs(table) {
            Some((packs, Shape::Sequence)) => {
                let owned = |(key, value)| (Cow::Owned(key), Cow::Owned(value));
                packs.append(&entries.into_iter().map(owned).collect::<Vec<_>>())
            }
            _ => entries.into_iter().try_for_each(|(key, value)| self.insert(table, &key, value)),
        }
    }

    /// Writes and removes values under keys that ascend.
    pub(crate) fn merge(
        &self,
        table: Table,
        mut changes: impl Iterator<Item = Change>,
    ) -> Result<()> {
        match self.packs(table) {
            Some((packs, Shape::Dictionary)) => packs.merge(changes),
            _ => changes.try_for_each(|(key, value)| match value {
                Some(value) => self.insert(table, &key, value),
                None => self.remove(table, &key),
            }),
        }
    }

    /// Reserves those of these keys of the engine that are free.
    pub(crate) fn reserve_all(
        &self,
        table: Table,
        mut keys: impl Iterator<Item = Vec<u8>>,
    ) -> Result<()> {
        let trees = self.trees()?;
        keys.try_for_each(|key| trees.reserve(table, &key))
    }

    /// Removes a key. Atomic by itself; a key that is not there is no error.
    pub(crate) fn remove(&self, table: Table, key: &[u8]) -> Result<()> {
        match self.packs(table) {
            Some((packs, Shape::Sequence)) => packs.remove(key),
            Some((packs, _)) => packs.merge([(key.to_vec(), None)].into_iter()),
            None => self.trees()?.remove(table, key),
        }
    }

    /// Walks the entries of a range in the order of their keys.
    pub(crate) fn scan(
        &self,
        table: Table,
        range: impl RangeBounds<Vec<u8>>,
    ) -> impl Iterator<Item = Result<(Bytes, Bytes)>> + '_ {
        let bounds: (Bound<Vec<u8>>, Bound<Vec<u8>>) =
            (range.start_bound().cloned(), range.end_bound().cloned());
        let mut entries = None;
        let mut packed = self.packs(table).map(|(packs, _)| packs.scan(bounds.clone()));
        let mut published = match &self.source {
            Source::Trees(_) => None,
            Source::Publication(publication) => Some(publication.scan(table, bounds.clone())),
        };
        std::iter::from_fn(move || {
            if let Some(published) = &mut published {
                return published.next();
            }
            let trees = match self.trees() {
                Ok(trees) => trees,
                Err(error) => return Some(Err(error)),
            };
            trees.count_read();
            if let Some(packed) = &mut packed {
                return packed.next();
            }
            let step = trees.call(table, "scan", |tree| {
                let entries = entries.get_or_insert_with(|| tree.range(bounds.clone()));
                entries.find(|entry| is_there(table, entry)).transpose()
            });
            step.map(|entry| {
                entry.map(|(key, value)| (Bytes::from_engine(&key), Bytes::from_engine(&value)))
            })
            .transpose()
        })
    }

    /// Walks the entries whose keys begin with `prefix`.
    pub(crate) fn scan_prefix(
        &self,
        table: Table,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(Bytes, Bytes)>> + '_ {
        let prefix = prefix.to_vec();
        self.scan(table, prefix.clone()..).take_while(move |entry| {
            entry.as_ref().map_or(true, |(key, _)| key.starts_with(&prefix))
        })
    }

    /// Returns the keys of a range in their order.
    pub(crate) fn keys(
        &self,
        table: Table,
        range: impl RangeBounds<Vec<u8>>,
    ) -> Result<Vec<Bytes>> {
        self.scan(table, range).map(|entry| Ok(entry?.0)).collect()
    }

    /// Removes all entries whose keys begin with one of `prefixes`. Fastest if these ascend.
    pub(crate) fn remove_prefixes(
        &self,
        table: Table,
        mut prefixes: impl Iterator<Item = Vec<u8>>,
    ) -> Result<()> {
        match self.packs(table) {
            Some((packs, Shape::Sequence)) => packs.remove_prefixes(prefixes),
            _ => prefixes.try_for_each(|prefix| self.remove_prefix(table, &prefix)),
        }
    }

    /// Removes all entries whose keys begin with `prefix`.
    pub(crate) fn remove_prefix(&self, table: Table, prefix: &[u8]) -> Result<()> {
        let keys: Result<Vec<_>> =
            self.scan_prefix(table, prefix).map(|entry| Ok(entry?.0)).collect();
        keys?.iter().try_for_each(|key| self.remove(table, key))
    }

    /// Returns the greatest key of a table.
    pub(crate) fn last_key(&self, table: Table) -> Result<Option<Bytes>> {
        if let Some((packs, _)) = self.packs(table) {
            return packs.last_key();
        }
        let last = self.trees()?.call(table, "read", |tree| {
            tree.iter().rfind(|entry| is_there(table, entry)).transpose()
        })?;
        Ok(last.map(|(key, _)| Bytes::from_engine(&key)))
    }

    /// Copies all tables but some into an engine that has none of them. `keep` says what becomes of
    /// an entry of a table; `None` leaves it out.
    pub(crate) fn copy_to(
        &self,
        other: &Self,
        but: &[Table],
        mut keep: impl FnMut(Table, Bytes, Bytes) -> Result<Option<(Bytes, Bytes)>>,
    ) -> Result<()> {
        let copied = TABLES.into_iter().filter(|(table, _)| !but.contains(table));
        copied.into_iter().try_for_each(|(table, _)| {
            let all = self.scan(table, Vec::new()..);
            let kept = all.filter_map(|entry| {
                entry.and_then(|(key, value)| keep(table, key, value)).transpose()
            });
            other.fill(table, kept)
        })
    }

    /// Writes the entries of a table of which there are none yet; their keys ascend.
    pub(crate) fn fill(
        &self,
        table: Table,
        entries: impl Iterator<Item = Result<(Bytes, Bytes)>>,
    ) -> Result<()> {
        if self.packs(table).is_some() {
            self.fill_packed(table, entries)
        } else {
            self.fill_single(table, entries)
        }
    }

    fn fill_packed(
        &self,
        table: Table,
        entries: impl Iterator<Item = Result<(Bytes, Bytes)>>,
    ) -> Result<()> {
        let mut entries = entries.peekable();
        while entries.peek().is_some() {
            let entry = |entry: Result<(Bytes, Bytes)>| {
                entry.map(|(key, value)| (key.to_vec(), value.to_vec()))
            };
            let some = entries.by_ref().take(COPIED).map(entry).collect::<Result<Vec<_>>>()?;
            if table.shape() == Shape::Sequence {
                self.append(table, some)?;
            } else {
                let changes = some.into_iter().map(|(key, value)| (key, Some(value)));
                self.merge(table, changes)?;
            }
        }
        Ok(())
    }

    fn fill_single(
        &self,
        table: Table,
        mut entries: impl Iterator<Item = Result<(Bytes, Bytes)>>,
    ) -> Result<()> {
        let mut reserved = VecDeque::with_capacity(AHEAD + 1);
        loop {
            if let Some(entry) = entries.next().transpose()? {
                let (key, value) = &entry;
                if !value.is_empty() {
                    self.trees()?.reserve(table, key)?;
                }
                reserved.push_back(entry);
                if reserved.len() <= AHEAD {
                    continue;
                }
            }
            let Some((key, value)) = reserved.pop_front() else { return Ok(()) };
            self.trees()?.write(table, &key, value.to_vec())?;
        }
    }

    /// Returns the bytes of the keys and values that were inserted since the engine was opened,
    /// without reserved keys.
    pub(crate) fn inserted_bytes(&self) -> u64 {
        self.trees().map_or(0, |trees| trees.inserted_bytes(|_| true))
    }

    /// Returns the part of these bytes that checkpoints inserted.
    pub(crate) fn derived_bytes(&self) -> u64 {
        self.trees().map_or(0, |trees| trees.inserted_bytes(Table::is_derived))
    }

    /// Returns the times that syncs of the log took since the engine was opened.
    pub(crate) fn syncs(&self) -> Histogram {
        self.trees().map_or_else(|_| Histogram::default(), Trees::syncs)
    }

    /// Returns by how many bytes the log has grown in its file since the engine was opened.
    pub(crate) fn written_bytes(&self) -> u64 {
        self.trees().map_or(0, Trees::written_bytes)
    }

    /// Hands all that was written to the operating system: it survives the end of this process.
    pub(crate) fn flush(&self) -> Result<()> {
        self.trees()?.flush()
    }

    /// Flushes, and fsyncs the log file: it survives a loss of power.
    pub(crate) fn sync(&self) -> Result<()> {
        self.trees()?.sync()
    }

    /// Refuses all further writes of this handle.
    pub(crate) fn poison(&self) {
        if let Ok(trees) = self.trees() {
            trees.poison();
        }
    }

    /// Refuses if an earlier error poisoned the handle.
    pub(crate) fn check(&self) -> Result<()> {
        self.trees()?.check()
    }
}

/// Returns the error for a write to a publication.
pub(crate) fn only_read() -> Error {
    Error::invalid("a publication is only read; write to its store")
}

fn is_there(table: Table, entry: &sled::Result<(sled::IVec, sled::IVec)>) -> bool {
    entry.as_ref().map_or(true, |(_, value)| !is_reserved(table, value))
}
