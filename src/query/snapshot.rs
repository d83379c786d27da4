//! Snapshots: a store as of one moment.

use std::path::Path;
use std::sync::Arc;

use super::article_query::ArticleQuery;
use super::quote_query::QuoteQuery;
use super::speaker_query::SpeakerQuery;
use super::view::{Article, Quote, Speaker};
use crate::error::Result;
use crate::model::{ArticleId, QuoteId, SpeakerId};
use crate::storage::{ChangeCursor, ReadPoint, StorageHandle, open_publication};

/// A snapshot of a store: every answer is as of the moment when the snapshot was taken, whatever is
/// committed later.
///
/// A snapshot is owned and can be shared between threads; clones are of the same moment. Taking one
/// copies nothing. As long as one exists:
/// - the store stays open, and superseded records stay on disk;
/// - each checkpoint keeps in memory the list roots and other small values that it overwrites;
/// - its own reads of list roots, speakers and names bypass the cache.
///
/// [`open`](Snapshot::open) reads one from a file that [`Store::publish`](crate::Store::publish)
/// wrote: in any number of processes, without the store, and with its reads in the cache.
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

    /// Opens a file that [`Store::publish`](crate::Store::publish) wrote.
    ///
    /// The file is mapped into memory and read in place: no lock is taken, nothing is written, and
    /// only its directory and what is known of the countries and names of speakers beside articles
    /// are read now. Every other value is checked when it is first read. A publication that
    /// replaces the file leaves this snapshot as it was; open the file again to see the new one.
    /// Views are kept in a cache of 64 MiB.
    ///
    /// Never write to the file or cut it: replace it, as `publish` does. A reader takes a changed
    /// byte for damage, but is ended by the system (`SIGBUS`) if it reads past the new end of a
    /// file that was cut.
    ///
    /// # Errors
    /// - `NotFound` if there is nothing at `path`, `InvalidInput` if it is no publication.
    /// - `IncompatibleFormat` if a later version of the crate wrote it, `Corrupt` if it is cut
    ///   short or damaged, `Io` if it cannot be read.
    ///
    /// What reads the snapshot returns `Corrupt` if the value concerned is damaged, and
    /// [`ArticleQuery::remove`] returns `InvalidInput`.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Draft, Snapshot, Store};
    /// # let folder = tempfile::tempdir()?;
    /// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
    /// # let file = folder.path().join("news.published");
    /// store.put(&Draft::new("We won.").key("vote"))?;
    /// store.publish(&file)?;
    /// // In this process or in others:
    /// let snapshot = Snapshot::open(&file)?;
    /// assert!(snapshot.article_by_key("vote")?.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        open_publication(path.as_ref()).map(|storage| Self::take(&storage))
    }

    /// Returns the LSN of the last commit in the snapshot: how many changes the store had seen.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let folder = tempfile::tempdir()?;
    /// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
    /// store.put(&Draft::new("We won."))?;
    /// assert_eq!(store.snapshot().lsn(), store.stats()?.changes);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn lsn(&self) -> u64 {
        self.point.read().lsn()
    }

    /// Returns the place after the snapshot in the store's feed of changes: what
    /// [`Store::changes`](crate::Store::changes) gives from it on is what the snapshot does not
    /// have. Of a publication it is a place in the feed of the store that was published.
    ///
    /// Costs no lock and no flush. So it may be after commits that a crash takes, as
    /// [`Durability`](crate::Durability) says; the feed then refuses it with `RolledBack`.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let folder = tempfile::tempdir()?;
    /// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
    /// let before = store.snapshot();
    /// store.put(&Draft::new("We won."))?;
    /// assert_eq!(store.changes(before.change_cursor())?.count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn change_cursor(&self) -> ChangeCursor {
        ChangeCursor::after(&self.point)
    }

    /// Returns the LSN of the last commit whose quotes [`QuoteQuery::matching`] finds in the
    /// snapshot, and whose paragraphs [`ArticleQuery::paragraphs`] does: [`lsn`](Self::lsn) if
    /// the indexes of words were up to date. `None` if the store was open without one.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::OpenOptions;
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// let store = OpenOptions::new().create(true).text_index(true).open(path)?;
    /// assert_eq!(store.snapshot().text_lsn(), Some(0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "fulltext")]
    #[must_use]
    pub fn text_lsn(&self) -> Option<u64> {
        self.point.texts().lsn()
    }

    /// Returns the names of the attributes that articles can be found by, ascending: those that
    /// [`OpenOptions::filter_attribute`](crate::OpenOptions::filter_attribute) declared when the
    /// store was made.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::OpenOptions;
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// let options = OpenOptions::new().create(true);
    /// let store = options.filter_attribute("tag").filter_attribute("desk").open(path)?;
    /// assert_eq!(store.snapshot().filter_attributes(), ["desk", "tag"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn filter_attributes(&self) -> Vec<String> {
        self.point.storage.tables().attributes.clone()
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
