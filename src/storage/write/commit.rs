//! The write path: prepare a revision, commit it with one insert into the WAL, publish what it
//! does.

use std::borrow::Cow;

use super::commit_group::CommitGroup;
use super::index_delta::article_delta;
use super::prepare::{PreparedRevision, RevisionTarget, prepare};
use super::resolve_speakers::{SpeakerNumbers, resolve_speakers};
use super::tombstones::of_erased_speakers;
use super::validated_draft::ValidatedDraft;
use crate::error::{Error, Result};
use crate::model::{ArticleId, Corrected, Draft};
use crate::record::WalEntry;
use crate::storage::checkpoint::{Pace, checkpoint_if_due, finish_commit};
use crate::storage::decode::decode_article;
use crate::storage::memtable::IndexDelta;
use crate::storage::name_keys::key_hash;
use crate::storage::read_guard::{ReadGuard, read};
use crate::storage::revision::{Revision, read_revision};
use crate::storage::shared::Storage;
use crate::storage::tombstone::Tombstone;
use crate::storage::writer::Writer;

/// What storing a draft did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stored {
    /// The article, under the id that its key keeps.
    pub article: ArticleId,
    /// Whether it was new.
    pub outcome: Outcome,
    /// How many paragraphs it has.
    pub paragraphs: usize,
    /// How many quotes it has.
    pub quotes: usize,
}

/// What became of an article that was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Its key was new, or its article had been removed.
    Added,
    /// Its key had an article, and the new one replaced it.
    Replaced,
    /// The same article stood there already; nothing was written.
    Unchanged,
    /// The article was [erased](crate::Store::erase_article), and is not stored again; nothing was
    /// written.
    Erased,
}

/// What removing articles took out, or would take out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemoveReport {
    /// Articles.
    pub articles: u64,
    /// Quotes in them.
    pub quotes: u64,
    /// Batches, each with a durability point of its own.
    pub batches: u64,
}

/// Stores an article with the paragraphs and quotes that the draft brings; nothing is extracted.
pub(crate) fn put(storage: &Storage, draft: &Draft) -> Result<Stored> {
    let validated = ValidatedDraft::of(draft)?;
    let mut writer = storage.writer_with_room()?;
    let mut group = CommitGroup::default();
    let stored = put_validated(storage, &mut writer, &mut group, &validated, None)?;
    group.commit(storage, &mut writer)?;
    finish_commit(storage, &mut writer, Pace::Usual)?;
    Ok(stored)
}

/// Stores many drafts, each a commit of its own, and makes them durable together.
///
/// A draft that is refused leaves the others alone. The outer error is one of the store itself.
/// With `numbers`, quotes go by the number that the draft gives their speaker, and new numbers are
/// noted. The memtable holds at most `memlist_bytes` of memlists, and what one draft more puts
/// there.
pub(crate) fn put_group(
    storage: &Storage,
    drafts: &[ValidatedDraft<'_>],
    mut numbers: Option<&mut SpeakerNumbers>,
    memlist_bytes: usize,
) -> Result<Vec<Result<Stored>>> {
    each(storage, drafts, Pace::Bulk(memlist_bytes), |writer, group, draft| {
        put_validated(storage, writer, group, draft, numbers.as_deref_mut())
    })
}

/// Stores drafts as [`put_group`](put_group) does, each only if its article has still the
/// revision that is beside it; `None` says that it has not.
pub(crate) fn replace_group(
    storage: &Storage,
    drafts: &[(Draft, u64)],
) -> Result<Vec<Result<Option<Stored>>>> {
    each(storage, drafts, Pace::Bulk(usize::MAX), |writer, group, (draft, revision)| {
        group.commit(storage, writer)?;
        let head = read(storage).article_by_key(&draft.external_key())?;
        if head.is_none_or(|head| head.revision.to_native() != *revision) {
            return Ok(None);
        }
        put_validated(storage, writer, group, &ValidatedDraft::of(draft)?, None).map(Some)
    })
}

/// Removes a batch of articles, in groups of commits, and makes that durable together. Adds what
/// was there to a report.
pub(crate) fn remove_group(
    storage: &Storage,
    articles: &[ArticleId],
    report: &mut RemoveReport,
) -> Result<()> {
    let outcomes = each(storage, articles, Pace::Bulk(usize::MAX), |writer, group, article| {
        remove_article(storage, writer, group, *article)
    })?;
    report.batches += 1;
    for quotes in outcomes {
        if let Some(quotes) = quotes? {
            report.articles += 1;
            report.quotes += quotes;
        }
    }
    Ok(())
}

/// Stores or removes items in groups of commits.
fn each<T, U>(
    storage: &Storage,
    items: &[T],
    pace: Pace,
    mut put: impl FnMut(&mut Writer, &mut CommitGroup, &T) -> Result<U>,
) -> Result<Vec<Result<U>>> {
    let mut writer = storage.writer_with_room()?;
    let mut group = CommitGroup::default();
    let mut outcomes = Vec::with_capacity(items.len());
    for item in items {
        let outcome = put(&mut writer, &mut group, item);
        storage.tables.engine.check()?;
        outcomes.push(outcome);
        if group.is_full() {
            group.commit(storage, &mut writer)?;
            checkpoint_if_due(storage, &mut writer, pace)?;
            if let Err(full) = storage.check_room() {
                finish_commit(storage, &mut writer, pace)?;
                return Err(full);
            }
        }
    }
    group.commit(storage, &mut writer)?;
    finish_commit(storage, &mut writer, pace)?;
    Ok(outcomes)
}

/// Ends a bulk load: what is left of it in memory is brought down to what is usual.
pub(crate) fn end_load(storage: &Storage) -> Result<()> {
    let mut writer = storage.writer()?;
    checkpoint_if_due(storage, &mut writer, Pace::Usual)
}

/// Returns the number that the next new article gets; all ids so far are below it.
pub(crate) fn next_article(storage: &Storage) -> Result<u64> {
    Ok(storage.writer()?.next_article)
}

/// Removes an article and its quotes, and returns whether it was there. Its key keeps its id.
pub(crate) fn remove(storage: &Storage, article: ArticleId) -> Result<bool> {
    let mut writer = storage.writer_with_room()?;
    let mut group = CommitGroup::default();
    let removed = remove_article(storage, &mut writer, &mut group, article)?;
    group.commit(storage, &mut writer)?;
    finish_commit(storage, &mut writer, Pace::Usual)?;
    Ok(removed.is_some())
}

/// Adds the commit that stores a draft to a group.
fn put_validated(
    storage: &Storage,
    writer: &mut Writer,
    group: &mut CommitGroup,
    validated: &ValidatedDraft<'_>,
    numbers: Option<&mut SpeakerNumbers>,
) -> Result<Stored> {
    let erased = || Tombstone::article(&storage.id, &validated.hash);
    if !writer.tombstones.is_empty()
        && let Some(of) = writer.tombstones.get(&erased())
    {
        let (article, outcome) = (ArticleId::from_u64(*of), Outcome::Erased);
        return Ok(Stored { article, outcome, paragraphs: 0, quotes: 0 });
    }
    let redacted = of_erased_speakers(storage, writer, &validated.found)
        .map(|erased| validated.redacted(&erased))
        .transpose()?;
    let validated = redacted.as_ref().unwrap_or(validated);
    let ValidatedDraft { draft, key, hash, found, content, ingested, .. } = validated;
    if group.staged().keys.contains(hash) {
        group.commit(storage, writer)?;
    }
    let guard = read(storage).with_staged(group.staged());
    let known = guard.article_of(hash)?.map(ArticleId::from_u64);
    let previous = known.map(|article| guard.article(article)).transpose()?.flatten();
    let mut draft = Cow::Borrowed(draft.as_ref());
    let mut corrected = draft.corrected;
    if let Some(head) = &previous {
        if head.key != *key {
            return Err(Error::corrupt(format!(
                "the keys {:?} and {key:?} have the same hash",
                head.key.as_str()
            )));
        }
        if head.ingested == *ingested {
            let (paragraphs, quotes) =
                (head.paragraphs.to_native() as usize, head.quotes.to_native() as usize);
            let article = ArticleId::from_u64(head.article.to_native());
            if let Some(numbers) = numbers {
                numbers.note_all(&draft, decode_article(&storage.tables, head)?.speakers);
            }
            return Ok(Stored { article, outcome: Outcome::Unchanged, paragraphs, quotes });
        }
        let kept = head.corrected();
        if corrected == Corrected::default() && kept != corrected {
            let draft = draft.to_mut();
            if kept.published {
                draft.published = head.published();
            }
            if kept.source {
                draft.source = head.source.as_ref().map(|source| source.as_str().to_owned());
            }
            corrected = kept;
        }
    }
    let article = known.unwrap_or(ArticleId::from_u64(writer.next_article));
    let target = RevisionTarget {
        article,
        revision: writer.next_revision,
        content: *content,
        ingested: *ingested,
        corrected,
    };
    let mut next_speaker = writer.next_speaker;
    let speakers = resolve_speakers(&guard, &draft, found, numbers.as_deref(), &mut next_speaker)?;
    let previous = previous.map_or(0, |head| head.revision.to_native());
    let prepared =
        prepare(&storage.tables, &draft, key, (found, validated.bodies()?), &speakers, target)?;
    let (paragraphs, quotes) = (prepared.paragraphs, prepared.revision.quotes.len());
    writer.next_speaker = next_speaker;
    let delta = revision_delta(storage, &guard, &prepared, previous, (*hash, article.to_u64()))?;
    drop(guard);
    add_revision(writer, group, prepared, delta, previous)?;
    if known.is_none() {
        writer.next_article += 1;
    }
    if let Some(numbers) = numbers {
        numbers.note_all(&draft, speakers);
    }
    let outcome = if previous == 0 { Outcome::Added } else { Outcome::Replaced };
    Ok(Stored { article, outcome, paragraphs, quotes })
}

/// Works out what committing a prepared revision does, as the next change after those of a guard.
fn revision_delta(
    storage: &Storage,
    guard: &ReadGuard<'_>,
    prepared: &PreparedRevision,
    previous: u64,
    key: ([u8; 16], u64),
) -> Result<IndexDelta> {
    let old = if previous == 0 { None } else { Some(read_revision(&storage.tables, previous)?) };
    let delta = article_delta(guard, guard.next_lsn(), old.as_ref(), Some(&prepared.revision))?;
    Ok(IndexDelta { key: Some(key), ..delta })
}

fn add_revision(
    writer: &mut Writer,
    group: &mut CommitGroup,
    prepared: PreparedRevision,
    delta: IndexDelta,
    previous: u64,
) -> Result<()> {
    let Revision { article, number: revision, .. } = prepared.revision;
    writer.next_revision = writer.next_revision.max(revision + 1);
    let change = WalEntry::Put { article: article.to_u64(), revision, previous };
    group.prepare(prepared);
    group.add(change, delta, Some(previous).filter(|previous| *previous != 0))
}

/// Commits a prepared revision by itself.
pub(crate) fn commit_revision(
    storage: &Storage,
    writer: &mut Writer,
    guard: ReadGuard<'_>,
    prepared: PreparedRevision,
    previous: u64,
    key: ([u8; 16], u64),
) -> Result<()> {
    let delta = revision_delta(storage, &guard, &prepared, previous, key)?;
    drop(guard);
    let mut group = CommitGroup::default();
    add_revision(writer, &mut group, prepared, delta, previous)?;
    group.commit(storage, writer)
}

/// Adds the commit that removes an article to a group. Returns the number of its quotes; `None` if
/// it is not there.
fn remove_article(
    storage: &Storage,
    writer: &mut Writer,
    group: &mut CommitGroup,
    article: ArticleId,
) -> Result<Option<u64>> {
    let Some(head) = read(storage).article(article)? else { return Ok(None) };
    let previous = head.revision.to_native();
    let key = key_hash(&head.key);
    if group.staged().keys.contains(&key) {
        group.commit(storage, writer)?;
        return remove_article(storage, writer, group, article);
    }
    let guard = read(storage).with_staged(group.staged());
    let old = read_revision(&storage.tables, previous)?;
    let delta = article_delta(&guard, guard.next_lsn(), Some(&old), None)?;
    drop(guard);
    let delta = IndexDelta { key: Some((key, article.to_u64())), ..delta };
    group.add(
        WalEntry::Remove { article: article.to_u64(), previous, key },
        delta,
        Some(previous),
    )?;
    Ok(Some(old.quotes.len() as u64))
}

/// Commits a change by itself, which is one insert into the WAL, and makes it visible. `superseded`
/// is the revision or override that it replaces.
pub(crate) fn commit(
    storage: &Storage,
    writer: &mut Writer,
    change: WalEntry,
    delta: IndexDelta,
    superseded: Option<u64>,
) -> Result<()> {
    let mut group = CommitGroup::default();
    group.add(change, delta, superseded)?;
    group.commit(storage, writer)
}
