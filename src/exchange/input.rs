//! What a stream holds, by its first bytes: lines, an array, something compressed, or no records.

use std::io::{self, BufRead, Cursor, Read as _};

use crate::error::{Error, ErrorKind, Result};

/// The bytes that are decompressed at a time: 64 KiB.
#[cfg(feature = "compression")]
const BUFFER_BYTES: usize = 1 << 16;

/// A stream that may be read by more than one reader.
pub(super) type Stream<'a> = Box<dyn BufRead + 'a>;

/// Reads the first bytes of a stream, and returns them with a stream that has them too.
pub(super) fn peek(mut stream: Stream<'_>, bytes: u64) -> io::Result<(Vec<u8>, Stream<'_>)> {
    let mut first = Vec::new();
    stream.by_ref().take(bytes).read_to_end(&mut first)?;
    let whole = Box::new(Cursor::new(first.clone()).chain(stream));
    Ok((first, whole))
}

/// Returns the error of a stream that cannot be read.
pub(super) fn unreadable(error: io::Error) -> Error {
    Error::new(ErrorKind::Io, "cannot be read").with_source(error)
}

/// Returns the content of a stream of UTF-8: what it is compressed to, or itself.
pub(super) fn open(stream: Stream<'_>) -> Result<Stream<'_>> {
    let (first, stream) = peek(stream, 4).map_err(unreadable)?;
    match *first {
        [b'P', b'K', 3, 4] => Err(Error::invalid("a zip archive: extract the files in it first")),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            Err(Error::invalid("text in UTF-16: save it as UTF-8"))
        }
        _ => decompress(stream),
    }
}

/// Returns the content of a stream: what it is compressed to, or itself.
pub(super) fn decompress(stream: Stream<'_>) -> Result<Stream<'_>> {
    let (first, stream) = peek(stream, 4).map_err(unreadable)?;
    match *first {
        [0x1f, 0x8b, ..] => gzip(stream),
        [b'B', b'Z', b'h', b'1'..=b'9'] => bzip2(stream),
        _ => Ok(stream),
    }
}

#[cfg(feature = "compression")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it is an error")]
fn gzip(stream: Stream<'_>) -> Result<Stream<'_>> {
    Ok(Box::new(io::BufReader::with_capacity(
        BUFFER_BYTES,
        flate2::bufread::MultiGzDecoder::new(stream),
    )))
}

#[cfg(feature = "compression")]
#[allow(clippy::unnecessary_wraps, reason = "without the feature it is an error")]
fn bzip2(stream: Stream<'_>) -> Result<Stream<'_>> {
    Ok(Box::new(io::BufReader::with_capacity(
        BUFFER_BYTES,
        bzip2::bufread::MultiBzDecoder::new(stream),
    )))
}

#[cfg(not(feature = "compression"))]
fn gzip(_: Stream<'_>) -> Result<Stream<'_>> {
    Err(Error::invalid("compressed with gzip: build with the feature `compression` to read it"))
}

#[cfg(not(feature = "compression"))]
fn bzip2(_: Stream<'_>) -> Result<Stream<'_>> {
    Err(Error::invalid("compressed with bzip2: build with the feature `compression` to read it"))
}

/// A stream at the first byte of its first record.
pub(super) struct Begun<'a> {
    pub(super) stream: Stream<'a>,
    /// The lines that were passed over.
    pub(super) lines: u64,
    pub(super) is_array: bool,
}

/// Passes over what is before the first record.
pub(super) fn begin(stream: Stream<'_>) -> Result<Begun<'_>> {
    let (first, mut stream) = peek(stream, 4).map_err(unreadable)?;
    if first.starts_with("\u{feff}".as_bytes()) {
        stream.consume(3);
    }
    let mut lines = 0;
    loop {
        let bytes = stream.fill_buf().map_err(unreadable)?;
        let spaces = bytes.iter().take_while(|byte| byte.is_ascii_whitespace());
        let count = spaces.inspect(|byte| lines += u64::from(**byte == b'\n')).count();
        let next = bytes.get(count).copied();
        let is_end = bytes.is_empty();
        stream.consume(count);
        match next {
            Some(byte) => return Ok(Begun { stream, lines, is_array: byte == b'[' }),
            None if is_end => return Ok(Begun { stream, lines, is_array: false }),
            None => {}
        }
    }
}
