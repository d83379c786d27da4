//! From text to quotes: pure, without input or output.
//!
//! The built-in extractor works in passes, each in a file of its own, in this order:
//!
//! | pass | what it finds |
//! | --- | --- |
//! | [`page`] | the text laid out: paragraphs, quotations, tokens with what the [`lexicon`] knows of them, sentences |
//! | [`countries`] | names of countries, and what stands for one |
//! | [`cues`] | verbs and phrases of saying, with their [`subjects`], [`descriptions`] and what is put in ([`clauses`]) |
//! | [`nouns`], [`names`], [`designations`] | the noun phrases that all passes ask for, and whom they stand for |
//! | [`attribution`] | which quotations are [`speech`], and the [`choice`] of the cue that each hangs on |
//! | [`people`] | the persons of the article, with their roles, [`offices`] and [`affiliations`] |
//! | [`references`] | whom names, pronouns and offices mean ([`antecedents`]), and which [`bodies`] |
//! | [`speakers`] | the full name, role and country behind each mention, and the [`confidence`] |
//!
#![doc = include_str!("README.md")]

mod affiliations;
mod antecedents;
mod attribution;
mod bodies;
mod choice;
mod clauses;
mod confidence;
mod countries;
mod cues;
mod descriptions;
mod designations;
mod english;
mod lexicon;
mod names;
mod nouns;
mod offices;
mod page;
mod people;
mod references;
#[cfg(test)]
mod said;
mod speakers;
mod speech;
mod subjects;
mod word;

use crate::model::Extraction;

pub use english::EnglishExtractor;

/// Finds paragraphs, quotes and countries in the text of an article.
///
/// Implement it to plug in a model of your own; [`EnglishExtractor`] is the built-in one.
pub trait Extract: Send + Sync {
    /// Names the extractor and its version, such as `english/3`. Stored with each article, so that articles
    /// extracted by an older version can be found and extracted again.
    fn id(&self) -> &str;

    /// Extracts from one text. The spans of the result are byte ranges into `text`.
    fn extract(&self, text: &str) -> Extraction;
}
