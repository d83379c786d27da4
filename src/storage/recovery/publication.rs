//! Opening a publication as a store that is only read.

use std::path::Path;
use std::sync::Arc;

use super::open::Config;
use crate::error::Result;
use crate::record::{CheckpointValue, EpochValue};
use crate::storage::cache::Cache;
use crate::storage::engine::Engine;
use crate::storage::shared::StorageHandle;
use crate::storage::tables::Tables;
use crate::storage::write::{load_known, load_overrides};

/// Opens the publication at `path`: no lock, no writer, and nothing to replay. Reads the directory,
/// the overrides and the known speakers.
pub(crate) fn open_publication(path: &Path) -> Result<Arc<StorageHandle>> {
    let config = Config::default();
    let (engine, directory) = Engine::open_publication(path)?;
    let (lsn, epoch) = (directory.lsn, directory.epoch);
    let cache = Cache::new(config.cache_bytes);
    let tables = Arc::new(Tables { engine, cache, folder: None });
    let root = CheckpointValue {
        checkpoint_lsn: lsn,
        next_article: 0,
        next_speaker: 0,
        next_revision: 0,
        next_page_id: 0,
        clean: true,
        epochs: vec![EpochValue { epoch, survived: 0 }],
    };
    let storage = StorageHandle::new(tables, root, None, directory.store, config.choices());
    load_overrides(&storage)?;
    load_known(&storage)?;
    tracing::info!(path = %path.display(), lsn, epoch, "opened a publication");
    Ok(storage)
}
