//! The example `embed` as a service: what it tells Prometheus, and how it ends.

#![cfg(all(unix, feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use onrecord::Store;

/// The time within which the program says that it closes the store.
const CLOSING: Duration = Duration::from_secs(10);

/// The program, if it was built: `cargo test` without `--test` builds it.
fn program() -> Option<PathBuf> {
    let tests = std::env::current_exe().unwrap();
    let built = tests.parent()?.parent()?.join("examples/embed");
    if !built.exists() {
        println!("NOT RUN: `cargo build --example embed` first");
    }
    built.exists().then_some(built)
}

/// A running service. Ends with the test that started it.
struct Service(Child, String);

impl Service {
    fn start(program: &Path, store: &Path) -> Self {
        let mut process = Command::new(program)
            .args(["--serve", "127.0.0.1:0", "--store"])
            .arg(store)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("figures at http://").unwrap();
        let address = address.strip_suffix("/metrics").unwrap().to_owned();
        Self(process, address)
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.1).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.1).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn end(&mut self, signal: Signal) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        kill(Pid::from_raw(i32::try_from(self.0.id()).unwrap()), signal).unwrap();
        (self.0.wait().unwrap(), begun.elapsed())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop((self.0.kill(), self.0.wait()));
    }
}

/// The samples of a text in the format of Prometheus, version 0.0.4, by name and labels.
fn parse(text: &str) -> BTreeMap<String, f64> {
    let is_name = |name: &str| {
        name.starts_with(|letter: char| letter.is_ascii_alphabetic() || "_:".contains(letter))
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_:".contains(letter))
    };
    let mut kinds: BTreeMap<&str, &str> = BTreeMap::new();
    let mut samples = BTreeMap::new();
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let [keyword, name, rest] = comment.splitn(3, ' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            assert!(is_name(name) && !rest.is_empty(), "{line}");
            match keyword {
                "HELP" => {}
                "TYPE" => {
                    assert!(["counter", "gauge", "histogram"].contains(&rest), "{line}");
                    assert_eq!(kinds.insert(name, rest), None, "{line}");
                }
                _ => panic!("{line}"),
            }
            continue;
        }
        let (labelled, value) = line.rsplit_once(' ').unwrap();
        let (name, label) = labelled.split_once('{').unwrap_or((labelled, ""));
        assert!(is_name(name), "{line}");
        if let Some(label) = label.strip_suffix('}') {
            let bound = label.strip_prefix("le=\"").and_then(|it| it.strip_suffix('"')).unwrap();
            assert!(bound == "+Inf" || bound.parse::<f64>().unwrap() > 0.0, "{line}");
        }
        let of = ["_bucket", "_sum", "_count"].iter().find_map(|end| {
            name.strip_suffix(end).filter(|of| kinds.get(of) == Some(&"histogram"))
        });
        assert!(kinds.contains_key(of.unwrap_or(name)), "no type is before {line}");
        assert_eq!(samples.insert(labelled.to_owned(), value.parse().unwrap()), None, "{line}");
    }
    for (name, _) in kinds.iter().filter(|(_, kind)| **kind == "histogram") {
        // In the order of the text, bounds and counts ascend, up to the count of all.
        let bucket = format!("{name}_bucket{{le=\"");
        let buckets: Vec<(f64, f64)> = text
            .lines()
            .filter_map(|line| line.strip_prefix(&bucket)?.split_once("\"} "))
            .map(|(bound, count)| (bound.parse().unwrap(), count.parse().unwrap()))
            .collect();
        assert!(buckets.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 <= two[1].1));
        let last = (f64::INFINITY, samples[&format!("{name}_count")]);
        assert_eq!(buckets.last(), Some(&last), "{name}");
        assert!(samples[&format!("{name}_sum")] >= 0.0);
    }
    samples
}

fn scrape(service: &Service) -> BTreeMap<String, f64> {
    let answer = service.get("/metrics");
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("Content-Type: text/plain; version=0.0.4"), "{head}");
    assert!(head.contains(&format!("Content-Length: {}", text.len())), "{head}");
    parse(text)
}

#[test]
fn it_serves_figures_and_closes_in_order_when_it_is_told_to_end() {
    let Some(program) = program() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let mut stored = 0.0;
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let mut service = Service::start(&program, &path);
        let first = scrape(&service);
        let mut last = scrape(&service);
        while last["onrecord_commits_total"] < 10.0 {
            last = scrape(&service);
        }
        let articles = last["onrecord_articles"];
        assert!(articles >= stored + 5.0 && articles >= first["onrecord_articles"]);
        assert!((last["onrecord_quotes"] - articles * 2.0).abs() < 0.5, "two quotes each");
        // A commit may come between the two.
        let (commits, times) =
            (last["onrecord_commits_total"], last["onrecord_commit_seconds_count"]);
        assert!((commits - times).abs() <= 1.0, "{commits} and {times}");
        for more in ["file_bytes", "disk_free_bytes", "written_bytes_total", "cache_hits_total"] {
            assert!(last[&format!("onrecord_{more}")] > 0.0, "{more}");
        }
        assert!(service.get("/").starts_with("HTTP/1.1 404 "));
        // A client that says nothing does not keep it.
        let silent = TcpStream::connect(&service.1).unwrap();
        let (exit, took) = service.end(signal);
        drop(silent);
        assert_eq!(exit.code(), Some(0), "{signal}");
        assert!(took < CLOSING, "{took:?}");
        let store = Store::open(&path).unwrap();
        let stats = store.stats().unwrap();
        assert_eq!(stats.checkpoint_lag, 0, "{signal}: nothing is replayed");
        stored = f64::from(u32::try_from(stats.articles).unwrap());
        assert!(stored >= articles, "{stored} of {articles}");
        assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
    }
}
