//! The manifest of an export, and the files in its folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::columns::failed;
use crate::error::{Error, ErrorKind, Result};
use crate::storage::ChangeCursor;

/// The name of the manifest.
const NAME: &str = "manifest.json";
/// The name of the manifest that an incremental export goes on from, until it has written its own.
const BEFORE: &str = "manifest.before.json";
/// The name of a manifest that is being written.
const NEW: &str = "manifest.new.json";

/// The mark of a manifest.
const FORMAT: &str = "onrecord-parquet";
/// The version of the tables' columns.
const SCHEMA: u32 = 1;

/// The names of all tables, which are those of their folders.
pub(super) const TABLES: [&str; 5] = ["quotes", "articles", "paragraphs", "speakers", "removed"];

/// The contents of a finished export.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: String,
    schema: u32,
    /// The id of the store, in hexadecimal digits.
    pub(super) store: String,
    /// The last commit that the export has.
    pub(super) lsn: u64,
    /// The cursor after that commit, which the next incremental export begins after.
    cursor: String,
    /// The cursor that an incremental export begins after; null for a whole one.
    since: Option<String>,
    /// The rows of each table, in all of its files.
    tables: BTreeMap<String, u64>,
    /// The files.
    pub(super) files: Vec<PartEntry>,
}

/// A file of an export.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PartEntry {
    pub(super) table: String,
    /// The path in the folder of the export, with `/` between its parts.
    pub(super) path: String,
    pub(super) rows: u64,
    pub(super) bytes: u64,
    /// The last commit of the export that wrote the file.
    pub(super) lsn: u64,
}

impl PartEntry {
    /// Returns the path of the folder that the file is in, without the table: its partition.
    pub(super) fn partition(&self) -> &str {
        let inside = self.path.strip_prefix(&*self.table).unwrap_or_default();
        inside.rsplit_once('/').map_or("", |(folder, _)| folder).trim_start_matches('/')
    }
}

impl Manifest {
    pub(super) fn new(
        store: [u8; 16],
        cursor: ChangeCursor,
        since: Option<ChangeCursor>,
        files: Vec<PartEntry>,
    ) -> Self {
        let mut tables: BTreeMap<_, u64> = TABLES.map(|table| (table.to_owned(), 0)).into();
        for file in &files {
            *tables.entry(file.table.clone()).or_default() += file.rows;
        }
        Self {
            format: FORMAT.to_owned(),
            schema: SCHEMA,
            store: hexadecimal(store),
            lsn: cursor.lsn(),
            cursor: cursor.to_string(),
            since: since.map(|since| since.to_string()),
            tables,
            files,
        }
    }

    /// Reads the manifest in a folder. Returns `None` if there is none: no export was finished.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>> {
        Self::read_named(folder, NAME)
    }

    /// Reads the manifest that an incremental export goes on from.
    pub(super) fn read_base(folder: &Path) -> Result<Option<Self>> {
        match Self::read(folder)? {
            Some(manifest) => Ok(Some(manifest)),
            None => Self::read_named(folder, BEFORE),
        }
    }

    fn read_named(folder: &Path, name: &str) -> Result<Option<Self>> {
        let path = folder.join(name);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                let message = format!("cannot read {}", path.display());
                return Err(Error::new(ErrorKind::Io, message).with_source(error));
            }
        };
        let wrong = |what: String| Error::invalid(format!("{}: {what}", path.display()));
        let manifest: Self = serde_json::from_slice(&bytes)
            .map_err(|error| wrong(format!("not the manifest of an export: {error}")))?;
        if manifest.format != FORMAT || manifest.schema != SCHEMA {
            return Err(wrong(format!(
                "{:?} with schema {}; this version reads {FORMAT:?} with schema {SCHEMA}",
                manifest.format, manifest.schema
            )));
        }
        let is_inside = |file: &&PartEntry| {
            let inside = file.path.strip_prefix(&*file.table);
            TABLES.contains(&&*file.table)
                && inside.is_some_and(|inside| inside.starts_with('/'))
                && !file.path.split('/').any(|part| part == "..")
        };
        if let Some(other) = manifest.files.iter().find(|file| !is_inside(file)) {
            return Err(wrong(format!("{:?} is no file of a table", other.path)));
        }
        Ok(Some(manifest))
    }

    /// Returns whether the export is of this store and ends at this cursor.
    pub(super) fn check(&self, store: [u8; 16], since: ChangeCursor) -> Result<()> {
        if self.store != hexadecimal(store) {
            return Err(Error::invalid("the export in the folder is of another store"));
        }
        if self.cursor != since.to_string() {
            return Err(Error::invalid(format!(
                "the export in the folder ends at the cursor {}, not at {since}",
                self.cursor
            )));
        }
        Ok(())
    }

    /// Writes the manifest, which ends an export.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        self.sync_folders(folder)?;
        let (new, path) = (folder.join(NEW), folder.join(NAME));
        let mut json = serde_json::to_vec_pretty(self)
            .map_err(|error| failed(&new)(io::Error::from(error)))?;
        json.push(b'\n');
        let mut file = File::create(&new).map_err(failed(&new))?;
        file.write_all(&json).and_then(|()| file.sync_all()).map_err(failed(&new))?;
        fs::rename(&new, &path).map_err(failed(&path))?;
        sync_folder(folder)?;
        remove(&folder.join(BEFORE))
    }

    /// Syncs the folders that files were made in by the last export, and those above them.
    fn sync_folders(&self, top: &Path) -> Result<()> {
        let mut folders = BTreeSet::new();
        for file in self.files.iter().filter(|file| file.lsn == self.lsn) {
            let place = top.join(&file.path);
            folders.extend(
                place
                    .ancestors()
                    .skip(1)
                    .take_while(|folder| *folder != top)
                    .map(Path::to_path_buf),
            );
        }
        folders.iter().try_for_each(|folder| sync_folder(folder))
    }
}

/// Makes the names in a folder durable.
fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))
}

/// Takes the manifest away, so that readers see that the export is unfinished. Keeps it for another
/// incremental export to go on from, if this one is one: until files that it names are removed.
pub(super) fn begin(folder: &Path, is_incremental: bool) -> Result<()> {
    let (path, before) = (folder.join(NAME), folder.join(BEFORE));
    if !is_incremental {
        remove(&path)?;
        remove(&before)?;
    } else if path.exists() {
        fs::rename(&path, &before).map_err(failed(&before))?;
    }
    // It is away before any file is.
    sync_folder(folder)
}

/// Removes a file if it is there.
pub(super) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

fn hexadecimal(id: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(id))
}

/// Lists the files of tables in a folder, by their paths in it.
///
/// # Errors
/// `InvalidInput` if there is a file of Parquet that no export wrote: readers would take it for
/// one of the table's, and it is not ours to remove.
pub(super) fn parts(folder: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for table in TABLES {
        list(folder, table, &mut found)?;
    }
    Ok(found)
}

fn list(top: &Path, inside: &str, found: &mut BTreeSet<String>) -> Result<()> {
    let folder = top.join(inside);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(&folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(failed(&folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{inside}/{name}");
        if entry.file_type().map_err(failed(&folder))?.is_dir() {
            list(top, &path, found)?;
        } else if is_part(&name) {
            found.insert(path);
        } else if name.ends_with(".parquet") {
            let path = top.join(path);
            return Err(Error::invalid(format!(
                "{} is a file that no export wrote; export to a folder without it",
                path.display()
            )));
        }
    }
    Ok(())
}

/// Returns the name of a file: the last commit that it has, and its number in its folder.
pub(super) fn part_name(lsn: u64, number: u32) -> String {
    format!("part-{lsn}-{number}.parquet")
}

fn is_part(name: &str) -> bool {
    let numbers = name.strip_prefix("part-").and_then(|rest| rest.strip_suffix(".parquet"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers
        .and_then(|numbers| numbers.split_once('-'))
        .is_some_and(|(lsn, number)| is_number(lsn) && is_number(number))
}

/// Removes files of tables, and the folders that are empty then.
pub(super) fn remove_parts<'p>(
    top: &Path,
    paths: impl IntoIterator<Item = &'p String>,
) -> Result<()> {
    for path in paths {
        let place = top.join(path);
        remove(&place)?;
        let mut folder = place.parent();
        // A folder with something in it is not removed.
        while let Some(empty) = folder.filter(|folder| *folder != top)
            && fs::remove_dir(empty).is_ok()
        {
            folder = empty.parent();
        }
    }
    Ok(())
}
