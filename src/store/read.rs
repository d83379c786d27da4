//! Looking things up: first what is newer than the tables, then the cache, then the tables.

use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLockReadGuard};

use super::Inner;
use super::cache::{CacheKey, Cached};
use super::edits::SpeakerEdits;
use super::engine::Table;
use super::list::{List, ListHead, ListKey, Listed, Tail};
use super::live::{Live, Moment};
use super::names;
use super::prepare::Revision;
use crate::error::Result;
use crate::model::{ArticleId, SpeakerId, fold};
use crate::record::{
    ArchivedVersionRecord, ArticleRecord, Kind, Packed, PostingRecord, QuoteRecord, SpeakerRecord, VersionRecord,
    VersionsRecord, Valid, country, decode_record,
};

/// A moment of the store: all that is looked up through one value agrees. Holds the read lock, so it is short-lived.
pub(crate) struct Reading<'a> {
    inner: &'a Inner,
    live: RwLockReadGuard<'a, Live>,
}

impl std::fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading").field("sequence", &self.live.sequence).finish_non_exhaustive()
    }
}

impl Inner {
    /// Takes the read lock.
    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading { inner: self, live: self.live.read().unwrap_or_else(PoisonError::into_inner) }
    }

    /// Returns what tells the store from all others.
    pub(crate) fn id(&self) -> [u8; 16] {
        self.id
    }

    /// Reads what derived data needs of a revision.
    pub(super) fn revision(&self, revision: u64) -> Result<Revision> {
        let head = self.tables.revision_head(revision)?;
        let mut quotes = Vec::new();
        for page in 0..head.quote_pages.to_native() {
            let page = self.tables.quotes(revision, page)?;
            for position in 0..page.len() {
                quotes.extend(page.entry(position));
            }
        }
        Ok(Revision {
            article: ArticleId::from_u64(head.article.to_native()),
            number: revision,
            published: head.published(),
            source: head.source.as_ref().map(|source| fold(source.as_str())),
            countries: head.countries.iter().filter_map(|named| country(named.country)).collect(),
            quotes,
        })
    }
}

impl Reading<'_> {
    /// Returns the last visible change.
    pub(crate) fn sequence(&self) -> u64 {
        self.live.sequence
    }

    /// Returns what views of this moment share; while it is held, nothing that is visible now is deleted.
    pub(crate) fn moment(&self) -> &Arc<Moment> {
        &self.live.moment
    }

    /// Returns about how many bytes the tails take.
    pub(super) fn tail_bytes(&self) -> usize {
        self.live.tail_bytes
    }

    /// Returns what users said of speakers.
    pub(crate) fn edits(&self) -> &SpeakerEdits {
        &self.live.moment.edits
    }

    /// Returns the article that has an external key, by the key's hash, whether it is removed or not.
    pub(super) fn article_of(&self, hash: &[u8; 16]) -> Result<Option<u64>> {
        if let Some(article) = self.live.keys.get(hash) {
            return Ok(Some(*article));
        }
        let value = self.inner.tables.engine.get(Table::Keys, hash)?;
        value.map(|value| crate::record::decode_owned::<u64>(Kind::Key, hash, &value)).transpose()
    }

    /// Returns which revision of an article is visible; none where the article never was.
    pub(crate) fn state(&self, article: u64) -> Result<Option<VersionRecord>> {
        if let Some(state) = self.live.states.get(&article) {
            return Ok(Some(*state));
        }
        let (page, at) = VersionsRecord::place(article);
        let Some(page) = self.states(page)? else { return Ok(None) };
        Ok(page.states.get(at).filter(|state| state.sequence != 0).map(ArchivedVersionRecord::to_record))
    }

    /// Returns a page of states as the tables have it.
    pub(super) fn states(&self, page: u64) -> Result<Option<Valid<VersionsRecord>>> {
        let cached = CacheKey::states(page);
        if let Some(Cached::States(view)) = self.inner.tables.cache.get(&cached) {
            return Ok(Some(view));
        }
        let key = page.to_be_bytes();
        let Some(value) = self.inner.tables.engine.get(Table::States, &key)? else { return Ok(None) };
        let view: Valid<VersionsRecord> = decode_record(Kind::Versions, &key, value)?;
        self.inner.tables.cache.insert(cached, Cached::States(view.clone()));
        Ok(Some(view))
    }

    /// Returns the head of an article's visible revision.
    pub(crate) fn article(&self, article: ArticleId) -> Result<Option<Valid<ArticleRecord>>> {
        let cached = CacheKey::article(article.to_u64());
        if let Some(Cached::Article(view)) = self.inner.tables.cache.get(&cached) {
            return Ok(Some(view));
        }
        let Some(state) = self.state(article.to_u64())? else { return Ok(None) };
        if state.revision == 0 {
            return Ok(None);
        }
        let view = self.inner.tables.revision_head(state.revision)?;
        self.inner.tables.cache.insert(cached, Cached::Article(view.clone()));
        Ok(Some(view))
    }

    /// Returns the first quote page of an article's visible revision; none where it has no quotes, or is not there.
    pub(crate) fn first_quotes(&self, article: ArticleId) -> Result<Option<Packed<QuoteRecord>>> {
        let cached = CacheKey::first_quotes(article.to_u64());
        if let Some(Cached::Quotes(page)) = self.inner.tables.cache.get(&cached) {
            return Ok(Some(page));
        }
        let Some(state) = self.state(article.to_u64())? else { return Ok(None) };
        if state.quotes == 0 {
            return Ok(None);
        }
        let page = self.inner.tables.quotes(state.revision, 0)?;
        self.inner.tables.cache.insert(cached, Cached::Quotes(page.clone()));
        Ok(Some(page))
    }

    /// Returns the visible article that has an external key.
    pub(crate) fn article_by_key(&self, key: &str) -> Result<Option<Valid<ArticleRecord>>> {
        match self.article_of(&super::key_hash(key))? {
            Some(article) => self.article(ArticleId::from_u64(article)),
            None => Ok(None),
        }
    }

    /// Returns a speaker as it is now, without what users said of it.
    pub(crate) fn speaker(&self, speaker: SpeakerId) -> Result<Option<Valid<SpeakerRecord>>> {
        if let Some(record) = self.live.speakers.get(&speaker.to_u64()) {
            return Ok(record.clone());
        }
        let cached = CacheKey::speaker(speaker.to_u64());
        if let Some(Cached::Speaker(view)) = self.inner.tables.cache.get(&cached) {
            return Ok(Some(view));
        }
        let key = speaker.to_u64().to_be_bytes();
        let Some(value) = self.inner.tables.engine.get(Table::Speakers, &key)? else { return Ok(None) };
        let view: Valid<SpeakerRecord> = decode_record(Kind::Speaker, &key, value)?;
        self.inner.tables.cache.insert(cached, Cached::Speaker(view.clone()));
        Ok(Some(view))
    }

    /// Returns all speakers, in the order of their ids, those included that were merged into another.
    pub(crate) fn speakers(&self) -> Result<BTreeSet<SpeakerId>> {
        let mut speakers = BTreeSet::new();
        for entry in self.inner.tables.engine.scan(Table::Speakers, Vec::new()..) {
            speakers.extend(names::speaker_of(&entry?.0));
        }
        for (speaker, record) in &self.live.speakers {
            let speaker = SpeakerId::from_u64(*speaker);
            if record.is_some() {
                speakers.insert(speaker);
            } else {
                speakers.remove(&speaker);
            }
        }
        Ok(speakers)
    }

    /// Returns the speakers that have a full name or alias, compared folded, in the order of their ids. Those that
    /// were merged into another are named as they are, not as what they were merged into.
    pub(crate) fn bearers(&self, name: &str) -> Result<Arc<[SpeakerId]>> {
        let hash = self.name_hash(name);
        let cached = CacheKey::name(hash);
        if let Some(Cached::Name(speakers)) = self.inner.tables.cache.get(&cached) {
            return Ok(speakers);
        }
        let found: Arc<[SpeakerId]> = self.names(&names::bearer_prefix(&hash))?.into_iter().collect();
        self.inner.tables.cache.insert(cached, Cached::Name(Arc::clone(&found)));
        Ok(found)
    }

    /// Hashes a name as it is compared; names that are asked for again are not folded again.
    fn name_hash(&self, name: &str) -> [u8; 16] {
        let cached = CacheKey::asked(foldhash::quality::FixedState::default().hash_one(name));
        match self.inner.tables.cache.get(&cached) {
            Some(Cached::Asked(asked)) if *asked.0 == *name => asked.1,
            _ => {
                let hash = names::name_hash(name);
                self.inner.tables.cache.insert(cached, Cached::Asked(Arc::new((name.into(), hash))));
                hash
            }
        }
    }

    /// Returns the speakers with a name part that begins with a folded word, in the order of their ids. A word longer
    /// than a key holds finds all that begin with as much of it as the key does.
    pub(crate) fn with_part(&self, part: &str) -> Result<BTreeSet<SpeakerId>> {
        self.names(&names::part_prefix(part))
    }

    fn names(&self, prefix: &[u8]) -> Result<BTreeSet<SpeakerId>> {
        Ok(self.name_keys(prefix)?.iter().filter_map(|key| names::speaker_of(key)).collect())
    }

    /// Returns the keys of the names table that begin so.
    pub(super) fn name_keys(&self, prefix: &[u8]) -> Result<BTreeSet<Vec<u8>>> {
        let newer = self
            .live
            .names
            .range::<[u8], _>((Bound::Included(prefix), Bound::Unbounded))
            .take_while(|(key, _)| key.starts_with(prefix));
        let mut keys = BTreeSet::new();
        for entry in self.inner.tables.engine.scan_prefix(Table::Names, prefix) {
            keys.insert(entry?.0.to_vec());
        }
        for (key, present) in newer {
            if *present {
                keys.insert(key.clone());
            } else {
                keys.remove(key);
            }
        }
        Ok(keys)
    }

    /// Returns the number of the edit that holds of a speaker.
    pub(super) fn edited(&self, speaker: SpeakerId) -> Result<Option<u64>> {
        if let Some(number) = self.live.edited.get(&speaker.to_u64()) {
            return Ok(Some(*number));
        }
        let key = speaker.to_u64().to_be_bytes();
        let value = self.inner.tables.engine.get(Table::Edited, &key)?;
        value.map(|value| crate::record::decode_owned(Kind::Key, &key, &value)).transpose()
    }

    /// Returns the head of a list as the tables have it.
    pub(super) fn list_head(&self, list: &ListKey) -> Result<ListHead> {
        let cached = CacheKey::list(list);
        if let Some(Cached::List(head)) = self.inner.tables.cache.get(&cached) {
            return Ok(head);
        }
        let head = match self.inner.tables.engine.get(Table::Lists, list.as_bytes())? {
            Some(value) => ListHead::open(list, value)?,
            None => ListHead::empty(),
        };
        self.inner.tables.cache.insert(cached, Cached::List(head.clone()));
        Ok(head)
    }

    /// Returns the pages of states that changed since the last checkpoint, each once.
    pub(super) fn changed_states_pages(&self) -> BTreeSet<u64> {
        self.live.states_pages()
    }

    /// Returns the state of an article that changed since the last checkpoint.
    pub(super) fn changed_state(&self, article: u64) -> Option<VersionRecord> {
        self.live.states.get(&article).copied()
    }

    /// Returns the articles that changed since the last checkpoint.
    pub(super) fn changed_articles(&self) -> impl Iterator<Item = u64> + '_ {
        self.live.states.keys().copied()
    }

    /// Returns the speakers that were edited since the last checkpoint.
    pub(super) fn changed_edits(&self) -> impl Iterator<Item = SpeakerId> + '_ {
        self.live.edited.keys().copied().map(SpeakerId::from_u64)
    }

    /// Returns the hashes of the external keys that are new since the last checkpoint.
    pub(super) fn changed_keys(&self) -> impl Iterator<Item = [u8; 16]> + '_ {
        self.live.keys.keys().copied()
    }

    /// Returns the lists that changed since the last checkpoint.
    pub(super) fn changed_lists(&self) -> impl Iterator<Item = ListKey> + '_ {
        self.live.quote_tails.keys().chain(self.live.article_tails.keys()).copied()
    }

    /// Returns a list of quotes.
    pub(crate) fn quote_list(&self, list: &ListKey) -> Result<List<QuoteRecord>> {
        self.list(list, &self.live.quote_tails)
    }

    /// Returns a list of articles.
    pub(crate) fn article_list(&self, list: &ListKey) -> Result<List<PostingRecord>> {
        self.list(list, &self.live.article_tails)
    }

    fn list<T: Listed>(&self, list: &ListKey, tails: &HashMap<ListKey, Arc<Tail<T>>>) -> Result<List<T>> {
        let head = self.list_head(list)?;
        // While a checkpoint goes on, the tail of a head that was written already is still there.
        let tail = tails.get(list).filter(|_| head.applied_lsn() < self.live.sequence);
        Ok(List::new(head, tail.cloned()))
    }
}
