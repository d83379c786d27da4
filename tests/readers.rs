//! Many readers beside one writer: every reader sees all of an article or nothing of it, before,
//! during and after checkpoints, and what it iterates over stays as it was when it began.
//!
//! `ONRECORD_READ_SECONDS=600` goes on for so long.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use onrecord::{ArticleId, Country, Draft, ExtractedQuote, Extraction, Quote, Span, Store};

/// The quotes of every version of every article.
const QUOTES: u32 = 5;

/// An article in which every quote begins with the version of the article.
fn draft(key: u32, version: u32) -> Draft {
    let said = format!("{version:08} {}", "as we have said before ".repeat(40));
    let mut extraction = Extraction::default();
    for number in 0..QUOTES {
        let start = number * u32::try_from(said.len()).unwrap();
        let mut quote = ExtractedQuote::new(Span::new(start, start + 900));
        quote.speaker = Some("Ada Nkemelu".to_owned());
        quote.from = Some(Country::NG);
        quote.countries = vec![Country::IQ];
        extraction.quotes.push(quote);
    }
    Draft::new(said.repeat(QUOTES as usize))
        .key(format!("{key}"))
        .source("Post")
        .extraction(extraction)
}

/// Asserts that the quotes are whole articles, each of one version, and returns how many articles
/// there are.
fn assert_whole(what: &str, quotes: impl Iterator<Item = onrecord::Result<Quote>>) -> u64 {
    let mut articles: BTreeMap<ArticleId, Vec<String>> = BTreeMap::new();
    for quote in quotes {
        let quote = quote.unwrap();
        articles.entry(quote.article_id()).or_default().push(quote.text()[..8].to_owned());
    }
    for (article, versions) in &articles {
        assert_eq!(versions.len(), QUOTES as usize, "{what}: {article} is half indexed");
        assert!(
            versions.iter().all(|version| *version == versions[0]),
            "{what}: {article} is torn: {versions:?}"
        );
    }
    articles.len() as u64
}

/// Ends the readers when it is dropped.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

#[test]
fn no_reader_sees_an_article_half_indexed() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let writing = AtomicBool::new(true);
    let passes = AtomicU64::new(0);
    let seconds =
        std::env::var("ONRECORD_READ_SECONDS").map_or(0, |seconds| seconds.parse().unwrap());
    let (begun, duration, mut version) = (Instant::now(), Duration::from_secs(seconds), 0_u32);
    std::thread::scope(|scope| {
        let readers = [0, 1, 2].map(|reader| {
            let (store, writing, passes) = (&store, &writing, &passes);
            scope.spawn(move || {
                while writing.load(Ordering::Relaxed) {
                    let queries = [
                        store.quotes().speaker("Ada Nkemelu"),
                        store.quotes().speaker_country(Country::NG).oldest_first(),
                        store.quotes().about_country(Country::IQ),
                        store.quotes().involves_country(Country::IQ),
                        store.quotes().source("post"),
                    ];
                    for (number, query) in queries.iter().enumerate() {
                        let what = format!("reader {reader}, query {number}");
                        assert_whole(&what, query.iter());
                        assert_eq!(query.count().unwrap() % u64::from(QUOTES), 0, "{what}");
                    }
                    // What one reader saw, it sees again: articles with a head have all their
                    // quotes in the lists.
                    for article in store.articles().iter().take(5) {
                        let article = article.unwrap();
                        let version = article.text().unwrap()[..8].to_owned();
                        let quotes = article.quotes().unwrap();
                        assert_eq!(quotes.len(), QUOTES as usize);
                        assert!(
                            quotes.iter().all(|quote| quote.text()[..8] == version),
                            "the article is torn"
                        );
                    }
                    passes.fetch_add(1, Ordering::Relaxed);
                }
            })
        });
        // Where the writer panics, the readers end too.
        let _ends = Ends(&writing);
        // At least about 30 MiB of postings, which is several checkpoints.
        while version < 1500 || begun.elapsed() < duration {
            assert!(readers.iter().all(|reader| !reader.is_finished()), "a reader failed");
            let key = version % 1_000_000 * 7919 % 300;
            let stored = store.put(&draft(key, version)).unwrap();
            if version % 9 == 8 {
                assert!(store.remove(stored.article).unwrap());
            }
            version += 1;
        }
    });
    println!(
        "{version} versions, {} passes of readers, {:?}",
        passes.load(Ordering::Relaxed),
        begun.elapsed()
    );
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
    assert!(passes.load(Ordering::Relaxed) > 3, "the readers hardly read");
    let articles = assert_whole("after all", store.quotes().speaker("Ada Nkemelu").iter());
    assert_eq!(articles, store.articles().count().unwrap());
}

#[test]
fn a_query_sees_the_store_as_it_was_when_it_began() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    for key in 0..40 {
        store.put(&draft(key, 1)).unwrap();
    }
    store.sync().unwrap();
    let lists = [store.quotes().speaker("Ada Nkemelu"), store.quotes().source("Post")];
    let mut begun: Vec<_> = lists.iter().map(onrecord::QuoteQuery::iter).collect();
    let first: Vec<_> =
        begun.iter_mut().map(|quotes| quotes.next().unwrap().unwrap().text().to_owned()).collect();
    for key in 0..40 {
        let stored = store.put(&draft(key, 2)).unwrap();
        if key % 2 == 0 {
            store.remove(stored.article).unwrap();
        }
    }
    store.clone().close().unwrap(); // a checkpoint, with the readers still there
    for (first, quotes) in first.iter().zip(begun) {
        let rest: Vec<String> = quotes.map(|quote| quote.unwrap().text()[..8].to_owned()).collect();
        assert_eq!(first[..8], *"00000001");
        assert_eq!(rest, vec!["00000001"; 40 * QUOTES as usize - 1]);
    }
    let now = assert_whole("now", lists[0].iter());
    assert_eq!(now, 20);
}
