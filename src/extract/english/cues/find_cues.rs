//! Cues: the verbs and phrases of saying in a sentence, each with the noun phrase that it makes the
//! speaker.

use std::ops::Range;

use super::cue::Cue;
use super::subjects::{Verb, particle};
use crate::extract::english::document::{Document, Sentence};
use crate::extract::english::grammar::noun_after;
use crate::extract::english::lexicon::Class;

/// Finds the cues of a sentence, in order.
pub(crate) fn cues(document: &Document<'_>, sentence: &Sentence, found: &mut Vec<Cue>) {
    let Range { start, end } = sentence.tokens.clone();
    let first = found.len();
    for at in start..end {
        if !document.is_word(at) {
            continue;
        }
        if let Some(cue) = phrase(document, at, end) {
            found.push(cue);
            continue;
        }
        if !document.is(at, Class::CUE.or(Class::COMPOUND)) {
            continue;
        }
        let compound = particle(document, at);
        if document.is(at, Class::CUE) || compound.is_some() {
            let earlier = found.get(first..).unwrap_or_default();
            let class = compound.unwrap_or(document.entry(at).class);
            if let Some(cue) =
                Verb::read(document, start..end, at, class).and_then(|verb| verb.cue(earlier))
            {
                found.push(cue);
            }
        }
    }
}

/// "according to Ms Odu", "in the words of Ms Odu".
fn phrase(document: &Document<'_>, at: usize, end: usize) -> Option<Cue> {
    let length = match document.word(at) {
        "according" | "According" if document.word(at + 1) == "to" => 2,
        "words" if document.word(at + 1) == "of" => 2,
        "per" if at > 0 && document.is_comma(at - 1) => 1,
        _ => return None,
    };
    let noun = noun_after(document, at + length, end)?;
    let reach = at..noun.tokens.end;
    Some(Cue { tokens: at..at + length, noun: Some(noun), reach, speech: true, relative: false })
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn verbs_and_phrases_of_saying_are_cues() {
        assert_eq!(said("“We won,” Ada Odu shot back."), ["Ada Odu | Ada Odu"]);
        assert_eq!(said("“We won,” shot back the mayor, Ada Odu."), ["Ada Odu | Ada Odu"]);
        assert_eq!(said("In the words of Ada Odu, “we won it all”."), ["Ada Odu | Ada Odu"]);
        assert_eq!(
            said("The vote was “far too close”, according to Ada Odu."),
            ["Ada Odu | Ada Odu"]
        );
    }
}
