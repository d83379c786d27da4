//! Erasing articles and speakers: what is left is a tombstone, which recognises the same when it is
//! loaded again.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use super::commit::commit_revision;
use super::commit_group::CommitGroup;
use super::corrections::{commit_edit, no_speaker};
use super::index_delta::article_delta;
use super::prepare::{RevisionTarget, prepare};
use super::redact::redact;
use super::text_pages;
use super::tombstones::{set_tombstone, take_tombstone};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{ArticleId, SpeakerId};
use crate::record::{
    ArticleRecord, Kind, OverrideRecord, SortKey, Valid, VersionRecord, WalEntry, decode_owned,
};
use crate::storage::btree::Order;
use crate::storage::checkpoint::{Pace, finish_commit};
use crate::storage::decode::decode_article;
use crate::storage::engine::Table;
use crate::storage::list::ListKey;
use crate::storage::memtable::IndexDelta;
use crate::storage::name_keys::{key_hash, name_hash};
use crate::storage::read_guard::{ReadGuard, read};
use crate::storage::revision::read_revision;
use crate::storage::shared::Storage;
use crate::storage::tombstone::Tombstone;
use crate::storage::writer::Writer;

/// The most articles that are read and written again with one durability point.
const BATCH: usize = 16;

/// What erasing took out, and what still holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EraseReport {
    /// Articles that were erased, or of an erased speaker those that were written anew.
    pub articles: u64,
    /// Quotes that were taken out.
    pub quotes: u64,
    /// What holds the bytes still; empty if nothing was erased.
    pub held_by: Vec<HeldBy>,
}

/// What may hold the bytes of something that was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HeldBy {
    /// The files of the store, until the next compaction.
    Files,
    /// Snapshots, queries and views that were open then, until they are dropped. They also hold up
    /// the compaction.
    Views,
    /// Backups that were made before. They are restored without it if the tombstone is given; see
    /// [`Store::restore_erased`](crate::Store::restore_erased).
    Backups,
    /// Files that were published before, until the next [`Store::publish`](crate::Store::publish)
    /// replaces them and those who read them let go.
    Publications,
}

/// Erases an article, whether it was removed before or not.
pub(crate) fn erase_article(storage: &Storage, article: ArticleId) -> Result<EraseReport> {
    let mut writer = storage.writer_with_room()?;
    let mut report = EraseReport::default();
    erase(storage, &mut writer, article, &mut report)?;
    finish_commit(storage, &mut writer, Pace::Usual)?;
    Ok(report)
}

/// Returns whether views of what is visible now, or was, are open.
fn has_views(storage: &Storage) -> bool {
    let current = storage.current.read().unwrap_or_else(PoisonError::into_inner);
    Arc::strong_count(&current.view) > 1
        || Arc::strong_count(&current.view.epoch) > 1
        || Arc::strong_count(&current.memtables.active) > 1
        || storage.pending_free().iter().any(|freed| Arc::strong_count(&freed.epoch) > 1)
}

impl EraseReport {
    fn note_holders(&mut self, storage: &Storage) {
        self.held_by = vec![HeldBy::Files];
        if has_views(storage) {
            self.held_by.push(HeldBy::Views);
        }
        self.held_by.extend([HeldBy::Backups, HeldBy::Publications]);
    }
}

/// Erases an article: its tombstone and the end of it are one commit group.
fn erase(
    storage: &Storage,
    writer: &mut Writer,
    article: ArticleId,
    report: &mut EraseReport,
) -> Result<()> {
    let guard = read(storage);
    let missing = || Error::new(ErrorKind::NotFound, format!("there is no article {article}"));
    let state = guard.state(article.to_u64())?.ok_or_else(missing)?;
    let previous = state.revision;
    let key = erased_key(storage, &guard, article, previous)?.ok_or_else(missing)?;
    let old = if previous == 0 { None } else { Some(read_revision(&storage.tables, previous)?) };
    let tombstone = Tombstone::article(&storage.id, &key);
    // The tombstone comes first: what the feed ends with is that the article was erased.
    let lsn = guard.next_lsn();
    let delta = erase_delta(&guard, lsn + 1, article, old.as_ref(), Some(key))?;
    drop(guard);
    report.note_holders(storage);
    let mut group = CommitGroup::default();
    add_tombstone(&mut group, tombstone, article.to_u64(), true, lsn)?;
    let change = WalEntry::Erase { article: article.to_u64(), previous };
    group.add(change, delta, Some(previous).filter(|previous| *previous != 0))?;
    set_tombstone(storage, writer, (tombstone, article.to_u64()), lsn)?;
    group.commit(storage, writer)?;
    report.articles += 1;
    report.quotes += old.map_or(0, |old| old.quotes.len() as u64);
    Ok(())
}

/// Works out what erasing an article does, as the change at `lsn`.
pub(crate) fn erase_delta(
    guard: &ReadGuard<'_>,
    lsn: u64,
    article: ArticleId,
    old: Option<&crate::storage::revision::Revision>,
    key: Option<[u8; 16]>,
) -> Result<IndexDelta> {
    let delta = if let Some(old) = old {
        article_delta(guard, lsn, Some(old), None)?
    } else {
        let version = VersionRecord { revision: 0, lsn, quotes: 0 };
        IndexDelta { lsn, state: Some((article.to_u64(), version)), ..IndexDelta::default() }
    };
    // 0 takes the key out of the table.
    Ok(IndexDelta { key: key.map(|key| (key, 0)), ..delta })
}

/// Returns the hash of the external key of an article whose visible revision is `previous`, or that
/// was removed if that is 0. Returns `None` if it was erased.
pub(crate) fn erased_key(
    storage: &Storage,
    guard: &ReadGuard<'_>,
    article: ArticleId,
    previous: u64,
) -> Result<Option<[u8; 16]>> {
    if previous != 0 {
        let head: Valid<ArticleRecord> = storage.tables.revision_head(previous)?;
        return Ok(Some(key_hash(&head.key)));
    }
    let Some(state) = guard.state(article.to_u64())? else { return Ok(None) };
    let lsn = state.lsn.to_be_bytes();
    let Some(value) = storage.tables.engine.get(Table::Log, &lsn)? else { return Ok(None) };
    Ok(match decode_owned(Kind::Wal, &lsn, &value)? {
        WalEntry::Remove { key, .. } => Some(key),
        _ => None,
    })
}

fn add_tombstone(
    group: &mut CommitGroup,
    tombstone: Tombstone,
    of: u64,
    set: bool,
    lsn: u64,
) -> Result<()> {
    let change = WalEntry::Tombstone { tombstone: tombstone.to_bytes(), of, set };
    group.add(change, IndexDelta { lsn, ..IndexDelta::default() }, None)
}

/// Commits tombstones by themselves.
fn commit_tombstones(
    storage: &Storage,
    writer: &mut Writer,
    tombstones: impl Iterator<Item = (Tombstone, u64)>,
) -> Result<()> {
    for (tombstone, of) in tombstones {
        if writer.tombstones.contains_key(&tombstone) {
            continue;
        }
        let lsn = read(storage).next_lsn();
        let mut group = CommitGroup::default();
        add_tombstone(&mut group, tombstone, of, true, lsn)?;
        set_tombstone(storage, writer, (tombstone, of), lsn)?;
        group.commit(storage, writer)?;
    }
    Ok(())
}

/// Erases a speaker and those that were merged into it: their quotes, and their names in the
/// articles that quote them.
pub(crate) fn erase_speaker(storage: &Storage, speaker: SpeakerId) -> Result<EraseReport> {
    let mut writer = storage.writer_with_room()?;
    let mut report = EraseReport::default();
    let guard = read(storage);
    let canonical = guard.overrides().canonical(speaker);
    let mut ids: Vec<SpeakerId> = guard.overrides().merged_into(canonical).collect();
    ids.push(canonical);
    let (mut names, mut full) = (BTreeSet::new(), BTreeSet::new());
    for id in &ids {
        let record = guard.speaker(*id)?.ok_or_else(|| no_speaker(*id))?;
        full.insert(record.name.as_str().to_owned());
        let edited = guard.overrides().of(*id).and_then(|edit| edit.name.as_deref());
        full.extend(edited.map(str::to_owned));
        names.extend(record.aliases.iter().map(|alias| alias.text.as_str().to_owned()));
    }
    drop(guard);
    report.note_holders(storage);
    let tombstones = full.iter().map(|name| Tombstone::speaker(&storage.id, &name_hash(name)));
    commit_tombstones(
        storage,
        &mut writer,
        tombstones.map(|tombstone| (tombstone, speaker.to_u64())),
    )?;
    names.extend(full);
    for id in &ids {
        loop {
            let articles = quoted_in(storage, *id)?;
            if articles.is_empty() {
                break;
            }
            for article in articles {
                report.quotes += redact_article(storage, &mut writer, article, &ids, &names)?;
                report.articles += 1;
            }
            finish_commit(storage, &mut writer, Pace::Usual)?;
        }
        if read(storage).overrides().of(*id).is_some() {
            let record = OverrideRecord { speaker: id.to_u64(), ..OverrideRecord::default() };
            commit_edit(storage, &mut writer, &record)?;
        }
    }
    finish_commit(storage, &mut writer, Pace::Usual)?;
    Ok(report)
}

/// Returns the first articles that quote a speaker.
fn quoted_in(storage: &Storage, speaker: SpeakerId) -> Result<BTreeSet<ArticleId>> {
    let guard = read(storage);
    let list = guard.quote_list(&ListKey::speaker(speaker))?;
    let view = Arc::clone(guard.view());
    drop(guard);
    let mut articles = BTreeSet::new();
    for entry in list.cursor(&view.tables, SortKey::MIN..SortKey::MAX, Order::OldestFirst) {
        articles.insert(entry?.0.article());
        if articles.len() == BATCH {
            break;
        }
    }
    Ok(articles)
}

/// Writes an article anew without the quotes of some speakers, and returns how many they were.
fn redact_article(
    storage: &Storage,
    writer: &mut Writer,
    article: ArticleId,
    speakers: &[SpeakerId],
    names: &BTreeSet<String>,
) -> Result<u64> {
    let guard = read(storage);
    let Some(head) = guard.article(article)? else { return Ok(0) };
    let decoded = decode_article(&storage.tables, &head)?;
    let mut draft = decoded.draft;
    let mut found = draft.extraction.take().unwrap_or_default();
    let erased: Vec<bool> = decoded
        .speakers
        .iter()
        .map(|speaker| speaker.is_some_and(|speaker| speakers.contains(&speaker)))
        .collect();
    let mentioned = found.quotes.iter().zip(&erased).filter(|(_, erased)| **erased);
    let mut names = names.clone();
    names.extend(mentioned.filter_map(|(quote, _)| quote.speaker.clone()));
    redact(&mut draft, &mut found, &erased, &names);
    let kept = decoded.speakers.iter().zip(&erased).filter(|(_, erased)| !**erased);
    let kept: Vec<Option<SpeakerId>> = kept.map(|(speaker, _)| *speaker).collect();
    let key = head.key.as_str();
    let target = RevisionTarget {
        article,
        revision: writer.next_revision,
        content: *blake3::hash(draft.text.as_bytes()).as_bytes(),
        ingested: head.ingested,
        corrected: draft.corrected,
    };
    let bodies = text_pages::pages(&draft.text, &found.paragraphs)?;
    let prepared = prepare(&storage.tables, &draft, key, (&found, bodies), &kept, target)?;
    let place = (key_hash(key), article.to_u64());
    commit_revision(storage, writer, guard, prepared, head.revision.to_native(), place)?;
    Ok((decoded.speakers.len() - kept.len()) as u64)
}

/// Takes the tombstone of an article back, by its external key, and returns whether there was one.
pub(crate) fn unerase_article(storage: &Storage, key: &str) -> Result<bool> {
    unerase(storage, Tombstone::article(&storage.id, &key_hash(key)))
}

/// Takes the tombstone of speakers of a name back, and returns whether there was one.
pub(crate) fn unerase_speaker(storage: &Storage, name: &str) -> Result<bool> {
    unerase(storage, Tombstone::speaker(&storage.id, &name_hash(name)))
}

fn unerase(storage: &Storage, tombstone: Tombstone) -> Result<bool> {
    let mut writer = storage.writer_with_room()?;
    let Some(of) = writer.tombstones.get(&tombstone).copied() else { return Ok(false) };
    let mut group = CommitGroup::default();
    add_tombstone(&mut group, tombstone, of, false, read(storage).next_lsn())?;
    group.commit(storage, &mut writer)?;
    take_tombstone(storage, &mut writer, tombstone)?;
    finish_commit(storage, &mut writer, Pace::Usual)?;
    Ok(true)
}

/// Returns the tombstones that are set.
pub(crate) fn tombstones(storage: &Storage) -> Result<Vec<Tombstone>> {
    Ok(storage.writer()?.tombstones.keys().copied().collect())
}

/// Erases the articles and speakers that tombstones of the same store recognise, and keeps the
/// tombstones.
pub(crate) fn apply_tombstones(storage: &Storage, given: &[Tombstone]) -> Result<EraseReport> {
    let given: BTreeSet<Tombstone> = given.iter().copied().collect();
    let mut articles = Vec::new();
    let mut speakers = Vec::new();
    let guard = read(storage);
    let mut keys: BTreeSet<[u8; 16]> = guard.changed_keys();
    for entry in storage.tables.engine.scan(Table::Keys, Vec::new()..) {
        keys.extend(entry?.0.first_chunk::<16>());
    }
    for key in keys {
        if given.contains(&Tombstone::article(&storage.id, &key))
            && let Some(article) = guard.article_of(&key)?
        {
            articles.push(ArticleId::from_u64(article));
        }
    }
    for id in guard.speakers()? {
        let Some(record) = guard.speaker(id)? else { continue };
        let edited = guard.overrides().of(id).and_then(|edit| edit.name.as_deref());
        let is_given =
            |name: &str| given.contains(&Tombstone::speaker(&storage.id, &name_hash(name)));
        if is_given(record.name.as_str()) || edited.is_some_and(is_given) {
            speakers.push(id);
        }
    }
    drop(guard);
    let mut report = EraseReport::default();
    let mut writer = storage.writer_with_room()?;
    for article in articles {
        erase(storage, &mut writer, article, &mut report)?;
    }
    finish_commit(storage, &mut writer, Pace::Usual)?;
    drop(writer);
    for speaker in speakers {
        // One that was merged into another may be erased already.
        if read(storage).speaker(speaker)?.is_some() {
            let erased = erase_speaker(storage, speaker)?;
            report.articles += erased.articles;
            report.quotes += erased.quotes;
            report.held_by = erased.held_by;
        }
    }
    let mut writer = storage.writer_with_room()?;
    commit_tombstones(storage, &mut writer, given.into_iter().map(|tombstone| (tombstone, 0)))?;
    finish_commit(storage, &mut writer, Pace::Usual)?;
    Ok(report)
}
