//! What a query finds, in every format but ninjs: each field of the tables in `src/exchange/out`,
//! round trips through the readers, and texts that other programs stumble over.

#![cfg(all(feature = "english", feature = "json"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic: that is how it fails"
)]

mod exports;

use std::path::Path;

use exports::{draft, fresh, full, hostile, items, loaded, written};
use onrecord::exchange::ExportFormat;
use onrecord::{Draft, Published, QuoteQuery, Store};
use serde_json::{Value, json};

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
