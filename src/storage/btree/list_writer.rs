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
type Change<T> = (SortKey, Option<Valid<T>>);

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
    /// equal parts, and one that runs low is joined with the next. A list that fits its root is
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
            .changes(SortKey::MIN..SortKey::MAX)
            .map(|(key, record)| (key, record.cloned()))
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
        let mut level = match *root.tree() {
            Tree::Root { number, height: height @ 1.., .. } => {
                merge.old.push(number);
                record.height = height - 1;
                let children = merge.tables.branch(number)?.children();
                merge.level(&children, record.height, &changes, true)?
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
                merge.leaves(&entries, true)?
            }
        };
        while level.len() > 1 {
            level = merge.nodes(&level, true)?;
            record.height += 1;
        }
        if let Some(top) = level.first() {
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
    let put = changes.last().map(|(key, _)| *key);
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
        if let (key, Some(record)) = change {
            entries.push((*key, record.clone()));
        }
    };
    for (key, record) in stored {
        while let Some(change) = changes.next_if(|(changed, _)| *changed < key) {
            put(change, entries);
        }
        match changes.next_if(|(changed, _)| *changed == key) {
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

impl Merge<'_, '_> {
    /// Applies changes to the children of a branch, `height` levels above the leaves, and returns
    /// what is in their place; `last` says that nothing of the list is after them.
    fn level<T: Listed>(
        &mut self,
        old: &[ChildRecord],
        height: u8,
        mut changes: &[Change<T>],
        last: bool,
    ) -> Result<Vec<ChildRecord>> {
        let mut level = Vec::with_capacity(old.len() + 1);
        // What is still too little for a leaf, or a branch, of its own.
        let (mut entries, mut below) = (Vec::new(), Vec::new());
        for (at, child) in old.iter().enumerate() {
            let behind = old.get(at + 1);
            let here = behind.map_or(changes.len(), |next| {
                changes.partition_point(|(key, _)| *key.as_bytes() < next.first)
            });
            let (here, rest) = changes.split_at(here);
            changes = rest;
            if here.is_empty() && entries.is_empty() && below.is_empty() {
                level.push(*child);
                continue;
            }
            self.old.push(child.number);
            let last = last && behind.is_none();
            if let Some(height) = height.checked_sub(1) {
                let node = self.tables.branch(child.number)?;
                below.append(&mut self.level(&node.children(), height, here, last)?);
                if behind.is_none() || below.len() >= BranchRecord::CHILDREN / 4 {
                    level.append(&mut self.nodes(&take(&mut below), last)?);
                }
            } else {
                let leaf = self.tables.leaf::<T>(child.number)?;
                let stored = (0..leaf.len()).filter_map(|at| leaf.entry(at));
                apply(stored, here, &mut entries);
                if behind.is_none() || bytes(&entries) >= PackedRecord::ROOM_BYTES / 4 {
                    level.append(&mut self.leaves(&take(&mut entries), last)?);
                }
            }
        }
        Ok(level)
    }

    /// Writes records as leaves.
    fn leaves<T: Listed>(&mut self, entries: &[Entry<T>], last: bool) -> Result<Vec<ChildRecord>> {
        let sizes: Vec<usize> = entries.iter().map(entry_bytes).collect();
        let mut level = Vec::new();
        for part in cut(&sizes, PackedRecord::ROOM_BYTES, last) {
            let part = entries.get(part).unwrap_or_default();
            let Some((first, _)) = part.first() else { continue };
            let number = self.write(|key| encode_record(T::KIND, key, &pack(part)))?;
            level.push(ChildRecord { first: *first.as_bytes(), number, count: part.len() as u64 });
        }
        Ok(level)
    }

    /// Writes branches above leaves or branches.
    fn nodes(&mut self, children: &[ChildRecord], last: bool) -> Result<Vec<ChildRecord>> {
        let mut level = Vec::new();
        for part in cut(&vec![1; children.len()], BranchRecord::CHILDREN, last) {
            let part = children.get(part).unwrap_or_default();
            let Some(first) = part.first() else { continue };
            let node = BranchRecord { children: part.to_vec() };
            let number = self.write(|key| encode_record(Kind::Branch, key, &node))?;
            let count = part.iter().map(|child| child.count).sum();
            level.push(ChildRecord { first: first.first, number, count });
        }
        Ok(level)
    }

    fn write(&mut self, seal: impl FnOnce(&[u8]) -> Result<Vec<u8>>) -> Result<u64> {
        let number = self.page_ids.next(self.tables)?;
        self.tables.write(number, seal(&number.to_be_bytes())?)?;
        self.new.push(number);
        Ok(number)
    }
}
