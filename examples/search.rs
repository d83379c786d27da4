//! Finds paragraphs by their words, in whole articles and not only in quotes.

#[path = "support/terminal.rs"]
mod terminal;
#[path = "support/words.rs"]
mod words;

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use onrecord::{
    ArticleQuery, Country, Cursor, FoundParagraph, OpenOptions, ParagraphQuery, Published,
};
use serde_json::json;
use terminal::{fail, plain};
use words::{SNIPPET, catch_up, excerpt};

/// Finds paragraphs with words, newest first.
///
/// The first search of a store makes its index of paragraphs, which later ones bring up to date.
#[derive(Parser)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch on the command line")]
struct Arguments {
    /// The folder of the store
    store: PathBuf,
    /// The words: "turning point" as a phrase, turn*, OR, -word
    words: String,
    /// In articles that name this country
    #[arg(long, value_name = "CC")]
    naming: Option<Country>,
    /// In articles of this source
    #[arg(long)]
    source: Option<String>,
    /// Published on this day or later, in UTC
    #[arg(long, value_name = "DATE")]
    since: Option<Published>,
    /// Published on this day or earlier, in UTC
    #[arg(long, value_name = "DATE")]
    until: Option<Published>,
    /// Oldest first
    #[arg(long, conflicts_with = "relevance")]
    oldest: bool,
    /// The most relevant first
    #[arg(long)]
    relevance: bool,
    /// Go on after the page that printed this cursor
    #[arg(long)]
    after: Option<Cursor>,
    /// The most paragraphs to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Print only the number of paragraphs
    #[arg(long)]
    count: bool,
    /// Print a line of JSON for each paragraph
    #[arg(long)]
    json: bool,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&*error),
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let store = OpenOptions::new().text_index_of_paragraphs(true).open(&arguments.store)?;
    catch_up(&store)?;
    let query = paragraphs(store.articles(), arguments);
    let mut out = BufWriter::new(io::stdout().lock());
    if arguments.count {
        writeln!(out, "{}", query.count()?)?;
        out.flush()?;
        return Ok(());
    }
    let page = query.page(arguments.limit)?;
    for found in &page.items {
        if arguments.json {
            writeln!(out, "{}", line(&query, found))?;
        } else {
            print(&mut out, &query, found)?;
        }
    }
    out.flush()?;
    if let Some(next) = page.next {
        eprintln!("There are more: go on with --after {next}");
    }
    Ok(())
}

/// Asks for what the arguments ask for.
fn paragraphs(mut articles: ArticleQuery, arguments: &Arguments) -> ParagraphQuery {
    if let Some(country) = arguments.naming {
        articles = articles.mentions_country(country);
    }
    if let Some(source) = &arguments.source {
        articles = articles.source(source);
    }
    if let Some(since) = arguments.since {
        articles = articles.published(since..);
    }
    if let Some(until) = arguments.until {
        articles = articles.published(..=until);
    }
    if arguments.oldest {
        articles = articles.oldest_first();
    }
    let mut query = articles.paragraphs(&arguments.words);
    if arguments.relevance {
        query = query.by_relevance();
    }
    match arguments.after.clone() {
        Some(cursor) => query.after(cursor),
        None => query,
    }
}

fn print(
    out: &mut impl Write,
    query: &ParagraphQuery,
    found: &FoundParagraph,
) -> Result<(), Failure> {
    let FoundParagraph { article, paragraph, .. } = found;
    let published = article.published().map_or("undated".to_owned(), |at| at.to_string());
    let title = plain(article.title().unwrap_or_else(|| article.key()));
    let source = plain(article.source().unwrap_or("no source"));
    writeln!(out, "{published}  {title} ({source}), {} {}", paragraph.kind(), paragraph.index())?;
    let snippet = excerpt(&query.snippet(found, SNIPPET), io::stdout().is_terminal());
    writeln!(out, "    {snippet}\n")?;
    Ok(())
}

fn line(query: &ParagraphQuery, found: &FoundParagraph) -> serde_json::Value {
    let FoundParagraph { article, paragraph, .. } = found;
    json!({
        "key": article.key(),
        "title": article.title(),
        "source": article.source(),
        "published": article.published().map(|published| published.to_string()),
        "paragraph": paragraph.index(),
        "kind": paragraph.kind().as_str(),
        "text": paragraph.text(),
        "snippet": query.snippet(found, SNIPPET).text(),
    })
}
