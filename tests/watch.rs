//! New quotes of a query come as they are committed, to threads and to tasks, and again from a kept
//! cursor after a restart and after a kill. A slow watch is told what it missed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use corpus::{Dice, store_article};
use onrecord::{
    ArticleId, ChangeCursor, Country, Draft, ErrorKind, ExtractedQuote, Extraction, NewQuote,
    QuoteId, Span, Store, Watch, WatchEvent,
};

/// Far longer than any event takes.
const LONG: Duration = Duration::from_mins(1);
const SHORT: Duration = Duration::from_millis(20);

/// Stores an article under `key` with one quote, `words`, about a country.
fn put(store: &Store, key: &str, words: &str, about: Country) -> ArticleId {
    let mut quote = ExtractedQuote::new(Span::of(0..words.len()));
    quote.countries.push(about);
    let mut extraction = Extraction::default();
    extraction.quotes.push(quote);
    store.put(&Draft::new(words).key(key).extraction(extraction)).unwrap().article
}

fn new(folder: &Path) -> Store {
    Store::create_new(folder.join("store")).unwrap()
}

/// Takes all events that there are: the words of quotes, with a star if they replace others.
fn drain(watch: &mut Watch) -> Vec<String> {
    let mut told = Vec::new();
    while let Some(event) = watch.next_within(SHORT).unwrap() {
        told.push(match event {
            WatchEvent::Quote(new) if new.is_replacement => format!("{}*", new.quote.text()),
            WatchEvent::Quote(new) => new.quote.text().to_owned(),
            WatchEvent::Missed(article) => format!("missed {article}"),
            other => panic!("{other:?}"),
        });
    }
    told
}

#[test]
fn new_quotes_that_match_come_in_the_order_of_their_commits() {
    let folder = tempfile::tempdir().unwrap();
    let store = new(folder.path());
    put(&store, "before", "not new", Country::IQ);
    let mut watch = store.watch(store.quotes().about_country(Country::IQ)).unwrap();
    assert_eq!(drain(&mut watch), [""; 0]);
    let one = put(&store, "one", "one", Country::IQ);
    put(&store, "other", "of another country", Country::IR);
    put(&store, "two", "two", Country::IQ);
    assert_eq!(watch.lag(), 3);
    assert_eq!(drain(&mut watch), ["one", "two"]);
    assert_eq!(watch.lag(), 0);
    put(&store, "one", "one, but later", Country::IQ);
    put(&store, "two", "of another country", Country::IR);
    assert_eq!(drain(&mut watch), ["one, but later*"]);
    store.remove(one).unwrap();
    assert_eq!(drain(&mut watch), [""; 0]);
}

#[test]
fn a_slow_watch_is_told_what_it_missed_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = new(folder.path());
    let mut watch = store.watch(store.quotes()).unwrap();
    let one = put(&store, "one", "a version", Country::IQ);
    put(&store, "one", "another version", Country::IQ);
    let two = put(&store, "two", "gone", Country::IQ);
    store.remove(two).unwrap();
    put(&store, "three", "three", Country::IQ);
    let missed = |article| format!("missed {article}");
    let told = [missed(one), "another version*".to_owned(), missed(two), "three".to_owned()];
    assert_eq!(drain(&mut watch), told);
}

#[test]
fn a_watch_goes_on_from_its_cursor_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let store = new(folder.path());
    let mut watch = store.watch_since(store.quotes(), ChangeCursor::START).unwrap();
    put(&store, "one", "one", Country::IQ);
    assert_eq!(drain(&mut watch), ["one"]);
    let kept = watch.cursor().to_string();
    put(&store, "two", "two", Country::IQ);
    drop(watch);
    store.close().unwrap();
    let store = Store::open(folder.path().join("store")).unwrap();
    put(&store, "three", "three", Country::IQ);
    let mut watch = store.watch_since(store.quotes(), kept.parse().unwrap()).unwrap();
    assert_eq!(drain(&mut watch), ["two", "three"]);
    let since = store.watch(store.quotes()).unwrap().cursor();
    assert_eq!(drain(&mut store.watch_since(store.quotes(), since).unwrap()), [""; 0]);
    // Those of a change of which not all events were taken come again.
    let both = "one two";
    let mut extraction = Extraction::default();
    extraction.quotes.extend([0..3, 4..7].map(|span| ExtractedQuote::new(Span::of(span))));
    store.put(&Draft::new(both).key("both").extraction(extraction)).unwrap();
    assert!(matches!(watch.next_within(LONG), Ok(Some(WatchEvent::Quote(_)))));
    let mut again = store.watch_since(store.quotes(), watch.cursor()).unwrap();
    assert_eq!(drain(&mut again), ["one", "two"]);
    assert_eq!(drain(&mut watch), ["two"]);
    assert_eq!(watch.cursor(), again.cursor());
}

#[test]
fn a_watch_for_the_words_of_a_quote_keeps_to_them() {
    let folder = tempfile::tempdir().unwrap();
    let store = new(folder.path());
    let words = "we will not leave the harbour";
    put(&store, "one", words, Country::IQ);
    let quote = store.quotes().page(1).unwrap().items[0].id();
    let mut watch = store.watch(store.quotes().same_as(quote)).unwrap();
    put(&store, "one", "the ferry sails in the morning", Country::IQ);
    put(&store, "two", "The ferry sails in the morning.", Country::IQ);
    put(&store, "three", "We will not leave the harbour!", Country::IQ);
    assert_eq!(drain(&mut watch), ["We will not leave the harbour!"]);
}

#[test]
fn a_watch_goes_through_a_long_backlog_within_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = new(folder.path());
    let mut watch = store.watch(store.quotes().about_country(Country::IQ)).unwrap();
    for key in 0..200 {
        put(&store, &format!("{key}"), "of another country", Country::IR);
    }
    // No time: a part of the backlog is read, and more each time.
    assert_eq!(watch.next_within(Duration::ZERO).unwrap().map(|_| ()), None);
    let left = watch.lag();
    assert!((1..200).contains(&left), "{left} commits are left");
    put(&store, "last", "last", Country::IQ);
    assert!(matches!(watch.next_within(LONG), Ok(Some(WatchEvent::Quote(_)))));
    assert_eq!(watch.lag(), 0);
}

#[test]
fn a_watch_that_a_compaction_overtakes_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let store = new(folder.path());
    put(&store, "zero", "zero", Country::IQ);
    let mut watch = store.watch(store.quotes()).unwrap();
    let before = watch.cursor();
    put(&store, "one", "a version", Country::IQ);
    store.set_feed_floor(store.changes(before).unwrap().last().unwrap().unwrap().cursor).unwrap();
    put(&store, "one", "one", Country::IQ);
    let compact = || store.compact_in_background().unwrap().join().unwrap();
    assert!(compact().is_some());
    let error = watch.next_within(LONG).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Expired, "{error}");
    assert!(watch.next().is_none());
    // What was not read is not passed over by who goes on.
    assert_eq!(watch.cursor(), before);
    assert_eq!(store.watch_since(store.quotes(), before).unwrap_err().kind(), ErrorKind::Expired);
    let mut again = store.watch_since(store.quotes(), ChangeCursor::START).unwrap();
    assert_eq!(drain(&mut again), ["zero", "one*"]);
    // One that reads in time does not mind.
    put(&store, "two", "two", Country::IQ);
    assert!(compact().is_some());
    assert_eq!(drain(&mut again), ["two"]);
}

#[test]
fn a_watch_from_the_start_has_what_holds_below_the_floor() {
    let folder = tempfile::tempdir().unwrap();
    let store = new(folder.path());
    for key in ["one", "two", "three"] {
        put(&store, key, "a version", Country::IQ);
        put(&store, key, key, Country::IQ);
    }
    let end = store.watch(store.quotes()).unwrap().cursor();
    store.set_feed_floor(end).unwrap();
    store.close().unwrap();
    let path = folder.path().join("store");
    Store::compact(&path).unwrap();
    let store = Store::open(&path).unwrap();
    put(&store, "four", "four", Country::IQ);
    let mut watch = store.watch_since(store.quotes(), ChangeCursor::START).unwrap();
    assert_eq!(drain(&mut watch), ["one*", "two*", "three*", "four"]);
}

#[test]
fn a_waiting_thread_is_woken_by_a_commit_and_by_the_end_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = new(folder.path());
    let watch = store.watch(store.quotes().about_country(Country::IQ)).unwrap();
    let (told, hear) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        for event in watch {
            let WatchEvent::Quote(NewQuote { quote, .. }) = event.unwrap() else { panic!() };
            told.send(quote.text().to_owned()).unwrap();
        }
    });
    for number in 0..50 {
        put(&store, &format!("other {number}"), "other", Country::IR);
        let words = format!("number {number}");
        put(&store, &words, &words, Country::IQ);
        assert_eq!(hear.recv_timeout(LONG).unwrap(), words);
    }
    drop(store);
    reader.join().unwrap();
    // The watch did not keep the store open.
    Store::open(folder.path().join("store")).unwrap();
}

#[test]
fn a_timeout_ends_a_wait_and_not_the_watch() {
    let folder = tempfile::tempdir().unwrap();
    let store = new(folder.path());
    let mut watch = store.watch(store.quotes()).unwrap();
    let begun = Instant::now();
    assert!(watch.next_within(SHORT).unwrap().is_none());
    assert!(begun.elapsed() >= SHORT);
    put(&store, "one", "one", Country::IQ);
    assert!(watch.next_within(Duration::MAX).unwrap().is_some());
}

#[test]
fn waiting_tasks_are_woken_by_a_commit_and_by_the_end_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = new(folder.path());
    // More changes than one poll reads come before the first quote that matches.
    for number in 0..200 {
        put(&store, &number.to_string(), "other", Country::IR);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let (told, hear) = std::sync::mpsc::channel();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let query = store.quotes().about_country(Country::IQ);
            let mut watch = store.watch_since(query, ChangeCursor::START).unwrap();
            let told = told.clone();
            runtime.spawn(async move {
                while let Some(event) = poll_fn(|task| watch.poll_next(task)).await {
                    let WatchEvent::Quote(new) = event.unwrap() else { panic!() };
                    told.send(new.quote.text().to_owned()).unwrap();
                }
            })
        })
        .collect();
    for number in 0..20 {
        let words = format!("number {number}");
        put(&store, &words, &words, Country::IQ);
        for _ in 0..tasks.len() {
            assert_eq!(hear.recv_timeout(LONG).unwrap(), words);
        }
    }
    drop(store);
    // Tasks that nobody wakes would make the test hang.
    for task in tasks {
        runtime.block_on(task).unwrap();
    }
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = new(folder.path());
    let invalid = |watch: onrecord::Result<Watch>| watch.unwrap_err().kind();
    let other = Store::create_new(folder.path().join("other")).unwrap();
    assert_eq!(invalid(store.watch(other.quotes())), ErrorKind::InvalidInput);
    put(&store, "one", "one", Country::IQ);
    put(&store, "two", "two", Country::IQ);
    let next = store.quotes().page(1).unwrap().next.unwrap();
    assert_eq!(invalid(store.watch(store.quotes().after(next))), ErrorKind::InvalidInput);
    let full = (0..onrecord::limits::FILTERS)
        .fold(store.quotes(), |query, _| query.about_country(Country::IQ));
    assert_eq!(full.count().unwrap(), 2);
    assert_eq!(invalid(store.watch(full)), ErrorKind::InvalidInput);
    let future: ChangeCursor = "c1.1000".parse().unwrap();
    assert_eq!(invalid(store.watch_since(store.quotes(), future)), ErrorKind::InvalidInput);
}

/// What a watch told of an article last.
type Last = BTreeMap<ArticleId, BTreeSet<QuoteId>>;

/// Takes up to `most` events.
fn follow(watch: &mut Watch, last: &mut Last, most: usize) {
    for _ in 0..most {
        match watch.next_within(Duration::ZERO).unwrap() {
            Some(WatchEvent::Quote(NewQuote { quote, .. })) => {
                // A quote that is told again is of another version of its article.
                let quotes = last.entry(quote.article_id()).or_default();
                if quotes.last().is_some_and(|last| *last >= quote.id()) {
                    quotes.clear();
                }
                quotes.insert(quote.id());
            }
            Some(WatchEvent::Missed(article)) => drop(last.remove(&article)),
            Some(other) => panic!("{other:?}"),
            None => return,
        }
    }
}

#[test]
fn random_changes_are_told_whatever_the_pace_and_restarts_of_the_watch() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = new(folder.path());
    let path = folder.path().join("store");
    let mut dice = Dice(7);
    let mut kept = ChangeCursor::START;
    // Every quote that was visible at a commit, but for the versions that were missed.
    let (mut told, mut missed) = (BTreeMap::new(), BTreeMap::new());
    let (mut stored, mut written) = (BTreeMap::new(), BTreeMap::<ArticleId, u32>::new());
    for _ in 0..6 {
        let mut watch = store.watch_since(store.quotes().about_country(Country::KE), kept).unwrap();
        for _ in 0..30 {
            let article = store_article(&store, &format!("a{}", dice.roll(25)), &mut dice);
            let about = |said: &&corpus::Said| {
                said.countries.contains(&Country::KE) || said.context.contains(&Country::KE)
            };
            let quotes: BTreeSet<QuoteId> =
                article.quotes.iter().filter(about).map(|said| said.id).collect();
            *stored.entry(article.id).or_insert(0) += quotes.len();
            *written.entry(article.id).or_default() += 1;
            for _ in 0..dice.roll(8) {
                match watch.next_within(Duration::ZERO).unwrap() {
                    Some(WatchEvent::Quote(new)) => {
                        *told.entry(new.quote.article_id()).or_insert(0) += 1;
                    }
                    Some(WatchEvent::Missed(article)) => *missed.entry(article).or_insert(0) += 1,
                    _ => break,
                }
            }
        }
        while let Some(event) = watch.next_within(Duration::ZERO).unwrap() {
            match event {
                WatchEvent::Quote(new) => *told.entry(new.quote.article_id()).or_insert(0) += 1,
                WatchEvent::Missed(article) => *missed.entry(article).or_insert(0_u32) += 1,
                _ => {}
            }
        }
        kept = watch.cursor();
        drop(watch);
        store.close().unwrap();
        store = Store::open(&path).unwrap();
    }
    for (article, quotes) in &stored {
        let told = told.get(article).copied().unwrap_or(0);
        let missed = missed.get(article).copied().unwrap_or(0);
        if missed == 0 {
            assert_eq!(told, *quotes, "{article}");
        } else {
            assert!(told <= *quotes && missed < written[article], "{article}");
        }
    }
    assert!(missed.values().sum::<u32>() > 0 && told.len() > 10, "the test tries too little");
    // From the start, what holds is told last of each article.
    let mut last = Last::new();
    let mut watch = store.watch_since(store.quotes(), ChangeCursor::START).unwrap();
    follow(&mut watch, &mut last, usize::MAX);
    for article in stored.keys() {
        let holds: BTreeSet<QuoteId> =
            store.quotes().article(*article).iter().map(|quote| quote.unwrap().id()).collect();
        assert_eq!(last.get(article).cloned().unwrap_or_default(), holds, "{article}");
    }
}

/// Set for the process that stores and watches: the path of the store, and the cursor to go on
/// from.
const CHILD: &str = "ONRECORD_WATCH_TEST_CHILD";

/// Stores articles and watches them until the process is killed: prints the number of each and the
/// cursor after it.
#[test]
fn child() {
    let Ok(child) = std::env::var(CHILD) else { return };
    let (path, kept) = child.rsplit_once(' ').unwrap();
    let store = Store::open_or_create(path).unwrap();
    let mut watch = store.watch_since(store.quotes(), kept.parse().unwrap()).unwrap();
    let first = store.articles().count().unwrap();
    let writer = store.clone();
    std::thread::spawn(move || {
        for number in first.. {
            put(&writer, &number.to_string(), &number.to_string(), Country::IQ);
        }
    });
    let mut out = std::io::stdout().lock();
    loop {
        let Some(WatchEvent::Quote(new)) = watch.next_within(LONG).unwrap() else { panic!() };
        writeln!(out, "\ntold {} {}", new.quote.text(), watch.cursor()).unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn a_killed_watch_goes_on_without_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut dice = Dice(3);
    let (mut kept, mut next) = (ChangeCursor::START.to_string(), 0_u64);
    for round in 0..8 {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["child", "--exact", "--nocapture"])
            .env(CHILD, format!("{} {kept}", path.display()))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let until = dice.roll(400) + 1;
        let mut heard = 0;
        for line in BufReader::new(process.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let Some(told) = line.strip_prefix("told ") else { continue };
            let (number, cursor) = told.split_once(' ').unwrap();
            // The watch was killed after an event was printed and before the next was: no gap and
            // no repetition.
            assert_eq!(number.parse(), Ok(next), "round {round}");
            next += 1;
            kept = cursor.to_owned();
            heard += 1;
            if heard == until {
                process.kill().unwrap();
            }
        }
        assert!(heard >= until, "round {round}: the process ended by itself");
        process.wait().unwrap();
    }
    let store = Store::open(&path).unwrap();
    let rest = drain(&mut store.watch_since(store.quotes(), kept.parse().unwrap()).unwrap());
    let all = store.articles().count().unwrap();
    let expected: Vec<String> = (next..all).map(|number| number.to_string()).collect();
    assert_eq!(rest, expected);
}
