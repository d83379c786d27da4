//! Who the speakers are: the full name, role and country of each mention.

use std::ops::Range;

use foldhash::HashMap;

use super::coreference::References;
use super::people::{People, Person, without_nickname};
use crate::extract::english::countries::{CountryForm, CountryName, led, within};
use crate::extract::english::document::Document;
use crate::extract::english::grammar::{
    CountryRule, Noun, NounKind, Told, home, introduced, is_foreign, role_country, title_gender,
};
use crate::extract::english::lexicon::{Class, entry};
use crate::extract::english::quotes::{Attribution, Known};
use crate::model::{Country, Span};
use crate::text::TokenKind;

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

/// Longest beginning of a sentence in which the body that a statement is of is looked for, in
/// tokens.
const SUBJECT: usize = 6;

/// Most words after a mention that are looked at for what the speaker is, in bytes.
const APPOSED: usize = 100;

/// What is known of the speaker of one attribution.
#[derive(Clone, Debug, Default)]
pub(crate) struct Speaker {
    pub(crate) mention: Option<Span>,
    pub(crate) name: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) from: Option<Told>,
    pub(crate) known: Option<Known>,
}

/// The names of countries in a text, and the bodies that tell one, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Countries<'c> {
    pub(crate) names: &'c [CountryName],
    pub(crate) employers: &'c [CountryName],
    /// The year in which the text was published.
    pub(crate) year: Option<i16>,
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
            let found = people.named(document, bare, gender)?;
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
            let told = role_country(document, &noun.tokens, countries);
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
    let mention = document.span(&noun.tokens);
    let undotted = document.span(&behind_dotted_titles(document, noun));
    let known = person.and_then(|person| people.list.get(person));
    let words = |span: Span| document.text.get(span.range()).map(tidy);
    let inside = || role_country(document, &noun.tokens, countries.names);
    let of_organisation = || {
        let (NounKind::Pronoun(head) | NounKind::Nominal(head)) = noun.kind else { return None };
        let body = document.span(references.organisation(head)?);
        let of = |names| within(names, body).first().map(|name: &CountryName| name.country);
        of(countries.names).or_else(|| of(countries.employers))
    };
    // "the Ferry Watch, a group based in Chad"
    let based = || {
        let named = matches!(noun.kind, NounKind::Name(_)) && known.is_none();
        if named { introduced(document, noun.tokens.end, countries.names) } else { None }
    };
    // "Norges Bank governor Ada Odu", "Ada Odu, who works for Norges Bank"
    let employed = || {
        let of = |span| within(countries.employers, span).first().map(|name| name.country);
        let own = known.map(|known| apposed(document.text, known.name));
        known.and_then(|known| known.role).and_then(of).or_else(|| of(mention)).or_else(|| of(own?))
    };
    // "The Pentagon denied it. “…,” the statement said."
    let of_sender = || {
        let (NounKind::Pronoun(head) | NounKind::Nominal(head)) = noun.kind else { return None };
        let sent = document.is(head, Class::DOCUMENT.or(Class::IT));
        let unknown = known.is_none() && references.organisation(head).is_none();
        match (unknown, sent) {
            (false, _) => None,
            (_, true) => sender(document, head, countries),
            (_, false) => unnamed(document, head, countries),
        }
    };
    let (name, how) = resolved_name(document, people, references, noun, known);
    // "King Peter", "an adviser of President Ada Odu"
    let in_office = || {
        let named = |country| countries.names.iter().any(|name| name.country == country);
        let leader = |name: &str| led(name, countries.year, named);
        let own = name.as_deref().filter(|_| known.is_some() || is_named(noun));
        let role =
            known.and_then(|known| known.role).and_then(|role| document.text.get(role.range()));
        own.and_then(leader).or_else(|| {
            let role: Vec<&str> = role?.split_whitespace().collect();
            let bare = |name: &[&str]| name.join(" ").trim_end_matches(['’', 's', '\'']).to_owned();
            let capital =
                |word: Option<&&str>| word.is_some_and(|word| word.starts_with(char::is_uppercase));
            let can_name = |words: &&[&str]| capital(words.first()) && capital(words.last());
            let runs = role.windows(2).chain(role.windows(3)).filter(can_name);
            runs.map(bare).find_map(|name| leader(&name))
        })
    };
    let at_home = || {
        let role = known.and_then(|known| known.role).unwrap_or(mention);
        let words = |span: Span| document.text.get(span.range()).unwrap_or_default();
        let authority = || classes(words(mention)).is(Class::AUTHORITY);
        let body = |head: usize| references.organisation(head).is_some() || authority();
        let one = match noun.kind {
            NounKind::Nominal(head) => document.is(head, Class::PERSON) || body(head),
            NounKind::Pronoun(head) => known.is_some() || body(head),
            NounKind::Name(_) => true,
        };
        let written = match noun.kind {
            NounKind::Nominal(head) => document.is(head, Class::WRIT),
            NounKind::Pronoun(_) => true,
            NounKind::Name(_) => false,
        };
        let enough = |home: Told| match home.rule {
            CountryRule::Article => one || written,
            _ => {
                one && {
                    let named = classes(name.as_deref().unwrap_or_default());
                    let all = classes(words(role)).or(classes(words(mention))).or(named);
                    all.is(Class::NATIONAL.or(Class::LOCAL).or(Class::AUTHORITY))
                }
            }
        };
        home.filter(|home| {
            let foreign = || {
                [role, mention, apposed(document.text, mention)]
                    .into_iter()
                    .any(|span| is_foreign(document, span))
            };
            enough(*home) && !foreign()
        })
    };
    let by = |rule: CountryRule| move |country| rule.tells(country);
    let from = known
        .and_then(|known| known.told)
        .or_else(|| inside().map(by(CountryRule::Role)))
        .or_else(|| of_organisation().map(by(CountryRule::Organisation)))
        .or_else(|| based().map(by(CountryRule::Description)))
        .or_else(|| employed().map(by(CountryRule::Employer)))
        .or_else(|| in_office().map(by(CountryRule::Leader)))
        .or_else(|| of_sender().map(by(CountryRule::Sender)))
        .or_else(|| said_in(document, noun, countries.names).map(by(CountryRule::Of)))
        .or_else(at_home);
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

/// The words between the comma after a mention and the next mark: "Ada Odu, a doctor and UN aide,".
fn apposed(text: &str, mention: Span) -> Span {
    let end = mention.end();
    let rest = text.get(end..).and_then(|rest| rest.strip_prefix(", ")).unwrap_or_default();
    let length = rest.find([',', '.', '“', '"', ';', '\n']).unwrap_or(rest.len()).min(APPOSED);
    let start = if length == 0 { end } else { end + 2 };
    let length = (0..=length).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(0);
    Span::of(start..start + length)
}

fn is_named(noun: &Noun) -> bool {
    matches!(noun.kind, NounKind::Name(_))
}

/// The tokens that the sentence before the one of `head` begins with, if it is in the same
/// paragraph or the one before.
fn begins_before(document: &Document<'_>, head: usize) -> Option<Range<usize>> {
    let number = document.sentences.partition_point(|sentence| sentence.tokens.end <= head);
    let here = document.sentences.get(number)?;
    let before = document.sentences.get(number.checked_sub(1)?)?;
    let Range { start, end } = before.tokens.clone();
    (here.paragraph - before.paragraph <= 1).then(|| start..end.min(start + SUBJECT))
}

/// The country of the body that a statement without an owner is of: the first that the sentence
/// before it names, if it names one near its beginning.
fn sender(document: &Document<'_>, head: usize, countries: Countries<'_>) -> Option<Country> {
    let subject = document.span(&begins_before(document, head)?);
    let named = within(countries.names, subject).first();
    let employed = within(countries.employers, subject).first();
    let first = named.into_iter().chain(employed).min_by_key(|name| name.span.start());
    first.map(|name| name.country)
}

/// The country of the town in which an authority without a name speaks: "a foreign ministry
/// spokesman said in Accra".
fn said_in(document: &Document<'_>, noun: &Noun, countries: &[CountryName]) -> Option<Country> {
    let NounKind::Nominal(_) = noun.kind else { return None };
    let mention = document.span(&noun.tokens);
    let words = document.text.get(mention.range()).unwrap_or_default();
    let end = noun.tokens.end;
    let place = end + usize::from(document.is(end, Class::CUE));
    let told = document.word(place) == "in"
        && classes(words).is(Class::AUTHORITY)
        && !is_foreign(document, mention);
    let town = document.span(&(place + 1..(place + 3).min(document.len())));
    within(countries, town).first().filter(|_| told).map(|name| name.country)
}

/// The country of somebody without a name whom the sentence before begins with, if "he", "she" or
/// "they" goes on: "Ghana's foreign minister came. “…,” he said."
fn unnamed(document: &Document<'_>, head: usize, countries: Countries<'_>) -> Option<Country> {
    if !document.is(head, Class::HE.or(Class::SHE).or(Class::THEY)) {
        return None;
    }
    let Range { start, end } = begins_before(document, head)?;
    let first = within(countries.names, document.span(&(start..end))).first()?;
    let behind = document.text.get(first.span.end()..).unwrap_or_default();
    let owns = behind.starts_with("'s") || behind.starts_with("’s");
    if first.form != CountryForm::Demonym && !owns {
        return None;
    }
    let opens = document.span(&(start..start + 2)).end() >= first.span.start();
    // The noun after the country is in small letters, and no name follows it.
    let after =
        (start..end).find(|at| document.span(&(*at..*at + 1)).start() >= first.span.end())?;
    let people = Class::PERSON.or(Class::GROUP);
    let noun = (after..end)
        .take_while(|at| !document.is_name(*at) && !document.is(*at, Class::AUX.or(Class::PREP)))
        .find(|at| document.is(*at, people) && document.kind(*at) == TokenKind::Word)?;
    let named = document.is_name(noun + 1) || document.is_comma(noun + 1);
    (opens && !named).then_some(first.country)
}

/// All that the words of a phrase can be.
fn classes(words: &str) -> Class {
    words
        .split(|letter: char| !letter.is_alphanumeric())
        .fold(Class::default(), |all, word| all.or(entry(word).class))
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

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::from;
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
