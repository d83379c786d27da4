//! Formats out: articles and quotes as other programs read them.
//!
//! Each format has a file, with a table of its fields. `uri` makes the URIs that several need.

mod csv;
mod jsonld;
pub(super) mod ninjs;
mod output;
mod quotebank;
pub(super) mod uri;
mod web_annotation;

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};
pub(super) use output::{Item, Output};

/// A format that articles and quotes are exported in.
///
/// `Display` prints the name of a format, such as `ninjs-2.2`; `FromStr` reads it.
///
/// # Examples
/// ```
/// use onrecord::exchange::ExportFormat;
/// assert_eq!("ninjs-2.2".parse::<ExportFormat>()?, ExportFormat::Ninjs2);
/// assert_eq!(ExportFormat::Ninjs3.to_string(), "ninjs");
/// assert!("xml".parse::<ExportFormat>().is_err());
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExportFormat {
    /// JSON Lines: an article a line with all that the store has of it, then the corrections of
    /// speakers. `Store::import_jsonl` reads it back.
    JsonLines,
    /// ninjs 3.1 of the IPTC: an article a line.
    Ninjs3,
    /// ninjs 2.2 of the IPTC: an article a line.
    Ninjs2,
    /// ninjs 1.6 of the IPTC: an article a line.
    Ninjs1,
    /// Quotebank: a quote a line.
    Quotebank,
    /// JSON-LD: an array of schema.org's `NewsArticle`, each with its quotes as `Quotation`.
    JsonLd,
    /// An array of Web Annotations of the W3C, one for each quote.
    WebAnnotation,
    /// A table for spreadsheets in CSV: a quote a row.
    Csv,
}

/// The formats and their names.
const NAMES: [(ExportFormat, &str); 8] = [
    (ExportFormat::JsonLines, "jsonl"),
    (ExportFormat::Ninjs3, "ninjs"),
    (ExportFormat::Ninjs2, "ninjs-2.2"),
    (ExportFormat::Ninjs1, "ninjs-1.6"),
    (ExportFormat::Quotebank, "quotebank"),
    (ExportFormat::JsonLd, "jsonld"),
    (ExportFormat::WebAnnotation, "webannotation"),
    (ExportFormat::Csv, "csv"),
];

impl ExportFormat {
    /// Returns the name of the format.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::exchange::ExportFormat::JsonLines.as_str(), "jsonl");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(format, _)| *format == self).map_or("", |(_, name)| name)
    }

    /// Returns whether a format has whole articles. The others have quotes.
    pub(super) const fn is_of_articles(self) -> bool {
        matches!(self, Self::JsonLines | Self::Ninjs3 | Self::Ninjs2 | Self::Ninjs1 | Self::JsonLd)
    }

    /// Returns the text before the first item, between two items, after each, and after the last.
    pub(super) const fn frame(self) -> [&'static str; 4] {
        match self {
            Self::JsonLd | Self::WebAnnotation => ["[\n", ",\n", "", "\n]\n"],
            Self::Csv => [csv::HEADER, "", "\r\n", ""],
            _ => ["", "", "\n", ""],
        }
    }
}

impl fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ExportFormat {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = NAMES.iter().find(|(_, known)| *known == name);
        found.map(|(format, _)| *format).ok_or_else(|| {
            let known: Vec<_> = NAMES.iter().map(|(_, name)| *name).collect();
            Error::invalid(format!("{name:?} is no format; known are {}", known.join(", ")))
        })
    }
}

/// Writes an article, or its quotes, in a format. JSON Lines are not written here: they have what
/// no view has.
pub(super) fn write(format: ExportFormat, item: &Item<'_>, to: &mut Output<'_>) -> Result<()> {
    match format {
        ExportFormat::JsonLines => Ok(()),
        ExportFormat::Ninjs3 => ninjs::write(ninjs::Version::V3, item, to),
        ExportFormat::Ninjs2 => ninjs::write(ninjs::Version::V2, item, to),
        ExportFormat::Ninjs1 => ninjs::write(ninjs::Version::V1, item, to),
        ExportFormat::Quotebank => quotebank::write(item, to),
        ExportFormat::JsonLd => jsonld::write(item, to),
        ExportFormat::WebAnnotation => web_annotation::write(item, to),
        ExportFormat::Csv => csv::write(item, to),
    }
}
