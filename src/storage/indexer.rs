//! The thread that keeps the index of words in step with the store.
//!
//! It follows the feed of changes like any other follower, and reads the WAL and the quotes of
//! visible revisions alone. A commit of the index names the place in the feed up to which it holds
//! the store, in the same rename as its documents, so no change is lost or indexed twice, whenever
//! the process ends. All in the index can be derived from the store again, and is if in doubt.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::feed::{ChangeCursor, Feed, Followed, follow_from};
use super::read_guard::read;
use super::shared::{Storage, StorageHandle};
use super::text::{TextState, TextView, TextWork};
use crate::error::{Error, ErrorKind, Result};
use crate::model::ArticleId;
use crate::record::{ArchivedQuoteRecord, WalEntry};
use crate::search::{INDEX_VERSION, Mark, TextIndex};

/// The most changes between two commits of the index.
const CHANGES: u64 = 10_000;
/// How long a change waits for those that come after it.
const WAIT: Duration = Duration::from_millis(500);
/// How long commits of the store wait to be flushed if nobody else flushes them.
const FLUSHED: Duration = Duration::from_millis(200);
/// How often a merge of all files is tried before the index is made anew instead, and how long
/// after the one before.
const MERGES: usize = 50;
const MERGING: Duration = Duration::from_millis(100);
/// How many changes are read before the thread looks whether it is to stop.
const READ: usize = 256;

/// The thread's own state.
struct Indexer {
    storage: Arc<Storage>,
    state: Arc<TextState>,
    path: PathBuf,
    /// `None` if it could not be made anew.
    index: Option<TextIndex>,
    feed: Feed,
    /// The changes that are not committed, and when the first of them was read.
    pending: Option<(u64, Instant)>,
    /// When the store was flushed last.
    flushed: Instant,
}

/// Opens or makes the index of words of a store, and begins to follow the store.
///
/// # Errors
/// `Io` if the index can neither be opened nor made; what the feed returns.
pub(crate) fn start_indexer(storage: &Arc<StorageHandle>) -> Result<()> {
    let tables = storage.tables();
    let Some(folder) = &tables.folder else { return Ok(()) };
    let path = folder.text();
    let (index, feed) = match resume(storage, &path) {
        Ok(resumed) => resumed,
        Err(error) => {
            tracing::info!(why = error.chain(), "the index of words is made anew");
            (TextIndex::create(&path)?, follow_from(storage, Some(ChangeCursor::START))?)
        }
    };
    let view = TextView { searcher: index.searcher(), lsn: feed.cursor().lsn() };
    let state = Arc::new(TextState::new(view));
    let indexer = Indexer {
        storage: Arc::clone(storage),
        state: Arc::clone(&state),
        path,
        index: Some(index),
        feed,
        pending: None,
        flushed: Instant::now(),
    };
    if storage.text.set(Arc::clone(&state)).is_ok() {
        let thread = thread::Builder::new().name("onrecord-text".to_owned());
        let thread = thread.spawn(move || indexer.run()).map_err(|error| {
            Error::new(ErrorKind::Io, "cannot begin the thread that indexes words")
                .with_source(error)
        })?;
        state.set_thread(thread);
    }
    Ok(())
}

/// Opens the index, and the feed after what is in it.
///
/// # Errors
/// `Io` if there is no index or it is damaged; `InvalidInput`, `RolledBack` and `Expired` if it
/// does not hold what the store held.
fn resume(storage: &Storage, path: &std::path::Path) -> Result<(TextIndex, Feed)> {
    let (index, payload) = TextIndex::open(path)?;
    let cursor = payload
        .strip_prefix(&of(storage))
        .and_then(|cursor| cursor.parse::<ChangeCursor>().ok())
        .filter(|cursor| cursor.lsn() > 0)
        .ok_or_else(|| Error::invalid("the index of words is of another store or version"))?;
    let feed = follow_from(storage, Some(cursor))?;
    Ok((index, feed))
}

/// Returns what the payload of a commit begins with, if it is of this store and version.
fn of(storage: &Storage) -> String {
    let id = u128::from_be_bytes(storage.id());
    format!("{INDEX_VERSION} {id:032x} ")
}

impl Indexer {
    fn run(mut self) {
        let watchers = Arc::clone(&self.storage.watchers);
        let number = watchers.join();
        loop {
            let seen = watchers.commits();
            if self.state.is_stopping() {
                let _ = self.commit();
                let _ = self.index.take().map(TextIndex::close);
                break;
            }
            match self.work() {
                Ok(Some(Duration::ZERO)) => {}
                Ok(wait) => watchers.wait(seen, wait),
                Err(error) => {
                    tracing::warn!(error = error.chain(), "the index of words does not follow");
                    self.state.fail(&error.chain());
                }
            }
        }
        watchers.leave(number);
    }

    /// Does what is to be done now, and returns how long to wait for more.
    fn work(&mut self) -> Result<Option<Duration>> {
        match self.state.work() {
            Some(TextWork::Rebuild) => {
                self.rebuild()?;
                self.state.done(TextWork::Rebuild);
            }
            _ if self.state.has_failed() => return Ok(None),
            Some(TextWork::Merge) => {
                match self.merge() {
                    // The compaction took what the index had not taken in. An index that is made
                    // anew has nothing that was deleted either.
                    Err(error) if error.kind() == ErrorKind::Expired => self.rebuild()?,
                    merged => merged?,
                }
                self.state.done(TextWork::Merge);
            }
            None => {}
        }
        match self.follow(self.state.is_wanted()) {
            Err(error) if error.kind() == ErrorKind::Expired => {
                self.rebuild()?;
                return Ok(Some(Duration::ZERO));
            }
            followed => {
                if followed? {
                    return Ok(Some(Duration::ZERO));
                }
            }
        }
        let lag = self.feed.lag(read(&self.storage).lsn());
        if self.state.is_wanted() && lag == 0 {
            self.commit()?;
        }
        let flush = FLUSHED.saturating_sub(self.flushed.elapsed());
        let commit = self.pending.map(|(_, begun)| WAIT.saturating_sub(begun.elapsed()));
        Ok(match commit {
            _ if lag > 0 => Some(flush.max(Duration::from_millis(1))),
            Some(commit) => Some(commit.max(Duration::from_millis(1))),
            None => None,
        })
    }

    /// Reads on through a few changes, and commits if that is due. Returns whether there were any.
    fn follow(&mut self, now: bool) -> Result<bool> {
        let tables = self.storage.tables();
        let mut read_any = false;
        for _ in 0..READ {
            let mut followed = self.feed.next(&self.storage, &tables)?;
            if followed.is_none() {
                let lag = self.feed.lag(read(&self.storage).lsn());
                if lag == 0 || (!now && self.flushed.elapsed() < FLUSHED) {
                    break;
                }
                self.feed.extend(&self.storage)?;
                self.flushed = Instant::now();
                followed = self.feed.next(&self.storage, &tables)?;
            }
            let Some(Followed { entry, .. }) = followed else { break };
            read_any = true;
            self.take_in(&entry)?;
            let (changes, begun) = self.pending.unwrap_or_else(|| (0, Instant::now()));
            self.pending = Some((changes + 1, begun));
            if changes + 1 >= CHANGES {
                break;
            }
        }
        let is_due =
            |(changes, begun): (u64, Instant)| changes >= CHANGES || begun.elapsed() >= WAIT;
        if self.pending.is_some_and(is_due) {
            self.commit()?;
        }
        Ok(read_any)
    }

    fn opened(&mut self) -> Result<&mut TextIndex> {
        let missing = || Error::new(ErrorKind::Io, "the index of words could not be made anew");
        self.index.as_mut().ok_or_else(missing)
    }

    /// Takes one change into the index.
    fn take_in(&mut self, entry: &WalEntry) -> Result<()> {
        match *entry {
            WalEntry::Put { article, revision, previous } => {
                if previous != 0 {
                    self.opened()?.delete(article);
                }
                self.add(article, revision)
            }
            WalEntry::Remove { article, .. } | WalEntry::Erase { article, .. } => {
                self.opened()?.delete(article);
                Ok(())
            }
            WalEntry::Edit { .. } | WalEntry::Tombstone { .. } => Ok(()),
        }
    }

    /// Adds the quotes of a revision if it is visible. If not, a later change says so.
    fn add(&mut self, article: u64, revision: u64) -> Result<()> {
        let guard = read(&self.storage);
        let state = guard.state(article)?.filter(|state| state.revision == revision);
        // Keeps the revision from being deleted.
        let view = Arc::clone(guard.view());
        drop(guard);
        let Some(state) = state else { return Ok(()) };
        let (mut quotes, mut page) = (0, 0);
        while quotes < state.quotes {
            let packed = view.tables.quotes(revision, page)?;
            for at in 0..packed.len() {
                let Some((key, record)) = packed.entry(at) else { continue };
                let long = view.long_text(ArticleId::from_u64(article), &record)?;
                let text = long.as_deref().unwrap_or(record.text.as_str());
                self.opened()?.add(key.parts(), revision, marks(&record), text)?;
            }
            let read = u32::try_from(packed.len()).unwrap_or(u32::MAX);
            if read == 0 {
                return Err(Error::corrupt(format!(
                    "quotes of article {} are missing",
                    ArticleId::from_u64(article)
                )));
            }
            quotes = quotes.saturating_add(read);
            page += 1;
        }
        Ok(())
    }

    fn payload(&self) -> String {
        format!("{}{}", of(&self.storage), self.feed.cursor())
    }

    /// Commits the changes that are not, if there are any.
    fn commit(&mut self) -> Result<()> {
        if self.pending.take().is_some() {
            let payload = self.payload();
            self.opened()?.commit(&payload)?;
            self.publish();
        }
        Ok(())
    }

    fn publish(&self) {
        let lsn = self.feed.cursor().lsn();
        if let Some(index) = &self.index {
            self.state.publish(TextView { searcher: index.searcher(), lsn });
        }
    }

    /// Follows to the last change, and writes the files anew without what was deleted.
    fn merge(&mut self) -> Result<()> {
        let last = read(&self.storage).lsn();
        while self.feed.lag(last) > 0 && !self.state.is_stopping() {
            self.follow(true)?;
        }
        self.commit()?;
        let payload = self.payload();
        for _ in 0..MERGES {
            match self.opened()?.merge(&payload) {
                Ok(()) => {
                    self.publish();
                    return Ok(());
                }
                // A merge that the index began by itself goes on with some of the files.
                Err(error) => tracing::debug!(error = error.chain(), "merging is tried again"),
            }
            thread::sleep(MERGING);
        }
        self.rebuild()
    }

    /// Makes the index anew, to be filled from the start of the feed.
    fn rebuild(&mut self) -> Result<()> {
        self.pending = None;
        // The one that is open holds the lock of the folder.
        if let Some(index) = self.index.take() {
            let _ = index.close();
        }
        self.index = Some(TextIndex::create(&self.path)?);
        self.feed = follow_from(&self.storage, Some(ChangeCursor::START))?;
        self.publish();
        Ok(())
    }
}

/// Returns what queries ask for together with words: speakers, and countries spoken about.
fn marks(record: &ArchivedQuoteRecord) -> impl Iterator<Item = Mark> {
    let speakers = record.speakers().map(|said| said.speaker).filter(|speaker| *speaker != 0);
    let about = record.countries.iter().chain(record.context.iter());
    speakers.map(Mark::Speaker).chain(about.map(|country| Mark::About(*country)))
}

impl Drop for Indexer {
    fn drop(&mut self) {
        self.state.fail("the thread that writes it ended");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::model::Draft;

    /// What a compaction asks for must be done too if it took changes that the thread had not read.
    #[test]
    fn a_merge_after_the_floor_passed_the_index_makes_it_anew() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create_new(folder.path().join("s")).unwrap();
        let path = folder.path().join("text");
        let index = TextIndex::create(&path).unwrap();
        let feed = follow_from(&store.storage, Some(ChangeCursor::START)).unwrap();
        let state = Arc::new(TextState::new(TextView { searcher: index.searcher(), lsn: 0 }));
        for text in ["We won.", "We lost.", "We wait."] {
            store.put(&Draft::new(text).key("a")).unwrap();
        }
        let last = store.changes(ChangeCursor::START).unwrap().last().unwrap().unwrap().cursor;
        store.set_feed_floor(last).unwrap();
        store.compact_in_background().unwrap().join().unwrap();
        let mut indexer = Indexer {
            storage: Arc::clone(&store.storage),
            state: Arc::clone(&state),
            path,
            index: Some(index),
            feed,
            pending: None,
            flushed: Instant::now(),
        };
        let merged = thread::scope(|scope| {
            let merged = scope.spawn(|| state.run(TextWork::Merge, &store.storage.watchers));
            while state.work().is_none() {
                thread::yield_now();
            }
            let worked = indexer.work();
            if let Err(error) = &worked {
                state.fail(&error.chain());
            }
            merged.join().unwrap()
        });
        merged.unwrap();
        while indexer.feed.lag(last.lsn()) > 0 {
            indexer.follow(true).unwrap();
        }
        indexer.commit().unwrap();
        assert_eq!(state.view().lsn, last.lsn());
    }
}
