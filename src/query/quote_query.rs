//! Asking for quotes.

use std::iter::FusedIterator;
use std::ops::{Range, RangeBounds};
use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use super::cursor::Cursor;
use super::filter::{Filter, Request, When};
use super::page::Page;
use super::plan::{Plan, cheapest};
use super::quote_source::{ArticleQuotes, Posting, Postings, Source, Union, posting_range};
use super::view::Quote;
use crate::error::{Error, Result};
use crate::model::{ArticleId, Country, Published, QuoteKind, SpeakerId, fold};
use crate::record::{
    ArchivedQuoteRecord, Code, PostingRecord, QuoteRecord, SortKey, Valid, code, source_hash,
};
use crate::storage::{
    LeafCursor, ListKey, Order, PostingList, ReadGuard, ReadPoint, ReadView, Tables,
};

/// Asks for quotes, newest first unless told otherwise.
///
/// Every filter narrows the result; the same one with two values asks for quotes to which both apply. Nothing is
/// read before the query is iterated, paged, counted or explained, and each of these sees the store as it is at
/// that view. HotLeaves first is the exact reverse of oldest first; undated quotes are the oldest. A name or a
/// source that nobody has is no error: nothing is found.
///
/// The narrowest of the lists that the filters name is walked, block by block, and the other filters are tested on
/// the way; `explain` tells which list that is and how long.
///
/// # Examples
/// ```
/// use jiff::civil::date;
/// use onrecord::{Country, Store};
/// # let folder = tempfile::tempdir()?;
/// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
/// let july = date(2020, 7, 1)..=date(2020, 7, 31);
/// let query = store.quotes().speaker_country(Country::IR).about_country(Country::IQ).published(july);
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
    point: ReadPoint,
    request: Request,
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

    /// Keeps quotes of the speakers with this full name or alias, without regard to case, accents and honorifics.
    pub fn speaker(self, name: impl Into<String>) -> Self {
        self.with(Filter::Speaker(name.into()))
    }

    /// Keeps quotes of one speaker, and of those merged into it.
    pub fn speaker_id(self, speaker: SpeakerId) -> Self {
        self.with(Filter::SpeakerId(speaker))
    }

    /// Keeps quotes of speakers from a country.
    pub fn speaker_country(self, country: Country) -> Self {
        self.with(Filter::From(country))
    }

    /// Keeps quotes that name a country themselves or in the sentence around them.
    pub fn about_country(self, country: Country) -> Self {
        self.with(Filter::About(country))
    }

    /// Keeps quotes that are from a country or about it.
    pub fn involves_country(self, country: Country) -> Self {
        self.with(Filter::Either(country))
    }

    /// Keeps quotes in articles of a source, without regard to case and accents.
    pub fn source(self, source: impl Into<String>) -> Self {
        self.with(Filter::Source(source.into()))
    }

    /// Keeps quotes in one article.
    pub fn article(self, article: ArticleId) -> Self {
        self.with(Filter::Article(article))
    }

    /// Keeps quotes of a kind.
    pub fn kind(self, kind: QuoteKind) -> Self {
        self.with(Filter::Kind(kind))
    }

    /// Keeps quotes published in a range of days or views, as Rust's ranges say; undated ones are in none.
    ///
    /// A day in a bound means the whole day in UTC: `..=day` includes all of it, `..day` nothing of it. An article
    /// of which only the day is known counts as published at the first view of it.
    pub fn published<D: Into<Published> + Clone>(mut self, range: impl RangeBounds<D>) -> Self {
        self.request.when.push(When::new(&range));
        self
    }

    /// Turns the order round: oldest first.
    pub fn oldest_first(mut self) -> Self {
        self.request.order = Order::OldestFirst;
        self
    }

    /// Goes on behind the last result of a page of the same query. Takes the place of an earlier cursor.
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.request.after = Some(cursor);
        self
    }

    /// Iterates over the quotes. What is wrong with the query comes as the first and only item.
    #[must_use]
    pub fn iter(&self) -> Quotes {
        Quotes { run: self.run().map(Run::read).map_err(Some), lent: None }
    }

    /// Calls `each` with every quote: the fastest way to walk many.
    ///
    /// A step of the iterator makes a view that can be kept; here one view is moved along the records.
    /// Clone the quote to keep it.
    ///
    /// # Errors
    /// As the iterator; the walk ends at the first error.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// let mut words = 0;
    /// store.quotes().for_each(|quote| words += quote.text().split_whitespace().count())?;
    /// assert_eq!(words, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn for_each(&self, mut each: impl FnMut(&Quote)) -> Result<()> {
        self.try_for_each(|quote| {
            each(quote);
            Ok(())
        })
    }

    /// Calls `each` with every quote until it returns an error, and returns that.
    ///
    /// # Errors
    /// That of `each`, or that of the store as the iterator yields it, converted.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// let mut out = Vec::new();
    /// store.quotes().try_for_each(|quote| {
    ///     use std::io::Write;
    ///     writeln!(out, "{}", quote.text())?;
    ///     Ok::<_, Box<dyn std::error::Error>>(())
    /// })?;
    /// assert_eq!(out, "We won,\n".as_bytes());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
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

    /// Returns the first `limit` quotes and the cursor to go on from.
    ///
    /// # Errors
    /// `InvalidInput` where the limit is 0, a [limit](crate::limits) is passed, a range is reversed, or the cursor is damaged or of another query or
    /// store; `Storage` and `Corrupt` where the store fails.
    pub fn page(&self, limit: usize) -> Result<Page<Quote>> {
        if limit == 0 {
            return Err(Error::invalid("a page of 0 quotes; at least 1 was expected"));
        }
        let mut quotes = self.run()?.read();
        let mut items = Vec::with_capacity(limit.min(PAGE_ROOM));
        while items.len() < limit {
            match quotes.next().transpose()? {
                Some(quote) => items.push(quote),
                None => return Ok(Page { items, next: None }),
            }
        }
        let more = quotes.reach()?;
        let last = items.last().map(Quote::key);
        let next = last
            .filter(|_| more)
            .map(|last| self.request.origin(self.point.storage.id()).cursor(*last.as_bytes()));
        Ok(Page { items, next })
    }

    /// Returns how many quotes there are, behind the cursor where there is one.
    ///
    /// Takes as long as finding one quote where one filter and a range of publication are all there is; else it
    /// walks the narrowest list.
    ///
    /// # Errors
    /// `InvalidInput` where a [limit](crate::limits) is passed, a range is reversed, or the cursor is damaged or of another query or store; `Storage`
    /// and `Corrupt` where the store fails.
    pub fn count(&self) -> Result<u64> {
        self.run()?.count()
    }

    /// Returns how the query will be answered, without answering it.
    ///
    /// # Errors
    /// As [`count`](Self::count).
    pub fn explain(&self) -> Result<Plan> {
        let run = self.run()?;
        let size = run.path.size(&run.view.tables, &run.range)?;
        Ok(self.request.plan(
            run.path.entries(),
            size,
            run.chosen,
            run.residual.iter().map(|(at, _)| *at),
        ))
    }

    /// Looks up the lists that the filters name, and chooses the narrowest.
    fn run(&self) -> Result<Run> {
        let range = self.request.range(self.point.storage.id())?;
        let guard = self.point.read();
        let view = Arc::clone(guard.view());
        let mut residual = Few::new();
        let mut candidates: Few<(usize, AccessPath)> = Few::new();
        for (at, filter) in self.request.filters.iter().enumerate() {
            let predicate = Predicate::new(filter, &guard)?;
            if let Some(path) = predicate.path(filter, &guard)? {
                candidates.push((at, path));
            }
            residual.push((at, predicate));
        }
        if candidates.is_empty() {
            candidates.push((
                residual.len(),
                AccessPath::Articles(guard.article_list(&ListKey::articles())?),
            ));
        }
        drop(guard);
        let (chosen, path) = cheapest(candidates, |(_, path)| path.cost(&view.tables, &range))?;
        residual.retain(|(at, predicate)| *at != chosen || !predicate.is_exact(&view));
        Ok(Run { view, range, order: self.request.order, path, chosen, residual })
    }
}

impl IntoIterator for QuoteQuery {
    type Item = Result<Quote>;
    type IntoIter = Quotes;

    fn into_iter(self) -> Quotes {
        self.iter()
    }
}

impl IntoIterator for &QuoteQuery {
    type Item = Result<Quote>;
    type IntoIter = Quotes;

    fn into_iter(self) -> Quotes {
        self.iter()
    }
}

/// Iterates over quotes. Made by [`QuoteQuery::iter`].
///
/// It shows the store as it was when it was made, whatever is written meanwhile.
#[derive(Debug)]
pub struct Quotes {
    /// What is walked, or why nothing is, until that was said.
    run: Result<Matches, Option<Error>>,
    /// The quote that was lent last.
    lent: Option<Quote>,
}

impl Quotes {
    /// Lends the next quote until the one after it is asked for; `None` if there is no more.
    ///
    /// A step of the iterator makes a view that can be kept, which counts two references; this counts at
    /// most two a leaf.
    #[inline]
    fn lend(&mut self) -> Result<Option<&Quote>> {
        if self.lend_in_leaf() || self.lend_found()? { Ok(self.lent.as_ref()) } else { Ok(None) }
    }

    /// Lends the next quote of the block at hand, where that takes no more than moving on: small enough to stand in the
    /// caller's loop.
    #[inline]
    fn lend_in_leaf(&mut self) -> bool {
        let (Ok(run), Some(lent)) = (&mut self.run, &mut self.lent) else { return false };
        run.untested().is_some_and(|leaf| lent.follow(leaf))
    }

    #[inline(never)]
    fn lend_found(&mut self) -> Result<bool> {
        let found = self.find_to_lend();
        if found.is_err() {
            self.run = Err(None);
            self.lent = None;
        }
        found
    }

    fn find_to_lend(&mut self) -> Result<bool> {
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

impl FusedIterator for Quotes {}

/// Of most queries one: what they are made of lies in place, since allocating it would take as long as the rest.
type Few<T> = SmallVec<[T; 1]>;

/// What a filter asks of a quote, with its words resolved.
#[derive(Clone, Debug)]
enum Predicate {
    Speakers(SmallVec<[u64; 2]>),
    From(Country),
    About(Code),
    Either(Country),
    Source(u64),
    Article(ArticleId),
    Kind(QuoteKind),
}

impl Predicate {
    fn new(filter: &Filter, guard: &ReadGuard<'_>) -> Result<Self> {
        Ok(match filter {
            Filter::Speaker(name) => {
                Self::Speakers(with_merged(guard, guard.bearers(name)?.iter().copied()))
            }
            Filter::SpeakerId(speaker) => Self::Speakers(with_merged(guard, [*speaker])),
            Filter::From(country) => Self::From(*country),
            Filter::About(country) | Filter::Names(country) => Self::About(code(*country)),
            Filter::Either(country) => Self::Either(*country),
            Filter::Source(source) => Self::Source(source_hash(&fold(source))),
            Filter::Article(article) => Self::Article(*article),
            Filter::Kind(kind) => Self::Kind(*kind),
        })
    }

    /// Returns the lists that hold all quotes that pass, where there are any.
    fn path(&self, filter: &Filter, guard: &ReadGuard<'_>) -> Result<Option<AccessPath>> {
        let corrected = |country| speaker_lists(guard, guard.overrides().corrected_to(country));
        Ok(Some(match (self, filter) {
            (Self::Speakers(ids), _) => AccessPath::Lists(speaker_lists(
                guard,
                ids.iter().copied().map(SpeakerId::from_u64),
            )?),
            (Self::From(country), _) => {
                let mut lists = corrected(*country)?;
                lists.push(guard.quote_list(&ListKey::from(*country))?);
                AccessPath::Lists(lists)
            }
            (_, Filter::About(country)) => {
                AccessPath::Lists(smallvec![guard.quote_list(&ListKey::about(*country))?])
            }
            (Self::Either(country), _) => {
                let mut lists = corrected(*country)?;
                lists.push(guard.quote_list(&ListKey::from(*country))?);
                lists.push(guard.quote_list(&ListKey::about(*country))?);
                AccessPath::Lists(lists)
            }
            (_, Filter::Source(source)) => {
                AccessPath::Articles(guard.article_list(&ListKey::source(&fold(source)))?)
            }
            (Self::Article(article), _) => {
                AccessPath::Article(guard.article(*article)?.map(|head| Posting {
                    key: SortKey::new(head.published(), *article, 0),
                    revision: head.revision.to_native(),
                    quotes: head.quotes.to_native(),
                }))
            }
            _ => return Ok(None),
        }))
    }

    /// Returns whether the lists hold nothing else and no quote twice.
    fn is_exact(&self, view: &ReadView) -> bool {
        match self {
            // What users said of speakers takes quotes out of the lists of countries and puts others in.
            Self::From(_) => view.overrides.is_empty(),
            Self::Either(_) => false,
            Self::Speakers(_)
            | Self::About(_)
            | Self::Source(_)
            | Self::Article(_)
            | Self::Kind(_) => true,
        }
    }

    fn passes(&self, key: &SortKey, record: &ArchivedQuoteRecord, view: &ReadView) -> bool {
        let from = |country: Country| {
            let edited = || record.speaker_id().and_then(|speaker| view.overrides.country(speaker));
            let edited = if view.overrides.is_empty() { None } else { edited() };
            edited.map_or_else(|| record.from == code(country), |edited| edited == country)
        };
        let about = |code: Code| {
            record.countries.iter().chain(record.context.iter()).any(|named| *named == code)
        };
        match self {
            Self::Speakers(ids) => ids.contains(&record.speaker.to_native()),
            Self::From(country) => from(*country),
            Self::About(code) => about(*code),
            Self::Either(country) => from(*country) || about(code(*country)),
            Self::Source(source) => record.source == *source,
            Self::Article(article) => key.article() == *article,
            Self::Kind(kind) => record.kind() == *kind,
        }
    }
}

/// Returns the lists of speakers.
fn speaker_lists(
    guard: &ReadGuard<'_>,
    speakers: impl IntoIterator<Item = SpeakerId>,
) -> Result<Few<PostingList<QuoteRecord>>> {
    let mut lists = Few::new();
    for speaker in speakers {
        lists.push(guard.quote_list(&ListKey::speaker(speaker))?);
    }
    Ok(lists)
}

/// Returns the speakers, all that were merged into the same ones, and those.
fn with_merged(
    guard: &ReadGuard<'_>,
    speakers: impl IntoIterator<Item = SpeakerId>,
) -> SmallVec<[u64; 2]> {
    let overrides = guard.overrides();
    let mut all = SmallVec::new();
    for speaker in speakers {
        let canonical = overrides.canonical(speaker);
        all.push(canonical.to_u64());
        for merged in overrides.merged_into(canonical) {
            all.push(merged.to_u64());
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// What is walked to answer a query.
#[derive(Debug)]
enum AccessPath {
    Lists(Few<PostingList<QuoteRecord>>),
    Articles(PostingList<PostingRecord>),
    Article(Option<Posting>),
}

/// The quotes that a page has room for before it grows.
const PAGE_ROOM: usize = 32;

/// How many quotes of a list reading the quotes of an article from its own page is worth.
const ARTICLE_COST: u64 = 8;

impl AccessPath {
    /// Returns how many entries lie in the range.
    fn size(&self, tables: &Tables, range: &Range<SortKey>) -> Result<u64> {
        match self {
            Self::Lists(lists) => lists.iter().map(|list| list.count_in(tables, range)).sum(),
            Self::Articles(list) => list.count_in(tables, &posting_range(range)),
            Self::Article(posting) => {
                Ok(posting.map_or(0, |posting| posting.ordinals(range).len() as u64))
            }
        }
    }

    /// Returns how long walking them takes, in quotes of a list.
    fn cost(&self, tables: &Tables, range: &Range<SortKey>) -> Result<u64> {
        let weight = if let Self::Articles(_) = self { ARTICLE_COST } else { 1 };
        Ok(self.size(tables, range)?.saturating_mul(weight))
    }

    /// Returns what the entries are.
    fn entries(&self) -> &'static str {
        if let Self::Articles(_) = self { "articles" } else { "quotes" }
    }
}

/// A query that is planned.
struct Run {
    view: Arc<ReadView>,
    range: Range<SortKey>,
    order: Order,
    path: AccessPath,
    /// The position of the filter whose lists are walked.
    chosen: usize,
    /// What is tested, each beside the position of its filter.
    residual: Few<(usize, Predicate)>,
}

impl Run {
    fn read(self) -> Matches {
        let tables = &self.view.tables;
        let range = self.range;
        let source = match self.path {
            AccessPath::Lists(lists) => {
                let walk = |list: &PostingList<_>| list.cursor(tables, range.clone(), self.order);
                match lists.as_slice() {
                    [only] => Source::List(walk(only)),
                    lists => Source::Union(
                        Union::new(lists.iter().map(walk).collect(), self.order),
                        None,
                    ),
                }
            }
            AccessPath::Articles(list) => {
                let postings = Postings::List(Box::new(list.cursor(
                    tables,
                    posting_range(&range),
                    self.order,
                )));
                Source::Articles(ArticleQuotes::new(&self.view, postings, range, self.order), None)
            }
            AccessPath::Article(posting) => {
                let postings = Postings::One(posting);
                Source::Articles(ArticleQuotes::new(&self.view, postings, range, self.order), None)
            }
        };
        let residual = self.residual.into_iter().map(|(_, predicate)| predicate).collect();
        Matches { view: self.view, source, leaf: None, residual }
    }

    fn count(self) -> Result<u64> {
        if !self.residual.is_empty() {
            return self.read().count_entries();
        }
        if let AccessPath::Articles(list) = &self.path {
            let walk = list.cursor(&self.view.tables, posting_range(&self.range), self.order);
            return walk
                .map(|entry| Ok(Posting::of(entry?).ordinals(&self.range).len() as u64))
                .sum();
        }
        self.path.size(&self.view.tables, &self.range)
    }
}

/// The quotes of a source that pass all tests.
#[derive(Debug)]
struct Matches {
    view: Arc<ReadView>,
    source: Source,
    /// The block at hand, where the source gives whole blocks; else the quote at hand is the source's.
    leaf: Option<LeafCursor<QuoteRecord>>,
    residual: Vec<Predicate>,
}

impl Matches {
    /// Returns the block at hand, where nothing is to be tested.
    #[inline]
    fn untested(&mut self) -> Option<&mut LeafCursor<QuoteRecord>> {
        if self.residual.is_empty() { self.leaf.as_mut() } else { None }
    }

    /// Goes in front of the next quote that passes; `false` where there is none.
    #[inline(never)]
    fn reach(&mut self) -> Result<bool> {
        let Self { view, source, leaf, residual } = self;
        loop {
            if let Some(leaf) = leaf {
                if residual.is_empty() && !leaf.is_over() {
                    return Ok(true);
                }
                while let Some(quote) = leaf.peek() {
                    if pass(residual, quote, view) {
                        return Ok(true);
                    }
                    leaf.skip();
                }
            }
            if !source.leaf(leaf)? {
                *leaf = None;
                if !source.advance()? {
                    return Ok(false);
                }
                if source.current().is_some_and(|quote| pass(residual, quote, view)) {
                    return Ok(true);
                }
            }
        }
    }

    /// Returns the quote that the walk is in front of, and passes it.
    #[inline]
    fn take(&mut self) -> Option<Result<Quote>> {
        let entry = if let Some(leaf) = &mut self.leaf { leaf.next() } else { self.source.view() };
        entry.map(|(key, record)| self.quote(key, record))
    }

    /// Makes a view of a quote. After an error no quote comes.
    #[inline]
    fn quote(&mut self, key: SortKey, record: Valid<QuoteRecord>) -> Result<Quote> {
        if Quote::is_inline(&record) {
            Ok(Quote::inline(key, record, &self.view))
        } else {
            self.joined(key, record)
        }
    }

    #[cold]
    fn joined(&mut self, key: SortKey, record: Valid<QuoteRecord>) -> Result<Quote> {
        Quote::new(key, record, &self.view).inspect_err(|_| {
            self.leaf = None;
            self.source = Source::Over;
        })
    }

    fn count_entries(mut self) -> Result<u64> {
        let mut count = 0;
        while self.reach()? {
            self.leaf.as_mut().and_then(LeafCursor::skip);
            count += 1;
        }
        Ok(count)
    }
}

impl Iterator for Matches {
    type Item = Result<Quote>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if let Some((key, record)) = self.untested().and_then(LeafCursor::next) {
            return Some(self.quote(key, record));
        }
        match self.reach() {
            Ok(true) => self.take(),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

#[inline]
fn pass(
    residual: &[Predicate],
    (key, record): (SortKey, &ArchivedQuoteRecord),
    view: &ReadView,
) -> bool {
    residual.iter().all(|predicate| predicate.passes(&key, record, view))
}
