//! Storing articles in an empty store, repeatedly. The articles are in memory, in three copies.
//!
//! `bulk_*` loads all of them and ends with a sync. `put_*` commits at most 500 one by one, at each
//! durability.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench may panic; criterion's macro makes an undocumented function"
)]

mod data;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use onrecord::{Draft, Durability, Error, OpenOptions, Store};
use tempfile::TempDir;

fn empty(durability: Durability) -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let open = OpenOptions::new().create_new(true).durability(durability);
    let store = open.open(folder.path().join("news")).unwrap();
    (folder, store)
}

fn bulk(store: &Store, drafts: Vec<Draft>) {
    assert_eq!(store.loader().run(drafts.into_iter().map(Ok::<_, Error>)).unwrap().skipped, 0);
    store.sync().unwrap();
}

fn one_by_one(store: &Store, drafts: &[Draft]) {
    for draft in drafts {
        store.put(draft).unwrap();
    }
}

/// Checks that the timed code stores every article and quote.
fn check(store: &Store, drafts: &[Draft]) {
    assert_eq!(store.articles().count().unwrap(), drafts.len() as u64);
    assert_eq!(store.quotes().count().unwrap(), drafts.len() as u64 * u64::from(data::QUOTES_EACH));
    for draft in drafts {
        let article = store.article_by_key(&draft.external_key()).unwrap().unwrap();
        assert_eq!(article.text().unwrap(), draft.text());
    }
}

/// Articles that are committed one by one.
const PUTS: usize = 500;

fn ingest(criterion: &mut Criterion) {
    let made: Vec<_> = data::drafts(data::articles()).collect();
    let texts: Vec<Draft> = (0..)
        .zip(&made)
        .map(|(number, made)| {
            Draft::new(made.draft.text())
                .key(data::key(number))
                .title(made.title.as_str())
                .published(made.day)
        })
        .collect();
    let ready: Vec<Draft> = made.into_iter().map(|made| made.draft).collect();
    let mut scattered = ready.clone();
    data::shuffle(&mut scattered);
    let mut group = criterion.benchmark_group("ingest");
    group.sample_size(10);
    for (what, drafts) in [("bulk_text", &texts), ("bulk", &ready), ("bulk_scattered", &scattered)]
    {
        let (_folder, store) = empty(Durability::Buffered);
        bulk(&store, drafts.clone());
        check(&store, drafts);
        group.throughput(Throughput::Elements(drafts.len() as u64));
        group.bench_function(what, |bench| {
            bench.iter_batched(
                || (empty(Durability::Buffered), drafts.clone()),
                |(at, drafts)| {
                    bulk(&at.1, drafts);
                    at
                },
                BatchSize::PerIteration,
            );
        });
    }
    let few = ready.get(..PUTS).unwrap_or(&ready);
    for (what, durability) in [
        ("buffered", Durability::Buffered),
        ("process", Durability::Process),
        ("power", Durability::Power),
    ] {
        let (_folder, store) = empty(durability);
        one_by_one(&store, few);
        check(&store, few);
        group.throughput(Throughput::Elements(few.len() as u64));
        group.bench_function(format!("put_{what}"), |bench| {
            bench.iter_batched_ref(
                || empty(durability),
                |at| one_by_one(&at.1, few),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, ingest);
criterion_main!(benches);
