//! Compaction of an open store, beside readers and commits.
//!
//! It copies the tables as of a checkpoint into new files, and keeps what that checkpoint names
//! from being deleted meanwhile: of tables that are overwritten in place, the undo log has the old
//! values. Then it replays what the WAL has got since, in rounds, each shorter than the one before.
//! Commits wait for the last round alone, and for the exchange. Readers of before go on with the
//! old files, which the system removes when the last of them lets go.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::primary::{Entry, Holding, leading, log, records, wal_entry};
use super::verify::verify_while;
use crate::bytes::Bytes;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{CheckpointValue, Kind, TombstoneValue, WalEntry, encode_owned};
use crate::storage::checkpoint::{
    Pace, checkpoint, checkpoint_beside, checkpoint_if_due, write_due,
};
use crate::storage::compaction::{CompactPhase, CompactReport, Compaction, CompactionControl};
use crate::storage::durability::note_durable;
use crate::storage::engine::{Engine, Table};
use crate::storage::feed::{floor, write_floor};
use crate::storage::files::{Folder, folder_bytes};
use crate::storage::list::ListKey;
use crate::storage::read_guard::read;
use crate::storage::recovery::{open_tables, read_header, replay_next, write_meta};
use crate::storage::shared::{Choices, Storage, StorageHandle, panicked};
use crate::storage::tables::Tables;
#[cfg(feature = "fulltext")]
use crate::storage::text::TextWork;
use crate::storage::undo::{OldValue, Undo};
use crate::storage::write::{Write, load_known, load_overrides, load_tombstones};
use crate::storage::writer::{Durability, Epoch, Writer};

/// Copied bytes after which the compaction looks whether it is to rest or to end: 64 KiB.
const STEP_BYTES: u64 = 64 << 10;
/// The changes that are written together while it catches up: their WAL records fit one pack.
const GROUP: usize = 16;
/// The changes that are left for the time in which commits wait.
const LITTLE: u64 = 32;
/// The changes of a round after which a checkpoint is taken and the copy synced.
const MANY: u64 = 512;
/// The most rounds before that: of a writer who is as fast as they are, more is left then.
const ROUNDS: usize = 16;
/// How long the thread waits for those who read the old files, so as to close these itself.
const READERS: Duration = Duration::from_millis(200);

/// The tables that checkpoints overwrite in place.
const OVERWRITTEN: [Table; 6] =
    [Table::States, Table::Keys, Table::Speakers, Table::Names, Table::Lists, Table::Edited];
/// The tables to which entries are added, and from which they are removed once nobody pins them.
const ADDED: [Table; 6] =
    [Table::Edits, Table::Log, Table::Heads, Table::Quotes, Table::Pages, Table::Bodies];

/// Begins to compact an open store.
pub(crate) fn compact_in_background(storage: &Storage) -> Result<Compaction> {
    begin(storage, CompactionControl::new())
}

/// Begins to compact an open store as a control says.
pub(super) fn begin(storage: &Storage, control: CompactionControl) -> Result<Compaction> {
    storage.tables().engine.check()?;
    if cfg!(not(unix)) {
        let message = "this system moves no open files: compact the store while it is closed";
        return Err(Error::invalid(message));
    }
    let shared = storage.shared().ok_or_else(panicked)?;
    let mut going = storage.compaction.lock().map_err(|_| panicked())?;
    if going.upgrade().is_some_and(|going| !going.has_ended()) {
        let message = "a compaction of the store goes on; join it, or cancel it";
        return Err(Error::new(ErrorKind::Locked, message));
    }
    let control = Arc::new(control);
    *going = Arc::downgrade(&control);
    drop(going);
    let of_thread = Arc::clone(&control);
    let run = move || {
        let mut ended = Ended { control: of_thread, outcome: Some(Err(panicked())) };
        let outcome = compact(&shared, &ended.control);
        if let Err(error) = &outcome {
            tracing::info!(%error, "a compaction did not come to its end");
        }
        // The store is let go before those who join go on.
        drop(shared);
        ended.outcome = Some(outcome);
    };
    let thread = thread::Builder::new().name("onrecord:compaction".to_owned()).spawn(run);
    let thread = thread.map_err(|error| {
        Error::new(ErrorKind::Io, "cannot start a thread to compact").with_source(error)
    })?;
    let mut threads = storage.background.lock().map_err(|_| panicked())?;
    threads.retain(|thread| !thread.is_finished());
    threads.push(thread);
    Ok(Compaction::new(&control))
}

/// Tells the handle how the compaction ended, also if its thread panics.
struct Ended {
    control: Arc<CompactionControl>,
    outcome: Option<Result<CompactReport>>,
}

impl Drop for Ended {
    fn drop(&mut self) {
        if let Some(outcome) = self.outcome.take() {
            self.control.end(outcome);
        }
    }
}

/// Compacts an open store. If that fails, no file of the copy is left.
fn compact(storage: &Storage, control: &CompactionControl) -> Result<CompactReport> {
    let _span = tracing::info_span!("compact").entered();
    let tables = storage.tables();
    let folder = Arc::clone(tables.folder.as_ref().ok_or_else(panicked)?);
    drop(tables);
    let before = folder_bytes(&folder.engine())?;
    let articles = read(storage).article_list(&ListKey::articles())?.count();
    control.begin(articles, before);
    control.enter(CompactPhase::Copying)?;
    let old = write_and_exchange(storage, &folder, control);
    // Removes the old files, or those of the copy.
    let removed = folder.complete_swap();
    let old = old?;
    // The index of words may hold what was erased, too.
    #[cfg(feature = "fulltext")]
    let merged = match storage.text.get() {
        Some(text) => text.run(TextWork::Merge, &storage.watchers),
        None => folder.remove_text(),
    };
    #[cfg(not(feature = "fulltext"))]
    let merged = folder.remove_text();
    let_readers_go(old);
    merged?;
    if let Err(error) = removed {
        tracing::warn!(%error, "the old files of a compacted store are left to the next open");
    }
    Ok(CompactReport { before, after: folder_bytes(&folder.engine())? })
}

/// Waits a while for those who read the tables of before, and closes these.
fn let_readers_go(old: Arc<Tables>) {
    old.cache.clear();
    let begun = Instant::now();
    while Arc::strong_count(&old) > 1 && begun.elapsed() < READERS {
        thread::sleep(Duration::from_millis(2));
    }
    drop(old);
}

/// Writes new files and puts them in the place of the old ones. Returns the old tables.
fn write_and_exchange(
    storage: &Storage,
    folder: &Arc<Folder>,
    control: &CompactionControl,
) -> Result<Arc<Tables>> {
    let (pinned, undo) = Pinned::take(storage)?;
    let tables = open_tables(&pinned.tables, &folder.begin_rewrite()?, storage.cache_bytes)?;
    Copier { storage, pinned: &pinned, new: &tables.engine, control, unstepped: (0, 0) }
        .copy(undo)?;
    let mut replica = Replica::open(storage, &pinned, tables)?;
    control.enter(CompactPhase::Verifying)?;
    replica.verify(control)?;
    control.enter(CompactPhase::CatchingUp)?;
    replica.catch_up(storage, control)?;
    control.enter(CompactPhase::Exchanging)?;
    replica.exchange(storage, folder)?;
    Ok(pinned.tables)
}

/// What the compaction copies: the tables as of a checkpoint, of which nothing is deleted while
/// this is held.
struct Pinned {
    tables: Arc<Tables>,
    root: CheckpointValue,
    floor: u64,
    _epoch: Arc<Epoch>,
    /// Leaves and branches that are there and not named any more.
    page_ids: HashSet<u64>,
    /// Revisions and overrides, as these.
    revisions: HashSet<u64>,
}

impl Pinned {
    /// Takes a checkpoint, and pins what it names. The undo log gets what later checkpoints
    /// overwrite, for as long as it is held.
    fn take(storage: &Storage) -> Result<(Self, Arc<Undo>)> {
        let checkpointer = checkpoint_beside(storage)?;
        let current = storage.current.read().unwrap_or_else(PoisonError::into_inner);
        let undo = Arc::clone(&current.memtables.active.undo);
        let (tables, epoch) = (Arc::clone(&current.view.tables), Arc::clone(&current.view.epoch));
        drop(current);
        let floor = floor(&tables.engine)?;
        let pending_free = storage.pending_free();
        let page_ids = pending_free.iter().flat_map(|freed| &freed.page_ids).copied().collect();
        let revisions = pending_free.iter().flat_map(|freed| &freed.revisions).copied().collect();
        drop(pending_free);
        let root = checkpointer.root.clone();
        Ok((Self { tables, root, floor, _epoch: epoch, page_ids, revisions }, undo))
    }
}

/// Copies the pinned tables.
struct Copier<'a> {
    storage: &'a Storage,
    pinned: &'a Pinned,
    new: &'a Engine,
    control: &'a CompactionControl,
    /// Bytes and articles that were copied since the last step.
    unstepped: (u64, u64),
}

impl Copier<'_> {
    fn copy(mut self, undo: Arc<Undo>) -> Result<()> {
        let old = &self.pinned.tables.engine;
        for table in OVERWRITTEN {
            self.copy_overwritten(table, &undo)?;
        }
        // From here on, checkpoints need to note nothing.
        drop(undo);
        let holding = Holding::of(old, self.pinned.root.checkpoint_lsn)?;
        for table in ADDED {
            self.copy_added(table, &holding)?;
        }
        self.tell()?;
        if self.pinned.floor > 0 {
            write_floor(self.new, self.pinned.floor)?;
        }
        let header = read_header(old)?.ok_or_else(|| Error::corrupt("the header is missing"))?;
        write_meta(self.new, &header, &CheckpointValue { clean: false, ..self.pinned.root.clone() })
    }

    /// Counts what is copied, and now and then rests, ends, or finds that the disk is full.
    fn step(&mut self, bytes: usize, articles: u64) -> Result<()> {
        self.unstepped.0 += bytes as u64;
        self.unstepped.1 += articles;
        if self.unstepped.0 < STEP_BYTES { Ok(()) } else { self.tell() }
    }

    fn tell(&mut self) -> Result<()> {
        self.storage.check_room()?;
        let (bytes, articles) = std::mem::take(&mut self.unstepped);
        self.control.step(bytes, articles)
    }

    /// Copies a table as it was before the checkpoints since.
    fn copy_overwritten(&mut self, table: Table, undo: &Undo) -> Result<()> {
        let (old, new) = (&self.pinned.tables.engine, self.new);
        let mut entries = old.scan(table, Vec::new()..);
        let then = std::iter::from_fn(|| {
            entries.find_map(|entry| {
                entry
                    .and_then(|(key, now)| {
                        // Noted before it was overwritten, so looked for after the table was read.
                        let value = match undo.get(table, &key) {
                            Some(OldValue::Stored(then)) => then,
                            Some(OldValue::Absent) => return Ok(None),
                            None => now,
                        };
                        self.step(key.len() + value.len(), 0)?;
                        Ok(Some((key, value)))
                    })
                    .transpose()
            })
        });
        new.fill(table, then)?;
        // What was removed before the walk came to it.
        let mut removed = Vec::new();
        for (key, was_there) in undo.keys(table, &[]) {
            if was_there
                && new.get(table, key)?.is_none()
                && let Some(OldValue::Stored(then)) = undo.get(table, key)
            {
                removed.push((key.to_vec(), Some(then.to_vec())));
            }
        }
        new.merge(table, removed.into_iter())
    }

    /// Copies what a table had when the pinned checkpoint was taken, and what of it has a use.
    fn copy_added(&mut self, table: Table, holding: &Holding) -> Result<()> {
        let Pinned { tables, root, floor, page_ids, revisions, .. } = self.pinned;
        let (last, floor) = (root.checkpoint_lsn, *floor);
        let end = match table {
            Table::Log => last + 1,
            Table::Pages => root.next_page_id,
            _ => root.next_revision,
        };
        // Those of the table may be of later.
        let mut tombstones = BTreeMap::new();
        let mut kept = |key: Bytes, value: Bytes| -> Result<Option<(Bytes, Bytes)>> {
            let number = leading(&key);
            let is_kept = match table {
                Table::Log => {
                    let (lsn, change) = Entry { table, key: key.to_vec(), value }.change()?;
                    if let WalEntry::Tombstone { tombstone, of, set } = change {
                        tombstones.remove(&tombstone);
                        tombstones.extend(set.then_some((tombstone, TombstoneValue { lsn, of })));
                    }
                    let kept = holding.kept(floor, lsn, change).map(|kept| wal_entry(lsn, kept));
                    return Ok(kept.transpose()?.map(|entry| (key, entry.value)));
                }
                Table::Pages => !page_ids.contains(&number),
                _ => !revisions.contains(&number),
            };
            Ok(is_kept.then_some((key, value)))
        };
        let (new, mut counted) = (self.new, 0);
        let range = Vec::new()..end.to_be_bytes().to_vec();
        let mut entries = tables.engine.scan(table, range);
        let kept = std::iter::from_fn(|| {
            entries.find_map(|entry| {
                let (key, value) = match entry.and_then(|(key, value)| kept(key, value)) {
                    Ok(entry) => entry?,
                    Err(error) => return Some(Err(error)),
                };
                let is_new = table == Table::Bodies && counted != leading(&key);
                counted = leading(&key);
                let stepped = self.step(key.len() + value.len(), u64::from(is_new));
                Some(stepped.map(|()| (key, value)))
            })
        });
        new.fill(table, kept)?;
        tombstones.into_iter().try_for_each(|(key, value)| {
            let value = encode_owned(Kind::Tombstone, &key, &value)?;
            new.insert(Table::Tombstones, &key, value)
        })
    }
}

/// The copy as a store of its own, until it takes the place of the old one.
struct Replica {
    new: Arc<StorageHandle>,
    old: Arc<Tables>,
    /// The last change that it has.
    lsn: u64,
    exchanged: bool,
}

impl Replica {
    fn open(storage: &Storage, pinned: &Pinned, tables: Arc<Tables>) -> Result<Self> {
        let choices = Choices {
            durability: Durability::Buffered,
            lag: storage.lag,
            reserve: 0,
            slow: None,
            cache_bytes: storage.cache_bytes,
        };
        let root = CheckpointValue { clean: false, ..pinned.root.clone() };
        let lsn = root.checkpoint_lsn;
        let new = StorageHandle::new(tables, root, None, storage.id, choices);
        let replica = Self { new, old: Arc::clone(&pinned.tables), lsn, exchanged: false };
        load_overrides(&replica.new)?;
        load_known(&replica.new)?;
        load_tombstones(&replica.new, &mut *replica.new.writer()?)?;
        Ok(replica)
    }

    /// Reads what was copied from end to end.
    fn verify(&self, control: &CompactionControl) -> Result<()> {
        let report = verify_while(&self.new, |_| control.step(0, 0).is_ok())?;
        control.step(0, 0)?;
        match report.problems.first() {
            None => Ok(()),
            Some(problem) => Err(Error::corrupt(format!(
                "what was written does not agree with itself: {problem}"
            ))),
        }
    }

    /// Replays what was committed meanwhile, until little of it is left.
    fn catch_up(&mut self, storage: &Storage, control: &CompactionControl) -> Result<()> {
        for round in 0..ROUNDS {
            let last = read(storage).lsn();
            let left = last - self.lsn;
            if round > 0 && left <= LITTLE {
                break;
            }
            self.replay(last, || {
                storage.check_room()?;
                control.step(0, 0)
            })?;
            // While that is done, more is committed than while a few changes are replayed.
            if left > MANY {
                drop(checkpoint(&self.new, &mut *self.new.writer()?)?);
                self.new.tables().engine.sync()?;
            }
        }
        self.new.tables().engine.sync()
    }

    /// Replays the WAL up to a change, with a `step` after each group.
    fn replay(&mut self, last: u64, mut step: impl FnMut() -> Result<()>) -> Result<()> {
        let old = Arc::clone(&self.old);
        let mut changes = log(&old.engine, self.lsn + 1..=last)?;
        let new = Arc::clone(&self.new);
        let mut writer = new.writer()?;
        loop {
            let group = changes.by_ref().take(GROUP).collect::<Result<Vec<_>>>()?;
            if group.is_empty() {
                return Ok(());
            }
            self.write(&old.engine, group, &mut writer)?;
            checkpoint_if_due(&new, &mut writer, Pace::Usual)?;
            step()?;
        }
    }

    /// Writes changes with what was prepared for them, and publishes them.
    fn write(&mut self, old: &Engine, group: Vec<Entry>, writer: &mut Writer) -> Result<()> {
        let changes = group.iter().map(Entry::change).collect::<Result<Vec<_>>>()?;
        let mut entries: BTreeMap<Table, Vec<Write>> = BTreeMap::new();
        for (_, change) in &changes {
            for Entry { table, key, value } in records(old, *change)? {
                entries.entry(table).or_default().push((key, value.to_vec()));
            }
        }
        let engine = &self.new.tables().engine;
        for (table, mut entries) in entries {
            entries.sort_unstable();
            engine.append(table, entries)?;
        }
        let log = group.into_iter().map(|Entry { key, value, .. }| (key, value.to_vec()));
        engine.append(Table::Log, log.collect())?;
        for (lsn, change) in changes {
            if lsn != self.lsn + 1 {
                return Err(Error::corrupt(format!("the log has no change {}", self.lsn + 1)));
            }
            replay_next(&self.new, writer, lsn, change)?;
            self.lsn = lsn;
        }
        Ok(())
    }

    /// Puts the copy in the place of the store, which commits nothing meanwhile.
    fn exchange(&mut self, storage: &Storage, folder: &Folder) -> Result<()> {
        // A checkpoint that goes on is waited for without the writer.
        drop(storage.checkpointer()?);
        let mut writer = storage.writer()?;
        let mut checkpointer = storage.checkpointer()?;
        let last = read(storage).lsn();
        let span = tracing::info_span!("exchange", left = last - self.lsn);
        let _span = span.entered();
        self.complete(last)?;
        let of_new = self.new.checkpointer()?;
        // From the first rename on, the next open may find the one or the other.
        folder.exchange().inspect_err(|_| self.old.engine.poison())?;
        // Nothing may fail here: the old engine would commit to files that have no name.
        storage.take_over(&self.new, &of_new, &mut checkpointer);
        self.exchanged = true;
        writer.clean = false;
        if let Err(error) = note_durable(storage, last) {
            // What was noted before is still true.
            tracing::warn!(%error, "what a compaction made durable is not noted");
        }
        Ok(())
    }

    /// Takes in what was committed up to a change, and puts all of it on the disk.
    fn complete(&mut self, last: u64) -> Result<()> {
        fault!("early-exchange", return Ok(()));
        self.replay(last, || Ok(()))?;
        write_due(&self.new)?;
        self.move_floor()?;
        self.new.tables().engine.sync()
    }

    /// Moves the floor of the feed up to that of the store. Nothing that a recovery has to replay
    /// is below it.
    fn move_floor(&self) -> Result<()> {
        let engine = &self.new.tables().engine;
        let moved = floor(&self.old.engine)?;
        if moved == floor(engine)? {
            return Ok(());
        }
        drop(checkpoint(&self.new, &mut *self.new.writer()?)?);
        engine.sync()?;
        write_floor(engine, moved)
    }
}

impl Drop for Replica {
    /// Lets the handle of the copy go without closing a store: its tables are those of another one
    /// now, or of none.
    fn drop(&mut self) {
        if !self.exchanged {
            self.new.tables().engine.poison();
        } else if let Ok(mut writer) = self.new.writer() {
            writer.clean = true;
        }
    }
}
