//! fjall.

use std::path::Path;
use std::thread;
use std::time::Duration;

use fjall::{
    Database, Keyspace, KeyspaceCreateOptions, OwnedWriteBatch, PersistMode, Readable, Slice,
    Snapshot,
};

use super::kv::{Child, Index, Kv, Read, Row, Write, number};
use super::{Durability, Options};
use crate::Result;
use crate::rows::{ListKey, SortKey, sort_of};

struct Tables {
    keys: Keyspace,
    speakers: Keyspace,
    articles: Keyspace,
    quotes: Keyspace,
    pages: Keyspace,
    blocks: Keyspace,
    lists: [Keyspace; 3],
}

impl Tables {
    fn list(&self, index: Index) -> &Keyspace {
        let [speaker, from, about] = &self.lists;
        match index {
            Index::Speaker => speaker,
            Index::From => from,
            Index::About => about,
        }
    }
}

/// A database of fjall.
pub(crate) struct Fjall {
    database: Database,
    tables: Tables,
    durability: Durability,
}

impl Kv for Fjall {
    type Read<'s> = FjallRead<'s>;

    fn open(folder: &Path, options: &Options) -> Result<Self> {
        let database = Database::builder(folder).cache_size(options.cache).open()?;
        // Each key that is read exists, so the lowest level needs no filter.
        let got = || KeyspaceCreateOptions::default().expect_point_read_hits(true);
        let listed = KeyspaceCreateOptions::default;
        let tables = Tables {
            keys: database.keyspace("keys", listed)?,
            speakers: database.keyspace("speakers", got)?,
            articles: database.keyspace("articles", got)?,
            quotes: database.keyspace("quotes", got)?,
            pages: database.keyspace("pages", got)?,
            blocks: database.keyspace("blocks", got)?,
            lists: [
                database.keyspace("list_speaker", listed)?,
                database.keyspace("list_from", listed)?,
                database.keyspace("list_about", listed)?,
            ],
        };
        Ok(Self { database, tables, durability: options.durability })
    }

    fn read(&self) -> Result<FjallRead<'_>> {
        Ok(FjallRead { read: self.database.snapshot(), tables: &self.tables })
    }

    fn write(&self, fill: &mut dyn FnMut(&mut dyn Write) -> Result<()>) -> Result<()> {
        let mode = (self.durability == Durability::Power).then_some(PersistMode::SyncAll);
        let mut write =
            FjallWrite { batch: self.database.batch().durability(mode), tables: &self.tables };
        fill(&mut write)?;
        Ok(write.batch.commit()?)
    }

    fn sync(&self) -> Result<()> {
        Ok(self.database.persist(PersistMode::SyncAll)?)
    }

    fn settle(&self) -> Result<()> {
        while self.database.outstanding_flushes() > 0 || self.database.active_compactions() > 0 {
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    fn close(self) -> Result<()> {
        self.sync()
    }
}

/// A snapshot.
pub(crate) struct FjallRead<'s> {
    read: Snapshot,
    tables: &'s Tables,
}

impl Read for FjallRead<'_> {
    type Value<'r>
        = Slice
    where
        Self: 'r;

    fn article(&self, number: u64) -> Result<Option<Slice>> {
        Ok(self.read.get(&self.tables.articles, number.to_be_bytes())?)
    }

    fn quote(&self, key: &[u8; 12]) -> Result<Option<Slice>> {
        Ok(self.read.get(&self.tables.quotes, key)?)
    }

    fn page(&self, number: u64) -> Result<Option<Slice>> {
        Ok(self.read.get(&self.tables.pages, number.to_be_bytes())?)
    }

    fn block(&self, number: u64) -> Result<Option<Slice>> {
        Ok(self.read.get(&self.tables.blocks, number.to_be_bytes())?)
    }

    fn speaker(&self, name: &str) -> Result<Option<u64>> {
        Ok(self.read.get(&self.tables.speakers, name)?.map(|value| number(&value)))
    }

    fn entries(
        &self,
        index: Index,
        low: &ListKey,
        high: &ListKey,
    ) -> Result<impl Iterator<Item = Result<SortKey>>> {
        let range = self
            .read
            .range::<&[u8], _>(self.tables.list(index), low.as_slice()..=high.as_slice())
            .rev();
        Ok(range.map(|entry| Ok(sort_of(&entry.key()?))))
    }

    fn children(
        &self,
        index: Index,
        low: &ListKey,
        high: &ListKey,
    ) -> Result<impl Iterator<Item = Result<(SortKey, Child)>>> {
        let range = self
            .read
            .range::<&[u8], _>(self.tables.list(index), low.as_slice()..=high.as_slice())
            .rev();
        Ok(range.map(|entry| {
            let (key, child) = entry.into_inner()?;
            Ok((sort_of(&key), Child::from_bytes(&child)))
        }))
    }
}

struct FjallWrite<'s> {
    batch: OwnedWriteBatch,
    tables: &'s Tables,
}

impl Write for FjallWrite<'_> {
    /// A batch of fjall shows nothing of itself: what it holds twice is the user's affair.
    fn has_key(&mut self, key: &str) -> Result<bool> {
        Ok(self.tables.keys.contains_key(key)?)
    }

    fn speaker(&mut self, name: &str) -> Result<Option<u64>> {
        Ok(self.tables.speakers.get(name)?.map(|value| number(&value)))
    }

    fn block(&mut self, number: u64) -> Result<Option<Vec<u8>>> {
        Ok(self.tables.blocks.get(number.to_be_bytes())?.map(|block| block.to_vec()))
    }

    fn put(&mut self, row: Row<'_>) -> Result<()> {
        let (batch, tables) = (&mut self.batch, self.tables);
        match row {
            Row::Key(key, number) => batch.insert(&tables.keys, key, number.to_be_bytes()),
            Row::Speaker(name, number) => {
                batch.insert(&tables.speakers, name, number.to_be_bytes());
            }
            Row::Article(number, row) => batch.insert(&tables.articles, number.to_be_bytes(), row),
            Row::Quote(key, row) => batch.insert(&tables.quotes, key, row),
            Row::Entry(index, key) => batch.insert(tables.list(index), key, []),
            Row::Page(number, row) => batch.insert(&tables.pages, number.to_be_bytes(), row),
            Row::Block(number, row) => batch.insert(&tables.blocks, number.to_be_bytes(), row),
            Row::Child(index, key, child) => {
                batch.insert(tables.list(index), key, child.to_bytes());
            }
            Row::NoBlock(number) => batch.remove(&tables.blocks, number.to_be_bytes()),
            Row::NoChild(index, key) => batch.remove(tables.list(index), key),
        }
        Ok(())
    }
}
