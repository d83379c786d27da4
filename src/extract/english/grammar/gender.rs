//! Gender, as given names, titles and roles tell it.

use std::ops::Range;

use crate::extract::english::document::Document;
use crate::extract::english::lexicon::Class;

/// The people that pronouns call "he", and those they call "she".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    Male,
    Female,
}

pub(crate) fn given_gender(document: &Document<'_>, bare: &Range<usize>) -> Option<Gender> {
    // In a name of two words the second is a surname, whatever else it may be.
    let given = if bare.len() > 2 || document.word(bare.start).ends_with('.') { 2 } else { 1 };
    bare.clone().take(given).find_map(|at| {
        let class = document.entry(at).class;
        if class.is(Class::MALE) {
            Some(Gender::Male)
        } else if class.is(Class::FEMALE) {
            Some(Gender::Female)
        } else {
            None
        }
    })
}

/// The gender that a title such as "Mr" or "congresswoman" tells.
pub(crate) fn title_gender(document: &Document<'_>, titles: &Range<usize>) -> Option<Gender> {
    titles.clone().rev().find_map(|at| {
        let class = document.entry(at).class;
        if class.is(Class::MAN) {
            Some(Gender::Male)
        } else if class.is(Class::WOMAN) {
            Some(Gender::Female)
        } else {
            None
        }
    })
}

/// The gender that the head of a role tells: "the batsman's mother".
pub(crate) fn role_gender(document: &Document<'_>, role: &Range<usize>) -> Option<Gender> {
    let end = role.clone().find(|at| document.is(*at, Class::PREP)).unwrap_or(role.end);
    title_gender(document, &(end.saturating_sub(1).max(role.start)..end))
}
