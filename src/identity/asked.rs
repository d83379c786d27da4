//! What a name means that somebody types to find a person: "President Odu", "al-Odu, Ada".

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use super::spelling::{spelling, spellings};
use crate::model::{fold, limits};

/// The longest name that is read in other ways than as it is written, in bytes: a full name, and as
/// much again for titles.
const LONGEST: usize = 2 * limits::SPEAKER_BYTES;

/// The most words that titles and a name together have. A longer text is no name.
const WORDS: usize = 24;

/// What a word beside a name is, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Class(u8);

const CLASSES: [&str; 4] = ["office", "title", "before", "after"];
const OFFICE: Class = Class(1);
/// Whatever can be right before a name.
const TITLE: Class = Class(1 | 2);
const BEFORE: Class = Class(4);
const AFTER: Class = Class(8);

static TITLES: LazyLock<HashMap<&'static str, Class, FixedState>> = LazyLock::new(|| {
    let mut words: HashMap<_, Class, _> = HashMap::default();
    for line in include_str!("data/titles.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((class, list)) = line.split_once('\t') else { continue };
        let Some(bit) = CLASSES.iter().position(|known| *known == class) else { continue };
        for word in list.split_whitespace() {
            words.entry(word).or_default().0 |= 1 << bit;
        }
    }
    words
});

fn is(word: &str, class: Class) -> bool {
    TITLES.get(word).is_some_and(|known| known.0 & class.0 != 0)
}

/// Returns the number of words before the name at the end of `words`: titles, and what goes before
/// them, such as "former" and "prime". One word is left at least.
fn titles(words: &[&str]) -> usize {
    let mut begin = 0;
    loop {
        let rest = words.get(begin..).unwrap_or_default();
        let head = rest.iter().take_while(|word| is(word, BEFORE) && !is(word, OFFICE)).count();
        // "chief executive": an office may be one of the words before another.
        let office = rest.get(head).is_some_and(|word| is(word, TITLE));
        let last = if office { head } else { head.saturating_sub(1) };
        if rest.len() <= last + 1 || !rest.get(last).is_some_and(|word| is(word, TITLE)) {
            return begin;
        }
        begin += last + 1;
    }
}

/// Returns words without the titles before a name.
fn bare<'a, 'w>(words: &'a [&'w str]) -> &'a [&'w str] {
    words.get(titles(words)..).unwrap_or_default()
}

/// Returns folded words without the titles before a name; `None` if they begin with none.
pub(crate) fn after_titles(folded: &str) -> Option<String> {
    let words: Vec<&str> = folded.split(' ').collect();
    let begin = titles(&words);
    if begin == 0 { None } else { words.get(begin..).map(|rest| rest.join(" ")) }
}

/// The readings of a name, each once.
#[derive(Default)]
struct Readings(Vec<String>);

impl Readings {
    fn add(&mut self, words: &[&str]) {
        let reading = words.join(" ");
        if !reading.is_empty() && !self.0.contains(&reading) {
            self.0.push(reading);
        }
    }

    /// Adds what is left of some words without titles and what follows a name.
    fn add_name(&mut self, words: &[&str]) {
        let mut words = words;
        while let [rest @ .., last] = words
            && !rest.is_empty()
            && is(last, AFTER)
        {
            words = rest;
        }
        self.add(words);
        self.add_office(bare(words));
        // "the Lagos State Governor Ada Odu": what is before the last office is no name.
        let end = words.len().saturating_sub(1);
        let office = words.iter().take(end).rposition(|word| is(word, OFFICE));
        if let Some(office) = office.filter(|office| *office > 0) {
            self.add_office(bare(words.get(office + 1..).unwrap_or_default()));
        }
    }

    /// Adds a name that may come after the rest of an office: "of State Ada Odu".
    fn add_office(&mut self, words: &[&str]) {
        if !matches!(words, ["of" | "for" | "to", _, _, ..]) {
            self.add(words);
            return;
        }
        // What the office is of may be one word or several, and so may the name. The longest name
        // that somebody has is meant; a single word is one only after a single word.
        let fewest = if words.len() == 3 { 1 } else { 2 };
        for begin in 2..=words.len() - fewest {
            self.add(bare(words.get(begin..).unwrap_or_default()));
        }
    }
}

/// Returns the ways to read a name that nobody has as it is written, folded: first as it is
/// written, then the others, the likeliest first.
///
/// Titles and what follows a name are left out; at a comma the name is turned around. Then come all
/// of these with particles joined to the name after them ("O Neill").
pub(crate) fn readings(name: &str) -> Vec<String> {
    let mut found = Readings::default();
    if name.len() > LONGEST {
        return found.0;
    }
    let dotted = |word: &str| {
        let is_he = word.eq_ignore_ascii_case("h.e.") || word.eq_ignore_ascii_case("h.e");
        if is_he { "excellency".to_owned() } else { word.to_owned() }
    };
    let name: Vec<String> = name.split_whitespace().map(dotted).collect();
    let name = name.join(" ");
    let folded = fold(&name);
    let words: Vec<&str> = folded.split(' ').collect();
    if words.len() > WORDS {
        return found.0;
    }
    found.add(&words);
    let parts: Vec<String> = name.split([',', '،', '，']).map(fold).collect();
    let parts: Vec<Vec<&str>> = parts
        .iter()
        .map(|part| part.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>())
        .filter(|part| !part.iter().all(|word| is(word, AFTER) || is(word, OFFICE)))
        .collect();
    match parts.as_slice() {
        [] => {}
        [whole] => found.add_name(whole),
        [surname, given, rest @ ..] => {
            // "Odu, Ada", "Odu, Dr Ada", "Dr Odu, Ada"
            found.add_name(&[bare(given), bare(surname)].concat());
            // "Ada Odu, minister of trade": more about somebody.
            let about = given.iter().chain(rest.iter().flatten()).any(|word| is(word, OFFICE));
            if about && surname.len() > 1 {
                found.add_name(surname);
            }
        }
    }
    for at in 0..found.0.len() {
        let Some(reading) = found.0.get(at).cloned() else { break };
        found.add(&[&joined(&reading)]);
    }
    found.0
}

/// Joins particles that are written with an apostrophe, or as one word, with the name after them.
fn joined(folded: &str) -> String {
    let mut text = String::with_capacity(folded.len());
    let mut words = folded.split(' ').peekable();
    while let Some(word) = words.next() {
        text.push_str(word);
        let is_particle = matches!(word, "o" | "d" | "l" | "n" | "mc" | "mac");
        if words.peek().is_some_and(|next| !is_particle || next.len() < 3) {
            text.push(' ');
        }
    }
    text
}

/// The most forms of a name part with pairs of letters that may be an umlaut.
const FORMS: usize = 16;

/// Returns the forms in which a name part that is asked for may be known: each of its spellings,
/// and "muller" for "mueller".
pub(crate) fn forms(word: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for spelling in spellings(word) {
        let mut open = vec![(String::new(), spelling)];
        while let Some((head, rest)) = open.pop() {
            let pair = ["ae", "oe", "ue", "aa"].iter().filter_map(|pair| rest.find(pair)).min();
            match pair.and_then(|at| Some((rest.get(..=at)?, rest.get(at + 2..)?))) {
                Some((before, behind)) if forms.len() + open.len() < FORMS => {
                    let head = head + before;
                    open.push((head.clone(), behind));
                    open.push((head, rest.get(before.len()..).unwrap_or_default()));
                }
                _ => forms.push(head + rest),
            }
        }
    }
    forms
}

/// Writes letters with an umlaut, and their like in the north, as two. Returns `None` if there are
/// none.
fn with_two_letters(name: &str) -> Option<String> {
    let two = |letter: char| match letter {
        'ä' | 'Ä' => Some("ae"),
        'ö' | 'Ö' | 'ø' | 'Ø' => Some("oe"),
        'ü' | 'Ü' => Some("ue"),
        'å' | 'Å' => Some("aa"),
        _ => None,
    };
    if !name.chars().any(|letter| two(letter).is_some()) {
        return None;
    }
    let mut text = String::with_capacity(name.len() + 8);
    for letter in name.chars() {
        match two(letter) {
            Some(letters) => text.push_str(letters),
            None => text.push(letter),
        }
    }
    Some(text)
}

/// Returns whether each part that is asked for is a part of a name, or its initial.
///
/// `asked` has its usual spelling.
pub(crate) fn has_parts(name: &str, asked: &str) -> bool {
    let two = with_two_letters(name).map(|name| spelling(&name)).unwrap_or_default();
    let known = spelling(name);
    asked.split(' ').all(|word| {
        let is_initial = word.chars().nth(1).is_none();
        let mut parts = known.split(' ').chain(two.split(' '));
        parts.any(|part| part == word || is_initial && part.starts_with(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_list_is_folded_and_has_a_known_class() {
        let list = include_str!("data/titles.tsv");
        assert!(list.starts_with('#') && list.contains("Compiled for this project"));
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let (class, words) = line.split_once('\t').unwrap();
            assert!(CLASSES.contains(&class), "{line}");
            for word in words.split(' ') {
                assert_eq!(word, fold(word), "{line}");
                assert!(!word.is_empty() && !word.contains(' '), "{line}");
            }
        }
    }

    #[test]
    fn a_name_is_first_read_as_it_is_written() {
        assert_eq!(readings("Ada Odu"), ["ada odu"]);
        assert_eq!(readings("al-Odu, Ada"), ["al odu ada", "ada al odu"]);
        assert_eq!(readings("President Odu"), ["president odu", "odu"]);
        assert_eq!(readings("President of Chad Ada Odu"), ["president of chad ada odu", "ada odu"]);
    }

    #[test]
    fn pairs_of_letters_may_each_be_an_umlaut() {
        assert_eq!(forms("odu"), ["odu"]);
        assert_eq!(forms("mueller"), ["mueller", "muller"]);
        assert!(forms("braeuer").contains(&"brauer".to_owned()));
        assert!(forms("aasgaard").contains(&"asgaard".to_owned()));
        assert!(forms("hassan").contains(&"hasan".to_owned()));
        assert!(forms(&"ae".repeat(99)).len() <= FORMS + 1);
    }

    #[test]
    fn two_letters_are_an_umlaut_only_if_the_name_has_one() {
        for (name, asked) in [
            ("Ada Müller", "ada mueller"),
            ("Søren Ödman", "soeren oedman"),
            ("Ada Müller", "ada muller"),
            ("Håkon Odu", "haakon"),
            ("Ada Kemi Odu", "a odu"),
        ] {
            assert!(has_parts(name, asked), "{name}, {asked}");
        }
        for (name, asked) in
            [("Michal Odu", "michael odu"), ("Ada Muller", "mueller"), ("Ada Odu", "b odu")]
        {
            assert!(!has_parts(name, asked), "{name}, {asked}");
        }
    }

    #[test]
    fn no_text_has_many_readings_and_marks_have_none() {
        for text in ["", " ", "?!", ",", ",,,", "، ،"] {
            assert_eq!(readings(text), [""; 0], "{text:?}");
        }
        for word in ["of", "the", "mr", "a", "o", "minister of", "ue", ",", "mp,"] {
            for many in [2, 5, 20, 24, 25, 200, 5000] {
                let count = readings(&format!("{word} ").repeat(many)).len();
                assert!(count <= 4 * WORDS, "{word} {many}: {count}");
            }
        }
    }
}
