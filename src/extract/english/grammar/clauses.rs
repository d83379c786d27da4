//! Clauses: their beginnings, what is put into them, and the subject of the main one.

use super::noun_phrases::{Noun, NounKind, noun_after, noun_before};
use super::referent_kind::{is_title, names_speaker, or_name_behind};
use crate::extract::english::document::Document;
use crate::extract::english::lexicon::Class;
use crate::text::TokenKind;

/// The subject in front of an insertion: "Ms Odu, 41, who won, said". Gives the phrase and where
/// its words begin.
pub(crate) fn behind_insertion(
    document: &Document<'_>,
    start: usize,
    comma: usize,
) -> Option<(Noun, usize)> {
    let near = beside_comma(document, start, comma);
    // "Ada Odu, 22, of Hull, Quebec, said", "Ada Odu, a don at the University of Quebec, Hull,
    // said": one word between commas is more likely a place than the subject if a full name opens
    // the clause.
    let place = near.as_ref().is_none_or(|noun| {
        matches!(&noun.kind, NounKind::Name(bare) if bare.len() == 1)
            || follows_town(document, start, noun)
    });
    let far = if place { before_insertion(document, start, comma) } else { None };
    match (near, far) {
        (Some(near), far) => {
            // "Ada Odu", "Ms Odu"
            let full = far.filter(
                |(noun, _)| matches!(&noun.kind, NounKind::Name(_) if noun.tokens.len() > 1),
            );
            let low = near.tokens.start;
            Some(full.unwrap_or((near, low)))
        }
        (None, far) => far,
    }
}

/// Whether a name follows a town and a comma, as the region or country of it does: "from Hull, East
/// Riding".
fn follows_town(document: &Document<'_>, start: usize, noun: &Noun) -> bool {
    let Some(comma) = noun.tokens.start.checked_sub(1).filter(|comma| *comma > start) else {
        return false;
    };
    let town = (start..comma).rev().take_while(|at| document.is_name(*at)).take(3).last();
    let hung = town.and_then(|town| town.checked_sub(1)).filter(|before| *before > start);
    document.kind(comma) == TokenKind::Comma
        && !document.is(noun.tokens.start, Class::GIVEN.or(Class::PERSON))
        && hung.is_some_and(|before| {
            matches!(document.word(before), "in" | "from" | "of" | "at" | "near")
        })
}

/// "After the vote, Ms Odu (Labour), said": what is before the comma is the subject itself.
fn beside_comma(document: &Document<'_>, start: usize, comma: usize) -> Option<Noun> {
    let noun = noun_before(document, start, comma)?;
    let named = matches!(noun.kind, NounKind::Name(_)) && !is_title(document, &noun);
    if !named || noun.tokens.start <= start || !document.is_comma(noun.tokens.start - 1) {
        return None;
    }
    let outer = noun_before(document, start, noun.tokens.start - 1);
    let opens = outer.is_some_and(|outer| {
        opens_clause(document, outer.tokens.start) && names_speaker(document, &outer)
    });
    (!opens).then_some(noun)
}

fn before_insertion(document: &Document<'_>, start: usize, comma: usize) -> Option<(Noun, usize)> {
    let mut inner_end = comma;
    for at in (start..comma).rev().take(45) {
        if document.kind(at) == TokenKind::Semicolon || document.kind(at) == TokenKind::Colon {
            return None;
        }
        if !document.is_comma(at) {
            continue;
        }
        let found = noun_before(document, start, at)
            .filter(|noun| {
                noun.tokens.end == at
                    || document.kind(at - 1) == TokenKind::Close
                    || is_home(document, noun.tokens.end, at)
            })
            .filter(|noun| !abbreviates_place(document, noun))
            // "of Main Street, Hull, Quebec"
            .filter(|noun| {
                let single = matches!(&noun.kind, NounKind::Name(bare) if bare.len() == 1);
                !(single && noun.tokens.len() == 1 && follows_town(document, start, noun))
            });
        if let Some(noun) = found
            && opens_clause(document, noun.tokens.start)
            && names_speaker(document, &noun)
        {
            let low = noun.tokens.start;
            // "the mayor, Ada Odu, said": the name is what matters.
            if !matches!(noun.kind, NounKind::Name(_)) || is_title(document, &noun) {
                let behind = noun_after(document, at + 1, inner_end).filter(|name| {
                    let end = name.tokens.end;
                    // "(MP)"
                    let bracket = document.kind(end) == TokenKind::Open
                        && document.kind(inner_end - 1) == TokenKind::Close;
                    matches!(name.kind, NounKind::Name(_))
                        && (end == inner_end || bracket && end + 3 == inner_end)
                });
                let ahead = name_ahead(document, start, low);
                // "Ada Odu, the mayor of Hull, Quebec, said": one word after the office is a
                // place.
                let place = behind.as_ref().is_none_or(|name| {
                    matches!(&name.kind, NounKind::Name(bare) if bare.len() == 1)
                        || follows_town(document, start, name)
                });
                if let Some(name) = ahead.filter(|_| place) {
                    let low = name.tokens.start;
                    return Some((name, low));
                }
                if let Some(name) = behind {
                    return Some((name, low));
                }
            }
            return Some((noun, low));
        }
        inner_end = at;
    }
    None
}

/// The name that opens a clause and ends in a comma before `low`: "Ada Odu, the mayor".
fn name_ahead(document: &Document<'_>, start: usize, low: usize) -> Option<Noun> {
    let comma = low.checked_sub(1).filter(|comma| *comma >= start && document.is_comma(*comma))?;
    // "Ada Odu, 41, a welder"
    let aged = comma.checked_sub(2).filter(|before| {
        *before > start
            && document.is_comma(*before)
            && document.kind(comma - 1) == TokenKind::Number
    });
    let comma = aged.unwrap_or(comma);
    let name = noun_before(document, start, comma)?;
    let beside = name.tokens.end == comma || document.kind(comma - 1) == TokenKind::Close;
    let named = matches!(name.kind, NounKind::Name(_)) && beside;
    (named && opens_clause(document, name.tokens.start)).then_some(name)
}

/// Puts the name for the office in "the leader of the league, Ada Odu, said" if the verb follows
/// the name at once.
pub(crate) fn with_name_behind(document: &Document<'_>, start: usize, noun: Noun) -> Noun {
    let low = noun.tokens.start;
    if matches!(noun.kind, NounKind::Nominal(_))
        && low > start
        && document.is_comma(low - 1)
        && let Some(name) = noun_before(document, start, low - 1)
        && matches!(name.kind, NounKind::Name(_))
        && name.tokens.end == low - 1
        && opens_clause(document, name.tokens.start)
        && name.tokens.start == start
    {
        return name;
    }
    noun
}

/// Whether a clause may begin at a token.
pub(crate) fn opens_clause(document: &Document<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    match document.kind(before) {
        TokenKind::Word | TokenKind::Name => {
            document.is(before, Class::CONJ)
                || document.is(before, Class::SUB)
                || document.is(before, Class::ADVERB)
                || document.is(before, Class::CUE)
        }
        TokenKind::Number | TokenKind::Possessive => false,
        _ => true,
    }
}

/// Whether tokens give the place that a name is of, and nothing else: "(44) of Main Street".
fn is_home(document: &Document<'_>, first: usize, end: usize) -> bool {
    let aged = document.kind(first) == TokenKind::Open
        && document.kind(first + 1) == TokenKind::Number
        && document.kind(first + 2) == TokenKind::Close;
    let of = first + 3 * usize::from(aged);
    aged && of + 1 < end
        && matches!(document.word(of), "of" | "from")
        && (of + 1..end).all(|at| document.is_name(at) || document.kind(at) == TokenKind::Number)
}

/// Whether a phrase is a state after a town: "of Hull, Que., who".
fn abbreviates_place(document: &Document<'_>, noun: &Noun) -> bool {
    let first = noun.tokens.start;
    let word = document.word(first);
    noun.tokens.len() == 1
        && word.ends_with('.')
        && word.len() > 2
        && first
            .checked_sub(2)
            .is_some_and(|town| document.is_comma(first - 1) && document.is_name(town))
}

/// "A few days", "four hours".
fn is_time_span(document: &Document<'_>, noun: &Noun) -> bool {
    let NounKind::Nominal(head) = noun.kind else { return false };
    let word = document.word(head);
    let one = word.strip_suffix('s').unwrap_or(word);
    matches!(one, "minute" | "moment" | "hour" | "day" | "week" | "month" | "year" | "decade")
}

/// The beginning of a sentence after its dateline: "CAIRO, May 3 (Agency) — …".
fn behind_dateline(document: &Document<'_>, start: usize, end: usize) -> usize {
    let word = document.word(start);
    let place = document.is_name(start) && word.len() > 2 && !word.contains(char::is_lowercase);
    let dash = (start + 1..end.min(start + 12))
        .find(|at| document.kind(*at) == TokenKind::Dash)
        .filter(|_| place);
    dash.map_or(start, |dash| dash + 1)
}

/// The subject of the main clause of a sentence that begins at `start`, as far as `end`.
pub(crate) fn main_subject(document: &Document<'_>, start: usize, end: usize) -> Option<Noun> {
    let mut at = behind_dateline(document, start, end);
    for _ in 0..8 {
        while at < end
            && (document.quotation_at(at).is_some()
                || document.is_comma(at)
                || document.kind(at) == TokenKind::Symbol
                || document.is(at, Class::CONJ)
                || document.is(at, Class::ADVERB)
                    && !document.is(at, Class::DET)
                    && !document.is(at, Class::PRONOUN))
        {
            at += 1;
        }
        if at >= end {
            break;
        }
        let word = document.word(at);
        let class = document.entry(at).class;
        let opens = class.is(Class::PREP)
            || class.is(Class::SUB) && !class.is(Class::DET)
            || word.ends_with("ing")
            || class.is(Class::PARTICIPLE)
            || class.is(Class::TIME);
        if opens && !class.is(Class::GIVEN) {
            match (at..end).find(|comma| document.is_comma(*comma)) {
                Some(comma) => at = comma + 1,
                None => break,
            }
            continue;
        }
        match noun_after(document, at, end) {
            Some(noun) if abbreviates_place(document, &noun) => at = noun.tokens.end,
            // "A few days later, Ms Odu …"
            Some(noun)
                if matches!(document.word(noun.tokens.end), "later" | "earlier" | "ago")
                    && is_time_span(document, &noun) =>
            {
                at = noun.tokens.end + 1;
            }
            Some(noun) => return Some(or_name_behind(document, noun, end)),
            None => at += 1,
        }
    }
    // No clause could be read: the first name that hangs on no preposition.
    (start + 1..end)
        .find(|at| {
            document.is_name(*at)
                && !document.is(*at, Class::FUNCTION)
                && !document.is(*at, Class::TIME)
                && !at.checked_sub(1).is_some_and(|before| document.is(before, Class::PREP))
        })
        .and_then(|at| noun_after(document, at, end))
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn what_is_put_in_is_passed_over() {
        assert_eq!(said("Ada Odu, 22, of Hull, Que., said: “We won.”"), ["Ada Odu | Ada Odu"]);
        assert_eq!(
            said("Ada Odu, a curator at the University of Hull, Gatineau, said: “We won.”"),
            ["Ada Odu | Ada Odu"]
        );
        assert_eq!(said("Chad’s President, Peter Odu, said: “We won.”"), ["Peter Odu | Peter Odu"]);
        assert_eq!(said("HULL, May 3 (Agency) — Ada Odu said: “We won.”"), ["Ada Odu | Ada Odu"]);
    }
}
