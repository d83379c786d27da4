//! The time of publication, in three columns: `published`, `precision`, `offset_minutes`.

use parquet::data_type::{Int32Type, Int64Type};

use super::columns::Columns;
use crate::error::{Error, Result};
use crate::model::{Precision, Published};

/// A time of publication, as the three columns have it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    micros: i64,
    precision: &'static str,
    offset: Option<i32>,
}

impl Time {
    pub(super) fn of(published: Published) -> Self {
        let precision = match published.precision() {
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Moment => "moment",
        };
        let offset = published.offset_minutes().map(i32::from);
        Self { micros: published.instant_micros(), precision, offset }
    }
}

/// Writes the three columns.
pub(super) fn write(
    times: impl Iterator<Item = Option<Time>> + Clone,
    to: &mut Columns<'_>,
) -> Result<()> {
    to.numbers::<Int64Type>(times.clone().map(|time| time.map(|time| time.micros)))?;
    to.texts(times.clone().map(|time| time.map(|time| time.precision)))?;
    to.numbers::<Int32Type>(times.map(|time| time.and_then(|time| time.offset)))
}

/// Returns the time of publication that three columns have.
pub(super) fn read(micros: i64, precision: Option<&str>, offset: Option<i64>) -> Result<Published> {
    let precision = match precision {
        Some("month") => Precision::Month,
        Some("day") => Precision::Day,
        Some("moment") => Precision::Moment,
        other => {
            let other = other.unwrap_or("null");
            return Err(Error::invalid(format!(
                "the precision {other:?}; \"month\", \"day\" or \"moment\" was expected"
            )));
        }
    };
    let offset = offset.and_then(|minutes| i16::try_from(minutes).ok());
    let east = i64::from(offset.unwrap_or(0)) * 60_000_000;
    Ok(Published::from_micros(micros.saturating_add(east), precision, offset))
}
