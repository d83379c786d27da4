//! The header of every stored value: kind, schema version, parts, coding, and a checksum that is
//! bound to the key.

use std::borrow::Cow;
use std::ops::Range;

use lz4_flex::block::{compress_into, decompress_into, get_maximum_output_size};

use super::access::{Packed, Valid};
use super::archive::{Record, archive};
use super::codes::{Coding, Kind};
use super::keys::part_key;
use super::sizes::{HEADER_BYTES, LEAF_BYTES, PACK_BYTES, PAYLOAD_BYTES};
use crate::bytes::Bytes;
use crate::error::{Error, ErrorKind, Result};

/// The shortest payload that is compressed.
const COMPRESSED_BYTES: usize = 256;
/// The least gain of compression, as a divisor of the payload: one sixteenth. A payload that gains
/// less is stored plain, and read without another copy.
const LEAST_GAIN: usize = 16;

/// Returns the words for a value in a message: its kind and its key in hexadecimal.
pub(crate) fn describe(kind: Kind, key: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = format!("{} ", kind.name());
    for byte in key {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Returns the CRC-32 of a value.
fn checksum(kind: Kind, version: u8, parts: u8, coding: u8, key: &[u8], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[kind.number(), version, parts]);
    if coding != Coding::Plain.number() {
        hasher.update(&[coding]);
    }
    hasher.update(key);
    hasher.update(payload);
    hasher.finalize()
}

/// Writes the header of `value`, which has [`HEADER_BYTES`] bytes of room for it and then the
/// payload.
pub(super) fn write_header(
    kind: Kind,
    parts: u8,
    coding: Coding,
    key: &[u8],
    mut value: Vec<u8>,
) -> Vec<u8> {
    let (version, coding) = (kind.version(), coding.number());
    let payload = value.get(HEADER_BYTES..).unwrap_or_default();
    let sum = checksum(kind, version, parts, coding, key, payload).to_le_bytes();
    let header = [kind.number(), version, parts, coding].into_iter().chain(sum);
    for (byte, part) in value.iter_mut().zip(header) {
        *byte = part;
    }
    value
}

/// Encodes a payload that fits one value, plain.
pub(crate) fn encode(kind: Kind, key: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut value = vec![0; HEADER_BYTES];
    value.extend_from_slice(payload);
    write_header(kind, 0, Coding::Plain, key, value)
}

/// A payload of one value, compressed if that is worth it, whose key is not known yet.
#[derive(Clone, Debug)]
pub(crate) struct Payload {
    /// Room for the header, then the payload.
    value: Vec<u8>,
    coding: Coding,
}

impl Payload {
    /// Archives a record that is known to fit one value.
    pub(crate) fn of<T: Record>(kind: Kind, record: &T) -> Result<Self> {
        let room = Vec::with_capacity(LEAF_BYTES);
        let archive = archive(record, room).map_err(|error| {
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

    /// Returns the bytes that the payload takes in memory.
    pub(crate) fn memory_bytes(&self) -> usize {
        size_of::<Self>() + self.value.capacity()
    }

    /// Encodes the payload as the value of a key.
    pub(crate) fn encode(self, kind: Kind, key: &[u8]) -> Vec<u8> {
        write_header(kind, 0, self.coding, key, self.value)
    }
}

/// Encodes the archive of a record that fits one value, compressed if that is worth it.
pub(crate) fn encode_archive(kind: Kind, key: &[u8], archive: &[u8]) -> Vec<u8> {
    Payload::new(archive).encode(kind, key)
}

/// Archives and encodes a record that is known to fit one value, plain: the pack that it goes into
/// is compressed as a whole.
pub(crate) fn encode_plain<T: Record>(kind: Kind, key: &[u8], record: &T) -> Result<Vec<u8>> {
    let value = archive(record, vec![0; HEADER_BYTES]).map_err(|error| {
        Error::invalid(format!("a {} cannot be archived", kind.name())).with_source(error)
    })?;
    Ok(write_header(kind, 0, Coding::Plain, key, value))
}

/// Archives and encodes a record that is known to fit one value, as [`encode_archive`] does.
pub(crate) fn encode_record<T: Record>(kind: Kind, key: &[u8], record: &T) -> Result<Vec<u8>> {
    Ok(Payload::of(kind, record)?.encode(kind, key))
}

/// Compresses a payload after room for a header. Returns `None` if that is not worth it.
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

/// Returns the length and the block of a payload that [`compressed`] made, or `None` if there is no
/// such payload of at most `most` bytes.
fn block(value: &[u8], most: usize) -> Option<(usize, &[u8])> {
    let (length, block) = value.get(HEADER_BYTES..)?.split_first_chunk()?;
    let length = usize::from(u16::from_le_bytes(*length));
    (length <= most).then_some((length, block))
}

/// Returns the payload of a value that [`compressed`] made, or `None` if there is no such payload.
fn decompressed(value: &[u8]) -> Option<Bytes> {
    let (length, block) = block(value, PACK_BYTES)?;
    Bytes::filled(length, |payload| {
        decompress_into(block, payload).is_ok_and(|written| written == length)
    })
}

/// Checks the header of a pack, and returns its payload.
pub(crate) fn decode_pack<'v>(key: &[u8], value: &'v [u8]) -> Result<Cow<'v, [u8]>> {
    let payload = match check_version(Kind::Pack, Kind::Pack.version(), key, value)? {
        (_, Coding::Plain) => value.get(HEADER_BYTES..).map(Cow::Borrowed),
        (_, Coding::Lz4) => block(value, PACK_BYTES).and_then(|(length, block)| {
            let mut payload = vec![0; length];
            let written = decompress_into(block, &mut payload).ok()?;
            (written == length).then_some(Cow::Owned(payload))
        }),
    };
    payload.ok_or_else(|| damaged(Kind::Pack, key, "cannot be decompressed"))
}

/// Archives a record of any size and encodes it, plain, in as many values as it takes, each under
/// its [`part_key`].
pub(crate) fn encode_parts<T: Record>(
    kind: Kind,
    key: &[u8],
    record: &T,
) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let wrong = || Error::invalid(format!("{} is too large", describe(kind, key)));
    let whole = archive(record, Vec::new()).map_err(|error| wrong().with_source(error))?;
    let more = u8::try_from(whole.len().saturating_sub(1) / PAYLOAD_BYTES).map_err(|_| wrong())?;
    let mut values = Vec::with_capacity(usize::from(more) + 1);
    if more == 0 {
        values.push((key.to_vec(), encode(kind, key, &whole)));
        return Ok(values);
    }
    for (part, payload) in (0..=more).zip(whole.chunks(PAYLOAD_BYTES)) {
        let key = part_key(key, part);
        let mut value = vec![0; HEADER_BYTES];
        value.extend_from_slice(payload);
        let value = write_header(kind, more, Coding::Plain, &key, value);
        values.push((key, value));
    }
    Ok(values)
}

/// Checks the header of a value that is not compressed, of any schema version: an upgrade reads
/// older ones than are written. Returns the range of the payload.
pub(super) fn decode_version(
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

/// Checks the header of a value, and returns the number of parts that follow and the coding.
fn check_version(kind: Kind, expected: u8, key: &[u8], value: &[u8]) -> Result<(u8, Coding)> {
    let (Some(&[stored, version, parts, coding, a, b, c, d]), Some(payload)) =
        (value.first_chunk::<HEADER_BYTES>(), value.get(HEADER_BYTES..))
    else {
        return Err(damaged(kind, key, "is cut short"));
    };
    let sum = || checksum(kind, version, parts, coding, key, payload);
    if stored != kind.number() || !agree(u32::from_le_bytes([a, b, c, d]), sum) {
        return Err(damaged(kind, key, "fails its checksum"));
    }
    let Some(coding) = Coding::from_number(coding) else {
        return Err(damaged(kind, key, &format!("has the unknown coding {coding}")));
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

/// Returns whether a stored checksum is the one of the value.
fn agree(stored: u32, sum: impl FnOnce() -> u32) -> bool {
    fault!("ignore-checksum", return true);
    stored == sum()
}

fn damaged(kind: Kind, key: &[u8], why: &str) -> Error {
    Error::corrupt(format!("{} {why}", describe(kind, key)))
}

/// Returns the payload of any value, decompressed, for tests that search it.
#[cfg(test)]
pub(crate) fn plain(value: &[u8]) -> Vec<u8> {
    if value.get(3) != Some(&Coding::Lz4.number()) {
        return value.to_vec();
    }
    let (length, block) = block(value, PACK_BYTES).unwrap();
    let mut payload = vec![0; length];
    decompress_into(block, &mut payload).unwrap();
    payload
}

/// Checks the header of a value, whatever the payload is.
pub(crate) fn check_header(kind: Kind, key: &[u8], value: &[u8]) -> Result<()> {
    check_version(kind, kind.version(), key, value).map(drop)
}

/// Checks the header of a value of a schema version, whatever the payload is.
pub(super) fn check_header_version(
    kind: Kind,
    expected: u8,
    key: &[u8],
    value: &[u8],
) -> Result<()> {
    check_version(kind, expected, key, value).map(drop)
}

/// Checks the header of a value of a schema version. Returns the bytes that hold the payload, the
/// range of the payload in them, and the number of parts that follow.
fn decode_payload(
    kind: Kind,
    expected: u8,
    key: &[u8],
    value: Bytes,
) -> Result<(Bytes, Range<usize>, u8)> {
    let (parts, coding) = check_version(kind, expected, key, &value)?;
    let (bytes, start) = match coding {
        Coding::Plain => (value, HEADER_BYTES),
        Coding::Lz4 => {
            (decompressed(&value).ok_or_else(|| damaged(kind, key, "cannot be decompressed"))?, 0)
        }
    };
    let payload = start..bytes.len();
    Ok((bytes, payload, parts))
}

/// Decodes and validates a record that fits one value.
pub(crate) fn decode_record<T: Record>(kind: Kind, key: &[u8], value: Bytes) -> Result<Valid<T>> {
    decode_record_version(kind, kind.version(), key, value)
}

/// Decodes and validates a record of a schema version that fits one value.
pub(super) fn decode_record_version<T: Record>(
    kind: Kind,
    expected: u8,
    key: &[u8],
    value: Bytes,
) -> Result<Valid<T>> {
    let (bytes, payload, _) = decode_payload(kind, expected, key, value)?;
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

/// Decodes and validates a value of packed records.
pub(crate) fn decode_packed<T: Record>(kind: Kind, key: &[u8], value: Bytes) -> Result<Packed<T>> {
    decode_packed_version(kind, kind.version(), key, value)
}

/// Decodes and validates a value of packed records of a schema version.
pub(super) fn decode_packed_version<T: Record>(
    kind: Kind,
    expected: u8,
    key: &[u8],
    value: Bytes,
) -> Result<Packed<T>> {
    let (bytes, payload, _) = decode_payload(kind, expected, key, value)?;
    Packed::new(bytes, payload).map_err(|why| damaged(kind, key, &format!("is malformed: {why}")))
}

/// Joins the parts of a value, as [`encode_parts`] wrote them, and validates the record. `more`
/// returns the value of a part's key.
pub(crate) fn decode_parts<T: Record>(
    kind: Kind,
    key: &[u8],
    first: Bytes,
    more: impl FnMut(&[u8]) -> Result<Option<Bytes>>,
) -> Result<Valid<T>> {
    decode_parts_version(kind, kind.version(), key, first, more)
}

/// Joins the parts of a value of a schema version, as [`decode_parts`] does.
pub(super) fn decode_parts_version<T: Record>(
    kind: Kind,
    expected: u8,
    key: &[u8],
    first: Bytes,
    mut more: impl FnMut(&[u8]) -> Result<Option<Bytes>>,
) -> Result<Valid<T>> {
    let (first, payload, parts) = decode_payload(kind, expected, key, first)?;
    if parts == 0 {
        return validate(kind, key, first, payload);
    }
    let mut whole = first.get(payload).unwrap_or_default().to_vec();
    for part in 1..=parts {
        let key = part_key(key, part);
        let value = more(&key)?.ok_or_else(|| damaged(kind, &key, "is missing"))?;
        let (value, payload, _) = decode_payload(kind, expected, &key, value)?;
        whole.extend_from_slice(value.get(payload).unwrap_or_default());
    }
    let payload = 0..whole.len();
    validate(kind, key, whole.into(), payload)
}
