//! The seed articles read by hand: what the extractor finds in each is right but for the misses
//! that are listed.
//!
//! `seeds/expected.jsonl` holds a line an article. A mention may have a role before it; where
//! `from` is only to be inferred (`from_inferred`), finding it and finding none are both right.
//! `seeds/misses.txt` lists every difference. A change of the extractor that makes or mends one
//! fails here, and that list has to be changed with it.

#![cfg(feature = "english")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use onrecord::{Country, EnglishExtractor, ExtractedQuote, Extraction, ParagraphKind};
use serde::Deserialize;

#[derive(Deserialize)]
struct Article {
    file: String,
    paragraphs: usize,
    quotes: Vec<Quote>,
    captions: Vec<String>,
    noise: Vec<String>,
    headings: Vec<String>,
}

#[derive(Deserialize)]
struct Quote {
    text: String,
    speaker: Option<String>,
    #[serde(default)]
    speaker_also: Vec<String>,
    kind: String,
    from: Option<String>,
    from_inferred: Option<String>,
    mention: Option<String>,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The text behind the front matter.
fn text_of(file: &str) -> String {
    let whole = fs::read_to_string(folder("seeds").join(file)).unwrap();
    let ends = whole.match_indices("---").map(|(at, dashes)| at + dashes.len());
    let front = whole.starts_with("---").then(|| ends.take(2).last()).flatten();
    whole[front.unwrap_or(0)..].to_owned()
}

#[test]
fn the_seeds_are_read_as_by_hand_but_for_the_listed_misses() {
    let expected = fs::read_to_string(folder("tests/seeds/expected.jsonl")).unwrap();
    let mut found = BTreeSet::new();
    let mut files = BTreeSet::new();
    for line in expected.lines() {
        let article: Article = serde_json::from_str(line).unwrap();
        let text = text_of(&article.file);
        let extraction = EnglishExtractor::new().extract_text(&text);
        let differences = quotes(&article, &text, &extraction).into_iter();
        let differences = differences.chain(paragraphs(&article, &text, &extraction));
        found.extend(differences.map(|difference| format!("{}: {difference}", article.file)));
        files.insert(article.file);
    }
    let seeds = fs::read_dir(folder("seeds")).unwrap().map(|entry| entry.unwrap().path());
    let seeds = seeds.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    let seeds = seeds.map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
    assert_eq!(files, seeds.collect(), "every seed article has been read by hand");

    let misses = fs::read_to_string(folder("tests/seeds/misses.txt")).unwrap();
    let known: BTreeSet<String> =
        misses.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    let list = |left: &BTreeSet<String>, right: &BTreeSet<String>| {
        left.difference(right).cloned().collect::<Vec<_>>().join("\n")
    };
    let (new, mended) = (list(&found, &known), list(&known, &found));
    assert!(new.is_empty(), "wrong now, and not in tests/seeds/misses.txt:\n{new}");
    assert!(mended.is_empty(), "right now; take them out of tests/seeds/misses.txt:\n{mended}");
}

/// What is wrong with the quotes of an article, in words.
fn quotes(article: &Article, text: &str, extraction: &Extraction) -> Vec<String> {
    let mut differences = Vec::new();
    let mut left: Vec<&ExtractedQuote> = extraction.quotes.iter().collect();
    for quote in &article.quotes {
        let place = left.iter().position(|found| text[found.span.range()] == quote.text);
        let Some(found) = place.map(|place| left.remove(place)) else {
            differences.push(format!("“{}” is missed", quote.text));
            continue;
        };
        let mut differ = |field: &str, expected: &str, found: &str| {
            differences.push(format!("“{}” has {field} {found}, not {expected}", quote.text));
        };
        let (speaker, expected) =
            (or_none(found.speaker.as_deref()), or_none(quote.speaker.as_deref()));
        if speaker != expected && !quote.speaker_also.iter().any(|also| also == speaker) {
            differ("speaker", expected, speaker);
        }
        let mention = found.mention.as_ref().map(|mention| mention.text.as_str());
        let (mention, expected) = (or_none(mention), or_none(quote.mention.as_deref()));
        if !(mention == expected || expected != NONE && mention.ends_with(&format!(" {expected}")))
        {
            differ("mention", expected, mention);
        }
        if found.kind.as_str() != quote.kind {
            differ("kind", &quote.kind, found.kind.as_str());
        }
        let (from, expected) =
            (or_none(found.from.map(Country::alpha2)), or_none(quote.from.as_deref()));
        let inferred = quote.from_inferred.as_deref();
        if from != expected && inferred != Some(from) {
            differ("from", expected, from);
        }
    }
    differences
        .extend(left.iter().map(|found| format!("“{}” is no quote", &text[found.span.range()])));
    differences
}

const NONE: &str = "none";

fn or_none(value: Option<&str>) -> &str {
    value.unwrap_or(NONE)
}

/// What is wrong with the paragraphs of an article, in words.
fn paragraphs(article: &Article, text: &str, extraction: &Extraction) -> Vec<String> {
    let mut differences = Vec::new();
    let count = extraction.paragraphs.len();
    if count != article.paragraphs {
        differences.push(format!("{count} paragraphs, not {}", article.paragraphs));
    }
    for (kind, expected) in [
        (ParagraphKind::Caption, &article.captions),
        (ParagraphKind::Noise, &article.noise),
        (ParagraphKind::Heading, &article.headings),
    ] {
        let of_kind = extraction.paragraphs.iter().filter(|paragraph| paragraph.kind == kind);
        let found: BTreeSet<&str> =
            of_kind.map(|paragraph| &text[paragraph.span.range()]).collect();
        let expected: BTreeSet<&str> = expected.iter().map(String::as_str).collect();
        let wrong = found.symmetric_difference(&expected);
        differences.extend(wrong.map(|words| format!("{} or not: {words}", kind.as_str())));
    }
    differences
}
