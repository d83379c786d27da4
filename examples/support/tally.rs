//! What a load read, left out and lost, as a table.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use onrecord::exchange::{Form, Record, Why};

use super::articles::BadInput;
use super::terminal::plain;

/// The most fields that the table names; all are counted.
const FIELDS: usize = 40;
/// The most different reasons and fields that are counted apart. Others are counted together.
const APART: usize = 1000;

/// A count, and the place of its first case.
#[derive(Default)]
struct Count {
    count: u64,
    first: String,
}

impl Count {
    fn add(&mut self, place: impl FnOnce() -> String) {
        if self.count == 0 {
            self.first = place();
        }
        self.count += 1;
    }
}

/// The counts of a load.
#[derive(Default)]
pub(crate) struct Tally {
    forms: BTreeMap<Form, u64>,
    left_out: BTreeMap<(Why, String), Count>,
    lost: BTreeMap<String, Count>,
    lost_records: u64,
    unread: u64,
    foreign: Count,
    no_article: Count,
    resumed: u64,
    speaker_edits: u64,
}

impl Tally {
    /// Counts an article that was read.
    pub(crate) fn read(&mut self, record: &Record) {
        *self.forms.entry(record.form).or_default() += 1;
        for left in &record.left_out {
            let mut name = (left.why, without_numbers(&left.field));
            if self.left_out.len() >= APART && !self.left_out.contains_key(&name) {
                "other fields".clone_into(&mut name.1);
            }
            self.left_out.entry(name).or_default().add(|| place(record));
        }
    }

    /// Counts a page that is no article, such as a list.
    pub(crate) fn no_article(&mut self, bad: &BadInput) {
        self.no_article.add(|| bad.place.clone());
    }

    /// Counts the pages that an interrupted load had stored.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) fn resumed(&mut self, pages: u64) {
        self.resumed = pages;
    }

    /// Counts a record that is no article, or a file that cannot be read.
    pub(crate) fn lost(&mut self, bad: &BadInput) {
        if bad.source().is_some() {
            self.unread += 1;
        }
        self.lost_records += 1;
        // What differs from record to record follows a colon, or is a number.
        let reason = bad.reason.split(": ").next().unwrap_or_default();
        let mut reason = without_numbers(reason);
        if self.lost.len() >= APART && !self.lost.contains_key(&reason) {
            "other reasons".clone_into(&mut reason);
        }
        self.lost.entry(reason).or_default().add(|| bad.place.clone());
    }

    /// Counts rows that describe articles which are not stored, with the message for the first.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) fn without_article(&mut self, rows: u64, first: String) {
        if rows > 0 {
            let reason = "rows without text, and no article is stored under their URL".to_owned();
            self.lost.insert(reason, Count { count: rows, first });
            self.lost_records += rows;
        }
    }

    /// Counts an article that is not English and is stored without quotes.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) fn foreign(&mut self, record: &Record) {
        self.foreign.add(|| place(record));
    }

    /// Counts the lines with corrections of speakers.
    pub(crate) fn speaker_edits(&mut self, lines: u64) {
        self.speaker_edits += lines;
    }

    /// Counts the articles that were read and could not be extracted from or stored, among all that
    /// were skipped.
    pub(crate) fn not_stored(&mut self, skipped: u64) {
        let more = skipped.saturating_sub(self.lost_records);
        if more > 0 {
            let count = Count { count: more, first: "see above".to_owned() };
            self.lost.insert("could not be extracted from or stored".to_owned(), count);
            self.lost_records += more;
        }
    }

    /// Returns whether a file could not be read, or not to its end.
    pub(crate) fn is_unread(&self) -> bool {
        self.unread > 0
    }

    /// Returns whether an article was lost.
    pub(crate) fn is_lossy(&self) -> bool {
        self.lost_records > 0
    }
}

fn place(record: &Record) -> String {
    let file = record.file.as_ref();
    let file = file.map_or("standard input".into(), |file| file.to_string_lossy());
    format!("{file}, line {}", record.line)
}

/// Returns a text with each number in it as `#`.
fn without_numbers(text: &str) -> String {
    let mut short = String::new();
    for letter in text.chars() {
        if !letter.is_ascii_digit() {
            short.push(letter);
        } else if !short.ends_with('#') {
            short.push('#');
        }
    }
    short
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.resumed > 0 {
            writeln!(f, "{:>9}  pages done before the interruption\n", self.resumed)?;
        }
        if self.forms.is_empty() && self.lost.is_empty() && self.no_article.count == 0 {
            return writeln!(f, "No article was found.");
        }
        writeln!(f, "{:>9}  read as", "articles")?;
        for (form, count) in &self.forms {
            writeln!(f, "{count:>9}  {form}")?;
        }
        if self.foreign.count > 0 {
            let Count { count, first } = &self.foreign;
            writeln!(f, "\n{:>9}  stored without quotes, and the first of them", "articles")?;
            writeln!(f, "{count:>9}  not English: {}", plain(first))?;
        }
        if self.no_article.count > 0 {
            let Count { count, first } = &self.no_article;
            writeln!(f, "\n{:>9}  skipped, and the first of them", "pages")?;
            writeln!(f, "{count:>9}  no article: {}", plain(first))?;
        }
        if !self.lost.is_empty() {
            writeln!(f, "\n{:>9}  lost, and the first of them", "records")?;
            for (reason, Count { count, first }) in &self.lost {
                writeln!(f, "{count:>9}  {}: {}", plain(reason), plain(first))?;
            }
        }
        let mut left_out: Vec<_> = self.left_out.iter().collect();
        // First what could have been taken if it were written otherwise.
        left_out.sort_by_key(|((why, _), count)| (*why == Why::NoPlace, Reverse(count.count)));
        if !left_out.is_empty() {
            writeln!(f, "\n{:>9}  left out, and the first of them", "fields")?;
        }
        for ((why, field), Count { count, first }) in left_out.iter().take(FIELDS) {
            writeln!(f, "{count:>9}  `{}`, {why}: {}", plain(field), plain(first))?;
        }
        if let Some(more) = left_out.len().checked_sub(FIELDS).filter(|more| *more > 0) {
            writeln!(f, "{:>9}  and {more} other fields", "")?;
        }
        if self.left_out.keys().any(|(why, _)| *why == Why::AmbiguousDate) {
            writeln!(f, "Read dates that can be either way around with --date-order dmy or mdy.")?;
        }
        if self.speaker_edits > 0 {
            writeln!(
                f,
                "{:>9}  corrections of speakers, which a load does not store",
                self.speaker_edits
            )?;
        }
        Ok(())
    }
}
