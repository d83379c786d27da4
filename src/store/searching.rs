//! The methods of `Store` for its index of words.

use std::time::Duration;

use super::Store;
use crate::error::{Error, Result};
use crate::storage::{TextState, TextWork, read};

/// The index of words, which [`QuoteQuery::matching`](crate::QuoteQuery::matching) searches.
impl Store {
    fn text(&self) -> Result<&TextState> {
        self.storage.text.get().map(AsRef::as_ref).ok_or_else(|| {
            Error::invalid(
                "the store is open without an index of words: open it with OpenOptions::text_index",
            )
        })
    }

    /// Returns how many commits are not in the index of words yet; `None` if the store is open
    /// without one.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::OpenOptions;
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// let store = OpenOptions::new().create(true).text_index(true).open(path)?;
    /// assert_eq!(store.text_lag(), Some(0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn text_lag(&self) -> Option<u64> {
        let indexed = self.storage.text.get()?.view().lsn;
        Some(read(&self.storage).lsn().saturating_sub(indexed))
    }

    /// Waits until all that is committed now is in the index of words, at most for `timeout`.
    /// Returns whether it is.
    ///
    /// # Errors
    /// `InvalidInput` if the store is open without an index of words; `Io` if the index does not
    /// follow the store, since a file could not be read or written.
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// # use onrecord::{Draft, OpenOptions};
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// let store = OpenOptions::new().create(true).text_index(true).open(path)?;
    /// store.put(&Draft::new("We won."))?;
    /// assert!(store.catch_up_text(Duration::from_secs(10))?);
    /// assert_eq!(store.text_lag(), Some(0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn catch_up_text(&self, timeout: Duration) -> Result<bool> {
        let lsn = read(&self.storage).lsn();
        self.text()?.catch_up(lsn, timeout, &self.storage.watchers)
    }

    /// Makes the index of words anew: it is empty when this returns, and fills from then on. For an
    /// index that is damaged while it is open; one that is damaged is made anew by the next open in
    /// any case.
    ///
    /// # Errors
    /// As [`catch_up_text`](Self::catch_up_text).
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// # use onrecord::OpenOptions;
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// let store = OpenOptions::new().create(true).text_index(true).open(path)?;
    /// store.rebuild_text()?;
    /// assert!(store.catch_up_text(Duration::from_secs(10))?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rebuild_text(&self) -> Result<()> {
        self.text()?.run(TextWork::Rebuild, &self.storage.watchers)
    }
}
