//! Numbers over a query: how many of its quotes each speaker, country, source and period has.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foldhash::fast::FixedState;
use jiff::civil::Date;
use smallvec::SmallVec;

use super::view::{Quote, speaker_country};
use crate::error::{Error, Result};
use crate::model::{Country, Precision, Published, SpeakerId};
use crate::record::{ArchivedQuoteRecord, SaidBy, SortKey, country};
use crate::storage::ReadView;

/// Counts of the quotes of a query, made by [`QuoteQuery::facets`](crate::QuoteQuery::facets).
///
/// A quote counts once for each of its countries and speakers. Lists begin with the highest count.
///
/// # Examples
/// ```
/// # use onrecord::{Country, Draft, Store};
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// # #[cfg(feature = "english")] {
/// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
/// let facets = store.quotes().facets(10)?;
/// assert_eq!(facets.quotes, 1);
/// assert_eq!(facets.speakers[0].name, "Ada Nkemelu");
/// // The sentence around the quote names Nigeria.
/// let about = [(Country::NG, Country::IQ, 1), (Country::NG, Country::NG, 1)];
/// assert_eq!(facets.from_about, about);
/// # } Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Facets {
    /// The number of quotes.
    pub quotes: u64,
    /// The speakers with the most quotes, after merging.
    pub speakers: Vec<SpeakerFacet>,
    /// The number of quotes without a speaker.
    pub unattributed: u64,
    /// The countries that speakers are from: [`Quote::speaker_country`](crate::Quote).
    pub speaker_countries: Vec<(Country, u64)>,
    /// The countries that quotes are about: those named in the quote or in the sentence around it.
    pub about_countries: Vec<(Country, u64)>,
    /// The quotes from a country, the first, about another or the same, the second.
    pub from_about: Vec<(Country, Country, u64)>,
    /// The sources with the most quotes, compared folded. Each is spelt as in the article of the
    /// first of its quotes in the order of the query.
    pub sources: Vec<(String, u64)>,
    /// The number of quotes without a time of publication.
    pub undated: u64,
    /// By the number of the day from 1970-01-01, and whether only its month is known.
    days: BTreeMap<(i64, bool), u64>,
}

/// A speaker and the number of quotes.
///
/// # Examples
/// ```
/// # use onrecord::Store;
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// for speaker in store.quotes().facets(20)?.speakers {
///     println!("{:6} {}", speaker.quotes, speaker.name);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpeakerFacet {
    /// The id, after merging.
    pub id: SpeakerId,
    /// The name, as the first quote in the order of the query shows it.
    pub name: String,
    /// The number of quotes.
    pub quotes: u64,
}

/// The length of the periods that quotes are counted by.
///
/// # Examples
/// ```
/// use onrecord::Period;
/// # use onrecord::Store;
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// assert!(store.quotes().facets(0)?.published(Period::Week).is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Period {
    /// A day at the place of publication.
    Day,
    /// A week of such days from Monday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Facets {
    /// Returns the first day of each period that has quotes, oldest first, and their number.
    ///
    /// A quote of which only the month is known counts for its month and year, and for no day and
    /// no week. An undated one counts for none.
    ///
    /// # Examples
    /// ```
    /// use jiff::civil::date;
    /// use onrecord::Period;
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let draft = Draft::new("“We won,” said Ada Nkemelu.").published(date(2020, 7, 21));
    /// store.ingest(&draft)?;
    /// let facets = store.quotes().facets(0)?;
    /// assert_eq!(facets.published(Period::Week), [(date(2020, 7, 20), 1)]);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn published(&self, period: Period) -> Vec<(Date, u64)> {
        let mut counts: BTreeMap<Date, u64> = BTreeMap::new();
        for ((day, is_month), quotes) in &self.days {
            let first = match period {
                Period::Day | Period::Week if *is_month => continue,
                Period::Day => date(*day),
                // 1970-01-01 was a Thursday.
                Period::Week => date(day - (day + 3).rem_euclid(7)),
                Period::Month => date(*day).first_of_month(),
                Period::Year => date(*day).first_of_year(),
            };
            *counts.entry(first).or_default() += quotes;
        }
        counts.into_iter().collect()
    }
}

/// The microseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// Returns the day that is so many after 1970-01-01.
fn date(day: i64) -> Date {
    Published::from_micros(day.saturating_mul(DAY), Precision::Day, None).date()
}

/// One more than the greatest position of a country.
const COUNTRIES: usize = 256;

/// Counts of quotes under construction.
pub(super) struct Tally<'v> {
    view: &'v Arc<ReadView>,
    facets: Facets,
    speakers: Counts,
    sources: Counts,
    /// Quotes by the position of a country.
    from: Vec<u64>,
    about: Vec<u64>,
    /// Quotes by the position of the speaker's country, and then of the other.
    from_about: Vec<u64>,
    /// The last quote about a country, counted from 1, by the country's position.
    last_about: Vec<u64>,
    /// The day of the last dated quotes, whether it is a month, and how many these are.
    day: ((i64, bool), u64),
}

impl<'v> Tally<'v> {
    pub(super) fn new(view: &'v Arc<ReadView>) -> Self {
        Self {
            view,
            facets: Facets::default(),
            speakers: Counts::default(),
            sources: Counts::default(),
            from: vec![0; COUNTRIES],
            about: vec![0; COUNTRIES],
            from_about: vec![0; COUNTRIES * COUNTRIES],
            last_about: vec![0; COUNTRIES],
            day: ((0, false), 0),
        }
    }

    /// Counts a quote.
    #[inline]
    pub(super) fn add(&mut self, key: SortKey, record: &ArchivedQuoteRecord) {
        self.facets.quotes += 1;
        let first = First { key, revision: record.revision.to_native() };
        match record.source.to_native() {
            0 => {}
            source => self.sources.add(source, || first),
        }
        if record.further.is_empty() {
            let said = record.first_speaker();
            self.add_speaker(self.speaker(&said), first);
            let from = self.from(&said);
            self.add_countries(record, from.as_slice());
        } else {
            self.add_joint(record, first);
        }
        match key.micros().and_then(|micros| record.clock.published(micros)) {
            None => self.facets.undated += 1,
            Some(published) => {
                let is_month = published.precision() == Precision::Month;
                let day = (published.micros().div_euclid(DAY), is_month);
                if self.day.0 != day {
                    self.end_day();
                    self.day.0 = day;
                }
                self.day.1 += 1;
            }
        }
    }

    /// Counts a quote of several speakers: for each of them, and for the country of each, once.
    #[cold]
    fn add_joint(&mut self, record: &ArchivedQuoteRecord, first: First) {
        let mut speakers: SmallVec<[Option<SpeakerId>; 2]> = SmallVec::new();
        let mut countries: SmallVec<[usize; 2]> = SmallVec::new();
        for said in record.speakers() {
            let speaker = self.speaker(&said);
            if speaker.is_none() || !speakers.contains(&speaker) {
                self.add_speaker(speaker, first);
                speakers.push(speaker);
            }
            countries.extend(self.from(&said).filter(|from| !countries.contains(from)));
        }
        self.add_countries(record, &countries);
    }

    /// Returns the speaker, after merging.
    #[inline]
    fn speaker(&self, said: &SaidBy<'_>) -> Option<SpeakerId> {
        said.id().map(|speaker| self.view.overrides.canonical(speaker))
    }

    /// Returns the position of the country that is shown as the speaker's.
    #[inline]
    fn from(&self, said: &SaidBy<'_>) -> Option<usize> {
        speaker_country(said, self.view).map(|(from, _)| from.position())
    }

    #[inline]
    fn add_speaker(&mut self, speaker: Option<SpeakerId>, first: First) {
        match speaker {
            None => self.facets.unattributed += 1,
            Some(speaker) => self.speakers.add(speaker.to_u64(), || first),
        }
    }

    /// Counts the countries of a quote, of whose speakers' countries `from` has the positions.
    #[inline]
    fn add_countries(&mut self, record: &ArchivedQuoteRecord, from: &[usize]) {
        for from in from {
            if let Some(count) = self.from.get_mut(*from) {
                *count += 1;
            }
        }
        for about in record.countries.iter().chain(record.context.iter()) {
            let Some(about) = country(*about).map(Country::position) else { continue };
            let Some(last) = self.last_about.get_mut(about) else { continue };
            if std::mem::replace(last, self.facets.quotes) == self.facets.quotes {
                continue;
            }
            if let Some(count) = self.about.get_mut(about) {
                *count += 1;
            }
            for from in from {
                if let Some(count) = self.from_about.get_mut(from * COUNTRIES + about) {
                    *count += 1;
                }
            }
        }
    }

    fn end_day(&mut self) {
        let quotes = std::mem::take(&mut self.day.1);
        if quotes > 0 {
            *self.facets.days.entry(self.day.0).or_default() += quotes;
        }
    }

    /// Returns the counts, with as many as `most` speakers and sources, which are looked up.
    pub(super) fn facets(mut self, most: usize) -> Result<Facets> {
        self.end_day();
        let mut facets = self.facets;
        for (speaker, quotes, first) in self.speakers.top(most) {
            let id = SpeakerId::from_u64(speaker);
            let quote = first.quote(self.view)?;
            let name = quote.speakers().find(|speaker| speaker.id() == id);
            let name = name.map_or("", |speaker| speaker.name()).to_owned();
            facets.speakers.push(SpeakerFacet { id, name, quotes });
        }
        for (_, quotes, first) in self.sources.top(most) {
            let head =
                self.view.tables.pinned_head(first.key.article().to_u64(), first.revision)?;
            facets.sources.push((head.source.as_deref().unwrap_or_default().to_owned(), quotes));
        }
        let counts = |counts: &[u64]| {
            let counted = Country::all().zip(counts.iter().copied());
            let mut counted: Vec<_> = counted.filter(|(_, quotes)| *quotes > 0).collect();
            counted.sort_by_key(|(_, quotes)| Reverse(*quotes));
            counted
        };
        (facets.speaker_countries, facets.about_countries) =
            (counts(&self.from), counts(&self.about));
        for (from, row) in Country::all().zip(self.from_about.chunks(COUNTRIES)) {
            if facets.speaker_countries.iter().any(|(country, _)| *country == from) {
                let row = counts(row).into_iter();
                facets.from_about.extend(row.map(|(about, quotes)| (from, about, quotes)));
            }
        }
        facets.from_about.sort_by_key(|(_, _, quotes)| Reverse(*quotes));
        Ok(facets)
    }
}

/// Counts by a number, in the order in which the numbers came first.
#[derive(Default)]
struct Counts {
    places: HashMap<u64, usize, FixedState>,
    counted: Vec<(u64, u64, First)>,
    /// The place of the last number: often the next is the same.
    last: usize,
}

/// The first quote that was counted for a number.
#[derive(Clone, Copy)]
struct First {
    key: SortKey,
    revision: u64,
}

impl First {
    /// Looks up the quote.
    fn quote(self, view: &Arc<ReadView>) -> Result<Quote> {
        let id = self.key.quote();
        let page = view.quote_page(id.article(), self.revision, id.ordinal())?;
        let entry = page.and_then(|page| page.entry(page.lower_bound(&self.key)));
        let (key, record) = entry
            .filter(|(key, _)| *key == self.key)
            .ok_or_else(|| Error::corrupt(format!("quote {id} is missing")))?;
        Ok(Quote::inline(key, record, view))
    }
}

impl Counts {
    #[inline]
    fn add(&mut self, of: u64, first: impl FnOnce() -> First) {
        if let Some((last, quotes, _)) = self.counted.get_mut(self.last)
            && *last == of
        {
            *quotes += 1;
            return;
        }
        let next = self.counted.len();
        self.last = *self.places.entry(of).or_insert(next);
        if self.last == next {
            self.counted.push((of, 1, first()));
        } else if let Some((_, quotes, _)) = self.counted.get_mut(self.last) {
            *quotes += 1;
        }
    }

    /// Returns the `most` numbers with the highest counts; of the same count, that which came first
    /// is the first.
    fn top(self, most: usize) -> Vec<(u64, u64, First)> {
        let mut ranked: Vec<_> = self.counted.into_iter().enumerate().collect();
        let rank = |(at, (_, quotes, _)): &(usize, (u64, u64, First))| (Reverse(*quotes), *at);
        if most < ranked.len() {
            ranked.select_nth_unstable_by_key(most, rank);
            ranked.truncate(most);
        }
        ranked.sort_unstable_by_key(rank);
        ranked.into_iter().map(|(_, counted)| counted).collect()
    }
}
