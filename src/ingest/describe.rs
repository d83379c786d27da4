//! Rows of tables, each of which describes an article that is stored already.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::model::Draft;
use crate::storage::{Storage, Stored, decode_article, read, replace_group};

/// The bytes of text of the articles that are in memory at a time, besides one article.
const TEXT_BYTES: usize = 1 << 20;

/// Sets what rows say of the articles that are stored under their keys, and gives `done` the
/// position and key of each row, and the article with the bytes of its text. Looks again at an
/// article that was replaced after it was read.
pub(super) fn describe(
    storage: &Storage,
    rows: &[(u64, Draft)],
    mut done: impl FnMut(u64, String, Result<(Stored, usize)>),
) -> Result<()> {
    let mut open: VecDeque<_> = rows.iter().collect();
    while !open.is_empty() {
        let mut bytes = 0;
        let (mut drafts, mut described) = (Vec::new(), Vec::new());
        while bytes < TEXT_BYTES
            && let Some(next) = open.pop_front()
        {
            let (position, row) = next;
            let key = row.external_key();
            if let Some((stored, revision)) = stored_under(storage, &key)? {
                bytes += stored.text.len();
                drafts.push((with_row(stored, row), revision));
                described.push((next, key));
            } else {
                let place = row.row.as_deref().unwrap_or_default();
                let message = format!("{place}: no article is stored under {key:?}");
                done(*position, key, Err(Error::new(ErrorKind::NotFound, message)));
            }
        }
        let outcomes =
            if drafts.is_empty() { Vec::new() } else { replace_group(storage, &drafts)? };
        for (((next, key), (draft, _)), outcome) in described.into_iter().zip(&drafts).zip(outcomes)
        {
            match outcome {
                Ok(Some(stored)) => done(next.0, key, Ok((stored, draft.text.len()))),
                Ok(None) => open.push_back(next),
                Err(refused) => {
                    let refused = refused.at(format_args!("article {key:?}"));
                    done(next.0, key, Err(refused));
                }
            }
        }
    }
    Ok(())
}

/// Returns the article of a key, and its revision.
fn stored_under(storage: &Storage, key: &str) -> Result<Option<(Draft, u64)>> {
    let guard = read(storage);
    let Some(head) = guard.article_by_key(key)? else { return Ok(None) };
    let view = Arc::clone(guard.view());
    drop(guard);
    let stored = decode_article(&view.tables, &head)?;
    Ok(Some((stored.draft, head.revision.to_native())))
}

/// Returns a stored article with what a row says of it. Corrections of a user last.
fn with_row(mut stored: Draft, row: &Draft) -> Draft {
    let said = |field: &Option<String>, known: Option<String>| field.clone().or(known);
    stored.title = said(&row.title, stored.title);
    stored.language = said(&row.language, stored.language);
    if !stored.corrected.source {
        stored.source = said(&row.source, stored.source);
    }
    if !stored.corrected.published {
        stored.published = row.published.or(stored.published);
    }
    stored
}
