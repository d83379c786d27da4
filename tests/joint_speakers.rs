//! Quotes of several speakers in a store: each is in the answers about each of its speakers.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use onrecord::{
    Country, Draft, ErrorKind, ExtractedQuote, Extraction, FromSource, FurtherSpeaker, Outcome,
    Quote, QuoteQuery, Span, SpeakerId, Store, limits,
};

const TEXT: &str = "“We shall sink,” said Ada Nkemelu and Ben Okafor. “No,” said Ada Nkemelu.";
const ADA: &str = "Ada Nkemelu";
const BEN: &str = "Ben Okafor";

/// An article with a quote of all of `speakers`, and one of the first.
fn said(key: &str, speakers: &[(&str, Option<Country>)]) -> Draft {
    let mut found = Extraction::default();
    let mut quote = ExtractedQuote::new(Span::new(3, 16));
    quote.speaker = Some(speakers[0].0.to_owned());
    quote.from = speakers[0].1;
    for (name, from) in &speakers[1..] {
        let mut further = FurtherSpeaker::new(*name);
        further.from = *from;
        quote.further.push(further);
    }
    let mut own = ExtractedQuote::new(Span::of(TEXT.find("No").map(|at| at..at + 3).unwrap()));
    own.speaker.clone_from(&quote.speaker);
    own.from = quote.from;
    found.quotes = vec![quote, own];
    Draft::new(TEXT).key(key).extraction(found)
}

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    (folder, store)
}

fn id(store: &Store, name: &str) -> SpeakerId {
    store.speakers().name(name).page(1).unwrap().items[0].id()
}

/// The number of quotes that a query finds, by each way to ask.
fn count(query: &QuoteQuery) -> u64 {
    let walked = query.iter().map(Result::unwrap).count() as u64;
    assert_eq!(query.count().unwrap(), walked);
    let mut each = 0;
    query.for_each(|_| each += 1).unwrap();
    assert_eq!(each, walked);
    walked
}

fn sound(store: &Store) {
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

fn first(store: &Store) -> Quote {
    store.quotes().oldest_first().page(1).unwrap().items.remove(0)
}

#[test]
fn a_joint_quote_is_among_those_of_each_speaker_and_of_the_country_of_each() {
    let (folder, mut store) = store();
    store.put(&said("a", &[(ADA, Some(Country::NG)), (BEN, Some(Country::GH))])).unwrap();
    for _ in 0..2 {
        assert_eq!(count(&store.quotes()), 2);
        assert_eq!(count(&store.quotes().speaker(ADA)), 2);
        assert_eq!(count(&store.quotes().speaker(BEN)), 1);
        assert_eq!(count(&store.quotes().speaker_country(Country::NG)), 2);
        assert_eq!(count(&store.quotes().speaker_country(Country::GH)), 1);
        assert_eq!(count(&store.quotes().speaker(BEN).speaker_country(Country::NG)), 1);
        let quote = first(&store);
        assert_eq!((quote.speaker_name(), quote.speaker_country()), (Some(ADA), Some(Country::NG)));
        let shown = quote.speakers().map(|one| (one.name(), one.country()));
        assert!(shown.eq([(ADA, Some(Country::NG)), (BEN, Some(Country::GH))]));
        let ben = store.speaker(id(&store, BEN)).unwrap().unwrap();
        assert_eq!((ben.quote_count(), ben.country()), (1, Some(Country::GH)));
        sound(&store);
        drop((quote, ben));
        store.close().unwrap();
        store = Store::open(folder.path().join("news")).unwrap();
    }
    assert_eq!(
        store
            .put(&said("a", &[(ADA, Some(Country::NG)), (BEN, Some(Country::GH))]))
            .unwrap()
            .outcome,
        Outcome::Unchanged
    );
    store.put(&said("a", &[(ADA, Some(Country::NG))])).unwrap();
    assert_eq!(count(&store.quotes().speaker(BEN)), 0, "the new text does not name Ben");
    sound(&store);
}

#[test]
fn two_from_one_country_count_once_and_two_who_are_merged_too() {
    let (_folder, store) = store();
    store.put(&said("a", &[(ADA, Some(Country::NG)), (BEN, Some(Country::NG))])).unwrap();
    assert_eq!(count(&store.quotes().speaker_country(Country::NG)), 2);
    let (ada, ben) = (id(&store, ADA), id(&store, BEN));
    store.merge_speakers(ben, ada).unwrap();
    assert_eq!(count(&store.quotes().speaker(ADA)), 2);
    assert_eq!(count(&store.quotes().speaker_id(ben)), 2);
    assert!(first(&store).speakers().all(|one| one.id() == ada && one.name() == ADA));
    store.unmerge_speaker(ben).unwrap();
    assert_eq!(count(&store.quotes().speaker(BEN)), 1);
    store.rename_speaker(ben, Some("Ben K. Okafor")).unwrap();
    store.set_speaker_country(ben, Some(Country::KE)).unwrap();
    let quote = first(&store);
    let shown = quote.speakers().last().unwrap();
    assert_eq!((shown.name(), shown.country()), ("Ben K. Okafor", Some(Country::KE)));
    assert_eq!(shown.from_source(), Some(FromSource::Speaker));
    assert_eq!(count(&store.quotes().speaker_country(Country::KE)), 1);
    assert_eq!(count(&store.quotes().speaker_country(Country::NG)), 2);
    sound(&store);
}

#[test]
fn a_further_speaker_without_a_stated_country_takes_the_known_one() {
    let (_folder, store) = store();
    store.put(&said("a", &[(ADA, None), (BEN, None)])).unwrap();
    assert_eq!(count(&store.quotes().speaker_country(Country::GH)), 0);
    store.put(&said("b", &[(BEN, Some(Country::GH))])).unwrap();
    assert_eq!(count(&store.quotes().speaker_country(Country::GH)), 3);
    store.put(&said("c", &[(ADA, Some(Country::GH))])).unwrap();
    // The quote of both counts once, though each of them is known to be from there.
    assert_eq!(count(&store.quotes().speaker_country(Country::GH)), 6);
    let quotes = store.quotes().speaker(ADA).speaker(BEN);
    assert_eq!(count(&quotes), 1);
    sound(&store);
}

#[test]
fn erasing_one_of_two_takes_what_both_said_and_leaves_the_other_named() {
    let (_folder, store) = store();
    store.put(&said("a", &[(ADA, None), (BEN, None)])).unwrap();
    let report = store.erase_speaker(id(&store, BEN)).unwrap();
    assert_eq!((report.articles, report.quotes), (1, 1));
    let text = store.article_by_key("a").unwrap().unwrap().text().unwrap().to_string();
    assert!(text.contains("Ada Nkemelu and ___ ______") && !text.contains("sink"), "{text}");
    assert_eq!(count(&store.quotes()), 1);
    sound(&store);
    // Loaded again, it stays erased, and Ada stays named.
    store.put(&said("b", &[(ADA, None), (BEN, None)])).unwrap();
    let text = store.article_by_key("b").unwrap().unwrap().text().unwrap().to_string();
    assert!(text.contains("Ada Nkemelu and ___ ______") && !text.contains("sink"), "{text}");
    assert_eq!((count(&store.quotes().speaker(ADA)), count(&store.quotes())), (2, 2));
    sound(&store);
}

#[test]
fn derived_data_made_anew_has_joint_quotes() {
    let (folder, store) = store();
    let path = folder.path().join("news");
    store.put(&said("a", &[(ADA, Some(Country::NG)), (BEN, Some(Country::GH))])).unwrap();
    let (backup, copy) = (folder.path().join("backup"), folder.path().join("copy"));
    store.backup(&backup).unwrap();
    store.publish(folder.path().join("public")).unwrap();
    let published = onrecord::Snapshot::open(folder.path().join("public")).unwrap();
    assert_eq!(count(&published.quotes().speaker(BEN)), 1);
    store.close().unwrap();
    Store::rebuild_indexes(&path).unwrap();
    Store::restore(&[&backup], &copy).unwrap();
    for path in [&path, &copy] {
        let store = Store::open(path).unwrap();
        assert_eq!(count(&store.quotes().speaker(BEN)), 1);
        assert_eq!(count(&store.quotes().speaker_country(Country::GH)), 1);
        // The next new speaker is neither of them.
        store.put(&said("b", &[("Cy Fox", None)])).unwrap();
        assert_eq!(count(&store.quotes().speaker("Cy Fox")), 2);
        assert_eq!(count(&store.quotes().speaker(BEN)), 1);
        sound(&store);
        store.close().unwrap();
    }
}

#[test]
fn the_longest_quote_of_the_most_speakers_fits_a_page() {
    let (_folder, store) = store();
    let text = "w".repeat(1024);
    let mut quote = ExtractedQuote::new(Span::new(0, 1024));
    quote.speaker = Some("a".repeat(limits::SPEAKER_BYTES));
    quote.role = Some("r".repeat(limits::ROLE_BYTES));
    quote.cue = Some("c".repeat(limits::CUE_BYTES));
    let mention = text[..limits::MENTION_BYTES].to_owned();
    quote.mention = Some(onrecord::Mention { text: mention, span: Span::new(0, 512) });
    quote.countries = Country::all().collect();
    quote.context_countries = quote.countries.clone();
    for letter in ["b", "c", "d", "e", "f", "g", "h"] {
        quote.further.push(FurtherSpeaker::new(letter.repeat(limits::FURTHER_BYTES / 7)));
    }
    assert_eq!(quote.further.len(), limits::FURTHER_SPEAKERS);
    let mut found = Extraction::default();
    found.quotes.push(quote.clone());
    let draft = Draft::new(text).key("a").extraction(found.clone());
    store.put(&draft).unwrap();
    assert_eq!(count(&store.quotes().speaker("h".repeat(146))), 1);
    sound(&store);
    found.quotes[0].further.push(FurtherSpeaker::new("i"));
    let refused = store.put(&draft.extraction(found)).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
}

#[cfg(all(feature = "json", feature = "english"))]
#[test]
fn an_export_has_all_speakers_and_reads_back_as_the_same() {
    let (folder, store) = store();
    store.put(&said("a", &[(ADA, Some(Country::NG)), (BEN, None)])).unwrap();
    store.put(&said("b", &[(BEN, None)])).unwrap();
    store.rename_speaker(id(&store, BEN), Some("Ben K. Okafor")).unwrap();
    let mut lines = Vec::new();
    store.export_jsonl(&mut lines).unwrap();
    let text = String::from_utf8(lines.clone()).unwrap();
    assert!(
        text.contains(
            r#""further":[{"speaker":"Ben Okafor","speaker_number":2,"role":null,"from":null}]"#
        ),
        "{text}"
    );
    let copy = Store::create_new(folder.path().join("copy")).unwrap();
    copy.import_jsonl(lines.as_slice()).unwrap();
    assert_eq!(count(&copy.quotes().speaker("Ben K. Okafor")), 3);
    let mut again = Vec::new();
    copy.export_jsonl(&mut again).unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), text);
    sound(&copy);
}

#[cfg(feature = "json")]
#[test]
fn each_format_shows_what_it_can_of_the_further_speakers() {
    use onrecord::exchange::{ExportFormat, export};
    let (_folder, store) = store();
    store.put(&said("a", &[(ADA, Some(Country::NG)), (BEN, Some(Country::GH))])).unwrap();
    let written = |format: ExportFormat| {
        let mut bytes = Vec::new();
        export(&store.quotes().oldest_first(), format, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let of = |text: &str, path: &str| {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        value.pointer(path).cloned().unwrap_or_default()
    };
    let linked = written(ExportFormat::JsonLd);
    assert_eq!(of(&linked, "/0/hasPart/0/spokenByCharacter/1/name"), BEN);
    assert_eq!(of(&linked, "/0/hasPart/0/spokenByCharacter/1/nationality/identifier"), "GH");
    assert_eq!(of(&linked, "/0/hasPart/1/spokenByCharacter/name"), ADA, "one is no list");
    let annotations = written(ExportFormat::WebAnnotation);
    assert_eq!(of(&annotations, "/0/body/0/value"), ADA);
    assert_eq!(of(&annotations, "/0/body/1/value"), BEN);
    let people = serde_json::json!([{ "name": ADA }, { "name": BEN }]);
    assert_eq!(of(&written(ExportFormat::Ninjs3), "/people"), people);
    let table = written(ExportFormat::Csv);
    let rows: Vec<&str> = table.lines().collect();
    assert!(
        rows[1].starts_with("\"We shall sink\",\"Ada Nkemelu\",")
            && rows[1].ends_with(",\"Ben Okafor\"")
    );
    assert!(rows[2].ends_with("1,"), "{}", rows[2]);
    let lines = written(ExportFormat::Quotebank);
    assert_eq!(of(lines.lines().next().unwrap(), "/speaker"), ADA);
}
