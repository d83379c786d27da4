//! The text of the article among the paragraphs of a page.

use super::blocks::{self, Block, is_wide};
use super::furniture;
use super::tag::Tag;
use super::tree::Tree;

/// An element with more prose is no card that shows another article, in letters.
const CARD_LETTERS: usize = 600;
/// Fewer cards are none.
const LEAST_CARDS: usize = 3;
/// An element that has this share of the prose of the one around it has the article, in percent.
const WITHIN_PERCENT: usize = 85;

/// The prose in front of each node of a page.
struct Masses(Vec<u32>);

impl Masses {
    fn of(tree: &Tree, blocks: &[Block]) -> Self {
        let mut before = vec![0_u32; tree.len() + 1];
        for block in blocks {
            if let Some(mass) = before.get_mut(block.node + 1) {
                *mass += u32::try_from(block.mass()).unwrap_or(0);
            }
        }
        let mut sum = 0_u32;
        for mass in &mut before {
            sum = sum.saturating_add(*mass);
            *mass = sum;
        }
        Self(before)
    }

    /// Returns the letters of prose in an element.
    fn within(&self, tree: &Tree, node: usize) -> usize {
        let at = |node: usize| self.0.get(node).copied().unwrap_or(0);
        at(tree.end(node)).saturating_sub(at(node)) as usize
    }
}

/// What is found in a page.
pub(super) struct Body {
    /// The paragraphs of the article.
    pub(super) blocks: Vec<Block>,
    /// The letters of prose that show other articles.
    pub(super) letters_of_cards: usize,
}

/// Finds the paragraphs of the article.
pub(super) fn of(tree: &Tree, title: &str) -> Body {
    let all = blocks::of(tree, |_| false);
    let masses = Masses::of(tree, &all);
    let mut out = furniture::of(tree, |node| masses.within(tree, node));
    let mut letters_of_cards = 0;
    for card in cards(tree, &all, &masses) {
        letters_of_cards += masses.within(tree, card);
        if let Some(out) = out.get_mut(card) {
            *out = true;
        }
    }
    let mut blocks = blocks::of(tree, |node| out.get(node).copied().unwrap_or(false));
    let masses = Masses::of(tree, &blocks);
    let top = container(tree, &masses);
    let end = tree.end(top);
    blocks.retain(|block| block.node >= top && block.node < end);
    trim(&mut blocks, title);
    Body { blocks, letters_of_cards }
}

/// Returns the elements that show other articles: a heading that is a link, and little text. One
/// alone may be a part of the article.
fn cards(tree: &Tree, blocks: &[Block], masses: &Masses) -> Vec<usize> {
    let mut cards = Vec::new();
    for block in blocks {
        let is_heading = matches!(block.tag, Tag::Heading | Tag::H1);
        if !is_heading || block.linked * 10 < block.letters * 8 || !leads_away(tree, block.node) {
            continue;
        }
        let small = |node: &usize| {
            masses.within(tree, *node) < CARD_LETTERS && !matches!(tree.tag(*node), Tag::Main)
        };
        let card = tree
            .ancestors(block.node)
            .take_while(small)
            .find(|node| masses.within(tree, *node) > 0);
        cards.extend(card);
    }
    cards.dedup();
    if cards.len() < LEAST_CARDS { Vec::new() } else { cards }
}

/// Returns whether an element has a link to another page, or is in one.
fn leads_away(tree: &Tree, node: usize) -> bool {
    (node..tree.end(node)).chain(tree.ancestors(node)).any(|link| {
        tree.tag(link) == Tag::A
            && tree.attribute(link, "href").is_some_and(|href| !href.starts_with('#'))
    })
}

/// Returns the smallest element that has nearly all prose of the page.
fn container(tree: &Tree, masses: &Masses) -> usize {
    let mut top = 0;
    loop {
        let mass = masses.within(tree, top);
        let most = tree.children(top).max_by_key(|child| masses.within(tree, *child));
        match most {
            Some(child)
                if tree.tag(child) != Tag::P
                    && masses.within(tree, child) * 100 >= mass * WITHIN_PERCENT
                    && mass > 0 =>
            {
                top = child;
            }
            _ => return top,
        }
    }
}

/// Removes what is before and after the prose, and links in it.
fn trim(blocks: &mut Vec<Block>, title: &str) {
    // The text comes after the title.
    if let Some(at) = blocks.iter().position(|block| block.tag == Tag::H1 || block.text == title) {
        let prose: usize = blocks.iter().take(at).map(Block::mass).sum();
        if prose < 200 {
            blocks.drain(..=at);
        }
    }
    // Nothing of the article comes after the heading of the comments.
    let mut prose = 0;
    let comments = blocks.iter().position(|block| {
        prose += block.mass();
        prose >= 200 && matches!(block.tag, Tag::H1 | Tag::Heading) && is_of_comments(&block.text)
    });
    blocks.truncate(comments.unwrap_or(blocks.len()));
    blocks.retain(|block| {
        let is_link = block.linked * 10 >= block.letters * 6;
        let is_prose = block.tag == Tag::P && is_sentence(&block.text);
        (!is_link || is_prose) && !is_notice(block)
    });
    let first = blocks.iter().position(|block| block.mass() > 0 || is_sentence(&block.text));
    let last = blocks.iter().rposition(|block| block.mass() > 0 || is_sentence(&block.text));
    blocks.truncate(last.map_or(0, |last| last + 1));
    blocks.drain(..first.unwrap_or(0).min(blocks.len()));
}

/// Returns whether a heading is that of the comments of readers, with their number or without.
fn is_of_comments(heading: &str) -> bool {
    let words = heading.split(|letter: char| !letter.is_alphabetic());
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    matches!(&*words.join(" "), "comment" | "comments" | "leave a comment" | "leave a reply")
}

/// Ends of sentences in many scripts.
const ENDS: [char; 17] =
    ['.', '!', '?', '…', '”', '"', '’', '»', '״', '。', '！', '？', '」', '』', '।', '؟', '۔'];

/// Returns whether a text ends as a sentence does.
fn is_sentence(text: &str) -> bool {
    let is_of_words = text.contains(' ') || text.chars().any(is_wide);
    text.ends_with(ENDS) && is_of_words
}

/// Lines that are buttons and notices.
const NOTICES: [&str; 16] = [
    "advertisement",
    "advertising",
    "ad",
    "continue reading",
    "loading",
    "more on this story",
    "read full article",
    "read more",
    "recommended",
    "related",
    "related articles",
    "related stories",
    "share",
    "share this article",
    "story continues below advertisement",
    "view comments",
];

/// Beginnings of lines with a link to something else.
const LEADS: [&str; 22] = [
    "also read",
    "click here",
    "don't miss",
    "download",
    "follow",
    "for more stories",
    "get in touch",
    "get our",
    "get the",
    "got a story",
    "join",
    "listen to",
    "more:",
    "more from",
    "read also",
    "read more",
    "read next",
    "related",
    "see also",
    "sign up",
    "subscribe",
    "watch",
];

/// Returns whether a paragraph is a notice to the reader, and not of the article.
fn is_notice(block: &Block) -> bool {
    if block.letters > 300 {
        return false;
    }
    let text = block.text.replace('’', "'").to_lowercase();
    let plain = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    NOTICES.contains(&plain)
        || (block.linked > 0 && LEADS.iter().any(|lead| plain.starts_with(lead)))
}
