//! The state of the one writer of a store and of its checkpoints, and how durable commits are.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::tombstone::Tombstone;
use crate::record::{CheckpointValue, EpochValue};

/// The key of the root.
pub(crate) const ROOT: &[u8] = b"root";

/// What a commit has survived when the call that made it returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Durability {
    /// It is in the engine's buffers, which are written out within about half a second. After a
    /// crash, what is left is an exact prefix of the commits.
    #[default]
    Buffered,
    /// It is with the operating system: it survives the end of the process, however sudden.
    Process,
    /// It is on the disk: it survives a loss of power, as far as the disk keeps its word.
    Power,
}

/// The time between two checkpoints: nothing that one freed is deleted while a view pins its epoch.
#[derive(Debug, Default)]
pub(crate) struct Epoch;

/// What the one writer knows beside what readers see.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) next_article: u64,
    pub(crate) next_speaker: u64,
    pub(crate) next_revision: u64,
    /// Whether nothing was written since the store was opened, or closed in order.
    pub(crate) clean: bool,
    /// The epochs since the store was made, as far as they are remembered.
    pub(crate) epochs: Vec<EpochValue>,
    /// The tombstones that are set, each with the article or speaker that was erased, or 0.
    pub(crate) tombstones: BTreeMap<Tombstone, u64>,
    /// When the current call asked for the writer, and how many commits there were then.
    pub(crate) call: (Instant, u64),
}

/// What checkpoints know. It is locked for as long as one goes on; whoever locks the writer too
/// locks that first.
#[derive(Debug)]
pub(crate) struct Checkpointer {
    /// The root as it was last written.
    pub(crate) root: CheckpointValue,
    /// The root that the checkpoint of the sealed memtable ends with, but for the page ids.
    pub(crate) next_root: Option<CheckpointValue>,
    pub(crate) next_page_id: u64,
}

/// What one checkpoint retired.
#[derive(Debug)]
pub(crate) struct PendingFree {
    pub(crate) epoch: Arc<Epoch>,
    /// The LSN of the checkpoint, under which its plan is kept until all is deleted.
    pub(crate) lsn: u64,
    pub(crate) page_ids: Vec<u64>,
    pub(crate) revisions: Vec<u64>,
}
