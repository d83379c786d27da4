//! A store made from the values of another one that cannot be derived.

use std::path::Path;
use std::sync::PoisonError;

use super::primary::{Entry, Holding, log};
use crate::error::{Error, ErrorKind, Result};
use crate::model::SpeakerId;
use crate::record::{WalEntry, EpochValue, HeaderValue, VersionRecord};
use crate::store::checkpoint::Pace;
use crate::store::engine::{Engine, Table};
use crate::store::folder::Folder;
use crate::store::live::Effects;
use crate::store::mark::Mark;
use crate::store::writer::Writer;
use crate::store::{Inner, OpenOptions, Store, derive, key_hash, open, replay};

/// The ids that were never given out, which a store made anew must not give out twice.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counters {
    pub(super) article: u64,
    pub(super) speaker: u64,
    pub(super) revision: u64,
}

/// The bytes of the engine's cache while a store is built: 64 MiB.
const CACHE_BYTES: u64 = 64 << 20;

/// A store that is being made.
pub(super) struct Builder {
    store: Store,
}

impl Builder {
    /// Begins a store in a folder that is not there or empty.
    pub(super) fn new(path: &Path, header: &HeaderValue, epochs: &[EpochValue]) -> Result<Self> {
        let folder = Folder::open(path, true)?;
        let (mut mark, _) = Mark::open(&folder.mark())?;
        let engine = Engine::open(&folder.engine(), CACHE_BYTES)?;
        open::make(&engine, &folder, &mut mark, header, epochs)?;
        let root = open::open_root(&engine)?;
        Ok(Self { store: OpenOptions::new().assemble(folder, engine, mark, header, root) })
    }

    fn put(&self, entry: &Entry) -> Result<()> {
        self.store.inner.tables.engine.insert(entry.table, &entry.key, entry.value.to_vec())
    }

    /// Takes in a change, and what was written for it where it holds. All changes are taken in.
    pub(super) fn put_change(&self, sequence: u64, change: WalEntry, records: &[Entry]) -> Result<()> {
        records.iter().try_for_each(|entry| self.put(entry))?;
        let key = sequence.to_be_bytes();
        let value = crate::record::encode_owned(crate::record::Kind::Wal, &key, &change)?;
        self.store.inner.tables.engine.insert(Table::Log, &key, value)
    }

    /// Derives the rest, checks the whole store, and closes it: when this returns, it is on the disk.
    pub(super) fn finish(self, counters: Counters) -> Result<()> {
        let inner = &self.store.inner;
        let mut writer = inner.writer()?;
        writer.next_article = counters.article.max(1);
        writer.next_speaker = counters.speaker.max(1);
        writer.next_revision = counters.revision.max(1);
        inner.begin(&mut writer)?;
        inner.derive_all(&mut writer)?;
        inner.close(&mut writer)?;
        drop(writer);
        let report = self.store.verify(|_| {})?;
        if let Some(problem) = report.problems.first() {
            let message = format!("what was written does not agree with itself: {problem}");
            return Err(Error::new(ErrorKind::Corrupt, message));
        }
        self.store.close()
    }
}

impl Inner {
    /// Works out all derived data from the log and the records, into tables that have none of it.
    fn derive_all(&self, writer: &mut Writer) -> Result<()> {
        let last = replay::last_sequence(&self.tables.engine)?;
        let holding = Holding::of(&self.tables.engine, last)?;
        let mut edited = Vec::new();
        for entry in log(&self.tables.engine, 1..=last) {
            let (sequence, change) = entry?.change()?;
            Self::count(writer, change);
            if !holding.holds(sequence, change) {
                continue;
            }
            let reading = self.reading();
            let effects = match change {
                WalEntry::Put { article, revision, .. } => {
                    let head = self.tables.revision_head(revision)?;
                    let new = self.revision(revision)?;
                    for (_, quote) in &new.quotes {
                        writer.next_speaker = writer.next_speaker.max(quote.speaker.to_native() + 1);
                    }
                    let key = Some((key_hash(&head.key), article));
                    Effects { key, ..derive::article(&reading, sequence, None, Some(&new))? }
                }
                WalEntry::Remove { article, key, .. } => Effects {
                    sequence,
                    state: Some((article, VersionRecord { revision: 0, sequence, quotes: 0 })),
                    key: Some((key, article)),
                    ..Effects::default()
                },
                WalEntry::Edit { speaker, edit } => {
                    edited.push(edit);
                    self.edit_effects(&reading, sequence, speaker, edit)?
                }
            };
            drop(reading);
            self.show(effects);
            self.checkpoint_if_due(writer, Pace::Bulk)?;
        }
        let mut effects = Effects { sequence: last, ..Effects::default() };
        for edit in edited {
            self.forget_unquoted(edit, &mut effects)?;
        }
        self.show(effects);
        Ok(())
    }

    /// Takes out the speakers whom only an edit made known that does not concern them any more.
    fn forget_unquoted(&self, edit: u64, effects: &mut Effects) -> Result<()> {
        let reading = self.reading();
        for known in self.edit_record(edit)?.known {
            let id = SpeakerId::from_u64(known.speaker);
            if !reading.edits().concern(id)
                && let Some(record) = reading.speaker(id)?.filter(|record| record.quotes == 0)
            {
                derive::rename(id, Some((&record.to_record(), None)), None, effects);
                effects.speakers.push((known.speaker, None));
            }
        }
        Ok(())
    }

    fn show(&self, effects: Effects) {
        self.live.write().unwrap_or_else(PoisonError::into_inner).publish(effects, &self.tables.cache);
    }

    /// Keeps the next ids past those of a change.
    fn count(writer: &mut Writer, change: WalEntry) {
        let (article, speaker, revision) = match change {
            WalEntry::Put { article, revision, .. } => (article, 0, revision),
            WalEntry::Remove { article, previous, .. } => (article, 0, previous),
            WalEntry::Edit { speaker, edit } => (0, speaker, edit),
        };
        writer.next_article = writer.next_article.max(article + 1);
        writer.next_speaker = writer.next_speaker.max(speaker + 1);
        writer.next_revision = writer.next_revision.max(revision + 1);
    }
}
