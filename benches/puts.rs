//! Articles that are stored one by one, `Buffered`: how long each put takes, and how large the
//! files are then, beside those of a load of the same articles, and after compacting.
//!
//! One in ten articles is replaced by one with another title 50 puts later, and one in fifty is
//! removed. Prints the middle, the 99th percentile, the 99.9th and the longest put of the
//! run, and the sizes. The number of articles is that of the other benches.

#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    reason = "a bench may panic, and its figures are rounded"
)]

mod data;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use onrecord::{Draft, Error, Store};

/// One in so many articles is replaced.
const REPLACED_EACH: usize = 10;
/// One in so many is removed.
const REMOVED_EACH: usize = 50;

/// Returns the bytes of all files in a folder.
fn bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| match entry.metadata().unwrap() {
            found if found.is_dir() => bytes(&entry.path()),
            found => found.len(),
        })
        .sum()
}

/// Stores all articles one by one, and returns how long each put took.
fn put_all(store: &Store, drafts: &[Draft]) -> Vec<Duration> {
    let mut taken = Vec::with_capacity(drafts.len());
    let mut put = |draft: &Draft| {
        let begun = Instant::now();
        store.put(draft).unwrap();
        taken.push(begun.elapsed());
    };
    for (at, draft) in drafts.iter().enumerate() {
        put(draft);
        if at >= REMOVED_EACH && at.is_multiple_of(REPLACED_EACH) {
            put(&drafts[at - REMOVED_EACH].clone().title("The council met again"));
        }
        if at % REMOVED_EACH == 1 {
            let id = store.article_by_key(&draft.external_key()).unwrap().unwrap().id();
            assert!(store.remove(id).unwrap());
        }
    }
    taken
}

/// Returns the time that one in `each` puts is over.
fn percentile(sorted: &[Duration], each: usize) -> Duration {
    sorted[sorted.len() - 1 - (sorted.len() - 1) / each]
}

fn main() {
    let drafts: Vec<Draft> = data::drafts(data::articles()).map(|made| made.draft).collect();
    let folder = tempfile::tempdir().unwrap();
    let (single, loaded) = (folder.path().join("single"), folder.path().join("loaded"));

    let store = Store::create_new(&single).unwrap();
    let mut taken = put_all(&store, &drafts);
    let kept: Vec<String> =
        store.articles().iter().map(|article| article.unwrap().key().to_owned()).collect();
    store.close().unwrap();
    let removed = drafts.iter().skip(1).step_by(REMOVED_EACH).count();
    assert_eq!(kept.len(), drafts.len() - removed);

    let store = Store::create_new(&loaded).unwrap();
    let kept: std::collections::HashSet<String> = kept.into_iter().collect();
    let rest = drafts.iter().filter(|draft| kept.contains(&draft.external_key())).cloned();
    store.loader().run(rest.map(Ok::<_, Error>)).unwrap();
    store.close().unwrap();

    taken.sort_unstable();
    println!("puts        {:>10}", taken.len());
    for (name, each) in [("middle", 2), ("99 %", 100), ("99.9 %", 1000)] {
        println!("{name:<12}{:>10.1} µs", percentile(&taken, each).as_secs_f64() * 1e6);
    }
    println!("longest     {:>10.1} ms", taken[taken.len() - 1].as_secs_f64() * 1e3);
    let sizes = [bytes(&single), bytes(&loaded)].map(|bytes| bytes as f64 / 1024.0 / 1024.0);
    println!("files       {:>10.1} MiB, {:.2} times a load", sizes[0], sizes[0] / sizes[1]);
    for (name, path) in [("puts", &single), ("load", &loaded)] {
        let after = Store::compact(path).unwrap().after as f64 / 1024.0 / 1024.0;
        println!("compacted   {after:>10.1} MiB, the {name}");
    }
}
