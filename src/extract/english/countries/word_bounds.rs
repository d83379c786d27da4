//! Words of a text: their ends, and the form of their beginnings.

/// Which bytes are letters and digits of ASCII.
#[expect(
    clippy::indexing_slicing,
    reason = "worked out by the compiler, which would refuse a place out of bounds"
)]
const WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut byte: u8 = 0;
    while byte < 0x80 {
        word[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    word
};

/// Returns the end of the word that begins at `at`; `at` itself if none begins.
pub(crate) fn word_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    loop {
        let rest = bytes.get(end..).unwrap_or_default();
        let mut plain = 0;
        while rest.get(plain).is_some_and(|byte| WORD.get(usize::from(*byte)) == Some(&true)) {
            plain += 1;
        }
        end += plain;
        match rest.get(plain) {
            Some(byte) if !byte.is_ascii() => match char_at(text, end) {
                Some(letter) if letter.is_alphanumeric() => end += letter.len_utf8(),
                _ => return end,
            },
            _ => return end,
        }
    }
}

pub(crate) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Returns whether a word begins with a capital and goes on in small letters.
pub(crate) fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
}
