//! Keys of the names table: who bears a name, whose name has a part that begins so, and who is
//! known to be from a country.

use crate::identity::spelling;
use crate::model::{Country, SpeakerId, fold_name};
use crate::record::{Code, blake3_prefix, code, country};

/// The bytes of a name part that its key holds; longer parts are told apart by the record.
const PART_BYTES: usize = 40;

/// Hashes a name as it is compared: all spellings of one name have one hash.
pub(crate) fn name_hash(name: &str) -> [u8; 16] {
    blake3_prefix(spelt(name).as_bytes())
}

/// Returns the usual spelling of a name, folded; a name without letters and digits is its own.
pub(crate) fn spelt(name: &str) -> String {
    let spelt = spelling(name);
    if spelt.is_empty() { name.trim().to_owned() } else { spelt }
}

/// Folds a name; one without letters and digits stays as it is.
fn folded(name: &str) -> String {
    let folded = fold_name(name);
    if folded.is_empty() { name.trim().to_owned() } else { folded }
}

/// Returns prefixes that together all keys of names and name parts have, in their order.
pub(crate) fn name_prefixes() -> impl Iterator<Item = [u8; 2]> {
    [b'n', b'p'].into_iter().flat_map(|kind| (0..=u8::MAX).map(move |next| [kind, next]))
}

/// Returns the prefix of the keys of all who bear a name.
pub(crate) fn bearer_prefix(hash: &[u8; 16]) -> Vec<u8> {
    let mut key = vec![b'n'];
    key.extend_from_slice(hash);
    key
}

/// Returns the prefix of the keys of all who have a name part that begins with `part`, a folded
/// word.
pub(crate) fn part_prefix(part: &str) -> Vec<u8> {
    let mut key = vec![b'p'];
    key.extend_from_slice(
        part.get(..part.floor_char_boundary(PART_BYTES)).unwrap_or(part).as_bytes(),
    );
    key
}

/// Returns the prefix of the keys of all who have a folded word as a name part. A word longer than
/// a key holds finds all that begin with as much of it as the key does.
pub(crate) fn whole_part_prefix(part: &str) -> Vec<u8> {
    let mut key = part_prefix(part);
    key.push(0);
    key
}

/// Returns the hash of the name that a bearer's key is for; none for the key of a name part.
pub(crate) fn bearer_hash(key: &[u8]) -> Option<[u8; 16]> {
    key.strip_prefix(b"n")?.first_chunk::<16>().copied()
}

/// Returns the speaker at the end of a key.
pub(crate) fn speaker_of(key: &[u8]) -> Option<SpeakerId> {
    key.last_chunk::<8>().map(|raw| SpeakerId::from_u64(u64::from_be_bytes(*raw)))
}

/// Returns all keys under which a speaker is found by one name.
pub(crate) fn keys(name: &str, speaker: SpeakerId) -> Vec<Vec<u8>> {
    let id = speaker.to_u64().to_be_bytes();
    let mut keys = vec![bearer_prefix(&name_hash(name))];
    keys.extend(folded(name).split(' ').map(whole_part_prefix));
    for key in &mut keys {
        key.extend_from_slice(&id);
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The prefix of the keys of known speakers.
pub(crate) const KNOWN: &[u8] = b"k";

/// Returns the key of a speaker that is known to be from a country.
pub(crate) fn known_key(country: Country, speaker: SpeakerId) -> Vec<u8> {
    [KNOWN, &code(country), &speaker.to_u64().to_be_bytes()].concat()
}

/// Returns the country and the speaker of the key of a known speaker; none for other keys.
pub(crate) fn known_from(key: &[u8]) -> Option<(Country, SpeakerId)> {
    let (of, speaker) = key.strip_prefix(KNOWN)?.split_first_chunk::<{ size_of::<Code>() }>()?;
    let speaker = u64::from_be_bytes(speaker.try_into().ok()?);
    Some((country(*of)?, SpeakerId::from_u64(speaker)))
}

/// Hashes an external key; the full text of the key is in the head of its article.
pub(crate) fn key_hash(key: &str) -> [u8; 16] {
    blake3_prefix(key.as_bytes())
}
