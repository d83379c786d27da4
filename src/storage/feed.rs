//! The WAL as a feed of changes.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::durability::note_durable;
use super::engine::Table;
use super::read_guard::read;
use super::shared::{Storage, StorageHandle};
use super::tables::missing;
use super::writer::Writer;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{ArticleId, SpeakerId};
use crate::record::{Kind, WalEntry, decode_owned};

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

    pub(crate) fn lsn(self) -> u64 {
        self.lsn
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
    /// A user edited a speaker, merged it into another, or undid that.
    SpeakerEdited(SpeakerId),
}

/// Iterates over changes, oldest first. Made by [`Store::changes`](crate::Store::changes).
#[derive(Clone, Debug)]
pub struct Changes {
    storage: Arc<StorageHandle>,
    epoch: u64,
    next: u64,
    last: u64,
}

/// Returns the changes after `since`, oldest first, up to the last one that survives the end of
/// the process.
pub(crate) fn changes(storage: &Arc<StorageHandle>, since: ChangeCursor) -> Result<Changes> {
    let writer = storage.writer()?;
    let ChangeCursor { epoch, lsn: last } = follow(storage, &writer, since)?;
    Ok(Changes { storage: Arc::clone(storage), epoch, next: since.lsn + 1, last })
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
    Ok(ChangeCursor { epoch, lsn })
}

/// Hands all commits to the operating system and returns the last one.
fn flush(storage: &Storage) -> Result<u64> {
    let lsn = read(storage).lsn();
    if storage.flushed.load(Ordering::Acquire) < lsn {
        storage.tables.engine.flush()?;
        note_durable(storage, lsn)?;
    }
    Ok(lsn)
}

fn change(storage: &Storage, lsn: u64) -> Result<ChangeKind> {
    let key = lsn.to_be_bytes();
    let value =
        storage.tables.engine.get(Table::Log, &key)?.ok_or_else(|| missing(Kind::Wal, &key))?;
    Ok(match decode_owned(Kind::Wal, &key, &value)? {
        WalEntry::Put { article, .. } => ChangeKind::Put(ArticleId::from_u64(article)),
        WalEntry::Remove { article, .. } => ChangeKind::Removed(ArticleId::from_u64(article)),
        WalEntry::Edit { speaker, .. } => ChangeKind::SpeakerEdited(SpeakerId::from_u64(speaker)),
    })
}

impl Iterator for Changes {
    type Item = Result<Change>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next > self.last {
            return None;
        }
        let lsn = self.next;
        self.next += 1;
        let cursor = ChangeCursor { epoch: self.epoch, lsn };
        Some(change(&self.storage, lsn).map(|kind| Change { kind, cursor }))
    }
}

impl std::iter::FusedIterator for Changes {}
