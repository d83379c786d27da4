//! The layout `usual`: an index entry, then a get of the record.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rkyv::Archived;

use super::kv::{Index, Kv, Read, Row, Write};
use super::{Options, Store};
use crate::Result;
use crate::ask::{Reader, Rest, Said, Sink};
use crate::raw::access;
use crate::rows::{
    ArticleRow, Code, PIVOT, QuoteRow, Ready, Span, country_list, list_key, quote_key, quote_of,
};

/// How many articles a batch of a load has.
const BATCH: usize = 1000;

/// A key-value store with one record a quote and three indexes.
#[derive(Debug)]
pub(crate) struct Usual<K> {
    kv: K,
    /// The speakers that a load has met, so that it need not look each up again.
    speakers: Mutex<Speakers>,
}

/// Gives numbers to speakers.
#[derive(Debug, Default)]
pub(crate) struct Speakers {
    known: HashMap<String, u64>,
    next: u64,
}

impl Speakers {
    /// Returns the number of a speaker, and stores the speaker if it is new.
    pub(crate) fn number(&mut self, name: &str, batch: &mut dyn Write) -> Result<u64> {
        if let Some(number) = self.known.get(name) {
            return Ok(*number);
        }
        let number = if let Some(number) = batch.speaker(name)? {
            number
        } else {
            self.next += 1;
            batch.put(Row::Speaker(name, self.next))?;
            self.next
        };
        self.known.insert(name.to_owned(), number);
        Ok(number)
    }

    /// Begins after the numbers of a store that was loaded before.
    pub(crate) fn after(articles: u32) -> Self {
        Self {
            known: HashMap::new(),
            next: u64::from(articles) * u64::from(crate::data::QUOTES_EACH),
        }
    }
}

/// Archives a row.
pub(crate) fn archive<T>(row: &T, out: Vec<u8>) -> Result<Vec<u8>>
where
    T: for<'a> rkyv::Serialize<
            rkyv::api::high::HighSerializer<
                Vec<u8>,
                rkyv::ser::allocator::ArenaHandle<'a>,
                rkyv::rancor::Error,
            >,
        >,
{
    Ok(rkyv::api::high::to_bytes_in(row, out)?)
}

/// Puts the rows of an article that both layouts have, and refuses a key that is there.
pub(crate) fn put_article(batch: &mut dyn Write, article: &ArticleRow) -> Result<()> {
    if batch.has_key(&article.key)? {
        return Err(format!("article {} is stored already", article.key).into());
    }
    batch.put(Row::Key(&article.key, article.number))?;
    batch.put(Row::Article(article.number, &archive(article, Vec::new())?))
}

impl<K: Kv> Usual<K> {
    fn put(&self, batch: &mut dyn Write, article: &mut Ready) -> Result<()> {
        put_article(batch, &article.article)?;
        let mut speakers = self.speakers.lock().unwrap_or_else(PoisonError::into_inner);
        for quote in &mut article.quotes {
            quote.speaker = speakers.number(&quote.name, batch)?;
            batch.put(Row::Quote(
                &quote_key(quote.article, quote.ordinal),
                &archive(quote, Vec::new())?,
            ))?;
            let sort = quote.sort_key();
            batch.put(Row::Entry(Index::Speaker, &list_key(quote.speaker, &sort)))?;
            batch.put(Row::Entry(Index::From, &list_key(country_list(quote.from), &sort)))?;
            for about in &quote.about {
                batch.put(Row::Entry(Index::About, &list_key(country_list(*about), &sort)))?;
            }
        }
        Ok(())
    }
}

impl<K: Kv> Store for Usual<K> {
    type Reader<'s>
        = UsualReader<'s, K>
    where
        K: 's;

    fn open(folder: &Path, options: &Options) -> Result<Self> {
        let kv = K::open(folder, options)?;
        let loaded = kv.read()?.article(0)?.is_some();
        let speakers = if loaded { Speakers::after(options.articles) } else { Speakers::default() };
        Ok(Self { kv, speakers: Mutex::new(speakers) })
    }

    fn reader(&self, checked: bool) -> Result<Self::Reader<'_>> {
        Ok(UsualReader { kv: &self.kv, read: self.kv.read()?, checked })
    }

    fn load(&self, mut articles: Vec<Ready>) -> Result<()> {
        self.kv.begin_load()?;
        articles.chunks_mut(BATCH).try_for_each(|chunk| {
            self.kv.write(&mut |batch| {
                chunk.iter_mut().try_for_each(|article| self.put(batch, article))
            })
        })
    }

    fn commit(&self, article: &mut Ready) -> Result<()> {
        self.kv.write(&mut |batch| self.put(batch, article))
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
pub(crate) struct UsualReader<'s, K: Kv + 's> {
    kv: &'s K,
    read: K::Read<'s>,
    checked: bool,
}

/// A view of the archive of a quote.
pub(crate) struct Archive<'r>(pub(crate) &'r Archived<QuoteRow>);

impl Said for Archive<'_> {
    #[inline]
    fn text(&self) -> &str {
        self.0.text.as_str()
    }

    #[inline]
    fn speaker(&self) -> &str {
        self.0.name.as_str()
    }

    #[inline]
    fn is_recent(&self) -> bool {
        self.0.published >= PIVOT
    }

    fn rest(&self) -> Result<Rest> {
        Ok(Rest {
            article: self.0.article.to_native(),
            ordinal: self.0.ordinal.to_native(),
            published: self.0.published.to_native(),
            from: self.0.from,
            cue: self.0.cue.as_str().to_owned(),
        })
    }
}

impl<K: Kv> UsualReader<'_, K> {
    fn article(&self, number: u64, see: impl FnOnce(&Archived<ArticleRow>)) -> Result<()> {
        let value = self.read.article(number)?.ok_or("no such article")?;
        see(access::<Archived<ArticleRow>>(value.as_ref(), self.checked)?);
        Ok(())
    }

    fn show(&self, key: &[u8; 12], sink: &mut impl Sink) -> Result<()> {
        let value = self.read.quote(key)?.ok_or("an index names a quote that is not there")?;
        sink.quote(&Archive(access::<Archived<QuoteRow>>(value.as_ref(), self.checked)?))
    }

    fn list(&self, index: Index, list: u64, limit: usize, sink: &mut impl Sink) -> Result<()> {
        let (low, high) = Span::ALL.of_list(list);
        for sort in self.read.entries(index, &low, &high)?.take(limit) {
            self.show(&quote_of(&sort?), sink)?;
        }
        Ok(())
    }
}

impl<K: Kv> Reader for UsualReader<'_, K> {
    fn renew(&mut self) -> Result<()> {
        self.read = self.kv.read()?;
        Ok(())
    }

    fn title(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        self.article(article, |row| sink.title(row.title.as_str()))
    }

    fn text(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        self.article(article, |row| sink.text(row.text.as_str()))
    }

    fn quote(&mut self, article: u64, ordinal: u32, sink: &mut impl Sink) -> Result<()> {
        self.show(&quote_key(article, ordinal), sink)
    }

    fn speaker(&mut self, name: &str, limit: usize, sink: &mut impl Sink) -> Result<()> {
        match self.read.speaker(name)? {
            Some(speaker) => self.list(Index::Speaker, speaker, limit, sink),
            None => Ok(()),
        }
    }

    fn about(&mut self, country: Code, limit: usize, sink: &mut impl Sink) -> Result<()> {
        self.list(Index::About, country_list(country), limit, sink)
    }

    /// Walks both indexes side by side and gets only the quotes in both.
    fn both(&mut self, from: Code, about: Code, span: Span, sink: &mut impl Sink) -> Result<()> {
        let (low, high) = span.of_list(country_list(from));
        let mut froms = self.read.entries(Index::From, &low, &high)?;
        let (low, high) = span.of_list(country_list(about));
        let mut abouts = self.read.entries(Index::About, &low, &high)?;
        let (mut left, mut right) = (froms.next().transpose()?, abouts.next().transpose()?);
        while let (Some(one), Some(other)) = (&left, &right) {
            let order = one.cmp(other);
            if order.is_eq() {
                self.show(&quote_of(one), sink)?;
            }
            if order.is_ge() {
                left = froms.next().transpose()?;
            }
            if order.is_le() {
                right = abouts.next().transpose()?;
            }
        }
        Ok(())
    }

    fn count(&mut self, name: &str) -> Result<u64> {
        let Some(speaker) = self.read.speaker(name)? else { return Ok(0) };
        let (low, high) = Span::ALL.of_list(speaker);
        let mut count = 0;
        for sort in self.read.entries(Index::Speaker, &low, &high)? {
            sort?;
            count += 1;
        }
        Ok(count)
    }
}
