//! Noun phrases: where the words that name a speaker begin and end.

use std::ops::Range;

use super::lexicon::Class;
use super::page::Page;
use crate::text::TokenKind;

/// A noun phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Noun {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    pub(super) kind: NounKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NounKind {
    /// A pronoun, at this token.
    Pronoun(usize),
    /// A name, with what stands before it ("Iraqi premier Mustafa al-Kadhimi"): the tokens of the bare name.
    Name(Range<usize>),
    /// A common noun ("the Iraqi premier"), with the token of its head.
    Nominal(usize),
}

/// Longest noun phrase, in tokens.
const LONGEST: usize = 12;

impl Page<'_> {
    /// The noun phrase that ends right before `end`, begun no earlier than `floor`. What only says when or where
    /// ("Ms Odu on Tuesday …") is passed over.
    pub(super) fn noun_before(&self, floor: usize, end: usize) -> Option<Noun> {
        let mut end = end;
        for _ in 0..4 {
            let noun = self.bare_noun_before(floor, end)?;
            let before = noun.tokens.start.checked_sub(1).filter(|at| *at >= floor);
            match before {
                // "Leader of the Opposition in the Assembly Mr Ada Odu"
                Some(_) if self.titled_behind(&noun) => return Some(noun),
                Some(at) if self.is(at, Class::PREP) && !self.is(at, Class::SUB) && at > floor => {
                    end = at
                }
                _ => return Some(noun),
            }
        }
        None
    }

    /// Whether a phrase begins with what is no name of the one whom it ends with a title and a name of.
    fn titled_behind(&self, noun: &Noun) -> bool {
        let NounKind::Name(bare) = &noun.kind else { return false };
        let title = bare.start.checked_sub(1).filter(|title| *title > noun.tokens.start + 1);
        title.is_some_and(|title| {
            self.is(title, Class::TITLE)
                && self.entry(title).office == 0
                && self.is(noun.tokens.start, Class::DET)
        })
    }

    pub(super) fn bare_noun_before(&self, floor: usize, end: usize) -> Option<Noun> {
        let mut end = end;
        // "(D-Ohio)", "on Tuesday", "last week"
        for _ in 0..6 {
            let last = end.checked_sub(1).filter(|last| *last >= floor)?;
            if self.kind(last) == TokenKind::Close {
                let open =
                    (floor..last).rev().take(8).find(|at| self.kind(*at) == TokenKind::Open)?;
                end = open;
            } else if self.is(last, Class::TIME) && !self.is(last, Class::GIVEN)
                || self.is(last, Class::ADVERB) && !self.is(last, Class::PRONOUN)
                || matches!(self.word(last), "last" | "next" | "on" | "late" | "early")
                    && end > floor + 1
                || self.kind(last) == TokenKind::Number && self.is_word(last.wrapping_sub(1))
            {
                end = last;
            } else {
                break;
            }
        }
        let last = end.checked_sub(1).filter(|last| *last >= floor)?;
        if self.is(last, Class::PRONOUN) {
            return Some(Noun { tokens: last..end, kind: NounKind::Pronoun(last) });
        }
        let mut first = end;
        while first > floor && end - first < LONGEST {
            let at = first - 1;
            let class = self.entry(at).class;
            match self.kind(at) {
                TokenKind::Word | TokenKind::Name => {
                    if class.is(Class::DET) || class.is(Class::POSS) {
                        first = at;
                        if self.chains(floor, at) {
                            first -= 1;
                            continue;
                        }
                        break;
                    }
                    if self.is_name(at) {
                        let function = class.is(Class::FUNCTION) && !self.name_in_spite(at, floor);
                        if function || class.is(Class::TIME) && !class.is(Class::GIVEN) {
                            break;
                        }
                        first = at;
                        continue;
                    }
                    if first < end && (self.chains(floor, first) || self.pairs(floor, at)) {
                        first = at;
                        continue;
                    }
                    let verb =
                        class.is(Class::CUE) && !class.is(Class::SPEAKER) && !class.is(Class::BASE)
                            || class.is(Class::VERB);
                    if class.is(Class::FUNCTION)
                        || class.is(Class::TIME)
                        || verb
                        || self.is_manner(at)
                    {
                        break;
                    }
                    first = at;
                }
                TokenKind::Possessive | TokenKind::Number => first = at,
                TokenKind::Symbol if first < end && self.pairs(floor, at) => first = at,
                _ => break,
            }
        }
        // A possessive or a number cannot begin a phrase.
        while first < end && matches!(self.kind(first), TokenKind::Possessive) {
            first += 1;
        }
        self.noun(first..end)
    }

    /// Whether the token before `first` is a preposition that hangs the phrase on a noun before it: "a spokesman
    /// for Ms Odu", "the president of Chad".
    fn chains(&self, floor: usize, first: usize) -> bool {
        let Some(at) = first.checked_sub(1).filter(|at| *at > floor) else { return false };
        let head = at - 1;
        if !self.is_word(head) || self.is(head, Class::FUNCTION) {
            return false;
        }
        match self.word(at) {
            "of" => !self.is(head, Class::CUE) || self.is(head, Class::SPEAKER),
            "for" | "from" | "at" | "in" | "with" | "to" => {
                let body =
                    self.word(at) == "for" && self.is(head, Class::ORG) && self.is_name(first);
                body || self.kind(head) == TokenKind::Word && self.is(head, Class::SPEAKER)
                    || self.is(head, Class::PERSON)
                        && !self.is(head, Class::GIVEN)
                        && self.word(at) == "for"
            }
            _ => false,
        }
    }

    /// Whether the token at `at` joins the two halves of what an office is for: "Minister of Food and Transport".
    fn pairs(&self, floor: usize, at: usize) -> bool {
        let joins = matches!(self.word(at), "and" | "&") && self.is_name(at + 1);
        if !joins || self.is(at + 1, Class::GIVEN) {
            return false;
        }
        let names = (floor..at).rev().take(6).take_while(|at| self.is_name(*at)).count();
        let mut before = at - names;
        if names > 0 && before > floor && self.word(before - 1) == "the" {
            before -= 1;
        }
        names > 0
            && before >= floor + 2
            && matches!(self.word(before - 1), "of" | "for")
            && self.is(before - 2, Class::PERSON)
    }

    /// Whether a capital word that is also a small word of the language stands in a name: "Will Odu", "Theresa May".
    fn name_in_spite(&self, at: usize, floor: usize) -> bool {
        let beside = at > floor && self.is_name(at - 1) && !self.is(at - 1, Class::FUNCTION);
        let class = self.entry(at).class;
        let next = self.entry(at + 1).class;
        // “…,” May said; From said; but "As reported", "It says".
        let homonym = (class.is(Class::AUX) || class.is(Class::TIME) || class.is(Class::PREP))
            && !(class.is(Class::SUB) || class.is(Class::PRONOUN) || class.is(Class::ADVERB));
        let speaks = next.is(Class::SPEECH)
            && (next.is(Class::PAST) || next.is(Class::THIRD))
            && !next.is(Class::NOUN);
        beside || class.is(Class::GIVEN) && self.is_name(at + 1) || homonym && speaks
    }

    /// The noun phrase that begins at `start`.
    pub(super) fn noun_after(&self, start: usize, end: usize) -> Option<Noun> {
        if self.is(start, Class::PRONOUN) && self.is_word(start) {
            return Some(Noun { tokens: start..start + 1, kind: NounKind::Pronoun(start) });
        }
        let mut at = start;
        let mut chained = false;
        let mut prepositions = 0;
        while at < end && at - start < LONGEST {
            let class = self.entry(at).class;
            match self.kind(at) {
                TokenKind::Word | TokenKind::Name => {
                    let begins = at == start || chained;
                    chained = false;
                    if (class.is(Class::DET) || class.is(Class::POSS)) && begins {
                        at += 1;
                        continue;
                    }
                    if class.is(Class::PREP) && at > start {
                        if prepositions < 2
                            && self.chains(start, at + 1)
                            && self.opens_noun(at + 1, end)
                        {
                            prepositions += 1;
                            chained = true;
                            at += 1;
                            continue;
                        }
                        break;
                    }
                    if self.is_name(at) {
                        let function = class.is(Class::FUNCTION) && !self.name_in_spite(at, start);
                        if function || class.is(Class::TIME) && !class.is(Class::GIVEN) {
                            break;
                        }
                    } else if at > start && (self.joins_name(at, at + 1) || self.pairs(start, at)) {
                        at += 1;
                        continue;
                    } else {
                        // "the minister of the state": a noun behind an article.
                        let noun = at > start
                            && matches!(self.word(at - 1), "the" | "The" | "a" | "A" | "an" | "An");
                        let verb = class.is(Class::CUE) && !class.is(Class::SPEAKER)
                            || class.is(Class::VERB);
                        let verb = verb && !noun;
                        let after_name =
                            at > start && self.is_name(at - 1) && !self.is(at - 1, Class::DET);
                        let noun = class.is(Class::SPEAKER) || class.is(Class::MODIFIER);
                        if class.is(Class::FUNCTION)
                            || class.is(Class::TIME)
                            || verb
                            || after_name && !noun && !self.leads_to_office(start, at, end)
                            || self.is_manner(at)
                        {
                            break;
                        }
                    }
                    at += 1;
                }
                TokenKind::Possessive if at > start => at += 1,
                TokenKind::Symbol if at > start && self.pairs(start, at) => at += 1,
                // "two aides", "a 2008 campaign veteran"
                TokenKind::Number
                    if at == start || at == start + 1 && self.is(start, Class::DET) =>
                {
                    at += 1
                }
                _ => break,
            }
        }
        let unfinished = |last: usize| {
            self.kind(last) == TokenKind::Possessive
                || self.is(last, Class::PREP)
                || self.is(last, Class::DET)
        };
        while at > start + 1 && unfinished(at - 1) {
            at -= 1;
        }
        self.noun(start..at)
    }

    /// Whether a word is an adverb such as "angrily".
    fn is_manner(&self, at: usize) -> bool {
        self.word(at).ends_with("ly") && !self.is(at, Class::SPEAKER)
    }

    /// Whether the small words from `at` on end in an office: "Idaho [nutritional-supplement executive] Ada Odu".
    /// In "the Norwegian fisheries minister" no name has to follow.
    fn leads_to_office(&self, start: usize, at: usize, end: usize) -> bool {
        let owned = self.is(start, Class::DET);
        (at..end.min(at + 4))
            .take_while(|at| {
                self.kind(*at) == TokenKind::Word
                    && !self.is(*at, Class::FUNCTION)
                    && !self.is_manner(*at)
            })
            .any(|at| self.is(at, Class::PERSON) && (owned || self.is_name(at + 1)))
    }

    fn opens_noun(&self, at: usize, end: usize) -> bool {
        at < end
            && self.is_word(at)
            && (self.is_name(at)
                || !self.is(at, Class::FUNCTION)
                || self.is(at, Class::DET)
                || self.is(at, Class::POSS))
    }

    /// Says what a phrase names; none where it has no noun.
    fn noun(&self, tokens: Range<usize>) -> Option<Noun> {
        // The head is in front of the first preposition: "a spokesman for …".
        let cut = tokens
            .clone()
            .skip(1)
            .find(|at| self.kind(*at) == TokenKind::Word && self.is(*at, Class::PREP));
        let head_end = cut.unwrap_or(tokens.end);
        let last = head_end.checked_sub(1).filter(|last| *last >= tokens.start)?;
        let function = Class::DET.or(Class::POSS).or(Class::CONJ).or(Class::ADVERB);
        if self.is_name(last) && !self.is(last, function) {
            let mut first = last;
            while first > tokens.start && self.joins_name(first - 1, first) {
                first -= 1;
            }
            let bare = match cut.and_then(|cut| self.named_behind_office(cut, tokens.end)) {
                Some(bare) if self.is(last, Class::PERSON) => bare,
                _ => self.bare_name(first..head_end),
            };
            // "The President", "Prosecutors": a capital alone makes no name.
            let article = self.is(tokens.start, Class::DET) || self.word(last).ends_with('s');
            // "the Crews' League" and "the Federation of Ferries" are names as well.
            let owned = last > tokens.start && self.kind(last - 1) == TokenKind::Possessive;
            let body = self.is(last, Class::ORG)
                && matches!(self.word(last + 1), "of" | "for")
                && self.is_name(last + 2);
            let plain = !owned && !body;
            // "the Prime Minister", but not "the Home Office"
            let office = |at: usize| self.is(at, Class::MODIFIER) && !self.is(at, Class::GIVEN);
            let alone = bare.end == last + 1
                && (bare.start == last
                    || self.is(last, Class::PERSON) && (bare.start..last).all(office));
            if alone && article && plain && self.is(last, Class::SPEAKER) {
                return Some(Noun { tokens, kind: NounKind::Nominal(last) });
            }
            return Some(Noun { tokens, kind: NounKind::Name(bare) });
        }
        if let Some(bare) = cut
            .and_then(|cut| self.named_behind_office(cut, tokens.end))
            .filter(|_| self.is(last, Class::PERSON))
        {
            return Some(Noun { tokens, kind: NounKind::Name(bare) });
        }
        let named = self.kind(last) == TokenKind::Word && !self.is(last, Class::FUNCTION);
        let article = |word: &str| {
            ["the", "a", "an", "no"].iter().any(|article| word.eq_ignore_ascii_case(article))
        };
        let counted = tokens.len() == 1
            && self.kind(tokens.end) != TokenKind::Number
            && self.is(last, Class::DET)
            && !self.is(last, Class::POSS)
            && !article(self.word(last));
        (named || counted).then_some(Noun { tokens, kind: NounKind::Nominal(last) })
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::english::said::said;

    #[test]
    fn phrases_end_where_a_reader_ends_them() {
        assert_eq!(
            said("“We won,” the president of Chad’s chess league said on Monday."),
            ["the president of Chad’s chess league | -"]
        );
        assert_eq!(said("“We won,” Ada Odu (Labour) said."), ["Ada Odu | Ada Odu"]);
        assert_eq!(said("“We won,” a 54-year-old from Hull said."), ["a 54-year-old | -"]);
    }
}
