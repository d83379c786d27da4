//! Which quotations are speech, and how much of it stands inside the marks.

use super::attribution::Link;
use super::lexicon::Class;
use super::page::{Page, Sentence};
use crate::model::QuoteKind;
use crate::text::TokenKind;

/// The last letter of words that is no mark of quotation.
pub(super) fn last_letter(words: &str) -> char {
    words.trim_end_matches(['’', '\'', ' ', '”', '"']).chars().next_back().unwrap_or(' ')
}

/// Whether a quotation gives what somebody said or wrote, and is no title, name or word held at arm's length.
pub(super) fn is_speech(page: &Page<'_>, sentence: &Sentence, at: usize, quotation: usize) -> bool {
    let words = page.quoted(quotation);
    if words.len() > 120 {
        return true;
    }
    let before = at.checked_sub(1).filter(|before| *before >= sentence.tokens.start);
    let previous = before.map_or("", |before| page.word(before));
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
    ) && !before.is_some_and(|before| before > 0 && page.is(before - 1, Class::AUX));
    // "“…” — Daily Name, May 3, 2008": a headline in a list of sources.
    let last = sentence.tokens.end - 1;
    let dated = at == sentence.tokens.start
        && page.kind(at + 1) == TokenKind::Dash
        && page.kind(last) == TokenKind::Number
        && page.word(last).len() == 4;
    if dated || matches!(previous, "name" | "pseudonym" | "nickname" | "alias" | "moniker") {
        return false;
    }
    // Ada "Captain" Odu
    let inside_name = before
        .is_some_and(|before| page.is_name(before) && page.is(before, Class::GIVEN))
        && page.is_name(at + 1)
        && words.split_whitespace().nth(3).is_none();
    let capitals = title_case(words);
    if inside_name || named && (capitals || previous != "called") {
        return false;
    }
    // "known to its riders as “the Goat”"
    let known = previous == "as"
        && before.is_some_and(|before| {
            let first = before.saturating_sub(6).max(sentence.tokens.start);
            (first..before).any(|at| matches!(page.word(at), "known" | "nicknamed"))
        });
    // "her first novel, “The Long Harbour”" and "called “The Long Harbour” as good as any"
    let work = before.is_some_and(|before| {
        page.kind(before) == TokenKind::Comma
            && matches!(
                page.word(before.saturating_sub(1)),
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
    let object =
        before.is_some_and(|before| page.is(before, Class::CUE)) && page.word(at + 1) == "as";
    if known || capitals && (work || object) {
        return false;
    }
    !(capitals
        && before.is_some_and(|before| {
            page.kind(before) == TokenKind::Possessive || page.is(before, Class::PREP)
        }))
}

/// Whether words are written as a title is: two or more, each with a capital but for the small ones.
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

/// Whether words inside marks go on with a sentence begun outside them: "Her father, she says, “could hear it”" and
/// "He says he will go — “slowly”".
fn goes_on(
    page: &Page<'_>,
    sentence: &Sentence,
    at: usize,
    words: &str,
    link: Option<&Link>,
) -> bool {
    let Some(cue) = link.and_then(|link| link.cue.as_ref()) else { return false };
    if !words.starts_with(char::is_lowercase) || cue.start >= at {
        return false;
    }
    let before = sentence.tokens.start..at;
    let quoted = before.clone().any(|at| page.quotation_at(at).is_some());
    let put_in = before.clone().any(|comma| comma < cue.start && page.is_comma(comma));
    let dash = page.kind(at - 1) == TokenKind::Dash && (cue.end..at).any(|at| page.is_word(at));
    dash || !quoted && put_in && page.kind(at - 1) == TokenKind::Comma
}

/// Whether all that is attributed stands inside the marks.
pub(super) fn kind(
    page: &Page<'_>,
    sentence: &Sentence,
    at: usize,
    quotation: usize,
    link: Option<&Link>,
) -> QuoteKind {
    let words = page.quoted(quotation);
    let begins = at == sentence.tokens.start
        || page.quotation_at(at - 1).is_some()
        || matches!(page.kind(at - 1), TokenKind::Comma | TokenKind::Colon | TokenKind::Dash)
        || link.and_then(|link| link.cue.as_ref()).is_some_and(|cue| cue.end == at);
    let begins = begins && !goes_on(page, sentence, at, words, link);
    let next = at + 1;
    let whole = next >= sentence.tokens.end
        || !page.is_word(next)
        || link.and_then(|link| link.cue.as_ref()).is_some()
        || matches!(last_letter(words), ',' | '.' | '?' | '!');
    if begins && whole { QuoteKind::Direct } else { QuoteKind::Mixed }
}

#[cfg(test)]
mod tests {
    use crate::extract::english::said::said;

    #[test]
    fn words_held_at_arms_length_are_no_speech() {
        assert_eq!(said("Peter “Captain” Odu left."), Vec::<String>::new());
        assert_eq!(said("She wrote a novel, “The Long Harbour”, in May."), Vec::<String>::new());
        assert_eq!(said("Ada Odu called it “a trap for all”."), ["Ada Odu | Ada Odu"]);
    }
}
