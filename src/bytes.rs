//! The engine's reference-counted buffer under a name of our own: cloning one copies no bytes.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Bytes that many views share.
///
/// The engine's buffer is five words long; behind a pointer a view is two, which is what walking a list moves
/// for each record.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Bytes(Arc<sled::IVec>);

impl Bytes {
    /// Takes a value that the engine returned.
    pub(crate) fn from_engine(value: sled::IVec) -> Self {
        Self(Arc::new(value))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new(bytes.into()))
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({} bytes)", self.0.len())
    }
}
