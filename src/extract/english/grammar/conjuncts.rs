//! Names that are joined by "and": several who say one thing.

use std::ops::Range;

use super::noun_phrases::{Noun, NounKind, noun_after, noun_before};
use super::referent_kind::or_name_behind;
use crate::extract::english::document::Document;
use crate::extract::english::lexicon::Class;
use crate::text::TokenKind;

/// Most names that are joined to one.
const MOST: usize = 7;
/// Longest description between two commas, in tokens.
const DESCRIPTION: usize = 15;

/// The names that a name or a pronoun is joined to in its sentence, in the order of the text; all
/// are before it, or all after it. Empty if it is joined to none.
pub(crate) fn conjuncts(
    document: &Document<'_>,
    sentence: &Range<usize>,
    noun: &Noun,
) -> Vec<Noun> {
    if matches!(noun.kind, NounKind::Nominal(_)) {
        return Vec::new();
    }
    let before = before(document, sentence.start, noun);
    if before.is_empty() { after(document, sentence.end, noun) } else { before }
}

/// The first token of the names that a name or a pronoun is joined to, and else its own: "Ada Odu
/// and Ben Lee" begins with "Ada".
pub(crate) fn joint_start(document: &Document<'_>, floor: usize, noun: &Noun) -> usize {
    let own = noun.tokens.start;
    if matches!(noun.kind, NounKind::Nominal(_)) {
        return own;
    }
    // "Odu & Lee"
    let symbol = own
        .checked_sub(2)
        .filter(|name| *name >= floor && document.is_name(*name) && document.word(name + 1) == "&");
    let first = before(document, floor, noun).first().map(|first| first.tokens.start);
    first.or(symbol).unwrap_or(own)
}

fn is_comma(document: &Document<'_>, at: usize) -> bool {
    document.kind(at) == TokenKind::Comma
}

fn is_and(document: &Document<'_>, at: usize) -> bool {
    document.word(at) == "and"
}

/// Whether a phrase is a name or a pronoun.
fn is_item(document: &Document<'_>, noun: &Noun) -> bool {
    match &noun.kind {
        NounKind::Name(bare) => {
            // "Ada Odu of Hull"
            let ends = bare.end == noun.tokens.end || document.is(bare.end, Class::PREP);
            ends && document.kind(bare.start) == TokenKind::Name
        }
        NounKind::Pronoun(at) => document.is(*at, Class::HE) || document.is(*at, Class::SHE),
        NounKind::Nominal(_) => false,
    }
}

/// "Ada Odu, a plumber, and [Ben Lee] said"
fn before(document: &Document<'_>, floor: usize, noun: &Noun) -> Vec<Noun> {
    let mut start = noun.tokens.start;
    // "Ada Odu and her husband, [Ben Lee], said"
    if let Some(comma) = start.checked_sub(1).filter(|at| *at > floor && is_comma(document, *at))
        && let Some(role) = noun_before(document, floor, comma)
        && matches!(role.kind, NounKind::Nominal(_))
        && document.is(role.tokens.start, Class::DET.or(Class::POSS))
    {
        start = role.tokens.start;
    }
    let mut end = match start.checked_sub(1) {
        Some(and) if and > floor && is_and(document, and) => and,
        _ => return Vec::new(),
    };
    let mut items: Vec<Noun> = Vec::new();
    while let Some(item) = item_before(document, floor, end, items.is_empty()) {
        let before = item.tokens.start.checked_sub(1).filter(|at| *at >= floor);
        items.push(item);
        match before {
            Some(comma) if is_comma(document, comma) && items.len() < MOST => end = comma,
            _ => break,
        }
    }
    // "after talks with Cy Fox, Ada Odu and Ben Lee said"
    while items.last().is_some_and(|item| !opens(document, floor, item.tokens.start)) {
        items.pop();
    }
    items.reverse();
    items
}

/// The name that ends before `end`, with what is told of it between commas if it is the last
/// before "and".
fn item_before(document: &Document<'_>, floor: usize, end: usize, is_last: bool) -> Option<Noun> {
    let comma = end.checked_sub(1).filter(|at| is_last && *at > floor && is_comma(document, *at));
    let end = comma.unwrap_or(end);
    let plain = noun_before(document, floor, end).filter(|item| is_item(document, item));
    let Some(_) = comma else { return plain };
    // A name between two commas is one of a list; anything else there is a description.
    let start = |item: &Noun| item.tokens.start.checked_sub(1);
    if let Some(item) = &plain
        && item.tokens.end == end
        && start(item).is_none_or(|at| at < floor || is_comma(document, at))
    {
        return plain;
    }
    let far = end.saturating_sub(DESCRIPTION).max(floor);
    let opening = (far..end).rev().find(|at| is_comma(document, *at))?;
    if (opening..end).any(|at| document.quotation_at(at).is_some()) {
        return None;
    }
    noun_before(document, floor, opening).filter(|item| is_item(document, item))
}

/// Whether a clause can begin with the phrase at `at`.
fn opens(document: &Document<'_>, floor: usize, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|before| *before >= floor) else { return true };
    is_comma(document, before)
        || document.quotation_at(before).is_some()
        || matches!(document.kind(before), TokenKind::Colon | TokenKind::Dash)
        || matches!(document.word(before), "both" | "Both" | "that" | "but")
        || document.is(before, Class::SUB)
        || before == floor && document.is(before, Class::CONJ.or(Class::ADVERB))
}

/// "said [Ada Odu], a plumber, and Ben Lee"
fn after(document: &Document<'_>, end: usize, noun: &Noun) -> Vec<Noun> {
    let mut items: Vec<Noun> = Vec::new();
    let mut at = noun.tokens.end;
    let item = |at: usize| {
        let noun = noun_after(document, at, end)?;
        let named = or_name_behind(document, noun, end);
        Some(named).filter(|noun| is_item(document, noun) && is_titled_only(document, noun))
    };
    while items.len() < MOST && at < end {
        if document.kind(at) == TokenKind::Open {
            let Some(close) =
                (at..end.min(at + DESCRIPTION)).find(|at| document.kind(*at) == TokenKind::Close)
            else {
                break;
            };
            at = close + 1;
        }
        // "Ada Odu of Hull"
        if matches!(document.word(at), "of" | "from" | "at") {
            let Some(place) = noun_after(document, at + 1, end) else { break };
            at = place.tokens.end;
        }
        if is_and(document, at) {
            let Some(last) = item(at + 1) else { break };
            if !closes(document, end, last.tokens.end) {
                break;
            }
            items.push(last);
            return items;
        }
        if !is_comma(document, at) {
            break;
        }
        if is_and(document, at + 1) {
            at += 1;
            continue;
        }
        let listed = item(at + 1).filter(|item| {
            item.tokens.start == at + 1
                && (is_comma(document, item.tokens.end) || is_and(document, item.tokens.end))
        });
        if let Some(listed) = listed {
            at = listed.tokens.end;
            items.push(listed);
            continue;
        }
        let Some(next) = (at + 1..end.min(at + DESCRIPTION)).find(|at| is_comma(document, *at))
        else {
            break;
        };
        if (at..next).any(|at| document.quotation_at(at).is_some()) {
            break;
        }
        // "said Ada Odu, an aide to Cy Fox, who …" goes on with no name.
        if !is_and(document, next + 1) {
            break;
        }
        at = next;
    }
    Vec::new()
}

/// Whether all before a name is what its bearer is: "Finnish envoy Ada Odu", but not "an aide to
/// Ada Odu" and "others shunned Ada Odu".
fn is_titled_only(document: &Document<'_>, noun: &Noun) -> bool {
    let NounKind::Name(bare) = &noun.kind else { return true };
    let tells = |at: usize| document.is_name(at) || document.is(at, Class::PERSON);
    (noun.tokens.start..bare.start).all(tells)
}

/// Whether a list of names can end at `at`: a verb after it would make the last of them the subject
/// of another clause.
fn closes(document: &Document<'_>, end: usize, at: usize) -> bool {
    let small = Class::PREP.or(Class::TIME).or(Class::WHO).or(Class::CONJ).or(Class::DET);
    let speaks = |at: usize| {
        document.is_word(at) && document.is(at, Class::CUE.or(Class::VERB).or(Class::AUX))
    };
    at >= end
        || match document.kind(at) {
            TokenKind::Word | TokenKind::Name => document.is(at, small) && !speaks(at),
            TokenKind::Comma => !speaks(at + 1) && !is_and(document, at + 1),
            TokenKind::Possessive | TokenKind::Number => false,
            _ => true,
        }
}
