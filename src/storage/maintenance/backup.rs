//! Backups of an open store, whole or since an earlier one, and stores made from them.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::backup_file::{BackupReader, BackupWriter};
use super::builder::{Builder, Counters};
use super::compact::compact;
use super::primary::{Entry, Holding, floor_entry, log, records, wal_entry};
use super::version_1::convert_revision;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BackupValue, FORMAT, HeaderValue, Kind, WalEntry, decode_owned};
use crate::storage::checkpoint::close;
use crate::storage::engine::Table;
use crate::storage::feed::{ChangeCursor, floor, follow};
use crate::storage::files::{Folder, sync_parent};
use crate::storage::read_guard::read;
use crate::storage::recovery::{Config, open, push_epoch};
use crate::storage::shared::Storage;
use crate::storage::tombstone::Tombstone;
use crate::storage::write::{EraseReport, HeldBy, apply_tombstones};

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackupReport {
    /// The place after the last change in it, for the next
    /// [`Store::backup_since`](crate::Store::backup_since).
    pub cursor: ChangeCursor,
    /// How many articles it brings, those whose removal it brings included.
    pub articles: u64,
    /// The bytes of the file.
    pub bytes: u64,
}

/// Writes a backup of the whole store to a new file: the store as it is now, whatever is written
/// meanwhile.
pub(crate) fn backup(storage: &Storage, path: &Path) -> Result<BackupReport> {
    write_backup(storage, ChangeCursor::START, path)
}

/// Writes what changed after the cursor of an earlier backup to a new file, as
/// [`backup`](Store::backup) does.
pub(crate) fn backup_since(
    storage: &Storage,
    since: ChangeCursor,
    path: &Path,
) -> Result<BackupReport> {
    write_backup(storage, since, path)
}

fn write_backup(storage: &Storage, since: ChangeCursor, path: &Path) -> Result<BackupReport> {
    let (header, cursor, pinned) = {
        let writer = storage.writer()?;
        let cursor = follow(storage, &writer, since)?;
        let header = BackupValue {
            format: FORMAT,
            store: storage.id,
            since: since.lsn(),
            last: cursor.lsn(),
            epochs: writer.epochs.clone(),
            next_article: writer.next_article,
            next_speaker: writer.next_speaker,
            next_revision: writer.next_revision,
            attributes: storage.tables.attributes.clone(),
        };
        // While it is held, nothing is deleted that was visible now.
        (header, cursor, Arc::clone(read(storage).view()))
    };
    let engine = &storage.tables.engine;
    let (floor, holding) = (floor(engine)?, Holding::of(engine, header.last)?);
    let mut file = BackupWriter::create(path, &header)?;
    floor_entry(engine)?.iter().try_for_each(|entry| file.put(entry))?;
    let mut brought = Holding::default();
    for entry in log(engine, header.since + 1..=header.last)? {
        let (lsn, change) = entry?.change()?;
        let Some(change) = holding.kept(floor, lsn, change) else { continue };
        brought.note(lsn, change);
        if holding.holds(lsn, change) {
            records(engine, change)?.iter().try_for_each(|record| file.put(record))?;
        }
        file.put(&wal_entry(lsn, change)?)?;
    }
    drop(pinned);
    Ok(BackupReport { cursor, articles: brought.articles() as u64, bytes: file.finish()? })
}

/// Makes a store at `path`, which must not exist, from a backup of the whole of one and those
/// that followed it, in their order.
///
/// Erases what tombstones of the same store recognise before the store has its name.
pub(crate) fn restore<P: AsRef<Path>>(
    backups: &[P],
    path: &Path,
    tombstones: &[Tombstone],
) -> Result<EraseReport> {
    refuse_to_overwrite(path)?;
    let Survey { header, holding, floor, .. } = survey(backups)?;
    let beside = beside(path);
    clear(&beside)?;
    let mut epochs = header.epochs.clone();
    push_epoch(&mut epochs, header.last);
    let (store, attributes) = (header.store, header.attributes.clone());
    let made = HeaderValue { format: FORMAT, store, attributes };
    let mut builder = Builder::new(&beside, &made, &epochs)?;
    builder.set_floor(floor)?;
    for backup in backups {
        let backup = backup.as_ref();
        let mut file = BackupReader::open(backup)?;
        // The records of a change come before it, as they were written.
        let mut records = Vec::new();
        while let Some(entry) = file.next()? {
            match entry.table {
                Table::Log => {}
                Table::Meta => continue,
                _ => {
                    records.push(entry);
                    continue;
                }
            }
            let (lsn, change) = entry.change()?;
            let Some(change) = holding.kept(floor, lsn, change) else {
                records.clear();
                continue;
            };
            if !holding.holds(lsn, change) {
                records.clear();
            } else if file.header.format < FORMAT {
                records = convert(change, records).map_err(|error| error.at(backup.display()))?;
            }
            builder.put_change(lsn, change, &records)?;
            records.clear();
        }
    }
    builder.finish(Counters {
        article: header.next_article,
        speaker: header.next_speaker,
        revision: header.next_revision,
    })?;
    let report = erase_again(&beside, tombstones)?;
    if path.exists() {
        // Only if it was empty.
        fs::remove_dir(path).map_err(|error| io(path, "replace", error))?;
    }
    fs::rename(&beside, path).map_err(|error| io(&beside, "name", error))?;
    sync_parent(path)?;
    Ok(report)
}

/// Erases what tombstones recognise in a closed store, and compacts it if there was anything.
fn erase_again(path: &Path, tombstones: &[Tombstone]) -> Result<EraseReport> {
    if tombstones.is_empty() {
        return Ok(EraseReport::default());
    }
    let storage = open(path, &Config::default(), None)?;
    let mut report = apply_tombstones(&storage, tombstones)?;
    close(&storage)?;
    drop(storage);
    if report.articles > 0 {
        compact(path)?;
        report.held_by.retain(|by| matches!(by, HeldBy::Backups | HeldBy::Publications));
    }
    Ok(report)
}

/// Converts the values of a change in a backup of format version 1. Overrides are the same.
pub(crate) fn convert(change: WalEntry, records: Vec<Entry>) -> Result<Vec<Entry>> {
    let WalEntry::Put { revision, .. } = change else { return Ok(records) };
    let records: BTreeMap<_, _> =
        records.into_iter().map(|entry| ((entry.table, entry.key), entry.value)).collect();
    convert_revision(revision, |table, key| Ok(records.get(&(table, key.to_vec())).cloned()))
}

fn io(path: &Path, what: &str, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot {what} {}", path.display())).with_source(error)
}

fn refuse_to_overwrite(path: &Path) -> Result<()> {
    let empty = |path: &Path| fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    if path.try_exists().map_err(|error| io(path, "look for", error))? && !empty(path) {
        let message = format!("{} exists; restoring never overwrites", path.display());
        return Err(Error::invalid(message));
    }
    Ok(())
}

/// Returns the folder of a store that is being restored.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".restoring");
    path.with_file_name(name)
}

/// Removes what an earlier call left that did not come to its end.
fn clear(path: &Path) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    // Locked while it is made; before its lock is made, it is empty.
    if path.join("lock").exists() {
        drop(Folder::open(path, false)?);
    } else {
        refuse_to_overwrite(path)?;
    }
    fs::remove_dir_all(path).map_err(|error| io(path, "remove", error))
}

/// What a chain of backups holds.
pub(crate) struct Survey {
    /// The header of the last file.
    pub(crate) header: BackupValue,
    pub(crate) holding: Holding,
    /// The floor of the feed by the last file.
    pub(crate) floor: u64,
    /// Articles that are there by the last file.
    pub(crate) articles: u64,
    pub(crate) bytes: u64,
}

/// Reads all files once: that they are whole and follow each other, that the values of each change
/// are there, and what holds by their logs.
pub(crate) fn survey<P: AsRef<Path>>(backups: &[P]) -> Result<Survey> {
    let mut holding = Holding::default();
    let mut before: Option<BackupValue> = None;
    let mut present = HashSet::new();
    let (mut floor, mut bytes) = (0, 0);
    for path in backups {
        let path = path.as_ref();
        let mut file = BackupReader::open(path)?;
        follows(before.as_ref(), &file.header, path)?;
        let mut next = file.header.since + 1;
        while let Some(entry) = file.next()? {
            match entry.table {
                Table::Meta => floor = decode_owned(Kind::FeedFloor, &entry.key, &entry.value)?,
                Table::Log => {
                    let (lsn, change) = entry.change()?;
                    if !(next..=next.max(floor + 1)).contains(&lsn) {
                        let message = format!("{} has no change {next}", path.display());
                        return Err(Error::corrupt(message));
                    }
                    next = lsn + 1;
                    holding.note(lsn, change);
                    match change {
                        WalEntry::Put { article, .. } => drop(present.insert(article)),
                        WalEntry::Remove { article, .. } | WalEntry::Erase { article, .. } => {
                            present.remove(&article);
                        }
                        WalEntry::Edit { .. } | WalEntry::Tombstone { .. } => {}
                    }
                }
                _ => {}
            }
        }
        if next != file.header.last + 1 {
            let message = format!("{} ends before change {}", path.display(), file.header.last);
            return Err(Error::corrupt(message));
        }
        bytes += file.bytes();
        before = Some(file.header);
    }
    let header = before.ok_or_else(|| Error::invalid("no backup was given"))?;
    Ok(Survey { header, holding, floor, articles: present.len() as u64, bytes })
}

fn follows(before: Option<&BackupValue>, header: &BackupValue, path: &Path) -> Result<()> {
    let why = match before {
        None if header.since != 0 => {
            "holds only what changed since another one, which goes before it"
        }
        Some(before) if before.store != header.store => "is of another store",
        Some(before) if before.last != header.since => {
            "does not begin where the one before it ends"
        }
        // What the one before holds must have survived all crashes since.
        Some(before)
            if header
                .epochs
                .iter()
                .filter(|later| before.epochs.last().is_none_or(|last| later.epoch > last.epoch))
                .any(|later| later.survived < before.last) =>
        {
            "follows on a crash that took changes which the one before it holds"
        }
        _ => return Ok(()),
    };
    Err(Error::invalid(format!("{} {why}", path.display())))
}
