//! What was put into a list and removed from it since its root was written.

use std::collections::BTreeMap;
use std::iter::{Peekable, from_fn};
use std::ops::Range;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::record::{Record, SortKey, Valid};

/// The changes of one list that one memtable has.
#[derive(Debug)]
pub(crate) struct MemList<T> {
    entries: BTreeMap<SortKey, Entry<T>>,
    delta: i64,
}

#[derive(Debug)]
struct Entry<T> {
    /// The record; `None` if it was removed.
    record: Option<Valid<T>>,
    /// Whether the list had a record under the key before.
    stored: bool,
}

/// Bytes that an entry takes beside its record, which it shares with the entries of other lists.
const ENTRY_BYTES: usize = 96;

impl<T: Record> Entry<T> {
    fn delta(&self) -> i64 {
        i64::from(self.record.is_some()) - i64::from(self.stored)
    }
}

impl<T> Default for MemList<T> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), delta: 0 }
    }
}

impl<T> Clone for MemList<T> {
    fn clone(&self) -> Self {
        let entry = |entry: &Entry<T>| Entry { record: entry.record.clone(), stored: entry.stored };
        let entries = self.entries.iter().map(|(key, old)| (*key, entry(old))).collect();
        Self { entries, delta: self.delta }
    }
}

impl<T: Record> MemList<T> {
    /// Puts a record; `is_new` says that the list, memlist included, has none under the key.
    pub(crate) fn put(&mut self, key: SortKey, record: Valid<T>, is_new: bool) {
        let stored = self.take(&key).map_or(!is_new, |entry| entry.stored);
        self.add(key, Entry { record: Some(record), stored });
    }

    /// Removes the record that the list, memlist included, has under the key.
    pub(crate) fn remove(&mut self, key: SortKey) {
        // What the list did not have before leaves no trace.
        if self.take(&key).is_none_or(|entry| entry.stored) {
            self.add(key, Entry { record: None, stored: true });
        }
    }

    fn take(&mut self, key: &SortKey) -> Option<Entry<T>> {
        let entry = self.entries.remove(key)?;
        self.delta -= entry.delta();
        Some(entry)
    }

    fn add(&mut self, key: SortKey, entry: Entry<T>) {
        self.delta += entry.delta();
        self.entries.insert(key, entry);
    }

    /// Returns how many bytes the memlist takes in memory, beside its records.
    pub(crate) fn bytes(&self) -> usize {
        self.entries.len() * ENTRY_BYTES
    }

    /// Returns by how many records the list is longer than before.
    pub(crate) fn delta(&self) -> i64 {
        self.delta
    }

    /// Returns the part of [`delta`](Self::delta) that is before `key`.
    pub(crate) fn delta_before(&self, key: &SortKey) -> i64 {
        self.entries.range(..key).map(|(_, entry)| entry.delta()).sum()
    }

    /// Walks all changes in the order of their keys, each with whether the list had a record under
    /// the key before.
    pub(crate) fn all(&self) -> impl Iterator<Item = (SortKey, Option<&Valid<T>>, bool)> {
        self.entries.iter().map(|(key, entry)| (*key, entry.record.as_ref(), entry.stored))
    }

    /// Walks the changes in a range that is not reversed, in the order of their keys.
    pub(crate) fn changes(
        &self,
        range: Range<SortKey>,
    ) -> impl DoubleEndedIterator<Item = (SortKey, Option<&Valid<T>>)> {
        self.entries.range(range).map(|(key, entry)| (*key, entry.record.as_ref()))
    }
}

/// The memlists of one list that its root does not contain, newest first. Of the changes of one
/// key, that of the first memlist holds.
#[derive(Debug)]
pub(crate) struct MemLists<T>(SmallVec<[Arc<MemList<T>>; 1]>);

impl<T> Clone for MemLists<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> FromIterator<Arc<MemList<T>>> for MemLists<T> {
    fn from_iter<I: IntoIterator<Item = Arc<MemList<T>>>>(memlists: I) -> Self {
        Self(memlists.into_iter().collect())
    }
}

impl<T: Record> MemLists<T> {
    /// Returns whether there is no memlist.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Drops the memlists.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns by how many records the list is longer than its tree says.
    pub(crate) fn delta(&self) -> i64 {
        self.0.iter().map(|memlist| memlist.delta()).sum()
    }

    /// Returns the part of [`delta`](Self::delta) that is before `key`.
    pub(crate) fn delta_before(&self, key: &SortKey) -> i64 {
        self.0.iter().map(|memlist| memlist.delta_before(key)).sum()
    }

    /// Calls `each` with every change in a range that is not reversed, in no order, and whether the
    /// tree has a record under the key.
    pub(crate) fn for_each(
        &self,
        range: &Range<SortKey>,
        mut each: impl FnMut(SortKey, Option<&Valid<T>>, bool),
    ) {
        let mut rest = self.0.as_slice();
        let mut newer: &[Arc<MemList<T>>] = &[];
        while let Some((memlist, older)) = rest.split_first() {
            for (key, entry) in memlist.entries.range(range.clone()) {
                if !newer.iter().any(|newer| newer.entries.contains_key(key)) {
                    let first = older.iter().rev().find_map(|older| older.entries.get(key));
                    each(*key, entry.record.as_ref(), first.unwrap_or(entry).stored);
                }
            }
            newer = self.0.get(..newer.len() + 1).unwrap_or_default();
            rest = older;
        }
    }

    /// Returns the first key of a range that is not reversed that a memlist has.
    pub(crate) fn first_change(&self, range: &Range<SortKey>) -> Option<SortKey> {
        let first = |memlist: &Arc<MemList<T>>| Some(memlist.changes(range.clone()).next()?.0);
        self.0.iter().filter_map(first).min()
    }

    /// Returns the last key of a range that is not reversed that a memlist has.
    pub(crate) fn last_change(&self, range: &Range<SortKey>) -> Option<SortKey> {
        let last = |memlist: &Arc<MemList<T>>| Some(memlist.changes(range.clone()).next_back()?.0);
        self.0.iter().filter_map(last).max()
    }

    /// Adds the next changes in a range that is not reversed to `changes`, at most so many: the
    /// first ones in the order of their keys, or the last ones from the last on.
    pub(crate) fn next_changes(
        &self,
        range: &Range<SortKey>,
        newest_first: bool,
        most: usize,
        changes: &mut Vec<(SortKey, Option<Valid<T>>)>,
    ) {
        let owned = |(key, record): (SortKey, Option<&Valid<T>>)| (key, record.cloned());
        match (self.0.as_slice(), newest_first) {
            ([], _) => {}
            ([only], false) => changes.extend(only.changes(range.clone()).take(most).map(owned)),
            ([only], true) => {
                changes.extend(only.changes(range.clone()).rev().take(most).map(owned));
            }
            ([newer, older, ..], false) => {
                let both = overlay(
                    newer.changes(range.clone()),
                    older.changes(range.clone()),
                    |one, other| one < other,
                );
                changes.extend(both.take(most).map(owned));
            }
            ([newer, older, ..], true) => {
                let both = overlay(
                    newer.changes(range.clone()).rev(),
                    older.changes(range.clone()).rev(),
                    |one, other| one > other,
                );
                changes.extend(both.take(most).map(owned));
            }
        }
    }
}

/// Joins two sequences of changes in the same order; of one key, the newer change holds.
fn overlay<R>(
    newer: impl Iterator<Item = (SortKey, R)>,
    older: impl Iterator<Item = (SortKey, R)>,
    is_before: impl Fn(&SortKey, &SortKey) -> bool,
) -> impl Iterator<Item = (SortKey, R)> {
    fn key<R>(changes: &mut Peekable<impl Iterator<Item = (SortKey, R)>>) -> Option<SortKey> {
        changes.peek().map(|(key, _)| *key)
    }
    let (mut newer, mut older) = (newer.peekable(), older.peekable());
    from_fn(move || match (key(&mut newer), key(&mut older)) {
        (Some(changed), Some(before)) if is_before(&before, &changed) => older.next(),
        (Some(changed), before) => {
            if before == Some(changed) {
                older.next();
            }
            newer.next()
        }
        (None, _) => older.next(),
    })
}
