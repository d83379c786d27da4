//! Turns: the lines of transcripts and records that begin with who speaks, such as "Q:", "ADA ODU:"
//! and "Mr. ODU.".
//!
//! Lists, recipes and fact boxes have labels as well. So a text has turns only if its labels are of
//! people by their shape, come again, and stand before sentences that somebody speaks.

use foldhash::{HashMap, HashSet};

use crate::model::Span;

/// A line that begins with who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TurnLine {
    /// The number of the line.
    pub(super) line: usize,
    /// The words that say who speaks.
    pub(super) label: Span,
    /// The byte at which the words of the speaker begin.
    pub(super) words: usize,
}

/// What a label looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// "Q", "Question"
    Question,
    /// "A", "Answer"
    Answer,
    /// A title with a name: "Mr. ODU".
    Titled,
    /// "Host", "The SPEAKER"
    Role,
    /// Capitals: "ADA ODU".
    Capitals,
    /// Two or more words with a capital: "Ada Odu".
    Name,
    /// One word with a capital: "Odu".
    Word,
}

/// Longest label, in bytes.
const LABEL: usize = 90;

/// A line that looks like a turn.
struct Candidate {
    found: TurnLine,
    style: Style,
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
    // A speaker comes again under the same label or by the surname: "Ada Odu", then "Ms Odu".
    let mut wholes: HashMap<&str, usize> = HashMap::default();
    let (mut alone, mut inside) = (HashSet::default(), HashSet::default());
    let single = |candidate: &Candidate, whole: &str, surname: &str| {
        whole == surname || matches!(candidate.style, Style::Word | Style::Titled)
    };
    for candidate in &found {
        let (whole, surname) = names(text, candidate.found.label);
        *wholes.entry(whole).or_default() += 1;
        let by = if single(candidate, whole, surname) { &mut alone } else { &mut inside };
        by.insert(surname);
    }
    let labels = wholes.len();
    let again = |candidate: &Candidate| {
        let (whole, surname) = names(text, candidate.found.label);
        let other = if single(candidate, whole, surname) { &inside } else { &alone };
        wholes.get(whole).is_some_and(|count| *count > 1) || other.contains(surname)
    };
    // Single words that never come again are labels of something else.
    if !found.iter().any(|candidate| candidate.style == Style::Word && again(candidate)) {
        found.retain(|candidate| candidate.style != Style::Word);
    }
    // Of a transcript with names in capitals, "Ada Odu: We Will Stay" is the headline.
    if found.iter().filter(|found| found.style == Style::Capitals).count() > 1 {
        found.retain(|candidate| !matches!(candidate.style, Style::Name | Style::Word));
    }
    if is_transcript(&found, again, labels) {
        found.into_iter().map(|candidate| candidate.found).collect()
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

fn read(text: &str, line: usize, span: Span) -> Option<Candidate> {
    // Most lines of a wrapped text go on in the middle of a sentence.
    if text.as_bytes().get(span.start()).is_none_or(u8::is_ascii_lowercase) {
        return None;
    }
    let words = text.get(span.range())?;
    let front = words.len() - unmarked(words).len();
    let rest = words.get(front..)?;
    if !rest.starts_with(|letter: char| letter.is_uppercase()) {
        return None;
    }
    let (label, behind, style) = with_colon(rest).or_else(|| with_stop(rest))?;
    let said = rest.get(behind..)?;
    let skipped = said.len()
        - said.trim_start_matches(|letter: char| letter.is_whitespace() || is_markup(letter)).len();
    let said = said.get(skipped..)?;
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
        found: TurnLine {
            line,
            label: Span::of(start..start + label),
            words: start + behind + skipped,
        },
        style,
        sentence: ends_sentence(said),
        spoken: is_spoken(said),
    })
}

/// A line without what marks a list, a time or a heading in front of it.
fn unmarked(words: &str) -> &str {
    let mut rest = words;
    for _ in 0..3 {
        rest = rest.trim_start_matches(|letter: char| {
            is_markup(letter) || matches!(letter, '#' | '>' | ' ')
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
        match timed {
            Some(behind) => rest = behind,
            None => break,
        }
    }
    rest
}

const fn is_markup(letter: char) -> bool {
    matches!(letter, '*' | '_')
}

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

/// Says what a label looks like; `None` if nobody can be called so.
fn style(label: &str) -> Option<Style> {
    let name = label.split(['(', ',', '[']).next().unwrap_or_default().trim_end();
    // "ADA ODU, MAYOR OF HULL" and "Ada Odu, a nurse"
    let added = label.get(name.len()..)?;
    if added.starts_with(',') && added.split_whitespace().nth(8).is_some() {
        return None;
    }
    match name.trim_end_matches(|letter: char| letter.is_ascii_digit()) {
        "Q" | "QUESTION" | "Question" => return Some(Style::Question),
        "A" | "ANSWER" | "Answer" => return Some(Style::Answer),
        _ => {}
    }
    let mut words = name.split(' ');
    let first = words.next()?;
    let count = 1 + words.clone().count();
    let last = words.next_back().unwrap_or(first);
    if count > 6 {
        return None;
    }
    let article = ["The", "THE", "An", "AN", "A", "Some", "SOME"].contains(&first);
    if is_role(last) && (count == 1 || article || is_capitals(name))
        || count < 4 && is_role(first) && first.starts_with("UNIDENTIFIED")
    {
        return Some(Style::Role);
    }
    if article || NO_SPEAKERS.iter().any(|word| name.eq_ignore_ascii_case(word)) {
        let office = article && count < 5 && is_office(name);
        return office.then_some(Style::Role);
    }
    let capital =
        |word: &str| word.starts_with(char::is_uppercase) && !word.ends_with([':', ';', '?', '!']);
    let small = |word: &str| {
        matches!(
            word,
            "de" | "da"
                | "do"
                | "dos"
                | "del"
                | "di"
                | "du"
                | "la"
                | "le"
                | "van"
                | "von"
                | "der"
                | "den"
                | "bin"
                | "ibn"
                | "al"
                | "el"
                | "y"
                | "of"
        )
    };
    if !capital(last) || !name.split(' ').all(|word| capital(word) || small(word)) {
        return None;
    }
    let titled = count > 1 && is_title(first);
    if titled {
        Some(Style::Titled)
    } else if is_capitals(name) && name.len() > 1 {
        Some(Style::Capitals)
    } else if count > 1 {
        Some(Style::Name)
    } else {
        Some(Style::Word)
    }
}

/// "The Prime Minister"
fn is_office(name: &str) -> bool {
    let mut words = name.split(' ').skip(1);
    words.all(|word| word.starts_with(char::is_uppercase))
        && name.rsplit(' ').next().is_some_and(|last| {
            ["minister", "secretary", "treasurer", "premier", "taoiseach", "chancellor", "whip"]
                .iter()
                .any(|office| last.eq_ignore_ascii_case(office))
        })
}

/// Whether all letters of words are capitals, and one of them is a letter.
fn is_capitals(words: &str) -> bool {
    let mut letters = words.chars().filter(|letter| letter.is_alphabetic()).peekable();
    letters.peek().is_some()
        && letters.all(char::is_uppercase)
        && words.starts_with(char::is_uppercase)
        // "Mc" in "McODU" is left to the others.
        && !words.contains(['.', '!', '?', '/'])
}

fn is_title(word: &str) -> bool {
    let bare = word.trim_end_matches('.');
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "senator",
        "sen",
        "rep",
        "hon",
        "gov",
        "lord",
        "lady",
        "sir",
        "dame",
        "baroness",
        "judge",
        "justice",
        "president",
        "secretary",
        "minister",
        "deputy",
        "councillor",
        "councilman",
        "councilwoman",
        "coach",
        "chair",
        "chairman",
        "chairwoman",
        "chairperson",
        "mayor",
        "general",
        "gen",
        "col",
        "colonel",
        "captain",
        "capt",
        "sergeant",
        "sgt",
        "lieutenant",
        "lt",
        "officer",
        "commissioner",
        "governor",
        "ambassador",
        "congressman",
        "congresswoman",
        "representative",
        "director",
        "professor",
        "doctor",
        "father",
        "sister",
        "rabbi",
        "bishop",
        "cllr",
        "mme",
        "m",
        "herr",
        "frau",
    ]
    .iter()
    .any(|title| bare.eq_ignore_ascii_case(title))
}

fn is_role(word: &str) -> bool {
    [
        "host",
        "interviewer",
        "moderator",
        "reporter",
        "journalist",
        "speaker",
        "president",
        "chair",
        "chairman",
        "chairwoman",
        "chairperson",
        "court",
        "witness",
        "judge",
        "prosecutor",
        "defence",
        "defense",
        "counsel",
        "caller",
        "member",
        "members",
        "man",
        "woman",
        "narrator",
        "presenter",
        "anchor",
        "announcer",
        "translator",
        "interpreter",
        "clerk",
        "operator",
        "unidentified",
        "voice",
        "voices",
        "crowd",
        "audience",
        "participant",
        "correspondent",
        "newsreader",
        "questioner",
        "defendant",
        "plaintiff",
        "attorney",
        "magistrate",
        "juror",
        "bailiff",
        "senators",
        "deputies",
        "chairperson",
        "analyst",
        "male",
        "female",
        "editor",
        "press",
        "staff",
        "attendee",
    ]
    .iter()
    .any(|role| word.eq_ignore_ascii_case(role))
}

/// Labels of lists and boxes.
const NO_SPEAKERS: [&str; 56] = [
    "note",
    "notes",
    "update",
    "updates",
    "correction",
    "photo",
    "photos",
    "picture",
    "video",
    "date",
    "time",
    "place",
    "venue",
    "tickets",
    "source",
    "sources",
    "read more",
    "read",
    "see also",
    "related",
    "contact",
    "email",
    "phone",
    "address",
    "website",
    "editor",
    "warning",
    "edit",
    "ps",
    "tip",
    "tips",
    "summary",
    "background",
    "verdict",
    "pros",
    "cons",
    "where",
    "when",
    "what",
    "who",
    "why",
    "how",
    "method",
    "ingredients",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "chorus",
    "verse",
    "today",
    "tomorrow",
    "tonight",
];

/// Whether words end as a sentence does.
fn ends_sentence(words: &str) -> bool {
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
        turn_lines(text, &lines).iter().map(|found| &text[found.label.range()]).collect()
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
