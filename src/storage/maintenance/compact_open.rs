//! Compaction of an open store, beside readers and commits.
//!
//! It copies the tables as of a checkpoint into new files, and keeps what that checkpoint names
//! from being deleted meanwhile: of tables that are overwritten in place, the undo log has the old
//! values. Then it replays what the WAL has got since, in rounds, each shorter than the one before:
//! if commits are as fast as that, each is held up a little. They wait for the last round alone,
//! and for the exchange. Readers of before go on with the old files, which the system removes when
//! the last of them lets go.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use super::primary::{Entry, Holding, leading, log, records, wal_entry};
use super::rewrite_lists::rewrite_lists;
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
use crate::storage::files::{Folder, TEXTS, folder_bytes};
use crate::storage::list::ListKey;
use crate::storage::read_guard::read;
use crate::storage::recovery::{open_tables, read_header, replay_next, write_meta};
use crate::storage::shared::{Choices, Storage, StorageHandle, panicked};
use crate::storage::tables::Tables;
#[cfg(feature = "fulltext")]
use crate::storage::text::TextWork;
use crate::storage::undo::{OldValue, Undo};
use crate::storage::write::{Write, load_known, load_overrides, load_tombstones};
use crate::storage::writer::{Checkpointer, Durability, Epoch, Writer};

/// Copied bytes after which the compaction looks whether it is to rest or to end: 64 KiB.
const STEP_BYTES: u64 = 64 << 10;
/// The changes that are written together while it catches up: their WAL records fit one pack.
const GROUP: usize = 16;
/// The changes that are left for the time in which commits wait.
const LITTLE: u64 = 32;
/// The most rounds before that. A commit of many changes at once may leave more for that time.
const ROUNDS: usize = 64;
/// How often a checkpoint that has begun again is given way to.
const LOCKS: usize = 16;
/// How long each commit is held up at first if rounds do not become shorter: 50 microseconds.
const FIRST_PAUSE: u64 = 50;
/// How long at most: 51.2 milliseconds.
const LONGEST_PAUSE: u64 = FIRST_PAUSE << 10;
/// The work after which a compaction looks whether others commit, and how long it rests at most.
const TURN: Duration = Duration::from_millis(2);
const REST: Duration = Duration::from_millis(20);
/// How long the thread waits for those who read the old files, so as to close these itself.
const READERS: Duration = Duration::from_millis(200);

/// The tables that checkpoints overwrite in place.
const OVERWRITTEN: [Table; 6] =
    [Table::States, Table::Keys, Table::Speakers, Table::Names, Table::Lists, Table::Edited];
/// The tables to which entries are added, and from which they are removed once nobody pins them.
/// Leaves and branches of lists, which are written anew, are not among them.
const ADDED: [Table; 5] = [Table::Edits, Table::Log, Table::Heads, Table::Quotes, Table::Bodies];

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
    let merged = if old.is_ok() { merge_texts(storage, &folder) } else { Ok(()) };
    // Removes the old files, or those of the copy. As long as the old ones are there, the next open
    // makes the index of words anew.
    let removed = if merged.is_ok() { folder.complete_swap() } else { Ok(()) };
    let_readers_go(old?);
    merged?;
    if let Err(error) = removed {
        tracing::warn!(%error, "the old files of a compacted store are left to the next open");
    }
    Ok(CompactReport { before, after: folder_bytes(&folder.engine())? })
}

/// Takes what was erased out of the files of the indexes of words, too. Those that the store is
/// open without are removed.
fn merge_texts(storage: &Storage, folder: &Folder) -> Result<()> {
    #[cfg(feature = "fulltext")]
    for (_, text) in storage.texts.all() {
        text.run(TextWork::Merge, &storage.watchers)?;
    }
    for name in TEXTS {
        #[cfg(feature = "fulltext")]
        if storage.texts.all().any(|(documents, _)| documents.folder() == name) {
            continue;
        }
        folder.remove_text(name)?;
    }
    #[cfg(not(feature = "fulltext"))]
    let _ = storage;
    Ok(())
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
    let mut turns = Turns::new(storage);
    let (new, turns_of) = (&tables.engine, &mut turns);
    let root =
        Copier { storage, pinned: &pinned, new, control, turns: turns_of, unstepped: (0, 0) }
            .copy(undo)?;
    let mut replica = Replica::open(storage, &pinned, tables, root)?;
    control.enter(CompactPhase::Verifying)?;
    replica.verify(control, &mut turns)?;
    control.enter(CompactPhase::CatchingUp)?;
    let pressure = replica.catch_up(storage, control)?;
    let locks = replica.lock(storage, control, pressure)?;
    replica.exchange(storage, folder, locks)?;
    Ok(pinned.tables)
}

/// What the compaction copies: the tables as of a checkpoint, of which nothing is deleted while
/// this is held.
struct Pinned {
    tables: Arc<Tables>,
    root: CheckpointValue,
    floor: u64,
    _epoch: Arc<Epoch>,
    /// Revisions and overrides that are there and not named any more.
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
        let revisions = pending_free.iter().flat_map(|freed| &freed.revisions).copied().collect();
        drop(pending_free);
        let root = checkpointer.root.clone();
        Ok((Self { tables, root, floor, _epoch: epoch, revisions }, undo))
    }
}

/// Leaves half of the time to those who commit meanwhile.
struct Turns<'a> {
    storage: &'a Storage,
    begun: Instant,
    /// The commits that were there then.
    commits: u64,
}

impl<'a> Turns<'a> {
    fn new(storage: &'a Storage) -> Self {
        Self { storage, begun: Instant::now(), commits: 0 }
    }

    /// Rests for as long as was worked, if anything was committed meanwhile.
    fn rest(&mut self) {
        let worked = self.begun.elapsed();
        if worked < TURN {
            return;
        }
        let commits = self.storage.metrics.commits.load(Ordering::Relaxed);
        if commits != self.commits {
            thread::sleep(worked.min(REST));
        }
        (self.begun, self.commits) = (Instant::now(), commits);
    }
}

/// Copies the pinned tables.
struct Copier<'a, 's> {
    storage: &'a Storage,
    pinned: &'a Pinned,
    new: &'a Engine,
    control: &'a CompactionControl,
    turns: &'a mut Turns<'s>,
    /// Bytes and articles that were copied since the last step.
    unstepped: (u64, u64),
}

impl Copier<'_, '_> {
    /// Copies all tables, and returns the root of the copy.
    fn copy(mut self, undo: Arc<Undo>) -> Result<CheckpointValue> {
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
        let (tables, new) = (&self.pinned.tables, self.new);
        let next_page_id = rewrite_lists(tables, new, |bytes| self.step(bytes, 0))?;
        self.tell()?;
        if self.pinned.floor > 0 {
            write_floor(self.new, self.pinned.floor)?;
        }
        let header = read_header(old)?.ok_or_else(|| Error::corrupt("the header is missing"))?;
        let root = CheckpointValue { clean: false, next_page_id, ..self.pinned.root.clone() };
        write_meta(self.new, &header, &root)?;
        Ok(root)
    }

    /// Counts what is copied, and now and then rests, ends, or finds that the disk is full.
    fn step(&mut self, bytes: usize, articles: u64) -> Result<()> {
        self.unstepped.0 += bytes as u64;
        self.unstepped.1 += articles;
        if self.unstepped.0 < STEP_BYTES { Ok(()) } else { self.tell() }
    }

    fn tell(&mut self) -> Result<()> {
        self.storage.check_room()?;
        self.turns.rest();
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
        let Pinned { tables, root, floor, revisions, .. } = self.pinned;
        let (last, floor) = (root.checkpoint_lsn, *floor);
        let end = match table {
            Table::Log => last + 1,
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

/// The store, which neither commits nor writes a checkpoint.
struct Locks<'a> {
    writer: MutexGuard<'a, Writer>,
    checkpointer: MutexGuard<'a, Checkpointer>,
}

/// Holds each commit up, the longer the less the rounds become shorter. Lets go when it is dropped.
struct Pressure<'a> {
    storage: &'a Storage,
    /// How many changes the last round had.
    last: u64,
}

impl Pressure<'_> {
    /// Takes in how many changes the next round has.
    fn tell(&mut self, left: u64) {
        if left > LITTLE && left > self.last / 2 {
            let pause = self.storage.commit_pause.load(Ordering::Relaxed);
            let longer = (pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
            self.storage.commit_pause.store(longer, Ordering::Relaxed);
        }
        self.last = left;
    }
}

impl Drop for Pressure<'_> {
    fn drop(&mut self) {
        self.storage.commit_pause.store(0, Ordering::Relaxed);
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
    fn open(
        storage: &Storage,
        pinned: &Pinned,
        tables: Arc<Tables>,
        root: CheckpointValue,
    ) -> Result<Self> {
        let choices = Choices {
            durability: Durability::Buffered,
            lag: storage.lag,
            reserve: 0,
            slow: None,
            cache_bytes: storage.cache_bytes,
        };
        let lsn = root.checkpoint_lsn;
        let new = StorageHandle::new(tables, root, None, storage.id, choices);
        let replica = Self { new, old: Arc::clone(&pinned.tables), lsn, exchanged: false };
        load_overrides(&replica.new)?;
        load_known(&replica.new)?;
        load_tombstones(&replica.new, &mut *replica.new.writer()?)?;
        Ok(replica)
    }

    /// Reads what was copied from end to end.
    fn verify(&self, control: &CompactionControl, turns: &mut Turns<'_>) -> Result<()> {
        let report = verify_while(&self.new, |_| {
            turns.rest();
            control.step(0, 0).is_ok()
        })?;
        control.step(0, 0)?;
        match report.problems.first() {
            None => Ok(()),
            Some(problem) => Err(Error::corrupt(format!(
                "what was written does not agree with itself: {problem}"
            ))),
        }
    }

    /// Replays what was committed meanwhile, until little of it is left.
    fn catch_up<'s>(
        &mut self,
        storage: &'s Storage,
        control: &CompactionControl,
    ) -> Result<Pressure<'s>> {
        let mut pressure = Pressure { storage, last: u64::MAX };
        let new = Arc::clone(&self.new);
        self.rounds(storage, control, &mut pressure, |writer| {
            checkpoint_if_due(&new, writer, Pace::Usual)
        })?;
        // No checkpoint is due any more: the last round would wait for it.
        write_due(&self.new)?;
        Ok(pressure)
    }

    /// Locks the commits and the checkpoints when little is left and no checkpoint goes on.
    fn lock<'s>(
        &mut self,
        storage: &'s Storage,
        control: &CompactionControl,
        mut pressure: Pressure<'s>,
    ) -> Result<Locks<'s>> {
        let mut attempts = 0..LOCKS;
        loop {
            // A checkpoint that goes on is waited for without the writer.
            drop(storage.checkpointer()?);
            self.rounds(storage, control, &mut pressure, |_| Ok(()))?;
            let writer = storage.writer()?;
            let checkpointer = match storage.checkpointer.try_lock() {
                Ok(checkpointer) => checkpointer,
                Err(TryLockError::WouldBlock) if attempts.next().is_some() => continue,
                Err(_) => storage.checkpointer()?,
            };
            if control.exchange()? {
                return Ok(Locks { writer, checkpointer });
            }
        }
    }

    /// Replays in rounds, each of what was committed during the one before.
    fn rounds(
        &mut self,
        storage: &Storage,
        control: &CompactionControl,
        pressure: &mut Pressure<'_>,
        mut replayed: impl FnMut(&mut Writer) -> Result<()>,
    ) -> Result<()> {
        for _ in 0..ROUNDS {
            control.step(0, 0)?;
            let last = read(storage).lsn();
            pressure.tell(last - self.lsn);
            self.replay(last, |writer| {
                replayed(writer)?;
                storage.check_room()?;
                control.step(0, 0)
            })?;
            self.new.tables().engine.sync()?;
            if read(storage).lsn() - self.lsn <= LITTLE {
                break;
            }
        }
        Ok(())
    }

    /// Replays the WAL up to a change, with a `step` after each group.
    fn replay(&mut self, last: u64, mut step: impl FnMut(&mut Writer) -> Result<()>) -> Result<()> {
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
            step(&mut writer)?;
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
    fn exchange(&mut self, storage: &Storage, folder: &Folder, locks: Locks<'_>) -> Result<()> {
        let Locks { mut writer, mut checkpointer } = locks;
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
        self.replay(last, |_| Ok(()))?;
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
