//! Pages of one file, read by several threads.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use super::super::document::Document;
use super::super::form::Form;
use super::page::RawPage;
use crate::error::Error;

/// A page, its hash, and where to what is found in it goes.
type Job = (RawPage, Option<u128>, SyncSender<Option<Document>>);

/// Threads that read pages. They end when this is dropped.
pub(super) struct Threads {
    jobs: Sender<Job>,
}

/// What is found at a place of the file, or will be.
pub(super) struct Waiting {
    /// The number of the record.
    number: u64,
    /// The bytes of the record; 0 if it is read.
    pub(super) bytes: u64,
    found: Found,
}

enum Found {
    Document(Box<Document>),
    Later(Receiver<Option<Document>>),
}

impl Threads {
    /// Starts as many threads as asked for, or as many of them as the system gives. Returns `None`
    /// if that is none.
    pub(super) fn start(threads: usize) -> Option<Self> {
        let (jobs, taken) = channel::<Job>();
        let taken = Arc::new(Mutex::new(taken));
        let start = |_| {
            let taken = Arc::clone(&taken);
            let read = move || {
                while let Some((raw, page, give)) = next(&taken) {
                    // Nobody waits for it if the reading was given up.
                    let _ = give.send(raw.read(page));
                }
            };
            thread::Builder::new().name("onrecord:pages".to_owned()).spawn(read).ok()
        };
        let started = (0..threads).map_while(start).count();
        (started > 0).then_some(Self { jobs })
    }

    /// Has a page read.
    pub(super) fn read(&self, raw: RawPage, page: Option<u128>) -> Waiting {
        let (give, later) = sync_channel(1);
        let (number, bytes) = (raw.number, raw.block.len() as u64);
        // If all threads have ended, the page says so when it is waited for.
        let _ = self.jobs.send((raw, page, give));
        Waiting { number, bytes, found: Found::Later(later) }
    }
}

fn next(jobs: &Mutex<Receiver<Job>>) -> Option<Job> {
    jobs.lock().ok()?.recv().ok()
}

impl Waiting {
    pub(super) fn of(document: Document) -> Self {
        Self { number: document.line, bytes: 0, found: Found::Document(Box::new(document)) }
    }

    /// Returns what was found, and waits for it. `None` if the record has no page.
    pub(super) fn document(self) -> Option<Document> {
        match self.found {
            Found::Document(document) => Some(*document),
            Found::Later(later) => later.recv().unwrap_or_else(|_| {
                let made = Err(Error::invalid("the thread that read the page panicked"));
                Some(Document { line: self.number, form: Form::Warc, page: None, made })
            }),
        }
    }
}
