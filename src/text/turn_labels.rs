//! What the labels of turns look like, and the words in them.

use super::particles::is_particle;

/// What a label looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
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

/// Words before a role or an office in a label.
pub(super) const ARTICLES: [&str; 7] = ["The", "THE", "An", "AN", "A", "Some", "SOME"];

/// Says what a label looks like; `None` if nobody can be called so.
pub(super) fn style(label: &str) -> Option<Style> {
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
    let article = ARTICLES.contains(&first);
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
    let small = |word: &str| word == "of" || is_particle(word);
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
pub(super) fn is_capitals(words: &str) -> bool {
    let mut letters = words.chars().filter(|letter| letter.is_alphabetic()).peekable();
    letters.peek().is_some()
        && letters.all(char::is_uppercase)
        && words.starts_with(char::is_uppercase)
        // "Mc" in "McODU" is left to the others.
        && !words.contains(['.', '!', '?', '/'])
}

pub(super) fn is_title(word: &str) -> bool {
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
