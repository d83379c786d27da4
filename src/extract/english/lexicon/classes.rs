//! What is known of single words: the lists under `data/`, read once a process.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::word_table::Words;
use crate::model::Span;
use crate::text::{Token, TokenKind, rows};

/// What a word can be; one word can be many things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class(u64);

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => {
        impl Class { $($(#[$doc])* pub(crate) const $name: Class = Class(1 << $bit);)* }
    };
}

classes! {
    HE = 0;
    SHE = 1;
    THEY = 2;
    IT = 3;
    /// I, we, you.
    SELF = 4;
    WHO = 5;
    WHICH = 6;
    /// A possessive pronoun.
    POSS = 7;
    DET = 8;
    PREP = 9;
    CONJ = 10;
    /// A word that opens a clause.
    SUB = 11;
    AUX = 12;
    ADVERB = 13;
    TIME = 14;
    /// A frequent verb that is no verb of saying.
    VERB = 15;
    /// A word that names of bodies, places and programmes contain.
    ORG = 16;
    SPEECH = 17;
    REPORT = 18;
    /// The forms of a verb of saying.
    BASE = 19;
    THIRD = 20;
    PAST = 21;
    PARTICIPLE = 22;
    ING = 23;
    TITLE = 24;
    ROLE = 25;
    GROUP = 26;
    DOCUMENT = 27;
    MODIFIER = 28;
    MALE = 29;
    FEMALE = 30;
    /// A form of "be".
    BE = 31;
    /// A title that stays with a name of one word: "Pope", "King".
    REGAL = 32;
    /// A form of a verb of saying that is a noun as often.
    NOUN = 33;
    /// A given name of women and of men.
    EITHER = 34;
    /// A title if it is written with a capital: "Ing."
    RANK = 35;
    /// A title if it is written in capitals: "DI".
    INITIALS = 36;
    /// Letters after a name if they are written in capitals: "MP", "OBE".
    LETTERS = 37;
    /// A verb that is one of saying with the small word after it: "shot back".
    COMPOUND = 38;
    /// A word of a phrase that does what a verb of saying does: "according to".
    PHRASE = 39;
    /// A title or a noun for a man.
    MAN = 40;
    /// A title or a noun for a woman.
    WOMAN = 41;
    /// A text that an office or a body of a country writes.
    WRIT = 42;
    /// One who holds an office of a state.
    NATIONAL = 43;
    /// One who holds an office of a town or a region, or works there.
    LOCAL = 44;
    /// A body of a state, a region or a town.
    AUTHORITY = 45;
    /// "and" or "&" inside a name.
    JOINT = 46;
    /// A word that is the head of the name of a body: "Council", "Agency".
    BODY = 47;
    /// "his", "her" and "him".
    OWNER = 48;
}

impl Class {
    /// He, she, they, it, I, we, you.
    pub(crate) const PRONOUN: Class =
        Class(Self::HE.0 | Self::SHE.0 | Self::THEY.0 | Self::IT.0 | Self::SELF.0);
    /// Any verb of saying.
    pub(crate) const CUE: Class = Class(Self::SPEECH.0 | Self::REPORT.0);
    /// Words that are never part of a name.
    pub(crate) const FUNCTION: Class = Class(
        Self::PRONOUN.0
            | Self::WHO.0
            | Self::WHICH.0
            | Self::POSS.0
            | Self::DET.0
            | Self::PREP.0
            | Self::CONJ.0
            | Self::SUB.0
            | Self::AUX.0
            | Self::ADVERB.0,
    );
    /// Nouns that speak.
    pub(crate) const SPEAKER: Class =
        Class(Self::ROLE.0 | Self::TITLE.0 | Self::GROUP.0 | Self::DOCUMENT.0);
    /// Nouns for one person.
    pub(crate) const PERSON: Class = Class(Self::ROLE.0 | Self::TITLE.0);
    /// What the capitals of a word decide.
    const BY_CASE: Class = Class(Self::RANK.0 | Self::INITIALS.0 | Self::LETTERS.0);
    /// Given names.
    pub(crate) const GIVEN: Class = Class(Self::MALE.0 | Self::FEMALE.0 | Self::EITHER.0);

    /// Whether the word can be any of `other`.
    pub(crate) const fn is(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }

    /// All but `other`.
    const fn without(self, other: Class) -> Class {
        Class(self.0 & !other.0)
    }

    /// Either of the two.
    pub(crate) const fn or(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }
}

/// One word of the lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) class: Class,
    /// The office a role or a title names; words for one office share it. 0 is none.
    pub(crate) title: u16,
}

static WORDS: LazyLock<Words<Entry>> = LazyLock::new(read);

/// Looks a word up, in whatever case it is written; a full stop at its end does not count.
#[inline(never)]
pub(crate) fn entry(word: &str) -> Entry {
    look_up(&WORDS, word, Span::of(0..word.len()))
}

/// What is known of each token of a text.
pub(crate) fn entries(text: &str, tokens: &[Token]) -> Vec<Entry> {
    let words = &*WORDS;
    let known = |token: &Token| match token.kind {
        TokenKind::Word | TokenKind::Name => look_up(words, text, token.span),
        _ => Entry::default(),
    };
    tokens.iter().map(known).collect()
}

#[inline]
fn look_up(words: &Words<Entry>, text: &str, span: Span) -> Entry {
    let bytes = text.as_bytes();
    let Some(known) = words.get_bare(bytes, span).copied() else {
        // The last byte of an apostrophe before one letter or two.
        let apostrophe = |end: usize| matches!(bytes.get(end), Some(b'\'' | 0x99));
        let contracts =
            span.len() > 2 && (apostrophe(span.end() - 2) || apostrophe(span.end() - 3));
        return if contracts { contracted(words, text, span) } else { Entry::default() };
    };
    if known.class.is(Class::BY_CASE) { written(known, text, span) } else { known }
}

/// What is known of the pronoun that a verb is joined to: "we'll", "They've". Nothing of other
/// words.
#[inline(never)]
fn contracted(words: &Words<Entry>, text: &str, span: Span) -> Entry {
    let word = text.get(span.range()).unwrap_or_default();
    let Some((pronoun, verb)) = word.split_once(['\'', '’']) else { return Entry::default() };
    let whole = Span::of(span.start()..span.start() + pronoun.len());
    let known = words.get_bare(text.as_bytes(), whole).copied().unwrap_or_default();
    let joined = matches!(verb, "ll" | "ve" | "re" | "d" | "m");
    if joined && known.class.is(Class::PRONOUN) { known } else { Entry::default() }
}

/// What is known of a word that is a title, or letters after a name, only if its capitals say so.
#[inline(never)]
fn written(known: Entry, text: &str, word: Span) -> Entry {
    let mut letters = text.get(word.range()).unwrap_or_default().chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    let initials = letters.any(char::is_uppercase);
    let class = known.class;
    let title = class.is(Class::RANK) && capital || class.is(Class::INITIALS) && initials;
    let class = if title { class.or(Class::TITLE) } else { class };
    Entry { class: if initials { class } else { class.without(Class::LETTERS) }, ..known }
}

fn read() -> Words<Entry> {
    let mut words: Words<Entry> = Words::default();
    let mut add = |word: &str, class: Class, office: u16| {
        let entry = words.entry(word);
        entry.class = entry.class.or(class);
        if office != 0 {
            entry.title = office;
        }
    };
    for [class, list] in
        rows(include_str!("data/words.tsv")).chain(rows(include_str!("data/given_names.tsv")))
    {
        let class = named(class);
        list.split_ascii_whitespace().for_each(|word| add(word, class, 0));
    }
    for word in ["is", "was", "were", "are", "am", "be", "been", "being"] {
        add(word, Class::BE, 0);
    }
    for word in ["pope", "king", "queen", "prince", "princess", "emperor", "sheikh"] {
        add(word, Class::REGAL, 0);
    }
    let mut offices: HashMap<&str, u16> = HashMap::new();
    for [class, word, office] in rows(include_str!("data/roles.tsv")) {
        let next = u16::try_from(offices.len() + 1).unwrap_or(u16::MAX);
        let number = if office.is_empty() { 0 } else { *offices.entry(office).or_insert(next) };
        add(word, named(class), number);
    }
    for [class, base, third, past, participle, ing] in rows(include_str!("data/cues.tsv")) {
        let class = named(class);
        let stem = base.strip_suffix('e').unwrap_or(base);
        // "reply", "replied", but "say" and its like are written out.
        let to_i = base.strip_suffix('y').filter(|y| !y.ends_with(['a', 'e', 'o', 'u']));
        let es = base.ends_with(['s', 'x', 'z']) || base.ends_with("sh") || base.ends_with("ch");
        let form = |written: &'static str, stem: &str, end: &str| -> Cow<'static, str> {
            if written.is_empty() { [stem, end].concat().into() } else { written.into() }
        };
        let third = match to_i {
            Some(y) => form(third, y, "ies"),
            None => form(third, base, if es { "es" } else { "s" }),
        };
        let past = match to_i {
            Some(y) => form(past, y, "ied"),
            None => form(past, stem, "ed"),
        };
        let participle = form(participle, &past, "");
        let ing = form(ing, stem, "ing");
        add(base, class.or(Class::BASE), 0);
        add(&third, class.or(Class::THIRD), 0);
        add(&past, class.or(Class::PAST), 0);
        add(&participle, class.or(Class::PARTICIPLE), 0);
        add(&ing, class.or(Class::ING), 0);
    }
    words
}

fn named(class: &str) -> Class {
    match class {
        "he" => Class::HE,
        "she" => Class::SHE,
        "they" => Class::THEY,
        "it" => Class::IT,
        "self" => Class::SELF,
        "who" => Class::WHO,
        "which" => Class::WHICH,
        "poss" => Class::POSS,
        "det" => Class::DET,
        "prep" => Class::PREP,
        "conj" => Class::CONJ,
        "sub" => Class::SUB,
        "aux" => Class::AUX,
        "adverb" => Class::ADVERB,
        "time" => Class::TIME,
        "verb" => Class::VERB,
        "org" => Class::ORG,
        "speech" => Class::SPEECH,
        "report" => Class::REPORT,
        "title" => Class::TITLE,
        "rank" => Class::RANK,
        "initials" => Class::INITIALS,
        "letters" => Class::LETTERS,
        "compound" => Class::COMPOUND,
        "phrase" => Class::PHRASE,
        "man" => Class::MAN,
        "woman" => Class::WOMAN,
        "writ" => Class::WRIT,
        "national" => Class::NATIONAL,
        "local" => Class::LOCAL,
        "authority" => Class::AUTHORITY,
        "body" => Class::BODY,
        "owner" => Class::OWNER,
        "role" => Class::ROLE,
        "noun" => Class::NOUN,
        "group" => Class::GROUP,
        "document" => Class::DOCUMENT,
        "modifier" => Class::MODIFIER,
        "m" => Class::MALE,
        "f" => Class::FEMALE,
        "e" => Class::EITHER,
        _ => Class::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_lists_has_a_known_class() {
        for list in [
            include_str!("data/words.tsv"),
            include_str!("data/given_names.tsv"),
            include_str!("data/roles.tsv"),
            include_str!("data/cues.tsv"),
        ] {
            assert!(list.starts_with('#') && list.contains("Compiled for this project"));
            for [class, rest] in rows(list) {
                assert_ne!(named(class), Class::default(), "{class} {rest}");
            }
        }
    }

    #[test]
    fn some_words_are_titles_or_letters_after_a_name_only_in_capitals() {
        assert!(entry("Ing.").class.is(Class::TITLE) && !entry("ing").class.is(Class::TITLE));
        assert!(entry("DI").class.is(Class::TITLE) && !entry("Di").class.is(Class::TITLE));
        assert!(entry("PhD").class.is(Class::LETTERS) && entry("Ph.D.").class.is(Class::LETTERS));
        assert!(entry("MA").class.is(Class::LETTERS) && !entry("Ma").class.is(Class::LETTERS));
    }

    #[test]
    fn verbs_are_known_in_every_form() {
        assert!(entry("Said").class.is(Class::PAST));
        assert!(entry("argued").class.is(Class::PAST) && entry("arguing").class.is(Class::ING));
        assert!(entry("replied").class.is(Class::PAST) && entry("replies").class.is(Class::THIRD));
        assert!(
            entry("written").class.is(Class::PARTICIPLE) && !entry("written").class.is(Class::PAST)
        );
        assert_eq!(entry("premier").title, entry("premier").title);
        assert!(entry("Sen.").class.is(Class::TITLE));
        assert_eq!(entry("sen").title, entry("senator").title);
        assert_eq!(entry(&"x".repeat(100)), Entry::default());
        assert_eq!((entry("We'll"), entry("they’ve")), (entry("we"), entry("they")));
        assert_eq!((entry("O'd"), entry("we'x")), (Entry::default(), Entry::default()));
    }
}
