//! What can go wrong, as one opaque type with a kind to match on.

use std::error::Error as StdError;
use std::fmt;

/// The result of every fallible call of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Says what went wrong, to a program through [`kind`](Error::kind) and to a person through `Display`.
///
/// The message names the record or the argument concerned and what to do about it. Control characters in it, as
/// a path or a name may hold them, print escaped. It is one word in size. [`source`](StdError::source) returns the underlying error where there is one.
///
/// # Examples
/// ```
/// use onrecord::{Country, ErrorKind};
/// let error = "Atlantis".parse::<Country>().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidInput);
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Sorts errors by what a program can do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The engine failed. The handle refuses further writes; reopen the store.
    Storage,
    /// A stored value is damaged or missing. The message names it.
    Corrupt,
    /// The store is older than what it had acknowledged as durable.
    RolledBack,
    /// An argument, a draft or an input line cannot be taken. Nothing was written for it.
    InvalidInput,
    /// What was asked for by name or path does not exist.
    NotFound,
    /// Another process, or another handle of this one, has the store open.
    Locked,
    /// The store was written in a format that this version cannot read.
    IncompatibleFormat,
    /// An earlier storage error made this handle refuse writes; reopen the store.
    Poisoned,
    /// A file outside the engine could not be read or written.
    Io,
    /// The last handle of the store was dropped, and a view was asked for what it does not hold itself.
    Closed,
}

impl ErrorKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Storage => "storage error",
            Self::Corrupt => "corrupt",
            Self::RolledBack => "rolled back",
            Self::InvalidInput => "invalid input",
            Self::NotFound => "not found",
            Self::Locked => "locked",
            Self::Closed => "closed",
            Self::IncompatibleFormat => "incompatible format",
            Self::Poisoned => "poisoned",
            Self::Io => "input or output error",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Error {
    /// Makes an error that has no other behind it.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), source: None }))
    }

    /// Makes an [`ErrorKind::InvalidInput`] error, the kind that most checks end in.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidInput, message)
    }

    /// Makes an [`ErrorKind::Corrupt`] error.
    pub(crate) fn corrupt(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Corrupt, message)
    }

    /// Puts the error that caused this one behind it.
    #[must_use]
    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Puts the place where it happened before the message.
    #[must_use]
    pub(crate) fn at(mut self, place: impl fmt::Display) -> Self {
        self.0.message = format!("{place}: {}", self.0.message);
        self
    }

    /// Returns the kind, for a program to match on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.0.kind)?;
        write_escaped(f, &self.0.message)?;
        match &self.0.source {
            Some(source) => {
                f.write_str(" (")?;
                write_escaped(f, &source.to_string())?;
                f.write_str(")")
            }
            None => Ok(()),
        }
    }
}

/// Writes a text so that it can neither command a terminal nor turn the direction of writing round.
fn write_escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    text.chars().try_for_each(|letter| match letter {
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            write!(f, "{}", letter.escape_unicode())
        }
        letter if letter.is_control() => write!(f, "{}", letter.escape_default()),
        letter => write!(f, "{letter}"),
    })
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.source.as_ref()?;
        Some(&**source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_word_and_keeps_its_source() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        let error = Error::new(ErrorKind::Io, "cannot read notes.txt")
            .with_source(std::io::Error::other("disk"));
        assert_eq!(error.to_string(), "input or output error: cannot read notes.txt (disk)");
        assert!(error.source().is_some_and(<dyn StdError>::is::<std::io::Error>));
    }

    #[test]
    fn what_is_printed_cannot_command_a_terminal() {
        let error = Error::new(ErrorKind::Io, "cannot read \u{1b}[2J\r.txt").with_source("a\u{7}b");
        assert_eq!(
            error.to_string(),
            "input or output error: cannot read \\u{1b}[2J\\r.txt (a\\u{7}b)"
        );
    }
}
