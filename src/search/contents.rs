//! What documents are found by beside their words, and sums of both, so that an index can be
//! compared with what it should have.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;
use tantivy::columnar::ColumnValues;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::tokenizer::{TokenStream, Tokenizer};
use tantivy::{DocSet, SegmentReader, TERMINATED};

use super::tokens::Tokens;

/// What a quote has beside its words that queries ask for together with words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The number of a speaker.
    Speaker(u64),
    /// The letters of a country that the quote is about.
    About([u8; 2]),
}

impl Mark {
    pub(super) fn number(self) -> u64 {
        match self {
            Self::Speaker(number) => number << 1,
            Self::About(letters) => u64::from(u16::from_be_bytes(letters)) << 1 | 1,
        }
    }
}

/// What quotes must be marked with: one of each list.
pub(crate) type Marks = [Vec<Mark>];

/// The sum of a document's time of publication, its marks, and its words with their positions, each
/// hashed. Equal for equal documents, in whatever order they are met; different ones have equal
/// sums by chance alone, one in 2⁶⁴.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Contents(u64);

/// What is summed up.
#[derive(Hash)]
enum Part<'a> {
    Published(u64),
    Mark(&'a [u8]),
    Word(&'a [u8], u32),
}

impl Contents {
    /// Returns the sum for a document that is not read from an index. `tokens` keeps stems for the
    /// next one.
    pub(crate) fn of(tokens: &mut Tokens, published: u64, marks: &[Mark], text: &str) -> Self {
        let mut contents = Self::begun(published);
        let mut marks: Vec<u64> = marks.iter().map(|mark| mark.number()).collect();
        marks.sort_unstable();
        marks.dedup();
        for mark in marks {
            contents.add(&Part::Mark(&mark.to_be_bytes()));
        }
        let mut tokens = tokens.token_stream(text);
        while let Some(token) = tokens.next() {
            let position = u32::try_from(token.position).unwrap_or(u32::MAX);
            contents.add(&Part::Word(token.text.as_bytes(), position));
        }
        contents
    }

    fn begun(published: u64) -> Self {
        let mut contents = Self(0);
        contents.add(&Part::Published(published));
        contents
    }

    fn add(&mut self, part: &Part<'_>) {
        self.0 = self.0.wrapping_add(FixedState::default().hash_one(part));
    }
}

/// Reads the sums of all documents of a segment, in the order of their numbers: 8 bytes for each.
pub(super) fn contents(
    segment: &SegmentReader,
    published: &dyn ColumnValues<u64>,
    marks: Field,
    words: Field,
) -> tantivy::Result<Vec<Contents>> {
    let documents = 0..segment.max_doc();
    let mut contents: Vec<Contents> =
        documents.map(|doc| Contents::begun(published.get_val(doc))).collect();
    let mut positions = Vec::new();
    for (field, option) in
        [(marks, IndexRecordOption::Basic), (words, IndexRecordOption::WithFreqsAndPositions)]
    {
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().stream()?;
        while let Some((term, info)) = terms.next() {
            let mut found = inverted.read_postings_from_terminfo(info, option)?;
            while found.doc() != TERMINATED {
                if let Some(contents) = contents.get_mut(found.doc() as usize) {
                    if field == marks {
                        contents.add(&Part::Mark(term));
                    } else {
                        found.positions(&mut positions);
                        for position in &positions {
                            contents.add(&Part::Word(term, *position));
                        }
                    }
                }
                found.advance();
            }
        }
    }
    Ok(contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_differ_by_words_their_order_marks_and_time() {
        let mut tokens = Tokens::default();
        let mut rain =
            |published, marks: &[Mark], text| Contents::of(&mut tokens, published, marks, text);
        let speakers = [Mark::Speaker(1), Mark::About(*b"KE")];
        let turned = [Mark::About(*b"KE"), Mark::Speaker(1), Mark::About(*b"KE")];
        let one = rain(1, &speakers, "rain and wind");
        assert_eq!(one, rain(1, &turned, "Rain, and wind!"), "as the index has them");
        for other in [
            rain(2, &speakers, "rain and wind"),
            rain(1, &speakers[..1], "rain and wind"),
            rain(1, &[Mark::Speaker(2), speakers[1]], "rain and wind"),
            rain(1, &speakers, "wind and rain"),
            rain(1, &speakers, "rain and winds"),
            rain(1, &speakers, "rain and wind wind"),
        ] {
            assert_ne!(one, other);
        }
    }
}
