//! The indexes of words of an open store, as their readers and the threads that write them share
//! them.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::files::TEXTS;
use super::watchers::Watchers;
use crate::error::{Error, ErrorKind, Result};
use crate::search::TextSearcher;

/// What the documents of an index of words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Documents {
    Quotes,
    Paragraphs,
}

impl Documents {
    pub(crate) const ALL: [Self; 2] = [Self::Quotes, Self::Paragraphs];

    /// Returns the name of the folder of their index.
    pub(crate) const fn folder(self) -> &'static str {
        let [quotes, paragraphs] = TEXTS;
        match self {
            Self::Quotes => quotes,
            Self::Paragraphs => paragraphs,
        }
    }

    /// Returns the noun for several of them.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Quotes => "quotes",
            Self::Paragraphs => "paragraphs",
        }
    }
}

/// The indexes of words of an open store: those that it was opened with.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    quotes: OnceLock<Arc<TextState>>,
    paragraphs: OnceLock<Arc<TextState>>,
}

impl Texts {
    pub(crate) const fn place(&self, documents: Documents) -> &OnceLock<Arc<TextState>> {
        match documents {
            Documents::Quotes => &self.quotes,
            Documents::Paragraphs => &self.paragraphs,
        }
    }

    /// Returns the index of documents, if the store was opened with it.
    pub(crate) fn of(&self, documents: Documents) -> Option<&Arc<TextState>> {
        self.place(documents).get()
    }

    /// Returns the indexes that the store was opened with.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Documents, &Arc<TextState>)> {
        let index = |documents| Some((documents, self.of(documents)?));
        Documents::ALL.into_iter().filter_map(index)
    }

    /// Returns the indexes as of the last commit of each.
    pub(crate) fn views(&self) -> TextViews {
        let view = |documents| self.of(documents).map(|text| text.view());
        TextViews { quotes: view(Documents::Quotes), paragraphs: view(Documents::Paragraphs) }
    }
}

/// The indexes of words of a store at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextViews {
    quotes: Option<Arc<TextView>>,
    paragraphs: Option<Arc<TextView>>,
}

impl TextViews {
    /// Returns the index of documents, if the store was opened with it.
    pub(crate) const fn of(&self, documents: Documents) -> Option<&Arc<TextView>> {
        match documents {
            Documents::Quotes => self.quotes.as_ref(),
            Documents::Paragraphs => self.paragraphs.as_ref(),
        }
    }

    /// Returns the LSN of the last commit that is in all indexes; `None` if there is none.
    pub(crate) fn lsn(&self) -> Option<u64> {
        let indexed = |documents| self.of(documents).map(|text| text.lsn);
        Documents::ALL.into_iter().filter_map(indexed).min()
    }
}

/// An index of words as of one of its commits.
#[derive(Debug)]
pub(crate) struct TextView {
    pub(crate) searcher: TextSearcher,
    /// The LSN of the last commit of the store that is indexed.
    pub(crate) lsn: u64,
}

/// An index of words of an open store. One thread writes it.
#[derive(Debug)]
pub(crate) struct TextState {
    view: RwLock<Arc<TextView>>,
    progress: Mutex<Progress>,
    /// Notified when the thread did what it was asked for, failed or ended.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Progress {
    thread: Option<JoinHandle<()>>,
    is_stopping: bool,
    /// The greatest LSN that somebody waits for.
    wanted: u64,
    work: Option<TextWork>,
    /// How much work was done.
    done: u64,
    /// Why the thread does not go on. A rebuild begins anew.
    failed: Option<String>,
}

/// What the thread is asked for beside following the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextWork {
    /// Write the files anew without what was deleted.
    Merge,
    /// Make the index anew.
    Rebuild,
}

impl TextState {
    pub(crate) fn new(view: TextView) -> Self {
        let view = RwLock::new(Arc::new(view));
        Self { view, progress: Mutex::default(), changed: Condvar::new() }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the index as of its last commit.
    pub(crate) fn view(&self) -> Arc<TextView> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Shows a commit to those who search from now on.
    pub(crate) fn publish(&self, view: TextView) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
        // Whoever waits looks at the view with the lock.
        drop(self.progress());
        self.changed.notify_all();
    }

    /// Returns whether somebody waits for a later commit than the last one.
    pub(crate) fn is_wanted(&self) -> bool {
        let lsn = self.view().lsn;
        self.progress().wanted > lsn
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.progress().is_stopping
    }

    /// Returns the work that the thread is asked for.
    pub(crate) fn work(&self) -> Option<TextWork> {
        self.progress().work
    }

    /// Notes that the thread did some work. Who waits for a merge waits on if a rebuild was asked
    /// for meanwhile.
    pub(crate) fn done(&self, work: TextWork) {
        let mut progress = self.progress();
        if progress.work == Some(work) {
            progress.work = None;
            progress.done += 1;
        }
        if work == TextWork::Rebuild {
            progress.failed = None;
        }
        drop(progress);
        self.changed.notify_all();
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.progress().failed.is_some()
    }

    /// Notes that the thread does not go on.
    pub(crate) fn fail(&self, why: &str) {
        self.progress().failed.get_or_insert_with(|| why.to_owned());
        self.changed.notify_all();
    }

    pub(crate) fn set_thread(&self, thread: JoinHandle<()>) {
        self.progress().thread = Some(thread);
    }

    /// Ends the thread, and waits for it.
    pub(crate) fn stop(&self, watchers: &Watchers) {
        let mut progress = self.progress();
        progress.is_stopping = true;
        let thread = progress.thread.take();
        drop(progress);
        watchers.wake();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }

    /// Waits until a change is indexed, at most for `timeout`; then returns whether it is.
    pub(crate) fn catch_up(
        &self,
        lsn: u64,
        timeout: Duration,
        watchers: &Watchers,
    ) -> Result<bool> {
        let until = Instant::now().checked_add(timeout);
        let mut progress = self.progress();
        progress.wanted = progress.wanted.max(lsn);
        watchers.wake();
        loop {
            if self.view().lsn >= lsn {
                return Ok(true);
            }
            refuse_failed(&progress)?;
            let left =
                until.map_or(timeout, |until| until.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return Ok(false);
            }
            let waited = self.changed.wait_timeout(progress, left);
            progress = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Asks the thread for work, and waits until it is done.
    pub(crate) fn run(&self, work: TextWork, watchers: &Watchers) -> Result<()> {
        let mut progress = self.progress();
        if work == TextWork::Merge {
            refuse_failed(&progress)?;
        } else {
            progress.failed = None;
        }
        // A rebuild writes the files anew as well.
        if progress.work != Some(TextWork::Rebuild) {
            progress.work = Some(work);
        }
        let before = progress.done;
        watchers.wake();
        while progress.done == before {
            refuse_failed(&progress)?;
            progress = self.changed.wait(progress).unwrap_or_else(PoisonError::into_inner);
        }
        Ok(())
    }
}

fn refuse_failed(progress: &Progress) -> Result<()> {
    let Some(why) = &progress.failed else { return Ok(()) };
    let message = format!("the index of words does not follow the store, rebuild it: {why}");
    Err(Error::new(ErrorKind::Io, message))
}
