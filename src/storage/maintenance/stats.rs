//! Counts, sizes, times and cache statistics.

use std::sync::atomic::Ordering;

use crate::error::Result;
use crate::record::{ArchivedVersionRecord, Kind, Valid, VersionsRecord, decode_record};
use crate::storage::engine::Table;
use crate::storage::files::{Folder, folder_bytes};
use crate::storage::list::ListKey;
use crate::storage::metrics::Histogram;
use crate::storage::read_guard::read;
use crate::storage::shared::Storage;

/// Counts, sizes, times and cache statistics of one moment. Made by
/// [`Store::stats`](crate::Store::stats).
///
/// `quotes` costs a read of one page of versions for each 128 articles, `file_bytes` and
/// `disk_free_bytes` a look at the few files of the engine and at the disk. The other figures are
/// counters, which cost next to nothing; those of the engine and the cache begin anew when the
/// store is compacted while it is open.
///
/// # Examples
/// The write amplification of a load:
/// ```
/// # use onrecord::{Draft, Durability, OpenOptions};
/// # let dir = tempfile::tempdir()?; let path = dir.path().join("s");
/// let store = OpenOptions::new().create(true).durability(Durability::Process).open(path)?;
/// let before = store.stats()?;
/// store.put(&Draft::new("We won."))?;
/// let after = store.stats()?;
/// let written = after.written_bytes - before.written_bytes;
/// let inserted = after.inserted_bytes - before.inserted_bytes;
/// println!("{:.1} bytes written for each byte inserted", written as f64 / inserted as f64);
/// # assert!(written > inserted && inserted > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Articles.
    pub articles: u64,
    /// Quotes in them.
    pub quotes: u64,
    /// Changes since the store was made.
    pub changes: u64,
    /// The last change that survives the end of the process; with `Power`, a loss of power.
    pub durable: u64,
    /// Commits that are not in the derived tables yet: those since the last checkpoint, which an
    /// open after an unclean end has to replay.
    pub checkpoint_lag: u64,
    /// About how many bytes of memory the list entries of those changes take.
    pub memtable_bytes: u64,
    /// Records that were superseded, and wait until no view holds them or the next checkpoint
    /// comes.
    pub superseded: u64,
    /// The most bytes that the cache of views may take, and what it takes.
    pub cache_bytes: u64,
    /// The bytes of the views in the cache, with what it adds to each.
    pub cached_bytes: u64,
    /// How many views are in the cache.
    pub cached: u64,
    /// Lookups since the store was opened that the cache answered.
    pub cache_hits: u64,
    /// Lookups that it did not.
    pub cache_misses: u64,
    /// Views since the store was opened that the cache did not keep because a shard has no room
    /// for them. Reading one again is a miss. Few stores have any: only views of more than 8,000
    /// speakers of one name, if [`cache_bytes`](crate::OpenOptions::cache_bytes) is at least 96
    /// KiB.
    pub cache_rejected: u64,
    /// Bytes of the keys and values that this handle inserted into the engine since it was opened:
    /// articles, WAL and derived tables, values as they are compressed. Removals are not counted.
    pub inserted_bytes: u64,
    /// Bytes that the engine wrote to its log since the store was opened, which is its only table
    /// file: nodes, headers and padding. Does not count what is still in its buffers, which reach
    /// the file at the next flush or within about half a second, nor the snapshot of its page table
    /// that it writes when it is closed. Divided by `inserted_bytes`, it is the write amplification
    /// of the engine.
    pub written_bytes: u64,
    /// The part of `inserted_bytes` that checkpoints inserted: derived tables.
    pub checkpoint_bytes: u64,
    /// The bytes of the store's files.
    pub file_bytes: u64,
    /// The bytes that the disk of the store has free for this user.
    pub disk_free_bytes: u64,
    /// The bytes of the disk that commits leave free; see
    /// [`disk_reserve`](crate::OpenOptions::disk_reserve).
    pub disk_reserve_bytes: u64,
    /// Commits of this handle since the store was opened: puts, replaces, removals, erasures and
    /// corrections. What changed nothing is not counted.
    pub commits: u64,
    /// The times of the calls that made them, each from asking for the writer until all of its
    /// commits are as durable as the store is opened for. A batch, a group of a load and a batch of
    /// a removal are one call each.
    pub commit_times: Histogram,
    /// How long commits were held up by a checkpoint that goes on, each time that one was: for a
    /// moment, as commits get ahead of it, or until its end. Part of `commit_times`.
    pub commit_waits: Histogram,
    /// The times of checkpoints, those of closing included.
    pub checkpoints: Histogram,
    /// The times of syncs of the engine's log: those that commits, checkpoints and
    /// [`sync`](crate::Store::sync) wait for, and those of the thread that syncs it as it grows.
    pub syncs: Histogram,
}

/// Returns counts, sizes and cache statistics.
pub(crate) fn stats(storage: &Storage) -> Result<Stats> {
    let pending_free = storage.pending_free();
    let retired = pending_free.iter().map(|free| free.page_ids.len() + free.revisions.len());
    let retired: usize = retired.sum();
    drop(pending_free);
    let guard = read(storage);
    let checkpoint_lag = guard.checkpoint_lag();
    let tables = storage.tables();
    let cache = &tables.cache;
    let folder = tables.folder.as_deref();
    let files = folder.map(|folder| folder_bytes(&folder.engine())).transpose()?;
    let free = folder.map(Folder::available_bytes).transpose()?;
    let (engine, metrics) = (&tables.engine, &storage.metrics);
    let mut stats = Stats {
        articles: guard.article_list(&ListKey::articles())?.count(),
        quotes: 0,
        changes: guard.lsn(),
        durable: storage.flushed.load(Ordering::Acquire).max(guard.lsn() - checkpoint_lag),
        checkpoint_lag,
        memtable_bytes: guard.memtable_bytes() as u64,
        superseded: (guard.superseded() + retired) as u64,
        cache_bytes: cache.capacity(),
        cached_bytes: cache.bytes(),
        cached: cache.len() as u64,
        cache_hits: cache.hits(),
        cache_misses: cache.misses(),
        cache_rejected: cache.rejected(),
        inserted_bytes: engine.inserted_bytes(),
        written_bytes: engine.written_bytes(),
        checkpoint_bytes: engine.derived_bytes(),
        file_bytes: files.unwrap_or_default(),
        disk_free_bytes: free.unwrap_or_default(),
        disk_reserve_bytes: storage.reserve,
        commits: metrics.commits.load(Ordering::Relaxed),
        commit_times: metrics.commit_times.histogram(),
        commit_waits: metrics.commit_waits.histogram(),
        checkpoints: metrics.checkpoints.histogram(),
        syncs: engine.syncs(),
    };
    let changed: u64 = guard
        .changed_articles()
        .into_iter()
        .filter_map(|article| guard.changed_state(article))
        .map(|state| u64::from(state.quotes))
        .sum();
    stats.quotes = changed;
    for entry in engine.scan(Table::States, Vec::new()..) {
        let (key, value) = entry?;
        let first =
            key.first_chunk().map_or(0, |page| u64::from_be_bytes(*page)) * VersionsRecord::EACH;
        let page: Valid<VersionsRecord> = decode_record(Kind::Versions, &key, value)?;
        let unchanged = |(article, _): &(u64, _)| guard.changed_state(*article).is_none();
        let quotes = (first..).zip(page.states.iter()).filter(unchanged);
        stats.quotes += quotes.map(|(_, state)| quotes_of(state)).sum::<u64>();
    }
    Ok(stats)
}

fn quotes_of(state: &ArchivedVersionRecord) -> u64 {
    u64::from(state.quotes.to_native())
}

#[cfg(test)]
mod tests {
    use crate::OpenOptions;
    use crate::model::Draft;

    #[test]
    fn commits_that_get_ahead_of_a_checkpoint_are_told_of_as_waits() {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions::new().create(true).lag(4);
        let store = options.open(folder.path().join("news")).unwrap();
        let put = |number: u64| store.put(&Draft::new("We won.").key(format!("{number}"))).unwrap();
        for number in 0..4 {
            put(number);
        }
        assert_eq!(store.stats().unwrap().commit_waits.count(), 0, "none goes on yet");
        let waited = |number: &u64| {
            put(*number);
            store.stats().unwrap().commit_waits.count() > 0
        };
        let number = (4..5000).find(waited).expect("a commit that waits");
        let stats = store.stats().unwrap();
        assert_eq!((stats.commits, stats.commit_times.count()), (number + 1, number + 1));
        assert!(stats.commit_waits.sum() <= stats.commit_times.sum(), "{stats:?}");
    }
}
