//! The questions to every engine, and the reading of its answers.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use crate::Result;
use crate::rows::{Code, Span};

/// How many quotes a first page has.
pub(crate) const PAGE: usize = 20;

/// A list of questions of one kind.
#[derive(Debug, Clone)]
pub(crate) enum Questions {
    /// Titles of articles, by number.
    Titles(Vec<u64>),
    /// Whole texts of articles, by number.
    Texts(Vec<u64>),
    /// Quotes by article and position.
    Quotes(Vec<(u64, u32)>),
    /// The newest quotes of speakers, at most so many of each.
    Speakers(Vec<String>, usize),
    /// The newest quotes about countries, at most so many of each.
    Countries(Vec<Code>, usize),
    /// Quotes from a country about a country in a span of time.
    FromAbout(Vec<(Code, Code, Span)>),
    /// How many quotes speakers have.
    Counts(Vec<String>),
    /// How many of the quotes about countries each speaker, country of a speaker and month has.
    Facets(Vec<Code>),
}

/// A quote as an engine shows it. Each field is read when it is asked for.
pub(crate) trait Said {
    fn text(&self) -> &str;
    fn speaker(&self) -> &str;
    /// Returns whether the quote was published at [`PIVOT`](crate::rows::PIVOT) or later.
    fn is_recent(&self) -> bool;
    /// Returns what is compared before timing and not touched while timing.
    fn rest(&self) -> Result<Rest>;
}

/// The fields that are compared and not touched.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rest {
    pub(crate) article: u64,
    pub(crate) ordinal: u32,
    pub(crate) published: i64,
    pub(crate) from: Code,
    pub(crate) cue: String,
}

/// Takes what an engine returns.
pub(crate) trait Sink {
    fn title(&mut self, title: &str);
    fn text(&mut self, text: &str);
    fn quote(&mut self, quote: &impl Said) -> Result<()>;
    fn count(&mut self, count: u64);
}

/// Answers questions from one view of a store, kept open between them.
pub(crate) trait Reader {
    /// Goes on with a view of the store as it is now.
    fn renew(&mut self) -> Result<()>;
    fn title(&mut self, article: u64, sink: &mut impl Sink) -> Result<()>;
    fn text(&mut self, article: u64, sink: &mut impl Sink) -> Result<()>;
    fn quote(&mut self, article: u64, ordinal: u32, sink: &mut impl Sink) -> Result<()>;
    fn speaker(&mut self, name: &str, limit: usize, sink: &mut impl Sink) -> Result<()>;
    fn about(&mut self, country: Code, limit: usize, sink: &mut impl Sink) -> Result<()>;
    /// Shows the quotes from a country about a country.
    fn both(&mut self, from: Code, about: Code, span: Span, sink: &mut impl Sink) -> Result<()>;
    fn count(&mut self, name: &str) -> Result<u64>;

    /// Counts the quotes about a country by speaker, by country of the speaker and by month.
    fn facets(&mut self, about: Code) -> Result<Facets> {
        let mut tally = Tally::default();
        self.about(about, usize::MAX, &mut tally)?;
        let Tally { speakers, mut facets } = tally;
        facets.speakers = speakers.into_values().collect();
        facets.speakers.sort_unstable_by_key(|quotes| Reverse(*quotes));
        facets.speakers.truncate(PAGE);
        Ok(facets)
    }
}

/// Counts of quotes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Facets {
    /// Of the most quoted speakers, as many as a page has. Their names are looked up too, and not
    /// compared: several may have as many quotes as the last.
    pub(crate) speakers: Vec<u64>,
    pub(crate) from: BTreeMap<Code, u64>,
    /// By year and month.
    pub(crate) months: BTreeMap<(i16, i8), u64>,
}

/// Counts what is returned, as a user of a store without facets does.
#[derive(Default)]
struct Tally {
    speakers: HashMap<String, u64>,
    facets: Facets,
}

impl Sink for Tally {
    fn title(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}

    fn quote(&mut self, quote: &impl Said) -> Result<()> {
        let rest = quote.rest()?;
        let day = jiff::Timestamp::from_microsecond(rest.published)?
            .to_zoned_datetime(jiff::tz::TimeZone::UTC);
        match self.speakers.get_mut(quote.speaker()) {
            Some(count) => *count += 1,
            None => drop(self.speakers.insert(quote.speaker().to_owned(), 1)),
        }
        *self.facets.from.entry(rest.from).or_default() += 1;
        *self.facets.months.entry((day.year(), day.month())).or_default() += 1;
        Ok(())
    }

    fn count(&mut self, _: u64) {}
}

/// Asks a reader all questions of a list.
pub(crate) fn ask(
    reader: &mut impl Reader,
    questions: &Questions,
    sink: &mut impl Sink,
) -> Result<()> {
    match questions {
        Questions::Titles(articles) => {
            articles.iter().try_for_each(|article| reader.title(*article, sink))
        }
        Questions::Texts(articles) => {
            articles.iter().try_for_each(|article| reader.text(*article, sink))
        }
        Questions::Quotes(places) => {
            places.iter().try_for_each(|(article, ordinal)| reader.quote(*article, *ordinal, sink))
        }
        Questions::Speakers(names, limit) => {
            names.iter().try_for_each(|name| reader.speaker(name, *limit, sink))
        }
        Questions::Countries(codes, limit) => {
            codes.iter().try_for_each(|code| reader.about(*code, *limit, sink))
        }
        Questions::FromAbout(pairs) => {
            pairs.iter().try_for_each(|(from, about, span)| reader.both(*from, *about, *span, sink))
        }
        Questions::Counts(names) => names.iter().try_for_each(|name| {
            sink.count(reader.count(name)?);
            Ok(())
        }),
        Questions::Facets(codes) => codes.iter().try_for_each(|code| {
            let facets = reader.facets(*code)?;
            let counts = facets.speakers.iter().chain(facets.from.values());
            counts.chain(facets.months.values()).for_each(|quotes| sink.count(*quotes));
            Ok(())
        }),
    }
}

impl Questions {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Titles(list) | Self::Texts(list) => list.len(),
            Self::Quotes(list) => list.len(),
            Self::Speakers(list, _) | Self::Counts(list) => list.len(),
            Self::Countries(list, _) | Self::Facets(list) => list.len(),
            Self::FromAbout(list) => list.len(),
        }
    }
}

/// Touches what is returned, little but the same of it in every engine, and adds it up.
#[derive(Debug, Default)]
pub(crate) struct Touch {
    pub(crate) sum: u64,
    /// How many things were returned.
    pub(crate) items: u64,
}

impl Touch {
    fn add(&mut self, number: u64) {
        self.sum = self.sum.wrapping_add(number);
    }

    fn byte(&mut self, text: &str, at: usize) {
        self.add(u64::from(text.as_bytes().get(at).copied().unwrap_or_default()));
    }
}

impl Sink for Touch {
    #[inline]
    fn title(&mut self, title: &str) {
        self.items += 1;
        for byte in title.bytes() {
            self.add(u64::from(byte));
        }
    }

    #[inline]
    fn text(&mut self, text: &str) {
        self.items += 1;
        for byte in text.as_bytes().iter().step_by(64) {
            self.add(u64::from(*byte));
        }
    }

    #[inline]
    fn quote(&mut self, quote: &impl Said) -> Result<()> {
        self.items += 1;
        let text = quote.text();
        self.add(text.len() as u64);
        self.byte(text, text.len() / 2);
        self.add(quote.speaker().len() as u64);
        self.add(u64::from(quote.is_recent()));
        Ok(())
    }

    #[inline]
    fn count(&mut self, count: u64) {
        self.items += 1;
        self.add(count);
    }
}

/// Hashes all that is returned (FNV-1a, 64 bits), in order.
#[derive(Debug)]
pub(crate) struct Full {
    pub(crate) hash: u64,
    /// How many things were returned.
    pub(crate) items: u64,
}

impl Default for Full {
    fn default() -> Self {
        Self { hash: 0xcbf2_9ce4_8422_2325, items: 0 }
    }
}

impl Full {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

impl Sink for Full {
    fn title(&mut self, title: &str) {
        self.items += 1;
        self.bytes(title.as_bytes());
    }

    fn text(&mut self, text: &str) {
        self.items += 1;
        self.bytes(text.as_bytes());
    }

    fn quote(&mut self, quote: &impl Said) -> Result<()> {
        self.items += 1;
        self.bytes(quote.text().as_bytes());
        self.bytes(quote.speaker().as_bytes());
        self.bytes(&[u8::from(quote.is_recent())]);
        let rest = quote.rest()?;
        self.bytes(&rest.article.to_be_bytes());
        self.bytes(&rest.ordinal.to_be_bytes());
        self.bytes(&rest.published.to_be_bytes());
        self.bytes(&rest.from);
        self.bytes(rest.cue.as_bytes());
        Ok(())
    }

    fn count(&mut self, count: u64) {
        self.items += 1;
        self.bytes(&count.to_be_bytes());
    }
}
