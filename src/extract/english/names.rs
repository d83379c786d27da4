//! Names of persons in a text, with the titles, roles and genders that stand beside them.

use std::ops::Range;

use super::countries::CountryName;
use super::lexicon::Class;
use super::nouns::{Noun, NounKind};
use super::page::Page;
use super::people::{Gender, within};
use crate::text::TokenKind;

impl Page<'_> {
    /// The runs of capital words that can be names, in order.
    pub(super) fn name_runs(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            loop {
                if at >= self.len() {
                    return None;
                }
                let start = at;
                at += 1;
                if !self.can_name(start) {
                    continue;
                }
                while self.can_name(at)
                    || self.kind(at) == TokenKind::Word
                        && is_particle(self.word(at))
                        && self.can_name(at + 1)
                    || self.kind(at) == TokenKind::Word
                        && is_particle(self.word(at))
                        && is_particle(self.word(at + 1))
                        && self.can_name(at + 2)
                {
                    at += 1;
                }
                let office = start >= 2
                    && matches!(self.word(start - 1), "of" | "for")
                    && self.is(start - 2, Class::PERSON);
                let named = if office { self.named_behind_office(start - 1, at) } else { None };
                return Some(named.unwrap_or(start..at));
            }
        })
    }

    fn can_name(&self, at: usize) -> bool {
        if !self.is_name(at) {
            return false;
        }
        let class = self.entry(at).class;
        let beside = at > 0 && self.is_name(at - 1) && !self.is(at - 1, Class::FUNCTION);
        !(class.is(Class::FUNCTION) || class.is(Class::TIME))
            || class.is(Class::GIVEN)
            || class.is(Class::AUX) && beside
    }

    /// Whether a bare name is the full name of a person.
    pub(super) fn is_full_name(&self, bare: &Range<usize>, countries: &[CountryName]) -> bool {
        // "van der" and its like do not make a name too long.
        if bare.len() < 2
            || bare.clone().filter(|at| self.is_name(*at)).count() > 5
            || bare.len() > 8
        {
            return false;
        }
        if self.is(bare.start, Class::GIVEN) || self.is(bare.start, Class::REGAL) {
            return true;
        }
        let body = Class::ORG
            .or(Class::TIME)
            .or(Class::GROUP)
            .or(Class::DOCUMENT)
            .or(Class::PERSON)
            .or(Class::MODIFIER);
        !bare.clone().any(|at| self.is(at, body)) && within(countries, self.span(bare)).is_empty()
    }

    pub(super) fn given_gender(&self, bare: &Range<usize>) -> Option<Gender> {
        // In a name of two words the second is a surname, whatever else it may be.
        let given = if bare.len() > 2 || self.word(bare.start).ends_with('.') { 2 } else { 1 };
        bare.clone().take(given).find_map(|at| {
            let class = self.entry(at).class;
            if class.is(Class::MALE) {
                Some(Gender::Male)
            } else if class.is(Class::FEMALE) {
                Some(Gender::Female)
            } else {
                None
            }
        })
    }

    /// The gender that a title such as "Mr" or "congresswoman" tells.
    pub(super) fn title_gender(&self, titles: &Range<usize>) -> Option<Gender> {
        titles.clone().rev().find_map(|at| {
            match self.word(at).trim_end_matches('.').to_ascii_lowercase().as_str() {
                "mr" | "sir" | "lord" | "king" | "prince" | "congressman" | "councilman"
                | "chairman" | "businessman" | "spokesman" | "pope" | "father" | "husband"
                | "son" | "brother" | "uncle" | "nephew" | "grandfather" | "grandson" | "man"
                | "boy" | "policeman" | "schoolboy" | "salesman" | "fisherman" | "gentleman"
                | "landlord" | "headmaster" | "encik" | "alhaji" | "monsieur" | "herr"
                | "señor" | "shri" | "pak" => Some(Gender::Male),
                "mrs" | "ms" | "miss" | "datin" | "puan" | "cik" | "hajia" | "mme" | "madame"
                | "frau" | "señora" | "smt" | "sheikha" | "ibu" | "baroness" | "countess"
                | "duchess" | "dame" | "lady" | "queen" | "princess" | "congresswoman"
                | "councilwoman" | "chairwoman" | "businesswoman" | "spokeswoman" | "actress"
                | "sister" | "mother" | "wife" | "daughter" | "widow" | "aunt" | "niece"
                | "grandmother" | "woman" | "girl" | "policewoman" | "schoolgirl"
                | "saleswoman" | "landlady" | "headmistress" | "granddaughter" => {
                    Some(Gender::Female)
                }
                _ => None,
            }
        })
    }

    /// The gender that the head of a role tells: "the batsman's mother".
    pub(super) fn role_gender(&self, role: &Range<usize>) -> Option<Gender> {
        let end = role.clone().find(|at| self.is(*at, Class::PREP)).unwrap_or(role.end);
        self.title_gender(&(end.saturating_sub(1).max(role.start)..end))
    }

    /// The words before a name that say what the person is: "Iranian foreign minister".
    pub(super) fn role_before(&self, bare: &Range<usize>) -> Option<Range<usize>> {
        let part = Class::PERSON.or(Class::MODIFIER).or(Class::GROUP);
        let mut first = bare.start;
        while first > 0 && bare.start - first < 8 {
            let at = first - 1;
            let class = self.entry(at).class;
            let name = self.is_name(at) && !class.is(Class::FUNCTION) && !class.is(Class::TIME);
            if !(name || self.is_word(at) && class.is(part)) {
                break;
            }
            first = at;
        }
        let academic = |at: usize| matches!(self.word(at), "Dr" | "Dr." | "Prof" | "Prof.");
        let honorific =
            |at: usize| self.is(at, Class::TITLE) && self.entry(at).office == 0 || academic(at);
        while first < bare.start && honorific(first) {
            first += 1;
        }
        let mut end = bare.start;
        while end > first && honorific(end - 1) {
            end -= 1;
        }
        // The word right before the name is the office.
        (first < end && self.is(end - 1, Class::PERSON)).then_some(first..end)
    }

    /// The words behind a name that say what the person is: ", the president of Chad,".
    pub(super) fn role_after(&self, bare: &Range<usize>) -> Option<Range<usize>> {
        if self.kind(bare.end) != TokenKind::Comma {
            return None;
        }
        let mut at = bare.end + 1;
        if self.kind(at) == TokenKind::Number && self.kind(at + 1) == TokenKind::Comma {
            at += 2;
        }
        if self.is(at, Class::PRONOUN) || self.is(at, Class::WHO) {
            return None;
        }
        let noun = self.noun_after(at, at + 12)?;
        let start = noun.tokens.start + usize::from(self.is(noun.tokens.start, Class::DET));
        let head = (start..noun.tokens.end).take_while(|at| !self.is(*at, Class::PREP)).last()?;
        (self.is(head, Class::PERSON) && !self.is(head, Class::GIVEN))
            .then_some(start..noun.tokens.end)
    }

    /// Whether the token at `at` and the one after it stand in one name.
    pub(super) fn joins_name(&self, at: usize, next: usize) -> bool {
        match self.kind(at) {
            TokenKind::Name => {
                !self.is(at, Class::FUNCTION)
                    || self.is(at, Class::GIVEN)
                    || self.is(at, Class::AUX)
            }
            TokenKind::Word => {
                // "van der" and "de la": two at most.
                let ahead =
                    self.is_name(next) || is_particle(self.word(next)) && self.is_name(next + 1);
                let behind = at.checked_sub(1).is_some_and(|before| {
                    self.is_name(before)
                        || is_particle(self.word(before)) && before > 0 && self.is_name(before - 1)
                });
                is_particle(self.word(at)) && ahead && behind
            }
            _ => false,
        }
    }

    /// The name at the end of "… of Chad Ada Odu", where an office stands before the preposition at `cut`: an office
    /// and its holder are written without a comma.
    pub(super) fn named_behind_office(&self, cut: usize, end: usize) -> Option<Range<usize>> {
        let mut first = end;
        while first > cut + 1 && self.joins_name(first - 1, first) {
            first -= 1;
        }
        let titled = (first..end).rev().skip(1).find(|at| self.is(*at, Class::TITLE));
        let given = (first + 1..end.saturating_sub(1)).find(|at| self.is(*at, Class::GIVEN));
        let body = (first..end.saturating_sub(1))
            .rev()
            .find(|at| self.is(*at, Class::ORG))
            .map(|at| at + 1);
        let start = match (titled, given, body) {
            (Some(title), _, _) => title + 1,
            (_, Some(given), _) => given,
            (_, _, Some(behind)) => behind,
            _ if end - first >= 3
                && self.word(cut) == "of"
                && !self.word(end - 1).chars().all(char::is_uppercase) =>
            {
                end - 2
            }
            _ => return None,
        };
        (titled.is_some() || end - start >= 2 && !(start..end).any(|at| self.is(at, Class::ORG)))
            .then_some(start..end)
    }

    /// A phrase without the titles that end in a full stop which could end a sentence: "Ada Odu" of "aide Atty. Ada
    /// Odu", but the whole of "Mr. Odu".
    pub(super) fn behind_dotted_titles(&self, noun: &Noun) -> Range<usize> {
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
            let word = self.word(*at);
            word.ends_with('.') && word.matches('.').count() == 1 && word.len() > 2 && !usual(word)
        };
        let last = (noun.tokens.start..bare.start).rev().find(dotted);
        last.map_or(noun.tokens.start, |title| title + 1)..noun.tokens.end
    }

    /// The name without the titles, offices and countries before it.
    pub(super) fn bare_name(&self, run: Range<usize>) -> Range<usize> {
        let mut first = run.start;
        for at in run.start..run.end.saturating_sub(1) {
            let class = self.entry(at).class;
            let given = at > first && self.is(at - 1, Class::GIVEN);
            // "Lib Dem Ada Odu"
            if class.is(Class::ORG) && !given && at + 2 < run.end && self.is(at + 1, Class::GIVEN) {
                first = at + 1;
            }
            // Titles that are names of many as well.
            let title = match self.word(at) {
                "Sri" => at > run.start && self.word(at - 1) == "Tan",
                "Begum" | "Sardar" | "Pandit" => at == first,
                _ => false,
            };
            if class.is(Class::PERSON) && !given || title {
                let regal = class.is(Class::REGAL) && at + 2 == run.end;
                first = if regal { at } else { at + 1 };
            }
        }
        first..run.end
    }
}

/// Small words inside names of persons.
pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "al" | "el"
            | "de"
            | "da"
            | "do"
            | "dos"
            | "das"
            | "del"
            | "della"
            | "di"
            | "du"
            | "la"
            | "le"
            | "van"
            | "von"
            | "der"
            | "den"
            | "ter"
            | "bin"
            | "ibn"
            | "ben"
            | "abu"
            | "y"
            | "e"
            | "af"
            | "zu"
            | "st"
            | "bint"
            | "binti"
            | "ould"
            | "vom"
            | "het"
            | "aan"
            | "arap"
            | "ap"
            | "wa"
            | "bte"
            | "bt"
            | "ul"
            | "ur"
            | "ud"
            | "uz"
    )
}

#[cfg(test)]
mod tests {
    use crate::extract::english::said::said;

    #[test]
    fn names_lose_what_stands_before_them() {
        assert_eq!(
            said("“We won,” said Rear Admiral Peter van der Odu."),
            ["Rear Admiral Peter van der Odu | Peter van der Odu"]
        );
        assert_eq!(
            said("“We won,” said Datuk Seri Peter bin Odu."),
            ["Datuk Seri Peter bin Odu | Peter bin Odu"]
        );
        assert_eq!(
            said("“We won,” said the mayor of Hull Ada Odu."),
            ["the mayor of Hull Ada Odu | Ada Odu"]
        );
    }
}
