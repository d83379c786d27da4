//! A file of a table: rows that are sorted together, in row groups.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use super::columns::{Columns, failed, unwritable};
use super::manifest::PartEntry;
use crate::error::Result;

/// The most bytes of rows in one row group, before they are encoded: 8 MiB.
const GROUP_BYTES: usize = 8 << 20;

/// A table of an export.
#[derive(Debug)]
pub(super) struct Table {
    /// The name, which is that of its folder.
    pub(super) name: &'static str,
    /// The columns, as a message type of Parquet.
    pub(super) schema: &'static str,
    /// The columns whose values hardly come twice, so that a dictionary of them saves nothing.
    pub(super) unique: &'static [&'static str],
    /// The columns with a bloom filter.
    pub(super) filtered: &'static [&'static str],
}

/// A row of a table.
pub(super) trait Row {
    /// The place in the order of the table.
    type Order: Ord;

    fn order(&self) -> Self::Order;

    /// Returns about as many bytes as the values have.
    fn bytes(&self) -> usize;
}

impl Table {
    fn properties(&self, rows: usize) -> WriterProperties {
        let mut properties = WriterProperties::builder()
            .set_writer_version(WriterVersion::PARQUET_1_0)
            .set_compression(Compression::SNAPPY);
        for column in self.unique {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(*column), false);
        }
        for column in self.filtered {
            properties = properties
                .set_column_bloom_filter_enabled(ColumnPath::from(*column), true)
                .set_column_bloom_filter_max_ndv(ColumnPath::from(*column), rows as u64);
        }
        properties.build()
    }

    /// Sorts rows, writes a file of them at a path in a folder, and syncs it.
    pub(super) fn write<R: Row>(
        &self,
        folder: &Path,
        path: String,
        mut rows: Vec<R>,
        write: impl Fn(&[R], &mut Columns<'_>) -> Result<()>,
    ) -> Result<PartEntry> {
        let place = folder.join(&path);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        let schema = Arc::new(parse_message_type(self.schema).map_err(unwritable)?);
        rows.sort_by_cached_key(Row::order);
        let groups = groups(&rows);
        let most = groups.iter().map(|group| group.len()).max().unwrap_or(0);
        let file = File::create(&place).map_err(failed(&place))?;
        let mut file =
            SerializedFileWriter::new(file, schema, Arc::new(self.properties(most.max(1))))
                .map_err(unwritable)?;
        for group in groups {
            let mut columns = Columns::new(file.next_row_group().map_err(unwritable)?);
            write(group, &mut columns)?;
            columns.finish()?;
        }
        file.finish().map_err(unwritable)?;
        file.inner().sync_all().map_err(failed(&place))?;
        let bytes = fs::metadata(&place).map_err(failed(&place))?.len();
        Ok(PartEntry { table: self.name.to_owned(), path, rows: rows.len() as u64, bytes, lsn: 0 })
    }
}

/// Cuts rows into row groups.
fn groups<R: Row>(rows: &[R]) -> Vec<&[R]> {
    let mut groups = Vec::new();
    let (mut begin, mut bytes) = (0, 0);
    for (at, row) in rows.iter().enumerate() {
        bytes += row.bytes();
        if bytes >= GROUP_BYTES {
            groups.extend(rows.get(begin..=at));
            (begin, bytes) = (at + 1, 0);
        }
    }
    groups.extend(rows.get(begin..).filter(|rest| !rest.is_empty()));
    groups
}
