//! Planning and running a query of quotes.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::filter::{Keys, Request};
use super::plan::cheapest;
use super::posting::Posting;
use super::predicate::{AccessPath, Few, Predicate, Words, is_shown_from};
use super::quote_source::{ArticleQuotes, Postings, Source, Union, posting_range};
use super::slow::Watch;
#[cfg(feature = "fulltext")]
use super::text_source::TextOrder;
use super::view::Quote;
#[cfg(feature = "fulltext")]
use crate::error::Error;
use crate::error::Result;
use crate::model::Country;
use crate::record::{ArchivedQuoteRecord, Code, QuoteRecord, SortKey, Valid, code};
#[cfg(feature = "fulltext")]
use crate::storage::Documents;
use crate::storage::{LeafCursor, ListKey, Order, PostingList, QuoteCounts, ReadPoint, ReadView};

/// A planned query: the access path, the range of keys to read, and the residual filters.
pub(super) struct Run {
    pub(super) view: Arc<ReadView>,
    pub(super) range: Range<SortKey>,
    pub(super) order: Order,
    /// The order of quotes that are read from the index of words.
    #[cfg(feature = "fulltext")]
    text_order: TextOrder,
    pub(super) path: AccessPath,
    /// The position of the filter of the access path.
    pub(super) chosen: usize,
    /// The positions of the filters that the index of words answers as well.
    #[cfg(feature = "fulltext")]
    pub(super) marked: Few<usize>,
    /// The residual filters, each with its position.
    pub(super) residual: Few<(usize, Predicate)>,
}

impl Run {
    /// Looks up the posting lists that the filters name, and chooses the cheapest access path.
    pub(super) fn plan(request: &Request, point: &ReadPoint) -> Result<Self> {
        #[cfg(feature = "fulltext")]
        let text = point.text(Documents::Quotes);
        let guard = point.read();
        let view = Arc::clone(guard.view());
        let Keys { range, is_exact } = request.keys(point.storage.id(), |months| {
            Ok(guard.article_list(&ListKey::months())?.count_in(&view.tables, months)? > 0)
        })?;
        let words = Words {
            #[cfg(feature = "fulltext")]
            text,
            point,
            range: &range,
        };
        let mut residual = Few::new();
        let mut candidates: Few<(usize, AccessPath)> = Few::new();
        for (at, filter) in request.filters.iter().enumerate() {
            let predicate = Predicate::new(filter, &guard, &words)?;
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
        #[cfg(feature = "fulltext")]
        let marked = mark(&mut candidates, &residual);
        #[cfg(feature = "fulltext")]
        let text_order = if request.by_relevance {
            candidates.retain(|(_, path)| matches!(path, AccessPath::Text(_)));
            candidates.truncate(1);
            let Some((_, AccessPath::Text(hits))) = candidates.first() else {
                return Err(Error::invalid(
                    "quotes have a relevance if the query asks for words: matching",
                ));
            };
            TextOrder::Relevance(hits.last(request, point)?)
        } else {
            TextOrder::By(request.order)
        };
        let (chosen, path) = cheapest(candidates, |(_, path)| path.cost(&view.tables, &range))?;
        residual.retain(|(at, predicate)| *at != chosen || !predicate.is_exact(&view));
        #[cfg(feature = "fulltext")]
        let marked = if let AccessPath::Text(_) = path { marked } else { Few::new() };
        #[cfg(feature = "fulltext")]
        residual.retain(|(at, _)| !marked.contains(at));
        if !is_exact {
            residual
                .extend(request.when.iter().map(|when| (usize::MAX, Predicate::Published(*when))));
        }
        Ok(Self {
            view,
            range,
            order: request.order,
            #[cfg(feature = "fulltext")]
            text_order,
            path,
            chosen,
            #[cfg(feature = "fulltext")]
            marked,
            residual,
        })
    }

    /// Opens the cursors of the access path.
    pub(super) fn read(self) -> Matches {
        let tables = &self.view.tables;
        let range = self.range;
        let source = match self.path {
            AccessPath::Lists(lists) => match lists.as_slice() {
                [only] => Source::List(only.cursor(tables, range, self.order)),
                _ => Source::Union(Union::new(tables, lists, range, self.order)),
            },
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
            AccessPath::Saying(saying) => {
                Source::Saying(saying.quotes(&self.view, range, self.order), None)
            }
            #[cfg(feature = "fulltext")]
            AccessPath::Text(hits) => {
                Source::Text(Box::new(hits.quotes(&self.view, range, self.text_order)), None)
            }
        };
        let residual = self.residual.into_iter().map(|(_, predicate)| predicate).collect();
        Matches { view: self.view, source, leaf: None, residual, watch: None }
    }

    /// Counts the quotes of one posting list by what their records state. Returns `None` if there
    /// are residual filters or more lists.
    pub(super) fn list_counts(&self) -> Result<Option<Arc<QuoteCounts>>> {
        match (self.residual.as_slice(), &self.path) {
            ([], AccessPath::Lists(lists)) => match lists.as_slice() {
                [only] => only.quote_counts(&self.view.tables, &self.range).map(Some),
                _ => Ok(None),
            },
            _ => Ok(None),
        }
    }

    /// Counts the quotes; without residual filters, from the posting lists alone.
    pub(super) fn count(self) -> Result<u64> {
        match (self.residual.as_slice(), &self.path) {
            // After a cursor by relevance, the range does not tell.
            #[cfg(feature = "fulltext")]
            _ if matches!(self.text_order, TextOrder::Relevance(Some(_))) => {
                return self.read().count_entries();
            }
            #[cfg(feature = "fulltext")]
            ([], AccessPath::Text(hits)) => return hits.count(&self.range),
            ([], AccessPath::Saying(_)) if self.range != (SortKey::MIN..SortKey::MAX) => {
                return self.read().count_entries();
            }
            // Two of the speakers may have said a quote together.
            ([], AccessPath::Lists(lists)) if lists.len() > 1 => {
                return self.read().count_entries();
            }
            ([], _) => {}
            ([(at, Predicate::From(country))], AccessPath::Lists(lists))
                if *at == self.chosen && !self.view.overrides.set_countries() =>
            {
                return self.count_from(*country, lists);
            }
            _ => return self.read().count_entries(),
        }
        if let AccessPath::Articles(list) = &self.path {
            let cursor = list.cursor(&self.view.tables, posting_range(&self.range), self.order);
            return cursor
                .map(|entry| Ok(Posting::of(entry?).ordinals(&self.range).len() as u64))
                .sum();
        }
        self.path.size(&self.view.tables, &self.range)
    }

    /// Counts the quotes from a country if a user set no country: those of the country's own list,
    /// and those of the lists of known speakers that state no country.
    fn count_from(&self, country: Country, lists: &[PostingList<QuoteRecord>]) -> Result<u64> {
        let (tables, range) = (&self.view.tables, &self.range);
        let Some((own, known)) = lists.split_first() else { return Ok(0) };
        let mut count = own.count_in(tables, range)?;
        // Those that were counted of the quotes with several speakers.
        let mut joint: HashSet<SortKey> = HashSet::new();
        for list in known {
            let mut cursor = list.cursor(tables, range.clone(), self.order);
            while cursor.advance()? {
                let Some((key, record)) = cursor.current() else { continue };
                let counts = if record.further.is_empty() {
                    record.from == Code::default()
                } else {
                    let is_own = record.speakers().any(|said| said.from == code(country));
                    !is_own && is_shown_from(record, country, &self.view) && joint.insert(key)
                };
                count += u64::from(counts);
            }
        }
        Ok(count)
    }
}

/// Asks the index of words for the marks of all filters that it can tell, if it is an access path,
/// and drops the lists of these filters. Returns their positions.
#[cfg(feature = "fulltext")]
fn mark(
    candidates: &mut Few<(usize, AccessPath)>,
    predicates: &[(usize, Predicate)],
) -> Few<usize> {
    let mut marked = Few::new();
    for (at, predicate) in predicates {
        let Some(marks) = predicate.marks() else { continue };
        let mut is_told = false;
        for (_, path) in &mut *candidates {
            if let AccessPath::Text(hits) = path {
                hits.mark(marks.clone());
                is_told = true;
            }
        }
        if is_told {
            marked.push(*at);
        }
    }
    candidates.retain(|(at, _)| !marked.contains(at));
    marked
}

/// The quotes of a source that pass all residual filters. Ends after the first error.
#[derive(Debug)]
pub(super) struct Matches {
    view: Arc<ReadView>,
    source: Source,
    /// The current leaf, if the source yields whole leaves; else the source has the current quote.
    pub(super) leaf: Option<LeafCursor<QuoteRecord>>,
    residual: Vec<Predicate>,
    /// Of an iterator, if slow ones are told of. A step within a leaf is not timed.
    pub(super) watch: Option<Box<Watch>>,
}

impl Matches {
    /// Returns the bytes of a cursor after the quote that was taken last, if the quotes are read by
    /// relevance.
    #[cfg(feature = "fulltext")]
    pub(super) fn relevance(&self) -> Option<Vec<u8>> {
        if let Source::Text(text, _) = &self.source { text.cursor() } else { None }
    }

    /// Returns the current leaf if there are no residual filters.
    #[inline]
    pub(super) fn untested(&mut self) -> Option<&mut LeafCursor<QuoteRecord>> {
        if self.residual.is_empty() { self.leaf.as_mut() } else { None }
    }

    /// Moves to before the next quote that passes; `false` if there is none. After an error no
    /// quote comes.
    #[inline(never)]
    pub(super) fn reach(&mut self) -> Result<bool> {
        let begun = Watch::begin(self.watch.as_deref());
        let reached = self.seek();
        Watch::end(self.watch.as_deref_mut(), begun);
        reached.inspect_err(|_| self.end())
    }

    #[inline]
    fn seek(&mut self) -> Result<bool> {
        let Self { view, source, leaf, residual, .. } = self;
        loop {
            if let Some(leaf) = leaf {
                if residual.is_empty() && !leaf.is_over() {
                    return Ok(true);
                }
                while let Some(quote) = leaf.peek() {
                    if pass(residual, quote, view)? {
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
                if let Some(quote) = source.current()
                    && pass(residual, quote, view)?
                {
                    return Ok(true);
                }
            }
        }
    }

    /// Returns the quote that [`reach`](Self::reach) found, and moves past it.
    #[inline]
    pub(super) fn take(&mut self) -> Option<Result<Quote>> {
        let entry = if let Some(leaf) = &mut self.leaf { leaf.next() } else { self.source.view() };
        entry.map(|(key, record)| self.quote(key, record))
    }

    /// Makes a view of a quote.
    #[inline]
    fn quote(&mut self, key: SortKey, record: Valid<QuoteRecord>) -> Result<Quote> {
        if Quote::is_inline(&record) {
            Ok(Quote::inline(key, record, &self.view))
        } else {
            self.joined(key, record)
        }
    }

    /// Makes a view of a quote whose text is not in its record. After an error no quote comes.
    #[cold]
    fn joined(&mut self, key: SortKey, record: Valid<QuoteRecord>) -> Result<Quote> {
        let begun = Watch::begin(self.watch.as_deref());
        let quote = Quote::new(key, record, &self.view);
        Watch::end(self.watch.as_deref_mut(), begun);
        quote.inspect_err(|_| self.end())
    }

    #[cold]
    fn end(&mut self) {
        self.leaf = None;
        self.source = Source::Over;
    }

    fn count_entries(mut self) -> Result<u64> {
        let mut count = 0;
        while self.reach()? {
            self.leaf.as_mut().and_then(LeafCursor::skip);
            count += 1;
        }
        Ok(count)
    }

    /// Calls `each` with the key and the record of every quote, in place.
    pub(super) fn visit(
        mut self,
        mut each: impl FnMut(SortKey, &ArchivedQuoteRecord),
    ) -> Result<()> {
        while self.reach()? {
            let Some(leaf) = &mut self.leaf else {
                self.source.current().into_iter().for_each(|(key, record)| each(key, record));
                continue;
            };
            while let Some((key, record)) = leaf.peek() {
                each(key, record);
                leaf.skip();
                if !self.residual.is_empty() {
                    break;
                }
            }
        }
        Ok(())
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
) -> Result<bool> {
    for predicate in residual {
        if !predicate.passes(&key, record, view)? {
            return Ok(false);
        }
    }
    Ok(true)
}
