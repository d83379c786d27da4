//! Web Annotations of the W3C: a quote an annotation.
//!
//! | field | contents |
//! | --- | --- |
//! | `id` | a UUID of the key and the place of the quote |
//! | `motivation` | `identifying`, or `highlighting` without a speaker |
//! | `body` | with purpose `identifying` a speaker, `describing` the role, `tagging` a country |
//! | `target.source` | the URL; without one, the URI of the key |
//! | `TextQuoteSelector` | the words, and up to 32 code points before and after them |
//! | `TextPositionSelector` | `start` and `end` in the text, in code points |
//!
//! Speakers are as corrected, each with the role after the name. The countries are those in the
//! quote, by their alpha-2 codes.
//!
//! The data model (section 4.2.5) counts code points and not code units. The position is that in
//! the text of the store, which is not the whole text of a page: in the page the words are found by
//! the other selector.

use serde::Serialize;

use super::super::points::CodePoints;
use super::output::{Item, Output};
use super::uri;
use crate::error::Result;
use crate::model::{Country, Span};
use crate::query::Quote;

/// The most code points before and after the words.
const AROUND: usize = 32;

#[derive(Serialize)]
struct Annotation<'i> {
    #[serde(rename = "@context")]
    context: &'static str,
    id: String,
    r#type: &'static str,
    motivation: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    body: Vec<Body<'i>>,
    target: Target<'i>,
}

#[derive(Serialize)]
struct Body<'i> {
    r#type: &'static str,
    purpose: &'static str,
    format: &'static str,
    value: &'i str,
}

impl<'i> Body<'i> {
    fn new(purpose: &'static str, value: &'i str) -> Self {
        Self { r#type: "TextualBody", purpose, format: "text/plain", value }
    }
}

#[derive(Serialize)]
struct Target<'i> {
    source: &'i str,
    selector: (QuoteSelector<'i>, PositionSelector),
}

#[derive(Serialize)]
struct QuoteSelector<'i> {
    r#type: &'static str,
    exact: &'i str,
    prefix: &'i str,
    suffix: &'i str,
}

#[derive(Serialize)]
struct PositionSelector {
    r#type: &'static str,
    start: usize,
    end: usize,
}

/// Returns the code points before and after a span.
fn around(text: &str, span: Span) -> (&str, &str) {
    let before = text.get(..span.start()).unwrap_or_default();
    let after = text.get(span.end()..).unwrap_or_default();
    let begin = before.char_indices().rev().take(AROUND).last().map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    (before.get(begin..).unwrap_or_default(), after.get(..end).unwrap_or_default())
}

fn body(quote: &Quote) -> Vec<Body<'_>> {
    let speakers = quote.speakers().flat_map(|one| {
        let role = one.role().map(|role| Body::new("describing", role));
        std::iter::once(Body::new("identifying", one.name())).chain(role)
    });
    let countries = quote.countries().map(|country| Body::new("tagging", Country::alpha2(country)));
    speakers.chain(countries).collect()
}

/// Writes the quotes of an article, each an annotation.
pub(super) fn write(item: &Item<'_>, to: &mut Output<'_>) -> Result<()> {
    let Item { article, text, quotes } = item;
    let points = CodePoints::of(text);
    let address = article.url().and_then(uri::of_address);
    let source = address.unwrap_or_else(|| uri::of_article(article));
    for quote in *quotes {
        let (prefix, suffix) = around(text, quote.span());
        let at = points.range(quote.span());
        to.json(&Annotation {
            context: "http://www.w3.org/ns/anno.jsonld",
            id: uri::of_quote(article.key(), quote),
            r#type: "Annotation",
            motivation: if quote.speaker_name().is_some() { "identifying" } else { "highlighting" },
            body: body(quote),
            target: Target {
                source: &source,
                selector: (
                    QuoteSelector {
                        r#type: "TextQuoteSelector",
                        exact: quote.text(),
                        prefix,
                        suffix,
                    },
                    PositionSelector {
                        r#type: "TextPositionSelector",
                        start: at.start,
                        end: at.end,
                    },
                ),
            },
        })?;
    }
    Ok(())
}
