//! Parts of a page that are no text of the article, by the words in their classes and ids.

use std::collections::HashMap;

use super::tag::Tag;
use super::tree::Tree;

/// Words of classes, ids and roles that name furniture, in the order of their bytes. Two words
/// beside each other, as in `read-more`, are found as one too.
const WORDS: [&str; 146] = [
    "ad",
    "addthis",
    "ads",
    "adslot",
    "advert",
    "advertisement",
    "advertising",
    "advertorial",
    "adwrapper",
    "affiliate",
    "aside",
    "author",
    "authors",
    "avatar",
    "banner",
    "bio",
    "biography",
    "bookmark",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "bylines",
    "caption",
    "captions",
    "carousel",
    "cmp",
    "comment",
    "comments",
    "complementary",
    "consent",
    "contentinfo",
    "cookie",
    "cookies",
    "copyright",
    "credit",
    "credits",
    "cta",
    "datetime",
    "dialog",
    "disclaimer",
    "disqus",
    "donate",
    "donation",
    "embed",
    "embedded",
    "facebook",
    "factbox",
    "figcaption",
    "flyout",
    "follow",
    "footer",
    "footnote",
    "gallery",
    "gdpr",
    "hidden",
    "hide",
    "infobox",
    "inread",
    "instagram",
    "interstitial",
    "jobs",
    "jp",
    "keypoints",
    "keytakeaways",
    "kicker",
    "livefyre",
    "login",
    "masthead",
    "mc4wp",
    "menu",
    "metadata",
    "modal",
    "moreabout",
    "morefrom",
    "moreon",
    "morestories",
    "mostpopular",
    "mostread",
    "nav",
    "navbar",
    "navigation",
    "navigational",
    "newsletter",
    "newsletters",
    "offscreen",
    "outbrain",
    "overlay",
    "pagination",
    "paywall",
    "player",
    "podcast",
    "poll",
    "popular",
    "popup",
    "postmeta",
    "print",
    "privacy",
    "promo",
    "promoted",
    "promotion",
    "pullquote",
    "quiz",
    "rail",
    "rating",
    "readalso",
    "readmore",
    "readnext",
    "recirc",
    "recirculation",
    "recommend",
    "recommendations",
    "recommended",
    "related",
    "relatedarticles",
    "relatedposts",
    "screenreader",
    "search",
    "share",
    "sharedaddy",
    "sharing",
    "sidebar",
    "signup",
    "skip",
    "slideshow",
    "social",
    "sponsor",
    "sponsored",
    "standfirst",
    "subscribe",
    "subscription",
    "taboola",
    "taglist",
    "tags",
    "teaser",
    "teasers",
    "timestamp",
    "toolbar",
    "tooltip",
    "trending",
    "tweet",
    "twitter",
    "video",
    "webpush",
    "whatsapp",
    "widget",
    "youtube",
];

/// A word that has more of a page's prose than this is no name of furniture there, in percent.
const MOST_PERCENT: usize = 45;
/// The most letters of prose in a box with a form.
const BOX_LETTERS: usize = 300;
/// Words of which a page may have more than of its article, and what they may have, in percent.
const LONG: [&str; 13] = [
    "cmp",
    "comment",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "dialog",
    "disqus",
    "factbox",
    "gdpr",
    "infobox",
    "recommended",
    "related",
];
const MOST_LONG_PERCENT: usize = 80;

/// Returns for each node whether it is the top of a part that is furniture. `prose` counts the
/// letters of prose in a node.
pub(super) fn of(tree: &Tree, prose: impl Fn(usize) -> usize) -> Vec<bool> {
    let mut named: Vec<(usize, usize)> = Vec::new();
    for node in 0..tree.len() {
        if !matches!(tree.tag(node), Tag::Text | Tag::Html | Tag::Body | Tag::Main | Tag::Head) {
            words(tree, node, |word| named.push((node, word)));
        }
    }
    let all = prose(0);
    let is_over = |letters: usize, word: usize| {
        let is_long = WORDS.get(word).is_some_and(|word| LONG.contains(word));
        let percent = if is_long { MOST_LONG_PERCENT } else { MOST_PERCENT };
        letters * 100 > all * percent
    };
    // The prose of each word, counted once for elements in each other.
    let mut sums: HashMap<usize, (usize, usize)> = HashMap::new();
    for (node, word) in &named {
        let (letters, end) = sums.entry(*word).or_default();
        if node >= end {
            *letters += prose(*node);
            *end = tree.end(*node);
        }
    }
    let mut out = vec![false; tree.len()];
    for (node, word) in named {
        let letters = sums.get(&word).map_or(0, |(letters, _)| *letters);
        if let Some(out) = out.get_mut(node) {
            *out |= !is_over(letters, word);
        }
    }
    for form in tree.all(Tag::Form) {
        // A box with a form, such as one for a newsletter.
        if let Some(parent) = tree.parent(form)
            && prose(parent) < BOX_LETTERS
            && !is_over(prose(parent), usize::MAX)
            && let Some(out) = out.get_mut(parent)
        {
            *out = true;
        }
    }
    for (node, out) in out.iter_mut().enumerate() {
        let is_silent = tree.attribute(node, "aria-hidden") == Some("true");
        *out |= is_unseen(tree, node)
            || (is_silent && !is_over(prose(node), usize::MAX))
            || (matches!(tree.tag(node), Tag::Form | Tag::Aside | Tag::Footer | Tag::Header)
                && !is_over(prose(node), usize::MAX));
    }
    out
}

/// Returns whether an element is not shown.
fn is_unseen(tree: &Tree, node: usize) -> bool {
    tree.attribute(node, "hidden").is_some()
        || tree.attribute(node, "style").is_some_and(|style| {
            let (_, display) = style.split_once("display").unwrap_or_default();
            display.trim_start_matches([' ', ':']).starts_with("none")
        })
}

/// Gives the place in `WORDS` of each word in the names of an element.
fn words(tree: &Tree, node: usize, mut found: impl FnMut(usize)) {
    for name in ["class", "id", "role", "data-component", "data-testid"] {
        let Some(names) = tree.attribute(node, name) else { continue };
        for name in names.split_ascii_whitespace() {
            let mut before = String::new();
            for word in parts(name) {
                if let Ok(place) = WORDS.binary_search(&&*word) {
                    found(place);
                }
                before.push_str(&word);
                if before.len() > word.len()
                    && let Ok(place) = WORDS.binary_search(&&*before)
                {
                    found(place);
                }
                before = word;
            }
        }
    }
}

/// Returns the words of a name such as `article__read-more` or `readMore`, in lower case.
fn parts(name: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = name;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|letter: char| !letter.is_ascii_alphanumeric());
        let mut before = 'A';
        let end = rest.find(|letter: char| {
            let is_new = letter.is_ascii_uppercase() && before.is_ascii_lowercase();
            before = letter;
            is_new || !letter.is_ascii_alphanumeric()
        });
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        (!word.is_empty()).then(|| word.to_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(WORDS.is_sorted());
    }

    #[test]
    fn names_are_cut_into_words() {
        let words: Vec<String> = parts("article__read-more relatedPosts2").collect();
        assert_eq!(words, ["article", "read", "more", "related", "posts2"]);
    }
}
