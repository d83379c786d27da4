//! The table of tombstones, and the writer's copy of it.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::model::{ExtractedQuote, Extraction};
use crate::record::{Kind, TombstoneValue, decode_owned, encode_owned};
use crate::storage::engine::Table;
use crate::storage::name_keys::name_hash;
use crate::storage::read_guard::read;
use crate::storage::shared::Storage;
use crate::storage::tombstone::Tombstone;
use crate::storage::writer::Writer;

/// Sets a tombstone in the table: before the WAL entry at `lsn` that says so, so that no kill
/// leaves the entry without it.
pub(crate) fn set_tombstone(
    storage: &Storage,
    writer: &mut Writer,
    (tombstone, of): (Tombstone, u64),
    lsn: u64,
) -> Result<()> {
    let key = tombstone.to_bytes();
    writer.tombstones.insert(tombstone, of);
    fault!("lose-tombstone", return Ok(()));
    let value = encode_owned(Kind::Tombstone, &key, &TombstoneValue { lsn, of })?;
    storage.tables().engine.insert(Table::Tombstones, &key, value)
}

/// Takes a tombstone out of the table: after the WAL entry that says so.
pub(crate) fn take_tombstone(
    storage: &Storage,
    writer: &mut Writer,
    tombstone: Tombstone,
) -> Result<()> {
    writer.tombstones.remove(&tombstone);
    storage.tables().engine.remove(Table::Tombstones, &tombstone.to_bytes())
}

/// Loads all tombstones, and removes those whose WAL entry did not survive.
pub(crate) fn load_tombstones(storage: &Storage, writer: &mut Writer) -> Result<()> {
    let engine = &storage.tables().engine;
    let last = read(storage).lsn();
    for entry in engine.scan(Table::Tombstones, Vec::new()..) {
        let (key, value) = entry?;
        let TombstoneValue { lsn, of } = decode_owned(Kind::Tombstone, &key, &value)?;
        if lsn > last {
            engine.remove(Table::Tombstones, &key)?;
        } else if let Some(tombstone) = Tombstone::from_bytes(&key) {
            writer.tombstones.insert(tombstone, of);
        }
    }
    Ok(())
}

/// The quotes of speakers who were erased.
pub(crate) struct ErasedQuotes {
    /// Whether a quote is one, for each quote of the article.
    pub(crate) marks: Vec<bool>,
    /// The names of the erased speakers.
    pub(crate) names: BTreeSet<String>,
}

/// Returns which quotes are of speakers who were erased; nothing if none is.
pub(crate) fn of_erased_speakers(
    storage: &Storage,
    writer: &Writer,
    found: &Extraction,
) -> Option<ErasedQuotes> {
    writer.tombstones.last_key_value().filter(|(last, _)| last.is_of_speaker())?;
    let erased = |name: &str| {
        let tombstone = Tombstone::speaker(&storage.id, &name_hash(name));
        writer.tombstones.contains_key(&tombstone)
    };
    let marks = found.quotes.iter().map(|quote| quote.speakers().any(erased)).collect();
    let names = found.quotes.iter().flat_map(ExtractedQuote::speakers).filter(|name| erased(name));
    let names: BTreeSet<String> = names.map(str::to_owned).collect();
    (!names.is_empty()).then_some(ErasedQuotes { marks, names })
}
