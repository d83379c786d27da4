//! WARC files (ISO 28500): the pages in them, a record an article.
//!
//! Only responses of HTTP with status 200 that are HTML are read; all other records are passed over
//! unread. A record that is damaged is an error that names it, and the next one follows.
//!
//! `Reader` reads records one after the other. A page goes from it as it is, in a `RawPage`, and
//! may be read on another thread. Each record has at most `RECORD_BYTES`.

mod head;
mod http;
mod input;
mod page;
mod reader;
mod threads;

use std::collections::VecDeque;
use std::io::Read;

use head::RECORD_BYTES;
use reader::Reader;
use threads::{Threads, Waiting};

use super::document::Document;
use super::form::Form;
use super::input::Stream;
use super::known::Known;

/// The pages for each thread that are read or wait.
const PAGES: usize = 4;
/// The most threads: more gain nothing, since one reads the file.
const THREADS: usize = 256;

/// Returns whether the first bytes of a stream are those of a compressed WARC file.
pub(super) fn is_compressed(head: &[u8]) -> bool {
    let mut first = [0; 5];
    head.starts_with(&[0x1f, 0x8b])
        && flate2::bufread::GzDecoder::new(head).read_exact(&mut first).is_ok()
        && first == *b"WARC/"
}

/// The pages of a WARC file.
pub(super) struct Pages<'a> {
    reader: Reader<'a>,
    threads: Option<Threads>,
    /// The pages that other threads read, and what was found between them, in their order.
    waiting: VecDeque<Waiting>,
    most: usize,
    /// The bytes of the records that wait.
    bytes: u64,
    has_ended: bool,
}

impl<'a> Pages<'a> {
    /// Reads a stream, which may be compressed with gzip, in one member or in many. More than one
    /// thread are others than the one that calls.
    pub(super) fn new(stream: Stream<'a>, threads: usize) -> Self {
        let threads = threads.clamp(1, THREADS);
        Self {
            reader: Reader::new(stream),
            threads: if threads > 1 { Threads::start(threads) } else { None },
            waiting: VecDeque::new(),
            most: threads * PAGES,
            bytes: 0,
            has_ended: false,
        }
    }

    /// Reads the next page, or why a record has none. Passes over pages that are known.
    pub(super) fn next(&mut self, mut known: Option<&mut Known<'_>>) -> Option<Document> {
        loop {
            while !self.is_full() {
                self.read(known.as_deref_mut());
            }
            let next = self.waiting.pop_front()?;
            self.bytes -= next.bytes;
            if let Some(document) = next.document() {
                return Some(document);
            }
        }
    }

    /// Returns whether no more can be read now.
    fn is_full(&self) -> bool {
        let most = if self.threads.is_some() { self.most } else { 1 };
        self.has_ended
            || self.waiting.len() >= most
            || (!self.waiting.is_empty() && self.bytes >= RECORD_BYTES)
    }

    /// Reads the next record.
    fn read(&mut self, known: Option<&mut Known<'_>>) {
        let waiting = match self.reader.next() {
            None => {
                self.has_ended = true;
                return;
            }
            Some(Err((line, error))) => {
                let made = Err(error);
                Waiting::of(Document { line, form: Form::Warc, page: None, made })
            }
            Some(Ok(raw)) => {
                let mut hash = None;
                if let Some(known) = known {
                    let page = raw.hash();
                    if known.has(page) {
                        return;
                    }
                    hash = Some(page);
                }
                match &self.threads {
                    Some(threads) => threads.read(raw, hash),
                    None => match raw.read(hash) {
                        Some(document) => Waiting::of(document),
                        None => return,
                    },
                }
            }
        };
        self.bytes += waiting.bytes;
        self.waiting.push_back(waiting);
    }
}
