//! Which list.

use std::fmt;

use crate::model::{Country, SpeakerId};
use crate::record::blake3_prefix;

/// The key of a posting list: its kind and its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ListKey([u8; ListKey::LEN]);

impl ListKey {
    /// Bytes of a key: what it lists (1), the subject (16, zeros after what is shorter).
    const LEN: usize = 17;

    const SPEAKER: u8 = b'S';
    const FROM: u8 = b'F';
    const ABOUT: u8 = b'A';
    const ARTICLES: u8 = b'D';
    const SOURCE: u8 = b'O';
    const COUNTRY: u8 = b'C';
    const MONTHS: u8 = b'M';
    const ATTRIBUTE: u8 = b'T';

    fn new(kind: u8, of: &[u8]) -> Self {
        let mut key = [0; Self::LEN];
        for (byte, part) in key.iter_mut().zip([kind].iter().chain(of)) {
            *byte = *part;
        }
        Self(key)
    }

    /// Names the quotes of a speaker.
    pub(crate) fn speaker(speaker: SpeakerId) -> Self {
        Self::new(Self::SPEAKER, &speaker.to_u64().to_be_bytes())
    }

    /// Names the quotes of speakers from a country.
    pub(crate) fn from(country: Country) -> Self {
        Self::new(Self::FROM, country.alpha2().as_bytes())
    }

    /// Names the quotes that name a country, in their own words or in the sentence around them.
    pub(crate) fn about(country: Country) -> Self {
        Self::new(Self::ABOUT, country.alpha2().as_bytes())
    }

    /// Names all articles.
    pub(crate) fn articles() -> Self {
        Self::new(Self::ARTICLES, &[])
    }

    /// Names the articles of which only the month of publication is known.
    pub(crate) fn months() -> Self {
        Self::new(Self::MONTHS, &[])
    }

    /// Names the articles of a source, given folded.
    pub(crate) fn source(folded: &str) -> Self {
        Self::new(Self::SOURCE, &blake3_prefix::<16>(folded.as_bytes()))
    }

    /// Names the articles that have an attribute, its value given folded. A name has no zero byte.
    pub(crate) fn attribute(name: &str, folded: &str) -> Self {
        let of = [name.as_bytes(), &[0], folded.as_bytes()].concat();
        Self::new(Self::ATTRIBUTE, &blake3_prefix::<16>(&of))
    }

    /// Names the articles that name a country.
    pub(crate) fn country(country: Country) -> Self {
        Self::new(Self::COUNTRY, country.alpha2().as_bytes())
    }

    /// Reads the key that [`as_bytes`](Self::as_bytes) returned.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let key = Self(bytes.try_into().ok()?);
        matches!(key.kind(), b'S' | b'F' | b'A' | b'D' | b'O' | b'C' | b'M' | b'T').then_some(key)
    }

    /// Returns the key under which the engine keeps the root of the list.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns whether the list holds quotes; the others hold articles.
    pub(crate) fn holds_quotes(&self) -> bool {
        matches!(self.kind(), Self::SPEAKER | Self::FROM | Self::ABOUT)
    }

    /// Returns the kind and the subject of the list.
    pub(crate) fn parts(&self) -> (u8, [u8; 16]) {
        let Self([kind, of @ ..]) = *self;
        (kind, of)
    }

    const fn kind(&self) -> u8 {
        let Self([kind, ..]) = self;
        *kind
    }
}

impl fmt::Display for ListKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([kind, of @ ..]) = self;
        let country = || {
            String::from_utf8_lossy(of.first_chunk::<2>().map_or(&[][..], |code| code)).into_owned()
        };
        match *kind {
            Self::SPEAKER => {
                let raw = of.first_chunk::<8>().map_or(0, |raw| u64::from_be_bytes(*raw));
                write!(f, "the quotes of speaker {}", SpeakerId::from_u64(raw))
            }
            Self::FROM => write!(f, "the quotes from {}", country()),
            Self::ABOUT => write!(f, "the quotes about {}", country()),
            Self::ARTICLES => f.write_str("all articles"),
            Self::MONTHS => f.write_str("the articles of a month"),
            Self::COUNTRY => write!(f, "the articles about {}", country()),
            kind => {
                let attribute = kind == Self::ATTRIBUTE;
                let what = if attribute { "attribute" } else { "source" };
                write!(f, "the articles of the {what} with the hash ")?;
                of.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    }
}
