//! Named attributes of articles: what is kept, and what is refused.

#![cfg(feature = "json")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use onrecord::{Article, Draft, ErrorKind, Outcome, Store, limits};

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    (folder, store)
}

fn draft() -> Draft {
    Draft::new("“We won,” said Ada Nkemelu.")
        .key("vote")
        .attribute("tag", "Wahl ✓")
        .attribute("Desk", "world")
        .attribute("iptc:medtop.11", "")
        .attribute("tag", "a, b")
        .attribute("TAG", "a, b")
}

const EXPECTED: [(&str, &str); 4] =
    [("desk", "world"), ("iptc:medtop.11", ""), ("tag", "Wahl ✓"), ("tag", "a, b")];

fn find(store: &Store) -> Article {
    store.article_by_key("vote").unwrap().unwrap()
}

#[test]
fn attributes_survive_all_that_a_store_does() {
    let (folder, store) = store();
    store.put(&draft()).unwrap();
    assert!(find(&store).attributes().eq(EXPECTED));
    assert_eq!(find(&store).attribute("TAG"), Some("Wahl ✓"), "the first of a name");
    assert_eq!(find(&store).attribute("ta"), None);
    let backup = folder.path().join("backup");
    store.backup(&backup).unwrap();
    let mut exported = Vec::new();
    store.export_jsonl(&mut exported).unwrap();
    store.close().unwrap();

    let path = folder.path().join("news");
    Store::compact(&path).unwrap();
    let store = Store::open(&path).unwrap();
    assert!(find(&store).attributes().eq(EXPECTED), "after compacting");
    assert!(store.verify(|_| {}).unwrap().problems.is_empty());

    let restored = folder.path().join("restored");
    Store::restore(&[backup], &restored).unwrap();
    assert!(find(&Store::open(&restored).unwrap()).attributes().eq(EXPECTED), "restored");

    let line = String::from_utf8(exported.clone()).unwrap();
    let fields = r#""attributes":{"desk":"world","iptc:medtop.11":"","tag":["Wahl ✓","a, b"]}"#;
    assert!(line.contains(fields), "{line}");
    let imported = Store::create_new(folder.path().join("imported")).unwrap();
    imported.import_jsonl(&exported[..]).unwrap();
    assert!(find(&imported).attributes().eq(EXPECTED), "imported");
    let mut again = Vec::new();
    imported.export_jsonl(&mut again).unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), line);
}

#[test]
fn an_article_with_other_attributes_is_another_revision() {
    let (_folder, store) = store();
    let stored = |draft: &Draft| store.put(draft).unwrap().outcome;
    assert_eq!(stored(&draft()), Outcome::Added);
    assert_eq!(stored(&draft()), Outcome::Unchanged);
    assert_eq!(stored(&draft().attribute("tag", "c")), Outcome::Replaced);
    assert_eq!(find(&store).attributes().count(), 5);
}

#[test]
fn what_no_attribute_can_be_is_refused_by_name_and_limit() {
    let (_folder, store) = store();
    let refused = |draft: Draft, part: &str| {
        let error = store.put(&draft).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    };
    for name in ["", "a b", "-desk", ":a", "désk", "a/b", "a\n"] {
        refused(Draft::new("Rain.").attribute(name, "x"), &format!("{name:?} is no name"));
    }
    let long = "n".repeat(limits::ATTRIBUTE_NAME_BYTES);
    let value = "v".repeat(limits::ATTRIBUTE_VALUE_BYTES);
    let whole = Draft::new("Rain.").attribute(&*long, &*value);
    refused(Draft::new("Rain.").attribute(long.clone() + "n", "x"), "limit is 64");
    refused(Draft::new("Rain.").attribute("a", value.clone() + "v"), "limit is 4096");
    // The most that an article can have is stored, and read back.
    let most = (1..limits::ATTRIBUTES)
        .fold(whole, |draft, number| draft.attribute("a", format!("{number:04096}")));
    let stored = store.put(&most).unwrap();
    let article = store.article(stored.article).unwrap().unwrap();
    assert!(article.attributes().eq(most.attributes()));
    assert_eq!(article.attribute(&long), Some(&*value));
    refused(most.attribute("b", "x"), "limit is 64");
    let values = serde_json::to_string(&(0..100_000).map(|n| n.to_string()).collect::<Vec<_>>());
    let values = values.unwrap();
    let many = format!(r#"{{"format":"onrecord/1","text":"Rain.","attributes":{{"a":{values}}}}}"#);
    let report = store.import_jsonl(many.as_bytes()).unwrap();
    assert!(report.problems[0].reason.to_string().contains("64 attributes"), "{report:?}");
}
