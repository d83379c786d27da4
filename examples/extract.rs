//! Prints who said what in articles, without a store: a line of JSON for each article.

#[path = "support/articles.rs"]
mod articles;
#[path = "support/terminal.rs"]
mod terminal;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use articles::Articles;
use clap::Parser;
use onrecord::{CodePoints, Country, Draft, EnglishExtractor, Extract};
use serde::Serialize;
use terminal::{chain, fail};

/// Prints paragraphs, countries and quotes of each article as a line of JSON. Offsets count Unicode
/// code points.
#[derive(Parser)]
struct Arguments {
    /// A .txt, .jsonl or .jsonl.gz file, or - for JSON Lines on standard input
    file: std::path::PathBuf,
    /// Say for each quote which rules found its speaker and the speaker's country
    #[arg(long)]
    explain: bool,
}

#[derive(Serialize)]
struct Article<'t> {
    id: String,
    paragraphs: Vec<Paragraph>,
    countries: Vec<Mentions>,
    quotes: Vec<Quote<'t>>,
}

#[derive(Serialize)]
struct Paragraph {
    start: usize,
    end: usize,
    kind: &'static str,
}

#[derive(Serialize)]
struct Mentions {
    code: &'static str,
    mentions: u32,
}

#[derive(Serialize)]
struct Quote<'t> {
    start: usize,
    end: usize,
    text: &'t str,
    paragraph: usize,
    kind: &'static str,
    group: Option<u32>,
    cue: Option<String>,
    mention: Option<Mention>,
    speaker: Option<String>,
    from: Option<&'static str>,
    countries: Vec<&'static str>,
    context_countries: Vec<&'static str>,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Why>,
}

/// The rules that found the speaker of a quote and the speaker's country.
#[derive(Serialize)]
struct Why {
    attribution: Option<&'static str>,
    identity: Option<&'static str>,
    country: Option<&'static str>,
}

#[derive(Serialize)]
struct Mention {
    text: String,
    start: usize,
    end: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => fail(&error),
    }
}

/// Prints all articles. Returns whether each of them could be read.
fn run(arguments: &Arguments) -> io::Result<bool> {
    let extractor = EnglishExtractor::new();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut all_read = true;
    for article in Articles::of([&arguments.file]) {
        match article {
            Ok(draft) => {
                let described = describe(&draft, extractor, arguments.explain)?;
                serde_json::to_writer(&mut out, &described)?;
                out.write_all(b"\n")?;
            }
            Err(error) => {
                all_read = false;
                eprintln!("{}", chain(&error));
            }
        }
    }
    out.flush()?;
    Ok(all_read)
}

fn describe(draft: &Draft, extractor: EnglishExtractor, explain: bool) -> io::Result<Article<'_>> {
    let text = draft.text();
    let points = CodePoints::of(text);
    let (found, reasons) = if explain {
        extractor.explain(draft)
    } else {
        (extractor.extract(draft).map_err(io::Error::other)?, Vec::new())
    };
    let codes = |countries: &[Country]| countries.iter().map(|country| country.alpha2()).collect();
    let paragraphs = found.paragraphs.iter().map(|paragraph| {
        let at = points.range(paragraph.span);
        Paragraph { start: at.start, end: at.end, kind: paragraph.kind.as_str() }
    });
    let countries = found
        .countries
        .iter()
        .map(|found| Mentions { code: found.country.alpha2(), mentions: found.mentions });
    let quotes = found.quotes.iter().enumerate().map(|(number, quote)| {
        let at = points.range(quote.span);
        let behind = found
            .paragraphs
            .partition_point(|paragraph| paragraph.span.start() <= quote.span.start());
        Quote {
            start: at.start,
            end: at.end,
            text: text.get(quote.span.range()).unwrap_or_default(),
            paragraph: behind.saturating_sub(1),
            kind: quote.kind.as_str(),
            group: quote.group,
            cue: quote.cue.clone(),
            mention: quote.mention.as_ref().map(|mention| {
                let at = points.range(mention.span);
                Mention { text: mention.text.clone(), start: at.start, end: at.end }
            }),
            speaker: quote.speaker.clone(),
            from: quote.from.map(Country::alpha2),
            countries: codes(&quote.countries),
            context_countries: codes(&quote.context_countries),
            confidence: (f64::from(quote.confidence) * 1000.0).round() / 1000.0,
            why: reasons.get(number).map(|why| Why {
                attribution: why.attribution,
                identity: why.identity,
                country: why.country,
            }),
        }
    });
    Ok(Article {
        id: draft.external_key(),
        paragraphs: paragraphs.collect(),
        countries: countries.collect(),
        quotes: quotes.collect(),
    })
}
