//! The columns of a row group, written one after the other in the order of the schema.

use std::fmt::{Display, Write};
use std::fs::File;
use std::io;
use std::path::Path;

use parquet::data_type::{ByteArray, ByteArrayType, DataType};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedRowGroupWriter;

use crate::error::{Error, ErrorKind, Result};

/// Returns the error of a file that cannot be written.
pub(super) fn unwritable(error: ParquetError) -> Error {
    Error::new(ErrorKind::Io, "cannot write the export").with_source(error)
}

/// Returns the error of a file or a folder that cannot be changed.
pub(super) fn failed(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let message = format!("cannot write {}", path.display());
    move |error| Error::new(ErrorKind::Io, message).with_source(error)
}

/// The columns of a row group that are not written yet.
pub(super) struct Columns<'f> {
    group: SerializedRowGroupWriter<'f, File>,
}

/// The levels of a column, as Parquet counts them: how much of the path to a value is there, and
/// whether the value is in the same list as the one before it.
#[derive(Default)]
struct Levels {
    defined: Vec<i16>,
    repeated: Vec<i16>,
}

impl Levels {
    /// Returns the levels of a column with a cell for each row, which may be null.
    fn of<V>(cells: impl Iterator<Item = Option<V>>, mut keep: impl FnMut(V)) -> Self {
        let mut levels = Self::default();
        for cell in cells {
            levels.defined.push(i16::from(cell.is_some()));
            cell.map(&mut keep);
        }
        levels
    }

    /// Returns the levels of a column with a list for each row. No list is null. `nullable` says
    /// whether a value in one may be.
    fn of_lists<V, L: Iterator<Item = Option<V>>>(
        lists: impl Iterator<Item = L>,
        nullable: bool,
        mut keep: impl FnMut(V),
    ) -> Self {
        let mut levels = Self::default();
        for list in lists {
            let mut repeated = 0;
            for value in list {
                levels.defined.push(1 + i16::from(nullable && value.is_some()));
                levels.repeated.push(repeated);
                repeated = 1;
                value.map(&mut keep);
            }
            if repeated == 0 {
                levels.defined.push(0);
                levels.repeated.push(0);
            }
        }
        levels
    }
}

/// Texts in one buffer, which become values without a copy of each.
#[derive(Default)]
struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    fn print(&mut self, id: impl Display) {
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{id}");
        self.ends.push(self.text.len());
    }

    fn into_values(self) -> Vec<ByteArray> {
        let bytes = ByteArray::from(self.text.into_bytes());
        let mut start = 0;
        let value = |end: usize| {
            let value = bytes.slice(start, end - start);
            start = end;
            value
        };
        self.ends.into_iter().map(value).collect()
    }
}

impl<'f> Columns<'f> {
    pub(super) fn new(group: SerializedRowGroupWriter<'f, File>) -> Self {
        Self { group }
    }

    /// Writes a column of numbers, or of truth values.
    pub(super) fn numbers<T: DataType>(
        &mut self,
        cells: impl Iterator<Item = Option<T::T>>,
    ) -> Result<()> {
        let mut values = Vec::new();
        let levels = Levels::of(cells, |value| values.push(value));
        self.column::<T>(&values, &levels)
    }

    /// Writes a column of texts.
    pub(super) fn texts<S: AsRef<str>>(
        &mut self,
        cells: impl Iterator<Item = Option<S>>,
    ) -> Result<()> {
        let mut texts = Texts::default();
        let levels = Levels::of(cells, |text| texts.push(text.as_ref()));
        self.column::<ByteArrayType>(&texts.into_values(), &levels)
    }

    /// Writes a column of ids, as texts.
    pub(super) fn ids<D: Display>(&mut self, cells: impl Iterator<Item = Option<D>>) -> Result<()> {
        let mut texts = Texts::default();
        let levels = Levels::of(cells, |id| texts.print(id));
        self.column::<ByteArrayType>(&texts.into_values(), &levels)
    }

    /// Writes a column of lists of numbers, of which none is null.
    pub(super) fn number_lists<T: DataType, L: Iterator<Item = T::T>>(
        &mut self,
        lists: impl Iterator<Item = L>,
    ) -> Result<()> {
        let mut values = Vec::new();
        let levels =
            Levels::of_lists(lists.map(|list| list.map(Some)), false, |value| values.push(value));
        self.column::<T>(&values, &levels)
    }

    /// Writes a column of lists of texts, of which none is null.
    pub(super) fn text_lists<S: AsRef<str>, L: Iterator<Item = S>>(
        &mut self,
        lists: impl Iterator<Item = L>,
    ) -> Result<()> {
        let mut texts = Texts::default();
        let lists = lists.map(|list| list.map(Some));
        let levels = Levels::of_lists(lists, false, |text| texts.push(text.as_ref()));
        self.column::<ByteArrayType>(&texts.into_values(), &levels)
    }

    /// Writes a column of lists of texts, some of which may be null.
    pub(super) fn optional_text_lists<S: AsRef<str>, L: Iterator<Item = Option<S>>>(
        &mut self,
        lists: impl Iterator<Item = L>,
    ) -> Result<()> {
        let mut texts = Texts::default();
        let levels = Levels::of_lists(lists, true, |text| texts.push(text.as_ref()));
        self.column::<ByteArrayType>(&texts.into_values(), &levels)
    }

    fn column<T: DataType>(&mut self, values: &[T::T], levels: &Levels) -> Result<()> {
        let column = self.group.next_column().map_err(unwritable)?;
        let mut column = column.ok_or_else(|| Error::corrupt("a column that no schema has"))?;
        let writer = column.typed::<T>();
        let about = writer.get_descriptor();
        // A column without nulls has no levels, and one that is no list repeats nothing.
        let defined = (about.max_def_level() > 0).then_some(&*levels.defined);
        let repeated = (about.max_rep_level() > 0).then_some(&*levels.repeated);
        writer.write_batch(values, defined, repeated).map_err(unwritable)?;
        column.close().map_err(unwritable)
    }

    /// Ends the row group, of which every column must be written.
    pub(super) fn finish(self) -> Result<()> {
        self.group.close().map(drop).map_err(unwritable)
    }
}
