//! sled as typed tables: every panic and error of it ends here, as one of ours.

mod contain;
mod pack;
mod packed;
mod reserve;
mod syncer;
mod table;
mod torn_tail;

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::mem::take;
use std::ops::{Bound, RangeBounds};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use self::contain::contained;
pub(crate) use self::packed::Change;
use self::packed::PackedTable;
pub(crate) use self::reserve::AHEAD;
use self::reserve::{Reserver, is_reserved};
use self::syncer::{DurableOffset, Syncer};
pub(crate) use self::table::Table;
use self::table::{Shape, TABLES};
use crate::bytes::Bytes;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{HEADER_BYTES, PACK_BYTES, VALUE_BYTES};

/// The largest key that a table takes, in bytes: longer ones make the engine's inner nodes spill
/// into files.
pub(crate) const KEY_BYTES: usize = 64;

/// How many entries of a table of packs are copied at once.
const COPIED: usize = 1024;

/// An open database of the engine.
pub(crate) struct Engine {
    db: Option<sled::Db>,
    trees: Vec<sled::Tree>,
    reserver: Reserver,
    /// Whether tables have packs: those of format version 2 do.
    packed: bool,
    /// The last keys of tables of packs that are sequences, as far as they are known.
    lasts: Mutex<BTreeMap<Table, Vec<u8>>>,
    folder: PathBuf,
    /// The engine's log file, under a descriptor of our own, to fsync it.
    file: File,
    poisoned: AtomicBool,
    syncer: Syncer,
    /// The bytes of the keys and values that were inserted.
    inserted: AtomicU64,
    /// The end of the log on the disk when the engine was opened.
    opened_at: i64,
    /// How many more writes succeed before all fail, as after a crash.
    #[cfg(test)]
    pub(crate) writes_left: AtomicU64,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("poisoned", &self.poisoned).finish_non_exhaustive()
    }
}

/// How often and how long to wait for the engine's own lock, which it gives back a moment after a
/// close.
const LOCK_TRIES: u32 = 50;
const LOCK_WAIT: Duration = Duration::from_millis(20);

impl Engine {
    /// Opens the engine in `folder`, whose database exists or is to be made.
    pub(crate) fn open(folder: &Path, cache_bytes: u64) -> Result<Self> {
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
        super::files::own_files(folder)?;
        let log =
            || File::options().read(true).write(true).open(&path).map_err(|error| io(&path, error));
        let file = log()?;
        syncer.keep(db.clone(), log()?, folder);
        let opened_at = db.context.pagecache.log.stable_offset();
        Ok(Self {
            db: Some(db),
            trees: opened,
            reserver: Reserver::default(),
            packed: true,
            lasts: Mutex::default(),
            folder: folder.to_owned(),
            file,
            poisoned: AtomicBool::new(false),
            syncer,
            inserted: AtomicU64::new(0),
            opened_at,
            #[cfg(test)]
            writes_left: AtomicU64::new(u64::MAX),
        })
    }

    /// Reads the tables of a store of format version 0 or 1, whose entries share no values.
    pub(crate) fn unpacked(mut self) -> Self {
        self.packed = false;
        self
    }

    /// Returns the packs of a table and what they make up. `None` if it has none.
    fn packs(&self, table: Table) -> Option<(PackedTable<'_>, Shape)> {
        let shape = table.shape();
        (self.packed && shape != Shape::Single)
            .then_some((PackedTable { engine: self, table }, shape))
    }

    fn call<T>(
        &self,
        table: Table,
        what: &str,
        call: impl FnOnce(&sled::Tree) -> sled::Result<T>,
    ) -> Result<T> {
        let tree = self
            .trees
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

    /// Reads the value under a key.
    pub(crate) fn get(&self, table: Table, key: &[u8]) -> Result<Option<Bytes>> {
        self.syncer.count_read();
        if let Some((packs, _)) = self.packs(table) {
            return packs.get(key);
        }
        let value = self.call(table, "read", |tree| tree.get(key))?;
        Ok(value.filter(|value| !is_reserved(table, value)).map(|value| Bytes::from_engine(&value)))
    }

    /// Writes a value, after the keys of those to come are reserved. Atomic by itself.
    pub(crate) fn insert(&self, table: Table, key: &[u8], value: Vec<u8>) -> Result<()> {
        match self.packs(table) {
            Some((packs, Shape::Sequence)) => {
                return packs.append(&[(Cow::Borrowed(key), Cow::Owned(value))]);
            }
            Some((packs, _)) => return packs.merge([(key.to_vec(), Some(value))].into_iter()),
            None => {}
        }
        self.reserver.due(table, key).try_for_each(|due| self.reserve(table, &due))?;
        self.write(table, key, value)
    }

    /// Writes values whose keys are after all that the table has; they ascend. Those that fit one
    /// pack appear at once.
    pub(crate) fn append(&self, table: Table, entries: Vec<(Vec<u8>, Vec<u8>)>) -> Result<()> {
        match self.packs(table) {
            Some((packs, Shape::Sequence)) => {
                let owned = |(key, value)| (Cow::Owned(key), Cow::Owned(value));
                packs.append(&entries.into_iter().map(owned).collect::<Vec<_>>())
            }
            _ => entries.into_iter().try_for_each(|(key, value)| self.insert(table, &key, value)),
        }
    }

    /// Writes and removes values under keys that ascend.
    pub(crate) fn merge(
        &self,
        table: Table,
        mut changes: impl Iterator<Item = Change>,
    ) -> Result<()> {
        match self.packs(table) {
            Some((packs, Shape::Dictionary)) => packs.merge(changes),
            _ => changes.try_for_each(|(key, value)| match value {
                Some(value) => self.insert(table, &key, value),
                None => self.remove(table, &key),
            }),
        }
    }

    /// Reserves those of these keys of the engine that are free.
    pub(crate) fn reserve_all(
        &self,
        table: Table,
        mut keys: impl Iterator<Item = Vec<u8>>,
    ) -> Result<()> {
        keys.try_for_each(|key| self.reserve(table, &key))
    }

    /// Reserves a key if it is free.
    fn reserve(&self, table: Table, key: &[u8]) -> Result<()> {
        self.check()?;
        self.spend_write()?;
        let free = None::<&[u8]>;
        // That the key was taken is no error.
        self.call(table, "write", |tree| tree.compare_and_swap(key, free, Some(&[])).map(drop))
    }

    fn write(&self, table: Table, key: &[u8], value: Vec<u8>) -> Result<()> {
        self.check()?;
        self.spend_write()?;
        fault!(
            "drop-index",
            if table == Table::Lists {
                return Ok(());
            }
        );
        if key.len() > KEY_BYTES || value.len() > self.value_bytes(table) {
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
        self.inserted.fetch_add(bytes, Ordering::Relaxed);
        self.keep_pace()
    }

    /// Returns the largest value that a table takes, in bytes.
    fn value_bytes(&self, table: Table) -> usize {
        let is_large = table == Table::Pages || self.packs(table).is_some();
        if is_large { PACK_BYTES + HEADER_BYTES } else { VALUE_BYTES }
    }

    /// Removes a key. Atomic by itself; a key that is not there is no error.
    pub(crate) fn remove(&self, table: Table, key: &[u8]) -> Result<()> {
        match self.packs(table) {
            Some((packs, Shape::Sequence)) => packs.remove(key),
            Some((packs, _)) => packs.merge([(key.to_vec(), None)].into_iter()),
            None => self.remove_value(table, key),
        }
    }

    fn remove_value(&self, table: Table, key: &[u8]) -> Result<()> {
        self.check()?;
        self.spend_write()?;
        self.call(table, "write", |tree| tree.remove(key))?;
        self.keep_pace()
    }

    /// Walks the entries of a range in the order of their keys.
    pub(crate) fn scan(
        &self,
        table: Table,
        range: impl RangeBounds<Vec<u8>>,
    ) -> impl Iterator<Item = Result<(Bytes, Bytes)>> + '_ {
        let bounds: (Bound<Vec<u8>>, Bound<Vec<u8>>) =
            (range.start_bound().cloned(), range.end_bound().cloned());
        let mut entries = None;
        let mut packed = self.packs(table).map(|(packs, _)| packs.scan(bounds.clone()));
        std::iter::from_fn(move || {
            self.syncer.count_read();
            if let Some(packed) = &mut packed {
                return packed.next();
            }
            let step = self.call(table, "scan", |tree| {
                let entries = entries.get_or_insert_with(|| tree.range(bounds.clone()));
                entries.find(|entry| is_there(table, entry)).transpose()
            });
            step.map(|entry| {
                entry.map(|(key, value)| (Bytes::from_engine(&key), Bytes::from_engine(&value)))
            })
            .transpose()
        })
    }

    /// Walks the entries whose keys begin with `prefix`.
    pub(crate) fn scan_prefix(
        &self,
        table: Table,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(Bytes, Bytes)>> + '_ {
        let prefix = prefix.to_vec();
        self.scan(table, prefix.clone()..).take_while(move |entry| {
            entry.as_ref().map_or(true, |(key, _)| key.starts_with(&prefix))
        })
    }

    /// Returns the keys of a range in their order.
    pub(crate) fn keys(
        &self,
        table: Table,
        range: impl RangeBounds<Vec<u8>>,
    ) -> Result<Vec<Bytes>> {
        self.scan(table, range).map(|entry| Ok(entry?.0)).collect()
    }

    /// Removes all entries whose keys begin with one of `prefixes`. Fastest if these ascend.
    pub(crate) fn remove_prefixes(
        &self,
        table: Table,
        mut prefixes: impl Iterator<Item = Vec<u8>>,
    ) -> Result<()> {
        match self.packs(table) {
            Some((packs, Shape::Sequence)) => packs.remove_prefixes(prefixes),
            _ => prefixes.try_for_each(|prefix| self.remove_prefix(table, &prefix)),
        }
    }

    /// Removes all entries whose keys begin with `prefix`.
    pub(crate) fn remove_prefix(&self, table: Table, prefix: &[u8]) -> Result<()> {
        let keys: Result<Vec<_>> =
            self.scan_prefix(table, prefix).map(|entry| Ok(entry?.0)).collect();
        keys?.iter().try_for_each(|key| self.remove(table, key))
    }

    /// Returns the greatest key of a table.
    pub(crate) fn last_key(&self, table: Table) -> Result<Option<Bytes>> {
        if let Some((packs, _)) = self.packs(table) {
            return packs.last_key();
        }
        let last = self.call(table, "read", |tree| {
            tree.iter().rfind(|entry| is_there(table, entry)).transpose()
        })?;
        Ok(last.map(|(key, _)| Bytes::from_engine(&key)))
    }

    /// Copies all tables, in the order of their keys, into an engine that has none of them.
    pub(crate) fn copy_to(&self, other: &Self) -> Result<()> {
        for (table, _) in TABLES {
            if other.packs(table).is_some() {
                self.copy_packed(table, other)?;
            } else {
                self.copy_single(table, other)?;
            }
        }
        Ok(())
    }

    fn copy_packed(&self, table: Table, other: &Self) -> Result<()> {
        let mut entries = self.scan(table, Vec::new()..).peekable();
        while entries.peek().is_some() {
            let entry = |entry: Result<(Bytes, Bytes)>| {
                entry.map(|(key, value)| (key.to_vec(), value.to_vec()))
            };
            let some = entries.by_ref().take(COPIED).map(entry).collect::<Result<Vec<_>>>()?;
            if table.shape() == Shape::Sequence {
                other.append(table, some)?;
            } else {
                let changes = some.into_iter().map(|(key, value)| (key, Some(value)));
                other.merge(table, changes)?;
            }
        }
        Ok(())
    }

    fn copy_single(&self, table: Table, other: &Self) -> Result<()> {
        let mut entries = self.scan(table, Vec::new()..);
        let mut reserved = VecDeque::with_capacity(AHEAD + 1);
        loop {
            if let Some(entry) = entries.next().transpose()? {
                let (key, value) = &entry;
                if !value.is_empty() {
                    other.reserve(table, key)?;
                }
                reserved.push_back(entry);
                if reserved.len() <= AHEAD {
                    continue;
                }
            }
            let Some((key, value)) = reserved.pop_front() else { return Ok(()) };
            other.write(table, &key, value.to_vec())?;
        }
    }

    /// Returns the bytes of the keys and values that were inserted since the engine was opened,
    /// without reserved keys.
    pub(crate) fn inserted_bytes(&self) -> u64 {
        self.inserted.load(Ordering::Relaxed)
    }

    /// Returns by how many bytes the log has grown in its file since the engine was opened.
    pub(crate) fn written_bytes(&self) -> u64 {
        let end = self.db.as_ref().map(|db| db.context.pagecache.log.stable_offset());
        end.map_or(0, |end| u64::try_from(end - self.opened_at).unwrap_or_default())
    }

    /// Hands all that was written to the operating system: it survives the end of this process.
    pub(crate) fn flush(&self) -> Result<()> {
        self.check()?;
        self.call(Table::Meta, "flush", sled::Tree::flush)?;
        Ok(())
    }

    /// Flushes, and fsyncs the log file: it survives a loss of power.
    pub(crate) fn sync(&self) -> Result<()> {
        self.flush()?;
        fault!("skip-sync", return Ok(()));
        self.file.sync_all().map_err(|error| {
            self.poison();
            Error::new(ErrorKind::Storage, "cannot sync the store; reopen it").with_source(error)
        })
    }

    /// Refuses all further writes of this handle.
    pub(crate) fn poison(&self) {
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
    pub(crate) fn check(&self) -> Result<()> {
        if self.poisoned.load(Ordering::Acquire) {
            let message =
                "an earlier storage error made this handle refuse writes; reopen the store";
            return Err(Error::new(ErrorKind::Poisoned, message));
        }
        Ok(())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // The engine's own drop flushes, and panics if that fails.
        let (db, trees) = (self.db.take(), take(&mut self.trees));
        let dropped = contained(|| drop((trees, db))).is_ok();
        self.syncer.stop(dropped && !self.poisoned.load(Ordering::Acquire));
        // It made a snapshot as it went; the folder itself keeps others out of it meanwhile.
        let _ = super::files::own_files(&self.folder);
    }
}

fn is_there(table: Table, entry: &sled::Result<(sled::IVec, sled::IVec)>) -> bool {
    entry.as_ref().map_or(true, |(_, value)| !is_reserved(table, value))
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
