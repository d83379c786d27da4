//! Looking for quotes in a text.

use crate::model::Span;

/// The bytes that are looked through for one record at most: 256 MiB. A record of many quotes that
/// are not in its long text would take hours else.
const BYTES: usize = 256 << 20;

/// A text in which quotes are looked for.
pub(super) struct Search<'t> {
    text: &'t str,
    left: usize,
}

impl<'t> Search<'t> {
    /// Looks for quotes in a text.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, left: BYTES }
    }

    /// Returns the first place of these words from a byte on.
    pub(super) fn find(&mut self, words: &str, from: usize) -> Option<Span> {
        let rest = self.text.get(from..)?;
        if words.is_empty() || self.left == 0 {
            return None;
        }
        let found = rest.find(words);
        self.left = self.left.saturating_sub(found.unwrap_or(rest.len()));
        let start = from + found?;
        Some(Span::of(start..start + words.len()))
    }
}
