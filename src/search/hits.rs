//! Hits of a search in an order, and the first of them in a window.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

/// Where a quote or a paragraph is in the order of the store: the number of its time of
/// publication, its article and its ordinal. They compare as sort keys do.
pub(crate) type Place = (u64, u64, u32);

/// A quote or a paragraph that has the words of a query.
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

/// The hits of a window that were found so far.
pub(super) struct FirstHits<'a> {
    pub(super) window: &'a Window,
    after: Option<Rank>,
    /// The last of them is on top.
    found: BinaryHeap<Reverse<(Rank, u64)>>,
    /// How many were in the window, and before the last of those that were kept by then.
    added: u64,
}

impl<'a> FirstHits<'a> {
    pub(super) fn new(window: &'a Window) -> Self {
        let after = window.after.map(|hit| window.order.rank(hit.score, hit.place));
        Self { window, after, found: BinaryHeap::new(), added: 0 }
    }

    /// Returns the rank that a hit must exceed, if as many as asked for were found.
    fn last(&self) -> Option<Rank> {
        self.found.peek().filter(|_| self.found.len() >= self.window.limit).map(|last| last.0.0)
    }

    /// Returns whether no hit of a time of publication and of earlier ones comes into the window.
    pub(super) fn ends_before(&self, published: u64) -> bool {
        let Window { order, places, .. } = self.window;
        let newest = order.rank(0, (published, u64::MAX, u32::MAX));
        published < places.start.0
            || (*order == HitOrder::Newest && self.last().is_some_and(|last| newest < last))
    }

    /// Adds a hit if it is in the window and before what was found.
    pub(super) fn add(&mut self, score: u32, place: Place, revision: impl FnOnce() -> u64) {
        let rank = self.window.order.rank(score, place);
        if !self.window.places.contains(&place)
            || self.after.is_some_and(|after| rank >= after)
            || self.last().is_some_and(|last| rank < last)
        {
            return;
        }
        self.added += 1;
        if self.window.limit == 0 {
            return;
        }
        self.found.push(Reverse((rank, revision())));
        if self.found.len() > self.window.limit {
            self.found.pop();
        }
    }

    /// Returns how many hits were added: of a window that keeps none, how many are in it.
    pub(super) fn added(&self) -> u64 {
        self.added
    }

    pub(super) fn finish(self) -> Vec<Hit> {
        let mut found: Vec<_> = self.found.into_iter().map(|Reverse(hit)| hit).collect();
        found.sort_unstable_by_key(|hit| Reverse(*hit));
        let order = self.window.order;
        found.into_iter().map(|(rank, revision)| order.hit(rank, revision)).collect()
    }
}
