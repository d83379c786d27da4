//! The methods of `Store` for tables of Parquet.

#![cfg(feature = "parquet")]

use std::path::Path;

use super::Store;
use crate::exchange::ParquetExport;

/// Tables of Parquet.
impl Store {
    /// Exports the store as tables of Parquet, for Spark, DuckDB and Polars: `quotes`, `articles`
    /// and `paragraphs`, in a folder for each month of publication, and `speakers`. The
    /// [page of the tables](crate::exchange::parquet) has their columns.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # #[cfg(feature = "english")] {
    /// let draft = Draft::new("“We won,” said Ada Nkemelu.");
    /// store.ingest(&draft.published(jiff::civil::date(2020, 7, 21)))?;
    /// let tables = dir.path().join("tables");
    /// let report = store.export_parquet(&tables).write()?;
    /// assert_eq!((report.articles, report.quotes, report.speakers), (1, 1, 1));
    /// assert!(tables.join("quotes/year=2020/month=7").is_dir());
    /// assert!(tables.join("manifest.json").is_file());
    /// # } Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn export_parquet(&self, folder: impl AsRef<Path>) -> ParquetExport {
        ParquetExport::new(&self.storage, folder.as_ref().to_owned())
    }
}
