use super::country_name::CountryForm;
use super::find::find;
use crate::model::Country;

/// The names found, each as `text=CODE`.
fn found(text: &str) -> String {
    let names = find(text);
    let shown = names.iter().map(|name| format!("{}={}", &text[name.span.range()], name.country));
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn names_demonyms_and_cities_stand_for_their_country() {
    let text = "The Iranian president flew from Tehran to Iraq.";
    let forms: Vec<_> = find(text).into_iter().map(|name| (name.country, name.form)).collect();
    assert_eq!(
        forms,
        [
            (Country::IR, CountryForm::Demonym),
            (Country::IR, CountryForm::City),
            (Country::IQ, CountryForm::Name)
        ]
    );
    assert_eq!(
        found("The Kremlin and the Élysée met in São Paulo."),
        "Kremlin=RU Élysée=FR São Paulo=BR"
    );
    assert_eq!(
        found("West German and Soviet envoys in Burma"),
        "West German=DE Soviet=RU Burma=MM"
    );
    assert_eq!(
        found("St Lucia, St. Lucia and Saint Lucia"),
        "St Lucia=LC St. Lucia=LC Saint Lucia=LC"
    );
}

#[test]
fn names_end_at_word_boundaries() {
    assert_eq!(
        found("Iran's envoy, Iraq’s guest, a non-Turkish pro-Iranian US-Iran group"),
        "Iran=IR Iraq=IQ Turkish=TR Iranian=IR US=US Iran=IR"
    );
    assert_eq!(
        found("Romanians, Omanis and Indianapolis"),
        "Romanians=RO Omanis=OM Indianapolis=US"
    );
    assert_eq!(found("Chinatown, Irangate, @Iran, Usa and Germanic"), "");
    assert_eq!(
        found("the Iran-Iraq war and Sino-Soviet trade"),
        "Iran=IR Iraq=IQ Sino-=CN Soviet=RU"
    );
    assert_eq!(
        found("the United\nStates and New\r\nZealand, but New\n\nZealand"),
        "United\nStates=US New\r\nZealand=NZ"
    );
}

#[test]
fn the_longest_name_wins() {
    assert_eq!(
        found("Papua New Guinea, Equatorial Guinea, Guinea-Bissau and Guinea"),
        "Papua New Guinea=PG Equatorial Guinea=GQ Guinea-Bissau=GW Guinea=GN"
    );
    assert_eq!(
        found("Niger, Nigeria, South Sudan, North Korean"),
        "Niger=NE Nigeria=NG South Sudan=SS North Korean=KP"
    );
    assert_eq!(
        found("New Mexico, New England, New South Wales, New Jersey, Northern Ireland and Wales"),
        "New Mexico=US New England=US New South Wales=AU New Jersey=US Northern Ireland=GB Wales=GB"
    );
    assert_eq!(
        found("British Columbia and the Bank of England"),
        "British Columbia=CA Bank of England=GB"
    );
}

#[test]
fn small_letters_name_no_country() {
    assert_eq!(
        found("He told us to polish the china and roast a turkey, a chad and some japan."),
        ""
    );
    assert_eq!(
        found("The US told us. The U.S. and the UK agreed with the U.S.S.R."),
        "US=US U.S.=US UK=GB U.S.S.R.=RU"
    );
}

#[test]
fn lines_in_capitals_are_read() {
    assert_eq!(found("TEHRAN, IRAN - Officials"), "TEHRAN=IR IRAN=IR");
    assert_eq!(found("BRITISH CONSERVATIVES AHEAD IN NEW POLLS"), "BRITISH=GB");
    assert_eq!(
        found("THEY TOLD US TO POLISH IT\nUS TELLS THE US'S ALLIES\nU.S. CUTS RATES"),
        "US=US US=US U.S.=US"
    );
}

#[test]
fn longer_expressions_mislead_nobody() {
    for text in [
        "Latin American and South American and African-American voters",
        "in the Indian Ocean, the Persian Gulf, the Gulf of Mexico and the South China Sea",
        "across the English Channel",
        "French fries and a Turkey sandwich in a Georgian house",
        "Polish off the Turkey breast",
        "Paris Hilton spoke",
    ] {
        assert_eq!(found(text), "", "{text}");
    }
    assert_eq!(found("Polish your shoes for the Polish king"), "Polish=PL");
}

#[test]
fn persons_are_no_places() {
    assert_eq!(found("Denzel Washington met Mr Holland, Dawn French and Sir Ireland."), "");
    assert_eq!(found("Michael Jordan won. Jordan said he was glad to be in Jordan."), "Jordan=JO");
    assert_eq!(found("Mark Cuban left. Cuban said he knew the Cuban envoy."), "Cuban=CU");
    assert_eq!(found("Jordan Smith and Chad Brown met J. Washington."), "");
    assert_eq!(
        found("King Abdullah of Jordan. Jordan said Chad’s army stood by."),
        "Jordan=JO Jordan=JO Chad=TD"
    );
    assert_eq!(found("In Washington on Tuesday, Washington said"), "Washington=US Washington=US");
}

#[test]
fn a_state_says_where_a_town_is() {
    assert_eq!(found("in Paris, Texas, and Paris, France"), "Paris=US Texas=US Paris=FR France=FR");
    assert_eq!(
        found("London, Ontario; Lebanon, Pennsylvania; Athens, Ga., and Rome"),
        "London=CA Ontario=CA Lebanon=US Pennsylvania=US Athens=US Ga.=US Rome=IT"
    );
    assert_eq!(found("Newark, NJ, and Flint, Mich."), "NJ=US Mich.=US");
    assert_eq!(found("Pa. and Miss. ME; well, ME"), "");
}

#[test]
fn the_surroundings_choose_a_reading() {
    assert_eq!(found("Officials in Atlanta said Georgia would vote."), "Atlanta=US Georgia=US");
    assert_eq!(
        found("Russia and Georgia met in Tbilisi with the U.S."),
        "Russia=RU Georgia=GE Tbilisi=GE U.S.=US"
    );
    assert_eq!(
        found("In Pyongyang, Korean leaders. In Seoul, the Korean president."),
        "Pyongyang=KP Korean=KP Seoul=KR Korean=KR"
    );
    assert_eq!(found("Congo shut its border; Kinshasa said"), "Congo=CD Kinshasa=CD");
}

#[test]
fn a_currency_counts_behind_an_amount() {
    assert_eq!(
        found("It paid 5bn yen, 70 mln stg, 2.5 million marks and 12.50 zlotys."),
        "yen=JP stg=GB marks=DE zlotys=PL"
    );
    assert_eq!(found("The yen rose. She lost 20 marks and the 12 games they won; 3 won."), "");
}

#[test]
fn a_ticker_names_its_exchange() {
    assert_eq!(found("Acme <ACME.T>, Bolt Ltd (BOLT.TO) and Coil (COIL.N)"), "T=JP TO=CA");
    assert_eq!(found("in Newark (N.J) and part T.T of fig.T"), "");
}

#[test]
fn languages_are_not_nations() {
    assert_eq!(
        found(
            "He spoke in English, and then in French; they speak Dutch here, Russian to English."
        ),
        "Russian=RU"
    );
    assert_eq!(
        found("They believe in English football and speak of the English."),
        "English=GB English=GB"
    );
}

#[test]
fn every_text_is_read_to_its_end() {
    let hostile = [
        "U.",
        "St",
        "Ĳ",
        "é",
        "\u{0301}",
        "’",
        "US’",
        "\u{a0}",
        "\0",
        "👍",
        "إيران",
        "\r",
        "New\r",
    ];
    for piece in hostile {
        for count in [1, 2, 5000] {
            let text = format!(
                "{}Iran{}",
                format!("{piece} ").repeat(count),
                format!(" {piece}").repeat(count)
            );
            assert!(find(&text).iter().any(|name| name.country == Country::IR), "{piece:?}");
        }
    }
    assert_eq!(found(""), "");
}
