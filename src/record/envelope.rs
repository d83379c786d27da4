//! The envelope around every stored value: kind, schema version, parts and a checksum bound to the key.

use std::ops::Range;

use super::access::{Packed, PackedRecord, Record, Valid, archive};
use crate::bytes::Bytes;
use crate::error::{Error, ErrorKind, Result};

/// The largest stored value, in bytes: larger ones would leave the engine's log for files that it never syncs.
pub(crate) const VALUE_BYTES: usize = 4096;
/// The bytes in front of every payload.
pub(crate) const HEADER_BYTES: usize = 8;
/// The largest payload of one stored value.
pub(crate) const PAYLOAD_BYTES: usize = VALUE_BYTES - HEADER_BYTES;

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

fn checksum(kind: Kind, version: u8, parts: u8, key: &[u8], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[kind as u8, version, parts]);
    hasher.update(key);
    hasher.update(payload);
    hasher.finalize()
}

/// Fills in the header of `value`, whose payload stands behind [`HEADER_BYTES`] bytes of room.
fn finish(kind: Kind, parts: u8, key: &[u8], mut value: Vec<u8>) -> Vec<u8> {
    let version = kind.version();
    let payload = value.get(HEADER_BYTES..).unwrap_or_default();
    let sum = checksum(kind, version, parts, key, payload).to_le_bytes();
    let header = [kind as u8, version, parts, 0].into_iter().chain(sum);
    for (byte, part) in value.iter_mut().zip(header) {
        *byte = part;
    }
    value
}

/// Seals a payload that fits one value.
pub(crate) fn seal(kind: Kind, key: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut value = vec![0; HEADER_BYTES];
    value.extend_from_slice(payload);
    finish(kind, 0, key, value)
}

/// Archives and seals a record that is known to fit one value.
pub(crate) fn seal_record<T: Record>(kind: Kind, key: &[u8], record: &T) -> Result<Vec<u8>> {
    let value = archive(record, vec![0; HEADER_BYTES]).map_err(|error| {
        Error::invalid(format!("{} cannot be archived", describe(kind, key))).with_source(error)
    })?;
    Ok(finish(kind, 0, key, value))
}

/// Archives a record of any size and seals it in as many values as it takes: the first under `key`, part `n`
/// under `key` with `n` behind it.
pub(crate) fn seal_parts<T: Record>(kind: Kind, key: &[u8], record: &T) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let wrong = || Error::invalid(format!("{} is too large", describe(kind, key)));
    let whole = archive(record, Vec::new()).map_err(|error| wrong().with_source(error))?;
    let more = u8::try_from(whole.len().saturating_sub(1) / PAYLOAD_BYTES).map_err(|_| wrong())?;
    let mut values = Vec::with_capacity(usize::from(more) + 1);
    for (part, payload) in (0..=more).zip(whole.chunks(PAYLOAD_BYTES)) {
        let key = part_key(key, part);
        let mut value = vec![0; HEADER_BYTES];
        value.extend_from_slice(payload);
        let value = finish(kind, more, &key, value);
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

/// Checks the envelope of a value and returns where its payload lies and how many parts follow it.
pub(crate) fn open(kind: Kind, key: &[u8], value: &[u8]) -> Result<(Range<usize>, u8)> {
    open_version(kind, kind.version(), key, value)
}

/// Checks the envelope of a value of a schema version, which may be older than the one that is written.
pub(super) fn open_version(kind: Kind, expected: u8, key: &[u8], value: &[u8]) -> Result<(Range<usize>, u8)> {
    let damaged = |why: &str| Error::corrupt(format!("{} {why}", describe(kind, key)));
    let (Some(&[stored, version, parts, reserved, a, b, c, d]), Some(payload)) =
        (value.first_chunk::<HEADER_BYTES>(), value.get(HEADER_BYTES..))
    else {
        return Err(damaged("is cut short"));
    };
    let sum = checksum(kind, version, parts, key, payload);
    #[cfg(onrecord_faults)]
    let sum = if crate::fault::planted("ignore-checksum") { u32::from_le_bytes([a, b, c, d]) } else { sum };
    if stored != kind as u8 || reserved != 0 || u32::from_le_bytes([a, b, c, d]) != sum {
        return Err(damaged("fails its checksum"));
    }
    if version != expected {
        return Err(Error::new(
            ErrorKind::IncompatibleFormat,
            format!("{} has schema version {version}; {expected} was expected", describe(kind, key)),
        ));
    }
    Ok((HEADER_BYTES..value.len(), parts))
}

/// Checks the envelope of a value, whatever it holds.
pub(crate) fn check_envelope(kind: Kind, key: &[u8], value: &[u8]) -> Result<()> {
    open(kind, key, value).map(drop)
}

/// Opens and validates a record that fits one value.
pub(crate) fn open_record<T: Record>(kind: Kind, key: &[u8], value: Bytes) -> Result<Valid<T>> {
    let (payload, _) = open(kind, key, &value)?;
    Valid::new(value, payload)
        .map_err(|error| Error::corrupt(format!("{} is malformed", describe(kind, key))).with_source(error))
}

/// Opens and validates a value of packed records.
pub(crate) fn open_packed<T: Record>(kind: Kind, key: &[u8], value: Bytes) -> Result<Packed<T>> {
    let (payload, _) = open(kind, key, &value)?;
    Packed::new(value, payload)
        .map_err(|why| Error::corrupt(format!("{} is malformed: {why}", describe(kind, key))))
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
    let (payload, parts) = open(kind, key, &first)?;
    if parts == 0 {
        return open_record(kind, key, first);
    }
    let mut whole = first.get(payload).unwrap_or_default().to_vec();
    for part in 1..=parts {
        let key = part_key(key, part);
        let value =
            more(&key)?.ok_or_else(|| Error::corrupt(format!("{} is missing", describe(kind, &key))))?;
        let (payload, _) = open(kind, &key, &value)?;
        whole.extend_from_slice(value.get(payload).unwrap_or_default());
    }
    let payload = 0..whole.len();
    Valid::new(whole.into(), payload)
        .map_err(|error| Error::corrupt(format!("{} is malformed", describe(kind, key))).with_source(error))
}
