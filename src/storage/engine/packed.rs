//! Tables whose entries share values of the engine: packs.
//!
//! A small entry by itself costs the engine ten times what it costs in a pack. A pack is under a
//! key at or before that of its first entry; an entry is in the last pack whose key is not after
//! its own. No reader ever waits, and after a crash between any two writes nothing is lost:
//!
//! - A **dictionary** is changed at random places, many at once. A pack of it has the end of the
//!   range that it covers. If a pack is split, the upper parts are written first, from the last
//!   on; until the lower one is written, what it still has of them is passed over. A reader who
//!   finds a pack that ends before the key looks again: the upper part is there by then. No pack
//!   is ever removed, and the first is under [`FIRST`].
//! - A **sequence** grows at its end, by packs that are never joined. Entries are only taken out.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::iter::Peekable;
use std::ops::Bound;
use std::sync::{Mutex, PoisonError};

use super::pack::{Entry, FULL_BYTES, Pack, cut, encode, entry_bytes};
use super::table::Table;
use super::trees::Trees;
use crate::bytes::Bytes;
use crate::error::{Error, Result};
use crate::record::{Kind, describe};

/// The key of the first pack of a dictionary, before every key of an entry.
const FIRST: &[u8] = &[0];

/// How many keys of new packs are reserved at once.
const RESERVED: usize = 48;

/// A change of a dictionary: the new value under a key, or `None` to remove the key.
pub(crate) type Change = (Vec<u8>, Option<Vec<u8>>);

/// A pack as the engine has it: its key and its value.
type Stored = (sled::IVec, sled::IVec);

/// A table of packs.
#[derive(Clone, Copy)]
pub(super) struct PackedTable<'a> {
    pub(super) trees: &'a Trees,
    pub(super) lasts: &'a Mutex<BTreeMap<Table, Vec<u8>>>,
    pub(super) table: Table,
}

impl<'a> PackedTable<'a> {
    /// Returns the last pack whose key is not after `key`.
    fn last_at(self, key: &[u8]) -> Result<Option<Stored>> {
        let found = |tree: &sled::Tree| tree.range(..=key).rfind(is_pack).transpose();
        self.trees.call(self.table, "read", found)
    }

    /// Calls `look` with the pack that has what there is under a key.
    fn covering<T>(self, key: &[u8], look: impl FnOnce(&[u8], Pack<'_>) -> T) -> Result<Option<T>> {
        let mut before: Option<sled::IVec> = None;
        loop {
            let Some((first, value)) = self.last_at(key)? else { return Ok(None) };
            let pack = Pack::open(&first, &value)?;
            if pack.end().is_none_or(|end| key < end) {
                return Ok(Some(look(&first, pack)));
            }
            if before.is_some_and(|before| before == first) {
                let after = describe(Kind::Pack, pack.end().unwrap_or_default());
                return Err(Error::corrupt(format!("{after} is missing")));
            }
            before = Some(first);
        }
    }

    /// Returns the value under a key.
    pub(super) fn get(self, key: &[u8]) -> Result<Option<Bytes>> {
        let found = self.covering(key, |_, pack| pack.get(key).map(Bytes::from_engine))?;
        Ok(found.flatten())
    }

    /// Returns the greatest key.
    pub(super) fn last_key(self) -> Result<Option<Bytes>> {
        let mut packs = None;
        loop {
            let step = self.trees.call(self.table, "read", |tree| {
                packs.get_or_insert_with(|| tree.iter()).rfind(is_pack).transpose()
            });
            let Some((first, value)) = step? else { return Ok(None) };
            let pack = Pack::open(&first, &value)?;
            if let Some((key, _)) = pack.len().checked_sub(1).and_then(|last| pack.entry(last)) {
                return Ok(Some(Bytes::from_engine(key)));
            }
        }
    }

    fn write(self, key: &[u8], end: &[u8], entries: &[Entry<'_>]) -> Result<()> {
        self.trees.write(self.table, key, encode(key, end, entries)?)
    }

    /// Writes entries in place of a pack, as one pack or several, from the last on. `end` is that
    /// of the last; of each other it is what `end_at` makes of the first key of the one after.
    fn write_all<'e>(
        self,
        first: &[u8],
        entries: &'e [Entry<'_>],
        mut end: &'e [u8],
        end_at: impl Fn(&'e [u8]) -> &'e [u8],
    ) -> Result<()> {
        let longest = entries.iter().map(|(key, _)| key.len()).chain([end.len()]).max();
        let cuts = cut(entries, longest.unwrap_or_default());
        let mut packs: Vec<_> = cuts.into_iter().filter_map(|range| entries.get(range)).collect();
        let key = |pack: &'e [Entry<'_>]| pack.first().map_or(&[][..], |(key, _)| &**key);
        let mut reserved = packs.len();
        while packs.len() > 1 {
            if reserved == packs.len() {
                reserved = packs.len().saturating_sub(RESERVED).max(1);
                let mut coming = packs.iter().skip(reserved).map(|pack| key(pack).to_vec());
                coming.try_for_each(|key| self.trees.reserve(self.table, &key))?;
            }
            let Some(pack) = packs.pop() else { break };
            self.write(key(pack), end, pack)?;
            end = end_at(key(pack));
        }
        self.write(first, end, packs.pop().unwrap_or_default())
    }

    /// Applies changes to a dictionary; their keys ascend.
    pub(super) fn merge(self, changes: impl Iterator<Item = Change>) -> Result<()> {
        let mut changes = changes.peekable();
        while let Some((key, _)) = changes.peek() {
            let found = self.covering(key, |first, pack| {
                (Opened::new(first, &pack), pack.end().unwrap_or_default().to_vec())
            })?;
            let (opened, end) = found.unwrap_or_else(|| {
                (Opened { first: FIRST.to_vec(), entries: Vec::new() }, Vec::new())
            });
            let entries = merged(opened.entries, &mut changes, &end);
            self.write_all(&opened.first, &entries, &end, |next| next)?;
        }
        Ok(())
    }

    /// Adds entries to a sequence; their keys ascend. All entries of a pack appear at once; entries
    /// that fit one and are after all that are there share one.
    pub(super) fn append(self, entries: &[Entry<'_>]) -> Result<()> {
        let (Some((first, _)), Some((last, _))) = (entries.first(), entries.last()) else {
            return Ok(());
        };
        let mut lasts = self.lasts.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match lasts.remove(&self.table) {
            Some(before) => Some(before),
            None => self.last_key()?.map(|key| key.to_vec()),
        };
        if before.as_ref().is_some_and(|before| **before >= **first) {
            return entries.iter().try_for_each(|(key, value)| self.replace(key, value));
        }
        let mut rest = entries;
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = rest.iter().take_while(|(key, value)| {
                let is_first = bytes == 0;
                bytes += entry_bytes(key, value);
                is_first || bytes <= FULL_BYTES
            });
            let (pack, after) = rest.split_at(fits.count());
            let key = pack.first().map_or(&[][..], |(key, _)| key);
            self.write(key, &[], pack)?;
            rest = after;
        }
        lasts.insert(self.table, last.to_vec());
        Ok(())
    }

    /// Writes a value under a key of a sequence, in place of one that may be there.
    fn replace(self, key: &[u8], value: &[u8]) -> Result<()> {
        let found = self.covering(key, |first, pack| {
            let last = pack.len().checked_sub(1).and_then(|last| pack.entry(last));
            last.is_some_and(|(last, _)| last >= key).then(|| Opened::new(first, &pack))
        })?;
        let new = (Cow::Borrowed(key), Cow::Borrowed(value));
        let Some(Opened { first, mut entries }) = found.flatten() else {
            return self.write(key, &[], &[new]);
        };
        entries.retain(|(found, _)| **found != *key);
        entries.insert(entries.partition_point(|(found, _)| **found < *key), new);
        self.write_all(&first, &entries, &[], |_| &[])
    }

    /// Removes the entry of a sequence under a key.
    pub(super) fn remove(self, key: &[u8]) -> Result<()> {
        let found =
            self.covering(key, |first, pack| pack.get(key).map(|_| Opened::new(first, &pack)))?;
        let without = |opened: Opened<'static>| {
            let Opened { first, mut entries } = opened;
            entries.retain(|(found, _)| **found != *key);
            Opened { first, entries }
        };
        self.close(found.flatten().map(without))
    }

    /// Removes all entries of a sequence whose keys begin with one of `prefixes`. If these ascend,
    /// each pack is written once.
    pub(super) fn remove_prefixes(self, prefixes: impl Iterator<Item = Vec<u8>>) -> Result<()> {
        let mut opened: Option<Opened<'static>> = None;
        for prefix in prefixes {
            for (first, value) in self.with_prefix(&prefix)? {
                if opened.as_ref().is_none_or(|opened| opened.first != *first) {
                    self.close(opened.take())?;
                    opened = Some(Opened::new(&first, &Pack::open(&first, &value)?));
                }
                if let Some(opened) = &mut opened {
                    opened.entries.retain(|(key, _)| !key.starts_with(&prefix));
                }
            }
        }
        self.close(opened)
    }

    /// Returns the packs that may have entries with a prefix.
    fn with_prefix(self, prefix: &[u8]) -> Result<Vec<Stored>> {
        let mut packs: Vec<Stored> = self.last_at(prefix)?.into_iter().collect();
        let after = (Bound::Excluded(prefix), Bound::Unbounded);
        let later = self.trees.call(self.table, "read", |tree| {
            tree.range::<&[u8], _>(after)
                .take_while(|pack| pack.as_ref().map_or(true, |(key, _)| key.starts_with(prefix)))
                .filter(is_pack)
                .collect::<sled::Result<Vec<Stored>>>()
        });
        packs.extend(later?);
        Ok(packs)
    }

    /// Writes a pack from which entries were taken; one that is empty is removed.
    fn close(self, opened: Option<Opened<'_>>) -> Result<()> {
        self.lasts.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.table);
        match opened {
            None => Ok(()),
            Some(Opened { first, entries }) if entries.is_empty() => {
                self.trees.remove(self.table, &first)
            }
            Some(Opened { first, entries }) => self.write(&first, &[], &entries),
        }
    }

    /// Walks the entries of a range in the order of their keys. A pack that cannot be read is an
    /// error, after which the walk goes on.
    pub(super) fn scan(self, bounds: (Bound<Vec<u8>>, Bound<Vec<u8>>)) -> PackWalk<'a> {
        let ready = VecDeque::new();
        PackWalk { table: self, bounds, packs: None, next: None, ready, ended: false }
    }
}

/// Returns whether a key of the engine has a pack, and is not only reserved.
fn is_pack(entry: &sled::Result<Stored>) -> bool {
    entry.as_ref().map_or(true, |(_, value)| !value.is_empty())
}

/// The entries of a pack, to be changed.
struct Opened<'e> {
    first: Vec<u8>,
    entries: Vec<Entry<'e>>,
}

impl Opened<'static> {
    fn new(first: &[u8], pack: &Pack<'_>) -> Self {
        let own = |bytes: &[u8]| Cow::Owned(bytes.to_vec());
        let entries = pack.entries().map(|(key, value)| (own(key), own(value))).collect();
        Self { first: first.to_vec(), entries }
    }
}

/// Applies the changes before `end` to stored entries; an empty `end` is after all keys.
fn merged(
    stored: Vec<Entry<'static>>,
    changes: &mut Peekable<impl Iterator<Item = Change>>,
    end: &[u8],
) -> Vec<Entry<'static>> {
    let mut entries = Vec::with_capacity(stored.len());
    let put = |(key, value): Change, entries: &mut Vec<Entry<'static>>| {
        entries.extend(value.map(|value| (Cow::Owned(key), Cow::Owned(value))));
    };
    for (key, value) in stored {
        while let Some(change) = changes.next_if(|(changed, _)| **changed < *key) {
            put(change, &mut entries);
        }
        match changes.next_if(|(changed, _)| **changed == *key) {
            Some(change) => put(change, &mut entries),
            None => entries.push((key, value)),
        }
    }
    while let Some(change) = changes.next_if(|(changed, _)| end.is_empty() || **changed < *end) {
        put(change, &mut entries);
    }
    entries
}

/// A walk over the entries of a table of packs.
pub(super) struct PackWalk<'a> {
    table: PackedTable<'a>,
    bounds: (Bound<Vec<u8>>, Bound<Vec<u8>>),
    packs: Option<sled::Iter>,
    /// The pack after the one whose entries are ready.
    next: Option<Stored>,
    ready: VecDeque<(Bytes, Bytes)>,
    ended: bool,
}

impl PackWalk<'_> {
    /// Returns the next pack that the engine has, from the one that has the start of the range on.
    fn pack(&mut self) -> Result<Option<Stored>> {
        let PackedTable { trees, table, .. } = self.table;
        let start = match (&self.packs, &self.bounds.0) {
            (None, Bound::Included(key) | Bound::Excluded(key)) => {
                let first = self.table.last_at(key)?.map(|(first, _)| first.to_vec());
                first.unwrap_or_else(|| key.clone())
            }
            _ => Vec::new(),
        };
        let packs = &mut self.packs;
        trees.call(table, "scan", |tree| {
            packs.get_or_insert_with(|| tree.range(start..)).find(is_pack).transpose()
        })
    }

    /// Makes the entries of the next pack ready; `false` if there is none.
    fn fill(&mut self) -> Result<bool> {
        let current = match self.next.take() {
            None if self.ended => None,
            None => self.pack()?,
            next => next,
        };
        let Some((first, value)) = current.filter(|(first, _)| !self.is_past_end(first)) else {
            self.ended = true;
            return Ok(false);
        };
        self.next = self.pack()?;
        self.ended = self.next.is_none();
        let pack = Pack::open(&first, &value)?;
        for (key, value) in pack.entries() {
            if self.is_past_end(key) || self.next.as_ref().is_some_and(|(next, _)| **next <= *key) {
                break;
            }
            if !self.is_before_start(key) {
                self.ready.push_back((Bytes::from_engine(key), Bytes::from_engine(value)));
            }
        }
        Ok(true)
    }

    fn is_before_start(&self, key: &[u8]) -> bool {
        match &self.bounds.0 {
            Bound::Included(start) => key < start.as_slice(),
            Bound::Excluded(start) => key <= start.as_slice(),
            Bound::Unbounded => false,
        }
    }

    fn is_past_end(&self, key: &[u8]) -> bool {
        match &self.bounds.1 {
            Bound::Included(end) => key > end.as_slice(),
            Bound::Excluded(end) => key >= end.as_slice(),
            Bound::Unbounded => false,
        }
    }
}

impl Iterator for PackWalk<'_> {
    type Item = Result<(Bytes, Bytes)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.ready.pop_front() {
                return Some(Ok(entry));
            }
            match self.fill() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
