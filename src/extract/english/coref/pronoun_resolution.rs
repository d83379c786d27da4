//! The person of "he" and "she", and the holder of an office that the text names without one.

use super::people::People;
use super::reference::{Reference, UNNAMED};
use crate::extract::english::grammar::Gender;

/// How far back an antecedent is looked for: in references, and in paragraphs.
const BACK: usize = 24;
const PARAGRAPHS_BACK: usize = 4;

/// The person of "he" or "she".
pub(crate) fn antecedent(
    found: &[Reference],
    people: &People<'_>,
    gender: Gender,
    here: &Reference,
) -> Option<usize> {
    let mut best: Option<(i32, usize)> = None;
    for reference in found.iter().rev().take(BACK) {
        let paragraphs = here.paragraph - reference.paragraph;
        if paragraphs > PARAGRAPHS_BACK {
            break;
        }
        let person = people.list.get(reference.person);
        let (known, evidence) =
            person.map_or((reference.gender, 2), |person| (person.gender, person.evidence));
        if known.is_some_and(|known| known != gender) {
            continue;
        }
        let sentences =
            i32::try_from(here.sentence - reference.sentence).unwrap_or(i32::MAX).min(6);
        let score = -2 * sentences - i32::try_from(paragraphs).unwrap_or(0)
            + if reference.subject { 5 } else { 0 }
            + if known.is_some() || reference.person == UNNAMED { 3 } else { 0 }
            + i32::from(evidence.min(2));
        if best.is_none_or(|(top, _)| score > top) {
            best = Some((score, reference.person));
        }
    }
    best.map(|(_, person)| person)
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn he_is_the_one_the_text_is_about() {
        assert_eq!(said("Peter Odu met Ada Lee. “We won,” he said."), ["he | Peter Odu"]);
        assert_eq!(
            said(
                "Peter Odu runs the port. A party spokesman said the port was closed. “It is \
                 sad,” he added."
            ),
            ["he | -"]
        );
        assert_eq!(
            said("Ada Odu runs the port. A young man asked Odu why. “I do not know,” she said."),
            ["she | Ada Odu"]
        );
    }
}
