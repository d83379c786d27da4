//! Who the speakers are: the full name, role and country behind each mention.

use std::ops::Range;

use super::affiliations::home;
use super::attribution::Attribution;
use super::confidence::Known;
use super::countries::CountryName;
use super::lexicon::Class;
use super::nouns::{Noun, NounKind};
use super::page::Page;
use super::people::{People, within};
use super::references::{References, find};
use crate::model::{Country, Span};

/// What is known of the speaker of one attribution.
#[derive(Clone, Debug, Default)]
pub(super) struct Speaker {
    pub(super) mention: Option<Span>,
    pub(super) name: Option<String>,
    pub(super) role: Option<String>,
    pub(super) from: Option<Country>,
    pub(super) known: Option<Known>,
}

/// Resolves the speakers of all attributions.
///
/// A role or a country that one mention tells ("the Iraqi premier") holds for every quote of the same person, also
/// for those before it; so persons are found for all first.
pub(super) fn speakers(
    page: &Page<'_>,
    people: &mut People<'_>,
    references: &References,
    attributions: &[Attribution],
    countries: &[CountryName],
) -> Vec<Speaker> {
    let mut persons: Vec<Option<usize>> = Vec::with_capacity(attributions.len());
    for attribution in attributions {
        let person = attribution
            .noun
            .as_ref()
            .and_then(|noun| person(page, people, references, noun, countries));
        persons.push(person);
    }
    let home = home(countries);
    attributions
        .iter()
        .zip(persons)
        .map(|(attribution, person)| {
            attribution.noun.as_ref().map_or_else(Speaker::default, |noun| {
                speaker(page, people, references, noun, person, countries, home)
            })
        })
        .collect()
}

fn person(
    page: &Page<'_>,
    people: &mut People<'_>,
    references: &References,
    noun: &Noun,
    countries: &[CountryName],
) -> Option<usize> {
    match &noun.kind {
        NounKind::Pronoun(head) | NounKind::Nominal(head) => references.person(*head),
        NounKind::Name(bare) => {
            let gender = page.title_gender(&(noun.tokens.start..bare.start));
            let found = find(page, people, bare, gender)?;
            let role = noun.tokens.start..bare.start;
            if role.clone().any(|at| page.is(at, Class::PERSON) && page.entry(at).office != 0)
                && let Some(person) = people.list.get_mut(found)
            {
                let start = role.start + usize::from(page.is(role.start, Class::DET));
                person.learn(page, &(start..role.end), countries);
            }
            // "Jordan's King Peter"
            let told = page.role_country(&noun.tokens, countries);
            if let Some(person) = people.list.get_mut(found) {
                person.country = person.country.or(told);
            }
            Some(found)
        }
    }
}

fn speaker(
    page: &Page<'_>,
    people: &People<'_>,
    references: &References,
    noun: &Noun,
    person: Option<usize>,
    countries: &[CountryName],
    home: Option<Country>,
) -> Speaker {
    let mention = page.span(&noun.tokens);
    let undotted = page.span(&page.behind_dotted_titles(noun));
    let known = person.and_then(|person| people.list.get(person));
    let words = |span: Span| page.text.get(span.range()).map(tidy);
    let inside = || page.role_country(&noun.tokens, countries);
    let of_body = || {
        let (NounKind::Pronoun(head) | NounKind::Nominal(head)) = noun.kind else { return None };
        let body = page.span(references.body(head)?);
        within(countries, body).first().map(|name| name.country)
    };
    let at_home = || {
        let role = known.and_then(|known| known.role).unwrap_or(mention);
        let one = match noun.kind {
            NounKind::Nominal(head) => {
                page.is(head, Class::PERSON) || references.body(head).is_some()
            }
            NounKind::Pronoun(head) => known.is_some() || references.body(head).is_some(),
            NounKind::Name(_) => true,
        };
        home.filter(|_| one && !page.is_foreign(role) && !page.is_foreign(mention))
    };
    let (name, how) = match (&noun.kind, known) {
        (NounKind::Name(_), Some(known)) => (words(known.name), Known::FullName),
        (NounKind::Name(bare), None) => {
            let name = page.words(&whole_name(page, noun, bare));
            (Some(tidy(people.spelt_out(name).unwrap_or(name))), Known::Name)
        }
        (NounKind::Pronoun(_), Some(known)) => (words(known.name), Known::Pronoun),
        (NounKind::Nominal(_), Some(known)) => (words(known.name), Known::Nominal),
        (NounKind::Pronoun(head) | NounKind::Nominal(head), None) => match references.body(*head) {
            Some(name) => {
                let name = page.words(name);
                (Some(tidy(people.spelt_out(name).unwrap_or(name))), Known::Nominal)
            }
            None => (None, Known::Unnamed),
        },
    };
    Speaker {
        mention: Some(undotted),
        name,
        role: known.and_then(|known| known.role).and_then(words),
        from: known
            .and_then(|known| known.country)
            .or_else(inside)
            .or_else(of_body)
            .or_else(at_home),
        known: Some(how),
    }
}

/// The whole name of a body of which a bare name is a part: "the Federation of House Owners", "the Workers' League".
fn whole_name(page: &Page<'_>, noun: &Noun, bare: &Range<usize>) -> Range<usize> {
    let body =
        bare.end.checked_sub(1).is_some_and(|last| page.is(last, Class::ORG.or(Class::GROUP)));
    let names_on = matches!(page.word(bare.end), "of" | "for") && page.is_name(bare.end + 1);
    let end = if body && names_on { noun.tokens.end } else { bare.end };
    let owners = bare.start.checked_sub(2).is_some_and(|owner| {
        page.is_name(owner)
            && matches!(page.word(owner + 1), "'" | "’")
            && owner > noun.tokens.start
    });
    let article = page.is(noun.tokens.start, Class::DET);
    if body && owners && article { noun.tokens.start + 1..end } else { bare.start..end }
}

/// Words on one line.
fn tidy(words: &str) -> String {
    if !words.contains(['\n', '\r', '\t', '\u{a0}']) && !words.contains("  ") {
        return words.to_owned();
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::extract::english::said::from;
    use crate::model::Country;

    #[test]
    fn a_speaker_has_the_country_of_the_role_or_of_the_article() {
        assert_eq!(from("“We won,” said Kenyan minister Ada Odu."), [Some(Country::KE)]);
        assert_eq!(from("“We won,” said Ada Odu."), [None]);
        let home = "Kenya has rain. Kenya’s rivers rise, and Kenyan roads are shut. ";
        assert_eq!(from(&format!("{home}“We won,” said the mayor, Ada Odu.")), [Some(Country::KE)]);
        assert_eq!(from(&format!("{home}“We won,” said UN envoy Ada Odu.")), [None]);
    }
}
