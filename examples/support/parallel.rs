//! Articles of many files, read by several threads and given in the order of the files.

use std::collections::VecDeque;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use onrecord::exchange::Record;

use super::articles::{Articles, BadInput};

/// The records of one file that wait until they are stored.
const RECORDS: usize = 32;
/// The files that are read or wait.
const FILES: usize = 64;

type Item = Result<Record, BadInput>;
/// The items of a file; `None` after the last, so that a thread that ended early is noticed.
type Items = Receiver<Option<Item>>;

/// An iterator over the records of files.
pub(crate) struct Parallel {
    failed: VecDeque<BadInput>,
    files: Receiver<(PathBuf, Items)>,
    current: Option<(PathBuf, Items)>,
    counts: Arc<Counts>,
    /// Tables, whose rows describe articles of the other files, are read last.
    tables: Articles,
}

/// The counts of all threads.
#[derive(Default)]
pub(crate) struct Counts {
    /// The files that were read.
    pub(crate) files: AtomicU64,
    speaker_edits: AtomicU64,
    passed_over: AtomicU64,
}

impl Parallel {
    /// Begins to read files, with a thread for each core; `in_turn` if which of two equal pages is
    /// passed over depends on which is read first.
    pub(crate) fn read(mut articles: Articles, in_turn: bool) -> Self {
        let (open, files) = sync_channel(FILES);
        let counts = Arc::<Counts>::default();
        let jobs = Arc::new(Mutex::new(articles.take_files()));
        let failed = articles.take_failed();
        // Fewer files than cores: the pages of a file are read by several threads.
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let most = if in_turn { 1 } else { cores };
        let at_once = jobs.lock().map_or(1, |jobs| jobs.len()).clamp(1, most);
        let reader = articles.reader(cores / at_once);
        for _ in 0..at_once {
            let (open, jobs, counts) = (open.clone(), Arc::clone(&jobs), Arc::clone(&counts));
            let reader = reader.clone();
            thread::spawn(move || {
                while let Some((path, key, items)) = next_file(&jobs, &open) {
                    let mut articles = reader(path, key);
                    while let Some(item) = articles.next_record() {
                        if items.send(Some(item)).is_err() {
                            return;
                        }
                    }
                    counts.speaker_edits.fetch_add(articles.speaker_edits(), Ordering::Relaxed);
                    counts.passed_over.fetch_add(articles.passed_over(), Ordering::Relaxed);
                    counts.files.fetch_add(1, Ordering::Relaxed);
                    if items.send(None).is_err() {
                        return;
                    }
                }
            });
        }
        Self { failed, files, current: None, counts, tables: articles }
    }

    /// Returns the counts, which grow.
    pub(crate) fn counts(&self) -> Arc<Counts> {
        Arc::clone(&self.counts)
    }

    /// Returns how many known pages were passed over.
    pub(crate) fn passed_over(&self) -> u64 {
        self.counts.passed_over.load(Ordering::Relaxed) + self.tables.passed_over()
    }

    /// Returns how many lines with corrections of speakers were passed over.
    pub(crate) fn speaker_edits(&self) -> u64 {
        self.counts.speaker_edits.load(Ordering::Relaxed) + self.tables.speaker_edits()
    }
}

/// Takes the next file, and opens the channel of its records. The lock keeps the order of the files
/// and that of the channels the same.
fn next_file(
    jobs: &Mutex<VecDeque<(PathBuf, String)>>,
    open: &SyncSender<(PathBuf, Items)>,
) -> Option<(PathBuf, String, SyncSender<Option<Item>>)> {
    let mut jobs = jobs.lock().ok()?;
    let (path, key) = jobs.pop_front()?;
    let (send, items) = sync_channel(RECORDS);
    open.send((path.clone(), items)).ok()?;
    Some((path, key, send))
}

impl Iterator for Parallel {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(failed) = self.failed.pop_front() {
                return Some(Err(failed));
            }
            if let Some((path, items)) = &self.current {
                match items.recv() {
                    Ok(Some(item)) => return Some(item),
                    Ok(None) => self.current = None,
                    Err(error) => {
                        let bad = BadInput::unreadable(path, error);
                        self.current = None;
                        return Some(Err(bad));
                    }
                }
            }
            match self.files.recv() {
                Ok(file) => self.current = Some(file),
                Err(_) => return self.tables.next_record(),
            }
        }
    }
}
