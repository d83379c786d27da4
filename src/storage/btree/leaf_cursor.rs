//! The rest of one block, walked by itself.

use std::ops::Range;

use crate::record::{Packed, SortKey, Valid};
use crate::storage::list::Listed;

/// In which order records come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// By ascending sort keys.
    OldestFirst,
    /// By descending sort keys.
    NewestFirst,
}

/// The records of a block that a walk has still to come to. Going from one to the next asks nothing of the tree.
#[derive(Debug)]
pub(crate) struct LeafCursor<T> {
    block: Packed<T>,
    /// The position of the next record, and how many there are from it on.
    at: usize,
    left: usize,
    /// What is added, wrapping, to a position to come to the next: 1, or -1.
    step: usize,
}

impl<T: Listed> LeafCursor<T> {
    /// Walks the records at the positions `rest` of a block.
    pub(crate) fn new(block: Packed<T>, rest: Range<usize>, order: Order) -> Self {
        let step = match order {
            Order::OldestFirst => 1,
            Order::NewestFirst => usize::MAX,
        };
        let mut leaf = Self { block, at: 0, left: 0, step };
        leaf.lay(rest);
        leaf
    }

    /// Walks those of another block.
    pub(crate) fn refill(&mut self, block: &Packed<T>, rest: Range<usize>) {
        self.block.clone_from(block);
        self.lay(rest);
    }

    fn lay(&mut self, rest: Range<usize>) {
        self.left = rest.len();
        self.at = if self.step == 1 { rest.start } else { rest.end.wrapping_sub(1) };
    }

    pub(crate) fn block(&self) -> &Packed<T> {
        &self.block
    }

    /// Returns whether no record is to come.
    pub(crate) fn is_over(&self) -> bool {
        self.left == 0
    }

    /// Passes the next record over and returns its position.
    #[inline]
    pub(crate) fn skip(&mut self) -> Option<usize> {
        let at = self.at()?;
        self.at = at.wrapping_add(self.step);
        self.left -= 1;
        Some(at)
    }

    /// Returns the position of the next record.
    #[inline]
    fn at(&self) -> Option<usize> {
        (self.left > 0).then_some(self.at)
    }

    /// Returns the next record, in place, and its key.
    #[inline]
    pub(crate) fn peek(&self) -> Option<(SortKey, &T::Archived)> {
        self.block.get(self.at()?)
    }

    /// Makes `view` that of the next record, and `key` its key; `false` where there is none.
    #[inline]
    pub(crate) fn show(&self, key: &mut SortKey, view: &mut Valid<T>) -> bool {
        self.at().is_some_and(|at| self.block.show(at, key, view))
    }
}

impl<T: Listed> Iterator for LeafCursor<T> {
    type Item = (SortKey, Valid<T>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.skip().and_then(|at| self.block.entry(at))
    }
}
