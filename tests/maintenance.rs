//! Backups, and stores that are written anew: every answer stays, nothing is overwritten, nothing
//! removed is left.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;

use std::fs;
use std::path::Path;

use onrecord::{ChangeCursor, Draft, ErrorKind, OpenOptions, Store};

/// All that a store answers: its articles and quotes, its speakers, its counts.
fn answers(store: &Store) -> (String, Vec<(String, u64)>, u64) {
    let mut lines = Vec::new();
    store.export_jsonl(&mut lines).unwrap();
    let speakers = store.speakers().iter().map(|speaker| speaker.unwrap());
    let speakers =
        speakers.map(|speaker| (speaker.name().to_owned(), speaker.quote_count())).collect();
    (String::from_utf8(lines).unwrap(), speakers, store.quotes().count().unwrap())
}

fn sound(store: &Store) {
    assert_eq!(store.verify(|_| {}).unwrap().problems, Vec::<String>::new());
}

/// Removes, replaces, and edits, so that more than plain loading stands in the log. Returns the key
/// of the fourth article, which is removed.
fn change(store: &Store, told: &[corpus::Told]) -> String {
    let key = store.article(told[3].id).unwrap().unwrap().key().to_owned();
    for at in [3, 11] {
        assert!(store.remove(told[at].id).unwrap());
    }
    store.ingest(&Draft::new("“We won,” said Nigerian minister Ada Nkemelu.").key("late")).unwrap();
    store
        .ingest(&Draft::new("“We lost,” said Nigerian minister Ada Nkemelu.").key("late"))
        .unwrap();
    let mut speakers = store.speakers().iter().map(|speaker| speaker.unwrap().id());
    let (one, other, third) =
        (speakers.next().unwrap(), speakers.next().unwrap(), speakers.next().unwrap());
    store.merge_speakers(one, other).unwrap();
    store.rename_speaker(third, Some("Somebody Else")).unwrap();
    key
}

fn contains(folder: &Path, words: &str) -> bool {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return contains(&path, words);
        }
        let bytes = fs::read(path).unwrap();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    })
}

#[test]
fn a_restored_store_answers_as_the_one_that_was_backed_up() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (store, told) = corpus::build(&at("news"), 40);
    let whole = store.backup(at("monday")).unwrap();
    let monday = answers(&store);
    let key = change(&store, &told);
    let next = store.backup_since(whole.cursor, at("tuesday")).unwrap();
    let tuesday = answers(&store);
    assert_ne!(monday, tuesday);
    assert!(next.bytes < whole.bytes / 3, "{} of {}", next.bytes, whole.bytes);
    // What is written later is in neither.
    store.put(&Draft::new("Late.").key("after")).unwrap();

    Store::restore(&[at("monday")], at("one")).unwrap();
    Store::restore(&[at("monday"), at("tuesday")], at("two")).unwrap();
    for (name, expected) in [("one", &monday), ("two", &tuesday)] {
        let copy = Store::open(at(name)).unwrap();
        assert_eq!(&answers(&copy), expected, "{name}");
        sound(&copy);
    }
    // Ids go on, and a follower of the changes that had seen no more than the backup can go on with
    // the copy.
    let copy = Store::open(at("two")).unwrap();
    assert_eq!(copy.changes(next.cursor).unwrap().count(), 0);
    let stored = copy.put(&Draft::new("Another.").key("another")).unwrap();
    let last = store.articles().iter().map(|article| article.unwrap().id()).max().unwrap();
    assert!(stored.article >= last, "{} {last}", stored.article);
    let gone = told[3].id;
    assert!(copy.article(gone).unwrap().is_none());
    // The key of a removed article keeps its id, in the copy as in the original.
    let again = copy.put(&Draft::new("Again.").key(&key)).unwrap();
    assert_eq!(again.article, gone);
    let newer = store.changes(ChangeCursor::START).unwrap().last().unwrap().unwrap().cursor;
    let error = copy.changes(newer).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RolledBack, "{error}");
}

#[test]
fn a_backup_that_is_damaged_or_out_of_order_is_refused_and_nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (store, told) = corpus::build(&at("news"), 12);
    let whole = store.backup(at("whole")).unwrap();
    change(&store, &told);
    let next = store.backup_since(whole.cursor, at("next")).unwrap();
    store.put(&Draft::new("Late.").key("after")).unwrap();
    store.backup_since(next.cursor, at("last")).unwrap();

    for order in [vec!["next"], vec!["whole", "last"], vec!["whole", "next", "next"], vec![]] {
        let files: Vec<_> = order.iter().map(|name| at(name)).collect();
        let error = Store::restore(&files, at("copy")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{order:?}: {error}");
    }
    assert_eq!(store.backup(at("whole")).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(
        Store::restore(&[at("whole")], at("news")).unwrap_err().kind(),
        ErrorKind::InvalidInput
    );
    assert_eq!(Store::restore(&[at("none")], at("copy")).unwrap_err().kind(), ErrorKind::NotFound);

    let bytes = fs::read(at("whole")).unwrap();
    let mut damaged: Vec<Vec<u8>> = (0..bytes.len())
        .step_by(bytes.len() / 97)
        .map(|bit| {
            let mut damaged = bytes.clone();
            damaged[bit] ^= 1 << (bit % 8);
            damaged
        })
        .collect();
    damaged.extend([0, 10, 40, bytes.len() / 2, bytes.len() - 1].map(|end| bytes[..end].to_vec()));
    damaged.push([bytes.as_slice(), b"x"].concat());
    for (number, damaged) in damaged.iter().enumerate() {
        fs::write(at("damaged"), damaged).unwrap();
        let error = Store::restore(&[at("damaged")], at("copy")).unwrap_err();
        let expected = [ErrorKind::Corrupt, ErrorKind::InvalidInput, ErrorKind::IncompatibleFormat];
        assert!(expected.contains(&error.kind()), "{number}: {error}");
        assert!(!at("copy").exists(), "{number}");
    }
    Store::restore(&[at("whole"), at("next"), at("last")], at("copy")).unwrap();
    assert_eq!(answers(&Store::open(at("copy")).unwrap()), answers(&store));
}

#[test]
fn a_compacted_store_answers_as_before_and_holds_nothing_that_was_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let (store, told) = corpus::build(&path, 60);
    change(&store, &told);
    let secret = store
        .put(&Draft::new("The xylograph of Zanzibar.").key("secret-key-7").title("Quixotic"))
        .unwrap();
    store.remove(secret.article).unwrap();
    let cursor = store.changes(ChangeCursor::START).unwrap().last().unwrap().unwrap().cursor;
    let before = answers(&store);
    let error = Store::compact(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Locked, "{error}");
    store.close().unwrap();
    assert!(
        contains(&path, "xylograph"),
        "the files keep what was removed; else the search shows nothing"
    );

    let compacted = Store::compact(&path).unwrap();
    assert!(compacted.after < compacted.before, "{compacted:?}");
    for words in ["xylograph", "secret-key-7", "Quixotic"] {
        assert!(!contains(&path, words), "{words}");
    }
    assert!(contains(&path, "Somebody Else"), "what is not removed is found in this way");
    let names: Vec<_> =
        fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    let store = Store::open(&path).unwrap();
    assert_eq!(answers(&store), before);
    sound(&store);
    assert_eq!(store.changes(cursor).unwrap().count(), 0);
}

#[test]
fn rebuilt_indexes_give_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let (store, told) = corpus::build(&path, 60);
    let key = change(&store, &told);
    let before = answers(&store);
    store.close().unwrap();
    Store::rebuild_indexes(&path).unwrap();
    let store = Store::open(&path).unwrap();
    assert_eq!(answers(&store), before);
    sound(&store);
    let again = store.put(&Draft::new("Again.").key(&key)).unwrap();
    assert_eq!(again.article, told[3].id);
}

/// Unpacks a store that is kept with the tests.
fn unpack(fixture: &str, folder: &Path) -> std::path::PathBuf {
    let packed = fs::File::open(Path::new("tests/fixtures").join(fixture)).unwrap();
    tar::Archive::new(flate2::read::GzDecoder::new(packed)).unpack(folder).unwrap();
    folder.join("news")
}

/// What stores of the fixtures hold, as the version that wrote them exported it, and with the mark
/// that exports have since.
fn exported(fixture: &str) -> String {
    let lines = fs::read_to_string(Path::new("tests/fixtures").join(fixture)).unwrap();
    let marked = lines.lines().map(|line| line.replacen('{', "{\"format\":\"onrecord/1\",", 1));
    marked.map(|line| line + "\n").collect()
}

#[test]
fn a_store_of_version_0_is_upgraded_on_request_and_keeps_all() {
    for fixture in ["v0.tar.gz", "v0-unclean.tar.gz"] {
        let folder = tempfile::tempdir().unwrap();
        let path = unpack(fixture, folder.path());
        let error = Store::open(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IncompatibleFormat, "{fixture}: {error}");
        assert!(error.to_string().contains("OpenOptions::upgrade"), "{error}");
        let store = OpenOptions::new().upgrade(true).open(&path).unwrap();
        assert_eq!(answers(&store).0, exported("v0.jsonl"), "{fixture}");
        sound(&store);
        let quill =
            store.speakers().name("Tomasa Q.").iter().next().unwrap().unwrap().quote_count();
        assert_eq!(quill, 0, "one who lives on an edit alone");
        // The keys of removed articles still lead to their ids.
        for (key, id) in [("removed", "a14"), ("only", "a15"), ("new", "a16")] {
            let stored = store.put(&Draft::new("Again.").key(key)).unwrap();
            assert_eq!(stored.article.to_string(), id, "{fixture}");
        }
        store.close().unwrap();
        sound(&Store::open(&path).unwrap());
    }
}

/// What a store of version 1 holds, as the version that wrote it exported it.
const V1_UNCLEAN: &str = include_str!("fixtures/v1-unclean.jsonl");

#[test]
fn a_store_of_version_1_that_was_not_closed_is_upgraded_and_keeps_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = unpack("v1-unclean.tar.gz", folder.path());
    let error = Store::open(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IncompatibleFormat, "{error}");
    let store = OpenOptions::new().upgrade(true).open(&path).unwrap();
    assert_eq!(answers(&store).0, V1_UNCLEAN);
    sound(&store);
    let moment = store.article_by_key("moment").unwrap().unwrap().published().unwrap();
    assert_eq!((moment.to_string(), moment.offset()), ("2021-03-04T23:30:00.25Z".to_owned(), None));
    let long = store.article_by_key("long").unwrap().unwrap();
    let quotes = long.quotes().unwrap().into_iter();
    assert!(quotes.map(|quote| quote.text().len()).max() > Some(1024), "a quote of many words");
    assert_eq!(long.attributes().count(), 0);
    drop(long);
    // What was ingested is known again: the hash of it is the same.
    let again = store.import_jsonl(V1_UNCLEAN.as_bytes()).unwrap();
    assert_eq!((again.unchanged, again.added, again.replaced), (10, 0, 0), "{again:?}");
    store.close().unwrap();
    sound(&Store::open(&path).unwrap());
}

#[test]
fn a_store_and_a_backup_of_version_1_are_read_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let path = unpack("v1.tar.gz", folder.path());
    let copy = folder.path().join("copy");
    Store::restore(&[folder.path().join("backup")], &copy).unwrap();
    assert_eq!(Store::open(&path).unwrap_err().kind(), ErrorKind::IncompatibleFormat);
    // An upgrade is no making of a store: it declares no attribute.
    let declared = OpenOptions::new().upgrade(true).filter_attribute("desk").open(&path);
    assert_eq!(declared.unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(Store::open(&path).unwrap_err().kind(), ErrorKind::IncompatibleFormat);
    for path in [path, copy] {
        let store = OpenOptions::new().upgrade(true).open(&path).unwrap();
        assert!(store.snapshot().filter_attributes().is_empty(), "{}", path.display());
        assert_eq!(answers(&store).0, exported("v0.jsonl"), "{}", path.display());
        sound(&store);
        assert_eq!(
            store.put(&Draft::new("Again.").key("removed")).unwrap().article.to_string(),
            "a14"
        );
    }
}
