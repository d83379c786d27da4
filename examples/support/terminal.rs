//! Prints words of articles, and errors, so that they cannot steer a terminal.

use std::error::Error;

/// Shows text on one line: white space as spaces, and what steers a terminal or turns the direction of writing round
/// by its number.
pub(crate) fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => shown.push(' '),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                shown.extend(letter.escape_unicode());
            }
            letter if letter.is_control() => shown.extend(letter.escape_unicode()),
            letter => shown.push(letter),
        }
    }
    shown
}

/// Returns the messages of an error and of its sources on one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut chain = plain(&error.to_string());
    let mut source = error.source();
    while let Some(error) = source {
        chain = format!("{chain}: {}", plain(&error.to_string()));
        source = error.source();
    }
    chain
}
