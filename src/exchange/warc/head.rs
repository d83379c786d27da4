//! The header of a record, and that of the HTTP response in it.

use super::super::html::PAGE_BYTES;

/// The longest record with a page: that and its HTTP header.
pub(super) const RECORD_BYTES: u64 = PAGE_BYTES;

/// The header of a record.
#[derive(Default)]
pub(super) struct Head {
    fields: Vec<(String, String)>,
}

impl Head {
    /// Adds a line. Returns whether it is one of a header.
    pub(super) fn push(&mut self, line: &[u8]) -> bool {
        let line = String::from_utf8_lossy(line);
        if line.starts_with([' ', '\t']) {
            let Some((_, value)) = self.fields.last_mut() else { return false };
            value.push(' ');
            value.push_str(line.trim());
            return true;
        }
        let Some((name, value)) = line.split_once(':') else { return false };
        self.fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        true
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }

    /// Returns the address of the record, without the brackets that WARC 1.0 allows.
    pub(super) fn target(&self) -> Option<&str> {
        let target = self.get("warc-target-uri")?;
        Some(target.trim().trim_start_matches('<').trim_end_matches('>'))
    }

    /// Names the record that is at a byte of the file.
    pub(super) fn place(&self, byte: u64) -> String {
        let id = self.get("warc-record-id").unwrap_or("without an id");
        let target = self.target().unwrap_or("without an address");
        format!("the record {id} at byte {byte}, {target}")
    }

    pub(super) fn is_page(&self) -> bool {
        let is = |text: Option<&str>, start: &str| {
            text.and_then(|text| text.get(..start.len()))
                .is_some_and(|text| text.eq_ignore_ascii_case(start))
        };
        is(self.get("warc-type"), "response")
            && self.target().is_some_and(|target| is(Some(target), "http"))
            && self.get("content-type").is_none_or(|kind| is(Some(kind), "application/http"))
    }
}
