//! Noun phrases: the bounds of the words that name a speaker.

use std::ops::Range;

use super::names::{bare_name, joins_name, named_after_title};
use crate::extract::english::document::Document;
use crate::extract::english::lexicon::Class;
use crate::text::TokenKind;

/// A noun phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Noun {
    /// Its tokens.
    pub(crate) tokens: Range<usize>,
    pub(crate) kind: NounKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NounKind {
    /// A pronoun, at this token.
    Pronoun(usize),
    /// A name, with what is before it ("Iraqi premier Mustafa al-Kadhimi"): the tokens of the
    /// bare name.
    Name(Range<usize>),
    /// A common noun ("the Iraqi premier"), with the token of its head.
    Nominal(usize),
}

/// Longest noun phrase, in tokens.
const LONGEST: usize = 12;

/// The noun phrase that ends right before `end`, begun no earlier than `floor`. What only says when
/// or if ("Ms Odu on Tuesday …") is passed over.
pub(crate) fn noun_before(document: &Document<'_>, floor: usize, end: usize) -> Option<Noun> {
    let mut end = end;
    for _ in 0..4 {
        let noun = bare_noun_before(document, floor, end)?;
        let before = noun.tokens.start.checked_sub(1).filter(|at| *at >= floor);
        match before {
            // "Leader of the Opposition in the Assembly Mr Ada Odu"
            Some(_) if titled_behind(document, &noun) => return Some(noun),
            // "Speaking in Hull Ada Odu said": a participle opens the sentence.
            Some(at)
                if document.is(at, Class::PREP)
                    && document.word(floor).ends_with("ing")
                    && (floor + 1..=at).all(|at| document.is(at, Class::PREP)) =>
            {
                return Some(from_given_name(document, noun));
            }
            // "On Facebook Ada Odu wrote"
            Some(at) if at == floor && matches!(document.word(at), "On" | "In" | "At" | "From") => {
                return Some(from_given_name(document, noun));
            }
            Some(at)
                if document.is(at, Class::PREP) && !document.is(at, Class::SUB) && at > floor =>
            {
                end = at;
            }
            _ => return Some(noun),
        }
    }
    None
}

/// A name without the words before its given name: "Ada Odu" of "Hull Ada Odu" and "Facebook Ada
/// Odu".
fn from_given_name(document: &Document<'_>, noun: Noun) -> Noun {
    let NounKind::Name(bare) = &noun.kind else { return noun };
    let body = bare.clone().skip(1).any(|at| document.is(at, Class::JOINT.or(Class::ORG)));
    if body || bare.start > noun.tokens.start {
        return noun;
    }
    // Of three words and more without a given name the last two are the likeliest.
    let two = || bare.end.checked_sub(2).filter(|at| *at > bare.start);
    let given = (bare.start..bare.end.saturating_sub(1))
        .find(|at| document.is(*at, Class::GIVEN))
        .or_else(two);
    match given {
        Some(given) => {
            Noun { tokens: given..noun.tokens.end, kind: NounKind::Name(given..bare.end) }
        }
        None => noun,
    }
}

/// Whether a phrase begins with words that do not belong to the title and the name at its end.
fn titled_behind(document: &Document<'_>, noun: &Noun) -> bool {
    let NounKind::Name(bare) = &noun.kind else { return false };
    let title = bare.start.checked_sub(1).filter(|title| *title > noun.tokens.start + 1);
    title.is_some_and(|title| {
        document.is(title, Class::TITLE)
            && document.entry(title).title == 0
            && document.is(noun.tokens.start, Class::DET)
    })
}

pub(crate) fn bare_noun_before(document: &Document<'_>, floor: usize, end: usize) -> Option<Noun> {
    let mut end = end;
    // "(D-Ohio)", "on Tuesday", "last week"
    for _ in 0..6 {
        let last = end.checked_sub(1).filter(|last| *last >= floor)?;
        if document.kind(last) == TokenKind::Close {
            let open =
                (floor..last).rev().take(8).find(|at| document.kind(*at) == TokenKind::Open)?;
            end = open;
        } else if document.is(last, Class::TIME) && !document.is(last, Class::GIVEN)
            || document.is(last, Class::ADVERB) && !document.is(last, Class::PRONOUN)
            || matches!(document.word(last), "last" | "next" | "on" | "late" | "early")
                && end > floor + 1
            || document.kind(last) == TokenKind::Number && document.is_word(last.wrapping_sub(1))
        {
            end = last;
        } else {
            break;
        }
    }
    let last = end.checked_sub(1).filter(|last| *last >= floor)?;
    if document.is(last, Class::PRONOUN) {
        return Some(Noun { tokens: last..end, kind: NounKind::Pronoun(last) });
    }
    let mut first = end;
    while first > floor && end - first < LONGEST {
        let at = first - 1;
        let class = document.entry(at).class;
        match document.kind(at) {
            TokenKind::Word | TokenKind::Name => {
                if class.is(Class::DET) || class.is(Class::POSS) {
                    first = at;
                    if chains(document, floor, at) {
                        first -= 1;
                        continue;
                    }
                    break;
                }
                if document.is_name(at) {
                    let function = class.is(Class::FUNCTION) && !name_in_spite(document, at, floor);
                    // "Separately Ada Odu said"
                    let manner = at == floor && first < end && is_manner(document, at);
                    if function
                        || manner && !class.is(Class::GIVEN)
                        || class.is(Class::TIME) && !class.is(Class::GIVEN)
                    {
                        break;
                    }
                    first = at;
                    continue;
                }
                if first < end && (chains(document, floor, first) || pairs(document, floor, at)) {
                    first = at;
                    continue;
                }
                let verb =
                    class.is(Class::CUE) && !class.is(Class::SPEAKER) && !class.is(Class::BASE)
                        || class.is(Class::VERB);
                // "a visibly shaken Ms Odu"
                let degree = first < end && at > floor && is_article(document, at - 1);
                if class.is(Class::FUNCTION)
                    || class.is(Class::TIME)
                    || verb
                    || is_manner(document, at) && !degree
                {
                    break;
                }
                first = at;
            }
            TokenKind::Possessive | TokenKind::Number => first = at,
            TokenKind::Symbol if first < end && pairs(document, floor, at) => first = at,
            _ => break,
        }
    }
    // A possessive or a number cannot begin a phrase.
    while first < end && matches!(document.kind(first), TokenKind::Possessive) {
        first += 1;
    }
    read_noun(document, first..end)
}

/// Whether the token before `first` is a preposition that hangs the phrase on a noun before it: "a
/// spokesman for Ms Odu", "the president of Chad".
fn chains(document: &Document<'_>, floor: usize, first: usize) -> bool {
    let Some(at) = first.checked_sub(1).filter(|at| *at > floor) else { return false };
    let head = at - 1;
    if !document.is_word(head) || document.is(head, Class::FUNCTION) {
        return false;
    }
    match document.word(at) {
        "of" => !document.is(head, Class::CUE) || document.is(head, Class::SPEAKER),
        "for" | "from" | "at" | "in" | "with" | "to" => {
            let body = document.word(at) == "for"
                && document.is(head, Class::ORG)
                && document.is_name(first);
            body || document.kind(head) == TokenKind::Word && document.is(head, Class::SPEAKER)
                || document.is(head, Class::PERSON)
                    && !document.is(head, Class::GIVEN)
                    && document.word(at) == "for"
        }
        _ => false,
    }
}

/// Whether the token at `at` joins the two halves of what an office is for: "Minister of Food and
/// Transport".
fn pairs(document: &Document<'_>, floor: usize, at: usize) -> bool {
    let joins = matches!(document.word(at), "and" | "&") && document.is_name(at + 1);
    if !joins || document.is(at + 1, Class::GIVEN) {
        return false;
    }
    let names = (floor..at).rev().take(6).take_while(|at| document.is_name(*at)).count();
    let mut before = at - names;
    if names > 0 && before > floor && document.word(before - 1) == "the" {
        before -= 1;
    }
    names > 0
        && before >= floor + 2
        && matches!(document.word(before - 1), "of" | "for")
        && document.is(before - 2, Class::PERSON)
}

/// Whether a capital word that is also a small word of the language is in a name: "Will Odu",
/// "Theresa May".
fn name_in_spite(document: &Document<'_>, at: usize, floor: usize) -> bool {
    let beside = at > floor && document.is_name(at - 1) && !document.is(at - 1, Class::FUNCTION);
    let class = document.entry(at).class;
    let next = document.entry(at + 1).class;
    // “…,” May said; From said; but "As reported", "It says".
    let homonym = (class.is(Class::AUX) || class.is(Class::TIME) || class.is(Class::PREP))
        && !(class.is(Class::SUB) || class.is(Class::PRONOUN) || class.is(Class::ADVERB));
    let speaks = next.is(Class::SPEECH)
        && (next.is(Class::PAST) || next.is(Class::THIRD))
        && !next.is(Class::NOUN);
    // "the Most Rev. Ada Odu"
    let degree = matches!(document.word(at), "Most" | "Very") && next.is(Class::TITLE);
    beside || degree || class.is(Class::GIVEN) && document.is_name(at + 1) || homonym && speaks
}

/// The noun phrase that begins at `start`.
pub(crate) fn noun_after(document: &Document<'_>, start: usize, end: usize) -> Option<Noun> {
    if document.is(start, Class::PRONOUN) && document.is_word(start) {
        return Some(Noun { tokens: start..start + 1, kind: NounKind::Pronoun(start) });
    }
    let mut at = start;
    let mut chained = false;
    let mut prepositions = 0;
    while at < end && at - start < LONGEST {
        let class = document.entry(at).class;
        match document.kind(at) {
            TokenKind::Word | TokenKind::Name => {
                let begins = at == start || chained;
                chained = false;
                // "world number three Ada Odu"
                let rank = || at > start && document.word(at - 1) == "number";
                if (class.is(Class::DET) || class.is(Class::POSS)) && (begins || rank()) {
                    at += 1;
                    continue;
                }
                let given = document.is_name(at) && class.is(Class::GIVEN);
                if class.is(Class::PREP) && at > start && !(given && document.is_name(at + 1)) {
                    if prepositions < 2
                        && chains(document, start, at + 1)
                        && opens_noun(document, at + 1, end)
                    {
                        prepositions += 1;
                        chained = true;
                        at += 1;
                        continue;
                    }
                    break;
                }
                if document.is_name(at) {
                    let function = class.is(Class::FUNCTION) && !name_in_spite(document, at, start);
                    if function || class.is(Class::TIME) && !class.is(Class::GIVEN) {
                        break;
                    }
                } else if at > start
                    && (joins_name(document, at, at + 1) || pairs(document, start, at))
                {
                    at += 1;
                    continue;
                } else {
                    // "the minister of the state": a noun after an article.
                    let noun = at > start && is_article(document, at - 1);
                    let verb =
                        class.is(Class::CUE) && !class.is(Class::SPEAKER) || class.is(Class::VERB);
                    let verb = verb && !noun;
                    let after_name = at > start
                        && document.is_name(at - 1)
                        && !document.is(at - 1, Class::DET.or(Class::POSS));
                    let noun = class.is(Class::SPEAKER) || class.is(Class::MODIFIER);
                    // "state Sen. Ada Odu"
                    let titled = class.is(Class::MODIFIER)
                        && document.is(at + 1, Class::PERSON)
                        && !class.is(Class::FUNCTION);
                    let verb = verb && !titled;
                    if class.is(Class::FUNCTION)
                        || class.is(Class::TIME)
                        || verb
                        || after_name && !noun && !leads_to_title(document, start, at, end)
                        || is_manner(document, at) && !(at > start && is_article(document, at - 1))
                    {
                        break;
                    }
                }
                at += 1;
            }
            TokenKind::Possessive if at > start => at += 1,
            TokenKind::Symbol if at > start && pairs(document, start, at) => at += 1,
            // "two aides", "a 2008 campaign veteran"
            TokenKind::Number
                if at == start
                    || at == start + 1 && document.is(start, Class::DET)
                    || matches!(document.word(at - 1), "number" | "No." | "no.") =>
            {
                at += 1;
            }
            _ => break,
        }
    }
    let unfinished = |last: usize| {
        document.kind(last) == TokenKind::Possessive
            || document.is(last, Class::PREP)
            || document.is(last, Class::DET)
    };
    while at > start + 1 && unfinished(at - 1) {
        at -= 1;
    }
    read_noun(document, start..at)
}

fn is_article(document: &Document<'_>, at: usize) -> bool {
    matches!(document.word(at), "a" | "an" | "the" | "A" | "An" | "The")
}

/// Whether a word is an adverb such as "angrily".
fn is_manner(document: &Document<'_>, at: usize) -> bool {
    let word = document.word(at);
    let noun = || {
        matches!(
            word,
            "assembly"
                | "family"
                | "elderly"
                | "daily"
                | "weekly"
                | "monthly"
                | "monopoly"
                | "supply"
                | "reply"
                | "rally"
                | "ally"
                | "anomaly"
        )
    };
    word.ends_with("ly") && !document.is(at, Class::SPEAKER) && !noun()
}

/// Whether the small words from `at` on end in an office: "Idaho [nutritional-supplement executive]
/// Ada Odu". In "the Norwegian fisheries minister" no name has to follow.
fn leads_to_title(document: &Document<'_>, start: usize, at: usize, end: usize) -> bool {
    let owned = document.is(start, Class::DET);
    (at..end.min(at + 4))
        .take_while(|at| {
            document.kind(*at) == TokenKind::Word
                && !document.is(*at, Class::FUNCTION)
                && !is_manner(document, *at)
        })
        .any(|at| document.is(at, Class::PERSON) && (owned || document.is_name(at + 1)))
}

fn opens_noun(document: &Document<'_>, at: usize, end: usize) -> bool {
    at < end
        && document.is_word(at)
        && (document.is_name(at)
            || !document.is(at, Class::FUNCTION)
            || document.is(at, Class::DET)
            || document.is(at, Class::POSS))
}

/// Says what a phrase names; `None` if it has no noun.
fn read_noun(document: &Document<'_>, tokens: Range<usize>) -> Option<Noun> {
    // The head is in front of the first preposition: "a spokesman for …".
    let cut = tokens
        .clone()
        .skip(1)
        .find(|at| document.kind(*at) == TokenKind::Word && document.is(*at, Class::PREP));
    let head_end = cut.unwrap_or(tokens.end);
    let last = head_end.checked_sub(1).filter(|last| *last >= tokens.start)?;
    let function = Class::DET.or(Class::POSS).or(Class::CONJ).or(Class::ADVERB);
    if document.is_name(last) && !document.is(last, function) {
        let mut first = last;
        while first > tokens.start && joins_name(document, first - 1, first) {
            first -= 1;
        }
        let bare = match cut.and_then(|cut| named_after_title(document, cut, tokens.end)) {
            Some(bare) if document.is(last, Class::PERSON) => bare,
            _ => bare_name(document, first..head_end),
        };
        // "The President", "Prosecutors": a capital alone makes no name.
        let article = document.is(tokens.start, Class::DET) || document.word(last).ends_with('s');
        // "the Crews' League" and "the Federation of Ferries" are names as well.
        let owned = last > tokens.start && document.kind(last - 1) == TokenKind::Possessive;
        let body = document.is(last, Class::ORG)
            && matches!(document.word(last + 1), "of" | "for")
            && document.is_name(last + 2);
        let plain = !owned && !body;
        // "the Prime Minister", but not "the Home Title"
        let office = |at: usize| document.is(at, Class::MODIFIER) && !document.is(at, Class::GIVEN);
        let alone = bare.end == last + 1
            && (bare.start == last
                || document.is(last, Class::PERSON) && (bare.start..last).all(office));
        if alone && article && plain && document.is(last, Class::SPEAKER) {
            return Some(Noun { tokens, kind: NounKind::Nominal(last) });
        }
        return Some(Noun { tokens, kind: NounKind::Name(bare) });
    }
    if let Some(bare) = cut
        .and_then(|cut| named_after_title(document, cut, tokens.end))
        .filter(|_| document.is(last, Class::PERSON))
    {
        return Some(Noun { tokens, kind: NounKind::Name(bare) });
    }
    let named = document.kind(last) == TokenKind::Word && !document.is(last, Class::FUNCTION);
    let article = |word: &str| {
        ["the", "a", "an", "no"].iter().any(|article| word.eq_ignore_ascii_case(article))
    };
    let counted = tokens.len() == 1
        && document.kind(tokens.end) != TokenKind::Number
        && document.is(last, Class::DET)
        && !document.is(last, Class::POSS)
        && !article(document.word(last));
    (named || counted).then_some(Noun { tokens, kind: NounKind::Nominal(last) })
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn phrases_end_where_a_reader_ends_them() {
        assert_eq!(
            said("“We won,” the president of Chad’s chess league said on Monday."),
            ["the president of Chad’s chess league | -"]
        );
        assert_eq!(said("“We won,” Ada Odu (Labour) said."), ["Ada Odu | Ada Odu"]);
        assert_eq!(said("“We won,” a 54-year-old from Hull said."), ["a 54-year-old | -"]);
    }
}
