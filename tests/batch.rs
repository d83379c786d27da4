//! A batch leaves nothing until it is committed, and then all of it, with one durability point.

#![allow(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use onrecord::{ChangeCursor, Draft, Durability, ErrorKind, OpenOptions, Outcome, Store};

fn draft(key: &str) -> Draft {
    Draft::new(format!("Text of {key}.")).key(key)
}

#[test]
fn a_batch_is_committed_in_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store =
        OpenOptions::new().create(true).durability(Durability::Process).open(&path).unwrap();
    store.put(&draft("a")).unwrap();
    let mut batch = store.batch();
    assert!(batch.is_empty());
    for key in ["b", "a", "c"] {
        batch.put(draft(key)).unwrap();
    }
    batch.put(Draft::new("Another text.").key("b")).unwrap();
    assert_eq!((batch.len(), store.articles().count().unwrap()), (4, 1));
    let outcomes: Vec<_> = batch.commit().unwrap().iter().map(|stored| stored.outcome).collect();
    assert_eq!(outcomes, [Outcome::Added, Outcome::Unchanged, Outcome::Added, Outcome::Replaced]);
    assert_eq!(store.stats().unwrap().durable, 4);
    let last = store.articles().page(1).unwrap().items.remove(0);
    assert_eq!(store.changes(ChangeCursor::START).unwrap().count(), 4);
    assert_eq!(last.key(), "c");
    assert_eq!(store.article_by_key("b").unwrap().unwrap().text().unwrap(), "Another text.");
}

#[test]
fn a_batch_that_is_dropped_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let mut batch = store.batch();
    batch.put(draft("a")).unwrap();
    let refused = batch.put(Draft::new("x").key("")).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    assert_eq!(batch.len(), 1, "a refused draft changes nothing");
    drop(batch);
    assert_eq!(store.articles().count().unwrap(), 0);
    assert_eq!(store.changes(ChangeCursor::START).unwrap().count(), 0);
}
