//! Writing an export: which articles, in which partitions, and then the manifest.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem::take;
use std::path::PathBuf;
use std::sync::Arc;

use super::articles::{self, ArticleRow};
use super::columns::{Columns, failed};
use super::encoders::Encoders;
use super::manifest::{self, Manifest, PartEntry};
use super::paragraphs::{self, ParagraphRow};
use super::part::{Row, Table};
use super::quotes::{self, QuoteRow};
use super::rows::Rows;
use super::speakers::{self, SpeakerRow};
use crate::error::{Error, Result};
use crate::exchange::points::CodePoints;
use crate::model::{ArticleId, Country, Published, SpeakerId};
use crate::query::{Article, ArticleQuery, QuoteQuery};
use crate::storage::{ChangeCursor, ChangeKind, ReadPoint, StorageHandle, changes, follow_from};

/// The most bytes of rows in one file, before they are encoded: 16 MiB. They are in memory at once,
/// to be sorted.
const FILE_BYTES: usize = 16 << 20;

/// A year and a month of it.
type Month = (i16, i8);

/// The month of articles without a date, which no date has.
const UNDATED: Month = (0, 0);

/// An export of a store as tables of Parquet, to be written. Made by
/// [`Store::export_parquet`](crate::Store::export_parquet), which has an example.
#[derive(Clone, Debug)]
#[must_use = "nothing is written before `write` is called"]
pub struct ParquetExport {
    storage: Arc<StorageHandle>,
    folder: PathBuf,
    since: Option<ChangeCursor>,
    purge: bool,
}

/// The contents of an export of tables: the rows that it wrote, and the whole folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParquetReport {
    /// Rows of the table `articles` that were written.
    pub articles: u64,
    /// Rows of the table `quotes` that were written.
    pub quotes: u64,
    /// Rows of the table `paragraphs` that were written.
    pub paragraphs: u64,
    /// Rows of the table `speakers` that were written.
    pub speakers: u64,
    /// Rows of the table `removed` that were written: articles that an earlier export may have, and
    /// that were replaced or removed since.
    pub removed: u64,
    /// Files that were written.
    pub files: u64,
    /// Bytes of these files.
    pub bytes: u64,
    /// The cursor after the last commit that the export has.
    pub cursor: ChangeCursor,
}

impl ParquetExport {
    pub(crate) fn new(storage: &Arc<StorageHandle>, folder: PathBuf) -> Self {
        Self { storage: Arc::clone(storage), folder, since: None, purge: false }
    }

    /// Adds what changed after a cursor to the export in the folder, which ends there:
    /// [`ParquetReport::cursor`] of the export before, or `cursor` in its manifest.
    ///
    /// The articles that were replaced or removed are listed in the table `removed`, and their rows
    /// stay until an export [purges](Self::purge) them. Articles whose quotes show a speaker
    /// otherwise than before, by a correction or a country, are written again.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # let tables = dir.path().join("tables");
    /// store.put(&Draft::new("We won.").key("vote"))?;
    /// let whole = store.export_parquet(&tables).write()?;
    /// store.put(&Draft::new("We lost.").key("vote"))?;
    /// let report = store.export_parquet(&tables).since(whole.cursor).write()?;
    /// assert_eq!((report.articles, report.removed), (1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn since(mut self, cursor: ChangeCursor) -> Self {
        self.since = Some(cursor);
        self
    }

    /// Writes the months anew that have rows of articles in the table `removed`, so that the table
    /// is empty and every row holds. Has no effect without [`since`](Self::since).
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// # let tables = dir.path().join("tables");
    /// store.put(&Draft::new("We won.").key("vote"))?;
    /// let whole = store.export_parquet(&tables).write()?;
    /// store.put(&Draft::new("We lost.").key("vote"))?;
    /// let report = store.export_parquet(&tables).since(whole.cursor).purge().write()?;
    /// assert_eq!((report.articles, report.removed), (1, 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn purge(mut self) -> Self {
        self.purge = true;
        self
    }

    /// Writes the tables, and the manifest last.
    ///
    /// An export without [`since`](Self::since) replaces every file of an earlier one in the
    /// folder, finished or not. Reads one moment of the store, while up to two threads write.
    /// Keeps up to 16 MiB of articles in memory, as much of quotes, and as much for each thread;
    /// with `since` also the ids of the articles that changed.
    ///
    /// # Errors
    /// - `InvalidInput` if a folder of a table has a file of Parquet that no export wrote, and if
    ///   there is no export that ends at the cursor of `since`.
    /// - `Expired` and `RolledBack` if the changes since are not there any more: export without
    ///   `since`.
    /// - `Io` if a file cannot be written; `Storage` and `Corrupt` if the store fails.
    pub fn write(self) -> Result<ParquetReport> {
        std::fs::create_dir_all(&self.folder).map_err(failed(&self.folder))?;
        let found = manifest::parts(&self.folder)?;
        let base = self.since.map(|since| self.base(since, &found)).transpose()?;
        let point = ReadPoint::freeze(&self.storage);
        let lsn = point.read().lsn();
        let cursor = follow_from(&self.storage, None)?.cursor().back_to(lsn);
        let (encoders, numbers) = (Encoders::start()?, HashMap::new());
        let mut run = Run { export: &self, point, lsn, encoders, numbers };
        let base = match (base, self.since) {
            (Some(base), Some(since)) => Some((run.changes(&base, since)?, base)),
            _ => None,
        };
        // Nothing was touched until here.
        manifest::begin(&self.folder, base.is_some())?;
        let named: BTreeSet<&String> =
            base.iter().flat_map(|(_, base)| base).map(|file| &file.path).collect();
        manifest::remove_parts(&self.folder, found.iter().filter(|path| !named.contains(path)))?;
        let kept = match base {
            Some((changed, base)) => run.changed(changed, base),
            None => run.whole().map(|()| Vec::new()),
        };
        let files = run.encoders.finish();
        let (kept, files) = (kept?, files?);
        let report = ParquetReport::of(&files, cursor);
        let files: Vec<_> = kept.into_iter().chain(files).collect();
        let manifest = Manifest::new(self.storage.id(), cursor, self.since, files);
        let kept: BTreeSet<&String> = manifest.files.iter().map(|file| &file.path).collect();
        let found = manifest::parts(&self.folder)?;
        manifest::remove_parts(&self.folder, found.iter().filter(|path| !kept.contains(path)))?;
        manifest.write(&self.folder)?;
        Ok(report)
    }

    /// Returns the files of the export that ends at a cursor.
    fn base(&self, since: ChangeCursor, found: &BTreeSet<String>) -> Result<Vec<PartEntry>> {
        let base = Manifest::read_base(&self.folder)?.ok_or_else(|| {
            let folder = self.folder.display();
            Error::invalid(format!("{folder} has no finished export; export without `since`"))
        })?;
        base.check(self.storage.id(), since)?;
        match base.files.iter().find(|file| !found.contains(&file.path)) {
            Some(missing) => Err(Error::invalid(format!(
                "{} is missing; export without `since`",
                self.folder.join(&missing.path).display()
            ))),
            None => Ok(base.files),
        }
    }
}

/// An export that is being written.
struct Run<'e> {
    export: &'e ParquetExport,
    point: ReadPoint,
    lsn: u64,
    encoders: Encoders,
    /// The number of the next file in each folder.
    numbers: HashMap<String, u32>,
}

/// The rows of one partition that are not written yet.
#[derive(Default)]
struct Pending {
    articles: Vec<ArticleRow>,
    paragraphs: Vec<ParagraphRow>,
    quotes: Vec<QuoteRow>,
    /// The bytes of the articles with their paragraphs, and of the quotes.
    bytes: [usize; 2],
}

impl Run<'_> {
    /// Writes all articles, month by month.
    fn whole(&mut self) -> Result<()> {
        let mut month = UNDATED;
        let mut pending = Pending::default();
        for article in ArticleQuery::new(self.point.clone()).oldest_first() {
            let article = article?;
            let next = month_of(article.published());
            if next != month {
                self.finish(month, &mut pending);
                month = next;
            }
            self.add(month, article, &mut pending)?;
        }
        self.finish(month, &mut pending);
        self.speakers()
    }

    /// Writes the articles that changed. Returns the files of the base that stay.
    fn changed(
        &mut self,
        changed: BTreeSet<ArticleId>,
        base: Vec<PartEntry>,
    ) -> Result<Vec<PartEntry>> {
        let mut months: BTreeMap<Month, Vec<ArticleId>> = BTreeMap::new();
        for id in &changed {
            if let Some(article) = Article::find(&self.point.read(), *id)? {
                months.entry(month_of(article.published())).or_default().push(*id);
            }
        }
        let mut kept = base;
        kept.retain(|file| file.table != speakers::TABLE.name);
        if self.export.purge {
            let dead = self.dead(&kept, &changed)?;
            let months_of = dead.iter().map(|partition| month_named(partition));
            for month in months_of.collect::<Result<Vec<_>>>()? {
                months.remove(&month);
                self.month(month)?;
            }
            kept.retain(|file| {
                file.table != speakers::REMOVED.name && !dead.contains(file.partition())
            });
        } else if !changed.is_empty() {
            let removed: Vec<_> = changed.into_iter().collect();
            self.file(&speakers::REMOVED, "", removed, speakers::write_removed);
        }
        for (month, articles) in months {
            let mut pending = Pending::default();
            for id in articles {
                let found = Article::find(&self.point.read(), id)?;
                if let Some(article) = found {
                    self.add(month, article, &mut pending)?;
                }
            }
            self.finish(month, &mut pending);
        }
        self.speakers()?;
        Ok(kept)
    }

    /// Returns the articles that changed after a cursor, or whose quotes show a speaker otherwise.
    fn changes(&self, base: &[PartEntry], since: ChangeCursor) -> Result<BTreeSet<ArticleId>> {
        let (mut articles, mut speakers) = (BTreeSet::new(), BTreeSet::new());
        for change in changes(&self.export.storage, since)? {
            let change = change?;
            if change.cursor.lsn() > self.lsn {
                break;
            }
            match change.kind {
                ChangeKind::Put(id) | ChangeKind::Removed(id) | ChangeKind::Erased(id) => {
                    articles.insert(id);
                }
                ChangeKind::SpeakerEdited(id) => {
                    speakers.insert(id);
                }
            }
        }
        // A country that most articles state is shown in the quotes of all others.
        for file in base.iter().filter(|file| file.table == speakers::TABLE.name) {
            for row in Rows::open(&self.export.folder.join(&file.path))? {
                let row = row?;
                let id =
                    SpeakerId::from_u64(row.required_number("speaker_number")?.cast_unsigned());
                let now = SpeakerRow::find(&self.point, id)?;
                let (name, country) = (row.text("name")?, row.text("country")?);
                if now.is_none_or(|now| {
                    name != Some(&now.name) || country != now.country.map(Country::alpha2)
                }) {
                    speakers.insert(id);
                }
            }
        }
        for speaker in speakers {
            let quotes = QuoteQuery::new(self.point.clone()).speaker_id(speaker);
            quotes.for_each(|quote| {
                articles.insert(quote.article_id());
            })?;
        }
        Ok(articles)
    }

    /// Returns the partitions with rows of articles that changed after they were written.
    fn dead(&self, base: &[PartEntry], changed: &BTreeSet<ArticleId>) -> Result<BTreeSet<String>> {
        let mut removed = speakers::removed(&self.export.folder, base)?;
        removed.extend(changed.iter().map(|article| (article.to_u64(), self.lsn)));
        let mut dead = BTreeSet::new();
        for file in base.iter().filter(|file| file.table == articles::TABLE.name) {
            if dead.contains(file.partition()) {
                continue;
            }
            let path = self.export.folder.join(&file.path);
            for row in Rows::open_columns(&path, "required int64 article_number;")? {
                let number = row?.required_number("article_number")?.cast_unsigned();
                if removed.get(&number).is_some_and(|lsn| *lsn > file.lsn) {
                    dead.insert(file.partition().to_owned());
                    break;
                }
            }
        }
        Ok(dead)
    }

    /// Writes all articles of a month.
    fn month(&mut self, month: Month) -> Result<()> {
        let mut pending = Pending::default();
        let query = ArticleQuery::new(self.point.clone()).oldest_first();
        let query = match month {
            UNDATED => query,
            (year, number) => {
                let whole = Published::month(year, number)?;
                query.published(whole..=whole)
            }
        };
        for article in query {
            let article = article?;
            if month_of(article.published()) != month {
                break;
            }
            self.add(month, article, &mut pending)?;
        }
        self.finish(month, &mut pending);
        Ok(())
    }

    /// Adds the rows of an article.
    fn add(&mut self, month: Month, article: Article, pending: &mut Pending) -> Result<()> {
        let text = article.text()?;
        let points = CodePoints::of(&text);
        let [bytes, words] = &mut pending.bytes;
        for paragraph in article.paragraphs()? {
            let row = ParagraphRow::new(paragraph, &article, &points);
            *bytes += row.bytes();
            pending.paragraphs.push(row);
        }
        for quote in article.quotes()? {
            let row = QuoteRow::new(quote, &article, &points);
            *words += row.bytes();
            pending.quotes.push(row);
        }
        let row = ArticleRow { article, text };
        *bytes += row.bytes();
        pending.articles.push(row);
        if *bytes >= FILE_BYTES {
            self.articles(month, pending);
        }
        if pending.bytes[1] >= FILE_BYTES {
            self.quotes(month, pending);
        }
        Ok(())
    }

    /// Writes the rest of a month.
    fn finish(&mut self, month: Month, pending: &mut Pending) {
        self.articles(month, pending);
        self.quotes(month, pending);
    }

    fn articles(&mut self, month: Month, pending: &mut Pending) {
        pending.bytes[0] = 0;
        let rows = take(&mut pending.articles);
        self.file(&articles::TABLE, &partition(month), rows, articles::write);
        let rows = take(&mut pending.paragraphs);
        self.file(&paragraphs::TABLE, &partition(month), rows, paragraphs::write);
    }

    fn quotes(&mut self, month: Month, pending: &mut Pending) {
        pending.bytes[1] = 0;
        let rows = take(&mut pending.quotes);
        self.file(&quotes::TABLE, &partition(month), rows, quotes::write);
    }

    /// Writes all speakers, in the order of their numbers.
    fn speakers(&mut self) -> Result<()> {
        let guard = self.point.read();
        let mut ids = guard.speakers()?;
        for speaker in guard.overrides().speakers() {
            ids.insert(speaker);
            ids.extend(guard.overrides().of(speaker).and_then(|edit| edit.merged_into));
        }
        drop(guard);
        let (mut rows, mut bytes) = (Vec::new(), 0);
        for id in ids {
            if let Some(row) = SpeakerRow::find(&self.point, id)? {
                bytes += row.bytes();
                rows.push(row);
            }
            if bytes >= FILE_BYTES {
                self.file(&speakers::TABLE, "", take(&mut rows), speakers::write);
                bytes = 0;
            }
        }
        self.file(&speakers::TABLE, "", rows, speakers::write);
        Ok(())
    }

    /// Has a file of a table written, if there are rows.
    fn file<R: Row + Send + 'static>(
        &mut self,
        table: &'static Table,
        partition: &str,
        rows: Vec<R>,
        write: impl Fn(&[R], i64, &mut Columns<'_>) -> Result<()> + Send + 'static,
    ) {
        if rows.is_empty() {
            return;
        }
        let (top, lsn) = (self.export.folder.clone(), self.lsn);
        let folder = format!("{}{partition}", table.name);
        let number = self.numbers.entry(folder.clone()).or_default();
        // A file of an export before, of the same commit, keeps its name.
        let path = loop {
            let path = format!("{folder}/{}", manifest::part_name(lsn, *number));
            *number += 1;
            if !top.join(&path).exists() {
                break path;
            }
        };
        self.encoders.write(move || {
            let write = |rows: &[R], to: &mut Columns<'_>| write(rows, lsn.cast_signed(), to);
            let entry = table.write(&top, path, rows, write)?;
            Ok(PartEntry { lsn, ..entry })
        });
    }
}

impl ParquetReport {
    fn of(files: &[PartEntry], cursor: ChangeCursor) -> Self {
        let rows = |table: &Table| {
            files.iter().filter(|file| file.table == table.name).map(|file| file.rows).sum()
        };
        Self {
            articles: rows(&articles::TABLE),
            quotes: rows(&quotes::TABLE),
            paragraphs: rows(&paragraphs::TABLE),
            speakers: rows(&speakers::TABLE),
            removed: rows(&speakers::REMOVED),
            files: files.len() as u64,
            bytes: files.iter().map(|file| file.bytes).sum(),
            cursor,
        }
    }
}

fn month_of(published: Option<Published>) -> Month {
    published.map_or(UNDATED, |published| (published.date().year(), published.date().month()))
}

/// Returns the folder of a month in that of a table.
fn partition((year, month): Month) -> String {
    format!("/year={year}/month={month}")
}

/// Returns the month of a folder in that of a table.
fn month_named(partition: &str) -> Result<Month> {
    let parts = partition.strip_prefix("year=").and_then(|rest| rest.split_once("/month="));
    parts
        .and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)))
        .ok_or_else(|| Error::invalid(format!("{partition:?} is no folder of a month")))
}
