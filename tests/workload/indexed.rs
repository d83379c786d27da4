//! The index of words after a stop, compared with what the quotes say.

use std::collections::BTreeSet;
use std::time::Duration;

use onrecord::{QuoteQuery, Store};

const WAIT: Duration = Duration::from_mins(1);
/// How many quotes are looked up by a number that they have.
const NUMBERS: usize = 25;

/// Waits until all is in the index.
pub(crate) fn catch_up(store: &Store) {
    assert!(store.catch_up_text(WAIT).unwrap(), "the index does not follow");
}

/// Returns whether an index that was just opened goes on from where it was, and does not begin
/// anew.
pub(crate) fn is_resumed(store: &Store) -> bool {
    store.snapshot().text_lsn() > Some(0)
}

fn ids(query: &QuoteQuery) -> Vec<String> {
    query.iter().map(|quote| quote.unwrap().id().to_string()).collect()
}

/// Asserts that the index finds the quotes that say so, each once, and no other.
pub(crate) fn assert_indexed(store: &Store, context: &str) {
    catch_up(store);
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{context}");
    let mut quotes: Vec<(String, Vec<String>)> = Vec::new();
    for quote in &store.quotes() {
        let quote = quote.unwrap();
        let words = quote.text().split(|letter: char| !letter.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
        quotes.push((quote.id().to_string(), words));
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
    let numbers = quotes.iter().filter_map(|(_, words)| {
        words.iter().find(|word| word.bytes().all(|letter| letter.is_ascii_digit())).cloned()
    });
    let numbers: BTreeSet<String> = numbers.collect();
    let each = numbers.len().div_ceil(NUMBERS).max(1);
    for number in numbers.iter().step_by(each) {
        check(number, &|words| has(words, number));
    }
}
