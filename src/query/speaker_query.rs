//! Queries of speakers: the builder and its iterator.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::vec::IntoIter;

use super::cursor::{Cursor, Origin, malformed};
use super::filter::{check_limits, check_page, in_any_order};
use super::iterable::iterable;
use super::page::Page;
use super::plan::Plan;
use super::slow::timed;
use super::view::Speaker;
use crate::error::{Error, Result};
use crate::identity::after_titles;
use crate::model::{Country, SpeakerId, fold, fold_name};
use crate::record::{from_bytes, to_bytes};
use crate::storage::{ReadGuard, ReadPoint};

/// Asks for speakers, most quoted first; those with equally many quotes by name and then by id.
///
/// Every filter narrows the result. Merged speakers are one. A name that nobody has is no error:
/// nobody is found. All results are looked up and sorted before the first is returned; without a
/// name or a prefix these are all speakers of the store.
///
/// # Examples
/// ```
/// # use onrecord::Store;
/// # let folder = tempfile::tempdir()?;
/// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
/// for speaker in store.speakers().prefix("rou") {
///     let speaker = speaker?;
///     println!("{}: {} quotes", speaker.name(), speaker.quote_count());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SpeakerQuery {
    point: ReadPoint,
    filters: Vec<Filter>,
    after: Option<Cursor>,
}

/// One condition on speakers. All conditions of a query must hold.
#[derive(Clone, Debug)]
enum Filter {
    Name(String),
    Prefix(String),
    Country(Country),
}

impl std::fmt::Display for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => write!(f, "name {name:?}"),
            Self::Prefix(prefix) => write!(f, "prefix {prefix:?}"),
            Self::Country(country) => write!(f, "from {country}"),
        }
    }
}

/// The sort key of speakers.
type Rank = (Reverse<u64>, String, u64);

impl SpeakerQuery {
    /// Asks for all speakers.
    pub(crate) fn new(point: ReadPoint) -> Self {
        Self { point, filters: Vec::new(), after: None }
    }

    fn with(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// Keeps speakers with this full name or alias, without regard to case, accents and honorifics.
    ///
    /// If nobody has it, the name is read as people type names: without titles ("Prime Minister
    /// Nkemelu"), turned around at a comma ("Nkemelu, Ada"), and at last as parts of a longer name,
    /// such as a surname that no article uses alone. Whole parts count, or their initials.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// for name in ["ada nkemelu", "Minister Nkemelu", "Nkemelu, Ada", "A. Nkemelu"] {
    ///     assert_eq!(store.speakers().name(name).count()?, 1);
    /// }
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn name(self, name: impl Into<String>) -> Self {
        self.with(Filter::Name(name.into()))
    }

    /// Keeps speakers with a name in which each word of `prefix` begins a part: "rou" and "has rou"
    /// find Hassan Rouhani.
    ///
    /// Honorifics before other words, such as "Mr", do not count; other titles do not if nobody is
    /// found with them. Marks alone find nobody.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// assert_eq!(store.speakers().prefix("nke").count()?, 1);
    /// assert_eq!(store.speakers().prefix("Minister nke").count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        self.with(Filter::Prefix(prefix.into()))
    }

    /// Keeps speakers from a [country](crate::Speaker::country).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// assert_eq!(store.speakers().country(Country::NG).count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn country(self, country: Country) -> Self {
        self.with(Filter::Country(country))
    }

    /// Continues after the last result of a page of the same query. Replaces an earlier cursor.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu. “We lost,” said Omar Haddadin."))?;
    /// let next = store.speakers().page(1)?.next.expect("one more");
    /// assert_eq!(store.speakers().after(next).page(1)?.items.len(), 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// Iterates over the speakers. An invalid query yields one `Err` and then ends.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// for speaker in store.speakers().iter() {
    ///     println!("{}", speaker?.name());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn iter(&self) -> Speakers {
        match timed(&self.point, || self.explain(), || self.run()) {
            Ok(found) => Speakers { found: found.into_iter(), failed: None },
            Err(error) => Speakers { found: Vec::new().into_iter(), failed: Some(error) },
        }
    }

    /// Returns the first `limit` speakers, and the cursor of the next page.
    ///
    /// The counts that speakers are sorted by change with every article: a speaker whose count
    /// passes the cursor's between two pages comes twice, or not at all. Pages of a
    /// [`Snapshot`](crate::Snapshot) have each speaker once.
    ///
    /// # Errors
    /// `InvalidInput` if the limit is 0, a [limit](crate::limits) is passed, or the cursor is
    /// damaged or of another query or store; `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// assert_eq!(store.speakers().page(20)?.items[0].name(), "Ada Nkemelu");
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn page(&self, limit: usize) -> Result<Page<Speaker>> {
        check_page(limit, "speakers")?;
        let mut items = timed(&self.point, || self.explain(), || self.run())?;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = match items.last() {
            Some(last) if more => {
                let (Reverse(quotes), name, id) = rank(last);
                Some(self.origin().cursor(to_bytes(&(quotes, name, id))?))
            }
            _ => None,
        };
        Ok(Page { items, next })
    }

    /// Returns the number of speakers, after the cursor if there is one.
    ///
    /// # Errors
    /// `InvalidInput` if a [limit](crate::limits) is passed, the cursor is damaged or of another
    /// query or store; `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// assert_eq!(store.speakers().count()?, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn count(&self) -> Result<u64> {
        Ok(timed(&self.point, || self.explain(), || self.run())?.len() as u64)
    }

    /// Returns the plan of the query, without running it.
    ///
    /// # Errors
    /// As [`count`](Self::count).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// println!("{}", store.speakers().prefix("nke").explain()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self) -> Result<Plan> {
        let guard = self.point.read();
        let size = self.candidates(&guard)?.len() as u64;
        let by_name = |filter: &&Filter| !matches!(filter, Filter::Country(_));
        let named: Vec<String> =
            self.filters.iter().filter(by_name).map(ToString::to_string).collect();
        let path = if named.is_empty() { "all".to_owned() } else { named.join(", ") };
        let residual = self
            .filters
            .iter()
            .filter(|filter| !by_name(filter))
            .map(ToString::to_string)
            .collect();
        Ok(Plan {
            order: "most quoted first",
            access_path: format!("speakers {path}"),
            size,
            residual,
        })
    }

    fn origin(&self) -> Origin {
        let words = in_any_order(self.filters.iter().map(ToString::to_string));
        Origin::new(self.point.storage.id(), &format!("speakers {words:?}"))
    }

    /// Returns the speakers that the names table has under all names and prefixes, after merging.
    fn candidates(&self, guard: &ReadGuard<'_>) -> Result<BTreeSet<SpeakerId>> {
        let words = self.filters.iter().filter_map(|filter| match filter {
            Filter::Name(words) | Filter::Prefix(words) => Some(words.as_str()),
            Filter::Country(_) => None,
        });
        check_limits(self.filters.len(), words)?;
        let mut found = Vec::new();
        for filter in &self.filters {
            match filter {
                Filter::Name(name) => {
                    found.push(merged(guard, guard.named(name)?.iter().copied()));
                }
                Filter::Prefix(prefix) => found.extend(with_prefix(guard, prefix)?),
                Filter::Country(_) => {}
            }
        }
        match found.into_iter().reduce(both) {
            Some(candidates) => Ok(candidates),
            None => Ok(merged(guard, guard.speakers()?)),
        }
    }

    fn run(&self) -> Result<Vec<Speaker>> {
        let origin = self.origin();
        let last: Option<Rank> = match &self.after {
            Some(cursor) => {
                let (quotes, name, id) =
                    from_bytes::<(u64, String, u64)>(origin.last(cursor)?).ok_or_else(malformed)?;
                Some((Reverse(quotes), name, id))
            }
            None => None,
        };
        let guard = self.point.read();
        let mut found = Vec::new();
        for id in self.candidates(&guard)? {
            if let Some(speaker) = Speaker::find(&self.point, &guard, id)?
                && self.filters.iter().all(|filter| filter.passes(&speaker))
            {
                let rank = rank(&speaker);
                if last.as_ref().is_none_or(|last| rank > *last) {
                    found.push((rank, speaker));
                }
            }
        }
        drop(guard);
        found.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Ok(found.into_iter().map(|(_, speaker)| speaker).collect())
    }
}

/// Returns what speakers are after merging.
fn merged(
    guard: &ReadGuard<'_>,
    found: impl IntoIterator<Item = SpeakerId>,
) -> BTreeSet<SpeakerId> {
    found.into_iter().map(|speaker| guard.overrides().canonical(speaker)).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "sets are reduced to one")]
fn both(one: BTreeSet<SpeakerId>, other: BTreeSet<SpeakerId>) -> BTreeSet<SpeakerId> {
    one.intersection(&other).copied().collect()
}

/// Returns the speakers that have a name part for each word of a prefix; `None` if it is blank, as
/// every name begins so.
fn with_prefix(guard: &ReadGuard<'_>, prefix: &str) -> Result<Option<BTreeSet<SpeakerId>>> {
    if prefix.trim().is_empty() {
        return Ok(None);
    }
    let with_words = |folded: &str| -> Result<BTreeSet<SpeakerId>> {
        let words = folded.split_whitespace();
        let found: Result<Vec<_>> =
            words.map(|word| Ok(merged(guard, guard.with_part(word)?))).collect();
        // Marks alone begin no name.
        Ok(found?.into_iter().reduce(both).unwrap_or_default())
    };
    let folded = fold_name(prefix);
    let found = with_words(&folded)?;
    match after_titles(&folded) {
        Some(bare) if found.is_empty() => with_words(&bare).map(Some),
        _ => Ok(Some(found)),
    }
}

fn rank(speaker: &Speaker) -> Rank {
    (Reverse(speaker.quote_count()), speaker.name().to_owned(), speaker.id().to_u64())
}

impl Filter {
    /// Tests the residual part of the filter: what the names table cannot tell.
    fn passes(&self, speaker: &Speaker) -> bool {
        match self {
            Self::Name(_) => true,
            Self::Country(country) => speaker.country() == Some(*country),
            // The names table may have found the words in different names, and long words by their
            // beginning alone.
            Self::Prefix(prefix) => {
                let folded = fold_name(prefix);
                let begins = |words: &str| {
                    speaker.aliases().chain([speaker.name()]).any(|name| {
                        let name = fold(name);
                        words
                            .split(' ')
                            .all(|word| name.split(' ').any(|part| part.starts_with(word)))
                    })
                };
                begins(&folded) || after_titles(&folded).is_some_and(|bare| begins(&bare))
            }
        }
    }
}

iterable!(SpeakerQuery, Speakers, Speaker);

/// An iterator over speakers, made by [`SpeakerQuery::iter`]. Has looked all of them up when it is
/// made.
#[derive(Debug)]
pub struct Speakers {
    found: IntoIter<Speaker>,
    failed: Option<Error>,
}

impl Iterator for Speakers {
    type Item = Result<Speaker>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.failed.take() {
            Some(error) => Some(Err(error)),
            None => self.found.next().map(Ok),
        }
    }
}
