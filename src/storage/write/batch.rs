//! Several puts with one durability point.

use std::sync::Arc;

use super::commit::{Stored, put_group};
use super::validated_draft::ValidatedDraft;
use crate::error::Result;
use crate::model::Draft;
use crate::storage::shared::StorageHandle;

/// Puts that are committed together, with one flush or fsync for all of them.
///
/// Made by [`Store::batch`](crate::Store::batch). Drafts are validated and kept in memory until
/// [`commit`](Batch::commit); a batch that is dropped before leaves nothing. Each article is still
/// a commit of its own: readers may see some before others, and after a kill in the midst of
/// `commit` an exact prefix of the articles is there.
///
/// # Examples
/// ```
/// # use onrecord::{Draft, Store};
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// let mut batch = store.batch();
/// batch.put(Draft::new("We won.").key("a"))?;
/// batch.put(Draft::new("We lost.").key("b"))?;
/// let stored = batch.commit()?;
/// assert_eq!(stored.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "a batch that is dropped uncommitted leaves nothing"]
pub struct Batch {
    storage: Arc<StorageHandle>,
    drafts: Vec<ValidatedDraft<'static>>,
}

impl Batch {
    pub(crate) fn new(storage: &Arc<StorageHandle>) -> Self {
        Self { storage: Arc::clone(storage), drafts: Vec::new() }
    }

    /// Adds an article, with the paragraphs and quotes that the draft brings. Of two with one key
    /// the later replaces the earlier.
    ///
    /// # Errors
    /// `InvalidInput` if a field, a span or a count passes its [limit](crate::limits); the batch
    /// stays as it was.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, ErrorKind, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let mut batch = store.batch();
    /// let refused = batch.put(Draft::new("We won.").key("")).unwrap_err();
    /// assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn put(&mut self, draft: Draft) -> Result<()> {
        let key = draft.external_key();
        self.drafts.push(ValidatedDraft::owned(draft, key)?);
        Ok(())
    }

    /// Returns how many articles were added.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let mut batch = store.batch();
    /// batch.put(Draft::new("We won."))?;
    /// assert_eq!(batch.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Returns whether nothing was added yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// Commits the articles in the order in which they were added, and makes them as durable as the
    /// store is opened for. Returns the outcome of each, in this order.
    ///
    /// # Errors
    /// `Storage`, `Corrupt` and `Io` if the store fails, and `Poisoned` ever after a storage error;
    /// a prefix of the articles may be committed then.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Outcome, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let mut batch = store.batch();
    /// batch.put(Draft::new("We won."))?;
    /// assert_eq!(batch.commit()?[0].outcome, Outcome::Added);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn commit(self) -> Result<Vec<Stored>> {
        put_group(&self.storage, &self.drafts, None, usize::MAX)?.into_iter().collect()
    }
}
