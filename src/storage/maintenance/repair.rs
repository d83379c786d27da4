//! A damaged store: what is whole is written anew, what is not is set aside and reported.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::builder::{Builder, Counters};
use super::primary::{Entry, leading, records};
use crate::bytes::Bytes;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{ArticleId, SpeakerId, fold};
use crate::record::{
    ArticleRecord, CheckpointValue, EpochValue, FORMAT, HeaderValue, HighWaterValue, Kind,
    TombstoneValue, Valid, VersionsRecord, WalEntry, decode_owned, decode_parts, decode_record,
};
use crate::storage::engine::{Engine, Table};
use crate::storage::feed::floor;
use crate::storage::files::{Folder, HighWater, owner_only};
use crate::storage::list::ListKey;
use crate::storage::name_keys::key_hash;
use crate::storage::recovery::{open_root, random_id, read_header};

/// What repairing a store found.
///
/// If the header of the store is lost, the attributes that articles can be found by are those of
/// which a list with the value of some article is left. The others are lost and not reported;
/// [`Snapshot::filter_attributes`](crate::Snapshot::filter_attributes) tells which ones there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RepairReport {
    /// Articles that the store has now.
    pub articles: u64,
    /// Articles that it had and that could not be read whole, in the order of their ids.
    pub lost: Vec<LostArticle>,
    /// Speakers whose overrides are lost, in the order of their ids.
    pub lost_edits: Vec<SpeakerId>,
    /// Values that were set aside.
    pub set_aside: u64,
}

/// An article that could not be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LostArticle {
    /// Its id, which its key keeps if that is known.
    pub article: ArticleId,
    /// Its external key, if its head can be read.
    pub key: Option<String>,
    /// What is damaged or missing.
    pub problem: String,
}

/// The bytes of the engine's cache while a store is repaired: 64 MiB.
const CACHE_BYTES: u64 = 64 << 20;

/// Keeps what is whole of a damaged store, which must not be open, and sets aside what is not.
pub(crate) fn repair(path: &Path, quarantine: &Path) -> Result<RepairReport> {
    let folder = Folder::open(path, false)?;
    let marked = HighWater::open(&folder.high_water()).ok().and_then(|(_, marked)| marked);
    let (marked, report) = {
        let engine = Engine::open(&folder.engine(), CACHE_BYTES)?;
        let quarantine = Quarantine::new(quarantine)?;
        Damaged {
            engine: &engine,
            marked,
            quarantine,
            log_is_whole: true,
            tombstones: BTreeMap::new(),
        }
        .rewrite(&folder)?
    };
    folder.swap()?;
    // The old high-water file speaks of the old log, or cannot be read. Until the new one has its
    // name, the new epoch says that no more need be there.
    let new = folder.high_water().with_extension("new");
    let (mut high_water, _) = HighWater::open(&new)?;
    high_water.write(&marked)?;
    high_water.sync()?;
    fs::rename(&new, folder.high_water()).map_err(|error| io(&new, "name", error))?;
    folder.sync()?;
    Ok(report)
}

fn io(path: &Path, what: &str, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot {what} {}", path.display())).with_source(error)
}

/// The file of damaged values.
struct Quarantine {
    path: PathBuf,
    file: Option<File>,
    values: u64,
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Writes a text as a JSON string (RFC 8259, section 7). The one text of a quarantine that needs it
/// is not worth the feature `json`.
fn json_text(text: &str) -> String {
    let escaped = text.chars().map(|char| match char {
        '"' | '\\' => format!("\\{char}"),
        '\0'..=' ' if char != ' ' => format!("\\u{:04x}", u32::from(char)),
        _ => char.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

impl Quarantine {
    fn new(path: &Path) -> Result<Self> {
        if path.try_exists().map_err(|error| io(path, "look for", error))? {
            return Err(Error::invalid(format!(
                "{} exists; repairing never overwrites",
                path.display()
            )));
        }
        Ok(Self { path: path.to_owned(), file: None, values: 0 })
    }

    fn put(&mut self, table: Table, key: &[u8], value: &[u8], problem: &Error) -> Result<()> {
        let (table, key, value) =
            (format!("{table:?}").to_lowercase(), hexadecimal(key), hexadecimal(value));
        let problem = problem.chain();
        let problem = json_text(&problem);
        let line =
            format!(r#"{{"table":"{table}","key":"{key}","value":"{value}","problem":{problem}}}"#);
        if self.file.is_none() {
            let mut options = File::options();
            options.write(true).create_new(true);
            owner_only(&mut options);
            let file = options.open(&self.path).map_err(|error| io(&self.path, "make", error))?;
            self.file = Some(file);
        }
        if let Some(file) = &mut self.file {
            writeln!(file, "{line}").map_err(|error| io(&self.path, "write", error))?;
        }
        self.values += 1;
        Ok(())
    }

    fn sync(&self) -> Result<()> {
        let synced = self.file.as_ref().map_or(Ok(()), File::sync_all);
        synced.map_err(|error| io(&self.path, "sync", error))
    }
}

/// A store of which any value may be damaged or missing.
struct Damaged<'a> {
    engine: &'a Engine,
    marked: Option<HighWaterValue>,
    quarantine: Quarantine,
    log_is_whole: bool,
    /// The tombstones that are set, each with the article or speaker.
    tombstones: BTreeMap<[u8; 17], u64>,
}

/// The last change of an article or speaker, with its place in the old order.
type Last = BTreeMap<u64, (u64, WalEntry)>;

impl<'a> Damaged<'a> {
    /// Writes what is whole into a store of its own, and returns what its high-water file says and
    /// what was found.
    fn rewrite(mut self, folder: &Folder) -> Result<(HighWaterValue, RepairReport)> {
        let header = self.header()?;
        let root = open_root(self.engine).ok();
        let (mut articles, mut overrides) = self.log(root.as_ref())?;
        let keys = self.keys();
        self.tombstones();
        if !self.log_is_whole {
            self.unlogged(&mut articles)?;
            self.unlogged_edits(&mut overrides);
        }
        let epoch = self.epoch(root.as_ref());
        let mut epochs = root.as_ref().map(|root| root.epochs.clone()).unwrap_or_default();
        epochs.push(EpochValue { epoch, survived: 0 });
        let mut builder = Builder::new(&folder.rewrite(), &header, &epochs)?;

        let mut report = RepairReport::default();
        let mut kept: Vec<(u64, WalEntry)> =
            articles.into_values().chain(overrides.into_values()).collect();
        kept.sort_unstable_by_key(|(place, _)| *place);
        let mut lsn = 0;
        for (_, change) in kept {
            let (change, records) = match records(self.engine, change) {
                Ok(records) => (self.keyed(change, &keys), records),
                Err(problem) => match change {
                    WalEntry::Put { article, revision, .. } => {
                        let key = self.set_aside(revision, &problem)?;
                        report.lost.push(LostArticle {
                            article: ArticleId::from_u64(article),
                            key,
                            problem: problem.chain(),
                        });
                        let removed =
                            WalEntry::Remove { article, previous: revision, key: [0; 16] };
                        (self.keyed(removed, &keys), Vec::new())
                    }
                    WalEntry::Edit { speaker, edit } => {
                        self.set_aside(edit, &problem)?;
                        report.lost_edits.push(SpeakerId::from_u64(speaker));
                        continue;
                    }
                    WalEntry::Remove { .. }
                    | WalEntry::Erase { .. }
                    | WalEntry::Tombstone { .. } => continue,
                },
            };
            report.articles += u64::from(matches!(change, WalEntry::Put { .. }));
            lsn += 1;
            builder.put_change(lsn, change, &records)?;
        }
        for (tombstone, of) in std::mem::take(&mut self.tombstones) {
            lsn += 1;
            builder.put_change(lsn, WalEntry::Tombstone { tombstone, of, set: true }, &[])?;
        }
        report.lost.sort_by_key(|lost| lost.article);
        report.lost_edits.sort_unstable();
        self.quarantine.sync()?;
        report.set_aside = self.quarantine.values;
        builder.finish(self.counters(root.as_ref()))?;
        Ok((HighWaterValue { format: FORMAT, store: header.store, epoch, lsn }, report))
    }

    /// Reads which store it is: of the high-water file if the header is damaged, else a new one.
    fn header(&self) -> Result<HeaderValue> {
        match read_header(self.engine) {
            Ok(Some(header)) if header.format == FORMAT => Ok(header),
            Ok(Some(header)) => {
                let message = format!("the store has format {}; upgrade it first", header.format);
                Err(Error::new(ErrorKind::IncompatibleFormat, message))
            }
            Err(error) if error.kind() == ErrorKind::IncompatibleFormat => Err(error),
            Ok(None) | Err(_) => {
                let store = self.marked.as_ref().map_or_else(random_id, |marked| marked.store);
                Ok(HeaderValue { format: FORMAT, store, attributes: self.attributes() })
            }
        }
    }

    /// Returns the names of the attributes that articles can be found by, as far as their lists
    /// tell: those of which a list with the value of some article can be read.
    fn attributes(&self) -> Vec<String> {
        let mut names = BTreeSet::new();
        for (key, _) in self.entries(Table::Heads).filter(|(key, _)| key.len() == 8) {
            let Ok(head) = self.head(leading(&key)) else { continue };
            for attribute in &*head.attributes {
                let name = attribute.name.as_str();
                let list = ListKey::attribute(name, &fold(&attribute.value));
                if !names.contains(name)
                    && let Ok(Some(_)) = self.engine.get(Table::Lists, list.as_bytes())
                {
                    names.insert(name.to_owned());
                }
            }
        }
        names.into_iter().collect()
    }

    fn epoch(&self, root: Option<&CheckpointValue>) -> u64 {
        let of_root = root.and_then(|root| root.epochs.last()).map_or(0, |last| last.epoch);
        of_root.max(self.marked.as_ref().map_or(0, |marked| marked.epoch)) + 1
    }

    /// Reads what can be read of the WAL: the last change of each article and speaker.
    fn log(&mut self, root: Option<&CheckpointValue>) -> Result<(Last, Last)> {
        let (mut articles, mut overrides) = (Last::new(), Last::new());
        let mut expected = 1;
        let floor = floor(self.engine).unwrap_or(0);
        for (key, value) in self.entries(Table::Log) {
            let entry = Entry { table: Table::Log, key: key.to_vec(), value };
            self.log_is_whole &= (expected..=expected.max(floor + 1)).contains(&leading(&key));
            expected = leading(&key).saturating_add(1);
            match entry.change() {
                Ok((lsn, change)) => match change {
                    WalEntry::Put { article, .. }
                    | WalEntry::Remove { article, .. }
                    | WalEntry::Erase { article, .. } => {
                        articles.insert(article, (lsn, change));
                    }
                    WalEntry::Tombstone { tombstone, of, set: true } => {
                        self.tombstones.insert(tombstone, of);
                    }
                    WalEntry::Tombstone { tombstone, .. } => {
                        self.tombstones.remove(&tombstone);
                    }
                    WalEntry::Edit { speaker, .. } => {
                        overrides.insert(speaker, (lsn, change));
                    }
                },
                Err(problem) => {
                    self.log_is_whole = false;
                    self.quarantine.put(Table::Log, &entry.key, &entry.value, &problem)?;
                }
            }
        }
        let acknowledged = root.map_or(u64::MAX, |root| root.checkpoint_lsn);
        self.log_is_whole &= expected > acknowledged;
        Ok((articles, overrides))
    }

    /// Adds the tombstones of the table, if entries of the WAL may be lost.
    fn tombstones(&mut self) {
        if self.log_is_whole {
            return;
        }
        for (key, value) in self.entries(Table::Tombstones) {
            let value = decode_owned::<TombstoneValue>(Kind::Tombstone, &key, &value);
            if let (Ok(value), Ok(tombstone)) = (value, <[u8; 17]>::try_from(&*key)) {
                self.tombstones.insert(tombstone, value.of);
            }
        }
    }

    /// Walks a table as far as the engine can read it.
    fn entries(&self, table: Table) -> impl Iterator<Item = (Bytes, Bytes)> + use<'a> {
        let engine: &'a Engine = self.engine;
        engine.scan(table, Vec::new()..).map_while(Result::ok)
    }

    /// The hash of the key of each article, as far as it is known.
    fn keys(&self) -> HashMap<u64, [u8; 16]> {
        let article = |key: &Bytes, value: &Bytes| decode_owned(Kind::Key, key, value).ok();
        self.entries(Table::Keys)
            .filter_map(|(key, value)| Some((article(&key, &value)?, *key.first_chunk()?)))
            .collect()
    }

    /// Says of a removal which key leads to the article; if that is lost too, one that no
    /// article can have.
    fn keyed(&self, change: WalEntry, keys: &HashMap<u64, [u8; 16]>) -> WalEntry {
        let WalEntry::Remove { article, previous, key } = change else { return change };
        let of_head = || self.head(previous).ok().map(|head| key_hash(&head.key));
        let known = Some(key).filter(|key| *key != [0; 16]).or_else(|| keys.get(&article).copied());
        let made_up = || key_hash(&format!("the lost key of article {article}"));
        let key = known.or_else(of_head).unwrap_or_else(made_up);
        WalEntry::Remove { article, previous, key }
    }

    fn head(&self, revision: u64) -> Result<Valid<ArticleRecord>> {
        let key = revision.to_be_bytes();
        let value = self
            .engine
            .get(Table::Heads, &key)?
            .ok_or_else(|| crate::storage::tables::missing(Kind::Article, &key))?;
        decode_parts(Kind::Article, &key, value, |part| self.engine.get(Table::Heads, part))
    }

    /// Takes in what the indexes know of later changes, and the revisions that no readable entry of
    /// the WAL names.
    fn unlogged(&mut self, articles: &mut Last) -> Result<()> {
        for (article, (place, change)) in articles.iter_mut() {
            if let Some((revision, lsn)) = self.state(*article).filter(|(_, later)| later > place) {
                let article = *article;
                *place = lsn;
                *change = match (revision, *change) {
                    (0, WalEntry::Put { revision: previous, .. }) => {
                        WalEntry::Remove { article, previous, key: [0; 16] }
                    }
                    (0, removed) => removed,
                    (revision, _) => WalEntry::Put { article, revision, previous: 0 },
                };
            }
        }
        let mut named = HashSet::new();
        for (key, value) in self.entries(Table::Log) {
            let entry = Entry { table: Table::Log, key: key.to_vec(), value };
            if let Ok((_, WalEntry::Put { revision, previous, .. })) = entry.change() {
                named.extend([revision, previous]);
            } else if let Ok((
                _,
                WalEntry::Remove { previous, .. } | WalEntry::Erase { previous, .. },
            )) = entry.change()
            {
                named.insert(previous);
            }
        }
        let revisions: Vec<u64> =
            self.entries(Table::Heads).map(|(key, _)| leading(&key)).collect();
        for revision in revisions.into_iter().filter(|revision| !named.contains(revision)) {
            let head = match self.head(revision) {
                Ok(head) => head,
                Err(problem) => {
                    self.set_aside(revision, &problem)?;
                    continue;
                }
            };
            let article = head.article.to_native();
            let newer = match articles.get(&article) {
                Some((_, WalEntry::Put { revision: known, .. })) => *known < revision,
                Some((_, WalEntry::Remove { previous, .. })) => *previous < revision,
                Some((_, WalEntry::Erase { .. })) => false,
                _ => true,
            };
            let visible = self.state(article).is_none_or(|(visible, _)| visible == revision);
            if newer && visible {
                let change = WalEntry::Put { article, revision, previous: 0 };
                articles.insert(article, (u64::MAX / 2 + revision, change));
            }
        }
        Ok(())
    }

    /// Returns the revision that the states call visible, 0 for none, and since which change; if
    /// they can be read.
    fn state(&self, article: u64) -> Option<(u64, u64)> {
        let (page, at) = VersionsRecord::place(article);
        let key = page.to_be_bytes();
        let value = self.engine.get(Table::States, &key).ok()??;
        let page: Valid<VersionsRecord> = decode_record(Kind::Versions, &key, value).ok()?;
        let state = page.states.get(at)?;
        Some((state.revision.to_native(), state.lsn.to_native())).filter(|(_, lsn)| *lsn != 0)
    }

    /// Takes in the edits that the indexes name and no readable entry of the WAL does.
    fn unlogged_edits(&self, overrides: &mut Last) {
        for (key, value) in self.entries(Table::Edited) {
            let speaker = leading(&key);
            let Ok(edit) = decode_owned::<u64>(Kind::Key, &key, &value) else { continue };
            let newer = match overrides.get(&speaker) {
                Some((_, WalEntry::Edit { edit: known, .. })) => *known < edit,
                _ => true,
            };
            if newer {
                overrides.insert(speaker, (u64::MAX / 2 + edit, WalEntry::Edit { speaker, edit }));
            }
        }
    }

    /// Sets aside all values under the number of a revision or edit, and returns the key of the
    /// article if its head can be read.
    fn set_aside(&mut self, number: u64, problem: &Error) -> Result<Option<String>> {
        for table in [Table::Heads, Table::Bodies, Table::Quotes, Table::Edits] {
            let prefix = number.to_be_bytes();
            let values: Vec<_> =
                self.engine.scan_prefix(table, &prefix).map_while(Result::ok).collect();
            for (key, value) in values {
                self.quarantine.put(table, &key, &value, problem)?;
            }
        }
        Ok(self.head(number).ok().map(|head| head.key.as_str().to_owned()))
    }

    fn counters(&self, root: Option<&CheckpointValue>) -> Counters {
        let tables = [Table::Heads, Table::Edits];
        let greatest = tables.map(|table| self.engine.last_key(table).ok().flatten());
        let seen = greatest.iter().flatten().map(|key| leading(key) + 1).max().unwrap_or(1);
        let root = root.map(|root| (root.next_article, root.next_speaker, root.next_revision));
        let (article, speaker, revision) = root.unwrap_or_default();
        Counters { article, speaker, revision: revision.max(seen) }
    }
}

#[cfg(test)]
mod tests {
    use super::json_text;

    #[test]
    fn a_text_survives_as_json() {
        for text in ["", "plain", "\"quoted\" \\ back", "line\nend\t\u{1}\u{7f}", "“é” 𝄞"] {
            let back: String = serde_json::from_str(&json_text(text)).unwrap();
            assert_eq!(back, text);
        }
    }
}
