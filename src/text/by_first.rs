//! Lists of words that a line may be or begin with.

/// Words by their first byte.
pub(super) struct ByFirst(Vec<Vec<&'static str>>);

impl ByFirst {
    /// Sorts words in small letters.
    pub(super) fn new(words: &[&'static str]) -> Self {
        let first = |byte: u8| {
            words.iter().copied().filter(move |word| word.as_bytes().first() == Some(&byte))
        };
        Self((0..=u8::MAX).map(|byte| first(byte).collect()).collect())
    }

    /// Those that a text may begin with.
    fn candidates(&self, text: &str) -> &[&'static str] {
        let first = text.as_bytes().first().map(|byte| usize::from(byte.to_ascii_lowercase()));
        first.and_then(|first| self.0.get(first)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a text is one of them, in whatever case.
    pub(super) fn has(&self, text: &str) -> bool {
        self.candidates(text).iter().any(|word| text.eq_ignore_ascii_case(word))
    }

    /// Whether a text begins with one of them, and no word goes on there.
    pub(super) fn begin(&self, text: &str) -> bool {
        self.candidates(text).iter().any(|word| {
            let whole = |rest: &str| {
                !(word.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric))
            };
            begins(text, word) && text.get(word.len()..).is_none_or(whole)
        })
    }
}

/// Whether a text begins with words in small letters, in whatever case.
pub(super) fn begins(text: &str, start: &str) -> bool {
    let found = text.as_bytes().get(..start.len());
    found.is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
}
