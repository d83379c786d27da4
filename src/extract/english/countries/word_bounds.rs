//! Words of a text: their ends, and the form of their beginnings.

use crate::text::ascii::{self, is_mark_at};

/// Returns the end of the word that begins at `at`; `at` itself if none begins.
#[inline]
pub(crate) fn word_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let end = ascii::run(bytes, at).end;
    match bytes.get(end) {
        Some(byte) if byte.is_ascii_digit() || !byte.is_ascii() => mixed_word_end(text, end),
        _ => end,
    }
}

/// Returns the end of a word that goes on at `at` and may have more than letters of ASCII.
pub(crate) fn mixed_word_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while let Some(byte) = bytes.get(end) {
        if byte.is_ascii() {
            if !byte.is_ascii_alphanumeric() {
                break;
            }
            end += 1;
        } else if is_mark_at(bytes, end) {
            break;
        } else {
            match char_at(text, end) {
                Some(letter) if letter.is_alphanumeric() => end += letter.len_utf8(),
                _ => break,
            }
        }
    }
    end
}

pub(crate) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Returns whether a word begins with a capital and goes on in small letters.
pub(crate) fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
}
