//! LMDB, through heed.

use std::fs;
use std::ops::Bound;
use std::path::Path;

use heed::types::{Bytes, Str};
use heed::{CommitOrAbort, Database, Env, RoTxn, RwTxn, WithoutTls};

use super::kv::{Child, Index, Kv, Read, Row, Write, number};
use super::{Durability, Options};
use crate::Result;
use crate::raw;
use crate::rows::{ListKey, SortKey, sort_of};

/// The most that the file can grow to: LMDB reserves addresses, not memory.
const MAP_BYTES: usize = 1 << 38;

type Table = Database<'static, Bytes, Bytes>;

#[derive(Debug, Clone, Copy)]
struct Tables {
    keys: Database<'static, Str, Bytes>,
    speakers: Database<'static, Str, Bytes>,
    articles: Table,
    quotes: Table,
    pages: Table,
    blocks: Table,
    lists: [Table; 3],
}

/// An environment of LMDB. It has no cache: the operating system's is all there is.
#[derive(Debug)]
pub(crate) struct Lmdb {
    env: Env<WithoutTls>,
    tables: Tables,
    durability: Durability,
}

impl Kv for Lmdb {
    type Read<'s> = LmdbRead<'s>;

    fn open(folder: &Path, options: &Options) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let env = raw::open_lmdb(folder, MAP_BYTES, 16)?;
        let write = env.write_txn()?;
        let made = env.create_databases_and_commit(write, |make, write| {
            let lists = [
                make.create_database::<Bytes, Bytes>(write, Some("list_speaker"))?,
                make.create_database::<Bytes, Bytes>(write, Some("list_from"))?,
                make.create_database::<Bytes, Bytes>(write, Some("list_about"))?,
            ];
            let rest = (
                make.create_database::<Str, Bytes>(write, Some("keys"))?,
                make.create_database::<Str, Bytes>(write, Some("speakers"))?,
                make.create_database::<Bytes, Bytes>(write, Some("articles"))?,
                make.create_database::<Bytes, Bytes>(write, Some("quotes"))?,
                make.create_database::<Bytes, Bytes>(write, Some("pages"))?,
                make.create_database::<Bytes, Bytes>(write, Some("blocks"))?,
            );
            heed::Result::Ok(CommitOrAbort::<_, ()>::Commit((rest, lists)))
        })?;
        let ((keys, speakers, articles, quotes, pages, blocks), lists) =
            made.commit().ok_or("LMDB gave up its tables")?;
        let tables = Tables { keys, speakers, articles, quotes, pages, blocks, lists };
        if options.durability == Durability::Buffered {
            raw::sync_each_commit(&env, false)?;
        }
        Ok(Self { env, tables, durability: options.durability })
    }

    fn read(&self) -> Result<LmdbRead<'_>> {
        Ok(LmdbRead { read: self.env.read_txn()?, tables: &self.tables })
    }

    fn write(&self, fill: &mut dyn FnMut(&mut dyn Write) -> Result<()>) -> Result<()> {
        let mut write = LmdbWrite { write: self.env.write_txn()?, tables: &self.tables };
        fill(&mut write)?;
        Ok(write.write.commit()?)
    }

    fn sync(&self) -> Result<()> {
        Ok(self.env.force_sync()?)
    }

    fn close(self) -> Result<()> {
        if self.durability == Durability::Buffered {
            self.env.force_sync()?;
        }
        self.env.prepare_for_closing().wait();
        Ok(())
    }
}

/// A read transaction.
pub(crate) struct LmdbRead<'s> {
    read: RoTxn<'s, WithoutTls>,
    tables: &'s Tables,
}

impl LmdbRead<'_> {
    fn range(
        &self,
        index: Index,
        low: &ListKey,
        high: &ListKey,
    ) -> Result<impl Iterator<Item = heed::Result<(&[u8], &[u8])>>> {
        let [speaker, from, about] = &self.tables.lists;
        let table = match index {
            Index::Speaker => speaker,
            Index::From => from,
            Index::About => about,
        };
        let range = (Bound::Included(low.as_slice()), Bound::Included(high.as_slice()));
        Ok(table.rev_range(&self.read, &range)?)
    }
}

impl Read for LmdbRead<'_> {
    type Value<'r>
        = &'r [u8]
    where
        Self: 'r;

    fn article(&self, number: u64) -> Result<Option<&[u8]>> {
        Ok(self.tables.articles.get(&self.read, &number.to_be_bytes())?)
    }

    fn quote(&self, key: &[u8; 12]) -> Result<Option<&[u8]>> {
        Ok(self.tables.quotes.get(&self.read, key)?)
    }

    fn page(&self, number: u64) -> Result<Option<&[u8]>> {
        Ok(self.tables.pages.get(&self.read, &number.to_be_bytes())?)
    }

    fn block(&self, number: u64) -> Result<Option<&[u8]>> {
        Ok(self.tables.blocks.get(&self.read, &number.to_be_bytes())?)
    }

    fn speaker(&self, name: &str) -> Result<Option<u64>> {
        Ok(self.tables.speakers.get(&self.read, name)?.map(number))
    }

    fn entries(
        &self,
        index: Index,
        low: &ListKey,
        high: &ListKey,
    ) -> Result<impl Iterator<Item = Result<SortKey>>> {
        Ok(self.range(index, low, high)?.map(|entry| Ok(sort_of(entry?.0))))
    }

    fn children(
        &self,
        index: Index,
        low: &ListKey,
        high: &ListKey,
    ) -> Result<impl Iterator<Item = Result<(SortKey, Child)>>> {
        Ok(self.range(index, low, high)?.map(|entry| {
            let (key, child) = entry?;
            Ok((sort_of(key), Child::from_bytes(child)))
        }))
    }
}

struct LmdbWrite<'s> {
    write: RwTxn<'s>,
    tables: &'s Tables,
}

impl LmdbWrite<'_> {
    fn list(&self, index: Index) -> Table {
        let [speaker, from, about] = self.tables.lists;
        match index {
            Index::Speaker => speaker,
            Index::From => from,
            Index::About => about,
        }
    }
}

impl Write for LmdbWrite<'_> {
    fn has_key(&mut self, key: &str) -> Result<bool> {
        Ok(self.tables.keys.get(&self.write, key)?.is_some())
    }

    fn speaker(&mut self, name: &str) -> Result<Option<u64>> {
        Ok(self.tables.speakers.get(&self.write, name)?.map(number))
    }

    fn block(&mut self, number: u64) -> Result<Option<Vec<u8>>> {
        Ok(self.tables.blocks.get(&self.write, &number.to_be_bytes())?.map(<[u8]>::to_vec))
    }

    fn put(&mut self, row: Row<'_>) -> Result<()> {
        let tables = self.tables;
        match row {
            Row::Key(key, number) => {
                tables.keys.put(&mut self.write, key, &number.to_be_bytes())?;
            }
            Row::Speaker(name, number) => {
                tables.speakers.put(&mut self.write, name, &number.to_be_bytes())?;
            }
            Row::Article(number, row) => {
                tables.articles.put(&mut self.write, &number.to_be_bytes(), row)?;
            }
            Row::Quote(key, row) => tables.quotes.put(&mut self.write, key, row)?,
            Row::Entry(index, key) => self.list(index).put(&mut self.write, key, &[])?,
            Row::Page(number, row) => {
                tables.pages.put(&mut self.write, &number.to_be_bytes(), row)?;
            }
            Row::Block(number, row) => {
                tables.blocks.put(&mut self.write, &number.to_be_bytes(), row)?;
            }
            Row::Child(index, key, child) => {
                self.list(index).put(&mut self.write, key, &child.to_bytes())?;
            }
            Row::NoBlock(number) => {
                tables.blocks.delete(&mut self.write, &number.to_be_bytes())?;
            }
            Row::NoChild(index, key) => {
                self.list(index).delete(&mut self.write, key)?;
            }
        }
        Ok(())
    }
}
