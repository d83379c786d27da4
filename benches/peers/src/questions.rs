//! The questions of each work: drawn at random, the same in every run and for every engine.

use std::collections::HashMap;

use jiff::civil::date;

use crate::ask::{PAGE, Questions};
use crate::data::{self, QUOTES_EACH, Random, Zipf};
use crate::engines::archive;
use crate::rows::{Code, Span, code, day_micros, ready};
use crate::work::Work;
use crate::{Error, Result};

/// The ranks that countries are drawn from.
const COUNTRIES: u32 = 60;

/// Statistics of the data, from generating all of it once.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) articles: u32,
    /// How many quotes each speaker has, most first; speakers of equally many by name.
    speakers: Vec<(u32, String)>,
    /// The countries that quotes are about with at least one page.
    countries: Vec<Code>,
    /// The bytes of all texts, and of each quote's record once.
    pub(crate) payload: u64,
}

impl Facts {
    pub(crate) fn of(articles: u32) -> Result<Self> {
        let mut speakers: HashMap<String, u32> = HashMap::new();
        let mut countries: HashMap<Code, u32> = HashMap::new();
        let mut payload = 0;
        for ready in ready(0, articles, articles) {
            payload += ready.article.text.len() as u64;
            for quote in ready.quotes {
                payload += archive(&quote, Vec::new())?.len() as u64;
                for about in &quote.about {
                    *countries.entry(*about).or_default() += 1;
                }
                *speakers.entry(quote.name).or_default() += 1;
            }
        }
        let mut speakers: Vec<_> =
            speakers.into_iter().map(|(name, quotes)| (quotes, name)).collect();
        speakers
            .sort_unstable_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        let paged = countries.into_iter().filter(|(_, quotes)| *quotes as usize >= PAGE);
        let mut countries: Vec<Code> = paged.map(|(code, _)| code).collect();
        countries.sort_unstable();
        Ok(Self { articles, speakers, countries, payload })
    }

    /// Returns the questions of a work; another seed draws others.
    pub(crate) fn questions(&self, work: Work, seed: u64) -> Result<Questions> {
        let mut random = Random::new(1 + seed);
        let articles = u64::from(self.articles);
        let mut draw =
            |count: u64| -> Vec<u64> { (0..count).map(|_| random.below(articles)).collect() };
        let questions = match work {
            Work::ArticleTitle | Work::ReadWhileWriting => Questions::Titles(draw(20_000)),
            Work::ArticleText => Questions::Texts(draw(5_000)),
            Work::QuoteById => {
                let places = draw(20_000).into_iter();
                Questions::Quotes(places.map(|at| (at, small(at) % QUOTES_EACH)).collect())
            }
            Work::SpeakerLatest20 => Questions::Speakers(self.often_asked(500, seed)?, PAGE),
            Work::SpeakerAllRare => Questions::Speakers(self.spread(2..=5, 500), usize::MAX),
            Work::SpeakerAllMedium => Questions::Speakers(self.nearest(100, 8), usize::MAX),
            Work::SpeakerAllHot => {
                let hot = self.speakers.first().map(|(_, name)| name.clone());
                Questions::Speakers(hot.into_iter().collect(), usize::MAX)
            }
            Work::CountryLatest20 => Questions::Countries(self.countries.clone(), PAGE),
            Work::CountryAll => Questions::Countries(vec![code(data::country(1))], usize::MAX),
            Work::FromAboutRange => Questions::FromAbout(years()),
            Work::CountSpeaker => Questions::Counts(self.nearest(100, 64)),
            Work::FacetsCountry => Questions::Facets(vec![code(data::country(0))]),
            Work::ArticleTitleCold => {
                let mut all: Vec<u64> = (0..articles).collect();
                shuffle(&mut all, &mut random);
                all.truncate(5_000);
                Questions::Titles(all)
            }
            Work::SpeakerLatest20Cold => {
                let mut all = self.paged().to_vec();
                shuffle(&mut all, &mut random);
                let names = all.into_iter().map(|(_, name)| name).take(500);
                Questions::Speakers(names.collect(), PAGE)
            }
            _ => return Err(format!("{work} asks nothing").into()),
        };
        if questions.len() == 0 {
            return Err(format!("{} articles are too few for {work}", self.articles).into());
        }
        Ok(questions)
    }

    /// Returns the speakers that have at least one page.
    fn paged(&self) -> &[(u32, String)] {
        let end = self.speakers.partition_point(|(quotes, _)| *quotes as usize >= PAGE);
        self.speakers.get(..end).unwrap_or_default()
    }

    /// Draws speakers that have a page, the more quoted the more often.
    fn often_asked(&self, count: usize, seed: u64) -> Result<Vec<String>> {
        let paged = self.paged();
        let mut random = Random::new(3 + seed);
        let zipf = Zipf::new(u32::try_from(paged.len())?.max(1));
        let name = |_| paged.get(zipf.draw(&mut random) as usize).map(|(_, name)| name.clone());
        (0..count).map(name).collect::<Option<_>>().ok_or_else(|| Error::from("nobody has a page"))
    }

    /// Returns speakers with so many quotes, evenly from all such.
    fn spread(&self, quotes: std::ops::RangeInclusive<u32>, count: usize) -> Vec<String> {
        let such: Vec<&String> = self
            .speakers
            .iter()
            .filter(|(have, _)| quotes.contains(have))
            .map(|(_, name)| name)
            .collect();
        let step = (such.len() / count).max(1);
        such.into_iter().step_by(step).take(count).cloned().collect()
    }

    /// Returns the speakers whose quotes are nearest to so many.
    fn nearest(&self, quotes: u32, count: usize) -> Vec<String> {
        let mut all: Vec<&(u32, String)> = self.speakers.iter().collect();
        all.sort_by_key(|(have, _)| have.abs_diff(quotes));
        all.into_iter().take(count).map(|(_, name)| name.clone()).collect()
    }
}

/// Returns the same two countries in each of ten years.
fn years() -> Vec<(Code, Code, Span)> {
    let (from, about) = (code(data::country(0)), code(data::country(1)));
    let span = |year| Span {
        first: day_micros(date(year, 1, 1)),
        last: day_micros(date(year + 1, 1, 1)) - 1,
    };
    (2011..2021).map(|year| (from, about, span(year))).collect()
}

/// Returns a few questions of every kind, which check the contents of a store.
pub(crate) fn probe(articles: u32) -> Vec<Questions> {
    let mut random = Random::new(5);
    let some: Vec<u64> = (0..100).map(|_| random.below(u64::from(articles))).collect();
    let names: Vec<String> = (0..20).map(|rank| data::speaker(rank * rank)).collect();
    let countries = (0..20).map(|rank| code(data::country(rank))).collect();
    vec![
        Questions::Titles(some.clone()),
        Questions::Texts(some.clone()),
        Questions::Quotes(some.into_iter().map(|at| (at, small(at) % QUOTES_EACH)).collect()),
        Questions::Speakers(names.clone(), PAGE),
        Questions::Countries(countries, PAGE),
        Questions::FromAbout(years()),
        Questions::Counts(names),
    ]
}

/// Returns the mix that a process runs before its memory is measured: titles, quotes, and pages of
/// much quoted speakers.
pub(crate) fn mix(articles: u32) -> Vec<Questions> {
    let mut random = Random::new(9);
    let mut draw =
        |count| -> Vec<u64> { (0..count).map(|_| random.below(u64::from(articles))).collect() };
    let (titles, texts, quotes) = (draw(20_000), draw(5_000), draw(20_000));
    vec![
        Questions::Titles(titles),
        Questions::Texts(texts),
        Questions::Quotes(quotes.into_iter().map(|at| (at, small(at) % QUOTES_EACH)).collect()),
        Questions::Speakers((0..COUNTRIES * 3).map(data::speaker).collect(), PAGE),
        Questions::Countries((0..COUNTRIES).map(|rank| code(data::country(rank))).collect(), PAGE),
    ]
}

fn small(number: u64) -> u32 {
    u32::try_from(number % 0xffff).unwrap_or_default()
}

fn shuffle<T>(list: &mut [T], random: &mut Random) {
    for at in (1..list.len()).rev() {
        let other = usize::try_from(random.below(at as u64 + 1)).unwrap_or_default();
        list.swap(at, other);
    }
}
