//! A text laid out for the passes: paragraphs, quotations, tokens with what is known of each word,
//! sentences.

use std::ops::Range;

use super::lexicon::{Class, Entry, entries, entry};
use crate::model::{ExtractedParagraph, ParagraphKind, Span};
use crate::text::{self, Quotation, Token, TokenKind};

/// One sentence: its tokens, and the paragraph it is in.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub(super) tokens: Range<usize>,
    pub(super) paragraph: usize,
}

/// Longest nickname, in bytes with its marks.
const NICKNAME: usize = 30;

/// Takes out nicknames in marks between the parts of a name, from the token at `start` on: Ada
/// “Ace” Odu. They are no quotes.
fn drop_nicknames(text: &str, tokens: &mut Vec<Token>, start: usize) {
    let word = |token: &Token| text.get(token.span.range()).unwrap_or_default();
    let is_nickname = |parts: &[Token]| {
        let [before, quoted, after] = parts else { return false };
        let TokenKind::Quotation(_) = quoted.kind else { return false };
        let inner = word(quoted);
        let capital = inner.chars().nth(1).is_some_and(char::is_uppercase);
        let pause = |letter: char| matches!(letter, ',' | '.' | '?' | '!' | ':' | ';');
        let other = Class::FUNCTION.or(Class::TIME).or(Class::CUE);
        let named = |part: &Token| {
            part.kind == TokenKind::Name
                && (!entry(word(part)).class.is(other) || entry(word(part)).class.is(Class::GIVEN))
        };
        let blank = |from: &Token, to: &Token| {
            text.get(from.span.end()..to.span.start()).is_some_and(|gap| gap.trim().is_empty())
        };
        inner.len() <= NICKNAME
            && capital
            && inner.split_whitespace().nth(3).is_none()
            && !inner.contains(pause)
            && named(before)
            && named(after)
            && blank(before, quoted)
            && blank(quoted, after)
    };
    let all = tokens.get(start..).unwrap_or_default();
    let found: Vec<usize> = (1..)
        .zip(all.windows(3))
        .filter(|(_, parts)| is_nickname(parts))
        .map(|(at, _)| at)
        .collect();
    if found.is_empty() {
        return;
    }
    let mut found = found.into_iter().peekable();
    let paragraph = tokens.split_off(start);
    let kept = (0..).zip(paragraph).filter(|(at, _)| found.next_if_eq(at).is_none());
    tokens.extend(kept.map(|(_, token)| token));
}

/// A text laid out. Only body paragraphs have tokens and quotations.
#[derive(Debug)]
pub(super) struct Document<'t> {
    pub(super) text: &'t str,
    pub(super) paragraphs: Vec<ExtractedParagraph>,
    pub(super) quotations: Vec<Quotation>,
    pub(super) sentences: Vec<Sentence>,
    tokens: Vec<Token>,
    entries: Vec<Entry>,
}

impl<'t> Document<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut document = Document {
            text,
            paragraphs: text::paragraphs(text),
            quotations: Vec::new(),
            sentences: Vec::new(),
            tokens: Vec::with_capacity(text.len() / 5),
            entries: Vec::new(),
        };
        let singles = text::quotes_singly(text);
        let mut ranges = Vec::new();
        for (paragraph, found) in document.paragraphs.iter().enumerate() {
            if found.kind != ParagraphKind::Body {
                continue;
            }
            let first = document.quotations.len();
            text::quotations(text, found.span, singles, &mut document.quotations);
            let start = document.tokens.len();
            let quotations = document.quotations.get(first..).unwrap_or_default();
            text::tokens(text, found.span, quotations, first, &mut document.tokens);
            if quotations.iter().any(|quotation| quotation.span.len() <= NICKNAME) {
                drop_nicknames(text, &mut document.tokens, start);
            }
            text::sentences(text, &document.tokens, start..document.tokens.len(), &mut ranges);
            document
                .sentences
                .extend(ranges.drain(..).map(|tokens| Sentence { tokens, paragraph }));
        }
        document.entries = entries(text, &document.tokens);
        document
    }

    /// Lays out what [`new`](Self::new) leaves as one piece: the words inside quotation marks,
    /// headings and captions.
    pub(super) fn inside(document: &Document<'t>) -> Self {
        let mut tokens = Vec::new();
        let apart = document
            .paragraphs
            .iter()
            .filter(|found| matches!(found.kind, ParagraphKind::Heading | ParagraphKind::Caption));
        for span in
            apart.map(|found| found.span).chain(document.quotations.iter().map(|found| found.span))
        {
            text::tokens(document.text, span, &[], 0, &mut tokens);
            tokens.push(Token { span: Span::of(span.end()..span.end()), kind: TokenKind::Stop });
        }
        let entries = entries(document.text, &tokens);
        Document {
            text: document.text,
            paragraphs: Vec::new(),
            quotations: Vec::new(),
            sentences: Vec::new(),
            tokens,
            entries,
        }
    }

    /// How many tokens there are.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// What a token is; past the end, a full stop.
    pub(super) fn kind(&self, at: usize) -> TokenKind {
        self.tokens.get(at).map_or(TokenKind::Stop, |token| token.kind)
    }

    /// Whether the word at `at` can be any of `class`.
    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.entry(at).class.is(class)
    }

    pub(super) fn entry(&self, at: usize) -> Entry {
        self.entries.get(at).copied().unwrap_or_default()
    }

    /// Whether a token is a word, small or capital.
    pub(super) fn is_word(&self, at: usize) -> bool {
        matches!(self.kind(at), TokenKind::Word | TokenKind::Name)
    }

    pub(super) fn is_name(&self, at: usize) -> bool {
        self.kind(at) == TokenKind::Name
    }

    pub(super) fn is_comma(&self, at: usize) -> bool {
        matches!(self.kind(at), TokenKind::Comma | TokenKind::Dash)
    }

    pub(super) fn quotation_at(&self, at: usize) -> Option<usize> {
        match self.kind(at) {
            TokenKind::Quotation(number) => Some(number as usize),
            _ => None,
        }
    }

    pub(super) fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).and_then(|token| self.text.get(token.span.range())).unwrap_or_default()
    }

    /// The bytes from the first token of a range to its last.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let first = self.tokens.get(range.start).map_or(0, |token| token.span.start());
        let last = range.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        Span::of(first..last.map_or(first, |token| token.span.end()))
    }

    pub(super) fn words(&self, range: &Range<usize>) -> &'t str {
        self.text.get(self.span(range).range()).unwrap_or_default()
    }

    /// The words inside the marks of a quotation.
    pub(super) fn quoted(&self, quotation: usize) -> &'t str {
        self.quotations
            .get(quotation)
            .and_then(|found| self.text.get(found.span.range()))
            .unwrap_or_default()
    }
}
