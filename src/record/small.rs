//! Small owned values off the hot path, as bincode encodes them: fixed-width integers, little-endian, at most one
//! stored value long, nothing behind the end. The only module that names bincode.

use bincode::Options;
use serde::{Deserialize, Serialize};

use super::envelope::{Kind, PAYLOAD_BYTES, describe, open, seal};
use crate::error::{Error, Result};

/// The format that this version of the crate writes.
pub(crate) const FORMAT: u32 = 1;

/// What a store is. Written once, when it is made.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeaderValue {
    pub(crate) format: u32,
    pub(crate) store: [u8; 16],
}

/// Where a store stands. Written at the end of each checkpoint.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
pub(crate) struct RootValue {
    /// All derived values hold the effect of the changes up to this sequence.
    pub(crate) watermark: u64,
    /// The least ids never given out, as of the watermark.
    pub(crate) next_article: u64,
    pub(crate) next_speaker: u64,
    pub(crate) next_revision: u64,
    pub(crate) next_number: u64,
    /// Whether the store was closed in order and not written since.
    pub(crate) clean: bool,
    /// The epochs, oldest first: each with the last sequence of the one before.
    pub(crate) epochs: Vec<EpochValue>,
}

/// An epoch begins with every open that follows an unclean end.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EpochValue {
    pub(crate) epoch: u64,
    /// The last sequence that had survived when the epoch began.
    pub(crate) survived: u64,
}

/// One entry of the log. Holds ids only.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeValue {
    /// A revision of an article became visible; `previous` is the one before, 0 for none.
    Put { article: u64, revision: u64, previous: u64 },
    /// An article was removed. The hash of its external key leads to its id for ever.
    Remove { article: u64, previous: u64, key: [u8; 16] },
    /// A user's word on a speaker took effect.
    Edit { speaker: u64, edit: u64 },
}

/// One page of a checkpoint plan.
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PlanValue {
    /// Whether the plan is complete: only then are heads replaced.
    pub(crate) last: bool,
    pub(crate) lists: Vec<PlannedList>,
    /// Revisions that the changes of the checkpoint superseded.
    pub(crate) revisions: Vec<u64>,
}

/// What a checkpoint does to one list.
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PlannedList {
    pub(crate) key: Vec<u8>,
    /// Numbers that the new head no longer names.
    pub(crate) old: Vec<u64>,
    /// Numbers that only the new head names.
    pub(crate) new: Vec<u64>,
}

/// How far the engine's log is on the disk.
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ReachValue {
    /// Greater than that of all values before.
    pub(crate) number: u64,
    /// The last position of the log that is known to be on the disk; none where the engine was closed and all is.
    pub(crate) log: Option<i64>,
}

/// What a backup holds.
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BackupValue {
    pub(crate) format: u32,
    /// The store that it is of.
    pub(crate) store: [u8; 16],
    /// It begins behind this change and ends with the other.
    pub(crate) since: u64,
    pub(crate) last: u64,
    pub(crate) epochs: Vec<EpochValue>,
    /// The least ids never given out by then.
    pub(crate) next_article: u64,
    pub(crate) next_speaker: u64,
    pub(crate) next_revision: u64,
}

/// The side file: what was durable when it was written.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
pub(crate) struct MarkValue {
    pub(crate) format: u32,
    pub(crate) store: [u8; 16],
    pub(crate) epoch: u64,
    pub(crate) sequence: u64,
}

fn options() -> impl Options {
    bincode::options()
        .with_fixint_encoding()
        .with_little_endian()
        .with_limit(PAYLOAD_BYTES as u64)
        .reject_trailing_bytes()
}

/// Encodes a value that is not stored by itself, such as a cursor.
pub(crate) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    options()
        .serialize(value)
        .map_err(|error| Error::invalid("a small value is too large").with_source(error))
}

/// Decodes what [`encode`] made; `None` for anything else.
pub(crate) fn decode<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Option<T> {
    options().deserialize(bytes).ok()
}

/// Encodes and seals a value.
pub(crate) fn seal_small<T: Serialize>(kind: Kind, key: &[u8], value: &T) -> Result<Vec<u8>> {
    Ok(seal(kind, key, &encode(value)?))
}

/// Opens and decodes a sealed value.
pub(crate) fn open_small<T: for<'a> Deserialize<'a>>(
    kind: Kind,
    key: &[u8],
    value: &[u8],
) -> Result<T> {
    let payload = open(kind, key, value)?;
    decode(value.get(payload).unwrap_or_default())
        .ok_or_else(|| Error::corrupt(format!("{} is malformed", describe(kind, key))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_lengths_and_trailing_bytes_are_refused() {
        let plan = PlanValue { last: true, lists: Vec::new(), revisions: vec![7] };
        let mut bytes = encode(&plan).unwrap();
        assert_eq!(decode::<PlanValue>(&bytes), Some(plan));
        bytes.push(0);
        assert_eq!(decode::<PlanValue>(&bytes), None);
        assert_eq!(decode::<PlanValue>(&[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]), None);
    }
}
