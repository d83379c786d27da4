//! What was found in an article before, so that a load that is resumed does not extract again.

use std::sync::Arc;

use crate::error::Result;
use crate::extract::Extract;
use crate::model::{Draft, Extraction};
use crate::storage::{Storage, decode_article, read};

/// Returns what this extractor found in the same draft when it was stored.
pub(super) fn stored_extraction(
    storage: &Storage,
    extractor: &dyn Extract,
    draft: &Draft,
) -> Result<Option<Extraction>> {
    let key = draft.external_key();
    let guard = read(storage);
    let Some(head) = guard.article_by_key(&key)? else { return Ok(None) };
    let view = Arc::clone(guard.view());
    drop(guard);
    if head.extractor.as_str() != extractor.id() {
        return Ok(None);
    }
    let mut stored = decode_article(&view.tables, &head)?.draft;
    let found = stored.extraction.take();
    let is_same = Draft { key: None, ..stored } == Draft { key: None, ..draft.clone() };
    Ok(found.filter(|_| is_same))
}
