//! Corrections that a user makes and that last: storing the article again leaves them alone.

use std::collections::HashMap;
use std::sync::Arc;

use super::checkpoint::Pace;
use super::edits::{SpeakerEdit, SpeakerEdits};
use super::engine::Table;
use super::live::Effects;
use super::prepare::{self, Place};
use super::read::Reading;
use super::resolve::{SpeakerNumbers, candidates};
use super::tables::missing;
use super::writer::Writer;
use super::{Inner, Store, body, check, derive, key_hash};
use crate::error::{Error, ErrorKind, Result};
use crate::identity::{Fields, resolve};
use crate::model::{ArticleId, Country, Published, SpeakerId, limits};
use crate::record::{
    WalEntry, OverrideRecord, Kind, StubRecord, SpeakerRecord, code, country, decode_record, encode_record,
};

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
        self.inner.settle(&mut writer, Pace::Usual)
    }

    /// Sets the name under which a speaker is shown, or with `None` takes back what was set.
    ///
    /// The speaker is found by the new name and by all others. Quotes stored later get it too.
    ///
    /// # Errors
    /// `NotFound` where there is no such speaker, `InvalidInput` where the name is empty or too long; else as
    /// [`put`](Store::put).
    pub fn rename_speaker(&self, speaker: SpeakerId, name: Option<&str>) -> Result<()> {
        name.map_or(Ok(()), check_name)?;
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
        self.inner.edit_speaker(speaker, |edits, edit| {
            self.inner.exists(into)?;
            // What `speaker` itself was merged into ends with this merge and hides no circle.
            if edits.with(speaker, SpeakerEdit::default()).canonical(into) == speaker {
                return Err(Error::invalid(format!("speaker {into} is merged into {speaker} already")));
            }
            edit.merged_into = Some(into);
            Ok(())
        })
    }

    /// Finds the speaker of a name and country that no number stands for yet, or makes one that no article quotes.
    pub(crate) fn speaker_named(
        &self,
        name: &str,
        country: Option<Country>,
        numbers: &SpeakerNumbers,
    ) -> Result<SpeakerId> {
        check_name(name)?;
        let mut writer = self.inner.writer()?;
        let mut candidates = candidates(&self.inner.reading(), name)?;
        candidates.retain(|known| !numbers.has_taken(known.id));
        if let Some(known) = resolve(name, country, Fields::default(), &candidates) {
            return Ok(known);
        }
        let made = self.inner.make_speaker(&mut writer, name, country)?;
        self.inner.settle(&mut writer, Pace::Usual)?;
        Ok(made)
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

fn check_name(name: &str) -> Result<()> {
    let (bytes, limit) = (name.len(), limits::SPEAKER_BYTES);
    if name.trim().is_empty() || bytes > limit {
        return Err(Error::invalid(format!("a name of {bytes} bytes; from 1 to {limit} were expected")));
    }
    Ok(())
}

fn no_speaker(speaker: SpeakerId) -> Error {
    Error::new(ErrorKind::NotFound, format!("there is no speaker {speaker}"))
}

/// Reads what a user said out of a record.
fn edit(record: &OverrideRecord) -> SpeakerEdit {
    SpeakerEdit {
        name: record.name.as_deref().map(Into::into),
        country: record.country.and_then(country),
        merged_into: Some(record.merged_into).filter(|into| *into != 0).map(SpeakerId::from_u64),
    }
}

impl Reading<'_> {
    /// Notes what articles call the speaker that an edit merges another into.
    fn note_target(&self, edits: &mut SpeakerEdits, target: Option<SpeakerId>) -> Result<()> {
        if let Some(into) = target
            && let Some(known) = self.speaker(into)?
        {
            edits.note_called(into, known.name.as_str());
        }
        Ok(())
    }
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
            content: head.content,
            ingested: head.ingested,
            corrected: draft.corrected,
        };
        let found = draft.extraction.clone().unwrap_or_default();
        let bodies = body::pages(&draft.text, &found.paragraphs)?;
        let prepared = prepare::prepare(&draft, &key, (&found, bodies), &restored.speakers, place)?;
        self.commit_revision(
            writer,
            reading,
            prepared,
            head.revision.to_native(),
            (key_hash(&key), article.to_u64()),
        )
    }

    /// Returns what speakers are called, without what users said of them.
    fn known<const N: usize>(&self, speakers: [Option<SpeakerId>; N]) -> Result<Vec<StubRecord>> {
        let reading = self.reading();
        let mut known = Vec::with_capacity(N);
        for speaker in speakers.into_iter().flatten() {
            if let Some(record) = reading.speaker(speaker)? {
                let (speaker, name) = (speaker.to_u64(), record.name.as_str().to_owned());
                known.push(StubRecord { speaker, name, country: record.country });
            }
        }
        Ok(known)
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
        let edits = Arc::clone(&self.reading().moment().edits);
        let before = edits.of(speaker).cloned().unwrap_or_default();
        let mut edit = before.clone();
        change(&edits, &mut edit)?;
        if edit == before {
            return Ok(());
        }
        let record = OverrideRecord {
            speaker: speaker.to_u64(),
            name: edit.name.as_deref().map(str::to_owned),
            country: edit.country.map(code),
            merged_into: edit.merged_into.map_or(0, SpeakerId::to_u64),
            known: self.known([Some(speaker), edit.merged_into])?,
        };
        self.commit_edit(&mut writer, &record)?;
        self.settle(&mut writer, Pace::Usual)
    }

    /// Makes a speaker known whom no article quotes yet.
    fn make_speaker(&self, writer: &mut Writer, name: &str, country: Option<Country>) -> Result<SpeakerId> {
        let speaker = writer.next_speaker;
        let country = country.map(code).unwrap_or_default();
        let known = vec![StubRecord { speaker, name: name.to_owned(), country }];
        let record = OverrideRecord { speaker, known, ..OverrideRecord::default() };
        writer.next_speaker += 1;
        self.commit_edit(writer, &record)?;
        Ok(SpeakerId::from_u64(speaker))
    }

    fn commit_edit(&self, writer: &mut Writer, record: &OverrideRecord) -> Result<()> {
        self.begin(writer)?;
        let number = writer.next_revision;
        writer.next_revision += 1;
        let key = number.to_be_bytes();
        self.tables.engine.insert(Table::Edits, &key, encode_record(Kind::Override, &key, record)?)?;
        let reading = self.reading();
        let superseded = reading.edited(SpeakerId::from_u64(record.speaker))?;
        let effects = self.edit_effects(&reading, reading.sequence() + 1, record.speaker, number)?;
        drop(reading);
        self.commit(WalEntry::Edit { speaker: record.speaker, edit: number }, effects)?;
        writer.superseded.extend(superseded);
        Ok(())
    }

    pub(super) fn edit_record(&self, number: u64) -> Result<OverrideRecord> {
        let key = number.to_be_bytes();
        let value = self.tables.engine.get(Table::Edits, &key)?.ok_or_else(|| missing(Kind::Override, &key))?;
        Ok(decode_record::<OverrideRecord>(Kind::Override, &key, value)?.to_record())
    }

    /// Reads the edit of a number: of whom, and what was said.
    pub(super) fn edit(&self, number: u64) -> Result<(SpeakerId, SpeakerEdit)> {
        let record = self.edit_record(number)?;
        Ok((SpeakerId::from_u64(record.speaker), edit(&record)))
    }

    /// Works out what an edit does, as the change at `sequence`.
    pub(super) fn edit_effects(
        &self,
        reading: &Reading<'_>,
        sequence: u64,
        speaker: u64,
        number: u64,
    ) -> Result<Effects> {
        let record = self.edit_record(number)?;
        let (id, edit) = (SpeakerId::from_u64(record.speaker), edit(&record));
        let mut effects = Effects { sequence, edited: Some((speaker, number)), ..Effects::default() };
        let before = reading.edits().of(id).cloned().unwrap_or_default();
        let after = edit.name.clone();
        let released = before.merged_into.filter(|into| edit.merged_into != Some(*into));
        let target = edit.merged_into;
        let mut edits = reading.edits().with(id, edit);
        reading.note_target(&mut edits, target)?;
        for known in record.known {
            let made = SpeakerId::from_u64(known.speaker);
            if reading.speaker(made)?.is_none() {
                let StubRecord { name, country, .. } = known;
                let record = SpeakerRecord { name, country, ..SpeakerRecord::default() };
                let named = edits.of(made).and_then(|edit| edit.name.as_deref());
                derive::rename(made, None, Some((&record, named)), &mut effects);
                effects.speakers.push((made.to_u64(), Some(derive::single(&record)?)));
            }
        }
        if let Some(known) = reading.speaker(id)?.map(|known| known.to_record()) {
            let gone = known.quotes == 0 && !edits.concern(id);
            let kept = (!gone).then_some((&known, after.as_deref()));
            derive::rename(id, Some((&known, before.name.as_deref())), kept, &mut effects);
            if gone {
                effects.speakers.push((speaker, None));
            }
        }
        // Whom nobody is any more, and no article quotes, goes too.
        if let Some(into) = released
            && !edits.concern(into)
            && let Some(known) = reading.speaker(into)?.filter(|known| known.quotes == 0)
        {
            derive::rename(into, Some((&known.to_record(), None)), None, &mut effects);
            effects.speakers.push((into.to_u64(), None));
        }
        effects.edits = Some(Arc::new(edits));
        Ok(effects)
    }

    /// Loads the edits that held at the watermark.
    pub(super) fn load_edits(&self) -> Result<()> {
        let mut edits = HashMap::new();
        let reading = self.reading();
        for entry in self.tables.engine.scan(Table::Edited, Vec::new()..) {
            let (key, value) = entry?;
            let (speaker, edit) = self.edit(crate::record::decode_owned(Kind::Key, &key, &value)?)?;
            edits.insert(speaker, edit);
        }
        let targets: Vec<_> = edits.values().map(|edit| edit.merged_into).collect();
        let mut edits = SpeakerEdits::of_all(edits);
        for target in targets {
            reading.note_target(&mut edits, target)?;
        }
        drop(reading);
        self.live.write().unwrap_or_else(std::sync::PoisonError::into_inner).set_edits(Arc::new(edits));
        Ok(())
    }
}
