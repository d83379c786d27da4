//! Telling those who watch a store that something was committed.
//!
//! The writer says that there is something new, and nothing else: each watch reads the WAL itself.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering, fence};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

/// The watches of an open store.
#[derive(Debug, Default)]
pub(crate) struct Watchers {
    /// How many watches there are.
    watches: AtomicU64,
    waiting: Mutex<Waiting>,
    /// Notified when commits become visible and when the store is closed.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    /// How often commits became visible while there was a watch.
    commits: u64,
    /// Whether the last handle of the store was dropped.
    is_closed: bool,
    /// The number of the newest watch.
    newest: u64,
    /// Wakers of the tasks that wait, by the numbers of their watches.
    wakers: BTreeMap<u64, Waker>,
}

impl Watchers {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a watch, and returns its number. It must be added before it reads.
    pub(crate) fn join(&self) -> u64 {
        let mut waiting = self.lock();
        waiting.newest += 1;
        self.watches.fetch_add(1, Ordering::SeqCst);
        // Either the writer sees the watch, or the watch sees what the writer made visible.
        fence(Ordering::SeqCst);
        waiting.newest
    }

    /// Takes a watch out.
    pub(crate) fn leave(&self, watch: u64) {
        // Dropped without the lock: a waker may own another watch.
        let waker = self.lock().wakers.remove(&watch);
        drop(waker);
        self.watches.fetch_sub(1, Ordering::SeqCst);
    }

    /// Wakes all who wait. The writer calls it after it made commits visible.
    #[inline]
    pub(crate) fn wake(&self) {
        fence(Ordering::SeqCst);
        if self.watches.load(Ordering::Relaxed) > 0 {
            self.tell(|waiting| waiting.commits += 1);
        }
    }

    /// Ends all watches.
    pub(crate) fn close(&self) {
        self.tell(|waiting| waiting.is_closed = true);
    }

    #[cold]
    fn tell(&self, change: impl FnOnce(&mut Waiting)) {
        let mut waiting = self.lock();
        change(&mut waiting);
        let wakers = std::mem::take(&mut waiting.wakers);
        drop(waiting);
        self.changed.notify_all();
        wakers.into_values().for_each(Waker::wake);
    }

    /// Returns how often commits became visible while there was a watch.
    pub(crate) fn commits(&self) -> u64 {
        self.lock().commits
    }

    /// Waits for commits after the first `seen`, for the end of the store, or for the end of the
    /// time.
    pub(crate) fn wait(&self, seen: u64, timeout: Option<Duration>) {
        let is_idle = |waiting: &mut Waiting| waiting.commits == seen && !waiting.is_closed;
        let waiting = self.lock();
        match timeout {
            Some(timeout) => {
                drop(self.changed.wait_timeout_while(waiting, timeout, is_idle));
            }
            None => drop(self.changed.wait_while(waiting, is_idle)),
        }
    }

    /// Has a task woken by commits after the first `seen`, or by the end of the store. Returns
    /// `false` if there was either already.
    pub(crate) fn wake_later(&self, watch: u64, seen: u64, waker: &Waker) -> bool {
        let mut waiting = self.lock();
        if waiting.commits != seen || waiting.is_closed {
            return false;
        }
        let before = waiting.wakers.insert(watch, waker.clone());
        drop(waiting);
        drop(before);
        true
    }
}
