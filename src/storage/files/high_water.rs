//! The high-water file: what was durable when it was written. A store that is older was rolled
//! back.

use std::path::Path;

use super::slots::Slots;
use crate::error::Result;
use crate::record::{HighWaterValue, Kind};

/// After so many writes the file is fsynced.
const SYNC_EVERY: u32 = 64;

/// The open high-water file of a store.
#[derive(Debug)]
pub(crate) struct HighWater {
    slots: Slots,
    unsynced: u32,
}

impl HighWater {
    /// Opens the high-water file, making it if it is missing, and reads what it says: nothing
    /// if it is new.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<HighWaterValue>)> {
        let order = |mark: &HighWaterValue| (mark.epoch, mark.lsn);
        let (slots, value) = Slots::open(path, Kind::HighWater, b"mark", order)?;
        Ok((Self { slots, unsynced: 0 }, value))
    }

    /// Writes what is durable now.
    pub(crate) fn write(&mut self, value: &HighWaterValue) -> Result<()> {
        fault!(
            "skip-mark",
            if value.lsn > 0 {
                return Ok(());
            }
        );
        self.slots.write(value)?;
        self.unsynced += 1;
        if self.unsynced >= SYNC_EVERY { self.sync() } else { Ok(()) }
    }

    /// Fsyncs the file.
    pub(crate) fn sync(&mut self) -> Result<()> {
        self.slots.sync()?;
        self.unsynced = 0;
        Ok(())
    }
}
