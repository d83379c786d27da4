//! A verb or phrase of saying and its subject.

use std::ops::Range;

use crate::extract::english::grammar::Noun;

/// A verb or phrase of saying and its subject.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    /// The tokens of the cue.
    pub(crate) tokens: Range<usize>,
    /// Who says it.
    pub(crate) noun: Option<Noun>,
    /// The tokens from the subject to the cue, whichever comes first.
    pub(crate) reach: Range<usize>,
    /// Whether the verb takes whole sentences as its object.
    pub(crate) speech: bool,
    /// Whether it is in a relative clause: "who said".
    pub(crate) relative: bool,
}
