//! Backups, and the operations that write a store anew beside the old one and then put it in its
//! place.
//!
//! All of them rest on one fact: the WAL, the revisions it names and the edits are all that cannot
//! be derived. What is read of a store is a stream of those values; what is written is a
//! [`Builder`], which takes them and derives the rest.

mod backup;
mod backup_file;
mod builder;
mod check_backup;
mod compact;
mod compact_open;
#[cfg(test)]
mod compact_open_tests;
#[cfg(test)]
mod erase_tests;
mod primary;
mod publish;
mod repair;
#[cfg(test)]
mod repair_tests;
mod rewrite_lists;
mod stats;
mod upgrade;
mod verify;
#[cfg(test)]
mod verify_tests;
#[cfg(feature = "fulltext")]
mod verify_text;
mod version_1;

pub use backup::BackupReport;
pub(crate) use backup::{backup, backup_since, restore};
pub use check_backup::BackupCheck;
pub(crate) use check_backup::check_backup;
pub(crate) use compact::{compact, rebuild_indexes};
pub(crate) use compact_open::compact_in_background;
pub use publish::PublishReport;
pub(crate) use publish::publish;
pub(crate) use repair::repair;
pub use repair::{LostArticle, RepairReport};
pub use stats::Stats;
pub(crate) use stats::stats;
pub use upgrade::UpgradeProgress;
pub(crate) use upgrade::upgrade;
pub(crate) use verify::verify;
pub use verify::{VerifyProgress, VerifyReport};
