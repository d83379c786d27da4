//! Markup to text: the bodies of ninjs that are HTML or NITF.

/// Elements that end a paragraph before and after them.
const BLOCKS: [&str; 28] = [
    "p",
    "div",
    "section",
    "article",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hl1",
    "hl2",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "tr",
    "table",
    "figcaption",
    "figure",
    "header",
    "footer",
    "block",
    "body",
    "pre",
];

/// Elements whose content is no text of the article.
const HIDDEN: [&str; 5] = ["head", "script", "style", "template", "noscript"];

/// Characters with a name that news texts use.
const NAMED: [(&str, &str); 30] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("bdquo", "„"),
    ("sbquo", "‚"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("hellip", "…"),
    ("euro", "€"),
    ("pound", "£"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("auml", "ä"),
    ("ouml", "ö"),
    ("uuml", "ü"),
    ("szlig", "ß"),
    ("aring", "å"),
    ("oslash", "ø"),
];

/// Text that is built up from the pieces between tags.
#[derive(Default)]
struct Built {
    text: String,
    /// The break that is owed before the next character.
    owed: &'static str,
}

impl Built {
    fn owe(&mut self, owed: &'static str) {
        if owed.len() > self.owed.len() || (owed == "\n" && self.owed == " ") {
            self.owed = owed;
        }
    }

    fn push(&mut self, piece: &str) {
        for letter in piece.chars() {
            if letter.is_ascii_whitespace() {
                self.owe(" ");
            } else {
                if !self.text.is_empty() {
                    self.text.push_str(self.owed);
                }
                self.owed = "";
                self.text.push(letter);
            }
        }
    }
}

/// Returns the text of HTML, XHTML or NITF: a paragraph for each block, with an empty line between
/// them. A `<q>` has quotation marks around it.
pub(in crate::exchange) fn text(markup: &str) -> String {
    // Of NITF only the content is text: what is before it says the headline and the byline again.
    let content = markup
        .split_once("<body.content")
        .map_or(markup, |(_, rest)| rest.split_once("</body.content").map_or(rest, |(of, _)| of));
    let mut built = Built::default();
    let mut rest = if content.len() == markup.len() {
        content
    } else {
        content.split_once('>').map_or("", |(_, rest)| rest)
    };
    while let Some((before, tag)) = rest.split_once('<') {
        push_text(&mut built, before);
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        if !tag.starts_with(|letter: char| letter.is_ascii_alphabetic() || "/!?".contains(letter)) {
            built.push("<");
            rest = tag;
            continue;
        }
        let (inside, after) = tag.split_once('>').unwrap_or((tag, ""));
        rest = after;
        let is_end = inside.starts_with('/');
        let name = inside.trim_start_matches('/');
        let end = name.find(|letter: char| letter.is_ascii_whitespace() || letter == '/');
        let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "br" => built.owe("\n"),
            "q" if is_end => built.push("”"),
            "q" => built.push("“"),
            "td" | "th" => built.owe(" "),
            name if BLOCKS.contains(&name) => built.owe("\n\n"),
            name if HIDDEN.contains(&name) && !is_end && !inside.ends_with('/') => {
                rest = after_end(after, name);
            }
            _ => {}
        }
    }
    push_text(&mut built, rest);
    built.text
}

/// Returns what comes after the end tag of an element, whatever the case of its name.
fn after_end<'m>(markup: &'m str, name: &str) -> &'m str {
    let mut rest = markup;
    while let Some((_, tag)) = rest.split_once("</") {
        let is_it = tag.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
        rest = tag;
        if is_it {
            return tag.split_once('>').map_or("", |(_, after)| after);
        }
    }
    ""
}

/// Adds text between tags, with its entities as characters.
fn push_text(built: &mut Built, text: &str) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        built.push(before);
        let name = after.get(..after.len().min(12)).or_else(|| after.get(..1)).unwrap_or_default();
        let found = name.split_once(';').and_then(|(name, _)| Some((name, character(name)?)));
        if let Some((name, character)) = found {
            built.push(&character);
            rest = after.get(name.len() + 1..).unwrap_or_default();
        } else {
            built.push("&");
            rest = after;
        }
    }
    built.push(rest);
}

fn character(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|letter| *letter != '\0').map(String::from);
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn blocks_are_paragraphs_and_entities_characters() {
        for (markup, expected) in [
            ("<p>One\n two.</p><p>Three<br/>four.</p>", "One two.\n\nThree\nfour."),
            ("<html><head><title>T</title></head><body><h1>H</h1>a<b>b</b> c", "H\n\nab c"),
            ("&ldquo;Yes,&rdquo; &#8212; x &amp; y &unknown; &", "“Yes,” — x & y &unknown; &"),
            ("<q>Go</q>, she said. 1 < 2 <!-- <p> --> !", "“Go”, she said. 1 < 2 !"),
            ("<script>if (a</b) {}</SCRIPT >x", "x"),
            ("<nitf><body.head>H</body.head><body.content id='a'><p>P</p></body.content>Z", "P"),
            ("<p", ""),
            ("é&é", "é&é"),
        ] {
            assert_eq!(text(markup), expected, "{markup}");
        }
    }

    #[test]
    fn hostile_markup_takes_linear_time() {
        for piece in ["<", "<p>", "</", "&", "&#", "<!--", "<script>", "<q>", "<body.content"] {
            let _ = text(&piece.repeat(200_000));
        }
    }
}
