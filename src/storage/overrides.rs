//! Overrides: the corrections that users made of speakers. Records are never rewritten for them;
//! they are applied when a quote is viewed.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::{Country, SpeakerId};

/// What a user said of one speaker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Override {
    pub(crate) name: Option<Arc<str>>,
    pub(crate) country: Option<Country>,
    pub(crate) merged_into: Option<SpeakerId>,
}

/// All edits that hold. Small: one entry for each speaker that a user edited, loaded when the store
/// is opened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overrides {
    by_speaker: HashMap<SpeakerId, Override>,
    /// The speakers that were merged into another, directly or by way of others.
    merged: HashMap<SpeakerId, BTreeSet<SpeakerId>>,
    /// What articles call the speakers that others were merged into.
    called: HashMap<SpeakerId, Arc<str>>,
}

impl Overrides {
    /// Returns whether there is none, which is the usual case.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.by_speaker.is_empty()
    }

    /// Returns what was said of one speaker itself.
    pub(crate) fn of(&self, speaker: SpeakerId) -> Option<&Override> {
        self.by_speaker.get(&speaker)
    }

    /// Returns whether anything was said that needs the speaker to be known: of itself, or of one
    /// that is now it.
    pub(crate) fn concern(&self, speaker: SpeakerId) -> bool {
        self.by_speaker.contains_key(&speaker) || self.merged.contains_key(&speaker)
    }

    /// Returns the speaker that this one is, after merging.
    pub(crate) fn canonical(&self, speaker: SpeakerId) -> SpeakerId {
        let mut at = speaker;
        // A chain is never longer than there are edits; a merge that would close a circle is
        // refused.
        for _ in 0..=self.by_speaker.len() {
            match self.by_speaker.get(&at).and_then(|edit| edit.merged_into) {
                Some(into) => at = into,
                None => break,
            }
        }
        at
    }

    /// Returns the speakers that were merged into a canonical one, in the order of their ids,
    /// without itself.
    pub(crate) fn merged_into(&self, canonical: SpeakerId) -> impl Iterator<Item = SpeakerId> + '_ {
        self.merged.get(&canonical).into_iter().flatten().copied()
    }

    /// Returns the display name that a user gave the speaker, or the one it was merged into.
    pub(crate) fn name(&self, speaker: SpeakerId) -> Option<&Arc<str>> {
        self.by_speaker.get(&self.canonical(speaker))?.name.as_ref()
    }

    /// Returns what a speaker's quotes show as its name if that is not the one in the article:
    /// the one that a user gave it or the speaker that it was merged into, else of a merged one the
    /// name that articles give that speaker.
    pub(crate) fn shown_name(&self, speaker: SpeakerId) -> Option<&Arc<str>> {
        let canonical = self.canonical(speaker);
        let called = || self.called.get(&canonical).filter(|_| canonical != speaker);
        self.name(canonical).or_else(called)
    }

    /// Returns the country that a user gave the speaker, or the one it was merged into.
    pub(crate) fn country(&self, speaker: SpeakerId) -> Option<Country> {
        self.by_speaker.get(&self.canonical(speaker))?.country
    }

    /// Returns the speakers, merged ones included, whose country a user set to this one.
    pub(crate) fn corrected_to(&self, country: Country) -> BTreeSet<SpeakerId> {
        let mut speakers = BTreeSet::new();
        for (speaker, edit) in &self.by_speaker {
            if edit.country == Some(country) && self.canonical(*speaker) == *speaker {
                speakers.insert(*speaker);
                speakers.extend(self.merged_into(*speaker));
            }
        }
        speakers
    }

    /// Returns whether the country of any speaker was set.
    pub(crate) fn set_countries(&self) -> bool {
        self.by_speaker.values().any(|edit| edit.country.is_some())
    }

    /// Returns all speakers with an edit, in the order of their ids.
    pub(crate) fn speakers(&self) -> Vec<SpeakerId> {
        let mut speakers: Vec<_> = self.by_speaker.keys().copied().collect();
        speakers.sort_unstable();
        speakers
    }

    /// Returns the edits with one put in place of what was said of the speaker before.
    pub(crate) fn with(&self, speaker: SpeakerId, edit: Override) -> Self {
        let mut by_speaker = self.by_speaker.clone();
        by_speaker.insert(speaker, edit);
        Self { called: self.called.clone(), ..Self::of_all(by_speaker) }
    }

    /// Notes what articles call a speaker that another was merged into.
    pub(crate) fn note_called(&mut self, speaker: SpeakerId, name: &str) {
        self.called.insert(speaker, name.into());
    }

    /// Joins what was said of each speaker; what is empty says nothing.
    pub(crate) fn of_all(mut by_speaker: HashMap<SpeakerId, Override>) -> Self {
        by_speaker.retain(|_, edit| *edit != Override::default());
        let mut all = Self { by_speaker, ..Self::default() };
        for speaker in all.speakers() {
            let canonical = all.canonical(speaker);
            if canonical != speaker {
                all.merged.entry(canonical).or_default().insert(speaker);
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges_chain_and_come_undone() {
        let [a, b, c] = [1, 2, 3].map(SpeakerId::from_u64);
        let into = |speaker| Override { merged_into: Some(speaker), ..Override::default() };
        let named = Override {
            name: Some("Ada".into()),
            country: Some(Country::NG),
            ..Override::default()
        };
        let overrides = Overrides::default().with(a, into(b)).with(b, into(c)).with(c, named);
        assert_eq!(overrides.canonical(a), c);
        assert_eq!(overrides.merged_into(c).collect::<Vec<_>>(), [a, b]);
        assert_eq!(overrides.name(a).map(|name| &**name), Some("Ada"));
        assert_eq!(overrides.corrected_to(Country::NG), BTreeSet::from([a, b, c]));
        let undone = overrides.with(b, Override::default());
        assert_eq!(undone.canonical(a), b);
        assert_eq!(undone.name(a), None);
        assert_eq!(undone.merged_into(c).count(), 0);
    }
}
