//! The records themselves, as rkyv archives them. `FORMAT.md` gives every byte.

use rkyv::{Archive, Serialize};

use crate::model::Country;

/// A country code as records keep it: alpha-2 in ASCII, zeros for none.
pub(crate) type Code = [u8; 2];

/// Writes a country into a record.
pub(crate) fn code(country: Country) -> Code {
    let mut code = Code::default();
    for (byte, letter) in code.iter_mut().zip(country.alpha2().bytes()) {
        *byte = letter;
    }
    code
}

/// Reads a country out of a record.
pub(crate) fn country(code: Code) -> Option<Country> {
    std::str::from_utf8(&code).ok().and_then(Country::from_alpha2)
}

/// The head of one revision of an article: all but its text and quotes.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct ArticleRecord {
    pub(crate) article: u64,
    pub(crate) revision: u64,
    pub(crate) key: String,
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) language: Option<String>,
    /// Which extractor found the quotes; empty where the user brought them.
    pub(crate) extractor: String,
    /// BLAKE3 of the text.
    pub(crate) content: [u8; 32],
    /// BLAKE3 of all that was ingested, to see that the same came again.
    pub(crate) ingested: [u8; 32],
    pub(crate) published: i64,
    /// 0 undated, 1 a day, 2 a moment.
    pub(crate) precision: u8,
    /// What a user corrected, and ingesting again leaves alone: bit 0 published, bit 1 source.
    pub(crate) corrected: u8,
    pub(crate) text_bytes: u32,
    pub(crate) paragraphs: u32,
    pub(crate) quotes: u32,
    pub(crate) body_pages: u32,
    pub(crate) quote_pages: u32,
    pub(crate) countries: Vec<MentionsRecord>,
}

/// How often an article names a country.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub(crate) struct MentionsRecord {
    pub(crate) country: Code,
    pub(crate) mentions: u32,
}

/// A stretch of an article's text, with the paragraphs that begin in it.
#[derive(Archive, Serialize, Debug, Default)]
pub(crate) struct BodyRecord {
    /// Where the stretch begins in the article's text, in bytes.
    pub(crate) start: u32,
    /// The number of the first paragraph that begins here, counted from 0 in the article.
    pub(crate) first: u32,
    pub(crate) text: String,
    pub(crate) paragraphs: Vec<ParagraphRecord>,
}

/// One paragraph; its text lies in the page it begins in, and goes on in the next ones where it is longer.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub(crate) struct ParagraphRecord {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// 0 body, 1 heading, 2 caption, 3 noise.
    pub(crate) kind: u8,
}

/// One quote, complete: article, ordinal and time of publication stand in its sort key.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct QuoteRecord {
    /// The revision of the article that the quote belongs to.
    pub(crate) revision: u64,
    /// The hash of the article's source, as [`super::source_hash`] makes it; 0 for none.
    pub(crate) source: u64,
    /// The speaker's id, 0 for none.
    pub(crate) speaker: u64,
    pub(crate) paragraph: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Where the mention stands; empty for none.
    pub(crate) mention_start: u32,
    pub(crate) mention_end: u32,
    /// The number that the parts of one attribution share, `u32::MAX` for none.
    pub(crate) group: u32,
    pub(crate) confidence: f32,
    /// 0 direct, 1 mixed.
    pub(crate) kind: u8,
    /// Whether only the day of publication is known.
    pub(crate) day: bool,
    pub(crate) from: Code,
    pub(crate) countries: Vec<Code>,
    pub(crate) context: Vec<Code>,
    /// The words; empty where they are longer than [`super::INLINE_TEXT_BYTES`] and are joined from the body pages.
    pub(crate) text: String,
    /// The speaker's name, as the article's extraction gave it.
    pub(crate) name: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) mention: Option<String>,
    pub(crate) cue: Option<String>,
}

/// One article in a list of articles; its id and time of publication stand in its sort key.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub(crate) struct PostingRecord {
    pub(crate) revision: u64,
    pub(crate) quotes: u32,
}

/// The head of a list: what it has absorbed and where its records are.
#[derive(Archive, Serialize, Debug)]
pub(crate) struct ListRecord {
    /// The highest sequence that the list holds the effect of.
    pub(crate) absorbed: u64,
    /// How many records the list holds.
    pub(crate) count: u64,
    /// How many levels of nodes lie above the blocks; 0 where the list is one block, or none.
    pub(crate) height: u8,
    /// The number of the topmost node or block; 0 where the list is empty or stands in `inline`.
    pub(crate) root: u64,
    /// The whole list as packed records, while it is short.
    pub(crate) inline: Vec<u8>,
}

/// An inner node of a list.
#[derive(Archive, Serialize, Debug, Default)]
pub(crate) struct NodeRecord {
    pub(crate) children: Vec<ChildRecord>,
}

/// A block or node below a node.
#[derive(Archive, Serialize, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChildRecord {
    /// The first sort key below the child.
    pub(crate) first: [u8; 20],
    /// The child's number.
    pub(crate) number: u64,
    /// How many records lie below it.
    pub(crate) count: u64,
}

/// Which revision of an article is visible.
#[derive(Archive, Serialize, Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StateRecord {
    /// The visible revision, 0 where the article is removed.
    pub(crate) revision: u64,
    /// The sequence of the change that made it so, 0 where there was none.
    pub(crate) sequence: u64,
    /// How many quotes that revision has.
    pub(crate) quotes: u32,
}

/// The states of articles whose ids follow each other.
#[derive(Archive, Serialize, Debug, Default)]
pub(crate) struct StatesRecord {
    pub(crate) states: Vec<StateRecord>,
}

impl StatesRecord {
    /// How many articles have their states on one page.
    pub(crate) const EACH: u64 = 128;

    /// Returns the page that an article's state stands on, and its position there.
    pub(crate) fn place(article: u64) -> (u64, usize) {
        // Less than `EACH`, which any `usize` holds.
        (article / Self::EACH, usize::try_from(article % Self::EACH).unwrap_or_default())
    }
}

/// What is known of a speaker over all articles.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct SpeakerRecord {
    /// The highest sequence that the counts hold the effect of.
    pub(crate) absorbed: u64,
    pub(crate) name: String,
    pub(crate) country: Code,
    pub(crate) quotes: u64,
    pub(crate) aliases: Vec<SeenRecord>,
    pub(crate) roles: Vec<SeenRecord>,
}

/// A form of words and how many quotes it was seen with.
#[derive(Archive, Serialize, Debug, Clone)]
pub(crate) struct SeenRecord {
    pub(crate) text: String,
    pub(crate) quotes: u64,
}

/// What a user said of a speaker. The last one holds; an empty one undoes.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct EditRecord {
    pub(crate) speaker: u64,
    pub(crate) name: Option<String>,
    pub(crate) country: Option<Code>,
    /// The speaker that this one is, 0 for none.
    pub(crate) merged_into: u64,
    /// The speakers concerned, which the edit makes known where no article does.
    pub(crate) known: Vec<KnownRecord>,
}

/// A speaker as articles, or who made it, call it.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct KnownRecord {
    pub(crate) speaker: u64,
    pub(crate) name: String,
    pub(crate) country: Code,
}

/// Every archived type has alignment 1: a record can be read wherever its bytes lie.
const _: () = {
    assert!(align_of::<rkyv::Archived<ArticleRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<BodyRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<QuoteRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<PostingRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<ListRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<NodeRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<StatesRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<SpeakerRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<EditRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<super::access::PackedRecord>>() == 1);
};
