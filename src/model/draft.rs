//! A draft: an article to be stored.

use super::extraction::{EachSpeaker, Extraction};
use super::published::Published;

/// An article to be stored: its text, and what is known of it.
///
/// The external key names the article in the store; storing a key again replaces its article. The
/// key is the URL if none is set, and the hash of the text if there is no URL either.
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
    /// The named attributes, in the order of their names; those of one name as they were given.
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) extraction: Option<Extraction>,
    /// The fields that hold a correction, which storing the key again leaves as they are.
    pub(crate) corrected: Corrected,
    /// The numbers of each quote's speakers in the file that the draft is from. Shorter than the
    /// quotes if the last ones have none.
    pub(crate) speaker_numbers: Vec<EachSpeaker<u64>>,
    /// The place of the row of a table that the draft is from, for messages. Such a draft has no
    /// text: it says what is set of the article that is stored under its key.
    pub(crate) row: Option<String>,
}

/// The fields of a stored article that a user corrected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Corrected {
    pub(crate) published: bool,
    pub(crate) source: bool,
}

impl Draft {
    /// Creates a draft with this text, which is stored byte for byte.
    ///
    /// # Examples
    /// ```
    /// let draft = onrecord::Draft::new("“We won,” said Ada Nkemelu.");
    /// assert!(draft.text().starts_with('“'));
    /// ```
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Sets the external key: a URL, a file name, an id of another system.
    ///
    /// # Examples
    /// ```
    /// let draft = onrecord::Draft::new("Rain.").key("wire/2020/17");
    /// assert_eq!(draft.external_key(), "wire/2020/17");
    /// ```
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets the title.
    ///
    /// # Examples
    /// ```
    /// let draft = onrecord::Draft::new("Rain.").title("Weather");
    /// ```
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the URL. The external key is the URL if no other key is set.
    ///
    /// # Examples
    /// ```
    /// let draft = onrecord::Draft::new("Rain.").url("https://example.org/rain");
    /// assert_eq!(draft.external_key(), "https://example.org/rain");
    /// ```
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Sets the publication that the article is from.
    ///
    /// # Examples
    /// ```
    /// let draft = onrecord::Draft::new("Rain.").source("The Harbour Times");
    /// ```
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Sets the line that names the authors.
    ///
    /// # Examples
    /// ```
    /// let draft = onrecord::Draft::new("Rain.").byline("By Ruth Nankya");
    /// ```
    pub fn byline(mut self, byline: impl Into<String>) -> Self {
        self.byline = Some(byline.into());
        self
    }

    /// Sets the language of the text, a BCP 47 tag.
    ///
    /// # Examples
    /// ```
    /// let draft = onrecord::Draft::new("Rain.").language("en-GB");
    /// ```
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Sets the day or the moment of publication.
    ///
    /// # Examples
    /// ```
    /// use jiff::civil::date;
    /// let on_a_day = onrecord::Draft::new("Rain.").published(date(2020, 7, 21));
    /// let moment: jiff::Timestamp = "2020-07-21T09:30:00Z".parse()?;
    /// let at_a_moment = onrecord::Draft::new("Rain.").published(moment);
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn published(mut self, published: impl Into<Published>) -> Self {
        self.published = Some(published.into());
        self
    }

    /// Adds a named attribute: a desk, a tag, a licence, an embargo, what an import format brings.
    ///
    /// Several values of one name are kept in the order in which they are added; the same value is
    /// kept once. A name has ASCII letters, digits and `-`, `_`, `.` and `:`, begins with a letter
    /// or a digit, and is kept in lower case. A value is any text. Storing the draft refuses other
    /// names, and more or longer attributes than the [limits](crate::limits) allow.
    ///
    /// # Examples
    /// ```
    /// let draft = onrecord::Draft::new("Rain.")
    ///     .attribute("desk", "weather")
    ///     .attribute("Tag", "rain")
    ///     .attribute("tag", "harbour");
    /// let attributes: Vec<_> = draft.attributes().collect();
    /// assert_eq!(attributes, [("desk", "weather"), ("tag", "rain"), ("tag", "harbour")]);
    /// ```
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.add_attribute(name.into(), value.into());
        self
    }

    /// Adds a named attribute, as [`attribute`](Self::attribute) does.
    pub(crate) fn add_attribute(&mut self, mut name: String, value: String) {
        name.make_ascii_lowercase();
        let end = self.attributes.partition_point(|(other, _)| *other <= name);
        let mut same =
            self.attributes.iter().take(end).rev().take_while(|(other, _)| *other == name);
        if !same.any(|(_, other)| *other == value) {
            self.attributes.insert(end, (name, value));
        }
    }

    /// Sets the paragraphs, quotes and countries of the article. No extractor runs on the draft
    /// then.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Draft, ExtractedQuote, Extraction, Span};
    /// let mut found = Extraction::default();
    /// found.quotes.push(ExtractedQuote::new(Span::new(3, 10)));
    /// let draft = Draft::new("“We won,” said Ada Nkemelu.").extraction(found);
    /// ```
    pub fn extraction(mut self, extraction: Extraction) -> Self {
        self.extraction = Some(extraction);
        self
    }

    /// Returns the text.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::Draft::new("Rain.").text(), "Rain.");
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the title.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::Draft::new("Rain.").title("Weather").title_ref(), Some("Weather"));
    /// ```
    #[must_use]
    pub fn title_ref(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Returns the language of the text, a BCP 47 tag.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::Draft::new("Rain.").language("en-GB").language_ref(), Some("en-GB"));
    /// ```
    #[must_use]
    pub fn language_ref(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// Iterates over the named attributes, in the order of their names; those of one name as they
    /// were added.
    ///
    /// # Examples
    /// ```
    /// let draft = onrecord::Draft::new("Rain.").attribute("desk", "weather");
    /// assert!(draft.attributes().eq([("desk", "weather")]));
    /// ```
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the external key that the article is stored under: the key, the URL if there is no
    /// key, and else `blake3:` and the BLAKE3 of the text in hexadecimal.
    ///
    /// # Examples
    /// ```
    /// use onrecord::Draft;
    /// assert_eq!(Draft::new("Rain.").key("17").external_key(), "17");
    /// assert!(Draft::new("Rain.").external_key().starts_with("blake3:"));
    /// ```
    #[must_use]
    pub fn external_key(&self) -> String {
        match (&self.key, &self.url) {
            (Some(key), _) | (None, Some(key)) => key.clone(),
            (None, None) => format!("blake3:{}", blake3::hash(self.text.as_bytes()).to_hex()),
        }
    }
}
