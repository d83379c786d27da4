//! WARC files (ISO 28500): the pages in them, a record an article.
//!
//! Only responses of HTTP with status 200 that are HTML are read; all other records are passed over
//! unread. A record that is damaged is an error that names it, and the next one follows. One record
//! is in memory at a time, of at most `RECORD_BYTES`.

mod head;
mod http;
mod input;

use std::io::{self, BufRead, Read};

use head::{Head, RECORD_BYTES};
use input::Input;

use super::document::Document;
use super::form::Form;
use super::html;
use super::input::{Stream, unreadable};
use crate::error::{Error, Result};

/// The longest header of a record: 64 KiB.
const HEAD_BYTES: u64 = 64 << 10;

/// Returns whether the first bytes of a stream are those of a compressed WARC file.
pub(super) fn is_compressed(head: &[u8]) -> bool {
    let mut first = [0; 5];
    head.starts_with(&[0x1f, 0x8b])
        && flate2::bufread::GzDecoder::new(head).read_exact(&mut first).is_ok()
        && first == *b"WARC/"
}

/// The pages of a WARC file.
pub(super) struct Warc<'a> {
    input: Input<'a>,
    records: u64,
    has_ended: bool,
    /// The first line of a record that was read while the end of a damaged one was searched.
    ahead: Option<Vec<u8>>,
}

/// What is found where a record ought to begin.
enum Found {
    Record(Head),
    /// No record: the reason.
    Damage(&'static str),
    /// The end of the file, or of what is compressed together.
    End,
}

impl<'a> Warc<'a> {
    /// Reads a stream, which may be compressed with gzip, in one member or in many.
    pub(super) fn new(stream: Stream<'a>) -> Self {
        Self { input: Input::new(stream), records: 0, has_ended: false, ahead: None }
    }

    /// Reads the next page, or why a record has none, with the number of the record.
    pub(super) fn next(&mut self) -> Option<Result<Document, (u64, Error)>> {
        while !self.has_ended {
            match self.record() {
                Ok(None) => {}
                Ok(Some(found)) => {
                    let number = self.records;
                    return Some(found.map_err(|error| (number, error)));
                }
                Err(error) => {
                    self.has_ended = self.input.is_broken() || !self.input.resume();
                    let place = format!("after record {}", self.records);
                    if self.has_ended {
                        return Some(Err((self.records, unreadable(error).at(place))));
                    }
                    self.ahead = None;
                    let message = format!("damaged data were passed over {place}: {error}");
                    return Some(Err((self.records, Error::invalid(message))));
                }
            }
        }
        None
    }

    /// Reads the next record. Returns `None` if it is no page.
    fn record(&mut self) -> io::Result<Option<Result<Document>>> {
        if self.ahead.is_none() && !self.input.begin()? {
            self.has_ended = true;
            return Ok(None);
        }
        let place = self.input.place();
        let head = match self.head()? {
            Found::End => return Ok(None),
            Found::Record(head) => head,
            Found::Damage(reason) => {
                self.records += 1;
                self.skip_damage()?;
                return Ok(Some(Err(Error::invalid(format!(
                    "the record at byte {place}: {reason}"
                )))));
            }
        };
        self.records += 1;
        let named = |error: Error| {
            let id = head.get("warc-record-id").unwrap_or("without an id");
            let target = head.target().unwrap_or("without an address");
            error.at(format_args!("the record {id} at byte {place}, {target}"))
        };
        let Some(length) = head.get("content-length").and_then(|text| text.parse::<u64>().ok())
        else {
            self.skip_damage()?;
            return Ok(Some(Err(named(Error::invalid("no length that can be read")))));
        };
        if !head.is_page() || length > RECORD_BYTES {
            let passed = io::copy(&mut self.input.take(length), &mut io::sink())?;
            if passed < length {
                let message = format!("the file has {passed} of its {length} bytes");
                return Ok(Some(Err(named(Error::invalid(message)))));
            }
            if head.is_page() {
                let message = format!("longer than {RECORD_BYTES} bytes, the limit of a record");
                return Ok(Some(Err(named(Error::invalid(message)))));
            }
            return Ok(None);
        }
        let mut block = Vec::new();
        self.input.take(length).read_to_end(&mut block)?;
        if (block.len() as u64) < length {
            let message = format!("the file has {} of its {length} bytes", block.len());
            return Ok(Some(Err(named(Error::invalid(message)))));
        }
        let page = match http::page(&block) {
            Ok(Some(page)) => page,
            Ok(None) => return Ok(None),
            Err(error) => return Ok(Some(Err(named(error)))),
        };
        let made = html::draft(&page.body, head.target(), page.charset.as_deref());
        let line = self.records;
        let document = |(draft, left_out)| Document { line, form: Form::Warc, draft, left_out };
        Ok(Some(made.map(document).map_err(named)))
    }

    /// Reads the header of a record.
    fn head(&mut self) -> io::Result<Found> {
        let mut line = Vec::new();
        let mut left = HEAD_BYTES;
        loop {
            line = match self.ahead.take() {
                Some(ahead) => ahead,
                None => self.line(line, &mut left)?,
            };
            if line.is_empty() {
                return Ok(Found::End);
            }
            if !line.trim_ascii().is_empty() {
                break;
            }
            left = HEAD_BYTES;
        }
        if !begins_record(&line) {
            return Ok(Found::Damage("no header of WARC begins here"));
        }
        let mut head = Head::default();
        loop {
            line = self.line(line, &mut left)?;
            if left == 0 {
                return Ok(Found::Damage("a header of more than 64 KiB"));
            }
            if line.last() != Some(&b'\n') {
                return Ok(Found::Damage("the file ends within the header"));
            }
            if line.trim_ascii().is_empty() && !line.starts_with(b" ") && !line.starts_with(b"\t") {
                return Ok(Found::Record(head));
            }
            // A line that is no field is passed over, as readers of WARC do.
            head.push(&line);
        }
    }

    /// Reads a line of at most `left` bytes.
    fn line(&mut self, mut line: Vec<u8>, left: &mut u64) -> io::Result<Vec<u8>> {
        line.clear();
        self.input.take(*left).read_until(b'\n', &mut line)?;
        *left = left.saturating_sub(line.len() as u64);
        Ok(line)
    }

    /// Passes over what is left of a damaged record: all that is compressed with it, or all lines
    /// until one that begins a record.
    fn skip_damage(&mut self) -> io::Result<()> {
        if self.input.is_compressed() {
            io::copy(&mut self.input.take(u64::MAX), &mut io::sink())?;
            return Ok(());
        }
        let mut line = Vec::new();
        let mut is_whole = true;
        loop {
            line = self.line(line, &mut HEAD_BYTES.clone())?;
            if line.is_empty() {
                return Ok(());
            }
            if is_whole && begins_record(&line) {
                self.ahead = Some(line);
                return Ok(());
            }
            is_whole = line.ends_with(b"\n");
        }
    }
}

fn begins_record(line: &[u8]) -> bool {
    line.starts_with(b"WARC/1.") || line.starts_with(b"WARC/0.")
}
