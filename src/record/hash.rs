//! Hashes as the store keeps them.

use crate::model::fold;

/// Returns the first `N` bytes of the BLAKE3 of `bytes`.
pub(crate) fn blake3_prefix<const N: usize>(bytes: &[u8]) -> [u8; N] {
    const { assert!(N <= blake3::OUT_LEN, "a BLAKE3 has 32 bytes") };
    let mut prefix = [0; N];
    for (byte, part) in prefix.iter_mut().zip(blake3::hash(bytes).as_bytes()) {
        *byte = *part;
    }
    prefix
}

/// Hashes a folded source: the first 8 bytes of its BLAKE3, big-endian. Never 0, which is the hash
/// of no source.
pub(crate) fn source_hash(folded: &str) -> u64 {
    u64::from_be_bytes(blake3_prefix(folded.as_bytes())).max(1)
}

/// The fewest words of a saying.
const SAYING_WORDS: usize = 5;

/// Hashes the words of a quote, so that the same words in another article have the same hash
/// whatever their case, accents, punctuation and spacing: the first 8 bytes of the BLAKE3 of the
/// [folded](fold) words, big-endian, of which the last bit says whether they are a
/// [saying](is_saying). Returns 0 if the words have no letter and no digit, and for no other words.
pub(crate) fn words_fingerprint(words: &str) -> u64 {
    let folded = fold(words);
    if folded.is_empty() {
        return 0;
    }
    let hash = u64::from_be_bytes(blake3_prefix(folded.as_bytes())) & !1;
    let is_saying = folded.split(' ').nth(SAYING_WORDS - 1).is_some();
    hash.max(2) | u64::from(is_saying)
}

/// Returns whether the words of a fingerprint are a saying: at least five words.
pub(crate) const fn is_saying(fingerprint: u64) -> bool {
    fingerprint & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_of_words_is_of_what_is_said() {
        let said = words_fingerprint("We won’t leave — not now,");
        assert_eq!(said, words_fingerprint("we wont  leave; not now."));
        assert_ne!(said, words_fingerprint("We won’t leave — not ever,"));
        assert_eq!(words_fingerprint("Pérez"), words_fingerprint("PEREZ"));
        assert_eq!((words_fingerprint("… !"), words_fingerprint("")), (0, 0));
        assert_ne!(words_fingerprint("7"), 0);
        // The value is on disk.
        assert_eq!(said, u64::from_be_bytes(blake3_prefix(b"we wont leave not now")) | 1);
    }

    #[test]
    fn five_words_are_a_saying() {
        assert!(is_saying(words_fingerprint("We won’t leave — not now,")));
        assert!(!is_saying(words_fingerprint("We won’t leave — now,")));
        assert!(!is_saying(words_fingerprint("")));
    }
}
