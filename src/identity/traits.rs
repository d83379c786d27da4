//! What a text tells of a person beside the name.

use super::Fields;
use crate::model::Country;

/// The country and the fields of life that a text gives a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits {
    pub(crate) country: Option<Country>,
    pub(crate) fields: Fields,
}

impl Traits {
    /// Returns whether both cannot be of one person: the countries differ, or the fields do.
    pub(crate) fn contradict(self, other: Self) -> bool {
        let countries = self.country.zip(other.country);
        countries.is_some_and(|(one, other)| one != other) || self.fields.contradict(other.fields)
    }

    /// Returns how much of both is the same: a country counts for more than a field.
    pub(crate) fn in_common(self, other: Self) -> u8 {
        let country = self.country.is_some() && self.country == other.country;
        u8::from(country) * 2 + u8::from(self.fields.overlap(other.fields))
    }

    /// Returns what is told by either.
    pub(crate) fn or(self, other: Self) -> Self {
        Self { country: self.country.or(other.country), fields: self.fields.or(other.fields) }
    }
}
