//! The records, as rkyv archives them. `FORMAT.md` has every byte.

use rkyv::string::ArchivedString;
use rkyv::{Archive, Serialize};
use smallvec::SmallVec;

use super::archive::Record;
use super::codes::{
    Code, CorrectedCode, CountryOrigin, ParagraphCode, PrecisionCode, QuoteCode, unknown,
};
use super::keys::SortKey;
use super::pack::PackedRecord;
use super::sizes::{INLINE_TEXT_BYTES, PAYLOAD_BYTES};
use crate::model::{Corrected, ParagraphKind, Precision, Published, QuoteKind, Span, SpeakerId};

/// One revision of an article: all but its text and quotes.
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
    /// The id of the extractor; empty if the user made the extraction.
    pub(crate) extractor: String,
    /// BLAKE3 of the text.
    pub(crate) content: [u8; 32],
    /// BLAKE3 of all that was ingested, to recognize the same article if it is ingested again.
    pub(crate) ingested: [u8; 32],
    /// The microseconds of the time of publication by the local clock; 0 if undated.
    pub(crate) published: i64,
    pub(crate) clock: ClockRecord,
    /// The fields that a user corrected, which ingesting again leaves as they are.
    pub(crate) corrected: CorrectedCode,
    pub(crate) text_bytes: u32,
    pub(crate) paragraphs: u32,
    pub(crate) quotes: u32,
    pub(crate) body_pages: u32,
    pub(crate) quote_pages: u32,
    pub(crate) countries: Vec<MentionsRecord>,
    /// The named attributes, in the order of their names; those of one name as they were given.
    pub(crate) attributes: Vec<AttributeRecord>,
}

impl Record for ArticleRecord {
    fn unknown_code(archived: &Self::Archived) -> Option<Code> {
        archived.countries.iter().find_map(|named| unknown(&[named.country]))
    }

    fn wrong_offset(archived: &Self::Archived) -> Option<i16> {
        archived.clock.wrong_offset()
    }
}

impl ArchivedArticleRecord {
    /// Returns the time of publication.
    pub(crate) fn published(&self) -> Option<Published> {
        self.clock.published(self.published.to_native())
    }

    /// Returns the fields that a user corrected.
    pub(crate) fn corrected(&self) -> Corrected {
        self.corrected.corrected()
    }
}

/// A named attribute of an article.
#[derive(Archive, Serialize, Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct AttributeRecord {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// How exactly a time of publication is known, and on which clock.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub(crate) struct ClockRecord {
    pub(crate) precision: PrecisionCode,
    /// The minutes by which the local clock is east of UTC, or [`NO_OFFSET`](Self::NO_OFFSET).
    pub(crate) offset: i16,
}

impl Default for ClockRecord {
    fn default() -> Self {
        Self::of(None)
    }
}

impl ClockRecord {
    /// The offset if none is known.
    const NO_OFFSET: i16 = i16::MIN;
    /// The most minutes that a clock can be off UTC: less than 26 hours, as jiff has it.
    const MOST_MINUTES: i16 = 26 * 60 - 1;

    /// Returns what is known of a time of publication beside its microseconds.
    pub(crate) fn of(published: Option<Published>) -> Self {
        let offset = published.and_then(Published::offset_minutes).unwrap_or(Self::NO_OFFSET);
        Self { precision: PrecisionCode::of(published), offset }
    }
}

impl ArchivedClockRecord {
    fn to_record(&self) -> ClockRecord {
        ClockRecord { precision: self.precision.code(), offset: self.offset.to_native() }
    }

    /// Returns the time of publication that has these microseconds by the local clock.
    #[inline]
    pub(crate) fn published(&self, micros: i64) -> Option<Published> {
        let offset =
            Some(self.offset.to_native()).filter(|offset| *offset != ClockRecord::NO_OFFSET);
        Some(Published::from_micros(micros, self.precision.precision()?, offset))
    }

    /// Returns the offset if no clock has it.
    fn wrong_offset(&self) -> Option<i16> {
        let most = ClockRecord::MOST_MINUTES;
        let offset = self.offset.to_native();
        let is_known = offset == ClockRecord::NO_OFFSET || (-most..=most).contains(&offset);
        (!is_known).then_some(offset)
    }
}

/// A country, and how often an article names it.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub(crate) struct MentionsRecord {
    pub(crate) country: Code,
    pub(crate) mentions: u32,
}

/// One page of an article's text, with the paragraphs that begin on it.
#[derive(Archive, Serialize, Debug, Default)]
pub(crate) struct TextPageRecord {
    /// The offset of the page in the article's text, in bytes.
    pub(crate) start: u32,
    /// The number of the first paragraph that begins on the page, counted from 0 in the article.
    pub(crate) first: u32,
    pub(crate) text: String,
    pub(crate) paragraphs: Vec<ParagraphRecord>,
}

impl Record for TextPageRecord {}

impl ArchivedTextPageRecord {
    /// Returns the offset in the article's text that follows the page, in bytes.
    pub(crate) fn end(&self) -> u32 {
        let bytes = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.start.to_native().saturating_add(bytes)
    }

    /// Returns the text of the paragraph that begins on the page as the `at`th, as far as it is on
    /// the page. `None` if none does.
    #[inline]
    pub(crate) fn paragraph(&self, at: usize) -> Option<&str> {
        let paragraph = self.paragraphs.get(at)?;
        let within = |place: u32| place.saturating_sub(self.start.to_native()) as usize;
        let (start, end) = (paragraph.start.to_native(), paragraph.end.to_native());
        self.text.get(within(start)..within(end).min(self.text.len()))
    }
}

/// One paragraph. A text longer than the page continues on the next ones.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub(crate) struct ParagraphRecord {
    pub(crate) start: u32,
    pub(crate) end: u32,
    #[rkyv(with = ParagraphCode)]
    pub(crate) kind: ParagraphKind,
}

impl ArchivedParagraphRecord {
    /// Returns the kind of the paragraph.
    pub(crate) const fn kind(&self) -> ParagraphKind {
        self.kind.kind()
    }
}

/// One quote. Article, ordinal and time of publication are in its sort key.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct QuoteRecord {
    /// The revision of the article that the quote belongs to.
    pub(crate) revision: u64,
    /// The [hash](super::source_hash) of the article's source, or 0.
    pub(crate) source: u64,
    /// The speaker's id, or 0.
    pub(crate) speaker: u64,
    pub(crate) paragraph: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The span of the mention; empty if there is none.
    pub(crate) mention_start: u32,
    pub(crate) mention_end: u32,
    /// The number that the parts of one attribution share, or `u32::MAX`.
    pub(crate) group: u32,
    pub(crate) confidence: f32,
    #[rkyv(with = QuoteCode)]
    pub(crate) kind: QuoteKind,
    /// How exactly the time of publication is known, and on which clock. Its microseconds are in
    /// the sort key.
    pub(crate) clock: ClockRecord,
    pub(crate) from: Code,
    /// The origin of `from`.
    pub(crate) from_origin: CountryOrigin,
    /// The [fingerprint](super::words_fingerprint) of the words.
    pub(crate) fingerprint: u64,
    pub(crate) countries: Vec<Code>,
    pub(crate) context: Vec<Code>,
    /// The words; empty in the quote pages of an article, and if they are longer than
    /// [`INLINE_TEXT_BYTES`](super::INLINE_TEXT_BYTES): then they are joined from the text pages.
    pub(crate) text: String,
    /// The speaker's name in the extraction of the article.
    pub(crate) name: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) mention: Option<String>,
    pub(crate) cue: Option<String>,
    /// The speakers after the first.
    pub(crate) further: Vec<FurtherRecord>,
}

/// A speaker of a quote after the first.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct FurtherRecord {
    /// The speaker's id, or 0.
    pub(crate) speaker: u64,
    /// The speaker's name in the extraction of the article.
    pub(crate) name: String,
    pub(crate) role: Option<String>,
    pub(crate) from: Code,
    /// The origin of `from`.
    pub(crate) from_origin: CountryOrigin,
}

impl ArchivedFurtherRecord {
    /// Returns the speaker, before merging.
    pub(crate) fn speaker_id(&self) -> Option<SpeakerId> {
        let speaker = self.speaker.to_native();
        Some(speaker).filter(|speaker| *speaker != 0).map(SpeakerId::from_u64)
    }

    fn to_record(&self) -> FurtherRecord {
        FurtherRecord {
            speaker: self.speaker.to_native(),
            name: self.name.as_str().to_owned(),
            role: self.role.as_ref().map(|role| role.as_str().to_owned()),
            from: self.from,
            from_origin: self.from_origin.to_record(),
        }
    }
}

/// The part of a quote's record that is of one of its speakers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SaidBy<'q> {
    /// The speaker before merging, or 0.
    pub(crate) speaker: u64,
    pub(crate) name: Option<&'q str>,
    pub(crate) role: Option<&'q str>,
    /// The mention, which only the first speaker has.
    pub(crate) mention: Option<&'q str>,
    /// The country that the article states.
    pub(crate) from: Code,
}

impl SaidBy<'_> {
    /// Returns the id, before merging.
    pub(crate) fn id(&self) -> Option<SpeakerId> {
        Some(self.speaker).filter(|speaker| *speaker != 0).map(SpeakerId::from_u64)
    }
}

impl QuoteRecord {
    /// Returns whether the words are so short that the record of a list has them.
    pub(crate) fn is_inline(&self) -> bool {
        self.end.saturating_sub(self.start) as usize <= INLINE_TEXT_BYTES
    }
}

impl Record for QuoteRecord {
    fn unknown_code(archived: &Self::Archived) -> Option<Code> {
        unknown(&[archived.from])
            .or_else(|| unknown(&archived.countries))
            .or_else(|| unknown(&archived.context))
            .or_else(|| archived.further.iter().find_map(|further| unknown(&[further.from])))
    }

    fn wrong_offset(archived: &Self::Archived) -> Option<i16> {
        archived.clock.wrong_offset()
    }
}

impl ArchivedQuoteRecord {
    /// Returns the record that was archived.
    pub(crate) fn to_record(&self) -> QuoteRecord {
        let text = |text: &ArchivedString| text.as_str().to_owned();
        QuoteRecord {
            revision: self.revision.to_native(),
            source: self.source.to_native(),
            speaker: self.speaker.to_native(),
            paragraph: self.paragraph.to_native(),
            start: self.start.to_native(),
            end: self.end.to_native(),
            mention_start: self.mention_start.to_native(),
            mention_end: self.mention_end.to_native(),
            group: self.group.to_native(),
            confidence: self.confidence.to_native(),
            kind: self.kind(),
            clock: self.clock.to_record(),
            from: self.from,
            from_origin: self.from_origin.to_record(),
            fingerprint: self.fingerprint.to_native(),
            countries: self.countries.to_vec(),
            context: self.context.to_vec(),
            text: text(&self.text),
            name: self.name.as_ref().map(text),
            role: self.role.as_ref().map(text),
            mention: self.mention.as_ref().map(text),
            cue: self.cue.as_ref().map(text),
            further: self.further.iter().map(ArchivedFurtherRecord::to_record).collect(),
        }
    }

    /// Returns the bytes of the words.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.start.to_native(), self.end.to_native())
    }

    /// Returns the kind of the quote.
    pub(crate) const fn kind(&self) -> QuoteKind {
        self.kind.kind()
    }

    /// Returns the number that the parts of one attribution share.
    pub(crate) fn shared_group(&self) -> Option<u32> {
        Some(self.group.to_native()).filter(|group| *group != u32::MAX)
    }

    /// Returns the first speaker, before merging.
    pub(crate) fn speaker_id(&self) -> Option<SpeakerId> {
        self.first_speaker().id()
    }

    /// Returns what is of the first speaker, whether the quote has one or not.
    #[inline]
    pub(crate) fn first_speaker(&self) -> SaidBy<'_> {
        SaidBy {
            speaker: self.speaker.to_native(),
            name: self.name.as_deref(),
            role: self.role.as_deref(),
            mention: self.mention.as_deref(),
            from: self.from,
        }
    }

    /// Iterates over what is of each speaker, in the order of the text, each id once. The first
    /// item is there whether the quote has a speaker or not.
    #[inline]
    pub(crate) fn speakers(&self) -> impl Iterator<Item = SaidBy<'_>> {
        let is_new = |at: usize| {
            let id = |further: &ArchivedFurtherRecord| further.speaker.to_native();
            let own = self.further.get(at).map_or(0, id);
            own != self.speaker.to_native()
                && !self.further.iter().take(at).any(|one| id(one) == own)
        };
        let further = self.further.iter().enumerate().filter(move |(at, _)| is_new(*at));
        std::iter::once(self.first_speaker()).chain(further.map(|(_, further)| SaidBy {
            speaker: further.speaker.to_native(),
            name: Some(further.name.as_str()),
            role: further.role.as_deref(),
            mention: None,
            from: further.from,
        }))
    }

    /// Returns whether a speaker, before merging, is one of the quote's.
    #[inline]
    pub(crate) fn is_of(&self, is: impl Fn(u64) -> bool) -> bool {
        is(self.speaker.to_native())
            || self.further.iter().any(|further| is(further.speaker.to_native()))
    }

    /// Returns the countries that the quote is about: those in it and in the sentence around it,
    /// each once.
    #[inline]
    pub(crate) fn about_countries(&self) -> SmallVec<[Code; 8]> {
        let mut about = SmallVec::new();
        for code in self.countries.iter().chain(self.context.iter()) {
            if *code != Code::default() && !about.contains(code) {
                about.push(*code);
            }
        }
        about
    }

    /// Returns the day of publication by its number from 1970-01-01, and whether only its month is
    /// known. `None` if the quote, which has this sort key, is undated.
    #[inline]
    pub(crate) fn day(&self, key: &SortKey) -> Option<(i64, bool)> {
        let published = self.clock.published(key.micros()?)?;
        let is_month = published.precision() == Precision::Month;
        Some((published.day(), is_month))
    }

    /// Returns the highest id of a speaker, or 0.
    pub(crate) fn last_speaker(&self) -> u64 {
        self.speakers().map(|said| said.speaker).max().unwrap_or(0)
    }

    /// Returns the bytes of the mention.
    pub(crate) fn mention_span(&self) -> Option<Span> {
        let span = || Span::new(self.mention_start.to_native(), self.mention_end.to_native());
        self.mention.as_ref().map(|_| span())
    }
}

/// One article in a list of articles. Its id and time of publication are in its sort key.
#[derive(Archive, Serialize, Debug, Clone, Copy)]
pub(crate) struct PostingRecord {
    pub(crate) revision: u64,
    pub(crate) quotes: u32,
}

impl Record for PostingRecord {}

/// The root of a posting list.
#[derive(Archive, Serialize, Debug)]
pub(crate) struct ListRootRecord {
    /// The highest LSN that is applied to the list.
    pub(crate) applied_lsn: u64,
    /// The number of records in the list.
    pub(crate) count: u64,
    /// The number of levels of branches above the leaves; 0 if the list is one leaf, or none.
    pub(crate) height: u8,
    /// The page id of the topmost branch or leaf; 0 if the list is empty or `inline`.
    pub(crate) root: u64,
    /// The whole list as packed records, if it is short.
    pub(crate) inline: Vec<u8>,
    /// A sort key that none of the leaves passes; zeros if the list has no leaves.
    pub(crate) newest: [u8; 20],
}

impl Record for ListRootRecord {}

/// A branch of a posting list.
#[derive(Archive, Serialize, Debug, Default)]
pub(crate) struct BranchRecord {
    pub(crate) children: Vec<ChildRecord>,
    /// The late run: leaves with the records that came late into the children, in the order of
    /// their keys. Only a branch right above leaves has any.
    pub(crate) late: Vec<ChildRecord>,
}

impl Record for BranchRecord {}

impl BranchRecord {
    /// The number of late leaves for which there is room beside all children. A branch has more
    /// only for a while, and fits a value of the size of a leaf then.
    pub(crate) const LATE: usize = 16;
    /// The largest number of children.
    pub(crate) const CHILDREN: usize = (PAYLOAD_BYTES - size_of::<rkyv::Archived<Self>>())
        / size_of::<rkyv::Archived<ChildRecord>>()
        - Self::LATE;
}

impl ArchivedBranchRecord {
    /// Returns the record that was archived.
    pub(crate) fn to_record(&self) -> BranchRecord {
        let all = |children: &[ArchivedChildRecord]| {
            children.iter().map(ArchivedChildRecord::to_record).collect()
        };
        BranchRecord { children: all(&self.children), late: all(&self.late) }
    }
}

/// A leaf or branch below a branch.
#[derive(Archive, Serialize, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChildRecord {
    /// The first sort key below the child.
    pub(crate) first: [u8; 20],
    /// The page id of the child.
    pub(crate) number: u64,
    /// The number of records below the child, with those that came late.
    pub(crate) count: u64,
    /// How many of the records of a leaf are not in the leaf but in the late run of the branch.
    pub(crate) late: u16,
}

impl ArchivedChildRecord {
    fn to_record(&self) -> ChildRecord {
        ChildRecord {
            first: self.first,
            number: self.number.to_native(),
            count: self.count.to_native(),
            late: self.late.to_native(),
        }
    }
}

/// The visible version of an article.
#[derive(Archive, Serialize, Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VersionRecord {
    /// The visible revision, or 0 if the article is removed.
    pub(crate) revision: u64,
    /// The LSN of the WAL entry that made the revision visible, or 0 if there is none.
    pub(crate) lsn: u64,
    /// The number of quotes of the revision.
    pub(crate) quotes: u32,
}

impl ArchivedVersionRecord {
    /// Returns the record that was archived.
    pub(crate) fn to_record(&self) -> VersionRecord {
        VersionRecord {
            revision: self.revision.to_native(),
            lsn: self.lsn.to_native(),
            quotes: self.quotes.to_native(),
        }
    }
}

/// The visible versions of articles with consecutive ids.
#[derive(Archive, Serialize, Debug, Default)]
pub(crate) struct VersionsRecord {
    pub(crate) states: Vec<VersionRecord>,
}

impl Record for VersionsRecord {}

impl VersionsRecord {
    /// The number of articles per page.
    pub(crate) const EACH: u64 = 128;

    /// Returns the page of an article's version, and the position on the page.
    pub(crate) fn place(article: u64) -> (u64, usize) {
        // Less than `EACH`, which any `usize` holds.
        (article / Self::EACH, usize::try_from(article % Self::EACH).unwrap_or_default())
    }
}

/// A speaker over all articles.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct SpeakerRecord {
    /// The highest LSN that is applied to the counts.
    pub(crate) applied_lsn: u64,
    pub(crate) name: String,
    /// The country that was stated first. It tells namesakes apart, and is not what queries show.
    pub(crate) country: Code,
    pub(crate) quotes: u64,
    pub(crate) aliases: Vec<SeenRecord>,
    pub(crate) roles: Vec<SeenRecord>,
    /// The countries that articles state for the speaker, in the order of their codes.
    pub(crate) stated: Vec<StatedRecord>,
    /// The number of quotes for which no country is stated.
    pub(crate) unstated: u64,
}

impl Record for SpeakerRecord {
    fn unknown_code(archived: &Self::Archived) -> Option<Code> {
        let stated = archived.stated.iter().map(|stated| stated.country);
        let mut codes = stated.chain([archived.country]);
        codes.find_map(|code| unknown(&[code]))
    }
}

impl ArchivedSpeakerRecord {
    /// Returns the record that was archived.
    pub(crate) fn to_record(&self) -> SpeakerRecord {
        SpeakerRecord {
            applied_lsn: self.applied_lsn.to_native(),
            name: self.name.as_str().to_owned(),
            country: self.country,
            quotes: self.quotes.to_native(),
            aliases: self.aliases.iter().map(ArchivedSeenRecord::to_record).collect(),
            roles: self.roles.iter().map(ArchivedSeenRecord::to_record).collect(),
            stated: self.stated.iter().map(ArchivedStatedRecord::to_record).collect(),
            unstated: self.unstated.to_native(),
        }
    }
}

/// A country, and the number of articles that state it for a speaker.
#[derive(Archive, Serialize, Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StatedRecord {
    pub(crate) country: Code,
    pub(crate) articles: u32,
}

impl ArchivedStatedRecord {
    /// Returns the record that was archived.
    pub(crate) fn to_record(&self) -> StatedRecord {
        StatedRecord { country: self.country, articles: self.articles.to_native() }
    }
}

/// A form of words, and the number of quotes that it was seen with.
#[derive(Archive, Serialize, Debug, Clone)]
pub(crate) struct SeenRecord {
    pub(crate) text: String,
    pub(crate) quotes: u64,
}

impl ArchivedSeenRecord {
    fn to_record(&self) -> SeenRecord {
        SeenRecord { text: self.text.as_str().to_owned(), quotes: self.quotes.to_native() }
    }
}

/// An override of a speaker by a user. The last one is in force; an empty one removes it.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct OverrideRecord {
    pub(crate) speaker: u64,
    pub(crate) name: Option<String>,
    pub(crate) country: Option<Code>,
    /// The speaker that this one was merged into, or 0.
    pub(crate) merged_into: u64,
    /// The speakers concerned, which the override alone keeps if no article quotes them.
    pub(crate) known: Vec<StubRecord>,
}

impl Record for OverrideRecord {
    fn unknown_code(archived: &Self::Archived) -> Option<Code> {
        let stubs = archived.known.iter().map(|known| known.country);
        let mut codes = stubs.chain(archived.country.as_ref().copied());
        codes.find_map(|code| unknown(&[code]))
    }
}

impl ArchivedOverrideRecord {
    /// Returns the record that was archived.
    pub(crate) fn to_record(&self) -> OverrideRecord {
        OverrideRecord {
            speaker: self.speaker.to_native(),
            name: self.name.as_ref().map(|name| name.as_str().to_owned()),
            country: self.country.as_ref().copied(),
            merged_into: self.merged_into.to_native(),
            known: self.known.iter().map(ArchivedStubRecord::to_record).collect(),
        }
    }
}

/// A speaker's stub: the name and country that articles, or the user who created the speaker, give.
#[derive(Archive, Serialize, Debug, Default, Clone)]
pub(crate) struct StubRecord {
    pub(crate) speaker: u64,
    pub(crate) name: String,
    pub(crate) country: Code,
}

impl ArchivedStubRecord {
    fn to_record(&self) -> StubRecord {
        StubRecord {
            speaker: self.speaker.to_native(),
            name: self.name.as_str().to_owned(),
            country: self.country,
        }
    }
}

/// Every archived type has alignment 1, so a record can be read at any address.
const _: () = {
    assert!(align_of::<rkyv::Archived<ArticleRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<TextPageRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<QuoteRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<PostingRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<ListRootRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<BranchRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<VersionsRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<SpeakerRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<OverrideRecord>>() == 1);
    assert!(align_of::<rkyv::Archived<PackedRecord>>() == 1);
};
