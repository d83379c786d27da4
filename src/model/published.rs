//! The time of publication: a month, a day or a moment.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::date_problem::{DateOrder, DateProblem};
use super::written_date::{self, Written};
use crate::error::{Error, Result};

/// The month, the day, or the moment at which an article was published.
///
/// A month or a day is that of the place of publication: its zone is not known. A moment has a
/// precision of one microsecond; finer digits are cut off. It keeps the offset of the clock from
/// UTC, in minutes, if one is given: [`date`](Self::date) is the day that this clock shows, and
/// [`timestamp`](Self::timestamp) the instant. `Z` gives the instant and no offset, as RFC 9557
/// has it; the day is then that of UTC.
///
/// Values sort by what the clock shows: a month at its first moment, a day at its first, then
/// moments. So all articles of a day are together, whatever their zones. `Display` prints RFC 3339,
/// `2020-07-21` or `2020-07-21T09:30:00+02:00`, and `2020-07` for a month; `FromStr` reads all of
/// them. [`read_lenient`](Self::read_lenient) reads the other forms that news files have.
///
/// # Examples
/// ```
/// use jiff::civil::date;
/// use onrecord::{Precision, Published};
/// let published: Published = "2020-07-21".parse()?;
/// assert_eq!(published, Published::from(date(2020, 7, 21)));
/// assert!(published < "2020-07-21T09:30:00+02:00".parse()?);
/// assert!(published > "2020-07".parse()?);
/// assert_eq!(published.precision(), Precision::Day);
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Published {
    /// Microseconds from 1970-01-01T00:00:00 to the first moment, by the clock of the place of
    /// publication; by that of UTC if no offset is known.
    micros: i64,
    precision: Precision,
    /// Minutes east of UTC. Only a moment has an offset.
    offset: Option<i16>,
}

/// How exactly a time of publication is known.
///
/// # Examples
/// ```
/// use onrecord::{Precision, Published};
/// assert_eq!("2020-07".parse::<Published>()?.precision(), Precision::Month);
/// assert!(Precision::Month < Precision::Moment);
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Precision {
    /// Only the month is known.
    Month,
    /// Only the day is known.
    Day,
    /// The moment is known.
    Moment,
}

const MICROS_PER_DAY: i64 = 86_400_000_000;
const MICROS_PER_MINUTE: i64 = 60_000_000;

impl Published {
    /// Creates a value from its stored form: microseconds by the local clock, and the offset of
    /// that clock in minutes.
    pub(crate) const fn from_micros(
        micros: i64,
        precision: Precision,
        offset: Option<i16>,
    ) -> Self {
        Self { micros, precision, offset }
    }

    /// Creates a moment from its instant and the offset of the local clock, if it is known.
    pub(super) fn at(moment: Timestamp, offset: Option<Offset>) -> Self {
        let floor =
            SignedDuration::from_nanos(i64::from(moment.subsec_nanosecond()).rem_euclid(1000));
        let whole = moment.checked_sub(floor).unwrap_or(moment);
        // An offset has less than 26 hours.
        let offset = offset.and_then(|offset| i16::try_from(offset.seconds() / 60).ok());
        let east = i64::from(offset.unwrap_or(0)) * MICROS_PER_MINUTE;
        let micros = whole.as_microsecond().saturating_add(east);
        Self { micros, precision: Precision::Moment, offset }
    }

    /// Creates a month.
    ///
    /// # Errors
    /// `InvalidInput` if there is no such month, or no such year in [`Date`].
    ///
    /// # Examples
    /// ```
    /// use onrecord::Published;
    /// let july = Published::month(2020, 7)?;
    /// assert_eq!(july.to_string(), "2020-07");
    /// assert_eq!(july.date(), jiff::civil::date(2020, 7, 1));
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    pub fn month(year: i16, month: i8) -> Result<Self> {
        let first = Date::new(year, month, 1).map_err(|error| {
            Error::invalid(format!("there is no month {month} of the year {year}"))
                .with_source(error)
        })?;
        Ok(Self::month_of(first))
    }

    /// Creates the month that a day is in.
    fn month_of(day: Date) -> Self {
        Self { precision: Precision::Month, ..day.first_of_month().into() }
    }

    /// Returns the microseconds since 1970-01-01T00:00:00 by the local clock, of a month or a day
    /// those of its first moment.
    pub(crate) const fn micros(self) -> i64 {
        self.micros
    }

    /// Returns the number of the day by the local clock, of a month its first, from 1970-01-01.
    pub(crate) const fn day(self) -> i64 {
        self.micros.div_euclid(MICROS_PER_DAY)
    }

    /// Returns the last microsecond that the value covers, of a month or a day that of its last
    /// moment.
    pub(crate) fn last_micros(self) -> i64 {
        let days = match self.precision {
            Precision::Month => i64::from(self.date().days_in_month()),
            Precision::Day => 1,
            Precision::Moment => return self.micros,
        };
        self.micros.saturating_add(days * MICROS_PER_DAY - 1)
    }

    /// Returns the first microsecond of the month that these microseconds are in, by the same
    /// clock. Returns `None` if they are its first.
    pub(crate) fn begun_month(micros: i64) -> Option<i64> {
        let first = Self::month_of(Self::from_micros(micros, Precision::Moment, None).date());
        (first.micros < micros).then_some(first.micros)
    }

    /// Returns the minutes by which the local clock is east of UTC.
    pub(crate) const fn offset_minutes(self) -> Option<i16> {
        self.offset
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
    /// - A month: `2020-07`, `07/2020`, `202007`, `July 2020`.
    ///
    /// An offset is kept, of a named zone too. A time without a zone, or with a name of a zone that
    /// can mean several, is read as the day that is written. A year alone is refused.
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
    /// assert_eq!(published.to_string(), "2020-07-07T09:30:00+02:00");
    /// assert_eq!(published.timestamp().to_string(), "2020-07-07T07:30:00Z");
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
                Written::Month(day) => Self::month_of(day),
                Written::Day(day) => day.into(),
                Written::Moment(moment, offset) => Self::at(moment, offset),
            },
        };
        let is_first = published.precision == Precision::Moment && published.instant_micros() == 0;
        // East of Greenwich the year 1 begins in the year 0, as UTC counts.
        let in_year_1 = published.date() >= Date::constant(0, 12, 31)
            && published.date() <= Date::constant(1, 12, 31);
        if in_year_1 || is_first {
            return Err(DateProblem::Placeholder);
        }
        Ok(published)
    }

    /// Reads a day or a moment as RFC 3339 has it, or a month as ISO 8601 has it.
    fn read_strict(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > 10
            && let Ok(moment) = text.parse::<Timestamp>()
        {
            return Some(Self::at(moment, written_offset(text)));
        }
        // Years of six digits have a sign (ISO 8601, expanded representation).
        let sign = if text.starts_with(['-', '+']) { 3 } else { 0 };
        if text.len() == 7 + sign && text.as_bytes().get(4 + sign) == Some(&b'-') {
            return format!("{text}-01").parse().ok().map(Self::month_of);
        }
        let day = if text.len() <= 10 + sign { text.parse::<Date>().ok() } else { None };
        day.map(Self::from)
    }

    /// Returns how exactly the time is known.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Precision, Published};
    /// let published: Published = "2020-07-21T09:30:00Z".parse()?;
    /// assert_eq!(published.precision(), Precision::Moment);
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    #[must_use]
    pub const fn precision(self) -> Precision {
        self.precision
    }

    /// Returns the offset of the local clock from UTC, in whole minutes. Returns `None` if the zone
    /// is not known: of a month, of a day, and of a moment that is given in UTC alone (`Z`).
    ///
    /// # Examples
    /// ```
    /// use onrecord::Published;
    /// let published: Published = "2020-07-21T09:30:00+05:45".parse()?;
    /// assert_eq!(published.offset().expect("given").seconds(), (5 * 60 + 45) * 60);
    /// assert_eq!("2020-07-21T09:30:00Z".parse::<Published>()?.offset(), None);
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    #[must_use]
    pub fn offset(self) -> Option<Offset> {
        Offset::from_seconds(i32::from(self.offset?) * 60).ok()
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
        matches!(self.precision, Precision::Day)
    }

    /// Returns the day at the place of publication: the one that the local clock shows if its
    /// offset is known, the written one of a time without a zone, and else that of UTC. Of a month
    /// it is the first.
    ///
    /// # Examples
    /// ```
    /// use onrecord::Published;
    /// let published: Published = "2020-07-21T01:30:00+02:00".parse()?;
    /// assert_eq!(published.date(), jiff::civil::date(2020, 7, 21));
    /// let in_utc: Published = "2020-07-20T23:30:00Z".parse()?;
    /// assert_eq!(in_utc.date(), jiff::civil::date(2020, 7, 20));
    /// assert_eq!(published.timestamp(), in_utc.timestamp());
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    #[must_use]
    pub fn date(self) -> Date {
        let days = SignedDuration::from_hours(self.micros.div_euclid(MICROS_PER_DAY) * 24);
        let end = if self.micros < 0 { Date::MIN } else { Date::MAX };
        Date::constant(1970, 1, 1).checked_add(days).unwrap_or(end)
    }

    /// Returns the instant, of a month or a day its first in UTC. Returns the nearest [`Timestamp`]
    /// if there is none so early or so late, as on the first and last day of [`Date`].
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
        Timestamp::from_microsecond(self.instant_micros()).unwrap_or(end)
    }

    /// Returns the microseconds from 1970-01-01T00:00:00Z to the instant, of a month or a day to
    /// its first in UTC.
    pub(crate) fn instant_micros(self) -> i64 {
        let east = i64::from(self.offset.unwrap_or(0)) * MICROS_PER_MINUTE;
        self.micros.saturating_sub(east)
    }
}

/// Returns the offset that is written in a time of RFC 3339. `Z` and `-00:00` tell none (RFC 9557,
/// section 2).
fn written_offset(text: &str) -> Option<Offset> {
    match Pieces::parse(text).ok()?.offset()? {
        PiecesOffset::Numeric(numeric) if !numeric.offset().is_zero() || !numeric.is_negative() => {
            Some(numeric.offset())
        }
        _ => None,
    }
}

impl From<Date> for Published {
    fn from(day: Date) -> Self {
        let days = day.duration_since(Date::constant(1970, 1, 1)).as_secs() / 86_400;
        Self { micros: days * MICROS_PER_DAY, precision: Precision::Day, offset: None }
    }
}

impl From<Timestamp> for Published {
    fn from(moment: Timestamp) -> Self {
        Self::at(moment, None)
    }
}

impl From<ZonedDateTime> for Published {
    fn from(moment: ZonedDateTime) -> Self {
        Self::at(moment.timestamp(), Some(moment.offset()))
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.precision, self.offset()) {
            (Precision::Month, _) => {
                let day = self.date().to_string();
                f.write_str(day.rsplit_once('-').map_or(&*day, |(month, _)| month))
            }
            (Precision::Day, _) => write!(f, "{}", self.date()),
            (Precision::Moment, None) => write!(f, "{}", self.timestamp()),
            (Precision::Moment, Some(offset)) => {
                write!(f, "{}", self.timestamp().display_with_offset(offset))
            }
        }
    }
}

impl FromStr for Published {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::read_strict(text).ok_or_else(|| {
            let text = text.trim();
            Error::invalid(format!(
                "{text:?} is not a date such as \"2020-07-21\", a month such as \"2020-07\", or a \
                 time with an offset such as \"2020-07-21T09:30:00Z\""
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
            "2020-07",
            "0001-01",
            "9999-12",
            "-000044-03",
            "2020-07-21",
            "1969-12-31",
            "2020-07-21T09:30:00Z",
            "2020-07-21T09:30:00+00:00",
            "2020-07-21T09:30:00+05:45",
            "2020-07-21T23:59:59.999999-12:00",
            "2020-07-21T00:00:00+14:00",
            "1960-01-01T00:00:00.000001Z",
            "0001-01-01",
            "9999-12-31",
            "-000044-03-15",
            "-009999-01-01",
        ] {
            assert_eq!(text.parse::<Published>().unwrap().to_string(), text);
        }
        let written: Published = "2020-07-21T09:30:00-00:00".parse().unwrap();
        assert_eq!(written.to_string(), "2020-07-21T09:30:00Z");
        let wrong = [
            "",
            "yesterday",
            "2020-13-01",
            "2020-13",
            "2020/07",
            "2020-7",
            "2020",
            "2020-07-21T09:30:00",
            "21/07/2020",
        ];
        for wrong in wrong {
            let error = wrong.parse::<Published>().unwrap_err();
            assert!(error.to_string().contains("2020-07-21T09:30:00Z"), "{error}");
        }
    }

    #[test]
    fn a_moment_has_the_day_of_its_own_clock() {
        use jiff::civil::date;
        for (text, day, instant) in [
            ("2020-07-21T00:00:00+14:00", date(2020, 7, 21), "2020-07-20T10:00:00Z"),
            ("2020-07-20T23:59:59+14:00", date(2020, 7, 20), "2020-07-20T09:59:59Z"),
            ("2020-07-21T00:00:00-12:00", date(2020, 7, 21), "2020-07-21T12:00:00Z"),
            ("2020-07-20T23:59:59-12:00", date(2020, 7, 20), "2020-07-21T11:59:59Z"),
            ("1969-12-31T23:59:59.5+14:00", date(1969, 12, 31), "1969-12-31T09:59:59.5Z"),
            ("2020-07-20T23:59:59Z", date(2020, 7, 20), "2020-07-20T23:59:59Z"),
        ] {
            let published: Published = text.parse().unwrap();
            assert_eq!(published.date(), day, "{text}");
            assert_eq!(published.timestamp().to_string(), instant, "{text}");
            let zone = published.offset().unwrap_or(Offset::UTC).to_time_zone();
            let zoned = Published::from(ZonedDateTime::new(published.timestamp(), zone));
            assert_eq!(zoned.date(), day, "{text} as a zoned time");
        }
    }

    #[test]
    fn a_day_covers_its_moments_and_a_month_its_days() {
        let read = |text: &str| text.parse::<Published>().unwrap();
        let last = read("1969-12-31T23:59:59.999999Z");
        assert_eq!(read("1969-12-31").last_micros(), last.micros());
        assert_eq!(read("1969-12").last_micros(), last.micros());
        assert_eq!(last.micros(), -1);
        assert!(read("1969-12-31") < read("1969-12-31T00:00:00Z"));
        assert!(read("1969-12") < read("1969-12-01") && read("1969-11-30") < read("1969-12"));
        let leap = read("2024-02");
        assert_eq!(leap.last_micros(), read("2024-02-29").last_micros());
        assert_eq!(read("2023-02").last_micros(), read("2023-02-28").last_micros());
    }
}
