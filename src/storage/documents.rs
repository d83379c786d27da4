//! The documents that an index of words has of a revision: its quotes or its paragraphs.

use super::shared::ReadView;
use super::text::Documents;
use crate::error::{Error, Result};
use crate::model::ArticleId;
use crate::record::{ArchivedQuoteRecord, SortKey};
use crate::search::{Mark, Place};

/// What a document is found by.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(crate) place: Place,
    pub(crate) marks: &'a [Mark],
    pub(crate) text: &'a str,
}

/// Hands the documents of a revision of an article over, by their ordinals. `quotes` is how many
/// quotes it has.
///
/// # Errors
/// `Corrupt` if a document is missing or damaged; what reading and `each` return.
pub(crate) fn documents_of(
    view: &ReadView,
    documents: Documents,
    (article, revision): (u64, u64),
    quotes: u32,
    each: impl FnMut(Document<'_>) -> Result<()>,
) -> Result<()> {
    match documents {
        Documents::Quotes => each_quote(view, article, revision, quotes, each),
        Documents::Paragraphs => each_paragraph(view, article, revision, each),
    }
}

fn each_quote(
    view: &ReadView,
    article: u64,
    revision: u64,
    count: u32,
    mut each: impl FnMut(Document<'_>) -> Result<()>,
) -> Result<()> {
    let (mut quotes, mut page, mut marked) = (0, 0, Vec::new());
    while quotes < count {
        let packed = view.tables.quotes(revision, page)?;
        for at in 0..packed.len() {
            let Some((key, record)) = packed.entry(at) else { continue };
            let long = view.long_text(ArticleId::from_u64(article), &record)?;
            let text = long.as_deref().unwrap_or(record.text.as_str());
            marked.clear();
            marked.extend(marks(&record));
            each(Document { place: key.parts(), marks: &marked, text })?;
        }
        let read = u32::try_from(packed.len()).unwrap_or(u32::MAX);
        if read == 0 {
            return Err(Error::corrupt(format!(
                "quotes of article {} are missing",
                ArticleId::from_u64(article)
            )));
        }
        quotes = quotes.saturating_add(read);
        page += 1;
    }
    Ok(())
}

fn each_paragraph(
    view: &ReadView,
    article: u64,
    revision: u64,
    mut each: impl FnMut(Document<'_>) -> Result<()>,
) -> Result<()> {
    let head = view.tables.pinned_head(article, revision)?;
    let (published, id) = (head.published(), ArticleId::from_u64(article));
    let mut number = 0;
    for page in 0..head.body_pages.to_native() {
        let body = view.tables.body(revision, page)?;
        for at in 0..body.paragraphs.len() {
            let long = view.tables.long_paragraph(revision, page, at)?;
            let text = long.as_deref().or(body.paragraph(at)).unwrap_or_default();
            let place = SortKey::new(published, id, number).parts();
            each(Document { place, marks: &[], text })?;
            number += 1;
        }
    }
    if number != head.paragraphs.to_native() {
        return Err(Error::corrupt(format!("paragraphs of article {id} are missing")));
    }
    Ok(())
}

/// Returns what queries ask for together with words: speakers, and countries spoken about.
fn marks(record: &ArchivedQuoteRecord) -> impl Iterator<Item = Mark> {
    let speakers = record.speakers().map(|said| said.speaker).filter(|speaker| *speaker != 0);
    let about = record.countries.iter().chain(record.context.iter());
    speakers.map(Mark::Speaker).chain(about.map(|country| Mark::About(*country)))
}
