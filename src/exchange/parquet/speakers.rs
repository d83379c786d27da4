//! The tables `speakers`, a speaker a row, and `removed`, an article a row.

use std::collections::HashMap;
use std::path::Path;

use parquet::data_type::Int64Type;

use super::columns::Columns;
use super::manifest::PartEntry;
use super::part::{Row, Table};
use super::rows::Rows;
use crate::error::Result;
use crate::model::{ArticleId, Country, SpeakerId};
use crate::query::Speaker;
use crate::record::country;
use crate::storage::ReadPoint;

pub(super) static TABLE: Table = Table {
    name: "speakers",
    schema: "message speakers {
        required binary speaker_id (STRING);
        required int64 speaker_number;
        required binary name (STRING);
        optional binary country (STRING);
        required int64 quotes;
        required group aliases (LIST) { repeated group list {
            required binary element (STRING); } }
        required group roles (LIST) { repeated group list {
            required binary element (STRING); } }
        optional binary merged_into (STRING);
        optional int64 merged_into_number;
        optional binary set_name (STRING);
        optional binary set_country (STRING);
        required binary named (STRING);
        optional binary stated_country (STRING);
        required int64 export_lsn;
    }",
    unique: &["speaker_id", "speaker_number", "name", "named"],
    filtered: &["speaker_id", "speaker_number", "name"],
};

/// The table of the articles that were replaced or removed since an export.
pub(super) static REMOVED: Table = Table {
    name: "removed",
    schema: "message removed {
        required binary article_id (STRING);
        required int64 article_number;
        required int64 export_lsn;
    }",
    unique: &["article_id", "article_number"],
    filtered: &[],
};

/// A speaker, which may be merged into another.
#[derive(Debug)]
pub(super) struct SpeakerRow {
    pub(super) id: SpeakerId,
    pub(super) name: String,
    pub(super) country: Option<Country>,
    quotes: i64,
    aliases: Vec<String>,
    roles: Vec<String>,
    merged_into: Option<SpeakerId>,
    set_name: Option<String>,
    set_country: Option<Country>,
    named: String,
    stated_country: Option<Country>,
}

impl SpeakerRow {
    /// Looks up a speaker. Returns `None` if no quote has it, and no correction is of it.
    pub(super) fn find(point: &ReadPoint, id: SpeakerId) -> Result<Option<Self>> {
        let guard = point.read();
        let Some(shown) = Speaker::find(point, &guard, id)? else { return Ok(None) };
        let Some(record) = guard.speaker(id)? else { return Ok(None) };
        let edit = guard.overrides().of(id);
        let is_merged = shown.id() != id;
        let names = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect();
        Ok(Some(Self {
            id,
            name: shown.name().to_owned(),
            country: shown.country(),
            quotes: if is_merged { 0 } else { shown.quote_count().cast_signed() },
            aliases: if is_merged { Vec::new() } else { names(&mut shown.aliases()) },
            roles: if is_merged { Vec::new() } else { names(&mut shown.roles()) },
            merged_into: edit.and_then(|edit| edit.merged_into),
            set_name: edit.and_then(|edit| edit.name.as_deref().map(str::to_owned)),
            set_country: edit.and_then(|edit| edit.country),
            named: record.name.as_str().to_owned(),
            stated_country: country(record.country),
        }))
    }
}

impl Row for SpeakerRow {
    type Order = SpeakerId;

    fn order(&self) -> SpeakerId {
        self.id
    }

    fn bytes(&self) -> usize {
        let names = self.aliases.iter().chain(&self.roles);
        size_of::<Self>() + names.map(|name| name.len() + size_of::<String>()).sum::<usize>()
    }
}

impl Row for ArticleId {
    type Order = Self;

    fn order(&self) -> Self {
        *self
    }

    fn bytes(&self) -> usize {
        size_of::<Self>()
    }
}

/// Writes a row group of speakers.
pub(super) fn write(rows: &[SpeakerRow], lsn: i64, to: &mut Columns<'_>) -> Result<()> {
    let alpha2 = Country::alpha2;
    let number = |id: SpeakerId| id.to_u64().cast_signed();
    to.ids(rows.iter().map(|row| Some(row.id)))?;
    to.numbers::<Int64Type>(rows.iter().map(|row| Some(number(row.id))))?;
    to.texts(rows.iter().map(|row| Some(&row.name)))?;
    to.texts(rows.iter().map(|row| row.country.map(alpha2)))?;
    to.numbers::<Int64Type>(rows.iter().map(|row| Some(row.quotes)))?;
    to.text_lists(rows.iter().map(|row| row.aliases.iter()))?;
    to.text_lists(rows.iter().map(|row| row.roles.iter()))?;
    to.ids(rows.iter().map(|row| row.merged_into))?;
    to.numbers::<Int64Type>(rows.iter().map(|row| row.merged_into.map(number)))?;
    to.texts(rows.iter().map(|row| row.set_name.as_deref()))?;
    to.texts(rows.iter().map(|row| row.set_country.map(alpha2)))?;
    to.texts(rows.iter().map(|row| Some(&row.named)))?;
    to.texts(rows.iter().map(|row| row.stated_country.map(alpha2)))?;
    to.numbers::<Int64Type>(rows.iter().map(|_| Some(lsn)))
}

/// Writes a row group of removed articles.
pub(super) fn write_removed(rows: &[ArticleId], lsn: i64, to: &mut Columns<'_>) -> Result<()> {
    to.ids(rows.iter().map(|article| Some(*article)))?;
    to.numbers::<Int64Type>(rows.iter().map(|article| Some(article.to_u64().cast_signed())))?;
    to.numbers::<Int64Type>(rows.iter().map(|_| Some(lsn)))
}

/// Returns the articles that were replaced or removed after they were written, each with the last
/// commit of the export that says so.
pub(super) fn removed(folder: &Path, files: &[PartEntry]) -> Result<HashMap<u64, u64>> {
    let mut removed: HashMap<u64, u64> = HashMap::new();
    for file in files.iter().filter(|file| file.table == REMOVED.name) {
        for row in Rows::open(&folder.join(&file.path))? {
            let number = row?.required_number("article_number")?.cast_unsigned();
            let last = removed.entry(number).or_default();
            *last = file.lsn.max(*last);
        }
    }
    Ok(removed)
}
