//! Tables of Media Cloud: each row describes an article, and has no text.

use std::io;

use super::input::{self, Stream};
use super::left_out::LeftOut;
use crate::model::Draft;

/// The first bytes of a stream that are searched for the names of columns.
const HEAD_BYTES: u64 = 4096;
/// The lines that are: a program may have put one or two before the names.
const HEAD_LINES: usize = 3;

/// The names of a table's columns.
#[cfg_attr(not(feature = "csv"), allow(dead_code, reason = "for a table to be read by"))]
pub(super) struct Head {
    delimiter: u8,
    names: Vec<String>,
    /// The lines until the first row, and their bytes.
    lines: u64,
    bytes: usize,
}

/// A row: the fields of a draft without a text, and what is left out of it.
pub(super) type Row = (Draft, Vec<LeftOut>);

/// Looks for the names of a table's columns. Returns the stream from its first byte on.
pub(super) fn find(stream: Stream<'_>) -> io::Result<(Option<Head>, Stream<'_>)> {
    let (first, stream) = input::peek(stream, 4)?;
    let begins = first.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&first);
    if begins.first().is_none_or(|byte| matches!(byte, b'{' | b'[' | b'<')) {
        return Ok((None, stream));
    }
    let (first, stream) = input::peek(stream, HEAD_BYTES)?;
    Ok((head(&first), stream))
}

fn head(first: &[u8]) -> Option<Head> {
    let mut bytes = 0;
    for (line, lines) in first.split_inclusive(|byte| *byte == b'\n').zip(1..).take(HEAD_LINES) {
        bytes += line.len();
        let Ok(text) = str::from_utf8(line) else { continue };
        let text = text.trim_start_matches('\u{feff}').trim();
        for delimiter in [b',', b';', b'\t'] {
            let names: Vec<_> = text
                .split(char::from(delimiter))
                .map(|name| name.trim().trim_matches('"').to_ascii_lowercase())
                .collect();
            let has = |name: &str| names.iter().any(|known| known == name);
            if has("url") && has("title") && (has("media_name") || has("publish_date")) {
                return Some(Head { delimiter, names, lines, bytes });
            }
        }
    }
    None
}

pub(super) use rows::Table;

#[cfg(not(feature = "csv"))]
mod rows {
    use std::convert::Infallible;
    use std::marker::PhantomData;

    use super::super::input::Stream;
    use super::{Head, Row};
    use crate::error::{Error, Result};
    use crate::model::DateOrder;

    /// A stream of rows, which there is only with the feature `csv`.
    pub(in super::super) struct Table<'a>(Infallible, PhantomData<&'a ()>);

    impl<'a> Table<'a> {
        pub(in super::super) fn new(_: &Head, _: Stream<'a>) -> Result<Self> {
            Err(Error::invalid("a table of CSV: build with the feature `csv` to read it"))
        }

        pub(in super::super) fn next(
            &mut self,
            _: Option<DateOrder>,
        ) -> Option<(u64, Result<Row>)> {
            match self.0 {}
        }
    }
}

#[cfg(feature = "csv")]
mod rows {
    use std::io::{self, BufRead, Read};

    use super::super::date;
    use super::super::input::{self, Stream};
    use super::super::left_out::{LeftOut, Why};
    use super::{Head, Row};
    use crate::error::{Error, Result};
    use crate::model::{DateOrder, Draft, limits};

    /// The longest row, in bytes: 1 MiB. A quotation mark that is never closed makes one row of the
    /// rest of a file.
    const ROW_BYTES: usize = 1 << 20;

    /// A stream of rows.
    pub(in super::super) struct Table<'a> {
        rows: csv::Reader<Bounded<'a>>,
        row: csv::ByteRecord,
        names: Vec<String>,
        /// The lines before the first row.
        lines: u64,
        has_ended: bool,
    }

    /// A stream of which at most so many bytes are read for a row, and whose last line ends too.
    struct Bounded<'a> {
        stream: Stream<'a>,
        left: usize,
        has_ended: bool,
    }

    impl Read for Bounded<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let room = into.len().min(self.left);
            if room == 0 && !into.is_empty() {
                return Err(io::Error::from(io::ErrorKind::FileTooLarge));
            }
            let into = into.get_mut(..room).unwrap_or_default();
            let mut read = self.stream.read(into)?;
            if read == 0
                && !self.has_ended
                && let Some(first) = into.first_mut()
            {
                self.has_ended = true;
                *first = b'\n';
                read = 1;
            }
            self.left -= read;
            Ok(read)
        }
    }

    impl<'a> Table<'a> {
        /// Reads the rows after the names of the columns.
        pub(in super::super) fn new(head: &Head, mut stream: Stream<'a>) -> Result<Self> {
            let mut left = head.bytes;
            while left > 0 {
                let bytes = stream.fill_buf().map_err(input::unreadable)?.len().min(left);
                if bytes == 0 {
                    break;
                }
                stream.consume(bytes);
                left -= bytes;
            }
            let rows = csv::ReaderBuilder::new()
                .delimiter(head.delimiter)
                .has_headers(false)
                .flexible(true)
                // A CR before it is trimmed from the last cell.
                .terminator(csv::Terminator::Any(b'\n'))
                .from_reader(Bounded { stream, left: ROW_BYTES, has_ended: false });
            let row = csv::ByteRecord::new();
            Ok(Self { rows, row, names: head.names.clone(), lines: head.lines, has_ended: false })
        }

        /// Returns the next row that is not blank, with the line that it begins at.
        pub(in super::super) fn next(
            &mut self,
            order: Option<DateOrder>,
        ) -> Option<(u64, Result<Row>)> {
            while !self.has_ended {
                self.rows.get_mut().left = ROW_BYTES;
                let begin = self.rows.position().line();
                let read = self.rows.read_byte_record(&mut self.row);
                match read {
                    Ok(false) => self.has_ended = true,
                    Ok(true) if self.row.iter().all(|cell| cell.trim_ascii().is_empty()) => {}
                    Ok(true) => return Some((self.line(), self.draft(order))),
                    Err(error) => {
                        self.has_ended = true;
                        return Some((self.lines + begin, Err(unreadable(error))));
                    }
                }
            }
            None
        }

        /// Returns the line that the row begins at: those within its cells are before its end.
        fn line(&self) -> u64 {
            let within = self.row.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
            (self.lines + self.rows.position().line()).saturating_sub(1 + within)
        }

        fn draft(&self, order: Option<DateOrder>) -> Result<Row> {
            if self.row.len() > self.names.len() {
                let (cells, columns) = (self.row.len(), self.names.len());
                let message = format!("a row of {cells} cells in a table of {columns} columns");
                return Err(Error::invalid(message));
            }
            let mut draft = Draft::default();
            let mut left_out = Vec::new();
            for (name, cell) in self.names.iter().zip(&self.row) {
                let cell = cell.trim_ascii();
                if matches!(cell, b"" | b"None" | b"null" | b"nan") {
                    continue;
                }
                if let Err(why) = take(&mut draft, name, cell, order) {
                    left_out.push(LeftOut { field: name.clone(), why });
                }
            }
            if draft.url.is_none() {
                return Err(Error::invalid("no URL, which says what article a row is of"));
            }
            Ok((draft, left_out))
        }
    }

    /// Puts a cell into the draft.
    fn take(
        draft: &mut Draft,
        name: &str,
        cell: &[u8],
        order: Option<DateOrder>,
    ) -> std::result::Result<(), Why> {
        let text = str::from_utf8(cell).map_err(|_| Why::NoMeaning)?;
        let (place, limit) = match name {
            "url" => (&mut draft.url, limits::URL_BYTES),
            "title" => (&mut draft.title, limits::TITLE_BYTES),
            "media_name" => (&mut draft.source, limits::SOURCE_BYTES),
            "language" => (&mut draft.language, limits::LANGUAGE_BYTES),
            "publish_date" => {
                draft.published = Some(date::read(text, order)?);
                return Ok(());
            }
            _ => return Err(Why::NoPlace),
        };
        if text.len() > limit {
            return Err(Why::TooLong);
        }
        *place = Some(text.to_owned());
        Ok(())
    }

    fn unreadable(error: csv::Error) -> Error {
        match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                let message =
                    "longer than 1 MiB, the limit of a row: a quotation mark is not closed";
                Error::invalid(message)
            }
            csv::ErrorKind::Io(error) => input::unreadable(error),
            _ => Error::invalid("not a row of CSV"),
        }
    }
}
