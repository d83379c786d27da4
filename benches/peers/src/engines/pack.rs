//! Packing quotes into blocks, and walking what is packed.

use std::collections::BTreeMap;

use rkyv::Archived;

use super::kv::Index;
use super::usual::{Archive, archive};
use crate::Result;
use crate::ask::Sink;
use crate::raw::access;
use crate::rows::{BlockRow, Code, QuoteRow, SortKey};

/// The most bytes of a block: with its header it fits a page of 4 KiB of any engine.
pub(crate) const BLOCK_BYTES: usize = 4080;

/// The bytes of a block beside its entries, and of an entry beside its record.
const SHARED: usize = 24;
const EACH: usize = size_of::<SortKey>() + size_of::<u16>();

/// A quote that waits for its block: its archive by its sort key.
pub(crate) type Entry = (SortKey, Vec<u8>);

/// Quotes that wait for their blocks, by list.
pub(crate) type Pending = BTreeMap<(Index, u64), Vec<Entry>>;

impl PartialOrd for Index {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Index {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (*self as u8).cmp(&(*other as u8))
    }
}

/// A block that is packed.
#[derive(Debug)]
pub(crate) struct Packed {
    pub(crate) first: SortKey,
    pub(crate) count: u32,
    pub(crate) bytes: Vec<u8>,
}

/// Packs entries, sorted, into as few blocks as hold them, about equally full.
pub(crate) fn pack(entries: &[Entry]) -> Result<Vec<Packed>> {
    let bytes: usize = entries.iter().map(|(_, record)| EACH + record.len()).sum();
    let aim = bytes.div_ceil(bytes.div_ceil(BLOCK_BYTES - SHARED).max(1));
    let mut blocks = Vec::new();
    let mut row = BlockRow::default();
    for (key, record) in entries {
        let full = row.keys.len() * EACH + row.records.len();
        let next = full + EACH + record.len();
        // The one that reaches the aim is still packed if there is room.
        if !row.keys.is_empty() && (full >= aim || next > BLOCK_BYTES - SHARED) {
            blocks.push(seal(&std::mem::take(&mut row))?);
        }
        row.keys.push(*key);
        row.records.extend_from_slice(record);
        row.ends.push(u16::try_from(row.records.len())?);
    }
    if !row.keys.is_empty() {
        blocks.push(seal(&row)?);
    }
    Ok(blocks)
}

fn seal(row: &BlockRow) -> Result<Packed> {
    let mut bytes = archive(row, Vec::new())?;
    bytes.shrink_to_fit();
    let first = row.keys.first().copied().unwrap_or_default();
    Ok(Packed { first, count: u32::try_from(row.keys.len())?, bytes })
}

/// Takes a block apart again.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Vec<Entry>> {
    let block = Block::of(bytes)?;
    (0..block.len())
        .map(|at| {
            Ok((block.key(at).ok_or("no key")?, block.record(at).ok_or("no record")?.to_vec()))
        })
        .collect()
}

/// Merges entries into others, both sorted.
pub(crate) fn merge(old: Vec<Entry>, new: Vec<Entry>) -> Vec<Entry> {
    let mut all = old;
    all.extend(new);
    all.sort_unstable_by_key(|entry| entry.0);
    all
}

/// A view of the bytes of a block.
#[derive(Clone, Copy)]
pub(crate) struct Block<'b>(&'b Archived<BlockRow>);

impl<'b> Block<'b> {
    #[inline]
    pub(crate) fn of(bytes: &'b [u8]) -> Result<Self> {
        Ok(Self(access::<Archived<BlockRow>>(bytes, false)?))
    }

    pub(crate) fn len(self) -> usize {
        self.0.keys.len()
    }

    fn key(self, at: usize) -> Option<SortKey> {
        self.0.keys.get(at).copied()
    }

    #[inline]
    fn record(self, at: usize) -> Option<&'b [u8]> {
        let end = self.0.ends.get(at)?.to_native();
        let start = if at == 0 { 0 } else { self.0.ends.get(at - 1)?.to_native() };
        self.0.records.get(usize::from(start)..usize::from(end))
    }

    /// Shows one quote.
    #[inline]
    pub(crate) fn show(self, at: usize, sink: &mut impl Sink) -> Result<()> {
        let record = self.record(at).ok_or("a block has fewer quotes than it says")?;
        sink.quote(&Archive(access::<Archived<QuoteRow>>(record, false)?))
    }

    /// Shows at most so many quotes, the newest first, and returns how many.
    #[inline]
    pub(crate) fn newest(self, limit: usize, sink: &mut impl Sink) -> Result<usize> {
        let len = self.len();
        for at in (len.saturating_sub(limit)..len).rev() {
            self.show(at, sink)?;
        }
        Ok(limit.min(len))
    }

    /// Shows the quotes in a range that are from a country, the newest first.
    pub(crate) fn only_from(
        self,
        (low, high): (&SortKey, &SortKey),
        from: Code,
        sink: &mut impl Sink,
    ) -> Result<()> {
        let keys = self.0.keys.as_slice();
        let start = keys.partition_point(|key| key < low);
        let end = keys.partition_point(|key| key <= high);
        for at in (start..end).rev() {
            let record = self.record(at).ok_or("a block has fewer quotes than it says")?;
            let quote = access::<Archived<QuoteRow>>(record, false)?;
            if quote.from == from {
                sink.quote(&Archive(quote))?;
            }
        }
        Ok(())
    }
}
