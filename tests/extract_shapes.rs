//! The shapes in which news puts quotes and names speakers, one sentence or two each.

#![cfg(feature = "english")]

use onrecord::EnglishExtractor;

/// The quotes of a text with their mentions and full names, each written `words | mention | name`.
fn said(text: &str) -> Vec<String> {
    let found = EnglishExtractor::new().extract_text(text);
    let written = |quote: &onrecord::ExtractedQuote| {
        let mention = quote.mention.as_ref().map_or("-", |mention| mention.text.as_str());
        let words: Vec<_> = text[quote.span.range()].split_whitespace().take(2).collect();
        format!("{} | {mention} | {}", words.join(" "), quote.speaker.as_deref().unwrap_or("-"))
    };
    found.quotes.iter().map(written).collect()
}

fn groups(text: &str) -> Vec<Option<u32>> {
    EnglishExtractor::new().extract_text(text).quotes.iter().map(|quote| quote.group).collect()
}

#[test]
fn the_speaker_stands_before_behind_or_between() {
    for (text, expected) in [
        ("“We won,” said Ada Nkemelu.", "We won, | Ada Nkemelu | Ada Nkemelu"),
        ("“We won,” Ada Nkemelu told reporters in Hull.", "We won, | Ada Nkemelu | Ada Nkemelu"),
        ("Ada Nkemelu said: “We won.”", "We won. | Ada Nkemelu | Ada Nkemelu"),
        (
            "According to Ada Nkemelu, the vote was “too close”.",
            "too close | Ada Nkemelu | Ada Nkemelu",
        ),
        (
            "The vote was “too close,” according to Ada Nkemelu.",
            "too close, | Ada Nkemelu | Ada Nkemelu",
        ),
        (
            "“We won,” Ada Nkemelu, 41, who led the count, said on Monday.",
            "We won, | Ada Nkemelu | Ada Nkemelu",
        ),
        (
            "“We won,” said harbour manager Ada Nkemelu, a critic.",
            "We won, | harbour manager Ada Nkemelu | Ada Nkemelu",
        ),
        ("“Did we win?” Ada Nkemelu asked.", "Did we | Ada Nkemelu | Ada Nkemelu"),
        ("“Why now?” asked Ada Nkemelu. Nobody knew.", "Why now? | Ada Nkemelu | Ada Nkemelu"),
        ("In a letter, officials warned of “grave harm” to fish.", "grave harm | officials | -"),
        ("The plan was labelled “a trap” by Ada Nkemelu.", "a trap | Ada Nkemelu | Ada Nkemelu"),
        (
            "The mayor of Hull, Ada Nkemelu, said the plan was “a trap”.",
            "a trap | Ada Nkemelu | Ada Nkemelu",
        ),
        (
            "Mayor of Hull Ada Nkemelu said “we go on”.",
            "we go | Mayor of Hull Ada Nkemelu | Ada Nkemelu",
        ),
        ("Ada Nkemelu put out a statement: “We go on.”", "We go | Ada Nkemelu | Ada Nkemelu"),
    ] {
        assert_eq!(said(text), [expected], "{text}");
    }
}

#[test]
fn the_parts_of_a_broken_quotation_belong_together() {
    let text = "“We won,” she said. “We go on.”\n\nAda Nkemelu said it was “hard” and “long”.";
    assert!(
        matches!(groups(text)[..], [Some(a), Some(b), Some(c), Some(d)] if a == b && c == d && a != c)
    );
    let text = "“We won,” said Ada Nkemelu, “and we go on.”";
    assert!(matches!(groups(text)[..], [Some(a), Some(b)] if a == b));
}

#[test]
fn a_quotation_runs_over_paragraphs_that_open_with_a_mark() {
    let text = "Ada Nkemelu said: “We won.\n\n“We go on.\n\n“And we stay.”\n\nThe hall was quiet.";
    assert_eq!(
        said(text),
        [
            "We won. | Ada Nkemelu | Ada Nkemelu",
            "We go | Ada Nkemelu | Ada Nkemelu",
            "And we | Ada Nkemelu | Ada Nkemelu"
        ]
    );
    assert!(matches!(groups(text)[..], [Some(a), Some(b), Some(c)] if a == b && b == c));
    let text = "“We won.\n\n“We go on,” said Ada Nkemelu.";
    assert!(
        matches!(groups(text)[..], [Some(a), Some(b)] if a == b),
        "the speaker may come at the end"
    );
}

#[test]
fn pronouns_titles_and_surnames_lead_to_the_full_name() {
    let text = "Peter Nkemelu met Ada Brandvold in Hull. “We won,” she said.\n\nMr Nkemelu left. “We lost,” he said.\n\n“No comment,” Brandvold said.";
    assert_eq!(
        said(text),
        [
            "We won, | she | Ada Brandvold",
            "We lost, | he | Peter Nkemelu",
            "No comment, | Brandvold | Ada Brandvold"
        ]
    );
    let text = "Ada Brandvold and Peter Brandvold own the ferry. “We sail,” Mr Brandvold said. “Or we do not,” Ms Brandvold said.";
    assert_eq!(
        said(text),
        ["We sail, | Mr Brandvold | Peter Brandvold", "Or we | Ms Brandvold | Ada Brandvold"]
    );
    let text = "“We won,” said Hemma. Later she added: “Twice.”";
    assert_eq!(said(text), ["We won, | Hemma | Hemma", "Twice. | she | Hemma"]);
    let text = "The Hull Harbour Board (HHB) met. “We are closed,” said the HHB.";
    assert_eq!(said(text), ["We are | the HHB | Hull Harbour Board"]);
}

#[test]
fn titles_of_works_scare_quotes_and_names_are_no_quotes() {
    for text in [
        "The film “The Long Harbour” opens in May.",
        "The so-called “smart” ferry sank.",
        "A ferry called “Northern Star” sank.",
        "She appeared on the BBC's \"Morning Boats\" on Monday.",
        "Read more: “Ferries stop again”",
        "Photo: “Northern Star” at the pier/Reuters",
        "What the “smart” ferry can do\n\nIt sails.",
        "The workers’ strike isn’t over. It’s a long one.",
        "<a href=\"https://example.org/\">Link</a> says all.",
    ] {
        assert_eq!(said(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_quote_without_a_speaker_is_kept_without_one() {
    let found = EnglishExtractor::new().extract_text("“We won and we will go on winning.”").quotes;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].speaker.as_deref(), found[0].group), (None, None));
    assert!(found[0].confidence.abs() < f32::EPSILON);
    let sure = EnglishExtractor::new().extract_text("“We won,” said Ada Nkemelu.").quotes;
    assert!(sure[0].confidence > 0.9 && sure[0].confidence <= 1.0);
}
