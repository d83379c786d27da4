//! Comparing the index of words with the articles.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::error::{Error, Result};
use crate::model::ArticleId;
use crate::record::VersionsRecord;
use crate::search::{Contents, Tokens};
use crate::storage::documents::{Document, documents_of};
use crate::storage::engine::contained;
use crate::storage::read_guard::ReadGuard;
use crate::storage::text::{Documents, TextView};

/// How many articles are compared at once, after one look at all documents.
const AT_ONCE: u64 = if cfg!(test) { 1 } else { 512 } * VersionsRecord::EACH;

/// Returns what is wrong with an index of words: its files must have their checksums; if they do,
/// each document of a visible revision that is indexed must be in it once, with its time, its marks
/// and its words in their places, and no other. An article that changed after the index's last
/// commit may be in it as it was.
pub(super) fn text_problems(
    guard: &ReadGuard<'_>,
    documents: Documents,
    text: &TextView,
) -> Result<Vec<String>> {
    let (mut problems, noun) = (Vec::new(), documents.noun());
    for file in text.searcher.damaged()? {
        problems.push(format!(
            "the file {file} of the index of words of {noun} is damaged: Store::rebuild_text makes \
             it anew"
        ));
    }
    if !problems.is_empty() {
        return Ok(problems);
    }
    let is_behind = text.lsn != guard.lsn();
    let unknown = |indexed: BTreeMap<u64, Vec<Indexed>>| {
        let articles = indexed.into_keys().filter(|_| !is_behind).map(ArticleId::from_u64);
        articles.map(|article| {
            format!("the index of words has {noun} of article {article}, which never was")
        })
    };
    // A file that is damaged by now makes the library panic.
    let contents = contained(|| text.searcher.contents()).map_err(Error::corrupt)??;
    let mut tokens = Tokens::default();
    // What is indexed of the articles before `until`.
    let (mut indexed, mut until) = (BTreeMap::new(), 0);
    for page in guard.states_pages()? {
        let first = page * VersionsRecord::EACH;
        if first >= until {
            problems.extend(unknown(indexed));
            let from = until;
            until = first.saturating_add(AT_ONCE);
            indexed = indexed_of(text, &contents, from..until);
        }
        for (article, state) in (first..).zip(guard.page_states(page)?) {
            let found = indexed.remove(&article).unwrap_or_default();
            if state.lsn > text.lsn || (is_behind && state.revision == 0) {
                continue;
            }
            let mut expected: Vec<Indexed> = Vec::new();
            if state.revision != 0 {
                let of = (article, state.revision);
                documents_of(guard.view(), documents, of, state.quotes, |document| {
                    let Document { place, marks, text } = document;
                    let (published, _, ordinal) = place;
                    let contents = Contents::of(&mut tokens, published, marks, text);
                    expected.push((state.revision, ordinal, contents));
                    Ok(())
                })?;
            }
            if found == expected {
                continue;
            }
            let has = |document: &Indexed| (document.0, document.1);
            let what = if found.iter().map(has).eq(expected.iter().map(has)) {
                format!("other words, marks or times for {noun} of article")
            } else {
                format!("{} {noun}, not {}, of article", found.len(), expected.len())
            };
            let article = ArticleId::from_u64(article);
            problems.push(format!(
                "the index of words has {what} {article}: Store::rebuild_text makes the index anew"
            ));
        }
    }
    problems.extend(unknown(indexed));
    problems.extend(unknown(indexed_of(text, &contents, until..u64::MAX)));
    Ok(problems)
}

/// The revision, the ordinal and the contents of a document.
type Indexed = (u64, u32, Contents);

/// Returns what is indexed of each article, ascending.
fn indexed_of(
    text: &TextView,
    contents: &[Vec<Contents>],
    articles: Range<u64>,
) -> BTreeMap<u64, Vec<Indexed>> {
    let mut indexed: BTreeMap<u64, Vec<Indexed>> = BTreeMap::new();
    for (article, revision, ordinal, contents) in text.searcher.documents_of(contents, &articles) {
        indexed.entry(article).or_default().push((revision, ordinal, contents));
    }
    for documents in indexed.values_mut() {
        documents.sort_unstable();
    }
    indexed
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::model::{Draft, ExtractedQuote, Extraction, Span};
    use crate::search::{Mark, TextIndex};
    use crate::{OpenOptions, Store};

    /// A store with two articles of two quotes, one of which has replaced another, and one that was
    /// removed.
    fn store(path: &Path) -> Store {
        let store = OpenOptions::new().create(true).text_index(true).open(path).unwrap();
        let draft = |key: &str, text: &str| {
            let quote = |at| ExtractedQuote::new(Span::new(at, at + 4));
            let quotes = vec![quote(0), quote(5)];
            Draft::new(text).key(key).extraction(Extraction { quotes, ..Extraction::default() })
        };
        store.put(&draft("a", "rain wind")).unwrap();
        store.put(&draft("a", "snow wind")).unwrap();
        store.put(&draft("b", "hail wind")).unwrap();
        let gone = store.put(&draft("c", "mist wind")).unwrap();
        store.remove(gone.article).unwrap();
        assert!(store.catch_up_text(Duration::from_mins(1)).unwrap());
        store
    }

    fn problems(store: &Store) -> Vec<String> {
        store.verify(|_| {}).unwrap().problems
    }

    #[test]
    fn an_index_in_step_or_behind_has_no_problems() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder.path().join("s"));
        let text = store.storage.texts.of(Documents::Quotes).unwrap();
        let before = text.view();
        assert_eq!(problems(&store), [""; 0]);
        let article = store.articles().page(1).unwrap().items.remove(0).id();
        store.remove(article).unwrap();
        assert!(store.catch_up_text(Duration::from_mins(1)).unwrap());
        assert_eq!(problems(&store), [""; 0]);
        let TextView { searcher, lsn } = &*before;
        text.publish(TextView { searcher: searcher.clone(), lsn: *lsn });
        assert_eq!(problems(&store), [""; 0]);
        // The same documents are wrong for an index that says to be in step.
        text.publish(TextView { searcher: searcher.clone(), lsn: store.snapshot().lsn() });
        let found = problems(&store);
        assert!(matches!(&found[..], [one] if one.contains(&article.to_string())), "{found:?}");
    }

    #[test]
    fn a_file_that_is_damaged_while_the_index_is_open_is_a_problem_until_it_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let store = store(&path);
        let mut files = std::fs::read_dir(path.join("text")).unwrap();
        let file = files
            .find_map(|file| {
                let path = file.unwrap().path();
                path.extension().is_some_and(|extension| extension == "pos").then_some(path)
            })
            .unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[0] ^= 1;
        let mut written = std::fs::OpenOptions::new().write(true).open(&file).unwrap();
        std::io::Write::write_all(&mut written, &bytes).unwrap();
        let found = problems(&store);
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(matches!(&found[..], [one] if one.contains(name)), "{found:?}");
        store.rebuild_text().unwrap();
        assert!(store.catch_up_text(Duration::from_mins(1)).unwrap());
        assert_eq!(problems(&store), [""; 0]);
    }

    #[test]
    fn what_is_missing_twice_or_other_than_it_should_be_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder.path().join("s"));
        let snapshot = store.snapshot();
        let mut right = Vec::new();
        for quote in &snapshot.quotes() {
            let quote = quote.unwrap();
            let article = quote.article_id().to_u64();
            let revision =
                crate::storage::read(&store.storage).state(article).unwrap().unwrap().revision;
            let place = (0, article, quote.id().ordinal());
            right.push((place, revision, Vec::new(), quote.text().to_owned()));
        }
        assert_eq!(right.len(), 4);
        let wrong = |change: &dyn Fn(&mut Vec<_>)| {
            let mut documents = right.clone();
            change(&mut documents);
            let other = tempfile::tempdir().unwrap();
            let mut index = TextIndex::create(&other.path().join("text"), 1).unwrap();
            for (place, revision, marks, text) in documents {
                index.add(place, revision, &marks, &text).unwrap();
            }
            index.commit("").unwrap();
            let view = TextView { searcher: index.searcher().unwrap(), lsn: snapshot.lsn() };
            store.storage.texts.of(Documents::Quotes).unwrap().publish(view);
            problems(&store).len()
        };
        assert_eq!(wrong(&|_| {}), 0);
        assert_eq!(wrong(&|documents| drop(documents.pop())), 1);
        assert_eq!(wrong(&|documents| documents.push(documents[0].clone())), 1);
        assert_eq!(wrong(&|documents| documents[0].1 += 1), 1);
        assert_eq!(wrong(&|documents| documents[0].0.1 = 1000), 2);
        assert_eq!(wrong(&|documents| documents[0].0.0 = 1), 1, "another time");
        assert_eq!(wrong(&|documents| documents[0].2.push(Mark::About(*b"KE"))), 1);
        assert_eq!(wrong(&|documents| documents[0].3.push_str(" rain")), 1, "a word too many");
        assert_eq!(wrong(&|documents| documents[0].3.clear()), 1);
    }

    #[test]
    fn articles_that_are_compared_later_are_compared() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder.path().join("s"));
        for number in 0..3 * AT_ONCE {
            store.put(&Draft::new("rain").key(number.to_string())).unwrap();
        }
        // After that the store has nothing to index, and the views below stay.
        assert!(store.catch_up_text(Duration::from_mins(1)).unwrap());
        let snapshot = store.snapshot();
        let with = |article: u64, quotes: u32| {
            let other = tempfile::tempdir().unwrap();
            let mut index = TextIndex::create(&other.path().join("text"), 1).unwrap();
            for quote in &snapshot.quotes() {
                let quote = quote.unwrap();
                let article = quote.article_id().to_u64();
                let state = crate::storage::read(&store.storage).state(article).unwrap().unwrap();
                let place = (0, article, quote.id().ordinal());
                index.add(place, state.revision, &[], quote.text()).unwrap();
            }
            for ordinal in 0..quotes {
                index.add((0, article, ordinal), 1, &[], "rain").unwrap();
            }
            index.commit("").unwrap();
            let view = TextView { searcher: index.searcher().unwrap(), lsn: snapshot.lsn() };
            store.storage.texts.of(Documents::Quotes).unwrap().publish(view);
            problems(&store).len()
        };
        assert_eq!(with(0, 0), 0);
        for article in [2, AT_ONCE - 1, AT_ONCE, 2 * AT_ONCE + 7, 5 * AT_ONCE] {
            assert_eq!(with(article, 2), 1, "{article}");
        }
    }
}
