//! Names of persons in a text, with the titles, roles and genders that are beside them.

use std::ops::Range;

use crate::extract::english::countries::{CountryName, within};
use crate::extract::english::document::Document;
use crate::extract::english::lexicon::Class;
use crate::text::{TokenKind, is_particle};

/// A run of capital words that can be a name.
#[derive(Clone, Debug)]
pub(crate) struct NameRun {
    /// All of them.
    pub(crate) tokens: Range<usize>,
    /// Those that are left by [`bare_name`].
    pub(crate) bare: Range<usize>,
}

/// The runs of capital words that can be names, in order.
pub(crate) fn name_runs(document: &Document<'_>) -> Vec<NameRun> {
    let mut found = Vec::with_capacity(document.len() / 12);
    let mut at = 0;
    while at < document.len() {
        let start = at;
        at += 1;
        if !can_name(document, start) {
            continue;
        }
        while can_name(document, at) || particles_at(document, at) {
            at += 1;
        }
        let office = start >= 2
            && document.is(start - 2, Class::PERSON)
            && matches!(document.word(start - 1), "of" | "for");
        let named = if office { named_after_title(document, start - 1, at) } else { None };
        let tokens = named.unwrap_or(start..at);
        let bare = bare_name(document, tokens.clone());
        found.push(NameRun { tokens, bare });
    }
    found
}

/// Whether a small word or two at `at` and a name after them go on with a name: "van der Odu".
fn particles_at(document: &Document<'_>, at: usize) -> bool {
    let second = || is_particle(document.word(at + 1)) && can_name(document, at + 2);
    document.kind(at) == TokenKind::Word
        && is_particle(document.word(at))
        && (can_name(document, at + 1) || second())
}

fn can_name(document: &Document<'_>, at: usize) -> bool {
    if !document.is_name(at) {
        return false;
    }
    let class = document.entry(at).class;
    let beside = at > 0 && document.is_name(at - 1) && !document.is(at - 1, Class::FUNCTION);
    !(class.is(Class::FUNCTION) || class.is(Class::TIME))
        || class.is(Class::GIVEN)
        || class.is(Class::AUX) && beside
}

/// Whether a bare name is the full name of a person.
pub(crate) fn is_full_name(
    document: &Document<'_>,
    bare: &Range<usize>,
    countries: &[CountryName],
) -> bool {
    // "van der" and its like do not make a name too long.
    if bare.len() < 2
        || bare.clone().filter(|at| document.is_name(*at)).count() > 5
        || bare.len() > 8
    {
        return false;
    }
    if bare.clone().any(|at| document.is(at, Class::JOINT)) {
        return false;
    }
    if document.is(bare.start, Class::GIVEN) || document.is(bare.start, Class::REGAL) {
        return true;
    }
    let body = Class::ORG
        .or(Class::TIME)
        .or(Class::GROUP)
        .or(Class::DOCUMENT)
        .or(Class::PERSON)
        .or(Class::MODIFIER);
    // "Ada Prado de Albuquerque": a town after a particle is a part of the name.
    let town = bare.end - 1;
    let particle = town > bare.start + 1 && is_particle(document.word(town - 1));
    let rest = if particle { bare.start..town } else { bare.clone() };
    !bare.clone().any(|at| document.is(at, body))
        && within(countries, document.span(&rest)).is_empty()
}

/// Whether the token at `at` and the one after it are in one name.
pub(crate) fn joins_name(document: &Document<'_>, at: usize, next: usize) -> bool {
    match document.kind(at) {
        TokenKind::Name => {
            !document.is(at, Class::FUNCTION)
                || document.is(at, Class::GIVEN)
                || document.is(at, Class::AUX)
        }
        TokenKind::Word => {
            // "van der" and "de la": two at most.
            let ahead = document.is_name(next)
                || is_particle(document.word(next)) && document.is_name(next + 1);
            let behind = at.checked_sub(1).is_some_and(|before| {
                document.is_name(before)
                    || is_particle(document.word(before))
                        && before > 0
                        && document.is_name(before - 1)
            });
            is_particle(document.word(at)) && ahead && behind
        }
        _ => false,
    }
}

/// The name at the end of "… of Chad Ada Odu", if an office is before the preposition at `cut`:
/// an office and its holder are written without a comma.
pub(crate) fn named_after_title(
    document: &Document<'_>,
    cut: usize,
    end: usize,
) -> Option<Range<usize>> {
    let mut first = end;
    while first > cut + 1 && joins_name(document, first - 1, first) {
        first -= 1;
    }
    let titled = (first..end).rev().skip(1).find(|at| document.is(*at, Class::TITLE));
    let given = (first + 1..end.saturating_sub(1)).find(|at| document.is(*at, Class::GIVEN));
    let body = (first..end.saturating_sub(1))
        .rev()
        .find(|at| document.is(*at, Class::ORG))
        .map(|at| at + 1);
    let start = match (titled, given, body) {
        (Some(title), _, _) => title + 1,
        (_, Some(given), _) => given,
        (_, _, Some(behind)) => behind,
        _ if end - first >= 3
            && document.word(cut) == "of"
            && !document.word(end - 1).chars().all(char::is_uppercase) =>
        {
            end - 2
        }
        _ => return None,
    };
    (titled.is_some() || end - start >= 2 && !(start..end).any(|at| document.is(at, Class::ORG)))
        .then_some(start..end)
}

/// The end of a name without the letters after it: "Ada Odu" of "Ada Odu MP". "The Hull MP" has
/// none: letters that are an office too need a name of two words before them, and no article.
fn without_letters(document: &Document<'_>, run: &Range<usize>) -> usize {
    let mut end = run.end;
    while end > run.start + 1 {
        // "Ph.D." is of two tokens.
        if matches!((document.word(end - 2), document.word(end - 1)), ("Ph." | "M.", "D."))
            && end > run.start + 2
        {
            end -= 2;
            continue;
        }
        let esquire = matches!(document.word(end - 1), "Esq" | "Esq.");
        if !(document.is(end - 1, Class::LETTERS) || esquire) {
            break;
        }
        let office = document.is(end - 1, Class::PERSON);
        let owned = || {
            run.start.checked_sub(1).is_some_and(|before| {
                document.is(before, Class::DET) || document.kind(before) == TokenKind::Possessive
            })
        };
        if office && (end < run.start + 3 || owned()) {
            break;
        }
        end -= 1;
    }
    end
}

/// The token after the letters that follow a name which ends at `end`.
pub(crate) fn behind_letters(document: &Document<'_>, end: usize) -> usize {
    let mut at = end;
    while document.is_name(at) && document.is(at, Class::LETTERS) {
        at += 1;
    }
    at
}

/// Whether a capital word that opens a sentence is a verb before a name: "Says Ada Odu: “…”", "Take
/// Ada Odu, a baker."
fn leads_in(document: &Document<'_>, at: usize) -> bool {
    let class = document.entry(at).class;
    let says = class.is(Class::SPEECH) && class.is(Class::THIRD.or(Class::PAST));
    let shows = || {
        let word = document.word(at);
        let verbs = ["Take", "Enter", "Meet", "Ask", "Consider", "Hear", "Unlike", "Thank", "Call"];
        document.is(at + 1, Class::GIVEN) && verbs.contains(&word)
    };
    opens(document, at) && !class.is(Class::GIVEN) && (says || shows())
}

/// Whether a token is the first of a sentence.
fn opens(document: &Document<'_>, at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| {
        matches!(document.kind(before), TokenKind::Stop | TokenKind::Quotation(_))
    })
}

/// Whether a word ends as words for who does something do: "grower", "pianist", "evacuee".
pub(crate) fn is_agent(word: &str) -> bool {
    let ends = ["er", "or", "ist", "ee", "ian", "eer", "man", "woman", "smith", "wright"];
    word.len() > 4 && ends.iter().any(|end| word.ends_with(end))
}

/// The name without the titles, offices and countries before it and the letters after it.
pub(crate) fn bare_name(document: &Document<'_>, run: Range<usize>) -> Range<usize> {
    let run = run.start..without_letters(document, &run);
    let mut first = run.start;
    for at in run.start..run.end.saturating_sub(1) {
        let class = document.entry(at).class;
        let given =
            at > first && document.is(at - 1, Class::GIVEN) && document.word(at - 1) != "Lance";
        // "Lib Dem Ada Odu"
        let body = class.is(Class::ORG) && !class.is(Class::JOINT);
        if body && !given && at + 2 < run.end && document.is(at + 1, Class::GIVEN) {
            first = at + 1;
        }
        // Titles that are names of many as well.
        let title = match document.word(at) {
            "Sri" => {
                // "Dato' Sri" has the apostrophe between.
                at > 0 && matches!(document.word(at - 1), "Tan" | "Dato" | "Puan")
                    || at > 1 && document.word(at - 2) == "Dato"
            }
            "Begum" | "Sardar" | "Pandit" => at == first,
            _ if at != first || at + 2 >= run.end || !document.is(at + 1, Class::GIVEN) => false,
            "Dean" | "Canon" | "Elder" | "Earl" | "Count" | "Duke" | "Don" | "Marine" | "Mama"
            | "Gogo" | "Baba" | "Auntie" | "Aunty" | "Ranger" | "Gunner" | "Sapper"
            | "Guardsman" | "Matron" | "Prophet" | "Syed" | "Naik" => true,
            _ => false,
        };
        // "Father-of-two Ada Odu"
        let word = document.word(at);
        let parent = at == run.start && word.len() > 6 && word.contains("-of-");
        // "Utrecht-born Ada Odu"
        let placed = at == run.start && (word.ends_with("-born") || word.ends_with("-based"));
        // "Separately Ada Odu"
        let manner = at == run.start
            && word.ends_with("ly")
            && !class.is(Class::GIVEN)
            && at + 2 < run.end
            && document.is(at + 1, Class::GIVEN);
        // "Senators Ada Odu and Bo Lee"
        let several = at == run.start
            && class.is(Class::GROUP)
            && document.entry(at).title != 0
            && word.ends_with('s');
        // "Says Ada Odu: “…”", "Take Ada Odu, a baker."
        let leads = at == run.start && at + 2 < run.end && leads_in(document, at);
        // "Evacuee Ada Odu"
        let agent = at == run.start
            && at + 2 < run.end
            && !class.is(Class::GIVEN)
            && document.is(at + 1, Class::GIVEN)
            && opens(document, at)
            && is_agent(word);
        let before = title || parent || placed || manner || several || leads || agent;
        if class.is(Class::PERSON) && !given || before {
            let regal = class.is(Class::REGAL) && at + 2 == run.end;
            first = if regal { at } else { at + 1 };
        }
    }
    first..run.end
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn names_lose_what_stands_before_them() {
        assert_eq!(
            said("“We won,” said Rear Admiral Peter van der Odu."),
            ["Rear Admiral Peter van der Odu | Peter van der Odu"]
        );
        assert_eq!(
            said("“We won,” said Datuk Seri Peter bin Odu."),
            ["Datuk Seri Peter bin Odu | Peter bin Odu"]
        );
        assert_eq!(
            said("“We won,” said the mayor of Hull Ada Odu."),
            ["the mayor of Hull Ada Odu | Ada Odu"]
        );
    }
}
