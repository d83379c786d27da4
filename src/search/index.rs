//! An index of words: which quotes or which paragraphs have which words, at which positions.
//!
//! A document is a quote or a paragraph. It has the fields of [`Place`], its [marks](Mark), and its
//! words twice at the same positions: as stems, and as they are after a [prefix](EXACT). Nothing is
//! stored of its text.
//!
//! Documents are numbered by their time of publication, newest first in each segment, so that a
//! search for the newest ends after the first that it finds.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::fs;
use std::hash::BuildHasher;
use std::ops::{Bound, Range};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::quality::FixedState;
use tantivy::collector::Count;
use tantivy::columnar::ColumnValues;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, UserOperation};
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, EnableScoring, InvertedIndexRangeQuery,
    Occur, PhrasePrefixQuery, PhraseQuery, Query, Scorer, TermQuery, Weight,
};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{
    DocId, Index, IndexReader, IndexSettings, IndexSortByField, IndexWriter, Order, ReloadPolicy,
    Searcher, SegmentReader, TERMINATED, TantivyDocument, TantivyError, Term,
};

use super::contents::{Contents, Mark, Marks, contents};
use super::expression::Expression;
use super::files::{damaged, remove_orphans};
use super::hits::{FirstHits, Hit, HitOrder, Place, Window};
use super::tokens::{EXACT, Tokens};
use super::words::stem;
use crate::error::{Error, ErrorKind, Result};

/// The version of the documents: of their fields, words and stems. An index of another is rebuilt.
pub(crate) const INDEX_VERSION: u32 = 2;

/// The bytes of memory that documents of a thread take before they are written to a segment.
const BUDGET: usize = 24 << 20;
/// How many documents and deletes are handed over to the thread that writes them at once. One by
/// one, it and the thread that reads them would wake each other for each.
const BATCH: usize = 16;
/// How often the checksums of all files are tried to be read beside merges.
const CHECKS: usize = 5;
/// The share of deleted documents from which on a segment is merged.
const DELETED: f32 = 0.3;

fn failed(what: &str, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Io, format!("cannot {what} the index of words")).with_source(error)
}

/// The fields of a document.
#[derive(Clone, Copy, Debug)]
struct Fields {
    words: Field,
    marks: Field,
    article: Field,
    ordinal: Field,
    published: Field,
    revision: Field,
}

/// The name of [`Tokens`] in an index.
const TOKENIZER: &str = "onrecord";

const ARTICLE: &str = "article";
const ORDINAL: &str = "ordinal";
const PUBLISHED: &str = "published";
const REVISION: &str = "revision";

impl Fields {
    fn make() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(indexing);
        let fields = Self {
            words: schema.add_text_field("words", words),
            marks: schema.add_u64_field("marks", INDEXED),
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

    fn mark(&self, mark: Mark) -> Term {
        Term::from_field_u64(self.marks, mark.number())
    }
}

/// An index that is open for writing.
pub(crate) struct TextIndex {
    path: PathBuf,
    fields: Fields,
    reader: IndexReader,
    writer: IndexWriter,
    /// What is handed to the writer next.
    batch: Vec<UserOperation>,
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
        let meta = index.load_metas().map_err(|error| failed("open", error))?;
        remove_orphans(path, &meta.segments).map_err(|error| failed("remove a file of", error))?;
        let damaged = damaged(&index).map_err(|error| failed("check", error))?;
        if let Some(file) = damaged.first() {
            let message = format!("the file {file} of the index of words is damaged");
            return Err(Error::new(ErrorKind::Io, message));
        }
        let opened = Self::new(path, &index, 1)?;
        opened.searcher()?;
        Ok((opened, meta.payload.unwrap_or_default()))
    }

    /// Makes an empty index in a folder, of which all that is there is removed. Until it is closed,
    /// that many threads write documents.
    ///
    /// # Errors
    /// `Io` if a file cannot be removed or written.
    pub(crate) fn create(path: &Path, threads: usize) -> Result<Self> {
        if path.exists() {
            fs::remove_dir_all(path).map_err(|error| failed("remove", error))?;
        }
        let mut folder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(path).map_err(|error| failed("make the folder of", error))?;
        let newest_first = IndexSortByField { field: PUBLISHED.to_owned(), order: Order::Desc };
        let settings =
            IndexSettings { sort_by_field: Some(newest_first), ..IndexSettings::default() };
        let index = Index::builder().schema(Fields::make().0).settings(settings);
        let index = index.create_in_dir(path).map_err(|error| failed("make", error))?;
        Self::new(path, &index, threads)
    }

    fn new(path: &Path, index: &Index, threads: usize) -> Result<Self> {
        let (schema, fields) = Fields::make();
        if index.schema() != schema {
            return Err(Error::new(ErrorKind::Io, "the index of words has other fields"));
        }
        index.tokenizers().register(TOKENIZER, Tokens::default());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .num_merge_threads(1)
            .memory_budget_per_thread(BUDGET)
            .build();
        let writer = index.writer_with_options(options).map_err(|error| failed("open", error))?;
        let mut policy = LogMergePolicy::default();
        policy.set_del_docs_ratio_before_merge(DELETED);
        writer.set_merge_policy(Box::new(policy));
        // The writer gives its first operation the number of the last commit. A delete of that
        // number would not reach a segment that had deletes in that commit, if it is merged.
        writer.run([]).map_err(|error| failed("open", error))?;
        let reader = reader.map_err(|error| failed("open", error))?;
        Ok(Self { path: path.to_owned(), fields, reader, writer, batch: Vec::new() })
    }

    /// Adds a document.
    pub(crate) fn add(
        &mut self,
        place: Place,
        revision: u64,
        marks: &[Mark],
        text: &str,
    ) -> Result<()> {
        let (published, article, ordinal) = place;
        let mut document = TantivyDocument::new();
        document.add_u64(self.fields.article, article);
        document.add_u64(self.fields.ordinal, ordinal.into());
        document.add_u64(self.fields.published, published);
        document.add_u64(self.fields.revision, revision);
        for mark in marks {
            document.add_u64(self.fields.marks, mark.number());
        }
        document.add_text(self.fields.words, text);
        self.push(UserOperation::Add(document))
    }

    fn push(&mut self, operation: UserOperation) -> Result<()> {
        self.batch.push(operation);
        if self.batch.len() >= BATCH { self.send() } else { Ok(()) }
    }

    fn send(&mut self) -> Result<()> {
        let sent = self.writer.run(self.batch.drain(..));
        sent.map(drop).map_err(|error| failed("write", error))
    }

    /// Deletes the documents of an article that were added before.
    pub(crate) fn delete(&mut self, article: u64) -> Result<()> {
        self.push(UserOperation::Delete(Term::from_field_u64(self.fields.article, article)))
    }

    /// Puts all that was added and deleted on the disk, as one, with a text to be found there by
    /// the next [`open`](Self::open). Searchers that are taken from now on see it.
    pub(crate) fn commit(&mut self, payload: &str) -> Result<()> {
        self.send()?;
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
    ///
    /// # Errors
    /// `Io` if a file cannot be read.
    pub(crate) fn searcher(&self) -> Result<TextSearcher> {
        let searcher = self.reader.searcher();
        let readers = searcher.segment_readers().iter();
        let segments = readers.map(Segment::open).collect::<tantivy::Result<_>>();
        let segments = segments.map_err(|error| failed("read", error))?;
        Ok(TextSearcher { searcher, segments, fields: self.fields })
    }
}

/// The index as of one commit. It answers the same for as long as it is held.
#[derive(Clone)]
pub(crate) struct TextSearcher {
    searcher: Searcher,
    segments: Arc<[Segment]>,
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
    pub(crate) fn damaged(&self) -> Result<Vec<String>> {
        let mut tries = 0;
        loop {
            tries += 1;
            match damaged(self.searcher.index()) {
                Ok(damaged) => return Ok(damaged),
                // A merge may remove a file before it is read.
                Err(_) if tries < CHECKS => {}
                Err(error) => return Err(failed("check", error)),
            }
        }
    }

    /// Reads all that documents are found by, for [`Self::documents_of`]: 8 bytes for each.
    pub(crate) fn contents(&self) -> Result<Vec<Vec<Contents>>> {
        let Fields { marks, words, .. } = self.fields;
        let segments = self.segments.iter();
        let all = segments.map(|one| contents(&one.reader, &*one.published, marks, words));
        all.collect::<tantivy::Result<_>>().map_err(|error| failed("read", error))
    }

    /// Returns the article, the revision, the ordinal and the contents of the documents of some
    /// articles, in no order. Looks at the articles of all documents.
    pub(crate) fn documents_of(
        &self,
        contents: &[Vec<Contents>],
        articles: &Range<u64>,
    ) -> impl Iterator<Item = (u64, u64, u32, Contents)> {
        let segments = self.segments.iter().zip(contents);
        segments.flat_map(move |(segment, contents)| segment.documents_of(contents, articles))
    }

    /// Counts the marked documents that an expression finds.
    pub(crate) fn count(&self, expression: &Expression, marks: &Marks) -> Result<u64> {
        let query = self.marked(self.query(expression, false), marks);
        let count = self.searcher.search(&query, &Count);
        Ok(count.map_err(|error| failed("read", error))? as u64)
    }

    /// Counts the marked documents in places that an expression finds. Keeps none of them.
    pub(crate) fn count_in(
        &self,
        expression: &Expression,
        marks: &Marks,
        places: Range<Place>,
    ) -> Result<u64> {
        let window = Window { order: HitOrder::Newest, places, after: None, limit: 0 };
        let query = self.marked(self.query(expression, false), marks);
        let hits = self.first_hits(&*query, false, &window);
        hits.map(|hits| hits.added()).map_err(|error| failed("read", error))
    }

    /// Returns the most marked quotes that an expression can find, which reads few terms and no
    /// list.
    pub(crate) fn most(&self, expression: &Expression, marks: &Marks) -> u64 {
        let of = |one: &Vec<Mark>| {
            one.iter().map(|mark| self.having(&self.fields.mark(*mark))).sum::<u64>()
        };
        marks.iter().map(of).fold(self.most_of(expression), u64::min)
    }

    /// Returns the most quotes that have a term.
    fn having(&self, term: &Term) -> u64 {
        let all = self.searcher.num_docs();
        self.searcher.doc_freq(term).map_or(all, |found| found.min(all))
    }

    fn most_of(&self, expression: &Expression) -> u64 {
        let all = self.searcher.num_docs();
        let term = |word: &String| self.having(&self.fields.stem(word));
        match expression {
            Expression::Nothing => 0,
            Expression::Word(word) => term(word),
            Expression::Phrase { words, .. } => words.iter().map(term).min().unwrap_or(all),
            Expression::And(of) => of.iter().map(|one| self.most_of(one)).min().unwrap_or(all),
            Expression::Or(of) => of.iter().map(|one| self.most_of(one)).sum::<u64>().min(all),
            Expression::Prefix(_) | Expression::Not(_) => all,
        }
    }

    /// Returns the marked hits of an expression in a window, in its order.
    pub(crate) fn hits(
        &self,
        expression: &Expression,
        marks: &Marks,
        window: &Window,
    ) -> Result<Vec<Hit>> {
        let scores = window.order == HitOrder::Relevance;
        let query = self.marked(self.query(expression, scores), marks);
        let hits = self.first_hits(&*query, scores, window);
        hits.map(FirstHits::finish).map_err(|error| failed("read", error))
    }

    fn first_hits<'w>(
        &self,
        query: &dyn Query,
        scores: bool,
        window: &'w Window,
    ) -> tantivy::Result<FirstHits<'w>> {
        let scoring = if scores {
            EnableScoring::enabled_from_searcher(&self.searcher)
        } else {
            EnableScoring::disabled_from_searcher(&self.searcher)
        };
        let weight = query.weight(scoring)?;
        let mut hits = FirstHits::new(window);
        // What is left of each segment, by its newest document. One is left for another as soon as
        // that has the newer documents, so that none is read further back than the hits are.
        let segments = self.segments.iter().enumerate();
        let mut left: BinaryHeap<_> =
            segments.map(|(at, segment)| (segment.newest(), Reverse(at))).collect();
        let mut begun: Vec<Option<Box<dyn Scorer>>> = Vec::new();
        begun.resize_with(self.segments.len(), || None);
        while let Some((newest, Reverse(at))) = left.pop() {
            if hits.ends_before(newest) {
                break;
            }
            let (Some(segment), Some(docs)) = (self.segments.get(at), begun.get_mut(at)) else {
                continue;
            };
            let docs = match docs {
                Some(docs) => docs,
                None => docs.insert(segment.scorer(&*weight, window)?),
            };
            let others = left.peek().filter(|_| window.order == HitOrder::Newest);
            let until = others.map_or(0, |(published, _)| *published);
            if let Some(newest) = segment.collect(&mut **docs, until, &mut hits) {
                left.push((newest, Reverse(at)));
            }
        }
        Ok(hits)
    }

    /// Asks for what a query finds and is marked. Marks have no relevance.
    fn marked(&self, query: Box<dyn Query>, marks: &Marks) -> Box<dyn Query> {
        if marks.is_empty() {
            return query;
        }
        let term = |mark: &Mark| -> Box<dyn Query> {
            Box::new(TermQuery::new(self.fields.mark(*mark), IndexRecordOption::Basic))
        };
        let mut clauses = vec![(Occur::Must, query)];
        for any in marks {
            let any: Box<dyn Query> = match any.as_slice() {
                [one] => term(one),
                any => Box::new(BooleanQuery::union(any.iter().map(term).collect())),
            };
            clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(any, 0.0))));
        }
        Box::new(BooleanQuery::new(clauses))
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

/// A segment, whose documents are sorted by their time of publication, newest first.
struct Segment {
    reader: SegmentReader,
    published: Arc<dyn ColumnValues<u64>>,
    article: Arc<dyn ColumnValues<u64>>,
    ordinal: Arc<dyn ColumnValues<u64>>,
    revision: Arc<dyn ColumnValues<u64>>,
}

impl Segment {
    fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let column = |name| {
            let column = reader.fast_fields().u64(name)?;
            // The number of documents is in a file without a checksum.
            if column.num_docs() != reader.max_doc() {
                let message = format!("a segment has not the {} documents named", reader.max_doc());
                return Err(TantivyError::InternalError(message));
            }
            Ok(column.first_or_default_col(0))
        };
        Ok(Self {
            reader: reader.clone(),
            published: column(PUBLISHED)?,
            article: column(ARTICLE)?,
            ordinal: column(ORDINAL)?,
            revision: column(REVISION)?,
        })
    }

    /// Returns the article, the revision, the ordinal and the contents of the documents of some
    /// articles.
    fn documents_of(
        &self,
        contents: &[Contents],
        articles: &Range<u64>,
    ) -> impl Iterator<Item = (u64, u64, u32, Contents)> {
        self.reader.doc_ids_alive().filter_map(|doc| {
            let article = self.article.get_val(doc);
            let contents = contents.get(doc as usize).filter(|_| articles.contains(&article))?;
            Some((article, self.revision.get_val(doc), self.ordinal_of(doc), *contents))
        })
    }

    fn ordinal_of(&self, doc: DocId) -> u32 {
        u32::try_from(self.ordinal.get_val(doc)).unwrap_or(u32::MAX)
    }

    /// Returns the time of publication of the newest document, or a later one.
    fn newest(&self) -> u64 {
        self.published.max_value()
    }

    /// Returns the first document that is not after a time of publication.
    fn first(&self, published: u64) -> DocId {
        let (mut low, mut high) = (0, self.reader.max_doc());
        while low < high {
            let middle = low.midpoint(high);
            if self.published.get_val(middle) > published {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Finds the documents of a query from the first on that may be in a window.
    fn scorer(&self, query: &dyn Weight, window: &Window) -> tantivy::Result<Box<dyn Scorer>> {
        let mut docs = query.scorer(&self.reader, 1.0)?;
        let end = window.places.end.0;
        let after = window.after.filter(|_| window.order == HitOrder::Newest);
        let first = self.first(after.map_or(end, |hit| hit.place.0.min(end)));
        if docs.doc() < first {
            docs.seek(first);
        }
        Ok(docs)
    }

    /// Adds the hits among the documents that a query finds, those that are not before a time of
    /// publication. Returns that of the next one, if it may be in the window.
    fn collect(&self, docs: &mut dyn Scorer, until: u64, hits: &mut FirstHits<'_>) -> Option<u64> {
        let scores = hits.window.order == HitOrder::Relevance;
        let alive = self.reader.alive_bitset();
        while docs.doc() != TERMINATED {
            let doc = docs.doc();
            let published = self.published.get_val(doc);
            if hits.ends_before(published) {
                return None;
            }
            if published < until {
                return Some(published);
            }
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                let score = if scores { docs.score().to_bits() } else { 0 };
                let place = (published, self.article.get_val(doc), self.ordinal_of(doc));
                hits.add(score, place, || self.revision.get_val(doc));
            }
            docs.advance();
        }
        None
    }
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

#[cfg(test)]
mod tests {
    use tantivy::indexer::NoMergePolicy;

    use super::*;

    /// The process ended before the segments were merged that the last commit made due.
    #[test]
    fn what_is_deleted_first_by_a_later_process_is_not_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text");
        let mut index = TextIndex::create(&path, 1).unwrap();
        index.writer.set_merge_policy(Box::new(NoMergePolicy));
        let add =
            |index: &mut TextIndex, article| index.add((0, article, 0), 1, &[], "rain").unwrap();
        for articles in [0..6, 10..14] {
            articles.for_each(|article| add(&mut index, article));
            index.commit("").unwrap();
        }
        index.delete(10).unwrap();
        index.delete(11).unwrap();
        index.commit("").unwrap();
        index.close().unwrap();
        let (mut index, _) = TextIndex::open(&path).unwrap();
        index.delete(12).unwrap();
        add(&mut index, 12);
        index.commit("").unwrap();
        index.close().unwrap();
        let (index, _) = TextIndex::open(&path).unwrap();
        let rain = Expression::Word("rain".to_owned());
        assert_eq!(index.searcher().unwrap().count(&rain, &[]).unwrap(), 8);
    }
}
