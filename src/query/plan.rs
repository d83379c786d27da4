//! What a query will do.

use std::fmt;

use crate::error::{Error, Result};

/// Tells how a query will be answered: which list it walks, how long that is, and what it tests on the way.
///
/// `Display` prints it in one line for people; its wording may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub(super) order: &'static str,
    pub(super) walks: String,
    pub(super) size: u64,
    pub(super) tests: Vec<String>,
}

impl Plan {
    /// Returns what is walked: "quotes from IR", "articles source \"Daily\"".
    #[must_use]
    pub fn walks(&self) -> &str {
        &self.walks
    }

    /// Returns how many entries there are to walk: quotes or articles.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns the filters that are tested on each entry, as they print.
    #[must_use]
    pub fn tests(&self) -> &[String] {
        &self.tests
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}), {}", self.walks, self.size, self.order)?;
        for (at, test) in self.tests.iter().enumerate() {
            write!(f, "{}{test}", if at == 0 { ", testing " } else { ", " })?;
        }
        Ok(())
    }
}

/// Returns the way that costs least; where there is but one, without asking what it costs.
pub(super) fn narrowest<W>(
    ways: impl IntoIterator<Item = W, IntoIter: ExactSizeIterator>,
    cost: impl Fn(&W) -> Result<u64>,
) -> Result<W> {
    let none = || Error::invalid("no list answers the query");
    let mut ways = ways.into_iter();
    if ways.len() == 1 {
        return ways.next().ok_or_else(none);
    }
    let mut narrowest: Option<(u64, W)> = None;
    for way in ways {
        let cost = cost(&way)?;
        if narrowest.as_ref().is_none_or(|(least, _)| cost < *least) {
            narrowest = Some((cost, way));
        }
    }
    narrowest.map(|(_, way)| way).ok_or_else(none)
}
