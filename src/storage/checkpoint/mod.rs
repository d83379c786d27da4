//! From memory into the tables: memlists become leaves, and what the new roots no longer name is
//! retired.
//!
//! A checkpoint changes no answer, so it goes list by list. Its steps are ordered so that a crash
//! between any two of them is undone or finished by the next open: the WAL is made durable, new
//! leaves and the other derived tables are written, the plan says which page ids are old and which
//! new, roots are replaced, and last the checkpoint LSN moves.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::mem::{replace, take};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};
use std::thread;

use crate::error::{Error, ErrorKind, Result};
use crate::record::{
    ArchivedVersionRecord, CheckpointValue, Kind, PlanValue, PlannedList, PostingRecord,
    QuoteRecord, VersionRecord, VersionsRecord, encode, encode_owned, encode_record,
};
use crate::storage::btree::ListWriter;
use crate::storage::cache::{CacheKey, Cached};
use crate::storage::durability::{fsync, mark_dirty, note_durable, write_root};
use crate::storage::engine::{Change, Table};
use crate::storage::list::{ListKey, ListRoot, MemList};
use crate::storage::memtable::MemTable;
use crate::storage::read_guard::read;
use crate::storage::shared::Storage;
use crate::storage::undo::{OldValue, Overwritten};
use crate::storage::writer::{Durability, PendingFree, Writer};

/// The most bytes of memlists in memory: 4 MiB.
const MEMTABLE_BYTES: usize = 4 << 20;
/// The same for a bulk load: 112 MiB. The more a checkpoint has of each list, the fewer leaves it
/// writes for them.
pub(crate) const BULK_BYTES: usize = 112 << 20;
/// How many times as many commits a bulk load collects.
const BULK_COMMITS: u64 = 32;

/// How much is collected before a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// So little that an open after an unclean end works it out again in a moment.
    Usual,
    /// As much as a bulk load may hold, and is loaded again anyway if it was interrupted; of
    /// memlists at most so many bytes.
    Bulk(usize),
}
/// How many roots of lists are shown under one lock, for which readers wait.
const ROOTS: usize = 64;
/// The most page ids on one page of a plan, which must fit a value.
const PLAN_PAGE_IDS: usize = 256;

/// The memlist of a list.
enum AnyMemList {
    Quotes(Arc<MemList<QuoteRecord>>),
    Articles(Arc<MemList<PostingRecord>>),
}

impl AnyMemList {
    fn bytes(&self) -> usize {
        match self {
            Self::Quotes(memlist) => memlist.bytes(),
            Self::Articles(memlist) => memlist.bytes(),
        }
    }
}

/// The memlists that a checkpoint merges, each handed out once.
struct MemLists {
    all: Vec<(ListKey, AnyMemList)>,
    at: AtomicUsize,
}

impl MemLists {
    fn new(inner: &Storage) -> Self {
        let current = inner.current.read().unwrap_or_else(PoisonError::into_inner);
        let live = &current.memtable;
        let quotes = live
            .quote_lists
            .iter()
            .map(|(key, memlist)| (*key, AnyMemList::Quotes(Arc::clone(memlist))));
        let articles = live
            .article_lists
            .iter()
            .map(|(key, memlist)| (*key, AnyMemList::Articles(Arc::clone(memlist))));
        let mut all: Vec<_> = quotes.chain(articles).collect();
        // A long one that came last would leave the other thread with nothing to do.
        all.sort_unstable_by_key(|(_, memlist)| Reverse(memlist.bytes()));
        Self { all, at: AtomicUsize::new(0) }
    }

    fn next(&self) -> Option<&(ListKey, AnyMemList)> {
        self.all.get(self.at.fetch_add(1, Ordering::Relaxed))
    }
}

fn panicked() -> Error {
    Error::new(
        ErrorKind::Poisoned,
        "a thread panicked while it wrote a checkpoint; reopen the store",
    )
}

/// A list with its memlist merged, not yet readable.
struct Ready {
    key: ListKey,
    encoded_root: Vec<u8>,
    planned: PlannedList,
}

/// Takes a checkpoint if the memory or the WAL since the last one has grown enough.
pub(crate) fn checkpoint_if_due(storage: &Storage, writer: &mut Writer, pace: Pace) -> Result<()> {
    let (times, bytes) = match pace {
        Pace::Usual => (1, MEMTABLE_BYTES),
        Pace::Bulk(most) => (BULK_COMMITS, most.min(BULK_BYTES)),
    };
    let due = {
        let current = storage.current.read().unwrap_or_else(PoisonError::into_inner);
        let live = &current.memtable;
        live.bytes >= bytes
            || live.lsn.saturating_sub(writer.root.checkpoint_lsn) >= storage.lag * times
    };
    if due { checkpoint(storage, writer) } else { Ok(()) }
}

/// Takes a checkpoint and marks the store as closed in order.
pub(crate) fn close(storage: &Storage) -> Result<()> {
    let mut writer = storage.writer()?;
    close_writer(storage, &mut writer)
}

/// Writes everything out and notes that the store was closed in order.
pub(crate) fn close_writer(storage: &Storage, writer: &mut Writer) -> Result<()> {
    if writer.root.clean {
        return Ok(());
    }
    checkpoint(storage, writer)?;
    fsync(storage, writer)?;
    collect_garbage(storage, writer)?;
    let root = CheckpointValue { clean: true, ..writer.root.clone() };
    write_root(storage, writer, root)?;
    fsync(storage, writer)?;
    writer.high_water.sync()
}

/// Moves what is in memory into the tables.
pub(crate) fn checkpoint(storage: &Storage, writer: &mut Writer) -> Result<()> {
    mark_dirty(storage, writer)?;
    fsync(storage, writer)?;
    collect_garbage(storage, writer)?;
    let lsn = storage.flushed.load(Ordering::Acquire);
    if lsn == writer.root.checkpoint_lsn {
        return Ok(());
    }
    let _span =
        tracing::debug_span!("checkpoint", lsn, since = writer.root.checkpoint_lsn).entered();
    record_undo(storage)?;
    let ready = merge(storage, writer, lsn)?;
    let planned: Vec<&PlannedList> = ready.iter().map(|list| &list.planned).collect();
    write_plan(storage, lsn, &planned, &writer.superseded)?;
    let open =
        |list: &Ready| Ok((list.key, ListRoot::open(&list.key, list.encoded_root.clone().into())?));
    let list_roots = ready.iter().map(open).collect::<Result<Vec<_>>>()?;
    let mut page_ids = Vec::new();
    let roots = ready.into_iter().map(|Ready { key, encoded_root, planned }| {
        page_ids.extend(planned.old);
        (key.as_bytes().to_vec(), Some(encoded_root))
    });
    // Readers of a root, which contains its memlist, skip the memlist. Only an error of the engine
    // can end this halfway, and no change is committed after one.
    storage.tables.engine.merge(Table::Lists, roots)?;
    for list_roots in list_roots.chunks(ROOTS) {
        replace_roots(storage, list_roots);
    }
    let root = CheckpointValue {
        checkpoint_lsn: lsn,
        next_article: writer.next_article,
        next_speaker: writer.next_speaker,
        next_revision: writer.next_revision,
        next_page_id: writer.next_page_id,
        ..writer.root.clone()
    };
    write_root(storage, writer, root)?;
    let mut current = storage.current.write().unwrap_or_else(PoisonError::into_inner);
    for page in current.memtable.states_pages() {
        storage.tables.cache.remove(&CacheKey::states(page));
    }
    let undo = Arc::default();
    current.memtable.undo.link(Arc::clone(&undo));
    let written = replace(&mut current.memtable, Arc::new(MemTable { undo, ..MemTable::new(lsn) }));
    let revisions = take(&mut writer.superseded);
    let epoch = current.next_epoch();
    drop(current);
    // Readers need not wait while this is dropped.
    drop(written);
    writer.pending_free.push_back(PendingFree { epoch, lsn, page_ids, revisions });
    Ok(())
}

/// Notes what the checkpoint is about to overwrite, if a snapshot needs it.
fn record_undo(storage: &Storage) -> Result<()> {
    fault!("skip-undo", return Ok(()));
    let current = storage.current.read().unwrap_or_else(PoisonError::into_inner);
    let memtable = Arc::clone(&current.memtable);
    drop(current);
    // A snapshot older than the last commit holds the undo log by a copy of the memtable, or by the
    // link from an older one. One of this moment needs none: its memtable has all that is written.
    if Arc::strong_count(&memtable.undo) == 1 {
        return Ok(());
    }
    let tables = &storage.tables;
    let mut overwritten = Overwritten::new();
    let mut note = |table, key: Vec<u8>| -> Result<()> {
        let value = tables.engine.get(table, &key)?;
        overwritten.insert((table, key), value.map_or(OldValue::Absent, OldValue::Stored));
        Ok(())
    };
    for list in memtable.quote_lists.keys().chain(memtable.article_lists.keys()) {
        note(Table::Lists, list.as_bytes().to_vec())?;
    }
    for page in memtable.states_pages() {
        note(Table::States, page.to_be_bytes().to_vec())?;
    }
    for hash in memtable.keys.keys() {
        note(Table::Keys, hash.to_vec())?;
    }
    for speaker in memtable.speakers.keys() {
        note(Table::Speakers, speaker.to_be_bytes().to_vec())?;
    }
    for speaker in memtable.edited.keys() {
        note(Table::Edited, speaker.to_be_bytes().to_vec())?;
    }
    for name in memtable.names.keys() {
        note(Table::Names, name.clone())?;
    }
    memtable.undo.record(overwritten);
    Ok(())
}

/// Merges all memlists, in two threads, of which one writes the other derived tables first: neither
/// needs anything of what the other writes.
fn merge(storage: &Storage, writer: &mut Writer, lsn: u64) -> Result<Vec<Ready>> {
    let memlists = MemLists::new(storage);
    let next = AtomicU64::new(writer.next_page_id);
    let span = tracing::Span::current();
    let help = || {
        let _span = span.enter();
        write_dictionaries(storage)?;
        write_states(storage)?;
        merge_memlists(storage, &memlists, &next, lsn)
    };
    let mut ready = thread::scope(|scope| {
        let Ok(helper) = thread::Builder::new().spawn_scoped(scope, help) else {
            // If the system has no thread to give, one does all of it.
            return help();
        };
        let own = merge_memlists(storage, &memlists, &next, lsn);
        let mut ready = helper.join().unwrap_or_else(|_| Err(panicked()))?;
        ready.extend(own?);
        Ok(ready)
    })?;
    writer.next_page_id = next.into_inner();
    // In the order of their keys, in which the engine writes the roots fastest.
    ready.sort_unstable_by_key(|list| list.key);
    Ok(ready)
}

/// Merges memlists until none is left.
fn merge_memlists(
    storage: &Storage,
    memlists: &MemLists,
    next: &AtomicU64,
    lsn: u64,
) -> Result<Vec<Ready>> {
    let mut lists = ListWriter::new(&storage.tables, next);
    let mut ready = Vec::new();
    while let Some((key, memlist)) = memlists.next() {
        let root = read(storage).list_root(key)?;
        let merged = match memlist {
            AnyMemList::Quotes(memlist) => lists.merge(key, &root, memlist, lsn)?,
            AnyMemList::Articles(memlist) => lists.merge(key, &root, memlist, lsn)?,
        };
        let planned =
            PlannedList { key: key.as_bytes().to_vec(), old: merged.old, new: merged.new };
        ready.push(Ready { key: *key, encoded_root: merged.root, planned });
    }
    Ok(ready)
}

/// Publishes new roots of lists, and drops the memlists that they contain.
fn replace_roots(storage: &Storage, list_roots: &[(ListKey, ListRoot)]) {
    let mut dropped = (Vec::with_capacity(list_roots.len()), Vec::new());
    let mut current = storage.current.write().unwrap_or_else(PoisonError::into_inner);
    let live = Arc::make_mut(&mut current.memtable);
    for (key, root) in list_roots {
        storage.tables.cache.insert(CacheKey::list(key), Cached::List(root.clone()));
        dropped.0.extend(live.quote_lists.remove(key));
        dropped.1.extend(live.article_lists.remove(key));
    }
    // Readers need not wait while the memlists are dropped.
    drop(current);
}

/// Writes the plan of a checkpoint, in pages; the last one says so.
fn write_plan(
    storage: &Storage,
    lsn: u64,
    lists: &[&PlannedList],
    revisions: &[u64],
) -> Result<()> {
    let mut pages = Vec::new();
    let mut page = PlanValue::default();
    let mut page_ids = 0;
    for list in lists {
        // A list with more page ids than a page holds takes several entries.
        let mut all = list
            .old
            .iter()
            .map(|number| (true, *number))
            .chain(list.new.iter().map(|number| (false, *number)))
            .peekable();
        while all.peek().is_some() {
            let mut entry = PlannedList { key: list.key.clone(), ..PlannedList::default() };
            page_ids += 8;
            while page_ids < PLAN_PAGE_IDS
                && let Some((old, number)) = all.next()
            {
                if old { &mut entry.old } else { &mut entry.new }.push(number);
                page_ids += 1;
            }
            page.lists.push(entry);
            if page_ids >= PLAN_PAGE_IDS {
                pages.push(take(&mut page));
                page_ids = 0;
            }
        }
    }
    pages.push(page);
    pages.extend(
        revisions
            .chunks(PLAN_PAGE_IDS)
            .map(|chunk| PlanValue { revisions: chunk.to_vec(), ..PlanValue::default() }),
    );
    if let Some(last) = pages.last_mut() {
        last.last = true;
    }
    for (number, page) in (0..).zip(&pages) {
        let key = crate::record::page_key(lsn, number);
        storage.tables.engine.insert(Table::Plans, &key, encode_owned(Kind::Plan, &key, page)?)?;
    }
    Ok(())
}

/// Writes names, speakers, keys and overrides in force. Names go first: a speaker that says it
/// contains a change must be found by the names that the change gave it.
fn write_dictionaries(storage: &Storage) -> Result<()> {
    let current = storage.current.read().unwrap_or_else(PoisonError::into_inner);
    let live = &current.memtable;
    let engine = &storage.tables.engine;
    let names = live.names.iter().map(|(key, present)| (key.clone(), present.then(Vec::new)));
    engine.merge(Table::Names, names)?;
    let speakers = sorted(&live.speakers).into_iter().map(|(speaker, record)| {
        let key = speaker.to_be_bytes();
        let value = record.as_ref().map(|record| encode(Kind::Speaker, &key, record.payload()));
        (key.to_vec(), value)
    });
    engine.merge(Table::Speakers, speakers)?;
    let number = |key: &[u8], number: &u64| -> Result<Change> {
        Ok((key.to_vec(), Some(encode_owned(Kind::Key, key, number)?)))
    };
    let keys = sorted(&live.keys).into_iter().map(|(hash, article)| match article {
        0 => Ok((hash.to_vec(), None)),
        article => number(hash, article),
    });
    engine.merge(Table::Keys, keys.collect::<Result<Vec<_>>>()?.into_iter())?;
    let edited = sorted(&live.edited);
    let edited = edited.into_iter().map(|(speaker, edit)| number(&speaker.to_be_bytes(), edit));
    engine.merge(Table::Edited, edited.collect::<Result<Vec<_>>>()?.into_iter())
}

/// Writes the pages of states that changed.
fn write_states(storage: &Storage) -> Result<()> {
    let guard = read(storage);
    for number in guard.changed_states_pages() {
        let stored = guard.states(number)?;
        let mut states: Vec<VersionRecord> = stored
            .iter()
            .flat_map(|page| page.states.iter())
            .map(ArchivedVersionRecord::to_record)
            .collect();
        let first = number * VersionsRecord::EACH;
        for article in first..first + VersionsRecord::EACH {
            if let Some(state) = guard.changed_state(article) {
                let (_, at) = VersionsRecord::place(article);
                if states.len() <= at {
                    states.resize_with(at + 1, VersionRecord::default);
                }
                if let Some(place) = states.get_mut(at) {
                    *place = state;
                }
            }
        }
        let key = number.to_be_bytes();
        let value = encode_record(Kind::Versions, &key, &VersionsRecord { states })?;
        storage.tables.engine.insert(Table::States, &key, value)?;
    }
    Ok(())
}

/// Deletes what earlier checkpoints retired and no reader pins. Called right after a sync, so that
/// what replaced it is durable.
fn collect_garbage(storage: &Storage, writer: &mut Writer) -> Result<()> {
    while let Some(oldest) = writer.pending_free.front() {
        if Arc::strong_count(&oldest.epoch) > 1 {
            break;
        }
        delete(storage, &oldest.page_ids, &oldest.revisions)?;
        forget_plan(storage, oldest.lsn)?;
        writer.pending_free.pop_front();
    }
    Ok(())
}

/// Deletes leaves and branches, and all values of revisions.
pub(crate) fn delete(storage: &Storage, page_ids: &[u64], revisions: &[u64]) -> Result<()> {
    for number in page_ids {
        storage.tables.engine.remove(Table::Pages, &number.to_be_bytes())?;
    }
    let mut revisions = revisions.to_vec();
    revisions.sort_unstable();
    for table in [Table::Bodies, Table::Quotes, Table::Heads, Table::Edits] {
        let prefixes = revisions.iter().map(|revision| revision.to_be_bytes().to_vec());
        storage.tables.engine.remove_prefixes(table, prefixes)?;
    }
    Ok(())
}

/// Removes the pages of a plan whose checkpoint has nothing left to delete.
pub(crate) fn forget_plan(storage: &Storage, lsn: u64) -> Result<()> {
    storage.tables.engine.remove_prefix(Table::Plans, &lsn.to_be_bytes())
}

/// Returns what a map holds in the order of its keys, in which the engine writes it fastest.
fn sorted<K: Ord, V>(map: &HashMap<K, V>) -> Vec<(&K, &V)> {
    let mut all: Vec<_> = map.iter().collect();
    all.sort_unstable_by_key(|(key, _)| *key);
    all
}

/// Makes what is committed as durable as the store is opened for.
pub(crate) fn finish_commit(storage: &Storage, writer: &mut Writer, pace: Pace) -> Result<()> {
    let lsn = read(storage).lsn();
    fault!("skip-flush", return Ok(()));
    if storage.flushed.load(Ordering::Acquire) < lsn {
        match storage.durability {
            Durability::Buffered => {}
            Durability::Process => {
                storage.tables.engine.flush()?;
                note_durable(storage, writer, lsn)?;
            }
            Durability::Power => fsync(storage, writer)?,
        }
    }
    checkpoint_if_due(storage, writer, pace)
}

impl Drop for Storage {
    fn drop(&mut self) {
        // Nobody is left to tell; what cannot be written now is replayed from the WAL at the next
        // open.
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
        let lsn = read(&store.storage).lsn();
        for list in merge(&store.storage, &mut writer, lsn).unwrap() {
            store
                .storage
                .tables
                .engine
                .insert(Table::Lists, list.key.as_bytes(), list.encoded_root)
                .unwrap();
        }
        store.storage.tables.cache.clear();
        assert_eq!(counts(), ([(3, 3); 2], 3));
    }
}
