//! Decodes bytes as every kind of stored value, for fuzzing and for the replay of its corpus.

use super::access::Packed;
use super::archive::Record;
use super::codes::{Coding, Kind};
use super::keys::{SortKey, page_key};
use super::owned::{
    CheckpointValue, DurableOffsetValue, HighWaterValue, PlanValue, PublicationValue,
    TombstoneValue, WalEntry, decode_owned,
};
use super::records::{
    ArticleRecord, BranchRecord, ListRootRecord, OverrideRecord, PostingRecord, QuoteRecord,
    SpeakerRecord, TextPageRecord, VersionsRecord,
};
use super::sizes::HEADER_BYTES;
use super::value_header::{decode_packed, decode_record, encode, write_header};
use super::{v0, v1};
use crate::model::Published;

/// Decodes `data` as the kind of value that the first byte names: the rest as a whole value, and as
/// the payload of a value with a valid checksum, plain and compressed.
pub(crate) fn values(data: &[u8]) {
    let Some((choice, payload)) = data.split_first() else { return };
    let key = page_key(7, 1);
    let each = |kind, read: &dyn Fn(&[u8])| {
        read(payload);
        read(&encode(kind, &key, payload));
        read(&write_header(kind, 0, Coding::Lz4, &key, [&[0; HEADER_BYTES], payload].concat()));
    };
    macro_rules! owned {
        ($kind:ident, $value:ty) => {
            each(Kind::$kind, &|value| drop(decode_owned::<$value>(Kind::$kind, &key, value)))
        };
    }
    match choice % 23 {
        0 => each(Kind::Header, &|value| {
            read_older(value, |value| drop(v1::decode_header(&key, &value)));
        }),
        1 => owned!(Checkpoint, CheckpointValue),
        2 => owned!(Wal, WalEntry),
        3 => owned!(Plan, PlanValue),
        4 => owned!(HighWater, HighWaterValue),
        5 => {
            owned!(Key, u64);
            owned!(Tombstone, TombstoneValue);
        }
        6 => owned!(DurableOffset, DurableOffsetValue),
        7 => each(Kind::Backup, &|value| {
            read_older(value, |value| drop(v1::decode_backup(&key, &value)));
        }),
        8 => each(Kind::Wal, &|value| drop(v0::decode_wal_entry(&key, value))),
        9 => each(Kind::Override, &|value| drop(v0::decode_override(&key, value.to_vec().into()))),
        10 => each(Kind::Article, &|value| {
            record::<ArticleRecord>(Kind::Article, value, |article| {
                let countries = article.countries.iter().map(|named| named.mentions.to_native());
                (
                    article.key.len(),
                    article.title.as_deref().map(str::len),
                    countries.max(),
                    article.published().map(|published| {
                        (published.to_string(), published.date(), published.timestamp())
                    }),
                    article.attributes.iter().map(|one| one.name.len() + one.value.len()).max(),
                )
                    .0
            });
        }),
        11 => each(Kind::TextPage, &|value| {
            record::<TextPageRecord>(Kind::TextPage, value, |body| {
                body.text.chars().count() + body.paragraphs.len()
            });
        }),
        12 => each(Kind::Quotes, &|value| {
            packed::<QuoteRecord>(Kind::Quotes, value, |quote| {
                let published = quote.clock.published(7).map(Published::last_micros);
                let further = quote.further.iter().map(|further| further.name.len());
                quote.text.len() + further.sum::<usize>() + usize::from(published.is_some())
            });
        }),
        13 => each(Kind::Postings, &|value| {
            packed::<PostingRecord>(Kind::Postings, value, |posting| {
                posting.quotes.to_native() as usize
            });
        }),
        14 => each(Kind::Branch, &|value| {
            record::<BranchRecord>(Kind::Branch, value, |node| node.children.len());
        }),
        15 => each(Kind::ListRoot, &|value| {
            record::<ListRootRecord>(Kind::ListRoot, value, |list| list.inline.len());
        }),
        16 => each(Kind::Versions, &|value| {
            record::<VersionsRecord>(Kind::Versions, value, |states| states.states.len());
        }),
        17 => each(Kind::Speaker, &|value| {
            record::<SpeakerRecord>(Kind::Speaker, value, |speaker| {
                speaker.aliases.len() + speaker.name.len() + speaker.stated.len()
            });
        }),
        18 => each(Kind::Override, &|value| {
            record::<OverrideRecord>(Kind::Override, value, |edit| {
                edit.known.iter().map(|known| known.name.len()).sum()
            });
        }),
        20 => each(Kind::Article, &|value| {
            read_older(value, |value| {
                let article = v1::decode_article(&key, value, |_| Ok(None));
                drop(article.map(|article| assert!(article.attributes.is_empty())));
            });
        }),
        21 => each(Kind::Quotes, &|value| {
            read_older(value, |value| drop(v1::decode_quotes(&key, value)));
        }),
        22 => owned!(Publication, PublicationValue),
        _ => {
            if let Some(bytes) = payload.first_chunk() {
                let key = SortKey::from_bytes(*bytes);
                assert!(key.next() > key || key == SortKey::MAX);
                let _ = (key.micros(), key.article(), key.quote());
            }
        }
    }
}

/// Reads a value whose header has the present schema version as one of the version before too.
fn read_older(value: &[u8], read: impl Fn(crate::bytes::Bytes)) {
    read(value.to_vec().into());
    let mut older = value.to_vec();
    if let Some([kind, version, parts, coding, sum @ ..]) = older.first_chunk_mut::<HEADER_BYTES>()
    {
        *version = 0;
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&[*kind, 0, *parts]);
        if *coding != 0 {
            hasher.update(&[*coding]);
        }
        hasher.update(&page_key(7, 1));
        hasher.update(value.get(HEADER_BYTES..).unwrap_or_default());
        *sum = hasher.finalize().to_le_bytes();
    }
    read(older.into());
}

fn record<T: Record>(kind: Kind, value: &[u8], read: impl Fn(&T::Archived) -> usize) {
    if let Ok(view) = decode_record::<T>(kind, &page_key(7, 1), value.to_vec().into()) {
        std::hint::black_box(read(&view));
    }
}

fn packed<T: Record>(kind: Kind, value: &[u8], read: impl Fn(&T::Archived) -> usize) {
    let Ok(view) = decode_packed::<T>(kind, &page_key(7, 1), value.to_vec().into()) else { return };
    let view: Packed<T> = view;
    for at in 0..=view.len() {
        assert_eq!(view.entry(at).is_some(), at < view.len());
        if let Some((key, record)) = view.entry(at) {
            std::hint::black_box((read(&record), view.lower_bound(&key)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn bytes_of_any_kind_are_decoded_or_refused() {
        let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/targets/corpus/values");
        let mut seen = 0;
        for entry in std::fs::read_dir(corpus).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            for bit in 0..bytes.len() * 8 {
                let mut flipped = bytes.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                values(&flipped);
            }
            for length in 0..=bytes.len() {
                values(&bytes[..length]);
            }
            seen += 1;
        }
        assert!(seen > 0, "there is no corpus");
    }
}
