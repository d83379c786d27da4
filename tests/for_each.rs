//! `for_each` shows what iterating yields, from leaves, from memory and from several lists at once.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

mod corpus;

use corpus::{COUNTRIES, Dice, SOURCES, SPEAKERS, build, store_article};
use onrecord::{
    Draft, ErrorKind, ExtractedQuote, Extraction, Quote, QuoteId, QuoteQuery, Span, Store,
};

/// What tells a quote from others.
type Shown = (QuoteId, String, Option<String>);

fn shown(quote: &Quote) -> Shown {
    (quote.id(), quote.text().to_owned(), quote.speaker_name().map(str::to_owned))
}

fn agree(query: &QuoteQuery) -> usize {
    let iterated: Vec<Shown> = query.iter().map(|quote| shown(&quote.unwrap())).collect();
    let (mut lent, mut kept) = (Vec::new(), Vec::new());
    let walk = |quote: &Quote| {
        lent.push(shown(quote));
        kept.push(quote.clone());
    };
    query.for_each(walk).unwrap();
    assert_eq!(lent, iterated, "{query:?}");
    assert_eq!(
        kept.iter().map(shown).collect::<Vec<_>>(),
        iterated,
        "what was kept moved: {query:?}"
    );
    iterated.len()
}

fn all_agree(store: &Store) -> usize {
    let all = store.quotes();
    let mut found = 0;
    for query in [all.clone(), all.clone().oldest_first()] {
        found += agree(&query);
        found +=
            SPEAKERS.iter().map(|speaker| agree(&query.clone().speaker(speaker.0))).sum::<usize>();
        found += SOURCES.iter().map(|source| agree(&query.clone().source(*source))).sum::<usize>();
        for country in COUNTRIES {
            let (from, about) =
                (query.clone().speaker_country(country), query.clone().about_country(country));
            found += agree(&from) + agree(&about) + agree(&from.about_country(COUNTRIES[0]));
            found += agree(&query.clone().involves_country(country));
        }
    }
    found
}

/// An article with quotes too long to stand in their records, between short ones.
fn long(key: &str) -> Draft {
    let text =
        "All that was asked of us we have done, and more of it than anybody knows. ".repeat(60);
    let mut found = Extraction::default();
    for (start, end) in [(0, 30), (100, 1900), (2000, 2010), (2100, 4000)] {
        let mut quote = ExtractedQuote::new(Span::new(start, end));
        quote.speaker = Some(SPEAKERS[0].0.to_owned());
        quote.from = Some(COUNTRIES[0]);
        found.quotes.push(quote);
    }
    Draft::new(text).key(key).extraction(found)
}

#[test]
fn for_each_shows_what_iterating_yields() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let (store, _) = build(&path, 5);
    store.put(&long("long 1")).unwrap();
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    let in_blocks = all_agree(&store);
    assert!(in_blocks > 100);
    store.put(&long("long 2")).unwrap();
    let mut dice = Dice(9);
    for number in 0..20 {
        store_article(&store, &format!("later {number}"), &mut dice);
    }
    assert!(all_agree(&store) > in_blocks, "with what is in memory only");
    let [one, other] =
        [0, 1].map(|at| store.speakers().name(SPEAKERS[at].0).iter().next().unwrap().unwrap().id());
    store.merge_speakers(one, other).unwrap();
    all_agree(&store);
}

#[test]
fn an_invalid_query_yields_one_error_and_then_ends() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = build(&folder.path().join("news"), 5);
    let reversed = jiff::civil::date(2021, 1, 2)..=jiff::civil::date(2021, 1, 1);
    let query = store.quotes().published(reversed.clone());
    let mut quotes = query.iter();
    assert_eq!(quotes.next().unwrap().unwrap_err().kind(), ErrorKind::InvalidInput);
    assert!(quotes.next().is_none());
    let error = query.for_each(|_| unreachable!("nothing is found")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let mut articles = store.articles().published(reversed).iter();
    assert_eq!(articles.next().unwrap().unwrap_err().kind(), ErrorKind::InvalidInput);
    assert!(articles.next().is_none());
}

#[test]
fn a_walk_ends_at_the_first_error_of_its_closure() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = build(&folder.path().join("news"), 5);
    let mut seen = 0;
    let stopped = store.quotes().try_for_each(|_| {
        seen += 1;
        if seen == 3 { Err(Box::<dyn std::error::Error>::from("enough")) } else { Ok(()) }
    });
    assert_eq!(stopped.unwrap_err().to_string(), "enough");
    assert_eq!(seen, 3);
}

#[test]
fn articles_of_many_pages_of_states_are_where_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    let draft = |number: usize| {
        let mut found = Extraction::default();
        found.quotes = vec![ExtractedQuote::new(Span::new(1, 2)); number % 3];
        Draft::new(format!("Text {number}.")).key(format!("key {number}")).extraction(found)
    };
    let ids: Vec<_> = (0..300).map(|number| store.put(&draft(number)).unwrap().article).collect();
    let check = |store: &Store, removed: &dyn Fn(usize) -> bool| {
        for (number, id) in ids.iter().enumerate() {
            let article = store.article(*id).unwrap();
            assert_eq!(article.is_some(), !removed(number), "article {number}");
            assert_eq!(
                article.map(|article| String::from(article.text().unwrap())),
                (!removed(number)).then(|| format!("Text {number}."))
            );
            for ordinal in 0..3 {
                let there = !removed(number) && (ordinal as usize) < number % 3;
                let quote = store.quote(QuoteId::new(*id, ordinal)).unwrap();
                assert_eq!(
                    quote.map(|quote| quote.id()),
                    there.then(|| QuoteId::new(*id, ordinal))
                );
            }
        }
    };
    let none = |_: usize| false;
    let some = |number: usize| number % 7 == 3;
    check(&store, &none);
    store.close().unwrap();
    let store = Store::open(&path).unwrap();
    check(&store, &none);
    for (number, id) in ids.iter().enumerate().filter(|(number, _)| some(*number)) {
        assert!(store.remove(*id).unwrap(), "article {number}");
    }
    check(&store, &some);
    store.clone().close().unwrap();
    check(&store, &some);
    drop(store);
    let store = Store::open(&path).unwrap();
    check(&store, &some);
    assert_eq!(store.put(&draft(3)).unwrap().article, ids[3], "a key keeps its id");
    check(&store, &|number| some(number) && number != 3);
}
