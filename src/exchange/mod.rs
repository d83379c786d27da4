//! News in and out: records of many forms, and exports in several formats.
//!
//! `Records` reads the articles of a file or a stream, whatever program wrote it. `export` writes
//! what a query finds as ninjs, Quotebank, JSON-LD, Web Annotations or CSV. In JSON Lines an
//! article is one line with all its fields, its exact text, paragraphs, countries and quotes.
//! Offsets count Unicode code points. The overrides of speakers follow, each a line. No id of the
//! store is exported: quotes of one speaker share a number that is valid in that file alone.

#[cfg(any(feature = "feed", feature = "html"))]
mod charset;
#[cfg(feature = "json")]
mod date;
#[cfg(feature = "json")]
mod document;
#[cfg(feature = "json")]
mod documents;
#[cfg(feature = "json")]
mod export;
#[cfg(feature = "feed")]
mod feed;
#[cfg(feature = "json")]
mod fields;
#[cfg(feature = "json")]
mod form;
#[cfg(feature = "json")]
mod forms;
#[cfg(feature = "json")]
mod frames;
#[cfg(feature = "json")]
mod front_matter;
#[cfg(feature = "html")]
mod html;
#[cfg(all(feature = "json", feature = "english"))]
mod import;
#[cfg(feature = "json")]
mod input;
#[cfg(feature = "json")]
mod known;
#[cfg(feature = "language")]
mod language;
#[cfg(feature = "json")]
mod left_out;
#[cfg(feature = "json")]
mod line;
#[cfg(feature = "json")]
mod out;
#[cfg(feature = "parquet")]
pub mod parquet;
mod points;
#[cfg(feature = "json")]
mod record;
#[cfg(feature = "json")]
mod records;
#[cfg(feature = "json")]
mod repair;
#[cfg(feature = "json")]
mod table;
#[cfg(feature = "warc")]
mod warc;

#[cfg(feature = "json")]
pub(crate) use export::export_jsonl;
#[cfg(feature = "json")]
pub use export::{ExportReport, export};
#[cfg(feature = "json")]
pub use form::Form;
#[cfg(feature = "html")]
pub use html::read_page;
#[cfg(all(feature = "json", feature = "english"))]
pub(crate) use import::import;
#[cfg(feature = "json")]
pub use left_out::{LeftOut, Why};
#[cfg(feature = "json")]
pub use out::ExportFormat;
#[cfg(feature = "parquet")]
pub use parquet::{ParquetExport, ParquetReport};
pub use points::CodePoints;
#[cfg(feature = "json")]
pub use record::{BadRecord, Record};
#[cfg(feature = "json")]
pub use records::Records;
