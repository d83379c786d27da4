//! What articles state of the countries of speakers, and who is a known speaker by that.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Result;
use crate::model::{Country, SpeakerId};
use crate::record::{Code, SpeakerRecord, StatedRecord, country};
use crate::storage::known::prevailing;
use crate::storage::memtable::IndexDelta;
use crate::storage::name_keys::known_key;
use crate::storage::overrides::Overrides;
use crate::storage::read_guard::ReadGuard;

/// What articles state of the country of a speaker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// In the order of their codes.
    pub(crate) stated: Vec<StatedRecord>,
    /// The number of quotes for which no country is stated.
    pub(crate) unstated: u64,
}

impl Tally {
    /// Returns what a record counts.
    pub(crate) fn of(record: &SpeakerRecord) -> Self {
        Self { stated: record.stated.clone(), unstated: record.unstated }
    }

    /// Adds what the quotes that one article has of the speaker state, each a code.
    pub(crate) fn add(&mut self, quotes: impl Iterator<Item = Code>) {
        let (codes, unstated) = stated(quotes);
        self.unstated = self.unstated.saturating_add(unstated);
        for code in codes {
            match self.stated.binary_search_by_key(&code, |stated| stated.country) {
                Ok(at) => {
                    if let Some(stated) = self.stated.get_mut(at) {
                        stated.articles = stated.articles.saturating_add(1);
                    }
                }
                Err(at) => self.stated.insert(at, StatedRecord { country: code, articles: 1 }),
            }
        }
    }

    /// Takes out what the quotes that one article had of the speaker state.
    pub(crate) fn subtract(&mut self, quotes: impl Iterator<Item = Code>) {
        let (codes, unstated) = stated(quotes);
        self.unstated = self.unstated.saturating_sub(unstated);
        for stated in &mut self.stated {
            if codes.contains(&stated.country) {
                stated.articles = stated.articles.saturating_sub(1);
            }
        }
        self.stated.retain(|stated| stated.articles > 0);
    }
}

/// Returns the countries that quotes of one article state, and how many quotes state none.
fn stated(quotes: impl Iterator<Item = Code>) -> (BTreeSet<Code>, u64) {
    let (mut codes, mut unstated) = (BTreeSet::new(), 0);
    for code in quotes {
        if country(code).is_some() {
            codes.insert(code);
        } else {
            unstated += 1;
        }
    }
    (codes, unstated)
}

/// Returns the country of those who are one speaker; `None` if none prevails, or if no quote of
/// theirs needs it.
fn known<'r>(records: impl Iterator<Item = &'r SpeakerRecord>) -> Option<Country> {
    let (mut stated, mut unstated) = (Vec::new(), 0_u64);
    for record in records {
        stated.extend_from_slice(&record.stated);
        unstated = unstated.saturating_add(record.unstated);
    }
    prevailing(stated).filter(|_| unstated > 0)
}

/// Returns the country that a speaker is known to be from, with all that were merged into it.
/// `None` if it was itself merged into another.
pub(crate) fn known_country(
    guard: &ReadGuard<'_>,
    overrides: &Overrides,
    speaker: SpeakerId,
) -> Result<Option<Country>> {
    if overrides.canonical(speaker) != speaker {
        return Ok(None);
    }
    let mut records = Vec::new();
    for one in std::iter::once(speaker).chain(overrides.merged_into(speaker)) {
        records.extend(guard.speaker(one)?.map(|record| record.to_record()));
    }
    Ok(known(records.iter()))
}

/// The records of speakers before a change and after it.
pub(super) type Changed = BTreeMap<SpeakerId, (Option<SpeakerRecord>, Option<SpeakerRecord>)>;

/// Works out which keys of known speakers change with the records of some speakers.
pub(super) fn known_deltas(
    guard: &ReadGuard<'_>,
    changed: &Changed,
    delta: &mut IndexDelta,
) -> Result<()> {
    let overrides = guard.overrides();
    if overrides.is_empty() {
        for (speaker, (before, after)) in changed {
            known_delta(*speaker, known(before.iter()), known(after.iter()), delta);
        }
        return Ok(());
    }
    let canonical: BTreeSet<_> =
        changed.keys().map(|speaker| overrides.canonical(*speaker)).collect();
    for speaker in canonical {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for one in std::iter::once(speaker).chain(overrides.merged_into(speaker)) {
            if let Some((old, new)) = changed.get(&one) {
                before.extend(old.clone());
                after.extend(new.clone());
            } else if let Some(record) = guard.speaker(one)? {
                before.push(record.to_record());
                after.push(record.to_record());
            }
        }
        known_delta(speaker, known(before.iter()), known(after.iter()), delta);
    }
    Ok(())
}

/// Works out which keys of known speakers change with an override of `speaker`.
pub(super) fn known_deltas_of_override(
    guard: &ReadGuard<'_>,
    after: &Overrides,
    speaker: SpeakerId,
    delta: &mut IndexDelta,
) -> Result<()> {
    let before = guard.overrides();
    let concerned = [speaker, before.canonical(speaker), after.canonical(speaker)];
    for one in BTreeSet::from(concerned) {
        let old = known_country(guard, before, one)?;
        known_delta(one, old, known_country(guard, after, one)?, delta);
    }
    Ok(())
}

fn known_delta(
    speaker: SpeakerId,
    before: Option<Country>,
    after: Option<Country>,
    delta: &mut IndexDelta,
) {
    if before != after {
        delta.names.extend(before.map(|country| (known_key(country, speaker), false)));
        delta.names.extend(after.map(|country| (known_key(country, speaker), true)));
    }
}
