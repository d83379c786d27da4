//! The head of a list: how many records it has and where they are.

use super::blocks::{Blocks, Listed};
use super::key::ListKey;
use crate::bytes::Bytes;
use crate::error::{Error, Result};
use crate::record::{
    Kind, ListRootRecord, Packed, PostingRecord, QuoteRecord, SortKey, Valid, describe, decode_record, encode_record,
};

/// The records of one block.
#[derive(Clone, Debug)]
pub(crate) enum Leaf {
    Quotes(Packed<QuoteRecord>),
    Postings(Packed<PostingRecord>),
}

impl Leaf {
    /// Returns how many bytes the block keeps in memory.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Quotes(packed) => packed.size(),
            Self::Postings(packed) => packed.size(),
        }
    }
}

/// The head of a list, validated. Cloning one copies no record.
#[derive(Clone, Debug)]
pub(crate) struct ListHead {
    applied_lsn: u64,
    count: u64,
    tree: Tree,
}

/// Where the records of a list are.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Empty,
    /// In the head itself.
    Inline(Leaf),
    /// In the blocks below the node of this number, with that many levels of nodes from it on; with none, it is
    /// the only block.
    Root {
        number: u64,
        height: u8,
    },
}

/// The greatest number of levels that reading follows: far more than a full store has.
const HEIGHT: u8 = 16;

impl ListHead {
    /// Returns the head of a list that was never written.
    pub(crate) fn empty() -> Self {
        Self { applied_lsn: 0, count: 0, tree: Tree::Empty }
    }

    /// Opens and validates a stored head.
    pub(crate) fn open(key: &ListKey, value: Bytes) -> Result<Self> {
        let record: Valid<ListRootRecord> = decode_record(Kind::ListRoot, key.as_bytes(), value)?;
        let malformed = |why: String| {
            Error::corrupt(format!("{} is malformed: {why}", describe(Kind::ListRoot, key.as_bytes())))
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
            Tree::Root { number, height }
        } else {
            return Err(malformed(format!("{height} levels")));
        };
        Ok(Self { applied_lsn: record.applied_lsn.to_native(), count: record.count.to_native(), tree })
    }

    /// Seals the head of a list; of `root` and `inline` one is empty, or both are.
    pub(super) fn seal(key: &ListKey, record: &ListRootRecord) -> Result<Vec<u8>> {
        encode_record(Kind::ListRoot, key.as_bytes(), record)
    }

    /// Returns the highest sequence that the list holds the effect of.
    pub(crate) fn applied_lsn(&self) -> u64 {
        self.applied_lsn
    }

    /// Returns how many records there are, without those in a tail.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Returns how many bytes the head keeps in memory.
    pub(crate) fn size(&self) -> usize {
        size_of::<Self>() + if let Tree::Inline(leaf) = &self.tree { leaf.size() } else { 0 }
    }

    /// Returns the numbers of all blocks and nodes of the list.
    #[cfg(test)]
    pub(crate) fn numbers(&self, blocks: Blocks<'_>) -> Result<Vec<u64>> {
        let Tree::Root { number, height } = self.tree else { return Ok(Vec::new()) };
        let (mut all, mut level) = (vec![number], vec![number]);
        for _ in 0..height {
            let mut below = Vec::new();
            for node in level {
                below.extend(blocks.node(node)?.children.iter().map(|child| child.number.to_native()));
            }
            all.extend(&below);
            level = below;
        }
        Ok(all)
    }

    pub(super) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Returns the only block of the list, where it has but one.
    pub(super) fn only_leaf<T: Listed>(&self, blocks: Blocks<'_>) -> Result<Option<Packed<T>>> {
        Ok(match &self.tree {
            Tree::Inline(leaf) => T::from_leaf(leaf.clone()),
            Tree::Root { number, height: 0 } => Some(blocks.leaf(*number)?),
            Tree::Root { .. } | Tree::Empty => None,
        })
    }

    /// Returns how many records lie before `key`.
    pub(super) fn rank<T: Listed>(&self, blocks: Blocks<'_>, key: &SortKey) -> Result<u64> {
        let Tree::Root { number, height } = self.tree else {
            let leaf = self.only_leaf::<T>(blocks)?;
            return Ok(leaf.map_or(0, |leaf| leaf.lower_bound(key) as u64));
        };
        let (mut number, mut rank) = (number, 0);
        for _ in 0..height {
            let node = blocks.node(number)?;
            let behind = node.children.partition_point(|child| child.first <= *key.as_bytes());
            let at = behind.saturating_sub(1);
            rank += node.children.iter().take(at).map(|child| child.count.to_native()).sum::<u64>();
            number = node.children.get(at).map_or(0, |child| child.number.to_native());
        }
        Ok(rank + blocks.leaf::<T>(number)?.lower_bound(key) as u64)
    }
}
