//! Cues: the verbs and phrases of saying in a sentence, each with the noun phrase that it makes the speaker.

use std::ops::Range;

use super::lexicon::Class;
use super::nouns::{Noun, NounKind};
use super::page::{Page, Sentence};
use crate::text::TokenKind;

/// A verb or phrase of saying and its subject.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    /// The tokens of the cue.
    pub(super) tokens: Range<usize>,
    /// Who says it.
    pub(super) noun: Option<Noun>,
    /// The tokens from the subject to the cue, whichever comes first.
    pub(super) reach: Range<usize>,
    /// Whether the verb takes whole sentences as its object.
    pub(super) speech: bool,
    /// Whether it stands in a relative clause: "who said".
    pub(super) relative: bool,
}

/// Finds the cues of a sentence, in order.
pub(super) fn cues(page: &Page<'_>, sentence: &Sentence, found: &mut Vec<Cue>) {
    let Range { start, end } = sentence.tokens.clone();
    let first = found.len();
    for at in start..end {
        if !page.is_word(at) {
            continue;
        }
        if let Some(cue) = phrase(page, at, end) {
            found.push(cue);
            continue;
        }
        if page.is(at, Class::CUE) || compound(page, at).is_some() {
            let earlier = found.get(first..).unwrap_or_default();
            if let Some(cue) = verb(page, start, end, at, earlier) {
                found.push(cue);
            }
        }
    }
}

/// "according to Ms Odu", "in the words of Ms Odu".
fn phrase(page: &Page<'_>, at: usize, end: usize) -> Option<Cue> {
    let length = match page.word(at) {
        "according" | "According" if page.word(at + 1) == "to" => 2,
        "words" if page.word(at + 1) == "of" => 2,
        "per" if at > 0 && page.is_comma(at - 1) => 1,
        _ => return None,
    };
    let noun = page.noun_after(at + length, end)?;
    let reach = at..noun.tokens.end;
    Some(Cue { tokens: at..at + length, noun: Some(noun), reach, speech: true, relative: false })
}

/// Verbs that are verbs of saying with the small word behind them: "shot back", "went on", "as she puts it".
fn compound(page: &Page<'_>, at: usize) -> Option<Class> {
    let past = match (page.word(at), page.word(at + 1)) {
        ("shot" | "fired" | "hit" | "wrote" | "came" | "snapped", "back")
        | ("cut" | "chimed" | "jumped" | "weighed", "in")
        | ("went", "on")
        | ("put", "it")
        | ("pointed" | "called" | "cried", "out") => true,
        ("shoots" | "fires" | "hits", "back")
        | ("cuts" | "chimes" | "jumps" | "weighs", "in")
        | ("goes", "on")
        | ("puts", "it")
        | ("points", "out") => false,
        _ => return None,
    };
    Some(Class::SPEECH.or(if past { Class::PAST } else { Class::THIRD }))
}

fn verb(page: &Page<'_>, start: usize, end: usize, at: usize, earlier: &[Cue]) -> Option<Cue> {
    let class = compound(page, at).unwrap_or(page.entry(at).class);
    let speech = class.is(Class::SPEECH);
    let finite = class.is(Class::PAST) || class.is(Class::THIRD);
    if page.is_name(at) && at != start && !opens_clause(page, at) {
        return None;
    }
    // What stands before the verb: adverbs and auxiliaries are passed over.
    let mut before = at;
    let (mut auxiliary, mut passive, mut infinitive) = (false, false, false);
    while before > start {
        let word = before - 1;
        let passed = page.entry(word).class;
        if !page.is_word(word) {
            if page.kind(word) == TokenKind::Possessive && class.is(Class::ING) {
                before = word;
                continue;
            }
            break;
        }
        if passed.is(Class::AUX) && !(page.is_name(word) && passed.is(Class::GIVEN)) {
            passive |= passed.is(Class::BE);
            auxiliary = true;
        } else if !(passed.is(Class::ADVERB) || page.word(word).ends_with("ly")) || passed.is(Class::PRONOUN)
        {
            infinitive = page.word(word) == "to";
            break;
        }
        before = word;
    }
    let previous = before.checked_sub(1).filter(|word| *word >= start);
    if passive && !class.is(Class::ING) {
        // "was called … by Ms Odu"; "was told" names who heard it.
        let agent = (at + 1..end.min(at + 8)).find(|word| page.word(*word) == "by");
        let quoted = page.word(at) == "quoted" && page.word(at + 1) == "as";
        if quoted {
            let noun = page.noun_before(start, before)?;
            let reach = noun.tokens.start..at + 2;
            return Some(Cue { tokens: at..at + 1, noun: Some(noun), reach, speech: true, relative: false });
        }
        let noun = page.noun_after(agent? + 1, end)?;
        let reach = at..noun.tokens.end;
        return Some(Cue { tokens: at..at + 1, noun: Some(noun), reach, speech: false, relative: false });
    }
    // "labelled “…” by Ms Odu", "a plan called “…” by critics"
    if class.is(Class::REPORT)
        && (class.is(Class::PAST) || class.is(Class::PARTICIPLE))
        && let Some(by) = (at + 1..end.min(at + 6))
            .find(|by| page.word(*by) == "by" && page.quotation_at(*by - 1).is_some())
        && let Some(noun) = page.noun_after(by + 1, end).filter(|noun| page.names_speaker(noun))
    {
        return Some(Cue {
            tokens: at..at + 1,
            noun: Some(noun),
            reach: at..at + 1,
            speech: false,
            relative: false,
        });
    }
    let relative = previous.is_some_and(|previous| page.is(previous, Class::WHO));
    let cue = |noun: Option<Noun>| {
        let low = noun.as_ref().map_or(at, |noun| noun.tokens.start.min(at));
        let high = noun.as_ref().map_or(at + 1, |noun| noun.tokens.end.max(at + 1));
        Some(Cue { tokens: at..at + 1, noun, reach: low..high, speech, relative })
    };
    if infinitive {
        return cue(inherited(page, start, at, earlier));
    }
    if class.is(Class::ING) && !passive {
        return participle(page, start, at, before, earlier).and_then(|noun| cue(Some(noun)));
    }
    let Some(previous) = previous else {
        // The verb opens the sentence: "Said Ms Odu:", or after a quotation that ended one: “Why?” asked Ms Odu.
        if speech && finite && !auxiliary {
            let noun = page.noun_after(at + 1, end).filter(|noun| speaks(page, noun))?;
            return cue(Some(noun));
        }
        return None;
    };
    if speech && finite && before == at || (speech && finite && page.quotation_at(previous).is_some()) {
        // “…,” said Ms Odu
        let quotation = page.quotation_at(previous).is_some()
            || page.is_comma(previous) && previous > start && page.quotation_at(previous - 1).is_some();
        if quotation {
            if let Some(noun) = page.noun_after(at + 1, end).filter(|noun| speaks(page, noun)) {
                return cue(Some(noun));
            }
            return cue(inherited(page, start, at, earlier));
        }
    }
    match page.kind(previous) {
        TokenKind::Comma | TokenKind::Dash | TokenKind::Close if page.is_comma(previous) => {
            if let Some((noun, low)) = behind_insertion(page, start, previous) {
                let reach = low..at + 1;
                return Some(Cue { tokens: at..at + 1, noun: Some(noun), reach, speech, relative: false });
            }
            if speech
                && finite
                && let Some(noun) = page.noun_after(at + 1, end).filter(|noun| speaks(page, noun))
                && matches!(noun.kind, NounKind::Name(_) | NounKind::Pronoun(_))
            {
                return cue(Some(noun));
            }
            cue(inherited(page, start, at, earlier))
        }
        _ if page.is(previous, Class::WHO) && page.word(previous) != "that" => {
            let stop = if previous > start && page.is_comma(previous - 1) { previous - 1 } else { previous };
            cue(page.noun_before(start, stop))
        }
        _ if page.is(previous, Class::WHICH) => {
            let noun = page.noun_before(start, previous).filter(|noun| page.names_speaker(noun));
            // "Ms Odu held a sign that read": who made the document speak.
            let made = noun.as_ref().is_some_and(|noun| match noun.kind {
                NounKind::Nominal(head) => {
                    page.is(head, Class::DOCUMENT) && !opens_clause(page, noun.tokens.start)
                }
                _ => false,
            });
            cue(if made { inherited(page, start, at, earlier).or(noun) } else { noun })
        }
        _ if page.is(previous, Class::CONJ) => cue(inherited(page, start, at, earlier)),
        TokenKind::Word | TokenKind::Name | TokenKind::Close | TokenKind::Number | TokenKind::Possessive => {
            if page.is(previous, Class::DET)
                || page.is(previous, Class::POSS)
                || page.kind(previous) == TokenKind::Possessive
            {
                return None;
            }
            let noun = page.noun_before(start, before)?;
            fits(page, &noun, at, auxiliary)
                .then(|| with_name_behind(page, start, noun))
                .and_then(|noun| cue(Some(noun)))
        }
        _ => None,
    }
}

/// Whether a noun phrase can be the subject of the verb at `at`, told apart from a noun of the same spelling.
fn fits(page: &Page<'_>, noun: &Noun, at: usize, auxiliary: bool) -> bool {
    let class = page.entry(at).class;
    if !page.determined(noun) {
        return false;
    }
    // "the campaign points", "media reports": a noun, unless what follows is what was said.
    if class.is(Class::NOUN) && !auxiliary && matches!(noun.kind, NounKind::Nominal(_)) {
        let next = at + 1;
        let object = page.quotation_at(next).is_some()
            || page.is_comma(next)
            || page.kind(next) == TokenKind::Colon
            || page.is(next, Class::DET)
            || page.is(next, Class::PRONOUN)
            || page.is(next, Class::WHICH)
            || page.is_name(next);
        if !object {
            return false;
        }
    }
    if auxiliary || class.is(Class::PAST) && class.is(Class::SPEECH) {
        return true;
    }
    match &noun.kind {
        NounKind::Pronoun(word) => {
            class.is(Class::PAST)
                || class.is(Class::THIRD) == page.is(*word, Class::HE.or(Class::SHE).or(Class::IT))
        }
        NounKind::Name(_) => !class.is(Class::BASE) || class.is(Class::PAST),
        NounKind::Nominal(head) => {
            let plural = page.word(*head).ends_with('s')
                || page.word(*head).ends_with("men")
                || page.word(*head) == "people";
            let speaker = page.is(*head, Class::SPEAKER);
            (class.is(Class::PAST) && speaker)
                || (speaker && class.is(Class::THIRD))
                || (class.is(Class::BASE) && plural && speaker)
        }
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

/// The subject of a verb that has none beside it: that of the verb of saying before it, or of the sentence.
fn inherited(page: &Page<'_>, start: usize, at: usize, earlier: &[Cue]) -> Option<Noun> {
    match earlier.iter().rev().find(|cue| cue.noun.is_some() && cue.tokens.end <= at && !cue.relative) {
        Some(cue) => cue.noun.clone(),
        None => page.main_subject(start, at),
    }
}

/// The subject of "saying" and its like.
fn participle(page: &Page<'_>, start: usize, at: usize, before: usize, earlier: &[Cue]) -> Option<Noun> {
    let previous = before.checked_sub(1).filter(|word| *word >= start);
    if let Some(previous) = previous
        && page.is_word(previous)
        && !page.is(previous, Class::FUNCTION)
        && let Some(noun) = page.bare_noun_before(start, before)
        && noun.tokens.end == before
    {
        let ahead = noun.tokens.start.checked_sub(1).filter(|ahead| *ahead >= start);
        let absolute = ahead.is_some_and(|ahead| page.word(ahead) == "with" || page.is_comma(ahead))
            && page.determined(&noun);
        let hangs = ahead.is_some_and(|ahead| page.is(ahead, Class::PREP));
        if absolute || matches!(noun.kind, NounKind::Name(_)) && !hangs {
            return Some(noun);
        }
    }
    inherited(page, start, at, earlier)
}

/// The subject in front of an insertion: "Ms Odu, 41, who won, said". Gives the phrase and where its words begin.
fn behind_insertion(page: &Page<'_>, start: usize, comma: usize) -> Option<(Noun, usize)> {
    // "After the vote, Ms Odu (Labour), said": what stands before the comma is the subject itself.
    if let Some(noun) = page.noun_before(start, comma)
        && matches!(noun.kind, NounKind::Name(_))
        && noun.tokens.start > start
        && page.is_comma(noun.tokens.start - 1)
    {
        let outer = page.noun_before(start, noun.tokens.start - 1);
        if !outer.is_some_and(|outer| opens_clause(page, outer.tokens.start) && page.names_speaker(&outer)) {
            let low = noun.tokens.start;
            return Some((noun, low));
        }
    }
    let mut inner_end = comma;
    for at in (start..comma).rev().take(45) {
        if page.kind(at) == TokenKind::Semicolon || page.kind(at) == TokenKind::Colon {
            return None;
        }
        if !page.is_comma(at) {
            continue;
        }
        let found = page
            .noun_before(start, at)
            .filter(|noun| noun.tokens.end == at || page.kind(at - 1) == TokenKind::Close);
        if let Some(noun) = found
            && opens_clause(page, noun.tokens.start)
            && page.names_speaker(&noun)
        {
            let low = noun.tokens.start;
            // "the mayor, Ada Odu, said": the name is what matters.
            if !matches!(noun.kind, NounKind::Name(_)) {
                if let Some(name) = page.noun_after(at + 1, inner_end)
                    && matches!(name.kind, NounKind::Name(_))
                    && name.tokens.end == inner_end
                {
                    return Some((name, low));
                }
                // "Ada Odu, the mayor of Hull, Quebec, said"
                if low > start
                    && page.is_comma(low - 1)
                    && let Some(name) = page.noun_before(start, low - 1)
                    && matches!(name.kind, NounKind::Name(_))
                    && name.tokens.end == low - 1
                    && opens_clause(page, name.tokens.start)
                {
                    let low = name.tokens.start;
                    return Some((name, low));
                }
            }
            return Some((noun, low));
        }
        inner_end = at;
    }
    None
}

/// Puts the name for the office in "the leader of the league, Ada Odu, said" where the verb follows the name at once.
fn with_name_behind(page: &Page<'_>, start: usize, noun: Noun) -> Noun {
    let low = noun.tokens.start;
    if matches!(noun.kind, NounKind::Nominal(_))
        && low > start
        && page.is_comma(low - 1)
        && let Some(name) = page.noun_before(start, low - 1)
        && matches!(name.kind, NounKind::Name(_))
        && name.tokens.end == low - 1
        && opens_clause(page, name.tokens.start)
        && name.tokens.start == start
    {
        return name;
    }
    noun
}

/// Whether a clause may begin at a token.
fn opens_clause(page: &Page<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    match page.kind(before) {
        TokenKind::Word | TokenKind::Name => {
            page.is(before, Class::CONJ)
                || page.is(before, Class::SUB)
                || page.is(before, Class::ADVERB)
                || page.is(before, Class::CUE)
        }
        TokenKind::Number | TokenKind::Possessive => false,
        _ => true,
    }
}

impl Page<'_> {
    /// Where a sentence begins behind its dateline: "CAIRO, May 3 (Agency) — …".
    fn behind_dateline(&self, start: usize, end: usize) -> usize {
        let word = self.word(start);
        let place = self.is_name(start) && word.len() > 2 && !word.contains(char::is_lowercase);
        let dash =
            (start + 1..end.min(start + 12)).find(|at| self.kind(*at) == TokenKind::Dash).filter(|_| place);
        dash.map_or(start, |dash| dash + 1)
    }

    /// The subject of the main clause of a sentence that begins at `start`, as far as `end`.
    pub(super) fn main_subject(&self, start: usize, end: usize) -> Option<Noun> {
        let mut at = self.behind_dateline(start, end);
        for _ in 0..8 {
            while at < end
                && (self.quotation_at(at).is_some()
                    || self.is_comma(at)
                    || self.kind(at) == TokenKind::Symbol
                    || self.is(at, Class::CONJ)
                    || self.is(at, Class::ADVERB) && !self.is(at, Class::DET) && !self.is(at, Class::PRONOUN))
            {
                at += 1;
            }
            if at >= end {
                break;
            }
            let word = self.word(at);
            let class = self.entry(at).class;
            let opens = class.is(Class::PREP)
                || class.is(Class::SUB) && !class.is(Class::DET)
                || word.ends_with("ing")
                || class.is(Class::PARTICIPLE)
                || class.is(Class::TIME);
            if opens && !class.is(Class::GIVEN) {
                match (at..end).find(|comma| self.is_comma(*comma)) {
                    Some(comma) => at = comma + 1,
                    None => break,
                }
                continue;
            }
            if let Some(noun) = self.noun_after(at, end) {
                return Some(noun);
            }
            at += 1;
        }
        // No clause could be read: the first name that hangs on no preposition.
        (start + 1..end)
            .find(|at| {
                self.is_name(*at)
                    && !self.is(*at, Class::FUNCTION)
                    && !self.is(*at, Class::TIME)
                    && !at.checked_sub(1).is_some_and(|before| self.is(before, Class::PREP))
            })
            .and_then(|at| self.noun_after(at, end))
    }
}
