//! Hashes as the store keeps them.

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
