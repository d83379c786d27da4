//! Ids, each a type of its own, so that one cannot be taken for another.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// The id of an article, unique within one store.
///
/// An external key keeps its id if its article is replaced, or removed and added again. Ids count
/// up from 1 in the order in which a store first saw the keys, so they fit a signed 64-bit column
/// too.
///
/// # Examples
/// ```
/// use onrecord::ArticleId;
/// let id: ArticleId = "a17".parse()?;
/// assert_eq!(id.to_string(), "a17");
/// assert_eq!(id.to_u64(), 17);
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(u64);

/// The id of a speaker, unique within one store.
///
/// Ids count up from 1, so they fit a signed 64-bit column too.
///
/// # Examples
/// ```
/// use onrecord::SpeakerId;
/// let id: SpeakerId = "s9".parse()?;
/// assert_eq!(id.to_string(), "s9");
/// assert_eq!(id.to_u64(), 9);
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpeakerId(u64);

/// The id of a quote: an article, and the quote's position among the article's quotes.
///
/// If the article is replaced, the id names the quote at the same position of the new text.
///
/// # Examples
/// ```
/// use onrecord::QuoteId;
/// let id: QuoteId = "a17.3".parse()?;
/// assert_eq!((id.article().to_u64(), id.ordinal()), (17, 3));
/// assert_eq!(id.to_string(), "a17.3");
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuoteId {
    article: ArticleId,
    ordinal: u32,
}

impl ArticleId {
    /// Creates the id that [`to_u64`](Self::to_u64) returned this number for. Any number is an id;
    /// a store need not have an article with it.
    ///
    /// # Examples
    /// ```
    /// use onrecord::ArticleId;
    /// assert_eq!(ArticleId::from_u64(17).to_string(), "a17");
    /// ```
    #[must_use]
    pub const fn from_u64(number: u64) -> Self {
        Self(number)
    }

    /// Returns the id as a number. Numbers have the order of the ids.
    ///
    /// # Examples
    /// ```
    /// use onrecord::ArticleId;
    /// let (one, other) = (ArticleId::from_u64(2), ArticleId::from_u64(10));
    /// assert_eq!(ArticleId::from_u64(one.to_u64()), one);
    /// assert!(one < other && one.to_u64() < other.to_u64());
    /// ```
    #[must_use]
    pub const fn to_u64(self) -> u64 {
        self.0
    }
}

impl SpeakerId {
    /// Creates the id that [`to_u64`](Self::to_u64) returned this number for. Any number is an id;
    /// a store need not have a speaker with it.
    ///
    /// # Examples
    /// ```
    /// use onrecord::SpeakerId;
    /// assert_eq!(SpeakerId::from_u64(9).to_string(), "s9");
    /// ```
    #[must_use]
    pub const fn from_u64(number: u64) -> Self {
        Self(number)
    }

    /// Returns the id as a number. Numbers have the order of the ids.
    ///
    /// # Examples
    /// ```
    /// use onrecord::SpeakerId;
    /// let (one, other) = (SpeakerId::from_u64(2), SpeakerId::from_u64(10));
    /// assert_eq!(SpeakerId::from_u64(one.to_u64()), one);
    /// assert!(one < other && one.to_u64() < other.to_u64());
    /// ```
    #[must_use]
    pub const fn to_u64(self) -> u64 {
        self.0
    }
}

impl QuoteId {
    /// Creates the id of the quote at position `ordinal`, counted from 0, of `article`.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ArticleId, QuoteId};
    /// let first = QuoteId::new(ArticleId::from_u64(17), 0);
    /// assert_eq!(first.to_string(), "a17.0");
    /// ```
    #[must_use]
    pub const fn new(article: ArticleId, ordinal: u32) -> Self {
        Self { article, ordinal }
    }

    /// Returns the article of the quote.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ArticleId, QuoteId};
    /// let article = ArticleId::from_u64(17);
    /// assert_eq!(QuoteId::new(article, 3).article(), article);
    /// ```
    #[must_use]
    pub const fn article(self) -> ArticleId {
        self.article
    }

    /// Returns the position of the quote among the article's quotes, counted from 0 in the order of
    /// the text.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ArticleId, QuoteId};
    /// assert_eq!(QuoteId::new(ArticleId::from_u64(17), 3).ordinal(), 3);
    /// ```
    #[must_use]
    pub const fn ordinal(self) -> u32 {
        self.ordinal
    }

    /// Creates the id that [`to_u128`](Self::to_u128) returned this number for. Returns `None` if
    /// the number has more than 96 bits.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ArticleId, QuoteId};
    /// let id = QuoteId::new(ArticleId::from_u64(17), 3);
    /// assert_eq!(QuoteId::from_u128(id.to_u128()), Some(id));
    /// assert_eq!(QuoteId::from_u128(u128::MAX), None);
    /// ```
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "the article's bits were checked")]
    pub const fn from_u128(number: u128) -> Option<Self> {
        if number >> 96 != 0 {
            return None;
        }
        Some(Self::new(ArticleId((number >> 32) as u64), number as u32))
    }

    /// Returns the id as a number of 96 bits: the article's 64, then the ordinal's 32. Numbers have
    /// the order of the ids. A database without such numbers keeps [`article`](Self::article) and
    /// [`ordinal`](Self::ordinal) in two columns and sorts by both, in this order.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ArticleId, QuoteId};
    /// let last = QuoteId::new(ArticleId::from_u64(2), u32::MAX);
    /// let next = QuoteId::new(ArticleId::from_u64(3), 0);
    /// assert!(last < next && last.to_u128() < next.to_u128());
    /// ```
    #[must_use]
    pub const fn to_u128(self) -> u128 {
        (self.article.0 as u128) << 32 | self.ordinal as u128
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

/// Returns the decimal number after `letter`, or `None` if there is a sign or a space.
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
        let quote = QuoteId::new(ArticleId::from_u64(17), 3);
        assert_eq!(quote.to_string(), "a17.3");
        assert_eq!("a17.3".parse::<QuoteId>().unwrap(), quote);
        assert_eq!("s9".parse::<SpeakerId>().unwrap(), SpeakerId::from_u64(9));
        for wrong in ["", "a", "17", "a+1", "a 1", "a99999999999999999999", "s1"] {
            assert!(wrong.parse::<ArticleId>().is_err(), "{wrong:?}");
        }
        for id in [QuoteId::new(ArticleId(0), 0), QuoteId::new(ArticleId(u64::MAX), u32::MAX)] {
            assert_eq!(QuoteId::from_u128(id.to_u128()), Some(id));
        }
        assert_eq!(QuoteId::from_u128(1 << 96), None);
        for wrong in ["a1", "a1.", "a1.-1", "a1.4294967296", "s1.0"] {
            assert!(wrong.parse::<QuoteId>().is_err(), "{wrong:?}");
        }
    }
}
