//! The subjects of verbs of saying.

use std::ops::Range;

use super::clauses::{behind_insertion, opens_clause, with_name_behind};
use super::cues::Cue;
use super::lexicon::Class;
use super::nouns::{Noun, NounKind};
use super::page::Page;
use crate::text::TokenKind;

/// A verb of saying with what stands before it.
pub(super) struct Verb<'p, 't> {
    page: &'p Page<'t>,
    /// The tokens of its sentence.
    sentence: Range<usize>,
    at: usize,
    class: Class,
    /// The first of the adverbs and auxiliaries before it.
    before: usize,
    auxiliary: bool,
    passive: bool,
    infinitive: bool,
}

impl<'p, 't> Verb<'p, 't> {
    /// Reads the verb at a token; none where a capital shows that it is part of a name.
    pub(super) fn read(
        page: &'p Page<'t>,
        sentence: Range<usize>,
        at: usize,
        class: Class,
    ) -> Option<Self> {
        if page.is_name(at) && at != sentence.start && !opens_clause(page, at) {
            return None;
        }
        let mut verb = Verb {
            page,
            sentence,
            at,
            class,
            before: at,
            auxiliary: false,
            passive: false,
            infinitive: false,
        };
        while verb.before > verb.sentence.start {
            let word = verb.before - 1;
            let passed = page.entry(word).class;
            if page.is_word(word) {
                if passed.is(Class::AUX) && !(page.is_name(word) && passed.is(Class::GIVEN)) {
                    verb.passive |= passed.is(Class::BE);
                    verb.auxiliary = true;
                } else if !(passed.is(Class::ADVERB) || page.word(word).ends_with("ly"))
                    || passed.is(Class::PRONOUN)
                {
                    verb.infinitive = page.word(word) == "to";
                    break;
                }
            } else if page.kind(word) != TokenKind::Possessive || !class.is(Class::ING) {
                break;
            }
            verb.before = word;
        }
        Some(verb)
    }

    const fn speech(&self) -> bool {
        self.class.is(Class::SPEECH)
    }

    const fn finite(&self) -> bool {
        self.class.is(Class::PAST) || self.class.is(Class::THIRD)
    }

    fn previous(&self) -> Option<usize> {
        self.before.checked_sub(1).filter(|word| *word >= self.sentence.start)
    }

    /// Finds the subject. `earlier` are the cues before it in its sentence.
    pub(super) fn cue(&self, earlier: &[Cue]) -> Option<Cue> {
        let ing = self.class.is(Class::ING);
        if self.passive && !ing {
            return self.agent();
        }
        if let Some(cue) = self.agent_behind_quotation() {
            return Some(cue);
        }
        if self.infinitive {
            return self.said_by(self.inherited(earlier));
        }
        if ing && !self.passive {
            return self.participle(earlier).and_then(|noun| self.said_by(Some(noun)));
        }
        let Some(previous) = self.previous() else {
            // The verb opens the sentence: "Said Ms Odu:", or after a quotation that ended one: “Why?” asked Ms Odu.
            let opens = self.speech() && self.finite() && !self.auxiliary;
            return self.inverted().filter(|_| opens).and_then(|noun| self.said_by(Some(noun)));
        };
        let direct = self.before == self.at || self.page.quotation_at(previous).is_some();
        if self.speech() && self.finite() && direct && self.follows_quotation(previous) {
            return self.said_by(self.inverted().or_else(|| self.inherited(earlier)));
        }
        self.subject_before(previous, earlier)
    }

    /// “…,” said Ms Odu
    fn follows_quotation(&self, previous: usize) -> bool {
        let page = self.page;
        page.quotation_at(previous).is_some()
            || page.is_comma(previous)
                && previous > self.sentence.start
                && page.quotation_at(previous - 1).is_some()
    }

    fn inverted(&self) -> Option<Noun> {
        let end = self.sentence.end;
        let noun = self.page.noun_after(self.at + 1, end).filter(|noun| speaks(self.page, noun));
        let noun = noun.map(|noun| self.page.with_description(noun, end));
        noun.map(|noun| self.page.or_name_behind(noun, end))
    }

    fn said_by(&self, noun: Option<Noun>) -> Option<Cue> {
        let low = noun.as_ref().map_or(self.at, |noun| noun.tokens.start.min(self.at));
        let high = noun.as_ref().map_or(self.at + 1, |noun| noun.tokens.end.max(self.at + 1));
        self.cue_over(noun, low..high)
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "every way to a cue ends here, and most of them can fail"
    )]
    fn cue_over(&self, noun: Option<Noun>, reach: Range<usize>) -> Option<Cue> {
        let relative = self.previous().is_some_and(|previous| self.page.is(previous, Class::WHO));
        Some(Cue { tokens: self.at..self.at + 1, noun, reach, speech: self.speech(), relative })
    }

    /// "was called … by Ms Odu", "was quoted as saying"; "was told" names who heard it.
    fn agent(&self) -> Option<Cue> {
        let Verb { page, at, .. } = *self;
        if page.word(at) == "quoted" && page.word(at + 1) == "as" {
            let noun = page.noun_before(self.sentence.start, self.before)?;
            let reach = noun.tokens.start..at + 2;
            return self.cue_over(Some(noun), reach);
        }
        let by = (at + 1..self.sentence.end.min(at + 8)).find(|word| page.word(*word) == "by")?;
        let noun =
            page.or_name_behind(page.noun_after(by + 1, self.sentence.end)?, self.sentence.end);
        let reach = at..noun.tokens.end;
        Some(Cue { tokens: at..at + 1, noun: Some(noun), reach, speech: false, relative: false })
    }

    /// "labelled “…” by Ms Odu", "a plan called “…” by critics"
    fn agent_behind_quotation(&self) -> Option<Cue> {
        let Verb { page, at, class, .. } = *self;
        if !class.is(Class::REPORT) || !(class.is(Class::PAST) || class.is(Class::PARTICIPLE)) {
            return None;
        }
        let by = (at + 1..self.sentence.end.min(at + 6))
            .find(|by| page.word(*by) == "by" && page.quotation_at(*by - 1).is_some())?;
        let noun =
            page.noun_after(by + 1, self.sentence.end).filter(|noun| page.names_speaker(noun))?;
        let noun = page.or_name_behind(noun, self.sentence.end);
        self.cue_over(Some(noun), at..at + 1)
    }

    /// The subject that stands before the verb, which `previous` is the last token of, or an insertion or a relative
    /// pronoun behind it.
    fn subject_before(&self, previous: usize, earlier: &[Cue]) -> Option<Cue> {
        let Verb { page, at, .. } = *self;
        let start = self.sentence.start;
        if page.is_comma(previous) {
            if let Some((noun, low)) = behind_insertion(page, start, previous) {
                return self.cue_over(Some(noun), low..at + 1);
            }
            let inverted = self.inverted().filter(|noun| {
                self.speech() && self.finite() && !matches!(noun.kind, NounKind::Nominal(_))
            });
            return self.said_by(inverted.or_else(|| self.inherited(earlier)));
        }
        if page.is(previous, Class::WHO) {
            let stop = if previous > start && page.is_comma(previous - 1) {
                previous - 1
            } else {
                previous
            };
            return self.said_by(page.noun_before(start, stop));
        }
        if page.is(previous, Class::WHICH) {
            let noun = page.noun_before(start, previous).filter(|noun| page.names_speaker(noun));
            // "Ms Odu held a sign that read": who made the document speak.
            let made = noun.as_ref().is_some_and(|noun| match noun.kind {
                NounKind::Nominal(head) => {
                    page.is(head, Class::DOCUMENT) && !opens_clause(page, noun.tokens.start)
                }
                _ => false,
            });
            return self.said_by(if made { self.inherited(earlier).or(noun) } else { noun });
        }
        if page.is(previous, Class::CONJ) {
            return self.said_by(self.inherited(earlier));
        }
        let beside = matches!(
            page.kind(previous),
            TokenKind::Word | TokenKind::Name | TokenKind::Close | TokenKind::Number
        );
        if !beside || page.is(previous, Class::DET) || page.is(previous, Class::POSS) {
            return None;
        }
        let noun = page.noun_before(start, self.before).filter(|noun| self.fits(noun))?;
        // "Chad, the minister said, would wait": the clause is put in, and what stands before it is no name of hers.
        let put_in = page.is_comma(at + 1);
        self.said_by(Some(if put_in { noun } else { with_name_behind(page, start, noun) }))
    }

    /// Whether a noun phrase can be the subject, told apart from a noun of the same spelling.
    fn fits(&self, noun: &Noun) -> bool {
        let Verb { page, at, class, auxiliary, .. } = *self;
        if !page.determined(noun) {
            return false;
        }
        // "the campaign points", "media reports": a noun, unless what follows is what was said.
        if class.is(Class::NOUN) && !auxiliary && matches!(noun.kind, NounKind::Nominal(_)) {
            let next = at + 1;
            let object = Class::DET.or(Class::PRONOUN).or(Class::WHICH);
            let follows = page.quotation_at(next).is_some()
                || page.is_comma(next)
                || page.kind(next) == TokenKind::Colon
                || page.is(next, object)
                || page.is_name(next);
            if !follows {
                return false;
            }
        }
        if auxiliary || class.is(Class::PAST) && class.is(Class::SPEECH) {
            return true;
        }
        match &noun.kind {
            NounKind::Pronoun(word) => {
                let singular = page.is(*word, Class::HE.or(Class::SHE).or(Class::IT));
                class.is(Class::PAST) || class.is(Class::THIRD) == singular
            }
            NounKind::Name(_) => !class.is(Class::BASE) || class.is(Class::PAST),
            NounKind::Nominal(head) => {
                let word = page.word(*head);
                let plural = word.ends_with('s') || word.ends_with("men") || word == "people";
                let form = class.is(Class::PAST)
                    || class.is(Class::THIRD)
                    || class.is(Class::BASE) && plural;
                page.is(*head, Class::SPEAKER) && form
            }
        }
    }

    /// The subject of a verb that has none beside it: that of the verb of saying before it, or of the sentence.
    fn inherited(&self, earlier: &[Cue]) -> Option<Noun> {
        let from = earlier
            .iter()
            .rev()
            .find(|cue| cue.noun.is_some() && cue.tokens.end <= self.at && !cue.relative);
        match from {
            Some(cue) => cue.noun.clone(),
            None => self.page.main_subject(self.sentence.start, self.at),
        }
    }

    /// The subject of "saying" and its like.
    fn participle(&self, earlier: &[Cue]) -> Option<Noun> {
        let page = self.page;
        if let Some(previous) = self.previous()
            && page.is_word(previous)
            && !page.is(previous, Class::FUNCTION)
            && let Some(noun) = page.bare_noun_before(self.sentence.start, self.before)
            && noun.tokens.end == self.before
        {
            let ahead =
                noun.tokens.start.checked_sub(1).filter(|ahead| *ahead >= self.sentence.start);
            let absolute = ahead
                .is_some_and(|ahead| page.word(ahead) == "with" || page.is_comma(ahead))
                && page.determined(&noun);
            // "after a government warning about “…”": a noun, not what somebody does.
            let thing = page.is(noun.tokens.start, Class::DET)
                && matches!(noun.kind, NounKind::Nominal(head) if !page.is(head, Class::PERSON))
                && ahead.is_some_and(|ahead| page.is(ahead, Class::PREP))
                && page.is(self.at + 1, Class::PREP);
            if thing {
                return None;
            }
            let hangs = ahead.is_some_and(|ahead| page.is(ahead, Class::PREP));
            if absolute || matches!(noun.kind, NounKind::Name(_)) && !hangs {
                return Some(noun);
            }
        }
        self.inherited(earlier)
    }
}

/// Whether a noun phrase after a verb can be the one who says it.
fn speaks(page: &Page<'_>, noun: &Noun) -> bool {
    match &noun.kind {
        NounKind::Pronoun(_) | NounKind::Name(_) => true,
        NounKind::Nominal(head) => {
            page.determined(noun)
                && (page.is(*head, Class::SPEAKER) || page.is(noun.tokens.start, Class::DET))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::english::said::said;

    #[test]
    fn verbs_have_their_subjects() {
        assert_eq!(
            said("The plan was labelled “a trap” by the mayor, Ada Odu."),
            ["Ada Odu | Ada Odu"]
        );
        assert_eq!(said("Ada Odu left, saying “we will not be back”."), ["Ada Odu | Ada Odu"]);
        assert_eq!(said("Ada Odu, who said “we won”, left."), ["Ada Odu | Ada Odu"]);
        assert_eq!(
            said("Ada Odu closed the port after a government warning about “a threat to ships”."),
            Vec::<String>::new()
        );
    }
}
