//! A compaction in the background, as its handle and its thread share it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Result};

/// What compacting a store gave back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompactReport {
    /// The bytes of the store's files before.
    pub before: u64,
    /// Their bytes now.
    pub after: u64,
}

/// What a compaction in the background is doing. More phases may come in later versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CompactPhase {
    /// Writes what was visible when it began to new files.
    Copying,
    /// Reads the new files from end to end.
    Verifying,
    /// Writes what was committed since, while more is committed.
    CatchingUp,
    /// Puts the new files in the place of the old ones. Commits wait.
    Exchanging,
    /// It has ended, one way or the other: [`Compaction::join`] says which.
    Ended,
}

/// How far a compaction in the background has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompactProgress {
    /// What it is doing.
    pub phase: CompactPhase,
    /// Articles whose text is in the new files.
    pub articles: u64,
    /// Of how many that were there when it began.
    pub of_articles: u64,
    /// Bytes that were copied.
    pub bytes: u64,
    /// The bytes of the old files. The more of them is of no use any more, the fewer are copied.
    pub of_bytes: u64,
}

/// A compaction that goes on while the store is open. Made by
/// [`Store::compact_in_background`](crate::Store::compact_in_background), which has an example.
///
/// Dropping it lets the compaction go on. Closing the store, which is dropping its last handle,
/// cancels it.
#[derive(Debug)]
pub struct Compaction {
    control: Arc<CompactionControl>,
}

impl Compaction {
    pub(crate) fn new(control: &Arc<CompactionControl>) -> Self {
        Self { control: Arc::clone(control) }
    }

    /// Returns how far it has come.
    #[must_use]
    pub fn progress(&self) -> CompactProgress {
        self.control.state().progress
    }

    /// Lets it rest until [`resume`](Compaction::resume). It goes on to rest at most 64 KiB later;
    /// an exchange that has begun is finished.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let compaction = store.compact_in_background()?;
    /// compaction.pause();
    /// // The busy hours pass.
    /// compaction.resume();
    /// compaction.join()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn pause(&self) {
        self.control.change(|state| state.paused = true);
    }

    /// Lets it go on after [`pause`](Compaction::pause), which has an example.
    pub fn resume(&self) {
        self.control.change(|state| state.paused = false);
    }

    /// Limits how many bytes it copies in a second, from now on; `None` takes the limit back. 0 is
    /// taken for 1.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let compaction = store.compact_in_background()?;
    /// compaction.limit(Some(8 << 20)); // 8 MiB
    /// compaction.join()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn limit(&self, bytes_a_second: Option<u64>) {
        self.control.limit(bytes_a_second);
    }

    /// Cancels it: the new files are removed, and the store stays as it is. An exchange that has
    /// begun is finished.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let compaction = store.compact_in_background()?;
    /// compaction.pause();
    /// compaction.cancel();
    /// assert!(compaction.join()?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cancel(&self) {
        self.control.cancel();
    }

    /// Waits for its end and returns what it gave back. Returns `None` if it was cancelled.
    ///
    /// # Errors
    /// `Corrupt` if what it copied is damaged, `DiskFull` if the disk comes to the reserve of the
    /// store, `Storage` and `Io` if the engine or a file fails. The store then goes on as it was;
    /// if the exchange failed it is read and not written until it is reopened (`Poisoned`).
    pub fn join(self) -> Result<Option<CompactReport>> {
        let mut state = self.control.state();
        loop {
            if let Some(outcome) = state.outcome.take() {
                return outcome;
            }
            state = self.control.wait(state);
        }
    }
}

/// What the handle of a compaction and its thread share.
#[derive(Debug)]
pub(crate) struct CompactionControl {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    progress: CompactProgress,
    paused: bool,
    cancelled: bool,
    /// The most bytes that are copied in a second.
    limit: Option<u64>,
    /// When the bytes so far may have been copied by the limit.
    due: Option<Instant>,
    /// How it ended, until it is told.
    outcome: Option<Result<Option<CompactReport>>>,
}

impl CompactionControl {
    pub(crate) fn new() -> Self {
        let progress = CompactProgress {
            phase: CompactPhase::Copying,
            articles: 0,
            of_articles: 0,
            bytes: 0,
            of_bytes: 0,
        };
        let state = State {
            progress,
            paused: false,
            cancelled: false,
            limit: None,
            due: None,
            outcome: None,
        };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
    }

    pub(crate) fn limit(&self, bytes_a_second: Option<u64>) {
        self.change(|state| {
            state.limit = bytes_a_second.map(|bytes| bytes.max(1));
            state.due = None;
        });
    }

    pub(crate) fn cancel(&self) {
        self.change(|state| state.cancelled = true);
    }

    /// Says how much there is to do.
    pub(crate) fn begin(&self, articles: u64, bytes: u64) {
        self.change(|state| {
            state.progress.of_articles = articles;
            state.progress.of_bytes = bytes;
        });
    }

    /// Begins a phase, unless the compaction was cancelled before.
    pub(crate) fn enter(&self, phase: CompactPhase) -> Result<()> {
        self.step(0, 0)?;
        let mut state = self.state();
        state.progress.phase = phase;
        if state.cancelled { Err(cancelled()) } else { Ok(()) }
    }

    /// Begins the exchange, unless the compaction is paused. Does not wait: commits do.
    ///
    /// # Errors
    /// `Closed` if it was cancelled.
    pub(crate) fn exchange(&self) -> Result<bool> {
        let mut state = self.state();
        if state.cancelled {
            return Err(cancelled());
        }
        if !state.paused {
            state.progress.phase = CompactPhase::Exchanging;
        }
        Ok(!state.paused)
    }

    /// Counts what was copied; then waits while the compaction is paused, and for as long as the
    /// limit of bytes asks.
    ///
    /// # Errors
    /// `Closed` if it was cancelled.
    pub(crate) fn step(&self, bytes: u64, articles: u64) -> Result<()> {
        let mut state = self.state();
        state.progress.bytes += bytes;
        state.progress.articles += articles;
        if let Some(limit) = state.limit {
            let nanos = u128::from(bytes) * 1_000_000_000 / u128::from(limit);
            let pause = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
            let now = Instant::now();
            let due = state.due.map_or(now, |due| due.max(now));
            state.due = due.checked_add(pause);
        }
        loop {
            if state.cancelled {
                return Err(cancelled());
            }
            let now = Instant::now();
            let due = state.due.filter(|due| *due > now);
            state = match due {
                _ if state.paused => self.wait(state),
                None => return Ok(()),
                Some(due) => {
                    let waited = self.changed.wait_timeout(state, due - now);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    /// Notes how it ended.
    pub(crate) fn end(&self, outcome: Result<CompactReport>) {
        self.change(|state| {
            state.progress.phase = CompactPhase::Ended;
            let outcome = match outcome {
                Err(error) if state.cancelled && error.kind() == ErrorKind::Closed => Ok(None),
                outcome => outcome.map(Some),
            };
            state.outcome = Some(outcome);
        });
    }

    /// Returns whether it has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.state().progress.phase == CompactPhase::Ended
    }
}

fn cancelled() -> Error {
    Error::new(ErrorKind::Closed, "the compaction was cancelled")
}
