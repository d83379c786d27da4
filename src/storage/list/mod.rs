//! Posting lists as data: sorted records under a key, such as all quotes of one speaker.
//!
//! A list is a copy-on-write B+ tree of immutable leaves and branches, named by its [`ListRoot`].
//! The few records that came late into old leaves are in late runs: more leaves below the same
//! branches. In memory over the tree are the [`MemLists`] of what was put and removed since the
//! root was written. How lists are read and written is in [`btree`](super::btree).

mod hot_leaves;
mod leaf;
mod list_key;
mod list_root;
mod memlist;
mod quote_counts;

pub(crate) use hot_leaves::{HotLeaves, Level, Path};
pub(crate) use leaf::{Leaf, Listed, RUN};
pub(crate) use list_key::ListKey;
pub(crate) use list_root::{ListRoot, Tree};
pub(crate) use memlist::{MemList, MemLists};
pub(crate) use quote_counts::{Counted, DayOrMonth, QuoteAt, QuoteCounts, Stated};
