//! What a reader leaves out of a record, and why.

use std::fmt;

/// A field of a record that is not in its draft, and why.
///
/// # Examples
/// ```
/// use onrecord::exchange::{Form, Records, Why};
/// let line = r#"{"text": "Rain.", "date": "some day", "mood": "wet"}"#;
/// let record = Records::new(line.as_bytes(), Form::Detect).next().unwrap()?;
/// let left: Vec<_> = record.left_out.iter().map(|left| (&*left.field, left.why)).collect();
/// assert_eq!(left, [("date", Why::Date), ("mood", Why::NoPlace)]);
/// # Ok::<(), onrecord::exchange::BadRecord>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The name of the field in the record.
    pub field: String,
    /// The reason.
    pub why: Why,
}

/// Why a field of a record is not in its draft, or is there changed.
///
/// # Examples
/// ```
/// use onrecord::exchange::Why;
/// assert_eq!(Why::Date.to_string(), "not a date that can be read");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Why {
    /// Given for a field that an article has no place for.
    NoPlace,
    /// Given for a date that cannot be read. The article is undated, as for the next three.
    Date,
    /// Given for a date whose day and month can be either way around, such as 07/04/2021.
    AmbiguousDate,
    /// Given for a year without a month and a day.
    NoDay,
    /// Given for a date that programs write if they know none, such as 1970-01-01T00:00:00Z.
    Placeholder,
    /// Given for a value that cannot be taken as text, such as a truth value for a title.
    NoMeaning,
    /// Given for a value that is longer than its [limit](crate::limits), and for a list of more
    /// attributes than an article can have, whose first ones are kept.
    TooLong,
    /// Given for text in which half a character, a lone surrogate, was replaced by U+FFFD.
    Replaced,
    /// Given for a quote that is not in the text.
    NotInText,
    /// Given if the record has no body, so that its description is the text.
    OnlyDescription,
}

impl Why {
    /// Returns the reason in words.
    ///
    /// # Examples
    /// ```
    /// use onrecord::exchange::Why;
    /// assert_eq!(Why::TooLong.as_str(), "longer than its limit");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoPlace => "an article has no place for it",
            Self::Date => "not a date that can be read",
            Self::AmbiguousDate => "day and month can be either way around",
            Self::NoDay => "a year without a month",
            Self::Placeholder => "the date that means none",
            Self::NoMeaning => "no value that can be taken as text",
            Self::TooLong => "longer than its limit",
            Self::Replaced => "half a character was replaced",
            Self::NotInText => "a quote that is not in the text",
            Self::OnlyDescription => "there is no body: the description is the text",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
