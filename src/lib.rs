//! An embedded document store for news: who said what, from which country, about which country, and when.
//!
//! Text goes in as a [`Draft`]; an extractor finds its quotes, their speakers and the countries they are about;
//! a [`Store`] keeps articles, paragraphs and quotes in one folder, and answers by speaker, country, source and
//! date. What is read is a view over bytes that were validated once; nothing is decoded.
//!
//! | to | start with |
//! | --- | --- |
//! | open or make a store | [`Store::open`], [`Store::create_new`], [`OpenOptions`] |
//! | put articles in | [`Store::ingest`], [`Store::loader`], [`Store::import_jsonl`] |
//! | ask for quotes, articles, speakers | [`Store::quotes`], [`Store::articles`], [`Store::speakers`] |
//! | correct what is wrong | [`Store::correct_article`], [`Store::rename_speaker`], [`Store::merge_speakers`] |
//! | follow what changes | [`Store::changes`] |
//! | take everything out | [`Store::export_jsonl`] |
//! | extract without a store | [`EnglishExtractor`], [`Extract`] |
//!
//! # Layers
//!
//! Data walks one way. A module imports only from those above it here; a test holds it to that.
//!
//! ```text
//! 0  error      what can go wrong             fault     planted by tests, and nowhere else
//! 1  bytes      the engine's shared buffer     model     ids, countries, dates, drafts, extractions
//! 2  text       paragraphs, sentences, marks
//! 3  extract    text to quotes                 identity  one speaker over many articles
//!    record     the on-disk form: records, keys, envelope, views
//! 4  store      the engine: open, prepare, commit, derive, checkpoint, replay
//! 5  query      builders, pages, cursors, and what is looked up further
//! 6  ingest     text, extract, identity, store: one article or many
//! 7  exchange   JSON Lines in and out
//! ```
//!
//! # Errors
//!
//! Every fallible call returns [`Error`], which has a [kind](ErrorKind) to match on and says what to do. Nothing here
//! panics on bad input or on a damaged store.

mod bytes;
mod error;
mod exchange;
mod extract;
#[macro_use]
mod fault;
mod identity;
mod ingest;
mod model;
mod open_options;
mod query;
mod record;
mod storage;
mod store;
mod text;

#[doc = include_str!("record/FORMAT.md")]
pub mod format {}

/// The README's code, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

pub use error::{Error, ErrorKind, Result};
pub use exchange::{CodePoints, ExportReport, JsonLines};
#[cfg(feature = "english")]
pub use extract::EnglishExtractor;
pub use extract::Extract;
pub use ingest::{LoadProgress, LoadReport, Loader, Skipped};
pub use model::limits;
pub use model::{
    ArticleId, Country, CountryMentions, Draft, ExtractedParagraph, ExtractedQuote, Extraction,
    Mention, ParagraphKind, Published, QuoteId, QuoteKind, Span, SpeakerId,
};
pub use query::{
    Article, ArticleQuery, Articles, Cursor, Page, Paragraph, Plan, Quote, QuoteQuery, Quotes,
    Snapshot, Speaker, SpeakerQuery, Speakers, Text,
};
/// Opens the decoding of values to the fuzz targets.
#[cfg(fuzzing)]
#[doc(hidden)]
pub fn fuzz_values(data: &[u8]) {
    record::fuzz::values(data);
}
pub use open_options::OpenOptions;
pub use storage::{
    ArticleCorrection, BackupReport, Batch, Change, ChangeCursor, ChangeKind, Changes,
    CompactReport, Durability, LostArticle, Outcome, RepairReport, Stats, Stored, VerifyProgress,
    VerifyReport,
};
pub use store::Store;
