//! Reading a folder that a store was exported to, article by article in the order of their ids.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::path::{Path, PathBuf};
use std::vec::IntoIter;

use serde_json::{Map, Value, json};

use super::articles;
use super::manifest::{Manifest, PartEntry};
use super::paragraphs;
use super::quotes;
use super::rows::{Cells, Rows};
use super::speakers;
use super::time;
use crate::error::{Error, Result};
use crate::exchange::form::EXPORT_MARK;

/// The articles of a folder, and then the corrections of its speakers, each as a line of JSON.
///
/// A month is read whole when its first article is due. Months are in memory as long as their
/// articles have ids among each other.
pub(super) struct Folder {
    path: PathBuf,
    months: Vec<Month>,
    /// The months that have articles left, by the number of the next.
    next: BinaryHeap<Reverse<(u64, usize)>>,
    removed: HashMap<u64, u64>,
    speakers: Vec<PartEntry>,
    /// The lines of speakers, after the last article.
    edits: Option<IntoIter<String>>,
    lines: u64,
}

#[derive(Default)]
struct Month {
    files: Vec<PartEntry>,
    /// The articles that are left, the next one last. `None` before the month is read.
    articles: Option<Vec<(u64, Article)>>,
}

/// An article whose parts are read: JSON, each with its place among the others.
#[derive(Default)]
struct Article {
    fields: String,
    paragraphs: Vec<(i64, String)>,
    quotes: Vec<(i64, String)>,
}

impl Article {
    fn into_line(mut self) -> String {
        let mut line = self.fields;
        // The fields end in a brace.
        line.pop();
        for (name, parts) in [("paragraphs", &mut self.paragraphs), ("quotes", &mut self.quotes)] {
            parts.sort_by_key(|(place, _)| *place);
            line.push_str(",\"");
            line.push_str(name);
            line.push_str("\":[");
            for (at, (_, part)) in parts.iter().enumerate() {
                if at > 0 {
                    line.push(',');
                }
                line.push_str(part);
            }
            line.push(']');
        }
        line.push('}');
        line
    }
}

impl Folder {
    pub(super) fn open(folder: &Path, manifest: Manifest) -> Result<Self> {
        let removed = speakers::removed(folder, &manifest.files)?;
        let mut months: BTreeMap<String, Month> = BTreeMap::new();
        let mut speakers = Vec::new();
        for file in manifest.files {
            if file.table == speakers::TABLE.name {
                speakers.push(file);
            } else if file.table != speakers::REMOVED.name {
                months.entry(file.partition().to_owned()).or_default().files.push(file);
            }
        }
        let months: Vec<_> = months.into_values().collect();
        let mut next = BinaryHeap::new();
        for (at, month) in months.iter().enumerate() {
            let mut first = None;
            for file in month.files.iter().filter(|file| file.table == articles::TABLE.name) {
                let path = folder.join(&file.path);
                for row in Rows::open_columns(&path, "required int64 article_number;")? {
                    let number = row?.required_number("article_number")?.cast_unsigned();
                    first = Some(first.map_or(number, |first: u64| first.min(number)));
                }
            }
            next.extend(first.map(|first| Reverse((first, at))));
        }
        let path = folder.to_owned();
        Ok(Self { path, months, next, removed, speakers, edits: None, lines: 0 })
    }

    /// Returns the next line with its number. After an error, what it returns has no meaning.
    pub(super) fn next(&mut self) -> Option<(u64, Result<String>)> {
        let line = self.line();
        self.lines += 1;
        Some((self.lines, line.transpose()?))
    }

    fn line(&mut self) -> Result<Option<String>> {
        while let Some(Reverse((_, at))) = self.next.pop() {
            let Some(month) = self.months.get_mut(at) else { continue };
            let is_read = month.articles.is_some();
            let articles = match &mut month.articles {
                Some(articles) => articles,
                unread => unread.insert(read_month(&self.path, &month.files, &self.removed)?),
            };
            // The first number of a month that was not read may be that of a row that is removed.
            let found = if is_read { articles.pop() } else { None };
            match articles.last() {
                Some((number, _)) => self.next.push(Reverse((*number, at))),
                None => month.articles = None,
            }
            if let Some((_, article)) = found {
                return Ok(Some(article.into_line()));
            }
        }
        if self.edits.is_none() {
            self.edits = Some(read_edits(&self.path, &self.speakers)?.into_iter());
        }
        Ok(self.edits.as_mut().and_then(Iterator::next))
    }
}

/// Reads the articles of a month, the last one first.
fn read_month(
    folder: &Path,
    files: &[PartEntry],
    removed: &HashMap<u64, u64>,
) -> Result<Vec<(u64, Article)>> {
    let mut articles: BTreeMap<u64, Article> = BTreeMap::new();
    for file in files {
        let path = folder.join(&file.path);
        let at = |error: Error| error.at(path.display());
        for row in Rows::open(&path)? {
            let row = row.map_err(at)?;
            let number = row.required_number("article_number").map_err(at)?.cast_unsigned();
            if removed.get(&number).is_some_and(|lsn| *lsn > file.lsn) {
                continue;
            }
            let article = articles.entry(number).or_default();
            if file.table == articles::TABLE.name {
                article.fields = fields(&row).map_err(at)?.to_string();
            } else if file.table == paragraphs::TABLE.name {
                let place = row.required_number("paragraph").map_err(at)?;
                article.paragraphs.push((place, paragraph(&row).map_err(at)?.to_string()));
            } else if file.table == quotes::TABLE.name {
                let place = row.required_number("ordinal").map_err(at)?;
                article.quotes.push((place, quote(&row).map_err(at)?.to_string()));
            }
        }
    }
    if let Some((number, _)) = articles.iter().find(|(_, article)| article.fields.is_empty()) {
        return Err(Error::invalid(format!(
            "{}: the table `articles` has no row of the article {number}",
            folder.display()
        )));
    }
    Ok(articles.into_iter().rev().collect())
}

fn fields(row: &Cells) -> Result<Value> {
    let published = row.number("published")?.map(|micros| {
        time::read(micros, row.text("precision")?, row.number("offset_minutes")?)
            .map(|published| published.to_string())
    });
    let mut attributes = Map::new();
    for attribute in row.structs("attributes")? {
        let name = attribute.text("name")?.unwrap_or_default().to_owned();
        let values = attributes.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(values) = values {
            values.push(attribute.text("value")?.into());
        }
    }
    let mut countries = Vec::new();
    for named in row.structs("countries")? {
        countries.push(json!({
            "code": named.text("country")?,
            "mentions": named.number("mentions")?,
        }));
    }
    Ok(json!({
        "format": EXPORT_MARK,
        "key": row.text("key")?,
        "title": row.text("title")?,
        "url": row.text("url")?,
        "source": row.text("source")?,
        "byline": row.text("byline")?,
        "language": row.text("language")?,
        "published": published.transpose()?,
        "corrected": row.texts("corrected")?,
        "attributes": attributes,
        "extractor": row.text("extractor")?,
        "text": row.text("text")?,
        "countries": countries,
    }))
}

fn paragraph(row: &Cells) -> Result<Value> {
    Ok(json!({
        "start": row.number("span_start")?,
        "end": row.number("span_end")?,
        "kind": row.text("kind")?,
    }))
}

fn quote(row: &Cells) -> Result<Value> {
    let mention = match row.text("mention")? {
        None => Value::Null,
        Some(text) => json!({
            "text": text,
            "start": row.number("mention_start")?,
            "end": row.number("mention_end")?,
        }),
    };
    let mut further = Vec::new();
    for one in row.structs("further_speakers")? {
        further.push(json!({
            "speaker": one.text("named")?,
            "speaker_number": one.number("named_number")?,
            "role": one.text("role")?,
            "from": one.text("stated_country")?,
        }));
    }
    Ok(json!({
        "start": row.number("span_start")?,
        "end": row.number("span_end")?,
        "kind": row.text("kind")?,
        "group": row.number("attribution")?,
        "cue": row.text("cue")?,
        "mention": mention,
        "speaker": row.text("named")?,
        "speaker_number": row.number("named_number")?,
        "role": row.text("role")?,
        "from": row.text("stated_country")?,
        "further": further,
        "countries": row.texts("countries")?,
        "context_countries": row.texts("context_countries")?,
        "confidence": row.double("confidence")?,
    }))
}

/// Reads the corrections of speakers, and the speakers that others are merged into.
fn read_edits(folder: &Path, files: &[PartEntry]) -> Result<Vec<String>> {
    let (mut edits, mut targets) = (BTreeMap::new(), BTreeSet::new());
    for is_edit in [true, false] {
        for file in files {
            let path = folder.join(&file.path);
            for row in Rows::open(&path)? {
                let row = row?;
                let (name, country) = (row.text("set_name")?, row.text("set_country")?);
                let into = row.number("merged_into_number")?;
                let number = row.required_number("speaker_number")?;
                let is_corrected = name.is_some() || country.is_some() || into.is_some();
                if is_edit == is_corrected && (is_corrected || targets.contains(&number)) {
                    targets.extend(into);
                    let edit = json!({
                        "number": number,
                        "name": row.text("named")?,
                        "from": row.text("stated_country")?,
                        "display_name": name,
                        "country": country,
                        "merged_into": into,
                    });
                    edits.insert(number, edit);
                }
            }
        }
    }
    let line = |edit| json!({ "format": EXPORT_MARK, "speaker_edit": edit }).to_string();
    Ok(edits.into_values().map(line).collect())
}
