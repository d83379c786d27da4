//! Ids, each its own type so that one cannot be taken for another.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// Names an article for good: its external key keeps this id through replacing, removing and adding again.
///
/// Ids are unique within one store and grow in the order in which keys were first seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(u64);

/// Names a speaker for good, within one store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpeakerId(u64);

/// Names a quote: an article and the position of the quote in it, counted from 0.
///
/// Replacing the article gives its quotes new meaning: the id then names the quote at the same position in the new text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuoteId {
    article: ArticleId,
    ordinal: u32,
}

impl ArticleId {
    pub(crate) const fn from_raw(raw: u64) -> Self {
        Self(raw)
    }

    pub(crate) const fn raw(self) -> u64 {
        self.0
    }
}

impl SpeakerId {
    pub(crate) const fn from_raw(raw: u64) -> Self {
        Self(raw)
    }

    pub(crate) const fn raw(self) -> u64 {
        self.0
    }
}

impl QuoteId {
    /// Names the quote at position `ordinal`, counted from 0, of `article`.
    #[must_use]
    pub const fn new(article: ArticleId, ordinal: u32) -> Self {
        Self { article, ordinal }
    }

    /// Returns the article that the quote stands in.
    #[must_use]
    pub const fn article(self) -> ArticleId {
        self.article
    }

    /// Returns the position of the quote among the article's quotes, counted from 0 in the order of the text.
    #[must_use]
    pub const fn ordinal(self) -> u32 {
        self.ordinal
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a{}", self.0)
    }
}

impl fmt::Display for SpeakerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s{}", self.0)
    }
}

impl fmt::Display for QuoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.article, self.ordinal)
    }
}

/// Reads the decimal number behind `letter`; signs and spaces are refused.
fn number<T: FromStr>(text: &str, letter: char) -> Option<T> {
    let digits = text.strip_prefix(letter)?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

impl FromStr for ArticleId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        number(text, 'a')
            .map(Self)
            .ok_or_else(|| Error::invalid(format!("{text:?} is not an article id such as \"a17\"")))
    }
}

impl FromStr for SpeakerId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        number(text, 's')
            .map(Self)
            .ok_or_else(|| Error::invalid(format!("{text:?} is not a speaker id such as \"s17\"")))
    }
}

impl FromStr for QuoteId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::invalid(format!("{text:?} is not a quote id such as \"a17.0\""));
        let (article, ordinal) = text.split_once('.').ok_or_else(wrong)?;
        let article = article.parse().map_err(|_| wrong())?;
        let ordinal = number(&format!("q{ordinal}"), 'q').ok_or_else(wrong)?;
        Ok(Self { article, ordinal })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_what_they_print_and_refuse_the_rest() {
        let quote = QuoteId::new(ArticleId::from_raw(17), 3);
        assert_eq!(quote.to_string(), "a17.3");
        assert_eq!("a17.3".parse::<QuoteId>().unwrap(), quote);
        assert_eq!("s9".parse::<SpeakerId>().unwrap(), SpeakerId::from_raw(9));
        for wrong in ["", "a", "17", "a+1", "a 1", "a99999999999999999999", "s1"] {
            assert!(wrong.parse::<ArticleId>().is_err(), "{wrong:?}");
        }
        for wrong in ["a1", "a1.", "a1.-1", "a1.4294967296", "s1.0"] {
            assert!(wrong.parse::<QuoteId>().is_err(), "{wrong:?}");
        }
    }
}
