//! Prints who said what in articles, without a store: a line of JSON for each article. With
//! `--lines` or `--arrow` it serves another program, which writes articles and reads answers.

#[path = "support/articles.rs"]
mod articles;
#[path = "support/columns.rs"]
mod columns;
#[path = "support/terminal.rs"]
mod terminal;

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use articles::Articles;
use clap::Parser;
use columns::Batches;
use onrecord::exchange::{Form, Records};
use onrecord::{CodePoints, Country, Draft, EnglishExtractor, Extract, limits};
use serde::Serialize;
use terminal::{chain, fail, plain};

/// Prints paragraphs, countries and quotes of each article as a line of JSON. Offsets count Unicode
/// code points.
#[derive(Parser)]
struct Arguments {
    /// A .txt, .jsonl or .jsonl.gz file, or - for JSON Lines on standard input
    #[arg(required_unless_present_any = ["lines", "arrow"])]
    file: Option<PathBuf>,
    /// Answer each line of standard input, an article in JSON, with a line, as soon as it is read.
    /// The answer to a line that is no article is an object whose only field is `error`
    #[arg(long, conflicts_with = "file")]
    lines: bool,
    /// Answer each record batch of an Apache Arrow stream on standard input, whose columns are the
    /// fields of articles in text, with a batch of as many rows. The answer to a row that is no
    /// article is null in all columns but `error`
    #[arg(long, conflicts_with_all = ["file", "lines", "explain"])]
    arrow: bool,
    /// Say for each quote which rules found its speaker and the speaker's country
    #[arg(long)]
    explain: bool,
}

/// The answer to a line that is no article.
#[derive(Serialize)]
struct Refusal {
    error: String,
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
    role: Option<String>,
    from: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    further: Vec<Further>,
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

/// A speaker of a quote after the first.
#[derive(Serialize)]
struct Further {
    speaker: String,
    role: Option<String>,
    from: Option<&'static str>,
}

#[derive(Serialize)]
struct Mention {
    text: String,
    start: usize,
    end: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let all_read = match &arguments.file {
        Some(file) => print(file, arguments.explain),
        None if arguments.arrow => answer_batches().map(|()| true),
        None => answer(arguments.explain).map(|()| true),
    };
    match all_read {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => fail(&error),
    }
}

/// Answers the lines of standard input, until it ends.
fn answer(explain: bool) -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 16, io::stdin());
    let mut out = BufWriter::new(io::stdout().lock());
    let mut line = Vec::new();
    while read_line(&mut input, &mut line)? {
        match read_article(&line) {
            Ok(draft) => serde_json::to_writer(&mut out, &describe(&draft, explain)?)?,
            Err(error) => serde_json::to_writer(&mut out, &Refusal { error })?,
        }
        out.write_all(b"\n")?;
        // Nobody waits for an answer while a whole line is here to be read.
        if !input.buffer().contains(&b'\n') {
            out.flush()?;
        }
    }
    out.flush()
}

/// Answers the record batches on standard input, until it ends.
fn answer_batches() -> io::Result<()> {
    let mut batches = Batches::start(io::stdin().lock(), io::stdout().lock())?;
    while let Some(articles) = batches.next()? {
        for line in articles.lines() {
            match read_article(&line?) {
                Ok(draft) => batches.push(&describe(&draft, false)?)?,
                Err(error) => batches.push(&Refusal { error })?,
            }
        }
        batches.answer()?;
    }
    batches.finish()
}

/// Reads a line, which is left empty if it is too long. Returns whether there was one.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let read = input.take(limits::LINE_BYTES as u64).read_until(b'\n', line)?;
    if read == limits::LINE_BYTES && !line.ends_with(b"\n") {
        line.clear();
        input.skip_until(b'\n')?;
    }
    Ok(read > 0)
}

/// Reads the article in a line, or says why there is none.
fn read_article(line: &[u8]) -> Result<Draft, String> {
    let mut records = Records::new(line, Form::Detect);
    match (records.next(), records.next()) {
        (Some(Ok(record)), None) => Ok(record.draft),
        (Some(Err(bad)), _) | (Some(Ok(_)), Some(Err(bad))) => Err(plain(&bad.error.to_string())),
        (Some(Ok(_)), Some(Ok(_))) => Err("several articles in a line".into()),
        (None, _) => Err("no article in the line".into()),
    }
}

/// Prints all articles of a file. Returns whether each of them could be read.
fn print(file: &Path, explain: bool) -> io::Result<bool> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut all_read = true;
    for article in Articles::of([file]) {
        match article {
            Ok(draft) => {
                serde_json::to_writer(&mut out, &describe(&draft, explain)?)?;
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

fn describe(draft: &Draft, explain: bool) -> io::Result<Article<'_>> {
    let extractor = EnglishExtractor::new();
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
        let further = quote.further.iter().map(|further| Further {
            speaker: further.name.clone(),
            role: further.role.clone(),
            from: further.from.map(Country::alpha2),
        });
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
            role: quote.role.clone(),
            from: quote.from.map(Country::alpha2),
            further: further.collect(),
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
