//! Export: from a store to JSON Lines.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::sync::Arc;

use super::line::{Line, SpeakerLine, code};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Country, Draft, SpeakerId};
use crate::record::{SortKey, country};
use crate::storage::{DecodedArticle, ListKey, Order, Overrides, Storage, decode_article, read};

/// The counts of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportReport {
    /// Articles, each a line.
    pub articles: u64,
    /// Quotes of these articles.
    pub quotes: u64,
    /// Speakers with overrides, and targets of a merge, each a line.
    pub speakers: u64,
}

/// A speaker's canonical name, and the country that came with it.
type Called = (String, Option<Country>);

/// The speakers of an export, numbered in the order of their first quotes.
struct Speakers {
    numbers: HashMap<SpeakerId, u64>,
    overrides: Arc<Overrides>,
    /// The speakers that get a line, each with the name there.
    called: HashMap<SpeakerId, Called>,
}

/// Writes all articles as JSON Lines, in the order of their ids, and then the overrides of
/// speakers.
pub(crate) fn export_jsonl(storage: &Storage, to: &mut dyn Write) -> Result<ExportReport> {
    let guard = read(storage);
    let _pin = Arc::clone(guard.view());
    let list = guard.article_list(&ListKey::articles())?;
    let overrides = Arc::clone(&guard.view().overrides);
    let mut called = HashMap::new();
    let targets =
        overrides.speakers().into_iter().filter_map(|speaker| overrides.of(speaker)?.merged_into);
    for speaker in overrides.speakers().into_iter().chain(targets) {
        if let Some(record) = guard.speaker(speaker)? {
            called.insert(speaker, (record.name.as_str().to_owned(), country(record.country)));
        }
    }
    drop(guard);
    let mut speakers = Speakers { numbers: HashMap::new(), overrides, called };
    let mut articles = Vec::new();
    for posting in list.cursor(&storage.tables, SortKey::MIN..SortKey::MAX, Order::OldestFirst) {
        let (key, posting) = posting?;
        articles.push((key.article(), posting.revision.to_native()));
    }
    articles.sort_unstable();
    let mut report = ExportReport::default();
    let mut bytes = Vec::new();
    for (_, revision) in articles {
        let head = storage.tables.revision_head(revision)?;
        let restored = decode_article(&storage.tables, &head)?;
        report.articles += 1;
        report.quotes += restored.speakers.len() as u64;
        let numbers = speakers.number(&restored);
        write(to, &mut bytes, &Line::of(restored.draft, &numbers))?;
    }
    for line in speakers.lines() {
        report.speakers += 1;
        write(to, &mut bytes, &Line::of_speaker(line))?;
    }
    to.flush().map_err(unwritable)?;
    Ok(report)
}

fn unwritable(error: std::io::Error) -> Error {
    Error::new(ErrorKind::Io, "cannot write the export").with_source(error)
}

fn write(to: &mut dyn Write, bytes: &mut Vec<u8>, line: &Line) -> Result<()> {
    bytes.clear();
    serde_json::to_writer(&mut *bytes, line).map_err(|error| unwritable(error.into()))?;
    bytes.push(b'\n');
    to.write_all(bytes).map_err(unwritable)
}

impl Speakers {
    /// Returns the number of the speaker of each quote of an article. A new speaker gets the next
    /// number.
    fn number(&mut self, article: &DecodedArticle) -> Vec<Option<u64>> {
        let DecodedArticle { draft: Draft { extraction, .. }, speakers } = article;
        let quotes = extraction.iter().flat_map(|found| &found.quotes);
        let mut numbers = Vec::with_capacity(speakers.len());
        for (quote, speaker) in quotes.zip(speakers) {
            numbers.push(speaker.map(|speaker| {
                let next = self.numbers.len() as u64 + 1;
                let number = *self.numbers.entry(speaker).or_insert(next);
                // A quoted speaker has the name of the first quote: the importing store finds that
                // name too.
                if number == next
                    && let Some(called) = self.called.get_mut(&speaker)
                {
                    *called = (quote.speaker.clone().unwrap_or_default(), quote.from);
                }
                number
            }));
        }
        numbers
    }

    /// Returns the lines of overrides, in the order of their numbers. Speakers without quotes come
    /// last.
    fn lines(mut self) -> Vec<SpeakerLine> {
        let silent: BTreeSet<_> = self
            .called
            .keys()
            .copied()
            .filter(|speaker| !self.numbers.contains_key(speaker))
            .collect();
        for speaker in silent {
            let next = self.numbers.len() as u64 + 1;
            self.numbers.insert(speaker, next);
        }
        let mut lines = Vec::new();
        for (speaker, (name, from)) in self.called {
            let edit = self.overrides.of(speaker);
            if let Some(number) = self.numbers.get(&speaker) {
                lines.push(SpeakerLine {
                    number: *number,
                    name,
                    from: from.map(code),
                    display_name: edit.and_then(|edit| edit.name.as_deref().map(str::to_owned)),
                    country: edit.and_then(|edit| edit.country).map(code),
                    merged_into: edit
                        .and_then(|edit| edit.merged_into)
                        .and_then(|into| self.numbers.get(&into).copied()),
                });
            }
        }
        lines.sort_unstable_by_key(|line| line.number);
        lines
    }
}
