//! The referent of a noun phrase: somebody who can speak, one person, an office, somebody named
//! after it.

use std::ops::Range;

use super::noun_phrases::{Noun, NounKind, noun_after};
use crate::extract::english::document::Document;
use crate::extract::english::lexicon::Class;
use crate::text::TokenKind;

/// Whether a phrase names someone or something that can speak.
pub(crate) fn names_speaker(document: &Document<'_>, noun: &Noun) -> bool {
    match &noun.kind {
        NounKind::Pronoun(_) | NounKind::Name(_) => true,
        NounKind::Nominal(head) => document.is(*head, Class::SPEAKER) && determined(document, noun),
    }
}

/// Whether a phrase names one who can speak, rather than many: what such a one is the subject of is
/// likely theirs.
pub(crate) fn names_one(document: &Document<'_>, noun: &Noun) -> bool {
    let person_or_document = Class::PERSON.or(Class::DOCUMENT);
    let many =
        matches!(noun.kind, NounKind::Nominal(head) if !document.is(head, person_or_document));
    names_speaker(document, noun) && !many
}

/// Whether a phrase with capitals names an office and nobody: "Chad's President", "MP for Hull".
pub(crate) fn is_title(document: &Document<'_>, noun: &Noun) -> bool {
    let NounKind::Name(bare) = &noun.kind else { return false };
    let office = |at: usize| document.is(at, Class::PERSON) && !document.is(at, Class::GIVEN);
    bare.clone().all(|at| office(at) || document.is(at, Class::MODIFIER))
        && bare.end.checked_sub(1).is_some_and(office)
}

/// The name after the office in "the Iraqi premier, Ada Odu", if that is what the phrase goes on
/// with; the phrase itself otherwise.
pub(crate) fn or_name_behind(document: &Document<'_>, noun: Noun, end: usize) -> Noun {
    let comma = noun.tokens.end;
    // "the minister", "the operator"
    let heads =
        |class: Class| matches!(noun.kind, NounKind::Nominal(head) if document.is(head, class));
    let group = !heads(Class::PERSON) && heads(Class::GROUP);
    let office = group || heads(Class::PERSON);
    let kin = matches!(noun.kind, NounKind::Nominal(head) if is_kin(document, head));
    if !(office || is_title(document, &noun))
        || !determined(document, &noun)
        || document.kind(comma) != TokenKind::Comma
    {
        return noun;
    }
    let name = noun_after(document, comma + 1, end).filter(|name| {
        let mut behind = name.tokens.end;
        // "(MP)"
        if document.kind(behind) == TokenKind::Open && document.kind(behind + 2) == TokenKind::Close
        {
            behind += 3;
        }
        // "Senator Ada Odu"
        let titled =
            |bare: &Range<usize>| (comma + 1..bare.start).all(|at| document.is(at, Class::PERSON));
        let person = |bare: &Range<usize>| !group || document.is(bare.start, Class::GIVEN);
        let NounKind::Name(bare) = &name.kind else { return false };
        let full = bare.len() > 1 || kin;
        titled(bare)
            && person(bare)
            && full
            && (behind >= end
                || matches!(document.kind(behind), TokenKind::Comma | TokenKind::Stop))
    });
    name.unwrap_or(noun)
}

/// The author of a document, if the phrase for it names one: "Ada Odu" of "Ada Odu's letter" and "a
/// statement by Ada Odu"; the phrase itself otherwise.
pub(crate) fn or_author(document: &Document<'_>, noun: Noun, end: usize) -> Noun {
    let NounKind::Nominal(head) = noun.kind else { return noun };
    if !document.is(head, Class::DOCUMENT) {
        return noun;
    }
    let whole = |name: &Noun| match &name.kind {
        NounKind::Name(bare) => {
            (bare.len() > 1 || bare.start > name.tokens.start)
                && !document.is(name.tokens.start, Class::DET.or(Class::POSS))
        }
        _ => false,
    };
    if matches!(document.word(head + 1), "by" | "from")
        && let Some(name) = noun_after(document, head + 2, end).filter(whole)
    {
        return name;
    }
    let genitive = (noun.tokens.start..head).find(|at| document.kind(*at) == TokenKind::Possessive);
    let owner = genitive.and_then(|at| noun_after(document, noun.tokens.start, at));
    match owner.filter(|owner| whole(owner) && Some(owner.tokens.end) == genitive) {
        Some(name) => name,
        None => noun,
    }
}

/// Whether a word is one for a relative, named by a given name alone: "his wife, Ada".
fn is_kin(document: &Document<'_>, at: usize) -> bool {
    matches!(
        document.word(at),
        "wife"
            | "husband"
            | "son"
            | "daughter"
            | "brother"
            | "sister"
            | "mother"
            | "father"
            | "widow"
    )
}

/// Whether a noun for a person means one.
pub(crate) fn is_single(document: &Document<'_>, at: usize) -> bool {
    let word = document.word(at);
    document.is(at, Class::PERSON)
        && !(word.ends_with('s') && !word.ends_with("ss") || word.ends_with("men"))
}

/// Whether a common noun is a plural or has a word before it that a singular needs: "the mayor",
/// "Mr Odu's aide".
pub(crate) fn determined(document: &Document<'_>, noun: &Noun) -> bool {
    let NounKind::Nominal(head) = noun.kind else { return true };
    let word = document.word(head);
    let plural = word.ends_with('s')
        || word.ends_with("men")
        || matches!(word, "people" | "media" | "police");
    plural
        || noun.tokens.clone().any(|at| {
            document.is(at, Class::DET)
                || document.is(at, Class::POSS)
                || document.is_name(at)
                || document.kind(at) == TokenKind::Possessive
        })
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn an_office_is_whoever_holds_it_and_a_body_speaks_for_itself() {
        assert_eq!(
            said("Prime Minister Ada Odu came. “We won,” the Prime Minister said."),
            ["the Prime Minister | Ada Odu"]
        );
        assert_eq!(said("“We won,” the Home Title said."), ["the Home Title | Home Title"]);
        assert_eq!(
            said("“We won,” said the Hull Human Rights Commission (HHRC)."),
            ["the Hull Human Rights Commission | Hull Human Rights Commission"]
        );
    }

    #[test]
    fn who_is_named_behind_a_relative_or_an_office_is_the_speaker() {
        assert_eq!(said("“We won,” said his wife, Ada."), ["Ada | Ada"]);
        assert_eq!(
            said("“We won,” said the mayor, Senator Ada Odu."),
            ["Senator Ada Odu | Ada Odu"]
        );
        assert_eq!(said("“We won,” said its chairman, Ada Odu (MP)."), ["Ada Odu | Ada Odu"]);
    }
}
