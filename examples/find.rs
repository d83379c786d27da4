//! Finds quotes by speaker, country, source, attribute and date.

#[path = "support/filters.rs"]
mod filters;
#[path = "support/terminal.rs"]
mod terminal;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use filters::Filters;
use onrecord::{CodePoints, Country, Cursor, FromSource, Quote, Snapshot, Speaker, Store};
use serde::Serialize;
use terminal::{fail, plain};

/// Finds quotes that fulfil all conditions, newest first.
#[derive(Parser)]
struct Arguments {
    /// The folder of the store, or a file that it was published to
    store: PathBuf,
    #[command(flatten)]
    filters: Filters,
    /// Go on after the page that printed this cursor
    #[arg(long)]
    after: Option<Cursor>,
    /// The most quotes to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Print only the number of quotes
    #[arg(long)]
    count: bool,
    /// Print a line of JSON for each quote
    #[arg(long)]
    json: bool,
}

/// The quotes that are read at a time.
const PAGE: usize = 500;

/// The most speakers that are listed.
const LISTED: usize = 20;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&*error),
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let path = &arguments.store;
    let store = if path.is_file() { Snapshot::open(path)? } else { Store::open(path)?.snapshot() };
    let (count, json, limit) = (arguments.count, arguments.json, arguments.limit);
    if let Some(name) = &arguments.filters.speaker {
        tell_who_shares(&store, name, arguments.filters.from)?;
    }
    let mut query = arguments.filters.query(store.quotes());
    if let Some(cursor) = arguments.after {
        query = query.after(cursor);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    if count {
        writeln!(out, "{}", query.count()?)?;
        out.flush()?;
        return Ok(());
    }
    let mut left = limit;
    // Consecutive quotes of one article share the count of its code points.
    let mut together: Vec<Quote> = Vec::new();
    let next = loop {
        let page = query.page(left.min(PAGE))?;
        left -= page.items.len();
        for quote in page.items {
            if !json {
                print(&mut out, &quote)?;
                continue;
            }
            if together.first().is_some_and(|first| first.article_id() != quote.article_id()) {
                print_json(&mut out, &together)?;
                together.clear();
            }
            together.push(quote);
        }
        match page.next {
            Some(more) if left > 0 => query = query.after(more),
            next => break next,
        }
    };
    print_json(&mut out, &together)?;
    out.flush()?;
    if let Some(next) = next {
        eprintln!("There are more: go on with --after {next}");
    }
    Ok(())
}

/// Says who shares the name that is asked for, and how to pick one; or that nobody has it.
fn tell_who_shares(store: &Snapshot, name: &str, from: Option<Country>) -> Result<(), Failure> {
    let mut named = store.speakers().name(name);
    let mut begun = store.speakers().prefix(name);
    if let Some(country) = from {
        named = named.country(country);
        begun = begun.country(country);
    }
    let found = named.iter().collect::<Result<Vec<_>, _>>()?;
    let full = |speaker: &Speaker| speaker.name().to_lowercase() == name.trim().to_lowercase();
    let mut others = Vec::new();
    if !found.iter().any(full) {
        others = begun.iter().collect::<Result<Vec<_>, _>>()?;
        others.retain(|other| found.iter().all(|speaker| speaker.id() != other.id()));
    }
    if found.is_empty() {
        let place = from.map(|country| format!(" from {country}")).unwrap_or_default();
        eprintln!("Nobody{place} is known as “{}”.", plain(name));
        if !others.is_empty() {
            eprintln!("Names that begin so:");
            list(&others);
            eprintln!("Pick one with --speaker-id ID or with the full name.");
        }
        return Ok(());
    }
    // A surname that articles use for one speaker may be that of others as well.
    others.retain(|other| other.bears(name));
    if found.len() + others.len() == 1 {
        return Ok(());
    }
    eprintln!("{} speakers share the name “{}”:", found.len() + others.len(), plain(name));
    if others.is_empty() {
        list(&found);
        eprintln!("The quotes are of all of them. Pick one with --speaker-id ID, with the full");
        eprintln!("name, or with --from CC.");
    } else {
        list(&found);
        list(&others);
        let of = match &*found {
            [one] => plain(one.name()),
            several => format!("the first {}", several.len()),
        };
        eprintln!("The quotes are of {of}, as articles use this name for no other. Pick one with");
        eprintln!("--speaker-id ID or with the full name.");
    }
    Ok(())
}

/// Lists the most quoted of some speakers.
fn list(speakers: &[Speaker]) {
    for speaker in speakers.iter().take(LISTED) {
        let country = speaker.country().map_or("country unknown", Country::alpha2);
        let (id, name, count) = (speaker.id(), plain(speaker.name()), speaker.quote_count());
        let quotes = if count == 1 { "quote" } else { "quotes" };
        eprintln!("  {id}  {name} ({country}), {count} {quotes}");
    }
    if speakers.len() > LISTED {
        eprintln!("  … and {} more", speakers.len() - LISTED);
    }
}

fn print(out: &mut impl Write, quote: &Quote) -> Result<(), Failure> {
    let article = quote.article()?;
    let published =
        quote.published().map_or_else(|| "undated".to_owned(), |published| published.to_string());
    let source = match quote.from_source() {
        Some(FromSource::Speaker) => ", not by this article",
        _ => "",
    };
    let from = quote.speaker_country().map(|country| format!(" ({country}{source})"));
    let from = from.unwrap_or_default();
    let speaker = plain(quote.speaker_name().unwrap_or("unattributed"));
    writeln!(out, "{published}  {speaker}{from}: “{}”", plain(quote.text()))?;
    let title = plain(article.title().unwrap_or(article.key()));
    let source = article.source().map(|source| format!("{}: ", plain(source))).unwrap_or_default();
    writeln!(out, "    {source}{title}")?;
    Ok(())
}

#[derive(Serialize)]
struct Line<'q> {
    key: &'q str,
    title: Option<&'q str>,
    source: Option<&'q str>,
    published: Option<String>,
    start: usize,
    end: usize,
    text: &'q str,
    paragraph: u32,
    kind: &'static str,
    group: Option<u32>,
    cue: Option<&'q str>,
    mention: Option<Mention<'q>>,
    speaker: Option<&'q str>,
    role: Option<&'q str>,
    from: Option<&'static str>,
    from_source: Option<&'static str>,
    countries: Vec<&'static str>,
    context_countries: Vec<&'static str>,
    confidence: f32,
}

#[derive(Serialize)]
struct Mention<'q> {
    text: &'q str,
    start: usize,
    end: usize,
}

/// Prints quotes of one article, with the offsets as Unicode code points.
fn print_json(out: &mut impl Write, quotes: &[Quote]) -> Result<(), Failure> {
    let Some(first) = quotes.first() else { return Ok(()) };
    let article = first.article()?;
    let text = article.text()?;
    let points = CodePoints::of(&text);
    for quote in quotes {
        let at = points.range(quote.span());
        let mention = quote.mention().zip(quote.mention_span()).map(|(text, span)| {
            let at = points.range(span);
            Mention { text, start: at.start, end: at.end }
        });
        let line = Line {
            key: article.key(),
            title: article.title(),
            source: article.source(),
            published: quote.published().map(|published| published.to_string()),
            start: at.start,
            end: at.end,
            text: quote.text(),
            paragraph: quote.paragraph_index(),
            kind: quote.kind().as_str(),
            group: quote.group(),
            cue: quote.cue(),
            mention,
            speaker: quote.speaker_name(),
            role: quote.role(),
            from: quote.speaker_country().map(Country::alpha2),
            from_source: quote.from_source().map(FromSource::as_str),
            countries: quote.countries().map(Country::alpha2).collect(),
            context_countries: quote.context_countries().map(Country::alpha2).collect(),
            confidence: quote.confidence(),
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
