//! Tables by word, in which most words are looked up as two numbers, without a loop over their
//! letters.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::model::Span;
use crate::text::ascii::{WIDE, lower, wide_at};

/// Longest word that a table can hold, in bytes.
pub(crate) const LONGEST: usize = 32;

/// A table by word. Its keys come from the lists alone, so the hash need not withstand chosen ones.
#[derive(Debug)]
pub(crate) struct Words<T> {
    /// Of at most 8 bytes.
    short: Table<u64, T>,
    /// Of 9 to 16 bytes.
    middle: Table<[u64; 2], T>,
    long: HashMap<Vec<u8>, T, FixedState>,
}

impl<T> Default for Words<T> {
    fn default() -> Self {
        Self { short: Table::default(), middle: Table::default(), long: HashMap::default() }
    }
}

impl<T: Default> Words<T> {
    /// The value of a word, made if there is none yet.
    pub(crate) fn entry(&mut self, word: &str) -> &mut T {
        let whole = Span::of(0..word.len());
        self.make(word.as_bytes(), whole, |wide| wide, <[u8]>::to_vec)
    }

    /// The value of the word at `span` of a text, with small letters for the capitals of ASCII,
    /// made if there is none yet.
    pub(crate) fn entry_lower(&mut self, text: &[u8], span: Span) -> &mut T {
        self.make(text, span, lower, <[u8]>::to_ascii_lowercase)
    }

    /// The value of the word at `span` of a text as `wide` and `bytes` write it.
    fn make(
        &mut self,
        text: &[u8],
        span: Span,
        wide: fn(u64) -> u64,
        bytes: fn(&[u8]) -> Vec<u8>,
    ) -> &mut T {
        debug_assert!(span.len() <= LONGEST, "{span:?} is longer than any word that is looked up");
        let value = match Length::of(span) {
            Length::Short => self.short.entry(wide(short(text, span))),
            Length::Middle => self.middle.entry(middle(text, span).map(wide)),
            Length::Long => None,
        };
        value.unwrap_or_else(|| {
            self.long.entry(bytes(text.get(span.range()).unwrap_or_default())).or_default()
        })
    }
}

/// By what a word is looked up.
enum Length {
    /// One number.
    Short,
    /// Two numbers.
    Middle,
    /// Its bytes.
    Long,
}

impl Length {
    #[inline]
    const fn of(span: Span) -> Self {
        if span.len() <= WIDE {
            Self::Short
        } else if span.len() <= 2 * WIDE {
            Self::Middle
        } else {
            Self::Long
        }
    }
}

impl<T> Words<T> {
    /// Looks up the word at `span` of a text, as it is written.
    #[inline]
    pub(crate) fn get(&self, text: &[u8], span: Span) -> Option<&T> {
        match Length::of(span) {
            Length::Short => self.short.get(short(text, span)),
            Length::Middle => self.middle.get(middle(text, span)),
            Length::Long if span.len() > LONGEST => None,
            Length::Long => self.long.get(text.get(span.range())?),
        }
    }

    /// Looks up the word at `span` of a text with small letters for the capitals of ASCII, and
    /// without a full stop at its end.
    #[inline]
    pub(crate) fn get_bare(&self, text: &[u8], span: Span) -> Option<&T> {
        if (1..=WIDE).contains(&span.len()) {
            let word = lower(short(text, span));
            let last = 8 * (span.len() - 1);
            let bare = if word >> last == u64::from(b'.') { word & !(0xff << last) } else { word };
            return self.short.get(bare);
        }
        self.get_bare_long(text, span)
    }

    /// Does what [`get_bare`](Self::get_bare) does for one of the few words that are not short.
    #[inline(never)]
    fn get_bare_long(&self, text: &[u8], span: Span) -> Option<&T> {
        let stop = span.end().checked_sub(1).filter(|last| text.get(*last) == Some(&b'.'));
        self.get_lower(text, Span::of(span.start()..stop.unwrap_or(span.end())))
    }

    /// Looks up the word at `span` of a text with small letters for the capitals of ASCII.
    #[inline]
    pub(crate) fn get_lower(&self, text: &[u8], span: Span) -> Option<&T> {
        match Length::of(span) {
            Length::Short => self.short.get(lower(short(text, span))),
            Length::Middle => self.middle.get(middle(text, span).map(lower)),
            Length::Long if span.len() > LONGEST => None,
            Length::Long => self.long.get(&text.get(span.range())?.to_ascii_lowercase()),
        }
    }
}

/// The bytes of a word of at most 8. Eight are read at once, and those after the word are shifted
/// out.
#[inline]
fn short(text: &[u8], span: Span) -> u64 {
    let behind = 8 * WIDE.saturating_sub(span.len());
    if span.is_empty() { 0 } else { wide_at(text, span.start()) << behind >> behind }
}

/// The bytes of a word of 9 to 16.
#[inline]
fn middle(text: &[u8], span: Span) -> [u64; 2] {
    let behind = Span::of(span.start() + WIDE..span.end());
    [wide_at(text, span.start()), short(text, behind)]
}

/// The words of one length, by the numbers that they are.
#[derive(Debug)]
struct Table<K, T> {
    /// By the hash of a key, or after it: the place of its row; 0 is none. At least half of them
    /// are 0. Their count is a power of two.
    slots: Vec<u16>,
    /// The bits by which a hash is longer than a slot's number.
    shift: u32,
    /// The keys with their values. The first row is none.
    rows: Vec<(K, T)>,
}

impl<K, T> Default for Table<K, T> {
    fn default() -> Self {
        Self { slots: vec![0; 2], shift: u64::BITS - 1, rows: Vec::new() }
    }
}

impl<K: Key, T> Table<K, T> {
    #[inline]
    fn get(&self, key: K) -> Option<&T> {
        let mut at = self.slot(key);
        loop {
            let row = *self.slots.get(at)?;
            if row == 0 {
                return None;
            }
            let (known, value) = self.rows.get(usize::from(row))?;
            if *known == key {
                return Some(value);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The slot from which on a key is looked for.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a few bits are left of the number")]
    fn slot(&self, key: K) -> usize {
        (key.hash() >> self.shift) as usize
    }

    /// The value of a key, made if there is none yet; `None` if the table is full.
    fn entry(&mut self, key: K) -> Option<&mut T>
    where
        T: Default,
    {
        if self.rows.is_empty() {
            self.rows.push((key, T::default()));
        }
        let mut at = self.slot(key);
        while let Some(row) = self.slots.get(at).copied().filter(|row| *row != 0) {
            if self.rows.get(usize::from(row)).is_some_and(|(known, _)| *known == key) {
                return self.rows.get_mut(usize::from(row)).map(|(_, value)| value);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        let row = u16::try_from(self.rows.len()).ok()?;
        self.rows.push((key, T::default()));
        if 2 * self.rows.len() > self.slots.len() {
            self.shift -= 1;
            self.slots = vec![0; 2 * self.slots.len()];
            (1..=row).for_each(|row| self.file(row));
        } else {
            self.file(row);
        }
        self.rows.last_mut().map(|(_, value)| value)
    }

    /// Puts the number of a row into the first slot that is free for it.
    fn file(&mut self, row: u16) {
        let Some((key, _)) = self.rows.get(usize::from(row)) else { return };
        let mut at = self.slot(*key);
        while self.slots.get(at).is_some_and(|slot| *slot != 0) {
            at = (at + 1) & (self.slots.len() - 1);
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = row;
        }
    }
}

/// A word as a number or two.
trait Key: Copy + PartialEq {
    fn hash(self) -> u64;
}

/// 2^64 by the golden ratio: an odd number whose products mix well.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

impl Key for u64 {
    #[inline]
    fn hash(self) -> u64 {
        self.wrapping_mul(MIX)
    }
}

impl Key for [u64; 2] {
    #[inline]
    fn hash(self) -> u64 {
        let [first, second] = self;
        (first ^ second.rotate_left(25)).wrapping_mul(MIX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_length_are_found_wherever_they_stand() {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";
        let mut small = Words::default();
        let mut large = Words::default();
        for length in 1..=LONGEST {
            *small.entry(&letters[..length].to_lowercase()) = length;
            *large.entry(&letters[..length]) = length;
        }
        for behind in ["", " ", " and a long tail of other words"] {
            let text = format!("x {letters}{behind}");
            for length in 1..=LONGEST {
                let span = Span::of(2..2 + length);
                assert_eq!(small.get_lower(text.as_bytes(), span), Some(&length));
                assert_eq!(large.get(text.as_bytes(), span), Some(&length));
                assert_eq!(large.get(text.as_bytes(), Span::of(3..3 + length.min(30))), None);
            }
        }
        assert_eq!(small.get_lower(&[b'a'; 99], Span::of(0..LONGEST + 1)), None);
        assert_eq!(small.get_lower(b"a", Span::of(1..1)), None);
        assert_eq!(small.get_lower(b"a", Span::of(5..9)), None);
    }
}
