//! Addresses: the paths of pages, and what each names.

use std::fmt::{self, Display};
use std::str::FromStr;

use onrecord::{ArticleId, Country, QuoteId, SpeakerId};

/// What a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// The search.
    Quotes,
    /// The countries that speak about each other.
    Countries,
    Country(Country),
    Speaker(SpeakerId),
    Article(ArticleId),
    /// The quotes with the words of this one.
    Saying(QuoteId),
    /// The place of a quote in its article.
    Quote(QuoteId),
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Html,
    Json,
    Atom,
}

impl Form {
    /// Parts a path and the form that its end names.
    pub(crate) fn of(path: &str) -> (&str, Self) {
        if let Some(path) = path.strip_suffix(".json") {
            return (path, Self::Json);
        }
        path.strip_suffix(".atom").map_or((path, Self::Html), |path| (path, Self::Atom))
    }
}

impl Address {
    /// Reads a path without the end that names a form. Returns `None` if no page has it.
    pub(crate) fn read(path: &str) -> Option<Self> {
        let mut parts = path.strip_prefix('/')?.splitn(2, '/');
        match (parts.next()?, parts.next()) {
            ("quotes", None) => Some(Self::Quotes),
            ("countries", None) => Some(Self::Countries),
            ("country", Some(code)) => Country::from_alpha2(code).map(Self::Country),
            ("speaker", Some(id)) => parse(id).map(Self::Speaker),
            ("article", Some(id)) => parse(id).map(Self::Article),
            ("saying", Some(id)) => parse(id).map(Self::Saying),
            ("quote", Some(id)) => parse(id).map(Self::Quote),
            _ => None,
        }
    }
}

/// Reads an id as it is printed, so that a page has one address.
fn parse<T: FromStr + Display>(id: &str) -> Option<T> {
    id.parse().ok().filter(|read: &T| read.to_string() == id)
}

impl Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quotes => f.write_str("/quotes"),
            Self::Countries => f.write_str("/countries"),
            Self::Country(country) => write!(f, "/country/{}", country.alpha2()),
            Self::Speaker(id) => write!(f, "/speaker/{id}"),
            Self::Article(id) => write!(f, "/article/{id}"),
            Self::Saying(id) => write!(f, "/saying/{id}"),
            Self::Quote(id) => write!(f, "/quote/{id}"),
        }
    }
}

/// Returns the address of a quote in its article, which is shown in parts if it is long.
pub(crate) fn in_article(quote: QuoteId) -> String {
    let at = quote.ordinal();
    format!("{}?at={at}#q{at}", Address::Article(quote.article()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_printed_and_in_no_other_way() {
        for path in ["/quotes", "/countries", "/country/KE", "/speaker/s9", "/article/a17"] {
            assert_eq!(Address::read(path).map(|address| address.to_string()), Some(path.into()));
        }
        for path in ["/saying/a17.3", "/quote/a17.3"] {
            assert_eq!(Address::read(path).map(|address| address.to_string()), Some(path.into()));
        }
        for path in ["", "/", "/Quotes", "/quotes/", "/speaker/9", "/speaker/s09", "/speaker/s9/1"]
        {
            assert_eq!(Address::read(path), None, "{path}");
        }
        assert_eq!(Form::of("/speaker/s9.json"), ("/speaker/s9", Form::Json));
    }
}
