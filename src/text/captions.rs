//! Captions of pictures, and the credits in them.

use super::by_first::begins;
use super::line_lists::{LISTS, SHORT_NOISE, Signs, has_mark};
use super::signatures::is_name;

/// Longest credit after a bar or a dash, in letters.
const CREDIT_LETTERS: usize = 40;
/// Longest credit at the end of a caption, in bytes.
const CREDIT_LENGTH: usize = 80;

/// Whether a short paragraph is a caption, a credit or the author of what is embedded.
pub(super) fn is_caption(words: &str, signs: Signs) -> bool {
    if is_embedded_author(words)
        || LISTS.caption.begin(words) && !(signs.mark && is_sentence_with_words(words))
        || is_twice(words)
        || has_agency_first(words)
        || is_person_line(words)
    {
        return true;
    }
    let end = words.trim_end_matches(['.', ' ']);
    if let Some(inside) = end.strip_suffix([')', ']'])
        && let Some((_, credit)) = inside.rsplit_once(['(', '['])
    {
        let defined = || defines(inside.len() - credit.len() - 1, inside, credit);
        return is_credit(credit) && !defined()
            || !words.ends_with('.') && is_photographer(credit, end.ends_with(']'))
            || end.starts_with(['[', '(']) && is_source(credit)
            || has_caption_words(words, signs);
    }
    let plain = words.len() < SHORT_NOISE && !signs.mark;
    plain && (ends_in_credit(end, signs) || has_caption_words(words, signs))
        || signs.seen.colon && has_labelled_credit(end)
}

/// Whether a line is a sentence with words in marks and no label: "Getty pictures were sold.
/// “Good,” she said."
fn is_sentence_with_words(words: &str) -> bool {
    /// Longest label of a caption, in bytes.
    const LABEL: usize = 40;
    let label = words.bytes().take(LABEL).any(|byte| matches!(byte, b':' | b'|'));
    !label && words.ends_with(['.', '”', '"'])
}

/// Whether a line begins again in its middle, as the words for the blind and the caption of one
/// picture do: `A boat at the pier of HullA boat at the pier of Hull in May`.
fn is_twice(words: &str) -> bool {
    const FIRST: usize = 12;
    let bytes = words.as_bytes();
    let Some(first) =
        bytes.get(..FIRST).filter(|first| first.first().is_some_and(u8::is_ascii_uppercase))
    else {
        return false;
    };
    let Some(capital) = first.first().map(|byte| char::from(*byte)) else { return false };
    let rest = words.get(FIRST..).unwrap_or_default();
    rest.match_indices(capital).map(|(at, _)| at + FIRST).any(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        before.is_some_and(|before| before.is_ascii_lowercase() || *before == b')')
            && bytes.get(at..).is_some_and(|rest| rest.starts_with(first))
    })
}

/// "WIRE   Boats at the pier": the credit and the caption, from two cells of a page.
fn has_agency_first(words: &str) -> bool {
    let capitals = words.bytes().take_while(u8::is_ascii_uppercase).count();
    let Some(rest) = words.get(capitals..).and_then(|rest| rest.strip_prefix("  ")) else {
        return false;
    };
    (2..8).contains(&capitals)
        && rest.trim_start().starts_with(char::is_uppercase)
        && !has_mark(words)
}

/// "Singer Ada Odu": who is in the picture, and no more.
fn is_person_line(words: &str) -> bool {
    if words.len() > 60 {
        return false;
    }
    let Some((job, name)) = words.split_once(' ') else { return false };
    let named = |word: &str| {
        word.starts_with(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase)
    };
    matches!(
        job,
        "Artist"
            | "Actor"
            | "Actress"
            | "Singer"
            | "Author"
            | "Writer"
            | "Painter"
            | "Architect"
            | "Photographer"
            | "Model"
            | "Designer"
            | "Director"
            | "Composer"
            | "Musician"
            | "Coach"
            | "Footballer"
            | "Striker"
            | "Goalkeeper"
            | "Midfielder"
            | "Defender"
            | "Jockey"
            | "Chef"
            | "Victim"
            | "Suspect"
    ) && (2..4).contains(&name.split(' ').count())
        && name.split(' ').all(named)
        && words
            .chars()
            .all(|letter| letter.is_alphabetic() || matches!(letter, ' ' | '-' | '’' | '\''))
}

/// Whether the word in brackets abbreviates the words before it, which end at `end`: "the Agency of
/// Ports (AP)".
fn defines(end: usize, words: &str, short: &str) -> bool {
    let before = words.get(..end).unwrap_or_default();
    let capital = |word: &str| word.chars().next().filter(|letter| letter.is_uppercase());
    let mut initials = short.chars().rev();
    let mut last = before.split_whitespace().rev().filter_map(capital);
    short.len() > 1
        && short.bytes().all(|byte| byte.is_ascii_uppercase())
        && initials.all(|initial| last.next() == Some(initial))
}

/// Words such as "third from left" and "in this file photo".
fn has_caption_words(words: &str, signs: Signs) -> bool {
    words.len() < SHORT_NOISE && signs.caption
}

/// "A. Name via Agency", "A. Name/Agency", "… | AGENCY", "… — Agency pic"
fn ends_in_credit(end: &str, signs: Signs) -> bool {
    let mut letters = end.char_indices().rev().take(CREDIT_LETTERS);
    let mut last_bar = || letters.find(|(_, letter)| matches!(letter, '|' | '—' | '–' | '-'));
    let bar = if signs.seen.bar { last_bar() } else { None };
    let behind_bar = bar.and_then(|(at, bar)| end.get(at + bar.len_utf8()..));
    let parted = |credit: &str| credit.starts_with(' ') || begins(credit, "photo");
    let capitals = |credit: &str| {
        let name = credit.trim_start();
        bar.is_some_and(|(_, bar)| bar == '|')
            && (2..4).contains(&name.split(' ').count())
            && name.chars().all(|letter| letter.is_uppercase() || matches!(letter, ' ' | '.' | '-'))
    };
    if behind_bar.is_some_and(|credit| parted(credit) && (is_credit(credit) || capitals(credit))) {
        return true;
    }
    let last = || end.rsplit(' ').next().filter(|last| last.contains('/'));
    if signs.seen.address && last().is_some_and(is_agency_slash) {
        return true;
    }
    // "A boat at the pier. Agency Photo"
    let tail = end.len().saturating_sub(CREDIT_LETTERS);
    let stop =
        end.as_bytes().get(tail..).unwrap_or_default().windows(2).rposition(|pair| pair == b". ");
    // "A boat at the pier. Ada Odu for Hull Weekly"
    let for_paper = |credit: &str| {
        credit.split_once(" for ").is_some_and(|(name, paper)| {
            is_name(name) && paper.split(' ').all(|word| word.starts_with(char::is_uppercase))
        })
    };
    let last = stop.and_then(|stop| end.get(tail + stop + 2..));
    if last.is_some_and(|last| is_credit(last) || for_paper(last)) {
        return true;
    }
    let credit = || end.rsplit_once(" via ").or_else(|| end.rsplit_once('/'));
    end.len() < 100 && credit().is_some_and(|(_, credit)| is_credit(credit))
}

/// "REUTERS/Name" without brackets at the end of a line.
fn is_agency_slash(word: &str) -> bool {
    let agency = word.split('/').next().unwrap_or_default();
    agency.len() > 1
        && agency.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-')
        && is_credit(agency)
}

/// "… Image: NASA." and "… Photo: A. Name/Agency" at the end of a short paragraph.
fn has_labelled_credit(end: &str) -> bool {
    let tail = end.as_bytes().iter().rev().take(CREDIT_LENGTH);
    tail.zip(1..).filter(|(byte, _)| **byte == b':').any(|(_, behind)| {
        let before = end.get(..end.len() - behind).unwrap_or_default();
        let word =
            before.rsplit(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
        let capital = word.starts_with(|letter: char| letter.is_ascii_uppercase());
        let label = capital && LISTS.labels.iter().any(|label| word.eq_ignore_ascii_case(label));
        label && before.len() > word.len() && word.len() + behind < CREDIT_LENGTH
    })
}

/// Whether the words in brackets at the end of a line are a name and an agency: "(A. Name/Agency)",
/// and between `square` brackets "[A. Name, Agency]".
fn is_photographer(credit: &str, square: bool) -> bool {
    let capital = |part: &str| part.trim().starts_with(char::is_uppercase);
    let short = || credit.split(' ').nth(4).is_none() && credit.split(' ').all(capital);
    let named = |(name, _): &(&str, &str)| square && short() && name.contains(' ');
    let parted = credit.split_once('/').or_else(|| credit.split_once(", ").filter(named));
    parted.is_some_and(|(name, agency)| {
        capital(name) && capital(agency) && name.contains(char::is_lowercase)
    })
}

/// Whether a line in brackets says where a picture or a story is from: "[via Hull Blog]".
fn is_source(credit: &str) -> bool {
    credit.len() < CREDIT_LENGTH
        && ["via ", "h/t", "hat tip", "source:"].into_iter().any(|start| begins(credit, start))
}

fn is_credit(credit: &str) -> bool {
    let credit = credit.trim();
    credit.contains(" via ")
        || ["photo", "image", "picture", "credit"].into_iter().any(|label| begins(credit, label))
        || credit.split(['/', ',', ';', '|', ':']).any(|part| LISTS.credit.has(part.trim()))
}

/// Who posted what is embedded, with the handle: "— Ada Odu (@adaodu) March 4, 2019".
fn is_embedded_author(words: &str) -> bool {
    if words.len() >= 120 {
        return false;
    }
    let dashed = words.strip_prefix(['—', '–', '-', '―']).or_else(|| words.strip_prefix("&mdash;"));
    // Without a dash, only names are before the handle.
    let named = || {
        let (name, _) = words.split_once(" (@")?;
        let names = name.split(' ').all(|word| word.starts_with(char::is_uppercase));
        names.then_some(words)
    };
    let Some(rest) = dashed.or_else(named) else { return false };
    rest.contains("(@")
        && !has_mark(words)
        && words.ends_with(|letter: char| letter.is_ascii_digit() || matches!(letter, ')' | ']'))
}
