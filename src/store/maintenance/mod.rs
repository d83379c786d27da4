//! Backups, and the operations that write a store anew beside the old one and then put it in its place.
//!
//! All of them rest on one fact: the log, the revisions it names and the edits are all that cannot be derived. What is
//! read of a store is a stream of those values; what is written is a [`Builder`], which takes them and derives the rest.

mod backup;
mod backup_file;
mod builder;
mod compact;
mod primary;
mod repair;
#[cfg(test)]
mod repair_tests;
mod upgrade;

pub use backup::Backup;
pub use compact::Compacted;
pub use repair::{LostArticle, RepairReport};
pub(super) use upgrade::upgrade;
