//! A shared buffer: cloning one copies no bytes.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Bytes that many views share.
///
/// What the engine returns is copied once, when it is read: its own buffers lie behind one pointer more and hold on to
/// its pages, and a view is read far more often than it is made. What is compressed goes into a second buffer then.
#[derive(PartialEq, Eq)]
pub(crate) struct Bytes(Arc<[u8]>);

impl Clone for Bytes {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    /// Counts no reference where both are the same buffer.
    #[inline]
    fn clone_from(&mut self, other: &Self) {
        if !Arc::ptr_eq(&self.0, &other.0) {
            self.0 = Arc::clone(&other.0);
        }
    }
}

impl Bytes {
    /// Takes a value that the engine returned.
    pub(crate) fn from_engine(value: &sled::IVec) -> Self {
        Self(Arc::from(&**value))
    }

    /// Makes a buffer of `len` bytes that `fill` writes; none where that says `false`.
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
