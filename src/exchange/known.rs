//! Pages that need not be read, since they were read before.

/// The pages that a caller knows.
#[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages are known"))]
pub(super) struct Known<'a> {
    is_known: Box<dyn Fn(u128) -> bool + 'a>,
    passed_over: u64,
}

impl<'a> Known<'a> {
    pub(super) fn new(is_known: impl Fn(u128) -> bool + 'a) -> Self {
        Self { is_known: Box::new(is_known), passed_over: 0 }
    }

    /// Returns whether a page is known, and counts it if it is.
    #[cfg_attr(not(feature = "html"), allow(dead_code, reason = "only pages are known"))]
    pub(super) fn has(&mut self, page: u128) -> bool {
        let is_known = (self.is_known)(page);
        self.passed_over += u64::from(is_known);
        is_known
    }

    pub(super) fn passed_over(&self) -> u64 {
        self.passed_over
    }
}

/// Hashes a page and the address that it was fetched from: the first 16 bytes of a BLAKE3.
#[cfg(feature = "html")]
pub(super) fn page_hash(address: Option<&str>, page: &[u8]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    let address = address.unwrap_or_default();
    hasher.update(&(address.len() as u64).to_le_bytes()).update(address.as_bytes()).update(page);
    let mut first = [0; 16];
    hasher.finalize_xof().fill(&mut first);
    u128::from_be_bytes(first)
}
