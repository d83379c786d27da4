//! An embedded document store for news: who said what, from which country, about which country, and
//! when.
//!
//! A [`Draft`] brings the text of an article. An extractor finds its quotes, their speakers and the
//! countries they are about. A [`Store`] keeps articles, paragraphs and quotes in one folder and
//! answers by speaker, country, source and date. Answers are views over bytes that were validated
//! once; reading a field decodes nothing.
//!
//! | to … | start with |
//! | --- | --- |
//! | open or create a store | [`Store::open`], [`Store::create_new`], [`OpenOptions`] |
//! | store articles | `Store::ingest`, [`Store::ingest_with`], [`Store::put`] |
//! | store many | `Store::loader`, [`Store::loader_with`], [`Store::batch`] |
//! | ask for quotes | [`Store::quotes`] |
//! | ask for articles and speakers | [`Store::articles`], [`Store::speakers`] |
//! | ask several things of one moment | [`Store::snapshot`] |
//! | walk many quotes fast | [`QuoteQuery::for_each`], [`QuoteQuery::try_for_each`] |
//! | correct an article | [`Store::correct_article`] |
//! | correct a speaker | [`Store::rename_speaker`], [`Store::merge_speakers`] |
//! | follow what changes | [`Store::changes`] |
//! | read news files of other programs | `exchange::Records` |
//! | read a page of HTML | `exchange::read_page`, with the feature `html` |
//! | import and export JSON Lines | `Store::import_jsonl`, `Store::export_jsonl` |
//! | import and export tables of Parquet | `Store::import_parquet`, `Store::export_parquet` |
//! | export for other programs | `exchange::export`, `exchange::ExportFormat` |
//! | forget articles and people | [`Store::erase_article`], [`Store::remove_older_than`] |
//! | verify and back up | [`Store::verify`], [`Store::backup`] |
//! | compact and repair | [`Store::compact_in_background`], [`Store::repair`] |
//! | use an extractor of your own | [`Extract`] |
//! | plan an archive larger than a machine | [`scale`] |
//! | understand the code | [`architecture`], [`mod@format`] |
//!
//! # Layers
//!
//! Data goes one way: a module imports only from smaller numbers, and a test enforces that.
//!
//! ```text
//! 0  error         the error type               fault     faults that tests plant
//! 1  bytes         a shared buffer              model     ids, countries, dates, drafts
//! 2  text          paragraphs, tokens, sentences identity  one speaker across articles
//! 3  extract       text to quotes
//!    record        the format on disk: records, keys, value headers, views
//!    search        the words of a text, queries for words, snippets
//! 4  storage       the storage engine: write, checkpoint, recovery, maintenance
//! 5  query         query builders, plans, snapshots, views
//! 6  ingest        text to stored article, one or many
//! 7  exchange      records of other programs in and out, JSON Lines in and out
//! 8  store         `Store`: every public method, a line or two each
//! 9  open_options  `OpenOptions`
//! ```
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `english` | yes | `EnglishExtractor`, `Store::ingest`, `Store::loader` |
//! | `json` | yes | articles in from records of many forms, and out in several formats |
//! | `csv` | yes | tables of Media Cloud, whose rows describe stored articles |
//! | `compression` | yes | records that are compressed with gzip or bzip2 |
//! | `language` | yes | `exchange::Record::is_foreign`: tells articles in English from others |
//! | `html` | no | pages of HTML in, and `exchange::read_page` |
//! | `feed` | no | feeds in: RSS, Atom and JSON Feed |
//! | `warc` | no | WARC files in: the pages in them |
//! | `fulltext` | no | full text search: `QuoteQuery::matching`, `ArticleQuery::paragraphs` |
//! | `serde` | no | `Serialize` on ids, countries, dates, spans, cursors, pages and views |
//!
//! # Errors
//!
//! Every fallible call returns [`Error`], which has a [kind](ErrorKind) to match on and a message
//! that says what to do. Its cause is in `source()`. Bad input and damaged stores cause errors, not
//! panics.

mod bytes;
mod error;
pub mod exchange;
mod extract;
#[macro_use]
mod fault;
mod identity;
#[cfg_attr(
    not(all(feature = "json", feature = "english")),
    allow(dead_code, unused_imports, reason = "the import of JSON Lines alone uses a part of it")
)]
mod ingest;
mod model;
mod open_options;
mod query;
mod record;
#[cfg(feature = "fulltext")]
mod search;
#[cfg_attr(
    not(all(feature = "json", feature = "english")),
    allow(dead_code, unused_imports, reason = "the import of JSON Lines alone uses a part of it")
)]
mod storage;
mod store;
mod text;

#[doc = include_str!("ARCHITECTURE.md")]
pub mod architecture {}

#[doc = include_str!("record/FORMAT.md")]
pub mod format {}

#[doc = include_str!("SCALE.md")]
pub mod scale {}

#[cfg(feature = "fulltext")]
#[doc = include_str!("search/SYNTAX.md")]
pub mod query_syntax {}

/// The code of the README, run as a test.
#[cfg(all(doctest, feature = "english"))]
#[doc = include_str!("../README.md")]
mod readme {}

pub use error::{Error, ErrorKind, Result};
pub use exchange::CodePoints;
#[cfg(feature = "json")]
pub use exchange::ExportReport;
pub use extract::Extract;
#[cfg(feature = "english")]
pub use extract::{EnglishExtractor, Explanation};
pub use ingest::{LoadProgress, LoadReport, Loader, Skipped};
pub use model::limits;
pub use model::{
    ArticleId, Country, CountryMentions, DateOrder, DateProblem, Draft, ExtractedParagraph,
    ExtractedQuote, Extraction, FurtherSpeaker, Mention, ParagraphKind, Precision, Published,
    QuoteId, QuoteKind, Span, SpeakerId,
};
pub use query::{
    Article, ArticleQuery, Articles, Cursor, Facets, FromSource, NewQuote, Page, Paragraph, Period,
    Plan, Quote, QuoteQuery, QuoteSpeaker, Quotes, Saying, Snapshot, Speaker, SpeakerFacet,
    SpeakerQuery, Speakers, Text, Watch, WatchEvent,
};
#[cfg(feature = "fulltext")]
pub use query::{FoundParagraph, FoundParagraphs, ParagraphQuery};
/// Opens the decoding of values to the fuzz targets.
#[cfg(fuzzing)]
#[doc(hidden)]
pub fn fuzz_values(data: &[u8]) {
    record::fuzz::values(data);
}
pub use open_options::OpenOptions;
#[cfg(feature = "fulltext")]
pub use search::Snippet;
pub use storage::{
    ArticleCorrection, BackupCheck, BackupReport, Batch, Change, ChangeCursor, ChangeKind, Changes,
    CompactPhase, CompactProgress, CompactReport, Compaction, Durability, EraseReport, HeldBy,
    Histogram, LostArticle, Outcome, PublishReport, RemoveReport, RepairReport, Stats, Stored,
    Tombstone, UpgradeProgress, VerifyProgress, VerifyReport,
};
pub use store::Store;
