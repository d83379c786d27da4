//! Opening a store: folder, lock, engine, header, side file, and then what the log holds past the watermark.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};

use super::cache::Cache;
use super::engine::{Engine, Table};
use super::folder::Folder;
use super::live::Live;
use super::mark::Mark;
use super::tables::Tables;
use super::writer::{Durability, ROOT, Writer};
use super::{Inner, Store};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{EpochValue, FORMAT, HeaderValue, Kind, HighWaterValue, CheckpointValue, decode_owned, encode_owned};

/// Says how a store is to be opened.
///
/// # Examples
/// ```
/// use onrecord::{Durability, OpenOptions};
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("news.onrecord");
/// let store = OpenOptions::new().create(true).durability(Durability::Power).cache_bytes(256 << 20).open(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
#[allow(clippy::struct_excessive_bools, reason = "each is a choice of its own, made by name")]
pub struct OpenOptions {
    create: bool,
    create_new: bool,
    durability: Durability,
    cache_bytes: u64,
    accept_rollback: bool,
    upgrade: bool,
    lag: u64,
    #[cfg(test)]
    writes: u64,
}

/// The most changes that the watermark lags behind.
const LAG: u64 = 4096;
/// The bytes of both caches, unless the user says otherwise: 64 MiB.
const CACHE_BYTES: u64 = 64 << 20;
/// The share of them that the engine's own cache is told; that of views lies before it and has the rest.
const ENGINE_SHARE: u64 = 4;
/// The key of the header.
const HEADER: &[u8] = b"header";
/// The most epochs that the root remembers.
const EPOCHS: usize = 64;

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            create: false,
            create_new: false,
            durability: Durability::default(),
            cache_bytes: CACHE_BYTES,
            accept_rollback: false,
            upgrade: false,
            lag: LAG,
            #[cfg(test)]
            writes: u64::MAX,
        }
    }
}

impl OpenOptions {
    /// Makes the usual options: an existing store, `Buffered`, a cache of 64 MiB.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the store where there is none.
    pub fn create(mut self, create: bool) -> Self {
        self.create = create;
        self
    }

    /// Makes the store, and refuses where there is one.
    pub fn create_new(mut self, create_new: bool) -> Self {
        self.create_new = create_new;
        self
    }

    /// Sets what every commit of this handle survives.
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// Sets how many bytes are kept in memory: three quarters of them for validated records, the rest in the engine, which
    /// takes it for an aim and not a bound.
    pub fn cache_bytes(mut self, bytes: u64) -> Self {
        self.cache_bytes = bytes;
        self
    }

    /// Opens a store although it is older than what it had acknowledged as durable.
    ///
    /// What is missing is lost; followers of the changes are told to start over.
    pub fn accept_rollback(mut self, accept: bool) -> Self {
        self.accept_rollback = accept;
        self
    }

    /// Upgrades a store that an older version of the crate wrote in a format that this one does not write any more.
    ///
    /// The store is written anew beside the old files, which are replaced once the new ones are verified. After a kill the
    /// store is as it was or upgraded; in the first case, opening it so again begins anew. Takes as much room as
    /// the store once more. The older version cannot open it afterwards.
    pub fn upgrade(mut self, upgrade: bool) -> Self {
        self.upgrade = upgrade;
        self
    }

    /// Takes a checkpoint after so many changes, for tests of what happens around one.
    #[cfg(test)]
    pub(crate) fn lag(mut self, changes: u64) -> Self {
        self.lag = changes;
        self
    }

    /// Lets so many writes of the engine succeed, those of the open included, and then none, as after a crash.
    #[cfg(test)]
    pub(crate) fn writes(mut self, writes: u64) -> Self {
        self.writes = writes;
        self
    }

    /// Opens the store at `path`.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Store> {
        let _span = tracing::info_span!("open", path = %path.as_ref().display()).entered();
        let folder = Folder::open(path.as_ref(), self.create || self.create_new)?;
        let (mut mark, marked) = Mark::open(&folder.mark())?;
        if let Some(marked) = &marked {
            refuse_newer(marked.format)?;
        }
        let mut engine = Engine::open(&folder.engine(), self.cache_bytes / ENGINE_SHARE)?;
        #[cfg(test)]
        engine.writes_left.store(self.writes, std::sync::atomic::Ordering::Relaxed);
        let header = header(&engine)?;
        if self.create_new && header.is_some() {
            let shown = path.as_ref().display();
            return Err(Error::invalid(format!("there is a store at {shown} already; open it instead")));
        }
        let (header, marked) = match (header, marked) {
            (Some(header), marked) => (header, marked),
            // Nothing was ever acknowledged: the making of the store was interrupted, or begins now.
            (None, None | Some(HighWaterValue { sequence: 0, .. })) if self.create || self.create_new => {
                let header = HeaderValue { format: FORMAT, store: random_id() };
                let marked =
                    make(&engine, &folder, &mut mark, &header, &[EpochValue { epoch: 1, survived: 0 }])?;
                (header, Some(marked))
            }
            (None, None | Some(HighWaterValue { sequence: 0, .. })) => {
                let shown = path.as_ref().display();
                let message = format!("the making of the store at {shown} was interrupted; create it again");
                return Err(Error::new(ErrorKind::NotFound, message));
            }
            (None, Some(marked)) => {
                return Err(rolled_back(
                    path.as_ref(),
                    &format!("change {}", marked.sequence),
                    "nothing at all",
                ));
            }
        };
        self.refuse_older(header.format)?;
        let mut root = open_root(&engine)?;
        let last = super::replay::last_sequence(&engine)?;
        let mut acknowledged = 0;
        let behind = match &marked {
            Some(marked) if marked.store != header.store => {
                let message =
                    format!("the side file in {} belongs to another store", path.as_ref().display());
                return Err(Error::corrupt(message));
            }
            Some(marked) => {
                acknowledged = still_acknowledged(marked, &root);
                (acknowledged > last).then(|| format!("change {acknowledged}"))
            }
            None => Some("what its side file said, which is gone".to_owned()),
        };
        let behind = behind.or_else(|| (root.checkpoint_lsn > last).then(|| format!("change {}", root.checkpoint_lsn)));
        if let Some(acknowledged) = &behind
            && !self.accept_rollback
        {
            return Err(rolled_back(path.as_ref(), acknowledged, &format!("change {last}")));
        }
        if root.checkpoint_lsn > last {
            let message = format!("the log of {} ends before its checkpoint LSN", path.as_ref().display());
            return Err(Error::corrupt(message));
        }
        let durable = if behind.is_some() { 0 } else { acknowledged };
        if header.format < FORMAT {
            drop(engine);
            super::maintenance::upgrade(&folder, durable)?;
            engine = Engine::open(&folder.engine(), self.cache_bytes / ENGINE_SHARE)?;
            root = open_root(&engine)?;
        }
        let store = self.assemble(folder, engine, mark, &header, root);
        // What could not be replayed must not be left out for good by closing in order what was.
        store.inner.recover(durable, behind.is_some()).inspect_err(|_| store.inner.tables.engine.poison())?;
        tracing::info!(changes = store.inner.reading().sequence(), "opened");
        Ok(store)
    }

    fn refuse_older(&self, format: u32) -> Result<()> {
        if self.upgrade || format == FORMAT {
            return Ok(());
        }
        let message = format!(
            "the store has format {format}; OpenOptions::upgrade brings it to format {FORMAT} for good"
        );
        Err(Error::new(ErrorKind::IncompatibleFormat, message))
    }

    /// Puts an open store together. It is not shared yet, so that nobody sees it before it is replayed.
    pub(super) fn assemble(
        &self,
        folder: Folder,
        engine: Engine,
        mark: Mark,
        header: &HeaderValue,
        root: CheckpointValue,
    ) -> Store {
        let checkpoint_lsn = root.checkpoint_lsn;
        let writer = Writer {
            next_article: root.next_article,
            next_speaker: root.next_speaker,
            next_revision: root.next_revision,
            next_page_id: root.next_page_id,
            root,
            mark,
            superseded: Vec::new(),
            retired: std::collections::VecDeque::new(),
        };
        let tables = Arc::new(Tables {
            engine,
            cache: Cache::new(self.cache_bytes - self.cache_bytes / ENGINE_SHARE),
            folder,
        });
        let inner = Inner {
            live: RwLock::new(Live::new(checkpoint_lsn, &tables)),
            tables,
            writer: Mutex::new(writer),
            flushed: AtomicU64::new(0),
            id: header.store,
            durability: self.durability,
            lag: self.lag,
        };
        Store { inner: Arc::new(inner) }
    }
}

impl Inner {
    /// Brings memory up to the log, and cleans up after an unclean end; `durable` as for [`replay`](Self::replay).
    fn recover(&self, durable: u64, rolled_back: bool) -> Result<()> {
        let mut writer = self.writer()?;
        self.replay(&mut writer, durable)?;
        let unclean = !writer.root.clean || rolled_back;
        if unclean || self.has_plans()? {
            self.sweep(&mut writer)?;
        }
        if unclean {
            let mut root = CheckpointValue { clean: false, ..writer.root.clone() };
            push_epoch(&mut root.epochs, self.reading().sequence());
            self.write_root(&mut writer, root)?;
            self.sync(&mut writer)?;
        }
        if rolled_back {
            // Else a loss of power could ask for the acceptance again.
            writer.mark.sync()?;
        }
        Ok(())
    }
}

/// Begins an epoch: sequences behind `survived` may be given out again for other changes.
pub(super) fn push_epoch(epochs: &mut Vec<EpochValue>, survived: u64) {
    let epoch = epochs.last().map_or(0, |last| last.epoch) + 1;
    epochs.push(EpochValue { epoch, survived });
    let surplus = epochs.len().saturating_sub(EPOCHS);
    epochs.drain(..surplus);
}

/// Returns the last change that must be there by the side file: what an epoch that began since did not survive, its
/// store has already answered for.
fn still_acknowledged(marked: &HighWaterValue, root: &CheckpointValue) -> u64 {
    let later = root.epochs.iter().filter(|epoch| epoch.epoch > marked.epoch);
    later.map(|epoch| epoch.survived).fold(marked.sequence, u64::min)
}

fn refuse_newer(format: u32) -> Result<()> {
    if format > FORMAT {
        let message = format!("the store has format {format}; this version of onrecord reads up to {FORMAT}");
        return Err(Error::new(ErrorKind::IncompatibleFormat, message));
    }
    Ok(())
}

fn rolled_back(path: &Path, acknowledged: &str, found: &str) -> Error {
    let message = format!(
        "the store at {} had acknowledged {acknowledged} as durable and now holds {found}: restore a backup, or open \
         what is left with OpenOptions::accept_rollback",
        path.display()
    );
    Error::new(ErrorKind::RolledBack, message)
}

/// Reads the header; none where the store was never made.
pub(super) fn header(engine: &Engine) -> Result<Option<HeaderValue>> {
    let Some(value) = engine.get(Table::Meta, HEADER)? else { return Ok(None) };
    let header: HeaderValue = decode_owned(Kind::Header, HEADER, &value)?;
    refuse_newer(header.format)?;
    Ok(Some(header))
}

/// Reads the root.
pub(super) fn open_root(engine: &Engine) -> Result<CheckpointValue> {
    let value =
        engine.get(Table::Meta, ROOT)?.ok_or_else(|| Error::corrupt("the root of the store is missing"))?;
    decode_owned(Kind::Checkpoint, ROOT, &value)
}

/// Makes the header, the root and the side file of a new store, in the order in which an interrupted making is seen.
pub(super) fn make(
    engine: &Engine,
    folder: &Folder,
    mark: &mut Mark,
    header: &HeaderValue,
    epochs: &[EpochValue],
) -> Result<HighWaterValue> {
    let root = CheckpointValue {
        checkpoint_lsn: 0,
        next_article: 1,
        next_speaker: 1,
        next_revision: 1,
        next_page_id: 1,
        clean: true,
        epochs: epochs.to_vec(),
    };
    let epoch = epochs.last().map_or(0, |last| last.epoch);
    let marked = HighWaterValue { format: FORMAT, store: header.store, epoch, sequence: 0 };
    // Into both slots: an earlier making that was interrupted may have left its own, as new as this one.
    mark.write(&marked)?;
    mark.write(&marked)?;
    mark.sync()?;
    engine.insert(Table::Meta, ROOT, encode_owned(Kind::Checkpoint, ROOT, &root)?)?;
    engine.insert(Table::Meta, HEADER, encode_owned(Kind::Header, HEADER, header)?)?;
    engine.sync()?;
    folder.sync()?;
    Ok(marked)
}

/// Names a store. Two stores must not have one name by chance; nothing depends on its being secret.
pub(super) fn random_id() -> [u8; 16] {
    use std::hash::{BuildHasher, RandomState};
    let now = std::time::SystemTime::now();
    let (one, other) =
        (RandomState::new().hash_one(now), RandomState::new().hash_one((now, std::process::id())));
    let mut id = [0; 16];
    for (byte, part) in id.iter_mut().zip(one.to_le_bytes().into_iter().chain(other.to_le_bytes())) {
        *byte = part;
    }
    id
}
