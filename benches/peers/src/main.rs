//! Runs the same work, with the same data and the same answers, on onrecord and on the stores that
//! a user would pick instead. `benches/README.md` says what each work does.

mod ask;
mod child;
#[path = "../../data/mod.rs"]
mod data;
mod engines;
mod questions;
mod raw;
mod report;
mod rows;
mod run;
mod words;
mod work;
mod writing;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use engines::Engine;
use run::Run;
use work::Work;

/// Any error; it ends the program.
type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T, E = Error> = std::result::Result<T, E>;

/// Compares onrecord with other stores, side by side.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    child: Option<Child>,
    /// How many articles the stores have, with 4 quotes each.
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(100..))]
    articles: u32,
    /// A work to run; by default all.
    #[arg(long = "work", value_name = "NAME")]
    works: Vec<Work>,
    /// An engine to run; by default all.
    #[arg(long = "engine", value_name = "NAME")]
    engines: Vec<Engine>,
    /// How often each work is repeated, at least 5.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(5..))]
    rounds: u16,
    /// The file for a line of JSON for each figure; by default a table is printed.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Child {
    /// Measures what needs a process of its own.
    #[command(hide = true)]
    Child(child::Order),
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peers: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    if let Some(Child::Child(order)) = arguments.child {
        return child::run(&order);
    }
    let all = arguments.works.is_empty();
    let works = if all { Work::value_variants().to_vec() } else { arguments.works };
    let mut run =
        Run::new(arguments.articles, usize::from(arguments.rounds), works, arguments.engines)?;
    run.run()?;
    if let Some(file) = arguments.json {
        return report::write_json(&file, &run.figures);
    }
    print!("{}", report::tables(&run.figures));
    Ok(())
}
