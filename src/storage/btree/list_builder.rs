//! Building a list from all of its records: full leaves, and branches above them.

use std::mem::take;

use super::list_writer::{Entry, INLINE_BYTES, entry_bytes, pack};
use crate::error::Result;
use crate::record::{
    BranchRecord, ChildRecord, Kind, ListRootRecord, PackedRecord, Record, SortKey, encode_record,
};
use crate::storage::list::{ListKey, ListRoot, Listed};

/// Receives leaves and branches under new page ids.
pub(crate) struct Pages<'a> {
    /// The page id of the next.
    pub(crate) next: u64,
    pub(crate) write: &'a mut dyn FnMut(u64, Vec<u8>) -> Result<()>,
}

impl Pages<'_> {
    fn write<T: Record>(&mut self, kind: Kind, record: &T) -> Result<u64> {
        let number = self.next;
        self.next += 1;
        (self.write)(number, encode_record(kind, &number.to_be_bytes(), record)?)?;
        Ok(number)
    }

    fn leaf<T: Listed>(&mut self, entries: &[Entry<T>]) -> Result<ChildRecord> {
        let first = entries.first().map(|(key, _)| *key.as_bytes()).unwrap_or_default();
        let number = self.write(T::KIND, &pack(entries))?;
        Ok(ChildRecord { first, number, count: entries.len() as u64, late: 0 })
    }
}

/// The next branch of a level, and the level above if it was begun.
#[derive(Default)]
struct Level {
    children: Vec<ChildRecord>,
    above: Option<Box<Self>>,
}

impl Level {
    fn push(&mut self, child: ChildRecord, pages: &mut Pages<'_>) -> Result<()> {
        if self.children.len() >= BranchRecord::CHILDREN {
            let branch = self.flush(pages)?;
            self.above.get_or_insert_default().push(branch, pages)?;
        }
        self.children.push(child);
        Ok(())
    }

    fn flush(&mut self, pages: &mut Pages<'_>) -> Result<ChildRecord> {
        let children = take(&mut self.children);
        let first = children.first().map(|child| child.first).unwrap_or_default();
        let count = children.iter().map(|child| child.count).sum();
        let number = pages.write(Kind::Branch, &BranchRecord { children, late: Vec::new() })?;
        Ok(ChildRecord { first, number, count, late: 0 })
    }

    /// Writes what is left from this level on. Returns the topmost page, and how many levels of
    /// branches there are from it on.
    fn finish(mut self, pages: &mut Pages<'_>) -> Result<(ChildRecord, u8)> {
        if let ([only], None) = (&self.children[..], &self.above) {
            return Ok((*only, 0));
        }
        let branch = self.flush(pages)?;
        let Some(mut above) = self.above else { return Ok((branch, 1)) };
        above.push(branch, pages)?;
        let (root, height) = above.finish(pages)?;
        Ok((root, height + 1))
    }
}

/// Builds a list from its records, in the order of their keys, and returns its sealed root; `None`
/// if there are no records.
pub(crate) fn build_list<T: Listed>(
    key: &ListKey,
    applied_lsn: u64,
    records: impl Iterator<Item = Result<Entry<T>>>,
    pages: &mut Pages<'_>,
) -> Result<Option<Vec<u8>>> {
    let (count, height, newest) = (0, 0, *SortKey::MIN.as_bytes());
    let inline = Vec::new();
    let mut root = ListRootRecord { applied_lsn, count, height, root: 0, inline, newest };
    let mut leaves = Level::default();
    let (mut entries, mut bytes): (Vec<Entry<T>>, usize) = (Vec::new(), 0);
    for entry in records {
        let entry = entry?;
        let more = entry_bytes(&entry);
        if bytes + more > PackedRecord::ROOM_BYTES && !entries.is_empty() {
            leaves.push(pages.leaf(&take(&mut entries))?, pages)?;
            bytes = 0;
        }
        bytes += more;
        root.count += 1;
        entries.push(entry);
    }
    let Some((newest, _)) = entries.last() else { return Ok(None) };
    let newest = *newest.as_bytes();
    if leaves.children.is_empty() && bytes <= INLINE_BYTES {
        root.inline = pack(&entries).archive()?;
    } else {
        leaves.push(pages.leaf(&entries)?, pages)?;
        let (top, height) = leaves.finish(pages)?;
        (root.root, root.height, root.newest) = (top.number, height, newest);
    }
    ListRoot::seal(key, &root).map(Some)
}
