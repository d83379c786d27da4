//! The words of a text, folded so that spellings of one word are equal, and the stems of words.
//!
//! A word is a run of letters, digits and their combining marks (the classes of the standard
//! library). `ARCHITECTURE.md` says why the word boundaries of Unicode are not used.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::model::spelt_out;

/// Most letters of a word. A longer one is cut into several.
const LETTERS: usize = 64;
/// Most bytes of a folded compound. A longer one is found by its parts alone.
const COMPOUND_BYTES: usize = 64;
/// Most combining marks of a letter that are compared: more than any language has on one.
const MARKS: usize = 4;
/// How many bytes a text has for each of its words at least, if it is as most are.
const BYTES: usize = 5;
/// What follows the apostrophe of a genitive or of a contracted verb.
const ENDINGS: [&str; 6] = ["s", "d", "m", "ll", "re", "ve"];

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word<'a> {
    /// Its bytes in the text. Those of two words overlap if their scripts have no spaces, and if
    /// one is the other's compound.
    pub(crate) span: Range<usize>,
    /// The number of words before it. A compound has the position of its first part.
    pub(crate) position: u32,
    /// Its letters for comparison: never empty. Those of the text if they are the same.
    pub(crate) folded: Cow<'a, str>,
}

/// Returns the words of a text in the order of their positions.
///
/// - "O'Brien" is "obrien", and "Iran's" is "iran" as "I'll" is "i"; "don't" is "dont".
/// - "turning-point" is "turning" and "point", and the compound "turningpoint" at the position of
///   the first.
/// - "U.S." is "us", "1,000" is "1000", "3.5" stays.
/// - Scripts without spaces become pairs of neighbours.
/// - Each 64 letters without a break are a word.
pub(crate) fn words(text: &str) -> Vec<Word<'_>> {
    let found = Vec::with_capacity(text.len() / BYTES);
    let mut scan = Scan { text, found, position: 0, chain: Chain::None };
    let mut at = 0;
    loop {
        at = scan.plain_words(at);
        let Some(letter) = char_at(text, at) else { return scan.found };
        at = match class(letter) {
            Class::Letter => scan.word(at),
            Class::Unspaced => scan.pairs(at),
            _ => at + letter.len_utf8(),
        };
    }
}

/// Returns the stem of a folded word: "decision" for "decisions". Words with letters other than a
/// to z are their own stems.
pub(crate) fn stem(folded: &str) -> Cow<'_, str> {
    static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));
    if folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
        ENGLISH.stem(folded)
    } else {
        Cow::Borrowed(folded)
    }
}

/// What a character is to the words around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter or digit of a script with spaces.
    Letter,
    /// A letter or digit of a script without spaces.
    Unspaced,
    /// Nothing of its own: a combining mark, a soft hyphen, a character without width.
    Within,
    /// Any mark that is typed for an apostrophe.
    Apostrophe,
    /// A full stop, which is a decimal point as well.
    Dot,
    /// A comma.
    Comma,
    /// A hyphen or an underscore.
    Hyphen,
    /// Anything else: it parts words.
    Other,
}

/// Returns the class of a character.
fn class(letter: char) -> Class {
    match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Letter,
        '\'' | '’' | '‘' | '‛' | '`' | '´' | '＇' | '\u{2b9}'..='\u{2bf}' => {
            Class::Apostrophe
        }
        '.' | '．' => Class::Dot,
        ',' | '，' => Class::Comma,
        '-' | '_' | '‐' | '‑' | '－' => Class::Hyphen,
        '\0'..='\x7f' => Class::Other,
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => Class::Within,
        _ if is_mark(letter) => Class::Within,
        // Raised digits are the numbers of footnotes, and powers. Fractions are no words.
        '²' | '³' | '¹' | '⁰'..='⁹' | '¼'..='¾' | '⅐'..='⅟' | '↉' => Class::Other,
        _ if !letter.is_alphanumeric() => Class::Other,
        _ if is_unspaced(letter) => Class::Unspaced,
        _ => Class::Letter,
    }
}

/// Returns whether a letter belongs to a script that writes words without spaces between them, by
/// the blocks of Unicode.
const fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        // Thai and Lao, Myanmar, Khmer
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{a9e0}'..='\u{a9ff}'
        | '\u{aa60}'..='\u{aa7f}'
        // Radicals and marks of Han, Hiragana, Katakana
        | '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{303c}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{1aff0}'..='\u{1b16f}'
        // Han, raised, in parentheses and in circles
        | '\u{3190}'..='\u{319f}'
        | '\u{3220}'..='\u{3247}'
        | '\u{3280}'..='\u{32b0}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Returns whether folding drops a combining mark: accents of Latin, Greek and Cyrillic, the vowel
/// signs of Arabic and Hebrew, selectors, and apostrophes that are letters. The marks of other
/// scripts tell words apart.
const fn is_dropped(mark: char) -> bool {
    matches!(mark,
        '\u{2b9}'..='\u{2bf}'
        | '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6ed}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// Adds a character as it is compared: nothing, or one or several letters in lower case.
fn fold_into(folded: &mut String, letter: char) {
    if letter.is_ascii() {
        folded.push(letter.to_ascii_lowercase());
        return;
    }
    let mut add = |part: char| {
        if part == 'ς' {
            folded.push('σ');
        } else if let Some(letters) = spelt_out(part) {
            folded.push_str(letters);
        } else if part.is_alphanumeric() && !is_dropped(part) || is_kept(part) {
            folded.push(part);
        }
    };
    decompose_compatible(letter, |part| part.to_lowercase().for_each(&mut add));
}

/// Returns whether a character is a mark on the letter before it, of half width or not.
fn is_mark(letter: char) -> bool {
    is_combining_mark(letter) || matches!(letter, '\u{ff9e}' | '\u{ff9f}')
}

/// Returns whether a character is a combining mark that folding keeps.
fn is_kept(letter: char) -> bool {
    is_mark(letter) && !is_dropped(letter)
}

/// Composes what was decomposed and not dropped, such as the syllables of Korean.
fn composed(folded: String) -> Cow<'static, str> {
    Cow::Owned(if folded.is_ascii() { folded } else { folded.nfc().collect() })
}

/// Returns the character at a place of a text. Returns `None` at its end.
fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..).and_then(|rest| rest.chars().next())
}

/// Returns the class of the character at a place of a text.
fn class_at(text: &str, at: usize) -> Class {
    char_at(text, at).map_or(Class::Other, class)
}

/// Returns the next character that is not [`Class::Within`], and the place after it.
fn next_in_word(text: &str, at: usize) -> Option<(char, usize)> {
    let mut letters = text.get(at..)?.char_indices();
    let (skipped, letter) = letters.find(|(_, letter)| class(*letter) != Class::Within)?;
    Some((letter, at + skipped + letter.len_utf8()))
}

/// A walk over a text, with what it found so far.
struct Scan<'a> {
    text: &'a str,
    found: Vec<Word<'a>>,
    position: u32,
    chain: Chain,
}

/// The words with hyphens between them that the next word goes on.
enum Chain {
    /// The next word begins anew.
    None,
    /// The words make no compound: they begin with a digit, or are too long.
    Loose,
    /// The words make a compound: the index of the first among the words found, and their letters.
    Compound { first: usize, folded: String },
}

impl<'a> Scan<'a> {
    /// Adds words of ASCII letters and digits with spaces between them, as most words are: what
    /// [`Self::word`] adds, in less time. Returns the place of the first word that may be another,
    /// or of what is no word.
    fn plain_words(&mut self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        while matches!(self.chain, Chain::None) {
            let rest = bytes.get(at..).unwrap_or_default();
            let letters = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            // A letter alone may be an initial.
            let is_whole = matches!(rest.get(letters), None | Some(b' ' | b'\n'));
            if !(2..=LETTERS).contains(&letters) || !is_whole {
                return at;
            }
            let Some(word) = self.text.get(at..at + letters) else { return at };
            let is_folded = !word.bytes().any(|byte| byte.is_ascii_uppercase());
            let folded = if is_folded { word.into() } else { word.to_ascii_lowercase().into() };
            self.add(at..at + letters, folded);
            at += (letters + 1).min(rest.len());
        }
        at
    }

    /// Adds the word that begins at `at`. Returns the place after it.
    fn word(&mut self, mut at: usize) -> usize {
        let mut word = Begun::at(at);
        let mut whole = true;
        while let Some(letter) = char_at(self.text, at) {
            let next = at + letter.len_utf8();
            match class(letter) {
                Class::Letter => {
                    if word.letters == LETTERS {
                        whole = false;
                        self.add(word.start..at, composed(word.folded));
                        word = Begun::at(at);
                    }
                    word.push(letter);
                }
                Class::Within => word.push_within(letter),
                Class::Apostrophe if goes_on_after_apostrophe(self.text, next) => {
                    word.push_apostrophe(at);
                }
                Class::Dot if word.goes_on_after_dot(self.text, next) => word.push_dot(),
                Class::Comma if word.goes_on_after_comma(self.text, next) => word.push_comma(),
                _ => break,
            }
            at = next;
        }
        if word.initials && class_at(self.text, at) == Class::Dot {
            at = after_genitive(self.text, at + 1).unwrap_or(at);
        }
        let (span, folded) = word.finish(at);
        let goes_on = class_at(self.text, at) == Class::Hyphen
            && char_at(self.text, at)
                .is_some_and(|hyphen| class_at(self.text, at + hyphen.len_utf8()) == Class::Letter);
        self.link(&folded, whole, goes_on);
        self.add(span, composed(folded));
        if !goes_on {
            self.compound();
        }
        at
    }

    /// Adds the pairs of neighbours of the script without spaces that begins at `at`, or its only
    /// letter. Returns the place after it.
    fn pairs(&mut self, mut at: usize) -> usize {
        // Each letter with its marks. A character can be two letters.
        let mut letters: Vec<(Range<usize>, String)> = Vec::new();
        while let Some(letter) = char_at(self.text, at)
            && matches!(class(letter), Class::Unspaced | Class::Within)
        {
            let next = at + letter.len_utf8();
            if let Some((span, _)) = letters.last_mut() {
                span.end = at;
            }
            decompose_compatible(letter, |part| match letters.last_mut() {
                Some((_, folded)) if is_kept(part) && folded.chars().count() <= MARKS => {
                    folded.push(part);
                }
                _ if part.is_alphanumeric() && !is_mark(part) => {
                    letters.push((at..next, part.to_string()));
                }
                _ => {}
            });
            at = next;
        }
        if let Some((span, _)) = letters.last_mut() {
            span.end = at;
        }
        if let [(span, folded)] = letters.as_slice() {
            self.add(span.clone(), composed(folded.clone()));
        }
        for (one, other) in letters.iter().zip(letters.iter().skip(1)) {
            self.add(one.0.start..other.0.end, composed(format!("{}{}", one.1, other.1)));
        }
        at
    }

    /// Notes a word before it is added: as the first of a chain, or as a further one.
    fn link(&mut self, folded: &str, whole: bool, goes_on: bool) {
        let fits = |bytes: usize| whole && !folded.is_empty() && bytes <= COMPOUND_BYTES;
        match &mut self.chain {
            Chain::None if !goes_on => {}
            Chain::None if fits(folded.len()) && folded.starts_with(char::is_alphabetic) => {
                let first = self.found.len();
                self.chain = Chain::Compound { first, folded: folded.to_owned() };
            }
            Chain::Compound { folded: all, .. } if fits(all.len() + folded.len()) => {
                all.push_str(folded);
            }
            chain => *chain = Chain::Loose,
        }
    }

    /// Ends a chain: adds its compound after the first part.
    fn compound(&mut self) {
        if let Chain::Compound { first, folded } = std::mem::replace(&mut self.chain, Chain::None)
            && let (Some(part), Some(last)) = (self.found.get(first), self.found.last())
        {
            let span = part.span.start..last.span.end;
            let word = Word { span, position: part.position, folded: composed(folded) };
            self.found.insert(first + 1, word);
        }
    }

    /// Adds a word, if anything of it is left after folding.
    fn add(&mut self, span: Range<usize>, folded: Cow<'a, str>) {
        if !folded.is_empty() {
            self.found.push(Word { span, position: self.position, folded });
            self.position = self.position.saturating_add(1);
        }
    }
}

/// Returns the place after the ’s of a word with full stops: "U.S.’s".
fn after_genitive(text: &str, at: usize) -> Option<usize> {
    let apostrophe = char_at(text, at).filter(|mark| class(*mark) == Class::Apostrophe)?;
    let ending = at + apostrophe.len_utf8();
    let genitive = matches!(char_at(text, ending), Some('s' | 'S'));
    let ends = !matches!(class_at(text, ending + 1), Class::Letter | Class::Within);
    (genitive && ends).then_some(ending + 1)
}

/// Returns whether what follows an apostrophe belongs to the word: "O'Brien", "1990's".
fn goes_on_after_apostrophe(text: &str, at: usize) -> bool {
    next_in_word(text, at)
        .is_some_and(|(next, _)| class(next) == Class::Letter && next.is_alphabetic())
}

/// The beginning of a word.
struct Begun {
    start: usize,
    folded: String,
    letters: usize,
    /// The combining marks of the last letter.
    marks: usize,
    last: char,
    /// Whether each letter so far is alone between full stops.
    initials: bool,
    /// The letters since the last full stop.
    part: usize,
    /// The digits since the start or the last comma. `None` if there was anything else.
    group: Option<usize>,
    /// Of each apostrophe, its place in the text and the letters before it.
    apostrophes: Vec<(usize, usize)>,
}

impl Begun {
    /// A word that begins at a place of its text, without letters.
    fn at(start: usize) -> Self {
        Self {
            start,
            folded: String::with_capacity(16),
            letters: 0,
            marks: 0,
            last: ' ',
            initials: true,
            part: 0,
            group: Some(0),
            apostrophes: Vec::new(),
        }
    }

    /// Adds a letter or digit.
    fn push(&mut self, letter: char) {
        fold_into(&mut self.folded, letter);
        self.letters += 1;
        self.marks = 0;
        self.part += 1;
        self.initials &= self.part == 1 && letter.is_alphabetic();
        self.group = self.group.filter(|_| letter.is_ascii_digit()).map(|digits| digits + 1);
        self.last = letter;
    }

    /// Adds what has no place of its own.
    fn push_within(&mut self, mark: char) {
        if is_kept(mark) && self.marks < MARKS && !self.folded.is_empty() {
            self.marks += 1;
            fold_into(&mut self.folded, mark);
        }
    }

    /// Adds the apostrophe at a place of the text.
    fn push_apostrophe(&mut self, at: usize) {
        self.apostrophes.push((at, self.folded.len()));
        self.initials = false;
        self.group = None;
    }

    /// Adds a full stop, which is compared only in a number.
    fn push_dot(&mut self) {
        if self.last.is_numeric() {
            self.folded.push('.');
        }
        self.part = 0;
        self.group = None;
    }

    /// Adds the comma of thousands, which is not compared.
    const fn push_comma(&mut self) {
        self.group = Some(0);
    }

    /// Returns whether what follows a full stop belongs to the word: "U.S", "3.5", but not
    /// "end.Then".
    fn goes_on_after_dot(&self, text: &str, at: usize) -> bool {
        let Some((next, after)) = next_in_word(text, at) else { return false };
        if class(next) != Class::Letter {
            return false;
        }
        if self.last.is_numeric() {
            return next.is_numeric();
        }
        let alone =
            || next_in_word(text, after).is_none_or(|(letter, _)| class(letter) != Class::Letter);
        self.initials && next.is_alphabetic() && alone()
    }

    /// Returns whether what follows a comma belongs to the word: exactly three digits after one to
    /// three.
    fn goes_on_after_comma(&self, text: &str, at: usize) -> bool {
        let digits = text.as_bytes().get(at..).unwrap_or_default().iter().take(4);
        matches!(self.group, Some(1..=3))
            && digits.take_while(|byte| byte.is_ascii_digit()).count() == 3
    }

    /// Returns the bytes and the letters of a word that ends at a place of its text, without the
    /// endings after its apostrophes.
    fn finish(mut self, mut end: usize) -> (Range<usize>, String) {
        while let Some((at, letters)) = self.apostrophes.pop()
            && self.folded.get(letters..).is_some_and(|ending| ENDINGS.contains(&ending))
        {
            self.folded.truncate(letters);
            end = at;
        }
        (self.start..end, self.folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The folded words of a text, with a compound in parentheses.
    fn folded(text: &str) -> String {
        let mut next = 0;
        let words = words(text).into_iter().map(|word| {
            if word.position == next {
                next += 1;
                word.folded.into_owned()
            } else {
                format!("({})", word.folded)
            }
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn spellings_of_one_word_are_folded_to_it() {
        for (text, expected) in [
            ("", ""),
            (" … 🔥 — ", ""),
            ("The END", "the end"),
            // Accents, composed and combining; letters that Unicode does not decompose
            ("Pérez Pe\u{301}rez Łukasz Ødegård", "perez perez lukasz odegard"),
            ("Straße Æon Đorđe İzmir ıssız", "strasse aeon dorde izmir issiz"),
            // Compatibility forms, widths
            ("ﬁnance Ⅳ ＡＢＣ１ ｎew", "finance iv abc1 new"),
            ("H₂O, CO₂; 5 km²", "h2o co2 5 km"),
            ("said¹ so, 2½ years", "said so 2 years"),
            // Greek, Cyrillic, Arabic and Hebrew
            ("ΟΔΌΣ οδός Ёлка ёлка", "οδοσ οδοσ елка елка"),
            ("مُحَمَّد محـمد إيران", "محمد محمد ايران"),
            ("שָׁלוֹם", "שלום"),
            // Marks that tell words apart
            ("हिन्दी हिंदी", "हिन्दी हिंदी"),
            ("서울에서 \u{1109}\u{1165}\u{110b}\u{116e}\u{11af}", "서울에서 서울"),
            // Nothing to see
            (
                "co\u{ad}operate zero\u{200b}width \u{feff}begin e\u{2060}nd",
                "cooperate zerowidth begin end",
            ),
            ("می\u{200c}خواهم", "میخواهم"),
        ] {
            assert_eq!(folded(text), expected, "{text:?}");
        }
    }

    #[test]
    fn marks_within_words_join_or_part_them() {
        for (text, expected) in [
            // Apostrophes
            ("O'Brien O’Brien O`Brien OʼBrien OBrien", "obrien obrien obrien obrien obrien"),
            ("Hawaiʻi Hawai‘i", "hawaii hawaii"),
            ("Iran's Iran’s IRAN’S boss’s workers'", "iran iran iran boss workers"),
            ("don't can’t I'll we're I'd've she'd", "dont cant i we i she"),
            ("'Iran' ‘Iran’s’ the '60s 1990's rock 'n' roll", "iran iran the 60s 1990 rock n roll"),
            // Full stops
            ("U.S. U.S.A. the U.S.’s D.C.", "us usa the us dc"),
            ("J.K. Rowling, J.K.Rowling", "jk rowling jk rowling"),
            ("it ended.Then e.g. 5 p.m.", "it ended then eg 5 pm"),
            ("See example.org.", "see example org"),
            // Numbers
            ("1,000 1,234,567.89 3.5% v3.5 1,50 12,3456", "1000 1234567.89 3.5 v3.5 1 50 12 3456"),
            ("1,2,3 and 2020,000bn 10:30 $1.13bn", "1 2 3 and 2020 000bn 10 30 1.13bn"),
            ("127.0.0.1 on 12.05.2020.", "127.0.0.1 on 12.05.2020"),
            // Hyphens
            ("a turning-point", "a turning (turningpoint) point"),
            ("co‑operate, e‐mail", "co (cooperate) operate e (email) mail"),
            ("19-year-old 2-1", "19 year old 2 1"),
            ("COVID-19 F-16s", "covid (covid19) 19 f (f16s) 16s"),
            ("state-of-the-art", "state (stateoftheart) of the art"),
            ("Paris–Dakar, well—no -x y- z -- w", "paris dakar well no x y z w"),
            ("U.S.-led, anti-U.S. pre-Iran's", "us led anti (antius) us pre (preiran) iran"),
            ("@ferry_fan #ClimateAction", "ferry (ferryfan) fan climateaction"),
            // Anything else
            (
                "ada@example.org https://example.org/a?b=c",
                "ada example org https example org a b c",
            ),
            ("minister:we and/or AT&T C++ [sic]", "minister we and or at t c sic"),
            ("turning🔥point 👩‍💻 1️⃣", "turning point 1"),
        ] {
            assert_eq!(folded(text), expected, "{text:?}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_pairs_of_neighbours() {
        for (text, expected) in [
            ("北京大学", "北京 京大 大学"),
            ("水", "水"),
            ("北京，2024年", "北京 2024 年"),
            ("東京ﾀﾜｰとNHK", "東京 京タ タワ ワー ーと nhk"),
            ("ガラス カ\u{3099}ラス ｶﾞﾗｽ", "ガラ ラス ガラ ラス ガラ ラス"),
            ("ที่นี่", "ที่นี่"),
            ("ភាសា ລາວ မြန်", "ភាសា ລາ າວ မြန်"),
            ("ໜຳ ຫນ\u{ecd}າ น้ำ", "ຫນ\u{ecd} ນ\u{ecd}າ ຫນ\u{ecd} ນ\u{ecd}າ น\u{e49}\u{e4d}า"),
            ("アメリカ・ドル", "アメ メリ リカ ドル"),
        ] {
            assert_eq!(folded(text), expected, "{text:?}");
        }
    }

    #[test]
    fn words_have_their_bytes_and_positions() {
        let text = "“Pérez’s turning-point”, 北京大";
        let found: Vec<(&str, u32)> =
            words(text).iter().map(|word| (&text[word.span.clone()], word.position)).collect();
        let expected = [
            ("Pérez", 0),
            ("turning", 1),
            ("turning-point", 1),
            ("point", 2),
            ("北京", 3),
            ("京大", 4),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn plain_words_are_as_any_others() {
        fn slowly(text: &str) -> Vec<Word<'_>> {
            let mut scan = Scan { text, found: Vec::new(), position: 0, chain: Chain::None };
            let mut at = 0;
            while let Some(letter) = char_at(text, at) {
                at = match class(letter) {
                    Class::Letter => scan.word(at),
                    Class::Unspaced => scan.pairs(at),
                    _ => at + letter.len_utf8(),
                };
            }
            scan.found
        }
        let parts =
            ["a", "Ab", "x9", "12", "123", " ", "\n", "-", ".", ",", "'", "s", "é", "水", "”"];
        let mut seed = 7_u64;
        for _ in 0..50_000 {
            let mut text = String::new();
            for _ in 0..12 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                text.push_str(parts[usize::try_from(seed >> 33).unwrap() % parts.len()]);
            }
            assert_eq!(words(&text), slowly(&text), "{text:?}");
        }
        let long = format!("{} {} b", "x".repeat(64), "y".repeat(65));
        assert_eq!(words(&long), slowly(&long));
    }

    #[test]
    fn long_words_are_cut_and_not_dropped() {
        let text = format!("{}é{}", "x".repeat(64), "y".repeat(70));
        let lengths: Vec<usize> = words(&text).iter().map(|word| word.folded.len()).collect();
        assert_eq!(lengths, [64, 64, 7]);
        let marks = format!("क{}", "\u{93f}".repeat(10_000));
        assert!(words(&marks).iter().all(|word| word.folded.len() < 100), "marks are bounded too");
        assert_eq!(
            folded(&"a-".repeat(100)).split(' ').count(),
            100,
            "long compounds are left out"
        );
        assert_eq!(words(&"字".repeat(1000)).len(), 999);
    }

    #[test]
    fn stems_are_those_of_english() {
        for (word, expected) in [
            ("decisions", "decis"),
            ("decision", "decis"),
            ("turning", "turn"),
            ("1990s", "1990s"),
            ("news", "news"),
            ("us", "us"),
            ("елка", "елка"),
        ] {
            assert_eq!(stem(word), expected);
        }
    }
}
