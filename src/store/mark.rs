//! The side file: what was durable when it was written. A store that is behind it was rolled back.
//!
//! Two slots, written in turn, so that a torn write leaves the other; the valid one with the higher sequence holds.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};
use crate::record::{Kind, MarkValue, open_small, seal_small};

const KEY: &[u8] = b"mark";
/// The bytes from one slot to the next: a sector, so that one write never touches both.
const SLOT_BYTES: usize = 512;
/// After so many writes the file is forced onto the disk.
const SYNC_EVERY: u32 = 64;

/// The open side file of a store.
#[derive(Debug)]
pub(super) struct Mark {
    path: PathBuf,
    file: File,
    slot: u8,
    unsynced: u32,
}

impl Mark {
    fn io(path: &Path, what: &str, error: std::io::Error) -> Error {
        Error::new(ErrorKind::Io, format!("cannot {what} {}", path.display())).with_source(error)
    }

    /// Opens the side file, making it where it is missing, and reads what it says: nothing where it is new.
    pub(super) fn open(path: &Path) -> Result<(Self, Option<MarkValue>)> {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        super::folder::owner_only(&mut options);
        let mut file = options.open(path).map_err(|error| Self::io(path, "open", error))?;
        let mut bytes = Vec::new();
        let limit = 2 * SLOT_BYTES as u64;
        Read::take(&mut file, limit)
            .read_to_end(&mut bytes)
            .map_err(|error| Self::io(path, "read", error))?;
        let mut newest: Option<(u8, MarkValue)> = None;
        let mut failed = None;
        for (number, slot) in (0..).zip(bytes.chunks(SLOT_BYTES)) {
            let length = slot.first_chunk::<2>().map_or(0, |length| usize::from(u16::from_le_bytes(*length)));
            if length == 0 {
                continue;
            }
            match open_small::<MarkValue>(Kind::Mark, KEY, slot.get(2..2 + length).unwrap_or_default()) {
                Ok(mark)
                    if newest.as_ref().is_none_or(|(_, best)| {
                        (mark.epoch, mark.sequence) >= (best.epoch, best.sequence)
                    }) =>
                {
                    newest = Some((number, mark));
                }
                Ok(_) => {}
                Err(error) => failed = Some(error),
            }
        }
        if let (None, Some(error)) = (&newest, failed) {
            return Err(error);
        }
        let (slot, value) = newest.map_or((1, None), |(slot, value)| (slot, Some(value)));
        Ok((Self { path: path.to_owned(), file, slot, unsynced: 0 }, value))
    }

    /// Writes what is durable now.
    pub(super) fn write(&mut self, value: &MarkValue) -> Result<()> {
        #[cfg(onrecord_faults)]
        if value.sequence > 0 && crate::fault::planted("skip-mark") {
            return Ok(());
        }
        let sealed = seal_small(Kind::Mark, KEY, value)?;
        let mut slot = u16::try_from(sealed.len()).unwrap_or(u16::MAX).to_le_bytes().to_vec();
        slot.extend_from_slice(&sealed);
        slot.resize(SLOT_BYTES, 0);
        self.slot ^= 1;
        self.file
            .seek(SeekFrom::Start(u64::from(self.slot) * SLOT_BYTES as u64))
            .and_then(|_| self.file.write_all(&slot))
            .map_err(|error| Self::io(&self.path, "write", error))?;
        self.unsynced += 1;
        if self.unsynced >= SYNC_EVERY { self.sync() } else { Ok(()) }
    }

    /// Forces the file onto the disk.
    pub(super) fn sync(&mut self) -> Result<()> {
        self.file.sync_all().map_err(|error| Self::io(&self.path, "sync", error))?;
        self.unsynced = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_write_leaves_what_was_written_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mark");
        let value = |sequence| MarkValue { format: 0, store: [7; 16], epoch: 1, sequence };
        let (mut mark, before) = Mark::open(&path).unwrap();
        assert_eq!(before, None);
        for sequence in 1..=3 {
            mark.write(&value(sequence)).unwrap();
            assert_eq!(Mark::open(&path).unwrap().1, Some(value(sequence)));
        }
        let whole = std::fs::read(&path).unwrap();
        for at in [3, 20, 40] {
            let mut torn = whole.clone();
            torn[at] ^= 1;
            std::fs::write(&path, torn).unwrap();
            assert_eq!(Mark::open(&path).unwrap().1, Some(value(2)), "byte {at}");
        }
        let mut ruined = whole;
        ruined[20] ^= 1;
        ruined[SLOT_BYTES + 20] ^= 1;
        std::fs::write(&path, ruined).unwrap();
        assert_eq!(Mark::open(&path).unwrap_err().kind(), ErrorKind::Corrupt);
    }
}
