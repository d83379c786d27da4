//! Which quotations are quotes, and which cue and subject each belongs to.

mod attribution;
mod classify;
mod confidence;
mod select_cue;
mod turns;

pub(crate) use attribution::{Attribution, Found, attribute};
pub(crate) use confidence::{Grounds, Known, confidence};
