//! Backups of a store in a folder: chains of a whole backup and those that followed it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use onrecord::{ChangeCursor, ErrorKind, Store};

/// The name of a backup that is not finished.
const UNFINISHED: &str = "unfinished";
/// The file of the tombstones, for a restore.
const TOMBSTONES: &str = "tombstones";

/// What a round did.
pub(crate) struct Round {
    /// The new file; `None` if nothing had changed.
    pub(crate) file: Option<PathBuf>,
    /// The articles that the newest chain restores to.
    pub(crate) articles: u64,
    /// The old files that were removed.
    pub(crate) removed: u64,
}

/// A file of a chain: its name is the number of the chain, its place in the chain, and the cursor
/// after it, such as `0002-001-c1.17`.
struct File {
    chain: u32,
    place: u32,
    cursor: ChangeCursor,
    path: PathBuf,
}

impl File {
    fn read(path: PathBuf) -> Option<Self> {
        let mut parts = path.file_name()?.to_str()?.splitn(3, '-');
        let (chain, place) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let cursor = parts.next()?.parse().ok()?;
        Some(Self { chain, place, cursor, path })
    }
}

/// Returns the files of all chains in their order.
fn files(folder: &Path) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.extend(File::read(entry?.path()));
    }
    files.sort_by_key(|file| (file.chain, file.place));
    Ok(files)
}

fn failed(what: &str, path: &Path, error: &io::Error) -> String {
    format!("cannot {what} {}: {error}", path.display())
}

/// Makes the next backup of a store in a folder, verifies its chain, and removes all but the last
/// `keep` chains. A chain has at most `length` files.
pub(crate) fn round(
    store: &Store,
    folder: &Path,
    length: u32,
    keep: u32,
) -> Result<Round, Box<dyn std::error::Error>> {
    fs::create_dir_all(folder).map_err(|error| failed("make", folder, &error))?;
    let all = || files(folder).map_err(|error| failed("read", folder, &error));
    let unfinished = folder.join(UNFINISHED);
    let _ = fs::remove_file(&unfinished);
    let last = all()?.pop().filter(|last| last.place + 1 < length);
    let chain = all()?.last().map_or(0, |last| last.chain);
    let followed = match &last {
        Some(last) => match store.backup_since(last.cursor, &unfinished) {
            Ok(report) => Some((last.chain, last.place + 1, report)),
            // What followed the last file is gone: a chain begins.
            Err(error) if matches!(error.kind(), ErrorKind::Expired | ErrorKind::RolledBack) => {
                None
            }
            Err(error) => return Err(error.into()),
        },
        None => None,
    };
    let (chain, place, report) = match followed {
        Some(followed) => followed,
        None => (chain + 1, 0, store.backup(&unfinished)?),
    };
    let file = if last.is_some_and(|last| place > 0 && last.cursor == report.cursor) {
        fs::remove_file(&unfinished).map_err(|error| failed("remove", &unfinished, &error))?;
        None
    } else {
        let file = folder.join(format!("{chain:04}-{place:03}-{}", report.cursor));
        fs::rename(&unfinished, &file).map_err(|error| failed("name", &file, &error))?;
        Some(file)
    };
    let files = all()?;
    let newest: Vec<_> =
        files.iter().filter(|file| file.chain == chain).map(|file| &file.path).collect();
    let articles = Store::check_backup(&newest)?.articles;
    let tombstones = folder.join(TOMBSTONES);
    let lines: Vec<_> = store.tombstones()?.iter().map(ToString::to_string).collect();
    fs::write(&tombstones, lines.join("\n"))
        .map_err(|error| failed("write", &tombstones, &error))?;
    let mut removed = 0;
    // From the last to the first: what a kill leaves of a chain can be restored.
    for file in files.iter().rev().filter(|file| file.chain + keep.max(1) <= chain) {
        fs::remove_file(&file.path).map_err(|error| failed("remove", &file.path, &error))?;
        removed += 1;
    }
    Ok(Round { file, articles, removed })
}
