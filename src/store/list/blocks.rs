//! Reading the blocks and nodes of lists.

use std::sync::Arc;

use super::head::Leaf;
use super::newest::Newest;
use crate::bytes::Bytes;
use crate::error::{Error, Result};
use crate::record::{
    Kind, BranchRecord, Packed, PostingRecord, QuoteRecord, Record, Valid, describe, decode_packed, decode_record,
};
use crate::store::cache::{Cache, CacheKey, Cached};
use crate::store::engine::{Engine, Table};

/// How many blocks are kept together in memory for walks: 64 KiB.
pub(super) const RUN: usize = 16;

/// What lists hold.
pub(crate) trait Listed: Record {
    /// The kind of the blocks.
    const KIND: Kind;

    /// Forgets of what kind a block is.
    fn into_leaf(packed: Packed<Self>) -> Leaf
    where
        Self: Sized;

    /// Returns the block, where it holds this kind.
    fn from_leaf(leaf: Leaf) -> Option<Packed<Self>>
    where
        Self: Sized;

    /// Lends the block, where it holds this kind.
    fn of_leaf(leaf: &Leaf) -> Option<&Packed<Self>>
    where
        Self: Sized;
}

impl Listed for QuoteRecord {
    const KIND: Kind = Kind::Quotes;

    fn into_leaf(packed: Packed<Self>) -> Leaf {
        Leaf::Quotes(packed)
    }

    fn from_leaf(leaf: Leaf) -> Option<Packed<Self>> {
        if let Leaf::Quotes(packed) = leaf { Some(packed) } else { None }
    }

    fn of_leaf(leaf: &Leaf) -> Option<&Packed<Self>> {
        if let Leaf::Quotes(packed) = leaf { Some(packed) } else { None }
    }
}

impl Listed for PostingRecord {
    const KIND: Kind = Kind::Postings;

    fn into_leaf(packed: Packed<Self>) -> Leaf {
        Leaf::Postings(packed)
    }

    fn from_leaf(leaf: Leaf) -> Option<Packed<Self>> {
        if let Leaf::Postings(packed) = leaf { Some(packed) } else { None }
    }

    fn of_leaf(leaf: &Leaf) -> Option<&Packed<Self>> {
        if let Leaf::Postings(packed) = leaf { Some(packed) } else { None }
    }
}

/// Reads blocks and nodes by number: what the cache does not hold, the engine does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blocks<'a> {
    engine: &'a Engine,
    cache: &'a Cache,
}

impl<'a> Blocks<'a> {
    pub(in crate::store) fn new(engine: &'a Engine, cache: &'a Cache) -> Self {
        Self { engine, cache }
    }

    /// Reads the block of this number.
    pub(super) fn leaf<T: Listed>(self, number: u64) -> Result<Packed<T>> {
        let cached = self.cache.get(&CacheKey::block(number));
        if let Some(Cached::Block(leaf)) = cached
            && let Some(packed) = T::from_leaf(leaf)
        {
            return Ok(packed);
        }
        let packed = decode_packed(T::KIND, &number.to_be_bytes(), self.value(T::KIND, number)?)?;
        self.cache.insert(CacheKey::block(number), Cached::Block(T::into_leaf(packed.clone())));
        Ok(packed)
    }

    /// Returns the blocks below a node that lie beside the child at `at`, together in memory; where they are not yet, only
    /// if they are to be `joined`. Reading them so, a walk looks up one thing for [`RUN`] blocks.
    pub(super) fn run<T: Listed>(
        self,
        (number, node): (u64, &Valid<BranchRecord>),
        at: usize,
        joined: bool,
    ) -> Result<Option<Arc<[Leaf]>>> {
        let first = at / RUN * RUN;
        let cached = CacheKey::run(number, (at / RUN) as u64);
        if let Some(Cached::Run(run)) = self.cache.get(&cached) {
            return Ok(Some(run));
        }
        if !joined {
            return Ok(None);
        }
        let children = node.children.iter().skip(first).take(RUN);
        let blocks: Vec<Packed<T>> =
            children.map(|child| self.leaf(child.number.to_native())).collect::<Result<_>>()?;
        let Some(blocks) = Packed::join(&blocks) else { return Ok(None) };
        let run: Arc<[Leaf]> = blocks.into_iter().map(T::into_leaf).collect();
        self.cache.insert(cached, Cached::Run(Arc::clone(&run)));
        Ok(Some(run))
    }

    /// Returns the newest blocks below a root, where they were kept.
    pub(super) fn newest(self, root: u64) -> Option<Arc<Newest>> {
        if let Some(Cached::Newest(newest)) = self.cache.get(&CacheKey::newest(root)) {
            Some(newest)
        } else {
            None
        }
    }

    /// Keeps the newest blocks below a root.
    pub(super) fn keep_newest(self, root: u64, newest: Newest) {
        self.cache.insert(CacheKey::newest(root), Cached::Newest(Arc::new(newest)));
    }

    /// Reads the node of this number.
    pub(super) fn node(self, number: u64) -> Result<Valid<BranchRecord>> {
        if let Some(Cached::Node(node)) = self.cache.get(&CacheKey::block(number)) {
            return Ok(node);
        }
        let value = self.value(Kind::Branch, number)?;
        let node: Valid<BranchRecord> = decode_record(Kind::Branch, &number.to_be_bytes(), value)?;
        self.cache.insert(CacheKey::block(number), Cached::Node(node.clone()));
        Ok(node)
    }

    /// Writes a value under a number that nothing names yet.
    pub(super) fn write(self, number: u64, value: Vec<u8>) -> Result<()> {
        self.engine.insert(Table::Blocks, &number.to_be_bytes(), value)
    }

    fn value(self, kind: Kind, number: u64) -> Result<Bytes> {
        let key = number.to_be_bytes();
        let value = self.engine.get(Table::Blocks, &key)?;
        value.ok_or_else(|| {
            Error::corrupt(format!("{} is missing; run a check of the store", describe(kind, &key)))
        })
    }
}
