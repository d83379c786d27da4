//! One posting list: its root and its memlists.

use std::ops::Range;
use std::sync::Arc;

use super::leaf_cursor::Order;
use super::list_cursor::ListCursor;
use crate::error::Result;
use crate::record::{Packed, SortKey};
use crate::storage::list::{ListRoot, Listed, MemLists, Tree};
use crate::storage::tables::Tables;

/// One list as it was at one moment.
#[derive(Clone, Debug)]
pub(crate) struct PostingList<T> {
    root: ListRoot,
    memlists: MemLists<T>,
}

impl<T: Listed> PostingList<T> {
    /// Joins a root and the memlists of what is not merged into it yet.
    pub(crate) fn new(root: ListRoot, memlists: MemLists<T>) -> Self {
        Self { root, memlists }
    }

    /// Returns how many records there are. Reads nothing.
    pub(crate) fn count(&self) -> u64 {
        self.root.count().saturating_add_signed(self.memlists.delta())
    }

    /// Returns how many records are before `key`. Reads one leaf and a branch a level; counts
    /// through the memlists.
    pub(crate) fn rank(&self, tables: &Tables, key: &SortKey) -> Result<u64> {
        let delta = self.memlists.delta_before(key);
        Ok(rank::<T>(&self.root, tables, key)?.saturating_add_signed(delta))
    }

    /// Returns how many records have keys in `range`, at the cost of two [`rank`](Self::rank)s.
    pub(crate) fn count_in(&self, tables: &Tables, range: &Range<SortKey>) -> Result<u64> {
        if *range == (SortKey::MIN..SortKey::MAX) {
            return Ok(self.count());
        }
        Ok(self.rank(tables, &range.end)?.saturating_sub(self.rank(tables, &range.start)?))
    }

    /// Returns a sort key that no record of `range` comes before in an order, or `None` if there is
    /// no record. Reads nothing.
    pub(crate) fn bound(&self, range: &Range<SortKey>, order: Order) -> Option<SortKey> {
        if range.start >= range.end {
            return None;
        }
        let stored = match self.root.tree() {
            Tree::Empty => None,
            Tree::Inline(leaf) => T::of_leaf(leaf).and_then(|leaf| {
                let rest = leaf.lower_bound(&range.start)..leaf.lower_bound(&range.end);
                let last = rest.end.checked_sub(1);
                let at = if order == Order::OldestFirst { Some(rest.start) } else { last };
                at.filter(|at| rest.contains(at)).and_then(|at| leaf.key(at))
            }),
            Tree::Root { .. } if order == Order::OldestFirst => Some(range.start),
            Tree::Root { newest, .. } if *newest < range.start => None,
            Tree::Root { newest, .. } => Some(range.end.min(*newest)),
        };
        match order {
            Order::OldestFirst => stored.into_iter().chain(self.memlists.first_change(range)).min(),
            Order::NewestFirst => stored.into_iter().chain(self.memlists.last_change(range)).max(),
        }
    }

    /// Returns whether there is a record under `key`.
    pub(crate) fn contains(&self, tables: &Arc<Tables>, key: &SortKey) -> Result<bool> {
        let found = self.cursor(tables, *key..key.next(), Order::OldestFirst).next().transpose()?;
        Ok(found.is_some())
    }

    /// Walks the records with keys in `range`.
    pub(crate) fn cursor(
        &self,
        tables: &Arc<Tables>,
        range: Range<SortKey>,
        order: Order,
    ) -> ListCursor<T> {
        ListCursor::new(tables, &self.root, self.memlists.clone(), range, order)
    }
}

/// Returns the only leaf of the list, if it has but one.
pub(crate) fn only_leaf<T: Listed>(root: &ListRoot, tables: &Tables) -> Result<Option<Packed<T>>> {
    Ok(match root.tree() {
        Tree::Inline(leaf) => T::from_leaf(leaf.clone()),
        Tree::Root { number, height: 0, .. } => Some(tables.leaf(*number)?),
        Tree::Root { .. } | Tree::Empty => None,
    })
}

/// Returns how many records are before `key`.
fn rank<T: Listed>(root: &ListRoot, tables: &Tables, key: &SortKey) -> Result<u64> {
    let Tree::Root { number, height, .. } = *root.tree() else {
        let leaf = only_leaf::<T>(root, tables)?;
        return Ok(leaf.map_or(0, |leaf| leaf.lower_bound(key) as u64));
    };
    let (mut number, mut rank, mut leaf) = (number, 0, None);
    for level in 1..=height {
        let node = tables.branch(number)?;
        let behind = node.children.partition_point(|child| child.first <= *key.as_bytes());
        let at = behind.saturating_sub(1);
        rank += node.children.iter().take(at).map(|child| child.count.to_native()).sum::<u64>();
        if level == height {
            leaf = Some(tables.leaf_below::<T>((number, &node), at)?);
        }
        number = node.children.get(at).map_or(0, |child| child.number.to_native());
    }
    let leaf = leaf.map_or_else(|| tables.leaf(number), Ok)?;
    Ok(rank + leaf.lower_bound(key) as u64)
}

/// Returns the page ids of all leaves and branches of the list.
#[cfg(test)]
pub(crate) fn page_ids(root: &ListRoot, tables: &Tables) -> Result<Vec<u64>> {
    let Tree::Root { number, height, .. } = *root.tree() else { return Ok(Vec::new()) };
    let (mut all, mut level) = (vec![number], vec![number]);
    for _ in 0..height {
        let mut below = Vec::new();
        for node in level {
            let node = tables.branch(node)?;
            below.extend(node.children.iter().map(|child| child.number.to_native()));
            all.extend(node.late.iter().map(|child| child.number.to_native()));
        }
        all.extend(&below);
        level = below;
    }
    Ok(all)
}
