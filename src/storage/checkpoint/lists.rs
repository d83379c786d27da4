//! Memlists into leaves and branches under new page ids, and roots that name them.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};
use std::thread;

use crate::error::Result;
use crate::record::{PlannedList, PostingRecord, QuoteRecord};
use crate::storage::btree::ListWriter;
use crate::storage::cache::{CacheKey, Cached};
use crate::storage::list::{ListKey, ListRoot, MemList};
use crate::storage::memtable::MemTable;
use crate::storage::read_guard::read;
use crate::storage::shared::{Storage, panicked};

/// How many roots of lists are shown under one lock, for which readers wait.
const ROOTS: usize = 64;

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
struct Queue {
    all: Vec<(ListKey, AnyMemList)>,
    at: AtomicUsize,
}

impl Queue {
    fn new(sealed: &MemTable) -> Self {
        let quotes = sealed
            .quote_lists
            .iter()
            .map(|(key, memlist)| (*key, AnyMemList::Quotes(Arc::clone(memlist))));
        let articles = sealed
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

/// A list with its memlist merged, not yet readable.
pub(super) struct Ready {
    pub(super) key: ListKey,
    pub(super) encoded_root: Vec<u8>,
    pub(super) planned: PlannedList,
}

/// How many threads write a checkpoint: two if somebody waits for it. One if commits go on beside
/// it, which would wait for a processor.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Threads {
    One,
    Two,
}

/// Merges the memlists of a sealed memtable. One of the threads does `first` before it: neither
/// needs anything of what the other writes.
pub(super) fn merge(
    storage: &Storage,
    sealed: &MemTable,
    next_page_id: &mut u64,
    threads: Threads,
    first: impl Fn() -> Result<()> + Sync,
) -> Result<Vec<Ready>> {
    let lsn = sealed.lsn;
    let memlists = Queue::new(sealed);
    let next = AtomicU64::new(*next_page_id);
    let span = tracing::Span::current();
    let help = || {
        let _span = span.enter();
        first()?;
        merge_memlists(storage, &memlists, &next, lsn)
    };
    let mut ready = thread::scope(|scope| {
        let begin = || thread::Builder::new().spawn_scoped(scope, help).ok();
        let Some(helper) = (threads == Threads::Two).then(begin).flatten() else {
            // So too if the system has no thread to give.
            return help();
        };
        let own = merge_memlists(storage, &memlists, &next, lsn);
        let mut ready = helper.join().unwrap_or_else(|_| Err(panicked()))?;
        ready.extend(own?);
        Ok(ready)
    })?;
    *next_page_id = next.into_inner();
    // In the order of their keys, in which the engine writes the roots fastest.
    ready.sort_unstable_by_key(|list| list.key);
    Ok(ready)
}

/// Merges memlists until none is left.
fn merge_memlists(
    storage: &Storage,
    memlists: &Queue,
    next: &AtomicU64,
    lsn: u64,
) -> Result<Vec<Ready>> {
    let tables = storage.tables();
    let mut lists = ListWriter::new(&tables, next);
    let mut ready = Vec::new();
    while let Some((key, memlist)) = memlists.next() {
        let root = read(storage).list_root(key)?;
        // A checkpoint that failed after it replaced roots is taken up again.
        if root.applied_lsn() >= lsn {
            continue;
        }
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

/// Shows new roots of lists to readers, who skip what the sealed memtable has of them.
pub(super) fn replace_roots(storage: &Storage, list_roots: Vec<(ListKey, ListRoot)>) {
    let mut list_roots = list_roots.into_iter();
    while list_roots.len() > 0 {
        let _current = storage.current.write().unwrap_or_else(PoisonError::into_inner);
        for (key, root) in list_roots.by_ref().take(ROOTS) {
            storage.tables().cache.insert(CacheKey::list(&key), Cached::List(root));
        }
    }
}
