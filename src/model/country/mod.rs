//! Countries by their ISO 3166-1 codes and English names.

mod table;

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use super::fold::fold;
use crate::error::{Error, Result};
use table::{Row, TABLE, countries};

/// One of the 249 countries and areas of ISO 3166-1, or Kosovo.
///
/// Kosovo has no code in ISO 3166-1. Its `XK` is one of those that the standard leaves to users to
/// assign; the European Union, the Unicode CLDR and GeoNames use it so.
///
/// `FromStr` reads what [`parse`](Self::parse) does. `Display` prints the alpha-2 code, which is
/// the order of countries too.
///
/// # Examples
/// ```
/// use onrecord::Country;
/// assert_eq!("Iran".parse::<Country>()?, Country::IR);
/// assert_eq!(Country::IR.to_string(), "IR");
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(u8);

/// A country and how often a text names it.
///
/// # Examples
/// ```
/// use onrecord::{Country, CountryMentions};
/// let named = CountryMentions { country: Country::IQ, mentions: 2 };
/// assert_eq!(named.country.name(), "Iraq");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CountryMentions {
    /// The country.
    pub country: Country,
    /// The number of times the text names the country.
    pub mentions: u32,
}

/// Defines a constant for each country, by its position in the table.
macro_rules! constants {
    ($($alpha2:ident $alpha3:literal $name:literal [$($variant:literal),*])*) => {
        #[derive(Clone, Copy)]
        #[allow(clippy::upper_case_acronyms, reason = "the variants are ISO codes")]
        enum Position { $($alpha2),* }

        impl Country {
            $(
                #[doc = concat!($name, " (`", stringify!($alpha2), "`, `", $alpha3, "`).")]
                pub const $alpha2: Country = Country(Position::$alpha2 as u8);
            )*
        }
    };
}

countries!(constants);

static UNKNOWN: Row = Row { alpha2: "ZZ", alpha3: "ZZZ", name: "unknown", variants: &[] };

/// The position in [`TABLE`] of every pair of letters, or [`NO_ROW`]. Views look up several codes
/// for each quote that they validate.
static POSITIONS: [u8; 26 * 26] = {
    let mut positions = [NO_ROW; 26 * 26];
    let mut position = 0_u8;
    let mut rows = TABLE;
    while let [row, rest @ ..] = rows {
        if let Some(code) = row.alpha2.as_bytes().as_array()
            && let Some(letters) = letters(*code)
            && let Some((_, [of, ..])) = positions.split_at_mut_checked(letters)
        {
            *of = position;
        }
        position += 1;
        rows = rest;
    }
    positions
};

/// The position of no row; the table has 250.
const NO_ROW: u8 = u8::MAX;

/// Returns the number of a pair of capital letters, or `None` if one is no capital letter.
#[inline]
const fn letters([one, other]: [u8; 2]) -> Option<usize> {
    let (one, other) = (one.wrapping_sub(b'A'), other.wrapping_sub(b'A'));
    if one < 26 && other < 26 { Some(one as usize * 26 + other as usize) } else { None }
}

static BY_NAME: LazyLock<HashMap<String, Country>> = LazyLock::new(|| {
    let mut names = HashMap::with_capacity(TABLE.len() * 5);
    for country in Country::all() {
        let row = country.row();
        for name in
            [row.alpha2, row.alpha3, row.name].into_iter().chain(row.variants.iter().copied())
        {
            let folded = fold(name);
            if let Some(bare) = folded.strip_prefix("the ") {
                names.entry(bare.to_owned()).or_insert(country);
            }
            names.entry(folded).or_insert(country);
        }
    }
    names
});

impl Country {
    /// Returns the country of a code or a name: an ISO 3166-1 alpha-2 or alpha-3 code, the English
    /// name, or a common variant of the name, also as lists sort it: "Korea, North". Ignores case,
    /// accents, punctuation and a leading "the".
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if no country is called so.
    ///
    /// # Examples
    /// ```
    /// use onrecord::{Country, ErrorKind};
    /// for text in ["ir", "IRN", "Iran", "Islamic Republic of Iran"] {
    ///     assert_eq!(Country::parse(text)?, Country::IR);
    /// }
    /// assert_eq!(Country::parse("cote d'ivoire")?, Country::CI);
    /// assert_eq!(Country::parse("Kosovo")?, Country::XK);
    /// assert_eq!(Country::parse("Atlantis").unwrap_err().kind(), ErrorKind::InvalidInput);
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        let folded = fold(text);
        let bare = folded.strip_prefix("the ").unwrap_or(&folded);
        BY_NAME.get(bare).copied().ok_or_else(|| {
            Error::invalid(format!(
                "{text:?} is no country: expected an ISO 3166-1 code such as \"IR\" or \"IRN\", or \
                 an English name such as \"Iran\""
            ))
        })
    }

    /// Returns all countries, in the order of their alpha-2 codes.
    ///
    /// # Examples
    /// ```
    /// use onrecord::Country;
    /// assert_eq!(Country::all().len(), 250);
    /// assert_eq!(Country::all().next(), Some(Country::AD));
    /// ```
    #[must_use]
    pub fn all() -> impl ExactSizeIterator<Item = Country> + Clone {
        (0..TABLE.len()).map(|position| Country(u8::try_from(position).unwrap_or(u8::MAX)))
    }

    /// Returns the country with an alpha-2 code in capitals, or `None` if there is none.
    ///
    /// # Examples
    /// ```
    /// use onrecord::Country;
    /// assert_eq!(Country::from_alpha2("IR"), Some(Country::IR));
    /// assert_eq!(Country::from_alpha2("ir"), None);
    /// ```
    #[must_use]
    pub fn from_alpha2(code: &str) -> Option<Country> {
        Self::from_letters(*code.as_bytes().as_array()?)
    }

    /// Returns the country with an alpha-2 code in capitals, as records keep it.
    #[inline]
    pub(crate) fn from_letters(code: [u8; 2]) -> Option<Country> {
        let position = *POSITIONS.get(letters(code)?)?;
        (position != NO_ROW).then_some(Country(position))
    }

    /// Returns the ISO 3166-1 alpha-2 code.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::Country::IR.alpha2(), "IR");
    /// ```
    #[must_use]
    pub fn alpha2(self) -> &'static str {
        self.row().alpha2
    }

    /// Returns the ISO 3166-1 alpha-3 code.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::Country::IR.alpha3(), "IRN");
    /// ```
    #[must_use]
    pub fn alpha3(self) -> &'static str {
        self.row().alpha3
    }

    /// Returns the English short name.
    ///
    /// # Examples
    /// ```
    /// assert_eq!(onrecord::Country::IR.name(), "Iran");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Returns the other names that [`parse`](Self::parse) reads: official, ISO and common ones.
    ///
    /// # Examples
    /// ```
    /// assert!(onrecord::Country::IR.variants().contains(&"Islamic Republic of Iran"));
    /// ```
    #[must_use]
    pub fn variants(self) -> &'static [&'static str] {
        self.row().variants
    }

    /// Returns the position among all countries, in the order of their codes.
    #[inline]
    pub(crate) const fn position(self) -> usize {
        self.0 as usize
    }

    fn row(self) -> &'static Row {
        TABLE.get(usize::from(self.0)).unwrap_or(&UNKNOWN)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.alpha2())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country::{}", self.alpha2())
    }
}

impl FromStr for Country {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_parses_from_every_name_it_has() {
        assert_eq!(Country::all().len(), 250);
        for country in Country::all() {
            assert_eq!(Country::from_alpha2(country.alpha2()), Some(country));
            let row = country.row();
            for name in
                [row.alpha2, row.alpha3, row.name].into_iter().chain(row.variants.iter().copied())
            {
                assert_eq!(name.parse::<Country>().unwrap(), country, "{name}");
                assert_eq!(name.to_lowercase().parse::<Country>().unwrap(), country, "{name}");
            }
        }
        assert!(TABLE.windows(2).all(|pair| pair[0].alpha2 < pair[1].alpha2));
    }

    #[test]
    fn constants_name_their_rows() {
        assert_eq!(Country::AD.alpha2(), "AD");
        assert_eq!(Country::IR.name(), "Iran");
        assert_eq!(Country::ZW.alpha3(), "ZWE");
        assert_eq!("the United States".parse::<Country>().unwrap(), Country::US);
        assert_eq!("cote d’ivoire".parse::<Country>().unwrap(), Country::CI);
    }

    #[test]
    fn names_as_lists_sort_them_and_user_assigned_codes_parse() {
        for (text, country) in [
            ("D.R. Congo", Country::CD),
            ("Congo, Dem. Rep.", Country::CD),
            ("Congo, Rep.", Country::CG),
            ("Congo (Brazzaville)", Country::CG),
            ("Korea, North", Country::KP),
            ("Korea, Dem. People’s Rep.", Country::KP),
            ("Korea, South", Country::KR),
            ("Korea, Rep.", Country::KR),
            ("Niger", Country::NE),
            ("Nigeria", Country::NG),
            ("Kosovo", Country::XK),
            ("kosova", Country::XK),
            ("XK", Country::XK),
            ("XKX", Country::XK),
        ] {
            assert_eq!(Country::parse(text).unwrap(), country, "{text}");
        }
        assert_eq!(Country::from_alpha2("XK"), Some(Country::XK));
        assert!(Country::WS < Country::XK && Country::XK < Country::YE);
    }

    #[test]
    fn unknown_names_say_what_was_expected() {
        for wrong in ["", "XX", "ZZ", "Atlantis", "I R"] {
            assert!(
                wrong.parse::<Country>().unwrap_err().to_string().contains("ISO 3166-1"),
                "{wrong:?}"
            );
        }
    }
}
