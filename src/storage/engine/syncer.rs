//! Fsyncs sled's log beside the writer, and keeps sled from overwriting what is not fsynced.
//!
//! The engine writes over a segment of its file once all pages in it have been written elsewhere,
//! whether or not those are on the disk. It puts that off while a thread is in an epoch that began
//! before (`crossbeam-epoch`), so a thread of ours always is: it enters the next one, forces the
//! log onto the disk, notes how far it reaches, and only then leaves the one before.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_epoch::{Guard, default_collector};

use super::contain::contained;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{DurableOffsetValue, Kind};
use crate::storage::files::Slots;
use crate::storage::files::sync_engine;
use crate::storage::metrics::{Histogram, Recorder};

/// The log is fsynced when it has grown by so much since: 8 MiB.
const GROWTH_BYTES: i64 = 8 << 20;
/// Writers wait if it has grown by so much: 32 MiB.
const GROWTH_LIMIT: i64 = 4 * GROWTH_BYTES;
/// Or when so much time has passed.
const EVERY: Duration = Duration::from_millis(250);
/// An epoch also holds what readers put out of the engine's cache, about 64 KiB a read: it ends
/// after so many.
const READS: u32 = 256;

/// How far the log is known to be on the disk.
#[derive(Debug)]
pub(crate) struct DurableOffset {
    slots: Slots,
    value: DurableOffsetValue,
}

impl DurableOffset {
    /// Opens the file that says it. One that cannot be read says no more than one that is not
    /// there.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("reach");
        let order = |value: &DurableOffsetValue| value.number;
        let (slots, value) = match Slots::open(&path, Kind::DurableOffset, b"reach", order) {
            Err(error) if error.kind() == ErrorKind::Corrupt => {
                tracing::warn!(path = %path.display(), "how far the log is on the disk cannot be \
                 read");
                std::fs::remove_file(&path).map_err(|error| {
                    Error::new(ErrorKind::Io, format!("cannot remove {}", path.display()))
                        .with_source(error)
                })?;
                Slots::open(&path, Kind::DurableOffset, b"reach", order)?
            }
            opened => opened?,
        };
        Ok(Self { slots, value: value.unwrap_or_default() })
    }

    /// Returns up to where the log was on the disk; `None` if all of it was, because the engine
    /// was closed.
    pub(crate) fn log(&self) -> Option<i64> {
        self.value.log
    }

    /// Notes how far it is, and fsyncs that.
    pub(crate) fn write(&mut self, log: Option<i64>) -> Result<()> {
        self.value = DurableOffsetValue { number: self.value.number + 1, log };
        self.slots.write(&self.value)?;
        self.slots.sync()
    }
}

/// The thread that keeps the log.
#[derive(Debug)]
pub(crate) struct Syncer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// For the thread: there is something to do.
    wake: Condvar,
    /// For those who wait for it: it has done something.
    done: Condvar,
    /// Up to where the log is on the disk.
    reached: AtomicI64,
    called: AtomicBool,
    reads: AtomicU32,
    failed: AtomicBool,
    /// The times that syncs of the log took, those of writers included.
    syncs: Recorder,
}

#[derive(Debug, Default)]
struct State {
    /// The first epoch has begun.
    holds: bool,
    /// The engine, once it is open, and the folder that it is in.
    engine: Option<(sled::Db, File, PathBuf)>,
    stop: bool,
    failure: Option<String>,
}

/// Before anything is known of the log.
const UNKNOWN: i64 = i64::MIN;

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.done.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    fn call(&self) {
        if !self.called.swap(true, Ordering::Relaxed) {
            let _state = self.state();
            self.wake.notify_one();
        }
    }

    fn lags(&self, log: i64, bytes: i64) -> bool {
        let reached = self.reached.load(Ordering::Acquire);
        reached == UNKNOWN || log - reached >= bytes
    }
}

impl Syncer {
    /// Begins the first epoch, before the engine opens.
    pub(crate) fn start(reach: DurableOffset) -> Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            wake: Condvar::new(),
            done: Condvar::new(),
            reached: AtomicI64::new(UNKNOWN),
            called: AtomicBool::new(false),
            reads: AtomicU32::new(0),
            failed: AtomicBool::new(false),
            syncs: Recorder::default(),
        });
        let of_thread = Arc::clone(&shared);
        let thread = thread::Builder::new().name("onrecord keeper".to_owned()).spawn(move || {
            run(&of_thread, reach);
        });
        let thread = thread.map_err(|error| {
            Error::new(ErrorKind::Io, "cannot start a thread for the store").with_source(error)
        })?;
        let keeper = Self { shared, thread: Some(thread) };
        let mut state = keeper.shared.state();
        while !state.holds {
            state = keeper.shared.wait(state);
        }
        drop(state);
        Ok(keeper)
    }

    /// Keeps this engine, whose log is the file.
    pub(crate) fn keep(&self, db: sled::Db, log: File, folder: &Path) {
        self.shared.state().engine = Some((db, log, folder.to_owned()));
        self.shared.wake.notify_one();
    }

    /// Lets the log, which has come to `log`, not grow too far past what is on the disk: waits
    /// if it has.
    pub(crate) fn keep_pace(&self, log: i64) -> Result<()> {
        if self.shared.lags(log, GROWTH_BYTES) {
            self.shared.call();
        }
        if self.shared.lags(log, GROWTH_LIMIT) {
            let mut state = self.shared.state();
            while self.shared.lags(log, GROWTH_LIMIT) && state.failure.is_none() {
                state = self.shared.wait(state);
            }
        }
        if self.shared.failed.load(Ordering::Acquire) {
            let failure = self.shared.state().failure.clone().unwrap_or_default();
            return Err(Error::new(
                ErrorKind::Storage,
                format!("cannot sync the store; reopen it: {failure}"),
            ));
        }
        Ok(())
    }

    /// Notes that the engine read.
    pub(crate) fn count_read(&self) {
        if self.shared.reads.fetch_add(1, Ordering::Relaxed) % READS == READS - 1 {
            self.shared.call();
        }
    }

    /// Syncs the log, and records the time that it takes.
    pub(crate) fn time<T>(&self, sync: impl FnOnce() -> T) -> T {
        self.shared.syncs.time(sync)
    }

    /// Returns the times that syncs of the log took.
    pub(crate) fn syncs(&self) -> Histogram {
        self.shared.syncs.histogram()
    }

    /// Closes the engine, whose other handles are gone, and notes that all of its log is on the
    /// disk if that is so.
    pub(crate) fn stop(&mut self, whole: bool) {
        let mut state = self.shared.state();
        if !whole && state.failure.is_none() {
            state.failure = Some("the engine failed".to_owned());
        }
        state.stop = true;
        drop(state);
        self.shared.wake.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Syncer {
    fn drop(&mut self) {
        self.stop(false);
    }
}

fn epoch() -> Guard {
    default_collector().register().pin()
}

fn run(shared: &Shared, mut reach: DurableOffset) {
    let mut held = epoch();
    let mut state = shared.state();
    state.holds = true;
    shared.done.notify_all();
    let (db, log, folder) = loop {
        if let Some(engine) = state.engine.take() {
            break engine;
        }
        if state.stop {
            return;
        }
        state = shared.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
    };
    drop(state);
    let mut forced = sync_engine(&folder);
    loop {
        fault!("lose-pace", {
            held = epoch();
            shared.reached.store(i64::MAX, Ordering::Release)
        });
        let next = epoch();
        let written = db.context.pagecache.log.stable_offset();
        if forced.is_ok() && written > shared.reached.load(Ordering::Acquire) {
            forced = force(shared, &log, &mut reach, Some(written));
        }
        let mut state = shared.state();
        match &forced {
            Ok(()) => {
                shared.reached.fetch_max(written, Ordering::AcqRel);
                held = next;
            }
            // What is held is never let go: nothing more can be known to be on the disk.
            Err(error) if state.failure.is_none() => {
                state.failure = Some(error.chain());
                shared.failed.store(true, Ordering::Release);
            }
            Err(_) => {}
        }
        shared.done.notify_all();
        while !state.stop && !shared.called.swap(false, Ordering::Relaxed) {
            let (after, waited) =
                shared.wake.wait_timeout(state, EVERY).unwrap_or_else(PoisonError::into_inner);
            state = after;
            if waited.timed_out() {
                break;
            }
        }
        if state.stop {
            break;
        }
    }
    let whole = shared.state().failure.is_none();
    // Its own drop panics if it cannot sync.
    let closed = contained(|| drop(db)).is_ok();
    if whole && closed {
        // If this fails, the next open reads the end of the log once more.
        let _ = force(shared, &log, &mut reach, None);
    }
    drop(held);
}

/// Fsyncs the log, and notes that it is there up to `reached`, or all of it.
fn force(
    shared: &Shared,
    log: &File,
    reach: &mut DurableOffset,
    reached: Option<i64>,
) -> Result<()> {
    shared.syncs.time(|| log.sync_data()).map_err(|error| {
        Error::new(ErrorKind::Storage, "cannot sync the log").with_source(error)
    })?;
    reach.write(reached)
}
