//! The tokens of a text in an index of words.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::words::{Word, stem, words};

/// What a word as it is begins with in the index. No stem begins so.
pub(super) const EXACT: char = '\u{1}';
/// The most words whose stems are kept, which take about 2 MiB.
const STEMS: usize = 1 << 14;

type Stems = HashMap<String, String, FixedState>;

/// The maker of [`TokensOf`] texts.
#[derive(Clone, Default)]
pub(crate) struct Tokens {
    /// The stems of words that were met before.
    stems: Stems,
}

impl Tokenizer for Tokens {
    type TokenStream<'a> = TokensOf<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TokensOf<'a> {
        let mut words = words(text);
        words.reverse();
        if self.stems.len() > STEMS {
            self.stems.clear();
        }
        TokensOf { stems: &mut self.stems, words, stemmed: None, token: Token::default() }
    }
}

/// The words of a text as the index has them: of each the stem, and the word as it is.
pub(crate) struct TokensOf<'a> {
    stems: &'a mut Stems,
    /// Reversed.
    words: Vec<Word<'a>>,
    /// The word whose stem was the last token.
    stemmed: Option<Word<'a>>,
    token: Token,
}

impl TokenStream for TokensOf<'_> {
    fn advance(&mut self) -> bool {
        self.token.text.clear();
        if let Some(word) = self.stemmed.take() {
            self.token.text.push(EXACT);
            self.token.text.push_str(&word.folded);
            return true;
        }
        let Some(word) = self.words.pop() else { return false };
        if let Some(stem) = self.stems.get(&*word.folded) {
            self.token.text.push_str(stem);
        } else {
            let stem = stem(&word.folded);
            self.token.text.push_str(&stem);
            self.stems.insert(word.folded.to_string(), stem.into_owned());
        }
        self.token.position = word.position as usize;
        self.stemmed = Some(word);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
