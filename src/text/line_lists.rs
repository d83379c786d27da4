//! The lists of words by which a line of a page is told from the body of an article.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::ascii::Seen;
use super::by_first::{ByFirst, Phrases};
use super::rows::rows;

/// Longest noise that has no word of its own to say so, in bytes.
pub(super) const SHORT_NOISE: usize = 250;

/// The lists under `data/lines.tsv`, each by the first byte of its words.
pub(super) struct Lists {
    pub(super) noise: ByFirst,
    pub(super) starts: ByFirst,
    pub(super) asks: ByFirst,
    pub(super) reader: ByFirst,
    pub(super) menu: ByFirst,
    pub(super) opener: ByFirst,
    pub(super) page: ByFirst,
    pub(super) line: ByFirst,
    pub(super) caption: ByFirst,
    pub(super) credit: ByFirst,
    pub(super) list: ByFirst,
    pub(super) date: ByFirst,
    pub(super) dated: ByFirst,
    pub(super) labels: Vec<&'static str>,
    phrases: Phrases,
}

pub(super) static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut by_class: HashMap<&str, Vec<&'static str>> = HashMap::default();
    for [class, words] in rows(include_str!("data/lines.tsv")) {
        by_class.entry(class).or_default().push(words);
    }
    let of = |class: &str| by_class.get(class).map(Vec::as_slice).unwrap_or_default();
    Lists {
        noise: ByFirst::new(of("noise")),
        starts: ByFirst::new(of("starts")),
        asks: ByFirst::new(of("asks")),
        reader: ByFirst::new(of("reader")),
        menu: ByFirst::new(of("menu")),
        opener: ByFirst::new(of("opener")),
        page: ByFirst::new(of("page")),
        line: ByFirst::new(of("line")),
        caption: ByFirst::new(of("caption")),
        credit: ByFirst::new(of("credit")),
        list: ByFirst::new(of("list")),
        date: ByFirst::new(of("date")),
        dated: ByFirst::new(of("dated")),
        labels: of("label").to_vec(),
        phrases: Phrases::new(&[of("inside"), of("within")]),
    }
});

/// Which marks, and which phrases of a caption or of noise, a paragraph has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signs {
    /// A mark of quotation.
    pub(super) mark: bool,
    /// Which bytes it has: a digit, as every counter and date; `/` or `@`, as most addresses.
    pub(super) seen: Seen,
    /// "in this file photo"
    pub(super) caption: bool,
    /// "contributed to this report"
    pub(super) noise: bool,
}

impl Signs {
    /// Looks for the phrases in a paragraph. One with a mark of quotation is no noise, and a
    /// caption only if it ends with a bracket.
    pub(super) fn of(words: &str) -> Self {
        let bytes = words.as_bytes();
        let seen = Seen::of(bytes);
        let mark = seen.mark_or_wide && bytes_have_mark(bytes);
        let bracketed = || words.trim_end_matches(['.', ' ']).ends_with([')', ']']);
        let lists = if mark && !bracketed() { 0 } else { LISTS.phrases.lists(words) };
        Self { mark, seen, caption: lists & 1 != 0, noise: lists & 2 != 0 }
    }
}

/// Whether words have a mark of quotation.
pub(super) fn has_mark(words: &str) -> bool {
    // Most lines have neither `"` nor a letter outside ASCII.
    let bytes = words.as_bytes();
    Seen::of(bytes).mark_or_wide && bytes_have_mark(bytes)
}

fn bytes_have_mark(bytes: &[u8]) -> bool {
    let at_mark = |at: usize| {
        // “ ” „ and «
        let mark = [0xE2, 0x80, 0x9C]..=[0xE2, 0x80, 0x9E];
        match bytes.get(at..) {
            Some([b'"', ..] | [0xC2, 0xAB, ..]) => true,
            Some([0xE2, next, last, ..]) => mark.contains(&[0xE2, *next, *last]),
            _ => false,
        }
    };
    (0..bytes.len()).any(at_mark)
}
