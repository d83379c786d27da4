//! Checking a whole store: every record is read and validated, and every list is compared with the
//! records.
//!
//! What a list must hold follows from the articles. Both sides are summed up first, order aside;
//! only if the sums differ is it worked out what is missing and what is too much.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::primary::Holding;
#[cfg(feature = "fulltext")]
use super::verify_text::text_problems;
use crate::error::{Error, Result};
use crate::model::{ArticleId, SpeakerId};
use crate::record::{
    ArchivedArticleRecord, Code, INLINE_TEXT_BYTES, Kind, SortKey, TombstoneValue, VersionsRecord,
    WalEntry, decode_owned, describe, source_hash,
};
use crate::storage::btree::{LateRuns, Order, PostingList};
use crate::storage::decode::decode_article;
use crate::storage::engine::Table;
use crate::storage::feed::floor;
use crate::storage::list::{ListKey, Listed};
use crate::storage::name_keys::{self, KNOWN, key_hash, known_from, known_key};
use crate::storage::read_guard::{ReadGuard, read};
use crate::storage::recovery::{open_root, read_header};
use crate::storage::revision::{Revision, read_revision};
use crate::storage::shared::Storage;
use crate::storage::tables::Tables;
use crate::storage::write::{
    Tally, article_postings, check_draft, known_country, posting, quote_lists, read_override,
    speaker_name_keys,
};

/// What verifying a store found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyReport {
    /// Articles that could be read whole.
    pub articles: u64,
    /// Quotes in them.
    pub quotes: u64,
    /// Late runs of lists: records that came after their place in a list was written, and that a
    /// read there joins with it. A list has one for each stretch of some hundred leaves at most;
    /// compaction leaves none.
    pub late_runs: u64,
    /// Leaves of the late runs.
    pub late_leaves: u64,
    /// Records in them. A quote is a record of several lists.
    pub late_records: u64,
    /// What is wrong, each naming the record; empty if all is well. At most 1,000 and one that
    /// counts the rest.
    pub problems: Vec<String>,
}

/// How far verifying a store has come. More stages may come in later versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyProgress {
    /// What is read: `"log"`, `"articles"`, `"keys"`, `"lists"`, `"speakers"`, `"edits"` and
    /// `"names"`, in this order.
    pub stage: &'static str,
    /// How much of the stage is done.
    pub done: u64,
    /// Of how much.
    pub total: u64,
}

/// The most problems that are listed.
const LISTED: usize = 1000;
/// After so many records of a stage it is told how far it has come.
const TOLD: u64 = 1024;

/// Reads everything in the store, validates it and compares all lists with the articles.
pub(crate) fn verify(
    storage: &Storage,
    mut progress: impl FnMut(VerifyProgress),
) -> Result<VerifyReport> {
    verify_while(storage, |at| {
        progress(at);
        true
    })
}

/// Verifies as [`verify`] does for as long as `progress` returns `true`: what comes after is not
/// looked at.
pub(super) fn verify_while(
    storage: &Storage,
    mut progress: impl FnMut(VerifyProgress) -> bool,
) -> Result<VerifyReport> {
    let _span = tracing::info_span!("verify").entered();
    let writer = storage.writer()?;
    let checkpointer = storage.checkpointer()?;
    storage.tables().cache.clear();
    let mut check = Check {
        inner: storage,
        guard: read(storage),
        sums: BTreeMap::new(),
        holding: Holding::default(),
        tallies: BTreeMap::new(),
        report: VerifyReport::default(),
        unlisted: 0,
        progress: &mut progress,
        stopped: false,
    };
    check.roots();
    check.log(checkpointer.root.checkpoint_lsn);
    check.articles(writer.next_article);
    if !check.stopped {
        check.keys(writer.next_article);
        check.lists();
    }
    if !check.stopped {
        check.speakers(writer.next_speaker);
        check.overrides();
        check.known();
        check.names();
    }
    #[cfg(feature = "fulltext")]
    for (documents, text) in storage.texts.all() {
        if check.stopped {
            break;
        }
        let problems = text_problems(&check.guard, documents, &text.view());
        for problem in check.sound("the index of words", problems).unwrap_or_default() {
            check.problem(problem);
        }
    }
    let Check { mut report, unlisted, .. } = check;
    if unlisted > 0 {
        report.problems.push(format!("{unlisted} more"));
    }
    fault!("blind-verify", report.problems.clear());
    tracing::info!(report.articles, report.quotes, problems = report.problems.len(), "verified");
    Ok(report)
}

/// How many records a list holds, and the sum of their hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    count: u64,
    hashes: u128,
}

impl Sum {
    fn add(&mut self, hash: u128) {
        self.count += 1;
        self.hashes = self.hashes.wrapping_add(hash);
    }
}

fn hash(key: &SortKey, payload: &[u8]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key.as_bytes());
    hasher.update(payload);
    hasher.finalize().as_bytes().first_chunk::<16>().map_or(0, |bytes| u128::from_le_bytes(*bytes))
}

/// A check under way. The writer waits, so that what is read stays as it is.
struct Check<'a> {
    inner: &'a Storage,
    guard: ReadGuard<'a>,
    /// What each list must hold.
    sums: BTreeMap<ListKey, Sum>,
    /// What holds by the log.
    holding: Holding,
    /// What articles state of the countries of speakers.
    tallies: BTreeMap<SpeakerId, Tally>,
    report: VerifyReport,
    unlisted: u64,
    progress: &'a mut dyn FnMut(VerifyProgress) -> bool,
    /// Whether nothing more is to be looked at.
    stopped: bool,
}

/// A posting: its list, its sort key, the hash of its record.
type Posting = (ListKey, SortKey, u128);

impl Check<'_> {
    /// Tells how far a stage has come, now and then and at its end.
    fn tell(&mut self, stage: &'static str, done: u64, total: u64) {
        if done == total || done.is_multiple_of(TOLD) {
            self.stopped |= !(self.progress)(VerifyProgress { stage, done, total });
        }
    }

    fn problem(&mut self, problem: String) {
        if self.report.problems.len() < LISTED {
            self.report.problems.push(problem);
        } else {
            self.unlisted += 1;
        }
    }

    /// Notes an error as a problem and returns the value otherwise.
    fn sound<T>(&mut self, place: &str, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.problem(error.at(place).chain())).ok()
    }

    /// What opening the store reads can be read again.
    fn roots(&mut self) {
        let (header, root) =
            (read_header(&self.inner.tables().engine), open_root(&self.inner.tables().engine));
        self.sound("the header", header);
        self.sound("the root", root);
    }

    /// Every WAL record is there, in the order of LSN, and can be read.
    /// Up to the floor of the feed, those that do not hold any more may be gone.
    fn log(&mut self, checkpoint_lsn: u64) {
        let inner = self.inner;
        let mut expected = 1;
        let mut tombstones = BTreeMap::new();
        let floor = self.sound("the floor of the feed", floor(&inner.tables().engine)).unwrap_or(0);
        if floor > checkpoint_lsn {
            self.problem(format!(
                "the floor of the feed, {floor}, is after the checkpoint LSN {checkpoint_lsn}"
            ));
        }
        for entry in inner.tables().engine.scan(Table::Log, Vec::new()..) {
            let Some((key, value)) = self.sound("the log", entry) else { return };
            let lsn = key.first_chunk::<8>().map_or(0, |key| u64::from_be_bytes(*key));
            if !(expected..=expected.max(floor + 1)).contains(&lsn) {
                self.problem(format!("the log has no changes right before {lsn}"));
            }
            expected = lsn + 1;
            let change = decode_owned::<WalEntry>(Kind::Wal, &key, &value);
            if let Some(change) = self.sound("the log", change) {
                self.holding.note(lsn, change);
                if let WalEntry::Tombstone { tombstone, of, set } = change {
                    tombstones.remove(&tombstone);
                    tombstones.extend(set.then_some((tombstone, TombstoneValue { lsn, of })));
                }
            }
            self.tell("log", lsn, self.guard.lsn());
        }
        let last = expected - 1;
        if last != self.guard.lsn() {
            self.problem(format!("the log ends at {last}, the store is at {}", self.guard.lsn()));
        }
        self.tombstones(tombstones);
    }

    /// The tombstones are those that the log says are set.
    fn tombstones(&mut self, mut expected: BTreeMap<[u8; 17], TombstoneValue>) {
        let inner = self.inner;
        for entry in inner.tables().engine.scan(Table::Tombstones, Vec::new()..) {
            let Some((key, value)) = self.sound("the tombstones", entry) else { return };
            let value = decode_owned::<TombstoneValue>(Kind::Tombstone, &key, &value);
            let Some(value) = self.sound("the tombstones", value) else { continue };
            let key = <[u8; 17]>::try_from(&*key).unwrap_or_default();
            if expected.remove(&key) != Some(value) {
                self.problem(format!(
                    "the tombstone {} is not as the log says",
                    describe(Kind::Tombstone, &key)
                ));
            }
        }
        for key in expected.keys() {
            self.problem(format!("{} is missing", describe(Kind::Tombstone, key)));
        }
    }

    fn articles(&mut self, next: u64) {
        for id in (1..next).map(ArticleId::from_u64) {
            let place = format!("article {id}");
            let state = self.guard.state(id.to_u64());
            let last = self.holding.last_of(id.to_u64());
            if let Ok(Some(state)) = &state
                && last != Some(state.lsn)
            {
                let (lsn, last) = (state.lsn, last.unwrap_or_default());
                self.problem(format!("{place}: its state is of change {lsn}, its last is {last}"));
            }
            match self.sound(&place, state) {
                Some(Some(state)) if state.revision != 0 => {
                    let checked = self.article(id, state.revision);
                    self.sound(&place, checked);
                }
                Some(None) => self.problem(format!("{place}: its state is missing")),
                Some(Some(_)) | None => {}
            }
            self.tell("articles", id.to_u64(), next - 1);
            if self.stopped {
                return;
            }
        }
    }

    fn article(&mut self, id: ArticleId, revision: u64) -> Result<()> {
        let head = self.inner.tables().revision_head(revision)?;
        if (head.article.to_native(), head.revision.to_native()) != (id.to_u64(), revision) {
            return Err(Error::corrupt(format!(
                "revision {revision} is the head of another article"
            )));
        }
        if self.guard.article_of(&key_hash(&head.key))? != Some(id.to_u64()) {
            self.problem(format!(
                "article {id}: its key {:?} does not lead to it",
                head.key.as_str()
            ));
        }
        let draft = decode_article(&self.inner.tables(), &head)?.draft;
        check_draft(&draft)?;
        let found = draft.extraction.as_ref();
        let (paragraphs, quotes) =
            found.map_or((0, 0), |found| (found.paragraphs.len(), found.quotes.len()));
        for (what, counted, stored) in [
            ("bytes of text", draft.text.len(), head.text_bytes.to_native()),
            ("paragraphs", paragraphs, head.paragraphs.to_native()),
            ("quotes", quotes, head.quotes.to_native()),
        ] {
            if counted != stored as usize {
                self.problem(format!(
                    "article {id}: its head counts {stored} {what}, it has {counted}"
                ));
            }
        }
        let derived = read_revision(&self.inner.tables(), revision)?;
        agree(&head, &draft.text, &derived)?;
        for (list, _, hash) in postings(&derived)? {
            self.sums.entry(list).or_default().add(hash);
        }
        let mut stated: BTreeMap<SpeakerId, Vec<Code>> = BTreeMap::new();
        for said in derived.quotes.iter().flat_map(|(_, quote)| quote.speakers()) {
            if let Some(speaker) = said.id() {
                stated.entry(speaker).or_default().push(said.from);
            }
        }
        for (speaker, codes) in stated {
            self.tallies.entry(speaker).or_default().add(codes.into_iter());
        }
        self.report.articles += 1;
        self.report.quotes += derived.quotes.len() as u64;
        Ok(())
    }

    /// Every article, removed or not, has a key that leads to it.
    fn keys(&mut self, next: u64) {
        let inner = self.inner;
        let mut hashes: BTreeSet<[u8; 16]> = self.guard.changed_keys();
        for entry in inner.tables().engine.scan(Table::Keys, Vec::new()..) {
            let Some((key, _)) = self.sound("the keys", entry) else { break };
            match key.first_chunk() {
                Some(hash) if key.len() == hash.len() => drop(hashes.insert(*hash)),
                _ => self.problem(format!("an external key has the malformed hash {key:?}")),
            }
        }
        let mut unreached: BTreeSet<u64> = (1..next).collect();
        let total = hashes.len() as u64;
        for (done, hash) in (1..).zip(hashes) {
            self.tell("keys", done, total);
            let article = self.guard.article_of(&hash);
            if let Some(Some(article)) = self.sound("a key", article)
                && !unreached.remove(&article)
            {
                let article = ArticleId::from_u64(article);
                self.problem(format!(
                    "article {article}: a key too many leads to it, or it was never stored"
                ));
            }
        }
        unreached.retain(|article| !self.holding.is_erased(*article));
        for article in unreached.into_iter().map(ArticleId::from_u64) {
            self.problem(format!("article {article}: no key leads to it"));
        }
    }

    /// Every list holds what the articles put into it, and nothing else.
    fn lists(&mut self) {
        let inner = self.inner;
        let mut keys: BTreeSet<ListKey> =
            self.sums.keys().copied().chain(self.guard.changed_lists()).collect();
        for entry in inner.tables().engine.scan(Table::Lists, Vec::new()..) {
            let Some((key, _)) = self.sound("the lists", entry) else { break };
            match ListKey::from_bytes(&key) {
                Some(list) => drop(keys.insert(list)),
                None => self.problem(format!("a list has the malformed key {key:?}")),
            }
        }
        let mut wrong = BTreeSet::new();
        let total = keys.len() as u64;
        for (done, list) in (1..).zip(keys) {
            self.tell("lists", done, total);
            if self.stopped {
                return;
            }
            let held = self.walk(&list, |_| {});
            let Some((held, late)) = self.sound(&format!("the list of {list}"), held) else {
                continue;
            };
            self.report.late_runs += late.runs;
            self.report.late_leaves += late.leaves;
            self.report.late_records += late.records;
            if held != self.sums.get(&list).copied().unwrap_or_default() {
                wrong.insert(list);
            }
        }
        if !wrong.is_empty() {
            self.explain(&wrong);
        }
    }

    /// Walks a list.
    fn walk(&self, key: &ListKey, each: impl FnMut(Posting)) -> Result<(Sum, LateRuns)> {
        let tables = &self.inner.tables();
        if key.holds_quotes() {
            walk(tables, key, &self.guard.quote_list(key)?, each)
        } else {
            walk(tables, key, &self.guard.article_list(key)?, each)
        }
    }

    /// Names what is missing in lists and what is too much.
    fn explain(&mut self, wrong: &BTreeSet<ListKey>) {
        let mut absent = self.expected(wrong);
        let mut surplus = BTreeSet::new();
        for list in wrong {
            let mut compare = |posting: Posting| {
                if !absent.remove(&posting) {
                    surplus.insert(posting);
                }
            };
            let walked = self.walk(list, &mut compare);
            self.sound(&format!("the list of {list}"), walked);
        }
        for (list, place, _) in absent {
            self.problem(format!("the list of {list}: {} is missing", shown(&list, &place)));
        }
        for (list, place, _) in surplus {
            let shown = shown(&list, &place);
            self.problem(format!(
                "the list of {list}: {shown} stands there and is not so in the article"
            ));
        }
    }

    /// What the articles that can be read put into some lists.
    fn expected(&self, lists: &BTreeSet<ListKey>) -> BTreeSet<Posting> {
        let tables = self.inner.tables();
        let pages = tables.engine.scan(Table::States, Vec::new()..);
        let stored = pages
            .flatten()
            .filter_map(|(key, _)| key.first_chunk().map(|page| u64::from_be_bytes(*page)));
        let each = VersionsRecord::EACH;
        let stored = stored
            .flat_map(|page| (0..each).map(move |at| page.saturating_mul(each).saturating_add(at)));
        let ids: BTreeSet<u64> = stored.chain(self.guard.changed_articles()).collect();
        let mut expected = BTreeSet::new();
        for id in ids {
            if let Ok(Some(state)) = self.guard.state(id)
                && state.revision != 0
                && let Ok(all) = read_revision(&self.inner.tables(), state.revision)
                    .and_then(|derived| postings(&derived))
            {
                expected.extend(all.into_iter().filter(|(list, ..)| lists.contains(list)));
            }
        }
        expected
    }

    /// Every speaker has as many quotes as are listed, and is found by the names it has.
    fn speakers(&mut self, next: u64) {
        for id in (1..next).map(SpeakerId::from_u64) {
            self.tell("speakers", id.to_u64(), next - 1);
            let place = format!("speaker {id}");
            let listed = self.sums.get(&ListKey::speaker(id)).map_or(0, |sum| sum.count);
            let speaker = self.guard.speaker(id);
            let Some(speaker) = self.sound(&place, speaker) else { continue };
            let Some(record) = speaker.map(|speaker| speaker.to_record()) else {
                if listed > 0 {
                    self.problem(format!("{place}: its record is missing; it has {listed} quotes"));
                }
                continue;
            };
            if record.quotes != listed {
                self.problem(format!(
                    "{place}: its record counts {} quotes, it has {listed}",
                    record.quotes
                ));
            }
            if Tally::of(&record) != self.tallies.remove(&id).unwrap_or_default() {
                self.problem(format!(
                    "{place}: its record does not count the countries that its articles state"
                ));
            }
            let known = known_country(&self.guard, self.guard.overrides(), id);
            let known = self.sound(&place, known).flatten();
            let shown = self.guard.view().known.country(id);
            let listed = known.map_or(Ok(true), |country| {
                let key = known_key(country, id);
                self.guard.name_keys(&key).map(|keys| keys.contains(&key))
            });
            if self.sound(&place, listed) == Some(false) || shown != known {
                self.problem(format!(
                    "{place}: it is not listed as from the country that its articles state"
                ));
            }
            let edited = self.guard.overrides().of(id).and_then(|edit| edit.name.clone());
            for key in speaker_name_keys(id, Some((&record, edited.as_deref()))) {
                let present = self.guard.name_keys(&key).map(|keys| keys.contains(&key));
                if self.sound(&place, present) == Some(false) {
                    self.problem(format!(
                        "{place}: one of the names of {:?} does not lead to it",
                        record.name
                    ));
                }
            }
        }
    }

    /// Every override is stored, and concerns speakers that are known.
    fn overrides(&mut self) {
        let inner = self.inner;
        let overrides = Arc::clone(&self.guard.view().overrides);
        let mut stored: BTreeSet<SpeakerId> = self.guard.changed_edits();
        for entry in inner.tables().engine.scan(Table::Edited, Vec::new()..) {
            let Some((key, _)) = self.sound("the edits", entry) else { break };
            stored.extend(key.first_chunk().map(|id| SpeakerId::from_u64(u64::from_be_bytes(*id))));
        }
        for id in overrides.speakers() {
            if !stored.contains(&id) {
                self.problem(format!("speaker {id}: what a user said of it is not stored"));
            }
        }
        let total = stored.len() as u64;
        for (done, id) in (1..).zip(stored) {
            self.tell("edits", done, total);
            let read = self
                .guard
                .edited(id)
                .and_then(|number| number.map(|number| read_override(inner, number)).transpose());
            let Some(read) = self.sound(&format!("the edit of speaker {id}"), read) else {
                continue;
            };
            let edit = overrides.of(id).cloned().unwrap_or_default();
            if read.is_some_and(|(of, stored)| (of, &stored) != (id, &edit)) {
                self.problem(format!(
                    "speaker {id}: what is stored of a user's edit does not hold"
                ));
            }
            let whom =
                std::iter::once(id).filter(|_| overrides.of(id).is_some()).chain(edit.merged_into);
            for whom in whom {
                let known = self.guard.speaker(whom);
                if self.sound("an edit", known).is_some_and(|known| known.is_none()) {
                    self.problem(format!(
                        "speaker {whom}: its record is missing; a user edited it"
                    ));
                }
            }
        }
    }

    /// Every speaker that is listed as from a country is from there.
    fn known(&mut self) {
        let keys = self.guard.name_keys(KNOWN);
        for key in self.sound("the known speakers", keys).unwrap_or_default() {
            let Some((country, id)) = known_from(&key) else {
                self.problem(format!("a known speaker has the malformed key {key:?}"));
                continue;
            };
            let known = known_country(&self.guard, self.guard.overrides(), id);
            if self
                .sound(&format!("speaker {id}"), known)
                .is_some_and(|known| known != Some(country))
            {
                self.problem(format!(
                    "speaker {id}: it is listed as from {country}, which its articles do not state"
                ));
            }
        }
    }

    /// Every name leads to a speaker that has it.
    fn names(&mut self) {
        // A part of the table at a time, so that it need not fit memory.
        for prefix in (0..=u8::MAX).flat_map(|byte| [[b'n', byte], [b'p', byte]]) {
            let [table, byte] = prefix;
            if table == b'p' {
                self.tell("names", u64::from(byte) + 1, 256);
            }
            let keys = self.guard.name_keys(&prefix);
            for key in self.sound("the names", keys).unwrap_or_default() {
                let Some(id) = name_keys::speaker_of(&key) else {
                    self.problem(format!("a name has the malformed key {key:?}"));
                    continue;
                };
                let edited = self.guard.overrides().of(id).and_then(|edit| edit.name.clone());
                let speaker = self.guard.speaker(id);
                let Some(speaker) = self.sound(&format!("speaker {id}"), speaker) else { continue };
                let record = speaker.map(|speaker| speaker.to_record());
                let known = record.as_ref().map(|record| (record, edited.as_deref()));
                if !speaker_name_keys(id, known).contains(&key) {
                    self.problem(format!("a name leads to speaker {id}, who does not have it"));
                }
            }
        }
    }
}

/// Makes sure that the quotes of an article say what its text and its head say.
fn agree(head: &ArchivedArticleRecord, text: &str, derived: &Revision) -> Result<()> {
    let source = derived.source.as_deref().map_or(0, source_hash);
    for (ordinal, (key, quote)) in (0..).zip(&derived.quotes) {
        let words = text.get(quote.span().range()).unwrap_or_default();
        let words = if words.len() > INLINE_TEXT_BYTES { "" } else { words };
        let right = *key == SortKey::new(head.published(), derived.article, ordinal)
            && quote.revision.to_native() == derived.number
            && quote.source.to_native() == source
            && quote.text.as_str() == words;
        if !right {
            return Err(Error::corrupt(format!("quote {ordinal} does not agree with the article")));
        }
    }
    Ok(())
}

/// Walks a list, and compares what it holds with what it says that it holds. Returns the sum of its
/// records, and its late runs.
fn walk<T: Listed>(
    tables: &Arc<Tables>,
    key: &ListKey,
    list: &PostingList<T>,
    mut each: impl FnMut(Posting),
) -> Result<(Sum, LateRuns)> {
    let mut total = Sum::default();
    let mut before = None;
    let all = SortKey::MIN..SortKey::MAX;
    let newest = list.bound(&all, Order::NewestFirst);
    for entry in list.cursor(tables, all, Order::OldestFirst) {
        let (place, record) = entry?;
        if before.is_some_and(|before| before >= place) {
            return Err(Error::corrupt("its records are out of order"));
        }
        if newest < Some(place) {
            return Err(Error::corrupt("its root calls another record the newest"));
        }
        before = Some(place);
        let hash = hash(&place, record.payload());
        total.add(hash);
        each((*key, place, hash));
    }
    let (counted, ranked) = (list.count(), list.rank(tables, &SortKey::MAX)?);
    if counted != total.count || ranked != total.count {
        let there = total.count;
        return Err(Error::corrupt(format!(
            "it counts {counted}, its nodes {ranked}, and it holds {there}"
        )));
    }
    Ok((total, list.late_runs(tables)?))
}

/// Returns what an article puts into lists.
fn postings(revision: &Revision) -> Result<Vec<Posting>> {
    let mut postings = Vec::new();
    for (key, quote) in &revision.quotes {
        let hash = hash(key, quote.payload());
        postings.extend(quote_lists(quote).map(|list| (list, *key, hash)));
    }
    let posting = posting(revision)?;
    let places: BTreeSet<_> = article_postings(revision).collect();
    let hashed = |(list, key)| (list, key, hash(&key, posting.payload()));
    postings.extend(places.into_iter().map(hashed));
    Ok(postings)
}

fn shown(list: &ListKey, place: &SortKey) -> String {
    if list.holds_quotes() || *list == ListKey::words() {
        format!("quote {}", place.quote())
    } else {
        format!("article {}", place.article())
    }
}
