//! What a query finds, as ninjs: each field of its table in `src/exchange/out`, and what came in as
//! ninjs goes out as it came.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic: that is how it fails"
)]

mod exports;

use std::path::Path;

use exports::{fresh, full, hostile, items, loaded, read, written};
use onrecord::exchange::{ExportFormat, Record, Records};
use onrecord::{ArticleCorrection, Draft, Published};
use serde_json::{Value, json};

const NINJS: [ExportFormat; 3] = [ExportFormat::Ninjs1, ExportFormat::Ninjs2, ExportFormat::Ninjs3];

#[test]
fn ninjs_has_each_field_of_its_table() {
    let (_folder, store) = fresh();
    let stored = store.put(&full()).unwrap();
    let text = store.article(stored.article).unwrap().unwrap().text().unwrap().to_string();
    let uri = "https://example.org/trade?a=%C3%A9";
    assert_eq!(
        items(&store, ExportFormat::Ninjs3),
        [json!({
            "uri": uri,
            "standard": {"name": "ninjs", "version": "3.1"},
            "type": "text",
            "firstCreated": "2020-07-21T23:30:00+02:00",
            "language": "en",
            "headlines": [{"role": "main", "contentType": "text/plain", "value": "Trade"}],
            "bodies": [{"role": "text", "contentType": "text/plain", "value": text}],
            "people": [{"name": "Ada Nkemelu"}],
            "places": [{"name": "Iraq", "rel": "mentions", "literal": "IQ"}],
            "infoSources": [{"name": "The Daily Ledger"}],
            "by": "By Ruth Nankya",
            "altIds": [
                {"role": "url", "value": "https://example.org/trade?a=é"},
                {"role": "key", "value": "wire/17"},
            ],
        })]
    );
    assert_eq!(
        items(&store, ExportFormat::Ninjs2),
        [json!({
            "uri": uri,
            "standard": {"name": "ninjs", "version": "2.2"},
            "type": "text",
            "firstcreated": "2020-07-21T23:30:00+02:00",
            "language": "en",
            "headlines": [{"role": "main", "contenttype": "text/plain", "value": "Trade"}],
            "bodies": [{"role": "text", "contenttype": "text/plain", "value": text}],
            "people": [{"name": "Ada Nkemelu"}],
            "places": [{"name": "Iraq", "rel": "mentions", "literal": "IQ"}],
            "infosources": [{"name": "The Daily Ledger"}],
            "by": "By Ruth Nankya",
            "altids": [
                {"role": "url", "value": "https://example.org/trade?a=é"},
                {"role": "key", "value": "wire/17"},
            ],
        })]
    );
    assert_eq!(
        items(&store, ExportFormat::Ninjs1),
        [json!({
            "uri": uri,
            "$standard": {"name": "ninjs", "version": "1.6"},
            "type": "text",
            "firstcreated": "2020-07-21T23:30:00+02:00",
            "language": "en",
            "headline": "Trade",
            "body_text": text,
            "person": [{"name": "Ada Nkemelu"}],
            "place": [{"name": "Iraq", "rel": "mentions", "code": "IQ"}],
            "infosource": [{"name": "The Daily Ledger"}],
            "byline": "By Ruth Nankya",
            "altids": {"url": "https://example.org/trade?a=é", "key": "wire/17"},
        })]
    );
}

/// A record of 3.1 with every field that is kept as an attribute.
fn record_of_3() -> Value {
    json!({
        "uri": "urn:wire:example.org:7",
        "type": "event",
        "profile": "text-only",
        "version": "2",
        "firstCreated": "2024-05-01T09:30:04+02:00",
        "contentCreated": "2024-05-01T09:00:00+02:00",
        "versionCreated": "2024-05-01T10:46:53.5Z",
        "embargoedUntil": "2024-05-02T00:00:00Z",
        "expires": "2025-05-02T00:00:00Z",
        "pubStatus": "usable",
        "urgency": 4,
        "copyrightNotice": "Hill Wire",
        "usageTerms": "None but ours",
        "edNote": "Adds a name.",
        "slugline": "bridge",
        "located": "Harbour Town",
        "language": "en",
        "headlines": [{"role": "main", "contentType": "text/plain", "value": "Bridge"}],
        "bodies": [
            {"role": "text", "contentType": "text/plain", "value": "“We go,” said Bo Hale."},
        ],
        "people": [
            {"name": "Ada Nkemelu", "rel": "about", "uri": "https://id.example.org/9"},
            {"name": "Zoe Hale"},
        ],
        "genres": [{"name": "Interview"}],
        "subjects": [{"name": "bridges"}],
        "by": "Ruth Nankya",
    })
}

#[test]
fn attributes_of_ninjs_go_out_under_the_names_of_the_version() {
    let (_folder, store) = loaded(&record_of_3().to_string());
    let mut expected = record_of_3();
    expected["standard"] = json!({"name": "ninjs", "version": "3.1"});
    assert_eq!(items(&store, ExportFormat::Ninjs3), [expected]);
    let [older] = &items(&store, ExportFormat::Ninjs2)[..] else { panic!("one record") };
    assert_eq!(older["type"], "text", "2.2 has no events");
    for (name, value) in [
        ("embargoed", "2024-05-02T00:00:00Z"),
        ("versioncreated", "2024-05-01T10:46:53.5Z"),
        ("contentcreated", "2024-05-01T09:00:00+02:00"),
        ("pubstatus", "usable"),
        ("copyrightnotice", "Hill Wire"),
        ("usageterms", "None but ours"),
        ("ednote", "Adds a name."),
    ] {
        assert_eq!(older[name], value, "{name}");
    }
    let [oldest] = &items(&store, ExportFormat::Ninjs1)[..] else { panic!("one record") };
    let ada = json!({"name": "Ada Nkemelu", "rel": "about", "code": "https://id.example.org/9"});
    let people = json!([ada, {"name": "Zoe Hale"}]);
    assert_eq!(oldest["person"], people);
    assert_eq!(oldest["genre"], json!([{"name": "Interview"}]));
    assert_eq!(oldest["subject"], json!([{"name": "bridges"}]));
    assert_eq!((&oldest["byline"], &oldest["urgency"]), (&json!("Ruth Nankya"), &json!(4)));
    for format in NINJS {
        let (text, _) = written(&store.quotes(), format);
        let (_folder, again) = loaded(&text);
        let differ = items(&again, format);
        assert_eq!(differ, items(&store, format), "{format}");
    }
}

#[test]
fn values_that_a_schema_refuses_are_left_out() {
    let draft =
        Draft::new("Rain.").key("urn:wire:1").published("2020-07-21".parse::<Published>().unwrap());
    let draft = [
        ("type", "song"),
        ("pubstatus", "lost"),
        ("urgency", "11"),
        ("expires", "soon"),
        ("versioncreated", "never"),
        ("extent", "excerpts"),
    ]
    .into_iter()
    .fold(draft, |draft, (name, value)| draft.attribute(name, value));
    let (_folder, store) = fresh();
    store.put(&draft).unwrap();
    for (format, part) in NINJS.into_iter().zip(["incomplete", "partial", "partial"]) {
        let [record] = &items(&store, format)[..] else { panic!("one record") };
        let record = record.as_object().unwrap();
        let part_of =
            record.iter().find(|(name, _)| name.eq_ignore_ascii_case("representationtype"));
        assert_eq!(part_of.unwrap().1, part);
        assert_eq!(record["type"], "text");
        for (name, value) in record {
            assert!(!["lost", "soon", "never"].contains(&value.as_str().unwrap_or("")), "{name}");
            assert_ne!(name, "urgency");
            if name.eq_ignore_ascii_case("firstcreated") {
                assert_eq!(value, "2020-07-21T00:00:00Z");
            }
        }
    }
}

#[test]
fn a_corrected_date_goes_out_and_the_other_dates_stay() {
    let (_folder, store) = loaded(&record_of_3().to_string());
    let article = store.articles().page(1).unwrap().items.remove(0).id();
    let corrected: Published = "2024-04-30T08:00:00Z".parse().unwrap();
    store.correct_article(article, &ArticleCorrection::new().published(corrected)).unwrap();
    let [record] = &items(&store, ExportFormat::Ninjs3)[..] else { panic!("one record") };
    assert_eq!(record["firstCreated"], "2024-04-30T08:00:00Z");
    assert_eq!(record["versionCreated"], "2024-05-01T10:46:53.5Z");
}

/// The dates, people and text of a record, by the names of 3.1.
fn essence(record: &Value) -> (Value, Vec<Value>, Value) {
    let get = |names: [&str; 2]| names.iter().find_map(|name| record.get(name)).cloned();
    let dates = ["firstCreated", "contentCreated", "versionCreated"];
    let dates = dates.map(|name| get([name, &name.to_lowercase()]).unwrap_or_default());
    (record["uri"].clone(), dates.into(), get(["people", "person"]).unwrap_or_default())
}

#[test]
fn what_came_in_as_ninjs_goes_out_with_uri_dates_people_and_text() {
    for (name, own) in [
        ("ninjs-1.json", ExportFormat::Ninjs1),
        ("ninjs-2.json", ExportFormat::Ninjs2),
        ("ninjs-3.jsonl", ExportFormat::Ninjs3),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name);
        let records: Vec<Record> = Records::open(&path).unwrap().filter_map(Result::ok).collect();
        let source = std::fs::read_to_string(path).unwrap();
        let came: Vec<Value> = match own {
            ExportFormat::Ninjs1 => vec![serde_json::from_str(&source).unwrap()],
            ExportFormat::Ninjs2 => serde_json::from_str(&source).unwrap(),
            _ => source.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        };
        let (_folder, store) = fresh();
        let drafts = records.iter().map(|record| Ok::<_, onrecord::Error>(record.draft.clone()));
        store.loader().run(drafts).unwrap();
        for format in NINJS {
            let gone = items(&store, format);
            assert_eq!(gone.len(), records.len());
            let (text, _) = written(&store.quotes().oldest_first(), format);
            for (record, read) in gone.iter().zip(read(&text)) {
                let of = |records: &[Value]| {
                    records.iter().find(|other| other["uri"] == record["uri"]).map(essence)
                };
                let mut expected = of(&came).unwrap();
                // A day alone is no moment, which every schema asks for.
                for date in expected.1.iter_mut().filter(|date| **date == "2024-05-01") {
                    *date = json!("2024-05-01T00:00:00Z");
                }
                assert_eq!(essence(record), expected, "{name} as {format}");
                let key = read.draft.external_key();
                let stored = records.iter().find(|record| record.draft.external_key() == key);
                assert_eq!(stored.unwrap().draft.text(), read.draft.text(), "{name} as {format}");
            }
        }
    }
}

#[test]
fn ninjs_of_any_article_is_read_back() {
    let (_folder, store) = fresh();
    let drafts: Vec<_> = hostile().into_iter().chain([full()]).collect();
    for draft in &drafts {
        store.put(draft).unwrap();
    }
    for format in NINJS {
        let (text, report) = written(&store.quotes(), format);
        assert_eq!((report.articles, report.quotes), (9, 29));
        let records = read(&text);
        assert_eq!(records.len(), drafts.len());
        for draft in &drafts {
            let key = draft.external_key();
            let found = records.iter().find(|record| record.draft.external_key() == key);
            let read = found.unwrap_or_else(|| panic!("{format}: {key:?} is lost"));
            assert_eq!(read.draft.text(), draft.text(), "{format}: {key:?}");
            let article = store.article_by_key(&key).unwrap().unwrap();
            // Readers take texts without the white space around them.
            let trimmed = |text: Option<&str>| text.map(|text| text.trim().to_owned());
            assert_eq!(trimmed(read.title()), trimmed(article.title()), "{format}: {key:?}");
            assert_eq!(trimmed(read.source()), trimmed(article.source()), "{format}: {key:?}");
            assert_eq!(read.byline(), article.byline(), "{format}: {key:?}");
            assert_eq!(read.language(), article.language(), "{format}: {key:?}");
            assert_eq!(read.url(), article.url(), "{format}: {key:?}");
            let date = article.published().filter(|date| date.date().year() > 0);
            let (date, back) = (date.map(Published::timestamp), read.published());
            assert_eq!(back.map(Published::timestamp), date, "{format}: {key:?}");
        }
    }
}
