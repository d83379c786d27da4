//! Events for queries that take long.

use std::fmt;
use std::time::{Duration, Instant};

use super::plan::Plan;
use crate::error::Result;
use crate::storage::ReadPoint;

/// Runs a query, and tells of it with its plan if it took as long as the store was opened to tell
/// of.
pub(super) fn timed<T>(
    point: &ReadPoint,
    plan: impl FnOnce() -> Result<Plan>,
    run: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let Some(slow) = point.storage.slow else { return run() };
    let begun = Instant::now();
    let result = run();
    let took = begun.elapsed();
    if took >= slow {
        tell(took, plan);
    }
    result
}

fn tell(took: Duration, plan: impl FnOnce() -> Result<Plan>) {
    if let Ok(plan) = plan() {
        let milliseconds = took.as_secs_f64() * 1000.0;
        tracing::warn!(milliseconds, %plan, "slow query");
    }
}

/// The time that an iterator takes, without that of the caller between two items. When it is
/// dropped, it tells of the query if that was as long as the store was opened to tell of.
pub(super) struct Watch {
    slow: Duration,
    took: Duration,
    explain: Explain,
}

/// Returns the plan of a query that is over.
type Explain = Box<dyn Fn() -> Result<Plan> + Send + Sync>;

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("took", &self.took).finish_non_exhaustive()
    }
}

impl Watch {
    /// Runs the first step of an iterator, and returns a watch that has its time. `None` if the
    /// store tells of no queries.
    pub(super) fn start<T>(
        point: &ReadPoint,
        run: impl FnOnce() -> T,
        explain: impl FnOnce() -> Explain,
    ) -> (T, Option<Box<Self>>) {
        let Some(slow) = point.storage.slow else { return (run(), None) };
        let begun = Instant::now();
        let result = run();
        let took = begun.elapsed();
        (result, Some(Box::new(Self { slow, took, explain: explain() })))
    }

    /// Returns when a step begins, if there is a watch.
    #[inline]
    pub(super) fn begin(watch: Option<&Self>) -> Option<Instant> {
        watch.map(|_| Instant::now())
    }

    /// Adds the time of a step.
    #[inline]
    pub(super) fn end(watch: Option<&mut Self>, begun: Option<Instant>) {
        if let (Some(watch), Some(begun)) = (watch, begun) {
            watch.took += begun.elapsed();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.took >= self.slow {
            tell(self.took, &self.explain);
        }
    }
}
