//! Dates as news files write them, in whatever form.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::date_problem::{DateOrder, DateProblem};
use super::date_words::{is_weekday, month, zone};

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// A month, by its first day.
    Month(Date),
    /// A day; or a time on that day in a place that is not known.
    Day(Date),
    /// A moment, and the offset of the clock that showed it, if that is known.
    Moment(Timestamp, Option<Offset>),
}

/// The longest text that is read, in bytes. The longest forms, with a zone in words, have half of
/// that.
const LONGEST: usize = 128;

/// The first year of the century that years of two digits below 50 are in (RFC 5322, section 4.3).
const CENTURY: i16 = 2000;

/// Reads a date.
pub(super) fn read(text: &str, order: Option<DateOrder>) -> Result<Written, DateProblem> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(DateProblem::Unreadable);
    }
    let text = text.to_ascii_lowercase();
    match text.as_str() {
        "" | "-" | "none" | "null" | "nil" | "nan" | "nat" | "n/a" | "undefined" | "unknown" => {
            return Err(DateProblem::Absent);
        }
        _ => {}
    }
    if let Some(written) = number(&text) {
        return written;
    }
    let mut reader = Reader { tokens: tokens(&text), order, ..Reader::default() };
    reader.read()?;
    reader.finish()
}

/// Reads a text of digits alone: a date without separators, or seconds or milliseconds since 1970.
/// Returns `None` for all other texts.
fn number(text: &str) -> Option<Result<Written, DateProblem>> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let is_date = sign > 0 && whole.len() == digits.len();
    let read = match whole.len() {
        4 | 6 if is_date => match (whole.get(..4), month_of(whole.get(4..)?)) {
            (Some("0000" | "0001"), _) => Err(DateProblem::Placeholder),
            (Some(year), Some(month)) => {
                small(year).and_then(|year| date(year, month, 1)).map(Written::Month)
            }
            (_, None) if whole.len() == 6 => Err(DateProblem::Unreadable),
            _ => Err(DateProblem::NoDay),
        },
        8 if is_date => joined_date(whole).map(Written::Day),
        // An hour and minutes, unless these are milliseconds before September 2001.
        12 | 14
            if is_date
                && (whole.len() == 14 || whole.starts_with("19") || whole.starts_with("20"))
                && joined_time(whole).is_ok() =>
        {
            joined_time(whole)
        }
        14 if is_date => joined_time(whole),
        9 | 10 => since_1970(sign, whole, fraction, 1_000_000),
        12 | 13 => since_1970(sign, whole, fraction, 1000),
        _ if is_date && whole.bytes().all(|byte| byte == b'0') => Err(DateProblem::Placeholder),
        _ => Err(DateProblem::Unreadable),
    };
    Some(read)
}

/// Reads a month of two digits.
fn month_of(text: &str) -> Option<i8> {
    text.parse().ok().filter(|month| (1..=12).contains(month))
}

/// Reads `20200721`.
fn joined_date(digits: &str) -> Result<Date, DateProblem> {
    let part = |range| digits.get(range).unwrap_or_default();
    date(small(part(0..4))?, small(part(4..6))?, small(part(6..8))?)
}

/// Reads `202007210930` and `20200721093000`.
fn joined_time(digits: &str) -> Result<Written, DateProblem> {
    let (day, time) = digits.split_at_checked(8).ok_or(DateProblem::Unreadable)?;
    let clock = Clock::joined(time)?;
    // No zone: the day, or the next at 24:00.
    let (day, _) = clock.on(joined_date(day)?)?;
    let is_first = day == Date::constant(1970, 1, 1) && clock == Clock::default();
    if is_first { Err(DateProblem::Placeholder) } else { Ok(Written::Day(day)) }
}

/// Reads seconds, or units of so many microseconds, since 1970. Digits after the sixth of a
/// fraction of a second are cut off.
fn since_1970(sign: i64, whole: &str, fraction: &str, unit: i64) -> Result<Written, DateProblem> {
    let mut micros = 0;
    let mut left = unit;
    for digit in fraction.bytes() {
        left /= 10;
        micros += left * i64::from(digit - b'0');
    }
    let micros = whole
        .parse::<i64>()
        .ok()
        .and_then(|whole| whole.checked_mul(unit)?.checked_add(micros)?.checked_mul(sign))
        .ok_or(DateProblem::Unreadable)?;
    let moment = Timestamp::from_microsecond(micros).map_err(|_| DateProblem::Impossible)?;
    Ok(Written::Moment(moment, None))
}

/// Makes a date of its numbers.
fn date(year: i16, month: i8, day: i8) -> Result<Date, DateProblem> {
    if (year, month, day) == (0, 0, 0) {
        return Err(DateProblem::Placeholder);
    }
    Date::new(year, month, day).map_err(|_| DateProblem::Impossible)
}

/// A time of day as it is written: 24:00 is the end of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
}

impl Clock {
    /// Reads `09`, `0930` and `093000`.
    fn joined(digits: &str) -> Result<Self, DateProblem> {
        if !matches!(digits.len(), 2 | 4 | 6) {
            return Err(DateProblem::Unreadable);
        }
        let part = |at: usize| match digits.get(at..at + 2) {
            Some(part) => part.parse().map_err(|_| DateProblem::Unreadable),
            None => Ok(0),
        };
        Ok(Self { hour: part(0)?, minute: part(2)?, second: part(4)?, nanosecond: 0 })
    }

    /// Returns the day and the time of it that the clock shows on a day. As in jiff, the 60th
    /// second is the 59th.
    fn on(self, day: Date) -> Result<(Date, Time), DateProblem> {
        let Self { hour, minute, second, nanosecond } = self;
        if hour == 24 && (minute, second, nanosecond) == (0, 0, 0) {
            let next = day.tomorrow().map_err(|_| DateProblem::Impossible)?;
            return Ok((next, Time::midnight()));
        }
        let (second, nanosecond) = if second == 60 { (59, 0) } else { (second, nanosecond) };
        let time = Time::new(hour, minute, second, nanosecond);
        time.map(|time| (day, time)).map_err(|_| DateProblem::Impossible)
    }
}

/// A piece of a text: a run of digits, a run of letters, or one mark.
#[derive(Clone, Copy, Debug)]
struct Token<'t> {
    text: &'t str,
    kind: Kind,
    /// Whether it follows the piece before it without a space.
    is_glued: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Word,
    Mark,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut is_glued = false;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = rest.trim_start();
            is_glued = false;
            continue;
        }
        let (kind, bytes) = if first.is_ascii_digit() {
            (Kind::Number, rest.find(|letter: char| !letter.is_ascii_digit()))
        } else if first.is_alphabetic() {
            (Kind::Word, rest.find(|letter: char| !letter.is_alphabetic()))
        } else {
            (Kind::Mark, Some(first.len_utf8()))
        };
        let (text, behind) = rest.split_at(bytes.unwrap_or(rest.len()));
        tokens.push(Token { text, kind, is_glued });
        rest = behind;
        is_glued = true;
    }
    tokens
}

/// What is known of the zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Zone {
    #[default]
    Absent,
    /// A name that means no offset, or several.
    Unknown,
    /// UTC, which tells the instant and not what the local clock shows.
    Utc,
    /// Minutes east of Greenwich.
    Offset(i32),
}

/// Reads the pieces of a text from left to right, each into its place.
#[derive(Debug, Default)]
struct Reader<'t> {
    tokens: Vec<Token<'t>>,
    at: usize,
    order: Option<DateOrder>,
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    clock: Option<Clock>,
    zone: Zone,
}

type Step = Result<(), DateProblem>;

/// Puts a part of a date into its place, which must be empty.
fn put<T>(place: &mut Option<T>, part: T) -> Step {
    if place.is_some() {
        return Err(DateProblem::Unreadable);
    }
    *place = Some(part);
    Ok(())
}

fn small<T: FromStr>(digits: &str) -> Result<T, DateProblem> {
    digits.parse().map_err(|_| DateProblem::Unreadable)
}

impl<'t> Reader<'t> {
    fn peek(&self, ahead: usize) -> Option<Token<'t>> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// Returns the text of a token ahead if it is of a kind and glued to the one before it.
    fn glued(&self, ahead: usize, kind: Kind) -> Option<&'t str> {
        self.peek(ahead)
            .filter(|token| token.is_glued && token.kind == kind)
            .map(|token| token.text)
    }

    fn has_date(&self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }

    fn read(&mut self) -> Step {
        while let Some(token) = self.peek(0) {
            match token.kind {
                Kind::Number => self.read_number(token.text)?,
                Kind::Word => self.read_word(token.text)?,
                Kind::Mark => self.read_mark(token.text)?,
            }
        }
        Ok(())
    }

    fn read_number(&mut self, digits: &'t str) -> Step {
        if self.glued(1, Kind::Mark) == Some(":") || self.half_of_day(1).is_some() {
            return self.read_clock(digits);
        }
        if let Some(mark @ ("-" | "/" | ".")) = self.glued(1, Kind::Mark)
            && let Some(second) = self.glued(2, Kind::Number)
        {
            let third = self.glued(4, Kind::Number);
            let third = third.filter(|_| self.glued(3, Kind::Mark) == Some(mark));
            // "9.30 am", and "09.30" after a date
            let is_last = third.is_none() && self.has_date();
            if mark == "." && (is_last || self.half_of_day(3).is_some()) {
                return self.read_clock(digits);
            }
            if let Some(third) = third {
                self.at += 5;
                return self.put_date(digits, second, third);
            }
            // "Jul-21-2020" has a day here; else this is a month of a year.
            if self.month.is_none() {
                self.at += 3;
                let (year, month) =
                    if digits.len() == 4 { (digits, second) } else { (second, digits) };
                if year.len() != 4 || month.len() > 2 {
                    return Err(DateProblem::Unreadable);
                }
                put(&mut self.year, small(year)?)?;
                return put(&mut self.month, small(month)?);
            }
            self.at += 2;
        } else {
            self.at += 1;
        }
        match digits.len() {
            1 | 2 if self.day.is_none() => {
                if let Some("st" | "nd" | "rd" | "th") = self.glued(0, Kind::Word) {
                    self.at += 1;
                }
                put(&mut self.day, small(digits)?)
            }
            2 if self.month.is_some() => put(&mut self.year, short_year(digits)?),
            4 => put(&mut self.year, small(digits)?),
            8 | 14 => {
                let (year, rest) = digits.split_at(4);
                let (month, rest) = rest.split_at(2);
                let (day, time) = rest.split_at(2);
                self.put_date(year, month, day)?;
                if time.is_empty() { Ok(()) } else { put(&mut self.clock, Clock::joined(time)?) }
            }
            _ => Err(DateProblem::Unreadable),
        }
    }

    /// Puts the three numbers of a date into their places.
    fn put_date(&mut self, first: &str, second: &str, third: &str) -> Step {
        let (year, month, day) = match (first.len(), second.len(), third.len()) {
            (4, 1 | 2, 1 | 2) => (small(first)?, small(second)?, small(third)?),
            (1 | 2, 1 | 2, 4) => {
                let (one, other) = (small(first)?, small(second)?);
                let (day, month) = self.day_and_month(one, other)?;
                (small(third)?, month, day)
            }
            (1 | 2, 1 | 2, 2) => {
                // Any of the three can be the year.
                let order = self.order.ok_or(DateProblem::Ambiguous)?;
                let (one, other) = (small(first)?, small(second)?);
                let (day, month) =
                    if order == DateOrder::DayFirst { (one, other) } else { (other, one) };
                (short_year(third)?, month, day)
            }
            _ => return Err(DateProblem::Unreadable),
        };
        put(&mut self.year, year)?;
        put(&mut self.month, month)?;
        put(&mut self.day, day)
    }

    /// Tells the day from the month: by what they can be, else by the order that is given.
    fn day_and_month(&self, one: i8, other: i8) -> Result<(i8, i8), DateProblem> {
        let can_be = |day: i8, month: i8| (1..=31).contains(&day) && (1..=12).contains(&month);
        match (can_be(one, other), can_be(other, one), self.order) {
            (false, false, _) if one == 0 && other == 0 => Ok((0, 0)),
            (false, false, _) => Err(DateProblem::Impossible),
            (true, false, _) | (true, true, Some(DateOrder::DayFirst)) => Ok((one, other)),
            (false, true, _) | (true, true, Some(DateOrder::MonthFirst)) => Ok((other, one)),
            (true, true, None) if one == other => Ok((one, other)),
            (true, true, None) => Err(DateProblem::Ambiguous),
        }
    }

    /// Returns whether the words "am" or "pm" are ahead, and which, and how many pieces they take.
    fn half_of_day(&self, ahead: usize) -> Option<(bool, usize)> {
        let first = self.peek(ahead).filter(|token| token.kind == Kind::Word)?;
        let text = |ahead| self.peek(ahead).filter(|token| token.is_glued).map(|token| token.text);
        match first.text {
            "am" => Some((false, 1)),
            "pm" => Some((true, 1)),
            // "a.m."
            "a" | "p" if text(ahead + 1) == Some(".") && text(ahead + 2) == Some("m") => {
                let stop = usize::from(text(ahead + 3) == Some("."));
                Some((first.text == "p", 3 + stop))
            }
            _ => None,
        }
    }

    /// Reads a time of day: `9:30`, `09:30:00.123`, `9.30 am`, `9 pm`.
    fn read_clock(&mut self, digits: &'t str) -> Step {
        if digits.len() > 2 {
            return Err(DateProblem::Unreadable);
        }
        let mut clock = Clock { hour: small(digits)?, ..Clock::default() };
        self.at += 1;
        let two = |digits: Option<&str>| match digits {
            Some(digits) if digits.len() == 2 => small(digits),
            _ => Err(DateProblem::Unreadable),
        };
        if let Some(mark @ (":" | ".")) = self.glued(0, Kind::Mark) {
            clock.minute = two(self.glued(1, Kind::Number))?;
            self.at += 2;
            if mark == ":" && self.glued(0, Kind::Mark) == Some(":") {
                clock.second = two(self.glued(1, Kind::Number))?;
                self.at += 2;
                self.read_fraction(&mut clock);
            }
        }
        if let Some((is_after_noon, pieces)) = self.half_of_day(0) {
            self.at += pieces;
            clock.hour = match (clock.hour, is_after_noon) {
                (12, false) => 0,
                (hour @ 0..=11, false) | (hour @ 12..=23, true) => hour,
                (hour @ 1..=11, true) => hour + 12,
                _ => return Err(DateProblem::Impossible),
            };
        }
        put(&mut self.clock, clock)
    }

    /// Reads a fraction of a second. Digits after the ninth do not matter.
    fn read_fraction(&mut self, clock: &mut Clock) {
        if let Some("." | ",") = self.glued(0, Kind::Mark)
            && let Some(digits) = self.glued(1, Kind::Number)
        {
            self.at += 2;
            let mut left = 1_000_000_000;
            for digit in digits.bytes() {
                left /= 10;
                clock.nanosecond += left * i32::from(digit - b'0');
            }
        }
    }

    fn read_word(&mut self, word: &'t str) -> Step {
        self.at += 1;
        if let Some(month) = month(word) {
            return put(&mut self.month, month);
        }
        // Whether the weekday is right does not matter: feeds are often wrong.
        if is_weekday(word) || matches!(word, "at" | "on" | "of" | "the") {
            return Ok(());
        }
        if word == "t" && self.has_date() && self.clock.is_none() {
            let digits = self.glued(0, Kind::Number).ok_or(DateProblem::Unreadable)?;
            if self.glued(1, Kind::Mark) == Some(":") {
                return self.read_clock(digits);
            }
            self.at += 1;
            let mut clock = Clock::joined(digits)?;
            if digits.len() == 6 {
                self.read_fraction(&mut clock);
            }
            return put(&mut self.clock, clock);
        }
        if self.clock.is_none() && !self.has_date() {
            return Err(DateProblem::Unreadable);
        }
        match zone(word) {
            Some(_) if self.zone == Zone::Absent && is_utc(word) => self.zone = Zone::Utc,
            Some(minutes) if self.zone == Zone::Absent => self.zone = Zone::Offset(minutes),
            // After an offset, or after another name: "+0200 CEST".
            Some(_) => {}
            None if self.clock.is_none() => return Err(DateProblem::Unreadable),
            None => {
                // "Europe/Berlin", "ET"
                let is_place = self.glued(0, Kind::Mark) == Some("/");
                if !is_place && word.len() > 5 {
                    return Err(DateProblem::Unreadable);
                }
                if is_place {
                    while self.peek(0).is_some_and(|token| token.is_glued) {
                        self.at += 1;
                    }
                }
                if self.zone == Zone::Absent {
                    self.zone = Zone::Unknown;
                }
            }
        }
        Ok(())
    }

    fn read_mark(&mut self, mark: &'t str) -> Step {
        self.at += 1;
        let is_month = |token: &Token<'_>| month(token.text).is_some();
        let before = self.at.checked_sub(2).and_then(|at| self.tokens.get(at));
        match mark {
            "," => Ok(()),
            "." if before.is_some_and(|token| token.kind != Kind::Mark) => Ok(()),
            // "21-Jul-2020"
            "-" | "/"
                if !self.has_date()
                    && (before.is_some_and(is_month)
                        || self.peek(0).as_ref().is_some_and(is_month)) =>
            {
                Ok(())
            }
            "+" | "-" if self.has_date() || self.clock.is_some() => self.read_offset(mark),
            // A comment, as in RFC 5322, or an annotation, as in RFC 9557.
            "(" | "[" => {
                let close = if mark == "(" { ")" } else { "]" };
                while let Some(token) = self.peek(0) {
                    self.at += 1;
                    if token.text == close {
                        return Ok(());
                    }
                }
                Err(DateProblem::Unreadable)
            }
            _ => Err(DateProblem::Unreadable),
        }
    }

    /// Reads the numbers of an offset after its sign: `2`, `02`, `0200`, `02:00`.
    fn read_offset(&mut self, sign: &str) -> Step {
        let digits = self.glued(0, Kind::Number).ok_or(DateProblem::Unreadable)?;
        self.at += 1;
        let (hours, minutes) = match digits.len() {
            1 | 2 if self.glued(0, Kind::Mark) == Some(":") => {
                let minutes = self.glued(1, Kind::Number).filter(|minutes| minutes.len() == 2);
                self.at += 2;
                (digits, minutes.ok_or(DateProblem::Unreadable)?)
            }
            1 | 2 => (digits, "0"),
            4 => digits.split_at(2),
            _ => return Err(DateProblem::Unreadable),
        };
        let (hours, minutes): (i32, i32) = (small(hours)?, small(minutes)?);
        if minutes > 59 {
            return Err(DateProblem::Impossible);
        }
        // "GMT+0200": the number counts.
        let east = hours * 60 + minutes;
        self.zone = match sign {
            // RFC 5322, section 3.3
            "-" if east == 0 => Zone::Utc,
            "-" => Zone::Offset(-east),
            _ => Zone::Offset(east),
        };
        Ok(())
    }

    fn finish(self) -> Result<Written, DateProblem> {
        let (year, month, day) = match (self.year, self.month, self.day) {
            (Some(year), Some(month), Some(day)) => (year, month, day),
            (Some(0 | 1), _, None) => return Err(DateProblem::Placeholder),
            (Some(year), Some(month @ 1..=12), None) if self.clock.is_none() => {
                return date(year, month, 1).map(Written::Month);
            }
            (Some(_), None, None) if self.clock.is_none() => return Err(DateProblem::NoDay),
            _ => return Err(DateProblem::Unreadable),
        };
        let day = date(year, month, day)?;
        let Some(clock) = self.clock else { return Ok(Written::Day(day)) };
        let (day, time) = clock.on(day)?;
        let minutes = match self.zone {
            Zone::Offset(minutes) => Some(minutes),
            Zone::Utc => None,
            Zone::Absent | Zone::Unknown => {
                if day == Date::constant(1970, 1, 1) && time == Time::midnight() {
                    return Err(DateProblem::Placeholder);
                }
                return Ok(Written::Day(day));
            }
        };
        let east = Offset::from_seconds(minutes.unwrap_or(0) * 60);
        let moment = east.and_then(|offset| {
            let moment = offset.to_timestamp(day.to_datetime(time))?;
            Ok(Written::Moment(moment, minutes.map(|_| offset)))
        });
        moment.map_err(|_| DateProblem::Impossible)
    }
}

/// Returns whether a zone of a known offset is UTC itself.
fn is_utc(word: &str) -> bool {
    matches!(word, "z" | "ut" | "utc" | "gmt")
}

/// Reads a year of two digits.
fn short_year(digits: &str) -> Result<i16, DateProblem> {
    let year: i16 = small(digits)?;
    Ok(if year < 50 { CENTURY + year } else { CENTURY - 100 + year })
}
