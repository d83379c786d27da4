//! The indexes of words after a stop, compared with what the quotes and paragraphs say.

use std::collections::BTreeSet;
use std::time::Duration;

use onrecord::{OpenOptions, QuoteQuery, Store};

const WAIT: Duration = Duration::from_mins(1);
/// How many quotes and how many paragraphs are looked up by a number that they have.
const NUMBERS: usize = 25;

/// Opens stores with both indexes.
pub(crate) fn options() -> OpenOptions {
    OpenOptions::new().text_index(true).text_index_of_paragraphs(true)
}

/// Waits until all is in the indexes.
pub(crate) fn catch_up(store: &Store) {
    assert!(store.catch_up_text(WAIT).unwrap(), "the index does not follow");
}

/// Returns whether the indexes that were just opened go on from where they were, and none begins
/// anew.
pub(crate) fn is_resumed(store: &Store) -> bool {
    store.snapshot().text_lsn() > Some(0)
}

fn ids(query: &QuoteQuery) -> Vec<String> {
    query.iter().map(|quote| quote.unwrap().id().to_string()).collect()
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Returns so many of the numbers in texts.
fn numbers<'t>(texts: impl Iterator<Item = &'t Vec<String>>) -> Vec<String> {
    let is_number = |word: &&String| word.bytes().all(|letter| letter.is_ascii_digit());
    let numbers = texts.filter_map(|words| words.iter().find(is_number).cloned());
    let numbers: BTreeSet<String> = numbers.collect();
    let each = numbers.len().div_ceil(NUMBERS).max(1);
    numbers.into_iter().step_by(each).collect()
}

/// Asserts that the indexes find the quotes and paragraphs that say so, each once, and no other.
pub(crate) fn assert_indexed(store: &Store, context: &str) {
    catch_up(store);
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{context}");
    assert_quotes(store, context);
    assert_paragraphs(store, context);
}

fn assert_paragraphs(store: &Store, context: &str) {
    let mut paragraphs: Vec<(String, Vec<String>)> = Vec::new();
    for article in &store.articles() {
        let article = article.unwrap();
        for paragraph in article.paragraphs().unwrap().iter().rev() {
            paragraphs.push((article.key().to_owned(), words(paragraph.text())));
        }
    }
    for number in numbers(paragraphs.iter().map(|(_, words)| words)) {
        let said = paragraphs.iter().filter(|(_, words)| words.contains(&number));
        let expected: Vec<String> = said.map(|(key, _)| key.clone()).collect();
        let query = store.articles().paragraphs(number.as_str());
        let found: Vec<String> =
            query.iter().map(|found| found.unwrap().article.key().to_owned()).collect();
        assert_eq!(found, expected, "{context}: paragraphs with {number}");
    }
}

fn assert_quotes(store: &Store, context: &str) {
    let mut quotes: Vec<(String, Vec<String>)> = Vec::new();
    for quote in &store.quotes() {
        let quote = quote.unwrap();
        quotes.push((quote.id().to_string(), words(quote.text())));
    }
    let check = |asked: &str, says: &dyn Fn(&[String]) -> bool| {
        let said = quotes.iter().filter(|(_, words)| says(words));
        let expected: Vec<String> = said.map(|(id, _)| id.clone()).collect();
        let query = store.quotes().matching(asked);
        assert_eq!(ids(&query), expected, "{context}: {asked}");
        assert_eq!(query.count().unwrap(), expected.len() as u64, "{context}: {asked}");
    };
    let has = |words: &[String], sought: &str| words.iter().any(|word| word == sought);
    check("had", &|words| has(words, "had"));
    check("-had", &|words| !has(words, "had"));
    check("\"what we had\"", &|words| words.windows(3).any(|three| three == ["what", "we", "had"]));
    check("aga*", &|words| words.iter().any(|word| word.starts_with("aga")));
    for number in numbers(quotes.iter().map(|(_, words)| words)) {
        check(&number, &|words| has(words, &number));
    }
}
