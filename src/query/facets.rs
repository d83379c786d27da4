//! Numbers over a query: how many of its quotes each speaker, country, source and period has.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, HashMap};
use std::mem::take;
use std::sync::Arc;

use foldhash::fast::FixedState;
use jiff::civil::Date;
use smallvec::SmallVec;

use super::view::{Quote, speaker_country};
use crate::error::{Error, Result};
use crate::model::{Country, Precision, Published, SpeakerId};
use crate::record::{ArchivedQuoteRecord, Code, SaidBy, SortKey, country};
use crate::storage::{Counted, DayOrMonth, Order, QuoteAt, QuoteCounts, ReadView, Stated};

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
    /// In order.
    days: Vec<(DayOrMonth, u64)>,
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

impl Period {
    /// Returns the first day of the period that a day is in, and how many days of it come after.
    fn around(self, day: i64) -> (Date, i64) {
        let at = date(day);
        let left = |last: i16, day: i16| i64::from(last - day);
        match self {
            Self::Day => (at, 0),
            Self::Week => {
                // 1970-01-01 was a Thursday.
                let since = (day + 3).rem_euclid(7);
                (date(day - since), 6 - since)
            }
            Self::Month => {
                let days = at.days_in_month();
                (at.first_of_month(), left(days.into(), at.day().into()))
            }
            Self::Year => (at.first_of_year(), left(at.days_in_year(), at.day_of_year())),
        }
    }
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
        let mut counts: Vec<(Date, u64)> = Vec::new();
        // The last day of the last period.
        let mut last = i64::MIN;
        for ((day, is_month), quotes) in &self.days {
            if *is_month && matches!(period, Period::Day | Period::Week) {
                continue;
            }
            if *day > last {
                let (first, left) = period.around(*day);
                last = day.saturating_add(left);
                if counts.last().is_none_or(|(last, _)| *last != first) {
                    counts.push((first, 0));
                }
            }
            if let Some((_, count)) = counts.last_mut() {
                *count += quotes;
            }
        }
        counts
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
    days: BTreeMap<DayOrMonth, u64>,
    /// The day of the last dated quotes, and how many these are.
    day: (DayOrMonth, u64),
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
            days: BTreeMap::new(),
            day: ((0, false), 0),
        }
    }

    /// Counts a quote.
    #[inline]
    pub(super) fn add(&mut self, key: SortKey, record: &ArchivedQuoteRecord) {
        self.facets.quotes += 1;
        let first = QuoteAt { key, revision: record.revision.to_native() };
        match record.source.to_native() {
            0 => {}
            source => self.sources.add(source, first),
        }
        let about = record.about_countries();
        if record.further.is_empty() {
            let stated = (record.speaker.to_native(), record.from);
            match self.speaker(stated) {
                None => self.facets.unattributed += 1,
                Some(speaker) => self.speakers.add(speaker.to_u64(), first),
            }
            let from = self.from(stated);
            self.add_countries(from.as_slice(), &about, 1);
        } else {
            let stated = record.speakers().map(|said| (said.speaker, said.from));
            let (speakers, from) = self.joint(stated);
            for speaker in speakers {
                match speaker {
                    None => self.facets.unattributed += 1,
                    Some(speaker) => self.speakers.add(speaker.to_u64(), first),
                }
            }
            self.add_countries(&from, &about, 1);
        }
        match record.day(&key) {
            None => self.facets.undated += 1,
            Some(day) => {
                if self.day.0 != day {
                    self.end_day();
                    self.day.0 = day;
                }
                self.day.1 += 1;
            }
        }
    }

    /// Returns the counts of all quotes of a query, which are in an order of their keys, with as
    /// many as `most` speakers and sources.
    pub(super) fn of_counts(
        mut self,
        counts: &QuoteCounts,
        order: Order,
        most: usize,
    ) -> Result<Facets> {
        let first = |counted: &Counted| match order {
            Order::OldestFirst => counted.oldest,
            Order::NewestFirst => counted.newest,
        };
        let row = |of: u64, counted: &Counted| Row::new(of, counted.quotes, first(counted));
        self.facets.quotes = counts.quotes;
        self.facets.undated = counts.undated;
        self.facets.days.clone_from(&counts.days);
        // The speakers of quotes of several, and those that were merged into others.
        let mut moved: Vec<Row> = Vec::new();
        for ((stated, about), counted) in &counts.joint {
            let (speakers, from) = self.joint(stated.iter().copied());
            for (place, speaker) in speakers.into_iter().enumerate() {
                match speaker {
                    None => self.facets.unattributed += counted.quotes,
                    Some(speaker) => moved.push(Row { place, ..row(speaker.to_u64(), counted) }),
                }
            }
            self.add_countries(&from, about, counted.quotes);
        }
        let has_merged = !self.view.overrides.is_empty();
        for ((speaker, _), counted) in counts.said.iter().filter(|_| has_merged) {
            let canonical = self.speaker((*speaker, Code::default())).map_or(0, SpeakerId::to_u64);
            if canonical != *speaker {
                moved.push(row(canonical, counted));
            }
        }
        moved.sort_by_key(|row| row.of);
        let mut moved = moved.into_iter().peekable();
        let mut speakers = Top::new(most, Some(order));
        let mut last: Option<Row> = None;
        let mut rest = counts.about.iter().peekable();
        for (stated, counted) in &counts.said {
            let from = self.from(*stated);
            self.add_countries(from.as_slice(), &[], counted.quotes);
            while let Some(((_, about), quotes)) = rest.next_if(|((of, _), _)| of == stated) {
                self.add_about(from.as_slice(), *about, *quotes);
            }
            let Some(speaker) = self.speaker(*stated).map(SpeakerId::to_u64) else {
                self.facets.unattributed += counted.quotes;
                continue;
            };
            if speaker == stated.0 {
                while let Some(row) = moved.next_if(|row| row.of <= speaker) {
                    speakers.join(&mut last, row);
                }
                speakers.join(&mut last, row(speaker, counted));
            }
        }
        moved.for_each(|row| speakers.join(&mut last, row));
        if let Some(row) = last {
            speakers.offer(row);
        }
        let mut sources = Top::new(most, Some(order));
        counts.sources.iter().for_each(|(source, counted)| sources.offer(row(*source, counted)));
        self.named(speakers, sources)
    }

    /// Returns the speakers of a quote of several, after merging, and the positions of their
    /// countries, each once.
    fn joint(
        &self,
        stated: impl Iterator<Item = Stated>,
    ) -> (SmallVec<[Option<SpeakerId>; 2]>, SmallVec<[usize; 2]>) {
        let (mut speakers, mut countries) = (SmallVec::new(), SmallVec::new());
        for stated in stated {
            let speaker = self.speaker(stated);
            if !speakers.contains(&speaker) {
                speakers.push(speaker);
            }
            countries.extend(self.from(stated).filter(|from| !countries.contains(from)));
        }
        (speakers, countries)
    }

    /// Returns the speaker, after merging.
    #[inline]
    fn speaker(&self, stated: Stated) -> Option<SpeakerId> {
        said(stated).id().map(|speaker| self.view.overrides.canonical(speaker))
    }

    /// Returns the position of the country that is shown as the speaker's.
    #[inline]
    fn from(&self, stated: Stated) -> Option<usize> {
        speaker_country(&said(stated), self.view).map(|(from, _)| from.position())
    }

    /// Counts countries for so many quotes. Those of the speakers are given by their positions.
    #[inline]
    fn add_countries(&mut self, from: &[usize], about: &[Code], quotes: u64) {
        for from in from {
            if let Some(count) = self.from.get_mut(*from) {
                *count += quotes;
            }
        }
        for about in about {
            self.add_about(from, *about, quotes);
        }
    }

    /// Counts a country that so many quotes from others, or from itself, are about.
    #[inline]
    fn add_about(&mut self, from: &[usize], about: Code, quotes: u64) {
        let Some(about) = country(about).map(Country::position) else { return };
        if let Some(count) = self.about.get_mut(about) {
            *count += quotes;
        }
        for from in from {
            if let Some(count) = self.from_about.get_mut(from * COUNTRIES + about) {
                *count += quotes;
            }
        }
    }

    fn end_day(&mut self) {
        let quotes = take(&mut self.day.1);
        if quotes > 0 {
            *self.days.entry(self.day.0).or_default() += quotes;
        }
    }

    /// Returns the counts of the quotes in the order in which they were counted, with as many as
    /// `most` speakers and sources.
    pub(super) fn facets(mut self, most: usize) -> Result<Facets> {
        self.end_day();
        self.facets.days = take(&mut self.days).into_iter().collect();
        let [speakers, sources] = [&mut self.speakers, &mut self.sources].map(|counts| {
            let mut top = Top::new(most, None);
            for row in take(&mut counts.rows) {
                top.offer(row);
            }
            top
        });
        self.named(speakers, sources)
    }

    /// Returns the counts with the speakers and sources that are the first, which are looked up.
    fn named(self, speakers: Top, sources: Top) -> Result<Facets> {
        let mut facets = self.facets;
        for Row { of, quotes, first, .. } in speakers.ranked() {
            let id = SpeakerId::from_u64(of);
            let quote = quote_at(first, self.view)?;
            let name = quote.speakers().find(|speaker| speaker.id() == id);
            let name = name.map_or("", |speaker| speaker.name()).to_owned();
            facets.speakers.push(SpeakerFacet { id, name, quotes });
        }
        for Row { quotes, first, .. } in sources.ranked() {
            let article = first.key.article().to_u64();
            let head = self.view.tables.pinned_head(article, first.revision)?;
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

/// Returns what a record states of a speaker, as far as it is counted.
#[inline]
const fn said((speaker, from): Stated) -> SaidBy<'static> {
    SaidBy { speaker, name: None, role: None, mention: None, from }
}

/// Looks up the quote at a place.
fn quote_at(at: QuoteAt, view: &Arc<ReadView>) -> Result<Quote> {
    let id = at.key.quote();
    let page = view.quote_page(id.article(), at.revision, id.ordinal())?;
    let entry = page.and_then(|page| page.entry(page.lower_bound(&at.key)));
    let (key, record) = entry
        .filter(|(key, _)| *key == at.key)
        .ok_or_else(|| Error::corrupt(format!("quote {id} is missing")))?;
    Ok(Quote::inline(key, record, view))
}

/// A number, and how many quotes have it.
#[derive(Clone, Copy)]
struct Row {
    of: u64,
    quotes: u64,
    first: QuoteAt,
    /// The place among the rows with the same first quote, or among all in the order in which they
    /// came first.
    place: usize,
}

impl Row {
    fn new(of: u64, quotes: u64, first: QuoteAt) -> Self {
        Self { of, quotes, first, place: 0 }
    }
}

/// The rows with the highest counts; of the same count, those that came first.
struct Top {
    most: usize,
    /// The order of the quotes, if it is an order of their keys; else the rows know their places.
    order: Option<Order>,
    rows: Vec<Row>,
    /// As many as `most` rows have this count or a higher one.
    least: u64,
}

impl Top {
    fn new(most: usize, order: Option<Order>) -> Self {
        Self { most, order, rows: Vec::new(), least: 0 }
    }

    #[inline]
    fn offer(&mut self, row: Row) {
        if row.quotes < self.least {
            return;
        }
        self.rows.push(row);
        if self.rows.len() > self.most.saturating_mul(2).saturating_add(64) {
            self.cut();
            self.least = self.rows.iter().map(|row| row.quotes).min().unwrap_or(u64::MAX);
        }
    }

    /// Adds a row to the last if it is of the same number, or offers the last and replaces it.
    #[inline]
    fn join(&mut self, last: &mut Option<Row>, row: Row) {
        match last {
            Some(last) if last.of == row.of => {
                let quotes = last.quotes + row.quotes;
                if self.compare(&row, last).is_lt() {
                    *last = row;
                }
                last.quotes = quotes;
            }
            _ => last.replace(row).into_iter().for_each(|row| self.offer(row)),
        }
    }

    /// Compares which row came first.
    fn compare(&self, one: &Row, other: &Row) -> Ordering {
        let by_key = match self.order {
            None => Ordering::Equal,
            Some(Order::OldestFirst) => one.first.key.cmp(&other.first.key),
            Some(Order::NewestFirst) => other.first.key.cmp(&one.first.key),
        };
        by_key.then(one.place.cmp(&other.place))
    }

    fn rank(&self, one: &Row, other: &Row) -> Ordering {
        other.quotes.cmp(&one.quotes).then_with(|| self.compare(one, other))
    }

    fn cut(&mut self) {
        let mut rows = take(&mut self.rows);
        if self.most < rows.len() {
            rows.select_nth_unstable_by(self.most, |one, other| self.rank(one, other));
            rows.truncate(self.most);
        }
        self.rows = rows;
    }

    /// Returns the rows, the highest count first.
    fn ranked(mut self) -> Vec<Row> {
        self.cut();
        let mut rows = take(&mut self.rows);
        rows.sort_unstable_by(|one, other| self.rank(one, other));
        rows
    }
}

/// Counts by a number.
#[derive(Default)]
struct Counts {
    places: HashMap<u64, usize, FixedState>,
    rows: Vec<Row>,
    /// The place of the last number: often the next is the same.
    last: usize,
}

impl Counts {
    #[inline]
    fn add(&mut self, of: u64, first: QuoteAt) {
        if let Some(last) = self.rows.get_mut(self.last)
            && last.of == of
        {
            last.quotes += 1;
            return;
        }
        let next = self.rows.len();
        self.last = *self.places.entry(of).or_insert(next);
        if self.last == next {
            self.rows.push(Row { place: next, ..Row::new(of, 1, first) });
        } else if let Some(row) = self.rows.get_mut(self.last) {
            row.quotes += 1;
        }
    }
}
