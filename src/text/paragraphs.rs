//! Where paragraphs stand, and what each of them is.

use crate::model::{ExtractedParagraph, ParagraphKind, Span};

/// Splits a text at its blank lines, or at every line end where it has no blank lines, and says what each part is.
///
/// Spans leave out the white space around a paragraph. Takes time linear in the text.
pub(crate) fn paragraphs(text: &str) -> Vec<ExtractedParagraph> {
    let lines: Vec<Span> = lines(text).collect();
    let blank_between = has_blank_between(&lines);
    let mut found: Vec<Span> = Vec::new();
    let mut open = false;
    for line in lines {
        if line.is_empty() {
            open = false;
            continue;
        }
        match found.last_mut() {
            Some(last) if open && blank_between => *last = Span::of(last.start()..line.end()),
            _ => found.push(line),
        }
        open = true;
    }
    let several = found.len() > 1;
    found
        .into_iter()
        .enumerate()
        .map(|(position, span)| {
            let words = text.get(span.range()).unwrap_or_default();
            ExtractedParagraph { span, kind: kind(words, several && position == 0) }
        })
        .collect()
}

/// The lines of a text without the white space around them; a blank line is an empty span.
fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        let blank = |letter: char| letter.is_whitespace() || matches!(letter, '\0' | '\u{feff}' | '\u{200b}');
        let front = line.len() - line.trim_start_matches(blank).len();
        let inner = line.trim_matches(blank).len();
        Span::of(start + front..start + front + inner)
    })
}

fn has_blank_between(lines: &[Span]) -> bool {
    let mut inside = lines.iter().skip_while(|line| line.is_empty()).skip_while(|line| !line.is_empty());
    inside.any(|line| !line.is_empty())
}

/// Longest paragraph, in bytes, that may be anything but body text.
const SHORT: usize = 400;
/// Longest heading, in words.
const HEADING_WORDS: usize = 14;

fn kind(words: &str, first: bool) -> ParagraphKind {
    if words.len() > SHORT {
        ParagraphKind::Body
    } else if is_noise(words) {
        ParagraphKind::Noise
    } else if is_caption(words) {
        ParagraphKind::Caption
    } else if is_heading(words, first) {
        ParagraphKind::Heading
    } else {
        ParagraphKind::Body
    }
}

/// Paragraphs that are noise as a whole, folded to lower case without punctuation at the end.
const NOISE: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "advertising",
    "article continues below",
    "comments",
    "comments are closed",
    "continue reading",
    "copy link",
    "download the app",
    "email",
    "facebook",
    "follow us",
    "go to top",
    "image",
    "listen",
    "loading",
    "more",
    "more from this section",
    "more on this story",
    "most popular",
    "most read",
    "newsletter",
    "popup",
    "print",
    "promoted",
    "promoted stories",
    "read more",
    "read next",
    "recommended",
    "related",
    "related articles",
    "related content",
    "related stories",
    "related topics",
    "save",
    "scroll down",
    "share",
    "share this",
    "share this article",
    "share this with",
    "show comments",
    "sign in",
    "sign up",
    "skip ad",
    "sponsored",
    "sponsored content",
    "story continues",
    "story continues below",
    "subscribe",
    "subscribe now",
    "top stories",
    "trending",
    "tweet",
    "twitter",
    "view comments",
    "watch",
    "watch now",
    "whatsapp",
    "you may also like",
    "you might also like",
];

/// What noise begins with when more follows.
const NOISE_STARTS: &[&str] = &[
    "advertisement ",
    "article continues ",
    "click here",
    "click to ",
    "continue reading",
    "download our ",
    "download the ",
    "enter your email",
    "follow us on",
    "for more ",
    "get our ",
    "get the latest",
    "join our ",
    "like us on",
    "listen to ",
    "more: ",
    "newsletter: ",
    "privacy policy",
    "read more",
    "read also",
    "read:",
    "read next",
    "recommended:",
    "related:",
    "see also",
    "sign up",
    "story continues",
    "subscribe to",
    "subscribe for",
    "support our journalism",
    "terms of use",
    "this article was originally",
    "thank you for reading",
    "to comment on",
    "watch:",
    "watch more",
    "watch the video",
    "watch this",
    "you may also",
    "your email address",
];

fn is_noise(words: &str) -> bool {
    let bare = words.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '@');
    if bare.is_empty() {
        return true;
    }
    if begins_with_mark(words) || bare.len() > 200 {
        return false;
    }
    if NOISE.iter().any(|noise| bare.eq_ignore_ascii_case(noise)) {
        return true;
    }
    let link = ["http", "www.", "pic.twitter"].iter().any(|start| starts_with(bare, start));
    if link && !bare.contains(' ') {
        return true;
    }
    if !NOISE_STARTS.iter().any(|start| starts_with(bare, start)) {
        return false;
    }
    // "More …" and the like begin real sentences too; those say or ask something and name it at length.
    let sentence = words.ends_with(['.', '”', '"']) && bare.split_whitespace().count() > 14;
    !sentence && !has_mark(words)
}

/// Names of agencies and the words of credit lines, as they stand at the end of a caption, in brackets or after "via".
const CREDITS: &[&str] = &[
    "afp",
    "ap",
    "ap images",
    "ap photo",
    "associated press",
    "anadolu",
    "ansa",
    "bbc",
    "bloomberg",
    "cnn",
    "dpa",
    "efe",
    "epa",
    "epa-efe",
    "file",
    "file photo",
    "file image",
    "getty",
    "getty images",
    "handout",
    "image",
    "kyodo",
    "pa",
    "pa images",
    "pa wire",
    "photo",
    "picture",
    "pool",
    "press association",
    "reuters",
    "rex",
    "shutterstock",
    "sipa",
    "tass",
    "twitter",
    "ukinform",
    "xinhua",
    "instagram",
    "facebook",
    "flickr",
    "wikimedia commons",
    "alamy",
    "istock",
];

const CAPTION_STARTS: &[&str] = &[
    "photo:",
    "photos:",
    "photo by",
    "photograph:",
    "photograph by",
    "picture:",
    "pictured:",
    "image:",
    "image source",
    "image caption",
    "image copyright",
    "image credit",
    "file photo",
    "file image",
    "file picture",
    "file -",
    "file –",
    "file —",
    "caption:",
    "credit:",
    "media caption",
    "video caption",
    "illustration:",
    "graphic:",
    "(photo",
    "(image",
    "[photo",
    "[image",
    "looking back:",
];

fn is_caption(words: &str) -> bool {
    if CAPTION_STARTS.iter().any(|caption| starts_with(words, caption)) {
        return true;
    }
    let end = words.trim_end_matches(['.', ' ']);
    if let Some(inside) = end.strip_suffix([')', ']'])
        && let Some((_, credit)) = inside.rsplit_once(['(', '['])
    {
        return is_credit(credit) || !words.ends_with('.') && is_photographer(credit);
    }
    // "A. Name via Agency", "A. Name/Agency"
    if words.len() < 100
        && let Some((_, credit)) = end.rsplit_once(" via ").or_else(|| end.rsplit_once('/'))
        && is_credit(credit)
    {
        return true;
    }
    // "… Image: NASA." and "… Photo: A. Name/Agency" at the end of a short paragraph.
    let tail = end.as_bytes().iter().rev().take(CREDIT_LENGTH);
    tail.zip(1..).filter(|(byte, _)| **byte == b':').any(|(_, behind)| {
        let label = end.get(..end.len() - behind).unwrap_or_default();
        let is = |word: &&&str| label.len() > word.len() && label.ends_with(**word);
        let word = ["Image", "Photo", "Picture", "Photograph", "Credit"].iter().find(is);
        word.is_some_and(|word| word.len() + behind < CREDIT_LENGTH)
    })
}

/// Longest credit at the end of a caption, in bytes, with its label.
const CREDIT_LENGTH: usize = 80;

/// Whether the words in brackets at the end of a line are a name and an agency: "A. Name/Agency".
fn is_photographer(credit: &str) -> bool {
    let capital = |part: &str| part.trim().starts_with(char::is_uppercase);
    credit
        .split_once('/')
        .is_some_and(|(name, agency)| capital(name) && capital(agency) && name.contains(char::is_lowercase))
}

fn is_credit(credit: &str) -> bool {
    let lower = credit.to_lowercase();
    let lower = lower.trim();
    lower.contains(" via ")
        || lower.starts_with("photo")
        || lower.starts_with("image")
        || lower.starts_with("picture")
        || lower.starts_with("credit")
        || lower.split(['/', ',', ';', '|', ':']).any(|part| CREDITS.contains(&part.trim()))
}

/// Whether words begin with others, which are in small letters, in whatever case.
fn starts_with(words: &str, start: &str) -> bool {
    let words = words.as_bytes().get(..start.len());
    words.is_some_and(|words| words.eq_ignore_ascii_case(start.as_bytes()))
}

fn is_heading(words: &str, first: bool) -> bool {
    let Some(last) = words.chars().next_back() else { return false };
    if matches!(last, '.' | '!' | ':' | ';' | ',' | '…' | '-' | '–' | '—' | '”' | '"' | '»' | ')' | ']')
    {
        return false;
    }
    // A question is a heading only where nothing else is in it.
    if begins_with_mark(words) || last == '?' && words.contains(['.', ',', '"', '“']) {
        return false;
    }
    let limit = if first { HEADING_WORDS * 2 } else { HEADING_WORDS };
    words.split_whitespace().nth(limit).is_none()
}

fn begins_with_mark(words: &str) -> bool {
    words.starts_with(['"', '“', '”', '„', '«', '‘', '\''])
}

fn has_mark(words: &str) -> bool {
    words.contains(['"', '“', '”', '„', '«'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Vec<(&str, ParagraphKind)> {
        paragraphs(text).iter().map(|found| (&text[found.span.range()], found.kind)).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs_and_lines_do_where_there_are_none() {
        use ParagraphKind::Body;
        assert_eq!(shape("One\nline.\n\nTwo.\n"), [("One\nline.", Body), ("Two.", Body)]);
        assert_eq!(shape("One.\nTwo.\n"), [("One.", Body), ("Two.", Body)]);
        assert_eq!(
            shape("One.\r\n \t\r\nTwo.\r\nStill two."),
            [("One.", Body), ("Two.\r\nStill two.", Body)]
        );
        assert_eq!(shape("\u{feff}One.\n\n\n\n\u{a0}Two.\n\n"), [("One.", Body), ("Two.", Body)]);
        assert!(shape("").is_empty());
        assert!(shape("\n \n\r\n\0").is_empty());
    }

    #[test]
    fn captions_noise_and_headings_are_told_from_body_text() {
        use ParagraphKind::{Body, Caption, Heading, Noise};
        for (text, kind) in [
            ("The two shook hands in Quito (Ministry of Fish via AP)", Caption),
            ("Photo: A. Tindall/Reuters", Caption),
            ("The harbour at dawn. Image: Port of Hull.", Caption),
            ("Ferries wait (AFP/Getty Images).", Caption),
            ("Advertising", Noise),
            ("ADVERTISEMENT", Noise),
            ("Read more: Ferries stop again", Noise),
            ("Sign up to our morning letter", Noise),
            ("* * *", Noise),
            ("https://example.org/a?b=c", Noise),
            ("What the ministry wants", Heading),
            ("The vote was close (51 to 49).", Body),
            ("“Sign up,” she said.", Body),
            ("“Stay”", Body),
            ("He left.", Body),
        ] {
            assert_eq!(shape(&format!("Lead paragraph here.\n\n{text}\n\nEnd."))[1], (text, kind));
        }
    }
}
