//! Walking a range of a list in either direction.

use std::mem::swap;
use std::ops::Range;
use std::sync::Arc;

use super::leaf_cursor::{LeafCursor, Order};
use crate::error::Result;
use crate::record::{BranchRecord, Packed, SortKey, Valid};
use crate::storage::list::{HotLeaves, Leaf, Level, ListRoot, Listed, MemLists, Path, RUN, Tree};
use crate::storage::tables::Tables;

/// A cursor over the records of a list in a range of keys: those of the tree, as the memlist
/// changes them.
///
/// It lends each record in place ([`advance`](Self::advance), [`current`](Self::current)), makes a
/// view of one that is kept ([`view`](Self::view)), or hands over whole leaves
/// ([`leaf`](Self::leaf)). As an iterator it makes a view of each.
#[derive(Debug)]
pub(crate) struct ListCursor<T> {
    tree: TreeCursor<T>,
    memlist: MemListCursor<T>,
    order: Order,
    at: At<T>,
}

/// The place of a cursor.
#[derive(Debug)]
enum At<T> {
    /// Before the first record, or after the last.
    Outside,
    /// At a position in the current leaf of the tree.
    Tree(usize),
    /// At a record of the memlist.
    MemList(SortKey, Valid<T>),
}

impl<T: Listed> ListCursor<T> {
    pub(crate) fn new(
        tables: &Arc<Tables>,
        root: &ListRoot,
        memlists: MemLists<T>,
        range: Range<SortKey>,
        order: Order,
    ) -> Self {
        Self {
            tree: TreeCursor::new(tables, root, range.clone(), order),
            memlist: MemListCursor { memlists, rest: range, order, ready: Vec::new() },
            order,
            at: At::Outside,
        }
    }

    /// Goes to the next record; `false` if there is none. After an error there is none.
    #[inline]
    pub(crate) fn advance(&mut self) -> Result<bool> {
        match self.next_place() {
            Ok(at) => {
                self.at = at;
                Ok(!matches!(self.at, At::Outside))
            }
            Err(error) => {
                self.end();
                Err(error)
            }
        }
    }

    /// Returns the key and the record that the walk is at.
    #[inline]
    pub(crate) fn current(&self) -> Option<(SortKey, &T::Archived)> {
        match &self.at {
            At::Outside => None,
            At::Tree(at) => self.tree.leaf.as_ref()?.block().get(*at),
            At::MemList(key, record) => Some((*key, record)),
        }
    }

    /// Returns a view of the record that the walk is at, and its key.
    #[inline]
    pub(crate) fn view(&self) -> Option<(SortKey, Valid<T>)> {
        match &self.at {
            At::Outside => None,
            At::Tree(at) => self.tree.leaf.as_ref()?.block().entry(*at),
            At::MemList(key, record) => Some((*key, record.clone())),
        }
    }

    /// Replaces a leaf cursor that is over by the rest of the current leaf, or else by the next
    /// one. Returns `false` if the memlist has changes to come, and after the last record.
    pub(crate) fn leaf(&mut self, leaf: &mut Option<LeafCursor<T>>) -> Result<bool> {
        if !self.memlist.is_over() {
            return Ok(false);
        }
        match self.tree.reach() {
            Ok(true) => {
                swap(leaf, &mut self.tree.leaf);
                Ok(true)
            }
            Ok(false) => Ok(false),
            Err(error) => {
                self.end();
                Err(error)
            }
        }
    }

    fn end(&mut self) {
        self.tree.end();
        self.memlist.end();
        self.at = At::Outside;
    }

    #[inline]
    fn next_place(&mut self) -> Result<At<T>> {
        while let Some(changed) = self.memlist.peek() {
            if let Some(stored) = self.tree.peek()? {
                let stored_first = match self.order {
                    Order::OldestFirst => stored < changed,
                    Order::NewestFirst => stored > changed,
                };
                if stored_first {
                    break;
                }
                if stored == changed {
                    self.tree.skip();
                }
            }
            if let Some(record) = self.memlist.take() {
                return Ok(At::MemList(changed, record));
            }
        }
        Ok(if self.tree.reach()? {
            self.tree.skip().map_or(At::Outside, At::Tree)
        } else {
            At::Outside
        })
    }
}

impl<T: Listed> Iterator for ListCursor<T> {
    type Item = Result<(SortKey, Valid<T>)>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self.advance() {
            Ok(true) => self.view().map(Ok),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// Returns the position of the child that comes next, if the range reaches into it.
#[inline]
fn next_child(level: &Level, Scope { range, whole, order }: &Scope) -> Option<usize> {
    let (next, within) = match order {
        Order::OldestFirst => {
            let next = level.at + 1;
            let first = &level.node.children.get(next)?.first;
            (next, *whole || *first < *range.end.as_bytes())
        }
        // The current child begins after the start of the range, or the scan ends in it.
        Order::NewestFirst => {
            let within =
                *whole || level.node.children.get(level.at)?.first > *range.start.as_bytes();
            (level.at.checked_sub(1)?, within)
        }
    };
    within.then_some(next)
}

/// What a walk goes through.
#[derive(Debug)]
struct Scope {
    range: Range<SortKey>,
    /// Whether the range holds every key, so that none needs to be compared with it.
    whole: bool,
    order: Order,
}

impl Scope {
    /// Points a leaf cursor at the records of a leaf that are in the range.
    #[inline]
    fn lay<T: Listed>(&self, block: &Packed<T>, leaf: &mut Option<LeafCursor<T>>) {
        let rest = if self.whole {
            0..block.len()
        } else {
            block.lower_bound(&self.range.start)..block.lower_bound(&self.range.end)
        };
        match leaf {
            Some(leaf) => leaf.refill(block, rest),
            None => *leaf = Some(LeafCursor::new(block.clone(), rest, self.order)),
        }
    }
}

/// After so many leaves, a scan has the next ones joined in memory, a run at a time.
const LONG: u32 = 3;

/// The cursor over the tree: the path to the current leaf, and the rest of it.
#[derive(Debug)]
struct TreeCursor<T> {
    tables: Arc<Tables>,
    scope: Scope,
    /// The root to enter by, with its height; `None` once entered.
    entry: Option<(u64, u8)>,
    path: Path,
    /// The joined run of leaves around the current one, and the position of the first of them.
    run: Option<(Arc<[Leaf]>, usize)>,
    /// The number of leaves visited.
    walked: u32,
    /// The root of a list that is walked from its newest leaf on, if the cache does not hold
    /// that.
    newest_of: Option<u64>,
    /// The rest of the current leaf.
    leaf: Option<LeafCursor<T>>,
}

impl<T: Listed> TreeCursor<T> {
    fn new(tables: &Arc<Tables>, root: &ListRoot, range: Range<SortKey>, order: Order) -> Self {
        let scope = Scope { whole: range == (SortKey::MIN..SortKey::MAX), range, order };
        let mut walk = Self {
            tables: Arc::clone(tables),
            scope,
            entry: None,
            path: Path::new(),
            run: None,
            walked: 0,
            newest_of: None,
            leaf: None,
        };
        match root.tree() {
            Tree::Root { number, height, .. } if walk.scope.range.start < walk.scope.range.end => {
                walk.entry = Some((*number, *height));
            }
            Tree::Inline(leaf) => {
                if let Some(leaf) = T::from_leaf(leaf.clone()) {
                    walk.scope.lay(&leaf, &mut walk.leaf);
                }
            }
            Tree::Root { .. } | Tree::Empty => {}
        }
        walk
    }

    /// Returns the key of the record that comes next.
    fn peek(&mut self) -> Result<Option<SortKey>> {
        Ok(if self.reach()? {
            self.leaf.as_ref().and_then(LeafCursor::peek).map(|(key, _)| key)
        } else {
            None
        })
    }

    /// Goes to a leaf with records to come; `false` if there is none.
    #[inline]
    fn reach(&mut self) -> Result<bool> {
        while self.leaf.as_ref().is_none_or(LeafCursor::is_over) {
            if !self.advance()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    #[inline]
    fn skip(&mut self) -> Option<usize> {
        self.leaf.as_mut().and_then(LeafCursor::skip)
    }

    fn end(&mut self) {
        self.entry = None;
        self.path.clear();
        self.leaf = None;
    }

    /// Goes to the next leaf, whatever of it is in the range; `false` if there is none.
    fn advance(&mut self) -> Result<bool> {
        if let Some((number, height)) = self.entry.take() {
            self.enter(number, height)?;
            return Ok(true);
        }
        if self.step_in_run() {
            return Ok(true);
        }
        let mut below = 0;
        while let Some(level) = self.path.last_mut() {
            if let Some(at) = next_child(level, &self.scope) {
                level.at = at;
                let child = level.node.children.get(at).map_or(0, |child| child.number.to_native());
                self.descend(child, below, false)?;
                return Ok(true);
            }
            // If the range does not reach into the next child, it does not into what comes
            // after its parent.
            self.path.pop();
            self.run = None;
            below += 1;
        }
        self.end();
        Ok(false)
    }

    /// Goes to the first leaf.
    fn enter(&mut self, number: u64, height: u8) -> Result<()> {
        let newest = self.scope.order == Order::NewestFirst && self.scope.range.end == SortKey::MAX;
        if !newest || height == 0 {
            return self.descend(number, height, true);
        }
        if let Some(newest) = self.tables.hot_leaves(number)
            && let Some(leaf) = newest.run.0.last().and_then(T::of_leaf)
        {
            for level in &newest.path {
                self.path.push(level.clone());
            }
            self.run = Some(newest.run.clone());
            self.walked = LONG;
            self.scope.lay(leaf, &mut self.leaf);
            return Ok(());
        }
        self.newest_of = Some(number);
        self.descend(number, height, true)
    }

    /// Goes to the next leaf if it is in the same run.
    fn step_in_run(&mut self) -> bool {
        let (Some((run, first)), Some(level)) = (&self.run, self.path.last_mut()) else {
            return false;
        };
        let Some(next) = next_child(level, &self.scope) else { return false };
        let place = next.checked_sub(*first);
        let Some(leaf) = place.and_then(|place| run.get(place)).and_then(T::of_leaf) else {
            return false;
        };
        level.at = next;
        self.scope.lay(leaf, &mut self.leaf);
        true
    }

    /// Goes down to a leaf: `seek` to where the range begins, otherwise to the end that the walk
    /// comes from.
    fn descend(&mut self, number: u64, height: u8, seek: bool) -> Result<()> {
        let mut number = number;
        for _ in 0..height {
            let node = self.tables.branch(number)?;
            let children = &node.children;
            let at = match (self.scope.order, seek) {
                (Order::OldestFirst, false) => 0,
                (Order::NewestFirst, false) => children.len().saturating_sub(1),
                (Order::OldestFirst, true) => children
                    .partition_point(|child| child.first <= *self.scope.range.start.as_bytes())
                    .saturating_sub(1),
                (Order::NewestFirst, true) => children
                    .partition_point(|child| child.first < *self.scope.range.end.as_bytes())
                    .saturating_sub(1),
            };
            let child = children.get(at).map_or(0, |child| child.number.to_native());
            self.path.push(Level { number, node, at });
            number = child;
        }
        let leaf = match self.of_run()? {
            Some(leaf) => leaf,
            None => match self.path.last() {
                Some(Level { number, node, at }) => self.tables.leaf_below((*number, node), *at)?,
                None => self.tables.leaf(number)?,
            },
        };
        self.walked += 1;
        self.scope.lay(&leaf, &mut self.leaf);
        if self.walked == 2
            && let Some(root) = self.newest_of.take()
            && let Some(newest) = read_hot_leaves::<T>(&self.path, &self.tables)?
        {
            self.tables.keep_hot_leaves(root, newest);
        }
        Ok(())
    }

    /// Returns the leaf at the end of the path out of its joined run; `None` if there is no run and
    /// the scan is too short for one.
    fn of_run(&mut self) -> Result<Option<Packed<T>>> {
        let Some(Level { number, node, at }) = self.path.last() else { return Ok(None) };
        if node.children.len() <= LONG as usize {
            return Ok(None);
        }
        let first = at / RUN * RUN;
        if self.run.as_ref().is_none_or(|(_, begin)| *begin != first) {
            let joined = self.walked >= LONG && self.reaches(node, first);
            self.run = self.tables.run::<T>((*number, node), *at, joined)?.map(|run| (run, first));
        }
        let leaf = self.run.as_ref().and_then(|(run, first)| run.get(at - first));
        Ok(leaf.and_then(T::of_leaf).cloned())
    }

    /// Returns whether the scan will go through all of a run.
    fn reaches(&self, node: &Valid<BranchRecord>, first: usize) -> bool {
        let run = node.children.get(first..).unwrap_or_default();
        match self.scope.order {
            Order::OldestFirst => run
                .iter()
                .take(RUN)
                .next_back()
                .is_some_and(|last| last.first < *self.scope.range.end.as_bytes()),
            Order::NewestFirst => {
                run.first().is_some_and(|first| first.first >= *self.scope.range.start.as_bytes())
            }
        }
    }
}

/// The cursor over the memlists: fetches a few changes at a time, since a borrow of a memlist
/// cannot be kept beside it.
#[derive(Debug)]
struct MemListCursor<T> {
    memlists: MemLists<T>,
    /// The keys that are not in `ready` yet.
    rest: Range<SortKey>,
    order: Order,
    /// The next changes, the first of them last.
    ready: Vec<(SortKey, Option<Valid<T>>)>,
}

/// How many changes are fetched from the memlists at once.
const READY: usize = 32;

impl<T: Listed> MemListCursor<T> {
    #[inline]
    fn peek(&mut self) -> Option<SortKey> {
        if self.ready.is_empty() && !self.memlists.is_empty() {
            self.fetch();
        }
        self.ready.last().map(|(key, _)| *key)
    }

    fn take(&mut self) -> Option<Valid<T>> {
        self.ready.pop()?.1
    }

    /// Returns whether it is known that no change is to come.
    #[inline]
    fn is_over(&self) -> bool {
        self.memlists.is_empty() && self.ready.is_empty()
    }

    fn end(&mut self) {
        self.memlists.clear();
        self.ready.clear();
    }

    fn fetch(&mut self) {
        if self.rest.start < self.rest.end {
            let newest_first = self.order == Order::NewestFirst;
            self.memlists.next_changes(&self.rest, newest_first, READY, &mut self.ready);
        }
        match (self.ready.last(), self.order) {
            (None, _) => self.memlists.clear(),
            (Some((last, _)), Order::OldestFirst) => self.rest.start = last.next(),
            (Some((last, _)), Order::NewestFirst) => self.rest.end = *last,
        }
        self.ready.reverse();
    }
}

/// The number of newest leaves that are cached together: a page of quotes is in them.
const HOT_LEAVES: usize = 3;

/// Reads the newest leaves of a list, for a scan that began with the newest and is at the second
/// newest. Returns `None` if it is elsewhere.
fn read_hot_leaves<T: Listed>(path: &Path, tables: &Tables) -> Result<Option<HotLeaves>> {
    let mut path = path.clone();
    let Some(Level { number, node, at }) = path.last_mut() else { return Ok(None) };
    *at += 1;
    if *at + 1 != node.children.len() {
        return Ok(None);
    }
    let first = node.children.len().saturating_sub(HOT_LEAVES);
    let last = first..node.children.len();
    let leaves = last.map(|at| Ok(T::into_leaf(tables.leaf_below((*number, node), at)?)));
    let run = (leaves.collect::<Result<_>>()?, first);
    Ok(Some(HotLeaves { path, run }))
}
