//! Who holds a title that the text names without its holder: "the Iraqi premier".

use super::people::People;
use super::reference::{Reference, UNNAMED};
use crate::extract::english::countries::CountryName;
use crate::extract::english::document::Document;
use crate::extract::english::grammar::{Noun, is_single, role_country, title_at, title_gender};
use crate::extract::english::lexicon::Class;

/// How many references back the holder of an office is looked for.
const HOLDER_BACK: usize = 30;

/// The person of "the Iraqi premier": one who is said to hold the office, or one of that
/// country, or else the subject of the sentences before, if nothing speaks against it.
pub(crate) fn title_holder(
    document: &Document<'_>,
    people: &mut People<'_>,
    earlier: &[Reference],
    noun: &Noun,
    head: usize,
    countries: &[CountryName],
) -> Option<usize> {
    let office = title_at(document, head, noun.tokens.start);
    let definite = matches!(document.word(noun.tokens.start), "the" | "The");
    let owned = document.is(noun.tokens.start, Class::POSS);
    if !(definite || owned) || document.word(head).ends_with("ers") {
        return None;
    }
    let country = role_country(document, &noun.tokens, countries);
    let gender = title_gender(document, &(head..head + 1));
    let agrees = |person: usize| {
        people.list.get(person).is_some_and(|known| {
            (country.is_none() || known.told.is_none() || known.country() == country)
                && (gender.is_none() || known.gender.is_none() || known.gender == gender)
        })
    };
    let holds = |person: usize| {
        let offices =
            people.list.get(person).map(|known| known.titles.as_slice()).unwrap_or_default();
        office.is_some_and(|office| offices.iter().any(|held| office.fits(*held)))
    };
    let of_country = |person: usize| {
        country.is_some()
            && people.list.get(person).is_some_and(|known| {
                known.country() == country
                    && !office
                        .is_some_and(|office| known.titles.iter().any(|held| held.rivals(office)))
            })
    };
    let spokes = speaks_for_others(document.word(head));
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
            let known = |person: usize| {
                let known = people.list.get(person);
                document.is_epithet(head) || known.is_some_and(|known| known.evidence > 0)
            };
            near.map(|reference| reference.person)
                .filter(|person| plain && agrees(*person) && known(*person))
        })?;
    if definite {
        let role = noun.tokens.start + 1..noun.tokens.end;
        if let Some(known) = people.list.get_mut(holder) {
            known.learn(document, &role, countries);
        }
    }
    Some(holder)
}

/// Words for those who speak for others and are seldom named.
fn speaks_for_others(word: &str) -> bool {
    matches!(word, "spokesman" | "spokeswoman" | "spokesperson" | "official" | "source" | "member")
}

/// Whether a phrase for one person is for somebody without a name in the text: "a lawyer", "a
/// party spokesman", but not "Ada Odu, a lawyer".
pub(crate) fn stays_unnamed(document: &Document<'_>, noun: &Noun, head: usize) -> bool {
    let first = noun.tokens.start;
    let apposed = first.checked_sub(1).is_some_and(|before| {
        document.is_comma(before) && before > 0 && document.is_name(before - 1)
    });
    let some = ["a", "an", "one", "another"]
        .iter()
        .any(|word| document.word(first).eq_ignore_ascii_case(word));
    is_single(document, head) && !apposed && (some || speaks_for_others(document.word(head)))
}

#[cfg(test)]
mod tests {
    use crate::extract::english::test_support::said;

    #[test]
    fn an_office_leads_to_its_holder() {
        assert_eq!(
            said(
                "Iraqi premier Peter Odu met Iranian president Bo Lee in Hull. “We agreed,” the \
                 Iraqi premier said."
            ),
            ["the Iraqi premier | Peter Odu"]
        );
        assert_eq!(
            said(
                "Deputy Prime Minister Peter Odu met Prime Minister Bo Lee. “We agreed,” the \
                 prime minister said."
            ),
            ["the prime minister | Bo Lee"]
        );
    }
}
