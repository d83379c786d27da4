//! From lines to a store.

use std::io::BufRead;

use super::line::{SpeakerLine, country};
use super::read::JsonLines;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{LoadReport, Skipped};
use crate::store::{SpeakerNumbers, Store};

impl Store {
    /// Stores all articles of a JSON Lines stream, and then what it says of speakers.
    ///
    /// Reads what [`export_jsonl`](Store::export_jsonl) wrote, and the lines that [`JsonLines`] describes; articles
    /// without quotes of their own are extracted from as [`ingest`](Store::ingest) does. A line that cannot be taken is
    /// skipped and reported under its number, and so is what an exported line says of a speaker that is said
    /// otherwise here. Importing the same again changes nothing.
    ///
    /// # Errors
    /// `Io` where the stream cannot be read; what came before is stored then. `Storage`, `Corrupt` and `Io` where the
    /// store fails, and `Poisoned` after a storage error.
    pub fn import_jsonl(&self, from: impl BufRead) -> Result<LoadReport> {
        let mut lines = JsonLines::new(from);
        let mut edits = Vec::new();
        let mut failed = None;
        let mut numbers = SpeakerNumbers::default();
        let articles = std::iter::from_fn(|| {
            loop {
                let line = lines.line()?;
                let number = lines.number();
                let draft = match line {
                    Ok(mut line) => match line.speaker_edit.take() {
                        Some(edit) => {
                            edits.push((number, edit));
                            continue;
                        }
                        None => lines.draft(line),
                    },
                    Err(error) if error.kind() == ErrorKind::Io => {
                        failed = Some(error);
                        return None;
                    }
                    Err(error) => Err(error),
                };
                return Some((number, draft));
            }
        });
        let mut report = self.loader().numbers(&mut numbers).run_at(articles)?;
        if let Some(error) = failed {
            return Err(error);
        }
        for (line, reason) in self.edit_speakers(&edits, numbers)? {
            report.skipped += 1;
            report.list([Skipped { position: line, reason }]);
        }
        report.problems.sort_by_key(|skipped| skipped.position);
        Ok(report)
    }

    /// Edits the speakers of a file, and returns which lines could not be taken.
    fn edit_speakers(
        &self,
        lines: &[(u64, SpeakerLine)],
        mut numbers: SpeakerNumbers,
    ) -> Result<Vec<(u64, Error)>> {
        let mut skipped = Vec::new();
        let mut refused = |line: u64, done: Result<()>| match done {
            Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::NotFound) => {
                skipped.push((line, error.at(format_args!("line {line}"))));
                Ok(())
            }
            done => done,
        };
        // All are known before one is merged into another.
        for (line, edit) in lines {
            if numbers.speaker(edit.number).is_none() {
                let made = edit.from.as_deref().map(country).transpose();
                let made = made.and_then(|from| self.speaker_named(&edit.name, from, &numbers));
                refused(*line, made.map(|speaker| numbers.note(edit.number, speaker)))?;
            }
        }
        for (line, edit) in lines {
            if numbers.speaker(edit.number).is_some() {
                refused(*line, self.edit_as(edit, &numbers))?;
            }
        }
        Ok(skipped)
    }

    fn edit_as(&self, edit: &SpeakerLine, numbers: &SpeakerNumbers) -> Result<()> {
        let whom = |number: u64| {
            let missing = || Error::invalid(format!("no quote and no line has the speaker number {number}"));
            numbers.speaker(number).ok_or_else(missing)
        };
        let speaker = whom(edit.number)?;
        if let Some(name) = &edit.display_name {
            self.rename_speaker(speaker, Some(name))?;
        }
        if let Some(code) = &edit.country {
            self.set_speaker_country(speaker, Some(country(code)?))?;
        }
        if let Some(into) = edit.merged_into {
            self.merge_speakers(speaker, whom(into)?)?;
        }
        Ok(())
    }
}
