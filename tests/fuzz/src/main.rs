//! Runs one fuzz target under libFuzzer: the one that `ONRECORD_FUZZ` names.

#![no_main]

#[path = "../../targets/mod.rs"]
mod targets;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

fn target() -> fn(&[u8]) {
    let name = std::env::var("ONRECORD_FUZZ").unwrap_or_default();
    if name == "values" {
        return onrecord::fuzz_values;
    }
    let found = targets::TARGETS.iter().find(|(of, _)| *of == name);
    let names: Vec<_> = targets::TARGETS.iter().map(|(name, _)| *name).collect();
    found.unwrap_or_else(|| panic!("ONRECORD_FUZZ is values or one of {names:?}")).1
}

fuzz_target!(|data: &[u8]| {
    static TARGET: OnceLock<fn(&[u8])> = OnceLock::new();
    TARGET.get_or_init(target)(data);
});
