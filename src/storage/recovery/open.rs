//! Opening a store: folder, lock, engine, header, high-water file, and then the WAL past the
//! checkpoint LSN.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::meta::{make, open_root, push_epoch, random_id, read_header, refuse_newer};
use super::replay::{has_plans, last_lsn, replay, sweep};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{CheckpointValue, EpochValue, FORMAT, HeaderValue, HighWaterValue};
use crate::storage::cache::Cache;
use crate::storage::durability::{fsync, write_root};
use crate::storage::engine::Engine;
use crate::storage::files::{Folder, HighWater};
#[cfg(feature = "fulltext")]
use crate::storage::indexer::start_indexer;
use crate::storage::read_guard::read;
use crate::storage::shared::{Choices, Storage, StorageHandle};
use crate::storage::tables::{Tables, filter_words};
#[cfg(feature = "fulltext")]
use crate::storage::text::Documents;
use crate::storage::write::{filter_attributes, load_tombstones};
use crate::storage::writer::Durability;

/// The most commits that the checkpoint LSN lags.
const LAG: u64 = 4096;
/// The bytes of both caches, unless the user says otherwise: 64 MiB.
const CACHE_BYTES: u64 = 64 << 20;
/// The share of them that sled's own cache is told; the view cache over it has the rest.
const ENGINE_SHARE: u64 = 4;

/// The choices of an open.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a choice of its own, made by name")]
pub(crate) struct Config {
    pub(crate) create: bool,
    pub(crate) create_new: bool,
    pub(crate) durability: Durability,
    pub(crate) cache_bytes: u64,
    pub(crate) accept_rollback: bool,
    /// The names of the attributes that articles of a new store can be found by, ascending.
    pub(crate) attributes: Vec<String>,
    /// The most commits that the checkpoint LSN lags.
    pub(crate) lag: u64,
    /// The bytes of the disk that commits leave free; 0 for none.
    pub(crate) reserve: u64,
    /// How long a query takes at least to be told of; `None` for none.
    pub(crate) slow: Option<Duration>,
    /// What the store has indexes of the words of.
    #[cfg(feature = "fulltext")]
    pub(crate) texts: Vec<Documents>,
    /// The writes of the engine that succeed before all fail, as after a crash.
    #[cfg(test)]
    pub(crate) writes: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            create: false,
            create_new: false,
            durability: Durability::default(),
            cache_bytes: CACHE_BYTES,
            accept_rollback: false,
            attributes: Vec::new(),
            lag: LAG,
            reserve: 0,
            slow: None,
            #[cfg(feature = "fulltext")]
            texts: Vec::new(),
            #[cfg(test)]
            writes: u64::MAX,
        }
    }
}

impl Config {
    /// Returns the choices that hold until the store is closed.
    pub(crate) fn choices(&self) -> Choices {
        let Self { durability, lag, reserve, slow, cache_bytes, .. } = *self;
        Choices { durability, lag, reserve, slow, cache_bytes }
    }
}

/// Brings the store in a locked folder to the present format; its WAL up to an LSN must be whole.
pub(crate) type Upgrade<'a> = &'a mut dyn FnMut(&Folder, u64) -> Result<()>;

/// Opens the store at `path`. One of an older format is upgraded by `upgrade`, refused if there is
/// none.
pub(crate) fn open(
    path: &Path,
    config: &Config,
    upgrade: Option<Upgrade<'_>>,
) -> Result<Arc<StorageHandle>> {
    let _span = tracing::info_span!("open", path = %path.display()).entered();
    filter_attributes(&config.attributes)?;
    let folder = Folder::open(path, config.create || config.create_new)?;
    let (mut high_water, marked) = HighWater::open(&folder.high_water())?;
    if let Some(marked) = &marked {
        refuse_newer(marked.format)?;
    }
    let mut engine = Engine::open(&folder.engine(), config.cache_bytes / ENGINE_SHARE)?;
    #[cfg(test)]
    engine.trees()?.writes_left.store(config.writes, std::sync::atomic::Ordering::Relaxed);
    let header = read_header(&engine)?;
    if let Some(header) = &header {
        refuse_found(config, header, path)?;
    }
    let attributes = || config.attributes.clone();
    let (header, marked) = match (header, marked) {
        (Some(header), marked) => (header, marked),
        // Nothing was ever acknowledged: the making of the store was interrupted, or begins now.
        (None, None | Some(HighWaterValue { lsn: 0, .. }))
            if config.create || config.create_new =>
        {
            let header =
                HeaderValue { format: FORMAT, store: random_id(), attributes: attributes() };
            let epochs = [EpochValue { epoch: 1, survived: 0 }];
            let marked = make(&engine, &folder, &mut high_water, &header, &epochs)?;
            (header, Some(marked))
        }
        (None, None | Some(HighWaterValue { lsn: 0, .. })) => {
            let shown = path.display();
            let message =
                format!("the making of the store at {shown} was interrupted; create it again");
            return Err(Error::new(ErrorKind::NotFound, message));
        }
        // All is missing, and the caller accepts that: the same store begins again, in a new epoch.
        (None, Some(marked)) if config.accept_rollback => {
            let header =
                HeaderValue { format: FORMAT, store: marked.store, attributes: attributes() };
            let epochs = [EpochValue { epoch: marked.epoch + 1, survived: 0 }];
            let marked = make(&engine, &folder, &mut high_water, &header, &epochs)?;
            (header, Some(marked))
        }
        (None, Some(marked)) => {
            let acknowledged = format!("change {}", marked.lsn);
            return Err(rolled_back(path, &acknowledged, "nothing at all"));
        }
    };
    if header.format != FORMAT && upgrade.is_none() {
        let format = header.format;
        let message = format!(
            "the store has format {format}; OpenOptions::upgrade brings it to format {FORMAT} for \
             good"
        );
        return Err(Error::new(ErrorKind::IncompatibleFormat, message));
    }
    if header.format < FORMAT {
        engine = engine.unpacked();
    }
    let mut root = open_root(&engine)?;
    let last = last_lsn(&engine)?;
    refuse_short_wal(path, last, &root)?;
    let mut acknowledged = 0;
    let missing = match &marked {
        Some(marked) if marked.store != header.store => {
            let message =
                format!("the high-water file in {} belongs to another store", path.display());
            return Err(Error::corrupt(message));
        }
        Some(marked) => {
            acknowledged = still_acknowledged(marked, &root);
            (acknowledged > last).then(|| format!("change {acknowledged}"))
        }
        None => Some("what its high-water file said, which is gone".to_owned()),
    };
    if let Some(acknowledged) = &missing
        && !config.accept_rollback
    {
        return Err(rolled_back(path, acknowledged, &format!("change {last}")));
    }
    let durable = if missing.is_some() { 0 } else { acknowledged };
    if header.format < FORMAT
        && let Some(upgrade) = upgrade
    {
        drop(engine);
        upgrade(&folder, durable)?;
        engine = Engine::open(&folder.engine(), config.cache_bytes / ENGINE_SHARE)?;
        root = open_root(&engine)?;
    }
    let storage = assemble(config, folder, engine, high_water, &header, root);
    // What could not be replayed must not be left out for good by closing in order what was.
    recover(&storage, durable, missing.is_some())
        .inspect_err(|_| storage.tables().engine.poison())?;
    #[cfg(feature = "fulltext")]
    for documents in &config.texts {
        start_indexer(&storage, *documents)?;
    }
    tracing::info!(changes = read(&storage).lsn(), "opened");
    Ok(storage)
}

/// Opens tables in another folder within that of an open store, to take the place of its own.
pub(crate) fn open_tables(before: &Tables, path: &Path, cache_bytes: u64) -> Result<Arc<Tables>> {
    Ok(Arc::new(Tables {
        engine: Engine::open(path, cache_bytes / ENGINE_SHARE)?,
        cache: Cache::new(cache_bytes - cache_bytes / ENGINE_SHARE),
        attributes: before.attributes.clone(),
        folder: before.folder.clone(),
    }))
}

/// Refuses a WAL that ends before the checkpoint LSN.
fn refuse_short_wal(path: &Path, last: u64, root: &CheckpointValue) -> Result<()> {
    if root.checkpoint_lsn <= last {
        return Ok(());
    }
    let message = format!(
        "the WAL of {} ends at change {last}, before its checkpoint LSN {}: restore a backup, or \
         keep what is whole with Store::repair",
        path.display(),
        root.checkpoint_lsn
    );
    Err(Error::corrupt(message))
}

/// Refuses a store that is there if the caller wants a new one, or one that is filtered by other
/// attributes than it was made with. A caller who declares none takes the store as it is.
fn refuse_found(config: &Config, header: &HeaderValue, path: &Path) -> Result<()> {
    if config.create_new {
        let shown = path.display();
        let message = format!("there is a store at {shown} already; open it instead");
        return Err(Error::invalid(message));
    }
    if config.attributes.is_empty() || config.attributes == header.attributes {
        return Ok(());
    }
    let message = format!(
        "the store at {} was made with {}, and not with {}: what articles are found by is declared \
         when a store is made",
        path.display(),
        filter_words(&header.attributes),
        filter_words(&config.attributes)
    );
    Err(Error::invalid(message))
}

/// Puts an open store together. It is not shared yet, so that nobody sees it before it is replayed.
pub(crate) fn assemble(
    config: &Config,
    folder: Folder,
    engine: Engine,
    high_water: HighWater,
    header: &HeaderValue,
    root: CheckpointValue,
) -> Arc<StorageHandle> {
    let tables = Arc::new(Tables {
        engine,
        cache: Cache::new(config.cache_bytes - config.cache_bytes / ENGINE_SHARE),
        attributes: header.attributes.clone(),
        folder: Some(Arc::new(folder)),
    });
    StorageHandle::new(tables, root, Some(high_water), header.store, config.choices())
}

/// Brings the memtable up to the WAL, and cleans up after an unclean end; `durable` as for
/// [`replay`].
fn recover(storage: &Storage, durable: u64, rolled_back: bool) -> Result<()> {
    let mut writer = storage.writer()?;
    let mut checkpointer = storage.checkpointer()?;
    replay(storage, &mut writer, durable)?;
    load_tombstones(storage, &mut writer)?;
    let unclean = !writer.clean || rolled_back;
    if unclean || has_plans(storage)? {
        sweep(storage, &mut writer, &mut checkpointer)?;
    }
    if unclean {
        let mut root = CheckpointValue { clean: false, ..checkpointer.root.clone() };
        push_epoch(&mut root.epochs, read(storage).lsn());
        writer.epochs.clone_from(&root.epochs);
        let epoch = root.epochs.last().map_or(0, |epoch| epoch.epoch);
        storage.epoch.store(epoch, Ordering::Release);
        write_root(storage, &mut checkpointer, root)?;
        writer.clean = false;
        fsync(storage)?;
    }
    if rolled_back {
        // Else a loss of power could ask for the acceptance again.
        storage.high_water()?.sync()?;
    }
    Ok(())
}

/// Returns the last LSN that must be there by the high-water file: the store has already answered
/// for what an epoch that began since did not survive.
fn still_acknowledged(marked: &HighWaterValue, root: &CheckpointValue) -> u64 {
    let later = root.epochs.iter().filter(|epoch| epoch.epoch > marked.epoch);
    later.map(|epoch| epoch.survived).fold(marked.lsn, u64::min)
}

fn rolled_back(path: &Path, acknowledged: &str, found: &str) -> Error {
    let message = format!(
        "the store at {} had acknowledged {acknowledged} as durable and now holds {found}: \
         restore a backup, or open what is left with OpenOptions::accept_rollback",
        path.display()
    );
    Error::new(ErrorKind::RolledBack, message)
}
