//! Packings: the records of one page, side by side.

use rkyv::{Archive, Serialize};

use super::archive::{Record, archive};
use super::keys::SortKey;
use super::sizes::{LEAF_BYTES, PAYLOAD_BYTES};
use crate::error::{Error, Result};

/// The archived bytes of a packing beside its entries: three vectors of 8 bytes each.
const PACKING_BYTES: usize = 24;
/// The archived bytes of an entry beside its record: the key and the end of the record.
const ENTRY_BYTES: usize = SortKey::LEN + 2;

/// Records side by side, each under its sort key, in the order of the keys.
#[derive(Archive, Serialize, Debug, Default)]
pub(crate) struct PackedRecord {
    /// The sort keys, strictly ascending.
    pub(crate) keys: Vec<[u8; SortKey::LEN]>,
    /// The end of each record in `records`; a record begins at the end of the one before.
    pub(crate) ends: Vec<u16>,
    /// The archives of the records, one after the other.
    pub(crate) records: Vec<u8>,
}

impl Record for PackedRecord {}

impl PackedRecord {
    /// The bytes of a leaf that its entries share.
    pub(crate) const ROOM_BYTES: usize = LEAF_BYTES - PACKING_BYTES;

    /// Makes a packing that has room for so many entries, whose records have so many bytes.
    pub(crate) fn with_capacity(entries: usize, record_bytes: usize) -> Self {
        Self {
            keys: Vec::with_capacity(entries),
            ends: Vec::with_capacity(entries),
            records: Vec::with_capacity(record_bytes),
        }
    }

    /// Returns the bytes of a page that an entry takes if its record has `record_bytes`.
    pub(crate) const fn entry_bytes(record_bytes: usize) -> usize {
        ENTRY_BYTES + record_bytes
    }

    /// Archives the packing without a value header, as a field of another value.
    pub(crate) fn archive(&self) -> Result<Vec<u8>> {
        archive(self, Vec::with_capacity(self.archived_bytes()))
            .map_err(|error| Error::invalid("a page cannot be archived").with_source(error))
    }

    /// Returns the archived size, in bytes.
    pub(crate) fn archived_bytes(&self) -> usize {
        PACKING_BYTES + self.keys.len() * ENTRY_BYTES + self.records.len()
    }

    /// Returns whether one more record of `record_bytes` fits the page.
    pub(crate) fn fits(&self, record_bytes: usize) -> bool {
        self.archived_bytes() + ENTRY_BYTES + record_bytes <= PAYLOAD_BYTES
    }

    /// Adds a record after the others. The caller keeps the keys ascending, and the page within its
    /// size.
    pub(crate) fn push(&mut self, key: SortKey, record: &[u8]) {
        self.keys.push(*key.as_bytes());
        self.records.extend_from_slice(record);
        self.ends.push(u16::try_from(self.records.len()).unwrap_or(u16::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ArticleId;

    #[test]
    fn the_size_of_a_page_is_known_before_it_is_archived() {
        let mut page = PackedRecord::default();
        for ordinal in 0..12 {
            let whole = archive(&page, Vec::new()).unwrap().len();
            assert!(whole <= page.archived_bytes(), "{whole} > {}", page.archived_bytes());
            assert!(page.archived_bytes() - whole <= 16);
            page.push(SortKey::new(None, ArticleId::from_u64(1), ordinal), &[7; 301]);
        }
    }
}
