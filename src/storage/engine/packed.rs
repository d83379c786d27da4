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

use super::pack::{Entry, Pack, ROOM_BYTES, cut, encode, entry_bytes};
use super::table::{Shape, Table};
use super::trees::{KEY_BYTES, Trees};
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
            let Some((first, value)) = self.last_at(key)? else {
                if self.is_begun()? {
                    continue;
                }
                return Ok(None);
            };
            let pack = Pack::open(&first, &value)?;
            if pack.end().is_none_or(|end| key < end) {
                return Ok(Some(look(&first, pack)));
            }
            if before.is_some_and(|before| before == first) {
                return Err(lost(pack.end().unwrap_or_default()));
            }
            before = Some(first);
        }
    }

    /// Returns whether a dictionary has packs, of which the first is written before all others.
    fn is_begun(self) -> Result<bool> {
        let last = [u8::MAX; KEY_BYTES];
        if self.table.shape() != Shape::Dictionary || self.last_at(&last)?.is_none() {
            return Ok(false);
        }
        if self.last_at(FIRST)?.is_none() { Err(lost(FIRST)) } else { Ok(true) }
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
            fault!("lose-pack", {
                end = end_at(key(pack));
                continue;
            });
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
            let Some((opened, end)) = found else {
                self.write(FIRST, &[], &[])?;
                continue;
            };
            let entries = merged(opened.entries, &mut changes, &end);
            self.write_all(&opened.first, &entries, &end, |next| next)?;
            fault!("half-merge", return Ok(()));
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
                is_first || bytes <= ROOM_BYTES
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
        PackWalk { table: self, bounds, packs: None, next: None, ready, gap: None, ended: false }
    }
}

/// Returns the error for a pack that must be there and is not.
fn lost(key: &[u8]) -> Error {
    Error::corrupt(format!("{} is missing", describe(Kind::Pack, key)))
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
    /// What is wrong after the entries that are ready.
    gap: Option<Error>,
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
        self.gap = pack
            .end()
            .filter(|end| !self.is_past_end(end))
            .filter(|end| self.next.as_ref().is_none_or(|(next, _)| **next > **end))
            .map(lost);
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
            if let Some(gap) = self.gap.take() {
                return Some(Err(gap));
            }
            match self.fill() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::super::{Engine, Table};
    use super::*;
    use crate::error::ErrorKind;

    type Model = BTreeMap<Vec<u8>, Vec<u8>>;

    fn opened(folder: &Path) -> Engine {
        Engine::open(folder, 1 << 20).unwrap()
    }

    /// Numbers that look random, the same in every run.
    fn numbers(seed: u64) -> impl Iterator<Item = u64> {
        (0..).map(move |step: u64| {
            let hash = blake3::hash(&[seed.to_le_bytes(), step.to_le_bytes()].concat());
            u64::from_le_bytes(*hash.as_bytes().first_chunk().unwrap())
        })
    }

    /// Changes of a dictionary with `keys` keys: a fifth are removals, values have up to 200 bytes
    /// and a few of them 4,000.
    fn changes(seed: u64, keys: u64, count: usize) -> BTreeMap<Vec<u8>, Option<Vec<u8>>> {
        let change = |number: u64| {
            let key = (number % keys).to_be_bytes().to_vec();
            let length = if number.is_multiple_of(97) {
                4000
            } else {
                usize::try_from(number % 200).unwrap()
            };
            let value = number.to_le_bytes().into_iter().cycle().take(length).collect();
            (key, (!(number / keys).is_multiple_of(5)).then_some(value))
        };
        numbers(seed).take(count).map(change).collect()
    }

    fn apply(model: &mut Model, changes: BTreeMap<Vec<u8>, Option<Vec<u8>>>) {
        for (key, value) in changes {
            match value {
                Some(value) => drop(model.insert(key, value)),
                None => drop(model.remove(&key)),
            }
        }
    }

    fn held(engine: &Engine, table: Table) -> Model {
        let entry = |entry: Result<(Bytes, Bytes)>| {
            entry.map(|(key, value)| (key.to_vec(), value.to_vec()))
        };
        let all: Vec<_> =
            engine.scan(table, Vec::new()..).map(entry).collect::<Result<_>>().unwrap();
        assert!(all.is_sorted_by(|one, next| one.0 < next.0), "the keys do not ascend");
        all.into_iter().collect()
    }

    fn packs(engine: &Engine, table: Table) -> Vec<(Vec<u8>, usize)> {
        let tree = &engine.trees().unwrap().open[table as usize];
        let stored = tree.iter().filter(is_pack).map(Result::unwrap);
        stored.map(|(key, value)| (key.to_vec(), value.len())).collect()
    }

    #[test]
    fn a_dictionary_holds_what_was_merged_into_it() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path());
        let mut model = Model::new();
        for (seed, (keys, count)) in
            (0..).zip([(40, 10), (3000, 1), (3000, 2000), (3000, 3), (u64::MAX, 900), (3000, 2500)])
        {
            let changes = changes(seed, keys, count);
            engine.merge(Table::Lists, changes.clone().into_iter()).unwrap();
            apply(&mut model, changes);
            assert_eq!(held(&engine, Table::Lists), model);
        }
        for number in 0..3000_u64 {
            let key = number.to_be_bytes();
            let found = engine.get(Table::Lists, &key).unwrap().map(|value| value.to_vec());
            assert_eq!(found.as_ref(), model.get(&key[..]), "{number}");
        }
        let last = engine.last_key(Table::Lists).unwrap().unwrap();
        assert_eq!(last.to_vec(), *model.keys().next_back().unwrap());
        let bounds = 700_u64.to_be_bytes().to_vec()..=1200_u64.to_be_bytes().to_vec();
        let some = engine.keys(Table::Lists, bounds.clone()).unwrap();
        let expected: Vec<_> = model.range(bounds).map(|(key, _)| key.clone()).collect();
        assert_eq!(some.iter().map(|key| key.to_vec()).collect::<Vec<_>>(), expected);
        let packs = packs(&engine, Table::Lists);
        assert!(packs.len() > 20 && packs.len() < model.len() / 5, "{} packs", packs.len());
        let copied = tempfile::tempdir().unwrap();
        let copy = opened(copied.path());
        engine.copy_to(&copy, &[], |_, key, value| Ok(Some((key, value)))).unwrap();
        assert_eq!(held(&copy, Table::Lists), model);
    }

    #[test]
    fn a_crash_between_any_two_writes_of_a_merge_leaves_each_entry_old_or_new() {
        let (before, after) = (changes(1, 900, 1500), changes(2, 900, 1500));
        let mut old = Model::new();
        apply(&mut old, before.clone());
        let mut new = old.clone();
        apply(&mut new, after.clone());
        let mut writes = 0;
        loop {
            let folder = tempfile::tempdir().unwrap();
            let engine = opened(folder.path());
            engine.merge(Table::Lists, before.clone().into_iter()).unwrap();
            engine.trees().unwrap().writes_left.store(writes, Ordering::Relaxed);
            let merged = engine.merge(Table::Lists, after.clone().into_iter());
            drop(engine);
            let engine = opened(folder.path());
            let found = held(&engine, Table::Lists);
            for number in 0..900_u64 {
                let key = number.to_be_bytes();
                let value = found.get(&key[..]);
                assert!(
                    value == old.get(&key[..]) || value == new.get(&key[..]),
                    "{writes} writes: {number}"
                );
                let got = engine.get(Table::Lists, &key).unwrap().map(|value| value.to_vec());
                assert_eq!(got.as_ref(), value, "{writes} writes: {number}");
            }
            // What a recovery does: all of it again.
            engine.merge(Table::Lists, after.clone().into_iter()).unwrap();
            assert_eq!(held(&engine, Table::Lists), new, "{writes} writes");
            if merged.is_ok() {
                break;
            }
            writes += 1;
        }
        assert!(writes > 20, "{writes} writes are too few to test anything");
    }

    #[test]
    fn a_crash_in_the_first_merge_leaves_a_dictionary_that_can_be_merged_into() {
        let all = changes(1, 900, 700);
        let mut model = Model::new();
        apply(&mut model, all.clone());
        for writes in 0..8 {
            let folder = tempfile::tempdir().unwrap();
            let engine = opened(folder.path());
            engine.trees().unwrap().writes_left.store(writes, Ordering::Relaxed);
            assert!(engine.merge(Table::Lists, all.clone().into_iter()).is_err());
            drop(engine);
            let engine = opened(folder.path());
            for key in model.keys() {
                engine.get(Table::Lists, key).unwrap();
            }
            engine.merge(Table::Lists, all.clone().into_iter()).unwrap();
            assert_eq!(held(&engine, Table::Lists), model, "{writes} writes");
        }
    }

    #[test]
    fn readers_find_every_entry_while_packs_are_split() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path());
        let entry = |number: u64| (number.to_be_bytes().to_vec(), Some(vec![7; 150]));
        engine.merge(Table::Lists, (0..400).map(|number| entry(number * 1000))).unwrap();
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for step in 1..60 {
                    let more = (0..400).map(|number| entry(number * 1000 + step));
                    engine.merge(Table::Lists, more).unwrap();
                }
                done.store(true, Ordering::Relaxed);
            });
            while !done.load(Ordering::Relaxed) {
                for number in 0..400_u64 {
                    let key = (number * 1000).to_be_bytes();
                    assert!(engine.get(Table::Lists, &key).unwrap().is_some(), "{number}");
                }
                let all = engine.keys(Table::Lists, Vec::new()..).unwrap();
                let first = |key: &Bytes| u64::from_be_bytes(*key.first_chunk().unwrap()) % 1000;
                assert_eq!(all.iter().filter(|key| first(key) == 0).count(), 400);
            }
        });
        assert_eq!(held(&engine, Table::Lists).len(), 400 * 60);
    }

    #[test]
    fn a_lost_pack_of_a_dictionary_is_corrupt_and_not_absent() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path());
        engine.merge(Table::Lists, changes(1, 900, 700).into_iter()).unwrap();
        let all = held(&engine, Table::Lists);
        let lost = packs(&engine, Table::Lists)[3].0.clone();
        engine.trees().unwrap().remove(Table::Lists, &lost).unwrap();
        let error = engine.get(Table::Lists, &lost).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corrupt, "{error}");
        let (walked, errors): (Vec<_>, Vec<_>) =
            engine.scan(Table::Lists, Vec::new()..).partition(Result::is_ok);
        assert!(!walked.is_empty() && walked.len() < all.len());
        assert_eq!(errors.len(), 1, "the walk says that a pack is missing, and goes on");
        engine.trees().unwrap().remove(Table::Lists, FIRST).unwrap();
        let first = all.keys().next().unwrap();
        assert_eq!(engine.get(Table::Lists, first).unwrap_err().kind(), ErrorKind::Corrupt);
        let merged = engine.merge(Table::Lists, [(first.clone(), None)].into_iter());
        assert_eq!(merged.unwrap_err().kind(), ErrorKind::Corrupt);
    }

    #[test]
    fn a_sequence_holds_what_was_appended_and_not_removed() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path());
        let mut model = Model::new();
        let mut append = |range: std::ops::Range<u64>, bytes: usize| {
            let entries: Vec<_> =
                range.map(|number| (number.to_be_bytes().to_vec(), vec![3; bytes])).collect();
            model.extend(entries.clone());
            engine.append(Table::Heads, entries).unwrap();
            assert_eq!(held(&engine, Table::Heads), model);
        };
        append(10..26, 240);
        append(26..27, 4000);
        append(27..500, 100);
        // What comes late is put into its place.
        append(0..5, 50);
        append(8..9, 50);
        append(600..601, 50);
        append(450..460, 3000);
        let prefixes = [0, 8, 12, 13, 14, 26, 450, 459, 600, 700].map(u64::to_be_bytes);
        engine
            .remove_prefixes(Table::Heads, prefixes.iter().map(|prefix| prefix.to_vec()))
            .unwrap();
        model.retain(|key, _| !prefixes.iter().any(|prefix| key[..] == prefix[..]));
        assert_eq!(held(&engine, Table::Heads), model);
        engine.remove(Table::Heads, &30_u64.to_be_bytes()).unwrap();
        model.remove(&30_u64.to_be_bytes()[..]).unwrap();
        assert_eq!(held(&engine, Table::Heads), model);
        assert_eq!(*engine.last_key(Table::Heads).unwrap().unwrap(), 499_u64.to_be_bytes());
        for number in 0..700_u64 {
            let key = number.to_be_bytes();
            let found = engine.get(Table::Heads, &key).unwrap().map(|value| value.to_vec());
            assert_eq!(found.as_ref(), model.get(&key[..]), "{number}");
        }
    }
}
