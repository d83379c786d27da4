//! One page of results.

use super::cursor::Cursor;

/// One page of the results of a query.
///
/// # Examples
/// ```
/// # use onrecord::{Draft, Store};
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// for key in ["a", "b", "c"] {
///     store.put(&Draft::new("Votes were counted.").key(key))?;
/// }
/// let (mut query, mut pages) = (store.articles(), 0);
/// while let Some(next) = query.page(2)?.next {
///     query = query.after(next);
///     pages += 1;
/// }
/// assert_eq!(pages, 1); // two pages, of which the second is the last
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The results, in the order of the query.
    pub items: Vec<T>,
    /// The cursor of the next page; `None` if this page ends with the last result.
    pub next: Option<Cursor>,
}
