//! Stores and articles as JSON Lines.
//!
//! An exported article is one line with all its fields, its exact text, paragraphs, countries and
//! quotes; offsets count Unicode code points. Corrections of speakers follow in lines of their own.
//! There are no ids of the store in it: quotes of one speaker share a number that means something
//! in that file alone.

mod export;
mod import;
mod line;
mod points;
mod read;

pub use export::ExportReport;
pub(crate) use export::export_jsonl;
pub(crate) use import::import_jsonl;
pub use points::CodePoints;
pub use read::JsonLines;
