//! Articles from files: `.txt` with front matter, `.jsonl`, `.jsonl.gz`, and folders of them.

use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use onrecord::{Draft, ErrorKind, JsonLines, Published};

/// An input that cannot be read, or a record in it that is none.
#[derive(Debug)]
pub(crate) struct BadInput {
    file: String,
    message: String,
    /// The cause, if the file or the rest of it cannot be read.
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl BadInput {
    fn in_file(file: &str, message: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), message: message.to_string(), cause: None }
    }
}

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

impl Error for BadInput {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

/// An iterator of articles. An input that cannot be read is an item of its own; the next follow.
pub(crate) struct Articles {
    files: VecDeque<(PathBuf, String)>,
    /// The name and the lines of the current file of JSON Lines.
    lines: Option<(String, JsonLines<'static>)>,
    failed: VecDeque<BadInput>,
}

impl Articles {
    /// Reads files and folders in this order; `-` is JSON Lines on standard input.
    ///
    /// The key of a text file is the `url` of its front matter. If there is none, the key is the
    /// path of the file relative to the folder.
    pub(crate) fn of<P: AsRef<Path>>(arguments: impl IntoIterator<Item = P>) -> Self {
        let mut articles = Self { files: VecDeque::new(), lines: None, failed: VecDeque::new() };
        for argument in arguments {
            let path = argument.as_ref();
            if path.is_dir() {
                articles.folder(path, path);
            } else {
                let name = path.file_name().map_or_else(
                    || path.display().to_string(),
                    |name| name.to_string_lossy().into_owned(),
                );
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
            Err(error) => {
                return self.failed.push_back(unreadable(&folder.display().to_string(), error));
            }
        };
        paths.sort();
        for path in paths {
            // A link to a folder is not followed, since it may form a circle.
            if path.is_dir() && !path.is_symlink() {
                self.folder(&path, top);
            } else if path.is_file() && Form::of(&path).is_some() {
                let key = path.strip_prefix(top).unwrap_or(&path).display().to_string();
                self.files.push_back((path, key));
            }
        }
    }

    fn open(&mut self, path: &Path, key: String) -> Option<Result<Draft, BadInput>> {
        if path.as_os_str() == "-" {
            self.lines =
                Some(("standard input".to_owned(), JsonLines::new(BufReader::new(io::stdin()))));
            return None;
        }
        let name = path.display().to_string();
        let Some(form) = Form::of(path) else {
            let expected = "a folder or a file ending in .txt, .jsonl or .jsonl.gz was expected";
            return Some(Err(BadInput::in_file(&name, expected)));
        };
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => return Some(Err(unreadable(&name, error))),
        };
        let lines = match form {
            Form::Text => return Some(text_file(path, file, key)),
            Form::Lines => JsonLines::new(BufReader::new(file)),
            Form::CompressedLines => JsonLines::new(BufReader::new(MultiGzDecoder::new(file))),
        };
        self.lines = Some((name, lines));
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
            if let Some((file, lines)) = &mut self.lines {
                if let Some(article) = lines.next() {
                    return Some(article.map_err(|error| {
                        if error.kind() == ErrorKind::Io {
                            unreadable(file, error)
                        } else {
                            BadInput::in_file(file, error)
                        }
                    }));
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

fn unreadable(file: &str, error: impl Into<Box<dyn Error + Send + Sync>>) -> BadInput {
    BadInput { cause: Some(error.into()), ..BadInput::in_file(file, "cannot be read") }
}

/// The bytes of front matter that a file may have besides the longest text: 1 MiB.
const FRONT_MATTER_BYTES: u64 = 1 << 20;

fn text_file(path: &Path, file: File, key: String) -> Result<Draft, BadInput> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    let limit = onrecord::limits::TEXT_BYTES as u64 + FRONT_MATTER_BYTES;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&name, error))?;
    if bytes.len() as u64 > limit {
        return Err(BadInput::in_file(&name, format_args!("longer than {limit} bytes, the limit")));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        BadInput::in_file(&name, format_args!("line {line}: no UTF-8 after byte {at} of the file"))
    })?;
    front_matter(&name, &text, key)
}

/// Splits off the front matter: lines such as `title: …`, `source: …`, `byline: …`, `url: …` and
/// `published: …` between two lines of `---`. The text begins right after them.
fn front_matter(file: &str, text: &str, key: String) -> Result<Draft, BadInput> {
    let Some((fields, body)) = split_front_matter(text) else {
        return Ok(Draft::new(text).key(key));
    };
    let mut draft = Draft::new(body);
    let mut has_url = false;
    for (number, line) in (2..).zip(fields.lines()) {
        let Some((field, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches('"');
        if value.is_empty() {
            continue;
        }
        match field.trim() {
            "title" => draft = draft.title(value),
            "source" => draft = draft.source(value),
            "byline" => draft = draft.byline(value),
            "url" => {
                draft = draft.url(value);
                has_url = true;
            }
            "published" => {
                let published: Published = value.parse().map_err(|error: onrecord::Error| {
                    BadInput::in_file(file, format_args!("line {number}: {error}"))
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
