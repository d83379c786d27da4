//! Dates of records.

use super::left_out::Why;
use crate::model::{DateOrder, DateProblem, Published};

/// Reads the date of a record. Which of two numbers is the day is not guessed without an order.
pub(super) fn read(text: &str, order: Option<DateOrder>) -> Result<Published, Why> {
    Published::read_lenient(text, order).map_err(|problem| match problem {
        DateProblem::Placeholder => Why::Placeholder,
        DateProblem::NoDay => Why::NoDay,
        DateProblem::Ambiguous => Why::AmbiguousDate,
        _ => Why::Date,
    })
}
