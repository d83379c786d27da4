//! Reading alone, and beside one thread that commits article after article, buffered.
//!
//! The cache is larger than the data. All that is asked was read before; new articles are not in
//! the cache.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench may panic; criterion's macro makes an undocumented function"
)]

mod data;

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onrecord::{ArticleId, Store};

/// The number of articles that the writer generates at once.
const BATCH: u32 = 1_000;

fn mixed(criterion: &mut Criterion) {
    let folder = data::load();
    let store = data::open(&folder, data::large_cache());
    let mut ids = Vec::new();
    for (number, made) in (0..).zip(data::drafts(data::articles())) {
        let article = store.article_by_key(&data::key(number)).unwrap().unwrap();
        assert_eq!(article.title(), Some(&*made.title));
        ids.push(article.id());
    }
    data::shuffle(&mut ids);
    let page = store.quotes().speaker(data::speaker(0)).page(20).unwrap();
    assert!(
        page.items.len() == 20
            && page.items.iter().all(|quote| quote.speaker_name() == Some(&*data::speaker(0)))
    );
    time(criterion, "mixed_alone", &store, &ids);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let _stop = Stop(&stop);
        scope.spawn(|| write(&store, &stop));
        time(criterion, "mixed_beside_a_writer", &store, &ids);
    });
}

/// Stops the writer when it is dropped, even if a reader panics.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Commits new articles until it is stopped, as many as there is time for.
fn write(store: &Store, stop: &AtomicBool) {
    let mut first = data::articles();
    loop {
        for made in data::drafts_from(first, BATCH, data::articles()) {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            store.put(&made.draft).unwrap();
        }
        first += BATCH;
    }
}

fn time(criterion: &mut Criterion, name: &str, store: &Store, ids: &[ArticleId]) {
    let hot = data::speaker(0);
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(1));
    let mut next = (0..ids.len()).cycle();
    group.bench_function("article_title", |bench| {
        bench.iter(|| {
            let id = ids[next.next().unwrap()];
            black_box(store.article(id).unwrap().unwrap().title().map(str::len))
        });
    });
    group.bench_function("speaker_latest20", |bench| {
        bench
            .iter(|| black_box(store.quotes().speaker(hot.as_str()).page(20).unwrap().items.len()));
    });
    group.finish();
}

criterion_group!(benches, mixed);
criterion_main!(benches);
