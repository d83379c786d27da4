//! Sentences in which the page speaks to its reader: "You can read the full report here.", "Want
//! more? Sign up to our letter".

use super::line_lists::LISTS;

/// Longest appeal, in bytes.
const LONGEST: usize = 220;
/// Most words of a link: "Find out more about the storm here."
const LINK_WORDS: usize = 14;
/// Fewest words of an appeal that are of a page or for its reader.
const ENOUGH: usize = 3;

/// Whether a short paragraph without marks of quotation is an appeal: it opens as one, and either
/// ends in "here" or has enough words of a page, some of them for the reader.
pub(super) fn is_appeal(bare: &str, sentence: bool) -> bool {
    if bare.len() > LONGEST || !LISTS.opener.begin(bare) {
        return false;
    }
    let words = || {
        bare.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'))
            .filter(|word| !word.is_empty())
    };
    let last = words().next_back().unwrap_or_default();
    if last.eq_ignore_ascii_case("here") && words().nth(LINK_WORDS).is_none() {
        let page = |word: &str| LISTS.page.has(word) || is_one_of(&COMMON, word);
        return words().skip(1).any(page) || words().nth(5).is_none() && !bare.contains(',');
    }
    let (mut page, mut common, mut reader) = (0, 0, 0);
    for word in words() {
        page += usize::from(LISTS.page.has(word));
        common += usize::from(is_one_of(&COMMON, word));
        reader += usize::from(is_one_of(&READER, word));
    }
    let enough = if sentence { ENOUGH } else { ENOUGH - 1 };
    // "Get our biggest stories by email" may leave out "our".
    let words_of_pages = !sentence && page > 1;
    words_of_pages || page > 0 && reader > 0 && page + common + reader >= enough
}

/// Words for the reader and the paper.
const READER: [&str; 9] = ["our", "us", "your", "you", "we", "here", "please", "below", "above"];

/// Words of pages that all texts have.
const COMMON: [&str; 19] = [
    "latest",
    "free",
    "daily",
    "weekly",
    "full",
    "report",
    "list",
    "judgment",
    "statement",
    "news",
    "more",
    "link",
    "links",
    "offer",
    "exclusive",
    "tips",
    "sign",
    "coverage",
    "rest",
];

fn is_one_of(list: &[&str], word: &str) -> bool {
    list.iter().any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appeals_are_told_from_what_somebody_tells_another() {
        assert!(is_appeal("You can read the full report here", true));
        assert!(is_appeal("Want the latest from Hull? Sign up here", false));
        assert!(is_appeal("Get the Gazette's biggest stories by email", false));
        assert!(is_appeal("Try refreshing your browser, or tap here to see other videos", true));
        assert!(!is_appeal("You can see the sea from here", true));
        assert!(!is_appeal("The app lets you share a video on your page", true));
        assert!(!is_appeal("Find your way", false));
        assert!(!is_appeal("Your child may want the latest and more", true));
    }
}
