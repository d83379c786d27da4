//! Counters and histograms of what an open store does. Recording is a few relaxed atomic additions,
//! and nothing that reads records.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The buckets of a histogram: one up to each power of two from 1 microsecond to 33.5 seconds, and
/// one for what is longer.
const BUCKETS: usize = 27;

/// A histogram of times since the store was opened, in buckets whose bounds double: 1 microsecond,
/// 2, 4 and so on to 33.6 seconds.
///
/// # Examples
/// ```
/// # use onrecord::{Draft, Store};
/// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
/// store.put(&Draft::new("We won."))?;
/// let commits = store.stats()?.commit_times;
/// assert_eq!(commits.count(), 1);
/// for (at_most, count) in commits.buckets() {
///     println!("{count} took at most {at_most:?}");
/// }
/// # assert_eq!(commits.buckets().last().map(|(_, count)| count), Some(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    counts: [u64; BUCKETS],
    nanoseconds: u64,
}

impl Histogram {
    /// Returns how many times there are.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// assert_eq!(store.stats()?.checkpoints.count(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Returns the sum of the times.
    ///
    /// # Examples
    /// ```
    /// # use onrecord::Store;
    /// # let dir = tempfile::tempdir()?; let store = Store::create_new(dir.path().join("s"))?;
    /// let syncs = store.stats()?.syncs;
    /// if syncs.count() > 0 {
    ///     println!("{:.6} s each", syncs.sum().as_secs_f64() / syncs.count() as f64);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn sum(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds)
    }

    /// Iterates over the bounds of the buckets, least first, each with the number of times that are
    /// at most so long. Times above the last bound are in [`count`](Self::count) alone. `Histogram`
    /// has an example.
    pub fn buckets(&self) -> impl Iterator<Item = (Duration, u64)> {
        let counts = self.counts.into_iter().take(BUCKETS - 1);
        (0..).zip(counts).scan(0, |sum, (power, count)| {
            *sum += count;
            Some((Duration::from_micros(1 << power), *sum))
        })
    }
}

/// A histogram that threads record into.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    counts: [AtomicU64; BUCKETS],
    nanoseconds: AtomicU64,
}

impl Recorder {
    /// Records a time.
    pub(crate) fn record(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let micros = nanoseconds.div_ceil(1000);
        // The least power of two that is at least so long.
        let power = micros.saturating_sub(1).checked_ilog2().map_or(0, |log| log as usize + 1);
        if let Some(count) = self.counts.get(power.min(BUCKETS - 1)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// Does something and records the time that it took.
    pub(crate) fn time<T>(&self, run: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let result = run();
        self.record(begun.elapsed());
        result
    }

    /// Returns what was recorded.
    pub(crate) fn histogram(&self) -> Histogram {
        let mut histogram = Histogram::default();
        for (count, recorded) in histogram.counts.iter_mut().zip(&self.counts) {
            *count = recorded.load(Ordering::Relaxed);
        }
        histogram.nanoseconds = self.nanoseconds.load(Ordering::Relaxed);
        histogram
    }
}

/// What an open store counts of its writer and its checkpoints.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// Commits: WAL records that were written and published.
    pub(crate) commits: AtomicU64,
    /// The times of calls that committed, from asking for the writer to durability.
    pub(crate) commit_times: Recorder,
    /// How long commits were held up by a checkpoint that goes on.
    pub(crate) commit_waits: Recorder,
    pub(crate) checkpoints: Recorder,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_the_first_bucket_whose_bound_it_does_not_pass() {
        let at_most = |time: Duration| {
            let recorder = Recorder::default();
            recorder.record(time);
            let histogram = recorder.histogram();
            assert_eq!((histogram.count(), histogram.sum()), (1, time));
            histogram.buckets().find(|(_, count)| *count == 1).map(|(bound, _)| bound)
        };
        let micros = Duration::from_micros;
        for (nanos, bound) in
            [(0, 1), (1000, 1), (1001, 2), (2000, 2), (2001, 4), (4000, 4), (1_000_000, 1024)]
        {
            assert_eq!(at_most(Duration::from_nanos(nanos)), Some(micros(bound)), "{nanos} ns");
        }
        let last = micros(1 << 25);
        assert_eq!(at_most(last), Some(last));
        assert_eq!(at_most(last + Duration::from_nanos(1)), None);
        assert_eq!(at_most(Duration::from_hours(1)), None);
    }
}
