//! The write path: validate a draft, prepare its revision, commit it with one WAL record, publish
//! what it changes. Corrections take the same way.

mod batch;
mod commit;
mod commit_group;
mod corrections;
mod erase;
mod fingerprint;
mod index_delta;
mod prepare;
mod redact;
mod resolve_speakers;
mod stated;
mod text_pages;
mod tombstones;
mod validate;
mod validated_draft;

pub use batch::Batch;
pub use commit::{Outcome, RemoveReport, Stored};
pub(crate) use commit::{
    end_load, next_article, put, put_group, remove, remove_group, replace_group,
};
pub use corrections::ArticleCorrection;
pub(crate) use corrections::{
    correct_article, merge_speakers, rename_speaker, set_speaker_country, speaker_named,
    unmerge_speaker,
};
pub(crate) use corrections::{edit_delta, load_known, load_overrides, read_edit, read_override};
pub use erase::{EraseReport, HeldBy};
pub(crate) use erase::{
    apply_tombstones, erase_article, erase_delta, erase_speaker, erased_key, tombstones,
    unerase_article, unerase_speaker,
};
pub(crate) use index_delta::{
    article_delta, article_lists, posting, posting_key, quote_lists, rename, speaker_name_keys,
};
pub(crate) use prepare::{Write, quote_pages};
pub(crate) use resolve_speakers::SpeakerNumbers;
pub(crate) use stated::{Tally, known_country};
pub(crate) use tombstones::{load_tombstones, set_tombstone, take_tombstone};
pub(crate) use validate::{check_draft, filter_attributes};
pub(crate) use validated_draft::ValidatedDraft;
