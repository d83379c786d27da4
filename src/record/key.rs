//! Keys whose byte order is the order of what they stand for.

use crate::model::{ArticleId, Published, QuoteId};

/// Where a posting stands in every list: by publication, then article, then position in the article.
///
/// Undated sorts oldest. Byte order equals value order, so that descending bytes are newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SortKey([u8; SortKey::LEN]);

/// Maps microseconds to a number with the same order, above 0, which is the place of the undated.
const fn ordered(micros: i64) -> u64 {
    micros.cast_unsigned() ^ (1 << 63)
}

impl SortKey {
    /// Bytes of a key: publication (8), article (8), ordinal (4), each big-endian.
    pub(crate) const LEN: usize = 20;
    /// The key before all others.
    pub(crate) const MIN: Self = Self([0; Self::LEN]);
    /// The key behind all others.
    pub(crate) const MAX: Self = Self([0xff; Self::LEN]);

    pub(crate) fn new(published: Option<Published>, article: ArticleId, ordinal: u32) -> Self {
        let published = published.map_or(0, |published| ordered(published.micros()));
        let mut key = [0; Self::LEN];
        let parts = published
            .to_be_bytes()
            .into_iter()
            .chain(article.raw().to_be_bytes())
            .chain(ordinal.to_be_bytes());
        for (byte, part) in key.iter_mut().zip(parts) {
            *byte = part;
        }
        Self(key)
    }

    /// Returns the first key that a posting published at `micros` can have.
    pub(crate) fn first_at(micros: i64) -> Self {
        Self::new(Some(Published::from_micros(micros, false)), ArticleId::from_raw(0), 0)
    }

    /// Returns the first key of a dated posting: all before it are undated.
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

    /// Returns the key right behind this one; [`MAX`](Self::MAX) stays itself.
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

    fn number(&self, from: usize, to: usize) -> u64 {
        self.0.get(from..to).unwrap_or_default().iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// Returns when the posting was published; `is_day` is not part of the order, so the record keeps it.
    pub(crate) fn published(&self, is_day: bool) -> Option<Published> {
        match self.number(0, 8) {
            0 => None,
            number => Some(Published::from_micros(ordered(number.cast_signed()).cast_signed(), is_day)),
        }
    }

    pub(crate) fn article(&self) -> ArticleId {
        ArticleId::from_raw(self.number(8, 16))
    }

    pub(crate) fn quote(&self) -> QuoteId {
        QuoteId::new(self.article(), u32::try_from(self.number(16, 20)).unwrap_or(u32::MAX))
    }
}

/// Hashes a folded source: the first 8 bytes of its BLAKE3. Never 0, which stands for no source.
pub(crate) fn source_hash(folded: &str) -> u64 {
    let hash = blake3::hash(folded.as_bytes());
    hash.as_bytes().first_chunk().map_or(1, |bytes| u64::from_be_bytes(*bytes).max(1))
}

/// Returns the key of a page of a revision: the revision (8), the page (4), big-endian.
pub(crate) fn page_key(revision: u64, page: u32) -> [u8; 12] {
    let mut key = [0; 12];
    for (byte, part) in key.iter_mut().zip(revision.to_be_bytes().into_iter().chain(page.to_be_bytes())) {
        *byte = part;
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
                let published = micros.map(|micros| Published::from_micros(micros.max(i64::MIN + 1), false));
                (SortKey::new(published, ArticleId::from_raw(article), ordinal), (published, article, ordinal))
            };
            let ((one, one_value), (other, other_value)) = (key(one), key(other));
            prop_assert_eq!(one.cmp(&other), one_value.cmp(&other_value));
            prop_assert_eq!(one.published(false), one_value.0);
            prop_assert_eq!(one.quote(), QuoteId::new(ArticleId::from_raw(one_value.1), one_value.2));
        }
    }
    #[test]
    fn the_next_key_is_the_nearest_one_behind() {
        let key = SortKey::new(None, ArticleId::from_raw(7), u32::MAX);
        assert_eq!(key.next(), SortKey::new(None, ArticleId::from_raw(8), 0));
        assert_eq!(SortKey::MIN.next(), SortKey::new(None, ArticleId::from_raw(0), 1));
        assert_eq!(SortKey::MAX.next(), SortKey::MAX);
        assert_eq!(key.at(3), SortKey::new(None, ArticleId::from_raw(7), 3));
    }
}
