//! The writer's durable state: the root, fsync, and the high-water file.

use std::sync::atomic::Ordering;

use super::engine::Table;
use super::read_guard::read;
use super::shared::Storage;
use super::writer::{Checkpointer, ROOT, Writer};
use crate::error::Result;
use crate::record::{CheckpointValue, FORMAT, HighWaterValue, Kind, encode_owned};

/// Notes, before the first write since the store was opened or closed, that it is being written.
pub(crate) fn mark_dirty(storage: &Storage, writer: &mut Writer) -> Result<()> {
    storage.tables().engine.check()?;
    if writer.clean {
        let mut checkpointer = storage.checkpointer()?;
        let root = CheckpointValue { clean: false, ..checkpointer.root.clone() };
        write_root(storage, &mut checkpointer, root)?;
        writer.clean = false;
    }
    Ok(())
}

pub(crate) fn write_root(
    storage: &Storage,
    checkpointer: &mut Checkpointer,
    root: CheckpointValue,
) -> Result<()> {
    storage.tables().engine.insert(
        Table::Meta,
        ROOT,
        encode_owned(Kind::Checkpoint, ROOT, &root)?,
    )?;
    checkpointer.root = root;
    Ok(())
}

/// Makes all that is committed survive a loss of power, whatever the durability of the store.
pub(crate) fn sync(storage: &Storage) -> Result<()> {
    let _writer = storage.writer()?;
    fsync(storage)
}

/// Makes all that is committed survive a loss of power.
pub(crate) fn fsync(storage: &Storage) -> Result<()> {
    let lsn = read(storage).lsn();
    let _span = tracing::debug_span!("sync", lsn).entered();
    storage.tables().engine.sync()?;
    note_durable(storage, lsn)
}

/// Notes up to which commit all is durable. A checkpoint may have noted a later one meanwhile.
pub(crate) fn note_durable(storage: &Storage, lsn: u64) -> Result<()> {
    if !storage.has_high_water() {
        // A copy that a compaction writes is not the store yet.
        storage.flushed.fetch_max(lsn, Ordering::AcqRel);
        return Ok(());
    }
    let mut high_water = storage.high_water()?;
    if storage.flushed.fetch_max(lsn, Ordering::AcqRel) > lsn {
        return Ok(());
    }
    let epoch = storage.epoch.load(Ordering::Acquire);
    let value = HighWaterValue { format: FORMAT, store: storage.id, epoch, lsn };
    high_water.write(&value).inspect_err(|_| storage.tables().engine.poison())
}
