//! Names beside a quotation without a verb of saying: on the line below or above, after a dash, in
//! brackets.

#![cfg(feature = "english")]

use onrecord::EnglishExtractor;

/// The quotes of a text, each as `first two words | full name`.
fn said(text: &str) -> Vec<String> {
    let found = EnglishExtractor::new().extract_text(text);
    let written = |quote: &onrecord::ExtractedQuote| {
        let words: Vec<_> = text[quote.span.range()].split_whitespace().take(2).collect();
        format!("{} | {}", words.join(" "), quote.speaker.as_deref().unwrap_or("-"))
    };
    found.quotes.iter().map(written).collect()
}

#[test]
fn each_quotation_has_the_name_beside_it() {
    let expected =
        ["We have | Ada Brandvold", "The boats | Peter Nkemelu", "Nobody came | Inês Odulio"];
    let layouts = [
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.”\nAda Brandvold, nurse\n\n“The boats went down one after the other in the dark.”\nPeter Nkemelu, diver\n\n“Nobody came to us for two days and two nights.”\nInês Odulio, shopkeeper",
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.” Ada Brandvold, nurse\n\n“The boats went down one after the other in the dark.” Peter Nkemelu, diver\n\n“Nobody came to us for two days and two nights.” Inês Odulio, shopkeeper",
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.” (Ada Brandvold, nurse)\n\n“The boats went down one after the other in the dark.” (Peter Nkemelu, diver)\n\n“Nobody came to us for two days and two nights.” (Inês Odulio, shopkeeper)",
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.”\n(Ada Brandvold, 41)\n\n“The boats went down one after the other in the dark.”\n(Peter Nkemelu, 41)\n\n“Nobody came to us for two days and two nights.”\n(Inês Odulio, 41)",
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.” — Ada Brandvold, nurse\n\n“The boats went down one after the other in the dark.” — Peter Nkemelu, diver\n\n“Nobody came to us for two days and two nights.” — Inês Odulio, shopkeeper",
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.” - Ada Brandvold\n\n“The boats went down one after the other in the dark.” - Peter Nkemelu\n\n“Nobody came to us for two days and two nights.” - Inês Odulio",
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.”\n— Ada Brandvold, 34, nurse\n\n“The boats went down one after the other in the dark.”\n— Peter Nkemelu, 34, diver\n\n“Nobody came to us for two days and two nights.”\n— Inês Odulio, 34, shopkeeper",
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.”\n\n— Ada Brandvold, nurse\n\n“The boats went down one after the other in the dark.”\n\n— Peter Nkemelu, diver\n\n“Nobody came to us for two days and two nights.”\n\n— Inês Odulio, shopkeeper",
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.”\n\n— Ada Brandvold, nurse.\n\n“The boats went down one after the other in the dark.”\n\n— Peter Nkemelu, diver.\n\n“Nobody came to us for two days and two nights.”\n\n— Inês Odulio, shopkeeper.",
        "The storm came on Monday. What people told us:\n\nAda Brandvold, nurse\n\n“We have had no water since the night of the storm.”\n\nPeter Nkemelu, diver\n\n“The boats went down one after the other in the dark.”\n\nInês Odulio, shopkeeper\n\n“Nobody came to us for two days and two nights.”",
        "The storm came on Monday. What people told us:\n\nAda Brandvold, 34\n\n“We have had no water since the night of the storm.”\n\nPeter Nkemelu, 34\n\n“The boats went down one after the other in the dark.”\n\nInês Odulio, 34\n\n“Nobody came to us for two days and two nights.”",
        "The storm came on Monday. What people told us:\n\nAda Brandvold: “We have had no water since the night of the storm.”\n\nPeter Nkemelu: “The boats went down one after the other in the dark.”\n\nInês Odulio: “Nobody came to us for two days and two nights.”",
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.” : Ada Brandvold\n\n“The boats went down one after the other in the dark.” : Peter Nkemelu\n\n“Nobody came to us for two days and two nights.” : Inês Odulio",
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.”\nAda Brandvold, nurse in Hull\n\n“The boats went down one after the other in the dark.”\nPeter Nkemelu, diver in Hull\n\n“Nobody came to us for two days and two nights.”\nInês Odulio, shopkeeper in Hull",
        "The storm came on Monday. What people told us:\n\n“We have had no water since the night of the storm.” – Ada Brandvold, nurse and volunteer\n\n“The boats went down one after the other in the dark.” – Peter Nkemelu, diver and volunteer\n\n“Nobody came to us for two days and two nights.” – Inês Odulio, shopkeeper and volunteer",
        "The storm came on Monday. What people told us:\n\n\"We have had no water since the night of the storm.\" -- Ada Brandvold, nurse\n\n\"The boats went down one after the other in the dark.\" -- Peter Nkemelu, diver\n\n\"Nobody came to us for two days and two nights.\" -- Inês Odulio, shopkeeper",
    ];
    let wrong: Vec<_> = layouts
        .iter()
        .map(|text| (text, said(text)))
        .filter(|(_, found)| found != &expected)
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), layouts.len());
}

#[test]
fn a_name_behind_a_dash_is_the_speaker_and_the_subject_of_the_next_sentence_is_not() {
    for (text, expected) in [
        ("“We go.” — Ada Brandvold", "We go. | Ada Brandvold"),
        ("“The boats are safe.” — Mayor Ada Brandvold", "The boats | Ada Brandvold"),
        ("“No.” – Ada Brandvold, nurse", "No. | Ada Brandvold"),
        ("The storm came.\n\n“We go.”\n— Ada Brandvold, 34", "We go. | Ada Brandvold"),
        ("“We won,” said Peter Nkemelu. Ada Brandvold, a nurse, left.", "We won, | Peter Nkemelu"),
        (
            "Peter Nkemelu came. “We have all won.” Ada Brandvold, a nurse, left the hall.",
            "We have | Peter Nkemelu",
        ),
    ] {
        assert_eq!(said(text), [expected], "{text}");
    }
}
