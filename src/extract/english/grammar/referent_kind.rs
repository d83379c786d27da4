//! The referent of a noun phrase: somebody who can speak, one person, an office, somebody named
//! after it.

use std::ops::Range;

use super::names::is_agent;
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

/// Whether a phrase is for the holder of an office of the body that it names: "the Executive
/// Secretary of the Ferry Watch".
fn is_office_of(document: &Document<'_>, noun: &Noun) -> bool {
    let NounKind::Name(bare) = &noun.kind else { return false };
    let first = noun.tokens.start;
    let of = (first..bare.start).find(|at| matches!(document.word(*at), "of" | "for"));
    of.is_some_and(|of| {
        of > first + 1
            && document.is(first, Class::DET)
            && document.is(of - 1, Class::PERSON)
            && !document.is(of - 1, Class::GIVEN)
    })
}

/// Longest place between an office and the comma before its holder, in tokens.
const PLACED: usize = 5;

/// The name after the office in "the Iraqi premier, Ada Odu", if that is what the phrase goes on
/// with; the phrase itself otherwise.
pub(crate) fn or_name_behind(document: &Document<'_>, noun: Noun, end: usize) -> Noun {
    // "the head of the Ferry Watch in the state, Ada Odu,"
    let behind = noun.tokens.end;
    let placed = matches!(document.word(behind), "in" | "at" | "for");
    let next = (behind..behind + PLACED).find(|at| !document.is_word(*at));
    let comma = next.filter(|_| placed).unwrap_or(behind);
    // "the minister", "the operator"
    let heads =
        |class: Class| matches!(noun.kind, NounKind::Nominal(head) if document.is(head, class));
    let group = !heads(Class::PERSON) && heads(Class::GROUP);
    // "the grower", and "the vet" before a given name
    let agent = matches!(noun.kind, NounKind::Nominal(head) if is_agent(document.word(head)));
    let other = matches!(noun.kind, NounKind::Nominal(_))
        && !(agent || heads(Class::SPEAKER.or(Class::ORG).or(Class::TIME)));
    let office = group || agent || other || heads(Class::PERSON);
    let kin = matches!(noun.kind, NounKind::Nominal(head) if is_kin(document, head));
    if !(office || is_title(document, &noun) || is_office_of(document, &noun))
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
        let unsure = group || other;
        let person = |bare: &Range<usize>| !unsure || document.is(bare.start, Class::GIVEN);
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
    if let Some(name) = behind_author(document, head + 1, end)
        .and_then(|first| noun_after(document, first, end))
        .filter(whole)
    {
        return name;
    }
    let first = noun.tokens.start;
    if owns_utterance(document, first) {
        return Noun { tokens: first..first + 1, kind: NounKind::Pronoun(first) };
    }
    let genitive = (noun.tokens.start..head).find(|at| document.kind(*at) == TokenKind::Possessive);
    let owner = genitive.and_then(|at| noun_after(document, noun.tokens.start, at));
    match owner.filter(|owner| whole(owner) && Some(owner.tokens.end) == genitive) {
        Some(name) => name,
        None => noun,
    }
}

/// The token after the words by which a document names its author: "by", "issued on Monday by",
/// "attributed to".
fn behind_author(document: &Document<'_>, first: usize, end: usize) -> Option<usize> {
    /// Most words between the participle and "by".
    const BETWEEN: usize = 3;
    if matches!(document.word(first), "by" | "from") {
        return Some(first + 1);
    }
    let first = first + usize::from(document.kind(first) == TokenKind::Comma);
    match document.word(first) {
        "attributed" | "credited" if document.word(first + 1) == "to" => Some(first + 2),
        "issued" | "released" | "made" | "written" | "sent" | "posted" | "published" | "shared"
        | "put" | "read" | "given" | "carried" => {
            let last = end.min(first + 2 + BETWEEN);
            let by = (first + 1..last).find(|at| document.word(*at) == "by")?;
            let plain = |at: usize| document.is_word(at) || document.kind(at) == TokenKind::Number;
            (first + 1..by).all(plain).then_some(by + 1)
        }
        _ => None,
    }
}

/// Whether a noun is one for words that somebody utters, rather than for a text.
pub(crate) fn is_utterance(word: &str) -> bool {
    matches!(
        word,
        "reply"
            | "answer"
            | "response"
            | "verdict"
            | "message"
            | "view"
            | "advice"
            | "assessment"
            | "warning"
            | "conclusion"
            | "reaction"
            | "comment"
            | "remark"
            | "question"
            | "cry"
            | "shout"
            | "refrain"
            | "retort"
            | "riposte"
            | "rejoinder"
            | "quip"
            | "explanation"
            | "description"
            | "plea"
            | "word"
            | "words"
            | "motto"
            | "mantra"
            | "slogan"
            | "promise"
            | "pledge"
            | "vow"
            | "order"
            | "judgment"
            | "judgement"
            | "summary"
            | "admission"
    )
}

/// Whether "his" or "her" at a token tells whose an utterance is: "his blunt answer".
pub(crate) fn owns_utterance(document: &Document<'_>, at: usize) -> bool {
    document.is(at, Class::POSS)
        && document.is(at, Class::OWNER)
        && (at + 1..at + 3).any(|at| is_utterance(document.word(at)))
}

/// The one whose words a phrase means: "Ada Odu" of "the verdict of Ada Odu", "the reply from Ada
/// Odu" and "Ada Odu's answer"; the phrase itself otherwise.
pub(crate) fn or_utterer(document: &Document<'_>, noun: Noun, end: usize) -> Noun {
    let NounKind::Nominal(head) = noun.kind else { return noun };
    let named = |found: &Noun| !matches!(found.kind, NounKind::Pronoun(_));
    if matches!(document.word(head + 1), "of" | "from" | "by")
        && let Some(name) = noun_after(document, head + 2, end).filter(named)
        && names_speaker(document, &name)
    {
        return or_name_behind(document, name, end);
    }
    // "his answer"
    let first = noun.tokens.start;
    if document.is(first, Class::OWNER) {
        return Noun { tokens: first..first + 1, kind: NounKind::Pronoun(first) };
    }
    let genitive = (noun.tokens.start..head).find(|at| document.kind(*at) == TokenKind::Possessive);
    let owner = genitive.and_then(|at| noun_after(document, noun.tokens.start, at));
    owner.filter(|owner| Some(owner.tokens.end) == genitive).unwrap_or(noun)
}

/// The name that a clause gives somebody, with the phrase before it: "a baker who gave her name as
/// Ada", "a man who goes by the name “Ace”"; the phrase itself otherwise.
pub(crate) fn or_self_named(document: &Document<'_>, noun: Noun, end: usize) -> Noun {
    let NounKind::Nominal(head) = noun.kind else { return noun };
    let who = head + 1 + usize::from(document.is_comma(head + 1));
    let single = document.word(who) == "who" && !document.word(head).ends_with('s');
    if !(single || is_single(document, head)) || noun.tokens.end != head + 1 {
        return noun;
    }
    let Some(at) = naming_clause(document, who, end) else { return noun };
    let name = match document.quotation_at(at) {
        Some(quotation) => {
            is_short_name(document.quoted(quotation)).then_some((at..at + 1, at + 1))
        }
        None => noun_after(document, at, end).and_then(|name| match name.kind {
            NounKind::Name(bare) => Some((bare, name.tokens.end)),
            _ => None,
        }),
    };
    // "a woman called Ada said", but "a mayor called Ada Odu a liar"
    let bare_verb = who == head + 1 && document.word(who) != "who";
    let closed = |behind: usize| {
        let indefinite =
            matches!(document.word(noun.tokens.start), "a" | "an" | "one" | "A" | "An");
        let pause = matches!(
            document.kind(behind),
            TokenKind::Comma | TokenKind::Stop | TokenKind::Dash | TokenKind::Close
        );
        indefinite && (pause || document.is_word(behind) && document.is(behind, Class::SPEECH))
    };
    match name {
        Some((bare, behind)) if !bare_verb || closed(behind) => {
            Noun { tokens: noun.tokens.start..behind, kind: NounKind::Name(bare) }
        }
        _ => noun,
    }
}

/// The token after the words by which somebody is given a name: "who goes by the name", "known as",
/// "who asked to be identified only as".
fn naming_clause(document: &Document<'_>, start: usize, end: usize) -> Option<usize> {
    /// Most words before the verb of the clause, and most between it and the name.
    const BEFORE: usize = 5;
    const BETWEEN: usize = 5;
    let word = |at: usize| if at < end { document.word(at) } else { "" };
    let related = word(start) == "who";
    let last = if related { start + 1 + BEFORE } else { start };
    let verb = |at: &usize| {
        matches!(
            word(*at),
            "goes"
                | "went"
                | "go"
                | "gave"
                | "gives"
                | "give"
                | "identified"
                | "identifies"
                | "identify"
                | "introduced"
                | "introduces"
                | "calls"
                | "called"
                | "known"
                | "named"
                | "nicknamed"
        )
    };
    let open = start + usize::from(related);
    let verb = (open..=last).take_while(|at| document.is_word(*at)).find(verb)?;
    let itself = |at: usize| matches!(word(at), "himself" | "herself" | "themselves" | "themself");
    let past = |at: usize, skipped: &[&str]| {
        (at..at + BETWEEN).find(|at| !skipped.contains(&word(*at))).unwrap_or(at + BETWEEN)
    };
    match word(verb) {
        "goes" | "went" | "go" => {
            let by = past(verb + 1, &["only"]);
            (word(by) == "by").then(|| past(by + 1, &["the", "name", "nickname", "of"]))
        }
        "gave" | "gives" | "give" => {
            let owned = ["only", "just", "his", "her", "their", "a", "first", "full"];
            let name = past(verb + 1, &owned);
            let only = past(name + 1, &["only", "simply"]);
            let told = document.kind(only) == TokenKind::Comma || word(only) == "as";
            (word(name) == "name" && told).then_some(only + 1)
        }
        "identified" | "identifies" | "identify" | "introduced" | "introduces" | "known" => {
            let by = verb + 1 + usize::from(itself(verb + 1));
            let only = past(by, &["only", "simply", "just"]);
            matches!(word(only), "as" | "by").then_some(only + 1)
        }
        // "who asked to be called Ada", "who calls herself Ada", "a woman called Ada"
        "calls" | "called" if itself(verb + 1) => Some(verb + 2),
        "called" | "named" | "nicknamed" => {
            let passive =
                verb == start || document.is(verb - 1, Class::BE) || word(verb - 1) == "be";
            passive.then_some(verb + 1)
        }
        _ => None,
    }
}

/// Whether words in marks can be what somebody is called.
fn is_short_name(words: &str) -> bool {
    let mut parts = words.split_whitespace();
    parts.clone().count() < 4 && parts.all(|part| part.starts_with(char::is_uppercase))
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
