//! The one module with `unsafe`: reading archives without a check, and opening LMDB, whose wrapper
//! leaves the conditions of a memory map to its user.

#![allow(
    unsafe_code,
    reason = "unchecked reads are what the fastest layout is about, and a memory map has conditions"
)]

use std::path::Path;

use heed::{Env, EnvFlags, EnvOpenOptions, FlagSetMode, WithoutTls};
use rkyv::Portable;
use rkyv::api::high::HighValidator;
use rkyv::bytecheck::CheckBytes;
use rkyv::rancor;

use crate::Result;

/// Reads an archive that this program wrote: checked by bytecheck, or taken as it is.
#[inline]
pub(crate) fn access<T>(bytes: &[u8], checked: bool) -> Result<&T>
where
    T: Portable + for<'a> CheckBytes<HighValidator<'a, rancor::Error>>,
{
    if checked {
        return Ok(rkyv::access::<T, rancor::Error>(bytes)?);
    }
    // SAFETY: every value that reaches this was written by this program's `rows::*` types into a
    // folder that it made itself and that nothing else writes to, and each table holds archives of
    // one type alone. All archived types have alignment 1 (rkyv's feature `unaligned`).
    Ok(unsafe { rkyv::access_unchecked::<T>(bytes) })
}

/// Opens an environment of LMDB.
pub(crate) fn open_lmdb(
    folder: &Path,
    map_bytes: usize,
    databases: u32,
) -> Result<Env<WithoutTls>> {
    let mut options = EnvOpenOptions::new().read_txn_without_tls();
    options.map_size(map_bytes).max_dbs(databases);
    // SAFETY: the folder is a temporary one of this program, on a local disk, which opens it once
    // at a time; nothing else changes the file under the map.
    Ok(unsafe { options.open(folder)? })
}

/// Turns the sync of every commit off or on.
pub(crate) fn sync_each_commit(env: &Env<WithoutTls>, on: bool) -> Result<()> {
    let mode = if on { FlagSetMode::Disable } else { FlagSetMode::Enable };
    // SAFETY: a crash of the machine in between may damage the file, which is temporary; only the
    // thread that writes calls this.
    unsafe { env.set_flags(EnvFlags::NO_SYNC, mode)? };
    Ok(())
}
