//! The methods of `Store` that forget: erasing, removing what is old, the floor of the feed, and
//! what holds of backups then.

use std::path::Path;

use super::Store;
use crate::error::Result;
use crate::model::{ArticleId, Published, SpeakerId};
use crate::storage::{
    self, BackupCheck, ChangeCursor, Compaction, EraseReport, RemoveReport, Tombstone,
};

/// Erasing and retention.
impl Store {
    /// Erases an article, also one that was removed before: its text, quotes, fields and key.
    ///
    /// What is left is a [`Tombstone`], which tells nothing of the article. Storing or loading the
    /// same key again does not bring it back: the outcome is
    /// [`Outcome::Erased`](crate::Outcome::Erased), until
    /// [`unerase_article`](Store::unerase_article). The report says what holds the bytes until
    /// when; after the next compaction, of the [closed](Store::compact) or of the
    /// [open](Store::compact_in_background) store, no file of it does. The id is never
    /// used again.
    ///
    /// # Errors
    /// `NotFound` if there is no such article or it was erased; else as [`put`](Store::put).
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Draft, HeldBy, Outcome};
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// # let store = Store::create_new(&path)?;
    /// let draft = Draft::new("A secret.").key("s");
    /// let report = store.erase_article(store.put(&draft)?.article)?;
    /// assert!(report.held_by.contains(&HeldBy::Files));
    /// assert_eq!(store.put(&draft)?.outcome, Outcome::Erased);
    /// store.close()?;
    /// Store::compact(&path)?; // no file has it now
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn erase_article(&self, article: ArticleId) -> Result<EraseReport> {
        storage::erase_article(&self.storage, article)
    }

    /// Erases a speaker, and those that were merged into it: their quotes go, also those that
    /// others said with them, and in the articles that quote them the words of the quotes and of
    /// the names become underscores, in text, title, byline, attributes and roles.
    ///
    /// A tombstone for each full name is left: an article that is stored later, and quotes a
    /// speaker of that name, is stored without. Articles that name the speaker and do not quote
    /// them stay as they are, and so do keys, URLs and sources: erase those articles if they tell
    /// too much. Writes each article that quotes the speaker anew, 16 with one durability point.
    /// After an interruption, call it again.
    ///
    /// # Errors
    /// `NotFound` if there is no such speaker; else as [`put`](Store::put).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let draft = Draft::new("“We won,” said Ada Nkemelu.").key("vote");
    /// let article = store.ingest(&draft)?.article;
    /// let ada = store.speakers().name("Ada Nkemelu").page(1)?.items.remove(0);
    /// assert_eq!(store.erase_speaker(ada.id())?.quotes, 1);
    /// let text = store.article(article)?.expect("it is there").text()?.to_string();
    /// assert_eq!(text, "“__ ____” said ___ _______.");
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn erase_speaker(&self, speaker: SpeakerId) -> Result<EraseReport> {
        storage::erase_speaker(&self.storage, speaker)
    }

    /// Takes the tombstone of an article back, so that its external key can be stored again, under
    /// a new id. Returns whether there was one.
    ///
    /// # Errors
    /// As [`put`](Store::put).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Outcome, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let draft = Draft::new("We won.").key("vote");
    /// store.erase_article(store.put(&draft)?.article)?;
    /// assert!(store.unerase_article("vote")?);
    /// assert_eq!(store.put(&draft)?.outcome, Outcome::Added);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn unerase_article(&self, key: &str) -> Result<bool> {
        storage::unerase_article(&self.storage, key)
    }

    /// Takes the tombstone of the speakers of a name back: articles that are stored from now on
    /// keep their quotes. Returns whether there was one.
    ///
    /// # Errors
    /// As [`put`](Store::put).
    pub fn unerase_speaker(&self, name: &str) -> Result<bool> {
        storage::unerase_speaker(&self.storage, name)
    }

    /// Returns the tombstones of all articles and speakers that are erased. Keep them beside
    /// backups, for [`restore_erased`](Store::restore_erased).
    ///
    /// # Errors
    /// `Poisoned` after an earlier storage error.
    pub fn tombstones(&self) -> Result<Vec<Tombstone>> {
        storage::tombstones(&self.storage)
    }

    /// Removes all articles that were certainly published before a month, day or moment. Short for
    /// `articles().older_than(…).remove()`; see [`ArticleQuery`](crate::ArticleQuery) for filters
    /// and for a dry run. Undated articles stay.
    ///
    /// # Errors
    /// As [`remove`](Store::remove).
    ///
    /// # Examples
    /// ```
    /// use jiff::civil::date;
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.put(&Draft::new("We won.").published(date(2002, 7, 21)))?;
    /// assert_eq!(store.remove_older_than(date(2003, 1, 1))?.articles, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn remove_older_than(&self, time: impl Into<Published>) -> Result<RemoveReport> {
        self.articles().older_than(time).remove()
    }

    /// Moves the floor of the feed of changes up to a cursor. A store without a floor keeps all
    /// changes for ever.
    ///
    /// Changes up to the floor that do not hold any more go with the next
    /// [`compact`](Store::compact). From [`ChangeCursor::START`] the feed begins with one put for
    /// each article that is there, and one edit for each speaker with an override; any other cursor
    /// before the floor is `Expired`, also for [`backup_since`](Store::backup_since). Set it to the
    /// oldest cursor of all followers. A floor never goes down: a cursor of the floor changes
    /// nothing, and one before it is `Expired`. Takes a checkpoint if the cursor is after the last
    /// one.
    ///
    /// # Errors
    /// As [`changes`](Store::changes), and as [`sync`](Store::sync).
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ChangeCursor, Draft, ErrorKind};
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// for text in ["We won.", "We lost.", "Neither."] {
    ///     store.put(&Draft::new(text).key("vote"))?;
    /// }
    /// let changes = store.changes(ChangeCursor::START)?;
    /// let cursors = changes.map(|change| Ok(change?.cursor));
    /// let cursors = cursors.collect::<onrecord::Result<Vec<_>>>()?;
    /// store.set_feed_floor(cursors[2])?;
    /// assert_eq!(store.changes(ChangeCursor::START)?.count(), 1);
    /// assert_eq!(store.changes(cursors[0]).unwrap_err().kind(), ErrorKind::Expired);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_feed_floor(&self, cursor: ChangeCursor) -> Result<()> {
        storage::set_feed_floor(&self.storage, cursor)
    }
}

/// Compaction of an open store.
impl Store {
    /// Compaction while the store is open: writes its files anew beside readers and commits, as
    /// [`compact`](Store::compact) does of a closed one.
    ///
    /// Commits wait for the exchange of the files alone, with the last of what was committed
    /// meanwhile. Snapshots, queries and views of before go on with the old files, whose room the
    /// system has again when the last of them is dropped. What was removed, replaced or erased
    /// before this call is in no file afterwards; what is removed while it goes on may be, until
    /// the next compaction. After a kill the next open finds the old files or the new ones, whole.
    /// Needs as much room as the store once more, another [`cache_bytes`] of memory, and a few
    /// bytes for each article. One compaction of a store goes on at a time.
    ///
    /// [`cache_bytes`]: crate::OpenOptions::cache_bytes
    ///
    /// # Errors
    /// `Locked` if one goes on, `Poisoned` after an earlier storage error, `Io` if the system has
    /// no thread to give, `InvalidInput` on a system that moves no open files, such as Windows.
    /// What goes wrong later, [`Compaction::join`] returns.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("A secret.").key("s"))?;
    /// store.erase_article(stored.article)?;
    /// let compaction = store.compact_in_background()?;
    /// store.put(&Draft::new("We won."))?; // does not wait
    /// let report = compaction.join()?.expect("nobody cancelled it");
    /// println!("{} bytes instead of {}", report.after, report.before);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compact_in_background(&self) -> Result<Compaction> {
        storage::compact_in_background(&self.storage)
    }
}

/// Backups of what was erased since, and backups that are not restored.
impl Store {
    /// Makes a store from backups as [`restore`](Store::restore) does, and erases in it what the
    /// [tombstones](Store::tombstones) of the same store recognise, before it has its name. No file
    /// of it has what was erased, and the tombstones are set in it.
    ///
    /// # Errors
    /// As [`restore`](Store::restore).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("A secret.").key("s"))?;
    /// let monday = dir.path().join("monday");
    /// store.backup(&monday)?;
    /// store.erase_article(stored.article)?;
    /// let copy = dir.path().join("copy");
    /// Store::restore_erased(&[monday], &copy, &store.tombstones()?)?;
    /// assert_eq!(Store::open(&copy)?.articles().count()?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn restore_erased<P: AsRef<Path>>(
        backups: &[P],
        path: impl AsRef<Path>,
        tombstones: &[Tombstone],
    ) -> Result<EraseReport> {
        storage::restore(backups, path.as_ref(), tombstones)
    }

    /// Verifies backups without restoring them: that each file is what was written, that they
    /// follow each other, and that every article and override that holds by them is there and
    /// whole. Reads each file twice; needs a few bytes of memory for each article.
    ///
    /// # Errors
    /// As [`restore`](Store::restore), with the file at fault in the message.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.put(&Draft::new("We won."))?;
    /// let monday = dir.path().join("monday");
    /// store.backup(&monday)?;
    /// assert_eq!(Store::check_backup(&[monday])?.articles, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_backup<P: AsRef<Path>>(backups: &[P]) -> Result<BackupCheck> {
        storage::check_backup(backups)
    }
}
