//! The paragraphs of a text, and the kind of each.

use super::interviews::interview;
use super::kinds::{is_when, kind, opens_list};
use super::signatures::is_name;
use super::turns::{Voice, turn_lines};
use super::wrapped::Wrapped;
use crate::model::{ExtractedParagraph, ParagraphKind, Span};

/// How many paragraphs from the beginning an article says who wrote it.
const OPENING: usize = 8;

/// The paragraphs of a text, and the turns of it if it is a transcript.
#[derive(Debug)]
#[cfg_attr(not(feature = "english"), allow(dead_code, reason = "only extraction reads turns"))]
pub(crate) struct Layout {
    /// The paragraphs, in order.
    pub(crate) paragraphs: Vec<ExtractedParagraph>,
    /// The turns, in order; each is a paragraph or the end of one.
    pub(crate) turns: Vec<Turn>,
}

/// A paragraph of a transcript that one speaker says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The number of the paragraph.
    pub(crate) paragraph: usize,
    pub(crate) voice: Voice,
    /// What is said.
    pub(crate) words: Span,
}

/// Splits a text at its blank lines, or at every line end if it has no blank lines and its lines
/// are not wrapped, and says what each part is.
///
/// Spans leave out the white space around a paragraph. Takes time linear in the text.
pub(crate) fn paragraphs(text: &str) -> Vec<ExtractedParagraph> {
    layout(text).paragraphs
}

/// Finds the paragraphs and the turns of a text.
pub(crate) fn layout(text: &str) -> Layout {
    let mut lines: Vec<Span> = lines(text).collect();
    let mut labelled = turn_lines(text, &lines);
    if labelled.is_empty() {
        labelled = interview(text, &mut lines);
    }
    let blank_between = has_blank_between(&lines);
    let wrapped =
        if blank_between || !labelled.is_empty() { None } else { Wrapped::of(text, &lines) };
    let mut found: Vec<Span> = Vec::with_capacity(lines.len());
    let mut turns: Vec<Turn> = Vec::new();
    let mut labelled = labelled.into_iter().peekable();
    let mut open = false;
    for (number, line) in lines.into_iter().enumerate() {
        let turn = labelled.next_if(|turn| turn.line == number);
        if line.is_empty() {
            open = false;
            continue;
        }
        match found.last_mut() {
            // A sentence that blank lines around a link or a picture broke.
            Some(last) if turn.is_none() && !open && goes_on(text, *last, line) => {
                *last = Span::of(last.start()..line.end());
            }
            Some(last)
                if open
                    && turn.is_none()
                    && (blank_between
                        || wrapped
                            .as_ref()
                            .is_some_and(|wrapped| wrapped.joins(text, *last, line))) =>
            {
                *last = Span::of(last.start()..line.end());
            }
            _ => found.push(line),
        }
        if let Some(turn) = turn {
            let words = Span::of(turn.words..turn.words.max(line.end()));
            turns.push(Turn { paragraph: found.len() - 1, voice: turn.voice, words });
        }
        open = true;
    }
    let several = found.len() > 1;
    // After "Related stories" a line that could be a heading is a link.
    let mut listed = false;
    let mut all: Vec<ExtractedParagraph> = found
        .into_iter()
        .enumerate()
        .map(|(position, span)| {
            let words = text.get(span.range()).unwrap_or_default();
            let kind = match kind(words, several && position == 0) {
                ParagraphKind::Heading if listed => ParagraphKind::Noise,
                ParagraphKind::Body if listed && is_link(words) => ParagraphKind::Noise,
                ParagraphKind::Heading | ParagraphKind::Noise
                    if opens_quotation(words) || labels_quotation(words) =>
                {
                    ParagraphKind::Body
                }
                kind => kind,
            };
            listed = opens_list(words) || listed && kind == ParagraphKind::Noise;
            ExtractedParagraph { span, kind }
        })
        .collect();
    let words_of = |found: &ExtractedParagraph| text.get(found.span.range()).unwrap_or_default();
    for at in 1..all.len() {
        let Some([above, below]) = all.get_mut(at - 1..=at) else { continue };
        // "Ada Odu" beside "March 4, 2026" is who wrote the article.
        let [byline, when] = match (above.kind, below.kind) {
            (ParagraphKind::Heading, ParagraphKind::Noise) => [&mut *above, &mut *below],
            _ => [&mut *below, &mut *above],
        };
        if at < OPENING
            && (byline.kind, when.kind) == (ParagraphKind::Heading, ParagraphKind::Noise)
            && is_name(words_of(byline))
            && is_when(words_of(when))
        {
            byline.kind = ParagraphKind::Noise;
        }
        // "Ada Odu, nurse" over words in marks says whose they are.
        if above.kind == ParagraphKind::Heading
            && below.kind == ParagraphKind::Body
            && is_quoted(words_of(below))
            && is_name_line(words_of(above))
        {
            above.kind = ParagraphKind::Body;
        }
        // "— Ada Odu, nurse" below them does so as well.
        if below.kind == ParagraphKind::Heading
            && above.kind == ParagraphKind::Body
            && is_signature(words_of(below))
            && is_quoted(words_of(above))
        {
            below.kind = ParagraphKind::Body;
        }
    }
    let turns = with_all_words(text, &mut all, &turns);
    Layout { paragraphs: all, turns }
}

/// Gives each turn the words to the end of its paragraph, and adds the paragraphs between two turns
/// in which the speaker of the first goes on.
fn with_all_words(text: &str, all: &mut [ExtractedParagraph], labelled: &[Turn]) -> Vec<Turn> {
    let mut turns = Vec::with_capacity(labelled.len());
    for (number, turn) in labelled.iter().enumerate() {
        let Some(paragraph) = all.get_mut(turn.paragraph) else { continue };
        paragraph.kind = ParagraphKind::Body;
        let whole = Span::of(turn.words.start()..paragraph.span.end());
        turns.push(Turn { words: unmarked(text, whole), ..*turn });
        let Some(next) = labelled.get(number + 1) else { continue };
        for between in turn.paragraph + 1..next.paragraph {
            let Some(found) = all.get(between) else { continue };
            let words = text.get(found.span.range()).unwrap_or_default();
            let aside = words.starts_with(['(', '[', '“', '"', '*', '_', '#', '|'])
                || words.ends_with(['—', '–', ':'])
                || words.contains(['“', '"']);
            if found.kind == ParagraphKind::Body && !aside {
                turns.push(Turn { paragraph: between, voice: Voice::GoesOn, words: found.span });
            }
        }
    }
    turns
}

/// Words without the marks of Markdown and of tables after them.
fn unmarked(text: &str, span: Span) -> Span {
    let words = text.get(span.range()).unwrap_or_default();
    let bare = words.trim_end_matches(['*', '_', '|', ' ', '\t']);
    Span::of(span.start()..span.start() + bare.len())
}

/// Words without the marks of Markdown on both sides of them.
fn unmarked_both(words: &str) -> &str {
    words.trim_start_matches(['>', '*', '_', ' ']).trim_end_matches(['*', '_', ' '])
}

/// Whether a line begins with a rare mark of quotation and has its counterpart.
fn opens_quotation(words: &str) -> bool {
    let bare = words.trim_start_matches(['*', '_', '[']);
    let pairs: [(&str, &[&str]); 10] = [
        ("``", &["''", "\"", "”"]),
        ("''", &["''"]),
        ("’’", &["’’"]),
        ("`", &["'"]),
        ("»", &["«", "»"]),
        ("‚", &["‘", "’"]),
        ("‹", &["›"]),
        ("「", &["」"]),
        ("『", &["』"]),
        ("“", &["”"]),
    ];
    pairs.iter().any(|(open, close)| {
        bare.strip_prefix(open).is_some_and(|rest| {
            rest.starts_with(char::is_alphabetic) && close.iter().any(|close| rest.contains(close))
        })
    })
}

/// Whether a line goes on with the sentence of the paragraph above it: a comma or a verb of saying
/// is where the one breaks off after a quotation, and where the other begins.
fn goes_on(text: &str, above: Span, below: Span) -> bool {
    /// Longest end of a paragraph that is looked at, in bytes.
    const END: usize = 200;
    let words = text.get(below.range()).unwrap_or_default();
    let all = text.get(above.range()).unwrap_or_default();
    let close = ['”', '"', '’', '»', '“'];
    let word = |words: &str| ["said", "says", "told", "added", "according"].contains(&words);
    // "“…,”" above "said Ada Odu."
    let begins = || {
        words.starts_with(|letter: char| letter.is_ascii_lowercase())
            && word(words.split([' ', ',']).next().unwrap_or_default())
            && all.ends_with(close)
            && all.trim_end_matches(close).ends_with([',', '?', '!'])
    };
    // "“…,” said" above "Ada Odu", and "… Ada Odu" above ", who leads it."
    let breaks = || {
        all.ends_with(|letter: char| letter.is_ascii_lowercase())
            && word(all.rsplit(' ').next().unwrap_or_default())
            && words.starts_with(char::is_alphabetic)
    };
    let pause = || words.starts_with([',', ';']) && all.ends_with(char::is_alphanumeric);
    let quoted = || {
        let from = all.ceil_char_boundary(all.len().saturating_sub(END));
        all.get(from..).is_some_and(|end| end.contains(close))
    };
    (begins() || breaks() || pause()) && quoted()
}

/// Whether a line ends with a quotation that a label, a cell of a table or a dash is before, and
/// with marks of Markdown or the end of a row: "| Ada Odu | “We won.” |", "**Ada Odu:** *“No.”*".
fn labels_quotation(words: &str) -> bool {
    let bare = words.trim_end_matches(['*', '_', '|', ' ', '\t']);
    let close = ['”', '"', '“', '»', '’'];
    if bare.len() == words.len() || !bare.ends_with(close) {
        return false;
    }
    let inner = bare.trim_end_matches(close);
    let open = inner.rfind(['“', '"', '„', '«', '‘']);
    open.and_then(|open| inner.get(..open)).is_some_and(|label| {
        label.trim_end_matches(['*', '_', ' ', '\t']).ends_with([':', '|', '—', '–'])
    })
}

/// "— Ada Odu, nurse", "~ Ada Odu", "> – Ada Odu"
fn is_signature(words: &str) -> bool {
    let bare = words.trim_start_matches(['>', ' ']);
    bare.starts_with(['—', '–', '-', '―', '~']) || bare.starts_with("* ")
}

/// Whether a paragraph is in marks from its beginning to its end.
fn is_quoted(words: &str) -> bool {
    let words = unmarked_both(words);
    words.starts_with(['“', '"', '„', '«', '‘', '\''])
        && words.ends_with(['”', '"', '“', '»', '’', '\''])
}

/// A name with an age or a job after a comma: "Ada Odu, 34, nurse".
fn is_name_line(words: &str) -> bool {
    let words = unmarked_both(words);
    let Some((name, rest)) = words.split_once(", ") else { return false };
    let capital = |word: &str| {
        word.starts_with(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase)
            || word.ends_with('.')
    };
    let parts = name.split_whitespace().count();
    (2..5).contains(&parts)
        && name.split_whitespace().filter(|word| capital(word)).count() + 1 >= parts
        && name.split_whitespace().next().is_some_and(capital)
        && rest.split_whitespace().nth(6).is_none()
        && rest.starts_with(|letter: char| letter.is_lowercase() || letter.is_ascii_digit())
        && !words.ends_with(['?', '!'])
}

/// The lines of a text without the white space around them; a blank line is an empty span.
fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        let blank = |letter: char| {
            letter.is_whitespace() || matches!(letter, '\0' | '\u{feff}' | '\u{200b}')
        };
        let front = line.len() - line.trim_start_matches(blank).len();
        let inner = line.trim_matches(blank).len();
        Span::of(start + front..start + front + inner)
    })
}

/// Whether a line among links is one: a number before it, or a few words without a full stop.
fn is_link(words: &str) -> bool {
    let numbered = words.split_once(['.', ')']).is_some_and(|(number, rest)| {
        (1..3).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && rest.starts_with(' ')
    });
    let short = words.split_whitespace().nth(16).is_none();
    short && (numbered || !words.ends_with('.') && !words.starts_with(['“', '"', '‘']))
}

fn has_blank_between(lines: &[Span]) -> bool {
    let mut inside =
        lines.iter().skip_while(|line| line.is_empty()).skip_while(|line| !line.is_empty());
    inside.any(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ParagraphKind;

    fn shape(text: &str) -> Vec<(&str, ParagraphKind)> {
        paragraphs(text).iter().map(|found| (&text[found.span.range()], found.kind)).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs_and_lines_do_where_there_are_none() {
        use ParagraphKind::Body;
        assert_eq!(shape("One\nline.\n\nTwo.\n"), [("One\nline.", Body), ("Two.", Body)]);
        assert_eq!(shape("One.\nTwo.\n"), [("One.", Body), ("Two.", Body)]);
        assert_eq!(
            shape("One.\r\n \t\r\nTwo.\r\nStill two."),
            [("One.", Body), ("Two.\r\nStill two.", Body)]
        );
        assert_eq!(shape("\u{feff}One.\n\n\n\n\u{a0}Two.\n\n"), [("One.", Body), ("Two.", Body)]);
        assert!(shape("").is_empty());
        assert!(shape("\n \n\r\n\0").is_empty());
    }

    #[test]
    fn a_turn_is_a_paragraph_of_its_own() {
        let text = "Q: Why?\nA: I fell.\n\nIt hurt.\n\n(Laughs)\n\nQ: **And now?**";
        let found = layout(text);
        let said: Vec<_> = found.turns.iter().map(|turn| &text[turn.words.range()]).collect();
        assert_eq!(said, ["Why?", "I fell.", "It hurt.", "And now?"]);
        assert_eq!(found.turns[2].voice, Voice::GoesOn);
        assert!(found.turns.iter().map(|turn| turn.paragraph).eq([0, 1, 2, 4]));
    }
}
