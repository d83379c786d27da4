//! The layers: a module imports only from lower ones, and only the modules that may do so name the engine, the
//! archives and the codec.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic: that is how it fails"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the crate and their layers.
const LAYERS: &[(&str, u8)] = &[
    ("error", 0),
    ("fault", 0),
    ("bytes", 1),
    ("model", 1),
    ("text", 2),
    ("extract", 3),
    ("identity", 3),
    ("record", 3),
    ("store", 4),
    ("query", 5),
    ("ingest", 6),
    ("exchange", 7),
];

/// The longest source file, in lines, its tests included.
const LINES: usize = 700;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn layer(module: &str) -> Option<u8> {
    LAYERS.iter().find(|(name, _)| *name == module).map(|(_, layer)| *layer)
}

/// The module that a source file belongs to: the first part of its path below `src`.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// The code of a file, without comments.
fn code(text: &str) -> String {
    let lines: Vec<&str> =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    lines.join("\n")
}

/// The modules of the crate that the code names by `crate::name`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        let listed = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap().split(',').map(str::trim).collect(),
            None => vec![rest],
        };
        for name in listed {
            names.insert(
                name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned(),
            );
        }
    }
    names
}

/// What breaks the layers in one file.
fn faults(path: &Path, text: &str) -> Vec<String> {
    let own = module(path);
    let code = code(text);
    let shown = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display();
    let mut faults = Vec::new();
    if text.lines().count() > LINES {
        faults.push(format!("{shown} has more than {LINES} lines"));
    }
    if own == "lib" {
        return faults;
    }
    let Some(layer_of_own) = layer(&own) else {
        return vec![format!("{shown} is in no layer")];
    };
    for name in imports(&code).iter().filter(|name| **name != own) {
        match layer(name) {
            Some(below) if below < layer_of_own => {}
            Some(_) => {
                faults.push(format!("{shown} ({own}) imports {name}, which is not below it"))
            }
            // A re-export of the crate's root: only tests may take that road, since it hides the layer.
            None if name.starts_with(char::is_uppercase) || name == "Result" => {
                if !path.to_str().unwrap().contains("tests") && !is_in_tests(text, name) {
                    faults.push(format!(
                        "{shown} imports {name} from the root instead of from its module"
                    ));
                }
            }
            None => faults.push(format!("{shown} imports {name}, which is in no layer")),
        }
    }
    for (name, allowed) in [
        ("sled", &["store", "bytes"][..]),
        ("rkyv", &["record"]),
        ("bincode", &["record"]),
        ("quick_cache", &["store"]),
    ] {
        if !allowed.contains(&own.as_str()) && code.contains(&format!("{name}::")) {
            faults.push(format!("{shown} names {name}"));
        }
    }
    if !path.ends_with("record/access.rs") && code.contains("unsafe ") {
        faults.push(format!("{shown} has unsafe code"));
    }
    faults
}

fn is_in_tests(text: &str, name: &str) -> bool {
    let tests = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    !text[..tests].contains(&format!("crate::{name}"))
}

#[test]
fn every_module_imports_only_from_lower_layers() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let all: Vec<String> = files(&source)
        .iter()
        .flat_map(|path| faults(path, &fs::read_to_string(path).unwrap()))
        .collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn planted_faults_are_seen() {
    let at = |path: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    for (path, text, fault) in [
        ("src/model/id.rs", "use crate::store::Store;", "imports store"),
        ("src/record/key.rs", "use crate::identity::resolve;", "imports identity"),
        ("src/store/mod.rs", "use crate::{error::Error, query::Plan};", "imports query"),
        ("src/query/plan.rs", "use sled::Db;", "names sled"),
        ("src/store/open.rs", "fn open() { rkyv::access(); }", "names rkyv"),
        ("src/store/open.rs", "fn f() { unsafe { g() } }", "unsafe"),
        ("src/helpers.rs", "", "in no layer"),
        ("src/store/open.rs", "use crate::Country;", "from the root"),
        ("src/text/mod.rs", &"\n".repeat(701), "more than 700 lines"),
    ] {
        let found = faults(&at(path), text).join("\n");
        assert!(found.contains(fault), "{path}: {found:?}");
    }
    assert_eq!(
        faults(&at("src/store/open.rs"), "use crate::error::Error;\n// crate::query\n"),
        Vec::<String>::new()
    );
}
