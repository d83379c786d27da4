//! Two people of one name in one article: who said which quote.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use onrecord::{Country, Draft, ExtractedQuote, Extraction, Span, SpeakerId, Store};

fn store(folder: &tempfile::TempDir) -> Store {
    Store::create_new(folder.path().join("news")).unwrap()
}

/// Returns the speaker of each quote of an article, oldest first.
fn speakers(store: &Store, key: &str) -> Vec<Option<SpeakerId>> {
    let article = store.article_by_key(key).unwrap().unwrap();
    article.quotes().unwrap().iter().map(onrecord::Quote::speaker_id).collect()
}

/// Numbers speakers in the order in which they first spoke.
fn numbered(speakers: &[Option<SpeakerId>]) -> Vec<usize> {
    let mut met = Vec::new();
    let number = |speaker: &Option<SpeakerId>| {
        met.iter().position(|known| known == speaker).unwrap_or_else(|| {
            met.push(*speaker);
            met.len() - 1
        })
    };
    speakers.iter().map(number).collect()
}

/// Compares who said the quotes of each text with the numbers beside it.
#[cfg(feature = "english")]
fn check(cases: &[(&str, &[usize])]) {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let mut wrong = Vec::new();
    for (number, (text, expected)) in cases.iter().enumerate() {
        let key = number.to_string();
        store.ingest(&Draft::new(*text).key(key.as_str())).unwrap();
        let found = numbered(&speakers(&store, &key));
        if found != *expected {
            wrong.push(format!("{text}\n  {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

#[cfg(feature = "english")]
#[test]
fn a_text_that_introduces_a_name_again_has_two_people_of_it() {
    check(&[
        (
            "Ada Odu, a senator from Texas, spoke. “We won,” Ada Odu said. Ada Odu, a plumber from \
             Leeds, came too. “I lost,” Ada Odu said.",
            &[0, 1],
        ),
        (
            "Senator Ada Odu spoke. “We won,” Odu said. Ada Odu, a plumber, came too. “I lost,” \
             Odu said. “So did I,” Senator Ada Odu said.",
            &[0, 1, 0],
        ),
        (
            "Ada Odu, a senator, spoke. “We won,” she said. A plumber, Ada Odu, came too. “I \
             lost,” Odu said.",
            &[0, 1],
        ),
        (
            "Ada Odu, a senator, spoke. “We won,” she said.\n\nAda Odu, a baker from Leeds, came \
             too. “I lost,” Odu said.",
            &[0, 1],
        ),
        (
            "Kenyan minister Ada Odu spoke. “We won,” Odu said. Ada Odu, a Ghanaian minister, came \
             too. “I lost,” Odu said.",
            &[0, 1],
        ),
        ("“I lost,” said Ada Odu, a novelist. “We won,” said Ada Odu, a midfielder.", &[0, 1]),
        (
            "“I lost,” said Ada Odu, a novelist. “We won,” said Ada Odu, a midfielder. “Never,” \
             said Ada Odu, the novelist.",
            &[0, 1, 0],
        ),
        (
            "“I lost,” said Ada Odu, a novelist. “We won,” said Ada Odu, a midfielder. “Never,” \
             said Ada Odu, a butcher from York. “Ever,” Odu said.",
            &[0, 1, 2, 2],
        ),
        (
            "Ada Odu, a senator, and Ada Odu, a striker, met. “I won,” the senator said. “I lost,” \
             the striker said.",
            &[0, 1],
        ),
        (
            "Ada Odu, a senator, spoke. “We won,” she said.\n\nAda Odu, an electrician, came too. \
             “I lost,” Ms Odu said.",
            &[0, 1],
        ),
        (
            "An electrician, Ada Odu, spoke first. “I lost,” she said.\n\nThen came Ada Odu, an \
             Irish senator. “We won,” Odu said.",
            &[0, 1],
        ),
    ]);
}

#[cfg(feature = "english")]
#[test]
fn a_person_of_whom_more_is_told_stays_one() {
    check(&[
        (
            "Kenyan minister Ada Odu spoke. “We won,” Odu said. Ada Odu, a lawyer, went home. “I \
             lost,” Odu said.",
            &[0, 0],
        ),
        (
            "“I lost,” said Ada Odu, a senator. “We won,” said Ada Odu, a retired midfielder.",
            &[0, 0],
        ),
        ("“I lost,” said Ada Odu, a senator. “We won,” said Ada Odu, a former plumber.", &[0, 0]),
        (
            "Senator Ada Odu spoke. “We won,” Odu said. Ada Odu, a Democrat, went home. “I lost,” \
             Odu said.",
            &[0, 0],
        ),
        (
            "Ada Odu, a senator, spoke. “We won,” Odu said. Odu, a Texan, went home. “I lost,” \
             Odu said.",
            &[0, 0],
        ),
        (
            "Ada Odu, a senator, spoke. “We won,” she said. Ada Odu went home. “I lost,” Ada Odu \
             said.",
            &[0, 0],
        ),
        (
            "Ada Odu, a novelist, spoke. “We won,” she said. Ada Odu is a mother of two. “I \
             lost,” the novelist said.",
            &[0, 0],
        ),
        (
            "Senator Ada Odu spoke. “We won,” Odu said. Ada Odu, the striker of the parliament's \
             team, went home. “I lost,” Odu said.",
            &[0, 0],
        ),
        (
            "Ada Odu, a senator, spoke. “We won,” she said. Her brother Ben Odu, a plumber, came \
             too. “I lost,” he said.",
            &[0, 1],
        ),
    ]);
}

/// Puts an article whose quotes are all of "Ada Odu", each with a country and a role.
fn put(store: &Store, key: &str, quotes: &[(Option<Country>, &str)]) -> Vec<Option<SpeakerId>> {
    let mut extraction = Extraction::default();
    for (at, (from, role)) in (0..).step_by(2).zip(quotes) {
        let mut quote = ExtractedQuote::new(Span::new(at, at + 1));
        quote.speaker = Some("Ada Odu".to_owned());
        quote.from = *from;
        quote.role = (!role.is_empty()).then(|| (*role).to_owned());
        extraction.quotes.push(quote);
    }
    let text = "a ".repeat(quotes.len());
    store.put(&Draft::new(text.trim_end()).key(key).extraction(extraction)).unwrap();
    speakers(store, key)
}

#[test]
fn quotes_of_one_name_are_told_apart_by_country_and_role() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let (ng, gb) = (Some(Country::NG), Some(Country::GB));
    let first = put(&store, "a", &[(ng, ""), (None, ""), (gb, ""), (None, ""), (ng, "senator")]);
    assert_eq!(numbered(&first), [0, 0, 1, 1, 0]);
    let [nigerian, briton] = [first[0], first[2]];

    assert_eq!(put(&store, "b", &[(gb, "")]), [briton]);
    assert_eq!(
        put(&store, "c", &[(None, "senator"), (gb, "striker")]),
        [nigerian, briton],
        "who is of no told country is not the one whose country the other has"
    );
    let both = put(&store, "d", &[(ng, "novelist"), (ng, "senator"), (ng, "novelist")]);
    assert_eq!(numbered(&both), [0, 1, 0]);
    assert_eq!(both[1], nigerian);
    assert!(![nigerian, briton].contains(&both[0]));

    assert_eq!(store.speakers().name("Ada Odu").count().unwrap(), 3);
    let britons = store.quotes().speaker_country(Country::GB);
    assert_eq!(britons.count().unwrap(), 4, "three stated, and one of the known speaker");
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}
