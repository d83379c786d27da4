//! Text that nobody wrote to be read: the extractor answers, and soundly. `examples/linear.rs`
//! shows how its time grows.

#![cfg(feature = "english")]

#[path = "../examples/support/patterns.rs"]
mod patterns;

use onrecord::{EnglishExtractor, Extraction};

/// Extracts and checks that every span can be sliced, in order.
fn extract(text: &str) -> Extraction {
    let found = EnglishExtractor::new().extract_text(text);
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

#[test]
fn every_pattern_is_read_at_length() {
    for pattern in patterns::PATTERNS {
        extract(&patterns::repeated(pattern, 20_000));
    }
    assert!(extract(&patterns::names(20_000)).quotes.len() > 100);
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
    let quotes =
        extract("\u{feff}“We won,” said José Ødegård.\r\n\r\n“Yes 😀,” said Ægir Þórsson.").quotes;
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
        let text: String = (0..next() % 60)
            .map(|_| patterns::PATTERNS[next() % patterns::PATTERNS.len()])
            .collect();
        extract(&text);
    }
}
