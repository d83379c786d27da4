//! Which field of life somebody is known from, by the words for what they are.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use crate::model::fold;

/// The fields that words tell of, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(u8);

const NAMES: [&str; 6] = ["public", "sport", "arts", "faith", "science", "trade"];

static WORDS: LazyLock<HashMap<&'static str, Fields, FixedState>> = LazyLock::new(|| {
    let lines = include_str!("data/fields.tsv").lines().filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| {
        let (word, field) = line.split_once('\t')?;
        Some((word, Fields(1 << NAMES.iter().position(|name| *name == field)?)))
    });
    entries.collect()
});

impl Fields {
    /// Returns the fields that a role tells of. What somebody was formerly tells nothing.
    pub(crate) fn of(role: &str) -> Self {
        let role = fold(role);
        let words = || role.split(|letter: char| letter.is_whitespace() || letter == ',');
        if words().any(|word| matches!(word, "former" | "ex" | "retired" | "turned")) {
            return Self::default();
        }
        let singular =
            |word: &'_ str| WORDS.get(word).or_else(|| WORDS.get(word.strip_suffix('s')?)).copied();
        words().filter_map(singular).fold(Self::default(), Self::or)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether both tell of fields, and of none in common.
    pub(crate) fn contradict(self, other: Self) -> bool {
        self.0 != 0 && other.0 != 0 && !self.overlap(other)
    }

    /// Returns whether both tell of a field in common.
    pub(crate) fn overlap(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_of_different_fields_contradict_each_other() {
        for (one, other) in [
            ("England striker", "Labour MP"),
            ("prime minister", "film director"),
            ("marine biologist", "head coach"),
            ("Archbishop of Hull", "rapper"),
            ("senator", "baker"),
            ("plumber from Leeds", "winger"),
        ] {
            assert!(Fields::of(one).contradict(Fields::of(other)), "{one}, {other}");
        }
        for (one, other) in [
            ("Labour MP", "health minister"),
            ("captain", "Labour MP"),
            ("former footballer", "Labour MP"),
            ("ex-striker", "Labour MP"),
            ("lawyer", "mayor"),
            ("baker", "butcher"),
            ("former baker", "senator"),
            ("baker and councillor", "mayor"),
            ("professor", "midfielder"),
            ("footballer and singer", "singer"),
            ("", "singer"),
        ] {
            assert!(!Fields::of(one).contradict(Fields::of(other)), "{one}, {other}");
        }
    }

    #[test]
    fn every_word_of_the_list_has_a_known_field_and_is_folded() {
        let lines = include_str!("data/fields.tsv").lines().filter(|line| !line.starts_with('#'));
        let mut count = 0;
        for line in lines {
            let (word, field) = line.split_once('\t').unwrap();
            assert!(NAMES.contains(&field) && word == fold(word), "{line}");
            count += 1;
        }
        assert_eq!(count, WORDS.len());
    }
}
