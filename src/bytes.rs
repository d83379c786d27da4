//! The engine's reference-counted buffer under a name of our own: cloning one copies no bytes.

use std::fmt;
use std::ops::Deref;

/// Bytes that many views share.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Bytes(sled::IVec);

impl Bytes {
    /// Takes a value that the engine returned.
    pub(crate) fn from_engine(value: sled::IVec) -> Self {
        Self(value)
    }

    /// Returns the value in the form that the engine takes.
    pub(crate) fn into_engine(self) -> sled::IVec {
        self.0
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
        Self(bytes.into())
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({} bytes)", self.0.len())
    }
}
