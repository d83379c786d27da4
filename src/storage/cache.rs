//! The bounded cache of validated views.
//!
//! Leaves, branches and pages never change under their number, so they enter it at any time. What
//! can change (the head and the first quotes of an article, the root of a list, a speaker, the
//! bearers of a name) enters and leaves only under the lock of
//! [`MemTable`](super::memtable::MemTable), so a stale one cannot be filled in after a change.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::available_parallelism;

use quick_cache::sync::{Cache as Shards, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use super::list::{HotLeaves, Leaf, ListKey, ListRoot, QuoteCounts, RUN};
use crate::error::Result;
use crate::model::SpeakerId;
use crate::record::{
    ArticleRecord, BranchRecord, HEADER_BYTES, LEAF_BYTES, Packed, QuoteRecord, SpeakerRecord,
    TextPageRecord, Valid, VersionsRecord,
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

    /// Names the head of a revision, visible or not.
    pub(crate) const fn head(revision: u64) -> Self {
        Self::new(13, revision, 0)
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

    /// Names a leaf below a branch, with the records that came late into it.
    pub(crate) const fn merged(node: u64, at: u64) -> Self {
        Self::new(11, node, at)
    }

    /// Names the newest leaves below the root of a list.
    pub(crate) const fn newest(root: u64) -> Self {
        Self::new(10, root, 0)
    }

    /// Names the counts of the quotes below a branch.
    pub(crate) const fn counts(branch: u64) -> Self {
        Self::new(12, branch, 0)
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
    Counts(std::sync::Arc<QuoteCounts>),
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
    Counts(std::sync::Arc<QuoteCounts>),
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
            Cached::Counts(counts) => counts.size(),
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

/// The weight of the heaviest entry, a run of full leaves: about 65 KiB, or a fourth more with the
/// records that came late into them. The newest leaves of a list, with their branches, weigh at
/// most half of it, the head of an article a fifth. Without a limit are the bearers of a name, of
/// whom more than 8,000 are heavier, and the counts of quotes: 88 bytes for each speaker, and 32
/// for each country that its quotes are about.
const HEAVIEST_BYTES: usize =
    RUN * (HEADER_BYTES + LEAF_BYTES + size_of::<Leaf>()) + size_of::<Leaf>() + ENTRY_BYTES;

/// The size that the cache takes an entry to have before it has seen any.
const USUAL_ENTRY_BYTES: u64 = 2048;

/// How many shards there are for each core, if they do not become too small: few threads then meet
/// in one.
const SHARDS_PER_CORE: usize = 4;

/// How many of the heaviest entries a shard has room for.
const HEAVIEST_PER_SHARD: usize = 4;

/// Returns the number of shards of a cache of `bytes`, a power of two.
fn shards(bytes: u64, cores: usize) -> usize {
    let room = usize::try_from(bytes).unwrap_or(usize::MAX) / (HEAVIEST_PER_SHARD * HEAVIEST_BYTES);
    let most = room.checked_ilog2().map_or(1, |power| 1 << power);
    let usual = cores.saturating_mul(SHARDS_PER_CORE).checked_next_power_of_two();
    usual.unwrap_or(most).min(most)
}

/// The cache; see the module.
#[derive(Debug)]
pub(crate) struct Cache {
    shards: Shards<CacheKey, Cached, Bytes>,
    /// The weight over which an entry is refused: 96 % of a shard. A shard itself refuses in
    /// silence what is over 97 % of it.
    most: u64,
    rejected: AtomicU64,
}

impl Cache {
    /// Makes a cache of at most `bytes`.
    pub(crate) fn new(bytes: u64) -> Self {
        Self::for_cores(bytes, available_parallelism().map_or(1, usize::from))
    }

    fn for_cores(bytes: u64, cores: usize) -> Self {
        let items = usize::try_from(bytes / USUAL_ENTRY_BYTES).unwrap_or(usize::MAX).max(16);
        let options = OptionsBuilder::new()
            .shards(shards(bytes, cores))
            .estimated_items_capacity(items)
            .weight_capacity(bytes)
            .build();
        let (hash, lifecycle) = (DefaultHashBuilder::default(), DefaultLifecycle::default());
        let shards = match options {
            Ok(options) => Shards::with_options(options, Bytes, hash, lifecycle),
            // Not reached: both capacities are set.
            Err(_) => Shards::with(items, bytes, Bytes, hash, lifecycle),
        };
        let room = shards.shard_capacity();
        Self { shards, most: room - room.div_ceil(25), rejected: AtomicU64::new(0) }
    }

    #[inline]
    pub(crate) fn get(&self, key: &CacheKey) -> Option<Cached> {
        let found = self.shards.get(key);
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

    /// Keeps a view, or counts it as rejected if it is too heavy for a shard.
    pub(crate) fn insert(&self, key: CacheKey, value: Cached) {
        if Bytes.weight(&key, &value) > self.most {
            self.rejected.fetch_add(1, Ordering::Relaxed);
            self.shards.remove(&key);
        } else {
            self.shards.insert(key, value);
        }
    }

    pub(crate) fn remove(&self, key: &CacheKey) {
        self.shards.remove(key);
    }

    /// Returns the most bytes that it may take.
    pub(crate) fn capacity(&self) -> u64 {
        self.shards.capacity()
    }

    /// Returns the bytes that it takes.
    pub(crate) fn bytes(&self) -> u64 {
        self.shards.weight()
    }

    pub(crate) fn len(&self) -> usize {
        self.shards.len()
    }

    /// Returns how many lookups it answered.
    pub(crate) fn hits(&self) -> u64 {
        self.shards.hits()
    }

    /// Returns how many lookups it did not answer.
    pub(crate) fn misses(&self) -> u64 {
        self.shards.misses()
    }

    /// Returns how many views it did not keep because they are too heavy.
    pub(crate) fn rejected(&self) -> u64 {
        self.rejected.load(Ordering::Relaxed)
    }

    pub(crate) fn clear(&self) {
        self.shards.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ArticleId;
    use crate::record::{PackedRecord, PostingRecord, SortKey};
    use crate::storage::list::Listed;

    /// A run of leaves that are as full as leaves are.
    fn heaviest() -> Cached {
        let record = Valid::of(&PostingRecord { revision: 1, quotes: 1 }).unwrap();
        let mut page = PackedRecord::default();
        for ordinal in 0.. {
            let (key, record) = (SortKey::new(None, ArticleId::from_u64(1), ordinal), &record);
            let entry = PackedRecord::entry_bytes(record.payload().len());
            if page.archived_bytes() + entry > LEAF_BYTES {
                break;
            }
            page.push(key, record.payload());
        }
        let mut value = vec![0; HEADER_BYTES];
        value.extend(page.archive().unwrap());
        let payload = HEADER_BYTES..value.len();
        let leaf = Packed::new(value.into(), payload).unwrap();
        let leaves = Packed::<PostingRecord>::join(&vec![leaf; RUN]).unwrap();
        Cached::Run(leaves.into_iter().map(PostingRecord::into_leaf).collect())
    }

    #[test]
    fn the_heaviest_entry_is_known() {
        let weight = Bytes.weight(&CacheKey::run(1, 1), &heaviest());
        let most = HEAVIEST_BYTES as u64;
        assert!(weight <= most && most - weight < 1024, "{weight} of {most}");
    }

    #[test]
    fn a_small_cache_keeps_the_heaviest_entry_on_any_number_of_cores() {
        let run = heaviest();
        for cores in [1, 2, 3, 8, 64, 1000, usize::MAX] {
            for bytes in [72 << 10, 768 << 10, 1 << 20, 48 << 20, 64 << 20] {
                let cache = Cache::for_cores(bytes, cores);
                // Enough to fill every shard more than once.
                for node in 0..2 * bytes / HEAVIEST_BYTES as u64 {
                    let key = CacheKey::run(node, 0);
                    cache.insert(key, run.clone());
                    let kept = cache.get(&key).is_some();
                    assert!(kept, "run {node} in {bytes} bytes on {cores} cores");
                    assert!(cache.bytes() <= cache.capacity());
                }
                assert_eq!((cache.capacity(), cache.rejected()), (bytes, 0));
            }
        }
    }

    /// The longest name that a shard keeps, and one that is a byte longer.
    #[test]
    fn an_entry_that_is_too_heavy_is_counted_and_replaces_what_was_there() {
        let cache = Cache::for_cores(1000, 1);
        let asked = |weight: usize| {
            let name = "n".repeat(weight - ENTRY_BYTES - size_of::<(Box<str>, [u8; 16])>());
            Cached::Asked(std::sync::Arc::new((name.into(), [0; 16])))
        };
        let key = CacheKey::asked(1);
        cache.insert(key, asked(960));
        assert_eq!((cache.bytes(), cache.rejected()), (960, 0));
        cache.insert(key, asked(961));
        assert_eq!((cache.len(), cache.rejected()), (0, 1));
    }

    #[test]
    fn a_cache_has_shards_for_the_cores_if_they_are_not_too_small() {
        assert_eq!(shards(48 << 20, 2), 8);
        assert_eq!(shards(48 << 20, 16), 64);
        assert_eq!(shards(48 << 20, 1000), 128);
        assert_eq!(shards(1 << 40, 1000), 4096);
        assert_eq!(shards(768 << 10, 1000), 2);
        assert_eq!((shards(0, 0), shards(0, 1000), shards(u64::MAX, 0)), (1, 1, 1));
        for bytes in [0, 1 << 20, 48 << 20] {
            let count = Cache::for_cores(bytes, 64).shards.num_shards();
            assert_eq!(count, shards(bytes, 64), "{bytes} bytes");
        }
    }
}
