//! Quotations with the same words are one saying, through every change of a store and every way of
//! writing it anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::date;
use onrecord::{
    ArticleId, Draft, ExtractedQuote, Extraction, Quote, QuoteId, QuoteQuery, Snapshot, Span,
    SpeakerId, Store,
};

/// An article with these quotes, each by a speaker or nobody.
fn draft(key: &str, quotes: &[(&str, Option<&str>)]) -> Draft {
    let (mut text, mut extraction) = (String::new(), Extraction::default());
    for (words, speaker) in quotes {
        let start = text.len();
        text.push_str(words);
        let mut quote = ExtractedQuote::new(Span::of(start..text.len()));
        quote.speaker = speaker.map(ToOwned::to_owned);
        extraction.quotes.push(quote);
        text.push('\n');
    }
    Draft::new(text).key(key).extraction(extraction)
}

fn texts(query: &QuoteQuery) -> Vec<String> {
    query.iter().map(|quote| quote.unwrap().text().to_owned()).collect()
}

fn first(store: &Store, article: ArticleId) -> Quote {
    store.quote(QuoteId::new(article, 0)).unwrap().unwrap()
}

const ADA: Option<&str> = Some("Ada Nkemelu");
const OMAR: Option<&str> = Some("Omar Haddad");

#[test]
fn a_saying_has_the_same_words_whatever_their_spelling() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("store")).unwrap();
    let put = |key: &str, day: Option<i8>, source: &str, quotes: &[(&str, Option<&str>)]| {
        let draft = draft(key, quotes).source(source);
        let draft = match day {
            Some(day) => draft.published(date(2020, 7, day)),
            None => draft,
        };
        store.put(&draft).unwrap().article
    };
    let long = "We won’t leave — not now, not ever!";
    let one = put("one", Some(21), "Daily", &[(long, ADA)]);
    let two = put("two", Some(20), "Post", &[("we wont leave; not now, not ever", ADA)]);
    let three = put("three", None, "DAILY", &[("WE WON'T LEAVE, NOT NOW, NOT ÉVER", OMAR)]);
    put("four", Some(22), "Post", &[("We won’t leave — not now.", ADA), (long, None)]);
    put("five", Some(22), "Post", &[("We won’t leave — not now, not ever, never!", ADA)]);
    let same = store.quotes().same_as(QuoteId::new(one, 0));
    let ids = |query: &QuoteQuery| -> Vec<QuoteId> {
        query.iter().map(|quote| quote.unwrap().id()).collect()
    };
    let newest = ids(&same);
    assert_eq!(newest.len(), 4);
    assert_eq!(newest[1..], [one, two, three].map(|article| QuoteId::new(article, 0)));
    let mut oldest = ids(&same.clone().oldest_first());
    oldest.reverse();
    assert_eq!(oldest, newest);
    assert_eq!(same.count().unwrap(), 4);
    let page = same.page(2).unwrap();
    let next = same.clone().after(page.next.unwrap());
    assert_eq!((next.count().unwrap(), ids(&next)), (2, newest[2..].to_vec()));
    assert_eq!(same.explain().unwrap().size(), 4);
    // With other filters, on whatever access path.
    let omar = store.speakers().name("Omar Haddad").page(1).unwrap().items.remove(0);
    assert_eq!(ids(&same.clone().speaker_id(omar.id())), [QuoteId::new(three, 0)]);
    assert_eq!(ids(&same.clone().source("daily")).len(), 2);
    assert_eq!(same.clone().published(date(2020, 7, 21)..).count().unwrap(), 2);
    assert_eq!(same.facets(5).unwrap().quotes, 4);

    let saying = first(&store, one).saying().unwrap().unwrap();
    assert_eq!(saying.first.id(), QuoteId::new(two, 0), "an undated one is not the first");
    assert_eq!((saying.quotes, saying.articles, saying.sources), (4, 4, 2));
    assert_eq!(saying.unattributed, 1);
    let speakers: Vec<_> = saying.speakers.iter().map(|one| (&*one.name, one.quotes)).collect();
    assert_eq!(speakers, [("Ada Nkemelu", 2), ("Omar Haddad", 1)]);
    assert!(saying.is_disputed());
    let ada: SpeakerId = saying.speakers[0].id;
    store.merge_speakers(omar.id(), ada).unwrap();
    assert!(!first(&store, one).saying().unwrap().unwrap().is_disputed());
}

#[test]
fn fewer_than_five_words_are_no_saying() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("store")).unwrap();
    let one = store.put(&draft("one", &[("We won’t leave now", ADA)])).unwrap().article;
    store.put(&draft("two", &[("We won’t leave now", ADA)])).unwrap();
    let quote = first(&store, one);
    assert_eq!(quote.saying_id(), None);
    assert!(quote.saying().unwrap().is_none() && quote.excerpt_of().unwrap().is_empty());
    assert_eq!(texts(&store.quotes().same_as(quote.id())), ["We won’t leave now"]);
    assert_eq!(store.quotes().same_as(quote.id()).count().unwrap(), 1);
    let absent = QuoteId::new(one, 1);
    assert_eq!(store.quotes().same_as(absent).count().unwrap(), 0);
    assert_eq!(store.quotes().same_as("a99.0".parse().unwrap()).count().unwrap(), 0);
}

#[test]
fn an_excerpt_is_shown_and_joins_no_sayings() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("store")).unwrap();
    let put = |key: &str, day: i8, words: &str, speaker| {
        let draft = draft(key, &[(words, speaker)]).published(date(2020, 7, day));
        store.put(&draft).unwrap().article
    };
    let excerpt = put("short", 20, "It is time to go home", ADA);
    put("before", 19, "Now it is time to go home, all of us", ADA);
    put("again", 21, "Now it is time to go home — all of us!", ADA);
    put("after", 22, "It is time to go home tomorrow", ADA);
    put("part of a word", 22, "It is time to go homeward", ADA);
    put("other", 22, "It is time to go home, they say", OMAR);
    let quote = first(&store, excerpt);
    assert_eq!(quote.saying().unwrap().unwrap().quotes, 1);
    let longer: Vec<String> =
        quote.excerpt_of().unwrap().iter().map(|quote| quote.text().to_owned()).collect();
    assert_eq!(longer, ["Now it is time to go home, all of us", "It is time to go home tomorrow"]);
}

/// The quotes by their folded words, as going through all of them finds.
fn naive(quotes: &QuoteQuery) -> BTreeMap<u64, BTreeSet<QuoteId>> {
    let mut sayings: BTreeMap<u64, BTreeSet<QuoteId>> = BTreeMap::new();
    for quote in quotes {
        let quote = quote.unwrap();
        if let Some(saying) = quote.saying_id() {
            sayings.entry(saying).or_default().insert(quote.id());
        }
    }
    sayings
}

/// Asserts that the index finds what going through all quotes finds, and returns how many sayings
/// there are.
fn check(quotes: &QuoteQuery, context: &str) -> usize {
    let sayings = naive(quotes);
    for same in sayings.values() {
        let one = *same.first().unwrap();
        let query = quotes.clone().same_as(one);
        let found: BTreeSet<QuoteId> = query.iter().map(|quote| quote.unwrap().id()).collect();
        assert_eq!(found, *same, "{context}");
        assert_eq!(query.count().unwrap(), same.len() as u64, "{context}");
    }
    sayings.len()
}

fn check_store(store: &Store, folder: &Path, context: &str) -> usize {
    let problems = store.verify(|_| {}).unwrap().problems;
    assert!(problems.is_empty(), "{context}: {problems:?}");
    let file = folder.join("published");
    store.publish(&file).unwrap();
    let sayings = check(&store.quotes(), context);
    let published = Snapshot::open(&file).unwrap();
    assert_eq!(check(&published.quotes(), &format!("{context}, published")), sayings);
    sayings
}

#[test]
fn sayings_survive_every_change_and_every_way_of_writing_the_store_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = Store::create_new(&path).unwrap();
    let words = |number: usize| format!("These are the words of number {}", number % 40);
    let put = |store: &Store, key: usize, from: usize| {
        let said: Vec<String> = (from..from + 3).map(words).collect();
        let speaker = if key.is_multiple_of(2) { ADA } else { OMAR };
        let said: Vec<(&str, Option<&str>)> =
            said.iter().map(|words| (&**words, speaker)).collect();
        store.put(&draft(&key.to_string(), &said)).unwrap().article
    };
    let articles: Vec<ArticleId> = (0..60).map(|key| put(&store, key, key)).collect();
    assert_eq!(check_store(&store, folder.path(), "stored"), 40);
    store.close().unwrap();
    store = Store::open(&path).unwrap();
    let before = store.snapshot();
    for key in 0..20 {
        put(&store, key, key + 7);
    }
    for article in &articles[20..30] {
        store.remove(*article).unwrap();
    }
    for article in &articles[30..40] {
        store.erase_article(*article).unwrap();
    }
    assert_eq!(check(&before.quotes(), "a snapshot"), 40);
    drop(before);
    check_store(&store, folder.path(), "changed in the memtable");
    let omar = store.speakers().name("Omar Haddad").page(1).unwrap().items[0].id();
    store.erase_speaker(omar).unwrap();
    let left = check_store(&store, folder.path(), "a speaker erased");
    let backup = folder.path().join("backup");
    store.backup(&backup).unwrap();
    store.close().unwrap();
    Store::compact(&path).unwrap();
    store = Store::open(&path).unwrap();
    assert_eq!(check_store(&store, folder.path(), "compacted"), left);
    store.close().unwrap();
    Store::rebuild_indexes(&path).unwrap();
    store = Store::open(&path).unwrap();
    assert_eq!(check_store(&store, folder.path(), "rebuilt"), left);
    store.close().unwrap();
    Store::repair(&path, folder.path().join("quarantine")).unwrap();
    store = Store::open(&path).unwrap();
    assert_eq!(check_store(&store, folder.path(), "repaired"), left);
    let restored = folder.path().join("restored");
    Store::restore(&[backup], &restored).unwrap();
    let restored = Store::open(&restored).unwrap();
    assert_eq!(check_store(&restored, folder.path(), "restored"), left);
}
