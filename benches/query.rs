//! Queries by speaker and country, and names by prefix.
//!
//! In the group `query_warm` the cache is larger than the data, and all was read before. In
//! `query_small_cache` it has room for about a sixteenth of the data; the answer of a repeated query
//! stays in it if it is smaller than that.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench may panic; criterion's macro makes an undocumented function"
)]

mod data;

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::{Date, date};
use onrecord::{Country, Period, QuoteQuery, Store};

/// A quote as it was stored: speaker, country of the speaker, country it is about, day.
type Said = (String, Country, Country, Date);

fn query(criterion: &mut Criterion) {
    let folder = data::load();
    let mut said: Vec<Said> = Vec::new();
    for made in data::drafts(data::articles()) {
        let day = made.day;
        said.extend(
            made.quotes.into_iter().map(|(speaker, from, about)| (speaker, from, about, day)),
        );
    }
    for (name, cache) in
        [("query_warm", data::large_cache()), ("query_small_cache", data::small_cache())]
    {
        let store = data::open(&folder, cache);
        time(criterion, name, &store, &said);
        store.close().unwrap();
    }
}

fn walk(query: &QuoteQuery) -> usize {
    query.iter().map(|quote| quote.unwrap().text().len()).sum()
}

/// Compares the answers of a query (all, the count, the newest 20) with the stored quotes. Returns
/// the count.
fn check(query: &QuoteQuery, said: &[Said], keep: impl Fn(&Said) -> bool) -> u64 {
    let mut days: Vec<Date> = said.iter().filter(|said| keep(said)).map(|said| said.3).collect();
    days.sort_unstable_by(|one, other| other.cmp(one));
    let found = query.iter().map(|quote| {
        let quote = quote.unwrap();
        let day = quote.published().unwrap().date();
        let said = (
            quote.speaker_name().unwrap().to_owned(),
            quote.speaker_country().unwrap(),
            quote.countries().next().unwrap(),
            day,
        );
        assert!(keep(&said));
        day
    });
    assert!(found.eq(days.iter().copied()));
    assert_eq!(query.count().unwrap(), days.len() as u64);
    assert_eq!(query.clone().page(20).unwrap().items.len(), days.len().min(20));
    days.len() as u64
}

fn time(criterion: &mut Criterion, name: &str, store: &Store, said: &[Said]) {
    let mut group = criterion.benchmark_group(name);
    for (what, speaker) in speakers(said) {
        let query = || store.quotes().speaker(speaker.as_str());
        let quotes = check(&query(), said, |quote| quote.0 == speaker);
        group.throughput(Throughput::Elements(quotes));
        group.bench_function(format!("speaker_all_{what}"), |bench| {
            bench.iter(|| black_box(walk(&query())));
        });
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("speaker_latest20_{what}"), |bench| {
            bench.iter(|| black_box(query().page(20).unwrap().items.len()));
        });
        group.bench_function(format!("count_speaker_{what}"), |bench| {
            bench.iter(|| black_box(query().count().unwrap()));
        });
    }
    let (from, about) = (data::country(0), data::country(1));
    let country = || store.quotes().about_country(about);
    group.throughput(Throughput::Elements(check(&country(), said, |quote| quote.2 == about)));
    group.bench_function("country_all", |bench| bench.iter(|| black_box(walk(&country()))));
    group.throughput(Throughput::Elements(1));
    group.bench_function("country_latest20", |bench| {
        bench.iter(|| black_box(country().page(20).unwrap().items.len()));
    });
    time_facets(&mut group, store, said, about);
    group.throughput(Throughput::Elements(1));
    let year = || date(2015, 1, 1)..=date(2015, 12, 31);
    let both = || store.quotes().speaker_country(from).about_country(about);
    group.throughput(Throughput::Elements(check(&both(), said, |quote| {
        quote.1 == from && quote.2 == about
    })));
    group.bench_function("from_about", |bench| bench.iter(|| black_box(walk(&both()))));
    let range = || both().published(year());
    let quotes = check(&range(), said, |quote| {
        quote.1 == from && quote.2 == about && year().contains(&quote.3)
    });
    group.throughput(Throughput::Elements(quotes));
    group.bench_function("from_about_range", |bench| bench.iter(|| black_box(walk(&range()))));
    let names = || store.speakers().prefix("ada").page(5).unwrap().items;
    assert!(names().len() == 5 && names().iter().all(|speaker| speaker.name().starts_with("Ada ")));
    group.throughput(Throughput::Elements(1));
    group.bench_function("speaker_prefix", |bench| bench.iter(|| black_box(names().len())));
    group.finish();
}

/// Times the counts of the quotes about a country.
fn time_facets(
    group: &mut BenchmarkGroup<'_, WallTime>,
    store: &Store,
    said: &[Said],
    about: Country,
) {
    let facets = || store.quotes().about_country(about).facets(20).unwrap();
    let mut months: BTreeMap<Date, u64> = BTreeMap::new();
    for (_, _, _, day) in said.iter().filter(|quote| quote.2 == about) {
        *months.entry(day.first_of_month()).or_default() += 1;
    }
    assert!(facets().published(Period::Month).into_iter().eq(months));
    group.throughput(Throughput::Elements(facets().quotes));
    group.bench_function("facets_country", |bench| bench.iter(|| black_box(facets().quotes)));
}

/// A speaker with few quotes, one with about a hundredth of the most, and the most quoted.
fn speakers(said: &[Said]) -> [(&'static str, String); 3] {
    let count = |name: &String| said.iter().filter(|quote| quote.0 == *name).count();
    let rare = (data::articles() / 2..data::articles())
        .map(data::speaker)
        .find(|name| (2..=5).contains(&count(name)));
    [("rare", rare.unwrap()), ("medium", data::speaker(100)), ("hot", data::speaker(0))]
}

criterion_group!(benches, query);
criterion_main!(benches);
