//! JSON-LD with the vocabulary of schema.org: an article a node, its quotes as parts.
//!
//! | field of `NewsArticle` | contents |
//! | --- | --- |
//! | `@id` | the URI: key, URL, or a UUID of the key |
//! | `url` | the URL |
//! | `identifier` | the key |
//! | `headline` | the title |
//! | `author` | the byline, as text |
//! | `publisher` | an `Organization` with the source as its `name` |
//! | `inLanguage` | the language |
//! | `datePublished` | a month, a day or a moment as ISO 8601 has it |
//! | `articleBody` | the text |
//! | `mentions` | the countries, each a `Country` with `name` and `identifier` |
//! | `hasPart` | the quotes |
//!
//! | field of `Quotation` | contents |
//! | --- | --- |
//! | `@id` | a UUID of the key and the place of the quote |
//! | `position` | the number of the quote in the article, from 1 |
//! | `text` | the words |
//! | `spokenByCharacter` | the speaker, as corrected; a list if there are several |
//! | `about` | the countries in the quote |
//!
//! A speaker has `name`, `jobTitle` (the role) and `nationality` (a `Country`). `spokenByCharacter`
//! is the property for the one to whom the work attributes the words; the `creator` of a
//! `Quotation` is an author. A speaker has no type, since the store does not tell a `Person` from
//! an `Organization`.
//!
//! The sign `<` is escaped, so that a node can be put into a page as it is.

use serde::Serialize;

use super::output::{Item, Output};
use super::uri;
use crate::error::Result;
use crate::model::Country;
use crate::query::Quote;

#[derive(Serialize)]
struct NewsArticle<'i> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    of: &'static str,
    #[serde(rename = "@id")]
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    identifier: &'i str,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'i str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'i str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Organization<'i>>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "inLanguage")]
    language: Option<&'i str>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "datePublished")]
    published: Option<String>,
    #[serde(rename = "articleBody")]
    text: &'i str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<CountryNode>,
    #[serde(skip_serializing_if = "Vec::is_empty", rename = "hasPart")]
    quotes: Vec<Quotation<'i>>,
}

#[derive(Serialize)]
struct Organization<'i> {
    #[serde(rename = "@type")]
    of: &'static str,
    name: &'i str,
}

#[derive(Serialize)]
struct CountryNode {
    #[serde(rename = "@type")]
    of: &'static str,
    name: &'static str,
    identifier: &'static str,
}

impl CountryNode {
    fn new(country: Country) -> Self {
        Self { of: "Country", name: country.name(), identifier: country.alpha2() }
    }
}

#[derive(Serialize)]
struct Quotation<'i> {
    #[serde(rename = "@type")]
    of: &'static str,
    #[serde(rename = "@id")]
    id: String,
    position: u64,
    text: &'i str,
    #[serde(skip_serializing_if = "Option::is_none", rename = "spokenByCharacter")]
    speaker: Option<OneOrMany<Speaker<'i>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<CountryNode>,
}

/// A value, or a list of several.
#[derive(Serialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// Returns `None` if there is no value.
    fn of(mut values: Vec<T>) -> Option<Self> {
        if values.len() > 1 { Some(Self::Many(values)) } else { values.pop().map(Self::One) }
    }
}

#[derive(Serialize)]
struct Speaker<'i> {
    name: &'i str,
    #[serde(skip_serializing_if = "Option::is_none", rename = "jobTitle")]
    role: Option<&'i str>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "nationality")]
    from: Option<CountryNode>,
}

fn quotation<'i>(number: u64, key: &str, quote: &'i Quote) -> Quotation<'i> {
    let speakers = quote.speakers().map(|one| Speaker {
        name: one.name(),
        role: one.role(),
        from: one.country().map(CountryNode::new),
    });
    Quotation {
        of: "Quotation",
        id: uri::of_quote(key, quote),
        position: number,
        text: quote.text(),
        speaker: OneOrMany::of(speakers.collect()),
        about: quote.countries().map(CountryNode::new).collect(),
    }
}

/// Writes an article with its quotes, a node.
pub(super) fn write(item: &Item<'_>, to: &mut Output<'_>) -> Result<()> {
    let Item { article, text, quotes } = item;
    let quotes = (1..).zip(*quotes);
    let node = NewsArticle {
        context: "https://schema.org",
        of: "NewsArticle",
        id: uri::of_article(article),
        url: article.url().and_then(uri::of_address),
        identifier: article.key(),
        headline: article.title(),
        author: article.byline(),
        publisher: article.source().map(|name| Organization { of: "Organization", name }),
        language: article.language(),
        published: article.published().map(|published| published.to_string()),
        text,
        mentions: article.countries().map(|named| CountryNode::new(named.country)).collect(),
        quotes: quotes.map(|(number, quote)| quotation(number, article.key(), quote)).collect(),
    };
    to.json_in_page(&node)
}
