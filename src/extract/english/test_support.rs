//! What the tests of the passes compare: who says what, in short.

use super::EnglishExtractor;
use crate::model::Country;

/// The quotes of a text, each as `mention | full name`.
pub(super) fn said(text: &str) -> Vec<String> {
    let found = EnglishExtractor::new().extract_text(text);
    let mention = |quote: &crate::model::ExtractedQuote| {
        quote.mention.as_ref().map_or_else(|| "-".to_owned(), |mention| mention.text.clone())
    };
    let written =
        |quote| format!("{} | {}", mention(quote), quote.speaker.as_deref().unwrap_or("-"));
    found.quotes.iter().map(written).collect()
}

/// The country of the speaker of each quote.
pub(super) fn from(text: &str) -> Vec<Option<Country>> {
    EnglishExtractor::new().extract_text(text).quotes.iter().map(|quote| quote.from).collect()
}
