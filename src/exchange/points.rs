//! Conversion between byte offsets, which spans count, and Unicode code points, which exchange
//! formats count.

use std::ops::Range;

use crate::model::Span;

/// The bytes of text for which one count is kept.
const BLOCK: usize = 128;

/// Converts offsets in one text between bytes and Unicode code points (as W3C Web Annotation Data
/// Model, `TextPositionSelector`).
///
/// [`of`](Self::of) reads the text once and keeps 4 bytes for every 128 bytes of it; each
/// conversion of an offset reads at most 128 bytes.
///
/// # Examples
/// ```
/// use onrecord::{CodePoints, Span};
/// let points = CodePoints::of("“Ja”, sagte sie.");
/// assert_eq!(points.range(Span::new(3, 5)), 1..3);
/// assert_eq!(points.span(1..3), Some(Span::new(3, 5)));
/// assert_eq!(points.span(1..99), None);
/// ```
#[derive(Clone, Debug)]
pub struct CodePoints<'t> {
    text: &'t [u8],
    /// The number of code points that begin before each block; last the number of all.
    before: Vec<u32>,
}

/// Returns the number of code points that begin in these bytes of UTF-8.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| begins(**byte)).count()
}

/// Returns whether a byte of UTF-8 begins a code point.
const fn begins(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

impl<'t> CodePoints<'t> {
    /// Counts the code points of a text.
    ///
    /// # Examples
    /// ```
    /// use onrecord::CodePoints;
    /// let text = "“Ja”, sagte sie.";
    /// assert_eq!((text.len(), CodePoints::of(text).count()), (20, 16));
    /// ```
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        let text = text.as_bytes();
        let mut count = 0;
        let mut before = vec![0];
        for block in text.chunks(BLOCK) {
            count += u32::try_from(begun(block)).unwrap_or(0);
            before.push(count);
        }
        Self { text, before }
    }

    /// Returns the number of code points of the text.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::CodePoints::of("“Ja”").count(), 4);
    /// ```
    #[must_use]
    pub fn count(&self) -> usize {
        self.before.last().map_or(0, |count| *count as usize)
    }

    /// Converts a span to a range of code points. An offset after the end of the text counts as the
    /// end.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{CodePoints, Span};
    /// assert_eq!(CodePoints::of("“Ja”").range(Span::new(3, 5)), 1..3);
    /// ```
    #[must_use]
    pub fn range(&self, span: Span) -> Range<usize> {
        self.point(span.start())..self.point(span.end())
    }

    /// Converts a range of code points to a span. Returns `None` if the range is reversed or ends
    /// after the text.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{CodePoints, Span};
    /// let points = CodePoints::of("“Ja”");
    /// assert_eq!(points.span(1..3), Some(Span::new(3, 5)));
    /// assert_eq!(points.span(1..5), None);
    /// ```
    #[must_use]
    pub fn span(&self, points: Range<usize>) -> Option<Span> {
        (points.start <= points.end).then_some(())?;
        Some(Span::of(self.byte(points.start)?..self.byte(points.end)?))
    }

    fn point(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let block = byte / BLOCK;
        let whole = self.before.get(block).map_or(0, |count| *count as usize);
        whole + self.text.get(block * BLOCK..byte).map_or(0, begun)
    }

    fn byte(&self, point: usize) -> Option<usize> {
        if point >= self.count() {
            return (point == self.count()).then_some(self.text.len());
        }
        let block =
            self.before.partition_point(|before| *before as usize <= point).checked_sub(1)?;
        let within = point - *self.before.get(block)? as usize;
        let bytes = self.text.get(block * BLOCK..)?;
        let (at, _) = bytes.iter().enumerate().filter(|(_, byte)| begins(**byte)).nth(within)?;
        Some(block * BLOCK + at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_place_converts_as_by_counting(text in "[a-zé“😀\u{5d0}]{0,400}") {
            let points = CodePoints::of(&text);
            prop_assert_eq!(points.count(), text.chars().count());
            let places = text.char_indices().map(|(byte, _)| byte).chain([text.len()]);
            for (point, byte) in places.enumerate() {
                let span = Span::of(0..byte);
                prop_assert_eq!(points.range(span), 0..point);
                prop_assert_eq!(points.span(0..point), Some(span));
            }
            prop_assert_eq!(points.span(0..points.count() + 1), None);
        }
    }

    #[test]
    fn reversed_ranges_are_refused() {
        #[allow(clippy::reversed_empty_ranges, reason = "the reversed range is what is tested")]
        let reversed = 3..1;
        assert_eq!(CodePoints::of("abcd").span(reversed), None);
    }
}
