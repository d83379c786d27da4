//! Counts of a search, at a bounded cost.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use onrecord::{Country, Facets, Period, Quote, Snapshot, SpeakerFacet};

use crate::failure::Failure;
use crate::search::Search;

/// The most quotes that are read for counts, if the store has a list of those of a search.
const QUOTES: u64 = 30_000;
/// The same of a search for words while the index of words is behind: each quote that it finds is
/// then looked up in the store, and the counts soon hold no more.
const BEHIND: u64 = 2_000;
/// The most articles that are read for counts, if there is no such list.
const ARTICLES: u64 = 1_000;

/// The most speakers and sources that are named.
const NAMED: usize = 12;

/// The days before the newest quote, or before today, that are tried if all quotes are too many.
const DAYS: [i32; 9] = [0, 7, 30, 90, 180, 365, 730, 1825, 3650];

/// The time for which counts are shown although the store has changed since, so that a load does
/// not make every page count anew.
const HELD: Duration = Duration::from_secs(5);
/// The same for counts that were made while the index of words was behind: so many times as long
/// as it took to make them, so that they are soon right if they are cheap.
const HELD_BEHIND: u32 = 20;

/// The most searches whose counts are kept.
const KEPT: usize = 128;

/// The counts of a search, as pages have them: those by day, which are many, are not kept.
#[derive(Debug)]
pub(crate) struct Counts {
    /// The number of quotes that are counted.
    pub(crate) quotes: u64,
    pub(crate) speakers: Vec<SpeakerFacet>,
    pub(crate) sources: Vec<(String, u64)>,
    pub(crate) from: Vec<(Country, u64)>,
    pub(crate) about: Vec<(Country, u64)>,
    pub(crate) from_about: Vec<(Country, Country, u64)>,
    /// By the first day of the month, oldest first.
    pub(crate) months: Vec<(Date, u64)>,
    years: Vec<(Date, u64)>,
    pub(crate) reach: Reach,
    /// The number of all quotes. `None` if counting them would read too many.
    pub(crate) total: Option<u64>,
}

/// The part of the quotes that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    All,
    /// Those that were published on this day or later.
    Since(Date),
    /// None: too many are undated, or of one day, or are not all indexed.
    Nothing,
}

/// Counts that were made, the latest first. They hold until the store changes, and for a while in
/// any case.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeptCounts(Arc<Mutex<VecDeque<Kept>>>);

type Commits = (u64, Option<u64>);

#[derive(Debug)]
struct Kept {
    /// The last commit in the snapshot and, of a search for words, in the index of words.
    commits: Commits,
    /// The moment until which they hold although the store has changed.
    until: Instant,
    search: Search,
    counts: Arc<Counts>,
}

/// Returns whether a search is for words, of which the index does not have all.
fn is_behind(snapshot: &Snapshot, search: &Search) -> bool {
    let indexed = search.words.as_ref().and(snapshot.text_lsn());
    indexed.is_some_and(|indexed| indexed < snapshot.lsn())
}

impl KeptCounts {
    /// Returns the counts of a search, whatever its order.
    pub(crate) fn of(&self, snapshot: &Snapshot, search: &Search) -> Result<Arc<Counts>, Failure> {
        let search = search.without("order");
        let commits = (snapshot.lsn(), search.words.as_ref().and(snapshot.text_lsn()));
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let holds = |kept: &Kept| kept.commits == commits || Instant::now() < kept.until;
        let is_it = |kept: &&Kept| kept.search == search && holds(kept);
        if let Some(kept) = lock().iter().find(is_it) {
            return Ok(Arc::clone(&kept.counts));
        }
        let begun = Instant::now();
        let counts = Arc::new(Counts::of(snapshot, &search)?);
        let held = if is_behind(snapshot, &search) {
            (begun.elapsed() * HELD_BEHIND).min(HELD)
        } else {
            HELD
        };
        let until = Instant::now() + held;
        let mut kept = lock();
        kept.push_front(Kept { commits, until, search, counts: Arc::clone(&counts) });
        kept.truncate(KEPT);
        Ok(counts)
    }

    /// Forgets all counts: a correction is seen at once.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Counts {
    /// Counts the quotes of a search: all of them, or those since as many days before the newest,
    /// or before today, as do not read too many.
    fn of(snapshot: &Snapshot, search: &Search) -> Result<Self, Failure> {
        let query = search.query(snapshot)?;
        let is_behind = is_behind(snapshot, search);
        let most = match search.has_list() {
            true if is_behind => BEHIND,
            true => QUOTES,
            false => ARTICLES,
        };
        let plan = query.explain()?;
        if plan.size() <= most {
            let facets = query.facets(NAMED)?;
            let total = Some(facets.quotes);
            return Ok(Self::from(facets, Reach::All, total));
        }
        if is_behind {
            return Ok(Self::from(Facets::default(), Reach::Nothing, None));
        }
        // A list knows its length.
        let is_list = search.has_list() && plan.residual_filters().is_empty();
        let total = if is_list { Some(query.count()?) } else { None };
        let newest = query.page(1)?.items.first().and_then(Quote::published);
        // A date that is yet to come is most often a mistake, and nothing is near it.
        let today = Timestamp::now().to_zoned_datetime(TimeZone::UTC).date();
        let Some(last) = newest.map(|newest| newest.date().min(today)) else {
            return Ok(Self::from(Facets::default(), Reach::Nothing, total));
        };
        let mut fits = None;
        // The shortest first: an index of words looks at all that it counts.
        for days in DAYS {
            let since = last.saturating_sub(days.days());
            let narrowed = query.clone().published(since..);
            if narrowed.explain()?.size() > most {
                break;
            }
            fits = Some((since, narrowed));
        }
        Ok(match fits {
            Some((since, narrowed)) => {
                Self::from(narrowed.facets(NAMED)?, Reach::Since(since), total)
            }
            None => Self::from(Facets::default(), Reach::Nothing, total),
        })
    }

    fn from(facets: Facets, reach: Reach, total: Option<u64>) -> Self {
        Self {
            quotes: facets.quotes,
            months: facets.published(Period::Month),
            years: facets.published(Period::Year),
            speakers: facets.speakers,
            sources: facets.sources,
            from: facets.speaker_countries,
            about: facets.about_countries,
            from_about: facets.from_about,
            reach,
            total,
        }
    }

    /// Returns the period that a chart of these counts has, and its bars.
    pub(crate) fn over_time(&self) -> (Period, &[(Date, u64)]) {
        let (Some((first, _)), Some((last, _))) = (self.years.first(), self.years.last()) else {
            return (Period::Month, &self.months);
        };
        if i32::from(last.year()) - i32::from(first.year()) >= 6 {
            return (Period::Year, &self.years);
        }
        (Period::Month, &self.months)
    }
}
