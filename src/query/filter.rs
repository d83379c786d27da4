//! What a query asks for, as it was written.

use std::fmt;
use std::ops::{Bound, Range, RangeBounds};

use smallvec::SmallVec;

use super::cursor::{Cursor, Origin};
use super::plan::Plan;
use crate::error::{Error, Result};
use crate::model::{ArticleId, Country, Published, QuoteKind, SpeakerId, limits};
use crate::record::SortKey;
use crate::storage::Order;

/// One condition. All of a query's must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    /// Quotes of the speakers that bear a full name or alias.
    Speaker(String),
    /// Quotes of one speaker.
    SpeakerId(SpeakerId),
    /// Quotes of speakers from a country.
    From(Country),
    /// Quotes that name a country, or are in a sentence that does.
    About(Country),
    /// Quotes from or about a country.
    Either(Country),
    /// Articles that name a country.
    Names(Country),
    /// Articles, or quotes in articles, of a source.
    Source(String),
    /// Quotes in one article.
    Article(ArticleId),
    /// Quotes of a kind.
    Kind(QuoteKind),
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Speaker(name) => write!(f, "speaker {name:?}"),
            Self::SpeakerId(speaker) => write!(f, "speaker {speaker}"),
            Self::From(country) => write!(f, "from {country}"),
            Self::About(country) => write!(f, "about {country}"),
            Self::Either(country) => write!(f, "from or about {country}"),
            Self::Names(country) => write!(f, "naming {country}"),
            Self::Source(source) => write!(f, "source {source:?}"),
            Self::Article(article) => write!(f, "article {article}"),
            Self::Kind(kind) => write!(f, "{kind}"),
        }
    }
}

/// Refuses a query of more filters, or longer words in one, than is sensible.
pub(super) fn check_limits<'a>(filters: usize, words: impl Iterator<Item = &'a str>) -> Result<()> {
    if filters > limits::FILTERS {
        let limit = limits::FILTERS;
        return Err(Error::invalid(format!(
            "the query has {filters} filters; the limit is {limit}"
        )));
    }
    if let Some(bytes) = words.map(str::len).find(|bytes| *bytes > limits::FILTER_BYTES) {
        let limit = limits::FILTER_BYTES;
        return Err(Error::invalid(format!(
            "the query asks for {bytes} bytes in one name; the limit is {limit}"
        )));
    }
    Ok(())
}

/// Refuses a page that can hold nothing.
pub(super) fn check_page(limit: usize, of: &str) -> Result<()> {
    if limit == 0 {
        return Err(Error::invalid(format!("a page of 0 {of}; at least 1 was expected")));
    }
    Ok(())
}

/// Returns the conditions of a query, the same for every order in which they can be written.
pub(super) fn in_any_order(conditions: impl Iterator<Item = String>) -> Vec<String> {
    let mut conditions: Vec<String> = conditions.collect();
    conditions.sort_unstable();
    conditions.dedup();
    conditions
}

/// A range of times of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    start: Bound<Published>,
    end: Bound<Published>,
}

impl When {
    pub(super) fn new<D: Into<Published> + Clone>(range: &impl RangeBounds<D>) -> Self {
        Self {
            start: range.start_bound().cloned().map(Into::into),
            end: range.end_bound().cloned().map(Into::into),
        }
    }

    /// Returns the sort keys of what was published in the range; the undated were not.
    fn keys(&self) -> Result<Range<SortKey>> {
        let (first, start) = match self.start {
            Bound::Included(start) => (start.micros(), SortKey::first_at(start.micros())),
            Bound::Excluded(start) => {
                (start.last_micros(), SortKey::first_at(start.last_micros() + 1))
            }
            Bound::Unbounded => (i64::MIN, SortKey::first_dated()),
        };
        let (last, end) = match self.end {
            Bound::Included(end) => (end.last_micros(), SortKey::first_at(end.last_micros() + 1)),
            Bound::Excluded(end) => (end.micros(), SortKey::first_at(end.micros())),
            Bound::Unbounded => (i64::MAX, SortKey::MAX),
        };
        if last < first {
            return Err(Error::invalid(format!(
                "{self} ends before it begins; the earlier time was expected first"
            )));
        }
        Ok(start..end)
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("published ")?;
        match self.start {
            Bound::Included(start) => write!(f, "{start}")?,
            Bound::Excluded(start) => write!(f, "after {start} ")?,
            Bound::Unbounded => {}
        }
        match self.end {
            Bound::Included(end) => write!(f, "..={end}"),
            Bound::Excluded(end) => write!(f, "..{end}"),
            Bound::Unbounded => f.write_str(".."),
        }
    }
}

/// A query over what is sorted by publication: quotes or articles.
#[derive(Clone, Debug)]
pub(super) struct Request {
    of: &'static str,
    pub(super) filters: SmallVec<[Filter; 2]>,
    pub(super) when: Vec<When>,
    pub(super) order: Order,
    pub(super) after: Option<Cursor>,
}

impl Request {
    /// Asks for all `of` a store.
    pub(super) fn new(of: &'static str) -> Self {
        Self {
            of,
            filters: SmallVec::new(),
            when: Vec::new(),
            order: Order::NewestFirst,
            after: None,
        }
    }

    /// Returns the order in words.
    fn order_words(&self) -> &'static str {
        match self.order {
            Order::OldestFirst => "oldest first",
            Order::NewestFirst => "newest first",
        }
    }

    /// Returns the filter at a position in words; without one, all there is is asked for.
    fn words(&self, at: usize) -> String {
        self.filters.get(at).map_or_else(|| "all".to_owned(), ToString::to_string)
    }

    /// Makes the plan of walking the lists of the filter at a position, testing those at others.
    pub(super) fn plan(
        &self,
        entries: &str,
        size: u64,
        cursors: usize,
        residual: impl Iterator<Item = usize>,
    ) -> Plan {
        let residual = residual
            .map(|at| self.words(at))
            .chain(self.when.iter().map(ToString::to_string))
            .collect();
        let cursors = format!("{entries} {}", self.words(cursors));
        Plan { order: self.order_words(), access_path: cursors, size, residual }
    }

    /// Returns what the query's cursors are of: its conditions, in whatever sequence they were
    /// written.
    pub(super) fn origin(&self, store: [u8; 16]) -> Origin {
        let filters = self.filters.iter().map(ToString::to_string);
        let words = in_any_order(filters.chain(self.when.iter().map(ToString::to_string)));
        // The words hold no line break: names and sources are in them escaped.
        Origin::new(store, &format!("{} {}\n{}", self.of, self.order_words(), words.join("\n")))
    }

    /// Returns the sort keys that the results are among: published in all ranges, and after the
    /// cursor.
    pub(super) fn range(&self, store: [u8; 16]) -> Result<Range<SortKey>> {
        let words = self.filters.iter().filter_map(|filter| match filter {
            Filter::Speaker(words) | Filter::Source(words) => Some(words.as_str()),
            _ => None,
        });
        check_limits(self.filters.len() + self.when.len(), words)?;
        let mut range = SortKey::MIN..SortKey::MAX;
        for when in &self.when {
            let keys = when.keys()?;
            range = range.start.max(keys.start)..range.end.min(keys.end);
        }
        if let Some(cursor) = &self.after {
            let last = self.origin(store).last_key(cursor)?;
            match self.order {
                Order::OldestFirst => range.start = range.start.max(last.next()),
                Order::NewestFirst => range.end = range.end.min(last),
            }
        }
        if range.start > range.end {
            range.end = range.start;
        }
        Ok(range)
    }
}
