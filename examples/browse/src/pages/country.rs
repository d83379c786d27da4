//! Countries: who speaks from and about one, and the matrix of all.

use maud::html;
use onrecord::{Country, Period, Snapshot};
use serde::Serialize;

use super::parts::{Row, bounded, country_rows, next_page, over_time, quote_list, rows};
use super::{Answer, Counted, PAGE, Request, Shell, json};
use crate::address::{Address, Form};
use crate::chart;
use crate::counts::{Counts, Reach};
use crate::failure::Failure;
use crate::search::Search;

/// The most countries on each side of the matrix.
const SIDE: usize = 14;

pub(super) fn answer(
    snapshot: &Snapshot,
    request: &Request,
    country: Country,
) -> Result<Answer, Failure> {
    request.parameters.allow(&[])?;
    let search = Search { country: Some(country), ..Search::default() };
    let query = search.query(snapshot)?;
    let counts = request.counts.of(snapshot, &search)?;
    if request.form == Form::Json {
        return json(&Json::of(&counts, Some(country)));
    }
    let page = query.page(PAGE / 2)?;
    // The pairs have the country on one side or on the other, and abroad or at home.
    let pairs = |is_from: bool| -> Vec<(Country, u64)> {
        let pair = |(from, about, quotes): &(Country, Country, u64)| {
            let (this, other) = if is_from { (from, about) } else { (about, from) };
            (*this == country).then_some((*other, *quotes))
        };
        counts.from_about.iter().filter_map(pair).collect()
    };
    let spoken_about = country_rows(&pairs(true), |about| {
        Search { from: Some(country), about: Some(about), ..Search::default() }.href("", None)
    });
    let spoken_by = country_rows(&pairs(false), |from| {
        Search { from: Some(from), about: Some(country), ..Search::default() }.href("", None)
    });
    let speakers = counts.speakers.iter().map(|speaker| Row {
        name: speaker.name.clone(),
        href: Address::Speaker(speaker.id).to_string(),
        quotes: speaker.quotes,
    });
    let quotes = quote_list(&page.items, &query)?;
    let next = page.next.map(|next| search.href("", Some(&next)));
    let shell = Shell {
        title: country.name().to_owned(),
        json: Some(format!("{}.json", request.address)),
        atom: Some(search.href(".atom", None)),
    };
    let from = Search { from: Some(country), ..Search::default() };
    let about = Search { about: Some(country), ..Search::default() };
    Ok(Answer::Html(shell.page(&html! {
        p {
            a href=(from.href("", None)) { "Quotes from " (country.name()) } " · "
            a href=(about.href("", None)) { "Quotes about " (country.name()) }
        }
        div.columns {
            section.found aria-labelledby="latest" {
                h2 id="latest" { "Quotes from or about " (country.name()) }
                (over_time(&counts, &search))
                (quotes)
                (next_page(next))
            }
            aside aria-label="Counts" {
                h2 { "Counts" }
                (rows("Who speaks", &speakers.collect::<Vec<_>>()))
                (rows("Its speakers speak about", &spoken_about))
                (rows("Speakers about it are from", &spoken_by))
            }
        }
    })))
}

/// Shows which countries speak about which.
pub(super) fn matrix(snapshot: &Snapshot, request: &Request) -> Result<Answer, Failure> {
    request.parameters.allow(&[])?;
    let search = Search::default();
    let counts = request.counts.of(snapshot, &search)?;
    if request.form == Form::Json {
        return json(&Json::of(&counts, None));
    }
    // The pairs are sorted, so the countries with the largest numbers come first.
    let side = |of: fn(&(Country, Country, u64)) -> Country| -> Vec<Country> {
        let mut side = Vec::new();
        for country in counts.from_about.iter().map(of) {
            if side.len() < SIDE && !side.contains(&country) {
                side.push(country);
            }
        }
        side
    };
    let (from, about) = (side(|pair| pair.0), side(|pair| pair.1));
    let quotes = |from: Country, about: Country| {
        let pair = counts.from_about.iter().find(|pair| (pair.0, pair.1) == (from, about));
        pair.map_or(0, |(_, _, quotes)| *quotes)
    };
    let highest = counts.from_about.first().map_or(1, |(_, _, quotes)| *quotes).max(1);
    let cell = |from, about| {
        let quotes = quotes(from, about);
        let search = Search { from: Some(from), about: Some(about), ..Search::default() };
        html! {
            @if quotes == 0 { td {} }
            @else {
                td class={ "heat" (quotes * 4 / highest) } {
                    a href=(search.href("", None)) { (quotes) }
                }
            }
        }
    };
    let others = [
        ("Speakers are from", country_rows(&counts.from, page_of)),
        ("Quotes are about", country_rows(&counts.about, page_of)),
    ];
    let shell = Shell {
        json: Some(format!("{}.json", request.address)),
        ..Shell::new("Countries about each other")
    };
    Ok(Answer::Html(shell.page(&html! {
        (bounded(&counts))
        @if from.is_empty() || about.is_empty() {
            @if counts.reach != Reach::Nothing {
                p { "No quote has a speaker of a known country and names a country." }
            }
        } @else {
            div.wide role="region" aria-labelledby="matrix" tabindex="0" {
                table.matrix {
                    caption id="matrix" {
                        "Quotes by the country of the speaker, down, and the country spoken about, \
                         across"
                    }
                    thead {
                        tr {
                            th scope="col" { "From" }
                            @for about in &about {
                                th scope="col" {
                                    a href=(page_of(*about)) {
                                        abbr title=(about.name()) { (about.alpha2()) }
                                    }
                                }
                            }
                        }
                    }
                    tbody {
                        @for from in &from {
                            tr {
                                th scope="row" { a href=(page_of(*from)) { (from.name()) } }
                                @for about in &about { (cell(*from, *about)) }
                            }
                        }
                    }
                }
            }
        }
        h2 { "Countries" }
        div.columns { @for (heading, counted) in others { (rows(heading, &counted)) } }
    })))
}

fn page_of(country: Country) -> String {
    Address::Country(country).to_string()
}

/// Counts as JSON.
#[derive(Serialize)]
struct Json<'p> {
    country: Option<Country>,
    /// Whether all quotes are counted.
    complete: bool,
    /// The first day that is counted, if there is one.
    since: Option<String>,
    /// Null if there are too many to count.
    quotes: Option<u64>,
    speakers: Vec<Counted<'p>>,
    from: &'p [(Country, u64)],
    about: &'p [(Country, u64)],
    from_about: &'p [(Country, Country, u64)],
    months: Vec<(String, u64)>,
}

impl<'p> Json<'p> {
    fn of(counts: &'p Counts, country: Option<Country>) -> Self {
        let months = counts.months.iter();
        Self {
            country,
            complete: counts.reach == Reach::All,
            since: match counts.reach {
                Reach::Since(day) => Some(day.to_string()),
                Reach::All | Reach::Nothing => None,
            },
            quotes: (counts.reach != Reach::Nothing).then_some(counts.quotes),
            speakers: counts.speakers.iter().map(Counted::from).collect(),
            from: &counts.from,
            about: &counts.about,
            from_about: &counts.from_about,
            months: months
                .map(|(day, quotes)| (chart::label(*day, Period::Month), *quotes))
                .collect(),
        }
    }
}
