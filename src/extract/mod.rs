//! From text to quotes: pure, without input or output.
//!
//! The built-in extractor works in passes, one a file: the text laid out ([`page`]), noun phrases ([`nouns`]), verbs of
//! saying ([`cues`]) and their subjects ([`subjects`]), who said which words ([`attribution`]), the people of the article ([`people`]), whom names and
//! pronouns mean ([`references`]), and the speakers with role and country ([`speakers`]).

mod affiliations;
mod antecedents;
mod attribution;
mod bodies;
mod clauses;
mod confidence;
mod countries;
mod cues;
mod descriptions;
mod english;
mod lexicon;
mod names;
mod nouns;
mod offices;
mod page;
mod people;
mod references;
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
    /// Names the extractor and its version, such as `english/2`. Stored with each article, so that articles
    /// extracted by an older version can be found and extracted again.
    fn id(&self) -> &str;

    /// Extracts from one text. The spans of the result are byte ranges into `text`.
    fn extract(&self, text: &str) -> Extraction;
}
