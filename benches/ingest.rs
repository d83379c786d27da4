//! Storing ready records at each durability. Each measurement stores all articles into an empty store.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench may panic; criterion's macro makes an undocumented function"
)]

mod data;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use onrecord::{Draft, Durability, OpenOptions};

fn ingest(criterion: &mut Criterion) {
    let drafts: Vec<Draft> = data::drafts(data::articles().min(500)).map(|made| made.draft).collect();
    let mut group = criterion.benchmark_group("ingest");
    group.sample_size(10);
    group.throughput(Throughput::Elements(drafts.len() as u64));
    for (what, durability) in
        [("buffered", Durability::Buffered), ("process", Durability::Process), ("power", Durability::Power)]
    {
        group.bench_function(format!("put_{what}"), |bench| {
            bench.iter_batched_ref(
                || {
                    let folder = tempfile::tempdir().unwrap();
                    let path = folder.path().join("news");
                    let store =
                        OpenOptions::new().create_new(true).durability(durability).open(path).unwrap();
                    (folder, store)
                },
                |(_folder, store)| {
                    for draft in &drafts {
                        store.put(draft).unwrap();
                    }
                    assert_eq!(store.articles().count().unwrap(), drafts.len() as u64);
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, ingest);
criterion_main!(benches);
