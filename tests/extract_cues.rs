//! Words of saying: the long tail of verbs, verbs with a small word, and "who said".

#![cfg(feature = "english")]

mod said;

use said::each_is;

#[test]
fn rare_verbs_of_saying_have_their_speaker() {
    each_is(&[
        ("“We sink,” shot back Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” fired back Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” hit back Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” chimed in Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” chipped in Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” piped up Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” blurted out Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” snapped back Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” yelled out Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” butted in Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” fumed Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” texted Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” quipped Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” sighed Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” moaned Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” whined Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” hollered Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” stammered Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” jested Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” grinned Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” gasped Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” purred Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” griped Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” kidded Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” shot back the mayor, Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” Ada Brandvold fired back.", "We sink, | Ada Brandvold"),
        ("“We sink,” added colleague Ada Brandvold.", "We sink, | Ada Brandvold"),
        ("“We sink,” sighed engineer Ada Brandvold, who built it.", "We sink, | Ada Brandvold"),
        ("Ada Brandvold chipped in: “We sink.”", "We sink. | Ada Brandvold"),
    ]);
}

#[test]
fn who_means_the_person_before_it() {
    each_is(&[
        ("The prize went to Ada Brandvold, who said: “We sink.”", "We sink. | Ada Brandvold"),
        ("The cup was won by Ada Brandvold, who said: “We sink.”", "We sink. | Ada Brandvold"),
        (
            "The letter was sent to Ada Brandvold, who told the Post: “We sink.”",
            "We sink. | Ada Brandvold",
        ),
        ("Much depends on Ada Brandvold, 54, who says: “We sink.”", "We sink. | Ada Brandvold"),
        (
            "There was a call from Ada Brandvold, the mayor, who said: “We sink.”",
            "We sink. | Ada Brandvold",
        ),
        ("He lives with Ada Brandvold, who said: “We sink.”", "We sink. | Ada Brandvold"),
        ("Peter Nkemelu asked Ada Brandvold, who replied: “We sink.”", "We sink. | Ada Brandvold"),
        (
            "Peter Nkemelu urged Ada Brandvold, who said she would “never ever sink”.",
            "never ever | Ada Brandvold",
        ),
        (
            "Peter Nkemelu wrote to Ada Brandvold, who replied: “We sink.”",
            "We sink. | Ada Brandvold",
        ),
    ]);
}
