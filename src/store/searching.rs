//! The methods of `Store` for its indexes of words.

use std::time::{Duration, Instant};

use super::Store;
use crate::error::{Error, Result};
use crate::storage::{TextWork, read};

/// The indexes of words, which [`QuoteQuery::matching`](crate::QuoteQuery::matching) and
/// [`ArticleQuery::paragraphs`](crate::ArticleQuery::paragraphs) search.
impl Store {
    fn check_texts(&self) -> Result<()> {
        let is_open = self.storage.texts.all().next().is_some();
        let message =
            "the store is open without an index of words: open it with OpenOptions::text_index";
        if is_open { Ok(()) } else { Err(Error::invalid(message)) }
    }

    /// Returns how many commits are not in the index of words yet, of two indexes in the one that
    /// is further behind; `None` if the store is open without one.
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
        let indexed = self.storage.texts.views().lsn()?;
        Some(read(&self.storage).lsn().saturating_sub(indexed))
    }

    /// Waits until all that is committed now is in the indexes of words, at most for `timeout`.
    /// Returns whether it is.
    ///
    /// # Errors
    /// `InvalidInput` if the store is open without an index of words; `Io` if the index does not
    /// follow the store, since a file could not be read or written.
    ///
    /// # Examples
    /// ```
    /// use std::time::{Duration, Instant};
    /// # use onrecord::{Draft, OpenOptions};
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// let store = OpenOptions::new().create(true).text_index(true).open(path)?;
    /// store.put(&Draft::new("We won."))?;
    /// assert!(store.catch_up_text(Duration::from_secs(10))?);
    /// assert_eq!(store.text_lag(), Some(0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn catch_up_text(&self, timeout: Duration) -> Result<bool> {
        self.check_texts()?;
        let (lsn, begun) = (read(&self.storage).lsn(), Instant::now());
        for (_, text) in self.storage.texts.all() {
            let left = timeout.saturating_sub(begun.elapsed());
            if !text.catch_up(lsn, left, &self.storage.watchers)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Makes the indexes of words anew: they are empty when this returns, and fill from then on.
    /// For an index that is damaged while it is open; one that is damaged is made anew by the next
    /// open in any case.
    ///
    /// # Errors
    /// As [`catch_up_text`](Self::catch_up_text).
    ///
    /// # Examples
    /// ```
    /// use std::time::{Duration, Instant};
    /// # use onrecord::OpenOptions;
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// let store = OpenOptions::new().create(true).text_index(true).open(path)?;
    /// store.rebuild_text()?;
    /// assert!(store.catch_up_text(Duration::from_secs(10))?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rebuild_text(&self) -> Result<()> {
        self.check_texts()?;
        let mut texts = self.storage.texts.all();
        texts.try_for_each(|(_, text)| text.run(TextWork::Rebuild, &self.storage.watchers))
    }
}
