//! The derived tables that are no lists: names, speakers, keys, overrides in force, and states.

use std::collections::HashMap;
use std::sync::Arc;

use crate::error::Result;
use crate::record::{
    ArchivedVersionRecord, Kind, VersionRecord, VersionsRecord, encode, encode_owned, encode_record,
};
use crate::storage::engine::{Change, Table};
use crate::storage::memtable::MemTable;
use crate::storage::read_guard::read;
use crate::storage::shared::Storage;
use crate::storage::undo::{OldValue, Overwritten};

/// Notes what the checkpoint is about to overwrite, if a snapshot needs it.
pub(super) fn record_undo(storage: &Storage, memtable: &MemTable) -> Result<()> {
    fault!("skip-undo", return Ok(()));
    // A snapshot older than the memtable's last commit holds the undo log by a copy of the
    // memtable, or by the link from an older one. A later one needs none: it has the memtable,
    // which has all that is written.
    if Arc::strong_count(&memtable.undo) == 1 {
        return Ok(());
    }
    let tables = &storage.tables();
    let mut overwritten = Overwritten::new();
    let mut note = |table, key: Vec<u8>| -> Result<()> {
        let value = tables.engine.get(table, &key)?;
        overwritten.insert((table, key), value.map_or(OldValue::Absent, OldValue::Stored));
        Ok(())
    };
    for list in memtable.quote_lists.keys().chain(memtable.article_lists.keys()) {
        note(Table::Lists, list.as_bytes().to_vec())?;
    }
    for page in memtable.states_pages() {
        note(Table::States, page.to_be_bytes().to_vec())?;
    }
    for hash in memtable.keys.keys() {
        note(Table::Keys, hash.to_vec())?;
    }
    for speaker in memtable.speakers.keys() {
        note(Table::Speakers, speaker.to_be_bytes().to_vec())?;
    }
    for speaker in memtable.edited.keys() {
        note(Table::Edited, speaker.to_be_bytes().to_vec())?;
    }
    for name in memtable.names.keys() {
        note(Table::Names, name.clone())?;
    }
    memtable.undo.record(overwritten);
    Ok(())
}

/// Writes names, speakers, keys and overrides in force. Names go first: a speaker that says it
/// contains a change must be found by the names that the change gave it.
pub(super) fn write_dictionaries(storage: &Storage, sealed: &MemTable) -> Result<()> {
    let engine = &storage.tables().engine;
    let names = sealed.names.iter().map(|(key, present)| (key.clone(), present.then(Vec::new)));
    engine.merge(Table::Names, names)?;
    let speakers = sorted(&sealed.speakers).into_iter().map(|(speaker, record)| {
        let key = speaker.to_be_bytes();
        let value = record.as_ref().map(|record| encode(Kind::Speaker, &key, record.payload()));
        (key.to_vec(), value)
    });
    engine.merge(Table::Speakers, speakers)?;
    let number = |key: &[u8], number: &u64| -> Result<Change> {
        Ok((key.to_vec(), Some(encode_owned(Kind::Key, key, number)?)))
    };
    let keys = sorted(&sealed.keys).into_iter().map(|(hash, article)| match article {
        0 => Ok((hash.to_vec(), None)),
        article => number(hash, article),
    });
    engine.merge(Table::Keys, keys.collect::<Result<Vec<_>>>()?.into_iter())?;
    let edited = sorted(&sealed.edited);
    let edited = edited.into_iter().map(|(speaker, edit)| number(&speaker.to_be_bytes(), edit));
    engine.merge(Table::Edited, edited.collect::<Result<Vec<_>>>()?.into_iter())
}

/// Writes the pages of states that changed.
pub(super) fn write_states(storage: &Storage, sealed: &MemTable) -> Result<()> {
    for number in sealed.states_pages() {
        let stored = read(storage).states(number)?;
        let mut states: Vec<VersionRecord> = stored
            .iter()
            .flat_map(|page| page.states.iter())
            .map(ArchivedVersionRecord::to_record)
            .collect();
        let first = number * VersionsRecord::EACH;
        for article in first..first + VersionsRecord::EACH {
            if let Some(state) = sealed.states.get(&article) {
                let (_, at) = VersionsRecord::place(article);
                if states.len() <= at {
                    states.resize_with(at + 1, VersionRecord::default);
                }
                if let Some(place) = states.get_mut(at) {
                    *place = *state;
                }
            }
        }
        let key = number.to_be_bytes();
        let value = encode_record(Kind::Versions, &key, &VersionsRecord { states })?;
        storage.tables().engine.insert(Table::States, &key, value)?;
    }
    Ok(())
}

/// Returns what a map holds in the order of its keys, in which the engine writes it fastest.
fn sorted<K: Ord, V>(map: &HashMap<K, V>) -> Vec<(&K, &V)> {
    let mut all: Vec<_> = map.iter().collect();
    all.sort_unstable_by_key(|(key, _)| *key);
    all
}
