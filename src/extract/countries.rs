//! Names of countries in a text.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::{Country, Span};

/// A place in a text that names a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CountryName {
    pub(super) span: Span,
    pub(super) country: Country,
    pub(super) form: CountryForm,
}

/// How a country is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CountryForm {
    Name,
    Demonym,
    City,
}

const FORMS: &[(&str, &str, CountryForm)] = &[
    ("US", "US", CountryForm::Name),
    ("U.S.", "US", CountryForm::Name),
    ("America", "US", CountryForm::Name),
    ("American", "US", CountryForm::Demonym),
    ("Americans", "US", CountryForm::Demonym),
    ("Washington", "US", CountryForm::City),
    ("Iranian", "IR", CountryForm::Demonym),
    ("Tehran", "IR", CountryForm::City),
    ("Iraqi", "IQ", CountryForm::Demonym),
    ("Baghdad", "IQ", CountryForm::City),
    ("British", "GB", CountryForm::Demonym),
    ("UK", "GB", CountryForm::Name),
    ("Britain", "GB", CountryForm::Name),
    ("London", "GB", CountryForm::City),
    ("French", "FR", CountryForm::Demonym),
    ("Paris", "FR", CountryForm::City),
    ("German", "DE", CountryForm::Demonym),
    ("Berlin", "DE", CountryForm::City),
    ("Russian", "RU", CountryForm::Demonym),
    ("Moscow", "RU", CountryForm::City),
    ("Chinese", "CN", CountryForm::Demonym),
    ("Beijing", "CN", CountryForm::City),
    ("Israeli", "IL", CountryForm::Demonym),
    ("Japanese", "JP", CountryForm::Demonym),
    ("Mexican", "MX", CountryForm::Demonym),
];

static WORDS: LazyLock<HashMap<&'static str, (Country, CountryForm)>> = LazyLock::new(|| {
    let single = Country::all().filter(|country| !country.name().contains(' '));
    let mut words: HashMap<_, _> =
        single.map(|country| (country.name(), (country, CountryForm::Name))).collect();
    for (word, code, form) in FORMS {
        if let Some(country) = Country::from_alpha2(code) {
            words.insert(word, (country, *form));
        }
    }
    words
});

/// Finds the names of countries in a text, in order, not overlapping.
pub(super) fn find(text: &str) -> Vec<CountryName> {
    let mut found = Vec::new();
    let mut at = 0;
    for piece in text.split_inclusive(|letter: char| !(letter.is_alphanumeric() || letter == '.')) {
        let start = at;
        at += piece.len();
        let word = piece.trim_end_matches(|letter: char| !(letter.is_alphanumeric() || letter == '.'));
        let bare = if word == "U.S." { word } else { word.trim_end_matches('.') };
        if bare.starts_with(char::is_uppercase)
            && let Some((country, form)) = WORDS.get(bare)
        {
            found.push(CountryName {
                span: Span::of(start..start + bare.len()),
                country: *country,
                form: *form,
            });
        }
    }
    found
}
