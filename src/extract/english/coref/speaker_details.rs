//! Who the speakers are: the full name and role of each mention.

use std::ops::Range;

use foldhash::HashMap;

use super::coreference::{References, is_one_of_a_people};
use super::people::{People, Person, without_nickname};
use super::speaker_country::{Asked, Countries, before_name};
use crate::extract::english::countries::{CountryForm, CountryName, within};
use crate::extract::english::document::Document;
use crate::extract::english::grammar::{
    CountryRule, Noun, NounKind, Told, home, is_title, role_country, title_gender,
};
use crate::extract::english::lexicon::Class;
use crate::extract::english::quotes::{Attribution, Known};
use crate::model::Span;

/// A phrase without the titles that end in a full stop which could end a sentence: "Ada Odu" of
/// "aide Atty. Ada Odu", but the whole of "Mr. Odu".
fn behind_dotted_titles(document: &Document<'_>, noun: &Noun) -> Range<usize> {
    let NounKind::Name(bare) = &noun.kind else { return noun.tokens.clone() };
    let usual = |word: &str| {
        matches!(
            word,
            "Mr."
                | "Mrs."
                | "Ms."
                | "Dr."
                | "Sen."
                | "Rep."
                | "Gov."
                | "Gen."
                | "St."
                | "Rev."
                | "Prof."
                | "Lt."
                | "Col."
                | "Sgt."
                | "Capt."
                | "Hon."
        )
    };
    let dotted = |at: &usize| {
        let word = document.word(*at);
        word.ends_with('.') && word.matches('.').count() == 1 && word.len() > 2 && !usual(word)
    };
    let last = (noun.tokens.start..bare.start).rev().find(dotted);
    last.map_or(noun.tokens.start, |title| title + 1)..noun.tokens.end
}

/// What is known of the speaker of one attribution.
#[derive(Clone, Debug, Default)]
pub(crate) struct Speaker {
    pub(crate) mention: Option<Span>,
    pub(crate) name: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) from: Option<Told>,
    pub(crate) known: Option<Known>,
}

/// Resolves the speakers of all attributions.
///
/// A role or a country that one mention tells ("the Iraqi premier") holds for every quote of the
/// same person, also for those before it; so persons are found for all first.
pub(crate) fn speakers<'t>(
    document: &Document<'t>,
    people: &mut People<'t>,
    references: &References,
    attributions: &[Attribution],
    countries: Countries<'_>,
) -> Vec<Speaker> {
    let mut persons: Vec<Option<usize>> = Vec::with_capacity(attributions.len());
    for attribution in attributions {
        let person = attribution
            .noun
            .as_ref()
            .and_then(|noun| person(document, people, references, noun, countries.names));
        persons.push(person);
    }
    let home = home(document, countries.names);
    let mut speakers: Vec<Speaker> = attributions
        .iter()
        .zip(&persons)
        .map(|(attribution, person)| {
            attribution.noun.as_ref().map_or_else(Speaker::default, |noun| {
                speaker(document, people, references, noun, *person, countries, home)
            })
        })
        .collect();
    let mut told: HashMap<usize, Told> = HashMap::default();
    for (speaker, person) in speakers.iter().zip(&persons) {
        if let (Some(person), Some(from)) = (person, speaker.from) {
            told.entry(*person).or_insert(from);
        }
    }
    for (speaker, person) in speakers.iter_mut().zip(&persons) {
        let known = person.and_then(|person| told.get(&person).copied());
        speaker.from = speaker.from.or(known);
    }
    speakers
}

fn person<'t>(
    document: &Document<'t>,
    people: &mut People<'t>,
    references: &References,
    noun: &Noun,
    countries: &[CountryName],
) -> Option<usize> {
    match &noun.kind {
        NounKind::Pronoun(head) | NounKind::Nominal(head) => references.person(*head),
        NounKind::Name(bare) => {
            let gender = title_gender(document, &(noun.tokens.start..bare.start));
            let Some(found) = people.named(document, bare, gender) else {
                // "the Ghanaian"
                return references.person(bare.end.checked_sub(1)?);
            };
            let role = noun.tokens.start..bare.start;
            if role
                .clone()
                .any(|at| document.is(at, Class::PERSON) && document.entry(at).title != 0)
                && let Some(person) = people.list.get_mut(found)
            {
                let start = role.start + usize::from(document.is(role.start, Class::DET));
                person.learn(document, &(start..role.end), countries);
            }
            // "Jordan's King Peter"
            let told = role_country(document, &before_name(noun), countries);
            if let Some(person) = people.list.get_mut(found) {
                person.told = person.told.or(told.map(|country| CountryRule::Role.tells(country)));
            }
            Some(found)
        }
    }
}

fn speaker(
    document: &Document<'_>,
    people: &People<'_>,
    references: &References,
    noun: &Noun,
    person: Option<usize>,
    countries: Countries<'_>,
    home: Option<Told>,
) -> Speaker {
    let undotted = document.span(&behind_dotted_titles(document, noun));
    let known = person.and_then(|person| people.list.get(person));
    let (name, how) = resolved_name(document, people, references, noun, known, countries.names);
    let words = |span: Span| document.text.get(span.range()).map(tidy);
    let asked =
        Asked { document, people, references, noun, known, name: name.as_deref(), countries };
    let from = asked.country(home);
    Speaker {
        mention: Some(undotted),
        name,
        role: known.and_then(|known| known.role).and_then(words),
        from,
        known: Some(how),
    }
}

/// The full name of a speaker, and how it is known.
fn resolved_name(
    document: &Document<'_>,
    people: &People<'_>,
    references: &References,
    noun: &Noun,
    known: Option<&Person>,
    countries: &[CountryName],
) -> (Option<String>, Known) {
    let words = |span: Span| document.text.get(span.range()).map(tidy);
    match (&noun.kind, known) {
        (NounKind::Name(_), Some(known)) => (words(known.name), Known::FullName),
        (NounKind::Name(bare), None) => {
            // "a man who goes by “Ace”"
            if let Some(quotation) = document.quotation_at(bare.start) {
                let name = document.quoted(quotation).trim_end_matches(['.', ',', ' ']);
                return (Some(tidy(name)), Known::Name);
            }
            if is_one_of_a_people(document, noun, countries) {
                return (None, Known::Unnamed);
            }
            // "Ghanaian Ada Odu"
            let first = document.span(&(bare.start..bare.start + 1));
            let first = within(countries, first).first();
            let told = first.is_some_and(|name| name.form == CountryForm::Demonym);
            let body = Class::ORG.or(Class::BODY).or(Class::GROUP);
            let given = document.is(bare.start + 1, Class::GIVEN)
                || bare.len() == 3 && !bare.clone().any(|at| document.is(at, body));
            let person = told && bare.len() > 1 && given;
            let bare = &(bare.start + usize::from(person)..bare.end);
            // "President of the association said": an office is no name.
            if is_title(document, noun) {
                return (None, Known::Unnamed);
            }
            let name = document.words(&whole_name(document, noun, bare));
            (Some(tidy(people.spelt_out(name).unwrap_or(name))), Known::Name)
        }
        (NounKind::Pronoun(_), Some(known)) => (words(known.name), Known::Pronoun),
        (NounKind::Nominal(_), Some(known)) => (words(known.name), Known::Nominal),
        (NounKind::Pronoun(head) | NounKind::Nominal(head), None) => {
            match references.organisation(*head) {
                Some(name) => {
                    let name = document.words(name);
                    (Some(tidy(people.spelt_out(name).unwrap_or(name))), Known::Nominal)
                }
                None => (None, Known::Unnamed),
            }
        }
    }
}

/// The whole name of a body of which a bare name is a part: "the Federation of House Owners", "the
/// Workers' League".
fn whole_name(document: &Document<'_>, noun: &Noun, bare: &Range<usize>) -> Range<usize> {
    let bodies = Class::ORG.or(Class::GROUP).or(Class::BODY);
    let body = bare.end.checked_sub(1).is_some_and(|last| document.is(last, bodies));
    let names_on =
        matches!(document.word(bare.end), "of" | "for") && document.is_name(bare.end + 1);
    let end = if body && names_on { noun.tokens.end } else { bare.end };
    let owners = bare.start.checked_sub(2).is_some_and(|owner| {
        document.is_name(owner)
            && matches!(document.word(owner + 1), "'" | "’")
            && owner > noun.tokens.start
    });
    let article = document.is(noun.tokens.start, Class::DET);
    if body && owners && article { noun.tokens.start + 1..end } else { bare.start..end }
}

/// Words on one line, without a nickname.
fn tidy(words: &str) -> String {
    let words = &*without_nickname(words);
    let mut before = 0;
    let untidy = words.bytes().any(|byte| {
        // U+00A0 ends in A0, as few other letters of names do.
        // U+200B begins with E2, as few marks in names do, and U+00AD ends in AD.
        let odd = matches!(byte, b'\n' | b'\r' | b'\t' | 0xA0 | 0xE2 | 0xAD)
            || byte == b' ' && before == b' ';
        before = byte;
        odd
    });
    if !untidy {
        return words.to_owned();
    }
    let blank = |letter: char| letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200f}');
    let parts = words.split(blank).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ").replace(['\u{ad}', '\u{2060}', '\u{feff}'], "")
}
