//! The elements of a page in document order, made of the tokens of `html5gum`.
//!
//! The tree is a list: the descendants of a node follow it, up to its `end`. Elements that HTML
//! lets an author leave open are closed as the standard has it for well-formed pages; for others
//! the tree is near to a browser's and not equal to it. Every step takes bounded time: no element
//! is deeper than `DEPTH`.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::tag::Tag;

/// Elements that are nested deeper become siblings.
const DEPTH: usize = 256;
/// The most nodes of a page, and the most attributes that are kept. Pages of news have some
/// thousands.
const NODES: usize = 1 << 20;

/// The attributes that are kept; of others a page may have any.
const KEPT: [&str; 20] = [
    "aria-hidden",
    "charset",
    "class",
    "content",
    "data-component",
    "data-testid",
    "datetime",
    "hidden",
    "href",
    "http-equiv",
    "id",
    "itemprop",
    "lang",
    "name",
    "property",
    "rel",
    "role",
    "style",
    "title",
    "type",
];

struct Node {
    tag: Tag,
    parent: u32,
    /// The index after the last descendant.
    end: u32,
    /// The text of a text node and of a script; the attributes of other elements.
    range: Range<u32>,
}

struct Attribute {
    /// The place in `KEPT`.
    name: u8,
    value: Range<u32>,
}

/// A page as a tree.
#[derive(Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    /// The texts and the values of attributes.
    text: String,
    /// The page has more nodes than a tree may.
    is_cut: bool,
}

impl Tree {
    /// Reads a page.
    pub(super) fn of(page: &str) -> Self {
        let mut builder = Builder::default();
        // The page itself, which has all elements in it.
        let page_itself = builder.add(Tag::Other, 0..0);
        builder.open.extend(page_itself);
        let callback = |event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
            builder.take(&event);
            None
        };
        let mut emitter = CallbackEmitter::new(callback);
        emitter.naively_switch_states(true);
        let Ok(()) = Tokenizer::new_with_emitter(page, emitter).finish();
        builder.close_to(0);
        builder.tree
    }

    /// Returns whether the page has too many elements, so that some are missing.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Returns the number of nodes.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn tag(&self, node: usize) -> Tag {
        self.nodes.get(node).map_or(Tag::Other, |node| node.tag)
    }

    /// Returns the index after the last descendant of a node.
    pub(super) fn end(&self, node: usize) -> usize {
        self.nodes.get(node).map_or(node + 1, |found| (found.end as usize).max(node + 1))
    }

    pub(super) fn parent(&self, node: usize) -> Option<usize> {
        let parent = self.nodes.get(node)?.parent as usize;
        (parent < node).then_some(parent)
    }

    /// Iterates over the nodes that contain this one, the nearest first.
    pub(super) fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.parent(node), |node| self.parent(*node))
    }

    pub(super) fn children(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.end(node);
        let first = Some(node + 1).filter(|first| *first < end);
        std::iter::successors(first, move |child| Some(self.end(*child)).filter(|next| *next < end))
    }

    /// Iterates over the elements of this kind, in the order of the page.
    pub(super) fn all(&self, tag: Tag) -> impl Iterator<Item = usize> + '_ {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.tag == tag).map(|(at, _)| at)
    }

    /// Returns the text of a text node or of a script.
    pub(super) fn text(&self, node: usize) -> &str {
        match self.nodes.get(node) {
            Some(Node { tag: Tag::Text | Tag::Script, range, .. }) => self.piece(range),
            _ => "",
        }
    }

    /// Returns the value of one of the kept attributes.
    pub(super) fn attribute(&self, node: usize, name: &str) -> Option<&str> {
        let node = self.nodes.get(node)?;
        if matches!(node.tag, Tag::Text | Tag::Script) {
            return None;
        }
        let range = node.range.start as usize..node.range.end as usize;
        let found = self.attributes.get(range)?.iter().find(|attribute| {
            KEPT.get(usize::from(attribute.name)).is_some_and(|known| *known == name)
        })?;
        Some(self.piece(&found.value))
    }

    /// Returns the text of an element on one line.
    pub(super) fn line(&self, node: usize) -> String {
        let mut line = String::new();
        for text in node..self.end(node) {
            match self.tag(text) {
                Tag::Text => push_line(&mut line, self.text(text)),
                Tag::Br | Tag::P | Tag::Div | Tag::Li => push_line(&mut line, " "),
                _ => {}
            }
        }
        line.truncate(line.trim_end().len());
        line
    }

    fn piece(&self, range: &Range<u32>) -> &str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}

/// Adds text to a line, with white space as single spaces.
pub(super) fn push_line(line: &mut String, text: &str) {
    for letter in text.chars() {
        if !is_space(letter) {
            line.push(letter);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
}

/// Returns whether a character is white space to a reader, or is not seen at all.
pub(super) fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{feff}' | '\u{0}')
}

/// What is built from tokens.
#[derive(Default)]
struct Builder {
    tree: Tree,
    /// The elements that are open, from the outermost on.
    open: Vec<u32>,
    /// The element whose start tag is read.
    tag: Tag,
    attribute: Option<u8>,
    first_attribute: usize,
    /// The script whose text is read is JSON-LD.
    is_json: bool,
}

impl Builder {
    fn take(&mut self, event: &CallbackEvent<'_>) {
        match *event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag::of(name);
                self.attribute = None;
                self.first_attribute = self.tree.attributes.len();
            }
            CallbackEvent::AttributeName { name } => {
                let place = KEPT.iter().position(|known| known.as_bytes() == name);
                self.attribute = place.and_then(|place| u8::try_from(place).ok());
                if self.tree.attributes.len() >= NODES {
                    self.attribute = None;
                    self.tree.is_cut = true;
                }
                if let Some(name) = self.attribute {
                    let value = self.place()..self.place();
                    self.tree.attributes.push(Attribute { name, value });
                }
            }
            CallbackEvent::AttributeValue { value } => {
                let is_kept = self.attribute.take().is_some();
                let value = if is_kept { self.push(value) } else { 0..0 };
                if let Some(attribute) = self.tree.attributes.last_mut().filter(|_| is_kept) {
                    attribute.value = value;
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => self.start(self_closing),
            CallbackEvent::EndTag { name } => self.end_tag(Tag::of(name)),
            CallbackEvent::String { value } => self.characters(value),
            _ => {}
        }
    }

    fn place(&self) -> u32 {
        u32::try_from(self.tree.text.len()).unwrap_or(u32::MAX)
    }

    fn push(&mut self, bytes: &[u8]) -> Range<u32> {
        let start = self.place();
        self.tree.text.push_str(&String::from_utf8_lossy(bytes));
        start..self.place()
    }

    fn add(&mut self, tag: Tag, range: Range<u32>) -> Option<u32> {
        let index = u32::try_from(self.tree.nodes.len()).ok()?;
        if self.tree.nodes.len() >= NODES {
            self.tree.is_cut = true;
            return None;
        }
        let parent = self.open.last().copied().unwrap_or(index);
        self.tree.nodes.push(Node { tag, parent, end: index + 1, range });
        Some(index)
    }

    /// Closes all elements but the outermost `depth`.
    fn close_to(&mut self, depth: usize) {
        let end = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        for node in self.open.drain(depth.min(self.open.len())..) {
            if let Some(node) = self.tree.nodes.get_mut(node as usize) {
                node.end = end;
            }
        }
    }

    /// Closes the innermost element of these kinds, and all within it, unless a barrier is nearer.
    fn close(&mut self, is: impl Fn(Tag) -> bool, is_barrier: impl Fn(Tag) -> bool) {
        for depth in (1..self.open.len()).rev() {
            let tag = self.open.get(depth).map_or(Tag::Other, |node| self.tree.tag(*node as usize));
            if is(tag) {
                return self.close_to(depth);
            }
            if is_barrier(tag) {
                return;
            }
        }
    }

    fn start(&mut self, self_closing: bool) {
        let tag = self.tag;
        let end = self.tree.attributes.len();
        let range = u32::try_from(self.first_attribute).unwrap_or(u32::MAX)
            ..u32::try_from(end).unwrap_or(u32::MAX);
        match tag {
            Tag::Li => self.close(|open| open == Tag::Li, |open| open == Tag::List),
            Tag::Cell => self.close(|open| open == Tag::Cell, |open| open == Tag::Table),
            Tag::Row => self.close(|open| open == Tag::Row, |open| open == Tag::Table),
            _ => {}
        }
        if tag.is_block() {
            // A paragraph cannot have blocks in it.
            self.close(|open| open == Tag::P, Tag::is_block);
        }
        if tag == Tag::A {
            self.close(|open| open == Tag::A, Tag::is_block);
        }
        let open = self.add(tag, range);
        if tag == Tag::Script {
            let json = self.tree.attributes.iter().skip(self.first_attribute).any(|attribute| {
                self.tree.piece(&attribute.value).to_ascii_lowercase().contains("ld+json")
            });
            self.is_json = json;
            // A script keeps its text in the place of its attributes.
            if let Some(node) = self.tree.nodes.last_mut().filter(|_| open.is_some()) {
                node.range = 0..0;
            }
        }
        if let Some(open) = open
            && !tag.is_void()
            && !(self_closing && tag == Tag::Svg)
            && self.open.len() < DEPTH
        {
            self.open.push(open);
        }
    }

    fn end_tag(&mut self, tag: Tag) {
        match tag {
            // As browsers have it, a stray `</br>` is a line end.
            Tag::Br => drop(self.add(Tag::Br, 0..0)),
            Tag::Li => self.close(|open| open == tag, |open| open == Tag::List),
            Tag::Cell | Tag::Row => self.close(|open| open == tag, |open| open == Tag::Table),
            // The name of an unknown element is not kept, so an end of one may be that of another.
            Tag::Other => self.close(|open| open == tag, |open| open != tag),
            tag if tag.is_block() => self.close(|open| open == tag, |_| false),
            tag => self.close(|open| open == tag, Tag::is_block),
        }
    }

    fn characters(&mut self, value: &[u8]) {
        let parent = self.open.last().map_or(Tag::Other, |node| self.tree.tag(*node as usize));
        match parent {
            Tag::Style | Tag::Hidden => {}
            Tag::Script => {
                if self.is_json {
                    let range = self.push(value);
                    let script = self.open.last().copied().unwrap_or_default();
                    if let Some(script) = self.tree.nodes.get_mut(script as usize) {
                        script.range = range;
                    }
                }
            }
            _ => {
                let range = self.push(value);
                self.add(Tag::Text, range);
            }
        }
    }
}
