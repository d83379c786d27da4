//! The envelope around every stored value: kind, schema version, parts and a checksum bound to the key.

use std::ops::Range;

use lz4_flex::block::{compress_into, decompress_into, get_maximum_output_size};

use super::access::{Packed, PackedRecord, Record, Valid, archive};
use crate::bytes::Bytes;
use crate::error::{Error, ErrorKind, Result};

/// The largest stored value, in bytes: larger ones would leave the engine's log for files that it never syncs.
pub(crate) const VALUE_BYTES: usize = 4096;
/// The bytes in front of every payload.
pub(crate) const HEADER_BYTES: usize = 8;
/// The largest payload of one stored value.
pub(crate) const PAYLOAD_BYTES: usize = VALUE_BYTES - HEADER_BYTES;

/// How the payload of a value stands behind its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Coding {
    Plain = 0,
    /// Its length (2 bytes) and a block of LZ4.
    Lz4 = 1,
}

/// The shortest payload that is compressed.
const COMPRESSED_BYTES: usize = 256;
/// A payload that does not become shorter by this part of it stands as it is, to be read without another copy.
const LEAST_GAIN: usize = 16;

/// What a stored value is. The discriminants stand on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Header = 1,
    Root = 2,
    Change = 3,
    Plan = 4,
    Article = 5,
    Body = 6,
    Quotes = 7,
    Postings = 8,
    Node = 9,
    List = 10,
    States = 11,
    Speaker = 12,
    Edit = 13,
    Mark = 14,
    Key = 15,
    Cursor = 16,
    Backup = 17,
    Reach = 18,
}

impl Kind {
    /// The schema version in which this crate writes values of the kind. An upgrade knows the older ones.
    const fn version(self) -> u8 {
        match self {
            Self::Change | Self::Edit => 1,
            _ => 0,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Header => "store header",
            Self::Root => "root",
            Self::Change => "change",
            Self::Plan => "checkpoint plan",
            Self::Article => "article head",
            Self::Body => "body page",
            Self::Quotes => "quotes",
            Self::Postings => "article postings",
            Self::Node => "list node",
            Self::List => "list head",
            Self::States => "article states",
            Self::Speaker => "speaker",
            Self::Edit => "speaker edit",
            Self::Mark => "side file",
            Self::Key => "external key",
            Self::Cursor => "cursor",
            Self::Backup => "backup header",
            Self::Reach => "reach of the log",
        }
    }
}

/// Names a value in a message: its kind and its key.
pub(crate) fn describe(kind: Kind, key: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = format!("{} ", kind.name());
    for byte in key {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn checksum(kind: Kind, version: u8, parts: u8, coding: u8, key: &[u8], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[kind as u8, version, parts]);
    if coding != Coding::Plain as u8 {
        hasher.update(&[coding]);
    }
    hasher.update(key);
    hasher.update(payload);
    hasher.finalize()
}

/// Fills in the header of `value`, which stands behind [`HEADER_BYTES`] bytes of room.
pub(super) fn finish(
    kind: Kind,
    parts: u8,
    coding: Coding,
    key: &[u8],
    mut value: Vec<u8>,
) -> Vec<u8> {
    let (version, coding) = (kind.version(), coding as u8);
    let payload = value.get(HEADER_BYTES..).unwrap_or_default();
    let sum = checksum(kind, version, parts, coding, key, payload).to_le_bytes();
    let header = [kind as u8, version, parts, coding].into_iter().chain(sum);
    for (byte, part) in value.iter_mut().zip(header) {
        *byte = part;
    }
    value
}

/// Seals a payload that fits one value, as it is.
pub(crate) fn seal(kind: Kind, key: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut value = vec![0; HEADER_BYTES];
    value.extend_from_slice(payload);
    finish(kind, 0, Coding::Plain, key, value)
}

/// A payload, compressed where that is worth it, that is to be sealed under a key.
#[derive(Clone, Debug)]
pub(crate) struct Coded {
    /// Room for the header, and the payload.
    value: Vec<u8>,
    coding: Coding,
}

impl Coded {
    /// Archives a record that is known to fit one value.
    pub(crate) fn record<T: Record>(kind: Kind, record: &T) -> Result<Self> {
        let archive = archive(record, Vec::new()).map_err(|error| {
            Error::invalid(format!("a {} cannot be archived", kind.name())).with_source(error)
        })?;
        Ok(Self::new(&archive))
    }

    fn new(archive: &[u8]) -> Self {
        if let Some(value) = compressed(archive) {
            return Self { value, coding: Coding::Lz4 };
        }
        Self { value: [&[0; HEADER_BYTES], archive].concat(), coding: Coding::Plain }
    }

    /// Makes it the value under a key.
    pub(crate) fn seal(self, kind: Kind, key: &[u8]) -> Vec<u8> {
        finish(kind, 0, self.coding, key, self.value)
    }
}

/// Seals the archive of a record that fits one value, compressed where that is worth it.
pub(crate) fn seal_archive(kind: Kind, key: &[u8], archive: &[u8]) -> Vec<u8> {
    Coded::new(archive).seal(kind, key)
}

/// Archives and seals a record that is known to fit one value, as [`seal_archive`] does.
pub(crate) fn seal_record<T: Record>(kind: Kind, key: &[u8], record: &T) -> Result<Vec<u8>> {
    Ok(Coded::record(kind, record)?.seal(kind, key))
}

/// Compresses a payload behind the room for a header, where that is worth it.
fn compressed(payload: &[u8]) -> Option<Vec<u8>> {
    if payload.len() < COMPRESSED_BYTES {
        return None;
    }
    let mut value = vec![0; HEADER_BYTES];
    value.extend_from_slice(&u16::try_from(payload.len()).ok()?.to_le_bytes());
    let block = value.len();
    value.resize(block + get_maximum_output_size(payload.len()), 0);
    let written = compress_into(payload, value.get_mut(block..)?).ok()?;
    value.truncate(block + written);
    (value.len() + payload.len() / LEAST_GAIN <= HEADER_BYTES + payload.len()).then_some(value)
}

/// Returns the payload that [`compressed`] made a value of.
fn decompressed(value: &[u8]) -> Option<Bytes> {
    let (length, block) = value.get(HEADER_BYTES..)?.split_first_chunk()?;
    let length = usize::from(u16::from_le_bytes(*length));
    if length > PAYLOAD_BYTES {
        return None;
    }
    Bytes::filled(length, |payload| {
        decompress_into(block, payload).is_ok_and(|written| written == length)
    })
}

/// Archives a record of any size and seals it in as many values as it takes: the first under `key`, part `n`
/// under `key` with `n` behind it.
pub(crate) fn seal_parts<T: Record>(
    kind: Kind,
    key: &[u8],
    record: &T,
) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let wrong = || Error::invalid(format!("{} is too large", describe(kind, key)));
    let whole = archive(record, Vec::new()).map_err(|error| wrong().with_source(error))?;
    let more = u8::try_from(whole.len().saturating_sub(1) / PAYLOAD_BYTES).map_err(|_| wrong())?;
    let mut values = Vec::with_capacity(usize::from(more) + 1);
    if more == 0 {
        values.push((key.to_vec(), seal_archive(kind, key, &whole)));
        return Ok(values);
    }
    for (part, payload) in (0..=more).zip(whole.chunks(PAYLOAD_BYTES)) {
        let key = part_key(key, part);
        let mut value = vec![0; HEADER_BYTES];
        value.extend_from_slice(payload);
        let value = finish(kind, more, Coding::Plain, &key, value);
        values.push((key, value));
    }
    Ok(values)
}

/// Returns the key of a part: of the first the key itself.
pub(crate) fn part_key(key: &[u8], part: u8) -> Vec<u8> {
    let mut key = key.to_vec();
    if part > 0 {
        key.push(part);
    }
    key
}

/// Checks the envelope of a value that is not compressed, and returns where its payload lies.
pub(crate) fn open(kind: Kind, key: &[u8], value: &[u8]) -> Result<Range<usize>> {
    open_version(kind, kind.version(), key, value)
}

/// Checks the envelope of a value that is not compressed, of a schema version that may be older than the one that is
/// written, and returns where its payload lies.
pub(super) fn open_version(
    kind: Kind,
    expected: u8,
    key: &[u8],
    value: &[u8],
) -> Result<Range<usize>> {
    match check_version(kind, expected, key, value)? {
        (_, Coding::Plain) => Ok(HEADER_BYTES..value.len()),
        (_, Coding::Lz4) => {
            Err(damaged(kind, key, "is compressed, which values of its kind are not"))
        }
    }
}

/// Checks the envelope of a value, and returns how many parts follow it and how its payload is coded.
fn check_version(kind: Kind, expected: u8, key: &[u8], value: &[u8]) -> Result<(u8, Coding)> {
    let (Some(&[stored, version, parts, coding, a, b, c, d]), Some(payload)) =
        (value.first_chunk::<HEADER_BYTES>(), value.get(HEADER_BYTES..))
    else {
        return Err(damaged(kind, key, "is cut short"));
    };
    let sum = checksum(kind, version, parts, coding, key, payload);
    fault!(
        "ignore-checksum",
        return Ok((parts, if coding == 0 { Coding::Plain } else { Coding::Lz4 }))
    );
    let known = [Coding::Plain, Coding::Lz4].into_iter().find(|known| *known as u8 == coding);
    let (true, Some(coding)) =
        (stored == kind as u8 && u32::from_le_bytes([a, b, c, d]) == sum, known)
    else {
        return Err(damaged(kind, key, "fails its checksum"));
    };
    if version != expected {
        return Err(Error::new(
            ErrorKind::IncompatibleFormat,
            format!(
                "{} has schema version {version}; {expected} was expected",
                describe(kind, key)
            ),
        ));
    }
    Ok((parts, coding))
}

fn damaged(kind: Kind, key: &[u8], why: &str) -> Error {
    Error::corrupt(format!("{} {why}", describe(kind, key)))
}

/// Checks the envelope of a value, whatever it holds.
pub(crate) fn check_envelope(kind: Kind, key: &[u8], value: &[u8]) -> Result<()> {
    check_version(kind, kind.version(), key, value).map(drop)
}

/// Checks the envelope of a value and returns the bytes that its payload lies in, where in them, and how many parts
/// follow it.
fn open_payload(kind: Kind, key: &[u8], value: Bytes) -> Result<(Bytes, Range<usize>, u8)> {
    let (parts, coding) = check_version(kind, kind.version(), key, &value)?;
    let (bytes, start) = match coding {
        Coding::Plain => (value, HEADER_BYTES),
        Coding::Lz4 => {
            (decompressed(&value).ok_or_else(|| damaged(kind, key, "cannot be decompressed"))?, 0)
        }
    };
    let payload = start..bytes.len();
    Ok((bytes, payload, parts))
}

/// Opens and validates a record that fits one value.
pub(crate) fn open_record<T: Record>(kind: Kind, key: &[u8], value: Bytes) -> Result<Valid<T>> {
    let (bytes, payload, _) = open_payload(kind, key, value)?;
    validate(kind, key, bytes, payload)
}

fn validate<T: Record>(
    kind: Kind,
    key: &[u8],
    bytes: Bytes,
    payload: Range<usize>,
) -> Result<Valid<T>> {
    Valid::new(bytes, payload)
        .map_err(|error| damaged(kind, key, "is malformed").with_source(error))
}

/// Opens and validates a value of packed records.
pub(crate) fn open_packed<T: Record>(kind: Kind, key: &[u8], value: Bytes) -> Result<Packed<T>> {
    let (bytes, payload, _) = open_payload(kind, key, value)?;
    Packed::new(bytes, payload).map_err(|why| damaged(kind, key, &format!("is malformed: {why}")))
}

/// Seals packed records.
pub(crate) fn seal_packed(kind: Kind, key: &[u8], packed: &PackedRecord) -> Result<Vec<u8>> {
    seal_record(kind, key, packed)
}

/// Joins the payloads of a value in several parts, as [`seal_parts`] wrote them, and validates the record.
pub(crate) fn open_parts<T: Record>(
    kind: Kind,
    key: &[u8],
    first: Bytes,
    mut more: impl FnMut(&[u8]) -> Result<Option<Bytes>>,
) -> Result<Valid<T>> {
    let (first, payload, parts) = open_payload(kind, key, first)?;
    if parts == 0 {
        return validate(kind, key, first, payload);
    }
    let mut whole = first.get(payload).unwrap_or_default().to_vec();
    for part in 1..=parts {
        let key = part_key(key, part);
        let value = more(&key)?.ok_or_else(|| damaged(kind, &key, "is missing"))?;
        let (value, payload, _) = open_payload(kind, &key, value)?;
        whole.extend_from_slice(value.get(payload).unwrap_or_default());
    }
    let payload = 0..whole.len();
    validate(kind, key, whole.into(), payload)
}
