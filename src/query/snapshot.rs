//! Snapshots: a store as of one moment.

use std::sync::Arc;

use super::article_query::ArticleQuery;
use super::quote_query::QuoteQuery;
use super::speaker_query::SpeakerQuery;
use super::view::{Article, Quote, Speaker};
use crate::error::Result;
use crate::model::{ArticleId, QuoteId, SpeakerId};
use crate::storage::{ReadPoint, StorageHandle};

/// A snapshot of a store: every answer is as of the moment when the snapshot was taken, whatever is
/// committed later.
///
/// A snapshot is owned and can be shared between threads; clones are of the same moment. Taking one
/// copies nothing. As long as one exists:
/// - the store stays open, and superseded records stay on disk;
/// - each checkpoint keeps in memory the list roots and other small values that it overwrites;
/// - its own reads of list roots, speakers and names bypass the cache.
///
/// The first commit after a snapshot was taken copies the tables of the memtable. Keep a snapshot
/// for a report or a request, and then drop it.
///
/// # Examples
/// ```
/// use onrecord::{Draft, Store};
/// # let folder = tempfile::tempdir()?;
/// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
/// store.put(&Draft::new("We won.").key("a"))?;
/// let before = store.snapshot();
/// store.put(&Draft::new("We lost.").key("b"))?;
/// assert_eq!(before.articles().count()?, 1);
/// assert!(before.article_by_key("b")?.is_none());
/// assert_eq!(store.articles().count()?, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Snapshot {
    point: ReadPoint,
}

impl Snapshot {
    /// Takes a snapshot of what is visible now.
    pub(crate) fn take(storage: &Arc<StorageHandle>) -> Self {
        Self { point: ReadPoint::freeze(storage) }
    }

    /// Asks for quotes, as [`Store::quotes`](crate::Store::quotes).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let folder = tempfile::tempdir()?;
    /// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
    /// let snapshot = store.snapshot();
    /// let (count, page) = (snapshot.quotes().count()?, snapshot.quotes().page(20)?);
    /// assert_eq!(count, page.items.len() as u64); // both of one moment
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn quotes(&self) -> QuoteQuery {
        QuoteQuery::new(self.point.clone())
    }

    /// Asks for articles, as [`Store::articles`](crate::Store::articles).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let folder = tempfile::tempdir()?;
    /// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
    /// assert_eq!(store.snapshot().articles().count()?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn articles(&self) -> ArticleQuery {
        ArticleQuery::new(self.point.clone())
    }

    /// Asks for speakers, as [`Store::speakers`](crate::Store::speakers).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let folder = tempfile::tempdir()?;
    /// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
    /// assert_eq!(store.snapshot().speakers().count()?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn speakers(&self) -> SpeakerQuery {
        SpeakerQuery::new(self.point.clone())
    }

    /// Looks up an article by its id. Returns `None` if it was removed or never was.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let folder = tempfile::tempdir()?;
    /// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
    /// let stored = store.put(&Draft::new("We won.").title("Vote"))?;
    /// let snapshot = store.snapshot();
    /// store.remove(stored.article)?;
    /// let article = snapshot.article(stored.article)?.expect("removed after the snapshot");
    /// assert_eq!(article.title(), Some("Vote"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>> {
        Article::find(&self.point.read(), id)
    }

    /// Looks up an article by its external key. Returns `None` if it was removed or never was.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let folder = tempfile::tempdir()?;
    /// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
    /// assert!(store.snapshot().article_by_key("https://example.org/visit")?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn article_by_key(&self, key: &str) -> Result<Option<Article>> {
        Article::find_by_key(&self.point.read(), key)
    }

    /// Looks up a quote by its id. Returns `None` if the article is not there or has fewer quotes.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let folder = tempfile::tempdir()?;
    /// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
    /// assert!(store.snapshot().quote("a1.0".parse()?)?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn quote(&self, id: QuoteId) -> Result<Option<Quote>> {
        Quote::find(self.point.read(), id)
    }

    /// Looks up a speaker by its id; of a merged one, the speaker that it was merged into. Returns
    /// `None` if there is none.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let folder = tempfile::tempdir()?;
    /// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
    /// assert!(store.snapshot().speaker("s1".parse()?)?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn speaker(&self, id: SpeakerId) -> Result<Option<Speaker>> {
        Speaker::find(&self.point, &self.point.read(), id)
    }
}
