//! Writing a publication, under another name until it is whole.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{BufWriter, Read, Seek, Write};
use std::mem::take;
use std::path::{Path, PathBuf};

use super::pack::{Entry, ROOM_BYTES, SPLIT_BYTES, encode, entry_bytes};
use super::publication::{DIRECTORY, MAGIC, Place};
use super::table::{Shape, TABLES, Table};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{Kind, PublicationValue, PublishedTable, encode_owned};
use crate::storage::files::{owner_only, sync_parent};

/// The bytes that are written, and read again, at once: 256 KiB.
const BUFFER_BYTES: usize = 1 << 18;

fn io(path: &Path, what: &str, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot {what} {}", path.display())).with_source(error)
}

/// A publication that is being written.
#[derive(Debug)]
pub(crate) struct PublicationWriter {
    path: PathBuf,
    values: Values,
    tables: BTreeMap<Table, TableWriter>,
}

/// The values of the file, one after the other.
#[derive(Debug)]
struct Values {
    path: PathBuf,
    file: BufWriter<File>,
    /// The checksum of all that was written.
    sum: crc32fast::Hasher,
    bytes: u64,
    /// Whether the file got its name; if it did not, it is removed in the end.
    named: bool,
}

/// The entries of a table that are not written yet, and its last key.
#[derive(Debug, Default)]
struct TableWriter {
    last: Option<Vec<u8>>,
    lowest: Level,
}

/// The next pack of a level, and the level above if it was begun.
#[derive(Debug, Default)]
struct Level {
    entries: Vec<Entry<'static>>,
    bytes: usize,
    above: Option<Box<Self>>,
}

impl Values {
    fn write(&mut self, value: &[u8]) -> Result<Place> {
        let too_large =
            |_| Error::invalid(format!("a value of {} bytes is too large", value.len()));
        let length = u16::try_from(value.len()).map_err(too_large)?;
        let place = Place { offset: self.bytes, length };
        self.sum.update(value);
        self.bytes += value.len() as u64;
        self.file.write_all(value).map_err(|error| io(&self.path, "write", error))?;
        Ok(place)
    }
}

impl Level {
    /// Adds an entry, after the pack before it was written if it has no room.
    fn push(&mut self, values: &mut Values, room: usize, key: &[u8], value: &[u8]) -> Result<()> {
        let bytes = entry_bytes(key, value);
        if self.bytes + bytes > room && !self.entries.is_empty() {
            let (first, place) = self.flush(values)?;
            let above = self.above.get_or_insert_default();
            above.push(values, SPLIT_BYTES, &first, &place.to_bytes())?;
        }
        self.bytes += bytes;
        self.entries.push((Cow::Owned(key.to_vec()), Cow::Owned(value.to_vec())));
        Ok(())
    }

    /// Writes the next pack, and returns its first key and its place.
    fn flush(&mut self, values: &mut Values) -> Result<(Vec<u8>, Place)> {
        self.bytes = 0;
        let entries = take(&mut self.entries);
        let first = entries.first().map(|(key, _)| key.to_vec()).unwrap_or_default();
        let place = values.write(&encode(&first, &[], &entries)?)?;
        Ok((first, place))
    }

    /// Writes what is left from this level on, and returns the first key and the place of the
    /// topmost pack, and how many levels there are.
    fn finish(mut self, values: &mut Values) -> Result<(Vec<u8>, Place, u8)> {
        let (first, place) = self.flush(values)?;
        let Some(mut above) = self.above else { return Ok((first, place, 1)) };
        above.push(values, SPLIT_BYTES, &first, &place.to_bytes())?;
        let (first, place, levels) = above.finish(values)?;
        Ok((first, place, levels + 1))
    }
}

impl PublicationWriter {
    /// Begins a publication that is to be at `path`, in place of one that may be there.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        refuse_to_replace_others(path)?;
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let partial = path.with_file_name(name);
        let file = BufWriter::with_capacity(BUFFER_BYTES, claim(&partial)?);
        let sum = crc32fast::Hasher::new();
        let mut values = Values { path: partial, file, sum, bytes: 0, named: false };
        values.write(MAGIC)?;
        Ok(Self { path: path.to_owned(), values, tables: BTreeMap::new() })
    }

    /// Adds an entry to a table. The keys of a table ascend. Tables come in any order; what is read
    /// together is best written together.
    pub(crate) fn put(&mut self, table: Table, key: &[u8], value: &[u8]) -> Result<()> {
        let writer = self.tables.entry(table).or_default();
        if writer.last.as_ref().is_some_and(|last| **last >= *key) {
            return Err(Error::corrupt(format!("the keys of the {table:?} table do not ascend")));
        }
        writer.last = Some(key.to_vec());
        match table.shape() {
            Shape::Single => {
                let place = self.values.write(value)?.to_bytes();
                writer.lowest.push(&mut self.values, SPLIT_BYTES, key, &place)
            }
            Shape::Dictionary => writer.lowest.push(&mut self.values, SPLIT_BYTES, key, value),
            Shape::Sequence => writer.lowest.push(&mut self.values, ROOM_BYTES, key, value),
        }
    }

    /// Writes the directory, which is given without bytes and tables, forces the file onto the
    /// disk, reads it again, and only then gives it its name. Returns its bytes.
    pub(crate) fn finish(mut self, mut directory: PublicationValue) -> Result<u64> {
        let values = &mut self.values;
        for (table, writer) in self.tables {
            let (first, Place { offset, length }, levels) = writer.lowest.finish(values)?;
            let named = TABLES.iter().find(|(known, _)| *known == table);
            let name = named.map(|(_, name)| (*name).to_owned()).unwrap_or_default();
            directory.tables.push(PublishedTable { name, levels, first, offset, length });
        }
        // The directory is as long whatever number it has for the length of the file.
        let length = encode_owned(Kind::Publication, DIRECTORY, &directory)?.len();
        let length = u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes();
        let end = usize::from(u16::from_le_bytes(length)) + length.len() + MAGIC.len();
        directory.bytes = values.bytes + end as u64;
        let value = encode_owned(Kind::Publication, DIRECTORY, &directory)?;
        for part in [&value[..], &length, MAGIC] {
            values.write(part)?;
        }
        fault!("early-name", {
            fs::rename(&values.path, &self.path)
                .map_err(|error| io(&values.path, "name", error))?;
            self.path.clone_into(&mut values.path);
            values.named = true;
        });
        self.values.finish(&self.path)?;
        Ok(directory.bytes)
    }
}

impl Values {
    /// Forces the file onto the disk, reads it again and gives it a name, with the permissions of
    /// the file that it replaces.
    fn finish(mut self, path: &Path) -> Result<()> {
        self.file.flush().map_err(|error| io(&self.path, "write", error))?;
        let mut file = self.file.get_ref();
        if let Ok(before) = fs::metadata(path) {
            file.set_permissions(before.permissions())
                .map_err(|error| io(&self.path, "set the mode of", error))?;
        }
        file.sync_all().map_err(|error| io(&self.path, "sync", error))?;
        let mut sum = crc32fast::Hasher::new();
        let mut buffer = vec![0; BUFFER_BYTES];
        file.rewind().map_err(|error| io(&self.path, "read", error))?;
        loop {
            let read = file.read(&mut buffer).map_err(|error| io(&self.path, "read", error))?;
            if read == 0 {
                break;
            }
            sum.update(buffer.get(..read).unwrap_or_default());
        }
        if sum.finalize() != self.sum.clone().finalize() {
            let message = format!("{} is not what was written to it", self.path.display());
            return Err(Error::new(ErrorKind::Io, message));
        }
        fs::rename(&self.path, path).map_err(|error| io(&self.path, "name", error))?;
        self.named = true;
        sync_parent(path)
    }
}

impl Drop for Values {
    fn drop(&mut self) {
        // The file is closed after this, which gives its lock back.
        if !self.named {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Refuses a path with something else than a publication.
fn refuse_to_replace_others(path: &Path) -> Result<()> {
    let mut first = [0; MAGIC.len()];
    let begins = File::open(path).and_then(|mut file| file.read_exact(&mut first));
    match begins.map_err(|error| (error.kind(), error)) {
        Ok(()) if first == *MAGIC => Ok(()),
        Err((std::io::ErrorKind::NotFound, _)) => Ok(()),
        Ok(()) | Err((std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::IsADirectory, _)) => {
            let shown = path.display();
            let message = format!("{shown} is no publication; only a publication is replaced");
            Err(Error::invalid(message))
        }
        Err((_, error)) => Err(io(path, "read", error)),
    }
}

/// Makes the file that is written, or takes over what an interrupted call left, and locks it.
fn claim(path: &Path) -> Result<File> {
    loop {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        owner_only(&mut options);
        let file = options.open(path).map_err(|error| io(path, "make", error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("{} is being written by another call", path.display());
                return Err(Error::new(ErrorKind::Locked, message));
            }
            Err(TryLockError::Error(error)) => return Err(io(path, "lock", error)),
        }
        // Between the open and the lock, the call that had the lock may have renamed the file.
        if is_at(&file, path).map_err(|error| io(path, "look at", error))? {
            file.set_len(0).map_err(|error| io(path, "clear", error))?;
            return Ok(file);
        }
    }
}

/// Returns whether a path leads to an open file, as far as the system tells.
fn is_at(file: &File, path: &Path) -> std::io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let open = file.metadata()?;
        match fs::metadata(path) {
            Ok(named) => Ok((open.dev(), open.ino()) == (named.dev(), named.ino())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        Ok(true)
    }
}
