//! Byte ranges into an article's text.

use std::fmt;
use std::ops::Range;

/// A range of bytes in an article's source text: `start` is included, `end` is not.
///
/// In Rust, spans count bytes and lie on character boundaries. In every exchange format they are
/// converted to Unicode code points (W3C Web Annotation Data Model, `TextPositionSelector`).
///
/// # Examples
/// ```
/// let span = onrecord::Span::new(3, 8);
/// assert_eq!("He, too".get(span.range()), None); // reaches past the end
/// assert_eq!("He, too late".get(span.range()), Some(" too "));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Makes the span from `start` to `end`, in bytes; an `end` before `start` makes it empty.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end: if end < start { start } else { end } }
    }

    /// Makes a span from offsets into a text, saturating at `u32::MAX`, far above the longest text.
    #[must_use]
    pub fn of(range: Range<usize>) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self::new(clamp(range.start), clamp(range.end))
    }

    /// Returns the offset of the first byte.
    #[must_use]
    pub const fn start(self) -> usize {
        self.start as usize
    }

    /// Returns the offset behind the last byte.
    #[must_use]
    pub const fn end(self) -> usize {
        self.end as usize
    }

    /// Returns the length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Returns whether the span covers no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns the span as a range, to slice a text with.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns whether `other` lies wholly inside this span.
    #[must_use]
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
