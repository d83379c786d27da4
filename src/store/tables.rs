//! The methods of `Store` for tables of Parquet.

#![cfg(feature = "parquet")]

use std::path::Path;

#[cfg(feature = "english")]
use super::ENGLISH;
use super::Store;
use crate::exchange::ParquetExport;
#[cfg(feature = "english")]
use crate::{
    error::Result,
    exchange::{Records, import},
    ingest::LoadReport,
};

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

    /// Stores all articles of a folder that [`export_parquet`](Store::export_parquet) wrote, and
    /// then its corrections of speakers, or the articles of a file of Parquet.
    ///
    /// A file has a column with texts, such as `text`, and may have others that
    /// [`Records`] knows: an id, a title, a date, a source. Articles
    /// without quotes of their own are extracted from as by [`ingest`](Store::ingest). Importing a
    /// folder into an empty store gives the same articles, quotes and speakers again; ids may be
    /// others if articles were removed.
    ///
    /// # Errors
    /// As [`Records::open`], and as [`import_jsonl`](Store::import_jsonl).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// store.ingest(&Draft::new("“We won,” said Ada Nkemelu."))?;
    /// let tables = dir.path().join("tables");
    /// store.export_parquet(&tables).write()?;
    /// let copy = Store::create_new(dir.path().join("copy.onrecord"))?;
    /// assert_eq!(copy.import_parquet(&tables)?.quotes, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "english")]
    pub fn import_parquet(&self, path: impl AsRef<Path>) -> Result<LoadReport> {
        import(&self.storage, &ENGLISH, Records::open(path)?)
    }
}
