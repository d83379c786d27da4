//! Reading by id and by key, with all that is read in the cache.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench may panic; criterion's macro makes an undocumented function"
)]

mod data;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onrecord::QuoteId;

fn read(criterion: &mut Criterion) {
    let (_folder, store) = data::store();
    let keys: Vec<String> =
        (0..data::articles().min(1000)).map(|number| format!("https://example.org/{number}")).collect();
    let ids: Vec<_> = keys.iter().map(|key| store.article_by_key(key).unwrap().unwrap().id()).collect();
    let quotes: Vec<QuoteId> = ids.iter().map(|id| QuoteId::new(*id, 2)).collect();
    // What is timed must find what was stored.
    for (number, made) in data::drafts(data::articles()).take(keys.len()).enumerate() {
        let article = store.article(ids[number]).unwrap().unwrap();
        assert_eq!(article.text().unwrap(), made.draft.text());
        assert_eq!(article.title(), Some(&*format!("The council met, part {number}")));
        assert!(made.draft.text().contains(store.quote(quotes[number]).unwrap().unwrap().text()));
    }
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Elements(1));
    let mut next = (0..ids.len()).cycle();
    let mut at = move || next.next().unwrap();
    group.bench_function("article_title", |bench| {
        bench.iter(|| black_box(store.article(ids[at()]).unwrap().unwrap().title().map(str::len)));
    });
    group.bench_function("article_title_by_key", |bench| {
        bench.iter(|| black_box(store.article_by_key(&keys[at()]).unwrap().unwrap().title().map(str::len)));
    });
    group.bench_function("article_text", |bench| {
        bench.iter(|| black_box(store.article(ids[at()]).unwrap().unwrap().text().unwrap().len()));
    });
    group.bench_function("paragraph", |bench| {
        bench.iter(|| {
            black_box(store.article(ids[at()]).unwrap().unwrap().paragraph(0).unwrap().unwrap().text().len())
        });
    });
    group.bench_function("quote", |bench| {
        bench.iter(|| black_box(store.quote(quotes[at()]).unwrap().unwrap().text().len()));
    });
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
