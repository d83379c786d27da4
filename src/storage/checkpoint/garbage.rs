//! What checkpoints retired, deleted once no reader needs it.

use std::sync::Arc;

use super::plan::forget_plan;
use crate::error::Result;
use crate::storage::engine::Table;
use crate::storage::shared::Storage;

/// Deletes what earlier checkpoints retired and no reader pins. Called right after a sync, so that
/// what replaced it is durable.
pub(super) fn collect_garbage(storage: &Storage) -> Result<()> {
    loop {
        let mut pending_free = storage.pending_free();
        let Some(oldest) = pending_free.front() else { return Ok(()) };
        if Arc::strong_count(&oldest.epoch) > 1 {
            return Ok(());
        }
        let Some(oldest) = pending_free.pop_front() else { return Ok(()) };
        drop(pending_free);
        delete(storage, &oldest.page_ids, &oldest.revisions)?;
        forget_plan(storage, oldest.lsn)?;
    }
}

/// Deletes leaves and branches, and all values of revisions.
pub(crate) fn delete(storage: &Storage, page_ids: &[u64], revisions: &[u64]) -> Result<()> {
    for number in page_ids {
        storage.tables().engine.remove(Table::Pages, &number.to_be_bytes())?;
    }
    let mut revisions = revisions.to_vec();
    revisions.sort_unstable();
    for table in [Table::Bodies, Table::Quotes, Table::Heads, Table::Edits] {
        let prefixes = revisions.iter().map(|revision| revision.to_be_bytes().to_vec());
        storage.tables().engine.remove_prefixes(table, prefixes)?;
    }
    Ok(())
}
