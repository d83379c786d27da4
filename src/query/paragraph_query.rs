//! Queries of paragraphs by their words: the builder and its iterator.

use std::ops::Range;
use std::sync::Arc;

use super::cursor::Cursor;
use super::filter::{Filter, Keys, Request, When, check_page};
use super::iterable::iterable;
use super::page::Page;
use super::plan::Plan;
use super::slow::{Watch, timed};
use super::text_source::{TextHits, TextOrder, TextWalk, key_of};
use super::view::{Article, Paragraph};
use crate::error::{Error, Result};
use crate::record::{ArticleRecord, PostingRecord, SortKey, Valid};
use crate::search::{Hit, Snippet, parse, snippet};
use crate::storage::{Documents, ListKey, PostingList, ReadPoint, ReadView};

/// Asks for the paragraphs that a query for words finds in the articles of a query, in the order of
/// that one. Made by [`ArticleQuery::paragraphs`](crate::ArticleQuery::paragraphs).
///
/// Words, pages, counts and cursors work as those of
/// [`QuoteQuery::matching`](crate::QuoteQuery::matching). The words of one paragraph are looked at:
/// two words of which one is in the next paragraph are not found. Paragraphs of one article come in
/// their order, in the reverse one if the newest are first.
///
/// Each hit is looked up in the lists of the filters; counting without filters reads the index
/// alone.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// # use onrecord::{Draft, OpenOptions};
/// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
/// let store = OpenOptions::new().create(true).text_index_of_paragraphs(true).open(path)?;
/// store.put(&Draft::new("Vote\n\nThe votes were counted twice.").source("The Daily Ledger"))?;
/// store.catch_up_text(Duration::from_secs(10))?;
/// let ledger = store.articles().source("the daily ledger");
/// let query = ledger.paragraphs("\"counted twice\" OR recount*");
/// for found in &query {
///     let found = found?;
///     let snippet = query.snippet(&found, 80).to_html();
///     assert_eq!(snippet, "The votes were <mark>counted twice</mark>.");
/// }
/// assert_eq!(query.count()?, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ParagraphQuery {
    point: ReadPoint,
    words: String,
    /// The first filter is that of the words.
    request: Request,
}

/// A paragraph that was found, and its article.
///
/// # Examples
/// ```
/// use std::time::Duration;
/// # use onrecord::{Draft, OpenOptions};
/// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
/// let store = OpenOptions::new().create(true).text_index_of_paragraphs(true).open(path)?;
/// store.put(&Draft::new("Votes were counted.").title("Vote"))?;
/// store.catch_up_text(Duration::from_secs(10))?;
/// let found = store.articles().paragraphs("votes").page(1)?.items.remove(0);
/// assert_eq!(found.article.title(), Some("Vote"));
/// assert_eq!(found.paragraph.text(), "Votes were counted.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundParagraph {
    /// The article.
    pub article: Article,
    /// The paragraph.
    pub paragraph: Paragraph,
}

impl ParagraphQuery {
    /// Asks for the paragraphs that words find in the articles of a query.
    pub(super) fn new(point: ReadPoint, articles: Request, words: String) -> Self {
        let mut request = Request { of: "paragraphs", ..articles };
        request.filters.insert(0, Filter::Matching(words.clone()));
        Self { point, words, request }
    }

    /// Sorts by relevance, the most relevant first; see
    /// [`QuoteQuery::by_relevance`](crate::QuoteQuery::by_relevance).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::OpenOptions;
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// # let store = OpenOptions::new().create(true).text_index_of_paragraphs(true).open(path)?;
    /// let best = store.articles().paragraphs("votes").by_relevance().page(20)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn by_relevance(mut self) -> Self {
        self.request.by_relevance = true;
        self
    }

    /// Continues after the last result of a page of the same query. Replaces an earlier cursor.
    ///
    /// # Examples
    /// ```
    /// # use std::time::Duration;
    /// # use onrecord::{Draft, OpenOptions};
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// # let store = OpenOptions::new().create(true).text_index_of_paragraphs(true).open(path)?;
    /// store.put(&Draft::new("Votes were counted.\n\nThen the votes were counted again."))?;
    /// # store.catch_up_text(Duration::from_secs(10))?;
    /// let next = store.articles().paragraphs("votes").page(1)?.next.expect("one more");
    /// assert_eq!(store.articles().paragraphs("votes").after(next).page(1)?.items.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.request.after = Some(cursor);
        self
    }

    /// Cuts a snippet out of a paragraph of at most so many characters, around the words that the
    /// query asks for; see [`QuoteQuery::snippet`](crate::QuoteQuery::snippet).
    ///
    /// # Examples
    /// ```
    /// # use std::time::Duration;
    /// # use onrecord::{Draft, OpenOptions};
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// # let store = OpenOptions::new().create(true).text_index_of_paragraphs(true).open(path)?;
    /// store.put(&Draft::new("In the end, votes were counted."))?;
    /// # store.catch_up_text(Duration::from_secs(10))?;
    /// let query = store.articles().paragraphs("count");
    /// let found = query.page(1)?.items.remove(0);
    /// let snippet = query.snippet(&found, 80);
    /// assert_eq!(snippet.to_html(), "In the end, votes were <mark>counted</mark>.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn snippet(&self, found: &FoundParagraph, most_chars: usize) -> Snippet {
        snippet(found.paragraph.text(), &parse(&self.words), most_chars)
    }

    /// Iterates over the paragraphs. Ends after the first error; an invalid query yields one `Err`.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::OpenOptions;
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// # let store = OpenOptions::new().create(true).text_index_of_paragraphs(true).open(path)?;
    /// for found in store.articles().paragraphs("votes").iter() {
    ///     println!("{}", found?.paragraph.text());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn iter(&self) -> FoundParagraphs {
        let (run, watch) = Watch::start(
            &self.point,
            || self.run().map(Run::read),
            || {
                let query = self.clone();
                Box::new(move || query.explain())
            },
        );
        match run {
            Ok(run) => FoundParagraphs { run: Some(run), failed: None, watch },
            Err(error) => FoundParagraphs { run: None, failed: Some(error), watch },
        }
    }

    /// Returns the first `limit` paragraphs, and the cursor of the next page.
    ///
    /// # Errors
    /// `InvalidInput` if the limit is 0, a [limit](crate::limits) is passed, a range is reversed,
    /// the store is open without the index, or the cursor is damaged or of another query or store;
    /// `Expired` if it is a cursor by relevance and the index has changed; `Io` if a file of the
    /// index cannot be read; `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::OpenOptions;
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// # let store = OpenOptions::new().create(true).text_index_of_paragraphs(true).open(path)?;
    /// assert_eq!(store.articles().paragraphs("votes").page(20)?.items.len(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn page(&self, limit: usize) -> Result<Page<FoundParagraph>> {
        check_page(limit, "paragraphs")?;
        timed(&self.point, || self.explain(), || self.first(limit))
    }

    fn first(&self, limit: usize) -> Result<Page<FoundParagraph>> {
        let mut found = self.run()?.read();
        let (mut items, mut last) = (Vec::new(), None);
        let next = loop {
            let Some(hit) = found.next_hit()? else { break None };
            if items.len() == limit {
                let origin = self.request.origin(self.point.storage.id());
                break last.map(|last: Vec<u8>| origin.cursor(last));
            }
            items.push(found.paragraph(&hit)?);
            last = Some(found.walk.cursor().unwrap_or_else(|| key_of(&hit).as_bytes().to_vec()));
        };
        Ok(Page { items, next })
    }

    /// Returns the number of paragraphs, after the cursor if there is one. Reads no paragraph.
    ///
    /// # Errors
    /// As [`page`](Self::page).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::OpenOptions;
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// # let store = OpenOptions::new().create(true).text_index_of_paragraphs(true).open(path)?;
    /// assert_eq!(store.articles().paragraphs("votes").count()?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn count(&self) -> Result<u64> {
        timed(&self.point, || self.explain(), || self.number())
    }

    fn number(&self) -> Result<u64> {
        let run = self.run()?;
        let is_told = run.lists.is_empty()
            && run.when.is_empty()
            && !matches!(run.order, TextOrder::Relevance(Some(_)));
        if is_told {
            return run.hits.count(&run.range);
        }
        let (mut found, mut count) = (run.read(), 0);
        while found.next_hit()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    /// Returns the plan of the query, without running it.
    ///
    /// # Errors
    /// As [`page`](Self::page).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::OpenOptions;
    /// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
    /// # let store = OpenOptions::new().create(true).text_index_of_paragraphs(true).open(path)?;
    /// println!("{}", store.articles().source("The Daily Ledger").paragraphs("votes").explain()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self) -> Result<Plan> {
        let run = self.run()?;
        let size = run.hits.indexed(&run.range)?;
        let path = std::iter::once(0);
        Ok(self.request.plan("paragraphs", size, path, 1..self.request.filters.len()))
    }

    /// Looks the words up, and the posting lists that the filters name.
    fn run(&self) -> Result<Run> {
        let text = self.point.text(Documents::Paragraphs);
        let guard = self.point.read();
        let view = Arc::clone(guard.view());
        let Keys { range, is_exact } = self.request.keys(self.point.storage.id(), |months| {
            Ok(guard.article_list(&ListKey::months())?.count_in(&view.tables, months)? > 0)
        })?;
        let (of, text) = (Documents::Paragraphs, text.as_ref());
        let hits = TextHits::new(&self.words, of, text, &guard, &self.point)?;
        let filters = self.request.filters.iter().skip(1);
        let lists = filters.map(|filter| filter.article_list(&guard)).collect::<Result<_>>()?;
        drop(guard);
        let order = if self.request.by_relevance {
            TextOrder::Relevance(hits.last(&self.request, &self.point)?)
        } else {
            TextOrder::By(self.request.order)
        };
        let when = if is_exact { Vec::new() } else { self.request.when.clone() };
        Ok(Run { view, hits, range, order, lists, when })
    }
}

iterable!(ParagraphQuery, FoundParagraphs, FoundParagraph);

/// An iterator over paragraphs, made by [`ParagraphQuery::iter`]. Reads the store as of the moment
/// when it was made; ends after the first error.
#[derive(Debug)]
pub struct FoundParagraphs {
    run: Option<Matches>,
    failed: Option<Error>,
    watch: Option<Box<Watch>>,
}

impl Iterator for FoundParagraphs {
    type Item = Result<FoundParagraph>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some(run) = &mut self.run else { return self.failed.take().map(Err) };
        let begun = Watch::begin(self.watch.as_deref());
        let hit = run.next_hit().transpose();
        let found = hit.map(|hit| run.paragraph(&hit?));
        Watch::end(self.watch.as_deref_mut(), begun);
        let found = found?;
        if found.is_err() {
            self.run = None;
        }
        Some(found)
    }
}

/// A planned query.
struct Run {
    view: Arc<ReadView>,
    hits: TextHits,
    range: Range<SortKey>,
    order: TextOrder,
    /// The lists of the filters.
    lists: Vec<PostingList<PostingRecord>>,
    /// The ranges of publication, if the range of sort keys does not tell what is in them.
    when: Vec<When>,
}

impl Run {
    fn read(self) -> Matches {
        let walk = self.hits.walk(self.range, self.order);
        Matches { view: self.view, walk, lists: self.lists, when: self.when, last: None }
    }
}

/// The hits in articles that are in all lists.
#[derive(Debug)]
struct Matches {
    view: Arc<ReadView>,
    walk: TextWalk,
    lists: Vec<PostingList<PostingRecord>>,
    when: Vec<When>,
    /// The revision of the last hit, and whether its article passes.
    last: Option<(u64, bool)>,
}

impl Matches {
    fn next_hit(&mut self) -> Result<Option<Hit>> {
        while let Some(hit) = self.walk.next().transpose()? {
            let passes = match self.last {
                Some((revision, passes)) if revision == hit.revision => passes,
                _ => self.passes(&hit)?,
            };
            self.last = Some((hit.revision, passes));
            if passes {
                return Ok(Some(hit));
            }
        }
        Ok(None)
    }

    /// Returns whether the article of a hit passes all filters.
    fn passes(&self, hit: &Hit) -> Result<bool> {
        let key = key_of(hit).at(0);
        for when in &self.when {
            if !when.passes(&key, || Ok(self.head(hit)?.published()))? {
                return Ok(false);
            }
        }
        for list in &self.lists {
            if !list.contains(&self.view.tables, &key)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn head(&self, hit: &Hit) -> Result<Valid<ArticleRecord>> {
        let (_, article, _) = hit.place;
        self.view.tables.pinned_head(article, hit.revision)
    }

    fn paragraph(&self, hit: &Hit) -> Result<FoundParagraph> {
        let (_, _, number) = hit.place;
        let article = Article::new(self.head(hit)?, Arc::clone(&self.view));
        let paragraph = article.paragraph(number)?.ok_or_else(|| {
            Error::corrupt(format!("paragraph {number} of article {} is missing", article.id()))
        })?;
        Ok(FoundParagraph { article, paragraph })
    }
}
