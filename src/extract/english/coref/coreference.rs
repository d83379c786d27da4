//! The person of each name, each "he" and "she" and each "the Iraqi premier" of the running text.

use std::cell::OnceCell;
use std::ops::Range;

use super::organisations::{Organisations, Place, is_statement};
use super::people::People;
use super::pronoun_resolution::antecedent;
use super::reference::{Reference, UNNAMED};
use super::title_holders::{stays_unnamed, title_holder};
use crate::extract::english::countries::{CountryForm, CountryName, within};
use crate::extract::english::cues::Cue;
use crate::extract::english::document::Document;
use crate::extract::english::grammar::{
    CountryRule, Gender, NameRun, Noun, NounKind, is_agent, main_subject, owner, owns_utterance,
    title_gender,
};
use crate::extract::english::lexicon::Class;
use crate::model::Country;
use crate::text::TokenKind;

/// An office of a country whose holder the text has yet to name: "Canada's transport minister said
/// so. “…,” said Ada Odu."
struct Unnamed {
    role: Range<usize>,
    sentence: usize,
}

/// How many sentences on the holder is named.
const NAMED_WITHIN: usize = 2;

/// The people that the phrases of a text mean.
#[derive(Debug, Default)]
pub(crate) struct References {
    /// In order of the tokens.
    people: Vec<Reference>,
    organisations: Organisations,
}

impl References {
    /// The person of the phrase with this head.
    pub(crate) fn person(&self, head: usize) -> Option<usize> {
        let place = self.people.binary_search_by_key(&head, |reference| reference.token).ok()?;
        self.people.get(place).map(|reference| reference.person)
    }

    /// The name of the body that the phrase with this head means.
    pub(crate) fn organisation(&self, head: usize) -> Option<&Range<usize>> {
        self.organisations.meant(head)
    }
}

/// Walks over the text once and finds the people of its names and pronouns.
pub(crate) fn references<'t>(
    document: &Document<'t>,
    names: &[NameRun],
    people: &mut People<'t>,
    cues: &[Cue],
    countries: &[CountryName],
) -> References {
    let (references, unnamed, nation) = (References::default(), None, None);
    let mut pass = Pass { document, people, countries, references, unnamed, nation };
    let mut runs = names.iter().peekable();
    let mut next_cue = 0;
    for (number, sentence) in document.sentences.iter().enumerate() {
        let first_cue = next_cue;
        while cues.get(next_cue).is_some_and(|cue| cue.tokens.start < sentence.tokens.end) {
            next_cue += 1;
        }
        let scene = Scene {
            number,
            paragraph: sentence.paragraph,
            cues: cues.get(first_cue..next_cue).unwrap_or_default(),
            document,
            tokens: &sentence.tokens,
            subject: OnceCell::new(),
        };
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            while runs.peek().is_some_and(|run| run.tokens.start < at) {
                runs.next();
            }
            if let Some(run) = runs.peek().filter(|run| run.tokens.start == at) {
                pass.name(&scene, run);
                at = run.tokens.end;
            } else {
                pass.word(&scene, at);
                at += 1;
            }
        }
        let tells = !within(countries, document.span(&sentence.tokens)).is_empty();
        let subject = if tells { scene.subject() } else { None };
        pass.nation = subject.and_then(|noun| nation_named(document, noun, countries));
    }
    pass.references
}

/// One sentence, with its verbs of saying and its subject.
struct Scene<'c> {
    number: usize,
    paragraph: usize,
    cues: &'c [Cue],
    document: &'c Document<'c>,
    tokens: &'c Range<usize>,
    /// The subject, once it was asked for.
    subject: OnceCell<Option<Noun>>,
}

impl Scene<'_> {
    fn subject(&self) -> Option<&Noun> {
        let find = || main_subject(self.document, self.tokens.start, self.tokens.end);
        self.subject.get_or_init(find).as_ref()
    }

    fn speakers(&self) -> impl Iterator<Item = &Noun> {
        self.cues.iter().filter_map(|cue| cue.noun.as_ref())
    }

    /// Whether a word is of a name or a pronoun that is a subject, or of the name that is apposed
    /// to one.
    fn heads(&self, at: usize) -> bool {
        let heads = |noun: &Noun| match &noun.kind {
            NounKind::Pronoun(word) => *word == at,
            NounKind::Name(name) => name.contains(&at),
            // "Ms Odu’s party, Green Tide," is nobody.
            NounKind::Nominal(head) => {
                let body = Class::GROUP.or(Class::ORG).or(Class::BODY).or(Class::DOCUMENT);
                !self.document.is(*head, body) && is_apposed(self.document, noun.tokens.end, at)
            }
        };
        self.speakers().any(heads) || self.subject().is_some_and(heads)
    }

    /// Whether a word is of the name of one who speaks.
    fn names_speaker(&self, at: usize) -> bool {
        let named = |noun: &Noun| matches!(&noun.kind, NounKind::Name(name) if name.contains(&at));
        self.cues.iter().filter(|cue| cue.speech).filter_map(|cue| cue.noun.as_ref()).any(named)
    }

    /// The phrase with this noun for its head that is a subject.
    fn nominal(&self, head: usize) -> Option<&Noun> {
        let is = |noun: &&Noun| noun.kind == NounKind::Nominal(head);
        self.speakers().find(is).or_else(|| self.subject().filter(is))
    }

    /// The phrase without a name that says something and has this word for its head.
    fn says(&self, head: usize) -> Option<&Noun> {
        let is = |noun: &&Noun| match noun.kind {
            NounKind::Nominal(at) | NounKind::Pronoun(at) => at == head,
            NounKind::Name(_) => false,
        };
        self.speakers().find(is)
    }

    /// Whether a phrase is for one who asks: the answer after it is of another.
    fn asks(&self, noun: &Noun) -> bool {
        self.cues.iter().any(|cue| {
            let verb = self.document.word(cue.tokens.start);
            cue.noun.as_ref() == Some(noun) && matches!(verb, "asked" | "asks")
        })
    }

    fn reference(&self, person: usize, token: usize) -> Reference {
        let subject = self.heads(token);
        Reference {
            token,
            person,
            subject,
            gender: None,
            sentence: self.number,
            paragraph: self.paragraph,
        }
    }

    fn place(&self, subject: bool) -> Place {
        Place { sentence: self.number, paragraph: self.paragraph, subject }
    }
}

struct Pass<'p, 't> {
    document: &'p Document<'t>,
    people: &'p mut People<'t>,
    countries: &'p [CountryName],
    references: References,
    unnamed: Option<Unnamed>,
    /// The country that was the subject of the sentence before.
    nation: Option<Country>,
}

impl Pass<'_, '_> {
    /// A run of capital words.
    fn name(&mut self, scene: &Scene<'_>, name: &NameRun) {
        let document = self.document;
        let NameRun { tokens: run, bare } = name;
        let last = bare.end - 1;
        let gender = title_gender(document, &(run.start..bare.start));
        let Some(person) = self.people.named(document, bare, gender) else {
            match scene.says(last).or_else(|| self.one_of_a_people(scene, bare)) {
                // "the Prime Minister"
                Some(noun) if document.is(last, Class::PERSON) || is_named(noun) => {
                    self.office(scene, noun, last);
                }
                Some(noun) => {
                    self.references.organisations.resolve(document, noun, scene.place(true));
                }
                None => self.references.organisations.add(
                    document,
                    run,
                    scene.place(scene.heads(last)),
                    self.countries,
                ),
            }
            return;
        };
        if let Some(known) = self.people.list.get_mut(person) {
            known.gender = known.gender.or(gender);
            if known.told.is_none() && scene.names_speaker(last) {
                let near = |office: &mut Unnamed| {
                    scene.number > office.sentence && scene.number - office.sentence <= NAMED_WITHIN
                };
                if let Some(office) = self.unnamed.take_if(near) {
                    known.learn(document, &office.role, self.countries);
                }
            }
            // "Kenya backed the plan. Trade Minister Odu …"
            let title = run.start..bare.start;
            let office = title.clone().any(|at| document.entry(at).title != 0)
                && !title.clone().any(|at| document.is(at, Class::LOCAL));
            if known.told.is_none() && office {
                known.told = self.nation.map(|country| CountryRule::Nation.tells(country));
            }
        }
        self.references.people.push(scene.reference(person, last));
    }

    /// The phrase for a speaker by nothing but the country: "the Ghanaian".
    fn one_of_a_people<'s>(&self, scene: &'s Scene<'_>, bare: &Range<usize>) -> Option<&'s Noun> {
        let is = |noun: &&Noun| noun.kind == NounKind::Name(bare.clone());
        let noun = scene.speakers().find(is)?;
        is_one_of_a_people(self.document, noun, self.countries).then_some(noun)
    }

    /// A word that is of no name.
    fn word(&mut self, scene: &Scene<'_>, at: usize) {
        let document = self.document;
        let class = document.entry(at).class;
        let body = class.is(Class::IT.or(Class::GROUP).or(Class::BODY));
        if (body || class.is(Class::DOCUMENT))
            && let Some(noun) = scene.says(at)
            && (body || is_statement(document, noun, at))
        {
            self.references.organisations.resolve(document, noun, scene.place(true));
        }
        let owner =
            || class.is(Class::OWNER) && (owns_utterance(document, at) || scene.says(at).is_some());
        let pronoun = class.is(Class::HE) || class.is(Class::SHE);
        if document.is_word(at) && (pronoun || owner()) {
            let female = class.is(Class::SHE) || document.word(at).eq_ignore_ascii_case("her");
            let gender = if female { Gender::Female } else { Gender::Male };
            let here = scene.reference(UNNAMED, at);
            if let Some(person) = antecedent(&self.references.people, self.people, gender, &here) {
                if let Some(known) = self.people.list.get_mut(person) {
                    known.gender = known.gender.or(Some(gender));
                }
                self.references.people.push(Reference { person, ..here });
            } else if let Some(noun) = scene.says(at) {
                self.references.organisations.resolve(document, noun, scene.place(true));
            }
        } else if class.is(Class::PERSON) || document.is_epithet(at) {
            if let Some(noun) = scene.nominal(at) {
                self.office(scene, noun, at);
            }
        } else if class == Class::default()
            && let Some(noun) = scene.says(at)
            && matches!(document.word(noun.tokens.start), "the" | "The")
            && is_job(document, at)
        {
            self.office(scene, noun, at);
        }
    }

    /// A phrase for one person that is a subject.
    fn office(&mut self, scene: &Scene<'_>, noun: &Noun, head: usize) {
        let (document, countries) = (self.document, self.countries);
        if let Some(person) =
            title_holder(document, self.people, &self.references.people, noun, head, countries)
        {
            let here = scene.reference(person, head);
            self.references.people.push(Reference { subject: true, ..here });
        } else if let Some(role) = national_title(document, noun, head, countries)
            && !is_behind_name(document, noun)
        {
            self.unnamed = Some(Unnamed { role, sentence: scene.number });
        } else if scene.cues.iter().any(|cue| cue.speech && cue.noun.as_ref() == Some(noun))
            && stays_unnamed(document, noun, head)
            && !scene.asks(noun)
        {
            let gender = title_gender(document, &(head..head + 1));
            let here = scene.reference(UNNAMED, head);
            self.references.people.push(Reference { subject: true, gender, ..here });
        }
    }
}

/// Whether a word in no list is for one who does something, and seldom for a firm: "tailor".
fn is_job(document: &Document<'_>, at: usize) -> bool {
    let word = document.word(at);
    let firm = word.ends_with("maker")
        || matches!(word, "brewer" | "distiller" | "driller" | "grocer" | "miner" | "refiner");
    document.kind(at) == TokenKind::Word && is_agent(word) && !firm
}

/// Whether a phrase says what the one named before it is: "Ada Odu, the president of Chad".
fn is_behind_name(document: &Document<'_>, noun: &Noun) -> bool {
    let comma = noun.tokens.start.checked_sub(1);
    comma.is_some_and(|comma| document.is_comma(comma) && comma > 0 && document.is_name(comma - 1))
}

/// Whether a word is of the name between two commas, the first of which is at `comma`: "the envoy,
/// Ada Odu," and "the umpire, a Chadian called Ada Odu,".
fn is_apposed(document: &Document<'_>, comma: usize, at: usize) -> bool {
    /// Longest phrase between the commas, in tokens.
    const LONGEST: usize = 8;
    let behind = (at + 1..at + LONGEST).find(|at| !document.is_name(*at));
    document.is_comma(comma)
        && (comma + 1..comma + LONGEST).contains(&at)
        && document.is_name(at)
        && (comma + 1..at).all(|at| document.is_word(at))
        && behind.is_some_and(|behind| document.is_comma(behind))
}

/// The words of a phrase that gives an office and tells the country that it is of.
fn national_title(
    document: &Document<'_>,
    noun: &Noun,
    head: usize,
    countries: &[CountryName],
) -> Option<Range<usize>> {
    let first = noun.tokens.start;
    let role = first + usize::from(document.is(first, Class::DET))..noun.tokens.end;
    let told = !within(countries, document.span(&role)).is_empty()
        || owner(document, role.start, countries).is_some();
    (document.entry(head).title != 0 && told).then_some(role)
}

fn is_named(noun: &Noun) -> bool {
    matches!(noun.kind, NounKind::Name(_))
}

/// Whether a phrase is for one of a country's people and says nothing else: "the Ghanaian".
pub(crate) fn is_one_of_a_people(
    document: &Document<'_>,
    noun: &Noun,
    countries: &[CountryName],
) -> bool {
    let NounKind::Name(bare) = &noun.kind else { return false };
    let span = document.span(bare);
    let people = within(countries, span).first();
    let demonym = people.is_some_and(|name| name.form == CountryForm::Demonym && name.span == span);
    demonym && bare.len() == 1 && document.is(noun.tokens.start, Class::DET)
}

/// The country, if a phrase is its name and nothing else.
fn nation_named(
    document: &Document<'_>,
    noun: &Noun,
    countries: &[CountryName],
) -> Option<Country> {
    let span = document.span(&noun.tokens);
    let first = within(countries, span).first()?;
    // "Chad and Mali agreed"
    let joint = document.is(noun.tokens.end, Class::CONJ)
        || noun.tokens.start.checked_sub(1).is_some_and(|at| document.is(at, Class::CONJ));
    (first.span == span && first.form == CountryForm::Name && !joint).then_some(first.country)
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn names_that_come_later_are_known_before() {
        assert_eq!(said("“We won,” Odu said.\n\nAda Odu is the mayor."), ["Odu | Ada Odu"]);
    }
}
