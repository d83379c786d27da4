//! Pages: what is read from the store for an address, as HTML, as JSON or as a feed.

mod article;
mod country;
mod parts;
mod quotes;
mod saying;
mod shell;
mod speaker;

use maud::Markup;
use onrecord::{Snapshot, SpeakerFacet};
use serde::Serialize;

pub(crate) use parts::quote_item;
pub(crate) use shell::{Shell, failure, message};

use crate::address::{Address, Form, in_article};
use crate::counts::KeptCounts;
use crate::failure::Failure;
use crate::feed;
use crate::search::Parameters;

/// The quotes of a page.
pub(crate) const PAGE: usize = 20;

/// An answer.
#[derive(Debug)]
pub(crate) enum Answer {
    Html(Markup),
    /// The text of the JSON.
    Json(String),
    Atom(String),
    /// The page is at another address.
    Elsewhere(String),
}

/// A request for a page.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) address: Address,
    pub(crate) form: Form,
    pub(crate) parameters: Parameters,
    /// The scheme and host that the server was asked under.
    pub(crate) base: String,
    pub(crate) counts: KeptCounts,
    /// Whether there may be new quotes: a published file has none.
    pub(crate) can_change: bool,
    /// Whether the page has forms for corrections.
    pub(crate) is_editable: bool,
}

/// Reads what an address names.
pub(crate) fn answer(snapshot: &Snapshot, request: &Request) -> Result<Answer, Failure> {
    if request.form == Form::Atom && request.address != Address::Quotes {
        return Err(Failure::not_found("Only a search is a feed: /quotes.atom."));
    }
    match request.address {
        Address::Quotes if request.form == Form::Atom => feed::answer(snapshot, request),
        Address::Quotes => quotes::answer(snapshot, request),
        Address::Countries => country::matrix(snapshot, request),
        Address::Country(country) => country::answer(snapshot, request, country),
        Address::Speaker(id) => speaker::answer(snapshot, request, id),
        Address::Article(id) => article::answer(snapshot, request, id),
        Address::Saying(id) => saying::answer(snapshot, request, id),
        Address::Quote(id) => {
            request.parameters.allow(&[])?;
            let quote = snapshot.quote(id)?.ok_or_else(|| missing("quote"))?;
            Ok(match request.form {
                Form::Html => Answer::Elsewhere(in_article(id)),
                _ => json(&quote)?,
            })
        }
    }
}

/// Nothing has the id of an address.
fn missing(noun: &str) -> Failure {
    Failure::not_found(format!("There is no such {noun}. It may have been removed."))
}

/// Answers with a value as JSON.
fn json(value: &impl Serialize) -> Result<Answer, Failure> {
    serde_json::to_string(value).map(Answer::Json).map_err(|_| Failure::internal())
}

/// A speaker and the number of quotes, as JSON.
#[derive(Serialize)]
struct Counted<'f> {
    id: onrecord::SpeakerId,
    name: &'f str,
    quotes: u64,
}

impl<'f> From<&'f SpeakerFacet> for Counted<'f> {
    fn from(facet: &'f SpeakerFacet) -> Self {
        Self { id: facet.id, name: &facet.name, quotes: facet.quotes }
    }
}
