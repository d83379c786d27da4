//! Verbs and phrases of saying, with their subjects.

mod cue;
mod find_cues;
mod subjects;

pub(crate) use cue::Cue;
pub(crate) use find_cues::cues;
