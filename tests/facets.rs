//! The counts of a query by speaker, country, source and time are those of going through its
//! quotes one by one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use corpus::{COUNTRIES, Dice, SOURCES, SPEAKERS, build};
use jiff::civil::{Date, date};
use onrecord::{
    Country, Draft, ExtractedQuote, Extraction, Facets, FurtherSpeaker, Period, Precision,
    QuoteKind, QuoteQuery, Snapshot, Span, SpeakerId, Store,
};

/// Counts of everything, highest count first, made by iterating.
#[derive(Debug, Default, PartialEq)]
struct Naive {
    quotes: u64,
    speakers: BTreeMap<SpeakerId, (String, u64)>,
    unattributed: u64,
    from: BTreeMap<Country, u64>,
    about: BTreeMap<Country, u64>,
    both: BTreeMap<(Country, Country), u64>,
    sources: BTreeMap<String, u64>,
    undated: u64,
    periods: [BTreeMap<Date, u64>; 4],
    /// The speakers, and the sources: of the same number of quotes, that which comes first in the
    /// order of the query is the first.
    ranks: (Vec<SpeakerId>, Vec<String>),
}

const PERIODS: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::Year];

fn monday(mut day: Date) -> Date {
    while day.weekday() != jiff::civil::Weekday::Monday {
        day = day.yesterday().unwrap();
    }
    day
}

fn naive(query: &QuoteQuery) -> Naive {
    let mut naive = Naive::default();
    for quote in query {
        let quote = quote.unwrap();
        naive.quotes += 1;
        let named: BTreeMap<_, _> = quote.speakers().map(|one| (one.id(), one)).collect();
        for (id, speaker) in named {
            naive.speakers.entry(id).or_insert((speaker.name().to_owned(), 0)).1 += 1;
        }
        for speaker in quote.speakers() {
            if !naive.ranks.0.contains(&speaker.id()) {
                naive.ranks.0.push(speaker.id());
            }
        }
        naive.unattributed += u64::from(quote.speaker_id().is_none());
        // A country that is stated without a speaker is that of the first.
        let stated = quote.speaker_country();
        let from: BTreeSet<Country> =
            quote.speakers().filter_map(|speaker| speaker.country()).chain(stated).collect();
        for from in &from {
            *naive.from.entry(*from).or_default() += 1;
        }
        let about: BTreeSet<Country> = quote.countries().chain(quote.context_countries()).collect();
        for about in about {
            *naive.about.entry(about).or_default() += 1;
            for from in &from {
                *naive.both.entry((*from, about)).or_default() += 1;
            }
        }
        if let Some(source) = quote.article().unwrap().source() {
            *naive.sources.entry(source.to_owned()).or_default() += 1;
            if !naive.ranks.1.iter().any(|ranked| ranked == source) {
                naive.ranks.1.push(source.to_owned());
            }
        }
        let Some(published) = quote.published() else {
            naive.undated += 1;
            continue;
        };
        let day = published.date();
        let firsts = [day, monday(day), day.first_of_month(), day.first_of_year()];
        let is_month = published.precision() == Precision::Month;
        for (counts, first) in naive.periods.iter_mut().zip(firsts).skip(2 * usize::from(is_month))
        {
            *counts.entry(first).or_default() += 1;
        }
    }
    let Naive { speakers, sources, ranks, .. } = &mut naive;
    ranks.0.sort_by_key(|id| Reverse(speakers[id].1));
    ranks.1.sort_by_key(|source| Reverse(sources[source]));
    naive
}

/// Returns whether counts do not rise.
fn fall(counts: impl Iterator<Item = u64> + Clone) -> bool {
    counts.clone().zip(counts.skip(1)).all(|(one, next)| one >= next)
}

fn plain(facets: &Facets) -> Naive {
    assert!(fall(facets.speakers.iter().map(|speaker| speaker.quotes)));
    assert!(fall(facets.speaker_countries.iter().map(|(_, quotes)| *quotes)));
    assert!(fall(facets.about_countries.iter().map(|(_, quotes)| *quotes)));
    assert!(fall(facets.from_about.iter().map(|(_, _, quotes)| *quotes)));
    assert!(fall(facets.sources.iter().map(|(_, quotes)| *quotes)));
    let speakers = facets.speakers.iter();
    Naive {
        quotes: facets.quotes,
        speakers: speakers.map(|one| (one.id, (one.name.clone(), one.quotes))).collect(),
        unattributed: facets.unattributed,
        from: facets.speaker_countries.iter().copied().collect(),
        about: facets.about_countries.iter().copied().collect(),
        both: facets.from_about.iter().map(|(one, two, quotes)| ((*one, *two), *quotes)).collect(),
        sources: facets.sources.iter().cloned().collect(),
        undated: facets.undated,
        periods: PERIODS.map(|period| facets.published(period).into_iter().collect()),
        ranks: (
            facets.speakers.iter().map(|speaker| speaker.id).collect(),
            facets.sources.iter().map(|(source, _)| source.clone()).collect(),
        ),
    }
}

/// Narrows a query by filters that the dice choose.
fn narrowed(mut query: QuoteQuery, dice: &mut Dice) -> QuoteQuery {
    if dice.roll(4) == 0 {
        query = query.speaker(dice.pick(&SPEAKERS).0);
    }
    if dice.roll(3) == 0 {
        query = query.speaker_country(dice.pick(&COUNTRIES));
    }
    if dice.roll(3) == 0 {
        query = query.about_country(dice.pick(&COUNTRIES));
    }
    if dice.roll(5) == 0 {
        query = query.involves_country(dice.pick(&COUNTRIES));
    }
    if dice.roll(4) == 0 {
        query = query.source(dice.pick(&SOURCES));
    }
    if dice.roll(4) == 0 {
        query = query.kind(dice.pick(&[QuoteKind::Direct, QuoteKind::Mixed, QuoteKind::Turn]));
    }
    if dice.roll(3) == 0 {
        let first = i8::try_from(1 + dice.roll(20)).unwrap();
        query = query.published(date(2020, 7, first)..=date(2020, 7, 20));
    }
    if dice.roll(2) == 0 { query.oldest_first() } else { query }
}

/// Asks random queries of a reader, and returns how many found something.
fn check(quotes: &QuoteQuery, dice: &mut Dice, rounds: u32) -> u32 {
    let mut found = 0;
    for _ in 0..rounds {
        let mut query = narrowed(quotes.clone(), dice);
        if dice.roll(4) == 0
            && let Some(next) = query.page(2).unwrap().next
        {
            query = query.after(next);
        }
        let (facets, naive) = (query.facets(usize::MAX).unwrap(), naive(&query));
        assert_eq!(plain(&facets), naive, "{:?}", query.explain());
        found += u32::from(naive.quotes > 0);
        let most = usize::try_from(dice.roll(4)).unwrap();
        let few = query.facets(most).unwrap();
        let most_speakers = most.min(facets.speakers.len());
        assert_eq!(few.speakers, facets.speakers[..most_speakers]);
        assert_eq!(few.sources, facets.sources[..most.min(facets.sources.len())]);
        assert_eq!(few.quotes, facets.quotes);
    }
    found
}

#[test]
fn the_counts_of_any_query_are_those_of_its_quotes() {
    let mut found = 0;
    for seed in 1..=3 {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = build(&folder.path().join("store"), seed);
        let mut dice = Dice(seed);
        found += check(&store.quotes(), &mut dice, 60);
        let file = folder.path().join("published");
        store.publish(&file).unwrap();
        found += check(&Snapshot::open(&file).unwrap().quotes(), &mut dice, 20);
        let speaker = |name: &str| store.speakers().name(name).page(1).unwrap().items[0].id();
        let [one, other, unknown] =
            ["Ada Nkemelu", "Jonas Virtala", "Sofia Marchetti-Ruiz"].map(speaker);
        store.merge_speakers(one, other).unwrap();
        store.set_speaker_country(unknown, Some(Country::KE)).unwrap();
        store.rename_speaker(other, Some("Jonas A. Virtala")).unwrap();
        found += check(&store.quotes(), &mut dice, 60);
    }
    // Random filters that exclude each other are common; too many would test nothing.
    assert!(found > 100, "{found}");
}

#[test]
fn a_quote_counts_for_each_of_its_speakers_and_those_that_were_merged_are_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("store")).unwrap();
    let mut quote = ExtractedQuote::new(Span::new(3, 11));
    quote.speaker = Some("Ada Nkemelu".to_owned());
    quote.from = Some(Country::NG);
    for (name, from) in [("Ben Okafor", Country::NG), ("Jonas Virtala", Country::FI)] {
        let mut further = FurtherSpeaker::new(name);
        further.from = Some(from);
        quote.further.push(further);
    }
    let mut found = Extraction::default();
    found.quotes.push(quote);
    store.put(&Draft::new("“We stay.”").key("a").extraction(found)).unwrap();
    let counts = || {
        let facets = store.quotes().facets(9).unwrap();
        assert_eq!(plain(&facets), naive(&store.quotes()));
        (facets.quotes, facets.speakers.len(), facets.speaker_countries)
    };
    assert_eq!(counts(), (1, 3, vec![(Country::FI, 1), (Country::NG, 1)]));
    let id = |name: &str| store.speakers().name(name).page(1).unwrap().items[0].id();
    let (kept, merged) = (id("Ada Nkemelu"), id("Ben Okafor"));
    store.merge_speakers(merged, kept).unwrap();
    assert_eq!(counts(), (1, 2, vec![(Country::FI, 1), (Country::NG, 1)]));
}

#[test]
fn a_quote_of_a_month_is_in_no_day_and_no_week() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("store")).unwrap();
    for (key, published) in [("a", "2020-07"), ("b", "2020-07-01"), ("c", "2019-12-31T23:00:00Z")] {
        let mut extraction = Extraction::default();
        extraction.quotes.push(ExtractedQuote::new(Span::new(3, 11)));
        let draft = Draft::new("“We stay.”")
            .key(key)
            .published(published.parse::<onrecord::Published>().unwrap());
        store.put(&draft.extraction(extraction)).unwrap();
    }
    let facets = store.quotes().facets(0).unwrap();
    let days = [(date(2019, 12, 31), 1), (date(2020, 7, 1), 1)];
    assert_eq!(facets.published(Period::Day), days);
    assert_eq!(facets.published(Period::Week), [(date(2019, 12, 30), 1), (date(2020, 6, 29), 1)]);
    assert_eq!(facets.published(Period::Month), [(date(2019, 12, 1), 1), (date(2020, 7, 1), 2)]);
    assert_eq!(facets.published(Period::Year), [(date(2019, 1, 1), 1), (date(2020, 1, 1), 2)]);
    assert_eq!((facets.unattributed, facets.undated), (3, 0));
}

#[test]
fn an_invalid_query_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("store")).unwrap();
    let query = store.quotes().published(date(2020, 7, 2)..=date(2020, 7, 1));
    let error = query.facets(1).unwrap_err();
    assert_eq!(error.kind(), onrecord::ErrorKind::InvalidInput);
    assert_eq!(store.quotes().facets(5).unwrap(), Facets::default());
}
