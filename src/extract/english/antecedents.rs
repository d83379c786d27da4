//! Whom "he" and "she" mean, and who holds an office that the text names without its holder.

use super::countries::CountryName;
use super::lexicon::Class;
use super::nouns::Noun;
use super::page::Page;
use super::people::{Gender, People};
use super::references::{Reference, UNNAMED};

/// How far back an antecedent is looked for: in references, and in paragraphs.
const BACK: usize = 24;
const PARAGRAPHS_BACK: usize = 4;

/// How many references back the holder of an office is looked for.
const HOLDER_BACK: usize = 30;

/// The person whom "the Iraqi premier" means: one who is said to hold the office, or one of that country, or else
/// the one whom the sentences before are about, where nothing speaks against it.
pub(super) fn office_holder(
    page: &Page<'_>,
    people: &mut People<'_>,
    earlier: &[Reference],
    noun: &Noun,
    head: usize,
    countries: &[CountryName],
) -> Option<usize> {
    let office = page.office_at(head, noun.tokens.start);
    let definite = matches!(page.word(noun.tokens.start), "the" | "The");
    let owned = page.is(noun.tokens.start, Class::POSS);
    if !(definite || owned) || page.word(head).ends_with("ers") {
        return None;
    }
    let country = page.role_country(&noun.tokens, countries);
    let gender = page.title_gender(&(head..head + 1));
    let agrees = |person: usize| {
        people.list.get(person).is_some_and(|known| {
            (country.is_none() || known.country.is_none() || known.country == country)
                && (gender.is_none() || known.gender.is_none() || known.gender == gender)
        })
    };
    let holds = |person: usize| {
        let offices =
            people.list.get(person).map(|known| known.offices.as_slice()).unwrap_or_default();
        office.is_some_and(|office| offices.iter().any(|held| office.fits(*held)))
    };
    let of_country = |person: usize| {
        country.is_some()
            && people.list.get(person).is_some_and(|known| {
                known.country == country
                    && !office
                        .is_some_and(|office| known.offices.iter().any(|held| held.rivals(office)))
            })
    };
    let spokes = speaks_for_others(page.word(head));
    let recent = || earlier.iter().rev().take(HOLDER_BACK).map(|reference| reference.person);
    let holder = recent()
        .find(|person| holds(*person) && agrees(*person))
        .filter(|_| definite || !spokes)
        .or_else(|| {
            recent().find(|person| definite && !spokes && of_country(*person) && agrees(*person))
        })
        .or_else(|| {
            let plain = definite && noun.tokens.len() <= 4 && !spokes;
            let near = earlier
                .iter()
                .rev()
                .take(6)
                .find(|reference| reference.subject && reference.person != UNNAMED);
            let known =
                |person: usize| people.list.get(person).is_some_and(|known| known.evidence > 0);
            near.map(|reference| reference.person)
                .filter(|person| plain && agrees(*person) && known(*person))
        })?;
    if definite {
        let role = noun.tokens.start + 1..noun.tokens.end;
        if let Some(known) = people.list.get_mut(holder) {
            known.learn(page, &role, countries);
        }
    }
    Some(holder)
}

/// Words for those who speak for others and are seldom named.
fn speaks_for_others(word: &str) -> bool {
    matches!(word, "spokesman" | "spokeswoman" | "spokesperson" | "official" | "source" | "member")
}

impl Page<'_> {
    /// Whether a phrase for one person is for somebody whom the text does not name: "a lawyer", "a party spokesman",
    /// but not "Ada Odu, a lawyer".
    pub(super) fn stays_unnamed(&self, noun: &Noun, head: usize) -> bool {
        let first = noun.tokens.start;
        let apposed = first
            .checked_sub(1)
            .is_some_and(|before| self.is_comma(before) && before > 0 && self.is_name(before - 1));
        let some = ["a", "an", "one", "another"]
            .iter()
            .any(|word| self.word(first).eq_ignore_ascii_case(word));
        self.is_single(head) && !apposed && (some || speaks_for_others(self.word(head)))
    }
}

/// The person whom "he" or "she" means.
pub(super) fn antecedent(
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
    use crate::extract::english::said::said;

    #[test]
    fn he_is_the_one_the_text_is_about() {
        assert_eq!(said("Peter Odu met Ada Lee. “We won,” he said."), ["he | Peter Odu"]);
        assert_eq!(
            said(
                "Peter Odu runs the port. A party spokesman said the port was closed. “It is sad,” he added."
            ),
            ["he | -"]
        );
        assert_eq!(
            said("Ada Odu runs the port. A young man asked Odu why. “I do not know,” she said."),
            ["she | Ada Odu"]
        );
    }

    #[test]
    fn an_office_leads_to_its_holder() {
        assert_eq!(
            said(
                "Iraqi premier Peter Odu met Iranian president Bo Lee in Hull. “We agreed,” the Iraqi premier said."
            ),
            ["the Iraqi premier | Peter Odu"]
        );
        assert_eq!(
            said(
                "Deputy Prime Minister Peter Odu met Prime Minister Bo Lee. “We agreed,” the prime minister said."
            ),
            ["the prime minister | Bo Lee"]
        );
    }
}
