//! From text to quotes: pure, without input or output.

#[cfg(feature = "english")]
mod english;
mod extractor;

#[cfg(feature = "english")]
pub use english::{EnglishExtractor, Explanation};
pub use extractor::Extract;
