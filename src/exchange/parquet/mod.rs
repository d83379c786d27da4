//! Tables of Parquet, out and in, for Spark, DuckDB and Polars.
//!
//! [`Store::export_parquet`](crate::Store::export_parquet) writes a folder:
//!
//! ```text
//! FOLDER/manifest.json                                the last file; see below
//! FOLDER/quotes/year=2020/month=7/part-17-0.parquet   and so for articles and paragraphs
//! FOLDER/quotes/year=0/month=0/part-17-0.parquet      those without a date
//! FOLDER/speakers/part-17-0.parquet
//! FOLDER/removed/part-21-0.parquet                    only after an incremental export
//! ```
//!
//! - **A month** is that of the local clock, as in all of the crate. The folder of undated articles
//!   has numbers too, so that all engines read the columns as such; no month has the number 0.
//! - **A name** has the last commit that the file has, and a number.
//! - **Rows** of `quotes` are sorted by `speaker_number` and then by time, those of `articles` and
//!   `paragraphs` by time. A month of more than 16 MiB has several files, each sorted. Statistics
//!   are there for each column and page, and bloom filters for most ids, keys, names and the
//!   speaker's country.
//! - **Values** are compressed by Snappy in row groups of 8 MiB. Files are of Parquet's
//!   version 1. Spark, DuckDB, Polars and pyarrow read all types.
//! - **Ids** are texts, such as `a17`, and integers, such as 17.
//! - **Lists** may be empty and are never null. Their elements are named `element`.
//! - **Countries** are alpha-2 codes of ISO 3166-1. Spans count Unicode code points.
//!
//! # Time
//!
//! Three columns of `quotes`, `articles` and `paragraphs`; all are null if there is no date.
//!
//! | column | type | contents |
//! | --- | --- | --- |
//! | `published` | timestamp, µs UTC | the moment, or the first of the day or month by UTC |
//! | `precision` | text | `month`, `day` or `moment` |
//! | `offset_minutes` | int32 | east of UTC, of a moment that was written with an offset |
//!
//! The columns `year` and `month` are integers from the names of the folders.
//!
//! # `quotes`
//!
//! | column | type | contents |
//! | --- | --- | --- |
//! | `quote_id` | text | such as `a17.0` |
//! | `article_id`, `article_number` | text, int64 | the article |
//! | `ordinal` | int32 | the number of the quote in its article, from 0 |
//! | `text` | text | the words |
//! | `kind` | text | `direct`, `mixed` or `turn` |
//! | `speaker_id`, `speaker_number` | text, int64, or null | the first speaker, after merging |
//! | `speaker_name`, `role` | text or null | as shown, with corrections |
//! | `speaker_country` | text or null | as shown: of a user, the article or the known speaker |
//! | `from_source` | text or null | `article` if that states it, `speaker` if it does not |
//! | `further_speakers` | list of struct | the speakers after the first, with the fields below |
//! | `countries` | list of text | named in the words |
//! | `context_countries` | list of text | named in the sentence around them |
//! | `source` | text or null | of the article |
//! | `published`, `precision`, `offset_minutes` | | see above |
//! | `saying_id` | text or null | 16 digits that all quotes of the same words share |
//! | `attribution` | int32 or null | the parts of one attribution share it in the article |
//! | `cue` | text or null | the words of saying |
//! | `mention` | text or null | the words that name the speaker |
//! | `mention_start`, `mention_end` | int32 or null | the span of the mention in the article |
//! | `confidence` | double | 0 to 1 |
//! | `paragraph` | int32 | the number of the paragraph, from 0 |
//! | `span_start`, `span_end` | int32 | the span of the words in the article |
//! | `named_number` | int64 or null | the first speaker before merging |
//! | `named` | text or null | the name in the article, without corrections |
//! | `stated_country` | text or null | the country that the article states |
//! | `export_lsn` | int64 | the last commit of the export that wrote the row |
//!
//! A struct of `further_speakers` has `speaker_id`, `speaker_number`, `speaker_name`, `role`,
//! `speaker_country`, `from_source`, `named_number`, `named` and `stated_country`. A speaker can be
//! in a quote twice, by merging and by name; facets count it once.
//!
//! # `articles`
//!
//! | column | type | contents |
//! | --- | --- | --- |
//! | `article_id`, `article_number` | text, int64 | |
//! | `key` | text | the name that the writer gave it |
//! | `title`, `url`, `source`, `byline`, `language` | text or null | |
//! | `published`, `precision`, `offset_minutes` | | see above |
//! | `corrected` | list of text | `published` and `source`, if a user corrected them |
//! | `attributes` | list of struct of `name`, `value` | by name; a name may come several times |
//! | `extractor` | text or null | which found the quotes |
//! | `text` | text | |
//! | `countries` | list of struct of `country`, `mentions` | named in the text; int32 counts |
//! | `paragraph_count`, `quote_count` | int32 | |
//! | `export_lsn` | int64 | as in `quotes` |
//!
//! # `paragraphs`
//!
//! | column | type | contents |
//! | --- | --- | --- |
//! | `article_id`, `article_number` | text, int64 | the article |
//! | `paragraph` | int32 | the number in the article, from 0 |
//! | `kind` | text | `body`, `heading` and so on |
//! | `text` | text | |
//! | `span_start`, `span_end` | int32 | the span in the article |
//! | `source` | text or null | of the article |
//! | `published`, `precision`, `offset_minutes` | | see above |
//! | `export_lsn` | int64 | as in `quotes` |
//!
//! # `speakers`
//!
//! Every speaker with a quote or a correction, in one folder without months.
//!
//! | column | type | contents |
//! | --- | --- | --- |
//! | `speaker_id`, `speaker_number` | text, int64 | before merging |
//! | `name` | text | as shown; of a merged speaker that of the other |
//! | `country` | text or null | as shown: of a user, or the one that most articles state |
//! | `quotes` | int64 | with those of merged speakers, who have 0 |
//! | `aliases`, `roles` | list of text | in articles |
//! | `merged_into`, `merged_into_number` | text, int64, or null | the other, if a user merged it |
//! | `set_name`, `set_country` | text or null | as a user set them |
//! | `named` | text | the name that articles give |
//! | `stated_country` | text or null | the country that came with that name |
//! | `export_lsn` | int64 | as in `quotes` |
//!
//! # Incremental exports and `removed`
//!
//! [`ParquetExport::since`] adds files to a finished export, replaces `speakers`, and lists the
//! articles that were replaced or removed since in `removed`: `article_id`, `article_number`,
//! `export_lsn`. A row of an article holds unless `removed` has the article with a greater
//! `export_lsn`:
//!
//! ```sql
//! SELECT * FROM quotes q WHERE NOT EXISTS (SELECT 1 FROM removed r
//!     WHERE r.article_number = q.article_number AND r.export_lsn > q.export_lsn)
//! ```
//!
//! After [`ParquetExport::purge`] all rows hold, and there is no `removed`.
//!
//! # The manifest
//!
//! `manifest.json` has `format` (`onrecord-parquet`), `schema` (1), `store` (its id), `lsn` and
//! `cursor` (the last commit, and the place to go on from), `since` (the cursor that an incremental
//! export begins after, else null), `tables` (the rows in the files of each) and `files` (`table`,
//! `path`, `rows`, `bytes`, `lsn`). It is beside the folders of the tables, since no name hides a
//! file in them from every engine. It is written last: a folder without it has an unfinished
//! export, which the next one replaces.

mod articles;
mod columns;
mod encoders;
mod export;
mod folder;
mod input;
mod manifest;
mod paragraphs;
mod part;
mod quotes;
mod rows;
mod speakers;
mod time;

pub use export::{ParquetExport, ParquetReport};
pub(super) use input::Tables;
