//! What a query finds, in every format: each field of the tables in `src/exchange/out`, round trips
//! through the readers, and texts that other programs stumble over.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic: that is how it fails"
)]

use std::path::Path;

use onrecord::exchange::{ExportFormat, Form, Record, Records, export};
use onrecord::{
    ArticleCorrection, Country, CountryMentions, Draft, ExportReport, ExtractedParagraph,
    ExtractedQuote, Extraction, ParagraphKind, Published, QuoteKind, QuoteQuery, Span, Store,
};
use serde_json::{Value, json};

const NINJS: [ExportFormat; 3] = [ExportFormat::Ninjs1, ExportFormat::Ninjs2, ExportFormat::Ninjs3];

fn fresh() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    (folder, store)
}

/// A draft whose quotes are the texts between `[` and `]`, which are taken out. Each has a speaker
/// if its name is given.
fn draft(marked: &str, speakers: &[Option<&str>]) -> Draft {
    let (mut text, mut found) = (String::new(), Extraction::default());
    for part in marked.split_inclusive(['[', ']']) {
        let start = text.len();
        text.push_str(part.trim_end_matches(['[', ']']));
        if part.ends_with(']') {
            let mut quote = ExtractedQuote::new(Span::new(
                u32::try_from(start).unwrap(),
                u32::try_from(text.len()).unwrap(),
            ));
            quote.speaker = speakers[found.quotes.len()].map(str::to_owned);
            found.quotes.push(quote);
        }
    }
    let all = Span::new(0, u32::try_from(text.len()).unwrap());
    found.paragraphs.push(ExtractedParagraph { span: all, kind: ParagraphKind::Body });
    Draft::new(text).extraction(found)
}

/// An article with every field that a format writes.
fn full() -> Draft {
    let text = "“é😀 We trade with Iraq,” said minister Ada Nkemelu.";
    let mut quote = ExtractedQuote::new(Span::new(3, 29));
    quote.kind = QuoteKind::Direct;
    quote.group = Some(0);
    quote.cue = Some("said".to_owned());
    quote.speaker = Some("Ada Nkemelu".to_owned());
    quote.role = Some("minister".to_owned());
    quote.from = Some(Country::NA);
    quote.countries = vec![Country::IQ];
    quote.context_countries = vec![Country::NG];
    quote.confidence = 0.85;
    let mut found = Extraction::default();
    let all = Span::new(0, u32::try_from(text.len()).unwrap());
    found.paragraphs.push(ExtractedParagraph { span: all, kind: ParagraphKind::Body });
    found.countries.push(CountryMentions { country: Country::IQ, mentions: 1 });
    found.quotes.push(quote);
    Draft::new(text)
        .key("wire/17")
        .url("https://example.org/trade?a=é")
        .title("Trade")
        .source("The Daily Ledger")
        .byline("By Ruth Nankya")
        .language("en")
        .published("2020-07-21T23:30:00+02:00".parse::<Published>().unwrap())
        .extraction(found)
}

/// Articles whose texts, keys and dates other programs stumble over.
fn hostile() -> Vec<Draft> {
    let text = "\u{feff}He said [=1+1] and [\"</script><b>&amp;]\u{2028}\u{85}\u{0}\u{b}\r\n\
                \u{202e}[שלום, \u{202b}مرحبا]\u{202c}, [🇳🇦 e\u{301}, “x”, 'y'\tz\n- w].";
    let speakers = [None, Some("A \"B\" <C>"), Some("-עדה"), Some("None")];
    let dates = [
        None,
        Some("2020-07"),
        Some("2020-07-21"),
        Some("2020-07-21T23:30:00.123456-09:30"),
        Some("2020-07-21T23:30:00Z"),
        Some("-000044-03-15"),
        Some("2021-12-31T23:59:59+25:00"),
    ];
    let keys = [
        "17",
        "c:\\news\\a.txt",
        "urn:wire:example.org:1",
        "https://example.org/a b?c=\"<é>\"#d#e",
        "tag:example.org,2020:a",
        "=HYPERLINK(\"x\")\n",
        "../é\u{202e}",
    ];
    let all = dates.into_iter().zip(keys).map(|(date, key)| {
        let mut draft = draft(text, &speakers).key(key).title(format!("@{key}\u{7}"));
        draft = draft.byline("+1 'a'").source("\t=x, \"y\"\r").language("en");
        if key.len() % 2 == 0 {
            draft = draft.url(format!("https://example.org/\u{202e}{}", key.len()));
        }
        match date {
            Some(date) => draft.published(date.parse::<Published>().unwrap()),
            None => draft,
        }
    });
    let mut all: Vec<_> = all.collect();
    all.push(Draft::new("Nobody spoke.").key("silent"));
    all
}

fn written(query: &QuoteQuery, format: ExportFormat) -> (String, ExportReport) {
    let mut bytes = Vec::new();
    let report = export(query, format, &mut bytes).unwrap();
    (String::from_utf8(bytes).unwrap(), report)
}

/// The lines or the members of an export.
fn items(store: &Store, format: ExportFormat) -> Vec<Value> {
    let (text, _) = written(&store.quotes().oldest_first(), format);
    match format {
        ExportFormat::JsonLd | ExportFormat::WebAnnotation => serde_json::from_str(&text).unwrap(),
        _ => text.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect(),
    }
}

fn read(text: &str) -> Vec<Record> {
    Records::new(text.as_bytes(), Form::Detect).map(Result::unwrap).collect()
}

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

fn loaded(json: &str) -> (tempfile::TempDir, Store) {
    let (folder, store) = fresh();
    let drafts = read(json).into_iter().map(|record| Ok::<_, onrecord::Error>(record.draft));
    assert_eq!(store.loader().run(drafts).unwrap().skipped, 0);
    (folder, store)
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

#[test]
fn quotebank_has_each_field_and_is_read_back() {
    let (_folder, store) = fresh();
    store.put(&full()).unwrap();
    let [line] = &items(&store, ExportFormat::Quotebank)[..] else { panic!("one line") };
    let id = line["quoteID"].as_str().unwrap();
    let digits = id.strip_prefix("2020-07-21-").unwrap();
    assert!(digits.len() == 18 && digits.bytes().all(|digit| digit.is_ascii_digit()), "{id}");
    let mut expected = json!({
        "quotation": "é😀 We trade with Iraq,",
        "speaker": "Ada Nkemelu",
        "qids": [],
        "date": "2020-07-21 23:30:00",
        "numOccurrences": 1,
        "probas": [["Ada Nkemelu", "0.85"]],
        "urls": ["https://example.org/trade?a=é"],
        "phase": "E",
    });
    expected["quoteID"] = json!(id);
    assert_eq!(*line, expected);

    let (_folder, store) = fresh();
    for draft in hostile() {
        store.put(&draft).unwrap();
    }
    let (text, report) = written(&store.quotes(), ExportFormat::Quotebank);
    assert_eq!((report.articles, report.quotes), (7, 28), "one article has no quotes");
    let lines: Vec<Value> =
        text.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap()).collect();
    let (_folder, copy) = loaded(&text);
    assert_eq!(copy.quotes().count().unwrap(), 28, "no id is given twice");
    for line in &lines {
        let key = line["quoteID"].as_str().unwrap();
        let article = copy.article_by_key(key).unwrap().unwrap();
        let quote = article.quotes().unwrap().remove(0);
        assert_eq!(quote.text(), line["quotation"].as_str().unwrap().trim(), "{key}");
        // "None" says that there is no speaker.
        let speaker = line["speaker"].as_str().filter(|speaker| *speaker != "None");
        assert_eq!(quote.speaker_name(), speaker, "{key}");
        let day = line["date"].as_str().and_then(|date| date.split(' ').next());
        let read = article.published().map(|published| published.date().to_string());
        assert_eq!(read.as_deref(), day, "{key}");
    }
    let undated = lines.iter().filter(|line| line["date"].is_null()).count();
    assert_eq!(undated, 8, "of the undated article, and of that of the year -44");
    // A line that was loaded goes out as it came, but for the time of day.
    for line in items(&copy, ExportFormat::Quotebank) {
        let came = lines.iter().find(|other| other["quoteID"] == line["quoteID"]).unwrap();
        for name in ["quotation", "speaker", "qids", "numOccurrences", "probas", "urls", "phase"] {
            let trimmed = came[name].as_str().map(|text| json!(text.trim()));
            assert_eq!(line[name], trimmed.unwrap_or_else(|| came[name].clone()), "{name}");
        }
    }
}

#[test]
fn lines_of_quotebank_go_out_as_they_came() {
    let path = "tests/fixtures/import/quotebank-quotation.jsonl";
    let came = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let came: Vec<Value> = came.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (_folder, store) = loaded(&format!("{}\n{}", came[0], came[1]));
    let gone = items(&store, ExportFormat::Quotebank);
    assert_eq!(gone.len(), 2);
    for line in &gone {
        let expected = came.iter().find(|other| other["quoteID"] == line["quoteID"]);
        assert_eq!(line, expected.unwrap());
    }
}

#[test]
fn json_ld_has_each_field_of_its_tables() {
    let (_folder, store) = fresh();
    assert_eq!(items(&store, ExportFormat::JsonLd), Vec::<Value>::new());
    let stored = store.put(&full()).unwrap();
    let text = store.article(stored.article).unwrap().unwrap().text().unwrap().to_string();
    let iraq = json!({"@type": "Country", "name": "Iraq", "identifier": "IQ"});
    let [node] = &items(&store, ExportFormat::JsonLd)[..] else { panic!("one node") };
    let id = node["hasPart"][0]["@id"].clone();
    assert!(id.as_str().unwrap().starts_with("urn:uuid:"), "{id}");
    assert_eq!(
        *node,
        json!({
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": "https://example.org/trade?a=%C3%A9",
            "url": "https://example.org/trade?a=%C3%A9",
            "identifier": "wire/17",
            "headline": "Trade",
            "author": "By Ruth Nankya",
            "publisher": {"@type": "Organization", "name": "The Daily Ledger"},
            "inLanguage": "en",
            "datePublished": "2020-07-21T23:30:00+02:00",
            "articleBody": text,
            "mentions": [iraq],
            "hasPart": [{
                "@type": "Quotation",
                "@id": id,
                "position": 1,
                "text": "é😀 We trade with Iraq,",
                "spokenByCharacter": {
                    "name": "Ada Nkemelu",
                    "jobTitle": "minister",
                    "nationality": {"@type": "Country", "name": "Namibia", "identifier": "NA"},
                },
                "about": [iraq],
            }],
        })
    );
}

#[test]
fn web_annotations_have_each_field_and_count_code_points() {
    let (_folder, store) = fresh();
    store.put(&full()).unwrap();
    let [annotation] = &items(&store, ExportFormat::WebAnnotation)[..] else { panic!("one") };
    let body = |purpose: &str, value: &str| {
        json!({
            "type": "TextualBody",
            "purpose": purpose,
            "format": "text/plain",
            "value": value,
        })
    };
    let mut expected = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "identifying",
        "body": [
            body("identifying", "Ada Nkemelu"),
            body("describing", "minister"),
            body("tagging", "IQ"),
        ],
        "target": {
            "source": "https://example.org/trade?a=%C3%A9",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": "é😀 We trade with Iraq,",
                    "prefix": "“",
                    "suffix": "” said minister Ada Nkemelu.",
                },
                {"type": "TextPositionSelector", "start": 1, "end": 23},
            ],
        },
    });
    expected["id"] = annotation["id"].clone();
    assert_eq!(*annotation, expected);
    let node = &items(&store, ExportFormat::JsonLd)[0];
    assert_eq!(annotation["id"], node["hasPart"][0]["@id"], "one id in both formats");

    let (_folder, store) = fresh();
    for draft in hostile() {
        store.put(&draft).unwrap();
    }
    let letters: Vec<char> = hostile()[0].text().chars().collect();
    let annotations = items(&store, ExportFormat::WebAnnotation);
    assert_eq!(annotations.len(), 28);
    let mut ids: Vec<_> = annotations.iter().map(|one| one["id"].to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 28);
    for annotation in &annotations {
        let [words, position] = &annotation["target"]["selector"].as_array().unwrap()[..] else {
            panic!("{annotation}")
        };
        let at = |name: &str| usize::try_from(position[name].as_u64().unwrap()).unwrap();
        let (start, end) = (at("start"), at("end"));
        let of = |range: std::ops::Range<usize>| json!(letters[range].iter().collect::<String>());
        assert_eq!(words["exact"], of(start..end));
        assert_eq!(words["prefix"], of(start.saturating_sub(32)..start));
        assert_eq!(words["suffix"], of(end..(end + 32).min(letters.len())));
        let is_named = !annotation["body"].is_null();
        let motivation = if is_named { "identifying" } else { "highlighting" };
        assert_eq!(annotation["motivation"], motivation);
    }
}

#[test]
fn csv_has_each_column_and_keeps_hostile_cells() {
    let (_folder, store) = fresh();
    store.put(&full()).unwrap();
    let (table, _) = written(&store.quotes(), ExportFormat::Csv);
    let header = "\u{feff}quote,speaker,role,speaker_country,from_source,countries,\
                  context_countries,published,title,source,byline,language,url,key,kind,cue,\
                  mention,group,paragraph,start,end,confidence,further_speakers\r\n";
    let row = "\"é😀 We trade with Iraq,\",\"Ada Nkemelu\",\"minister\",\"NAM\",\"article\",\"IRQ\",\
               \"NGA\",\
               \"2020-07-21T23:30:00+02:00\",\"Trade\",\"The Daily Ledger\",\"By Ruth Nankya\",\
               \"en\",\"https://example.org/trade?a=é\",\"wire/17\",\"direct\",\"said\",,0,0,1,23,\
               0.85,\r\n";
    assert_eq!(table, format!("{header}{row}"));

    let (_folder, store) = fresh();
    assert_eq!(written(&store.quotes(), ExportFormat::Csv).0, header);
    let speaker = Some("+A \"B\"");
    store.put(&draft("[=1+1]: [a\r\n\"b\", c\u{2028}\0]", &[speaker, None])).unwrap();
    let (table, _) = written(&store.quotes().oldest_first(), ExportFormat::Csv);
    assert!(table.contains("\r\n\"'=1+1\",\"'+A \"\"B\"\"\",,"), "{table}");
    assert!(table.contains("\r\n\"a\r\n\"\"b\"\", c\u{2028}\0\",,,"), "{table}");
}

#[test]
fn json_lines_of_a_query_are_lines_of_the_whole_export() {
    let (_folder, store) = fresh();
    for (number, speaker) in ["Ada Nkemelu", "Bo Hale", "Zoe Hale"].iter().enumerate() {
        let key = number.to_string();
        store.put(&draft("He said: [We won].", &[Some(speaker)]).key(key)).unwrap();
    }
    store.put(&Draft::new("Nobody spoke.").key("silent")).unwrap();
    let id = |name: &str| store.speakers().name(name).page(1).unwrap().items[0].id();
    store.rename_speaker(id("Ada Nkemelu"), Some("Ada Odu")).unwrap();
    store.merge_speakers(id("Bo Hale"), id("Zoe Hale")).unwrap();
    let mut whole = Vec::new();
    let report = store.export_jsonl(&mut whole).unwrap();
    let sorted = |lines: &str| {
        let mut lines: Vec<_> = lines.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let (lines, again) = written(&store.quotes().oldest_first(), ExportFormat::JsonLines);
    assert_eq!((sorted(&lines), again), (sorted(&String::from_utf8(whole).unwrap()), report));

    let (lines, report) = written(&store.quotes().speaker("Zoe Hale"), ExportFormat::JsonLines);
    assert_eq!((report.articles, report.speakers), (2, 2), "{lines}");
    assert!(!lines.contains("Ada"), "{lines}");
    let (_folder, copy) = fresh();
    assert_eq!(copy.import_jsonl(lines.as_bytes()).unwrap().skipped, 0);
    assert_eq!(copy.quotes().speaker("Zoe Hale").count().unwrap(), 2);
}

#[test]
fn formats_of_articles_have_whole_articles_and_the_others_the_quotes_that_are_found() {
    let (_folder, store) = fresh();
    let speakers = [Some("Ada Nkemelu"), Some("Bo Hale")];
    for (key, source, day) in [("a", "Ledger", "2020-07-01"), ("b", "Herald", "2020-07-02")] {
        let day: Published = day.parse().unwrap();
        let article = draft("She said [yes], he said [no].", &speakers);
        store.put(&article.key(key).source(source).published(day)).unwrap();
    }
    store.put(&Draft::new("Nobody spoke.").key("c").source("Ledger")).unwrap();
    store
        .rename_speaker(
            store.speakers().name("Bo Hale").page(1).unwrap().items[0].id(),
            Some("Bo Odu"),
        )
        .unwrap();
    let day: Published = "2020-07-02".parse().unwrap();
    let counts = |query: &QuoteQuery, format| {
        let report = written(query, format).1;
        (report.articles, report.quotes)
    };
    for format in [ExportFormat::Ninjs3, ExportFormat::JsonLd, ExportFormat::JsonLines] {
        assert_eq!(counts(&store.quotes(), format), (3, 4), "{format}");
        assert_eq!(counts(&store.quotes().source("ledger"), format), (2, 2), "{format}");
        assert_eq!(counts(&store.quotes().published(day..), format), (1, 2), "{format}");
        assert_eq!(counts(&store.quotes().speaker("Bo Odu"), format), (2, 4), "{format}");
    }
    for format in [ExportFormat::Quotebank, ExportFormat::WebAnnotation, ExportFormat::Csv] {
        assert_eq!(counts(&store.quotes(), format), (2, 4), "{format}");
        assert_eq!(counts(&store.quotes().source("ledger"), format), (1, 2), "{format}");
        assert_eq!(counts(&store.quotes().speaker("Bo Odu"), format), (2, 2), "{format}");
    }
    let speakers = |store: &Store, format| {
        let (text, _) = written(&store.quotes().speaker("Bo Odu"), format);
        (text.matches("Bo Odu").count(), text.matches("Bo Hale").count())
    };
    for format in [ExportFormat::Ninjs1, ExportFormat::JsonLd, ExportFormat::Csv] {
        assert_eq!(speakers(&store, format), (2, 0), "{format}: as corrected");
    }
    let keys = |query: QuoteQuery| {
        let (text, _) = written(&query, ExportFormat::JsonLd);
        let nodes: Vec<Value> = serde_json::from_str(&text).unwrap();
        nodes.iter().map(|node| node["identifier"].as_str().unwrap().to_owned()).collect::<String>()
    };
    assert_eq!(keys(store.quotes()), "bac", "newest first, the undated last");
    assert_eq!(keys(store.quotes().oldest_first()), "cab");
    let snapshot = store.snapshot();
    store.put(&Draft::new("Late.").key("d")).unwrap();
    assert_eq!(counts(&snapshot.quotes(), ExportFormat::Ninjs3), (3, 4));
    assert_eq!(counts(&store.quotes(), ExportFormat::Ninjs3), (4, 4));
}

#[test]
fn json_ld_of_hostile_texts_ends_no_script_and_keeps_them() {
    let (_folder, store) = fresh();
    for draft in hostile() {
        store.put(&draft).unwrap();
    }
    let (text, _) = written(&store.quotes(), ExportFormat::JsonLd);
    assert!(!text.contains('<'));
    for node in items(&store, ExportFormat::JsonLd) {
        let article = store.article_by_key(node["identifier"].as_str().unwrap()).unwrap().unwrap();
        assert_eq!(node["articleBody"], json!(&*article.text().unwrap()));
        assert_eq!(node["headline"].as_str(), article.title());
        let date = article.published().map(|published| published.to_string());
        assert_eq!(node["datePublished"].as_str(), date.as_deref());
        for (part, quote) in
            node["hasPart"].as_array().into_iter().flatten().zip(&article.quotes().unwrap())
        {
            assert_eq!(part["text"], quote.text());
            assert_eq!(part["spokenByCharacter"]["name"].as_str(), quote.speaker_name());
        }
    }
}
