//! Tables of who said what, and interviews whose questions are only in bold letters: whose words
//! they are, and tables and lists of questions that are none.

#![cfg(feature = "english")]

mod said;

use said::all_are;

#[test]
fn tables_of_names_and_words_have_turns() {
    all_are(TABLES_OF_NAMES_AND_WORDS_HAVE_TURNS);
}

const TABLES_OF_NAMES_AND_WORDS_HAVE_TURNS: &[(&str, &[&str])] = &[
    (
        "Ada Brandvold\tWe waited nine years.\nPavel Drozhin\tWhy did you wait?\nAda \
         Brandvold\tWe had no boat.",
        &["We waited | Ada Brandvold", "Why did | Pavel Drozhin", "We had | Ada Brandvold"],
    ),
    (
        "| Ada Brandvold | We waited nine years. |\n| Pavel Drozhin | Why did you wait? |\n| \
         Brandvold | We had no boat. |",
        &["We waited | Ada Brandvold", "Why did | Pavel Drozhin", "We had | Ada Brandvold"],
    ),
    (
        "Ada Brandvold | We waited nine years.\nPavel Drozhin | Why did you wait?\nAda \
         Brandvold | We had no boat.",
        &["We waited | Ada Brandvold", "Why did | Pavel Drozhin", "We had | Ada Brandvold"],
    ),
    (
        "| Name | Statement |\n| --- | --- |\n| Leila Haddoun | The port is safe. |\n| Tomas \
         Veleshi | Nobody believes that. |",
        &["The port | Leila Haddoun", "Nobody believes | Tomas Veleshi"],
    ),
    (
        "|Speaker|What they said|\n|:--|:--|\n|Leila Haddoun|The port is safe.|\n|Tomas \
         Veleshi|Nobody believes that.|",
        &["The port | Leila Haddoun", "Nobody believes | Tomas Veleshi"],
    ),
    (
        "Who\tWhat she said\nLeila Haddoun\tThe port is safe.\nCatrin Pugh\tIt leaks.",
        &["The port | Leila Haddoun", "It leaks. | Catrin Pugh"],
    ),
    (
        "Candidate\tAnswer\nNgaio Terewa\tYes, and at once.\nBram Oosthuyk\tNever.",
        &["Yes, and | Ngaio Terewa", "Never. | Bram Oosthuyk"],
    ),
    (
        "The council met on Monday.\n\n| Name | Comment |\n|---|---|\n| Maren Oduya | The roof \
         leaks. |\n| Yusuf Kerimbek | The roof is new. |\n\nIt meets again on Friday.",
        &["The roof | Maren Oduya", "The roof | Yusuf Kerimbek"],
    ),
    (
        "Maren Oduya, the mayor, opened the pier.\n\n| Speaker | Words |\n| --- | --- |\n| \
         Oduya | The pier is yours. |\n| Yusuf Kerimbek | Thank you. |",
        &["The pier | Maren Oduya", "Thank you. | Yusuf Kerimbek"],
    ),
    (
        "| **Maren Oduya** | We built it in May. |\n| **Yusuf Kerimbek** | Who paid? |\n| \
         **Maren Oduya** | You did. |",
        &["We built | Maren Oduya", "Who paid? | Yusuf Kerimbek", "You did. | Maren Oduya"],
    ),
    (
        "MAREN ODUYA\tWe built it in May.\nYUSUF KERIMBEK\tWho paid?\nODUYA\tYou did.",
        &["We built | Maren Oduya", "Who paid? | Yusuf Kerimbek", "You did. | Maren Oduya"],
    ),
    (
        "| Host | Why did you sell it? |\n| Ilse Korvann | I needed the money. |\n| Host | All \
         of it? |\n| Ilse Korvann | All of it. |",
        &["Why did | -", "I needed | Ilse Korvann", "All of | -", "All of | Ilse Korvann"],
    ),
    (
        "Ilse Korvann sold the ferry.\n\n| Q | Why did you sell it? |\n| A | I needed the \
         money. |\n| Q | All of it? |\n| A | All of it. |",
        &["Why did | -", "I needed | Ilse Korvann", "All of | -", "All of | Ilse Korvann"],
    ),
    (
        "Q\tWhy did you sell it?\nA\tI needed the money.\nQ\tAll of it?\nA\tAll of it.",
        &["Why did | -", "I needed | -", "All of | -", "All of | -"],
    ),
    (
        "MS. KORVANN:\tGood afternoon.\nQ\tWill the minister go?\nMS. KORVANN:\tAsk him.\nQ\tWho \
         can?\nMS. KORVANN:\tYou can.",
        &[
            "Good afternoon. | Korvann",
            "Will the | -",
            "Ask him. | Korvann",
            "Who can? | -",
            "You can. | Korvann",
        ],
    ),
    (
        "| Mr. Dolvak | I move that we vote. |\n| Ms. Prantl | I object. |\n| Mr. Dolvak | To \
         what? |",
        &["I move | Dolvak", "I object. | Prantl", "To what? | Dolvak"],
    ),
    (
        "10:02 | Ilse Korvann | Order, please.\n10:03 | Pavel Drozhin | I object to \
         that.\n10:04 | Ilse Korvann | Noted.",
        &["Order, please. | Ilse Korvann", "I object | Pavel Drozhin", "Noted. | Ilse Korvann"],
    ),
    (
        "[10:02]\tIlse Korvann\tOrder, please.\n[10:03]\tPavel Drozhin\tI object to \
         that.\n[10:04]\tIlse Korvann\tNoted.",
        &["Order, please. | Ilse Korvann", "I object | Pavel Drozhin", "Noted. | Ilse Korvann"],
    ),
    (
        "Ada Brandvold (Labour)\tWe will build it.\nPeter Nkemelu (Greens)\tWhen will \
         you?\nAda Brandvold (Labour)\tIn May.",
        &["We will | Ada Brandvold", "When will | Peter Nkemelu", "In May. | Ada Brandvold"],
    ),
    (
        "| Ada Brandvold | We waited: for nine years. |\n| Pavel Drozhin | My question: why? \
         |\n| Ada Brandvold | We had no boat. |",
        &["We waited: | Ada Brandvold", "My question: | Pavel Drozhin", "We had | Ada Brandvold"],
    ),
    (
        "| Resident | View |\n| --- | --- |\n| Catrin Pugh | It is too loud. I moved out. |\n| \
         Peter de Lind | I sleep well. |\n| Marta Odell | It hums. |",
        &["It is | Catrin Pugh", "I sleep | Peter de Lind", "It hums. | Marta Odell"],
    ),
];

#[test]
fn other_tables_have_none() {
    all_are(OTHER_TABLES_HAVE_NONE);
}

const OTHER_TABLES_HAVE_NONE: &[(&str, &[&str])] = &[
    ("| Fish | £4.50 |\n| Chips | £2.00 |\n| Peas | £1.00 |", &[]),
    ("| Dish | Price |\n| --- | --- |\n| Fish Pie | £4.50 |\n| Peas Pudding | £2.00 |", &[]),
    ("| Flour | Two cups. |\n| Sugar | One cup. |\n| Butter | You need none. |", &[]),
    ("Flour\tTwo cups\nSugar\tOne cup\nMethod\tMix it all and bake it.", &[]),
    ("Ada Brandvold\t9 points\nPeter Nkemelu\t7 points\nIlse Korvann\t5 points", &[]),
    ("| Ada Brandvold | 1,204 votes |\n| Peter Nkemelu | 803 votes |", &[]),
    ("| Name | Words |\n| --- | --- |\n| Ada Brandvold | 1,204 |\n| Peter Nkemelu | 803 |", &[]),
    ("Hull\t10:02\nCork\t11:15\nGrimsby\t12:30", &[]),
    ("Home | News | Sport | Weather\n\nThe ferry sank.", &[]),
    ("By Ada Brandvold | Harbour Weekly\n\nThe ferry sank.\n\nPeter Nkemelu | Staff", &[]),
    ("Ada Brandvold\tThe Nurse\nPavel Drozhin\tThe King\nIlse Korvann\tThe Fool", &[]),
    (
        "| Ada Brandvold | Born in Hull. Lives in Cork. |\n| Pavel Drozhin | Born in Cork. \
         Lives in Hull. |",
        &[],
    ),
    (
        "| Name | Role |\n| --- | --- |\n| Ada Brandvold | Mayor of Hull. |\n| Pavel Drozhin | \
         Clerk. |",
        &[],
    ),
    ("| Pros | Cons |\n| --- | --- |\n| It is cheap. | It breaks. |\n| I like it. | We do. |", &[]),
    ("Aries\tYou will meet a friend.\nTaurus\tYou need rest.\nGemini\tYour work pays.", &[]),
    (
        "| Best Film | You will love it. |\n| Best Song | We sang it. |\n| Best Book | I cried. |",
        &[],
    ),
    ("Chicken Soup\tBoil it well. You can add salt.\nTomato Soup\tYou can add basil.", &[]),
    (
        "| Question | Answer |\n| --- | --- |\n| Can I bring a dog? | Yes, if you hold it. |\n| \
         Is it free? | No. You pay. |",
        &[],
    ),
    ("| Labour | We will build 300 homes. |\n| Greens | We will plant trees. |", &[]),
    (
        "| Model | Price |\n| --- | --- |\n| Harbour One | From £200. |\n| Harbour Two | Sold. |",
        &[],
    ),
    ("Monday\tRain in the east.\nTuesday\tSun everywhere.\nMonday\tYou need a coat.", &[]),
    ("1\tBoil the water.\n2\tAdd the rice.\n3\tWait.", &[]),
    ("Photo | Ada Brandvold\nEditing | Pavel Drozhin\nPhoto | Ilse Korvann", &[]),
    (
        "Ada Brandvold | Why we sank the boat\nPavel Drozhin | You should not sail\nIlse \
         Korvann | I love my boat",
        &[],
    ),
    (
        "| Term | Comment |\n| --- | --- |\n| Fishing Rights | We keep them. |\n| Port Dues | \
         You pay more. |",
        &[],
    ),
    (
        "Ada Brandvold | I like it. | 4 stars\nPavel Drozhin | We hated it. | 1 star\nAda \
         Brandvold | You must go. | 5 stars",
        &[],
    ),
    (
        "| Hull City | We won 3-1. |\n| Cork | Lost. |\n| Ferry fares | £4 |\n| Hull City | Us. |",
        &[],
    ),
];

#[test]
fn questions_in_bold_letters_are_of_an_interview() {
    all_are(QUESTIONS_IN_BOLD_LETTERS_ARE_OF_AN_INTERVIEW);
}

const QUESTIONS_IN_BOLD_LETTERS_ARE_OF_AN_INTERVIEW: &[(&str, &[&str])] = &[
    (
        "Ada Brandvold runs the Hull ferry.\n\n**Why did you go?**\n\nI was tired of \
         it.\n\n**And what will you do now?**\n\nNow I sail.",
        &["Why did | -", "I was | Ada Brandvold", "And what | -", "Now I | Ada Brandvold"],
    ),
    (
        "Ada Brandvold runs the Hull ferry.\n**Why did you go?**\nI was tired of it.\n**And \
         what will you do now?**\nNow I sail.",
        &["Why did | -", "I was | Ada Brandvold", "And what | -", "Now I | Ada Brandvold"],
    ),
    (
        "Ada Brandvold runs the Hull ferry.\n\n**Why did you go?**\nI was tired of it.\n\n**And \
         what will you do now?**\nNow I sail.",
        &["Why did | -", "I was | Ada Brandvold", "And what | -", "Now I | Ada Brandvold"],
    ),
    (
        "Ada Brandvold runs the Hull ferry.\n\n**Why did you go?** I was tired of it.\n\n**And \
         what will you do now?** Now I sail.",
        &["Why did | -", "I was | Ada Brandvold", "And what | -", "Now I | Ada Brandvold"],
    ),
    (
        "Pavel Drozhin fixes clocks.\n\n__When did you begin?__\n\nMy father began \
         it.\n\n__Do you like it?__\n\nI do.",
        &["When did | -", "My father | Pavel Drozhin", "Do you | -", "I do. | Pavel Drozhin"],
    ),
    (
        "Pavel Drozhin fixes clocks.\n\n*When did you begin?*\n\nMy father began it.\n\n*Do \
         you like it?*\n\nI do.",
        &["When did | -", "My father | Pavel Drozhin", "Do you | -", "I do. | Pavel Drozhin"],
    ),
    (
        "Pavel Drozhin fixes clocks.\n\n_When did you begin?_\n\nMy father began it.\n\n_Do \
         you like it?_\n\nI do.",
        &["When did | -", "My father | Pavel Drozhin", "Do you | -", "I do. | Pavel Drozhin"],
    ),
    (
        "Leila Haddoun heads the port.\n\n**You have been here ten years. Why leave \
         now?**\n\nIt is time. I am tired.\n\nThe port is not.\n\n**What will you \
         do?**\n\nSleep, I hope.",
        &[
            "You have | -",
            "It is | Leila Haddoun",
            "The port | Leila Haddoun",
            "What will | -",
            "Sleep, I | Leila Haddoun",
        ],
    ),
    (
        "Leila Haddoun heads the port.\n\n**Why leave now?**\n\nI am tired.\n\n**You left once \
         before.**\n\nI came back.\n\n**Will you again?**\n\nNever.",
        &[
            "Why leave | -",
            "I am | Leila Haddoun",
            "You left | -",
            "I came | Leila Haddoun",
            "Will you | -",
            "Never. | Leila Haddoun",
        ],
    ),
    (
        "Leila Haddoun heads the port.\n\n**On the port**\n\n**Why leave now?**\n\nI am \
         tired.\n\n**Will you come back?**\n\nI doubt it.",
        &["Why leave | -", "I am | Leila Haddoun", "Will you | -", "I doubt | Leila Haddoun"],
    ),
    (
        "Leila Haddoun heads the port. She spoke to us in May.\n\n**Why leave now?**\n\nI am \
         tired.\n\n**Will you come back?**\n\nI doubt it.",
        &["Why leave | -", "I am | Leila Haddoun", "Will you | -", "I doubt | Leila Haddoun"],
    ),
    (
        "Leila Haddoun heads the port.\n\nThe port lost four boats in a year.\n\n**Why leave \
         now?**\n\nI am tired.\n\n**Will you come back?**\n\nI doubt it.",
        &["Why leave | -", "I am | Leila Haddoun", "Will you | -", "I doubt | Leila Haddoun"],
    ),
    (
        "**Why leave now?**\n\nI am tired.\n\n**Will you come back?**\n\nI doubt it.",
        &["Why leave | -", "I am | -", "Will you | -", "I doubt | -"],
    ),
    (
        "Catrin Pugh chairs the choir.\n\n**What do you sing?**\n\nWe sing what we like. I pick \
         it.\n\n**Does anybody pay you?**\n\nNobody pays us.",
        &["What do | -", "We sing | Catrin Pugh", "Does anybody | -", "Nobody pays | Catrin Pugh"],
    ),
    (
        "Catrin Pugh chairs the choir.\n\n**Do you ever rest?**\n\nNo. I told them “no rest” \
         in May.\n\n**And did they thank you?**\n\nThey did, and I cried.",
        &["Do you | -", "No. I | Catrin Pugh", "And did | -", "They did, | Catrin Pugh"],
    ),
    (
        "Catrin Pugh chairs the choir.\n\n**Do you ever rest?**\n\nI do not.\n\n(Laughs.)\n\n**And \
         did they thank you?**\n\nThey did, and I cried.",
        &["Do you | -", "I do | Catrin Pugh", "And did | -", "They did, | Catrin Pugh"],
    ),
    (
        "Catrin Pugh chairs the choir.\n\n**Catrin, do you ever rest?**\n\nI do not. It is my \
         life.\n\n**Is it fun?**\n\nIt is to me.",
        &["Catrin, do | -", "I do | Catrin Pugh", "Is it | -", "It is | Catrin Pugh"],
    ),
    (
        "“It is loud,” said Peter Lind.\n\nCatrin Pugh chairs the choir.\n\n**Do you ever \
         rest?**\n\nI do not.\n\n**Is it you who sings?**\n\nIt is me.",
        &[
            "It is | Peter Lind",
            "Do you | -",
            "I do | Catrin Pugh",
            "Is it | -",
            "It is | Catrin Pugh",
        ],
    ),
    (
        "Catrin Pugh chairs the choir.\n\n**Do you ever rest?**\n\nI do not.\n\n**Is it you who \
         sings?**\n\nIt is me.\n\n“She sings well,” said Peter Lind.",
        &[
            "Do you | -",
            "I do | Catrin Pugh",
            "Is it | -",
            "It is | Catrin Pugh",
            "She sings | Peter Lind",
        ],
    ),
    (
        "Catrin Pugh chairs the choir.\n\n***Do you ever rest?***\n\nI do not.\n\n***Is it you \
         who sings?***\n\nIt is me.",
        &["Do you | -", "I do | Catrin Pugh", "Is it | -", "It is | Catrin Pugh"],
    ),
];

#[test]
fn questions_that_the_writer_answers_are_of_none() {
    all_are(QUESTIONS_THAT_THE_WRITER_ANSWERS_ARE_OF_NONE);
}

const QUESTIONS_THAT_THE_WRITER_ANSWERS_ARE_OF_NONE: &[(&str, &[&str])] = &[
    (
        "**What is inflation?**\n\nPrices rise.\n\n**Why does it matter?**\n\nWages do not \
         rise with them.",
        &[],
    ),
    (
        "**Do you need a visa?**\n\nYou do if you stay long.\n\n**How do you pay?**\n\nYou pay \
         at the door.",
        &[],
    ),
    (
        "**Can I bring my dog?**\n\nYes, you can. I would.\n\n**Do I need a ticket from \
         you?**\n\nYes, I do not sell them.",
        &[],
    ),
    ("**Ingredients**\n\nFlour, I think.\n\n**Method**\n\nMix it as I do.", &[]),
    (
        "**Who pays?**\n\nI think that nobody does.\n\n**Who gains?**\n\nI do not know, and we \
         never will.",
        &[],
    ),
    (
        "**Which boat sank in 1912?**\n\nThe Harbour Star\n\n**Who steered it?**\n\nNobody knows.",
        &[],
    ),
    ("Ada Brandvold left.\n\n**Why did you go?**\n\nI was tired of it.", &[]),
    ("**Pros:** I like it.\n\n**Cons:** It breaks on you.\n\n**Verdict:** I would wait.", &[]),
    ("**Will you vote?**\n\nYes\n\nNo\n\n**Do you like ferries?**\n\nYes\n\nNo", &[]),
    (
        "**Do you want more news?**\n\nSign up for our letter.\n\n**Do you have a story?**\n\n\
         Write to us.",
        &[],
    ),
    (
        "**Are you a tenant?**\n\nWe can help.\n\n**Did you lose your home?**\n\nWe know the \
         law.\n\n**Who are we?**\n\nWe are the Hull law shop.",
        &[],
    ),
    (
        "**My neighbour sings to you. What can I do?**\n\nI would ask her.\n\n**I cannot sleep. \
         Can you help me?**\n\nI cannot.",
        &[],
    ),
    (
        "**Why did you go?**\n\n“I was tired,” said Ada Brandvold.\n\n**What will you \
         do?**\n\n“I sail,” said Brandvold.",
        &["I was | Ada Brandvold", "I sail, | Ada Brandvold"],
    ),
    ("**How far?**\n\nFour miles.\n\n**How long?**\n\nTwo hours.\n\n**Can you swim?**\n\nNo.", &[]),
    ("*Why?* asks the poster. I do not know.\n\n*Who?* asks the other. I laughed at you.", &[]),
    (
        "**Did you know?**\n\nThe ferry is the oldest in Hull.\n\n**Did you see it?**\n\nIt \
         sails on Mondays.",
        &[],
    ),
    (
        "**Should you buy it?**\n\nIt costs £200.\n\n**Should you wait?**\n\nThe next one is \
         cheaper, they say.",
        &[],
    ),
    ("**Hungry?**\n\nTry the pier.\n\n**Thirsty?**\n\nTry my bar.\n\n**Tired?**\n\nGo home.", &[]),
    (
        "**Why did you write this guide?**\n\n**How do you use it?**\n\n**Where are you \
         now?**\n\nI say so on page four.",
        &[],
    ),
    ("- Do you sail?\n- I do.\n- Do you swim?\n- I do not.", &[]),
];
