//! One quote of several: "A and B said", and the names with "and" in them that are one.

#![cfg(feature = "english")]

use onrecord::{Country, EnglishExtractor, ExtractedQuote};

/// The speakers of each quote of a text, with " + " between them.
fn said(text: &str) -> Vec<String> {
    let joined = |quote: &ExtractedQuote| quote.speakers().collect::<Vec<_>>().join(" + ");
    EnglishExtractor::new().extract_text(text).quotes.iter().map(joined).collect()
}

/// Compares the last quote of each text with what is expected beside it. All that is in marks must
/// be a quote.
fn all_are(cases: &[(&str, &str)]) {
    let last = |text: &str| {
        let mut found = said(text);
        let is_whole = found.len() == text.matches('“').count();
        if is_whole { found.pop().unwrap_or_default() } else { format!("{found:?}") }
    };
    let wrong: Vec<_> = cases
        .iter()
        .map(|(text, expected)| (*text, *expected, last(text)))
        .filter(|(_, expected, found)| found != expected)
        .collect();
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), cases.len());
}

#[test]
fn who_say_one_thing_together_are_all_its_speakers() {
    all_are(&[
        ("Ada Brandvold and Leila Haddoun said: “We shall sink.”", "Ada Brandvold + Leila Haddoun"),
        ("“We shall sink,” Peter Korvann and Ada Brandvold said.", "Peter Korvann + Ada Brandvold"),
        ("“We shall sink,” said Omar Tadesse and Maria Velenti.", "Omar Tadesse + Maria Velenti"),
        (
            "“We shall sink,” Ada Brandvold and Leila Haddoun told reporters in Hull.",
            "Ada Brandvold + Leila Haddoun",
        ),
        (
            "Ada Brandvold, Omar Tadesse and Maria Velenti told reporters: “We shall sink.”",
            "Ada Brandvold + Omar Tadesse + Maria Velenti",
        ),
        (
            "“We shall sink,” said Ada Brandvold, Omar Tadesse, and Maria Velenti.",
            "Ada Brandvold + Omar Tadesse + Maria Velenti",
        ),
        (
            "Mayor Ada Brandvold and Governor Omar Tadesse warned that “the harbour is lost”.",
            "Ada Brandvold + Omar Tadesse",
        ),
        ("“We shall sink,” Mr Tadesse and Ms Velenti wrote.", "Tadesse + Velenti"),
        (
            "Omar Tadesse and Maria Velenti came. “We shall sink,” Tadesse and Velenti said.",
            "Omar Tadesse + Maria Velenti",
        ),
        (
            "“We shall sink,” said Ada Brandvold, a plumber, and Omar Tadesse, a welder.",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "Ada Brandvold, mayor of Hull, and Omar Tadesse, her deputy, said: “We shall sink.”",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "Ada Brandvold, 45, and Omar Tadesse, 43, said: “We shall sink.”",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "“We shall sink,” said Ada Brandvold and her husband, Peter Korvann.",
            "Ada Brandvold + Peter Korvann",
        ),
        (
            "The vote was “far too close”, according to Ada Brandvold and Omar Tadesse.",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "In Hull, Ada Brandvold and Omar Tadesse argued that “the harbour is lost”.",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "Both Ada Brandvold and Omar Tadesse called the plan “a long and bitter trap”.",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "Ada Brandvold (Labour) and Omar Tadesse (Green) said: “We shall sink.”",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "“We shall sink,” said Ada Brandvold of Hull and Omar Tadesse of York.",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "“We shall sink,” Ada Brandvold and Omar Tadesse said in a joint statement on Friday.",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "“We shall sink,” said ministers Ada Brandvold and Omar Tadesse in a statement.",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "“We shall,” Ada Brandvold and Omar Tadesse said. “We shall sink.”",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "Ada Brandvold came. “We shall sink,” she and Omar Tadesse said.",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "Sen. Ada Brandvold, Omar Tadesse and Maria Velenti have said “the harbour is lost”.",
            "Ada Brandvold + Omar Tadesse + Maria Velenti",
        ),
        (
            "But Ada Brandvold and Omar Tadesse replied: “We shall sink.”",
            "Ada Brandvold + Omar Tadesse",
        ),
    ]);
}

#[test]
fn a_name_after_and_that_did_not_speak_is_no_speaker() {
    all_are(&[
        ("“We shall sink,” said Ada Brandvold and left.", "Ada Brandvold"),
        ("“We shall sink,” said Ada Brandvold, and Omar Tadesse agreed.", "Ada Brandvold"),
        ("“We shall sink,” said Ada Brandvold and Omar Tadesse nodded.", "Ada Brandvold"),
        (
            "After talks with Cy Fox and Ada Brandvold, Omar Tadesse said: “We sink.”",
            "Omar Tadesse",
        ),
        ("“We shall sink,” said Ada Brandvold and Omar Tadesse’s brother.", "Ada Brandvold"),
        ("“We shall sink,” Ada Brandvold told Omar Tadesse and Maria Velenti.", "Ada Brandvold"),
        ("“We shall sink,” said Ada Brandvold of Marks and Spencer.", "Ada Brandvold"),
        ("“We shall sink,” said Ada Brandvold, minister for Food and Transport.", "Ada Brandvold"),
        (
            "“We shall sink,” said Ada Brandvold, a former adviser to Cy Foxley and Maria Velenti.",
            "Ada Brandvold",
        ),
        (
            "“We shall sink,” said Ada Brandvold, an aide to Cy Foxley, who met Lena Haddoun, and Bo Lee.",
            "Ada Brandvold",
        ),
        ("Hull and Ada Brandvold said: “We shall sink.”", "Ada Brandvold"),
        ("“We shall sink,” said Ada Brandvold and the council.", "Ada Brandvold"),
        ("Ada Brandvold said Omar Tadesse and Maria Velenti were “far too late”.", "Ada Brandvold"),
    ]);
}

#[test]
fn names_with_and_in_them_are_one_speaker() {
    all_are(&[
        ("“We shall sink,” Marks and Spencer said.", "Marks and Spencer"),
        ("“We shall sink,” said the retailer Marks and Spencer.", "Marks and Spencer"),
        ("“We shall sink,” said Marks & Spencer.", "Marks & Spencer"),
        ("“We shall sink,” Johnson & Johnson said.", "Johnson & Johnson"),
        ("Marks & Spencer shut a shop. “We shall sink,” the company said.", "Marks & Spencer"),
        ("Marks & Spencer shut a shop in Hull. “We shall sink,” it said.", "Marks & Spencer"),
        ("“We shall sink,” the Food & Drink Federation said.", "Food & Drink Federation"),
        ("“We shall sink,” said law firm Foxley, Lind & Co in a letter.", "Foxley, Lind & Co"),
        ("“We shall sink,” said Foxley and Sons.", "Foxley and Sons"),
        ("According to Procter & Lind, “the harbour is lost”.", "Procter & Lind"),
        ("Tekla Odulio came. “We shall sink,” Odulio and Odulio said.", "Odulio and Odulio"),
        ("“We shall sink,” Bosnia and Herzegovina said.", "Bosnia and Herzegovina"),
        ("“We shall sink,” Trinidad and Tobago said.", "Trinidad and Tobago"),
        ("“We shall sink,” the Health and Safety Executive said.", "Health and Safety Executive"),
        ("“We shall sink,” Devon and Cornwall Police said.", "Devon and Cornwall Police"),
        (
            "“We shall sink,” said Tyne and Wear Fire and Rescue Service.",
            "Tyne and Wear Fire and Rescue Service",
        ),
        (
            "The US Food and Drug Administration said that “the harbour is lost”.",
            "US Food and Drug Administration",
        ),
        (
            "“We shall sink,” the Securities and Exchange Board of India said.",
            "Securities and Exchange Board of India",
        ),
        (
            "“We shall sink,” said the Department for Food and Transport.",
            "Department for Food and Transport",
        ),
        (
            "“We shall sink,” said the Department for Ports, Food and Rural Affairs.",
            "Department for Ports, Food and Rural Affairs",
        ),
        (
            "“We shall sink,” the Organisation for Economic Co-operation and Development said.",
            "Organisation for Economic Co-operation and Development",
        ),
        ("“We shall sink,” said Marks and Spencer chief Ada Brandvold.", "Ada Brandvold"),
        ("“We shall sink,” said Ada Brandvold of Procter & Lind.", "Ada Brandvold"),
        ("Peter Lind left Procter & Lind. “We shall sink,” Lind said.", "Peter Lind"),
        ("“We shall sink,” said Procter & Lind’s head, Ada Brandvold.", "Ada Brandvold"),
    ]);
}

#[test]
fn names_that_the_text_has_apart_are_not_one() {
    all_are(&[
        (
            "Omar Tadesse left. Maria Velenti came. “We shall sink,” Tadesse and Velenti said.",
            "Omar Tadesse + Maria Velenti",
        ),
        ("Veltor fell. Ostrava rose. “We shall sink,” Veltor and Ostrava said.", "Ostrava"),
        ("“We shall sink,” said Ada Brandvold and Hull Harbour Council.", "Ada Brandvold"),
        ("“We shall sink,” said Chris and Pat, who fish.", "Chris"),
    ]);
}

#[test]
fn a_surname_or_a_title_is_of_all_who_are_named_with_it() {
    all_are(&[
        ("“We shall sink,” said Kate and Hugh Marsh.", "Kate Marsh + Hugh Marsh"),
        (
            "Kate and Hugh van der Lind said: “We shall sink.”",
            "Kate van der Lind + Hugh van der Lind",
        ),
        ("“We shall sink,” Messrs Tadesse and Velenti said.", "Tadesse + Velenti"),
        ("Sens. Tadesse and Velenti said in a letter: “We shall sink.”", "Tadesse + Velenti"),
        (
            "Senators Ada Brandvold and Omar Tadesse said: “We shall sink.”",
            "Ada Brandvold + Omar Tadesse",
        ),
    ]);
}

#[test]
fn the_two_who_spoke_before_speak_again() {
    all_are(&[
        (
            "“We shall,” said Peter Korvann and Omar Tadesse. “We shall sink in the harbour now,” \
             the two ministers said.",
            "Peter Korvann + Omar Tadesse",
        ),
        (
            "“We shall,” said Ada Brandvold and Omar Tadesse. “We shall sink,” they added.",
            "Ada Brandvold + Omar Tadesse",
        ),
        (
            "“We shall,” said Ada Brandvold and her husband, Omar Tadesse.\n\nThe couple said: “We \
             shall sink.”",
            "Ada Brandvold + Omar Tadesse",
        ),
    ]);
    let text = "“We shall,” said Peter Korvann and Omar Tadesse. “We shall sink in the harbour,” \
                they said.";
    let quote = EnglishExtractor::new().extract_text(text).quotes.remove(1);
    assert_eq!(quote.mention.unwrap().text, "they");
}

#[test]
fn each_of_several_speakers_has_a_role_and_a_country() {
    let text =
        "“We shall sink,” said Kenyan minister Ada Brandvold and Finnish envoy Omar Tadesse.";
    let quote = EnglishExtractor::new().extract_text(text).quotes.remove(0);
    assert_eq!(quote.from, Some(Country::KE));
    assert_eq!(quote.role.as_deref(), Some("Kenyan minister"));
    assert_eq!(quote.further[0].from, Some(Country::FI));
    assert_eq!(quote.further[0].role.as_deref(), Some("Finnish envoy"));
    assert_eq!(quote.mention.unwrap().text, "Kenyan minister Ada Brandvold");
}
