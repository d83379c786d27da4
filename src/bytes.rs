//! A shared buffer: cloning one copies no bytes.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Immutable bytes that many views share.
///
/// A value of the engine is copied once, when it is read: the engine's own buffers add a pointer to
/// every access and keep the engine's pages in memory, and a view is read far more often than made.
/// A compressed value is decompressed into a second buffer.
#[derive(PartialEq, Eq)]
pub(crate) struct Bytes(Arc<[u8]>);

impl Clone for Bytes {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    /// Changes no reference count if both are the same buffer.
    #[inline]
    fn clone_from(&mut self, other: &Self) {
        if !Arc::ptr_eq(&self.0, &other.0) {
            self.0 = Arc::clone(&other.0);
        }
    }
}

impl Bytes {
    /// Copies a value of the engine.
    pub(crate) fn from_engine(value: &[u8]) -> Self {
        Self(Arc::from(value))
    }

    /// Creates a buffer of `len` bytes that `fill` writes. Returns `None` if `fill` returns
    /// `false`.
    pub(crate) fn filled(len: usize, fill: impl FnOnce(&mut [u8]) -> bool) -> Option<Self> {
        let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, len).collect();
        fill(Arc::make_mut(&mut bytes)).then_some(Self(bytes))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({} bytes)", self.0.len())
    }
}
