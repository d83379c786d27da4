//! The search: quotes, and the counts that narrow it.

use maud::{Markup, html};
use onrecord::{ErrorKind, QuoteKind, Snapshot};

use super::parts::{
    Row, count, country_rows, cursor, month_rows, next_page, over_time, quote_list, rows,
};
use super::{Answer, PAGE, Request, Shell, json};
use crate::address::{Address, Form};
use crate::counts::{Counts, Reach};
use crate::failure::Failure;
use crate::search::{Condition, Order, Search, WORDS};

pub(super) fn answer(snapshot: &Snapshot, request: &Request) -> Result<Answer, Failure> {
    let search = Search::read(&request.parameters)?;
    let after = cursor(request)?;
    let query = search.query(snapshot)?;
    let paged = match &after {
        Some(after) => query.clone().after(after.clone()),
        None => query.clone(),
    };
    let page = paged.page(PAGE).map_err(|error| over(error, &search))?;
    if request.form == Form::Json {
        return json(&page);
    }
    let counts = request.counts.of(snapshot, &search)?;
    let chips = chips(snapshot, &search)?;
    let quotes = quote_list(&page.items, &query)?;
    let next = page.next.map(|next| search.href("", Some(&next)));
    // Only the first page of the newest quotes has a place for new ones.
    let is_live = request.can_change && after.is_none() && search.order == Order::Newest;
    let indexed = search.words.as_ref().and(snapshot.text_lsn());
    let now = snapshot.change_cursor();
    // What is not indexed yet is not on the page, and comes as new.
    let since = indexed.map_or(now, |indexed| now.back_to(indexed));
    let behind = indexed.map_or(0, |indexed| snapshot.lsn().saturating_sub(indexed));
    let shell = Shell {
        title: "Quotes".to_owned(),
        json: Some(search.href(".json", after.as_ref())),
        atom: Some(search.href(".atom", None)),
    };
    Ok(Answer::Html(shell.page(&html! {
        (form(&search, snapshot.text_lsn().is_some()))
        (chips)
        div.columns {
            section.found aria-labelledby="found" {
                h2 id="found" { (found(&counts)) }
                @if behind > 0 {
                    p.note {
                        "The words of the latest " (count(behind, "change")) " of the store are \
                         still being indexed. Reload the page later."
                    }
                }
                (over_time(&counts, &search))
                @if is_live { div id="live" data-live=(search.live(since)) {} }
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

/// Returns an error in reading a page. If its order is gone, the first page is offered.
fn over(error: onrecord::Error, search: &Search) -> Failure {
    if error.kind() != ErrorKind::Expired {
        return error.into();
    }
    Failure {
        message: "More words were indexed since the page before this one, and the order by \
                  relevance is another now."
            .to_owned(),
        again: Some(search.href("", None)),
        ..error.into()
    }
}

/// Returns the number of quotes in words.
fn found(counts: &Counts) -> String {
    match counts.total {
        Some(1) => "1 quote".to_owned(),
        Some(total) => format!("{total} quotes"),
        None if counts.reach == Reach::Nothing => "Quotes".to_owned(),
        None => format!("{} quotes or more", counts.quotes),
    }
}

/// Returns the links that narrow a search, each with its number of quotes.
fn narrow(counts: &Counts, search: &Search) -> Markup {
    let speakers = counts.speakers.iter().map(|speaker| Row {
        name: speaker.name.clone(),
        href: Search { by: Some(speaker.id), speaker: None, ..search.clone() }.href("", None),
        quotes: speaker.quotes,
    });
    let sources = counts.sources.iter().map(|(source, quotes)| Row {
        name: source.clone(),
        href: Search { source: Some(source.clone()), ..search.clone() }.href("", None),
        quotes: *quotes,
    });
    let from = country_rows(&counts.from, |from| {
        Search { from: Some(from), ..search.clone() }.href("", None)
    });
    let about = country_rows(&counts.about, |about| {
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

/// Returns the form of a search. `has_words` is whether there is an index of words.
fn form(search: &Search, has_words: bool) -> Markup {
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
                @if has_words {
                    div.field.words {
                        label for="q" { "Words" }
                        input id="q" name="q" type="search" value=[search.words.as_deref()]
                            maxlength=(WORDS) dir="auto" aria-describedby="q-help";
                        p.note id="q-help" {
                            "All of them, in any form. Or: " code { "\"turning point\"" } ", "
                            code { "grain OR wheat" } ", " code { "grain -wheat" } ", "
                            code { "turn*" } "."
                        }
                    }
                }
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
                        (option("", "Newest first", search.order == Order::Newest))
                        (option("oldest", "Oldest first", search.order == Order::Oldest))
                        @if has_words {
                            (option("relevance", "Most relevant first",
                                search.order == Order::Relevance))
                        }
                    }
                }
                @if let Some(by) = search.by { input type="hidden" name="by" value=(by); }
                @if let Some(id) = search.same_as { input type="hidden" name="same_as" value=(id); }
                div.field { button type="submit" { "Search" } }
            }
        }
    }
}
