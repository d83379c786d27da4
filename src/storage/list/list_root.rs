//! The root of a list: the number of its records, and their tree.

use super::leaf::Leaf;
use super::list_key::ListKey;
use crate::bytes::Bytes;
use crate::error::{Error, Result};
use crate::record::{
    Kind, ListRootRecord, Packed, SortKey, Valid, decode_record, describe, encode_plain,
};

/// The root of a list, validated. Cloning one copies no record.
#[derive(Clone, Debug)]
pub(crate) struct ListRoot {
    applied_lsn: u64,
    count: u64,
    tree: Tree,
}

/// The tree of a list.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    Empty,
    /// In the root itself.
    Inline(Leaf),
    /// In the leaves below the branch of this page id, with that many levels of branches from it
    /// on; with none, it is the only leaf.
    Root {
        number: u64,
        height: u8,
        /// No record has a greater sort key.
        newest: SortKey,
    },
}

/// The greatest number of levels that reading follows: far more than a full store has.
const HEIGHT: u8 = 16;

impl ListRoot {
    /// Returns the root of a list that was never written.
    pub(crate) fn empty() -> Self {
        Self { applied_lsn: 0, count: 0, tree: Tree::Empty }
    }

    /// Opens and validates a stored root.
    pub(crate) fn open(key: &ListKey, value: Bytes) -> Result<Self> {
        let record: Valid<ListRootRecord> = decode_record(Kind::ListRoot, key.as_bytes(), value)?;
        let malformed = |why: String| {
            Error::corrupt(format!(
                "{} is malformed: {why}",
                describe(Kind::ListRoot, key.as_bytes())
            ))
        };
        let (number, height) = (record.root.to_native(), record.height);
        let tree = if !record.inline.is_empty() {
            let payload = 0..record.inline.len();
            let bytes = record.inline.to_vec().into();
            Tree::Inline(if key.holds_quotes() {
                Leaf::Quotes(Packed::new(bytes, payload).map_err(malformed)?)
            } else {
                Leaf::Postings(Packed::new(bytes, payload).map_err(malformed)?)
            })
        } else if number == 0 {
            Tree::Empty
        } else if height <= HEIGHT {
            Tree::Root { number, height, newest: SortKey::from_bytes(record.newest) }
        } else {
            return Err(malformed(format!("{height} levels")));
        };
        Ok(Self {
            applied_lsn: record.applied_lsn.to_native(),
            count: record.count.to_native(),
            tree,
        })
    }

    /// Seals the root of a list; of `root` and `inline` one is empty, or both are.
    pub(crate) fn seal(key: &ListKey, record: &ListRootRecord) -> Result<Vec<u8>> {
        encode_plain(Kind::ListRoot, key.as_bytes(), record)
    }

    /// Returns the highest LSN that the list contains.
    pub(crate) fn applied_lsn(&self) -> u64 {
        self.applied_lsn
    }

    /// Returns how many records there are, without those in a memlist.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Returns how many bytes the root keeps in memory.
    pub(crate) fn size(&self) -> usize {
        size_of::<Self>() + if let Tree::Inline(leaf) = &self.tree { leaf.size() } else { 0 }
    }

    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }
}
