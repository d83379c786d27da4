//! Import: from records to a store.

use std::sync::Arc;

use super::line::{SpeakerLine, country};
use super::records::{Item, Records};
use crate::error::{Error, ErrorKind, Result};
use crate::extract::Extract;
use crate::ingest::{LoadReport, Loader, Skipped};
use crate::storage::{
    SpeakerNumbers, Storage, StorageHandle, merge_speakers, rename_speaker, set_speaker_country,
    speaker_named,
};

/// Stores all articles of a stream or a file, and then the overrides of speakers in it.
pub(crate) fn import(
    storage: &Arc<StorageHandle>,
    extractor: &dyn Extract,
    mut records: Records<'_>,
) -> Result<LoadReport> {
    let mut overrides = Vec::new();
    let mut failed = None;
    let mut numbers = SpeakerNumbers::default();
    let articles = std::iter::from_fn(|| {
        loop {
            return match records.item()? {
                Ok(Item::Article(record)) => Some((record.line, Ok(record.draft))),
                Ok(Item::Edit(line, edit)) => {
                    overrides.push((line, edit));
                    continue;
                }
                Err(bad) if bad.error.kind() == ErrorKind::Io => {
                    failed = Some(bad.error.at(format_args!("line {}", bad.line)));
                    None
                }
                Err(bad) => Some((bad.line, Err(bad.error.at(format_args!("line {}", bad.line))))),
            };
        }
    });
    let mut report = Loader::new(storage, extractor).numbers(&mut numbers).run_at(articles)?;
    if let Some(error) = failed {
        return Err(error);
    }
    for (line, reason) in edit_speakers(storage, &overrides, numbers)? {
        report.skipped += 1;
        report.list([Skipped { position: line, reason }]);
    }
    report.problems.sort_by_key(|skipped| skipped.position);
    Ok(report)
}

/// Stores the overrides of a file. Returns the lines that were refused.
fn edit_speakers(
    storage: &Storage,
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
    // All speakers must be known before one is merged into another.
    for (line, edit) in lines {
        if numbers.speaker(edit.number).is_none() {
            let made = edit.from.as_deref().map(country).transpose();
            let made = made.and_then(|from| speaker_named(storage, &edit.name, from, &numbers));
            refused(*line, made.map(|speaker| numbers.note(edit.number, speaker)))?;
        }
    }
    for (line, edit) in lines {
        if numbers.speaker(edit.number).is_some() {
            refused(*line, edit_as(storage, edit, &numbers))?;
        }
    }
    Ok(skipped)
}

fn edit_as(storage: &Storage, edit: &SpeakerLine, numbers: &SpeakerNumbers) -> Result<()> {
    let find = |number: u64| {
        let missing =
            || Error::invalid(format!("no quote and no line has the speaker number {number}"));
        numbers.speaker(number).ok_or_else(missing)
    };
    let speaker = find(edit.number)?;
    if let Some(name) = &edit.display_name {
        rename_speaker(storage, speaker, Some(name))?;
    }
    if let Some(code) = &edit.country {
        set_speaker_country(storage, speaker, Some(country(code)?))?;
    }
    if let Some(into) = edit.merged_into {
        merge_speakers(storage, speaker, find(into)?)?;
    }
    Ok(())
}
