//! Commits that are written, and become visible, together.

use std::sync::atomic::Ordering;

use super::prepare::PreparedRevision;
use crate::error::Result;
use crate::record::{Kind, WalEntry, encode_owned};
use crate::storage::durability::mark_dirty;
use crate::storage::engine::Table;
use crate::storage::memtable::{IndexDelta, Staged};
use crate::storage::shared::Storage;
use crate::storage::writer::Writer;

/// The most commits of a group: their WAL records fit one pack.
const COMMITS: usize = 16;
/// The bytes of values after which a group is written, so that large articles do not pile up.
const BYTES: usize = 256 << 10;

/// Commits that are worked out and not written yet. Each has an LSN and a WAL record of its own;
/// the records are in one pack, so that a crash leaves all of them or none.
#[derive(Debug, Default)]
pub(crate) struct CommitGroup {
    bodies: Vec<(Vec<u8>, Vec<u8>)>,
    quotes: Vec<(Vec<u8>, Vec<u8>)>,
    heads: Vec<(Vec<u8>, Vec<u8>)>,
    log: Vec<(Vec<u8>, Vec<u8>)>,
    deltas: Vec<IndexDelta>,
    bytes: usize,
    staged: Staged,
}

impl CommitGroup {
    /// Returns what the commits do, for those that come after them in the group.
    pub(crate) fn staged(&self) -> &Staged {
        &self.staged
    }

    /// Returns how many commits there are.
    pub(crate) fn len(&self) -> usize {
        self.deltas.len()
    }

    /// Returns whether the group takes no more commits.
    pub(crate) fn is_full(&self) -> bool {
        self.len() >= COMMITS || self.bytes >= BYTES
    }

    /// Adds the values of a revision, whose commit comes next.
    pub(crate) fn prepare(&mut self, prepared: PreparedRevision) {
        let PreparedRevision { bodies, quotes, heads, .. } = prepared;
        for (values, all) in
            [(bodies, &mut self.bodies), (quotes, &mut self.quotes), (heads, &mut self.heads)]
        {
            self.bytes += values.iter().map(|(_, value)| value.len()).sum::<usize>();
            all.extend(values);
        }
    }

    /// Adds a commit. `previous` is the revision that it supersedes, or 0.
    pub(crate) fn add(
        &mut self,
        change: WalEntry,
        mut delta: IndexDelta,
        previous: Option<u64>,
    ) -> Result<()> {
        tracing::trace!(lsn = delta.lsn, ?change, "commit");
        let key = delta.lsn.to_be_bytes();
        self.log.push((key.to_vec(), encode_owned(Kind::Wal, &key, &change)?));
        delta.superseded.extend(previous);
        self.staged.add(&delta);
        self.deltas.push(delta);
        Ok(())
    }

    /// Writes the group: first what the WAL records name, then these, with one insert. Then makes
    /// it visible. Leaves the group empty.
    pub(crate) fn commit(&mut self, storage: &Storage, writer: &mut Writer) -> Result<()> {
        let Self { bodies, quotes, heads, log, deltas, .. } = std::mem::take(self);
        if deltas.is_empty() {
            return Ok(());
        }
        mark_dirty(storage, writer)?;
        let engine = &storage.tables().engine;
        bodies
            .into_iter()
            .try_for_each(|(key, value)| engine.insert(Table::Bodies, &key, value))?;
        engine.append(Table::Quotes, quotes)?;
        engine.append(Table::Heads, heads)?;
        engine.append(Table::Log, log)?;
        fault!("split-publish", {
            for delta in &deltas {
                let mut half = IndexDelta { lsn: delta.lsn, ..IndexDelta::default() };
                half.quotes.clone_from(&delta.quotes);
                half.quotes.truncate(delta.quotes.len() / 2);
                storage.publish([half]);
            }
        });
        storage.metrics.commits.fetch_add(deltas.len() as u64, Ordering::Relaxed);
        storage.publish(deltas);
        Ok(())
    }
}
