//! The conditions, order and cursor of a query, as written.

use std::fmt;
use std::ops::{Bound, Range, RangeBounds};

use smallvec::SmallVec;

use super::cursor::{Cursor, Origin};
use super::plan::Plan;
use crate::error::{Error, Result};
use crate::model::{ArticleId, Country, Published, QuoteKind, SpeakerId, limits};
use crate::record::SortKey;
use crate::storage::Order;

/// One condition on quotes or articles. All conditions of a query must hold.
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

/// Refuses a query with too many filters, or too long a name in one of them.
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

    /// Returns the range of sort keys of what was published in this range. The undated are not in
    /// it.
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

/// A query of quotes or articles, which are sorted by publication.
#[derive(Clone, Debug)]
pub(super) struct Request {
    of: &'static str,
    pub(super) filters: SmallVec<[Filter; 2]>,
    pub(super) when: Vec<When>,
    pub(super) order: Order,
    pub(super) after: Option<Cursor>,
}

impl Request {
    /// Asks for all quotes or all articles: `of` is the plural noun.
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

    /// Returns the filter at a position as it prints; "all" if there is none.
    fn words(&self, at: usize) -> String {
        self.filters.get(at).map_or_else(|| "all".to_owned(), ToString::to_string)
    }

    /// Makes the plan with the access path of the filter at position `path` and the residual
    /// filters at other positions.
    pub(super) fn plan(
        &self,
        entries: &str,
        size: u64,
        path: usize,
        residual: impl Iterator<Item = usize>,
    ) -> Plan {
        let residual = residual
            .map(|at| self.words(at))
            .chain(self.when.iter().map(ToString::to_string))
            .collect();
        let access_path = format!("{entries} {}", self.words(path));
        Plan { order: self.order_words(), access_path, size, residual }
    }

    /// Returns the origin of the query's cursors: the store, the conditions in any order, and the
    /// order of the results.
    pub(super) fn origin(&self, store: [u8; 16]) -> Origin {
        let filters = self.filters.iter().map(ToString::to_string);
        let words = in_any_order(filters.chain(self.when.iter().map(ToString::to_string)));
        // No condition has a line break: names and sources are escaped.
        Origin::new(store, &format!("{} {}\n{}", self.of, self.order_words(), words.join("\n")))
    }

    /// Returns the range of sort keys that has all results: published in all ranges, and after the
    /// cursor.
    ///
    /// # Errors
    /// `InvalidInput` if a limit is passed, a range is reversed, or the cursor is damaged or of
    /// another query or store.
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
