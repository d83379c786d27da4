//! Prints everything in a store as JSON Lines: its articles, and what users said of speakers.

#[path = "support/terminal.rs"]
mod terminal;

use std::error::Error;
use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use onrecord::Store;
use terminal::chain;

/// Prints a store as JSON Lines, one article a line with its key, text, paragraphs and quotes.
#[derive(Parser)]
struct Arguments {
    /// The folder of the store
    store: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let dumped = Store::open(&arguments.store)
        .and_then(|store| store.export_jsonl(BufWriter::new(io::stdout().lock())));
    match dumped {
        Ok(_) => ExitCode::SUCCESS,
        // Who reads the output may stop early.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", chain(&error));
            ExitCode::FAILURE
        }
    }
}

fn is_broken_pipe(error: &onrecord::Error) -> bool {
    let behind = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    behind.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
