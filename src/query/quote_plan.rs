//! Planning and running a query of quotes.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

#[cfg(feature = "fulltext")]
use super::cursor::malformed;
use super::filter::{Filter, Keys, Request, When};
use super::plan::cheapest;
use super::posting::Posting;
use super::quote_source::{ArticleQuotes, Postings, SayingList, Source, Union, posting_range};
use super::slow::Watch;
#[cfg(feature = "fulltext")]
use super::text_source::{TextHits, TextOrder, of_cursor};
use super::view::{Quote, speaker_country};
use crate::error::Result;
#[cfg(feature = "fulltext")]
use crate::error::{Error, ErrorKind};
use crate::model::{ArticleId, Country, QuoteId, QuoteKind, SpeakerId, fold};
use crate::record::{
    ArchivedQuoteRecord, Code, PostingRecord, QuoteRecord, SaidBy, SortKey, Valid, code, is_saying,
    source_hash,
};
#[cfg(feature = "fulltext")]
use crate::search::{Expression, Hit, matches, parse};
#[cfg(feature = "fulltext")]
use crate::storage::TextView;
use crate::storage::{
    LeafCursor, ListKey, Order, PostingList, ReadGuard, ReadPoint, ReadView, Tables,
};

/// The parts of a query, most often one, kept inline: an allocation would cost as much as the rest
/// of planning.
pub(super) type Few<T> = SmallVec<[T; 1]>;

/// A filter with its words resolved: a predicate on one quote.
#[derive(Clone, Debug)]
pub(super) enum Predicate {
    Speakers(SmallVec<[u64; 2]>),
    From(Country),
    About(Code),
    Either(Country),
    Source(u64),
    Attribute(Box<PostingList<PostingRecord>>),
    Article(ArticleId),
    Kind(QuoteKind),
    /// The quotes whose words have this fingerprint, of a saying.
    Saying(u64),
    Quote(QuoteId),
    Published(When),
    /// The quotes that an expression finds in the index of words, and their range.
    #[cfg(feature = "fulltext")]
    Matching(TextHits, Box<Range<SortKey>>),
    /// The quotes whose words an expression finds.
    #[cfg(feature = "fulltext")]
    WithWords(Arc<Expression>),
}

impl Predicate {
    #[cfg_attr(
        not(feature = "fulltext"),
        allow(unused_variables, reason = "only the index of words is looked up with them")
    )]
    fn new(filter: &Filter, guard: &ReadGuard<'_>, words: &Words<'_>) -> Result<Self> {
        Ok(match filter {
            #[cfg(feature = "fulltext")]
            Filter::Matching(asked) => {
                let hits = TextHits::new(asked, words.text.as_ref(), guard, words.point)?;
                Self::Matching(hits, Box::new(words.range.clone()))
            }
            #[cfg(feature = "fulltext")]
            Filter::WithWords(words) => Self::WithWords(Arc::new(parse(words))),
            Filter::Speaker(name) => {
                Self::Speakers(with_merged(guard, guard.named(name)?.iter().copied()))
            }
            Filter::SpeakerId(speaker) => Self::Speakers(with_merged(guard, [*speaker])),
            Filter::From(country) => Self::From(*country),
            Filter::About(country) | Filter::Names(country) => Self::About(code(*country)),
            Filter::Either(country) => Self::Either(*country),
            Filter::Source(source) => Self::Source(source_hash(&fold(source))),
            Filter::Attribute(name, value) => {
                Self::Attribute(Box::new(guard.attribute_list(name, value)?))
            }
            Filter::Article(article) => Self::Article(*article),
            Filter::Kind(kind) => Self::Kind(*kind),
            Filter::Saying(saying) => Self::Saying(*saying),
            Filter::SameAs(quote) => match saying(guard, *quote)? {
                Some(saying) => Self::Saying(saying),
                None => Self::Quote(*quote),
            },
        })
    }

    /// Returns the access path that holds all quotes that pass; `None` if no list does.
    fn path(&self, filter: &Filter, guard: &ReadGuard<'_>) -> Result<Option<AccessPath>> {
        Ok(Some(match (self, filter) {
            (Self::Speakers(ids), _) => AccessPath::Lists(speaker_lists(
                guard,
                ids.iter().copied().map(SpeakerId::from_u64),
            )?),
            (Self::From(country), _) => AccessPath::Lists(lists_from(guard, *country)?),
            (_, Filter::About(country)) => {
                AccessPath::Lists(smallvec![guard.quote_list(&ListKey::about(*country))?])
            }
            (Self::Either(country), _) => {
                let mut lists = lists_from(guard, *country)?;
                lists.push(guard.quote_list(&ListKey::about(*country))?);
                AccessPath::Lists(lists)
            }
            (_, Filter::Source(source)) => {
                AccessPath::Articles(guard.article_list(&ListKey::source(&fold(source)))?)
            }
            (Self::Saying(saying), _) => {
                AccessPath::Saying(SayingList::new(guard.article_list(&ListKey::words())?, *saying))
            }
            (Self::Attribute(list), _) => AccessPath::Articles((**list).clone()),
            #[cfg(feature = "fulltext")]
            (Self::Matching(hits, _), _) => AccessPath::Text(hits.clone()),
            (Self::Article(article), _) => article_path(guard, *article)?,
            (Self::Quote(quote), _) => article_path(guard, quote.article())?,
            _ => return Ok(None),
        }))
    }

    /// Returns whether the access path has no other quotes. Several lists of speakers may have a
    /// quote twice, which is read once.
    fn is_exact(&self, view: &ReadView) -> bool {
        match self {
            Self::From(country) => has_list_alone(view, *country),
            Self::Either(_) | Self::Quote(_) => false,
            Self::Saying(_)
            | Self::Speakers(_)
            | Self::About(_)
            | Self::Source(_)
            | Self::Attribute(_)
            | Self::Article(_)
            | Self::Kind(_)
            | Self::Published(_) => true,
            #[cfg(feature = "fulltext")]
            Self::Matching(..) | Self::WithWords(_) => true,
        }
    }

    fn passes(&self, key: &SortKey, record: &ArchivedQuoteRecord, view: &ReadView) -> Result<bool> {
        let from = |country: Country| {
            let is_plain = record.further.is_empty() && view.overrides.is_empty();
            if is_plain && record.from != Code::default() {
                return record.from == code(country);
            }
            is_shown_from(record, country, view)
        };
        let about = |code: Code| {
            record.countries.iter().chain(record.context.iter()).any(|named| *named == code)
        };
        Ok(match self {
            Self::Speakers(ids) => record.is_of(|speaker| ids.contains(&speaker)),
            Self::From(country) => from(*country),
            Self::About(code) => about(*code),
            Self::Either(country) => from(*country) || about(code(*country)),
            Self::Source(source) => record.source == *source,
            Self::Attribute(list) => list.contains(&view.tables, &key.at(0))?,
            Self::Article(article) => key.article() == *article,
            Self::Kind(kind) => record.kind() == *kind,
            Self::Saying(saying) => record.fingerprint == *saying,
            Self::Quote(quote) => key.quote() == *quote,
            #[cfg(feature = "fulltext")]
            Self::Matching(hits, range) => hits.passes(range, key, record, view)?,
            #[cfg(feature = "fulltext")]
            Self::WithWords(expression) => {
                let long = view.long_text(key.article(), record)?;
                matches(long.as_deref().unwrap_or(record.text.as_str()), expression)
            }
            Self::Published(when) => {
                let published = || Ok(key.micros().and_then(|at| record.clock.published(at)));
                when.passes(key, published)?
            }
        })
    }
}

/// Returns the fingerprint of the words of a quote if they are a saying.
pub(super) fn saying(guard: &ReadGuard<'_>, quote: QuoteId) -> Result<Option<u64>> {
    let Some(state) = guard.state(quote.article().to_u64())? else { return Ok(None) };
    if quote.ordinal() >= state.quotes {
        return Ok(None);
    }
    let page = guard.view().quote_page(quote.article(), state.revision, quote.ordinal())?;
    let entry = page.and_then(|page| {
        let before = page.key(0)?.quote().ordinal();
        page.into_entry(quote.ordinal().checked_sub(before)? as usize)
    });
    Ok(entry.map(|(_, record)| record.fingerprint.to_native()).filter(|found| is_saying(*found)))
}

/// Returns the access path of the quotes in one article.
fn article_path(guard: &ReadGuard<'_>, article: ArticleId) -> Result<AccessPath> {
    Ok(AccessPath::Article(guard.article(article)?.map(|head| Posting {
        key: SortKey::new(head.published(), article, 0),
        revision: head.revision.to_native(),
        quotes: head.quotes.to_native(),
    })))
}

/// Returns whether a quote shows a country as that of one of its speakers.
#[inline(never)]
fn is_shown_from(record: &ArchivedQuoteRecord, country: Country, view: &ReadView) -> bool {
    let shows =
        |said: &SaidBy<'_>| speaker_country(said, view).is_some_and(|(from, _)| from == country);
    record.speakers().any(|said| shows(&said))
}

/// Returns the posting lists that have all quotes from a country: its own, and those of the
/// speakers whom a user said to be from there, or who are known to be. Its own comes first.
fn lists_from(guard: &ReadGuard<'_>, country: Country) -> Result<Few<PostingList<QuoteRecord>>> {
    let mut lists = smallvec![guard.quote_list(&ListKey::from(country))?];
    if !has_list_alone(guard.view(), country) {
        add_lists_from(guard, country, &mut lists)?;
    }
    Ok(lists)
}

/// Returns whether the list of a country has the quotes from there, and no others. If a user set a
/// country it may have others; if there are known speakers, some of their quotes are elsewhere.
#[inline]
fn has_list_alone(view: &ReadView, country: Country) -> bool {
    view.overrides.is_empty() && view.known.from(country).is_empty()
}

#[cold]
fn add_lists_from(
    guard: &ReadGuard<'_>,
    country: Country,
    lists: &mut Few<PostingList<QuoteRecord>>,
) -> Result<()> {
    let (overrides, known) = (guard.overrides(), guard.view().known.from(country));
    if overrides.is_empty() {
        lists.extend(speaker_lists(guard, known.iter().copied())?);
        return Ok(());
    }
    lists.extend(speaker_lists(guard, overrides.corrected_to(country))?);
    for speaker in known.iter().filter(|speaker| overrides.country(**speaker).is_none()) {
        let one = std::iter::once(*speaker).chain(overrides.merged_into(*speaker));
        lists.extend(speaker_lists(guard, one)?);
    }
    Ok(())
}

/// Returns the posting lists of speakers.
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

/// Returns the canonical speakers of `speakers`, and all speakers that were merged into these.
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

/// An access path: the posting lists or the article that a query reads.
#[derive(Debug)]
pub(super) enum AccessPath {
    Lists(Few<PostingList<QuoteRecord>>),
    Articles(PostingList<PostingRecord>),
    Article(Option<Posting>),
    Saying(SayingList),
    #[cfg(feature = "fulltext")]
    Text(TextHits),
}

/// What a query for words is looked up with.
#[cfg_attr(
    not(feature = "fulltext"),
    allow(dead_code, reason = "only the index of words is looked up with it")
)]
struct Words<'a> {
    /// The index of words, taken before the guard.
    #[cfg(feature = "fulltext")]
    text: Option<Arc<TextView>>,
    point: &'a ReadPoint,
    range: &'a Range<SortKey>,
}

/// The most lists of an access path whose entries in a range are counted to compare costs.
const RANKED: usize = 16;
/// The cost of reading the quotes of an article from its own page, in quotes of a list.
const ARTICLE_COST: u64 = 8;

impl AccessPath {
    /// Returns the number of entries in the range.
    pub(super) fn size(&self, tables: &Tables, range: &Range<SortKey>) -> Result<u64> {
        match self {
            Self::Lists(lists) => lists.iter().map(|list| list.count_in(tables, range)).sum(),
            Self::Articles(list) => list.count_in(tables, &posting_range(range)),
            Self::Article(posting) => {
                Ok(posting.map_or(0, |posting| posting.ordinals(range).len() as u64))
            }
            Self::Saying(saying) => saying.count(tables),
            #[cfg(feature = "fulltext")]
            Self::Text(hits) => hits.count(range),
        }
    }

    /// Returns the cost of reading the entries in the range, in quotes of a list.
    fn cost(&self, tables: &Tables, range: &Range<SortKey>) -> Result<u64> {
        #[cfg(feature = "fulltext")]
        if let Self::Text(hits) = self {
            return Ok(hits.most().saturating_mul(ARTICLE_COST));
        }
        let Self::Lists(lists) = self else {
            let weight = if let Self::Article(_) = self { 1 } else { ARTICLE_COST };
            return Ok(self.size(tables, range)?.saturating_mul(weight));
        };
        // Of many lists the rest counts whole, which reads nothing.
        let (ranked, rest) = lists.split_at(lists.len().min(RANKED));
        let whole = rest.iter().map(PostingList::count).sum::<u64>();
        ranked.iter().try_fold(whole, |sum, list| Ok(sum + list.count_in(tables, range)?))
    }

    /// Returns the noun for the entries.
    pub(super) fn entries(&self) -> &'static str {
        if let Self::Articles(_) = self { "articles" } else { "quotes" }
    }
}

/// A planned query: the access path, the range of keys to read, and the residual filters.
pub(super) struct Run {
    pub(super) view: Arc<ReadView>,
    pub(super) range: Range<SortKey>,
    order: Order,
    /// The order of quotes that are read from the index of words.
    #[cfg(feature = "fulltext")]
    text_order: TextOrder,
    pub(super) path: AccessPath,
    /// The position of the filter of the access path.
    pub(super) chosen: usize,
    /// The residual filters, each with its position.
    pub(super) residual: Few<(usize, Predicate)>,
}

impl Run {
    /// Looks up the posting lists that the filters name, and chooses the cheapest access path.
    pub(super) fn plan(request: &Request, point: &ReadPoint) -> Result<Self> {
        #[cfg(feature = "fulltext")]
        let text = point.text();
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
        let text_order = if request.by_relevance {
            candidates.retain(|(_, path)| matches!(path, AccessPath::Text(_)));
            candidates.truncate(1);
            let path = candidates.first().map(|(_, path)| path);
            TextOrder::Relevance(last_hit(request, point, path)?)
        } else {
            TextOrder::By(request.order)
        };
        let (chosen, path) = cheapest(candidates, |(_, path)| path.cost(&view.tables, &range))?;
        residual.retain(|(at, predicate)| *at != chosen || !predicate.is_exact(&view));
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

    /// Counts the quotes; without residual filters, from the posting lists alone.
    pub(super) fn count(self) -> Result<u64> {
        match (self.residual.as_slice(), &self.path) {
            // After a cursor by relevance, the range does not tell.
            #[cfg(feature = "fulltext")]
            _ if matches!(self.text_order, TextOrder::Relevance(Some(_))) => {
                return self.read().count_entries();
            }
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

/// Returns the last result of the page before, by relevance.
///
/// # Errors
/// `InvalidInput` if the query does not ask for words, or if the cursor is damaged or of another
/// query or store; `Expired` if the index has changed since.
#[cfg(feature = "fulltext")]
fn last_hit(
    request: &Request,
    point: &ReadPoint,
    path: Option<&AccessPath>,
) -> Result<Option<Hit>> {
    let Some(AccessPath::Text(hits)) = path else {
        return Err(Error::invalid(
            "quotes have a relevance if the query asks for words: matching",
        ));
    };
    let Some(cursor) = &request.after else { return Ok(None) };
    let last = request.origin(point.storage.id()).last(cursor)?;
    let (generation, hit) = of_cursor(last).ok_or_else(malformed)?;
    if generation == hits.generation() {
        return Ok(Some(hit));
    }
    let message = "the index of words changed since the page that the cursor is of, and with it \
                   the relevance of quotes: begin again, and page in a snapshot";
    Err(Error::new(ErrorKind::Expired, message))
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
