//! The files beside the engine's: the folder and its lock, and the double-buffered high-water file.

mod folder;
mod high_water;
mod slots;

pub(crate) use folder::{
    Folder, TEXTS, folder_bytes, own_files, owner_only, sync_engine, sync_parent,
};
pub(crate) use high_water::HighWater;
pub(crate) use slots::Slots;
