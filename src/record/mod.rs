//! The on-disk form: records, keys, value headers and zero-copy views. Nothing here reads or writes
//! the engine; `FORMAT.md` has every byte.

mod access;
mod archive;
mod codes;
#[cfg(test)]
mod codes_tests;
#[cfg(any(fuzzing, test))]
pub(crate) mod fuzz;
#[cfg(test)]
mod golden_tests;
mod hash;
mod keys;
mod owned;
mod pack;
mod records;
mod sizes;
pub(crate) mod v0;
pub(crate) mod v1;
mod value_header;

pub(crate) use access::{Map, Packed, Valid};
pub(crate) use archive::Record;
pub(crate) use codes::{Code, CountryOrigin, Kind, code, country};
pub(crate) use hash::{blake3_prefix, is_saying, source_hash, words_fingerprint};
pub(crate) use keys::{SortKey, page_key};
pub(crate) use owned::{
    BackupValue, CheckpointValue, DurableOffsetValue, EpochValue, FORMAT, HeaderValue,
    HighWaterValue, PlanValue, PlannedList, PublicationValue, PublishedTable, TombstoneValue,
    WalEntry, decode_owned, encode_owned, from_bytes, to_bytes,
};
pub(crate) use pack::PackedRecord;
pub(crate) use records::{
    ArchivedArticleRecord, ArchivedBranchRecord, ArchivedChildRecord, ArchivedFurtherRecord,
    ArchivedParagraphRecord, ArchivedQuoteRecord, ArchivedStatedRecord, ArchivedVersionRecord,
    ArticleRecord, AttributeRecord, BranchRecord, ChildRecord, ClockRecord, FurtherRecord,
    ListRootRecord, MentionsRecord, OverrideRecord, ParagraphRecord, PostingRecord, QuoteRecord,
    SaidBy, SeenRecord, SpeakerRecord, StatedRecord, StubRecord, TextPageRecord, VersionRecord,
    VersionsRecord,
};
pub(crate) use sizes::{
    HEADER_BYTES, INLINE_TEXT_BYTES, LEAF_BYTES, PACK_BYTES, PAYLOAD_BYTES, VALUE_BYTES,
};
#[cfg(test)]
pub(crate) use value_header::plain;
pub(crate) use value_header::{
    Payload, check_header, decode_pack, decode_packed, decode_parts, decode_record, describe,
    encode, encode_archive, encode_parts, encode_plain, encode_record,
};
