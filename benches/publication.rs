//! A publication beside the store that it is of: opening both, and the same reads of both.
//!
//! In `publication_open` the files are in the cache of the operating system; the store was closed
//! in order, so that nothing is replayed. In `publication_warm` everything that is read is in the
//! view cache of its reader.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a bench may panic; criterion's macro makes an undocumented function"
)]

mod data;

use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use onrecord::{Article, ArticleId, Quote, QuoteId, QuoteQuery, Snapshot, Store};

/// The articles that are read by id: their views fit the usual cache.
const READ: usize = 1_000;

/// The two that are compared.
enum Reader {
    Store(Store),
    Publication(Snapshot),
}

impl Reader {
    fn article(&self, id: ArticleId) -> Article {
        match self {
            Self::Store(store) => store.article(id),
            Self::Publication(snapshot) => snapshot.article(id),
        }
        .unwrap()
        .unwrap()
    }

    fn quote(&self, id: QuoteId) -> Quote {
        match self {
            Self::Store(store) => store.quote(id),
            Self::Publication(snapshot) => snapshot.quote(id),
        }
        .unwrap()
        .unwrap()
    }

    fn said(&self, speaker: &str) -> QuoteQuery {
        match self {
            Self::Store(store) => store.quotes(),
            Self::Publication(snapshot) => snapshot.quotes(),
        }
        .speaker(speaker)
    }
}

fn folder_bytes(path: &Path) -> u64 {
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| {
            let data = entry.metadata().unwrap();
            if data.is_dir() { folder_bytes(&entry.path()) } else { data.len() }
        })
        .sum()
}

fn publication(criterion: &mut Criterion) {
    let folder = data::load();
    let (news, file) = (folder.path().join("news"), folder.path().join("published"));
    let store = Store::open(&news).unwrap();
    let ids: Vec<ArticleId> = data::scattered()
        .into_iter()
        .take(READ)
        .map(|number| store.article_by_key(&data::key(number)).unwrap().unwrap().id())
        .collect();
    let report = store.publish(&file).unwrap();
    store.close().unwrap();
    println!("the store has {} bytes, the publication {}", folder_bytes(&news), report.bytes);

    let mut group = criterion.benchmark_group("publication_open");
    group.bench_function("store", |bench| {
        bench.iter_batched(|| (), |()| Store::open(&news).unwrap(), BatchSize::PerIteration);
    });
    group.bench_function("publication", |bench| {
        bench.iter_batched(|| (), |()| Snapshot::open(&file).unwrap(), BatchSize::PerIteration);
    });
    group.finish();

    let readers = [
        ("store", Reader::Store(Store::open(&news).unwrap())),
        ("publication", Reader::Publication(Snapshot::open(&file).unwrap())),
    ];
    let speaker = data::speaker(0);
    let mut group = criterion.benchmark_group("publication_warm");
    for (name, reader) in &readers {
        assert_eq!(
            reader.said(&speaker).count().unwrap(),
            readers[0].1.said(&speaker).count().unwrap()
        );
        let mut next = (0..ids.len()).cycle();
        let mut at = move || next.next().unwrap();
        group.throughput(Throughput::Elements(1));
        group.bench_function(format!("{name}/article_title"), |bench| {
            bench.iter(|| black_box(reader.article(ids[at()]).title().map(str::len)));
        });
        group.bench_function(format!("{name}/quote"), |bench| {
            bench.iter(|| black_box(reader.quote(QuoteId::new(ids[at()], 2)).text().len()));
        });
        group.bench_function(format!("{name}/latest_20"), |bench| {
            bench.iter(|| black_box(reader.said(&speaker).page(20).unwrap().items.len()));
        });
        group.throughput(Throughput::Elements(reader.said(&speaker).count().unwrap()));
        group.bench_function(format!("{name}/walk"), |bench| {
            bench.iter(|| {
                let mut bytes = 0;
                reader.said(&speaker).for_each(|quote| bytes += quote.text().len()).unwrap();
                black_box(bytes)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, publication);
criterion_main!(benches);
