//! The example `load`, as a user runs it: what it prints, and its exit status.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "../examples/support/articles.rs"]
#[allow(dead_code, reason = "it is there for the examples")]
mod articles;
#[path = "../examples/support/parallel.rs"]
#[allow(dead_code, reason = "it is there for the examples")]
mod parallel;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::Ordering;

use serde_json::Value;

/// The program, if it was built: `cargo test` without `--test` builds it.
fn program() -> Option<PathBuf> {
    let tests = std::env::current_exe().unwrap();
    let built = tests.parent()?.parent()?.join("examples/load");
    let built = built.with_extension(std::env::consts::EXE_EXTENSION);
    if !built.exists() {
        println!("NOT RUN: `cargo build --example load` first");
    }
    built.exists().then_some(built)
}

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/import")
        .join(name)
        .to_string_lossy()
        .into_owned()
}

fn run(program: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(program).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn a_dry_run_prints_what_would_be_stored() {
    let Some(program) = program() else { return };
    let file = fixture("plain.jsonl");
    let (code, out, table) = run(&program, &["--dry-run", "--json", &file]);
    assert_eq!(code, 1, "three records are lost");
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 8);
    for name in ["file", "line", "form", "key", "title", "url", "source", "byline", "language"] {
        assert!(lines[0].get(name).is_some(), "{name}");
    }
    assert_eq!(lines[0]["file"], *file);
    assert_eq!((&lines[1]["line"], &lines[1]["key"]), (&2.into(), &"17".into()));
    assert_eq!((&lines[1]["form"], &lines[1]["quotes"]), (&"plain".into(), &0.into()));
    assert_eq!(lines[1]["published"], "2024-05-01T09:30:00Z");
    assert_eq!(lines[2]["left_out"][0]["field"], "date");
    for words in ["        8  plain", "        1  no text: ", "plain.jsonl, line 9", "`key`"] {
        assert!(table.contains(words), "{words} in {table}");
    }
    let (code, out, _) = run(&program, &["--dry-run", "--lossy", &file]);
    assert_eq!((code, &*out), (0, ""));
    let (code, _, _) = run(&program, &["--dry-run", "--json", &fixture("newspaper4k.json")]);
    assert_eq!(code, 0, "fields that are left out are no loss");
}

#[test]
fn the_order_of_dates_is_an_option() {
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dates.jsonl");
    std::fs::write(&file, "{\"text\": \"Rain.\", \"date\": \"07/04/2021\"}\n").unwrap();
    let file = file.to_str().unwrap();
    let published = |options: &[&str]| {
        let (code, out, table) = run(&program, &[&["--dry-run", "--json", file], options].concat());
        assert_eq!(code, 0, "{table}");
        (serde_json::from_str::<Value>(&out).unwrap()["published"].clone(), table)
    };
    assert_eq!(published(&["--date-order", "dmy"]).0, "2021-04-07");
    assert_eq!(published(&["--date-order", "mdy"]).0, "2021-07-04");
    let (undated, table) = published(&[]);
    assert!(undated.is_null());
    assert!(table.contains("`date`, day and month can be either way around"), "{table}");
    assert!(table.contains("--date-order dmy"), "{table}");
    let (code, _, said) = run(&program, &["--dry-run", "--date-order", "ymd", file]);
    assert!(code != 0 && said.contains("dmy"), "{said}");
}

#[test]
fn a_load_ends_with_a_table_and_says_what_was_lost() {
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("news");
    let store = store.to_str().unwrap();
    let (code, out, table) = run(&program, &[store, &fixture("news-please.jsonl")]);
    assert_eq!(code, 1, "{table}");
    let summary: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    assert_eq!((&summary["added"], &summary["skipped"]), (&2.into(), &1.into()));
    assert!(table.contains("        2  news-please"), "{table}");
    assert!(table.contains("no text: ") && table.contains("line 3"), "{table}");
    let (code, _, _) = run(&program, &[store, &fixture("news-please.jsonl"), "--lossy"]);
    assert_eq!(code, 0);
    let (code, _, _) = run(&program, &[store, &fixture("missing.jsonl"), "--lossy"]);
    assert_eq!(code, 1, "a file that cannot be read is no lost article");
    let (code, _, said) = run(&program, &[store]);
    assert!(code != 0 && said.contains("FILE"), "{said}");
}

#[test]
fn tables_are_loaded_after_the_texts_that_they_describe() {
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("news");
    let news = folder.path().join("in");
    std::fs::create_dir(&news).unwrap();
    std::fs::copy(fixture("media-cloud.csv"), news.join("a.csv")).unwrap();
    let line = r#"{"url": "https://example.org/mc-1", "text": "“We won,” said Ada Nkemelu."}"#;
    std::fs::write(news.join("b.jsonl"), line).unwrap();
    let (store, news) = (store.to_str().unwrap(), news.to_str().unwrap());
    let (code, out, said) = run(&program, &[store, news]);
    assert_eq!(code, 1, "rows without an article are lost");
    let summary: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    assert_eq!((&summary["added"], &summary["replaced"]), (&1.into(), &1.into()));
    assert_eq!(summary["skipped"], 7);
    for words in
        ["        5  media-cloud", "        4  rows without text", "mc-none", "a.csv, line 5"]
    {
        assert!(said.contains(words), "{words} in {said}");
    }
    let (code, _, _) = run(&program, &[store, news, "--lossy"]);
    assert_eq!(code, 0);
    let file = fixture("media-cloud.csv");
    let (_, out, _) = run(&program, &["--dry-run", "--json", &file]);
    let row: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!((&row["form"], &row["text"]), (&"media-cloud".into(), &"".into()));
    assert_eq!(
        (&row["source"], &row["published"]),
        (&"harbour-times.example".into(), &"2024-05-01".into())
    );
}

#[test]
fn articles_in_other_languages_are_stored_without_quotes() {
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = fixture("languages.jsonl");
    let load = |name: &str, options: &[&str]| {
        let (code, out, table) = run(&program, &[&[&*store(name), &file], options].concat());
        assert_eq!(code, 0, "{table}");
        let summary: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
        (summary["added"].as_u64().unwrap(), summary["quotes"].as_u64().unwrap(), table)
    };
    let (added, quotes, table) = load("usual", &[]);
    assert_eq!((added, quotes), (20, 4), "{table}");
    let line = "       16  not English: ";
    assert!(table.contains(line) && table.contains("languages.jsonl, line 5"), "{table}");
    let (added, quotes, table) = load("anyway", &["--extract-anyway"]);
    assert!(added == 20 && quotes > 10 && !table.contains("not English"), "{quotes} {table}");
    let (_, _, table) = run(&program, &["--dry-run", &file]);
    assert!(table.contains(line), "{table}");
}

#[test]
fn what_cannot_be_loaded_is_said_in_a_sentence() {
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.json");
    let empty = folder.path().join("empty");
    std::fs::write(&page, "<html><p>We won.</p></html>").unwrap();
    std::fs::create_dir(&empty).unwrap();
    // A page without an article is skipped, and no loss.
    let is_read = cfg!(feature = "html");
    let of_page = if is_read { "no article" } else { "a page of HTML" };
    for (path, words) in [(&page, of_page), (&empty, "a folder without a file to read")] {
        let (code, _, said) = run(&program, &["--dry-run", path.to_str().unwrap()]);
        assert_eq!(code, i32::from(!is_read || path == &empty));
        assert!(said.contains(words), "{said}");
    }
    let (code, _, said) =
        run(&program, &["--dry-run", "--format", "morse", page.to_str().unwrap()]);
    assert!(code != 0 && said.contains("news-please"), "{said}");
}

#[test]
fn progress_is_in_bytes_of_all_files() {
    let files = ["plain.jsonl", "newspaper4k.json", "media-cloud.csv"].map(fixture);
    let all = articles::Articles::of(&files);
    let total = files.iter().map(|file| std::fs::metadata(file).unwrap().len()).sum();
    assert_eq!(all.bytes(), Some(total));
    let read = all.bytes_read();
    assert_eq!(read.load(Ordering::Relaxed), 0);
    assert!(parallel::Parallel::read(all, false).count() > 10);
    assert_eq!(read.load(Ordering::Relaxed), total);
    assert_eq!(articles::Articles::of(["-", &files[0]]).bytes(), None, "a pipe has no size");
}

/// An archive of pages, a record each.
#[cfg(feature = "warc")]
fn archive(pages: usize) -> Vec<Vec<u8>> {
    let page = |at: usize| {
        let body = if at % 10 == 9 {
            "<p>Too short to be an article.</p>".to_owned()
        } else {
            let text = format!("“We won {at} times,” said Ada Nkemelu of Port Lorne. ").repeat(8);
            format!("<h1>Vote {at}</h1><p>{text}</p>")
        };
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{at}\r\n\
             Content-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
        .into_bytes()
    };
    (0..pages).map(page).collect()
}

#[cfg(feature = "warc")]
#[test]
fn an_interrupted_load_is_resumed_without_reading_its_pages_again() {
    use std::io::Write;
    use std::process::Stdio;
    use std::time::Duration;

    const PAGES: usize = 400;
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("news");
    let notes = folder.path().join("news.resume");
    let done_pages = || std::fs::read_to_string(&notes).unwrap_or_default().lines().skip(1).count();
    let mut all = archive(PAGES);

    let mut first = Command::new(&program)
        .args([store.as_os_str(), "-".as_ref()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = first.stdin.take().unwrap();
    let mut given = 0;
    while done_pages() < 20 && given < PAGES - 20 {
        input.write_all(&all[given]).unwrap();
        given += 1;
        std::thread::sleep(Duration::from_millis(20));
    }
    first.kill().unwrap();
    first.wait().unwrap();
    let done = done_pages();
    assert!(done >= 20 && done <= given, "{done} of {given}");

    // The rest is read from a file of any name. A page that has changed is no known one.
    let file = folder.path().join("other.warc");
    let changed = String::from_utf8(all[3].clone()).unwrap().replace("won 3", "met 3");
    all[3] = changed.into_bytes();
    std::fs::write(&file, all.concat()).unwrap();
    let load = || {
        let (code, out, table) = run(&program, &[store.to_str().unwrap(), file.to_str().unwrap()]);
        assert_eq!(code, 0, "{table}");
        let summary: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
        let count = |name: &str| summary[name].as_u64().unwrap();
        (["resumed", "added", "replaced", "unchanged"].map(count), table)
    };
    let ([resumed, added, replaced, unchanged], table) = load();
    assert_eq!((resumed, replaced), (done as u64 - 1, 1), "{table}");
    assert!(table.contains(&format!("{resumed}  pages done before the interruption")), "{table}");
    let read = PAGES as u64 - resumed;
    assert!(added + replaced + unchanged < read, "some are no articles");
    assert!(added >= (PAGES - given) as u64 * 9 / 10, "{added}");
    assert!(!notes.exists(), "a load that has ended needs no notes");
    assert_eq!(load().0, [0, 0, 0, PAGES as u64 * 9 / 10]);
}
