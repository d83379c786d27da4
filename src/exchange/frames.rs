//! Cuts a stream into records: lines, the elements of an array, and objects over several lines.

use std::io::{self, BufRead, Read as _};

/// A piece of the stream that ought to be one record.
pub(super) enum Frame {
    /// A record; its bytes are in the buffer of the caller.
    Record {
        /// The line that it begins at, counted from 1.
        line: u64,
    },
    /// A record that is longer than the limit. It was passed over.
    TooLong {
        /// The line that it begins at.
        line: u64,
    },
}

/// The brackets and strings of JSON that is read piece by piece.
#[derive(Clone, Copy, Default)]
struct Depth {
    open: usize,
    in_string: bool,
    is_escaped: bool,
}

impl Depth {
    /// Takes the next byte. Returns whether the value ended with it.
    fn take(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => {
                    self.in_string = false;
                    return self.open == 0;
                }
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.open += 1,
            b'}' | b']' => {
                self.open = self.open.saturating_sub(1);
                return self.open == 0;
            }
            _ => {}
        }
        false
    }
}

/// A stream of records.
pub(super) struct Frames<'a> {
    read: Box<dyn BufRead + 'a>,
    /// The number of lines that were begun.
    line: u64,
    limit: usize,
    is_array: bool,
    ended: bool,
    /// A line that was read too far.
    ahead: Option<Vec<u8>>,
}

impl<'a> Frames<'a> {
    /// Reads records from a stream of lines or of an array.
    pub(super) fn new(
        read: Box<dyn BufRead + 'a>,
        lines: u64,
        is_array: bool,
        limit: usize,
    ) -> Self {
        // An array is counted from its first line on; a line is counted when it is read.
        let line = lines + u64::from(is_array);
        Self { read, line, limit, is_array, ended: false, ahead: None }
    }

    /// Returns the line that the stream is at.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Reads the next record into `bytes`.
    pub(super) fn next(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Frame>> {
        bytes.clear();
        let found = if self.is_array { self.element(bytes) } else { self.lines(bytes) };
        if found.is_err() {
            self.ended = true;
        }
        found
    }

    /// Reads a line. Returns whether it is within the limit, and `None` at the end.
    fn read_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<bool>> {
        if self.ended {
            return Ok(None);
        }
        self.line += 1;
        if let Some(ahead) = self.ahead.take() {
            bytes.extend_from_slice(&ahead);
            return Ok(Some(true));
        }
        let before = bytes.len();
        let limit = self.limit;
        let room = (limit.saturating_sub(before) as u64).saturating_add(1);
        self.read.by_ref().take(room).read_until(b'\n', bytes)?;
        if bytes.len() == before {
            self.ended = true;
            return Ok(None);
        }
        if bytes.len() > limit && bytes.last() != Some(&b'\n') {
            self.read.skip_until(b'\n')?;
            return Ok(Some(false));
        }
        Ok(Some(true))
    }

    /// Reads a line, and the lines after it if it begins an object that they end.
    fn lines(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Frame>> {
        loop {
            bytes.clear();
            match self.read_line(bytes)? {
                None => return Ok(None),
                Some(false) => return Ok(Some(Frame::TooLong { line: self.line })),
                Some(true) if bytes.iter().all(u8::is_ascii_whitespace) => {}
                Some(true) => break,
            }
        }
        let line = self.line;
        let mut depth = Depth::default();
        let mut from = 0;
        // A line that ends with a brace is taken as whole: parsing it tells.
        let mut goes_on = bytes.trim_ascii_start().first() == Some(&b'{')
            && bytes.trim_ascii_end().last() != Some(&b'}');
        while goes_on {
            for byte in bytes.get(from..).unwrap_or_default() {
                depth.take(*byte);
            }
            if depth.open == 0 || depth.in_string {
                break;
            }
            from = bytes.len();
            // Only an element of a list may begin with a brace on a line of its own.
            let end = bytes.trim_ascii_end();
            let is_open = end.ends_with(b"[") || end.ends_with(b"},");
            match self.read_line(bytes)? {
                None => break,
                Some(false) => return Ok(Some(Frame::TooLong { line })),
                Some(true) => {}
            }
            // The next record: the one before it was cut off.
            if !is_open && bytes.get(from..).is_some_and(|next| next.starts_with(b"{\"")) {
                self.ahead = Some(bytes.split_off(from));
                self.line -= 1;
                goes_on = false;
            }
        }
        let end = bytes.trim_ascii_end();
        let end = end.strip_suffix(b",").filter(|end| end.ends_with(b"}")).unwrap_or(end).len();
        bytes.truncate(end);
        Ok(Some(Frame::Record { line }))
    }

    /// Reads an element of an array. Brackets of the array itself, commas and white space are
    /// passed over, since programs write them in wrong places.
    fn element(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Frame>> {
        let mut depth = Depth::default();
        let mut begun = None;
        let mut is_too_long = false;
        while !self.ended {
            let chunk = self.read.fill_buf()?;
            if chunk.is_empty() {
                self.ended = true;
                break;
            }
            let mut taken = 0;
            let mut is_whole = false;
            let mut first = 0;
            for byte in chunk {
                if begun.is_none() {
                    if byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']') {
                        self.line += u64::from(*byte == b'\n');
                        taken += 1;
                        continue;
                    }
                    begun = Some(self.line);
                    first = taken;
                }
                // A number or a word ends before what separates it from the next.
                let is_bare = depth.open == 0 && !depth.in_string;
                if is_bare && (matches!(byte, b',' | b']') || byte.is_ascii_whitespace()) {
                    is_whole = true;
                    break;
                }
                taken += 1;
                self.line += u64::from(*byte == b'\n');
                if depth.take(*byte) {
                    is_whole = true;
                    break;
                }
            }
            if begun.is_some() {
                let piece = chunk.get(first..taken).unwrap_or_default();
                is_too_long |= bytes.len() + piece.len() > self.limit;
                if is_too_long {
                    bytes.clear();
                } else {
                    bytes.extend_from_slice(piece);
                }
            }
            self.read.consume(taken);
            if is_whole {
                break;
            }
        }
        Ok(begun.map(
            |line| {
                if is_too_long { Frame::TooLong { line } } else { Frame::Record { line } }
            },
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// Returns the records of a stream, each with its line. One over the limit is `!`.
    fn frames(text: &str, is_array: bool, limit: usize) -> Vec<(u64, String)> {
        let mut all = Vec::new();
        // Small pieces, so that every state of the reader is at the end of one.
        for piece in [1, 3, 4096] {
            let read = Box::new(BufReader::with_capacity(piece, text.as_bytes()));
            let mut frames = Frames::new(read, 0, is_array, limit);
            let mut bytes = Vec::new();
            let mut found = Vec::new();
            while let Some(frame) = frames.next(&mut bytes).unwrap() {
                found.push(match frame {
                    Frame::Record { line } => (line, String::from_utf8(bytes.clone()).unwrap()),
                    Frame::TooLong { line } => (line, "!".to_owned()),
                });
            }
            all.push(found);
        }
        assert_eq!(all[0], all[1]);
        assert_eq!(all[0], all[2]);
        all.remove(0)
    }

    fn owned(records: &[(u64, &str)]) -> Vec<(u64, String)> {
        records.iter().map(|(line, record)| (*line, (*record).to_owned())).collect()
    }

    #[test]
    fn lines_and_objects_over_lines() {
        let text = "{\"a\":1}\n\n{\n \"b\": {\n  \"c\": 1}\n}\r\n{\"d\":1},\nword\n{\"e\": 1\n\
                    {\"f\":1}\n{\"g\": \"\n{\"h\":1}";
        let expected = [
            (1, "{\"a\":1}"),
            (3, "{\n \"b\": {\n  \"c\": 1}\n}"),
            (7, "{\"d\":1}"),
            (8, "word"),
            (9, "{\"e\": 1"),
            (10, "{\"f\":1}"),
            (11, "{\"g\": \""),
            (12, "{\"h\":1}"),
        ];
        assert_eq!(frames(text, false, 4096), owned(&expected));
    }

    #[test]
    fn elements_of_arrays_even_if_the_commas_are_wrong() {
        let text = "[{\"a\":\"]\\\"\"},\n]{\"b\":[1,\n2]} 7,\"x,\",[{\"c\":1}]\n{\"d\"";
        let expected = [
            (1, "{\"a\":\"]\\\"\"}"),
            (2, "{\"b\":[1,\n2]}"),
            (3, "7"),
            (3, "\"x,\""),
            (3, "{\"c\":1}"),
            (4, "{\"d\""),
        ];
        assert_eq!(frames(text, true, 4096), owned(&expected));
    }

    #[test]
    fn what_is_too_long_is_passed_over() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(40));
        let lines = format!("{long}\n{{\"b\":1}}\n{{\n\"c\":\n{long}}}\n{{\"d\":1}}\n");
        let found = frames(&lines, false, 20);
        assert_eq!(found[..3], owned(&[(1, "!"), (2, "{\"b\":1}"), (3, "!")]));
        assert_eq!(found.last(), Some(&(6, "{\"d\":1}".to_owned())));
        let array = format!("[{long},{{\"b\":1}}]");
        assert_eq!(frames(&array, true, 20), owned(&[(1, "!"), (1, "{\"b\":1}")]));
    }
}
