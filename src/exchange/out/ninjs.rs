//! ninjs of the IPTC, an article a line: 3.1, 2.2 and 1.6.
//!
//! | 3.1 | 2.2 | 1.6 | contents |
//! | --- | --- | --- | --- |
//! | `uri` | `uri` | `uri` | the key; if that is no URI, the URL, or a UUID of the key |
//! | `standard` | `standard` | `$standard` | name and version of ninjs |
//! | `type` | `type` | `type` | the attribute `type`, or `text` |
//! | `representationType` | `representationtype` | `representationtype` | of excerpts: in part |
//! | `firstCreated` | `firstcreated` | `firstcreated` | the date of publication |
//! | `language` | `language` | `language` | the language |
//! | `headlines` | `headlines` | `headline` | the title |
//! | `bodies` | `bodies` | `body_text` | the text |
//! | `people` | `people` | `person` | the people |
//! | `places` | `places` | `place` | the countries, with alpha-2 codes |
//! | `infoSources` | `infosources` | `infosource` | the source |
//! | `by` | `by` | `byline` | the byline |
//! | `altIds` | `altids` | `altids` | `url` and `key`, unless the `uri` is the same |
//!
//! - **What came in as ninjs** has attributes, which are written under the name that the version
//!   has for them: `firstCreated`, `contentCreated` and `versionCreated`, `people`, `profile`,
//!   `version`, `pubStatus`, `urgency`, `slugline`, `located`, `edNote`, `embargoedUntil`,
//!   `expires`, `usageTerms`, `copyrightNotice`, `genres` and `subjects`. One that the schema would
//!   refuse is left out. If none of the dates is the date of publication, as after a correction,
//!   `firstCreated` is.
//! - **Dates** are moments. A day or a month has the time 00:00:00 in UTC on its first day, as
//!   [`Published::timestamp`] has it. There is none outside of the years 1 to 9999.
//! - **People** that came in have `name`, `rel`, and `uri` and `literal`, or in 1.6 `scheme` and
//!   `code`: a code goes out as a literal, and after its scheme as a URI. Those of an article that
//!   was not ninjs are the speakers of its quotes, as corrected.

use std::collections::HashSet;

use jiff::tz::Offset;
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::output::{Item, Output};
use super::uri;
use crate::error::Result;
use crate::model::{Country, Precision, Published};
use crate::query::{Article, Quote};

/// A version of ninjs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// 1.6.
    V1,
    /// 2.2.
    V2,
    /// 3.1.
    V3,
}

/// Attributes of one value, by their names in 3.1.
const ATTRIBUTES: [&str; 11] = [
    "profile",
    "version",
    "embargoedUntil",
    "expires",
    "pubStatus",
    "urgency",
    "copyrightNotice",
    "usageTerms",
    "edNote",
    "slugline",
    "located",
];

/// The dates of a record, in the order in which one is taken for the date of publication.
const DATES: [&str; 3] = ["firstCreated", "contentCreated", "versionCreated"];

/// The attribute with people as they came in, if they have more than names: JSON.
pub(in crate::exchange) const PEOPLE: &str = "people-json";

/// Types of all versions.
const TYPES: [&str; 7] = ["text", "audio", "video", "picture", "graphic", "composite", "component"];

/// Types of 3.1 alone.
const TYPES_OF_3: [&str; 2] = ["event", "planning"];

/// Values of `pubStatus`.
const STATUSES: [&str; 3] = ["usable", "withheld", "canceled"];

/// A record: its fields in the order in which they are written.
struct Record {
    version: Version,
    fields: Vec<(String, Value)>,
}

impl Record {
    /// Adds a field, by its name in 3.1.
    fn add(&mut self, name: &str, value: impl Into<Value>) {
        self.fields.push((self.version.name(name), value.into()));
    }

    fn add_some(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    fn add_list(&mut self, name: &str, values: Vec<Value>) {
        if !values.is_empty() {
            self.add(name, values);
        }
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.fields.iter().map(|(name, value)| (name, value)))
    }
}

impl Version {
    /// Returns the number of the version.
    const fn number(self) -> &'static str {
        match self {
            Self::V1 => "1.6",
            Self::V2 => "2.2",
            Self::V3 => "3.1",
        }
    }

    /// Returns the name that the version has for a field of 3.1.
    fn name(self, name: &str) -> String {
        let old = match name {
            "embargoedUntil" => "embargoed",
            "standard" => "$standard",
            "by" => "byline",
            "headlines" => "headline",
            "bodies" => "body_text",
            "people" => "person",
            "places" => "place",
            "infoSources" => "infosource",
            "genres" => "genre",
            "subjects" => "subject",
            name => name,
        };
        match self {
            Self::V3 => name.to_owned(),
            Self::V2 if name == "embargoedUntil" => old.to_owned(),
            Self::V2 => name.to_ascii_lowercase(),
            Self::V1 => old.to_ascii_lowercase(),
        }
    }
}

/// Returns a date as RFC 3339 has it; `None` if there is none for its year.
fn moment(published: Published) -> Option<String> {
    (1..=9999).contains(&published.date().year()).then_some(())?;
    let has_offset = |offset: Offset| offset.seconds().abs() < 24 * 60 * 60;
    Some(if published.precision() != Precision::Moment {
        format!("{}T00:00:00Z", published.date())
    } else if published.offset().is_none_or(has_offset) {
        published.to_string()
    } else {
        published.timestamp().to_string()
    })
}

/// Returns the dates of an article, each with its name in 3.1.
fn dates(article: &Article) -> Vec<(&'static str, Published)> {
    let read = |name: &'static str| {
        let date = Published::read_lenient(article.attribute(name)?, None).ok()?;
        Some((name, date))
    };
    let mut dates: Vec<_> = DATES.into_iter().filter_map(read).collect();
    if let Some(published) = article.published()
        && dates.iter().all(|(_, date)| *date != published)
    {
        dates.retain(|(name, _)| *name != "firstCreated");
        dates.insert(0, ("firstCreated", published));
    }
    dates
}

/// Returns the values of the attribute with one of these names, each an object with a name.
fn named(article: &Article, names: &[&str]) -> Vec<Value> {
    let values = article.attributes().filter(|(name, _)| names.contains(name));
    values.map(|(_, value)| json!({ "name": value })).collect()
}

/// Returns a person that came in as ninjs. 1.6 has a code and its scheme, the others have a URI and
/// any identifier.
fn person(version: Version, came: &Map<String, Value>) -> Value {
    let text = |name: &str| came.get(name).and_then(Value::as_str);
    let scheme = text("scheme").filter(|scheme| uri::is_uri(scheme));
    let of_code = || Some(format!("{}{}", scheme?, text("code")?));
    let address = text("uri").map(str::to_owned).or_else(of_code).filter(|uri| uri::is_uri(uri));
    let fields = match version {
        Version::V1 => [
            ("scheme", scheme.map(str::to_owned)),
            ("code", ["code", "literal", "uri"].into_iter().find_map(text).map(str::to_owned)),
        ],
        Version::V2 | Version::V3 => {
            [("uri", address), ("literal", text("literal").or(text("code")).map(str::to_owned))]
        }
    };
    let same = ["name", "rel"].map(|name| (name, text(name).map(str::to_owned)));
    let fields = same.into_iter().chain(fields);
    fields.filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))).collect()
}

/// Returns the people of a record that came in as ninjs, and else the speakers.
fn people(version: Version, article: &Article, quotes: &[Quote]) -> Vec<Value> {
    let kept = article.attribute(PEOPLE).and_then(|json| serde_json::from_str(json).ok());
    if let Some::<Vec<Map<String, Value>>>(people) = kept {
        return people.iter().map(|came| person(version, came)).collect();
    }
    let mut people = named(article, &["people", "person"]);
    if people.is_empty() && DATES.iter().all(|name| article.attribute(name).is_none()) {
        let mut seen = HashSet::new();
        let names = quotes.iter().flat_map(Quote::speakers).map(|one| one.name());
        let names = names.filter(|name| seen.insert(*name));
        people.extend(names.map(|name| json!({ "name": name })));
    }
    people
}

/// Returns the value of an attribute; `None` if the schema of the version would refuse it.
fn attribute(version: Version, article: &Article, name: &str) -> Option<Value> {
    let given = match name {
        "embargoedUntil" => article.attribute(name).or_else(|| article.attribute("embargoed")),
        name => article.attribute(name),
    };
    let text = given?;
    match name {
        "type" => {
            let is_known =
                TYPES.contains(&text) || (version == Version::V3 && TYPES_OF_3.contains(&text));
            is_known.then(|| json!(text))
        }
        "pubStatus" => STATUSES.contains(&text).then(|| json!(text)),
        "urgency" => {
            let urgency = text.parse::<u8>().ok()?;
            (1..=9).contains(&urgency).then(|| json!(urgency))
        }
        "embargoedUntil" | "expires" => {
            Some(json!(moment(Published::read_lenient(text, None).ok()?)?))
        }
        _ => Some(json!(text)),
    }
}

/// A text with its kind, as 2.2 and 3.1 have headlines and bodies; 1.6 has the text alone.
fn text(version: Version, role: &str, text: &str) -> Value {
    match version {
        Version::V1 => json!(text),
        Version::V2 => json!([{ "role": role, "contenttype": "text/plain", "value": text }]),
        Version::V3 => json!([{ "role": role, "contentType": "text/plain", "value": text }]),
    }
}

fn place(version: Version, country: Country) -> Value {
    let (name, code) = (country.name(), country.alpha2());
    match version {
        Version::V1 => json!({ "name": name, "rel": "mentions", "code": code }),
        Version::V2 | Version::V3 => json!({ "name": name, "rel": "mentions", "literal": code }),
    }
}

/// Returns the URL and the key if the URI is another.
fn other_ids(version: Version, article: &Article, uri: &str) -> Option<Value> {
    let ids = [("url", article.url()), ("key", Some(article.key()))];
    let ids = ids.into_iter().filter_map(|(role, id)| Some((role, id.filter(|id| *id != uri)?)));
    let ids: Vec<(&str, &str)> = ids.collect();
    (!ids.is_empty()).then(|| match version {
        Version::V1 => ids.into_iter().collect(),
        Version::V2 | Version::V3 => {
            ids.into_iter().map(|(role, value)| json!({ "role": role, "value": value })).collect()
        }
    })
}

/// Writes an article, a record.
pub(super) fn write(version: Version, item: &Item<'_>, to: &mut Output<'_>) -> Result<()> {
    let Item { article, quotes, .. } = item;
    let mut record = Record { version, fields: Vec::new() };
    let uri = uri::of_article(article);
    let other_ids = other_ids(version, article, &uri);
    record.add("uri", uri);
    record.add("standard", json!({ "name": "ninjs", "version": version.number() }));
    record.add("type", attribute(version, article, "type").unwrap_or_else(|| json!("text")));
    if article.attribute("extent") == Some("excerpts") {
        let part = if version == Version::V1 { "incomplete" } else { "partial" };
        record.add("representationType", part);
    }
    for (name, date) in dates(article) {
        record.add_some(name, moment(date));
    }
    for name in ATTRIBUTES {
        record.add_some(name, attribute(version, article, name));
    }
    record.add_some("language", article.language());
    record.add_some("headlines", article.title().map(|title| text(version, "main", title)));
    record.add("bodies", text(version, "text", item.text));
    record.add_list("people", people(version, article, quotes));
    let places = article.countries().map(|named| place(version, named.country));
    record.add_list("places", places.collect());
    record.add_list(
        "infoSources",
        article.source().map(|name| json!({ "name": name })).into_iter().collect(),
    );
    record.add_list("genres", named(article, &["genres", "genre"]));
    record.add_list("subjects", named(article, &["subjects", "subject"]));
    record.add_some("by", article.byline());
    record.add_some("altIds", other_ids);
    to.json(&record)
}
