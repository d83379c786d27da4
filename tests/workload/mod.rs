//! Work that is the same in every process: each operation is one commit, and what the first of them
//! leave is known.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "work that cannot be done fails its test"
)]

pub(crate) mod forget;
#[cfg(feature = "fulltext")]
pub(crate) mod indexed;

use std::collections::BTreeMap;

use jiff::civil::date;
use onrecord::{
    ArticleId, ArticleQuery, ChangeCursor, Country, Draft, ExtractedQuote, Extraction, QuoteQuery,
    Result, Snapshot, Span, Store,
};

pub(crate) const SPEAKERS: [(&str, Country); 5] = [
    ("Ada Nkemelu", Country::NG),
    ("Omar Haddad", Country::IQ),
    ("Lena Park", Country::KR),
    ("José Ibáñez", Country::CL),
    ("Mara Ødegård", Country::NO),
];

pub(crate) enum Operation {
    Put(Box<Draft>),
    Remove(String),
}

/// The article of a key as one operation writes it.
pub(crate) fn draft(key: u32, version: u32) -> Draft {
    let words =
        format!("In {version} words on {key} we said what we had to say, and said it again. ");
    let mut extraction = Extraction::default();
    for number in 0..key % 7 {
        let (name, from) = SPEAKERS[(key + number * version) as usize % SPEAKERS.len()];
        let mut quote = ExtractedQuote::new(Span::new(
            number * 3,
            number * 3 + 20 + (version * 997 + number) % 1500,
        ));
        quote.speaker = Some(name.to_owned());
        quote.from = Some(from);
        quote.countries = vec![SPEAKERS[(key + number) as usize % SPEAKERS.len()].1];
        extraction.quotes.push(quote);
    }
    let day =
        date(2021, 1, 1).checked_add(jiff::Span::new().days(i64::from(key * 31 % 900))).unwrap();
    let draft = Draft::new(words.repeat(40)).key(format!("key {key}")).extraction(extraction);
    if key.is_multiple_of(13) { draft } else { draft.published(day) }
}

/// The work of the loading process: each operation is one commit, and the same in every process.
pub(crate) fn operation(number: u32) -> Operation {
    match number % 10 {
        7 => Operation::Put(Box::new(draft(number - 5, number))),
        9 => Operation::Remove(format!("key {}", number - 1)),
        _ => Operation::Put(Box::new(draft(number, number))),
    }
}

/// Does one operation, and returns the article that it concerned.
pub(crate) fn operate(store: &Store, number: u32) -> Result<Option<ArticleId>> {
    match operation(number) {
        Operation::Put(draft) => Ok(Some(store.put(&draft)?.article)),
        Operation::Remove(key) => {
            let Some(article) = store.article_by_key(&key)? else { return Ok(None) };
            store.remove(article.id())?;
            Ok(Some(article.id()))
        }
    }
}

/// Returns how many operations a store holds.
pub(crate) fn done(store: &Store) -> Result<u32> {
    Ok(u32::try_from(store.changes(ChangeCursor::START)?.count()).unwrap())
}

/// A store or a publication of one.
pub(crate) trait Readable {
    fn articles(&self) -> ArticleQuery;
    fn quotes(&self) -> QuoteQuery;
}

impl Readable for Store {
    fn articles(&self) -> ArticleQuery {
        self.articles()
    }

    fn quotes(&self) -> QuoteQuery {
        self.quotes()
    }
}

impl Readable for Snapshot {
    fn articles(&self) -> ArticleQuery {
        self.articles()
    }

    fn quotes(&self) -> QuoteQuery {
        self.quotes()
    }
}

/// Asserts that the store is what the first operations leave.
pub(crate) fn assert_is(store: &impl Readable, operations: u32, context: &str) {
    assert_holds(store, 0..operations, context);
}

/// Asserts that the store is what these operations leave.
pub(crate) fn assert_holds(
    store: &impl Readable,
    operations: impl IntoIterator<Item = u32>,
    context: &str,
) {
    let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
    for number in operations {
        match operation(number) {
            Operation::Put(draft) => drop(drafts.insert(draft.external_key(), *draft)),
            Operation::Remove(key) => assert!(drafts.remove(&key).is_some()),
        }
    }
    assert_eq!(store.articles().count().unwrap(), drafts.len() as u64, "{context}: articles");
    let mut said: BTreeMap<(String, String, u32), String> = BTreeMap::new();
    for article in &store.articles() {
        let article = article.unwrap();
        let draft = drafts
            .get(article.key())
            .unwrap_or_else(|| panic!("{context}: {} was removed", article.key()));
        assert_eq!(article.text().unwrap(), draft.text(), "{context}: {}", article.key());
        for quote in article.quotes().unwrap() {
            let of = (
                quote.speaker_name().unwrap().to_owned(),
                article.key().to_owned(),
                quote.id().ordinal(),
            );
            said.insert(of, quote.text().to_owned());
        }
    }
    let mut found: BTreeMap<(String, String, u32), String> = BTreeMap::new();
    for (name, country) in SPEAKERS {
        let query = store.quotes().speaker(name);
        for quote in &query {
            let quote = quote.unwrap();
            let of =
                (name.to_owned(), quote.article().unwrap().key().to_owned(), quote.id().ordinal());
            found.insert(of, quote.text().to_owned());
        }
        let (from, counted) = (store.quotes().speaker_country(country), query.count().unwrap());
        assert_eq!(from.count().unwrap(), counted, "{context}: {name}");
        assert_eq!(from.iter().count() as u64, counted, "{context}: {name}");
        let about = store.quotes().about_country(country);
        assert_eq!(
            about.iter().count() as u64,
            about.count().unwrap(),
            "{context}: about {country}"
        );
    }
    assert_eq!(found, said, "{context}: the index and the articles differ");
    let quotes: u64 =
        drafts.keys().map(|key| u64::from(key[4..].parse::<u32>().unwrap() % 7)).sum();
    assert_eq!(said.len() as u64, quotes, "{context}: quotes");
}
