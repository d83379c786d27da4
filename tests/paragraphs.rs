//! Full text search of paragraphs: what is found is what the paragraphs of visible articles say,
//! whatever came before.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use jiff::civil::date;
use onrecord::{
    ArticleQuery, Country, CountryMentions, Draft, ErrorKind, ExtractedQuote, Extraction,
    OpenOptions, ParagraphQuery, Published, Span, Store,
};
use proptest::prelude::*;

const WAIT: Duration = Duration::from_mins(1);

fn open(path: &Path) -> Store {
    let options = OpenOptions::new().create(true).filter_attribute("desk");
    options.text_index_of_paragraphs(true).open(path).unwrap()
}

fn caught_up(store: &Store) {
    assert!(store.catch_up_text(WAIT).unwrap());
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

/// An article of paragraphs. The source, the desk and the country are by the key.
fn article(key: u8, day: Option<i8>, paragraphs: &[String]) -> Draft {
    let source = ["The Daily Ledger", "Harbour News"][usize::from(key % 2)];
    let desk = ["world", "sport", "desk"][usize::from(key % 3)];
    let mut found = Extraction::default();
    if key.is_multiple_of(2) {
        found.countries.push(CountryMentions { country: Country::KE, mentions: 1 });
    }
    let draft = Draft::new(paragraphs.join("\n\n")).key(key.to_string()).extraction(found);
    let draft = draft.source(source).attribute("desk", desk);
    match day {
        // Of some the month alone is known, which is in every range that it overlaps.
        Some(_) if key.is_multiple_of(5) => draft.published(Published::month(2021, 3).unwrap()),
        Some(day) => draft.published(date(2021, 3, day)),
        None => draft,
    }
}

/// The paragraphs of a query, by pages of `limit`.
fn paged(query: &ParagraphQuery, limit: usize) -> Vec<String> {
    let (mut found, mut query) = (Vec::new(), query.clone());
    loop {
        let page = query.page(limit).unwrap();
        found.extend(page.items.iter().map(|one| {
            let (id, paragraph) = (one.article.id(), &one.paragraph);
            format!("{id}.{}: {}", paragraph.index(), paragraph.text())
        }));
        let Some(next) = page.next else { return found };
        query = query.after(next);
    }
}

/// The paragraphs of articles, oldest first.
fn all(articles: ArticleQuery) -> Vec<String> {
    let mut all = Vec::new();
    for article in articles.oldest_first() {
        let article = article.unwrap();
        for paragraph in article.paragraphs().unwrap() {
            all.push(format!("{}.{}: {}", article.id(), paragraph.index(), paragraph.text()));
        }
    }
    all
}

/// Compares what is found with what the paragraphs of all visible articles say.
fn check(store: &Store) {
    for asked in ["grain", "vote*", "grain vote", "grain OR winter", "-school", "\"bridge vote\""] {
        let says = |paragraph: &String| {
            let words = format!(" {} ", paragraph.split_once(": ").unwrap().1);
            let has = |word: &str| words.contains(&format!(" {word} "));
            match asked {
                "grain" => has("grain"),
                "vote*" => has("vote"),
                "grain vote" => has("grain") && has("vote"),
                "grain OR winter" => has("grain") || has("winter"),
                "-school" => !has("school"),
                _ => has("bridge vote"),
            }
        };
        let articles = store.articles();
        let queries = [
            articles.clone(),
            articles.clone().published(date(2021, 3, 5)..=date(2021, 3, 15)),
            articles.clone().source("harbour news"),
            articles.clone().attribute("desk", "Sport"),
            articles.mentions_country(Country::KE),
        ];
        for articles in queries {
            let query = articles.clone().paragraphs(asked);
            let oldest = articles.clone().oldest_first().paragraphs(asked);
            let mut expected = all(articles);
            expected.retain(says);
            for limit in [1, 3, 1000] {
                assert_eq!(paged(&oldest, limit), expected, "{asked}");
            }
            let iterated = oldest.into_iter();
            assert_eq!(iterated.map(Result::unwrap).count(), expected.len(), "{asked}");
            assert_eq!(query.count().unwrap(), expected.len() as u64, "{asked}");
            expected.reverse();
            for limit in [2, 1000] {
                assert_eq!(paged(&query, limit), expected, "{asked} by {limit}");
            }
            let mut relevant = paged(&query.clone().by_relevance(), 2);
            relevant.sort();
            expected.sort();
            assert_eq!(relevant, expected, "{asked} by relevance");
        }
    }
}

const WORDS: [&str; 6] = ["grain", "harbour", "vote", "bridge", "winter", "school"];

#[derive(Clone, Debug)]
enum Step {
    Put(u8, Option<i8>, Vec<Vec<usize>>),
    Remove(u8),
    Erase(u8),
    CatchUp,
    Reopen,
    Rebuild,
    Compact,
}

fn step() -> impl Strategy<Value = Step> {
    let paragraph = prop::collection::vec(0..WORDS.len(), 1..5);
    let put = (0..6_u8, prop::option::of(1..28_i8), prop::collection::vec(paragraph, 1..4));
    prop_oneof![
        8 => put.prop_map(|(key, day, paragraphs)| Step::Put(key, day, paragraphs)),
        2 => (0..6_u8).prop_map(Step::Remove),
        1 => (0..6_u8).prop_map(Step::Erase),
        1 => Just(Step::CatchUp),
        1 => Just(Step::Reopen),
        1 => Just(Step::Rebuild),
        1 => Just(Step::Compact),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn what_is_found_is_what_visible_paragraphs_say(steps in prop::collection::vec(step(), 1..14)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let mut store = open(&path);
        let mut articles = BTreeMap::new();
        for step in steps {
            match step {
                Step::Put(key, day, paragraphs) => {
                    let said = |words: &Vec<usize>| {
                        words.iter().map(|at| WORDS[*at]).collect::<Vec<_>>().join(" ")
                    };
                    let paragraphs: Vec<String> = paragraphs.iter().map(said).collect();
                    // An erased key is not stored again.
                    if let Ok(stored) = store.put(&article(key, day, &paragraphs)) {
                        articles.insert(key, stored.article);
                    }
                }
                Step::Remove(key) => {
                    if let Some(article) = articles.remove(&key) {
                        store.remove(article).unwrap();
                    }
                }
                Step::Erase(key) => {
                    if let Some(article) = articles.remove(&key) {
                        store.erase_article(article).unwrap();
                    }
                }
                Step::CatchUp => caught_up(&store),
                Step::Reopen => {
                    drop(store);
                    store = open(&path);
                }
                Step::Rebuild => store.rebuild_text().unwrap(),
                Step::Compact => {
                    store.compact_in_background().unwrap().join().unwrap();
                }
            }
            // Whether it is indexed or not: all that is found is there, and once.
            let visible = all(store.articles());
            let found = paged(&store.articles().paragraphs("-nothing"), 1000);
            prop_assert!(found.iter().all(|paragraph| visible.contains(paragraph)));
            prop_assert!(found.len() <= visible.len());
        }
        caught_up(&store);
        check(&store);
    }
}

/// Its text is on several pages, of which one ends in the paragraph.
#[test]
fn a_long_paragraph_is_found_by_its_last_word() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("s"));
    let long = format!("{}zyxograph", "grain for winter ".repeat(40_000));
    let paragraphs = ["grain".to_owned(), long, "bridge".to_owned()];
    store.put(&article(1, None, &paragraphs)).unwrap();
    caught_up(&store);
    let query = store.articles().paragraphs("zyxograph");
    let found = query.page(10).unwrap().items;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].paragraph.index(), found[0].article.key()), (1, "1"));
    assert!(found[0].paragraph.text() == paragraphs[1]);
    assert_eq!(query.snippet(&found[0], 20).to_html(), "…for winter <mark>zyxograph</mark>");
    assert_eq!(
        store.articles().paragraphs("bridge").page(1).unwrap().items[0].paragraph.index(),
        2
    );
}

/// Each index is there alone or with the other, and both follow.
#[test]
fn quotes_and_paragraphs_are_indexed_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    let options = |quotes, paragraphs| {
        let options = OpenOptions::new().create(true).text_index(quotes);
        options.text_index_of_paragraphs(paragraphs).open(&path).unwrap()
    };
    let store = options(true, true);
    let mut found = Extraction::default();
    found.quotes.push(ExtractedQuote::new(Span::new(0, 5)));
    store.put(&Draft::new("grain was scarce").key("a").extraction(found)).unwrap();
    caught_up(&store);
    let counts = |store: &Store, words: &str| {
        let quotes = store.quotes().matching(words).count();
        (quotes.map_err(|error| error.kind()), store.articles().paragraphs(words).count().ok())
    };
    assert_eq!(counts(&store, "grain"), (Ok(1), Some(1)));
    assert_eq!(counts(&store, "scarce"), (Ok(0), Some(1)));
    assert_eq!(store.snapshot().text_lsn(), Some(1));
    store.close().unwrap();
    let store = options(false, true);
    assert_eq!(counts(&store, "scarce"), (Err(ErrorKind::InvalidInput), Some(1)));
    store.put(&Draft::new("rice was scarce").key("b")).unwrap();
    caught_up(&store);
    assert_eq!(store.text_lag(), Some(0));
    store.close().unwrap();
    let store = options(true, false);
    assert_eq!(counts(&store, "grain"), (Ok(1), None));
    let refused = store.articles().paragraphs("grain").page(1).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    assert!(refused.to_string().contains("text_index_of_paragraphs"), "{refused}");
    store.close().unwrap();
    let store = options(true, true);
    caught_up(&store);
    assert_eq!(counts(&store, "scarce"), (Ok(0), Some(2)));
    // One that the store is open without would keep what was erased.
    store.close().unwrap();
    let store = options(true, false);
    store.compact_in_background().unwrap().join().unwrap();
    assert!(path.join("text").exists());
    assert!(!path.join("text-paragraphs").exists());
    store.close().unwrap();
    Store::compact(&path).unwrap();
    assert!(!path.join("text").exists());
}

#[test]
fn a_cursor_is_of_its_query_and_of_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("s"));
    let paragraphs = ["grain one", "grain two", "grain three"].map(str::to_owned);
    store.put(&article(1, Some(1), &paragraphs)).unwrap();
    caught_up(&store);
    let query = store.articles().paragraphs("grain");
    let next = query.page(1).unwrap().next.unwrap();
    assert_eq!(
        paged(&query.clone().after(next.clone()), 1),
        ["a1.1: grain two", "a1.0: grain one"]
    );
    assert_eq!(query.clone().after(next.clone()).count().unwrap(), 2);
    let refused = store.articles().paragraphs("one").after(next.clone()).page(1).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    assert_eq!(store.articles().after(next).page(1).unwrap_err().kind(), ErrorKind::InvalidInput);
    let snapshot = store.snapshot();
    let relevant = |query: ParagraphQuery| query.by_relevance();
    let next = relevant(store.articles().paragraphs("grain")).page(1).unwrap().next.unwrap();
    store.put(&article(2, Some(2), &["grain four".to_owned()])).unwrap();
    caught_up(&store);
    let refused =
        relevant(store.articles().paragraphs("grain")).after(next.clone()).page(1).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Expired);
    let rest = relevant(snapshot.articles().paragraphs("grain")).after(next);
    assert_eq!(rest.page(10).unwrap().items.len(), 2);
    assert_eq!(rest.count().unwrap(), 2);
    assert_eq!(snapshot.articles().paragraphs("four").count().unwrap(), 0);
    let plan = store.articles().source("Harbour News").paragraphs("grain").explain().unwrap();
    assert_eq!(plan.access_path(), "paragraphs matching \"grain\"");
    assert_eq!(plan.residual_filters(), ["source \"Harbour News\""]);
}
