//! SQLite with FTS5.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, params};

use super::{Asked, Found, PAGE, Ready, Searched};
use crate::Result;
use crate::ask::{Rest, Sink};
use crate::engines::Options;
use crate::rows::PIVOT;

/// The id of a quote has the day, the article and the position, so that the ids that FTS5 lists are
/// in the order of the answers, and no text is stored twice.
const SCHEMA: &str = r#"
CREATE TABLE speaker (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE quote (
    id INTEGER PRIMARY KEY, speaker INTEGER NOT NULL REFERENCES speaker,
    published INTEGER NOT NULL, text TEXT NOT NULL
);
CREATE INDEX quote_speaker ON quote (speaker);
CREATE TABLE quote_about (
    country TEXT NOT NULL, quote INTEGER NOT NULL REFERENCES quote, PRIMARY KEY (country, quote)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE said USING fts5(
    text, content = 'quote', content_rowid = 'id',
    tokenize = "porter unicode61 remove_diacritics 2"
);
"#;

macro_rules! shown {
    ($rest:literal) => {
        concat!("SELECT q.id, q.text, s.name, q.published ", $rest)
    };
}

const LATEST: &str = shown!(
    "FROM said f CROSS JOIN quote q ON q.id = f.rowid CROSS JOIN speaker s ON s.id = q.speaker
     WHERE said MATCH ?1 ORDER BY f.rowid DESC LIMIT ?2"
);
const OF_SPEAKER: &str = shown!(
    "FROM said f CROSS JOIN quote q ON q.id = f.rowid CROSS JOIN speaker s ON s.id = q.speaker
     WHERE said MATCH ?1 AND q.speaker = (SELECT id FROM speaker WHERE name = ?2)
     ORDER BY f.rowid DESC LIMIT ?3"
);
const ABOUT: &str = shown!(
    "FROM said f CROSS JOIN quote_about a ON a.country = ?2 AND a.quote = f.rowid
     CROSS JOIN quote q ON q.id = f.rowid CROSS JOIN speaker s ON s.id = q.speaker
     WHERE said MATCH ?1 AND f.rowid BETWEEN ?3 AND ?4 ORDER BY f.rowid DESC LIMIT ?5"
);
const COUNT: &str = "SELECT count(*) FROM said WHERE said MATCH ?1";

/// A database of SQLite.
pub(super) struct Sqlite {
    file: PathBuf,
    connection: Connection,
}

/// Returns the id of a quote.
fn id(published: i64, article: u64, ordinal: u32) -> i64 {
    (published / 86_400_000_000) << 40 | article.cast_signed() << 8 | i64::from(ordinal)
}

impl Sqlite {
    pub(super) fn open(file: &Path, options: &Options) -> Result<Self> {
        let connection = Connection::open(file)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "cache_size", -i64::try_from(options.cache / 1024)?)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self { file: file.to_owned(), connection })
    }

    /// Stores quotes, and not their words.
    pub(super) fn load(&self, articles: impl Iterator<Item = Ready>) -> Result<()> {
        let mut speakers: HashMap<String, i64> = HashMap::new();
        self.connection.execute_batch("BEGIN")?;
        let mut speaker = self.connection.prepare("INSERT INTO speaker (name) VALUES (?1)")?;
        let mut quote = self.connection.prepare("INSERT INTO quote VALUES (?1, ?2, ?3, ?4)")?;
        let mut about = self.connection.prepare("INSERT INTO quote_about VALUES (?1, ?2)")?;
        for row in articles.flat_map(|article| article.quotes) {
            let said = if let Some(id) = speakers.get(&row.name) {
                *id
            } else {
                let id = speaker.insert([&row.name])?;
                speakers.insert(row.name.clone(), id);
                id
            };
            let id = id(row.published, row.article, row.ordinal);
            quote.execute(params![id, said, row.published, row.text])?;
            for country in &row.about {
                about.execute(params![std::str::from_utf8(country)?, id])?;
            }
        }
        self.connection.execute_batch("COMMIT")?;
        self.sync()
    }

    /// Indexes the words of all quotes, as one transaction.
    pub(super) fn index(&self) -> Result<()> {
        self.connection.execute_batch("INSERT INTO said (said) VALUES ('rebuild')")?;
        self.sync()?;
        // One segment, as SQLite advises after a load.
        self.connection.execute_batch("INSERT INTO said (said) VALUES ('optimize')")?;
        self.sync()?;
        // One long read transaction from now on.
        Ok(self.connection.execute_batch("BEGIN; SELECT 1 FROM quote LIMIT 1;")?)
    }

    fn sync(&self) -> Result<()> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(File::open(&self.file)?.sync_all()?)
    }

    fn page(&self, sql: &str, params: impl rusqlite::Params, sink: &mut impl Sink) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            let published: i64 = row.get(3)?;
            let rest = || {
                let id: i64 = row.get(0)?;
                Ok(Rest {
                    article: (id.cast_unsigned() >> 8) & 0xffff_ffff,
                    ordinal: u32::try_from(id & 0xff)?,
                    published,
                    from: [0; 2],
                    cue: String::new(),
                })
            };
            sink.quote(&Found {
                text: row.get_ref(1)?.as_str()?,
                speaker: row.get_ref(2)?.as_str()?,
                is_recent: published >= PIVOT,
                rest: &rest,
            })?;
        }
        Ok(())
    }
}

/// Returns an expression of FTS5 for a word or a phrase.
fn sought(word: &str) -> String {
    format!("\"{word}\"")
}

impl Searched for Sqlite {
    fn ask(&self, asked: &Asked, sink: &mut impl Sink) -> Result<()> {
        let most = i64::try_from(PAGE)?;
        match asked {
            Asked::Latest(word) => self.page(LATEST, params![sought(word), most], sink),
            Asked::OfSpeaker(word, name) => {
                self.page(OF_SPEAKER, params![sought(word), name, most], sink)
            }
            Asked::About(word, about, span) => {
                let (first, last) = (id(span.first, 0, 0), id(span.last, u64::from(u32::MAX), 255));
                let about = std::str::from_utf8(about)?;
                self.page(ABOUT, params![sought(word), about, first, last, most], sink)
            }
            Asked::Count(word) => {
                let mut statement = self.connection.prepare_cached(COUNT)?;
                let count: i64 = statement.query_row([sought(word)], |row| row.get(0))?;
                sink.count(count.cast_unsigned());
                Ok(())
            }
            Asked::SameAs(..) | Asked::Speaker(_) => Err("onrecord alone is asked".into()),
        }
    }
}
