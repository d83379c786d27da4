//! `native_db`: typed documents with secondary keys, over an older redb.

use std::fs;
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};

use native_db::transaction::{RTransaction, RwTransaction};
use native_db::{Builder, Database, Models};

use super::{Options, Store};
use crate::Result;
use crate::ask::{Reader, Rest, Said, Sink};
use crate::rows::{
    ArticleRow, ArticleRowKey, Code, ListPlace, PIVOT, PlaceKey, QuoteRow, QuoteRowKey, Ready,
    Span, SpeakerRow, country_list, quote_key,
};

/// The number of articles in a transaction of a load. Every commit is synced.
const BATCH: usize = 25_000;

static MODELS: LazyLock<Result<Models>> = LazyLock::new(|| {
    let mut models = Models::new();
    models.define::<ArticleRow>()?;
    models.define::<QuoteRow>()?;
    models.define::<SpeakerRow>()?;
    Ok(models)
});

/// A database of `native_db`.
pub(crate) struct Native {
    database: Database<'static>,
    speakers: Mutex<Known>,
}

/// The speakers that a load has met, and the last number given out.
#[derive(Default)]
struct Known {
    known: std::collections::HashMap<String, u64>,
    next: u64,
}

impl Known {
    fn number(&mut self, name: &str, write: &RwTransaction<'_>) -> Result<u64> {
        if let Some(number) = self.known.get(name) {
            return Ok(*number);
        }
        let row: Option<SpeakerRow> = write.get().primary(name)?;
        let number = if let Some(row) = row {
            row.speaker
        } else {
            self.next += 1;
            write.insert(SpeakerRow { name: name.to_owned(), speaker: self.next })?;
            self.next
        };
        self.known.insert(name.to_owned(), number);
        Ok(number)
    }
}

impl Native {
    /// Inserts an article; a key that is there already is refused by the unique index.
    fn put(
        &self,
        write: &RwTransaction<'_>,
        article: ArticleRow,
        quotes: Vec<QuoteRow>,
    ) -> Result<()> {
        write.insert(article)?;
        let mut speakers = self.speakers.lock().unwrap_or_else(PoisonError::into_inner);
        for mut quote in quotes {
            quote.speaker = speakers.number(&quote.name, write)?;
            write.insert(quote)?;
        }
        Ok(())
    }
}

impl Store for Native {
    type Reader<'s> = NativeReader<'s>;

    fn open(folder: &Path, options: &Options) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let file = folder.join("native_db");
        let models = MODELS.as_ref().map_err(ToString::to_string)?;
        let mut builder = Builder::new();
        builder.set_cache_size(usize::try_from(options.cache)?);
        let database = if file.exists() {
            builder.open(models, file)?
        } else {
            builder.create(models, file)?
        };
        let first: Option<ArticleRow> = database.r_transaction()?.get().primary(0_u64)?;
        let quotes = u64::from(options.articles) * u64::from(crate::data::QUOTES_EACH);
        let next = if first.is_some() { quotes } else { 0 };
        Ok(Self { database, speakers: Mutex::new(Known { next, ..Known::default() }) })
    }

    fn reader(&self, _checked: bool) -> Result<NativeReader<'_>> {
        Ok(NativeReader { database: &self.database, read: self.database.r_transaction()? })
    }

    fn load(&self, articles: Vec<Ready>) -> Result<()> {
        let mut articles = articles.into_iter().peekable();
        while articles.peek().is_some() {
            let write = self.database.rw_transaction()?;
            for ready in articles.by_ref().take(BATCH) {
                self.put(&write, ready.article, ready.quotes)?;
            }
            write.commit()?;
        }
        Ok(())
    }

    fn commit(&self, article: &mut Ready) -> Result<()> {
        let write = self.database.rw_transaction()?;
        self.put(&write, article.article.clone(), article.quotes.clone())?;
        Ok(write.commit()?)
    }

    /// Does nothing: every commit was synced.
    fn sync(&self) -> Result<()> {
        Ok(())
    }

    fn close(self) -> Result<()> {
        Ok(())
    }
}

/// A read transaction.
pub(crate) struct NativeReader<'s> {
    database: &'s Database<'static>,
    read: RTransaction<'s>,
}

impl Said for QuoteRow {
    fn text(&self) -> &str {
        &self.text
    }

    fn speaker(&self) -> &str {
        &self.name
    }

    fn is_recent(&self) -> bool {
        self.published >= PIVOT
    }

    fn rest(&self) -> Result<Rest> {
        Ok(Rest {
            article: self.article,
            ordinal: self.ordinal,
            published: self.published,
            from: self.from,
            cue: self.cue.clone(),
        })
    }
}

fn list(list: u64) -> ListPlace {
    ListPlace(list.to_be_bytes().to_vec())
}

impl NativeReader<'_> {
    fn article(&self, number: u64) -> Result<ArticleRow> {
        Ok(self.read.get().primary(number)?.ok_or("no such article")?)
    }

    fn number(&self, name: &str) -> Result<Option<u64>> {
        let row: Option<SpeakerRow> = self.read.get().primary(name)?;
        Ok(row.map(|row| row.speaker))
    }

    /// Shows the newest of a list. The scan first collects all keys of the list.
    fn newest(&self, key: QuoteRowKey, of: u64, limit: usize, sink: &mut impl Sink) -> Result<()> {
        let scan = self.read.scan().secondary::<QuoteRow>(key)?;
        for quote in scan.start_with(list(of))?.rev().take(limit) {
            sink.quote(&quote?)?;
        }
        Ok(())
    }
}

impl Reader for NativeReader<'_> {
    fn renew(&mut self) -> Result<()> {
        self.read = self.database.r_transaction()?;
        Ok(())
    }

    fn title(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        sink.title(&self.article(article)?.title);
        Ok(())
    }

    fn text(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        sink.text(&self.article(article)?.text);
        Ok(())
    }

    fn quote(&mut self, article: u64, ordinal: u32, sink: &mut impl Sink) -> Result<()> {
        let quote: Option<QuoteRow> =
            self.read.get().primary(PlaceKey(quote_key(article, ordinal)))?;
        sink.quote(&quote.ok_or("no such quote")?)
    }

    fn speaker(&mut self, name: &str, limit: usize, sink: &mut impl Sink) -> Result<()> {
        match self.number(name)? {
            Some(speaker) => self.newest(QuoteRowKey::of_speaker, speaker, limit, sink),
            None => Ok(()),
        }
    }

    fn about(&mut self, country: Code, limit: usize, sink: &mut impl Sink) -> Result<()> {
        self.newest(QuoteRowKey::of_topic, country_list(country), limit, sink)
    }

    /// Scans one index and tests the other country: scans return documents, not keys.
    fn both(&mut self, from: Code, about: Code, span: Span, sink: &mut impl Sink) -> Result<()> {
        let (low, high) = span.of_list(country_list(about));
        let topic = self.read.scan().secondary::<QuoteRow>(QuoteRowKey::of_topic)?;
        for quote in topic.range(ListPlace(low.to_vec())..=ListPlace(high.to_vec()))?.rev() {
            let quote = quote?;
            if quote.from == from {
                sink.quote(&quote)?;
            }
        }
        Ok(())
    }

    /// Counts documents: a scan has no count of its own.
    fn count(&mut self, name: &str) -> Result<u64> {
        let Some(speaker) = self.number(name)? else { return Ok(0) };
        let scan = self.read.scan().secondary::<QuoteRow>(QuoteRowKey::of_speaker)?;
        let quotes = scan.start_with(list(speaker))?;
        let mut count = 0;
        for quote in quotes {
            quote?;
            count += 1;
        }
        Ok(count)
    }
}

/// Names the unique key of articles, which inserts test.
const _: ArticleRowKey = ArticleRowKey::key;
