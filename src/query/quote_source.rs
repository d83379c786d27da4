//! Sources of quotes: a posting list, the union of several, or the quote pages of articles.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;
use std::sync::Arc;

use super::posting::{Entry, Posting, quote};
#[cfg(feature = "fulltext")]
use super::text_source::TextQuotes;
use crate::error::{Error, Result};
use crate::model::ArticleId;
use crate::record::{ArchivedQuoteRecord, Packed, PostingRecord, QuoteRecord, SortKey};
use crate::storage::{LeafCursor, ListCursor, Order, PostingList, ReadView, Tables};

/// The quotes of an access path in the order of their keys, each once. Records are tested in place;
/// a view is made only of those that pass.
#[derive(Debug)]
pub(super) enum Source {
    List(ListCursor<QuoteRecord>),
    Union(Union),
    Articles(ArticleQuotes, Option<Entry>),
    Saying(SayingQuotes, Option<Entry>),
    #[cfg(feature = "fulltext")]
    Text(Box<TextQuotes>, Option<Entry>),
    /// Ended by an error.
    Over,
}

impl Source {
    /// Moves to the next quote; `false` if there is none.
    #[inline]
    pub(super) fn advance(&mut self) -> Result<bool> {
        let (next, at) = match self {
            Self::List(cursor) => return cursor.advance(),
            Self::Union(union) => return union.advance(),
            Self::Articles(articles, at) => (articles.next(), at),
            Self::Saying(saying, at) => (saying.next(), at),
            #[cfg(feature = "fulltext")]
            Self::Text(text, at) => (text.next(), at),
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
            Self::Union(union) => union.current()?.current(),
            Self::Articles(_, at) | Self::Saying(_, at) => {
                at.as_ref().map(|(key, record)| (*key, &**record))
            }
            #[cfg(feature = "fulltext")]
            Self::Text(_, at) => at.as_ref().map(|(key, record)| (*key, &**record)),
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
            Self::Union(union) => union.current()?.view(),
            Self::Articles(_, at) | Self::Saying(_, at) => at.clone(),
            #[cfg(feature = "fulltext")]
            Self::Text(_, at) => at.clone(),
            Self::Over => None,
        }
    }
}

/// Several posting lists merged in the order of their keys; a quote in more than one comes once. A
/// list is opened when a quote of it may come next: a page of few quotes opens few of many lists.
#[derive(Debug)]
pub(super) struct Union {
    tables: Arc<Tables>,
    range: Range<SortKey>,
    order: Order,
    lists: Vec<Member>,
    /// One of each list that has quotes to come, but for that of the current quote.
    heads: BinaryHeap<Head>,
    /// The list of the current quote.
    at: Option<usize>,
    last: Option<SortKey>,
}

/// A list of a union.
#[derive(Debug)]
enum Member {
    Closed(PostingList<QuoteRecord>),
    Open(Box<ListCursor<QuoteRecord>>),
}

/// The key of the next quote of a list, or of a closed list one that it does not come before. The
/// greatest head comes first.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    key: SortKey,
    list: usize,
    order: Order,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.order {
            Order::NewestFirst => self.key.cmp(&other.key),
            Order::OldestFirst => other.key.cmp(&self.key),
        }
        .then_with(|| self.list.cmp(&other.list))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Union {
    pub(super) fn new(
        tables: &Arc<Tables>,
        lists: impl IntoIterator<Item = PostingList<QuoteRecord>>,
        range: Range<SortKey>,
        order: Order,
    ) -> Self {
        let lists: Vec<_> = lists.into_iter().map(Member::Closed).collect();
        let head = |(list, member): (usize, &Member)| match member {
            Member::Closed(closed) => Some(Head { key: closed.bound(&range, order)?, list, order }),
            Member::Open(_) => None,
        };
        let heads = lists.iter().enumerate().filter_map(head).collect();
        Self { tables: Arc::clone(tables), range, order, lists, heads, at: None, last: None }
    }

    /// Returns the cursor of the current quote.
    #[inline]
    fn current(&self) -> Option<&ListCursor<QuoteRecord>> {
        match self.lists.get(self.at?)? {
            Member::Open(cursor) => Some(cursor),
            Member::Closed(_) => None,
        }
    }

    /// Moves a list to its next quote, and returns the key.
    #[inline]
    fn advance_list(&mut self, list: usize) -> Result<Option<SortKey>> {
        let Some(member) = self.lists.get_mut(list) else { return Ok(None) };
        if let Member::Closed(closed) = member {
            let cursor = closed.cursor(&self.tables, self.range.clone(), self.order);
            *member = Member::Open(Box::new(cursor));
        }
        let Member::Open(cursor) = member else { return Ok(None) };
        Ok(if cursor.advance()? { cursor.current().map(|(key, _)| key) } else { None })
    }

    /// Moves to the next quote; `false` if there is none. After an error there is none.
    #[inline]
    fn advance(&mut self) -> Result<bool> {
        let moved = self.step();
        if moved.is_err() {
            self.heads.clear();
            self.at = None;
        }
        moved
    }

    fn step(&mut self) -> Result<bool> {
        let mut list = self.at.take();
        loop {
            let moved = match list.take() {
                Some(list) => self.advance_list(list)?.map(|key| (key, list)),
                None => None,
            };
            let moved = moved.map(|(key, list)| Head { key, list, order: self.order });
            // Often the same list has the next quote again.
            let stays = moved.as_ref() >= self.heads.peek();
            let next = if stays {
                moved
            } else {
                self.heads.extend(moved);
                self.heads.pop()
            };
            let Some(next) = next else { return Ok(false) };
            list = Some(next.list);
            let is_open = matches!(self.lists.get(next.list), Some(Member::Open(_)));
            if is_open && self.last.replace(next.key) != Some(next.key) {
                self.at = list;
                return Ok(true);
            }
        }
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

/// The part of the list of sayings that has one of them.
#[derive(Debug)]
pub(super) struct SayingList {
    list: PostingList<PostingRecord>,
    /// The keys of its quotes there.
    places: Range<SortKey>,
}

impl SayingList {
    pub(super) fn new(list: PostingList<PostingRecord>, fingerprint: u64) -> Self {
        let place = |fingerprint| SortKey::of_words(fingerprint, ArticleId::from_u64(0), 0);
        let end = fingerprint.checked_add(1).map_or(SortKey::MAX, place);
        Self { list, places: place(fingerprint)..end }
    }

    /// Returns how many quotes there are.
    pub(super) fn count(&self, tables: &Tables) -> Result<u64> {
        self.list.count_in(tables, &self.places)
    }

    /// Reads the quotes with keys in `range` from their articles' quote pages.
    pub(super) fn quotes(
        self,
        view: &Arc<ReadView>,
        range: Range<SortKey>,
        order: Order,
    ) -> SayingQuotes {
        SayingQuotes { view: Arc::clone(view), list: Some(self), range, order, read: Vec::new() }
    }
}

/// The quotes of one saying. All are read at first, since the list has them in the order of their
/// articles.
#[derive(Debug)]
pub(super) struct SayingQuotes {
    view: Arc<ReadView>,
    /// The list, until it is read.
    list: Option<SayingList>,
    range: Range<SortKey>,
    order: Order,
    /// The quotes to come, the next one last.
    read: Vec<Entry>,
}

impl SayingQuotes {
    fn read(&mut self, SayingList { list, places }: SayingList) -> Result<()> {
        for place in list.cursor(&self.view.tables, places, Order::OldestFirst) {
            let (place, posting) = place?;
            let quote = place.quote();
            let missing = || Error::corrupt(format!("quote {quote} is missing"));
            let page = self
                .view
                .quote_page(quote.article(), posting.revision.to_native(), quote.ordinal())?
                .ok_or_else(missing)?;
            let before = page.key(0).map_or(0, |key| key.quote().ordinal());
            let at = quote.ordinal().checked_sub(before).ok_or_else(missing)?;
            let entry = page.into_entry(at as usize).ok_or_else(missing)?;
            if self.range.contains(&entry.0) {
                self.read.push(entry);
            }
        }
        self.read.sort_unstable_by_key(|(key, _)| *key);
        if self.order == Order::OldestFirst {
            self.read.reverse();
        }
        Ok(())
    }
}

impl Iterator for SayingQuotes {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(list) = self.list.take()
            && let Err(error) = self.read(list)
        {
            self.read.clear();
            return Some(Err(error));
        }
        self.read.pop().map(Ok)
    }
}
