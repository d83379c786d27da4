//! The lists of words by which a line of a page is told from the body of an article.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::by_first::ByFirst;

/// Longest noise that has no word of its own to say so, in bytes.
pub(super) const SHORT_NOISE: usize = 250;

/// The lists under `data/lines.tsv`, each by the first byte of its words.
pub(super) struct Lists {
    pub(super) noise: ByFirst,
    pub(super) starts: ByFirst,
    pub(super) line: ByFirst,
    pub(super) caption: ByFirst,
    pub(super) credit: ByFirst,
    pub(super) list: ByFirst,
    pub(super) date: ByFirst,
    pub(super) dated: ByFirst,
    pub(super) labels: Vec<&'static str>,
    pub(super) inside: Option<AhoCorasick>,
    pub(super) within: Option<AhoCorasick>,
}

pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let of = |class: &str| {
        let rows = include_str!("data/lines.tsv").lines().filter(|line| !line.starts_with('#'));
        let rows = rows.filter_map(|line| line.split_once('\t'));
        rows.filter(|(found, _)| *found == class).map(|(_, words)| words).collect::<Vec<_>>()
    };
    Lists {
        noise: ByFirst::new(&of("noise")),
        starts: ByFirst::new(&of("starts")),
        line: ByFirst::new(&of("line")),
        caption: ByFirst::new(&of("caption")),
        credit: ByFirst::new(&of("credit")),
        list: ByFirst::new(&of("list")),
        date: ByFirst::new(&of("date")),
        dated: ByFirst::new(&of("dated")),
        labels: of("label"),
        inside: AhoCorasick::builder().ascii_case_insensitive(true).build(of("inside")).ok(),
        within: AhoCorasick::builder().ascii_case_insensitive(true).build(of("within")).ok(),
    }
});

/// Whether words have a mark of quotation.
pub(super) fn has_mark(words: &str) -> bool {
    words.contains(['"', '“', '”', '„', '«'])
}
