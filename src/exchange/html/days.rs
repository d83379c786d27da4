//! Days in addresses and in the words around a headline.

use crate::model::{is_weekday, month, zone};

/// The years that a day of news may be in.
const YEARS: std::ops::RangeInclusive<u16> = 1990..=2100;
/// The most words of a line that says a day, with others around it.
const WORDS: usize = 16;

/// Returns the day in an address as year, month and day: of a path such as `/2024/05/01/` or
/// `/2024-05-01-` or `/20240501`.
pub(super) fn in_address(address: &str) -> Option<String> {
    let (_, path) = address.split_once("//")?.1.split_once('/')?;
    let path = path.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
    let three = parts.windows(3).find_map(|window| match *window {
        [year, month, day] if year.len() == 4 => written(year, month, day),
        _ => None,
    });
    three.or_else(|| {
        // In the middle of a part it is a number like any other.
        let mut whole = path.split('/').filter_map(|part| part.split('-').next());
        whole.find_map(|part| {
            let part = Some(part).filter(|part| part.len() == 8)?;
            written(part.get(..4)?, part.get(4..6)?, part.get(6..)?)
        })
    })
}

/// Returns the day in a line such as "Published on 1 May 2024, 09:30" or "By Ada Odu, 1 May 2024".
/// A line of more words, or of others, is not about the page.
pub(super) fn in_words(line: &str) -> Option<String> {
    let words = line.split(|letter: char| letter.is_whitespace() || ",|/".contains(letter));
    let words = words.map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    if words.len() > WORDS {
        return None;
    }
    let three = words.windows(3).enumerate().find_map(|(at, window)| match *window {
        [one, other, year] if year.len() == 4 && other.starts_with(char::is_alphabetic) => {
            Some((at..at + 3, written(year, other, one)?))
        }
        [one, other, year] if year.len() == 4 && one.starts_with(char::is_alphabetic) => {
            Some((at..at + 3, written(year, one, other)?))
        }
        _ => None,
    });
    let (place, day) = three.or_else(|| {
        let mut whole = words.iter().enumerate().filter(|(_, word)| word.len() >= 10);
        whole.find_map(|(at, word)| {
            let mut parts = word.get(..10)?.split('-');
            Some((at..at + 1, written(parts.next()?, parts.next()?, parts.next()?)?))
        })
    })?;
    is_of_page(words.get(..place.start)?, words.get(place.end..)?).then_some(day)
}

/// Returns whether the words beside a day say that the page is of that day, and tell nothing else.
fn is_of_page(before: &[&str], after: &[&str]) -> bool {
    let mut is_byline = false;
    before.iter().chain(after).all(|word| {
        let small = word.to_lowercase();
        let says =
            ["published", "posted", "first", "date", "time", "on", "at", "am", "pm", "a.m", "p.m"];
        let is_name = is_byline && (word.starts_with(char::is_uppercase) || small == "and");
        is_byline |= small == "by";
        is_name
            || small == "by"
            || says.contains(&&*small)
            || word.starts_with(|letter: char| letter.is_ascii_digit())
            || is_weekday(&small)
            || zone(&small).is_some()
    })
}

/// Writes a day, if it may be one. The month is a number or an English name.
fn written(year: &str, month: &str, day: &str) -> Option<String> {
    let day = ["st", "nd", "rd", "th"].iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    let (year, day): (u16, u8) = (year.parse().ok()?, day.parse().ok()?);
    let month = match month.parse::<i8>() {
        Ok(number) => number,
        Err(_) => self::month(&month.to_ascii_lowercase())?,
    };
    let is_day = YEARS.contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    is_day.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_from_other_numbers() {
        let address = |path: &str| in_address(&format!("https://example.org{path}"));
        for path in ["/a/2024/05/01/wall", "/2024/may/1/wall", "/2024-05-01-wall", "/20240501/x"] {
            assert_eq!(address(path).as_deref(), Some("2024-05-01"), "{path}");
        }
        for path in [
            "/wall-12345678",
            "/world-20121105",
            "/2024/05/wall",
            "/2024/13/01",
            "/?d=2024/05/01",
            "/",
            "",
        ] {
            assert_eq!(address(path), None, "{path}");
        }
        for line in
            ["Published: 1 May 2024, 09:30", "May 1st, 2024", "On 2024-05-01T09:30Z", "1 MAY 2024"]
        {
            assert_eq!(in_words(line).as_deref(), Some("2024-05-01"), "{line}");
        }
        for line in
            ["By Ada Odu and Ben Lee, Monday 1 May 2024 at 9 a.m. BST", "1 May 2024 | By Ada Odu"]
        {
            assert_eq!(in_words(line).as_deref(), Some("2024-05-01"), "{line}");
        }
        assert_eq!(in_words("Sept. 9, 2024").as_deref(), Some("2024-09-09"));
        for line in [
            "May 2024",
            "1 May",
            "Vote 2024 May come",
            "32 May 2024",
            "1 Mayor 2024",
            "The vote is on 5 November 2024.",
            "Born on 1 May 1990",
            "Updated on 1 May 2024",
        ] {
            assert_eq!(in_words(line), None, "{line}");
        }
    }
}
