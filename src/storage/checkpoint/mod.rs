//! From memory into the tables: memlists become leaves, and what the new roots no longer name is
//! retired.
//!
//! A checkpoint seals the active memtable and writes it while commits go on. It changes no answer,
//! so it goes list by list. Its steps are ordered so that a crash between any two of them is undone
//! or finished by the next open: the WAL is made durable, new leaves and the other derived tables
//! are written, the plan says which page ids are old and which new, roots are replaced, and last
//! the checkpoint LSN moves.

mod derived;
mod garbage;
mod lists;
mod plan;

use std::mem::take;
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use derived::{record_undo, write_dictionaries, write_states};
use garbage::collect_garbage;
pub(crate) use garbage::delete;
use lists::{Ready, Threads, merge, replace_roots};
pub(crate) use plan::forget_plan;
use plan::write_plan;

use crate::error::Result;
use crate::record::{CheckpointValue, PlannedList};
use crate::storage::cache::CacheKey;
use crate::storage::durability::{fsync, mark_dirty, note_durable, write_root};
use crate::storage::engine::Table;
use crate::storage::list::ListRoot;
use crate::storage::memtable::{MemTable, MemTables};
use crate::storage::read_guard::read;
use crate::storage::shared::{Storage, StorageHandle, panicked};
use crate::storage::writer::{Checkpointer, Durability, PendingFree, Writer};

/// The bytes of memlists in the active memtable that make a checkpoint due: 4 MiB.
const MEMTABLE_BYTES: usize = 4 << 20;
/// The most bytes of both memtables in a bulk load: 112 MiB. The more a checkpoint has of each
/// list, the fewer leaves it writes for them.
pub(crate) const BULK_BYTES: usize = 112 << 20;
/// How many times as many commits a bulk load collects.
const BULK_COMMITS: u64 = 32;
/// The longest that a commit is held up while a checkpoint goes on, in microseconds.
const PAUSE_MICROS: u64 = 500;

/// How much is collected before a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// So little that an open after an unclean end works it out again in a moment. While a
    /// checkpoint goes on, commits may get ahead of it by half as much again.
    Usual,
    /// As much as a bulk load may hold, and is loaded again anyway if it was interrupted; of
    /// memlists at most so many bytes. A checkpoint is due at three quarters of that, and while it
    /// goes on, the last quarter is filled.
    Bulk(usize),
}

impl Pace {
    /// Returns how full a memtable is, in hundredths of what makes a checkpoint due.
    fn fill(self, memtable: &MemTable, lag: u64) -> u64 {
        let (bytes, commits) = match self {
            Self::Usual => (MEMTABLE_BYTES, lag),
            Self::Bulk(most) => (most.min(BULK_BYTES) / 4 * 3, lag * BULK_COMMITS / 4 * 3),
        };
        let of_bytes = memtable.bytes as u64 * 100 / bytes.max(1) as u64;
        of_bytes.max(memtable.commits() * 100 / commits.max(1))
    }

    /// Returns how full the active memtable may get while a checkpoint goes on.
    const fn ahead(self) -> u64 {
        match self {
            Self::Usual => 150,
            Self::Bulk(_) => 33,
        }
    }
}

/// Begins a checkpoint in the background if the active memtable has grown enough.
///
/// Commits that get ahead of the one before are held up a little each, the more the further they
/// are ahead, and wait for its end at last.
pub(crate) fn checkpoint_if_due(storage: &Storage, writer: &mut Writer, pace: Pace) -> Result<()> {
    let (fill, goes_on) = {
        let current = storage.current.read().unwrap_or_else(PoisonError::into_inner);
        let MemTables { active, sealed } = &current.memtables;
        (pace.fill(active, storage.lag), sealed.is_some())
    };
    if goes_on && fill < pace.ahead() {
        if let Some(over) = fill.checked_sub(100) {
            let pause = Duration::from_micros(PAUSE_MICROS * over / (pace.ahead() - 100));
            storage.metrics.commit_waits.time(|| thread::sleep(pause));
        }
        return Ok(());
    }
    if goes_on {
        let wait = || write_sealed(storage, &mut *storage.checkpointer()?, Threads::Two);
        storage.metrics.commit_waits.time(wait)?;
    }
    if fill < 100 {
        return Ok(());
    }
    seal(storage, writer, &mut *storage.checkpointer()?);
    write_in_background(storage)
}

/// Seals the active memtable, if it has commits; there is no sealed one.
fn seal(storage: &Storage, writer: &mut Writer, checkpointer: &mut Checkpointer) {
    let mut current = storage.current.write().unwrap_or_else(PoisonError::into_inner);
    if current.memtables.active.commits() == 0 {
        return;
    }
    current.memtables.seal();
    checkpointer.next_root = Some(CheckpointValue {
        checkpoint_lsn: current.memtables.active.lsn,
        next_article: writer.next_article,
        next_speaker: writer.next_speaker,
        next_revision: writer.next_revision,
        ..checkpointer.root.clone()
    });
}

/// Writes the sealed memtable on a thread of its own, and leaves the other cores to the commits.
fn write_in_background(storage: &Storage) -> Result<()> {
    let Some(shared) = storage.shared() else { return Ok(()) };
    let write = move || {
        let written = shared
            .checkpointer()
            .and_then(|mut state| write_sealed(&shared, &mut state, Threads::One));
        if let Err(error) = written {
            // The commit that waits for it tries again, and returns the error.
            tracing::error!(%error, "a checkpoint failed");
        }
    };
    let Ok(thread) = thread::Builder::new().name("onrecord:checkpoint".to_owned()).spawn(write)
    else {
        // If the system has no thread to give, the commit does it.
        return write_sealed(storage, &mut *storage.checkpointer()?, Threads::Two);
    };
    let mut threads = storage.background.lock().map_err(|_| panicked())?;
    threads.retain(|thread| !thread.is_finished());
    threads.push(thread);
    Ok(())
}

/// Returns the sealed memtable.
fn sealed(storage: &Storage) -> Option<Arc<MemTable>> {
    let current = storage.current.read().unwrap_or_else(PoisonError::into_inner);
    current.memtables.sealed.clone()
}

/// Moves the sealed memtable, if there is one, into the tables.
fn write_sealed(
    storage: &Storage,
    checkpointer: &mut Checkpointer,
    threads: Threads,
) -> Result<()> {
    let (Some(memtable), Some(root)) = (sealed(storage), checkpointer.next_root.clone()) else {
        return Ok(());
    };
    let (lsn, since) = (memtable.lsn, checkpointer.root.checkpoint_lsn);
    let begun = Instant::now();
    let _span = tracing::debug_span!("checkpoint", lsn, since).entered();
    fsync(storage)?;
    collect_garbage(storage)?;
    record_undo(storage, &memtable)?;
    let derived = || {
        write_dictionaries(storage, &memtable)?;
        write_states(storage, &memtable)
    };
    let ready = merge(storage, &memtable, &mut checkpointer.next_page_id, threads, derived)?;
    let planned: Vec<&PlannedList> = ready.iter().map(|list| &list.planned).collect();
    write_plan(storage, lsn, &planned, &memtable.superseded)?;
    let open =
        |list: &Ready| Ok((list.key, ListRoot::open(&list.key, list.encoded_root.clone().into())?));
    let list_roots = ready.iter().map(open).collect::<Result<Vec<_>>>()?;
    let mut page_ids = Vec::new();
    let roots = ready.into_iter().map(|Ready { key, encoded_root, planned }| {
        page_ids.extend(planned.old);
        (key.as_bytes().to_vec(), Some(encoded_root))
    });
    // Readers of a root, which contains its memlist, skip the memlist.
    storage.tables().engine.merge(Table::Lists, roots)?;
    replace_roots(storage, list_roots);
    let next_page_id = checkpointer.next_page_id;
    write_root(storage, checkpointer, CheckpointValue { next_page_id, ..root })?;
    checkpointer.next_root = None;
    let mut current = storage.current.write().unwrap_or_else(PoisonError::into_inner);
    for page in memtable.states_pages() {
        storage.tables().cache.remove(&CacheKey::states(page));
    }
    current.memtables.sealed = None;
    let epoch = current.next_epoch();
    drop(current);
    let revisions = memtable.superseded.clone();
    storage.pending_free().push_back(PendingFree { epoch, lsn, page_ids, revisions });
    storage.metrics.checkpoints.record(begun.elapsed());
    Ok(())
}

/// Moves what is in memory into the tables.
pub(crate) fn checkpoint<'s>(
    storage: &'s Storage,
    writer: &mut Writer,
) -> Result<MutexGuard<'s, Checkpointer>> {
    mark_dirty(storage, writer)?;
    let mut checkpointer = storage.checkpointer()?;
    write_sealed(storage, &mut checkpointer, Threads::Two)?;
    seal(storage, writer, &mut checkpointer);
    write_sealed(storage, &mut checkpointer, Threads::Two)?;
    Ok(checkpointer)
}

/// Writes the sealed memtable, if there is one, for which commits wait.
pub(crate) fn write_due(storage: &Storage) -> Result<()> {
    write_sealed(storage, &mut *storage.checkpointer()?, Threads::Two)
}

/// Moves what is in memory into the tables while commits go on. Returns what checkpoints know, so
/// that no other begins.
pub(crate) fn checkpoint_beside(storage: &Storage) -> Result<MutexGuard<'_, Checkpointer>> {
    // The one that goes on is waited for without the writer.
    write_sealed(storage, &mut *storage.checkpointer()?, Threads::One)?;
    let mut writer = storage.writer()?;
    let mut checkpointer = storage.checkpointer()?;
    write_sealed(storage, &mut checkpointer, Threads::Two)?;
    seal(storage, &mut writer, &mut checkpointer);
    drop(writer);
    write_sealed(storage, &mut checkpointer, Threads::One)?;
    Ok(checkpointer)
}

/// Takes a checkpoint and marks the store as closed in order.
pub(crate) fn close(storage: &Storage) -> Result<()> {
    let mut writer = storage.writer()?;
    close_writer(storage, &mut writer)
}

/// Writes everything out and notes that the store was closed in order.
pub(crate) fn close_writer(storage: &Storage, writer: &mut Writer) -> Result<()> {
    if writer.clean {
        return Ok(());
    }
    let mut checkpointer = checkpoint(storage, writer)?;
    fsync(storage)?;
    collect_garbage(storage)?;
    let root = CheckpointValue { clean: true, ..checkpointer.root.clone() };
    write_root(storage, &mut checkpointer, root)?;
    fsync(storage)?;
    writer.clean = true;
    storage.high_water()?.sync()
}

/// Makes what is committed as durable as the store is opened for.
pub(crate) fn finish_commit(storage: &Storage, writer: &mut Writer, pace: Pace) -> Result<()> {
    let lsn = read(storage).lsn();
    fault!("skip-flush", return Ok(()));
    if storage.flushed.load(Ordering::Acquire) < lsn {
        match storage.durability {
            Durability::Buffered => {}
            Durability::Process => {
                storage.tables().engine.flush()?;
                note_durable(storage, lsn)?;
            }
            Durability::Power => fsync(storage)?,
        }
    }
    checkpoint_if_due(storage, writer, pace)?;
    let pause = storage.commit_pause.load(Ordering::Relaxed);
    if pause > 0 {
        storage.metrics.commit_waits.time(|| thread::sleep(Duration::from_micros(pause)));
    }
    let (asked, before) = writer.call;
    let commits = storage.metrics.commits.load(Ordering::Relaxed);
    if commits > before {
        storage.metrics.commit_times.record(asked.elapsed());
        writer.call = (Instant::now(), commits);
    }
    Ok(())
}

impl Drop for StorageHandle {
    /// Cancels the compaction that goes on. Waits for it and for the checkpoint, whose threads have
    /// a share of the store, and closes the store.
    fn drop(&mut self) {
        // Cancelled here, and not only when its thread sees that the store is closed: it may rest.
        let compaction = self.compaction.lock().ok().and_then(|compaction| compaction.upgrade());
        if let Some(compaction) = compaction {
            compaction.cancel();
        }
        #[cfg(feature = "fulltext")]
        for (_, text) in self.texts.all() {
            text.stop(&self.watchers);
        }
        self.watchers.close();
        let threads = self.background.lock().map(|mut threads| take(&mut *threads));
        // Nobody is left to tell; what cannot be written now is replayed from the WAL at the next
        // open.
        threads.unwrap_or_default().into_iter().for_each(|thread| drop(thread.join()));
        if let Ok(mut writer) = self.writer() {
            let _ = close_writer(self, &mut writer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::model::{Country, Draft, ExtractedQuote, Extraction, Span};

    #[test]
    fn a_list_whose_new_head_is_written_is_not_counted_twice() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create_new(folder.path().join("news")).unwrap();
        for key in ["a", "b", "c"] {
            let mut quote = ExtractedQuote::new(Span::new(0, 2));
            quote.speaker = Some("Ada Nkemelu".to_owned());
            quote.from = Some(Country::NG);
            let found = Extraction { quotes: vec![quote], ..Extraction::default() };
            store.put(&Draft::new("We won.").key(key).extraction(found)).unwrap();
        }
        let counts = || {
            let queries = [
                store.quotes().speaker("Ada Nkemelu"),
                store.quotes().speaker_country(Country::NG),
            ];
            let counts = queries.map(|query| (query.count().unwrap(), query.iter().count()));
            (counts, store.articles().count().unwrap())
        };
        assert_eq!(counts(), ([(3, 3); 2], 3));
        // A checkpoint up to where readers can meet its roots, and no further.
        let mut writer = store.storage.writer().unwrap();
        let mut checkpointer = store.storage.checkpointer().unwrap();
        seal(&store.storage, &mut writer, &mut checkpointer);
        let sealed = sealed(&store.storage).unwrap();
        let next_page_id = &mut checkpointer.next_page_id;
        for list in merge(&store.storage, &sealed, next_page_id, Threads::One, || Ok(())).unwrap() {
            store
                .storage
                .tables()
                .engine
                .insert(Table::Lists, list.key.as_bytes(), list.encoded_root)
                .unwrap();
        }
        store.storage.tables().cache.clear();
        assert_eq!(counts(), ([(3, 3); 2], 3));
    }
}
