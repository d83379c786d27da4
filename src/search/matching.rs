//! Which texts an expression finds, and which bytes of them.

use std::borrow::Cow;
use std::ops::Range;

use super::expression::Expression;
use super::words::{Word, stem, words};

/// Returns whether an expression finds a text. This is what an expression means.
pub(crate) fn matches(text: &str, expression: &Expression) -> bool {
    let words = words(text);
    Stemmed::new(&words).matches(expression)
}

/// Returns the bytes of a text that the words, prefixes and phrases of an expression find, except
/// for what it excludes: in ascending order, apart from each other, on the boundaries of characters.
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

/// The words of a text with their stems.
pub(super) struct Stemmed<'a> {
    words: &'a [Word],
    stems: Vec<Cow<'a, str>>,
}

impl<'a> Stemmed<'a> {
    /// Stems the words of a text.
    pub(super) fn new(words: &'a [Word]) -> Self {
        Self { words, stems: words.iter().map(|word| stem(&word.folded)).collect() }
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
            Sought::Stem(sought) => self.stems.get(at).is_some_and(|stem| stem == sought),
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

/// Collects the words, prefixes and phrases that an expression asks for.
fn positive<'a>(expression: &'a Expression, terms: &mut Vec<&'a Expression>) {
    match expression {
        Expression::And(all) | Expression::Or(all) => {
            for one in all {
                positive(one, terms);
            }
        }
        Expression::Nothing | Expression::Not(_) => {}
        term => terms.push(term),
    }
}
