//! What was put into a list and removed from it since its root was written.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::record::{Record, SortKey, Valid};

/// The changes of one list that are in memory only.
#[derive(Debug)]
pub(crate) struct MemList<T> {
    entries: BTreeMap<SortKey, Entry<T>>,
    delta: i64,
}

#[derive(Debug)]
struct Entry<T> {
    /// The record; `None` if it was removed.
    record: Option<Valid<T>>,
    /// Whether the tree has a record under the key.
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
        // What the tree never had leaves no trace.
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

    /// Returns by how many records the list is longer than its tree says.
    pub(crate) fn delta(&self) -> i64 {
        self.delta
    }

    /// Returns the part of [`delta`](Self::delta) that is before `key`.
    pub(crate) fn delta_before(&self, key: &SortKey) -> i64 {
        self.entries.range(..key).map(|(_, entry)| entry.delta()).sum()
    }

    /// Walks the changes in a range that is not reversed, in the order of their keys.
    pub(crate) fn changes(
        &self,
        range: Range<SortKey>,
    ) -> impl DoubleEndedIterator<Item = (SortKey, Option<&Valid<T>>)> {
        self.entries.range(range).map(|(key, entry)| (*key, entry.record.as_ref()))
    }
}
