//! Lists of words that a line may be or begin with.

use super::ascii::{Starts, WIDE, first_of, lower, wide_at};

/// Words by their first byte, in order of their keys.
pub(super) struct ByFirst {
    beginnings: Beginnings,
    words: Vec<Vec<Word>>,
    /// Bytes of the longest.
    longest: usize,
}

/// A word of a list, and the place of its apostrophe.
#[derive(Clone, Copy)]
struct Word {
    /// Its second and third byte, or 0; 0 for an apostrophe as well, which a text may have curly.
    key: u16,
    /// Its first eight bytes, as far as it has them and none is an apostrophe; the rest is 0.
    head: u64,
    /// The bits that those bytes have in `head`.
    mask: u64,
    text: &'static str,
    apostrophe: Option<usize>,
}

impl Word {
    /// Takes a word in small letters, and its [`key`](Self::key).
    fn new(text: &'static str, key: u16) -> Self {
        let apostrophe = text.bytes().position(|byte| byte == b'\'');
        let bytes = apostrophe.unwrap_or(text.len()).min(WIDE);
        let mask = (0..bytes).fold(0, |mask, _| mask << 8 | 0xff);
        Self { key, head: wide_at(text.as_bytes(), 0) & mask, mask, text, apostrophe }
    }
}

impl ByFirst {
    /// Sorts words in small letters.
    pub(super) fn new(words: &[&'static str]) -> Self {
        let (mut beginnings, mut lists) = (Beginnings::new(), vec![Vec::new(); 256]);
        for text in words.iter().copied() {
            beginnings.add(text.as_bytes());
            let mut bytes = text.bytes();
            if let Some(list) = bytes.next().and_then(|first| lists.get_mut(usize::from(first))) {
                let second = bytes.next().unwrap_or_default();
                let third = bytes.next().filter(|byte| *byte != b'\'').unwrap_or_default();
                let key = u16::from_be_bytes([second, third]);
                list.push(Word::new(text, key));
            }
        }
        for list in &mut lists {
            list.sort_by_key(|word: &Word| word.key);
        }
        let longest = words.iter().map(|word| word.len()).max().unwrap_or_default();
        Self { beginnings, words: lists, longest }
    }

    /// Those that a text may begin with: of one byte, or with its first eight.
    fn candidates(&self, text: &str) -> impl Iterator<Item = Word> {
        let head = lower(wide_at(text.as_bytes(), 0));
        let mut bytes = text.bytes().map(|byte| byte.to_ascii_lowercase());
        let first = bytes.next().and_then(|first| self.words.get(usize::from(first)));
        let all = first.map(Vec::as_slice).unwrap_or_default();
        let second = bytes.next().unwrap_or_default();
        let third = bytes.next().unwrap_or_default();
        let of = move |second: u8, third: u8| {
            let key = u16::from_be_bytes([second, third]);
            let from = all.partition_point(|word| word.key < key);
            let words = all.get(from..).unwrap_or_default().iter().copied();
            words.take_while(move |word| word.key == key)
        };
        let more = (second != 0).then(|| of(second, 0)).into_iter().flatten();
        let most = (third != 0).then(|| of(second, third)).into_iter().flatten();
        of(0, 0).chain(more).chain(most).filter(move |word| head & word.mask == word.head)
    }

    /// Whether a text is one of them, in whatever case.
    pub(super) fn has(&self, text: &str) -> bool {
        // A curly apostrophe has two bytes more.
        text.len() <= self.longest + 2
            && self.beginnings.may_be_at(text.as_bytes(), 0)
            && self.candidates(text).any(|word| behind(text, word).is_some_and(str::is_empty))
    }

    /// Whether a text begins with one of them, and no word goes on there.
    pub(super) fn begin(&self, text: &str) -> bool {
        self.beginnings.may_be_at(text.as_bytes(), 0)
            && self.candidates(text).any(|word| {
                behind(text, word).is_some_and(|rest| {
                    !(word.text.ends_with(char::is_alphanumeric)
                        && rest.starts_with(char::is_alphanumeric))
                })
            })
    }
}

/// What follows a word at the beginning of a text, in whatever case. An apostrophe may be a curly
/// one in the text.
fn behind(text: &str, word: Word) -> Option<&str> {
    if begins(text, word.text) {
        return text.get(word.text.len()..);
    }
    let (before, after) = word.text.split_at_checked(word.apostrophe?)?;
    let after = after.get(1..)?;
    let rest = text.get(before.len()..)?.strip_prefix('’')?;
    if begins(text, before) && begins(rest, after) { rest.get(after.len()..) } else { None }
}

/// Whether a text begins with words in small letters, in whatever case.
pub(super) fn begins(text: &str, start: &str) -> bool {
    let found = text.as_bytes().get(..start.len());
    found.is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes()))
}

/// Whether a text ends with words in small letters, in whatever case.
fn ends(text: &str, end: &str) -> bool {
    let from = text.len().checked_sub(end.len());
    from.and_then(|from| text.as_bytes().get(from..))
        .is_some_and(|found| found.eq_ignore_ascii_case(end.as_bytes()))
}

/// Phrases that may be anywhere in a text, from the beginning of a word on.
pub(super) struct Phrases {
    beginnings: Beginnings,
    /// In order of the first [`three`] of their letters.
    phrases: Vec<Phrase>,
}

/// A phrase, and the number of its list.
struct Phrase {
    three: usize,
    /// From its first letter or digit of ASCII on.
    word: Word,
    /// What is before that.
    before: &'static str,
    list: u8,
}

impl Phrases {
    /// Sorts lists of phrases in small letters, with at least three bytes from the first letter on.
    pub(super) fn new(lists: &[&[&'static str]]) -> Self {
        let mut found = Self { beginnings: Beginnings::new(), phrases: Vec::new() };
        for (list, number) in lists.iter().zip(0_u8..) {
            for phrase in *list {
                let letter = |byte: u8| byte.is_ascii_alphanumeric();
                let parts = phrase.bytes().position(letter).map(|at| phrase.split_at(at));
                let Some((before, begin)) = parts else { continue };
                let three = three(wide_at(begin.as_bytes(), 0));
                found.beginnings.add(begin.as_bytes());
                let word = Word::new(begin, 0);
                found.phrases.push(Phrase { three, word, before, list: number });
            }
        }
        found.phrases.sort_by_key(|phrase| phrase.three);
        found
    }

    /// The lists of which a text has a phrase, in whatever case: bit 0 is the first list.
    pub(super) fn lists(&self, text: &str) -> u8 {
        let bytes = text.as_bytes();
        let mut lists = 0;
        let mut starts = Starts::FIRST;
        let (chunks, rest) = bytes.as_chunks::<WIDE>();
        let wides = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk));
        for (wide, from) in wides.chain([wide_at(rest, 0)]).zip((0..).step_by(WIDE)) {
            starts = starts.then(wide);
            let mut tops = starts.tops;
            while let Some(number) = first_of(tops) {
                tops &= tops - 1;
                let at = from + number;
                if self.beginnings.may_be_at(bytes, at) {
                    lists |= self.at(text, at);
                }
            }
        }
        lists
    }

    /// The lists of the phrases whose first letter is at a place.
    fn at(&self, text: &str, at: usize) -> u8 {
        let wide = wide_at(text.as_bytes(), at);
        let (three, head) = (three(wide), lower(wide));
        let from = self.phrases.partition_point(|phrase| phrase.three < three);
        let same = self.phrases.get(from..).unwrap_or_default().iter();
        let is_here = |Phrase { word, before, .. }: &&Phrase| {
            head & word.mask == word.head
                && text.get(at..).is_some_and(|rest| begins(rest, word.text))
                && text.get(..at).is_some_and(|start| ends(start, before))
        };
        let here = same.take_while(|phrase| phrase.three == three).filter(is_here);
        here.fold(0, |lists, phrase| lists | 1 << phrase.list)
    }
}

/// The first three bytes of words: tells most places of a text at which none of them is.
struct Beginnings {
    /// A bit for each [`three`].
    bits: Vec<u64>,
}

/// How many numbers there are of three letters.
const THREES: usize = 1 << 15;

impl Beginnings {
    fn new() -> Self {
        Self { bits: vec![0; THREES / 64] }
    }

    fn add(&mut self, word: &[u8]) {
        // Anything may follow a shorter word, and an apostrophe may be a curly one.
        let any = |at: usize| if word.len() <= at { 0..32 } else { 0..1 };
        let curly = word.get(2) == Some(&b'\'');
        for (second, third) in any(1).flat_map(|second| any(2).map(move |third| (second, third))) {
            let wide = wide_at(word, 0) | second << 8 | third << 16;
            self.set(three(wide));
            if curly {
                self.set(three(wide & 0xffff | 0xE2 << 16));
            }
        }
    }

    fn set(&mut self, three: usize) {
        if let Some(bits) = self.bits.get_mut(three / 64) {
            *bits |= 1 << (three % 64);
        }
    }

    /// Whether one of the words may begin at a place of a text.
    #[inline]
    fn may_be_at(&self, text: &[u8], at: usize) -> bool {
        let three = three(wide_at(text, at));
        let bits = self.bits.get(three / 64).copied().unwrap_or_default();
        bits >> (three % 64) & 1 != 0
    }
}

/// The number of the first three of eight letters, which capitals share with small ones.
#[expect(clippy::cast_possible_truncation, reason = "15 bits")]
const fn three(wide: u64) -> usize {
    (wide & 31 | wide >> 3 & 31 << 5 | wide >> 6 & 31 << 10) as usize
}
