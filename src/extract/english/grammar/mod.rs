//! Noun phrases and clauses, and what the words of a phrase tell of its referent.

mod affiliations;
mod clauses;
mod conjuncts;
mod country_rule;
mod descriptions;
mod gender;
mod joined_names;
mod names;
mod noun_phrases;
mod places;
mod premodifiers;
mod referent_kind;
mod roles;
mod titles;

pub(crate) use affiliations::{affiliation, home, is_foreign, owner, role_country};
pub(crate) use clauses::{behind_insertion, main_subject, opens_clause, with_name_behind};
pub(crate) use conjuncts::{conjuncts, joint_start};
pub(crate) use country_rule::{CountryRule, Told};
pub(crate) use descriptions::introduced;
pub(crate) use gender::{Gender, given_gender, role_gender, title_gender};
pub(crate) use joined_names::joined_names;
pub(crate) use names::{NameRun, bare_name, behind_letters, is_agent, is_full_name, name_runs};
pub(crate) use noun_phrases::{Noun, NounKind, bare_noun_before, noun_after, noun_before};
pub(crate) use places::first_country;
pub(crate) use premodifiers::with_premodifiers;
pub(crate) use referent_kind::{
    determined, is_single, is_title, is_utterance, names_one, names_speaker, or_author,
    or_name_behind, or_self_named, or_utterer, owns_utterance,
};
pub(crate) use roles::{role_after, role_apposed, role_before};
pub(crate) use titles::{Title, title_at, titles_in};
