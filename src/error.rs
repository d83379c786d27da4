//! The error of this crate: one opaque type with a kind to match on.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};

/// The result of every fallible call of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of every fallible call: a [kind](Error::kind) for a program, a message for a person.
///
/// The message names the record or the argument concerned and what to do about it. `Display` prints
/// it with control characters escaped, as a path or a name may hold them, and leaves the cause to
/// [`source`](StdError::source): print the whole chain. An error is one word in size.
///
/// # Examples
/// ```
/// use std::error::Error as _;
/// use onrecord::Store;
///
/// let error = Store::open("/no/such/store").unwrap_err();
/// eprint!("{error}");
/// let mut cause = error.source();
/// while let Some(error) = cause {
///     eprint!(": {error}");
///     cause = error.source();
/// }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kind of an error, by what a program can do about it.
///
/// # Examples
/// ```
/// use onrecord::{Country, ErrorKind};
/// let error = Country::parse("Atlantis").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidInput);
/// assert_eq!(ErrorKind::InvalidInput.to_string(), "invalid input");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Returned if the engine failed: the handle refuses further writes until the store is
    /// reopened.
    Storage,
    /// Returned if a stored value, which the message names, is damaged or missing.
    Corrupt,
    /// Returned if the store is older than what it acknowledged as durable.
    RolledBack,
    /// Returned if an argument, a draft or an input line is refused, before anything is written for
    /// it.
    InvalidInput,
    /// Returned if a page or an item of a feed is no article, such as a list of articles.
    NotArticle,
    /// Returned if an extractor failed on an article; its error is the source.
    Extraction,
    /// Returned if nothing has the given name, id or path.
    NotFound,
    /// Returned if another process, or another handle of this process, has the store open.
    Locked,
    /// Returned if the store has a format that this version of the crate does not read.
    IncompatibleFormat,
    /// Returned if an earlier storage error made the handle refuse writes until the store is
    /// reopened.
    Poisoned,
    /// Returned if a file outside of the engine cannot be read or written.
    Io,
    /// Returned if a cursor of changes is before the floor of the feed: start over with
    /// [`ChangeCursor::START`](crate::ChangeCursor::START).
    Expired,
    /// Returned if the disk has less room than the reserve that the store keeps free; nothing was
    /// written.
    DiskFull,
    /// Returned if a view is asked for more than it holds itself after the last handle of its store
    /// was dropped.
    Closed,
}

impl ErrorKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Storage => "storage error",
            Self::Corrupt => "corrupt",
            Self::RolledBack => "rolled back",
            Self::InvalidInput => "invalid input",
            Self::NotArticle => "no article",
            Self::Extraction => "extraction failed",
            Self::NotFound => "not found",
            Self::Expired => "expired",
            Self::DiskFull => "disk full",
            Self::Closed => "closed",
            Self::Locked => "locked",
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
    /// Creates an error without a source.
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), source: None }))
    }

    /// Creates an [`ErrorKind::InvalidInput`] error, the kind that most checks end in.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidInput, message)
    }

    /// Creates an [`ErrorKind::NotArticle`] error.
    #[cfg(feature = "html")]
    pub(crate) fn not_article(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotArticle, message)
    }

    /// Creates an [`ErrorKind::Corrupt`] error.
    pub(crate) fn corrupt(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Corrupt, message)
    }

    /// Sets the error that caused this one.
    #[must_use]
    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds the place of the failure before the message.
    #[must_use]
    pub(crate) fn at(mut self, place: impl fmt::Display) -> Self {
        self.0.message = format!("{place}: {}", self.0.message);
        self
    }

    /// Returns the messages of the error and of its sources on one line, for a report that keeps
    /// text.
    pub(crate) fn chain(&self) -> String {
        let mut chain = self.to_string();
        let mut source = StdError::source(self);
        while let Some(error) = source {
            let _ = write!(chain, ": {}", Escaped(&error.to_string()));
            source = error.source();
        }
        chain
    }

    /// Returns the kind, for a program to match on.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{ErrorKind, Store};
    /// let error = Store::open("/no/such/store").unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::NotFound);
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.kind, Escaped(&self.0.message))
    }
}

/// Text printed so that it can neither command a terminal nor turn the direction of writing round.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|letter| match letter {
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                write!(f, "{}", letter.escape_unicode())
            }
            letter if letter.is_control() => write!(f, "{}", letter.escape_default()),
            letter => write!(f, "{letter}"),
        })
    }
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
        assert_eq!(error.to_string(), "input or output error: cannot read notes.txt");
        assert!(error.source().is_some_and(<dyn StdError>::is::<std::io::Error>));
    }

    #[test]
    fn a_printed_chain_has_each_message_once() {
        let disk = Error::new(ErrorKind::Storage, "cannot sync").with_source("disk full");
        let error = Error::invalid("cannot keep the article").with_source(disk);
        let mut printed = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            printed = format!("{printed}: {error}");
            source = error.source();
        }
        for message in ["cannot keep the article", "cannot sync", "disk full"] {
            assert_eq!(printed.matches(message).count(), 1, "{printed}");
        }
        assert_eq!(error.chain(), printed);
    }

    #[test]
    fn what_is_printed_cannot_command_a_terminal() {
        let error = Error::new(ErrorKind::Io, "cannot read \u{1b}[2J\r.txt").with_source("a\u{7}b");
        let chain = "input or output error: cannot read \\u{1b}[2J\\r.txt: a\\u{7}b";
        assert_eq!(error.chain(), chain);
        assert_eq!(error.to_string(), chain.replace(": a\\u{7}b", ""));
    }
}
