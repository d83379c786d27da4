//! The moment of a store that a query began at.

use std::sync::Arc;

use crate::error::Result;
use crate::model::ArticleId;
use crate::record::{ArticleRecord, BodyRecord, Packed, QuoteRecord, Valid};
use crate::store::{Epoch, Inner, Reading, SpeakerEdits, Store};

/// What all views of one query share: where to look further things up, as they were when it began.
#[derive(Debug)]
pub(super) struct Moment {
    pub(super) store: Store,
    pub(super) edits: Arc<SpeakerEdits>,
    /// Keeps what was visible then from being deleted.
    _pin: Arc<Epoch>,
}

impl Moment {
    pub(super) fn new(store: &Store, reading: &Reading<'_>) -> Arc<Self> {
        Arc::new(Self { store: store.clone(), edits: Arc::clone(reading.edits()), _pin: reading.pin() })
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.store.inner
    }

    /// Returns the head of a revision that was visible then, from the cache where it still is.
    pub(super) fn head(&self, article: ArticleId, revision: u64) -> Result<Valid<ArticleRecord>> {
        if let Some(head) = self.inner().reading().article(article)?
            && head.revision == revision
        {
            return Ok(head);
        }
        self.inner().revision_head(revision)
    }

    /// Returns the quote page that holds the quote at `ordinal`, where the revision has one.
    pub(super) fn quote_page(
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
        let first = self.inner().quotes(revision, 0)?;
        if holds(&first) == Some(true) {
            return Ok(Some(first));
        }
        let pages = self.head(article, revision)?.quote_pages.to_native();
        let page = last_page(
            pages,
            |page| self.inner().quotes(revision, page),
            |page| page.key(0).is_some_and(|key| key.quote().ordinal() <= ordinal),
        )?;
        Ok(page.map(|(_, page)| page).filter(|page| holds(page) == Some(true)))
    }

    /// Returns the last body page for which `begins` holds, as it does for all before it, and its number.
    pub(super) fn body_page(
        &self,
        head: &Valid<ArticleRecord>,
        begins: impl Fn(&Valid<BodyRecord>) -> bool,
    ) -> Result<Option<(u32, Valid<BodyRecord>)>> {
        let revision = head.revision.to_native();
        last_page(head.body_pages.to_native(), |page| self.inner().body(revision, page), begins)
    }

    /// Joins the text from `start` to `end`, in bytes, which begins in the page of this number.
    pub(super) fn join(&self, revision: u64, mut page: u32, start: u32, end: u32) -> Result<String> {
        let mut text = String::with_capacity(end.saturating_sub(start) as usize);
        let mut at = start;
        while at < end {
            let body = self.inner().body(revision, page)?;
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
