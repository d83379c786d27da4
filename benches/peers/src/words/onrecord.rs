//! onrecord with its index of words.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use onrecord::{ArticleId, Country, OpenOptions, Published, QuoteId, QuoteQuery, Store};

use super::{Asked, Found, PAGE, Ready, Searched};
use crate::Result;
use crate::ask::{Rest, Sink};
use crate::engines::Options;

/// A store of onrecord.
pub(super) struct Onrecord {
    pub(super) store: Store,
}

impl Onrecord {
    /// Opens a store, with the index of words or without.
    pub(super) fn open(folder: &Path, options: &Options, indexed: bool) -> Result<Self> {
        let open = OpenOptions::new().create(true).cache_bytes(options.cache);
        Ok(Self { store: open.text_index(indexed).open(folder)? })
    }

    pub(super) fn load(&self, articles: impl Iterator<Item = Ready>) -> Result<()> {
        let drafts = articles.map(|article| Ok::<_, onrecord::Error>(article.draft));
        let report = self.store.loader().run(drafts)?;
        if report.skipped > 0 {
            return Err(format!("onrecord skipped {} articles", report.skipped).into());
        }
        Ok(self.store.sync()?)
    }

    /// Waits until all is indexed.
    pub(super) fn catch_up(&self) -> Result<()> {
        let indexed = self.store.catch_up_text(Duration::from_mins(10))?;
        if indexed { Ok(()) } else { Err("the index of words does not catch up".into()) }
    }

    pub(super) fn close(self) -> Result<()> {
        Ok(self.store.close()?)
    }

    fn page(query: &QuoteQuery, sink: &mut impl Sink) -> Result<()> {
        // PIVOT as a day, as the articles have it: a day sorts before the first moment in it.
        let pivot = Published::from(date(2016, 1, 1));
        let mut left = PAGE;
        let walked = query.try_for_each(|quote| {
            let rest = || {
                let article = quote.article()?;
                let published = quote.published().ok_or("a quote without a time")?;
                Ok(Rest {
                    article: article.key().rsplit('/').next().unwrap_or_default().parse()?,
                    ordinal: quote.id().ordinal(),
                    published: published.timestamp().as_microsecond(),
                    from: [0; 2],
                    cue: String::new(),
                })
            };
            let found = Found {
                text: quote.text(),
                speaker: quote.speaker_name().unwrap_or_default(),
                is_recent: quote.published().is_some_and(|published| published >= pivot),
                rest: &rest,
            };
            sink.quote(&found).map_err(Stop::Failed)?;
            left -= 1;
            if left == 0 { Err(Stop::Enough) } else { Ok(()) }
        });
        match walked {
            Ok(()) | Err(Stop::Enough) => Ok(()),
            Err(Stop::Failed(error)) => Err(error),
        }
    }
}

/// Why a walk ends before its last quote.
enum Stop {
    Enough,
    Failed(crate::Error),
}

impl From<onrecord::Error> for Stop {
    fn from(error: onrecord::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Returns a query for a word or a phrase.
fn sought(word: &str) -> String {
    if word.contains(' ') { format!("\"{word}\"") } else { word.to_owned() }
}

impl Searched for Onrecord {
    fn ask(&self, asked: &Asked, sink: &mut impl Sink) -> Result<()> {
        let quotes = self.store.quotes();
        match asked {
            Asked::Latest(word) => Self::page(&quotes.matching(sought(word)), sink),
            Asked::OfSpeaker(word, name) => {
                Self::page(&quotes.matching(sought(word)).speaker(name), sink)
            }
            Asked::About(word, about, span) => {
                let about = Country::from_alpha2(std::str::from_utf8(about)?);
                let moment = |micros| {
                    Ok::<_, jiff::Error>(Published::from(Timestamp::from_microsecond(micros)?))
                };
                let query = quotes.matching(sought(word)).about_country(about.ok_or("no country")?);
                Self::page(&query.published(moment(span.first)?..=moment(span.last)?), sink)
            }
            Asked::Count(word) => {
                sink.count(quotes.matching(sought(word)).count()?);
                Ok(())
            }
            Asked::SameAs(article, ordinal) => {
                // An empty store gives its ids out from 1.
                let article: ArticleId = format!("a{}", article + 1).parse()?;
                Self::page(&quotes.same_as(QuoteId::new(article, *ordinal)), sink)
            }
            Asked::Speaker(name) => Self::page(&quotes.speaker(name), sink),
        }
    }
}
