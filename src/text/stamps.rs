//! When a page says that it was published: dates and times, alone or with who wrote it.

use super::by_first::begins;
use super::line_lists::LISTS;

/// Longest date with the paper before it, in bytes.
const DATED: usize = 120;
/// Most words beside the date of a stamp that have a capital.
const CAPITALS: usize = 8;

/// A date, alone or with the paper before it: "Herald | Updated: 21 July 2020".
pub(super) fn is_dated(bare: &str) -> bool {
    if is_date(bare) {
        return true;
    }
    // "•" and "·" begin with the last two.
    let mark = |byte: u8| matches!(byte, b'|' | b'/' | b'-' | 0xe2 | 0xc2);
    if bare.len() > DATED
        || !bare.bytes().any(|byte| byte.is_ascii_digit())
        || !bare.bytes().any(mark)
    {
        return false;
    }
    let paper = |words: &str| {
        words.starts_with(char::is_uppercase) && words.split_whitespace().nth(5).is_none()
    };
    [" | ", " / ", " • ", " · "].into_iter().any(|mark| {
        let first = bare.split_once(mark);
        let last = bare.rsplit_once(mark);
        first.is_some_and(|(before, date)| paper(before) && is_date(date))
            || last.is_some_and(|(date, after)| paper(after) && is_dated(date))
    }) || bare.rsplit_once(" - ").is_some_and(|(date, town)| {
        is_date(date) && !town.contains(char::is_lowercase) && paper(town)
    })
}

/// A date or a time and nothing else: "21 July 2020, 10:00 GMT", "3 min read", "2 hours ago",
/// "2020-07-21".
fn is_date(bare: &str) -> bool {
    if bare.len() > 60 || !bare.contains(|letter: char| letter.is_ascii_digit()) {
        return false;
    }
    let mut words =
        bare.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut named = false;
    let all = words.all(|word| {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if digits == word.len() {
            return true;
        }
        if digits > 0
            && ["st", "nd", "rd", "th", "am", "pm", "h", "m", "d", "min"]
                .iter()
                .any(|end| word.get(digits..) == Some(end))
        {
            return true;
        }
        let date = LISTS.date.has(word);
        named |= date;
        date || LISTS.dated.has(word)
    });
    // "2020-07-21", "21/07/2020 10:00"
    let plain = || {
        let date = bare.split([' ', ',', 'T']).next().unwrap_or_default();
        ['-', '/', '.'].into_iter().any(|mark| {
            let mut parts = date.split(mark);
            let year = |part: Option<&str>| part.is_some_and(|part| part.len() == 4);
            let numbers = parts.clone().all(|part| {
                (1..5).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
            });
            numbers && parts.clone().count() == 3 && (year(parts.next()) || year(parts.next_back()))
        })
    };
    // "10:55 CET"
    let timed = bare.contains(':') && bare.contains(char::is_uppercase);
    all && (named || timed || plain()) || bare.ends_with('Z') && bare.contains('T') && plain()
}

/// A whole date among names of people, places and papers: "by Ada Odu March 4, 2026 8:47 AM 3 min
/// read", "Posted Tue 11 Mar 2025 at 6:14am, updated 2h ago".
pub(super) fn is_stamped(bare: &str) -> bool {
    if bare.len() > DATED || bare.ends_with(['?', '!', ':', ',', ';']) {
        return false;
    }
    let (mut month, mut year, mut capitals) = (false, false, 0);
    let words = bare.split(|letter: char| !letter.is_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        year |=
            matches!(word.get(..digits), Some(number) if digits == 4 && number.starts_with("20"));
        // "2025November"
        let rest = word.get(digits..).unwrap_or_default();
        let date = LISTS.date.has(rest);
        month |= date && is_month(rest);
        let known = rest.is_empty()
            || digits > 0 && rest.len() < 4
            || date
            || LISTS.dated.has(rest)
            || is_joining(rest);
        if !known {
            capitals += 1;
            if capitals > CAPITALS || !rest.starts_with(char::is_uppercase) {
                return false;
            }
        }
    }
    (month || has_plain_date(bare)) && year
}

/// Whether a line has a date in numbers: "14/01/2026", "12-09-2025".
fn has_plain_date(bare: &str) -> bool {
    bare.split([' ', ',', '(', ')']).any(|word| {
        ['/', '-', '.'].into_iter().any(|mark| {
            let mut parts = word.split(mark);
            let short = |part: Option<&str>| {
                part.is_some_and(|part| {
                    (1..3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
                })
            };
            short(parts.next()) && short(parts.next()) && parts.next().is_some()
        })
    })
}

/// Whether a word that tells a time is a month: "March", "Mar".
fn is_month(word: &str) -> bool {
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        .iter()
        .any(|month| begins(word, month))
}

/// Small words of a stamp.
fn is_joining(word: &str) -> bool {
    [
        "by", "at", "in", "and", "of", "on", "last", "for", "the", "from", "news", "with", "views",
        "de",
    ]
    .iter()
    .any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_told_from_headlines_and_facts() {
        for line in [
            "by Ada Odu March 4, 2026 8:47 AM 3 min read",
            "Posted Tue 11 Mar 2025 at 6:14am, updated 2h ago",
            "11/06/2025November 6, 2025",
            "All News 11:52 March 18, 2026",
            "Hull / Cork - AUG 19, 2025 - 13:05 CEST",
            "Ada Odu · Wire Services · Posted: Aug 8, 2024 7:05 PM EDT | Last Updated: May 9",
            "Business of Monday, 4 August 2025 | 1,208 Views",
            "Issued on: 14/01/2026 - 09:12Modified: 14/01/2026 - 11:40",
            "First uploaded on: 12-09-2025 at 04:10 IST",
            "02 Dec 2024 04:15PM (Updated: 02 Dec 2024 08:33PM)",
        ] {
            assert!(is_stamped(line), "{line}");
        }
        for line in [
            "The pier was opened on March 4, 2026",
            "Ferries in 2026",
            "March in Hull",
            "Why Hull voted as it did on May 3, 2026",
        ] {
            assert!(!is_stamped(line), "{line}");
        }
    }
}
