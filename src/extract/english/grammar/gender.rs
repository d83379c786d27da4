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
        match document.word(at).trim_end_matches('.').to_ascii_lowercase().as_str() {
            "mr" | "sir" | "lord" | "king" | "prince" | "congressman" | "councilman"
            | "chairman" | "businessman" | "spokesman" | "pope" | "father" | "husband" | "son"
            | "brother" | "uncle" | "nephew" | "grandfather" | "grandson" | "man" | "boy"
            | "policeman" | "schoolboy" | "salesman" | "fisherman" | "gentleman" | "landlord"
            | "headmaster" | "encik" | "alhaji" | "monsieur" | "herr" | "señor" | "shri"
            | "pak" => Some(Gender::Male),
            "mrs" | "ms" | "miss" | "datin" | "puan" | "cik" | "hajia" | "mme" | "madame"
            | "frau" | "señora" | "smt" | "sheikha" | "ibu" | "baroness" | "countess"
            | "duchess" | "dame" | "lady" | "queen" | "princess" | "congresswoman"
            | "councilwoman" | "chairwoman" | "businesswoman" | "spokeswoman" | "actress"
            | "sister" | "mother" | "wife" | "daughter" | "widow" | "aunt" | "niece"
            | "grandmother" | "woman" | "girl" | "policewoman" | "schoolgirl" | "saleswoman"
            | "landlady" | "headmistress" | "granddaughter" => Some(Gender::Female),
            _ => None,
        }
    })
}

/// The gender that the head of a role tells: "the batsman's mother".
pub(crate) fn role_gender(document: &Document<'_>, role: &Range<usize>) -> Option<Gender> {
    let end = role.clone().find(|at| document.is(*at, Class::PREP)).unwrap_or(role.end);
    title_gender(document, &(end.saturating_sub(1).max(role.start)..end))
}
