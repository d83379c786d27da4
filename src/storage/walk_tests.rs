//! A walk over quotes ends at the first error, whatever access path it takes.

use crate::error::ErrorKind;
use crate::model::{
    Country, CountryMentions, Draft, ExtractedQuote, Extraction, QuoteId, QuoteKind, Span,
};
use crate::storage::engine::Table;
use crate::{QuoteQuery, Store};

/// An article of a day with one quote.
fn draft(day: i8, bytes: u32) -> Draft {
    let mut quote = ExtractedQuote::new(Span::new(0, bytes));
    quote.speaker = Some("Ada Nkemelu".to_owned());
    quote.from = Some(Country::NG);
    quote.countries = vec![Country::IQ];
    let mut found = Extraction::default();
    found.quotes.push(quote);
    found.countries = vec![CountryMentions { country: Country::IQ, mentions: 1 }];
    Draft::new("We will wait. ".repeat(200))
        .key(format!("{day}"))
        .source("The Post")
        .published(jiff::civil::date(2021, 3, day))
        .extraction(found)
}

/// Stores three articles with a quote each, and removes the text of the second, whose quote is too
/// long for its record.
fn put_and_damage(store: &Store) {
    for (day, bytes) in [(1, 20), (2, 2000), (3, 20)] {
        store.put(&draft(day, bytes)).unwrap();
    }
    let engine = &store.storage.tables().engine;
    let pages: Vec<_> = engine.scan(Table::Bodies, Vec::new()..).map(Result::unwrap).collect();
    let [_, (key, _), _] = &pages[..] else { panic!("a text page for each article") };
    engine.remove(Table::Bodies, key).unwrap();
}

/// Queries over a posting list, the same with a residual filter, a union of lists, and articles.
fn queries(store: &Store) -> [QuoteQuery; 5] {
    [
        store.quotes().speaker("Ada Nkemelu"),
        store.quotes().speaker("Ada Nkemelu").kind(QuoteKind::Direct),
        store.quotes().involves_country(Country::NG),
        store.quotes().source("The Post"),
        store.quotes(),
    ]
}

/// Asserts that each way of reading yields the quote of article `first`, then an error, and then
/// nothing.
fn assert_ends(query: &QuoteQuery, first: &str) {
    let first: QuoteId = first.parse().unwrap();
    let mut quotes = query.iter();
    assert_eq!(quotes.next().unwrap().unwrap().id(), first, "{query:?}");
    assert_eq!(quotes.next().unwrap().unwrap_err().kind(), ErrorKind::Corrupt, "{query:?}");
    for _ in 0..3 {
        assert!(quotes.next().is_none(), "a quote after an error: {query:?}");
    }
    let mut shown = Vec::new();
    let walk = query.for_each(|quote| shown.push(quote.id()));
    assert_eq!(walk.unwrap_err().kind(), ErrorKind::Corrupt, "{query:?}");
    assert_eq!(shown, [first], "{query:?}");
    assert_eq!(query.page(1).unwrap().items.len(), 1, "{query:?}");
    assert_eq!(query.page(2).unwrap_err().kind(), ErrorKind::Corrupt, "{query:?}");
}

#[test]
fn a_walk_ends_at_the_first_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news");
    let store = Store::create_new(&path).unwrap();
    put_and_damage(&store);
    let check = |store: &Store| {
        for query in queries(store) {
            assert_ends(&query, "a3.0");
            assert_ends(&query.oldest_first(), "a1.0");
        }
    };
    check(&store); // from the memtable
    store.close().unwrap();
    check(&Store::open(&path).unwrap()); // from leaves
}
