//! The view of one of the speakers of a quote.

use super::from_source::{FromSource, speaker_country};
use crate::model::{Country, SpeakerId};
use crate::record::SaidBy;
use crate::storage::ReadView;

/// One of the speakers of a quote, as the quote shows it: name, role and country.
///
/// [`Quote::speakers`](crate::Quote::speakers) iterates over them. `store.speaker(id)` looks up the
/// [`Speaker`](crate::Speaker) with all that is known of it.
///
/// # Examples
/// ```
/// # use onrecord::{Country, Draft, Store};
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// # #[cfg(feature = "english")] {
/// store.ingest(&Draft::new("“We won,” said Ada Nkemelu and Kenyan minister Ben Okafor."))?;
/// let quote = store.quotes().page(1)?.items.remove(0);
/// let ben = quote.speakers().last().expect("two");
/// assert_eq!((ben.name(), ben.country()), ("Ben Okafor", Some(Country::KE)));
/// assert_eq!(store.speaker(ben.id())?.expect("known").name(), ben.name());
/// # } Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct QuoteSpeaker<'q> {
    id: SpeakerId,
    name: &'q str,
    role: Option<&'q str>,
    country: Option<(Country, FromSource)>,
}

impl<'q> QuoteSpeaker<'q> {
    /// Makes the view; `None` if the quote has no speaker.
    pub(super) fn new(said: SaidBy<'q>, view: &'q ReadView) -> Option<Self> {
        Some(Self {
            id: view.overrides.canonical(said.id()?),
            name: shown_name(&said, view)?,
            role: said.role,
            country: speaker_country(&said, view),
        })
    }

    /// Returns the id, after merging.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, FromSource, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu and Kenyan minister Ben Okafor."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let ben = quote.speakers().last().expect("two");
    /// assert_eq!(store.quotes().speaker_id(ben.id()).count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn id(&self) -> SpeakerId {
        self.id
    }

    /// Returns the full name: the one that a user set, else the one in the article.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, FromSource, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu and Kenyan minister Ben Okafor."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let ben = quote.speakers().last().expect("two");
    /// assert_eq!(ben.name(), "Ben Okafor");
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn name(&self) -> &'q str {
        self.name
    }

    /// Returns the role that the article gives the speaker.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, FromSource, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu and Kenyan minister Ben Okafor."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let ben = quote.speakers().last().expect("two");
    /// assert_eq!(ben.role(), Some("Kenyan minister"));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn role(&self) -> Option<&'q str> {
        self.role
    }

    /// Returns the country that the speaker is from, as
    /// [`Quote::speaker_country`](crate::Quote::speaker_country) does of the first.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, FromSource, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu and Kenyan minister Ben Okafor."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let ben = quote.speakers().last().expect("two");
    /// assert_eq!(ben.country(), Some(Country::KE));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn country(&self) -> Option<Country> {
        self.country.map(|(country, _)| country)
    }

    /// Returns the source of [`country`](Self::country).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, FromSource, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu and Kenyan minister Ben Okafor."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let ben = quote.speakers().last().expect("two");
    /// assert_eq!(ben.from_source(), Some(FromSource::Article));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn from_source(&self) -> Option<FromSource> {
        self.country.map(|(_, source)| source)
    }
}

/// Returns the name that a quote shows of a speaker: the one that a user set, else the one in the
/// article.
#[inline]
pub(super) fn shown_name<'q>(said: &SaidBy<'q>, view: &'q ReadView) -> Option<&'q str> {
    if !view.overrides.is_empty()
        && let Some(name) = said.id().and_then(|speaker| view.overrides.shown_name(speaker))
    {
        return Some(name);
    }
    said.name
}
