//! Tables of Parquet: every value goes out as it is and comes in again.

#![cfg(all(feature = "english", feature = "parquet"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails where its setting cannot be made"
)]

mod tables;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::date;
use onrecord::exchange::Records;
use onrecord::{Country, ErrorKind, FromSource, Published};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::{Field, Row};
use parquet::schema::parser::parse_message_type;
use tables::{cell, files, fresh, lines, number, published, rich, rows, rows_of, said, text};

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
