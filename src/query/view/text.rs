//! The view of an article's text.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::record::{TextPageRecord, Valid};

/// A view of the whole text of an article, byte for byte as it was stored. Dereferences to `str`.
///
/// Reads the stored text page in place. A text on more than one page is joined once, when it is
/// looked up.
///
/// # Examples
/// ```
/// use onrecord::{Draft, Store};
/// # let folder = tempfile::tempdir()?;
/// # let store = Store::create_new(folder.path().join("news.onrecord"))?;
/// let stored = store.put(&Draft::new("Votes were counted."))?;
/// let text = store.article(stored.article)?.expect("just stored").text()?;
/// assert_eq!(text.split_whitespace().count(), 3);
/// assert_eq!(text, "Votes were counted.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Text(Held);

#[derive(Clone)]
enum Held {
    /// On one page.
    Page(Valid<TextPageRecord>),
    Joined(Arc<str>),
}

impl Text {
    pub(in crate::query) fn on_page(page: Valid<TextPageRecord>) -> Self {
        Self(Held::Page(page))
    }

    pub(in crate::query) fn joined(text: String) -> Self {
        Self(Held::Joined(text.into()))
    }

    /// Returns the text.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Draft, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let stored = store.put(&Draft::new("Votes were counted in Kenya.").key("vote"))?;
    /// let article = store.article(stored.article)?.expect("just stored");
    /// assert_eq!(article.text()?.as_str(), "Votes were counted in Kenya.");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Held::Page(page) => &page.text,
            Held::Joined(text) => text,
        }
    }
}

impl Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl<T: AsRef<str> + ?Sized> PartialEq<T> for Text {
    fn eq(&self, other: &T) -> bool {
        self.as_str() == other.as_ref()
    }
}

impl Eq for Text {}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
