//! What a store says of itself: figures, how far it has come, and who may read its files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;

use onrecord::{Draft, Durability, ExtractedQuote, Extraction, OpenOptions, Span, Store};

#[test]
fn stats_count_what_is_there_and_how_far_the_indexes_lag() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let (store, told) = corpus::build(&path, 5);
    let quotes: usize = told.iter().map(|told| told.quotes.len()).sum();
    let counted = |store: &Store| {
        let stats = store.stats().unwrap();
        (stats.articles, stats.quotes)
    };
    assert_eq!(counted(&store), (told.len() as u64, quotes as u64));
    let before = store.stats().unwrap();
    store.put(&Draft::new("We won.").key("one more")).unwrap();
    store.remove(told[0].id).unwrap();
    let after = store.stats().unwrap();
    assert_eq!(after.changes, before.changes + 2);
    assert_eq!(after.checkpoint_lag, before.checkpoint_lag + 2);
    assert_eq!(counted(&store), (told.len() as u64, (quotes - told[0].quotes.len()) as u64));
    store.close().unwrap();

    let store =
        OpenOptions::new().durability(Durability::Power).cache_bytes(1 << 20).open(&path).unwrap();
    let closed = store.stats().unwrap();
    assert_eq!((closed.checkpoint_lag, closed.memtable_bytes, closed.superseded), (0, 0, 0));
    assert_eq!((closed.changes, closed.durable), (after.changes, after.changes));
    assert_eq!(counted(&store), (told.len() as u64, (quotes - told[0].quotes.len()) as u64));
    let title = |store: &Store| store.article(told[1].id).unwrap().map(|article| article.id());
    title(&store);
    let cold = store.stats().unwrap();
    title(&store);
    let warm = store.stats().unwrap();
    assert!(
        warm.cache_hits > cold.cache_hits && warm.cache_misses == cold.cache_misses,
        "{warm:?}"
    );
    assert!(warm.cached_bytes <= warm.cache_bytes && warm.cache_bytes < 1 << 20, "{warm:?}");
    // The article of a quote is read once too, also if it was replaced since the snapshot.
    let snapshot = store.snapshot();
    let quote = snapshot.quotes().page(1).unwrap().items.remove(0);
    let replaced = Draft::new("No comment.").key(quote.article().unwrap().key());
    store.put(&replaced).unwrap();
    let hits = || {
        assert_eq!(quote.article().unwrap().id(), quote.article_id());
        snapshot.article(quote.article_id()).unwrap().unwrap().text().unwrap();
        store.stats().unwrap().cache_hits
    };
    let (_, warm) = (hits(), hits());
    assert!(hits() - warm >= 3, "of the article twice, and of its text");
    // The engine may write between two looks.
    let size = || -> u64 {
        let entries = std::fs::read_dir(path.join("engine")).unwrap();
        let files = entries
            .map(|entry| entry.unwrap().metadata().unwrap())
            .filter(std::fs::Metadata::is_file);
        files.map(|file| file.len()).sum()
    };
    let (before, told, after) = (size(), store.stats().unwrap().file_bytes, size());
    assert!((before.min(after)..=before.max(after)).contains(&told), "{before} {told} {after}");
}

/// Letters in which no four are found again, so that nothing compresses them.
fn noise(letters: usize, seed: u64) -> String {
    let mut dice = corpus::Dice(seed);
    let mut letter = || char::from(b'a' + u8::try_from(dice.roll(26)).unwrap());
    (0..letters).map(|_| letter()).collect()
}

#[test]
fn stats_count_the_bytes_inserted_and_those_written_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let options = OpenOptions::new().create(true).durability(Durability::Process);
        options.open(folder.path().join("news")).unwrap()
    };
    let store = open();
    let fresh = store.stats().unwrap();
    let payload: usize = (0..40)
        .map(|seed| {
            let text = noise(9000, seed);
            store.put(&Draft::new(&text).key(seed.to_string())).unwrap();
            text.len()
        })
        .sum();
    let stats = store.stats().unwrap();
    let inserted = stats.inserted_bytes - fresh.inserted_bytes;
    let written = stats.written_bytes - fresh.written_bytes;
    let payload = payload as u64;
    assert!((payload..2 * payload).contains(&inserted), "{inserted} bytes for {payload}");
    assert!((inserted..10 * inserted).contains(&written), "{written} bytes for {inserted}");
    // A change of nothing inserts and writes nothing.
    store.put(&Draft::new(noise(9000, 39)).key("39")).unwrap();
    assert_eq!(store.stats().unwrap().inserted_bytes, stats.inserted_bytes);
    store.close().unwrap();
    let reopened = open().stats().unwrap();
    assert!(reopened.inserted_bytes.max(reopened.written_bytes) < payload, "{reopened:?}");
}

#[test]
fn stats_count_the_views_that_a_cache_is_too_small_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    for seed in 0..60 {
        let text = noise(9000, seed);
        let quote = |at: usize| {
            let mut quote = ExtractedQuote::new(Span::of(at..at + 900));
            quote.speaker = Some("Ada Nkemelu".to_owned());
            quote
        };
        let mut found = Extraction::default();
        found.quotes = (0..9000).step_by(900).map(quote).collect();
        store.put(&Draft::new(text).key(seed.to_string()).extraction(found)).unwrap();
    }
    store.close().unwrap();
    let walked = |cache_bytes: u64| {
        let store = OpenOptions::new().cache_bytes(cache_bytes).open(&path).unwrap();
        for _ in 0..2 {
            assert_eq!(store.quotes().speaker("Ada Nkemelu").iter().count(), 600);
        }
        store.stats().unwrap()
    };
    let (small, enough) = (walked(64 << 10), walked(96 << 10));
    assert!(small.cache_rejected > 0 && small.cached > 0, "{small:?}");
    assert_eq!(enough.cache_rejected, 0, "{enough:?}");
}

#[test]
fn stats_tell_of_commits_checkpoints_syncs_and_the_disk() {
    let begun = std::time::Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let reserve = 1 << 20;
    let options = OpenOptions::new().create(true).disk_reserve(reserve);
    let store = options.open(folder.path().join("news")).unwrap();
    let put = |key: &str| store.put(&Draft::new(noise(2000, 1)).key(key)).unwrap();
    for key in ["a", "b", "b"] {
        put(key);
    }
    let stats = store.stats().unwrap();
    assert_eq!((stats.commits, stats.commit_times.count()), (2, 2), "one changed nothing");
    let mut batch = store.batch();
    for key in 0..40 {
        batch.put(Draft::new("We won.").key(key.to_string())).unwrap();
    }
    batch.commit().unwrap();
    store.remove(put("a").article).unwrap();
    let before = store.stats().unwrap();
    assert_eq!((before.commits, before.commit_times.count()), (43, 4));
    assert_eq!((before.checkpoints.count(), before.checkpoint_bytes), (0, 0));
    store.sync().unwrap();
    let synced = store.stats().unwrap();
    assert!(synced.syncs.count() > before.syncs.count());
    store.clone().close().unwrap();
    let closed = store.stats().unwrap();
    assert_eq!((closed.commits, closed.checkpoints.count()), (43, 1));
    let inserted = closed.inserted_bytes - synced.inserted_bytes;
    let (derived, all) = (closed.checkpoint_bytes, inserted);
    assert!(derived > 0 && derived <= all && all < derived + 1000, "{derived} of {all}");
    let took = begun.elapsed();
    for times in [closed.commit_times, closed.checkpoints, closed.syncs] {
        assert!(!times.sum().is_zero() && times.sum() < took, "{times:?} in {took:?}");
        assert_eq!(times.buckets().last().map(|(_, count)| count), Some(times.count()));
    }
    assert_eq!(closed.disk_reserve_bytes, reserve);
    assert!(closed.disk_free_bytes > reserve);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_what_a_store_writes() {
    use std::os::unix::fs::PermissionsExt;
    fn look(path: &std::path::Path) {
        let data = std::fs::metadata(path).unwrap();
        assert_eq!(data.permissions().mode() & 0o077, 0, "{}", path.display());
        if data.is_dir() {
            for entry in std::fs::read_dir(path).unwrap() {
                look(&entry.unwrap().path());
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (store, _) = corpus::build(&at("news"), 6);
    store.backup(at("backup")).unwrap();
    look(&at("news"));
    store.close().unwrap();
    Store::compact(at("news")).unwrap();
    Store::restore(&[at("backup")], at("copy")).unwrap();
    drop(Store::open(at("copy")).unwrap());
    for name in ["news", "backup", "copy"] {
        look(&at(name));
    }
}

#[test]
fn verifying_tells_how_far_it_has_come() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = corpus::build(&folder.path().join("news"), 7);
    let mut told: Vec<(&str, u64, u64)> = Vec::new();
    let verified = store.verify(|at| told.push((at.stage, at.done, at.total))).unwrap();
    assert_eq!(verified.problems, [""; 0]);
    assert!(told.iter().all(|(_, done, total)| done <= total), "{told:?}");
    let ended: Vec<&str> =
        told.iter().filter(|(_, done, total)| done == total).map(|(stage, ..)| *stage).collect();
    assert_eq!(
        ended,
        ["log", "articles", "keys", "lists", "speakers", "names"],
        "nobody was edited"
    );
}
