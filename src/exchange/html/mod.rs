//! Pages of HTML: each an article, if it is one.
//!
//! A page goes from bytes to text (`charset`), to elements (`tree`) and to paragraphs (`blocks`).
//! `body` finds those of the article, and `about` what the page says of it.

mod about;
mod blocks;
mod body;
mod days;
mod furniture;
mod json_ld;
mod tag;
mod tree;

use about::About;
use blocks::Block;
use tree::Tree;

use super::charset;
use super::document::Made;
use crate::error::{Error, Result};
use crate::model::Draft;

/// The longest page: 32 MiB. Pages of news have less than 1 MiB.
pub(super) const PAGE_BYTES: u64 = 32 << 20;
/// A page with less text is no article, in characters.
const LEAST_LETTERS: usize = 250;

/// Reads a page of HTML.
///
/// `url` is the address that the page was fetched from, if it is known, and `charset` the encoding
/// that its HTTP header gave. The draft has the canonical URL of the page, its title, site name,
/// authors, language and date, from JSON-LD, Open Graph, `<meta>` and the page itself, and the text
/// of the article in paragraphs with an empty line between them. The words in `<q>` and
/// `<blockquote>` have quotation marks around them.
///
/// The page itself is not kept: text and spans are all that the store needs.
///
/// # Errors
/// `NotArticle` if the page is no article: a list of others, or fewer than 250 characters of text.
/// `InvalidInput` if it has more than a million elements.
///
/// # Examples
/// ```
/// use onrecord::exchange::read_page;
/// let text = "“We will rebuild the harbour wall before the winter,” Ada Nkemelu said. ".repeat(4);
/// let page = format!("<title>Harbour</title><nav>Sport</nav><h1>Harbour</h1><p>{text}</p>");
/// let draft = read_page(page.as_bytes(), Some("https://example.org/harbour"), None)?;
/// assert_eq!((draft.title_ref(), draft.text()), (Some("Harbour"), text.trim()));
/// # Ok::<(), onrecord::Error>(())
/// ```
pub fn read_page(html: &[u8], url: Option<&str>, charset: Option<&str>) -> Result<Draft> {
    draft(html, url, charset).map(|(draft, _)| draft)
}

/// Reads a page, and returns what it has of no meaning too.
pub(super) fn draft(html: &[u8], url: Option<&str>, charset: Option<&str>) -> Made {
    let page = charset::decode(html, charset);
    let tree = Tree::of(&page);
    if tree.is_cut() {
        return Err(Error::invalid("a page of more than a million elements or attributes"));
    }
    let about = About::of(&tree);
    let title = about.title();
    let body = body::of(&tree, title.as_deref().unwrap_or_default());
    let letters: usize = body.blocks.iter().map(|block| block.letters).sum();
    let is_list = match about.is_article() {
        Some(is_article) => !is_article,
        None => body.letters_of_cards > letters,
    };
    if is_list {
        return Err(Error::not_article("a list of articles"));
    }
    let mut text = text(&body.blocks);
    // A page that a script fills in has its text in JSON-LD, if anywhere.
    if let Some(given) = about.text().filter(|given| given.len() > text.len() * 4) {
        text = given;
    }
    let letters = text.chars().count();
    if letters < LEAST_LETTERS {
        return Err(Error::not_article(format!(
            "{letters} characters of text, and {LEAST_LETTERS} are the least"
        )));
    }
    let mut left_out = Vec::new();
    let address = about.address(url);
    let draft = Draft {
        text,
        title,
        published: about.published(address.as_deref(), &mut left_out),
        url: address,
        source: about.site(),
        byline: about.byline(),
        language: about.language(),
        ..Draft::default()
    };
    if draft.published.is_some() {
        left_out.clear();
    }
    Ok((draft, left_out))
}

/// Returns the text of paragraphs. Those of a `<blockquote>` have quotation marks around them,
/// unless they have marks already.
fn text(blocks: &[Block]) -> String {
    let mut text = String::new();
    // The blockquote of the paragraph before, and whether it needs marks.
    let mut quote = (None, false);
    for (at, block) in blocks.iter().enumerate() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        if block.quoted != quote.0 {
            let has_marks = block.text.starts_with(['“', '"', '«', '„', '‘', '\'']);
            quote = (block.quoted, block.quoted.is_some() && !has_marks);
        }
        if quote.1 {
            text.push('“');
        }
        text.push_str(&block.text);
        if quote.1 && blocks.get(at + 1).is_none_or(|next| next.quoted != block.quoted) {
            text.push('”');
        }
    }
    text
}
