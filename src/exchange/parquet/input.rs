//! Reading tables of Parquet: each article becomes a line of JSON, which is read as any other.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::FileReader;
use parquet::record::Field;
use parquet::schema::types::Type;
use serde_json::{Map, Value};

use super::folder::Folder;
use super::manifest::Manifest;
use super::rows::{Rows, open};
use crate::error::{Error, Result};

/// The names of columns that have the text of an article.
const TEXTS: [&str; 10] = [
    "text",
    "content",
    "body",
    "article",
    "full_text",
    "articleBody",
    "article_text",
    "maintext",
    "raw_text",
    "quotation",
];

/// The articles of a table, or of an exported folder.
pub(in crate::exchange) struct Tables(Source);

enum Source {
    /// A folder that a store was exported to.
    Folder(Box<Folder>),
    /// A table of articles that any program wrote.
    Table(Table),
}

struct Table {
    rows: Rows,
    /// The columns with times in nanoseconds, which rows have as bare numbers.
    nanoseconds: Vec<String>,
    row: u64,
}

impl Tables {
    /// Returns whether a path has tables: a folder with a manifest, or a file of Parquet.
    pub(in crate::exchange) fn are_at(path: &Path) -> bool {
        path.is_dir() || path.extension().is_some_and(|end| end.eq_ignore_ascii_case("parquet"))
    }

    /// Opens a folder or a file.
    pub(in crate::exchange) fn open(path: &Path) -> Result<Self> {
        if !path.is_dir() {
            return Table::open(path).map(Source::Table).map(Self);
        }
        let manifest = Manifest::read(path)?.ok_or_else(|| {
            let path = path.display();
            Error::invalid(format!("{path} has no manifest: it is no finished export"))
        })?;
        Folder::open(path, manifest).map(Box::new).map(Source::Folder).map(Self)
    }

    /// Returns the next article, or corrections of a speaker, with its number.
    pub(in crate::exchange) fn next(&mut self) -> Option<(u64, Result<String>)> {
        match &mut self.0 {
            Source::Folder(folder) => folder.next(),
            Source::Table(table) => table.next(),
        }
    }
}

impl Table {
    fn open(path: &Path) -> Result<Self> {
        let reader = open(path)?;
        let schema = reader.metadata().file_metadata().schema();
        let columns = || schema.get_fields().iter();
        let text = columns()
            .find(|column| TEXTS.iter().any(|name| column.name().eq_ignore_ascii_case(name)));
        let Some(text) = text else {
            let names: Vec<_> = columns().map(|column| column.name()).collect();
            return Err(Error::invalid(format!(
                "{}: no column has the text of an article, such as `text`; the columns are {}",
                path.display(),
                names.join(", ")
            )));
        };
        if !is_text(text) {
            return Err(Error::invalid(format!(
                "{}: the column `{}` is no text: a text in UTF-8 was expected",
                path.display(),
                text.name()
            )));
        }
        let nanoseconds = columns().filter(|column| is_in_nanoseconds(column));
        let nanoseconds = nanoseconds.map(|column| column.name().to_owned()).collect();
        Ok(Self { rows: Rows::open(path)?, nanoseconds, row: 0 })
    }

    fn next(&mut self) -> Option<(u64, Result<String>)> {
        let row = self.rows.next()?;
        self.row += 1;
        let json = row.map(|row| {
            let cells = row.0.into_iter().map(|(name, field)| {
                let field = match field {
                    Field::Long(time) if self.nanoseconds.contains(&name) => {
                        Field::TimestampMicros(time.div_euclid(1000))
                    }
                    field => field,
                };
                (name, value(field))
            });
            Value::Object(cells.collect()).to_string()
        });
        Some((self.row, json))
    }
}

fn is_text(column: &Type) -> bool {
    column.is_primitive() && column.get_physical_type() == parquet::basic::Type::BYTE_ARRAY
}

fn is_in_nanoseconds(column: &Type) -> bool {
    let kind = column.get_basic_info().logical_type_ref();
    matches!(kind, Some(LogicalType::Timestamp(time)) if time.unit == TimeUnit::NANOS)
}

/// Returns the value of a cell as JSON has it. A time is text, as RFC 3339 has it.
fn value(field: Field) -> Value {
    let time = |micros: i64| {
        Timestamp::from_microsecond(micros)
            .map_or(Value::Null, |time| Value::String(time.to_string()))
    };
    match field {
        Field::Null => Value::Null,
        Field::Bool(is) => Value::Bool(is),
        Field::Byte(number) => number.into(),
        Field::Short(number) => number.into(),
        Field::Int(number) => number.into(),
        Field::Long(number) => number.into(),
        Field::UByte(number) => number.into(),
        Field::UShort(number) => number.into(),
        Field::UInt(number) => number.into(),
        Field::ULong(number) => number.into(),
        Field::Float(number) => f64::from(number).into(),
        Field::Double(number) => number.into(),
        Field::Str(text) => Value::String(text),
        Field::Bytes(bytes) => {
            str::from_utf8(bytes.data()).map_or(Value::Null, |text| Value::String(text.to_owned()))
        }
        Field::Date(days) => {
            let hours = jiff::SignedDuration::from_hours(i64::from(days) * 24);
            let date = Date::constant(1970, 1, 1).checked_add(hours);
            date.map_or(Value::Null, |date| Value::String(date.to_string()))
        }
        Field::TimestampMillis(millis) => time(millis.saturating_mul(1000)),
        Field::TimestampMicros(micros) => time(micros),
        Field::Group(row) => {
            let cells = row.into_columns().into_iter();
            Value::Object(cells.map(|(name, field)| (name, value(field))).collect())
        }
        Field::ListInternal(list) => {
            Value::Array(list.elements().iter().cloned().map(value).collect())
        }
        Field::MapInternal(map) => {
            let mut object = Map::new();
            for (name, field) in map.entries() {
                if let Field::Str(name) = name {
                    object.insert(name.clone(), value(field.clone()));
                }
            }
            Value::Object(object)
        }
        other => Value::String(other.to_string()),
    }
}
