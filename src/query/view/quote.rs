//! The view of a quote.

use std::fmt;
use std::sync::Arc;

use super::from_source::{FromSource, speaker_country};
use super::quote_speaker::{QuoteSpeaker, shown_name};
use crate::error::{Error, Result};
use crate::model::{ArticleId, Country, Published, QuoteId, QuoteKind, Span, SpeakerId};
#[cfg(feature = "parquet")]
use crate::record::SaidBy;
use crate::record::{
    ArchivedQuoteRecord, INLINE_TEXT_BYTES, QuoteRecord, SortKey, Valid, country, is_saying,
};
use crate::storage::{LeafCursor, ReadGuard, ReadView};

/// A view of a quote: its words, its speaker, its countries and its date.
///
/// Reads the stored record in place and copies nothing; a text of more than 1 KiB is joined once,
/// when the view is made. Shows the store as of the moment when the query was run, whatever is
/// committed later. A `Quote` pins its snapshot: the store stays open and its records on disk. Copy
/// the fields if you keep them for long.
#[derive(Clone)]
pub struct Quote {
    key: SortKey,
    pub(in crate::query) record: Valid<QuoteRecord>,
    pub(in crate::query) view: Arc<ReadView>,
    /// The text, if it is too long for the record.
    long: Option<Arc<str>>,
}

impl Quote {
    /// Looks up the visible quote of an id.
    #[expect(clippy::inline_always, reason = "the calls are a tenth of a lookup's instructions")]
    #[inline(always)]
    pub(crate) fn find(guard: ReadGuard<'_>, id: QuoteId) -> Result<Option<Self>> {
        let Some(first) = guard.first_quotes(id.article())? else { return Ok(None) };
        let at = id.ordinal() as usize;
        if at >= first.len() {
            return Self::find_later(guard, id);
        }
        let view = Arc::clone(guard.view());
        drop(guard);
        Self::of_page(first.into_entry(at), id, &view)
    }

    /// Looks up a quote that is on no first page.
    #[cold]
    fn find_later(guard: ReadGuard<'_>, id: QuoteId) -> Result<Option<Self>> {
        let state = guard.state(id.article().to_u64())?;
        let view = Arc::clone(guard.view());
        drop(guard);
        let Some(state) = state.filter(|state| id.ordinal() < state.quotes) else {
            return Ok(None);
        };
        let page = view.quote_page(id.article(), state.revision, id.ordinal())?;
        let entry = page.and_then(|page| {
            let before = page.key(0)?.quote().ordinal();
            page.into_entry(id.ordinal().checked_sub(before)? as usize)
        });
        Self::of_page(entry, id, &view)
    }

    /// Makes a view of the record that must be of the quote.
    #[expect(clippy::inline_always, reason = "the calls are a tenth of a lookup's instructions")]
    #[inline(always)]
    fn of_page(
        entry: Option<(SortKey, Valid<QuoteRecord>)>,
        id: QuoteId,
        view: &Arc<ReadView>,
    ) -> Result<Option<Self>> {
        match entry {
            Some((key, record)) if key.quote() == id => Self::new(key, record, view).map(Some),
            _ => Err(Error::corrupt(format!("quote {id} is missing"))),
        }
    }

    #[inline]
    pub(in crate::query) fn new(
        key: SortKey,
        record: Valid<QuoteRecord>,
        view: &Arc<ReadView>,
    ) -> Result<Self> {
        let inline = Self::is_inline(&record);
        let quote = Self::inline(key, record, view);
        if inline { Ok(quote) } else { quote.joined() }
    }

    /// Makes a view of a quote whose text is in its record.
    #[inline]
    pub(in crate::query) fn inline(
        key: SortKey,
        record: Valid<QuoteRecord>,
        view: &Arc<ReadView>,
    ) -> Self {
        Self { key, record, view: Arc::clone(view), long: None }
    }

    /// Returns whether the text of a quote is in its record.
    #[inline]
    pub(in crate::query) fn is_inline(record: &ArchivedQuoteRecord) -> bool {
        let bytes = record.end.to_native().saturating_sub(record.start.to_native());
        bytes as usize <= INLINE_TEXT_BYTES
    }

    /// Becomes the next quote of the same query, if there is one and its text is in its record;
    /// then returns `true`. After `false` the leaf cursor has not moved, and this view must not be
    /// read.
    #[inline]
    pub(in crate::query) fn follow(&mut self, leaf: &mut LeafCursor<QuoteRecord>) -> bool {
        let shows = leaf.show(&mut self.key, &mut self.record)
            && self.long.is_none()
            && Self::is_inline(&self.record);
        shows && leaf.skip().is_some()
    }

    /// Adds the text, which is not in the record.
    #[cold]
    fn joined(self) -> Result<Self> {
        let long = self.view.long_text(self.article_id(), &self.record)?.map(Into::into);
        Ok(Self { long, ..self })
    }

    /// Returns the sort key.
    pub(in crate::query) fn key(&self) -> SortKey {
        self.key
    }

    /// Returns the id.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(store.quote(quote.id())?.expect("still there").text(), quote.text());
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn id(&self) -> QuoteId {
        self.key.quote()
    }

    /// Returns the words, without the quotation marks.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.text(), "We will stand by Iraq,");
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn text(&self) -> &str {
        self.long.as_deref().unwrap_or(self.record.text.as_str())
    }

    /// Returns the span of the words in the article's text.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let text = quote.article()?.text()?;
    /// assert_eq!(&text[quote.span().range()], quote.text());
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn span(&self) -> Span {
        self.record.span()
    }

    /// Returns a number that the quotes of the same words share, whatever their case, accents,
    /// punctuation and spacing, and no others. Returns `None` if there are fewer than five words.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will not leave Iraq,” said Ada Nkemelu. “We won’t.”"))?;
    /// let ids = store.quotes().oldest_first().iter().map(|quote| Ok(quote?.saying_id()));
    /// let ids = ids.collect::<onrecord::Result<Vec<_>>>()?;
    /// assert!(ids[0].is_some());
    /// assert_eq!(ids[1], None);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn saying_id(&self) -> Option<u64> {
        Some(self.record.fingerprint.to_native()).filter(|fingerprint| is_saying(*fingerprint))
    }

    /// Returns the hash of the source, if there is one.
    pub(in crate::query) fn source_hash(&self) -> Option<u64> {
        Some(self.record.source.to_native()).filter(|source| *source != 0)
    }

    /// Returns the kind: whether all that is attributed to the speaker is inside the quotation
    /// marks.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, QuoteKind, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.kind(), QuoteKind::Direct);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn kind(&self) -> QuoteKind {
        self.record.kind()
    }

    /// Returns the number that the parts of one attribution share within the article.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.group(), Some(0));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn group(&self) -> Option<u32> {
        self.record.shared_group()
    }

    /// Returns the verb or phrase of saying: "said", "according to".
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.cue(), Some("said"));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn cue(&self) -> Option<&str> {
        self.record.cue.as_deref()
    }

    /// Returns the words that name the speaker in the text: "Mr Rouhani", "he".
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.mention(), Some("Nigerian minister Ada Nkemelu"));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn mention(&self) -> Option<&str> {
        self.record.mention.as_deref()
    }

    /// Returns the span of the mention in the article's text.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert!(quote.mention_span().is_some());
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn mention_span(&self) -> Option<Span> {
        self.record.mention_span()
    }

    /// Returns the first speaker's full name: the one that a user set, else the one in the article.
    /// For a merged speaker this is the name of the speaker that it was merged into.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.speaker_name(), Some("Ada Nkemelu"));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn speaker_name(&self) -> Option<&str> {
        shown_name(&self.record.first_speaker(), &self.view)
    }

    /// Returns the id of the first speaker, after merging.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let ada = quote.speaker_id().expect("attributed");
    /// assert_eq!(store.quotes().speaker_id(ada).count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn speaker_id(&self) -> Option<SpeakerId> {
        self.record.speaker_id().map(|speaker| self.view.overrides.canonical(speaker))
    }

    /// Returns the role that the article gives the first speaker: "Iraqi premier".
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.role(), Some("Nigerian minister"));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn role(&self) -> Option<&str> {
        self.record.role.as_deref()
    }

    /// Returns the country that the first speaker is from: the one that a user set, else the one
    /// that the article states, else the [country of the speaker](crate::Speaker::country) as of
    /// the moment when the query was run. [`from_source`](Self::from_source) tells which.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.speaker_country(), Some(Country::NG));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn speaker_country(&self) -> Option<Country> {
        speaker_country(&self.record.first_speaker(), &self.view).map(|(country, _)| country)
    }

    /// Returns the source of [`speaker_country`](Self::speaker_country): the article, or what is
    /// known of the speaker. Returns `None` if there is no country.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, FromSource, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// store.ingest(&Draft::new("“It is over,” said Ada Nkemelu."))?;
    /// for quote in store.quotes().speaker_country(Country::NG).iter() {
    ///     let quote = quote?;
    ///     let is_stated = quote.role() == Some("Nigerian minister");
    ///     let source = if is_stated { FromSource::Article } else { FromSource::Speaker };
    ///     assert_eq!(quote.from_source(), Some(source));
    /// }
    /// assert_eq!(store.quotes().speaker_country(Country::NG).count()?, 2);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn from_source(&self) -> Option<FromSource> {
        speaker_country(&self.record.first_speaker(), &self.view).map(|(_, source)| source)
    }

    /// Iterates over all speakers, in the order of the text: two if "Ada Nkemelu and Ben Okafor
    /// said" it, none if the quote has no speaker. The other methods are of the first alone.
    ///
    /// The quote is among those of each of its speakers, and of the country of each. Two that were
    /// merged are both there, each with the country that the article states for it, and with one id
    /// and name.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu and Ben Okafor."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let names: Vec<_> = quote.speakers().map(|speaker| speaker.name()).collect();
    /// assert_eq!(names, ["Ada Nkemelu", "Ben Okafor"]);
    /// assert_eq!(store.quotes().speaker("Ben Okafor").count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn speakers(&self) -> impl Iterator<Item = QuoteSpeaker<'_>> {
        self.record.speakers().filter_map(|said| QuoteSpeaker::new(said, &self.view))
    }

    /// Returns the first speaker as the record has it, before corrections.
    #[cfg(feature = "parquet")]
    pub(crate) fn first_said_by(&self) -> SaidBy<'_> {
        self.record.first_speaker()
    }

    /// Iterates over the further speakers, each as the record has it and as it is shown, also those
    /// whose speaker another one is too.
    #[cfg(feature = "parquet")]
    pub(crate) fn further_said_by(&self) -> impl Iterator<Item = (SaidBy<'_>, QuoteSpeaker<'_>)> {
        self.record.further.iter().filter_map(|further| {
            let said = SaidBy {
                speaker: further.speaker.to_native(),
                name: Some(further.name.as_str()),
                role: further.role.as_deref(),
                mention: None,
                from: further.from,
            };
            Some((said, QuoteSpeaker::new(said, &self.view)?))
        })
    }

    /// Iterates over the countries named in the quote's own words.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert!(quote.countries().eq([Country::IQ]));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn countries(&self) -> impl Iterator<Item = Country> + '_ {
        self.record.countries.iter().copied().filter_map(country)
    }

    /// Iterates over the countries named in the sentence around the quote, outside its quotation
    /// marks.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert!(quote.context_countries().eq([Country::NG]));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn context_countries(&self) -> impl Iterator<Item = Country> + '_ {
        self.record.context.iter().copied().filter_map(country)
    }

    /// Returns whether the quote, or the sentence around it, names a country.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert!(quote.is_about(Country::IQ) && !quote.is_about(Country::IR));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn is_about(&self, country: Country) -> bool {
        self.countries().chain(self.context_countries()).any(|named| named == country)
    }

    /// Returns the month, day or moment when the article was published.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.published(), None);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn published(&self) -> Option<Published> {
        self.record.clock.published(self.key.micros()?)
    }

    /// Returns how likely the attribution is right, from 0 to 1.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert!((0.0..=1.0).contains(&quote.confidence()));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn confidence(&self) -> f32 {
        self.record.confidence.to_native()
    }

    /// Returns the id of the article that has the quote.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.article_id(), quote.article()?.id());
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn article_id(&self) -> ArticleId {
        self.key.article()
    }

    /// Returns the number of the paragraph that has the quote, counted from 0.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.paragraph_index(), 0);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn paragraph_index(&self) -> u32 {
        self.record.paragraph.to_native()
    }
}

impl fmt::Debug for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quote")
            .field("id", &self.id())
            .field("speaker", &self.speaker_name())
            .field("text", &self.text())
            .finish_non_exhaustive()
    }
}
