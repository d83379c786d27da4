//! Which texts an expression finds, and which bytes of them.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use super::expression::Expression;
use super::words::{Word, stem, words};

/// Returns whether an expression finds a text. This is what an expression means.
pub(crate) fn matches(text: &str, expression: &Expression) -> bool {
    let words = words(text);
    Stemmed::new(&words).matches(expression)
}

/// Returns the bytes of a text that the words, prefixes and phrases of an expression find, except
/// for what it excludes. They are in ascending order, apart from each other, and whole characters.
#[cfg(test)]
pub(crate) fn highlights(text: &str, expression: &Expression) -> Vec<Range<usize>> {
    let words = words(text);
    let hits = Stemmed::new(&words).hits(expression);
    merged(hits.into_iter().map(|hit| hit.span))
}

/// Joins spans that touch. They are in the order of their starts.
pub(super) fn merged(spans: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match found.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => found.push(span),
        }
    }
    found
}

/// What one of an expression's words, prefixes and phrases found.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    /// The bytes in the text.
    pub(super) span: Range<usize>,
    /// The number of the word, prefix or phrase.
    pub(super) term: usize,
}

/// The words of a text, with the stems of those that were compared.
pub(super) struct Stemmed<'a> {
    words: &'a [Word<'a>],
    stems: Vec<OnceCell<Cow<'a, str>>>,
}

impl<'a> Stemmed<'a> {
    /// None of the words of a text is stemmed yet.
    pub(super) fn new(words: &'a [Word<'a>]) -> Self {
        Self { words, stems: vec![OnceCell::new(); words.len()] }
    }

    /// Returns whether a word has a stem. Both begin with the same letter.
    fn has_stem(&self, at: usize, sought: &str) -> bool {
        let (Some(word), Some(of)) = (self.words.get(at), self.stems.get(at)) else { return false };
        word.folded.as_bytes().first() == sought.as_bytes().first()
            && of.get_or_init(|| stem(&word.folded)) == sought
    }

    /// Returns what an expression finds except for what it excludes, in the order of the text.
    pub(super) fn hits(&self, expression: &Expression) -> Vec<Hit> {
        let mut terms = Vec::new();
        positive(expression, &mut terms);
        let mut found = Vec::new();
        for (number, term) in terms.into_iter().enumerate() {
            found.extend(self.spans(&Term::new(term)).map(|span| Hit { span, term: number }));
        }
        found.sort_by_key(|hit| (hit.span.start, hit.span.end));
        found
    }

    fn matches(&self, expression: &Expression) -> bool {
        match expression {
            Expression::Nothing => false,
            Expression::And(all) => all.iter().all(|one| self.matches(one)),
            Expression::Or(any) => any.iter().any(|one| self.matches(one)),
            Expression::Not(excluded) => !self.matches(excluded),
            term => self.spans(&Term::new(term)).next().is_some(),
        }
    }

    /// Returns the bytes of each place that a term is found at.
    fn spans(&self, term: &Term) -> impl Iterator<Item = Range<usize>> {
        (0..self.words.len()).filter_map(|at| self.span(term, at))
    }

    /// Returns the bytes of a term that begins with the word at an index.
    fn span(&self, term: &Term, at: usize) -> Option<Range<usize>> {
        let first = self.words.get(at)?;
        let (begin, rest) = term.0.split_first()?;
        if !self.is_found(begin, at) {
            return None;
        }
        let mut end = first.span.end;
        let mut at = at;
        for (before, part) in (first.position..).zip(rest) {
            // A position has a word and perhaps a compound.
            while self.is_at(at, before) {
                at += 1;
            }
            let position = before.checked_add(1)?;
            let here = (at..self.words.len()).take_while(|at| self.is_at(*at, position));
            let found = here.into_iter().find(|at| self.is_found(part, *at))?;
            end = end.max(self.words.get(found)?.span.end);
        }
        Some(first.span.start..end)
    }

    fn is_at(&self, at: usize, position: u32) -> bool {
        self.words.get(at).is_some_and(|word| word.position == position)
    }

    fn is_found(&self, part: &Sought, at: usize) -> bool {
        match part {
            Sought::Stem(sought) => self.has_stem(at, sought),
            Sought::Prefix(sought) => {
                self.words.get(at).is_some_and(|word| word.folded.starts_with(*sought))
            }
        }
    }
}

/// Words sought one after the other.
struct Term<'a>(Vec<Sought<'a>>);

/// A word that is sought.
enum Sought<'a> {
    Stem(Cow<'a, str>),
    Prefix(&'a str),
}

impl<'a> Term<'a> {
    /// A word, a prefix or a phrase. Anything else is sought nowhere.
    fn new(term: &'a Expression) -> Self {
        Self(match term {
            Expression::Word(word) => vec![Sought::Stem(stem(word))],
            Expression::Prefix(prefix) => vec![Sought::Prefix(prefix)],
            Expression::Phrase { words, prefix } => {
                let stems = words.iter().map(|word| Sought::Stem(stem(word)));
                stems.chain(prefix.as_deref().map(Sought::Prefix)).collect()
            }
            _ => Vec::new(),
        })
    }
}

/// Collects the words, prefixes and phrases that an expression asks for, each once.
fn positive<'a>(expression: &'a Expression, terms: &mut Vec<&'a Expression>) {
    match expression {
        Expression::And(all) | Expression::Or(all) => {
            for one in all {
                positive(one, terms);
            }
        }
        Expression::Nothing | Expression::Not(_) => {}
        term if terms.contains(&term) => {}
        term => terms.push(term),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::super::expression::parse;
    use super::*;

    #[track_caller]
    fn check(text: &str, found: &[&str], not_found: &[&str]) {
        for query in found {
            assert!(matches(text, &parse(query)), "{query:?} finds {text:?}");
        }
        for query in not_found {
            assert!(!matches(text, &parse(query)), "{query:?} does not find {text:?}");
        }
    }

    #[test]
    fn words_find_their_other_spellings() {
        check(
            "We have decided.",
            &["decide", "DECIDES", "deciding", "we decide"],
            &["decision", "d"],
        );
        check("Łukasz Pérez", &["lukasz", "Łukasz", "perez", "Pe\u{301}rez"], &["luka", "per"]);
        check("Mr O’Brien said", &["O'Brien", "obrien", "OBRIEN", "“O’Brien said”"], &["brien"]);
        check("OBrien", &["O'Brien", "O’Brien"], &["O Brien"]);
        check("Iran’s army", &["Iran", "iran's", "\"Iran army\""], &["irans army x"]);
        check("They don't know", &["dont", "don’t", "they know"], &["don", "t"]);
        check("I’ll be well", &["I be", "well"], &["ill", "we'll be"]);
        check("the U.S. economy", &["US", "U.S.", "us", "\"US economy\""], &["U S", "usa"]);
        check("the US economy", &["U.S.", "\"U.S. economy\""], &["U.S.A."]);
        check("cost 1,000 or 3.5 each", &["1000", "1,000", "3.5", "\"1000 or 3.5\""], &["3", "35"]);
        check("co\u{ad}operate", &["cooperate"], &["operate"]);
        check("مُحَمَّد", &["محمد"], &["احمد"]);
        check("हिन्दी", &["हिन्दी"], &["हन्द"]);
    }

    #[test]
    fn compounds_find_their_other_spellings() {
        let queries = ["turning-point", "turning point", "\"turning point\"", "turn*", "poi*"];
        check("a turning-point", &queries, &["\"point turning\""]);
        check("a turning point", &["turning-point", "turn-points"], &["turningpoint"]);
        check(
            "We co-operate.",
            &["cooperate", "co-operate", "operates", "\"we co\""],
            &["\"we operate\""],
        );
        check("We cooperate.", &["co-operate", "\"co-operate\""], &["operate", "\"co operate\""]);
        check("by email", &["e-mail", "e-mails", "e-mai*"], &["e", "mail"]);
        check(
            "an e-mail today",
            &["email", "\"an email\"", "\"e mail today\"", "\"an e-mail today\""],
            &["\"email today\""],
        );
        check("re-election", &["re-elec*", "reelec*", "reelection"], &["elections reel"]);
        check("a 19-year-old", &["19-year-old", "\"19 year old\"", "year-old"], &["19year"]);
        check("a score of 2-1", &["2-1"], &["21"]);
    }

    #[test]
    fn phrases_are_words_in_turn() {
        let text = "The turning point, she said, is now. It was no turning of points.";
        check(
            text,
            &[
                "\"turning point\"",
                "\"point she\"",
                "\"points she said\"",
                "\"turning poi*\"",
                "\"is now it\"",
            ],
            &[
                "\"point turning\"",
                "\"turning she\"",
                "\"turn no\"",
                "\"the point\"",
                "\"turning x*\"",
            ],
        );
        check("turning 🔥 point", &["\"turning point\""], &["\"turning turning\""]);
        check(
            "a b a c",
            &["\"a c\"", "\"a b a c\"", "\"b a\""],
            &["\"a a\"", "\"b c\"", "\"c a\""],
        );
        check(
            "in 北京大学 today",
            &["北京大学", "京大", "\"in 北京大学\"", "北*"],
            &["北大", "大", "学北"],
        );
        check("mail ada@example.org", &["ada@example.org", "example.org", "ada"], &["ada.org"]);
        check("#ClimateAction", &["climateaction", "#climateaction", "climate*"], &["action"]);
    }

    #[test]
    fn operators_join_and_exclude() {
        let text = "Grain prices rise";
        check(
            text,
            &[
                "grain",
                "grain price",
                "grain OR wheat",
                "wheat OR grain",
                "grain -wheat",
                "NOT wheat",
                "-wheat",
                "-wheat -corn",
                "grain AND (wheat OR rise)",
                "grai* rise*",
                "wheat OR (grain -corn)",
                "NOT NOT grain",
                "-\"rise prices\"",
                "-(grain wheat)",
                "wheat OR NOT corn",
            ],
            &[
                "",
                "wheat",
                "grain wheat",
                "grain AND wheat",
                "grain -price",
                "NOT grain",
                "-rise",
                "wheat OR corn",
                "grain OR",
                "AND grain",
                "()",
                "\"\"",
                "*",
                "grain NOT rise",
                "-\"grain prices\"",
                "-(grain OR wheat)",
                "-grai*",
                "wheat corn OR corn grain",
            ],
        );
        check("Trouble in Portland, or near it", &["Portland OR", "trouble IN"], &["Portland AND"]);
    }

    /// A text with what a query highlights in brackets.
    fn bracketed(text: &str, query: &str) -> String {
        let mut shown = String::new();
        let mut at = 0;
        for span in highlights(text, &parse(query)) {
            shown += &[&text[at..span.start], "[", &text[span.clone()], "]"].concat();
            at = span.end;
        }
        shown + &text[at..]
    }

    #[test]
    fn highlights_are_what_was_found() {
        for (text, query, expected) in [
            ("Iran’s decisions", "iran decide", "[Iran]’s decisions"),
            ("Iran’s decisions", "decision OR none", "Iran’s [decisions]"),
            ("a turning point, a point", "\"turning point\"", "a [turning point], a point"),
            ("a turning-point, a point", "turning-point", "a [turning-point], a point"),
            ("a turning-point", "turn", "a [turning]-point"),
            ("by email or e-mail", "e-mail", "by [email] or [e-mail]"),
            ("turn turned turf", "turn* -turf", "[turn] [turned] turf"),
            ("no grain", "no -wheat NOT (corn)", "[no] grain"),
            ("在北京大学读", "北京大学", "在[北京大学]读"),
            ("Pérez — PEREZ", "perez", "[Pérez] — [PEREZ]"),
            ("the U.S. is", "US", "the [U.S]. is"),
            ("a a a", "\"a a\"", "[a a a]"),
            ("any", "", "any"),
        ] {
            assert_eq!(bracketed(text, query), expected, "{query:?}");
        }
    }

    #[test]
    fn each_letter_is_found_as_written_and_as_folded() {
        for letter in '\0'..='\u{ffff}' {
            let text = format!("0{letter}");
            for word in words(&text) {
                for query in [&text[word.span.clone()], &word.folded] {
                    assert!(matches(&text, &parse(query)), "{query:?} finds {text:?}");
                }
            }
        }
    }

    #[test]
    fn hostile_input_takes_time_in_proportion() {
        let many = |part: &str, bytes: usize| part.repeat(bytes / part.len());
        let hostile = |bytes| {
            [
                "(", ")", "()", "(a ", "\"", "“a", "-", "-a", "- ", "*", "a*", "NOT ", "OR ",
                "a OR ", "a-", "a.", "1,000,", "'a", "a\u{301}", "\u{301}", "\u{200b}", "x", "字",
                "a b ", "\"a a\" ",
            ]
            .map(|part| many(part, bytes))
        };
        let time = |bytes: usize| {
            let mut longest = Duration::ZERO;
            for text in hostile(bytes) {
                let begun = Instant::now();
                let expression = parse(&text);
                matches(&text, &expression);
                let spans = highlights(&text, &expression);
                assert!(spans.iter().all(|span| text.get(span.clone()).is_some()));
                matches(&text, &parse(&many("a ", 128)));
                matches(&text, &parse("\"a a a a a a a a b\""));
                longest = longest.max(begun.elapsed());
            }
            longest
        };
        let short = time(1 << 14);
        let long = time(1 << 17);
        assert!(long < 24 * short + Duration::from_millis(500), "{short:?}, then {long:?}");
    }

    /// Texts of words with all kinds of marks within and between them.
    fn texts() -> impl Strategy<Value = String> {
        let word = [
            "[a-cA-C]{1,4}",
            "[a-z]{1,3}['’][a-z]{1,2}",
            "[a-c]{1,3}-[a-z]{1,3}",
            "U\\.S\\.",
            "[0-9]{1,4}([.,][0-9]{1,3})?",
            "[字京大学]{1,4}",
            "[ก-ฮ]{1,3}",
            "[éłßøñ]{1,3}",
            "[ab]{63,66}",
            "\\PC{1,3}",
        ]
        .join("|");
        let word = proptest::string::string_regex(&word).expect("a regular expression");
        let between = "[ ,.;:!?…/@-]{0,1} ";
        proptest::collection::vec((word, between), 0..12)
            .prop_map(|parts| parts.into_iter().map(|(word, between)| word + &between).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn any_query_of_any_text_has_highlights_in_order(
            query in prop_oneof![
                "\\PC{0,24}",
                "([a-c]{1,2}|[(“”\")*' -]|AND|OR|NOT| ){0,24}",
            ],
            text in prop_oneof![Just(String::new()), "\\PC{0,24}", texts()],
        ) {
            let expression = parse(&query);
            let spans = highlights(&text, &expression);
            for span in &spans {
                prop_assert!(text.get(span.clone()).is_some_and(|found| !found.is_empty()));
            }
            prop_assert!(spans.windows(2).all(|two| two[0].end < two[1].start), "{spans:?}");
            let excludes = query.contains(['-', 'N']);
            if matches(&text, &expression) && !excludes {
                prop_assert!(!spans.is_empty());
            }
        }

        #[test]
        fn a_text_is_found_by_its_words_and_by_runs_of_them(text in texts(), from: u8, to: u8) {
            let found = words(&text);
            prop_assert!(found.is_sorted_by_key(|word| word.position));
            for word in &found {
                let written = &text[word.span.clone()];
                for query in [written.to_owned(), word.folded.to_string(), format!("{written}*")] {
                    prop_assert!(matches(&text, &parse(&query)), "{query:?} finds {text:?}");
                }
            }
            let (from, to) = (usize::from(from.min(to)), usize::from(from.max(to)));
            let parts: Vec<&Word> = {
                let is_part = |at: usize| at == 0 || found[at - 1].position < found[at].position;
                (0..found.len()).filter(|at| is_part(*at)).map(|at| &found[at]).collect()
            };
            if !parts.is_empty() {
                let (from, to) = (from % parts.len(), to % parts.len());
                let run = parts[from.min(to)].span.start..parts[from.max(to)].span.end;
                let query = format!("\"{}\"", &text[run]);
                prop_assume!(query.matches(['“', '”', '„', '«', '»', '"']).count() == 2);
                prop_assert!(matches(&text, &parse(&query)), "{query:?} finds {text:?}");
            }
        }
    }
}
