//! Packs: values of the engine that entries with consecutive keys share.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::{Error, Result};
use crate::record::{Kind, PACK_BYTES, decode_pack, describe, encode_archive};

/// About how many bytes each part of a pack has after it is split: there is room for more.
const PART_BYTES: usize = 2040;
/// The bytes of an entry in the directory: its end (2), and the length of its key (1).
const PLACE_BYTES: usize = 3;
/// The bytes of a payload beside the end, the directory and the entries.
const FIXED_BYTES: usize = 3;

/// A pack of a dictionary is split if its entries take more bytes.
pub(super) const SPLIT_BYTES: usize = 4088;
/// The bytes that the entries of a pack without an end may take.
pub(super) const ROOM_BYTES: usize = PACK_BYTES - FIXED_BYTES;

/// Returns the bytes of payload that an entry takes.
pub(super) fn entry_bytes(key: &[u8], value: &[u8]) -> usize {
    PLACE_BYTES + key.len() + value.len()
}

/// The entries that share a value, in the order of their keys.
#[derive(Debug)]
pub(super) struct Pack<'v> {
    payload: Cow<'v, [u8]>,
    /// The end of the range of keys that the pack covers, in the payload; empty if it is open.
    end: Range<usize>,
    len: usize,
}

impl<'v> Pack<'v> {
    /// Opens the pack under a key of the engine, and checks its header and its directory.
    pub(super) fn open(key: &[u8], value: &'v [u8]) -> Result<Self> {
        Self::parse(decode_pack(key, value)?)
            .ok_or_else(|| Error::corrupt(format!("{} is malformed", describe(Kind::Pack, key))))
    }

    fn parse(payload: Cow<'v, [u8]>) -> Option<Self> {
        let (length, rest) = payload.split_first()?;
        let end = 1..1 + usize::from(*length);
        let len =
            usize::from(u16::from_le_bytes(*rest.get(usize::from(*length)..)?.first_chunk()?));
        let pack = Self { payload, end, len };
        let mut start = 0;
        for at in 0..len {
            let (entry_end, key_bytes) = pack.place(at)?;
            if start + key_bytes > entry_end {
                return None;
            }
            start = entry_end;
        }
        (pack.data() + start == pack.payload.len()).then_some(pack)
    }

    /// Returns the pack with bytes of its own.
    pub(super) fn into_owned(self) -> Pack<'static> {
        let Self { payload, end, len } = self;
        Pack { payload: Cow::Owned(payload.into_owned()), end, len }
    }

    fn data(&self) -> usize {
        self.end.end + 2 + self.len * PLACE_BYTES
    }

    /// Returns the end of an entry in the data, and the length of its key.
    fn place(&self, at: usize) -> Option<(usize, usize)> {
        let place = self.payload.get(self.end.end + 2 + at * PLACE_BYTES..)?;
        let &[low, high, key_bytes] = place.first_chunk()?;
        Some((usize::from(u16::from_le_bytes([low, high])), usize::from(key_bytes)))
    }

    /// Returns the first key after the range that the pack covers. `None` if there is none.
    pub(super) fn end(&self) -> Option<&[u8]> {
        self.payload.get(self.end.clone()).filter(|end| !end.is_empty())
    }

    /// Returns how many entries the pack has.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Returns the key and the value at a position.
    pub(super) fn entry(&self, at: usize) -> Option<(&[u8], &[u8])> {
        let start = at.checked_sub(1).map_or(Some((0, 0)), |before| self.place(before))?.0;
        let (end, key_bytes) = self.place(at).filter(|_| at < self.len)?;
        self.payload.get(self.data() + start..self.data() + end)?.split_at_checked(key_bytes)
    }

    /// Walks the entries in the order of their keys.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        (0..self.len).filter_map(|at| self.entry(at))
    }

    /// Returns the position of the first entry with at least this key.
    pub(super) fn lower_bound(&self, key: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.len);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.entry(middle).is_some_and(|(found, _)| found < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Returns the position of the last entry whose key is not after `key`; `None` if there is
    /// none.
    pub(super) fn last_at(&self, key: &[u8]) -> Option<usize> {
        let at = self.lower_bound(key);
        let is_there = self.entry(at).is_some_and(|(found, _)| found == key);
        if is_there { Some(at) } else { at.checked_sub(1) }
    }

    /// Returns the value under a key.
    pub(super) fn get(&self, key: &[u8]) -> Option<&[u8]> {
        let (found, value) = self.entry(self.lower_bound(key))?;
        (found == key).then_some(value)
    }
}

/// A key and a value of a pack to be written.
pub(super) type Entry<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// Encodes a pack under a key of the engine; `end` is empty if no pack comes after it.
pub(super) fn encode(key: &[u8], end: &[u8], entries: &[Entry<'_>]) -> Result<Vec<u8>> {
    let too_large = || Error::invalid(format!("{} is too large", describe(Kind::Pack, key)));
    let short = |bytes: usize| u8::try_from(bytes).map_err(|_| too_large());
    let mut payload = vec![short(end.len())?];
    payload.extend_from_slice(end);
    payload
        .extend_from_slice(&u16::try_from(entries.len()).map_err(|_| too_large())?.to_le_bytes());
    let mut reach = 0;
    for (key, value) in entries {
        reach += key.len() + value.len();
        payload.extend_from_slice(&u16::try_from(reach).map_err(|_| too_large())?.to_le_bytes());
        payload.push(short(key.len())?);
    }
    for (key, value) in entries {
        payload.extend_from_slice(key);
        payload.extend_from_slice(value);
    }
    if payload.len() > PACK_BYTES {
        return Err(too_large());
    }
    Ok(encode_archive(Kind::Pack, key, &payload))
}

/// Cuts entries into packs: one if they fit it, else as many of about equal size as it takes to
/// fill each. `end_bytes` is the longest end of a pack.
pub(super) fn cut(entries: &[Entry<'_>], end_bytes: usize) -> Vec<Range<usize>> {
    let sizes = || entries.iter().map(|(key, value)| entry_bytes(key, value));
    let room = SPLIT_BYTES - end_bytes;
    let total: usize = sizes().sum();
    let enough = if total <= room { room } else { total / total.div_ceil(PART_BYTES) };
    let (mut cuts, mut start, mut size) = (Vec::new(), 0, 0);
    for (at, next) in sizes().enumerate() {
        if at > start && (size + next > room || size + next / 2 > enough) {
            cuts.push(start..at);
            (start, size) = (at, 0);
        }
        size += next;
    }
    cuts.push(start..entries.len());
    cuts
}
