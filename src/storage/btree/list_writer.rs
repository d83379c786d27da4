//! Merging a memlist into its list: new leaves and branches for what changed; all others stay.

use std::mem::take;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use super::posting_list::only_leaf;
use crate::error::Result;
use crate::record::{
    BranchRecord, ChildRecord, Kind, ListRootRecord, PackedRecord, SortKey, Valid, encode_record,
};
use crate::storage::engine::AHEAD;
use crate::storage::list::{ListKey, ListRoot, Listed, MemList, Tree};
use crate::storage::tables::Tables;

/// The bytes that the records of a whole list may take in the list's root.
pub(super) const INLINE_BYTES: usize = 3000;

/// Writes the leaves and branches of lists, each under a page id that was never used before.
#[derive(Debug)]
pub(crate) struct ListWriter<'a> {
    tables: &'a Tables,
    page_ids: PageIds<'a>,
}

/// Page ids that were never used before.
#[derive(Debug)]
struct PageIds<'a> {
    /// The least number that nobody has taken.
    next: &'a AtomicU64,
    /// Those that were taken and are not used yet.
    taken: Range<u64>,
}

/// How many page ids a writer takes, and reserves, at once: writers beside each other write to
/// leaves of the engine of their own.
const TAKEN: u64 = 32;

impl PageIds<'_> {
    fn next(&mut self, tables: &Tables) -> Result<u64> {
        if self.taken.is_empty() {
            let first = self.next.fetch_add(TAKEN, Ordering::Relaxed);
            self.taken = first..first + TAKEN;
            tables.reserve(first..first + TAKEN + AHEAD as u64)?;
        }
        let number = self.taken.start;
        self.taken.start += 1;
        Ok(number)
    }
}

/// What a merge made. Until the root is written, nothing of it can be read.
#[derive(Debug)]
pub(crate) struct Merged {
    /// The sealed root.
    pub(crate) root: Vec<u8>,
    /// The page ids that the root before names and this one does not.
    pub(crate) old: Vec<u64>,
    /// The page ids that only this root names.
    pub(crate) new: Vec<u64>,
}

pub(super) type Entry<T> = (SortKey, Valid<T>);

/// A change of a list.
struct Change<T> {
    key: SortKey,
    /// The record; `None` if it was removed.
    record: Option<Valid<T>>,
    /// Whether the list had a record under the key.
    stored: bool,
}

impl<T> Clone for Change<T> {
    fn clone(&self) -> Self {
        Self { key: self.key, record: self.record.clone(), stored: self.stored }
    }
}

impl<T: Listed> Change<T> {
    fn put((key, record): Entry<T>) -> Self {
        Self { key, record: Some(record), stored: false }
    }

    fn remove(key: SortKey) -> Self {
        Self { key, record: None, stored: true }
    }

    fn bytes(&self) -> usize {
        let bytes = |record: &Valid<T>| PackedRecord::entry_bytes(record.payload().len());
        self.record.as_ref().map_or(0, bytes)
    }
}

impl<'a> ListWriter<'a> {
    /// Makes a writer that takes its page ids, a few at a time, from `next`, the least that is
    /// free; several may at once.
    pub(crate) fn new(tables: &'a Tables, next: &'a AtomicU64) -> Self {
        Self { tables, page_ids: PageIds { next, taken: 0..0 } }
    }

    /// Merges a memlist into the tree of its root; `lsn` is the highest LSN that the
    /// memlist contains.
    ///
    /// Leaves without a change stay. At the end of the list leaves are filled one after the other,
    /// so that what came in order ends in full ones; elsewhere a leaf that overflows is cut into
    /// equal parts, and one that runs low is joined with the next. The few new records of a leaf
    /// elsewhere go into the late run of its branch. A list that fits its root is
    /// stored in it; one that shrank to that from several leaves may take as many merges as it had
    /// levels to get there.
    pub(crate) fn merge<T: Listed>(
        &mut self,
        key: &ListKey,
        root: &ListRoot,
        memlist: &MemList<T>,
        applied_lsn: u64,
    ) -> Result<Merged> {
        let changes: Vec<Change<T>> = memlist
            .all()
            .map(|(key, record, stored)| Change { key, record: record.cloned(), stored })
            .collect();
        let mut merge = Merge {
            tables: self.tables,
            page_ids: &mut self.page_ids,
            old: Vec::new(),
            new: Vec::new(),
        };
        let (count, height, newest) = (0, 0, *SortKey::MIN.as_bytes());
        let inline = Vec::new();
        let mut record = ListRootRecord { applied_lsn, count, height, root: 0, inline, newest };
        let mut top = match *root.tree() {
            Tree::Root { number, height: height @ 1.., .. } => {
                merge.old.push(number);
                record.height = height - 1;
                let node = merge.tables.branch(number)?;
                merge.below(&node, record.height, &changes, true)?
            }
            Tree::Root { .. } | Tree::Inline(_) | Tree::Empty => {
                if let Tree::Root { number, .. } = *root.tree() {
                    merge.old.push(number);
                }
                let mut entries = Vec::new();
                let leaf = only_leaf::<T>(root, merge.tables)?;
                let stored =
                    leaf.iter().flat_map(|leaf| (0..leaf.len()).filter_map(|at| leaf.entry(at)));
                apply(stored, &changes, &mut entries);
                if bytes(&entries) <= INLINE_BYTES && !entries.is_empty() {
                    record.count = entries.len() as u64;
                    record.inline = pack(&entries).archive()?;
                    entries.clear();
                }
                Below::of(merge.leaves(&entries, true)?)
            }
        };
        while top.children.len() > 1 || !top.late.is_empty() || !top.changes.is_empty() {
            top = Below::of(merge.nodes(top, true)?);
            record.height += 1;
        }
        if let Some(top) = top.children.first() {
            record.root = top.number;
            record.count = top.count;
            record.newest = *newest_of(root.tree(), &changes).as_bytes();
        } else {
            record.height = 0;
        }
        let Merge { old, new, .. } = merge;
        Ok(Merged { root: ListRoot::seal(key, &record)?, old, new })
    }
}

/// Returns a sort key that no record of a tree passes after changes. It stays if the newest are
/// removed.
fn newest_of<T: Listed>(tree: &Tree, changes: &[Change<T>]) -> SortKey {
    let stored = match tree {
        Tree::Empty => None,
        Tree::Inline(leaf) => {
            T::of_leaf(leaf).and_then(|leaf| leaf.key(leaf.len().saturating_sub(1)))
        }
        Tree::Root { newest, .. } => Some(*newest),
    };
    let put = changes.last().map(|change| change.key);
    stored.max(put).unwrap_or(SortKey::MIN)
}

pub(super) fn pack<T: Listed>(entries: &[Entry<T>]) -> PackedRecord {
    let records = entries.iter().map(|(_, record)| record.payload().len()).sum();
    let mut packed = PackedRecord::with_capacity(entries.len(), records);
    for (key, record) in entries {
        packed.push(*key, record.payload());
    }
    packed
}

pub(super) fn entry_bytes<T: Listed>((_, record): &Entry<T>) -> usize {
    PackedRecord::entry_bytes(record.payload().len())
}

fn bytes<T: Listed>(entries: &[Entry<T>]) -> usize {
    entries.iter().map(entry_bytes).sum()
}

/// Adds the stored records, as the changes leave them, to `entries`; both come in the order of
/// their keys.
fn apply<T: Listed>(
    stored: impl Iterator<Item = Entry<T>>,
    changes: &[Change<T>],
    entries: &mut Vec<Entry<T>>,
) {
    let mut changes = changes.iter().peekable();
    let put = |change: &Change<T>, entries: &mut Vec<Entry<T>>| {
        if let Some(record) = &change.record {
            entries.push((change.key, record.clone()));
        }
    };
    for (key, record) in stored {
        while let Some(change) = changes.next_if(|change| change.key < key) {
            put(change, entries);
        }
        match changes.next_if(|change| change.key == key) {
            Some(change) => put(change, entries),
            None => entries.push((key, record)),
        }
    }
    for change in changes {
        put(change, entries);
    }
}

/// Cuts things of these sizes into stretches of at most `room`: full ones and a rest, or about
/// equal ones.
fn cut(sizes: &[usize], room: usize, full: bool) -> Vec<Range<usize>> {
    let mut left: usize = sizes.iter().sum();
    let aim = |left: usize| if full { room } else { left.div_ceil(left.div_ceil(room).max(1)) };
    let (mut cuts, mut start, mut size, mut enough) = (Vec::new(), 0, 0, aim(left));
    for (at, next) in sizes.iter().enumerate() {
        if at > start && (size + next > room || size + next / 2 > enough) {
            cuts.push(start..at);
            left -= size;
            (start, size, enough) = (at, 0, aim(left));
        }
        size += next;
    }
    if start < sizes.len() {
        cuts.push(start..sizes.len());
    }
    cuts
}

/// One merge under way.
struct Merge<'a, 'w> {
    tables: &'a Tables,
    page_ids: &'w mut PageIds<'a>,
    old: Vec<u64>,
    new: Vec<u64>,
}

/// What is below a branch after a merge.
struct Below<T> {
    children: Vec<ChildRecord>,
    /// The late run as it was.
    late: Vec<ChildRecord>,
    /// The changes of the late run.
    changes: Vec<Change<T>>,
}

impl<T> Default for Below<T> {
    fn default() -> Self {
        Self::of(Vec::new())
    }
}

impl<T> Below<T> {
    fn of(children: Vec<ChildRecord>) -> Self {
        Self { children, late: Vec::new(), changes: Vec::new() }
    }

    fn is_empty(&self) -> bool {
        self.children.is_empty() && self.late.is_empty()
    }

    fn append(&mut self, mut other: Self) {
        self.children.append(&mut other.children);
        self.late.append(&mut other.late);
        self.changes.append(&mut other.changes);
    }
}

/// The newest leaves of a list take what comes late into them at once: most reads begin there.
const HOT_LEAVES: usize = 3;
/// A leaf takes in its late records when they become this part of its own. Joined, they fit a
/// packing: 12 quotes of 4,088 bytes with a leaf of the 52 shortest have less than 65,535.
const LATE_EACH: u64 = 4;

/// Returns whether changes of a leaf are new records that go into the late run, and not into it.
fn comes_late<T>(child: &ChildRecord, changes: &[Change<T>]) -> bool {
    let late = u64::from(child.late);
    changes.iter().all(|change| !change.stored && *change.key.as_bytes() > child.first)
        && (late + changes.len() as u64) * LATE_EACH < child.count.saturating_sub(late)
}

/// A child, and what a merge has for it.
struct Child<'c, T> {
    record: ChildRecord,
    changes: &'c [Change<T>],
    /// Whether it is written anew. If it is not, its changes go into the late run.
    is_written: bool,
}

/// Divides changes between children: each has those from its first key on, and the first those
/// before that as well.
fn divide<'c, T>(children: &[ChildRecord], mut changes: &'c [Change<T>]) -> Vec<Child<'c, T>> {
    let mut divided = Vec::with_capacity(children.len());
    for (at, child) in children.iter().enumerate() {
        let here = children.get(at + 1).map_or(changes.len(), |next| {
            changes.partition_point(|change| *change.key.as_bytes() < next.first)
        });
        let (here, rest) = changes.split_at(here);
        divided.push(Child { record: *child, changes: here, is_written: !here.is_empty() });
        changes = rest;
    }
    divided
}

impl Merge<'_, '_> {
    /// Applies changes to what is below a branch, whose children are `height` levels above the
    /// leaves; `last` says that nothing of the list is after them.
    fn below<T: Listed>(
        &mut self,
        node: &Valid<BranchRecord>,
        height: u8,
        changes: &[Change<T>],
        last: bool,
    ) -> Result<Below<T>> {
        let BranchRecord { children, late } = node.to_record();
        let mut children = divide(&children, changes);
        let Some(height) = height.checked_sub(1) else {
            choose_late(&mut children, late.len(), last);
            let mut below = Below { late, ..Below::default() };
            self.leaves_below(Some(node), &children, last, &mut below)?;
            return Ok(below);
        };
        let mut level = Vec::with_capacity(children.len() + 1);
        // What is still too little for a branch of its own.
        let mut below = Below::default();
        for (at, child) in children.iter().enumerate() {
            if !child.is_written && below.is_empty() {
                level.push(child.record);
                continue;
            }
            self.old.push(child.record.number);
            let node = self.tables.branch(child.record.number)?;
            let is_end = at + 1 == children.len();
            below.append(self.below(&node, height, child.changes, last && is_end)?);
            if is_end || below.children.len() >= BranchRecord::CHILDREN / 4 {
                level.append(&mut self.nodes(take(&mut below), last && is_end)?);
            }
        }
        Ok(Below::of(level))
    }

    /// Applies their changes to leaves, and adds what is in their place to `below`; `node` is the
    /// branch above them, if they have a late run.
    fn leaves_below<T: Listed>(
        &mut self,
        node: Option<&Valid<BranchRecord>>,
        children: &[Child<'_, T>],
        last: bool,
        below: &mut Below<T>,
    ) -> Result<()> {
        // What is still too little for a leaf of its own.
        let mut entries = Vec::new();
        for (at, Child { record, changes, is_written }) in children.iter().enumerate() {
            if !is_written && entries.is_empty() {
                below.children.push(with_late(record, changes.len()));
                below.changes.extend_from_slice(changes);
                continue;
            }
            self.old.push(record.number);
            let leaf = self.tables.leaf::<T>(record.number)?;
            let own = (0..leaf.len()).filter_map(|at| leaf.entry(at));
            match node {
                Some(node) if record.late > 0 => {
                    let late = self.tables.late(node, at)?;
                    below.changes.extend(late.iter().map(|(key, _)| Change::remove(*key)));
                    fault!("half-late", below.changes.clear());
                    let late: Vec<_> = late.into_iter().map(Change::put).collect();
                    let mut stored = Vec::with_capacity(leaf.len() + late.len());
                    apply(own, &late, &mut stored);
                    apply(stored.into_iter(), changes, &mut entries);
                }
                _ => apply(own, changes, &mut entries),
            }
            let is_end = at + 1 == children.len();
            if is_end || bytes(&entries) >= PackedRecord::ROOM_BYTES / 4 {
                let mut leaves = self.leaves(&take(&mut entries), last && is_end)?;
                below.children.append(&mut leaves);
            }
        }
        Ok(())
    }

    /// Writes records as leaves.
    fn leaves<T: Listed>(&mut self, entries: &[Entry<T>], last: bool) -> Result<Vec<ChildRecord>> {
        let sizes: Vec<usize> = entries.iter().map(entry_bytes).collect();
        let mut level = Vec::new();
        for part in cut(&sizes, PackedRecord::ROOM_BYTES, last) {
            let part = entries.get(part).unwrap_or_default();
            let Some((first, _)) = part.first() else { continue };
            let number = self.write(|key| encode_record(T::KIND, key, &pack(part)))?;
            let (first, count) = (*first.as_bytes(), part.len() as u64);
            level.push(ChildRecord { first, number, count, late: 0 });
        }
        Ok(level)
    }

    /// Writes branches above leaves or branches.
    fn nodes<T: Listed>(&mut self, below: Below<T>, last: bool) -> Result<Vec<ChildRecord>> {
        let Below { children, late, changes } = below;
        let parts = cut(&vec![1; children.len()], BranchRecord::CHILDREN, last);
        if parts.len() == 1 && !late.is_empty() && late.len() <= BranchRecord::LATE {
            let mut run = Below::default();
            self.leaves_below(None, &divide(&late, &changes), false, &mut run)?;
            return Ok(vec![self.node(children, run.children)?]);
        }
        // A late run that begins, is cut, or has too many leaves, is written as a whole.
        let mut entries = Vec::new();
        let mut stored = Vec::new();
        for leaf in late {
            self.old.push(leaf.number);
            let leaf = self.tables.leaf::<T>(leaf.number)?;
            stored.extend((0..leaf.len()).filter_map(|at| leaf.entry(at)));
        }
        apply(stored.into_iter(), &changes, &mut entries);
        let mut level = Vec::with_capacity(parts.len());
        for part in parts {
            let behind = children.get(part.end);
            let here = entries.partition_point(|(key, _)| {
                behind.is_none_or(|behind| *key.as_bytes() < behind.first)
            });
            let rest = entries.split_off(here);
            let late = self.leaves(&entries, false)?;
            entries = rest;
            level.push(self.node(children.get(part).unwrap_or_default().to_vec(), late)?);
        }
        Ok(level)
    }

    fn node(&mut self, children: Vec<ChildRecord>, late: Vec<ChildRecord>) -> Result<ChildRecord> {
        let first = children.first().map(|child| child.first).unwrap_or_default();
        let count = children.iter().map(|child| child.count).sum();
        let node = BranchRecord { children, late };
        let number = self.write(|key| {
            fault!("lose-late", {
                let node = BranchRecord { children: node.children, late: Vec::new() };
                return encode_record(Kind::Branch, key, &node);
            });
            encode_record(Kind::Branch, key, &node)
        })?;
        Ok(ChildRecord { first, number, count, late: 0 })
    }

    fn write(&mut self, seal: impl FnOnce(&[u8]) -> Result<Vec<u8>>) -> Result<u64> {
        let number = self.page_ids.next(self.tables)?;
        self.tables.write(number, seal(&number.to_be_bytes())?)?;
        self.new.push(number);
        Ok(number)
    }
}

/// Chooses the leaves whose new records go into a late run, which has so many leaves. If there is
/// no room for all of them, every leaf takes in what is its own.
fn choose_late<T: Listed>(children: &mut [Child<'_, T>], late: usize, last: bool) {
    let cold = if last { children.len().saturating_sub(HOT_LEAVES) } else { children.len() };
    let bytes: usize = children
        .iter()
        .take(cold)
        .filter(|child| comes_late(&child.record, child.changes))
        .flat_map(|child| child.changes)
        .map(Change::bytes)
        .sum();
    let room = BranchRecord::LATE * PackedRecord::ROOM_BYTES;
    let is_full = late * PackedRecord::ROOM_BYTES + bytes > room;
    for (at, child) in children.iter_mut().enumerate() {
        child.is_written = if is_full {
            child.is_written || child.record.late > 0
        } else {
            child.is_written && (at >= cold || !comes_late(&child.record, child.changes))
        };
    }
}

/// Counts more late records of a leaf.
fn with_late(child: &ChildRecord, late: usize) -> ChildRecord {
    // Less than a fourth of the records of a leaf.
    let more = u16::try_from(late).unwrap_or(u16::MAX);
    ChildRecord {
        count: child.count + late as u64,
        late: child.late.saturating_add(more),
        ..*child
    }
}
