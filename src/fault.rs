//! Faults that tests plant to see that they are caught; see `tests/README.md`.

/// Runs a statement if the named fault is planted.
///
/// Expands to nothing without `--cfg onrecord_faults`, so that no release has a fault in it.
macro_rules! fault {
    ($name:literal, $fault:expr) => {
        #[cfg(onrecord_faults)]
        if $crate::fault::planted($name) {
            $fault;
        }
    };
}

/// Returns whether the environment variable `ONRECORD_FAULT` names this fault.
#[cfg(onrecord_faults)]
pub(crate) fn planted(fault: &str) -> bool {
    use std::sync::OnceLock;

    static PLANTED: OnceLock<Option<String>> = OnceLock::new();
    PLANTED.get_or_init(|| std::env::var("ONRECORD_FAULT").ok()).as_deref() == Some(fault)
}
