//! A store of invented articles: the seeds of the repository, sayings, and hostile ones.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;
use std::time::Duration;

use onrecord::exchange::{Form, Records};
use onrecord::{ArticleId, Country, Draft, ExtractedQuote, Extraction, OpenOptions, Span, Store};

/// Markup that must be shown as it is written.
pub(crate) const MARKUP: &str = "<script>alert('quoted')</script><b>&amp;\"'";
pub(crate) const MARKUP_NAME: &str = "\"><img src=x onerror=alert(1)>";
/// Right-to-left text, with a mark that turns the rest of a line round.
pub(crate) const ARABIC: &str = "لن نغادر الميناء \u{202e}قبل الصباح أبدا";
/// The words of a saying, which two articles have.
pub(crate) const SAYING: &str = "We will not leave the harbour before the rain ends";

/// The articles that are not news.
#[derive(Debug)]
pub(crate) struct Hostile {
    pub(crate) markup: ArticleId,
    pub(crate) arabic: ArticleId,
    pub(crate) long: ArticleId,
    pub(crate) nobody: ArticleId,
    pub(crate) many: ArticleId,
    /// Two articles with one saying.
    pub(crate) sayings: [ArticleId; 2],
}

/// Makes a store with an index of words, which holds them all.
pub(crate) fn store(path: &Path) -> (Store, Hostile) {
    let store = OpenOptions::new().create(true).text_index(true).open(path).unwrap();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds");
    let mut files: Vec<_> = fs::read_dir(seeds).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".txt") && !path.ends_with("misses.txt"));
    files.sort();
    for path in files {
        let records = Records::new(BufReader::new(File::open(&path).unwrap()), Form::Detect);
        for record in records.file(&path) {
            store.ingest(&record.unwrap().draft).unwrap();
        }
    }
    let quoted = |key: &str, words: &str, speaker: Option<&str>| {
        let text = format!("{words}\n\nThe end of {key}.");
        let mut quote = ExtractedQuote::new(Span::of(0..words.len()));
        quote.speaker = speaker.map(str::to_owned);
        quote.from = speaker.map(|_| Country::KE);
        let mut found = Extraction::default();
        found.quotes.push(quote);
        let title = format!("{key} {MARKUP}");
        let draft = Draft::new(text).key(key).title(title).source(MARKUP).extraction(found);
        let draft = draft
            .url("javascript:alert(1)")
            .published("1999-05-04".parse::<onrecord::Published>().unwrap());
        store.put(&draft).unwrap().article
    };
    let hostile = Hostile {
        markup: quoted("markup", MARKUP, Some(MARKUP_NAME)),
        arabic: quoted("arabic", ARABIC, Some("محمد \u{202e}النجار")),
        long: quoted("long", &long(), Some("Ada Longtongue")),
        nobody: quoted("nobody", "Nobody said these five words here", None),
        many: many(&store),
        sayings: ["one", "two"].map(|key| {
            let text = format!("“{SAYING},” said Kenyan minister Wanjiru Kahuthu.");
            let day = if key == "one" { "2024-03-05" } else { "2024-04-06" };
            let day = day.parse::<onrecord::Published>().unwrap();
            let title = format!("The rain, part {key}");
            let draft = Draft::new(text).key(key).title(title).source("Daily Harbour");
            store.ingest(&draft.published(day)).unwrap().article
        }),
    };
    assert!(store.catch_up_text(Duration::from_mins(1)).unwrap());
    (store, hostile)
}

/// 200 KB of words, each of them another.
pub(crate) fn long() -> String {
    let mut words = String::new();
    let mut number = 0;
    while words.len() < 200_000 {
        let _ = write!(words, "word{number} ");
        number += 1;
    }
    words.trim_end().to_owned()
}

/// Stores an article of 3,000 quotes that overlap.
fn many(store: &Store) -> ArticleId {
    let mut found = Extraction::default();
    let text = "mmmm ".repeat(4000);
    for at in 0..3000 {
        let mut quote = ExtractedQuote::new(Span::of(at * 5..at * 5 + 14));
        quote.speaker = Some("Ada Longtongue".to_owned());
        found.quotes.push(quote);
    }
    store.put(&Draft::new(text).key("many").extraction(found)).unwrap().article
}
