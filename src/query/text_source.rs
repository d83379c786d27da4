//! The quotes and paragraphs that an expression of words finds, in the indexes of words.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::cursor::malformed;
use super::filter::Request;
use super::posting::{Entry, Posting, quote};
use crate::error::{Error, ErrorKind, Result};
use crate::model::ArticleId;
use crate::record::{ArchivedQuoteRecord, Packed, QuoteRecord, SortKey};
use crate::search::{Expression, Hit, HitOrder, Mark, Place, Window, matches, parse};
use crate::storage::{Documents, Order, ReadGuard, ReadPoint, ReadView, TextView};

/// The hits that are looked up at first: a page of the usual size, and a few that other filters may
/// drop.
const FIRST: usize = 24;
/// How many times as many hits are looked up after that.
const MORE: usize = 16;
/// The most hits that are looked up at once, which take 48 MiB.
const MOST: usize = 1 << 20;
/// How many hits are looked up in the time in which the words of one quote are read: about 3 µs,
/// at 150 ns for a hit of 165,000.
const READ: u64 = 20;

/// What an expression finds in the index of words.
#[derive(Clone, Debug)]
pub(super) struct TextHits {
    found: Arc<Found>,
    /// What the quotes must be marked with, as other filters of the query ask: one of each list.
    marks: Vec<Vec<Mark>>,
}

#[derive(Debug)]
struct Found {
    text: Arc<TextView>,
    expression: Expression,
    /// What is visible, if the index does not hold just that.
    visible: Option<ReadPoint>,
    /// How many quotes were tested.
    tested: AtomicU64,
    /// Article, ordinal and revision of the quotes in the range of the query, ascending.
    members: OnceLock<Vec<(u64, u32, u64)>>,
}

fn places(range: &Range<SortKey>) -> Range<Place> {
    range.start.parts()..range.end.parts()
}

impl TextHits {
    /// Looks words up. `text`, the index of the documents, was taken before the guard.
    ///
    /// # Errors
    /// `InvalidInput` if the store has no index of words of these documents.
    pub(super) fn new(
        words: &str,
        documents: Documents,
        text: Option<&Arc<TextView>>,
        guard: &ReadGuard<'_>,
        point: &ReadPoint,
    ) -> Result<Self> {
        let text = text.ok_or_else(|| {
            let option = match documents {
                Documents::Quotes => "text_index",
                Documents::Paragraphs => "text_index_of_paragraphs",
            };
            Error::invalid(format!(
                "the store is open without an index of the words of {}: open it with \
                 OpenOptions::{option}, and ask for a snapshot after that",
                documents.noun()
            ))
        })?;
        let visible = (text.lsn != guard.lsn()).then(|| guard.held(point));
        let found = Arc::new(Found {
            text: Arc::clone(text),
            expression: parse(words),
            visible,
            tested: AtomicU64::new(0),
            members: OnceLock::new(),
        });
        Ok(Self { found, marks: Vec::new() })
    }

    /// Finds only what is marked too.
    pub(super) fn mark(&mut self, marks: Vec<Mark>) {
        self.marks.push(marks);
    }

    /// Returns about how many quotes are found, and no less.
    pub(super) fn most(&self) -> u64 {
        self.found.text.searcher.most(&self.found.expression, &self.marks)
    }

    /// Counts the quotes with keys in `range`.
    pub(super) fn count(&self, range: &Range<SortKey>) -> Result<u64> {
        if self.found.visible.is_none() {
            return self.indexed(range);
        }
        let walk = self.clone().walk(range.clone(), TextOrder::By(Order::NewestFirst));
        walk.map(|hit| hit.map(|_| 1)).sum()
    }

    /// Counts the quotes with keys in `range` that the index has, visible or not.
    pub(super) fn indexed(&self, range: &Range<SortKey>) -> Result<u64> {
        let Found { text, expression, .. } = &*self.found;
        if *range == (SortKey::MIN..SortKey::MAX) {
            text.searcher.count(expression, &self.marks)
        } else {
            text.searcher.count_in(expression, &self.marks, places(range))
        }
    }

    fn hits(
        &self,
        order: HitOrder,
        range: &Range<SortKey>,
        after: Option<Hit>,
        limit: usize,
    ) -> Result<Vec<Hit>> {
        let window = Window { order, places: places(range), after, limit };
        self.found.text.searcher.hits(&self.found.expression, &self.marks, &window)
    }

    fn is_visible(&self, hit: &Hit) -> Result<bool> {
        let Some(visible) = &self.found.visible else { return Ok(true) };
        let (_, article, _) = hit.place;
        let state = visible.read().state(article)?;
        Ok(state.is_some_and(|state| state.revision == hit.revision))
    }

    /// Returns whether a quote with a key in `range` is found. The words of few quotes are read; of
    /// more, all of the range is looked up once.
    pub(super) fn passes(
        &self,
        range: &Range<SortKey>,
        key: &SortKey,
        record: &ArchivedQuoteRecord,
        view: &ReadView,
    ) -> Result<bool> {
        // Only if all quotes are indexed, what they say is what the index has.
        if self.found.visible.is_none() && self.found.members.get().is_none() {
            let tested = self.found.tested.fetch_add(1, Ordering::Relaxed);
            if tested.saturating_mul(READ) < self.most() {
                let long = view.long_text(key.article(), record)?;
                let text = long.as_deref().unwrap_or(record.text.as_str());
                return Ok(matches(text, &self.found.expression));
            }
        }
        self.has(range, key, record.revision.to_native())
    }

    /// Returns whether a quote of a revision with a key in `range` is found. All of the range is
    /// looked up at first.
    fn has(&self, range: &Range<SortKey>, key: &SortKey, revision: u64) -> Result<bool> {
        let members = if let Some(members) = self.found.members.get() {
            members
        } else {
            let hits = self.hits(HitOrder::Newest, range, None, usize::MAX)?;
            let member = |hit: Hit| (hit.place.1, hit.place.2, hit.revision);
            let mut members: Vec<_> = hits.into_iter().map(member).collect();
            members.sort_unstable();
            self.found.members.get_or_init(|| members)
        };
        let quote = key.quote();
        let asked = (quote.article().to_u64(), quote.ordinal(), revision);
        Ok(members.binary_search(&asked).is_ok())
    }

    /// Returns the last result of the page before of a query by relevance, if it is of a later
    /// page.
    ///
    /// # Errors
    /// `InvalidInput` if the cursor is damaged or of another query or store; `Expired` if the index
    /// has changed since.
    pub(super) fn last(&self, request: &Request, point: &ReadPoint) -> Result<Option<Hit>> {
        let Some(cursor) = &request.after else { return Ok(None) };
        let last = request.origin(point.storage.id()).last(cursor)?;
        let (generation, hit) = of_cursor(last).ok_or_else(malformed)?;
        if generation == self.found.text.searcher.generation() {
            return Ok(Some(hit));
        }
        let message = "the index of words changed since the page that the cursor is of, and with \
                       it the relevance of what it finds: begin again, and page in a snapshot";
        Err(Error::new(ErrorKind::Expired, message))
    }

    /// Reads the quotes with keys in `range` from their articles' quote pages.
    pub(super) fn quotes(
        self,
        view: &Arc<ReadView>,
        range: Range<SortKey>,
        order: TextOrder,
    ) -> TextQuotes {
        TextQuotes { view: Arc::clone(view), walk: self.walk(range, order), page: None }
    }

    /// Walks the hits with keys in `range`.
    pub(super) fn walk(self, range: Range<SortKey>, order: TextOrder) -> TextWalk {
        let (order, after) = match order {
            TextOrder::By(Order::NewestFirst) => (HitOrder::Newest, None),
            TextOrder::By(Order::OldestFirst) => (HitOrder::Oldest, None),
            TextOrder::Relevance(after) => (HitOrder::Relevance, after),
        };
        TextWalk { hits: self, range, order, after, ready: Vec::new(), next: Some(FIRST) }
    }
}

/// The order in which hits are read, and after which one.
#[derive(Clone, Copy, Debug)]
pub(super) enum TextOrder {
    By(Order),
    Relevance(Option<Hit>),
}

/// The visible hits of an expression, in an order. They are looked up as they are read: first few,
/// then more and more at once. Ends after the first error.
#[derive(Debug)]
pub(super) struct TextWalk {
    hits: TextHits,
    range: Range<SortKey>,
    order: HitOrder,
    /// The last hit that was looked up.
    after: Option<Hit>,
    /// The hits to come, the next one last.
    ready: Vec<Hit>,
    /// How many hits are looked up next; `None` after the last.
    next: Option<usize>,
}

impl TextWalk {
    /// Returns the bytes of a cursor after the hit that was read last, if the order is by
    /// relevance.
    pub(super) fn cursor(&self) -> Option<Vec<u8>> {
        let last = self.after.as_ref().filter(|_| self.order == HitOrder::Relevance)?;
        Some(to_cursor(self.hits.found.text.searcher.generation(), last))
    }

    fn step(&mut self) -> Result<Option<Hit>> {
        loop {
            while let Some(hit) = self.ready.pop() {
                self.after = Some(hit);
                if self.hits.is_visible(&hit)? {
                    return Ok(Some(hit));
                }
            }
            let Some(limit) = self.next.take() else { return Ok(None) };
            self.ready = self.hits.hits(self.order, &self.range, self.after, limit)?;
            self.next = (self.ready.len() >= limit).then(|| (limit * MORE).min(MOST));
            self.ready.reverse();
        }
    }
}

impl Iterator for TextWalk {
    type Item = Result<Hit>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step();
        if step.is_err() {
            self.ready.clear();
            self.next = None;
        }
        step.transpose()
    }
}

/// Returns the sort key of a hit.
pub(super) fn key_of(hit: &Hit) -> SortKey {
    let (published, article, ordinal) = hit.place;
    SortKey::of_words(published, ArticleId::from_u64(article), ordinal)
}

/// The quotes that an expression finds, in an order.
#[derive(Debug)]
pub(super) struct TextQuotes {
    view: Arc<ReadView>,
    walk: TextWalk,
    /// The revision and the quote page that were read last.
    page: Option<(u64, Packed<QuoteRecord>)>,
}

impl TextQuotes {
    /// Returns the bytes of a cursor after the quote that was read last, if the order is by
    /// relevance.
    pub(super) fn cursor(&self) -> Option<Vec<u8>> {
        self.walk.cursor()
    }

    fn read(&mut self, hit: &Hit) -> Result<Entry> {
        let (_, _, ordinal) = hit.place;
        let posting = Posting { key: key_of(hit), revision: hit.revision, quotes: u32::MAX };
        let mut page = self.page.take().filter(|(revision, _)| *revision == hit.revision);
        let mut read = page.take().map(|(_, page)| page);
        let entry = quote(&self.view, &posting, ordinal, &mut read)?;
        self.page = read.map(|page| (hit.revision, page));
        Ok(entry)
    }
}

impl Iterator for TextQuotes {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.walk.next()?.and_then(|hit| self.read(&hit));
        if read.is_err() {
            self.walk.next = None;
            self.walk.ready.clear();
        }
        Some(read)
    }
}

/// The bytes of the last result in a cursor by relevance.
const CURSOR: usize = 8 + 4 + SortKey::LEN + 8;

/// Returns the bytes of a hit for a cursor.
fn to_cursor(generation: u64, hit: &Hit) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(CURSOR);
    bytes.extend(generation.to_be_bytes());
    bytes.extend(hit.score.to_be_bytes());
    bytes.extend(key_of(hit).as_bytes());
    bytes.extend(hit.revision.to_be_bytes());
    bytes
}

/// Reads the bytes of a cursor: the state of the index, and the hit. `None` if they are not of a
/// cursor by relevance.
fn of_cursor(bytes: &[u8]) -> Option<(u64, Hit)> {
    let (generation, rest) = bytes.split_first_chunk::<8>()?;
    let (score, rest) = rest.split_first_chunk::<4>()?;
    let (key, rest) = rest.split_first_chunk::<{ SortKey::LEN }>()?;
    let revision = u64::from_be_bytes(rest.try_into().ok()?);
    let place = SortKey::from_bytes(*key).parts();
    let hit = Hit { score: u32::from_be_bytes(*score), place, revision };
    Some((u64::from_be_bytes(*generation), hit))
}
