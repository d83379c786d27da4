//! A text laid out for the passes: paragraphs, quotations, tokens with what is known of each word,
//! sentences.

use std::ops::Range;

use super::lexicon::{Class, Entry, entries, entry};
use crate::model::{ExtractedParagraph, ParagraphKind, Span};
use crate::text::{self, Layout, Quotation, Token, TokenKind, Turn, Voice};

/// One sentence: its tokens, and the paragraph it is in.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub(super) tokens: Range<usize>,
    pub(super) paragraph: usize,
}

/// A turn of a transcript: a quotation without marks.
#[derive(Clone, Debug)]
pub(super) struct DocumentTurn {
    pub(super) quotation: usize,
    pub(super) voice: Voice,
    /// The tokens of the label; none without one.
    pub(super) label: Range<usize>,
}

/// The turn whose tokens begin at `start` and whose words are a quotation.
fn turn_at(tokens: &[Token], start: usize, quotation: usize, turn: Turn) -> DocumentTurn {
    let within = |token: &&Token| match turn.voice {
        Voice::Named(label) => label.range().contains(&token.span.start()),
        _ => false,
    };
    let tokens = tokens.get(start..).unwrap_or_default();
    let before = tokens.iter().take_while(|token| !within(token)).count();
    let length = tokens.iter().skip(before).take_while(within).count();
    let from = start + before;
    DocumentTurn { quotation, voice: turn.voice, label: from..from + length }
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

/// Takes lines with nothing but the name of a person for body, if they are beside a quotation that
/// fills its paragraph: the name is that of the speaker.
fn name_lines_are_body(text: &str, paragraphs: &mut [ExtractedParagraph]) {
    let unmarked = |found: &ExtractedParagraph| {
        let words = text.get(found.span.range()).unwrap_or_default();
        words.trim_start_matches(['>', '*', '_', ' ']).trim_end_matches(['*', '_', ' '])
    };
    let quoted = |found: &ExtractedParagraph| {
        let words = unmarked(found);
        found.kind == ParagraphKind::Body
            && words.starts_with(['“', '"', '„', '«', '‘', '\''])
            && words.ends_with(['”', '"', '“', '»', '’', '\''])
    };
    let mut before = false;
    for at in 0..paragraphs.len() {
        let next = paragraphs.get(at + 1);
        let below = next.is_some_and(quoted);
        let between = before && (below || next.is_none());
        let Some(found) = paragraphs.get_mut(at) else { break };
        let beside = before || below;
        before = quoted(found);
        if beside
            && found.kind == ParagraphKind::Heading
            && is_person_line(unmarked(found), between)
        {
            found.kind = ParagraphKind::Body;
        }
    }
}

/// Whether a line is the name of a person, with what the person is after a comma: "Ada Odu, nurse",
/// "Mayor Ada Odu", "Ada Odu on the cup". Between two quotations it is one without a known given
/// name as well.
fn is_person_line(words: &str, between: bool) -> bool {
    /// Longest such line, in words.
    const LONGEST: usize = 12;
    if words.split_whitespace().nth(LONGEST).is_some() || words.ends_with(['?', '!']) {
        return false;
    }
    let name = words.split([',', '(']).next().unwrap_or_default();
    let name = name.split_once(" on ").map_or(name, |(name, _)| name);
    let mut parts = name.split_whitespace().skip_while(|part| entry(part).class.is(Class::PERSON));
    let other = Class::FUNCTION.or(Class::TIME).or(Class::ORG).or(Class::GROUP).or(Class::DOCUMENT);
    let plain = |part: &str| {
        part.starts_with(char::is_uppercase) && !entry(part).class.is(other.or(Class::CUE))
    };
    let described = words.contains([',', '(']);
    let given = parts.next().is_some_and(|part| {
        entry(part).class.is(Class::GIVEN) || (described || between) && plain(part)
    });
    let rest = parts.clone().count();
    given
        && (1..4).contains(&rest)
        && parts.all(|part| part.starts_with(char::is_uppercase) || part.len() < 4)
}

/// Parts the names in a line in which most words have a capital, so that they do not run into the
/// words beside them: "Mayor Ada Odu Faces Trial". A name is the given name with the word after it.
fn cut_names(text: &str, tokens: &mut Vec<Token>, start: usize) {
    /// Fewest words with a capital of such a line, and longest line, in words.
    const WORDS: Range<usize> = 4..25;
    let line = tokens.get(start..).unwrap_or_default();
    let named = line.iter().filter(|token| token.kind == TokenKind::Name).count();
    let small =
        line.iter().filter(|token| token.kind == TokenKind::Word && token.span.len() > 3).count();
    let word = |token: &Token| text.get(token.span.range()).unwrap_or_default();
    if !WORDS.contains(&named) || small > named / 4 {
        return;
    }
    let cut = |token: &Token| Token {
        span: Span::of(token.span.end()..token.span.end()),
        kind: TokenKind::Stop,
    };
    let line = tokens.split_off(start);
    let mut given = false;
    let mut run = 0;
    for (at, token) in line.iter().enumerate() {
        let class = entry(word(token)).class;
        let name = token.kind == TokenKind::Name;
        let starts = name && class.is(Class::GIVEN) && !given;
        if starts && let Some(before) = at.checked_sub(1).and_then(|before| line.get(before)) {
            let title = entry(word(before)).class.is(Class::PERSON);
            if before.kind == TokenKind::Name && !title {
                tokens.push(cut(before));
            }
        }
        // "Ada Odu Faces Trial": a verb ends the name.
        let verb = word(token).ends_with(['s', 'S']) || class.is(Class::VERB.or(Class::CUE));
        if name && run == 2 && verb && !class.is(Class::GIVEN) && at + 1 < line.len() {
            tokens.extend(line.get(at - 1).map(cut));
            run = 0;
        }
        // "Why Ada Odu Left", "Mayor Ada Odu Says": the name begins after the first word.
        let before_name = class.is(Class::FUNCTION.or(Class::PERSON)) && !class.is(Class::GIVEN);
        run = if name && !before_name { run + 1 } else { 0 };
        tokens.push(*token);
        let ends = given && !class.is(Class::GIVEN);
        if ends && line.get(at + 1).is_some_and(|next| next.kind == TokenKind::Name) {
            tokens.push(cut(token));
        }
        given = name && (starts || given && !ends);
    }
}

/// A text laid out. Only body paragraphs have tokens and quotations.
#[derive(Debug)]
pub(super) struct Document<'t> {
    pub(super) text: &'t str,
    pub(super) paragraphs: Vec<ExtractedParagraph>,
    pub(super) quotations: Vec<Quotation>,
    pub(super) sentences: Vec<Sentence>,
    /// In order of the quotations.
    turns: Vec<DocumentTurn>,
    tokens: Vec<Token>,
    entries: Vec<Entry>,
}

impl<'t> Document<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let Layout { paragraphs, turns } = text::layout(text);
        let mut paragraphs = paragraphs;
        name_lines_are_body(text, &mut paragraphs);
        let mut document = Document {
            text,
            paragraphs,
            quotations: Vec::new(),
            sentences: Vec::new(),
            turns: Vec::new(),
            tokens: Vec::new(),
            entries: Vec::new(),
        };
        let singles = text::quotes_singly(text);
        let mut turns = turns.into_iter().peekable();
        let mut parts = Vec::with_capacity(document.paragraphs.len());
        for (paragraph, found) in document.paragraphs.iter().enumerate() {
            if found.kind != ParagraphKind::Body {
                continue;
            }
            let first = document.quotations.len();
            let turn = turns.next_if(|turn| turn.paragraph == paragraph);
            match turn {
                Some(Turn { words, .. }) => {
                    document.quotations.push(Quotation { span: words, outer: words, closed: true });
                }
                None => text::quotations(text, found.span, singles, &mut document.quotations),
            }
            parts.push((paragraph, first, turn));
        }
        // A text in which nobody is quoted is not read further.
        if !document.quotations.is_empty() {
            document.read(&parts);
        }
        document
    }

    /// Finds the tokens and the sentences of paragraphs, each with the number of its first
    /// quotation and the turn that it is.
    fn read(&mut self, parts: &[(usize, usize, Option<Turn>)]) {
        let text = self.text;
        self.tokens.reserve(text.len() / 5);
        self.sentences.reserve(text.len() / 100);
        let mut ranges = Vec::new();
        let ends = parts.iter().skip(1).map(|(_, first, _)| *first);
        for ((paragraph, first, turn), end) in
            parts.iter().copied().zip(ends.chain([self.quotations.len()]))
        {
            let Some(found) = self.paragraphs.get(paragraph) else { continue };
            let start = self.tokens.len();
            let quotations = self.quotations.get(first..end).unwrap_or_default();
            text::tokens(text, found.span, quotations, first, &mut self.tokens);
            if let Some(turn) = turn {
                // What ends a cell of a table is no part of the turn.
                let quoted = |token: &Token| matches!(token.kind, TokenKind::Quotation(_));
                let behind = self.tokens.iter().rposition(quoted).map_or(start, |last| last + 1);
                self.tokens.truncate(behind.max(start));
                // "Q7" of "Q7 Ada Odu: Why?" is no part of the name.
                if let Voice::Named(label) = turn.voice {
                    let tokens = self.tokens.get(start..).unwrap_or_default();
                    let ahead =
                        tokens.iter().take_while(|token| token.span.start() < label.start());
                    let ahead = ahead.count();
                    self.tokens.drain(start..start + ahead);
                }
                self.turns.push(turn_at(&self.tokens, start, first, turn));
                let tokens = start..self.tokens.len();
                self.sentences.push(Sentence { tokens, paragraph });
                continue;
            }
            if quotations.iter().any(|quotation| quotation.span.len() <= NICKNAME) {
                drop_nicknames(text, &mut self.tokens, start);
            }
            text::sentences(text, &self.tokens, start..self.tokens.len(), &mut ranges);
            self.sentences.extend(ranges.drain(..).map(|tokens| Sentence { tokens, paragraph }));
        }
        self.entries = entries(text, &self.tokens);
    }

    /// Lays out what [`new`](Self::new) leaves as one piece: the words inside quotation marks,
    /// headings and captions.
    pub(super) fn inside(document: &Document<'t>) -> Self {
        let quoted: usize = document.quotations.iter().map(|found| found.span.len()).sum();
        let mut tokens = Vec::with_capacity(quoted / 4);
        let apart = document
            .paragraphs
            .iter()
            .filter(|found| matches!(found.kind, ParagraphKind::Heading | ParagraphKind::Caption));
        for (span, line) in apart
            .map(|found| (found.span, true))
            .chain(document.quotations.iter().map(|found| (found.span, false)))
        {
            let start = tokens.len();
            text::tokens(document.text, span, &[], 0, &mut tokens);
            if line {
                cut_names(document.text, &mut tokens, start);
            }
            tokens.push(Token { span: Span::of(span.end()..span.end()), kind: TokenKind::Stop });
        }
        let entries = entries(document.text, &tokens);
        Document {
            text: document.text,
            paragraphs: Vec::new(),
            quotations: Vec::new(),
            sentences: Vec::new(),
            turns: Vec::new(),
            tokens,
            entries,
        }
    }

    /// The words "and" and the symbols "&" that are between two capital words.
    pub(super) fn joints(&self) -> impl DoubleEndedIterator<Item = usize> {
        let name = |token: &Token| token.kind == TokenKind::Name;
        let joint = move |(before, three): (usize, &[Token])| {
            let [left, joint, right] = three else { return None };
            let at = before + 1;
            let is_one = name(left)
                && name(right)
                && matches!(joint.kind, TokenKind::Word | TokenKind::Symbol)
                && matches!(self.word(at), "and" | "&");
            is_one.then_some(at)
        };
        self.tokens.windows(3).enumerate().filter_map(joint)
    }

    /// Makes tokens that join the words beside them to one name parts of it.
    pub(super) fn join_names(&mut self, joints: &[usize]) {
        for at in joints {
            if let (Some(token), Some(entry)) =
                (self.tokens.get_mut(*at), self.entries.get_mut(*at))
            {
                token.kind = TokenKind::Name;
                *entry = Entry { class: Class::ORG.or(Class::JOINT), title: 0 };
            }
        }
    }

    /// The turn whose words a quotation is.
    pub(super) fn turn(&self, quotation: usize) -> Option<&DocumentTurn> {
        let place = self.turns.binary_search_by_key(&quotation, |turn| turn.quotation).ok()?;
        self.turns.get(place)
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

    /// Whether a line or a cell of a table ends right before a token.
    pub(super) fn parts_lines(&self, at: usize) -> bool {
        let ends = |before: usize| {
            let (end, start) = (self.tokens.get(before)?.span.end(), self.tokens.get(at)?.span);
            self.text.get(end..start.start())
        };
        at.checked_sub(1).and_then(ends).is_some_and(|gap| gap.contains(['\n', '\t']))
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

    /// Whether a word means a person by the age or by the children: "43-year-old",
    /// "mother-of-two".
    pub(super) fn is_epithet(&self, at: usize) -> bool {
        let long = |token: &&Token| token.span.len() > 9;
        let children = |word: &str| {
            let number = word.rsplit_once("-of-").map(|(_, number)| number);
            matches!(
                number,
                Some("one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight")
            )
        };
        self.tokens.get(at).as_ref().is_some_and(long)
            && (self.word(at).ends_with("-year-old") || children(self.word(at)))
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
