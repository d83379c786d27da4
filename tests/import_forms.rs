//! Records as other programs write them: each form is read, found
//! and exported.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic: that is how it fails"
)]

use std::path::Path;

#[cfg(feature = "csv")]
use jiff::civil::date;
use onrecord::exchange::{BadRecord, Form, Record, Records, Why};
use onrecord::{DateOrder, Draft, ErrorKind, Store};

fn path(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)
}

/// Reads a fixture: the articles, and the records that are none.
fn read(name: &str) -> (Vec<Record>, Vec<BadRecord>) {
    split(Records::open(path(name)).unwrap())
}

fn split(records: Records<'_>) -> (Vec<Record>, Vec<BadRecord>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for record in records {
        match record {
            Ok(record) => good.push(record),
            Err(record) => bad.push(record),
        }
    }
    (good, bad)
}

fn of(json: &str) -> (Vec<Record>, Vec<BadRecord>) {
    split(Records::new(json.as_bytes(), Form::Detect))
}

fn fresh() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    (folder, store)
}

fn exported(store: &Store) -> String {
    let mut lines = Vec::new();
    store.export_jsonl(&mut lines).unwrap();
    String::from_utf8(lines).unwrap()
}

/// Stores the articles of a fixture, looks for a quote of a speaker, and exports and imports all.
fn goes_round(name: &str, good: &[Record], speaker: &str) {
    let (_folder, store) = fresh();
    let drafts = good.iter().map(|record| Ok::<Draft, onrecord::Error>(record.draft.clone()));
    let report = store.loader().run(drafts).unwrap();
    assert_eq!(report.added, good.len() as u64, "{name}: {:?}", report.problems);
    let quotes = store.quotes().speaker(speaker).iter();
    let quotes: Vec<_> = quotes.map(|quote| quote.unwrap().text().to_string()).collect();
    assert!(quotes.iter().any(|quote| quote.contains("ridge")), "{name}: {quotes:?}");
    let lines = exported(&store);
    let (_folder, copy) = fresh();
    let report = copy.import_jsonl(lines.as_bytes()).unwrap();
    assert_eq!((report.added, report.skipped), (good.len() as u64, 0), "{name}");
    assert_eq!(exported(&copy), lines, "{name}");
}

/// Reads a fixture of one form, and checks how many articles it has and which lines are none.
fn check(name: &str, form: Form, articles: usize, lost: &[u64]) -> Vec<Record> {
    let (good, bad) = read(name);
    let lines: Vec<_> = bad.iter().map(|bad| bad.line).collect();
    assert_eq!((good.len(), &*lines), (articles, lost), "{name}: {bad:#?}");
    for record in &good {
        assert_eq!(record.form, form, "{name}, line {}", record.line);
        assert_eq!(record.file.as_deref(), Some(&*path(name)));
        assert_eq!(record.language().unwrap_or("en").get(..2), Some("en"), "{name}");
    }
    for bad in &bad {
        assert_eq!(bad.error.kind(), ErrorKind::InvalidInput);
        let shown = bad.to_string();
        assert!(shown.contains(name) && shown.contains(&format!("line {}", bad.line)), "{shown}");
    }
    goes_round(name, &good, "Ada Nkemelu");
    good
}

/// The field and the reason of all that is left out of a record.
fn left(record: &Record) -> Vec<(&str, Why)> {
    record.left_out.iter().map(|left| (&*left.field, left.why)).collect()
}

fn says(record: &Record, field: &str, why: Why) -> bool {
    left(record).contains(&(field, why))
}

/// The values of a named attribute.
fn attribute<'r>(record: &'r Record, name: &'r str) -> impl Iterator<Item = &'r str> {
    record.draft.attributes().filter(move |(other, _)| *other == name).map(|(_, value)| value)
}

/// Whether the date was read, or is reported.
fn is_dated_or_reported(record: &Record, field: &str) -> bool {
    record.published().is_some() != says(record, field, Why::Date)
}

#[test]
fn plain_records_with_every_kind_of_missing_value() {
    let good = check("plain.jsonl", Form::Plain, 8, &[9, 10, 11]);
    assert_eq!(left(&good[0]), []);
    assert_eq!(good[1].draft.external_key(), "17");
    assert_eq!(good[1].byline(), Some("Ruth Nankya, Ben Okafor"));
    assert_eq!(
        (good[1].title(), good[1].source()),
        (Some("A number as id"), Some("The Harbour Times"))
    );
    assert_eq!(good[2].draft.external_key(), "https://example.org/plain-3");
    assert_eq!((good[2].title(), good[2].source(), good[2].byline()), (None, None, None));
    assert_eq!(
        left(&good[2]),
        [("date", Why::Date), ("key", Why::NoPlace), ("mood", Why::NoPlace)]
    );
    assert_eq!(
        (good[3].title(), &*left(&good[3])),
        (Some("Two, parts"), &[("key", Why::NoPlace)][..])
    );
    assert!(says(&good[4], "title", Why::NoMeaning) && says(&good[4], "byline", Why::TooLong));
    assert_eq!(good[5].title(), Some("half \u{fffd} a face"));
    assert!(says(&good[5], "title", Why::Replaced));
    assert!(says(&good[6], "title", Why::NoMeaning), "too deep");
    assert!(says(&good[7], "published", Why::Placeholder));
    assert!(good[7].draft.text().starts_with("HARBOUR TOWN"));
}

#[test]
fn news_please() {
    let good = check("news-please.jsonl", Form::NewsPlease, 2, &[3]);
    assert_eq!(
        (good[0].url(), good[0].source()),
        (Some("https://example.org/np-1"), Some("example.org"))
    );
    assert_eq!(good[0].draft.external_key(), "https://example.org/np-1");
    assert!(is_dated_or_reported(&good[0], "date_publish"));
    assert!(says(&good[0], "date_download", Why::NoPlace));
    assert_eq!((good[1].title(), good[1].byline()), (Some("Bridge two"), None));
    assert!(!left(&good[1]).iter().any(|(field, _)| *field == "localpath"), "it has no value");
}

#[test]
fn newspaper4k_by_the_object_and_with_its_wrong_commas() {
    let good = check("newspaper4k.json", Form::Newspaper4k, 1, &[]);
    assert_eq!(good[0].published().unwrap().to_string(), "2024-05-01T09:30:00+03:00");
    assert_eq!(good[0].byline(), Some("Ruth Nankya, Ben Okafor"));
    let good = check("newspaper4k-several.json", Form::Newspaper4k, 2, &[]);
    assert!(is_dated_or_reported(&good[0], "publish_date"));
    assert!(good[1].line > good[0].line);
}

#[test]
fn trafilatura_with_metadata_and_without() {
    let good = check("trafilatura.jsonl", Form::Trafilatura, 3, &[]);
    for record in &good[..2] {
        assert_eq!(record.source(), Some("The Harbour Times"));
        assert!(record.url().unwrap().starts_with("https://example.org/tra-"));
    }
    assert_eq!(good[0].byline(), Some("Ruth Nankya; Ben Okafor"));
    assert!(attribute(&good[0], "tags").eq(["bridge", "rain"]));
    assert!(attribute(&good[1], "tags").eq(["bridge"]));
    assert_eq!(good[0].published().unwrap().to_string(), "2024-05-01");
}

#[test]
fn fundus() {
    let good = check("fundus.json", Form::Fundus, 2, &[53]);
    let paragraphs: Vec<_> = good[0].draft.text().split("\n\n").collect();
    assert_eq!(paragraphs.len(), 5);
    assert_eq!(paragraphs[2], "The council");
    assert!(is_dated_or_reported(&good[0], "publishing_date"));
    let attributes: Vec<_> = good[0].draft.attributes().collect();
    assert_eq!(attributes, [("free_access", "true"), ("topics", "bridges")]);
}

#[test]
fn a_list_of_many_values_leaves_room_and_is_reported() {
    let urls = |count: usize| -> Vec<String> {
        (0..count).map(|number| format!("https://example.org/{number}")).collect()
    };
    let line = |urls: &[String]| {
        format!(
            r#"{{"quoteID": "q", "quotation": "we won", "speaker": "None", "probas": [], "phase":
            "E", "urls": {}}}"#,
            serde_json::to_string(urls).unwrap()
        )
    };
    let read = |line: &str| Records::new(line.as_bytes(), Form::Detect).next().unwrap().unwrap();
    let fitting = read(&line(&urls(62)));
    assert_eq!(fitting.draft.attributes().count(), 64);
    assert!(left(&fitting).is_empty());
    for urls in [urls(63), vec!["u".repeat(4097)]] {
        let record = read(&line(&urls));
        assert_eq!(left(&record), [("urls", Why::TooLong)]);
        assert!(attribute(&record, "phase").eq(["E"]));
        fresh().1.put(&record.draft).unwrap();
    }
}

#[test]
fn the_answer_of_a_search_service() {
    let good = check("newsapi.json", Form::NewsApi, 2, &[1]);
    assert_eq!((good[0].source(), good[1].source()), (Some("The Harbour Times"), Some("hill")));
    assert_eq!(good[1].published().unwrap().to_string(), "2024-05-01T09:30:00Z");
}

#[test]
fn ninjs_of_three_generations() {
    let good = check("ninjs-1.json", Form::Ninjs1, 1, &[]);
    assert_eq!(good[0].draft.external_key(), "http://wire.example.org/1");
    assert_eq!((good[0].title(), good[0].byline()), (Some("Bridge"), Some("Ruth Nankya")));
    assert!(attribute(&good[0], "person").eq(["Ada Nkemelu"]));
    assert!(attribute(&good[0], "located").eq(["Harbour Town"]));
    let good = check("ninjs-2.json", Form::Ninjs2, 2, &[]);
    assert_eq!((good[0].title(), good[0].source()), (Some("Bridge two"), Some("Hill Wire")));
    assert!(attribute(&good[0], "pubstatus").eq(["usable"]));
    assert!(attribute(&good[0], "urgency").eq(["4"]));
    assert_eq!(good[0].url(), None, "a name is no address");
    assert_eq!(good[0].draft.text().split("\n\n").count(), 2, "HTML");
    assert!(good[1].draft.text().starts_with("HARBOUR TOWN — “We will build bridge 3"));
    assert_eq!(good[1].published().unwrap().to_string(), "2024-05-01T09:30:04Z");
    let good = check("ninjs-3.jsonl", Form::Ninjs3, 2, &[3]);
    assert_eq!((good[0].title(), good[0].source()), (Some("Bridge four"), Some("Hill Wire")));
    assert!(says(&good[1], "bodies", Why::OnlyDescription));
}

/// The examples of the IPTC, if `ONRECORD_NINJS` names their folder.
#[test]
fn examples_of_ninjs() {
    let Some(folder) = std::env::var_os("ONRECORD_NINJS").map(std::path::PathBuf::from) else {
        println!("NOT RUN: ONRECORD_NINJS does not name the folder of the examples");
        return;
    };
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|end| end == "json"));
    let mut count = 0;
    for file in files.filter(|file| !file.to_string_lossy().contains("schema")) {
        count += 1;
        let (good, bad) = split(Records::open(&file).unwrap());
        assert_eq!(good.len() + bad.len(), 1, "{}", file.display());
        for record in &good {
            assert!([Form::Ninjs1, Form::Ninjs2, Form::Ninjs3].contains(&record.form));
            assert!(record.title().is_some() && record.language().is_some(), "{record:?}");
            assert!(record.published().is_some(), "{record:?}");
            assert!(!record.draft.text().contains("</"), "{}", record.draft.text());
            let start: String = record.draft.text().chars().take(60).collect();
            println!("{}: {} {start:?}", file.display(), record.form);
        }
        for bad in bad {
            assert!(bad.to_string().ends_with("no text"), "{bad}");
            println!("{bad}");
        }
    }
    assert!(count > 0, "{} has no examples", folder.display());
}

#[test]
fn quotebank_by_quotation() {
    let good = check("quotebank-quotation.jsonl", Form::QuotebankQuotation, 3, &[4]);
    assert_eq!(good[0].draft.text(), "“we will build bridge 1 before the rains come”");
    assert_eq!(good[0].draft.external_key(), "2020-01-01-000001");
    assert!(good.iter().all(|record| record.quotes() == 1));
    let attributes: Vec<_> = good[0].draft.attributes().collect();
    let expected = [
        ("extent", "excerpts"),
        ("numoccurrences", "2"),
        ("phase", "E"),
        ("probas", "Ada Nkemelu, 0.8447"),
        ("probas", "None, 0.1553"),
        ("qids", "Q1"),
        ("urls", "https://example.org/qb-1"),
        ("urls", "https://example.com/qb-1"),
    ];
    assert_eq!(attributes, expected);
    assert!(attribute(&good[2], "probas").eq(["Ben Okafor, 0.8"]), "as later files have them");
    assert!(says(&good[2], "year", Why::NoPlace) && left(&good[0]).is_empty());
    assert!(is_dated_or_reported(&good[0], "date"));
    let (_folder, store) = fresh();
    store.put(&good[1].draft).unwrap();
    let quote = store.quotes().iter().next().unwrap().unwrap();
    assert!(quote.speaker().unwrap().is_none(), "\"None\" is nobody");
}

#[test]
fn quotebank_by_article() {
    let good = check("quotebank-article.jsonl", Form::QuotebankArticle, 2, &[3]);
    let text = "At noon , “We will build bridge 1”, said Ada Nkemelu .\n\n\
                “The rain is late” said one .";
    assert_eq!(good[0].draft.text(), text);
    assert_eq!((good[0].quotes(), good[1].quotes()), (2, 2));
    assert!(says(&good[1], "quotations[2]", Why::NotInText));
    assert!(attribute(&good[0], "names").eq(["Ada Nkemelu"]));
    assert!(attribute(&good[0], "extent").eq(["excerpts"]));
    assert_eq!(attribute(&good[1], "extent").count(), 0, "a whole article");
    let (_folder, store) = fresh();
    store.put(&good[1].draft).unwrap();
    for speaker in ["Ada Nkemelu", "Ben Okafor"] {
        assert_eq!(store.quotes().speaker(speaker).count().unwrap(), 1, "{speaker}");
    }
}

#[test]
fn gdelt_leaves_the_speakers_to_the_extractor() {
    let good = check("gdelt.gqg.json", Form::Gdelt, 4, &[5, 6]);
    assert!(good.iter().all(|record| attribute(record, "extent").eq(["excerpts"])));
    assert_eq!(good[0].language(), Some("en"));
    assert_eq!(good[0].quotes(), 0);
    assert!(
        good[0].draft.text().contains("Town “We will build bridge 1 before the rains come,” said")
    );
    assert_eq!(good[2].title(), Some("Half \u{fffd} a letter"));
    assert!(is_dated_or_reported(&good[1], "date"));
}

#[test]
fn spans_of_citron_and_of_the_search_schema_become_quotes() {
    let good = check("citron.json", Form::Citron, 1, &[]);
    assert_eq!(good[0].quotes(), 3);
    assert!(says(&good[0], "quotes[2]", Why::NotInText));
    let good = check("guardian-afp.json", Form::GuardianAfp, 1, &[]);
    assert_eq!(good[0].quotes(), 2);
    assert_eq!((good[0].title(), good[0].source()), (Some("Bridge"), Some("Hill Wire")));
    assert!(says(&good[0], "entities[5]", Why::NotInText));
}

/// Stores articles under the URLs of the tables of Media Cloud.
#[cfg(feature = "csv")]
fn bridges(store: &Store) {
    for number in 1..=4 {
        let text =
            format!("HARBOUR TOWN — “We will build bridge {number},” said Ada Nkemelu on Tuesday.");
        let draft = Draft::new(text).url(format!("https://example.org/mc-{number}"));
        store.ingest(&draft.title("Old").source("old").published(date(2000, 1, 1))).unwrap();
    }
}

#[cfg(feature = "csv")]
#[test]
fn rows_of_media_cloud_describe_the_articles_under_their_urls() {
    let (good, bad) = read("media-cloud.csv");
    let lines = |bad: &[BadRecord]| bad.iter().map(|bad| bad.line).collect::<Vec<_>>();
    assert_eq!(good.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 5, 6, 7]);
    assert_eq!(lines(&bad), [9, 10, 12], "no URL, too many cells, too few");
    assert!(good.iter().all(|row| row.form == Form::MediaCloud && row.draft.text().is_empty()));
    assert_eq!(good[1].title(), Some("A title\nin \"two\" lines"));
    assert_eq!((good[2].title(), good[2].language(), good[2].published()), (None, None, None));
    assert!(says(&good[3], "publish_date", Why::Date) && says(&good[3], "id", Why::NoPlace));
    let (_folder, store) = fresh();
    bridges(&store);
    let before = store.quotes().speaker("Ada Nkemelu").count().unwrap();
    let rows =
        || good.iter().map(|row| Ok::<_, onrecord::Error>(row.draft.clone())).collect::<Vec<_>>();
    let report = store.loader().run(rows()).unwrap();
    assert_eq!((report.added, report.replaced, report.skipped), (0, 4, 1));
    assert_eq!(
        (report.problems[0].position, report.problems[0].reason.kind()),
        (5, ErrorKind::NotFound)
    );
    let said = report.problems[0].to_string();
    for words in ["media-cloud.csv, line 7", "https://example.org/mc-none"] {
        assert!(said.contains(words), "{said}");
    }
    let again = store.loader().run(rows()).unwrap();
    assert_eq!((again.unchanged, again.skipped), (4, 1), "{again:?}");
    let article = |number: u32| {
        store.article_by_key(&format!("https://example.org/mc-{number}")).unwrap().unwrap()
    };
    let first = article(1);
    assert_eq!(first.title(), Some("Bridge, before the rains"));
    assert_eq!((first.source(), first.language()), (Some("harbour-times.example"), Some("en")));
    assert_eq!(first.published().unwrap().to_string(), "2024-05-01");
    assert!(first.text().unwrap().to_string().contains("bridge 1"));
    let third = article(3);
    assert_eq!((third.title(), third.source()), (Some("Old"), Some("hill.example")));
    assert_eq!(third.published().unwrap().to_string(), "2000-01-01", "a row without a date");
    let quotes = store.quotes().source("harbour-times.example").published(date(2024, 5, 1)..);
    assert_eq!(quotes.speaker("Ada Nkemelu").count().unwrap(), 2);
    assert_eq!(store.quotes().speaker("Ada Nkemelu").count().unwrap(), before);
    assert!(store.verify(|_| {}).unwrap().problems.is_empty());
    let lines = exported(&store);
    let (_folder, copy) = fresh();
    assert_eq!(copy.import_jsonl(lines.as_bytes()).unwrap().added, 4);
    assert_eq!(exported(&copy), lines);
}

#[cfg(feature = "csv")]
#[test]
fn a_table_that_was_saved_again_has_semicolons_and_a_line_before_its_columns() {
    let (good, bad) = read("media-cloud-resaved.csv");
    assert_eq!(bad.len(), 0, "{bad:?}");
    assert_eq!(good.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4, 6]);
    assert_eq!(good[0].title(), Some("Bridge; before the rains"));
    assert!(says(&good[0], "publish_date", Why::AmbiguousDate));
    assert_eq!(good[1].published().unwrap().to_string(), "2024-05-21");
    let records = Records::open(path("media-cloud-resaved.csv")).unwrap();
    let (good, _) = split(records.date_order(DateOrder::DayFirst));
    assert_eq!(good[0].published().unwrap().to_string(), "2024-05-01");
}

#[cfg(feature = "csv")]
#[test]
fn corrections_and_texts_outlast_a_row() {
    let (good, _) = read("media-cloud.csv");
    let (_folder, store) = fresh();
    bridges(&store);
    let article = store.article_by_key("https://example.org/mc-1").unwrap().unwrap();
    let right = onrecord::ArticleCorrection::new().source("Right").published(date(1999, 1, 1));
    store.correct_article(article.id(), &right).unwrap();
    store.loader().run([Ok::<_, onrecord::Error>(good[0].draft.clone())]).unwrap();
    let article = store.article_by_key("https://example.org/mc-1").unwrap().unwrap();
    assert_eq!((article.source(), article.title()), (Some("Right"), good[0].title()));
    assert_eq!(article.published().unwrap().to_string(), "1999-01-01");
    for refused in [store.put(&good[0].draft), store.ingest(&good[0].draft)] {
        let error = refused.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains("has no text"), "{error}");
    }
    let (_folder, empty) = fresh();
    let table = std::fs::read(path("media-cloud.csv")).unwrap();
    let report = empty.import_jsonl(&*table).unwrap();
    assert_eq!((report.articles(), report.skipped), (0, 8));
    assert_eq!(empty.articles().count().unwrap(), 0);
}

#[cfg(feature = "csv")]
#[test]
fn what_is_no_table_of_media_cloud_is_said() {
    let forced = |text: &str| split(Records::new(text.as_bytes(), Form::MediaCloud));
    for text in ["", "a,b\n1,2\n", "{\"text\": \"Rain.\"}"] {
        let (good, bad) = forced(text);
        assert!(good.is_empty() && bad[0].to_string().contains("names of its columns"), "{bad:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.csv");
    std::fs::write(&other, "name,text\nAda,We won.\nBen,We lost.\n").unwrap();
    let (good, bad) = split(Records::open(&other).unwrap());
    assert_eq!((good.len(), bad.len()), (0, 1), "{bad:?}");
    assert!(bad[0].to_string().contains("no table of Media Cloud"), "{bad:?}");
    let head = "id,publish_date,title,url\n";
    let open = format!("{head}a,,\"{},b\n", "long and never closed ".repeat(100_000));
    let (good, bad) = split(Records::new(open.as_bytes(), Form::Detect));
    assert_eq!((good.len(), bad.len(), bad[0].line), (0, 1, 2));
    assert!(bad[0].to_string().contains("limit of a row"), "{bad:?}");
    let (good, bad) = of(&format!("{head}a,,{},https://example.org/1\n", "x".repeat(5000)));
    assert_eq!(bad.len(), 0);
    assert!(says(&good[0], "title", Why::TooLong));
    let bytes = [head.as_bytes(), b"a,,caf\xe9,https://example.org/1\n"].concat();
    let (good, _) = split(Records::new(&*bytes, Form::Detect));
    assert!(says(&good[0], "title", Why::NoMeaning));
}

#[cfg(feature = "language")]
#[test]
fn the_language_is_the_declared_one_else_that_of_the_text() {
    let (good, _) = read("languages.jsonl");
    let foreign: Vec<_> =
        good.iter().filter(|record| record.is_foreign()).map(|record| record.line).collect();
    assert_eq!(foreign, (5..=20).collect::<Vec<_>>());
    let quotation = r#"{"quoteID": "a", "quotation": "nous avons gagné", "lang": "fr"}"#;
    assert!(!of(quotation).0[0].is_foreign(), "it brings its quote");
    for name in ["plain.jsonl", "news-please.jsonl", "gdelt.gqg.json", "ninjs-2.json"] {
        assert!(read(name).0.iter().all(|record| !record.is_foreign()), "{name}");
    }
}

#[test]
fn text_files_with_front_matter() {
    let good = check("text.txt", Form::Text, 1, &[]);
    assert_eq!(
        (good[0].title(), good[0].url()),
        (Some("Bridge"), Some("https://example.org/text-1"))
    );
    assert!(says(&good[0], "published", Why::Date) && says(&good[0], "mood", Why::NoPlace));
}

#[cfg(feature = "compression")]
#[test]
fn compressed_files_of_several_members() {
    check("packed.jsonl.gz", Form::NewsPlease, 2, &[]);
    check("packed.json.bz2", Form::QuotebankQuotation, 3, &[4]);
}

#[test]
fn an_export_is_read_as_one() {
    let (_folder, store) = fresh();
    store.ingest(&Draft::new("“We will build a bridge,” said Ada Nkemelu.").key("a")).unwrap();
    let lines = exported(&store);
    let (good, _) = of(&lines);
    assert_eq!((good[0].form, good[0].quotes()), (Form::Export, 1));
    goes_round("an export", &good, "Ada Nkemelu");
}

#[test]
fn a_form_can_be_forced() {
    let line = r#"{"maintext": "Rain.", "text": "Snow."}"#;
    let records = |form| Records::new(line.as_bytes(), form);
    assert_eq!(records(Form::Plain).next().unwrap().unwrap().draft.text(), "Snow.");
    assert_eq!(records(Form::Detect).next().unwrap().unwrap().draft.text(), "Rain.");
    assert!(records(Form::Fundus).next().unwrap().is_ok());
    for form in [Form::NewsApi, Form::Ninjs3, Form::QuotebankArticle, Form::Gdelt] {
        let _ = records(form).count();
    }
}

#[test]
fn an_order_of_dates_tells_day_and_month_in_every_form() {
    let records = [
        ("date", r#"{"text": "Rain.", "date": "07/04/2021"}"#),
        ("date_publish", r#"{"maintext": "Rain.", "date_publish": "07/04/2021"}"#),
        ("date", r#"{"quoteID": "a", "quotation": "we won", "date": "07/04/2021"}"#),
        (
            "metadata.publish_date",
            r#"{"metadata": {"publish_date": "07/04/2021"}, "paragraphs": ["Rain."],
                "entities": []}"#,
        ),
    ];
    let text = "---\npublished: 07/04/2021\n---\nRain.";
    let records = records.map(|(field, json)| (field, json, Form::Detect));
    for (field, data, form) in records.into_iter().chain([("published", text, Form::Text)]) {
        let read = || Records::new(data.as_bytes(), form);
        let undated = read().next().unwrap().unwrap();
        assert_eq!(undated.published(), None, "{data}");
        assert!(says(&undated, field, Why::AmbiguousDate), "{data}: {:?}", undated.left_out);
        for (order, day) in
            [(DateOrder::DayFirst, "2021-04-07"), (DateOrder::MonthFirst, "2021-07-04")]
        {
            let dated = read().date_order(order).next().unwrap().unwrap();
            assert_eq!(dated.published().unwrap().to_string(), day, "{data}");
            assert_eq!(dated.left_out, [], "{data}");
        }
    }
    let listed =
        r#"{"articles": [{"text": "a", "date": "1/2/2021"}, {"text": "b", "date": "1/2/2021"}]}"#;
    let records = Records::new(listed.as_bytes(), Form::Detect).date_order(DateOrder::MonthFirst);
    let days: Vec<_> =
        records.map(|record| record.unwrap().published().unwrap().to_string()).collect();
    assert_eq!(days, ["2021-01-02", "2021-01-02"]);
}

#[test]
fn what_is_no_record_is_said_in_a_sentence() {
    let of_html = if cfg!(feature = "html") { "no article" } else { "a page of HTML" };
    for (text, words) in [
        ("<!DOCTYPE html><html></html>", of_html),
        ("PK\u{3}\u{4}rest", "a zip archive"),
        ("7\n", "not an object"),
        ("[1, \"two\"]", "not an object"),
        ("name,text\n", "not JSON"),
        ("{\"status\": \"ok\", \"articles\": []}", "no text"),
    ] {
        let (good, bad) = of(text);
        assert!(good.is_empty(), "{text}");
        assert!(bad[0].to_string().contains(words), "{}", bad[0]);
    }
    let utf16 = split(Records::new(&b"\xff\xfe{\0}\0"[..], Form::Detect));
    assert!(utf16.1[0].to_string().contains("UTF-16"), "{:?}", utf16.1);
    for nothing in ["", "\u{feff}", "\n \n", "[]", "[\n]\n"] {
        let (good, bad) = of(nothing);
        assert!(good.is_empty() && bad.is_empty(), "{nothing:?}: {bad:?}");
    }
    let (good, bad) = of("{\"\\ud800\": 1, \"text\": \"half a character in a name\"}");
    assert_eq!((good.len(), bad.len()), (1, 0), "{bad:?}");
    let missing = Records::open(path("missing.jsonl")).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
}

#[test]
fn hostile_records_end_in_an_error_that_names_them() {
    let deep = |open: &str, count: usize| open.repeat(count);
    let good = "{\"text\": \"Rain.\"}";
    for hostile in [
        format!("{{\"text\": {}{}}}", deep("[", 200_000), deep("]", 200_000)),
        format!("{}1{}", deep("{\"a\":", 200_000), deep("}", 200_000)),
        deep("{\"a\":", 200_000),
        format!("{{\"articles\": [{}{}]}}", deep("{\"articles\":[", 100_000), deep("]}", 100_000)),
        format!("{{\"quotes\": {}{}}}", deep("[{\"pre\":", 100_000), deep("}]", 100_000)),
        format!("{{\"uri\": \"a\", \"bodies\": {}{}}}", deep("[", 200_000), deep("]", 200_000)),
        format!("{{\"body\": {{\"sections\": {}{}}}}}", deep("[", 200_000), deep("]", 200_000)),
        format!("{{\"text\": \"{}", "x".repeat(200_000)),
        "\u{0}\u{1}\u{2}".to_owned(),
        "{\"text\": 1e999999}".to_owned(),
    ] {
        let start: String = hostile.chars().take(40).collect();
        let (good, bad) = of(&format!("{good}\n{hostile}\n{good}\n"));
        assert_eq!((good.len(), bad.len()), (2, 1), "{start}: {bad:?}");
        assert_eq!((bad[0].line, good[1].line), (2, 3), "{start}");
        assert!(bad[0].to_string().len() < 400, "{}", bad[0]);
    }
}

#[test]
fn a_record_of_many_fields_or_quotes_takes_no_time() {
    let fields: Vec<_> = (0..50_000).map(|number| format!("\"body_{number}\": 1")).collect();
    let (good, bad) = of(&format!("{{{}, \"uri\": \"a\"}}", fields.join(",")));
    assert_eq!((good.len(), bad.len()), (0, 1));
    let quotes = vec!["{\"quotation\": \"was never said\"}"; 20_000].join(",");
    let content = "it is not in ".repeat(20_000);
    let json =
        format!("{{\"articleID\": \"a\", \"content\": \"{content}\", \"quotations\": [{quotes}]}}");
    let (good, _) = of(&json);
    assert_eq!((good[0].quotes(), good[0].left_out.len()), (0, 20_000));
}
