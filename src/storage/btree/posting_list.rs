//! One posting list: its root and its memlists.

use std::ops::Range;
use std::sync::Arc;

use super::leaf_cursor::Order;
use super::list_cursor::ListCursor;
use crate::error::Result;
use crate::record::{ArchivedBranchRecord, Packed, QuoteRecord, SortKey};
use crate::storage::cache::CacheKey;
use crate::storage::list::{ListRoot, Listed, MemLists, QuoteCounts, Tree};
use crate::storage::tables::Tables;

/// Late runs of lists, and their sizes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LateRuns {
    pub(crate) runs: u64,
    pub(crate) leaves: u64,
    pub(crate) records: u64,
}

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

    /// Returns what late runs the list has. Reads its branches.
    pub(crate) fn late_runs(&self, tables: &Tables) -> Result<LateRuns> {
        let mut late = LateRuns::default();
        for_each_branch(&self.root, tables, |node| {
            late.runs += u64::from(!node.late.is_empty());
            late.leaves += node.late.len() as u64;
            let records = node.late.iter().map(|leaf| leaf.count.to_native());
            late.records += records.sum::<u64>();
        })?;
        Ok(late)
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

impl PostingList<QuoteRecord> {
    /// Counts the quotes with keys in `range` by what their records state.
    ///
    /// The counts of a branch that is all in the range are read from the cache, or kept there. At
    /// both ends of the range, and below a branch of which a memlist removes or replaces records,
    /// records are read.
    pub(crate) fn quote_counts(
        &self,
        tables: &Arc<Tables>,
        range: &Range<SortKey>,
    ) -> Result<Arc<QuoteCounts>> {
        if range.start >= range.end {
            return Ok(Arc::default());
        }
        let (mut counts, mut gone) = (QuoteCounts::default(), Vec::new());
        self.memlists.for_each(range, |key, record, is_in_tree| {
            if let Some(record) = record {
                counts.add(key, record);
            }
            gone.extend(is_in_tree.then_some(key));
        });
        gone.sort_unstable();
        let (number, height, end) = match *self.root.tree() {
            Tree::Empty => return Ok(Arc::new(counts.finish())),
            Tree::Inline(_) => (0, 0, SortKey::MAX),
            Tree::Root { number, height, newest } => (number, height, newest.next()),
        };
        let mut count = Count { tables, root: &self.root, range, gone, counts };
        let within = SortKey::MIN..end;
        if count.counts.quotes == 0 && height > 0 && count.has_all(&within) {
            return branch_counts(tables, number, height);
        }
        count.below((number, height), within)?;
        Ok(Arc::new(count.counts.finish()))
    }
}

/// A count of quotes under construction.
struct Count<'t> {
    tables: &'t Arc<Tables>,
    root: &'t ListRoot,
    range: &'t Range<SortKey>,
    /// The keys of the records in the tree that do not hold, ascending.
    gone: Vec<SortKey>,
    counts: QuoteCounts,
}

impl Count<'_> {
    /// Returns whether all records with keys in `within` are counted.
    fn has_all(&self, within: &Range<SortKey>) -> bool {
        let before = |end: &SortKey| self.gone.partition_point(|key| key < end);
        self.range.start <= within.start
            && within.end <= self.range.end
            && before(&within.start) == before(&within.end)
    }

    /// Counts the quotes below a page of this page id and height, which has those with keys in
    /// `within`.
    fn below(&mut self, (number, height): (u64, u8), within: Range<SortKey>) -> Result<()> {
        let start = within.start.max(self.range.start);
        let reached = start..within.end.min(self.range.end);
        if reached.start >= reached.end {
            return Ok(());
        }
        if height > 0 && self.has_all(&within) {
            self.counts.extend(&*branch_counts(self.tables, number, height)?);
            return Ok(());
        }
        if height > 1 {
            let node = self.tables.branch(number)?;
            let first = |at: usize| node.children.get(at).map(|child| child.first);
            for (at, child) in node.children.iter().enumerate() {
                // What is before the first child came late into it.
                let start = if at == 0 { within.start } else { SortKey::from_bytes(child.first) };
                let end = first(at + 1).map_or(within.end, SortKey::from_bytes);
                self.below((child.number.to_native(), height - 1), start..end)?;
            }
            return Ok(());
        }
        let memlists = MemLists::from_iter([]);
        let (tables, order) = (self.tables, Order::OldestFirst);
        let mut cursor =
            ListCursor::<QuoteRecord>::new(tables, self.root, memlists, reached, order);
        while cursor.advance()? {
            if let Some((key, record)) = cursor.current()
                && self.gone.binary_search(&key).is_err()
            {
                self.counts.add(key, record);
            }
        }
        Ok(())
    }
}

/// Returns the counts of the quotes below the branch of this page id and height.
fn branch_counts(tables: &Tables, number: u64, height: u8) -> Result<Arc<QuoteCounts>> {
    tables.cache.get_or_load(CacheKey::counts(number), || {
        let node = tables.branch(number)?;
        let mut counts = QuoteCounts::default();
        for (at, child) in node.children.iter().enumerate() {
            if height > 1 {
                counts.extend(&*branch_counts(tables, child.number.to_native(), height - 1)?);
                continue;
            }
            let leaf = tables.leaf_below::<QuoteRecord>((number, &node), at)?;
            for (key, record) in (0..leaf.len()).filter_map(|at| leaf.get(at)) {
                counts.add(key, record);
            }
        }
        Ok(Arc::new(counts.finish()))
    })
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
    let Tree::Root { number, .. } = *root.tree() else { return Ok(Vec::new()) };
    let mut all = vec![number];
    for_each_branch(root, tables, |node| {
        all.extend(node.children.iter().chain(&*node.late).map(|child| child.number.to_native()));
    })?;
    Ok(all)
}

/// Visits the branches of a list, level by level from the topmost one on. Reads no leaf; holds the
/// page ids of one level.
fn for_each_branch(
    root: &ListRoot,
    tables: &Tables,
    mut visit: impl FnMut(&ArchivedBranchRecord),
) -> Result<()> {
    let Tree::Root { number, height, .. } = *root.tree() else { return Ok(()) };
    let mut level = vec![number];
    for _ in 0..height {
        let mut below = Vec::new();
        for number in level {
            let node = tables.branch(number)?;
            visit(&node);
            below.extend(node.children.iter().map(|child| child.number.to_native()));
        }
        level = below;
    }
    Ok(())
}
