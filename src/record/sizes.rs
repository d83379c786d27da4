//! Sizes of stored values, in bytes.

/// The largest stored value. The engine would write a larger one to a file that it never syncs.
pub(crate) const VALUE_BYTES: usize = 4096;
/// The header in front of every payload.
pub(crate) const HEADER_BYTES: usize = 8;
/// The largest payload of one stored value.
pub(crate) const PAYLOAD_BYTES: usize = VALUE_BYTES - HEADER_BYTES;
/// The largest payload of a pack. Incompressible, it still is less than the engine would write to a
/// file: a leaf of the engine has at most 17 values for a moment, and spills at 131,020 bytes.
pub(crate) const PACK_BYTES: usize = 7400 - HEADER_BYTES;
/// The largest payload of a leaf of a list. The larger it is, the fewer values the engine has and
/// the better they compress, and the more a read of few records has to decompress.
pub(crate) const LEAF_BYTES: usize = PACK_BYTES;
/// The longest text that the record of a quote holds itself.
pub(crate) const INLINE_TEXT_BYTES: usize = 1024;
