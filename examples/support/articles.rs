//! Articles from files and folders, in any form that the library reads.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use onrecord::exchange::{BadRecord, Form, Record, Records};
use onrecord::{DateOrder, Draft, ErrorKind};

/// The ends of the names of files that are read if they are in a folder, and may be followed by one
/// of `COMPRESSED`.
const ENDS: [&str; 13] = [
    "txt", "json", "jsonl", "ndjson", "gqg", "csv", "html", "htm", "xml", "rss", "atom", "warc",
    "parquet",
];
const COMPRESSED: [&str; 2] = ["gz", "bz2"];

/// An input that cannot be read, or a record in it that is none.
#[derive(Debug)]
pub(crate) struct BadInput {
    /// The file, and the line if a record is bad.
    pub(crate) place: String,
    /// What is wrong, without its place.
    pub(crate) reason: String,
    /// The cause, if the file or the rest of it cannot be read.
    cause: Option<Box<dyn Error + Send + Sync>>,
    /// A page that is no article, which is no loss.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) is_no_article: bool,
    /// The hash of that page, if it was asked for.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) page: Option<u128>,
}

impl BadInput {
    fn in_file(file: &Path, reason: impl fmt::Display) -> Self {
        Self {
            place: file.display().to_string(),
            reason: reason.to_string(),
            cause: None,
            is_no_article: false,
            page: None,
        }
    }

    pub(crate) fn unreadable(file: &Path, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..Self::in_file(file, "cannot be read") }
    }
}

impl From<BadRecord> for BadInput {
    fn from(bad: BadRecord) -> Self {
        let file = bad.file.as_deref().unwrap_or(Path::new("standard input"));
        let place = match &bad.file {
            Some(_) => bad.place(),
            None => format!("standard input, {}", bad.place()),
        };
        if bad.error.kind() == ErrorKind::Io {
            return Self { place, ..Self::unreadable(file, bad.error) };
        }
        // The kind of the error says nothing here: each is an invalid input.
        let reason = bad.error.to_string();
        let reason = reason.strip_prefix("invalid input: ").unwrap_or(&reason).to_owned();
        let is_no_article = bad.error.kind() == ErrorKind::NotArticle;
        Self { place, reason, cause: None, is_no_article, page: bad.page }
    }
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

impl Error for BadInput {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

/// A file whose bytes are counted when they are read.
struct Counted {
    file: File,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(into)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Tells of pages whether they are known, by their hashes.
type IsKnown = Arc<dyn Fn(u128) -> bool + Send + Sync>;

/// How files are read.
#[derive(Clone)]
struct Options {
    form: Form,
    date_order: Option<DateOrder>,
    /// The threads for each file besides the one that reads it.
    threads: usize,
    is_known: Option<IsKnown>,
    /// The bytes of files that were read.
    bytes: Arc<AtomicU64>,
}

/// An iterator of articles. An input that cannot be read is an item of its own; the next follow.
pub(crate) struct Articles {
    files: VecDeque<(PathBuf, String)>,
    /// The records of the current file, and the key of its article if it is a text file.
    records: Option<(Records<'static>, String)>,
    failed: VecDeque<BadInput>,
    options: Options,
    /// Lines with corrections of speakers in the files that were read.
    speaker_edits: u64,
    /// Known pages of those files, which were passed over.
    passed_over: u64,
}

impl Articles {
    /// Reads files and folders in this order, and then the tables among them, whose rows describe
    /// articles of the others; `-` is standard input.
    ///
    /// The key of a text file is the `url` of its front matter. If there is none, the key is the
    /// path of the file relative to the folder.
    pub(crate) fn of<P: AsRef<Path>>(arguments: impl IntoIterator<Item = P>) -> Self {
        let options = Options {
            form: Form::Detect,
            date_order: None,
            threads: 1,
            is_known: None,
            bytes: Arc::default(),
        };
        let mut articles = Self::with(options, VecDeque::new());
        for argument in arguments {
            let path = argument.as_ref();
            if path.is_dir() && !is_exported(path) {
                let before = articles.files.len() + articles.failed.len();
                articles.folder(path, path);
                if articles.files.len() + articles.failed.len() == before {
                    let reason = format!(
                        "a folder without a file to read, whose name ends in .{}, with or \
                         without .{}",
                        ENDS.join(", ."),
                        COMPRESSED.join(" or .")
                    );
                    articles.failed.push_back(BadInput::in_file(path, reason));
                }
            } else {
                let name = path.file_name().map_or_else(
                    || path.display().to_string(),
                    |name| name.to_string_lossy().into_owned(),
                );
                articles.files.push_back((path.to_owned(), name));
            }
        }
        let is_table = |(path, _): &(PathBuf, String)| ends_in(path, &["csv"]);
        let (tables, others): (Vec<_>, Vec<_>) = articles.files.into_iter().partition(is_table);
        articles.files = others.into_iter().chain(tables).collect();
        articles
    }

    fn with(options: Options, files: VecDeque<(PathBuf, String)>) -> Self {
        let failed = VecDeque::new();
        Self { files, records: None, failed, options, speaker_edits: 0, passed_over: 0 }
    }

    /// Reads every record as one of this form.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) fn form(mut self, form: Form) -> Self {
        self.options.form = form;
        self
    }

    /// Reads dates whose day and month can be either way around in this order.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) fn date_order(mut self, order: Option<DateOrder>) -> Self {
        self.options.date_order = order;
        self
    }

    /// Passes over pages that are known.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) fn pass_over(
        mut self,
        is_known: impl Fn(u128) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.options.is_known = Some(Arc::new(is_known));
        self
    }

    /// Returns the bytes of all files. `None` if one is no file with a size, such as a pipe.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) fn bytes(&self) -> Option<u64> {
        let sizes = self.files.iter().map(|(path, _)| {
            let about = fs::metadata(path).ok()?;
            about.is_file().then_some(about.len())
        });
        sizes.sum()
    }

    /// Returns the bytes that were read so far, of all readers of these files. The count grows.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.options.bytes)
    }

    /// Returns how many lines with corrections of speakers were passed over.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) fn speaker_edits(&self) -> u64 {
        self.speaker_edits
    }

    /// Returns how many known pages were passed over.
    #[allow(dead_code, reason = "only the loading program asks for it")]
    pub(crate) fn passed_over(&self) -> u64 {
        self.passed_over
    }

    /// Takes the files that are no tables.
    #[allow(dead_code, reason = "for the loading program to read in parallel")]
    pub(crate) fn take_files(&mut self) -> VecDeque<(PathBuf, String)> {
        let tables = self.files.iter().filter(|(path, _)| ends_in(path, &["csv"])).count();
        let tables = self.files.split_off(self.files.len() - tables);
        std::mem::replace(&mut self.files, tables)
    }

    /// Takes the inputs that cannot be read.
    #[allow(dead_code, reason = "for the loading program to read in parallel")]
    pub(crate) fn take_failed(&mut self) -> VecDeque<BadInput> {
        std::mem::take(&mut self.failed)
    }

    /// Returns what makes a reader of one file, with these options and so many threads.
    #[allow(dead_code, reason = "for the loading program to read in parallel")]
    pub(crate) fn reader(
        &self,
        threads: usize,
    ) -> impl Fn(PathBuf, String) -> Self + Clone + Send + 'static {
        let options = Options { threads, ..self.options.clone() };
        move |path, key| Self::with(options.clone(), VecDeque::from([(path, key)]))
    }

    fn folder(&mut self, folder: &Path, top: &Path) {
        let entries = fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| entry.map(|found| found.path())).collect());
        let mut paths: Vec<PathBuf> = match entries {
            Ok(paths) => paths,
            Err(error) => return self.failed.push_back(BadInput::unreadable(folder, error)),
        };
        paths.sort();
        for path in paths {
            // A link to a folder is not followed, since it may form a circle.
            if path.is_dir() && !path.is_symlink() && !is_exported(&path) {
                self.folder(&path, top);
            } else if is_exported(&path) || path.is_file() && is_known(&path) {
                let key = path.strip_prefix(top).unwrap_or(&path).display().to_string();
                self.files.push_back((path, key));
            }
        }
    }

    fn open(&self, path: &Path) -> Result<Records<'static>, BadInput> {
        let Options { form, date_order, threads, is_known, bytes } = &self.options;
        let mut records = if path.as_os_str() == "-" {
            Records::new(BufReader::new(io::stdin()), *form)
        } else if is_exported(path) || ends_in(path, &["parquet"]) {
            Records::open(path).map_err(|error| BadInput::in_file(path, error))?.form(*form)
        } else {
            let file = File::open(path).map_err(|error| BadInput::unreadable(path, error))?;
            let counted = Counted { file, bytes: Arc::clone(bytes) };
            let read = BufReader::with_capacity(1 << 16, counted);
            Records::new(read, *form).file(path).threads(*threads)
        };
        if let Some(is_known) = is_known.clone() {
            records = records.pass_over(move |page| is_known(page));
        }
        Ok(match date_order {
            Some(order) => records.date_order(*order),
            None => records,
        })
    }

    /// Returns the next article with its place, its form and what was left out of it.
    pub(crate) fn next_record(&mut self) -> Option<Result<Record, BadInput>> {
        loop {
            if let Some(failed) = self.failed.pop_front() {
                return Some(Err(failed));
            }
            if let Some((records, key)) = &mut self.records {
                if let Some(record) = records.next() {
                    return Some(record.map_err(BadInput::from).map(|mut record| {
                        if matches!(record.form, Form::Text | Form::Html) && record.url().is_none()
                        {
                            record.draft = record.draft.key(&*key);
                            // The key is the file's, so the page alone does not tell the article.
                            record.page = None;
                        }
                        record
                    }));
                }
                self.speaker_edits += records.speaker_edits();
                self.passed_over += records.passed_over();
                self.records = None;
            }
            let (path, key) = self.files.pop_front()?;
            match self.open(&path) {
                Ok(records) => self.records = Some((records, key)),
                Err(bad) => return Some(Err(bad)),
            }
        }
    }
}

impl Iterator for Articles {
    type Item = Result<Draft, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.next_record()?.map(|record| record.draft))
    }
}

/// Returns whether a path is a folder of tables that a store was exported to.
fn is_exported(path: &Path) -> bool {
    path.join("manifest.json").is_file() && path.join("articles").is_dir()
}

/// Returns whether a file in a folder is read, by the end of its name.
fn is_known(path: &Path) -> bool {
    ends_in(path, &ENDS)
}

/// Returns whether the name of a file, without the end of a compressed one, has one of these ends.
fn ends_in(path: &Path, ends: &[&str]) -> bool {
    let is = |path: &Path, ends: &[&str]| {
        path.extension().is_some_and(|end| ends.iter().any(|known| end.eq_ignore_ascii_case(known)))
    };
    let stem = path.file_stem().filter(|_| is(path, &COMPRESSED));
    is(stem.map_or(path, Path::new), ends)
}
