//! The threads that keep the indexes of words in step with the store, one for each.
//!
//! One follows the feed of changes like any other follower, and reads the WAL and the quotes or
//! the paragraphs of visible revisions alone. A commit of the index names the place in the feed up
//! to which it holds the store, in the same rename as its documents, so no change is lost or
//! indexed twice, whenever the process ends. All in the index can be derived from the store again,
//! and is if in doubt.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::documents::{Document, documents_of};
use super::engine::contained;
use super::feed::{ChangeCursor, Feed, Followed, follow_from};
use super::read_guard::read;
use super::shared::{Storage, StorageHandle};
use super::text::{Documents, TextState, TextView, TextWork};
use crate::error::{Error, ErrorKind, Result};
use crate::record::WalEntry;
use crate::search::{INDEX_VERSION, TextIndex};

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
    documents: Documents,
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

/// Opens or makes an index of words of a store, and begins to follow the store.
///
/// # Errors
/// `Io` if the index can neither be opened nor made; what the feed returns.
pub(crate) fn start_indexer(storage: &Arc<StorageHandle>, documents: Documents) -> Result<()> {
    let tables = storage.tables();
    let Some(folder) = &tables.folder else { return Ok(()) };
    let path = folder.text(documents.folder());
    let (index, feed) = match resume(storage, &path) {
        Ok(resumed) => resumed,
        Err(error) => {
            let of = documents.noun();
            tracing::info!(why = error.chain(), of, "the index of words is made anew");
            begin(storage, &path)?
        }
    };
    let view = TextView { searcher: index.searcher()?, lsn: feed.cursor().lsn() };
    let state = Arc::new(TextState::new(view));
    let indexer = Indexer {
        storage: Arc::clone(storage),
        documents,
        state: Arc::clone(&state),
        path,
        index: Some(index),
        feed,
        pending: None,
        flushed: Instant::now(),
    };
    if storage.texts.place(documents).set(Arc::clone(&state)).is_ok() {
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
fn resume(storage: &Storage, path: &Path) -> Result<(TextIndex, Feed)> {
    // Some damage to its files makes the library panic.
    let opened = contained(|| TextIndex::open(path));
    let (index, payload) = opened.unwrap_or_else(|panic| Err(Error::new(ErrorKind::Io, panic)))?;
    let (cursor, seen) = payload
        .rsplit_once(' ')
        .filter(|(rest, sum)| *sum == checksum(rest))
        .and_then(|(rest, _)| rest.strip_prefix(&of(storage))?.split_once(' '))
        .and_then(|(cursor, seen)| Some((cursor.parse::<ChangeCursor>().ok()?, seen.parse().ok()?)))
        .filter(|(cursor, _)| cursor.lsn() > 0)
        .ok_or_else(|| Error::invalid("the index of words is of another store or version"))?;
    follow_from(storage, Some(seen))?;
    Ok((index, follow_from(storage, Some(cursor))?))
}

/// Makes an empty index, to be filled from the start of the feed.
fn begin(storage: &Storage, path: &Path) -> Result<(TextIndex, Feed)> {
    let feed = follow_from(storage, Some(ChangeCursor::START))?;
    // A second thread makes it sooner. Beside a load it would make the load slower.
    let is_late = feed.lag(read(storage).lsn()) >= CHANGES;
    Ok((TextIndex::create(path, if is_late { 2 } else { 1 })?, feed))
}

fn checksum(text: &str) -> String {
    format!("{:08x}", crc32fast::hash(text.as_bytes()))
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
                if !self.state.has_failed() {
                    let _ = self.commit();
                }
                let _ = self.index.take().map(TextIndex::close);
                break;
            }
            match self.work() {
                Ok(Some(Duration::ZERO)) => {}
                Ok(wait) => watchers.wait(seen, wait),
                Err(error) => {
                    let of = self.documents.noun();
                    tracing::warn!(error = error.chain(), of, "the index of words does not follow");
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
        if self.pending.is_none() && self.feed.cursor().lsn() != self.state.view().lsn {
            // The feed moved over changes that hold no more.
            self.pending = Some((0, Instant::now()));
        }
        // In a load the changes alone count: each commit is a file that must be merged.
        let is_load = self.feed.lag(read(&self.storage).lsn()) >= CHANGES;
        let is_due = |(changes, begun): (u64, Instant)| {
            changes >= CHANGES || (begun.elapsed() >= WAIT && !is_load)
        };
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
                fault!("keep-replaced", return self.add(article, revision));
                if previous != 0 {
                    self.opened()?.delete(article)?;
                }
                self.add(article, revision)
            }
            WalEntry::Remove { article, .. } | WalEntry::Erase { article, .. } => {
                self.opened()?.delete(article)
            }
            WalEntry::Edit { .. } | WalEntry::Tombstone { .. } => Ok(()),
        }
    }

    /// Adds the documents of a revision if it is visible. If not, a later change says so.
    fn add(&mut self, article: u64, revision: u64) -> Result<()> {
        let guard = read(&self.storage);
        let state = guard.state(article)?.filter(|state| state.revision == revision);
        // Keeps the revision from being deleted.
        let view = Arc::clone(guard.view());
        drop(guard);
        let Some(state) = state else { return Ok(()) };
        let documents = self.documents;
        let index = self.opened()?;
        documents_of(&view, documents, (article, revision), state.quotes, |document| {
            let Document { place, marks, text } = document;
            index.add(place, revision, marks, text)
        })
    }

    /// Returns the text of a commit: the place in the feed up to which it holds the store, and the
    /// one up to which changes were seen, without which it does not: for them it left out what they
    /// replaced or removed.
    fn payload(&self) -> String {
        fault!("early-index", {
            let text = format!("{}{1} {1}", of(&self.storage), self.feed.cursor().later());
            return format!("{text} {}", checksum(&text));
        });
        let text = format!("{}{} {}", of(&self.storage), self.feed.cursor(), self.feed.end());
        format!("{text} {}", checksum(&text))
    }

    /// Commits the changes that are not, if there are any.
    fn commit(&mut self) -> Result<()> {
        if self.pending.take().is_some() {
            fault!("forget-seen", {
                let text = format!("{}{1} {1}", of(&self.storage), self.feed.cursor());
                let payload = format!("{text} {}", checksum(&text));
                self.opened()?.commit(&payload)?;
                return self.publish();
            });
            // The changes that were seen must survive the end of the process as the commit does.
            self.feed.extend(&self.storage)?;
            self.flushed = Instant::now();
            let payload = self.payload();
            self.opened()?.commit(&payload)?;
            self.publish()?;
        }
        Ok(())
    }

    fn publish(&self) -> Result<()> {
        let lsn = self.feed.cursor().lsn();
        if let Some(index) = &self.index {
            self.state.publish(TextView { searcher: index.searcher()?, lsn });
        }
        Ok(())
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
                Ok(()) => return self.publish(),
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
        let (index, feed) = begin(&self.storage, &self.path)?;
        self.index = Some(index);
        self.feed = feed;
        self.publish()
    }
}

impl Drop for Indexer {
    fn drop(&mut self) {
        self.state.fail("the thread that writes it ended");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Draft, ExtractedQuote, Extraction, Span};
    use crate::record::page_key;
    use crate::search::on_disk;
    use crate::storage::engine::Table;
    use crate::{OpenOptions, Store};

    /// An article that is all quote.
    fn draft(key: &str, text: &str) -> Draft {
        let quotes = vec![ExtractedQuote::new(Span::of(0..text.len()))];
        Draft::new(text).key(key).extraction(Extraction { quotes, ..Extraction::default() })
    }

    fn open(path: &Path) -> Store {
        OpenOptions::new().create(true).text_index(true).open(path).unwrap()
    }

    /// The quotes that the words of all are found in.
    fn found(store: &Store) -> Vec<String> {
        assert!(store.catch_up_text(Duration::from_mins(1)).unwrap());
        assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
        let quotes = store.quotes().oldest_first().matching("rain OR wind OR snow");
        quotes.iter().map(|quote| quote.unwrap().text().to_owned()).collect()
    }

    /// The thread's state for a store that is open without an index.
    fn indexer(store: &Store, path: &Path) -> Indexer {
        let index = TextIndex::create(path, 1).unwrap();
        let view = TextView { searcher: index.searcher().unwrap(), lsn: 0 };
        Indexer {
            storage: Arc::clone(&store.storage),
            documents: Documents::Quotes,
            state: Arc::new(TextState::new(view)),
            path: path.to_owned(),
            index: Some(index),
            feed: follow_from(&store.storage, Some(ChangeCursor::START)).unwrap(),
            pending: None,
            flushed: Instant::now(),
        }
    }

    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let to = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                copy(&entry.path(), &to);
            } else {
                std::fs::copy(entry.path(), to).unwrap();
            }
        }
    }

    /// The quotes of a revision are not indexed if another is visible by then. That one may be lost
    /// with the process, or with the power, and the index must not last without it.
    #[test]
    fn what_was_replaced_before_it_was_indexed_is_found_if_the_replacement_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let store = Store::create_new(&path).unwrap();
        store.put(&draft("a", "rain")).unwrap();
        store.put(&draft("b", "wind")).unwrap();
        let mut indexer = indexer(&store, &path.join("text"));
        let flushed = folder.path().join("flushed");
        copy(&path, &flushed);
        store.put(&draft("a", "snow")).unwrap();
        // Nobody flushes the store meanwhile.
        indexer.flushed += Duration::from_hours(1);
        assert!(indexer.follow(false).unwrap());
        indexer.commit().unwrap();
        assert_eq!(indexer.state.view().lsn, 2, "the replacement is not indexed");
        let killed = folder.path().join("killed");
        copy(&path, &killed);
        assert_eq!(found(&open(&killed)), ["snow", "wind"]);
        // After a loss of power the files of the index may be later than those of the store, and so
        // may what was noted as durable.
        std::fs::remove_dir_all(flushed.join("text")).unwrap();
        copy(&path.join("text"), &flushed.join("text"));
        std::fs::copy(path.join("mark"), flushed.join("mark")).unwrap();
        assert_eq!(found(&open(&flushed)), ["rain", "wind"]);
    }

    #[test]
    fn what_could_not_be_indexed_is_indexed_by_a_later_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let store = Store::create_new(&path).unwrap();
        store.put(&draft("a", "rain")).unwrap();
        let article = store.put(&draft("b", "wind")).unwrap().article.to_u64();
        let revision = read(&store.storage).state(article).unwrap().unwrap().revision;
        let key = page_key(revision, 0);
        let tables = store.storage.tables();
        let page = tables.engine.get(Table::Quotes, &key).unwrap().unwrap().to_vec();
        tables.engine.remove(Table::Quotes, &key).unwrap();
        drop(tables);
        store.close().unwrap();
        let store = open(&path);
        let failed = store.catch_up_text(Duration::from_mins(1)).unwrap_err();
        assert_eq!(failed.kind(), ErrorKind::Io, "{failed}");
        store.close().unwrap();
        let store = Store::open(&path).unwrap();
        store.storage.tables().engine.insert(Table::Quotes, &key, page).unwrap();
        store.close().unwrap();
        assert_eq!(found(&open(&path)), ["rain", "wind"]);
    }

    /// Words are in the files as stems and as they were, letter by letter in a graph: to look for
    /// their bytes shows nothing, so the words that can be read from the files are looked through.
    #[test]
    fn no_file_of_the_index_has_an_erased_word_after_a_compaction() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let text = path.join("text");
        let store = open(&path);
        let secret = store.put(&draft("a", "rain on Zyxographers")).unwrap();
        store.put(&draft("b", "wind on quietnesses")).unwrap();
        found(&store);
        let marked = || {
            let (words, unknown) = on_disk(&text);
            let marked = words.iter().filter(|word| word.contains("zyxograph")).cloned().collect();
            (marked, unknown)
        };
        let both = vec!["\u{1}zyxographers".to_owned(), "zyxograph".to_owned()];
        assert_eq!(marked(), (both, Vec::new()));
        // Whoever reads on keeps the file open, but not in the folder.
        let reader = store.snapshot();
        store.erase_article(secret.article).unwrap();
        store.compact_in_background().unwrap().join().unwrap();
        assert_eq!(marked(), (Vec::new(), Vec::new()));
        assert_eq!(reader.quotes().matching("zyxographers").count().unwrap(), 1);
        assert_eq!(found(&store), ["wind on quietnesses"]);
        drop(reader);
        store.close().unwrap();
        Store::compact(&path).unwrap();
        assert!(!text.exists());
    }

    #[test]
    fn an_index_of_changes_that_hold_no_more_is_in_step() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let store = Store::create_new(&path).unwrap();
        let gone = store.put(&draft("a", "rain")).unwrap();
        store.remove(gone.article).unwrap();
        let last = store.changes(ChangeCursor::START).unwrap().last().unwrap().unwrap().cursor;
        store.set_feed_floor(last).unwrap();
        store.close().unwrap();
        let store = open(&path);
        assert_eq!(found(&store), [""; 0]);
        assert_eq!(store.text_lag(), Some(0));
    }

    /// What a compaction asks for must be done too if it took changes that the thread had not read.
    #[test]
    fn a_merge_after_the_floor_passed_the_index_makes_it_anew() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create_new(folder.path().join("s")).unwrap();
        let mut indexer = indexer(&store, &folder.path().join("text"));
        for text in ["We won.", "We lost.", "We wait."] {
            store.put(&Draft::new(text).key("a")).unwrap();
        }
        let last = store.changes(ChangeCursor::START).unwrap().last().unwrap().unwrap().cursor;
        store.set_feed_floor(last).unwrap();
        store.compact_in_background().unwrap().join().unwrap();
        let state = Arc::clone(&indexer.state);
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
