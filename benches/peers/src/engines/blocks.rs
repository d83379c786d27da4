//! The layout `blocks`: whole records in blocks of at most 4 KiB, found by number through the
//! directory of a list.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::kv::{Child, Index, Kv, Read, Row, Write};
use super::pack::{Block, Entry, Pending, merge, pack, unpack};
use super::usual::{Speakers, archive, put_article};
use super::{Options, Store};
use crate::Result;
use crate::ask::{Reader, Sink};
use crate::raw::access;
use crate::rows::{ArticleRow, Code, Ready, SortKey, Span, country_list, list_key};

/// How many articles a batch of a load has.
const BATCH: usize = 1000;
/// How many bytes of records wait before blocks are written.
const PENDING_BYTES: usize = 8 << 20;

/// A key-value store with blocks of records. Loaded in one pass and then read.
#[derive(Debug)]
pub(crate) struct Blocks<K> {
    kv: K,
    load: Mutex<Load>,
}

/// The state of a load in memory.
#[derive(Debug)]
struct Load {
    speakers: Speakers,
    pending: Pending,
    bytes: usize,
    /// The blocks of each list, by the first sort key.
    lists: HashMap<(Index, u64), BTreeMap<SortKey, Child>>,
    next: u64,
    /// Whether there was something in the store before.
    reopened: bool,
}

impl Load {
    fn put(&mut self, batch: &mut dyn Write, article: &mut Ready) -> Result<()> {
        put_article(batch, &article.article)?;
        let mut page = Vec::with_capacity(article.quotes.len());
        for quote in &mut article.quotes {
            quote.speaker = self.speakers.number(&quote.name, batch)?;
            let (sort, record) = (quote.sort_key(), archive(quote, Vec::new())?);
            let about = quote.about.iter().map(|code| (Index::About, country_list(*code)));
            let lists = [(Index::Speaker, quote.speaker), (Index::From, country_list(quote.from))];
            for list in about.chain(lists) {
                self.bytes += record.len();
                self.pending.entry(list).or_default().push((sort, record.clone()));
            }
            page.push((sort, record));
        }
        for packed in pack(&page)?.into_iter().take(1) {
            if packed.count as usize != page.len() {
                return Err("the quotes of an article do not fit a page".into());
            }
            batch.put(Row::Page(article.article.number, &packed.bytes))?;
        }
        Ok(())
    }

    /// Writes the blocks of all that waits.
    fn flush(&mut self, batch: &mut dyn Write) -> Result<()> {
        self.bytes = 0;
        for ((index, list), mut entries) in std::mem::take(&mut self.pending) {
            entries.sort_unstable_by_key(|entry| entry.0);
            let blocks = self.lists.entry((index, list)).or_default();
            let mut groups: BTreeMap<Option<SortKey>, Vec<Entry>> = BTreeMap::new();
            for entry in entries {
                let before = blocks.range(..=entry.0).next_back().or_else(|| blocks.iter().next());
                groups.entry(before.map(|(first, _)| *first)).or_default().push(entry);
            }
            for (first, mut group) in groups {
                if let Some((first, child)) = first.and_then(|first| blocks.remove_entry(&first)) {
                    let old =
                        batch.block(child.number)?.ok_or("a block of the directory is gone")?;
                    group = merge(unpack(&old)?, group);
                    batch.put(Row::NoBlock(child.number))?;
                    batch.put(Row::NoChild(index, &list_key(list, &first)))?;
                }
                for packed in pack(&group)? {
                    self.next += 1;
                    let child = Child { number: self.next, count: packed.count };
                    batch.put(Row::Block(child.number, &packed.bytes))?;
                    batch.put(Row::Child(index, &list_key(list, &packed.first), child))?;
                    blocks.insert(packed.first, child);
                }
            }
        }
        Ok(())
    }
}

impl<K: Kv> Store for Blocks<K> {
    type Reader<'s>
        = BlocksReader<K::Read<'s>>
    where
        K: 's;

    fn open(folder: &Path, options: &Options) -> Result<Self> {
        let kv = K::open(folder, options)?;
        let reopened = kv.read()?.article(0)?.is_some();
        let load = Load {
            speakers: Speakers::default(),
            pending: Pending::new(),
            bytes: 0,
            lists: HashMap::new(),
            next: 0,
            reopened,
        };
        Ok(Self { kv, load: Mutex::new(load) })
    }

    fn reader(&self, _checked: bool) -> Result<Self::Reader<'_>> {
        Ok(BlocksReader(self.kv.read()?))
    }

    fn load(&self, mut articles: Vec<Ready>) -> Result<()> {
        let mut load = self.load.lock().unwrap_or_else(PoisonError::into_inner);
        if load.reopened {
            return Err("a store of blocks is loaded in one go".into());
        }
        self.kv.begin_load()?;
        for chunk in articles.chunks_mut(BATCH) {
            self.kv.write(&mut |batch| {
                chunk.iter_mut().try_for_each(|article| load.put(batch, article))
            })?;
            if load.bytes >= PENDING_BYTES {
                self.kv.write(&mut |batch| load.flush(batch))?;
            }
        }
        self.kv.write(&mut |batch| load.flush(batch))
    }

    fn commit(&self, _article: &mut Ready) -> Result<()> {
        Err("blocks are measured where they are loaded and read".into())
    }

    fn sync(&self) -> Result<()> {
        self.kv.sync()
    }

    fn settle(&self) -> Result<()> {
        self.kv.settle()
    }

    fn close(self) -> Result<()> {
        self.kv.close()
    }
}

/// Reads a store of this layout.
#[derive(Debug)]
pub(crate) struct BlocksReader<R>(R);

impl<R: Read> BlocksReader<R> {
    fn article(&self, number: u64, see: impl FnOnce(&rkyv::Archived<ArticleRow>)) -> Result<()> {
        let value = self.0.article(number)?.ok_or("no such article")?;
        see(access::<rkyv::Archived<ArticleRow>>(value.as_ref(), false)?);
        Ok(())
    }

    fn list(&self, index: Index, list: u64, limit: usize, sink: &mut impl Sink) -> Result<()> {
        let (low, high) = Span::ALL.of_list(list);
        let mut left = limit;
        for child in self.0.children(index, &low, &high)? {
            let block = self.0.block(child?.1.number)?.ok_or("a block of the directory is gone")?;
            left -= Block::of(block.as_ref())?.newest(left, sink)?;
            if left == 0 {
                break;
            }
        }
        Ok(())
    }
}

impl<R: Read> Reader for BlocksReader<R> {
    fn renew(&mut self) -> Result<()> {
        Err("blocks are not read while they are written".into())
    }

    fn title(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        self.article(article, |row| sink.title(row.title.as_str()))
    }

    fn text(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        self.article(article, |row| sink.text(row.text.as_str()))
    }

    fn quote(&mut self, article: u64, ordinal: u32, sink: &mut impl Sink) -> Result<()> {
        let page = self.0.page(article)?.ok_or("no such article")?;
        Block::of(page.as_ref())?.show(ordinal as usize, sink)
    }

    fn speaker(&mut self, name: &str, limit: usize, sink: &mut impl Sink) -> Result<()> {
        match self.0.speaker(name)? {
            Some(speaker) => self.list(Index::Speaker, speaker, limit, sink),
            None => Ok(()),
        }
    }

    fn about(&mut self, country: Code, limit: usize, sink: &mut impl Sink) -> Result<()> {
        self.list(Index::About, country_list(country), limit, sink)
    }

    fn both(&mut self, from: Code, about: Code, span: Span, sink: &mut impl Sink) -> Result<()> {
        let (low, high) = span.sort_keys();
        let list = country_list(about);
        let (start, _) = Span::ALL.of_list(list);
        for child in self.0.children(Index::About, &start, &list_key(list, &high))? {
            let (first, child) = child?;
            let block = self.0.block(child.number)?.ok_or("a block of the directory is gone")?;
            Block::of(block.as_ref())?.only_from((&low, &high), from, sink)?;
            if first <= low {
                break;
            }
        }
        Ok(())
    }

    /// Sums the counts in the directory.
    fn count(&mut self, name: &str) -> Result<u64> {
        let Some(speaker) = self.0.speaker(name)? else { return Ok(0) };
        let (low, high) = Span::ALL.of_list(speaker);
        let mut count = 0;
        for child in self.0.children(Index::Speaker, &low, &high)? {
            count += u64::from(child?.1.count);
        }
        Ok(count)
    }
}
