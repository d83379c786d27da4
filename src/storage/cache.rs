//! The bounded cache of validated views.
//!
//! Leaves, branches and pages never change under their number, so they enter it at any time. What
//! can change (the head and the first quotes of an article, the root of a list, a speaker, the
//! bearers of a name) enters and leaves only under the lock of
//! [`MemTable`](super::memtable::MemTable), so a stale one cannot be filled in after a change.

use quick_cache::Weighter;
use quick_cache::sync::Cache as Shards;

use super::list::{HotLeaves, Leaf, ListKey, ListRoot};
use crate::error::Result;
use crate::model::SpeakerId;
use crate::record::{
    ArticleRecord, BranchRecord, Packed, QuoteRecord, SpeakerRecord, TextPageRecord, Valid,
    VersionsRecord,
};

/// What a view is cached under: what it is and which one, in 16 bytes, to be hashed and compared as
/// two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CacheKey(u64, u64);

impl CacheKey {
    /// Bits of the second word that tell what it is; the others count pages or go on with a hash.
    const KINDS: u32 = 8;

    const fn new(kind: u64, which: u64, more: u64) -> Self {
        Self(which, more << Self::KINDS | kind)
    }

    /// Names by 16 bytes, of which all but the ninth tell one from another: a hash, or a few bytes
    /// and zeros.
    fn hashed(kind: u64, hash: [u8; 16]) -> Self {
        let word = |from| {
            u64::from_be_bytes(std::array::from_fn(|at| hash.get(from + at).copied().unwrap_or(0)))
        };
        Self::new(kind, word(0), word(8))
    }

    /// Names the head of an article's visible revision.
    pub(crate) const fn article(article: u64) -> Self {
        Self::new(0, article, 0)
    }

    /// Names a body page of a revision.
    pub(crate) const fn body(revision: u64, page: u32) -> Self {
        Self::new(1, revision, page as u64)
    }

    /// Names a quote page of a revision.
    pub(crate) const fn quotes(revision: u64, page: u32) -> Self {
        Self::new(2, revision, page as u64)
    }

    /// Names the first quote page of an article's visible revision.
    pub(crate) const fn first_quotes(article: u64) -> Self {
        Self::new(9, article, 0)
    }

    /// Names a leaf or a branch of a list.
    pub(crate) const fn page(number: u64) -> Self {
        Self::new(3, number, 0)
    }

    /// Names a run of leaves below a branch.
    pub(crate) const fn run(node: u64, run: u64) -> Self {
        Self::new(7, node, run)
    }

    /// Names the newest leaves below the root of a list.
    pub(crate) const fn newest(root: u64) -> Self {
        Self::new(10, root, 0)
    }

    /// Names a name as it was asked for, by a hash of it.
    pub(crate) const fn asked(hash: u64) -> Self {
        Self::new(8, hash, 0)
    }

    /// Names the root of a list.
    pub(crate) fn list(list: &ListKey) -> Self {
        let (kind, of) = list.parts();
        Self::hashed(u64::from(kind) | 0x80, of)
    }

    /// Names a page of the states of articles.
    pub(crate) const fn states(page: u64) -> Self {
        Self::new(6, page, 0)
    }

    /// Names a speaker.
    pub(crate) const fn speaker(speaker: u64) -> Self {
        Self::new(4, speaker, 0)
    }

    /// Names the speakers of a folded name, by its hash.
    pub(crate) fn name(hash: [u8; 16]) -> Self {
        Self::hashed(5, hash)
    }
}

/// A cached view. Cloning one copies no record.
#[derive(Clone, Debug)]
pub(crate) enum Cached {
    Article(Valid<ArticleRecord>),
    Body(Valid<TextPageRecord>),
    Quotes(Packed<QuoteRecord>),
    Leaf(Leaf),
    /// Leaves that are one after the other in one buffer.
    Run(std::sync::Arc<[Leaf]>),
    HotLeaves(std::sync::Arc<HotLeaves>),
    Branch(Valid<BranchRecord>),
    List(ListRoot),
    Speaker(Valid<SpeakerRecord>),
    States(Valid<VersionsRecord>),
    Name(std::sync::Arc<[SpeakerId]>),
    /// A name as it was asked for, and the hash of its usual spelling.
    Asked(std::sync::Arc<(Box<str>, [u8; 16])>),
}

/// A kind of view that the cache holds.
pub(crate) trait Cacheable: Clone {
    fn into_cached(self) -> Cached;

    /// Returns the view; `None` if it is of another kind.
    fn of_cached(cached: Cached) -> Option<Self>;
}

macro_rules! cacheable {
    ($($variant:ident($view:ty),)*) => {$(
        impl Cacheable for $view {
            #[inline]
            fn into_cached(self) -> Cached {
                Cached::$variant(self)
            }

            #[inline]
            fn of_cached(cached: Cached) -> Option<Self> {
                if let Cached::$variant(view) = cached { Some(view) } else { None }
            }
        }
    )*};
}

cacheable! {
    Article(Valid<ArticleRecord>),
    Body(Valid<TextPageRecord>),
    Quotes(Packed<QuoteRecord>),
    Run(std::sync::Arc<[Leaf]>),
    HotLeaves(std::sync::Arc<HotLeaves>),
    Branch(Valid<BranchRecord>),
    List(ListRoot),
    Speaker(Valid<SpeakerRecord>),
    States(Valid<VersionsRecord>),
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
            Cached::Leaf(leaf) => leaf.size(),
            Cached::Run(leaves) => run_size(leaves),
            Cached::HotLeaves(newest) => newest.size(),
            Cached::Branch(view) => view.size(),
            Cached::List(head) => head.size(),
            Cached::Speaker(view) => view.size(),
            Cached::States(view) => view.size(),
            Cached::Name(speakers) => size_of_val::<[SpeakerId]>(speakers),
            Cached::Asked(asked) => size_of_val(&**asked) + asked.0.len(),
        };
        (size + ENTRY_BYTES) as u64
    }
}

/// The leaves of a run share one buffer.
fn run_size(leaves: &[Leaf]) -> usize {
    leaves.first().map_or(0, Leaf::size) + size_of_val(leaves)
}

/// The cache; see the module.
#[derive(Debug)]
pub(crate) struct Cache(Shards<CacheKey, Cached, Bytes>);

/// The size that the cache takes an entry to have before it has seen any.
const USUAL_ENTRY_BYTES: u64 = 2048;

impl Cache {
    /// Makes a cache of at most `bytes`.
    pub(crate) fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / USUAL_ENTRY_BYTES).unwrap_or(usize::MAX).max(16);
        Self(Shards::with_weighter(items, bytes, Bytes))
    }

    #[inline]
    pub(crate) fn get(&self, key: &CacheKey) -> Option<Cached> {
        let found = self.0.get(key);
        if found.is_none() {
            tracing::trace!(?key, "not in the cache");
        }
        found
    }

    /// Returns a view that never changes under its key, loaded if the cache does not hold it.
    #[inline]
    pub(crate) fn get_or_load<V: Cacheable>(
        &self,
        key: CacheKey,
        load: impl FnOnce() -> Result<V>,
    ) -> Result<V> {
        if let Some(view) = self.get(&key).and_then(V::of_cached) {
            return Ok(view);
        }
        let view = load()?;
        self.insert(key, view.clone().into_cached());
        Ok(view)
    }

    pub(crate) fn insert(&self, key: CacheKey, value: Cached) {
        self.0.insert(key, value);
    }

    pub(crate) fn remove(&self, key: &CacheKey) {
        self.0.remove(key);
    }

    /// Returns the most bytes that it may take.
    pub(crate) fn capacity(&self) -> u64 {
        self.0.capacity()
    }

    /// Returns the bytes that it takes.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.weight()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns how many lookups it answered.
    pub(crate) fn hits(&self) -> u64 {
        self.0.hits()
    }

    /// Returns how many lookups it did not answer.
    pub(crate) fn misses(&self) -> u64 {
        self.0.misses()
    }

    pub(crate) fn clear(&self) {
        self.0.clear();
    }
}
