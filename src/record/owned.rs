//! Records taken out of their archives, where a change needs to alter them.

use super::records::{
    ArchivedEditRecord, ArchivedKnownRecord, ArchivedSeenRecord, ArchivedSpeakerRecord,
    ArchivedStateRecord, EditRecord, KnownRecord, SeenRecord, SpeakerRecord, StateRecord,
};

impl ArchivedSeenRecord {
    fn to_record(&self) -> SeenRecord {
        SeenRecord { text: self.text.as_str().to_owned(), quotes: self.quotes.to_native() }
    }
}

impl ArchivedSpeakerRecord {
    pub(crate) fn to_record(&self) -> SpeakerRecord {
        SpeakerRecord {
            absorbed: self.absorbed.to_native(),
            name: self.name.as_str().to_owned(),
            country: self.country,
            quotes: self.quotes.to_native(),
            aliases: self.aliases.iter().map(ArchivedSeenRecord::to_record).collect(),
            roles: self.roles.iter().map(ArchivedSeenRecord::to_record).collect(),
        }
    }
}

impl ArchivedStateRecord {
    pub(crate) fn to_record(&self) -> StateRecord {
        StateRecord {
            revision: self.revision.to_native(),
            sequence: self.sequence.to_native(),
            quotes: self.quotes.to_native(),
        }
    }
}

impl ArchivedKnownRecord {
    fn to_record(&self) -> KnownRecord {
        KnownRecord {
            speaker: self.speaker.to_native(),
            name: self.name.as_str().to_owned(),
            country: self.country,
        }
    }
}

impl ArchivedEditRecord {
    pub(crate) fn to_record(&self) -> EditRecord {
        EditRecord {
            speaker: self.speaker.to_native(),
            name: self.name.as_ref().map(|name| name.as_str().to_owned()),
            country: self.country.as_ref().copied(),
            merged_into: self.merged_into.to_native(),
            known: self.known.iter().map(ArchivedKnownRecord::to_record).collect(),
        }
    }
}
