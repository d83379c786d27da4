//! Which known speaker a name in a new article is. Pure.

mod asked;
mod field;
mod namesakes;
mod spelling;
mod traits;

pub(crate) use asked::{after_titles, forms, has_parts, readings};
pub(crate) use field::Fields;
pub(crate) use namesakes::Namesakes;
pub(crate) use spelling::{is_alias, spelling};
pub(crate) use traits::Traits;

use crate::model::{Country, SpeakerId};

/// A speaker that bears a name, as the store knows it.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) id: SpeakerId,
    /// The full names: as first seen, and as a user corrected it.
    pub(crate) names: Vec<String>,
    /// The countries the speaker is known to be from: as first seen, and as a user corrected it.
    pub(crate) countries: Vec<Country>,
    /// The fields of life that the speaker's roles tell of.
    pub(crate) fields: Fields,
    /// How many quotes the speaker has.
    pub(crate) quotes: u64,
}

/// Returns the speaker among `candidates` that a full name means, or none if it is somebody
/// new.
///
/// The full names must be equal when folded, or spell one name from another script in two ways, and
/// neither the countries nor the fields of life may contradict each other: a namesake from another
/// country, or a footballer and a minister of one name, are two people. Of several, a known country
/// that agrees wins, then the most quoted, then the one seen first.
pub(crate) fn resolve(name: &str, told: Traits, candidates: &[Candidate]) -> Option<SpeakerId> {
    let spelt = spelling(name);
    candidates
        .iter()
        .filter(|candidate| candidate.names.iter().any(|known| spelling(known) == spelt))
        .filter(|candidate| !told.fields.contradict(candidate.fields))
        .filter_map(|candidate| {
            let agrees = match told.country {
                Some(from) if candidate.countries.contains(&from) => true,
                Some(_) if !candidate.countries.is_empty() => return None,
                _ => false,
            };
            Some((agrees, candidate.quotes, std::cmp::Reverse(candidate.id)))
        })
        .max()
        .map(|(_, _, std::cmp::Reverse(id))| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(name: &str, from: Option<Country>, candidates: &[Candidate]) -> Option<SpeakerId> {
        super::resolve(name, Traits { country: from, fields: Fields::default() }, candidates)
    }

    fn known(id: u64, name: &str, countries: &[Country], quotes: u64) -> Candidate {
        Candidate {
            id: SpeakerId::from_u64(id),
            names: vec![name.to_owned()],
            countries: countries.to_vec(),
            fields: Fields::default(),
            quotes,
        }
    }

    #[test]
    fn namesakes_from_other_countries_stay_apart() {
        let candidates = [
            known(1, "Ada Nkemelu", &[Country::NG], 2),
            known(2, "Ada Nkemelu", &[Country::GB], 9),
        ];
        assert_eq!(
            resolve("Ada NKEMELU", Some(Country::NG), &candidates),
            Some(SpeakerId::from_u64(1))
        );
        assert_eq!(resolve("Dr Ada Nkemelu", Some(Country::KE), &candidates), None);
        assert_eq!(
            resolve("Ada Nkemelu", None, &candidates),
            Some(SpeakerId::from_u64(2)),
            "the most quoted"
        );
        assert_eq!(
            resolve("Nkemelu", None, &candidates),
            None,
            "an alias alone is not the full name"
        );
    }

    #[test]
    fn namesakes_of_other_fields_stay_apart() {
        let of = |id, role: &str| Candidate {
            fields: Fields::of(role),
            ..known(id, "Ada Nkemelu", &[Country::NG], 2)
        };
        let candidates = [of(1, "health minister"), of(2, "striker")];
        let found = |role: &str| {
            let told = Traits { country: Some(Country::NG), fields: Fields::of(role) };
            super::resolve("Ada Nkemelu", told, &candidates)
        };
        assert_eq!(found("senator"), Some(SpeakerId::from_u64(1)));
        assert_eq!(found("Super Falcons coach"), Some(SpeakerId::from_u64(2)));
        assert_eq!(found("novelist"), None);
        assert_eq!(found("former novelist"), Some(SpeakerId::from_u64(1)));
    }

    #[test]
    fn a_speaker_without_a_country_takes_one_up() {
        let candidates = [known(1, "Ada Nkemelu", &[], 2)];
        assert_eq!(
            resolve("Ada Nkemelu", Some(Country::NG), &candidates),
            Some(SpeakerId::from_u64(1))
        );
    }

    #[test]
    fn spellings_of_one_name_from_another_script_are_one_speaker() {
        let candidates = [known(1, "Mohammed al-Odu", &[Country::EG], 2)];
        let found = Some(SpeakerId::from_u64(1));
        for name in ["Muhammad Al Odu", "Mohamed el-Odu", "Mohamed Odu", "Möhammed al-Odu"] {
            assert_eq!(resolve(name, None, &candidates), found, "{name}");
        }
        for name in ["Mahmoud al-Odu", "Mohammed al-Oda", "Odu"] {
            assert_eq!(resolve(name, None, &candidates), None, "{name}");
        }
        assert_eq!(
            resolve("Muhammad Odu", Some(Country::JO), &candidates),
            None,
            "a namesake from elsewhere"
        );
    }
}
