//! Packing of records into values: what fits one page.

use super::access::{PackedRecord, Valid, archive};
use super::envelope::PAYLOAD_BYTES;
use super::key::SortKey;
use super::records::{ChildRecord, NodeRecord};
use crate::error::{Error, Result};

/// The archived bytes of a packing beside its entries: three vectors of 8 bytes each.
const PACKING_BYTES: usize = 24;
/// The archived bytes of an entry beside its record: the key and where the record ends.
const ENTRY_BYTES: usize = SortKey::LEN + 2;

impl NodeRecord {
    /// The most children that fit one value.
    pub(crate) const CHILDREN: usize = (PAYLOAD_BYTES - size_of::<rkyv::Archived<Self>>())
        / size_of::<rkyv::Archived<ChildRecord>>();
}

impl Valid<NodeRecord> {
    /// Returns the children, each a copy.
    pub(crate) fn children(&self) -> Vec<ChildRecord> {
        let child = |child: &rkyv::Archived<ChildRecord>| ChildRecord {
            first: child.first,
            number: child.number.to_native(),
            count: child.count.to_native(),
        };
        self.children.iter().map(child).collect()
    }
}

impl PackedRecord {
    /// The bytes of a page that its entries share.
    pub(crate) const ROOM_BYTES: usize = PAYLOAD_BYTES - PACKING_BYTES;

    /// Returns how many bytes of a page an entry takes whose record has so many.
    pub(crate) const fn entry_bytes(record_bytes: usize) -> usize {
        ENTRY_BYTES + record_bytes
    }

    /// Archives the packing without an envelope, to stand inside another value.
    pub(crate) fn archive(&self) -> Result<Vec<u8>> {
        archive(self, Vec::new())
            .map_err(|error| Error::invalid("a page cannot be archived").with_source(error))
    }

    /// Returns the archived size, in bytes.
    pub(crate) fn archived_bytes(&self) -> usize {
        PACKING_BYTES + self.keys.len() * ENTRY_BYTES + self.records.len()
    }

    /// Returns whether a record of so many bytes fits the page too.
    pub(crate) fn fits(&self, record_bytes: usize) -> bool {
        self.archived_bytes() + ENTRY_BYTES + record_bytes <= PAYLOAD_BYTES
    }

    /// Adds a record behind the others; the caller keeps the keys ascending and the page from overflowing.
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
