//! The names that mean a country, and their places in a text.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::country_name::CountryForm;
use super::word_bounds::{is_capitalised, word_end};
use crate::extract::english::lexicon::{Class, Words, entry};
use crate::model::{Country, Span};
use crate::text::rows;

/// What sort of name it is; the rules of context differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A country by one of its names.
    Country,
    /// An adjective or noun of nationality.
    Demonym,
    /// A town.
    City,
    /// A part of a country that is written after a town.
    State,
    /// A state abbreviated, which counts only after a comma.
    Short,
    /// A region or an institution.
    Place,
    /// A company, a paper, a party or a movement.
    Organisation,
    /// A currency after an amount.
    Currency,
    /// A longer expression in which a name means something else.
    Phrase,
}

/// A name and all that is known of it before its context is seen.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) kind: Kind,
    /// The country; `None` if the expression means no country.
    pub(crate) country: Option<Country>,
    /// The readings of an ambiguous name: the country of each, followed by those that speak for it.
    pub(crate) readings: Vec<Vec<Country>>,
    /// Whether the name is a common given name.
    pub(crate) given: bool,
    /// Whether the name is a given name that the news has far more often as the place.
    pub(crate) rarely_given: bool,
    /// Whether the name is a common surname.
    pub(crate) surname: bool,
}

impl Name {
    pub(crate) fn form(&self) -> CountryForm {
        match self.kind {
            Kind::Country | Kind::Phrase => CountryForm::Name,
            Kind::Demonym => CountryForm::Demonym,
            Kind::Organisation => CountryForm::Organisation,
            Kind::Currency => CountryForm::Currency,
            Kind::City | Kind::State | Kind::Short | Kind::Place => CountryForm::City,
        }
    }
}

/// A spelling, filed under its first word in small letters of ASCII.
pub(crate) struct Spelling {
    pub(crate) text: Cow<'static, str>,
    pub(crate) name: usize,
    /// Whether it counts only outside lines that are wholly in capitals.
    pub(crate) mixed_lines_only: bool,
    /// Whether it is read in capitals too.
    pub(crate) in_capitals: bool,
    /// The place of the next spelling under the same word, none longer; 0 is none.
    next: usize,
}

impl Spelling {
    const NONE: Self = Self {
        text: Cow::Borrowed(""),
        name: 0,
        mixed_lines_only: false,
        in_capitals: false,
        next: 0,
    };
}

/// All names, under the word that each begins with.
#[derive(Default)]
pub(crate) struct Gazetteer {
    pub(crate) names: Vec<Name>,
    /// The spellings; the first is none.
    spellings: Vec<Spelling>,
    /// The place of the longest spelling of each first word; 0 is none.
    by_first_word: Words<usize>,
    /// The currencies, with whether each needs a large amount before it.
    pub(crate) currencies: Words<Option<(usize, bool)>>,
    /// The stock exchanges, by the suffix of their tickers.
    pub(crate) exchanges: Words<Option<usize>>,
}

/// The tables, read once a process.
pub(crate) static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::load);

/// About how many names there are.
const NAMES: usize = 9000;

/// Names of the country table that other words of news collide with.
const NOT_NAMES: [&str; 6] =
    ["CAR", "Saint Martin", "Saint Helena", "the States", "South Georgia", "Republic of China"];

/// Names that are common words in capitals: a line in capitals does not tell which is meant.
const WORDS_IN_CAPITALS: [&str; 12] = [
    "Pole", "Poles", "Polish", "Finn", "Dane", "Danes", "Java", "Kiwi", "Kiwis", "Essen", "Bath",
    "Reading",
];

impl Gazetteer {
    /// Reads the tables. Of two rows for one name the first counts.
    fn load() -> Self {
        let mut all = Self {
            names: Vec::with_capacity(NAMES),
            spellings: Vec::with_capacity(NAMES),
            ..Self::default()
        };
        all.spellings.push(Spelling::NONE);
        for [text, code] in rows(include_str!("data/phrases.tsv")) {
            all.add(text, Country::from_alpha2(code), Kind::Phrase);
        }
        for country in Country::all() {
            for text in [country.name()].into_iter().chain(country.variants().iter().copied()) {
                if !text.contains([',', '(']) && !NOT_NAMES.contains(&text) {
                    all.add(
                        text.strip_prefix("the ").unwrap_or(text),
                        Some(country),
                        Kind::Country,
                    );
                }
            }
        }
        for [text, code, kind] in rows(include_str!("data/places.tsv")) {
            let kind = match kind {
                "name" => Kind::Country,
                "state" => Kind::State,
                "short" => Kind::Short,
                "body" => Kind::Organisation,
                _ => Kind::Place,
            };
            all.add(text, Country::from_alpha2(code), kind);
        }
        for [text, code] in rows(include_str!("data/demonyms.tsv")) {
            all.add(text, Country::from_alpha2(code), Kind::Demonym);
        }
        for [text, code] in rows(include_str!("data/cities.tsv")) {
            all.add(text, Country::from_alpha2(code), Kind::City);
        }
        for [text, readings, persons] in rows(include_str!("data/ambiguous.tsv")) {
            let name = all.named(text, first_word(text)).and_then(|at| all.names.get_mut(at));
            let Some(name) = name else { continue };
            name.readings = readings
                .split(' ')
                .map(|reading| reading.split(',').filter_map(Country::from_alpha2).collect())
                .collect();
            name.given = persons.contains("first");
            name.rarely_given = persons.contains("rare");
            name.surname = persons.contains("last");
        }
        for [text, code, condition] in rows(include_str!("data/currencies.tsv")) {
            let name = all.push(Country::from_alpha2(code), Kind::Currency);
            *all.currencies.entry(text) = Some((name, condition == "millions"));
        }
        for [suffix, code] in rows(include_str!("data/exchanges.tsv")) {
            let name = all.push(Country::from_alpha2(code), Kind::Place);
            *all.exchanges.entry(suffix) = Some(name);
        }
        all
    }

    fn add(&mut self, text: &'static str, country: Option<Country>, kind: Kind) {
        let word = first_word(text);
        if self.named(text, word).is_some() {
            return;
        }
        let name = self.push(country, kind);
        // A first word whose letters are not all of ASCII has another key in capitals.
        let has_two_keys = !text.get(word.range()).unwrap_or_default().is_ascii();
        let saint = text.strip_prefix("St ").map(|rest| Cow::Owned(format!("St. {rest}")));
        for text in [Some(Cow::Borrowed(text)), saint].into_iter().flatten() {
            let in_capitals = kind != Kind::Short && !WORDS_IN_CAPITALS.contains(&&*text);
            if in_capitals && has_two_keys {
                let text = Cow::<str>::Owned(text.to_uppercase());
                let word = first_word(&text);
                self.file(word, Spelling { text, name, ..Spelling::NONE });
            }
            let mixed_lines_only = text == "US" || kind == Kind::Short;
            self.file(word, Spelling { text, name, mixed_lines_only, in_capitals, next: 0 });
        }
    }

    /// Returns the name that is spelt so; `word` is its first word.
    fn named(&self, text: &str, word: Span) -> Option<usize> {
        self.under(text.as_bytes(), word)
            .find(|spelling| spelling.text == text)
            .map(|spelling| spelling.name)
    }

    /// Returns the spellings that may begin with the word at `word`, the longest first.
    #[inline]
    pub(crate) fn under(&self, text: &[u8], word: Span) -> impl Iterator<Item = &Spelling> {
        let mut at = self.by_first_word.get_lower(text, word).copied().unwrap_or_default();
        std::iter::from_fn(move || {
            let spelling = self.spellings.get(at).filter(|_| at > 0)?;
            at = spelling.next;
            Some(spelling)
        })
    }

    fn push(&mut self, country: Option<Country>, kind: Kind) -> usize {
        self.names.push(Name {
            kind,
            country,
            readings: Vec::new(),
            given: false,
            rarely_given: false,
            surname: false,
        });
        self.names.len() - 1
    }

    /// Files a spelling, whose first word is `word`, after those under the same word that are at
    /// least as long.
    fn file(&mut self, word: Span, mut spelling: Spelling) {
        let place = self.spellings.len();
        let length = spelling.text.len();
        let first = self.by_first_word.entry_lower(spelling.text.as_bytes(), word);
        let mut before = 0;
        let mut after = *first;
        while let Some(next) = self.spellings.get(after).filter(|_| after > 0) {
            if next.text.len() < length {
                break;
            }
            before = after;
            after = next.next;
        }
        spelling.next = after;
        if before == 0 {
            *first = place;
        } else if let Some(before) = self.spellings.get_mut(before) {
            before.next = place;
        }
        self.spellings.push(spelling);
    }
}

fn first_word(text: &str) -> Span {
    Span::of(0..word_end(text, 0))
}

/// Returns whether a word is a common given name.
pub(crate) fn is_given_name(word: &str) -> bool {
    let class = entry(word).class;
    let other = Class::FUNCTION.or(Class::TIME).or(Class::PERSON).or(Class::ORG).or(Class::CUE);
    is_capitalised(word) && class.is(Class::GIVEN) && !class.is(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::english::countries::scan::Hit;
    use crate::extract::english::countries::scan::hits;

    #[test]
    fn every_row_names_a_country_that_exists() {
        for file in [
            include_str!("data/cities.tsv"),
            include_str!("data/currencies.tsv"),
            include_str!("data/demonyms.tsv"),
            include_str!("data/exchanges.tsv"),
            include_str!("data/phrases.tsv"),
            include_str!("data/places.tsv"),
        ] {
            for [text, code] in rows(file) {
                assert!(!text.is_empty() && text.trim() == text, "{text:?}");
                assert!(code == "-" || Country::from_alpha2(code).is_some(), "{text}: {code:?}");
            }
        }
    }

    #[test]
    fn every_ambiguous_name_is_in_a_table_and_every_reading_leads_with_a_country() {
        for [text, readings] in rows(include_str!("data/ambiguous.tsv")) {
            let found = hits(text);
            let name = found
                .first()
                .and_then(Hit::name)
                .unwrap_or_else(|| panic!("{text} is in no table"));
            assert_eq!(name.readings.len(), readings.split(' ').count(), "{text}");
            assert!(name.readings.iter().all(|reading| !reading.is_empty()), "{text}: {readings}");
            assert_eq!(
                name.readings[0][0],
                name.country.unwrap(),
                "{text}: the first reading is the usual one"
            );
        }
    }
}
