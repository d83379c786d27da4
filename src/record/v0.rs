//! The values that format version 0 had otherwise, to be read by an upgrade and never written.

use rkyv::{Archive, Serialize};

use super::access::Valid;
use super::envelope::{Kind, describe, open_version};
use super::records::{Code, EditRecord, KnownRecord};
use super::small::{ChangeValue, decode};
use crate::bytes::Bytes;
use crate::error::{Error, Result};

/// One entry of the log, which did not say the key of what was removed.
#[derive(serde::Deserialize)]
enum ChangeValue0 {
    Put { article: u64, revision: u64, previous: u64 },
    Remove { article: u64, previous: u64 },
    Edit { speaker: u64, edit: u64 },
}

/// What a user said of a speaker, with the name of the speaker only where the edit made it known.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct EditRecord0 {
    pub(crate) speaker: u64,
    pub(crate) name: Option<String>,
    pub(crate) country: Option<Code>,
    pub(crate) merged_into: u64,
    pub(crate) made: Option<String>,
    pub(crate) made_country: Code,
}

fn malformed(kind: Kind, key: &[u8]) -> Error {
    Error::corrupt(format!("{} is malformed", describe(kind, key)))
}

/// Opens an entry of the log; the key of what was removed is left at zeros.
pub(crate) fn open_change(key: &[u8], value: &[u8]) -> Result<ChangeValue> {
    let payload = open_version(Kind::Change, 0, key, value)?;
    let change = decode(value.get(payload).unwrap_or_default());
    Ok(match change.ok_or_else(|| malformed(Kind::Change, key))? {
        ChangeValue0::Put { article, revision, previous } => {
            ChangeValue::Put { article, revision, previous }
        }
        ChangeValue0::Remove { article, previous } => {
            ChangeValue::Remove { article, previous, key: [0; 16] }
        }
        ChangeValue0::Edit { speaker, edit } => ChangeValue::Edit { speaker, edit },
    })
}

/// Opens an edit; of those it concerns it knows only the speaker that it made known.
pub(crate) fn open_edit(key: &[u8], value: Bytes) -> Result<EditRecord> {
    let payload = open_version(Kind::Edit, 0, key, &value)?;
    let view: Valid<EditRecord0> = Valid::new(value, payload)
        .map_err(|error| malformed(Kind::Edit, key).with_source(error))?;
    let speaker = view.speaker.to_native();
    let made = view.made.as_ref().map(|name| name.as_str().to_owned());
    let known = made.map(|name| KnownRecord { speaker, name, country: view.made_country });
    Ok(EditRecord {
        speaker,
        name: view.name.as_ref().map(|name| name.as_str().to_owned()),
        country: view.country.as_ref().copied(),
        merged_into: view.merged_into.to_native(),
        known: known.into_iter().collect(),
    })
}
