//! One page of results.

use super::cursor::Cursor;

/// Holds some results of a query and the place to go on from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The results, in the order of the query.
    pub items: Vec<T>,
    /// The cursor of the next page; `None` if this one ends with the last result.
    pub next: Option<Cursor>,
}
