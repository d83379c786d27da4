//! The interface of extractors.

use std::error::Error;

use crate::model::{Draft, Extraction};

/// Finds paragraphs, quotes and countries in an article.
///
/// Implement it to use a model of your own. `EnglishExtractor`, of the feature `english`, is the
/// built-in one. A load extracts on the thread that calls it.
///
/// # Examples
/// An extractor of interviews, in which each line is `NAME: words`:
/// ```
/// use std::error::Error;
/// use onrecord::{Draft, Extract, ExtractedQuote, Extraction, Span, Store};
///
/// struct Interviews;
///
/// impl Extract for Interviews {
///     fn id(&self) -> &str {
///         "interviews/1"
///     }
///
///     fn extract(&self, draft: &Draft) -> Result<Extraction, Box<dyn Error + Send + Sync>> {
///         let mut found = Extraction::default();
///         let mut start = 0;
///         for line in draft.text().split_inclusive('\n') {
///             let (name, words) = line.trim_end().split_once(": ").ok_or("a line has no name")?;
///             let from = start + name.len() + 2;
///             let mut quote = ExtractedQuote::new(Span::of(from..from + words.len()));
///             quote.speaker = Some(name.to_owned());
///             found.quotes.push(quote);
///             start += line.len();
///         }
///         Ok(found)
///     }
/// }
///
/// # let dir = tempfile::tempdir()?;
/// let store = Store::create_new(dir.path().join("news.onrecord"))?;
/// let draft = Draft::new("Ada Nkemelu: We won.\nBen Okafor: So it is.\n");
/// assert_eq!(store.ingest_with(&Interviews, &draft)?.quotes, 2);
/// assert_eq!(store.quotes().speaker("Ben Okafor").count()?, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Extract: Send + Sync {
    /// Returns the name and version of the extractor, such as `english/10`.
    ///
    /// Each article keeps the id of its extractor, so that
    /// [`Store::reextract`](crate::Store::reextract) finds those that an older version extracted.
    fn id(&self) -> &str;

    /// Extracts from one article. The spans of the result are byte ranges of
    /// [`draft.text()`](Draft::text).
    ///
    /// # Errors
    /// Whatever makes an extraction impossible. [`Store::ingest_with`](crate::Store::ingest_with)
    /// returns it as the source of an [`Extraction`](crate::ErrorKind::Extraction) error; a load
    /// skips the article and reports it.
    fn extract(&self, draft: &Draft) -> Result<Extraction, Box<dyn Error + Send + Sync>>;
}
