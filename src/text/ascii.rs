//! Letters of ASCII, which most of a text is made of, read eight at a time.

/// Bytes that are read at once.
pub(crate) const WIDE: usize = 8;

/// A one in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;
/// The top bit of each byte.
const TOP: u64 = EACH * 0x80;

/// Returns the top bit of each byte that is between two letters of ASCII, both included. In each
/// byte the top bits of two sums differ if it is.
const fn between(wide: u64, first: u8, last: u8) -> u64 {
    let seven = wide & (EACH * 0x7f);
    let from_first = seven + EACH * (0x80 - first as u64);
    let behind_last = seven + EACH * (0x7f - last as u64);
    (from_first ^ behind_last) & !wide & TOP
}

/// Returns the top bit of each byte that is a letter of ASCII.
const fn letters(wide: u64) -> u64 {
    between(wide | (EACH * 0x20), b'a', b'z')
}

/// The beginnings of words among eight bytes, after those among the bytes before them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Starts {
    /// The top bit of each letter or digit of ASCII that is after a byte of ASCII that is neither.
    pub(crate) tops: u64,
    /// Whether a word may begin after the last byte: the top bit of the byte after it.
    open: u64,
}

impl Starts {
    /// Before the first byte of a text, at which a word may begin.
    pub(crate) const FIRST: Self = Self { tops: 0, open: 0x80 };

    /// Finds those among the next eight bytes.
    #[inline]
    pub(crate) const fn then(self, wide: u64) -> Self {
        let inside = letters(wide) | between(wide, b'0', b'9');
        let blank = !(inside | wide) & TOP;
        Self { tops: inside & (blank << 8 | self.open), open: blank >> 56 }
    }
}

/// Returns the top bit of each byte that is a capital or a digit of ASCII, or no ASCII.
#[inline]
pub(crate) const fn not_small(wide: u64) -> u64 {
    between(wide, b'A', b'Z') | between(wide, b'0', b'9') | wide & TOP
}

/// Returns the place of the next tab or line end from a place on, or that after the last byte.
#[inline]
pub(crate) fn next_stop(bytes: &[u8], at: usize) -> usize {
    let stop = |from: usize| Some(from + first_of(between(wide_at(bytes, from), b'\t', b'\n'))?);
    (at..bytes.len()).step_by(WIDE).find_map(stop).unwrap_or(bytes.len().max(at))
}

/// Returns the number of the first byte whose top bit is set, if there is one.
#[inline]
pub(crate) const fn first_of(tops: u64) -> Option<usize> {
    if tops == 0 { None } else { Some(tops.trailing_zeros() as usize / 8) }
}

/// Returns eight bytes with small letters for the capitals of ASCII, from which one bit parts them.
pub(crate) const fn lower(wide: u64) -> u64 {
    wide | between(wide, b'A', b'Z') >> 2
}

/// Returns whether a mark from U+2000 to U+203F begins at a place, such as a dash or a curly mark
/// of quotation. None of them is a letter or a digit, which the tables of Unicode tell less
/// quickly.
#[inline]
pub(crate) fn is_mark_at(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..), Some([0xE2, 0x80, ..]))
}

/// Which bytes a stretch of text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub(crate) struct Seen {
    /// `"`, or one that is no ASCII.
    pub(crate) mark_or_wide: bool,
    /// `0` to `9`.
    pub(crate) digit: bool,
    /// `/` or `@`.
    pub(crate) address: bool,
    /// `|` or `-`, or one that is no ASCII, as every dash but these.
    pub(crate) bar: bool,
    /// `:`
    pub(crate) colon: bool,
}

impl Seen {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let is = |wide: u64, byte: u8| between(wide, byte, byte);
        let (chunks, rest) = bytes.as_chunks::<WIDE>();
        let mut found = [0; 5];
        let mut add = |wide: u64| {
            let here = [
                is(wide, b'"') | wide & TOP,
                between(wide, b'0', b'9'),
                is(wide, b'/') | is(wide, b'@'),
                is(wide, b'|') | is(wide, b'-') | wide & TOP,
                is(wide, b':'),
            ];
            found.iter_mut().zip(here).for_each(|(found, here)| *found |= here);
        };
        for chunk in chunks {
            add(u64::from_le_bytes(*chunk));
        }
        add(wide_at(rest, 0));
        let [mark_or_wide, digit, address, bar, colon] = found.map(|tops| tops != 0);
        Self { mark_or_wide, digit, address, bar, colon }
    }
}

/// Returns the bytes of a text from a place on as a number, with zeros for those past its end.
#[inline]
pub(crate) fn wide_at(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(wide) = rest.first_chunk::<WIDE>() {
        return u64::from_le_bytes(*wide);
    }
    let mut padded = [0; WIDE];
    padded.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
    u64::from_le_bytes(padded)
}

/// A run of letters of ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The place after it.
    pub(crate) end: usize,
    /// Whether a letter after the first is a capital.
    pub(crate) capital_inside: bool,
}

/// Returns the run of letters of ASCII that begins at a place.
#[inline]
pub(crate) fn run(bytes: &[u8], at: usize) -> Run {
    let mut end = at;
    let mut capitals = 0;
    // The first letter counts for no capital inside.
    let mut counted = !0x80;
    loop {
        let wide = wide_at(bytes, end);
        let letters = letters(wide);
        let other = !letters & TOP;
        // The bits below the first byte that is no letter.
        let inside = other.wrapping_sub(1) & !other;
        capitals |= letters & !(wide << 2) & inside & counted;
        counted = u64::MAX;
        if other != 0 {
            end += other.trailing_zeros() as usize / WIDE;
            return Run { end, capital_inside: capitals != 0 };
        }
        end += WIDE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_capitals_of_ascii_are_made_small() {
        for byte in 0..=u8::MAX {
            let word = [byte; WIDE];
            assert_eq!(
                lower(u64::from_le_bytes(word)).to_le_bytes(),
                word.map(|byte| byte.to_ascii_lowercase())
            );
        }
    }

    #[test]
    fn marks_and_bytes_are_found_wherever_they_stand() {
        for mark in '\u{2000}'..='\u{203f}' {
            assert!(!mark.is_alphanumeric());
            assert!(is_mark_at(format!("a{mark}").as_bytes(), 1));
        }
        assert!(!is_mark_at("aé".as_bytes(), 1) && !is_mark_at(b"a", 1));
        for length in 0..20 {
            let text = "a".repeat(length);
            let seen = |end: &str| {
                let Seen { mark_or_wide, digit, address, bar, colon } =
                    Seen::of((text.clone() + end).as_bytes());
                [mark_or_wide, digit, address, bar, colon]
            };
            assert_eq!(seen("!#;.,{}[]"), [false; 5], "{length}");
            for (ends, expected) in [
                (["\"b", "\""], [true, false, false, false, false]),
                (["éb", "—"], [true, false, false, true, false]),
                (["0b", "9"], [false, true, false, false, false]),
                (["/b", "@"], [false, false, true, false, false]),
                (["|b", "-"], [false, false, false, true, false]),
                ([":b", ":"], [false, false, false, false, true]),
            ] {
                assert_eq!(ends.map(seen), [expected; 2], "{length}");
            }
        }
    }

    #[test]
    fn words_begin_after_blanks_and_marks() {
        for byte in 0..=u8::MAX {
            let text =
                [byte, b'a', b' ', byte, b'Z', b'.', b'7', b'7', byte, byte, 0, 0, 0, 0, 0, 0];
            let mut starts = Starts::FIRST;
            let mut before = b' ';
            for bytes in text.chunks(WIDE) {
                let wide = wide_at(bytes, 0);
                starts = starts.then(wide);
                for (number, byte) in bytes.iter().enumerate() {
                    let is = |tops: u64| tops >> (8 * number) & 0x80 != 0;
                    let after = before.is_ascii() && !before.is_ascii_alphanumeric();
                    assert_eq!(is(starts.tops), after && byte.is_ascii_alphanumeric(), "{byte}");
                    let large = byte.is_ascii_uppercase() || byte.is_ascii_digit();
                    assert_eq!(is(not_small(wide)), large || !byte.is_ascii(), "{byte}");
                    before = *byte;
                }
            }
        }
        assert_eq!((first_of(0), first_of(0x80 << 16)), (None, Some(2)));
    }

    #[test]
    fn a_run_ends_at_the_first_byte_that_is_no_letter_of_ascii() {
        for length in 0..20 {
            for byte in 0..=u8::MAX {
                let text = [vec![b'.'], vec![b'x'; length], vec![byte], b"yZ".to_vec()].concat();
                let letters = |from: usize| {
                    text[from..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
                };
                let end = 1 + letters(1);
                let capital_inside = text[1..end].iter().skip(1).any(u8::is_ascii_uppercase);
                assert_eq!(run(&text, 1), Run { end, capital_inside }, "{length} {byte}");
            }
        }
        assert_eq!(run(b"", 0), Run { end: 0, capital_inside: false });
        assert_eq!(run(b"No", 0), Run { end: 2, capital_inside: false });
    }
}
