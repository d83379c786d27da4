//! Names of months, weekdays and zones, in lower case.

/// Names of zones and their offsets in minutes: those of RFC 5322, and others that mean one offset
/// everywhere. Zones such as IST, of which there are several, are missing, and those such as ET,
/// whose offset depends on the season.
const ZONES: [(&str, i32); 57] = [
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("ut", 0),
    ("wet", 0),
    ("west", 60),
    ("bst", 60),
    ("cet", 60),
    ("cest", 120),
    ("met", 60),
    ("mest", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("trt", 180),
    ("sast", 120),
    ("cat", 120),
    ("wat", 60),
    ("eat", 180),
    ("idt", 180),
    ("irst", 210),
    ("irdt", 270),
    ("pkt", 300),
    ("npt", 345),
    ("mmt", 390),
    ("ict", 420),
    ("wib", 420),
    ("wita", 480),
    ("wit", 540),
    ("hkt", 480),
    ("sgt", 480),
    ("myt", 480),
    ("pht", 480),
    ("awst", 480),
    ("jst", 540),
    ("kst", 540),
    ("acst", 570),
    ("acdt", 630),
    ("aest", 600),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
    ("nst", -210),
    ("ndt", -150),
    ("adt", -180),
    ("brt", -180),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("akst", -540),
    ("akdt", -480),
    ("hst", -600),
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Returns the place of a name, or of a beginning of at least three letters, in a list.
fn place(names: &[&str], word: &str) -> Option<usize> {
    if word.len() < 3 { None } else { names.iter().position(|name| name.starts_with(word)) }
}

/// Returns the month that a word means, from 1: a name in lower case, or its beginning of at least
/// three letters.
pub(crate) fn month(word: &str) -> Option<i8> {
    let place = if word == "sept" { Some(8) } else { place(&MONTHS, word) };
    place.and_then(|place| i8::try_from(place + 1).ok())
}

/// Returns whether a word in lower case is a day of the week, or its beginning of at least three
/// letters.
pub(crate) fn is_weekday(word: &str) -> bool {
    word == "weds" || place(&WEEKDAYS, word).is_some()
}

/// Returns the minutes east of Greenwich that the name of a zone means.
pub(crate) fn zone(word: &str) -> Option<i32> {
    ZONES.iter().find(|(name, _)| *name == word).map(|(_, minutes)| *minutes)
}
