//! The bytes of every kind of value, as this format version writes them. A change here changes the
//! format.

use super::codes::{CorrectedCode, PrecisionCode};
use super::records::FurtherRecord;
use super::*;
use crate::model::{ArticleId, ParagraphKind, Published, QuoteKind};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn quote() -> QuoteRecord {
    QuoteRecord {
        revision: 7,
        source: 0x0102_0304_0506_0708,
        speaker: 3,
        paragraph: 1,
        start: 20,
        end: 27,
        mention_start: 35,
        mention_end: 46,
        group: 2,
        confidence: 0.75,
        kind: QuoteKind::Mixed,
        clock: ClockRecord { precision: PrecisionCode::Moment, offset: 120 },
        from: *b"NG",
        from_origin: CountryOrigin::Article,
        fingerprint: words_fingerprint("We won,"),
        countries: vec![*b"IQ", *b"IR"],
        context: vec![*b"NG"],
        text: "We won,".to_owned(),
        name: Some("Ada Nkemelu".to_owned()),
        role: Some("Nigerian minister".to_owned()),
        mention: Some("Ms Nkemelu".to_owned()),
        cue: Some("said".to_owned()),
        further: vec![FurtherRecord { speaker: 4, name: "Ben Okafor".to_owned() }],
    }
}

fn article_record() -> ArticleRecord {
    ArticleRecord {
        article: 5,
        revision: 7,
        key: "https://example.org/vote".to_owned(),
        title: Some("Vote".to_owned()),
        url: Some("https://example.org/vote".to_owned()),
        source: None,
        byline: Some(String::new()),
        language: Some("en-GB".to_owned()),
        extractor: "english/1".to_owned(),
        content: [0xc0; 32],
        ingested: [0x1e; 32],
        published: 1_595_289_600_000_000,
        clock: ClockRecord { precision: PrecisionCode::Day, ..ClockRecord::default() },
        corrected: CorrectedCode::Source,
        text_bytes: 47,
        paragraphs: 2,
        quotes: 1,
        body_pages: 1,
        quote_pages: 1,
        countries: vec![MentionsRecord { country: *b"IQ", mentions: 4 }],
        attributes: vec![AttributeRecord { name: "desk".to_owned(), value: "world".to_owned() }],
    }
}

fn publication() -> PublicationValue {
    let table = PublishedTable {
        name: "lists".to_owned(),
        levels: 2,
        first: b"A".to_vec(),
        offset: 4711,
        length: 99,
    };
    PublicationValue {
        format: FORMAT,
        store: [7; 16],
        epoch: 1,
        lsn: 12,
        bytes: 5000,
        tables: vec![table],
        attributes: vec!["desk".to_owned()],
    }
}

fn header() -> HeaderValue {
    let attributes = vec!["desk".to_owned(), "tag".to_owned()];
    HeaderValue { format: FORMAT, store: [0x51; 16], attributes }
}

fn backup() -> BackupValue {
    BackupValue {
        format: FORMAT,
        store: [0x51; 16],
        since: 4,
        last: 9,
        epochs: vec![EpochValue { epoch: 1, survived: 0 }],
        next_article: 6,
        next_speaker: 4,
        next_revision: 8,
        attributes: vec!["desk".to_owned()],
    }
}

fn sort_key() -> SortKey {
    let day = Published::from(jiff::civil::date(2020, 7, 21));
    SortKey::new(Some(day), ArticleId::from_u64(5), 1)
}

fn packed(records: &[Vec<u8>]) -> PackedRecord {
    let mut packed = PackedRecord::default();
    for record in records {
        packed.push(sort_key(), record);
    }
    packed
}

fn encode_quotes(page: &[u8]) -> Vec<u8> {
    let quotes = packed(&[Valid::of(&quote()).unwrap().payload().to_vec()]);
    encode_record(Kind::Quotes, page, &quotes).unwrap()
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn values() -> Vec<(&'static str, Vec<u8>)> {
    let revision = 7_u64.to_be_bytes();
    let page = page_key(7, 0);
    let key = sort_key();
    let posting = Valid::of(&PostingRecord { revision: 7, quotes: 2 }).unwrap();
    // Nothing that LZ4 would make shorter: what it writes is not fixed.
    let article = ArticleRecord {
        url: None,
        content: *blake3::hash(b"content").as_bytes(),
        ingested: *blake3::hash(b"ingested").as_bytes(),
        ..article_record()
    };
    let body = TextPageRecord {
        start: 0,
        first: 0,
        text: "Vote\n\n“We won,” said Ada Nkemelu.".to_owned(),
        paragraphs: vec![
            ParagraphRecord { start: 0, end: 4, kind: ParagraphKind::Heading },
            ParagraphRecord { start: 6, end: 39, kind: ParagraphKind::Body },
        ],
    };
    let list = ListRootRecord {
        applied_lsn: 9,
        count: 12,
        height: 2,
        root: 31,
        inline: Vec::new(),
        newest: *key.as_bytes(),
    };
    let node = BranchRecord {
        children: vec![ChildRecord { first: *key.as_bytes(), number: 30, count: 12 }],
    };
    let seen = |text: &str| SeenRecord { text: text.to_owned(), quotes: 2 };
    let speaker = SpeakerRecord {
        applied_lsn: 9,
        name: "Ada Nkemelu".to_owned(),
        country: *b"NG",
        quotes: 12,
        aliases: vec![seen("Ms Nkemelu")],
        roles: vec![seen("Nigerian minister")],
        stated: vec![
            StatedRecord { country: *b"GB", articles: 1 },
            StatedRecord { country: *b"NG", articles: 4 },
        ],
        unstated: 3,
    };
    let edit = OverrideRecord {
        speaker: 3,
        name: Some("Ada N.".to_owned()),
        country: Some(*b"GB"),
        merged_into: 4,
        known: vec![StubRecord { speaker: 3, name: "Ada".to_owned(), country: *b"NG" }],
    };
    let root = CheckpointValue {
        checkpoint_lsn: 9,
        next_article: 6,
        next_speaker: 4,
        next_revision: 8,
        next_page_id: 32,
        clean: true,
        epochs: vec![EpochValue { epoch: 1, survived: 0 }],
    };
    let plan = PlanValue {
        last: true,
        lists: vec![PlannedList { key: b"S".to_vec(), old: vec![30], new: vec![31] }],
        revisions: vec![6],
    };
    let states = VersionsRecord {
        states: vec![VersionRecord::default(), VersionRecord { revision: 7, lsn: 9, quotes: 2 }],
    };
    let mark = HighWaterValue { format: FORMAT, store: [0x51; 16], epoch: 1, lsn: 9 };
    let put = WalEntry::Put { article: 5, revision: 7, previous: 6 };
    let tombstone = [0x61; 17];
    let erase = WalEntry::Erase { article: 5, previous: 7 };
    let set = WalEntry::Tombstone { tombstone, of: 5, set: true };
    let remove = WalEntry::Remove { article: 5, previous: 7, key: [0x4e; 16] };
    vec![
        ("header", encode_owned(Kind::Header, b"header", &header()).unwrap()),
        ("root", encode_owned(Kind::Checkpoint, b"root", &root).unwrap()),
        ("change put", encode_owned(Kind::Wal, &revision, &put).unwrap()),
        ("change remove", encode_owned(Kind::Wal, &revision, &remove).unwrap()),
        (
            "change edit",
            encode_owned(Kind::Wal, &revision, &WalEntry::Edit { speaker: 3, edit: 8 }).unwrap(),
        ),
        ("change erase", encode_owned(Kind::Wal, &revision, &erase).unwrap()),
        ("change tombstone", encode_owned(Kind::Wal, &revision, &set).unwrap()),
        ("plan", encode_owned(Kind::Plan, &page, &plan).unwrap()),
        ("article", encode_parts(Kind::Article, &revision, &article).unwrap().remove(0).1),
        ("body", encode_record(Kind::TextPage, &page, &body).unwrap()),
        ("quotes", encode_quotes(&page)),
        (
            "postings",
            encode_record(Kind::Postings, &revision, &packed(&[posting.payload().to_vec()]))
                .unwrap(),
        ),
        ("node", encode_record(Kind::Branch, &revision, &node).unwrap()),
        ("list", encode_record(Kind::ListRoot, b"S", &list).unwrap()),
        ("states", encode_record(Kind::Versions, &revision, &states).unwrap()),
        ("speaker", encode_record(Kind::Speaker, &revision, &speaker).unwrap()),
        ("edit", encode_record(Kind::Override, &revision, &edit).unwrap()),
        ("mark", encode_owned(Kind::HighWater, b"mark", &mark).unwrap()),
        ("key", encode_owned(Kind::Key, &[0x4b; 16], &5_u64).unwrap()),
        (
            "tombstone",
            encode_owned(Kind::Tombstone, &tombstone, &TombstoneValue { lsn: 9, of: 5 }).unwrap(),
        ),
        ("floor", encode_owned(Kind::FeedFloor, b"floor", &9_u64).unwrap()),
        (
            "reach",
            encode_owned(
                Kind::DurableOffset,
                b"reach",
                &DurableOffsetValue { number: 3, log: Some(524_287) },
            )
            .unwrap(),
        ),
        ("backup", encode_owned(Kind::Backup, b"backup", &backup()).unwrap()),
        ("directory", encode_owned(Kind::Publication, b"publication", &publication()).unwrap()),
    ]
}

/// Each kind of value on a line: its name, a colon, its bytes in hexadecimal.
const GOLDEN: &str = include_str!("golden_v2.txt");
/// The same of format version 1.
const GOLDEN_V1: &str = include_str!("golden_v1.txt");

#[test]
fn every_kind_of_value_has_the_bytes_of_its_format_version() {
    let written: Vec<String> =
        values().iter().map(|(name, value)| format!("{name}: {}", hex(value))).collect();
    for (written, golden) in written.iter().zip(GOLDEN.lines()) {
        assert_eq!(
            written, golden,
            "the format changed: make it a deliberate change, in FORMAT.md too"
        );
    }
    assert_eq!(written.len(), GOLDEN.lines().count());
}

#[test]
fn values_of_format_version_1_are_read_as_they_were_written() {
    let value = |name: &str| -> crate::bytes::Bytes {
        let named = GOLDEN_V1.lines().filter_map(|line| line.split_once(": "));
        let (_, hex) = named.into_iter().find(|(other, _)| *other == name).unwrap();
        unhex(hex).into()
    };
    let read = v1::decode_header(b"header", &value("header")).unwrap();
    assert_eq!(read, HeaderValue { format: 1, attributes: Vec::new(), ..header() });
    let key = 7_u64.to_be_bytes();
    let article = v1::decode_article(&key, value("article"), |_| Ok(None)).unwrap();
    let expected = ArticleRecord { attributes: Vec::new(), ..article_record() };
    assert_eq!(format!("{article:?}"), format!("{expected:?}"));
    let page = page_key(7, 0);
    let quotes = v1::decode_quotes(&page, value("quotes")).unwrap();
    let expected = QuoteRecord {
        clock: ClockRecord { precision: PrecisionCode::Day, ..ClockRecord::default() },
        further: Vec::new(),
        ..quote()
    };
    assert_eq!(format!("{quotes:?}"), format!("{:?}", [(sort_key(), expected)]));
    let speaker = v0::decode_speaker(7, value("speaker")).unwrap();
    let expected = StubRecord { speaker: 7, name: "Ada Nkemelu".to_owned(), country: *b"NG" };
    assert_eq!(format!("{speaker:?}"), format!("{expected:?}"));
    // The present version does not take them for its own.
    assert!(decode_record::<SpeakerRecord>(Kind::Speaker, &key, value("speaker")).is_err());
    assert!(decode_packed::<QuoteRecord>(Kind::Quotes, &page, value("quotes")).is_err());
    assert!(v1::decode_quotes(&page, encode_quotes(&page).into()).is_err());
}

#[test]
fn every_flipped_bit_of_a_value_is_seen() {
    let values = values();
    let (_, value) = values.iter().find(|(name, _)| *name == "quotes").unwrap();
    let key = page_key(7, 0);
    assert!(decode_packed::<QuoteRecord>(Kind::Quotes, &key, value.clone().into()).is_ok());
    for bit in 0..value.len() * 8 {
        let mut flipped = value.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(
            decode_packed::<QuoteRecord>(Kind::Quotes, &key, flipped.into()).is_err(),
            "bit {bit}"
        );
    }
    let elsewhere = page_key(8, 0);
    assert!(
        decode_packed::<QuoteRecord>(Kind::Quotes, &elsewhere, value.clone().into()).is_err(),
        "another key"
    );
}

/// A body page of [`said`], compressed, as any store may have it. How LZ4 compresses a text is
/// not fixed; what it reads is.
const COMPRESSED: &str = "06000001859565405802ff11e2809c576520776f6e2ce2809d20\
    7361696420416461204e6b656d656c752e202000ffff0f13000100f00180090000b8fdfffff0ffffff00000000";

/// A text that says the same again and again.
fn said() -> TextPageRecord {
    let text = "“We won,” said Ada Nkemelu. ".repeat(18);
    TextPageRecord { text, ..TextPageRecord::default() }
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
        .collect()
}

#[test]
fn a_value_that_becomes_shorter_is_compressed_and_reads_the_same() {
    let key = page_key(7, 0);
    let written = encode_record(Kind::TextPage, &key, &said()).unwrap();
    assert!(written.len() < 120, "{} bytes", written.len());
    for value in [written, unhex(COMPRESSED)] {
        let read: Valid<TextPageRecord> =
            decode_record(Kind::TextPage, &key, value.clone().into()).unwrap();
        assert_eq!(read.text, said().text);
        for bit in 0..value.len() * 8 {
            let mut flipped = value.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(
                decode_record::<TextPageRecord>(Kind::TextPage, &key, flipped.into()).is_err(),
                "bit {bit}"
            );
        }
    }
    let random: Vec<u8> = (0..40_u64)
        .flat_map(|at| blake3::hash(&at.to_le_bytes()).as_bytes()[..20].to_vec())
        .collect();
    let sealed = encode_archive(Kind::Quotes, &key, &random);
    assert_eq!(&sealed[8..], random, "what does not become shorter is stored plain");
}

#[test]
fn a_newer_schema_is_refused_by_name() {
    let mut value = encode_owned(Kind::Checkpoint, b"root", &0_u64).unwrap();
    value[1] = 9;
    let mut sum = crc32fast::Hasher::new();
    for part in [&value[..3], b"root", &value[8..]] {
        sum.update(part);
    }
    value[4..8].copy_from_slice(&sum.finalize().to_le_bytes());
    let error = decode_owned::<u64>(Kind::Checkpoint, b"root", &value).unwrap_err();
    assert_eq!(error.kind(), crate::error::ErrorKind::IncompatibleFormat);
    assert!(error.to_string().contains("checkpoint"), "{error}");
}
