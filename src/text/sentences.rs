//! The ends of sentences, in a paragraph whose quotations are single tokens.

use std::ops::Range;

use super::tokens::{Token, TokenKind};

/// Longest sentence, in tokens; a longer one is cut, so that work on a sentence is bounded.
const SENTENCE_TOKENS: usize = 400;

/// Splits the tokens of one paragraph, which lie at `range` in `all`, into sentences.
pub(crate) fn sentences(
    text: &str,
    all: &[Token],
    range: Range<usize>,
    found: &mut Vec<Range<usize>>,
) {
    let mut start = range.start;
    let pairs = all.get(range.clone()).unwrap_or_default().windows(2);
    for (behind, pair) in (range.start + 1..).zip(pairs) {
        let [token, next] = pair else { break };
        if behind - start >= SENTENCE_TOKENS || ends(text, *token, *next) {
            found.push(start..behind);
            start = behind;
        }
    }
    if start < range.end {
        found.push(start..range.end);
    }
}

fn ends(text: &str, token: Token, next: Token) -> bool {
    let begins = matches!(
        next.kind,
        TokenKind::Name | TokenKind::Number | TokenKind::Quotation(_) | TokenKind::Open
    );
    match token.kind {
        TokenKind::Stop => {
            begins
                || !matches!(
                    next.kind,
                    TokenKind::Word | TokenKind::Comma | TokenKind::Close | TokenKind::Dash
                )
        }
        TokenKind::Quotation(_) => begins && quoted_end(text, token),
        // "… in the U.S. The vote …": an abbreviation ends a sentence only before a word that
        // begins one.
        TokenKind::Name | TokenKind::Word => {
            let last = token.span.end().checked_sub(1).and_then(|last| text.as_bytes().get(last));
            if last != Some(&b'.') {
                return false;
            }
            let word = text.get(token.span.range()).unwrap_or_default();
            !is_title(word)
                && (matches!(next.kind, TokenKind::Quotation(_)) || starts_sentence(text, next))
        }
        _ => false,
    }
}

/// Whether the words inside the marks end a sentence of their own.
fn quoted_end(text: &str, token: Token) -> bool {
    let words = text.get(token.span.range()).unwrap_or_default();
    let bare = words.trim_end_matches(['"', '”', '’', '\'', '»', '“', ' ', ')', ']']);
    bare.ends_with(['.', '!', '?', '…'])
}

fn is_title(word: &str) -> bool {
    let bare = word.trim_end_matches('.');
    matches!(
        bare,
        "Mr" | "Mrs"
            | "Ms"
            | "Dr"
            | "Sen"
            | "Sens"
            | "Rep"
            | "Reps"
            | "Gov"
            | "Govs"
            | "Gen"
            | "Lt"
            | "Col"
            | "Sgt"
            | "Capt"
            | "Prof"
            | "Rev"
            | "Hon"
            | "St"
            | "Maj"
            | "Cmdr"
            | "Adm"
            | "Brig"
            | "Fr"
            | "Messrs"
            | "Mt"
            | "Supt"
            | "Insp"
    ) || bare.chars().count() == 1
}

const STARTERS: &[&str] = &[
    "A",
    "After",
    "An",
    "And",
    "As",
    "At",
    "Both",
    "But",
    "During",
    "He",
    "Her",
    "His",
    "However",
    "If",
    "In",
    "It",
    "Its",
    "Meanwhile",
    "Mr",
    "Mr.",
    "Mrs",
    "Mrs.",
    "Ms",
    "Ms.",
    "On",
    "One",
    "She",
    "So",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "We",
    "What",
    "When",
    "While",
    "With",
    "You",
];

fn starts_sentence(text: &str, token: Token) -> bool {
    token.kind == TokenKind::Name
        && text.get(token.span.range()).is_some_and(|word| STARTERS.binary_search(&word).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;
    use crate::text::{quotations, tokens};

    fn split(text: &str) -> Vec<&str> {
        let whole = Span::of(0..text.len());
        let (mut quoted, mut words, mut found) = (Vec::new(), Vec::new(), Vec::new());
        quotations(text, whole, false, &mut quoted);
        tokens(text, whole, &quoted, 0, &mut words);
        sentences(text, &words, 0..words.len(), &mut found);
        found
            .iter()
            .map(|range| &text[words[range.start].span.start()..words[range.end - 1].span.end()])
            .collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert!(STARTERS.is_sorted());
        assert_eq!(
            split("Mr. Odu met Dr. J. K. Lee in the U.S. The talks failed. Why?"),
            ["Mr. Odu met Dr. J. K. Lee in the U.S.", "The talks failed.", "Why?"]
        );
        assert_eq!(
            split("“We won.” Odu left. “Did we?” she asked."),
            ["“We won.”", "Odu left.", "“Did we?” she asked."]
        );
        assert_eq!(
            split("“We won. Twice,” Odu said. He left"),
            ["“We won. Twice,” Odu said.", "He left"]
        );
        assert_eq!(
            split("It costs 1.5 million… or more. “Yes”. “No.”"),
            ["It costs 1.5 million… or more.", "“Yes”.", "“No.”"]
        );
    }
}
