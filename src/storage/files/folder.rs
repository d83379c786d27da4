//! The folder of a store: its lock, its high-water file, and the engine's files in a folder of
//! their own.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};

/// The folder of a store, locked for this handle.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// Holds the lock until it is closed.
    _lock: File,
}

/// The folders of the indexes of words: of quotes, and of paragraphs.
pub(crate) const TEXTS: [&str; 2] = ["text", "text-paragraphs"];

fn io(path: &Path, what: &str, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot {what} {}", path.display())).with_source(error)
}

/// Lets only the owner read a file that is made, if the system knows owners.
pub(crate) fn owner_only(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

fn make(path: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(io(path, "make", error))
        }
        _ => Ok(()),
    }
}

/// Lets only the owner read the files that the engine made in a folder, if the system knows
/// owners.
pub(crate) fn own_files(path: &Path) -> Result<()> {
    #[cfg(unix)]
    for entry in fs::read_dir(path).map_err(|error| io(path, "read", error))? {
        use std::os::unix::fs::PermissionsExt;
        let entry = entry.map_err(|error| io(path, "read", error))?;
        let mode = if entry.path().is_dir() { 0o700 } else { 0o600 };
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode))
            .map_err(|error| io(&entry.path(), "set the mode of", error))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Returns how many bytes the files in a folder take, those in folders within it included.
pub(crate) fn folder_bytes(path: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(path).map_err(|error| io(path, "read", error))? {
        let entry = entry.map_err(|error| io(path, "read", error))?;
        let data = entry.metadata().map_err(|error| io(&entry.path(), "look at", error))?;
        bytes += if data.is_dir() { folder_bytes(&entry.path())? } else { data.len() };
    }
    Ok(bytes)
}

/// Returns how many bytes the disk of a path has free for this user.
fn available_bytes(path: &Path) -> Result<u64> {
    fs2::available_space(path).map_err(|error| io(path, "ask for the free room at", error))
}

impl Folder {
    /// Returns how many bytes the disk has free for this user.
    pub(crate) fn available_bytes(&self) -> Result<u64> {
        available_bytes(&self.path)
    }

    /// Refuses if the disk has less room than a reserve.
    pub(crate) fn check_room(&self, reserve: u64) -> Result<()> {
        if reserve == 0 {
            return Ok(());
        }
        let available = self.available_bytes()?;
        if available >= reserve {
            return Ok(());
        }
        let message = format!(
            "the disk of {} has {available} bytes free, and {reserve} are kept in reserve: make \
             room, or open the store with a smaller OpenOptions::disk_reserve",
            self.path.display()
        );
        Err(Error::new(ErrorKind::DiskFull, message))
    }

    /// Finds or makes the folder and locks it.
    pub(crate) fn open(path: &Path, create: bool) -> Result<Self> {
        let shown = path.display();
        if !path.join("lock").exists() {
            if !create {
                let message =
                    format!("there is no store at {shown}; create one there, or check the path");
                return Err(Error::new(ErrorKind::NotFound, message));
            }
            if path.exists() {
                let mut entries = fs::read_dir(path).map_err(|error| io(path, "read", error))?;
                if entries.next().is_some() {
                    return Err(Error::invalid(format!("{shown} is not a store, and not empty")));
                }
            }
            make(path)?;
        }
        let lock_path = path.join("lock");
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        owner_only(&mut options);
        let lock = options.open(&lock_path).map_err(|error| io(&lock_path, "open", error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!(
                    "{shown} is open in another program, or in another handle or a view of this one"
                );
                return Err(Error::new(ErrorKind::Locked, message));
            }
            Err(TryLockError::Error(error)) => return Err(io(&lock_path, "lock", error)),
        }
        let folder = Self { path: path.to_owned(), _lock: lock };
        if folder.replaced().exists() {
            // A compaction was killed that had the indexes of words to write anew.
            folder.remove_texts()?;
        }
        folder.complete_swap()?;
        make(&folder.engine())?;
        folder.clear_unfinished()?;
        Ok(folder)
    }

    /// Returns the folder of the engine's files.
    pub(crate) fn engine(&self) -> PathBuf {
        self.path.join("engine")
    }

    /// Returns the path of the high-water file.
    pub(crate) fn high_water(&self) -> PathBuf {
        self.path.join("mark")
    }

    /// Returns the folder of an index of words, by its name in [`TEXTS`].
    #[cfg(feature = "fulltext")]
    pub(crate) fn text(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Removes an index of words, which may hold what the store does not any more. The next open
    /// with it makes it anew.
    pub(crate) fn remove_text(&self, name: &str) -> Result<()> {
        let text = self.path.join(name);
        if text.exists() {
            fs::remove_dir_all(&text).map_err(|error| io(&text, "remove", error))?;
        }
        Ok(())
    }

    fn remove_texts(&self) -> Result<()> {
        TEXTS.iter().try_for_each(|name| self.remove_text(name))
    }

    /// Returns the folder of a new store that is to replace this one.
    pub(crate) fn rewrite(&self) -> PathBuf {
        self.path.join("rewrite")
    }

    /// Returns the folder of the engine's replaced files, until they are removed.
    fn replaced(&self) -> PathBuf {
        self.path.join("engine.replaced")
    }

    /// Puts the engine's files of the closed, whole store in `rewrite` in place of those here,
    /// whose engine is closed.
    ///
    /// After a kill at any step, [`complete_swap`](Self::complete_swap) leaves either the old or
    /// the new files.
    pub(crate) fn swap(&self) -> Result<()> {
        fault!("early-swap", {
            // As if the old files were not kept until the new ones are in place.
            fs::remove_dir_all(self.engine())
                .and_then(|()| fs::rename(self.rewritten(), self.engine()))
                .map_err(|error| io(&self.engine(), "replace", error))?;
            return self.complete_swap();
        });
        self.remove_texts()?;
        self.exchange()?;
        self.complete_swap()
    }

    /// Puts the engine's files in `rewrite`, all of which are on the disk, in place of those here,
    /// and keeps these for [`complete_swap`](Self::complete_swap). Both engines may be open: they
    /// look nothing up by its name.
    pub(crate) fn exchange(&self) -> Result<()> {
        let step =
            |from: &Path, to: &Path| fs::rename(from, to).map_err(|error| io(from, "move", error));
        sync_engine(&self.rewritten())?;
        step(&self.engine(), &self.replaced())?;
        self.sync()?;
        step(&self.rewritten(), &self.engine())?;
        self.sync()
    }

    /// Makes the folder of the engine's new files, and returns it.
    pub(crate) fn begin_rewrite(&self) -> Result<PathBuf> {
        self.complete_swap()?;
        make(&self.rewrite())?;
        make(&self.rewritten())?;
        sync_names(&self.rewrite())?;
        Ok(self.rewritten())
    }

    /// Returns the folder of the engine's new files.
    fn rewritten(&self) -> PathBuf {
        self.rewrite().join("engine")
    }

    /// Finishes a swap that was begun, and clears away what was written for one that was not.
    pub(crate) fn complete_swap(&self) -> Result<()> {
        let (engine, replaced, rewrite) = (self.engine(), self.replaced(), self.rewrite());
        if replaced.exists() && !engine.exists() {
            // The new files were whole before the old ones were moved.
            let written = rewrite.join("engine");
            let from = if written.exists() { &written } else { &replaced };
            fs::rename(from, &engine).map_err(|error| io(from, "move", error))?;
            self.sync()?;
        }
        for path in [replaced, rewrite] {
            if path.exists() {
                fs::remove_dir_all(&path).map_err(|error| io(&path, "remove", error))?;
            }
        }
        Ok(())
    }

    /// Removes the half-written files that a kill inside an open leaves, with which the engine
    /// cannot open: a snapshot, and its settings, which it writes before it makes the file that
    /// holds anything.
    fn clear_unfinished(&self) -> Result<()> {
        let engine = self.engine();
        let settings = engine.join("conf");
        if settings.exists() && !engine.join("db").exists() {
            fs::remove_file(&settings).map_err(|error| io(&settings, "remove", error))?;
        }
        for entry in fs::read_dir(&engine).map_err(|error| io(&engine, "read", error))? {
            let path = entry.map_err(|error| io(&engine, "read", error))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with("snap.") && name.ends_with(".generating") {
                fs::remove_file(&path).map_err(|error| io(&path, "remove", error))?;
            }
        }
        Ok(())
    }

    /// Fsyncs the engine's settings and the names of the files, if the system lets
    /// a folder be synced.
    pub(crate) fn sync(&self) -> Result<()> {
        if self.engine().exists() {
            sync_engine(&self.engine())?;
        }
        sync_names(&self.path)
    }
}

/// Fsyncs the engine's settings in a folder, and the folder itself: sled does neither.
pub(crate) fn sync_engine(path: &Path) -> Result<()> {
    let settings = path.join("conf");
    if settings.exists() {
        File::options()
            .write(true)
            .open(&settings)
            .and_then(|settings| settings.sync_all())
            .map_err(|error| io(&settings, "sync", error))?;
    }
    sync_names(path)
}

fn sync_names(path: &Path) -> Result<()> {
    #[cfg(unix)]
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| io(path, "sync", error))?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Fsyncs the name of a file or folder, if the system lets a folder be synced.
pub(crate) fn sync_parent(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new("."));
        File::open(parent)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| io(parent, "sync", error))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
