//! The engine behind typed tables: every panic and error of sled ends here, as one of ours.

use std::cell::Cell;
use std::fs::File;
use std::mem::take;
use std::ops::{Bound, RangeBounds};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::Duration;

use crate::bytes::Bytes;
use crate::error::{Error, ErrorKind, Result};

/// The tables of a store, each one tree of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    /// Header, root.
    Meta,
    /// Changes by sequence.
    Log,
    /// Article heads by revision.
    Heads,
    /// Body pages by revision and page.
    Bodies,
    /// Quote pages by revision and page.
    Quotes,
    /// Visible revisions by article.
    States,
    /// Articles by the hash of their external key.
    Keys,
    /// Speakers by id.
    Speakers,
    /// Speakers by folded name and by name part.
    Names,
    /// List heads by list.
    Lists,
    /// Blocks and nodes of lists by number.
    Blocks,
    /// Speaker edits by number.
    Edits,
    /// The edit that holds, by speaker.
    Edited,
    /// Checkpoint plans by sequence and page.
    Plans,
}

const TABLES: [(Table, &str); 14] = [
    (Table::Meta, "meta"),
    (Table::Log, "log"),
    (Table::Heads, "heads"),
    (Table::Bodies, "bodies"),
    (Table::Quotes, "quotes"),
    (Table::States, "states"),
    (Table::Keys, "keys"),
    (Table::Speakers, "speakers"),
    (Table::Names, "names"),
    (Table::Lists, "lists"),
    (Table::Blocks, "blocks"),
    (Table::Edits, "edits"),
    (Table::Edited, "edited"),
    (Table::Plans, "plans"),
];

/// The largest key that a table takes, in bytes: longer ones make the engine's inner nodes spill into files.
pub(super) const KEY_BYTES: usize = 64;

/// An open database of the engine.
pub(super) struct Engine {
    db: Option<sled::Db>,
    trees: Vec<sled::Tree>,
    folder: PathBuf,
    /// The engine's log file, under a descriptor of our own, to force it onto the disk.
    file: File,
    poisoned: AtomicBool,
    /// Bytes that it was handed since the last sync, and how many it is handed before the next.
    handed: AtomicUsize,
    sync_after: AtomicUsize,
    /// Bytes of its log that were flushed meanwhile.
    grown: AtomicUsize,
    paced: bool,
    /// How many more writes succeed before all fail, as after a crash.
    #[cfg(test)]
    pub(super) writes_left: std::sync::atomic::AtomicU64,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("poisoned", &self.poisoned).finish_non_exhaustive()
    }
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Runs a call of the engine; a panic in it is caught, kept off stderr, and returned as its message.
fn contained<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if !INSIDE.with(Cell::get) {
                before(info);
            }
        }));
    });
    let outer = INSIDE.replace(true);
    let done = catch_unwind(AssertUnwindSafe(call));
    INSIDE.set(outer);
    done.map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
    })
}

/// About how many bytes the engine's log grows by before it is forced onto the disk: 192 KiB.
///
/// The engine writes segments of 512 KiB, and when all pages of one have been written elsewhere it writes over it as
/// soon as the segment after those is full; it forces nothing onto the disk. A loss of power could then leave neither the
/// old pages nor the new. Where all is forced onto the disk before a further segment is full, what is written over has
/// its successors there. A byte that is handed to it becomes 2 to 20 in its log; how many is known after a flush, and is
/// expected of what follows.
const GROWTH_BYTES: usize = 192 << 10;
/// The bytes that are handed to the engine meanwhile, at the least and at the most.
const HANDED_BYTES: (usize, usize) = (8 << 10, 96 << 10);
/// About what an entry takes in the engine's log beside its key and value.
const ENTRY_BYTES: usize = 32;

/// How often and how long to wait for the engine's own lock, which it gives back a moment after a close.
const LOCK_TRIES: u32 = 50;
const LOCK_WAIT: Duration = Duration::from_millis(20);

impl Engine {
    /// Opens the engine in `folder`, whose database exists or is to be made.
    pub(super) fn open(folder: &Path, cache_bytes: u64) -> Result<Self> {
        let config = sled::Config::new().path(folder).cache_capacity(cache_bytes).flush_every_ms(Some(500));
        let damaged =
            |panic: String| Error::corrupt(format!("the engine cannot read {}: {panic}", folder.display()));
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
                contained(|| db.open_tree(name)).map_err(damaged)?.map_err(|error| typed(error, folder))?,
            );
        }
        super::folder::own_files(folder)?;
        let path = folder.join("db");
        let file = File::options().read(true).write(true).open(&path).map_err(|error| {
            Error::new(ErrorKind::Io, format!("cannot open {}", path.display())).with_source(error)
        })?;
        Ok(Self {
            db: Some(db),
            trees: opened,
            folder: folder.to_owned(),
            file,
            poisoned: AtomicBool::new(false),
            handed: AtomicUsize::new(0),
            sync_after: AtomicUsize::new(HANDED_BYTES.0),
            grown: AtomicUsize::new(0),
            paced: true,
            #[cfg(test)]
            writes_left: std::sync::atomic::AtomicU64::new(u64::MAX),
        })
    }

    fn call<T>(
        &self,
        table: Table,
        what: &str,
        call: impl FnOnce(&sled::Tree) -> sled::Result<T>,
    ) -> Result<T> {
        let tree =
            self.trees.get(table as usize).ok_or_else(|| Error::corrupt(format!("no table {table:?}")))?;
        let error = match contained(|| call(tree)) {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => {
                Error::new(ErrorKind::Storage, format!("cannot {what} the {table:?} table; reopen the store"))
                    .with_source(error)
            }
            Err(panic) => Error::new(
                ErrorKind::Storage,
                format!("cannot {what} the {table:?} table; reopen the store: {panic}"),
            ),
        };
        self.poison();
        Err(error)
    }

    /// Lets the engine write without forcing anything onto the disk, for a store that is nothing until it is whole.
    pub(super) fn unpaced(mut self) -> Self {
        self.paced = false;
        self
    }

    /// Notes that the engine was handed so many bytes, and forces all onto the disk where it is time.
    fn keep_pace(&self, bytes: usize) -> Result<()> {
        let handed = self.handed.fetch_add(bytes + ENTRY_BYTES, Ordering::Relaxed) + bytes + ENTRY_BYTES;
        #[cfg(onrecord_faults)]
        if crate::fault::planted("lose-pace") {
            return Ok(());
        }
        if self.paced && handed >= self.sync_after.load(Ordering::Relaxed) {
            self.sync()?;
            let grown = self.grown.swap(0, Ordering::Relaxed);
            let expected = GROWTH_BYTES.saturating_mul(handed) / grown.max(1);
            self.sync_after.store(expected.clamp(HANDED_BYTES.0, HANDED_BYTES.1), Ordering::Relaxed);
        }
        Ok(())
    }

    /// Reads the value under a key.
    pub(super) fn get(&self, table: Table, key: &[u8]) -> Result<Option<Bytes>> {
        Ok(self.call(table, "read", |tree| tree.get(key))?.map(|value| Bytes::from_engine(&value)))
    }

    /// Writes a value. Atomic by itself.
    pub(super) fn insert(&self, table: Table, key: &[u8], value: Vec<u8>) -> Result<()> {
        self.check()?;
        self.spend_write()?;
        #[cfg(onrecord_faults)]
        if table == Table::Lists && crate::fault::planted("drop-index") {
            return Ok(());
        }
        if key.len() > KEY_BYTES || value.len() > crate::record::VALUE_BYTES {
            let (key, value) = (key.len(), value.len());
            return Err(Error::new(
                ErrorKind::Storage,
                format!(
                    "a key of {key} bytes or a value of {value} bytes is too large for the {table:?} table"
                ),
            ));
        }
        let bytes = key.len() + value.len();
        self.call(table, "write", |tree| tree.insert(key, value))?;
        self.keep_pace(bytes)
    }

    /// Removes a key. Atomic by itself; a key that is not there is no error.
    pub(super) fn remove(&self, table: Table, key: &[u8]) -> Result<()> {
        self.check()?;
        self.spend_write()?;
        self.call(table, "write", |tree| tree.remove(key))?;
        self.keep_pace(key.len())
    }

    /// Walks the entries of a range in the order of their keys.
    pub(super) fn scan(
        &self,
        table: Table,
        range: impl RangeBounds<Vec<u8>>,
    ) -> impl Iterator<Item = Result<(Bytes, Bytes)>> + '_ {
        let bounds: (Bound<Vec<u8>>, Bound<Vec<u8>>) =
            (range.start_bound().cloned(), range.end_bound().cloned());
        let mut entries = None;
        std::iter::from_fn(move || {
            let step = self.call(table, "scan", |tree| {
                entries.get_or_insert_with(|| tree.range(bounds.clone())).next().transpose()
            });
            step.map(|entry| entry.map(|(key, value)| (Bytes::from_engine(&key), Bytes::from_engine(&value))))
                .transpose()
        })
    }

    /// Walks the entries whose keys begin with `prefix`.
    pub(super) fn scan_prefix(
        &self,
        table: Table,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(Bytes, Bytes)>> + '_ {
        let prefix = prefix.to_vec();
        self.scan(table, prefix.clone()..)
            .take_while(move |entry| entry.as_ref().map_or(true, |(key, _)| key.starts_with(&prefix)))
    }

    /// Returns the greatest key of a table.
    pub(super) fn last_key(&self, table: Table) -> Result<Option<Bytes>> {
        Ok(self.call(table, "read", sled::Tree::last)?.map(|(key, _)| Bytes::from_engine(&key)))
    }

    /// Copies all tables, in the order of their keys.
    pub(super) fn copy_to(&self, other: &Self) -> Result<()> {
        for (table, _) in TABLES {
            for entry in self.scan(table, Vec::new()..) {
                let (key, value) = entry?;
                other.insert(table, &key, value.to_vec())?;
            }
        }
        Ok(())
    }

    /// Hands all that was written to the operating system: it survives the end of this process.
    pub(super) fn flush(&self) -> Result<()> {
        self.check()?;
        let flushed = self.call(Table::Meta, "flush", sled::Tree::flush)?;
        self.grown.fetch_add(flushed, Ordering::Relaxed);
        Ok(())
    }

    /// Flushes, and forces the log file onto the disk: it survives a loss of power.
    pub(super) fn sync(&self) -> Result<()> {
        self.flush()?;
        self.handed.store(0, Ordering::Relaxed);
        #[cfg(onrecord_faults)]
        if crate::fault::planted("skip-sync") {
            return Ok(());
        }
        self.file.sync_all().map_err(|error| {
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
        allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "only tests plant the fault")
    )]
    fn spend_write(&self) -> Result<()> {
        #[cfg(test)]
        if self
            .writes_left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_err()
        {
            self.poison();
            return Err(Error::new(ErrorKind::Storage, "the writes that the test allows are spent"));
        }
        Ok(())
    }

    /// Refuses where an earlier error poisoned the handle.
    pub(super) fn check(&self) -> Result<()> {
        if self.poisoned.load(Ordering::Acquire) {
            let message = "an earlier storage error made this handle refuse writes; reopen the store";
            return Err(Error::new(ErrorKind::Poisoned, message));
        }
        Ok(())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // The engine's own drop flushes, and panics where that fails.
        let (db, trees) = (self.db.take(), take(&mut self.trees));
        let _ = contained(|| drop((trees, db)));
        // It made a snapshot as it went; the folder itself keeps others out of it meanwhile.
        let _ = super::folder::own_files(&self.folder);
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
