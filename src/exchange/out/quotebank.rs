//! Quotebank by quotation: a quote a line.
//!
//! | field | contents |
//! | --- | --- |
//! | `quoteID` | the day and 18 digits that the key and the place of the quote give |
//! | `quotation` | the words |
//! | `speaker` | the name of the first speaker, as corrected; the text `None` if there is none |
//! | `qids` | empty |
//! | `date` | day and time by the local clock, without a zone, or null |
//! | `numOccurrences` | 1 |
//! | `probas` | the speaker and the confidence, which is a text |
//! | `urls` | the URL, if there is one |
//! | `phase` | `E`, whose texts keep capital letters and all characters |
//!
//! A line has one speaker: the further ones of a quote are left out.
//!
//! A day has the time 00:00:00, a month that of its first day. Without a date, and with one outside
//! of the years 0 to 9999, `date` is null and the day of the id 0000-00-00.
//! A line that was loaded keeps its id, `qids`, `numOccurrences`, `probas`, `urls` and `phase`, of
//! which the store has attributes. Quotes with the same words in several articles are not joined.

use jiff::tz::Offset;
use serde::Serialize;

use super::output::{Item, Output};
use super::uri;
use crate::error::Result;
use crate::model::{Precision, Published};
use crate::query::{Article, Quote};

/// The speaker of a quote that has none.
const NONE: &str = "None";

/// The digits of an id after the day.
const DIGITS: u64 = 1_000_000_000_000_000_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'q> {
    #[serde(rename = "quoteID")]
    quote_id: String,
    quotation: &'q str,
    speaker: &'q str,
    qids: Vec<&'q str>,
    date: Option<String>,
    num_occurrences: u64,
    probas: Vec<(&'q str, String)>,
    urls: Vec<&'q str>,
    phase: &'q str,
}

/// Returns day and time by the local clock, of a month or a day those of its first moment.
fn local(published: Published) -> String {
    let day = published.date();
    if published.precision() != Precision::Moment {
        return format!("{day} 00:00:00");
    }
    let offset = published.offset().unwrap_or(Offset::UTC);
    let time = offset.to_datetime(published.timestamp()).time();
    format!("{day} {:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}

/// Returns the date of an article if its year has four digits.
fn published(article: &Article) -> Option<Published> {
    article.published().filter(|published| (0..=9999).contains(&published.date().year()))
}

fn id(article: &Article, quote: &Quote) -> String {
    let [first, _] = uri::hash_of_quote(article.key(), quote);
    let digits = first % DIGITS;
    match published(article) {
        Some(published) => format!("{}-{digits:018}", published.date()),
        None => format!("0000-00-00-{digits:018}"),
    }
}

/// Returns the values of an attribute.
fn values<'a>(article: &'a Article, name: &'static str) -> impl Iterator<Item = &'a str> {
    article.attributes().filter(move |(other, _)| *other == name).map(|(_, value)| value)
}

/// Returns the count of a line that was loaded; `None` for an article that is no such line.
fn loaded(article: &Article) -> Option<u64> {
    let is_line = article.quote_count() == 1
        && article.attribute("phase").is_some()
        && values(article, "extent").any(|extent| extent == "excerpts");
    is_line.then(|| article.attribute("numoccurrences")?.parse().ok()).flatten()
}

/// Writes the quotes of an article, each a line.
pub(super) fn write(item: &Item<'_>, to: &mut Output<'_>) -> Result<()> {
    let Item { article, quotes, .. } = item;
    let loaded = loaded(article);
    let date = published(article).map(local);
    for quote in *quotes {
        let speaker = quote.speaker_name().unwrap_or(NONE);
        let mut row = Row {
            quote_id: id(article, quote),
            quotation: quote.text(),
            speaker,
            qids: values(article, "qids").collect(),
            date: date.clone(),
            num_occurrences: loaded.unwrap_or(1),
            probas: vec![(speaker, quote.confidence().to_string())],
            urls: article.url().into_iter().collect(),
            phase: article.attribute("phase").unwrap_or("E"),
        };
        if loaded.is_some() {
            article.key().clone_into(&mut row.quote_id);
            row.urls = values(article, "urls").collect();
            let candidates = values(article, "probas").filter_map(|text| text.rsplit_once(", "));
            row.probas = candidates.map(|(name, share)| (name, share.to_owned())).collect();
        }
        to.json(&row)?;
    }
    Ok(())
}
