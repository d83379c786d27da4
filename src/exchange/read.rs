//! Reading JSON Lines: each line a draft.

use std::fmt;
use std::io::{BufRead, Read as _};
use std::iter::FusedIterator;

use super::line::Line;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Draft, limits};
use crate::storage::check_draft;

/// An iterator over the articles of a JSON Lines stream. One line is in memory at a time.
///
/// - A line is an object with `text` and, if known, `id`, `title`, `url`, `source`, `byline`,
///   `language` and `date` (or `published`). Other fields are ignored.
/// - A line with `key` is one that [`Store::export_jsonl`](crate::Store::export_jsonl) wrote. Its
///   paragraphs, quotes and countries are the draft's extraction.
/// - Empty lines are skipped.
/// - A line that is not an article yields an error that names the line; the lines after it follow.
/// - An error of the stream itself, of kind `Io`, is the last item.
///
/// # Examples
/// ```
/// use onrecord::JsonLines;
/// let lines = "{\"id\": \"a\", \"text\": \"“We won,” said Ada Nkemelu.\"}\n{\"id\": 7}\n";
/// let drafts: Vec<_> = JsonLines::new(lines.as_bytes()).collect();
/// assert_eq!(drafts[0].as_ref().unwrap().external_key(), "a");
/// assert!(drafts[1].as_ref().unwrap_err().to_string().contains("line 2"));
/// ```
pub struct JsonLines<'a> {
    read: Box<dyn BufRead + 'a>,
    number: u64,
    limit: usize,
    ended: bool,
}

impl fmt::Debug for JsonLines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").field("number", &self.number).finish_non_exhaustive()
    }
}

impl<'a> JsonLines<'a> {
    /// Reads lines from a stream.
    ///
    /// # Examples
    /// ```
    /// use onrecord::JsonLines;
    /// let lines = JsonLines::new("{\"text\": \"We won.\"}\n".as_bytes());
    /// assert_eq!(lines.filter(Result::is_ok).count(), 1);
    /// ```
    pub fn new(read: impl BufRead + 'a) -> Self {
        Self { read: Box::new(read), number: 0, limit: limits::LINE_BYTES, ended: false }
    }

    /// Returns the number of the line that the last item is from, counted from 1.
    ///
    /// # Examples
    /// ```
    /// use onrecord::JsonLines;
    /// let mut lines = JsonLines::new("\n{\"text\": \"We won.\"}\n".as_bytes());
    /// assert!(lines.next().is_some());
    /// assert_eq!(lines.number(), 2);
    /// ```
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Reads the next line that is not empty.
    pub(super) fn line(&mut self) -> Option<Result<Line>> {
        let mut bytes = Vec::new();
        while !self.ended {
            bytes.clear();
            self.number += 1;
            match self.read.by_ref().take(self.limit as u64 + 1).read_until(b'\n', &mut bytes) {
                Ok(0) => self.ended = true,
                Ok(_) if bytes.len() > self.limit && bytes.last() != Some(&b'\n') => {
                    if let Err(error) = self.read.skip_until(b'\n') {
                        return Some(Err(self.failed(error)));
                    }
                    let (number, limit) = (self.number, self.limit);
                    return Some(Err(Error::invalid(format!(
                        "line {number} is longer than {limit} bytes, the limit"
                    ))));
                }
                Ok(_) if bytes.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => return Some(self.parse(&bytes)),
                Err(error) => return Some(Err(self.failed(error))),
            }
        }
        None
    }

    fn failed(&mut self, error: std::io::Error) -> Error {
        self.ended = true;
        Error::new(ErrorKind::Io, format!("cannot read line {}", self.number)).with_source(error)
    }

    fn parse(&self, bytes: &[u8]) -> Result<Line> {
        // A byte order mark before the first line belongs to the stream.
        let mark = if self.number == 1 { bytes.strip_prefix("\u{feff}".as_bytes()) } else { None };
        let bytes = mark.unwrap_or(bytes);
        let text = str::from_utf8(bytes).map_err(|error| {
            Error::invalid(format!(
                "line {} is not UTF-8 from byte {} on",
                self.number,
                error.valid_up_to()
            ))
        })?;
        Line::parse(text).map_err(|error| {
            let message = error.to_string();
            let what = message.split(" at line ").next().unwrap_or_default();
            Error::invalid(format!("line {}, column {}: {what}", self.number, error.column()))
        })
    }

    /// Makes the valid draft of a line. An error names the line.
    pub(super) fn draft(&self, line: Line) -> Result<Draft> {
        line.draft()
            .and_then(|draft| check_draft(&draft).map(|()| draft))
            .map_err(|error| self.named(error))
    }

    /// Names the line in an error.
    pub(super) fn named(&self, error: Error) -> Error {
        error.at(format_args!("line {}", self.number))
    }
}

impl Iterator for JsonLines<'_> {
    type Item = Result<Draft>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self.line()? {
            Ok(Line { speaker_edit: Some(_), .. }) => Err(Error::invalid(format!(
                "line {} has overrides of a speaker, which only Store::import_jsonl reads",
                self.number
            ))),
            Ok(line) => self.draft(line),
            Err(error) => Err(error),
        })
    }
}

impl FusedIterator for JsonLines<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_other_forms_are_ignored_in_lines_that_were_not_exported() {
        let line = concat!(
            r#"{"id": "a", "text": "x", "quotes": [{"kind": 7}], "#,
            r#""paragraphs": "none", "countries": 1}"#
        );
        let draft = JsonLines::new(line.as_bytes()).next().unwrap().unwrap();
        assert_eq!((draft.external_key(), draft.extraction), ("a".to_owned(), None));
        let exported = line.replace("\"id\"", "\"key\"");
        let error = JsonLines::new(exported.as_bytes()).next().unwrap().unwrap_err();
        assert!(error.to_string().contains("line 1"), "{error}");
    }

    #[test]
    fn a_line_over_the_limit_is_passed_over_and_named() {
        let good = "{\"text\":\"x\"}\n";
        let text = format!("{good}{{\"text\":\"{}\"}}\n{good}", "y".repeat(100));
        let mut lines = JsonLines::new(text.as_bytes());
        lines.limit = good.len() - 1;
        let read: Vec<_> = lines.map(|line| line.map_err(|error| error.to_string())).collect();
        assert_eq!(read.len(), 3);
        assert_eq!(
            read[1].as_ref().unwrap_err(),
            "invalid input: line 2 is longer than 12 bytes, the limit"
        );
        assert_eq!(read[2].as_ref().unwrap().text(), "x");
    }
}
