//! The engine, the write path and what readers look up. `record/FORMAT.md` gives every byte that it stores.

mod body;
mod cache;
mod changes;
mod check;
mod checkpoint;
mod commit;
mod correct;
#[cfg(test)]
mod crash_tests;
mod derive;
mod digest;
mod edits;
mod engine;
mod folder;
mod list;
mod live;
mod maintenance;
mod mark;
mod names;
mod open;
mod prepare;
mod read;
mod replay;
mod resolve;
mod restore;
mod slots;
mod stats;
mod tables;
mod verify;
#[cfg(test)]
mod verify_tests;
mod vetted;
mod writer;

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, RwLock};

pub use changes::{Change, ChangeCursor, ChangeKind, Changes};
pub(crate) use check::check_draft;
pub use commit::{Outcome, Stored};
pub use correct::ArticleCorrection;
pub(crate) use edits::SpeakerEdits;
pub(crate) use list::{Blocks, List, ListKey, Order, Strip, Walk};
pub(crate) use live::Moment;
pub use maintenance::{Backup, Compacted, LostArticle, RepairReport};
pub use open::OpenOptions;
pub(crate) use read::Reading;
pub(crate) use resolve::SpeakerNumbers;
pub(crate) use restore::Restored;
pub use stats::Stats;
pub use verify::{Verified, Verifying};
pub(crate) use vetted::Vetted;
pub use writer::Durability;

use crate::record::blake3_prefix;
use crate::error::{Error, ErrorKind, Result};
use live::Live;
use tables::Tables;
use writer::Writer;

/// A store of articles, paragraphs and quotes in one folder, open in this process.
///
/// Cloning it makes another handle of the same open store; it can be shared between threads. One change is
/// written at a time; any number of readers go on meanwhile, and each sees all of a change or nothing of it.
/// One process at a time has a store open. The last handle that is dropped closes the store; [`close`](Store::close)
/// does so too and reports what went wrong.
///
/// # Examples
/// ```
/// use onrecord::{Draft, Store};
/// let folder = tempfile::tempdir()?;
/// let store = Store::create(folder.path().join("news.onrecord"))?;
/// let stored = store.put(&Draft::new("“We won,” said Ada Nkemelu.").key("vote"))?;
/// store.remove(stored.article)?;
/// store.close()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

/// What all handles of an open store share.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) tables: Arc<Tables>,
    live: RwLock<Live>,
    writer: Mutex<Writer>,
    /// The last change that survives the end of this process.
    flushed: AtomicU64,
    /// Names the store, at random, since it was made.
    id: [u8; 16],
    durability: Durability,
    /// The most changes that the watermark lags behind.
    lag: u64,
}

impl Store {
    /// Opens the store at `path`, which must exist, with the usual [`OpenOptions`].
    ///
    /// Replays what the last checkpoint had not reached: at most 4,096 changes, or 32,768 where a bulk load was cut off.
    ///
    /// # Errors
    /// `NotFound` where there is no store, `Locked` where it is open already, `RolledBack` where it is older than
    /// what it acknowledged, `IncompatibleFormat` where a newer version wrote it, `Corrupt` where it is damaged,
    /// `Storage` and `Io` where the engine or a file fails.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        OpenOptions::new().open(path)
    }

    /// Makes a new, empty store at `path`, where there must be none.
    ///
    /// # Errors
    /// `InvalidInput` where there is a store or another non-empty folder at `path`; else as [`open`](Store::open).
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        OpenOptions::new().create_new(true).open(path)
    }

    /// Makes all that is committed survive a loss of power, whatever the durability of the store.
    ///
    /// # Errors
    /// `Storage` and `Io` where the disk refuses; `Poisoned` after an earlier storage error.
    pub fn sync(&self) -> Result<()> {
        let mut writer = self.inner.writer()?;
        self.inner.sync(&mut writer)
    }

    /// Writes everything out, marks the store as closed in order, and reports what goes wrong with it.
    ///
    /// Other handles stay usable; what they write later is closed in order when the last one is dropped. The folder stays
    /// locked while there are others, or articles, quotes or walks that were read through any.
    ///
    /// # Errors
    /// As [`sync`](Store::sync).
    pub fn close(self) -> Result<()> {
        let mut writer = self.inner.writer()?;
        self.inner.close(&mut writer)
    }
}

impl Inner {
    /// Takes the writer's place.
    fn writer(&self) -> Result<MutexGuard<'_, Writer>> {
        self.tables.engine.check()?;
        self.writer.lock().map_err(|_| {
            Error::new(ErrorKind::Poisoned, "a thread panicked while it wrote to the store; reopen the store")
        })
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Nobody is left to tell; what cannot be written now is replayed from the log at the next open.
        if let Ok(mut writer) = self.writer() {
            let _ = self.close(&mut writer);
        }
    }
}

/// Hashes an external key; the key's full text stands in the article's head.
pub(crate) fn key_hash(key: &str) -> [u8; 16] {
    blake3_prefix(key.as_bytes())
}
