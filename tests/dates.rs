//! Dates in the forms that news files have.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic: that is how it fails")]

use onrecord::{DateOrder, DateProblem, Precision, Published};
use proptest::prelude::*;

/// The day or month, and of a moment the instant in UTC.
fn in_utc(published: Published) -> String {
    match published.precision() {
        Precision::Moment => published.timestamp().to_string(),
        _ => published.to_string(),
    }
}

/// Fails unless each text is read as the date that it is paired with, a moment in UTC.
fn check(order: Option<DateOrder>, read: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, expected) in read {
        match Published::read_lenient(text, order) {
            Ok(published) if in_utc(published) == *expected => {}
            Ok(published) => wrong.push(format!("{text:?} is {published}, not {expected}")),
            Err(problem) => wrong.push(format!("{text:?}: {problem}, not {expected}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Fails unless each text is refused for the reason.
fn refused(reason: DateProblem, texts: &[&str]) {
    let mut wrong = Vec::new();
    for text in texts {
        let read = Published::read_lenient(text, None);
        if read != Err(reason) {
            wrong.push(format!("{text:?}: {read:?}, not {reason:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rfc_3339_and_what_is_near_it() {
    check(
        None,
        &[
            ("2020-07-21", "2020-07-21"),
            ("2020-07-21T09:30:00Z", "2020-07-21T09:30:00Z"),
            ("2020-07-21t09:30:00z", "2020-07-21T09:30:00Z"),
            ("2020-07-21 09:30:00Z", "2020-07-21T09:30:00Z"),
            ("2020-07-21 09:30:00 Z", "2020-07-21T09:30:00Z"),
            ("2020-07-21 09:30:00 UTC", "2020-07-21T09:30:00Z"),
            ("2020-07-21T09:30Z", "2020-07-21T09:30:00Z"),
            ("2020-07-21T09Z", "2020-07-21T09:00:00Z"),
            ("2020-07-21T09:30:00+02:00", "2020-07-21T07:30:00Z"),
            ("2020-07-21T09:30:00+0200", "2020-07-21T07:30:00Z"),
            ("2020-07-21T09:30:00+02", "2020-07-21T07:30:00Z"),
            ("2020-07-21 09:30:00+02:00", "2020-07-21T07:30:00Z"),
            ("2020-07-21 09:30:00 +02:00", "2020-07-21T07:30:00Z"),
            ("2020-07-21T09:30:00-00:00", "2020-07-21T09:30:00Z"),
            ("2020-07-21T01:30:00+14:00", "2020-07-20T11:30:00Z"),
            ("2020-07-21T23:30:00-12:00", "2020-07-22T11:30:00Z"),
            ("2020-07-21T09:30:00+05:45", "2020-07-21T03:45:00Z"),
            ("2020-07-21T09:30:00.5Z", "2020-07-21T09:30:00.5Z"),
            ("2020-07-21T09:30:00,5Z", "2020-07-21T09:30:00.5Z"),
            ("2020-07-21T09:30:00.123456789Z", "2020-07-21T09:30:00.123456Z"),
            ("2020-07-21T09:30:00.1234567890123Z", "2020-07-21T09:30:00.123456Z"),
            ("2020-07-21 09:30:00.000000000000+02:00", "2020-07-21T07:30:00Z"),
            ("2020-07-21T24:00:00Z", "2020-07-22T00:00:00Z"),
            ("2020-12-31T24:00:00Z", "2021-01-01T00:00:00Z"),
            ("2020-07-21T24:00:00+02:00", "2020-07-21T22:00:00Z"),
            ("2020-07-21T24:00", "2020-07-22"),
            ("2020-07-21T23:59:60Z", "2020-07-21T23:59:59Z"),
            ("2020-07-21 23:59:60 Z", "2020-07-21T23:59:59Z"),
            ("2020-07-21T09:30:00+02:00[Europe/Berlin]", "2020-07-21T07:30:00Z"),
            ("2020-07-21+02:00", "2020-07-21"),
            ("2020-07-21Z", "2020-07-21"),
            ("2020/07/21", "2020-07-21"),
            ("2020/7/1", "2020-07-01"),
            ("2020.07.21", "2020-07-21"),
            ("2020-7-1", "2020-07-01"),
            ("  2020-07-21 \n", "2020-07-21"),
            ("1969-07-20T20:17:40Z", "1969-07-20T20:17:40Z"),
            ("-000044-03-15", "-000044-03-15"),
        ],
    );
}

#[test]
fn a_time_without_a_zone_is_its_written_day() {
    check(
        None,
        &[
            ("2020-07-21T09:30:00", "2020-07-21"),
            ("2020-07-21T09:30", "2020-07-21"),
            ("2020-07-21 09:30:00", "2020-07-21"),
            ("2020-07-21 00:00:00", "2020-07-21"),
            ("2020-07-21 23:59:59.999999", "2020-07-21"),
            ("2020-07-21 24:00:00", "2020-07-22"),
            ("2020-07-21 09:30", "2020-07-21"),
            ("Tue, 21 Jul 2020 23:30:00", "2020-07-21"),
            ("Tue, 21 Jul 2020 23:30:00 IST", "2020-07-21"),
            ("Tue, 21 Jul 2020 23:30:00 ET", "2020-07-21"),
            ("Tue, 21 Jul 2020 23:30:00 XYZ", "2020-07-21"),
            ("Tue, 21 Jul 2020 23:30:00 A", "2020-07-21"),
            ("2020-07-21 23:30:00 Europe/Berlin", "2020-07-21"),
            ("2020-07-21 23:30:00 America/New_York", "2020-07-21"),
            ("2020-07-21T23:30:00[Europe/Paris]", "2020-07-21"),
            ("20200721T233000", "2020-07-21"),
            ("20200721233000", "2020-07-21"),
            ("1970-01-01 09:30:00", "1970-01-01"),
        ],
    );
}

#[test]
fn a_month_is_read_as_one() {
    let months = [
        "2020-07",
        "2020/07",
        "07/2020",
        "7/2020",
        "July 2020",
        "Jul 2020",
        "202007",
        "July, 2020",
    ];
    check(None, &months.map(|text| (text, "2020-07")));
    for text in months {
        let read = Published::read_lenient(text, None).unwrap();
        assert_eq!(read, Published::month(2020, 7).unwrap(), "{text}");
        assert_eq!((read.precision(), read.is_day()), (Precision::Month, false), "{text}");
    }
    let error = Published::month(2020, 13).unwrap_err();
    assert!(error.to_string().contains("month 13"), "{error}");
    refused(DateProblem::Impossible, &["2020-13-01"]);
    refused(DateProblem::Unreadable, &["202013"]);
    refused(DateProblem::Placeholder, &["0001-01", "0000-00"]);
}

#[test]
fn an_offset_is_kept_and_gives_the_day() {
    let mut wrong = Vec::new();
    for (text, printed, day) in [
        ("2020-07-21 00:30:00+14:00", "2020-07-21T00:30:00+14:00", 21),
        ("2020-07-20 23:30:00+14", "2020-07-20T23:30:00+14:00", 20),
        ("Tue, 21 Jul 2020 00:30:00 -1200", "2020-07-21T00:30:00-12:00", 21),
        ("Mon, 20 Jul 2020 23:30:00 -1200", "2020-07-20T23:30:00-12:00", 20),
        ("2020-07-20T24:00:00-12:00", "2020-07-21T00:00:00-12:00", 21),
        ("21 Jul 2020 01:30 CEST", "2020-07-21T01:30:00+02:00", 21),
        ("2020-07-21T01:30:00+05:45", "2020-07-21T01:30:00+05:45", 21),
        ("Mon, 20 Jul 2020 23:30:00 +0000", "2020-07-20T23:30:00+00:00", 20),
        // The instant alone
        ("2020-07-20T23:30:00Z", "2020-07-20T23:30:00Z", 20),
        ("2020-07-20 23:30 UTC", "2020-07-20T23:30:00Z", 20),
        ("Mon, 20 Jul 2020 23:30:00 GMT", "2020-07-20T23:30:00Z", 20),
        ("Mon, 20 Jul 2020 23:30:00 -0000", "2020-07-20T23:30:00Z", 20),
        ("1595287800", "2020-07-20T23:30:00Z", 20),
    ] {
        let read = Published::read_lenient(text, None).unwrap();
        if read.to_string() != printed || read.date() != jiff::civil::date(2020, 7, day) {
            wrong.push(format!("{text}: {read} on {}, not {printed} on {day}", read.date()));
        }
        if printed.ends_with('Z') != read.offset().is_none() {
            wrong.push(format!("{text}: {:?}", read.offset()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rfc_2822_as_feeds_write_it() {
    check(
        None,
        &[
            ("Tue, 21 Jul 2020 09:30:00 +0000", "2020-07-21T09:30:00Z"),
            ("Tue, 21 Jul 2020 09:30:00 +0200", "2020-07-21T07:30:00Z"),
            ("Tue, 21 Jul 2020 09:30:00 GMT", "2020-07-21T09:30:00Z"),
            ("Tue, 21 Jul 2020 09:30:00 Z", "2020-07-21T09:30:00Z"),
            ("Tue, 21 Jul 2020 09:30 GMT", "2020-07-21T09:30:00Z"),
            ("21 Jul 2020 09:30:00 GMT", "2020-07-21T09:30:00Z"),
            ("Tue, 7 Jul 2020 09:30:00 GMT", "2020-07-07T09:30:00Z"),
            ("Tue,  7 Jul 2020 9:30:00 GMT", "2020-07-07T09:30:00Z"),
            ("Tue, 07 July 2020 09:30:00 GMT", "2020-07-07T09:30:00Z"),
            ("Mon, 21 Jul 2020 09:30:00 GMT", "2020-07-21T09:30:00Z"),
            ("Tuesday, 21 July 2020 09:30:00 GMT", "2020-07-21T09:30:00Z"),
            ("Tue 21 Jul 2020 09:30:00 GMT", "2020-07-21T09:30:00Z"),
            ("TUE, 21 JUL 2020 09:30:00 GMT", "2020-07-21T09:30:00Z"),
            ("Tue, 21 Jul 20 09:30:00 GMT", "2020-07-21T09:30:00Z"),
            ("Wed, 21 Jul 99 09:30:00 GMT", "1999-07-21T09:30:00Z"),
            ("Tue, 21 Jul 2020 09:30:00 -0000", "2020-07-21T09:30:00Z"),
            ("Tue, 21 Jul 2020 09:30:00 +0200 (CEST)", "2020-07-21T07:30:00Z"),
            ("Tue, 21 Jul 2020 09:30:00 +0200 CEST", "2020-07-21T07:30:00Z"),
            ("Tue, 21 Jul 2020 24:00:00 GMT", "2020-07-22T00:00:00Z"),
            ("Tue, 21-Jul-2020 09:30:00 GMT", "2020-07-21T09:30:00Z"),
            ("Tue, 21 Sept 2020 09:30:00 GMT", "2020-09-21T09:30:00Z"),
            ("Tue Jul 21 09:30:00 2020", "2020-07-21"),
            ("Tue Jul  7 09:30:00 UTC 2020", "2020-07-07T09:30:00Z"),
            ("Tue Jul 21 09:30:00 +0000 2020", "2020-07-21T09:30:00Z"),
            (
                "Tue Jul 21 2020 09:30:00 GMT+0200 (Central European Summer Time)",
                "2020-07-21T07:30:00Z",
            ),
        ],
    );
}

#[test]
fn zones_by_name_in_winter_and_summer() {
    let mut wrong = Vec::new();
    for (zone, expected) in [
        ("UTC", "09:30"),
        ("UT", "09:30"),
        ("WET", "09:30"),
        ("WEST", "08:30"),
        ("BST", "08:30"),
        ("CET", "08:30"),
        ("CEST", "07:30"),
        ("EET", "07:30"),
        ("EEST", "06:30"),
        ("MSK", "06:30"),
        ("SAST", "07:30"),
        ("EAT", "06:30"),
        ("WAT", "08:30"),
        ("PKT", "04:30"),
        ("HKT", "01:30"),
        ("JST", "00:30"),
        ("EST", "14:30"),
        ("EDT", "13:30"),
        ("CST", "15:30"),
        ("CDT", "14:30"),
        ("MST", "16:30"),
        ("MDT", "15:30"),
        ("PST", "17:30"),
        ("PDT", "16:30"),
        ("AKDT", "17:30"),
        ("HST", "19:30"),
        ("NDT", "12:00"),
        ("UTC+2", "07:30"),
        ("GMT-03:00", "12:30"),
    ] {
        for text in
            [format!("Tue, 21 Jul 2020 09:30:00 {zone}"), format!("2020-07-21 09:30 {zone}")]
        {
            let read = Published::read_lenient(&text, None).map(in_utc);
            if read != Ok(format!("2020-07-21T{expected}:00Z")) {
                wrong.push(format!("{text}: {read:?}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn dates_in_words() {
    check(
        None,
        &[
            ("21 July 2020", "2020-07-21"),
            ("21 Jul 2020", "2020-07-21"),
            ("7 July 2020", "2020-07-07"),
            ("July 21, 2020", "2020-07-21"),
            ("Jul 21, 2020", "2020-07-21"),
            ("July 21 2020", "2020-07-21"),
            ("July 7, 2020", "2020-07-07"),
            ("JULY 21, 2020", "2020-07-21"),
            ("Jul. 21, 2020", "2020-07-21"),
            ("Sept. 21, 2020", "2020-09-21"),
            ("May 21, 2020", "2020-05-21"),
            ("21st July 2020", "2020-07-21"),
            ("July 22nd, 2020", "2020-07-22"),
            ("the 3rd of July 2020", "2020-07-03"),
            ("Tuesday, July 21, 2020", "2020-07-21"),
            ("Friday, 21 July, 2020", "2020-07-21"),
            ("21-Jul-2020", "2020-07-21"),
            ("21/Jul/2020", "2020-07-21"),
            ("21-Jul-20", "2020-07-21"),
            ("Jul-21-2020", "2020-07-21"),
            ("2020-Jul-21", "2020-07-21"),
            ("2020 July 21", "2020-07-21"),
            ("July 21, 2020 9:30 AM UTC", "2020-07-21T09:30:00Z"),
            ("July 21, 2020, 9:30 p.m. EDT", "2020-07-22T01:30:00Z"),
            ("July 21, 2020 at 9:30\u{202f}PM UTC", "2020-07-21T21:30:00Z"),
            ("July 21, 2020 12:05 am UTC", "2020-07-21T00:05:00Z"),
            ("July 21, 2020 12:05 pm UTC", "2020-07-21T12:05:00Z"),
            ("July 21, 2020 9pm GMT", "2020-07-21T21:00:00Z"),
            ("9.30am BST, 21 July 2020", "2020-07-21T08:30:00Z"),
            ("21 July 2020 09.30 BST", "2020-07-21T08:30:00Z"),
            ("09:30, 21 July 2020", "2020-07-21"),
        ],
    );
}

#[test]
fn digits_alone() {
    check(
        None,
        &[
            ("20200721", "2020-07-21"),
            ("20200721T093000Z", "2020-07-21T09:30:00Z"),
            ("20200721T093000+0200", "2020-07-21T07:30:00Z"),
            ("20200721T0930Z", "2020-07-21T09:30:00Z"),
            ("20200721T093000.123Z", "2020-07-21T09:30:00.123Z"),
            ("20200721T240000Z", "2020-07-22T00:00:00Z"),
            ("20200721093000Z", "2020-07-21T09:30:00Z"),
            ("20200721093000", "2020-07-21"),
            ("202007210930", "2020-07-21"),
            ("1595323800", "2020-07-21T09:30:00Z"),
            ("1595323800.25", "2020-07-21T09:30:00.25Z"),
            ("1595323800.123456789", "2020-07-21T09:30:00.123456Z"),
            ("1595323800000", "2020-07-21T09:30:00Z"),
            ("1595323800123", "2020-07-21T09:30:00.123Z"),
            ("946684800", "2000-01-01T00:00:00Z"),
            ("946684800000", "2000-01-01T00:00:00Z"),
            ("-100000000", "1966-10-31T14:13:20Z"),
        ],
    );
}

#[test]
fn numbers_whose_order_is_told_by_the_numbers_or_given() {
    let plain = [
        ("21/07/2020", "2020-07-21"),
        ("07/21/2020", "2020-07-21"),
        ("21.07.2020", "2020-07-21"),
        ("21-07-2020", "2020-07-21"),
        ("7/21/2020", "2020-07-21"),
        ("07/07/2020", "2020-07-07"),
        ("21/07/2020 09:30", "2020-07-21"),
        ("7/21/2020 9:30:00 PM", "2020-07-21"),
        ("21/07/2020 09:30 +02:00", "2020-07-21T07:30:00Z"),
    ];
    for order in [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)] {
        check(order, &plain);
    }
    refused(
        DateProblem::Ambiguous,
        &["07/04/2021", "7/4/2021", "07-04-2021", "07.04.2021", "07/04/2021 09:30", "07/04/21"],
    );
    check(
        Some(DateOrder::DayFirst),
        &[
            ("07/04/2021", "2021-04-07"),
            ("7.4.2021", "2021-04-07"),
            ("07-04-2021 09:30 UTC", "2021-04-07T09:30:00Z"),
            ("07/04/21", "2021-04-07"),
            ("07/04/98", "1998-04-07"),
            ("2021-04-07", "2021-04-07"),
        ],
    );
    check(
        Some(DateOrder::MonthFirst),
        &[
            ("07/04/2021", "2021-07-04"),
            ("7.4.2021", "2021-07-04"),
            ("07/04/21", "2021-07-04"),
            ("2021-04-07", "2021-04-07"),
        ],
    );
}

#[test]
fn what_is_no_date_is_refused_with_its_reason() {
    refused(
        DateProblem::Absent,
        &["", " ", "None", "none", "null", "NaN", "NaT", "N/A", "nil", "-", "undefined", "unknown"],
    );
    refused(
        DateProblem::Placeholder,
        &[
            "0001-01-01",
            "0001-01-01T00:00:00",
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00+02:00",
            "0001-01-01 00:00:00",
            "01/01/0001",
            "00010101",
            "0000-00-00",
            "0000-00-00 00:00:00",
            "00/00/0000",
            "1970-01-01T00:00:00",
            "1970-01-01T00:00:00Z",
            "1970-01-01T00:00:00.000Z",
            "1970-01-01 00:00:00",
            "1970-01-01T01:00:00+01:00",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Thu, 1 Jan 1970 00:00:00 +0000",
            "19700101000000",
            "0",
            "0000000000",
        ],
    );
    refused(DateProblem::NoDay, &["2020", " 1999 "]);
    refused(
        DateProblem::Impossible,
        &[
            "2020-02-30",
            "2021-02-29",
            "2020-13-01",
            "2020-07-32",
            "2020-07-21T25:00:00Z",
            "2020-07-21T24:00:01Z",
            "2020-07-21T09:60:00Z",
            "2020-07-21T09:30:61Z",
            "2020-07-21T09:30:00+26:00",
            "2020-07-21 09:30:00 +26:00",
            "2020-07-21 09:30:00 +9900",
            "2020-07-21T09:30:00+02:60",
            "30 February 2020",
            "31/02/2020",
            "32/01/2020",
            "13/13/2020",
            "20201321",
            "0 July 2020",
            "July 21, 2020 0:30 pm UTC",
        ],
    );
    refused(
        DateProblem::Unreadable,
        &[
            "yesterday",
            "2 hours ago",
            "now",
            "July",
            "Tuesday",
            "21 July",
            "July 21",
            "09:30",
            "?",
            "2020-07-21 2020-07-22",
            "21 July August 2020",
            "2020-07-21T",
            "2020-07-21T09:30:00Q5",
            "Published: 21 July 2020",
            "12345",
            "1234567",
            "12345678901",
            "99999999999999999999",
            "2020-07-21 09:30:00 +",
            "2020-07-21 (",
            "２０２０-０７-２１",
            "\u{0}",
        ],
    );
    let long = "9".repeat(1 << 20);
    refused(DateProblem::Unreadable, &[&long, &format!("2020-07-21 {long}")]);
}

#[test]
fn problems_and_orders_print() {
    for problem in [
        DateProblem::Absent,
        DateProblem::Placeholder,
        DateProblem::NoDay,
        DateProblem::Ambiguous,
        DateProblem::Impossible,
        DateProblem::Unreadable,
    ] {
        let shown = problem.to_string();
        assert!(!shown.is_empty() && !shown.contains("Problem"), "{shown}");
    }
    for order in [DateOrder::DayFirst, DateOrder::MonthFirst] {
        assert_eq!(order.to_string().parse::<DateOrder>().unwrap(), order);
    }
    assert!("ymd".parse::<DateOrder>().unwrap_err().to_string().contains("dmy"));
}

/// Whether a date is one that programs write if they have none.
fn is_placeholder(published: Published) -> bool {
    let date = published.date();
    date.year() == 1
        || date == jiff::civil::date(0, 12, 31)
        || !published.is_day() && published.timestamp().as_microsecond() == 0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_the_strict_reader_reads_is_read_alike(
        text in prop_oneof![
            "[+-]?[0-9]{4,6}-?[01][0-9]-?[0-3][0-9]",
            "(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:?[0-5][0-9](:?[0-6][0-9])?\
             ([.,][0-9]{1,12})?(Z|z|[+-][01][0-9](:?[0-5][0-9])?)?(\\[[A-Z][a-z]+/[A-Z][a-z]+\\])?",
            "[0-9]{1,14}",
            "[-+0-9:.TZ /]{0,24}",
        ],
    ) {
        for order in [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)] {
            let read = Published::read_lenient(&text, order);
            match text.parse::<Published>() {
                Ok(strict) if is_placeholder(strict) => {
                    prop_assert_eq!(read, Err(DateProblem::Placeholder));
                }
                Ok(strict) => prop_assert_eq!(read, Ok(strict)),
                Err(_) => {}
            }
        }
    }

    #[test]
    fn what_is_printed_is_read_back(
        micros in -62_000_000_000_000_000..250_000_000_000_000_000_i64,
        east in -12 * 60..=14 * 60,
    ) {
        let moment = jiff::Timestamp::from_microsecond(micros).unwrap();
        let east = jiff::tz::Offset::from_seconds(east * 60).unwrap();
        let zoned = Published::from(jiff::ZonedDateTime::new(moment, east.to_time_zone()));
        let moment = Published::from(moment);
        let month = Published::month(moment.date().year(), moment.date().month()).unwrap();
        prop_assert_eq!(zoned.timestamp(), moment.timestamp());
        for published in [moment, zoned, Published::from(moment.date()), month] {
            prop_assert_eq!(Published::read_lenient(&published.to_string(), None), Ok(published));
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}", digits in "[0-9a-zA-Z:/.,+() -]{0,48}") {
        for text in [text, digits] {
            for order in [None, Some(DateOrder::DayFirst)] {
                if let Err(problem) = Published::read_lenient(&text, order) {
                    prop_assert!(!problem.to_string().is_empty());
                }
            }
        }
    }
}
