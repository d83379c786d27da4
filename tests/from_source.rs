//! The countries of known speakers: a quote whose article states none takes that of its speaker.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::collections::BTreeMap;

use jiff::civil::date;
use onrecord::{
    Country, Cursor, Draft, ExtractedQuote, Extraction, FromSource, QuoteQuery, Snapshot, Span,
    SpeakerId, Store,
};
use proptest::prelude::*;

const TEXT: &str = "We said what we had to say, and we said it again, and then we went home.";

/// An article in which each speaker is quoted once, and the country of each.
fn said(key: &str, quotes: &[(&str, Option<Country>)]) -> Draft {
    let mut found = Extraction::default();
    for (start, (speaker, from)) in (0..).zip(quotes) {
        let mut quote = ExtractedQuote::new(Span::new(start, start + 9));
        quote.speaker = Some((*speaker).to_owned()).filter(|speaker| !speaker.is_empty());
        quote.from = *from;
        found.quotes.push(quote);
    }
    Draft::new(TEXT).key(key).extraction(found)
}

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    (folder, store)
}

fn id(store: &Store, name: &str) -> SpeakerId {
    store.speakers().name(name).page(1).unwrap().items[0].id()
}

/// The keys of the articles that have a query's quotes, with what is shown of the country.
fn found(query: &QuoteQuery) -> Vec<(String, Option<(Country, FromSource)>)> {
    let quotes: Vec<_> = query.iter().map(Result::unwrap).collect();
    assert_eq!(query.count().unwrap(), quotes.len() as u64, "counted");
    let mut backwards: Vec<_> = query.clone().oldest_first().iter().map(Result::unwrap).collect();
    backwards.reverse();
    assert!(backwards.iter().map(onrecord::Quote::id).eq(quotes.iter().map(onrecord::Quote::id)));
    let key = |quote: &onrecord::Quote| quote.article().unwrap().key().to_owned();
    quotes
        .iter()
        .map(|quote| (key(quote), quote.speaker_country().zip(quote.from_source())))
        .collect()
}

const NG: Country = Country::NG;
const GB: Country = Country::GB;

#[test]
fn a_quote_takes_the_country_of_its_speaker_only_if_its_article_states_none() {
    let (_folder, store) = store();
    let ada = "Ada Nkemelu";
    store.put(&said("a", &[(ada, None), ("", None)])).unwrap();
    assert_eq!(found(&store.quotes()), [("a".to_owned(), None), ("a".to_owned(), None)]);
    assert_eq!(found(&store.quotes().speaker_country(NG)), []);
    let stated = store.put(&said("b", &[(ada, Some(NG))])).unwrap().article;
    let by_article = ("b".to_owned(), Some((NG, FromSource::Article)));
    let by_speaker = ("a".to_owned(), Some((NG, FromSource::Speaker)));
    assert_eq!(
        found(&store.quotes().speaker_country(NG)),
        [by_article.clone(), by_speaker.clone()],
        "the unattributed quote is not from there"
    );
    assert_eq!(found(&store.quotes().involves_country(NG)), [by_article, by_speaker.clone()]);
    assert_eq!(found(&store.quotes().speaker(ada).speaker_country(NG)).len(), 2);
    store.set_speaker_country(id(&store, ada), Some(GB)).unwrap();
    assert_eq!(found(&store.quotes().speaker_country(NG)), []);
    assert!(
        found(&store.quotes().speaker_country(GB))
            .iter()
            .all(|(_, from)| *from == Some((GB, FromSource::Speaker)))
    );
    store.set_speaker_country(id(&store, ada), None).unwrap();
    store.remove(stated).unwrap();
    assert_eq!(found(&store.quotes().speaker_country(NG)), []);
    assert_eq!(store.speaker(id(&store, ada)).unwrap().unwrap().country(), None);
    store.put(&said("b", &[(ada, Some(NG))])).unwrap();
    assert_eq!(found(&store.quotes().speaker_country(NG)).len(), 2, "stated again");
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

#[test]
fn the_plan_names_the_country_and_tests_the_lists_of_its_known_speakers() {
    let (_folder, store) = store();
    store.put(&said("a", &[("Ada Nkemelu", Some(NG))])).unwrap();
    let query = store.quotes().speaker_country(NG);
    assert_eq!(query.explain().unwrap().to_string(), "quotes from NG (1), newest first");
    store.put(&said("b", &[("Ada Nkemelu", None)])).unwrap();
    assert_eq!(
        query.explain().unwrap().to_string(),
        "quotes from NG (3), newest first, testing from NG",
        "two of the speaker, one of them in the country's list too"
    );
}

#[test]
fn merging_speakers_of_two_countries_leaves_none_and_unmerging_restores_them() {
    let (_folder, store) = store();
    let (ada, ben) = ("Ada Nkemelu", "Ben Okafor");
    store.put(&said("a", &[(ada, Some(NG)), (ben, Some(GB))])).unwrap();
    store.put(&said("b", &[(ada, None), (ben, None)])).unwrap();
    let counts = || [NG, GB].map(|country| found(&store.quotes().speaker_country(country)).len());
    assert_eq!(counts(), [2, 2]);
    let adas = id(&store, ada);
    store.merge_speakers(adas, id(&store, ben)).unwrap();
    assert_eq!(counts(), [1, 1], "one of two articles is no majority of 80 %");
    for key in ["c", "d", "e"] {
        store.put(&said(key, &[(ada, Some(NG))])).unwrap();
    }
    assert_eq!(counts(), [6, 1], "four of five");
    assert_eq!(store.speakers().country(NG).count().unwrap(), 1);
    let merged = store.speakers().name(ben).page(1).unwrap().items.remove(0);
    assert_eq!(merged.country(), Some(NG));
    store.unmerge_speaker(adas).unwrap();
    assert_eq!(counts(), [5, 2]);
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

fn article(store: &Store, key: &str) -> onrecord::ArticleId {
    store.article_by_key(key).unwrap().unwrap().id()
}

#[test]
fn a_snapshot_keeps_the_country_while_it_flips() {
    let (folder, store) = store();
    let ada = "Ada Nkemelu";
    let mut snapshots: Vec<(Snapshot, usize, Option<Country>)> = Vec::new();
    let mut keep = |store: &Store| {
        let known = store.speakers().name(ada).page(1).unwrap();
        let country = known.items.first().and_then(onrecord::Speaker::country);
        snapshots.push((
            store.snapshot(),
            found(&store.quotes().speaker_country(NG)).len(),
            country,
        ));
    };
    store.put(&said("a", &[(ada, None)])).unwrap();
    keep(&store);
    store.put(&said("b", &[(ada, Some(NG))])).unwrap();
    keep(&store);
    let view = store.quotes().speaker_country(NG).oldest_first().page(1).unwrap().items.remove(0);
    store.remove(article(&store, "b")).unwrap();
    keep(&store);
    // Snapshots of before a checkpoint, too.
    for at in 0..4200 {
        store.put(&said(&format!("filler {at}"), &[])).unwrap();
    }
    store.put(&said("c", &[(ada, Some(NG))])).unwrap();
    keep(&store);
    store.set_speaker_country(id(&store, ada), Some(GB)).unwrap();
    keep(&store);
    assert_eq!(snapshots.iter().map(|(_, count, _)| *count).collect::<Vec<_>>(), [0, 2, 0, 2, 0]);
    for (snapshot, count, country) in &snapshots {
        assert_eq!(found(&snapshot.quotes().speaker_country(NG)).len(), *count);
        let speaker = snapshot.speakers().name(ada).page(1).unwrap().items.remove(0);
        assert_eq!(speaker.country(), *country);
        let from = snapshot.speakers().country(NG).count().unwrap();
        assert_eq!(from, u64::from(*country == Some(NG)));
    }
    assert_eq!(view.from_source(), Some(FromSource::Speaker), "a view is of its query's moment");
    assert_eq!(view.speaker_country(), Some(NG));
    drop((snapshots, view));
    store.close().unwrap();
    let store = Store::open(folder.path().join("news")).unwrap();
    assert_eq!(found(&store.quotes().speaker_country(GB)).len(), 2, "opened again");
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

/// The name of a speaker of many.
fn name(at: u8) -> String {
    let letters = ["Ada", "Ben", "Chi", "Dayo", "Efe", "Femi", "Gozie", "Halima", "Ife", "Jide"];
    format!("{} {}okafor", letters[usize::from(at % 10)], (b'a' + at / 10) as char)
}

#[test]
fn pages_through_many_known_speakers_leave_nothing_out() {
    let (_folder, store) = store();
    let speakers: Vec<String> = (0..60).map(name).collect();
    for (at, speaker) in (0_i16..).zip(&speakers) {
        // All are from one country, but for each seventh; each has quotes on days of its own.
        let from = if at % 7 == 3 { GB } else { NG };
        store.put(&said(speaker, &[(speaker, Some(from))]).published(day(at))).unwrap();
        for later in 0..4 {
            let key = format!("{speaker} {later}");
            let draft = said(&key, &[(speaker, None)]).published(day(at * 3 % 61 + later * 60));
            store.put(&draft).unwrap();
        }
    }
    let query = store.quotes().speaker_country(NG);
    let all = found(&query);
    assert_eq!(all.len(), 51 * 5);
    for (limit, oldest) in [(1, false), (7, false), (7, true), (1000, true)] {
        let query = if oldest { query.clone().oldest_first() } else { query.clone() };
        let expected: Vec<_> = query.iter().map(|quote| quote.unwrap().id()).collect();
        let (mut paged, mut after) = (Vec::new(), None::<Cursor>);
        loop {
            let page = match &after {
                Some(after) => query.clone().after(after.clone()).page(limit).unwrap(),
                None => query.page(limit).unwrap(),
            };
            paged.extend(page.items.iter().map(onrecord::Quote::id));
            let Some(next) = page.next else { break };
            let rest = query.clone().after(next.clone());
            assert_eq!(rest.count().unwrap(), (expected.len() - paged.len()) as u64);
            after = Some(next);
            // What is put between two pages is newer or older than they are, and moves nothing.
            let edge = if oldest { day(-9) } else { day(900) };
            store.put(&said("between", &[(&speakers[0], None)]).published(edge)).unwrap();
        }
        assert_eq!(paged, expected, "pages of {limit}");
        if let Some(between) = store.article_by_key("between").unwrap() {
            store.remove(between.id()).unwrap();
        }
    }
    let range = day(40)..=day(130);
    let within = store.quotes().speaker_country(NG).published(range);
    assert_eq!(within.iter().count() as u64, within.count().unwrap());
    assert!(within.iter().all(|quote| all.contains(&{
        let quote = quote.unwrap();
        let key = quote.article().unwrap().key().to_owned();
        (key, quote.speaker_country().zip(quote.from_source()))
    })));
}

fn day(at: i16) -> jiff::civil::Date {
    date(2021, 1, 10).checked_add(jiff::Span::new().days(at)).unwrap()
}

/// Changes that do not depend on each other: any order leads to the same store.
fn changes(store: &Store, at: usize) {
    let (ada, ben) = ("Ada Nkemelu", "Ben Okafor");
    match at {
        0..=4 => drop(store.put(&said(&at.to_string(), &[(ada, Some(NG)), (ben, None)])).unwrap()),
        5 => drop(store.put(&said("5", &[(ben, Some(GB)), (ada, None)])).unwrap()),
        6 => drop(store.put(&said("6", &[(ben, Some(GB))])).unwrap()),
        7 => {
            // Put, replaced and removed.
            store.put(&said("7", &[(ben, Some(GB)), (ada, None)])).unwrap();
            store.put(&said("7", &[(ada, Some(NG))])).unwrap();
            store.remove(article(store, "7")).unwrap();
        }
        8 => {
            store.put(&said("8", &[("Efe Odu", None), ("Efe Oduya", Some(NG))])).unwrap();
            store.merge_speakers(id(store, "Efe Odu"), id(store, "Efe Oduya")).unwrap();
        }
        _ => {
            store.put(&said("9", &[("Ife Eze", None)])).unwrap();
            store.set_speaker_country(id(store, "Ife Eze"), Some(GB)).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_changes_gives_the_same_answers(
        order in Just((0..10).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let (_folder, store) = store();
        for at in order {
            changes(&store, at);
        }
        let mut answers: BTreeMap<(String, u32), _> = BTreeMap::new();
        for quote in store.quotes().iter().map(Result::unwrap) {
            let key = quote.article().unwrap().key().to_owned();
            let from = quote.speaker_country().zip(quote.from_source());
            answers.insert((key, quote.id().ordinal()), from);
        }
        let counts = [NG, GB].map(|country| found(&store.quotes().speaker_country(country)).len());
        prop_assert_eq!(counts, [5 + 1 + 2, 2 + 5 + 1]);
        let of = |key: &str, ordinal| answers[&(key.to_owned(), ordinal)];
        for at in 0..=4 {
            prop_assert_eq!(of(&at.to_string(), 0), Some((NG, FromSource::Article)));
            prop_assert_eq!(of(&at.to_string(), 1), Some((GB, FromSource::Speaker)));
        }
        prop_assert_eq!(of("5", 0), Some((GB, FromSource::Article)));
        prop_assert_eq!(of("5", 1), Some((NG, FromSource::Speaker)));
        prop_assert_eq!(of("8", 0), Some((NG, FromSource::Speaker)));
        prop_assert_eq!(of("9", 0), Some((GB, FromSource::Speaker)));
        prop_assert_eq!(answers.len(), 5 * 2 + 2 + 1 + 2 + 1);
        prop_assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
    }
}
