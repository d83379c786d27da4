//! Quotation marks: which of them belong together.
//!
//! Marks are paired within one paragraph and never across two, so that a mark left out spoils one
//! paragraph at most. Apostrophes are never marks.

use memchr::{memchr_iter, memchr3_iter};

use crate::model::Span;

/// A stretch of text inside quotation marks, at the outermost level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quotation {
    /// What is between the marks, without the white space at the edges.
    pub(crate) span: Span,
    /// The same with its marks.
    pub(crate) outer: Span,
    /// Whether a closing mark was there; without one the quotation ends with the paragraph.
    pub(crate) closed: bool,
}

/// What a mark can be, from its own shape and from the letters beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Open,
    Close,
    Either,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Straight,
    Curly,
    Low,
    Guillemet,
    Single,
    /// 「 and 」 of East Asian papers.
    Corner,
    /// Grave accents or apostrophes in pairs, in old typescripts.
    Typed,
}

#[derive(Clone, Copy)]
struct Mark {
    start: usize,
    end: usize,
    shape: Shape,
    side: Side,
}

/// Finds the quotations of one paragraph, in order, not overlapping; what is quoted inside another
/// is left to it. `singles` says whether straight single marks are read.
pub(crate) fn quotations(text: &str, paragraph: Span, singles: bool, found: &mut Vec<Quotation>) {
    /// Most closing marks that are taken for lost in a paragraph: what is after each is read again.
    const LOST: usize = 16;
    let mut start = paragraph.start();
    for lost in 0..=LOST {
        match pair(text, Span::of(start..paragraph.end()), singles, lost < LOST, found) {
            Some(next) => start = next,
            None => return,
        }
    }
}

/// Pairs the marks of a paragraph. If a quotation in it has no end, but a sentence of it ends
/// before another of the same marks opens, its closing mark was lost: if it may be `cut`, returns
/// the place of the other, with which another quotation begins.
fn pair(
    text: &str,
    paragraph: Span,
    singles: bool,
    cut: bool,
    found: &mut Vec<Quotation>,
) -> Option<usize> {
    let mut lost: Option<Mark> = None;
    let mut open: Option<Mark> = None;
    let mut depth = 0_usize;
    let mut inner = Shape::Straight;
    let mut marks =
        Marks { text, at: paragraph.start(), end: paragraph.end(), before: None, singles };
    while let Some(mark) = marks.next() {
        match open {
            None if mark.side == Side::Close => {}
            None if mark.shape == Shape::Single => {
                if let Some(close) = single_close(marks.clone()) {
                    push(text, mark, Some(close), paragraph, found);
                    marks.at = close.end;
                    marks.before = Some('’');
                }
            }
            None => {
                open = Some(mark);
                depth = 0;
                lost = None;
            }
            Some(outer) => {
                if mark.shape == Shape::Single {
                    continue;
                }
                if mark.side == Side::Open && !closes(outer, mark) {
                    // A straight mark inside straight ones, or a curly inside curly: the writer
                    // lost a closing mark or quotes a quotation; either way the outer one goes on
                    // to the paragraph's end or a mark more.
                    depth += 1;
                    inner = mark.shape;
                    let ahead = text.get(outer.end..mark.start).unwrap_or_default().trim_end();
                    if mark.shape == outer.shape && ahead.ends_with(['.', '?', '!']) {
                        lost = lost.or(Some(mark));
                    }
                } else if depth > 0 && mark.shape == inner {
                    depth -= 1;
                } else {
                    push(text, outer, Some(mark), paragraph, found);
                    open = None;
                }
            }
        }
    }
    let outer = open?;
    let end = lost.filter(|_| cut).map(|mark| Mark { end: mark.start, ..mark });
    push(text, outer, end, paragraph, found);
    end.map(|mark| mark.start)
}

/// Whether straight single marks are the quotation marks of a text, as in British papers: more of
/// them open words than there are double marks of any shape. Elsewhere they are inside double
/// ones or mark headings.
pub(crate) fn quotes_singly(text: &str) -> bool {
    let mut singles = 0_usize;
    let mut doubles = 0_usize;
    let bytes = text.as_bytes();
    let word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let blank = |at: usize| {
        at.checked_sub(1).is_none_or(|at| !bytes.get(at).is_some_and(u8::is_ascii_graphic))
    };
    // `so' in old typescripts
    singles += memchr_iter(b'`', bytes).filter(|at| blank(*at) && word(at + 1)).count();
    for at in memchr3_iter(b'"', b'\'', 0xE2, bytes) {
        let behind = |by: usize| bytes.get(at + by).copied();
        match bytes.get(at) {
            Some(b'"') => doubles += 1,
            Some(b'\'') if behind(1) == Some(b'\'') => doubles += 1,
            Some(b'\'') => {
                let before = at.checked_sub(1).and_then(|at| bytes.get(at));
                let starts = before.is_none_or(u8::is_ascii_whitespace);
                singles +=
                    usize::from(starts && behind(1).is_some_and(|next| next.is_ascii_alphabetic()));
            }
            _ => {
                let curly = behind(1) == Some(0x80) && matches!(behind(2), Some(0x9C | 0x9D));
                doubles += usize::from(curly);
            }
        }
    }
    singles > doubles
}

/// The mark that closes a single one: the first after punctuation, since “workers’” ends in the
/// same letter, or else the first that is not after an s, or else the first at all. It is looked
/// for no further than the next single mark that opens, so each part of a paragraph is read twice
/// at most.
fn single_close(mut marks: Marks<'_>) -> Option<Mark> {
    let (mut plain, mut first) = (None, None);
    while let Some(mark) = marks.next() {
        if mark.shape != Shape::Single {
            continue;
        }
        if mark.side == Side::Open {
            break;
        }
        let ahead = marks.text.get(..mark.start).and_then(|passed| passed.chars().next_back());
        if ahead.is_some_and(|letter| matches!(letter, ',' | '.' | '?' | '!' | '…')) {
            return Some(mark);
        }
        if ahead != Some('s') {
            plain = plain.or(Some(mark));
        }
        first = first.or(Some(mark));
    }
    plain.or(first)
}

/// Whether a mark shaped as an opening one closes what `outer` opened: „…“ does.
fn closes(outer: Mark, mark: Mark) -> bool {
    outer.shape == Shape::Low && mark.shape == Shape::Curly
}

fn push(text: &str, open: Mark, close: Option<Mark>, paragraph: Span, found: &mut Vec<Quotation>) {
    let end = close.map_or(paragraph.end(), |mark| mark.start);
    let words = text.get(open.end..end).unwrap_or_default();
    let front = words.len() - words.trim_start().len();
    let trimmed = words.trim();
    // In <a title="…"> the marks belong to the page's own language.
    let markup = text.as_bytes().get(open.start.wrapping_sub(1)) == Some(&b'=');
    if !markup && trimmed.chars().any(char::is_alphanumeric) {
        let start = open.end + front;
        found.push(Quotation {
            span: Span::of(start..start + trimmed.len()),
            outer: Span::of(open.start..close.map_or(end, |mark| mark.end)),
            closed: close.is_some(),
        });
    }
}

/// The bytes that a mark may begin with: a straight mark or a grave accent, C2 (guillemets), E2
/// (general punctuation), E3 (East Asian punctuation) or EF (full-width).
fn next_mark(bytes: &[u8]) -> Option<usize> {
    /// So many bytes are looked at as one before the mark among them is looked for.
    const BLOCK: usize = 32;
    let begins =
        |byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | 0xC2 | 0xEF) || *byte & 0xFE == 0xE2;
    let without = |block: &&[u8]| block.iter().fold(true, |none, byte| none & !begins(byte));
    let passed = bytes.chunks(BLOCK).take_while(without).count() * BLOCK;
    bytes.get(passed..)?.iter().position(begins).map(|at| passed + at)
}

/// Walks over the marks of a paragraph.
#[derive(Clone)]
struct Marks<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    before: Option<char>,
    singles: bool,
}

impl Marks<'_> {
    fn next(&mut self) -> Option<Mark> {
        loop {
            let rest = self.text.get(self.at..self.end)?;
            let bytes = rest.as_bytes();
            let skip = next_mark(bytes)?;
            if skip > 0 {
                self.before = rest.get(..skip).and_then(|passed| passed.chars().next_back());
            }
            let start = self.at + skip;
            let mut letters = rest.get(skip..)?.chars();
            let letter = letters.next()?;
            let mut end = start + letter.len_utf8();
            let mut after = letters.next();
            let before = self.before;
            let doubled = matches!(letter, '\'' | '’' | '`' | '‘') && after == Some(letter);
            if doubled {
                end += letter.len_utf8();
                after = letters.next();
                // ''' is a mark of bold letters in wikis.
                if after == Some(letter) {
                    end += rest
                        .get(end - self.at..)
                        .map_or(0, |more| more.len() - more.trim_start_matches(letter).len());
                    self.at = end;
                    self.before = Some(letter);
                    continue;
                }
            }
            self.at = end;
            self.before = Some(letter);
            let shape_side = match letter {
                '"' | '＂' => Some((Shape::Straight, Side::Either)),
                '“' | '‟' => Some((Shape::Curly, Side::Open)),
                '”' | '″' => Some((Shape::Curly, Side::Close)),
                '„' => Some((Shape::Low, Side::Open)),
                '«' | '‹' => Some((Shape::Guillemet, Side::Open)),
                '»' | '›' => Some((Shape::Guillemet, Side::Close)),
                '`' | '‘' if doubled => Some((Shape::Typed, Side::Open)),
                // 6'2''
                '\'' | '’' if doubled && before.is_some_and(char::is_numeric) => None,
                '\'' | '’' if doubled => Some((Shape::Typed, Side::Close)),
                '「' | '『' | '〝' => Some((Shape::Corner, Side::Open)),
                '」' | '』' | '〞' | '〟' => Some((Shape::Corner, Side::Close)),
                '`' if self.singles => Some((Shape::Single, Side::Open)),
                '\'' if self.singles => Some((Shape::Single, Side::Either)),
                '‘' | '‚' => Some((Shape::Single, Side::Open)),
                '’' => Some((Shape::Single, Side::Close)),
                _ => None,
            };
            let Some((shape, side)) = shape_side else { continue };
            let opens =
                before.is_none_or(opens_after) && after.is_some_and(|next| !next.is_whitespace());
            let shuts = before
                .is_some_and(|previous| !previous.is_whitespace() && !opens_after(previous))
                && after.is_none_or(|next| !next.is_alphanumeric());
            let side = match (shape, side) {
                // An apostrophe, or one half of a pair of single marks.
                (Shape::Single, Side::Open) if opens && after.is_some_and(char::is_alphabetic) => {
                    Side::Open
                }
                (Shape::Single, Side::Either) if opens && self.opens_words(end) => Side::Open,
                (Shape::Single, _) if shuts => Side::Close,
                (Shape::Single, _) => continue,
                (Shape::Typed, Side::Open) | (Shape::Low, _) => Side::Open,
                (Shape::Corner, side) => side,
                // « French marks have blanks beside the words », so a blank beside them tells
                // nothing.
                (Shape::Guillemet, side) if !after.is_some_and(char::is_alphanumeric) && !shuts => {
                    side
                }
                // Curly marks the wrong way round are common if software guessed them.
                (_, _) if opens && !shuts => Side::Open,
                (_, _) if shuts && !opens => Side::Close,
                (_, side) => side,
            };
            return Some(Mark { start, end, shape, side });
        }
    }
}

impl Marks<'_> {
    /// Whether a straight single mark that ends at `end` opens words, and is not the apostrophe of
    /// "'tis" or "'90s".
    fn opens_words(&self, end: usize) -> bool {
        let rest = self.text.get(end..self.end).unwrap_or_default();
        let length = rest.bytes().take(6).take_while(u8::is_ascii_alphabetic).count();
        let word = rest.get(..length).unwrap_or_default();
        rest.starts_with(char::is_alphabetic)
            && !ELISIONS.iter().any(|elision| word.eq_ignore_ascii_case(elision))
    }
}

/// Words whose first letters an apostrophe replaces.
const ELISIONS: [&str; 15] = [
    "bout", "cause", "cos", "cuz", "em", "er", "ere", "im", "n", "round", "til", "till", "tis",
    "twas", "twere",
];

fn opens_after(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '(' | '[' | '{' | '—' | '–' | '\u{feff}' | '/' | '\0' | '*' | '_' | '>' | '|'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        quotations(text, Span::of(0..text.len()), quotes_singly(text), &mut found);
        found.iter().map(|quotation| &text[quotation.span.range()]).collect()
    }

    #[test]
    fn a_mark_that_opens_after_a_sentence_closes_one_without_an_end() {
        assert_eq!(found("“We won. “Twice,” she said."), ["We won.", "Twice,"]);
        assert_eq!(found("“She told me “no” and I left.”"), ["She told me “no” and I left."]);
        assert_eq!(found("“I left. “No,” she said.”"), ["I left. “No,” she said."]);
        let speeches = |count: usize| "“We won. “Twice,” she said. ".repeat(count);
        assert_eq!(found(&speeches(8)), ["We won.", "Twice,"].repeat(8));
        // After very many, the last goes on to the end: nothing of the paragraph is left unread.
        let many = speeches(40);
        let last = found(&many).pop().unwrap().to_owned();
        assert!(last.starts_with("We won. “Twice,”") && last.ends_with("she said."), "{last}");
    }

    #[test]
    fn marks_of_every_shape_pair() {
        for text in [
            "“We won,” she said.",
            "\"We won,\" she said.",
            "«We won,» she said.",
            "„We won,“ she said.",
            "``We won,'' she said.",
            "``We won,” she said.",
            "''We won,'' she said.",
            "`We won,' she said.",
            "‚We won,‘ she said.",
            "»We won,« she said.",
            "‹We won,› she said.",
            "「We won,」 she said.",
            "*\"We won,\"* she said.",
            "‘We won,’ she said.",
            "”We won,“ she said.",
            "“We won,\" she said.",
        ] {
            assert_eq!(found(text), ["We won,"], "{text}");
        }
    }

    #[test]
    fn apostrophes_are_never_marks() {
        assert_eq!(
            found("The workers’ strike isn’t over, it’s ‘90s all over."),
            Vec::<&str>::new()
        );
        assert_eq!(
            found("‘The workers’ strike goes on,’ he said."),
            ["The workers’ strike goes on,"]
        );
        assert_eq!(found("Tell ‘em “no”, he said."), ["no"]);
        assert_eq!(found("A '''bold''' wall of 6'' and 8'' stood."), Vec::<&str>::new());
        assert_eq!(found("<a title=\"Home\" rel=\"me\">“No”</a>"), ["No"]);
        assert_eq!(found("'Tis the ministers' view, rock 'n' roll."), Vec::<&str>::new());
        assert_eq!(
            found("“The workers’ strike isn’t over,” he said."),
            ["The workers’ strike isn’t over,"]
        );
        assert_eq!(
            found("The Browns' car and the boys' boat weren't sold in the '90s."),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn straight_single_marks_are_marks_where_they_stand_as_such() {
        assert_eq!(found("'We won,' said Mr Odu. 'We don't lose.'"), ["We won,", "We don't lose."]);
        assert_eq!(
            found("'The workers' strike goes on,' he said."),
            ["The workers' strike goes on,"]
        );
        assert_eq!(found("The Browns' car was a 'mess', he said."), ["mess"]);
        assert_eq!(
            found("'He said \"no\" twice,' she said. 'I heard it.' 'So did I.'"),
            ["He said \"no\" twice,", "I heard it.", "So did I."]
        );
        assert_eq!(found("\"He said 'no' twice,\" she said."), ["He said 'no' twice,"]);
        assert_eq!(found("'We stay, and 'tis late"), Vec::<&str>::new());
    }

    #[test]
    fn a_quotation_inside_another_stays_inside() {
        assert_eq!(
            found("“He said ‘no’ and “never” to me,” she said."),
            ["He said ‘no’ and “never” to me,"]
        );
        assert_eq!(found("\"He cried “no” twice,\" she said."), ["He cried “no” twice,"]);
    }

    #[test]
    fn a_missing_closing_mark_ends_with_the_paragraph() {
        let text = "“We stay. And we fight.";
        let mut all = Vec::new();
        quotations(text, Span::of(0..text.len()), false, &mut all);
        assert_eq!(all.len(), 1);
        assert!(!all[0].closed);
        assert_eq!(&text[all[0].span.range()], "We stay. And we fight.");
        assert_eq!(found("He said: \"We stay,\" then \"we go"), ["We stay,", "we go"]);
        assert_eq!(found("“” \"\" “ ”"), Vec::<&str>::new());
    }
}
