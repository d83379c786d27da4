//! An invented corpus, and what is in it as plain values to compare a store's answers with.
#![allow(dead_code, reason = "each test compares a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a corpus that cannot be stored fails its test"
)]

use jiff::civil::date;
use onrecord::{
    ArticleId, Country, CountryMentions, Draft, ExtractedParagraph, ExtractedQuote, Extraction,
    Mention, Outcome, ParagraphKind, Published, QuoteId, QuoteKind, Span, Store,
};

/// Full name, how articles mention it, country.
pub(crate) const SPEAKERS: [(&str, &str, Option<Country>); 5] = [
    ("Ada Nkemelu", "Ms Nkemelu", Some(Country::NG)),
    ("Jonas Virtala", "he", Some(Country::FI)),
    ("Mira Castellano", "Ms Castellano", Some(Country::IT)),
    ("Tomás Castellano", "Mr Castellano", Some(Country::AR)),
    ("Sofia Marchetti-Ruiz", "Marchetti-Ruiz", None),
];

pub(crate) const COUNTRIES: [Country; 4] = [Country::NG, Country::FI, Country::IT, Country::KE];
pub(crate) const SOURCES: [&str; 2] = ["The Daily Ledger", "Harbour Post"];

/// Numbers that look random and are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.roll(from.len() as u64)).unwrap()]
    }

    fn some(&mut self, from: &[Country]) -> Vec<Country> {
        from.iter().copied().filter(|_| self.roll(4) == 0).collect()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) id: QuoteId,
    pub(crate) speaker: Option<usize>,
    pub(crate) countries: Vec<Country>,
    pub(crate) context: Vec<Country>,
    pub(crate) kind: QuoteKind,
}

#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) id: ArticleId,
    pub(crate) source: Option<&'static str>,
    pub(crate) published: Option<Published>,
    pub(crate) names: Vec<Country>,
    pub(crate) quotes: Vec<Said>,
}

impl Told {
    /// What the article sorts by, oldest first.
    pub(crate) fn place(&self) -> (Option<i64>, ArticleId) {
        let micros = self.published.map(|published| published.timestamp().as_microsecond());
        (micros, self.id)
    }
}

/// Stores an article with random fields under `key` and returns what is in it.
pub(crate) fn store_article(store: &Store, key: &str, dice: &mut Dice) -> Told {
    let published = match dice.roll(8) {
        0 => None,
        1 => Some(format!("2020-07-{:02}T10:30:00Z", 1 + dice.roll(20)).parse().unwrap()),
        _ => Some(Published::from(date(2020, 7, i8::try_from(1 + dice.roll(20)).unwrap()))),
    };
    let source = (dice.roll(4) != 0).then(|| dice.pick(&SOURCES));
    let mut extraction = Extraction::default();
    let mut text = String::new();
    // One article in sixteen has more quotes than a page holds.
    let quotes = if dice.roll(16) == 0 { 40 } else { dice.roll(5) };
    let mut said = Vec::new();
    for ordinal in 0..quotes {
        let speaker = (dice.roll(6) != 0).then(|| usize::try_from(dice.roll(5)).unwrap());
        let start = text.len();
        text.push_str("“These are the words of ");
        text.push_str(key);
        let long = if dice.roll(30) == 0 { 1500 } else { dice.roll(60) };
        (0..long).for_each(|at| text.push(if at % 8 == 0 { ' ' } else { 'w' }));
        let end = text.len();
        text.push_str("”, said ");
        let mut quote = ExtractedQuote::new(Span::of(start + 3..end));
        if let Some(speaker) = speaker {
            let (name, mention, from) = SPEAKERS[speaker];
            let at = text.len();
            text.push_str(mention);
            quote.speaker = Some(name.to_owned());
            quote.mention =
                Some(Mention { text: mention.to_owned(), span: Span::of(at..text.len()) });
            quote.from = from;
            quote.cue = Some("said".to_owned());
        }
        quote.kind = dice.pick(&[QuoteKind::Direct, QuoteKind::Mixed, QuoteKind::Turn]);
        quote.countries = dice.some(&COUNTRIES);
        quote.context_countries = dice.some(&COUNTRIES);
        said.push((u32::try_from(ordinal).unwrap(), speaker, quote.clone()));
        extraction.quotes.push(quote);
        extraction.paragraphs.push(ExtractedParagraph {
            span: Span::of(start..text.len()),
            kind: ParagraphKind::Body,
        });
        text.push_str("\n\n");
    }
    text.push_str("The end.");
    let names = dice.some(&COUNTRIES);
    extraction.countries =
        names.iter().map(|country| CountryMentions { country: *country, mentions: 2 }).collect();
    let mut draft =
        Draft::new(text).key(key).title(format!("Title of {key} {}", dice.roll(1 << 30)));
    if let Some(source) = source {
        draft = draft.source(source);
    }
    if let Some(published) = published {
        draft = draft.published(published);
    }
    let stored = store.put(&draft.extraction(extraction)).unwrap();
    assert_ne!(stored.outcome, Outcome::Unchanged);
    let quotes = said
        .into_iter()
        .map(|(ordinal, speaker, quote)| Said {
            id: QuoteId::new(stored.article, ordinal),
            speaker,
            countries: quote.countries,
            context: quote.context_countries,
            kind: quote.kind,
        })
        .collect();
    Told { id: stored.article, source, published, names, quotes }
}

/// Stores articles, replaces and removes some, and returns the store and what is in it, oldest
/// first.
pub(crate) fn build(folder: &std::path::Path, seed: u64) -> (Store, Vec<Told>) {
    let mut dice = Dice(seed);
    let mut store = Store::create_new(folder).unwrap();
    let mut told: Vec<Told> = Vec::new();
    for round in 0..3 {
        for number in 0..40 {
            told.push(store_article(&store, &format!("article-{round}-{number}"), &mut dice));
        }
        for number in 0..12 {
            let at = usize::try_from(dice.roll(told.len() as u64)).unwrap();
            let old = told.swap_remove(at);
            if number % 3 == 0 {
                store.remove(old.id).unwrap();
            } else {
                let key = store.article(old.id).unwrap().unwrap().key().to_owned();
                let new = store_article(&store, &key, &mut dice);
                assert_eq!(new.id, old.id);
                told.push(new);
            }
        }
        // The first two rounds lie in the tables, the last one in memory.
        if round < 2 {
            store.close().unwrap();
            store = Store::open(folder).unwrap();
        }
    }
    told.sort_by_key(Told::place);
    (store, told)
}
