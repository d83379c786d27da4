//! Threads that write the files of an export while the store is read on.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use super::manifest::PartEntry;
use crate::error::{Error, ErrorKind, Result};

/// The most threads. Each has the rows of one file in memory: with two, an export of a million
/// quotes of one month took 280 MB.
const MOST: usize = 2;

type Job = Box<dyn FnOnce() -> Result<PartEntry> + Send>;

/// Threads that write files, one or two, as there are cores.
pub(super) struct Encoders {
    jobs: SyncSender<Job>,
    written: Receiver<Result<PartEntry>>,
    threads: Vec<JoinHandle<()>>,
}

impl Encoders {
    /// Starts the threads: at least one.
    pub(super) fn start() -> Result<Self> {
        // A job is handed over when a thread is free, so that none waits in memory.
        let (jobs, waiting) = sync_channel(0);
        let (done, written) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let mut threads = Vec::new();
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get).min(MOST) {
            let (waiting, done) = (Arc::clone(&waiting), done.clone());
            match thread::Builder::new().spawn(move || run(&waiting, &done)) {
                Ok(thread) => threads.push(thread),
                Err(error) if threads.is_empty() => {
                    let message = "no thread to write the export with";
                    return Err(Error::new(ErrorKind::Io, message).with_source(error));
                }
                Err(_) => break,
            }
        }
        Ok(Self { jobs, written, threads })
    }

    /// Writes a file when a thread is free. If files cannot be written any more, the job is
    /// dropped, and `finish` returns the error.
    pub(super) fn write(&self, job: impl FnOnce() -> Result<PartEntry> + Send + 'static) {
        drop(self.jobs.send(Box::new(job)));
    }

    /// Waits until all files are written, and returns them in the order of their paths.
    pub(super) fn finish(self) -> Result<Vec<PartEntry>> {
        let Self { jobs, written, threads } = self;
        drop(jobs);
        let files: Result<Vec<_>> = written.into_iter().collect();
        for thread in threads {
            // A thread that panicked has written less than was asked for.
            thread
                .join()
                .map_err(|_| Error::new(ErrorKind::Io, "a thread of the export failed"))?;
        }
        let mut files = files?;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(files)
    }
}

/// Writes files until there are no more, or one cannot be written.
fn run(waiting: &Mutex<Receiver<Job>>, done: &Sender<Result<PartEntry>>) {
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let written = job();
        let has_failed = written.is_err();
        if done.send(written).is_err() || has_failed {
            return;
        }
    }
}
