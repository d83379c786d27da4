//! Tables of Parquet: every value goes out as it is and comes in again, incremental exports add up,
//! and a killed export leaves nothing that the next one does not replace.

#![cfg(all(feature = "english", feature = "parquet"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails where its setting cannot be made"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::date;
use onrecord::exchange::Records;
use onrecord::{
    ArticleCorrection, ArticleId, ChangeCursor, Country, CountryMentions, Draft, ErrorKind,
    ExtractedParagraph, ExtractedQuote, Extraction, FromSource, FurtherSpeaker, Mention, Published,
    QuoteKind, Span, SpeakerId, Store,
};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::{Field, Row};
use parquet::schema::parser::parse_message_type;

/// The variable that makes a test the process that exports and is killed.
const CHILD: &str = "ONRECORD_PARQUET_TEST_CHILD";

fn fresh() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    (folder, store)
}

fn lines(store: &Store) -> String {
    let mut bytes = Vec::new();
    store.export_jsonl(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// An article in which every speaker says every word of the text.
fn said(key: &str, text: &str, speakers: &[(&str, Option<Country>)]) -> Draft {
    let mut found = Extraction::default();
    for (name, from) in speakers {
        let mut quote = ExtractedQuote::new(Span::of(0..text.len()));
        quote.speaker = Some((*name).to_owned());
        quote.from = *from;
        found.quotes.push(quote);
    }
    Draft::new(text).key(key).extraction(found)
}

fn speaker(number: u64) -> SpeakerId {
    SpeakerId::from_u64(number)
}

fn published(text: &str) -> Published {
    text.parse().unwrap()
}

/// The files of a table below a folder.
fn files(folder: &Path, table: &str) -> Vec<PathBuf> {
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

fn rows_of(path: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    reader.into_iter().map(Result::unwrap).collect()
}

fn rows(folder: &Path, table: &str) -> Vec<Row> {
    files(folder, table).iter().flat_map(|path| rows_of(path)).collect()
}

fn cell<'r>(row: &'r Row, name: &str) -> &'r Field {
    row.get_column_iter().find(|(other, _)| *other == name).unwrap().1
}

fn text<'r>(row: &'r Row, name: &str) -> Option<&'r str> {
    match cell(row, name) {
        Field::Str(text) => Some(text),
        Field::Null => None,
        other => panic!("{name} is {other}"),
    }
}

fn number(row: &Row, name: &str) -> Option<i64> {
    match cell(row, name) {
        Field::Int(number) => Some(i64::from(*number)),
        Field::Long(number) | Field::TimestampMicros(number) => Some(*number),
        Field::Null => None,
        other => panic!("{name} is {other}"),
    }
}

fn texts(row: &Row, name: &str) -> Vec<String> {
    match cell(row, name) {
        Field::ListInternal(list) => list
            .elements()
            .iter()
            .map(|element| match element {
                Field::Str(text) => text.clone(),
                other => panic!("{name} has {other}"),
            })
            .collect(),
        other => panic!("{name} is {other}"),
    }
}

/// The rows of all tables that hold, each with its folder and without the export that wrote it:
/// what an engine sees that applies the incremental exports in turn.
fn seen(folder: &Path) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut removed: BTreeMap<i64, i64> = BTreeMap::new();
    for row in rows(folder, "removed") {
        let last = removed.entry(number(&row, "article_number").unwrap()).or_default();
        *last = number(&row, "export_lsn").unwrap().max(*last);
    }
    let mut seen = BTreeMap::new();
    for table in ["quotes", "articles", "paragraphs", "speakers"] {
        let mut rows = BTreeSet::new();
        for path in files(folder, table) {
            for row in rows_of(&path) {
                let lsn = number(&row, "export_lsn").unwrap();
                if table != "speakers"
                    && removed
                        .get(&number(&row, "article_number").unwrap())
                        .is_some_and(|last| *last > lsn)
                {
                    continue;
                }
                let cells = row.into_columns().into_iter();
                let cells: Vec<_> = cells.filter(|(name, _)| name != "export_lsn").collect();
                let place = path.parent().unwrap().strip_prefix(folder).unwrap().display();
                assert!(rows.insert(format!("{place} {cells:?}")), "twice: {cells:?}");
            }
        }
        seen.insert(table, rows);
    }
    seen
}

/// Exports whole, and returns what is seen.
fn whole(store: &Store) -> BTreeMap<&'static str, BTreeSet<String>> {
    let folder = tempfile::tempdir().unwrap();
    store.export_parquet(folder.path()).write().unwrap();
    seen(folder.path())
}

fn manifest(folder: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

/// A store with every type and value.
fn rich() -> (tempfile::TempDir, Store) {
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

#[test]
fn a_store_comes_back_from_its_tables() {
    let (_folder, store) = rich();
    let tables = tempfile::tempdir().unwrap();
    let report = store.export_parquet(tables.path()).write().unwrap();
    let (_folder, copy) = fresh();
    let loaded = copy.import_parquet(tables.path()).unwrap();
    assert_eq!((loaded.added, loaded.skipped), (report.articles, 0), "{:?}", loaded.problems);
    assert_eq!(loaded.quotes, report.quotes);
    assert_eq!(lines(&copy), lines(&store));
    assert_eq!(copy.verify(|_| {}).unwrap().problems, [""; 0]);
    let again = copy.import_parquet(tables.path()).unwrap();
    assert_eq!((again.added, again.replaced, again.skipped), (0, 0, 0), "{:?}", again.problems);
    // What users said of speakers is counted, if it is passed over.
    let mut records = Records::open(tables.path()).unwrap();
    assert_eq!(records.by_ref().map(Result::unwrap).count() as u64, report.articles);
    assert!(records.speaker_edits() >= 4);
}

#[test]
fn every_value_is_in_its_column() {
    let (_folder, store) = rich();
    let tables = tempfile::tempdir().unwrap();
    let report = store.export_parquet(tables.path()).write().unwrap();
    let stats = store.stats().unwrap();
    assert_eq!((report.articles, report.quotes), (stats.articles, stats.quotes));

    let articles = rows(tables.path(), "articles");
    let article = |key: &str| {
        articles.iter().find(|row| text(row, "key") == Some(key)).unwrap_or_else(|| panic!("{key}"))
    };
    let full = article("full");
    assert_eq!(text(full, "article_id"), Some("a1"));
    assert_eq!(number(full, "article_number"), Some(1));
    assert_eq!(text(full, "title"), Some(""));
    assert_eq!(text(full, "language"), Some("fr-SN"));
    let moment = published("2021-03-04T05:06:07.000008+05:45").timestamp().as_microsecond();
    assert_eq!(number(full, "published"), Some(moment));
    assert_eq!(text(full, "precision"), Some("moment"));
    assert_eq!(number(full, "offset_minutes"), Some(345));
    assert_eq!(number(full, "paragraph_count"), Some(2));
    assert_eq!(number(full, "quote_count"), Some(2));
    let attributes = cell(full, "attributes").to_string();
    assert_eq!(
        attributes,
        "[{name: \"section\", value: \"\"}, {name: \"topic\", value: \"sea\"}, \
         {name: \"topic\", value: \"été\"}]"
    );
    assert_eq!(cell(full, "countries").to_string(), "[{country: \"ML\", mentions: 3}]");
    assert_eq!(cell(article("bare"), "countries").to_string(), "[]");
    assert_eq!(text(article("bare"), "title"), None);
    assert_eq!(number(article("bare"), "published"), None);
    assert_eq!(text(article("bare"), "precision"), None);
    assert_eq!(text(article("month"), "precision"), Some("month"));
    assert_eq!(text(article("old"), "precision"), Some("day"));
    assert_eq!(
        number(article("old"), "published"),
        Some(Published::from(date(1902, 12, 17)).timestamp().as_microsecond())
    );
    assert_eq!(texts(article("corrected"), "corrected"), ["published", "source"]);
    assert_eq!(text(article("long"), "text").unwrap().len(), 219_999);

    let quotes = rows(tables.path(), "quotes");
    for row in &quotes {
        // Each row is what the store shows of the quote.
        let id = text(row, "quote_id").unwrap().parse().unwrap();
        let quote = store.quote(id).unwrap().unwrap();
        assert_eq!(text(row, "text"), Some(quote.text()));
        assert_eq!(text(row, "speaker_name"), quote.speaker_name());
        assert_eq!(text(row, "speaker_id"), quote.speaker_id().map(|id| id.to_string()).as_deref());
        assert_eq!(text(row, "speaker_country"), quote.speaker_country().map(Country::alpha2));
        assert_eq!(text(row, "from_source"), quote.from_source().map(FromSource::as_str));
        assert_eq!(number(row, "ordinal"), Some(i64::from(quote.id().ordinal())));
        assert_eq!(
            text(row, "saying_id").map(str::to_owned),
            quote.saying_id().map(|saying| format!("{saying:016x}"))
        );
        let countries: Vec<_> = quote.countries().map(Country::alpha2).collect();
        assert_eq!(texts(row, "countries"), countries);
        let whole = article(store.article(quote.article_id()).unwrap().unwrap().key());
        let [start, end] = ["span_start", "span_end"].map(|name| number(row, name).unwrap());
        let words = text(whole, "text").unwrap().chars().skip(usize::try_from(start).unwrap());
        let words: String = words.take(usize::try_from(end - start).unwrap()).collect();
        assert_eq!(words, quote.text());
    }
    let first = quotes.iter().find(|row| text(row, "cue") == Some("dit")).unwrap();
    assert_eq!(text(first, "kind"), Some("mixed"));
    assert_eq!(number(first, "attribution"), Some(7));
    assert_eq!(text(first, "named"), Some("Zoé Ndiaye"));
    assert_eq!(text(first, "stated_country"), Some("SN"));
    assert_eq!(text(first, "source"), Some("Le \"Jour\""));
    assert_eq!(texts(first, "context_countries"), ["SN"]);
    assert!(matches!(cell(first, "confidence"), Field::Double(0.7)));
    let Field::ListInternal(further) = cell(first, "further_speakers") else { panic!() };
    let [Field::Group(ben), Field::Group(nowak)] = further.elements() else { panic!() };
    // Speaker 2 is merged into another, of which the article states nothing.
    assert_eq!((text(ben, "named"), number(ben, "named_number")), (Some("Ben Okafor"), Some(2)));
    assert_ne!(number(ben, "speaker_number"), Some(2));
    assert_eq!(text(ben, "role"), Some("her deputy"));
    assert_eq!(text(nowak, "speaker_name"), Some("Łukasz Nowak"));
    assert_eq!(text(nowak, "role"), None);
    assert_eq!(text(nowak, "speaker_country"), None);
    let unnamed = quotes.iter().find(|row| text(row, "text") == Some("\u{5e9}\u{5dc}")).unwrap();
    assert_eq!(text(unnamed, "speaker_id"), None);
    assert_eq!(number(unnamed, "speaker_number"), None);
    assert_eq!(cell(unnamed, "further_speakers").to_string(), "[]");

    let kinds: Vec<_> = rows(tables.path(), "paragraphs")
        .iter()
        .filter(|row| number(row, "article_number") == Some(1))
        .map(|row| text(row, "kind").unwrap().to_owned())
        .collect();
    assert_eq!(kinds, ["heading", "caption"]);

    let speakers = rows(tables.path(), "speakers");
    let merged = speakers.iter().find(|row| number(row, "speaker_number") == Some(2)).unwrap();
    assert_eq!(text(merged, "merged_into"), Some("s4"));
    assert_eq!(number(merged, "quotes"), Some(0));
    let set = speakers.iter().find(|row| number(row, "speaker_number") == Some(5)).unwrap();
    assert_eq!(text(set, "set_country"), Some("IE"));
}

#[test]
fn rows_are_in_the_folder_of_the_local_month_and_sorted_by_speaker() {
    let (_folder, store) = fresh();
    for at in 0..40_u64 {
        let name = ["Ada Nkemelu", "Ben Okafor", "Zoé Ndiaye"][usize::try_from(at % 3).unwrap()];
        let day = date(2020, 7, i8::try_from(at % 28).unwrap() + 1);
        let draft = said(&at.to_string(), "We will not go there", &[(name, None)]);
        store.put(&draft.published(day)).unwrap();
    }
    let east = said("east", "It was late in July", &[("Ada Nkemelu", None)]);
    store.put(&east.published(published("2020-07-31T22:00:00-05:00"))).unwrap();
    store.put(&said("undated", "No day has come", &[("Ada Nkemelu", None)])).unwrap();
    let tables = tempfile::tempdir().unwrap();
    store.export_parquet(tables.path()).write().unwrap();
    let folders: BTreeSet<_> = files(tables.path(), "quotes")
        .iter()
        .map(|path| path.parent().unwrap().strip_prefix(tables.path()).unwrap().to_owned())
        .collect();
    let expected = ["quotes/year=0/month=0", "quotes/year=2020/month=7"].map(PathBuf::from);
    assert_eq!(folders, BTreeSet::from(expected));
    let july = rows(&tables.path().join("quotes/year=2020"), "month=7");
    let order: Vec<_> =
        july.iter().map(|row| (number(row, "speaker_number"), number(row, "published"))).collect();
    assert_eq!(order.len(), 41);
    assert!(order.is_sorted(), "{order:?}");
    let file = File::open(&files(tables.path(), "quotes")[0]).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let column = |name: &str| {
        let columns = reader.metadata().row_group(0).columns();
        columns.iter().find(|column| column.column_path().string() == name).unwrap().clone()
    };
    assert!(column("speaker_id").bloom_filter_offset().is_some());
    assert!(column("speaker_number").statistics().is_some());
    assert_eq!(column("countries.list.element").num_values(), 1);
}

#[test]
fn a_large_month_has_several_files() {
    let (_folder, store) = fresh();
    for at in 0..90 {
        let text = format!("{at} {}", "Long words of Ünder. ".repeat(10_000));
        let name = ["Ada Nkemelu", "Ben Okafor"][at % 2];
        let draft = said(&at.to_string(), &text, &[(name, None)]);
        store.put(&draft.published(date(2020, 7, 1))).unwrap();
    }
    let tables = tempfile::tempdir().unwrap();
    let report = store.export_parquet(tables.path()).write().unwrap();
    assert_eq!((report.articles, report.quotes), (90, 90));
    let files = files(tables.path(), "quotes");
    assert!(files.len() > 1, "{files:?}");
    for path in files {
        let speakers: Vec<_> =
            rows_of(&path).iter().map(|row| number(row, "speaker_number")).collect();
        assert!(speakers.is_sorted(), "{speakers:?}");
        let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
        assert!(speakers.len() < 40 || reader.num_row_groups() > 1);
    }
    let (_folder, copy) = fresh();
    copy.import_parquet(tables.path()).unwrap();
    assert!(lines(&copy) == lines(&store));
}

#[test]
fn a_second_export_replaces_the_first() {
    let (_folder, store) = rich();
    let tables = tempfile::tempdir().unwrap();
    store.export_parquet(tables.path()).write().unwrap();
    store.remove("a3".parse::<ArticleId>().unwrap()).unwrap();
    store.put(&Draft::new("New.").key("new").published(date(2024, 1, 1))).unwrap();
    store.export_parquet(tables.path()).write().unwrap();
    assert_eq!(seen(tables.path()), whole(&store));
    assert!(!tables.path().join("articles/year=1902").exists());
    let named: BTreeSet<_> = manifest(tables.path())["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| tables.path().join(file["path"].as_str().unwrap()))
        .collect();
    let found = ["quotes", "articles", "paragraphs", "speakers", "removed"];
    let found: BTreeSet<_> = found.iter().flat_map(|table| files(tables.path(), table)).collect();
    assert_eq!(found, named);
}

/// Changes a store in every way, so that what was exported before does not hold.
fn change(store: &Store, step: u64) {
    let key = |number: u64| format!("step {number}");
    for at in 0..6 {
        let name = ["Ada Nkemelu", "Ben Okafor", "Zoé Ndiaye", "Omar Haddad"]
            [usize::try_from((step + at) % 4).unwrap()];
        let country = [Some(Country::NG), None, Some(Country::KE)];
        let country = country[usize::try_from((step * at) % 3).unwrap()];
        let number = step * 4 + at;
        let words = format!("These are the words {number} of {step}");
        let draft = said(&key(number), &words, &[(name, country)]);
        let month = i8::try_from(number % 5).unwrap() + 1;
        store.put(&draft.published(date(2020, month, 1))).unwrap();
    }
    if let Some(article) = store.snapshot().article_by_key(&key(step * 2)).unwrap() {
        store.remove(article.id()).unwrap();
    }
    match step % 4 {
        0 => store.rename_speaker(speaker(1), Some(&format!("Ada {step}"))).unwrap(),
        1 => store.merge_speakers(speaker(2), speaker(1)).unwrap(),
        2 => store.set_speaker_country(speaker(3), Some(Country::IE)).unwrap(),
        _ => store.unmerge_speaker(speaker(2)).unwrap(),
    }
}

#[test]
fn incremental_exports_add_up_to_the_whole() {
    let (_folder, store) = fresh();
    let tables = tempfile::tempdir().unwrap();
    change(&store, 0);
    let mut cursor = store.export_parquet(tables.path()).write().unwrap().cursor;
    let mut removed = 0;
    for step in 1..9 {
        change(&store, step);
        let report = store.export_parquet(tables.path()).since(cursor).write().unwrap();
        assert_eq!(manifest(tables.path())["since"], cursor.to_string());
        assert_eq!(manifest(tables.path())["cursor"], report.cursor.to_string());
        cursor = report.cursor;
        removed += report.removed;
        assert_eq!(seen(tables.path()), whole(&store), "step {step}");
    }
    assert!(removed > 20, "{removed}");
    // A folder with rows that do not hold loads as the store is.
    let (_folder, copy) = fresh();
    copy.import_parquet(tables.path()).unwrap();
    let keys = |store: &Store| -> BTreeSet<String> {
        store.articles().iter().map(|article| article.unwrap().key().to_owned()).collect()
    };
    assert_eq!(keys(&copy), keys(&store));
    let sorted = |store: &Store| {
        let quotes = store.quotes().iter().map(Result::unwrap);
        let mut quotes: Vec<_> = quotes
            .map(|quote| (quote.text().to_owned(), quote.speaker_name().map(str::to_owned)))
            .collect();
        quotes.sort();
        quotes
    };
    assert_eq!(sorted(&copy), sorted(&store));
    // An export of no change changes nothing that is seen.
    let report = store.export_parquet(tables.path()).since(cursor).write().unwrap();
    assert_eq!((report.articles, report.removed), (0, 0));
    assert_eq!(seen(tables.path()), whole(&store));
    // After a purge, each row holds.
    change(&store, 9);
    store.export_parquet(tables.path()).since(report.cursor).purge().write().unwrap();
    assert!(files(tables.path(), "removed").is_empty());
    assert_eq!(seen(tables.path()), whole(&store));
    assert_eq!(manifest(tables.path())["tables"]["articles"], store.stats().unwrap().articles);
}

#[test]
fn a_country_that_new_articles_state_reaches_old_quotes() {
    let (_folder, store) = fresh();
    store.put(&said("old", "words", &[("Ada Nkemelu", None)])).unwrap();
    let tables = tempfile::tempdir().unwrap();
    let cursor = store.export_parquet(tables.path()).write().unwrap().cursor;
    let new = said("new", "more words", &[("Ada Nkemelu", Some(Country::NG))]);
    store.put(&new.published(date(2020, 1, 1))).unwrap();
    let report = store.export_parquet(tables.path()).since(cursor).write().unwrap();
    assert_eq!((report.articles, report.removed), (2, 2));
    assert_eq!(seen(tables.path()), whole(&store));
    let shown = rows(tables.path(), "quotes");
    let shown = shown.iter().filter(|row| text(row, "text") == Some("words"));
    let shown: Vec<_> = shown.map(|row| text(row, "speaker_country")).collect();
    assert_eq!(shown.len(), 2);
    assert!(shown.contains(&Some("NG")) && shown.contains(&None));
}

#[test]
fn what_cannot_be_gone_on_from_is_refused() {
    let (_folder, store) = fresh();
    store.put(&Draft::new("one").key("1")).unwrap();
    let tables = tempfile::tempdir().unwrap();
    let export = || store.export_parquet(tables.path());
    let cursor = {
        let other = tempfile::tempdir().unwrap();
        store.export_parquet(other.path()).write().unwrap().cursor
    };
    let error = export().since(cursor).write().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("no finished export"), "{error}");
    export().write().unwrap();
    store.put(&Draft::new("two").key("2")).unwrap();
    let later = {
        let other = tempfile::tempdir().unwrap();
        store.export_parquet(other.path()).write().unwrap().cursor
    };
    let error = export().since(later).write().unwrap_err();
    assert!(error.to_string().contains(&format!("not at {later}")), "{error}");
    let (_folder, stranger) = fresh();
    stranger.put(&Draft::new("one").key("1")).unwrap();
    let error = stranger.export_parquet(tables.path()).since(cursor).write().unwrap_err();
    assert!(error.to_string().contains("another store"), "{error}");
    // Nothing was touched meanwhile.
    export().since(cursor).write().unwrap();
    assert_eq!(seen(tables.path()), whole(&store));
    let before = manifest(tables.path());
    let cursor = export().write().unwrap().cursor;
    let expected = lines(&store);
    store.put(&Draft::new("three").key("3")).unwrap();
    store.put(&Draft::new("four").key("4")).unwrap();
    let last = store.changes(ChangeCursor::START).unwrap().last().unwrap().unwrap();
    store.set_feed_floor(last.cursor).unwrap();
    let error = export().since(cursor).write().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Expired);
    assert_ne!(before, manifest(tables.path()), "that of the last export");
    let (_folder, copy) = fresh();
    copy.import_parquet(tables.path()).unwrap();
    assert_eq!(lines(&copy), expected);
    let strange = tables.path().join("quotes/mine.parquet");
    fs::create_dir_all(strange.parent().unwrap()).unwrap();
    fs::write(&strange, "mine").unwrap();
    let error = export().write().unwrap_err();
    assert!(error.to_string().contains("mine.parquet"), "{error}");
    assert_eq!(fs::read(&strange).unwrap(), b"mine");
    assert!(tables.path().join("manifest.json").exists());
}

/// Begins an export in another process, and kills it when so many files of quotes are there.
fn kill_export(store: &Path, tables: &Path, since: Option<ChangeCursor>, after: usize) {
    let new = || {
        let lsn = |path: &PathBuf| {
            let name = path.file_name()?.to_str()?.strip_prefix("part-")?;
            name.split_once('-')?.0.parse::<u64>().ok()
        };
        // Those of the first export have the commits up to the 120th.
        let is_new = |path: &PathBuf| lsn(path).is_some_and(|lsn| lsn > 120);
        files(tables, "quotes").into_iter().filter(is_new).collect::<Vec<_>>()
    };
    // Those that another process left show nothing of this one.
    for path in new() {
        fs::remove_file(path).unwrap();
    }
    let since = since.map(|since| since.to_string()).unwrap_or_default();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_killed_export_leaves_no_manifest_and_nothing_that_stays"])
        .env(CHILD, format!("{}\n{}\n{since}", store.display(), tables.display()))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while new().len() < after || tables.join("manifest.json").exists() {
        assert!(begun.elapsed() < Duration::from_mins(1), "the export did not begin");
        assert!(child.try_wait().unwrap().is_none(), "the export ended too early");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!tables.join("manifest.json").exists(), "after {after} files");
    let (_folder, copy) = fresh();
    let error = copy.import_parquet(tables).unwrap_err();
    assert!(error.to_string().contains("no finished export"), "{error}");
}

#[test]
fn a_killed_export_leaves_no_manifest_and_nothing_that_stays() {
    if let Ok(paths) = std::env::var(CHILD) {
        let [store, tables, since] = paths.split('\n').collect::<Vec<_>>().try_into().unwrap();
        let store = Store::open(store).unwrap();
        let mut export = store.export_parquet(tables);
        if !since.is_empty() {
            export = export.since(since.parse().unwrap());
        }
        export.write().unwrap();
        return;
    }
    let (folder, store) = fresh();
    for number in 0..120_i16 {
        let words = format!("These are the words of the year {number}");
        let draft = said(&number.to_string(), &words, &[("Ada Nkemelu", None)]);
        store.put(&draft.published(date(1600 + number, 1, 1))).unwrap();
    }
    let tables = folder.path().join("tables");
    // The files of an older export are there, too.
    let cursor = store.export_parquet(&tables).write().unwrap().cursor;
    for number in 0..120_i16 {
        let words = format!("These are other words of the year {number}");
        let draft = said(&number.to_string(), &words, &[("Ada Nkemelu", None)]);
        store.put(&draft.published(date(1600 + number, 1, 1))).unwrap();
    }
    let expected = whole(&store);
    store.close().unwrap();
    let path = folder.path().join("news");
    for after in [1, 20, 60] {
        kill_export(&path, &tables, Some(cursor), after);
    }
    let store = Store::open(&path).unwrap();
    // What the increment goes on from is there yet.
    store.export_parquet(&tables).since(cursor).write().unwrap();
    assert_eq!(seen(&tables), expected);
    store.close().unwrap();
    for after in [1, 20, 60] {
        kill_export(&path, &tables, None, after);
    }
    let store = Store::open(&path).unwrap();
    store.export_parquet(&tables).write().unwrap();
    assert_eq!(seen(&tables), expected);
}

#[test]
fn an_export_that_cannot_be_read_whole_is_no_success() {
    let (_folder, store) = rich();
    for table in ["articles", "paragraphs", "quotes", "speakers"] {
        let tables = tempfile::tempdir().unwrap();
        store.export_parquet(tables.path()).write().unwrap();
        let part = files(tables.path(), table).remove(0);
        let mut bytes = fs::read(&part).unwrap();
        bytes[4..40].fill(0);
        fs::write(&part, bytes).unwrap();
        for is_damaged in [true, false] {
            if !is_damaged {
                fs::remove_file(&part).unwrap();
            }
            let (_folder, copy) = fresh();
            let error = copy.import_parquet(tables.path()).unwrap_err();
            let expected: &[_] = if is_damaged {
                &[ErrorKind::Io, ErrorKind::InvalidInput]
            } else {
                &[ErrorKind::Io, ErrorKind::NotFound]
            };
            assert!(expected.contains(&error.kind()), "{table}: {error}");
        }
    }
}

/// A table that another program wrote: `id`, `title`, `date` in days, and a text.
fn foreign(path: &Path, text: &str) {
    let schema = format!(
        "message spark_schema {{ required int64 id; optional binary title (STRING);
            optional int64 date (TIMESTAMP(NANOS,true)); {text} }}"
    );
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let properties = Arc::new(WriterProperties::default());
    let mut file =
        SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
    let mut group = file.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[7, 8, 9], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let title = [ByteArray::from("Vóte")];
    column.typed::<ByteArrayType>().write_batch(&title, Some(&[1, 0, 0]), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let noon = 1_595_332_800_000_000_000;
    column.typed::<Int64Type>().write_batch(&[noon], Some(&[1, 0, 0]), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    if text.contains("binary") {
        let words = ["“We won,” said Ada Nkemelu.", "Nobody spoke."].map(ByteArray::from);
        column.typed::<ByteArrayType>().write_batch(&words, Some(&[1, 1, 0]), None).unwrap();
    } else {
        column.typed::<Int64Type>().write_batch(&[1, 2], Some(&[1, 1, 0]), None).unwrap();
    }
    column.close().unwrap();
    group.close().unwrap();
    file.close().unwrap();
}

#[test]
fn a_table_of_articles_loads_whoever_wrote_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news.parquet");
    foreign(&path, "optional binary text (STRING);");
    let (_folder, store) = fresh();
    let report = store.import_parquet(&path).unwrap();
    assert_eq!((report.added, report.quotes, report.skipped), (2, 1, 1));
    // The row without a text is named.
    assert_eq!(report.problems[0].position, 3);
    let article = store.snapshot().article_by_key("7").unwrap().unwrap();
    assert_eq!(article.title(), Some("Vóte"));
    assert_eq!(article.published(), Some(published("2020-07-21T12:00:00Z")));
    assert_eq!(store.quotes().speaker("Ada Nkemelu").count().unwrap(), 1);
    let other = store.snapshot().article_by_key("8").unwrap().unwrap();
    assert_eq!((other.title(), other.published()), (None, None));

    foreign(&path, "optional binary words (STRING);");
    let error = store.import_parquet(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("the columns are id, title, date, words"), "{error}");
    foreign(&path, "optional int64 text;");
    let error = store.import_parquet(&path).unwrap_err();
    assert!(error.to_string().contains("`text` is no text"), "{error}");
    foreign(&path, "optional binary text (STRING);");
    let mut bytes = fs::read(&path).unwrap();
    bytes[4..40].fill(0);
    fs::write(&path, bytes).unwrap();
    let error = store.import_parquet(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io, "{error}");
    let schema = "message m { optional binary text (STRING);
                  optional fixed_len_byte_array(12) took (INTERVAL); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let (file, properties) = (File::create(&path).unwrap(), Arc::default());
    SerializedFileWriter::new(file, schema, properties).unwrap().close().unwrap();
    let error = store.import_parquet(&path).unwrap_err();
    assert!(error.to_string().contains("`took` has values of a kind"), "{error}");
    fs::write(&path, "PAR1 is how it begins").unwrap();
    let error = store.import_parquet(&path).unwrap_err();
    assert!(error.to_string().contains("cannot be read as Parquet"), "{error}");
    let error = store.import_parquet(folder.path().join("none.parquet")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let error = store.import_parquet(folder.path()).unwrap_err();
    assert!(error.to_string().contains("no finished export"), "{error}");
}
