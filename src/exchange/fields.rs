//! The fields of one record: each is taken if it has a plain meaning, else left out and reported.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::date;
use super::left_out::{LeftOut, Why};
use super::repair;
use crate::model::{DateOrder, Published};

/// The most fields of one kind that a form takes, so that a record of many takes no time.
const NAMES: usize = 32;
/// The most fields of a record. Records of news have less than 100.
const FIELDS: usize = 1 << 16;
/// What is said of an object with more.
pub(super) const TOO_MANY_FIELDS: &str = "too many fields";
/// The longest list or object that is parsed: 1 MiB. It may take 48 times as much then.
const VALUE_BYTES: usize = 1 << 20;

/// The fields of one JSON object. A value is parsed only if a form asks for it.
#[derive(Debug, Default)]
pub(super) struct Fields<'j> {
    all: Vec<Field<'j>>,
    left_out: Vec<LeftOut>,
    date_order: Option<DateOrder>,
}

#[derive(Debug)]
struct Field<'j> {
    name: Cow<'j, str>,
    json: &'j str,
    is_done: bool,
}

/// A string that is borrowed unless it has escapes.
#[derive(Deserialize)]
struct Text<'j>(#[serde(borrow)] Cow<'j, str>);

impl<'j> Deserialize<'j> for Fields<'j> {
    fn deserialize<D: Deserializer<'j>>(from: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'j> Visitor<'j> for Object {
            type Value = Fields<'j>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'j>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all: Vec<Field<'j>> = Vec::with_capacity(16);
                while let Some((Text(name), value)) = map.next_entry::<Text<'j>, &RawValue>()? {
                    if all.len() >= FIELDS {
                        return Err(A::Error::custom(TOO_MANY_FIELDS));
                    }
                    all.push(Field { name, json: value.get(), is_done: false });
                }
                Ok(Fields { all, ..Fields::default() })
            }
        }
        from.deserialize_map(Object)
    }
}

/// Returns whether a value says that there is none: null, an empty text, list or object, and the
/// text that Python writes for none.
fn is_nothing(json: &str) -> bool {
    match json.as_bytes() {
        [b'"', inner @ .., b'"'] => {
            inner.len() < 64 && (inner.trim_ascii().is_empty() || inner == b"None")
        }
        [b'[', inner @ .., b']'] | [b'{', inner @ .., b'}'] => inner.trim_ascii().is_empty(),
        json => json == b"null",
    }
}

/// Returns the text of a value: its own, that of a number, that of an object's name, or those of a
/// list with commas between them.
pub(super) fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => values.iter().filter_map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => ["name", "title", "label", "value", "full_name", "id", "url"]
            .iter()
            .find_map(|name| fields.get(*name).and_then(plain))?,
        Value::Null | Value::Bool(_) => return None,
    };
    (!text.is_empty() && text != "None").then_some(text)
}

/// Returns the plain text of a value that is not parsed yet. A list or object of more than
/// `VALUE_BYTES` has none.
#[cfg(feature = "feed")]
pub(super) fn plain_json(json: &RawValue) -> Option<String> {
    let json = json.get();
    if json.len() > VALUE_BYTES && !json.starts_with('"') {
        return None;
    }
    plain(&serde_json::from_str(json).ok()?)
}

impl<'j> Fields<'j> {
    /// Returns whether there is a field of this name, whatever its value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.all.iter().any(|field| field.name == name)
    }

    /// Returns whether these are the names of the fields, in this order.
    pub(super) fn are_named(&self, names: &[String]) -> bool {
        self.all.len() == names.len()
            && self.all.iter().zip(names).all(|(field, name)| field.name == **name)
    }

    /// Puts the names of the fields into `names`.
    pub(super) fn copy_names(&self, names: &mut Vec<String>) {
        names.clear();
        names.extend(self.all.iter().map(|field| field.name.to_string()));
    }

    /// Returns whether each field has one of these names.
    pub(super) fn are_among(&self, names: &[&str]) -> bool {
        self.all.iter().all(|field| names.contains(&&*field.name))
    }

    /// Returns whether there is a field whose name begins like this.
    pub(super) fn has_prefix(&self, start: &str) -> bool {
        self.all.iter().any(|field| field.name.starts_with(start))
    }

    /// Returns the JSON of a field that has a value. The last of several of one name counts, as in
    /// most programs.
    pub(super) fn json(&self, name: &str) -> Option<&'j str> {
        let field = self.all.iter().rev().find(|field| field.name == name)?;
        (!is_nothing(field.json)).then_some(field.json)
    }

    /// Returns the first names that begin like this and have a value, at most `NAMES`.
    pub(super) fn names(&self, start: &str) -> Vec<String> {
        let named = self.all.iter().filter(|field| field.name.starts_with(start));
        let named = named.filter(|field| !is_nothing(field.json)).take(NAMES);
        named.map(|field| field.name.to_string()).collect()
    }

    /// Notes that a field was taken, or was reported already.
    pub(super) fn done(&mut self, name: &str) {
        for field in self.all.iter_mut().filter(|field| field.name == name) {
            field.is_done = true;
        }
    }

    /// Reports that a field is left out.
    pub(super) fn leave_out(&mut self, name: &str, why: Why) {
        self.done(name);
        self.leave_out_part(name.to_owned(), why);
    }

    /// Reports that a part of a field is left out.
    pub(super) fn leave_out_part(&mut self, part: String, why: Why) {
        self.left_out.push(LeftOut { field: part, why });
    }

    /// Returns the text of a field byte for byte, if it is a text or a list of paragraphs.
    pub(super) fn exact(&mut self, name: &str) -> Option<String> {
        let json = self.json(name)?;
        self.done(name);
        if let Ok(Text(text)) = serde_json::from_str(json) {
            return Some(text.into_owned());
        }
        match self.value(name)? {
            Value::String(text) => Some(text),
            Value::Array(parts) => {
                let parts: Vec<_> = parts.iter().filter_map(plain).collect();
                (!parts.is_empty()).then(|| parts.join("\n\n"))
            }
            _ => {
                self.leave_out(name, Why::NoMeaning);
                None
            }
        }
    }

    /// Returns the value of a field.
    pub(super) fn value(&mut self, name: &str) -> Option<Value> {
        let json = self.json(name)?;
        self.done(name);
        if json.len() > VALUE_BYTES && !json.starts_with('"') {
            self.leave_out(name, Why::TooLong);
            return None;
        }
        if let Ok(value) = serde_json::from_str(json) {
            return Some(value);
        }
        let repaired = repair::surrogates(json).and_then(|json| serde_json::from_str(&json).ok());
        self.leave_out(name, if repaired.is_some() { Why::Replaced } else { Why::NoMeaning });
        repaired
    }

    /// Returns the plain text of the first of these fields that has one of at most `limit` bytes.
    /// Others of them with the same value are no loss.
    pub(super) fn text(&mut self, names: &[&str], limit: usize) -> Option<String> {
        for name in names {
            if let Some(value) = self.value(name) {
                match plain(&value) {
                    Some(text) if text.len() <= limit => {
                        let taken = self.json(name);
                        for other in names {
                            if self.json(other) == taken {
                                self.done(other);
                            }
                        }
                        return Some(text);
                    }
                    Some(_) => self.leave_out(name, Why::TooLong),
                    None if value.is_boolean() => self.leave_out(name, Why::NoMeaning),
                    None => {}
                }
            }
        }
        None
    }

    /// Sets which of two numbers in a date is the day.
    pub(super) fn set_date_order(&mut self, order: Option<DateOrder>) {
        self.date_order = order;
    }

    /// Reads a date, whichever field it is from.
    pub(super) fn read_date(&self, text: &str) -> Result<Published, Why> {
        date::read(text, self.date_order)
    }

    /// Returns the date in the first of these fields that has one.
    pub(super) fn date(&mut self, names: &[&str]) -> Option<Published> {
        for name in names {
            if let Some(text) = self.value(name).as_ref().and_then(plain) {
                match self.read_date(&text) {
                    Ok(published) => return Some(published),
                    Err(why) => self.leave_out(name, why),
                }
            }
        }
        None
    }

    /// Reports the fields that nothing took, and returns all that is left out.
    pub(super) fn into_left_out(mut self) -> Vec<LeftOut> {
        for field in self.all {
            if !field.is_done && !is_nothing(field.json) {
                self.left_out.push(LeftOut { field: field.name.into_owned(), why: Why::NoPlace });
            }
        }
        self.left_out
    }
}
