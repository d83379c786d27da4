//! Loads articles in bulk: extracts while it stores, and resumes an interrupted load.

#[path = "support/articles.rs"]
mod articles;
#[path = "support/terminal.rs"]
mod terminal;

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use articles::Articles;
use clap::{Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use onrecord::{Durability, LoadReport, OpenOptions};
use serde::Serialize;
use terminal::{chain, fail};

/// Loads articles into a store, and creates the store if there is none.
///
/// An article that is stored already is left as it is, so the same command resumes an interrupted
/// load. A bad record is reported and skipped. The exit status is 1 if a file cannot be read. The
/// last line is a summary as JSON.
#[derive(Parser)]
struct Arguments {
    /// The folder of the store
    store: PathBuf,
    /// .txt, .jsonl or .jsonl.gz files, or folders of them; - for JSON Lines on standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What a stored article survives for sure: nothing, the end of the process, or a loss of power
    #[arg(long, value_enum, default_value = "buffered")]
    durability: Level,
    /// Print {"ack": KEY} for each article when it is durable
    #[arg(long)]
    acks: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Level {
    Buffered,
    Process,
    Power,
}

#[derive(Serialize)]
struct Ack<'k> {
    ack: &'k str,
}

#[derive(Serialize)]
struct Summary {
    articles: u64,
    added: u64,
    replaced: u64,
    unchanged: u64,
    skipped: u64,
    paragraphs: u64,
    quotes: u64,
    speakers: u64,
    seconds: f64,
}

type Failure = Box<dyn Error>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => fail(&*error),
    }
}

/// Loads all files. Returns whether each of them could be read.
fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let start = Instant::now();
    let durability = match arguments.durability {
        Level::Buffered => Durability::Buffered,
        Level::Process => Durability::Process,
        Level::Power => Durability::Power,
    };
    let store = OpenOptions::new().create(true).durability(durability).open(&arguments.store)?;
    // Drawn on standard error, if that is a terminal.
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template(
        "{spinner} {pos} articles, {per_sec}, {elapsed} {msg}",
    )?);
    bar.enable_steady_tick(Duration::from_millis(200));
    let mut all_read = true;
    let mut unprinted = None;
    let records = Articles::of(&arguments.files).inspect(|record| {
        if let Err(bad) = record {
            all_read &= bad.source().is_none();
        }
    });
    let report = store
        .loader()
        .progress(|progress| {
            bar.set_position(progress.report.articles());
            bar.set_message(format!("({} quotes)", progress.report.quotes));
            for skipped in progress.skipped {
                // The source of the error names the file; without one, the error names the key.
                let reason: &dyn Error = &skipped.reason;
                bar.suspend(|| eprintln!("{}", chain(reason.source().unwrap_or(reason))));
            }
            if arguments.acks && unprinted.is_none() {
                unprinted = acknowledge(progress.keys).err();
            }
        })
        .run(records)?;
    bar.finish_and_clear();
    if let Some(error) = unprinted {
        return Err(format!("cannot print acknowledgements: {error}").into());
    }
    let speakers = store.speakers().count()?;
    store.close()?;
    summarize(&report, speakers, start.elapsed())?;
    Ok(all_read)
}

fn acknowledge(keys: &[String]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for key in keys {
        let mut line = serde_json::to_vec(&Ack { ack: key })?;
        line.push(b'\n');
        out.write_all(&line)?;
        out.flush()?;
    }
    Ok(())
}

fn summarize(report: &LoadReport, speakers: u64, took: Duration) -> io::Result<()> {
    let summary = Summary {
        articles: report.articles(),
        added: report.added,
        replaced: report.replaced,
        unchanged: report.unchanged,
        skipped: report.skipped,
        paragraphs: report.paragraphs,
        quotes: report.quotes,
        speakers,
        seconds: took.as_secs_f64(),
    };
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &summary)?;
    writeln!(out)
}
