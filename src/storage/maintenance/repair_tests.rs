//! Each kind of damage, planted where it hurts: what is whole stays, what is not is named and set
//! aside.

use std::path::Path;

use crate::error::ErrorKind;
use crate::model::{Draft, ExtractedQuote, Extraction, Span};
use crate::storage::ChangeCursor;
use crate::storage::engine::Table;
use crate::{OpenOptions, Store};

fn draft(key: &str) -> Draft {
    let mut quote = ExtractedQuote::new(Span::new(0, 6));
    quote.speaker = Some("Ada Nkemelu".to_owned());
    let found = Extraction { quotes: vec![quote], ..Extraction::default() };
    Draft::new(format!("We won {key}.")).key(key).extraction(found)
}

/// Six articles, of which the second is removed and the third replaced, and a speaker that a user
/// renamed.
fn make(path: &Path) {
    let store = Store::create_new(path).unwrap();
    let stored = ["a", "b", "c", "d", "e", "f"].map(|key| store.put(&draft(key)).unwrap().article);
    store.remove(stored[1]).unwrap();
    store.put(&Draft { text: "We won c. Twice.".to_owned(), ..draft("c") }).unwrap();
    let ada = store.speakers().iter().next().unwrap().unwrap().id();
    store.rename_speaker(ada, Some("Ada N.")).unwrap();
    store.close().unwrap();
}

/// Breaks a value: one bit of it is flipped, or it is taken out.
fn damage(path: &Path, table: Table, number: usize, flip: bool) -> Vec<u8> {
    let store = Store::open(path).unwrap();
    let engine = &store.storage.tables.engine;
    let (key, value) = engine.scan(table, Vec::new()..).nth(number).unwrap().unwrap();
    if flip {
        let mut value = value.to_vec();
        let last = value.len() - 1;
        value[last] ^= 1;
        engine.insert(table, &key, value).unwrap();
    } else {
        engine.remove(table, &key).unwrap();
    }
    engine.sync().unwrap();
    key.to_vec()
}

fn keys(store: &Store) -> Vec<String> {
    let mut keys: Vec<_> =
        store.articles().iter().map(|article| article.unwrap().key().to_owned()).collect();
    keys.sort_unstable();
    keys
}

fn names(store: &Store) -> Vec<String> {
    store.speakers().iter().map(|speaker| speaker.unwrap().name().to_owned()).collect()
}

#[test]
fn damage_to_what_is_derived_loses_nothing() {
    for (table, number) in [
        (Table::States, 0),
        (Table::Keys, 2),
        (Table::Speakers, 0),
        (Table::Names, 0),
        (Table::Lists, 0),
        (Table::Lists, 1),
        (Table::Edited, 0),
        (Table::Meta, 0),
        (Table::Meta, 1),
    ] {
        for flip in [true, false] {
            if flip && table == Table::Names {
                continue;
            }
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("news");
            make(&path);
            let context = format!("{table:?} {:?} {flip}", damage(&path, table, number, flip));
            let report = Store::repair(&path, folder.path().join("quarantine")).unwrap();
            assert_eq!(
                (report.articles, report.lost.len(), report.set_aside),
                (5, 0, 0),
                "{context}"
            );
            assert!(!folder.path().join("quarantine").exists(), "{context}");
            let store = Store::open(&path).unwrap();
            assert_eq!(keys(&store), ["a", "c", "d", "e", "f"], "{context}");
            assert_eq!(names(&store), ["Ada N."], "{context}");
            assert_eq!(store.quotes().speaker("Ada N.").count().unwrap(), 5, "{context}");
            assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{context}");
        }
    }
}

#[test]
fn an_article_that_is_damaged_is_named_and_set_aside_and_the_rest_stays() {
    for table in [Table::Heads, Table::Bodies, Table::Quotes] {
        for flip in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("news");
            make(&path);
            // In the order of revisions: a, d, e, f, c.
            let key = damage(&path, table, 1, flip);
            let context = format!("{table:?} {flip}");
            let quarantine = folder.path().join("quarantine");
            let report = Store::repair(&path, &quarantine).unwrap();
            let lost: Vec<_> = report
                .lost
                .iter()
                .map(|lost| (lost.article.to_u64(), lost.key.as_deref()))
                .collect();
            let known = Some("d").filter(|_| table != Table::Heads);
            assert_eq!(lost, [(4, known)], "{context}");
            assert_eq!(report.articles, 4, "{context}");
            let lines = std::fs::read_to_string(&quarantine).unwrap();
            assert_eq!(lines.lines().count() as u64, report.set_aside, "{context}");
            assert_eq!(report.set_aside, if flip { 3 } else { 2 }, "{context}");
            assert!(lines.contains(&super::repair::hexadecimal(&key)), "{context}");
            let store = Store::open(&path).unwrap();
            assert_eq!(keys(&store), ["a", "c", "e", "f"], "{context}");
            assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{context}");
            assert_eq!(store.changes(ChangeCursor::START).unwrap().count(), 7, "{context}");
            // Its key leads to its id, so that loading it again mends the store.
            assert_eq!(store.put(&draft("d")).unwrap().article.to_u64(), 4, "{context}");
            let again = Store::repair(&path, &quarantine).unwrap_err();
            assert_eq!(again.kind(), ErrorKind::Locked, "{context}");
        }
    }
}

#[test]
fn without_entries_of_the_log_the_indexes_tell_what_was_visible() {
    for number in 0..9 {
        for flip in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("news");
            make(&path);
            damage(&path, Table::Log, number, flip);
            let report = Store::repair(&path, folder.path().join("quarantine")).unwrap();
            assert_eq!(
                (report.lost.len(), report.lost_edits.len()),
                (0, 0),
                "{number} {flip}: {report:?}"
            );
            assert_eq!(report.set_aside, u64::from(flip), "{number}");
            let store = Store::open(&path).unwrap();
            assert_eq!(keys(&store), ["a", "c", "d", "e", "f"], "{number} {flip}");
            assert_eq!(names(&store), ["Ada N."], "{number} {flip}");
            assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{number} {flip}");
        }
    }
}

#[test]
fn an_edit_that_is_damaged_is_named_and_a_side_file_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    make(&path);
    {
        let store = Store::open(&path).unwrap();
        store.storage.tables.engine.scan(Table::Edits, Vec::new()..).for_each(|entry| {
            let (key, _) = entry.unwrap();
            store.storage.tables.engine.insert(Table::Edits, &key, vec![1]).unwrap();
        });
        store.storage.tables.engine.sync().unwrap();
    }
    std::fs::write(path.join("mark"), [9; 100]).unwrap();
    assert_eq!(Store::open(&path).unwrap_err().kind(), ErrorKind::Corrupt);
    let report = Store::repair(&path, folder.path().join("quarantine")).unwrap();
    assert_eq!((report.articles, report.lost_edits.len(), report.set_aside), (5, 1, 1));
    let store = Store::open(&path).unwrap();
    assert_eq!(names(&store), ["Ada Nkemelu"]);
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

#[test]
fn without_a_header_the_lists_tell_what_articles_are_found_by() {
    for flip in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news");
        let options = OpenOptions::new().create(true);
        let options = ["tag", "desk", "unused"]
            .iter()
            .fold(options, |options, name| options.filter_attribute(*name));
        let store = options.open(&path).unwrap();
        store.put(&draft("a").attribute("desk", "World").attribute("note", "world")).unwrap();
        store.put(&draft("b").attribute("tag", "rain").attribute("tag", "harbour")).unwrap();
        store.close().unwrap();
        assert_eq!(damage(&path, Table::Meta, 0, flip), b"header");
        let report = Store::repair(&path, folder.path().join("quarantine")).unwrap();
        assert_eq!((report.articles, report.lost.len()), (2, 0), "{flip}");
        let store = Store::open(&path).unwrap();
        assert_eq!(store.snapshot().filter_attributes(), ["desk", "tag"], "{flip}");
        assert_eq!(keys_by(&store, "desk", "world"), ["a"], "{flip}");
        assert_eq!(keys_by(&store, "tag", "harbour"), ["b"], "{flip}");
        assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0], "{flip}");
    }
}

fn keys_by(store: &Store, name: &str, value: &str) -> Vec<String> {
    let found = store.articles().attribute(name, value);
    found.iter().map(|article| article.unwrap().key().to_owned()).collect()
}
