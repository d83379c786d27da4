//! Corrections that a user makes and that last: storing the article again leaves them alone.

use std::sync::Arc;

use super::commit::Writer;
use super::edits::{SpeakerEdit, SpeakerEdits};
use super::engine::Table;
use super::live::Effects;
use super::prepare::{self, Place};
use super::read::{Reading, missing};
use super::{Inner, Store, check, derive, key_hash};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{ArticleId, Country, Published, SpeakerId, limits};
use crate::record::{ChangeValue, EditRecord, Kind, open_record, seal_record};

/// What is wrong about a stored article: the right date, the right source, or both.
///
/// # Examples
/// ```
/// use jiff::civil::date;
/// let correction = onrecord::ArticleCorrection::new().published(date(2020, 7, 21));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct ArticleCorrection {
    published: Option<Published>,
    source: Option<String>,
}

impl ArticleCorrection {
    /// Makes a correction of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets when the article was really published.
    pub fn published(mut self, published: impl Into<Published>) -> Self {
        self.published = Some(published.into());
        self
    }

    /// Sets where the article is really from.
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl Store {
    /// Corrects the date or the source of an article, for good: storing its key again keeps the corrected fields.
    ///
    /// The article gets a new revision under the same id, as by replacing it. Removing it forgets the correction.
    ///
    /// # Errors
    /// `NotFound` where there is no such article, `InvalidInput` where the source is too long; else as
    /// [`put`](Store::put).
    pub fn correct_article(&self, article: ArticleId, correction: &ArticleCorrection) -> Result<()> {
        let mut writer = self.inner.writer()?;
        self.inner.correct_article(&mut writer, article, correction)?;
        self.inner.settle(&mut writer)
    }

    /// Sets the name under which a speaker is shown, or with `None` takes back what was set.
    ///
    /// The speaker is found by the new name and by all others. Quotes stored later get it too.
    ///
    /// # Errors
    /// `NotFound` where there is no such speaker, `InvalidInput` where the name is empty or too long; else as
    /// [`put`](Store::put).
    pub fn rename_speaker(&self, speaker: SpeakerId, name: Option<&str>) -> Result<()> {
        if let Some(name) = name
            && (name.trim().is_empty() || name.len() > limits::SPEAKER_BYTES)
        {
            let limit = limits::SPEAKER_BYTES;
            return Err(Error::invalid(format!(
                "a name of {} bytes; from 1 to {limit} were expected",
                name.len()
            )));
        }
        self.inner.edit_speaker(speaker, |_, edit| {
            edit.name = name.map(Into::into);
            Ok(())
        })
    }

    /// Sets the country that a speaker is from, or with `None` takes back what was set.
    ///
    /// It holds for all quotes of the speaker, stored and to come, whatever the articles say.
    ///
    /// # Errors
    /// `NotFound` where there is no such speaker; else as [`put`](Store::put).
    pub fn set_speaker_country(&self, speaker: SpeakerId, country: Option<Country>) -> Result<()> {
        self.inner.edit_speaker(speaker, |_, edit| {
            edit.country = country;
            Ok(())
        })
    }

    /// Declares that two speakers are one: what `speaker` said is from now on said by `into`.
    ///
    /// Quotes keep the speaker they were stored with, so that [`unmerge_speaker`](Store::unmerge_speaker) undoes it.
    ///
    /// # Errors
    /// `NotFound` where there is no such speaker, `InvalidInput` where `into` is or was merged into `speaker`; else
    /// as [`put`](Store::put).
    pub fn merge_speakers(&self, speaker: SpeakerId, into: SpeakerId) -> Result<()> {
        self.inner.exists(into)?;
        self.inner.edit_speaker(speaker, |edits, edit| {
            if edits.canonical(into) == speaker {
                return Err(Error::invalid(format!("speaker {into} is merged into {speaker} already")));
            }
            edit.merged_into = Some(into);
            Ok(())
        })
    }

    /// Undoes the merging of a speaker into another.
    ///
    /// # Errors
    /// `NotFound` where there is no such speaker; else as [`put`](Store::put).
    pub fn unmerge_speaker(&self, speaker: SpeakerId) -> Result<()> {
        self.inner.edit_speaker(speaker, |_, edit| {
            edit.merged_into = None;
            Ok(())
        })
    }
}

fn no_speaker(speaker: SpeakerId) -> Error {
    Error::new(ErrorKind::NotFound, format!("there is no speaker {speaker}"))
}

impl Inner {
    fn correct_article(
        &self,
        writer: &mut Writer,
        article: ArticleId,
        correction: &ArticleCorrection,
    ) -> Result<()> {
        let reading = self.reading();
        let head = reading
            .article(article)?
            .ok_or_else(|| Error::new(ErrorKind::NotFound, format!("there is no article {article}")))?;
        let restored = self.restore(&head)?;
        let mut draft = restored.draft;
        if let Some(published) = correction.published {
            draft.published = Some(published);
            draft.corrected.published = true;
        }
        if let Some(source) = &correction.source {
            draft.source = Some(source.clone());
            draft.corrected.source = true;
        }
        let key = draft.external_key();
        check::draft(&draft, &key)?;
        let place = Place {
            article,
            revision: writer.next_revision,
            ingested: head.ingested,
            corrected: draft.corrected,
        };
        let found = draft.extraction.clone().unwrap_or_default();
        let prepared = prepare::prepare(&draft, &key, &found, &restored.speakers, place)?;
        self.commit_revision(
            writer,
            reading,
            prepared,
            head.revision.to_native(),
            (key_hash(&key), article.raw()),
        )
    }

    fn exists(&self, speaker: SpeakerId) -> Result<()> {
        self.reading().speaker(speaker)?.map(drop).ok_or_else(|| no_speaker(speaker))
    }

    fn edit_speaker(
        &self,
        speaker: SpeakerId,
        change: impl FnOnce(&SpeakerEdits, &mut SpeakerEdit) -> Result<()>,
    ) -> Result<()> {
        let mut writer = self.writer()?;
        self.exists(speaker)?;
        let edits = Arc::clone(self.reading().edits());
        let before = edits.of(speaker).cloned().unwrap_or_default();
        let mut edit = before.clone();
        change(&edits, &mut edit)?;
        if edit == before {
            return Ok(());
        }
        self.begin(&mut writer)?;
        let number = writer.next_revision;
        writer.next_revision += 1;
        let record = EditRecord {
            speaker: speaker.raw(),
            name: edit.name.as_deref().map(str::to_owned),
            country: edit.country.map(prepare::code),
            merged_into: edit.merged_into.map_or(0, SpeakerId::raw),
        };
        let key = number.to_be_bytes();
        self.engine.insert(Table::Edits, &key, seal_record(Kind::Edit, &key, &record)?)?;
        let reading = self.reading();
        let superseded = reading.edited(speaker)?;
        let effects = self.edit_effects(&reading, reading.sequence() + 1, speaker.raw(), number)?;
        drop(reading);
        self.commit(ChangeValue::Edit { speaker: speaker.raw(), edit: number }, effects)?;
        writer.superseded.extend(superseded);
        self.settle(&mut writer)
    }

    fn edit_record(&self, number: u64) -> Result<(SpeakerId, SpeakerEdit)> {
        let key = number.to_be_bytes();
        let value = self.engine.get(Table::Edits, &key)?.ok_or_else(|| missing(Kind::Edit, &key))?;
        let record = open_record::<EditRecord>(Kind::Edit, &key, value)?.to_record();
        let edit = SpeakerEdit {
            name: record.name.map(Into::into),
            country: record.country.and_then(derive::country),
            merged_into: Some(record.merged_into).filter(|into| *into != 0).map(SpeakerId::from_raw),
        };
        Ok((SpeakerId::from_raw(record.speaker), edit))
    }

    /// Works out what an edit does, as the change at `sequence`.
    pub(super) fn edit_effects(
        &self,
        reading: &Reading<'_>,
        sequence: u64,
        speaker: u64,
        number: u64,
    ) -> Result<Effects> {
        let (id, edit) = self.edit_record(number)?;
        let mut effects = Effects { sequence, edited: Some((speaker, number)), ..Effects::default() };
        let before = reading.edits().of(id).and_then(|edit| edit.name.clone());
        let after = edit.name.clone();
        let edits = reading.edits().with(id, edit);
        if let Some(known) = reading.speaker(id)? {
            let record = known.to_record();
            let gone = record.quotes == 0 && edits.of(id).is_none();
            derive::rename(
                id,
                Some((&record, before.as_deref())),
                (!gone).then_some((&record, after.as_deref())),
                &mut effects,
            );
            if gone {
                effects.speakers.push((speaker, None));
            }
        }
        effects.edits = Some(Arc::new(edits));
        Ok(effects)
    }

    /// Loads the edits that held at the watermark.
    pub(super) fn load_edits(&self) -> Result<()> {
        let mut edits = SpeakerEdits::default();
        for entry in self.engine.scan(Table::Edited, Vec::new()..) {
            let (key, value) = entry?;
            let (speaker, edit) = self.edit_record(crate::record::open_small(Kind::Key, &key, &value)?)?;
            edits = edits.with(speaker, edit);
        }
        self.live.write().unwrap_or_else(std::sync::PoisonError::into_inner).edits = Arc::new(edits);
        Ok(())
    }
}
