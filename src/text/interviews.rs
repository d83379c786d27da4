//! Interviews whose questions are marked as bold or italic and nothing else: "**Why did you go?**"
//! above "I was tired.".
//!
//! Explanations and lists of questions look the same. So a text is an interview only if its
//! questions are to "you" and its answers are by an "I".

use super::turns::{TurnLine, Voice, ends_sentence, is_markup};
use crate::model::Span;

/// A line in marks.
struct Prompt {
    /// The number of the line.
    line: usize,
    /// The words inside the marks.
    words: Span,
    /// Whether they end with a question mark.
    asks: bool,
    /// The byte at which words after the marks begin.
    rest: Option<usize>,
}

/// Who words speak of.
#[derive(Clone, Copy, Default)]
struct Persons {
    /// "I", "my"
    first: bool,
    /// "we", "our"
    plural: bool,
    /// "you", "your"
    second: bool,
}

/// Finds the turns of an interview. `lines` are the lines of the text without the white space
/// around them; a line of an interview with a question and its answer becomes two.
pub(super) fn interview(text: &str, lines: &mut Vec<Span>) -> Vec<TurnLine> {
    let prompts: Vec<Prompt> =
        lines.iter().enumerate().filter_map(|(line, span)| prompt(text, line, *span)).collect();
    if prompts.iter().filter(|prompt| prompt.asks).count() < 2 {
        return Vec::new();
    }
    let answers: Vec<Option<Span>> = prompts
        .iter()
        .enumerate()
        .map(|(number, prompt)| {
            let next = prompts.get(number + 1).map_or(lines.len(), |next| next.line);
            answer(text, lines, prompt, next)
        })
        .collect();
    if !is_interview(text, lines, &prompts, &answers) {
        return Vec::new();
    }
    let mut turns = Vec::new();
    let mut parted = Vec::with_capacity(lines.len() + prompts.len());
    let mut both = prompts.iter().zip(&answers).peekable();
    let mut answered = None;
    for (line, span) in lines.iter().enumerate() {
        if answered == Some(*span) {
            turns.push(TurnLine { line: parted.len(), voice: Voice::Answers, words: span.start() });
        }
        parted.push(*span);
        let Some((prompt, answer)) = both.next_if(|(prompt, _)| prompt.line == line) else {
            continue;
        };
        // A line in marks without an answer, or that is no sentence, is a heading.
        let said = prompt.asks || ends_sentence(words(text, prompt.words)) && answer.is_some();
        if !said {
            continue;
        }
        turns.push(TurnLine {
            line: parted.len() - 1,
            voice: Voice::Asks,
            words: prompt.words.start(),
        });
        if let Some(rest) = prompt.rest {
            if let Some(last) = parted.last_mut() {
                *last = Span::of(span.start()..prompt.words.end());
            }
            turns.push(TurnLine { line: parted.len(), voice: Voice::Answers, words: rest });
            parted.push(Span::of(rest..span.end()));
        }
        answered = if prompt.rest.is_none() { *answer } else { None };
    }
    *lines = parted;
    turns
}

fn words(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or_default()
}

/// Reads a line that begins with a mark: "**Why?**", "*Why?* I fell."
fn prompt(text: &str, line: usize, span: Span) -> Option<Prompt> {
    let all = words(text, span);
    if !all.starts_with(is_markup) {
        return None;
    }
    let inner = all.trim_start_matches(is_markup);
    let front = all.len() - inner.len();
    let mark = all.get(..front)?;
    let close = inner.find(mark)?;
    let asked = inner.get(..close)?.trim_end();
    let after = inner.get(close + mark.len()..)?;
    let rest = after.trim_start_matches(|letter: char| letter.is_whitespace() || is_markup(letter));
    let asks = asked.trim_end_matches(['”', '"', ' ']).ends_with('?');
    // "**Pros.** It is cheap." is of a list.
    if !asked.starts_with(char::is_uppercase) || !asks && !rest.is_empty() {
        return None;
    }
    let start = span.start() + front;
    Some(Prompt {
        line,
        words: Span::of(start..start + asked.len()),
        asks,
        rest: (!rest.is_empty()).then(|| span.end() - rest.len()),
    })
}

/// The first line of the answer to a prompt, before the line `next`.
fn answer(text: &str, lines: &[Span], prompt: &Prompt, next: usize) -> Option<Span> {
    if let Some(rest) = prompt.rest {
        let line = lines.get(prompt.line)?;
        return Some(Span::of(rest..line.end()));
    }
    let below = lines.get(prompt.line + 1..next)?;
    let first = *below.iter().find(|line| !line.is_empty())?;
    let said = words(text, first);
    let opens = said.starts_with(|letter: char| {
        letter.is_uppercase() || letter.is_ascii_digit() || matches!(letter, '…' | '$' | '£')
    });
    opens.then_some(first)
}

/// Whether most questions are to somebody who answers for himself or herself.
fn is_interview(text: &str, lines: &[Span], prompts: &[Prompt], answers: &[Option<Span>]) -> bool {
    let (mut asked, mut to_you, mut of_me) = (0, 0, 0);
    let (mut answered, mut by_me, mut by_us) = (0, 0, 0);
    for (number, (prompt, answer)) in prompts.iter().zip(answers).enumerate() {
        if !prompt.asks {
            continue;
        }
        asked += 1;
        let question = persons(words(text, prompt.words));
        to_you += usize::from(question.second);
        of_me += usize::from(question.first);
        let Some(answer) = answer else { continue };
        answered += 1;
        let next = prompts.get(number + 1).map_or(lines.len(), |next| next.line);
        let more = lines.get(prompt.line + 1..next).unwrap_or_default();
        let more = more.iter().filter(|line| **line != *answer);
        // The last answer is followed by the rest of the text.
        let more = more.take(if number + 1 < prompts.len() { usize::MAX } else { 0 });
        let of = std::iter::once(answer).chain(more).map(|line| persons(words(text, *line)));
        let told = of.fold(Persons::default(), |all, one| Persons {
            first: all.first || one.first,
            plural: all.plural || one.plural,
            second: all.second || one.second,
        });
        by_me += usize::from(told.first);
        by_us += usize::from(told.first || told.plural);
    }
    answered > 1
        && 3 * answered >= 2 * asked
        && 3 * to_you >= asked
        && 2 * of_me < asked
        && 3 * by_me >= answered
        && 2 * by_us >= answered
}

/// The persons that the first words speak of, before any in marks.
fn persons(words: &str) -> Persons {
    /// Most words that are looked at.
    const HEAD: usize = 80;
    let mut found = Persons::default();
    let words = words.split(['“', '"', '«', '„']).next().unwrap_or_default();
    for word in words.split(|letter: char| !letter.is_alphabetic()).take(HEAD) {
        let is = |known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
        found.first |= word == "I" || is(&["me", "my", "mine", "myself"]);
        found.plural |= is(&["we", "us", "our", "ours"]);
        found.second |= is(&["you", "your", "yours", "yourself"]);
    }
    found
}
