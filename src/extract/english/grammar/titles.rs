//! Offices: which of them a phrase names, and whether two phrases can name one.

use std::ops::Range;

use crate::extract::english::document::Document;
use crate::extract::english::lexicon::{Class, entry};

/// An office that a phrase names: "prime minister", "deputy foreign minister".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    /// Its number in the lexicon; words for one office share it.
    number: u16,
    /// Whether it is that of a deputy.
    deputy: bool,
    /// The place of its field in [`FIELDS`].
    field: Option<usize>,
}

/// What an office can be for, each with other spellings and words for it.
const FIELDS: [&[&str]; 22] = [
    &["foreign"],
    &["interior"],
    &["home"],
    &["finance", "treasury"],
    &["defence", "defense"],
    &["trade", "commerce"],
    &["health"],
    &["justice"],
    &["education"],
    &["energy", "oil", "petroleum"],
    &["economy"],
    &["environment", "climate"],
    &["transport", "transportation"],
    &["agriculture"],
    &["fisheries"],
    &["culture"],
    &["housing"],
    &["tourism"],
    &["immigration"],
    &["press"],
    &["opposition"],
    &["party"],
];

impl Title {
    /// Whether two phrases can name one office: a field counts only if both name one.
    pub(crate) fn fits(self, other: Title) -> bool {
        let fields = self.field.is_none() || other.field.is_none() || self.field == other.field;
        self.number == other.number && self.deputy == other.deputy && fields
    }

    /// Whether nobody holds both: two ministers of one government are two people.
    pub(crate) fn rivals(self, other: Title) -> bool {
        let fields = self.field.is_some() && other.field.is_some() && self.field != other.field;
        self.number == other.number && (fields || self.deputy != other.deputy)
            || self.leads() != other.leads() && (self.field.is_some() || other.field.is_some())
    }

    /// Whether it is the head of a government or a state.
    fn leads(self) -> bool {
        let is = |word: &str| self.number == entry(word).title;
        !self.deputy && (is("premier") || is("president"))
    }
}

/// The office that the word at `head` names with the words before it, as far back as `floor`.
pub(crate) fn title_at(document: &Document<'_>, head: usize, floor: usize) -> Option<Title> {
    let known = document.entry(head);
    if !known.class.is(Class::PERSON) || known.title == 0 {
        return None;
    }
    let is =
        |word: &str, known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
    let before = |back: usize| {
        head.checked_sub(back).filter(|at| *at >= floor).map_or("", |at| document.word(at))
    };
    let prime = is(before(1), &["prime"]) && is(document.word(head), &["minister"]);
    let behind = head.saturating_sub(4).max(floor)..head;
    let deputy = behind
        .clone()
        .any(|at| is(document.word(at), &["deputy", "vice", "assistant", "associate"]));
    let mut fields = behind.rev().map(|at| document.word(at));
    let field = fields.find_map(|word| FIELDS.iter().position(|known| is(word, known)));
    let number = if prime { entry("premier").title } else { known.title };
    Some(Title { number, deputy, field: field.filter(|_| !prime) })
}

/// The offices that a phrase names.
pub(crate) fn titles_in(
    document: &Document<'_>,
    role: &Range<usize>,
) -> impl Iterator<Item = Title> {
    role.clone().filter_map(|at| title_at(document, at, role.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office(words: &str) -> Title {
        // A text in which nobody is quoted has no tokens.
        let text = format!("{words}.\n\n“No.”");
        let document = Document::new(&text);
        titles_in(&document, &document.sentences[0].tokens).last().unwrap()
    }

    #[test]
    fn phrases_for_one_office_fit_and_others_do_not() {
        assert!(office("Iraqi premier").fits(office("the prime minister")));
        assert!(office("Defence Secretary").fits(office("the secretary")));
        assert!(office("Treasury chief").fits(office("the finance chief")));
        assert!(!office("Deputy Prime Minister").fits(office("the prime minister")));
        assert!(!office("foreign minister").fits(office("the prime minister")));
        assert!(!office("foreign minister").fits(office("the interior minister")));
        assert!(!office("mayor").fits(office("the governor")));
    }
}
