//! The one writer of a store: what it knows beside what readers see, and how durable it makes what it commits.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Inner;
use super::checkpoint::Pace;
use super::engine::Table;
use super::live::Epoch;
use super::mark::Mark;
use crate::error::Result;
use crate::record::{FORMAT, Kind, HighWaterValue, CheckpointValue, encode_owned};

/// The key of the root.
pub(super) const ROOT: &[u8] = b"root";

/// What a commit has survived when the call that made it returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Durability {
    /// It is in the engine's buffers, which are written out within about half a second. After a crash, what is left
    /// is an exact prefix of the commits.
    #[default]
    Buffered,
    /// It is with the operating system: it survives the end of the process, however sudden.
    Process,
    /// It is on the disk: it survives a loss of power, as far as the disk keeps its word.
    Power,
}

/// What the one writer knows beside what readers see.
#[derive(Debug)]
pub(super) struct Writer {
    /// The root as it was last written.
    pub(super) root: CheckpointValue,
    pub(super) next_article: u64,
    pub(super) next_speaker: u64,
    pub(super) next_revision: u64,
    pub(super) next_page_id: u64,
    pub(super) mark: Mark,
    /// Revisions that were superseded since the last checkpoint.
    pub(super) superseded: Vec<u64>,
    /// What earlier checkpoints retired, oldest first, each under the epoch that readers of it pin.
    pub(super) retired: VecDeque<Retired>,
}

/// What one checkpoint retired.
#[derive(Debug)]
pub(super) struct Retired {
    pub(super) epoch: Arc<Epoch>,
    /// The sequence of the checkpoint, under which its plan is kept until all is deleted.
    pub(super) sequence: u64,
    pub(super) numbers: Vec<u64>,
    pub(super) revisions: Vec<u64>,
}

impl Inner {
    /// Notes, before the first write since the store was opened or closed, that it is being written.
    pub(super) fn begin(&self, writer: &mut Writer) -> Result<()> {
        self.tables.engine.check()?;
        if writer.root.clean {
            let root = CheckpointValue { clean: false, ..writer.root.clone() };
            self.write_root(writer, root)?;
        }
        Ok(())
    }

    pub(super) fn write_root(&self, writer: &mut Writer, root: CheckpointValue) -> Result<()> {
        self.tables.engine.insert(Table::Meta, ROOT, encode_owned(Kind::Checkpoint, ROOT, &root)?)?;
        writer.root = root;
        Ok(())
    }

    /// Makes what is committed as durable as the store is opened for.
    pub(super) fn settle(&self, writer: &mut Writer, pace: Pace) -> Result<()> {
        let sequence = self.reading().sequence();
        fault!("skip-flush", return Ok(()));
        if self.flushed.load(Ordering::Acquire) < sequence {
            match self.durability {
                Durability::Buffered => {}
                Durability::Process => {
                    self.tables.engine.flush()?;
                    self.note_durable(writer, sequence)?;
                }
                Durability::Power => self.sync(writer)?,
            }
        }
        self.checkpoint_if_due(writer, pace)
    }

    /// Makes all that is committed survive a loss of power.
    pub(super) fn sync(&self, writer: &mut Writer) -> Result<()> {
        let sequence = self.reading().sequence();
        let _span = tracing::debug_span!("sync", sequence).entered();
        self.tables.engine.sync()?;
        self.note_durable(writer, sequence)
    }

    pub(super) fn note_durable(&self, writer: &mut Writer, sequence: u64) -> Result<()> {
        self.flushed.store(sequence, Ordering::Release);
        let epoch = writer.root.epochs.last().map_or(0, |epoch| epoch.epoch);
        let value = HighWaterValue { format: FORMAT, store: self.id, epoch, sequence };
        writer.mark.write(&value).inspect_err(|_| self.tables.engine.poison())
    }
}
