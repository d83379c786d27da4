//! Looking things up: first in the memtables, then in the cache, then in the tables.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Arc, PoisonError, RwLockReadGuard};

use super::btree::PostingList;
use super::cache::{CacheKey, Cacheable, Cached};
use super::engine::Table;
use super::list::{ListKey, ListRoot, Listed, MemList};
use super::memtable::{MemTable, MemTables, Staged};
use super::name_keys::{self, key_hash};
use super::overrides::Overrides;
use super::shared::{Current, ReadView, Storage, StorageHandle};
use super::tables::{Tables, filter_words};
#[cfg(feature = "fulltext")]
use super::text::{Documents, TextView, TextViews};
use super::undo::{OldValue, Undo};
use crate::bytes::Bytes;
use crate::error::{Error, Result};
use crate::identity::{forms, has_parts, readings, spelling};
use crate::model::{ArticleId, SpeakerId, fold};
use crate::record::{
    ArchivedVersionRecord, ArticleRecord, Kind, Packed, PostingRecord, QuoteRecord, SpeakerRecord,
    Valid, VersionRecord, VersionsRecord, decode_record,
};

/// What a query or a lookup reads: what is visible at each read, or one snapshot.
#[derive(Clone, Debug)]
pub(crate) struct ReadPoint {
    pub(crate) storage: Arc<StorageHandle>,
    /// `None` for what is visible now.
    frozen: Option<Arc<Frozen>>,
}

/// The moment of a snapshot.
#[derive(Debug)]
struct Frozen {
    view: Arc<ReadView>,
    memtables: MemTables,
    /// Whether there is no other moment: a publication never changes.
    only: bool,
}

impl ReadPoint {
    /// Reads what is visible at each read.
    pub(crate) fn now(storage: &Arc<StorageHandle>) -> Self {
        Self { storage: Arc::clone(storage), frozen: None }
    }

    /// Reads what is visible at this moment, for as long as it is held.
    pub(crate) fn freeze(storage: &Arc<StorageHandle>) -> Self {
        // First the indexes of words, then what is visible: an index is never ahead.
        #[cfg(feature = "fulltext")]
        let texts = storage.texts.views();
        let current = storage.current.read().unwrap_or_else(PoisonError::into_inner);
        let view = current.view.freeze(current.memtables.clone());
        drop(current);
        #[cfg(feature = "fulltext")]
        let view = view.with_texts(texts);
        Self { storage: Arc::clone(storage), frozen: frozen(&Arc::new(view)) }
    }

    /// Reads what the query read that a view is from.
    ///
    /// # Errors
    /// `Closed` if the last handle of the store was dropped.
    pub(crate) fn of(view: &Arc<ReadView>) -> Result<Self> {
        Ok(Self { storage: view.storage()?, frozen: frozen(view) })
    }

    /// Reads what is visible at this moment, or its snapshot, for as long as it is held.
    #[cfg(feature = "json")]
    pub(crate) fn held(&self) -> Self {
        if self.frozen.is_some() { self.clone() } else { Self::freeze(&self.storage) }
    }

    /// Returns the index of the words of documents that is searched, if the store was opened with
    /// it. Must be taken before a read begins: then it is never ahead of what is read.
    #[cfg(feature = "fulltext")]
    pub(crate) fn text(&self, documents: Documents) -> Option<Arc<TextView>> {
        match &self.frozen {
            None => self.storage.texts.of(documents).map(|text| text.view()),
            Some(frozen) => frozen.view.texts.of(documents).cloned(),
        }
    }

    /// Returns all indexes of words that are searched.
    #[cfg(feature = "fulltext")]
    pub(crate) fn texts(&self) -> TextViews {
        match &self.frozen {
            None => self.storage.texts.views(),
            Some(frozen) => frozen.view.texts.clone(),
        }
    }

    /// Begins a read: all lookups through one guard agree.
    #[inline]
    pub(crate) fn read(&self) -> ReadGuard<'_> {
        match &self.frozen {
            None => read(&self.storage),
            Some(frozen) => ReadGuard { state: State::Frozen(frozen), staged: None },
        }
    }
}

/// Returns the moment of the snapshot that a view is of, if it is of one.
fn frozen(view: &Arc<ReadView>) -> Option<Arc<Frozen>> {
    let memtables = view.frozen.clone()?;
    let only = view.tables.engine.is_publication();
    Some(Arc::new(Frozen { view: Arc::clone(view), memtables, only }))
}

/// Begins a read of what is visible now: all lookups through one guard agree.
#[inline]
pub(crate) fn read(storage: &Storage) -> ReadGuard<'_> {
    let current = storage.current.read().unwrap_or_else(PoisonError::into_inner);
    ReadGuard { state: State::Now(current), staged: None }
}

/// One point in time of the store: all that is looked up through one guard agrees. It may hold the
/// read lock, so keep it short.
pub(crate) struct ReadGuard<'a> {
    state: State<'a>,
    /// What the writer worked out that is not visible yet: of speakers and names it comes first.
    staged: Option<&'a Staged>,
}

/// The memtables and the view that a guard reads.
enum State<'a> {
    /// What is visible now, under the read lock.
    Now(RwLockReadGuard<'a, Current>),
    /// A snapshot.
    Frozen(&'a Frozen),
}

impl fmt::Debug for ReadGuard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadGuard").field("lsn", &self.lsn()).finish_non_exhaustive()
    }
}

impl<'a> ReadGuard<'a> {
    /// Reads speakers and names as commits leave them that are not visible yet.
    pub(crate) fn with_staged(self, staged: &'a Staged) -> Self {
        Self { staged: Some(staged), ..self }
    }
}

impl ReadGuard<'_> {
    #[inline]
    fn memtables(&self) -> &MemTables {
        match &self.state {
            State::Now(current) => &current.memtables,
            State::Frozen(frozen) => &frozen.memtables,
        }
    }

    /// Reads the moment of the guard for as long as what is returned is held.
    #[cfg(feature = "fulltext")]
    pub(crate) fn held(&self, of: &ReadPoint) -> ReadPoint {
        if of.frozen.is_some() {
            return of.clone();
        }
        let view = self.view().freeze(self.memtables().clone());
        ReadPoint { storage: Arc::clone(&of.storage), frozen: frozen(&Arc::new(view)) }
    }

    /// Returns the tables under the memtables.
    #[inline]
    fn tables(&self) -> &Tables {
        &self.view().tables
    }

    /// Returns the undo logs that the guard must heed: those of a snapshot.
    fn undo(&self) -> Option<&Undo> {
        match &self.state {
            State::Now(_) => None,
            State::Frozen(_) => Some(&self.memtables().active.undo),
        }
    }

    /// Returns whether the guard reads what is visible now. Of what can change, the cache has that
    /// and nothing else. Of a publication, every moment is now.
    #[inline]
    fn is_current(&self) -> bool {
        match &self.state {
            State::Now(_) => true,
            State::Frozen(frozen) => frozen.only,
        }
    }

    /// Returns a view of what can change, loaded if the cache does not hold it or a snapshot is
    /// read.
    #[inline]
    fn get_or_load<V: Cacheable>(
        &self,
        key: CacheKey,
        load: impl FnOnce() -> Result<Option<V>>,
    ) -> Result<Option<V>> {
        if self.is_current()
            && let Some(cached) = self.tables().cache.get(&key)
            && let Some(view) = V::of_cached(cached)
        {
            return Ok(Some(view));
        }
        self.load(key, load)
    }

    /// Loads a view, and keeps it in the cache unless a snapshot is read.
    #[cold]
    fn load<V: Cacheable>(
        &self,
        key: CacheKey,
        load: impl FnOnce() -> Result<Option<V>>,
    ) -> Result<Option<V>> {
        let view = load()?;
        if self.is_current()
            && let Some(view) = &view
        {
            self.tables().cache.insert(key, view.clone().into_cached());
        }
        Ok(view)
    }

    /// Reads a value that a checkpoint may overwrite.
    fn stored(&self, table: Table, key: &[u8]) -> Result<Option<Bytes>> {
        // First the table, then the undo logs: they are filled before the table is written.
        let value = self.tables().engine.get(table, key)?;
        Ok(match self.undo().and_then(|undo| undo.get(table, key)) {
            Some(OldValue::Stored(old)) => Some(old),
            Some(OldValue::Absent) => None,
            None => value,
        })
    }

    /// Returns the keys with a prefix in a table that a checkpoint may overwrite.
    fn stored_keys(&self, table: Table, prefix: &[u8]) -> Result<BTreeSet<Vec<u8>>> {
        let mut keys = BTreeSet::new();
        for entry in self.tables().engine.scan_prefix(table, prefix) {
            keys.insert(entry?.0.to_vec());
        }
        for (key, present) in self.undo().map(|undo| undo.keys(table, prefix)).into_iter().flatten()
        {
            if present {
                keys.insert(key.to_vec());
            } else {
                keys.remove(key);
            }
        }
        Ok(keys)
    }

    /// Returns the last visible change.
    pub(crate) fn lsn(&self) -> u64 {
        self.memtables().active.lsn
    }

    /// Returns the LSN of the next commit, after those that are visible and those that are staged.
    pub(crate) fn next_lsn(&self) -> u64 {
        self.lsn() + self.staged.map_or(0, |staged| staged.commits) + 1
    }

    /// Returns the read view, which all views of this moment share; while it is held, nothing that
    /// is visible now is deleted.
    #[inline]
    pub(crate) fn view(&self) -> &Arc<ReadView> {
        match &self.state {
            State::Now(current) => &current.view,
            State::Frozen(frozen) => &frozen.view,
        }
    }

    /// Returns about how many bytes the memlists take.
    pub(crate) fn memtable_bytes(&self) -> usize {
        self.memtables().newest_first().map(|memtable| memtable.bytes).sum()
    }

    /// Returns the overrides.
    pub(crate) fn overrides(&self) -> &Overrides {
        &self.view().overrides
    }

    /// Returns the article that has an external key, by the key's hash, whether it is removed or
    /// not.
    pub(crate) fn article_of(&self, hash: &[u8; 16]) -> Result<Option<u64>> {
        if let Some(article) = self.memtables().find(|memtable| memtable.keys.get(hash).copied()) {
            // 0 says that the article was erased and the key with it.
            return Ok(Some(article).filter(|article| *article != 0));
        }
        let value = self.stored(Table::Keys, hash)?;
        value.map(|value| crate::record::decode_owned::<u64>(Kind::Key, hash, &value)).transpose()
    }

    /// Returns which revision of an article is visible; `None` if the article never was.
    pub(crate) fn state(&self, article: u64) -> Result<Option<VersionRecord>> {
        if let Some(state) = self.changed_state(article) {
            return Ok(Some(state));
        }
        let (page, at) = VersionsRecord::place(article);
        let Some(page) = self.states(page)? else { return Ok(None) };
        Ok(page.states.get(at).filter(|state| state.lsn != 0).map(ArchivedVersionRecord::to_record))
    }

    /// Returns a page of states as the tables have it.
    pub(crate) fn states(&self, page: u64) -> Result<Option<Valid<VersionsRecord>>> {
        self.get_or_load(CacheKey::states(page), || {
            let key = page.to_be_bytes();
            let value = self.stored(Table::States, &key)?;
            value.map(|value| decode_record(Kind::Versions, &key, value)).transpose()
        })
    }

    /// Returns the head of an article's visible revision.
    #[inline]
    pub(crate) fn article(&self, article: ArticleId) -> Result<Option<Valid<ArticleRecord>>> {
        let article = article.to_u64();
        self.get_or_load(CacheKey::article(article), || match self.state(article)? {
            Some(state) if state.revision == 0 => Ok(None),
            // It is about to be cached under the article.
            Some(state) if self.is_current() => {
                self.tables().revision_head(state.revision).map(Some)
            }
            Some(state) => self.tables().pinned_head(article, state.revision).map(Some),
            None => Ok(None),
        })
    }

    /// Returns the first quote page of an article's visible revision; `None` if it has no quotes,
    /// or is not there.
    #[inline]
    pub(crate) fn first_quotes(&self, article: ArticleId) -> Result<Option<Packed<QuoteRecord>>> {
        let article = article.to_u64();
        self.get_or_load(CacheKey::first_quotes(article), || match self.state(article)? {
            Some(state) if state.quotes != 0 => self.tables().quotes(state.revision, 0).map(Some),
            _ => Ok(None),
        })
    }

    /// Returns the visible article that has an external key.
    pub(crate) fn article_by_key(&self, key: &str) -> Result<Option<Valid<ArticleRecord>>> {
        match self.article_of(&key_hash(key))? {
            Some(article) => self.article(ArticleId::from_u64(article)),
            None => Ok(None),
        }
    }

    /// Returns a speaker as it is now, without what users said of it.
    pub(crate) fn speaker(&self, speaker: SpeakerId) -> Result<Option<Valid<SpeakerRecord>>> {
        let staged = self.staged.and_then(|staged| staged.speakers.get(&speaker.to_u64()));
        let changed = || {
            self.memtables().newest_first().find_map(|table| table.speakers.get(&speaker.to_u64()))
        };
        if let Some(record) = staged.or_else(changed) {
            return Ok(record.clone());
        }
        self.get_or_load(CacheKey::speaker(speaker.to_u64()), || {
            let key = speaker.to_u64().to_be_bytes();
            let value = self.stored(Table::Speakers, &key)?;
            value.map(|value| decode_record(Kind::Speaker, &key, value)).transpose()
        })
    }

    /// Returns all speakers, in the order of their ids, those included that were merged into
    /// another.
    pub(crate) fn speakers(&self) -> Result<BTreeSet<SpeakerId>> {
        let mut speakers = BTreeSet::new();
        for key in self.stored_keys(Table::Speakers, &[])? {
            speakers.extend(name_keys::speaker_of(&key));
        }
        for memtable in self.memtables().newest_first().rev() {
            for (speaker, record) in &memtable.speakers {
                let speaker = SpeakerId::from_u64(*speaker);
                if record.is_some() {
                    speakers.insert(speaker);
                } else {
                    speakers.remove(&speaker);
                }
            }
        }
        Ok(speakers)
    }

    /// Returns the speakers that have a full name or alias, compared folded, in the order of their
    /// ids. Those that were merged into another are named as they are, not as what they were merged
    /// into.
    pub(crate) fn bearers(&self, name: &str) -> Result<Arc<[SpeakerId]>> {
        let hash = self.name_hash(name);
        // Only what is visible goes into the cache.
        if let Some(staged) = self.staged
            && staged.names(&name_keys::bearer_prefix(&hash)).next().is_some()
        {
            return Ok(self.names(&name_keys::bearer_prefix(&hash))?.into_iter().collect());
        }
        let found = self.get_or_load(CacheKey::name(hash), || {
            let found = self.names(&name_keys::bearer_prefix(&hash))?;
            Ok(Some(found.into_iter().collect()))
        });
        Ok(found?.unwrap_or_default())
    }

    /// Returns the speakers that a name means as users type it, as [`bearers`](Self::bearers) does:
    /// those that have it; if nobody has, those that have it without titles or turned around at a
    /// comma; if nobody has that either, those with a name of which all its words are parts.
    #[inline]
    pub(crate) fn named(&self, name: &str) -> Result<Arc<[SpeakerId]>> {
        let found = self.bearers(name)?;
        if found.is_empty() { self.named_loosely(name) } else { Ok(found) }
    }

    #[cold]
    fn named_loosely(&self, name: &str) -> Result<Arc<[SpeakerId]>> {
        let readings = readings(name);
        for reading in readings.iter().skip(1) {
            let found = self.bearers(reading)?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let mut with_word = HashMap::new();
        for reading in &readings {
            let found = self.with_parts(&spelling(reading), &mut with_word)?;
            if !found.is_empty() {
                return Ok(found.into_iter().collect());
            }
        }
        Ok(Arc::default())
    }

    /// Returns the speakers with a name of which all words are parts, or initials of parts. At
    /// least one word must be more than an initial. `with_word` keeps who has a word.
    fn with_parts(
        &self,
        spelt: &str,
        with_word: &mut HashMap<String, BTreeSet<SpeakerId>>,
    ) -> Result<BTreeSet<SpeakerId>> {
        let mut found: Option<BTreeSet<SpeakerId>> = None;
        for word in spelt.split(' ').filter(|word| word.chars().nth(1).is_some()) {
            if !with_word.contains_key(word) {
                let mut speakers = BTreeSet::new();
                for form in forms(word) {
                    speakers.append(&mut self.names(&name_keys::whole_part_prefix(&form))?);
                }
                with_word.insert(word.to_owned(), speakers);
            }
            let Some(speakers) = with_word.get(word) else { continue };
            let both = match found {
                Some(found) => found.intersection(speakers).copied().collect(),
                None => speakers.clone(),
            };
            if both.is_empty() {
                return Ok(both);
            }
            found = Some(both);
        }
        // The words may be in different names of a speaker.
        let mut fitting = BTreeSet::new();
        for speaker in found.unwrap_or_default() {
            let Some(record) = self.speaker(speaker)? else { continue };
            let aliases = record.aliases.iter().map(|seen| seen.text.as_str());
            let edited = self.overrides().name(speaker).map(AsRef::as_ref);
            let mut names = aliases.chain([record.name.as_str()]).chain(edited);
            if names.any(|name| has_parts(name, spelt)) {
                fitting.insert(speaker);
            }
        }
        Ok(fitting)
    }

    /// Hashes a name as it is compared; names that are asked for again are not folded again.
    fn name_hash(&self, name: &str) -> [u8; 16] {
        let cached = CacheKey::asked(foldhash::quality::FixedState::default().hash_one(name));
        match self.tables().cache.get(&cached) {
            Some(Cached::Asked(asked)) if *asked.0 == *name => asked.1,
            _ => {
                let hash = name_keys::name_hash(name);
                self.tables().cache.insert(cached, Cached::Asked(Arc::new((name.into(), hash))));
                hash
            }
        }
    }

    /// Returns the speakers with a name part that begins with a folded word, in the order of their
    /// ids. A word longer than a key holds finds all that begin with as much of it as the key does.
    pub(crate) fn with_part(&self, part: &str) -> Result<BTreeSet<SpeakerId>> {
        self.names(&name_keys::part_prefix(part))
    }

    fn names(&self, prefix: &[u8]) -> Result<BTreeSet<SpeakerId>> {
        Ok(self.name_keys(prefix)?.iter().filter_map(|key| name_keys::speaker_of(key)).collect())
    }

    /// Returns the keys of the names table that begin so.
    pub(crate) fn name_keys(&self, prefix: &[u8]) -> Result<BTreeSet<Vec<u8>>> {
        let mut keys = self.stored_keys(Table::Names, prefix)?;
        let staged = self.staged.into_iter().flat_map(|staged| staged.names(prefix));
        for (key, present) in self.memtables().names(prefix).chain(staged) {
            if *present {
                keys.insert(key.clone());
            } else {
                keys.remove(key);
            }
        }
        Ok(keys)
    }

    /// Returns the number of the edit that holds of a speaker.
    pub(crate) fn edited(&self, speaker: SpeakerId) -> Result<Option<u64>> {
        let speaker = speaker.to_u64();
        if let Some(number) =
            self.memtables().find(|memtable| memtable.edited.get(&speaker).copied())
        {
            return Ok(Some(number));
        }
        let key = speaker.to_be_bytes();
        let value = self.stored(Table::Edited, &key)?;
        value.map(|value| crate::record::decode_owned(Kind::Key, &key, &value)).transpose()
    }

    /// Returns the root of a list as the tables have it.
    pub(crate) fn list_root(&self, list: &ListKey) -> Result<ListRoot> {
        let root = self.get_or_load(CacheKey::list(list), || {
            let value = self.stored(Table::Lists, list.as_bytes())?;
            value
                .map_or_else(|| Ok(ListRoot::empty()), |value| ListRoot::open(list, value))
                .map(Some)
        });
        Ok(root?.unwrap_or_else(ListRoot::empty))
    }

    /// Returns the state of an article that changed since the last checkpoint.
    pub(crate) fn changed_state(&self, article: u64) -> Option<VersionRecord> {
        self.memtables().find(|memtable| memtable.states.get(&article).copied())
    }

    /// Returns what changed since the last checkpoint, of one kind, each once.
    fn changed<'g, T: Ord, I: IntoIterator<Item = T>>(
        &'g self,
        of: impl FnMut(&'g MemTable) -> I,
    ) -> BTreeSet<T> {
        self.memtables().newest_first().flat_map(of).collect()
    }

    /// Returns the articles that changed since the last checkpoint.
    pub(crate) fn changed_articles(&self) -> BTreeSet<u64> {
        self.changed(|memtable| memtable.states.keys().copied())
    }

    /// Returns the speakers that were edited since the last checkpoint.
    pub(crate) fn changed_edits(&self) -> BTreeSet<SpeakerId> {
        self.changed(|memtable| memtable.edited.keys().copied().map(SpeakerId::from_u64))
    }

    /// Returns the hashes of the external keys that are new since the last checkpoint.
    pub(crate) fn changed_keys(&self) -> BTreeSet<[u8; 16]> {
        self.changed(|memtable| memtable.keys.keys().copied())
    }

    /// Returns the lists that changed since the last checkpoint.
    pub(crate) fn changed_lists(&self) -> BTreeSet<ListKey> {
        self.changed(|memtable| {
            memtable.quote_lists.keys().chain(memtable.article_lists.keys()).copied()
        })
    }

    /// Returns how many revisions and overrides were superseded since the last checkpoint.
    pub(crate) fn superseded(&self) -> usize {
        self.memtables().newest_first().map(|memtable| memtable.superseded.len()).sum()
    }

    /// Returns how many commits there were since the last checkpoint.
    pub(crate) fn checkpoint_lag(&self) -> u64 {
        self.memtables().newest_first().map(MemTable::commits).sum()
    }

    /// Returns the pages of states, each once.
    pub(crate) fn states_pages(&self) -> Result<BTreeSet<u64>> {
        let stored = self.stored_keys(Table::States, &[])?;
        let number = |key: &Vec<u8>| key.first_chunk::<8>().copied().map(u64::from_be_bytes);
        let changed = self.changed_articles().into_iter();
        let mut pages: BTreeSet<u64> =
            changed.map(|article| VersionsRecord::place(article).0).collect();
        pages.extend(stored.iter().filter_map(number));
        Ok(pages)
    }

    /// Returns the states of a page of articles.
    pub(crate) fn page_states(&self, page: u64) -> Result<Vec<VersionRecord>> {
        let stored = self.states(page)?;
        let stored = stored.iter().flat_map(|page| page.states.iter());
        let mut states: Vec<_> = stored.map(ArchivedVersionRecord::to_record).collect();
        let first = page * VersionsRecord::EACH;
        for (at, article) in (first..first + VersionsRecord::EACH).enumerate() {
            let Some(state) = self.changed_state(article) else { continue };
            if states.len() <= at {
                states.resize_with(at + 1, VersionRecord::default);
            }
            if let Some(place) = states.get_mut(at) {
                *place = state;
            }
        }
        Ok(states)
    }

    /// Returns all lists, those included that have become empty.
    pub(crate) fn lists(&self) -> Result<BTreeSet<ListKey>> {
        let stored = self.stored_keys(Table::Lists, &[])?;
        let mut lists = self.changed_lists();
        lists.extend(stored.iter().filter_map(|key| ListKey::from_bytes(key)));
        Ok(lists)
    }

    /// Returns a list of quotes.
    pub(crate) fn quote_list(&self, list: &ListKey) -> Result<PostingList<QuoteRecord>> {
        self.list(list, |memtable| &memtable.quote_lists)
    }

    /// Returns a list of articles.
    pub(crate) fn article_list(&self, list: &ListKey) -> Result<PostingList<PostingRecord>> {
        self.list(list, |memtable| &memtable.article_lists)
    }

    /// Returns the list of the articles that have an attribute.
    ///
    /// # Errors
    /// `InvalidInput` if articles of the store cannot be found by the name.
    pub(crate) fn attribute_list(
        &self,
        name: &str,
        value: &str,
    ) -> Result<PostingList<PostingRecord>> {
        let declared = &self.view().tables.attributes;
        if !declared.iter().any(|known| known == name) {
            return Err(Error::invalid(format!(
                "articles cannot be found by the attribute {name:?}: the store was made with {}; \
                 OpenOptions::filter_attribute declares one when a store is made",
                filter_words(declared)
            )));
        }
        self.article_list(&ListKey::attribute(name, &fold(value)))
    }

    fn list<T: Listed>(
        &self,
        list: &ListKey,
        of: impl Fn(&MemTable) -> &HashMap<ListKey, Arc<MemList<T>>>,
    ) -> Result<PostingList<T>> {
        let root = self.list_root(list)?;
        let memlists = self.memtables().memlists(list, root.applied_lsn(), of);
        Ok(PostingList::new(root, memlists))
    }
}
