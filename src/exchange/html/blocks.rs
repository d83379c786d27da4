//! The paragraphs of a page: text between the borders of blocks, with what tells prose from
//! furniture.

use super::tag::Tag;
use super::tree::{Tree, is_space};

/// A paragraph of the page.
pub(super) struct Block {
    /// The element that it is in.
    pub(super) node: usize,
    pub(super) tag: Tag,
    pub(super) text: String,
    /// The letters of it that are in links.
    pub(super) linked: usize,
    /// The outermost `<blockquote>` that it is in.
    pub(super) quoted: Option<usize>,
    /// The letters of it; one of a script that writes words with one or two counts as three.
    pub(super) letters: usize,
}

impl Block {
    /// Returns the letters that count as prose.
    pub(super) fn mass(&self) -> usize {
        let is_prose = self.letters >= 40
            && self.linked * 2 < self.letters
            && !matches!(self.tag, Tag::H1 | Tag::Heading);
        if is_prose { self.letters - self.linked } else { 0 }
    }
}

/// Returns whether a letter is a whole word or a syllable: of Chinese or Japanese.
pub(super) fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Text that is built up from the pieces between tags.
#[derive(Default)]
struct Built {
    text: String,
    letters: usize,
    linked: usize,
    /// The break that is owed before the next character.
    owed: &'static str,
}

impl Built {
    fn owe(&mut self, owed: &'static str) {
        if owed.len() > self.owed.len() || (owed == "\n" && self.owed == " ") {
            self.owed = owed;
        }
    }

    fn push(&mut self, piece: &str, is_linked: bool) {
        for letter in piece.chars() {
            if is_space(letter) {
                self.owe(" ");
                continue;
            }
            if !self.text.is_empty() {
                self.text.push_str(self.owed);
            }
            self.owed = "";
            self.text.push(letter);
            let letters = if is_wide(letter) { 3 } else { 1 };
            self.letters += letters;
            self.linked += if is_linked { letters } else { 0 };
        }
    }
}

/// What is open around a piece of text.
struct Open {
    end: usize,
    tag: Tag,
    node: usize,
    /// Whether it is a link, and not the mark of a place.
    is_link: bool,
    /// Whether it names who is quoted in the `<blockquote>` around it.
    is_credit: bool,
}

/// The paragraphs so far, and the one that is built.
#[derive(Default)]
struct Paragraphs {
    done: Vec<Block>,
    built: Built,
    open: Vec<Open>,
}

impl Paragraphs {
    /// Ends the paragraph that is built, if it has any text.
    fn flush(&mut self) {
        let Built { text, letters, linked, .. } = std::mem::take(&mut self.built);
        if text.is_empty() {
            return;
        }
        let block = self.open.iter().rev().find(|open| breaks(open.tag));
        let (node, tag) = block.map_or((0, Tag::Body), |open| (open.node, open.tag));
        let is_credit = self.open.iter().any(|open| open.is_credit);
        let quoted = self.open.iter().find(|open| open.tag == Tag::Blockquote && !is_credit);
        let quoted = quoted.map(|open| open.node);
        self.done.push(Block { node, tag, text, linked, quoted, letters });
    }

    /// Closes the elements that end before a node.
    fn close(&mut self, node: usize) {
        while let Some(last) = self.open.last()
            && last.end <= node
        {
            if last.tag == Tag::Q {
                let owed = std::mem::take(&mut self.built.owed);
                self.built.push("”", false);
                self.built.owed = owed;
            } else if breaks(last.tag) || last.is_credit {
                self.flush();
            }
            self.open.pop();
        }
    }
}

/// Returns whether an element is a paragraph of its own. The cells of a row are one.
fn breaks(tag: Tag) -> bool {
    tag.is_block() && tag != Tag::Cell
}

/// Returns the paragraphs of a page. Elements for which `is_out` holds, and all in them, are left
/// out.
pub(super) fn of(tree: &Tree, is_out: impl Fn(usize) -> bool) -> Vec<Block> {
    let mut found = Paragraphs::default();
    let mut node = 0;
    while node < tree.len() {
        found.close(node);
        let tag = tree.tag(node);
        let is_credit = matches!(tag, Tag::Cite | Tag::Footer)
            && found.open.iter().any(|open| open.tag == Tag::Blockquote);
        if breaks(tag) || is_credit {
            found.flush();
        }
        if !is_credit && (tag.is_furniture() || is_out(node)) {
            node = tree.end(node);
            continue;
        }
        match tag {
            Tag::Text => {
                let is_linked = found.open.iter().any(|open| open.is_link);
                found.built.push(tree.text(node), is_linked);
            }
            // Two line ends are a paragraph's.
            Tag::Br if found.built.owed == "\n" => found.flush(),
            Tag::Br => found.built.owe("\n"),
            Tag::Q => found.built.push("“", false),
            Tag::Cell => found.built.owe(" "),
            _ => {}
        }
        if tag != Tag::Text && tree.end(node) > node + 1 {
            let is_link = tag == Tag::A && tree.attribute(node, "href").is_some();
            found.open.push(Open { end: tree.end(node), tag, node, is_link, is_credit });
        }
        node += 1;
    }
    found.close(usize::MAX);
    found.flush();
    found.done
}
