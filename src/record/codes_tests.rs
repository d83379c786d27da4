//! Unknown numbers and codes, planted in values whose checksum holds, are refused as corrupt.

use super::archive::archive;
use super::codes::{Coding, CorrectedCode, PrecisionCode};
use super::sizes::HEADER_BYTES;
use super::value_header::{check_header, encode, write_header};
use super::*;
use crate::error::{ErrorKind, Result};
use crate::model::{ArticleId, ParagraphKind, QuoteKind};

const KEY: &[u8] = b"key";

/// A byte that is no number of an enum and no letter of a country code.
const UNKNOWN: u8 = b'~';

/// Returns the archive of `record` with [`UNKNOWN`] in the byte in which the archive of `other`, a
/// record with another code in one field, differs.
fn planted<T: Record>(record: &T, other: &T) -> Vec<u8> {
    let mut bytes = archive(record, Vec::new()).unwrap();
    let other = archive(other, Vec::new()).unwrap();
    assert_eq!(bytes.len(), other.len());
    let differing: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != other[*at]).collect();
    assert_eq!(differing.len(), 1, "one byte is the code");
    bytes[differing[0]] = UNKNOWN;
    bytes
}

fn assert_corrupt<T>(result: Result<T>, what: &str) {
    let kind = result.err().map(|error| error.kind());
    assert_eq!(kind, Some(ErrorKind::Corrupt), "{what}");
}

fn assert_refused<T: Record + Default>(kind: Kind, one: impl Fn(&mut T), other: impl Fn(&mut T)) {
    let record = |set: &dyn Fn(&mut T)| {
        let mut record = T::default();
        set(&mut record);
        record
    };
    let whole = encode_record(kind, KEY, &record(&one)).unwrap();
    assert!(decode_record::<T>(kind, KEY, whole.into()).is_ok(), "{kind:?} with known codes");
    let archive = planted(&record(&one), &record(&other));
    let value = encode(kind, KEY, &archive);
    assert_corrupt(decode_record::<T>(kind, KEY, value.into()), &format!("{kind:?}"));
}

#[test]
fn unknown_numbers_of_an_article_are_corrupt() {
    type Article = ArticleRecord;
    let kind = Kind::Article;
    assert_refused(
        kind,
        |article: &mut Article| article.clock.precision = PrecisionCode::Day,
        |article| article.clock.precision = PrecisionCode::Moment,
    );
    assert_refused(
        kind,
        |article: &mut Article| article.corrected = CorrectedCode::Source,
        |article| article.corrected = CorrectedCode::Both,
    );
    let named = |country: &Code| vec![MentionsRecord { country: *country, mentions: 2 }];
    assert_refused(
        kind,
        |article: &mut Article| article.countries = named(b"IQ"),
        |article| article.countries = named(b"IR"),
    );
}

#[test]
fn unknown_numbers_of_a_paragraph_are_corrupt() {
    let one = |kind| vec![ParagraphRecord { start: 0, end: 4, kind }];
    assert_refused(
        Kind::TextPage,
        |page: &mut TextPageRecord| page.paragraphs = one(ParagraphKind::Body),
        |page| page.paragraphs = one(ParagraphKind::Noise),
    );
}

/// Each way in which two quotes can differ in one code.
fn quotes() -> Vec<(QuoteRecord, QuoteRecord)> {
    let whole = QuoteRecord {
        from: *b"IQ",
        countries: vec![*b"IQ"],
        context: vec![*b"IQ"],
        ..QuoteRecord::default()
    };
    let others = [
        QuoteRecord { kind: QuoteKind::Mixed, ..whole.clone() },
        QuoteRecord { from: *b"IR", ..whole.clone() },
        QuoteRecord { countries: vec![*b"IR"], ..whole.clone() },
        QuoteRecord { context: vec![*b"IR"], ..whole.clone() },
        QuoteRecord { from_origin: CountryOrigin::Article, ..whole.clone() },
        QuoteRecord {
            clock: ClockRecord { precision: PrecisionCode::Month, ..ClockRecord::default() },
            ..whole.clone()
        },
    ];
    others.into_iter().map(|other| (whole.clone(), other)).collect()
}

#[test]
fn unknown_numbers_of_a_packed_quote_are_corrupt() {
    for (quote, other) in quotes() {
        let page = |quote: &[u8]| {
            let mut page = PackedRecord::default();
            page.push(SortKey::new(None, ArticleId::from_u64(1), 0), quote);
            encode_record(Kind::Quotes, KEY, &page).unwrap()
        };
        let open = |page: Vec<u8>| decode_packed::<QuoteRecord>(Kind::Quotes, KEY, page.into());
        assert!(open(page(&archive(&quote, Vec::new()).unwrap())).is_ok());
        assert_corrupt(open(page(&planted(&quote, &other))), &format!("{other:?}"));
    }
}

#[test]
fn an_offset_that_no_clock_has_is_corrupt() {
    for (minutes, is_known) in [
        (0, true),
        (14 * 60, true),
        (-1559, true),
        (1560, false),
        (-1560, false),
        (i16::MAX, false),
    ] {
        let clock = ClockRecord { offset: minutes, ..ClockRecord::default() };
        let article = ArticleRecord { clock, ..ArticleRecord::default() };
        let value = encode_record(Kind::Article, KEY, &article).unwrap();
        let read = decode_record::<ArticleRecord>(Kind::Article, KEY, value.into());
        assert_eq!(read.is_ok(), is_known, "{minutes} minutes");
        assert!(is_known || read.unwrap_err().kind() == ErrorKind::Corrupt);
        let quote = Valid::of(&QuoteRecord { clock, ..QuoteRecord::default() });
        assert_eq!(quote.is_ok(), is_known, "{minutes} minutes of a quote");
    }
}

#[test]
fn unknown_countries_of_a_speaker_and_of_an_override_are_corrupt() {
    assert_refused(
        Kind::Speaker,
        |speaker: &mut SpeakerRecord| speaker.country = *b"IQ",
        |speaker| speaker.country = *b"IR",
    );
    let stated = |country: &Code| vec![StatedRecord { country: *country, articles: 2 }];
    assert_refused(
        Kind::Speaker,
        |speaker: &mut SpeakerRecord| speaker.stated = stated(b"IQ"),
        |speaker| speaker.stated = stated(b"IR"),
    );
    assert_refused(
        Kind::Override,
        |said: &mut OverrideRecord| said.country = Some(*b"IQ"),
        |said| said.country = Some(*b"IR"),
    );
    let stub = |country: &Code| vec![StubRecord { country: *country, ..StubRecord::default() }];
    assert_refused(
        Kind::Override,
        |said: &mut OverrideRecord| said.known = stub(b"IQ"),
        |said| said.known = stub(b"IR"),
    );
}

#[test]
fn an_unknown_number_of_a_wal_entry_is_corrupt() {
    let entry = WalEntry::Edit { speaker: 3, edit: 8 };
    let mut bytes = to_bytes(&entry).unwrap();
    assert_eq!(bytes.first_chunk(), Some(&2_u32.to_le_bytes()));
    bytes[0] = UNKNOWN;
    let value = encode(Kind::Wal, KEY, &bytes);
    assert_corrupt(decode_owned::<WalEntry>(Kind::Wal, KEY, &value), "a WAL entry");
}

#[test]
fn an_unknown_coding_is_corrupt_and_so_is_another_kind() {
    let value = write_header(Kind::Plan, 0, Coding::Plain, KEY, vec![0; HEADER_BYTES]);
    assert!(check_header(Kind::Plan, KEY, &value).is_ok());
    assert_corrupt(check_header(Kind::Key, KEY, &value), "another kind");
    let mut value = value;
    let mut sum = crc32fast::Hasher::new();
    value[3] = UNKNOWN;
    sum.update(&value[..4]);
    sum.update(KEY);
    value[4..8].copy_from_slice(&sum.finalize().to_le_bytes());
    let error = check_header(Kind::Plan, KEY, &value).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert!(error.to_string().contains("unknown coding 126"), "{error}");
}
