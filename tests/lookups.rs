//! Lookups of speakers by names as people type them: titles, commas, accents, surnames alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use onrecord::{Country, Draft, ExtractedQuote, Extraction, Span, Store};

/// A store in which each speaker has one quote, none of which mentions the speaker by name.
fn store(folder: &tempfile::TempDir, speakers: &[(&str, Option<Country>)]) -> Store {
    let store = Store::create_new(folder.path().join("news")).unwrap();
    for (number, (name, from)) in speakers.iter().enumerate() {
        let mut quote = ExtractedQuote::new(Span::new(0, 7));
        quote.speaker = Some((*name).to_owned());
        quote.from = *from;
        let mut extraction = Extraction::default();
        extraction.quotes.push(quote);
        store.put(&Draft::new("We won.").key(number.to_string()).extraction(extraction)).unwrap();
    }
    store
}

/// Fails unless each name that is typed finds the speakers it is paired with, by both queries.
fn check(store: &Store, asked: &[(&str, &[&str])]) {
    let mut wrong = Vec::new();
    for (typed, expected) in asked {
        let speakers = store.speakers().name(*typed);
        let found: Result<Vec<_>, _> = speakers.iter().collect();
        let mut found: Vec<String> =
            found.unwrap().iter().map(|speaker| speaker.name().to_owned()).collect();
        found.sort_unstable();
        let count = store.quotes().speaker(*typed).count().unwrap();
        if found != *expected || count != expected.len() as u64 {
            wrong.push(format!("{typed:?} finds {found:?} and {count} quotes, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const PEOPLE: [(&str, Option<Country>); 25] = [
    ("Ada Nkemelu", Some(Country::NG)),
    ("Ben Nkemelu", Some(Country::GB)),
    ("Mustafa al-Qadhari", Some(Country::IQ)),
    ("Tomás Castellano", Some(Country::AR)),
    ("Łucja Wiśniarek", Some(Country::PL)),
    ("Søren Ødmark", Some(Country::DK)),
    ("Jürgen Mürbach", Some(Country::DE)),
    ("Sofia Marchetti-Ruiz", Some(Country::IT)),
    ("Peter van der Hulst", Some(Country::NL)),
    ("Siobhán O’Dannell", Some(Country::IE)),
    ("Nguyễn Văn Khoát", Some(Country::VN)),
    ("João dos Ramalhos", Some(Country::BR)),
    ("Şükrü Çelikbaş", Some(Country::TR)),
    ("Mohammed El Tawiri", Some(Country::EG)),
    ("Prince Adomako", Some(Country::GH)),
    ("Rajesh Kumar Vermani", Some(Country::IN)),
    ("Ana Bishop", None),
    ("Zoë de Graaf", Some(Country::BE)),
    ("Dragan Đurovčić", Some(Country::RS)),
    ("Elif Yıldıran", Some(Country::TR)),
    ("Kim Dae-hwon", Some(Country::KR)),
    ("Noémie d’Aubrac", Some(Country::FR)),
    ("Haakon Åsgaard", Some(Country::NO)),
    ("Fāṭima bint Yūsur", None),
    ("Ute Bräuer", None),
];

#[test]
fn titles_before_a_name_do_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, &PEOPLE);
    let both = ["Ada Nkemelu", "Ben Nkemelu"];
    check(
        &store,
        &[
            ("President Castellano", &["Tomás Castellano"]),
            ("Prime Minister Mustafa al-Qadhari", &["Mustafa al-Qadhari"]),
            ("prime minister al-qadhari", &["Mustafa al-Qadhari"]),
            ("Iraqi Prime Minister Mustafa al-Qadhari", &["Mustafa al-Qadhari"]),
            ("Iraq's PM Qadhari", &["Mustafa al-Qadhari"]),
            ("former President Tomás Castellano", &["Tomás Castellano"]),
            ("ex-President Castellano", &["Tomás Castellano"]),
            ("the late Senator Castellano", &["Tomás Castellano"]),
            ("Foreign Minister Wisniarek", &["Łucja Wiśniarek"]),
            ("Deputy Prime Minister Łucja Wiśniarek", &["Łucja Wiśniarek"]),
            ("Vice-President Ada Nkemelu", &["Ada Nkemelu"]),
            ("Secretary of State Ada Nkemelu", &["Ada Nkemelu"]),
            ("Minister for Foreign Affairs Ada Nkemelu", &["Ada Nkemelu"]),
            ("Minister of Finance Nkemelu", &both),
            ("President of Nigeria Ada Nkemelu", &["Ada Nkemelu"]),
            ("Attorney-General Ben Nkemelu", &["Ben Nkemelu"]),
            ("Chief Executive Officer Ben Nkemelu", &["Ben Nkemelu"]),
            ("Lieutenant General Ben Nkemelu", &["Ben Nkemelu"]),
            ("Maj.-Gen. Ben Nkemelu", &["Ben Nkemelu"]),
            ("Lt. Col. Ben Nkemelu", &["Ben Nkemelu"]),
            ("Rt. Hon. Dr. Ada Nkemelu", &["Ada Nkemelu"]),
            ("H.E. Ada Nkemelu", &["Ada Nkemelu"]),
            ("His Excellency President Ben Nkemelu", &["Ben Nkemelu"]),
            ("Alhaji Ben Nkemelu", &["Ben Nkemelu"]),
            ("Datuk Seri Ben Nkemelu", &["Ben Nkemelu"]),
            ("Bundeskanzler Mürbach", &["Jürgen Mürbach"]),
            ("Ministerpräsident Jürgen Mürbach", &["Jürgen Mürbach"]),
            ("Herr Mürbach", &["Jürgen Mürbach"]),
            ("Taoiseach O'Dannell", &["Siobhán O’Dannell"]),
            ("Presidente João dos Ramalhos", &["João dos Ramalhos"]),
            ("Señor Castellano", &["Tomás Castellano"]),
            ("Sheikh Mohammed El Tawiri", &["Mohammed El Tawiri"]),
            ("Ayatollah Tawiri", &["Mohammed El Tawiri"]),
            ("Shri Rajesh Kumar Vermani", &["Rajesh Kumar Vermani"]),
            ("Lagos State Governor Ada Nkemelu", &["Ada Nkemelu"]),
            ("US Senator Ana Bishop", &["Ana Bishop"]),
            ("Bishop", &["Ana Bishop"]),
            ("Prince Adomako", &["Prince Adomako"]),
            ("Mr Prince Adomako", &["Prince Adomako"]),
            ("Lord Mayor Peter van der Hulst", &["Peter van der Hulst"]),
            ("Ada Nkemelu MP", &["Ada Nkemelu"]),
            ("Dr Ada Nkemelu, PhD", &["Ada Nkemelu"]),
            ("President", &[]),
            ("Prime Minister", &[]),
            ("the", &[]),
            ("President Nobody", &[]),
            ("President of Nigeria", &[]),
        ],
    );
}

#[test]
fn a_comma_turns_a_name_around() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, &PEOPLE);
    check(
        &store,
        &[
            ("Nkemelu, Ada", &["Ada Nkemelu"]),
            ("NKEMELU, Ben", &["Ben Nkemelu"]),
            ("Nkemelu,Ada", &["Ada Nkemelu"]),
            ("  nkemelu ,  ada ", &["Ada Nkemelu"]),
            ("al-Qadhari, Mustafa", &["Mustafa al-Qadhari"]),
            ("Qadhari, Mustafa al-", &["Mustafa al-Qadhari"]),
            ("Al Qadhari, Mustafa", &["Mustafa al-Qadhari"]),
            ("Castellano, Tomas", &["Tomás Castellano"]),
            ("van der Hulst, Peter", &["Peter van der Hulst"]),
            ("Hulst, Peter van der", &["Peter van der Hulst"]),
            ("Marchetti-Ruiz, Sofia", &["Sofia Marchetti-Ruiz"]),
            ("Marchetti Ruiz, Sofia", &["Sofia Marchetti-Ruiz"]),
            ("Marchetti, Sofia", &["Sofia Marchetti-Ruiz"]),
            ("O'Dannell, Siobhan", &["Siobhán O’Dannell"]),
            ("dos Ramalhos, João", &["João dos Ramalhos"]),
            ("Ramalhos, Joao", &["João dos Ramalhos"]),
            ("El Tawiri, Mohamed", &["Mohammed El Tawiri"]),
            ("Tawiri, Muhammad", &["Mohammed El Tawiri"]),
            ("Nkemelu, Dr Ada", &["Ada Nkemelu"]),
            ("Nkemelu, Ada, MP", &["Ada Nkemelu"]),
            ("Nkemelu, President Ada", &["Ada Nkemelu"]),
            ("President Nkemelu, Ada", &["Ada Nkemelu"]),
            ("Nkemelu, Jr., Ben", &["Ben Nkemelu"]),
            ("Ada Nkemelu, Nigerian health minister", &["Ada Nkemelu"]),
            ("Ada Nkemelu, minister of health", &["Ada Nkemelu"]),
            ("Vermani, R. K.", &["Rajesh Kumar Vermani"]),
            ("Nkemelu,", &["Ada Nkemelu", "Ben Nkemelu"]),
            ("Nkemelu, Cleo", &[]),
            ("Castellano, Ada", &[]),
            (",", &[]),
            (", ,", &[]),
        ],
    );
}

#[test]
fn accents_and_other_marks_do_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, &PEOPLE);
    check(
        &store,
        &[
            ("Tomas Castellano", &["Tomás Castellano"]),
            ("Toma\u{301}s Castellano", &["Tomás Castellano"]),
            ("Lucja Wisniarek", &["Łucja Wiśniarek"]),
            ("Soren Odmark", &["Søren Ødmark"]),
            ("Soeren Oedmark", &["Søren Ødmark"]),
            ("Jurgen Murbach", &["Jürgen Mürbach"]),
            ("Juergen Muerbach", &["Jürgen Mürbach"]),
            ("Muerbach", &["Jürgen Mürbach"]),
            ("Braeuer", &["Ute Bräuer"]),
            ("Brauer", &["Ute Bräuer"]),
            ("Siobhan ODannell", &["Siobhán O’Dannell"]),
            ("Siobhan O'Dannell", &["Siobhán O’Dannell"]),
            ("Siobhan O Dannell", &["Siobhán O’Dannell"]),
            ("Nguyen Van Khoat", &["Nguyễn Văn Khoát"]),
            ("Joao dos Ramalhos", &["João dos Ramalhos"]),
            ("Sukru Celikbas", &["Şükrü Çelikbaş"]),
            ("Zoe de Graaf", &["Zoë de Graaf"]),
            ("Dragan Durovcic", &["Dragan Đurovčić"]),
            ("Elif Yildiran", &["Elif Yıldıran"]),
            ("ELIF YILDIRAN", &["Elif Yıldıran"]),
            ("Kim Dae hwon", &["Kim Dae-hwon"]),
            ("Noemie dAubrac", &["Noémie d’Aubrac"]),
            ("Noemie D Aubrac", &["Noémie d’Aubrac"]),
            ("Haakon Aasgaard", &["Haakon Åsgaard"]),
            ("Haakon Asgaard", &["Haakon Åsgaard"]),
            ("Fatima bint Yusur", &["Fāṭima bint Yūsur"]),
            ("Sofia Marchetti–Ruiz", &["Sofia Marchetti-Ruiz"]),
            ("Tomaes Castellano", &[]),
            ("Bean Nkemelu", &[]),
        ],
    );
}

#[test]
fn a_surname_alone_finds_all_who_have_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, &PEOPLE);
    check(
        &store,
        &[
            ("Nkemelu", &["Ada Nkemelu", "Ben Nkemelu"]),
            ("NKEMELU", &["Ada Nkemelu", "Ben Nkemelu"]),
            ("al-Qadhari", &["Mustafa al-Qadhari"]),
            ("Qadhari", &["Mustafa al-Qadhari"]),
            ("castellano", &["Tomás Castellano"]),
            ("Wisniarek", &["Łucja Wiśniarek"]),
            ("Ødmark", &["Søren Ødmark"]),
            ("Marchetti-Ruiz", &["Sofia Marchetti-Ruiz"]),
            ("Marchetti", &["Sofia Marchetti-Ruiz"]),
            ("Ruiz", &["Sofia Marchetti-Ruiz"]),
            ("van der Hulst", &["Peter van der Hulst"]),
            ("Hulst", &["Peter van der Hulst"]),
            ("O’Dannell", &["Siobhán O’Dannell"]),
            ("o dannell", &["Siobhán O’Dannell"]),
            ("Khoat", &["Nguyễn Văn Khoát"]),
            ("dos Ramalhos", &["João dos Ramalhos"]),
            ("Çelikbaş", &["Şükrü Çelikbaş"]),
            ("El Tawiri", &["Mohammed El Tawiri"]),
            ("Rajesh Vermani", &["Rajesh Kumar Vermani"]),
            ("R. Vermani", &["Rajesh Kumar Vermani"]),
            ("Dae-hwon", &["Kim Dae-hwon"]),
            ("d’Aubrac", &["Noémie d’Aubrac"]),
            ("Ms Nkemelu", &["Ada Nkemelu", "Ben Nkemelu"]),
            ("Nkem", &[]),
            ("Nkemeluson", &[]),
            ("B. Vermani", &[]),
            ("A", &[]),
            ("Nkemelu Castellano", &[]),
            ("?!", &[]),
            ("", &[]),
        ],
    );
}

#[test]
fn whoever_has_a_name_as_it_is_written_is_alone_meant() {
    let folder = tempfile::tempdir().unwrap();
    let speakers = [
        ("King Odu", Some(Country::TO)),
        ("Ada Odu", Some(Country::NG)),
        ("President Okoro", None),
        ("Ben Okoro", None),
        ("Odu, Cleo", None),
        ("Cleo Odu", None),
        ("Michal Lantos", None),
    ];
    let store = store(&folder, &speakers);
    check(
        &store,
        &[
            ("King Odu", &["King Odu"]),
            ("king odu", &["King Odu"]),
            ("Queen Odu", &["Ada Odu", "Cleo Odu", "King Odu", "Odu, Cleo"]),
            ("President Okoro", &["President Okoro"]),
            ("Odu, Cleo", &["Odu, Cleo"]),
            ("Cleo Odu", &["Cleo Odu"]),
            ("Michael Lantos", &[]),
            ("Okoro", &["Ben Okoro", "President Okoro"]),
        ],
    );
}

#[test]
fn looser_lookups_follow_renaming_and_merging() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, &[("Ada Odu", None), ("Ben Okoro", None), ("Cleo Lantos", None)]);
    let id = |name: &str| store.speakers().name(name).page(1).unwrap().items[0].id();
    let [ada, ben] = [id("Odu"), id("Okoro")];
    store.rename_speaker(ada, Some("Adaeze Kemi Odu-Marsh")).unwrap();
    check(&store, &[("Senator Marsh", &["Adaeze Kemi Odu-Marsh"])]);
    check(&store, &[("Ada Marsh", &[]), ("Senator Odu", &["Adaeze Kemi Odu-Marsh"])]);
    store.merge_speakers(ben, ada).unwrap();
    for name in ["Minister Okoro", "Okoro, Ben", "Marsh", "Kemi Odu"] {
        assert_eq!(store.speakers().name(name).count().unwrap(), 1, "{name}");
        assert_eq!(store.quotes().speaker(name).count().unwrap(), 2, "{name}");
    }
}

#[test]
fn lookups_in_a_snapshot_do_not_see_what_came_later() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, &[("Ada Odu", None)]);
    let snapshot = store.snapshot();
    let mut quote = ExtractedQuote::new(Span::new(0, 7));
    quote.speaker = Some("Ben Odu".to_owned());
    let mut extraction = Extraction::default();
    extraction.quotes.push(quote);
    store.put(&Draft::new("We won.").key("later").extraction(extraction)).unwrap();
    assert_eq!(store.quotes().speaker("President Odu").count().unwrap(), 2);
    assert_eq!(snapshot.quotes().speaker("President Odu").count().unwrap(), 1);
}

#[test]
fn no_name_takes_long() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, &PEOPLE);
    let begun = std::time::Instant::now();
    for word in ["minister of", "Mohammed", "president, ", "aa", "o ", "ae", "?", "Nkemelu of"] {
        for bytes in [100, 500, 520, 4000] {
            let name: String = word.chars().cycle().take(bytes).collect();
            store.quotes().speaker(&name).count().unwrap();
            let name: String = format!("{word} ").chars().cycle().take(bytes).collect();
            store.quotes().speaker(&name).count().unwrap();
            store.speakers().prefix(&name).count().unwrap();
        }
    }
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    let long = "Minister ".repeat(1000);
    let error = store.quotes().speaker(long).count().unwrap_err();
    assert_eq!(error.kind(), onrecord::ErrorKind::InvalidInput);
}

#[test]
fn a_prefix_after_a_title_finds_the_person() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder, &PEOPLE);
    for (prefix, expected) in [
        ("mr cas", vec!["Tomás Castellano"]),
        ("Mr. Cas", vec!["Tomás Castellano"]),
        ("ms nke", vec!["Ada Nkemelu", "Ben Nkemelu"]),
        ("dr ada nk", vec!["Ada Nkemelu"]),
        ("president cas", vec!["Tomás Castellano"]),
        ("Prime Minister al-Qad", vec!["Mustafa al-Qadhari"]),
        ("prime minister qad", vec!["Mustafa al-Qadhari"]),
        ("foreign minister wis", vec!["Łucja Wiśniarek"]),
        ("taoiseach o'da", vec!["Siobhán O’Dannell"]),
        ("prince ado", vec!["Prince Adomako"]),
        ("king ado", vec!["Prince Adomako"]),
        ("bis", vec!["Ana Bishop"]),
        ("bishop", vec!["Ana Bishop"]),
        ("cas, tom", vec!["Tomás Castellano"]),
        ("mr", vec![]),
        ("mr xyz", vec![]),
        ("president", vec![]),
        ("?!", vec![]),
        ("!", vec![]),
        ("—", vec![]),
        ("mr ?!", vec![]),
    ] {
        let query = store.speakers().prefix(prefix);
        let mut found: Vec<String> =
            query.iter().map(|speaker| speaker.unwrap().name().to_owned()).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{prefix:?}");
        assert_eq!(query.count().unwrap(), expected.len() as u64, "{prefix:?}");
        assert!(query.explain().unwrap().to_string().contains("prefix"), "{prefix:?}");
    }
    assert_eq!(store.speakers().prefix("").count().unwrap(), PEOPLE.len() as u64);
}

/// What the example `find` says on standard error, and the number of quotes that it prints; `None`
/// if it was not built.
fn find(store: &std::path::Path, arguments: &[&str]) -> Option<(String, usize)> {
    let tests = std::env::current_exe().unwrap();
    let built = tests.parent()?.parent()?.join("examples/find");
    let built = built.with_extension(std::env::consts::EXE_EXTENSION);
    if !built.exists() {
        println!("NOT RUN: `cargo build --example find` first");
        return None;
    }
    let mut program = std::process::Command::new(built);
    let ran = program.arg(store).arg("--json").args(arguments).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let quotes = String::from_utf8(ran.stdout).unwrap().lines().count();
    Some((String::from_utf8(ran.stderr).unwrap(), quotes))
}

#[test]
fn a_surname_that_is_an_alias_of_one_lists_all_who_share_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(
        &folder,
        &[
            ("Ada Nkemelu", Some(Country::NG)),
            ("Ben Nkemelu", Some(Country::GB)),
            ("Ben Nkemelu", Some(Country::GB)),
            ("Cleo van Nkemelu", None),
            ("Dan Nkemeluson", None),
            ("Eva Castellano", Some(Country::AR)),
        ],
    );
    for (key, name) in [("alone", "Ada Nkemelu"), ("other", "Eva Castellano")] {
        let surname = name.split(' ').nth(1).unwrap();
        let text = format!("“We won,” {surname} said.");
        let at = u32::try_from(text.find(surname).unwrap()).unwrap();
        let mut quote = ExtractedQuote::new(Span::new(3, 9));
        quote.speaker = Some(name.to_owned());
        let span = Span::new(at, at + u32::try_from(surname.len()).unwrap());
        quote.mention = Some(onrecord::Mention { text: surname.to_owned(), span });
        quote.from = (key == "alone").then_some(Country::NG);
        let mut extraction = Extraction::default();
        extraction.quotes.push(quote);
        store.put(&Draft::new(text).key(key).extraction(extraction)).unwrap();
    }
    let ids: Vec<_> =
        store.speakers().prefix("nkemelu").iter().map(|found| found.unwrap()).collect();
    let bearers: Vec<_> = ids.iter().filter(|found| found.bears("Ms Nkemelu")).collect();
    assert_eq!((ids.len(), bearers.len()), (4, 3));
    assert!(
        !bearers[0].bears("Ben Castellano") && !bearers[0].bears("?!") && !bearers[0].bears("")
    );
    let ben = ids.iter().find(|found| found.name() == "Ben Nkemelu").unwrap().id().to_string();
    drop(ids);
    store.close().unwrap();
    let path = folder.path().join("news");
    for name in ["Nkemelu", "nkemelu", "Ms Nkemelu", "President Nkemelu"] {
        let Some((said, quotes)) = find(&path, &["--speaker", name]) else { return };
        assert_eq!(quotes, 2, "{name}: {said}");
        for words in [
            &*format!("3 speakers share the name “{name}”:"),
            "Ada Nkemelu (NG), 2 quotes",
            "Ben Nkemelu (GB), 2 quotes",
            "Cleo van Nkemelu (country unknown), 1 quote\n",
            "The quotes are of Ada Nkemelu",
            "--speaker-id ID",
        ] {
            assert!(said.contains(words), "{name}: {words} in {said}");
        }
        assert!(!said.contains("Nkemeluson"), "{said}");
    }
    let said = |arguments: &[&str]| find(&path, arguments).unwrap();
    assert_eq!(said(&["--speaker-id", &ben]), (String::new(), 2));
    assert_eq!(said(&["--speaker", "Eva Castellano"]), (String::new(), 2));
    assert_eq!(said(&["--speaker", "Castellano"]), (String::new(), 2));
    let (gb, _) = said(&["--speaker", "Nkemelu", "--from", "GB"]);
    assert!(gb.contains("Nobody from GB") && gb.contains("Ben Nkemelu (GB)"), "{gb}");
    let (none, _) = said(&["--speaker", "Nkem"]);
    assert!(none.contains("Nobody is known") && none.contains("Dan Nkemeluson"), "{none}");
}
