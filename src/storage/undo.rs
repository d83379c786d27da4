//! What checkpoints overwrote, for the snapshots that were taken before.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::engine::Table;
use crate::bytes::Bytes;

/// A value that a checkpoint overwrote.
#[derive(Clone, Debug)]
pub(crate) enum OldValue {
    Stored(Bytes),
    /// There was none under the key.
    Absent,
}

/// The values that one checkpoint overwrote in the tables.
pub(crate) type Overwritten = BTreeMap<(Table, Vec<u8>), OldValue>;

/// The undo log of one checkpoint, and a link to that of the next.
///
/// It is filled before the checkpoint writes, and only if a snapshot holds it; a snapshot holds the
/// one of its memtable, and by the links all later ones. A reader looks a key up in the tables
/// first and here after: a value that was there before the checkpoint wins over one that it wrote.
#[derive(Debug, Default)]
pub(crate) struct Undo {
    overwritten: OnceLock<Overwritten>,
    next: OnceLock<Arc<Undo>>,
}

impl Undo {
    /// Notes what a checkpoint is about to overwrite.
    pub(crate) fn record(&self, overwritten: Overwritten) {
        let _ = self.overwritten.set(overwritten);
    }

    /// Links the undo log of the next checkpoint.
    pub(crate) fn link(&self, next: Arc<Self>) {
        let _ = self.next.set(next);
    }

    /// Iterates over the undo logs from this one on, oldest first.
    fn chain(&self) -> impl Iterator<Item = &Overwritten> {
        std::iter::successors(Some(self), |undo| undo.next.get().map(AsRef::as_ref))
            .filter_map(|undo| undo.overwritten.get())
    }

    /// Returns the value that a key had at the snapshot; `None` if no checkpoint since overwrote
    /// it.
    pub(crate) fn get(&self, table: Table, key: &[u8]) -> Option<OldValue> {
        let place = (table, key.to_vec());
        self.chain().find_map(|overwritten| overwritten.get(&place).cloned())
    }

    /// Iterates over the keys with a prefix that checkpoints since overwrote, each with whether it
    /// was there at the snapshot.
    pub(crate) fn keys(&self, table: Table, prefix: &[u8]) -> BTreeMap<&[u8], bool> {
        let mut keys = BTreeMap::new();
        for overwritten in self.chain() {
            for ((of, key), value) in overwritten.range((table, prefix.to_vec())..) {
                if *of != table || !key.starts_with(prefix) {
                    break;
                }
                keys.entry(key.as_slice()).or_insert(matches!(value, OldValue::Stored(_)));
            }
        }
        keys
    }
}

impl Drop for Undo {
    /// Drops the links one by one: a long chain would take as many stack frames.
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(undo) = next {
            next = Arc::into_inner(undo).and_then(|mut undo| undo.next.take());
        }
    }
}
