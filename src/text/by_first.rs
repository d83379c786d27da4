//! Lists of words that a line may be or begin with.

/// Words by their first byte, each with its second.
pub(super) struct ByFirst {
    by_first: Vec<Vec<(Option<u8>, &'static str)>>,
    /// Bytes of the longest.
    longest: usize,
}

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
        let longest = words.iter().map(|word| word.len()).max().unwrap_or_default();
        Self { by_first, longest }
    }

    /// Those that a text may begin with.
    fn candidates(&self, text: &str) -> impl Iterator<Item = &'static str> {
        let mut bytes = text.bytes().map(|byte| byte.to_ascii_lowercase());
        let first = bytes.next().and_then(|first| self.by_first.get(usize::from(first)));
        let second = bytes.next();
        let all = first.map(Vec::as_slice).unwrap_or_default().iter();
        all.filter(move |(next, _)| next.is_none() || *next == second).map(|(_, word)| *word)
    }

    /// Whether a text is one of them, in whatever case.
    pub(super) fn has(&self, text: &str) -> bool {
        text.len() <= self.longest
            && self.candidates(text).any(|word| text.eq_ignore_ascii_case(word))
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

/// Whether a word may begin after a byte.
#[expect(
    clippy::indexing_slicing,
    reason = "worked out by the compiler, which would refuse a place out of bounds"
)]
const OPENS_WORD: [bool; 256] = {
    let mut opens = [false; 256];
    let mut byte: u8 = 0;
    while byte < 0x80 {
        opens[byte as usize] = !byte.is_ascii_alphanumeric();
        byte += 1;
    }
    opens
};

/// Phrases that may be anywhere in a text, from the beginning of a word on.
pub(super) struct Phrases {
    /// The second letters that may follow a first one, a bit each, by the first in either case.
    seconds: [u32; 256],
    /// By the first letter: the phrase, the place of that letter in it, and the number of its list.
    by_first: Vec<Vec<(&'static str, usize, u8)>>,
}

impl Phrases {
    /// Sorts lists of phrases in small letters.
    pub(super) fn new(lists: &[&[&'static str]]) -> Self {
        let mut found = Self { seconds: [0; 256], by_first: vec![Vec::new(); 256] };
        for (list, number) in lists.iter().zip(0_u8..) {
            for phrase in *list {
                let bytes = phrase.as_bytes();
                let letter = |byte: &u8| byte.is_ascii_alphanumeric();
                let Some(at) = bytes.iter().position(letter) else { continue };
                let [Some(first), second] = [bytes.get(at), bytes.get(at + 1)] else { continue };
                for first in [*first, first.to_ascii_uppercase()] {
                    if let Some(seconds) = found.seconds.get_mut(usize::from(first)) {
                        *seconds |= second.map_or(u32::MAX, |second| bit(*second));
                    }
                }
                if let Some(phrases) = found.by_first.get_mut(usize::from(*first)) {
                    phrases.push((phrase, at, number));
                }
            }
        }
        found
    }

    /// The lists of which a text has a phrase, in whatever case: bit 0 is the first list.
    pub(super) fn lists(&self, text: &str) -> u8 {
        let bytes = text.as_bytes();
        let mut lists = 0;
        let mut before = b' ';
        for (at, (byte, next)) in bytes.iter().zip(bytes.iter().skip(1)).enumerate() {
            let seconds = self.seconds.get(usize::from(*byte)).copied().unwrap_or_default();
            let opens = OPENS_WORD.get(usize::from(before)).copied().unwrap_or_default();
            before = *byte;
            if (seconds & bit(*next) != 0) & opens {
                lists |= self.at(bytes, at);
            }
        }
        lists
    }

    /// The lists of the phrases whose first letter is at a place.
    fn at(&self, bytes: &[u8], at: usize) -> u8 {
        let first = bytes.get(at).map(|byte| usize::from(byte.to_ascii_lowercase()));
        let phrases = first.and_then(|first| self.by_first.get(first)).into_iter().flatten();
        let mut lists = 0;
        let fourth = bytes.get(at + 3).map(u8::to_ascii_lowercase);
        for (phrase, before, list) in phrases {
            // Tells most phrases apart without a call.
            if phrase.as_bytes().get(before + 3).is_some_and(|expected| Some(*expected) != fourth) {
                continue;
            }
            let start = at.checked_sub(*before).and_then(|start| bytes.get(start..));
            let same = start.and_then(|rest| rest.get(..phrase.len()));
            if same.is_some_and(|same| same.eq_ignore_ascii_case(phrase.as_bytes())) {
                lists |= 1 << list;
            }
        }
        lists
    }
}

/// The bit of a letter, which capitals share with small ones.
fn bit(letter: u8) -> u32 {
    1 << (letter & 31)
}
