//! After an open: the changes past the checkpoint LSN are worked out again, and what an unclean end
//! left is swept.

use crate::error::{Error, ErrorKind, Result};
use crate::model::{ArticleId, SpeakerId};
use crate::record::{CheckpointValue, Kind, PlanValue, Record, WalEntry, decode_owned, describe};
use crate::storage::checkpoint::{delete, forget_plan};
use crate::storage::durability::write_root;
use crate::storage::engine::{Engine, Table};
use crate::storage::list::ListKey;
use crate::storage::memtable::{IndexDelta, ListDelta};
use crate::storage::name_keys::key_hash;
use crate::storage::read_guard::read;
use crate::storage::revision::{Revision, read_revision};
use crate::storage::shared::Storage;
use crate::storage::tombstone::Tombstone;
use crate::storage::write::{
    article_delta, edit_delta, erase_delta, erased_key, load_known, load_overrides, read_edit,
    read_override, set_tombstone, take_tombstone,
};
use crate::storage::writer::{Checkpointer, Writer};

/// Returns the LSN of the last change in the WAL.
pub(crate) fn last_lsn(engine: &Engine) -> Result<u64> {
    let key = engine.last_key(Table::Log)?;
    Ok(key.and_then(|key| key.first_chunk::<8>().map(|key| u64::from_be_bytes(*key))).unwrap_or(0))
}

/// Publishes the changes past the checkpoint LSN. The WAL up to `durable` must be whole; after it,
/// it is cut off before the first change of which the entry or what was prepared for it did not
/// survive.
pub(crate) fn replay(storage: &Storage, writer: &mut Writer, durable: u64) -> Result<()> {
    load_overrides(storage)?;
    load_known(storage)?;
    let first = read(storage).lsn() + 1;
    let _span = tracing::info_span!("replay", first).entered();
    let mut cut = None;
    let tables = storage.tables();
    let entries = tables.engine.scan(Table::Log, first.to_be_bytes().to_vec()..);
    for (expected, entry) in (first..).zip(entries) {
        let (key, value) = entry?;
        let survived = if *key == expected.to_be_bytes() {
            decode_owned(Kind::Wal, &key, &value)
                .and_then(|change| Ok((change, own_records(storage, change)?)))
        } else {
            let wanted = expected.to_be_bytes();
            Err(Error::corrupt(format!("{} is missing", describe(Kind::Wal, &wanted))))
        };
        match survived {
            // Damage to anything older than the change is no sign that the change did not survive.
            Ok((change, own)) => replay_change(storage, writer, expected, change, own)?,
            Err(error) if error.kind() == ErrorKind::Corrupt && expected > durable => {
                cut = Some(expected);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    if let Some(cut) = cut {
        tracing::warn!(
            cut,
            "the log ends with changes that did not survive whole; they are cut off"
        );
        let engine = &storage.tables().engine;
        let keys = engine.keys(Table::Log, cut.to_be_bytes().to_vec()..)?;
        keys.iter().rev().try_for_each(|key| engine.remove(Table::Log, key))?;
    }
    Ok(())
}

/// Publishes the next change of the WAL, which is there with all that was prepared for it.
pub(crate) fn replay_next(
    storage: &Storage,
    writer: &mut Writer,
    lsn: u64,
    change: WalEntry,
) -> Result<()> {
    let own = own_records(storage, change)?;
    if let WalEntry::Edit { speaker, .. } = change {
        let superseded = read(storage).edited(SpeakerId::from_u64(speaker))?;
        let lsn = read(storage).lsn();
        let superseded = superseded.into_iter().collect();
        storage.publish([IndexDelta { lsn, superseded, ..IndexDelta::default() }]);
    }
    replay_change(storage, writer, lsn, change, own)
}

/// Reads what was prepared for a change itself: of a new revision its key and what derived data
/// needs of it.
fn own_records(storage: &Storage, change: WalEntry) -> Result<Option<(String, Revision)>> {
    match change {
        WalEntry::Put { revision, .. } => {
            let head = storage.tables().revision_head(revision)?;
            for page in 0..head.body_pages.to_native() {
                storage.tables().body(revision, page)?;
            }
            Ok(Some((head.key.as_str().to_owned(), read_revision(&storage.tables(), revision)?)))
        }
        WalEntry::Edit { edit, .. } => read_edit(storage, edit).map(|_| None),
        WalEntry::Remove { .. } | WalEntry::Erase { .. } | WalEntry::Tombstone { .. } => Ok(None),
    }
}

fn replay_change(
    storage: &Storage,
    writer: &mut Writer,
    lsn: u64,
    change: WalEntry,
    own: Option<(String, Revision)>,
) -> Result<()> {
    let guard = read(storage);
    let mut delta = match change {
        WalEntry::Put { article, revision, previous } => {
            let (key, new) =
                own.ok_or_else(|| Error::corrupt(format!("revision {revision} is missing")))?;
            let old = if previous == 0 {
                None
            } else {
                Some(read_revision(&storage.tables(), previous)?)
            };
            let mut delta = article_delta(&guard, lsn, old.as_ref(), Some(&new))?;
            delta.key = Some((key_hash(&key), article));
            writer.next_article = writer.next_article.max(article + 1);
            writer.next_revision = writer.next_revision.max(revision + 1);
            for (_, quote) in &new.quotes {
                writer.next_speaker = writer.next_speaker.max(quote.last_speaker() + 1);
            }
            delta.superseded.extend(Some(previous).filter(|previous| *previous != 0));
            delta
        }
        WalEntry::Remove { previous, .. } => {
            let old = read_revision(&storage.tables(), previous)?;
            let delta = article_delta(&guard, lsn, Some(&old), None)?;
            IndexDelta { superseded: vec![previous], ..delta }
        }
        WalEntry::Erase { article, previous } => {
            let id = ArticleId::from_u64(article);
            let key = erased_key(storage, &guard, id, previous)?;
            let old = if previous == 0 {
                None
            } else {
                Some(read_revision(&storage.tables(), previous)?)
            };
            let mut delta = erase_delta(&guard, lsn, id, old.as_ref(), key)?;
            delta.superseded.extend(Some(previous).filter(|previous| *previous != 0));
            delta
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
            writer.next_revision = writer.next_revision.max(edit + 1);
            writer.next_speaker = writer.next_speaker.max(speaker + 1);
            edit_delta(storage, &guard, lsn, speaker, edit)?
        }
    };
    // A checkpoint that did not finish may have moved some lists past this change.
    let applied_lsn = |list: &ListKey| Ok(guard.list_root(list)?.applied_lsn());
    retain(&mut delta.quotes, lsn, applied_lsn)?;
    retain(&mut delta.articles, lsn, applied_lsn)?;
    drop(guard);
    storage.publish([delta]);
    Ok(())
}

/// Deletes what was prepared and never committed, and finishes or undoes a checkpoint that was
/// interrupted.
pub(crate) fn sweep(
    storage: &Storage,
    writer: &mut Writer,
    checkpointer: &mut Checkpointer,
) -> Result<()> {
    let uncommitted = writer.next_revision.to_be_bytes().to_vec();
    for table in [Table::Heads, Table::Bodies, Table::Quotes, Table::Edits] {
        for key in storage.tables().engine.keys(table, uncommitted.clone()..)? {
            let revision =
                key.first_chunk::<8>().map_or(0, |revision| u64::from_be_bytes(*revision));
            writer.next_revision = writer.next_revision.max(revision + 1);
            storage.tables().engine.remove(table, &key)?;
        }
    }
    supersede_edits(storage)?;
    let (unnamed, plans) = resolve_plans(storage, checkpointer.root.checkpoint_lsn)?;
    let first = checkpointer.root.next_page_id;
    if let Some(last) = storage.tables().engine.last_key(Table::Pages)?
        && let Some(last) = last.first_chunk::<8>().map(|last| u64::from_be_bytes(*last))
    {
        checkpointer.next_page_id = checkpointer.next_page_id.max(last + 1);
    }
    if unnamed {
        let numbers: Vec<u64> = (first..checkpointer.next_page_id).collect();
        delete(storage, &numbers, &[])?;
    }
    // Without its plan, a checkpoint that replaced some heads looks like one that replaced none:
    // the root must are past the numbers of those heads before the plan goes.
    let (next_revision, next_page_id) = (writer.next_revision, checkpointer.next_page_id);
    let root = CheckpointValue { next_revision, next_page_id, ..checkpointer.root.clone() };
    write_root(storage, checkpointer, root)?;
    plans.into_iter().try_for_each(|plan| forget_plan(storage, plan))
}

/// Notes the edits that no longer hold: a replay cannot tell, if a checkpoint that did not
/// finish has moved on which of a speaker's edits holds.
fn supersede_edits(storage: &Storage) -> Result<()> {
    let mut delta = IndexDelta { lsn: read(storage).lsn(), ..IndexDelta::default() };
    for entry in storage.tables().engine.scan(Table::Edits, Vec::new()..) {
        let number = entry?.0.first_chunk::<8>().map_or(0, |number| u64::from_be_bytes(*number));
        let (speaker, _) = read_override(storage, number)?;
        if read(storage).edited(speaker)? != Some(number) {
            delta.superseded.push(number);
        }
    }
    storage.publish([delta]);
    Ok(())
}

/// Returns whether a checkpoint left something to delete or undo.
pub(crate) fn has_plans(storage: &Storage) -> Result<bool> {
    Ok(storage.tables().engine.last_key(Table::Plans)?.is_some())
}

/// Deletes what finished checkpoints retired, and of an unfinished one what its lists do not name.
/// Returns whether no head names a block past those of the last finished checkpoint, and the
/// LSNs of the plans.
fn resolve_plans(storage: &Storage, checkpoint_lsn: u64) -> Result<(bool, Vec<u64>)> {
    let mut plans: Vec<(u64, Vec<PlanValue>)> = Vec::new();
    for entry in storage.tables().engine.scan(Table::Plans, Vec::new()..) {
        let (key, value) = entry?;
        let lsn = key.first_chunk::<8>().map_or(0, |lsn| u64::from_be_bytes(*lsn));
        let page = decode_owned(Kind::Plan, &key, &value)?;
        match plans.last_mut() {
            Some((last, pages)) if *last == lsn => pages.push(page),
            _ => plans.push((lsn, vec![page])),
        }
    }
    if !plans.is_empty() {
        // What replaces the old must be durable before the old is deleted.
        storage.tables().engine.sync()?;
    }
    let mut unnamed = true;
    for (lsn, pages) in &plans {
        let lsn = *lsn;
        let finished = lsn <= checkpoint_lsn;
        if finished || pages.iter().any(|page| page.last) {
            unnamed &= finished;
            for page in pages {
                for list in &page.lists {
                    let replaced = finished || has_applied(storage, &list.key, lsn)?;
                    delete(storage, if replaced { &list.old } else { &list.new }, &[])?;
                }
                if finished {
                    delete(storage, &[], &page.revisions)?;
                }
            }
        }
    }
    Ok((unnamed, plans.into_iter().map(|(lsn, _)| lsn).collect()))
}

fn has_applied(storage: &Storage, list: &[u8], lsn: u64) -> Result<bool> {
    let key = ListKey::from_bytes(list)
        .ok_or_else(|| Error::corrupt("a checkpoint plan names no list"))?;
    Ok(read(storage).list_root(&key)?.applied_lsn() >= lsn)
}

fn retain<T: Record>(
    steps: &mut Vec<ListDelta<T>>,
    lsn: u64,
    applied_lsn: impl Fn(&ListKey) -> Result<u64>,
) -> Result<()> {
    let mut kept = Vec::with_capacity(steps.len());
    for step in steps.drain(..) {
        if applied_lsn(&step.list)? < lsn {
            kept.push(step);
        }
    }
    *steps = kept;
    Ok(())
}
