//! What is left of an article after one of its speakers was erased: their quotes go, and their
//! words and names become underscores of the same length, so that all other spans stay.

use std::collections::BTreeSet;

use crate::model::{Draft, Extraction, fold};

/// What stands for each byte that was taken out.
const BLANK: &str = "_";

/// Takes the quotes out that `erased` marks, blanks their words, and blanks the words of `names` in
/// the text and the fields. Key, URL and source stay.
///
/// The words of a name are those that begin with a capital, or that have no capitals; they are
/// found without regard to accents and to the case of the letters after the first.
pub(crate) fn redact(
    draft: &mut Draft,
    found: &mut Extraction,
    erased: &[bool],
    names: &BTreeSet<String>,
) {
    let is_erased = |at: usize| erased.get(at).copied().unwrap_or(false);
    for (at, quote) in found.quotes.iter().enumerate() {
        let range = quote.span.range();
        if is_erased(at)
            && let Some(words) = draft.text.get(range.clone())
        {
            let blank = blanked(words);
            draft.text.replace_range(range, &blank);
        }
    }
    keep(&mut found.quotes, |at| !is_erased(at));
    keep(&mut draft.speaker_numbers, |at| !is_erased(at));
    let words: BTreeSet<String> = names.iter().flat_map(|name| words_of(name)).collect();
    let blank = |text: &mut String| *text = without(text, &words);
    blank(&mut draft.text);
    [&mut draft.title, &mut draft.byline].into_iter().flatten().for_each(blank);
    draft.attributes.iter_mut().for_each(|(_, value)| blank(value));
    for quote in &mut found.quotes {
        [&mut quote.role, &mut quote.cue].into_iter().flatten().for_each(blank);
        quote.further.iter_mut().filter_map(|further| further.role.as_mut()).for_each(blank);
        if let Some(mention) = &mut quote.mention
            && let Some(text) = draft.text.get(mention.span.range())
        {
            text.clone_into(&mut mention.text);
        }
    }
}

/// Keeps the items at some positions.
fn keep<T>(items: &mut Vec<T>, keep: impl Fn(usize) -> bool) {
    let mut at = 0;
    items.retain(|_| {
        at += 1;
        keep(at - 1)
    });
}

/// Blanks everything but white space, which divides paragraphs.
fn blanked(text: &str) -> String {
    let blank = |letter: char| match letter {
        letter if letter.is_whitespace() => letter.to_string(),
        letter => BLANK.repeat(letter.len_utf8()),
    };
    text.chars().map(blank).collect()
}

/// Returns whether a word begins like a name.
fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_lowercase())
}

/// Returns the words by which a name is found, folded.
fn words_of(name: &str) -> impl Iterator<Item = String> + '_ {
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| is_capital(word) && word.chars().nth(1).is_some()).map(fold)
}

/// Blanks the words of a text that begin like a name and are in a set when they are folded.
fn without(text: &str, names: &BTreeSet<String>) -> String {
    let mut left = String::with_capacity(text.len());
    for piece in text.split_inclusive(|letter: char| !letter.is_alphanumeric()) {
        let word = piece.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        if is_capital(word) && names.contains(&fold(word)) {
            left.push_str(&BLANK.repeat(word.len()));
            left.push_str(piece.get(word.len()..).unwrap_or_default());
        } else {
            left.push_str(piece);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ExtractedQuote, Span};

    #[test]
    fn words_and_names_become_blanks_of_the_same_length() {
        let text = "“We won, é!” said Zoë Will-Nkemelu’s aide. “No,” NKEMELU will say.";
        let mut draft = Draft::new(text).title("Nkemelu: Yes").attribute("by", "Zoe");
        let mut found = Extraction::default();
        found.quotes.push(ExtractedQuote::new(Span::new(3, 14)));
        found.quotes.push(ExtractedQuote::new(Span::new(53, 56)));
        let names = BTreeSet::from(["Zoë Will-Nkemelu".to_owned()]);
        redact(&mut draft, &mut found, &[true, false], &names);
        assert_eq!(draft.text.len(), text.len());
        assert!(!draft.text.contains("won") && draft.text.contains("will say."), "{}", draft.text);
        assert!(!crate::model::fold(&draft.text).contains("nkemelu"), "{}", draft.text);
        assert_eq!(found.quotes.len(), 1);
        assert_eq!(draft.title.as_deref(), Some("_______: Yes"));
        assert!(draft.attributes().eq([("by", "___")]));
    }
}
