//! An article of a stream that is not records of JSON.

use super::form::Form;
use super::left_out::LeftOut;
use crate::model::Draft;

/// An article of a stream.
pub(super) struct Document {
    /// The line that it begins at; of an archive, the number of the record.
    pub(super) line: u64,
    pub(super) form: Form,
    pub(super) draft: Draft,
    pub(super) left_out: Vec<LeftOut>,
}
