//! Posting lists: sorted records under a key, such as all quotes of one speaker.
//!
//! A list is a copy-on-write tree of immutable blocks and nodes, named by its head, and in memory before it the
//! [`Tail`] of what was put and removed since the head was written. A [`Writer`] makes a new head of both;
//! [`List`] is a head and a tail that belong together, and what is read through it never changes.

mod blocks;
mod head;
mod key;
mod merge;
mod newest;
mod strip;
mod tail;
#[cfg(test)]
mod tests;
mod walk;

use std::ops::Range;
use std::sync::Arc;

pub(crate) use blocks::{Blocks, Listed};
pub(crate) use head::{Leaf, ListHead};
pub(crate) use key::ListKey;
pub(crate) use merge::Writer;
pub(crate) use newest::Newest;
pub(crate) use strip::Strip;
pub(crate) use tail::Tail;
pub(crate) use walk::{Order, Walk};

use crate::error::Result;
use crate::record::SortKey;

/// One list as it was at one moment.
#[derive(Clone, Debug)]
pub(crate) struct List<T> {
    head: ListHead,
    tail: Option<Arc<Tail<T>>>,
}

impl<T: Listed> List<T> {
    /// Joins a head and the tail of what is not merged into it yet.
    pub(crate) fn new(head: ListHead, tail: Option<Arc<Tail<T>>>) -> Self {
        Self { head, tail }
    }

    /// Returns how many records there are. Reads nothing.
    pub(crate) fn count(&self) -> u64 {
        let delta = self.tail.as_ref().map_or(0, |tail| tail.delta());
        self.head.count().saturating_add_signed(delta)
    }

    /// Returns how many records lie before `key`. Reads one block and a node a level; counts through the tail.
    pub(crate) fn rank(&self, blocks: Blocks<'_>, key: &SortKey) -> Result<u64> {
        let delta = self.tail.as_ref().map_or(0, |tail| tail.delta_before(key));
        Ok(self.head.rank::<T>(blocks, key)?.saturating_add_signed(delta))
    }

    /// Returns how many records have keys in `range`, at the cost of two [`rank`](Self::rank)s.
    pub(crate) fn count_in(&self, blocks: Blocks<'_>, range: &Range<SortKey>) -> Result<u64> {
        if *range == (SortKey::MIN..SortKey::MAX) {
            return Ok(self.count());
        }
        Ok(self.rank(blocks, &range.end)?.saturating_sub(self.rank(blocks, &range.start)?))
    }

    /// Returns whether there is a record under `key`.
    pub(crate) fn contains(&self, blocks: Blocks<'_>, key: &SortKey) -> Result<bool> {
        let found = self.walk(blocks, *key..key.next(), Order::OldestFirst).next().transpose()?;
        Ok(found.is_some())
    }

    /// Walks the records with keys in `range`.
    pub(crate) fn walk<'a>(&self, blocks: Blocks<'a>, range: Range<SortKey>, order: Order) -> Walk<'a, T> {
        Walk::new(blocks, &self.head, self.tail.clone(), range, order)
    }
}
