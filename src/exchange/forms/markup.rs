//! Markup to text: bodies and other fields that are HTML or NITF.

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

/// Elements of lines that show, beside `BLOCKS`, that a text is HTML.
const INLINE: [&str; 9] = ["a", "b", "br", "em", "i", "img", "q", "span", "strong"];

/// Marks that a quotation begins with.
const MARKS: [char; 7] = ['“', '"', '«', '„', '‘', '\'', '‹'];

/// Whether the text within a `<blockquote>` needs quotation marks.
#[derive(Clone, Copy, Default, PartialEq)]
enum Quote {
    /// Outside of one, or within one that has marks of its own.
    #[default]
    No,
    /// Its first character is not read yet.
    Begun,
    Yes,
}

/// Text that is built up from the pieces between tags.
#[derive(Default)]
struct Built {
    text: String,
    /// The break that is owed before the next character.
    owed: &'static str,
    quote: Quote,
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
                let is_new = self.text.is_empty() || self.owed == "\n\n";
                if !self.text.is_empty() {
                    self.text.push_str(self.owed);
                }
                self.owed = "";
                if self.quote == Quote::Begun {
                    self.quote = if MARKS.contains(&letter) { Quote::No } else { Quote::Yes };
                }
                // Each paragraph of a quotation has a mark, and the last has one at its end too.
                if is_new && self.quote == Quote::Yes {
                    self.text.push('“');
                }
                self.text.push(letter);
            }
        }
    }

    fn end_quote(&mut self) {
        if std::mem::take(&mut self.quote) == Quote::Yes {
            self.text.push('”');
        }
    }
}

/// Returns the text of HTML, XHTML or NITF: a paragraph for each block, with an empty line between
/// them. A `<q>` and a `<blockquote>` have quotation marks around them.
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
            "cite" if built.quote != Quote::No => {
                // Who is quoted is no part of the quotation.
                built.end_quote();
                built.owe("\n\n");
            }
            "blockquote" => {
                built.end_quote();
                built.owe("\n\n");
                if !is_end {
                    built.quote = Quote::Begun;
                }
            }
            name if BLOCKS.contains(&name) => built.owe("\n\n"),
            name if HIDDEN.contains(&name) && !is_end && !inside.ends_with('/') => {
                rest = after_end(after, name);
            }
            _ => {}
        }
    }
    push_text(&mut built, rest);
    built.end_quote();
    built.text
}

/// Returns whether a text is HTML, by the tags in it: at least two that are known, of which one is
/// that of a block.
pub(super) fn is_html(text: &str) -> bool {
    let mut tags = text.split('<').skip(1).filter_map(known_tag);
    let Some(first) = tags.next() else { return false };
    let mut is_block = first;
    let mut is_second = false;
    for block in tags {
        is_second = true;
        is_block |= block;
        if is_block {
            break;
        }
    }
    is_second && is_block
}

/// Returns whether a tag that begins a text is that of a block or of a line end; `None` if it is no
/// tag that is known.
fn known_tag(text: &str) -> Option<bool> {
    let text = text.strip_prefix('/').unwrap_or(text);
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric())?;
    let (name, rest) = text.split_at(end);
    let is_tag = rest.starts_with(['>', '/']) || rest.starts_with(char::is_whitespace);
    let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let is_block = is(&BLOCKS) || is(&["br"]);
    (is_tag && (is_block || is(&INLINE))).then_some(is_block)
}

/// Returns a text as it reads: what has a tag in it as HTML, anything else with its entities as
/// characters.
#[cfg(any(feature = "feed", feature = "html"))]
pub(in crate::exchange) fn plain(source: &str) -> String {
    if source.split('<').skip(1).any(|tag| known_tag(tag).is_some()) {
        text(source)
    } else {
        unescape(source.trim())
    }
}

/// Returns a text with its entities as characters.
#[cfg(any(feature = "feed", feature = "html"))]
pub(in crate::exchange) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    entities(text, |piece| plain.push_str(piece));
    plain
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
    entities(text, |piece| built.push(piece));
}

/// Gives the pieces of a text, with its entities as characters.
fn entities(text: &str, mut give: impl FnMut(&str)) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        give(before);
        let name = after.get(..after.len().min(12)).or_else(|| after.get(..1)).unwrap_or_default();
        let found = name.split_once(';').and_then(|(name, _)| Some((name, character(name)?)));
        if let Some((name, character)) = found {
            give(&character);
            rest = after.get(name.len() + 1..).unwrap_or_default();
        } else {
            give("&");
            rest = after;
        }
    }
    give(rest);
}

/// Returns the character of an entity, by its name or number without the marks around it.
pub(in crate::exchange) fn character(name: &str) -> Option<String> {
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
            ("<blockquote><p>Go.</p><p>Now.</p></blockquote><p>x</p>", "“Go.\n\n“Now.”\n\nx"),
            ("a<blockquote>Go.<cite>Ada</cite></blockquote>", "a\n\n“Go.”\n\nAda"),
            ("<blockquote>“Go.”</blockquote>", "“Go.”"),
            ("é&é", "é&é"),
        ] {
            assert_eq!(text(markup), expected, "{markup}");
        }
    }

    #[test]
    fn texts_with_tags_are_told_from_texts_about_tags() {
        for html in ["<p>One.</p>", "One.<br>Two.<br>Three.", "<DIV class='a'><b>One</b>"] {
            assert!(super::is_html(html), "{html}");
        }
        for plain in ["", "1 < 2 and 3 > 2", "<3 <3", "The <p> tag", "a <b>word</b>", "x<y>z</y>"] {
            assert!(!super::is_html(plain), "{plain}");
        }
    }

    #[test]
    fn hostile_markup_takes_linear_time() {
        for piece in ["<", "<p>", "</", "&", "&#", "<!--", "<script>", "<q>", "<body.content"] {
            let _ = text(&piece.repeat(200_000));
        }
    }
}
