//! Posting lists as copy-on-write B+ trees: reading by cursor and rank, and writing new leaves.

mod leaf_cursor;
mod list_builder;
mod list_cursor;
#[cfg(test)]
mod list_tests;
mod list_writer;
mod posting_list;

pub(crate) use leaf_cursor::{LeafCursor, Order};
pub(crate) use list_builder::{Pages, build_list};
pub(crate) use list_cursor::ListCursor;
pub(crate) use list_writer::ListWriter;
#[cfg(test)]
pub(crate) use posting_list::page_ids;
pub(crate) use posting_list::{LateRuns, PostingList};
