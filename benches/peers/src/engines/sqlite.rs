//! SQLite, through rusqlite: normalised tables, indexes in the order of the answers, prepared
//! statements.

use std::collections::HashMap;
use std::fs::{self, File};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{Durability, Options, Store};
use crate::Result;
use crate::ask::{Facets, PAGE, Reader, Rest, Said, Sink};
use crate::rows::{Code, PIVOT, Ready, Span};

/// How many articles a transaction of a load has.
const BATCH: usize = 1000;

/// The id of a quote has article and position, so that ids are in the order of the text.
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS speaker (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS article (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES source, published INTEGER NOT NULL, text TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS quote (
    id INTEGER PRIMARY KEY, speaker INTEGER NOT NULL REFERENCES speaker, published INTEGER NOT NULL,
    origin TEXT NOT NULL, cue TEXT NOT NULL, text TEXT NOT NULL, mention TEXT NOT NULL,
    paragraph INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    mention_start INTEGER NOT NULL, mention_stop INTEGER NOT NULL, confidence REAL NOT NULL, kind INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS quote_speaker ON quote (speaker, published);
CREATE INDEX IF NOT EXISTS quote_origin ON quote (origin, published);
CREATE TABLE IF NOT EXISTS quote_about (
    country TEXT NOT NULL, published INTEGER NOT NULL, quote INTEGER NOT NULL REFERENCES quote,
    PRIMARY KEY (country, published, quote)
) WITHOUT ROWID;
";

/// The columns of a quote that are read.
macro_rules! shown {
    ($rest:literal) => {
        concat!("SELECT q.id, q.text, s.name, q.published, q.origin, q.cue ", $rest)
    };
}

const QUOTE: &str = shown!("FROM quote q JOIN speaker s ON s.id = q.speaker WHERE q.id = ?1");
const OF_SPEAKER: &str = shown!(
    "FROM speaker s JOIN quote q ON q.speaker = s.id WHERE s.name = ?1
     ORDER BY q.published DESC, q.id DESC LIMIT ?2"
);
const ABOUT: &str = shown!(
    "FROM quote_about a JOIN quote q ON q.id = a.quote JOIN speaker s ON s.id = q.speaker WHERE a.country = ?1
     ORDER BY a.published DESC, a.quote DESC LIMIT ?2"
);
const FROM_ABOUT: &str = shown!(
    "FROM quote_about a JOIN quote q ON q.id = a.quote JOIN speaker s ON s.id = q.speaker
     WHERE a.country = ?2 AND a.published BETWEEN ?3 AND ?4 AND q.origin = ?1
     ORDER BY a.published DESC, a.quote DESC"
);
const COUNT: &str =
    "SELECT count(*) FROM quote WHERE speaker = (SELECT id FROM speaker WHERE name = ?1)";

/// Three indexes that cover a count each; made when facets are first asked for.
const FACET_SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS facet AS
    SELECT a.country, q.speaker, q.origin, q.published
    FROM quote_about a JOIN quote q ON q.id = a.quote;
CREATE INDEX IF NOT EXISTS facet_speaker ON facet (country, speaker);
CREATE INDEX IF NOT EXISTS facet_origin ON facet (country, origin);
CREATE INDEX IF NOT EXISTS facet_published ON facet (country, published);
";
const FACET_SPEAKERS: &str = "
    SELECT s.name, f.quotes FROM (
        SELECT speaker, count(*) AS quotes FROM facet WHERE country = ?1
        GROUP BY speaker ORDER BY quotes DESC LIMIT ?2
    ) f JOIN speaker s ON s.id = f.speaker ORDER BY f.quotes DESC";
const FACET_FROM: &str = "SELECT origin, count(*) FROM facet WHERE country = ?1 GROUP BY origin";
const FACET_DAYS: &str =
    "SELECT published, count(*) FROM facet WHERE country = ?1 GROUP BY published";

/// A database of SQLite: the connection that writes; each reader has its own.
#[derive(Debug)]
pub(crate) struct Sqlite {
    file: PathBuf,
    options: Options,
    write: Mutex<Writer>,
}

#[derive(Debug)]
struct Writer {
    connection: Connection,
    /// The ids of names that were met, by table.
    speakers: HashMap<String, i64>,
    sources: HashMap<String, i64>,
}

fn connect(file: &Path, options: &Options) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Without this, SQLite plans a statement that joins again for every bound value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    let full = options.durability == Durability::Power;
    connection.pragma_update(None, "synchronous", if full { "FULL" } else { "NORMAL" })?;
    connection.pragma_update(None, "cache_size", -i64::try_from(options.cache / 1024)?)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

/// Returns the id of a name in a table of names, and inserts the name if it is new.
fn named(
    ids: &mut HashMap<String, i64>,
    write: &Transaction<'_>,
    [insert, find]: [&str; 2],
    name: &str,
) -> Result<i64> {
    if let Some(id) = ids.get(name) {
        return Ok(*id);
    }
    let found = write.prepare_cached(find)?.query_row([name], |row| row.get(0)).optional()?;
    let id = match found {
        Some(id) => id,
        None => write.prepare_cached(insert)?.insert([name])?,
    };
    ids.insert(name.to_owned(), id);
    Ok(id)
}

const SPEAKERS: [&str; 2] =
    ["INSERT INTO speaker (name) VALUES (?1)", "SELECT id FROM speaker WHERE name = ?1"];
const SOURCES: [&str; 2] =
    ["INSERT INTO source (name) VALUES (?1)", "SELECT id FROM source WHERE name = ?1"];

impl Writer {
    fn store(&mut self, articles: &[Ready]) -> Result<()> {
        let write = self.connection.transaction()?;
        {
            let mut article =
                write.prepare_cached("INSERT INTO article VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
            let mut quote = write.prepare_cached(
                "INSERT INTO quote VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?;
            let mut about = write.prepare_cached("INSERT INTO quote_about VALUES (?1, ?2, ?3)")?;
            for ready in articles {
                let row = &ready.article;
                let source = named(&mut self.sources, &write, SOURCES, &row.source)?;
                article.execute(params![
                    row.number.cast_signed(),
                    row.key,
                    row.title,
                    source,
                    row.published,
                    row.text
                ])?;
                for row in &ready.quotes {
                    let speaker = named(&mut self.speakers, &write, SPEAKERS, &row.name)?;
                    let id = quote_id(row.article, row.ordinal);
                    quote.execute(params![
                        id,
                        speaker,
                        row.published,
                        std::str::from_utf8(&row.from)?,
                        row.cue,
                        row.text,
                        row.mention,
                        row.paragraph,
                        row.start,
                        row.end,
                        row.mention_start,
                        row.mention_end,
                        row.confidence,
                        row.kind
                    ])?;
                    for country in &row.about {
                        about.execute(params![std::str::from_utf8(country)?, row.published, id])?;
                    }
                }
            }
        }
        Ok(write.commit()?)
    }
}

fn quote_id(article: u64, ordinal: u32) -> i64 {
    (article << 16).cast_signed() | i64::from(ordinal)
}

impl Sqlite {
    fn writing<T>(&self, work: impl FnOnce(&mut Writer) -> Result<T>) -> Result<T> {
        work(&mut self.write.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for Sqlite {
    type Reader<'s> = SqliteReader;

    fn open(folder: &Path, options: &Options) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let file = folder.join("sqlite");
        let connection = connect(&file, options)?;
        connection.execute_batch(SCHEMA)?;
        let write = Writer { connection, speakers: HashMap::new(), sources: HashMap::new() };
        Ok(Self { file, options: *options, write: Mutex::new(write) })
    }

    fn reader(&self, _checked: bool) -> Result<SqliteReader> {
        let connection = connect(&self.file, &self.options)?;
        connection
            .execute_batch("PRAGMA query_only = ON; BEGIN; SELECT 1 FROM article LIMIT 1;")?;
        let (file, options) = (self.file.clone(), self.options);
        Ok(SqliteReader { connection, file, options, counts: None })
    }

    fn load(&self, articles: Vec<Ready>) -> Result<()> {
        self.writing(|writer| {
            // Nothing needs to survive before the sync at the end.
            writer.connection.pragma_update(None, "synchronous", "OFF")?;
            writer.connection.pragma_update_and_check(
                None,
                "wal_autocheckpoint",
                16_384,
                |_| Ok(()),
            )?;
            articles.chunks(BATCH).try_for_each(|chunk| writer.store(chunk))
        })
    }

    fn commit(&self, article: &mut Ready) -> Result<()> {
        self.writing(|writer| writer.store(std::slice::from_ref(article)))
    }

    /// Brings all into the file and syncs it, whatever was synced on the way.
    fn sync(&self) -> Result<()> {
        self.writing(|writer| {
            writer.connection.pragma_update(None, "synchronous", "FULL")?;
            writer.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok(File::open(&self.file)?.sync_all()?)
        })
    }

    fn close(self) -> Result<()> {
        let writer = self.write.into_inner().unwrap_or_else(PoisonError::into_inner);
        writer.connection.close().map_err(|(_, error)| error.into())
    }
}

/// A connection with a read transaction.
#[derive(Debug)]
pub(crate) struct SqliteReader {
    connection: Connection,
    file: PathBuf,
    options: Options,
    /// What facets are asked of, which has indexes of its own.
    counts: Option<Connection>,
}

/// A row of [`shown`].
struct Shown<'r> {
    row: &'r Row<'r>,
    text: &'r str,
    speaker: &'r str,
    published: i64,
}

impl<'r> Shown<'r> {
    fn new(row: &'r Row<'r>) -> Result<Self> {
        let (text, speaker) = (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
        Ok(Self { row, text, speaker, published: row.get(3)? })
    }
}

impl Said for Shown<'_> {
    fn text(&self) -> &str {
        self.text
    }

    fn speaker(&self) -> &str {
        self.speaker
    }

    fn is_recent(&self) -> bool {
        self.published >= PIVOT
    }

    fn rest(&self) -> Result<Rest> {
        let id: i64 = self.row.get(0)?;
        let from: String = self.row.get(4)?;
        Ok(Rest {
            article: id.cast_unsigned() >> 16,
            ordinal: u32::try_from(id & 0xffff)?,
            published: self.published,
            from: from.as_bytes().try_into()?,
            cue: self.row.get(5)?,
        })
    }
}

impl SqliteReader {
    fn all(&self, sql: &str, params: impl rusqlite::Params, sink: &mut impl Sink) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            sink.quote(&Shown::new(row)?)?;
        }
        Ok(())
    }

    fn string(&self, sql: &str, article: u64, see: impl FnOnce(&str)) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([article.cast_signed()])?;
        see(rows.next()?.ok_or("no such article")?.get_ref(0)?.as_str()?);
        Ok(())
    }
}

/// Returns a limit as SQLite takes it: none is a negative number.
fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(-1)
}

impl Reader for SqliteReader {
    fn renew(&mut self) -> Result<()> {
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        self.connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM article LIMIT 1")?
            .query_row([], |_| Ok(()))?)
    }

    fn title(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        self.string("SELECT title FROM article WHERE id = ?1", article, |title| sink.title(title))
    }

    fn text(&mut self, article: u64, sink: &mut impl Sink) -> Result<()> {
        self.string("SELECT text FROM article WHERE id = ?1", article, |text| sink.text(text))
    }

    fn quote(&mut self, article: u64, ordinal: u32, sink: &mut impl Sink) -> Result<()> {
        self.all(QUOTE, [quote_id(article, ordinal)], sink)
    }

    fn speaker(&mut self, name: &str, most: usize, sink: &mut impl Sink) -> Result<()> {
        self.all(OF_SPEAKER, params![name, limit(most)], sink)
    }

    fn about(&mut self, country: Code, most: usize, sink: &mut impl Sink) -> Result<()> {
        self.all(ABOUT, params![std::str::from_utf8(&country)?, limit(most)], sink)
    }

    fn both(&mut self, from: Code, about: Code, span: Span, sink: &mut impl Sink) -> Result<()> {
        let (from, about) = (std::str::from_utf8(&from)?, std::str::from_utf8(&about)?);
        self.all(FROM_ABOUT, params![from, about, span.first, span.last], sink)
    }

    fn count(&mut self, name: &str) -> Result<u64> {
        let mut statement = self.connection.prepare_cached(COUNT)?;
        let count: i64 = statement.query_row([name], |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }
    fn facets(&mut self, about: Code) -> Result<Facets> {
        if self.counts.is_none() {
            let connection = connect(&self.file, &self.options)?;
            connection.execute_batch(FACET_SCHEMA)?;
            self.counts = Some(connection);
        }
        let connection = self.counts.as_ref().ok_or("no connection")?;
        let about = std::str::from_utf8(&about)?;
        let mut facets = Facets::default();
        let mut speakers = connection.prepare_cached(FACET_SPEAKERS)?;
        let mut rows = speakers.query(params![about, limit(PAGE)])?;
        while let Some(row) = rows.next()? {
            black_box(row.get_ref(0)?.as_str()?.to_owned());
            facets.speakers.push(row.get::<_, i64>(1)?.cast_unsigned());
        }
        let mut from = connection.prepare_cached(FACET_FROM)?;
        let mut rows = from.query([about])?;
        while let Some(row) = rows.next()? {
            let code = row.get_ref(0)?.as_str()?.as_bytes().try_into()?;
            facets.from.insert(code, row.get::<_, i64>(1)?.cast_unsigned());
        }
        let mut days = connection.prepare_cached(FACET_DAYS)?;
        let mut rows = days.query([about])?;
        while let Some(row) = rows.next()? {
            let day = Timestamp::from_microsecond(row.get(0)?)?.to_zoned_datetime(TimeZone::UTC);
            let month = facets.months.entry((day.year(), day.month())).or_default();
            *month += row.get::<_, i64>(1)?.cast_unsigned();
        }
        Ok(facets)
    }
}
