//! Keys of stored values. The order of their bytes is the order of the values they are made of.

use std::array;
use std::cmp::Ordering;

use crate::model::{ArticleId, Precision, Published, QuoteId};

/// The key of a posting in every list: time of publication, article, position in the article.
///
/// Undated postings sort first, as the oldest; descending keys are newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SortKey([u8; SortKey::LEN]);

impl Ord for SortKey {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.words().cmp(&other.words())
    }
}

impl PartialOrd for SortKey {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Maps microseconds to a number with the same order, above 0, the number of the undated.
const fn ordered(micros: i64) -> u64 {
    micros.cast_unsigned() ^ (1 << 63)
}

impl SortKey {
    /// Bytes of a key: publication (8), article (8), ordinal (4), each big-endian.
    pub(crate) const LEN: usize = 20;
    /// The key before all others.
    pub(crate) const MIN: Self = Self([0; Self::LEN]);
    /// The key after all others.
    pub(crate) const MAX: Self = Self([0xff; Self::LEN]);

    /// Creates the key of a posting.
    pub(crate) fn new(published: Option<Published>, article: ArticleId, ordinal: u32) -> Self {
        Self::of_words(
            published.map_or(0, |published| ordered(published.micros())),
            article,
            ordinal,
        )
    }

    /// Creates the key of a quote in the list of sayings, which begins with the fingerprint of its
    /// words.
    pub(crate) fn of_words(fingerprint: u64, article: ArticleId, ordinal: u32) -> Self {
        let mut key = [0; Self::LEN];
        let parts = fingerprint
            .to_be_bytes()
            .into_iter()
            .chain(article.to_u64().to_be_bytes())
            .chain(ordinal.to_be_bytes());
        for (byte, part) in key.iter_mut().zip(parts) {
            *byte = part;
        }
        Self(key)
    }

    /// Returns the first key that a posting published at `micros` can have.
    pub(crate) fn first_at(micros: i64) -> Self {
        let moment = Published::from_micros(micros, Precision::Moment, None);
        Self::new(Some(moment), ArticleId::from_u64(0), 0)
    }

    /// Returns the first key that a dated posting can have. All keys before are of undated ones.
    pub(crate) fn first_dated() -> Self {
        Self::first_at(i64::MIN + 1)
    }

    pub(crate) const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }

    /// Returns the key of the posting at another position of the same article.
    pub(crate) fn at(mut self, ordinal: u32) -> Self {
        for (byte, part) in self.0.iter_mut().skip(Self::LEN - 4).zip(ordinal.to_be_bytes()) {
            *byte = part;
        }
        self
    }

    /// Returns the next greater key, of [`MAX`](Self::MAX) itself.
    pub(crate) fn next(self) -> Self {
        let mut next = self.0;
        for byte in next.iter_mut().rev() {
            let (sum, carry) = byte.overflowing_add(1);
            *byte = sum;
            if !carry {
                return Self(next);
            }
        }
        Self::MAX
    }

    /// Returns publication, article and ordinal as numbers that compare as the keys do. The number
    /// of the undated is 0.
    #[cfg(feature = "fulltext")]
    pub(crate) fn parts(&self) -> (u64, u64, u32) {
        self.words()
    }

    /// Returns publication, article and ordinal as numbers, which compare faster than 20 bytes.
    #[inline]
    fn words(&self) -> (u64, u64, u32) {
        let word = |from| {
            u64::from_be_bytes(array::from_fn(|at| self.0.get(from + at).copied().unwrap_or(0)))
        };
        let [.., a, b, c, d] = self.0;
        (word(0), word(8), u32::from_be_bytes([a, b, c, d]))
    }

    /// Returns the microseconds of the time of publication by the local clock, or `None` if it is
    /// undated. The record has the precision and the offset.
    #[inline]
    pub(crate) fn micros(&self) -> Option<i64> {
        match self.words().0 {
            0 => None,
            number => Some(ordered(number.cast_signed()).cast_signed()),
        }
    }

    #[inline]
    pub(crate) fn article(&self) -> ArticleId {
        ArticleId::from_u64(self.words().1)
    }

    #[inline]
    pub(crate) fn quote(&self) -> QuoteId {
        QuoteId::new(self.article(), self.words().2)
    }
}

/// Returns the key of a page of a revision: the revision (8), the page (4), big-endian.
pub(crate) fn page_key(revision: u64, page: u32) -> [u8; 12] {
    let mut key = [0; 12];
    for (byte, part) in
        key.iter_mut().zip(revision.to_be_bytes().into_iter().chain(page.to_be_bytes()))
    {
        *byte = part;
    }
    key
}

/// Returns the key of one part of a value: `key`, and the part's number after it from part 1 on.
pub(crate) fn part_key(key: &[u8], part: u8) -> Vec<u8> {
    let mut key = key.to_vec();
    if part > 0 {
        key.push(part);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn byte_order_is_value_order(
            one in (proptest::option::of(any::<i64>()), any::<u64>(), any::<u32>()),
            other in (proptest::option::of(any::<i64>()), any::<u64>(), any::<u32>()),
        ) {
            let key = |(micros, article, ordinal): (Option<i64>, u64, u32)| {
                let micros = micros.map(|micros| micros.max(i64::MIN + 1));
                let moment = |micros| Published::from_micros(micros, Precision::Moment, None);
                let article_id = ArticleId::from_u64(article);
                let key = SortKey::new(micros.map(moment), article_id, ordinal);
                (key, (micros, article, ordinal))
            };
            let ((one, one_value), (other, other_value)) = (key(one), key(other));
            prop_assert_eq!(one.cmp(&other), one_value.cmp(&other_value));
            prop_assert_eq!(one.micros(), one_value.0);
            let (_, article, ordinal) = one_value;
            prop_assert_eq!(one.quote(), QuoteId::new(ArticleId::from_u64(article), ordinal));
        }
    }

    #[test]
    fn the_next_key_is_the_nearest_one_after() {
        let key = SortKey::new(None, ArticleId::from_u64(7), u32::MAX);
        assert_eq!(key.next(), SortKey::new(None, ArticleId::from_u64(8), 0));
        assert_eq!(SortKey::MIN.next(), SortKey::new(None, ArticleId::from_u64(0), 1));
        assert_eq!(SortKey::MAX.next(), SortKey::MAX);
        assert_eq!(key.at(3), SortKey::new(None, ArticleId::from_u64(7), 3));
    }
}
