//! The country of the speaker of a quote, and its source.

use std::fmt;

use crate::model::Country;
use crate::record::{SaidBy, country};
use crate::storage::ReadView;

/// The source of the country that the speaker of a quote is from.
///
/// [`Quote::from_source`](crate::Quote::from_source) returns it. `Display` prints "article" or
/// "speaker".
///
/// # Examples
/// ```
/// use onrecord::FromSource;
/// assert_eq!(FromSource::Speaker.to_string(), "speaker");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FromSource {
    /// The article of the quote states the country.
    Article,
    /// The [country of the speaker](crate::Speaker::country): the article of the quote states none,
    /// or a user set another.
    Speaker,
}

impl FromSource {
    /// Returns "article" or "speaker".
    ///
    /// # Examples
    /// ```
    /// use onrecord::FromSource;
    /// assert_eq!(FromSource::Article.as_str(), "article");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Speaker => "speaker",
        }
    }
}

impl fmt::Display for FromSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Returns the country that a speaker of a quote is from, and its source: the country that a user
/// set, else the one that the article states, else the one that the speaker is known to be from.
#[inline]
pub(in crate::query) fn speaker_country(
    said: &SaidBy<'_>,
    view: &ReadView,
) -> Option<(Country, FromSource)> {
    let (stated, overrides) = (country(said.from), &view.overrides);
    let mut speaker = said.id();
    if !overrides.is_empty() {
        speaker = speaker.map(|speaker| overrides.canonical(speaker));
        if let Some(set) = speaker.and_then(|speaker| overrides.country(speaker)) {
            let is_stated = stated == Some(set);
            return Some((set, if is_stated { FromSource::Article } else { FromSource::Speaker }));
        }
    }
    match stated {
        Some(stated) => Some((stated, FromSource::Article)),
        None => Some((view.known.country(speaker?)?, FromSource::Speaker)),
    }
}
