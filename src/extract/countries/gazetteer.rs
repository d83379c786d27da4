//! The names that stand for a country, and where they occur in a text.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::{CountryForm, is_capitalised};
use crate::extract::lexicon::{Class, entry};
use crate::extract::word::Words;
use crate::model::{Country, Span};

/// What sort of name it is; the rules of context differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A country by one of its names.
    Country,
    /// An adjective or noun of nationality.
    Demonym,
    /// A town.
    City,
    /// A part of a country that is written behind a town.
    State,
    /// A state abbreviated, which counts only behind a comma.
    Short,
    /// A region or an institution.
    Place,
    /// A currency behind an amount.
    Currency,
    /// A longer expression in which a name means something else.
    Phrase,
}

/// A name and all that is known of it before its context is seen.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) kind: Kind,
    /// The country; none where the expression stands for no country.
    pub(super) country: Option<Country>,
    /// The readings of an ambiguous name: the country of each, followed by those that speak for it.
    pub(super) readings: Vec<Vec<Country>>,
    /// Whether the name is a common given name.
    pub(super) given: bool,
    /// Whether the name is a common surname.
    pub(super) surname: bool,
}

impl Name {
    pub(super) fn form(&self) -> CountryForm {
        match self.kind {
            Kind::Country | Kind::Phrase => CountryForm::Name,
            Kind::Demonym => CountryForm::Demonym,
            Kind::City | Kind::State | Kind::Short | Kind::Place | Kind::Currency => CountryForm::City,
        }
    }
}

/// One occurrence of a name.
pub(super) struct Hit {
    pub(super) range: Range<usize>,
    /// Which name of [`names`] it is.
    pub(super) name: usize,
}

/// A spelling that begins with the word it is filed under.
struct Spelling {
    text: String,
    name: usize,
    /// Whether it counts only outside lines that are wholly in capitals.
    mixed_lines_only: bool,
}

#[derive(Default)]
struct Gazetteer {
    names: Vec<Name>,
    by_text: HashMap<String, usize>,
    by_first_word: Words<Vec<Spelling>>,
    /// The currencies, with whether each needs a large amount before it.
    currencies: Words<Option<(usize, bool)>>,
    /// The stock exchanges, by the suffix of their tickers.
    exchanges: Words<Option<usize>>,
}

/// What the words before a place in a text have been.
#[derive(Clone, Copy, Default, PartialEq)]
enum Amount {
    #[default]
    None,
    Number,
    Millions,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::load);

/// Names of the country table that other words of news collide with.
const NOT_NAMES: [&str; 6] =
    ["CAR", "Saint Martin", "Saint Helena", "the States", "South Georgia", "Republic of China"];

/// Names that are common words in capitals: a line in capitals does not tell which is meant.
const WORDS_IN_CAPITALS: [&str; 12] =
    ["Pole", "Poles", "Polish", "Finn", "Dane", "Danes", "Java", "Kiwi", "Kiwis", "Essen", "Bath", "Reading"];

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn rows(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    lines(file).map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or_default();
        (next(), next(), next())
    })
}

impl Gazetteer {
    /// Reads the tables. Of two rows for one name the first counts.
    fn load() -> Self {
        let mut all = Self::default();
        for (text, code, _) in rows(include_str!("../data/phrases.tsv")) {
            all.add(text, Country::from_alpha2(code), Kind::Phrase);
        }
        for country in Country::all() {
            for text in [country.name()].into_iter().chain(country.variants().iter().copied()) {
                if !text.contains([',', '(']) && !NOT_NAMES.contains(&text) {
                    all.add(text.strip_prefix("the ").unwrap_or(text), Some(country), Kind::Country);
                }
            }
        }
        for (text, code, kind) in rows(include_str!("../data/places.tsv")) {
            let kind = match kind {
                "name" => Kind::Country,
                "state" => Kind::State,
                "short" => Kind::Short,
                _ => Kind::Place,
            };
            all.add(text, Country::from_alpha2(code), kind);
        }
        for (text, code, _) in rows(include_str!("../data/demonyms.tsv")) {
            all.add(text, Country::from_alpha2(code), Kind::Demonym);
        }
        for (text, code, _) in rows(include_str!("../data/cities.tsv")) {
            all.add(text, Country::from_alpha2(code), Kind::City);
        }
        for (text, readings, persons) in rows(include_str!("../data/ambiguous.tsv")) {
            let name = all.by_text.get(text).and_then(|&at| all.names.get_mut(at));
            let Some(name) = name else { continue };
            name.readings = readings
                .split(' ')
                .map(|reading| reading.split(',').filter_map(Country::from_alpha2).collect())
                .collect();
            name.given = persons.contains("first");
            name.surname = persons.contains("last");
        }
        for (text, code, condition) in rows(include_str!("../data/currencies.tsv")) {
            let name = all.push(Country::from_alpha2(code), Kind::Currency);
            *all.currencies.entry(text) = Some((name, condition == "millions"));
        }
        for (suffix, code, _) in rows(include_str!("../data/exchanges.tsv")) {
            let name = all.push(Country::from_alpha2(code), Kind::Place);
            *all.exchanges.entry(suffix) = Some(name);
        }
        for spellings in all.by_first_word.values_mut() {
            spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.text.len()));
        }
        all.by_text = HashMap::new();
        all
    }

    fn add(&mut self, text: &str, country: Option<Country>, kind: Kind) {
        if self.by_text.contains_key(text) {
            return;
        }
        let name = self.push(country, kind);
        self.by_text.insert(text.to_owned(), name);
        let mut texts = vec![text.to_owned()];
        if let Some(rest) = text.strip_prefix("St ") {
            texts.push(format!("St. {rest}"));
        }
        for text in texts {
            let capitals = text.to_uppercase();
            let short = text == "US" || kind == Kind::Short;
            if capitals != text && kind != Kind::Short && !WORDS_IN_CAPITALS.contains(&text.as_str()) {
                self.file(Spelling { text: capitals, name, mixed_lines_only: false });
            }
            self.file(Spelling { text, name, mixed_lines_only: short });
        }
    }

    fn push(&mut self, country: Option<Country>, kind: Kind) -> usize {
        self.names.push(Name { kind, country, readings: Vec::new(), given: false, surname: false });
        self.names.len() - 1
    }

    fn file(&mut self, spelling: Spelling) {
        let first = spelling.text.get(..word_end(&spelling.text, 0)).unwrap_or_default().to_owned();
        self.by_first_word.entry(&first).push(spelling);
    }
}

impl Gazetteer {
    /// Returns the longest name that begins with the word at `word`.
    fn longest(&self, text: &str, word: Span, line: &mut Line) -> Option<Hit> {
        let at = word.start();
        self.by_first_word.get(text.as_bytes(), word)?.iter().find_map(|spelling| {
            let range = at..spelled_at(text, at, &spelling.text)?;
            let hidden = spelling.mixed_lines_only
                && line.is_in_capitals(text, at)
                && !is_united_states(text, range.clone());
            (!hidden).then_some(Hit { range, name: spelling.name })
        })
    }

    /// Returns the exchange if a word ends a ticker in brackets, such as "(TM.T)".
    fn exchange(&self, text: &str, word: Span) -> Option<Hit> {
        let ticker = text.get(..word.start())?.strip_suffix('.')?;
        let name = (*self.exchanges.get(text.as_bytes(), word)?)?;
        let before = ticker.trim_end_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
        let bracketed = before.ends_with(['(', '<']) && text.get(word.end()..)?.starts_with([')', '>']);
        // One letter before the stop is an initial or a state, as in "(N.J)".
        (bracketed && ticker.len() > before.len() + 1).then_some(Hit { range: word.range(), name })
    }

    fn currency(&self, text: &str, word: Span, amount: Amount) -> Option<usize> {
        let (name, millions_only) = (*self.currencies.get(text.as_bytes(), word)?)?;
        (!millions_only || amount == Amount::Millions).then_some(name)
    }
}

/// Returns the name that a hit has found.
pub(super) fn name(hit: &Hit) -> Option<&'static Name> {
    GAZETTEER.names.get(hit.name)
}

/// Returns whether a word is a common given name.
pub(super) fn is_given_name(word: &str) -> bool {
    let class = entry(word).class;
    let other = Class::FUNCTION.or(Class::TIME).or(Class::PERSON).or(Class::ORG).or(Class::CUE);
    is_capitalised(word) && class.is(Class::GIVEN) && !class.is(other)
}

/// Finds the names in a text, leftmost first, the longest at each place, without regard to context.
pub(super) fn hits(text: &str) -> Vec<Hit> {
    let gazetteer = &*GAZETTEER;
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut line = Line::default();
    let mut amount = Amount::None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
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
                let name = gazetteer.currency(text, word, amount);
                found.extend(name.map(|name| Hit { range: word.range(), name }));
            }
            let scale = matches!(byte, b'm' | b'b' | b't') && text.get(word.range()).is_some_and(is_scale);
            amount = if scale { Amount::Millions } else { Amount::None };
        } else {
            amount = Amount::None;
            let behind_sign =
                word.start().checked_sub(1).is_some_and(|at| matches!(bytes.get(at), Some(b'@' | b'_')));
            let hit = gazetteer.exchange(text, word).or_else(|| gazetteer.longest(text, word, &mut line));
            if let Some(hit) = hit.filter(|_| !behind_sign) {
                at = hit.range.end;
                found.push(hit);
            }
        }
    }
    found
}

/// Returns whether a word makes an amount a large one.
fn is_scale(word: &str) -> bool {
    matches!(word, "mln" | "bln" | "bn" | "million" | "billion" | "trillion")
}

/// Returns where the word that begins at `at` ends; `at` itself where none begins.
pub(super) fn word_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    loop {
        let rest = bytes.get(end..).unwrap_or_default();
        let plain = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        end += plain;
        match rest.get(plain) {
            Some(byte) if !byte.is_ascii() => match char_at(text, end) {
                Some(letter) if letter.is_alphanumeric() => end += letter.len_utf8(),
                _ => return end,
            },
            _ => return end,
        }
    }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Returns where `spelling` ends if it stands at `at` and no word goes on behind it. A blank matches a line
/// break too, and an apostrophe either form.
fn spelled_at(text: &str, at: usize, spelling: &str) -> Option<usize> {
    let mut rest = text.get(at..)?.chars();
    for expected in spelling.chars() {
        let matched = match (expected, rest.next()?) {
            (' ', ' ' | '\n' | '\u{a0}') | ('\'', '’') => true,
            (' ', '\r') => rest.next()? == '\n',
            (expected, letter) => expected == letter,
        };
        if !matched {
            return None;
        }
    }
    let open = spelling.ends_with('-');
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
    /// Returns whether the line around `at` has no small letter. Questions come in the order of the text.
    fn is_in_capitals(&mut self, text: &str, at: usize) -> bool {
        if at >= self.end {
            let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
            let line = text.get(start..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
            self.end = start + line.len();
            self.in_capitals = !line.contains(char::is_lowercase);
        }
        self.in_capitals
    }
}

/// Returns whether "US" in a line of capitals is the country and not the pronoun: it opens the line, follows
/// "THE", or is joined to another word.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_a_country_that_exists() {
        for file in [
            include_str!("../data/cities.tsv"),
            include_str!("../data/currencies.tsv"),
            include_str!("../data/demonyms.tsv"),
            include_str!("../data/exchanges.tsv"),
            include_str!("../data/phrases.tsv"),
            include_str!("../data/places.tsv"),
        ] {
            for (text, code, _) in rows(file) {
                assert!(!text.is_empty() && text.trim() == text, "{text:?}");
                assert!(code == "-" || Country::from_alpha2(code).is_some(), "{text}: {code:?}");
            }
        }
    }

    #[test]
    fn every_ambiguous_name_is_in_a_table_and_every_reading_leads_with_a_country() {
        for (text, readings, _) in rows(include_str!("../data/ambiguous.tsv")) {
            let found = hits(text);
            let name = found.first().and_then(name).unwrap_or_else(|| panic!("{text} is in no table"));
            assert_eq!(name.readings.len(), readings.split(' ').count(), "{text}");
            assert!(name.readings.iter().all(|reading| !reading.is_empty()), "{text}: {readings}");
            assert_eq!(
                name.readings[0][0],
                name.country.unwrap(),
                "{text}: the first reading is the usual one"
            );
        }
    }
}
