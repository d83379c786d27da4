//! The memtables: the derived data of the commits that are not in the tables yet.
//!
//! Commits go into the active one. A checkpoint seals it, which changes it no more, and writes it
//! into the tables while an empty one takes the commits that come. So there are at most two, and
//! what the active one says comes before what the sealed one says.
//!
//! One lock guards them. The writer publishes a whole commit under the write lock, so a reader, who
//! looks up all that must agree under one read lock, sees all of a commit or nothing of it. The
//! lookups return shared, immutable data, which stays as it was after the reader gives the lock
//! back.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::mem::replace;
use std::ops::Bound;
use std::sync::Arc;

use super::cache::{Cache, CacheKey};
use super::list::{ListKey, Listed, MemList, MemLists};
use super::overrides::Overrides;
use super::undo::Undo;
use crate::record::{
    PostingRecord, QuoteRecord, SortKey, SpeakerRecord, Valid, VersionRecord, VersionsRecord,
};

/// The derived data of some commits in a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct MemTable {
    /// The last commit before them.
    since: u64,
    /// The last of them.
    pub(crate) lsn: u64,
    pub(crate) states: HashMap<u64, VersionRecord>,
    pub(crate) keys: HashMap<[u8; 16], u64>,
    /// Speakers as they are now; `None` if one is gone.
    pub(crate) speakers: HashMap<u64, Option<Valid<SpeakerRecord>>>,
    /// Entries of the names table that were added (`true`) or removed.
    pub(crate) names: BTreeMap<Vec<u8>, bool>,
    pub(crate) quote_lists: HashMap<ListKey, Arc<MemList<QuoteRecord>>>,
    pub(crate) article_lists: HashMap<ListKey, Arc<MemList<PostingRecord>>>,
    /// The number of the edit that holds, by speaker.
    pub(crate) edited: HashMap<u64, u64>,
    /// About how many bytes the memlists and their records take. Records that were replaced since
    /// the last checkpoint still count.
    pub(crate) bytes: usize,
    /// Revisions and overrides that the commits superseded.
    pub(crate) superseded: Vec<u64>,
    /// What the checkpoint that writes this memtable overwrites, for the snapshots that hold an
    /// older copy of it.
    pub(crate) undo: Arc<Undo>,
}

/// The active memtable, and the one that a checkpoint writes.
#[derive(Clone, Debug)]
pub(crate) struct MemTables {
    /// Copied on the next commit if a snapshot holds it.
    pub(crate) active: Arc<MemTable>,
    /// What the checkpoint that is due or going on writes into the tables.
    pub(crate) sealed: Option<Arc<MemTable>>,
}

/// One change of a list.
#[derive(Clone, Debug)]
pub(crate) struct ListDelta<T> {
    pub(crate) list: ListKey,
    pub(crate) key: SortKey,
    /// The record to put, or none to take the one under the key out.
    pub(crate) put: Option<Valid<T>>,
    /// Whether the list has no record under the key yet.
    pub(crate) is_new: bool,
}

/// All that one change does, worked out before it is committed, so that publishing it cannot fail.
#[derive(Debug, Default)]
pub(crate) struct IndexDelta {
    pub(crate) lsn: u64,
    pub(crate) state: Option<(u64, VersionRecord)>,
    pub(crate) key: Option<([u8; 16], u64)>,
    pub(crate) speakers: Vec<(u64, Option<Valid<SpeakerRecord>>)>,
    pub(crate) names: Vec<(Vec<u8>, bool)>,
    pub(crate) quotes: Vec<ListDelta<QuoteRecord>>,
    pub(crate) articles: Vec<ListDelta<PostingRecord>>,
    /// Bytes of the records to put, each once however many lists share it.
    pub(crate) record_bytes: usize,
    /// Taken by the open store, which has the overrides in its view.
    pub(crate) overrides: Option<Arc<Overrides>>,
    pub(crate) edited: Option<(u64, u64)>,
    /// Revisions and overrides that it supersedes.
    pub(crate) superseded: Vec<u64>,
}

impl MemTable {
    /// Begins with what the tables hold up to a commit.
    pub(crate) fn new(lsn: u64) -> Self {
        Self { since: lsn, lsn, ..Self::default() }
    }

    /// Returns how many commits it has.
    pub(crate) fn commits(&self) -> u64 {
        self.lsn.saturating_sub(self.since)
    }

    /// Returns the pages of states that changed, each once.
    pub(crate) fn states_pages(&self) -> BTreeSet<u64> {
        self.states.keys().map(|article| VersionsRecord::place(*article).0).collect()
    }

    /// Returns the changes of names that begin with a prefix.
    pub(crate) fn names(&self, prefix: &[u8]) -> impl Iterator<Item = (&Vec<u8>, &bool)> {
        with_prefix(&self.names, prefix)
    }

    /// Makes a change visible, and the views it makes stale unreachable.
    pub(crate) fn publish(&mut self, delta: IndexDelta, cache: &Cache) {
        if let Some((article, state)) = delta.state {
            self.states.insert(article, state);
            cache.remove(&CacheKey::article(article));
            cache.remove(&CacheKey::first_quotes(article));
        }
        if let Some((hash, article)) = delta.key {
            self.keys.insert(hash, article);
        }
        for (speaker, record) in delta.speakers {
            cache.remove(&CacheKey::speaker(speaker));
            self.speakers.insert(speaker, record);
        }
        for (key, present) in delta.names {
            if let Some(hash) = super::name_keys::bearer_hash(&key) {
                cache.remove(&CacheKey::name(hash));
            }
            self.names.insert(key, present);
        }
        self.bytes = self.bytes.saturating_add(delta.record_bytes);
        for change in delta.quotes {
            apply(&mut self.quote_lists, change, &mut self.bytes);
        }
        for change in delta.articles {
            apply(&mut self.article_lists, change, &mut self.bytes);
        }
        if let Some((speaker, number)) = delta.edited {
            self.edited.insert(speaker, number);
        }
        self.superseded.extend(delta.superseded);
        self.lsn = delta.lsn;
    }
}

impl MemTables {
    /// Begins with what the tables hold up to a commit.
    pub(crate) fn new(lsn: u64) -> Self {
        Self { active: Arc::new(MemTable::new(lsn)), sealed: None }
    }

    /// Seals the active memtable, of which there is no sealed one yet, and begins an empty one.
    pub(crate) fn seal(&mut self) {
        let undo = Arc::default();
        self.active.undo.link(Arc::clone(&undo));
        let empty = MemTable { undo, ..MemTable::new(self.active.lsn) };
        self.sealed = Some(replace(&mut self.active, Arc::new(empty)));
    }

    /// Iterates over the memtables, newest first.
    pub(crate) fn newest_first(&self) -> impl DoubleEndedIterator<Item = &MemTable> {
        [Some(&self.active), self.sealed.as_ref()].into_iter().flatten().map(AsRef::as_ref)
    }

    /// Returns what the newest memtable that says something says.
    pub(crate) fn find<T>(&self, find: impl FnMut(&MemTable) -> Option<T>) -> Option<T> {
        self.newest_first().find_map(find)
    }

    /// Returns the changes of names that begin with a prefix; of one name the last one holds.
    pub(crate) fn names(&self, prefix: &[u8]) -> impl Iterator<Item = (&Vec<u8>, &bool)> {
        self.newest_first().rev().flat_map(move |memtable| memtable.names(prefix))
    }

    /// Returns the memlists of a list that a root does not contain, newest first.
    pub(crate) fn memlists<T>(
        &self,
        list: &ListKey,
        applied_lsn: u64,
        of: impl Fn(&MemTable) -> &HashMap<ListKey, Arc<MemList<T>>>,
    ) -> MemLists<T> {
        // A checkpoint replaces roots one by one: that of this list may have the sealed memtable
        // already.
        let missing = self.newest_first().filter(|memtable| applied_lsn < memtable.lsn);
        missing.filter_map(|memtable| of(memtable).get(list).cloned()).collect()
    }
}

/// What commits that are not visible yet do to the data that the next commit is worked out from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Staged {
    /// How many commits there are.
    pub(crate) commits: u64,
    /// The hashes of external keys whose articles changed.
    pub(crate) keys: HashSet<[u8; 16]>,
    /// As in the memtable.
    pub(crate) speakers: HashMap<u64, Option<Valid<SpeakerRecord>>>,
    /// As in the memtable.
    pub(crate) names: BTreeMap<Vec<u8>, bool>,
}

impl Staged {
    /// Adds what a commit does.
    pub(crate) fn add(&mut self, delta: &IndexDelta) {
        self.commits += 1;
        self.keys.extend(delta.key.map(|(hash, _)| hash));
        self.speakers.extend(delta.speakers.iter().cloned());
        self.names.extend(delta.names.iter().cloned());
    }

    /// Returns the changes of names that begin with a prefix.
    pub(crate) fn names(&self, prefix: &[u8]) -> impl Iterator<Item = (&Vec<u8>, &bool)> {
        with_prefix(&self.names, prefix)
    }
}

/// Returns the entries whose keys begin with a prefix.
fn with_prefix<'m>(
    names: &'m BTreeMap<Vec<u8>, bool>,
    prefix: &[u8],
) -> impl Iterator<Item = (&'m Vec<u8>, &'m bool)> {
    names
        .range::<[u8], _>((Bound::Included(prefix), Bound::Unbounded))
        .take_while(move |(key, _)| key.starts_with(prefix))
}

fn apply<T: Listed>(
    memlists: &mut HashMap<ListKey, Arc<MemList<T>>>,
    change: ListDelta<T>,
    bytes: &mut usize,
) {
    let memlist = Arc::make_mut(memlists.entry(change.list).or_default());
    let before = memlist.bytes();
    match change.put {
        Some(record) => memlist.put(change.key, record, change.is_new),
        None => memlist.remove(change.key),
    }
    *bytes = bytes.saturating_add(memlist.bytes()).saturating_sub(before);
}
