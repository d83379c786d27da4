//! The bytes of a WARC file: plain, or members of gzip, of which a damaged one is passed over.

use std::io::{self, BufRead, BufReader, Read, Take};

use flate2::bufread::GzDecoder;

use super::super::input::Stream;

const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// The bytes that are decompressed at a time: 32 KiB.
const BUFFER_BYTES: usize = 32 << 10;

/// The file as it is, with its bytes counted.
struct Raw<'a> {
    stream: Stream<'a>,
    /// Bytes of `MAGIC` that were consumed and are to be read again, as a count from its end.
    again: usize,
    place: u64,
    is_broken: bool,
}

impl Read for Raw<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let length = bytes.len().min(into.len());
        if let (Some(into), Some(bytes)) = (into.get_mut(..length), bytes.get(..length)) {
            into.copy_from_slice(bytes);
        }
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Raw<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.again > 0 {
            return Ok(MAGIC.get(MAGIC.len() - self.again..).unwrap_or_default());
        }
        let is_broken = &mut self.is_broken;
        self.stream.fill_buf().inspect_err(|_| *is_broken = true)
    }

    fn consume(&mut self, bytes: usize) {
        self.place += bytes as u64;
        if self.again > 0 {
            self.again = self.again.saturating_sub(bytes);
        } else {
            self.stream.consume(bytes);
        }
    }
}

impl Raw<'_> {
    /// Goes to the next bytes that may begin a member. Returns whether there are any.
    fn find_member(&mut self) -> io::Result<bool> {
        let mut matched = 0;
        loop {
            let bytes = self.fill_buf()?;
            if bytes.is_empty() {
                return Ok(false);
            }
            let mut taken = 0;
            for byte in bytes {
                taken += 1;
                matched = match MAGIC.get(matched) {
                    Some(next) if next == byte => matched + 1,
                    _ => usize::from(*byte == MAGIC[0]),
                };
                if matched == MAGIC.len() {
                    break;
                }
            }
            self.consume(taken);
            if matched == MAGIC.len() {
                self.again = MAGIC.len();
                self.place -= MAGIC.len() as u64;
                return Ok(true);
            }
        }
    }
}

/// What is read of a file.
enum State<'a> {
    /// Between two members, or before the first.
    Between(Raw<'a>),
    Plain(Raw<'a>),
    Member(Box<BufReader<GzDecoder<Raw<'a>>>>),
    /// For the moment of a change.
    None(io::Empty),
}

/// The bytes of a file, up to the end of a member.
pub(super) struct Input<'a> {
    state: State<'a>,
    /// The place of the member, or of the byte that is next.
    member: u64,
}

impl<'a> Input<'a> {
    pub(super) fn new(stream: Stream<'a>) -> Self {
        let raw = Raw { stream, again: 0, place: 0, is_broken: false };
        Self { state: State::Between(raw), member: 0 }
    }

    /// Goes on to the next member if one has ended. Returns whether there is more to read.
    pub(super) fn begin(&mut self) -> io::Result<bool> {
        if let State::Member(member) = &mut self.state
            && member.fill_buf()?.is_empty()
        {
            self.leave();
        }
        match std::mem::replace(&mut self.state, State::None(io::empty())) {
            State::Between(mut raw) => {
                let first = raw.fill_buf();
                let Ok([first, ..]) = first else {
                    let ended = first.map(|_| false);
                    self.state = State::Between(raw);
                    return ended;
                };
                let is_gzip = *first == MAGIC[0];
                let is_first = raw.place == 0;
                self.member = raw.place;
                if is_gzip {
                    let decoder = GzDecoder::new(raw);
                    let read = BufReader::with_capacity(BUFFER_BYTES, decoder);
                    self.state = State::Member(Box::new(read));
                } else if is_first {
                    self.state = State::Plain(raw);
                } else {
                    self.state = State::Between(raw);
                    let message = "what follows a compressed record is not compressed";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, message));
                }
                Ok(true)
            }
            State::Plain(mut raw) => {
                let is_more = raw.fill_buf().map(|bytes| !bytes.is_empty());
                self.state = State::Plain(raw);
                is_more
            }
            state => {
                self.state = state;
                Ok(!matches!(self.state, State::None(_)))
            }
        }
    }

    /// Leaves the member that is read.
    fn leave(&mut self) {
        self.state = match std::mem::replace(&mut self.state, State::None(io::empty())) {
            State::Member(member) => State::Between(member.into_inner().into_inner()),
            state => state,
        };
    }

    /// Goes on after damage, at the next member. Returns whether there is one.
    pub(super) fn resume(&mut self) -> bool {
        self.leave();
        match &mut self.state {
            State::Between(raw) => raw.find_member().unwrap_or(false),
            _ => false,
        }
    }

    /// Returns whether the file itself cannot be read.
    pub(super) fn is_broken(&self) -> bool {
        match &self.state {
            State::Between(raw) | State::Plain(raw) => raw.is_broken,
            State::Member(member) => member.get_ref().get_ref().is_broken,
            State::None(_) => true,
        }
    }

    pub(super) fn is_compressed(&self) -> bool {
        matches!(self.state, State::Member(_))
    }

    /// Returns the place in the file: that of the next byte, or of the member that it is in.
    pub(super) fn place(&self) -> u64 {
        match &self.state {
            State::Plain(raw) => raw.place,
            _ => self.member,
        }
    }

    /// Passes over at most so many bytes. Returns how many there were.
    pub(super) fn pass(&mut self, bytes: u64) -> io::Result<u64> {
        let mut read = self.take(bytes);
        loop {
            let length = read.fill_buf()?.len();
            if length == 0 {
                return Ok(bytes - read.limit());
            }
            read.consume(length);
        }
    }

    /// Returns at most so many bytes of what is read.
    pub(super) fn take(&mut self, bytes: u64) -> Take<&mut dyn BufRead> {
        let read: &mut dyn BufRead = match &mut self.state {
            State::Plain(raw) | State::Between(raw) => raw,
            State::Member(member) => member,
            State::None(empty) => empty,
        };
        read.take(bytes)
    }
}
