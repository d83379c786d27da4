//! A store made from the values of another one that cannot be derived.

use std::collections::BTreeMap;
use std::mem::take;
use std::path::Path;
use std::sync::Arc;

use super::primary::{Entry, Holding, log};
use super::verify::verify;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{ArticleId, SpeakerId};
use crate::record::{EpochValue, HeaderValue, VersionRecord, WalEntry};
use crate::storage::checkpoint::{Pace, checkpoint_if_due, close, close_writer};
use crate::storage::durability::mark_dirty;
use crate::storage::engine::{Engine, Table};
use crate::storage::feed::write_floor;
use crate::storage::files::{Folder, HighWater};
use crate::storage::memtable::IndexDelta;
use crate::storage::name_keys::key_hash;
use crate::storage::read_guard::read;
use crate::storage::recovery::{Config, assemble, last_lsn, make, open_root};
use crate::storage::revision::read_revision;
use crate::storage::shared::{Storage, StorageHandle};
use crate::storage::tombstone::Tombstone;
use crate::storage::write::{
    Write, article_delta, edit_delta, erase_delta, read_edit, rename, set_tombstone, take_tombstone,
};
use crate::storage::writer::Writer;

/// The ids that were never given out, which a store made anew must not give out twice.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counters {
    pub(crate) article: u64,
    pub(crate) speaker: u64,
    pub(crate) revision: u64,
}

/// The bytes of the engine's cache while a store is built: 64 MiB.
const CACHE_BYTES: u64 = 64 << 20;

/// How many changes are pending at most.
const PENDING: usize = 16;

/// A store that is being made.
pub(crate) struct Builder {
    storage: Arc<StorageHandle>,
    /// Entries that are not written yet.
    pending: BTreeMap<Table, Vec<Write>>,
}

impl Builder {
    /// Begins a store in a folder that is not there or empty.
    pub(crate) fn new(path: &Path, header: &HeaderValue, epochs: &[EpochValue]) -> Result<Self> {
        let folder = Folder::open(path, true)?;
        let (mut high_water, _) = HighWater::open(&folder.high_water())?;
        let engine = Engine::open(&folder.engine(), CACHE_BYTES)?;
        make(&engine, &folder, &mut high_water, header, epochs)?;
        let root = open_root(&engine)?;
        let config = Config::default();
        let storage = assemble(&config, folder, engine, high_water, header, root);
        Ok(Self { storage, pending: BTreeMap::new() })
    }

    /// Takes in a change, and what was written for it if it holds. All changes are taken in, in
    /// their order.
    pub(crate) fn put_change(
        &mut self,
        lsn: u64,
        change: WalEntry,
        records: &[Entry],
    ) -> Result<()> {
        for Entry { table, key, value } in records {
            self.pending.entry(*table).or_default().push((key.clone(), value.to_vec()));
        }
        let key = lsn.to_be_bytes();
        let value = crate::record::encode_owned(crate::record::Kind::Wal, &key, &change)?;
        let log = self.pending.entry(Table::Log).or_default();
        log.push((key.to_vec(), value));
        if log.len() >= PENDING { self.write() } else { Ok(()) }
    }

    /// Sets the floor of the feed: changes up to it may be missing.
    pub(crate) fn set_floor(&self, floor: u64) -> Result<()> {
        if floor == 0 { Ok(()) } else { write_floor(&self.storage.tables().engine, floor) }
    }

    /// Writes what is pending.
    fn write(&mut self) -> Result<()> {
        let engine = &self.storage.tables().engine;
        take(&mut self.pending).into_iter().try_for_each(|(table, mut entries)| {
            // Of a repaired store changes may come after those that were made later.
            entries.sort_unstable();
            engine.append(table, entries)
        })
    }

    /// Derives the rest, checks the whole store, and closes it: when this returns, it is on the
    /// disk.
    pub(crate) fn finish(mut self, counters: Counters) -> Result<()> {
        self.write()?;
        let storage = &self.storage;
        let mut writer = storage.writer()?;
        writer.next_article = counters.article.max(1);
        writer.next_speaker = counters.speaker.max(1);
        writer.next_revision = counters.revision.max(1);
        mark_dirty(storage, &mut writer)?;
        derive_all(storage, &mut writer)?;
        close_writer(storage, &mut writer)?;
        drop(writer);
        let report = verify(storage, |_| {})?;
        if let Some(problem) = report.problems.first() {
            let message = format!("what was written does not agree with itself: {problem}");
            return Err(Error::new(ErrorKind::Corrupt, message));
        }
        close(storage)
    }
}

/// Works out all derived data from the WAL and the records, into tables that have none of it.
fn derive_all(storage: &Storage, writer: &mut Writer) -> Result<()> {
    let last = last_lsn(&storage.tables().engine)?;
    let holding = Holding::of(&storage.tables().engine, last)?;
    let mut edited = Vec::new();
    for entry in log(&storage.tables().engine, 1..=last)? {
        let (lsn, change) = entry?.change()?;
        count(writer, change);
        if !holding.holds(lsn, change) {
            continue;
        }
        let guard = read(storage);
        let delta = match change {
            WalEntry::Put { article, revision, .. } => {
                let head = storage.tables().revision_head(revision)?;
                let new = read_revision(&storage.tables(), revision)?;
                for (_, quote) in &new.quotes {
                    writer.next_speaker = writer.next_speaker.max(quote.last_speaker() + 1);
                }
                let key = Some((key_hash(&head.key), article));
                IndexDelta { key, ..article_delta(&guard, lsn, None, Some(&new))? }
            }
            WalEntry::Remove { article, key, .. } => IndexDelta {
                lsn,
                state: Some((article, VersionRecord { revision: 0, lsn, quotes: 0 })),
                key: Some((key, article)),
                ..IndexDelta::default()
            },
            WalEntry::Erase { article, .. } => {
                erase_delta(&guard, lsn, ArticleId::from_u64(article), None, None)?
            }
            WalEntry::Tombstone { tombstone, of, set } => {
                let tombstone = Tombstone::from_bytes(&tombstone)
                    .ok_or_else(|| Error::corrupt("the log has a malformed tombstone"))?;
                if set {
                    set_tombstone(storage, writer, (tombstone, of), lsn)?;
                } else {
                    take_tombstone(storage, writer, tombstone)?;
                }
                IndexDelta { lsn, ..IndexDelta::default() }
            }
            WalEntry::Edit { speaker, edit } => {
                edited.push(edit);
                edit_delta(storage, &guard, lsn, speaker, edit)?
            }
        };
        drop(guard);
        storage.publish([delta]);
        checkpoint_if_due(storage, writer, Pace::Bulk(usize::MAX))?;
    }
    let mut delta = IndexDelta { lsn: last, ..IndexDelta::default() };
    for edit in edited {
        forget_unquoted(storage, edit, &mut delta)?;
    }
    storage.publish([delta]);
    Ok(())
}

/// Takes out the speakers made known by an edit alone, if it does not concern them any more.
fn forget_unquoted(storage: &Storage, edit: u64, delta: &mut IndexDelta) -> Result<()> {
    let guard = read(storage);
    for known in read_edit(storage, edit)?.known {
        let id = SpeakerId::from_u64(known.speaker);
        if !guard.overrides().concern(id)
            && let Some(record) = guard.speaker(id)?.filter(|record| record.quotes == 0)
        {
            rename(id, Some((&record.to_record(), None)), None, delta);
            delta.speakers.push((known.speaker, None));
        }
    }
    Ok(())
}

/// Keeps the next ids past those of a change.
fn count(writer: &mut Writer, change: WalEntry) {
    let (article, speaker, revision) = match change {
        WalEntry::Put { article, revision, .. } => (article, 0, revision),
        WalEntry::Remove { article, previous, .. } | WalEntry::Erase { article, previous } => {
            (article, 0, previous)
        }
        WalEntry::Edit { speaker, edit } => (0, speaker, edit),
        WalEntry::Tombstone { .. } => (0, 0, 0),
    };
    writer.next_article = writer.next_article.max(article + 1);
    writer.next_speaker = writer.next_speaker.max(speaker + 1);
    writer.next_revision = writer.next_revision.max(revision + 1);
}
