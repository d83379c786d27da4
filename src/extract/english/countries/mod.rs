//! Names of countries in a text, and the tables of them.

mod country_name;
mod find;
mod gazetteer;
mod leaders;
mod publisher;
mod scan;
#[cfg(test)]
mod tests;
mod word_bounds;

pub(crate) use country_name::{CountryForm, CountryName, within};
pub(crate) use find::find;
pub(crate) use leaders::led;
pub(crate) use publisher::publisher;
