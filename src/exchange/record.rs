//! A record that was read, and one that is no article.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::form::Form;
use super::left_out::LeftOut;
use crate::error::Error;
use crate::model::{Draft, Published};

/// An article of a stream or a file, with its file and line.
///
/// # Examples
/// ```
/// use onrecord::exchange::{Form, Records};
/// let line = r#"{"content": "“We won.”", "source": {"id": null, "name": "Sun"}}"#;
/// let record = Records::new(line.as_bytes(), Form::Detect).next().unwrap()?;
/// assert_eq!((record.line, record.form, record.source()), (1, Form::Plain, Some("Sun")));
/// # Ok::<(), onrecord::exchange::BadRecord>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Record {
    /// The article. The draft of a row of Media Cloud has no text: it says what is set of the
    /// article that is stored under the URL.
    pub draft: Draft,
    /// The file, if the record is from one.
    pub file: Option<Arc<Path>>,
    /// The line that the record begins at, counted from 1; in a WARC file the number of the record.
    pub line: u64,
    /// The form of the record; never [`Form::Detect`].
    pub form: Form,
    /// The fields of the record that are not in the draft, and why.
    pub left_out: Vec<LeftOut>,
    /// The hash of the page of HTML, or of the record of a WARC file, that the article was read
    /// from. `None` unless [`Records::pass_over`](super::Records::pass_over) asks for it.
    pub page: Option<u128>,
}

/// A record that is no article, or a stream that cannot be read further.
///
/// `Display` prints the file, the line and the error.
///
/// # Examples
/// ```
/// use onrecord::ErrorKind;
/// use onrecord::exchange::{Form, Records};
/// let bad = Records::new("{\"title\": \"Vote\"}".as_bytes(), Form::Detect).next().unwrap();
/// let bad = bad.unwrap_err();
/// assert_eq!((bad.line, bad.error.kind()), (1, ErrorKind::InvalidInput));
/// assert_eq!(bad.to_string(), "line 1: invalid input: no text");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct BadRecord {
    /// The file, if the record is from one.
    pub file: Option<Arc<Path>>,
    /// The line that the record begins at, counted from 1; in a WARC file the number of the record.
    pub line: u64,
    /// The error, of kind `Io` if the stream cannot be read further, and `NotArticle` for a page
    /// that is no article.
    pub error: Error,
    /// The hash of the page that is no article, as of [`Record::page`].
    pub page: Option<u128>,
    /// Places are counted in records of an archive, not in lines.
    pub(super) is_archive: bool,
}

impl Record {
    /// Returns the title.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::exchange::{Form, Records};
    /// let line = r#"{"text": "Rain.", "headline": "Weather"}"#;
    /// let record = Records::new(line.as_bytes(), Form::Detect).next().unwrap()?;
    /// assert_eq!(record.title(), Some("Weather"));
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.draft.title.as_deref()
    }

    /// Returns the URL.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::exchange::{Form, Records};
    /// let line = r#"{"text": "Rain.", "link": "https://example.org/rain"}"#;
    /// let record = Records::new(line.as_bytes(), Form::Detect).next().unwrap()?;
    /// assert_eq!(record.url(), Some("https://example.org/rain"));
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.draft.url.as_deref()
    }

    /// Returns the publication that the article is from.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::exchange::{Form, Records};
    /// let line = r#"{"text": "Rain.", "source": {"name": "The Harbour Times"}}"#;
    /// let record = Records::new(line.as_bytes(), Form::Detect).next().unwrap()?;
    /// assert_eq!(record.source(), Some("The Harbour Times"));
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.draft.source.as_deref()
    }

    /// Returns the authors.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::exchange::{Form, Records};
    /// let line = r#"{"text": "Rain.", "authors": ["Ruth Nankya", "Ben Okafor"]}"#;
    /// let record = Records::new(line.as_bytes(), Form::Detect).next().unwrap()?;
    /// assert_eq!(record.byline(), Some("Ruth Nankya, Ben Okafor"));
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    #[must_use]
    pub fn byline(&self) -> Option<&str> {
        self.draft.byline.as_deref()
    }

    /// Returns the language of the text.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::exchange::{Form, Records};
    /// let line = r#"{"text": "Rain.", "lang": "en"}"#;
    /// let record = Records::new(line.as_bytes(), Form::Detect).next().unwrap()?;
    /// assert_eq!(record.language(), Some("en"));
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.draft.language.as_deref()
    }

    /// Returns whether the article is in another language than English, and an extractor would find
    /// its quotes, since the record brings none.
    ///
    /// The language is the declared one; if none is declared, it is detected in the text. A text of
    /// fewer than 40 bytes counts as English. An article with an extraction, be it empty, is stored
    /// as it is.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::exchange::{Form, Records};
    /// use onrecord::Extraction;
    /// let line = r#"{"text": "« Nous avons gagné cette fois », a déclaré Ada Nkemelu."}"#;
    /// let mut record = Records::new(line.as_bytes(), Form::Detect).next().unwrap()?;
    /// assert!(record.is_foreign());
    /// record.draft = record.draft.extraction(Extraction::default());
    /// assert!(!record.is_foreign());
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    #[cfg(feature = "language")]
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.draft.extraction.is_none() && !super::language::is_english(&self.draft)
    }

    /// Returns the day or the moment of publication.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::exchange::{Form, Records};
    /// let line = r#"{"text": "Rain.", "date": "2024-05-01"}"#;
    /// let record = Records::new(line.as_bytes(), Form::Detect).next().unwrap()?;
    /// assert_eq!(record.published(), Some(jiff::civil::date(2024, 5, 1).into()));
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    #[must_use]
    pub fn published(&self) -> Option<Published> {
        self.draft.published
    }

    /// Returns how many quotes the record brings itself. An extractor finds those of a record that
    /// brings none.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::exchange::{Form, Records};
    /// let line = r#"{"quoteID": "2020-01-01-000001", "quotation": "we won", "speaker": "None"}"#;
    /// let record = Records::new(line.as_bytes(), Form::Detect).next().unwrap()?;
    /// assert_eq!((record.quotes(), record.draft.text()), (1, "“we won”"));
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    #[must_use]
    pub fn quotes(&self) -> usize {
        self.draft.extraction.as_ref().map_or(0, |found| found.quotes.len())
    }
}

impl BadRecord {
    /// Returns the file and the line, or in a WARC file the number of the record.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::exchange::{Form, Records};
    /// let bad = Records::new(&b"{}"[..], Form::Detect).next().unwrap().unwrap_err();
    /// assert_eq!(bad.place(), "line 1");
    /// ```
    #[must_use]
    pub fn place(&self) -> String {
        place(self.file.as_deref(), self.line, self.is_archive)
    }
}

pub(super) fn place(file: Option<&Path>, line: u64, is_archive: bool) -> String {
    let counted = if is_archive { "record" } else { "line" };
    match file {
        Some(file) => format!("{}, {counted} {line}", file.display()),
        None => format!("{counted} {line}"),
    }
}

impl fmt::Display for BadRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.error)
    }
}

impl std::error::Error for BadRecord {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.error)
    }
}
