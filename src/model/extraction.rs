//! Results of an extractor for one text. All spans are byte ranges of that text.

use std::fmt;
use std::str::FromStr;

use smallvec::SmallVec;

use super::country::{Country, CountryMentions};
use super::span::Span;
use crate::error::{Error, Result};

/// The paragraphs and quotes of one article, and the countries that it names.
///
/// # Examples
/// ```
/// use onrecord::{ExtractedParagraph, ExtractedQuote, Extraction, ParagraphKind, Span};
/// let text = "“We won,” said Ada Nkemelu.";
/// let mut found = Extraction::default();
/// let span = Span::of(0..text.len());
/// found.paragraphs.push(ExtractedParagraph { span, kind: ParagraphKind::Body });
/// found.quotes.push(ExtractedQuote::new(Span::new(3, 10)));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Extraction {
    /// The [id](crate::Extract::id) of the extractor; empty if a user made the extraction.
    pub extractor: String,
    /// The paragraphs, in the order of the text, not overlapping. If there are none, the store
    /// splits the text into paragraphs.
    pub paragraphs: Vec<ExtractedParagraph>,
    /// The quotes, in the order of the text.
    pub quotes: Vec<ExtractedQuote>,
    /// The countries that the text names, each once, most mentioned first.
    pub countries: Vec<CountryMentions>,
}

/// One paragraph of a text.
///
/// # Examples
/// ```
/// use onrecord::{ExtractedParagraph, ParagraphKind, Span};
/// let heading = ExtractedParagraph { span: Span::new(0, 4), kind: ParagraphKind::Heading };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExtractedParagraph {
    /// The bytes of the paragraph, without the white space around.
    pub span: Span,
    /// The kind of the paragraph.
    pub kind: ParagraphKind,
}

/// The kind of a paragraph. Only body paragraphs yield quotes.
///
/// # Examples
/// ```
/// use onrecord::ParagraphKind;
/// assert_eq!("caption".parse::<ParagraphKind>()?, ParagraphKind::Caption);
/// assert_eq!(ParagraphKind::Caption.to_string(), "caption");
/// # Ok::<(), onrecord::Error>(())
/// ```
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
    /// Text of the page between the paragraphs: advertising, links, invitations to subscribe.
    Noise,
}

/// The kind of a quote: whether all of the attributed words are inside marks, or need none.
///
/// # Examples
/// ```
/// use onrecord::QuoteKind;
/// assert_eq!("mixed".parse::<QuoteKind>()?, QuoteKind::Mixed);
/// assert_eq!(QuoteKind::Mixed.to_string(), "mixed");
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QuoteKind {
    /// All attributed words are inside the marks.
    #[default]
    Direct,
    /// Part of the attributed words is inside the marks, the rest outside.
    Mixed,
    /// A turn of a transcript: the words after "Q:" or a name, without marks.
    Turn,
}

/// The words that name the speaker of a quote: "Mr Rouhani", "he", "the Iraqi premier".
///
/// # Examples
/// ```
/// use onrecord::{Mention, Span};
/// let text = "“We won,” she said.";
/// let mention = Mention { text: "she".to_owned(), span: Span::new(14, 17) };
/// assert_eq!(&text[mention.span.range()], mention.text);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mention {
    /// The words of the text.
    pub text: String,
    /// The bytes of the words.
    pub span: Span,
}

/// A speaker of a quote beside the first: "Ada Nkemelu and Ben Okafor said".
///
/// # Examples
/// ```
/// use onrecord::{Country, ExtractedQuote, FurtherSpeaker, Span};
/// let mut ben = FurtherSpeaker::new("Ben Okafor");
/// ben.from = Some(Country::NG);
/// let mut quote = ExtractedQuote::new(Span::new(3, 10));
/// quote.speaker = Some("Ada Nkemelu".to_owned());
/// quote.further.push(ben);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FurtherSpeaker {
    /// The full name, as the article gives it.
    pub name: String,
    /// The role in the words of the article.
    pub role: Option<String>,
    /// The country of the speaker's affiliation, or the one that the article is about if the
    /// article tells none.
    pub from: Option<Country>,
}

impl FurtherSpeaker {
    /// Creates a speaker of whom only the name is known.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::FurtherSpeaker::new("Ben Okafor").role, None);
    /// ```
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), role: None, from: None }
    }
}

/// A value for each speaker of a quote: the first always has a place.
pub(crate) type EachSpeaker<T> = SmallVec<[Option<T>; 1]>;

/// One quote: words between two quotation marks or of a transcript, and the person the text
/// attributes them to.
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
    /// The bytes of the words, without the marks.
    pub span: Span,
    /// The kind of the quote.
    pub kind: QuoteKind,
    /// The number that the parts of one attribution share, unique within the article.
    pub group: Option<u32>,
    /// The verb or phrase of saying: "said", "according to".
    pub cue: Option<String>,
    /// The words that name the speaker.
    pub mention: Option<Mention>,
    /// The speaker's full name, as the article gives it.
    pub speaker: Option<String>,
    /// The speaker's role in the words of the article: "Iraqi premier", "foreign minister".
    pub role: Option<String>,
    /// The country of the speaker's affiliation, or the one that the article is about if the
    /// article tells none.
    pub from: Option<Country>,
    /// The speakers after the first, each once, in the order of the text: "A and B said" is one
    /// quote of two. Empty for nearly all quotes, and always if there is no `speaker`.
    pub further: Vec<FurtherSpeaker>,
    /// The countries named in the quote's own words, each once.
    pub countries: Vec<Country>,
    /// The countries named in the sentence around the quote, outside its marks, each once.
    pub context_countries: Vec<Country>,
    /// The probability that the speaker is right, from 0 to 1.
    pub confidence: f32,
}

impl ExtractedQuote {
    /// Creates a direct quote of which only the words are known.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ExtractedQuote, QuoteKind, Span};
    /// let quote = ExtractedQuote::new(Span::new(3, 10));
    /// assert_eq!((quote.kind, quote.speaker), (QuoteKind::Direct, None));
    /// ```
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
            further: Vec::new(),
            countries: Vec::new(),
            context_countries: Vec::new(),
            confidence: 1.0,
        }
    }

    /// Iterates over the names of all speakers, the first of them first.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ExtractedQuote, FurtherSpeaker, Span};
    /// let mut quote = ExtractedQuote::new(Span::new(3, 10));
    /// quote.speaker = Some("Ada Nkemelu".to_owned());
    /// quote.further.push(FurtherSpeaker::new("Ben Okafor"));
    /// assert!(quote.speakers().eq(["Ada Nkemelu", "Ben Okafor"]));
    /// ```
    pub fn speakers(&self) -> impl Iterator<Item = &str> {
        let further = self.further.iter().map(|further| further.name.as_str());
        self.speaker.as_deref().into_iter().chain(further)
    }
}

impl ParagraphKind {
    /// Returns the kind in lower case, as exchange formats write it.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::ParagraphKind::Heading.as_str(), "heading");
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::QuoteKind::Mixed.as_str(), "mixed");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mixed => "mixed",
            Self::Turn => "turn",
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
        [Self::Direct, Self::Mixed, Self::Turn]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| Error::invalid(format!("{text:?} is not direct, mixed or turn")))
    }
}
