//! The choices of an open.

use std::path::Path;
use std::time::Duration;

use crate::error::Result;
#[cfg(feature = "fulltext")]
use crate::storage::Documents;
use crate::storage::{Config, Durability, UpgradeProgress, open, upgrade};
use crate::store::Store;

/// The choices of an open: what to do if there is no store, how durable commits are, how much to
/// cache.
///
/// # Examples
/// ```
/// use onrecord::{Durability, OpenOptions};
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("news.onrecord");
/// let store = OpenOptions::new()
///     .create(true)
///     .durability(Durability::Power)
///     .cache_bytes(256 << 20)
///     .open(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct OpenOptions {
    config: Config,
    upgrade: bool,
}

impl OpenOptions {
    /// Makes the usual options: an existing store, [`Durability::Buffered`], 64 MiB of cache.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ErrorKind, OpenOptions};
    /// let missing = OpenOptions::new().open("no-such-folder").unwrap_err();
    /// assert_eq!(missing.kind(), ErrorKind::NotFound);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the store if there is none.
    ///
    /// # Examples
    /// ```
    /// use onrecord::OpenOptions;
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// OpenOptions::new().create(true).open(&path)?.close()?; // makes it
    /// OpenOptions::new().create(true).open(&path)?.close()?; // finds it
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn create(mut self, create: bool) -> Self {
        self.config.create = create;
        self
    }

    /// Makes the store, and refuses if there is one.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ErrorKind, OpenOptions};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// OpenOptions::new().create_new(true).open(&path)?.close()?;
    /// let refused = OpenOptions::new().create_new(true).open(&path).unwrap_err();
    /// assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn create_new(mut self, create_new: bool) -> Self {
        self.config.create_new = create_new;
        self
    }

    /// Lets articles of a store that this open makes be found by an attribute, with
    /// [`ArticleQuery::attribute`](crate::ArticleQuery::attribute) and
    /// [`QuoteQuery::attribute`](crate::QuoteQuery::attribute). Up to
    /// [`limits::FILTER_ATTRIBUTES`](crate::limits::FILTER_ATTRIBUTES) names can be given. Usual:
    /// none. Each value of an article under such a name costs one more posting of 34 bytes.
    ///
    /// A store keeps the names that it was made with, through every copy of it.
    /// [`open`](Self::open) returns `InvalidInput` if it has others than are given here; without
    /// any it is opened as it is, and
    /// [`Snapshot::filter_attributes`](crate::Snapshot::filter_attributes) returns them. To change
    /// them, make a new store and load the articles of the old one into it.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ErrorKind, OpenOptions, Store};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// OpenOptions::new().create(true).filter_attribute("desk").open(&path)?.close()?;
    /// Store::open(&path)?.close()?;
    /// let other = OpenOptions::new().filter_attribute("tag").open(&path).unwrap_err();
    /// assert_eq!(other.kind(), ErrorKind::InvalidInput);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn filter_attribute(mut self, name: impl Into<String>) -> Self {
        let mut name = name.into();
        name.make_ascii_lowercase();
        let names = &mut self.config.attributes;
        if let Err(place) = names.binary_search(&name) {
            names.insert(place, name);
        }
        self
    }

    /// Sets what every commit of this handle survives.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Draft, Durability, OpenOptions};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// let store = OpenOptions::new().create(true).durability(Durability::Power).open(path)?;
    /// store.put(&Draft::new("We won."))?; // on the disk when this returns
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn durability(mut self, durability: Durability) -> Self {
        self.config.durability = durability;
        self
    }

    /// Sets how many bytes are cached: three quarters of them validated records, the rest in sled,
    /// which takes its share for an aim and not a bound.
    ///
    /// The largest entries, runs of leaves for long walks, need 96 KiB; with less they are not
    /// cached, and a long walk is slower.
    ///
    /// # Examples
    /// ```
    /// use onrecord::OpenOptions;
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// let store = OpenOptions::new().create(true).cache_bytes(16 << 20).open(path)?;
    /// assert_eq!(store.stats()?.cache_bytes, 12 << 20);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cache_bytes(mut self, bytes: u64) -> Self {
        self.config.cache_bytes = bytes;
        self
    }

    /// Keeps so many bytes of the disk free: with less, every commit is refused before anything is
    /// written, with [`ErrorKind::DiskFull`](crate::ErrorKind::DiskFull). Reading, checkpoints and
    /// closing go on, and so do commits after there is room again. Usual: 0, no reserve.
    ///
    /// A disk that is full while a commit is written poisons the handle. Asked before each commit,
    /// in a load or batch before each 16; leave at least 256 MiB, the most that a load writes
    /// between two looks and a checkpoint.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Draft, ErrorKind, OpenOptions};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// let store = OpenOptions::new().create(true).disk_reserve(u64::MAX).open(path)?;
    /// let refused = store.put(&Draft::new("We won.")).unwrap_err();
    /// assert_eq!(refused.kind(), ErrorKind::DiskFull);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn disk_reserve(mut self, bytes: u64) -> Self {
        self.config.reserve = bytes;
        self
    }

    /// Tells of queries that take so long: an event of `tracing` of level `WARN` with the message
    /// "slow query", the milliseconds, and the plan. Usual: none are told of.
    ///
    /// Timed are pages, counts and iterators. The time of an iterator, and of
    /// [`for_each`](crate::QuoteQuery::for_each), is that of its own steps, without that of the
    /// caller between two items; it is told of when the iterator is dropped. With the option, an
    /// iterator keeps its query, and with it the store open.
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// use onrecord::OpenOptions;
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// let options = OpenOptions::new().create(true).slow_query(Duration::from_millis(50));
    /// let store = options.open(path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn slow_query(mut self, at_least: Duration) -> Self {
        self.config.slow = Some(at_least);
        self
    }

    /// Keeps an index of the words of quotes, for
    /// [`QuoteQuery::matching`](crate::QuoteQuery::matching). Usual: none.
    ///
    /// The index is derived from the store, in the folder `text` inside of that of the store. A
    /// thread writes it; it follows the commits and is at most a second behind, more in a load:
    /// [`Store::text_lag`](crate::Store::text_lag). The first open with the option indexes the
    /// quotes that are there. An index that is damaged, or is not of the store as it is, is made
    /// anew. Opened without the option, the store leaves the index as it was.
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// use onrecord::{Draft, OpenOptions};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// let store = OpenOptions::new().create(true).text_index(true).open(path)?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We took a decision,” said Ada Nkemelu."))?;
    /// store.catch_up_text(Duration::from_secs(10))?;
    /// assert_eq!(store.quotes().matching("decisions").count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "fulltext")]
    pub fn text_index(self, text_index: bool) -> Self {
        self.keep_text(Documents::Quotes, text_index)
    }

    /// Keeps an index of the words of paragraphs, for
    /// [`ArticleQuery::paragraphs`](crate::ArticleQuery::paragraphs). Usual: none.
    ///
    /// It is as that of [`text_index`](Self::text_index), with a thread and a folder,
    /// `text-paragraphs`, of its own; either can be kept without the other. It has all paragraphs,
    /// of every [kind](crate::ParagraphKind).
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// use onrecord::{Draft, OpenOptions};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// let store = OpenOptions::new().create(true).text_index_of_paragraphs(true).open(path)?;
    /// store.put(&Draft::new("The votes were counted twice."))?;
    /// store.catch_up_text(Duration::from_secs(10))?;
    /// assert_eq!(store.articles().paragraphs("count").count()?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "fulltext")]
    pub fn text_index_of_paragraphs(self, text_index: bool) -> Self {
        self.keep_text(Documents::Paragraphs, text_index)
    }

    #[cfg(feature = "fulltext")]
    fn keep_text(mut self, documents: Documents, keep: bool) -> Self {
        self.config.texts.retain(|kept| *kept != documents);
        self.config.texts.extend(keep.then_some(documents));
        self
    }

    /// Opens a store although it is older than what it had acknowledged as durable.
    ///
    /// What is missing is lost; followers of the changes are told to start over. If nothing at all
    /// is left, the store begins again, empty.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ErrorKind, OpenOptions, Store};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// # Store::create_new(&path)?.close()?;
    /// let store = match Store::open(&path) {
    ///     Err(error) if error.kind() == ErrorKind::RolledBack => {
    ///         eprintln!("{error}");
    ///         OpenOptions::new().accept_rollback(true).open(&path)?
    ///     }
    ///     opened => opened?,
    /// };
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn accept_rollback(mut self, accept: bool) -> Self {
        self.config.accept_rollback = accept;
        self
    }

    /// Upgrades a store of an older format, which an older version of the crate wrote.
    ///
    /// The store is written anew beside the old files, which are replaced after the new ones are
    /// verified. After a kill the store is as it was or upgraded; in the first case, opening it so
    /// again begins anew. Needs as much room as the store once more. The older version cannot open
    /// it afterwards.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{OpenOptions, Store};
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.onrecord");
    /// # Store::create_new(&path)?.close()?;
    /// let store = OpenOptions::new().upgrade(true).open(&path)?; // of the present format too
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn upgrade(mut self, upgrade: bool) -> Self {
        self.upgrade = upgrade;
        self
    }

    /// Takes a checkpoint after so many commits, for tests of what happens around one.
    #[cfg(test)]
    pub(crate) fn lag(mut self, commits: u64) -> Self {
        self.config.lag = commits;
        self
    }

    /// Lets so many writes of the engine succeed, those of the open included, and then none, as
    /// after a crash.
    #[cfg(test)]
    pub(crate) fn writes(mut self, writes: u64) -> Self {
        self.config.writes = writes;
        self
    }

    /// Opens the store at `path`, and replays what its last checkpoint had not reached.
    ///
    /// # Errors
    /// As [`Store::open`]; with [`create_new`](Self::create_new) as [`Store::create_new`].
    /// `InvalidInput` if the store was made with other
    /// [`filter_attribute`](Self::filter_attribute)s, or if no attribute can have such a name.
    ///
    /// # Examples
    /// ```
    /// use onrecord::OpenOptions;
    /// # let folder = tempfile::tempdir()?;
    /// let store = OpenOptions::new().create(true).open(folder.path().join("news.onrecord"))?;
    /// assert_eq!(store.articles().count()?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Store> {
        self.open_with_progress(path, |_| {})
    }

    /// Opens the store at `path` as [`open`](Self::open) does. If it is
    /// [upgraded](Self::upgrade), `progress` is called after every 128 articles and after the last
    /// one. [`UpgradeProgress`] has an example.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with_progress(
        &self,
        path: impl AsRef<Path>,
        mut progress: impl FnMut(&UpgradeProgress),
    ) -> Result<Store> {
        let mut upgrade = |folder: &_, durable| upgrade(folder, durable, &mut progress);
        let upgrade = self.upgrade.then_some(&mut upgrade as _);
        open(path.as_ref(), &self.config, upgrade).map(Store::new)
    }
}
