//! From memory into the tables: tails become blocks, and what the new heads no longer name is retired.
//!
//! A checkpoint changes no answer, so it goes list by list. Its steps are ordered so that a crash between any two
//! of them is undone or finished by the next open: the log is made durable, new blocks and the other derived tables
//! are written, the plan says which numbers are old and which new, heads are replaced, and last the watermark moves.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::mem::take;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};
use std::thread;

use super::Inner;
use super::cache::{CacheKey, Cached};
use super::engine::Table;
use super::list::{ListHead, ListKey, Tail, Writer as ListWriter};
use super::writer::{Retired, Writer};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{
    ArchivedVersionRecord, Kind, PlanValue, PlannedList, PostingRecord, QuoteRecord, CheckpointValue, VersionRecord,
    VersionsRecord, encode_record, encode_owned,
};

/// The most bytes of tails in memory: 8 MiB.
const TAIL_BYTES: usize = 8 << 20;
/// How many times as many changes and bytes a bulk load collects: the more a checkpoint has of each list, the fewer
/// blocks it writes for them.
const BULK: u8 = 8;

/// How much is collected before a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// So little that an open after an unclean end works it out again in a moment.
    Usual,
    /// As much as a bulk load may hold, and is loaded again anyway where it was interrupted.
    Bulk,
}
/// How many heads of lists are shown under one lock, for which readers wait.
const HEADS: usize = 64;
/// The most numbers on one page of a plan, which must fit a value.
const PAGE_NUMBERS: usize = 256;

/// The tail of a list.
enum AnyTail {
    Quotes(Arc<Tail<QuoteRecord>>),
    Articles(Arc<Tail<PostingRecord>>),
}

impl AnyTail {
    fn bytes(&self) -> usize {
        match self {
            Self::Quotes(tail) => tail.bytes(),
            Self::Articles(tail) => tail.bytes(),
        }
    }
}

/// The tails that a checkpoint merges, each handed out once.
struct Tails {
    all: Vec<(ListKey, AnyTail)>,
    at: AtomicUsize,
}

impl Tails {
    fn new(inner: &Inner) -> Self {
        let live = inner.live.read().unwrap_or_else(PoisonError::into_inner);
        let quotes = live.quote_tails.iter().map(|(key, tail)| (*key, AnyTail::Quotes(Arc::clone(tail))));
        let articles =
            live.article_tails.iter().map(|(key, tail)| (*key, AnyTail::Articles(Arc::clone(tail))));
        let mut all: Vec<_> = quotes.chain(articles).collect();
        // A long one that came last would leave the other thread with nothing to do.
        all.sort_unstable_by_key(|(_, tail)| Reverse(tail.bytes()));
        Self { all, at: AtomicUsize::new(0) }
    }

    fn next(&self) -> Option<&(ListKey, AnyTail)> {
        self.all.get(self.at.fetch_add(1, Ordering::Relaxed))
    }
}

fn panicked() -> Error {
    Error::new(ErrorKind::Poisoned, "a thread panicked while it wrote a checkpoint; reopen the store")
}

/// A list with its tail merged, not yet readable.
struct Ready {
    key: ListKey,
    head: Vec<u8>,
    planned: PlannedList,
}

impl Inner {
    /// Takes a checkpoint where the memory or the log since the last one has grown enough.
    pub(super) fn checkpoint_if_due(&self, writer: &mut Writer, pace: Pace) -> Result<()> {
        let times = if pace == Pace::Bulk { BULK } else { 1 };
        let due = {
            let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
            live.tail_bytes >= TAIL_BYTES * usize::from(times)
                || live.sequence.saturating_sub(writer.root.checkpoint_lsn) >= self.lag * u64::from(times)
        };
        if due { self.checkpoint(writer) } else { Ok(()) }
    }

    /// Writes everything out and notes that the store was closed in order.
    pub(super) fn close(&self, writer: &mut Writer) -> Result<()> {
        if writer.root.clean {
            return Ok(());
        }
        self.checkpoint(writer)?;
        self.sync(writer)?;
        self.reclaim(writer)?;
        let root = CheckpointValue { clean: true, ..writer.root.clone() };
        self.write_root(writer, root)?;
        self.sync(writer)?;
        writer.mark.sync()
    }

    /// Moves what is in memory into the tables.
    pub(super) fn checkpoint(&self, writer: &mut Writer) -> Result<()> {
        self.begin(writer)?;
        self.sync(writer)?;
        self.reclaim(writer)?;
        let sequence = self.flushed.load(Ordering::Acquire);
        if sequence == writer.root.checkpoint_lsn {
            return Ok(());
        }
        let _span = tracing::debug_span!("checkpoint", sequence, since = writer.root.checkpoint_lsn).entered();
        let ready = self.merge(writer, sequence)?;
        let planned: Vec<&PlannedList> = ready.iter().map(|list| &list.planned).collect();
        self.write_plan(sequence, &planned, &writer.superseded)?;
        let open = |list: &Ready| Ok((list.key, ListHead::open(&list.key, list.head.clone().into())?));
        let heads = ready.iter().map(open).collect::<Result<Vec<_>>>()?;
        let mut numbers = Vec::new();
        for Ready { key, head, planned } in ready {
            numbers.extend(planned.old);
            // Whoever reads this head, which has absorbed its tail, passes the tail over. Only an error of the engine
            // can end this halfway, and no change is committed after one.
            self.tables.engine.insert(Table::Lists, key.as_bytes(), head)?;
        }
        for heads in heads.chunks(HEADS) {
            self.replace_tails(heads);
        }
        let root = CheckpointValue {
            checkpoint_lsn: sequence,
            next_article: writer.next_article,
            next_speaker: writer.next_speaker,
            next_revision: writer.next_revision,
            next_page_id: writer.next_page_id,
            ..writer.root.clone()
        };
        self.write_root(writer, root)?;
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        for page in live.states_pages() {
            self.tables.cache.remove(&CacheKey::states(page));
        }
        let written = (
            take(&mut live.states),
            take(&mut live.keys),
            take(&mut live.speakers),
            take(&mut live.names),
            take(&mut live.edited),
        );
        live.tail_bytes = 0;
        let revisions = take(&mut writer.superseded);
        let epoch = live.next_epoch();
        drop(live);
        // Readers need not wait while this is dropped.
        drop(written);
        writer.retired.push_back(Retired { epoch, sequence, numbers, revisions });
        Ok(())
    }

    /// Merges all tails, in two threads, of which one writes the other derived tables first: neither needs anything of
    /// what the other writes.
    fn merge(&self, writer: &mut Writer, sequence: u64) -> Result<Vec<Ready>> {
        let tails = Tails::new(self);
        let next = AtomicU64::new(writer.next_page_id);
        let span = tracing::Span::current();
        let help = || {
            let _span = span.enter();
            self.write_dictionaries()?;
            self.write_states()?;
            self.merge_tails(&tails, &next, sequence)
        };
        let mut ready = thread::scope(|scope| {
            let Ok(helper) = thread::Builder::new().spawn_scoped(scope, help) else {
                // Where the system has no thread to give, one does all of it.
                return help();
            };
            let own = self.merge_tails(&tails, &next, sequence);
            let mut ready = helper.join().unwrap_or_else(|_| Err(panicked()))?;
            ready.extend(own?);
            Ok(ready)
        })?;
        writer.next_page_id = next.into_inner();
        // In the order of their keys, in which the engine writes the heads fastest.
        ready.sort_unstable_by_key(|list| list.key);
        Ok(ready)
    }

    /// Merges tails until none is left.
    fn merge_tails(&self, tails: &Tails, next: &AtomicU64, sequence: u64) -> Result<Vec<Ready>> {
        let mut lists = ListWriter::new(self.tables.blocks(), next);
        let mut ready = Vec::new();
        while let Some((key, tail)) = tails.next() {
            let head = self.reading().list_head(key)?;
            let merged = match tail {
                AnyTail::Quotes(tail) => lists.merge(key, &head, tail, sequence)?,
                AnyTail::Articles(tail) => lists.merge(key, &head, tail, sequence)?,
            };
            let planned = PlannedList { key: key.as_bytes().to_vec(), old: merged.old, new: merged.new };
            ready.push(Ready { key: *key, head: merged.head, planned });
        }
        Ok(ready)
    }

    /// Shows new heads of lists, whose tails they have absorbed.
    fn replace_tails(&self, heads: &[(ListKey, ListHead)]) {
        let mut absorbed = (Vec::with_capacity(heads.len()), Vec::new());
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        for (key, head) in heads {
            self.tables.cache.insert(CacheKey::list(key), Cached::List(head.clone()));
            absorbed.0.extend(live.quote_tails.remove(key));
            absorbed.1.extend(live.article_tails.remove(key));
        }
        // Readers need not wait while the tails are dropped.
        drop(live);
    }

    /// Writes the plan of a checkpoint, in pages; the last one says so.
    fn write_plan(&self, sequence: u64, lists: &[&PlannedList], revisions: &[u64]) -> Result<()> {
        let mut pages = Vec::new();
        let mut page = PlanValue::default();
        let mut numbers = 0;
        for list in lists {
            // A list with more numbers than a page holds takes several entries.
            let mut all = list
                .old
                .iter()
                .map(|number| (true, *number))
                .chain(list.new.iter().map(|number| (false, *number)))
                .peekable();
            while all.peek().is_some() {
                let mut entry = PlannedList { key: list.key.clone(), ..PlannedList::default() };
                numbers += 8;
                while numbers < PAGE_NUMBERS
                    && let Some((old, number)) = all.next()
                {
                    if old { &mut entry.old } else { &mut entry.new }.push(number);
                    numbers += 1;
                }
                page.lists.push(entry);
                if numbers >= PAGE_NUMBERS {
                    pages.push(take(&mut page));
                    numbers = 0;
                }
            }
        }
        pages.push(page);
        pages.extend(
            revisions
                .chunks(PAGE_NUMBERS)
                .map(|chunk| PlanValue { revisions: chunk.to_vec(), ..PlanValue::default() }),
        );
        if let Some(last) = pages.last_mut() {
            last.last = true;
        }
        for (number, page) in (0..).zip(&pages) {
            let key = crate::record::page_key(sequence, number);
            self.tables.engine.insert(Table::Plans, &key, encode_owned(Kind::Plan, &key, page)?)?;
        }
        Ok(())
    }

    /// Writes names, speakers, states and keys. Names go first: a speaker that says it has absorbed a change must
    /// be found by the names that the change gave it.
    fn write_dictionaries(&self) -> Result<()> {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        for (key, present) in &live.names {
            if *present {
                self.tables.engine.insert(Table::Names, key, Vec::new())?;
            } else {
                self.tables.engine.remove(Table::Names, key)?;
            }
        }
        for (speaker, record) in sorted(&live.speakers) {
            let key = speaker.to_be_bytes();
            match record {
                Some(record) => {
                    let value = crate::record::encode_archive(Kind::Speaker, &key, record.payload());
                    self.tables.engine.insert(Table::Speakers, &key, value)?;
                }
                None => self.tables.engine.remove(Table::Speakers, &key)?,
            }
        }
        for (hash, article) in sorted(&live.keys) {
            self.tables.engine.insert(Table::Keys, hash, encode_owned(Kind::Key, hash, article)?)?;
        }
        for (speaker, number) in &live.edited {
            let key = speaker.to_be_bytes();
            self.tables.engine.insert(Table::Edited, &key, encode_owned(Kind::Key, &key, number)?)?;
        }
        Ok(())
    }

    /// Writes the pages of states that changed.
    fn write_states(&self) -> Result<()> {
        let reading = self.reading();
        for number in reading.changed_states_pages() {
            let stored = reading.states(number)?;
            let mut states: Vec<VersionRecord> = stored
                .iter()
                .flat_map(|page| page.states.iter())
                .map(ArchivedVersionRecord::to_record)
                .collect();
            let first = number * VersionsRecord::EACH;
            for article in first..first + VersionsRecord::EACH {
                if let Some(state) = reading.changed_state(article) {
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
            self.tables.engine.insert(Table::States, &key, value)?;
        }
        Ok(())
    }

    /// Deletes what earlier checkpoints retired and no reader pins. Called right after a sync, so that what took
    /// its place is durable.
    fn reclaim(&self, writer: &mut Writer) -> Result<()> {
        while let Some(oldest) = writer.retired.front() {
            if Arc::strong_count(&oldest.epoch) > 1 {
                break;
            }
            self.delete(&oldest.numbers, &oldest.revisions)?;
            self.forget_plan(oldest.sequence)?;
            writer.retired.pop_front();
        }
        Ok(())
    }

    /// Deletes blocks and nodes, and all values of revisions.
    pub(super) fn delete(&self, numbers: &[u64], revisions: &[u64]) -> Result<()> {
        for number in numbers {
            self.tables.engine.remove(Table::Blocks, &number.to_be_bytes())?;
        }
        for revision in revisions {
            let key = revision.to_be_bytes();
            for table in [Table::Bodies, Table::Quotes, Table::Heads, Table::Edits] {
                let keys: Result<Vec<_>> =
                    self.tables.engine.scan_prefix(table, &key).map(|entry| Ok(entry?.0)).collect();
                for key in keys? {
                    self.tables.engine.remove(table, &key)?;
                }
            }
        }
        Ok(())
    }

    /// Removes the pages of a plan whose checkpoint has nothing left to delete.
    pub(super) fn forget_plan(&self, sequence: u64) -> Result<()> {
        let prefix = sequence.to_be_bytes();
        let keys: Result<Vec<_>> =
            self.tables.engine.scan_prefix(Table::Plans, &prefix).map(|entry| Ok(entry?.0)).collect();
        keys?.iter().try_for_each(|key| self.tables.engine.remove(Table::Plans, key))
    }
}

/// Returns what a map holds in the order of its keys, in which the engine writes it fastest.
fn sorted<K: Ord, V>(map: &HashMap<K, V>) -> Vec<(&K, &V)> {
    let mut all: Vec<_> = map.iter().collect();
    all.sort_unstable_by_key(|(key, _)| *key);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Country, Draft, ExtractedQuote, Extraction, Span};
    use crate::store::Store;

    #[test]
    fn a_list_whose_new_head_is_written_is_not_counted_twice() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(folder.path().join("news")).unwrap();
        for key in ["a", "b", "c"] {
            let mut quote = ExtractedQuote::new(Span::new(0, 2));
            quote.speaker = Some("Ada Nkemelu".to_owned());
            quote.from = Some(Country::NG);
            let found = Extraction { quotes: vec![quote], ..Extraction::default() };
            store.put(&Draft::new("We won.").key(key).extraction(found)).unwrap();
        }
        let counts = || {
            let queries = [store.quotes().speaker("Ada Nkemelu"), store.quotes().from(Country::NG)];
            let counts = queries.map(|query| (query.count().unwrap(), query.iter().count()));
            (counts, store.articles().count().unwrap())
        };
        assert_eq!(counts(), ([(3, 3); 2], 3));
        // A checkpoint up to where readers can meet its heads, and no further.
        let mut writer = store.inner.writer().unwrap();
        let sequence = store.inner.reading().sequence();
        for list in store.inner.merge(&mut writer, sequence).unwrap() {
            store.inner.tables.engine.insert(Table::Lists, list.key.as_bytes(), list.head).unwrap();
        }
        store.inner.tables.cache.clear();
        assert_eq!(counts(), ([(3, 3); 2], 3));
    }
}
