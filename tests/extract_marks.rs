//! Marks of quotation of many countries, Markdown, footnotes, tables and wrapped lines.

#![cfg(feature = "english")]

mod said;

use said::all_are;

#[test]
fn marks_of_many_countries_are_read() {
    all_are(MARKS_OF_MANY_COUNTRIES_ARE_READ);
}

const MARKS_OF_MANY_COUNTRIES_ARE_READ: &[(&str, &[&str])] = &[
    (
        "''We sink,'' said Ada Brandvold. ''We swim.''",
        &["We sink, | Ada Brandvold", "We swim. | Ada Brandvold"],
    ),
    (
        "``We sink,'' said Ada Brandvold. ``We swim.''",
        &["We sink, | Ada Brandvold", "We swim. | Ada Brandvold"],
    ),
    (
        "``We sink,” said Ada Brandvold. ``We swim.”",
        &["We sink, | Ada Brandvold", "We swim. | Ada Brandvold"],
    ),
    (
        "``We sink,\" said Ada Brandvold. ``We swim.\"",
        &["We sink, | Ada Brandvold", "We swim. | Ada Brandvold"],
    ),
    (
        "`We sink,' said Ada Brandvold. `We swim.'",
        &["We sink, | Ada Brandvold", "We swim. | Ada Brandvold"],
    ),
    ("''We sink'', Ada Brandvold said.", &["We sink | Ada Brandvold"]),
    ("’’We sink,’’ Ada Brandvold said.", &["We sink, | Ada Brandvold"]),
    ("‘‘We sink,’’ Ada Brandvold said.", &["We sink, | Ada Brandvold"]),
    ("„We sink“, said Ada Brandvold.", &["We sink | Ada Brandvold"]),
    ("„We sink”, said Ada Brandvold.", &["We sink | Ada Brandvold"]),
    ("„We sink\", said Ada Brandvold.", &["We sink | Ada Brandvold"]),
    ("‚We sink‘, said Ada Brandvold.", &["We sink | Ada Brandvold"]),
    ("‚We sink’, said Ada Brandvold.", &["We sink | Ada Brandvold"]),
    (
        "»We sink«, said Ada Brandvold. »We swim.«",
        &["We sink | Ada Brandvold", "We swim. | Ada Brandvold"],
    ),
    (
        "»We sink», said Ada Brandvold. »We swim.»",
        &["We sink | Ada Brandvold", "We swim. | Ada Brandvold"],
    ),
    (
        "«We sink», said Ada Brandvold. « We swim. »",
        &["We sink | Ada Brandvold", "We swim. | Ada Brandvold"],
    ),
    ("‹We sink›, said Ada Brandvold.", &["We sink | Ada Brandvold"]),
    ("「We sink,」 said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("『We sink,』 said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("〝We sink,〞 said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    (
        "„We sink,” said Ada Brandvold. „We heard ‚no‘ twice.”",
        &["We sink, | Ada Brandvold", "We heard | Ada Brandvold"],
    ),
    (
        "“We sink,“ said Ada Brandvold. “We swim.“",
        &["We sink, | Ada Brandvold", "We swim. | Ada Brandvold"],
    ),
    ("\"We sink,'' said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("''We don't sink,'' said the boys' coach, Ada Brandvold.", &["We don't | Ada Brandvold"]),
    ("The wall is 6'' thick and 8'' high. Ada Brandvold measured it.", &[]),
    ("The '''Long Harbour''' is a ferry. Ada Brandvold owns it.", &[]),
    ("The ''Long Harbour'' is a ferry. Ada Brandvold owns it.", &[]),
];

#[test]
fn markdown_and_footnotes_are_no_words() {
    all_are(MARKDOWN_AND_FOOTNOTES_ARE_NO_WORDS);
}

const MARKDOWN_AND_FOOTNOTES_ARE_NO_WORDS: &[(&str, &[&str])] = &[
    ("“We sink,” said **Ada Brandvold**.", &["We sink, | Ada Brandvold"]),
    ("“We sink,” said *Ada Brandvold*, the mayor.", &["We sink, | Ada Brandvold"]),
    ("“We sink,” said __Ada Brandvold__.", &["We sink, | Ada Brandvold"]),
    ("“We sink,” **Ada Brandvold** said.", &["We sink, | Ada Brandvold"]),
    ("*“We sink,”* said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("**“We sink,”** said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("_\"We sink,\"_ said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("“_We sink_,” said Ada Brandvold.", &["_We sink_, | Ada Brandvold"]),
    ("“We sink,” said [Ada Brandvold](https://example.org/a).", &["We sink, | Ada Brandvold"]),
    ("“We sink,” [Ada Brandvold](https://example.org/a) said.", &["We sink, | Ada Brandvold"]),
    (
        "“We sink,” [Ada Brandvold, the mayor,](https://example.org/a) said.",
        &["We sink, | Ada Brandvold"],
    ),
    ("“We sink,” [said](https://example.org/a) Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("“We sink,” [Ada Brandvold said](https://example.org/a).", &["We sink, | Ada Brandvold"]),
    ("[“We sink,”](https://example.org/a) said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("**Ada Brandvold**: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("**Ada Brandvold:** “We sink.”", &["We sink. | Ada Brandvold"]),
    ("> “We sink,” said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    (
        "- “We sink,” said Ada Brandvold.\n- “We swim,” said Peter Nkemelu.",
        &["We sink, | Ada Brandvold", "We swim, | Peter Nkemelu"],
    ),
    ("**Ada Brandvold** said *“we sink”*.", &["we sink | Ada Brandvold"]),
    ("“We sink,”[3] said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("“We sink,”[12][13] said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("“We sink”,³ said Ada Brandvold.", &["We sink | Ada Brandvold"]),
    ("“We sink,”¹ said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    (
        "“We sink,” said Ada Brandvold.[4] “We swim.”[5]",
        &["We sink, | Ada Brandvold", "We swim. | Ada Brandvold"],
    ),
    ("Ada Brandvold[2] said: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("Ada Brandvold¹ said: “We sink.”", &["We sink. | Ada Brandvold"]),
    ("“We sink,”^1^ said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("“We sink,”[^1] said Ada Brandvold.", &["We sink, | Ada Brandvold"]),
    ("“We sink,” said Ada Brandvold [citation needed].", &["We sink, | Ada Brandvold"]),
    ("<b>Ada Brandvold</b> said: “We sink.”", &["We sink. | Ada Brandvold"]),
    (
        "“We sink,” said <a href=\"https://example.org/a\">Ada Brandvold</a>.",
        &["We sink, | Ada Brandvold"],
    ),
];

#[test]
fn wrapped_lines_are_joined() {
    all_are(WRAPPED_LINES_ARE_JOINED);
}

const WRAPPED_LINES_ARE_JOINED: &[(&str, &[&str])] = &[
    (
        "HULL (Wire) - A ferry that sank on Monday cost four million,\nofficials said on \
         Tuesday after a long meeting.\n   \"We have never seen a hole like it, and I have \
         worked here\nfor thirty years,\" said Ada Brandvold, the port director.\n\"The hull \
         simply gave way.\"\n   Crews from Iceland were there. \"Mine\nis at the bottom,\" \
         said Peter Nkemelu, a skipper.\n",
        &["We have | Ada Brandvold", "The hull | Ada Brandvold", "Mine is | Peter Nkemelu"],
    ),
    (
        "A ferry sank on Monday and the cost is four million, said Ilse\nKorvann, the port \
         director. “The hull simply gave way in the night,” she\nsaid. It was built of steel \
         from South\nAfrica sixty years ago. “We will build another, and it will be bigger \
         than the\nlast one.”\n",
        &["The hull | Ilse Korvann", "We will | Ilse Korvann"],
    ),
    (
        "   The ferry sank at dawn on Monday off the coast of Wales with\nforty people on \
         board, and all of them lived.\n   “It was cold,” said Pavel\nDrozhin, the mate, who \
         held on to a chair for six long hours in\nthe dark.\n   “I thought of my\nmother.”\n",
        &["It was | Pavel Drozhin", "I thought | Pavel Drozhin"],
    ),
    (
        "\tThe ferry sank at dawn on Monday off the coast of Wales with\nforty people on \
         board, and all of them lived to tell of it all.\n\t“It was cold,” said Pavel Drozhin, \
         the mate, who held on to a\nchair for six hours.\n\t“I was asleep,” said Ilse \
         Korvann, who was not on watch that\nnight.\n",
        &["It was | Pavel Drozhin", "I was | Ilse Korvann"],
    ),
    (
        "Ada Brandvold said no.\nPeter Nkemelu said: “Yes.”\nIlse Korvann said: \
         “Perhaps.”\nNobody else said anything.",
        &["Yes. | Peter Nkemelu", "Perhaps. | Ilse Korvann"],
    ),
    (
        "The boat was late, and the people on the pier were wet through.\n“We have waited for \
         six hours,” said Catrin Pugh.\n“It is a disgrace,” said Yusuf Kerimbek, who had a dog \
         with him.\nThe company said it was sorry.",
        &["We have | Catrin Pugh", "It is | Yusuf Kerimbek"],
    ),
];

#[test]
fn rows_of_names_and_words_are_quotes() {
    all_are(ROWS_OF_NAMES_AND_WORDS_ARE_QUOTES);
}

const ROWS_OF_NAMES_AND_WORDS_ARE_QUOTES: &[(&str, &[&str])] = &[
    (
        "Ada Brandvold: “We sink.”\nPeter Nkemelu: “We swim.”\nIlse Korvann: “We walk.”",
        &["We sink. | Ada Brandvold", "We swim. | Peter Nkemelu", "We walk. | Ilse Korvann"],
    ),
    (
        "Ada Brandvold (Labour): “We sink.”\nPeter Nkemelu (Green): “We swim.”",
        &["We sink. | Ada Brandvold", "We swim. | Peter Nkemelu"],
    ),
    (
        "Ada Brandvold, Labour leader: “We sink.”\nPeter Nkemelu, Green leader: “We swim.”",
        &["We sink. | Ada Brandvold", "We swim. | Peter Nkemelu"],
    ),
    (
        "• Ada Brandvold: “We sink.”\n• Peter Nkemelu: “We swim.”",
        &["We sink. | Ada Brandvold", "We swim. | Peter Nkemelu"],
    ),
    (
        "1. Ada Brandvold: “We sink.”\n2. Peter Nkemelu: “We swim.”",
        &["We sink. | Ada Brandvold", "We swim. | Peter Nkemelu"],
    ),
];
