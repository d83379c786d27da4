//! The figures of a store in the text format of Prometheus, version 0.0.4.

use std::fmt::{Display, Error, Write};

use onrecord::{Histogram, Stats};

/// The type of the text in HTTP.
pub(crate) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Returns the figures as text. Times are in seconds, sizes in bytes.
pub(crate) fn text(stats: &Stats) -> Result<String, Error> {
    let mut text = String::new();
    let gauges = [
        ("articles", "Articles.", stats.articles),
        ("quotes", "Quotes.", stats.quotes),
        ("checkpoint_lag_commits", "Commits that no checkpoint has yet.", stats.checkpoint_lag),
        (
            "durable_lag_commits",
            "Commits that do not survive the end of the process yet.",
            stats.changes - stats.durable,
        ),
        ("memtable_bytes", "List entries that no checkpoint has yet.", stats.memtable_bytes),
        ("superseded_records", "Superseded records that are not deleted yet.", stats.superseded),
        ("cache_capacity_bytes", "The most that the cache may take.", stats.cache_bytes),
        ("cache_bytes", "What the cache takes.", stats.cached_bytes),
        ("file_bytes", "The files of the store.", stats.file_bytes),
        ("disk_free_bytes", "What the disk has free.", stats.disk_free_bytes),
        ("disk_reserve_bytes", "What commits leave free.", stats.disk_reserve_bytes),
    ];
    for (name, help, value) in gauges {
        head(&mut text, name, "gauge", help)?;
        sample(&mut text, name, value)?;
    }
    let counters = [
        ("changes_total", "Changes since the store was made.", stats.changes),
        ("commits_total", "Commits.", stats.commits),
        ("cache_hits_total", "Lookups that the cache answered.", stats.cache_hits),
        ("cache_misses_total", "Lookups that it did not.", stats.cache_misses),
        ("cache_rejected_total", "Views that it did not keep.", stats.cache_rejected),
        ("inserted_bytes_total", "Bytes handed to the engine.", stats.inserted_bytes),
        ("checkpoint_bytes_total", "Those that checkpoints handed to it.", stats.checkpoint_bytes),
        ("written_bytes_total", "Bytes that the engine wrote.", stats.written_bytes),
    ];
    for (name, help, value) in counters {
        head(&mut text, name, "counter", help)?;
        sample(&mut text, name, value)?;
    }
    let histograms = [
        ("commit_seconds", "Calls that committed.", &stats.commit_times),
        ("commit_wait_seconds", "Waits of commits for checkpoints.", &stats.commit_waits),
        ("checkpoint_seconds", "Checkpoints.", &stats.checkpoints),
        ("sync_seconds", "Syncs of the log.", &stats.syncs),
    ];
    for (name, help, times) in histograms {
        head(&mut text, name, "histogram", help)?;
        histogram(&mut text, name, times)?;
    }
    Ok(text)
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> Result<(), Error> {
    writeln!(text, "# HELP onrecord_{name} {help}\n# TYPE onrecord_{name} {kind}")
}

fn sample(text: &mut String, name: &str, value: impl Display) -> Result<(), Error> {
    writeln!(text, "onrecord_{name} {value}")
}

fn histogram(text: &mut String, name: &str, times: &Histogram) -> Result<(), Error> {
    for (at_most, count) in times.buckets() {
        let seconds = at_most.as_secs_f64();
        sample(text, &format!("{name}_bucket{{le=\"{seconds}\"}}"), count)?;
    }
    sample(text, &format!("{name}_bucket{{le=\"+Inf\"}}"), times.count())?;
    sample(text, &format!("{name}_sum"), times.sum().as_secs_f64())?;
    sample(text, &format!("{name}_count"), times.count())
}
