//! Hostile texts, for the example that times extraction and for tests.

/// Pieces of text to repeat. Each tempts a pass of the extractor to look too far.
pub(crate) const PATTERNS: &[&str] = &[
    "\"",
    "\" ",
    "\"a\" ",
    "“a ",
    "a” ",
    "“a,” he said. ",
    "‘a ",
    "a’ ",
    "‘a’ ",
    "« a » ",
    "``a ",
    "a'' ",
    "'",
    "'a ",
    "'a' ",
    "'as' b ",
    "a, ",
    "( ",
    ") ",
    "said ",
    "he said ",
    "Odu said ",
    "which said, ",
    "to say ",
    "Ada ",
    "Ada Odu, ",
    "“a,” said Ada Odu, Bo Lee and ",
    "Ada Odu, a, and ",
    "Mr ",
    "of Ada ",
    "U.S. ",
    "Mr. ",
    "a.b.",
    "a-b-",
    "1-",
    "\n",
    "\r\n\r\n",
    "\"\n\n",
    "“We go.\n\n",
    "“Go,” said Ada Odu of Chad.\n\n",
    "\0",
    "\0a ",
    "قال “نعم” ",
    "😀“👍🏽” ",
    "e\u{301}",
    "\u{feff}",
    "Iran “Iraq” ",
    "— ",
    "(AP) ",
    "and Ada and ",
    "the company said. ",
    "Odu Ltd said. It said. ",
    "Ada “B” Odu ",
    "Hull, Que., ",
    "said Hull cook ",
    "a 54-year-old said, ",
    "''a ",
    "‚a ",
    "`a ",
    "[",
    "[a](b",
    "](",
    "<a ",
    "*",
    "_a",
    "@",
    "@a.",
    "^1",
    "\"We go. ",
    "“We go,”\n\nsaid Ada Odu ",
    "“We go,” said\n\n",
    "Odu & Lee ",
    "Odu and Lee said. ",
    "“a,” Ada Odu, Bo and Lee Council and ",
    "His answer: “a.” ",
    "Q: A?\n",
    "ADA ODU: I go.\n",
    "Mr. ODU. I go.\n\n",
    "AO: I go.\n\nWe go.\n\n",
    "Ada Odu (a: I go.\n",
    "[1:2] Odu: I go.\n",
    "Ada Odu said that a ferry sank on Monday in the\nharbour of Hull. ",
    "“a”\n\nAda Odu\n\n",
    "who and said ",
    "“a,” quoted Ada as ",
    "a letter by Ada's letter, ",
    "in Hull, Ode, said, ",
    "| Ada Odu | We go. |\n",
    "| Name | Words |\n| --- | --- |\n",
    "Ada Odu\tWe go.\n",
    "1:2 | ",
    "| ",
    "**Do you go?**\n\nI go.\n\n",
    "**Do you go?** I go.\n",
    "*Do you?*\n",
    "**a",
    "“a,” said a man who goes by the name ",
    "“a,” a man who knows ",
];

/// A line with a quotation. A text without one is not read by most passes.
const QUOTED: &str = "“We go,” said Ada Odu.\n";

/// Repeats a piece after a line with a quotation, up to `length` bytes at most.
pub(crate) fn repeated(pattern: &str, length: usize) -> String {
    let mut text = QUOTED.to_owned();
    text.push_str(&pattern.repeat(length.saturating_sub(QUOTED.len()) / pattern.len()));
    text
}

/// Returns a text of many people: each name is new, and all share a part.
pub(crate) fn names(length: usize) -> String {
    let mut text = String::with_capacity(length + 64);
    for number in 0.. {
        if text.len() >= length {
            break;
        }
        text.push_str("Ada Odu");
        text.push_str(&number.to_string());
        text.push_str(" met Bo Odu. “Yes,” said Odu");
        text.push_str(&number.to_string());
        text.push_str(". ");
    }
    text
}
