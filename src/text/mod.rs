//! The shape of a text: paragraphs and their kinds, quotation marks, words and sentences, as byte
//! spans of the text.

mod appeals;
#[cfg_attr(not(feature = "english"), allow(dead_code, reason = "extraction alone reads words"))]
pub(crate) mod ascii;
mod by_first;
mod captions;
mod interviews;
mod kinds;
mod line_lists;
#[cfg(feature = "english")]
mod marks;
mod paragraphs;
mod particles;
mod rows;
#[cfg(feature = "english")]
mod sentences;
mod signatures;
mod stamps;
#[cfg(feature = "english")]
mod tokens;
mod turn_labels;
mod turns;
mod widgets;
mod wrapped;

#[cfg(feature = "english")]
pub(crate) use marks::{Quotation, quotations, quotes_singly};
pub(crate) use paragraphs::paragraphs;
#[cfg(feature = "english")]
pub(crate) use paragraphs::{Layout, Turn, layout};
#[cfg(feature = "english")]
pub(crate) use particles::is_particle;
#[cfg(feature = "english")]
pub(crate) use rows::rows;
#[cfg(feature = "english")]
pub(crate) use sentences::sentences;
#[cfg(feature = "english")]
pub(crate) use tokens::{Token, TokenKind, tokens};
#[cfg(feature = "english")]
pub(crate) use turns::Voice;
