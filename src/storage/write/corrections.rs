//! Corrections that a user makes and that last: storing the article again leaves them alone.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use super::commit::{commit, commit_revision};
use super::index_delta::{rename, single};
use super::prepare::{RevisionTarget, prepare};
use super::resolve_speakers::{SpeakerNumbers, candidates};
use super::stated::known_deltas_of_override;
use super::{text_pages, validate};
use crate::error::{Error, ErrorKind, Result};
use crate::identity::{Traits, resolve};
use crate::model::{ArticleId, Country, Published, SpeakerId, limits};
use crate::record::{
    Kind, OverrideRecord, SpeakerRecord, StubRecord, WalEntry, code, country, decode_record,
    encode_record,
};
use crate::storage::checkpoint::{Pace, finish_commit};
use crate::storage::decode::decode_article;
use crate::storage::durability::mark_dirty;
use crate::storage::engine::Table;
use crate::storage::memtable::IndexDelta;
use crate::storage::name_keys::{KNOWN, key_hash};
use crate::storage::overrides::{Override, Overrides};
use crate::storage::read_guard::{ReadGuard, read};
use crate::storage::shared::Storage;
use crate::storage::tables::missing;
use crate::storage::writer::Writer;

/// A correction of a stored article: its date, its source, or both.
///
/// [`Store::correct_article`](crate::Store::correct_article) applies it.
///
/// # Examples
/// ```
/// use jiff::civil::date;
/// use onrecord::ArticleCorrection;
/// let right = ArticleCorrection::new().published(date(2020, 7, 21)).source("The Daily Ledger");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct ArticleCorrection {
    published: Date,
    source: Option<String>,
}

/// The right date of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Date {
    /// The one it has.
    #[default]
    Kept,
    At(Published),
    /// It has a wrong one, and the right one is not known.
    Unknown,
}

impl ArticleCorrection {
    /// Makes a correction that changes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time of publication.
    pub fn published(mut self, published: impl Into<Published>) -> Self {
        self.published = Date::At(published.into());
        self
    }

    /// Takes the time of publication away: the article has a date that is wrong, and the right one
    /// is not known.
    ///
    /// # Examples
    /// ```
    /// use jiff::civil::date;
    /// use onrecord::{ArticleCorrection, Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("We won.").published(date(1970, 1, 1)))?;
    /// store.correct_article(stored.article, &ArticleCorrection::new().undated())?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.published(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn undated(mut self) -> Self {
        self.published = Date::Unknown;
        self
    }

    /// Sets the source.
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// Corrects the date or the source of an article, for good: storing its key again keeps the
/// corrected fields.
pub(crate) fn correct_article(
    storage: &Storage,
    article: ArticleId,
    correction: &ArticleCorrection,
) -> Result<()> {
    let mut writer = storage.writer_with_room()?;
    commit_correction(storage, &mut writer, article, correction)?;
    finish_commit(storage, &mut writer, Pace::Usual)
}

/// Sets the name under which a speaker is shown, or with `None` takes back what was set.
pub(crate) fn rename_speaker(
    storage: &Storage,
    speaker: SpeakerId,
    name: Option<&str>,
) -> Result<()> {
    name.map_or(Ok(()), check_name)?;
    edit_speaker(storage, speaker, |_, edit| {
        edit.name = name.map(Into::into);
        Ok(())
    })
}

/// Sets the country that a speaker is from, or with `None` takes back what was set.
pub(crate) fn set_speaker_country(
    storage: &Storage,
    speaker: SpeakerId,
    country: Option<Country>,
) -> Result<()> {
    edit_speaker(storage, speaker, |_, edit| {
        edit.country = country;
        Ok(())
    })
}

/// Declares that two speakers are one: what `speaker` said is from now on said by `into`.
pub(crate) fn merge_speakers(storage: &Storage, speaker: SpeakerId, into: SpeakerId) -> Result<()> {
    edit_speaker(storage, speaker, |overrides, edit| {
        exists(storage, into)?;
        // What `speaker` itself was merged into ends with this merge and hides no circle.
        if overrides.with(speaker, Override::default()).canonical(into) == speaker {
            return Err(Error::invalid(format!("speaker {into} is merged into {speaker} already")));
        }
        edit.merged_into = Some(into);
        Ok(())
    })
}

/// Finds the speaker of a name and country that no number is for yet, or makes one that no
/// article quotes.
pub(crate) fn speaker_named(
    storage: &Storage,
    name: &str,
    country: Option<Country>,
    numbers: &SpeakerNumbers,
) -> Result<SpeakerId> {
    check_name(name)?;
    let mut writer = storage.writer_with_room()?;
    let mut candidates = candidates(&read(storage), name)?;
    candidates.retain(|known| !numbers.has_taken(known.id));
    let told = Traits { country, ..Traits::default() };
    if let Some(known) = resolve(name, told, &candidates) {
        return Ok(known);
    }
    let made = make_speaker(storage, &mut writer, name, country)?;
    finish_commit(storage, &mut writer, Pace::Usual)?;
    Ok(made)
}

/// Undoes the merging of a speaker into another.
pub(crate) fn unmerge_speaker(storage: &Storage, speaker: SpeakerId) -> Result<()> {
    edit_speaker(storage, speaker, |_, edit| {
        edit.merged_into = None;
        Ok(())
    })
}

fn check_name(name: &str) -> Result<()> {
    let (bytes, limit) = (name.len(), limits::SPEAKER_BYTES);
    if name.trim().is_empty() || bytes > limit {
        return Err(Error::invalid(format!(
            "a name of {bytes} bytes; from 1 to {limit} were expected"
        )));
    }
    Ok(())
}

pub(crate) fn no_speaker(speaker: SpeakerId) -> Error {
    Error::new(ErrorKind::NotFound, format!("there is no speaker {speaker}"))
}

/// Reads what a user said out of a record.
fn edit(record: &OverrideRecord) -> Override {
    Override {
        name: record.name.as_deref().map(Into::into),
        country: record.country.and_then(country),
        merged_into: Some(record.merged_into).filter(|into| *into != 0).map(SpeakerId::from_u64),
    }
}

/// Notes what articles call the speaker that an edit merges another into.
fn note_target(
    guard: &ReadGuard<'_>,
    overrides: &mut Overrides,
    target: Option<SpeakerId>,
) -> Result<()> {
    if let Some(into) = target
        && let Some(known) = guard.speaker(into)?
    {
        overrides.note_called(into, known.name.as_str());
    }
    Ok(())
}

fn commit_correction(
    storage: &Storage,
    writer: &mut Writer,
    article: ArticleId,
    correction: &ArticleCorrection,
) -> Result<()> {
    let guard = read(storage);
    let head = guard
        .article(article)?
        .ok_or_else(|| Error::new(ErrorKind::NotFound, format!("there is no article {article}")))?;
    let restored = decode_article(&storage.tables, &head)?;
    let mut draft = restored.draft;
    if correction.published != Date::Kept {
        draft.published = match correction.published {
            Date::At(published) => Some(published),
            Date::Kept | Date::Unknown => None,
        };
        draft.corrected.published = true;
    }
    if let Some(source) = &correction.source {
        draft.source = Some(source.clone());
        draft.corrected.source = true;
    }
    let key = draft.external_key();
    validate::draft(&draft, &key)?;
    let target = RevisionTarget {
        article,
        revision: writer.next_revision,
        content: head.content,
        ingested: head.ingested,
        corrected: draft.corrected,
    };
    let found = draft.extraction.clone().unwrap_or_default();
    let bodies = text_pages::pages(&draft.text, &found.paragraphs)?;
    let prepared =
        prepare(&storage.tables, &draft, &key, (&found, bodies), &restored.speakers, target)?;
    commit_revision(
        storage,
        writer,
        guard,
        prepared,
        head.revision.to_native(),
        (key_hash(&key), article.to_u64()),
    )
}

/// Returns what speakers are called, without what users said of them.
fn known<const N: usize>(
    storage: &Storage,
    speakers: [Option<SpeakerId>; N],
) -> Result<Vec<StubRecord>> {
    let guard = read(storage);
    let mut known = Vec::with_capacity(N);
    for speaker in speakers.into_iter().flatten() {
        if let Some(record) = guard.speaker(speaker)? {
            let (speaker, name) = (speaker.to_u64(), record.name.as_str().to_owned());
            known.push(StubRecord { speaker, name, country: record.country });
        }
    }
    Ok(known)
}

fn exists(storage: &Storage, speaker: SpeakerId) -> Result<()> {
    read(storage).speaker(speaker)?.map(drop).ok_or_else(|| no_speaker(speaker))
}

fn edit_speaker(
    storage: &Storage,
    speaker: SpeakerId,
    change: impl FnOnce(&Overrides, &mut Override) -> Result<()>,
) -> Result<()> {
    let mut writer = storage.writer_with_room()?;
    exists(storage, speaker)?;
    let overrides = Arc::clone(&read(storage).view().overrides);
    let before = overrides.of(speaker).cloned().unwrap_or_default();
    let mut edit = before.clone();
    change(&overrides, &mut edit)?;
    if edit == before {
        return Ok(());
    }
    let record = OverrideRecord {
        speaker: speaker.to_u64(),
        name: edit.name.as_deref().map(str::to_owned),
        country: edit.country.map(code),
        merged_into: edit.merged_into.map_or(0, SpeakerId::to_u64),
        known: known(storage, [Some(speaker), edit.merged_into])?,
    };
    commit_edit(storage, &mut writer, &record)?;
    finish_commit(storage, &mut writer, Pace::Usual)
}

/// Makes a speaker known that no article quotes yet.
fn make_speaker(
    storage: &Storage,
    writer: &mut Writer,
    name: &str,
    country: Option<Country>,
) -> Result<SpeakerId> {
    let speaker = writer.next_speaker;
    let country = country.map(code).unwrap_or_default();
    let known = vec![StubRecord { speaker, name: name.to_owned(), country }];
    let record = OverrideRecord { speaker, known, ..OverrideRecord::default() };
    writer.next_speaker += 1;
    commit_edit(storage, writer, &record)?;
    Ok(SpeakerId::from_u64(speaker))
}

pub(crate) fn commit_edit(
    storage: &Storage,
    writer: &mut Writer,
    record: &OverrideRecord,
) -> Result<()> {
    mark_dirty(storage, writer)?;
    let number = writer.next_revision;
    writer.next_revision += 1;
    let key = number.to_be_bytes();
    storage.tables.engine.insert(
        Table::Edits,
        &key,
        encode_record(Kind::Override, &key, record)?,
    )?;
    let guard = read(storage);
    let superseded = guard.edited(SpeakerId::from_u64(record.speaker))?;
    let delta = edit_delta(storage, &guard, guard.next_lsn(), record.speaker, number)?;
    drop(guard);
    let change = WalEntry::Edit { speaker: record.speaker, edit: number };
    commit(storage, writer, change, delta, superseded)
}

pub(crate) fn read_edit(storage: &Storage, number: u64) -> Result<OverrideRecord> {
    let key = number.to_be_bytes();
    let value = storage
        .tables
        .engine
        .get(Table::Edits, &key)?
        .ok_or_else(|| missing(Kind::Override, &key))?;
    Ok(decode_record::<OverrideRecord>(Kind::Override, &key, value)?.to_record())
}

/// Reads the override of a number, and its speaker.
pub(crate) fn read_override(storage: &Storage, number: u64) -> Result<(SpeakerId, Override)> {
    let record = read_edit(storage, number)?;
    Ok((SpeakerId::from_u64(record.speaker), edit(&record)))
}

/// Works out what an edit does, as the change at `lsn`.
pub(crate) fn edit_delta(
    storage: &Storage,
    guard: &ReadGuard<'_>,
    lsn: u64,
    speaker: u64,
    number: u64,
) -> Result<IndexDelta> {
    let record = read_edit(storage, number)?;
    let (id, edit) = (SpeakerId::from_u64(record.speaker), edit(&record));
    let mut delta = IndexDelta { lsn, edited: Some((speaker, number)), ..IndexDelta::default() };
    let before = guard.overrides().of(id).cloned().unwrap_or_default();
    let after = edit.name.clone();
    let released = before.merged_into.filter(|into| edit.merged_into != Some(*into));
    let target = edit.merged_into;
    let mut overrides = guard.overrides().with(id, edit);
    note_target(guard, &mut overrides, target)?;
    for known in record.known {
        let made = SpeakerId::from_u64(known.speaker);
        if guard.speaker(made)?.is_none() {
            let StubRecord { name, country, .. } = known;
            let record = SpeakerRecord { name, country, ..SpeakerRecord::default() };
            let named = overrides.of(made).and_then(|edit| edit.name.as_deref());
            rename(made, None, Some((&record, named)), &mut delta);
            delta.speakers.push((made.to_u64(), Some(single(&record)?)));
        }
    }
    if let Some(known) = guard.speaker(id)?.map(|known| known.to_record()) {
        let gone = known.quotes == 0 && !overrides.concern(id);
        let kept = (!gone).then_some((&known, after.as_deref()));
        rename(id, Some((&known, before.name.as_deref())), kept, &mut delta);
        if gone {
            delta.speakers.push((speaker, None));
        }
    }
    // A target that no merge leads to any more, and no article quotes, goes too.
    if let Some(into) = released
        && !overrides.concern(into)
        && let Some(known) = guard.speaker(into)?.filter(|known| known.quotes == 0)
    {
        rename(into, Some((&known.to_record(), None)), None, &mut delta);
        delta.speakers.push((into.to_u64(), None));
    }
    known_deltas_of_override(guard, &overrides, id, &mut delta)?;
    delta.overrides = Some(Arc::new(overrides));
    Ok(delta)
}

/// Loads the known speakers as of the checkpoint LSN.
pub(crate) fn load_known(storage: &Storage) -> Result<()> {
    let keys = read(storage).name_keys(KNOWN)?;
    let mut current = storage.current.write().unwrap_or_else(PoisonError::into_inner);
    current.set_known(keys.iter().map(|key| (key, true)));
    Ok(())
}

/// Loads the edits that held at the checkpoint LSN.
pub(crate) fn load_overrides(storage: &Storage) -> Result<()> {
    let mut overrides = HashMap::new();
    let guard = read(storage);
    for entry in storage.tables.engine.scan(Table::Edited, Vec::new()..) {
        let (key, value) = entry?;
        let (speaker, edit) =
            read_override(storage, crate::record::decode_owned(Kind::Key, &key, &value)?)?;
        overrides.insert(speaker, edit);
    }
    let targets: Vec<_> = overrides.values().map(|edit| edit.merged_into).collect();
    let mut overrides = Overrides::of_all(overrides);
    for target in targets {
        note_target(&guard, &mut overrides, target)?;
    }
    drop(guard);
    let mut current = storage.current.write().unwrap_or_else(PoisonError::into_inner);
    current.set_overrides(Arc::new(overrides));
    Ok(())
}
