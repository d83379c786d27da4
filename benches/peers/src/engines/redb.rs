//! redb.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use redb::{
    AccessGuard, Database, ReadOnlyTable, ReadableDatabase, ReadableTable, Table, TableDefinition,
    WriteTransaction,
};

use super::kv::{Child, Index, Kv, Read, Row, Write};
use super::{Durability, Options};
use crate::Result;
use crate::rows::{ListKey, SortKey, sort_of};

type Numbers = TableDefinition<'static, &'static str, u64>;
type Rows = TableDefinition<'static, u64, &'static [u8]>;
type Quotes = TableDefinition<'static, &'static [u8; 12], &'static [u8]>;
type Entries = TableDefinition<'static, &'static ListKey, ()>;
type Children = TableDefinition<'static, &'static ListKey, &'static [u8; 12]>;

const KEYS: Numbers = TableDefinition::new("keys");
const SPEAKERS: Numbers = TableDefinition::new("speakers");
const ARTICLES: Rows = TableDefinition::new("articles");
const QUOTES: Quotes = TableDefinition::new("quotes");
const PAGES: Rows = TableDefinition::new("pages");
const BLOCKS: Rows = TableDefinition::new("blocks");
const ENTRIES: [Entries; 3] = [
    TableDefinition::new("entries_speaker"),
    TableDefinition::new("entries_from"),
    TableDefinition::new("entries_about"),
];
const CHILDREN: [Children; 3] = [
    TableDefinition::new("children_speaker"),
    TableDefinition::new("children_from"),
    TableDefinition::new("children_about"),
];

/// A database of redb.
#[derive(Debug)]
pub(crate) struct Redb {
    database: Database,
    durability: Durability,
    loading: AtomicBool,
}

impl Redb {
    fn begin(&self) -> Result<WriteTransaction> {
        let mut write = self.database.begin_write()?;
        let each = self.durability == Durability::Power && !self.loading.load(Ordering::Relaxed);
        write.set_durability(if each {
            redb::Durability::Immediate
        } else {
            redb::Durability::None
        })?;
        Ok(write)
    }
}

impl Kv for Redb {
    type Read<'s> = RedbRead;

    fn open(folder: &Path, options: &Options) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let file = folder.join("redb");
        let exists = file.exists();
        let mut builder = Database::builder();
        builder.set_cache_size(usize::try_from(options.cache)?);
        let database = if exists { builder.open(file)? } else { builder.create(file)? };
        let store =
            Self { database, durability: options.durability, loading: AtomicBool::new(false) };
        if !exists {
            let write = store.database.begin_write()?;
            drop(RedbWrite::new(&write)?);
            write.commit()?;
        }
        Ok(store)
    }

    fn read(&self) -> Result<RedbRead> {
        let read = self.database.begin_read()?;
        let entries = |table: Entries| read.open_table(table);
        let children = |table: Children| read.open_table(table);
        let [speaker, from, about] = ENTRIES;
        let [speakers, froms, abouts] = CHILDREN;
        Ok(RedbRead {
            speakers: read.open_table(SPEAKERS)?,
            articles: read.open_table(ARTICLES)?,
            quotes: read.open_table(QUOTES)?,
            pages: read.open_table(PAGES)?,
            blocks: read.open_table(BLOCKS)?,
            entries: [entries(speaker)?, entries(from)?, entries(about)?],
            children: [children(speakers)?, children(froms)?, children(abouts)?],
        })
    }

    fn write(&self, fill: &mut dyn FnMut(&mut dyn Write) -> Result<()>) -> Result<()> {
        let write = self.begin()?;
        fill(&mut RedbWrite::new(&write)?)?;
        Ok(write.commit()?)
    }

    fn begin_load(&self) -> Result<()> {
        self.loading.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn sync(&self) -> Result<()> {
        self.loading.store(false, Ordering::Relaxed);
        // A commit of nothing that survives brings along those before it.
        Ok(self.database.begin_write()?.commit()?)
    }

    fn close(self) -> Result<()> {
        Ok(self.database.close()?)
    }
}

/// A read transaction with its tables open.
pub(crate) struct RedbRead {
    speakers: ReadOnlyTable<&'static str, u64>,
    articles: ReadOnlyTable<u64, &'static [u8]>,
    quotes: ReadOnlyTable<&'static [u8; 12], &'static [u8]>,
    pages: ReadOnlyTable<u64, &'static [u8]>,
    blocks: ReadOnlyTable<u64, &'static [u8]>,
    entries: [ReadOnlyTable<&'static ListKey, ()>; 3],
    children: [ReadOnlyTable<&'static ListKey, &'static [u8; 12]>; 3],
}

/// A value in a page that redb keeps.
pub(crate) struct Held(AccessGuard<'static, &'static [u8]>);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        self.0.value()
    }
}

fn of<T>(tables: &[T; 3], index: Index) -> &T {
    let [speaker, from, about] = tables;
    match index {
        Index::Speaker => speaker,
        Index::From => from,
        Index::About => about,
    }
}

impl Read for RedbRead {
    type Value<'r> = Held;

    fn article(&self, number: u64) -> Result<Option<Held>> {
        Ok(self.articles.get(number)?.map(Held))
    }

    fn quote(&self, key: &[u8; 12]) -> Result<Option<Held>> {
        Ok(self.quotes.get(key)?.map(Held))
    }

    fn page(&self, number: u64) -> Result<Option<Held>> {
        Ok(self.pages.get(number)?.map(Held))
    }

    fn block(&self, number: u64) -> Result<Option<Held>> {
        Ok(self.blocks.get(number)?.map(Held))
    }

    fn speaker(&self, name: &str) -> Result<Option<u64>> {
        Ok(self.speakers.get(name)?.map(|number| number.value()))
    }

    fn entries(
        &self,
        index: Index,
        low: &ListKey,
        high: &ListKey,
    ) -> Result<impl Iterator<Item = Result<SortKey>>> {
        let range = of(&self.entries, index).range::<&ListKey>(low..=high)?.rev();
        Ok(range.map(|entry| Ok(sort_of(entry?.0.value()))))
    }

    fn children(
        &self,
        index: Index,
        low: &ListKey,
        high: &ListKey,
    ) -> Result<impl Iterator<Item = Result<(SortKey, Child)>>> {
        let range = of(&self.children, index).range::<&ListKey>(low..=high)?.rev();
        Ok(range.map(|entry| {
            let (key, child) = entry?;
            Ok((sort_of(key.value()), Child::from_bytes(child.value())))
        }))
    }
}

struct RedbWrite<'t> {
    keys: Table<'t, &'static str, u64>,
    speakers: Table<'t, &'static str, u64>,
    articles: Table<'t, u64, &'static [u8]>,
    quotes: Table<'t, &'static [u8; 12], &'static [u8]>,
    pages: Table<'t, u64, &'static [u8]>,
    blocks: Table<'t, u64, &'static [u8]>,
    entries: [Table<'t, &'static ListKey, ()>; 3],
    children: [Table<'t, &'static ListKey, &'static [u8; 12]>; 3],
}

impl<'t> RedbWrite<'t> {
    fn new(write: &'t WriteTransaction) -> Result<Self> {
        let entries = |table: Entries| write.open_table(table);
        let children = |table: Children| write.open_table(table);
        let [speaker, from, about] = ENTRIES;
        let [speakers, froms, abouts] = CHILDREN;
        Ok(Self {
            keys: write.open_table(KEYS)?,
            speakers: write.open_table(SPEAKERS)?,
            articles: write.open_table(ARTICLES)?,
            quotes: write.open_table(QUOTES)?,
            pages: write.open_table(PAGES)?,
            blocks: write.open_table(BLOCKS)?,
            entries: [entries(speaker)?, entries(from)?, entries(about)?],
            children: [children(speakers)?, children(froms)?, children(abouts)?],
        })
    }
}

fn of_mut<T>(tables: &mut [T; 3], index: Index) -> &mut T {
    let [speaker, from, about] = tables;
    match index {
        Index::Speaker => speaker,
        Index::From => from,
        Index::About => about,
    }
}

impl Write for RedbWrite<'_> {
    fn has_key(&mut self, key: &str) -> Result<bool> {
        Ok(self.keys.get(key)?.is_some())
    }

    fn speaker(&mut self, name: &str) -> Result<Option<u64>> {
        Ok(self.speakers.get(name)?.map(|number| number.value()))
    }

    fn block(&mut self, number: u64) -> Result<Option<Vec<u8>>> {
        Ok(self.blocks.get(number)?.map(|block| block.value().to_vec()))
    }

    fn put(&mut self, row: Row<'_>) -> Result<()> {
        match row {
            Row::Key(key, number) => drop(self.keys.insert(key, number)?),
            Row::Speaker(name, number) => drop(self.speakers.insert(name, number)?),
            Row::Article(number, row) => drop(self.articles.insert(number, row)?),
            Row::Quote(key, row) => drop(self.quotes.insert(key, row)?),
            Row::Entry(index, key) => drop(of_mut(&mut self.entries, index).insert(key, ())?),
            Row::Page(number, row) => drop(self.pages.insert(number, row)?),
            Row::Block(number, row) => drop(self.blocks.insert(number, row)?),
            Row::Child(index, key, child) => {
                drop(of_mut(&mut self.children, index).insert(key, &child.to_bytes())?);
            }
            Row::NoBlock(number) => drop(self.blocks.remove(number)?),
            Row::NoChild(index, key) => drop(of_mut(&mut self.children, index).remove(key)?),
        }
        Ok(())
    }
}
