//! Recovery: opening a store, replaying its WAL past the checkpoint LSN, and sweeping what an
//! unclean end left.

#[cfg(test)]
mod crash_tests;
mod meta;
mod open;
mod publication;
mod replay;

pub(crate) use meta::{make, open_root, push_epoch, random_id, read_header, write_meta};
pub(crate) use open::{Config, assemble, open, open_tables};
pub(crate) use publication::open_publication;
pub(crate) use replay::{last_lsn, replay_next};
