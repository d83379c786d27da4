//! Reading by id and by key, of all articles in random order.
//!
//! In the group `read_warm` the cache is larger than the data, and all was read before. In
//! `read_small_cache` it has room for about a sixteenth of the data; the pages of the
//! files are in the cache of the operating system.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench may panic; criterion's macro makes an undocumented function"
)]

mod data;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onrecord::{ArticleId, QuoteId, Store};

/// The quote of each article that is read.
const QUOTE: u32 = 2;

fn read(criterion: &mut Criterion) {
    let folder = data::load();
    let store = data::open(&folder, data::large_cache());
    let keys: Vec<String> = data::scattered().into_iter().map(data::key).collect();
    let ids: Vec<_> =
        keys.iter().map(|key| store.article_by_key(key).unwrap().unwrap().id()).collect();
    check(&store);
    time(criterion, "read_warm", &store, &keys, &ids);
    store.close().unwrap();
    let store = data::open(&folder, data::small_cache());
    check(&store);
    time(criterion, "read_small_cache", &store, &keys, &ids);
}

/// Checks that the timed code finds the stored articles.
fn check(store: &Store) {
    for (number, made) in (0..).zip(data::drafts(data::articles())) {
        let by_key = store.article_by_key(&data::key(number)).unwrap().unwrap();
        let article = store.article(by_key.id()).unwrap().unwrap();
        assert_eq!(article.title(), Some(&*made.title));
        let text = made.draft.text();
        assert_eq!(article.text().unwrap(), text);
        let first = article.paragraph(0).unwrap().unwrap();
        assert!(!first.text().is_empty() && text.starts_with(first.text()));
        let quote = store.quote(QuoteId::new(article.id(), QUOTE)).unwrap().unwrap();
        assert_eq!(by_key.paragraph(0).unwrap().unwrap().text(), first.text());
        assert_eq!(
            store.quote(quote.id()).unwrap().unwrap().article().unwrap().key(),
            data::key(number)
        );
        assert_eq!(quote.text(), &text[made.places[QUOTE as usize].0.clone()]);
    }
}

fn time(criterion: &mut Criterion, name: &str, store: &Store, keys: &[String], ids: &[ArticleId]) {
    let quotes: Vec<QuoteId> = ids.iter().map(|id| QuoteId::new(*id, QUOTE)).collect();
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(1));
    let mut next = (0..ids.len()).cycle();
    let mut at = move || next.next().unwrap();
    let article = |at: usize| store.article(ids[at]).unwrap().unwrap();
    let by_key = |at: usize| store.article_by_key(&keys[at]).unwrap().unwrap();
    group.bench_function("article_title", |bench| {
        bench.iter(|| black_box(article(at()).title().map(str::len)));
    });
    group.bench_function("article_title_by_key", |bench| {
        bench.iter(|| black_box(by_key(at()).title().map(str::len)));
    });
    group.bench_function("article_text", |bench| {
        bench.iter(|| black_box(article(at()).text().unwrap().len()));
    });
    group.bench_function("article_text_by_key", |bench| {
        bench.iter(|| black_box(by_key(at()).text().unwrap().len()));
    });
    group.bench_function("paragraph", |bench| {
        bench.iter(|| black_box(article(at()).paragraph(0).unwrap().unwrap().text().len()));
    });
    group.bench_function("paragraph_by_key", |bench| {
        bench.iter(|| black_box(by_key(at()).paragraph(0).unwrap().unwrap().text().len()));
    });
    group.bench_function("quote", |bench| {
        bench.iter(|| black_box(store.quote(quotes[at()]).unwrap().unwrap().text().len()));
    });
    group.bench_function("quote_by_key", |bench| {
        bench.iter(|| {
            let quote = QuoteId::new(by_key(at()).id(), QUOTE);
            black_box(store.quote(quote).unwrap().unwrap().text().len())
        });
    });
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
