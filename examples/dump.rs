//! Prints a store as JSON Lines: its articles, and the overrides of its speakers.

#[path = "support/terminal.rs"]
mod terminal;

use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use onrecord::Store;
use terminal::fail;

/// Prints a store as JSON Lines: a line for each article, with key, text, paragraphs and quotes.
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
        Err(error) => fail(&error),
    }
}
