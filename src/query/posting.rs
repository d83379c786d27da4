//! An article in a list, and a quote on its quote pages.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::record::{Packed, PostingRecord, QuoteRecord, SortKey, Valid};
use crate::storage::ReadView;

/// The key and the view of a quote.
pub(super) type Entry = (SortKey, Valid<QuoteRecord>);

/// One entry of a posting list of articles, or the same of an article that was looked up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    /// The sort key of the article's quotes. Its ordinal has no meaning.
    pub(super) key: SortKey,
    pub(super) revision: u64,
    pub(super) quotes: u32,
}

impl Posting {
    pub(super) fn of((key, record): (SortKey, Valid<PostingRecord>)) -> Self {
        Self { key, revision: record.revision.to_native(), quotes: record.quotes.to_native() }
    }

    /// Returns the ordinals of the quotes whose keys are in `range`.
    pub(super) fn ordinals(&self, range: &Range<SortKey>) -> Range<u32> {
        // The ordinals of one article are consecutive keys.
        let reach = |bound: SortKey| {
            if bound <= self.key.at(0) {
                0
            } else if bound > self.key.at(u32::MAX) {
                self.quotes
            } else {
                bound.quote().ordinal().min(self.quotes)
            }
        };
        reach(range.start)..reach(range.end)
    }
}

/// Reads a quote of an article. `page` is the quote page that was read last.
pub(super) fn quote(
    view: &ReadView,
    posting: &Posting,
    ordinal: u32,
    page: &mut Option<Packed<QuoteRecord>>,
) -> Result<Entry> {
    let key = posting.key.at(ordinal);
    let on = |page: &Packed<QuoteRecord>| {
        page.entry(page.lower_bound(&key)).filter(|(found, _)| *found == key)
    };
    if let Some(entry) = page.as_ref().and_then(on) {
        return Ok(entry);
    }
    *page = view.quote_page(key.article(), posting.revision, ordinal)?;
    page.as_ref()
        .and_then(on)
        .ok_or_else(|| Error::corrupt(format!("quote {} is missing", key.quote())))
}
