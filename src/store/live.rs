//! What the commits since the last checkpoint changed, over what the tables hold.
//!
//! One lock guards it. The writer publishes a whole change under the write lock, so a reader, who looks up all that
//! must agree under one read lock, sees all of a change or nothing. What the lookups return is shared and immutable:
//! it stays as it was while the reader goes on without the lock.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::cache::{Cache, CacheKey};
use super::edits::SpeakerEdits;
use super::list::{ListKey, Listed, Tail};
use super::tables::Tables;
use crate::record::{PostingRecord, QuoteRecord, SortKey, SpeakerRecord, VersionRecord, VersionsRecord, Valid};

/// Held by readers of what may be superseded meanwhile: nothing retired in an epoch is deleted while it is pinned.
#[derive(Debug, Default)]
pub(super) struct Epoch;

/// What all views share that were made between two changes of it: where to look further things up, and as what.
#[derive(Debug)]
pub(crate) struct Moment {
    pub(crate) tables: Arc<Tables>,
    pub(crate) edits: Arc<SpeakerEdits>,
    /// Keeps what was visible then from being deleted.
    epoch: Arc<Epoch>,
}

/// The derived data that is newer than the tables.
#[derive(Debug)]
pub(super) struct Live {
    pub(super) moment: Arc<Moment>,
    /// The last change that is visible.
    pub(super) sequence: u64,
    pub(super) states: HashMap<u64, VersionRecord>,
    pub(super) keys: HashMap<[u8; 16], u64>,
    /// Speakers as they are now; `None` where one is gone.
    pub(super) speakers: HashMap<u64, Option<Valid<SpeakerRecord>>>,
    /// Entries of the names table that were added (`true`) or removed.
    pub(super) names: BTreeMap<Vec<u8>, bool>,
    pub(super) quote_tails: HashMap<ListKey, Arc<Tail<QuoteRecord>>>,
    pub(super) article_tails: HashMap<ListKey, Arc<Tail<PostingRecord>>>,
    /// The number of the edit that holds, by speaker.
    pub(super) edited: HashMap<u64, u64>,
    /// About how many bytes the tails take.
    pub(super) tail_bytes: usize,
}

/// One step on a list.
#[derive(Debug)]
pub(super) struct Step<T> {
    pub(super) list: ListKey,
    pub(super) key: SortKey,
    /// The record to put, or none to take the one under the key out.
    pub(super) put: Option<Valid<T>>,
    /// Whether the list has no record under the key yet.
    pub(super) is_new: bool,
}

/// All that one change does, worked out before it is committed, so that publishing it cannot fail.
#[derive(Debug, Default)]
pub(super) struct Effects {
    pub(super) sequence: u64,
    pub(super) state: Option<(u64, VersionRecord)>,
    pub(super) key: Option<([u8; 16], u64)>,
    pub(super) speakers: Vec<(u64, Option<Valid<SpeakerRecord>>)>,
    pub(super) names: Vec<(Vec<u8>, bool)>,
    pub(super) quotes: Vec<Step<QuoteRecord>>,
    pub(super) articles: Vec<Step<PostingRecord>>,
    pub(super) edits: Option<Arc<SpeakerEdits>>,
    pub(super) edited: Option<(u64, u64)>,
}

impl Live {
    /// Begins with what the tables hold up to a change.
    pub(super) fn new(sequence: u64, tables: &Arc<Tables>) -> Self {
        let (tables, edits, epoch) = (Arc::clone(tables), Arc::default(), Arc::default());
        Self {
            moment: Arc::new(Moment { tables, edits, epoch }),
            sequence,
            states: HashMap::new(),
            keys: HashMap::new(),
            speakers: HashMap::new(),
            names: BTreeMap::new(),
            quote_tails: HashMap::new(),
            article_tails: HashMap::new(),
            edited: HashMap::new(),
            tail_bytes: 0,
        }
    }

    /// Shows what users said of speakers to the views that are made from now on.
    pub(super) fn set_edits(&mut self, edits: Arc<SpeakerEdits>) {
        let Moment { tables, epoch, .. } = &*self.moment;
        self.moment = Arc::new(Moment { tables: Arc::clone(tables), edits, epoch: Arc::clone(epoch) });
    }

    /// Begins an epoch and returns the one that ends.
    pub(super) fn next_epoch(&mut self) -> Arc<Epoch> {
        let Moment { tables, edits, epoch } = &*self.moment;
        let ended = Arc::clone(epoch);
        let (tables, edits) = (Arc::clone(tables), Arc::clone(edits));
        self.moment = Arc::new(Moment { tables, edits, epoch: Arc::default() });
        ended
    }

    /// Returns the pages of states that changed, each once.
    pub(super) fn states_pages(&self) -> BTreeSet<u64> {
        self.states.keys().map(|article| VersionsRecord::place(*article).0).collect()
    }

    /// Makes a change visible, and the views it makes stale unreachable.
    pub(super) fn publish(&mut self, effects: Effects, cache: &Cache) {
        if let Some((article, state)) = effects.state {
            self.states.insert(article, state);
            cache.remove(&CacheKey::article(article));
            cache.remove(&CacheKey::first_quotes(article));
        }
        if let Some((hash, article)) = effects.key {
            self.keys.insert(hash, article);
        }
        for (speaker, record) in effects.speakers {
            cache.remove(&CacheKey::speaker(speaker));
            self.speakers.insert(speaker, record);
        }
        for (key, present) in effects.names {
            if let Some(hash) = super::names::bearer_hash(&key) {
                cache.remove(&CacheKey::name(hash));
            }
            self.names.insert(key, present);
        }
        for step in effects.quotes {
            apply(&mut self.quote_tails, step, &mut self.tail_bytes);
        }
        for step in effects.articles {
            apply(&mut self.article_tails, step, &mut self.tail_bytes);
        }
        if let Some(edits) = effects.edits {
            self.set_edits(edits);
        }
        if let Some((speaker, number)) = effects.edited {
            self.edited.insert(speaker, number);
        }
        self.sequence = effects.sequence;
    }
}

fn apply<T: Listed>(tails: &mut HashMap<ListKey, Arc<Tail<T>>>, step: Step<T>, bytes: &mut usize) {
    let tail = Arc::make_mut(tails.entry(step.list).or_default());
    let before = tail.bytes();
    match step.put {
        Some(record) => tail.put(step.key, record, step.is_new),
        None => tail.remove(step.key),
    }
    *bytes = bytes.saturating_add(tail.bytes()).saturating_sub(before);
}
