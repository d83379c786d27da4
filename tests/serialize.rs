//! Views, pages and cursors serialize by the names of their getters.

#![cfg(all(feature = "serde", feature = "english"))]
#![allow(clippy::unwrap_used, reason = "a test may panic: that is how it fails")]

use jiff::civil::date;
use onrecord::{Cursor, Draft, Store};
use serde_json::{Value, json, to_value};

fn filled(folder: &std::path::Path) -> Store {
    let store = Store::create_new(folder.join("news")).unwrap();
    let text = "“We will stand by Iraq,” said Nigerian minister Ada Nkemelu.";
    let draft = Draft::new(text).key("visit").title("A visit").published(date(2020, 7, 21));
    store.ingest(&draft).unwrap();
    store.ingest(&Draft::new("“We won,” said Omar Haddadin.").key("vote")).unwrap();
    store
}

#[test]
fn views_serialize_by_their_getters() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let quote = to_value(&store.quotes().page(1).unwrap().items).unwrap();
    let confidence = quote.pointer("/0/confidence").and_then(Value::as_f64).unwrap();
    assert!(confidence > 0.5);
    let expected = json!({
        "id": "a1.0",
        "text": "We will stand by Iraq,",
        "span": { "start": 3, "end": 25 },
        "kind": "direct",
        "group": 0,
        "cue": "said",
        "mention": "Nigerian minister Ada Nkemelu",
        "mention_span": { "start": 34, "end": 63 },
        "speaker_name": "Ada Nkemelu",
        "speaker_id": "s1",
        "role": "Nigerian minister",
        "speaker_country": "NG",
        "from_source": "article",
        "published": "2020-07-21",
        "confidence": confidence,
        "article_id": "a1",
        "paragraph_index": 0,
        "countries": ["IQ"],
        "context_countries": ["NG"],
        "speakers": [{
            "id": "s1",
            "name": "Ada Nkemelu",
            "role": "Nigerian minister",
            "country": "NG",
            "from_source": "article",
        }],
    });
    assert_eq!(quote, json!([expected]));
    let article = store.article_by_key("visit").unwrap().unwrap();
    let shown = to_value(&article).unwrap();
    assert_eq!(shown.get("title"), Some(&json!("A visit")));
    assert_eq!(shown.get("url"), Some(&Value::Null));
    assert_eq!(shown.pointer("/countries/0/country"), Some(&json!("IQ")));
    assert_eq!(to_value(article.text().unwrap()).unwrap(), json!(article.text().unwrap().as_str()));
    let paragraphs = to_value(article.paragraphs().unwrap()).unwrap();
    assert_eq!(paragraphs.pointer("/0/index"), Some(&json!(0)));
    let speaker = to_value(store.speakers().name("Omar Haddadin").page(1).unwrap().items).unwrap();
    assert_eq!(speaker.pointer("/0/quote_count"), Some(&json!(1)));
    let plan = to_value(store.articles().source("Post").explain().unwrap()).unwrap();
    assert_eq!(
        plan,
        json!({
            "access_path": "articles source \"Post\"", "size": 0, "residual_filters": [],
        })
    );
}

#[test]
fn a_cursor_goes_on_after_a_round_trip() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(folder.path());
    let page = store.quotes().page(1).unwrap();
    let shown = to_value(&page).unwrap();
    assert_eq!(shown.get("items").and_then(Value::as_array).map(Vec::len), Some(1));
    let next: Cursor = serde_json::from_value(shown.get("next").unwrap().clone()).unwrap();
    assert_eq!(Some(&next), page.next.as_ref());
    assert_eq!(store.quotes().after(next).page(1).unwrap().items.len(), 1);
    assert!(serde_json::from_value::<Cursor>(json!("no cursor")).is_err());
}
