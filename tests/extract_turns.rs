//! Transcripts and records: whose words the turns are, and lists that are none.

#![cfg(feature = "english")]

mod said;

use said::all_are;

#[test]
fn interviews_have_turns() {
    all_are(INTERVIEWS_HAVE_TURNS);
}

const INTERVIEWS_HAVE_TURNS: &[(&str, &[&str])] = &[
    (
        "HOST: Why did you go?\n\nADA BRANDVOLD: I was tired of it. The sea was calm.\n\nHOST: \
         And now?\n\nBRANDVOLD: Now I sail.",
        &["Why did | -", "I was | Ada Brandvold", "And now? | -", "Now I | Ada Brandvold"],
    ),
    (
        "Ada Brandvold, 34, spoke to us about the sea.\n\nQ: Why did you go?\n\nA: I was tired \
         of it. The sea was calm.\n\nQ: And now?\n\nA: Now I sail.",
        &["Why did | -", "I was | Ada Brandvold", "And now? | -", "Now I | Ada Brandvold"],
    ),
    (
        "Ilse Korvann runs the Hull ferry.\n\nQ. What went wrong?\n\nA. The engine failed, and \
         the crew slept.\n\nQ. Who pays?\n\nA. We do.",
        &["What went | -", "The engine | Ilse Korvann", "Who pays? | -", "We do. | Ilse Korvann"],
    ),
    (
        "**Q: What went wrong?**\n\nA: The engine failed.\n\n**Q: Who pays?**\n\nA: We do, \
         said the board.",
        &["What went | -", "The engine | -", "Who pays? | -", "We do, | -"],
    ),
    (
        "**Pavel Drozhin:** The engine failed. We were lucky.\n\n**Ilse Korvann:** We were not \
         lucky at all.\n\n**Drozhin:** It was my watch.",
        &["The engine | Pavel Drozhin", "We were | Ilse Korvann", "It was | Pavel Drozhin"],
    ),
    (
        "Pavel Drozhin: The engine failed. We were lucky.\n\nIlse Korvann: We were not lucky \
         at all.\n\nDrozhin: It was my watch.",
        &["The engine | Pavel Drozhin", "We were | Ilse Korvann", "It was | Pavel Drozhin"],
    ),
    (
        "PAVEL DROZHIN: The engine failed.\nILSE KORVANN: We were not lucky.\nDROZHIN: It was \
         my watch.",
        &["The engine | Pavel Drozhin", "We were | Ilse Korvann", "It was | Pavel Drozhin"],
    ),
    (
        "Interviewer: What went wrong?\nNgaio Terewa: The engine failed.\nInterviewer: Who \
         pays?\nNgaio Terewa: We do.",
        &["What went | -", "The engine | Ngaio Terewa", "Who pays? | -", "We do. | Ngaio Terewa"],
    ),
    (
        "Harbour Weekly: What went wrong?\n\nLeila Haddoun: The engine failed.\n\nHarbour \
         Weekly: Who pays?\n\nHaddoun: We do.",
        &[
            "What went | Harbour Weekly",
            "The engine | Leila Haddoun",
            "Who pays? | Harbour Weekly",
            "We do. | Leila Haddoun",
        ],
    ),
    (
        "HW: What went wrong?\n\nLH: The engine failed.\n\nHW: Who pays?\n\nLH: We \
         do.\n\nLeila Haddoun spoke to Harbour Weekly.",
        &["What went | -", "The engine | Leila Haddoun", "Who pays? | -", "We do. | Leila Haddoun"],
    ),
    (
        "QUESTION: Will you run again?\n\nMAYOR KORVANN: I have not decided.\n\nQUESTION: When \
         will you?\n\nMAYOR KORVANN: Soon.",
        &["Will you | -", "I have | Korvann", "When will | -", "Soon. | Korvann"],
    ),
    (
        "BRAM OOSTHUYK, HOST: Welcome to the show.\n\nCATRIN PUGH, ENGINEER: Thank \
         you.\n\nOOSTHUYK: What broke?\n\nPUGH: The pump.",
        &[
            "Welcome to | Bram Oosthuyk",
            "Thank you. | Catrin Pugh",
            "What broke? | Bram Oosthuyk",
            "The pump. | Catrin Pugh",
        ],
    ),
    (
        "Yusuf Kerimbek – It was a hard game.\n\nQ – What was hard?\n\nYusuf Kerimbek – The wind.",
        &[],
    ),
    (
        "Dr. Maren Oduya: Hospitals are full.\n\nMr. Tomas Veleshi: They were full last \
         year.\n\nDr. Oduya: Not like this.",
        &["Hospitals are | Maren Oduya", "They were | Tomas Veleshi", "Not like | Maren Oduya"],
    ),
    (
        "Ms. Maren Oduya, the surgeon, spoke to us.\n\nWhy surgery?\n\nI like to see things \
         mended.\n\nAnd the hours?\n\nThey are long.",
        &[],
    ),
    (
        "Q: Is it over?\nA: “It is over,” I told them.\nQ: Truly?\nA: Yes.",
        &["Is it | -", "“It is | -", "Truly? | -", "Yes. | -"],
    ),
    (
        "CHORUS OF VOICES: No!\n\nILSE KORVANN: Order, please.\n\nPAVEL DROZHIN: I object to \
         that.",
        &["No! | -", "Order, please. | Ilse Korvann", "I object | Pavel Drozhin"],
    ),
    (
        "[10:02] ILSE KORVANN: Order, please.\n\n[10:03] PAVEL DROZHIN: I object to \
         that.\n\n[10:04] ILSE KORVANN: Noted.",
        &["Order, please. | Ilse Korvann", "I object | Pavel Drozhin", "Noted. | Ilse Korvann"],
    ),
    (
        "ILSE KORVANN: Order, please.\n\n(APPLAUSE)\n\nPAVEL DROZHIN: I object to \
         that.\n\n[Crosstalk]\n\nKORVANN: Noted.",
        &["Order, please. | Ilse Korvann", "I object | Pavel Drozhin", "Noted. | Ilse Korvann"],
    ),
];

#[test]
fn records_of_parliaments_and_courts_have_turns() {
    all_are(RECORDS_OF_PARLIAMENTS_AND_COURTS_HAVE_TURNS);
}

const RECORDS_OF_PARLIAMENTS_AND_COURTS_HAVE_TURNS: &[(&str, &[&str])] = &[
    (
        "Mr. DOLVAK. I move that the vote be put.\n\nMs. PRANTL. I object.\n\nThe SPEAKER. \
         Objection is heard.",
        &["I move | Dolvak", "I object. | Prantl", "Objection is | -"],
    ),
    (
        "Mr. DOLVAK (during the reading). I move that the vote be put.\n\nMs. PRANTL. I object.",
        &["I move | Dolvak", "I object. | Prantl"],
    ),
    (
        "The SPEAKER: Order! The minister will resume his seat.\n\nMr DOLVAK: I thank the \
         Speaker.\n\nHonourable members interjecting—\n\nThe SPEAKER: Order!",
        &["Order! The | -", "I thank | Dolvak", "Order! | -"],
    ),
    (
        "Senator TARNOV: What we have heard is the truth.\n\nOpposition senators \
         interjecting—\n\nSenator TARNOV: And they know it.",
        &["What we | Tarnov", "And they | Tarnov"],
    ),
    (
        "Mr. Dolvak: I beg to move that the Bill be read.\n\nMr. Speaker: Is the motion \
         seconded?\n\nMrs. Prantl: I second it.\n\nMr. Speaker: So ordered.",
        &["I beg | Dolvak", "Is the | -", "I second | Prantl", "So ordered. | -"],
    ),
    (
        "Hon. Ada Brandvold (Hull East, Lib.): Mr. Speaker, the ferry is closed.\n\nHon. Peter \
         Nkemelu (Minister of Transport, CPC): Mr. Speaker, it will open.\n\nHon. Ada \
         Brandvold: When?",
        &["Mr. Speaker, | Ada Brandvold", "Mr. Speaker, | Peter Nkemelu", "When? | Ada Brandvold"],
    ),
    (
        "Ada Brandvold (Hull East) (Lab): Will the minister act?\n\nPeter Nkemelu: We will act \
         in May.\n\nAda Brandvold: May is too late.",
        &["Will the | Ada Brandvold", "We will | Peter Nkemelu", "May is | Ada Brandvold"],
    ),
    (
        "The CHAIRMAN. The committee will come to order.\n\nMr. KERIMBEK. Thank you, Mr. \
         Chairman.\n\nThe CHAIRMAN. The gentleman has five minutes.",
        &["The committee | -", "Thank you, | Kerimbek", "The gentleman | -"],
    ),
    (
        "Mr Speaker: Order.\n\nThe Prime Minister (Ilse Korvann): We will build it.\n\nMr \
         Drozhin: When?\n\nThe Prime Minister: In May.",
        &["Order. | -", "We will | Ilse Korvann", "When? | Drozhin", "In May. | Ilse Korvann"],
    ),
    (
        "Dr TEREWA (Hull) (14:02): I rise to speak on the port.\n\nThe PRESIDENT: Order!\n\nDr \
         TEREWA: I have nearly done.",
        &["I rise | Terewa", "Order! | -", "I have | Terewa"],
    ),
    (
        "CHAIR KORVANN: The meeting is open.\n\nCOUNCILLOR DROZHIN: I have a question about \
         rats.\n\nCHAIR KORVANN: Go on.",
        &["The meeting | Korvann", "I have | Drozhin", "Go on. | Korvann"],
    ),
    (
        "Sen. Haddoun: Did you sign it?\n\nMr. Oosthuyk: I did not.\n\nSen. Haddoun: Is this \
         your name?\n\nMr. Oosthuyk: It looks like it.",
        &["Did you | Haddoun", "I did | Oosthuyk", "Is this | Haddoun", "It looks | Oosthuyk"],
    ),
    (
        "THE COURT: Be seated.\n\nMR. VELESHI: May it please the court.\n\nTHE COURT: \
         Proceed.\n\nTHE WITNESS: I saw him.",
        &["Be seated. | -", "May it | Veleshi", "Proceed. | -", "I saw | -"],
    ),
    (
        "BY MR. VELESHI:\n\nQ. Where were you?\n\nA. At home.\n\nQ. Alone?\n\nA. Yes, alone.",
        &["Where were | -", "At home. | -", "Alone? | -", "Yes, alone. | -"],
    ),
    (
        "An Hon. Member: Shame!\n\nMr Kerimbek: It is no shame to ask.\n\nSome hon. Members: \
         Hear, hear!",
        &["Shame! | -", "It is | Kerimbek", "Hear, hear! | -"],
    ),
];

#[test]
fn press_conferences_have_turns() {
    all_are(PRESS_CONFERENCES_HAVE_TURNS);
}

const PRESS_CONFERENCES_HAVE_TURNS: &[(&str, &[&str])] = &[
    (
        "MS. KORVANN: Good afternoon, everyone.\n\nQ Thank you. Will the minister go?\n\nMS. \
         KORVANN: I have nothing to say on that.\n\nQ And the letter?\n\nMS. KORVANN: I have \
         seen it.",
        &[
            "Good afternoon, | Korvann",
            "Thank you. | -",
            "I have | Korvann",
            "And the | -",
            "I have | Korvann",
        ],
    ),
    (
        "PRESIDENT VELESHI: We agreed on a plan.\n\nPRIME MINISTER TEREWA: It is a good \
         plan.\n\nREPORTER: Is it signed?\n\nPRESIDENT VELESHI: It is.",
        &["We agreed | Veleshi", "It is | Terewa", "Is it | -", "It is. | Veleshi"],
    ),
    (
        "Moderator: Ms Oduya, you have a minute.\n\nMaren Oduya: Schools come \
         first.\n\nModerator: Mr Drozhin?\n\nPavel Drozhin: Roads come first.",
        &[
            "Ms Oduya, | -",
            "Schools come | Maren Oduya",
            "Mr Drozhin? | -",
            "Roads come | Pavel Drozhin",
        ],
    ),
    (
        "SECRETARY PUGH: Let me be brief.\n\nQUESTION: Madam Secretary, is it \
         war?\n\nSECRETARY PUGH: It is not.",
        &["Let me | Pugh", "Madam Secretary, | -", "It is | Pugh"],
    ),
    (
        "Coach Oosthuyk: We ran well.\n\nReporter: Will you stay?\n\nCoach Oosthuyk: Ask me in \
         May.",
        &["We ran | Oosthuyk", "Will you | -", "Ask me | Oosthuyk"],
    ),
];

#[test]
fn transcripts_of_every_layout_have_turns() {
    all_are(TRANSCRIPTS_OF_EVERY_LAYOUT_HAVE_TURNS);
}

const TRANSCRIPTS_OF_EVERY_LAYOUT_HAVE_TURNS: &[(&str, &[&str])] = &[
    (
        "Interview with Leila Haddoun, head of the port.\n\nYou have been here ten years. Why \
         leave now?\n\nLeila Haddoun: It is time. I am tired.\n\nWhat will you do?\n\nLeila \
         Haddoun: Sleep, I hope.",
        &["It is | Leila Haddoun", "Sleep, I | Leila Haddoun"],
    ),
    (
        "Q: You won. How?\n\nPETER BRANDVOLD: I ran fast.\n\nQ: Will you run again?\n\nPETER \
         BRANDVOLD: I will.",
        &["You won. | -", "I ran | Peter Brandvold", "Will you | -", "I will. | Peter Brandvold"],
    ),
    (
        "Peter Brandvold won the race on Monday. He spoke to us after it.\n\nQ: You won. \
         How?\n\nA: I ran fast.\n\nQ: Will you run again?\n\nA: I will.",
        &["You won. | -", "I ran | Peter Brandvold", "Will you | -", "I will. | Peter Brandvold"],
    ),
    (
        "The SPEAKER pro tempore. The gentleman is recognized.\n\nMr. BRANDVOLD of Ohio. Mr. \
         Speaker, I thank you.\n\nMs. LEE of Texas. Will the gentleman yield?\n\nMr. BRANDVOLD \
         of Ohio. I yield.",
        &[
            "The gentleman | -",
            "Mr. Speaker, | Brandvold",
            "Will the | Lee",
            "I yield. | Brandvold",
        ],
    ),
    (
        "Mrs MARTA LIND (Hull) [15:04]: I rise on a point of order.\n\nThe DEPUTY SPEAKER (Mr \
         P. Nkemelu): Order!\n\nMrs LIND: I withdraw it.",
        &["I rise | Marta Lind", "Order! | P. Nkemelu", "I withdraw | Marta Lind"],
    ),
    (
        "Lord Brandvold: My Lords, I beg to move.\n\nBaroness Lind: My Lords, I support \
         it.\n\nLord Brandvold: I am grateful.",
        &["My Lords, | Brandvold", "My Lords, | Lind", "I am | Brandvold"],
    ),
    (
        "Chair: Item one, the roof.\nCllr Peter Lind: It leaks. We all know it.\nCllr Marta \
         Odell: And who pays?\nChair: We do.",
        &["Item one, | -", "It leaks. | Peter Lind", "And who | Marta Odell", "We do. | -"],
    ),
    (
        "WITNESS: I saw the car.\n\nCOUNSEL: Which car did you see?\n\nWITNESS: The red one.",
        &["I saw | -", "Which car | -", "The red | -"],
    ),
    (
        "**Q. Is it safe?**\n\n**A.** It is. We tested it.\n\n**Q. When?**\n\n**A.** In May.",
        &["Is it | -", "It is. | -", "When? | -", "In May. | -"],
    ),
    (
        "*Harbour Weekly*: Is it safe?\n\n*Pavel Drozhin*: It is. We tested it.\n\n*Harbour \
         Weekly*: When?\n\n*Drozhin*: In May.",
        &[
            "Is it | Harbour Weekly",
            "It is. | Pavel Drozhin",
            "When? | Harbour Weekly",
            "In May. | Pavel Drozhin",
        ],
    ),
    (
        "Secretary-General: I have three messages.\n\nQuestion: Will you go to \
         Hull?\n\nSecretary-General: I will.",
        &["I have | -", "Will you | -", "I will. | -"],
    ),
    (
        "Spokesman: Good afternoon.\n\nQuestion: Is there a date?\n\nSpokesman: Not yet. We \
         will tell you.",
        &["Good afternoon. | -", "Is there | -", "Not yet. | -"],
    ),
    (
        "Foreign Minister Odell: We agreed on all points.\n\nQuestion: Even on \
         fish?\n\nForeign Minister Odell: Even on fish.",
        &["We agreed | Odell", "Even on | -", "Even on | Odell"],
    ),
    (
        "Peter: I never liked the boat.\n\nMarta: You bought it!\n\nPeter: I did, and I regret \
         it.",
        &["I never | Peter", "You bought | Marta", "I did, | Peter"],
    ),
    (
        "DR. LIND: You should rest.\nPATIENT: I cannot.\nDR. LIND: Then you will fall.",
        &["You should | Lind", "I cannot. | -", "Then you | Lind"],
    ),
    (
        "Q1: Why now?\n\nA1: I was ready.\n\nQ2: And later?\n\nA2: We will see.",
        &["Why now? | -", "I was | -", "And later? | -", "We will | -"],
    ),
];

#[test]
fn lists_and_boxes_have_none() {
    all_are(LISTS_AND_BOXES_HAVE_NONE);
}

const LISTS_AND_BOXES_HAVE_NONE: &[(&str, &[&str])] = &[
    (
        "Serves: 4\n\nPrep time: 20 minutes\n\nFlour: two cups\n\nMethod: Mix it all and bake it.",
        &[],
    ),
    (
        "Ingredients:\n\nButter: 200 g\n\nSugar: 100 g\n\nEggs: three, beaten well\n\nStir the \
         butter. Add the sugar.",
        &[],
    ),
    (
        "Date: Monday\n\nPlace: Hull town hall\n\nTickets: five pounds at the door\n\nDoors \
         open at six.",
        &[],
    ),
    ("Hull: The port is closed.\n\nGrimsby: The port is open.\n\nCork: Delays are likely.", &[]),
    ("Monday: Rain in the east.\n\nTuesday: Sun everywhere.\n\nWednesday: Snow on the hills.", &[]),
    ("Winner: Ada Brandvold\n\nRunner-up: Peter Nkemelu\n\nThird: Ilse Korvann", &[]),
    ("Best actor: Pavel Drozhin\n\nBest actress: Ilse Korvann\n\nBest film: The Long Harbour", &[]),
    ("Photo: Ada Brandvold\n\nEditing: Peter Nkemelu\n\nCopyright: Hull News", &[]),
    (
        "Address: 4 Quay Street.\n\nPhone: 01482 000000\n\nEmail: ask@example.org\n\nOpening \
         hours: nine to five.",
        &[],
    ),
    (
        "Goalkeepers: Drozhin, Kerimbek.\n\nDefenders: Oosthuyk, Veleshi, \
         Nkemelu.\n\nForwards: Brandvold, Haddoun.",
        &[],
    ),
    ("Pros: It is cheap. It is light.\n\nCons: It breaks.\n\nVerdict: Buy something else.", &[]),
    ("Labour: 41 seats\n\nGreens: 12 seats\n\nOthers: 3 seats", &[]),
    (
        "Note: The office is shut on Monday.\n\nUpdate: It opens on Tuesday.\n\nCorrection: It \
         opens on Wednesday.",
        &[],
    ),
    ("The facts: Three boats sank.\n\nThe cost: Four million.\n\nThe question: Who pays?", &[]),
    ("Ada Brandvold: 9 points\n\nPeter Nkemelu: 7 points\n\nIlse Korvann: 5 points", &[]),
    (
        "Ada Brandvold: born in Hull, 1980; educated at Hull High; lives in Cork.\n\nThe \
         council meets on Monday.",
        &[],
    ),
    ("Step 1: Boil the water.\n\nStep 2: Add the rice.\n\nStep 3: Wait.", &[]),
    ("UK: Ferry stops for good\n\nUS: Train returns\n\nIreland: Bus fares rise", &[]),
    (
        "Bottom line: It sank.\n\nWhat next: Nobody knows.\n\nWho is to blame: The board says \
         it is not.",
        &[],
    ),
    ("One thing is clear: the boat sank.\n\nAnother is not: who steered it.", &[]),
    ("Monday: You will need a coat.\n\nTuesday: We expect sun.\n\nMonday: More rain.", &[]),
    ("Red Team: 4 points\nBlue Team: 6 points\nRed Team: 9 points", &[]),
    (
        "Chicken Soup: Boil it well. You can add salt.\n\nTomato Soup: Boil it less. You can \
         add basil.",
        &[],
    ),
    ("Tip: You can freeze it.\n\nTip: We like it cold.\n\nServe it on a plate.", &[]),
    ("Ada Brandvold, mayor: re-elected\nPeter Nkemelu, clerk: resigned", &[]),
    (
        "Aries: You will meet a friend. Trust your heart.\n\nTaurus: You need rest.\n\nGemini: \
         Your work pays off.\n\nCancer: You are loved.",
        &[],
    ),
    ("Best Book: You will love it.\n\nBest Film: We cried.\n\nBest Song: I sang it.", &[]),
    ("FILM: You will love it.\n\nMUSIC: We sang it.\n\nBOOKS: I read it twice.", &[]),
    (
        "Verse 1: We sail tonight.\n\nChorus: Oh, we sail.\n\nVerse 2: We sail at \
         dawn.\n\nChorus: Oh, we sail.",
        &[],
    ),
    (
        "Hull City: Odell, Lind, Brandvold.\nCork United: Nkemelu, Drozhin, Haddoun.\nReferee: \
         P. Lind.",
        &[],
    ),
];

#[test]
fn initials_go_on_for_names_and_the_only_one_named_answers() {
    all_are(&[
        (
            "Omar Tadesse: Why do you throw pots away?\n\nAda Brandvold: I keep too many.\n\nOT: \
             And your teacher?\n\nAB: She threw hers away.",
            &[
                "Why do | Omar Tadesse",
                "I keep | Ada Brandvold",
                "And your | Omar Tadesse",
                "She threw | Ada Brandvold",
            ],
        ),
        (
            "Ada Brandvold has kept bees for years. We spoke to her in May.\n\nQ: Do they mind \
             the rain?\n\nA: They stay inside, as I do.",
            &["Do they | -", "They stay | Ada Brandvold"],
        ),
    ]);
}
