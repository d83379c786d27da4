//! Checks a store: reads every record and compares every index with the articles.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use onrecord::{CheckReport, Store};
use serde::Serialize;

/// Checks a store and prints a report as JSON. The exit status is 1 where there are problems.
#[derive(Parser)]
struct Arguments {
    /// The folder of the store
    store: PathBuf,
}

#[derive(Serialize)]
struct Report {
    articles: u64,
    quotes: u64,
    problems: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match Store::open(&arguments.store).and_then(|store| store.check()) {
        Ok(CheckReport { articles, quotes, problems, .. }) => {
            let sound = problems.is_empty();
            match serde_json::to_string(&Report { articles, quotes, problems }) {
                Ok(report) => println!("{report}"),
                Err(error) => eprintln!("{error}"),
            }
            if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
