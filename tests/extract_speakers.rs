//! Whose words: neighbours of what readers reported, in kinds.

#![cfg(feature = "english")]

mod said;

use said::all_are;

#[test]
fn who_means_the_one_beside_it() {
    all_are(WHO_MEANS_THE_ONE_BESIDE_IT);
}

const WHO_MEANS_THE_ONE_BESIDE_IT: &[(&str, &[&str])] = &[
    ("The medal was handed to Ada Brandvold, who said: “We sink.”", &["We sink. | Ada Brandvold"]),
    (
        "The ball was won by Peter Nkemelu, who said afterwards: “We sink.”",
        &["We sink. | Peter Nkemelu"],
    ),
    ("The council met with Ilse Korvann, who told them: “We sink.”", &["We sink. | Ilse Korvann"]),
    (
        "Officers spoke to Pavel Drozhin, who said he had seen “a very bright light”.",
        &["a very | Pavel Drozhin"],
    ),
    (
        "The bridge was designed by Ngaio Terewa, an engineer from Hull, who said: “It will \
         sway.”",
        &["It will | Ngaio Terewa"],
    ),
    (
        "The keys were given to Ada Brandvold and Peter Nkemelu, who said: “We sink.”",
        &["We sink. | Peter Nkemelu"],
    ),
    ("The Herald spoke with Catrin Pugh, 34, who said: “It sank.”", &["It sank. | Catrin Pugh"]),
    (
        "A letter signed by Leila Haddoun, who runs the ferry, said: “We stop on Monday.”",
        &["We stop | -"],
    ),
    (
        "The complaint was made by Bram Oosthuyk, who lives nearby and said: “It never stops.”",
        &["It never | Bram Oosthuyk"],
    ),
    (
        "She was joined by Mayor Ilse Korvann, who declared: “It is open.”",
        &["It is | Ilse Korvann"],
    ),
    (
        "He was followed by Yusuf Kerimbek, chairman of the Harbour Trust, who added: “It is \
         late.”",
        &["It is | Yusuf Kerimbek"],
    ),
    (
        "The award went to the baker Maren Oduya, who said, “I had no idea.”",
        &["I had | Maren Oduya"],
    ),
    (
        "It was a view shared by Tomas Veleshi, the party’s treasurer, who said: “We are broke.”",
        &["We are | Tomas Veleshi"],
    ),
    (
        "The plan was drawn up with help from Ada Brandvold, who called it “a very small step”.",
        &["a very | Ada Brandvold"],
    ),
    (
        "The house belongs to Ilse Korvann, 71, who told The Herald: “I am staying.”",
        &["I am | Ilse Korvann"],
    ),
    (
        "The shop was opened by Ngaio Terewa in 1994. “It was tiny,” she said.",
        &["It was | Ngaio Terewa"],
    ),
    (
        "Praise came from Leila Haddoun of the Ferry Union, who said: “They worked all night.”",
        &["They worked | Leila Haddoun"],
    ),
    (
        "The news was welcomed by local MP Bram Oosthuyk, who said: “At last.”",
        &["At last. | Bram Oosthuyk"],
    ),
    ("Among them was Catrin Pugh, who said: “It hurts.”", &["It hurts. | Catrin Pugh"]),
    ("There to meet them was Yusuf Kerimbek, who said: “Welcome.”", &["Welcome. | Yusuf Kerimbek"]),
];

#[test]
fn who_is_asked_answers() {
    all_are(WHO_IS_ASKED_ANSWERS);
}

const WHO_IS_ASKED_ANSWERS: &[(&str, &[&str])] = &[
    ("Ada Brandvold asked Peter Nkemelu, who answered: “Never.”", &["Never. | Peter Nkemelu"]),
    ("Ilse Korvann told Pavel Drozhin, who responded, “So be it.”", &["So be | Pavel Drozhin"]),
    ("Ms Korvann put the question to Mr Drozhin, who replied: “Not now.”", &["Not now. | Drozhin"]),
    ("Ngaio Terewa wrote to the minister, who replied: “We will look at it.”", &["We will | -"]),
    ("Leila Haddoun rang Bram Oosthuyk, who said: “Come over.”", &["Come over. | Bram Oosthuyk"]),
    (
        "Catrin Pugh texted Yusuf Kerimbek, who texted back: “On my way.”",
        &["On my | Yusuf Kerimbek"],
    ),
    (
        "Maren Oduya pressed Tomas Veleshi on the cost, and he replied: “Ask the board.”",
        &["Ask the | Tomas Veleshi"],
    ),
    (
        "Asked by Ada Brandvold if he would quit, Peter Nkemelu said: “No.”",
        &["No. | Peter Nkemelu"],
    ),
    (
        "When Ilse Korvann asked whether it was safe, Pavel Drozhin answered: “Quite safe.”",
        &["Quite safe. | Pavel Drozhin"],
    ),
    (
        "“Is it safe?” Ilse Korvann asked. “Quite safe,” Pavel Drozhin answered.",
        &["Is it | Ilse Korvann", "Quite safe, | Pavel Drozhin"],
    ),
    (
        "“Is it safe?” asked Ngaio Terewa.\n\n“Yes,” replied Leila Haddoun.",
        &["Is it | Ngaio Terewa", "Yes, | Leila Haddoun"],
    ),
    (
        "Yusuf Kerimbek called Maren Oduya, who said she was “far too tired” to talk.",
        &["far too | Maren Oduya"],
    ),
    ("Tomas Veleshi begged Ada Brandvold, who snapped: “Go home.”", &["Go home. | Ada Brandvold"]),
    ("Asked about the ferry, he said: “It sank.” Peter Nkemelu left.", &["It sank. | -"]),
    (
        "When asked about the fire by Ilse Korvann, Mr Drozhin said: “I was asleep.” Pavel \
         Drozhin was arrested.",
        &["I was | Pavel Drozhin"],
    ),
    (
        "The judge asked Leila Haddoun, who replied simply: “I do not know.”",
        &["I do | Leila Haddoun"],
    ),
    (
        "The reporter turned to Bram Oosthuyk, who shrugged and said: “Who knows.”",
        &["Who knows. | Bram Oosthuyk"],
    ),
    (
        "Catrin Pugh thanked Yusuf Kerimbek, who told her: “Any time.”",
        &["Any time. | Yusuf Kerimbek"],
    ),
    ("Questioned by Maren Oduya, the engineer said: “It was the rain.”", &["It was | -"]),
    (
        "“Why?” the judge asked Tomas Veleshi. “I was cold,” he said.",
        &["Why? | -", "I was | Tomas Veleshi"],
    ),
];

#[test]
fn lines_with_a_name_say_whose_a_quotation_is() {
    all_are(LINES_WITH_A_NAME_SAY_WHOSE_A_QUOTATION_IS);
}

const LINES_WITH_A_NAME_SAY_WHOSE_A_QUOTATION_IS: &[(&str, &[&str])] = &[
    ("“It was the best day of my life.”\n\nAda Brandvold", &["It was | Ada Brandvold"]),
    ("“It was the best day of my life.”\n\nAda Brandvold, teacher", &["It was | Ada Brandvold"]),
    (
        "“It was the best day of my life.”\nAda Brandvold, 34\n“It was the worst day of \
         mine.”\nPeter Nkemelu, 29",
        &["It was | Ada Brandvold", "It was | Peter Nkemelu"],
    ),
    (
        "“It was the best day of my life.”\n\n– Ada Brandvold, Hull\n\n“It was the worst day \
         of mine.”\n\n– Peter Nkemelu, Grimsby",
        &["It was | Ada Brandvold", "It was | Peter Nkemelu"],
    ),
    (
        "“It was the best day of my life.”\n\n(Ada Brandvold, Hull)\n\n“It was the worst day \
         of mine.”\n\n(Peter Nkemelu, Grimsby)",
        &["It was | Ada Brandvold", "It was | Peter Nkemelu"],
    ),
    (
        "Ada Brandvold, 34, teacher\n\n“It was the best day of my life.”\n\nPeter Nkemelu, 29, \
         nurse\n\n“It was the worst day of mine.”",
        &["It was | Ada Brandvold", "It was | Peter Nkemelu"],
    ),
    (
        "Ada Brandvold:\n\n“It was the best day of my life.”\n\nPeter Nkemelu:\n\n“It was the \
         worst day of mine.”",
        &["It was | Ada Brandvold", "It was | Peter Nkemelu"],
    ),
    (
        "Ada Brandvold, head of the ferry union\n“It was the best day of my life.”\nPeter \
         Nkemelu, chairman of the port\n“It was the worst day of mine.”",
        &["It was | Ada Brandvold", "It was | Peter Nkemelu"],
    ),
    ("“It was the best day of my life.” Ada Brandvold, teacher.", &["It was | Ada Brandvold"]),
    ("“It was the best day of my life” (Ada Brandvold).", &["It was | Ada Brandvold"]),
    ("“It was the best day of my life” – Ada Brandvold", &["It was | Ada Brandvold"]),
    ("“It was the best day of my life”: Ada Brandvold", &["It was | Ada Brandvold"]),
    ("“Best day ever” — Ada Brandvold, on the win.", &["Best day | Ada Brandvold"]),
    ("“Best day.” ~ Ada Brandvold", &["Best day. | Ada Brandvold"]),
    ("“It was the best day of my life.”\n\nMayor Ada Brandvold", &["It was | Ada Brandvold"]),
    (
        "“It was the best day of my life.”\n\nAda Brandvold, Hull Ferries chief executive",
        &["It was | Ada Brandvold"],
    ),
    (
        "Mayor Ada Brandvold (Labour): “It was the best day of my life.”\n\nPeter Nkemelu \
         (Green): “It was the worst day of mine.”",
        &["It was | Ada Brandvold", "It was | Peter Nkemelu"],
    ),
    (
        "Ada Brandvold, Labour: “It was the best day of my life.”\nPeter Nkemelu, Green: “It \
         was the worst day of mine.”",
        &["It was | Ada Brandvold", "It was | Peter Nkemelu"],
    ),
    (
        "Ada Brandvold was glad.\n\n“It was the best day of my life.”\n\nPeter Nkemelu was \
         not.\n\n“It was the worst day of mine.”",
        &["It was | Ada Brandvold", "It was | Peter Nkemelu"],
    ),
];

#[test]
fn the_front_of_a_sentence_is_no_name() {
    all_are(THE_FRONT_OF_A_SENTENCE_IS_NO_NAME);
}

const THE_FRONT_OF_A_SENTENCE_IS_NO_NAME: &[(&str, &[&str])] = &[
    (
        "Speaking to Harbour Weekly, Ada Brandvold claimed the boats were “old and rotten”.",
        &["old and | Ada Brandvold"],
    ),
    ("Shortly after, Ada Brandvold said: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Addressing the crowd, Peter Nkemelu said: “We sink.”", &["We sink. | Peter Nkemelu"]),
    ("Posting on Facebook, Ilse Korvann wrote: “We sink.”", &["We sink. | Ilse Korvann"]),
    ("Speaking in Oslo Ilse Korvann said: “We sink.”", &["We sink. | Ilse Korvann"]),
    (
        "Writing in the Herald, Pavel Drozhin said it was “far too late”.",
        &["far too | Pavel Drozhin"],
    ),
    ("Visibly moved, Ngaio Terewa said: “We sink.”", &["We sink. | Ngaio Terewa"]),
    ("Moments later, Leila Haddoun said: “We sink.”", &["We sink. | Leila Haddoun"]),
    ("Days before the vote Bram Oosthuyk said: “We sink.”", &["We sink. | Bram Oosthuyk"]),
    ("Outside court, Catrin Pugh said: “We sink.”", &["We sink. | Catrin Pugh"]),
    ("Reacting, Yusuf Kerimbek said: “We sink.”", &["We sink. | Yusuf Kerimbek"]),
    ("Breaking down in tears, Maren Oduya said: “We sink.”", &["We sink. | Maren Oduya"]),
    ("Sources close to Tomas Veleshi said he was “very tired of it all”.", &["very tired | -"]),
    ("Minutes earlier Tomas Veleshi had said: “We sink.”", &["We sink. | Tomas Veleshi"]),
    ("Back in Hull, Ada Brandvold said: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Elsewhere, Peter Nkemelu said: “We sink.”", &["We sink. | Peter Nkemelu"]),
    ("Pressed on the point, Ilse Korvann said: “We sink.”", &["We sink. | Ilse Korvann"]),
    ("Interviewed on Harbour Radio, Pavel Drozhin said: “We sink.”", &["We sink. | Pavel Drozhin"]),
    ("Yet Ngaio Terewa said: “We sink.”", &["We sink. | Ngaio Terewa"]),
    ("Separately Leila Haddoun said: “We sink.”", &["We sink. | Leila Haddoun"]),
    ("Earlier this week Bram Oosthuyk said: “We sink.”", &["We sink. | Bram Oosthuyk"]),
    ("Dressed in black, Catrin Pugh told the court: “We sink.”", &["We sink. | Catrin Pugh"]),
    (
        "Hours after the fire, Yusuf Kerimbek told the BBC: “We sink.”",
        &["We sink. | Yusuf Kerimbek"],
    ),
    (
        "Commenting on the deal, Maren Oduya, head of the union, said: “We sink.”",
        &["We sink. | Maren Oduya"],
    ),
    ("Sitting in her kitchen Maren Oduya said: “We sink.”", &["We sink. | Maren Oduya"]),
    (
        "Quoting the report, Tomas Veleshi said it showed “a grave lack of care”.",
        &["a grave | Tomas Veleshi"],
    ),
    (
        "Unlike Ada Brandvold, Peter Nkemelu said it was “a great day for us”.",
        &["a great | Peter Nkemelu"],
    ),
    (
        "Thanks to Ada Brandvold, said Peter Nkemelu, it was “a great day for us”.",
        &["a great | Peter Nkemelu"],
    ),
    ("Neighbour Ilse Korvann said: “We sink.”", &["We sink. | Ilse Korvann"]),
    ("Dad-of-two Pavel Drozhin said: “We sink.”", &["We sink. | Pavel Drozhin"]),
    ("Asked why, Korvann said: “We sink.” Ilse Korvann left.", &["We sink. | Ilse Korvann"]),
    ("Dubbed the king of ferries, Bram Oosthuyk said: “We sink.”", &["We sink. | Bram Oosthuyk"]),
    ("Today, Catrin Pugh said: “We sink.”", &["We sink. | Catrin Pugh"]),
    ("In Hull, Yusuf Kerimbek, who is 40, said: “We sink.”", &["We sink. | Yusuf Kerimbek"]),
    ("Announcing the closure, Hull Ferries said: “We sink.”", &["We sink. | Hull Ferries"]),
    ("Responding to the claims, a spokesman for Hull Ferries said: “We sink.”", &["We sink. | -"]),
];

#[test]
fn who_spoke_before_is_not_carried_too_far() {
    all_are(WHO_SPOKE_BEFORE_IS_NOT_CARRIED_TOO_FAR);
}

const WHO_SPOKE_BEFORE_IS_NOT_CARRIED_TOO_FAR: &[(&str, &[&str])] = &[
    (
        "Ada Brandvold met the crew on Monday. The skipper, Peter Nkemelu, had not slept. “I \
         was too cold,” he said.",
        &["I was | Peter Nkemelu"],
    ),
    (
        "Ada Brandvold spoke first. Then it was the turn of Peter Nkemelu. “I was too cold,” \
         he said.",
        &["I was | Peter Nkemelu"],
    ),
    (
        "“We won,” said Ada Brandvold.\n\nPeter Nkemelu was less sure. “We nearly lost,” the \
         goalkeeper said.",
        &["We won, | Ada Brandvold", "We nearly | Peter Nkemelu"],
    ),
    (
        "“We won,” said Ada Brandvold. Peter Nkemelu shook his head. “We lost,” he said.",
        &["We won, | Ada Brandvold", "We lost, | Peter Nkemelu"],
    ),
    (
        "“We won,” said Ada Brandvold. But her rival disagreed. “She lost,” Ilse Korvann said.",
        &["We won, | Ada Brandvold", "She lost, | Ilse Korvann"],
    ),
    (
        "Ada Brandvold runs the port.\n\nA passenger said: “It was late.” “It always is,” said \
         another.",
        &["It was | -", "It always | -"],
    ),
    (
        "Ada Brandvold said it was late. A notice at the pier said: “No boats today.”",
        &["No boats | -"],
    ),
    (
        "“We won,” said Ada Brandvold.\n\nA sign on the door read: “Back at six.”",
        &["We won, | Ada Brandvold", "Back at | -"],
    ),
    (
        "“We won,” said Ada Brandvold.\n\nThe ferry company said in a statement: “We are sorry \
         for the delay.”",
        &["We won, | Ada Brandvold", "We are | -"],
    ),
    (
        "“We won,” said Ada Brandvold.\n\nIn a statement, Hull Ferries said: “We are sorry for \
         the delay.”",
        &["We won, | Ada Brandvold", "We are | Hull Ferries"],
    ),
    (
        "Peter Nkemelu lost his boat. His neighbour Ilse Korvann lost hers too. “It is a \
         shame,” Ms Korvann said. “He is a good man.”",
        &["It is | Ilse Korvann", "He is | Ilse Korvann"],
    ),
    (
        "Peter Nkemelu, who lost his boat, met Ilse Korvann. “It is a shame,” said the fisherman.",
        &["It is | Peter Nkemelu"],
    ),
    ("The minister met Ada Brandvold. “I told him no,” she said.", &["I told | Ada Brandvold"]),
    (
        "Pavel Drozhin and Ilse Korvann disagreed. She said: “It works.” He said: “It does not.”",
        &["It works. | Ilse Korvann", "It does | Pavel Drozhin"],
    ),
    (
        "Residents were angry. “We have no water,” said one. “We have no light,” said another.",
        &["We have | -", "We have | -"],
    ),
    (
        "Ngaio Terewa, a nurse, left early. A colleague who asked not to be named said: “It \
         was hell.”",
        &["It was | -"],
    ),
    (
        "Leila Haddoun won. Her coach, Bram Oosthuyk, was proud. “She is the best I have \
         seen,” he said.",
        &["She is | Bram Oosthuyk"],
    ),
];

#[test]
fn the_subject_of_the_main_clause_speaks() {
    all_are(THE_SUBJECT_OF_THE_MAIN_CLAUSE_SPEAKS);
}

const THE_SUBJECT_OF_THE_MAIN_CLAUSE_SPEAKS: &[(&str, &[&str])] = &[
    (
        "Ada Brandvold, whose brother Peter Nkemelu drowned, said: “We sink.”",
        &["We sink. | Ada Brandvold"],
    ),
    (
        "While Peter Nkemelu was away, Ada Brandvold said it was “a very odd decision”.",
        &["a very | Ada Brandvold"],
    ),
    (
        "After Peter Nkemelu resigned, Ada Brandvold told the Herald: “We sink.”",
        &["We sink. | Ada Brandvold"],
    ),
    (
        "Because Peter Nkemelu had left, said Ada Brandvold, “nobody had a key to the hall”.",
        &["nobody had | Ada Brandvold"],
    ),
    (
        "Ada Brandvold said that when Peter Nkemelu left, it was “like a great cloud lifting”.",
        &["like a | Ada Brandvold"],
    ),
    (
        "If Peter Nkemelu wins, Ada Brandvold warned, “the whole port will close”.",
        &["the whole | Ada Brandvold"],
    ),
    (
        "Ada Brandvold, who replaced Peter Nkemelu after he resigned, said: “We sink.”",
        &["We sink. | Ada Brandvold"],
    ),
    (
        "As Peter Nkemelu looked on, Ada Brandvold declared: “We sink.”",
        &["We sink. | Ada Brandvold"],
    ),
    (
        "Although Peter Nkemelu denied it, Ada Brandvold insisted it was “true in every word”.",
        &["true in | Ada Brandvold"],
    ),
    (
        "The claim that Peter Nkemelu lied is “simply absurd,” Ada Brandvold said.",
        &["simply absurd, | Ada Brandvold"],
    ),
    ("Ada Brandvold said Peter Nkemelu was “the best man for it”.", &["the best | Ada Brandvold"]),
    (
        "Ada Brandvold told how Peter Nkemelu had been “kind to all of us”.",
        &["kind to | Ada Brandvold"],
    ),
    (
        "What Peter Nkemelu did was “an act of madness,” according to Ada Brandvold.",
        &["an act | Ada Brandvold"],
    ),
    (
        "Whether Peter Nkemelu stays is “for the board to say,” said Ada Brandvold.",
        &["for the | Ada Brandvold"],
    ),
    (
        "The man who hired Peter Nkemelu, Bram Oosthuyk, said: “We sink.”",
        &["We sink. | Bram Oosthuyk"],
    ),
    (
        "Since Peter Nkemelu took over, Ilse Korvann said, sales had been “a bit of a joke”.",
        &["a bit | Ilse Korvann"],
    ),
    ("The day Peter Nkemelu left, Ilse Korvann said: “We sink.”", &["We sink. | Ilse Korvann"]),
    ("A day after Peter Nkemelu left, Ilse Korvann said: “We sink.”", &["We sink. | Ilse Korvann"]),
    (
        "Before Peter Nkemelu could answer, Ilse Korvann said: “We sink.”",
        &["We sink. | Ilse Korvann"],
    ),
    (
        "Now that Peter Nkemelu has gone, Ilse Korvann said, “we can all breathe again”.",
        &["we can | Ilse Korvann"],
    ),
];

#[test]
fn what_is_said_of_a_speaker_is_no_speaker() {
    all_are(WHAT_IS_SAID_OF_A_SPEAKER_IS_NO_SPEAKER);
}

const WHAT_IS_SAID_OF_A_SPEAKER_IS_NO_SPEAKER: &[(&str, &[&str])] = &[
    ("Ada Brandvold, 60, from Lomé, Togo, said: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold, from Grimsby, Lincolnshire, said: “We sink.”", &["We sink. | Ada Brandvold"]),
    (
        "Peter Nkemelu, 41, a welder from Hull, East Yorkshire, told the court: “We sink.”",
        &["We sink. | Peter Nkemelu"],
    ),
    ("“We sink,” Ada Brandvold, of Perth, Western Australia, said.", &["We sink, | Ada Brandvold"]),
    ("“We sink,” said Ada Brandvold, 60, of Lomé, Togo.", &["We sink, | Ada Brandvold"]),
    (
        "Ilse Korvann, a mother of three from Cork, Ireland, said: “We sink.”",
        &["We sink. | Ilse Korvann"],
    ),
    (
        "Pavel Drozhin, who lives in Brno, Czech Republic, said: “We sink.”",
        &["We sink. | Pavel Drozhin"],
    ),
    (
        "Ngaio Terewa, head of Ferries at Hull City Council, said: “We sink.”",
        &["We sink. | Ngaio Terewa"],
    ),
    (
        "Leila Haddoun, chief executive of Harbour Watch, Hull, said: “We sink.”",
        &["We sink. | Leila Haddoun"],
    ),
    (
        "Bram Oosthuyk, Hull Ferries’ director of operations, said: “We sink.”",
        &["We sink. | Bram Oosthuyk"],
    ),
    ("Catrin Pugh, Labour MP for Hull East, said: “We sink.”", &["We sink. | Catrin Pugh"]),
    ("Yusuf Kerimbek, 22, student, Hull: “We sink.”", &["We sink. | Yusuf Kerimbek"]),
    ("Maren Oduya, of the Ferry Users’ Group, said: “We sink.”", &["We sink. | Maren Oduya"]),
    (
        "Ada Brandvold, a former Miss Hull and now a vet, said: “We sink.”",
        &["We sink. | Ada Brandvold"],
    ),
    (
        "Peter Nkemelu, a professor of law at the University of Hull, told Reuters: “We sink.”",
        &["We sink. | Peter Nkemelu"],
    ),
    (
        "Ilse Korvann, the daughter of Pavel Korvann, a sailor, said: “We sink.”",
        &["We sink. | Ilse Korvann"],
    ),
    (
        "Ngaio Terewa, from the charity Save Our Ferries, said: “We sink.”",
        &["We sink. | Ngaio Terewa"],
    ),
    ("Bram Oosthuyk – a plumber from Durban – said: “We sink.”", &["We sink. | Bram Oosthuyk"]),
    ("Catrin Pugh (34), a nurse from Bangor, Wales, said: “We sink.”", &["We sink. | Catrin Pugh"]),
    ("Yusuf Kerimbek, in Almaty, Kazakhstan, said: “We sink.”", &["We sink. | Yusuf Kerimbek"]),
];

#[test]
fn handles_are_names() {
    all_are(HANDLES_ARE_NAMES);
}

const HANDLES_ARE_NAMES: &[(&str, &[&str])] = &[
    ("@hullferries wrote: “We sink again today.”", &["We sink | @hullferries"]),
    ("“We sink again today,” tweeted @hull_ferries.", &["We sink | @hull_ferries"]),
    ("“We sink again today,” @adabrand posted.", &["We sink | @adabrand"]),
    ("One user, @ada_brand, wrote: “We sink again today.”", &["We sink | @ada_brand"]),
    ("“We sink again today,” wrote user ferryfan_22.", &["We sink | ferryfan_22"]),
    ("Another, @peter.n, said: “It is sad.”", &["It is | @peter.n"]),
    ("Twitter user @hullferries said: “We sink again today.”", &["We sink | @hullferries"]),
    ("Ada Brandvold (@adabrand) tweeted: “We sink again today.”", &["We sink | Ada Brandvold"]),
    ("“We sink again today,” Ada Brandvold, @adabrand, tweeted.", &["We sink | Ada Brandvold"]),
    ("@adabrand: “We sink again today.”", &["We sink | @adabrand"]),
    ("@AdaBrand said: “We sink again today.”", &["We sink | @AdaBrand"]),
    ("“We sink again today,” replied @AdaBrand.", &["We sink | @AdaBrand"]),
];

#[test]
fn the_outer_speaker_or_the_one_quoted() {
    all_are(THE_OUTER_SPEAKER_OR_THE_ONE_QUOTED);
}

const THE_OUTER_SPEAKER_OR_THE_ONE_QUOTED: &[(&str, &[&str])] = &[
    ("Ada Brandvold said Peter Nkemelu told her: “Go home.”", &["Go home. | Ada Brandvold"]),
    (
        "Ada Brandvold said that Peter Nkemelu had told her it was “time to go home”.",
        &["time to | Ada Brandvold"],
    ),
    (
        "Ada Brandvold recalled that her father told her: “Never sail alone.”",
        &["Never sail | Ada Brandvold"],
    ),
    ("“He told me, ‘Go home’,” Ada Brandvold said.", &["He told | Ada Brandvold"]),
    (
        "Ada Brandvold claims Peter Nkemelu said he would “burn the whole boat”.",
        &["burn the | Ada Brandvold"],
    ),
    (
        "According to Ada Brandvold, Peter Nkemelu said he would “burn the whole boat”.",
        &["burn the | Peter Nkemelu"],
    ),
    ("The court heard that Peter Nkemelu said: “I did it.”", &["I did | Peter Nkemelu"]),
    ("Peter Nkemelu was quoted by the Herald as saying: “I did it.”", &["I did | Peter Nkemelu"]),
    ("The Herald quoted Peter Nkemelu as saying: “I did it.”", &["I did | Peter Nkemelu"]),
    (
        "State television quoted General Pavel Drozhin as saying “the road is ours again”.",
        &["the road | Pavel Drozhin"],
    ),
    ("“I did it,” the Herald quoted Peter Nkemelu as saying.", &["I did | Peter Nkemelu"]),
    ("Peter Nkemelu told the Herald he had said: “I did it.”", &["I did | Peter Nkemelu"]),
    ("“I did it,” Peter Nkemelu was reported to have said.", &["I did | Peter Nkemelu"]),
    ("A statement by Peter Nkemelu said: “I did it.”", &["I did | Peter Nkemelu"]),
    (
        "In a statement released by the ferry company, Ada Brandvold said: “I did it.”",
        &["I did | Ada Brandvold"],
    ),
    ("A statement from Hull Ferries read: “We did it.”", &["We did | Hull Ferries"]),
    ("“I did it,” Peter Nkemelu is alleged to have told police.", &["I did | Peter Nkemelu"]),
    ("Prosecutors say Peter Nkemelu told police: “I did it.”", &["I did | Peter Nkemelu"]),
    ("Ilse Korvann said she heard a man shout: “Fire!”", &["Fire! | Ilse Korvann"]),
];

#[test]
fn a_role_means_the_one_who_has_it() {
    all_are(A_ROLE_MEANS_THE_ONE_WHO_HAS_IT);
}

const A_ROLE_MEANS_THE_ONE_WHO_HAS_IT: &[(&str, &[&str])] = &[
    (
        "Government spokesman Pavel Drozhin met reporters. “The talks go on,” the government \
         spokesman said.",
        &["The talks | Pavel Drozhin"],
    ),
    (
        "Pavel Drozhin, the government spokesman, met reporters. “The talks go on,” the \
         spokesman said.",
        &["The talks | Pavel Drozhin"],
    ),
    (
        "Pavel Drozhin, a spokesman for the ferry union, met reporters.\n\n“The talks go on,” \
         the union spokesman said.",
        &["The talks | Pavel Drozhin"],
    ),
    (
        "“The talks go on,” a government spokesman said. Pavel Drozhin, the interior minister, \
         was absent.",
        &["The talks | -"],
    ),
    (
        "Police spokeswoman Ilse Korvann came. “Nobody was hurt,” the spokeswoman said.",
        &["Nobody was | Ilse Korvann"],
    ),
    (
        "Army spokesman Col Peter Nkemelu came. “Nobody was hurt,” the army spokesman added.",
        &["Nobody was | Peter Nkemelu"],
    ),
    (
        "Pavel Drozhin, the government spokesman, and Ilse Korvann, the mayor, came. “Nobody \
         was hurt,” the mayor said. “We are glad,” the spokesman said.",
        &["Nobody was | Ilse Korvann", "We are | Pavel Drozhin"],
    ),
    (
        "Coach Bram Oosthuyk was glad. “They ran well,” the coach said.",
        &["They ran | Bram Oosthuyk"],
    ),
    (
        "Singer Leila Haddoun is back. “I rested,” the singer said. “I slept,” the star added.",
        &["I rested, | Leila Haddoun", "I slept, | Leila Haddoun"],
    ),
    (
        "The Harbour Workers’ Union is on strike. “We are sorry,” the union said.",
        &["We are | Harbour Workers’ Union"],
    ),
    ("Catrin Pugh, Labour MP for Hull, came. “It is late,” the MP said.", &["It is | Catrin Pugh"]),
    (
        "Yusuf Kerimbek, the foreign minister, came. “It is late,” the minister said.",
        &["It is | Yusuf Kerimbek"],
    ),
    (
        "Yusuf Kerimbek, the foreign minister, met Bram Oosthuyk, the finance minister. “It is \
         late,” the finance minister said.",
        &["It is | Bram Oosthuyk"],
    ),
    (
        "Presidential spokesperson Maren Oduya came. “It is late,” she said. “Go home,” the \
         presidential spokesperson said.",
        &["It is | Maren Oduya", "Go home, | Maren Oduya"],
    ),
    (
        "Maren Oduya and Tomas Veleshi are married. “We are happy,” the couple said.",
        &["We are | -"],
    ),
    (
        "Kremlin spokesman Pavel Drozhin came.\n\n“It is late,” the Kremlin spokesman said.",
        &["It is | Pavel Drozhin"],
    ),
];
