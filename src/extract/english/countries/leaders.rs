//! Heads of state and government by name, with their years in office.

use std::sync::LazyLock;

use foldhash::HashMap;

use crate::model::{Country, fold};
use crate::text::rows;

/// The term of a leader: the country, and the first and last year.
#[derive(Debug)]
struct Term {
    country: Country,
    first: i16,
    last: i16,
}

/// Terms by the folded name. Made when the first speaker without a country is looked up.
static TERMS: LazyLock<HashMap<String, Vec<Term>>> = LazyLock::new(|| {
    let mut terms: HashMap<String, Vec<Term>> = HashMap::default();
    for file in [include_str!("data/leaders.tsv"), include_str!("data/leaders_earlier.tsv")] {
        for [name, code, years, alone] in rows(file) {
            let Some(country) = Country::from_alpha2(code) else { continue };
            let Some((first, last)) = years.split_once('-') else { continue };
            let (Ok(first), Ok(last)) = (first.parse(), last.parse()) else { continue };
            for name in [name, alone].into_iter().filter(|name| !name.is_empty()) {
                terms.entry(fold(name)).or_default().push(Term { country, first, last });
            }
        }
    }
    terms
});

/// Returns the country that a person of this name led in `year`, or at any time if the year is not
/// known. In another year the article has to name the country, which `names` tells.
pub(crate) fn led(
    name: &str,
    year: Option<i16>,
    names: impl Fn(Country) -> bool,
) -> Option<Country> {
    let terms = TERMS.get(&fold(name))?;
    let held = |term: &&Term| year.is_none_or(|year| (term.first..=term.last).contains(&year));
    let held_then = terms.iter().find(held);
    held_then.or_else(|| terms.iter().find(|term| names(term.country))).map(|term| term.country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_term_of_a_country() {
        for file in [include_str!("data/leaders.tsv"), include_str!("data/leaders_earlier.tsv")] {
            for [name, code, years] in rows(file) {
                assert!(!fold(name).is_empty() && Country::from_alpha2(code).is_some(), "{name}");
                let (first, last) = years.split_once('-').unwrap();
                let (first, last): (i16, i16) = (first.parse().unwrap(), last.parse().unwrap());
                assert!(1900 < first && first <= last && last <= 2022, "{name} {years}");
            }
        }
    }

    #[test]
    fn a_leader_is_known_in_the_years_of_the_office_or_beside_the_country() {
        let nothing = |_: Country| false;
        assert_eq!(led("Angela Merkel", Some(2010), nothing), Some(Country::DE));
        assert_eq!(led("Merkel", None, nothing), Some(Country::DE));
        assert_eq!(led("Viktor Orban", Some(2015), nothing), Some(Country::HU));
        assert_eq!(led("Angela Merkel", Some(1990), nothing), None);
        assert_eq!(led("Narendra Modi", Some(2024), nothing), None);
        assert_eq!(
            led("Narendra Modi", Some(2024), |country| country == Country::IN),
            Some(Country::IN)
        );
        assert_eq!(led("Brown", Some(2008), nothing), None);
        assert_eq!(led("Ada Odu", Some(2010), nothing), None);
    }
}
