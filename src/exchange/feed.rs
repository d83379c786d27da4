//! x
use super::documents::Document;
use super::form::Form;
use crate::error::{Error, Result};
pub(super) struct Feed(std::convert::Infallible);
impl Feed {
    pub(super) fn new(_: Vec<u8>, _: Form) -> Result<Self> {
        Err(Error::invalid("a feed: build with the feature `feed` to read it"))
    }
    pub(super) fn next(&mut self) -> Option<Result<Document, (u64, Error)>> {
        match self.0 {}
    }
}
