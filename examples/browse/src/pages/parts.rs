//! Parts that several pages have: a quote in a list, counts, and counts over time.

use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use onrecord::{Article, Country, Cursor, Period, Precision, Published, Quote, QuoteQuery};

use crate::address::{Address, in_article};
use crate::chart;
use crate::counts::{Counts, Reach};
use crate::failure::Failure;
use crate::search::Search;

/// The letters of a quote or a title that a list shows.
const SHOWN: usize = 600;

/// Returns the beginning of a text, and whether it was cut.
pub(super) fn beginning(text: &str, letters: usize) -> (&str, bool) {
    match text.char_indices().nth(letters) {
        Some((end, _)) => (text.get(..end).unwrap_or(text), true),
        None => (text, false),
    }
}

/// Returns a quote as an item of a list: its beginning or, if the query has words, the stretch in
/// which it found them, marked.
pub(crate) fn quote_item(quote: &Quote, query: &QuoteQuery) -> Result<Markup, Failure> {
    let article = quote.article()?;
    let words = if let Some(snippet) = query.snippet(quote, SHOWN) {
        // All but the marks is escaped.
        PreEscaped(snippet.to_html())
    } else {
        let (words, is_cut) = beginning(quote.text(), SHOWN);
        html! { (words) @if is_cut { "…" } }
    };
    Ok(html! {
        li data-quote=(quote.id()) {
            blockquote dir="auto" {
                p { (words) }
            }
            p.by { (speakers(quote)) }
            p.meta {
                @if let Some(published) = quote.published() {
                    time datetime=(published) { (published.date()) } " "
                } @else { "undated " }
                @if let Some(source) = article.source() { "in " bdi { (source) } " " }
                a href=(in_article(quote.id())) { bdi { (title(&article)) } }
                @if quote.saying_id().is_some() {
                    " " a href=(Address::Saying(quote.id())) { "Same words" }
                }
            }
        }
    })
}

/// Returns the quotes that a query found as a list.
pub(super) fn quote_list(quotes: &[Quote], query: &QuoteQuery) -> Result<Markup, Failure> {
    let items = quotes.iter().map(|quote| quote_item(quote, query));
    let items = items.collect::<Result<Vec<_>, _>>()?;
    Ok(html! { ol.quotes { @for item in items { (item) } } })
}

/// Returns the link to the next page of a list.
pub(super) fn next_page(href: Option<String>) -> Markup {
    html! {
        @if let Some(href) = href {
            nav aria-label="More quotes" { a.next rel="next" href=(href) { "Next page" } }
        }
    }
}

/// Returns the speakers of a quote with their roles and countries.
pub(super) fn speakers(quote: &Quote) -> Markup {
    html! {
        @if quote.speaker_name().is_none() { "Nobody is named" }
        @for (at, speaker) in quote.speakers().enumerate() {
            @if at > 0 { ", " }
            a href=(Address::Speaker(speaker.id())) { bdi { (speaker.name()) } }
            @if let Some(role) = speaker.role() { ", " bdi { (role) } }
            @if let Some(country) = speaker.country() { " (" (country_link(country)) ")" }
        }
    }
}

pub(super) fn country_link(country: Country) -> Markup {
    html! { a href=(Address::Country(country)) { (country.name()) } }
}

/// Returns the title of an article, or what names it otherwise.
pub(super) fn title(article: &Article) -> String {
    let title = article.title().filter(|title| !title.trim().is_empty());
    let (title, is_cut) = beginning(title.unwrap_or("Without a title"), SHOWN);
    if is_cut { format!("{title}…") } else { title.to_owned() }
}

/// A row of counts: a link and the number of quotes.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) quotes: u64,
}

/// Returns counts under a heading. Nothing if there are none.
pub(super) fn rows(heading: &str, rows: &[Row]) -> Markup {
    html! {
        @if !rows.is_empty() {
            section.counts {
                h3 { (heading) }
                ul {
                    @for row in rows {
                        li {
                            a href=(row.href) { bdi { (row.name) } } " "
                            span.count { (row.quotes) }
                        }
                    }
                }
            }
        }
    }
}

/// Returns counts by country, with links that `href` makes.
pub(super) fn country_rows(
    counts: &[(Country, u64)],
    href: impl Fn(Country) -> String,
) -> Vec<Row> {
    let row = |(country, quotes): &(Country, u64)| Row {
        name: country.name().to_owned(),
        href: href(*country),
        quotes: *quotes,
    };
    counts.iter().take(12).map(row).collect()
}

/// Returns the search narrowed to a period, and to its own bounds if these are narrower.
fn within(search: &Search, day: Date, period: Period) -> Search {
    let (since, until) = if period == Period::Year {
        (day.into(), day.last_of_year().into())
    } else {
        let month = Published::month(day.year(), day.month());
        month.map_or((day.into(), day.into()), |month| (month, month))
    };
    let last = |until: Published| match until.precision() {
        Precision::Month => until.date().last_of_month(),
        _ => until.date(),
    };
    let is_moment = |bound: &Published| bound.precision() == Precision::Moment;
    let is_later = |bound: &Published| {
        bound.date() > since.date() || bound.date() == since.date() && is_moment(bound)
    };
    let is_earlier = |bound: &Published| {
        last(*bound) < last(until) || last(*bound) == last(until) && is_moment(bound)
    };
    let since_bound = search.since.filter(is_later);
    let until_bound = search.until.filter(is_earlier);
    Search {
        since: Some(since_bound.unwrap_or(since)),
        until: Some(until_bound.unwrap_or(until)),
        ..search.clone()
    }
}

/// Returns a chart of counts over time, with the same as a table whose rows narrow the search.
pub(super) fn over_time(counts: &Counts, search: &Search) -> Markup {
    let (period, bars) = counts.over_time();
    html! {
        (bounded(counts))
        @if !bars.is_empty() {
            figure.time {
                (PreEscaped(chart::svg(bars, period, "")))
                figcaption {
                    details {
                        summary { "Counts as a table" }
                        table {
                            thead {
                                tr { th scope="col" { "Published" } th scope="col" { "Quotes" } }
                            }
                            tbody {
                                @for (day, quotes) in bars.iter().rev().take(chart::MOST) {
                                    tr {
                                        th scope="row" {
                                            a href=(within(search, *day, period).href("", None)) {
                                                (chart::label(*day, period))
                                            }
                                        }
                                        td { (quotes) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Says what part of the quotes is counted, if not all are.
pub(super) fn bounded(counts: &Counts) -> Markup {
    html! {
        @match counts.reach {
            Reach::All => {},
            Reach::Since(day) => {
                p.note { "Counted since " (day) ", as there are too many quotes to count all." }
            }
            Reach::Nothing => {
                p.note { "There are too many quotes to count them. Narrow the search." }
            }
        }
    }
}

/// Returns the months with the newest quotes as rows.
pub(super) fn month_rows(counts: &Counts, search: &Search) -> Vec<Row> {
    let row = |(day, quotes): &(Date, u64)| Row {
        name: chart::label(*day, Period::Month),
        href: within(search, *day, Period::Month).href("", None),
        quotes: *quotes,
    };
    counts.months.iter().rev().take(12).map(row).collect()
}

/// Returns a cursor from the parameters of a page.
pub(super) fn cursor(request: &super::Request) -> Result<Option<Cursor>, Failure> {
    request.parameters.parse("after")
}

/// Returns a number of things in words.
pub(super) fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
