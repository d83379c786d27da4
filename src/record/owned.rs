//! Owned values: small, off the hot path, and decoded whole. bincode encodes them with fixed-width
//! little-endian integers, in one stored value, with no bytes after the end. No other module names
//! bincode.

use bincode::Options;
use serde::{Deserialize, Serialize};

use super::codes::Kind;
use super::sizes::PAYLOAD_BYTES;
use super::value_header::{decode_version, describe, encode};
use crate::error::{Error, Result};

/// The format version that the crate writes.
pub(crate) const FORMAT: u32 = 2;

/// The identity of a store. Written once, when the store is created.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeaderValue {
    pub(crate) format: u32,
    pub(crate) store: [u8; 16],
    /// The names of the attributes that articles can be found by, ascending.
    pub(crate) attributes: Vec<String>,
}

/// The last checkpoint. Written at the end of each.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckpointValue {
    /// The checkpoint LSN: derived values have all WAL entries up to it applied.
    pub(crate) checkpoint_lsn: u64,
    /// The least ids that were never given out, as of the checkpoint LSN.
    pub(crate) next_article: u64,
    pub(crate) next_speaker: u64,
    pub(crate) next_revision: u64,
    pub(crate) next_page_id: u64,
    /// Whether the store was closed in order and not written to since.
    pub(crate) clean: bool,
    /// The epochs, oldest first.
    pub(crate) epochs: Vec<EpochValue>,
}

/// An epoch of a store. A new one begins with every open after an unclean end.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EpochValue {
    pub(crate) epoch: u64,
    /// The last LSN that had survived when the epoch began.
    pub(crate) survived: u64,
}

/// One WAL entry. Has ids only. The number of its variant is on disk.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WalEntry {
    /// Number 0. A revision of an article became visible; `previous` is the one before, or 0.
    Put { article: u64, revision: u64, previous: u64 },
    /// Number 1. An article was removed. The hash of its external key keeps the id.
    Remove { article: u64, previous: u64, key: [u8; 16] },
    /// Number 2. An override of a speaker took effect.
    Edit { speaker: u64, edit: u64 },
    /// Number 3. An article was erased. Unlike a removal it does not say which key it had, and the
    /// id is never used again. `previous` is the revision that was visible, or 0.
    Erase { article: u64, previous: u64 },
    /// Number 4. A tombstone was set, or taken back. `of` is the article or speaker, or 0.
    Tombstone { tombstone: [u8; 17], of: u64, set: bool },
}

/// One page of a checkpoint plan.
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PlanValue {
    /// Whether the plan is complete. List roots are only replaced after a complete plan.
    pub(crate) last: bool,
    pub(crate) lists: Vec<PlannedList>,
    /// The revisions that the WAL entries of the checkpoint superseded.
    pub(crate) revisions: Vec<u64>,
}

/// The change that a checkpoint makes to one list.
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PlannedList {
    pub(crate) key: Vec<u8>,
    /// The page ids that the new root no longer reaches.
    pub(crate) old: Vec<u64>,
    /// The page ids that only the new root reaches.
    pub(crate) new: Vec<u64>,
}

/// A tombstone that is set, under itself.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TombstoneValue {
    /// The WAL entry that set it.
    pub(crate) lsn: u64,
    /// The article or speaker that was erased, or 0.
    pub(crate) of: u64,
}

/// The durable offset: how far the engine's log was synced.
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DurableOffsetValue {
    /// The number of the value, greater than that of every value before.
    pub(crate) number: u64,
    /// The last position of the log that is known to be synced. `None` if the engine was closed,
    /// which synced everything.
    pub(crate) log: Option<i64>,
}

/// The header of a backup.
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BackupValue {
    pub(crate) format: u32,
    /// The id of the store.
    pub(crate) store: [u8; 16],
    /// The LSN before the first entry of the backup.
    pub(crate) since: u64,
    /// The LSN of the last entry of the backup.
    pub(crate) last: u64,
    pub(crate) epochs: Vec<EpochValue>,
    /// The least ids that were never given out, as of the last entry.
    pub(crate) next_article: u64,
    pub(crate) next_speaker: u64,
    pub(crate) next_revision: u64,
    /// Those of the store's header.
    pub(crate) attributes: Vec<String>,
}

/// The directory of a publication.
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PublicationValue {
    pub(crate) format: u32,
    /// The id of the store.
    pub(crate) store: [u8; 16],
    /// The epoch and the LSN of the last commit that the publication has.
    pub(crate) epoch: u64,
    pub(crate) lsn: u64,
    /// The bytes of the file.
    pub(crate) bytes: u64,
    /// The tables that have entries.
    pub(crate) tables: Vec<PublishedTable>,
    /// Those of the store's header.
    pub(crate) attributes: Vec<String>,
}

/// One table of a publication.
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PublishedTable {
    pub(crate) name: String,
    /// The number of packs on the way from the root to an entry, both included.
    pub(crate) levels: u8,
    /// The first key of the root, and the place of the root in the file.
    pub(crate) first: Vec<u8>,
    pub(crate) offset: u64,
    pub(crate) length: u16,
}

/// The high-water mark: what was durable when it was written.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
pub(crate) struct HighWaterValue {
    pub(crate) format: u32,
    pub(crate) store: [u8; 16],
    pub(crate) epoch: u64,
    pub(crate) lsn: u64,
}

fn options() -> impl Options {
    bincode::options()
        .with_fixint_encoding()
        .with_little_endian()
        .with_limit(PAYLOAD_BYTES as u64)
        .reject_trailing_bytes()
}

/// Encodes a value without a header: one that is not stored by itself.
pub(crate) fn to_bytes<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    options()
        .serialize(value)
        .map_err(|error| Error::invalid("an owned value is too large").with_source(error))
}

/// Decodes the bytes that [`to_bytes`] returned. Returns `None` if they are anything else.
pub(crate) fn from_bytes<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Option<T> {
    options().deserialize(bytes).ok()
}

/// Encodes a value with its header.
pub(crate) fn encode_owned<T: Serialize>(kind: Kind, key: &[u8], value: &T) -> Result<Vec<u8>> {
    Ok(encode(kind, key, &to_bytes(value)?))
}

/// Decodes a value that has a header.
pub(crate) fn decode_owned<T: for<'a> Deserialize<'a>>(
    kind: Kind,
    key: &[u8],
    value: &[u8],
) -> Result<T> {
    decode_owned_version(kind, kind.version(), key, value)
}

/// Decodes a value as [`decode_owned`] does, of any schema version.
pub(super) fn decode_owned_version<T: for<'a> Deserialize<'a>>(
    kind: Kind,
    expected: u8,
    key: &[u8],
    value: &[u8],
) -> Result<T> {
    let payload = decode_version(kind, expected, key, value)?;
    from_bytes(value.get(payload).unwrap_or_default())
        .ok_or_else(|| Error::corrupt(format!("{} is malformed", describe(kind, key))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_lengths_and_trailing_bytes_are_refused() {
        let plan = PlanValue { last: true, lists: Vec::new(), revisions: vec![7] };
        let mut bytes = to_bytes(&plan).unwrap();
        assert_eq!(from_bytes::<PlanValue>(&bytes), Some(plan));
        bytes.push(0);
        assert_eq!(from_bytes::<PlanValue>(&bytes), None);
        assert_eq!(
            from_bytes::<PlanValue>(&[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
            None
        );
    }
}
