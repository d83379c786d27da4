//! Watching: the new quotes of a query, as they are committed.

use std::collections::VecDeque;
use std::iter::FusedIterator;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::filter::{Filter, Request};
use super::predicate::saying;
use super::quote_plan::Run;
use super::quote_query::QuoteQuery;
use super::view::Quote;
use crate::error::{Error, Result};
use crate::model::ArticleId;
use crate::record::WalEntry;
use crate::storage::{
    ChangeCursor, Feed, Followed, Order, ReadPoint, StorageHandle, Watchers, follow_from, read,
};

/// The most changes that are read at once without finding a quote.
const POLLED: usize = 64;

/// New quotes of a query, oldest commit first. Made by [`Store::watch`](crate::Store::watch) and
/// [`watch_since`](crate::Store::watch_since).
///
/// A watch reads the [feed of changes](crate::Store::changes), so a slow one loses nothing but what
/// the store itself no longer has, and is told of that: [`WatchEvent::Missed`]. The writer does not
/// wait for it and keeps nothing for it. A watch does not keep the store open: it ends when the
/// last handle is dropped, and after the first error.
///
/// A thread iterates, or calls [`next_within`](Self::next_within). A task calls
/// [`poll_next`](Self::poll_next), which has an example and is all that a stream needs.
///
/// # Examples
/// ```
/// use onrecord::{Country, Draft, Store, WatchEvent};
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// # #[cfg(feature = "english")] {
/// let mut watch = store.watch(store.quotes().about_country(Country::IQ))?;
/// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
/// let Some(WatchEvent::Quote(new)) = watch.next().transpose()? else { panic!("one quote") };
/// assert_eq!(new.quote.text(), "We will stand by Iraq,");
/// drop(store);
/// assert!(watch.next().is_none());
/// # } Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Watch {
    storage: Weak<StorageHandle>,
    watchers: Arc<Watchers>,
    /// The number among the watchers.
    number: u64,
    request: Request,
    feed: Feed,
    /// The place before the change that `ready` is of, or that could not be read.
    before: ChangeCursor,
    ready: VecDeque<WatchEvent>,
    is_over: bool,
}

/// What a [`Watch`] tells.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WatchEvent {
    /// A quote of the query was stored.
    Quote(NewQuote),
    /// An article was stored, and replaced or removed before the watch read its quotes: these are
    /// gone. If it was replaced, those of the new version come in their turn.
    Missed(ArticleId),
}

/// A quote that was stored while it was watched for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewQuote {
    /// The quote.
    pub quote: Quote,
    /// Whether the article was there before: it was replaced or corrected, and its other version
    /// may have had the same quote.
    pub is_replacement: bool,
}

impl Watch {
    /// Watches a query from a place in the feed of changes on, or from now on.
    pub(crate) fn new(
        storage: &Arc<StorageHandle>,
        query: QuoteQuery,
        since: Option<ChangeCursor>,
    ) -> Result<Self> {
        if query.point.storage.id() != storage.id() {
            return Err(Error::invalid("a query of another store cannot be watched"));
        }
        if query.request.after.is_some() {
            return Err(Error::invalid("a query after a cursor cannot be watched"));
        }
        let mut request =
            Request { order: Order::OldestFirst, by_relevance: false, ..query.request };
        // The quote may be replaced: what is watched for is what it says now.
        for filter in &mut request.filters {
            if let Filter::SameAs(quote) = *filter
                && let Some(saying) = saying(&ReadPoint::now(storage).read(), quote)?
            {
                *filter = Filter::Saying(saying);
            }
        }
        // A new quote is not in the index of words yet.
        #[cfg(feature = "fulltext")]
        for filter in &mut request.filters {
            if let Filter::Matching(words) = filter {
                *filter = Filter::WithWords(std::mem::take(words));
            }
        }
        // Refuses now what every later run would refuse.
        Run::plan(&of_article(&request, ArticleId::from_u64(0)), &ReadPoint::now(storage))?;
        let watchers = Arc::clone(&storage.watchers);
        let number = watchers.join();
        let feed = follow_from(storage, since).inspect_err(|_| watchers.leave(number))?;
        Ok(Self {
            storage: Arc::downgrade(storage),
            watchers,
            number,
            request,
            before: feed.cursor(),
            feed,
            ready: VecDeque::new(),
            is_over: false,
        })
    }

    /// Returns the place after the last change of which every event was taken: keep it, and go on
    /// from it with [`watch_since`](crate::Store::watch_since), also after the process was killed.
    /// If some events of a change were taken and others not, all of them come again.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let kept = store.watch(store.quotes())?.cursor().to_string();
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// let mut watch = store.watch_since(store.quotes(), kept.parse()?)?;
    /// assert!(watch.next().is_some());
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn cursor(&self) -> ChangeCursor {
        if self.is_over || !self.ready.is_empty() { self.before } else { self.feed.cursor() }
    }

    /// Returns how many commits the watch has not read yet; 0 if the store is closed.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let watch = store.watch(store.quotes())?;
    /// store.put(&Draft::new("We won."))?;
    /// assert_eq!(watch.lag(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn lag(&self) -> u64 {
        self.storage.upgrade().map_or(0, |storage| {
            let lsn = read(&storage).lsn();
            self.feed.lag(lsn)
        })
    }

    /// Returns the next event. Waits for it, at most for `timeout`; `None` if there is none by
    /// then, or if the watch is over.
    ///
    /// # Errors
    /// `Storage`, `Corrupt` and `Io` if the store fails; the watch is over then, and another one
    /// can start with its [`cursor`](Self::cursor). `Expired` if the floor of the feed moved past
    /// the watch and a compaction took what it had not read; start over with
    /// [`ChangeCursor::START`](crate::ChangeCursor::START).
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let mut watch = store.watch(store.quotes())?;
    /// assert!(watch.next_within(Duration::from_millis(1))?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_within(&mut self, timeout: Duration) -> Result<Option<WatchEvent>> {
        // A timeout beyond what a clock can tell is none.
        self.wait(Instant::now().checked_add(timeout))
    }

    /// Returns the next event, a pending poll if there is none yet, or `None` if the watch is over.
    /// The task is woken when there may be one.
    ///
    /// Reads like a query, in the thread that polls; it comes back after 64 changes without a quote
    /// and has itself polled again.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store, WatchEvent};
    /// # #[tokio::main(flavor = "multi_thread", worker_threads = 1)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let mut watch = store.watch(store.quotes())?;
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// // `futures::stream::poll_fn` makes a stream of the same closure.
    /// let next = std::future::poll_fn(|task| watch.poll_next(task)).await.transpose()?;
    /// assert!(matches!(next, Some(WatchEvent::Quote(_))));
    /// # } Ok(()) }
    /// ```
    pub fn poll_next(&mut self, task: &mut Context<'_>) -> Poll<Option<Result<WatchEvent>>> {
        loop {
            let seen = self.watchers.commits();
            match self.read() {
                Ok(Next::Event(event)) => return Poll::Ready(Some(Ok(event))),
                Ok(Next::Over) => return Poll::Ready(None),
                Ok(Next::More) => {
                    task.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Ok(Next::Nothing) => {
                    if self.watchers.wake_later(self.number, seen, task.waker()) {
                        return Poll::Pending;
                    }
                }
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }

    /// Waits for the next event, until a moment if there is one.
    fn wait(&mut self, until: Option<Instant>) -> Result<Option<WatchEvent>> {
        loop {
            let seen = self.watchers.commits();
            // The store is let go now and then: who drops its last handle closes it.
            let next = self.read()?;
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            match next {
                Next::Event(event) => return Ok(Some(event)),
                Next::Over => return Ok(None),
                Next::More | Next::Nothing if left == Some(Duration::ZERO) => return Ok(None),
                Next::More => {}
                Next::Nothing => self.watchers.wait(seen, left),
            }
        }
    }

    /// Reads on to the next event, through a few changes at most.
    fn read(&mut self) -> Result<Next> {
        let storage = self.storage.upgrade().filter(|_| !self.is_over);
        let Some(storage) = storage else { return Ok(Next::Over) };
        for _ in 0..POLLED {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Next::Event(event));
            }
            match self.read_change(&storage) {
                Ok(true) => {}
                Ok(false) => return Ok(Next::Nothing),
                Err(error) => {
                    self.is_over = true;
                    return Err(error);
                }
            }
        }
        Ok(self.ready.pop_front().map_or(Next::More, Next::Event))
    }

    /// Reads one change; `false` if there is none.
    fn read_change(&mut self, storage: &Arc<StorageHandle>) -> Result<bool> {
        self.before = self.feed.cursor();
        if self.feed.lag(read(storage).lsn()) == 0 {
            return Ok(false);
        }
        let mut followed = self.feed.next(storage, &storage.tables())?;
        if followed.is_none() {
            self.feed.extend(storage)?;
            followed = self.feed.next(storage, &storage.tables())?;
        }
        let Some(Followed { entry, .. }) = followed else { return Ok(false) };
        let WalEntry::Put { article, revision, previous } = entry else { return Ok(true) };
        let article = ArticleId::from_u64(article);
        let run = Run::plan(&of_article(&self.request, article), &ReadPoint::now(storage))?;
        let quotes = run.read().collect::<Result<Vec<_>>>()?;
        // No revision becomes visible twice: one that still is was so when the quotes were read.
        let visible = read(storage).state(article.to_u64())?;
        if visible.is_some_and(|state| state.revision == revision) {
            let is_replacement = previous != 0;
            let event = |quote| WatchEvent::Quote(NewQuote { quote, is_replacement });
            self.ready.extend(quotes.into_iter().map(event));
        } else {
            self.ready.push_back(WatchEvent::Missed(article));
        }
        Ok(true)
    }
}

/// Asks for the quotes of a request that are in one article.
fn of_article(request: &Request, article: ArticleId) -> Request {
    let mut request = request.clone();
    request.filters.push(Filter::Article(article));
    request
}

/// The outcome of reading on.
enum Next {
    Event(WatchEvent),
    /// There may be events after the changes that were read.
    More,
    /// All that is committed was read.
    Nothing,
    /// The store was closed, or an error was returned.
    Over,
}

impl Iterator for Watch {
    type Item = Result<WatchEvent>;

    /// Waits for the next event. Returns `None` if the watch is over.
    fn next(&mut self) -> Option<Self::Item> {
        self.wait(None).transpose()
    }
}

impl FusedIterator for Watch {}

impl Drop for Watch {
    fn drop(&mut self) {
        self.watchers.leave(self.number);
    }
}
