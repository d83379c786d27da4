//! Reading records of any known form: each an article.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::iter::FusedIterator;
use std::mem::take;
use std::path::Path;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::document::Document;
use super::documents::{self, Documents};
use super::fields::{Fields, TOO_MANY_FIELDS};
use super::form::{EXPORT_MARK, Form, is_of_names};
use super::frames::{Frame, Frames};
use super::known::Known;
use super::left_out::LeftOut;
use super::line::{Line, SpeakerLine};
#[cfg(feature = "parquet")]
use super::parquet::Tables;
use super::record::{BadRecord, Record, place};
use super::table::{self, Table};
use super::{forms, input, repair};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{DateOrder, Draft, limits};
use crate::storage::check_draft;

/// An iterator over the articles of a stream or a file, in any form that [`Form`] lists.
///
/// A stream has JSON Lines, an array, or objects over several lines. The fields of each record show
/// its form. One record is in memory at a time, or a few if there are [threads](Self::threads).
///
/// - An optional field never costs an article. Numbers, lists and objects with a name are taken as
///   text; "None", an empty text and null as nothing. What cannot be taken is in
///   [`Record::left_out`].
/// - A record without text, or one that is not JSON, yields an error that names its line; the
///   records after it follow.
/// - A record that [`Store::export_jsonl`](crate::Store::export_jsonl) wrote says so in its field
///   `format`. It has its paragraphs, quotes and countries as the draft's extraction. Lines with
///   corrections of speakers are passed over and [counted](Self::speaker_edits).
/// - An object with a list `articles`, as search services answer, is the articles in it.
/// - A table of Media Cloud is read with the feature `csv`. Its rows have no texts: a
///   [`Loader`](crate::Loader) sets what they say of the articles stored under their URLs.
/// - A page of HTML is an article with the feature `html`, each item of a feed (RSS, Atom, JSON
///   Feed) with the feature `feed`, and each page in a WARC file with the feature `warc`. A page
///   that is no article yields an error of kind `NotArticle`.
/// - A page has at most 32 MiB, with its HTTP header if it has one. A feed is read whole, and has
///   at most 65 MiB. A longer one is an error of kind `InvalidInput`.
/// - gzip and bzip2 are read with the feature `compression`.
/// - An error of the stream itself, of kind `Io`, is the last item.
///
/// # Examples
/// ```
/// use onrecord::exchange::{Form, Records};
/// let lines = "{\"id\": 7, \"text\": \"“We won,” said Ada Nkemelu.\"}\n{\"id\": 8}\n";
/// let records: Vec<_> = Records::new(lines.as_bytes(), Form::Detect).collect();
/// assert_eq!(records[0].as_ref().unwrap().draft.external_key(), "7");
/// assert!(records[1].as_ref().unwrap_err().to_string().contains("line 2"));
/// ```
pub struct Records<'a> {
    /// The stream, until the first record is asked for.
    stream: Option<input::Stream<'a>>,
    frames: Option<Frames<'a>>,
    table: Option<Table<'a>>,
    documents: Option<Documents<'a>>,
    #[cfg(feature = "parquet")]
    tables: Option<Tables>,
    /// Places are counted in records of an archive, not in lines.
    is_archive: bool,
    /// The articles of an object that lists them, with the line of that object.
    listed: VecDeque<(u64, String)>,
    form: Form,
    date_order: Option<DateOrder>,
    threads: usize,
    known: Option<Known<'a>>,
    /// The names of the fields of a record before, and the form that they show: most records have
    /// the names of the one before.
    names: Vec<String>,
    named: Form,
    file: Option<Arc<Path>>,
    line: u64,
    limit: usize,
    speaker_edits: u64,
    bytes: Vec<u8>,
}

/// A record of a stream.
pub(super) enum Item {
    /// An article.
    Article(Box<Record>),
    /// Corrections of a speaker, and their line.
    #[cfg_attr(not(feature = "english"), allow(dead_code, reason = "for an import to take"))]
    Edit(u64, SpeakerLine),
}

impl fmt::Debug for Records<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records")
            .field("file", &self.file)
            .field("line", &self.line)
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}

impl Records<'static> {
    /// Opens a file, which may be compressed. One whose name ends in `.txt` has the form
    /// [`Form::Text`], `.csv` [`Form::MediaCloud`], and `.html` or `.htm` [`Form::Html`].
    ///
    /// With the feature `parquet` also a table of articles whose name ends in `.parquet`, with
    /// columns named as the fields of other records, and a folder that
    /// [`Store::export_parquet`](crate::Store) wrote: its articles in the order of their ids, with
    /// their quotes. Of a folder, a month is in memory at a time, or several whose articles have
    /// ids among each other.
    ///
    /// # Errors
    /// `NotFound` if there is no file of this name, `Io` if it cannot be opened. `InvalidInput` if
    /// a table has no column with texts or is no Parquet, and if a folder has no finished export.
    ///
    /// # Examples
    /// ```
    /// use onrecord::exchange::Records;
    /// # let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("vote.jsonl");
    /// std::fs::write(&path, "{\"text\": \"We won.\", \"published\": \"2024-05-01\"}\n")?;
    /// let record = Records::open(&path)?.next().unwrap()?;
    /// assert_eq!((record.file.as_deref(), record.line), (Some(&*path), 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        #[cfg(feature = "parquet")]
        if Tables::are_at(path) {
            let tables = Some(Tables::open(path)?);
            return Ok(Self { tables, ..Self::new(std::io::empty(), Form::Detect).file(path) });
        }
        #[cfg(not(feature = "parquet"))]
        if path.is_dir() || has_extension(path, &["parquet"]) {
            let message = "tables of Parquet: build with the feature `parquet` to read them";
            return Err(Error::invalid(message));
        }
        let file = File::open(path).map_err(|error| {
            let kind = match error.kind() {
                std::io::ErrorKind::NotFound => ErrorKind::NotFound,
                _ => ErrorKind::Io,
            };
            Error::new(kind, format!("cannot open {}", path.display())).with_source(error)
        })?;
        Ok(Self::new(BufReader::with_capacity(1 << 16, file), Form::Detect).file(path))
    }
}

fn has_extension(path: &Path, ends: &[&str]) -> bool {
    path.extension().is_some_and(|end| ends.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

impl<'a> Records<'a> {
    /// Reads records from a stream, which may be compressed.
    ///
    /// # Examples
    /// ```
    /// use onrecord::exchange::{Form, Records};
    /// let array = r#"[{"maintext": "We won."}, {"text": "We lost."}]"#;
    /// let records = Records::new(array.as_bytes(), Form::Detect);
    /// let forms: Result<Vec<_>, _> = records.map(|record| Ok(record?.form)).collect();
    /// assert_eq!(forms?, [Form::NewsPlease, Form::Plain]);
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    pub fn new(read: impl BufRead + 'a, form: Form) -> Self {
        Self {
            stream: Some(Box::new(read)),
            frames: None,
            table: None,
            documents: None,
            #[cfg(feature = "parquet")]
            tables: None,
            is_archive: false,
            listed: VecDeque::new(),
            form,
            date_order: None,
            threads: 1,
            known: None,
            names: Vec::new(),
            named: Form::Plain,
            file: None,
            line: 1,
            limit: limits::LINE_BYTES,
            speaker_edits: 0,
            bytes: Vec::new(),
        }
    }

    /// Reads every record as one of this form.
    ///
    /// # Examples
    /// ```
    /// use onrecord::exchange::{Form, Records};
    /// let line = r#"{"maintext": "Rain.", "text": "Snow."}"#;
    /// let mut records = Records::new(line.as_bytes(), Form::Detect).form(Form::Plain);
    /// assert_eq!(records.next().unwrap()?.draft.text(), "Snow.");
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    #[must_use]
    pub fn form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Names the file that the stream is from, for the places of its records. If the form is to be
    /// detected, the end of the name may tell it, as it does in [`open`](Self::open).
    ///
    /// # Examples
    /// ```
    /// use onrecord::exchange::{Form, Records};
    /// let stream = "---\npublished: 2024-05-01\n---\nRain.";
    /// let mut records = Records::new(stream.as_bytes(), Form::Detect).file("news/rain.txt");
    /// let record = records.next().unwrap()?;
    /// assert_eq!((record.form, record.draft.text()), (Form::Text, "Rain."));
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    #[must_use]
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let is_compressed = has_extension(path, &["gz", "bz2"]);
        let name = path.file_stem().filter(|_| is_compressed).map_or(path, Path::new);
        if self.form == Form::Detect {
            if has_extension(name, &["txt"]) {
                self.form = Form::Text;
            } else if has_extension(name, &["csv"]) {
                self.form = Form::MediaCloud;
            } else if has_extension(name, &["html", "htm"]) {
                self.form = Form::Html;
            }
        }
        self.file = Some(path.into());
        self
    }

    /// Reads the pages of a WARC file with so many threads besides the one that calls; 1 if nothing
    /// is set, and then no other. At most 256, and no more than the system gives. The order of the
    /// articles stays. A few records are in memory for each thread, of at most 64 MiB together or
    /// one record; what they are decompressed to and read as comes on top, for one page a thread.
    ///
    /// # Examples
    /// ```no_run
    /// use onrecord::exchange::Records;
    /// let cores = std::thread::available_parallelism()?.get();
    /// for record in Records::open("news.warc.gz")?.threads(cores) {
    ///     println!("{}", record?.draft.external_key());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Passes over pages for which `is_known` returns true: files of HTML and records of WARC
    /// files, by the hash of their bytes and address. A page that is passed over is not parsed, and
    /// yields nothing. [`Record::page`] has the hash of one that is read.
    ///
    /// # Examples
    /// ```
    /// # #[cfg(feature = "html")] {
    /// use onrecord::exchange::{Form, Records};
    /// let text = "“We will rebuild the harbour wall,” Ada Nkemelu said. ".repeat(6);
    /// let page = format!("<h1>Harbour</h1><p>{text}</p>");
    /// let read = || Records::new(page.as_bytes(), Form::Html);
    /// let hash = read().pass_over(|_| false).next().unwrap().unwrap().page;
    /// let mut again = read().pass_over(|page| Some(page) == hash);
    /// assert!(again.next().is_none());
    /// assert_eq!(again.passed_over(), 1);
    /// # }
    /// ```
    #[must_use]
    pub fn pass_over(mut self, is_known: impl Fn(u128) -> bool + 'a) -> Self {
        self.known = Some(Known::new(is_known));
        self
    }

    /// Returns how many known pages were [passed over](Self::pass_over) so far.
    ///
    /// # Examples
    /// ```
    /// use onrecord::exchange::{Form, Records};
    /// let records = Records::new(&b""[..], Form::Detect).pass_over(|_| true);
    /// assert_eq!(records.passed_over(), 0);
    /// ```
    #[must_use]
    pub fn passed_over(&self) -> u64 {
        self.known.as_ref().map_or(0, Known::passed_over)
    }

    /// Reads dates such as `07/04/2021` in this order. If none is set, such a date is left out
    /// unless one of its numbers can only be the day.
    ///
    /// # Examples
    /// ```
    /// use onrecord::DateOrder;
    /// use onrecord::exchange::{Form, Records};
    /// let line = r#"{"text": "Rain.", "date": "07/04/2021"}"#;
    /// let records = || Records::new(line.as_bytes(), Form::Detect);
    /// assert_eq!(records().next().unwrap()?.published(), None);
    /// let record = records().date_order(DateOrder::DayFirst).next().unwrap()?;
    /// assert_eq!(record.published().unwrap().to_string(), "2021-04-07");
    /// # Ok::<(), onrecord::exchange::BadRecord>(())
    /// ```
    #[must_use]
    pub fn date_order(mut self, order: DateOrder) -> Self {
        self.date_order = Some(order);
        self
    }

    /// Returns how many lines with corrections of speakers were passed over so far. Only
    /// [`Store::import_jsonl`](crate::Store) stores those.
    ///
    /// # Examples
    /// ```
    /// use onrecord::exchange::{Form, Records};
    /// let line = r#"{"speaker_edit": {"number": 1, "name": "Ada Nkemelu", "from": "NG"}}"#;
    /// let mut records = Records::new(line.as_bytes(), Form::Detect);
    /// assert!(records.next().is_none());
    /// assert_eq!(records.speaker_edits(), 1);
    /// ```
    #[must_use]
    pub fn speaker_edits(&self) -> u64 {
        self.speaker_edits
    }

    /// Reads the next article or corrections of a speaker.
    pub(super) fn item(&mut self) -> Option<Result<Item, BadRecord>> {
        if let Some((line, json)) = self.listed.pop_front() {
            self.line = line;
            return Some(self.record(&json, false).map_err(|error| self.bad(error)));
        }
        #[cfg(feature = "parquet")]
        if let Some(tables) = &mut self.tables {
            let (line, json) = tables.next()?;
            self.line = line;
            return Some(
                json.and_then(|json| self.record(&json, false)).map_err(|error| self.bad(error)),
            );
        }
        if let Some(stream) = self.stream.take()
            && let Err(error) = self.begin(stream)
        {
            return Some(Err(self.bad(error)));
        }
        if let Some(documents) = &mut self.documents {
            let document = documents.next(self.date_order, self.known.as_mut())?;
            return Some(self.document(document));
        }
        if let Some(table) = &mut self.table {
            let (line, row) = table.next(self.date_order)?;
            self.line = line;
            return Some(row.map(|row| self.row(row)).map_err(|error| self.bad(error)));
        }
        let mut bytes = take(&mut self.bytes);
        let found = self.frame(&mut bytes);
        self.bytes = bytes;
        found
    }

    /// Finds out whether a stream has records, the rows of a table, pages or a text.
    fn begin(&mut self, stream: input::Stream<'a>) -> Result<()> {
        let (mut form, mut stream) = documents::find(stream, self.form)?;
        if form.is_none() {
            stream = input::open(stream)?;
            (form, stream) = documents::find(stream, self.form)?;
        }
        if let Some(form) = form {
            let documents = Documents::open(stream, form, self.threads)?;
            self.is_archive = documents.is_archive();
            self.documents = Some(documents);
            return Ok(());
        }
        if matches!(self.form, Form::Detect | Form::MediaCloud) {
            let (head, whole) = table::find(stream).map_err(input::unreadable)?;
            if let Some(head) = head {
                self.table = Some(Table::new(&head, whole)?);
                return Ok(());
            }
            if self.form == Form::MediaCloud {
                let message = "no table of Media Cloud: no line has the names of its columns, such \
                               as `url`, `title` and `media_name`";
                return Err(Error::invalid(message));
            }
            stream = whole;
        }
        let input::Begun { stream, lines, is_array } = input::begin(stream)?;
        self.frames = Some(Frames::new(stream, lines, is_array, self.limit));
        Ok(())
    }

    /// Makes the item of a row, which describes a stored article.
    fn row(&self, (mut draft, left_out): table::Row) -> Item {
        draft.row = Some(place(self.file.as_deref(), self.line, false));
        self.article(Form::MediaCloud, draft, left_out)
    }

    /// Reads the next frame into `bytes`, and makes its item.
    fn frame(&mut self, bytes: &mut Vec<u8>) -> Option<Result<Item, BadRecord>> {
        let frames = self.frames.as_mut()?;
        let record = match frames.next(bytes) {
            Ok(None) => {
                self.frames = None;
                return None;
            }
            Ok(Some(Frame::Record { line })) => {
                self.line = line;
                self.bytes_of_record(bytes)
            }
            Ok(Some(Frame::TooLong { line })) => {
                self.line = line;
                let limit = self.limit;
                Err(Error::invalid(format!("longer than {limit} bytes, the limit of a record")))
            }
            Err(error) => {
                self.line = frames.line().max(1);
                self.frames = None;
                Err(input::unreadable(error))
            }
        };
        Some(record.map_err(|error| self.bad(error)))
    }

    fn bytes_of_record(&mut self, bytes: &[u8]) -> Result<Item> {
        let json = str::from_utf8(bytes).map_err(|error| {
            let valid = error.valid_up_to();
            Error::invalid(format!("not UTF-8: a wrong byte after {valid} others of the record"))
        })?;
        self.record(json, true)
    }

    /// Makes the item of a record, which may be a list of articles. Tries again with a repaired
    /// record if it is not JSON.
    fn record(&mut self, json: &str, may_list: bool) -> Result<Item> {
        let error = match serde_json::from_str::<Fields<'_>>(json) {
            Ok(fields) => return self.fields(fields, json, may_list),
            Err(error) => error,
        };
        let words = repair::literals(json);
        if let Ok(fields) = serde_json::from_str::<Fields<'_>>(&words) {
            return self.fields(fields, &words, may_list);
        }
        // Half a character in the name of a field.
        if let Some(names) = repair::surrogates(&words)
            && let Ok(fields) = serde_json::from_str::<Fields<'_>>(&names)
        {
            return self.fields(fields, &names, may_list);
        }
        Err(self.not_json(&error))
    }

    fn not_json(&self, error: &serde_json::Error) -> Error {
        if error.is_data() {
            let has_many = error.to_string().starts_with(TOO_MANY_FIELDS);
            let what = if has_many { TOO_MANY_FIELDS } else { "not an object with fields" };
            return Error::invalid(what);
        }
        Error::invalid(format!("not JSON: {}", self.place(error)))
    }

    /// Returns the message of an error with its place in the stream.
    fn place(&self, error: &serde_json::Error) -> String {
        let message = error.to_string();
        let what = message.split(" at line ").next().unwrap_or_default();
        let line = self.line + (error.line() as u64).saturating_sub(1);
        format!("{what} (line {line}, column {})", error.column())
    }

    fn form_of(&mut self, fields: &Fields<'_>) -> Form {
        if self.form != Form::Detect {
            return self.form;
        }
        if fields.are_named(&self.names) {
            return self.named;
        }
        let form = Form::of(fields);
        if is_of_names(fields) {
            fields.copy_names(&mut self.names);
            self.named = form;
        }
        form
    }

    fn fields(&mut self, mut fields: Fields<'_>, json: &str, may_list: bool) -> Result<Item> {
        let form = self.form_of(&fields);
        if form == Form::Export {
            return self.exported(&fields, json);
        }
        if may_list
            && form == Form::Plain
            && let Some(list) = fields.json("articles").filter(|list| list.starts_with('['))
            && !["text", "content", "body"].iter().any(|name| fields.has(name))
        {
            return self.list(list);
        }
        fields.set_date_order(self.date_order);
        let draft = forms::draft(form, &mut fields)?;
        check_draft(&draft)?;
        Ok(self.article(form, draft, fields.into_left_out()))
    }

    /// Keeps the articles of a list, and makes the item of the first.
    fn list(&mut self, list: &str) -> Result<Item> {
        let articles: Vec<&RawValue> =
            serde_json::from_str(list).map_err(|error| self.not_json(&error))?;
        let line = self.line;
        self.listed.extend(articles.iter().map(|article| (line, article.get().to_owned())));
        let (_, first) = self.listed.pop_front().ok_or_else(|| Error::invalid("no text"))?;
        self.record(&first, false)
    }

    /// Makes the item of a record that a store exported.
    fn exported(&self, fields: &Fields<'_>, json: &str) -> Result<Item> {
        let mark = fields.json("format").and_then(|mark| serde_json::from_str::<String>(mark).ok());
        if let Some(mark) = mark.filter(|mark| mark != EXPORT_MARK) {
            return Err(Error::invalid(format!(
                "a form of export that this version does not read: {mark:?}"
            )));
        }
        let mut line: Line = serde_json::from_str(json).map_err(|error| {
            Error::invalid(format!("not a line of an export: {}", self.place(&error)))
        })?;
        if let Some(edit) = line.speaker_edit.take() {
            return Ok(Item::Edit(self.line, edit));
        }
        let draft = line.draft()?;
        check_draft(&draft)?;
        Ok(self.article(Form::Export, draft, Vec::new()))
    }

    /// Makes the item of a text, of a page or of an item of a feed.
    fn document(&mut self, document: Document) -> Result<Item, BadRecord> {
        let Document { line, form, page, made } = document;
        self.line = line;
        match made {
            Ok((draft, left_out)) => {
                Ok(Item::Article(Box::new(Record { page, ..self.made(form, draft, left_out) })))
            }
            Err(error) => Err(BadRecord { page, ..self.bad(error) }),
        }
    }

    fn article(&self, form: Form, draft: Draft, left_out: Vec<LeftOut>) -> Item {
        Item::Article(Box::new(self.made(form, draft, left_out)))
    }

    fn made(&self, form: Form, draft: Draft, left_out: Vec<LeftOut>) -> Record {
        let file = self.file.clone();
        Record { draft, file, line: self.line, form, left_out, page: None }
    }

    fn bad(&self, error: Error) -> BadRecord {
        let is_archive = self.is_archive;
        BadRecord { file: self.file.clone(), line: self.line, error, page: None, is_archive }
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, BadRecord>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.item()? {
                Ok(Item::Article(record)) => return Some(Ok(*record)),
                Ok(Item::Edit(..)) => self.speaker_edits += 1,
                Err(bad) => return Some(Err(bad)),
            }
        }
    }
}

impl FusedIterator for Records<'_> {}
