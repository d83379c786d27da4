//! Faults that tests plant to see that they are caught. Compiled in with `--cfg onrecord_faults` alone; see `tests/README.md`.

use std::sync::OnceLock;

/// Returns whether the environment variable `ONRECORD_FAULT` names this fault.
pub(crate) fn planted(fault: &str) -> bool {
    static PLANTED: OnceLock<Option<String>> = OnceLock::new();
    PLANTED.get_or_init(|| std::env::var("ONRECORD_FAULT").ok()).as_deref() == Some(fault)
}
