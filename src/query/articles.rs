//! Asking for articles.

use std::ops::{Range, RangeBounds};
use std::sync::Arc;

use super::article::Article;
use super::cursor::Cursor;
use super::filter::{Filter, Request, When};
use super::page::Page;
use super::plan::{Plan, narrowest};
use super::read::Posting;
use crate::error::{Error, Result};
use crate::model::{Country, Published, fold};
use crate::record::{PostingRecord, SortKey};
use crate::store::{Blocks, List, ListKey, Moment, Order, Reading, Store, Walk};

/// Asks for articles, newest first unless told otherwise.
///
/// Filters, order, pages and counts work as those of [`QuoteQuery`](crate::QuoteQuery) do; undated articles are
/// the oldest. The narrowest of the lists that the filters name is walked, and each article looked up in the others.
///
/// # Examples
/// ```
/// use onrecord::{Country, Draft, Store};
/// # let folder = tempfile::tempdir()?;
/// # let store = Store::create(folder.path().join("news.onrecord"))?;
/// store.put(&Draft::new("Votes were counted.").source("The Daily Ledger"))?;
/// let query = store.articles().source("the daily ledger");
/// for article in &query {
///     println!("{}", article?.key());
/// }
/// assert_eq!(query.count()?, 1);
/// assert_eq!(query.country(Country::KE).count()?, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ArticleQuery<'a> {
    store: &'a Store,
    request: Request,
}

impl Store {
    /// Asks for articles: all of them, until filters narrow that.
    pub fn articles(&self) -> ArticleQuery<'_> {
        ArticleQuery { store: self, request: Request::new("articles") }
    }
}

impl<'a> ArticleQuery<'a> {
    fn with(mut self, filter: Filter) -> Self {
        self.request.filters.push(filter);
        self
    }

    /// Keeps articles that name a country.
    pub fn country(self, country: Country) -> Self {
        self.with(Filter::Names(country))
    }

    /// Keeps articles of a source, without regard to case and accents.
    pub fn source(self, source: impl Into<String>) -> Self {
        self.with(Filter::Source(source.into()))
    }

    /// Keeps articles published in a range of days or moments; see
    /// [`QuoteQuery::published`](crate::QuoteQuery::published).
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

    /// Iterates over the articles. What is wrong with the query comes as the first and only item.
    #[must_use]
    pub fn iter(&self) -> Articles<'a> {
        match self.run() {
            Ok(run) => Articles { run: Some(run.read()), failed: None },
            Err(error) => Articles { run: None, failed: Some(error) },
        }
    }

    /// Returns the first `limit` articles and the cursor to go on from.
    ///
    /// # Errors
    /// `InvalidInput` where the limit is 0, a [limit](crate::limits) is passed, a range is reversed, or the cursor is damaged or of another query or
    /// store; `Storage` and `Corrupt` where the store fails.
    pub fn page(&self, limit: usize) -> Result<Page<Article>> {
        if limit == 0 {
            return Err(Error::invalid("a page of 0 articles; at least 1 was expected"));
        }
        let mut articles = self.run()?.read();
        let (mut items, mut last) = (Vec::new(), None);
        let next = loop {
            let Some(posting) = articles.next_posting()? else { break None };
            if items.len() == limit {
                let origin = self.request.origin(self.store.inner.id());
                break last.map(|last: SortKey| origin.cursor(*last.as_bytes()));
            }
            items.push(articles.article(&posting)?);
            last = Some(posting.key);
        };
        Ok(Page { items, next })
    }

    /// Returns how many articles there are, behind the cursor where there is one. Reads no article.
    ///
    /// Takes as long as finding one article where one filter and a range of publication are all there is; else it
    /// walks the narrowest list.
    ///
    /// # Errors
    /// `InvalidInput` where a [limit](crate::limits) is passed, a range is reversed, or the cursor is damaged or of another query or store; `Storage`
    /// and `Corrupt` where the store fails.
    pub fn count(&self) -> Result<u64> {
        let run = self.run()?;
        if run.others.is_empty() {
            return run.driver.count_in(self.store.inner.tables.blocks(), &run.range);
        }
        let (mut articles, mut count) = (run.read(), 0);
        while articles.next_posting()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    /// Returns how the query will be answered, without answering it.
    ///
    /// # Errors
    /// As [`count`](Self::count).
    pub fn explain(&self) -> Result<Plan> {
        let run = self.run()?;
        let size = run.driver.count_in(self.store.inner.tables.blocks(), &run.range)?;
        Ok(self.request.plan("articles", size, run.chosen, run.others.iter().map(|(at, _)| *at)))
    }

    /// Removes all articles that the query finds, and their quotes, and returns how many these were.
    ///
    /// Each is a commit of its own: an error, or the end of the process, leaves those before it removed.
    ///
    /// # Errors
    /// As [`count`](Self::count) and [`Store::remove`].
    pub fn remove(&self) -> Result<u64> {
        let mut removed = 0;
        for article in self {
            removed += u64::from(self.store.remove(article?.id())?);
        }
        Ok(removed)
    }

    /// Looks up the lists that the filters name, and chooses the narrowest.
    fn run(&self) -> Result<Run<'a>> {
        let range = self.request.range(self.store.inner.id())?;
        let reading = self.store.inner.reading();
        let moment = Arc::clone(reading.moment());
        let mut lists = Vec::new();
        for (at, filter) in self.request.filters.iter().enumerate() {
            lists.push((at, list(filter, &reading)?));
        }
        if lists.is_empty() {
            lists.push((0, reading.article_list(&ListKey::articles())?));
        }
        drop(reading);
        let blocks = self.store.inner.tables.blocks();
        let (chosen, driver) = narrowest(lists.clone(), |(_, list)| list.count_in(blocks, &range))?;
        let others = lists.into_iter().filter(|(at, _)| *at != chosen).collect();
        Ok(Run { blocks, moment, range, order: self.request.order, driver, chosen, others })
    }
}

fn list(filter: &Filter, reading: &Reading<'_>) -> Result<List<PostingRecord>> {
    match filter {
        Filter::Names(country) => reading.article_list(&ListKey::country(*country)),
        Filter::Source(source) => reading.article_list(&ListKey::source(&fold(source))),
        other => Err(Error::invalid(format!("articles cannot be asked for by {other}"))),
    }
}

impl<'a> IntoIterator for ArticleQuery<'a> {
    type Item = Result<Article>;
    type IntoIter = Articles<'a>;

    fn into_iter(self) -> Articles<'a> {
        self.iter()
    }
}

impl<'a> IntoIterator for &ArticleQuery<'a> {
    type Item = Result<Article>;
    type IntoIter = Articles<'a>;

    fn into_iter(self) -> Articles<'a> {
        self.iter()
    }
}

/// Iterates over articles. Made by [`ArticleQuery::iter`].
///
/// It shows the store as it was when it was made, whatever is written meanwhile.
#[derive(Debug)]
pub struct Articles<'a> {
    run: Option<Matches<'a>>,
    failed: Option<Error>,
}

impl Iterator for Articles<'_> {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some(run) = &mut self.run else { return self.failed.take().map(Err) };
        let posting = run.next_posting().transpose()?;
        Some(posting.and_then(|posting| run.article(&posting)))
    }
}

/// A query that is planned.
struct Run<'a> {
    blocks: Blocks<'a>,
    moment: Arc<Moment>,
    range: Range<SortKey>,
    order: Order,
    driver: List<PostingRecord>,
    /// The position of the filter whose list is walked.
    chosen: usize,
    /// The lists of the other filters, each beside its filter's position.
    others: Vec<(usize, List<PostingRecord>)>,
}

impl<'a> Run<'a> {
    fn read(self) -> Matches<'a> {
        let walk = self.driver.walk(self.blocks, self.range, self.order);
        let others = self.others.into_iter().map(|(_, list)| list).collect();
        Matches { blocks: self.blocks, moment: self.moment, walk, others }
    }
}

/// The articles of one list that stand in all others too.
#[derive(Debug)]
struct Matches<'a> {
    blocks: Blocks<'a>,
    moment: Arc<Moment>,
    walk: Walk<'a, PostingRecord>,
    others: Vec<List<PostingRecord>>,
}

impl Matches<'_> {
    fn next_posting(&mut self) -> Result<Option<Posting>> {
        'postings: while let Some(entry) = self.walk.next().transpose()? {
            for other in &self.others {
                if !other.contains(self.blocks, &entry.0)? {
                    continue 'postings;
                }
            }
            return Ok(Some(Posting::of(entry)));
        }
        Ok(None)
    }

    fn article(&self, posting: &Posting) -> Result<Article> {
        let head = self.moment.tables.pinned_head(posting.key.article().to_u64(), posting.revision)?;
        Ok(Article::new(head, Arc::clone(&self.moment)))
    }
}
