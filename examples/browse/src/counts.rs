//! Counts of a search, at a bounded cost.

use jiff::ToSpan as _;
use jiff::civil::Date;
use onrecord::{Facets, Period, QuoteQuery};

use crate::failure::Failure;

/// The most quotes or articles on the access path of a query that is counted.
const MOST: u64 = 100_000;

/// The most speakers and sources that are named.
const NAMED: usize = 12;

/// The days before the newest quote that are tried, if all quotes are too many.
const DAYS: [i32; 7] = [3650, 1825, 730, 365, 90, 30, 7];

/// The counts of a query.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) facets: Facets,
    /// The first day that is counted. `None` if all quotes are.
    pub(crate) since: Option<Date>,
    /// The number of all quotes. `None` if counting them would read too many.
    pub(crate) total: Option<u64>,
}

impl Counts {
    /// Counts the quotes of a query: all of them, or those of as many days before the newest as do
    /// not read more than [`MOST`] quotes.
    pub(crate) fn of(query: &QuoteQuery) -> Result<Self, Failure> {
        let plan = query.explain()?;
        if plan.size() <= MOST {
            let facets = query.facets(NAMED)?;
            return Ok(Self { total: Some(facets.quotes), facets, since: None });
        }
        // A list knows its length.
        let total = if plan.residual_filters().is_empty() { Some(query.count()?) } else { None };
        let newest = query.page(1)?.items.first().and_then(onrecord::Quote::published);
        if let Some(newest) = newest {
            for days in DAYS {
                let since = newest.date().saturating_sub(days.days());
                let narrowed = query.clone().published(since..);
                if narrowed.explain()?.size() <= MOST {
                    let facets = narrowed.facets(NAMED)?;
                    return Ok(Self { facets, since: Some(since), total });
                }
            }
        }
        let none = query.clone().published(..Date::MIN).facets(0)?;
        Ok(Self { facets: none, since: newest.map(onrecord::Published::date), total })
    }

    /// Returns the period that a chart of these counts has, and its bars.
    pub(crate) fn over_time(&self) -> (Period, Vec<(Date, u64)>) {
        let months = self.facets.published(Period::Month);
        let (Some((first, _)), Some((last, _))) = (months.first(), months.last()) else {
            return (Period::Month, months);
        };
        if (i32::from(last.year()) - i32::from(first.year())) >= 6 {
            return (Period::Year, self.facets.published(Period::Year));
        }
        (Period::Month, months)
    }
}
