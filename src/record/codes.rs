//! Numbers and codes on disk, both ways. Reading an unknown one is an error, never a default.

use rkyv::{Archive, Serialize};

use crate::model::{Corrected, Country, ParagraphKind, Precision, Published, QuoteKind};

/// The kind of a stored value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Header = 1,
    Checkpoint = 2,
    Wal = 3,
    Plan = 4,
    Article = 5,
    TextPage = 6,
    Quotes = 7,
    Postings = 8,
    Branch = 9,
    ListRoot = 10,
    Versions = 11,
    Speaker = 12,
    Override = 13,
    HighWater = 14,
    Key = 15,
    Cursor = 16,
    Backup = 17,
    DurableOffset = 18,
    Pack = 19,
    Tombstone = 20,
    FeedFloor = 21,
    Publication = 22,
}

impl Kind {
    /// Returns the number on disk.
    pub(super) const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the schema version that values of the kind are written in. Only an upgrade reads
    /// older ones.
    pub(super) const fn version(self) -> u8 {
        match self {
            Self::Header
            | Self::Wal
            | Self::Article
            | Self::Quotes
            | Self::ListRoot
            | Self::Speaker
            | Self::Override
            | Self::Backup => 1,
            _ => 0,
        }
    }

    /// Returns the noun for messages.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Header => "store header",
            Self::Checkpoint => "checkpoint",
            Self::Wal => "WAL entry",
            Self::Plan => "checkpoint plan",
            Self::Article => "article",
            Self::TextPage => "text page",
            Self::Quotes => "quotes",
            Self::Postings => "article postings",
            Self::Branch => "branch of a list",
            Self::ListRoot => "root of a list",
            Self::Versions => "article versions",
            Self::Speaker => "speaker",
            Self::Override => "speaker override",
            Self::HighWater => "high-water mark",
            Self::Key => "external key",
            Self::Cursor => "cursor",
            Self::Backup => "backup header",
            Self::DurableOffset => "durable offset",
            Self::Pack => "pack",
            Self::Tombstone => "tombstone",
            Self::FeedFloor => "floor of the feed",
            Self::Publication => "directory of a publication",
        }
    }
}

/// The coding of the payload of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Coding {
    Plain = 0,
    /// A length (2 bytes) and a block of LZ4.
    Lz4 = 1,
}

impl Coding {
    /// Returns the number on disk.
    pub(super) const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the coding of a number, or `None` if no coding has it.
    pub(super) const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Plain),
            1 => Some(Self::Lz4),
            _ => None,
        }
    }
}

/// A country as records keep it: the alpha-2 code in ASCII, or zeros for none.
pub(crate) type Code = [u8; 2];

/// Returns the code of a country.
pub(crate) fn code(country: Country) -> Code {
    let mut code = Code::default();
    for (byte, letter) in code.iter_mut().zip(country.alpha2().bytes()) {
        *byte = letter;
    }
    code
}

/// Returns the country of a code, or `None` for the code of none.
#[inline]
pub(crate) fn country(code: Code) -> Option<Country> {
    Country::from_letters(code)
}

/// Returns the first code that is neither a country's nor the one of none.
#[inline]
pub(super) fn unknown(codes: &[Code]) -> Option<Code> {
    let is_unknown = |code: &Code| *code != Code::default() && country(*code).is_none();
    codes.iter().copied().find(is_unknown)
}

/// The number of a [`ParagraphKind`]: the position here, from 0.
#[derive(Archive, Serialize)]
#[rkyv(remote = ParagraphKind)]
#[allow(dead_code, reason = "only the derived code uses the names")]
pub(super) enum ParagraphCode {
    Body,
    Heading,
    Caption,
    Noise,
}

impl ArchivedParagraphCode {
    /// Returns the kind that has the number.
    pub(crate) const fn kind(&self) -> ParagraphKind {
        match self {
            Self::Body => ParagraphKind::Body,
            Self::Heading => ParagraphKind::Heading,
            Self::Caption => ParagraphKind::Caption,
            Self::Noise => ParagraphKind::Noise,
        }
    }
}

/// The number of a [`QuoteKind`]: the position here, from 0.
#[derive(Archive, Serialize)]
#[rkyv(remote = QuoteKind)]
#[allow(dead_code, reason = "only the derived code uses the names")]
pub(super) enum QuoteCode {
    Direct,
    Mixed,
    Turn,
}

impl ArchivedQuoteCode {
    /// Returns the kind that has the number.
    pub(crate) const fn kind(&self) -> QuoteKind {
        match self {
            Self::Direct => QuoteKind::Direct,
            Self::Mixed => QuoteKind::Mixed,
            Self::Turn => QuoteKind::Turn,
        }
    }
}

/// The precision of a time of publication. Its number is the position here, from 0.
#[derive(Archive, Serialize, Clone, Copy, Debug, Default)]
pub(crate) enum PrecisionCode {
    #[default]
    Undated,
    Day,
    Moment,
    Month,
}

impl PrecisionCode {
    /// Returns the precision of a time of publication.
    pub(super) fn of(published: Option<Published>) -> Self {
        match published.map(Published::precision) {
            None => Self::Undated,
            Some(Precision::Month) => Self::Month,
            Some(Precision::Day) => Self::Day,
            Some(Precision::Moment) => Self::Moment,
        }
    }
}

impl ArchivedPrecisionCode {
    /// Returns the code that was archived.
    pub(super) const fn code(&self) -> PrecisionCode {
        match self {
            Self::Undated => PrecisionCode::Undated,
            Self::Day => PrecisionCode::Day,
            Self::Moment => PrecisionCode::Moment,
            Self::Month => PrecisionCode::Month,
        }
    }

    /// Returns the precision, or `None` if there is no time of publication.
    pub(super) const fn precision(&self) -> Option<Precision> {
        match self {
            Self::Undated => None,
            Self::Day => Some(Precision::Day),
            Self::Moment => Some(Precision::Moment),
            Self::Month => Some(Precision::Month),
        }
    }
}

/// The origin of what is known of a speaker's country. Its number is the position here, from 0.
#[derive(Archive, Serialize, Clone, Copy, Debug, Default)]
pub(crate) enum CountryOrigin {
    /// No country is known.
    #[default]
    Nowhere,
    /// The article of the quote.
    Article,
}

impl ArchivedCountryOrigin {
    /// Returns the origin that was archived.
    pub(super) const fn to_record(&self) -> CountryOrigin {
        match self {
            Self::Nowhere => CountryOrigin::Nowhere,
            Self::Article => CountryOrigin::Article,
        }
    }
}

/// The fields that a user corrected. Its number is the position here, from 0.
#[derive(Archive, Serialize, Clone, Copy, Debug, Default)]
pub(crate) enum CorrectedCode {
    #[default]
    Neither,
    Published,
    Source,
    Both,
}

impl From<Corrected> for CorrectedCode {
    fn from(corrected: Corrected) -> Self {
        match (corrected.published, corrected.source) {
            (false, false) => Self::Neither,
            (true, false) => Self::Published,
            (false, true) => Self::Source,
            (true, true) => Self::Both,
        }
    }
}

impl ArchivedCorrectedCode {
    /// Returns the fields that the number names.
    pub(super) const fn corrected(&self) -> Corrected {
        Corrected {
            published: matches!(self, Self::Published | Self::Both),
            source: matches!(self, Self::Source | Self::Both),
        }
    }
}
