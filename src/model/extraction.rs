//! What an extractor finds in one text. All spans are byte ranges into that text.

use std::fmt;
use std::str::FromStr;

use super::country::{Country, CountryMentions};
use super::span::Span;
use crate::error::{Error, Result};

/// Everything found in one article: its paragraphs, its quotes and the countries it names.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Extraction {
    /// Which extractor found all this, as [`Extract::id`](crate::Extract::id) names it; empty where a user did.
    pub extractor: String,
    /// The paragraphs, in the order of the text, not overlapping. Where empty, the store splits the text itself.
    pub paragraphs: Vec<ExtractedParagraph>,
    /// The quotes, in the order of the text.
    pub quotes: Vec<ExtractedQuote>,
    /// The countries that the text names, most mentioned first, each once.
    pub countries: Vec<CountryMentions>,
}

/// One paragraph of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExtractedParagraph {
    /// Where it stands, without the white space around it.
    pub span: Span,
    /// What it is.
    pub kind: ParagraphKind,
}

/// What a paragraph is. Only body paragraphs yield quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ParagraphKind {
    /// Running text of the article.
    #[default]
    Body,
    /// A title or a heading between paragraphs.
    Heading,
    /// The words under a picture.
    Caption,
    /// What the page put between the paragraphs: advertising, links, invitations to subscribe.
    Noise,
}

/// How a quotation gives the words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QuoteKind {
    /// All that is attributed stands inside the marks.
    #[default]
    Direct,
    /// Part of what is attributed stands inside the marks, the rest outside.
    Mixed,
}

/// How the text names the speaker of a quote: "Mr Rouhani", "he", "the Iraqi premier".
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mention {
    /// The words of the text.
    pub text: String,
    /// Where they stand.
    pub span: Span,
}

/// One quote: what stands between two marks, and who is said to have said it.
///
/// # Examples
/// ```
/// use onrecord::{Country, ExtractedQuote, Span};
/// let text = "“We won,” said Ada Nkemelu.";
/// let mut quote = ExtractedQuote::new(Span::new(3, 10));
/// quote.speaker = Some("Ada Nkemelu".to_owned());
/// quote.from = Some(Country::NG);
/// assert_eq!(&text[quote.span.range()], "We won,");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ExtractedQuote {
    /// Where the words stand, without the marks.
    pub span: Span,
    /// Whether all that is attributed stands inside the marks.
    pub kind: QuoteKind,
    /// A number shared by the parts of one attribution, unique within the article.
    pub group: Option<u32>,
    /// The verb or phrase of saying: "said", "according to".
    pub cue: Option<String>,
    /// How the text names the speaker.
    pub mention: Option<Mention>,
    /// The speaker's full name, as resolved within the article.
    pub speaker: Option<String>,
    /// What the article says the speaker is: "Iraqi premier", "foreign minister".
    pub role: Option<String>,
    /// The country of the speaker's affiliation; where the article tells none, the one that the article is about.
    pub from: Option<Country>,
    /// The countries named in the quote's own words, each once.
    pub countries: Vec<Country>,
    /// The countries named in the sentence around the quote, outside its marks, each once.
    pub context_countries: Vec<Country>,
    /// How likely the speaker is to be right, from 0 to 1.
    pub confidence: f32,
}

impl ExtractedQuote {
    /// Makes a direct quote with nothing known about it but where it stands.
    #[must_use]
    pub fn new(span: Span) -> Self {
        Self {
            span,
            kind: QuoteKind::Direct,
            group: None,
            cue: None,
            mention: None,
            speaker: None,
            role: None,
            from: None,
            countries: Vec::new(),
            context_countries: Vec::new(),
            confidence: 1.0,
        }
    }
}

impl ParagraphKind {
    /// Returns the kind in lower case, as exchange formats write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Heading => "heading",
            Self::Caption => "caption",
            Self::Noise => "noise",
        }
    }
}

impl QuoteKind {
    /// Returns the kind in lower case, as exchange formats write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
        }
    }
}

impl fmt::Display for ParagraphKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for QuoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ParagraphKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        [Self::Body, Self::Heading, Self::Caption, Self::Noise]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| {
                Error::invalid(format!("{text:?} is not body, heading, caption or noise"))
            })
    }
}

impl FromStr for QuoteKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        [Self::Direct, Self::Mixed]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| Error::invalid(format!("{text:?} is neither direct nor mixed")))
    }
}
