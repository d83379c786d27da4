//! Views of records, copies out of a mapped file, and the only `unsafe` of the crate. A record is
//! validated once, when its view is created, and read without checks after that. What is validated
//! are always bytes of our own, never mapped ones.

#![allow(
    unsafe_code,
    reason = "zero-copy views read a validated archive without validating it again, and a mapped \
              file is memory that another process may write to"
)]

use std::fs::File;
use std::io;
use std::marker::PhantomData;
use std::ops::{Deref, Range};
use std::ptr;

use memmap2::{MmapOptions, MmapRaw};
use rkyv::rancor::{self, Source as _};

use super::archive::{Record, archive, validate};
use super::keys::SortKey;
use super::pack::PackedRecord;
use crate::bytes::Bytes;

/// As many bytes as the archive of a quote seldom has, so that it is written without growing.
const RECORD_BYTES: usize = 1 << 10;

/// A view of a validated archive of `T`. Owns its bytes; a clone shares them.
#[derive(Debug)]
pub(crate) struct Valid<T> {
    bytes: Bytes,
    start: u32,
    end: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Valid<T> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), start: self.start, end: self.end, of: PhantomData }
    }
}

impl<T> Valid<T> {
    const fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl<T: Record> Valid<T> {
    /// Validates the archive at `payload` in `bytes`, with the numbers and codes in it.
    pub(crate) fn new(bytes: Bytes, payload: Range<usize>) -> Result<Self, rancor::Error> {
        validate::<T>(bytes.get(payload.clone()).unwrap_or_default())?;
        let start = u32::try_from(payload.start).map_err(rancor::Error::new)?;
        let end = u32::try_from(payload.end).map_err(rancor::Error::new)?;
        Ok(Self { bytes, start, end, of: PhantomData })
    }

    /// Archives a record by itself.
    pub(crate) fn of(record: &T) -> Result<Self, rancor::Error> {
        let bytes = Bytes::from(archive(record, Vec::with_capacity(RECORD_BYTES))?);
        let payload = 0..bytes.len();
        Self::new(bytes, payload)
    }

    /// Returns the archive.
    pub(crate) fn payload(&self) -> &[u8] {
        self.bytes.get(self.range()).unwrap_or_default()
    }

    /// Returns the bytes that the view keeps in memory.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len() + size_of::<Self>()
    }
}

impl<T: Record> Deref for Valid<T> {
    type Target = T::Archived;

    #[inline]
    fn deref(&self) -> &T::Archived {
        // SAFETY: only `new`, `Packed::entry`, `into_entry` and `show` set the range of the bytes.
        // Exactly these bytes were validated as `T::Archived`, or are the copy that `Packed::join`
        // made of validated ones. `Bytes` is immutable, so they are unchanged; the archive has
        // relative pointers only and alignment 1, so it is valid at any address.
        unsafe { root::<T>(&self.bytes, self.end) }
    }
}

/// Returns the archive that ends at `end`.
///
/// # Safety
/// The bytes before `end` must end with an archive that was validated as `T::Archived`.
#[inline]
unsafe fn root<T: Record>(bytes: &Bytes, end: u32) -> &T::Archived {
    // SAFETY: the root is the last part of an archive, and the archive was validated, so there are
    // enough bytes.
    unsafe {
        rkyv::api::access_pos_unchecked::<T::Archived>(
            bytes,
            end as usize - size_of::<T::Archived>(),
        )
    }
}

/// A view of a [`PackedRecord`]: the packing, the order of its keys and each record as `T` were
/// validated.
#[derive(Debug)]
pub(crate) struct Packed<T> {
    bytes: Bytes,
    /// The offsets in the bytes of the keys, the ends and the records, and the number of entries.
    keys: u32,
    ends: u32,
    records: u32,
    len: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Packed<T> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), of: PhantomData, ..*self }
    }

    /// Changes no reference count if both share a buffer.
    #[inline]
    fn clone_from(&mut self, other: &Self) {
        self.bytes.clone_from(&other.bytes);
        let Self { bytes: _, keys, ends, records, len, of: _ } = *other;
        (self.keys, self.ends, self.records, self.len) = (keys, ends, records, len);
    }
}

impl<T: Record> Packed<T> {
    /// Validates the packing and each record in it. The error is the message.
    pub(crate) fn new(bytes: Bytes, payload: Range<usize>) -> Result<Self, String> {
        let valid =
            Valid::<PackedRecord>::new(bytes, payload).map_err(|error| error.to_string())?;
        if valid.keys.len() != valid.ends.len() {
            return Err(format!("{} keys for {} records", valid.keys.len(), valid.ends.len()));
        }
        if !valid.keys.as_slice().is_sorted_by(|one, next| one < next) {
            return Err("its keys are out of order".to_owned());
        }
        let mut start = 0;
        for end in valid.ends.iter().map(|end| usize::from(end.to_native())) {
            let record = valid.records.get(start..end).ok_or("a record reaches past the end")?;
            validate::<T>(record).map_err(|error| error.to_string())?;
            start = end;
        }
        let at = |part: usize| {
            u32::try_from(part - valid.bytes.as_ptr().addr())
                .map_err(|_| "it is too long".to_owned())
        };
        let keys = at(valid.keys.as_ptr().addr())?;
        let ends = at(valid.ends.as_ptr().addr())?;
        let records = at(valid.records.as_ptr().addr())?;
        let len = u32::try_from(valid.keys.len()).map_err(|_| "it is too long".to_owned())?;
        Ok(Self { bytes: valid.bytes, keys, ends, records, len, of: PhantomData })
    }

    /// Copies packings into one buffer, in their order. Validated bytes stay valid.
    pub(crate) fn join(packings: &[Self]) -> Option<Vec<Self>> {
        let bytes: Vec<&[u8]> = packings.iter().map(|packing| &*packing.bytes).collect();
        let bytes = Bytes::from(bytes.concat());
        let mut begin = 0_u32;
        let mut joined = Vec::with_capacity(packings.len());
        for Self { bytes: part, keys, ends, records, len, .. } in packings {
            let end = begin.checked_add(u32::try_from(part.len()).ok()?)?;
            // The same bytes, at the same offsets from `begin` as from the start of their own
            // buffer.
            let (keys, ends, records) = (begin + keys, begin + ends, begin + records);
            joined.push(Self {
                bytes: bytes.clone(),
                keys,
                ends,
                records,
                len: *len,
                of: PhantomData,
            });
            begin = end;
        }
        Some(joined)
    }

    /// Returns the number of records.
    pub(crate) const fn len(&self) -> usize {
        self.len as usize
    }

    /// Returns the key at a position.
    #[inline]
    pub(crate) fn key(&self, position: usize) -> Option<SortKey> {
        let start = self.keys as usize + position * SortKey::LEN;
        let key = self.bytes.get(start..)?.first_chunk().copied().map(SortKey::from_bytes);
        key.filter(|_| position < self.len())
    }

    /// Returns the position of the first record at or after `key`.
    pub(crate) fn lower_bound(&self, key: &SortKey) -> usize {
        let keys =
            self.bytes.get(self.keys as usize..self.keys as usize + self.len() * SortKey::LEN);
        let (keys, _) = keys.unwrap_or_default().as_chunks::<{ SortKey::LEN }>();
        // Most ranges hold a whole leaf or begin before it.
        match (keys.first(), keys.last()) {
            (Some(first), _) if *key <= SortKey::from_bytes(*first) => 0,
            (_, Some(last)) if *key > SortKey::from_bytes(*last) => keys.len(),
            _ => keys.partition_point(|stored| SortKey::from_bytes(*stored) < *key),
        }
    }

    /// Returns the key at a position, and the range of its record in the bytes.
    #[inline]
    fn place(&self, position: usize) -> Option<(SortKey, Range<u32>)> {
        if position >= self.len() {
            return None;
        }
        // SAFETY: `new` took `keys`, `ends` and `len` from a validated archive in these bytes.
        // `join` keeps them with a copy of those bytes, moved by as much as the bytes were; a clone
        // keeps them with the same bytes. No other function creates or changes a packing. The
        // archive has `len` keys of `SortKey::LEN` bytes, side by side, and `len` ends of 2 bytes;
        // `position` is less than `len`, and `Bytes` is immutable.
        let (key, start, end) = unsafe {
            let part = |from: usize, length: usize| self.bytes.get_unchecked(from..from + length);
            let end = |position: usize| {
                let end = part(self.ends as usize + 2 * position, 2);
                u32::from(u16::from_le_bytes([*end.get_unchecked(0), *end.get_unchecked(1)]))
            };
            let key = part(self.keys as usize + SortKey::LEN * position, SortKey::LEN);
            let key = *key.as_ptr().cast::<[u8; SortKey::LEN]>();
            (key, if position == 0 { 0 } else { end(position - 1) }, end(position))
        };
        Some((SortKey::from_bytes(key), self.records + start..self.records + end))
    }

    /// Returns the key and the record at a position, in place.
    #[inline]
    pub(crate) fn get(&self, position: usize) -> Option<(SortKey, &T::Archived)> {
        let (key, Range { end, .. }) = self.place(position)?;
        // SAFETY: `place` returns exactly one of the slices that `new` validated as `T::Archived`,
        // or the copy that `join` made of it. `Bytes` is immutable; the archive has relative
        // pointers only and alignment 1.
        let record = unsafe { root::<T>(&self.bytes, end) };
        Some((key, record))
    }

    /// Returns the key and the record at a position, as a view that shares the bytes of the
    /// packing.
    #[inline]
    pub(crate) fn entry(&self, position: usize) -> Option<(SortKey, Valid<T>)> {
        // Exactly one of the slices that `new` validated as `T::Archived`, or the copy `join` made
        // of it.
        let (key, Range { start, end }) = self.place(position)?;
        Some((key, Valid { bytes: self.bytes.clone(), start, end, of: PhantomData }))
    }

    /// Returns what [`entry`](Self::entry) does, without counting a reference: the view gets that
    /// of the packing.
    #[inline]
    pub(crate) fn into_entry(self, position: usize) -> Option<(SortKey, Valid<T>)> {
        // As in `entry`.
        let (key, Range { start, end }) = self.place(position)?;
        Some((key, Valid { bytes: self.bytes, start, end, of: PhantomData }))
    }

    /// Moves `view` to the record at a position, and sets `key` to its key. Returns `false` if
    /// there is no such record. Changes no reference count if the view is of the same buffer.
    #[inline]
    pub(crate) fn show(&self, position: usize, key: &mut SortKey, view: &mut Valid<T>) -> bool {
        let Some((found, Range { start, end })) = self.place(position) else { return false };
        *key = found;
        view.bytes.clone_from(&self.bytes);
        // As in `entry`.
        (view.start, view.end) = (start, end);
        true
    }

    /// Returns the bytes that the view keeps in memory.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len() + size_of::<Self>()
    }
}

/// A file in memory, of which ranges are copied out.
///
/// Nothing refers to the mapped bytes themselves, so that the file may even be written to: a copy
/// then has any bytes, which its checksum tells. The caller sees to it that the file is not cut: to
/// read after its new end is a bus error, which ends the process.
#[derive(Debug)]
pub(crate) struct Map(MmapRaw);

impl Map {
    /// Maps a whole file.
    pub(crate) fn new(file: &File) -> io::Result<Self> {
        MmapOptions::new().map_raw_read_only(file).map(Self)
    }

    /// Returns how many bytes the file had when it was mapped.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Copies `length` bytes from `offset` on. Returns `None` if the file did not have them when it
    /// was mapped.
    pub(crate) fn copy(&self, offset: usize, length: usize) -> Option<Bytes> {
        if offset.checked_add(length)? > self.len() {
            return None;
        }
        Bytes::filled(length, |copy| {
            // SAFETY: the mapping has `offset + length` bytes, as was just checked, and is unmapped
            // when `self` is dropped and no earlier. `copy` has `length` bytes in a buffer that was
            // just allocated, so the two do not overlap. The pointer is raw and nothing borrows
            // from the mapping; whatever another process makes of its bytes, each is a valid `u8`.
            unsafe {
                ptr::copy_nonoverlapping(self.0.as_ptr().add(offset), copy.as_mut_ptr(), length);
            }
            true
        })
    }
}
