//! The quotes that an expression of words finds, in the index of words.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::posting::{Entry, Posting, quote};
use crate::error::{Error, Result};
use crate::model::ArticleId;
use crate::record::{ArchivedQuoteRecord, Packed, QuoteRecord, SortKey};
use crate::search::{Expression, Hit, HitOrder, Mark, Place, Window, matches, parse};
use crate::storage::{Order, ReadGuard, ReadPoint, ReadView, TextView};

/// The hits that are looked up at first, of which a page of the usual size needs less.
const FIRST: usize = 64;
/// How many times as many hits are looked up after that.
const MORE: usize = 16;
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
    /// Looks words up. `text` was taken before the guard.
    ///
    /// # Errors
    /// `InvalidInput` if the store has no index of words.
    pub(super) fn new(
        words: &str,
        text: Option<&Arc<TextView>>,
        guard: &ReadGuard<'_>,
        point: &ReadPoint,
    ) -> Result<Self> {
        let text = text.ok_or_else(|| {
            Error::invalid(
                "the store is open without an index of words: open it with \
                 OpenOptions::text_index, and ask for a snapshot after that",
            )
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

    /// Returns the number of the state of the index, which the relevance depends on.
    pub(super) fn generation(&self) -> u64 {
        self.found.text.searcher.generation()
    }

    /// Counts the quotes with keys in `range`.
    pub(super) fn count(&self, range: &Range<SortKey>) -> Result<u64> {
        if self.found.visible.is_none() && *range == (SortKey::MIN..SortKey::MAX) {
            return self.found.text.searcher.count(&self.found.expression, &self.marks);
        }
        let hits = self.hits(HitOrder::Newest, range, None, usize::MAX)?;
        let mut count = 0;
        for hit in hits {
            count += u64::from(self.is_visible(&hit)?);
        }
        Ok(count)
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

    /// Reads the quotes with keys in `range` from their articles' quote pages.
    pub(super) fn quotes(
        self,
        view: &Arc<ReadView>,
        range: Range<SortKey>,
        order: TextOrder,
    ) -> TextQuotes {
        let (order, after) = match order {
            TextOrder::By(Order::NewestFirst) => (HitOrder::Newest, None),
            TextOrder::By(Order::OldestFirst) => (HitOrder::Oldest, None),
            TextOrder::Relevance(after) => (HitOrder::Relevance, after),
        };
        let view = Arc::clone(view);
        let ready = Vec::new();
        TextQuotes { view, hits: self, range, order, after, ready, next: Some(FIRST), page: None }
    }
}

/// The order in which quotes are read, and after which hit.
#[derive(Clone, Copy, Debug)]
pub(super) enum TextOrder {
    By(Order),
    Relevance(Option<Hit>),
}

/// The quotes that an expression finds, in an order. They are looked up as they are read: first
/// few, then more and more at once.
#[derive(Debug)]
pub(super) struct TextQuotes {
    view: Arc<ReadView>,
    hits: TextHits,
    range: Range<SortKey>,
    order: HitOrder,
    /// The last hit that was looked up.
    after: Option<Hit>,
    /// The hits to come, the next one last.
    ready: Vec<Hit>,
    /// How many hits are looked up next; `None` after the last.
    next: Option<usize>,
    /// The revision and the quote page that were read last.
    page: Option<(u64, Packed<QuoteRecord>)>,
}

impl TextQuotes {
    /// Returns the bytes of a cursor after the quote that was read last, if the order is by
    /// relevance.
    pub(super) fn cursor(&self) -> Option<Vec<u8>> {
        let last = self.after.as_ref().filter(|_| self.order == HitOrder::Relevance)?;
        Some(to_cursor(self.hits.generation(), last))
    }

    fn step(&mut self) -> Result<Option<Entry>> {
        loop {
            while let Some(hit) = self.ready.pop() {
                self.after = Some(hit);
                if self.hits.is_visible(&hit)? {
                    return self.read(&hit).map(Some);
                }
            }
            let Some(limit) = self.next.take() else { return Ok(None) };
            self.ready = self.hits.hits(self.order, &self.range, self.after, limit)?;
            self.next = (self.ready.len() >= limit).then(|| limit.saturating_mul(MORE));
            self.ready.reverse();
        }
    }

    fn read(&mut self, hit: &Hit) -> Result<Entry> {
        let (published, article, ordinal) = hit.place;
        let key = SortKey::of_words(published, ArticleId::from_u64(article), ordinal);
        let posting = Posting { key, revision: hit.revision, quotes: u32::MAX };
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
        let step = self.step();
        if step.is_err() {
            self.ready.clear();
            self.next = None;
        }
        step.transpose()
    }
}

/// The bytes of the last result in a cursor by relevance.
const CURSOR: usize = 8 + 4 + SortKey::LEN + 8;

/// Returns the bytes of a hit for a cursor.
fn to_cursor(generation: u64, hit: &Hit) -> Vec<u8> {
    let (published, article, ordinal) = hit.place;
    let key = SortKey::of_words(published, ArticleId::from_u64(article), ordinal);
    let mut bytes = Vec::with_capacity(CURSOR);
    bytes.extend(generation.to_be_bytes());
    bytes.extend(hit.score.to_be_bytes());
    bytes.extend(key.as_bytes());
    bytes.extend(hit.revision.to_be_bytes());
    bytes
}

/// Reads the bytes of a cursor: the state of the index, and the hit. `None` if they are not of a
/// cursor by relevance.
pub(super) fn of_cursor(bytes: &[u8]) -> Option<(u64, Hit)> {
    let (generation, rest) = bytes.split_first_chunk::<8>()?;
    let (score, rest) = rest.split_first_chunk::<4>()?;
    let (key, rest) = rest.split_first_chunk::<{ SortKey::LEN }>()?;
    let revision = u64::from_be_bytes(rest.try_into().ok()?);
    let place = SortKey::from_bytes(*key).parts();
    let hit = Hit { score: u32::from_be_bytes(*score), place, revision };
    Some((u64::from_be_bytes(*generation), hit))
}
