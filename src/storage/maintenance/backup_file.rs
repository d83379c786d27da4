//! The file of a backup: a header, entries, and an end with the count and the hash of all before
//! it.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::primary::Entry;
use super::version_1;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{BackupValue, FORMAT, Kind, VALUE_BYTES, encode_owned, v1};
use crate::storage::engine::{KEY_BYTES, Table};
use crate::storage::files::{owner_only, sync_parent};

/// The first bytes of every backup.
const MAGIC: &[u8; 16] = b"onrecord backup\n";
const KEY: &[u8] = b"backup";
/// The byte in place of a table if no entry follows.
const END: u8 = 0xff;
/// The tables that a backup holds, each with its byte.
const TABLES: [Table; 6] =
    [Table::Log, Table::Heads, Table::Bodies, Table::Quotes, Table::Edits, Table::Meta];

fn io(path: &Path, what: &str, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot {what} {}", path.display())).with_source(error)
}

/// A backup that is being written, under another name until it is whole.
pub(crate) struct BackupWriter {
    path: PathBuf,
    partial: PathBuf,
    file: BufWriter<File>,
    hash: blake3::Hasher,
    entries: u64,
    bytes: u64,
}

impl BackupWriter {
    /// Creates the file of a backup; nothing must be at the path.
    pub(crate) fn create(path: &Path, header: &BackupValue) -> Result<Self> {
        if path.try_exists().map_err(|error| io(path, "look for", error))? {
            return Err(Error::invalid(format!(
                "{} exists; a backup never overwrites",
                path.display()
            )));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let partial = path.with_file_name(name);
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        owner_only(&mut options);
        let file = options.open(&partial).map_err(|error| io(&partial, "make", error))?;
        let path = path.to_owned();
        let file = BufWriter::with_capacity(1 << 18, file);
        let mut backup =
            Self { path, partial, file, hash: blake3::Hasher::new(), entries: 0, bytes: 0 };
        let sealed = encode_owned(Kind::Backup, KEY, header)?;
        backup.write(MAGIC)?;
        backup.write(&u16::try_from(sealed.len()).unwrap_or(u16::MAX).to_le_bytes())?;
        backup.write(&sealed)?;
        Ok(backup)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes).map_err(|error| io(&self.partial, "write", error))
    }

    pub(crate) fn put(&mut self, entry: &Entry) -> Result<()> {
        let wrong = || {
            Error::corrupt(format!("a value of the {:?} table cannot be backed up", entry.table))
        };
        let table = TABLES.iter().position(|table| *table == entry.table).ok_or_else(wrong)?;
        let numbers =
            (u8::try_from(table), u8::try_from(entry.key.len()), u16::try_from(entry.value.len()));
        let (Ok(table), Ok(key), Ok(value)) = numbers else { return Err(wrong()) };
        let [low, high] = value.to_le_bytes();
        self.write(&[table, key, low, high])?;
        self.write(&entry.key)?;
        self.write(&entry.value)?;
        self.entries += 1;
        Ok(())
    }

    /// Fsyncs the backup, reads it again, and only then gives it its name. Returns
    /// its bytes.
    pub(crate) fn finish(mut self) -> Result<u64> {
        self.write(&[END])?;
        self.write(&self.entries.to_le_bytes())?;
        let hash = *self.hash.finalize().as_bytes();
        self.write(&hash)?;
        let file = self
            .file
            .into_inner()
            .map_err(|error| io(&self.partial, "write", error.into_error()))?;
        file.sync_all().map_err(|error| io(&self.partial, "sync", error))?;
        drop(file);
        let mut written = BackupReader::open(&self.partial)?;
        while written.next()?.is_some() {}
        fs::rename(&self.partial, &self.path).map_err(|error| io(&self.partial, "name", error))?;
        sync_parent(&self.path)?;
        Ok(self.bytes)
    }
}

/// A backup that is being read.
pub(crate) struct BackupReader {
    path: PathBuf,
    file: BufReader<File>,
    hash: blake3::Hasher,
    entries: u64,
    bytes: u64,
    ended: bool,
    pub(crate) header: BackupValue,
}

impl BackupReader {
    /// Opens a backup and reads its header.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| {
            let kind = match error.kind() {
                std::io::ErrorKind::NotFound => ErrorKind::NotFound,
                _ => ErrorKind::Io,
            };
            Error::new(kind, format!("cannot open {}", path.display())).with_source(error)
        })?;
        let empty = BackupValue::default();
        let mut backup = Self {
            path: path.to_owned(),
            file: BufReader::with_capacity(1 << 18, file),
            hash: blake3::Hasher::new(),
            entries: 0,
            bytes: 0,
            ended: false,
            header: empty,
        };
        let mut magic = [0; 16];
        if backup.read(&mut magic).is_err() || magic != *MAGIC {
            return Err(Error::invalid(format!("{} is no backup of a store", path.display())));
        }
        let mut length = [0; 2];
        backup.read(&mut length)?;
        let sealed = backup.take(usize::from(u16::from_le_bytes(length)))?;
        backup.header =
            v1::decode_backup(KEY, &sealed).map_err(|error| error.at(path.display()))?;
        if backup.header.format > FORMAT {
            let message = format!(
                "{} has format {}; this version of onrecord reads up to {FORMAT}",
                path.display(),
                backup.header.format
            );
            return Err(Error::new(ErrorKind::IncompatibleFormat, message));
        }
        Ok(backup)
    }

    /// Returns how many bytes were read.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    fn damaged(&self, why: &str) -> Error {
        Error::corrupt(format!("the backup {} {why}", self.path.display()))
    }

    fn read(&mut self, bytes: &mut [u8]) -> Result<()> {
        self.file.read_exact(bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => self.damaged("is cut short"),
            _ => io(&self.path, "read", error),
        })?;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.read(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads the next entry; none at the end, which proves that all before it is what was written.
    pub(crate) fn next(&mut self) -> Result<Option<Entry>> {
        if self.ended {
            return Ok(None);
        }
        let mut table = [0];
        self.read(&mut table)?;
        let [table] = table;
        if table == END {
            self.end()?;
            return Ok(None);
        }
        let mut lengths = [0; 3];
        self.read(&mut lengths)?;
        let [key, low, high] = lengths;
        let (key, value) = (usize::from(key), usize::from(u16::from_le_bytes([low, high])));
        let table = TABLES.get(usize::from(table)).copied();
        let Some(table) = table.filter(|_| key <= KEY_BYTES && value <= VALUE_BYTES) else {
            return Err(self.damaged("has a malformed entry"));
        };
        let (key, value) = (self.take(key)?, self.take(value)?);
        let entry = Entry { table, key, value: value.into() };
        let checked =
            if self.header.format < FORMAT { version_1::check(&entry) } else { entry.check() };
        checked.map_err(|error| error.at(self.path.display()))?;
        self.entries += 1;
        Ok(Some(entry))
    }

    fn end(&mut self) -> Result<()> {
        let mut count = [0; 8];
        self.read(&mut count)?;
        let hash = *self.hash.finalize().as_bytes();
        let mut written = [0; 32];
        self.read(&mut written)?;
        if hash != written || u64::from_le_bytes(count) != self.entries {
            return Err(self.damaged("is not what was written"));
        }
        let mut more = [0];
        if self.file.read(&mut more).map_err(|error| io(&self.path, "read", error))? != 0 {
            return Err(self.damaged("goes on behind its end"));
        }
        self.ended = true;
        Ok(())
    }
}
