//! An article with its quotes marked in place. A long one is shown in parts.

use maud::{Markup, html};
use onrecord::{Article, ArticleId, ParagraphKind, Quote, Snapshot};
use serde::Serialize;

use super::parts::{country_link, speakers, title};
use super::{Answer, Request, Shell, json, missing};
use crate::address::{Address, Form};
use crate::edit;
use crate::failure::Failure;
use crate::search::href;

/// The most bytes of text in a part, as HTML has them.
const BYTES: usize = 60_000;
/// The most quotes that begin in a part if they begin at different places, and the most paragraphs.
const QUOTES: usize = 120;
const PARAGRAPHS: usize = 400;
/// The most quotes of a part that are marked: those that begin before it are among them.
const MARKED: usize = 2 * QUOTES;

/// A part of an article as JSON.
#[derive(Serialize)]
struct Json<'p> {
    article: &'p Article,
    /// The number of the part, from 1, and of all parts.
    part: usize,
    parts: usize,
    /// The byte of the whole text at which `text` begins.
    start: usize,
    text: &'p str,
    /// The quotes in this part. Their spans are in the whole text.
    quotes: &'p [&'p Quote],
}

pub(super) fn answer(
    snapshot: &Snapshot,
    request: &Request,
    id: ArticleId,
) -> Result<Answer, Failure> {
    request.parameters.allow(&["at", "part"])?;
    let article = snapshot.article(id)?.ok_or_else(|| missing("article"))?;
    let (text, quotes) = (article.text()?, article.quotes()?);
    let paragraphs = article.paragraphs()?;
    let starts: Vec<usize> = paragraphs.iter().map(|one| one.span().range().start).collect();
    let cuts = cuts(&text, &starts, &quotes);
    let parts = cuts.len().saturating_sub(1).max(1);
    let shown = match (request.parameters.parse("part")?, request.parameters.parse("at")?) {
        (Some(part), _) => part,
        (None, Some(at)) => part_of(at, &cuts, &quotes),
        (None, None) => 1,
    };
    let bounds = shown.checked_sub(1).and_then(|at: usize| cuts.get(at..at.checked_add(2)?));
    let Some(&[start, end]) = bounds else {
        return Err(Failure::not_found(format!("The article has {parts} parts.")));
    };
    let here: Vec<&Quote> = quotes
        .iter()
        .filter(|quote| quote.span().range().start < end && quote.span().range().end > start)
        .collect();
    if request.form == Form::Json {
        let text = text.get(start..end).unwrap_or_default();
        let quotes = &here;
        return json(&Json { article: &article, part: shown, parts, start, text, quotes });
    }
    let (here, unmarked) = here.split_at(here.len().min(MARKED));
    let address = request.address.to_string();
    let part = |number: usize| href(&address, &[("part", number.to_string())]);
    let number = [("part", shown.to_string())];
    let pairs: &[_] = if parts == 1 { &[] } else { &number };
    let shell = Shell {
        json: Some(href(&format!("{address}.json"), pairs)),
        ..Shell::new(title(&article))
    };
    let places = |label: &str| {
        html! {
            @if parts > 1 {
                nav.parts aria-label=(label) {
                    "Part " (shown) " of " (parts) " "
                    @if shown > 1 { a rel="prev" href=(part(shown - 1)) { "Previous part" } " " }
                    @if shown < parts { a rel="next" href=(part(shown + 1)) { "Next part" } }
                }
            }
        }
    };
    Ok(Answer::Html(shell.page(&html! {
        (facts(&article))
        (places("Parts of the article"))
        article.text {
            @for one in &paragraphs {
                @let span = one.span().range();
                @let (from, to) = (span.start.max(start), span.end.min(end));
                @if from < to {
                    @let words = marked(&text, from, to, here);
                    @match one.kind() {
                        ParagraphKind::Heading => h2 dir="auto" { (words) },
                        ParagraphKind::Caption | ParagraphKind::Noise => {
                            p.aside dir="auto" { (words) }
                        }
                        _ => p dir="auto" { (words) },
                    }
                    (notes(from, to, here))
                }
            }
        }
        @if !unmarked.is_empty() {
            p.note { "Not marked, of this part: " (unmarked.len()) " more quotes." }
        }
        (places("Parts of the article, at the end"))
        @if request.is_editable { (edit::article_form(&article)) }
    })))
}

/// Returns what is known of an article beside its text.
fn facts(article: &Article) -> Markup {
    // Only these schemes are links: a URL of an article is text that somebody else wrote.
    let is_web = |url: &&str| url.starts_with("https://") || url.starts_with("http://");
    html! {
        dl.facts {
            @if let Some(source) = article.source() { dt { "Source" } dd dir="auto" { (source) } }
            dt { "Published" }
            dd {
                @match article.published() {
                    Some(published) => time datetime=(published) { (published) },
                    None => "No date is known",
                }
            }
            @if let Some(byline) = article.byline() { dt { "By" } dd dir="auto" { (byline) } }
            dt { "Quotes" } dd { (article.quote_count()) }
            @if article.countries().next().is_some() {
                dt { "Countries" }
                dd {
                    @for mentions in article.countries().take(20) {
                        span.name { (country_link(mentions.country)) } " "
                    }
                }
            }
            @if let Some(url) = article.url() {
                dt { "Address" }
                dd {
                    @if is_web(&url) { a href=(url) rel="noreferrer" { (url) } }
                    @else { bdi { (url) } }
                }
            }
        }
    }
}

/// Returns the bounds of the parts: one more than there are parts.
fn cuts(text: &str, paragraphs: &[usize], quotes: &[Quote]) -> Vec<usize> {
    let mut cuts = vec![0];
    let mut start = 0;
    while start < text.len() {
        let mut end = text.floor_char_boundary(
            start.saturating_add(fitting(text.get(start..).unwrap_or_default())),
        );
        let quote = quotes.partition_point(|quote| quote.span().range().start <= start);
        let next = quotes.get(quote.saturating_add(QUOTES)).map(|quote| quote.span().range().start);
        let paragraph = paragraphs.partition_point(|at| *at <= start);
        let next_paragraph = paragraphs.get(paragraph.saturating_add(PARAGRAPHS)).copied();
        for limit in [next, next_paragraph].into_iter().flatten().filter(|at| *at > start) {
            end = end.min(limit);
        }
        if end < text.len() {
            // Not within a word, unless it is longer than half a part.
            let words = text.get(start..end).unwrap_or_default();
            let space = words.rfind(char::is_whitespace).filter(|space| *space > words.len() / 2);
            end = space.map_or(end, |space| text.ceil_char_boundary(start + space + 1));
        }
        cuts.push(end);
        start = end;
    }
    if cuts.len() == 1 {
        cuts.push(0);
    }
    cuts
}

/// Returns how many bytes of a text fit a part, after what HTML escapes is longer.
fn fitting(text: &str) -> usize {
    let mut left = BYTES;
    let end = text.bytes().position(|byte| {
        let length = match byte {
            b'"' => "&quot;".len(),
            b'&' => "&amp;".len(),
            b'<' | b'>' => "&lt;".len(),
            _ => 1,
        };
        let fits = left >= length;
        left = left.saturating_sub(length);
        !fits
    });
    end.unwrap_or(text.len())
}

/// Returns the number of the part in which a quote begins. The first if there is no such quote.
fn part_of(ordinal: u32, cuts: &[usize], quotes: &[Quote]) -> usize {
    let quote = quotes.iter().find(|quote| quote.id().ordinal() == ordinal);
    let start = quote.map_or(0, |quote| quote.span().range().start);
    cuts.partition_point(|cut| *cut <= start).min(cuts.len().saturating_sub(1)).max(1)
}

/// Returns the text from `from` to `to` with its quotes marked. Of quotes that overlap, the first
/// is marked up to its end; the others have a mark for the rest.
fn marked(text: &str, from: usize, to: usize, quotes: &[&Quote]) -> Markup {
    let mut at = from;
    let mut pieces = Vec::new();
    for quote in quotes {
        let span = quote.span().range();
        if span.end <= from || span.start >= to {
            continue;
        }
        let (start, end) = (span.start.clamp(at, to), span.end.clamp(at, to));
        let number = quote.id().ordinal();
        // A quote over several paragraphs or parts has its place where it begins.
        let id = (span.start >= from).then(|| format!("q{number}"));
        if start == end && id.is_none() {
            continue;
        }
        pieces.push(html! {
            (text.get(at..start).unwrap_or_default())
            mark id=[id] { (text.get(start..end).unwrap_or_default()) }
        });
        at = end;
    }
    html! {
        @for piece in pieces { (piece) }
        (text.get(at..to).unwrap_or_default())
    }
}

/// Returns who said the quotes that end in the text from `from` to `to`.
fn notes(from: usize, to: usize, quotes: &[&Quote]) -> Markup {
    let ends = |quote: &&&Quote| (from + 1..=to).contains(&quote.span().range().end);
    let ended: Vec<_> = quotes.iter().filter(ends).collect();
    html! {
        @if !ended.is_empty() {
            ul.said {
                @for quote in ended {
                    @let number = quote.id().ordinal();
                    li {
                        a href={ "#q" (number) } { "Quote " (number + 1) } ": " (speakers(quote))
                        @if quote.saying_id().is_some() {
                            " · " a href=(Address::Saying(quote.id())) { "Same words" }
                        }
                    }
                }
            }
        }
    }
}
