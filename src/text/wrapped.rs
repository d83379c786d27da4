//! Lines that are broken in the middle of sentences, as old wire copy has them.

use crate::model::Span;

/// How the lines of a text without blank lines are wrapped.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrapped {
    /// The bytes of the longest line.
    width: usize,
    /// Whether an indented line begins a paragraph.
    indented: bool,
}

/// Longest line of a wrapped text, in bytes.
const LONGEST: usize = 110;
/// Shortest of the longest lines of a wrapped text: shorter ones are of a list or a poem.
const SHORTEST: usize = 40;
/// A text is wrapped if one line in so many breaks a sentence.
const ONE_IN: usize = 5;

impl Wrapped {
    /// Finds out how a text is wrapped; `None` if each of its lines is a paragraph. `lines` are its
    /// lines without the white space around them.
    pub(super) fn of(text: &str, lines: &[Span]) -> Option<Self> {
        let full = || lines.iter().filter(|line| !line.is_empty());
        let width = full().map(|line| line.len()).max().unwrap_or_default();
        if !(SHORTEST..=LONGEST).contains(&width) {
            return None;
        }
        let (mut count, mut small, mut broken, mut indented) = (0_usize, 0_usize, 0_usize, 0_usize);
        let mut last: Option<Span> = None;
        for line in full() {
            let words = text.get(line.range()).unwrap_or_default();
            if let Some(last) = last {
                count += 1;
                let goes_on = !ends(text, last);
                let in_words = words.starts_with(char::is_lowercase);
                small += usize::from(goes_on && in_words);
                broken += usize::from(goes_on && (in_words || 3 * last.len() > 2 * width));
                indented += usize::from(is_indented(text, *line));
            }
            last = Some(*line);
        }
        let wrapped = small > 0 && broken * ONE_IN >= count && (broken > 1 || count < 4);
        let indented = indented > 0 && 2 * indented < count + 1;
        wrapped.then_some(Self { width, indented })
    }

    /// Whether a line goes on with the paragraph that ends at the line before it.
    pub(super) fn joins(self, text: &str, paragraph: Span, line: Span) -> bool {
        if self.indented && is_indented(text, line) {
            return false;
        }
        if !ends(text, paragraph) {
            return true;
        }
        // If the first word of the next line had room in this one, a paragraph ended.
        let words = text.get(line.range()).unwrap_or_default();
        let word = words.find(' ').unwrap_or(words.len());
        let before = text.get(paragraph.range()).unwrap_or_default();
        let last = before.len() - before.rfind('\n').map_or(0, |end| end + 1);
        self.indented || last + 1 + word > self.width
    }
}

/// Whether words end a sentence.
fn ends(text: &str, span: Span) -> bool {
    text.get(span.range()).is_some_and(|words| {
        words.ends_with(['.', '?', '!', '”', '"', ':', ')', '’', '\'', '…', '«', '»'])
    })
}

fn is_indented(text: &str, line: Span) -> bool {
    text.get(..line.start())
        .is_some_and(|before| before.ends_with(['\t', ' ', '\u{a0}', '\u{3000}']))
}

#[cfg(test)]
mod tests {
    use crate::text::paragraphs;

    fn split(text: &str) -> Vec<&str> {
        paragraphs(text).iter().map(|found| &text[found.span.range()]).collect()
    }

    #[test]
    fn lines_broken_in_sentences_are_one_paragraph() {
        let text = "A storm closed the harbour on Monday, said Ada\nOdu, who runs it. “It was old \
            and\nrotten,” she said.\nThe council will meet on Friday to talk about\nit.";
        assert_eq!(split(text).len(), 2);
        let text = "   A storm closed the harbour on Monday, said\nAda Odu. “It was old,”\nshe \
            said.\n  \
             “It was rotten.”\n   The council will meet on Friday to talk\nabout it and then \
            to\nvote.";
        assert_eq!(split(text).len(), 3);
    }

    #[test]
    fn lines_that_are_sentences_are_paragraphs() {
        let text = "A storm closed the harbour on Monday.\nThe council will meet on Friday to talk \
            about it.\n“It was old,” said Ada Odu.";
        assert_eq!(split(text).len(), 3);
        assert_eq!(split("Flour\nbutter\nsugar").len(), 3);
    }
}
