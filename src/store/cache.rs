//! The bounded cache of validated views.
//!
//! Blocks, nodes and pages never change under their number, so they enter it at any time. What can change (the
//! head of an article or a list, a speaker, the bearers of a name) enters and leaves only under the lock of
//! [`Live`](super::live::Live), so a stale one cannot be filled in behind a change.

use quick_cache::Weighter;
use quick_cache::sync::Cache as Inner;

use super::list::{Leaf, ListHead, ListKey};
use crate::model::SpeakerId;
use crate::record::{ArticleRecord, BodyRecord, NodeRecord, Packed, QuoteRecord, SpeakerRecord, Valid};

/// What a view is cached under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum CacheKey {
    /// The head of an article's visible revision.
    Article(u64),
    /// A body page of a revision.
    Body(u64, u32),
    /// A quote page of a revision.
    Quotes(u64, u32),
    /// A block of a list.
    Block(u64),
    /// An inner node of a list.
    Node(u64),
    /// The head of a list.
    List(ListKey),
    /// A speaker.
    Speaker(u64),
    /// The speakers of a folded name, by its hash.
    Name([u8; 16]),
}

/// A cached view. Cloning one copies no record.
#[derive(Clone, Debug)]
pub(super) enum Cached {
    Article(Valid<ArticleRecord>),
    Body(Valid<BodyRecord>),
    Quotes(Packed<QuoteRecord>),
    Block(Leaf),
    Node(Valid<NodeRecord>),
    List(ListHead),
    Speaker(Valid<SpeakerRecord>),
    Name(std::sync::Arc<[SpeakerId]>),
}

/// Bytes that an entry takes beside its view.
const ENTRY_BYTES: usize = 96;

#[derive(Clone, Debug)]
struct Bytes;

impl Weighter<CacheKey, Cached> for Bytes {
    fn weight(&self, _: &CacheKey, cached: &Cached) -> u64 {
        let size = match cached {
            Cached::Article(view) => view.size(),
            Cached::Body(view) => view.size(),
            Cached::Quotes(view) => view.size(),
            Cached::Block(leaf) => leaf.size(),
            Cached::Node(view) => view.size(),
            Cached::List(head) => head.size(),
            Cached::Speaker(view) => view.size(),
            Cached::Name(speakers) => size_of_val::<[SpeakerId]>(speakers),
        };
        (size + ENTRY_BYTES) as u64
    }
}

/// The cache; see the module.
#[derive(Debug)]
pub(super) struct Cache(Inner<CacheKey, Cached, Bytes>);

/// The size that the cache takes an entry to have before it has seen any.
const USUAL_ENTRY_BYTES: u64 = 2048;

impl Cache {
    /// Makes a cache of at most `bytes`.
    pub(super) fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / USUAL_ENTRY_BYTES).unwrap_or(usize::MAX).max(16);
        Self(Inner::with_weighter(items, bytes, Bytes))
    }

    pub(super) fn get(&self, key: &CacheKey) -> Option<Cached> {
        self.0.get(key)
    }

    pub(super) fn insert(&self, key: CacheKey, value: Cached) {
        self.0.insert(key, value);
    }

    pub(super) fn remove(&self, key: &CacheKey) {
        self.0.remove(key);
    }

    pub(super) fn clear(&self) {
        self.0.clear();
    }
}
