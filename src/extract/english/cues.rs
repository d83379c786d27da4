//! Cues: the verbs and phrases of saying in a sentence, each with the noun phrase that it makes the speaker.

use std::ops::Range;

use super::lexicon::Class;
use super::nouns::Noun;
use super::page::{Page, Sentence};
use super::subjects::Verb;

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
        if page.is(at, Class::CUE) || page.is(at, Class::VERB) && compound(page, at).is_some() {
            let earlier = found.get(first..).unwrap_or_default();
            let class = compound(page, at).unwrap_or(page.entry(at).class);
            if let Some(cue) =
                Verb::read(page, start..end, at, class).and_then(|verb| verb.cue(earlier))
            {
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

#[cfg(test)]
mod tests {
    use crate::extract::english::said::said;

    #[test]
    fn verbs_and_phrases_of_saying_are_cues() {
        assert_eq!(said("“We won,” Ada Odu shot back."), ["Ada Odu | Ada Odu"]);
        assert_eq!(said("In the words of Ada Odu, “we won it all”."), ["Ada Odu | Ada Odu"]);
        assert_eq!(
            said("The vote was “far too close”, according to Ada Odu."),
            ["Ada Odu | Ada Odu"]
        );
    }
}
