//! The on-disk form: records, keys, envelope and zero-copy views. Pure: nothing here reads or writes the engine.

mod access;
mod envelope;
#[cfg(any(fuzzing, test))]
pub(crate) mod fuzz;
#[cfg(test)]
mod golden_tests;
mod key;
mod owned;
mod pack;
mod records;
mod small;
pub(crate) mod v0;

pub(crate) use access::{Packed, PackedRecord, Record, Valid};
pub(crate) use envelope::{
    Coded, Kind, PAYLOAD_BYTES, VALUE_BYTES, check_envelope, describe, open_packed, open_parts,
    open_record, seal_archive, seal_packed, seal_parts, seal_record,
};
pub(crate) use key::{SortKey, page_key, source_hash};
pub(crate) use records::{
    ArchivedArticleRecord, ArchivedQuoteRecord, ArchivedStateRecord, ArticleRecord, BodyRecord,
    ChildRecord, Code, EditRecord, KnownRecord, ListRecord, MentionsRecord, NodeRecord,
    ParagraphRecord, PostingRecord, QuoteRecord, SeenRecord, SpeakerRecord, StateRecord,
    StatesRecord, code, country,
};

pub(crate) use small::{
    BackupValue, ChangeValue, EpochValue, FORMAT, HeaderValue, MarkValue, PlanValue, PlannedList,
    ReachValue, RootValue, decode, encode, open_small, seal_small,
};

/// The longest text of a quote that its record holds itself, in bytes.
pub(crate) const INLINE_TEXT_BYTES: usize = 1024;
