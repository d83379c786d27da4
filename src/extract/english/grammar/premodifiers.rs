//! Descriptions that are between a name and the person they are of: "said Wales physio Ada Odu",
//! "added Brandvold and Sons's Ada Odu".

use super::names::bare_name;
use super::noun_phrases::{Noun, NounKind};
use crate::extract::english::document::Document;
use crate::extract::english::lexicon::Class;
use crate::text::{TokenKind, is_particle};

/// Longest description, in words.
const LONGEST: usize = 4;

/// The phrase after a verb of saying, with the words that go on with it if its first name is no
/// speaker yet.
pub(crate) fn with_premodifiers(document: &Document<'_>, noun: Noun, end: usize) -> Noun {
    let NounKind::Name(bare) = &noun.kind else { return noun };
    if bare.start > noun.tokens.start && document.is(bare.start - 1, Class::PERSON) {
        return noun;
    }
    let whole = match document.word(noun.tokens.end) {
        "and" | "&" => behind_pair(document, &noun, end),
        _ => behind_words(document, &noun, end),
    };
    whole.unwrap_or(noun)
}

/// "Wales physio Ada Odu" and "the Hull full-back", if only "Wales" and "the Hull" were read.
fn behind_words(document: &Document<'_>, noun: &Noun, end: usize) -> Option<Noun> {
    let first = noun.tokens.end;
    let name = (first..end.min(first + LONGEST + 1)).find(|at| !describes(document, *at))?;
    if name == first {
        return None;
    }
    let tokens = noun.tokens.start..name;
    if !document.is_name(name) {
        let ends =
            name >= end || !document.is_word(name) || document.is(name, Class::PREP.or(Class::WHO));
        let article = document.is(noun.tokens.start, Class::DET);
        return (ends && article).then_some(Noun { tokens, kind: NounKind::Nominal(name - 1) });
    }
    named_at(document, noun.tokens.start, name, end)
}

/// "Brandvold and Odu's Bo Lee" and "Economic and Fiscal Policy Minister Bo Lee", if only
/// "Brandvold" and "Economic" were read.
fn behind_pair(document: &Document<'_>, noun: &Noun, end: usize) -> Option<Noun> {
    let second = noun.tokens.end + 1;
    let run = (second..end.min(second + 8))
        .take_while(|at| document.is_name(*at) || document.kind(*at) == TokenKind::Possessive)
        .last()?;
    let owns =
        |at: &usize| document.kind(*at) == TokenKind::Possessive || document.is(*at, Class::PERSON);
    if let Some(office) = (second + 1..run).rev().find(owns) {
        return named_at(document, noun.tokens.start, office + 1, end);
    }
    // "Hull and Ghana defender Bo Lee"
    let name = (run + 1..end.min(run + LONGEST)).find(|at| !describes(document, *at))?;
    let told = name > run + 1 && document.is(name - 1, Class::PERSON) && document.is_name(name);
    if told { named_at(document, noun.tokens.start, name, end) } else { None }
}

/// The phrase from `start` that ends in the name which begins at `name`.
fn named_at(document: &Document<'_>, start: usize, name: usize, end: usize) -> Option<Noun> {
    let mut last = name;
    while last + 1 < end
        && (document.is_name(last + 1)
            || is_particle(document.word(last + 1)) && document.is_name(last + 2))
    {
        last += 1;
    }
    let behind = last + 1;
    let ends = behind >= end
        || !document.is_word(behind)
        || document.is(behind, Class::FUNCTION.or(Class::TIME));
    let person = !document.is(name, Class::FUNCTION.or(Class::TIME)) && document.is_name(name);
    let bare = bare_name(document, name..behind);
    (ends && person).then_some(Noun { tokens: start..behind, kind: NounKind::Name(bare) })
}

/// Whether a word can describe whoever is named after it: a small word that is no verb and no part
/// of speech that ends a phrase.
fn describes(document: &Document<'_>, at: usize) -> bool {
    let other = Class::FUNCTION.or(Class::TIME).or(Class::CUE).or(Class::VERB);
    let word = document.word(at);
    document.kind(at) == TokenKind::Word
        && (!document.is(at, other) || document.is(at, Class::MODIFIER))
        && !["ly", "ed", "ing"].iter().any(|end| word.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::english::grammar::noun_phrases::noun_after;

    fn whole(text: &str) -> String {
        // A text in which nobody is quoted has no tokens.
        let text = format!("{text}\n\n“No.”");
        let document = Document::new(&text);
        let end = document.sentences[0].tokens.end;
        let noun = noun_after(&document, 1, end).unwrap();
        let noun = with_premodifiers(&document, noun, end);
        let name = match &noun.kind {
            NounKind::Name(bare) => document.words(bare),
            _ => "-",
        };
        format!("{} | {name}", document.words(&noun.tokens))
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
