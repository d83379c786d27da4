//! `serde` for views, plans, pages and cursors: a view is a struct with a field for each getter, a
//! text is a string, and a cursor is its text.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::cursor::Cursor;
use super::page::Page;
#[cfg(feature = "fulltext")]
use super::paragraph_query::FoundParagraph;
use super::plan::Plan;
use super::view::{Article, FromSource, Paragraph, Quote, QuoteSpeaker, Speaker, Text};
use crate::model::{Country, CountryMentions};

/// Serializes a view by its getters. Those after the semicolon return iterators, which become
/// sequences.
macro_rules! by_getters {
    ($($view:ident { $($field:ident)* $(; $($list:ident: $item:ty,)*)? })*) => {$(
        impl Serialize for $view {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let fields = [$(stringify!($field),)* $($(stringify!($list),)*)?].len();
                let mut view = serializer.serialize_struct(stringify!($view), fields)?;
                $(view.serialize_field(stringify!($field), &self.$field())?;)*
                $($(
                    let list: Vec<$item> = self.$list().collect();
                    view.serialize_field(stringify!($list), &list)?;
                )*)?
                view.end()
            }
        }
    )*};
}

by_getters! {
    Article {
        id key title url source byline language published extractor paragraph_count quote_count;
        countries: CountryMentions, attributes: (&str, &str),
    }
    Paragraph { index kind span text }
    Quote {
        id text span kind group cue mention mention_span speaker_name speaker_id role
        speaker_country from_source published confidence article_id paragraph_index;
        countries: Country, context_countries: Country, speakers: QuoteSpeaker<'_>,
    }
    Speaker { id name country quote_count; aliases: &str, roles: &str, }
    Plan { access_path size residual_filters }
}

impl Serialize for QuoteSpeaker<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut view = serializer.serialize_struct("QuoteSpeaker", 5)?;
        view.serialize_field("id", &self.id())?;
        view.serialize_field("name", self.name())?;
        view.serialize_field("role", &self.role())?;
        view.serialize_field("country", &self.country())?;
        view.serialize_field("from_source", &self.from_source())?;
        view.end()
    }
}

impl Serialize for FromSource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

#[cfg(feature = "fulltext")]
impl Serialize for FoundParagraph {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut found = serializer.serialize_struct("FoundParagraph", 2)?;
        found.serialize_field("article", &self.article)?;
        found.serialize_field("paragraph", &self.paragraph)?;
        found.end()
    }
}

impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_struct("Page", 2)?;
        page.serialize_field("items", &self.items)?;
        page.serialize_field("next", &self.next)?;
        page.end()
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
