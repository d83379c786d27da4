//! Import and export as JSON Lines.
//!
//! An exported article is one line with all its fields, its exact text, paragraphs, countries and
//! quotes. Offsets count Unicode code points. The overrides of speakers follow, each a line. No id
//! of the store is exported: quotes of one speaker share a number that is valid in that file alone.

#[cfg(feature = "json")]
mod export;
#[cfg(all(feature = "json", feature = "english"))]
mod import;
#[cfg(feature = "json")]
mod line;
mod points;
#[cfg(feature = "json")]
mod read;

#[cfg(feature = "json")]
pub use export::ExportReport;
#[cfg(feature = "json")]
pub(crate) use export::export_jsonl;
#[cfg(all(feature = "json", feature = "english"))]
pub(crate) use import::import_jsonl;
pub use points::CodePoints;
#[cfg(feature = "json")]
pub use read::JsonLines;
