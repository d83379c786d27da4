//! Byte ranges in the text of an article.

use std::fmt;
use std::ops::Range;

/// A range of bytes in the text of an article: `start` is included, `end` is not.
///
/// The spans of a stored article are on character boundaries. Exchange formats have them converted
/// to Unicode code points (W3C Web Annotation Data Model, `TextPositionSelector`).
///
/// # Examples
/// ```
/// let span = onrecord::Span::new(3, 8);
/// assert_eq!("He, too".get(span.range()), None); // reaches past the end
/// assert_eq!("He, too late".get(span.range()), Some(" too "));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    /// Creates the span from `start` to `end`, in bytes. The span is empty if `end` is before
    /// `start`.
    ///
    /// # Examples
    /// ```
    /// use onrecord::Span;
    /// assert_eq!(Span::new(3, 8).len(), 5);
    /// assert_eq!(Span::new(8, 3), Span::new(8, 8));
    /// ```
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end: if end < start { start } else { end } }
    }

    /// Creates the span of a range of bytes. Offsets saturate at `u32::MAX`, 64 times
    /// [`limits::TEXT_BYTES`](crate::limits::TEXT_BYTES).
    ///
    /// # Examples
    /// ```
    /// use onrecord::Span;
    /// let text = "He, too late";
    /// let start = text.find("late").unwrap();
    /// assert_eq!(Span::of(start..text.len()), Span::new(8, 12));
    /// ```
    #[must_use]
    pub fn of(range: Range<usize>) -> Self {
        let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self::new(clamp(range.start), clamp(range.end))
    }

    /// Returns the offset of the first byte.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::Span::new(3, 8).start(), 3);
    /// ```
    #[must_use]
    pub const fn start(self) -> usize {
        self.start as usize
    }

    /// Returns the offset after the last byte.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::Span::new(3, 8).end(), 8);
    /// ```
    #[must_use]
    pub const fn end(self) -> usize {
        self.end as usize
    }

    /// Returns the length in bytes.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::Span::new(3, 8).len(), 5);
    /// ```
    #[must_use]
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Returns whether the span covers no byte.
    ///
    /// # Examples
    /// ```
    /// use onrecord::Span;
    /// assert!(Span::new(3, 3).is_empty());
    /// assert!(!Span::new(3, 8).is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns the span as a range, to slice the text with.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(&"He, too late"[onrecord::Span::new(8, 12).range()], "late");
    /// ```
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns whether all of `other` is inside this span.
    ///
    /// # Examples
    /// ```
    /// use onrecord::Span;
    /// assert!(Span::new(3, 8).contains(Span::new(4, 8)));
    /// assert!(!Span::new(3, 8).contains(Span::new(4, 9)));
    /// ```
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
