//! `Store`: every public method, each a line or two that delegates. The crate's table of contents.

mod retention;
#[cfg(feature = "fulltext")]
mod searching;
mod tables;
mod watching;

#[cfg(feature = "json")]
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use crate::error::Result;
#[cfg(feature = "json")]
use crate::exchange::{self, ExportReport};
#[cfg(feature = "english")]
use crate::extract::EnglishExtractor;
use crate::extract::Extract;
use crate::ingest::{self, LoadReport, Loader};
use crate::model::{ArticleId, Country, Draft, QuoteId, SpeakerId};
use crate::query::{Article, ArticleQuery, Quote, QuoteQuery, Snapshot, Speaker, SpeakerQuery};
use crate::storage::{
    self, ArticleCorrection, BackupReport, Batch, ChangeCursor, Changes, CompactReport, Config,
    PublishReport, ReadPoint, RepairReport, Stats, StorageHandle, Stored, VerifyProgress,
    VerifyReport, read,
};

#[cfg(feature = "english")]
static ENGLISH: EnglishExtractor = EnglishExtractor::new();

/// A store of articles, paragraphs and quotes in one folder, open in this process.
///
/// Cloning it makes another handle of the same open store, which can be shared between threads.
/// Commits are written one at a time; any number of readers go on meanwhile, and each sees all of a
/// commit or nothing of it. One process at a time has a store open. Dropping the last handle closes
/// the store; [`close`](Store::close) does so too and reports what went wrong.
///
/// # Examples
/// ```
/// use onrecord::{Draft, Store};
/// let dir = tempfile::tempdir()?;
/// let store = Store::create_new(dir.path().join("news.onrecord"))?;
/// let stored = store.put(&Draft::new("“We won,” said Ada Nkemelu.").key("vote"))?;
/// store.remove(stored.article)?;
/// store.close()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) storage: Arc<StorageHandle>,
}

/// Opening and closing.
impl Store {
    pub(crate) fn new(storage: Arc<StorageHandle>) -> Self {
        Self { storage }
    }

    /// Opens the store at `path` with the usual [`OpenOptions`](crate::OpenOptions).
    ///
    /// Replays the commits past the last checkpoint: at most 12,288, or 131,072 of a bulk load.
    ///
    /// # Errors
    /// - `NotFound` if there is no store at `path`, `Locked` if it is open already.
    /// - `RolledBack` if it is older than what it acknowledged, `IncompatibleFormat` if another
    ///   version of the crate wrote it, `Corrupt` if it is damaged.
    /// - `Storage` and `Io` if the engine or a file fails.
    ///
    /// # Examples
    /// ```
    /// use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("news.onrecord");
    /// Store::create_new(&path)?.close()?;
    /// let store = Store::open(&path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        storage::open(path.as_ref(), &Config::default(), None).map(Self::new)
    }

    /// Makes a new, empty store at `path`.
    ///
    /// # Errors
    /// `InvalidInput` if there is a store or another non-empty folder at `path`; else as
    /// [`open`](Store::open).
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ErrorKind, Store};
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("news.onrecord");
    /// Store::create_new(&path)?.close()?;
    /// assert_eq!(Store::create_new(&path).unwrap_err().kind(), ErrorKind::InvalidInput);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn create_new(path: impl AsRef<Path>) -> Result<Self> {
        let config = Config { create_new: true, ..Config::default() };
        storage::open(path.as_ref(), &config, None).map(Self::new)
    }

    /// Opens the store at `path`, or makes one if there is none.
    ///
    /// # Errors
    /// As [`open`](Store::open); `InvalidInput` if there is a non-empty folder that is no store.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self> {
        let config = Config { create: true, ..Config::default() };
        storage::open(path.as_ref(), &config, None).map(Self::new)
    }

    /// Makes all commits survive a loss of power, whatever the durability of the store.
    ///
    /// # Errors
    /// `Storage` and `Io` if the disk refuses; `Poisoned` after an earlier storage error.
    pub fn sync(&self) -> Result<()> {
        storage::sync(&self.storage)
    }

    /// Takes a checkpoint, marks the store as closed in order, and reports what went wrong.
    ///
    /// Other handles stay usable; what they commit later is closed in order when the last one is
    /// dropped. The folder stays locked while there are others, or queries, views or snapshots that
    /// were made through any.
    ///
    /// # Errors
    /// As [`sync`](Store::sync).
    pub fn close(self) -> Result<()> {
        storage::close(&self.storage)
    }
}

/// Reading.
impl Store {
    /// Takes a snapshot of what is visible now: all that it answers is of this moment.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let snapshot = store.snapshot();
    /// store.put(&Draft::new("We won."))?;
    /// assert_eq!((snapshot.articles().count()?, store.articles().count()?), (0, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::take(&self.storage)
    }

    /// Asks for quotes: all of them, until filters narrow that.
    ///
    /// The query reads the store as it is when it is iterated, paged or counted; that of a
    /// [`snapshot`](Store::snapshot) as it was then.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// for quote in store.quotes().speaker("Ada Nkemelu") {
    ///     println!("{}", quote?.text());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn quotes(&self) -> QuoteQuery {
        QuoteQuery::new(ReadPoint::now(&self.storage))
    }

    /// Asks for articles: all of them, until filters narrow that. [`ArticleQuery`] has an example.
    pub fn articles(&self) -> ArticleQuery {
        ArticleQuery::new(ReadPoint::now(&self.storage))
    }

    /// Asks for speakers: all of them, until filters narrow that.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let found = store.speakers().prefix("nke").page(5)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn speakers(&self) -> SpeakerQuery {
        SpeakerQuery::new(ReadPoint::now(&self.storage))
    }

    /// Looks up an article by its id. Returns `None` if it was removed or never was. One lookup.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("We won.").title("Vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.title(), Some("Vote"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>> {
        Article::find(&read(&self.storage), id)
    }

    /// Looks up an article by its external key. Returns `None` if it was removed or never was. Two
    /// lookups.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    pub fn article_by_key(&self, key: &str) -> Result<Option<Article>> {
        Article::find_by_key(&read(&self.storage), key)
    }

    /// Looks up a quote by its id. Returns `None` if the article is not there or has fewer quotes.
    /// One lookup for a quote on the first page of its article's quotes: about 4,000 bytes of them.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// assert!(store.quote("a1.0".parse()?)?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn quote(&self, id: QuoteId) -> Result<Option<Quote>> {
        Quote::find(read(&self.storage), id)
    }

    /// Looks up a speaker by its id; of a merged one, the speaker that it was merged into. Returns
    /// `None` if there is none.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    pub fn speaker(&self, id: SpeakerId) -> Result<Option<Speaker>> {
        Speaker::find(&ReadPoint::now(&self.storage), &read(&self.storage), id)
    }

    /// Iterates over the changes after `since`, oldest first, up to the last one that survives the
    /// end of the process.
    ///
    /// Start with [`ChangeCursor::START`], keep the cursor of the last change that was dealt with,
    /// and go on from it; no change is left out or delivered twice. Reads one WAL record for each
    /// change.
    ///
    /// # Errors
    /// `RolledBack` if changes before `since` were lost in a crash: start over. `InvalidInput` if
    /// it is of another store or of the future. `Storage` and `Io` if the WAL cannot be flushed.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ChangeCursor, ChangeKind, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("We won."))?;
    /// let change = store.changes(ChangeCursor::START)?.next().expect("one commit")?;
    /// assert_eq!(change.kind, ChangeKind::Put(stored.article));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn changes(&self, since: ChangeCursor) -> Result<Changes> {
        storage::changes(&self.storage, since)
    }
}

/// Writing.
impl Store {
    /// Stores an article with the paragraphs and quotes that the draft brings; nothing is
    /// extracted.
    ///
    /// A draft without an extraction gets paragraphs and no quotes. The article replaces the one
    /// with the same key and keeps its id; the same fields again change nothing. When the call
    /// returns, the article is as durable as the store is opened for.
    ///
    /// # Errors
    /// `InvalidInput` if a field, a span or a count passes its [limit](crate::limits); nothing is
    /// written then. `Storage`, `Corrupt` and `Io` if the store fails, and `Poisoned` ever after a
    /// storage error.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Outcome, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let draft = Draft::new("We won.").key("vote");
    /// assert_eq!(store.put(&draft)?.outcome, Outcome::Added);
    /// assert_eq!(store.put(&draft)?.outcome, Outcome::Unchanged);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn put(&self, draft: &Draft) -> Result<Stored> {
        storage::put(&self.storage, draft)
    }

    /// Begins a [`Batch`]: several puts with one durability point.
    pub fn batch(&self) -> Batch {
        Batch::new(&self.storage)
    }

    /// Removes an article and its quotes, and returns whether it was there. Its key keeps its id.
    ///
    /// # Errors
    /// `Storage`, `Corrupt` and `Io` if the store fails, and `Poisoned` ever after a storage error.
    pub fn remove(&self, article: ArticleId) -> Result<bool> {
        storage::remove(&self.storage, article)
    }

    /// Extracts from an article with the built-in extractor for English and stores it.
    ///
    /// # Errors
    /// As [`ingest_with`](Store::ingest_with).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// assert_eq!(stored.quotes, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "english")]
    pub fn ingest(&self, draft: &Draft) -> Result<Stored> {
        self.ingest_with(&ENGLISH, draft)
    }

    /// Extracts from an article with an extractor of your own and stores it; [`Extract`] has an
    /// example. A draft that brings an extraction keeps it.
    ///
    /// # Errors
    /// `Extraction` if the extractor fails; else as [`put`](Store::put).
    pub fn ingest_with(&self, extractor: &dyn Extract, draft: &Draft) -> Result<Stored> {
        ingest::ingest(&self.storage, extractor, draft)
    }

    /// Returns a bulk loader with the built-in extractor for English.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Error, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let drafts = ["one", "two"].map(|key| Draft::new("“We won,” said Ada Nkemelu.").key(key));
    /// let report = store.loader().run(drafts.into_iter().map(Ok::<_, Error>))?;
    /// assert_eq!(report.added, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "english")]
    pub fn loader(&self) -> Loader<'static> {
        self.loader_with(&ENGLISH)
    }

    /// Returns a bulk loader with an extractor of your own.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "english")] {
    /// # use onrecord::{Draft, EnglishExtractor, Error, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let extractor = EnglishExtractor::new();
    /// store.loader_with(&extractor).run([Ok::<_, Error>(Draft::new("We won."))])?;
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn loader_with<'a>(&self, extractor: &'a dyn Extract) -> Loader<'a> {
        Loader::new(&self.storage, extractor)
    }

    /// Extracts again, with `extractor`, from every article that another extractor, or another
    /// version of it, was used on, and replaces what that found.
    ///
    /// Quotes that users brought are left alone, and so are corrections. In the report, `replaced`
    /// articles were extracted again and `unchanged` ones were left as they are; the position of a
    /// record is that of its article in the order of ids. Articles that are stored meanwhile are
    /// not looked at. To go on after an interruption, run it again.
    ///
    /// # Errors
    /// `Storage`, `Corrupt` and `Io` if the store fails, and `Poisoned` after a storage error.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "english")] {
    /// # use onrecord::{Draft, EnglishExtractor, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// assert_eq!(store.reextract(&EnglishExtractor::new())?.unchanged, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reextract(&self, extractor: &dyn Extract) -> Result<LoadReport> {
        ingest::reextract(&self.storage, extractor)
    }
}

/// Correcting what is wrong, for good: storing an article again keeps it.
impl Store {
    /// Corrects the date or the source of an article. The article gets a new revision under the
    /// same id; removing it forgets the correction.
    ///
    /// # Errors
    /// `NotFound` if there is no such article, `InvalidInput` if the source is too long; else as
    /// [`put`](Store::put).
    ///
    /// # Examples
    /// ```
    /// use jiff::civil::date;
    /// use onrecord::ArticleCorrection;
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("We won.").published(date(2002, 7, 21)))?;
    /// let right = ArticleCorrection::new().published(date(2020, 7, 21));
    /// store.correct_article(stored.article, &right)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn correct_article(
        &self,
        article: ArticleId,
        correction: &ArticleCorrection,
    ) -> Result<()> {
        storage::correct_article(&self.storage, article, correction)
    }

    /// Sets the name under which a speaker is shown; `None` takes back what was set. The speaker is
    /// found by the new name and by all others. Quotes stored later get it too.
    ///
    /// # Errors
    /// `NotFound` if there is no such speaker, `InvalidInput` if the name is empty or too long;
    /// else as [`put`](Store::put).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// let ada = store.speakers().name("Ada Nkemelu").page(1)?.items.remove(0);
    /// store.rename_speaker(ada.id(), Some("Ada N. Nkemelu"))?;
    /// store.set_speaker_country(ada.id(), Some(Country::NG))?;
    /// assert_eq!(store.quotes().speaker_country(Country::NG).count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rename_speaker(&self, speaker: SpeakerId, name: Option<&str>) -> Result<()> {
        storage::rename_speaker(&self.storage, speaker, name)
    }

    /// Sets the country that a speaker is from; `None` takes back what was set. Holds for all
    /// quotes of the speaker, stored and to come, whatever the articles say. If nothing is set, the
    /// country is the one that [most articles state](crate::Speaker::country).
    /// [`rename_speaker`](Store::rename_speaker) has an example.
    ///
    /// # Errors
    /// `NotFound` if there is no such speaker; else as [`put`](Store::put).
    pub fn set_speaker_country(&self, speaker: SpeakerId, country: Option<Country>) -> Result<()> {
        storage::set_speaker_country(&self.storage, speaker, country)
    }

    /// Declares that two speakers are one: quotes of `speaker` are from now on quotes of `into`.
    /// Quotes keep the speaker they were stored with, so
    /// [`unmerge_speaker`](Store::unmerge_speaker) undoes it.
    ///
    /// # Errors
    /// `NotFound` if there is no such speaker, `InvalidInput` if `into` is or was merged into
    /// `speaker`; else as [`put`](Store::put).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu. “We did,” said Ada Nwosu."))?;
    /// let [one, other] = ["Ada Nkemelu", "Ada Nwosu"]
    ///     .map(|name| store.speakers().name(name).page(1).unwrap().items[0].id());
    /// store.merge_speakers(other, one)?;
    /// assert_eq!(store.quotes().speaker("Ada Nkemelu").count()?, 2);
    /// store.unmerge_speaker(other)?;
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn merge_speakers(&self, speaker: SpeakerId, into: SpeakerId) -> Result<()> {
        storage::merge_speakers(&self.storage, speaker, into)
    }

    /// Undoes the merging of a speaker into another; see [`merge_speakers`](Store::merge_speakers)
    /// for an example.
    ///
    /// # Errors
    /// `NotFound` if there is no such speaker; else as [`put`](Store::put).
    pub fn unmerge_speaker(&self, speaker: SpeakerId) -> Result<()> {
        storage::unmerge_speaker(&self.storage, speaker)
    }
}

/// Exchange and maintenance of an open store.
impl Store {
    /// Writes all articles as JSON Lines, in the order of their ids, and then the corrections of
    /// speakers.
    ///
    /// [`import_jsonl`](Store::import_jsonl) reads it back; exporting what was imported into an
    /// empty store gives the same bytes. Reads one moment of the store. Keeps 16 bytes an article
    /// and about 50 a speaker in memory, and one article at a time.
    ///
    /// # Errors
    /// `Io` if `to` cannot be written; `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu.").key("vote"))?;
    /// let mut lines = Vec::new();
    /// assert_eq!(store.export_jsonl(&mut lines)?.articles, 1);
    /// let copy = Store::create_new(dir.path().join("copy.onrecord"))?;
    /// assert_eq!(copy.import_jsonl(&*lines)?.added, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "json")]
    pub fn export_jsonl(&self, mut to: impl Write) -> Result<ExportReport> {
        exchange::export_jsonl(&self.storage, &mut to)
    }

    /// Stores all articles of a stream of records, and then its corrections of speakers; for an
    /// example see [`export_jsonl`](Store::export_jsonl).
    ///
    /// Reads what that wrote, and the forms that [`Records`](crate::exchange::Records) reads;
    /// articles without quotes of their own are extracted from as by [`ingest`](Store::ingest). A
    /// line that cannot be taken is skipped and reported under its number, and so is a correction
    /// that contradicts one of this store. Importing the same again changes nothing.
    ///
    /// # Errors
    /// `Io` if the stream cannot be read; what came before is stored then. `Storage`, `Corrupt` and
    /// `Io` if the store fails, and `Poisoned` after a storage error.
    #[cfg(all(feature = "json", feature = "english"))]
    pub fn import_jsonl(&self, from: impl std::io::BufRead) -> Result<LoadReport> {
        let records = exchange::Records::new(from, exchange::Form::Detect);
        exchange::import(&self.storage, &ENGLISH, records)
    }

    /// Returns counts, sizes and cache statistics. Reads one page of article versions for each 128
    /// articles.
    ///
    /// # Errors
    /// `Corrupt` if what is counted is damaged, `Storage` and `Io` if the engine or a file fails,
    /// `Poisoned` after an earlier storage error.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.put(&Draft::new("We won."))?;
    /// let stats = store.stats()?;
    /// assert_eq!((stats.articles, stats.changes, stats.checkpoint_lag), (1, 1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn stats(&self) -> Result<Stats> {
        storage::stats(&self.storage)
    }

    /// Reads everything in the store past the cache, validates it, and compares lists, counts,
    /// names, keys and the index of words with the articles, in both directions. Changes nothing.
    ///
    /// Readers go on meanwhile; writers wait. `progress` is called at the end of each stage, and
    /// after every 1,024 records of it. An index takes 8 bytes of memory for each of its documents.
    ///
    /// # Errors
    /// `Poisoned` after an earlier storage error. Damage, and what the engine cannot read, is
    /// reported as problems.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.put(&Draft::new("We won."))?;
    /// let report = store.verify(|at| eprintln!("{}: {} of {}", at.stage, at.done, at.total))?;
    /// assert_eq!((report.articles, report.problems), (1, vec![]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify(&self, progress: impl FnMut(VerifyProgress)) -> Result<VerifyReport> {
        storage::verify(&self.storage, progress)
    }

    /// Writes a backup of the whole store, as it is now, to a new file.
    ///
    /// Readers and writers go on. The file has this name only after it was forced onto the disk and
    /// read again from end to end; until then its name ends in `.partial`. It holds the WAL, the
    /// articles and the corrections as they are stored; [`restore`](Store::restore) derives the
    /// rest. Reads each article once.
    ///
    /// # Errors
    /// `InvalidInput` if there is something at `path`, `Corrupt` if the store is damaged, `Storage`
    /// and `Io` if the engine or the file fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.put(&Draft::new("We won.").key("a"))?;
    /// let monday = store.backup(dir.path().join("monday"))?;
    /// store.put(&Draft::new("We lost.").key("b"))?;
    /// store.backup_since(monday.cursor, dir.path().join("tuesday"))?;
    /// let files = ["monday", "tuesday"].map(|name| dir.path().join(name));
    /// Store::restore(&files, dir.path().join("copy"))?;
    /// assert_eq!(Store::open(dir.path().join("copy"))?.articles().count()?, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn backup(&self, path: impl AsRef<Path>) -> Result<BackupReport> {
        storage::backup(&self.storage, path.as_ref())
    }

    /// Writes what is visible now to a file that any number of processes read with
    /// [`Snapshot::open`], which has an example, in place of an earlier publication at `path`.
    ///
    /// Readers and writers go on; writers wait for one sync. Who reads the earlier publication
    /// keeps it. The file gets its name after it was forced onto the disk and read again; until
    /// then its name ends in `.partial`. It may be read by its owner, or by those who may read the
    /// file that it replaces. Needs some 40 bytes of memory for each article, speaker and list.
    ///
    /// # Errors
    /// `InvalidInput` if there is something else at `path`, `Locked` if another call writes there;
    /// else as [`backup`](Store::backup). An earlier publication is then as it was.
    pub fn publish(&self, path: impl AsRef<Path>) -> Result<PublishReport> {
        storage::publish(&self.storage, path.as_ref())
    }

    /// Writes what changed after the cursor of an earlier [`backup`](Store::backup) to a new file.
    /// Reads the whole WAL, and each article that changed once.
    ///
    /// # Errors
    /// As [`backup`](Store::backup), and as [`changes`](Store::changes) if `since` cannot be gone
    /// on from.
    pub fn backup_since(
        &self,
        since: ChangeCursor,
        path: impl AsRef<Path>,
    ) -> Result<BackupReport> {
        storage::backup_since(&self.storage, since, path.as_ref())
    }
}

/// Maintenance of a closed store. Each writes a whole store beside the old files, verifies it, and
/// puts it in place by renaming: after a kill at any moment the next open finds the one or the
/// other, whole.
impl Store {
    /// Makes a store at `path` from a [`backup`](Store::backup) of a whole store and those that
    /// followed it, in their order. The store has the ids, keys and changes of the one that was
    /// backed up.
    ///
    /// Until it is verified it is beside `path`, under a name that ends in `.restoring`; what an
    /// earlier, interrupted call left there is removed first. Needs a few bytes of memory for each
    /// article.
    ///
    /// # Errors
    /// `InvalidInput` if there is something at `path` or the files do not follow each other,
    /// `NotFound` if one is missing, `Corrupt` if one is damaged, `Locked` if another call restores
    /// to the same path, `Storage` and `Io` if the engine or a file fails.
    pub fn restore<P: AsRef<Path>>(backups: &[P], path: impl AsRef<Path>) -> Result<()> {
        storage::restore(backups, path.as_ref(), &[]).map(drop)
    }

    /// Compaction: writes the files of a closed store anew, in the order of their keys. Nothing of
    /// an article that was removed or replaced is in them afterwards; every answer, id and cursor
    /// stays. Needs as much room as the store once more.
    ///
    /// # Errors
    /// As [`open`](Store::open); the store is then as it was.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("news.onrecord");
    /// # let store = Store::create_new(&path)?;
    /// let stored = store.put(&Draft::new("A secret."))?;
    /// store.remove(stored.article)?;
    /// store.close()?;
    /// assert!(Store::compact(&path)?.after > 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compact(path: impl AsRef<Path>) -> Result<CompactReport> {
        storage::compact(path.as_ref())
    }

    /// Derives all lists, counts, names and keys of a closed store again, from its WAL, its
    /// articles and the corrections. For a store whose articles are whole and whose indexes are
    /// not, as [`verify`](Store::verify) tells. A speaker then has the name in its earliest quote.
    ///
    /// # Errors
    /// `Corrupt` if what cannot be derived is damaged: [`repair`](Store::repair) helps then.
    /// `NotFound`, `Locked`, `IncompatibleFormat`, `Storage` and `Io` as [`open`](Store::open). The
    /// store is then as it was.
    pub fn rebuild_indexes(path: impl AsRef<Path>) -> Result<()> {
        storage::rebuild_indexes(path.as_ref())
    }

    /// Keeps what is whole of a damaged, closed store, and sets aside what is not.
    ///
    /// An article is kept with all of its text, paragraphs and quotes, or it is lost and reported.
    /// Before the store changes, damaged values and those of lost articles go into a new file
    /// `quarantine`: JSON Lines with table, key, value (hexadecimal) and problem; without damage it
    /// is not made. All else is derived again. The store has a new WAL, so followers of its
    /// [changes](Store::changes) start over. If records of the old WAL are lost, indexes decide.
    ///
    /// # Errors
    /// `InvalidInput` if `quarantine` exists, `IncompatibleFormat` if the store must be upgraded
    /// first, `Corrupt` if the engine cannot open its files: restore a backup. `NotFound`,
    /// `Locked`, `Storage` and `Io` as [`open`](Store::open).
    pub fn repair(path: impl AsRef<Path>, quarantine: impl AsRef<Path>) -> Result<RepairReport> {
        storage::repair(path.as_ref(), quarantine.as_ref())
    }
}
