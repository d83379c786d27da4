//! Navigation: from one view to another. The one file with methods away from their types, since
//! each of these returns a type that has a method back.

use std::sync::Arc;

use super::quote_query::QuoteQuery;
use super::saying::{Saying, longer};
use super::view::{Article, Paragraph, Quote, Speaker};
use crate::error::{Error, Result};
use crate::storage::ReadPoint;

/// Navigation.
impl Quote {
    /// Looks up the article, of the same moment as the quote. One lookup.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(quote.article()?.id(), quote.article_id());
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn article(&self) -> Result<Article> {
        let head = self
            .view
            .tables
            .pinned_head(self.article_id().to_u64(), self.record.revision.to_native())?;
        Ok(Article::new(head, Arc::clone(&self.view)))
    }

    /// Looks up the paragraph that has the quote: its context. Usually two lookups.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// assert!(quote.paragraph()?.text().contains(quote.text()));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn paragraph(&self) -> Result<Paragraph> {
        let article = self.article()?;
        let number = self.paragraph_index();
        article.paragraph(number)?.ok_or_else(|| {
            Error::corrupt(format!(
                "paragraph {number} of article {} is missing",
                self.article_id()
            ))
        })
    }

    /// Looks up the speaker, after merging: as it is now, or of a [`Snapshot`](crate::Snapshot)'s
    /// quote as it was then. Returns `None` if the quote has no speaker. One lookup.
    ///
    /// # Errors
    /// `Closed` if the last handle of the store was dropped; `Storage` and `Corrupt` if the store
    /// fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let speaker = quote.speaker()?.expect("attributed");
    /// assert_eq!(Some(speaker.name()), quote.speaker_name());
    /// assert_eq!(speaker.quotes().count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn speaker(&self) -> Result<Option<Speaker>> {
        let Some(speaker) = self.speaker_id() else { return Ok(None) };
        let point = ReadPoint::of(&self.view)?;
        Speaker::find(&point, &point.read(), speaker)
    }
}

/// The same words elsewhere.
impl Quote {
    /// Looks up the saying that the quote is of: all quotes with the same words, as of now, or of a
    /// [`Snapshot`](crate::Snapshot)'s quote as it was then. Returns `None` if there are fewer than
    /// five words, or none of the quotes is there any more. Reads each of them.
    ///
    /// # Errors
    /// `Closed` if the last handle of the store was dropped; `Storage` and `Corrupt` if the store
    /// fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will not leave Iraq,” said Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let saying = quote.saying()?.expect("five words");
    /// assert_eq!((saying.first.id(), saying.articles), (quote.id(), 1));
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn saying(&self) -> Result<Option<Saying>> {
        let Some(saying) = self.saying_id() else { return Ok(None) };
        Saying::of(QuoteQuery::new(ReadPoint::of(&self.view)?).saying(saying))
    }

    /// Looks for longer quotes that this one is an excerpt of: with all of its words, in the same
    /// order, and more. Returns one of each saying, the oldest first.
    ///
    /// Looks through at most 1,000 quotes of the same speaker, of 31 days before and after. So it
    /// does not find those that are attributed to another speaker or published at another time, and
    /// nothing for a quote without a speaker or date, or with fewer than five words.
    ///
    /// # Errors
    /// As [`saying`](Self::saying).
    ///
    /// # Examples
    /// ```
    /// use jiff::civil::date;
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// for text in ["“We will not leave Iraq now,” said Ada Nkemelu.",
    ///              "“We will not leave Iraq,” said Ada Nkemelu."] {
    ///     store.ingest(&Draft::new(text).published(date(2020, 7, 21)))?;
    /// }
    /// let short = store.quotes().page(1)?.items.remove(0);
    /// assert_eq!(short.excerpt_of()?[0].text(), "We will not leave Iraq now,");
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn excerpt_of(&self) -> Result<Vec<Quote>> {
        let Some(speaker) = self.speaker_id() else { return Ok(Vec::new()) };
        longer(self, QuoteQuery::new(ReadPoint::of(&self.view)?).speaker_id(speaker))
    }
}

/// Navigation.
impl Article {
    /// Returns the quotes, in the order of the text.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let stored = store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// for quote in article.quotes()? {
    ///     println!("{}", quote.text());
    /// }
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn quotes(&self) -> Result<Vec<Quote>> {
        let mut quotes = Vec::with_capacity(self.quote_count());
        for page in 0..self.head.quote_pages.to_native() {
            let page = self.view.tables.quotes(self.head.revision.to_native(), page)?;
            for (key, record) in (0..page.len()).filter_map(|at| page.entry(at)) {
                quotes.push(Quote::new(key, record, &self.view)?);
            }
        }
        Ok(quotes)
    }
}

/// Navigation.
impl Speaker {
    /// Asks for the speaker's quotes.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// store.ingest(&Draft::new("“We will stand by Iraq,” said Nigerian minister Ada Nkemelu."))?;
    /// let quote = store.quotes().page(1)?.items.remove(0);
    /// let ada = quote.speaker()?.expect("attributed");
    /// assert_eq!(ada.quotes().count()?, 1);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn quotes(&self) -> QuoteQuery {
        QuoteQuery::new(self.point.clone()).speaker_id(self.id())
    }
}
