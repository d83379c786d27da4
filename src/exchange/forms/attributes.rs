//! Fields with a plain meaning that an article has no field for: its named attributes.

use serde_json::Value;

use super::super::fields::{Fields, plain};
use super::super::form::Form;
use super::super::left_out::Why;
use crate::model::{Draft, limits};

/// Fields of programs that have no form of their own.
const PLAIN: &[&str] = &[
    "desk",
    "section",
    "category",
    "categories",
    "keywords",
    "tags",
    "topics",
    "licence",
    "license",
    "embargo",
    "description",
    "summary",
];

/// Fields of ninjs, of all generations. The dates and people are kept so that they go out as they
/// came in.
const NINJS: &[&str] = &[
    "firstCreated",
    "firstcreated",
    "contentCreated",
    "contentcreated",
    "versionCreated",
    "versioncreated",
    "type",
    "profile",
    "version",
    "pubStatus",
    "pubstatus",
    "urgency",
    "priority",
    "slugline",
    "located",
    "edNote",
    "ednote",
    "embargoed",
    "embargoedUntil",
    "embargoeduntil",
    "expires",
    "usageTerms",
    "usageterms",
    "copyrightNotice",
    "copyrightnotice",
    "people",
    "person",
    "genre",
    "genres",
    "subject",
    "subjects",
    "service",
    "product",
];

/// Returns the fields of a form that become attributes. Those of many values come last, so that
/// they leave room for the others.
const fn names(form: Form) -> &'static [&'static str] {
    match form {
        Form::Newspaper4k => &["summary", "meta_description", "keywords", "meta_keywords", "tags"],
        Form::Trafilatura => {
            &["license", "pagetype", "excerpt", "description", "categories", "tags"]
        }
        Form::Fundus => &["free_access", "topics"],
        Form::Ninjs1 | Form::Ninjs2 | Form::Ninjs3 => NINJS,
        Form::QuotebankQuotation => &["phase", "numOccurrences", "qids", "probas", "urls"],
        Form::QuotebankArticle => &["phase", "names"],
        Form::Gdelt | Form::Citron | Form::GuardianAfp => &[],
        _ => PLAIN,
    }
}

/// Adds the attributes of a record to its draft, each under the name of its field.
pub(super) fn add(form: Form, fields: &mut Fields<'_>, draft: &mut Draft) {
    for name in names(form) {
        let Some(value) = fields.value(name) else { continue };
        let mut why = None;
        for text in texts(form, name, &value) {
            if text.len() > limits::ATTRIBUTE_VALUE_BYTES
                || draft.attributes.len() == limits::ATTRIBUTES
            {
                why = Some(Why::TooLong);
            } else {
                draft.add_attribute((*name).to_owned(), text);
            }
        }
        if let Some(why) = why {
            fields.leave_out(name, why);
        }
    }
}

/// Returns the texts of a value: one for each member of a list.
fn texts(form: Form, name: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Bool(value) => vec![value.to_string()],
        Value::Array(values) => values.iter().filter_map(|value| member(name, value)).collect(),
        // trafilatura writes lists as texts.
        Value::String(text)
            if matches!(form, Form::Trafilatura) && matches!(name, "categories" | "tags") =>
        {
            let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        }
        value => plain(value).into_iter().collect(),
    }
}

/// Returns the text of a member of a list. A candidate of Quotebank is a name and its probability,
/// whichever way the two are written.
fn member(name: &str, value: &Value) -> Option<String> {
    match value.as_object() {
        Some(candidate) if name == "probas" => {
            let part = |name: &str| candidate.get(name).and_then(plain);
            Some(format!("{}, {}", part("speaker")?, part("proba")?))
        }
        _ => match value {
            // "None" is a candidate: that nobody says it.
            Value::Array(pair) if name == "probas" => {
                let texts: Option<Vec<&str>> = pair.iter().map(Value::as_str).collect();
                texts.map(|texts| texts.join(", ")).or_else(|| plain(value))
            }
            value => plain(value),
        },
    }
}
