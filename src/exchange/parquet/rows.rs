//! Reading a file of Parquet, row by row.

use std::fs::File;
use std::path::Path;

use parquet::errors::ParquetError;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::parser::parse_message_type;

use crate::error::{Error, ErrorKind, Result};

/// The rows of a file.
pub(super) struct Rows {
    rows: RowIter<'static>,
}

/// The values of a row, or of a struct in it, by the names of their columns.
#[derive(Debug)]
pub(super) struct Cells(pub(super) Vec<(String, Field)>);

/// Returns the error of a file that cannot be read.
pub(super) fn unreadable(path: &Path) -> impl Fn(ParquetError) -> Error {
    let message = format!("{} cannot be read as Parquet", path.display());
    move |error| Error::new(ErrorKind::InvalidInput, message.clone()).with_source(error)
}

/// Opens a file.
pub(super) fn open(path: &Path) -> Result<SerializedFileReader<File>> {
    let file = File::open(path).map_err(|error| {
        let kind = match error.kind() {
            std::io::ErrorKind::NotFound => ErrorKind::NotFound,
            _ => ErrorKind::Io,
        };
        Error::new(kind, format!("cannot open {}", path.display())).with_source(error)
    })?;
    SerializedFileReader::new(file).map_err(unreadable(path))
}

impl Rows {
    /// Reads all columns of a file.
    pub(super) fn open(path: &Path) -> Result<Self> {
        Ok(Self { rows: RowIter::from_file_into(Box::new(open(path)?)) })
    }

    /// Reads some columns of a file, which are written as in a message type.
    pub(super) fn open_columns(path: &Path, columns: &str) -> Result<Self> {
        let reader = open(path)?;
        let name = reader.metadata().file_metadata().schema().name().to_owned();
        let columns = parse_message_type(&format!("message {name} {{ {columns} }}"));
        let columns = columns.map_err(unreadable(path))?;
        let rows = RowIter::from_file_into(Box::new(reader)).project(Some(columns));
        Ok(Self { rows: rows.map_err(unreadable(path))? })
    }
}

impl Iterator for Rows {
    type Item = Result<Cells>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.rows.next()?;
        Some(row.map(Cells::of).map_err(|error| {
            Error::new(ErrorKind::InvalidInput, "a row cannot be read").with_source(error)
        }))
    }
}

impl Cells {
    fn of(row: Row) -> Self {
        Self(row.into_columns())
    }

    fn get(&self, name: &str) -> &Field {
        self.0.iter().find(|(other, _)| other == name).map_or(&Field::Null, |(_, cell)| cell)
    }

    /// Returns a text, or `None` if it is null or there is no such column.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>> {
        match self.get(name) {
            Field::Null => Ok(None),
            Field::Str(text) => Ok(Some(text)),
            other => Err(wrong(name, "a text", other)),
        }
    }

    /// Returns a number, or `None` if it is null or there is no such column.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>> {
        match self.get(name) {
            Field::Null => Ok(None),
            Field::Int(number) => Ok(Some(i64::from(*number))),
            Field::Long(number) | Field::TimestampMicros(number) => Ok(Some(*number)),
            other => Err(wrong(name, "an integer", other)),
        }
    }

    /// Returns a fraction, or `None` if it is null or there is no such column.
    pub(super) fn double(&self, name: &str) -> Result<Option<f64>> {
        match self.get(name) {
            Field::Null => Ok(None),
            Field::Double(number) => Ok(Some(*number)),
            other => Err(wrong(name, "a double", other)),
        }
    }

    /// Returns the elements of a list: none if it is null or there is no such column.
    fn list(&self, name: &str) -> Result<&[Field]> {
        match self.get(name) {
            Field::Null => Ok(&[]),
            Field::ListInternal(list) => Ok(list.elements()),
            other => Err(wrong(name, "a list", other)),
        }
    }

    /// Returns a list of texts.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<&str>> {
        let elements = self.list(name)?.iter();
        elements
            .map(|element| match element {
                Field::Str(text) => Ok(&**text),
                other => Err(wrong(name, "texts", other)),
            })
            .collect()
    }

    /// Returns a list of structs.
    pub(super) fn structs(&self, name: &str) -> Result<Vec<Self>> {
        let cells = |element: &Field| match element {
            Field::Group(row) => Ok(Self::of(row.clone())),
            other => Err(wrong(name, "structs", other)),
        };
        self.list(name)?.iter().map(cells).collect()
    }

    /// Returns a number that must be there.
    pub(super) fn required_number(&self, name: &str) -> Result<i64> {
        self.number(name)?.ok_or_else(|| Error::invalid(format!("the column `{name}` is missing")))
    }
}

fn wrong(name: &str, expected: &str, found: &Field) -> Error {
    Error::invalid(format!("the column `{name}` has {found}; {expected} was expected"))
}
