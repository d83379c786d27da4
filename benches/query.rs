//! Queries by speaker and country, with all that is read in the cache.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench may panic; criterion's macro makes an undocumented function"
)]

mod data;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use data::Made;
use jiff::civil::date;
use onrecord::{Country, QuoteQuery};

/// Counts the quotes that a query should find by going through all articles.
fn expected(keep: impl Fn(&Made, &(String, Country, Country)) -> bool) -> u64 {
    let articles = data::drafts(data::articles());
    articles.map(|made| made.quotes.iter().filter(|quote| keep(&made, quote)).count() as u64).sum()
}

fn walk(query: &QuoteQuery<'_>) -> usize {
    query.iter().map(|quote| quote.unwrap().text().len()).sum()
}

fn query(criterion: &mut Criterion) {
    let (_folder, store) = data::store();
    let mut group = criterion.benchmark_group("query");
    for (what, rank) in data::ranks() {
        let name = data::speaker(rank);
        let query = store.quotes().speaker(name.as_str());
        let quotes = query.count().unwrap();
        assert_eq!(quotes, expected(|_, quote| quote.0 == name));
        assert_eq!(quotes, query.iter().count() as u64);
        group.throughput(Throughput::Elements(quotes));
        group.bench_function(format!("speaker_all_{what}"), |bench| {
            bench.iter(|| black_box(walk(&store.quotes().speaker(name.as_str()))));
        });
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("speaker_latest20_{what}"), |bench| {
            bench.iter(|| black_box(store.quotes().speaker(name.as_str()).page(20).unwrap().items.len()));
        });
        group.bench_function(format!("count_speaker_{what}"), |bench| {
            bench.iter(|| black_box(store.quotes().speaker(name.as_str()).count().unwrap()));
        });
    }
    let (from, about) = (data::country(0), data::country(1));
    let country = store.quotes().about(about);
    assert_eq!(country.count().unwrap(), expected(|_, quote| quote.2 == about));
    group.throughput(Throughput::Elements(country.count().unwrap()));
    group.bench_function("country_all", |bench| bench.iter(|| black_box(walk(&store.quotes().about(about)))));
    group.throughput(Throughput::Elements(1));
    group.bench_function("country_latest20", |bench| {
        bench.iter(|| black_box(store.quotes().about(about).page(20).unwrap().items.len()));
    });
    let year = || date(2015, 1, 1)..=date(2015, 12, 31);
    let both = store.quotes().from(from).about(about).published(year());
    assert_eq!(
        both.count().unwrap(),
        expected(|made, quote| quote.1 == from && quote.2 == about && year().contains(&made.day))
    );
    group.bench_function("from_about_range", |bench| {
        bench.iter(|| black_box(walk(&store.quotes().from(from).about(about).published(year()))));
    });
    assert!(
        store
            .speakers()
            .prefix("lind")
            .page(5)
            .unwrap()
            .items
            .iter()
            .all(|speaker| speaker.name().contains("Lind"))
    );
    group.bench_function("speaker_prefix", |bench| {
        bench.iter(|| black_box(store.speakers().prefix("lind").page(5).unwrap().items.len()));
    });
    group.finish();
}

criterion_group!(benches, query);
criterion_main!(benches);
