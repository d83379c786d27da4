//! Opening a publication as a store that is only read.

use std::path::Path;
use std::sync::{Arc, PoisonError};

use super::open::Config;
use crate::error::{Error, Result};
use crate::model::SpeakerId;
use crate::record::{CheckpointValue, EpochValue};
use crate::storage::cache::Cache;
use crate::storage::engine::{Engine, Table};
use crate::storage::known::KnownSpeakers;
use crate::storage::name_keys::{KNOWN, known_from};
use crate::storage::shared::StorageHandle;
use crate::storage::tables::Tables;
use crate::storage::write::load_overrides;

/// Opens the publication at `path`: no lock, no writer, and nothing to replay. Reads the directory,
/// the overrides and the known speakers.
pub(crate) fn open_publication(path: &Path) -> Result<Arc<StorageHandle>> {
    let config = Config::default();
    let (engine, directory) = Engine::open_publication(path)?;
    let (lsn, epoch) = (directory.lsn, directory.epoch);
    let cache = Cache::new(config.cache_bytes);
    let tables = Arc::new(Tables { engine, cache, attributes: directory.attributes, folder: None });
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

/// Loads the known speakers, of whom many share an entry.
fn load_known(storage: &StorageHandle) -> Result<()> {
    let mut known = KnownSpeakers::default();
    for entry in storage.tables.engine.scan_prefix(Table::Names, KNOWN) {
        let (key, offsets) = entry?;
        let malformed = || Error::corrupt("the known speakers of a publication are malformed");
        let (country, first) = known_from(&key).ok_or_else(malformed)?;
        let (offsets, []) = offsets.as_chunks() else { return Err(malformed()) };
        let speaker = |offset: &[u8; 4]| {
            let offset = u64::from(u32::from_le_bytes(*offset));
            SpeakerId::from_u64(first.to_u64().saturating_add(offset))
        };
        known.extend(country, &offsets.iter().map(speaker).collect::<Vec<_>>());
    }
    let mut current = storage.current.write().unwrap_or_else(PoisonError::into_inner);
    Arc::make_mut(&mut current.view).known = Arc::new(known);
    Ok(())
}
