//! Several speakers of one quote: "Ada Odu and Ben Lee said", and "the two men" after that.

use std::borrow::Cow;

use foldhash::HashMap;

use super::speaker_details::Speaker;
use crate::extract::english::document::Document;
use crate::extract::english::grammar::{Noun, NounKind, conjuncts};
use crate::extract::english::lexicon::Class;
use crate::extract::english::quotes::{Attribution, Known};
use crate::text::is_particle;

/// The attributions whose noun is joined to others, each with the places of all of them in the
/// order of the text.
#[derive(Debug, Default)]
pub(crate) struct JointSpeakers {
    groups: HashMap<usize, Vec<usize>>,
    /// The places whose phrases have a title before a name.
    titled: Vec<usize>,
    /// The places whose phrases are a given name alone: "Ada" of "Ada and Ben Lee".
    given: Vec<usize>,
}

impl JointSpeakers {
    /// Adds an attribution for each name that the noun of one is joined to.
    pub(crate) fn add(document: &Document<'_>, attributions: &mut Vec<Attribution>) -> Self {
        let mut joint = Self::default();
        for place in 0..attributions.len() {
            let noun = attributions.get(place).and_then(|attribution| attribution.noun.clone());
            let Some(noun) = noun else { continue };
            let at = noun.tokens.start;
            let sentence = document.sentences.partition_point(|sentence| sentence.tokens.end <= at);
            let Some(sentence) = document.sentences.get(sentence) else { continue };
            let others = conjuncts(document, &sentence.tokens, &noun);
            if others.is_empty() {
                continue;
            }
            let mut group = vec![(at, place)];
            for other in others {
                group.push((other.tokens.start, attributions.len()));
                attributions.push(Attribution { noun: Some(other) });
            }
            group.sort_unstable();
            joint.groups.insert(place, group.into_iter().map(|(_, place)| place).collect());
        }
        if !joint.groups.is_empty() {
            joint.titled = titled(document, attributions);
            joint.title_all(document, attributions);
            let given = |noun: &Noun| {
                noun.tokens.len() == 1 && document.is(noun.tokens.start, Class::GIVEN)
            };
            joint.given = places(attributions, given);
            joint.add_pairs(document, attributions);
        }
        joint
    }

    /// Takes the title of several for one of each: "Sens. Odu and Lee".
    fn title_all(&mut self, document: &Document<'_>, attributions: &[Attribution]) {
        let is_plural = |noun: &Noun| {
            let NounKind::Name(bare) = &noun.kind else { return false };
            let Some(title) = bare.start.checked_sub(1).filter(|at| *at >= noun.tokens.start)
            else {
                return false;
            };
            let word = document.word(title).trim_end_matches('.');
            word.ends_with('s')
                && !matches!(word, "Mrs" | "Ms" | "Miss")
                && document.is(title, Class::TITLE.or(Class::GROUP))
        };
        let plural = places(attributions, is_plural);
        let several = |group: &&Vec<usize>| group.first().is_some_and(|at| plural.contains(at));
        self.titled.extend(self.groups.values().filter(several).flatten().copied());
    }

    /// Adds "the two men said" if those who spoke right before were two.
    fn add_pairs(&mut self, document: &Document<'_>, attributions: &[Attribution]) {
        let noun = |(place, attribution): (usize, &Attribution)| {
            attribution.noun.clone().map(|noun| (noun.tokens.start, place, noun))
        };
        let mut nouns: Vec<_> = attributions.iter().enumerate().filter_map(noun).collect();
        nouns.sort_unstable_by_key(|(at, place, _)| (*at, *place));
        let mut before: Option<Vec<usize>> = None;
        for (_, place, noun) in nouns {
            if let Some(group) = self.groups.get(&place) {
                before = Some(group.clone()).filter(|group| group.len() == 2);
            } else if !before.as_ref().is_some_and(|group| group.contains(&place)) {
                before = before.filter(|_| is_pair(document, &noun));
                if let Some(group) = &before {
                    self.groups.insert(place, group.clone());
                }
            }
        }
    }

    /// Gives a speaker who is named by a given name alone the surname of the last: "Ada and Ben
    /// Lee".
    fn with_surname<'s>(
        &self,
        place: usize,
        speaker: &'s Speaker,
        surname: Option<&str>,
    ) -> Cow<'s, Speaker> {
        let given = speaker.name.as_deref().filter(|name| !name.contains(' '));
        match (given, surname) {
            (Some(given), Some(surname)) if self.given.contains(&place) => {
                let name = Some(format!("{given} {surname}"));
                Cow::Owned(Speaker { name, known: Some(Known::FullName), ..speaker.clone() })
            }
            _ => Cow::Borrowed(speaker),
        }
    }

    /// Returns the speakers of an attribution, in the order of the text. They are several only if
    /// each is a person of another full name, or has a title before a surname: "Marks and Spencer"
    /// is one.
    pub(crate) fn of<'s>(
        &self,
        attribution: usize,
        speakers: &'s [Speaker],
    ) -> Vec<Cow<'s, Speaker>> {
        let own = speakers.get(attribution);
        let alone = || own.map(Cow::Borrowed).into_iter().collect();
        let Some(group) = self.groups.get(&attribution) else { return alone() };
        let all = || group.iter().filter_map(|place| speakers.get(*place));
        let surname = all().next_back().and_then(|last| surname(last.name.as_deref()?));
        let all: Vec<Cow<'s, Speaker>> = group
            .iter()
            .zip(all())
            .map(|(place, one)| self.with_surname(*place, one, surname))
            .collect();
        let mut names: Vec<&str> = all.iter().filter_map(|one| one.name.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        let is_certain = |(place, speaker): (&usize, &Cow<'_, Speaker>)| {
            let is_known = matches!(speaker.known, Some(Known::FullName | Known::Pronoun));
            let is_full = speaker.name.as_deref().is_some_and(|name| name.contains(' '));
            is_known && is_full || self.titled.contains(place)
        };
        if names.len() < group.len() || !group.iter().zip(&all).all(is_certain) {
            return alone();
        }
        let mut all = all;
        if !group.contains(&attribution)
            && let (Some(first), Some(own)) = (all.first_mut(), own)
        {
            first.to_mut().mention = own.mention;
        }
        all
    }
}

/// The places of phrases with a title right before a name: "Mr Odu".
fn titled(document: &Document<'_>, attributions: &[Attribution]) -> Vec<usize> {
    places(attributions, |noun: &Noun| {
        let NounKind::Name(bare) = &noun.kind else { return false };
        bare.start > noun.tokens.start && document.is(bare.start - 1, Class::TITLE)
    })
}

/// The places of the phrases that are so.
fn places(attributions: &[Attribution], is: impl Fn(&Noun) -> bool) -> Vec<usize> {
    let place = |(place, attribution): (usize, &Attribution)| {
        attribution.noun.as_ref().is_some_and(&is).then_some(place)
    };
    attributions.iter().enumerate().filter_map(place).collect()
}

/// The words of a full name after the given names: "van der Lee" of "Ada van der Lee".
fn surname(name: &str) -> Option<&str> {
    let (_, rest) = name.split_once(' ')?;
    let particle = rest.split(' ').find(|part| is_particle(part));
    let start = particle.and_then(|part| rest.find(part));
    start.map_or_else(|| rest.rsplit(' ').next(), |start| rest.get(start..))
}

/// Whether a phrase means two who were named before: "they", "the two men", "the couple".
fn is_pair(document: &Document<'_>, noun: &Noun) -> bool {
    /// Longest such phrase, in tokens.
    const LONGEST: usize = 4;
    match noun.kind {
        NounKind::Pronoun(at) => document.is(at, Class::THEY),
        NounKind::Nominal(_) | NounKind::Name(_) if noun.tokens.len() > LONGEST => false,
        NounKind::Nominal(head) => {
            let of_two = |at: usize| matches!(document.word(at), "two" | "both" | "Both");
            matches!(document.word(head), "couple" | "pair" | "duo" | "twins")
                && document.is(noun.tokens.start, Class::DET)
                || noun.tokens.clone().any(of_two)
        }
        NounKind::Name(_) => false,
    }
}
