//! The on-disk form: records, keys, envelope and zero-copy views. Pure: nothing here reads or writes the engine.

mod access;
mod envelope;
mod key;
mod pack;
mod records;

pub(crate) use access::{Packed, PackedRecord, Record, Single, Valid};
pub(crate) use envelope::{
    Kind, PAYLOAD_BYTES, VALUE_BYTES, describe, open, open_packed, open_parts, open_record, part_key, seal,
    seal_packed, seal_parts, seal_record,
};
pub(crate) use key::{SortKey, source_hash};
pub(crate) use records::{
    ArticleRecord, BodyRecord, ChildRecord, Code, EditRecord, ListRecord, MentionsRecord, NodeRecord,
    ParagraphRecord, PostingRecord, QuoteRecord, SeenRecord, SpeakerRecord, StateRecord,
};

/// The longest text of a quote that its record holds itself, in bytes.
pub(crate) const INLINE_TEXT_BYTES: usize = 1024;
