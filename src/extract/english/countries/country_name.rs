//! A country as a text names it.

use crate::model::{Country, Span};

/// How a text names a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CountryForm {
    /// By one of its names.
    Name,
    /// By an adjective or noun of nationality.
    Demonym,
    /// By a town, a region or an institution that means it.
    City,
    /// By a company, a paper, a party or a movement of it, which does not name it.
    Organisation,
    /// By its currency, after an amount.
    Currency,
}

/// A country named in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CountryName {
    pub(crate) span: Span,
    pub(crate) country: Country,
    pub(crate) form: CountryForm,
}

/// The names of countries that lie in a span.
pub(crate) fn within(countries: &[CountryName], span: Span) -> &[CountryName] {
    let first = countries.partition_point(|name| name.span.start() < span.start());
    let last = countries.partition_point(|name| name.span.start() < span.end());
    countries.get(first..last).unwrap_or_default()
}
