//! Records and their archives.

use std::fmt;

use rkyv::api::high::{HighSerializer, HighValidator};
use rkyv::bytecheck::CheckBytes;
use rkyv::rancor;
use rkyv::ser::allocator::ArenaHandle;
use rkyv::{Archive, Portable, Serialize};

use super::codes::Code;

/// An rkyv type whose archived form can be validated.
pub(crate) trait Record:
    Archive<Archived: Portable + for<'a> CheckBytes<HighValidator<'a, rancor::Error>>>
    + for<'a> Serialize<HighSerializer<Vec<u8>, ArenaHandle<'a>, rancor::Error>>
{
    /// Returns a country code of the archive that is no country's, or `None` if there is none. The
    /// numbers of enums need no such check: an archive with an unknown one is not valid.
    fn unknown_code(_: &Self::Archived) -> Option<Code> {
        None
    }

    /// Returns an offset of the archive that no clock has, in minutes, or `None` if there is none.
    fn wrong_offset(_: &Self::Archived) -> Option<i16> {
        None
    }
}

/// Archives a record after the bytes that `out` already holds.
pub(crate) fn archive<T: Record>(record: &T, out: Vec<u8>) -> Result<Vec<u8>, rancor::Error> {
    // The archive is position-independent (relative pointers) and every archived type has alignment
    // 1.
    rkyv::api::high::to_bytes_in::<_, rancor::Error>(record, out)
}

/// Validates an archive, and the country codes and offsets in it.
pub(super) fn validate<T: Record>(archive: &[u8]) -> Result<&T::Archived, rancor::Error> {
    let archived = rkyv::access::<T::Archived, rancor::Error>(archive)?;
    if let Some(code) = T::unknown_code(archived) {
        return Err(rancor::Source::new(UnknownCode(code)));
    }
    match T::wrong_offset(archived) {
        None => Ok(archived),
        Some(minutes) => Err(rancor::Source::new(WrongOffset(minutes))),
    }
}

/// A country code that is no country's.
#[derive(Debug)]
struct UnknownCode(Code);

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no country code", String::from_utf8_lossy(&self.0))
    }
}

impl std::error::Error for UnknownCode {}

/// An offset from UTC that no clock has, in minutes.
#[derive(Debug)]
struct WrongOffset(i16);

impl fmt::Display for WrongOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} minutes are no offset from UTC", self.0)
    }
}

impl std::error::Error for WrongOffset {}
