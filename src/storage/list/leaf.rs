//! The leaves of posting lists.

use crate::record::{Kind, Packed, PostingRecord, QuoteRecord, Record};

/// How many leaves are kept together in memory for scans: 58 KiB.
pub(crate) const RUN: usize = 8;

/// The records of one leaf.
#[derive(Clone, Debug)]
pub(crate) enum Leaf {
    Quotes(Packed<QuoteRecord>),
    Postings(Packed<PostingRecord>),
}

impl Leaf {
    /// Returns how many bytes the leaf keeps in memory.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Quotes(packed) => packed.size(),
            Self::Postings(packed) => packed.size(),
        }
    }
}

/// What lists hold.
pub(crate) trait Listed: Record {
    /// The kind of the leaves.
    const KIND: Kind;

    /// Forgets of what kind a leaf is.
    fn into_leaf(packed: Packed<Self>) -> Leaf
    where
        Self: Sized;

    /// Returns the leaf, if it holds this kind.
    fn from_leaf(leaf: Leaf) -> Option<Packed<Self>>
    where
        Self: Sized;

    /// Lends the leaf, if it holds this kind.
    fn of_leaf(leaf: &Leaf) -> Option<&Packed<Self>>
    where
        Self: Sized;
}

impl Listed for QuoteRecord {
    const KIND: Kind = Kind::Quotes;

    fn into_leaf(packed: Packed<Self>) -> Leaf {
        Leaf::Quotes(packed)
    }

    fn from_leaf(leaf: Leaf) -> Option<Packed<Self>> {
        if let Leaf::Quotes(packed) = leaf { Some(packed) } else { None }
    }

    fn of_leaf(leaf: &Leaf) -> Option<&Packed<Self>> {
        if let Leaf::Quotes(packed) = leaf { Some(packed) } else { None }
    }
}

impl Listed for PostingRecord {
    const KIND: Kind = Kind::Postings;

    fn into_leaf(packed: Packed<Self>) -> Leaf {
        Leaf::Postings(packed)
    }

    fn from_leaf(leaf: Leaf) -> Option<Packed<Self>> {
        if let Leaf::Postings(packed) = leaf { Some(packed) } else { None }
    }

    fn of_leaf(leaf: &Leaf) -> Option<&Packed<Self>> {
        if let Leaf::Postings(packed) = leaf { Some(packed) } else { None }
    }
}
