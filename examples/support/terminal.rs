//! Text of articles and errors on a terminal, which they cannot control.

use std::error::Error;
use std::io;
use std::process::ExitCode;

/// Returns the text on one line: white space as spaces, and control characters and marks that
/// change the direction of writing as their numbers.
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

/// Iterates over an error and its sources.
fn sources<'e>(
    error: &'e (dyn Error + 'static),
) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// Returns the messages of an error and of its sources on one line.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    sources(error).map(|error| plain(&error.to_string())).collect::<Vec<_>>().join(": ")
}

/// Prints an error with its sources and returns the exit status of the program.
///
/// A reader of the output that stops early, such as `head`, is no failure.
pub(crate) fn fail(error: &(dyn Error + 'static)) -> ExitCode {
    let is_broken_pipe = sources(error)
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe);
    if is_broken_pipe {
        return ExitCode::SUCCESS;
    }
    eprintln!("{}", chain(error));
    ExitCode::FAILURE
}
