//! What a paragraph is: body, heading, caption, or what the page put between them.

use super::appeals::is_appeal;
use super::by_first::begins;
use super::captions::is_caption;
use super::line_lists::{LISTS, SHORT_NOISE, Signs, has_mark};
use super::signatures::{is_biography, is_signature};
use super::stamps::{is_dated, is_stamped};
use super::widgets::{is_code, is_counter};
use crate::model::ParagraphKind;

/// Longest paragraph, in bytes, that may be anything but body text.
const SHORT: usize = 400;
/// Longest heading, in words.
const HEADING_WORDS: usize = 14;
/// Most words of a sentence that may be noise.
const NOISE_WORDS: usize = 22;

/// Says what the words of a paragraph are; `first` is whether it is the first of several.
pub(super) fn kind(words: &str, first: bool) -> ParagraphKind {
    if is_script(words) {
        return ParagraphKind::Noise;
    }
    if words.len() > SHORT {
        return ParagraphKind::Body;
    }
    let signs = Signs::of(words);
    if is_noise(words, signs) {
        ParagraphKind::Noise
    } else if is_caption(words, signs) {
        ParagraphKind::Caption
    } else if is_heading(words, first) {
        ParagraphKind::Heading
    } else {
        ParagraphKind::Body
    }
}

/// Whether a line says when the article was published.
pub(super) fn is_when(words: &str) -> bool {
    let bare = bare(words);
    is_dated(bare) || is_stamped(bare)
}

/// Whether a line is over links to other articles: "Related stories".
pub(super) fn opens_list(words: &str) -> bool {
    LISTS.list.has(bare(words))
}

/// A line without the marks around it.
fn bare(words: &str) -> &str {
    words.trim_matches(|letter: char| match letter {
        '@' | '©' => false,
        '\u{2000}'..='\u{203f}' => true,
        _ => !letter.is_alphanumeric(),
    })
}

fn is_noise(words: &str, signs: Signs) -> bool {
    let bare = bare(words);
    let sentence = words.ends_with(['.', '”', '"']);
    if bare.is_empty() {
        return true;
    }
    if begins_with_mark(words) {
        return false;
    }
    if signs.seen.colon && is_link_label(words) || is_code(words) {
        return true;
    }
    // "© 2020 …", "… contributed to this report."
    if signs.noise && !signs.mark {
        return true;
    }
    if bare.len() > SHORT_NOISE {
        return false;
    }
    if is_credit_sentence(bare) || signs.seen.address && is_embedded_post(words) {
        return true;
    }
    if LISTS.noise.has(bare)
        || LISTS.list.has(bare)
        || LISTS.credit.has(bare)
        || is_address(bare, signs)
        || signs.seen.digit && is_counter(bare)
        || is_invitation(bare)
        || is_label(words)
        || signs.seen.digit && (is_dated(bare) || !sentence && is_stamped(bare))
        || is_bar_of_links(bare, signs)
        || is_tags(words)
        || is_byline(words)
        || !signs.mark && (!sentence && is_signature(bare) || is_biography(bare))
        || is_sign_off(bare)
        || words.starts_with('/') && !words.contains(' ')
    {
        return true;
    }
    if LISTS.line.begin(bare) && !sentence {
        return !signs.mark;
    }
    // What begins so can be a sentence of the article that says or asks something and names it at
    // length.
    !signs.mark
        && (LISTS.starts.begin(bare)
            && !(sentence && bare.split_whitespace().nth(NOISE_WORDS).is_some())
            || LISTS.asks.begin(bare) && (!sentence || addresses_reader(bare))
            || !words.ends_with('?') && is_appeal(bare, sentence))
}

/// Whether a sentence speaks of the reader, the paper or the page: "Sign up to our letter."
fn addresses_reader(bare: &str) -> bool {
    let words = bare.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.skip(1).any(|word| LISTS.reader.has(word))
        || bare.contains(['@', '|'])
        || bare.contains("http")
}

/// "Read more: “We go,” says the mayor": a link, even if words are quoted in it.
fn is_link_label(words: &str) -> bool {
    let Some((label, rest)) =
        words.get(..words.len().min(SHORT_NOISE)).and_then(|head| head.split_once(':'))
    else {
        return false;
    };
    let known = |labels: &[&str]| labels.iter().any(|known| label.eq_ignore_ascii_case(known));
    let sentence = rest.trim_end_matches(['”', '"', '’']).ends_with(['.', ',', '?', '!']);
    words.len() <= SHORT_NOISE
        && !rest.trim().is_empty()
        && !words.ends_with('.')
        && (known(&["read more", "read also", "also read", "see also"]) && !sentence
            || known(&["more", "related", "related story"]) && !words.ends_with(['”', '"']))
}

/// "Journalist Ada Odu reported from Hull, and Bo Tindall wrote in Quito.": names, places and the
/// verbs of the trade, and nothing else.
fn is_credit_sentence(bare: &str) -> bool {
    let trade = |word: &str| {
        matches!(
            word,
            "reported"
                | "reporting"
                | "contributed"
                | "contributing"
                | "wrote"
                | "edited"
                | "translated"
        )
    };
    let joins = |word: &str| {
        matches!(
            word,
            "and"
                | "from"
                | "in"
                | "at"
                | "for"
                | "of"
                | "the"
                | "with"
                | "by"
                | "to"
                | "this"
                | "report"
                | "story"
                | "article"
                | "additional"
                | "also"
                | "de"
                | "al"
                | "bin"
                | "van"
        )
    };
    let words = || bare.split([' ', ',', ';', '.', '\n']).filter(|word| !word.is_empty());
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    // The first word that is of no credit ends the search.
    bare.starts_with(char::is_uppercase)
        && words().all(|word| capital(word) || trade(word) || joins(word))
        && words().filter(|word| capital(word)).nth(1).is_some()
        && (bare.contains(" reported from ") || bare.contains(" contributed"))
        && !has_mark(bare)
}

/// A post of a network that the page embeds: its text ends in a short link.
fn is_embedded_post(words: &str) -> bool {
    let last = words.rsplit([' ', '\n']).next().unwrap_or_default();
    ["http://t.co/", "https://t.co/", "pic.twitter.com/"]
        .into_iter()
        .any(|link| last.starts_with(link))
}

/// "#ferries @hull"
fn is_tags(words: &str) -> bool {
    words.split_whitespace().all(|word| word.starts_with(['#', '@']) && word.len() > 1)
}

/// A link or an address and nothing else.
fn is_address(bare: &str, signs: Signs) -> bool {
    if !signs.seen.address && !bare.rsplit(' ').next().is_some_and(|last| begins(last, "www.")) {
        return false;
    }
    let link = || {
        ["http", "www.", "pic.twitter"].into_iter().any(|start| begins(bare, start))
            || bare.contains('@')
            || is_host_and_path(bare)
    };
    !bare.contains(' ') && link() || is_contact(bare)
}

/// "Email Ada Odu: odu@example.org", "Ada Odu @odu": a few words with an address at their end.
fn is_contact(bare: &str) -> bool {
    let Some((before, last)) = bare.rsplit_once(' ') else { return false };
    let at = last.find('@').filter(|at| at + 2 < last.len());
    let mail = |at: usize| at == 0 || last.get(at..).is_some_and(|host| host.contains('.'));
    // "More on ports: https://…"
    if ["http://", "https://", "www."].into_iter().any(|start| begins(last, start)) {
        return before.split(' ').nth(9).is_none() && before.contains(char::is_uppercase);
    }
    at.is_some_and(mail)
        && before.split(' ').nth(5).is_none()
        && before.contains(char::is_uppercase)
}

/// "example.org/a/b"
fn is_host_and_path(bare: &str) -> bool {
    let Some((host, _)) = bare.split_once('/') else { return false };
    let Some((name, domain)) = host.rsplit_once('.') else { return false };
    let letters =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    name.len() > 1
        && name.split('.').all(letters)
        && (2..6).contains(&domain.len())
        && letters(domain)
}

/// "Follow Ada Odu on social media: @adaodu", "Like the ferry board on Facebook"
fn is_invitation(bare: &str) -> bool {
    let invites = ["follow ", "like ", "find ", "connect with ", "join ", "message ", "contact "];
    if bare.len() > 120 || !invites.into_iter().any(|start| begins(bare, start)) {
        return false;
    }
    let network = |word: &str| {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        [
            "twitter",
            "x",
            "facebook",
            "instagram",
            "linkedin",
            "telegram",
            "whatsapp",
            "threads",
            "bluesky",
            "tiktok",
            "youtube",
            "mastodon",
            "social",
            "google",
            "flipboard",
        ]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
    };
    let words = || bare.split_whitespace();
    let on_network =
        words().zip(words().skip(1)).any(|(on, name)| matches!(on, "on" | "via") && network(name));
    on_network
        || words().any(|word| word.len() > 2 && word.starts_with('@')) && !bare.contains(". ")
}

/// A label in capitals before a link, and no sentence: "MORE: Ferries stop", "OPINION | Let it
/// sink".
fn is_label(words: &str) -> bool {
    if !words.as_bytes().iter().take(2).all(u8::is_ascii_uppercase) {
        return false;
    }
    let Some(at) = words.bytes().take(30).position(|byte| matches!(byte, b':' | b'|' | b'>'))
    else {
        return false;
    };
    let (label, rest) = words.split_at(at);
    let label = label.trim();
    let rest = rest.trim_start_matches([':', '|', '>', ' ', '\u{a0}']);
    label.len() > 3
        && !rest.is_empty()
        && !rest.ends_with(['.', '”', '"'])
        && !has_mark(rest)
        && rest.starts_with(|letter: char| letter.is_uppercase() || letter.is_ascii_digit())
        && LABELS.contains(&label)
}

/// Labels in capitals before links to other articles.
const LABELS: [&str; 24] = [
    "MORE",
    "ALSO READ",
    "ALSO WATCH",
    "ALSO SEE",
    "READ",
    "READ ALSO",
    "WATCH",
    "LISTEN",
    "SEE",
    "RELATED",
    "RECOMMENDED",
    "TRENDING",
    "OPINION",
    "ANALYSIS",
    "EXPLAINER",
    "EXPLAINED",
    "GALLERY",
    "PHOTOS",
    "VIDEO",
    "PODCAST",
    "POLL",
    "QUIZ",
    "TIMELINE",
    "FACTBOX",
];

/// What is left of a page's scripts and styles.
fn is_script(words: &str) -> bool {
    /// Most bytes that are looked at.
    const HEAD: usize = 240;
    let bytes = words.as_bytes();
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    let opens = [
        "window.",
        "(function",
        "!function",
        "function ",
        "function(",
        "var ",
        "let ",
        "const ",
        "document.",
        "googletag",
        "<script",
        "<style",
        "<!--",
        "@media",
        "$(",
        "jquery(",
        "if (",
        "try {",
        "dataLayer",
        "{\"",
        "[{\"",
        "fbq(",
        "gtag(",
    ];
    let code = |byte: &&u8| matches!(byte, b'{' | b'}' | b';' | b'=' | b'<' | b'>');
    let begins_so = || opens.into_iter().any(|start| begins(words, start));
    match head.first() {
        Some(b'<' | b'{' | b'(' | b'!' | b'@' | b'$' | b'[' | b'a'..=b'z') => {
            let calls = || !words.contains(' ') && words.contains('.') && words.ends_with("();");
            let marks = || head.iter().filter(code).count();
            begins_so() && marks() >= 2 || calls() || words.ends_with("});") && marks() >= 3
        }
        // ".box { width: 9em; }"
        Some(b'.' | b'#') => {
            head.get(1).is_some_and(u8::is_ascii_lowercase)
                && words.contains('{')
                && words.ends_with('}')
        }
        _ => false,
    }
}

/// "By Ada Odu", "By: ADA ODU in Hull / @odu": capital words after "By", and no sentence.
fn is_byline(words: &str) -> bool {
    const LABELS: [&str; 15] = [
        "by",
        "text by",
        "story by",
        "words by",
        "report by",
        "produced by",
        "written by",
        "reported by",
        "photographs by",
        "photos by",
        "pictures by",
        "video by",
        "graphics by",
        "compiled by",
        "words",
    ];
    let first = words.bytes().next().map(|first| first.to_ascii_lowercase());
    if !matches!(first, Some(b'b' | b't' | b's' | b'w' | b'r' | b'p' | b'c' | b'v' | b'g')) {
        return false;
    }
    // "By" alone may open a sentence; a word before it needs no more than a name.
    let label = LABELS.into_iter().find(|label| {
        let rest = words.get(label.len()..).unwrap_or_default();
        begins(words, label) && rest.starts_with([' ', ':', '\u{a0}'])
    });
    let Some(names) = label.and_then(|label| words.get(label.len()..)) else { return false };
    if !names.starts_with([' ', ':', '\u{a0}']) || words.len() > 120 || has_mark(words) {
        return false;
    }
    let names = names.trim_start_matches([' ', ':', '\u{a0}']);
    let small = |word: &str| {
        matches!(
            word,
            "and"
                | "in"
                | "for"
                | "of"
                | "de"
                | "al"
                | "bin"
                | "van"
                | "the"
                | "at"
                | "from"
                | "with"
                | "correspondent"
                | "reporter"
                | "editor"
        ) || word.starts_with("al-")
            || word.starts_with("el-")
    };
    let article = |word: &str| matches!(word, "The" | "A" | "An" | "This" | "All" | "Any");
    let mut parts = names.split_whitespace();
    !parts.clone().next().is_none_or(article)
        && !words.ends_with(['.', '?', '!', ':'])
        && parts.all(|word| {
            let word = word.trim_end_matches(',');
            word.starts_with(|letter: char| !letter.is_alphabetic() || letter.is_uppercase())
                || small(word)
                || word.contains('@')
        })
        && !names.starts_with(|letter: char| letter.is_ascii_digit())
}

/// What an agency or an editor signs an article with: "GNA", "ER/HK", "WAM/Ada Odu".
fn is_sign_off(bare: &str) -> bool {
    let initials = |word: &str| {
        (2..6).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    if bare.len() >= 40 {
        return false;
    }
    // "ab/cde"
    let small = |part: &str| part.len() < 4 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    if bare.contains('/') && bare.split('/').all(small) {
        return true;
    }
    match bare.split_once('/') {
        Some((agency, name)) => initials(agency) && name.split_whitespace().nth(3).is_none(),
        None => initials(bare),
    }
}

/// Labels of buttons in a row: "Facebook Twitter Email", "Share | Print".
fn is_bar_of_links(bare: &str, signs: Signs) -> bool {
    if bare.len() >= 80 {
        return false;
    }
    let label = |part: &str| LISTS.noise.has(part) || LISTS.menu.has(part);
    let parts = || bare.split([' ', '|', '•', '·', '/', ',', '>']).filter(|part| !part.is_empty());
    // "About us | Contact us"
    let cells = || bare.split(['|', '•', '·', '/', '>']).map(str::trim);
    let parted = || signs.seen.bar || signs.seen.address || bare.contains('>');
    parts().nth(1).is_some() && parts().all(label)
        || parted() && cells().nth(1).is_some() && cells().all(label)
}

fn is_heading(words: &str, first: bool) -> bool {
    let Some(last) = words.chars().next_back() else { return false };
    if matches!(
        last,
        '.' | '!' | ':' | ';' | ',' | '…' | '-' | '–' | '—' | '”' | '"' | '»' | ')' | ']'
    ) {
        return false;
    }
    // A question is a heading only if nothing else is in it.
    if begins_with_mark(words) || last == '?' && words.contains(['.', ',', '"', '“']) {
        return false;
    }
    let limit = if first { HEADING_WORDS * 2 } else { HEADING_WORDS };
    words.split_whitespace().nth(limit).is_none()
}

fn begins_with_mark(words: &str) -> bool {
    words.starts_with(['"', '“', '”', '„', '«', '‘', '\''])
}

#[cfg(test)]
mod tests {
    use super::super::rows::rows;
    use super::*;

    const CLASSES: [&str; 16] = [
        "noise", "list", "starts", "asks", "reader", "menu", "opener", "page", "line", "within",
        "caption", "inside", "credit", "label", "date", "dated",
    ];

    #[test]
    fn captions_noise_and_headings_are_told_from_body_text() {
        use ParagraphKind::{Body, Caption, Heading, Noise};
        for (text, expected) in [
            ("The two shook hands in Quito (Ministry of Fish via AP)", Caption),
            ("Photo: A. Tindall/Reuters", Caption),
            ("The harbour at dawn. Image: Port of Hull.", Caption),
            ("Ferries wait (AFP/Getty Images).", Caption),
            ("FILE PHOTO: Ada Odu, the mayor, waits at the pier. REUTERS/Bo Tindall", Caption),
            ("Ada Odu (left) and Bo Tindall open the pier in May", Caption),
            ("Ada Odu at the pier on Monday. — AFP pic", Caption),
            ("Ada Odu at the pier on Monday | Ferry Board", Heading),
            ("Mayor Ada Odu speaks in Hull | PHOTO: BO TINDALL", Caption),
            ("Ada Odu left, and Bo Tindall stayed.", Body),
            ("Odu called the ferry a gift/curse.", Body),
            ("Advertising", Noise),
            ("ADVERTISEMENT", Noise),
            ("Read more: Ferries stop again", Noise),
            ("READ | Ferries stop again", Noise),
            ("Also Read: What the mayor did not say about ferries", Noise),
            ("Sign up to our morning letter", Noise),
            ("(Reporting by Ada Odu in Hull; editing by Bo Tindall)", Noise),
            ("Follow us on Facebook and Twitter for the latest from the pier.", Noise),
            ("Published: 21 July 2020", Noise),
            ("Tue 21 Jul 2020 10.00 BST", Noise),
            ("3 min read", Noise),
            ("Facebook Twitter Email", Noise),
            ("#ferries #hull", Noise),
            ("ada@example.org", Noise),
            ("* * *", Noise),
            ("https://example.org/a?b=c", Noise),
            ("window.ads = window.ads || []; ads.push({mode: \"a\"});", Noise),
            ("— Ada Odu (@adaodu) March 4, 2019", Caption),
            ("— Ada Odu, mayor", Heading),
            ("12 comments", Noise),
            ("12 people drowned", Heading),
            ("Follow Ada Odu on Twitter: @adaodu", Noise),
            ("Follow the river to Hull and turn left at the mill.", Body),
            ("example.org/a1b2", Noise),
            ("MORE: Ferries stop in Hull", Noise),
            ("Reuters", Noise),
            ("He spoke to the Agency of Ports (AP).", Body),
            ("What the ministry wants", Heading),
            ("The vote was close (51 to 49).", Body),
            ("More from the fleet sank.", Body),
            ("Subscriber figures rose.", Body),
            ("78,000", Heading),
            ("Explained at length, the plan won.", Body),
            ("“Sign up,” she said.", Body),
            ("“Stay”", Body),
            ("He left.", Body),
        ] {
            assert_eq!(kind(text, false), expected, "{text}");
        }
    }

    #[test]
    fn every_row_of_the_list_has_a_known_class_and_small_letters() {
        for [class, words, more] in rows(include_str!("data/lines.tsv")) {
            assert!(CLASSES.contains(&class), "{class} {words}");
            assert!(!words.is_empty() && words == words.to_ascii_lowercase(), "{words}");
            assert!(more.is_empty(), "{words}");
        }
    }
}
