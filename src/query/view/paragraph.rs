//! The view of a paragraph.

use std::fmt;
use std::sync::Arc;

use crate::model::{ParagraphKind, Span};
use crate::record::{ArchivedParagraphRecord, TextPageRecord, Valid};

/// A view of a paragraph of an article.
///
/// Reads the stored text page in place. A paragraph on more than one page is joined once, when it
/// is looked up.
#[derive(Clone)]
pub struct Paragraph {
    page: Valid<TextPageRecord>,
    at: usize,
    joined: Option<Arc<str>>,
}

impl Paragraph {
    pub(super) fn new(page: Valid<TextPageRecord>, at: usize, joined: Option<Arc<str>>) -> Self {
        Self { page, at, joined }
    }

    /// Returns the number of the paragraph in the article, counted from 0.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted."))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// let paragraph = article.paragraph(0)?.expect("one");
    /// assert_eq!(paragraph.index(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn index(&self) -> usize {
        self.page.first.to_native() as usize + self.at
    }

    /// Returns the kind of the paragraph: body, heading, caption or noise.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, ParagraphKind, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted."))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.paragraphs()?[0].kind(), ParagraphKind::Body);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn kind(&self) -> ParagraphKind {
        self.page
            .paragraphs
            .get(self.at)
            .map_or_else(ParagraphKind::default, ArchivedParagraphRecord::kind)
    }

    /// Returns the span of the paragraph in the article's text.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted."))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// let paragraph = article.paragraph(0)?.expect("one");
    /// assert_eq!(paragraph.span().len(), 19);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn span(&self) -> Span {
        let record = self.page.paragraphs.get(self.at);
        record.map_or_else(Span::default, |record| {
            Span::new(record.start.to_native(), record.end.to_native())
        })
    }

    /// Returns the text of the paragraph.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted."))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// let paragraph = article.paragraph(0)?.expect("one");
    /// assert_eq!(paragraph.text(), "Votes were counted.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn text(&self) -> &str {
        if let Some(joined) = &self.joined {
            return joined;
        }
        self.page.paragraph(self.at).unwrap_or_default()
    }
}

impl fmt::Debug for Paragraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paragraph")
            .field("index", &self.index())
            .field("kind", &self.kind())
            .field("text", &self.text())
            .finish()
    }
}
