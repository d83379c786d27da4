//! Texts that nobody should send: each is stored whole and read back to the byte, and hurts nothing
//! else.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use onrecord::{Draft, ErrorKind, ExtractedQuote, Extraction, Span, Store, limits};

fn ingest(store: &Store, key: &str, text: &str) -> onrecord::Stored {
    store.ingest(&Draft::new(text).key(key)).unwrap()
}

#[test]
fn any_text_is_stored_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    let long_quote = format!("“{}” said Ada Nkemelu.", "we will not be moved, ".repeat(9_400));
    let texts: Vec<(&str, String)> = vec![
        ("empty", String::new()),
        ("blank", " \n\n\t\n".to_owned()),
        (
            "one paragraph of 3 MB",
            "All in one line, said Ada Nkemelu, “and on it goes”. ".repeat(56_000),
        ),
        ("no space at all", "x".repeat(1_000_000)),
        ("marks", "\"".repeat(200_000)),
        ("curly marks", "“".repeat(100_000)),
        ("paragraphs", "A.\n\n".repeat(100_000)),
        ("blank in front", format!("{}The end.", "\n".repeat(50_000))),
        ("a quote of 200 KB", long_quote.clone()),
        ("nul", "“We\0won,”\0said Ada Nkemelu.\0".to_owned()),
        ("bom and crlf", "\u{feff}Title\r\n\r\n“We won,” said Ada Nkemelu.\r\n".to_owned()),
        ("right to left", "قال الوزير: «لن نتراجع»، وأضاف.\n\nאמר השר: ״לא ניסוג״.".to_owned()),
        ("emoji", "“🎉 We won 👩‍👩‍👧‍👦,” said Ada Nkemelu 🇳🇬.".repeat(50)),
    ];
    for (key, text) in &texts {
        ingest(&store, key, text);
    }
    assert_holds(&store, "live", &texts, &long_quote);
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    assert_holds(&store, "reopened", &texts, &long_quote);
    for (key, _) in &texts {
        let article = store.article_by_key(key).unwrap().unwrap().id();
        assert!(store.remove(article).unwrap());
    }
    assert_eq!(store.quotes().count().unwrap(), 0);
    assert_eq!(store.speakers().count().unwrap(), 0);
}

fn assert_holds(store: &Store, when: &str, texts: &[(&str, String)], long_quote: &str) {
    for (key, text) in texts {
        let article = store.article_by_key(key).unwrap().unwrap_or_else(|| panic!("{when}: {key}"));
        assert!(article.text().unwrap() == *text, "{when}: {key}");
        let paragraphs = article.paragraphs().unwrap();
        assert_eq!(paragraphs.len(), article.paragraph_count(), "{when}: {key}");
        for (index, paragraph) in paragraphs.iter().enumerate().step_by(997) {
            assert!(
                text[paragraph.span().range()] == *paragraph.text(),
                "{when}: {key}: paragraph {index}"
            );
            let alone = article.paragraph(u32::try_from(index).unwrap()).unwrap().unwrap();
            assert!(alone.text() == paragraph.text(), "{when}: {key}: paragraph {index}");
        }
        let quotes = article.quotes().unwrap();
        assert_eq!(quotes.len(), article.quote_count(), "{when}: {key}");
        for quote in quotes.iter().step_by(101) {
            assert!(text[quote.span().range()] == *quote.text(), "{when}: {key}: {}", quote.id());
            let alone = store.quote(quote.id()).unwrap().unwrap();
            assert!(alone.text() == quote.text(), "{when}: {key}: {}", quote.id());
        }
    }
    assert_eq!(store.article_by_key("paragraphs").unwrap().unwrap().paragraph_count(), 100_000);
    let long = store.article_by_key("a quote of 200 KB").unwrap().unwrap().quotes().unwrap();
    assert!(
        long.len() == 1 && long_quote.contains(long[0].text()) && long[0].text().len() > 200_000
    );
    let said = store.quotes().speaker("Ada Nkemelu");
    assert_eq!(said.iter().map(Result::unwrap).count() as u64, said.count().unwrap());
    assert!(said.count().unwrap() > 56_000, "{when}");
}

#[test]
fn what_passes_a_limit_is_refused_by_name_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let draft = || Draft::new("Text.");
    for (draft, name) in [
        (Draft::new("x".repeat(limits::TEXT_BYTES + 1)), "the text"),
        (draft().key("k".repeat(limits::KEY_BYTES + 1)), "the key"),
        (draft().key(""), "the key"),
        (draft().title("t".repeat(limits::TITLE_BYTES + 1)), "the title"),
        (draft().source("s".repeat(limits::SOURCE_BYTES + 1)), "the source"),
        (draft().byline("b".repeat(limits::BYLINE_BYTES + 1)), "the byline"),
        (draft().key("k").url("u".repeat(limits::URL_BYTES + 1)), "the url"),
        (draft().language("l".repeat(limits::LANGUAGE_BYTES + 1)), "the language"),
    ] {
        let error = store.put(&draft).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains(name), "{error}");
    }
    assert_eq!(store.articles().count().unwrap(), 0);
    // All fields at their limits at once still fit.
    let full = Draft::new("Text.")
        .key("k".repeat(limits::KEY_BYTES))
        .url("u".repeat(limits::URL_BYTES))
        .title("ü".repeat(limits::TITLE_BYTES / 2))
        .source("s".repeat(limits::SOURCE_BYTES))
        .byline("b".repeat(limits::BYLINE_BYTES))
        .language("l".repeat(limits::LANGUAGE_BYTES));
    let stored = store.put(&full).unwrap();
    let article = store.article(stored.article).unwrap().unwrap();
    assert_eq!(article.title().unwrap().len(), limits::TITLE_BYTES);
    assert_eq!(article.key().len(), limits::KEY_BYTES);
    store.close().unwrap();
}

#[test]
fn a_quote_needs_a_paragraph_to_stand_in() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let mut extraction = Extraction::default();
    extraction.quotes.push(ExtractedQuote::new(Span::new(0, 1)));
    let blank = store.put(&Draft::new(" \n ").extraction(extraction));
    assert_eq!(blank.unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(
        store.put(&Draft::new(" \n ")).unwrap().paragraphs,
        0,
        "blank text by itself is stored"
    );
}

#[test]
fn a_query_that_passes_a_limit_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let (fits, long) = ("x".repeat(limits::FILTER_BYTES), "x".repeat(limits::FILTER_BYTES + 1));
    let many =
        |count| (0..count).fold(store.quotes(), |query, _| query.kind(onrecord::QuoteKind::Direct));
    assert_eq!(store.quotes().speaker(&*fits).source(&*fits).count().unwrap(), 0);
    assert_eq!(store.speakers().name(&*fits).prefix(&*fits).count().unwrap(), 0);
    assert_eq!(many(limits::FILTERS).count().unwrap(), 0);
    for refused in [
        store.quotes().speaker(&*long).count(),
        store.quotes().source(&*long).count(),
        store.articles().source(&*long).count(),
        store.speakers().name(&*long).count(),
        store.speakers().prefix(&*long).count(),
        many(limits::FILTERS + 1).count(),
        many(limits::FILTERS).published(jiff::civil::date(2024, 1, 1)..).count(),
    ] {
        let error = refused.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains("the limit is"), "{error}");
    }
}

/// Takes a GiB of memory and a minute without optimisation: run it with `--ignored`.
#[test]
#[ignore = "takes a GiB of memory"]
fn a_bomb_of_compressed_lines_ends_in_an_error_that_names_the_line() {
    use std::io::Write;

    use onrecord::exchange::{Form, Records};
    // 2 GiB in one line, in some 2 MB; and a line behind it.
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mebibyte = vec![b'x'; 1 << 20];
    bomb.write_all(b"{\"text\":\"").unwrap();
    for _ in 0..2048 {
        bomb.write_all(&mebibyte).unwrap();
    }
    bomb.write_all(b"\"}\n{\"text\":\"whole\"}\n").unwrap();
    let bomb = bomb.finish().unwrap();
    let lines: Vec<_> = Records::new(&bomb[..], Form::Detect).collect();
    let bad = lines[0].as_ref().unwrap_err();
    assert_eq!(bad.error.kind(), ErrorKind::InvalidInput);
    assert!(bad.to_string().contains("line 1: invalid input: longer than"), "{bad}");
    assert_eq!(lines[1].as_ref().unwrap().draft.text(), "whole");
    assert_eq!(lines.len(), 2);
}
