//! The newest leaves of a list, looked up as one.

use std::sync::Arc;

use smallvec::SmallVec;

use super::leaf::Leaf;
use crate::record::{BranchRecord, Valid};

/// A branch on the way down.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    /// The page id of the branch.
    pub(crate) number: u64,
    pub(crate) node: Valid<BranchRecord>,
    /// The position of the child below it.
    pub(crate) at: usize,
}

/// The branches from the root down. Few lists have more than one level of them.
pub(crate) type Path = SmallVec<[Level; 1]>;

/// The newest leaves of a list and the branches above them. Most reads begin with these.
#[derive(Debug)]
pub(crate) struct HotLeaves {
    /// The path to the last leaf.
    pub(crate) path: Path,
    /// The last leaves below the last branch of the path, and the position of the first of them.
    pub(crate) run: (Arc<[Leaf]>, usize),
}

impl HotLeaves {
    /// Returns how many bytes it keeps in memory.
    pub(crate) fn size(&self) -> usize {
        let nodes = self.path.iter().map(|level| level.node.size()).sum::<usize>();
        nodes + self.run.0.iter().map(Leaf::size).sum::<usize>() + size_of::<Self>()
    }
}
