//! The paragraphs of a text, and the kind of each.

use super::kinds::{kind, opens_list};
use crate::model::{ExtractedParagraph, ParagraphKind, Span};

/// Splits a text at its blank lines, or at every line end if it has no blank lines, and says what
/// each part is.
///
/// Spans leave out the white space around a paragraph. Takes time linear in the text.
pub(crate) fn paragraphs(text: &str) -> Vec<ExtractedParagraph> {
    let lines: Vec<Span> = lines(text).collect();
    let blank_between = has_blank_between(&lines);
    let mut found: Vec<Span> = Vec::new();
    let mut open = false;
    for line in lines {
        if line.is_empty() {
            open = false;
            continue;
        }
        match found.last_mut() {
            Some(last) if open && blank_between => *last = Span::of(last.start()..line.end()),
            _ => found.push(line),
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
                kind => kind,
            };
            listed = opens_list(words) || listed && kind == ParagraphKind::Noise;
            ExtractedParagraph { span, kind }
        })
        .collect();
    let words_of = |found: &ExtractedParagraph| text.get(found.span.range()).unwrap_or_default();
    for at in 1..all.len() {
        let Some([above, below]) = all.get_mut(at - 1..=at) else { continue };
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
            && words_of(below).starts_with(['—', '–', '-', '―'])
            && is_quoted(words_of(above))
        {
            below.kind = ParagraphKind::Body;
        }
    }
    all
}

/// Whether a paragraph is in marks from its beginning to its end.
fn is_quoted(words: &str) -> bool {
    words.starts_with(['“', '"', '„', '«', '‘']) && words.ends_with(['”', '"', '“', '»', '’'])
}

/// A name with an age or a job after a comma: "Ada Odu, 34, nurse".
fn is_name_line(words: &str) -> bool {
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
}
