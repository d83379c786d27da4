//! Streams that are not records of JSON: a text, a page, a feed, an archive of pages.

use std::io::{BufRead as _, Read as _};

use super::document::{Document, Made};
use super::form::Form;
use super::front_matter;
use super::input::{self, Stream};
use super::known::Known;
use crate::error::{Error, Result};
use crate::model::{DateOrder, limits};
use crate::storage::check_draft;

/// The first bytes of a stream that tell its form.
const HEAD_BYTES: usize = 1024;
/// The longest text file and the longest feed: the longest text, and 1 MiB of markup.
const FILE_BYTES: u64 = limits::TEXT_BYTES as u64 + (1 << 20);

/// A stream of articles.
pub(super) enum Documents<'a> {
    /// A whole file, be it a text or a page. `None` after it was read.
    File(Form, Option<Stream<'a>>),
    #[cfg(feature = "feed")]
    Feed(super::feed::Feed),
    #[cfg(feature = "warc")]
    Warc(super::warc::Pages<'a>),
}

/// Returns the form of a stream if it is one of these, by what is asked for and by its first bytes.
/// Returns the stream from its first byte on.
pub(super) fn find(stream: Stream<'_>, form: Form) -> Result<(Option<Form>, Stream<'_>)> {
    match form {
        Form::Text | Form::Html | Form::Rss | Form::Atom | Form::JsonFeed | Form::Warc => {
            return Ok((Some(form), stream));
        }
        Form::Detect => {}
        _ => return Ok((None, stream)),
    }
    // Of a stream that breaks off, what is before the break is read all the same.
    let mut stream = stream;
    let head = stream.fill_buf().map_err(input::unreadable)?;
    if matches!(head, [b'<' | b'W', ..]) && head.len() < HEAD_BYTES {
        let (head, stream) = input::peek(stream, HEAD_BYTES as u64).map_err(input::unreadable)?;
        return Ok((of_head(&head), stream));
    }
    let form = of_head(head.get(..HEAD_BYTES.min(head.len())).unwrap_or_default());
    Ok((form, stream))
}

fn of_head(head: &[u8]) -> Option<Form> {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with("warc/") || is_compressed_warc(head) {
        return Some(Form::Warc);
    }
    if text.starts_with('{') && text.contains("jsonfeed.org/version/") {
        return Some(Form::JsonFeed);
    }
    if !text.starts_with('<') {
        return None;
    }
    if text.contains("<rss") || text.contains("<rdf:rdf") {
        return Some(Form::Rss);
    }
    Some(if text.contains("<feed") && !text.contains("<html") { Form::Atom } else { Form::Html })
}

#[cfg(feature = "warc")]
fn is_compressed_warc(head: &[u8]) -> bool {
    super::warc::is_compressed(head)
}

#[cfg(not(feature = "warc"))]
fn is_compressed_warc(_: &[u8]) -> bool {
    false
}

impl<'a> Documents<'a> {
    /// Begins to read a stream, which may be compressed. Pages of an archive are read by `threads`.
    #[cfg_attr(not(feature = "warc"), allow(unused_variables, reason = "for archives alone"))]
    pub(super) fn open(stream: Stream<'a>, form: Form, threads: usize) -> Result<Self> {
        match form {
            #[cfg(feature = "warc")]
            Form::Warc => Ok(Self::Warc(super::warc::Pages::new(stream, threads))),
            #[cfg(not(feature = "warc"))]
            Form::Warc => {
                Err(Error::invalid("an archive of pages: build with the feature `warc` to read it"))
            }
            #[cfg(feature = "feed")]
            Form::Rss | Form::Atom | Form::JsonFeed => {
                let bytes = whole(input::decompress(stream)?, FILE_BYTES, "feed")?;
                Ok(Self::Feed(super::feed::Feed::new(&bytes, form)?))
            }
            #[cfg(not(feature = "feed"))]
            Form::Rss | Form::Atom | Form::JsonFeed => {
                Err(Error::invalid("a feed: build with the feature `feed` to read it"))
            }
            form => Ok(Self::File(form, Some(stream))),
        }
    }

    /// Returns whether places in the stream are counted in records, and not in lines.
    pub(super) fn is_archive(&self) -> bool {
        match self {
            #[cfg(feature = "warc")]
            Self::Warc(_) => true,
            _ => false,
        }
    }

    /// Reads the next article, or why there is none at a line. Passes over pages that are known.
    pub(super) fn next(
        &mut self,
        order: Option<DateOrder>,
        known: Option<&mut Known<'_>>,
    ) -> Option<Document> {
        let mut document = match self {
            Self::File(Form::Text, stream) => {
                let made = text_file(stream.take()?, order);
                Document { line: 1, form: Form::Text, page: None, made }
            }
            Self::File(form, stream) => page_file(*form, stream.take()?, known)?,
            #[cfg(feature = "feed")]
            Self::Feed(feed) => feed.next(order)?,
            #[cfg(feature = "warc")]
            Self::Warc(pages) => pages.next(known)?,
        };
        if let Ok((draft, _)) = &document.made
            && let Err(error) = check_draft(draft)
        {
            document.made = Err(error);
        }
        Some(document)
    }
}

/// Reads a whole stream of at most `limit` bytes.
fn whole(stream: Stream<'_>, limit: u64, what: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(limit + 1).read_to_end(&mut bytes).map_err(input::unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(Error::invalid(format!("longer than {limit} bytes, the limit of a {what}")));
    }
    Ok(bytes)
}

/// Reads a whole text file.
fn text_file(stream: Stream<'_>, order: Option<DateOrder>) -> Made {
    let bytes = whole(input::open(stream)?, FILE_BYTES, "text file")?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        Error::invalid(format!("not UTF-8: line {line} has a wrong byte, after {at} of the file"))
    })?;
    let (draft, left_out) = front_matter::draft(&text, order);
    if draft.text.trim().is_empty() {
        return Err(Error::invalid("no text"));
    }
    Ok((draft, left_out))
}

/// Reads a file that is a page, unless it is known.
#[cfg(feature = "html")]
fn page_file(form: Form, stream: Stream<'_>, known: Option<&mut Known<'_>>) -> Option<Document> {
    let bytes =
        input::decompress(stream).and_then(|stream| whole(stream, super::html::PAGE_BYTES, "page"));
    let mut page = None;
    if let (Ok(bytes), Some(known)) = (&bytes, known) {
        let hash = super::known::page_hash(None, bytes);
        if known.has(hash) {
            return None;
        }
        page = Some(hash);
    }
    let made = bytes.and_then(|bytes| super::html::draft(&bytes, None, None));
    Some(Document { line: 1, form, page, made })
}

#[cfg(not(feature = "html"))]
#[allow(clippy::unnecessary_wraps, reason = "with the feature, a page may be known")]
fn page_file(form: Form, _: Stream<'_>, _: Option<&mut Known<'_>>) -> Option<Document> {
    let message = "a page of HTML or XML, not records of JSON: build with the feature `html` to \
                   read it, or extract its text first";
    Some(Document { line: 1, form, page: None, made: Err(Error::invalid(message)) })
}
