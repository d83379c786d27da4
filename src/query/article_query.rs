//! Queries of articles: the builder and its iterator.

use std::ops::{Range, RangeBounds};
use std::sync::Arc;

use super::cursor::Cursor;
use super::filter::{Filter, Keys, Request, When, check_page};
use super::iterable::iterable;
use super::page::Page;
#[cfg(feature = "fulltext")]
use super::paragraph_query::ParagraphQuery;
use super::plan::{Plan, cheapest};
use super::posting::Posting;
#[cfg(feature = "json")]
use super::quote_query::QuoteQuery;
use super::slow::{Watch, timed};
use super::view::Article;
use crate::error::{Error, Result};
use crate::model::{Country, Published};
use crate::record::{ArticleRecord, PostingRecord, SortKey, Valid};
use crate::storage::{
    ListCursor, ListKey, Order, PostingList, ReadPoint, ReadView, RemoveReport, remove_group,
};

/// Asks for articles, newest first unless told otherwise.
///
/// Filters, order, pages and counts work as those of [`QuoteQuery`](crate::QuoteQuery); undated
/// articles are the oldest. The access path is the cheapest of the posting lists that the filters
/// name; each of its articles is looked up in the other lists.
///
/// # Examples
/// ```
/// use onrecord::{Country, Draft, Store};
/// # let folder = tempfile::tempdir()?;
/// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
/// store.put(&Draft::new("Votes were counted.").source("The Daily Ledger"))?;
/// let query = store.articles().source("the daily ledger");
/// for article in &query {
///     println!("{}", article?.key());
/// }
/// assert_eq!(query.count()?, 1);
/// assert_eq!(query.mentions_country(Country::KE).count()?, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ArticleQuery {
    point: ReadPoint,
    request: Request,
}

impl ArticleQuery {
    /// Asks for all articles.
    pub(crate) fn new(point: ReadPoint) -> Self {
        Self { point, request: Request::new("articles") }
    }

    /// Asks for the articles that a query of quotes is about, those without quotes too. Returns
    /// `None` if one of its filters tells quotes of one article apart, or it is of one page.
    #[cfg(feature = "json")]
    pub(crate) fn of_quotes(query: &QuoteQuery) -> Option<Self> {
        let QuoteQuery { point, request } = query;
        let of_articles =
            |filter: &Filter| matches!(filter, Filter::Source(_) | Filter::Attribute(..));
        let is_whole = request.after.is_none() && request.filters.iter().all(of_articles);
        is_whole.then(|| Self {
            point: point.clone(),
            request: Request { of: "articles", ..request.clone() },
        })
    }

    fn with(mut self, filter: Filter) -> Self {
        self.request.filters.push(filter);
        self
    }

    /// Keeps articles that name a country.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("Votes were counted in Kenya."))?;
    /// assert_eq!(store.articles().mentions_country(Country::KE).count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn mentions_country(self, country: Country) -> Self {
        self.with(Filter::Names(country))
    }

    /// Keeps articles of a source, without regard to case and accents.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.put(&Draft::new("Votes were counted.").source("The Daily Ledger"))?;
    /// assert_eq!(store.articles().source("the daily ledger").count()?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn source(self, source: impl Into<String>) -> Self {
        self.with(Filter::Source(source.into()))
    }

    /// Keeps articles that have an attribute; one that has several of the name, if any of them has
    /// the value. Values are compared as sources are: without regard to case, accents, punctuation
    /// and spacing.
    ///
    /// The name must have been declared when the store was made, by
    /// [`OpenOptions::filter_attribute`](crate::OpenOptions::filter_attribute). With another one,
    /// running the query returns `InvalidInput`, with the names that were declared.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Draft, OpenOptions};
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// let store = OpenOptions::new().create(true).filter_attribute("desk").open(path)?;
    /// store.put(&Draft::new("Votes were counted.").attribute("desk", "World"))?;
    /// assert_eq!(store.articles().attribute("desk", "world").count()?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn attribute(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with(Filter::attribute(name.into(), value.into()))
    }

    /// Keeps articles published in a range of months, days or moments; see
    /// [`QuoteQuery::published`](crate::QuoteQuery::published).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// use jiff::civil::date;
    /// let july = date(2020, 7, 1)..=date(2020, 7, 31);
    /// assert_eq!(store.articles().published(july).count()?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn published<D: Into<Published> + Clone>(mut self, range: impl RangeBounds<D>) -> Self {
        self.request.when.push(When::new(&range));
        self
    }

    /// Keeps articles that were certainly published before a month, day or moment: of an article of
    /// which only the month is known, all of the month must be before it. Undated articles are not
    /// kept.
    ///
    /// # Examples
    /// ```
    /// use jiff::civil::date;
    /// use onrecord::{Draft, Published};
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.put(&Draft::new("We won.").published(Published::month(2020, 7)?))?;
    /// assert_eq!(store.articles().published(..date(2020, 7, 21)).count()?, 1);
    /// assert_eq!(store.articles().older_than(date(2020, 7, 21)).count()?, 0);
    /// assert_eq!(store.articles().older_than(date(2020, 8, 1)).count()?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn older_than(mut self, time: impl Into<Published>) -> Self {
        self.request.when.push(When::before(time.into()));
        self
    }

    /// Reverses the order: oldest first.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let first = store.articles().oldest_first().page(20)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn oldest_first(mut self) -> Self {
        self.request.order = Order::OldestFirst;
        self
    }

    /// Continues after the last result of a page of the same query. Replaces an earlier cursor.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// for key in ["a", "b"] {
    ///     store.put(&Draft::new("Votes were counted.").key(key))?;
    /// }
    /// let next = store.articles().page(1)?.next.expect("one more");
    /// assert_eq!(store.articles().after(next).page(1)?.items.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.request.after = Some(cursor);
        self
    }

    /// Asks for the paragraphs in these articles that a query for words finds:
    /// [`query_syntax`](crate::query_syntax) has the syntax. The store must be open with
    /// [`OpenOptions::text_index_of_paragraphs`](crate::OpenOptions::text_index_of_paragraphs).
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// # use onrecord::{Draft, OpenOptions};
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// let store = OpenOptions::new().create(true).text_index_of_paragraphs(true).open(path)?;
    /// store.put(&Draft::new("Vote\n\nThe votes were counted twice.").key("vote"))?;
    /// store.catch_up_text(Duration::from_secs(10))?;
    /// let found = store.articles().paragraphs("counting votes").page(20)?.items.remove(0);
    /// assert_eq!((found.article.key(), found.paragraph.index()), ("vote", 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "fulltext")]
    pub fn paragraphs(self, words: impl Into<String>) -> ParagraphQuery {
        ParagraphQuery::new(self.point, self.request, words.into())
    }

    /// Iterates over the articles. Ends after the first error; an invalid query yields one `Err`.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.put(&Draft::new("Votes were counted.").source("The Daily Ledger"))?;
    /// let query = store.articles();
    /// for article in query.iter() {
    ///     println!("{}", article?.key());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn iter(&self) -> Articles {
        let (run, watch) = Watch::start(
            &self.point,
            || self.run().map(Run::read),
            || {
                let query = self.clone();
                Box::new(move || query.explain())
            },
        );
        match run {
            Ok(run) => Articles { run: Some(run), failed: None, watch },
            Err(error) => Articles { run: None, failed: Some(error), watch },
        }
    }

    /// Returns the first `limit` articles, and the cursor of the next page.
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
    /// store.put(&Draft::new("Votes were counted.").source("The Daily Ledger"))?;
    /// assert_eq!(store.articles().page(20)?.items.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn page(&self, limit: usize) -> Result<Page<Article>> {
        check_page(limit, "articles")?;
        timed(&self.point, || self.explain(), || self.first(limit))
    }

    fn first(&self, limit: usize) -> Result<Page<Article>> {
        let mut articles = self.run()?.read();
        let (mut items, mut last) = (Vec::new(), None);
        let next = loop {
            let Some(posting) = articles.next_posting()? else { break None };
            if items.len() == limit {
                let origin = self.request.origin(self.point.storage.id());
                break last.map(|last: SortKey| origin.cursor(*last.as_bytes()));
            }
            items.push(articles.article(&posting)?);
            last = Some(posting.key);
        };
        Ok(Page { items, next })
    }

    /// Returns the number of articles, after the cursor if there is one. Reads no article.
    ///
    /// Costs as much as finding one article for a single filter with or without a range of
    /// publication; else it reads the cheapest list.
    ///
    /// # Errors
    /// `InvalidInput` if a [limit](crate::limits) is passed, a range is reversed, or the cursor is
    /// damaged or of another query or store; `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.put(&Draft::new("Votes were counted.").source("The Daily Ledger"))?;
    /// assert_eq!(store.articles().count()?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn count(&self) -> Result<u64> {
        timed(&self.point, || self.explain(), || self.number())
    }

    fn number(&self) -> Result<u64> {
        let run = self.run()?;
        if run.others.is_empty() && run.when.is_empty() {
            return run.path.count_in(&run.view.tables, &run.range);
        }
        let (mut articles, mut count) = (run.read(), 0);
        while articles.next_posting()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    /// Returns the plan of the query, without running it.
    ///
    /// # Errors
    /// As [`count`](Self::count).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// println!("{}", store.articles().source("The Daily Ledger").explain()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self) -> Result<Plan> {
        let run = self.run()?;
        let size = run.path.count_in(&run.view.tables, &run.range)?;
        Ok(self.request.plan(
            "articles",
            size,
            std::iter::once(run.chosen),
            run.others.iter().map(|(at, _)| *at),
        ))
    }

    /// Removes all articles that the query finds, and their quotes, and reports how many.
    ///
    /// Works in batches of 128 articles. The articles of a batch are commits in few groups and
    /// share a durability point; between two batches other writers have their turn. After an error,
    /// or the end of the process, those that come first in the order of the query are removed.
    /// [`remove_dry_run`](Self::remove_dry_run) counts without removing.
    ///
    /// # Errors
    /// As [`count`](Self::count) and [`Store::remove`](crate::Store::remove).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.put(&Draft::new("Votes were counted.").source("The Daily Ledger"))?;
    /// let query = store.articles().source("The Daily Ledger");
    /// assert_eq!(query.remove_dry_run()?.articles, 1);
    /// assert_eq!(query.remove()?.articles, 1);
    /// assert_eq!(store.articles().count()?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn remove(&self) -> Result<RemoveReport> {
        let mut report = RemoveReport::default();
        self.batches(|batch| {
            let articles: Vec<_> = batch.iter().map(|posting| posting.key.article()).collect();
            remove_group(&self.point.storage, &articles, &mut report)
        })?;
        Ok(report)
    }

    /// Returns what [`remove`](Self::remove) would report, and removes nothing.
    ///
    /// # Errors
    /// As [`count`](Self::count).
    pub fn remove_dry_run(&self) -> Result<RemoveReport> {
        let mut report = RemoveReport::default();
        self.batches(|batch| {
            report.batches += 1;
            report.articles += batch.len() as u64;
            report.quotes += batch.iter().map(|posting| u64::from(posting.quotes)).sum::<u64>();
            Ok(())
        })?;
        Ok(report)
    }

    /// Hands out what the query finds in batches. Each is a read of its own, so that nothing is
    /// pinned for long.
    fn batches(&self, mut each: impl FnMut(&[Posting]) -> Result<()>) -> Result<()> {
        let mut rest = self.clone();
        loop {
            let mut found = rest.run()?.read();
            let mut batch = Vec::new();
            while batch.len() < BATCH
                && let Some(posting) = found.next_posting()?
            {
                batch.push(posting);
            }
            drop(found);
            let Some(last) = batch.last() else { return Ok(()) };
            let origin = self.request.origin(self.point.storage.id());
            rest = self.clone().after(origin.cursor(*last.key.as_bytes()));
            each(&batch)?;
        }
    }

    /// Looks up the posting lists that the filters name, and chooses the cheapest access path.
    fn run(&self) -> Result<Run> {
        let guard = self.point.read();
        let view = Arc::clone(guard.view());
        let Keys { range, is_exact } = self.request.keys(self.point.storage.id(), |months| {
            Ok(guard.article_list(&ListKey::months())?.count_in(&view.tables, months)? > 0)
        })?;
        let mut lists = Vec::new();
        for (at, filter) in self.request.filters.iter().enumerate() {
            lists.push((at, filter.article_list(&guard)?));
        }
        if lists.is_empty() {
            lists.push((0, guard.article_list(&ListKey::articles())?));
        }
        drop(guard);
        let (chosen, path) =
            cheapest(lists.clone(), |(_, list)| list.count_in(&view.tables, &range))?;
        let others = lists.into_iter().filter(|(at, _)| *at != chosen).collect();
        let when = if is_exact { Vec::new() } else { self.request.when.clone() };
        Ok(Run { view, range, order: self.request.order, path, chosen, others, when })
    }
}

iterable!(ArticleQuery, Articles, Article);

/// An iterator over articles, made by [`ArticleQuery::iter`]. Reads the store as of the moment when
/// it was made; ends after the first error.
#[derive(Debug)]
pub struct Articles {
    run: Option<Matches>,
    failed: Option<Error>,
    watch: Option<Box<Watch>>,
}

impl Iterator for Articles {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some(run) = &mut self.run else { return self.failed.take().map(Err) };
        let begun = Watch::begin(self.watch.as_deref());
        let posting = run.next_posting().transpose();
        let article = posting.map(|posting| run.article(&posting?));
        Watch::end(self.watch.as_deref_mut(), begun);
        let article = article?;
        if article.is_err() {
            self.run = None;
        }
        Some(article)
    }
}

/// The articles that [`ArticleQuery::remove`] removes with one durability point.
const BATCH: usize = 128;

/// A planned query.
struct Run {
    view: Arc<ReadView>,
    range: Range<SortKey>,
    order: Order,
    path: PostingList<PostingRecord>,
    /// The position of the filter of the access path.
    chosen: usize,
    /// The lists of the other filters, each with the position of its filter.
    others: Vec<(usize, PostingList<PostingRecord>)>,
    /// The ranges of publication, if the range of sort keys does not tell what is in them.
    when: Vec<When>,
}

impl Run {
    fn read(self) -> Matches {
        let cursor = self.path.cursor(&self.view.tables, self.range, self.order);
        let others = self.others.into_iter().map(|(_, list)| list).collect();
        Matches { view: self.view, cursor, others, when: self.when }
    }
}

/// The articles of one list that are in all others too.
#[derive(Debug)]
struct Matches {
    view: Arc<ReadView>,
    cursor: ListCursor<PostingRecord>,
    others: Vec<PostingList<PostingRecord>>,
    when: Vec<When>,
}

impl Matches {
    fn next_posting(&mut self) -> Result<Option<Posting>> {
        'postings: while let Some(entry) = self.cursor.next().transpose()? {
            for when in &self.when {
                let posting = Posting::of(entry.clone());
                if !when.passes(&entry.0, || Ok(self.head(&posting)?.published()))? {
                    continue 'postings;
                }
            }
            for other in &self.others {
                if !other.contains(&self.view.tables, &entry.0)? {
                    continue 'postings;
                }
            }
            return Ok(Some(Posting::of(entry)));
        }
        Ok(None)
    }

    fn head(&self, posting: &Posting) -> Result<Valid<ArticleRecord>> {
        self.view.tables.pinned_head(posting.key.article().to_u64(), posting.revision)
    }

    fn article(&self, posting: &Posting) -> Result<Article> {
        Ok(Article::new(self.head(posting)?, Arc::clone(&self.view)))
    }
}
