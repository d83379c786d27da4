//! onrecord, through its public interface.

use std::hint::black_box;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::date;
use onrecord::{
    ArticleId, Country, Durability, OpenOptions, Period, Published, Quote, QuoteId, QuoteQuery,
};

use super::{Options, Store};
use crate::Result;
use crate::ask::{Facets, PAGE, Reader, Rest, Said, Sink};
use crate::rows::{Code, Ready, Span, code};

/// A store of onrecord.
#[derive(Debug)]
pub(crate) struct Onrecord {
    store: onrecord::Store,
    articles: u32,
}

impl Store for Onrecord {
    type Reader<'s> = OnrecordReader<'s>;

    fn open(folder: &Path, options: &Options) -> Result<Self> {
        let durability = match options.durability {
            super::Durability::Buffered => Durability::Buffered,
            super::Durability::Power => Durability::Power,
        };
        let open =
            OpenOptions::new().create(true).durability(durability).cache_bytes(options.cache);
        Ok(Self { store: open.open(folder)?, articles: options.articles })
    }

    fn reader(&self, _checked: bool) -> Result<OnrecordReader<'_>> {
        // An empty store gives its ids out from 1.
        let ids = (1..=self.articles)
            .map(|number| format!("a{number}").parse())
            .collect::<Result<_, _>>()?;
        // PIVOT as a day, as the articles have it: a day sorts before the first moment in it.
        let pivot = Published::from(date(2016, 1, 1));
        Ok(OnrecordReader { store: &self.store, ids, pivot })
    }

    fn load(&self, articles: Vec<Ready>) -> Result<()> {
        let drafts = articles.into_iter().map(|article| Ok::<_, onrecord::Error>(article.draft));
        let report = self.store.loader().run(drafts)?;
        if report.skipped > 0 {
            return Err(format!("onrecord skipped {} articles", report.skipped).into());
        }
        Ok(())
    }

    fn commit(&self, article: &mut Ready) -> Result<()> {
        self.store.put(&article.draft)?;
        Ok(())
    }

    fn sync(&self) -> Result<()> {
        Ok(self.store.sync()?)
    }

    fn close(self) -> Result<()> {
        Ok(self.store.close()?)
    }
}

/// Reads a store; there is no transaction to keep.
#[derive(Debug)]
pub(crate) struct OnrecordReader<'s> {
    store: &'s onrecord::Store,
    ids: Vec<ArticleId>,
    pivot: Published,
}

struct View<'q> {
    quote: &'q Quote,
    pivot: Published,
}

impl Said for View<'_> {
    #[inline]
    fn text(&self) -> &str {
        self.quote.text()
    }

    #[inline]
    fn speaker(&self) -> &str {
        self.quote.speaker_name().unwrap_or_default()
    }

    #[inline]
    fn is_recent(&self) -> bool {
        self.quote.published().is_some_and(|published| published >= self.pivot)
    }

    fn rest(&self) -> Result<Rest> {
        let article = self.quote.article()?;
        let published = self.quote.published().ok_or("a quote without a time")?;
        Ok(Rest {
            article: article.key().rsplit('/').next().unwrap_or_default().parse()?,
            ordinal: self.quote.id().ordinal(),
            published: published.timestamp().as_microsecond(),
            from: self.quote.speaker_country().map(code).unwrap_or_default(),
            cue: self.quote.cue().unwrap_or_default().to_owned(),
        })
    }
}

/// Why a walk ends before its last quote.
enum Stop {
    Enough,
    Failed(crate::Error),
}

impl<E: Into<crate::Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl OnrecordReader<'_> {
    fn id(&self, article: u64) -> Result<ArticleId> {
        Ok(*self.ids.get(usize::try_from(article)?).ok_or("no such article")?)
    }

    /// Walks what a query finds, as a user does.
    fn walk(&self, query: &QuoteQuery, limit: usize, sink: &mut impl Sink) -> Result<()> {
        let mut left = limit;
        let walked = query.try_for_each(|quote| {
            sink.quote(&View { quote, pivot: self.pivot })?;
            left -= 1;
            if left == 0 { Err(Stop::Enough) } else { Ok(()) }
        });
        match walked {
            Ok(()) | Err(Stop::Enough) => Ok(()),
            Err(Stop::Failed(error)) => Err(error),
        }
    }
}

fn country(code: Code) -> Result<Country> {
    Ok(Country::from_alpha2(std::str::from_utf8(&code)?).ok_or("no such country")?)
}

impl Reader for OnrecordReader<'_> {
    fn renew(&mut self) -> Result<()> {
        Ok(())
    }

    fn title(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        let article = self.store.article(self.id(article)?)?.ok_or("no such article")?;
        sink.title(article.title().unwrap_or_default());
        Ok(())
    }

    fn text(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        let article = self.store.article(self.id(article)?)?.ok_or("no such article")?;
        sink.text(&article.text()?);
        Ok(())
    }

    fn quote(&mut self, article: u64, ordinal: u32, sink: &mut impl Sink) -> Result<()> {
        let id = QuoteId::new(self.id(article)?, ordinal);
        let quote = self.store.quote(id)?.ok_or("no such quote")?;
        sink.quote(&View { quote: &quote, pivot: self.pivot })
    }

    fn speaker(&mut self, name: &str, limit: usize, sink: &mut impl Sink) -> Result<()> {
        self.walk(&self.store.quotes().speaker(name), limit, sink)
    }

    fn about(&mut self, about: Code, limit: usize, sink: &mut impl Sink) -> Result<()> {
        self.walk(&self.store.quotes().about_country(country(about)?), limit, sink)
    }

    fn both(&mut self, from: Code, about: Code, span: Span, sink: &mut impl Sink) -> Result<()> {
        let moment =
            |micros| Ok::<_, jiff::Error>(Published::from(Timestamp::from_microsecond(micros)?));
        let span = moment(span.first)?..=moment(span.last)?;
        let query = self
            .store
            .quotes()
            .speaker_country(country(from)?)
            .about_country(country(about)?)
            .published(span);
        self.walk(&query, usize::MAX, sink)
    }

    fn count(&mut self, name: &str) -> Result<u64> {
        Ok(self.store.quotes().speaker(name).count()?)
    }
    fn facets(&mut self, about: Code) -> Result<Facets> {
        let facets = self.store.quotes().about_country(country(about)?).facets(PAGE)?;
        black_box(facets.speakers.iter().map(|speaker| speaker.name.len()).sum::<usize>());
        let from = facets.speaker_countries.iter();
        let months = facets.published(Period::Month).into_iter();
        Ok(Facets {
            speakers: facets.speakers.iter().map(|speaker| speaker.quotes).collect(),
            from: from.map(|(from, quotes)| (code(*from), *quotes)).collect(),
            months: months.map(|(first, quotes)| ((first.year(), first.month()), quotes)).collect(),
        })
    }
}
