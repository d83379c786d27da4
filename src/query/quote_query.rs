//! Queries of quotes: the builder and its iterator.

use std::ops::RangeBounds;
use std::sync::Arc;

use super::cursor::Cursor;
use super::facets::{Facets, Tally};
use super::filter::{Filter, Request, When, check_page};
use super::iterable::iterable;
use super::page::Page;
use super::plan::Plan;
use super::quote_plan::{Matches, Run};
use super::slow::{Watch, timed};
use super::view::Quote;
use crate::error::{Error, Result};
use crate::model::{ArticleId, Country, Published, QuoteId, QuoteKind, SpeakerId};
#[cfg(feature = "fulltext")]
use crate::search::{Expression, Snippet, parse, snippet};
use crate::storage::{Order, ReadPoint};

/// The quotes that a page has room for before it grows.
const PAGE_ROOM: usize = 32;

/// Asks for quotes, newest first unless told otherwise.
///
/// Every filter narrows the result; the same filter with two values asks for quotes to which both
/// apply. Nothing is read before the query is iterated, paged, counted or explained, and each of
/// these reads the store as it is at that moment. Newest first is the exact reverse of oldest
/// first; undated quotes are the oldest. A name or a source that nobody has is no error: nothing is
/// found.
///
/// The access path is the cheapest of the posting lists that the filters name; the other filters
/// are residual and are tested on each record. [`explain`](QuoteQuery::explain) returns the plan.
///
/// # Examples
/// ```
/// use jiff::civil::date;
/// use onrecord::{Country, Store};
/// # let folder = tempfile::tempdir()?;
/// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
/// let july = date(2020, 7, 1)..=date(2020, 7, 31);
/// let query = store.quotes().speaker_country(Country::IR).about_country(Country::IQ);
/// let query = query.published(july);
/// for quote in &query {
///     let quote = quote?;
///     println!("{}: {}", quote.speaker_name().unwrap_or("unattributed"), quote.text());
/// }
/// let page = query.page(20)?;
/// if let Some(next) = page.next {
///     let more = query.clone().after(next).page(20)?;
/// }
/// assert_eq!(query.count()?, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct QuoteQuery {
    pub(super) point: ReadPoint,
    pub(super) request: Request,
}

impl QuoteQuery {
    /// Asks for all quotes.
    pub(crate) fn new(point: ReadPoint) -> Self {
        Self { point, request: Request::new("quotes") }
    }

    fn with(mut self, filter: Filter) -> Self {
        self.request.filters.push(filter);
        self
    }

    /// Keeps quotes of the speakers with this full name or alias, without regard to case, accents
    /// and honorifics.
    ///
    /// If nobody has it, it is read as [`SpeakerQuery::name`](crate::SpeakerQuery::name) reads it:
    /// without titles, turned around at a comma, as parts of a longer name. If several speakers
    /// share it, the quotes are of all of them; [`speaker_id`](Self::speaker_id) picks one.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// for name in ["ada nkemelu", "Minister Nkemelu", "Nkemelu, Ada"] {
    ///     assert_eq!(store.quotes().speaker(name).count()?, 1);
    /// }
    /// assert_eq!(store.quotes().speaker("Nobody").count()?, 0);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn speaker(self, name: impl Into<String>) -> Self {
        self.with(Filter::Speaker(name.into()))
    }

    /// Keeps quotes of one speaker, and of those merged into it, also what others said with them.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let ada = quote.speaker_id().expect("attributed");
    /// assert_eq!(store.quotes().speaker_id(ada).count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn speaker_id(self, speaker: SpeakerId) -> Self {
        self.with(Filter::SpeakerId(speaker))
    }

    /// Keeps quotes of speakers from a country: those with this
    /// [`speaker_country`](crate::Quote::speaker_country), or of several
    /// [`speakers`](crate::Quote::speakers) one with this country.
    ///
    /// A quote whose article states no country counts as from the
    /// [country of its speaker](crate::Speaker::country). If the country has such speakers, the
    /// query walks their lists beside that of the country, and counting walks all of them.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// assert_eq!(store.quotes().speaker_country(Country::NG).count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn speaker_country(self, country: Country) -> Self {
        self.with(Filter::From(country))
    }

    /// Keeps quotes that name a country themselves or in the sentence around them.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// assert_eq!(store.quotes().about_country(Country::IQ).count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn about_country(self, country: Country) -> Self {
        self.with(Filter::About(country))
    }

    /// Keeps quotes that are from a country or about it.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// for country in [Country::NG, Country::IQ] {
    ///     assert_eq!(store.quotes().involves_country(country).count()?, 1);
    /// }
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn involves_country(self, country: Country) -> Self {
        self.with(Filter::Either(country))
    }

    /// Keeps quotes in articles of a source, without regard to case and accents.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu.").source("The Daily Ledger"))?;
    /// assert_eq!(store.quotes().source("the daily ledger").count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn source(self, source: impl Into<String>) -> Self {
        self.with(Filter::Source(source.into()))
    }

    /// Keeps quotes in articles that have an attribute; see
    /// [`ArticleQuery::attribute`](crate::ArticleQuery::attribute).
    ///
    /// The access path is the articles with the attribute, as with a source. Beside a cheaper path
    /// each quote that passes the other filters is looked up in the list of those articles: once
    /// its leaves are in the cache, that takes no read.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Draft, OpenOptions};
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// let store = OpenOptions::new().create(true).filter_attribute("desk").open(path)?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu.").attribute("desk", "Sport"))?;
    /// assert_eq!(store.quotes().attribute("desk", "sport").count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn attribute(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with(Filter::attribute(name.into(), value.into()))
    }

    /// Keeps quotes in one article.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let stored = store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// assert_eq!(store.quotes().article(stored.article).count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn article(self, article: ArticleId) -> Self {
        self.with(Filter::Article(article))
    }

    /// Keeps quotes of a kind.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, QuoteKind, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// assert_eq!(store.quotes().kind(QuoteKind::Direct).count()?, 1);
    /// assert_eq!(store.quotes().kind(QuoteKind::Mixed).count()?, 0);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn kind(self, kind: QuoteKind) -> Self {
        self.with(Filter::Kind(kind))
    }

    /// Keeps quotes with the same words as a quote, whatever their case, accents, punctuation and
    /// spacing: the quote, and those of the same [saying](crate::Quote::saying).
    ///
    /// Of fewer than five words, it is the quote alone; if there is no such quote, it is none.
    /// Reads all quotes of the saying, for each page and each range of them too.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will not leave Iraq,” said Ada Nkemelu."))?;
    /// store.ingest(&Draft::new("Ada Nkemelu said: “We will not leave Iraq!”"))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(store.quotes().same_as(quote.id()).count()?, 2);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn same_as(self, quote: QuoteId) -> Self {
        self.with(Filter::SameAs(quote))
    }

    /// Keeps quotes of a saying, by the fingerprint of its words.
    pub(super) fn saying(self, fingerprint: u64) -> Self {
        self.with(Filter::Saying(fingerprint))
    }

    /// Keeps quotes published in a range of months, days or moments. Undated quotes are in no
    /// range.
    ///
    /// A day in a bound means the whole [day](Published::date) at the place of publication:
    /// `..=day` includes all of it, `..day` nothing of it. A month means all of its days, and a
    /// moment the instant. An article of which only the day is known counts as published at its
    /// first moment in UTC; one of a month is in every range that overlaps the month.
    ///
    /// A range of days or months costs nothing beside the lists. With a moment in a bound, each
    /// result is tested, and counting reads all of them.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// use jiff::civil::date;
    /// let draft = Draft::new("“We won,” said Ada Nkemelu.").published(date(2020, 7, 21));
    /// store.ingest(&draft)?;
    /// assert_eq!(store.quotes().published(date(2020, 7, 1)..=date(2020, 7, 31)).count()?, 1);
    /// assert_eq!(store.quotes().published(..date(2020, 7, 21)).count()?, 0);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn published<D: Into<Published> + Clone>(mut self, range: impl RangeBounds<D>) -> Self {
        self.request.when.push(When::new(&range));
        self
    }

    /// Keeps quotes that a query for words finds: words and phrases by their English stems, without
    /// case, accents and apostrophes. [`query_syntax`](crate::query_syntax) has the syntax; nothing
    /// is an error. The store must be open with
    /// [`OpenOptions::text_index`](crate::OpenOptions::text_index).
    ///
    /// Quotes are found after they are indexed, usually less than a second after they are stored;
    /// [`Store::catch_up_text`](crate::Store::catch_up_text) waits for that. What was removed or
    /// replaced is not found, indexed or not.
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// use onrecord::{Draft, OpenOptions};
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// let store = OpenOptions::new().create(true).text_index(true).open(path)?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We reached a turning point,” said Ada Nkemelu."))?;
    /// store.catch_up_text(Duration::from_secs(10))?;
    /// for words in ["turn point", "\"turning point\"", "reach*", "reaching -grain"] {
    ///     assert_eq!(store.quotes().matching(words).count()?, 1);
    /// }
    /// assert_eq!(store.quotes().matching("\"point turning\"").count()?, 0);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "fulltext")]
    pub fn matching(self, words: impl Into<String>) -> Self {
        self.with(Filter::Matching(words.into()))
    }

    /// Sorts by relevance to the words of [`matching`](Self::matching), the most relevant first
    /// (BM25, words as they are written preferred to their stems); equally relevant ones newest
    /// first.
    ///
    /// A cursor of a page by relevance is valid until the index takes in further changes; then it
    /// is refused with [`ErrorKind::Expired`](crate::ErrorKind::Expired). In a
    /// [`Snapshot`](crate::Snapshot) it is valid for as long as the snapshot is held.
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// use onrecord::{Draft, OpenOptions};
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// let store = OpenOptions::new().create(true).text_index(true).open(path)?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We turn now,” said Ada Nkemelu. “It is turning,” she said."))?;
    /// store.catch_up_text(Duration::from_secs(10))?;
    /// let page = store.quotes().matching("turning").by_relevance().page(2)?;
    /// assert_eq!(page.items[0].text(), "It is turning,");
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "fulltext")]
    pub fn by_relevance(mut self) -> Self {
        self.request.by_relevance = true;
        self
    }

    /// Returns the stretch of a quote, of at most so many characters, that shows best what the
    /// words of [`matching`](Self::matching) found in it. Returns `None` if the query has none.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won the vote,” said Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let snippet = store.quotes().matching("votes").snippet(&quote, 80).expect("words");
    /// assert_eq!(snippet.to_html(), "We won the <mark>vote</mark>,");
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "fulltext")]
    #[must_use]
    pub fn snippet(&self, quote: &Quote, most_chars: usize) -> Option<Snippet> {
        let words = |filter: &Filter| match filter {
            Filter::Matching(words) => Some(parse(words)),
            _ => None,
        };
        let asked: Vec<Expression> = self.request.filters.iter().filter_map(words).collect();
        (!asked.is_empty()).then(|| snippet(quote.text(), &Expression::And(asked), most_chars))
    }

    /// Reverses the order: oldest first.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let first = store.quotes().oldest_first().page(20)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn oldest_first(mut self) -> Self {
        self.request.order = Order::OldestFirst;
        self.request.by_relevance = false;
        self
    }

    /// Continues after the last result of a page of the same query. Replaces an earlier cursor.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu. “It is over,” she said."))?;
    /// let page = store.quotes().page(1)?;
    /// let next = page.next.expect("one more");
    /// assert_eq!(store.quotes().after(next).page(1)?.items.len(), 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.request.after = Some(cursor);
        self
    }

    /// Returns the same query of what it reads at this moment.
    #[cfg(feature = "json")]
    pub(crate) fn held(&self) -> Self {
        Self { point: self.point.held(), request: self.request.clone() }
    }

    /// Returns what the query reads.
    #[cfg(feature = "json")]
    pub(crate) fn point(&self) -> &ReadPoint {
        &self.point
    }

    fn planned(&self) -> Result<Run> {
        Run::plan(&self.request, &self.point)
    }

    /// Iterates over the quotes. Ends after the first error; an invalid query yields one `Err`.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let query = store.quotes();
    /// let quotes = query.iter().collect::<onrecord::Result<Vec<_>>>()?;
    /// assert_eq!(quotes[0].text(), "We will stand by Iraq,");
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn iter(&self) -> Quotes {
        let run = || self.planned().map(Run::read).map_err(Some);
        let (mut run, watch) = Watch::start(&self.point, run, || {
            let query = self.clone();
            Box::new(move || query.explain())
        });
        if let Ok(run) = &mut run {
            run.watch = watch;
        }
        Quotes { run, lent: None }
    }

    /// Calls `each` with every quote: the fastest way to read many.
    ///
    /// The iterator makes a view for each quote; this moves one view from record to record. Clone
    /// the quote to keep it.
    ///
    /// # Errors
    /// As the iterator. The call ends at the first error.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// let mut words = 0;
    /// store.quotes().for_each(|quote| words += quote.text().split_whitespace().count())?;
    /// assert_eq!(words, 2);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn for_each(&self, mut each: impl FnMut(&Quote)) -> Result<()> {
        self.try_for_each(|quote| {
            each(quote);
            Ok(())
        })
    }

    /// Calls `each` with every quote until `each` returns an error, and returns that error.
    ///
    /// # Errors
    /// The error of `each`; or that of the store, as the iterator yields it, converted.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// let mut out = Vec::new();
    /// store.quotes().try_for_each(|quote| {
    ///     use std::io::Write;
    ///     writeln!(out, "{}", quote.text())?;
    ///     Ok::<_, Box<dyn std::error::Error>>(())
    /// })?;
    /// assert_eq!(out, "We won,\n".as_bytes());
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn try_for_each<E: From<Error>>(
        &self,
        mut each: impl FnMut(&Quote) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut quotes = self.iter();
        while let Some(quote) = quotes.lend()? {
            each(quote)?;
        }
        Ok(())
    }

    /// Returns the first `limit` quotes, and the cursor of the next page.
    ///
    /// # Errors
    /// `InvalidInput` if the limit is 0, a [limit](crate::limits) is passed, a range is reversed,
    /// or the cursor is damaged or of another query or store; `Storage` and `Corrupt` if the store
    /// fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let page = store.quotes().page(20)?;
    /// assert_eq!((page.items.len(), page.next), (1, None));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn page(&self, limit: usize) -> Result<Page<Quote>> {
        check_page(limit, "quotes")?;
        timed(&self.point, || self.explain(), || self.first(limit))
    }

    fn first(&self, limit: usize) -> Result<Page<Quote>> {
        let mut quotes = self.planned()?.read();
        let mut items = Vec::with_capacity(limit.min(PAGE_ROOM));
        while items.len() < limit {
            match quotes.next().transpose()? {
                Some(quote) => items.push(quote),
                None => return Ok(Page { items, next: None }),
            }
        }
        #[cfg(feature = "fulltext")]
        let relevance = quotes.relevance();
        #[cfg(not(feature = "fulltext"))]
        let relevance = None;
        let more = quotes.reach()?;
        let last = relevance.or_else(|| items.last().map(|quote| quote.key().as_bytes().to_vec()));
        let next = last
            .filter(|_| more)
            .map(|last| self.request.origin(self.point.storage.id()).cursor(last));
        Ok(Page { items, next })
    }

    /// Returns the number of quotes, after the cursor if there is one.
    ///
    /// Costs as much as finding one quote for a single filter with or without a range of
    /// publication; else it reads the cheapest list, or the lists of
    /// [`speaker_country`](Self::speaker_country).
    ///
    /// # Errors
    /// `InvalidInput` if a [limit](crate::limits) is passed, a range is reversed, or the cursor is
    /// damaged or of another query or store; `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// assert_eq!(store.quotes().speaker("Ada Nkemelu").count()?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn count(&self) -> Result<u64> {
        timed(&self.point, || self.explain(), || self.planned()?.count())
    }

    /// Counts the quotes by speaker, country, source and time of publication, after the cursor if
    /// there is one. Names the `most` most quoted speakers, and as many sources.
    ///
    /// Reads the cheapest list of the filters once, and no article but one for each speaker and
    /// source that is named. A query without a filter that has a list, or one of a source, an
    /// attribute or a saying, reads the quotes of articles instead.
    ///
    /// If one list alone answers the query, as that of an [`about_country`](Self::about_country)
    /// does, in any range of dates, what was counted below its branches stays in the view cache:
    /// the next time costs as much as there are different speakers, and what is new. The counts
    /// take about 120 bytes a speaker, for the list and for each 3,000 quotes of it. If the cache
    /// is too small for them, the list is read each time.
    ///
    /// # Errors
    /// As [`count`](Self::count).
    ///
    /// # Examples
    /// ```
    /// use onrecord::Period;
    /// # use onrecord::{Country, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let facets = store.quotes().speaker_country(Country::IR).facets(20)?;
    /// println!("{} quotes from Iran", facets.quotes);
    /// for (country, quotes) in &facets.about_countries {
    ///     println!("{quotes:6} about {}", country.name());
    /// }
    /// for (month, quotes) in facets.published(Period::Month) {
    ///     println!("{quotes:6} in the month of {month}");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn facets(&self, most: usize) -> Result<Facets> {
        let run = || {
            let run = self.planned()?;
            let view = Arc::clone(&run.view);
            let mut tally = Tally::new(&view);
            if let Some(counts) = run.list_counts()? {
                return tally.of_counts(&counts, run.order, most);
            }
            run.read().visit(|key, record| tally.add(key, record))?;
            tally.facets(most)
        };
        timed(&self.point, || self.explain(), run)
    }

    /// Returns the plan of the query, without running it.
    ///
    /// # Errors
    /// As [`count`](Self::count).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let query = store.quotes().speaker("Ada Nkemelu").about_country(Country::IQ);
    /// println!("{}", query.explain()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self) -> Result<Plan> {
        let run = self.planned()?;
        let size = run.path.size(&run.view.tables, &run.range)?;
        let path = std::iter::once(run.chosen);
        #[cfg(feature = "fulltext")]
        let path = path.chain(run.marked.iter().copied());
        Ok(self.request.plan(
            run.path.entries(),
            size,
            path,
            run.residual.iter().map(|(at, _)| *at),
        ))
    }
}

iterable!(QuoteQuery, Quotes, Quote);

/// An iterator over quotes, made by [`QuoteQuery::iter`]. Reads the store as of the moment when it
/// was made; ends after the first error.
#[derive(Debug)]
pub struct Quotes {
    /// The matches; or why the query is invalid, until that is yielded.
    run: Result<Matches, Option<Error>>,
    /// The quote that was lent last.
    lent: Option<Quote>,
}

impl Quotes {
    /// Lends the next quote; `None` after the last.
    ///
    /// The iterator counts two references for each quote that it yields; this counts at most two
    /// for each leaf.
    #[inline]
    fn lend(&mut self) -> Result<Option<&Quote>> {
        if self.lend_in_leaf() || self.lend_found()? { Ok(self.lent.as_ref()) } else { Ok(None) }
    }

    /// Moves to the next quote if that is one step in the current leaf. Small, to be inlined into
    /// the caller's loop.
    #[inline]
    fn lend_in_leaf(&mut self) -> bool {
        let (Ok(run), Some(lent)) = (&mut self.run, &mut self.lent) else { return false };
        run.untested().is_some_and(|leaf| lent.follow(leaf))
    }

    /// Moves to the next quote in any other case; `false` after the last.
    #[inline(never)]
    fn lend_found(&mut self) -> Result<bool> {
        let run = match &mut self.run {
            Ok(run) => run,
            Err(failed) => return failed.take().map_or(Ok(false), Err),
        };
        if !run.reach()? {
            return Ok(false);
        }
        let follows = match (&mut self.lent, &mut run.leaf) {
            (Some(lent), Some(leaf)) => lent.follow(leaf),
            _ => false,
        };
        if !follows {
            self.lent = run.take().transpose()?;
        }
        Ok(true)
    }
}

impl Iterator for Quotes {
    type Item = Result<Quote>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.run {
            Ok(run) => run.next(),
            Err(failed) => failed.take().map(Err),
        }
    }
}
