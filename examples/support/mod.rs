//! Reads articles for the examples: `.txt` with front matter, JSON Lines, the same compressed, and folders of them.

use std::collections::VecDeque;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use onrecord::{Draft, Published};
use serde::Deserialize;

/// Says which input could not be taken, and where.
#[derive(Debug)]
pub(crate) struct BadInput {
    file: String,
    line: Option<u64>,
    message: String,
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for BadInput {}

/// Reads articles one after another; what cannot be read is an item of its own, and the rest goes on.
pub(crate) struct Articles {
    files: VecDeque<(PathBuf, String)>,
    lines: Option<Lines>,
    failed: VecDeque<BadInput>,
}

impl Articles {
    /// Reads files and folders in the order given; `-` is JSON Lines on standard input.
    ///
    /// The key of a text file is the `url` of its front matter, or else its path relative to the folder given.
    pub(crate) fn of<P: AsRef<Path>>(arguments: impl IntoIterator<Item = P>) -> Self {
        let mut articles = Self { files: VecDeque::new(), lines: None, failed: VecDeque::new() };
        for argument in arguments {
            let path = argument.as_ref();
            if path.is_dir() {
                articles.folder(path, path);
            } else {
                let name = path
                    .file_name()
                    .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
                articles.files.push_back((path.to_owned(), name));
            }
        }
        articles
    }

    fn folder(&mut self, folder: &Path, top: &Path) {
        let entries = fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| entry.map(|found| found.path())).collect());
        let mut paths: Vec<PathBuf> = match entries {
            Ok(paths) => paths,
            Err(error) => return self.failed.push_back(unreadable(folder, &error)),
        };
        paths.sort();
        for path in paths {
            if path.is_dir() {
                self.folder(&path, top);
            } else if Form::of(&path).is_some() {
                let key = path.strip_prefix(top).unwrap_or(&path).display().to_string();
                self.files.push_back((path, key));
            }
        }
    }

    fn open(&mut self, path: &Path, key: String) -> Option<Result<Draft, BadInput>> {
        if path.as_os_str() == "-" {
            self.lines = Some(Lines::new("standard input".to_owned(), Box::new(BufReader::new(io::stdin()))));
            return None;
        }
        let Some(form) = Form::of(path) else {
            let message = "a file ending in .txt, .jsonl or .jsonl.gz was expected".to_owned();
            return Some(Err(BadInput { file: path.display().to_string(), line: None, message }));
        };
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => return Some(Err(unreadable(path, &error))),
        };
        let read: Box<dyn BufRead + Send> = match form {
            Form::Text => return Some(text_file(path, file, key)),
            Form::Lines => Box::new(BufReader::new(file)),
            Form::CompressedLines => Box::new(BufReader::new(MultiGzDecoder::new(file))),
        };
        self.lines = Some(Lines::new(path.display().to_string(), read));
        None
    }
}

impl Iterator for Articles {
    type Item = Result<Draft, BadInput>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(failed) = self.failed.pop_front() {
                return Some(Err(failed));
            }
            if let Some(lines) = &mut self.lines {
                if let Some(article) = lines.next() {
                    return Some(article);
                }
                self.lines = None;
            }
            let (path, key) = self.files.pop_front()?;
            if let Some(article) = self.open(&path, key) {
                return Some(article);
            }
        }
    }
}

enum Form {
    Text,
    Lines,
    CompressedLines,
}

impl Form {
    fn of(path: &Path) -> Option<Self> {
        let is = |path: &Path, end: &str| {
            path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(end))
        };
        if is(path, "txt") {
            Some(Self::Text)
        } else if is(path, "jsonl") {
            Some(Self::Lines)
        } else if is(path, "gz") && is(Path::new(path.file_stem()?), "jsonl") {
            Some(Self::CompressedLines)
        } else {
            None
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> BadInput {
    BadInput { file: path.display().to_string(), line: None, message: error.to_string() }
}

/// One article a line, as JSON. Fields that are not listed are ignored.
#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    title: Option<String>,
    url: Option<String>,
    source: Option<String>,
    date: Option<String>,
}

struct Lines {
    file: String,
    read: Box<dyn BufRead + Send>,
    number: u64,
    ended: bool,
}

impl Lines {
    fn new(file: String, read: Box<dyn BufRead + Send>) -> Self {
        Self { file, read, number: 0, ended: false }
    }

    fn bad(&self, message: String) -> BadInput {
        BadInput { file: self.file.clone(), line: Some(self.number), message }
    }

    fn next(&mut self) -> Option<Result<Draft, BadInput>> {
        let mut bytes = Vec::new();
        while !self.ended {
            bytes.clear();
            self.number += 1;
            match self.read.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) if bytes.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => return Some(self.draft(&bytes)),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(self.bad(error.to_string())));
                }
            }
        }
        None
    }

    fn draft(&self, bytes: &[u8]) -> Result<Draft, BadInput> {
        let text = str::from_utf8(bytes)
            .map_err(|error| self.bad(format!("no UTF-8 at byte {} of the line", error.valid_up_to())))?;
        // A byte order mark at the head of a file of lines belongs to the file.
        let text = if self.number == 1 { text.trim_start_matches('\u{feff}') } else { text };
        let line: Line = serde_json::from_str(text).map_err(|error| {
            // The line is named already; what the parser counts are lines inside it.
            self.bad(error.to_string().replace(" at line 1 column ", " at column "))
        })?;
        let mut draft = Draft::new(line.text).key(line.id);
        if let Some(title) = line.title {
            draft = draft.title(title);
        }
        if let Some(url) = line.url {
            draft = draft.url(url);
        }
        if let Some(source) = line.source {
            draft = draft.source(source);
        }
        if let Some(date) = line.date.filter(|date| !date.trim().is_empty()) {
            draft = draft.published(date.parse::<Published>().map_err(|error| self.bad(error.to_string()))?);
        }
        Ok(draft)
    }
}

fn text_file(path: &Path, mut file: File, key: String) -> Result<Draft, BadInput> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        BadInput {
            file: name.clone(),
            line: Some(line as u64),
            message: format!("no UTF-8 at byte {at} of the file"),
        }
    })?;
    front_matter(&name, &text, key)
}

/// Takes the lines between two lines of `---` at the head of a text off: `title: …`, `source: …`, `url: …`,
/// `published: …`. The text begins right behind them.
fn front_matter(file: &str, text: &str, key: String) -> Result<Draft, BadInput> {
    let Some((fields, body)) = split_front_matter(text) else { return Ok(Draft::new(text).key(key)) };
    let mut draft = Draft::new(body);
    let mut has_url = false;
    for (number, line) in (2..).zip(fields.lines()) {
        let Some((field, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches('"');
        match field.trim() {
            "title" => draft = draft.title(value),
            "source" => draft = draft.source(value),
            "byline" => draft = draft.byline(value),
            "url" => {
                draft = draft.url(value);
                has_url = true;
            }
            "published" if !value.is_empty() => {
                let published: Published = value.parse().map_err(|error: onrecord::Error| BadInput {
                    file: file.to_owned(),
                    line: Some(number),
                    message: error.to_string(),
                })?;
                draft = draft.published(published);
            }
            _ => {}
        }
    }
    Ok(if has_url { draft } else { draft.key(key) })
}

fn split_front_matter(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start_matches('\u{feff}').strip_prefix("---")?;
    let rest = rest.strip_prefix('\r').unwrap_or(rest).strip_prefix('\n')?;
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((rest.get(..at)?, rest.get(at + line.len()..)?));
        }
        at += line.len();
    }
    None
}
