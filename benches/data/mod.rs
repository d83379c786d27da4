//! The generated articles that all benches share: deterministic, with speakers and countries drawn
//! by Zipf's law.

#![allow(dead_code, reason = "each bench uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot be set up may panic"
)]
#![allow(clippy::cast_possible_truncation, reason = "a draw from a few")]

use std::ops::Range;

use jiff::civil::{Date, date};
use onrecord::{
    Country, Draft, Error, ExtractedQuote, Extraction, Mention, OpenOptions, Span, Store,
};
use tempfile::TempDir;

/// Quotes of one article.
pub(crate) const QUOTES_EACH: u32 = 4;
/// Days over which publication is spread.
const DAYS: u64 = 3650;
/// One of this many articles is late.
const LATE_EACH: u64 = 20;

/// Returns how many articles the benches work on: 2,500, or what `ONRECORD_BENCH_ARTICLES` says.
pub(crate) fn articles() -> u32 {
    std::env::var("ONRECORD_BENCH_ARTICLES").map_or(2_500, |articles| articles.parse().unwrap())
}

/// A generator of numbers (splitmix), so that every run has the same data.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// Draws ranks by Zipf's law with exponent 1: rank `n` is `1 / (n + 1)` times as frequent as rank 0.
pub(crate) struct Zipf(Vec<f64>);

impl Zipf {
    pub(crate) fn new(ranks: u32) -> Self {
        let mut sum = 0.0;
        let sums = (1..=ranks).map(|rank| {
            sum += 1.0 / f64::from(rank);
            sum
        });
        Self(sums.collect())
    }

    pub(crate) fn draw(&self, random: &mut Random) -> u32 {
        let share = f64::from(u32::try_from(random.next() >> 32).unwrap()) / f64::from(u32::MAX);
        let at = share * self.0.last().copied().unwrap_or_default();
        u32::try_from(self.0.partition_point(|sum| *sum < at))
            .unwrap()
            .min(u32::try_from(self.0.len()).unwrap() - 1)
    }
}

/// Returns the name of the speaker of a rank; 0 is the most quoted.
pub(crate) fn speaker(rank: u32) -> String {
    const GIVEN: [&str; 10] =
        ["Ada", "Omar", "Lena", "Ivo", "Mara", "Tomas", "Nia", "Kofi", "Rosa", "Emil"];
    const FAMILY: [&str; 10] = [
        "Nkemelu",
        "Haddad",
        "Park",
        "Brandt",
        "Lindqvist",
        "Moreira",
        "Okafor",
        "Varga",
        "Castell",
        "Ferro",
    ];
    format!("{} {} {rank}", GIVEN[rank as usize % 10], FAMILY[rank as usize / 10 % 10])
}

/// Returns the country of a rank; 0 is the most named.
pub(crate) fn country(rank: u32) -> Country {
    Country::all().nth(rank as usize * 7 % 249).unwrap()
}

const SYLLABLES: [&str; 32] = [
    "ba", "con", "de", "di", "el", "en", "fa", "ger", "ha", "in", "ja", "ker", "la", "li", "ment",
    "na", "no", "or", "per", "qui", "ra", "re", "sal", "ta", "ter", "tion", "un", "ver", "wa",
    "xi", "yo", "zen",
];

/// Draws a word of so many syllables, of which texts have one, two and three as often. A word of
/// one syllable is in three of ten quotes, one of two in 1 %, one of three in 0.04 %.
pub(crate) fn word(syllables: u32, random: &mut Random) -> String {
    (0..syllables).map(|_| SYLLABLES[random.below(32) as usize]).collect()
}

/// Adds words drawn evenly, up to about this many bytes: text that compresses as language does.
fn sentence(text: &mut String, start: &str, bytes: usize, end: &str, random: &mut Random) {
    let from = text.len();
    text.push_str(start);
    while text.len() < from + bytes {
        text.push(' ');
        let mut drawn = random.next();
        for _ in 0..=drawn % 3 {
            drawn /= 32;
            text.push_str(SYLLABLES[drawn as usize % 32]);
        }
    }
    text.push_str(end);
}

/// An article and its contents, to compare answers with.
pub(crate) struct Made {
    pub(crate) draft: Draft,
    pub(crate) day: Date,
    /// Speaker, the speaker's country and the country that the quote is about, of each quote.
    pub(crate) quotes: Vec<(String, Country, Country)>,
    /// The byte spans of each quote and of the mention of its speaker.
    pub(crate) places: Vec<(Range<usize>, Range<usize>)>,
    pub(crate) title: String,
    pub(crate) source: String,
}

/// Returns the key of the article of a number, counted from 0.
pub(crate) fn key(number: u32) -> String {
    format!("https://example.org/{number}")
}

/// Makes the articles one by one, with the quotes that a user brings.
///
/// A longer run has other articles than a shorter one: their number is the number of speakers.
pub(crate) fn drafts(articles: u32) -> impl Iterator<Item = Made> {
    drafts_from(0, articles, articles)
}

/// Makes articles with the numbers from `first`, drawn from the speakers of a run of `articles`.
///
/// A run that begins at 0 has seed 7; one that begins later, to add to it, has its own.
pub(crate) fn drafts_from(first: u32, count: u32, articles: u32) -> impl Iterator<Item = Made> {
    let mut random = Random::new(7 + u64::from(first));
    let mut words = Random::new(11 + u64::from(first));
    let speakers = Zipf::new(articles.max(10));
    let countries = Zipf::new(60);
    (first..first + count).map(move |number| {
        let mut text = String::new();
        let mut extraction = Extraction::default();
        let mut quotes = Vec::new();
        let mut places = Vec::new();
        for _ in 0..QUOTES_EACH {
            for _ in 0..4 {
                sentence(&mut text, "The council", 78, ". ", &mut words);
            }
            let rank = speakers.draw(&mut random);
            let name = speaker(rank);
            let mention = text.len();
            text.push_str(&name);
            text.push_str(" said: “");
            let start = text.len();
            for _ in 0..2 + random.below(4) {
                sentence(&mut text, "we have", 63, "; ", &mut words);
            }
            let span = Span::of(start..text.len());
            places.push((start..text.len(), mention..mention + name.len()));
            text.push_str("” ");
            let mut quote = ExtractedQuote::new(span);
            quote.mention =
                Some(Mention { text: name.clone(), span: Span::of(mention..mention + name.len()) });
            let (from, about) = (country(rank % 60), country(countries.draw(&mut random)));
            quote.speaker = Some(name.clone());
            quote.cue = Some("said".to_owned());
            quote.from = Some(from);
            quote.countries = vec![about];
            quotes.push((name, from, about));
            extraction.quotes.push(quote);
        }
        for _ in 0..12 {
            sentence(&mut text, "Nothing", 63, ". ", &mut words);
        }
        // In the order of publication, as in a feed, but one in twenty is late.
        let in_order = u64::from(number) * DAYS / u64::from(articles.max(first + count));
        let late = if random.below(LATE_EACH) == 0 {
            random.below(in_order.max(1))
        } else {
            random.below(3)
        };
        let days = i64::try_from(in_order.saturating_sub(late)).unwrap();
        let day = date(2011, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let (title, source) =
            (format!("The council met, part {number}"), format!("Paper {}", random.below(20)));
        let draft = Draft::new(text)
            .key(key(number))
            .title(title.as_str())
            .source(source.as_str())
            .published(day)
            .extraction(extraction);
        Made { draft, day, quotes, places, title, source }
    })
}

/// The size of a cache that holds all articles, in bytes.
pub(crate) fn large_cache() -> u64 {
    (u64::from(articles()) * (32 << 10)).max(256 << 20)
}

/// The size of a cache of about a sixteenth of the data, in bytes.
pub(crate) fn small_cache() -> u64 {
    u64::from(articles()) * 320
}

/// Loads all articles into a store and closes it; [`open`] opens it.
pub(crate) fn load() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create_new(folder.path().join("news")).unwrap();
    let report =
        store.loader().run(drafts(articles()).map(|made| Ok::<_, Error>(made.draft))).unwrap();
    assert_eq!(report.skipped, 0);
    store.close().unwrap();
    folder
}

/// Opens the store of [`load`] with a cache of this size in bytes. Drop it before the next call.
pub(crate) fn open(folder: &TempDir, cache: u64) -> Store {
    OpenOptions::new().cache_bytes(cache).open(folder.path().join("news")).unwrap()
}

/// The numbers of all articles, each once, far apart from one to the next.
pub(crate) fn scattered() -> Vec<u32> {
    let mut numbers: Vec<u32> = (0..articles()).collect();
    shuffle(&mut numbers);
    numbers
}

/// Shuffles things, in the same way in every run.
pub(crate) fn shuffle<T>(things: &mut [T]) {
    let mut random = Random::new(3);
    for last in (1..things.len()).rev() {
        things.swap(last, random.below(last as u64 + 1) as usize);
    }
}
