//! Dates of records.

use super::left_out::Why;
use crate::model::Published;

/// Reads the date of a record.
pub(super) fn read(text: &str) -> Result<Published, Why> {
    let published: Published = text.parse().map_err(|_| Why::Date)?;
    let is_epoch = !published.is_day() && published.micros() == 0;
    if is_epoch || published.date().year() == 1 {
        return Err(Why::Placeholder);
    }
    Ok(published)
}
