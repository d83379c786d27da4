//! Words and punctuation, with each quotation as one token.

use memchr::memchr;

use super::ascii;
use super::marks::Quotation;
use crate::model::Span;

/// A word, a mark of punctuation, or a whole quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The bytes of the token.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: TokenKind,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word that begins with a small letter.
    Word,
    /// A word that begins with a capital.
    Name,
    /// A number, with its signs and units if they are written together.
    Number,
    /// The ’s or ’ of a possessive, or of a contracted "is" or "has".
    Possessive,
    /// `,`
    Comma,
    /// `.`, `!`, `?` or `…` after a word.
    Stop,
    /// `:`
    Colon,
    /// `;`
    Semicolon,
    /// A dash that parts words.
    Dash,
    /// `(` or `[`
    Open,
    /// `)` or `]`
    Close,
    /// A quotation, by its place among those given to [`tokens`].
    Quotation(u32),
    /// Anything else.
    Symbol,
}

/// Abbreviations whose full stop does not end a sentence, in lower case without it.
const ABBREVIATIONS: &[&str] = &[
    "adm", "adv", "ala", "ald", "alh", "amb", "apr", "arc", "ariz", "ark", "arq", "assn", "assoc",
    "asst", "atty", "aug", "ave", "avv", "barr", "blvd", "br", "brgy", "brig", "bros", "calif",
    "capt", "cde", "cdr", "cdre", "cllr", "clr", "cmdr", "cmdre", "cnel", "co", "col", "colo",
    "comm", "conn", "const", "corp", "coun", "cpl", "cpt", "cst", "dec", "del", "dept", "det",
    "dipl", "dott", "dr", "dra", "drs", "engr", "ens", "er", "etc", "feb", "fla", "flt", "fr",
    "ft", "ga", "gen", "gov", "govs", "gral", "hon", "ill", "inc", "ind", "ing", "insp", "ir",
    "jan", "jr", "kan", "ky", "la", "lcdr", "lcpl", "lic", "lt", "ltd", "mag", "maj", "mass", "md",
    "messrs", "mgr", "mich", "minn", "miss", "mme", "mo", "mons", "mont", "mr", "mrs", "ms",
    "msgr", "mst", "mt", "neb", "nev", "no", "nov", "oct", "okla", "ore", "pa", "pfc", "ph",
    "pharm", "prof", "pte", "pvt", "radm", "rep", "reps", "retd", "rev", "revd", "revs", "rt",
    "secy", "sen", "sens", "sept", "sgt", "smt", "spc", "sqn", "sr", "sra", "srta", "st", "sup",
    "supt", "surv", "tenn", "tex", "tpr", "va", "vadm", "ven", "vs", "vt", "wash", "wis", "wyo",
];

/// Splits `range` of a text into tokens. `quotations` are those that lie in it; the first has the
/// number `first`.
pub(crate) fn tokens(
    text: &str,
    range: Span,
    quotations: &[Quotation],
    first: usize,
    found: &mut Vec<Token>,
) {
    let mut at = range.start();
    for (number, quotation) in (first..).zip(quotations) {
        words(text, at, quotation.outer.start(), found);
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        found.push(Token { span: quotation.outer, kind: TokenKind::Quotation(number) });
        at = quotation.outer.end();
    }
    words(text, at, range.end(), found);
}

fn words(text: &str, start: usize, end: usize, found: &mut Vec<Token>) {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < end {
        // Plain ASCII words are most of a text, and blanks the rest of it; what remains takes the
        // long way.
        match bytes.get(at) {
            Some(b' ') => {
                at += 1;
                continue;
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                if let Some((to, kind)) = plain_word(bytes, at, end) {
                    found.push(Token { span: Span::of(at..to), kind });
                    at = to;
                    continue;
                }
            }
            _ => {}
        }
        let Some(letter) = text.get(at..end).and_then(|rest| rest.chars().next()) else { return };
        let next = at + letter.len_utf8();
        if letter.is_whitespace() {
            at = next;
            continue;
        }
        let (to, kind) = if letter.is_ascii_digit() || matches!(letter, '$' | '£' | '€') {
            let to = number_end(text, next, end);
            // "43-year-old" means a person.
            let word = text.get(at..to).is_some_and(|number| {
                number.contains('-') && number.ends_with(|last: char| last.is_ascii_lowercase())
            });
            (to, if word { TokenKind::Word } else { TokenKind::Number })
        } else if let Some(to) = handle_end(text, letter, at, end) {
            (to, TokenKind::Name)
        } else if is_raised(letter) {
            at = next;
            continue;
        } else if letter.is_alphanumeric() {
            let to = word_end(text, at, end);
            let handle = || text.get(at..to).is_some_and(|word| word.contains('_'));
            let name = letter.is_uppercase() || inner_capital(text, at, to) || handle();
            (to, if name { TokenKind::Name } else { TokenKind::Word })
        } else if let Some(to) = markup_end(text, letter, at, end) {
            at = to;
            continue;
        } else if let Some(to) = found.last().and_then(|last| aside_end(text, *last, at, end)) {
            at = to;
            continue;
        } else {
            punctuation(text, letter, at, next, end, found.last())
        };
        found.push(Token { span: Span::of(at..to), kind });
        at = to;
    }
}

/// The end of a word of ASCII letters, if nothing after it could belong to it.
#[inline]
fn plain_word(bytes: &[u8], at: usize, end: usize) -> Option<(usize, TokenKind)> {
    let letters = ascii::run(bytes, at);
    let to = letters.end;
    let small = bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    if small && letters.capital_inside || to > end {
        return None;
    }
    let plain = match bytes.get(to..end).unwrap_or_default() {
        [] | [b' ' | b',' | b'\n' | b';' | b':' | b'!' | b'?' | b')' | b'"', ..] => true,
        // A small word at the end of a sentence, if it is not "vs." or "etc.".
        [b'.'] => small && to - at > 3,
        [b'.', next, ..] => {
            small && to - at > 3 && !next.is_ascii_alphanumeric() && *next < 0x80 && *next != b'-'
        }
        // A genitive.
        [b'\'', b's', next, ..] | [0xE2, 0x80, 0x99, b's', next, ..] => {
            !next.is_ascii_alphanumeric() && *next < 0x80
        }
        _ => false,
    };
    plain.then_some((to, if small { TokenKind::Word } else { TokenKind::Name }))
}

/// Whether a word such as "al-Kadhimi" or "iPhone" has a capital further in.
fn inner_capital(text: &str, at: usize, to: usize) -> bool {
    text.as_bytes()
        .get(at..to)
        .is_some_and(|word| word.len() < 64 && word.iter().any(u8::is_ascii_uppercase))
}

fn punctuation(
    text: &str,
    letter: char,
    at: usize,
    next: usize,
    end: usize,
    last: Option<&Token>,
) -> (usize, TokenKind) {
    let behind_word = last.is_some_and(|last| last.span.end() == at && is_word(last.kind));
    let kind = match letter {
        '\'' | '’' | 'ʼ' if behind_word => {
            let rest = text.get(next..end).unwrap_or_default();
            let mut after = rest.chars();
            if matches!(after.next(), Some('s' | 'S'))
                && !after.next().is_some_and(char::is_alphanumeric)
            {
                return (next + 1, TokenKind::Possessive);
            }
            TokenKind::Possessive
        }
        ',' => TokenKind::Comma,
        '.' | '!' | '?' | '…' => {
            let rest = text.as_bytes().get(next..end).unwrap_or_default();
            let run = rest.iter().take_while(|byte| matches!(byte, b'.' | b'!' | b'?')).count();
            return (next + run, TokenKind::Stop);
        }
        ':' => TokenKind::Colon,
        ';' => TokenKind::Semicolon,
        '-' | '–' | '—' | '―' => {
            let rest = text.as_bytes().get(next..end).unwrap_or_default();
            let run = rest.iter().take_while(|byte| **byte == b'-').count();
            return (next + run, TokenKind::Dash);
        }
        '~' => TokenKind::Dash,
        '(' | '[' => TokenKind::Open,
        ')' | ']' => TokenKind::Close,
        _ => TokenKind::Symbol,
    };
    (next, kind)
}

/// The end of what is put between the parts of a name, at `at`, and belongs to neither: "(Retd)" in
/// "Col (Retd) Ada Odu", "(Mrs)" in "Dr (Mrs) Ada Odu", and a nickname in single marks in "Ada
/// 'Ace' Odu".
fn aside_end(text: &str, last: Token, at: usize, end: usize) -> Option<usize> {
    /// Longest such part, in bytes.
    const LONGEST: usize = 24;
    let bytes = text.as_bytes();
    let opens = *bytes.get(at)?;
    if !matches!(opens, b'(' | b'\'') || last.kind != TokenKind::Name || last.span.end() + 1 != at {
        return None;
    }
    let rest = bytes.get(at + 1..end.min(at + LONGEST))?;
    let closes = if opens == b'(' { b')' } else { b'\'' };
    let length = rest.iter().position(|byte| *byte == closes)?;
    let inner = text.get(at + 1..at + 1 + length)?;
    let to = at + length + 2;
    let aside = if opens == b'(' {
        let word = inner.trim_end_matches('.');
        [
            "retd", "ret", "rtd", "ret'd", "ret’d", "retired", "mrs", "miss", "ms", "mr", "dr",
            "prof", "hon", "engr", "rev",
        ]
        .iter()
        .any(|retired| word.eq_ignore_ascii_case(retired))
    } else {
        let after = bytes.get(to..end)?;
        let next = after.first() == Some(&b' ') && after.get(1).is_some_and(u8::is_ascii_uppercase);
        next && inner.starts_with(|letter: char| letter.is_ascii_uppercase())
            && inner.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ')
    };
    aside.then_some(to)
}

/// The end of a name in a network, which begins with an at sign.
fn handle_end(text: &str, letter: char, at: usize, end: usize) -> Option<usize> {
    if letter != '@' {
        return None;
    }
    let rest = text.get(at + 1..end)?;
    let part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    let length = rest.find(|letter| !part(letter)).unwrap_or(rest.len());
    let name = rest.get(..length)?.trim_end_matches('.');
    (!name.is_empty()).then_some(at + 1 + name.len())
}

/// The end of what is written for a page or its editors and is no part of the sentence: the marks
/// of Markdown, tags, and numbers of footnotes.
fn markup_end(text: &str, letter: char, at: usize, end: usize) -> Option<usize> {
    /// Longest text of a link, and longest address or tag, in bytes.
    const LONGEST: usize = 300;
    let bytes = text.as_bytes();
    let ahead = |from: usize, to: usize| bytes.get(from..to.min(from + LONGEST));
    match letter {
        '*' | '_' | '\\' => Some(at + 1),
        '^' => {
            let digits =
                ahead(at + 1, end)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let closed = bytes.get(at + 1 + digits) == Some(&b'^');
            (digits > 0).then_some(at + 1 + digits + usize::from(closed))
        }
        '[' => {
            // A link may have a quotation for its text, which ends the range that is read here.
            let close = memchr(b']', ahead(at, bytes.len())?)?;
            if bytes.get(at + close + 1) == Some(&b'(') {
                return Some(at + 1);
            }
            let inside = text.get(at + 1..at + close)?;
            let number = inside.strip_prefix('^').unwrap_or(inside);
            let note = (1..4).contains(&number.len())
                && number.bytes().all(|byte| byte.is_ascii_digit())
                || number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_lowercase())
                || inside == "citation needed";
            (note && at + close < end).then_some(at + close + 1)
        }
        ']' if bytes.get(at + 1) == Some(&b'(') => {
            let address = ahead(at + 2, end)?;
            let close =
                address.iter().position(|byte| *byte == b')' || byte.is_ascii_whitespace())?;
            let closed = address.get(close) == Some(&b')');
            closed.then_some(at + 3 + close)
        }
        '<' => {
            let tag = ahead(at + 1, end)?;
            let named = tag.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/');
            let close = memchr(b'>', tag)?;
            named.then_some(at + 2 + close)
        }
        _ => None,
    }
}

/// Whether a letter is a raised figure, the number of a footnote, or has no width.
const fn is_raised(letter: char) -> bool {
    matches!(letter, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

const fn is_word(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Word | TokenKind::Name | TokenKind::Number)
}

fn number_end(text: &str, from: usize, end: usize) -> usize {
    let mut at = from;
    let bytes = text.as_bytes().get(..end).unwrap_or_default();
    while let Some(byte) = bytes.get(at) {
        let follows = bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
        match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'%' => at += 1,
            b'.' | b',' | b'-' | b'/' | b':' if follows => at += 1,
            _ => break,
        }
    }
    at
}

/// The end of the word that begins at `start`: letters and digits, with hyphens and apostrophes
/// between letters, full stops between single letters, and the full stop of an abbreviation.
fn word_end(text: &str, start: usize, end: usize) -> usize {
    let rest = text.get(start..end).unwrap_or_default();
    let mut letters = rest.char_indices().peekable();
    let mut to = rest.len();
    let mut dotted = false;
    let mut previous = None;
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, letter)| *letter);
        let joins = match letter {
            _ if letter.is_alphanumeric() => !is_raised(letter),
            // "ferry_fan"
            '_' => {
                previous.is_some_and(char::is_alphanumeric)
                    && next.is_some_and(char::is_alphanumeric)
            }
            '-' | '‐' | '‑' | '&' => next.is_some_and(char::is_alphanumeric),
            // "L/Cpl", "s/o"
            '/' => {
                previous.is_some_and(char::is_alphabetic)
                    && next.is_some_and(char::is_alphabetic)
                    && single_before(rest, at)
            }
            '\'' | '’' | 'ʼ' => {
                next.is_some_and(char::is_alphabetic) && !is_genitive(rest, at + letter.len_utf8())
            }
            '.' if previous.is_some_and(char::is_alphabetic)
                && next.is_some_and(char::is_alphabetic) =>
            {
                // "U.S." and "p.m.", but not "end.Begin": the letter before is alone.
                let alone = at < 2 || single_before(rest, at);
                dotted |= alone;
                alone
            }
            // "D.C.-based"
            '.' => {
                dotted
                    && next == Some('-')
                    && rest.get(at + 2..).is_some_and(|rest| rest.starts_with(char::is_alphabetic))
            }
            // Combining marks and joiners belong to the letter before them.
            _ => matches!(letter, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{ad}'),
        };
        if !joins {
            to = at;
            break;
        }
        previous = Some(letter);
    }
    let word = rest.get(..to).unwrap_or_default();
    if rest.get(to..).is_some_and(|after| after.starts_with('.') && !after.starts_with("..")) {
        let initial =
            word.chars().count() == 1 && word != "I" && word.chars().all(char::is_uppercase);
        if dotted || initial || is_abbreviation(word) {
            to += 1;
        }
    }
    start + to
}

fn single_before(rest: &str, at: usize) -> bool {
    let mut back = rest.get(..at).unwrap_or_default().chars().rev();
    back.next();
    back.next().is_none_or(|letter| matches!(letter, '.' | '-'))
}

fn is_genitive(rest: &str, at: usize) -> bool {
    let mut after = rest.get(at..).unwrap_or_default().chars();
    matches!(after.next(), Some('s' | 'S')) && !after.next().is_some_and(char::is_alphanumeric)
}

fn is_abbreviation(word: &str) -> bool {
    if word.len() > 6
        || word.len() < 2
        || !word.starts_with(|letter: char| letter.is_ascii_uppercase())
    {
        return matches!(word, "vs" | "etc");
    }
    if word == "ING" {
        return false;
    }
    let lower = word.to_ascii_lowercase();
    ABBREVIATIONS.binary_search(&lower.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        tokens(text, Span::of(0..text.len()), &[], 0, &mut found);
        found.iter().map(|token| &text[token.span.range()]).collect()
    }

    #[test]
    fn words_keep_what_belongs_to_them() {
        assert!(ABBREVIATIONS.is_sorted());
        assert_eq!(
            split("Mr. al-Kadhimi’s U.S. visit."),
            ["Mr.", "al-Kadhimi", "’s", "U.S.", "visit", "."]
        );
        assert_eq!(split("(R-S.C.), a D.C.-based"), ["(", "R-S.C.", ")", ",", "a", "D.C.-based"]);
        assert_eq!(split("workers' O’Neill don’t"), ["workers", "'", "O’Neill", "don’t"]);
        assert_eq!(split("Col (Retd) Ada 'Ace' Odu"), ["Col", "Ada", "Odu"]);
        assert_eq!(split("Dr (Mrs.) Ada Odu"), ["Dr", "Ada", "Odu"]);
        assert_eq!(split("L/Cpl Ravi s/o Odu"), ["L/Cpl", "Ravi", "s/o", "Odu"]);
        assert_eq!(split("and/or km/h"), ["and", "/", "or", "km", "/", "h"]);
        assert_eq!(
            split("**Ada** [Odu](https://example.org)[3] said¹ <b>no</b>."),
            ["Ada", "Odu", "said", "no", "."]
        );
        assert_eq!(split("ferry_fan @ode.x. [sic]"), ["ferry_fan", "@ode.x", ".", "[", "sic", "]"]);
        assert_eq!(split("$1.13bn, 8.5% (2-1)"), ["$1.13bn", ",", "8.5%", "(", "2-1", ")"]);
        assert_eq!(
            split("it ended.Then J. K. Ode -- well"),
            ["it", "ended", ".", "Then", "J.", "K.", "Ode", "--", "well"]
        );
    }
}
