//! What is done with bytes that come from outside. Each target panics where something does not
//! hold.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a target that panics has found something"
)]

#[path = "../../examples/support/articles.rs"]
#[allow(dead_code, reason = "it is there for the examples")]
mod articles;

use std::path::Path;
use std::sync::OnceLock;

use jiff::civil::date;
use onrecord::exchange::{Form, Records};
use onrecord::{
    ArticleId, Country, Cursor, DateOrder, EnglishExtractor, QuoteKind, QuoteQuery, Span,
    SpeakerId, Store,
};
use tempfile::TempDir;

/// Does something with bytes, and panics where it does not hold.
pub(crate) type Target = fn(&[u8]);

/// The targets by their names. Values of the store have one more, inside of the crate: `values`.
pub(crate) const TARGETS: &[(&str, Target)] = &[
    ("cursor", cursor),
    ("import", import),
    ("forced", forced),
    ("front_matter", front_matter),
    ("extract", extract),
    ("query", query),
    #[cfg(feature = "html")]
    ("page", page),
    #[cfg(feature = "feed")]
    ("rss", |data| documents(data, Form::Rss)),
    #[cfg(feature = "feed")]
    ("json_feed", |data| documents(data, Form::JsonFeed)),
    #[cfg(feature = "warc")]
    ("warc", |data| documents(data, Form::Warc)),
];

/// A store of the seeds, made once.
fn store() -> &'static Store {
    static STORE: OnceLock<(TempDir, Store)> = OnceLock::new();
    let (_, store) = STORE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create_new(folder.path().join("news")).unwrap();
        let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds");
        let seeds = if Path::new(seeds).exists() {
            seeds
        } else {
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds")
        };
        let report = store.loader().run(articles::Articles::of([seeds])).unwrap();
        assert!(report.quotes > 100, "the seeds are missing");
        (folder, store)
    });
    store
}

/// Words from a user that ought to be a cursor, and a cursor with other bytes in it.
fn cursor(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let query = store().quotes().speaker_country(Country::KE);
    if let Ok(cursor) = text.parse::<Cursor>() {
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        let _ = query.clone().after(cursor).page(3);
    }
    let good = query.page(1).unwrap().next.expect("there are more than one").to_string();
    let mut bytes = good.clone().into_bytes();
    for pair in data.chunks_exact(2) {
        let at = usize::from(pair[0]) % bytes.len();
        bytes[at] = b"0123456789abcdef"[usize::from(pair[1]) % 16];
    }
    let changed = String::from_utf8(bytes).unwrap();
    if let Ok(cursor) = changed.parse::<Cursor>() {
        assert_eq!(changed, good, "a cursor that was changed is taken");
        query.after(cursor).page(3).unwrap();
    }
}

/// The forms that a reader can be forced to.
const FORMS: [&str; 17] = [
    "text",
    "export",
    "plain",
    "news-please",
    "newspaper4k",
    "trafilatura",
    "fundus",
    "newsapi",
    "ninjs-1",
    "ninjs-2",
    "ninjs-3",
    "quotebank-quotation",
    "quotebank-article",
    "gdelt",
    "citron",
    "guardian-afp",
    "media-cloud",
];

/// Records of any form: each becomes a draft or an error that names its line, or its number in a
/// WARC file.
fn import(data: &[u8]) {
    records(Records::new(data, Form::Detect), data);
}

/// Records that are read as of a form that they may not have. The first byte is the form and which
/// of two numbers in a date is the day.
fn forced(data: &[u8]) {
    let Some((first, data)) = data.split_first() else { return };
    let form = FORMS[usize::from(first % 64) % FORMS.len()].parse().unwrap();
    let mut read = Records::new(data, form);
    if *first >= 64 {
        let first_day = *first >= 128;
        read = read.date_order(if first_day { DateOrder::DayFirst } else { DateOrder::MonthFirst });
    }
    records(read, data);
}

fn records(records: Records<'_>, data: &[u8]) {
    let mut last = 1;
    for record in records {
        let line = match record {
            Ok(record) => {
                assert!(!record.draft.external_key().is_empty());
                let may_be_empty = matches!(record.form, Form::Export | Form::MediaCloud);
                assert!(!record.draft.text().trim().is_empty() || may_be_empty);
                assert!(record.form != Form::MediaCloud || record.url().is_some());
                let _ = record.is_foreign();
                assert_ne!(record.form, Form::Detect);
                record.line
            }
            Err(bad) => {
                // Of a WARC file, records are counted.
                let places = ["line", "record"].map(|of| format!("{of} {}", bad.line));
                assert!(places.iter().any(|place| bad.to_string().contains(place)), "{bad}");
                bad.line
            }
        };
        assert!(line >= last, "line {line} comes after {last}");
        last = line;
    }
    let is_compressed = data.starts_with(&[0x1f, 0x8b]) || data.starts_with(b"BZh");
    assert!(is_compressed || last <= data.split(|byte| *byte == b'\n').count() as u64);
}

/// A page, which is an article or is none.
#[cfg(feature = "html")]
fn page(data: &[u8]) {
    match onrecord::exchange::read_page(data, Some("https://example.org/a"), None) {
        Ok(draft) => {
            assert!(draft.text().chars().count() >= 250 && !draft.external_key().is_empty());
        }
        Err(error) => assert_eq!(error.kind(), onrecord::ErrorKind::NotArticle, "{error}"),
    }
}

/// A feed or an archive: each item is an article with a key, or an error with a place.
#[cfg(any(feature = "feed", feature = "warc"))]
fn documents(data: &[u8], form: Form) {
    let mut last = 0;
    for record in Records::new(data, form) {
        let line = match record {
            Ok(record) => {
                assert!(!record.draft.external_key().is_empty());
                assert!(!record.draft.text().trim().is_empty());
                record.line
            }
            Err(bad) => {
                assert!(bad.to_string().contains(&bad.place()), "{bad}");
                bad.line
            }
        };
        assert!(line >= last, "{line} comes after {last}");
        last = line;
    }
}

/// A text file as the examples take it.
fn front_matter(data: &[u8]) {
    static FILE: OnceLock<TempDir> = OnceLock::new();
    let path = FILE.get_or_init(|| tempfile::tempdir().unwrap()).path().join("article.txt");
    std::fs::write(&path, data).unwrap();
    let read: Vec<_> = articles::Articles::of([&path]).collect();
    assert_eq!(read.len(), 1);
    if let Err(error) = &read[0] {
        assert!(error.to_string().contains("article.txt"), "{error}");
    }
}

/// What is found in a text lies in it, in order.
fn extract(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let found = EnglishExtractor::new().extract_text(&text);
    let within =
        |span: Span| text.get(span.range()).unwrap_or_else(|| panic!("{span:?} of {text:?}"));
    let mut end = 0;
    for paragraph in &found.paragraphs {
        assert!(!within(paragraph.span).trim().is_empty());
        assert!(paragraph.span.start() >= end, "paragraphs overlap");
        end = paragraph.span.end();
    }
    for quote in &found.quotes {
        assert!(!within(quote.span).is_empty());
        assert!((0.0..=1.0).contains(&quote.confidence));
        if let Some(mention) = &quote.mention {
            assert_eq!(within(mention.span), mention.text);
        }
    }
}

/// The ids of all speakers and articles.
fn ids() -> &'static (Vec<SpeakerId>, Vec<ArticleId>) {
    static IDS: OnceLock<(Vec<SpeakerId>, Vec<ArticleId>)> = OnceLock::new();
    IDS.get_or_init(|| {
        let speakers = store().speakers().iter().map(|speaker| speaker.unwrap().id()).collect();
        (speakers, store().articles().iter().map(|article| article.unwrap().id()).collect())
    })
}

/// A query of any filters: pages, counts and both orders agree.
fn query(data: &[u8]) {
    let store = store();
    let mut bytes = data.iter().copied();
    let mut take = || bytes.next().unwrap_or(0);
    let countries = [Country::KE, Country::GE, Country::BR, Country::US, Country::GB];
    let kinds = [QuoteKind::Direct, QuoteKind::Mixed, QuoteKind::Turn];
    let mut query: QuoteQuery = store.quotes();
    let (speakers, articles) = ids();
    for _ in 0..take() % 4 {
        let value = take();
        let country = countries[usize::from(value) % countries.len()];
        let day =
            date(2024, 1, 1).saturating_add(jiff::Span::new().days(i64::from(value) * 8 - 1000));
        query = match take() % 9 {
            0 => query.speaker_country(country),
            1 => query.about_country(country),
            2 => query.involves_country(country),
            3 => query.speaker_id(speakers[usize::from(value) % speakers.len()]),
            4 => query.article(articles[usize::from(value) % articles.len()]),
            5 => query.kind(kinds[usize::from(value) % kinds.len()]),
            6 => query.published(day..),
            7 => query.published(..=day),
            _ => {
                let name: Vec<u8> = (0..value % 16).map(|_| take()).collect();
                query.speaker(String::from_utf8_lossy(&name))
            }
        };
    }
    let rest: Vec<u8> = std::iter::from_fn(|| Some(take())).take(12).collect();
    let part = String::from_utf8_lossy(&rest);
    for speaker in &store.speakers().prefix(part.trim_matches('\0')) {
        assert!(!speaker.unwrap().name().is_empty());
    }
    let ids =
        |query: &QuoteQuery| -> Vec<_> { query.iter().map(|quote| quote.unwrap().id()).collect() };
    let newest = ids(&query);
    let mut oldest = ids(&query.clone().oldest_first());
    oldest.reverse();
    assert_eq!(newest, oldest);
    assert_eq!(query.count().unwrap(), newest.len() as u64);
    let plan = query.explain().unwrap();
    assert!(
        plan.access_path().starts_with("articles") || plan.size() >= newest.len() as u64,
        "{plan}"
    );
    let (mut paged, mut rest) = (Vec::new(), query);
    loop {
        let page = rest.page(7).unwrap();
        paged.extend(page.items.iter().map(onrecord::Quote::id));
        let Some(next) = page.next else { break };
        rest = rest.after(next);
    }
    assert_eq!(newest, paged);
}
