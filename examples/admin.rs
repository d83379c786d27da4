//! Maintains a store: verify, stats, publish, backup, backups, check-backup, restore, erase,
//! remove-older, compact, rebuild-indexes, repair, upgrade.

#[path = "support/backups.rs"]
mod backups;
#[path = "support/terminal.rs"]
mod terminal;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use onrecord::{
    ArticleId, ChangeCursor, Histogram, OpenOptions, Published, Result, SpeakerId, Store, Tombstone,
};
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
    /// Write a file that other programs read, such as `find`, in place of an earlier one
    Publish { store: PathBuf, file: PathBuf },
    /// Write a backup to a new file and print the cursor for the next one
    Backup {
        store: PathBuf,
        file: PathBuf,
        /// Back up only what changed after this cursor of an earlier backup
        #[arg(long)]
        since: Option<ChangeCursor>,
    },
    /// Make the next backup in a folder, whole or of what changed, and remove old ones
    Backups {
        store: PathBuf,
        folder: PathBuf,
        /// Go on for ever, with so many seconds between two backups
        #[arg(long, value_name = "SECONDS")]
        every: Option<u64>,
        /// Begin with a whole backup again after so many files
        #[arg(long, default_value_t = 24)]
        length: u32,
        /// Keep so many whole backups, each with those that followed it
        #[arg(long, default_value_t = 7)]
        keep: u32,
    },
    /// Verify a whole backup and those that followed it, without restoring them
    CheckBackup {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Erase an article or a speaker, and print what still holds the bytes
    Erase {
        store: PathBuf,
        /// The id of the article
        #[arg(long, required_unless_present = "speaker", conflicts_with = "speaker")]
        article: Option<ArticleId>,
        /// The id of the speaker
        #[arg(long)]
        speaker: Option<SpeakerId>,
    },
    /// Remove all articles that were published before a month, day or moment
    RemoveOlder {
        store: PathBuf,
        /// Such as 2020-07 or 2020-07-21
        time: String,
        /// Count, and remove nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Let the changes before a cursor go with the next compaction
    FeedFloor { store: PathBuf, cursor: ChangeCursor },
    /// Make a store from a whole backup and those that followed it
    Restore {
        store: PathBuf,
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Erase what the tombstones in this file recognise, one a line
        #[arg(long, value_name = "FILE")]
        tombstones: Option<PathBuf>,
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
    let report = json!({
        "articles": verified.articles, "quotes": verified.quotes,
        "late_runs": verified.late_runs, "late_leaves": verified.late_leaves,
        "late_records": verified.late_records, "problems": verified.problems,
    });
    Ok((report, sound))
}

/// Opens a store of an older version with a progress bar on the terminal.
fn upgrade(store: &Path) -> Result<Store> {
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} articles, {msg}");
    let bar =
        ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let store = OpenOptions::new().upgrade(true).open_with_progress(store, |at| {
        bar.set_length(at.total);
        bar.set_position(at.articles);
        bar.set_message(format!("{} MiB", at.bytes >> 20));
    })?;
    bar.finish_and_clear();
    Ok(store)
}

/// Times as their number and their sum in seconds.
fn times(times: &Histogram) -> Value {
    json!({"count": times.count(), "seconds": times.sum().as_secs_f64()})
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
        "written_bytes": stats.written_bytes, "checkpoint_bytes": stats.checkpoint_bytes,
        "file_bytes": stats.file_bytes, "disk_free_bytes": stats.disk_free_bytes,
        "disk_reserve_bytes": stats.disk_reserve_bytes, "commits": stats.commits,
        "commit_times": times(&stats.commit_times), "commit_waits": times(&stats.commit_waits),
        "checkpoints": times(&stats.checkpoints), "syncs": times(&stats.syncs),
    }))
}

/// Makes backups in a folder, for ever if there is a time between them. Another program may have
/// the store open between two of them.
fn make_backups(
    store: &Path,
    folder: &Path,
    every: Option<u64>,
    (length, keep): (u32, u32),
) -> Result<Value, Box<dyn Error>> {
    loop {
        let made = Store::open(store)
            .map_err(Into::into)
            .and_then(|store| backups::round(&store, folder, length, keep))
            .map(|made| {
                let file = made.file.map(|file| file.display().to_string());
                json!({"file": file, "articles": made.articles, "removed": made.removed})
            });
        let Some(seconds) = every else { return made };
        match made {
            Ok(report) => println!("{report}"),
            Err(error) => drop(fail(&*error)),
        }
        thread::sleep(Duration::from_secs(seconds));
    }
}

fn read_tombstones(file: &Path) -> Result<Vec<Tombstone>, Box<dyn Error>> {
    let text = fs::read_to_string(file)
        .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    Ok(text.lines().map(str::parse).collect::<Result<_>>()?)
}

fn run(task: Task) -> Result<(Value, bool), Box<dyn Error>> {
    let report = match task {
        Task::Verify { store } => return Ok(verify(&Store::open(store)?)?),
        Task::Backups { store, folder, every, length, keep } => {
            make_backups(&store, &folder, every, (length, keep))?
        }
        Task::CheckBackup { files } => {
            let check = Store::check_backup(&files)?;
            json!({"articles": check.articles, "changes": check.changes, "bytes": check.bytes})
        }
        Task::Erase { store, article, speaker } => {
            let store = Store::open(store)?;
            let report = match (article, speaker) {
                (Some(article), _) => store.erase_article(article)?,
                (None, Some(speaker)) => store.erase_speaker(speaker)?,
                (None, None) => return Err("neither an article nor a speaker is given".into()),
            };
            let holders: Vec<_> = report.held_by.iter().map(|by| format!("{by:?}")).collect();
            let (articles, quotes) = (report.articles, report.quotes);
            json!({"articles": articles, "quotes": quotes, "held_by": holders})
        }
        Task::RemoveOlder { store, time, dry_run } => {
            let store = Store::open(store)?;
            let query = store.articles().older_than(time.parse::<Published>()?);
            let report = if dry_run { query.remove_dry_run()? } else { query.remove()? };
            let (articles, quotes) = (report.articles, report.quotes);
            json!({"articles": articles, "quotes": quotes, "batches": report.batches})
        }
        Task::FeedFloor { store, cursor } => {
            let store = Store::open(store)?;
            store.set_feed_floor(cursor)?;
            json!({"floor": cursor.to_string()})
        }
        Task::Stats { store } => stats(&Store::open(store)?)?,
        Task::Publish { store, file } => {
            let published = Store::open(store)?.publish(file)?;
            let (lsn, articles, bytes) = (published.lsn, published.articles, published.bytes);
            json!({"lsn": lsn, "articles": articles, "bytes": bytes})
        }
        Task::Backup { store, file, since } => {
            let store = Store::open(store)?;
            let backup = store.backup_since(since.unwrap_or(ChangeCursor::START), file)?;
            let cursor = backup.cursor.to_string();
            json!({"cursor": cursor, "articles": backup.articles, "bytes": backup.bytes})
        }
        Task::Restore { store, files, tombstones } => {
            let tombstones =
                tombstones.as_deref().map(read_tombstones).transpose()?.unwrap_or_default();
            Store::restore_erased(&files, &store, &tombstones)?;
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
        Task::Upgrade { store } => stats(&upgrade(&store)?)?,
    };
    Ok((report, true))
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok((report, sound)) => {
            println!("{report}");
            if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => fail(&*error),
    }
}
