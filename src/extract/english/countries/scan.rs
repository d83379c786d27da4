//! The occurrences of the gazetteer's names in a text.

use std::ops::Range;

use super::gazetteer::{GAZETTEER, Gazetteer, Name};
use super::word_bounds::{char_at, mixed_word_end, word_end};
use crate::model::Span;
use crate::text::ascii::{self, WIDE, first_of, wide_at};

/// One occurrence of a name.
pub(crate) struct Hit {
    pub(crate) range: Range<usize>,
    /// Its number in the gazetteer's list.
    pub(crate) name: usize,
}

impl Hit {
    /// Returns the name that the hit has found.
    pub(crate) fn name(&self) -> Option<&'static Name> {
        GAZETTEER.names.get(self.name)
    }
}

/// What the words before a place in a text have been.
#[derive(Clone, Copy, Default, PartialEq)]
enum Amount {
    #[default]
    None,
    Number,
    Millions,
}

/// Returns the longest name that begins with the word at `word`.
fn longest(gazetteer: &Gazetteer, text: &str, word: Span, line: &mut Line) -> Option<Hit> {
    let at = word.start();
    // "ÉLYSÉE", "LISBON"
    let capitals = || text.get(word.range()).is_some_and(|word| !word.contains(char::is_lowercase));
    gazetteer.under(text.as_bytes(), word).find_map(|spelling| {
        let exact = spelled_at(text, at, &spelling.text);
        let (end, exact) = match exact {
            Some(end) => (end, true),
            None if spelling.in_capitals && capitals() => {
                (spelled_in_capitals_at(text, at, &spelling.text)?, false)
            }
            None => return None,
        };
        let range = at..end;
        let hidden = spelling.mixed_lines_only
            && exact
            && line.is_in_capitals(text, at)
            && !is_united_states(text, range.clone());
        (!hidden).then_some(Hit { range, name: spelling.name })
    })
}

/// Returns the exchange if a word ends a ticker in brackets, such as "(TM.T)".
fn exchange(gazetteer: &Gazetteer, text: &str, word: Span) -> Option<Hit> {
    if word.start().checked_sub(1).and_then(|at| text.as_bytes().get(at)) != Some(&b'.') {
        return None;
    }
    let ticker = text.get(..word.start() - 1)?;
    let name = (*gazetteer.exchanges.get(text.as_bytes(), word)?)?;
    let before =
        ticker.trim_end_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    let bracketed = before.ends_with(['(', '<']) && text.get(word.end()..)?.starts_with([')', '>']);
    // One letter before the stop is an initial or a state, as in "(N.J)".
    (bracketed && ticker.len() > before.len() + 1).then_some(Hit { range: word.range(), name })
}

fn currency(gazetteer: &Gazetteer, text: &str, word: Span, amount: Amount) -> Option<usize> {
    let (name, millions_only) = (*gazetteer.currencies.get(text.as_bytes(), word)?)?;
    (!millions_only || amount == Amount::Millions).then_some(name)
}

/// Finds the names in a text, leftmost first, the longest at each place, without regard to context.
pub(crate) fn hits(text: &str) -> Vec<Hit> {
    let gazetteer = &*GAZETTEER;
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut line = Line::default();
    let mut scales = Scales::of(text);
    let mut amount = Amount::None;
    let mut at = 0;
    loop {
        if amount == Amount::None {
            let scale = scales.next(at).unwrap_or(text.len());
            at = next_word(text, at).min(scale);
        }
        let Some(&byte) = bytes.get(at) else { return found };
        if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let end = word_end(text, at);
        if end == at {
            at += char_at(text, at).map_or(1, char::len_utf8);
            continue;
        }
        let word = Span::of(at..end);
        at = end;
        if byte.is_ascii_digit() {
            let large = matches!(bytes.get(end - 1), Some(b'm' | b'n'));
            amount = if large { Amount::Millions } else { Amount::Number };
        } else if byte.is_ascii_lowercase() {
            let beside = || {
                let before = word.start().checked_sub(1).and_then(|before| bytes.get(before));
                matches!(before, Some(b' ' | b'-' | b'\n'))
            };
            if amount != Amount::None && beside() {
                let name = currency(gazetteer, text, word, amount);
                found.extend(name.map(|name| Hit { range: word.range(), name }));
            }
            let scale =
                matches!(byte, b'm' | b'b' | b't') && text.get(word.range()).is_some_and(is_scale);
            amount = if scale { Amount::Millions } else { Amount::None };
        } else {
            amount = Amount::None;
            let behind_sign = word
                .start()
                .checked_sub(1)
                .is_some_and(|at| matches!(bytes.get(at), Some(b'@' | b'_')));
            let hit = exchange(gazetteer, text, word)
                .or_else(|| longest(gazetteer, text, word, &mut line));
            if let Some(hit) = hit.filter(|_| !behind_sign) {
                at = hit.range.end;
                found.push(hit);
            }
        }
    }
}

/// Returns the place of the first word from `at` on that begins with a capital, a digit or a letter
/// outside ASCII; most words do not. Returns the end of the text if there is none. `at` is inside
/// no word.
fn next_word(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut from = at;
    while from < bytes.len() {
        let Some(number) = first_of(ascii::not_small(wide_at(bytes, from))) else {
            from += WIDE;
            continue;
        };
        let found = from + number;
        let before = found.checked_sub(1).filter(|before| *before >= at);
        let inside =
            before.and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_alphanumeric);
        if !inside {
            return found;
        }
        // "iPhone", "café"
        from = mixed_word_end(text, found);
        if from == found {
            return found;
        }
    }
    bytes.len()
}

/// The words of a text that make an amount a large one.
struct Scales {
    /// The places of them that are still ahead, the first one last.
    places: Vec<usize>,
}

impl Scales {
    /// Finds them by their last letters, which few other words have.
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut places = Vec::new();
        for end in ["illion", "ln", "bn"] {
            for found in memchr::memmem::find_iter(bytes, end) {
                let stop = found + end.len();
                let start = stop - letters_before(bytes, stop);
                if text.get(start..word_end(text, start)).is_some_and(is_scale) {
                    places.push(start);
                }
            }
        }
        places.sort_unstable_by(|one, other| other.cmp(one));
        Self { places }
    }

    /// Returns the first one from a place on.
    fn next(&mut self, at: usize) -> Option<usize> {
        while self.places.pop_if(|place| *place < at).is_some() {}
        self.places.last().copied()
    }
}

/// Returns how many small letters of ASCII are before a place: at most 9, more than any word that
/// is looked for has.
fn letters_before(bytes: &[u8], at: usize) -> usize {
    let before = bytes.get(..at).unwrap_or_default();
    before.iter().rev().take(9).take_while(|byte| byte.is_ascii_lowercase()).count()
}

/// Returns whether a word makes an amount a large one.
fn is_scale(word: &str) -> bool {
    matches!(word, "mln" | "bln" | "bn" | "million" | "billion" | "trillion")
}

/// Returns the end of `spelling` if it is at `at` and the word ends with it. A blank
/// matches a line break too, and an apostrophe either form.
fn spelled_at(text: &str, at: usize, spelling: &str) -> Option<usize> {
    let there = text.as_bytes().get(at..)?.iter();
    match there.zip(spelling.as_bytes()).find(|(byte, expected)| byte != expected) {
        // No other byte of a spelling matches anything but itself.
        Some((_, b' ' | b'\'')) | None => matched_at(text, at, spelling.chars()),
        Some(_) => None,
    }
}

/// Does what [`spelled_at`] does, for the spelling in capitals.
fn spelled_in_capitals_at(text: &str, at: usize, spelling: &str) -> Option<usize> {
    matched_at(text, at, spelling.chars().flat_map(char::to_uppercase))
}

fn matched_at(text: &str, at: usize, spelling: impl Iterator<Item = char>) -> Option<usize> {
    let mut rest = text.get(at..)?.chars();
    let mut last = ' ';
    for expected in spelling {
        let matched = match (expected, rest.next()?) {
            (' ', ' ' | '\n' | '\u{a0}') | ('\'', '’') => true,
            (' ', '\r') => rest.next()? == '\n',
            (expected, letter) => expected == letter,
        };
        if !matched {
            return None;
        }
        last = expected;
    }
    let open = last == '-';
    (open || !rest.clone().next().is_some_and(char::is_alphanumeric))
        .then(|| text.len() - rest.as_str().len())
}

/// The line that the last question was about, so that each line is read once.
#[derive(Default)]
struct Line {
    end: usize,
    in_capitals: bool,
}

impl Line {
    /// Returns whether the line around `at` has no small letter. Questions come in the order of the
    /// text.
    fn is_in_capitals(&mut self, text: &str, at: usize) -> bool {
        if at >= self.end {
            let start = text
                .get(..at)
                .and_then(|before| before.rfind('\n'))
                .map_or(0, |newline| newline + 1);
            let line =
                text.get(start..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
            self.end = start + line.len();
            self.in_capitals = !line.contains(char::is_lowercase);
        }
        self.in_capitals
    }
}

/// Returns whether "US" in a line of capitals is the country and not the pronoun: it opens the
/// line, follows "THE", or is joined to another word.
fn is_united_states(text: &str, range: Range<usize>) -> bool {
    if text.get(range.clone()) != Some("US") {
        return false;
    }
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    before.is_empty()
        || before.ends_with(['\n', '-', '/'])
        || before.ends_with("THE ")
        || after.starts_with(['-', '/'])
        || after.starts_with("'S")
        || after.starts_with("’S")
}
