//! The shape of a text: paragraphs and their kinds, quotation marks, words and sentences. Byte spans into the source text.

mod by_first;
mod kinds;
mod marks;
mod paragraphs;
mod sentences;
mod tokens;

pub(crate) use marks::{Quotation, quotations, quotes_singly};
pub(crate) use paragraphs::paragraphs;
pub(crate) use sentences::sentences;
pub(crate) use tokens::{Token, TokenKind, tokens};
