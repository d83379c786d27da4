//! Descriptions that stand between a name and the person they are of: "said Wales physio Ada Odu", "added Brandvold
//! and Sons's Ada Odu".

use super::lexicon::Class;
use super::names::is_particle;
use super::nouns::{Noun, NounKind};
use super::page::Page;
use crate::text::TokenKind;

/// Longest description, in words.
const LONGEST: usize = 4;

impl Page<'_> {
    /// The phrase behind a verb of saying, with the words that go on with it where its first name is no speaker yet.
    pub(super) fn with_description(&self, noun: Noun, end: usize) -> Noun {
        let NounKind::Name(bare) = &noun.kind else { return noun };
        if bare.start > noun.tokens.start && self.is(bare.start - 1, Class::PERSON) {
            return noun;
        }
        let whole = match self.word(noun.tokens.end) {
            "and" | "&" => self.behind_pair(&noun, end),
            _ => self.behind_words(&noun, end),
        };
        whole.unwrap_or(noun)
    }

    /// "Wales physio Ada Odu" and "the Hull full-back", where only "Wales" and "the Hull" were read.
    fn behind_words(&self, noun: &Noun, end: usize) -> Option<Noun> {
        let first = noun.tokens.end;
        let name = (first..end.min(first + LONGEST + 1)).find(|at| !self.describes(*at))?;
        if name == first {
            return None;
        }
        let tokens = noun.tokens.start..name;
        if !self.is_name(name) {
            let ends =
                name >= end || !self.is_word(name) || self.is(name, Class::PREP.or(Class::WHO));
            let article = self.is(noun.tokens.start, Class::DET);
            return (ends && article).then_some(Noun { tokens, kind: NounKind::Nominal(name - 1) });
        }
        self.named_at(noun.tokens.start, name, end)
    }

    /// "Brandvold and Odu's Bo Lee" and "Economic and Fiscal Policy Minister Bo Lee", where only "Brandvold" and
    /// "Economic" were read.
    fn behind_pair(&self, noun: &Noun, end: usize) -> Option<Noun> {
        let second = noun.tokens.end + 1;
        let run = (second..end.min(second + 8))
            .take_while(|at| self.is_name(*at) || self.kind(*at) == TokenKind::Possessive)
            .last()?;
        let owns =
            |at: &usize| self.kind(*at) == TokenKind::Possessive || self.is(*at, Class::PERSON);
        let office = (second + 1..run).rev().find(owns)?;
        self.named_at(noun.tokens.start, office + 1, end)
    }

    /// The phrase from `start` that ends in the name which begins at `name`.
    fn named_at(&self, start: usize, name: usize, end: usize) -> Option<Noun> {
        let mut last = name;
        while last + 1 < end
            && (self.is_name(last + 1)
                || is_particle(self.word(last + 1)) && self.is_name(last + 2))
        {
            last += 1;
        }
        let behind = last + 1;
        let ends = behind >= end
            || !self.is_word(behind)
            || self.is(behind, Class::FUNCTION.or(Class::TIME));
        let person = !self.is(name, Class::FUNCTION.or(Class::TIME)) && self.is_name(name);
        let bare = self.bare_name(name..behind);
        (ends && person).then_some(Noun { tokens: start..behind, kind: NounKind::Name(bare) })
    }

    /// Whether a word can describe whoever is named behind it: a small word that is no verb and no part of speech
    /// that ends a phrase.
    fn describes(&self, at: usize) -> bool {
        let other = Class::FUNCTION.or(Class::TIME).or(Class::CUE).or(Class::VERB);
        let word = self.word(at);
        self.kind(at) == TokenKind::Word
            && (!self.is(at, other) || self.is(at, Class::MODIFIER))
            && !["ly", "ed", "ing"].iter().any(|end| word.ends_with(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> String {
        let page = Page::new(text);
        let end = page.len();
        let noun = page.noun_after(1, end).unwrap();
        let noun = page.with_description(noun, end);
        let name = match &noun.kind {
            NounKind::Name(bare) => page.words(bare),
            _ => "-",
        };
        format!("{} | {name}", page.words(&noun.tokens))
    }

    #[test]
    fn the_name_behind_a_description_is_the_speaker() {
        assert_eq!(whole("said Wales groundsman Ada Odu."), "Wales groundsman Ada Odu | Ada Odu");
        assert_eq!(
            whole("said Hull state tidemaster Ada van Odu, 41."),
            "Hull state tidemaster Ada van Odu | Ada van Odu"
        );
        assert_eq!(
            whole("added Brandvold and Sons's Ada Odu."),
            "Brandvold and Sons's Ada Odu | Ada Odu"
        );
        assert_eq!(
            whole("said Economic and Fiscal Policy Minister Ada Odu."),
            "Economic and Fiscal Policy Minister Ada Odu | Ada Odu"
        );
        assert_eq!(whole("said the Hull tidewoman."), "the Hull tidewoman | -");
        assert_eq!(whole("said Odu, who met Brandvold."), "Odu | Odu");
        assert_eq!(whole("said Odu and Brandvold."), "Odu | Odu");
        assert_eq!(whole("said Odu outside Hull."), "Odu | Odu");
    }
}
