//! The filters of a query of quotes, looked up: tests of a quote, and access paths.

use std::ops::Range;
#[cfg(feature = "fulltext")]
use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use super::filter::{Filter, When};
use super::posting::Posting;
use super::quote_source::{SayingList, posting_range};
#[cfg(feature = "fulltext")]
use super::text_source::TextHits;
use super::view::speaker_country;
use crate::error::Result;
use crate::model::{ArticleId, Country, QuoteId, QuoteKind, SpeakerId, fold};
use crate::record::{
    ArchivedQuoteRecord, Code, PostingRecord, QuoteRecord, SaidBy, SortKey, code, is_saying,
    source_hash,
};
#[cfg(feature = "fulltext")]
use crate::search::{Expression, Mark, matches, parse};
#[cfg(feature = "fulltext")]
use crate::storage::{Documents, TextView};
use crate::storage::{ListKey, PostingList, ReadGuard, ReadPoint, ReadView, Tables};

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
    pub(super) fn new(filter: &Filter, guard: &ReadGuard<'_>, words: &Words<'_>) -> Result<Self> {
        Ok(match filter {
            #[cfg(feature = "fulltext")]
            Filter::Matching(asked) => {
                let (of, text) = (Documents::Quotes, words.text.as_ref());
                let hits = TextHits::new(asked, of, text, guard, words.point)?;
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
    pub(super) fn path(
        &self,
        filter: &Filter,
        guard: &ReadGuard<'_>,
    ) -> Result<Option<AccessPath>> {
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

    /// Returns marks in the index of words: each quote that passes has one of them, and no other
    /// quote has. `None` if that index does not tell.
    #[cfg(feature = "fulltext")]
    pub(super) fn marks(&self) -> Option<Vec<Mark>> {
        match self {
            Self::Speakers(ids) => Some(ids.iter().copied().map(Mark::Speaker).collect()),
            Self::About(code) => Some(vec![Mark::About(*code)]),
            _ => None,
        }
    }

    /// Returns whether the access path has no other quotes. Several lists of speakers may have a
    /// quote twice, which is read once.
    pub(super) fn is_exact(&self, view: &ReadView) -> bool {
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

    pub(super) fn passes(
        &self,
        key: &SortKey,
        record: &ArchivedQuoteRecord,
        view: &ReadView,
    ) -> Result<bool> {
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
pub(super) fn is_shown_from(
    record: &ArchivedQuoteRecord,
    country: Country,
    view: &ReadView,
) -> bool {
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
pub(super) struct Words<'a> {
    /// The index of words, taken before the guard.
    #[cfg(feature = "fulltext")]
    pub(super) text: Option<Arc<TextView>>,
    pub(super) point: &'a ReadPoint,
    pub(super) range: &'a Range<SortKey>,
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
            Self::Text(hits) => hits.indexed(range),
        }
    }

    /// Returns the cost of reading the entries in the range, in quotes of a list.
    pub(super) fn cost(&self, tables: &Tables, range: &Range<SortKey>) -> Result<u64> {
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
