//! Publications: files that other processes read without the store, replaced under readers that go
//! on, refused if they are something else, and checked wherever they are read.
//!
//! `ONRECORD_DAMAGES=1` damages every byte, else every few of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod workload;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use onrecord::{
    ChangeKind, Country, Draft, ErrorKind, ExtractedQuote, Extraction, HeldBy, Result, Snapshot,
    Span, Store,
};
use workload::{assert_is, operate};

/// A store with so many commits, and the path of its publication, which is written.
fn publish(folder: &Path, commits: u32) -> (Store, PathBuf) {
    let (store, file) = (Store::create_new(folder.join("news")).unwrap(), folder.join("published"));
    for number in 0..commits {
        operate(&store, number).unwrap();
    }
    assert_eq!(store.publish(&file).unwrap().lsn, u64::from(commits));
    (store, file)
}

/// Reads all that a publication has, as text.
fn read_all(snapshot: &Snapshot) -> Result<Vec<String>> {
    let mut told = vec![snapshot.lsn().to_string()];
    for article in snapshot.articles() {
        let article = article?;
        told.push(format!("{} {} {:?}", article.id(), article.key(), article.published()));
        told.push(article.text()?.as_str().to_owned());
        for quote in article.quotes()? {
            let found = snapshot.quote(quote.id())?.map(|quote| quote.text().to_owned());
            told.push(format!("{found:?} {:?}", quote.speaker()?.map(|speaker| speaker.id())));
        }
        let by_key = snapshot.article_by_key(article.key())?.map(|article| article.id());
        told.push(format!("{by_key:?}"));
    }
    for speaker in snapshot.speakers() {
        let speaker = speaker?;
        told.push(format!("{} {} {}", speaker.id(), speaker.name(), speaker.quote_count()));
        let words: Vec<_> = speaker.name().split(' ').map(str::to_owned).collect();
        let queries = [
            snapshot.quotes().speaker(speaker.name()),
            snapshot.quotes().speaker(words.last().unwrap().as_str()),
        ];
        for query in queries {
            told.push(query.count()?.to_string());
            for quote in &query {
                told.push(quote?.text().to_owned());
            }
        }
        told.push(snapshot.speakers().prefix(&words[0]).count()?.to_string());
    }
    for (_, country) in workload::SPEAKERS {
        for query in
            [snapshot.quotes().speaker_country(country), snapshot.quotes().about_country(country)]
        {
            told.push(query.count()?.to_string());
            for quote in &query {
                told.push(quote?.text().to_owned());
            }
        }
    }
    Ok(told)
}

/// In another process: answers for as long as it is asked.
fn answer(file: &Path) {
    let snapshot = Snapshot::open(file).unwrap();
    for line in std::io::stdin().lock().lines() {
        let asked: u32 = line.unwrap().parse().unwrap();
        assert_is(&snapshot, asked, "in a process of its own");
        assert_eq!(snapshot.lsn(), u64::from(asked));
        // On a line of its own: the test runner has begun one.
        println!("\nanswered {}", snapshot.articles().count().unwrap());
    }
}

struct Reader {
    process: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Reader {
    fn start(file: &Path) -> Self {
        let test = "processes_read_at_once_beside_the_store";
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env("ONRECORD_READS", file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        Self { process, lines }
    }

    fn ask(&mut self, commits: u32) {
        writeln!(self.process.stdin.as_mut().unwrap(), "{commits}").unwrap();
    }

    fn answer(&mut self) -> u64 {
        loop {
            let mut line = String::new();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "a reader ended");
            if let Some(count) = line.trim().strip_prefix("answered ") {
                return count.parse().unwrap();
            }
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

#[test]
fn processes_read_at_once_beside_the_store() {
    if let Some(file) = std::env::var_os("ONRECORD_READS") {
        return answer(Path::new(&file));
    }
    let folder = tempfile::tempdir().unwrap();
    let (store, file) = publish(folder.path(), 30);
    let first = store.articles().count().unwrap();
    let mut readers = [Reader::start(&file), Reader::start(&file)];
    // Both have the file open before either has answered.
    for reader in &mut readers {
        reader.ask(30);
    }
    assert_eq!(readers.each_mut().map(Reader::answer), [first; 2]);
    for number in 30..60 {
        operate(&store, number).unwrap();
    }
    store.publish(&file).unwrap();
    let mut late = Reader::start(&file);
    for reader in &mut readers {
        reader.ask(30);
    }
    late.ask(60);
    assert_eq!(readers.each_mut().map(Reader::answer), [first; 2]);
    assert_eq!(late.answer(), store.articles().count().unwrap());
    assert!(store.articles().count().unwrap() > first);
}

#[test]
fn a_publication_has_no_part_of_what_was_replaced_or_removed() {
    let folder = tempfile::tempdir().unwrap();
    let (store, file) =
        (Store::create_new(folder.path().join("news")).unwrap(), folder.path().join("published"));
    let article = |key: &str, text: &str| store.put(&Draft::new(text).key(key)).unwrap().article;
    article("one", "Quixotic plans were laid.");
    let gone = article("two", "Zephyrs were expected.");
    store.clone().close().unwrap();
    article("one", "Sober plans were laid.");
    store.remove(gone).unwrap();
    store.publish(&file).unwrap();
    let bytes = fs::read(&file).unwrap();
    let has = |words: &str| bytes.windows(words.len()).any(|found| found == words.as_bytes());
    assert!(has("Sober plans"));
    assert!(!has("Quixotic") && !has("Zephyrs"));
    let snapshot = Snapshot::open(&file).unwrap();
    assert!(snapshot.article(gone).unwrap().is_none());
    assert!(snapshot.article_by_key("two").unwrap().is_none());
    assert_eq!(snapshot.articles().count().unwrap(), 1);
}

#[test]
fn a_publication_after_an_erasure_has_nothing_of_it_before_compaction() {
    let folder = tempfile::tempdir().unwrap();
    let (store, file) =
        (Store::create_new(folder.path().join("news")).unwrap(), folder.path().join("published"));
    let draft = Draft::new("Zephyrs were expected.").key("wind").title("Quixotic");
    let article = store.put(&draft).unwrap().article;
    let has = |words: &str| {
        let bytes = fs::read(&file).unwrap();
        bytes.windows(words.len()).any(|found| found == words.as_bytes())
    };
    store.publish(&file).unwrap();
    let reader = Snapshot::open(&file).unwrap();
    assert!(has("Zephyrs") && has("Quixotic"));
    let report = store.erase_article(article).unwrap();
    assert!(report.held_by.contains(&HeldBy::Publications));
    store.publish(&file).unwrap();
    assert!(!has("Zephyrs") && !has("Quixotic"));
    assert!(Snapshot::open(&file).unwrap().article_by_key("wind").unwrap().is_none());
    // Whoever has the replaced file open keeps it.
    assert_eq!(reader.article(article).unwrap().unwrap().title(), Some("Quixotic"));
}

#[test]
fn the_store_is_followed_from_a_publication_on() {
    let folder = tempfile::tempdir().unwrap();
    let (store, file) = publish(folder.path(), 9);
    let more = store.put(&Draft::new("We won.").key("more")).unwrap().article;
    store.close().unwrap();
    let store = Store::open(folder.path().join("news")).unwrap();
    let after = Snapshot::open(&file).unwrap().change_cursor();
    let changes: Vec<_> = store.changes(after).unwrap().map(|change| change.unwrap()).collect();
    assert_eq!(
        changes.iter().map(|change| change.kind).collect::<Vec<_>>(),
        [ChangeKind::Put(more)]
    );
    assert_eq!(changes[0].cursor, store.snapshot().change_cursor());
}

#[test]
fn a_list_of_several_levels_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (store, file) =
        (Store::create_new(folder.path().join("news")).unwrap(), folder.path().join("published"));
    let text = "We said it again and again. ".repeat(50);
    let mut batch = store.batch();
    for number in 0..150 {
        let mut found = Extraction::default();
        for quote in 0..60 {
            let mut said = ExtractedQuote::new(Span::new(quote * 20, quote * 20 + 190));
            said.speaker = Some("Ada Nkemelu".to_owned());
            said.from = Some(Country::NG);
            found.quotes.push(said);
        }
        batch.put(Draft::new(text.as_str()).key(format!("{number}")).extraction(found)).unwrap();
    }
    batch.commit().unwrap();
    store.publish(&file).unwrap();
    let snapshot = Snapshot::open(&file).unwrap();
    let all = |query: onrecord::QuoteQuery| -> Vec<_> {
        query
            .iter()
            .map(|quote| quote.map(|quote| (quote.id(), quote.text().to_owned())).unwrap())
            .collect()
    };
    let expected = all(store.quotes().speaker("Ada Nkemelu"));
    assert_eq!(expected.len(), 9000);
    assert_eq!(all(snapshot.quotes().speaker("Ada Nkemelu")), expected);
    let mut oldest = all(snapshot.quotes().speaker_country(Country::NG).oldest_first());
    oldest.reverse();
    assert_eq!(oldest, expected);
    assert_eq!(snapshot.quotes().speaker("nkemelu").count().unwrap(), 9000);
}

#[test]
fn speakers_of_known_countries_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (store, file) =
        (Store::create_new(folder.path().join("news")).unwrap(), folder.path().join("published"));
    let countries = [Country::NG, Country::NG, Country::NG, Country::IQ];
    let mut batch = store.batch();
    for number in 0..120 {
        let mut found = Extraction::default();
        // The second quote of each states no country: it is the one that the first states.
        for quote in 0..20 {
            let speaker = number * 10 + quote / 2;
            let mut said = ExtractedQuote::new(Span::new(quote * 10, quote * 10 + 9));
            said.speaker = Some(format!("Ada Nkemelu {speaker}"));
            said.from = (quote % 2 == 0).then(|| countries[speaker as usize % countries.len()]);
            found.quotes.push(said);
        }
        let text = "We said it again and again. ".repeat(10);
        batch.put(Draft::new(text).key(format!("{number}")).extraction(found)).unwrap();
    }
    batch.commit().unwrap();
    store.publish(&file).unwrap();
    let snapshot = Snapshot::open(&file).unwrap();
    for (country, count) in [(Country::NG, 900), (Country::IQ, 300), (Country::KR, 0)] {
        assert_eq!(store.speakers().country(country).count().unwrap(), count);
        assert_eq!(snapshot.speakers().country(country).count().unwrap(), count);
        let from = |query: onrecord::QuoteQuery| {
            let from = query.speaker_country(country);
            from.iter().map(|quote| quote.unwrap().id()).collect::<Vec<_>>()
        };
        let found = from(snapshot.quotes());
        assert_eq!(found, from(store.quotes()));
        assert_eq!(found.len() as u64, 2 * count);
    }
}

#[test]
fn what_is_no_publication_is_refused_by_kind() {
    let folder = tempfile::tempdir().unwrap();
    let (store, file) = publish(folder.path(), 3);
    let kind = |path: &Path| Snapshot::open(path).unwrap_err().kind();
    assert_eq!(kind(&folder.path().join("nothing")), ErrorKind::NotFound);
    assert_eq!(kind(&folder.path().join("news")), ErrorKind::InvalidInput);
    let other = folder.path().join("other");
    for bytes in [&b""[..], b"onrecord", b"What a user wrote, and wants to keep."] {
        fs::write(&other, bytes).unwrap();
        assert_eq!(kind(&other), ErrorKind::InvalidInput);
        assert_eq!(store.publish(&other).unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(fs::read(&other).unwrap(), bytes, "nothing else is replaced");
    }
    store.backup(folder.path().join("backup")).unwrap();
    assert_eq!(kind(&folder.path().join("backup")), ErrorKind::InvalidInput);
    // Two publications, one after the other.
    let mut twice = fs::read(&file).unwrap();
    twice.extend_from_within(..);
    fs::write(&other, twice).unwrap();
    let error = Snapshot::open(&other).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert!(error.to_string().contains("other"), "{error}");
}

#[test]
fn one_call_at_a_time_writes_a_publication() {
    let folder = tempfile::tempdir().unwrap();
    let (store, file) = publish(folder.path(), 3);
    let before = fs::read(&file).unwrap();
    let partial = folder.path().join("published.partial");
    assert!(!partial.exists());
    let other = File::create(&partial).unwrap();
    other.lock().unwrap();
    assert_eq!(store.publish(&file).unwrap_err().kind(), ErrorKind::Locked);
    assert_eq!(fs::read(&file).unwrap(), before);
    assert!(partial.exists(), "what another call writes is left alone");
    // What an interrupted call left is written over.
    drop(other);
    fs::write(&partial, vec![7; before.len() * 2]).unwrap();
    store.publish(&file).unwrap();
    assert!(!partial.exists());
    assert_eq!(fs::read(&file).unwrap(), before, "the same moment has the same bytes");
}

#[cfg(unix)]
#[test]
fn a_publication_may_be_read_by_those_who_read_the_one_before() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (store, file) = publish(folder.path(), 3);
    let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    store.publish(&file).unwrap();
    assert_eq!(mode(), 0o640);
}

#[test]
fn a_publication_is_not_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let (store, file) = publish(folder.path(), 20);
    store.close().unwrap();
    let before = fs::read(&file).unwrap();
    let snapshot = Snapshot::open(&file).unwrap();
    assert_eq!(snapshot.articles().remove().unwrap_err().kind(), ErrorKind::InvalidInput);
    read_all(&snapshot).unwrap();
    let quote = snapshot.quotes().page(1).unwrap().items.remove(0);
    drop(snapshot);
    assert_eq!(fs::read(&file).unwrap(), before);
    // As of a store whose last handle was dropped.
    assert_eq!(quote.speaker().unwrap_err().kind(), ErrorKind::Closed);
}

#[test]
fn no_damage_goes_unnoticed() {
    let folder = tempfile::tempdir().unwrap();
    let (_, file) = publish(folder.path(), 14);
    let whole = fs::read(&file).unwrap();
    let expected = read_all(&Snapshot::open(&file).unwrap()).unwrap();
    let every = if std::env::var("ONRECORD_DAMAGES").is_ok() { 1 } else { 37 };
    let damaged = folder.path().join("damaged");
    let (mut found, mut harmless) = (0, 0);
    for at in (0..whole.len()).step_by(every).chain(whole.len() - 40..whole.len()) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&damaged, bytes).unwrap();
        match Snapshot::open(&damaged).and_then(|snapshot| read_all(&snapshot)) {
            Ok(told) => {
                assert_eq!(told, expected, "a flipped bit in byte {at} goes unnoticed");
                harmless += 1;
            }
            Err(error) => {
                let kind = error.kind();
                let is_first = at < 16 && kind == ErrorKind::InvalidInput;
                assert!(is_first || kind == ErrorKind::Corrupt, "byte {at}: {error}");
                found += 1;
            }
        }
    }
    for length in (0..whole.len()).step_by(every) {
        fs::write(&damaged, &whole[..length]).unwrap();
        let kind = Snapshot::open(&damaged).unwrap_err().kind();
        let expected = if length < 16 { ErrorKind::InvalidInput } else { ErrorKind::Corrupt };
        assert_eq!(kind, expected, "cut to {length} bytes");
    }
    println!("{} bytes: {found} flipped bits were found, {harmless} were harmless", whole.len());
    assert!(found > 20 * harmless, "{found} found, {harmless} harmless");
}
