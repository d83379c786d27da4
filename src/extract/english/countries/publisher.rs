//! The country of the paper that published an article.

use super::find::find;
use crate::model::{Country, Draft};

/// Domains of countries that are in use far from them: they tell nothing.
const ABROAD: [&str; 21] = [
    "ac", "ai", "cc", "cd", "co", "fm", "gg", "gl", "io", "la", "ly", "me", "pw", "sh", "so", "st",
    "tk", "to", "tv", "vc", "ws",
];

/// Returns the country of the paper: the one that its name names, or else that of its domain.
/// `None` if neither tells one, or the name tells several.
pub(crate) fn publisher(draft: &Draft) -> Option<Country> {
    let source = draft.source.as_deref().unwrap_or_default();
    named(source).or_else(|| of_domain(source)).or_else(|| of_domain(draft.url.as_deref()?))
}

/// The one country that the name of a paper names: "The Namibian", `TaipeiTimes`.
fn named(source: &str) -> Option<Country> {
    let spaced = with_spaces(source);
    let names = find(&spaced);
    let first = names.first()?.country;
    names.iter().all(|name| name.country == first).then_some(first)
}

/// "The Namibian" of `TheNamibian`.
fn with_spaces(source: &str) -> String {
    let mut spaced = String::with_capacity(source.len() + 4);
    let mut small = false;
    for letter in source.chars() {
        if small && letter.is_uppercase() {
            spaced.push(' ');
        }
        small = letter.is_lowercase();
        spaced.push(letter);
    }
    spaced
}

/// The country of the domain of an address or a host: "example.com.gh".
fn of_domain(address: &str) -> Option<Country> {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let (name, domain) = host.rsplit_once('.')?;
    if name.is_empty() || host.contains(' ') || ABROAD.contains(&domain) {
        return None;
    }
    match domain {
        "uk" => Some(Country::GB),
        _ => Country::from_alpha2(&domain.to_ascii_uppercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_of_the_country_that_its_name_or_its_domain_tells() {
        let of = |draft: Draft| publisher(&draft);
        for (source, country) in [
            ("The Namibian", Some(Country::NA)),
            ("TheNamibian", Some(Country::NA)),
            ("Accra Herald", Some(Country::GH)),
            ("herald.com.gh", Some(Country::GH)),
            ("https://www.herald.co.uk/news", Some(Country::GB)),
            ("Herald", None),
            ("herald.com", None),
            ("herald.tv", None),
            ("Ghana and Kenya Review", None),
        ] {
            assert_eq!(of(Draft::new("").source(source)), country, "{source}");
        }
        assert_eq!(of(Draft::new("").url("https://herald.ie/a?b=.fr")), Some(Country::IE));
        assert_eq!(of(Draft::new("")), None);
    }
}
