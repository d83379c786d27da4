//! The values that differ in format version 0. Only an upgrade reads them; nothing writes them.

use rkyv::{Archive, Serialize};

use super::access::Valid;
use super::archive::Record;
use super::codes::{Code, Kind, unknown};
use super::owned::{WalEntry, from_bytes};
use super::records::{OverrideRecord, SeenRecord, StubRecord};
use super::value_header::{decode_record_version, decode_version, describe};
use crate::bytes::Bytes;
use crate::error::{Error, Result};

/// One WAL entry, in which a removal does not have the key of the article.
#[derive(serde::Deserialize)]
enum WalEntry0 {
    Put { article: u64, revision: u64, previous: u64 },
    Remove { article: u64, previous: u64 },
    Edit { speaker: u64, edit: u64 },
}

/// An override of a speaker, with the speaker's name only if the override created the speaker.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct OverrideRecord0 {
    pub(crate) speaker: u64,
    pub(crate) name: Option<String>,
    pub(crate) country: Option<Code>,
    pub(crate) merged_into: u64,
    pub(crate) made: Option<String>,
    pub(crate) made_country: Code,
}

impl Record for OverrideRecord0 {
    fn unknown_code(archived: &Self::Archived) -> Option<Code> {
        let country = archived.country.as_ref().copied().unwrap_or_default();
        unknown(&[country, archived.made_country])
    }
}

/// A speaker. Version 1 has it in the same bytes, and no upgrade from version 1 reads any.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct SpeakerRecord0 {
    pub(crate) applied_lsn: u64,
    pub(crate) name: String,
    pub(crate) country: Code,
    pub(crate) quotes: u64,
    pub(crate) aliases: Vec<SeenRecord>,
    pub(crate) roles: Vec<SeenRecord>,
}

impl Record for SpeakerRecord0 {
    fn unknown_code(archived: &Self::Archived) -> Option<Code> {
        unknown(&[archived.country])
    }
}

fn malformed(kind: Kind, key: &[u8]) -> Error {
    Error::corrupt(format!("{} is malformed", describe(kind, key)))
}

/// Decodes a WAL entry. The key of a removed article is left at zeros.
pub(crate) fn decode_wal_entry(key: &[u8], value: &[u8]) -> Result<WalEntry> {
    let payload = decode_version(Kind::Wal, 0, key, value)?;
    let change = from_bytes(value.get(payload).unwrap_or_default());
    Ok(match change.ok_or_else(|| malformed(Kind::Wal, key))? {
        WalEntry0::Put { article, revision, previous } => {
            WalEntry::Put { article, revision, previous }
        }
        WalEntry0::Remove { article, previous } => {
            WalEntry::Remove { article, previous, key: [0; 16] }
        }
        WalEntry0::Edit { speaker, edit } => WalEntry::Edit { speaker, edit },
    })
}

/// Decodes an override. Its stubs are only the speaker that it created, if it did.
pub(crate) fn decode_override(key: &[u8], value: Bytes) -> Result<OverrideRecord> {
    let payload = decode_version(Kind::Override, 0, key, &value)?;
    let view: Valid<OverrideRecord0> = Valid::new(value, payload)
        .map_err(|error| malformed(Kind::Override, key).with_source(error))?;
    let speaker = view.speaker.to_native();
    let made = view.made.as_ref().map(|name| name.as_str().to_owned());
    let known = made.map(|name| StubRecord { speaker, name, country: view.made_country });
    Ok(OverrideRecord {
        speaker,
        name: view.name.as_ref().map(|name| name.as_str().to_owned()),
        country: view.country.as_ref().copied(),
        merged_into: view.merged_into.to_native(),
        known: known.into_iter().collect(),
    })
}

/// Decodes a speaker as a stub.
pub(crate) fn decode_speaker(speaker: u64, value: Bytes) -> Result<StubRecord> {
    let key = speaker.to_be_bytes();
    let view = decode_record_version::<SpeakerRecord0>(Kind::Speaker, 0, &key, value)?;
    Ok(StubRecord { speaker, name: view.name.as_str().to_owned(), country: view.country })
}
