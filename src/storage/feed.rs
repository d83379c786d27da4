//! The WAL as a feed of changes.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::checkpoint::checkpoint;
use super::durability::{fsync, mark_dirty};
use super::engine::{Engine, Table};
use super::read_guard::{ReadPoint, read};
use super::shared::{Storage, StorageHandle};
use super::tables::{Tables, missing};
use super::writer::Writer;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{ArticleId, SpeakerId};
use crate::record::{Kind, WalEntry, decode_owned, encode_owned};

/// The key of the floor.
pub(crate) const FLOOR: &[u8] = b"floor";
/// How many changes at or below the floor are looked up at once.
const BASE: usize = 256;

/// A place in the feed of changes: after one change, before the next. Prints as text, to be kept
/// between runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChangeCursor {
    epoch: u64,
    lsn: u64,
}

impl ChangeCursor {
    /// The place before the first change of a store.
    pub const START: Self = Self { epoch: 0, lsn: 0 };

    /// Returns the place after the last commit that is visible.
    pub(crate) fn after(point: &ReadPoint) -> Self {
        Self { epoch: point.storage.epoch.load(Ordering::Acquire), lsn: point.read().lsn() }
    }

    pub(crate) fn lsn(self) -> u64 {
        self.lsn
    }

    /// Returns the place after the next commit.
    #[cfg(all(onrecord_faults, feature = "fulltext"))]
    pub(crate) fn later(self) -> Self {
        Self { lsn: self.lsn + 1, ..self }
    }

    /// Returns the place after an earlier commit of the same store, such as
    /// [`Snapshot::lsn`](crate::Snapshot::lsn) tells. The place itself if it is not later.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let earlier = store.snapshot().lsn();
    /// store.put(&Draft::new("We won."))?;
    /// let now = store.snapshot().change_cursor();
    /// assert_eq!(store.changes(now.back_to(earlier))?.count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn back_to(self, lsn: u64) -> Self {
        Self { lsn: lsn.min(self.lsn), ..self }
    }
}

impl fmt::Display for ChangeCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}.{}", self.epoch, self.lsn)
    }
}

impl FromStr for ChangeCursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let digits = |text: &str| {
            text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
        };
        text.strip_prefix('c')
            .and_then(|rest| rest.split_once('.'))
            .and_then(|(epoch, lsn)| Some(Self { epoch: digits(epoch)?, lsn: digits(lsn)? }))
            .ok_or_else(|| {
                Error::invalid(format!("{text:?} is not a cursor of changes such as \"c1.17\""))
            })
    }
}

/// One change of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Change {
    /// What changed.
    pub kind: ChangeKind,
    /// The place after the change, to go on from.
    pub cursor: ChangeCursor,
}

/// What changed. The feed names things; look up what they are now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChangeKind {
    /// An article was stored, replaced or corrected.
    Put(ArticleId),
    /// An article was removed.
    Removed(ArticleId),
    /// An article was erased: who keeps copies should forget it too.
    Erased(ArticleId),
    /// A user edited a speaker, merged it into another, or undid that.
    SpeakerEdited(SpeakerId),
}

/// Iterates over changes, oldest first. Made by [`Store::changes`](crate::Store::changes).
#[derive(Clone, Debug)]
pub struct Changes {
    storage: Arc<StorageHandle>,
    /// The tables that are read, of which a compaction takes nothing.
    tables: Arc<Tables>,
    feed: Feed,
}

/// A place in the WAL, and what follows it.
#[derive(Clone, Debug)]
pub(crate) struct Feed {
    epoch: u64,
    next: u64,
    last: u64,
    /// The floor of the feed, if it is read from the start; else 0.
    floor: u64,
    /// The next WAL records at or below the floor.
    base: VecDeque<WalEntry>,
}

/// A WAL record on its way to a follower.
#[derive(Debug)]
pub(crate) struct Followed {
    pub(crate) entry: WalEntry,
    /// The place after the record, to go on from.
    pub(crate) cursor: ChangeCursor,
}

/// Returns the changes after `since`, oldest first, up to the last one that survives the end of
/// the process.
pub(crate) fn changes(storage: &Arc<StorageHandle>, since: ChangeCursor) -> Result<Changes> {
    let feed = follow_from(storage, Some(since))?;
    Ok(Changes { storage: Arc::clone(storage), tables: storage.tables(), feed })
}

/// Follows the WAL from `since` on, or from its end.
pub(crate) fn follow_from(storage: &Storage, since: Option<ChangeCursor>) -> Result<Feed> {
    let writer = storage.writer()?;
    let end = follow(storage, &writer, since.unwrap_or(ChangeCursor::START))?;
    let since = since.unwrap_or(end);
    let floor = if since.lsn == 0 { floor(&storage.tables().engine)? } else { 0 };
    let ChangeCursor { epoch, lsn: last } = end;
    Ok(Feed { epoch, next: since.lsn + 1, last, floor, base: VecDeque::new() })
}

/// Returns the floor of the feed: WAL entries up to this LSN may be missing if they do not hold any
/// more. 0 if none was set.
pub(crate) fn floor(engine: &Engine) -> Result<u64> {
    let floor = engine.get(Table::Meta, FLOOR)?;
    floor.map_or(Ok(0), |value| decode_owned(Kind::FeedFloor, FLOOR, &value))
}

/// Writes the floor of the feed.
pub(crate) fn write_floor(engine: &Engine, lsn: u64) -> Result<()> {
    engine.insert(Table::Meta, FLOOR, encode_owned(Kind::FeedFloor, FLOOR, &lsn)?)
}

/// Moves the floor of the feed up to a cursor.
pub(crate) fn set_feed_floor(storage: &Storage, cursor: ChangeCursor) -> Result<()> {
    let mut writer = storage.writer()?;
    follow(storage, &writer, cursor)?;
    let engine = &storage.tables().engine;
    if cursor.lsn <= floor(engine)? {
        return Ok(());
    }
    mark_dirty(storage, &mut writer)?;
    fault!("early-floor", write_floor(engine, cursor.lsn)?);
    // Nothing that a recovery has to replay is below the floor.
    drop(checkpoint(storage, &mut writer)?);
    fsync(storage)?;
    write_floor(engine, cursor.lsn)?;
    fsync(storage)
}

/// Checks that all changes before a cursor are still what they were, and returns the epoch that
/// lasts.
fn valid(writer: &Writer, since: ChangeCursor) -> Result<u64> {
    let epochs = &writer.epochs;
    let current = epochs.last().map_or(0, |last| last.epoch);
    if since.epoch > current {
        return Err(Error::invalid(format!(
            "the cursor {since} is of an epoch that has not begun: of another store?"
        )));
    }
    // What every epoch since began with must reach as far as the cursor; what is forgotten counts
    // as not reaching.
    let known =
        since.epoch == 0 || epochs.first().is_some_and(|first| first.epoch <= since.epoch + 1);
    let reached = epochs
        .iter()
        .filter(|later| later.epoch > since.epoch)
        .all(|later| later.survived >= since.lsn);
    if (known && reached) || since.lsn == 0 {
        Ok(current)
    } else {
        let message = format!(
            "changes before the cursor {since} were lost in a crash; start over with \
             ChangeCursor::START"
        );
        Err(Error::new(ErrorKind::RolledBack, message))
    }
}

/// Makes sure that one can go on from a place, and returns the one after the last change, which
/// survives the end of the process.
pub(crate) fn follow(
    storage: &Storage,
    writer: &Writer,
    since: ChangeCursor,
) -> Result<ChangeCursor> {
    let lsn = flush(storage)?;
    let epoch = valid(writer, since)?;
    if since.lsn > lsn {
        return Err(Error::invalid(format!(
            "the cursor {since} lies behind the last change, {lsn}"
        )));
    }
    let floor = floor(&storage.tables().engine)?;
    if since.lsn != 0 && since.lsn < floor {
        return Err(expired(since, floor));
    }
    Ok(ChangeCursor { epoch, lsn })
}

fn expired(since: ChangeCursor, floor: u64) -> Error {
    let message = format!(
        "the cursor {since} is before the floor of the feed, {floor}; start over with \
         ChangeCursor::START"
    );
    Error::new(ErrorKind::Expired, message)
}

/// Hands all commits to the operating system and returns the last one.
///
/// They are not noted as durable: a loss of power may take them, and the store opens without them
/// then; and a commit at `Power` must not take them for synced.
fn flush(storage: &Storage) -> Result<u64> {
    let lsn = read(storage).lsn();
    if storage.flushed.load(Ordering::Acquire) < lsn {
        storage.tables().engine.flush()?;
    }
    Ok(lsn)
}

fn kind(change: &WalEntry) -> Option<ChangeKind> {
    Some(match *change {
        WalEntry::Put { article, .. } => ChangeKind::Put(ArticleId::from_u64(article)),
        WalEntry::Remove { article, .. } => ChangeKind::Removed(ArticleId::from_u64(article)),
        WalEntry::Erase { article, .. } => ChangeKind::Erased(ArticleId::from_u64(article)),
        WalEntry::Edit { speaker, .. } => ChangeKind::SpeakerEdited(SpeakerId::from_u64(speaker)),
        WalEntry::Tombstone { .. } => return None,
    })
}

/// Returns whether a change at or below the floor is told of: a put of an article that is there,
/// and an override in force.
fn is_in_force(storage: &Storage, lsn: u64, change: &WalEntry) -> Result<bool> {
    let guard = read(storage);
    Ok(match *change {
        WalEntry::Put { article, .. } => {
            guard.state(article)?.is_some_and(|state| state.lsn == lsn)
        }
        WalEntry::Edit { speaker, edit } => {
            let speaker = SpeakerId::from_u64(speaker);
            guard.edited(speaker)? == Some(edit) && guard.overrides().of(speaker).is_some()
        }
        WalEntry::Remove { .. } | WalEntry::Erase { .. } | WalEntry::Tombstone { .. } => false,
    })
}

impl Feed {
    /// Returns the place after the last record that was returned; the start as long as there are
    /// more at or below the floor.
    pub(crate) fn cursor(&self) -> ChangeCursor {
        let is_in_base = !self.base.is_empty() || self.next <= self.floor;
        let lsn = if is_in_base { 0 } else { self.next - 1 };
        ChangeCursor { epoch: self.epoch, lsn }
    }

    /// Returns the place after the last commit that is followed to.
    #[cfg(feature = "fulltext")]
    pub(crate) fn end(&self) -> ChangeCursor {
        ChangeCursor { epoch: self.epoch, lsn: self.last }
    }

    /// Returns how many commits are after the place, up to an LSN.
    pub(crate) fn lag(&self, lsn: u64) -> u64 {
        (lsn + 1).saturating_sub(self.next) + self.base.len() as u64
    }

    /// Follows to the last commit that is visible now, which survives the end of the process then.
    /// Does not lock the writer.
    pub(crate) fn extend(&mut self, storage: &Storage) -> Result<()> {
        self.last = flush(storage)?;
        Ok(())
    }

    /// Looks up the next records at or below the floor.
    fn fill(&mut self, storage: &Storage, tables: &Tables) -> Result<()> {
        let range = self.next.to_be_bytes().to_vec()..=self.floor.to_be_bytes().to_vec();
        let mut next = self.floor + 1;
        for found in tables.engine.scan(Table::Log, range) {
            let (key, value) = found?;
            let lsn = key.first_chunk().map_or(0, |lsn| u64::from_be_bytes(*lsn));
            let entry = decode_owned(Kind::Wal, &key, &value)?;
            if is_in_force(storage, lsn, &entry)? {
                if self.base.len() >= BASE {
                    next = lsn;
                    break;
                }
                self.base.push_back(entry);
            }
        }
        self.next = next;
        Ok(())
    }

    /// Returns the next record at or below the floor. All but the last have the cursor of the
    /// start: who is interrupted among them starts over.
    fn next_of_base(&mut self, storage: &Storage, tables: &Tables) -> Result<Option<Followed>> {
        if self.base.len() < 2 && self.next <= self.floor {
            self.fill(storage, tables)?;
        }
        let Some(entry) = self.base.pop_front() else { return Ok(None) };
        let is_last = self.base.is_empty() && self.next > self.floor;
        let end = ChangeCursor { epoch: self.epoch, lsn: self.floor };
        let cursor = if is_last { end } else { ChangeCursor::START };
        Ok(Some(Followed { entry, cursor }))
    }

    /// Returns the record after the place.
    fn entry(&self, tables: &Tables) -> Result<WalEntry> {
        let key = self.next.to_be_bytes();
        if let Some(value) = tables.engine.get(Table::Log, &key)? {
            return decode_owned(Kind::Wal, &key, &value);
        }
        // A compaction may have taken it, if the floor moved past the place.
        let floor = floor(&tables.engine)?;
        Err(if self.next <= floor {
            expired(self.cursor(), floor)
        } else {
            missing(Kind::Wal, &key)
        })
    }

    /// Returns the next record, and moves past it; not past one that cannot be read. Which tables
    /// are read is the caller's choice: a follower that holds some keeps their files, one that
    /// takes those of the moment does not.
    ///
    /// # Errors
    /// `Expired` if the floor moved past the place and a compaction took what was there; else what
    /// the engine returns.
    pub(crate) fn next(&mut self, storage: &Storage, tables: &Tables) -> Result<Option<Followed>> {
        if let Some(followed) = self.next_of_base(storage, tables)? {
            return Ok(Some(followed));
        }
        if self.next > self.last {
            return Ok(None);
        }
        let lsn = self.next;
        let entry = self.entry(tables)?;
        self.next += 1;
        Ok(Some(Followed { entry, cursor: ChangeCursor { epoch: self.epoch, lsn } }))
    }
}

impl Iterator for Changes {
    type Item = Result<Change>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.feed.next(&self.storage, &self.tables).transpose()? {
                Ok(Followed { entry, cursor, .. }) => {
                    if let Some(kind) = kind(&entry) {
                        return Some(Ok(Change { kind, cursor }));
                    }
                }
                Err(error) => {
                    // What comes after a change is of no use without it.
                    self.feed.base.clear();
                    self.feed.next = self.feed.last + 1;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl std::iter::FusedIterator for Changes {}
