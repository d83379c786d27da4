//! The index of words: which quotes have which words, at which positions.
//!
//! A document is a quote. It has the fields of [`Place`], and its words twice at the same
//! positions: as stems, and as they are behind a [mark](EXACT). Nothing is stored of its text.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::fs;
use std::hash::BuildHasher;
use std::io;
use std::ops::{Bound, Range};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::quality::FixedState;
use tantivy::collector::{Collector, Count, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, InvertedIndexRangeQuery, Occur, PhrasePrefixQuery,
    PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{
    DocId, Index, IndexReader, IndexWriter, ReloadPolicy, Score, Searcher, SegmentMeta,
    SegmentOrdinal, SegmentReader, TantivyDocument, Term,
};

use super::expression::Expression;
use super::words::{stem, words};
use crate::error::{Error, ErrorKind, Result};

/// The version of the documents: of their fields, words and stems. An index of another is rebuilt.
pub(crate) const INDEX_VERSION: u32 = 1;

/// What a word as it is begins with in the index. No stem begins so.
const EXACT: char = '\u{1}';
/// The bytes of memory that documents take before they are written to a segment.
const BUDGET: usize = 24 << 20;
/// How often the checksums of all files are tried to be read beside merges.
const CHECKS: usize = 5;
/// The share of deleted documents from which on a segment is merged.
const DELETED: f32 = 0.3;

/// Where a quote is in the order of quotes: the number of its time of publication, its article and
/// its ordinal. They compare as sort keys do.
pub(crate) type Place = (u64, u64, u32);

/// A quote that has the words of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The bits of the relevance, which compare as the relevance does; 0 if it was not asked for.
    pub(crate) score: u32,
    pub(crate) place: Place,
    /// The revision of its article.
    pub(crate) revision: u64,
}

/// The order of hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HitOrder {
    Newest,
    Oldest,
    /// The most relevant first, and of equally relevant ones the newest.
    Relevance,
}

/// Which hits are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    pub(crate) order: HitOrder,
    pub(crate) places: Range<Place>,
    /// The hit before the first one in the order.
    pub(crate) after: Option<Hit>,
    /// The most hits that are returned.
    pub(crate) limit: usize,
}

fn failed(what: &str, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Io, format!("cannot {what} the index of words")).with_source(error)
}

/// The fields of a document.
#[derive(Clone, Copy, Debug)]
struct Fields {
    words: Field,
    article: Field,
    ordinal: Field,
    published: Field,
    revision: Field,
}

const ARTICLE: &str = "article";
const ORDINAL: &str = "ordinal";
const PUBLISHED: &str = "published";
const REVISION: &str = "revision";

impl Fields {
    fn make() -> (Schema, Self) {
        let mut schema = Schema::builder();
        // The words come with the documents, so no tokenizer is called.
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(indexing);
        let fields = Self {
            words: schema.add_text_field("words", words),
            article: schema.add_u64_field(ARTICLE, INDEXED | FAST),
            ordinal: schema.add_u64_field(ORDINAL, FAST),
            published: schema.add_u64_field(PUBLISHED, FAST),
            revision: schema.add_u64_field(REVISION, FAST),
        };
        (schema.build(), fields)
    }

    fn stem(&self, word: &str) -> Term {
        Term::from_field_text(self.words, &stem(word))
    }

    fn exact(&self, word: &str) -> Term {
        Term::from_field_text(self.words, &format!("{EXACT}{word}"))
    }
}

/// An index that is open for writing.
pub(crate) struct TextIndex {
    path: PathBuf,
    fields: Fields,
    reader: IndexReader,
    writer: IndexWriter,
}

impl fmt::Debug for TextIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextIndex").field("path", &self.path).finish_non_exhaustive()
    }
}

impl TextIndex {
    /// Opens the index in a folder, with the text of its last [commit](Self::commit).
    ///
    /// # Errors
    /// `Io` if there is none, or if it is damaged or cannot be read.
    pub(crate) fn open(path: &Path) -> Result<(Self, String)> {
        let index = Index::open_in_dir(path).map_err(|error| failed("open", error))?;
        let damaged = index.validate_checksum().map_err(|error| failed("check", error))?;
        if let Some(file) = damaged.iter().next() {
            let message = format!("the file {} of the index of words is damaged", file.display());
            return Err(Error::new(ErrorKind::Io, message));
        }
        let meta = index.load_metas().map_err(|error| failed("open", error))?;
        remove_orphans(path, &meta.segments).map_err(|error| failed("remove a file of", error))?;
        Ok((Self::new(path, &index)?, meta.payload.unwrap_or_default()))
    }

    /// Makes an empty index in a folder, of which all that is there is removed.
    ///
    /// # Errors
    /// `Io` if a file cannot be removed or written.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        if path.exists() {
            fs::remove_dir_all(path).map_err(|error| failed("remove", error))?;
        }
        let mut folder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(path).map_err(|error| failed("make the folder of", error))?;
        let index = Index::create_in_dir(path, Fields::make().0);
        Self::new(path, &index.map_err(|error| failed("make", error))?)
    }

    fn new(path: &Path, index: &Index) -> Result<Self> {
        let (schema, fields) = Fields::make();
        if index.schema() != schema {
            return Err(Error::new(ErrorKind::Io, "the index of words has other fields"));
        }
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(BUDGET)
            .build();
        let writer = index.writer_with_options(options).map_err(|error| failed("open", error))?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DELETED);
        writer.set_merge_policy(Box::new(policy));
        let reader = reader.map_err(|error| failed("open", error))?;
        Ok(Self { path: path.to_owned(), fields, reader, writer })
    }

    /// Adds a quote.
    pub(crate) fn add(&self, place: Place, revision: u64, text: &str) -> Result<()> {
        let (published, article, ordinal) = place;
        let mut document = TantivyDocument::new();
        document.add_u64(self.fields.article, article);
        document.add_u64(self.fields.ordinal, ordinal.into());
        document.add_u64(self.fields.published, published);
        document.add_u64(self.fields.revision, revision);
        let mut tokens = Vec::new();
        for word in words(text) {
            let mut token = |text| {
                tokens.push(Token { position: word.position as usize, text, ..Token::default() });
            };
            token(stem(&word.folded).into_owned());
            token(format!("{EXACT}{}", word.folded));
        }
        let tokens = PreTokenizedString { text: String::new(), tokens };
        document.add_pre_tokenized_text(self.fields.words, tokens);
        self.writer.add_document(document).map_err(|error| failed("write", error))?;
        Ok(())
    }

    /// Deletes the quotes of an article that were added before.
    pub(crate) fn delete(&self, article: u64) {
        self.writer.delete_term(Term::from_field_u64(self.fields.article, article));
    }

    /// Puts all that was added and deleted on the disk, as one, with a text to be found there by
    /// the next [`open`](Self::open). Searchers that are taken from now on see it.
    pub(crate) fn commit(&mut self, payload: &str) -> Result<()> {
        let failed = |error| failed("write", error);
        let mut commit = self.writer.prepare_commit().map_err(failed)?;
        commit.set_payload(payload);
        commit.commit().map_err(failed)?;
        self.reader.reload().map_err(failed)
    }

    /// Writes all segments anew as one, without what was deleted, and removes the files of before.
    /// Must be committed.
    pub(crate) fn merge(&mut self, payload: &str) -> Result<()> {
        let failed = |error| failed("merge", error);
        let segments = self.writer.index().searchable_segment_ids().map_err(failed)?;
        if !segments.is_empty() {
            self.writer.merge(&segments).wait().map_err(failed)?;
        }
        self.commit(payload)?;
        self.writer.garbage_collect_files().wait().map_err(failed)?;
        Ok(())
    }

    /// Closes the index after the merges that go on. What is not committed is lost.
    pub(crate) fn close(self) -> Result<()> {
        self.writer.wait_merging_threads().map_err(|error| failed("close", error))
    }

    /// Returns a searcher of what is committed.
    pub(crate) fn searcher(&self) -> TextSearcher {
        TextSearcher { searcher: self.reader.searcher(), fields: self.fields }
    }
}

/// The index as of one commit. It answers the same for as long as it is held.
#[derive(Clone)]
pub(crate) struct TextSearcher {
    searcher: Searcher,
    fields: Fields,
}

impl fmt::Debug for TextSearcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextSearcher")
            .field("documents", &self.searcher.num_docs())
            .finish_non_exhaustive()
    }
}

impl TextSearcher {
    /// Returns a number of the searcher's segments and of what is deleted in them: the relevance of
    /// a quote may differ if it does.
    pub(crate) fn generation(&self) -> u64 {
        let segments = self.searcher.segment_readers().iter();
        let mut segments: Vec<_> = segments
            .map(|segment| (segment.segment_id().uuid_string(), segment.num_deleted_docs()))
            .collect();
        segments.sort_unstable();
        FixedState::default().hash_one(segments)
    }

    /// Returns the names of the damaged files of the index, by their checksums. Reads all of them.
    pub(crate) fn damaged(&self) -> Result<Vec<PathBuf>> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.searcher.index().validate_checksum() {
                Ok(damaged) => return Ok(damaged.into_iter().collect()),
                // A merge may remove a file before it is read.
                Err(_) if tries < CHECKS => {}
                Err(error) => return Err(failed("check", error)),
            }
        }
    }

    /// Counts the quotes that an expression finds.
    pub(crate) fn count(&self, expression: &Expression) -> Result<u64> {
        let query = self.query(expression, false);
        let count = self.searcher.search(&query, &Count);
        Ok(count.map_err(|error| failed("read", error))? as u64)
    }

    /// Returns the most quotes that an expression can find, which reads few terms and no list.
    pub(crate) fn most(&self, expression: &Expression) -> u64 {
        let all = self.searcher.num_docs();
        let term = |word: &String| {
            self.searcher.doc_freq(&self.fields.stem(word)).map_or(all, |found| found.min(all))
        };
        match expression {
            Expression::Nothing => 0,
            Expression::Word(word) => term(word),
            Expression::Phrase { words, .. } => words.iter().map(term).min().unwrap_or(all),
            Expression::And(of) => of.iter().map(|one| self.most(one)).min().unwrap_or(all),
            Expression::Or(of) => of.iter().map(|one| self.most(one)).sum::<u64>().min(all),
            Expression::Prefix(_) | Expression::Not(_) => all,
        }
    }

    /// Returns the hits of an expression in a window, in its order.
    pub(crate) fn hits(&self, expression: &Expression, window: &Window) -> Result<Vec<Hit>> {
        let query = self.query(expression, window.order == HitOrder::Relevance);
        self.searcher.search(&query, window).map_err(|error| failed("read", error))
    }

    /// Translates an expression. If `scores`, the words as they are count beside their stems.
    fn query(&self, expression: &Expression, scores: bool) -> Box<dyn Query> {
        let fields = &self.fields;
        match expression {
            Expression::Nothing => Box::new(EmptyQuery),
            Expression::Word(word) => {
                let freqs = IndexRecordOption::WithFreqs;
                let stemmed = Box::new(TermQuery::new(fields.stem(word), freqs));
                let exact = || Box::new(TermQuery::new(fields.exact(word), freqs)) as _;
                if scores { preferring(stemmed, exact()) } else { stemmed }
            }
            Expression::Prefix(prefix) => prefixed(fields, prefix),
            Expression::Phrase { words, prefix } => {
                let phrase = |term: &dyn Fn(&str) -> Term| -> Box<dyn Query> {
                    let terms = words.iter().map(|word| term(word));
                    if let Some(prefix) = prefix {
                        let terms = terms.chain([fields.exact(prefix)]).collect();
                        let mut query = PhrasePrefixQuery::new(terms);
                        query.set_max_expansions(u32::MAX);
                        Box::new(query)
                    } else {
                        Box::new(PhraseQuery::new(terms.collect()))
                    }
                };
                let stemmed = phrase(&|word| fields.stem(word));
                if scores {
                    preferring(stemmed, phrase(&|word| fields.exact(word)))
                } else {
                    stemmed
                }
            }
            Expression::And(all) => {
                let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
                for one in all {
                    clauses.push(match one {
                        Expression::Not(excluded) => (Occur::MustNot, self.query(excluded, false)),
                        one => (Occur::Must, self.query(one, scores)),
                    });
                }
                if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                    clauses.push((Occur::Must, Box::new(AllQuery)));
                }
                Box::new(BooleanQuery::new(clauses))
            }
            Expression::Or(any) => {
                let clauses = any.iter().map(|one| (Occur::Should, self.query(one, scores)));
                Box::new(BooleanQuery::new(clauses.collect()))
            }
            Expression::Not(excluded) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, Box::new(AllQuery)),
                (Occur::MustNot, self.query(excluded, false)),
            ])),
        }
    }
}

/// Asks for what the first query finds, with a greater score if the second finds it too.
fn preferring(query: Box<dyn Query>, exact: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Should, exact)]))
}

/// Asks for the quotes with a word that begins so.
fn prefixed(fields: &Fields, prefix: &str) -> Box<dyn Query> {
    let first = fields.exact(prefix);
    // The last character is replaced by the next one that there is.
    let mut letters: Vec<char> = format!("{EXACT}{prefix}").chars().collect();
    let last = letters.pop().unwrap_or(EXACT);
    letters.extend((last..=char::MAX).nth(1));
    let after = Term::from_field_text(fields.words, &letters.into_iter().collect::<String>());
    Box::new(InvertedIndexRangeQuery::new(Bound::Included(first), Bound::Excluded(after)))
}

/// How hits compare, so that the greatest comes first in every order: the score and the place.
type Rank = (u32, Place);

fn turned((published, article, ordinal): Place) -> Place {
    (!published, !article, !ordinal)
}

impl HitOrder {
    fn rank(self, score: u32, place: Place) -> Rank {
        match self {
            Self::Newest => (0, place),
            Self::Oldest => (0, turned(place)),
            Self::Relevance => (score, place),
        }
    }

    fn hit(self, (score, place): Rank, revision: u64) -> Hit {
        let place = if self == Self::Oldest { turned(place) } else { place };
        Hit { score, place, revision }
    }
}

impl Collector for Window {
    type Fruit = Vec<Hit>;
    type Child = WindowOfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<WindowOfSegment> {
        let column = |name| {
            Ok::<_, tantivy::TantivyError>(segment.fast_fields().u64(name)?.first_or_default_col(0))
        };
        Ok(WindowOfSegment {
            after: self.after.map(|hit| self.order.rank(hit.score, hit.place)),
            window: self.clone(),
            published: column(PUBLISHED)?,
            article: column(ARTICLE)?,
            ordinal: column(ORDINAL)?,
            revision: column(REVISION)?,
            found: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.order == HitOrder::Relevance
    }

    fn merge_fruits(&self, fruits: Vec<Vec<(Rank, u64)>>) -> tantivy::Result<Vec<Hit>> {
        let mut found: Vec<_> = fruits.into_iter().flatten().collect();
        found.sort_unstable_by_key(|hit| Reverse(*hit));
        found.truncate(self.limit);
        Ok(found.into_iter().map(|(rank, revision)| self.order.hit(rank, revision)).collect())
    }
}

/// The first hits of a segment in a window.
pub(crate) struct WindowOfSegment {
    window: Window,
    after: Option<Rank>,
    published: Arc<dyn ColumnValues<u64>>,
    article: Arc<dyn ColumnValues<u64>>,
    ordinal: Arc<dyn ColumnValues<u64>>,
    revision: Arc<dyn ColumnValues<u64>>,
    /// The last of them is on top.
    found: BinaryHeap<Reverse<(Rank, u64)>>,
}

impl SegmentCollector for WindowOfSegment {
    type Fruit = Vec<(Rank, u64)>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let Window { order, places, limit, .. } = &self.window;
        let published = self.published.get_val(doc);
        if published < places.start.0 || published > places.end.0 {
            return;
        }
        let score = score.to_bits();
        let last = self.found.peek().filter(|_| self.found.len() >= *limit).map(|last| last.0.0);
        // Most hits are before the window's first or after its last, which the time tells.
        if let Some(last) = last
            && order.rank(score, (published, u64::MAX, u32::MAX)) < last
            && order.rank(score, (published, 0, 0)) < last
        {
            return;
        }
        let ordinal = u32::try_from(self.ordinal.get_val(doc)).unwrap_or(u32::MAX);
        let place = (published, self.article.get_val(doc), ordinal);
        let rank = order.rank(score, place);
        if !places.contains(&place)
            || self.after.is_some_and(|after| rank >= after)
            || last.is_some_and(|last| rank < last)
        {
            return;
        }
        self.found.push(Reverse((rank, self.revision.get_val(doc))));
        if self.found.len() > *limit {
            self.found.pop();
        }
    }

    fn harvest(self) -> Vec<(Rank, u64)> {
        self.found.into_iter().map(|Reverse(hit)| hit).collect()
    }
}

/// Removes the files that no segment has, and lists of deleted documents that are not the last. They
/// are of a commit that did not come to its end, and a later one would fail to write files of the
/// same names.
fn remove_orphans(path: &Path, segments: &[SegmentMeta]) -> io::Result<()> {
    let is_known = |name: &str| {
        segments.iter().any(|segment| {
            let id = segment.id().uuid_string();
            let rest = name.strip_prefix(&id).and_then(|rest| rest.strip_prefix('.'));
            rest.is_some_and(|rest| match rest.strip_suffix(".del") {
                Some(stamp) => segment.delete_opstamp().is_some_and(|own| stamp == own.to_string()),
                None => true,
            })
        })
    };
    for file in fs::read_dir(path)? {
        let file = file?;
        let name = file.file_name();
        let name = name.to_string_lossy();
        if name != "meta.json" && !name.starts_with('.') && !is_known(&name) {
            fs::remove_file(file.path())?;
        }
    }
    Ok(())
}

/// Returns all words in the files of an index, and the names of the files that no segment has.
#[cfg(test)]
pub(crate) fn on_disk(path: &Path) -> (Vec<String>, Vec<String>) {
    let index = Index::open_in_dir(path).unwrap();
    let (mut words, mut known) = (Vec::new(), Vec::new());
    for segment in index.searchable_segments().unwrap() {
        known.push(segment.id().uuid_string());
        let segment = SegmentReader::open(&segment).unwrap();
        let inverted = segment.inverted_index(Fields::make().1.words).unwrap();
        let mut terms = inverted.terms().stream().unwrap();
        while terms.advance() {
            words.push(String::from_utf8_lossy(terms.key()).into_owned());
        }
    }
    let files = fs::read_dir(path).unwrap().map(|file| file.unwrap().file_name());
    let files = files.map(|file| file.to_string_lossy().into_owned());
    let is_known = |file: &String| known.iter().any(|segment| file.starts_with(segment));
    let files = files.filter(|file| !file.contains(".json") && !file.contains(".lock"));
    (words, files.filter(|file| !is_known(file)).collect())
}
