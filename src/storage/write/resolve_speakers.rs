//! Which speaker said each quote of an article that is being stored.

use std::collections::{HashMap, HashSet};

use crate::error::Result;
use crate::identity::{Candidate, Fields, resolve};
use crate::model::{Country, Draft, Extraction, SpeakerId};
use crate::record::country;
use crate::storage::name_keys;
use crate::storage::read_guard::ReadGuard;

/// The speakers of a file that numbers them, as far as they were met.
///
/// Two numbers never become one speaker: which quotes are whose is part of what such a file says.
#[derive(Debug, Default)]
pub(crate) struct SpeakerNumbers {
    by_number: HashMap<u64, SpeakerId>,
    taken: HashSet<SpeakerId>,
}

impl SpeakerNumbers {
    /// Returns the speaker that a number is for.
    pub(crate) fn speaker(&self, number: u64) -> Option<SpeakerId> {
        self.by_number.get(&number).copied()
    }

    /// Notes the speaker of a number.
    pub(crate) fn note(&mut self, number: u64, speaker: SpeakerId) {
        self.by_number.insert(number, speaker);
        self.taken.insert(speaker);
    }

    /// Returns whether some number is for the speaker.
    pub(crate) fn has_taken(&self, speaker: SpeakerId) -> bool {
        self.taken.contains(&speaker)
    }

    /// Notes the speakers of a stored draft's quotes.
    pub(crate) fn note_all(
        &mut self,
        draft: &Draft,
        speakers: impl IntoIterator<Item = Option<SpeakerId>>,
    ) {
        for (number, speaker) in draft.speaker_numbers.iter().zip(speakers) {
            if let (Some(number), Some(speaker)) = (number, speaker)
                && self.speaker(*number).is_none()
            {
                self.note(*number, speaker);
            }
        }
    }
}

/// What makes two quotes of one article those of one speaker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Whom {
    /// The number in the file that the draft is from.
    Number(u64),
    /// The usual spelling of the name.
    Name(String),
}

/// Finds the speaker of each quote among the known ones; new ones get the next ids.
///
/// With `numbers`, quotes that `draft` numbers go by their number first.
pub(crate) fn resolve_speakers(
    guard: &ReadGuard<'_>,
    draft: &Draft,
    found: &Extraction,
    numbers: Option<&SpeakerNumbers>,
    next: &mut u64,
) -> Result<Vec<Option<SpeakerId>>> {
    let numbered = numbers.map_or(&[][..], |_| draft.speaker_numbers.as_slice());
    let numbered = numbered.iter().copied().chain(std::iter::repeat(None));
    let whom: Vec<Option<Whom>> = found
        .quotes
        .iter()
        .zip(numbered)
        .map(|(quote, number)| {
            let name = quote.speaker.as_deref()?;
            Some(number.map_or_else(|| Whom::Name(name_keys::spelt(name)), Whom::Number))
        })
        .collect();
    let mut told: HashMap<&Whom, (Option<Country>, Fields)> = HashMap::new();
    for (quote, whom) in found.quotes.iter().zip(&whom) {
        if let Some(whom) = whom {
            let (country, fields) = told.entry(whom).or_default();
            *country = country.or(quote.from);
            *fields = fields.or(quote.role.as_deref().map(Fields::of).unwrap_or_default());
        }
    }
    let mut resolved: HashMap<&Whom, SpeakerId> = HashMap::new();
    let mut met = HashSet::new();
    let mut speakers = Vec::with_capacity(found.quotes.len());
    for (quote, whom) in found.quotes.iter().zip(&whom) {
        let (Some(name), Some(whom)) = (&quote.speaker, whom) else {
            speakers.push(None);
            continue;
        };
        let known = match whom {
            Whom::Number(number) => numbers.and_then(|numbers| numbers.speaker(*number)),
            Whom::Name(_) => None,
        };
        let speaker = if let Some(speaker) = known.or_else(|| resolved.get(whom).copied()) {
            speaker
        } else {
            let mut candidates = candidates(guard, name)?;
            if let (Whom::Number(_), Some(numbers)) = (whom, numbers) {
                candidates.retain(|known| !numbers.has_taken(known.id) && !met.contains(&known.id));
            }
            let (from, fields) = told.get(whom).copied().unwrap_or_default();
            resolve(name, from, fields, &candidates).unwrap_or_else(|| {
                *next += 1;
                SpeakerId::from_u64(*next - 1)
            })
        };
        resolved.insert(whom, speaker);
        met.insert(speaker);
        speakers.push(Some(speaker));
    }
    Ok(speakers)
}

/// Returns the speakers that bear a name, as [`resolve`] compares them.
pub(crate) fn candidates(guard: &ReadGuard<'_>, name: &str) -> Result<Vec<Candidate>> {
    let mut candidates = Vec::new();
    for id in guard.bearers(name)?.iter().copied() {
        if let Some(record) = guard.speaker(id)? {
            let overrides = guard.overrides();
            let edited = overrides.name(id).map(ToString::to_string);
            candidates.push(Candidate {
                id,
                names: std::iter::once(record.name.as_str().to_owned()).chain(edited).collect(),
                countries: country(record.country)
                    .into_iter()
                    .chain(overrides.country(id))
                    .collect(),
                fields: record
                    .roles
                    .iter()
                    .fold(Fields::default(), |fields, role| fields.or(Fields::of(&role.text))),
                quotes: record.quotes.to_native(),
            });
        }
    }
    Ok(candidates)
}
