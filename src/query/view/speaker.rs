//! The view of a speaker.

use std::fmt;
use std::sync::Arc;

use crate::error::Result;
use crate::identity::{after_titles, has_parts, spelling};
use crate::model::{Country, SpeakerId, fold_name};
use crate::record::{ArchivedStatedRecord, SpeakerRecord, Valid};
use crate::storage::{ReadGuard, ReadPoint, ReadView, prevailing};

/// A view of a speaker, with all speakers that were merged into it.
///
/// Shows the speaker as of the moment when it was looked up, whatever is committed later.
#[derive(Clone)]
pub struct Speaker {
    id: SpeakerId,
    /// The speaker's own record; if it has none, that of the first merged speaker.
    first: Valid<SpeakerRecord>,
    merged: Vec<Valid<SpeakerRecord>>,
    pub(in crate::query) point: ReadPoint,
    view: Arc<ReadView>,
}

impl Speaker {
    /// Looks up a speaker; of a merged speaker, the one that it was merged into.
    pub(crate) fn find(
        point: &ReadPoint,
        guard: &ReadGuard<'_>,
        id: SpeakerId,
    ) -> Result<Option<Self>> {
        let view = Arc::clone(guard.view());
        let id = view.overrides.canonical(id);
        let mut records = Vec::new();
        for one in std::iter::once(id).chain(view.overrides.merged_into(id)) {
            records.extend(guard.speaker(one)?);
        }
        let mut records = records.into_iter();
        let Some(first) = records.next() else { return Ok(None) };
        Ok(Some(Self { id, first, merged: records.collect(), point: point.clone(), view }))
    }

    fn records(&self) -> impl Iterator<Item = &Valid<SpeakerRecord>> {
        std::iter::once(&self.first).chain(&self.merged)
    }

    /// Returns the id.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let ada = store.speakers().name("Ada Nkemelu").page(1)?.items.remove(0);
    /// assert_eq!(store.speaker(ada.id())?.expect("known").name(), ada.name());
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn id(&self) -> SpeakerId {
        self.id
    }

    /// Returns the full name: the one that a user set, else the one first seen.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let ada = store.speakers().name("Ada Nkemelu").page(1)?.items.remove(0);
    /// assert_eq!(ada.name(), "Ada Nkemelu");
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        self.view.overrides.name(self.id).map_or(self.first.name.as_str(), |name| name)
    }

    /// Returns the country that the speaker is from: the one that a user set, else the one that at
    /// least 80 % of the speaker's articles that state one say, else `None`.
    ///
    /// Of merged speakers the articles of all count, one that quotes two of them twice. An article
    /// that states two countries counts for both.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let ada = store.speakers().name("Ada Nkemelu").page(1)?.items.remove(0);
    /// assert_eq!(ada.country(), Some(Country::NG));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn country(&self) -> Option<Country> {
        let stated = || self.records().flat_map(|record| record.stated.iter());
        let prevails = || prevailing(stated().map(ArchivedStatedRecord::to_record));
        self.view.overrides.country(self.id).or_else(prevails)
    }

    /// Returns the number of the speaker's quotes. Of merged speakers, one that two of them said
    /// together counts twice.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let ada = store.speakers().name("Ada Nkemelu").page(1)?.items.remove(0);
    /// assert_eq!(ada.quote_count(), 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn quote_count(&self) -> u64 {
        self.records().map(|record| record.quotes.to_native()).sum()
    }

    /// Iterates over the other names under which the speaker is found: forms of the name that
    /// articles used, most used first, and names that were replaced or merged.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let ada = store.speakers().name("Ada Nkemelu").page(1)?.items.remove(0);
    /// assert_eq!(ada.aliases().count(), 0);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.records()
            .flat_map(|record| {
                std::iter::once(record.name.as_str())
                    .chain(record.aliases.iter().map(|seen| seen.text.as_str()))
            })
            .filter(|alias| *alias != self.name())
    }

    /// Returns whether all words of a name, without the titles before it, are parts of the
    /// speaker's name or of one alias, or initials of parts.
    ///
    /// A surname that articles use for one speaker alone finds that one in
    /// [`SpeakerQuery::name`](crate::SpeakerQuery::name). A prefix and this find all who bear it.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu. “We lost,” said Ben Nkemeluson."))?;
    /// let named = store.speakers().prefix("nkemelu").iter().collect::<Result<Vec<_>, _>>()?;
    /// let bearers: Vec<_> = named.iter().filter(|speaker| speaker.bears("Mr Nkemelu")).collect();
    /// assert_eq!((named.len(), bearers.len()), (2, 1));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn bears(&self, name: &str) -> bool {
        let folded = fold_name(name);
        let asked = spelling(&after_titles(&folded).unwrap_or(folded));
        !asked.is_empty()
            && self.aliases().chain([self.name()]).any(|known| has_parts(known, &asked))
    }

    /// Iterates over the roles that articles give the speaker, most used first.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let ada = store.speakers().name("Ada Nkemelu").page(1)?.items.remove(0);
    /// assert!(ada.roles().eq(["Nigerian minister"]));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.records().flat_map(|record| record.roles.iter().map(|seen| seen.text.as_str()))
    }
}

impl fmt::Debug for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Speaker")
            .field("id", &self.id())
            .field("name", &self.name())
            .field("country", &self.country())
            .finish_non_exhaustive()
    }
}
