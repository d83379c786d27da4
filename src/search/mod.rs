//! The pure text part of full text search: words, queries for them, and where they are in a text.
//!
//! Each line imports only from the lines above it:
//!
//! ```text
//! words       the folded words of a text with their positions, and their stems
//! expression  a query for words, as it was written
//! matching    which texts and which parts of them an expression is found in
//! snippet     the stretch of a text to show for a query
//! ```
//!
//! `SYNTAX.md` has the syntax of queries, and what each finds.

mod expression;
mod matching;
mod snippet;
mod words;

#[allow(unused_imports, reason = "the index of words uses it")]
pub(crate) use expression::{Expression, parse};
#[allow(unused_imports, reason = "the index of words uses it")]
pub(crate) use matching::{highlights, matches};
pub use snippet::Snippet;
#[allow(unused_imports, reason = "the index of words uses it")]
pub(crate) use snippet::snippet;
#[allow(unused_imports, reason = "the index of words uses it")]
pub(crate) use words::{Word, stem, words};
