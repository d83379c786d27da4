//! The same words elsewhere: quotations that are equal after folding are one saying.

use std::collections::{BTreeMap, BTreeSet};

use super::facets::SpeakerFacet;
use super::quote_query::QuoteQuery;
use super::view::Quote;
use crate::error::Result;
use crate::model::{Published, fold};

/// The quotes that have the same words, whatever their case, accents, punctuation and spacing.
/// Made by [`Quote::saying`](crate::Quote::saying).
///
/// # Examples
/// ```
/// # use onrecord::{Draft, Store};
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// # #[cfg(feature = "english")] {
/// store.ingest(&Draft::new("“We will not leave Iraq,” said Ada Nkemelu.").source("Daily"))?;
/// store.ingest(&Draft::new("“We will not leave Iraq!” said Omar Haddad.").source("Post"))?;
/// let quote = store.quotes().page(1)?.items.remove(0);
/// let saying = quote.saying()?.expect("five words");
/// assert_eq!((saying.quotes, saying.articles, saying.sources), (2, 2, 2));
/// assert!(saying.is_disputed());
/// # } Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Saying {
    /// The first quote by time of publication; an undated one only if all are.
    pub first: Quote,
    /// The number of quotes.
    pub quotes: u64,
    /// The number of articles that they are in.
    pub articles: u64,
    /// The number of sources of these articles, compared folded.
    pub sources: u64,
    /// All speakers that the words are attributed to, the most often named first.
    pub speakers: Vec<SpeakerFacet>,
    /// The number of quotes without a speaker.
    pub unattributed: u64,
}

impl Saying {
    /// Puts together what a query of the same words finds; `None` if that is nothing.
    pub(super) fn of(query: QuoteQuery) -> Result<Option<Self>> {
        let mut first: Option<Quote> = None;
        let (mut articles, mut sources) = (BTreeSet::new(), BTreeSet::new());
        let mut speakers = BTreeMap::new();
        let (mut quotes, mut unattributed) = (0, 0);
        query.oldest_first().try_for_each(|quote| {
            quotes += 1;
            articles.insert(quote.article_id());
            sources.extend(quote.source_hash());
            // Undated quotes come before all others.
            let is_dated = |quote: &Quote| quote.published().is_some();
            if first.as_ref().is_none_or(|first| !is_dated(first) && is_dated(quote)) {
                first = Some(quote.clone());
            }
            let named: BTreeMap<_, _> =
                quote.speakers().map(|speaker| (speaker.id(), speaker.name())).collect();
            for (id, name) in named {
                let new = || SpeakerFacet { id, name: name.to_owned(), quotes: 0 };
                speakers.entry(id).or_insert_with(new).quotes += 1;
            }
            unattributed += u64::from(quote.speaker_id().is_none());
            Ok::<_, crate::error::Error>(())
        })?;
        let mut speakers: Vec<SpeakerFacet> = speakers.into_values().collect();
        speakers.sort_by_key(|speaker| std::cmp::Reverse(speaker.quotes));
        Ok(first.map(|first| Self {
            first,
            quotes,
            articles: articles.len() as u64,
            sources: sources.len() as u64,
            speakers,
            unattributed,
        }))
    }

    /// Returns whether quotes are attributed to different speakers: none of them is among the
    /// speakers of all that have any.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        let attributed = self.quotes - self.unattributed;
        self.speakers.first().is_some_and(|speaker| speaker.quotes < attributed)
    }
}

/// The most quotes of a speaker that are looked through for longer ones.
const LOOKED_AT: usize = 1000;
/// How many days before and after a quote these are from.
const DAYS: i32 = 31;

/// Returns the quotes among those of `query`, all of one speaker, that have the words of `quote`
/// and more; of quotes with the same words, the first.
pub(super) fn longer(quote: &Quote, query: QuoteQuery) -> Result<Vec<Quote>> {
    let Some(published) = quote.published().filter(|_| quote.saying_id().is_some()) else {
        return Ok(Vec::new());
    };
    let span = jiff::Span::new().days(DAYS);
    let day = published.date();
    let (first, last) = (day.saturating_sub(span), day.saturating_add(span));
    let query = query.published(Published::from(first)..=Published::from(last)).oldest_first();
    let words = format!(" {} ", fold(quote.text()));
    let (mut found, mut sayings) = (Vec::new(), BTreeSet::new());
    for other in query.iter().take(LOOKED_AT) {
        let other = other?;
        if other.saying_id() != quote.saying_id()
            && !other.saying_id().is_some_and(|saying| sayings.contains(&saying))
            && format!(" {} ", fold(other.text())).contains(&words)
        {
            sayings.extend(other.saying_id());
            found.push(other);
        }
    }
    Ok(found)
}
