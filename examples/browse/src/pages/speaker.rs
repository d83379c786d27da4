//! A speaker: when and about which countries, under which names, and the latest quotes.

use maud::html;
use onrecord::{Page, Quote, Snapshot, Speaker, SpeakerId};
use serde::Serialize;

use super::parts::{
    Row, country_link, country_rows, cursor, next_page, over_time, quote_list, rows,
};
use super::{Answer, PAGE, Request, Shell, json, missing};
use crate::address::{Address, Form};
use crate::edit;
use crate::failure::Failure;
use crate::search::{Search, href};

/// The most aliases and roles that are shown.
const NAMES: usize = 40;

/// The page as JSON.
#[derive(Serialize)]
struct Json<'p> {
    speaker: &'p Speaker,
    quotes: &'p Page<Quote>,
}

pub(super) fn answer(
    snapshot: &Snapshot,
    request: &Request,
    id: SpeakerId,
) -> Result<Answer, Failure> {
    request.parameters.allow(&["after", "merged"])?;
    let speaker = snapshot.speaker(id)?.ok_or_else(|| missing("speaker"))?;
    // A speaker who was merged into another has the address of the other.
    let address = Address::Speaker(speaker.id());
    if speaker.id() != id && request.form == Form::Html {
        let merged = request.parameters.get("merged").map(|id| ("merged", id.to_owned()));
        return Ok(Answer::Elsewhere(href(&address.to_string(), merged.as_slice())));
    }
    let after = cursor(request)?;
    let mut query = snapshot.quotes().speaker_id(speaker.id());
    let pairs: Vec<_> = after.iter().map(|after| ("after", after.to_string())).collect();
    if let Some(after) = after {
        query = query.after(after);
    }
    let page = query.page(PAGE)?;
    if request.form == Form::Json {
        return json(&Json { speaker: &speaker, quotes: &page });
    }
    let search = Search { by: Some(speaker.id()), ..Search::default() };
    let counts = request.counts.of(snapshot, &search)?;
    let about = country_rows(&counts.about, |about| {
        Search { about: Some(about), ..search.clone() }.href("", None)
    });
    let sources = counts.sources.iter().map(|(source, quotes)| Row {
        name: source.clone(),
        href: Search { source: Some(source.clone()), ..search.clone() }.href("", None),
        quotes: *quotes,
    });
    let quotes = quote_list(&page.items, &query)?;
    let next = page.next.map(|next| href(&address.to_string(), &[("after", next.to_string())]));
    let merged = request.parameters.parse("merged")?;
    let shell = Shell {
        title: speaker.name().to_owned(),
        json: Some(href(&format!("{address}.json"), &pairs)),
        atom: Some(search.href(".atom", None)),
    };
    Ok(Answer::Html(shell.page(&html! {
        dl.facts {
            dt { "From" }
            dd {
                @if let Some(country) = speaker.country() { (country_link(country)) }
                @else { "No article says" }
            }
            dt { "Quotes" }
            dd { a href=(search.href("", None)) { (speaker.quote_count()) } }
            @if speaker.roles().next().is_some() {
                dt { "Roles" }
                dd { @for role in speaker.roles().take(NAMES) { span.name { bdi { (role) } } " " } }
            }
            @if speaker.aliases().next().is_some() {
                dt { "Also named" }
                dd {
                    @for name in speaker.aliases().take(NAMES) { span.name { bdi { (name) } } " " }
                }
            }
        }
        div.columns {
            section.found aria-labelledby="latest" {
                h2 id="latest" { "Quotes" }
                (over_time(&counts, &search))
                (quotes)
                (next_page(next))
            }
            aside aria-label="Counts" {
                h2 { "Counts" }
                (rows("About", &about))
                (rows("Source", &sources.collect::<Vec<_>>()))
            }
        }
        @if request.is_editable { (edit::speaker_forms(&speaker, merged)) }
    })))
}
