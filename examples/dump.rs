//! Prints a store, or what a query finds, in any format that articles and quotes go out in.

#[path = "support/filters.rs"]
mod filters;
#[path = "support/terminal.rs"]
mod terminal;

use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use filters::Filters;
use onrecord::exchange::{ExportFormat, export};
use onrecord::{Result, Store};
use terminal::fail;

/// Prints a store: its articles, or their quotes.
///
/// Of the formats, jsonl, ninjs and jsonld have articles with all of their quotes: those in which
/// the filters find a quote. Without filters, and with those of source and date alone, articles
/// without quotes are there too. quotebank, webannotation and csv have the quotes that the filters
/// find.
///
/// Articles are newest first. JSON Lines without filters are a copy of the store: in the order in
/// which articles were stored, with the corrections of all speakers.
#[derive(Parser)]
struct Arguments {
    /// The folder of the store
    store: PathBuf,
    /// jsonl, ninjs (3.1), ninjs-2.2, ninjs-1.6, quotebank, jsonld, webannotation or csv
    #[arg(long, default_value = "jsonl")]
    format: ExportFormat,
    #[command(flatten)]
    filters: Filters,
}

fn run(arguments: Arguments) -> Result<()> {
    let store = Store::open(&arguments.store)?;
    let out = BufWriter::new(io::stdout().lock());
    if arguments.format == ExportFormat::JsonLines && arguments.filters.is_empty() {
        store.export_jsonl(out)?;
    } else {
        export(&arguments.filters.query(store.quotes()), arguments.format, out)?;
    }
    Ok(())
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}
