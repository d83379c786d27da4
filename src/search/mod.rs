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
//! # Queries for words
//!
//! | query | finds |
//! | --- | --- |
//! | `turning point` | texts with both words, anywhere |
//! | `"turning point"` | texts with the words one after the other; any double marks do |
//! | `turn*` | words that begin with these letters |
//! | `"turning poi*"` | a phrase whose last word begins so |
//! | `grain OR wheat` | texts with one of them |
//! | `grain -wheat`, `grain NOT wheat` | texts with the first and without the second |
//! | `(grain OR wheat) AND price` | parentheses group |
//!
//! - `AND` binds closer than `OR`, and words side by side are joined by `AND`. `NOT` and `-` bind
//!   closest.
//! - Operators are in capitals. One without what it joins, such as the `OR` at the end of
//!   "Portland OR", is a word. `-` is an operator after a space and before a word, a phrase or a
//!   parenthesis.
//! - Words are compared by their English stems, without case, accents and apostrophes: "Perez’s
//!   decisions" is found by `Pérez decision`. The beginnings of words are compared without stems.
//! - Written together, words are a phrase: `ada@example.org`, `turning-point`, `AT&T`. The parts of
//!   a word with hyphens are words, and all of them together are one as well, so `co-operate`,
//!   `cooperate` and `"co operate"` find "co-operate", and the first two find "cooperate". Within a
//!   phrase of more words a hyphen is as a space.
//! - "U.S." is the word "us", as "US" is. The full stops of numbers stay, and the commas of
//!   thousands do not: `1000` finds "1,000".
//! - Chinese, Japanese, Thai, Lao, Khmer and Burmese are searched by pairs of characters that stand
//!   side by side. A single character is found if it stands alone.
//! - What only excludes, such as `-grain`, finds all texts without it. A query without a word, such
//!   as an empty one, finds nothing.
//! - Nothing is an error. All other signs part words. A mark or a parenthesis without its other
//!   half is left out, as are parentheses inside of 32 others. Words after the 64th are left out.

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
