//! Text that nobody wrote to be read: the extractor answers, soundly, and in time that grows with the length alone.

use std::time::{Duration, Instant};

use onrecord::{EnglishExtractor, Extract, Extraction};

/// Extracts and checks that every span can be sliced, in order.
fn extract(text: &str) -> Extraction {
    let found = EnglishExtractor::new().extract(text);
    let mut last = 0;
    for paragraph in &found.paragraphs {
        assert!(paragraph.span.start() >= last && text.get(paragraph.span.range()).is_some());
        last = paragraph.span.end();
    }
    let mut last = 0;
    for quote in &found.quotes {
        assert!(quote.span.start() >= last && text.get(quote.span.range()).is_some());
        last = quote.span.end();
        if let Some(mention) = &quote.mention {
            assert_eq!(text.get(mention.span.range()), Some(mention.text.as_str()));
        }
        assert!((0.0..=1.0).contains(&quote.confidence));
    }
    found
}

const PATTERNS: &[&str] = &[
    "\"",
    "\" ",
    "\"a\" ",
    "“a ",
    "a” ",
    "“a,” he said. ",
    "‘a ",
    "a’ ",
    "‘a’ ",
    "« a » ",
    "``a ",
    "a'' ",
    "'",
    "'a ",
    "'a' ",
    "'as' b ",
    "a, ",
    "( ",
    ") ",
    "said ",
    "he said ",
    "Odu said ",
    "which said, ",
    "to say ",
    "Ada ",
    "Ada Odu, ",
    "Mr ",
    "of Ada ",
    "U.S. ",
    "Mr. ",
    "a.b.",
    "a-b-",
    "1-",
    "\n",
    "\r\n\r\n",
    "\"\n\n",
    "“We go.\n\n",
    "“Go,” said Ada Odu of Chad.\n\n",
    "\0",
    "\0a ",
    "قال “نعم” ",
    "😀“👍🏽” ",
    "e\u{301}",
    "\u{feff}",
    "Iran “Iraq” ",
    "— ",
    "(AP) ",
    "and Ada and ",
];

#[test]
fn no_text_of_one_pattern_takes_more_than_linear_time() {
    // Warm the lists up, so that they do not count.
    extract("“We won,” said Ada Odu.");
    let time = |text: &str| {
        let start = Instant::now();
        extract(text);
        start.elapsed()
    };
    for pattern in PATTERNS {
        let small = pattern.repeat(1_000 / pattern.len());
        let large = pattern.repeat(8_000 / pattern.len());
        // Quadratic work would take 64 times as long, every time; other work on the machine may disturb some of them.
        let linear = (0..6).any(|_| {
            let quick = time(&small).max(Duration::from_micros(500));
            time(&large) < quick * 30
        });
        assert!(linear, "{pattern:?} takes more than 30 times as long at 8 times the length");
    }
}

#[test]
fn names_that_never_repeat_take_linear_time() {
    let text = |count: u32| {
        (0..count).fold(String::new(), |text, number| {
            text + "Ada Odu"
                + &number.to_string()
                + " met Bo Odu. “Yes,” said Odu"
                + &number.to_string()
                + ". "
        })
    };
    let time = |text: &str| {
        let start = Instant::now();
        assert!(!extract(text).quotes.is_empty());
        start.elapsed()
    };
    let linear = (0..6).any(|_| {
        let quick = time(&text(50)).max(Duration::from_millis(1));
        time(&text(400)) < quick * 30
    });
    assert!(linear, "names take more than 30 times as long at 8 times the length");
}

#[test]
fn counts_are_right_at_size() {
    assert_eq!(extract(&"“Go,” said Ada Odu.\n\n".repeat(2000)).quotes.len(), 2000);
    assert_eq!(extract(&"A line.\n\n".repeat(20_000)).paragraphs.len(), 20_000);
    assert_eq!(extract(&"\"a\" ".repeat(5000)).paragraphs.len(), 1);
    let long = format!("“{}” said Ada Odu.", "we go and ".repeat(20_000));
    let quotes = extract(&long).quotes;
    assert_eq!(quotes.len(), 1);
    assert_eq!(quotes[0].speaker.as_deref(), Some("Ada Odu"));
    assert!(quotes[0].span.len() > 190_000);
}

#[test]
fn any_script_and_any_letters_are_read() {
    let quotes = extract("\u{feff}“We won,” said José Ødegård.\r\n\r\n“Yes 😀,” said Ægir Þórsson.").quotes;
    let speakers: Vec<_> = quotes.iter().filter_map(|quote| quote.speaker.as_deref()).collect();
    assert_eq!(speakers, ["José Ødegård", "Ægir Þórsson"]);
    assert!(extract("").paragraphs.is_empty());
    assert!(extract("\0\0\0").quotes.is_empty());
    assert_eq!(extract("قالت الوزيرة “نعم”.").paragraphs.len(), 1);
}

/// Numbers that look random and are the same in every run (xorshift).
fn numbers(mut state: u64) -> impl FnMut() -> usize {
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap_or_default()
    }
}

#[test]
fn pieces_in_any_order_never_panic() {
    let mut next = numbers(0x9E37_79B9_7F4A_7C15);
    for _ in 0..400 {
        let text: String = (0..next() % 60).map(|_| PATTERNS[next() % PATTERNS.len()]).collect();
        extract(&text);
    }
}
