//! Full text search, without the store: words, queries for them, where they are in a text, and the
//! index of words.
//!
//! Each line imports only from the lines above it:
//!
//! ```text
//! words       the folded words of a text with their positions, and their stems
//! expression  a query for words, as it was written
//! matching    which texts and which parts of them an expression is found in
//! snippet     the stretch of a text to show for a query
//! hits        the first hits of a search in an order
//! tokens      the words of a text as an index has them
//! contents    what documents are found by, and sums of it
//! files       the files of an index of words
//! index       the inverted index of the words of quotes or paragraphs
//! ```
//!
//! `SYNTAX.md` has the syntax of queries, and what each finds.

mod contents;
mod expression;
mod files;
mod hits;
mod index;
mod matching;
mod snippet;
mod tokens;
mod words;

pub(crate) use contents::{Contents, Mark};
pub(crate) use expression::{Expression, parse};
pub(crate) use hits::{Hit, HitOrder, Place, Window};
#[cfg(test)]
pub(crate) use index::on_disk;
pub(crate) use index::{INDEX_VERSION, TextIndex, TextSearcher};
pub(crate) use matching::matches;
pub use snippet::Snippet;
pub(crate) use snippet::snippet;
pub(crate) use tokens::Tokens;
