//! Incremental exports of tables of Parquet add up to the whole, and a killed export leaves nothing
//! that the next one does not replace.

#![cfg(feature = "parquet")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails where its setting cannot be made"
)]

mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::civil::date;
use onrecord::{ArticleId, ChangeCursor, Country, Draft, ErrorKind, Store};
use tables::{files, fresh, lines, number, rich, rows, rows_of, said, speaker, text};

/// The variable that makes a test the process that exports and is killed.
const CHILD: &str = "ONRECORD_PARQUET_TEST_CHILD";

/// The rows of all tables that hold, each with its folder and without the export that wrote it:
/// what an engine sees that applies the incremental exports in turn.
fn seen(folder: &Path) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut removed: BTreeMap<i64, i64> = BTreeMap::new();
    for row in rows(folder, "removed") {
        let last = removed.entry(number(&row, "article_number").unwrap()).or_default();
        *last = number(&row, "export_lsn").unwrap().max(*last);
    }
    let mut seen = BTreeMap::new();
    for table in ["quotes", "articles", "paragraphs", "speakers"] {
        let mut rows = BTreeSet::new();
        for path in files(folder, table) {
            for row in rows_of(&path) {
                let lsn = number(&row, "export_lsn").unwrap();
                if table != "speakers"
                    && removed
                        .get(&number(&row, "article_number").unwrap())
                        .is_some_and(|last| *last > lsn)
                {
                    continue;
                }
                let cells = row.into_columns().into_iter();
                let cells: Vec<_> = cells.filter(|(name, _)| name != "export_lsn").collect();
                let place = path.parent().unwrap().strip_prefix(folder).unwrap().display();
                assert!(rows.insert(format!("{place} {cells:?}")), "twice: {cells:?}");
            }
        }
        seen.insert(table, rows);
    }
    seen
}

/// Exports whole, and returns what is seen.
fn whole(store: &Store) -> BTreeMap<&'static str, BTreeSet<String>> {
    let folder = tempfile::tempdir().unwrap();
    store.export_parquet(folder.path()).write().unwrap();
    seen(folder.path())
}

fn manifest(folder: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn a_second_export_replaces_the_first() {
    let (_folder, store) = rich();
    let tables = tempfile::tempdir().unwrap();
    store.export_parquet(tables.path()).write().unwrap();
    store.remove("a3".parse::<ArticleId>().unwrap()).unwrap();
    store.put(&Draft::new("New.").key("new").published(date(2024, 1, 1))).unwrap();
    store.export_parquet(tables.path()).write().unwrap();
    assert_eq!(seen(tables.path()), whole(&store));
    assert!(!tables.path().join("articles/year=1902").exists());
    let named: BTreeSet<_> = manifest(tables.path())["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| tables.path().join(file["path"].as_str().unwrap()))
        .collect();
    let found = ["quotes", "articles", "paragraphs", "speakers", "removed"];
    let found: BTreeSet<_> = found.iter().flat_map(|table| files(tables.path(), table)).collect();
    assert_eq!(found, named);
}

/// Changes a store in every way, so that what was exported before does not hold.
fn change(store: &Store, step: u64) {
    let key = |number: u64| format!("step {number}");
    for at in 0..6 {
        let name = ["Ada Nkemelu", "Ben Okafor", "Zoé Ndiaye", "Omar Haddad"]
            [usize::try_from((step + at) % 4).unwrap()];
        let country = [Some(Country::NG), None, Some(Country::KE)];
        let country = country[usize::try_from((step * at) % 3).unwrap()];
        let number = step * 4 + at;
        let words = format!("These are the words {number} of {step}");
        let draft = said(&key(number), &words, &[(name, country)]);
        let month = i8::try_from(number % 5).unwrap() + 1;
        store.put(&draft.published(date(2020, month, 1))).unwrap();
    }
    if let Some(article) = store.snapshot().article_by_key(&key(step * 2)).unwrap() {
        store.remove(article.id()).unwrap();
    }
    match step % 4 {
        0 => store.rename_speaker(speaker(1), Some(&format!("Ada {step}"))).unwrap(),
        1 => store.merge_speakers(speaker(2), speaker(1)).unwrap(),
        2 => store.set_speaker_country(speaker(3), Some(Country::IE)).unwrap(),
        _ => store.unmerge_speaker(speaker(2)).unwrap(),
    }
}

#[test]
fn incremental_exports_add_up_to_the_whole() {
    let (_folder, store) = fresh();
    let tables = tempfile::tempdir().unwrap();
    change(&store, 0);
    let mut cursor = store.export_parquet(tables.path()).write().unwrap().cursor;
    let mut removed = 0;
    for step in 1..9 {
        change(&store, step);
        let report = store.export_parquet(tables.path()).since(cursor).write().unwrap();
        assert_eq!(manifest(tables.path())["since"], cursor.to_string());
        assert_eq!(manifest(tables.path())["cursor"], report.cursor.to_string());
        cursor = report.cursor;
        removed += report.removed;
        assert_eq!(seen(tables.path()), whole(&store), "step {step}");
    }
    assert!(removed > 20, "{removed}");
    // A folder with rows that do not hold loads as the store is.
    let (_folder, copy) = fresh();
    copy.import_parquet(tables.path()).unwrap();
    let keys = |store: &Store| -> BTreeSet<String> {
        store.articles().iter().map(|article| article.unwrap().key().to_owned()).collect()
    };
    assert_eq!(keys(&copy), keys(&store));
    let sorted = |store: &Store| {
        let quotes = store.quotes().iter().map(Result::unwrap);
        let mut quotes: Vec<_> = quotes
            .map(|quote| (quote.text().to_owned(), quote.speaker_name().map(str::to_owned)))
            .collect();
        quotes.sort();
        quotes
    };
    assert_eq!(sorted(&copy), sorted(&store));
    // An export of no change changes nothing that is seen.
    let report = store.export_parquet(tables.path()).since(cursor).write().unwrap();
    assert_eq!((report.articles, report.removed), (0, 0));
    assert_eq!(seen(tables.path()), whole(&store));
    // After a purge, each row holds.
    change(&store, 9);
    store.export_parquet(tables.path()).since(report.cursor).purge().write().unwrap();
    assert!(files(tables.path(), "removed").is_empty());
    assert_eq!(seen(tables.path()), whole(&store));
    assert_eq!(manifest(tables.path())["tables"]["articles"], store.stats().unwrap().articles);
}

#[test]
fn a_country_that_new_articles_state_reaches_old_quotes() {
    let (_folder, store) = fresh();
    store.put(&said("old", "words", &[("Ada Nkemelu", None)])).unwrap();
    let tables = tempfile::tempdir().unwrap();
    let cursor = store.export_parquet(tables.path()).write().unwrap().cursor;
    let new = said("new", "more words", &[("Ada Nkemelu", Some(Country::NG))]);
    store.put(&new.published(date(2020, 1, 1))).unwrap();
    let report = store.export_parquet(tables.path()).since(cursor).write().unwrap();
    assert_eq!((report.articles, report.removed), (2, 2));
    assert_eq!(seen(tables.path()), whole(&store));
    let shown = rows(tables.path(), "quotes");
    let shown = shown.iter().filter(|row| text(row, "text") == Some("words"));
    let shown: Vec<_> = shown.map(|row| text(row, "speaker_country")).collect();
    assert_eq!(shown.len(), 2);
    assert!(shown.contains(&Some("NG")) && shown.contains(&None));
}

#[test]
fn what_cannot_be_gone_on_from_is_refused() {
    let (_folder, store) = fresh();
    store.put(&Draft::new("one").key("1")).unwrap();
    let tables = tempfile::tempdir().unwrap();
    let export = || store.export_parquet(tables.path());
    let cursor = {
        let other = tempfile::tempdir().unwrap();
        store.export_parquet(other.path()).write().unwrap().cursor
    };
    let error = export().since(cursor).write().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("no finished export"), "{error}");
    export().write().unwrap();
    store.put(&Draft::new("two").key("2")).unwrap();
    let later = {
        let other = tempfile::tempdir().unwrap();
        store.export_parquet(other.path()).write().unwrap().cursor
    };
    let error = export().since(later).write().unwrap_err();
    assert!(error.to_string().contains(&format!("not at {later}")), "{error}");
    let (_folder, stranger) = fresh();
    stranger.put(&Draft::new("one").key("1")).unwrap();
    let error = stranger.export_parquet(tables.path()).since(cursor).write().unwrap_err();
    assert!(error.to_string().contains("another store"), "{error}");
    // Nothing was touched meanwhile.
    export().since(cursor).write().unwrap();
    assert_eq!(seen(tables.path()), whole(&store));
    let before = manifest(tables.path());
    let cursor = export().write().unwrap().cursor;
    let expected = lines(&store);
    store.put(&Draft::new("three").key("3")).unwrap();
    store.put(&Draft::new("four").key("4")).unwrap();
    let last = store.changes(ChangeCursor::START).unwrap().last().unwrap().unwrap();
    store.set_feed_floor(last.cursor).unwrap();
    let error = export().since(cursor).write().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Expired);
    assert_ne!(before, manifest(tables.path()), "that of the last export");
    let (_folder, copy) = fresh();
    copy.import_parquet(tables.path()).unwrap();
    assert_eq!(lines(&copy), expected);
    let strange = tables.path().join("quotes/mine.parquet");
    fs::create_dir_all(strange.parent().unwrap()).unwrap();
    fs::write(&strange, "mine").unwrap();
    let error = export().write().unwrap_err();
    assert!(error.to_string().contains("mine.parquet"), "{error}");
    assert_eq!(fs::read(&strange).unwrap(), b"mine");
    assert!(tables.path().join("manifest.json").exists());
}

/// Begins an export in another process, and kills it when so many files of quotes are there.
fn kill_export(store: &Path, tables: &Path, since: Option<ChangeCursor>, after: usize) {
    let new = || {
        let lsn = |path: &PathBuf| {
            let name = path.file_name()?.to_str()?.strip_prefix("part-")?;
            name.split_once('-')?.0.parse::<u64>().ok()
        };
        // Those of the first export have the commits up to the 120th.
        let is_new = |path: &PathBuf| lsn(path).is_some_and(|lsn| lsn > 120);
        files(tables, "quotes").into_iter().filter(is_new).collect::<Vec<_>>()
    };
    // Those that another process left show nothing of this one.
    for path in new() {
        fs::remove_file(path).unwrap();
    }
    let since = since.map(|since| since.to_string()).unwrap_or_default();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_killed_export_leaves_no_manifest_and_nothing_that_stays"])
        .env(CHILD, format!("{}\n{}\n{since}", store.display(), tables.display()))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while new().len() < after || tables.join("manifest.json").exists() {
        assert!(begun.elapsed() < Duration::from_mins(1), "the export did not begin");
        assert!(child.try_wait().unwrap().is_none(), "the export ended too early");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!tables.join("manifest.json").exists(), "after {after} files");
    let (_folder, copy) = fresh();
    let error = copy.import_parquet(tables).unwrap_err();
    assert!(error.to_string().contains("no finished export"), "{error}");
}

#[test]
fn a_killed_export_leaves_no_manifest_and_nothing_that_stays() {
    if let Ok(paths) = std::env::var(CHILD) {
        let [store, tables, since] = paths.split('\n').collect::<Vec<_>>().try_into().unwrap();
        let store = Store::open(store).unwrap();
        let mut export = store.export_parquet(tables);
        if !since.is_empty() {
            export = export.since(since.parse().unwrap());
        }
        export.write().unwrap();
        return;
    }
    let (folder, store) = fresh();
    for number in 0..120_i16 {
        let words = format!("These are the words of the year {number}");
        let draft = said(&number.to_string(), &words, &[("Ada Nkemelu", None)]);
        store.put(&draft.published(date(1600 + number, 1, 1))).unwrap();
    }
    let tables = folder.path().join("tables");
    // The files of an older export are there, too.
    let cursor = store.export_parquet(&tables).write().unwrap().cursor;
    for number in 0..120_i16 {
        let words = format!("These are other words of the year {number}");
        let draft = said(&number.to_string(), &words, &[("Ada Nkemelu", None)]);
        store.put(&draft.published(date(1600 + number, 1, 1))).unwrap();
    }
    let expected = whole(&store);
    store.close().unwrap();
    let path = folder.path().join("news");
    for after in [1, 20, 60] {
        kill_export(&path, &tables, Some(cursor), after);
    }
    let store = Store::open(&path).unwrap();
    // What the increment goes on from is there yet.
    store.export_parquet(&tables).since(cursor).write().unwrap();
    assert_eq!(seen(&tables), expected);
    store.close().unwrap();
    for after in [1, 20, 60] {
        kill_export(&path, &tables, None, after);
    }
    let store = Store::open(&path).unwrap();
    store.export_parquet(&tables).write().unwrap();
    assert_eq!(seen(&tables), expected);
}
