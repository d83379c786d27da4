//! Storing, replacing and removing articles.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use onrecord::{Country, Draft, ExtractedQuote, Extraction, Outcome, Span, Store};

fn draft(key: &str, text: &str, speaker: &str) -> Draft {
    let mut extraction = Extraction::default();
    let mut quote = ExtractedQuote::new(Span::new(0, 2));
    quote.speaker = Some(speaker.to_owned());
    quote.from = Some(Country::NG);
    extraction.quotes.push(quote);
    Draft::new(text).key(key).extraction(extraction)
}

#[test]
fn a_key_keeps_its_id_through_replacing_and_removing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    let first = store.put(&draft("a", "Hello world", "Ada Nkemelu")).unwrap();
    assert_eq!(first.outcome, Outcome::Added);
    let again = store.put(&draft("a", "Hello world", "Ada Nkemelu")).unwrap();
    assert_eq!((again.outcome, again.article), (Outcome::Unchanged, first.article));
    let other = store.put(&draft("b", "Hello world", "Ada Nkemelu")).unwrap();
    assert_eq!(other.outcome, Outcome::Added);
    assert_ne!(other.article, first.article);
    let replaced = store.put(&draft("a", "Hello moon", "Ada Nkemelu")).unwrap();
    assert_eq!((replaced.outcome, replaced.article), (Outcome::Replaced, first.article));
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    assert!(store.remove(first.article).unwrap());
    assert!(!store.remove(first.article).unwrap());
    let back = store.put(&draft("a", "Hello moon", "Ada Nkemelu")).unwrap();
    assert_eq!((back.outcome, back.article), (Outcome::Added, first.article));
    drop(store);
    let store = Store::open(&path).unwrap();
    let again = store.put(&draft("a", "Hello moon", "Ada Nkemelu")).unwrap();
    assert_eq!(again.outcome, Outcome::Unchanged);
}
