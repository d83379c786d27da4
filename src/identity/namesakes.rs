//! The people of one article who bear one name.

use super::Traits;

/// The bearers of one name in one article, in the order in which they were met.
///
/// No two of them could be one person when the second was met: what the article tells of them
/// contradicts.
#[derive(Debug, Default)]
pub(crate) struct Namesakes {
    bearers: Vec<Traits>,
    last: usize,
}

impl Namesakes {
    /// Returns the number of the bearer that a mention means, from 0. A mention that contradicts
    /// all bearers is of a new one. Of several that fit, the bearer with most in common is meant,
    /// then the bearer mentioned last.
    pub(crate) fn bearer(&mut self, told: Traits) -> usize {
        let fitting = self.bearers.iter().enumerate().filter(|(_, known)| !known.contradict(told));
        let best =
            fitting.max_by_key(|(number, known)| (known.in_common(told), *number == self.last));
        let number = best.map_or(self.bearers.len(), |(number, _)| number);
        match self.bearers.get_mut(number) {
            Some(known) => *known = known.or(told),
            None => self.bearers.push(told),
        }
        self.last = number;
        number
    }

    /// Returns what the mentions of one bearer tell together.
    pub(crate) fn traits(&self, number: usize) -> Traits {
        self.bearers.get(number).copied().unwrap_or_default()
    }

    /// Returns what is told of all bearers but one.
    pub(crate) fn others(&self, number: usize) -> impl Iterator<Item = Traits> {
        let others = self.bearers.iter().enumerate().filter(move |(other, _)| *other != number);
        others.map(|(_, known)| *known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Fields;
    use crate::model::Country;

    const NONE: (Option<Country>, &str) = (None, "");

    fn numbers(mentions: &[(Option<Country>, &str)]) -> Vec<usize> {
        let mut namesakes = Namesakes::default();
        let told =
            |(country, role): &(_, &str)| Traits { country: *country, fields: Fields::of(role) };
        mentions.iter().map(|mention| namesakes.bearer(told(mention))).collect()
    }

    #[test]
    fn mentions_that_do_not_contradict_are_of_one_bearer() {
        let (ng, gb) = (Some(Country::NG), Some(Country::GB));
        assert_eq!(numbers(&[NONE, NONE]), [0, 0]);
        assert_eq!(numbers(&[NONE, (ng, ""), (ng, "senator"), NONE]), [0, 0, 0, 0]);
        assert_eq!(numbers(&[(None, "senator"), (ng, "minister")]), [0, 0]);
        assert_eq!(numbers(&[(None, "former striker"), (None, "minister")]), [0, 0]);
        assert_eq!(numbers(&[(ng, ""), (gb, "")]), [0, 1]);
        assert_eq!(numbers(&[(ng, "senator"), (ng, "striker")]), [0, 1]);
        assert_eq!(numbers(&[(ng, "senator"), (gb, "senator")]), [0, 1]);
    }

    #[test]
    fn of_several_bearers_the_nearer_is_meant() {
        let (ng, gb, fr) = (Some(Country::NG), Some(Country::GB), Some(Country::FR));
        assert_eq!(numbers(&[(ng, ""), (gb, ""), (ng, ""), NONE]), [0, 1, 0, 0]);
        assert_eq!(numbers(&[(ng, ""), (gb, ""), NONE, (fr, "")]), [0, 1, 1, 2]);
        assert_eq!(
            numbers(&[(ng, ""), (None, "senator"), (gb, ""), (gb, "senator")]),
            [0, 0, 1, 1]
        );
        assert_eq!(
            numbers(&[(ng, "senator"), (ng, "striker"), (None, "coach"), (ng, "")]),
            [0, 1, 1, 1]
        );
        assert_eq!(numbers(&[(ng, "senator"), (gb, ""), (None, "minister")]), [0, 1, 0]);
    }
}
