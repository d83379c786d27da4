//! Whose words: names beside a quotation, nouns for words, records, and broken or marked lines.

#![cfg(feature = "english")]

mod said;

use said::all_are;

#[test]
fn names_without_a_verb_say_whose_words_are_beside_them() {
    all_are(NAMES_WITHOUT_A_VERB);
}

const NAMES_WITHOUT_A_VERB: &[(&str, &[&str])] = &[
    (
        "“Best stadium in the country.” – Kirsty Allan on the new ground",
        &["Best stadium | Kirsty Allan"],
    ),
    (
        "**“A shambles from start to finish.”**\n**Kirsty Allan, opposition leader**",
        &["A shambles | Kirsty Allan"],
    ),
    (
        "> “A shambles from start to finish.”\n> — Kirsty Allan, opposition leader",
        &["A shambles | Kirsty Allan"],
    ),
    (
        "Kirsty Allan — “A shambles from start to finish.”\nTom Hadley — “The best budget in \
         years.”",
        &["A shambles | Kirsty Allan", "The best | Tom Hadley"],
    ),
    (
        "KIRSTY ALLAN\n“A shambles from start to finish.”\n\nTOM HADLEY\n“The best budget in \
         years.”",
        &["A shambles | Kirsty Allan", "The best | Tom Hadley"],
    ),
    (
        "Dr. Kirsty Allan, epidemiologist, University of Hull\n“A shambles from start to \
         finish.”\n\nProf. Tom Hadley, virologist, Leeds\n“The best plan in years.”",
        &["A shambles | Kirsty Allan", "The best | Tom Hadley"],
    ),
    (
        "“I cried when I saw the bill.”\nAmina, 34, Kano\n\n“I laughed.”\nChidi, 41, Enugu",
        &["I cried | Amina", "I laughed. | Chidi"],
    ),
    (
        "QUOTE OF THE DAY\n\n“If the bees go, we go.”\n\nBEATRIZ LOPES, a beekeeper in Evora",
        &["If the | Beatriz Lopes"],
    ),
    ("“If the bees go, we go.” BEATRIZ LOPES, a beekeeper in Evora", &["If the | Beatriz Lopes"]),
    ("“If the bees go, we go.”\n\n~ Beatriz Lopes, beekeeper", &["If the | Beatriz Lopes"]),
    ("“If the bees go, we go.”\n\n* Beatriz Lopes, beekeeper *", &["If the | Beatriz Lopes"]),
    (
        "The mood was grim. “Nothing works here any more.” That was Beatriz Lopes, a beekeeper.",
        &["Nothing works | Beatriz Lopes"],
    ),
    (
        "“Nothing works here any more.” So said Beatriz Lopes, a beekeeper, last week.",
        &["Nothing works | Beatriz Lopes"],
    ),
    (
        "“Nothing works here any more.” Those were the words of Beatriz Lopes, a beekeeper.",
        &["Nothing works | Beatriz Lopes"],
    ),
    (
        "“Nothing works here any more.” Thus spoke Beatriz Lopes.",
        &["Nothing works | Beatriz Lopes"],
    ),
    (
        "Take Beatriz Lopes, a beekeeper in Evora. “If they go, we go,” she says.",
        &["If they | Beatriz Lopes"],
    ),
    ("Enter Beatriz Lopes. “If they go, we go.”", &["If they | Beatriz Lopes"]),
    ("“If they go, we go,” in the words of Beatriz Lopes.", &["If they | Beatriz Lopes"]),
    ("“If they go, we go,” was how Beatriz Lopes put it.", &["If they | Beatriz Lopes"]),
    (
        "“If they go, we go” was the verdict of Beatriz Lopes, a beekeeper.",
        &["If they | Beatriz Lopes"],
    ),
    ("“If they go, we go” was Beatriz Lopes’s verdict.", &["If they | Beatriz Lopes"]),
    ("“If they go, we go,” came the reply from Beatriz Lopes.", &["If they | Beatriz Lopes"]),
    ("“If they go, we go,” ran the headline.", &["If they | -"]),
    (
        "“If they go, we go” is the message from Beatriz Lopes, who keeps bees.",
        &["If they | Beatriz Lopes"],
    ),
];

#[test]
fn who_means_a_person_behind_a_description() {
    all_are(WHO_BEHIND_A_DESCRIPTION);
}

const WHO_BEHIND_A_DESCRIPTION: &[(&str, &[&str])] = &[
    (
        "The tour was organised with Piotr Zielinski, a retired miner, who said: “We sang \
         underground.”",
        &["We sang | Piotr Zielinski"],
    ),
    (
        "He was replaced by Ruth Adeyemi, who had coached the juniors and who said: “I am \
         ready.”",
        &["I am | Ruth Adeyemi"],
    ),
    (
        "The idea came from Ruth Adeyemi, then a student, who says: “We had no money at all.”",
        &["We had | Ruth Adeyemi"],
    ),
    (
        "The prize was shared by Ruth Adeyemi, from Lagos, who said: “I am happy.”",
        &["I am | Ruth Adeyemi"],
    ),
];

#[test]
fn the_front_of_a_sentence_is_left_out_of_the_name() {
    all_are(THE_FRONT_OF_A_SENTENCE);
}

const THE_FRONT_OF_A_SENTENCE: &[(&str, &[&str])] = &[
    (
        "Speaking at Davos Odhiambo Wekesa said: “Debt is killing us.”",
        &["Debt is | Odhiambo Wekesa"],
    ),
    ("On Facebook Odhiambo Wekesa wrote: “Debt is killing us.”", &["Debt is | Odhiambo Wekesa"]),
];

#[test]
fn records_of_many_countries_have_turns() {
    all_are(RECORDS_OF_MANY_COUNTRIES);
}

const RECORDS_OF_MANY_COUNTRIES: &[(&str, &[&str])] = &[
    (
        "THE PRESIDING OFFICER (Ms SAMUELS): Order! Member, please take your seat.\n\nMr B M \
         NKOSI: Chairperson, I rise on a point of order.\n\nThe PRESIDING OFFICER (Ms \
         SAMUELS): What is your point?",
        &["Order! Member, | Samuels", "Chairperson, I | B M Nkosi", "What is | Samuels"],
    ),
    (
        "SHRI RAMESH KULKARNI: Sir, the farmers have waited for a year.\n\nMR. \
         DEPUTY-SPEAKER: Please conclude.\n\nSHRIMATI SUNITA RAO: I support him.",
        &["Sir, the | Ramesh Kulkarni", "Please conclude. | -", "I support | Sunita Rao"],
    ),
    (
        "AMY HARTWELL, BYLINE: The rain has not stopped here for days.\n\nSTEVE OSBORN, HOST: \
         And the bridge?\n\nHARTWELL: It is gone, Steve.\n\n(SOUNDBITE OF \
         RAIN)\n\nUNIDENTIFIED PERSON: We have nowhere to sleep.",
        &[
            "The rain | Amy Hartwell",
            "And the | Steve Osborn",
            "It is | Amy Hartwell",
            "We have | -",
        ],
    ),
    (
        "Steve Osborn was mayor for nine years. He spoke to The Echo.\n\nThe Echo: Did you \
         see it coming?\n\nSteve Osborn: No. Nobody did.\n\nThe Echo: And your \
         staff?\n\nSteve Osborn: They left on Friday.",
        &["Did you | -", "No. Nobody | Steve Osborn", "And your | -", "They left | Steve Osborn"],
    ),
    (
        "Speaker 1: Can you hear me?\nSpeaker 2: Yes, I can hear you.\nSpeaker 1: Good.",
        &["Can you | -", "Yes, I | -", "Good. | -"],
    ),
    (
        "00:01 Speaker A: Can you hear me?\n00:04 Speaker B: Yes, I can.\n00:06 Speaker A: Good.",
        &["Can you | -", "Yes, I | -", "Good. | -"],
    ),
    (
        "The prime minister took questions.\n\nJOURNALIST: Will you resign?\n\nPRIME \
         MINISTER: I will not.\n\nJOURNALIST: Will your party back you?\n\nPRIME MINISTER: \
         They already did.",
        &["Will you | -", "I will | -", "Will your | -", "They already | -"],
    ),
    (
        "BBC: Did you know?\n\nSteve Osborn: I knew nothing. I was told that day.\n\nBBC: By \
         whom?\n\nSteve Osborn: By my wife.",
        &["Did you | BBC", "I knew | Steve Osborn", "By whom? | BBC", "By my | Steve Osborn"],
    ),
    (
        "ANC (Steve Osborn): We will vote against the bill.\n\nDA (Amy Hartwell): We will \
         vote for it.\n\nANC (Steve Osborn): Shame on you.",
        &["We will | Steve Osborn", "We will | Amy Hartwell", "Shame on | Steve Osborn"],
    ),
    (
        "Mr Osborn, thank you for joining us.\nOsborn: Thank you. I am glad to be here.\nHow \
         is the port?\nOsborn: The port is fine. We are busy.\nSteve Osborn runs the port.",
        &["Thank you. | Steve Osborn", "The port | Steve Osborn"],
    ),
];

#[test]
fn pairs_of_headings_are_no_turns() {
    all_are(PAIRS_OF_HEADINGS);
}

const PAIRS_OF_HEADINGS: &[(&str, &[&str])] = &[
    (
        "Myth: You need eight glasses of water.\n\nFact: You do not.\n\nMyth: We use a tenth \
         of our brains.\n\nFact: We use it all.",
        &[],
    ),
    (
        "Problem: Your tap drips.\n\nSolution: You need a new washer.\n\nProblem: Your door \
         sticks.\n\nSolution: Plane it.",
        &[],
    ),
];

#[test]
fn broken_paragraphs_and_letters_without_width_are_read_over() {
    all_are(BROKEN_PARAGRAPHS);
}

const BROKEN_PARAGRAPHS: &[(&str, &[&str])] = &[
    (
        "“We will not wait,” said\n\nGreta Lindqvist, who leads the union.",
        &["We will | Greta Lindqvist"],
    ),
    (
        "“We will not wait,”\n\nsaid Greta Lindqvist, who leads the union.",
        &["We will | Greta Lindqvist"],
    ),
    ("“We will not wait,” said Greta\u{200b} Lindqvist.", &["We will | Greta Lindqvist"]),
];

#[test]
fn rows_and_lines_with_words_in_marks_are_quotes() {
    all_are(ROWS_WITH_WORDS_IN_MARKS);
}

const ROWS_WITH_WORDS_IN_MARKS: &[(&str, &[&str])] = &[
    (
        "Greta Lindqvist | union leader | “We will not wait.”\nOmar Said | mayor | “They must.”",
        &["We will | Greta Lindqvist", "They must. | Omar Said"],
    ),
    (
        "| Greta Lindqvist | “We will not wait.” |\n| Omar Said | “They must.” |",
        &["We will | Greta Lindqvist", "They must. | Omar Said"],
    ),
    (
        "| Who | What they said |\n|---|---|\n| Greta Lindqvist | “We will not wait.” |\n| \
         Omar Said | “They must.” |",
        &["We will | Greta Lindqvist", "They must. | Omar Said"],
    ),
    (
        "1) Greta Lindqvist – “We will not wait.”\n2) Omar Said – “They must.”",
        &["We will | Greta Lindqvist", "They must. | Omar Said"],
    ),
    (
        "Union (Greta Lindqvist): “We will not wait.”\nCity (Omar Said): “They must.”",
        &["We will | Greta Lindqvist", "They must. | Omar Said"],
    ),
];

#[test]
fn marks_of_markdown_around_a_label_are_no_words() {
    all_are(MARKDOWN_AROUND_A_LABEL);
}

const MARKDOWN_AROUND_A_LABEL: &[(&str, &[&str])] =
    &[("**Greta Lindqvist, union leader:** *“We will not wait.”*", &["We will | Greta Lindqvist"])];

#[test]
fn an_utterance_is_of_its_owner() {
    all_are(UTTERANCES_OF_THEIR_OWNERS);
}

const UTTERANCES_OF_THEIR_OWNERS: &[(&str, &[&str])] = &[
    (
        "“It’s a bit of a mess, to be honest.” So says Darragh Keane, who farms outside Tuam.",
        &["It’s a | Darragh Keane"],
    ),
    (
        "“It’s a bit of a mess,” was Keane’s blunt assessment. Darragh Keane farms outside Tuam.",
        &["It’s a | Darragh Keane"],
    ),
    (
        "“It’s a bit of a mess,” was the blunt assessment from Darragh Keane.",
        &["It’s a | Darragh Keane"],
    ),
    ("“It’s a bit of a mess,” was the view of farmer Darragh Keane.", &["It’s a | Darragh Keane"]),
    (
        "The conclusion of the judge, Darragh Keane, was damning: “It’s a mess.”",
        &["It’s a | Darragh Keane"],
    ),
    ("The verdict from Darragh Keane? “It’s a mess.”", &["It’s a | Darragh Keane"]),
    ("His verdict: “It’s a mess.” Darragh Keane has farmed here for years.", &["It’s a | -"]),
    (
        "Darragh Keane has farmed here for years. His verdict: “It’s a mess.”",
        &["It’s a | Darragh Keane"],
    ),
    (
        "Darragh Keane has farmed here for years. His advice is simple: “Sell up.”",
        &["Sell up. | Darragh Keane"],
    ),
    (
        "Darragh Keane has farmed here for years. “Sell up,” is his advice.",
        &["Sell up, | Darragh Keane"],
    ),
    (
        "Darragh Keane has farmed here for years. “Sell up,” was his advice to the young.",
        &["Sell up, | Darragh Keane"],
    ),
    (
        "Darragh Keane was asked what he would tell the young. His response: “Sell up.”",
        &["Sell up. | Darragh Keane"],
    ),
    (
        "Darragh Keane farms here. “Sell up,” the paper quoted him as saying.",
        &["Sell up, | Darragh Keane"],
    ),
    (
        "Darragh Keane farms here. The paper quoted him as saying: “Sell up.”",
        &["Sell up. | Darragh Keane"],
    ),
    (
        "Darragh Keane farms here. Efe cited him as saying the land was “a dead weight on us”.",
        &["a dead | Darragh Keane"],
    ),
    (
        "Nuala Roche (44) of Main Street, Tuam, Co Galway, told Judge Sean Daly: “He was my \
         life.”",
        &["He was | Nuala Roche"],
    ),
    (
        "Unlike Cormac Daly, who called it “a very small thing”, Nuala Roche said it was \
         “hell on earth itself”.",
        &["a very | Cormac Daly", "hell on | Nuala Roche"],
    ),
    ("“It was hell.” This was how Nuala Roche described the night.", &["It was | Nuala Roche"]),
    ("“It was hell,” a visibly shaken Nuala Roche told reporters.", &["It was | Nuala Roche"]),
];

#[test]
fn turns_of_more_layouts_are_read() {
    all_are(TURNS_OF_MORE_LAYOUTS);
}

const TURNS_OF_MORE_LAYOUTS: &[(&str, &[&str])] = &[
    (
        "The chancellor spoke to MPs.\n\nMel Carrow (Lab, Hull East): Will he \
         apologise?\n\nThe Chancellor of the Exchequer (Owen Strand): I will not.\n\nMel \
         Carrow: Shame.",
        &["Will he | Mel Carrow", "I will | Owen Strand", "Shame. | Mel Carrow"],
    ),
    (
        "Q7 Chair: Thank you for coming, Mr Strand.\n\nOwen Strand: It is a pleasure. I have \
         brought papers.\n\nQ8 Mel Carrow: Did you read them?\n\nOwen Strand: I did.",
        &["Thank you | -", "It is | Owen Strand", "Did you | Mel Carrow", "I did. | Owen Strand"],
    ),
    (
        "DISPATCHER: What is your emergency?\nCALLER: My house is on fire.\nDISPATCHER: Is \
         anyone inside?\nCALLER: My dog.",
        &["What is | -", "My house | -", "Is anyone | -", "My dog. | -"],
    ),
    (
        "PILOT: We have lost both engines.\nTOWER: Turn left heading two two zero.\nPILOT: \
         Unable.",
        &["We have | -", "Turn left | -", "Unable. | -"],
    ),
    (
        "Member for Hull East (Mr Strand): I rise to ask about the port.\n\nMinister for \
         Ports (Ms Carrow): It is open.\n\nMember for Hull East (Mr Strand): Since when?",
        &["I rise | Strand", "It is | Carrow", "Since when? | Strand"],
    ),
    (
        "Shri Owen Strand: Sir, I rise on a matter of urgent importance.\n\nMr. Chairman: You \
         have two minutes.\n\nSmt. Mel Carrow: I associate myself with him.",
        &["Sir, I | Owen Strand", "You have | -", "I associate | Mel Carrow"],
    ),
];

#[test]
fn marks_that_programs_leave_are_read() {
    all_are(MARKS_THAT_PROGRAMS_LEAVE);
}

const MARKS_THAT_PROGRAMS_LEAVE: &[(&str, &[&str])] =
    &[("'We start at dawn'\n\nIda Brock, foreman", &["We start | Ida Brock"])];

#[test]
fn nouns_for_words_have_their_speakers() {
    all_are(NOUNS_FOR_WORDS);
}

const NOUNS_FOR_WORDS: &[(&str, &[&str])] = &[
    (
        "Marisol Quintero’s verdict? “That boat will never float again.”",
        &["That boat | Marisol Quintero"],
    ),
    (
        "Marisol Quintero’s advice to buyers is this: “That boat will never float again.”",
        &["That boat | Marisol Quintero"],
    ),
    (
        "A statement issued by Marisol Quintero said: “That boat will never float again.”",
        &["That boat | Marisol Quintero"],
    ),
    (
        "Marisol Quintero’s reaction: “That boat will never float again.”",
        &["That boat | Marisol Quintero"],
    ),
    (
        "Says Marisol Quintero: “That boat will never float again.”",
        &["That boat | Marisol Quintero"],
    ),
    (
        "Adds Marisol Quintero, who builds boats: “That boat will never float again.”",
        &["That boat | Marisol Quintero"],
    ),
];

#[test]
fn a_name_apposed_to_a_subject_is_the_subject() {
    all_are(&[
        (
            "Omar Tadesse left. Her coach, Ilse Korvann, praised the team. “We won,” she said.",
            &["We won, | Ilse Korvann"],
        ),
        (
            "“I fell,” Omar Tadesse said. The umpire, a Ghanaian called Peter Lindqvo, asked \
             for a rest. “A long one,” he said.",
            &["I fell, | Omar Tadesse", "A long | Peter Lindqvo"],
        ),
        (
            "“I fell,” Omar Tadesse said. Ghana’s envoy, Peter Lindqvo, gave books. “Not \
             mine,” he said.",
            &["I fell, | Omar Tadesse", "Not mine, | Peter Lindqvo"],
        ),
        // A body is nobody.
        (
            "Ilse Korvann won. Her party, Green Tide, was founded in May. “We won,” she said.",
            &["We won, | Ilse Korvann"],
        ),
    ]);
}

#[test]
fn who_is_named_behind_a_word_for_what_one_does_is_the_speaker() {
    all_are(&[
        ("“It grew,” said the grower, Ada Brandvold.", &["It grew, | Ada Brandvold"]),
        ("“It fell,” said the glassblower, Omar Tadesse.", &["It fell, | Omar Tadesse"]),
        ("“It hurt,” said the vet, Ada Brandvold.", &["It hurt, | Ada Brandvold"]),
        (
            "“It is late,” said the Executive Secretary of the Port Operators, Ada Brandvold.",
            &["It is | Ada Brandvold"],
        ),
        (
            "The chairman of the Ferry Watch in the state, Omar Tadesse, called it “a trap”.",
            &["a trap | Omar Tadesse"],
        ),
        ("Evacuee Peter Brandvold said it was “too late”.", &["too late | Peter Brandvold"]),
        ("Organiser Ada Brandvold said it was “too late”.", &["too late | Ada Brandvold"]),
        (
            "Justices Ada Brandvold and Omar Tadesse heard it. “Late,” Justice Brandvold said.",
            &["Late, | Ada Brandvold"],
        ),
    ]);
}

#[test]
fn the_ghanaian_is_the_one_from_ghana() {
    all_are(&[
        (
            "Ghana’s Ada Brandvold beat Chad’s Ilse Korvann. “I ran,” the Ghanaian said.",
            &["I ran, | Ada Brandvold"],
        ),
        ("Rain fell. “I ran,” the Ghanaian said.", &["I ran, | -"]),
        ("Her coach, Australian Ada Brandvold, called it “luck”.", &["luck | Ada Brandvold"]),
    ]);
}

#[test]
fn who_is_asked_answers() {
    all_are(&[(
        "“Do you know?” a reporter asked Ada Brandvold as she got on. “Yes,” she said.",
        &["Do you | -", "Yes, | Ada Brandvold"],
    )]);
}
