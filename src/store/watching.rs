//! The methods of `Store` that watch for new quotes.

use super::Store;
use crate::error::Result;
use crate::query::{QuoteQuery, Watch};
use crate::storage::ChangeCursor;

/// Watching.
impl Store {
    /// Watches a query of quotes of this store: returns the quotes that are stored from now on and
    /// that it finds, as they are committed.
    ///
    /// The filters alone count, not the order. A quote that comes to match because a speaker is
    /// edited is not new. A watch flushes what it reads to the operating system, so that it can go
    /// on from its [cursor](Watch::cursor) after the process was killed.
    ///
    /// # Errors
    /// `InvalidInput` if the query is of another store, is after a cursor, or is invalid with one
    /// more filter; else as [`changes`](Store::changes).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store, WatchEvent};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let watch = store.watch(store.quotes().speaker("Ada Nkemelu"))?;
    /// let reader = std::thread::spawn(move || {
    ///     for event in watch {
    ///         if let WatchEvent::Quote(new) = event? {
    ///             println!("{}", new.quote.text());
    ///         }
    ///     }
    ///     Ok::<_, onrecord::Error>(())
    /// });
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// drop(store); // which ends the watch
    /// reader.join().expect("no panic")?;
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn watch(&self, query: QuoteQuery) -> Result<Watch> {
        Watch::new(&self.storage, query, None)
    }

    /// Watches a query of quotes from a place in the feed of changes on: that of an earlier watch,
    /// of [`changes`](Store::changes), or the start. [`Watch::cursor`] has an example.
    ///
    /// # Errors
    /// As [`watch`](Store::watch); `RolledBack` and `Expired` if the changes after `since` are not
    /// what they were or not there: start over.
    pub fn watch_since(&self, query: QuoteQuery, since: ChangeCursor) -> Result<Watch> {
        Watch::new(&self.storage, query, Some(since))
    }
}
