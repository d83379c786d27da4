//! Which quotations are speech, and how much of it is inside the marks.

use std::ops::Range;

use crate::extract::english::document::{Document, Sentence};
use crate::extract::english::lexicon::Class;
use crate::model::QuoteKind;
use crate::text::TokenKind;

/// The last letter of words that is no mark of quotation.
pub(crate) fn last_letter(words: &str) -> char {
    words.trim_end_matches(['’', '\'', ' ', '”', '"']).chars().next_back().unwrap_or(' ')
}

/// Whether a quotation gives what somebody said or wrote, and is no title, name or word held at
/// arm's length.
pub(crate) fn is_speech(
    document: &Document<'_>,
    sentence: &Sentence,
    at: usize,
    quotation: usize,
) -> bool {
    let words = document.quoted(quotation);
    if words.len() > 120 {
        return true;
    }
    let before = at.checked_sub(1).filter(|before| *before >= sentence.tokens.start);
    let previous = before.map_or("", |before| document.word(before));
    let named = matches!(
        previous,
        "titled"
            | "entitled"
            | "dubbed"
            | "named"
            | "nicknamed"
            | "so-called"
            | "called"
            | "known"
            | "headlined"
    ) && !before
        .is_some_and(|before| before > 0 && document.is(before - 1, Class::AUX));
    // "“…” — Daily Name, May 3, 2008": a headline in a list of sources.
    let last = sentence.tokens.end - 1;
    let dated = at == sentence.tokens.start
        && document.kind(at + 1) == TokenKind::Dash
        && document.kind(last) == TokenKind::Number
        && document.word(last).len() == 4;
    // "a man who goes by “Ace”"
    let called = previous == "by"
        && before.is_some_and(|by| {
            by > 0 && matches!(document.word(by - 1), "goes" | "went" | "go" | "going")
        });
    let name = matches!(previous, "name" | "pseudonym" | "nickname" | "alias" | "moniker");
    if dated || called || name {
        return false;
    }
    // Ada "Captain" Odu
    let inside_name = before
        .is_some_and(|before| document.is_name(before) && document.is(before, Class::GIVEN))
        && document.is_name(at + 1)
        && words.split_whitespace().nth(3).is_none();
    let capitals = title_case(words);
    if inside_name || named && (capitals || previous != "called") {
        return false;
    }
    // "known to its riders as “the Goat”"
    let known = previous == "as"
        && before.is_some_and(|before| {
            let first = before.saturating_sub(6).max(sentence.tokens.start);
            (first..before).any(|at| matches!(document.word(at), "known" | "nicknamed"))
        });
    // "her first novel, “The Long Harbour”" and "called “The Long Harbour” as good as any"
    let work = before.is_some_and(|before| {
        document.kind(before) == TokenKind::Comma
            && matches!(
                document.word(before.saturating_sub(1)),
                "book"
                    | "novel"
                    | "memoir"
                    | "film"
                    | "movie"
                    | "play"
                    | "song"
                    | "album"
                    | "series"
                    | "show"
                    | "ad"
                    | "website"
            )
    });
    let object = before.is_some_and(|before| document.is(before, Class::CUE))
        && document.word(at + 1) == "as";
    if known || capitals && (work || object) {
        return false;
    }
    !(capitals
        && before.is_some_and(|before| {
            document.kind(before) == TokenKind::Possessive || document.is(before, Class::PREP)
        }))
}

/// Whether words are written as a title is: two or more, each with a capital but for the small
/// ones.
fn title_case(words: &str) -> bool {
    let mut count = 0;
    let capitals = words.split_whitespace().all(|word| {
        count += 1;
        let bare = word.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        bare.starts_with(|letter: char| letter.is_uppercase() || letter.is_ascii_digit())
            || matches!(
                bare,
                "a" | "an"
                    | "the"
                    | "of"
                    | "in"
                    | "on"
                    | "and"
                    | "for"
                    | "to"
                    | "with"
                    | "at"
                    | "&"
                    | ""
            )
    });
    capitals && count > 1
}

/// Whether words inside marks go on with a sentence begun outside them: "Her father, she says,
/// “could hear it”" and "He says he will go — “slowly”".
fn goes_on(
    document: &Document<'_>,
    sentence: &Sentence,
    at: usize,
    words: &str,
    cue: Option<&Range<usize>>,
) -> bool {
    let Some(cue) = cue else { return false };
    if !words.starts_with(char::is_lowercase) || cue.start >= at {
        return false;
    }
    let before = sentence.tokens.start..at;
    let quoted = before.clone().any(|at| document.quotation_at(at).is_some());
    let put_in = before.clone().any(|comma| comma < cue.start && document.is_comma(comma));
    let dash =
        document.kind(at - 1) == TokenKind::Dash && (cue.end..at).any(|at| document.is_word(at));
    dash || !quoted && put_in && document.kind(at - 1) == TokenKind::Comma
}

/// Whether all that is attributed is inside the marks.
pub(crate) fn kind(
    document: &Document<'_>,
    sentence: &Sentence,
    at: usize,
    quotation: usize,
    cue: Option<&Range<usize>>,
) -> QuoteKind {
    let words = document.quoted(quotation);
    let begins = at == sentence.tokens.start
        || document.quotation_at(at - 1).is_some()
        || matches!(document.kind(at - 1), TokenKind::Comma | TokenKind::Colon | TokenKind::Dash)
        || cue.is_some_and(|cue| cue.end == at);
    let begins = begins && !goes_on(document, sentence, at, words, cue);
    let next = at + 1;
    let whole = next >= sentence.tokens.end
        || !document.is_word(next)
        || cue.is_some()
        || matches!(last_letter(words), ',' | '.' | '?' | '!');
    if begins && whole { QuoteKind::Direct } else { QuoteKind::Mixed }
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn words_held_at_arms_length_are_no_speech() {
        assert_eq!(said("Peter “Captain” Odu left."), Vec::<String>::new());
        assert_eq!(said("She wrote a novel, “The Long Harbour”, in May."), Vec::<String>::new());
        assert_eq!(said("Ada Odu called it “a trap for all”."), ["Ada Odu | Ada Odu"]);
    }
}
