//! The items of a feed as they are written.

use std::collections::VecDeque;

use crate::error::Error;

/// What a feed says of all its items.
#[derive(Debug, Default)]
pub(super) struct Channel {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) author: Option<String>,
}

/// An item as it is written. A text may be HTML.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) line: u64,
    pub(super) guid: Option<String>,
    /// The guid is an address too.
    pub(super) is_address: bool,
    pub(super) link: Option<String>,
    pub(super) title: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) language: Option<String>,
    pub(super) source: Option<String>,
    pub(super) content: Option<String>,
    pub(super) summary: Option<String>,
}

/// The items of a feed, or why one cannot be read, with its line.
pub(super) type Items = VecDeque<Result<Item, (u64, Error)>>;

/// Returns the line ends in a piece of a feed.
pub(super) fn line_ends(piece: &[u8]) -> u64 {
    piece.split(|byte| *byte == b'\n').skip(1).count() as u64
}
