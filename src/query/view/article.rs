//! The view of an article.

use std::fmt;
use std::sync::Arc;

use super::paragraph::Paragraph;
use super::text::Text;
use crate::error::Result;
use crate::model::{ArticleId, CountryMentions, Published};
use crate::record::{ArticleRecord, TextPageRecord, Valid, country};
#[cfg(feature = "json")]
use crate::storage::{DecodedArticle, decode_article};
use crate::storage::{ReadGuard, ReadView};

/// A view of an article.
///
/// Shows the article as of the moment when it was looked up, whatever is committed later. Text,
/// paragraphs and quotes are looked up when they are asked for. An `Article` pins its snapshot: the
/// store stays open and the revision on disk. Copy the fields if you keep them for long.
///
/// # Examples
/// ```
/// use onrecord::{Draft, Store};
/// # let folder = tempfile::tempdir()?;
/// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
/// let stored = store.put(&Draft::new("Votes were counted.\n\nNobody spoke.").title("Vote"))?;
/// let article = store.article(stored.article)?.expect("just stored");
/// assert_eq!(article.title(), Some("Vote"));
/// assert_eq!(article.paragraphs()?[1].text(), "Nobody spoke.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Article {
    pub(in crate::query) head: Valid<ArticleRecord>,
    pub(in crate::query) view: Arc<ReadView>,
}

impl Article {
    pub(in crate::query) fn new(head: Valid<ArticleRecord>, view: Arc<ReadView>) -> Self {
        Self { head, view }
    }

    /// Looks up the visible article of an id.
    #[inline]
    pub(crate) fn find(guard: &ReadGuard<'_>, id: ArticleId) -> Result<Option<Self>> {
        let head = guard.article(id)?;
        Ok(head.map(|head| Self::new(head, Arc::clone(guard.view()))))
    }

    /// Rebuilds the draft that would store the article.
    #[cfg(feature = "json")]
    pub(crate) fn decode(&self) -> Result<DecodedArticle> {
        decode_article(&self.view.tables, &self.head)
    }

    /// Returns the names of the fields that a user corrected.
    #[cfg(feature = "parquet")]
    pub(crate) fn corrected_fields(&self) -> Vec<&'static str> {
        let corrected = self.head.corrected();
        let fields = [(corrected.published, "published"), (corrected.source, "source")];
        fields.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).collect()
    }

    /// Looks up the visible article of an external key.
    pub(crate) fn find_by_key(guard: &ReadGuard<'_>, key: &str) -> Result<Option<Self>> {
        let head = guard.article_by_key(key)?;
        Ok(head.map(|head| Self::new(head, Arc::clone(guard.view()))))
    }

    /// Returns the id.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted in Kenya.").key("vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.id(), stored.article);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn id(&self) -> ArticleId {
        ArticleId::from_u64(self.head.article.to_native())
    }

    /// Returns the external key.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted in Kenya.").key("vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.key(), "vote");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn key(&self) -> &str {
        self.head.key.as_str()
    }

    /// Returns the title.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted.").title("Vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.title(), Some("Vote"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn title(&self) -> Option<&str> {
        self.head.title.as_deref()
    }

    /// Returns the URL.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted.").url("https://example.org/vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.url(), Some("https://example.org/vote"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn url(&self) -> Option<&str> {
        self.head.url.as_deref()
    }

    /// Returns the publication that the article is from.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted.").source("The Daily Ledger"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.source(), Some("The Daily Ledger"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn source(&self) -> Option<&str> {
        self.head.source.as_deref()
    }

    /// Returns the line that names the authors.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted.").byline("By Ada Nkemelu"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.byline(), Some("By Ada Nkemelu"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn byline(&self) -> Option<&str> {
        self.head.byline.as_deref()
    }

    /// Returns the language of the text, a BCP 47 tag.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted.").language("en"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.language(), Some("en"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn language(&self) -> Option<&str> {
        self.head.language.as_deref()
    }

    /// Returns the month, day or moment of publication.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted in Kenya.").key("vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.published(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn published(&self) -> Option<Published> {
        self.head.published()
    }

    /// Returns the first value of the named attribute. The case of the name does not matter.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted.").attribute("desk", "world"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.attribute("Desk"), Some("world"));
    /// assert_eq!(article.attribute("licence"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Iterates over the named attributes, in the order of their names; those of one name as they
    /// were given.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let draft = Draft::new("Rain.").attribute("tag", "rain").attribute("tag", "harbour");
    /// let article = store.article(store.put(&draft)?.article)?.expect("just stored");
    /// assert!(article.attributes().eq([("tag", "rain"), ("tag", "harbour")]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.head
            .attributes
            .iter()
            .map(|attribute| (attribute.name.as_str(), attribute.value.as_str()))
    }

    /// Returns the id of the extractor that found the quotes; `None` if the draft brought its own
    /// extraction, or has none.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let stored = store.ingest(&Draft::new("Votes were counted in Kenya.").key("vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert!(article.extractor().is_some());
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn extractor(&self) -> Option<&str> {
        Some(self.head.extractor.as_str()).filter(|extractor| !extractor.is_empty())
    }

    /// Iterates over the countries that the article names, most mentioned first.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let stored = store.ingest(&Draft::new("Votes were counted in Kenya.").key("vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// let named: Vec<Country> = article.countries().map(|named| named.country).collect();
    /// assert_eq!(named, [Country::KE]);
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn countries(&self) -> impl Iterator<Item = CountryMentions> + '_ {
        self.head.countries.iter().filter_map(|named| {
            let country = country(named.country)?;
            Some(CountryMentions { country, mentions: named.mentions.to_native() })
        })
    }

    /// Returns the number of paragraphs.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted in Kenya.").key("vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.paragraph_count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn paragraph_count(&self) -> usize {
        self.head.paragraphs.to_native() as usize
    }

    /// Returns the number of quotes.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted in Kenya.").key("vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.quote_count(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn quote_count(&self) -> usize {
        self.head.quotes.to_native() as usize
    }

    /// Returns the text, byte for byte as it was stored. One lookup for a text of less than about
    /// 4,000 bytes.
    ///
    /// # Errors
    /// `Storage` if the store fails, `Corrupt` if the text is not what was stored.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted in Kenya.").key("vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.text()?, "Votes were counted in Kenya.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn text(&self) -> Result<Text> {
        if self.head.body_pages == 1 {
            return self.view.tables.whole_body(&self.head).map(Text::on_page);
        }
        self.view.tables.text(&self.head).map(Text::joined)
    }

    /// Returns the paragraphs, in the order of the text. One lookup for every 4,000 bytes or so.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted in Kenya.").key("vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// for paragraph in article.paragraphs()? {
    ///     println!("{}", paragraph.text());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn paragraphs(&self) -> Result<Vec<Paragraph>> {
        let mut paragraphs = Vec::with_capacity(self.paragraph_count());
        for number in 0..self.head.body_pages.to_native() {
            let page = self.view.tables.body(self.head.revision.to_native(), number)?;
            for at in 0..page.paragraphs.len() {
                paragraphs.extend(self.paragraph_on(number, &page, at)?);
            }
        }
        Ok(paragraphs)
    }

    /// Returns the paragraph with this number, counted from 0; `None` if there are fewer.
    ///
    /// # Errors
    /// `Storage` and `Corrupt` if the store fails.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted in Kenya.").key("vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert!(article.paragraph(0)?.is_some());
    /// assert!(article.paragraph(1)?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn paragraph(&self, number: u32) -> Result<Option<Paragraph>> {
        let page = self.view.body_page(&self.head, |body| body.first <= number)?;
        let Some((page_number, page)) = page else { return Ok(None) };
        let at = number.saturating_sub(page.first.to_native());
        self.paragraph_on(page_number, &page, at as usize)
    }

    fn paragraph_on(
        &self,
        number: u32,
        page: &Valid<TextPageRecord>,
        at: usize,
    ) -> Result<Option<Paragraph>> {
        if page.paragraphs.get(at).is_none() {
            return Ok(None);
        }
        let joined = self.view.tables.long_paragraph(self.head.revision.to_native(), number, at)?;
        Ok(Some(Paragraph::new(page.clone(), at, joined.map(Into::into))))
    }
}

impl fmt::Debug for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Article")
            .field("id", &self.id())
            .field("key", &self.key())
            .field("title", &self.title())
            .finish_non_exhaustive()
    }
}
