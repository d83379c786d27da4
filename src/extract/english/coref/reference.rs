//! A token that means a person.

use crate::extract::english::grammar::Gender;

/// A token that means a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) token: usize,
    pub(crate) person: usize,
    /// Whether it is the subject of its sentence or of a verb of saying.
    pub(crate) subject: bool,
    /// The gender that a phrase for somebody without a name tells.
    pub(crate) gender: Option<Gender>,
    pub(crate) sentence: usize,
    pub(crate) paragraph: usize,
}

/// The person of a phrase for somebody without a name in the text: "a spokesman", "one resident".
pub(crate) const UNNAMED: usize = usize::MAX;
