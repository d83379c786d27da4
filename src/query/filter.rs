//! The conditions, order and cursor of a query, as written.

use std::fmt;
use std::ops::{Bound, Range, RangeBounds};

use smallvec::SmallVec;

use super::cursor::{Cursor, Origin};
use super::plan::Plan;
use crate::error::{Error, Result};
use crate::model::{
    ArticleId, Country, Precision, Published, QuoteId, QuoteKind, SpeakerId, fold, limits,
};
use crate::record::{PostingRecord, SortKey};
use crate::storage::{ListKey, Order, PostingList, ReadGuard};

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
    /// Articles, or quotes in articles, that have an attribute: the name and the value.
    Attribute(String, String),
    /// Quotes in one article.
    Article(ArticleId),
    /// Quotes of a kind.
    Kind(QuoteKind),
    /// A quote, and those with the same words.
    SameAs(QuoteId),
    /// Quotes whose words have a fingerprint, of a saying.
    Saying(u64),
    /// Quotes that a query for words finds in the index of words.
    #[cfg(feature = "fulltext")]
    Matching(String),
    /// Quotes that a query for words finds in the quotes themselves.
    #[cfg(feature = "fulltext")]
    WithWords(String),
}

impl Filter {
    /// Makes the filter of an attribute. The case of its name does not matter.
    pub(super) fn attribute(mut name: String, value: String) -> Self {
        name.make_ascii_lowercase();
        Self::Attribute(name, value)
    }

    /// Looks up the posting list of the articles that the filter keeps.
    ///
    /// # Errors
    /// `InvalidInput` if it is no filter of articles, or of an attribute that was not declared.
    pub(super) fn article_list(&self, guard: &ReadGuard<'_>) -> Result<PostingList<PostingRecord>> {
        match self {
            Self::Names(country) => guard.article_list(&ListKey::country(*country)),
            Self::Source(source) => guard.article_list(&ListKey::source(&fold(source))),
            Self::Attribute(name, value) => guard.attribute_list(name, value),
            other => Err(Error::invalid(format!("articles cannot be asked for by {other}"))),
        }
    }
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
            Self::Attribute(name, value) => write!(f, "attribute {name:?} {value:?}"),
            Self::Article(article) => write!(f, "article {article}"),
            Self::Kind(kind) => write!(f, "{kind}"),
            Self::SameAs(quote) => write!(f, "same as {quote}"),
            Self::Saying(saying) => write!(f, "saying {saying:016x}"),
            #[cfg(feature = "fulltext")]
            Self::Matching(words) | Self::WithWords(words) => write!(f, "matching {words:?}"),
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

/// The most microseconds that a local clock differs from UTC.
const MOST_OFFSET: i64 = 26 * 60 * 60 * 1_000_000;
/// The microseconds of the longest month.
const LONGEST_MONTH: i64 = 31 * 24 * 60 * 60 * 1_000_000;

/// One end of a range: the first or the last microsecond in it.
#[derive(Clone, Copy, Debug)]
struct Limit {
    micros: i64,
    /// Whether the microseconds are those of an instant. If not, any local clock shows them.
    is_instant: bool,
}

impl Limit {
    /// Returns the microsecond before or after the moment, or before or after all that the value
    /// covers. `by` is -1, 0 or 1.
    fn new(published: Published, micros: i64, by: i64) -> Self {
        let is_instant = published.precision() == Precision::Moment;
        let micros = if is_instant { published.instant_micros() } else { micros };
        Self { micros: micros.saturating_add(by), is_instant }
    }

    /// Returns by how much sort keys, which have the microseconds of local clocks, can differ.
    const fn slack(self) -> i64 {
        if self.is_instant { MOST_OFFSET } else { 0 }
    }

    /// Returns the microseconds of a time of publication that are compared with the limit.
    fn of(self, published: Published) -> i64 {
        if self.is_instant { published.instant_micros() } else { published.micros() }
    }
}

/// A range of times of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    start: Bound<Published>,
    end: Bound<Published>,
    /// Whether all of a month must be in the range.
    whole: bool,
}

impl When {
    pub(super) fn new<D: Into<Published> + Clone>(range: &impl RangeBounds<D>) -> Self {
        Self {
            start: range.start_bound().cloned().map(Into::into),
            end: range.end_bound().cloned().map(Into::into),
            whole: false,
        }
    }

    /// Returns the range of all that was certainly published before a time.
    pub(super) fn before(end: Published) -> Self {
        Self { start: Bound::Unbounded, end: Bound::Excluded(end), whole: true }
    }

    fn first(&self) -> Option<Limit> {
        match self.start {
            Bound::Included(start) => Some(Limit::new(start, start.micros(), 0)),
            Bound::Excluded(start) => Some(Limit::new(start, start.last_micros(), 1)),
            Bound::Unbounded => None,
        }
    }

    fn last(&self) -> Option<Limit> {
        match self.end {
            Bound::Included(end) => Some(Limit::new(end, end.last_micros(), 0)),
            Bound::Excluded(end) => Some(Limit::new(end, end.micros(), -1)),
            Bound::Unbounded => None,
        }
    }

    /// Returns whether the range ends before it begins. One of the same bounds, one or both
    /// excluded, is empty and not reversed.
    fn is_reversed(&self) -> bool {
        let (Bound::Included(start) | Bound::Excluded(start)) = self.start else { return false };
        let (Bound::Included(end) | Bound::Excluded(end)) = self.end else { return false };
        let is_instant = |bound: Published| bound.precision() == Precision::Moment;
        if is_instant(start) && is_instant(end) {
            return end.instant_micros() < start.instant_micros();
        }
        let first = match self.start {
            Bound::Excluded(start) => start.last_micros(),
            _ => start.micros(),
        };
        let last = match self.end {
            Bound::Excluded(end) => end.micros(),
            _ => end.last_micros(),
        };
        last < first
    }

    /// Returns the range of sort keys of all that was published in this range, months that begin
    /// before it left out. The undated are not in it.
    fn keys(&self) -> Result<Range<SortKey>> {
        if self.is_reversed() {
            return Err(Error::invalid(format!(
                "{self} ends before it begins; the earlier time was expected first"
            )));
        }
        let start = self.first().map_or_else(SortKey::first_dated, |first| {
            SortKey::first_at(first.micros.saturating_sub(first.slack()).max(i64::MIN + 1))
        });
        let end = self.last().map_or(SortKey::MAX, |last| {
            SortKey::first_at(last.micros.saturating_add(last.slack()).saturating_add(1))
        });
        Ok(start..end)
    }

    /// Returns whether the sort keys do not tell what is in the range.
    fn is_inexact(&self) -> bool {
        self.whole || [self.first(), self.last()].iter().flatten().any(|limit| limit.is_instant)
    }

    /// Returns whether what has a sort key is in the range. `published` reads the whole time of
    /// publication if the key does not tell.
    pub(super) fn passes(
        &self,
        key: &SortKey,
        published: impl FnOnce() -> Result<Option<Published>>,
    ) -> Result<bool> {
        let Some(micros) = key.micros() else { return Ok(false) };
        let (first, last) = (self.first(), self.last());
        let begins = first.is_none_or(|first| micros.saturating_sub(first.slack()) >= first.micros);
        let length = if self.whole { LONGEST_MONTH } else { 0 };
        let ends =
            last.is_none_or(|last| micros.saturating_add(last.slack() + length) <= last.micros);
        if begins && ends {
            return Ok(true);
        }
        let reach = micros.saturating_add(MOST_OFFSET + LONGEST_MONTH);
        if first.is_some_and(|first| reach < first.micros) {
            return Ok(false);
        }
        let Some(published) = published()? else { return Ok(false) };
        // A month is in every range that it overlaps. A day counts as its first moment.
        let end = match published.precision() {
            Precision::Month => published.last_micros(),
            _ => i64::MIN,
        };
        let must_end = if self.whole { end } else { i64::MIN };
        Ok(first.is_none_or(|first| first.of(published).max(end) >= first.micros)
            && last.is_none_or(|last| last.of(published).max(must_end) <= last.micros))
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.whole { "published wholly " } else { "published " })?;
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
    pub(super) of: &'static str,
    pub(super) filters: SmallVec<[Filter; 2]>,
    pub(super) when: Vec<When>,
    pub(super) order: Order,
    /// Whether the most relevant come first, whatever `order` says.
    pub(super) by_relevance: bool,
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
            by_relevance: false,
            after: None,
        }
    }

    /// Returns the order in words.
    fn order_words(&self) -> &'static str {
        match self.order {
            _ if self.by_relevance => "by relevance",
            Order::OldestFirst => "oldest first",
            Order::NewestFirst => "newest first",
        }
    }

    /// Returns the filter at a position as it prints; "all" if there is none.
    fn words(&self, at: usize) -> String {
        self.filters.get(at).map_or_else(|| "all".to_owned(), ToString::to_string)
    }

    /// Makes the plan with the access path of the filters at positions `path` and the residual
    /// filters at other positions.
    pub(super) fn plan(
        &self,
        entries: &str,
        size: u64,
        path: impl Iterator<Item = usize>,
        residual: impl Iterator<Item = usize>,
    ) -> Plan {
        let path = path.map(|at| self.words(at)).collect::<Vec<_>>().join(" and ");
        let residual = residual
            .filter(|at| *at < self.filters.len())
            .map(|at| self.words(at))
            .chain(self.when.iter().map(ToString::to_string))
            .collect();
        let access_path = format!("{entries} {path}");
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
    /// cursor. It may have others too. `has_months` returns whether any articles of a month have
    /// sort keys in a range.
    ///
    /// # Errors
    /// `InvalidInput` if a limit is passed, a range is reversed, or the cursor is damaged or of
    /// another query or store; what `has_months` returns.
    pub(super) fn keys(
        &self,
        store: [u8; 16],
        has_months: impl FnOnce(&Range<SortKey>) -> Result<bool>,
    ) -> Result<Keys> {
        let words = self.filters.iter().filter_map(|filter| match filter {
            Filter::Speaker(words) | Filter::Source(words) | Filter::Attribute(_, words) => {
                Some(words.as_str())
            }
            #[cfg(feature = "fulltext")]
            Filter::Matching(words) | Filter::WithWords(words) => Some(words.as_str()),
            _ => None,
        });
        check_limits(self.filters.len() + self.when.len(), words)?;
        let mut range = SortKey::MIN..SortKey::MAX;
        for when in &self.when {
            let keys = when.keys()?;
            range = range.start.max(keys.start)..range.end.min(keys.end);
        }
        let mut is_exact = !self.when.iter().any(When::is_inexact);
        if let Some(micros) = range.start.micros()
            && let Some(month) = Published::begun_month(micros)
        {
            let before = SortKey::first_at(month)..range.start;
            if has_months(&before)? {
                is_exact = false;
                range.start = before.start;
            }
        }
        if let Some(cursor) = &self.after
            && !self.by_relevance
        {
            let last = self.origin(store).last_key(cursor)?;
            match self.order {
                Order::OldestFirst => range.start = range.start.max(last.next()),
                Order::NewestFirst => range.end = range.end.min(last),
            }
        }
        if range.start > range.end {
            range.end = range.start;
        }
        Ok(Keys { range, is_exact })
    }
}

/// The sort keys that a query reads.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) range: Range<SortKey>,
    /// Whether all of them were published in the ranges of the query.
    pub(super) is_exact: bool,
}
