//! Speakers by name, prefix, alias and country, most quoted first.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;

use corpus::{SPEAKERS, build};
use onrecord::{
    Country, Draft, ErrorKind, ExtractedQuote, Extraction, Mention, Span, SpeakerQuery, Store,
};

fn names(query: &SpeakerQuery) -> Vec<String> {
    query.iter().map(|speaker| speaker.unwrap().name().to_owned()).collect()
}

fn counted(told: &[corpus::Told], speaker: usize) -> u64 {
    told.iter().flat_map(|told| &told.quotes).filter(|said| said.speaker == Some(speaker)).count()
        as u64
}

#[test]
fn speakers_are_found_by_every_form_of_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let (store, told) = build(&folder.path().join("news"), 37);
    let mut expected: Vec<(u64, &str)> =
        SPEAKERS.iter().enumerate().map(|(at, speaker)| (counted(&told, at), speaker.0)).collect();
    expected.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
    let found: Vec<(u64, String)> = store
        .speakers()
        .iter()
        .map(Result::unwrap)
        .map(|speaker| (speaker.quote_count(), speaker.name().to_owned()))
        .collect();
    assert_eq!(
        found.iter().map(|(count, name)| (*count, name.as_str())).collect::<Vec<_>>(),
        expected
    );

    let sorted = |query: SpeakerQuery| {
        let mut names = names(&query);
        assert_eq!(query.count().unwrap(), names.len() as u64);
        names.sort_unstable();
        names
    };
    let both = ["Mira Castellano", "Tomás Castellano"];
    assert_eq!(sorted(store.speakers().name("TOMAS CASTELLANO")), ["Tomás Castellano"]);
    assert_eq!(sorted(store.speakers().name("Mr Castellano")), both);
    assert_eq!(sorted(store.speakers().prefix("cast")), both);
    assert_eq!(sorted(store.speakers().prefix("cas tóm")), ["Tomás Castellano"]);
    assert_eq!(sorted(store.speakers().prefix("rui")), ["Sofia Marchetti-Ruiz"]);
    assert_eq!(sorted(store.speakers().prefix("cast").country(Country::IT)), ["Mira Castellano"]);
    assert_eq!(sorted(store.speakers().country(Country::FI)), ["Jonas Virtala"]);
    assert_eq!(sorted(store.speakers().country(Country::DE)), [""; 0]);
    assert_eq!(sorted(store.speakers().name("Nobody Atall")), [""; 0]);
    assert_eq!(sorted(store.speakers().prefix("x").name("Ada Nkemelu")), [""; 0]);
    assert_eq!(sorted(store.speakers().prefix(" ")).len(), 5);
    assert_eq!(store.quotes().speaker("Nobody Atall").count().unwrap(), 0);
}

#[test]
fn pages_of_speakers_join_up() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = build(&folder.path().join("news"), 41);
    let all = names(&store.speakers());
    let mut paged = Vec::new();
    let mut page = store.speakers().page(2).unwrap();
    loop {
        paged.extend(page.items.iter().map(|speaker| speaker.name().to_owned()));
        let Some(next) = page.next else { break };
        let next = next.to_string().parse().unwrap();
        page = store.speakers().after(next).page(2).unwrap();
    }
    assert_eq!(paged, all);
    assert!(store.speakers().page(5).unwrap().next.is_none());
}

#[test]
fn what_a_user_says_of_a_speaker_shows_and_comes_undone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let (store, told) = build(&path, 43);
    let id = |store: &Store, name: &str| store.speakers().name(name).page(1).unwrap().items[0].id();
    let (ada, sofia) = (id(&store, "Ada Nkemelu"), id(&store, "Sofia Marchetti-Ruiz"));
    store.merge_speakers(sofia, ada).unwrap();
    store.rename_speaker(ada, Some("Adaeze Nkemelu")).unwrap();
    store.set_speaker_country(ada, Some(Country::KE)).unwrap();
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    for name in ["Ada Nkemelu", "adaeze nkemelu", "Sofia Marchetti-Ruiz", "Marchetti-Ruiz"] {
        let found = store.speakers().name(name).page(9).unwrap().items;
        assert_eq!(found.len(), 1, "{name}");
        let speaker = &found[0];
        assert_eq!(
            (speaker.id(), speaker.name(), speaker.country()),
            (ada, "Adaeze Nkemelu", Some(Country::KE))
        );
        assert_eq!(speaker.quote_count(), counted(&told, 0) + counted(&told, 4));
        assert_eq!(speaker.quotes().count().unwrap(), speaker.quote_count());
        assert!(speaker.aliases().any(|alias| alias == "Sofia Marchetti-Ruiz"));
    }
    assert_eq!(store.speaker(sofia).unwrap().unwrap().id(), ada);
    assert_eq!(store.speakers().count().unwrap(), 4);
    store.unmerge_speaker(sofia).unwrap();
    store.rename_speaker(ada, None).unwrap();
    store.set_speaker_country(ada, None).unwrap();
    let speaker = store.speaker(sofia).unwrap().unwrap();
    assert_eq!(
        (speaker.name(), speaker.quote_count()),
        ("Sofia Marchetti-Ruiz", counted(&told, 4))
    );
    let quote = store.quotes().speaker_id(ada).page(1).unwrap().items.remove(0);
    assert_eq!(
        (quote.speaker_name(), quote.speaker_country()),
        (Some("Ada Nkemelu"), Some(Country::NG))
    );
}

/// A draft in which each of some speakers says one letter.
fn said_by(key: &str, speakers: &[&str]) -> Draft {
    let mut extraction = Extraction::default();
    for (at, name) in (0..).zip(speakers) {
        let mut quote = ExtractedQuote::new(Span::new(at, at + 1));
        quote.speaker = Some((*name).to_owned());
        extraction.quotes.push(quote);
    }
    Draft::new("x".repeat(speakers.len())).key(key).extraction(extraction)
}

#[test]
fn no_merging_closes_a_circle() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    store.put(&said_by("one", &["Ada Nkemelu", "Ben Okoro", "Cleo Lantos"])).unwrap();
    let [ada, ben, cleo] = ["Ada Nkemelu", "Ben Okoro", "Cleo Lantos"]
        .map(|name| store.speakers().name(name).page(1).unwrap().items[0].id());
    store.merge_speakers(cleo, ada).unwrap();
    store.merge_speakers(ada, ben).unwrap();
    for (speaker, into) in [(ada, cleo), (ada, ada), (ben, cleo), (cleo, cleo)] {
        assert_eq!(
            store.merge_speakers(speaker, into).unwrap_err().kind(),
            ErrorKind::InvalidInput
        );
    }
    assert_eq!(store.speakers().count().unwrap(), 1);
    assert_eq!(store.speaker(cleo).unwrap().unwrap().id(), ben);
    store.merge_speakers(cleo, ben).expect("cleo may be said to be another");
    assert_eq!(store.speakers().page(1).unwrap().items[0].quote_count(), 3);
}

#[test]
fn names_without_letters_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    store.put(&said_by("one", &["🦊", "🐻", "🦊"])).unwrap();
    for (name, quotes) in [("🦊", 2), ("🐻", 1), ("🐱", 0)] {
        assert_eq!(store.quotes().speaker(name).count().unwrap(), quotes, "{name}");
    }
}

#[test]
fn a_speaker_of_many_long_names_and_roles_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    for number in 0..60 {
        let (mention, role) =
            (format!("Ada {}", ".".repeat(400 + number)), "r".repeat(196 + number));
        let mut quote = ExtractedQuote::new(Span::new(0, 3));
        quote.mention = Some(Mention { text: mention.clone(), span: Span::of(0..mention.len()) });
        quote.speaker = Some("Ada Nkemelu".to_owned());
        quote.role = Some(role);
        let mut extraction = Extraction::default();
        extraction.quotes.push(quote);
        store.put(&Draft::new(mention).key(number.to_string()).extraction(extraction)).unwrap();
    }
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    let ada = store.speakers().name("Ada Nkemelu").page(1).unwrap().items.remove(0);
    assert_eq!(ada.quote_count(), 60);
    assert!(ada.roles().count() > 3 && ada.aliases().count() > 1);
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

#[test]
fn spellings_of_one_name_are_one_speaker_in_all_articles_and_each_finds_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let spellings = ["Mohammed al-Odu", "Muhammad Odu", "Mohamed El Odu"];
    for (key, name) in spellings.iter().enumerate() {
        let mut quote = ExtractedQuote::new(Span::new(0, 6));
        quote.speaker = Some((*name).to_owned());
        let mut found = Extraction::default();
        found.quotes.push(quote);
        store.put(&Draft::new("We won.").key(key.to_string()).extraction(found)).unwrap();
    }
    let all: Vec<_> = store.speakers().iter().map(Result::unwrap).collect();
    assert_eq!(
        all.iter().map(|speaker| (speaker.name(), speaker.quote_count())).collect::<Vec<_>>(),
        [(spellings[0], 3)]
    );
    for name in spellings {
        assert_eq!(store.quotes().speaker(name).count().unwrap(), 3, "{name}");
    }
    let shown: Vec<_> = store
        .quotes()
        .oldest_first()
        .iter()
        .map(|quote| quote.unwrap().speaker_name().unwrap().to_owned())
        .collect();
    assert_eq!(shown, spellings, "each article keeps its own spelling");
    assert_eq!(store.verify(|_| {}).unwrap().problems, [""; 0]);
}

#[test]
fn namesakes_of_other_fields_are_two_speakers_until_a_user_merges_them() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let put = |key: &str, role: Option<&str>| {
        let mut quote = ExtractedQuote::new(Span::new(0, 7));
        quote.speaker = Some("Ada Nkemelu".to_owned());
        quote.from = Some(Country::NG);
        quote.role = role.map(str::to_owned);
        let mut extraction = Extraction::default();
        extraction.quotes.push(quote);
        store.put(&Draft::new("We won.").key(key).extraction(extraction)).unwrap();
    };
    let counts = || -> Vec<u64> {
        store
            .speakers()
            .name("Ada Nkemelu")
            .iter()
            .map(|speaker| speaker.unwrap().quote_count())
            .collect()
    };
    put("a", Some("Nigerian health minister"));
    put("b", Some("Super Falcons striker"));
    put("c", Some("minister"));
    put("d", None);
    assert_eq!(counts(), [3, 1], "who is not said to be anything is the more quoted");
    put("e", Some("Falcons coach"));
    assert_eq!(counts(), [3, 2]);
    assert_eq!(store.quotes().speaker("Ada Nkemelu").count().unwrap(), 5);

    let ids: Vec<_> =
        store.speakers().name("Ada Nkemelu").iter().map(|speaker| speaker.unwrap().id()).collect();
    store.merge_speakers(ids[1], ids[0]).unwrap();
    assert_eq!(counts(), [5]);
}
