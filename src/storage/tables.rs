//! The tables after the cache: what a view goes on reading from after its query, for as long as it
//! is held.

use std::ops::Range;
use std::sync::Arc;

use super::cache::{Cache, CacheKey, Cacheable, Cached};
use super::engine::{Engine, Table};
use super::files::Folder;
use super::list::{HotLeaves, Leaf, Listed, RUN};
use crate::bytes::Bytes;
use crate::error::{Error, Result};
use crate::record::{
    ArchivedArticleRecord, ArchivedChildRecord, ArticleRecord, BranchRecord, Kind, Packed,
    PackedRecord, QuoteRecord, SortKey, TextPageRecord, Valid, decode_packed, decode_parts,
    decode_record, describe, page_key,
};

/// An open engine and the cache before it, shared by the handles of a store and by all views of it.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) engine: Engine,
    pub(crate) cache: Cache,
    /// The names of the attributes that articles can be found by, ascending.
    pub(crate) attributes: Vec<String>,
    /// Dropped last: it holds the lock. A publication has none.
    pub(crate) folder: Option<Arc<Folder>>,
}

impl Tables {
    /// Returns a text page of a revision, which must be pinned or visible.
    pub(crate) fn body(&self, revision: u64, page: u32) -> Result<Valid<TextPageRecord>> {
        self.cache.get_or_load(CacheKey::body(revision, page), || {
            let key = page_key(revision, page);
            let value = self.engine.get(Table::Bodies, &key)?;
            let value = value.ok_or_else(|| missing(Kind::TextPage, &key))?;
            decode_record(Kind::TextPage, &key, value)
        })
    }

    /// Returns a quote page of a revision, which must be pinned or visible.
    pub(crate) fn quotes(&self, revision: u64, page: u32) -> Result<Packed<QuoteRecord>> {
        self.cache.get_or_load(CacheKey::quotes(revision, page), || {
            let key = page_key(revision, page);
            let value = self.engine.get(Table::Quotes, &key)?;
            let value = value.ok_or_else(|| missing(Kind::Quotes, &key))?;
            self.with_words(revision, &decode_packed(Kind::Quotes, &key, value)?)
        })
    }

    /// Reads the head of a revision, which must be pinned or visible, from its table.
    pub(crate) fn revision_head(&self, revision: u64) -> Result<Valid<ArticleRecord>> {
        let key = revision.to_be_bytes();
        let value =
            self.engine.get(Table::Heads, &key)?.ok_or_else(|| missing(Kind::Article, &key))?;
        decode_parts(Kind::Article, &key, value, |part| self.engine.get(Table::Heads, part))
    }

    /// Returns the head of a revision that was visible when it was pinned, from the cache under its
    /// article if it still is, else from the cache under its revision.
    pub(crate) fn pinned_head(&self, article: u64, revision: u64) -> Result<Valid<ArticleRecord>> {
        match self.cache.get(&CacheKey::article(article)) {
            Some(Cached::Article(head)) if head.revision == revision => Ok(head),
            _ => self.cache.get_or_load(CacheKey::head(revision), || self.revision_head(revision)),
        }
    }

    /// Returns the body page of a revision, which must be pinned or visible, that has its whole
    /// text.
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
        // Each page has a checksum bound to its place; the hash of the whole is for checks and
        // exports.
        if text.len() == head.text_bytes.to_native() as usize {
            Ok(text)
        } else {
            Err(not_the_text(head))
        }
    }

    /// Joins the text of the paragraph that begins on the page of this page id as the `at`th, if it
    /// ends on a later one; else it is all on the page: `None`.
    pub(crate) fn long_paragraph(
        &self,
        revision: u64,
        page: u32,
        at: usize,
    ) -> Result<Option<String>> {
        let body = self.body(revision, page)?;
        let Some(paragraph) = body.paragraphs.get(at) else { return Ok(None) };
        let (start, end) = (paragraph.start.to_native(), paragraph.end.to_native());
        if end <= body.end() { Ok(None) } else { self.join(revision, page, start, end).map(Some) }
    }

    /// Joins the text from `start` to `end`, in bytes, which begins in the page of this page id.
    pub(crate) fn join(
        &self,
        revision: u64,
        mut page: u32,
        start: u32,
        end: u32,
    ) -> Result<String> {
        let mut text = String::with_capacity(end.saturating_sub(start) as usize);
        let mut at = start;
        while at < end {
            let body = self.body(revision, page)?;
            let offset = body.start.to_native();
            let reach = offset.saturating_add(u32::try_from(body.text.len()).unwrap_or(u32::MAX));
            let (from, to) = (
                at.saturating_sub(offset) as usize,
                end.min(reach).saturating_sub(offset) as usize,
            );
            text.push_str(body.text.get(from..to).unwrap_or_default());
            at = reach.max(at);
            page += 1;
        }
        Ok(text)
    }

    /// Puts the words of the quotes of a stored page, which are in the text pages, into them.
    fn with_words(
        &self,
        revision: u64,
        stored: &Packed<QuoteRecord>,
    ) -> Result<Packed<QuoteRecord>> {
        let malformed = |error| Error::corrupt("a quote cannot be archived").with_source(error);
        let mut page = 0;
        let mut packed = PackedRecord::default();
        for (key, quote) in (0..stored.len()).filter_map(|at| stored.entry(at)) {
            let mut quote = quote.to_record();
            if quote.is_inline() {
                // Quotes are in the order of the text.
                while self.body(revision, page)?.end() <= quote.start {
                    page += 1;
                }
                quote.text = self.join(revision, page, quote.start, quote.end)?;
            }
            packed.push(key, Valid::of(&quote).map_err(malformed)?.payload());
        }
        let bytes = packed.archive()?;
        let payload = 0..bytes.len();
        Packed::new(bytes.into(), payload).map_err(Error::corrupt)
    }

    /// Reads the leaf of this page id.
    pub(crate) fn leaf<T: Listed>(&self, number: u64) -> Result<Packed<T>> {
        let cached = self.cache.get(&CacheKey::page(number));
        if let Some(Cached::Leaf(leaf)) = cached
            && let Some(packed) = T::from_leaf(leaf)
        {
            return Ok(packed);
        }
        let packed = decode_packed(T::KIND, &number.to_be_bytes(), self.page(T::KIND, number)?)?;
        self.cache.insert(CacheKey::page(number), Cached::Leaf(T::into_leaf(packed.clone())));
        Ok(packed)
    }

    /// Reads the leaf at a position below a branch, with the records that came late into it.
    pub(crate) fn leaf_below<T: Listed>(
        &self,
        (number, node): (u64, &Valid<BranchRecord>),
        at: usize,
    ) -> Result<Packed<T>> {
        if node.children.get(at).is_none_or(|child| child.late == 0) {
            let child = node.children.get(at).map_or(0, |child| child.number.to_native());
            return self.leaf(child);
        }
        let cached = CacheKey::merged(number, at as u64);
        if let Some(Cached::Leaf(leaf)) = self.cache.get(&cached)
            && let Some(packed) = T::from_leaf(leaf)
        {
            return Ok(packed);
        }
        let merged = self.merged(node, at)?;
        self.cache.insert(cached, Cached::Leaf(T::into_leaf(merged.clone())));
        Ok(merged)
    }

    /// Joins the leaf at a position below a branch with the records that came late into it.
    fn merged<T: Listed>(&self, node: &Valid<BranchRecord>, at: usize) -> Result<Packed<T>> {
        let child = node.children.get(at).map_or(0, |child| child.number.to_native());
        let leaf = self.leaf(child)?;
        let late = self.late::<T>(node, at)?;
        if late.is_empty() {
            return Ok(leaf);
        }
        let mut late = late.into_iter().peekable();
        let mut packed = PackedRecord::default();
        for (key, record) in (0..leaf.len()).filter_map(|at| leaf.entry(at)) {
            while let Some((key, record)) = late.next_if(|(late, _)| *late < key) {
                packed.push(key, record.payload());
            }
            packed.push(key, record.payload());
        }
        late.for_each(|(key, record)| packed.push(key, record.payload()));
        let bytes = packed.archive()?;
        let payload = 0..bytes.len();
        Packed::new(bytes.into(), payload).map_err(|why| {
            Error::corrupt(format!("leaf {child} and the records that came late into it: {why}"))
        })
    }

    /// Reads the records that came late into the leaf at a position below a branch.
    pub(crate) fn late<T: Listed>(
        &self,
        node: &Valid<BranchRecord>,
        at: usize,
    ) -> Result<Vec<(SortKey, Valid<T>)>> {
        let late = |child: &ArchivedChildRecord| usize::from(child.late.to_native());
        let mut left = node.children.get(at).map_or(0, late);
        if left == 0 {
            return Ok(Vec::new());
        }
        let mut before: usize = node.children.iter().take(at).map(late).sum();
        let mut records = Vec::with_capacity(left);
        for leaf in node.late.iter() {
            let count = usize::try_from(leaf.count.to_native()).unwrap_or(usize::MAX);
            if left == 0 {
                break;
            } else if before >= count {
                before -= count;
                continue;
            }
            let leaf = self.leaf::<T>(leaf.number.to_native())?;
            let here = before..leaf.len().min(before + left);
            left -= here.len();
            before = 0;
            records.extend(here.filter_map(|at| leaf.entry(at)));
        }
        if left > 0 {
            return Err(Error::corrupt(format!("a branch counts {left} late records too many")));
        }
        Ok(records)
    }

    /// Returns the leaves below a branch that are beside the child at `at`, together in memory; if
    /// they are not yet, only if they are to be `joined`. A scan then looks up one
    /// thing for [`RUN`] leaves.
    pub(crate) fn run<T: Listed>(
        &self,
        (number, node): (u64, &Valid<BranchRecord>),
        at: usize,
        joined: bool,
    ) -> Result<Option<Arc<[Leaf]>>> {
        let first = at / RUN * RUN;
        let cached = CacheKey::run(number, (at / RUN) as u64);
        if let Some(Cached::Run(run)) = self.cache.get(&cached) {
            return Ok(Some(run));
        }
        if !joined {
            return Ok(None);
        }
        let children = first..node.children.len().min(first + RUN);
        let blocks: Vec<Packed<T>> =
            children.map(|at| self.merged(node, at)).collect::<Result<_>>()?;
        let Some(blocks) = Packed::join(&blocks) else { return Ok(None) };
        let run: Arc<[Leaf]> = blocks.into_iter().map(T::into_leaf).collect();
        self.cache.insert(cached, Cached::Run(Arc::clone(&run)));
        Ok(Some(run))
    }

    /// Returns the newest leaves below a root, if they were kept.
    pub(crate) fn hot_leaves(&self, root: u64) -> Option<Arc<HotLeaves>> {
        self.cache.get(&CacheKey::newest(root)).and_then(Cacheable::of_cached)
    }

    /// Keeps the newest leaves below a root.
    pub(crate) fn keep_hot_leaves(&self, root: u64, newest: HotLeaves) {
        self.cache.insert(CacheKey::newest(root), Cached::HotLeaves(Arc::new(newest)));
    }

    /// Reads the branch of this page id.
    pub(crate) fn branch(&self, number: u64) -> Result<Valid<BranchRecord>> {
        self.cache.get_or_load(CacheKey::page(number), || {
            let value = self.page(Kind::Branch, number)?;
            decode_record(Kind::Branch, &number.to_be_bytes(), value)
        })
    }

    /// Reserves page ids whose values come next.
    pub(crate) fn reserve(&self, page_ids: Range<u64>) -> Result<()> {
        let keys = page_ids.map(|number| number.to_be_bytes().to_vec());
        self.engine.reserve_all(Table::Pages, keys)
    }

    /// Writes a value under a page id that nothing names yet.
    pub(crate) fn write(&self, number: u64, value: Vec<u8>) -> Result<()> {
        self.engine.insert(Table::Pages, &number.to_be_bytes(), value)
    }

    fn page(&self, kind: Kind, number: u64) -> Result<Bytes> {
        let key = number.to_be_bytes();
        let value = self.engine.get(Table::Pages, &key)?;
        value.ok_or_else(|| {
            Error::corrupt(format!(
                "{} is missing; Store::verify tells what else is",
                describe(kind, &key)
            ))
        })
    }
}

/// Returns the words for the names of attributes that articles can be found by.
pub(crate) fn filter_words(names: &[String]) -> String {
    match names {
        [] => "no filter attributes".to_owned(),
        names => format!("the filter attributes {}", names.join(", ")),
    }
}

pub(crate) fn missing(kind: Kind, key: &[u8]) -> Error {
    Error::corrupt(format!("{} is missing", describe(kind, key)))
}

pub(crate) fn not_the_text(head: &ArchivedArticleRecord) -> Error {
    Error::corrupt(format!("the text of article {:?} is not what was stored", head.key.as_str()))
}
