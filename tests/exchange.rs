//! Stores as JSON Lines: what goes out comes in, and goes out the same.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails where its setting cannot be made"
)]

use std::io::{self, BufReader, Read};

use jiff::civil::date;
use onrecord::exchange::{Form, Records, Why};
use onrecord::{
    ArticleCorrection, ArticleId, Country, CountryMentions, Draft, ErrorKind, ExtractedParagraph,
    ExtractedQuote, Extraction, Mention, Outcome, ParagraphKind, QuoteKind, Span, SpeakerId, Store,
};
use proptest::prelude::*;

fn fresh() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    (folder, store)
}

fn exported(store: &Store) -> String {
    let mut bytes = Vec::new();
    store.export_jsonl(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Exports, imports into an empty store, exports again, and returns what was exported both times.
fn round_trip(store: &Store) -> String {
    let once = exported(store);
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
    let (_folder, other) = fresh();
    let report = other.import_jsonl(once.as_bytes()).unwrap();
    assert_eq!(report.skipped, 0, "{:?}", report.problems);
    assert_eq!(exported(&other), once);
    assert_eq!(other.verify(|_| {}).unwrap().problems, [""; 0]);
    let again = other.import_jsonl(once.as_bytes()).unwrap();
    assert_eq!((again.added, again.replaced, again.skipped), (0, 0, 0), "{:?}", again.problems);
    assert_eq!(exported(&other), once, "importing again changes nothing");
    once
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

fn speaker(number: usize) -> SpeakerId {
    format!("s{number}").parse().unwrap()
}

#[test]
fn every_field_of_an_article_comes_back() {
    let text = "\u{feff}Kopf\r\n\r\n« Ça va », dit Zoé \u{1f600}\u{0}. «\u{5e9}\u{5dc}\u{5d5}\u{5dd}»\u{202e}\r\n";
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
    quote.countries = vec![Country::ML, Country::FR];
    quote.context_countries = vec![Country::SN];
    quote.confidence = 0.7;
    let mut found = Extraction::default();
    found.extractor = "mine/3".to_owned();
    found.paragraphs = vec![
        ExtractedParagraph { span: at("Kopf"), kind: ParagraphKind::Heading },
        ExtractedParagraph { span: at("« Ça va »"), kind: ParagraphKind::Caption },
    ];
    found.quotes = vec![quote, ExtractedQuote::new(at("\u{5e9}\u{5dc}\u{5d5}\u{5dd}"))];
    found.countries = vec![CountryMentions { country: Country::ML, mentions: 3 }];
    let draft = Draft::new(text)
        .key("k\u{0}ey")
        .title("")
        .url("https://example.org/ça")
        .source("Le \"Jour\"")
        .byline("Par A. & B.")
        .language("fr-SN")
        .published("2021-03-04T05:06:07.000008Z".parse::<onrecord::Published>().unwrap())
        .extraction(found);
    let (_folder, store) = fresh();
    store.put(&draft).unwrap();
    let line = round_trip(&store);
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(value["key"], "k\u{0}ey");
    assert_eq!(value["title"], "");
    assert_eq!(value["text"], text);
    assert_eq!(value["published"], "2021-03-04T05:06:07.000008Z");
    assert_eq!(value["extractor"], "mine/3");
    assert_eq!(
        value["paragraphs"][0],
        serde_json::json!({"start": 1, "end": 5, "kind": "heading"})
    );
    assert_eq!(value["countries"][0], serde_json::json!({"code": "ML", "mentions": 3}));
    assert_eq!(
        value["quotes"][0],
        serde_json::json!({
            "start": 11, "end": 16, "text": "Ça va", "paragraph": 1, "kind": "mixed", "group": 7, "cue": "dit",
            "mention": {"text": "Zoé", "start": 24, "end": 27}, "speaker": "Zoé Ndiaye", "speaker_number": 1,
            "role": "minister", "from": "SN", "countries": ["ML", "FR"], "context_countries": ["SN"],
            "confidence": 0.7
        })
    );
    assert_eq!(value["quotes"][1]["speaker"], serde_json::Value::Null);
    let (_folder, other) = fresh();
    other.import_jsonl(line.as_bytes()).unwrap();
    assert_eq!(other.put(&draft).unwrap().outcome, Outcome::Unchanged, "not one field differs");
}

#[test]
fn empty_stores_and_empty_texts_go_round() {
    let (_folder, store) = fresh();
    assert_eq!(round_trip(&store), "");
    store.put(&Draft::new("").key("empty")).unwrap();
    store.put(&Draft::new("no key, no date")).unwrap();
    store
        .put(
            &Draft::new("line\u{2028}ends\u{85}of all\rkinds\u{b}\n")
                .key("ends")
                .published(date(9999, 12, 31)),
        )
        .unwrap();
    let lines = round_trip(&store);
    assert_eq!(lines.lines().count(), 3);
    assert!(lines.contains("\"9999-12-31\""));
}

#[test]
fn articles_come_in_the_order_of_their_ids_whatever_was_replaced_or_removed() {
    let (_folder, store) = fresh();
    let a = store.put(&Draft::new("a").key("a").published(date(2022, 1, 1))).unwrap();
    let b = store.put(&Draft::new("b").key("b").published(date(2021, 1, 1))).unwrap();
    store.put(&Draft::new("c").key("c")).unwrap();
    store.put(&Draft::new("a, newer").key("a").published(date(2023, 1, 1))).unwrap();
    store.remove(b.article).unwrap();
    store
        .correct_article(
            a.article,
            &ArticleCorrection::new().source("The Right One").published(date(2020, 2, 2)),
        )
        .unwrap();
    let lines = round_trip(&store);
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["key"], &lines[1]["key"]), (&"a".into(), &"c".into()));
    assert_eq!(lines[0]["corrected"], serde_json::json!(["published", "source"]));
    assert_eq!(lines[0]["source"], "The Right One");
}

#[test]
fn corrections_last_in_the_store_that_imported_them() {
    let (_folder, store) = fresh();
    let original = Draft::new("a").key("a").published(date(2022, 1, 1));
    let stored = store.put(&original).unwrap();
    store
        .correct_article(stored.article, &ArticleCorrection::new().published(date(2020, 2, 2)))
        .unwrap();
    let (_folder, other) = fresh();
    other.import_jsonl(exported(&store).as_bytes()).unwrap();
    other.put(&original).unwrap();
    assert!(
        exported(&other).contains("\"published\":\"2020-02-02\",\"corrected\":[\"published\"]")
    );
}

#[test]
fn what_users_said_of_speakers_goes_round() {
    let (_folder, store) = fresh();
    store
        .put(&said("1", "one", &[("Ada Nkemelu", Some(Country::NG)), ("Minister Nkemelu", None)]))
        .unwrap();
    store.put(&said("2", "two", &[("Ada Nkemelu", Some(Country::GB))])).unwrap();
    let gone = store
        .put(&said("3", "three", &[("A. Nkemelu", Some(Country::NG)), ("Nobody Else", None)]))
        .unwrap();
    store.rename_speaker(speaker(1), Some("Dr Ada Nkemelu")).unwrap();
    store.set_speaker_country(speaker(3), Some(Country::IE)).unwrap();
    store.merge_speakers(speaker(2), speaker(1)).unwrap();
    store.merge_speakers(speaker(1), speaker(4)).unwrap();
    // The speaker that all are merged into is not quoted any more.
    store.remove(gone.article).unwrap();
    let lines = round_trip(&store);
    let edits: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter_map(|line| line.get("speaker_edit").cloned())
        .collect();
    assert_eq!(
        edits,
        [
            serde_json::json!({
                "number": 1, "name": "Ada Nkemelu", "from": "NG", "display_name": "Dr Ada Nkemelu", "merged_into": 4
            }),
            serde_json::json!({"number": 2, "name": "Minister Nkemelu", "from": null, "merged_into": 1}),
            serde_json::json!({"number": 3, "name": "Ada Nkemelu", "from": "GB", "country": "IE"}),
            serde_json::json!({"number": 4, "name": "A. Nkemelu", "from": "NG"}),
        ]
    );
}

#[test]
fn a_speaker_that_others_are_merged_into_outlives_its_articles() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    store.put(&said("1", "one", &[("Ada Nkemelu", None)])).unwrap();
    let last = store.put(&said("2", "two", &[("Ada Nkemelu Obi", None)])).unwrap();
    store.merge_speakers(speaker(1), speaker(2)).unwrap();
    store.remove(last.article).unwrap();
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    store.rename_speaker(speaker(2), Some("Ada")).unwrap();
    store.rename_speaker(speaker(2), None).unwrap();
    store.unmerge_speaker(speaker(1)).unwrap();
    let error = store.rename_speaker(speaker(2), Some("Ada")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "nobody is this speaker any more");
}

#[test]
fn speakers_that_an_import_makes_survive_a_crash() {
    let (_folder, store) = fresh();
    let last = store
        .put(&said("1", "one", &[("Ada Nkemelu", Some(Country::NG)), ("Ben Okafor", None)]))
        .unwrap();
    store.merge_speakers(speaker(1), speaker(2)).unwrap();
    store.put(&said("2", "two", &[("Ada Nkemelu", None)])).unwrap();
    store.remove(last.article).unwrap();
    let lines = exported(&store);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let imported = Store::create_new(&path).unwrap();
    imported.import_jsonl(lines.as_bytes()).unwrap();
    imported.sync().unwrap();
    // A copy of the folder is what a sudden end leaves.
    let copy = folder.path().join("copy");
    copy_folder(&path, &copy);
    let copied = Store::open(&copy).unwrap();
    assert_eq!(exported(&copied), lines);
    let made = copied.put(&said("3", "three", &[("Somebody New", None)])).unwrap();
    assert_eq!(made.outcome, Outcome::Added);
    copied.set_speaker_country(speaker(3), Some(Country::KE)).unwrap();
    assert!(exported(&copied).contains("Somebody New\",\"from\":null,\"country\":\"KE"));
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn bad_lines_are_named_and_the_rest_is_imported() {
    let (_folder, store) = fresh();
    let nested = format!(
        "{{\"id\":\"deep\",\"text\":\"x\",\"other\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let lines = [
        "\u{feff}{\"id\":\"a\",\"text\":\"first\",\"unknown\":{\"x\":[1,2]}}",
        "",
        "{\"id\":\"b\"}",
        "{\"id\":\"c\",\"text\":\"lone \\ud800 surrogate\"}",
        "not json",
        "{\"id\":\"d\",\"text\":\"x\",\"date\":\"yesterday\"}",
        "{\"format\":\"onrecord/1\",\"key\":\"e\",\"text\":\"x\",\"quotes\":[{\"start\":0,\"end\":9,\"kind\":\"direct\"}]}",
        "{\"format\":\"onrecord/1\",\"key\":\"f\",\"text\":\"xyz\",\"quotes\":[{\"start\":0,\"end\":1,\"kind\":\"direct\",\"text\":\"z\"}]}",
        "{\"format\":\"onrecord/1\",\"key\":\"g\",\"text\":\"xyz\",\"quotes\":[{\"start\":0,\"end\":1,\"kind\":\"direct\",\"confidence\":1e300}]}",
        "{\"id\":\"\",\"text\":\"x\"}",
        "{\"speaker_edit\":{\"number\":1,\"name\":\"Ada\",\"from\":null,\"merged_into\":9}}",
        "{\"speaker_edit\":{\"number\":2,\"name\":\"Ben\",\"from\":\"XX\"}}",
        "{\"id\":\"z\",\"text\":\"last\",\"date\":null}",
    ];
    let mut bytes = lines.join("\n").into_bytes();
    bytes.extend_from_slice(b"\n{\"id\":\"u\",\"text\":\"\xff\"}\n");
    bytes.extend_from_slice(nested.as_bytes());
    let report = store.import_jsonl(&bytes[..]).unwrap();
    let skipped: Vec<u64> = report.problems.iter().map(|skipped| skipped.position).collect();
    assert_eq!(skipped, [3, 5, 7, 8, 9, 11, 12, 14], "{:#?}", report.problems);
    for skipped in &report.problems {
        let (shown, line) = (skipped.reason.to_string(), format!("line {}", skipped.position));
        assert!(shown.contains(&line), "{shown}");
        assert_eq!(skipped.reason.kind(), ErrorKind::InvalidInput);
    }
    for (problem, words) in [(0, "no text"), (1, "column"), (3, "other words"), (7, "UTF-8")] {
        let shown = report.problems[problem].to_string();
        assert!(shown.contains(words), "{shown}");
    }
    let keys = exported(&store);
    assert!(keys.contains("\"key\":\"a\"") && keys.contains("\"key\":\"z\""), "{keys}");
    assert_eq!(report.articles() + report.skipped, 14);
}

#[test]
fn only_a_line_that_says_so_is_an_export() {
    let (_folder, store) = fresh();
    let quote = r#"{"text":"“We won.”","key":"news","quotes":[{"text":"x"}],"ID":ID}"#;
    let lines: Vec<String> =
        ["1", "2"].iter().map(|id| quote.replace("\"ID\":ID", &format!("\"id\":{id}"))).collect();
    let report = store.import_jsonl(lines.join("\n").as_bytes()).unwrap();
    assert_eq!((report.added, report.replaced), (2, 0), "{:?}", report.problems);
    let record = Records::new(lines[0].as_bytes(), Form::Detect).next().unwrap().unwrap();
    assert_eq!((record.form, record.draft.external_key()), (Form::Plain, "1".to_owned()));
    let left: Vec<_> = record.left_out.iter().map(|left| (&*left.field, left.why)).collect();
    assert_eq!(left, [("key", Why::NoPlace), ("quotes", Why::NoPlace)]);
    let newer = lines[0].replacen('{', "{\"format\":\"onrecord/9\",", 1);
    let bad = Records::new(newer.as_bytes(), Form::Detect).next().unwrap().unwrap_err();
    assert!(bad.to_string().contains("onrecord/9"), "{bad}");
}

#[test]
fn exports_of_earlier_versions_have_no_mark_and_come_in() {
    let (_folder, store) = fresh();
    let old = std::fs::read_to_string("tests/fixtures/v0.jsonl").unwrap();
    let report = store.import_jsonl(old.as_bytes()).unwrap();
    assert_eq!((report.added, report.skipped), (13, 0), "{:?}", report.problems);
    let new = round_trip(&store);
    assert_eq!(new.replace("{\"format\":\"onrecord/1\",", "{"), old);
}

#[test]
fn a_stream_that_breaks_off_keeps_what_came_before() {
    struct Breaks;
    impl Read for Breaks {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the cable is out"))
        }
    }
    let (_folder, store) = fresh();
    let stream = BufReader::new(b"{\"id\":\"a\",\"text\":\"first\"}\n".chain(Breaks));
    let error = store.import_jsonl(stream).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    assert!(error.to_string().contains("line 2"), "{error}");
    assert!(exported(&store).contains("\"key\":\"a\""));
}

#[test]
fn an_export_that_cannot_be_written_says_why() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::BrokenPipe))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (_folder, store) = fresh();
    store.put(&Draft::new("a")).unwrap();
    let error = store.export_jsonl(Full).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    let source =
        std::error::Error::source(&error).and_then(|source| source.downcast_ref::<io::Error>());
    assert_eq!(source.map(io::Error::kind), Some(io::ErrorKind::BrokenPipe));
}

#[derive(Clone, Debug)]
enum Step {
    Put { key: u8, text: String, dated: Option<i16>, speakers: Vec<(u8, Option<bool>)> },
    Remove(u8),
    Correct(u8, i16),
    Rename(u8, Option<u8>),
    SetCountry(u8, Option<bool>),
    Merge(u8, u8),
    Unmerge(u8),
}

const NAMES: [&str; 4] =
    ["Ada Nkemelu", "ada NKEMELU", "Ben Okafor", "\u{645}\u{62d}\u{645}\u{62f}"];

fn step() -> impl Strategy<Value = Step> {
    let speakers = proptest::collection::vec((0..4u8, any::<Option<bool>>()), 0..4);
    let put = (0..6u8, "[a“é😀\r\n\u{0}\u{feff}\u{5d0} ]{1,12}", any::<Option<i16>>(), speakers)
        .prop_map(|(key, text, dated, speakers)| Step::Put { key, text, dated, speakers });
    prop_oneof![
        6 => put,
        1 => (1..7u8).prop_map(Step::Remove),
        1 => (1..7u8, any::<i16>()).prop_map(|(article, day)| Step::Correct(article, day)),
        1 => (1..9u8, any::<Option<u8>>()).prop_map(|(who, name)| Step::Rename(who, name.map(|name| name % 4))),
        1 => (1..9u8, any::<Option<bool>>()).prop_map(|(who, country)| Step::SetCountry(who, country)),
        2 => (1..9u8, 1..9u8).prop_map(|(who, into)| Step::Merge(who, into)),
        1 => (1..9u8).prop_map(Step::Unmerge),
    ]
}

fn country(which: bool) -> Country {
    if which { Country::NG } else { Country::GB }
}

fn day(day: i16) -> onrecord::Published {
    date(2000, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day))).into()
}

fn article(number: u8) -> ArticleId {
    format!("a{number}").parse().unwrap()
}

fn apply(store: &Store, step: &Step) -> onrecord::Result<()> {
    match step {
        Step::Put { key, text, dated, speakers } => {
            let speakers: Vec<_> = speakers
                .iter()
                .map(|(name, from)| (NAMES[usize::from(*name)], from.map(country)))
                .collect();
            let draft = said(&key.to_string(), text, &speakers);
            store
                .put(&if let Some(dated) = dated { draft.published(day(*dated)) } else { draft })
                .map(drop)
        }
        Step::Remove(number) => store.remove(article(*number)).map(drop),
        Step::Correct(number, to) => {
            store.correct_article(article(*number), &ArticleCorrection::new().published(day(*to)))
        }
        Step::Rename(who, name) => store
            .rename_speaker(speaker(usize::from(*who)), name.map(|name| NAMES[usize::from(name)])),
        Step::SetCountry(who, to) => {
            store.set_speaker_country(speaker(usize::from(*who)), to.map(country))
        }
        Step::Merge(who, into) => {
            store.merge_speakers(speaker(usize::from(*who)), speaker(usize::from(*into)))
        }
        Step::Unmerge(who) => store.unmerge_speaker(speaker(usize::from(*who))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn whatever_was_done_to_a_store_goes_round(steps in proptest::collection::vec(step(), 1..24)) {
        let (_folder, store) = fresh();
        for step in &steps {
            match apply(&store, step) {
                Err(error) if [ErrorKind::NotFound, ErrorKind::InvalidInput].contains(&error.kind()) => {}
                done => done.unwrap(),
            }
        }
        round_trip(&store);
    }
}
