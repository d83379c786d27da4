//! Days in addresses and in the words around a headline.

use crate::model::month;

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
        let mut whole = parts.iter().filter(|part| part.len() == 8);
        whole.find_map(|part| written(part.get(..4)?, part.get(4..6)?, part.get(6..)?))
    })
}

/// Returns the day in a line such as "Published on 1 May 2024, 09:30". Lines of more words are no
/// lines about a page.
pub(super) fn in_words(line: &str) -> Option<String> {
    let words = line.split(|letter: char| letter.is_whitespace() || ",|/".contains(letter));
    let words = words.map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    if words.len() > WORDS {
        return None;
    }
    let three = words.windows(3).find_map(|window| match *window {
        [one, other, year] if year.len() == 4 && other.starts_with(char::is_alphabetic) => {
            written(year, other, one)
        }
        [one, other, year] if year.len() == 4 && one.starts_with(char::is_alphabetic) => {
            written(year, one, other)
        }
        _ => None,
    });
    three.or_else(|| {
        let mut whole = words.iter().filter(|word| word.len() >= 10);
        whole.find_map(|word| {
            let mut parts = word.get(..10)?.split('-');
            written(parts.next()?, parts.next()?, parts.next()?)
        })
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
        for path in ["/wall-12345678", "/2024/05/wall", "/2024/13/01", "/?d=2024/05/01", "/", ""] {
            assert_eq!(address(path), None, "{path}");
        }
        for line in
            ["Published: 1 May 2024, 09:30", "May 1st, 2024", "On 2024-05-01T09:30Z", "1 MAY 2024"]
        {
            assert_eq!(in_words(line).as_deref(), Some("2024-05-01"), "{line}");
        }
        assert_eq!(in_words("Sept. 9, 2024").as_deref(), Some("2024-09-09"));
        for line in ["May 2024", "1 May", "Vote 2024 May come", "32 May 2024", "1 Mayor 2024"] {
            assert_eq!(in_words(line), None, "{line}");
        }
    }
}
