//! Prints a store, or what a query finds, in any format that articles and quotes go out in.

#[path = "support/filters.rs"]
mod filters;
#[path = "support/terminal.rs"]
mod terminal;

use std::error::Error;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;

use clap::{Args, Parser};
use filters::Filters;
use onrecord::exchange::{ExportFormat, export};
use onrecord::{ChangeCursor, Store};
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
///
/// parquet is tables of the whole store in a folder, if the program was built with the feature
/// `parquet`; a line of JSON says what was written.
#[derive(Parser)]
struct Arguments {
    /// The folder of the store
    store: PathBuf,
    /// jsonl, ninjs (3.1), ninjs-2.2, ninjs-1.6, quotebank, jsonld, webannotation, csv or parquet
    #[arg(long, default_value = "jsonl")]
    format: Format,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    tables: Tables,
}

/// Tables of Parquet, or a format that is written to standard output.
#[derive(Clone, Copy)]
enum Format {
    Parquet,
    Stream(ExportFormat),
}

impl FromStr for Format {
    type Err = onrecord::Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        if name == "parquet" { Ok(Self::Parquet) } else { name.parse().map(Self::Stream) }
    }
}

#[derive(Args)]
struct Tables {
    /// With --format parquet, the folder that the tables are written to
    folder: Option<PathBuf>,
    /// Add what changed after this cursor to the tables in the folder, which end there; the
    /// manifest of an export has it
    #[arg(long, value_name = "CURSOR", requires = "folder")]
    since_cursor: Option<ChangeCursor>,
    /// With --since-cursor, write the months anew that have rows of replaced or removed articles
    #[arg(long, requires = "since_cursor")]
    purge: bool,
}

fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let Arguments { store, format, filters, tables } = arguments;
    let store = Store::open(store)?;
    let out = BufWriter::new(io::stdout().lock());
    match (format, tables.folder) {
        (Format::Parquet, Some(folder)) if filters.is_empty() => {
            write_tables(&store, &folder, tables.since_cursor, tables.purge)?;
        }
        (Format::Parquet, Some(_)) => return Err("tables of Parquet have the whole store".into()),
        (Format::Parquet, None) => return Err("--format parquet needs a FOLDER".into()),
        (Format::Stream(_), Some(_)) => return Err("a FOLDER is only for --format parquet".into()),
        (Format::Stream(ExportFormat::JsonLines), None) if filters.is_empty() => {
            store.export_jsonl(out)?;
        }
        (Format::Stream(format), None) => {
            export(&filters.query(store.quotes()), format, out)?;
        }
    }
    Ok(())
}

#[cfg(feature = "parquet")]
fn write_tables(
    store: &Store,
    folder: &Path,
    since: Option<ChangeCursor>,
    purge: bool,
) -> Result<(), Box<dyn Error>> {
    let mut export = store.export_parquet(folder);
    if let Some(since) = since {
        export = export.since(since);
    }
    if purge {
        export = export.purge();
    }
    let report = export.write()?;
    let line = serde_json::json!({
        "articles": report.articles,
        "quotes": report.quotes,
        "paragraphs": report.paragraphs,
        "speakers": report.speakers,
        "removed": report.removed,
        "files": report.files,
        "bytes": report.bytes,
        "cursor": report.cursor.to_string(),
    });
    println!("{line}");
    Ok(())
}

#[cfg(not(feature = "parquet"))]
fn write_tables(
    _: &Store,
    _: &Path,
    _: Option<ChangeCursor>,
    _: bool,
) -> Result<(), Box<dyn Error>> {
    Err("build with the feature `parquet` to write its tables".into())
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&*error),
    }
}
