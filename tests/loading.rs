//! Loading many articles at once, and extracting again.

#![allow(clippy::unwrap_used, reason = "a test fails where its setting cannot be made")]

use std::error::Error as StdError;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use onrecord::{
    Draft, Durability, Error, ErrorKind, Extract, ExtractedQuote, Extraction, OpenOptions, Outcome,
    Span, Store, limits,
};

type Extracted = Result<Extraction, Box<dyn StdError + Send + Sync>>;

/// Takes every line "NAME: words" for a quote.
struct Lines(&'static str);

impl Extract for Lines {
    fn id(&self) -> &str {
        self.0
    }

    fn extract(&self, draft: &Draft) -> Extracted {
        let mut found = Extraction::default();
        let mut at = 0;
        for line in draft.text().split_inclusive('\n') {
            if let Some((name, words)) = line.trim_end().split_once(": ") {
                let start = at + name.len() + 2;
                let mut quote = ExtractedQuote::new(Span::of(start..start + words.len()));
                quote.speaker = Some(name.to_owned());
                found.quotes.push(quote);
            }
            at += line.len();
        }
        Ok(found)
    }
}

fn draft(number: usize) -> Draft {
    Draft::new(format!("Ada Nkemelu: number {number} is done\nBen Okafor: so it is\n"))
        .key(format!("n{number}"))
}

fn fresh() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    (folder, store)
}

#[test]
fn bad_records_are_reported_and_the_good_ones_stored() {
    let (_folder, store) = fresh();
    let too_long = "k".repeat(limits::KEY_BYTES + 1);
    let records = (1..=300).map(|number| match number {
        7 => Err(io::Error::other("a scratch on the tape")),
        150 => Ok(draft(150).key(&too_long)),
        number => Ok(draft(number)),
    });
    let (mut keys, mut told, mut calls) = (Vec::new(), Vec::new(), 0);
    let report = store
        .loader_with(&Lines("lines/1"))
        .progress(|progress| {
            calls += 1;
            keys.extend_from_slice(progress.keys);
            told.extend(progress.skipped.iter().map(|skipped| skipped.position));
            assert_eq!(progress.report.articles(), keys.len() as u64);
        })
        .run(records)
        .unwrap();
    assert_eq!((report.added, report.replaced, report.unchanged, report.skipped), (298, 0, 0, 2));
    assert_eq!((report.paragraphs >= 298, report.quotes), (true, 596));
    let wrong: Vec<_> =
        report.problems.iter().map(|skipped| (skipped.position, skipped.to_string())).collect();
    assert_eq!(wrong[0].0, 7);
    assert!(wrong[0].1.contains("a scratch on the tape"), "{}", wrong[0].1);
    assert_eq!(wrong[1].0, 150);
    assert!(wrong[1].1.contains("limit is 2048"), "{}", wrong[1].1);
    told.sort_unstable();
    assert_eq!(told, [7, 150]);
    assert!(calls > 2, "told of {calls} times");
    let expected: Vec<_> = (1..=300)
        .filter(|number| ![7, 150].contains(number))
        .map(|number| format!("n{number}"))
        .collect();
    assert_eq!(keys, expected, "every key once, in the order of the input");
}

#[test]
fn loading_the_same_input_again_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    store.loader_with(&Lines("lines/1")).run((0..40).map(|n| Ok::<_, Error>(draft(n)))).unwrap();
    drop(store);
    let store = Store::open(&path).unwrap();
    let changed = |n| if n == 3 { draft(3).title("Corrected") } else { draft(n) };
    let report = store
        .loader_with(&Lines("lines/1"))
        .run((0..60).map(|n| Ok::<_, Error>(changed(n))))
        .unwrap();
    assert_eq!((report.added, report.replaced, report.unchanged), (20, 1, 39));
    assert_eq!(report.quotes, 120);
    assert_eq!(report.articles(), 60);
}

#[test]
fn an_empty_input_is_told_of_once() {
    let (_folder, store) = fresh();
    let mut calls = 0;
    let report = store
        .loader_with(&Lines("lines/1"))
        .progress(|_| calls += 1)
        .run(std::iter::empty::<Result<Draft, Error>>())
        .unwrap();
    assert_eq!((report.articles(), calls), (0, 1));
}

#[test]
fn keys_are_told_of_only_when_their_articles_are_flushed() {
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions::new().create(true).durability(Durability::Process);
    let store = options.open(folder.path().join("news")).unwrap();
    let mut told = 0;
    store
        .loader_with(&Lines("lines/1"))
        .progress(|progress| {
            told += progress.keys.len();
            let flushed = store.changes(onrecord::ChangeCursor::START).unwrap().count();
            assert!(flushed >= told, "{flushed} changes are flushed, {told} keys were told of");
        })
        .run((0..500).map(|n| Ok::<_, Error>(draft(n))))
        .unwrap();
    assert_eq!(told, 500);
}

/// Loads articles and the records that cannot be read, and returns what progress tells: the
/// articles and the skipped records, the bytes of text, and the time left.
fn told<E>(records: impl IntoIterator<Item = Result<Draft, E>>) -> Vec<(u64, u64, Option<Duration>)>
where
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    let (_folder, store) = fresh();
    let mut told = Vec::new();
    let loader = store.loader_with(&Lines("lines/1")).progress(|progress| {
        let done = progress.report.articles() + progress.report.skipped;
        told.push((done, progress.text_bytes, progress.time_left));
    });
    loader.run(records).unwrap();
    told
}

#[test]
fn progress_tells_the_bytes_of_text_and_the_time_left() {
    let text = |n| draft(n).text().len() as u64;
    let slow = (0..1000).map(|n| {
        thread::sleep(Duration::from_millis(1));
        if n % 10 == 0 { Err(io::Error::other("torn")) } else { Ok(draft(n)) }
    });
    let start = Instant::now();
    let told_of = told(slow);
    let took = start.elapsed();
    let all = (0..1000).filter(|n| n % 10 != 0).map(text).sum();
    assert_eq!(told_of.last(), Some(&(1000, all, Some(Duration::ZERO))), "nothing is left");
    assert!(told_of.is_sorted_by_key(|(done, bytes, _)| (*done, *bytes)));
    for (done, _, left) in &told_of {
        let (left, rest) = (left.unwrap(), u32::try_from(1000 - done).unwrap());
        let most = took * rest / u32::try_from(*done).unwrap();
        let least = Duration::from_millis(1) * rest;
        assert!((least..=most).contains(&left), "{left:?} of {took:?} after {done}");
    }

    // Filtered input may have fewer records than its hint says.
    let few = told((0..1000).filter(|n| n % 100 == 0).map(|n| Ok::<_, Error>(draft(n))));
    assert_eq!(few.last(), Some(&(10, (0..10).map(|n| text(n * 100)).sum(), Some(Duration::ZERO))));
}

#[test]
fn the_time_left_is_unknown_without_an_upper_bound_and_before_the_first_article() {
    let mut number = 0;
    let unbounded = std::iter::from_fn(|| {
        number += 1;
        (number < 300).then(|| Ok::<_, Error>(draft(number)))
    });
    assert!(told(unbounded).iter().all(|(_, _, left)| left.is_none()));
    let unreadable = (0..300).map(|_| Err(io::Error::other("torn")));
    let told_of = told(unreadable);
    assert!(told_of.len() > 1 && told_of.iter().all(|(_, _, left)| left.is_none()));
    assert_eq!(told(std::iter::empty::<Result<Draft, Error>>()), [(0, 0, None)]);
}

/// The bytes of the text of a long draft.
const LONG: usize = 100_000;

/// A draft of 100 quotes, of 1,000 bytes with the name of the speaker.
fn long(number: usize) -> Draft {
    let line = |quote: usize| {
        let name = if quote.is_multiple_of(2) { "Ada Nkemelu: " } else { "Ben Okafor: " };
        let words = format!("{number} and {quote}");
        format!("{name}{words:.<width$}\n", width = 999 - name.len())
    };
    let text: String = (0..LONG / 1000).map(line).collect();
    assert_eq!(text.len(), LONG);
    Draft::new(text).key(format!("n{number}"))
}

#[test]
fn a_load_in_little_memory_makes_the_same_store() {
    let (_folder, store) = fresh();
    let (_other, bounded) = fresh();
    let load = |store: &Store, memory_bytes| {
        let mut memtable = 0;
        let report = store
            .loader_with(&Lines("lines/1"))
            .memory_bytes(memory_bytes)
            .progress(|_| memtable = store.stats().unwrap().memtable_bytes.max(memtable))
            .run((0..60).map(|n| Ok::<_, Error>(long(n))))
            .unwrap();
        assert_eq!((report.added, report.quotes), (60, 6000));
        memtable
    };
    let (free, kept) = (load(&store, 128 << 20), load(&bounded, 2 << 20));
    // A group of commits may pass the bound.
    let group = (256 << 10) + 2 * LONG as u64;
    assert!(free > 4 << 20, "{free} bytes of postings without a bound prove nothing");
    assert!(kept < (7 << 18) + group, "{kept} bytes of postings");
    let all = |store: &Store| {
        let articles = store.articles().iter().map(|article| {
            let article = article.unwrap();
            (article.id(), article.key().to_owned(), article.text().unwrap().to_string())
        });
        let quotes = store.quotes().speaker("Ben Okafor").iter().map(|quote| {
            let quote = quote.unwrap();
            (quote.id(), quote.text().to_owned())
        });
        (articles.collect::<Vec<_>>(), quotes.collect::<Vec<_>>())
    };
    assert!(all(&store) == all(&bounded), "the stores differ");
    assert_eq!(all(&bounded).1.len(), 3000);
    assert_eq!(bounded.verify(|_| ()).unwrap().problems, [""; 0]);
}

#[test]
fn a_load_reads_no_further_ahead_than_its_memory_allows() {
    let (_folder, store) = fresh();
    let store = &store;
    store.put(&draft(100)).unwrap();
    let read = &AtomicUsize::new(0);
    let (held, begun) = channel();
    let (release, free) = channel::<()>();
    let ahead = thread::scope(|scope| {
        // While a store is verified, writers wait.
        scope.spawn(move || {
            let wait = |_| {
                held.send(()).unwrap();
                let _ = free.recv();
            };
            assert_eq!(store.verify(wait).unwrap().problems, [""; 0]);
        });
        begun.recv().unwrap();
        let load = scope.spawn(move || {
            let drafts = (0..60).map(|n| Ok::<_, Error>(long(n)));
            let drafts = drafts.inspect(|_| {
                read.fetch_add(1, Ordering::Relaxed);
            });
            store.loader_with(&Lines("lines/1")).memory_bytes(16 << 20).run(drafts).unwrap()
        });
        let mut ahead = 0;
        loop {
            thread::sleep(Duration::from_millis(500));
            let now = read.load(Ordering::Relaxed);
            if now > 0 && now == ahead {
                break;
            }
            ahead = now;
        }
        drop(release);
        assert_eq!(load.join().unwrap().added, 60);
        ahead
    });
    // Each takes its text and the pages of it; the last one waits for room.
    assert!(ahead > 5 && (ahead - 1) * 2 * LONG <= 2 << 20, "{ahead} articles are in memory");
}

#[test]
fn an_article_larger_than_the_memory_of_a_load_is_loaded() {
    let (_folder, store) = fresh();
    let sizes = [1, 20, 1, 1, 30, 30, 1];
    let drafts = sizes.iter().enumerate().map(|(n, size)| {
        let text: String = (0..*size).map(|_| long(n).text().to_owned()).collect();
        Ok::<_, Error>(Draft::new(text).key(format!("n{n}")))
    });
    let report = store.loader_with(&Lines("lines/1")).memory_bytes(0).run(drafts).unwrap();
    assert_eq!((report.added, report.quotes), (7, 100 * sizes.iter().sum::<u64>()));
}

#[cfg(target_os = "linux")]
mod without_threads {
    use std::process::Command;

    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    use super::*;

    /// Set for the process that the system refuses a thread: the path of the store.
    const CHILD: &str = "ONRECORD_LOADING_TEST_CHILD";

    #[test]
    fn a_load_is_an_error() {
        if let Ok(path) = std::env::var(CHILD) {
            return load_without_threads(&path);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news");
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "without_threads::a_load_is_an_error", "--nocapture"])
            .env(CHILD, &path)
            .output()
            .unwrap();
        assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
        assert_eq!(Store::open(&path).unwrap().articles().count().unwrap(), 2);
    }

    /// Loads when there is no memory for the stack of one more thread, and again when there is.
    fn load_without_threads(path: &str) {
        let store = Store::create_new(path).unwrap();
        let drafts = || [1, 2].map(|number| Ok::<_, Error>(draft(number)));
        let (soft, hard) = getrlimit(Resource::RLIMIT_AS).unwrap();
        setrlimit(Resource::RLIMIT_AS, address_space() + (16 << 20), hard).unwrap();
        let mut threads = Vec::new();
        while let Ok(thread) = thread::Builder::new().spawn(thread::park) {
            threads.push(thread);
        }
        let refused = store.loader_with(&Lines("lines/1")).run(drafts());
        setrlimit(Resource::RLIMIT_AS, soft, hard).unwrap();
        for thread in threads {
            thread.thread().unpark();
            thread.join().unwrap();
        }
        let error = refused.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        assert!(error.to_string().contains("no thread"), "{error}");
        assert!(error.source().unwrap().is::<io::Error>());
        assert_eq!(store.articles().count().unwrap(), 0, "nothing is stored");
        assert_eq!(store.loader_with(&Lines("lines/1")).run(drafts()).unwrap().added, 2);
        store.close().unwrap();
    }

    /// The size of this process's address space, in bytes.
    fn address_space() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let size = status.lines().find_map(|line| line.strip_prefix("VmSize:")).unwrap();
        size.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() << 10
    }
}

#[test]
fn a_panicking_extractor_leaves_the_store_usable() {
    struct Panics;
    impl Extract for Panics {
        fn id(&self) -> &'static str {
            "panics/1"
        }
        fn extract(&self, draft: &Draft) -> Extracted {
            assert!(!draft.text().contains("number 200"), "meant to panic");
            Ok(Extraction::default())
        }
    }
    let (_folder, store) = fresh();
    let load = || store.loader_with(&Panics).run((0..300).map(|n| Ok::<_, Error>(draft(n))));
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(load)).is_err());
    assert_eq!(store.ingest_with(&Lines("lines/1"), &draft(1000)).unwrap().outcome, Outcome::Added);
}

#[test]
fn only_what_another_extractor_found_is_extracted_again() {
    let (_folder, store) = fresh();
    for n in 0..5 {
        store.ingest_with(&Lines(if n < 3 { "lines/1" } else { "lines/2" }), &draft(n)).unwrap();
    }
    let mut own = Extraction::default();
    own.quotes.push(ExtractedQuote::new(Span::new(0, 3)));
    let own = draft(9).extraction(own);
    store.put(&own).unwrap();
    let gone = store.ingest_with(&Lines("lines/1"), &draft(10)).unwrap();
    store.remove(gone.article).unwrap();

    let report = store.reextract(&Lines("lines/2")).unwrap();
    assert_eq!((report.replaced, report.unchanged, report.skipped), (3, 3, 0));
    assert_eq!(
        store.put(&own).unwrap().outcome,
        Outcome::Unchanged,
        "what a user brought is left alone"
    );
    for n in 0..5 {
        assert_eq!(
            store.ingest_with(&Lines("lines/2"), &draft(n)).unwrap().outcome,
            Outcome::Unchanged
        );
    }
    let again = store.reextract(&Lines("lines/2")).unwrap();
    assert_eq!((again.replaced, again.unchanged), (0, 6));
}

#[test]
fn a_faulty_extractor_is_reported_and_the_old_quotes_stay() {
    struct Faulty;
    impl Extract for Faulty {
        fn id(&self) -> &'static str {
            "faulty/1"
        }
        fn extract(&self, _: &Draft) -> Extracted {
            let mut found = Extraction::default();
            found.quotes.push(ExtractedQuote::new(Span::new(0, 1 << 20)));
            Ok(found)
        }
    }
    let (_folder, store) = fresh();
    store.ingest_with(&Lines("lines/1"), &draft(1)).unwrap();
    assert_eq!(store.ingest_with(&Faulty, &draft(2)).unwrap_err().kind(), ErrorKind::InvalidInput);
    let report = store.reextract(&Faulty).unwrap();
    assert_eq!((report.replaced, report.skipped), (0, 1));
    assert!(report.problems[0].reason.to_string().contains("quote 0"), "{}", report.problems[0]);
    assert_eq!(
        store.ingest_with(&Lines("lines/1"), &draft(1)).unwrap().outcome,
        Outcome::Unchanged
    );
}

/// Fails on drafts in German, and on those without a title.
struct Model;

impl Extract for Model {
    fn id(&self) -> &'static str {
        "model/1"
    }

    fn extract(&self, draft: &Draft) -> Extracted {
        if draft.language_ref() == Some("de") {
            return Err(io::Error::other("no weights for German").into());
        }
        let title = draft.title_ref().ok_or("a title is needed")?;
        let mut found = Extraction::default();
        let mut quote = ExtractedQuote::new(Span::new(0, 3));
        quote.speaker = Some(title.to_owned());
        found.quotes.push(quote);
        Ok(found)
    }
}

#[test]
fn an_extractor_that_fails_is_the_source_of_the_error() {
    let (_folder, store) = fresh();
    let error = store.ingest_with(&Model, &draft(1).title("Ada").language("de")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Extraction);
    assert!(error.to_string().contains("\"model/1\"") && error.to_string().contains("\"n1\""));
    let source = error.source().unwrap();
    assert_eq!(source.to_string(), "no weights for German");
    assert!(source.is::<io::Error>());
    assert_eq!(store.articles().count().unwrap(), 0, "nothing is stored");

    store.ingest_with(&Model, &draft(1).title("Ada")).unwrap();
    assert_eq!(store.quotes().speaker("Ada").count().unwrap(), 1, "a model reads the title");
}

#[test]
fn a_draft_whose_extraction_fails_is_skipped_and_the_load_goes_on() {
    let (_folder, store) = fresh();
    let titled = |n| if n % 2 == 0 { draft(n).title("Ada") } else { draft(n) };
    let report = store.loader_with(&Model).run((1..=9).map(|n| Ok::<_, Error>(titled(n)))).unwrap();
    assert_eq!((report.added, report.skipped), (4, 5));
    let positions: Vec<u64> = report.problems.iter().map(|skipped| skipped.position).collect();
    assert_eq!(positions, [1, 3, 5, 7, 9]);
    let kinds = report.problems.iter().map(|skipped| skipped.reason.kind());
    assert!(kinds.into_iter().all(|kind| kind == ErrorKind::Extraction));
    assert!(report.problems[0].to_string().ends_with("a title is needed"));

    store.ingest_with(&Lines("lines/1"), &draft(1)).unwrap();
    let report = store.reextract(&Model).unwrap();
    assert_eq!((report.replaced, report.unchanged, report.skipped), (0, 4, 1));
    assert_eq!(report.problems[0].reason.kind(), ErrorKind::Extraction);
    assert_eq!(store.quotes().speaker("Ada Nkemelu").count().unwrap(), 1, "what was there stays");
}
