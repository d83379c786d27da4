//! Why a date is not read, and which of two numbers is the day.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// Which of two numbers is the day if a date has three, such as `07/04/2021`.
///
/// `FromStr` reads `dmy` and `mdy`, and `Display` prints them.
///
/// # Examples
/// ```
/// use onrecord::{DateOrder, Published};
/// let order: DateOrder = "dmy".parse()?;
/// let published = Published::read_lenient("07/04/2021", Some(order))?;
/// assert_eq!(published.to_string(), "2021-04-07");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DayFirst => "dmy",
            Self::MonthFirst => "mdy",
        })
    }
}

impl FromStr for DateOrder {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.trim().to_ascii_lowercase().as_str() {
            "dmy" => Ok(Self::DayFirst),
            "mdy" => Ok(Self::MonthFirst),
            _ => Err(Error::invalid(format!(
                "{text:?} is no order of dates; \"dmy\" (day first) or \"mdy\" (month first) was \
                 expected"
            ))),
        }
    }
}

/// Why [`Published::read_lenient`](crate::Published::read_lenient) reads no date from a text.
///
/// # Examples
/// ```
/// use onrecord::{DateProblem, Published};
/// let problem = Published::read_lenient("2020", None).unwrap_err();
/// assert_eq!(problem, DateProblem::NoDay);
/// println!("the date was left out: {problem}");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DateProblem {
    /// No date is given: the text is blank, or a word for nothing, such as "None".
    Absent,
    /// The date is one that programs write if they have none: a day of the year 1, all zeros, or
    /// the first moment of 1970.
    Placeholder,
    /// Only a year is given.
    NoDay,
    /// Day and month can be either way around, and no [`DateOrder`] is given.
    Ambiguous,
    /// The form is known, but there is no such day, time or offset.
    Impossible,
    /// The text has no form of a date that is known.
    Unreadable,
}

impl fmt::Display for DateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "no date is given",
            Self::Placeholder => "a placeholder and no date of publication",
            Self::NoDay => "a year without a month",
            Self::Ambiguous => "day and month can be either way around; an order would tell",
            Self::Impossible => "there is no such day or time",
            Self::Unreadable => "not a date in a form that is known",
        })
    }
}

impl std::error::Error for DateProblem {}
