//! The forms of records: from the fields of each to a draft.

mod attributes;
mod flat;
mod fundus;
pub(super) mod markup;
mod ninjs;
mod quotebank;
mod search;
mod spans;

use super::fields::Fields;
use super::form::Form;
use crate::error::{Error, Result};
use crate::model::Draft;

/// Makes the draft of a record that was not exported. Fields that are not in it stay in `fields`.
pub(super) fn draft(form: Form, fields: &mut Fields<'_>) -> Result<Draft> {
    let mut draft = match form {
        Form::NewsPlease => flat::draft(fields, &flat::NEWS_PLEASE),
        Form::Newspaper4k => flat::draft(fields, &flat::NEWSPAPER4K),
        Form::Trafilatura => flat::draft(fields, &flat::TRAFILATURA),
        Form::NewsApi => flat::draft(fields, &flat::NEWS_API),
        Form::Fundus => fundus::draft(fields),
        Form::Ninjs1 | Form::Ninjs2 | Form::Ninjs3 => ninjs::draft(fields),
        Form::QuotebankQuotation => quotebank::quotation(fields),
        Form::QuotebankArticle => quotebank::article(fields),
        Form::Gdelt => quotebank::excerpts(fields),
        Form::Citron => spans::citron(fields),
        Form::GuardianAfp => spans::search_schema(fields),
        _ => flat::draft(fields, &flat::PLAIN),
    };
    if draft.text.trim().is_empty() {
        return Err(Error::invalid("no text"));
    }
    attributes::add(form, fields, &mut draft);
    Ok(draft)
}
