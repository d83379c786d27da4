//! The trees of sled: every panic and error of it ends here, as one of ours.

use std::fs::File;
use std::mem::take;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use super::contain::contained;
use super::syncer::{DurableOffset, Syncer};
use super::table::{TABLES, Table};
use super::torn_tail;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{HEADER_BYTES, PACK_BYTES};
use crate::storage::files::own_files;
use crate::storage::metrics::Histogram;

/// The largest key that a table takes, in bytes: longer ones make the engine's inner nodes spill
/// into files.
pub(crate) const KEY_BYTES: usize = 64;
/// The largest value that a table takes, in bytes.
const LARGEST_VALUE: usize = HEADER_BYTES + PACK_BYTES;

/// An open database of sled, with a tree for each table.
pub(crate) struct Trees {
    pub(super) db: Option<sled::Db>,
    pub(super) open: Vec<sled::Tree>,
    folder: PathBuf,
    /// The engine's log file, under a descriptor of our own, to fsync it.
    file: File,
    poisoned: AtomicBool,
    syncer: Syncer,
    /// The bytes of the keys and values that were inserted, by table.
    inserted: [AtomicU64; TABLES.len()],
    /// The end of the log on the disk when the engine was opened.
    opened_at: i64,
    /// How many more writes succeed before all fail, as after a crash.
    #[cfg(test)]
    pub(crate) writes_left: AtomicU64,
}

impl std::fmt::Debug for Trees {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trees").field("poisoned", &self.poisoned).finish_non_exhaustive()
    }
}

/// How often and how long to wait for the engine's own lock, which it gives back a moment after a
/// close.
const LOCK_TRIES: u32 = 50;
const LOCK_WAIT: Duration = Duration::from_millis(20);

impl Trees {
    /// Opens the engine in `folder`, whose database exists or is to be made.
    pub(super) fn open(folder: &Path, cache_bytes: u64) -> Result<Self> {
        let config =
            sled::Config::new().path(folder).cache_capacity(cache_bytes).flush_every_ms(Some(500));
        let damaged = |panic: String| {
            Error::corrupt(format!("the engine cannot read {}: {panic}", folder.display()))
        };
        let io = |path: &Path, error| {
            Error::new(ErrorKind::Io, format!("cannot open {}", path.display())).with_source(error)
        };
        let path = folder.join("db");
        let mut reach = DurableOffset::open(folder)?;
        fault!("skip-cut", reach.write(None)?);
        if let (Some(reached), Ok(mut log)) =
            (reach.log(), File::options().read(true).write(true).open(&path))
        {
            // What the last process wrote is on the disk before anything is built on it.
            let whole = log
                .sync_all()
                .and_then(|()| torn_tail::cut(&mut log, reached))
                .map_err(|error| io(&path, error))?;
            if let Some((whole, segments)) = whole {
                log.sync_all().map_err(|error| io(&path, error))?;
                reach.write(Some(whole))?;
                tracing::info!(whole, segments, "cut the end of the log");
            }
        }
        let syncer = Syncer::start(reach)?;
        let mut tries = 0;
        let db = loop {
            match contained(|| config.open()).map_err(damaged)? {
                Ok(db) => break db,
                Err(sled::Error::Io(error)) if tries < LOCK_TRIES && locked(&error) => {
                    tries += 1;
                    sleep(LOCK_WAIT);
                }
                Err(sled::Error::Io(error)) if locked(&error) => {
                    let message = format!("{} is in use by another program", folder.display());
                    return Err(Error::new(ErrorKind::Locked, message).with_source(error));
                }
                Err(error) => return Err(typed(error, folder)),
            }
        };
        let mut opened = Vec::with_capacity(TABLES.len());
        for (_, name) in TABLES {
            opened.push(
                contained(|| db.open_tree(name))
                    .map_err(damaged)?
                    .map_err(|error| typed(error, folder))?,
            );
        }
        own_files(folder)?;
        let log =
            || File::options().read(true).write(true).open(&path).map_err(|error| io(&path, error));
        let file = log()?;
        syncer.keep(db.clone(), log()?, folder);
        let opened_at = db.context.pagecache.log.stable_offset();
        Ok(Self {
            db: Some(db),
            open: opened,
            folder: folder.to_owned(),
            file,
            poisoned: AtomicBool::new(false),
            syncer,
            inserted: Default::default(),
            opened_at,
            #[cfg(test)]
            writes_left: AtomicU64::new(u64::MAX),
        })
    }

    pub(super) fn call<T>(
        &self,
        table: Table,
        what: &str,
        call: impl FnOnce(&sled::Tree) -> sled::Result<T>,
    ) -> Result<T> {
        let tree = self
            .open
            .get(table as usize)
            .ok_or_else(|| Error::corrupt(format!("no table {table:?}")))?;
        let error = match contained(|| call(tree)) {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => Error::new(
                ErrorKind::Storage,
                format!("cannot {what} the {table:?} table; reopen the store"),
            )
            .with_source(error),
            Err(panic) => Error::new(
                ErrorKind::Storage,
                format!("cannot {what} the {table:?} table; reopen the store: {panic}"),
            ),
        };
        self.poison();
        Err(error)
    }

    /// Waits, after a write, if the log has grown too far past what is on the disk.
    fn keep_pace(&self) -> Result<()> {
        let Some(db) = &self.db else { return Ok(()) };
        self.syncer
            .keep_pace(db.context.pagecache.log.stable_offset())
            .inspect_err(|_| self.poison())
    }

    /// Counts a read.
    pub(super) fn count_read(&self) {
        self.syncer.count_read();
    }

    /// Reserves a key if it is free.
    pub(super) fn reserve(&self, table: Table, key: &[u8]) -> Result<()> {
        self.check()?;
        self.spend_write()?;
        let free = None::<&[u8]>;
        // That the key was taken is no error.
        self.call(table, "write", |tree| tree.compare_and_swap(key, free, Some(&[])).map(drop))
    }

    /// Writes a value. Atomic by itself.
    pub(super) fn write(&self, table: Table, key: &[u8], value: Vec<u8>) -> Result<()> {
        self.check()?;
        self.spend_write()?;
        fault!(
            "drop-index",
            if table == Table::Lists {
                return Ok(());
            }
        );
        if key.len() > KEY_BYTES || value.len() > LARGEST_VALUE {
            let (key, value) = (key.len(), value.len());
            return Err(Error::new(
                ErrorKind::Storage,
                format!(
                    "a key of {key} bytes or a value of {value} bytes is too large for the \
                     {table:?} table"
                ),
            ));
        }
        let bytes = (key.len() + value.len()) as u64;
        self.call(table, "write", |tree| tree.insert(key, value))?;
        if let Some(inserted) = self.inserted.get(table as usize) {
            inserted.fetch_add(bytes, Ordering::Relaxed);
        }
        self.keep_pace()
    }

    /// Removes a key. Atomic by itself; a key that is not there is no error.
    pub(super) fn remove(&self, table: Table, key: &[u8]) -> Result<()> {
        self.check()?;
        self.spend_write()?;
        self.call(table, "write", |tree| tree.remove(key))?;
        self.keep_pace()
    }

    /// Returns the bytes of the keys and values that were inserted into some tables since the
    /// engine was opened, without reserved keys.
    pub(super) fn inserted_bytes(&self, of: impl Fn(Table) -> bool) -> u64 {
        let tables = TABLES.iter().zip(&self.inserted).filter(|((table, _), _)| of(*table));
        tables.map(|(_, inserted)| inserted.load(Ordering::Relaxed)).sum()
    }

    /// Returns the times that syncs of the log took.
    pub(super) fn syncs(&self) -> Histogram {
        self.syncer.syncs()
    }

    /// Returns by how many bytes the log has grown in its file since the engine was opened.
    pub(super) fn written_bytes(&self) -> u64 {
        let end = self.db.as_ref().map(|db| db.context.pagecache.log.stable_offset());
        end.map_or(0, |end| u64::try_from(end - self.opened_at).unwrap_or_default())
    }

    /// Hands all that was written to the operating system: it survives the end of this process.
    pub(super) fn flush(&self) -> Result<()> {
        self.check()?;
        self.call(Table::Meta, "flush", sled::Tree::flush)?;
        Ok(())
    }

    /// Flushes, and fsyncs the log file: it survives a loss of power.
    pub(super) fn sync(&self) -> Result<()> {
        self.flush()?;
        fault!("skip-sync", return Ok(()));
        self.syncer.time(|| self.file.sync_all()).map_err(|error| {
            self.poison();
            Error::new(ErrorKind::Storage, "cannot sync the store; reopen it").with_source(error)
        })
    }

    /// Refuses all further writes of this handle.
    pub(super) fn poison(&self) {
        self.poisoned.store(true, Ordering::Release);
    }

    /// Fails, in tests, once the writes that a test allows are spent.
    #[cfg_attr(
        not(test),
        allow(
            clippy::unused_self,
            clippy::unnecessary_wraps,
            reason = "only tests plant the fault"
        )
    )]
    fn spend_write(&self) -> Result<()> {
        #[cfg(test)]
        if self
            .writes_left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_err()
        {
            self.poison();
            return Err(Error::new(
                ErrorKind::Storage,
                "the writes that the test allows are spent",
            ));
        }
        Ok(())
    }

    /// Refuses if an earlier error poisoned the handle.
    pub(super) fn check(&self) -> Result<()> {
        if self.poisoned.load(Ordering::Acquire) {
            let message =
                "an earlier storage error made this handle refuse writes; reopen the store";
            return Err(Error::new(ErrorKind::Poisoned, message));
        }
        Ok(())
    }
}

impl Drop for Trees {
    fn drop(&mut self) {
        // The engine's own drop flushes, and panics if that fails.
        let (db, trees) = (self.db.take(), take(&mut self.open));
        let dropped = contained(|| drop((trees, db))).is_ok();
        self.syncer.stop(dropped && !self.poisoned.load(Ordering::Acquire));
        // It made a snapshot as it went; the folder itself keeps others out of it meanwhile.
        let _ = own_files(&self.folder);
    }
}

fn locked(error: &std::io::Error) -> bool {
    error.to_string().contains("WouldBlock") || error.kind() == std::io::ErrorKind::WouldBlock
}

fn typed(error: sled::Error, folder: &Path) -> Error {
    let kind = match error {
        sled::Error::Corruption { .. } => ErrorKind::Corrupt,
        _ => ErrorKind::Storage,
    };
    Error::new(kind, format!("the engine cannot open {}", folder.display())).with_source(error)
}
