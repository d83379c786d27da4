//! x
use super::documents::Document;
use super::input::Stream;
use crate::error::{Error, Result};
pub(super) fn is_compressed(_: &[u8]) -> bool { false }
pub(super) struct Warc<'a>(std::convert::Infallible, std::marker::PhantomData<&'a ()>);
impl<'a> Warc<'a> {
    pub(super) fn new(_: Stream<'a>) -> Result<Self> {
        Err(Error::invalid("a feed: build with the feature `feed` to read it"))
    }
    pub(super) fn next(&mut self) -> Option<Result<Document, (u64, Error)>> {
        match self.0 {}
    }
}
