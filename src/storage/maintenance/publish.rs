//! Publications: one moment of an open store in one file, which other processes read.
//!
//! What is written is what a snapshot shows, looked up as every query looks it up: commits that no
//! checkpoint has reached yet are in it, and what was replaced or removed is not. So the writer is
//! locked for a sync alone, and no checkpoint is taken.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::primary::{Entry, records};
use crate::error::{Error, Result};
use crate::model::SpeakerId;
use crate::record::{
    ArticleRecord, FORMAT, Kind, PublicationValue, SortKey, Valid, VersionRecord, VersionsRecord,
    WalEntry, decode_parts, encode, encode_owned, encode_record,
};
use crate::storage::btree::{Order, Pages, PostingList, build_list};
use crate::storage::durability::sync;
use crate::storage::engine::{PublicationWriter, Table};
use crate::storage::known::KnownSpeakers;
use crate::storage::list::{ListKey, Listed};
use crate::storage::name_keys::{key_hash, known_key, name_prefixes};
use crate::storage::read_guard::{ReadGuard, ReadPoint};
use crate::storage::shared::StorageHandle;
use crate::storage::tables::missing;

/// What a publication holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishReport {
    /// The LSN of the last commit in it, as [`Snapshot::lsn`](crate::Snapshot::lsn) returns it.
    pub lsn: u64,
    /// How many articles it has.
    pub articles: u64,
    /// The bytes of the file.
    pub bytes: u64,
}

/// Writes what is visible now to a file, in place of an earlier publication that may be there.
pub(crate) fn publish(storage: &Arc<StorageHandle>, path: &Path) -> Result<PublishReport> {
    let mut file = PublicationWriter::create(path)?;
    let point = ReadPoint::freeze(storage);
    // A publication must not have what a loss of power takes from the store.
    sync(storage)?;
    let epoch = storage.epoch.load(Ordering::Acquire);
    let guard = point.read();
    let lsn = guard.lsn();
    let _span = tracing::info_span!("publish", path = %path.display(), lsn).entered();
    let articles = write_articles(&guard, &mut file)?;
    write_speakers(&guard, &mut file)?;
    write_lists(&guard, &mut file)?;
    let directory = PublicationValue {
        format: FORMAT,
        store: storage.id,
        epoch,
        lsn,
        attributes: storage.tables.attributes.clone(),
        ..PublicationValue::default()
    };
    Ok(PublishReport { lsn, articles, bytes: file.finish(directory)? })
}

/// Writes the visible revisions with their versions and keys, and returns how many there are.
fn write_articles(guard: &ReadGuard<'_>, file: &mut PublicationWriter) -> Result<u64> {
    let mut visible = Vec::new();
    for page in guard.states_pages()? {
        let mut states = guard.page_states(page)?;
        for (article, state) in (page * VersionsRecord::EACH..).zip(&mut states) {
            if state.revision == 0 {
                *state = VersionRecord::default();
            } else {
                visible.push((state.revision, article));
            }
        }
        let key = page.to_be_bytes();
        let value = encode_record(Kind::Versions, &key, &VersionsRecord { states })?;
        file.put(Table::States, &key, &value)?;
    }
    // In the order of their keys, and so that an article is in one part of the file.
    visible.sort_unstable();
    let articles = visible.len() as u64;
    let mut keys = Vec::with_capacity(visible.len());
    let engine = &guard.view().tables.engine;
    for (revision, article) in visible {
        let entries = records(engine, WalEntry::Put { article, revision, previous: 0 })?;
        for Entry { table, key, value } in &entries {
            file.put(*table, key, value)?;
        }
        keys.push((key_hash(&head(revision, &entries)?.key), article));
    }
    keys.sort_unstable();
    for (hash, article) in keys {
        file.put(Table::Keys, &hash, &encode_owned(Kind::Key, &hash, &article)?)?;
    }
    Ok(articles)
}

/// Decodes the head of a revision from its values.
fn head(revision: u64, entries: &[Entry]) -> Result<Valid<ArticleRecord>> {
    let value = |key: &[u8]| {
        let found = entries.iter().find(|entry| entry.table == Table::Heads && *entry.key == *key);
        found.map(|entry| entry.value.clone())
    };
    let key = revision.to_be_bytes();
    let first = value(&key).ok_or_else(|| missing(Kind::Article, &key))?;
    decode_parts(Kind::Article, &key, first, |part| Ok(value(part)))
}

/// Writes speakers, names, and the overrides in force.
fn write_speakers(guard: &ReadGuard<'_>, file: &mut PublicationWriter) -> Result<()> {
    for speaker in guard.speakers()? {
        let record = guard
            .speaker(speaker)?
            .ok_or_else(|| missing(Kind::Speaker, &speaker.to_u64().to_be_bytes()))?;
        let key = speaker.to_u64().to_be_bytes();
        file.put(Table::Speakers, &key, &encode(Kind::Speaker, &key, record.payload()))?;
    }
    for (key, more) in known_runs(&guard.view().known) {
        file.put(Table::Names, &key, &more)?;
    }
    for prefix in name_prefixes() {
        for key in guard.name_keys(&prefix)? {
            file.put(Table::Names, &key, &[])?;
        }
    }
    let mut edits = Vec::new();
    for speaker in guard.overrides().speakers() {
        let edit = guard.edited(speaker)?.ok_or_else(|| {
            Error::corrupt(format!("the override of speaker {speaker} is missing"))
        })?;
        let key = speaker.to_u64().to_be_bytes();
        file.put(Table::Edited, &key, &encode_owned(Kind::Key, &key, &edit)?)?;
        edits.push((edit, speaker.to_u64()));
    }
    edits.sort_unstable();
    let engine = &guard.view().tables.engine;
    for (edit, speaker) in edits {
        for Entry { table, key, value } in &records(engine, WalEntry::Edit { speaker, edit })? {
            file.put(*table, key, value)?;
        }
    }
    Ok(())
}

/// The known speakers that share an entry: an entry for each would be most of the time of an open.
const RUN: usize = 256;

/// Returns the known speakers of each country in runs, in the order of their keys: the key of the
/// first, and the ids of all less that of the first (4 bytes each, little-endian).
fn known_runs(known: &KnownSpeakers) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut runs = Vec::new();
    for (country, mut rest) in known.by_country() {
        while let Some(first) = rest.first().copied() {
            let offset = |speaker: &SpeakerId| {
                u32::try_from(speaker.to_u64().checked_sub(first.to_u64())?).ok()
            };
            let offsets: Vec<u32> = rest.iter().take(RUN).map_while(offset).collect();
            rest = rest.get(offsets.len()..).unwrap_or_default();
            let offsets = offsets.into_iter().flat_map(u32::to_le_bytes).collect();
            runs.push((known_key(country, first), offsets));
        }
    }
    runs.sort_unstable();
    runs
}

/// Writes all lists anew: full leaves, the memlist merged into them.
fn write_lists(guard: &ReadGuard<'_>, file: &mut PublicationWriter) -> Result<()> {
    let mut next = 1;
    for key in guard.lists()? {
        let root = if key.holds_quotes() {
            write_list(guard, &key, &guard.quote_list(&key)?, &mut next, file)
        } else {
            write_list(guard, &key, &guard.article_list(&key)?, &mut next, file)
        };
        if let Some(root) = root? {
            file.put(Table::Lists, key.as_bytes(), &root)?;
        }
    }
    Ok(())
}

fn write_list<T: Listed>(
    guard: &ReadGuard<'_>,
    key: &ListKey,
    list: &PostingList<T>,
    next: &mut u64,
    file: &mut PublicationWriter,
) -> Result<Option<Vec<u8>>> {
    let records = list.cursor(&guard.view().tables, SortKey::MIN..SortKey::MAX, Order::OldestFirst);
    let mut write =
        |number: u64, page: Vec<u8>| file.put(Table::Pages, &number.to_be_bytes(), &page);
    let mut pages = Pages { next: *next, write: &mut write };
    let root = build_list(key, guard.lsn(), records, &mut pages)?;
    *next = pages.next;
    Ok(root)
}
