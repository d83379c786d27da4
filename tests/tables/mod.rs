//! Stores to export, and the rows of exported tables.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use jiff::civil::date;
use onrecord::{
    ArticleCorrection, Country, CountryMentions, Draft, ExtractedParagraph, ExtractedQuote,
    Extraction, FurtherSpeaker, Mention, Published, QuoteKind, Span, SpeakerId, Store,
};
use parquet::file::reader::SerializedFileReader;
use parquet::record::{Field, Row};

pub(crate) fn fresh() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    (folder, store)
}

pub(crate) fn lines(store: &Store) -> String {
    let mut bytes = Vec::new();
    store.export_jsonl(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// An article in which every speaker says every word of the text.
pub(crate) fn said(key: &str, text: &str, speakers: &[(&str, Option<Country>)]) -> Draft {
    let mut found = Extraction::default();
    for (name, from) in speakers {
        let mut quote = ExtractedQuote::new(Span::of(0..text.len()));
        quote.speaker = Some((*name).to_owned());
        quote.from = *from;
        found.quotes.push(quote);
    }
    Draft::new(text).key(key).extraction(found)
}

pub(crate) fn speaker(number: u64) -> SpeakerId {
    SpeakerId::from_u64(number)
}

pub(crate) fn published(text: &str) -> Published {
    text.parse().unwrap()
}

/// The files of a table below a folder.
pub(crate) fn files(folder: &Path, table: &str) -> Vec<PathBuf> {
    fn list(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { list(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    list(&folder.join(table), &mut found);
    found.sort();
    found
}

pub(crate) fn rows_of(path: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    reader.into_iter().map(Result::unwrap).collect()
}

pub(crate) fn rows(folder: &Path, table: &str) -> Vec<Row> {
    files(folder, table).iter().flat_map(|path| rows_of(path)).collect()
}

pub(crate) fn cell<'r>(row: &'r Row, name: &str) -> &'r Field {
    row.get_column_iter().find(|(other, _)| *other == name).unwrap().1
}

pub(crate) fn text<'r>(row: &'r Row, name: &str) -> Option<&'r str> {
    match cell(row, name) {
        Field::Str(text) => Some(text),
        Field::Null => None,
        other => panic!("{name} is {other}"),
    }
}

pub(crate) fn number(row: &Row, name: &str) -> Option<i64> {
    match cell(row, name) {
        Field::Int(number) => Some(i64::from(*number)),
        Field::Long(number) | Field::TimestampMicros(number) => Some(*number),
        Field::Null => None,
        other => panic!("{name} is {other}"),
    }
}

/// A store with every type and value.
pub(crate) fn rich() -> (tempfile::TempDir, Store) {
    let (folder, store) = fresh();
    let text = "\u{feff}Kopf\r\n\r\n« Ça va », dit Zoé \u{1f600}. «\u{5e9}\u{5dc}»\u{202e}\r\n";
    let at = |words: &str| {
        let start = text.find(words).unwrap();
        Span::of(start..start + words.len())
    };
    let mut quote = ExtractedQuote::new(at("Ça va"));
    quote.kind = QuoteKind::Mixed;
    quote.group = Some(7);
    quote.cue = Some("dit".to_owned());
    quote.mention = Some(Mention { text: "Zoé".to_owned(), span: at("Zoé") });
    quote.speaker = Some("Zoé Ndiaye".to_owned());
    quote.role = Some("minister".to_owned());
    quote.from = Some(Country::SN);
    let mut ben = FurtherSpeaker::new("Ben Okafor");
    ben.role = Some("her deputy".to_owned());
    ben.from = Some(Country::NG);
    quote.further = vec![ben, FurtherSpeaker::new("Łukasz Nowak")];
    quote.countries = vec![Country::ML, Country::FR];
    quote.context_countries = vec![Country::SN];
    quote.confidence = 0.7;
    let mut found = Extraction::default();
    "mine/3".clone_into(&mut found.extractor);
    found.paragraphs = vec![
        ExtractedParagraph { span: at("Kopf"), kind: onrecord::ParagraphKind::Heading },
        ExtractedParagraph { span: at("« Ça va »"), kind: onrecord::ParagraphKind::Caption },
    ];
    found.quotes = vec![quote, ExtractedQuote::new(at("\u{5e9}\u{5dc}"))];
    found.countries = vec![CountryMentions { country: Country::ML, mentions: 3 }];
    let full = Draft::new(text)
        .key("full")
        .title("")
        .url("https://example.org/ça")
        .source("Le \"Jour\"")
        .byline("Par A. & B.")
        .language("fr-SN")
        .published(published("2021-03-04T05:06:07.000008+05:45"))
        .attribute("topic", "sea")
        .attribute("topic", "été")
        .attribute("section", "")
        .extraction(found);
    store.put(&full).unwrap();
    store.put(&Draft::new("Nothing.").key("bare")).unwrap();
    let old = said("old", "We have flown", &[("Ada Nkemelu", Some(Country::NG))]);
    store.put(&old.published(date(1902, 12, 17))).unwrap();
    let month = said("month", "It is only a month", &[("Ada Nkemelu", None)]);
    store.put(&month.published(published("2020-07"))).unwrap();
    // By the local clock this is in July, and by UTC in August.
    let east = said("east", "It was late in July", &[("Minister Nkemelu", None)]);
    store.put(&east.published(published("2020-07-31T22:00:00-05:00"))).unwrap();
    let long = "Long words of Ünder. ".repeat(10_000);
    let long = said("long", long.trim(), &[("Omar Haddad", Some(Country::IQ))]);
    store.put(&long.published(date(2020, 7, 1))).unwrap();
    let gone = said("gone", "gone", &[("Nobody Else", None), ("Old Name", None)]);
    let gone = store.put(&gone).unwrap();
    let corrected = store.put(&said("corrected", "same words here", &[("Ben", None)])).unwrap();
    let correction = ArticleCorrection::new().source("Right").published(date(2022, 2, 2));
    store.correct_article(corrected.article, &correction).unwrap();
    store.rename_speaker(speaker(4), Some("Dr Ada Nkemelu")).unwrap();
    store.set_speaker_country(speaker(5), Some(Country::IE)).unwrap();
    store.merge_speakers(speaker(2), speaker(4)).unwrap();
    store.merge_speakers(speaker(4), speaker(7)).unwrap();
    store.remove(gone.article).unwrap();
    (folder, store)
}
