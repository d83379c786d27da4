//! A record with a page that is not read yet.

use super::super::document::{Document, Made};
use super::super::form::Form;
use super::super::html;
use super::super::known::page_hash;
use super::head::Head;
use super::http;

/// A record of a WARC file, whose header says that it has a page.
pub(super) struct RawPage {
    pub(super) number: u64,
    /// The place in the file, in bytes: that of the record, or of the member of gzip that it is in.
    pub(super) place: u64,
    pub(super) head: Head,
    pub(super) block: Vec<u8>,
}

impl RawPage {
    /// Returns the hash of the page.
    pub(super) fn hash(&self) -> u128 {
        page_hash(self.head.target(), &self.block)
    }

    /// Reads the page, which has this hash. Returns `None` if it is no page of status 200.
    pub(super) fn read(&self, page: Option<u128>) -> Option<Document> {
        let made = self.made()?.map_err(|error| error.at(self.head.place(self.place)));
        Some(Document { line: self.number, form: Form::Warc, page, made })
    }

    fn made(&self) -> Option<Made> {
        match http::page(&self.block) {
            Ok(None) => None,
            Ok(Some(found)) => {
                Some(html::draft(&found.body, self.head.target(), found.charset.as_deref()))
            }
            Err(error) => Some(Err(error)),
        }
    }
}
