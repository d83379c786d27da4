//! The header of a record, and that of the HTTP response in it.

/// The longest page, with its HTTP header: 32 MiB. Pages of news have less than 1 MiB.
pub(super) const RECORD_BYTES: u64 = 32 << 20;

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
