//! What the parts of a page that are no text leave behind: counters, players, pictures in a row,
//! codes of editors.

use super::by_first::begins;

/// Words before or after a number in a counter: "Photo 1 of 12", "34 likes".
const COUNTED: [&str; 34] = [
    "comment",
    "comments",
    "share",
    "shares",
    "view",
    "views",
    "like",
    "likes",
    "reply",
    "replies",
    "retweet",
    "retweets",
    "repost",
    "reposts",
    "reactions",
    "votes",
    "followers",
    "subscribers",
    "responses",
    "photos",
    "images",
    "pictures",
    "videos",
    "reads",
    "results",
    "photo",
    "image",
    "picture",
    "slide",
    "list",
    "page",
    "video",
    "item",
    "duration",
];

/// Ends of lines that begin with a number and say how many readers did something.
const READERS: [&str; 6] = [
    "people are talking about this",
    "people shared this",
    "people like this",
    "people liked this",
    "people are reading this",
    "people reacted",
];

/// Whether a line is what a page counts or plays: "12 comments", "12.4K Likes 3,401 Retweets",
/// "1 of 12", "00:00 / 04:12".
pub(super) fn is_counter(bare: &str) -> bool {
    if bare.len() > 60 || !bare.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    if bare.starts_with(|letter: char| letter.is_ascii_digit())
        && READERS.iter().any(|end| bare.ends_with(end))
    {
        return true;
    }
    let rest = ["view ", "viewing ", "see ", "show "]
        .into_iter()
        .find(|start| begins(bare, start))
        .map_or(bare, |s| bare.get(s.len()..).unwrap_or_default());
    counts_things(rest) || counts_on(bare) || counts_in_brackets(bare)
}

/// "12 comments", "1.2k views 3 likes": numbers, each with what is counted.
fn counts_things(bare: &str) -> bool {
    let mut words = bare.split_whitespace();
    let mut pairs = 0;
    loop {
        let Some(number) = words.next() else { return pairs > 0 };
        let digits = number.trim_end_matches(['k', 'K', 'm', 'M', '+']);
        let plain = !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
        let counted = words.next().is_some_and(is_counted);
        if !(plain && counted) {
            return false;
        }
        pairs += 1;
    }
}

/// "Comments (8)"
fn counts_in_brackets(bare: &str) -> bool {
    let Some((thing, number)) = bare.split_once(" (") else { return false };
    let number = number.trim_end_matches(')');
    is_counted(thing) && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_counted(word: &str) -> bool {
    COUNTED.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// "1 of 12", "Photo 1/12", "0:00", "00:00 / 04:12", "1x": a place in a row or a record.
fn counts_on(bare: &str) -> bool {
    let rest = match bare.split_once(' ') {
        Some((first, rest)) if is_counted(first) => rest,
        _ => bare,
    };
    let number =
        |part: &str| (1..4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let time = |part: &str| {
        part.contains(':') && part.split(':').all(number) && part.split(':').count() < 4
    };
    if let Some((at, all)) = rest.split_once(" of ").or_else(|| rest.split_once('/')) {
        let (at, all) = (at.trim(), all.trim());
        return number(at) && number(all) || time(at) && time(all);
    }
    let speed = rest.strip_suffix('x').is_some_and(|speed| {
        (1..5).contains(&speed.len())
            && speed.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    });
    time(rest) || speed
}

/// Codes of editors and tags of pages: `[caption id=…]`, `[/caption]`,
/// `[ad_1]`, `<div class=…>`.
pub(super) fn is_code(words: &str) -> bool {
    let inside = |open: char, close: char| {
        words.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
    };
    if let Some(tag) = inside('<', '>') {
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        return tag.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '!')
            && (tag.contains(['=', '/']) || !tag.contains(' '));
    }
    let Some(code) = inside('[', ']') else { return false };
    let name = code.strip_prefix('/').unwrap_or(code);
    let end = name.find([' ', ']', '_', '=']).unwrap_or(name.len());
    let behind = name.get(end..).unwrap_or_default();
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.bytes().take(end).all(|byte| byte.is_ascii_lowercase())
        && (name.len() < code.len()
            || behind.contains('=')
            || behind.contains("[/")
            || behind.starts_with('_') && !behind.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_and_codes_are_told_from_figures_and_asides() {
        for line in ["12 comments", "1 of 12", "Photo 1/12", "00:00 / 04:12", "1.5x", "0:00"] {
            assert!(is_counter(line), "{line}");
        }
        for line in ["12 people", "78,000", "2023", "4 of the 12", "12", "May 3"] {
            assert!(!is_counter(line), "{line}");
        }
        for code in ["[/caption]", "[ad_1]", "[gallery ids=\"1\"]", "<br/>", "<div class=\"a\">"] {
            assert!(is_code(code), "{code}");
        }
        for words in ["[laughs]", "[He laughs]", "[the mayor_said so]", "<we go on>"] {
            assert!(!is_code(words), "{words}");
        }
    }
}
