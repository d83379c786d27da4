//! The header and the root of a store: reading them, and making those of a new one.

use crate::error::{Error, ErrorKind, Result};
use crate::record::{
    CheckpointValue, EpochValue, FORMAT, HeaderValue, HighWaterValue, Kind, decode_owned,
    encode_owned, v1,
};
use crate::storage::engine::{Engine, Table};
use crate::storage::files::{Folder, HighWater};
use crate::storage::writer::ROOT;

/// The key of the header.
const HEADER: &[u8] = b"header";
/// The most epochs that the root remembers.
const EPOCHS: usize = 64;

/// Begins an epoch: LSNs after `survived` may be given out again for other changes.
pub(crate) fn push_epoch(epochs: &mut Vec<EpochValue>, survived: u64) {
    let epoch = epochs.last().map_or(0, |last| last.epoch) + 1;
    epochs.push(EpochValue { epoch, survived });
    let surplus = epochs.len().saturating_sub(EPOCHS);
    epochs.drain(..surplus);
}

pub(crate) fn refuse_newer(format: u32) -> Result<()> {
    if format > FORMAT {
        let message =
            format!("the store has format {format}; this version of onrecord reads up to {FORMAT}");
        return Err(Error::new(ErrorKind::IncompatibleFormat, message));
    }
    Ok(())
}

/// Reads the header; `None` if the store was never made.
pub(crate) fn read_header(engine: &Engine) -> Result<Option<HeaderValue>> {
    let Some(value) = engine.get(Table::Meta, HEADER)? else { return Ok(None) };
    let header = v1::decode_header(HEADER, &value)?;
    refuse_newer(header.format)?;
    Ok(Some(header))
}

/// Reads the root.
pub(crate) fn open_root(engine: &Engine) -> Result<CheckpointValue> {
    let value = engine
        .get(Table::Meta, ROOT)?
        .ok_or_else(|| Error::corrupt("the root of the store is missing"))?;
    decode_owned(Kind::Checkpoint, ROOT, &value)
}

/// Makes the header, the root and the high-water file of a new store, in the order in which an
/// interrupted making is seen.
pub(crate) fn make(
    engine: &Engine,
    folder: &Folder,
    high_water: &mut HighWater,
    header: &HeaderValue,
    epochs: &[EpochValue],
) -> Result<HighWaterValue> {
    let root = CheckpointValue {
        checkpoint_lsn: 0,
        next_article: 1,
        next_speaker: 1,
        next_revision: 1,
        next_page_id: 1,
        clean: true,
        epochs: epochs.to_vec(),
    };
    let epoch = epochs.last().map_or(0, |last| last.epoch);
    let marked = HighWaterValue { format: FORMAT, store: header.store, epoch, lsn: 0 };
    // Into both slots: an earlier making that was interrupted may have left its own, as new as this
    // one.
    high_water.write(&marked)?;
    high_water.write(&marked)?;
    high_water.sync()?;
    engine.insert(Table::Meta, ROOT, encode_owned(Kind::Checkpoint, ROOT, &root)?)?;
    engine.insert(Table::Meta, HEADER, encode_owned(Kind::Header, HEADER, header)?)?;
    engine.sync()?;
    folder.sync()?;
    Ok(marked)
}

/// Names a store. Two stores must not have one name by chance; nothing depends on its being secret.
pub(crate) fn random_id() -> [u8; 16] {
    use std::hash::{BuildHasher, RandomState};
    let now = std::time::SystemTime::now();
    let (one, other) =
        (RandomState::new().hash_one(now), RandomState::new().hash_one((now, std::process::id())));
    let mut id = [0; 16];
    for (byte, part) in id.iter_mut().zip(one.to_le_bytes().into_iter().chain(other.to_le_bytes()))
    {
        *byte = part;
    }
    id
}
