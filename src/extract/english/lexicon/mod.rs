//! What is known of single words.

mod classes;
mod word_table;

pub(crate) use classes::{Class, Entry, entries, entry};
pub(crate) use word_table::Words;
