//! The writer's durable state: the root, fsync, and the high-water file.

use std::sync::atomic::Ordering;

use super::engine::Table;
use super::read_guard::read;
use super::shared::Storage;
use super::writer::{ROOT, Writer};
use crate::error::Result;
use crate::record::{CheckpointValue, FORMAT, HighWaterValue, Kind, encode_owned};

/// Notes, before the first write since the store was opened or closed, that it is being written.
pub(crate) fn mark_dirty(storage: &Storage, writer: &mut Writer) -> Result<()> {
    storage.tables.engine.check()?;
    if writer.root.clean {
        let root = CheckpointValue { clean: false, ..writer.root.clone() };
        write_root(storage, writer, root)?;
    }
    Ok(())
}

pub(crate) fn write_root(
    storage: &Storage,
    writer: &mut Writer,
    root: CheckpointValue,
) -> Result<()> {
    storage.tables.engine.insert(
        Table::Meta,
        ROOT,
        encode_owned(Kind::Checkpoint, ROOT, &root)?,
    )?;
    writer.root = root;
    Ok(())
}

/// Makes all that is committed survive a loss of power, whatever the durability of the store.
pub(crate) fn sync(storage: &Storage) -> Result<()> {
    let mut writer = storage.writer()?;
    fsync(storage, &mut writer)
}

/// Makes all that is committed survive a loss of power.
pub(crate) fn fsync(storage: &Storage, writer: &mut Writer) -> Result<()> {
    let lsn = read(storage).lsn();
    let _span = tracing::debug_span!("sync", lsn).entered();
    storage.tables.engine.sync()?;
    note_durable(storage, writer, lsn)
}

pub(crate) fn note_durable(storage: &Storage, writer: &mut Writer, lsn: u64) -> Result<()> {
    storage.flushed.store(lsn, Ordering::Release);
    let epoch = writer.root.epochs.last().map_or(0, |epoch| epoch.epoch);
    let value = HighWaterValue { format: FORMAT, store: storage.id, epoch, lsn };
    writer.high_water.write(&value).inspect_err(|_| storage.tables.engine.poison())
}
