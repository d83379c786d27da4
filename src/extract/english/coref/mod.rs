//! Coreference: which person or organisation each name, pronoun and title means.

mod coreference;
mod joint_speakers;
mod organisations;
mod people;
mod pronoun_resolution;
mod reference;
mod speaker_country;
mod speaker_details;
mod title_holders;

pub(crate) use coreference::references;
pub(crate) use joint_speakers::JointSpeakers;
pub(crate) use people::People;
pub(crate) use speaker_country::Countries;
pub(crate) use speaker_details::{Speaker, speakers};
