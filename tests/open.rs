//! Opening: what is asked for explicitly, what is refused, and what is noticed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::fs;
use std::path::Path;

use onrecord::{ChangeCursor, ChangeKind, Draft, Durability, ErrorKind, OpenOptions, Store};

fn put(store: &Store, keys: std::ops::Range<u32>) {
    for key in keys {
        store.put(&Draft::new(format!("Text {key}.")).key(format!("key {key}"))).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn a_mistyped_path_makes_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nwes");
    assert_eq!(Store::open(&path).unwrap_err().kind(), ErrorKind::NotFound);
    assert!(!path.exists());
    Store::create_new(&path).unwrap().close().unwrap();
    assert_eq!(Store::create_new(&path).unwrap_err().kind(), ErrorKind::InvalidInput);
    Store::open(&path).unwrap();
    let other = folder.path().join("photos");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("holiday.jpg"), "x").unwrap();
    let error = OpenOptions::new().create(true).open(&other).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(fs::read_dir(&other).unwrap().count(), 1, "nothing was added to the folder");
}

#[test]
fn a_store_is_open_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    assert_eq!(Store::open(&path).unwrap_err().kind(), ErrorKind::Locked);
    let handle = store.clone();
    drop(store);
    assert_eq!(
        Store::open(&path).unwrap_err().kind(),
        ErrorKind::Locked,
        "a clone still has it open"
    );
    drop(handle);
    for _ in 0..10 {
        Store::open(&path).unwrap();
    }
}

#[test]
fn a_rollback_is_noticed_and_accepted_only_explicitly() {
    let folder = tempfile::tempdir().unwrap();
    let (path, old) = (folder.path().join("news"), folder.path().join("old"));
    let store =
        OpenOptions::new().create(true).durability(Durability::Process).open(&path).unwrap();
    put(&store, 0..3);
    store.close().unwrap();
    copy(&path.join("engine"), &old);
    let store = OpenOptions::new().durability(Durability::Process).open(&path).unwrap();
    put(&store, 3..5);
    let seen = store.changes(ChangeCursor::START).unwrap().last().unwrap().unwrap().cursor;
    store.close().unwrap();
    fs::remove_dir_all(path.join("engine")).unwrap();
    copy(&old, &path.join("engine"));

    let error = Store::open(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RolledBack);
    assert!(
        error.to_string().contains("change 5") && error.to_string().contains("change 3"),
        "{error}"
    );
    let store = OpenOptions::new().accept_rollback(true).open(&path).unwrap();
    assert_eq!(store.changes(seen).unwrap_err().kind(), ErrorKind::RolledBack);
    put(&store, 7..8);
    let again: Vec<_> =
        store.changes(ChangeCursor::START).unwrap().map(|change| change.unwrap()).collect();
    assert_eq!(again.len(), 4);
    assert!(matches!(again[3].kind, ChangeKind::Put(_)));
    store.close().unwrap();
    Store::open(&path).expect("once accepted, it is as good as any");
}

#[test]
fn lost_files_are_noticed() {
    for file in ["mark", "engine/db", "engine"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news");
        let store = Store::create_new(&path).unwrap();
        put(&store, 0..3);
        store.close().unwrap();
        let lost = path.join(file);
        if lost.is_dir() { fs::remove_dir_all(lost) } else { fs::remove_file(lost) }.unwrap();
        let kind = Store::open(&path).unwrap_err().kind();
        assert!(matches!(kind, ErrorKind::RolledBack | ErrorKind::Corrupt), "{file}: {kind:?}");
    }
}

#[test]
fn a_making_that_was_interrupted_is_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    for _ in 0..3 {
        Store::create_new(&path).unwrap().close().unwrap();
        // As if the end had come before the engine kept anything.
        fs::remove_dir_all(path.join("engine")).unwrap();
        assert_eq!(Store::open(&path).unwrap_err().kind(), ErrorKind::NotFound);
    }
    Store::create_new(&path).unwrap().close().unwrap();
    put(&Store::open(&path).unwrap(), 0..3);
}

#[test]
fn the_side_file_of_another_store_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
    for path in [&one, &other] {
        let store = Store::create_new(path).unwrap();
        put(&store, 0..3);
        store.close().unwrap();
    }
    fs::copy(other.join("mark"), one.join("mark")).unwrap();
    assert_eq!(Store::open(&one).unwrap_err().kind(), ErrorKind::Corrupt);
}

#[test]
fn a_half_written_snapshot_of_the_engine_is_no_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    put(&store, 0..3);
    store.close().unwrap();
    fs::write(path.join("engine/snap.0000000000000001.generating"), "torn").unwrap();
    let store = Store::open(&path).unwrap();
    assert_eq!(store.changes(ChangeCursor::START).unwrap().count(), 3);
}

#[test]
fn damage_is_a_typed_error_or_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (path, whole) = (folder.path().join("news"), folder.path().join("whole"));
    let store = Store::create_new(&path).unwrap();
    put(&store, 0..40);
    store.close().unwrap();
    copy(&path, &whole);
    let length = fs::metadata(whole.join("engine/db")).unwrap().len();
    let mut refused = 0;
    for number in 0..60_u64 {
        fs::remove_dir_all(&path).unwrap();
        copy(&whole, &path);
        let mut bytes = fs::read(path.join("engine/db")).unwrap();
        // Spread over the file by a fixed stride, so that every run tests the same places.
        let at = usize::try_from(number * 7919 * 97 % length).unwrap();
        bytes[at] ^= 1 << (number % 8);
        fs::write(path.join("engine/db"), bytes).unwrap();
        let opened = Store::open(&path).and_then(|store| {
            let changes = store.changes(ChangeCursor::START)?.collect::<Result<Vec<_>, _>>()?;
            for change in &changes {
                if let ChangeKind::Put(article) = change.kind {
                    store.remove(article)?;
                }
            }
            Ok(changes.len())
        });
        match opened {
            Ok(changes) => assert_eq!(changes, 40, "byte {at}: a rollback without a word"),
            Err(error) => {
                refused += 1;
                let kind = error.kind();
                assert!(
                    matches!(
                        kind,
                        ErrorKind::Corrupt
                            | ErrorKind::RolledBack
                            | ErrorKind::Storage
                            | ErrorKind::IncompatibleFormat
                    ),
                    "byte {at}: {error}"
                );
            }
        }
    }
    assert!(refused > 0, "no flip hit anything");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_store() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    Store::create_new(&path).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(&path), 0);
    assert_eq!(mode(&path.join("mark")), 0);
}
