//! The rows that a user of a peer would make of an article, and the keys that sort them.

use native_db::db_type::{Key, ToKey};
use native_db::native_db;
use native_model::{Model, native_model};
use onrecord::{Country, Draft};
use rkyv::{Archive, Serialize};

use crate::data::{self, Made};

/// A country as its two letters.
pub(crate) type Code = [u8; 2];

/// Orders quotes: the time of publication, the article, the position in the article.
pub(crate) type SortKey = [u8; 20];

/// A list of quotes and a place in it: a speaker or a country, then a sort key.
pub(crate) type ListKey = [u8; 28];

/// The moment that splits what is published into old and recent, to touch the time of a quote.
pub(crate) const PIVOT: i64 = 1_451_606_400_000_000; // 2016-01-01T00:00:00Z

/// One article.
#[derive(Archive, Serialize, serde::Serialize, serde::Deserialize, Debug, Clone)]
#[native_model(id = 1, version = 1)]
#[native_db]
pub(crate) struct ArticleRow {
    #[primary_key]
    pub(crate) number: u64,
    #[secondary_key(unique)]
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) source: String,
    pub(crate) published: i64,
    pub(crate) quotes: u32,
    pub(crate) text: String,
}

/// One quote, with the name of its speaker: no other row is needed to show it.
#[derive(Archive, Serialize, serde::Serialize, serde::Deserialize, Debug, Clone)]
#[native_model(id = 2, version = 1)]
#[native_db(
    primary_key(place -> PlaceKey),
    secondary_key(of_speaker -> ListPlace),
    secondary_key(of_origin -> ListPlace),
    secondary_key(of_topic -> ListPlace)
)]
pub(crate) struct QuoteRow {
    pub(crate) article: u64,
    pub(crate) ordinal: u32,
    pub(crate) published: i64,
    pub(crate) speaker: u64,
    pub(crate) paragraph: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) mention_start: u32,
    pub(crate) mention_end: u32,
    pub(crate) confidence: f32,
    pub(crate) kind: u8,
    pub(crate) from: Code,
    pub(crate) about: Vec<Code>,
    pub(crate) text: String,
    pub(crate) name: String,
    pub(crate) mention: String,
    pub(crate) cue: String,
}

/// A speaker's number by name.
#[derive(serde::Serialize, serde::Deserialize, Debug, Clone)]
#[native_model(id = 3, version = 1)]
#[native_db]
pub(crate) struct SpeakerRow {
    #[primary_key]
    pub(crate) name: String,
    pub(crate) speaker: u64,
}

/// A block of whole records, as onrecord packs them: sorted keys, ends of records, archives.
#[derive(Archive, Serialize, Debug, Default)]
pub(crate) struct BlockRow {
    pub(crate) keys: Vec<SortKey>,
    pub(crate) ends: Vec<u16>,
    pub(crate) records: Vec<u8>,
}

/// The key of a quote as `native_db` takes it.
#[derive(Debug, Clone)]
pub(crate) struct PlaceKey(pub(crate) [u8; 12]);

/// A list and a place in it as `native_db` takes it.
#[derive(Debug, Clone)]
pub(crate) struct ListPlace(pub(crate) Vec<u8>);

impl ToKey for PlaceKey {
    fn to_key(&self) -> Key {
        Key::new(self.0.to_vec())
    }

    fn key_names() -> Vec<String> {
        vec!["PlaceKey".to_owned()]
    }
}

impl ToKey for ListPlace {
    fn to_key(&self) -> Key {
        Key::new(self.0.clone())
    }

    fn key_names() -> Vec<String> {
        vec!["ListPlace".to_owned()]
    }
}

impl QuoteRow {
    pub(crate) fn sort_key(&self) -> SortKey {
        sort_key(self.published, self.article, self.ordinal)
    }

    /// Returns the countries that the quote is about; the data has one for each.
    fn first_about(&self) -> Code {
        self.about.first().copied().unwrap_or_default()
    }

    fn place(&self) -> PlaceKey {
        PlaceKey(quote_key(self.article, self.ordinal))
    }

    fn of_speaker(&self) -> ListPlace {
        ListPlace(list_key(self.speaker, &self.sort_key()).to_vec())
    }

    fn of_origin(&self) -> ListPlace {
        ListPlace(list_key(country_list(self.from), &self.sort_key()).to_vec())
    }

    fn of_topic(&self) -> ListPlace {
        ListPlace(list_key(country_list(self.first_about()), &self.sort_key()).to_vec())
    }
}

/// An article that is ready to be stored, in the form of each engine. Made before the clock starts.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) draft: Draft,
    pub(crate) article: ArticleRow,
    /// The quotes; their speakers get numbers from the engine.
    pub(crate) quotes: Vec<QuoteRow>,
}

/// Makes ready articles with numbers from `first`, with the speakers of a run of `articles`.
///
/// A run that begins before `first` has other articles under these numbers.
pub(crate) fn ready(first: u32, count: u32, articles: u32) -> impl Iterator<Item = Ready> {
    data::drafts_from(first, count, articles).zip(first..).map(|(made, number)| rows(made, number))
}

fn rows(made: Made, number: u32) -> Ready {
    let published = day_micros(made.day);
    let text = made.draft.text();
    let mut quotes = Vec::with_capacity(made.quotes.len());
    for ((name, from, about), (span, mention)) in made.quotes.iter().zip(&made.places) {
        quotes.push(QuoteRow {
            article: u64::from(number),
            ordinal: small(quotes.len()),
            published,
            speaker: 0,
            paragraph: 0,
            start: small(span.start),
            end: small(span.end),
            mention_start: small(mention.start),
            mention_end: small(mention.end),
            confidence: 1.0,
            kind: 0,
            from: code(*from),
            about: vec![code(*about)],
            text: text.get(span.clone()).unwrap_or_default().to_owned(),
            name: name.clone(),
            mention: name.clone(),
            cue: "said".to_owned(),
        });
    }
    let article = ArticleRow {
        number: u64::from(number),
        key: data::key(number),
        title: made.title.clone(),
        source: made.source.clone(),
        published,
        quotes: small(quotes.len()),
        text: text.to_owned(),
    };
    Ready { draft: made.draft, article, quotes }
}

/// Returns the first moment of a day, in microseconds since 1970.
pub(crate) fn day_micros(day: jiff::civil::Date) -> i64 {
    day.duration_since(jiff::civil::Date::constant(1970, 1, 1)).as_secs() * 1_000_000
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Returns the letters of a country.
pub(crate) fn code(country: Country) -> Code {
    let mut code = Code::default();
    for (byte, letter) in code.iter_mut().zip(country.alpha2().bytes()) {
        *byte = letter;
    }
    code
}

/// Returns the number of a country's list.
pub(crate) fn country_list(code: Code) -> u64 {
    u64::from(u16::from_be_bytes(code))
}

/// Concatenates the parts of a key.
fn join<const N: usize>(parts: [&[u8]; 3]) -> [u8; N] {
    let mut key = [0; N];
    for (byte, part) in key.iter_mut().zip(parts.into_iter().flatten()) {
        *byte = *part;
    }
    key
}

/// Returns the key of a quote by its place.
pub(crate) fn quote_key(article: u64, ordinal: u32) -> [u8; 12] {
    join([&article.to_be_bytes(), &ordinal.to_be_bytes(), &[]])
}

/// Returns the key that sorts quotes by publication; all times of the data are after 1970.
pub(crate) fn sort_key(published: i64, article: u64, ordinal: u32) -> SortKey {
    join([&published.to_be_bytes(), &article.to_be_bytes(), &ordinal.to_be_bytes()])
}

/// Returns the key of a quote in a list.
pub(crate) fn list_key(list: u64, sort: &SortKey) -> ListKey {
    join([&list.to_be_bytes(), sort, &[]])
}

/// Returns the sort key that ends a key of a list.
pub(crate) fn sort_of(key: &[u8]) -> SortKey {
    key.last_chunk().copied().unwrap_or_default()
}

/// Returns the key of the quote that a sort key ends with.
pub(crate) fn quote_of(sort: &SortKey) -> [u8; 12] {
    sort.last_chunk().copied().unwrap_or_default()
}

/// A span of time, first and last microsecond.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) first: i64,
    pub(crate) last: i64,
}

impl Span {
    /// All time that the data has.
    pub(crate) const ALL: Self = Self { first: 0, last: i64::MAX };

    /// Returns the least and the greatest key that a list can have in this time.
    pub(crate) fn of_list(self, list: u64) -> (ListKey, ListKey) {
        let (low, high) = self.sort_keys();
        (list_key(list, &low), list_key(list, &high))
    }

    /// Returns the least and the greatest sort key of this time.
    pub(crate) fn sort_keys(self) -> (SortKey, SortKey) {
        (sort_key(self.first, 0, 0), sort_key(self.last, u64::MAX, u32::MAX))
    }
}
