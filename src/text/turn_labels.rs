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
    // "Speaker 1", "Caller B"
    let numbered = count == 2
        && is_role(first)
        && (last.len() == 1 && last.starts_with(char::is_uppercase)
            || last.bytes().all(|byte| byte.is_ascii_digit()));
    // "Mr. DEPUTY-SPEAKER"
    let compound = last.rsplit_once('-').is_some_and(|(_, head)| is_role(head) && is_title(first));
    if numbered || compound {
        return Some(Style::Role);
    }
    if is_role(last) && (count == 1 || article || is_capitals(name))
        || count < 4 && is_role(first) && first.starts_with("UNIDENTIFIED")
    {
        return Some(Style::Role);
    }
    if article || NO_SPEAKERS.iter().any(|word| name.eq_ignore_ascii_case(word)) {
        // "The Chancellor of the Exchequer (Ada Odu)"
        let held = added.trim_start().starts_with('(') && first == "The" && is_holder(name);
        if article && (count < 5 && is_office(name) || held) {
            return Some(Style::Role);
        }
        // "The Echo", a paper that asks
        let paper = article && (2..4).contains(&count);
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        return (paper && name.split(' ').all(capital)).then_some(Style::Word);
    }
    let capital =
        |word: &str| word.starts_with(char::is_uppercase) && !word.ends_with([':', ';', '?', '!']);
    // "Minister for Health"
    let small = |word: &str| {
        word == "of" || is_particle(word) || word == "for" && count > 2 && is_title(first)
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

/// "The Chancellor of the Exchequer", before the holder in brackets
fn is_holder(name: &str) -> bool {
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let office = |word: &str| is_title(word) || is_office(word) || is_role(word);
    name.split(' ').all(|word| capital(word) || matches!(word, "of" | "for" | "the" | "and"))
        && name.split(' ').skip(1).any(office)
        || name.contains(" Chancellor ")
}

/// "The Prime Minister"
fn is_office(name: &str) -> bool {
    let mut words = name.split(' ').skip(1);
    words.all(|word| word.starts_with(char::is_uppercase))
        && name.rsplit(' ').next().is_some_and(|last| {
            [
                "minister",
                "secretary",
                "treasurer",
                "premier",
                "taoiseach",
                "chancellor",
                "whip",
                "officer",
                "comhairle",
                "cathaoirleach",
            ]
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
        "shri",
        "smt",
        "shrimati",
        "kumari",
        "thiru",
        "datuk",
        "encik",
        "puan",
        "sheikh",
        "councilmember",
        "assemblymember",
        "presiding",
        "premier",
        "member",
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
const NO_SPEAKERS: [&str; 130] = [
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
    "myth",
    "fact",
    "problem",
    "solution",
    "claim",
    "reality",
    "truth",
    "cause",
    "effect",
    "before",
    "after",
    "then",
    "now",
    "rule",
    "day",
    "week",
    "month",
    "step",
    "phase",
    "level",
    "stage",
    "part",
    "chapter",
    "option",
    "scenario",
    "headline",
    "subject",
    "from",
    "to",
    "price",
    "rating",
    "score",
    "result",
    "results",
    "winner",
    "winners",
    "loser",
    "losers",
    "home",
    "away",
    "breakfast",
    "lunch",
    "dinner",
    "morning",
    "afternoon",
    "evening",
    "location",
    "genre",
    "director",
    "cast",
    "cost",
    "age",
    "occupation",
    "height",
    "weight",
    "born",
    "died",
    "status",
    "type",
    "size",
    "colour",
    "color",
    "category",
    "pro",
    "con",
    "lesson",
    "advice",
    "takeaway",
    "reason",
    "example",
    "number",
    "engine",
    "model",
    "speed",
];
