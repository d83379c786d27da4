//! Tables by word, in which most words are looked up as one number, without a loop over their
//! letters.

use foldhash::fast::FixedState;
use std::collections::HashMap;

use crate::model::Span;

/// Longest word that a table can hold, in bytes.
pub(crate) const LONGEST: usize = 32;

/// Longest word that is one number.
const SHORT: usize = 8;

/// A table by word. Its keys come from the lists alone, so the hash need not withstand chosen ones.
#[derive(Debug)]
pub(crate) struct Words<T> {
    short: HashMap<u64, T, FixedState>,
    long: HashMap<Vec<u8>, T, FixedState>,
}

impl<T> Default for Words<T> {
    fn default() -> Self {
        Self { short: HashMap::default(), long: HashMap::default() }
    }
}

impl<T: Default> Words<T> {
    /// The value of a word, made if there is none yet.
    pub(crate) fn entry(&mut self, word: &str) -> &mut T {
        let bytes = word.as_bytes();
        debug_assert!(bytes.len() <= LONGEST, "{word} is longer than any word that is looked up");
        match short(bytes) {
            Some(number) => self.short.entry(number).or_default(),
            None => self.long.entry(bytes.to_vec()).or_default(),
        }
    }
}

impl<T> Words<T> {
    /// Looks up the word at `span` of a text, as it is written.
    #[inline]
    pub(crate) fn get(&self, text: &[u8], span: Span) -> Option<&T> {
        if span.len() <= SHORT {
            return self.short.get(&short_at(text, span)?);
        }
        self.get_long(text.get(span.range())?)
    }

    /// Looks up the word at `span` of a text with small letters for the capitals of ASCII.
    #[inline]
    pub(crate) fn get_lower(&self, text: &[u8], span: Span) -> Option<&T> {
        if span.len() <= SHORT {
            return self.short.get(&lower(short_at(text, span)?));
        }
        let word = text.get(span.range())?;
        let mut small = [0_u8; LONGEST];
        let small = small.get_mut(..word.len())?;
        small.copy_from_slice(word);
        small.make_ascii_lowercase();
        self.get_long(small)
    }

    fn get_long(&self, word: &[u8]) -> Option<&T> {
        if word.len() > LONGEST { None } else { self.long.get(word) }
    }
}

/// The bytes of a short word in a text as a number. If the text is long enough, eight are
/// read at once, and those after the word are shifted out.
#[inline]
fn short_at(text: &[u8], span: Span) -> Option<u64> {
    match text.get(span.start()..).and_then(|rest| rest.first_chunk::<SHORT>()) {
        Some(wide) if !span.is_empty() => {
            let behind = 8 * (SHORT - span.len());
            Some(u64::from_le_bytes(*wide) << behind >> behind)
        }
        _ => text.get(span.range()).and_then(short),
    }
}

fn short(word: &[u8]) -> Option<u64> {
    let mut padded = [0; SHORT];
    padded.get_mut(..word.len())?.copy_from_slice(word);
    Some(u64::from_le_bytes(padded))
}

/// Eight bytes with small letters for capitals: in each byte the top bit of a sum shows whether it
/// is between A and Z, and that bit, moved, is the one by which a capital and its small letter
/// differ.
const fn lower(bytes: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let seven = bytes & (EACH * 0x7f);
    let from_a = seven + EACH * (0x80 - b'A' as u64);
    let behind_z = seven + EACH * (0x7f - b'Z' as u64);
    bytes | ((from_a ^ behind_z) & !bytes & (EACH * 0x80)) >> 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_length_are_found_wherever_they_stand() {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";
        let mut small = Words::default();
        let mut large = Words::default();
        for length in 1..=LONGEST {
            *small.entry(&letters[..length].to_lowercase()) = length;
            *large.entry(&letters[..length]) = length;
        }
        for behind in ["", " ", " and a long tail of other words"] {
            let text = format!("x {letters}{behind}");
            for length in 1..=LONGEST {
                let span = Span::of(2..2 + length);
                assert_eq!(small.get_lower(text.as_bytes(), span), Some(&length));
                assert_eq!(large.get(text.as_bytes(), span), Some(&length));
                assert_eq!(large.get(text.as_bytes(), Span::of(3..3 + length.min(30))), None);
            }
        }
        assert_eq!(small.get_lower(&[b'a'; 99], Span::of(0..LONGEST + 1)), None);
        assert_eq!(small.get_lower(b"a", Span::of(1..1)), None);
        assert_eq!(small.get_lower(b"a", Span::of(5..9)), None);
    }

    #[test]
    fn only_capitals_of_ascii_are_made_small() {
        for byte in 0..=u8::MAX {
            let word = [byte; SHORT];
            assert_eq!(
                lower(u64::from_le_bytes(word)).to_le_bytes(),
                word.map(|byte| byte.to_ascii_lowercase())
            );
        }
    }
}
