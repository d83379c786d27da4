//! Whom "it", "the statement", "the tailor" and "he" mean: bodies, and people whose names have no
//! word that is known.

#![cfg(feature = "english")]

mod said;

use said::all_are;

#[test]
fn it_and_the_statement_mean_the_body_before() {
    all_are(&[
        (
            "In a statement, the Ferry Ministry said crews had been warned.\n\n“We sink no \
             ships,” it said.",
            &["We sink | Ferry Ministry"],
        ),
        (
            "The Korvo Harbour Authority, in a statement, denied it. “The gates were shut,” \
             the authority said.",
            &["The gates | Korvo Harbour Authority"],
        ),
        (
            "The Korvo Ferry Society met. “We go on,” the society said.",
            &["We go | Korvo Ferry Society"],
        ),
        (
            "Kestrel Southern stopped its ferries. “We regret it,” the statement read.",
            &["We regret | Kestrel Southern"],
        ),
        (
            "The Korvo Harbour Council said two gates were open.\n\n“All are shut now,” the \
             statement reads.",
            &["All are | Korvo Harbour Council"],
        ),
        (
            "Kestrel Southern stopped its ferries. “We regret it,” its letter said.",
            &["We regret | Kestrel Southern"],
        ),
        // Two paragraphs on, and with another subject between.
        (
            "Kestrel Southern stopped its ferries.\n\nIt rained. The sea rose. Fish came.\n\n“We \
             regret it,” it said.",
            &["We regret | -"],
        ),
        ("It rained in Korvo. “We regret it,” the statement read.", &["We regret | -"]),
        ("The council met. “We regret it,” the bank’s letter said.", &["We regret | -"]),
    ]);
}

#[test]
fn a_word_for_one_person_means_the_subject_before() {
    all_are(&[
        (
            "Gemma Brandvold fled. “I wept all day,” said the mother-of-two.",
            &["I wept | Gemma Brandvold"],
        ),
        (
            "Yasir Brandvold fled. The father-of-four told them: “I wept all day.”",
            &["I wept | Yasir Brandvold"],
        ),
        ("Gemma Odulio sews. “I wept all day,” said the tailor.", &["I wept | Gemma Odulio"]),
        ("Gemma Odulio sews. “I wept so,” the seamstress added.", &["I wept | Gemma Odulio"]),
        // Bodies, documents, several, and some other.
        ("Gemma Odulio sews. “We wept all day,” the company said.", &["We wept | -"]),
        ("Gemma Odulio sews. “We wept all day,” the report said.", &["We wept | -"]),
        ("Gemma Odulio sews. “We wept all day,” the tailors said.", &["We wept | -"]),
        ("Gemma Odulio sews. “I wept all day,” a tailor said.", &["I wept | -"]),
        ("Gemma Odulio sews. “We wept all day,” the brewer said.", &["We wept | -"]),
        ("Gemma Odulio sews. “We wept all day,” the announcement said.", &["We wept | -"]),
    ]);
}

#[test]
fn given_names_of_men_and_women_are_of_either() {
    all_are(&[
        ("Andrea Brandvold came. “I wept all day,” he said.", &["I wept | Andrea Brandvold"]),
        ("Andrea Brandvold came. “I wept all day,” she said.", &["I wept | Andrea Brandvold"]),
        ("Nurul Brandvold came. “I wept all day,” he said.", &["I wept | Nurul Brandvold"]),
        ("Kim Dae-brand came. “I wept all day,” he said.", &["I wept | Kim Dae-brand"]),
        ("Jean Brandvold came. “I wept all day,” she said.", &["I wept | Jean Brandvold"]),
        ("Peter Brandvold came. “I wept all day,” she said.", &["I wept | -"]),
    ]);
}

#[test]
fn what_a_speaker_does_before_the_verb_is_no_speaker() {
    all_are(&[
        (
            "Ada Brandvold left. Ms Brandvold, speaking at her home in Korvo, West Yorkshire, \
             said: “I wept all day.”",
            &["I wept | Ada Brandvold"],
        ),
        (
            "Peter Brandvold left. Angry Mr Brandvold, after a walk to a pub in Korvo, East \
             Sussex, said: “I wept all day.”",
            &["I wept | Peter Brandvold"],
        ),
        ("We'll end with the chair, who told them: “I wept all day.”", &["I wept | -"]),
        ("They’ve told us: “We wept all day.”", &["We wept | -"]),
    ]);
}
