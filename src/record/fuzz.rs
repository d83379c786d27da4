//! Decodes bytes as every kind of value that a store holds, for fuzzing and for the replay of its corpus.

use super::access::{Packed, Record};
use super::envelope::{Coding, HEADER_BYTES, Kind, finish, open_packed, open_record, seal};
use super::key::SortKey;
use super::records::{
    ArticleRecord, BodyRecord, EditRecord, ListRecord, NodeRecord, PostingRecord, QuoteRecord,
    SpeakerRecord, StatesRecord,
};
use super::small::{
    BackupValue, ChangeValue, HeaderValue, MarkValue, PlanValue, ReachValue, RootValue, open_small,
};
use super::v0;

/// The first byte says as what; the rest is taken as a whole value, and as the payload of one whose checksum holds, as
/// it is and compressed.
pub(crate) fn values(data: &[u8]) {
    let Some((choice, payload)) = data.split_first() else { return };
    let key = super::page_key(7, 1);
    let each = |kind, read: &dyn Fn(&[u8])| {
        read(payload);
        read(&seal(kind, &key, payload));
        read(&finish(kind, 0, Coding::Lz4, &key, [&[0; HEADER_BYTES], payload].concat()));
    };
    macro_rules! small {
        ($kind:ident, $value:ty) => {
            each(Kind::$kind, &|value| drop(open_small::<$value>(Kind::$kind, &key, value)))
        };
    }
    match choice % 20 {
        0 => small!(Header, HeaderValue),
        1 => small!(Root, RootValue),
        2 => small!(Change, ChangeValue),
        3 => small!(Plan, PlanValue),
        4 => small!(Mark, MarkValue),
        5 => small!(Key, u64),
        6 => small!(Reach, ReachValue),
        7 => small!(Backup, BackupValue),
        8 => each(Kind::Change, &|value| drop(v0::open_change(&key, value))),
        9 => each(Kind::Edit, &|value| drop(v0::open_edit(&key, value.to_vec().into()))),
        10 => each(Kind::Article, &|value| {
            record::<ArticleRecord>(Kind::Article, value, |article| {
                let countries = article.countries.iter().map(|named| named.mentions.to_native());
                (
                    article.key.len(),
                    article.title.as_deref().map(str::len),
                    countries.max(),
                    article.published(),
                )
                    .0
            });
        }),
        11 => each(Kind::Body, &|value| {
            record::<BodyRecord>(Kind::Body, value, |body| {
                body.text.chars().count() + body.paragraphs.len()
            });
        }),
        12 => each(Kind::Quotes, &|value| {
            packed::<QuoteRecord>(Kind::Quotes, value, |quote| quote.text.len());
        }),
        13 => each(Kind::Postings, &|value| {
            packed::<PostingRecord>(Kind::Postings, value, |posting| {
                posting.quotes.to_native() as usize
            });
        }),
        14 => each(Kind::Node, &|value| {
            record::<NodeRecord>(Kind::Node, value, |node| node.children.len());
        }),
        15 => each(Kind::List, &|value| {
            record::<ListRecord>(Kind::List, value, |list| list.inline.len());
        }),
        16 => each(Kind::States, &|value| {
            record::<StatesRecord>(Kind::States, value, |states| states.states.len());
        }),
        17 => each(Kind::Speaker, &|value| {
            record::<SpeakerRecord>(Kind::Speaker, value, |speaker| {
                speaker.aliases.len() + speaker.name.len()
            });
        }),
        18 => each(Kind::Edit, &|value| {
            record::<EditRecord>(Kind::Edit, value, |edit| {
                edit.known.iter().map(|known| known.name.len()).sum()
            });
        }),
        _ => {
            if let Some(bytes) = payload.first_chunk() {
                let key = SortKey::from_bytes(*bytes);
                assert!(key.next() > key || key == SortKey::MAX);
                let _ = (key.published(true), key.published(false), key.article(), key.quote());
            }
        }
    }
}

fn record<T: Record>(kind: Kind, value: &[u8], read: impl Fn(&T::Archived) -> usize) {
    if let Ok(view) = open_record::<T>(kind, &super::page_key(7, 1), value.to_vec().into()) {
        std::hint::black_box(read(&view));
    }
}

fn packed<T: Record>(kind: Kind, value: &[u8], read: impl Fn(&T::Archived) -> usize) {
    let Ok(view) = open_packed::<T>(kind, &super::page_key(7, 1), value.to_vec().into()) else {
        return;
    };
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
