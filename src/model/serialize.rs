//! Values of the public interface as `serde` has them: the text that `Display` prints and `FromStr`
//! reads, and a span as `{"start", "end"}`.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

use super::{ArticleId, Country, ParagraphKind, Published, QuoteId, QuoteKind, Span, SpeakerId};

/// Reads a value from its text.
struct Text<T> {
    /// The noun for messages: "a country".
    expected: &'static str,
    value: PhantomData<T>,
}

impl<T: FromStr<Err: Display>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

macro_rules! as_text {
    ($($value:ty: $expected:literal,)*) => {$(
        impl Serialize for $value {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $value {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Text { expected: $expected, value: PhantomData })
            }
        }
    )*};
}

as_text! {
    ArticleId: "the id of an article",
    SpeakerId: "the id of a speaker",
    QuoteId: "the id of a quote",
    Country: "a country",
    Published: "a date or a time",
    ParagraphKind: "the kind of a paragraph",
    QuoteKind: "the kind of a quote",
}

/// The fields of a [`Span`].
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Span")]
struct Bounds {
    start: u32,
    end: u32,
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { start, end } = *self;
        Bounds { start, end }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Bounds { start, end } = Bounds::deserialize(deserializer)?;
        if end < start {
            return Err(de::Error::custom(format!(
                "the span {start}..{end} ends before it begins"
            )));
        }
        Ok(Self::new(start, end))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use serde::de::DeserializeOwned;

    use super::*;

    fn assert_json<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, json: &str) {
        assert_eq!(serde_json::to_string(value).unwrap(), json);
        assert_eq!(serde_json::from_str::<T>(json).unwrap(), *value);
    }

    #[test]
    fn values_are_read_back_from_json_as_they_were_written() {
        let article = ArticleId::from_u64(u64::MAX);
        assert_json(&article, r#""a18446744073709551615""#);
        assert_json(&SpeakerId::from_u64(9), r#""s9""#);
        assert_json(&QuoteId::new(ArticleId::from_u64(17), 3), r#""a17.3""#);
        assert_json(&Span::new(3, 8), r#"{"start":3,"end":8}"#);
        assert_json(&"2020-07-21".parse::<Published>().unwrap(), r#""2020-07-21""#);
        let moment = "2020-07-21T09:30:00.000001Z".parse::<Published>().unwrap();
        assert_json(&moment, r#""2020-07-21T09:30:00.000001Z""#);
        assert_json(&ParagraphKind::Caption, r#""caption""#);
        assert_json(&QuoteKind::Mixed, r#""mixed""#);
        for country in Country::all() {
            assert_json(&country, &format!("\"{}\"", country.alpha2()));
        }
    }

    #[test]
    fn json_of_something_else_is_refused_with_what_was_expected() {
        let refused = |error: serde_json::Error, part: &str| {
            assert!(error.to_string().contains(part), "{error}");
        };
        refused(serde_json::from_str::<ArticleId>("17").unwrap_err(), "the id of an article");
        refused(serde_json::from_str::<ArticleId>(r#""s1""#).unwrap_err(), "not an article id");
        refused(serde_json::from_str::<Country>(r#""Atlantis""#).unwrap_err(), "ISO 3166-1");
        let backwards = r#"{"start":8,"end":3}"#;
        refused(serde_json::from_str::<Span>(backwards).unwrap_err(), "ends before it begins");
        refused(serde_json::from_str::<Span>(r#"{"start":8}"#).unwrap_err(), "missing field `end`");
    }
}
