//! The same blocks in memory, without an engine: the limit.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use super::pack::{Block, Entry, Packed, pack};
use super::usual::archive;
use super::{Options, Store};
use crate::Result;
use crate::ask::{Reader, Sink};
use crate::raw::access;
use crate::rows::{ArticleRow, Code, QuoteRow, Ready, SortKey, Span};

/// A list of quotes: its blocks, and how many quotes they have.
#[derive(Debug, Default)]
struct List {
    waiting: Vec<Entry>,
    blocks: Vec<Packed>,
    count: u64,
}

impl List {
    fn push(&mut self, sort: SortKey, record: &[u8]) {
        self.waiting.push((sort, record.to_vec()));
        self.count += 1;
    }

    fn pack(&mut self) -> Result<()> {
        self.waiting.sort_unstable_by_key(|entry| entry.0);
        self.blocks = pack(&std::mem::take(&mut self.waiting))?;
        Ok(())
    }

    fn newest(&self, limit: usize, sink: &mut impl Sink) -> Result<()> {
        let mut left = limit;
        for packed in self.blocks.iter().rev() {
            left -= Block::of(&packed.bytes)?.newest(left, sink)?;
            if left == 0 {
                break;
            }
        }
        Ok(())
    }
}

#[derive(Debug, Default)]
pub(crate) struct Data {
    articles: Vec<Vec<u8>>,
    pages: Vec<Vec<u8>>,
    speakers: HashMap<String, List>,
    about: HashMap<Code, List>,
}

/// All data in memory. It is filled once and then read.
#[derive(Debug, Default)]
pub(crate) struct Memory(RwLock<Data>);

impl Data {
    fn put(&mut self, ready: &Ready) -> Result<()> {
        let mut article = archive(&ready.article, Vec::new())?;
        article.shrink_to_fit();
        self.articles.push(article);
        let mut page = Vec::new();
        for quote in &ready.quotes {
            let quote: &QuoteRow = quote;
            let (sort, record) = (quote.sort_key(), archive(quote, Vec::new())?);
            self.speakers.entry(quote.name.clone()).or_default().push(sort, &record);
            for about in &quote.about {
                self.about.entry(*about).or_default().push(sort, &record);
            }
            page.push((sort, record));
        }
        self.pages.extend(pack(&page)?.into_iter().map(|packed| packed.bytes).take(1));
        Ok(())
    }
}

impl Store for Memory {
    type Reader<'s> = RwLockReadGuard<'s, Data>;

    fn open(_folder: &Path, _options: &Options) -> Result<Self> {
        Ok(Self::default())
    }

    fn reader(&self, _checked: bool) -> Result<Self::Reader<'_>> {
        Ok(self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn load(&self, articles: Vec<Ready>) -> Result<()> {
        let mut data = self.0.write().unwrap_or_else(PoisonError::into_inner);
        articles.iter().try_for_each(|article| data.put(article))
    }

    fn commit(&self, _article: &mut Ready) -> Result<()> {
        Err("memory is read only".into())
    }

    /// Packs what was put in: nothing is added afterwards.
    fn sync(&self) -> Result<()> {
        let data = &mut *self.0.write().unwrap_or_else(PoisonError::into_inner);
        data.speakers.values_mut().chain(data.about.values_mut()).try_for_each(List::pack)
    }

    fn close(self) -> Result<()> {
        Ok(())
    }
}

fn at(list: &[Vec<u8>], number: u64) -> Result<&[u8]> {
    Ok(list.get(usize::try_from(number)?).ok_or("no such article")?)
}

impl Reader for RwLockReadGuard<'_, Data> {
    fn renew(&mut self) -> Result<()> {
        Ok(())
    }

    fn title(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        let row = access::<rkyv::Archived<ArticleRow>>(at(&self.articles, article)?, false)?;
        sink.title(row.title.as_str());
        Ok(())
    }

    fn text(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        let row = access::<rkyv::Archived<ArticleRow>>(at(&self.articles, article)?, false)?;
        sink.text(row.text.as_str());
        Ok(())
    }

    fn quote(&mut self, article: u64, ordinal: u32, sink: &mut impl Sink) -> Result<()> {
        Block::of(at(&self.pages, article)?)?.show(ordinal as usize, sink)
    }

    fn speaker(&mut self, name: &str, limit: usize, sink: &mut impl Sink) -> Result<()> {
        self.speakers.get(name).map_or(Ok(()), |list| list.newest(limit, sink))
    }

    fn about(&mut self, country: Code, limit: usize, sink: &mut impl Sink) -> Result<()> {
        self.about.get(&country).map_or(Ok(()), |list| list.newest(limit, sink))
    }

    fn both(&mut self, from: Code, about: Code, span: Span, sink: &mut impl Sink) -> Result<()> {
        let Some(list) = self.about.get(&about) else { return Ok(()) };
        let (low, high) = span.sort_keys();
        let end = list.blocks.partition_point(|packed| packed.first <= high);
        for packed in list.blocks.iter().take(end).rev() {
            Block::of(&packed.bytes)?.only_from((&low, &high), from, sink)?;
            if packed.first <= low {
                break;
            }
        }
        Ok(())
    }

    fn count(&mut self, name: &str) -> Result<u64> {
        Ok(self.speakers.get(name).map_or(0, |list| list.count))
    }
}
