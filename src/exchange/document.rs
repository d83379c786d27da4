//! An article of a stream that is not records of JSON.

use super::form::Form;
use super::left_out::LeftOut;
use crate::error::Result;
use crate::model::Draft;

/// An article of a stream, or why there is none at a place of it.
pub(super) struct Document {
    /// The line that it begins at; of an archive, the number of the record.
    pub(super) line: u64,
    pub(super) form: Form,
    /// The hash of the page that was read, if it was asked for.
    pub(super) page: Option<u128>,
    pub(super) made: Made,
}

/// A draft, and what was left out of it.
pub(super) type Made = Result<(Draft, Vec<LeftOut>)>;
