//! Compaction beside commits, stopped at a known place by its limit of bytes, so that what is
//! committed meanwhile has to be caught up with.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use super::compact_open::begin;
use crate::error::ErrorKind;
use crate::model::{Country, Draft, ExtractedQuote, Extraction, Span};
use crate::storage::compaction::{CompactPhase, Compaction, CompactionControl};
use crate::storage::write::Outcome;
use crate::{ChangeCursor, OpenOptions, Store};

const NAMES: [&str; 4] = ["Ada Nkemelu", "Ben Okafor", "Lena Park", "Omar Haddad"];

fn draft(number: usize, version: usize) -> Draft {
    let text = format!("“We said {version},” said one of {number}. ").repeat(60);
    let mut found = Extraction::default();
    for quote in 0..number % 4 {
        let start = u32::try_from(quote * 5).unwrap();
        let mut quoted = ExtractedQuote::new(Span::new(start + 3, start + 20));
        quoted.speaker = Some(NAMES[(number + quote) % NAMES.len()].to_owned());
        quoted.from = number.is_multiple_of(3).then_some(Country::NG);
        found.quotes.push(quoted);
    }
    Draft::new(text).key(format!("key {number}")).extraction(found)
}

/// A store in which articles were stored, replaced and removed, and a checkpoint was taken.
fn filled(path: &Path) -> Store {
    let store = OpenOptions::new().create(true).open(path).unwrap();
    for number in 0..120 {
        store.put(&draft(number, 1)).unwrap();
    }
    for number in (0..120).step_by(5) {
        store.put(&draft(number, 2)).unwrap();
    }
    for number in (0..120).step_by(17) {
        let article = store.article_by_key(&format!("key {number}")).unwrap().unwrap();
        store.remove(article.id()).unwrap();
    }
    store.close().unwrap();
    OpenOptions::new().open(path).unwrap()
}

/// Begins a compaction that has pinned what it copies, and does not come to its end by itself.
fn begun(store: &Store) -> Compaction {
    let control = CompactionControl::new();
    control.limit(Some(1));
    let compaction = begin(&store.storage, control).unwrap();
    while compaction.progress().bytes == 0 {
        sleep(Duration::from_millis(1));
    }
    assert_eq!(compaction.progress().phase, CompactPhase::Copying);
    compaction
}

/// Lets a compaction come to its end.
fn finish(compaction: Compaction) {
    compaction.limit(None);
    let report = compaction.join().unwrap().expect("nobody cancelled it");
    assert!(report.after > 0 && report.before > 0);
}

/// Returns all that a store answers, as text.
fn answers(store: &Store) -> Vec<String> {
    let mut all = Vec::new();
    for article in &store.articles() {
        let article = article.unwrap();
        all.push(format!("{} {} {}", article.id(), article.key(), article.text().unwrap()));
    }
    for quote in &store.quotes() {
        let quote = quote.unwrap();
        all.push(format!("{} {:?} {}", quote.id(), quote.speaker_name(), quote.text()));
    }
    for name in NAMES {
        let query = store.quotes().speaker(name);
        all.push(format!("{name} {} {}", query.count().unwrap(), query.iter().count()));
    }
    let from = store.quotes().speaker_country(Country::NG);
    all.push(format!("{} from {}", from.count().unwrap(), from.iter().count()));
    for speaker in &store.speakers() {
        let speaker = speaker.unwrap();
        all.push(format!("{} {} {:?}", speaker.id(), speaker.name(), speaker.country()));
    }
    all.extend(store.changes(ChangeCursor::START).unwrap().map(|change| format!("{change:?}")));
    all
}

fn sound(store: &Store) {
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

/// Changes of every kind.
fn change_all(store: &Store) {
    for number in 100..140 {
        store.put(&draft(number, 3)).unwrap();
    }
    for number in (1..100).step_by(9) {
        let article = store.article_by_key(&format!("key {number}")).unwrap().unwrap();
        store.remove(article.id()).unwrap();
    }
    let speaker = |name: &str| store.speakers().name(name).iter().next().unwrap().unwrap().id();
    store.rename_speaker(speaker("Lena Park"), Some("Lena B. Park")).unwrap();
    store.rename_speaker(speaker("Lena B. Park"), Some("Lena C. Park")).unwrap();
    store.set_speaker_country(speaker("Ben Okafor"), Some(Country::KE)).unwrap();
    store.merge_speakers(speaker("Omar Haddad"), speaker("Ada Nkemelu")).unwrap();
    for number in [3, 4] {
        let article = store.article_by_key(&format!("key {number}")).unwrap().unwrap();
        store.erase_article(article.id()).unwrap();
    }
    assert!(store.unerase_article("key 4").unwrap());
    let last = store.changes(ChangeCursor::START).unwrap().last().unwrap().unwrap();
    store.set_feed_floor(last.cursor).unwrap();
    // What the copy has to catch up with is in both memtables and in the tables.
    store.put(&draft(150, 1)).unwrap();
}

#[test]
fn a_compacted_open_store_answers_as_one_that_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let [path, other] = ["news", "other"].map(|name| folder.path().join(name));
    let store = filled(&path);
    let before = answers(&store);
    let compaction = begun(&store);
    assert_eq!(answers(&store), before);
    change_all(&store);
    let control = filled(&other);
    change_all(&control);
    let expected = answers(&control);
    assert_eq!(answers(&store), expected, "while it goes on");
    finish(compaction);
    assert_eq!(answers(&store), expected, "compacted");
    sound(&store);
    let again = store.put(&draft(3, 1)).unwrap();
    assert_eq!(again.outcome, Outcome::Erased);
    store.put(&draft(151, 1)).unwrap();
    control.put(&draft(151, 1)).unwrap();
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    assert_eq!(answers(&store), answers(&control), "opened again");
    sound(&store);
}

#[test]
fn views_and_snapshots_of_before_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("news"));
    let snapshot = store.snapshot();
    let texts = |store: &crate::Snapshot| -> Vec<String> {
        let articles = store.articles();
        articles.iter().map(|article| article.unwrap().text().unwrap().to_string()).collect()
    };
    let expected = texts(&snapshot);
    let article = store.article_by_key("key 7").unwrap().unwrap();
    let quotes = store.quotes();
    let mut walk = quotes.iter();
    let first = walk.next().unwrap().unwrap();
    let changes = store.changes(ChangeCursor::START).unwrap();
    let count = store.changes(ChangeCursor::START).unwrap().count();
    let compaction = begun(&store);
    store.put(&draft(7, 9)).unwrap();
    let meanwhile = store.snapshot();
    finish(compaction);
    for number in 0..60 {
        store.put(&draft(number, 11)).unwrap();
    }
    finish(store.compact_in_background().unwrap());
    assert!(store.storage.has_views_of_before());
    assert_eq!(texts(&snapshot), expected);
    assert_eq!(snapshot.quotes().iter().count() as u64, snapshot.quotes().count().unwrap());
    assert_eq!(article.text().unwrap(), draft(7, 1).text());
    assert!(meanwhile.article_by_key("key 7").unwrap().unwrap().text().unwrap().contains("said 9"));
    assert_eq!(walk.count() as u64 + 1, snapshot.quotes().count().unwrap());
    assert_eq!(first.article().unwrap().id(), first.article_id());
    assert_eq!(changes.map(Result::unwrap).count(), count);
    drop((snapshot, meanwhile, article, first, quotes));
    assert!(!store.storage.has_views_of_before());
    sound(&store);
}

#[test]
#[cfg(target_os = "linux")]
fn the_old_files_are_let_go_with_their_last_reader() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = filled(&path);
    let removed = || {
        let open = std::fs::read_dir("/proc/self/fd").unwrap();
        let links = open.filter_map(|file| std::fs::read_link(file.unwrap().path()).ok());
        let within = links.filter(|link| link.starts_with(&path));
        within.filter(|link| link.to_string_lossy().ends_with(" (deleted)")).count()
    };
    let snapshot = store.snapshot();
    finish(store.compact_in_background().unwrap());
    assert!(removed() > 0, "a snapshot of before is held");
    drop(snapshot);
    // Threads of the engine give it back a moment after a close.
    let begun = std::time::Instant::now();
    while removed() > 0 {
        assert!(begun.elapsed() < Duration::from_secs(5), "the old files are still open");
        sleep(Duration::from_millis(5));
    }
    let names = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["engine", "lock", "mark"]);
}

#[test]
fn one_that_is_cancelled_or_dropped_leaves_the_store_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = filled(&path);
    let before = answers(&store);
    let compaction = begun(&store);
    assert!(path.join("rewrite").exists());
    let second = store.compact_in_background().unwrap_err();
    assert_eq!(second.kind(), ErrorKind::Locked);
    compaction.pause();
    compaction.limit(None);
    sleep(Duration::from_millis(30));
    assert_eq!(compaction.progress().phase, CompactPhase::Copying);
    compaction.cancel();
    assert_eq!(compaction.join().unwrap(), None);
    assert!(!path.join("rewrite").exists());
    assert_eq!(answers(&store), before);
    // One that rests does not keep the store open.
    let compaction = begun(&store);
    compaction.pause();
    drop(store);
    assert_eq!(compaction.join().unwrap(), None);
    let store = Store::open(&path).unwrap();
    assert!(!path.join("rewrite").exists());
    assert_eq!(answers(&store), before);
    // One whose handle is dropped goes on, and the next waits for nothing.
    drop(store.compact_in_background().unwrap());
    while store.compact_in_background().is_err() {
        sleep(Duration::from_millis(1));
    }
    sound(&store);
}

#[test]
fn the_limit_of_bytes_holds() {
    const LIMIT: u64 = 64 << 10;
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("news"));
    let control = CompactionControl::new();
    control.limit(Some(LIMIT));
    let begun = std::time::Instant::now();
    let compaction = begin(&store.storage, control).unwrap();
    sleep(Duration::from_millis(600));
    let progress = compaction.progress();
    let most = u128::from(LIMIT) * (3 + u128::from(begun.elapsed().as_secs()));
    assert!(progress.bytes > 0 && u128::from(progress.bytes) < most, "{progress:?}");
    finish(compaction);
}

#[test]
fn a_full_disk_ends_it_and_not_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    filled(&path).close().unwrap();
    let store = OpenOptions::new().disk_reserve(u64::MAX).open(&path).unwrap();
    let before = answers(&store);
    let failed = store.compact_in_background().unwrap().join().unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::DiskFull);
    assert_eq!(answers(&store), before);
    assert!(!path.join("rewrite").exists());
}

#[test]
fn its_files_are_as_small_as_those_of_a_closed_store() {
    let folder = tempfile::tempdir().unwrap();
    let [path, closed] = ["news", "closed"].map(|name| folder.path().join(name));
    let bytes = |path: &Path| crate::storage::files::folder_bytes(&path.join("engine")).unwrap();
    filled(&closed).close().unwrap();
    Store::compact(&closed).unwrap();
    let store = filled(&path);
    finish(store.compact_in_background().unwrap());
    store.close().unwrap();
    drop(Store::open(&path).unwrap());
    drop(Store::open(&closed).unwrap());
    let (open, closed) = (bytes(&path), bytes(&closed));
    assert!(open <= closed + closed / 4 + (512 << 10), "{open} bytes and {closed}");
}

#[test]
fn readers_and_writers_beside_it_see_one_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = filled(&path);
    let ended = AtomicBool::new(false);
    let is_ended = || ended.load(Ordering::Relaxed);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 200.. {
                store.put(&draft(number, 1)).unwrap();
                if is_ended() {
                    break;
                }
            }
        });
        scope.spawn(|| {
            let mut most = 0;
            while !is_ended() {
                let snapshot = store.snapshot();
                let counted = snapshot.articles().count().unwrap();
                assert_eq!(snapshot.articles().iter().count() as u64, counted);
                assert_eq!(
                    snapshot.quotes().iter().map(|quote| drop(quote.unwrap())).count() as u64,
                    snapshot.quotes().count().unwrap()
                );
                assert!(counted >= most, "{counted} articles after {most}");
                most = counted;
            }
        });
        for _ in 0..2 {
            finish(store.compact_in_background().unwrap());
        }
        ended.store(true, Ordering::Relaxed);
    });
    sound(&store);
    let there = answers(&store);
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(answers(&store), there);
    sound(&store);
}
