//! Dates of records.

use super::left_out::Why;
use crate::model::{DateProblem, Published};

/// Reads the date of a record. Which of two numbers is the day is not guessed.
pub(super) fn read(text: &str) -> Result<Published, Why> {
    Published::read_lenient(text, None).map_err(|problem| match problem {
        DateProblem::Placeholder => Why::Placeholder,
        DateProblem::NoDay => Why::NoDay,
        DateProblem::Ambiguous => Why::AmbiguousDate,
        _ => Why::Date,
    })
}
