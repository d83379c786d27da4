//! Whom each name, each "he" and "she" and each "the Iraqi premier" of the running text means.

use std::ops::Range;

use super::countries::{CountryForm, CountryName};
use super::cues::Cue;
use super::lexicon::Class;
use super::nouns::{Noun, NounKind};
use super::page::Page;
use super::people::{Gender, People, within};
use crate::model::Country;
use crate::text::TokenKind;

/// A token that means a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) token: usize,
    pub(super) person: usize,
    /// Whether it is the subject of its sentence or of a verb of saying.
    subject: bool,
    /// The gender that a phrase for somebody without a name tells.
    gender: Option<Gender>,
    sentence: usize,
    paragraph: usize,
}

/// The person of a phrase for somebody whom the text does not name: "a spokesman", "one resident".
pub(super) const UNNAMED: usize = usize::MAX;

/// How far back an antecedent is looked for: in references, and in paragraphs.
const BACK: usize = 24;
const PARAGRAPHS_BACK: usize = 4;

/// An office of a country whose holder the text has yet to name: "Canada's transport minister said so. “…,” said Ada
/// Odu."
struct Unnamed {
    role: Range<usize>,
    sentence: usize,
}

/// How many sentences on the holder is named.
const NAMED_WITHIN: usize = 2;

/// Walks over the text once and finds whom its names and pronouns mean. In order of the tokens.
pub(super) fn references(
    page: &Page<'_>,
    people: &mut People<'_>,
    cues: &[Cue],
    countries: &[CountryName],
) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    let mut runs = page.name_runs().peekable();
    let mut next_cue = 0;
    let mut unnamed: Option<Unnamed> = None;
    let mut nation: Option<Country> = None;
    for (number, sentence) in page.sentences.iter().enumerate() {
        let first_cue = next_cue;
        while cues.get(next_cue).is_some_and(|cue| cue.tokens.start < sentence.tokens.end) {
            next_cue += 1;
        }
        let cues = cues.get(first_cue..next_cue).unwrap_or_default();
        let subject = page.main_subject(sentence.tokens.start, sentence.tokens.end);
        let heads = |at: usize| {
            let is_head = |noun: &Noun| match &noun.kind {
                NounKind::Pronoun(word) => *word == at,
                NounKind::Name(name) => name.contains(&at),
                NounKind::Nominal(_) => false,
            };
            subject.as_ref().is_some_and(is_head)
                || cues.iter().any(|cue| cue.noun.as_ref().is_some_and(is_head))
        };
        let speaks = |at: usize| {
            cues.iter()
                .filter(|cue| cue.speech)
                .filter_map(|cue| cue.noun.as_ref())
                .any(|noun| matches!(&noun.kind, NounKind::Name(name) if name.contains(&at)))
        };
        let nominal = |at: usize| {
            let own = cues.iter().filter_map(|cue| cue.noun.as_ref()).chain(&subject);
            own.into_iter().find(|noun| noun.kind == NounKind::Nominal(at))
        };
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let reference = |person: usize, token: usize| Reference {
                token,
                person,
                subject: heads(token),
                gender: None,
                sentence: number,
                paragraph: sentence.paragraph,
            };
            while runs.peek().is_some_and(|run| run.start < at) {
                runs.next();
            }
            if let Some(run) = runs.peek().filter(|run| run.start == at).cloned() {
                let bare = page.bare_name(run.clone());
                let gender = page.title_gender(&(run.start..bare.start));
                if let Some(person) = find(page, people, &bare, gender) {
                    if let Some(known) = people.list.get_mut(person) {
                        known.gender = known.gender.or(gender);
                        if known.country.is_none() && speaks(bare.end - 1) {
                            let holder = unnamed.take_if(|office| {
                                number > office.sentence && number - office.sentence <= NAMED_WITHIN
                            });
                            if let Some(office) = holder {
                                known.learn(page, &office.role, countries);
                            }
                        }
                        // "Kenya backed the plan. Trade Minister Odu …"
                        let office = (run.start..bare.start).any(|at| page.entry(at).office != 0);
                        if known.country.is_none() && office {
                            known.country = nation;
                        }
                    }
                    found.push(reference(person, bare.end - 1));
                }
                at = run.end;
                continue;
            }
            let class = page.entry(at).class;
            if page.is_word(at) && (class.is(Class::HE) || class.is(Class::SHE)) {
                let gender = if class.is(Class::HE) { Gender::Male } else { Gender::Female };
                let here = reference(0, at);
                if let Some(person) = antecedent(&found, people, gender, &here) {
                    if let Some(known) = people.list.get_mut(person) {
                        known.gender = known.gender.or(Some(gender));
                    }
                    found.push(Reference { person, ..here });
                }
            } else if class.is(Class::PERSON)
                && let Some(noun) = nominal(at)
            {
                if let Some(person) = office_holder(page, people, &found, noun, at, countries) {
                    found.push(Reference { subject: true, ..reference(person, at) });
                } else if let Some(role) = national_office(page, noun, at, countries) {
                    unnamed = Some(Unnamed { role, sentence: number });
                } else if cues.iter().any(|cue| cue.speech && cue.noun.as_ref() == Some(noun))
                    && page.stays_unnamed(noun, at)
                {
                    let gender = page.title_gender(&(at..at + 1));
                    found.push(Reference { subject: true, gender, ..reference(UNNAMED, at) });
                }
            }
            at += 1;
        }
        nation = subject.as_ref().and_then(|noun| nation_named(page, noun, countries));
    }
    found
}

/// The words of a phrase that gives an office and tells the country that it is of.
fn national_office(
    page: &Page<'_>,
    noun: &Noun,
    head: usize,
    countries: &[CountryName],
) -> Option<Range<usize>> {
    let first = noun.tokens.start;
    let role = first + usize::from(page.is(first, Class::DET))..noun.tokens.end;
    let told = !within(countries, page.span(&role)).is_empty() || page.owner(role.start, countries).is_some();
    (page.entry(head).office != 0 && told).then_some(role)
}

/// The country, where a phrase is its name and nothing else.
fn nation_named(page: &Page<'_>, noun: &Noun, countries: &[CountryName]) -> Option<Country> {
    let span = page.span(&noun.tokens);
    let first = within(countries, span).first()?;
    (first.span == span && first.form == CountryForm::Name).then_some(first.country)
}

/// The person whom a bare name means.
pub(super) fn find(
    page: &Page<'_>,
    people: &People<'_>,
    bare: &std::ops::Range<usize>,
    gender: Option<Gender>,
) -> Option<usize> {
    let last = bare.end.checked_sub(1)?;
    if page.kind(last) != TokenKind::Name {
        return None;
    }
    people.find(page.words(bare), page.word(last), gender, page.span(bare).start())
}

/// How many references back the holder of an office is looked for.
const HOLDER_BACK: usize = 30;

/// The person whom "the Iraqi premier" means: one who is said to hold the office, or one of that country, or else
/// the one whom the sentences before are about, where nothing speaks against it.
fn office_holder(
    page: &Page<'_>,
    people: &mut People<'_>,
    earlier: &[Reference],
    noun: &Noun,
    head: usize,
    countries: &[CountryName],
) -> Option<usize> {
    let office = page.office_at(head, noun.tokens.start);
    let definite = matches!(page.word(noun.tokens.start), "the" | "The");
    let owned = page.is(noun.tokens.start, Class::POSS);
    if !(definite || owned) || page.word(head).ends_with("ers") {
        return None;
    }
    let country = page.role_country(&noun.tokens, countries);
    let gender = page.title_gender(&(head..head + 1));
    let agrees = |person: usize| {
        people.list.get(person).is_some_and(|known| {
            (country.is_none() || known.country.is_none() || known.country == country)
                && (gender.is_none() || known.gender.is_none() || known.gender == gender)
        })
    };
    let holds = |person: usize| {
        let held = people.list.get(person).map(|known| known.offices.as_slice()).unwrap_or_default();
        office.is_some_and(|office| held.iter().any(|held| office.fits(*held)))
    };
    let of_country = |person: usize| {
        country.is_some()
            && people.list.get(person).is_some_and(|known| {
                known.country == country
                    && !office.is_some_and(|office| known.offices.iter().any(|held| held.rivals(office)))
            })
    };
    let spokes = speaks_for_others(page.word(head));
    let recent = || earlier.iter().rev().take(HOLDER_BACK).map(|reference| reference.person);
    let holder = recent()
        .find(|person| holds(*person) && agrees(*person))
        .filter(|_| definite || !spokes)
        .or_else(|| recent().find(|person| definite && !spokes && of_country(*person) && agrees(*person)))
        .or_else(|| {
            let plain = definite && noun.tokens.len() <= 4 && !spokes;
            let near = earlier
                .iter()
                .rev()
                .take(6)
                .find(|reference| reference.subject && reference.person != UNNAMED);
            let known = |person: usize| people.list.get(person).is_some_and(|known| known.evidence > 0);
            near.map(|reference| reference.person).filter(|person| plain && agrees(*person) && known(*person))
        })?;
    if definite {
        let role = noun.tokens.start + 1..noun.tokens.end;
        if let Some(known) = people.list.get_mut(holder) {
            known.learn(page, &role, countries);
        }
    }
    Some(holder)
}

/// Words for those who speak for others and are seldom named.
fn speaks_for_others(word: &str) -> bool {
    matches!(word, "spokesman" | "spokeswoman" | "spokesperson" | "official" | "source" | "member")
}

impl Page<'_> {
    /// Whether a phrase for one person is for somebody whom the text does not name: "a lawyer", "a party spokesman",
    /// but not "Ada Odu, a lawyer".
    fn stays_unnamed(&self, noun: &Noun, head: usize) -> bool {
        let first = noun.tokens.start;
        let apposed = first
            .checked_sub(1)
            .is_some_and(|before| self.is_comma(before) && before > 0 && self.is_name(before - 1));
        let some =
            ["a", "an", "one", "another"].iter().any(|word| self.word(first).eq_ignore_ascii_case(word));
        self.is_single(head) && !apposed && (some || speaks_for_others(self.word(head)))
    }
}

fn antecedent(found: &[Reference], people: &People<'_>, gender: Gender, here: &Reference) -> Option<usize> {
    let mut best: Option<(i32, usize)> = None;
    for reference in found.iter().rev().take(BACK) {
        let paragraphs = here.paragraph - reference.paragraph;
        if paragraphs > PARAGRAPHS_BACK {
            break;
        }
        let person = people.list.get(reference.person);
        let (known, evidence) =
            person.map_or((reference.gender, 2), |person| (person.gender, person.evidence));
        if known.is_some_and(|known| known != gender) {
            continue;
        }
        let sentences = i32::try_from(here.sentence - reference.sentence).unwrap_or(i32::MAX).min(6);
        let score = -2 * sentences - i32::try_from(paragraphs).unwrap_or(0)
            + if reference.subject { 5 } else { 0 }
            + if known.is_some() || reference.person == UNNAMED { 3 } else { 0 }
            + i32::from(evidence.min(2));
        if best.is_none_or(|(top, _)| score > top) {
            best = Some((score, reference.person));
        }
    }
    best.map(|(_, person)| person)
}
