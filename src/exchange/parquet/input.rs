//! Reading tables of Parquet: each article becomes a line of JSON, which is read as any other.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as PhysicalType};
use parquet::file::reader::FileReader;
use parquet::record::Field;
use parquet::schema::types::{ColumnDescriptor, Type};
use serde_json::{Map, Value};

use super::folder::Folder;
use super::manifest::Manifest;
use super::rows::{Rows, open};
use crate::error::{Error, ErrorKind, Result};

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
pub(in crate::exchange) struct Tables {
    source: Source,
    /// What comes after an error cannot be read, and is not asked for.
    has_failed: bool,
}

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
        let source = if path.is_dir() {
            let manifest = Manifest::read(path)?.ok_or_else(|| {
                let path = path.display();
                Error::invalid(format!("{path} has no manifest: it is no finished export"))
            })?;
            Source::Folder(Box::new(Folder::open(path, manifest)?))
        } else {
            Source::Table(Table::open(path)?)
        };
        Ok(Self { source, has_failed: false })
    }

    /// Returns the next article, or corrections of a speaker, with its number. An error is the last
    /// one, and `Io`: it is not of one record alone.
    pub(in crate::exchange) fn next(&mut self) -> Option<(u64, Result<String>)> {
        if self.has_failed {
            return None;
        }
        let (number, line) = match &mut self.source {
            Source::Folder(folder) => folder.next(),
            Source::Table(table) => table.next(),
        }?;
        let line = line.map_err(|error| {
            self.has_failed = true;
            let message = "the tables cannot be read any further";
            Error::new(ErrorKind::Io, message).with_source(error)
        });
        Some((number, line))
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
        let leaves = reader.metadata().file_metadata().schema_descr().columns();
        if let Some(other) = leaves.iter().find(|leaf| !is_readable(leaf)) {
            return Err(Error::invalid(format!(
                "{}: the column `{}` has values of a kind that is not read: {}",
                path.display(),
                other.path().string(),
                other.converted_type()
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
    column.is_primitive() && column.get_physical_type() == PhysicalType::BYTE_ARRAY
}

/// Returns whether rows have a value for those of a column: `parquet` panics at others.
fn is_readable(leaf: &ColumnDescriptor) -> bool {
    use ConvertedType as Kind;
    let kind = leaf.converted_type();
    match leaf.physical_type() {
        PhysicalType::INT32 => !matches!(
            kind,
            Kind::INT_64
                | Kind::UINT_64
                | Kind::TIME_MICROS
                | Kind::TIMESTAMP_MILLIS
                | Kind::TIMESTAMP_MICROS
                | Kind::INTERVAL
        ),
        PhysicalType::INT64 => matches!(
            kind,
            Kind::NONE
                | Kind::INT_64
                | Kind::UINT_64
                | Kind::TIME_MICROS
                | Kind::TIMESTAMP_MILLIS
                | Kind::TIMESTAMP_MICROS
                | Kind::DECIMAL
        ),
        PhysicalType::BYTE_ARRAY => kind != Kind::INTERVAL,
        PhysicalType::FIXED_LEN_BYTE_ARRAY => matches!(kind, Kind::NONE | Kind::DECIMAL),
        PhysicalType::BOOLEAN
        | PhysicalType::INT96
        | PhysicalType::FLOAT
        | PhysicalType::DOUBLE => true,
    }
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
