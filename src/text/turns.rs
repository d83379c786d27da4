//! Turns: the lines of transcripts and records that begin with who speaks, such as "Q:", "ADA ODU:"
//! and "Mr. ODU.", and the rows of tables that do: "| Ada Odu | We left. |".
//!
//! Lists, recipes and fact boxes have labels as well. So a text has turns only if its labels are of
//! people by their shape, come again, and stand before sentences that somebody speaks.

use foldhash::{HashMap, HashSet};

use super::particles::is_particle;
use super::turn_labels::{ARTICLES, Style, is_capitals, is_title, style};
use crate::model::Span;

/// Who says a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    /// Whoever these words name: "ADA ODU", "Q".
    Named(Span),
    /// The speaker of the turn before, who goes on.
    GoesOn,
    /// Who asks in an interview without labels.
    Asks,
    /// Who answers there.
    Answers,
}

/// A line that one speaker says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TurnLine {
    /// The number of the line.
    pub(super) line: usize,
    pub(super) voice: Voice,
    /// The byte at which the words of the speaker begin.
    pub(super) words: usize,
}

/// Longest label, in bytes.
const LABEL: usize = 90;
/// Most words of the name in a label.
const LABEL_WORDS: usize = 6;

/// A line that looks like a turn.
struct Candidate {
    line: usize,
    label: Span,
    /// The byte at which the words after the label begin.
    words: usize,
    style: Style,
    /// Whether the label is a cell of a table.
    cell: bool,
    /// Whether its words end as a sentence does.
    sentence: bool,
    /// Whether its words ask, or say "I", "we" or "you".
    spoken: bool,
}

/// Finds the turns of a text. `lines` are its lines without the white space around them.
pub(super) fn turn_lines(text: &str, lines: &[Span]) -> Vec<TurnLine> {
    let candidate = |(line, span): (usize, &Span)| read(text, line, *span);
    let mut found: Vec<Candidate> = lines.iter().enumerate().filter_map(candidate).collect();
    if found.len() < 2 {
        return Vec::new();
    }
    let headed = tables(text, lines, &mut found);
    // A speaker comes again under the same label or by the surname: "Ada Odu", then "Ms Odu".
    let mut wholes: HashMap<&str, usize> = HashMap::default();
    let (mut alone, mut inside) = (HashSet::default(), HashSet::default());
    let single = |candidate: &Candidate, whole: &str, surname: &str| {
        whole == surname || matches!(candidate.style, Style::Word | Style::Titled)
    };
    for candidate in &found {
        let (whole, surname) = names(text, candidate.label);
        *wholes.entry(whole).or_default() += 1;
        let by = if single(candidate, whole, surname) { &mut alone } else { &mut inside };
        by.insert(surname);
    }
    let labels = wholes.len();
    // "Ada Odu", then "AO"
    let spelt: HashSet<String> = wholes.keys().filter_map(|whole| initials(whole)).collect();
    let again = |candidate: &Candidate| {
        let (whole, surname) = names(text, candidate.label);
        let other = if single(candidate, whole, surname) { &inside } else { &alone };
        wholes.get(whole).is_some_and(|count| *count > 1)
            || other.contains(surname)
            || spelt.contains(whole)
            || initials(whole).is_some_and(|initials| wholes.contains_key(&*initials))
    };
    // Single words that never come again are labels of something else.
    if !found.iter().any(|candidate| candidate.style == Style::Word && again(candidate)) {
        found.retain(|candidate| candidate.style != Style::Word || headed && candidate.cell);
    }
    // Of a transcript with names in capitals, "Ada Odu: We Will Stay" is the headline.
    if found.iter().filter(|found| found.style == Style::Capitals).count() > 1 {
        let other = |found: &Candidate| matches!(found.style, Style::Name | Style::Word);
        found.retain(|candidate| !other(candidate) || again(candidate));
    }
    // Questions without labels, and one who answers: "Why?" above "Odu: I fell."
    let asked = |candidate: &Candidate| {
        let above = lines.get(..candidate.line).unwrap_or_default();
        let above = above.iter().rev().find(|line| !line.is_empty());
        above.and_then(|line| text.get(line.range())).is_some_and(|words| words.ends_with('?'))
    };
    let named = |found: &Candidate| !matches!(found.style, Style::Question | Style::Answer);
    let answers = labels == 1
        && found.len() > 1
        && found.iter().all(named)
        && found.iter().any(|candidate| candidate.spoken)
        && 2 * found.iter().filter(|candidate| asked(candidate)).count() >= found.len();
    let turn = |candidate: Candidate| TurnLine {
        line: candidate.line,
        voice: Voice::Named(candidate.label),
        words: candidate.words,
    };
    if answers || is_transcript(&found, again, labels) {
        return found.into_iter().map(turn).collect();
    }
    found.retain(|candidate| candidate.cell);
    let sentences = found.iter().filter(|candidate| candidate.sentence).count();
    if headed && found.len() > 1 && 2 * sentences >= found.len() {
        found.into_iter().map(turn).collect()
    } else {
        Vec::new()
    }
}

/// Whether lines with labels are of one transcript.
fn is_transcript(found: &[Candidate], again: impl Fn(&Candidate) -> bool, labels: usize) -> bool {
    let count = |of: &dyn Fn(&Candidate) -> bool| found.iter().filter(|found| of(found)).count();
    let styled = |style: Style| count(&|found| found.style == style);
    if found.len() < 2 || 2 * count(&|found| found.sentence) < found.len() {
        return false;
    }
    let spoken = 3 * count(&|found| found.spoken) >= found.len();
    let (asked, answered) = (styled(Style::Question), styled(Style::Answer));
    let named = styled(Style::Capitals) + styled(Style::Name) + styled(Style::Word);
    let (titled, roles) = (styled(Style::Titled), styled(Style::Role));
    let repeated = count(&|found| again(found));
    let whole = |found: &Candidate| matches!(found.style, Style::Capitals | Style::Name);
    asked > 0 && (answered > 0 || named + titled + roles > 0)
        || titled > 1
        || titled > 0 && roles > 0
        || roles > 0 && named > 0 && (repeated > 0 || spoken)
        || spoken && labels > 1 && repeated > 1 && found.len() > 2
        || spoken && count(&whole) > 1 && named == found.len() && 3 * repeated >= found.len()
}

/// The name in a label, without what is added to it, and its last word: a surname.
fn names(text: &str, label: Span) -> (&str, &str) {
    let words = text.get(label.range()).unwrap_or_default();
    let name = words.split(['(', ',', '[']).next().unwrap_or_default().trim();
    (name, name.rsplit(' ').next().unwrap_or_default())
}

/// The initials of a name of several words.
fn initials(name: &str) -> Option<String> {
    let mut words = name.split(' ').filter_map(|word| word.chars().next());
    let initials: String = words.by_ref().collect();
    (initials.chars().nth(1).is_some() && initials.chars().all(char::is_uppercase))
        .then_some(initials)
}

fn read(text: &str, line: usize, span: Span) -> Option<Candidate> {
    // Most lines of a wrapped text go on in the middle of a sentence.
    if text.as_bytes().get(span.start()).is_none_or(u8::is_ascii_lowercase) {
        return None;
    }
    let words = text.get(span.range())?;
    let front = if let Some(front) = question_number(words) {
        front
    } else if words.starts_with(|letter: char| letter.is_ascii_uppercase()) {
        0
    } else {
        words.len() - unmarked(words).len()
    };
    let rest = words.get(front..)?;
    if !may_be_labelled(rest.as_bytes()) {
        return None;
    }
    if !rest.starts_with(|letter: char| letter.is_uppercase()) {
        return None;
    }
    let in_cell = with_cell(rest);
    // "Q" with a tab is as good as "Q:".
    let asked = |style: Style| matches!(style, Style::Question | Style::Answer);
    let cell = in_cell.is_some_and(|(.., style)| !asked(style));
    let (label, behind, style) =
        in_cell.or_else(|| with_colon(rest)).or_else(|| with_stop(rest))?;
    let said = rest.get(behind..)?;
    let skipped = said.len()
        - said.trim_start_matches(|letter: char| letter.is_whitespace() || is_markup(letter)).len();
    let said = said.get(skipped..)?.trim_end_matches(is_cell_end);
    if cell && said.contains(['|', '\t']) {
        return None;
    }
    let opens = |letter: char| {
        letter.is_uppercase()
            || letter.is_ascii_digit()
            || matches!(letter, '“' | '"' | '‘' | '(' | '[' | '…' | '—' | '–' | '$' | '£')
    };
    if !said.starts_with(opens) || is_quoted(said) {
        return None;
    }
    let start = span.start() + front;
    Some(Candidate {
        line,
        label: Span::of(start..start + label),
        words: start + behind + skipped,
        style,
        cell,
        sentence: ends_sentence(said),
        spoken: is_spoken(said),
    })
}

/// Whether a line may begin with a label: no small word is in front of what ends the label, except
/// after an article and between capitals. Tells most lines apart by their second word.
fn may_be_labelled(bytes: &[u8]) -> bool {
    let mut words = bytes.split(|byte| *byte == b' ');
    let ends = |word: &[u8]| {
        word.iter().any(|byte| matches!(byte, b':' | b'|' | b'\t' | b'(' | b'[' | b',' | b'.'))
    };
    let Some(first) = words.next() else { return false };
    if first.len() < 3 || ends(first) || ARTICLES.iter().any(|word| word.as_bytes() == first) {
        return true;
    }
    for word in words.take(LABEL_WORDS) {
        let small = word.first().is_some_and(u8::is_ascii_lowercase);
        let joins = || {
            let word = str::from_utf8(word).unwrap_or_default();
            matches!(word, "of" | "for") || is_particle(word)
        };
        if ends(word) {
            return true;
        }
        if small && !joins() {
            return false;
        }
    }
    true
}

/// The length of the number of a question before who asks it: "Q7 Ada Odu: Why?"
fn question_number(words: &str) -> Option<usize> {
    let number = words.strip_prefix('Q')?;
    let rest = number.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let name = rest.trim_start_matches(' ');
    let numbered = rest.len() < number.len() && name.len() < rest.len();
    (numbered && name.starts_with(char::is_uppercase)).then(|| words.len() - name.len())
}

/// A line without what marks a list, a table, a time or a heading in front of it.
fn unmarked(words: &str) -> &str {
    let mut rest = words;
    for _ in 0..3 {
        rest = rest.trim_start_matches(|letter: char| {
            is_markup(letter) || matches!(letter, '#' | '>' | '|' | ' ' | '\t')
        });
        // "[10:02]", "(10:02:11)"
        let timed = rest.strip_prefix(['[', '(']).and_then(|inside| {
            let (time, behind) = inside.split_at_checked(
                inside.bytes().take(12).position(|byte| matches!(byte, b']' | b')'))?,
            )?;
            let digits =
                time.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
            (digits && !time.is_empty()).then(|| behind.get(1..)).flatten()
        });
        // "10:02 |"
        let in_cell = || {
            let digit = |letter: char| letter.is_ascii_digit() || matches!(letter, ':' | '.');
            let behind = rest.trim_start_matches(digit);
            let timed =
                behind.len() < rest.len() && rest.starts_with(|at: char| at.is_ascii_digit());
            let plain = behind.trim_start_matches(' ');
            let time = rest.get(..rest.len() - behind.len()).unwrap_or_default();
            // "10:02 Ada Odu: …"
            if time.contains(':') && plain.starts_with(|letter: char| letter.is_ascii_uppercase()) {
                return Some(plain);
            }
            if timed { plain.strip_prefix(['|', '\t']) } else { None }
        };
        match timed.or_else(in_cell) {
            Some(behind) => rest = behind,
            None => break,
        }
    }
    rest
}

pub(super) const fn is_markup(letter: char) -> bool {
    matches!(letter, '*' | '_')
}

/// What ends the last cell of a row of a table.
fn is_cell_end(letter: char) -> bool {
    matches!(letter, '|' | ' ' | '\t')
}

/// "Ada Odu | …" and "Ada Odu\t…": the label in the first cell of a row, as [`with_colon`] gives
/// it.
fn with_cell(rest: &str) -> Option<(usize, usize, Style)> {
    let mut head = rest.as_bytes().iter().take(LABEL);
    let bar = head.position(|byte| matches!(byte, b'|' | b'\t'))?;
    let label = rest.get(..bar)?.trim_end_matches(|letter| is_markup(letter) || letter == ' ');
    Some((label.len(), bar + 1, style(label)?))
}

/// Takes out the rows of a table that has other rows as well, such as names with prices. Returns
/// whether the table says in its head that its rows are who said what.
fn tables(text: &str, lines: &[Span], found: &mut Vec<Candidate>) -> bool {
    found.retain(|candidate| {
        let row = lines.get(candidate.line).and_then(|span| text.get(span.range()));
        !(candidate.cell && row.is_some_and(is_head))
    });
    let mut cells = found.iter().filter(|candidate| candidate.cell);
    let Some(first) = cells.next().map(|candidate| candidate.line) else { return false };
    let last = cells.next_back().map_or(first, |candidate| candidate.line);
    let words =
        |line: usize| lines.get(line).and_then(|span| text.get(span.range())).unwrap_or_default();
    let is_rule = |line: &usize| {
        let words = words(*line);
        words.contains('-') && words.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
    };
    let is_row = |line: &usize| words(*line).trim_end_matches(is_cell_end).contains(['|', '\t']);
    let start = first - (0..first).rev().take_while(is_row).count();
    let end = last + 1 + (last + 1..lines.len()).take_while(is_row).count();
    let headed = start < first && is_head(words(start));
    let head = headed || (start..first).any(|line| is_rule(&line));
    let is_turn =
        |line: usize| found.binary_search_by_key(&line, |candidate| candidate.line).is_ok();
    let rows = (start..end).filter(|line| is_row(line) && !is_rule(line));
    if rows.filter(|line| !is_turn(*line)).count() > usize::from(head) {
        found.retain(|candidate| !candidate.cell);
        return false;
    }
    headed
}

/// Whether a row is the head of a table of who said what: "| Name | Statement |".
fn is_head(words: &str) -> bool {
    let mut cells = words
        .split(['|', '\t'])
        .map(|cell| cell.trim_matches(|letter| is_markup(letter) || letter == ' '))
        .filter(|cell| !cell.is_empty());
    let (who, said) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
    let last = said.rsplit(' ').next().unwrap_or_default();
    let is =
        |word: &str, known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
    cells.next().is_none() && is(who, &SPEAKERS) && is(last, &SAID)
}

/// Heads of the column of a table that says who speaks.
const SPEAKERS: [&str; 14] = [
    "name",
    "names",
    "speaker",
    "who",
    "person",
    "witness",
    "candidate",
    "member",
    "player",
    "voter",
    "resident",
    "reader",
    "interviewee",
    "participant",
];

/// Heads of the column with what is said, or their last words.
const SAID: [&str; 18] = [
    "words",
    "said",
    "says",
    "statement",
    "statements",
    "quote",
    "quotes",
    "comment",
    "comments",
    "answer",
    "answers",
    "response",
    "responses",
    "reply",
    "reaction",
    "remarks",
    "testimony",
    "view",
];

/// "Ada Odu:", "ADA ODU, MAYOR:", "Ada Odu (Labour):", "**Ada Odu**:". Gives the length of the
/// label, the place at which the words after it begin, and the style.
fn with_colon(rest: &str) -> Option<(usize, usize, Style)> {
    let head = rest.get(..rest.floor_char_boundary(LABEL))?;
    let colon = head.find(':')?;
    // "(14:02)" is inside the label.
    let colon = match head.get(..colon)?.rfind(['(', '[']) {
        Some(open) if !head.get(open..colon)?.contains([')', ']']) => {
            let close = colon + head.get(colon..)?.find([')', ']'])?;
            close + head.get(close..)?.find(':')?
        }
        _ => colon,
    };
    let label = rest.get(..colon)?.trim_end_matches(|letter| is_markup(letter) || letter == ' ');
    Some((label.len(), colon + 1, style(label)?))
}

/// "Mr. ODU.", "The SPEAKER.", "Mr. ODU (during the reading).", "Q.", and "Q" alone.
fn with_stop(rest: &str) -> Option<(usize, usize, Style)> {
    for (letter, style) in [("Q", Style::Question), ("A", Style::Answer)] {
        if let Some(behind) = rest.strip_prefix(letter) {
            let stop = behind.starts_with(". ") || behind.starts_with(".*");
            let alone = style == Style::Question
                && behind.trim_start_matches([' ', '\t', '\u{a0}']).len() < behind.len();
            return (stop || alone).then_some((1, 1 + usize::from(stop), style));
        }
    }
    // "Mr. ODU" and "The SPEAKER": most lines are told apart by their second word.
    let blank = rest.as_bytes().iter().take(LABEL).position(|byte| *byte == b' ')?;
    let second = rest.as_bytes().get(blank + 1..blank + 3)?;
    if !second.iter().all(u8::is_ascii_uppercase) {
        return None;
    }
    let title = match rest.get(..blank)? {
        "The" => false,
        word if is_title(word) => true,
        _ => return None,
    };
    let mut at = blank + 1;
    let name = at;
    let mut words = 0;
    loop {
        let behind = rest.get(at..)?;
        let length = behind.find([' ', '.']).unwrap_or(behind.len());
        let word = behind.get(..length)?;
        let of = words > 0 && word == "of";
        let state =
            words > 1 && rest.get(..at)?.ends_with(" of ") && word.starts_with(char::is_uppercase);
        let deputy = words > 0 && matches!(word, "pro" | "tempore");
        if !(of || state || deputy || is_capitals(word)) || words > 4 {
            break;
        }
        words += 1;
        at += length;
        if rest.get(at..)?.starts_with('.') || rest.get(at..)?.starts_with(" (") {
            break;
        }
        at += 1;
    }
    let label = at;
    if label <= name || words == 0 {
        return None;
    }
    let behind = rest.get(at..)?;
    if behind.starts_with(" (") {
        at += behind.bytes().take(LABEL).position(|byte| byte == b')')? + 1;
    }
    rest.get(at..)?.starts_with(". ").then_some(())?;
    Some((label, at + 1, if title { Style::Titled } else { Style::Role }))
}

/// Whether words end as a sentence does.
pub(super) fn ends_sentence(words: &str) -> bool {
    words
        .trim_end_matches(|letter: char| is_markup(letter) || matches!(letter, ')' | ']' | ' '))
        .ends_with(['.', '?', '!', '…', '”', '"', '—', '–', '’', '\''])
}

/// Whether words ask, or say "I", "we" or "you", as nobody does in a list.
fn is_spoken(words: &str) -> bool {
    /// Most words that are looked at.
    const HEAD: usize = 60;
    words.contains('?')
        || words.split(|letter: char| !letter.is_alphabetic()).take(HEAD).any(|word| {
            ["i", "we", "you", "my", "our", "your", "me", "us", "thank", "thanks", "yes", "no"]
                .iter()
                .any(|person| word.eq_ignore_ascii_case(person))
        })
}

/// Whether words are in quotation marks from beginning to end.
fn is_quoted(words: &str) -> bool {
    words.starts_with(['“', '"', '„', '«', '‘', '\'', '`', '»'])
        && words
            .trim_end_matches(|letter: char| {
                is_markup(letter) || matches!(letter, '.' | ',' | ' ' | '|')
            })
            .ends_with(['”', '"', '“', '»', '’', '\'', '«'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Vec<&str> {
        let mut at = 0;
        let lines: Vec<Span> = text
            .split('\n')
            .map(|line| {
                let start = at;
                at += line.len() + 1;
                Span::of(start..start + line.len())
            })
            .collect();
        turn_lines(text, &lines)
            .iter()
            .map(|found| match found.voice {
                Voice::Named(label) => &text[label.range()],
                _ => "-",
            })
            .collect()
    }

    #[test]
    fn labels_of_people_before_speech_are_turns() {
        assert_eq!(labels("Q: Why?\nA: I was cold."), ["Q", "A"]);
        assert_eq!(labels("Q. Why?\nA. I was cold."), ["Q", "A"]);
        assert_eq!(labels("MS. ODU: Well.\nQ Why is that?"), ["MS. ODU", "Q"]);
        assert_eq!(
            labels("Mr. ODU (rising). I object.\nThe SPEAKER. Noted."),
            ["Mr. ODU", "The SPEAKER"]
        );
        assert_eq!(labels("Mr. ODU of Ohio. No.\nMr. LEE. Yes."), ["Mr. ODU of Ohio", "Mr. LEE"]);
        assert_eq!(labels("[10:02] **Host**: Why?\n**Ada Odu:** I left."), ["Host", "Ada Odu"]);
        assert_eq!(
            labels("ADA ODU, MAYOR: I left.\nBO LEE: Why?\nODU: It rained."),
            ["ADA ODU, MAYOR", "BO LEE", "ODU"]
        );
        assert_eq!(
            labels("Ada Odu: Why?\nBo Lee: I fell.\nAO: When?\nBL: In May."),
            ["Ada Odu", "Bo Lee", "AO", "BL"]
        );
        assert_eq!(
            labels("Ada Odu (Hull) (14:02): I left.\nBo Lee: Why?\nAda Odu: Rain."),
            ["Ada Odu (Hull) (14:02)", "Bo Lee", "Ada Odu"]
        );
    }

    #[test]
    fn labels_of_lists_and_words_in_marks_are_none() {
        for text in [
            "Flour: Two cups.\nSugar: One cup.\nFlour: More.",
            "Ada Odu: 9 points\nBo Lee: 7 points",
            "LABOUR: 41 seats\nGREENS: 12 seats\nLABOUR: 3 mayors",
            "Ada Odu: “We sink.”\nBo Lee: “We swim.”\nAda Odu: “I see.”",
            "Hull: The port is shut.\nCork: The port is open.",
            "Q: Why?",
            "The facts: We lost.\nThe cost: We paid.",
        ] {
            assert_eq!(labels(text), Vec::<&str>::new(), "{text}");
        }
    }
}
