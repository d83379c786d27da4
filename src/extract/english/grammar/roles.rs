//! Roles: the words beside a name that say what the person is.

use std::ops::Range;

use super::names::behind_letters;
use super::noun_phrases::{bare_noun_before, noun_after};
use crate::extract::english::document::Document;
use crate::extract::english::lexicon::Class;
use crate::identity::Fields;
use crate::text::TokenKind;

/// Furthest that a role before a name and a comma begins from the comma, in tokens.
const REACH: usize = 10;

/// The words before a name that say what the person is: "Iranian foreign minister".
pub(crate) fn role_before(document: &Document<'_>, bare: &Range<usize>) -> Option<Range<usize>> {
    let part = Class::PERSON.or(Class::MODIFIER).or(Class::GROUP);
    let mut first = bare.start;
    while first > 0 && bare.start - first < 8 {
        let at = first - 1;
        let class = document.entry(at).class;
        let name = document.is_name(at) && !class.is(Class::FUNCTION) && !class.is(Class::TIME);
        if !(name || document.is_word(at) && class.is(part)) {
            break;
        }
        first = at;
    }
    let academic = |at: usize| matches!(document.word(at), "Dr" | "Dr." | "Prof" | "Prof.");
    let honorific =
        |at: usize| document.is(at, Class::TITLE) && document.entry(at).title == 0 || academic(at);
    while first < bare.start && honorific(first) {
        first += 1;
    }
    let mut end = bare.start;
    while end > first && honorific(end - 1) {
        end -= 1;
    }
    // The word right before the name is the office.
    (first < end && document.is(end - 1, Class::PERSON)).then_some(first..end)
}

/// The words after a name that say what the person is: ", the president of Chad,".
pub(crate) fn role_after(document: &Document<'_>, bare: &Range<usize>) -> Option<Range<usize>> {
    let comma = behind_letters(document, bare.end);
    if document.kind(comma) != TokenKind::Comma {
        return None;
    }
    let mut at = comma + 1;
    // "Ada Odu, OBE, 41, a baker"
    while (document.kind(at) == TokenKind::Number || document.is(at, Class::LETTERS))
        && document.kind(at + 1) == TokenKind::Comma
    {
        at += 2;
    }
    if document.is(at, Class::PRONOUN) || document.is(at, Class::WHO) {
        return None;
    }
    let noun = noun_after(document, at, at + 12)?;
    let start = noun.tokens.start + usize::from(document.is(noun.tokens.start, Class::DET));
    let head = (start..noun.tokens.end).take_while(|at| !document.is(*at, Class::PREP)).last()?;
    let person = document.is(head, Class::PERSON) && !document.is(head, Class::GIVEN);
    (person || is_trade(document, start, head)).then_some(start..noun.tokens.end)
}

/// The office before a name and a comma: "Norway's envoy, Ada Odu," and "Her Icelandic colleague,
/// Ada Odu,".
pub(crate) fn role_apposed(
    document: &Document<'_>,
    name: usize,
    end: usize,
) -> Option<Range<usize>> {
    let comma = name.checked_sub(1).filter(|comma| document.kind(*comma) == TokenKind::Comma)?;
    if document.is(end, Class::CONJ) || document.is_comma(end) && document.is(end + 1, Class::CONJ)
    {
        return None;
    }
    let noun = bare_noun_before(document, comma.saturating_sub(REACH), comma)?;
    let Range { start, end } = noun.tokens;
    let known = (start..end).any(|at| document.is(at, Class::PERSON))
        || is_trade(document, start + 1, end - 1);
    let placed = start.checked_sub(1).is_some_and(|before| document.is(before, Class::PREP));
    let article = document.is(start, Class::DET);
    let owned = document.is(start, Class::POSS)
        || (start..end).any(|at| document.kind(at) == TokenKind::Possessive);
    let told = end == comma && (article || owned) && (known || !placed);
    told.then_some(start + usize::from(article)..end)
}

/// Returns whether the noun that ends at `head` and begins at `start` is "a baker": a word for a
/// person that is a surname too, so that it counts only in small letters after "a" or "an".
fn is_trade(document: &Document<'_>, start: usize, head: usize) -> bool {
    let before = start.checked_sub(1).map_or("", |before| document.word(before));
    matches!(before, "a" | "an" | "A" | "An")
        && document.is_word(head)
        && !document.is_name(head)
        && Fields::of(document.word(head)) != Fields::default()
}
