//! The rest of one block, walked by itself.

use std::ops::Range;

use super::blocks::Listed;
use super::walk::Order;
use crate::record::{Packed, SortKey, Valid};

/// The records of a block that a walk has still to come to, where no tail changes them: going from one to the next
/// asks nothing of the tree.
#[derive(Debug)]
pub(crate) struct Strip<T> {
    block: Packed<T>,
    rest: Range<usize>,
    order: Order,
    at: usize,
}

impl<T: Listed> Strip<T> {
    pub(super) fn new(block: Packed<T>, rest: Range<usize>, order: Order) -> Self {
        Self { block, rest, order, at: 0 }
    }

    /// Goes to the next record; `false` where there is none.
    #[inline]
    pub(crate) fn advance(&mut self) -> bool {
        let next = match self.order {
            Order::OldestFirst => self.rest.next(),
            Order::NewestFirst => self.rest.next_back(),
        };
        self.at = next.unwrap_or(self.at);
        next.is_some()
    }

    /// Returns the key and the record that the walk is at.
    #[inline]
    pub(crate) fn current(&self) -> Option<(SortKey, &T::Archived)> {
        self.block.get(self.at)
    }

    /// Returns a view of the record that the walk is at, and its key.
    #[inline]
    pub(crate) fn view(&self) -> Option<(SortKey, Valid<T>)> {
        self.block.entry(self.at)
    }

    /// Makes `view` that of the record that the walk is at and returns its key.
    #[inline]
    pub(crate) fn show(&self, view: &mut Valid<T>) -> Option<SortKey> {
        self.block.show(self.at, view)
    }
}
