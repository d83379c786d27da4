//! The write path: prepare a revision, commit it with one insert into the log, publish what it does.

use std::borrow::Cow;
use std::sync::PoisonError;

use super::checkpoint::Pace;
use super::engine::Table;
use super::live::Effects;
use super::prepare::{self, Place, Prepared};
use super::read::Reading;
use super::resolve::{SpeakerNumbers, speakers};
use super::vetted::Vetted;
use super::writer::Writer;
use super::{Inner, Store, derive, key_hash};
use crate::error::{Error, Result};
use crate::model::{ArticleId, Corrected, Draft};
use crate::record::{WalEntry, Kind, encode_owned};

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
    /// Its key had an article, and the new one took its place.
    Replaced,
    /// The same article stood there already; nothing was written.
    Unchanged,
}

impl Store {
    /// Stores an article with the paragraphs and quotes that the draft brings; nothing is extracted.
    ///
    /// A draft without an extraction gets paragraphs and no quotes. The article replaces the one with the same
    /// key, keeping its id; the same fields again change nothing. Readers see all of it or nothing. When the call
    /// returns, the article is as durable as the store is opened for.
    ///
    /// # Errors
    /// `InvalidInput` where a field, a span or a count passes its [limit](crate::limits); nothing is written then.
    /// `Storage`, `Corrupt` and `Io` where the store fails, and `Poisoned` ever after a storage error.
    pub fn put(&self, draft: &Draft) -> Result<Stored> {
        let vetted = Vetted::of(draft)?;
        let mut writer = self.inner.writer()?;
        let stored = self.inner.put(&mut writer, &vetted, None)?;
        self.inner.settle(&mut writer, Pace::Usual)?;
        Ok(stored)
    }

    /// Stores many drafts, each a commit of its own, and makes them durable together.
    ///
    /// A draft that is refused leaves the others alone. The outer error is one of the store itself. With `numbers`,
    /// quotes go by the number that the draft gives their speaker, and new numbers are noted.
    pub(crate) fn put_group(
        &self,
        drafts: &[Vetted<'_>],
        mut numbers: Option<&mut SpeakerNumbers>,
    ) -> Result<Vec<Result<Stored>>> {
        self.group(drafts, |writer, draft| self.inner.put(writer, draft, numbers.as_deref_mut()))
    }

    /// Stores drafts as [`put_group`](Self::put_group) does, each only where its article has still the revision that
    /// stands beside it; `None` says that it has not.
    pub(crate) fn replace_group(&self, drafts: &[(Draft, u64)]) -> Result<Vec<Result<Option<Stored>>>> {
        self.group(drafts, |writer, (draft, revision)| {
            let head = self.inner.reading().article_by_key(&draft.external_key())?;
            if head.is_none_or(|head| head.revision.to_native() != *revision) {
                return Ok(None);
            }
            self.inner.put(writer, &Vetted::of(draft)?, None).map(Some)
        })
    }

    fn group<T, U>(
        &self,
        items: &[T],
        mut put: impl FnMut(&mut Writer, &T) -> Result<U>,
    ) -> Result<Vec<Result<U>>> {
        let mut writer = self.inner.writer()?;
        let mut outcomes = Vec::with_capacity(items.len());
        for item in items {
            let outcome = put(&mut writer, item);
            self.inner.tables.engine.check()?;
            outcomes.push(outcome);
            self.inner.checkpoint_if_due(&mut writer, Pace::Bulk)?;
        }
        self.inner.settle(&mut writer, Pace::Bulk)?;
        Ok(outcomes)
    }

    /// Ends a bulk load: what is left of it in memory is brought down to what is usual.
    pub(crate) fn end_load(&self) -> Result<()> {
        let mut writer = self.inner.writer()?;
        self.inner.checkpoint_if_due(&mut writer, Pace::Usual)
    }

    /// Returns the number that the next new article gets; all ids so far lie below it.
    pub(crate) fn next_article(&self) -> Result<u64> {
        Ok(self.inner.writer()?.next_article)
    }

    /// Removes an article and its quotes, and returns whether it was there. Its key keeps its id.
    ///
    /// # Errors
    /// `Storage`, `Corrupt` and `Io` where the store fails, and `Poisoned` ever after a storage error.
    pub fn remove(&self, article: ArticleId) -> Result<bool> {
        let mut writer = self.inner.writer()?;
        let removed = self.inner.remove(&mut writer, article)?;
        self.inner.settle(&mut writer, Pace::Usual)?;
        Ok(removed)
    }
}

impl Inner {
    fn put(
        &self,
        writer: &mut Writer,
        vetted: &Vetted<'_>,
        numbers: Option<&mut SpeakerNumbers>,
    ) -> Result<Stored> {
        let Vetted { draft, key, hash, found, content, ingested, .. } = vetted;
        let reading = self.reading();
        let known = reading.article_of(hash)?.map(ArticleId::from_u64);
        let previous = known.map(|article| reading.article(article)).transpose()?.flatten();
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
                    numbers.note_all(&draft, self.restore(head)?.speakers);
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
        let place = Place {
            article,
            revision: writer.next_revision,
            content: *content,
            ingested: *ingested,
            corrected,
        };
        let mut next_speaker = writer.next_speaker;
        let speakers = speakers(&reading, &draft, found, numbers.as_deref(), &mut next_speaker)?;
        let previous = previous.map_or(0, |head| head.revision.to_native());
        let prepared = prepare::prepare(&draft, key, (found, vetted.bodies()?), &speakers, place)?;
        let (paragraphs, quotes) = (prepared.paragraphs, prepared.revision.quotes.len());
        writer.next_speaker = next_speaker;
        self.commit_revision(writer, reading, prepared, previous, (*hash, article.to_u64()))?;
        if known.is_none() {
            writer.next_article += 1;
        }
        if let Some(numbers) = numbers {
            numbers.note_all(&draft, speakers);
        }
        let outcome = if previous == 0 { Outcome::Added } else { Outcome::Replaced };
        Ok(Stored { article, outcome, paragraphs, quotes })
    }

    /// Writes a prepared revision, commits and publishes it.
    pub(super) fn commit_revision(
        &self,
        writer: &mut Writer,
        reading: Reading<'_>,
        prepared: Prepared,
        previous: u64,
        key: ([u8; 16], u64),
    ) -> Result<()> {
        let sequence = reading.sequence() + 1;
        let old = if previous == 0 { None } else { Some(self.revision(previous)?) };
        let mut effects = derive::article(&reading, sequence, old.as_ref(), Some(&prepared.revision))?;
        effects.key = Some(key);
        drop(reading);
        self.begin(writer)?;
        let revision = prepared.revision.number;
        writer.next_revision = writer.next_revision.max(revision + 1);
        for (table, key, value) in prepared.writes {
            self.tables.engine.insert(table, &key, value)?;
        }
        let change = WalEntry::Put { article: key.1, revision, previous };
        self.commit(change, effects)?;
        if previous != 0 {
            writer.superseded.push(previous);
        }
        Ok(())
    }

    fn remove(&self, writer: &mut Writer, article: ArticleId) -> Result<bool> {
        let reading = self.reading();
        let Some(head) = reading.article(article)? else { return Ok(false) };
        let previous = head.revision.to_native();
        let key = key_hash(&head.key);
        let old = self.revision(previous)?;
        let effects = derive::article(&reading, reading.sequence() + 1, Some(&old), None)?;
        drop(reading);
        self.begin(writer)?;
        self.commit(WalEntry::Remove { article: article.to_u64(), previous, key }, effects)?;
        writer.superseded.push(previous);
        Ok(true)
    }

    /// Commits a change, which is one insert into the log, and makes it visible.
    pub(super) fn commit(&self, change: WalEntry, effects: Effects) -> Result<()> {
        let key = effects.sequence.to_be_bytes();
        tracing::trace!(sequence = effects.sequence, ?change, "commit");
        self.tables.engine.insert(Table::Log, &key, encode_owned(Kind::Wal, &key, &change)?)?;
        fault!("split-publish", return self.publish_in_halves(effects));
        self.live.write().unwrap_or_else(PoisonError::into_inner).publish(effects, &self.tables.cache);
        Ok(())
    }

    /// Makes a change visible in two steps, as a planted fault.
    #[cfg(onrecord_faults)]
    fn publish_in_halves(&self, mut effects: Effects) -> Result<()> {
        let quotes = effects.quotes.split_off(effects.quotes.len() / 2);
        let half = Effects { sequence: effects.sequence, quotes, ..Effects::default() };
        for part in [half, effects] {
            let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
            live.publish(part, &self.tables.cache);
        }
        Ok(())
    }
}
