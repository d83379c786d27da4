//! What the tests of attribution compare: who says what, in short.
#![allow(dead_code, reason = "each test compares a part of it")]

use onrecord::EnglishExtractor;

/// The quotes of a text, each as `first two words | full name`.
pub(crate) fn said(text: &str) -> Vec<String> {
    let found = EnglishExtractor::new().extract_text(text);
    let written = |quote: &onrecord::ExtractedQuote| {
        let words: Vec<_> = text[quote.span.range()].split_whitespace().take(2).collect();
        format!("{} | {}", words.join(" "), quote.speaker.as_deref().unwrap_or("-"))
    };
    found.quotes.iter().map(written).collect()
}

/// Compares all quotes of each text with those expected beside it.
pub(crate) fn all_are(cases: &[(&str, &[&str])]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(text, expected)| (*text, *expected, said(text)))
        .filter(|(_, expected, found)| found != expected)
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), cases.len());
}

/// Compares the one quote of each text with what is expected beside it.
pub(crate) fn each_is(cases: &[(&str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(text, expected)| (*text, *expected, said(text)))
        .filter(|(_, expected, found)| found != &[*expected])
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), cases.len());
}

/// Compares the country of the first quote's speaker with the code beside each text; "-" is none.
pub(crate) fn each_is_from(cases: &[(&str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(text, expected)| (*text, *expected, from(text)))
        .filter(|(_, expected, found)| found != expected)
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), cases.len());
}

/// The country of the first quote's speaker.
pub(crate) fn from(text: &str) -> &'static str {
    let found = EnglishExtractor::new().extract_text(text);
    found.quotes.first().and_then(|quote| quote.from).map_or("-", onrecord::Country::alpha2)
}
