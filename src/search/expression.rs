//! A query for words, as it was written.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::words::{Word, words};

/// Most words of a query. Those after them are left out.
const WORDS: usize = 64;
/// Most parentheses inside of each other. Those inside of them are left out.
const DEPTH: usize = 32;

/// What a query looks for in a text. Its words are folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// No text.
    Nothing,
    /// Texts with a word that has the stem of this one.
    Word(String),
    /// Texts with a word that begins so.
    Prefix(String),
    /// Texts in which words with these stems have positions one after the other, and then a word
    /// that begins as `prefix` does if there is one: two in all at least.
    Phrase { words: Vec<String>, prefix: Option<String> },
    /// Texts that all of these find: two at least.
    And(Vec<Self>),
    /// Texts that one of these finds: two at least.
    Or(Vec<Self>),
    /// Texts that this does not find.
    Not(Box<Self>),
}

/// Reads a query for words. Whatever is no query of the syntax is read as words.
pub(crate) fn parse(query: &str) -> Expression {
    let mut parts = parts(query);
    drop_stray_parentheses(&mut parts);
    let mut tokens = tokens(&parts).into_iter().peekable();
    any_of(&mut tokens)
}

/// A part of a query, as written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    Open,
    Close,
    /// A minus directly before the next part.
    Minus,
    /// What is between double marks.
    Phrase(&'a str),
    /// What is between blanks, parentheses and double marks.
    Words(&'a str),
}

/// Splits a query. A double mark without its other half is left out.
fn parts(query: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut before = ' ';
    let mut rest = query;
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        rest = after;
        if is_open(letter) {
            found.push(Part::Open);
        } else if is_close(letter) {
            found.push(Part::Close);
        } else if is_double_mark(letter) {
            if let Some((phrase, left)) = after.split_once(is_double_mark) {
                found.push(Part::Phrase(phrase));
                rest = left;
            }
        } else if letter == '-' && begins(before) && after.starts_with(is_excluded) {
            found.push(Part::Minus);
        } else if !letter.is_whitespace() {
            let length = after.find(ends).unwrap_or(after.len());
            let (words, left) = query
                .get(query.len() - after.len() - letter.len_utf8()..)
                .and_then(|all| all.split_at_checked(letter.len_utf8() + length))
                .unwrap_or_default();
            found.push(Part::Words(words));
            rest = left;
        }
        before = letter;
    }
    found
}

/// Returns whether a character is a double mark of any language. Each opens, and the next closes.
const fn is_double_mark(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '〝' | '〞' | '〟' | '＂')
        || matches!(letter, '「' | '」' | '『' | '』')
}

const fn is_open(letter: char) -> bool {
    matches!(letter, '(' | '（')
}

const fn is_close(letter: char) -> bool {
    matches!(letter, ')' | '）')
}

/// Returns whether words written together end before a character.
fn ends(letter: char) -> bool {
    letter.is_whitespace() || is_open(letter) || is_close(letter) || is_double_mark(letter)
}

/// Returns whether a minus after a character can be an operator.
fn begins(before: char) -> bool {
    before.is_whitespace() || is_open(before)
}

/// Returns whether a minus before a character can be an operator.
fn is_excluded(next: char) -> bool {
    next.is_alphanumeric() || is_open(next) || is_double_mark(next)
}

/// Removes the parentheses without their other halves, and those inside of too many others.
fn drop_stray_parentheses(parts: &mut Vec<Part>) {
    let mut opened = Vec::new();
    let mut kept = vec![false; parts.len()];
    for (at, part) in parts.iter().enumerate() {
        match part {
            Part::Open => opened.push(at),
            Part::Close => {
                if let Some(open) = opened.pop()
                    && opened.len() < DEPTH
                {
                    for at in [open, at] {
                        if let Some(kept) = kept.get_mut(at) {
                            *kept = true;
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut kept = kept.into_iter();
    parts.retain(|part| {
        let kept = kept.next().unwrap_or_default();
        kept || !matches!(part, Part::Open | Part::Close)
    });
}

/// A part of a query, with its meaning.
#[derive(PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Operand(Expression),
}

/// Tells operators from words: one has something to join on both sides, or after it for "not".
fn tokens(parts: &[Part]) -> Vec<Token> {
    let mut found = Vec::new();
    let mut left = WORDS;
    for (at, part) in parts.iter().enumerate() {
        let follows = parts.get(at + 1).is_some_and(|next| *next != Part::Close);
        let joins = follows && matches!(found.last(), Some(Token::Close | Token::Operand(_)));
        let token = match part {
            Part::Open => Some(Token::Open),
            Part::Close => Some(Token::Close),
            Part::Words("AND") if joins => Some(Token::And),
            Part::Words("OR") if joins => Some(Token::Or),
            Part::Words("NOT") | Part::Minus if follows => Some(Token::Not),
            Part::Minus => None,
            Part::Words(text) | Part::Phrase(text) => together(text, &mut left).map(Token::Operand),
        };
        if token.is_none() && at > 0 && parts.get(at - 1) == Some(&Part::Minus) {
            // Nothing is excluded.
            found.pop();
        }
        found.extend(token);
    }
    found
}

/// Reads words that stand together. Returns `None` if there are none, or too many before them.
fn together(text: &str, left: &mut usize) -> Option<Expression> {
    let mut words = words(text);
    words.truncate(*left);
    *left -= words.len();
    let end = words.last()?.span.end;
    let is_prefix = text.get(end..).is_some_and(|after| after.starts_with('*'));
    let whole = words.first()?.span.start..end;
    let one =
        |folded| if is_prefix { Expression::Prefix(folded) } else { Expression::Word(folded) };

    let (parts, compounds): (Vec<Word>, Vec<Word>) = {
        let mut next = 0;
        words.into_iter().partition(|word| {
            let is_part = word.position == next;
            next += u32::from(is_part);
            is_part
        })
    };
    let mut parts: Vec<String> = parts.into_iter().map(|word| word.folded.into_owned()).collect();
    let last = parts.pop()?;
    if parts.is_empty() {
        return Some(one(last));
    }
    let prefix = if is_prefix {
        Some(last)
    } else {
        parts.push(last);
        None
    };
    let phrase = Expression::Phrase { words: parts, prefix };
    Some(match compounds.into_iter().find(|compound| compound.span == whole) {
        Some(compound) => Expression::Or(vec![phrase, one(compound.folded.into_owned())]),
        None => phrase,
    })
}

type Tokens = Peekable<IntoIter<Token>>;

/// Reads what "or" joins, up to the end of a group.
fn any_of(tokens: &mut Tokens) -> Expression {
    let mut found = vec![all_of(tokens)];
    while tokens.next_if_eq(&Token::Or).is_some() {
        found.push(all_of(tokens));
    }
    of_some(found, Expression::Or)
}

/// Reads what "and" joins, written or not.
fn all_of(tokens: &mut Tokens) -> Expression {
    let mut found = Vec::new();
    while let Some(token) = tokens.next_if(|token| !matches!(token, Token::Or | Token::Close)) {
        found.push(match token {
            Token::Not => excluded(tokens),
            token => operand(token, tokens),
        });
    }
    of_some(found, Expression::And)
}

/// Reads what follows a "not", which can be another.
fn excluded(tokens: &mut Tokens) -> Expression {
    let mut is_excluded = true;
    while tokens.next_if_eq(&Token::Not).is_some() {
        is_excluded = !is_excluded;
    }
    let next = tokens.next_if(|token| matches!(token, Token::Open | Token::Operand(_)));
    match next.map(|token| operand(token, tokens)) {
        None | Some(Expression::Nothing) => Expression::Nothing,
        Some(found) if is_excluded => Expression::Not(Box::new(found)),
        Some(found) => found,
    }
}

/// Reads a word, a phrase or a group that begins with a token.
fn operand(token: Token, tokens: &mut Tokens) -> Expression {
    match token {
        Token::Operand(found) => found,
        Token::Open => {
            let found = any_of(tokens);
            tokens.next_if_eq(&Token::Close);
            found
        }
        _ => Expression::Nothing,
    }
}

/// Joins expressions, of which those that find nothing are left out.
fn of_some(
    mut found: Vec<Expression>,
    join: impl FnOnce(Vec<Expression>) -> Expression,
) -> Expression {
    found.retain(|found| *found != Expression::Nothing);
    match found.pop() {
        None => Expression::Nothing,
        Some(only) if found.is_empty() => only,
        Some(last) => {
            found.push(last);
            join(found)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An expression as it could be written, with every group in parentheses.
    fn written(expression: &Expression) -> String {
        let joined = |all: &[Expression], sign: &str| {
            format!("({})", all.iter().map(written).collect::<Vec<_>>().join(sign))
        };
        match expression {
            Expression::Nothing => "nothing".to_owned(),
            Expression::Word(word) => word.clone(),
            Expression::Prefix(prefix) => format!("{prefix}*"),
            Expression::Phrase { words, prefix: None } => format!("{:?}", words.join(" ")),
            Expression::Phrase { words, prefix: Some(prefix) } => {
                format!("\"{} {prefix}*\"", words.join(" "))
            }
            Expression::And(all) => joined(all, " & "),
            Expression::Or(any) => joined(any, " | "),
            Expression::Not(excluded) => format!("-{}", written(excluded)),
        }
    }

    #[test]
    fn queries_are_read_as_they_were_meant() {
        for (query, expected) in [
            // Words
            ("", "nothing"),
            (" … * \"\" () - ", "nothing"),
            ("Turning", "turning"),
            ("turning point", "(turning & point)"),
            ("O'Brien IN Paris", "(obrien & in & paris)"),
            ("site:bbc a/b x~2 y^3 [sic]", "(\"site bbc\" & \"a b\" & \"x 2\" & \"y 3\" & sic)"),
            ("ada@example.org", "\"ada example org\""),
            ("e-mail", "(\"e mail\" | email)"),
            ("19-year-old", "\"19 year old\""),
            ("北京大学", "\"北京 京大 大学\""),
            // Prefixes
            ("turn*", "turn*"),
            ("Pér* *ing t*rn *", "(per* & ing & \"t rn\")"),
            ("turn*, (turn*)", "(turn* & turn*)"),
            ("re-elec*", "(\"re elec*\" | reelec*)"),
            ("3.* turn *", "(3 & turn)"),
            // Phrases
            ("\"turning point\"", "\"turning point\""),
            (
                "“turning point” „or so“ «x y» »u v« 「北京大」",
                "(\"turning point\" & \"or so\" & \"x y\" & \"u v\" & \"北京 京大\")",
            ),
            ("\"turning poi*\"", "\"turning poi*\""),
            ("\"turning* point\"", "\"turning point\""),
            ("\"point\" \"AND\"", "(point & and)"),
            ("\"(a OR b) -c\"", "\"a or b c\""),
            ("\"e-mail\" \"an e-mail\"", "((\"e mail\" | email) & \"an e mail\")"),
            ("\"turning point", "(turning & point)"),
            ("“a b” c “d", "(\"a b\" & c & d)"),
            ("x\"a b\"y", "(x & \"a b\" & y)"),
            // Operators
            ("a OR b", "(a | b)"),
            ("a or b", "(a & or & b)"),
            ("a AND b OR c d", "((a & b) | (c & d))"),
            ("a (b OR c)", "(a & (b | c))"),
            ("a NOT b", "(a & -b)"),
            ("a AND NOT b", "(a & -b)"),
            ("a OR NOT b", "(a | -b)"),
            ("NOT NOT a", "a"),
            ("NOT (a b)", "-(a & b)"),
            ("a -b", "(a & -b)"),
            ("-a", "-a"),
            ("-a -b", "(-a & -b)"),
            ("-\"a b\" -(c d) -e-mail", "(-\"a b\" & -(c & d) & -(\"e mail\" | email))"),
            ("a-b a - b --c", "((\"a b\" | ab) & a & b & c)"),
            ("-\"\" a", "a"),
            ("NOT () a", "a"),
            // Operators that join nothing
            ("AND", "and"),
            ("OR NOT", "(or & not)"),
            ("AND a", "(and & a)"),
            ("Portland OR", "(portland & or)"),
            ("a AND OR b", "(a & or & b)"),
            ("(a OR) b", "((a & or) & b)"),
            ("IT IS NOT", "(it & is & not)"),
            ("a NOT AND", "(a & -and)"),
            ("a OR ()", "a"),
            // Parentheses
            ("(a", "a"),
            ("a) b", "(a & b)"),
            (")(a b)(", "(a & b)"),
            ("((a OR b)) c", "((a | b) & c)"),
            ("foo(bar) :)", "(foo & bar)"),
            ("（a OR b） c", "((a | b) & c)"),
        ] {
            assert_eq!(written(&parse(query)), expected, "{query:?}");
        }
    }

    #[test]
    fn long_and_deep_queries_are_bounded() {
        let long = (0..200).map(|word| format!("w{word}")).collect::<Vec<_>>();
        let Expression::And(all) = parse(&long.join(" ")) else { panic!("several words") };
        assert_eq!(all.len(), WORDS);
        let Expression::Phrase { words, .. } = parse(&format!("\"{}\"", long.join(" "))) else {
            panic!("a phrase")
        };
        assert_eq!(words.len(), WORDS);
        assert_eq!(parse(&format!("{} -x", long.join(" "))), parse(&long.join(" ")));

        let nested = |depth| format!("{}a OR b{} c", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(written(&parse(&nested(DEPTH))), "((a | b) & c)");
        assert_eq!(written(&parse(&nested(100_000))), "((a | b) & c)");
        let inside = format!("{}(a OR b){}", "(x ".repeat(DEPTH), ")".repeat(DEPTH));
        let found = written(&parse(&inside));
        assert!(found.ends_with(&format!("((x & a) | b){}", ")".repeat(DEPTH - 1))), "{found}");
    }
}
