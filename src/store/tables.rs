//! The tables behind the cache: what a view goes on reading from after its query, for as long as it is held.

use super::cache::{Cache, CacheKey, Cached};
use super::engine::{Engine, Table};
use super::folder::Folder;
use super::list::Blocks;
use crate::error::{Error, Result};
use crate::record::{
    ArchivedArticleRecord, ArticleRecord, TextPageRecord, Kind, Packed, QuoteRecord, Valid, describe,
    decode_packed, decode_parts, decode_record, page_key,
};

/// An open engine and the cache before it, shared by the handles of a store and by all views of it.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(super) engine: Engine,
    pub(super) cache: Cache,
    /// Dropped last: it holds the lock.
    pub(super) folder: Folder,
}

impl Tables {
    /// Returns what reads the blocks of lists.
    pub(crate) fn blocks(&self) -> Blocks<'_> {
        Blocks::new(&self.engine, &self.cache)
    }

    /// Returns a body page of a revision, which must be pinned or visible.
    pub(crate) fn body(&self, revision: u64, page: u32) -> Result<Valid<TextPageRecord>> {
        let cached = CacheKey::body(revision, page);
        if let Some(Cached::Body(view)) = self.cache.get(&cached) {
            return Ok(view);
        }
        let key = page_key(revision, page);
        let value = self.engine.get(Table::Bodies, &key)?.ok_or_else(|| missing(Kind::TextPage, &key))?;
        let view: Valid<TextPageRecord> = decode_record(Kind::TextPage, &key, value)?;
        self.cache.insert(cached, Cached::Body(view.clone()));
        Ok(view)
    }

    /// Returns a quote page of a revision, which must be pinned or visible.
    pub(crate) fn quotes(&self, revision: u64, page: u32) -> Result<Packed<QuoteRecord>> {
        let cached = CacheKey::quotes(revision, page);
        if let Some(Cached::Quotes(view)) = self.cache.get(&cached) {
            return Ok(view);
        }
        let key = page_key(revision, page);
        let value = self.engine.get(Table::Quotes, &key)?.ok_or_else(|| missing(Kind::Quotes, &key))?;
        let view: Packed<QuoteRecord> = decode_packed(Kind::Quotes, &key, value)?;
        self.cache.insert(cached, Cached::Quotes(view.clone()));
        Ok(view)
    }

    /// Reads the head of a revision, which must be pinned or visible, from its table.
    pub(crate) fn revision_head(&self, revision: u64) -> Result<Valid<ArticleRecord>> {
        let key = revision.to_be_bytes();
        let value = self.engine.get(Table::Heads, &key)?.ok_or_else(|| missing(Kind::Article, &key))?;
        decode_parts(Kind::Article, &key, value, |part| self.engine.get(Table::Heads, part))
    }

    /// Returns the head of a revision that was visible when it was pinned, from the cache where it still is.
    pub(crate) fn pinned_head(&self, article: u64, revision: u64) -> Result<Valid<ArticleRecord>> {
        match self.cache.get(&CacheKey::article(article)) {
            Some(Cached::Article(head)) if head.revision == revision => Ok(head),
            _ => self.revision_head(revision),
        }
    }

    /// Returns the body page of a revision, which must be pinned or visible, that has its whole text.
    pub(crate) fn whole_body(&self, head: &ArchivedArticleRecord) -> Result<Valid<TextPageRecord>> {
        let page = self.body(head.revision.to_native(), 0)?;
        if page.text.len() == head.text_bytes.to_native() as usize {
            Ok(page)
        } else {
            Err(not_the_text(head))
        }
    }

    /// Joins the text of a revision, which must be pinned or visible, from its pages.
    pub(crate) fn text(&self, head: &ArchivedArticleRecord) -> Result<String> {
        let mut text = String::with_capacity(head.text_bytes.to_native() as usize);
        for page in 0..head.body_pages.to_native() {
            text.push_str(&self.body(head.revision.to_native(), page)?.text);
        }
        // Each page has a checksum bound to its place; the hash of the whole is for checks and exports.
        if text.len() == head.text_bytes.to_native() as usize { Ok(text) } else { Err(not_the_text(head)) }
    }
}

pub(super) fn missing(kind: Kind, key: &[u8]) -> Error {
    Error::corrupt(format!("{} is missing", describe(kind, key)))
}

pub(super) fn not_the_text(head: &ArchivedArticleRecord) -> Error {
    Error::corrupt(format!("the text of article {:?} is not what was stored", head.key.as_str()))
}
