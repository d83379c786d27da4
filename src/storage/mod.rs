//! The storage engine: sled, the view cache, posting lists, the memtable over them, and the paths
//! that write, checkpoint, recover and maintain a store. `record/FORMAT.md` gives every byte that
//! it stores.
//!
//! Each line imports only from the lines above it:
//!
//! ```text
//! files        the folder, its lock, the double-buffered high-water file
//! metrics      counters and histograms
//! engine       sled, hardened: typed tables, fsync before overwrite, the torn tail
//! list         posting lists as data: keys, roots, leaves, memlists
//! cache        validated views by key
//! tables       engine and cache: get or load of immutable pages
//! btree        posting lists as trees: cursors, ranks, the writer of new leaves
//! name_keys    keys of the names table
//! known        who is from a country by what articles state
//! tombstone    what recognises an erased article or speaker
//! overrides    corrections that users made of speakers
//! revision     a stored revision, as far as derived data needs it
//! undo         what checkpoints overwrote, for older snapshots
//! memtable     the derived data of the commits that are not in the tables yet
//! compaction   a compaction in the background, as its handle and its thread share it
//! writer       the state of the one writer and of checkpoints
//! watchers     telling those who watch the store of commits
//! text         the indexes of words, as their readers and threads share them
//! shared       the open store that all handles share, and what its views share
//! read_guard   consistent lookups: memtables first, then cache, then tables
//! decode       a stored revision back to its draft
//! durability   the writer's state, flush and fsync
//! checkpoint   memtable to tables, and garbage collection
//! write        validate, prepare, commit, publish; corrections
//! feed         the WAL as a feed of changes
//! documents    what an index of words has of a revision
//! indexer      the threads that keep the indexes of words in step with the store
//! recovery     open, replay, sweep
//! maintenance  stats, verify, backup, restore, compact, rebuild, repair, upgrade
//! ```

mod btree;
mod cache;
mod checkpoint;
mod compaction;
mod decode;
#[cfg(feature = "fulltext")]
mod documents;
mod durability;
mod engine;
mod feed;
mod files;
#[cfg(feature = "fulltext")]
mod indexer;
mod known;
mod list;
mod maintenance;
mod memtable;
mod metrics;
mod name_keys;
mod overrides;
mod read_guard;
mod recovery;
mod revision;
mod shared;
mod tables;
#[cfg(feature = "fulltext")]
mod text;
mod tombstone;
mod undo;
#[cfg(test)]
mod walk_tests;
mod watchers;
mod write;
mod writer;

pub(crate) use btree::{LeafCursor, ListCursor, Order, PostingList};
pub(crate) use checkpoint::{BULK_BYTES, close};
pub use compaction::{CompactPhase, CompactProgress, CompactReport, Compaction};
pub(crate) use decode::{DecodedArticle, decode_article};
pub(crate) use durability::sync;
pub use feed::{Change, ChangeCursor, ChangeKind, Changes};
pub(crate) use feed::{Feed, Followed, changes, follow_from, set_feed_floor};
pub(crate) use known::prevailing;
pub(crate) use list::{Counted, DayOrMonth, ListKey, QuoteAt, QuoteCounts, Stated};
pub use maintenance::{
    BackupCheck, BackupReport, LostArticle, PublishReport, RepairReport, Stats, UpgradeProgress,
    VerifyProgress, VerifyReport,
};
pub(crate) use maintenance::{
    backup, backup_since, check_backup, compact, compact_in_background, publish, rebuild_indexes,
    repair, restore, stats, upgrade, verify,
};
pub use metrics::Histogram;
pub(crate) use overrides::Overrides;
pub(crate) use read_guard::{ReadGuard, ReadPoint, read};
pub(crate) use recovery::{Config, open, open_publication};
pub(crate) use shared::{ReadView, Storage, StorageHandle};
pub(crate) use tables::Tables;
#[cfg(feature = "fulltext")]
pub(crate) use text::{Documents, TextView, TextWork};
pub use tombstone::Tombstone;
pub(crate) use watchers::Watchers;
pub use write::{ArticleCorrection, Batch, EraseReport, HeldBy, Outcome, RemoveReport, Stored};
pub(crate) use write::{
    SpeakerNumbers, ValidatedDraft, check_draft, correct_article, end_load, erase_article,
    erase_speaker, merge_speakers, next_article, put, put_group, remove, remove_group,
    rename_speaker, replace_group, set_speaker_country, speaker_named, tombstones, unerase_article,
    unerase_speaker, unmerge_speaker,
};
pub use writer::Durability;
