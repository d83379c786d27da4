//! From a change to what it does to the derived data. Working it out may fail; publishing it
//! cannot.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::identity::is_alias;
use crate::model::{Precision, Published, SpeakerId, fold_name};
use crate::record::{
    ArchivedQuoteRecord, Code, PostingRecord, SeenRecord, SortKey, SpeakerRecord, StatedRecord,
    Valid, VersionRecord, country,
};
use crate::storage::list::ListKey;
use crate::storage::memtable::{IndexDelta, ListDelta};
use crate::storage::name_keys;
use crate::storage::read_guard::ReadGuard;
use crate::storage::revision::Revision;
use crate::storage::write::stated::{Changed, Tally, known_deltas};

/// The most forms of a name, and the most roles, that a speaker's record counts.
const SEEN: usize = 64;
/// The most bytes that either of them take there.
const SEEN_BYTES: usize = 1800;
/// The most bytes that both of them and the stated countries take, so that with the longest name
/// the record fits a value.
const LISTED_BYTES: usize = 3760;
/// The archived bytes of one form beside its text.
const SEEN_ENTRY_BYTES: usize = 16;

/// The lists that a quote is in.
pub(crate) fn quote_lists(quote: &ArchivedQuoteRecord) -> impl Iterator<Item = ListKey> {
    let speaker = Some(quote.speaker.to_native()).filter(|speaker| *speaker != 0);
    let about: BTreeSet<Code> =
        quote.countries.iter().chain(quote.context.iter()).copied().collect();
    speaker
        .map(|speaker| ListKey::speaker(SpeakerId::from_u64(speaker)))
        .into_iter()
        .chain(country(quote.from).map(ListKey::from))
        .chain(about.into_iter().filter_map(country).map(ListKey::about))
}

/// The lists that an article is in.
pub(crate) fn article_lists(revision: &Revision) -> impl Iterator<Item = ListKey> + '_ {
    std::iter::once(ListKey::articles())
        .chain(revision.source.as_deref().map(ListKey::source))
        .chain(revision.countries.iter().copied().map(ListKey::country))
        .chain(revision.published.filter(is_month).map(|_| ListKey::months()))
        .chain(revision.attributes.iter().copied())
}

/// Whether only the month is known.
fn is_month(published: &Published) -> bool {
    published.precision() == Precision::Month
}

pub(crate) fn posting_key(revision: &Revision) -> SortKey {
    SortKey::new(revision.published, revision.article, 0)
}

/// Makes the record that is in every list of an article.
pub(crate) fn posting(revision: &Revision) -> Result<Valid<PostingRecord>> {
    let quotes = u32::try_from(revision.quotes.len()).unwrap_or(u32::MAX);
    Valid::of(&PostingRecord { revision: revision.number, quotes })
        .map_err(|error| Error::invalid("a posting cannot be archived").with_source(error))
}

/// Puts records in place of others: what is in both counts once, what is only in `old` is
/// taken out.
fn list_deltas<T>(
    old: &BTreeSet<(ListKey, SortKey)>,
    new: BTreeMap<(ListKey, SortKey), Valid<T>>,
) -> Vec<ListDelta<T>>
where
    T: crate::record::Record,
{
    let mut list_deltas = Vec::with_capacity(old.len() + new.len());
    for (list, key) in old {
        if !new.contains_key(&(*list, *key)) {
            list_deltas.push(ListDelta { list: *list, key: *key, put: None, is_new: false });
        }
    }
    for ((list, key), record) in new {
        let is_new = !old.contains(&(list, key));
        list_deltas.push(ListDelta { list, key, put: Some(record), is_new });
    }
    list_deltas
}

/// Works out what putting `new` in place of `old` does, as the change at `lsn`; either may be
/// missing.
pub(crate) fn article_delta(
    guard: &ReadGuard<'_>,
    lsn: u64,
    old: Option<&Revision>,
    new: Option<&Revision>,
) -> Result<IndexDelta> {
    let article = new.or(old).map(|revision| revision.article.to_u64());
    let revision = new.map_or(0, |revision| revision.number);
    let quotes = new.map_or(0, |revision| u32::try_from(revision.quotes.len()).unwrap_or(u32::MAX));
    let mut delta = IndexDelta {
        lsn,
        state: article.map(|article| (article, VersionRecord { revision, lsn, quotes })),
        ..IndexDelta::default()
    };
    let keys = |revision: &Revision| -> BTreeSet<(ListKey, SortKey)> {
        revision
            .quotes
            .iter()
            .flat_map(|(key, quote)| quote_lists(quote).map(|list| (list, *key)))
            .collect()
    };
    let mut put = BTreeMap::new();
    for (key, quote) in new.iter().flat_map(|revision| &revision.quotes) {
        delta.record_bytes += quote.payload().len();
        put.extend(quote_lists(quote).map(|list| ((list, *key), quote.clone())));
    }
    delta.quotes = list_deltas(&old.map(keys).unwrap_or_default(), put);

    let places = |revision: &Revision| -> BTreeSet<(ListKey, SortKey)> {
        article_lists(revision).map(|list| (list, posting_key(revision))).collect()
    };
    let mut put = BTreeMap::new();
    if let Some(revision) = new {
        let posting = posting(revision)?;
        delta.record_bytes += posting.payload().len();
        put.extend(places(revision).into_iter().map(|place| (place, posting.clone())));
    }
    delta.articles = list_deltas(&old.map(places).unwrap_or_default(), put);
    speaker_deltas(guard, lsn, old, new, &mut delta)?;
    Ok(delta)
}

/// The quotes of one speaker that a change takes away and adds.
#[derive(Default)]
struct Turnover<'a> {
    old: Vec<&'a ArchivedQuoteRecord>,
    new: Vec<&'a ArchivedQuoteRecord>,
}

fn speaker_deltas(
    guard: &ReadGuard<'_>,
    lsn: u64,
    old: Option<&Revision>,
    new: Option<&Revision>,
    delta: &mut IndexDelta,
) -> Result<()> {
    let mut turnovers: BTreeMap<u64, Turnover<'_>> = BTreeMap::new();
    for (_, quote) in old.iter().flat_map(|revision| &revision.quotes) {
        turnovers.entry(quote.speaker.to_native()).or_default().old.push(quote);
    }
    for (_, quote) in new.iter().flat_map(|revision| &revision.quotes) {
        turnovers.entry(quote.speaker.to_native()).or_default().new.push(quote);
    }
    turnovers.remove(&0);
    let mut changed = Changed::new();
    for (raw, turnover) in turnovers {
        let id = SpeakerId::from_u64(raw);
        let known = guard.speaker(id)?;
        if known.as_ref().is_some_and(|known| known.applied_lsn.to_native() >= lsn) {
            continue;
        }
        let before = known.as_ref().map(|known| known.to_record());
        let Some(mut record) = before.clone().or_else(|| first_seen(&turnover.new)) else {
            continue;
        };
        record.applied_lsn = lsn;
        turn_over(&mut record, &turnover);
        let gone = record.quotes == 0 && !guard.overrides().concern(id);
        let edited = guard.overrides().of(id).and_then(|edit| edit.name.as_deref());
        rename(
            id,
            before.as_ref().map(|before| (before, edited)),
            (!gone).then_some((&record, edited)),
            delta,
        );
        let after = if gone { None } else { Some(single(&record)?) };
        delta.speakers.push((raw, after));
        changed.insert(id, (before, (!gone).then_some(record)));
    }
    known_deltas(guard, &changed, delta)
}

pub(crate) fn single(record: &SpeakerRecord) -> Result<Valid<SpeakerRecord>> {
    Valid::of(record)
        .map_err(|error| Error::invalid("a speaker cannot be archived").with_source(error))
}

/// What a speaker is found by: its record, and the name that a user gave it.
pub(crate) type Known<'a> = Option<(&'a SpeakerRecord, Option<&'a str>)>;

/// Returns the names that a speaker is found by.
fn names(known: Known<'_>) -> BTreeSet<&str> {
    let Some((record, edited)) = known else { return BTreeSet::new() };
    let aliases = record.aliases.iter().map(|seen| seen.text.as_str());
    aliases.chain([record.name.as_str()]).chain(edited).collect()
}

/// Returns the keys of the names table under which a speaker is found.
pub(crate) fn speaker_name_keys(id: SpeakerId, known: Known<'_>) -> BTreeSet<Vec<u8>> {
    names(known).into_iter().flat_map(|name| name_keys::keys(name, id)).collect()
}

/// Works out the changes of the names table between what a speaker was found by and what it is
/// found by.
pub(crate) fn rename(id: SpeakerId, before: Known<'_>, after: Known<'_>, delta: &mut IndexDelta) {
    if names(before) == names(after) {
        return;
    }
    let (before, after) = (speaker_name_keys(id, before), speaker_name_keys(id, after));
    delta.names.extend(before.difference(&after).map(|key| (key.clone(), false)));
    delta.names.extend(after.difference(&before).map(|key| (key.clone(), true)));
}

/// The record of a speaker that no article had before, from the first quote of this one.
fn first_seen(quotes: &[&ArchivedQuoteRecord]) -> Option<SpeakerRecord> {
    let name = quotes.iter().find_map(|quote| quote.name.as_ref())?;
    Some(SpeakerRecord { name: name.as_str().to_owned(), ..SpeakerRecord::default() })
}

fn turn_over(record: &mut SpeakerRecord, turnover: &Turnover<'_>) {
    let (gone, come) = (turnover.old.len() as u64, turnover.new.len() as u64);
    record.quotes = record.quotes.saturating_add(come).saturating_sub(gone);
    if country(record.country).is_none()
        && let Some(quote) = turnover.new.iter().find(|quote| country(quote.from).is_some())
    {
        record.country = quote.from;
    }
    let mut tally = Tally { stated: std::mem::take(&mut record.stated), unstated: record.unstated };
    tally.add(turnover.new.iter().copied());
    tally.subtract(turnover.old.iter().copied());
    (record.stated, record.unstated) = (tally.stated, tally.unstated);
    for quote in &turnover.new {
        if let Some(mention) = quote.mention.as_deref()
            && fold_name(mention) != fold_name(&record.name)
            && is_alias(mention, &record.name)
        {
            see(&mut record.aliases, mention);
        }
        if let Some(role) = quote.role.as_ref() {
            see(&mut record.roles, role.as_str());
        }
    }
    for quote in &turnover.old {
        for (forms, form) in
            [(&mut record.aliases, &quote.mention), (&mut record.roles, &quote.role)]
        {
            if let Some(form) = form.as_ref() {
                unsee(forms, form.as_str());
            }
        }
    }
    let stated = record.stated.len() * size_of::<StatedRecord>();
    let seen_bytes = SEEN_BYTES.min(LISTED_BYTES.saturating_sub(stated) / 2);
    for forms in [&mut record.aliases, &mut record.roles] {
        forms.retain(|seen| seen.quotes > 0);
        forms.sort_by(|one, other| {
            other.quotes.cmp(&one.quotes).then_with(|| one.text.cmp(&other.text))
        });
        forms.truncate(SEEN);
        let mut room = seen_bytes;
        forms.retain(|seen| {
            let fits = room.checked_sub(SEEN_ENTRY_BYTES + seen.text.len());
            room = fits.unwrap_or(room);
            fits.is_some()
        });
    }
}

fn see(forms: &mut Vec<SeenRecord>, text: &str) {
    match forms.iter_mut().find(|seen| seen.text == text) {
        Some(seen) => seen.quotes += 1,
        None => forms.push(SeenRecord { text: text.to_owned(), quotes: 1 }),
    }
}

fn unsee(forms: &mut [SeenRecord], text: &str) {
    if let Some(seen) = forms.iter_mut().find(|seen| seen.text == text) {
        seen.quotes = seen.quotes.saturating_sub(1);
    }
}
