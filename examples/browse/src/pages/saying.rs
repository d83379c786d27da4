//! A saying: the same words in several articles.

use maud::html;
use onrecord::{Page, Quote, QuoteId, Snapshot};
use serde::Serialize;

use super::parts::{beginning, count, cursor, next_page, quote_list};
use super::{Answer, Counted, PAGE, Request, Shell, json, missing};
use crate::address::{Address, Form};
use crate::failure::Failure;
use crate::search::{Order, Search, href};

/// The page as JSON.
#[derive(Serialize)]
struct Json<'p> {
    first: &'p Quote,
    articles: u64,
    sources: u64,
    speakers: Vec<Counted<'p>>,
    unattributed: u64,
    disputed: bool,
    quotes: &'p Page<Quote>,
}

pub(super) fn answer(
    snapshot: &Snapshot,
    request: &Request,
    id: QuoteId,
) -> Result<Answer, Failure> {
    request.parameters.allow(&["after"])?;
    let quote = snapshot.quote(id)?.ok_or_else(|| missing("quote"))?;
    let Some(saying) = quote.saying()? else {
        return Err(Failure::not_found("A quote of fewer than five words is no saying."));
    };
    let search = Search { same_as: Some(id), order: Order::Oldest, ..Search::default() };
    let mut query = search.query(snapshot)?;
    let after = cursor(request)?;
    let pairs: Vec<_> = after.iter().map(|after| ("after", after.to_string())).collect();
    if let Some(after) = after {
        query = query.after(after);
    }
    let page = query.page(PAGE)?;
    let speakers = &saying.speakers;
    if request.form == Form::Json {
        return json(&Json {
            first: &saying.first,
            articles: saying.articles,
            sources: saying.sources,
            speakers: speakers.iter().map(Counted::from).collect(),
            unattributed: saying.unattributed,
            disputed: saying.is_disputed(),
            quotes: &page,
        });
    }
    let (words, is_cut) = beginning(saying.first.text(), 2000);
    let quotes = quote_list(&page.items, &query)?;
    let address = Address::Saying(id).to_string();
    let next = page.next.map(|next| href(&address, &[("after", next.to_string())]));
    let shell = Shell {
        json: Some(href(&format!("{address}.json"), &pairs)),
        atom: Some(search.without("order").href(".atom", None)),
        ..Shell::new("The same words")
    };
    Ok(Answer::Html(shell.page(&html! {
        blockquote.saying dir="auto" { p { (words) @if is_cut { "…" } } }
        p {
            (count(saying.quotes, "quote")) " in " (count(saying.articles, "article")) " of "
            (count(saying.sources, "source")) "."
        }
        @if saying.is_disputed() {
            p.note { "Articles name different speakers:" }
            ul {
                @for one in speakers.iter().take(PAGE) {
                    li { a href=(Address::Speaker(one.id)) { bdi { (one.name) } } " "
                         span.count { (one.quotes) } }
                }
            }
        }
        section.found aria-labelledby="where" {
            h2 id="where" { "In these articles, the first at the top" }
            (quotes)
            (next_page(next))
        }
    })))
}
