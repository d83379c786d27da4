//! Maintains a store: verify, stats, backup, restore, compact, rebuild-indexes, repair, upgrade.

#[path = "support/terminal.rs"]
mod terminal;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use onrecord::{ChangeCursor, OpenOptions, Result, Store};
use serde_json::{Value, json};
use terminal::fail;

/// Maintains a store. Prints a report as JSON; the exit status is 1 if something is wrong.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Read every record and compare every index with the articles
    Verify { store: PathBuf },
    /// Print counts, sizes, cache hits, bytes written and the checkpoint lag
    Stats { store: PathBuf },
    /// Write a backup to a new file and print the cursor for the next one
    Backup {
        store: PathBuf,
        file: PathBuf,
        /// Back up only what changed after this cursor of an earlier backup
        #[arg(long)]
        since: Option<ChangeCursor>,
    },
    /// Make a store from a whole backup and those that followed it
    Restore {
        store: PathBuf,
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Write the files anew, without what was removed or replaced
    Compact { store: PathBuf },
    /// Derive all indexes again from the articles
    RebuildIndexes { store: PathBuf },
    /// Keep what is whole of a damaged store and set the rest aside in a new file
    Repair { store: PathBuf, quarantine: PathBuf },
    /// Bring a store of an older version to the present format, for good
    Upgrade { store: PathBuf },
}

/// Verifies with a progress bar on the terminal. Returns the report and whether the store is sound.
fn verify(store: &Store) -> Result<(Value, bool)> {
    let style = ProgressStyle::with_template("{msg:9} {bar:40} {pos} of {len}");
    let bar =
        ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let verified = store.verify(|at| {
        bar.set_message(at.stage);
        bar.set_length(at.total);
        bar.set_position(at.done);
    })?;
    bar.finish_and_clear();
    let sound = verified.problems.is_empty();
    let (articles, quotes) = (verified.articles, verified.quotes);
    Ok((json!({"articles": articles, "quotes": quotes, "problems": verified.problems}), sound))
}

fn stats(store: &Store) -> Result<Value> {
    let stats = store.stats()?;
    Ok(json!({
        "articles": stats.articles, "quotes": stats.quotes,
        "changes": stats.changes, "durable": stats.durable,
        "checkpoint_lag": stats.checkpoint_lag,
        "memtable_bytes": stats.memtable_bytes, "superseded": stats.superseded,
        "cache_bytes": stats.cache_bytes, "cached_bytes": stats.cached_bytes,
        "cached": stats.cached, "cache_hits": stats.cache_hits, "cache_misses": stats.cache_misses,
        "cache_rejected": stats.cache_rejected, "inserted_bytes": stats.inserted_bytes,
        "written_bytes": stats.written_bytes, "file_bytes": stats.file_bytes,
    }))
}

fn run(task: Task) -> Result<(Value, bool)> {
    let report = match task {
        Task::Verify { store } => return verify(&Store::open(store)?),
        Task::Stats { store } => stats(&Store::open(store)?)?,
        Task::Backup { store, file, since } => {
            let store = Store::open(store)?;
            let backup = store.backup_since(since.unwrap_or(ChangeCursor::START), file)?;
            let cursor = backup.cursor.to_string();
            json!({"cursor": cursor, "articles": backup.articles, "bytes": backup.bytes})
        }
        Task::Restore { store, files } => {
            Store::restore(&files, &store)?;
            stats(&Store::open(store)?)?
        }
        Task::Compact { store } => {
            let compacted = Store::compact(store)?;
            json!({"before": compacted.before, "after": compacted.after})
        }
        Task::RebuildIndexes { store } => {
            Store::rebuild_indexes(&store)?;
            stats(&Store::open(store)?)?
        }
        Task::Repair { store, quarantine } => {
            let report = Store::repair(store, quarantine)?;
            let lost: Vec<_> = report
                .lost
                .iter()
                .map(|lost| {
                    let article = lost.article.to_string();
                    json!({"article": article, "key": lost.key, "problem": lost.problem})
                })
                .collect();
            let edits: Vec<_> = report.lost_edits.iter().map(ToString::to_string).collect();
            let (articles, set_aside) = (report.articles, report.set_aside);
            let sound = lost.is_empty() && edits.is_empty();
            let report = json!({
                "articles": articles, "lost": lost, "lost_edits": edits, "set_aside": set_aside,
            });
            return Ok((report, sound));
        }
        Task::Upgrade { store } => stats(&OpenOptions::new().upgrade(true).open(store)?)?,
    };
    Ok((report, true))
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok((report, sound)) => {
            println!("{report}");
            if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => fail(&error),
    }
}
