//! A loading process is killed at random moments: what it acknowledged as durable is there, what is left is an exact
//! prefix of its commits, and the indexes hold exactly what the articles say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::civil::date;
use onrecord::{
    ChangeCursor, Country, Draft, Durability, ExtractedQuote, Extraction, OpenOptions, Span, Store,
};

/// Set for the process that loads: the path of the store and its durability.
const CHILD: &str = "ONRECORD_KILL_TEST_CHILD";
/// How often a process is killed at each durability; a long run sets the variable of this name.
const KILLS: &str = "ONRECORD_KILLS";

const SPEAKERS: [(&str, Country); 5] = [
    ("Ada Nkemelu", Country::NG),
    ("Omar Haddad", Country::IQ),
    ("Lena Park", Country::KR),
    ("José Ibáñez", Country::CL),
    ("Mara Ødegård", Country::NO),
];

enum Operation {
    Put(Box<Draft>),
    Remove(String),
}

/// The article of a key as one operation writes it.
fn draft(key: u32, version: u32) -> Draft {
    let words = format!("In {version} words on {key} we said what we had to say, and said it again. ");
    let mut extraction = Extraction::default();
    for number in 0..key % 7 {
        let (name, from) = SPEAKERS[(key + number * version) as usize % SPEAKERS.len()];
        let mut quote =
            ExtractedQuote::new(Span::new(number * 3, number * 3 + 20 + (version * 997 + number) % 1500));
        quote.speaker = Some(name.to_owned());
        quote.from = Some(from);
        quote.countries = vec![SPEAKERS[(key + number) as usize % SPEAKERS.len()].1];
        extraction.quotes.push(quote);
    }
    let day = date(2021, 1, 1).checked_add(jiff::Span::new().days(i64::from(key * 31 % 900))).unwrap();
    let draft = Draft::new(words.repeat(40)).key(format!("key {key}")).extraction(extraction);
    if key.is_multiple_of(13) { draft } else { draft.published(day) }
}

/// The work of the loading process: each operation is one commit, and the same in every process.
fn operation(number: u32) -> Operation {
    match number % 10 {
        7 => Operation::Put(Box::new(draft(number - 5, number))),
        9 => Operation::Remove(format!("key {}", number - 1)),
        _ => Operation::Put(Box::new(draft(number, number))),
    }
}

fn child(path: &Path, durability: Durability) {
    let store = OpenOptions::new().create(true).durability(durability).open(path).unwrap();
    let first = u32::try_from(store.changes(ChangeCursor::START).unwrap().count()).unwrap();
    let mut out = std::io::stdout().lock();
    for number in first.. {
        match operation(number) {
            Operation::Put(draft) => drop(store.put(&draft).unwrap()),
            Operation::Remove(key) => {
                let article = store.article_by_key(&key).unwrap().unwrap().id();
                assert!(store.remove(article).unwrap());
            }
        }
        writeln!(out, "{number}").unwrap();
        out.flush().unwrap();
    }
}

/// Starts the loading process, kills it after a while, and returns the last operation that it acknowledged.
fn kill(path: &Path, durability: &str, after: Duration) -> Option<u32> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed_while_loading", "--nocapture"])
        .env(CHILD, format!("{durability}:{}", path.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        // A line that the kill cut short was still acknowledged, but says another number.
        let whole = output.split(b'\n').map_while(Result::ok).filter_map(|line| String::from_utf8(line).ok());
        whole.filter_map(|line| line.parse().ok()).max()
    });
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

/// Asserts that the store is what the first operations leave.
fn assert_is(store: &Store, operations: u32, context: &str) {
    let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
    for number in 0..operations {
        match operation(number) {
            Operation::Put(draft) => drop(drafts.insert(draft.external_key(), *draft)),
            Operation::Remove(key) => assert!(drafts.remove(&key).is_some()),
        }
    }
    assert_eq!(store.articles().count().unwrap(), drafts.len() as u64, "{context}: articles");
    let mut said: BTreeMap<(String, String, u32), String> = BTreeMap::new();
    for article in &store.articles() {
        let article = article.unwrap();
        let draft =
            drafts.get(article.key()).unwrap_or_else(|| panic!("{context}: {} was removed", article.key()));
        assert_eq!(article.text().unwrap(), draft.text(), "{context}: {}", article.key());
        for quote in article.quotes().unwrap() {
            let of = (quote.speaker().unwrap().to_owned(), article.key().to_owned(), quote.id().ordinal());
            said.insert(of, quote.text().to_owned());
        }
    }
    let mut found: BTreeMap<(String, String, u32), String> = BTreeMap::new();
    for (name, country) in SPEAKERS {
        let query = store.quotes().speaker(name);
        for quote in &query {
            let quote = quote.unwrap();
            let of = (name.to_owned(), quote.article().unwrap().key().to_owned(), quote.id().ordinal());
            found.insert(of, quote.text().to_owned());
        }
        let (from, counted) = (store.quotes().from(country), query.count().unwrap());
        assert_eq!(from.count().unwrap(), counted, "{context}: {name}");
        assert_eq!(from.iter().count() as u64, counted, "{context}: {name}");
        let about = store.quotes().about(country);
        assert_eq!(about.iter().count() as u64, about.count().unwrap(), "{context}: about {country}");
    }
    assert_eq!(found, said, "{context}: the index and the articles differ");
    let quotes: u64 = drafts.keys().map(|key| u64::from(key[4..].parse::<u32>().unwrap() % 7)).sum();
    assert_eq!(said.len() as u64, quotes, "{context}: quotes");
}

#[test]
fn killed_while_loading() {
    if let Ok(child_of) = std::env::var(CHILD) {
        let (durability, path) = child_of.split_once(':').unwrap();
        let durability = match durability {
            "buffered" => Durability::Buffered,
            "process" => Durability::Process,
            _ => Durability::Power,
        };
        child(Path::new(path), durability);
    }
    let kills: u32 = std::env::var(KILLS).map_or(11, |kills| kills.parse().unwrap());
    let mut random = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos() | 1;
    for durability in ["buffered", "process", "power"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news");
        let (mut operations, mut lost) = (0, 0);
        for round in 0..kills {
            // xorshift, for moments that differ from run to run
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            let after = Duration::from_millis(40 + u64::from(random % 260));
            let acknowledged = kill(&path, durability, after).map_or(operations, |number| number + 1);
            let context = format!("{durability}, kill {round} after {after:?}, {acknowledged} acknowledged");
            let Ok(store) = Store::open(&path) else {
                assert_eq!(acknowledged, 0, "{context}: the store cannot be opened");
                continue;
            };
            let survived = u32::try_from(store.changes(ChangeCursor::START).unwrap().count()).unwrap();
            assert!(survived <= acknowledged + 1, "{context}: {survived} survived");
            if durability != "buffered" {
                assert!(survived >= acknowledged, "{context}: {survived} survived");
            }
            lost += acknowledged.saturating_sub(survived);
            operations = survived;
            assert_is(&store, survived, &context);
            assert_eq!(store.verify(|_| {}).unwrap().problems, Vec::<String>::new(), "{context}");
            store.close().unwrap();
        }
        println!("{durability}: {kills} kills, {operations} commits survived, {lost} acknowledged ones lost");
        assert!(operations > 0, "{durability}: nothing was ever loaded");
    }
}
