//! The time of publication, in three columns: `published`, `precision`, `offset_minutes`.

use parquet::data_type::{Int32Type, Int64Type};

use super::columns::Columns;
use crate::error::Result;
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
