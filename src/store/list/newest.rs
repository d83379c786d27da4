//! The newest blocks of a list, looked up as one.

use std::sync::Arc;

use super::blocks::{Blocks, Listed};
use super::head::Leaf;
use super::walk::{Level, Path};
use crate::error::Result;

/// How many of the newest blocks are kept beside each other in the cache: a page of quotes lies in them.
const BLOCKS: usize = 3;

/// The newest blocks of a list and the nodes on the way down to them. Most walks begin with these.
#[derive(Debug)]
pub(crate) struct Newest {
    /// The way to the last block.
    pub(super) path: Path,
    /// The last blocks below the last node of the path, and the position of the first of them.
    pub(super) run: (Arc<[Leaf]>, usize),
}

impl Newest {
    /// Reads the last blocks below a node, at the second of which from behind a walk is that began with the last of its
    /// list; none where it is elsewhere.
    pub(super) fn read<T: Listed>(path: &Path, blocks: Blocks<'_>) -> Result<Option<Self>> {
        let mut path = path.clone();
        let Some(Level { node, at, .. }) = path.last_mut() else { return Ok(None) };
        *at += 1;
        if *at + 1 != node.children.len() {
            return Ok(None);
        }
        let first = node.children.len().saturating_sub(BLOCKS);
        let last = node.children.iter().skip(first);
        let leaves = last.map(|child| Ok(T::into_leaf(blocks.leaf(child.number.to_native())?)));
        let run = (leaves.collect::<Result<_>>()?, first);
        Ok(Some(Self { path, run }))
    }

    /// Returns how many bytes it keeps in memory.
    pub(crate) fn size(&self) -> usize {
        let nodes = self.path.iter().map(|level| level.node.size()).sum::<usize>();
        nodes + self.run.0.iter().map(Leaf::size).sum::<usize>() + size_of::<Self>()
    }
}
