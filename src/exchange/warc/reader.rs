//! The records of a WARC file, one after the other.

use std::io::{self, BufRead, Read};

use super::super::input::{Stream, unreadable};
use super::head::{Head, RECORD_BYTES};
use super::input::Input;
use super::page::RawPage;
use crate::error::{Error, Result};

/// The longest header of a record: 64 KiB.
const HEAD_BYTES: u64 = 64 << 10;

/// The records of a WARC file.
pub(super) struct Reader<'a> {
    input: Input<'a>,
    records: u64,
    has_ended: bool,
    /// The first line of a record that was read while the end of a damaged one was searched.
    ahead: Option<Vec<u8>>,
    /// The name of the record whose content is read, for an error in it.
    named: Option<String>,
}

/// What is found where a record ought to begin.
enum Found {
    Record(Head),
    /// No record: the reason.
    Damage(&'static str),
    /// The end of the file, or of what is compressed together.
    End,
}

impl<'a> Reader<'a> {
    /// Reads a stream, which may be compressed with gzip, in one member or in many.
    pub(super) fn new(stream: Stream<'a>) -> Self {
        Self { input: Input::new(stream), records: 0, has_ended: false, ahead: None, named: None }
    }

    /// Reads the next record with a page, or why one is damaged, with the number of the record.
    pub(super) fn next(&mut self) -> Option<Result<RawPage, (u64, Error)>> {
        while !self.has_ended {
            match self.record() {
                Ok(None) => {}
                Ok(Some(found)) => {
                    let number = self.records;
                    return Some(found.map_err(|error| (number, error)));
                }
                Err(error) => {
                    self.has_ended = self.input.is_broken() || !self.input.resume();
                    let place = match self.named.take() {
                        Some(name) => format!("in {name}"),
                        None => format!("after record {}", self.records),
                    };
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

    /// Reads the next record. Returns `None` if it has no page.
    fn record(&mut self) -> io::Result<Option<Result<RawPage>>> {
        self.named = None;
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
        let named = |error: Error| error.at(head.place(place));
        let Some(length) = head.get("content-length").and_then(|text| text.parse::<u64>().ok())
        else {
            self.skip_damage()?;
            return Ok(Some(Err(named(Error::invalid("no length that can be read")))));
        };
        self.named = Some(head.place(place));
        if !head.is_page() || length > RECORD_BYTES {
            let passed = self.input.pass(length)?;
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
        let number = self.records;
        Ok(Some(Ok(RawPage { number, place, head, block })))
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
            self.input.pass(u64::MAX)?;
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
