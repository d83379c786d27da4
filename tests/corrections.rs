//! What a user corrects stays corrected, whatever is stored again, and over closing and opening.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use jiff::civil::date;
use onrecord::{
    ArticleCorrection, ArticleId, Country, Draft, ErrorKind, Outcome, Published, SpeakerId, Store,
};

fn draft(words: &str) -> Draft {
    Draft::new(format!("“{words},” said Nigerian minister Ada Nkemelu."))
        .key("vote")
        .source("Psot")
        .published(date(2020, 7, 12))
}

fn days(store: &Store, day: i8) -> u64 {
    let day = date(2020, 7, day);
    store.quotes().speaker("Ada Nkemelu").published(day..=day).count().unwrap()
}

#[test]
fn a_corrected_date_and_source_outlast_storing_the_article_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    let stored = store.ingest(&draft("We won")).unwrap();
    let correction = ArticleCorrection::new().published(date(2020, 7, 21)).source("Post");
    store.correct_article(stored.article, &correction).unwrap();
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    for (words, outcome) in [
        ("We won", Outcome::Unchanged),
        ("We won again", Outcome::Replaced),
        ("We won", Outcome::Replaced),
    ] {
        assert_eq!(store.ingest(&draft(words)).unwrap().outcome, outcome, "{words}");
        let article = store.article(stored.article).unwrap().unwrap();
        assert_eq!(article.published(), Some(Published::from(date(2020, 7, 21))), "{words}");
        assert_eq!(article.source(), Some("Post"), "{words}");
        assert_eq!((days(&store, 12), days(&store, 21)), (0, 1), "{words}");
        let by_source = |source: &str| store.quotes().source(source).count().unwrap();
        assert_eq!((by_source("psot"), by_source("post")), (0, 1), "{words}");
    }
    assert_eq!(store.verify(|_| {}).unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_date_that_is_taken_away_stays_away() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let stored = store.ingest(&draft("We won")).unwrap();
    store.correct_article(stored.article, &ArticleCorrection::new().undated()).unwrap();
    let undated = |store: &Store| {
        let article = store.article_by_key("vote").unwrap().unwrap();
        assert_eq!((article.published(), article.source()), (None, Some("Psot")));
        assert_eq!((days(store, 12), store.quotes().count().unwrap()), (0, 1));
    };
    undated(&store);
    assert_eq!(store.ingest(&draft("We won again")).unwrap().outcome, Outcome::Replaced);
    undated(&store);
    let mut lines = Vec::new();
    store.export_jsonl(&mut lines).unwrap();
    let copy = Store::create_new(folder.path().join("copy")).unwrap();
    copy.import_jsonl(&*lines).unwrap();
    undated(&copy);
    assert_eq!(copy.ingest(&draft("We lost")).unwrap().outcome, Outcome::Replaced);
    undated(&copy);
}

#[test]
fn a_corrected_name_and_country_hold_for_quotes_to_come() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    store.ingest(&draft("We won")).unwrap();
    let ada = store.speakers().name("Ada Nkemelu").iter().next().unwrap().unwrap().id();
    store.rename_speaker(ada, Some("Adaeze Nkemelu")).unwrap();
    store.set_speaker_country(ada, Some(Country::GB)).unwrap();
    store.ingest(&draft("We lost").key("other")).unwrap();
    let said = store.quotes().speaker_country(Country::GB);
    let shown: Vec<_> = said
        .iter()
        .map(|quote| quote.unwrap())
        .map(|quote| (quote.speaker_name().unwrap().to_owned(), quote.speaker_country()))
        .collect();
    assert_eq!(shown, vec![("Adaeze Nkemelu".to_owned(), Some(Country::GB)); 2]);
    assert_eq!(store.quotes().speaker_country(Country::NG).count().unwrap(), 0);
    assert_eq!(store.quotes().speaker("adaeze nkemelu").count().unwrap(), 2);
    store.rename_speaker(ada, None).unwrap();
    store.set_speaker_country(ada, None).unwrap();
    assert_eq!(store.quotes().speaker("adaeze nkemelu").count().unwrap(), 0);
    assert_eq!(store.quotes().speaker_country(Country::NG).count().unwrap(), 2);
}

#[test]
fn what_is_not_there_cannot_be_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let (article, speaker): (ArticleId, SpeakerId) = ("a7".parse().unwrap(), "s7".parse().unwrap());
    let correction = ArticleCorrection::new().source("Post");
    for error in [
        store.correct_article(article, &correction).unwrap_err(),
        store.rename_speaker(speaker, Some("Ada")).unwrap_err(),
        store.merge_speakers(speaker, "s8".parse().unwrap()).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
}
