//! The engines, each in a file of its own, under one trait.

mod blocks;
mod fjall;
mod kv;
mod lmdb;
mod memory;
mod native;
mod onrecord;
mod pack;
mod redb;
mod sqlite;
mod usual;

use std::fmt;
use std::path::Path;

use clap::ValueEnum;

use crate::Result;
use crate::ask::{Full, Questions, Reader, Touch, ask};
use crate::rows::Ready;

/// The stores that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum Engine {
    Onrecord,
    Sqlite,
    #[value(name = "native_db")]
    NativeDb,
    Redb,
    Lmdb,
    Fjall,
    Memory,
}

/// A layout of the data in an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum Layout {
    /// An index entry, then a get of the record, read unchecked.
    Usual,
    /// As usual, with every record checked whenever it is read.
    UsualChecked,
    /// Blocks of whole records.
    Blocks,
}

/// An engine in a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Side {
    pub(crate) engine: Engine,
    pub(crate) layout: Layout,
}

/// All sides, in the order of the table.
pub(crate) const SIDES: [Side; 13] = [
    Side::new(Engine::Onrecord, Layout::Usual),
    Side::new(Engine::Sqlite, Layout::Usual),
    Side::new(Engine::NativeDb, Layout::Usual),
    Side::new(Engine::Redb, Layout::Usual),
    Side::new(Engine::Lmdb, Layout::Usual),
    Side::new(Engine::Fjall, Layout::Usual),
    Side::new(Engine::Redb, Layout::UsualChecked),
    Side::new(Engine::Lmdb, Layout::UsualChecked),
    Side::new(Engine::Fjall, Layout::UsualChecked),
    Side::new(Engine::Redb, Layout::Blocks),
    Side::new(Engine::Lmdb, Layout::Blocks),
    Side::new(Engine::Fjall, Layout::Blocks),
    Side::new(Engine::Memory, Layout::Blocks),
];

impl Side {
    pub(crate) const fn new(engine: Engine, layout: Layout) -> Self {
        Self { engine, layout }
    }

    /// Returns the side whose store this one reads: a check when reading changes nothing on disk.
    pub(crate) fn stored(self) -> Self {
        match self.layout {
            Layout::UsualChecked => Self { layout: Layout::Usual, ..self },
            Layout::Usual | Layout::Blocks => self,
        }
    }

    /// Returns whether this side has a store of its own on disk.
    pub(crate) fn is_stored(self) -> bool {
        self.engine != Engine::Memory && self.layout != Layout::UsualChecked
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Onrecord => "onrecord",
            Self::Sqlite => "sqlite",
            Self::NativeDb => "native_db",
            Self::Redb => "redb",
            Self::Lmdb => "lmdb",
            Self::Fjall => "fjall",
            Self::Memory => "memory",
        })
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Usual => "usual",
            Self::UsualChecked => "usual-checked",
            Self::Blocks => "blocks",
        })
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.layout {
            Layout::Usual => write!(f, "{}", self.engine),
            layout => write!(f, "{}/{layout}", self.engine),
        }
    }
}

/// The durability of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Whatever the operating system has taken; synced by [`Store::sync`].
    Buffered,
    /// A loss of power.
    Power,
}

/// How a store is opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// The bytes of the engine's own cache.
    pub(crate) cache: u64,
    pub(crate) durability: Durability,
    /// How many articles the run has, for what is sized by it.
    pub(crate) articles: u32,
}

/// A store that is open.
pub(crate) trait Store: Sized + Sync {
    type Reader<'s>: Reader
    where
        Self: 's;

    /// Opens the store in a folder, and creates it if there is none.
    fn open(folder: &Path, options: &Options) -> Result<Self>;

    /// Begins to read. `checked` makes readers of the usual layout check each record.
    fn reader(&self, checked: bool) -> Result<Self::Reader<'_>>;

    /// Stores many articles, as fast as a user would have it, without a sync at the end.
    fn load(&self, articles: Vec<Ready>) -> Result<()>;

    /// Stores one article as one commit, with the durability that the store was opened with.
    fn commit(&self, article: &mut Ready) -> Result<()>;

    /// Makes all that is stored survive a loss of power.
    fn sync(&self) -> Result<()>;

    /// Waits until nothing is done in the background.
    fn settle(&self) -> Result<()> {
        Ok(())
    }

    fn close(self) -> Result<()>;
}

/// A [`Store`] of any engine.
pub(crate) trait AnyStore: Sync {
    fn subject(&self, layout: Layout) -> Result<Box<dyn Subject + '_>>;
    fn load(&self, articles: Vec<Ready>) -> Result<()>;
    fn commit(&self, article: &mut Ready) -> Result<()>;
    fn sync(&self) -> Result<()>;
    fn settle(&self) -> Result<()>;
    fn close(self: Box<Self>) -> Result<()>;
}

/// A [`Reader`] of any engine.
pub(crate) trait Subject {
    fn renew(&mut self) -> Result<()>;
    fn touch(&mut self, questions: &Questions) -> Result<Touch>;
    fn full(&mut self, questions: &Questions) -> Result<Full>;
}

struct Asked<R>(R);

impl<R: Reader> Subject for Asked<R> {
    fn renew(&mut self) -> Result<()> {
        self.0.renew()
    }

    fn touch(&mut self, questions: &Questions) -> Result<Touch> {
        let mut sink = Touch::default();
        ask(&mut self.0, questions, &mut sink)?;
        Ok(sink)
    }

    fn full(&mut self, questions: &Questions) -> Result<Full> {
        let mut sink = Full::default();
        ask(&mut self.0, questions, &mut sink)?;
        Ok(sink)
    }
}

impl<S: Store> AnyStore for S {
    fn subject(&self, layout: Layout) -> Result<Box<dyn Subject + '_>> {
        Ok(Box::new(Asked(self.reader(layout == Layout::UsualChecked)?)))
    }

    fn load(&self, articles: Vec<Ready>) -> Result<()> {
        Store::load(self, articles)
    }

    fn commit(&self, article: &mut Ready) -> Result<()> {
        Store::commit(self, article)
    }

    fn sync(&self) -> Result<()> {
        Store::sync(self)
    }

    fn settle(&self) -> Result<()> {
        Store::settle(self)
    }

    fn close(self: Box<Self>) -> Result<()> {
        Store::close(*self)
    }
}

pub(crate) use usual::archive;

/// Opens the store of a side.
pub(crate) fn open(side: Side, folder: &Path, options: &Options) -> Result<Box<dyn AnyStore>> {
    let blocks = side.layout == Layout::Blocks;
    Ok(match side.engine {
        Engine::Onrecord => Box::new(onrecord::Onrecord::open(folder, options)?),
        Engine::Sqlite => Box::new(sqlite::Sqlite::open(folder, options)?),
        Engine::NativeDb => Box::new(native::Native::open(folder, options)?),
        Engine::Redb if blocks => Box::new(blocks::Blocks::<redb::Redb>::open(folder, options)?),
        Engine::Redb => Box::new(usual::Usual::<redb::Redb>::open(folder, options)?),
        Engine::Lmdb if blocks => Box::new(blocks::Blocks::<lmdb::Lmdb>::open(folder, options)?),
        Engine::Lmdb => Box::new(usual::Usual::<lmdb::Lmdb>::open(folder, options)?),
        Engine::Fjall if blocks => Box::new(blocks::Blocks::<fjall::Fjall>::open(folder, options)?),
        Engine::Fjall => Box::new(usual::Usual::<fjall::Fjall>::open(folder, options)?),
        Engine::Memory => Box::new(memory::Memory::open(folder, options)?),
    })
}
