//! The time of publication: a day or a moment.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::date_problem::{DateOrder, DateProblem};
use super::written_date::{self, Written};
use crate::error::{Error, Result};

/// The day, or the moment, at which an article was published.
///
/// A day is the whole day in UTC and sorts before its first moment. A moment has a precision of one
/// microsecond; finer digits are cut off. `Display` prints RFC 3339, `2020-07-21` or
/// `2020-07-21T09:30:00Z`; `FromStr` reads both. [`read_lenient`](Self::read_lenient) reads the
/// other forms that news files have.
///
/// # Examples
/// ```
/// use jiff::civil::date;
/// use onrecord::Published;
/// let published: Published = "2020-07-21".parse()?;
/// assert_eq!(published, Published::from(date(2020, 7, 21)));
/// assert!(published < "2020-07-21T09:30:00+02:00".parse()?);
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Published {
    /// Microseconds since 1970-01-01T00:00:00Z.
    micros: i64,
    /// Whether the moment is known, not only the day. `false` sorts first.
    moment: bool,
}

const MICROS_PER_DAY: i64 = 86_400_000_000;

impl Published {
    /// Creates a value from its stored form.
    pub(crate) const fn from_micros(micros: i64, is_day: bool) -> Self {
        Self { micros, moment: !is_day }
    }

    /// Returns the microseconds since 1970-01-01T00:00:00Z, of a day those of its first moment.
    pub(crate) const fn micros(self) -> i64 {
        self.micros
    }

    /// Returns the last microsecond that the value covers, of a day that of its last moment.
    pub(crate) const fn last_micros(self) -> i64 {
        if self.moment { self.micros } else { self.micros.saturating_add(MICROS_PER_DAY - 1) }
    }

    /// Reads a date in any of the forms that news files have.
    ///
    /// Reads what `FromStr` reads, with the same result, and:
    ///
    /// - RFC 3339 with a space, with slashes, without a zone, with a short offset or a long
    ///   fraction: `2020-07-21 09:30:00+02`. 24:00 is the beginning of the next day.
    /// - RFC 2822 as feeds write it: `Tue, 7 Jul 2020 09:30:00 CEST`. A wrong weekday does not
    ///   matter. Names of zones count if they mean one offset, in winter and in summer.
    /// - `21 July 2020`, `July 21st, 2020 at 9:30 am`, `Tue Jul 21 09:30:00 UTC 2020`,
    ///   `21-Jul-2020`.
    /// - `20200721`, `20200721093000`, `20200721T093000Z`.
    /// - Seconds (9 or 10 digits) and milliseconds (12 or 13 digits) since 1970.
    /// - `21/07/2020` and `07-21-2020`, if the numbers tell which is the month or `order` does.
    /// - Years of two digits after a month in letters, or if `order` is given. Those below 50 are
    ///   in this century.
    ///
    /// A time without a zone, or with a name of a zone that can mean several, is read as the day
    /// that is written. A month or a year without a day is refused.
    ///
    /// # Errors
    /// A [`DateProblem`]. The year 1 and the first moment of 1970 are
    /// [placeholders](DateProblem::Placeholder), though `FromStr` reads them: programs write them
    /// if they have no date.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{DateProblem, Published};
    /// let published = Published::read_lenient("Tue, 7 Jul 2020 09:30:00 CEST", None)?;
    /// assert_eq!(published.to_string(), "2020-07-07T07:30:00Z");
    /// let day = Published::read_lenient("2020-07-21 23:30:00", None)?;
    /// assert_eq!(day.to_string(), "2020-07-21");
    /// let problem = Published::read_lenient("07/04/2021", None).unwrap_err();
    /// assert_eq!(problem, DateProblem::Ambiguous);
    /// # Ok::<(), DateProblem>(())
    /// ```
    pub fn read_lenient(text: &str, order: Option<DateOrder>) -> Result<Self, DateProblem> {
        let published = match Self::read_strict(text) {
            Some(published) => published,
            None => match written_date::read(text, order)? {
                Written::Day(day) => day.into(),
                Written::Moment(moment) => moment.into(),
            },
        };
        // East of Greenwich the year 1 begins in the year 0, as UTC counts.
        let in_year_1 = published.date() >= Date::constant(0, 12, 31)
            && published.date() <= Date::constant(1, 12, 31);
        if in_year_1 || published.moment && published.micros == 0 {
            return Err(DateProblem::Placeholder);
        }
        Ok(published)
    }

    /// Reads a day or a moment as RFC 3339 has it.
    fn read_strict(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > 10
            && let Ok(moment) = text.parse::<Timestamp>()
        {
            return Some(moment.into());
        }
        // Years of six digits have a sign (ISO 8601, expanded representation).
        let longest = if text.starts_with(['-', '+']) { 13 } else { 10 };
        let day = if text.len() <= longest { text.parse::<Date>().ok() } else { None };
        day.map(Self::from)
    }

    /// Returns whether only the day is known.
    ///
    /// # Examples
    /// ```
    /// use onrecord::Published;
    /// assert!("2020-07-21".parse::<Published>()?.is_day());
    /// assert!(!"2020-07-21T09:30:00Z".parse::<Published>()?.is_day());
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    #[must_use]
    pub const fn is_day(self) -> bool {
        !self.moment
    }

    /// Returns the day in UTC.
    ///
    /// # Examples
    /// ```
    /// use onrecord::Published;
    /// let published: Published = "2020-07-21T01:30:00+02:00".parse()?;
    /// assert_eq!(published.date(), jiff::civil::date(2020, 7, 20));
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    #[must_use]
    pub fn date(self) -> Date {
        let days = SignedDuration::from_hours(self.micros.div_euclid(MICROS_PER_DAY) * 24);
        let end = if self.micros < 0 { Date::MIN } else { Date::MAX };
        Date::constant(1970, 1, 1).checked_add(days).unwrap_or(end)
    }

    /// Returns the moment, of a day its first in UTC. Returns the nearest [`Timestamp`] if there is
    /// none so early or so late, as on the first and last day of [`Date`].
    ///
    /// # Examples
    /// ```
    /// use onrecord::Published;
    /// let published: Published = "2020-07-21".parse()?;
    /// assert_eq!(published.timestamp().to_string(), "2020-07-21T00:00:00Z");
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        let end = if self.micros < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Timestamp::from_microsecond(self.micros).unwrap_or(end)
    }
}

impl From<Date> for Published {
    fn from(day: Date) -> Self {
        let days = day.duration_since(Date::constant(1970, 1, 1)).as_secs() / 86_400;
        Self { micros: days * MICROS_PER_DAY, moment: false }
    }
}

impl From<Timestamp> for Published {
    fn from(moment: Timestamp) -> Self {
        let floor =
            SignedDuration::from_nanos(i64::from(moment.subsec_nanosecond()).rem_euclid(1000));
        let whole = moment.checked_sub(floor).unwrap_or(moment);
        Self { micros: whole.as_microsecond(), moment: true }
    }
}

impl From<ZonedDateTime> for Published {
    fn from(moment: ZonedDateTime) -> Self {
        moment.timestamp().into()
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.moment { write!(f, "{}", self.timestamp()) } else { write!(f, "{}", self.date()) }
    }
}

impl FromStr for Published {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::read_strict(text).ok_or_else(|| {
            let text = text.trim();
            Error::invalid(format!(
                "{text:?} is not a date such as \"2020-07-21\" or a time with an offset such as \
                 \"2020-07-21T09:30:00Z\""
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_back_what_they_print() {
        for text in [
            "2020-07-21",
            "1969-12-31",
            "2020-07-21T09:30:00Z",
            "1960-01-01T00:00:00.000001Z",
            "0001-01-01",
            "9999-12-31",
            "-000044-03-15",
            "-009999-01-01",
        ] {
            assert_eq!(text.parse::<Published>().unwrap().to_string(), text);
        }
        let offset: Published = "2020-07-21T01:30:00+02:00".parse().unwrap();
        assert_eq!(offset.to_string(), "2020-07-20T23:30:00Z");
        assert_eq!(offset.date(), jiff::civil::date(2020, 7, 20));
        for wrong in ["", "yesterday", "2020-13-01", "2020-07-21T09:30:00", "21/07/2020"] {
            let error = wrong.parse::<Published>().unwrap_err();
            assert!(error.to_string().contains("2020-07-21T09:30:00Z"), "{error}");
        }
    }

    #[test]
    fn a_day_covers_its_moments() {
        let day: Published = "1969-12-31".parse().unwrap();
        let last: Published = "1969-12-31T23:59:59.999999Z".parse().unwrap();
        assert_eq!(day.last_micros(), last.micros());
        assert_eq!(last.micros(), -1);
        assert!(day < "1969-12-31T00:00:00Z".parse().unwrap());
    }
}
