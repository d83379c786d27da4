//! Sizes of stored values, in bytes.

/// The largest stored value. The engine would write a larger one to a file that it never syncs.
pub(crate) const VALUE_BYTES: usize = 4096;
/// The header in front of every payload.
pub(crate) const HEADER_BYTES: usize = 8;
/// The largest payload of one stored value.
pub(crate) const PAYLOAD_BYTES: usize = VALUE_BYTES - HEADER_BYTES;
/// The longest text that the record of a quote holds itself.
pub(crate) const INLINE_TEXT_BYTES: usize = 1024;
