//! Cues: the verbs and phrases of saying in a sentence, each with the noun phrase that it makes the
//! speaker.

use std::ops::Range;

use super::cue::Cue;
use super::subjects::{Verb, particle};
use crate::extract::english::document::{Document, Sentence};
use crate::extract::english::grammar::{
    Noun, NounKind, bare_noun_before, is_utterance, joint_start, noun_after, or_utterer,
};
use crate::extract::english::lexicon::Class;
use crate::text::TokenKind;

/// Finds the cues of a sentence, in order.
pub(crate) fn cues(document: &Document<'_>, sentence: &Sentence, found: &mut Vec<Cue>) {
    let Range { start, end } = sentence.tokens.clone();
    let first = found.len();
    for at in start..end {
        // Most words are none of these.
        if !document.is(at, Class::CUE.or(Class::COMPOUND).or(Class::PHRASE)) {
            if document.quotation_at(at).is_some() {
                found.extend(unlisted(document, at, end).or_else(|| described(document, at, end)));
            }
            continue;
        }
        if let Some(cue) = phrase(document, at, end) {
            found.push(cue);
            continue;
        }
        let compound = particle(document, at);
        if document.is(at, Class::CUE) || compound.is_some() {
            let earlier = found.get(first..).unwrap_or_default();
            let class = compound.unwrap_or(document.entry(at).class);
            if let Some(mut cue) =
                Verb::read(document, start..end, at, class).and_then(|verb| verb.cue(earlier))
            {
                // “…,” Ada Odu and Ben Lee said
                if let Some(noun) = cue.noun.as_ref().filter(|noun| noun.tokens.end <= at) {
                    cue.reach.start = cue.reach.start.min(joint_start(document, start, noun));
                }
                found.push(cue);
            }
        }
    }
}

/// The cue after a quotation whose verb is in no list: “…,” harrumphed Ada Odu. “…,” Ada Odu
/// enthused.
fn unlisted(document: &Document<'_>, at: usize, end: usize) -> Option<Cue> {
    let quotation = document.quotation_at(at)?;
    let mut next = at + 1;
    let open = document
        .quoted(quotation)
        .trim_end_matches(['’', '\'', '_', '*'])
        .ends_with([',', '?', '!', '—', '–']);
    let comma = next < end && document.kind(next) == TokenKind::Comma;
    if !(open || comma) {
        return None;
    }
    next += usize::from(comma);
    let past = |at: usize| {
        document.kind(at) == TokenKind::Word
            && document.word(at).len() > 4
            && document.word(at).ends_with("ed")
            && !document
                .is(at, Class::SPEECH.or(Class::FUNCTION).or(Class::SPEAKER).or(Class::MODIFIER))
    };
    // "harrumphed back", "blurted out"
    let small =
        |at: usize| matches!(document.word(at), "back" | "in" | "out" | "up" | "on" | "off");
    let closes = |at: usize| {
        at >= end
            || matches!(document.kind(at), TokenKind::Stop | TokenKind::Comma | TokenKind::Colon)
            || document.quotation_at(at).is_some()
    };
    let whole = |noun: &Noun| match &noun.kind {
        NounKind::Pronoun(_) => true,
        NounKind::Name(bare) => bare.len() > 1 || bare.start > noun.tokens.start,
        NounKind::Nominal(_) => false,
    };
    let (verb, noun) = if past(next) {
        let first = next + 1 + usize::from(small(next + 1));
        let noun = noun_after(document, first, end).filter(whole)?;
        let ends = closes(noun.tokens.end) || document.is(noun.tokens.end, Class::WHO);
        (next, Some(noun).filter(|_| ends)?)
    } else {
        let noun = noun_after(document, next, end).filter(whole)?;
        let verb = noun.tokens.end;
        let ends = closes(verb + 1) || small(verb + 1) && closes(verb + 2);
        (verb, Some(noun).filter(|_| past(verb) && ends)?)
    };
    let reach = verb.min(noun.tokens.start)..noun.tokens.end.max(verb + 1);
    Some(Cue { tokens: verb..verb + 1, noun: Some(noun), reach, speech: true, relative: false })
}

/// What somebody's words are, after a quotation: “…” was the verdict of Ms Odu. “…,” came the reply
/// from Ms Odu. “…” is how Ms Odu puts it.
fn described(document: &Document<'_>, at: usize, end: usize) -> Option<Cue> {
    let verb = at + 1 + usize::from(document.kind(at + 1) == TokenKind::Comma);
    let is = document.is(verb, Class::BE);
    if !(is || matches!(document.word(verb), "came" | "comes" | "ran" | "runs" | "went" | "goes")) {
        return None;
    }
    let first = verb + 1;
    if is && document.word(first) == "how" {
        let noun = noun_after(document, first + 1, end)?;
        let puts = noun.tokens.end;
        let says = document.is(puts, Class::CUE) || matches!(document.word(puts), "put" | "puts");
        return says.then(|| Cue {
            tokens: verb..verb + 1,
            reach: verb..puts + 1,
            noun: Some(noun),
            speech: true,
            relative: false,
        });
    }
    let noun = noun_after(document, first, end)?;
    let NounKind::Nominal(head) = noun.kind else { return None };
    if !(is_utterance(document.word(head)) || !is && document.is(head, Class::DOCUMENT)) {
        return None;
    }
    let reach = verb..noun.tokens.end;
    let noun = or_utterer(document, noun, end);
    // "“…” was a warning": nobody's.
    let owned = noun.kind != NounKind::Nominal(head) || document.word(first) == "the" && !is;
    // "came the reply", but "was" of "was Ms Odu's reply"
    let last = if document.word(first) == "the" { head } else { verb };
    owned.then_some(Cue {
        tokens: verb..last + 1,
        noun: Some(noun),
        reach,
        speech: true,
        relative: false,
    })
}

/// "according to Ms Odu", "in the words of Ms Odu".
fn phrase(document: &Document<'_>, at: usize, end: usize) -> Option<Cue> {
    let length = match document.word(at) {
        "according" | "According" if document.word(at + 1) == "to" => 2,
        "words" if document.word(at + 1) == "of" => 2,
        // "in Ms Odu's words"
        "words" if at > 2 && document.kind(at - 1) == TokenKind::Possessive => {
            let noun = bare_noun_before(document, at.saturating_sub(8), at - 1)?;
            let named = matches!(noun.kind, NounKind::Name(_)) && noun.tokens.end == at - 1;
            let within =
                noun.tokens.start.checked_sub(1).map_or("", |before| document.word(before));
            let reach = noun.tokens.start.saturating_sub(1)..at + 1;
            return (named && matches!(within, "in" | "In")).then_some(Cue {
                tokens: at..at + 1,
                noun: Some(noun),
                reach,
                speech: true,
                relative: false,
            });
        }
        "per" if at > 0 && document.is_comma(at - 1) => 1,
        _ => return None,
    };
    let noun = noun_after(document, at + length, end)?;
    // "in the words of Ms Odu"
    let within = length == 2
        && at > 1
        && document.word(at - 1) == "the"
        && matches!(document.word(at - 2), "in" | "In");
    let reach = at - 2 * usize::from(within)..noun.tokens.end;
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
