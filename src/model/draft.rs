//! An article that is not stored yet.

use super::extraction::Extraction;
use super::published::Published;

/// An article to be stored: its text and what is known about it.
///
/// Its external key names it in the store: storing the same key again replaces the article. Where no key is
/// given, the URL is the key; where there is no URL either, the hash of the text is.
///
/// # Examples
/// ```
/// use jiff::civil::date;
/// let draft = onrecord::Draft::new("“We won,” said Ada Nkemelu.")
///     .title("Vote")
///     .url("https://example.org/vote")
///     .published(date(2020, 7, 21));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct Draft {
    pub(crate) text: String,
    pub(crate) key: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) published: Option<Published>,
    pub(crate) extraction: Option<Extraction>,
    /// Which fields hold a correction that storing the key again leaves alone.
    pub(crate) corrected: Corrected,
}

/// Which fields of a stored article a user corrected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Corrected {
    pub(crate) published: bool,
    pub(crate) source: bool,
}

impl Draft {
    /// Makes a draft of an article with this text, which is stored as it is, to the byte.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Sets the external key: a URL, a file name, an id of another system.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets the title.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the address; it is the external key too where no other is set.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Sets the publication that the article is from.
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Sets the line that names the authors.
    pub fn byline(mut self, byline: impl Into<String>) -> Self {
        self.byline = Some(byline.into());
        self
    }

    /// Sets the language of the text, as a BCP 47 tag such as `en-GB`.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Sets when the article was published.
    pub fn published(mut self, published: impl Into<Published>) -> Self {
        self.published = Some(published.into());
        self
    }

    /// Brings the paragraphs, quotes and countries of the article, found by other means; nothing is extracted then.
    pub fn extraction(mut self, extraction: Extraction) -> Self {
        self.extraction = Some(extraction);
        self
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the external key under which the article will be stored.
    #[must_use]
    pub fn external_key(&self) -> String {
        match (&self.key, &self.url) {
            (Some(key), _) | (None, Some(key)) => key.clone(),
            (None, None) => format!("blake3:{}", blake3::hash(self.text.as_bytes()).to_hex()),
        }
    }
}
