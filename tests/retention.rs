//! What is old goes in batches, the feed begins at its floor, and nothing that a store still needs
//! goes with what is below it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::path::Path;

use jiff::civil::date;
use onrecord::{
    ArticleId, ChangeCursor, ChangeKind, Draft, ErrorKind, Extract, ExtractedQuote, Extraction,
    HeldBy, OpenOptions, Outcome, Published, Span, SpeakerId, Store, Tombstone,
};

fn draft(key: impl std::fmt::Display) -> Draft {
    let mut quote = ExtractedQuote::new(Span::new(0, 6));
    quote.speaker = Some("Ada Nkemelu".to_owned());
    let mut found = Extraction::default();
    found.quotes.push(quote);
    Draft::new("We won.").key(format!("{key}")).extraction(found)
}

fn sound(store: &Store) {
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

fn kinds(store: &Store, since: ChangeCursor) -> Vec<ChangeKind> {
    store.changes(since).unwrap().map(|change| change.unwrap().kind).collect()
}

fn keys(store: &Store) -> Vec<String> {
    store.articles().oldest_first().iter().map(|found| found.unwrap().key().to_owned()).collect()
}

#[test]
fn what_is_certainly_older_goes_in_batches_after_a_dry_run_counted_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    for number in 0..300_i16 {
        let day = i8::try_from(1 + number % 28).unwrap();
        store.put(&draft(number).published(date(2020, 6, day))).unwrap();
    }
    store.put(&draft("june").published(Published::month(2020, 6).unwrap())).unwrap();
    store.put(&draft("july").published(Published::month(2020, 7).unwrap())).unwrap();
    store.put(&draft("first").published(date(2020, 7, 1))).unwrap();
    store.put(&draft("tenth").published(date(2020, 7, 10))).unwrap();
    let moment: jiff::Timestamp = "2020-07-09T23:30:00Z".parse().unwrap();
    store.put(&draft("moment").published(moment)).unwrap();
    store.put(&draft("undated")).unwrap();
    let before = keys(&store);

    let query = store.articles().older_than(date(2020, 7, 10));
    let counted = query.remove_dry_run().unwrap();
    assert_eq!((counted.articles, counted.quotes, counted.batches), (303, 303, 3));
    assert_eq!(query.count().unwrap(), 303);
    assert_eq!(keys(&store), before, "a dry run removes nothing");
    assert_eq!(store.remove_older_than(date(2020, 7, 10)).unwrap(), counted);
    assert_eq!(keys(&store), ["undated", "july", "tenth"]);
    assert_eq!(store.quotes().count().unwrap(), 3);
    assert_eq!(store.remove_older_than(date(2020, 7, 10)).unwrap().articles, 0);
    sound(&store);
    // The oldest that a page of a snapshot shows are removed from the store.
    let snapshot = store.snapshot();
    assert_eq!(snapshot.articles().older_than(date(2020, 8, 1)).remove().unwrap().articles, 2);
    assert_eq!(keys(&store), ["undated"]);
    sound(&store);
}

/// Puts, replaces, removes and corrects; returns the cursor after the last of these changes.
fn change(store: &Store) -> ChangeCursor {
    for key in ["a", "b", "c", "d"] {
        store.put(&draft(key)).unwrap();
    }
    store.put(&draft("a").title("Again")).unwrap();
    store.rename_speaker(SpeakerId::from_u64(1), Some("Ada N.")).unwrap();
    store.rename_speaker(SpeakerId::from_u64(1), Some("Dr Ada")).unwrap();
    store.remove(ArticleId::from_u64(2)).unwrap();
    store.changes(ChangeCursor::START).unwrap().last().unwrap().unwrap().cursor
}

#[test]
fn the_feed_begins_with_what_is_there_and_an_older_cursor_is_expired() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let path = at("news");
    let store = Store::create_new(&path).unwrap();
    let floor = change(&store);
    let whole: Vec<_> =
        store.changes(ChangeCursor::START).unwrap().map(|change| change.unwrap().cursor).collect();
    store.set_feed_floor(floor).unwrap();
    store.put(&draft("c").title("Later")).unwrap();
    store.put(&draft("e")).unwrap();
    let [a, c, d, e] = [1, 3, 4, 5].map(|id| ChangeKind::Put(ArticleId::from_u64(id)));
    let ada = ChangeKind::SpeakerEdited(SpeakerId::from_u64(1));

    let check = |store: &Store, name: &str| {
        assert_eq!(kinds(store, ChangeCursor::START), [d, a, ada, c, e], "{name}");
        assert_eq!(kinds(store, floor), [c, e], "{name}");
        for old in &whole[..whole.len() - 1] {
            assert_eq!(store.changes(*old).unwrap_err().kind(), ErrorKind::Expired, "{name}");
            let error = store.backup_since(*old, at("old")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Expired, "{name}");
            assert_eq!(store.set_feed_floor(*old).unwrap_err().kind(), ErrorKind::Expired);
        }
        // Who is interrupted below the floor starts over; after it, goes on.
        let mut changes = store.changes(ChangeCursor::START).unwrap();
        let below: Vec<_> = changes.by_ref().take(3).map(|change| change.unwrap().cursor).collect();
        assert_eq!(below[..2], [ChangeCursor::START; 2], "{name}");
        assert_eq!(store.changes(below[2]).unwrap().count(), 2, "{name}");
        assert_eq!(keys(store).len(), 4);
        assert_eq!(store.put(&draft("b")).unwrap().article, ArticleId::from_u64(2), "{name}");
        store.remove(ArticleId::from_u64(2)).unwrap();
        sound(store);
    };
    store.backup(at("whole")).unwrap();
    let last = store.changes(floor).unwrap().last().unwrap().unwrap().cursor;
    store.put(&draft("f")).unwrap();
    store.backup_since(last, at("next")).unwrap();
    store.remove(ArticleId::from_u64(6)).unwrap();
    store.close().unwrap();

    // All that rewrites a store keeps what is needed, and what is below the floor goes.
    let log = |store: &Store| store.changes(floor).unwrap().count();
    let tail = log(&Store::open(&path).unwrap());
    Store::compact(&path).unwrap();
    let store = Store::open(&path).unwrap();
    sound(&store);
    assert_eq!(log(&store), tail);
    store.backup(at("compacted")).unwrap();
    store.close().unwrap();
    Store::rebuild_indexes(&path).unwrap();
    sound(&Store::open(&path).unwrap());
    let kept = |path: &Path| {
        let store = Store::open(path).unwrap();
        sound(&store);
        (keys(&store), kinds(&store, ChangeCursor::START)[..3].to_vec())
    };
    let expected = kept(&path);
    Store::restore(&[at("compacted")], at("copy")).unwrap();
    assert_eq!(kept(&at("copy")), expected);
    assert_eq!(Store::check_backup(&[at("compacted")]).unwrap().articles, 4);
    assert_eq!(Store::check_backup(&[at("whole"), at("next")]).unwrap().articles, 5);
    Store::restore(&[at("whole")], at("before")).unwrap();
    check(&Store::open(at("before")).unwrap(), "restored");
    let report = Store::repair(&path, at("quarantine")).unwrap();
    assert_eq!((report.articles, report.lost.len()), (4, 0));
    assert_eq!(keys(&Store::open(&path).unwrap()), expected.0);
}

#[test]
fn the_floor_survives_an_unclean_end_and_a_store_without_one_keeps_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    let floor = change(&store);
    assert_eq!(kinds(&store, ChangeCursor::START).len(), 8, "all are kept without a floor");
    store.set_feed_floor(floor).unwrap();
    store.put(&draft("e")).unwrap();
    store.sync().unwrap();
    // The files as a kill would leave them.
    let copy = folder.path().join("copy");
    copy_all(&path, &copy);
    drop(store);
    let store = OpenOptions::new().open(&copy).unwrap();
    sound(&store);
    assert_eq!(kinds(&store, ChangeCursor::START).len(), 5);
    assert_eq!(store.changes(floor).unwrap().count(), 1);
    let foreign = "c9.1".parse().unwrap();
    assert_eq!(store.set_feed_floor(foreign).unwrap_err().kind(), ErrorKind::InvalidInput);
}

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn an_older_backup_is_restored_without_what_was_erased_since() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let store = Store::create_new(at("news")).unwrap();
    let secret = store.put(&draft("secret").title("Xylograph")).unwrap().article;
    let mut found = Extraction::default();
    let mut quote = ExtractedQuote::new(Span::new(0, 7));
    quote.speaker = Some("Ben Okafor".to_owned());
    found.quotes.push(quote);
    let other = Draft::new("We lost, said Ben Okafor.").key("other").extraction(found);
    store.put(&other).unwrap();
    store.backup(at("backup")).unwrap();
    let ben = store.speakers().name("Ben Okafor").page(1).unwrap().items[0].id();
    store.erase_article(secret).unwrap();
    assert_eq!(store.erase_speaker(ben).unwrap().quotes, 1);
    let texts: Vec<String> = store.tombstones().unwrap().iter().map(ToString::to_string).collect();
    assert!(texts.iter().all(|text| !text.contains("secret")), "{texts:?}");
    let tombstones: Vec<Tombstone> = texts.iter().map(|text| text.parse().unwrap()).collect();
    assert!("a41f".parse::<Tombstone>().is_err());

    let report = Store::restore_erased(&[at("backup")], at("copy"), &tombstones).unwrap();
    assert_eq!((report.articles, report.held_by), (2, vec![HeldBy::Backups, HeldBy::Publications]));
    let copy = Store::open(at("copy")).unwrap();
    sound(&copy);
    assert_eq!(keys(&copy), ["other"]);
    assert_eq!(copy.tombstones().unwrap(), tombstones);
    assert_eq!(copy.put(&draft("secret")).unwrap().outcome, Outcome::Erased);
    assert_eq!(copy.put(&other.clone().title("Again")).unwrap().quotes, 0);
    let text = copy.article_by_key("other").unwrap().unwrap().text().unwrap().to_string();
    assert_eq!(text, "__ ____, said ___ ______.");
    assert!(copy.unerase_article("secret").unwrap() && copy.unerase_speaker("ben okafor").unwrap());
    let again = copy.put(&draft("secret")).unwrap();
    assert_eq!((again.outcome, copy.put(&other).unwrap().quotes), (Outcome::Added, 1));
    assert_ne!(again.article, secret, "the id of an erased article is not used again");
    sound(&copy);
    copy.close().unwrap();
    let copy = Store::open(at("copy")).unwrap();
    assert_eq!(copy.tombstones().unwrap(), []);
    sound(&copy);
    // The feed tells followers to forget.
    let erased: Vec<_> = kinds(&store, ChangeCursor::START);
    assert!(erased.contains(&ChangeKind::Erased(secret)), "{erased:?}");
}

/// An extractor that finds nothing.
struct Nothing;
impl Extract for Nothing {
    fn id(&self) -> &'static str {
        "nothing/1"
    }
    fn extract(&self, _: &Draft) -> Result<Extraction, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Extraction::default())
    }
}

#[test]
fn a_load_counts_what_was_erased_and_skips_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let stored = store.put(&draft("a")).unwrap();
    let view = store.article(stored.article).unwrap();
    let report = store.erase_article(stored.article).unwrap();
    assert_eq!(
        report.held_by,
        [HeldBy::Files, HeldBy::Views, HeldBy::Backups, HeldBy::Publications]
    );
    drop(view);
    let missing = store.erase_article(stored.article).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    let mut acknowledged = Vec::new();
    let drafts = ["a", "b"].map(|key| Ok::<_, onrecord::Error>(draft(key)));
    let loader = store.loader_with(&Nothing);
    let loader = loader.progress(|progress| acknowledged.extend_from_slice(progress.keys));
    let report = loader.run(drafts).unwrap();
    assert_eq!((report.added, report.erased, report.articles()), (1, 1, 1));
    assert_eq!(acknowledged, ["b"]);
}

#[test]
fn a_damaged_backup_is_found_without_restoring_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let store = Store::create_new(at("news")).unwrap();
    change(&store);
    let whole = store.backup(at("whole")).unwrap();
    store.put(&draft("e")).unwrap();
    store.backup_since(whole.cursor, at("next")).unwrap();
    let check = Store::check_backup(&[at("whole"), at("next")]).unwrap();
    assert_eq!((check.articles, check.changes), (4, 9));
    let files = std::fs::metadata(at("whole")).unwrap().len()
        + std::fs::metadata(at("next")).unwrap().len();
    assert_eq!(check.bytes, files);
    let kind = |files: &[&str]| {
        let files: Vec<_> = files.iter().map(|name| at(name)).collect();
        Store::check_backup(&files).unwrap_err().kind()
    };
    assert_eq!(kind(&["next"]), ErrorKind::InvalidInput);
    assert_eq!(kind(&["whole", "absent"]), ErrorKind::NotFound);
    let mut bytes = std::fs::read(at("whole")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(at("damaged"), bytes).unwrap();
    assert_eq!(kind(&["damaged"]), ErrorKind::Corrupt);
}
