//! Events for queries that take long.

use std::time::Instant;

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
    if took >= slow
        && let Ok(plan) = plan()
    {
        let milliseconds = took.as_secs_f64() * 1000.0;
        tracing::warn!(milliseconds, %plan, "slow query");
    }
    result
}
