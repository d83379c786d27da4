//! Which speaker said each quote of an article that is being stored.

use std::collections::{HashMap, HashSet};

use crate::error::Result;
use crate::identity::{Candidate, Fields, Namesakes, Traits, resolve};
use crate::model::{Country, Draft, EachSpeaker, ExtractedQuote, Extraction, SpeakerId};
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
    pub(crate) fn note_all(&mut self, draft: &Draft, speakers: &[EachSpeaker<SpeakerId>]) {
        let of_quotes = draft.speaker_numbers.iter().zip(speakers);
        for (number, speaker) in of_quotes.flat_map(|(numbers, ids)| numbers.iter().zip(ids)) {
            if let (Some(number), Some(speaker)) = (number, speaker)
                && self.speaker(*number).is_none()
            {
                self.note(*number, *speaker);
            }
        }
    }
}

/// What makes two quotes of one article those of one speaker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Person {
    /// The number in the file that the draft is from.
    Number(u64),
    /// The usual spelling of the name, and the number of its bearer in the article.
    Name(String, usize),
}

/// A speaker of a quote, as the article names one.
#[derive(Clone, Copy)]
struct Named<'q> {
    name: Option<&'q str>,
    role: Option<&'q str>,
    from: Option<Country>,
}

/// Returns the speakers that a quote names; the first also if it has none.
fn named(quote: &ExtractedQuote) -> impl Iterator<Item = Named<'_>> {
    let ExtractedQuote { speaker, role, from, further, .. } = quote;
    let first = Named { name: speaker.as_deref(), role: role.as_deref(), from: *from };
    std::iter::once(first).chain(further.iter().map(|further| Named {
        name: Some(&further.name),
        role: further.role.as_deref(),
        from: further.from,
    }))
}

/// The people that an article quotes, before the store is asked who they are.
#[derive(Debug, Default)]
struct Quoted {
    numbered: HashMap<u64, Traits>,
    named: HashMap<String, Namesakes>,
}

impl Quoted {
    /// Returns the person that a quote names; `None` if it names nobody.
    fn add(&mut self, one: Named<'_>, number: Option<u64>) -> Option<Person> {
        let Named { name, role, from } = one;
        let name = name?;
        let fields = role.map(Fields::of).unwrap_or_default();
        let told = Traits { country: from, fields };
        if let Some(number) = number {
            let known = self.numbered.entry(number).or_default();
            *known = known.or(told);
            return Some(Person::Number(number));
        }
        let name = name_keys::spelt(name);
        let bearer = self.named.entry(name.clone()).or_default().bearer(told);
        Some(Person::Name(name, bearer))
    }

    /// Returns what all quotes of a person tell of them.
    fn traits(&self, person: &Person) -> Traits {
        match person {
            Person::Number(number) => self.numbered.get(number).copied(),
            Person::Name(name, bearer) => self.named.get(name).map(|named| named.traits(*bearer)),
        }
        .unwrap_or_default()
    }

    /// Returns whether a known speaker is rather a namesake in the same article: `person` is of no
    /// known country, and a namesake is of the speaker's.
    fn is_namesake(&self, person: &Person, known: &Candidate) -> bool {
        let Person::Name(name, bearer) = person else { return false };
        let Some(named) = self.named.get(name) else { return false };
        let at_home =
            |other: Traits| other.country.is_some_and(|country| known.countries.contains(&country));
        named.traits(*bearer).country.is_none() && named.others(*bearer).any(at_home)
    }
}

/// Finds the speakers of each quote among the known ones; new ones get the next ids.
///
/// With `numbers`, quotes that `draft` numbers go by their number first.
pub(crate) fn resolve_speakers(
    guard: &ReadGuard<'_>,
    draft: &Draft,
    found: &Extraction,
    numbers: Option<&SpeakerNumbers>,
    next: &mut u64,
) -> Result<Vec<EachSpeaker<SpeakerId>>> {
    let numbered = numbers.map_or(&[][..], |_| draft.speaker_numbers.as_slice());
    let number = |quote: usize, at: usize| numbered.get(quote)?.get(at).copied().flatten();
    let mut quoted = Quoted::default();
    let mut people: Vec<Option<Person>> = Vec::with_capacity(found.quotes.len());
    for (place, quote) in found.quotes.iter().enumerate() {
        let each = named(quote).enumerate();
        people.extend(each.map(|(at, one)| quoted.add(one, number(place, at))));
    }
    let mut resolved: HashMap<&Person, SpeakerId> = HashMap::new();
    let mut met = HashSet::new();
    let mut speakers = Vec::with_capacity(people.len());
    let names = found.quotes.iter().flat_map(named).map(|one| one.name);
    for (name, person) in names.zip(&people) {
        let (Some(name), Some(person)) = (name, person) else {
            speakers.push(None);
            continue;
        };
        let known = match person {
            Person::Number(number) => numbers.and_then(|numbers| numbers.speaker(*number)),
            Person::Name(..) => None,
        };
        let speaker = if let Some(speaker) = known.or_else(|| resolved.get(person).copied()) {
            speaker
        } else {
            let mut candidates = candidates(guard, name)?;
            match (person, numbers) {
                (Person::Number(_), Some(numbers)) => candidates
                    .retain(|known| !numbers.has_taken(known.id) && !met.contains(&known.id)),
                (Person::Number(_), None) => {}
                (Person::Name(name, bearer), _) => {
                    let earlier: Vec<SpeakerId> = (0..*bearer)
                        .filter_map(|other| {
                            resolved.get(&Person::Name(name.clone(), other)).copied()
                        })
                        .collect();
                    candidates.retain(|known| {
                        !earlier.contains(&known.id) && !quoted.is_namesake(person, known)
                    });
                }
            }
            resolve(name, quoted.traits(person), &candidates).unwrap_or_else(|| {
                *next += 1;
                SpeakerId::from_u64(*next - 1)
            })
        };
        resolved.insert(person, speaker);
        met.insert(speaker);
        speakers.push(Some(speaker));
    }
    let mut speakers = speakers.into_iter();
    let each = |quote: &ExtractedQuote| speakers.by_ref().take(1 + quote.further.len()).collect();
    Ok(found.quotes.iter().map(each).collect())
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
