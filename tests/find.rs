//! The program `find`, built as an example: its conditions, counts and the new quotes of a store.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use jiff::civil::date;
use onrecord::{Draft, OpenOptions};
use serde_json::Value;

/// The program, if it is built.
fn program() -> Option<PathBuf> {
    let tests = std::env::current_exe().unwrap();
    let built = tests.parent()?.parent()?.join("examples/find");
    let built = built.with_extension(std::env::consts::EXE_EXTENSION);
    if !built.exists() {
        println!("NOT RUN: `cargo build --example find` first");
    }
    built.exists().then_some(built)
}

/// Makes a store with three quotes, two of which have the same words.
fn store(folder: &Path) -> PathBuf {
    let path = folder.join("news");
    let options = OpenOptions::new().create_new(true).filter_attribute("desk");
    let store = options.open(&path).unwrap();
    for (key, text, desk) in [
        ("one", "“We will not leave the harbour,” said Nigerian minister Ada Nkemelu.", "world"),
        ("two", "Ada Nkemelu said: “We will not leave the harbour!”", "sport"),
        ("three", "“The ferry sails in the morning,” said Omar Haddad.", "sport"),
    ] {
        store.ingest(&Draft::new(text).key(key).source(key).attribute("desk", desk)).unwrap();
    }
    store.close().unwrap();
    path
}

fn find(program: &Path, store: &Path, arguments: &[&str]) -> (bool, String) {
    let Output { status, stdout, .. } =
        Command::new(program).arg(store).args(arguments).output().unwrap();
    (status.success(), String::from_utf8(stdout).unwrap())
}

#[test]
fn attributes_sayings_and_facets_are_asked_for() {
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let count = |arguments: &[&str]| find(&program, &store, arguments).1.trim().to_owned();
    assert_eq!(count(&["--count"]), "3");
    assert_eq!(count(&["--count", "--attribute", "desk=SPORT"]), "2");
    assert!(!find(&program, &store, &["--count", "--attribute", "tag=rain"]).0, "not declared");

    let (_, all) = find(&program, &store, &["--distinct"]);
    assert_eq!(all.matches("leave the harbour").count(), 1, "{all}");
    assert!(all.contains("in 2 articles of 2 sources"), "{all}");
    let id = all.split("--same-as ").nth(1).unwrap().split_whitespace().next().unwrap();
    assert_eq!(count(&["--count", "--same-as", id]), "2");

    let (_, facets) = find(&program, &store, &["--facets", "--json", "--speaker", "Ada Nkemelu"]);
    let facets: Value = serde_json::from_str(&facets).unwrap();
    assert_eq!(facets["quotes"], 2);
    assert_eq!(facets["speakers"].as_array().unwrap().len(), 1);
    assert!(!find(&program, &store, &["--count", "--facets"]).0, "either of them");
}

#[test]
fn counts_over_time_are_drawn_on_the_terminal_and_as_a_file() {
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dated");
    let store = OpenOptions::new().create_new(true).open(&path).unwrap();
    for (day, key) in [(date(2020, 7, 21), "a"), (date(2020, 9, 2), "b"), (date(2020, 9, 3), "c")] {
        let draft = Draft::new("“We won,” said Ada Nkemelu.").key(key).published(day);
        store.ingest(&draft).unwrap();
    }
    store.close().unwrap();
    let drawn = |arguments: &[&str]| find(&program, &path, arguments).1;
    let bars = |count: usize| "█".repeat(count);
    let expected = format!(
        "2020-07            1  {}\n2020-08            0  \n2020-09            2  {}\n",
        bars(25),
        bars(50)
    );
    assert_eq!(drawn(&["--chart"]), expected);
    assert_eq!(drawn(&["--chart", "year"]), format!("2020               3  {}\n", bars(50)));
    assert_eq!(drawn(&["--chart", "--speaker", "Nobody At All"]), "");
    let file = folder.path().join("chart.svg");
    assert_eq!(drawn(&["--svg", file.to_str().unwrap(), "--chart", "day"]), "");
    let svg = std::fs::read_to_string(file).unwrap();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    assert_eq!(svg.matches("<rect ").count(), 3, "{svg}");
    assert!(svg.contains("3 quotes from 2020-07-21 to 2020-09-03, at most 1 in a day."), "{svg}");
    assert!(!find(&program, &path, &["--chart", "--count"]).0, "either of them");
}

#[test]
fn new_quotes_are_printed_as_they_are_stored_and_again_from_a_cursor() {
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let follow = |arguments: &[&str], lines: &str| {
        let mut process = Command::new(&program)
            .arg(&store)
            .arg("--follow")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        process.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let Output { status, stdout, stderr } = process.wait_with_output().unwrap();
        let (out, told) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
        assert!(status.success(), "{told}");
        let cursor = told.split("--since-change ").nth(1).unwrap().trim().to_owned();
        (out, cursor)
    };
    let line = |key: &str, words: &str| {
        let text = format!("“{words},” said Ada Nkemelu. “We go,” said Omar Haddad.");
        format!("{}\n", serde_json::json!({ "id": key, "text": text }))
    };
    let of_ada = ["--speaker", "Ada Nkemelu"];
    let (out, cursor) = follow(&of_ada, &line("four", "We sail now"));
    assert!(out.contains("We sail now") && !out.contains("We go"), "{out}");
    let (out, later) = follow(&of_ada, &line("five", "We sail later"));
    assert!(out.contains("We sail later") && !out.contains("We sail now"), "{out}");
    let (out, _) = follow(&[&of_ada[..], &["--since-change", &cursor]].concat(), "");
    assert!(out.contains("We sail later") && !out.contains("We sail now"), "{out}");
    let (out, _) = follow(&[&of_ada[..], &["--since-change", &later]].concat(), "");
    assert_eq!(out, "");
}
