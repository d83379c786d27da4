//! A publication: the entries of tables in one immutable file, read in place by memory map. No
//! sled, no lock, and nothing that is read when the file is opened but its directory.
//!
//! A table is a tree of packs. A pack of the lowest level has entries, or, if the entries of the
//! table share no values, the places of their values. Each pack above has the first keys and the
//! places of the packs below it.

use std::fs::File;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use super::pack::Pack;
use super::table::{Shape, TABLES, Table};
use crate::bytes::Bytes;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{FORMAT, Kind, Map, PublicationValue, decode_owned};

/// The first bytes of every publication, and the last.
pub(super) const MAGIC: &[u8; 16] = b"onrecord public\n";
/// The key of the directory.
pub(super) const DIRECTORY: &[u8] = b"publication";
/// The bytes of the length of the directory, which is before the last bytes.
pub(super) const LENGTH_BYTES: usize = 2;

/// The most levels that reading follows: far more than a full store has.
const LEVELS: u8 = 16;

/// Where a value is in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) length: u16,
}

impl Place {
    const BYTES: usize = 10;

    pub(super) fn to_bytes(self) -> Vec<u8> {
        self.offset.to_le_bytes().into_iter().chain(self.length.to_le_bytes()).collect()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (offset, length) = bytes.split_first_chunk().filter(|_| bytes.len() == Self::BYTES)?;
        let length = u16::from_le_bytes(length.first_chunk().copied()?);
        Some(Self { offset: u64::from_le_bytes(*offset), length })
    }
}

/// The topmost pack of a table.
#[derive(Clone, Debug)]
struct Root {
    first: Vec<u8>,
    place: Place,
    /// The number of packs on the way to an entry, the topmost one included.
    levels: u8,
}

/// An open publication.
#[derive(Debug)]
pub(crate) struct Publication {
    path: PathBuf,
    map: Map,
    /// By the number of the table; `None` if it has no entries.
    roots: Vec<Option<Root>>,
    directory: PublicationValue,
}

fn io(path: &Path, what: &str, error: std::io::Error) -> Error {
    let kind = match error.kind() {
        std::io::ErrorKind::NotFound => ErrorKind::NotFound,
        _ => ErrorKind::Io,
    };
    Error::new(kind, format!("cannot {what} {}", path.display())).with_source(error)
}

impl Publication {
    /// Opens a publication and checks its directory. Reads nothing else of it.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|error| io(path, "open", error))?;
        let data = file.metadata().map_err(|error| io(path, "look at", error))?;
        let foreign = || Error::invalid(format!("{} is no publication of a store", path.display()));
        if !data.is_file() || data.len() < MAGIC.len() as u64 {
            return Err(foreign());
        }
        let map = Map::new(&file).map_err(|error| io(path, "map", error))?;
        if map.copy(0, MAGIC.len()).is_none_or(|first| *first != *MAGIC) {
            return Err(foreign());
        }
        let damaged = |why: &str| {
            Error::corrupt(format!("the publication {} {why}; publish it again", path.display()))
        };
        let value =
            directory(&map).ok_or_else(|| damaged("is cut short, or damaged at its end"))?;
        let directory: PublicationValue = decode_owned(Kind::Publication, DIRECTORY, &value)
            .map_err(|error| error.at(path.display()))?;
        if directory.format > FORMAT {
            let message = format!(
                "{} has format {}; this version of onrecord reads up to {FORMAT}",
                path.display(),
                directory.format
            );
            return Err(Error::new(ErrorKind::IncompatibleFormat, message));
        }
        if directory.bytes != map.len() as u64 {
            return Err(damaged("does not have the length that it was written with"));
        }
        let mut roots = vec![None; TABLES.len()];
        for table in &directory.tables {
            let at = TABLES.iter().position(|(_, name)| *name == table.name);
            let root = at
                .and_then(|at| roots.get_mut(at))
                .filter(|_| (1..=LEVELS).contains(&table.levels));
            let place = Place { offset: table.offset, length: table.length };
            *root.ok_or_else(|| {
                damaged("has a table that this version of onrecord does not know")
            })? = Some(Root { first: table.first.clone(), place, levels: table.levels });
        }
        Ok(Self { path: path.to_owned(), map, roots, directory })
    }

    /// Returns what the publication says of itself.
    pub(crate) fn directory(&self) -> &PublicationValue {
        &self.directory
    }

    fn root(&self, table: Table) -> Option<&Root> {
        self.roots.get(table as usize)?.as_ref()
    }

    fn damaged(&self, table: Table) -> Error {
        Error::corrupt(format!(
            "the {table:?} table of {} names what is not in it; publish it again",
            self.path.display()
        ))
    }

    fn copy(&self, table: Table, place: Place) -> Result<Bytes> {
        let offset = usize::try_from(place.offset).ok();
        offset
            .and_then(|offset| self.map.copy(offset, usize::from(place.length)))
            .ok_or_else(|| self.damaged(table))
    }

    fn pack(&self, table: Table, first: &[u8], place: Place) -> Result<Pack<'static>> {
        let value = self.copy(table, place)?;
        let pack = Pack::open(first, &value).map_err(|error| error.at(self.path.display()))?;
        if pack.len() == 0 { Err(self.damaged(table)) } else { Ok(pack.into_owned()) }
    }

    /// Returns the pack that an entry of another pack leads to.
    fn below(&self, table: Table, pack: &Pack<'_>, at: usize) -> Result<Pack<'static>> {
        let entry = pack.entry(at).and_then(|(key, place)| Some((key, Place::from_bytes(place)?)));
        let (first, place) = entry.ok_or_else(|| self.damaged(table))?;
        self.pack(table, first, place)
    }

    /// Returns the value of an entry of a pack of the lowest level.
    fn value(&self, table: Table, value: &[u8]) -> Result<Bytes> {
        if table.shape() != Shape::Single {
            return Ok(Bytes::from_engine(value));
        }
        self.copy(table, Place::from_bytes(value).ok_or_else(|| self.damaged(table))?)
    }

    /// Returns the value under a key.
    pub(crate) fn get(&self, table: Table, key: &[u8]) -> Result<Option<Bytes>> {
        let Some(root) = self.root(table) else { return Ok(None) };
        let mut pack = self.pack(table, &root.first, root.place)?;
        for _ in 1..root.levels {
            pack = self.below(table, &pack, pack.last_at(key).unwrap_or_default())?;
        }
        pack.get(key).map(|value| self.value(table, value)).transpose()
    }

    /// Walks the entries of a range in the order of their keys. After an error there is none.
    pub(super) fn scan(
        &self,
        table: Table,
        bounds: (Bound<Vec<u8>>, Bound<Vec<u8>>),
    ) -> PublicationWalk<'_> {
        PublicationWalk { publication: self, table, bounds, way: Vec::new(), state: State::Before }
    }
}

/// Returns the value of the directory, if the file ends as a whole one does.
fn directory(map: &Map) -> Option<Bytes> {
    let end = map.len().checked_sub(MAGIC.len())?;
    let at = end.checked_sub(LENGTH_BYTES).filter(|at| *at >= MAGIC.len())?;
    map.copy(end, MAGIC.len()).filter(|last| **last == *MAGIC)?;
    let length = map.copy(at, LENGTH_BYTES)?;
    let length = usize::from(u16::from_le_bytes(length.first_chunk().copied()?));
    map.copy(at.checked_sub(length)?, length)
}

/// How far a walk has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Before,
    /// At the entry to which the way leads.
    At,
    Ended,
}

/// A walk over the entries of a table of a publication.
pub(super) struct PublicationWalk<'a> {
    publication: &'a Publication,
    table: Table,
    bounds: (Bound<Vec<u8>>, Bound<Vec<u8>>),
    /// The packs from the topmost one on, each with the position in it.
    way: Vec<(Pack<'static>, usize)>,
    state: State,
}

impl PublicationWalk<'_> {
    /// Goes down to the first entry that may be in the range.
    fn begin(&mut self) -> Result<()> {
        let Some(root) = self.publication.root(self.table) else { return Ok(()) };
        let mut pack = self.publication.pack(self.table, &root.first, root.place)?;
        for _ in 1..root.levels {
            let at = match &self.bounds.0 {
                Bound::Included(key) | Bound::Excluded(key) => pack.last_at(key),
                Bound::Unbounded => None,
            };
            let at = at.unwrap_or_default();
            let below = self.publication.below(self.table, &pack, at)?;
            self.way.push((pack, at));
            pack = below;
        }
        let at = match &self.bounds.0 {
            Bound::Included(key) => pack.lower_bound(key),
            Bound::Excluded(key) => pack.last_at(key).map_or(0, |at| at + 1),
            Bound::Unbounded => 0,
        };
        self.way.push((pack, at));
        Ok(())
    }

    /// Goes to the next entry if the way is at the end of a pack. Returns `false` if there is none.
    fn settle(&mut self) -> Result<bool> {
        let levels = self.way.len();
        while let Some((pack, at)) = self.way.last()
            && *at >= pack.len()
        {
            self.way.pop();
            if let Some((_, at)) = self.way.last_mut() {
                *at += 1;
            }
        }
        while let Some((pack, at)) = self.way.last()
            && self.way.len() < levels
        {
            let below = self.publication.below(self.table, pack, *at)?;
            self.way.push((below, 0));
        }
        Ok(!self.way.is_empty())
    }

    fn step(&mut self) -> Result<Option<(Bytes, Bytes)>> {
        match self.state {
            State::Before => self.begin()?,
            State::At => {
                if let Some((_, at)) = self.way.last_mut() {
                    *at += 1;
                }
            }
            State::Ended => return Ok(None),
        }
        self.state = State::At;
        if !self.settle()? {
            return Ok(None);
        }
        let Some((key, value)) = self.way.last().and_then(|(pack, at)| pack.entry(*at)) else {
            return Ok(None);
        };
        let is_past_end = match &self.bounds.1 {
            Bound::Included(end) => key > end.as_slice(),
            Bound::Excluded(end) => key >= end.as_slice(),
            Bound::Unbounded => false,
        };
        if is_past_end {
            return Ok(None);
        }
        Ok(Some((Bytes::from_engine(key), self.publication.value(self.table, value)?)))
    }
}

impl Iterator for PublicationWalk<'_> {
    type Item = Result<(Bytes, Bytes)>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step().transpose();
        if !matches!(step, Some(Ok(_))) {
            self.state = State::Ended;
        }
        step
    }
}
