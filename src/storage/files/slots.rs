//! A small file of two slots, written in turn, so that a torn write leaves the slot that was written before.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Serialize, de::DeserializeOwned};

use crate::error::{Error, ErrorKind, Result};
use crate::record::{Kind, decode_owned, encode_owned};

/// The bytes from one slot to the next: a sector, so that one write never touches both.
const SLOT_BYTES: usize = 512;

/// An open file of two slots.
#[derive(Debug)]
pub(crate) struct Slots {
    path: PathBuf,
    file: File,
    kind: Kind,
    key: &'static [u8],
    slot: u8,
}

fn io(path: &Path, what: &str, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot {what} {}", path.display())).with_source(error)
}

impl Slots {
    /// Opens the file, making it where it is missing, and reads the value whose `order` is greatest: nothing where it
    /// is new.
    pub(crate) fn open<T: DeserializeOwned, O: Ord>(
        path: &Path,
        kind: Kind,
        key: &'static [u8],
        order: impl Fn(&T) -> O,
    ) -> Result<(Self, Option<T>)> {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        super::owner_only(&mut options);
        let mut file = options.open(path).map_err(|error| io(path, "open", error))?;
        let mut bytes = Vec::new();
        let limit = 2 * SLOT_BYTES as u64;
        Read::take(&mut file, limit)
            .read_to_end(&mut bytes)
            .map_err(|error| io(path, "read", error))?;
        let mut newest: Option<(u8, T)> = None;
        let mut failed = None;
        for (number, slot) in (0..).zip(bytes.chunks(SLOT_BYTES)) {
            let length = slot
                .first_chunk::<2>()
                .map_or(0, |length| usize::from(u16::from_le_bytes(*length)));
            if length == 0 {
                continue;
            }
            match decode_owned::<T>(kind, key, slot.get(2..2 + length).unwrap_or_default()) {
                Ok(value)
                    if newest.as_ref().is_none_or(|(_, best)| order(&value) >= order(best)) =>
                {
                    newest = Some((number, value));
                }
                Ok(_) => {}
                Err(error) => failed = Some(error),
            }
        }
        if let (None, Some(error)) = (&newest, failed) {
            return Err(error);
        }
        let (slot, value) = newest.map_or((1, None), |(slot, value)| (slot, Some(value)));
        Ok((Self { path: path.to_owned(), file, kind, key, slot }, value))
    }

    /// Writes a value, which is to be greater in the order than all before it.
    pub(crate) fn write(&mut self, value: &impl Serialize) -> Result<()> {
        let sealed = encode_owned(self.kind, self.key, value)?;
        let mut slot = u16::try_from(sealed.len()).unwrap_or(u16::MAX).to_le_bytes().to_vec();
        slot.extend_from_slice(&sealed);
        slot.resize(SLOT_BYTES, 0);
        self.slot ^= 1;
        self.file
            .seek(SeekFrom::Start(u64::from(self.slot) * SLOT_BYTES as u64))
            .and_then(|_| self.file.write_all(&slot))
            .map_err(|error| io(&self.path, "write", error))
    }

    /// Forces the file onto the disk.
    pub(crate) fn sync(&mut self) -> Result<()> {
        self.file.sync_all().map_err(|error| io(&self.path, "sync", error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_write_leaves_what_was_written_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slots");
        let open = || Slots::open(&path, Kind::Key, b"slots", |value: &u64| *value);
        let (mut slots, before) = open().unwrap();
        assert_eq!(before, None);
        for value in 1..=3_u64 {
            slots.write(&value).unwrap();
            assert_eq!(open().unwrap().1, Some(value));
        }
        let whole = std::fs::read(&path).unwrap();
        for at in [3, 12, 17] {
            let mut torn = whole.clone();
            torn[at] ^= 1;
            std::fs::write(&path, torn).unwrap();
            assert_eq!(open().unwrap().1, Some(2), "byte {at}");
        }
        let mut ruined = whole;
        ruined[12] ^= 1;
        ruined[SLOT_BYTES + 12] ^= 1;
        std::fs::write(&path, ruined).unwrap();
        assert_eq!(open().unwrap_err().kind(), ErrorKind::Corrupt);
    }
}
