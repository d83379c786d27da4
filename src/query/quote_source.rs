//! Sources of quotes: a posting list, the union of several, or the quote pages of articles.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::record::{ArchivedQuoteRecord, Packed, PostingRecord, QuoteRecord, SortKey, Valid};
use crate::storage::{LeafCursor, ListCursor, Order, ReadView};

/// The key and the view of a quote.
pub(super) type Entry = (SortKey, Valid<QuoteRecord>);

/// The quotes of an access path in the order of their keys, each once. Records are tested in place;
/// a view is made only of those that pass.
#[derive(Debug)]
pub(super) enum Source {
    List(ListCursor<QuoteRecord>),
    Union(Union, Option<Entry>),
    Articles(ArticleQuotes, Option<Entry>),
    /// Ended by an error.
    Over,
}

impl Source {
    /// Moves to the next quote; `false` if there is none.
    #[inline]
    pub(super) fn advance(&mut self) -> Result<bool> {
        let (next, at) = match self {
            Self::List(cursor) => return cursor.advance(),
            Self::Union(union, at) => (union.next(), at),
            Self::Articles(articles, at) => (articles.next(), at),
            Self::Over => return Ok(false),
        };
        *at = next.transpose()?;
        Ok(at.is_some())
    }

    /// Returns the key and the record of the current quote, in place.
    #[inline]
    pub(super) fn current(&self) -> Option<(SortKey, &ArchivedQuoteRecord)> {
        match self {
            Self::List(cursor) => cursor.current(),
            Self::Union(_, at) | Self::Articles(_, at) => {
                at.as_ref().map(|(key, record)| (*key, &**record))
            }
            Self::Over => None,
        }
    }

    /// Replaces a leaf cursor that is over by the next leaf; `false` if the next quote must be read
    /// by [`advance`](Self::advance).
    #[inline]
    pub(super) fn leaf(&mut self, leaf: &mut Option<LeafCursor<QuoteRecord>>) -> Result<bool> {
        if let Self::List(cursor) = self { cursor.leaf(leaf) } else { Ok(false) }
    }

    /// Returns a view of the current quote.
    #[inline]
    pub(super) fn view(&self) -> Option<Entry> {
        match self {
            Self::List(cursor) => cursor.view(),
            Self::Union(_, at) | Self::Articles(_, at) => at.clone(),
            Self::Over => None,
        }
    }
}

/// Several posting lists merged in the order of their keys; a quote in more than one comes once.
#[derive(Debug)]
pub(super) struct Union {
    cursors: Vec<ListCursor<QuoteRecord>>,
    /// The next quote of each cursor that is not due.
    heads: BinaryHeap<Head>,
    order: Order,
    /// The cursors whose next quote is not among the heads.
    due: Vec<usize>,
    last: Option<SortKey>,
}

/// The next quote of a cursor. The greatest head comes first.
#[derive(Debug)]
struct Head {
    entry: Entry,
    cursor: usize,
    order: Order,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.order {
            Order::NewestFirst => self.entry.0.cmp(&other.entry.0),
            Order::OldestFirst => other.entry.0.cmp(&self.entry.0),
        }
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}

impl Union {
    pub(super) fn new(cursors: Vec<ListCursor<QuoteRecord>>, order: Order) -> Self {
        let due = (0..cursors.len()).collect();
        Self { cursors, heads: BinaryHeap::new(), order, due, last: None }
    }

    fn fill(&mut self) -> Result<()> {
        while let Some(cursor) = self.due.pop() {
            if let Some(entry) = self.cursors.get_mut(cursor).and_then(Iterator::next) {
                self.heads.push(Head { entry: entry?, cursor, order: self.order });
            }
        }
        Ok(())
    }
}

impl Iterator for Union {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Err(error) = self.fill() {
                self.cursors.clear();
                self.heads.clear();
                self.due.clear();
                return Some(Err(error));
            }
            let Head { entry, cursor, .. } = self.heads.pop()?;
            self.due.push(cursor);
            if self.last.replace(entry.0) != Some(entry.0) {
                return Some(Ok(entry));
            }
        }
    }
}

/// One entry of a posting list of articles, or the same of an article that was looked up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    /// The sort key of the article's quotes. Its ordinal has no meaning.
    pub(super) key: SortKey,
    pub(super) revision: u64,
    pub(super) quotes: u32,
}

impl Posting {
    pub(super) fn of((key, record): (SortKey, Valid<PostingRecord>)) -> Self {
        Self { key, revision: record.revision.to_native(), quotes: record.quotes.to_native() }
    }

    /// Returns the ordinals of the quotes whose keys are in `range`.
    pub(super) fn ordinals(&self, range: &Range<SortKey>) -> Range<u32> {
        // The ordinals of one article are consecutive keys.
        let reach = |bound: SortKey| {
            if bound <= self.key.at(0) {
                0
            } else if bound > self.key.at(u32::MAX) {
                self.quotes
            } else {
                bound.quote().ordinal().min(self.quotes)
            }
        };
        reach(range.start)..reach(range.end)
    }
}

/// Returns the range of the postings that may have quotes with keys in `range`.
pub(super) fn posting_range(range: &Range<SortKey>) -> Range<SortKey> {
    range.start.at(0)..range.end
}

/// The quotes of articles, read from the articles' quote pages.
#[derive(Debug)]
pub(super) struct ArticleQuotes {
    view: Arc<ReadView>,
    postings: Postings,
    range: Range<SortKey>,
    order: Order,
    /// The current article, the ordinals to come, and the page that was read last.
    open: Option<(Posting, Range<u32>, Option<Packed<QuoteRecord>>)>,
}

/// The articles to read: one, or those of a posting list.
#[derive(Debug)]
pub(super) enum Postings {
    One(Option<Posting>),
    List(Box<ListCursor<PostingRecord>>),
}

impl Postings {
    fn next(&mut self) -> Result<Option<Posting>> {
        match self {
            Self::One(posting) => Ok(posting.take()),
            Self::List(cursor) => Ok(cursor.next().transpose()?.map(Posting::of)),
        }
    }
}

impl ArticleQuotes {
    pub(super) fn new(
        view: &Arc<ReadView>,
        postings: Postings,
        range: Range<SortKey>,
        order: Order,
    ) -> Self {
        Self { view: Arc::clone(view), postings, range, order, open: None }
    }

    fn step(&mut self) -> Result<Option<Entry>> {
        loop {
            if let Some((posting, ordinals, page)) = &mut self.open {
                let ordinal = match self.order {
                    Order::OldestFirst => ordinals.next(),
                    Order::NewestFirst => ordinals.next_back(),
                };
                if let Some(ordinal) = ordinal {
                    return quote(&self.view, posting, ordinal, page).map(Some);
                }
                self.open = None;
            }
            let Some(posting) = self.postings.next()? else { return Ok(None) };
            self.open = Some((posting, posting.ordinals(&self.range), None));
        }
    }
}

fn quote(
    view: &ReadView,
    posting: &Posting,
    ordinal: u32,
    page: &mut Option<Packed<QuoteRecord>>,
) -> Result<Entry> {
    let key = posting.key.at(ordinal);
    let on = |page: &Packed<QuoteRecord>| {
        page.entry(page.lower_bound(&key)).filter(|(found, _)| *found == key)
    };
    if let Some(entry) = page.as_ref().and_then(on) {
        return Ok(entry);
    }
    *page = view.quote_page(key.article(), posting.revision, ordinal)?;
    page.as_ref()
        .and_then(on)
        .ok_or_else(|| Error::corrupt(format!("quote {} is missing", key.quote())))
}

impl Iterator for ArticleQuotes {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step();
        if step.is_err() {
            self.postings = Postings::One(None);
            self.open = None;
        }
        step.transpose()
    }
}
