//! The search: quotes, and the counts that narrow it.

use maud::{Markup, html};
use onrecord::{QuoteKind, Snapshot};

use super::parts::{Row, country_rows, cursor, month_rows, next_page, over_time, quote_list, rows};
use super::{Answer, PAGE, Request, Shell, json};
use crate::address::{Address, Form};
use crate::counts::{Counts, Reach};
use crate::failure::Failure;
use crate::search::{Condition, Search};

pub(super) fn answer(snapshot: &Snapshot, request: &Request) -> Result<Answer, Failure> {
    let search = Search::read(&request.parameters)?;
    let after = cursor(request)?;
    let query = search.query(snapshot);
    let paged = match &after {
        Some(after) => query.clone().after(after.clone()),
        None => query.clone(),
    };
    let page = paged.page(PAGE)?;
    if request.form == Form::Json {
        return json(&page);
    }
    let counts = request.counts.of(snapshot, &search)?;
    let chips = chips(snapshot, &search)?;
    let quotes = quote_list(&page.items)?;
    let next = page.next.map(|next| search.href("", Some(&next)));
    // Only the first page of the newest quotes has a place for new ones.
    let live = request.changes.filter(|_| after.is_none() && !search.oldest);
    let shell = Shell {
        title: "Quotes".to_owned(),
        json: Some(search.href(".json", after.as_ref())),
        atom: Some(search.href(".atom", None)),
    };
    Ok(Answer::Html(shell.page(&html! {
        (form(&search))
        (chips)
        div.columns {
            section.found aria-labelledby="found" {
                h2 id="found" { (found(&counts)) }
                (over_time(&counts, &search))
                @if let Some(since) = live { div id="live" data-live=(search.live(since)) {} }
                @if page.items.is_empty() { p { "Nothing was found. Remove a condition." } }
                (quotes)
                (next_page(next))
            }
            aside aria-label="Narrow the search" {
                h2 { "Narrow" }
                (narrow(&counts, &search))
            }
        }
    })))
}

/// Returns the number of quotes in words.
fn found(counts: &Counts) -> String {
    match counts.total {
        Some(1) => "1 quote".to_owned(),
        Some(total) => format!("{total} quotes"),
        None if counts.reach == Reach::Nothing => "Quotes".to_owned(),
        None => format!("{} quotes or more", counts.facets.quotes),
    }
}

/// Returns the links that narrow a search, each with its number of quotes.
fn narrow(counts: &Counts, search: &Search) -> Markup {
    let facets = &counts.facets;
    let speakers = facets.speakers.iter().map(|speaker| Row {
        name: speaker.name.clone(),
        href: Search { by: Some(speaker.id), speaker: None, ..search.clone() }.href("", None),
        quotes: speaker.quotes,
    });
    let sources = facets.sources.iter().map(|(source, quotes)| Row {
        name: source.clone(),
        href: Search { source: Some(source.clone()), ..search.clone() }.href("", None),
        quotes: *quotes,
    });
    let from = country_rows(&facets.speaker_countries, |from| {
        Search { from: Some(from), ..search.clone() }.href("", None)
    });
    let about = country_rows(&facets.about_countries, |about| {
        Search { about: Some(about), ..search.clone() }.href("", None)
    });
    html! {
        (rows("Speaker", &speakers.collect::<Vec<_>>()))
        (rows("Said from", &from))
        (rows("About", &about))
        (rows("Source", &sources.collect::<Vec<_>>()))
        (rows("Month", &month_rows(counts, search)))
    }
}

/// Returns the conditions of a search, each with a link that removes it.
fn chips(snapshot: &Snapshot, search: &Search) -> Result<Markup, Failure> {
    let mut shown = Vec::new();
    for Condition { name, label, value } in search.parameters() {
        let value = match search.by.filter(|_| name == "by") {
            Some(id) => snapshot.speaker(id)?.map_or(value, |speaker| speaker.name().to_owned()),
            None => value,
        };
        shown.push((format!("{label}: "), value, search.without(name).href("", None)));
    }
    Ok(html! {
        @if !shown.is_empty() {
            ul.chips aria-label="Conditions" {
                @for (label, value, href) in shown {
                    li {
                        a href=(href) {
                            span.hidden { "Remove " } (label) bdi { (value) } " "
                            span aria-hidden="true" { "×" }
                        }
                    }
                }
            }
        }
    })
}

/// Returns the form of a search.
fn form(search: &Search) -> Markup {
    let code = |country: Option<onrecord::Country>| country.map(onrecord::Country::alpha2);
    let text = |name: &str, label: &str, hint: &str, value: Option<&str>| -> Markup {
        html! {
            div.field {
                label for=(name) { (label) }
                input id=(name) name=(name) value=[value] placeholder=[Some(hint)] dir="auto";
            }
        }
    };
    let option = |value: &str, label: &str, is_chosen: bool| -> Markup {
        html! { option value=(value) selected[is_chosen] { (label) } }
    };
    let (since, until) =
        (search.since.map(|day| day.to_string()), search.until.map(|day| day.to_string()));
    html! {
        search {
            form.search action=(Address::Quotes) aria-label="Search" {
                (text("speaker", "Speaker", "Ada Nkemelu", search.speaker.as_deref()))
                (text("from", "Said from", "KE or Kenya", code(search.from)))
                (text("about", "About", "KE or Kenya", code(search.about)))
                (text("country", "From or about", "KE or Kenya", code(search.country)))
                (text("source", "Source", "The whole name", search.source.as_deref()))
                (text("since", "Since", "2020-07", since.as_deref()))
                (text("until", "Until", "2020-07-21", until.as_deref()))
                div.field {
                    label for="kind" { "Kind" }
                    select id="kind" name="kind" {
                        (option("", "Any", search.kind.is_none()))
                        @for kind in [QuoteKind::Direct, QuoteKind::Mixed, QuoteKind::Turn] {
                            (option(kind.as_str(), kind.as_str(), search.kind == Some(kind)))
                        }
                    }
                }
                div.field {
                    label for="order" { "Order" }
                    select id="order" name="order" {
                        (option("", "Newest first", !search.oldest))
                        (option("oldest", "Oldest first", search.oldest))
                    }
                }
                @if let Some(by) = search.by { input type="hidden" name="by" value=(by); }
                @if let Some(id) = search.same_as { input type="hidden" name="same_as" value=(id); }
                div.field { button type="submit" { "Search" } }
            }
        }
    }
}
