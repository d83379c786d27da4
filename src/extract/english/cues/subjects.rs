//! The subjects of verbs of saying.

use std::ops::Range;

use super::cue::Cue;
use crate::extract::english::document::Document;
use crate::extract::english::grammar::{
    Noun, NounKind, bare_noun_before, behind_insertion, determined, main_subject, names_one,
    names_speaker, noun_after, noun_before, opens_clause, or_name_behind, with_name_behind,
    with_premodifiers,
};
use crate::extract::english::lexicon::Class;
use crate::text::TokenKind;

/// A verb of saying with what is before it.
pub(crate) struct Verb<'p, 't> {
    document: &'p Document<'t>,
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
    /// Reads the verb at a token; `None` if a capital shows that it is part of a name.
    pub(crate) fn read(
        document: &'p Document<'t>,
        sentence: Range<usize>,
        at: usize,
        class: Class,
    ) -> Option<Self> {
        if document.is_name(at) && at != sentence.start && !opens_clause(document, at) {
            return None;
        }
        let mut verb = Verb {
            document,
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
            let passed = document.entry(word).class;
            if document.is_word(word) {
                if passed.is(Class::AUX) && !(document.is_name(word) && passed.is(Class::GIVEN)) {
                    verb.passive |= passed.is(Class::BE);
                    verb.auxiliary = true;
                } else if !(passed.is(Class::ADVERB) || document.word(word).ends_with("ly"))
                    || passed.is(Class::PRONOUN)
                {
                    verb.infinitive = document.word(word) == "to";
                    break;
                }
            } else if document.kind(word) != TokenKind::Possessive || !class.is(Class::ING) {
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
    pub(crate) fn cue(&self, earlier: &[Cue]) -> Option<Cue> {
        let ing = self.class.is(Class::ING);
        if let Some(noun) = self.quoted() {
            let reach = self.own_cue(earlier).map_or(self.at..self.at + 1, |cue| cue.reach);
            return Some(Cue {
                tokens: self.at..self.at + 1,
                noun: Some(noun),
                reach,
                speech: true,
                relative: true,
            });
        }
        if ing && !self.passive && self.previous().is_some_and(|at| self.document.word(at) == "as")
        {
            return self.said_by(self.inherited_as(earlier));
        }
        self.own_cue(earlier)
    }

    /// The one whose words somebody gives: "quoted Ms Odu as saying".
    fn quoted(&self) -> Option<Noun> {
        let document = self.document;
        if self.passive
            || !matches!(
                document.word(self.at),
                "quoted" | "quotes" | "quote" | "cited" | "quoting" | "citing"
            )
        {
            return None;
        }
        // "quoted him as saying"
        let object = self.at + 1;
        let noun = if document.is(object, Class::OWNER) && document.word(object + 1) == "as" {
            Noun { tokens: object..object + 1, kind: NounKind::Pronoun(object) }
        } else {
            noun_after(document, object, self.sentence.end)?
        };
        let saying = (noun.tokens.end..self.sentence.end.min(noun.tokens.end + 14))
            .find(|at| document.word(*at) == "as")?;
        let says = matches!(document.word(saying + 1), "saying" | "telling" | "writing" | "having");
        says.then(|| or_name_behind(document, noun, self.sentence.end))
    }

    /// The subject of "saying" after "quoted … as".
    fn inherited_as(&self, earlier: &[Cue]) -> Option<Noun> {
        let from = earlier.iter().rev().find(|cue| cue.noun.is_some() && cue.tokens.end <= self.at);
        from.and_then(|cue| cue.noun.clone()).or_else(|| self.inherited(earlier))
    }

    fn own_cue(&self, earlier: &[Cue]) -> Option<Cue> {
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
            // The verb opens the sentence: "Said Ms Odu:", or after a quotation that ended one:
            // “Why?” asked Ms Odu.
            let opens = self.speech() && self.finite() && !self.auxiliary;
            return self.inverted().filter(|_| opens).and_then(|noun| self.said_by(Some(noun)));
        };
        let direct = self.before == self.at || self.document.quotation_at(previous).is_some();
        if self.speech() && self.finite() && direct && self.follows_quotation(previous) {
            return self.said_by(self.inverted().or_else(|| self.inherited(earlier)));
        }
        self.subject_before(previous, earlier)
    }

    /// “…,” said Ms Odu
    fn follows_quotation(&self, previous: usize) -> bool {
        let document = self.document;
        document.quotation_at(previous).is_some()
            || document.is_comma(previous)
                && previous > self.sentence.start
                && document.quotation_at(previous - 1).is_some()
    }

    fn inverted(&self) -> Option<Noun> {
        let end = self.sentence.end;
        // “…,” shot back Ms Odu
        let behind = self.at + 1 + usize::from(particle(self.document, self.at).is_some());
        let noun =
            noun_after(self.document, behind, end).filter(|noun| speaks(self.document, noun));
        let noun = noun.map(|noun| with_premodifiers(self.document, noun, end));
        noun.map(|noun| or_name_behind(self.document, noun, end))
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
        let relative =
            self.previous().is_some_and(|previous| self.document.is(previous, Class::WHO));
        Some(Cue { tokens: self.at..self.at + 1, noun, reach, speech: self.speech(), relative })
    }

    /// "was called … by Ms Odu", "was quoted as saying"; "was told" names who heard it.
    fn agent(&self) -> Option<Cue> {
        let Verb { document, at, .. } = *self;
        // "was quoted as saying", "was quoted by the paper as saying"
        let saying = (at + 1..self.sentence.end.min(at + 8))
            .find(|word| document.word(*word) == "as" && document.word(word + 1) == "saying");
        if matches!(document.word(at), "quoted" | "cited")
            && let Some(saying) = saying
        {
            let noun = noun_before(document, self.sentence.start, self.before)?;
            let reach = noun.tokens.start..saying + 1;
            return self.cue_over(Some(noun), reach);
        }
        let by =
            (at + 1..self.sentence.end.min(at + 8)).find(|word| document.word(*word) == "by")?;
        let noun = or_name_behind(
            document,
            noun_after(document, by + 1, self.sentence.end)?,
            self.sentence.end,
        );
        let reach = at..noun.tokens.end;
        Some(Cue { tokens: at..at + 1, noun: Some(noun), reach, speech: false, relative: false })
    }

    /// "labelled “…” by Ms Odu", "a plan called “…” by critics"
    fn agent_behind_quotation(&self) -> Option<Cue> {
        let Verb { document, at, class, .. } = *self;
        if !class.is(Class::REPORT) || !(class.is(Class::PAST) || class.is(Class::PARTICIPLE)) {
            return None;
        }
        let by = (at + 1..self.sentence.end.min(at + 6))
            .find(|by| document.word(*by) == "by" && document.quotation_at(*by - 1).is_some())?;
        let noun = noun_after(document, by + 1, self.sentence.end)
            .filter(|noun| names_speaker(document, noun))?;
        let noun = or_name_behind(document, noun, self.sentence.end);
        self.cue_over(Some(noun), at..at + 1)
    }

    /// The subject that is before the verb, which `previous` is the last token of, or an
    /// insertion or a relative pronoun after it.
    fn subject_before(&self, previous: usize, earlier: &[Cue]) -> Option<Cue> {
        let Verb { document, at, .. } = *self;
        let start = self.sentence.start;
        if document.is_comma(previous) {
            if let Some((noun, low)) = behind_insertion(document, start, previous) {
                return self.cue_over(Some(noun), low..at + 1);
            }
            let inverted = self.inverted().filter(|noun| {
                self.speech() && self.finite() && !matches!(noun.kind, NounKind::Nominal(_))
            });
            return self.said_by(inverted.or_else(|| self.inherited(earlier)));
        }
        if document.is(previous, Class::WHO) {
            // "Ms Odu, who lives nearby and who said"
            let first = previous
                .checked_sub(1)
                .filter(|at| *at > start && document.is(*at, Class::CONJ))
                .and_then(|and| {
                    (start + 1..and)
                        .rev()
                        .take(12)
                        .take_while(|at| {
                            document.is_word(*at) || document.kind(*at) == TokenKind::Possessive
                        })
                        .find(|at| document.is(*at, Class::WHO))
                });
            let previous = first.unwrap_or(previous);
            let stop = if previous > start && document.is_comma(previous - 1) {
                previous - 1
            } else {
                previous
            };
            return self.said_by(self.antecedent(stop));
        }
        if document.is(previous, Class::WHICH) {
            let noun =
                noun_before(document, start, previous).filter(|noun| names_speaker(document, noun));
            // "Ms Odu held a sign that read": who made the document speak.
            let made = noun.as_ref().is_some_and(|noun| match noun.kind {
                NounKind::Nominal(head) => {
                    document.is(head, Class::DOCUMENT) && !opens_clause(document, noun.tokens.start)
                }
                _ => false,
            });
            return self.said_by(if made { self.inherited(earlier).or(noun) } else { noun });
        }
        if document.is(previous, Class::CONJ) {
            // "Ms Odu, who lives nearby and said"
            let who = (start + 1..previous)
                .rev()
                .take(12)
                .take_while(|at| {
                    document.is_word(*at) || document.kind(*at) == TokenKind::Possessive
                })
                .find(|at| document.is(*at, Class::WHO));
            if let Some(who) = who {
                let stop = if document.is_comma(who - 1) { who - 1 } else { who };
                return self.said_by(self.antecedent(stop));
            }
            return self.said_by(self.inherited(earlier));
        }
        if let Some(noun) = self.antecedent_before_clause(previous) {
            return self.said_by(Some(noun));
        }
        let beside = matches!(
            document.kind(previous),
            TokenKind::Word | TokenKind::Name | TokenKind::Close | TokenKind::Number
        );
        if !beside || document.is(previous, Class::DET) || document.is(previous, Class::POSS) {
            return None;
        }
        let noun = noun_before(document, start, self.before).filter(|noun| self.fits(noun))?;
        // "Chad, the minister said, would wait": the clause is put in, and what is before it is
        // no name of hers.
        let put_in = document.is_comma(at + 1);
        self.said_by(Some(if put_in { noun } else { with_name_behind(document, start, noun) }))
    }

    /// “…,” a woman who lives nearby said: who is right after the words, if the clause that ends
    /// at `previous` is about her.
    fn antecedent_before_clause(&self, previous: usize) -> Option<Noun> {
        let Verb { document, .. } = *self;
        let start = self.sentence.start;
        if !(self.speech() && self.finite() && document.is_word(previous)) {
            return None;
        }
        let who = (start + 1..previous)
            .rev()
            .take(12)
            .take_while(|at| document.is_word(*at) || document.kind(*at) == TokenKind::Possessive)
            .find(|at| document.is(*at, Class::WHO))?;
        let noun = bare_noun_before(document, start, who)?;
        let NounKind::Nominal(head) = noun.kind else { return None };
        let quoted = noun.tokens.start.checked_sub(1).is_some_and(|before| {
            let comma = usize::from(document.is_comma(before));
            before.checked_sub(comma).is_some_and(|at| document.quotation_at(at).is_some())
        });
        (quoted && noun.tokens.end == who && head + 1 == who && names_one(document, &noun))
            .then_some(noun)
    }

    /// The antecedent of "who": the phrase right before it.
    /// It is not passed over for what is before a
    /// preposition if it is a person: "The prize went to Ms Odu, 41, who said".
    fn antecedent(&self, stop: usize) -> Option<Noun> {
        let (document, start) = (self.document, self.sentence.start);
        let aged = stop.checked_sub(2).filter(|comma| {
            *comma > start
                && document.is_comma(*comma)
                && document.kind(stop - 1) == TokenKind::Number
        });
        let stop = aged.unwrap_or(stop);
        let near = bare_noun_before(document, start, stop);
        let person = |noun: &Noun| match &noun.kind {
            NounKind::Nominal(head) => {
                document.is(*head, Class::PERSON) && determined(document, noun)
            }
            NounKind::Name(bare) => {
                let body = bare.clone().any(|at| document.is(at, Class::ORG.or(Class::GROUP)));
                let titled =
                    noun.tokens.start < bare.start && document.is(bare.start - 1, Class::PERSON);
                bare.len() > 1 && !body || titled || aged.is_some()
            }
            NounKind::Pronoun(_) => false,
        };
        let hangs = |noun: &Noun| {
            noun.tokens.start.checked_sub(1).is_some_and(|before| {
                before > start
                    && document.is(before, Class::PREP)
                    && !matches!(document.word(before), "of" | "in")
            })
        };
        // "to Ms Odu, the mayor, who said"
        let apposed = near.as_ref().and_then(|noun| {
            let mut comma = noun.tokens.start.checked_sub(1)?;
            let office = match noun.kind {
                // "to Ms Odu, a retired miner, who said"
                NounKind::Nominal(head) => {
                    document.is(head, Class::PERSON)
                        || matches!(document.word(noun.tokens.start), "a" | "an")
                }
                // "to Ms Odu, from Hull, who said"
                NounKind::Name(_) => matches!(document.word(comma), "from" | "of"),
                NounKind::Pronoun(_) => false,
            };
            if matches!(document.word(comma), "from" | "of" | "then" | "now") {
                comma = comma.checked_sub(1)?;
            }
            if !office || comma <= start || !document.is_comma(comma) {
                return None;
            }
            let name = bare_noun_before(document, start, comma)?;
            let NounKind::Name(bare) = &name.kind else { return None };
            (name.tokens.end == comma && bare.len() > 1).then_some(name)
        });
        apposed
            .or_else(|| near.filter(|noun| person(noun) && hangs(noun)))
            .or_else(|| noun_before(document, start, stop))
    }

    /// Whether a noun phrase can be the subject, told apart from a noun of the same spelling.
    fn fits(&self, noun: &Noun) -> bool {
        let Verb { document, at, class, auxiliary, .. } = *self;
        if !determined(document, noun) {
            return false;
        }
        // "the campaign points", "media reports": a noun, unless what follows is what was said.
        if class.is(Class::NOUN) && !auxiliary && matches!(noun.kind, NounKind::Nominal(_)) {
            let next = at + 1;
            let object = Class::DET.or(Class::PRONOUN).or(Class::WHICH);
            let follows = document.quotation_at(next).is_some()
                || document.is_comma(next)
                || document.kind(next) == TokenKind::Colon
                || document.is(next, object)
                || document.is_name(next);
            if !follows {
                return false;
            }
        }
        if auxiliary || class.is(Class::PAST) && class.is(Class::SPEECH) {
            return true;
        }
        match &noun.kind {
            NounKind::Pronoun(word) => {
                let singular = document.is(*word, Class::HE.or(Class::SHE).or(Class::IT));
                class.is(Class::PAST) || class.is(Class::THIRD) == singular
            }
            NounKind::Name(_) => !class.is(Class::BASE) || class.is(Class::PAST),
            NounKind::Nominal(head) => {
                let word = document.word(*head);
                let plural = word.ends_with('s') || word.ends_with("men") || word == "people";
                let form = class.is(Class::PAST)
                    || class.is(Class::THIRD)
                    || class.is(Class::BASE) && plural;
                document.is(*head, Class::SPEAKER) && form
            }
        }
    }

    /// The subject of a verb that has none beside it: that of the verb of saying before it, or of
    /// the sentence.
    fn inherited(&self, earlier: &[Cue]) -> Option<Noun> {
        let from = earlier
            .iter()
            .rev()
            .find(|cue| cue.noun.is_some() && cue.tokens.end <= self.at && !cue.relative);
        match from {
            Some(cue) => cue.noun.clone(),
            None => main_subject(self.document, self.sentence.start, self.at),
        }
    }

    /// The subject of "saying" and its like.
    fn participle(&self, earlier: &[Cue]) -> Option<Noun> {
        let document = self.document;
        if let Some(previous) = self.previous()
            && document.is_word(previous)
            && !document.is(previous, Class::FUNCTION)
            && let Some(noun) = bare_noun_before(document, self.sentence.start, self.before)
            && noun.tokens.end == self.before
        {
            let ahead =
                noun.tokens.start.checked_sub(1).filter(|ahead| *ahead >= self.sentence.start);
            let absolute = ahead
                .is_some_and(|ahead| document.word(ahead) == "with" || document.is_comma(ahead))
                && determined(document, &noun);
            // "after a government warning about “…”": a noun, not what somebody does.
            let thing = document.is(noun.tokens.start, Class::DET)
                && matches!(noun.kind, NounKind::Nominal(head) if !document.is(head, Class::PERSON))
                && ahead.is_some_and(|ahead| document.is(ahead, Class::PREP))
                && document.is(self.at + 1, Class::PREP);
            if thing {
                return None;
            }
            let hangs = ahead.is_some_and(|ahead| document.is(ahead, Class::PREP));
            if absolute || matches!(noun.kind, NounKind::Name(_)) && !hangs {
                return Some(noun);
            }
        }
        self.inherited(earlier)
    }
}

/// The small word after a verb that is one of saying with it: "shot back", "chimed in".
pub(crate) fn particle(document: &Document<'_>, at: usize) -> Option<Class> {
    if !document.is(at, Class::COMPOUND) {
        return None;
    }
    let past = match (document.word(at), document.word(at + 1)) {
        (
            "shot" | "fired" | "hit" | "wrote" | "came" | "snapped" | "clapped" | "bit"
            | "answered" | "barked" | "yelled" | "shouted" | "texted" | "lashed" | "struck"
            | "punched" | "threw" | "responded" | "called",
            "back",
        )
        | (
            "cut" | "chimed" | "jumped" | "weighed" | "chipped" | "butted" | "broke" | "put"
            | "joined" | "piled" | "pitched" | "threw",
            "in",
        )
        | ("went" | "carried" | "continued" | "pressed" | "rambled" | "ran", "on")
        | ("put", "it")
        | ("let", "slip")
        | (
            "pointed" | "called" | "cried" | "blurted" | "burst" | "yelled" | "shouted" | "lashed"
            | "hit" | "spoke" | "sang" | "rapped" | "rang" | "spelled" | "spelt",
            "out",
        )
        | ("piped" | "spoke" | "summed", "up")
        | ("shot" | "sounded" | "kicked" | "led" | "started", "off") => true,
        (
            "shoots" | "fires" | "hits" | "claps" | "bites" | "writes" | "snaps" | "answers"
            | "comes",
            "back",
        )
        | ("cuts" | "chimes" | "jumps" | "weighs" | "chips" | "butts" | "pitches" | "puts", "in")
        | ("goes" | "carries" | "continues" | "rambles", "on")
        | ("puts", "it")
        | ("lets", "slip")
        | ("points" | "calls" | "cries" | "blurts" | "bursts" | "speaks", "out")
        | ("pipes" | "speaks" | "sums", "up") => false,
        _ => return None,
    };
    Some(Class::SPEECH.or(if past { Class::PAST } else { Class::THIRD }))
}

/// Whether a noun phrase after a verb can be the one who says it.
fn speaks(document: &Document<'_>, noun: &Noun) -> bool {
    match &noun.kind {
        NounKind::Pronoun(_) | NounKind::Name(_) => true,
        NounKind::Nominal(head) => {
            determined(document, noun)
                && (document.is(*head, Class::SPEAKER)
                    || document.is(noun.tokens.start, Class::DET))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

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
