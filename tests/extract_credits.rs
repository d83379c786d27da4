//! Names beside a quotation without a verb of saying: on the line below or above, after a dash, in
//! brackets.

#![cfg(feature = "english")]

mod said;

use said::said;

#[test]
fn each_quotation_has_the_name_beside_it() {
    let people = [
        ("We have had no water since the night of the storm.", "Ada Brandvold", "nurse"),
        ("The boats went down one after the other in the dark.", "Peter Nkemelu", "diver"),
        ("Nobody came to us for two days and two nights.", "Inês Odulio", "shopkeeper"),
    ];
    let expected =
        ["We have | Ada Brandvold", "The boats | Peter Nkemelu", "Nobody came | Inês Odulio"];
    let layouts = [
        "“WORDS”\nNAME, JOB",
        "“WORDS” NAME, JOB",
        "“WORDS” (NAME, JOB)",
        "“WORDS”\n(NAME, 41)",
        "“WORDS” — NAME, JOB",
        "“WORDS” - NAME",
        "“WORDS”\n— NAME, 34, JOB",
        "“WORDS”\n\n— NAME, JOB",
        "“WORDS”\n\n— NAME, JOB.",
        "NAME, JOB\n\n“WORDS”",
        "NAME, 34\n\n“WORDS”",
        "NAME: “WORDS”",
        "“WORDS” : NAME",
        "“WORDS”\nNAME, JOB in Hull",
        "“WORDS” – NAME, JOB and volunteer",
        "\"WORDS\" -- NAME, JOB",
        "“WORDS”\nNAME, 34, JOB",
        "“WORDS”\n– NAME",
        "“WORDS” — NAME (JOB)",
        "“WORDS” (NAME, 34, JOB in Hull)",
    ];
    let article = |layout: &str| {
        let parts = people.map(|(words, name, job)| {
            layout.replace("WORDS", words).replace("NAME", name).replace("JOB", job)
        });
        format!("The storm came on Monday. What people told us:\n\n{}", parts.join("\n\n"))
    };
    let wrong: Vec<_> = layouts
        .iter()
        .map(|layout| (layout, said(&article(layout))))
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
