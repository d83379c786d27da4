//! The plan of a query.

use std::fmt;

use crate::error::{Error, Result};

/// The plan of a query: the access path, its size, and the residual filters.
///
/// `Display` prints it in one line for people; its wording may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub(super) order: &'static str,
    pub(super) access_path: String,
    pub(super) size: u64,
    pub(super) residual: Vec<String>,
}

impl Plan {
    /// Returns the access path: "quotes from IR", "articles source \"Daily\"".
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let plan = store.quotes().speaker_country(Country::IR).explain()?;
    /// assert_eq!(plan.access_path(), "quotes from IR");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn access_path(&self) -> &str {
        &self.access_path
    }

    /// Returns the number of entries on the access path: quotes or articles. That of a search for
    /// words is what the index of words has, with what was removed since its last commit.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// assert_eq!(store.articles().explain()?.size(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns the residual filters, as they print: those that are tested on each entry.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::{Country, QuoteKind, Store};
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let query = store.quotes().speaker_country(Country::IR).kind(QuoteKind::Direct);
    /// assert_eq!(query.explain()?.residual_filters(), ["direct"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn residual_filters(&self) -> &[String] {
        &self.residual
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}), {}", self.access_path, self.size, self.order)?;
        for (at, filter) in self.residual.iter().enumerate() {
            write!(f, "{}{filter}", if at == 0 { ", testing " } else { ", " })?;
        }
        Ok(())
    }
}

/// Returns the candidate of least cost. The cost of a single candidate is not computed.
pub(super) fn cheapest<W>(
    candidates: impl IntoIterator<Item = W, IntoIter: ExactSizeIterator>,
    cost: impl Fn(&W) -> Result<u64>,
) -> Result<W> {
    let none = || Error::invalid("no posting list answers the query");
    let mut candidates = candidates.into_iter();
    if candidates.len() == 1 {
        return candidates.next().ok_or_else(none);
    }
    let mut cheapest: Option<(u64, W)> = None;
    for candidate in candidates {
        let cost = cost(&candidate)?;
        if cheapest.as_ref().is_none_or(|(least, _)| cost < *least) {
            cheapest = Some((cost, candidate));
        }
    }
    cheapest.map(|(_, candidate)| candidate).ok_or_else(none)
}
