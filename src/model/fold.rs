//! The folding under which names are compared: without case, accents, punctuation and spacing.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Folds text for comparison: compatibility decomposition (Unicode Standard Annex #15, NFKD),
/// combining marks dropped, lower case, letters without a decomposition spelt out, every run of
/// other characters one space.
///
/// `fold("Al-Kadhimi") == "al kadhimi"`, `fold("Pérez") == "perez"`, `fold("Ødegård’s") ==
/// "odegards"`.
///
/// What it returns is on disk, in hashes: see `src/record/FORMAT.md`.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut folded = Folded { text: String::with_capacity(text.len()), gap: false };
    for letter in text.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' => folded.push(letter.to_ascii_lowercase()),
            // The marks of most texts, which have no decomposition
            '\0'..='\x7f' | '‘' | '’' | '“' | '”' | '—' | '–' => folded.mark(letter),
            // The order of combining marks, which are dropped, does not matter: each character can
            // be decomposed by itself.
            _ => decompose_compatible(letter, |part| {
                if !is_combining_mark(part) {
                    part.to_lowercase().for_each(|part| folded.any(part));
                }
            }),
        }
    }
    folded.text
}

/// Folds ASCII text, which most names are. Every lookup by name folds one.
fn fold_ascii(text: &str) -> String {
    let bytes = text.as_bytes();
    let blank = |at: usize| bytes.get(at) == Some(&b' ');
    let plain = (0..bytes.len()).all(|at| {
        let inside = at > 0 && at + 1 < bytes.len() && !blank(at - 1);
        bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) || blank(at) && inside
    });
    if plain {
        return text.to_ascii_lowercase();
    }
    let mut folded = Vec::with_capacity(text.len());
    let mut gap = false;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(b' ');
            }
            gap = false;
            folded.push(byte.to_ascii_lowercase());
        } else if !is_dropped(char::from(byte)) {
            gap = true;
        }
    }
    // ASCII bytes are UTF-8.
    String::from_utf8(folded).unwrap_or_default()
}

/// The folded beginning of a text.
struct Folded {
    text: String,
    /// Whether a space is due before the next letter.
    gap: bool,
}

impl Folded {
    /// Adds a character in lower case without accents.
    fn any(&mut self, letter: char) {
        match spelt_out(letter) {
            Some(letters) => letters.chars().for_each(|letter| self.push(letter)),
            None if letter.is_alphanumeric() => self.push(letter),
            None => self.mark(letter),
        }
    }

    /// Adds a letter or a digit.
    fn push(&mut self, letter: char) {
        if self.gap && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.gap = false;
        self.text.push(letter);
    }

    /// Adds a mark or a space.
    const fn mark(&mut self, mark: char) {
        self.gap |= !is_dropped(mark);
    }
}

/// Returns whether a mark inside a word leaves it one word.
const fn is_dropped(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '`' | '.')
}

/// Returns the spelling of a Latin letter that Unicode does not decompose, as passports have it
/// (ICAO Doc 9303-3, table 6-A; ø and ł as the single letters that newspapers use). Returns `None`
/// for all other letters.
pub(crate) fn spelt_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ŧ' => "t",
        'ə' => "e",
        _ => return None,
    })
}

/// Returns whether a folded word is a title of address, which precedes a name and is no part of it.
fn is_honorific(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "mx"
            | "dr"
            | "prof"
            | "professor"
            | "sir"
            | "dame"
            | "lord"
            | "lady"
            | "the"
            | "rt"
            | "hon"
            | "rev"
            | "mme"
            | "sen"
            | "rep"
            | "gov"
            | "gen"
            | "col"
            | "lt"
            | "sgt"
            | "capt"
    )
}

/// Folds a person's name as [`fold`] does, without leading titles of address: "Mr Rouhani" and
/// "rouhani" are one.
pub(crate) fn fold_name(name: &str) -> String {
    let mut folded = fold(name);
    let mut begin = 0;
    while let Some((first, _)) = folded.get(begin..).and_then(|rest| rest.split_once(' ')) {
        if !is_honorific(first) {
            break;
        }
        begin += first.len() + 1;
    }
    folded.drain(..begin);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    /// The definition, of a whole text at a time.
    fn by_definition(text: &str) -> String {
        let letters = text.nfkd().filter(|letter| !is_combining_mark(*letter));
        let mut spelt = String::new();
        for letter in letters.flat_map(char::to_lowercase) {
            match spelt_out(letter) {
                Some(letters) => spelt.push_str(letters),
                None if letter.is_alphanumeric() => spelt.push(letter),
                None if is_dropped(letter) => {}
                None => spelt.push(' '),
            }
        }
        spelt.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn folding_is_as_defined(
            any in "\\PC{0,24}",
            near in "[ a-zA-Z0-9.,'’‘“”—–…ʼ`ʻøłßæœəéüñİıΣς\u{301}\u{308}\u{200d}ﬁ½한글ع²]{0,24}",
        ) {
            for text in [any, near] {
                prop_assert_eq!(fold(&text), by_definition(&text), "{:?}", text);
            }
        }
    }

    #[test]
    fn folding_makes_spellings_of_one_name_equal() {
        for (one, other) in [
            ("Mustafa al-Kadhimi", "MUSTAFA AL KADHIMI"),
            ("José Ángel Pérez", "Jose Angel Perez"),
            ("Lech Wałęsa", "lech walesa"),
            ("O’Neill", "O'Neill"),
            ("J. K. Ødegård", "J K  Odegard"),
            ("İnci", "inci"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
        for ascii in ["J. K  O'Neill-Park (2)", " Mr. ", "a`b\u{7f}c"] {
            assert_eq!(
                fold(ascii),
                fold(&format!("{ascii}ü")).trim_end_matches('u').trim_end(),
                "{ascii:?}"
            );
        }
        assert_ne!(fold("Müller"), fold("Miller"));
        assert_eq!(fold_name("Rt. Hon. Mrs May"), "may");
        assert_eq!(fold_name("Dr"), "dr", "a name that is only an honorific is kept");
        assert_eq!(fold("محمد"), fold("محمد "), "other scripts are kept");
        assert!(!fold("محمد").is_empty());
    }
}
