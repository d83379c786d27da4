//! How much of a load is in each of its checkpoints.

/// How many bytes of memlists a load collects before a checkpoint. A checkpoint of little costs
/// nearly what one of much does, so a load of known length has its checkpoints after equal shares.
pub(super) struct Shares {
    pub(super) most: usize,
    /// The number of records, if it is known: at most so many.
    pub(super) records: Option<usize>,
}

/// After how many records the bytes of all of them are estimated.
const ESTIMATED: usize = 1024;

impl Shares {
    /// Returns the bytes of a share after a number of records whose memlists have so many bytes.
    pub(super) fn bytes(&mut self, done: usize, memlist_bytes: usize) -> usize {
        if done >= ESTIMATED
            && let Some(records) = self.records.take()
        {
            let all = memlist_bytes / done * records.max(done);
            // A checkpoint is due at three quarters of the most that there may be.
            let share = all / all.div_ceil(self.most / 4 * 3).max(1);
            // A little more, so that nothing is left after the last share.
            self.most = self.most.min((share + share / 16) / 3 * 4);
        }
        self.most
    }
}
