//! Lists of words that a line may be or begin with.

/// Words by their first byte, each with its second.
pub(super) struct ByFirst(Vec<Vec<(Option<u8>, &'static str)>>);

impl ByFirst {
    /// Sorts words in small letters.
    pub(super) fn new(words: &[&'static str]) -> Self {
        let mut by_first = vec![Vec::new(); 256];
        for word in words {
            let mut bytes = word.bytes();
            if let Some(list) = bytes.next().and_then(|first| by_first.get_mut(usize::from(first)))
            {
                list.push((bytes.next(), *word));
            }
        }
        Self(by_first)
    }

    /// Those that a text may begin with.
    fn candidates(&self, text: &str) -> impl Iterator<Item = &'static str> {
        let mut bytes = text.bytes().map(|byte| byte.to_ascii_lowercase());
        let first = bytes.next().and_then(|first| self.0.get(usize::from(first)));
        let second = bytes.next();
        let all = first.map(Vec::as_slice).unwrap_or_default().iter();
        all.filter(move |(next, _)| next.is_none() || *next == second).map(|(_, word)| *word)
    }

    /// Whether a text is one of them, in whatever case.
    pub(super) fn has(&self, text: &str) -> bool {
        self.candidates(text).any(|word| text.eq_ignore_ascii_case(word))
    }

    /// Whether a text begins with one of them, and no word goes on there.
    pub(super) fn begin(&self, text: &str) -> bool {
        self.candidates(text).any(|word| {
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
