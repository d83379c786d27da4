//! What views look further up in the moment of the store that their query began at.

use crate::error::Result;
use crate::model::ArticleId;
use crate::record::{ArticleRecord, TextPageRecord, Packed, QuoteRecord, Valid};
use crate::store::Moment;

impl Moment {
    /// Returns the quote page that holds the quote at `ordinal`, where the revision has one.
    pub(crate) fn quote_page(
        &self,
        article: ArticleId,
        revision: u64,
        ordinal: u32,
    ) -> Result<Option<Packed<QuoteRecord>>> {
        let holds = |page: &Packed<QuoteRecord>| {
            let first = page.key(0)?.quote().ordinal();
            Some(first <= ordinal && ordinal as usize - (first as usize) < page.len())
        };
        // Most articles have one page; how many there are stands in the head.
        let first = self.tables.quotes(revision, 0)?;
        if holds(&first) == Some(true) {
            return Ok(Some(first));
        }
        let pages = self.tables.pinned_head(article.to_u64(), revision)?.quote_pages.to_native();
        let page = last_page(
            pages,
            |page| self.tables.quotes(revision, page),
            |page| page.key(0).is_some_and(|key| key.quote().ordinal() <= ordinal),
        )?;
        Ok(page.map(|(_, page)| page).filter(|page| holds(page) == Some(true)))
    }

    /// Returns the last body page for which `begins` holds, as it does for all before it, and its number.
    pub(crate) fn body_page(
        &self,
        head: &Valid<ArticleRecord>,
        begins: impl Fn(&Valid<TextPageRecord>) -> bool,
    ) -> Result<Option<(u32, Valid<TextPageRecord>)>> {
        let revision = head.revision.to_native();
        last_page(head.body_pages.to_native(), |page| self.tables.body(revision, page), begins)
    }

    /// Joins the text from `start` to `end`, in bytes, which begins in the page of this number.
    pub(crate) fn join(&self, revision: u64, mut page: u32, start: u32, end: u32) -> Result<String> {
        let mut text = String::with_capacity(end.saturating_sub(start) as usize);
        let mut at = start;
        while at < end {
            let body = self.tables.body(revision, page)?;
            let offset = body.start.to_native();
            let reach = offset.saturating_add(u32::try_from(body.text.len()).unwrap_or(u32::MAX));
            let (from, to) =
                (at.saturating_sub(offset) as usize, end.min(reach).saturating_sub(offset) as usize);
            text.push_str(body.text.get(from..to).unwrap_or_default());
            at = reach.max(at);
            page += 1;
        }
        Ok(text)
    }
}

/// Finds the last of `pages` pages for which `begins` holds, as it does for all before it.
fn last_page<P>(
    pages: u32,
    read: impl Fn(u32) -> Result<P>,
    begins: impl Fn(&P) -> bool,
) -> Result<Option<(u32, P)>> {
    let (mut found, mut low, mut high) = (None, 0, pages);
    while low < high {
        let middle = low + (high - low) / 2;
        let page = read(middle)?;
        if begins(&page) {
            found = Some((middle, page));
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(found)
}
