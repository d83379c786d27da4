//! Made-up crates with faults, each of which a rule of the architecture must see.

use super::*;

/// A crate made up of the given files.
fn made_up(files: &[(&str, &str)]) -> Source {
    let text = |(path, text): &(&str, &str)| (format!("src/{path}"), (*text).to_owned());
    Source::parse(files.iter().map(text).collect())
}

/// Checks that a rule finds exactly the given problems, of which each says one of the texts.
#[track_caller]
fn sees(problems: &[String], texts: &[&str]) {
    assert_eq!(problems.len(), texts.len(), "{problems:#?}");
    for (problem, text) in problems.iter().zip(texts) {
        assert!(problem.contains(text), "{problem:?} does not say {text:?}");
    }
}

#[test]
fn imports_from_higher_layers_are_seen() {
    let layers: &[(&str, u8)] = &[("low", 0), ("also", 0), ("high", 1)];
    let high =
        ("high.rs", "pub(crate) struct High; pub(crate) fn high() {} pub use crate::also::Also;");
    let lib = ("lib.rs", "mod also; mod high; mod low; pub use {also::Also, low::Low};");
    for (low, problem) in [
        ("pub struct Low; use crate::high::High;", "src/low.rs:1: `high` is not below `low`"),
        ("pub struct Low;\nuse crate::{also::A, high::High};", "src/low.rs:2: `also` is not below"),
        ("pub struct Low; use super::{super::low::B, high::{self}};", "`high` is not below `low`"),
        ("pub struct Low;\n\nfn f() { crate::high::high() }", "src/low.rs:3: `high` is not below"),
        ("pub struct Low; fn f() { format!(\"{}\", crate::high::high()) }", "`crate::high::high`"),
        ("pub struct Low; #[derive(crate::high::High)] struct B;", "`high` is not below `low`"),
        (
            "pub struct Low; mod inner { use super::super::high::High; }",
            "`high` is not below `low`",
        ),
        ("pub struct Low; use crate::Also;", "import it from `crate::also`"),
        ("pub struct Low; use crate::high::Also as Own;", "`high` is not below `low`"),
    ] {
        let source = made_up(&[
            lib,
            high,
            ("low.rs", low),
            ("also.rs", "pub struct Also; pub(crate) struct A;"),
        ]);
        let problems = imports_upwards(&source, layers);
        assert!(problems.iter().any(|found| found.contains(problem)), "{low}: {problems:#?}");
    }
    let low = "pub struct Low; pub(in crate::high) fn f() {}\n// crate::high::High\n\
               #[cfg(test)]\nmod tests { use crate::high::High; }";
    let source = made_up(&[lib, high, ("low.rs", low), ("also.rs", "")]);
    sees(&imports_upwards(&source, layers), &[]);
    sees(&imports_upwards(&source, &layers[1..]), &["src/low.rs: the module has no layer"]);
    let more = [layers, &[("gone", 2)]].concat();
    sees(&imports_upwards(&source, &more), &["there is no module `gone`"]);
}

#[test]
fn imports_from_later_entries_are_seen() {
    let folders = &[("query", "plan view list")];
    let files = |plan| {
        [
            ("lib.rs", "mod query;"),
            (
                "query/mod.rs",
                "mod list; mod plan; mod view; pub use view::Quote; struct Q; use list::L;",
            ),
            ("query/plan.rs", plan),
            (
                "query/list.rs",
                "pub(crate) struct L; use super::view::quote::Quote; use super::plan;",
            ),
            ("query/view/mod.rs", "mod quote; pub(crate) use quote::Quote;"),
            ("query/view/quote.rs", "pub(crate) struct Quote;"),
        ]
    };
    for (plan, problem) in [
        ("use super::view::Quote;", "src/query/plan.rs:1: `plan` is before `view` in src/query"),
        ("use super::Quote;", "`plan` is before `view`"),
        ("use crate::{query::{list::L}};", "`plan` is before `list`"),
        ("fn f() { super::list::all() }", "`plan` is before `list`"),
        ("use super::Q;", "`plan` is before `mod`"),
    ] {
        sees(&imports_backwards(&made_up(&files(plan)), folders), &[problem]);
    }
    let source = made_up(&files(""));
    sees(&imports_backwards(&source, folders), &[]);
    sees(
        &imports_backwards(&source, &[("query", "plan gone list")]),
        &[
            "src/query: add to FOLDERS: view; 0 imports break this order: plan view list",
            "there is no `gone`",
        ],
    );
}

#[test]
fn circles_are_seen() {
    let lib = ("lib.rs", "mod a; mod b; mod c;");
    // A pair; by a re-export of the parent; a circle of three, one of them by a path in a macro.
    for (files, problem) in [
        (
            vec![
                ("a.rs", "use crate::b::B; pub struct A;"),
                ("b.rs", "pub struct B(super::a::A);"),
                ("c.rs", ""),
            ],
            "src/a.rs, src/b.rs\n    src/a.rs:1 takes `crate::b::B` from src/b.rs",
        ),
        (
            vec![
                ("a.rs", ""),
                ("b.rs", ""),
                ("c.rs", "mod d; mod e; pub(crate) use d::D; pub(crate) use e::E;"),
                ("c/d.rs", "use super::E; pub(crate) struct D;"),
                ("c/e.rs", "pub(crate) struct E(super::D);"),
            ],
            "2 files import each other in a circle: src/c/d.rs, src/c/e.rs",
        ),
        (
            vec![
                ("a.rs", "pub fn a() { crate::b::b() }"),
                ("b.rs", "use super::c; pub fn b() { assert!(c::c()) }"),
                ("c.rs", "pub fn c() { println!(\"{}\", crate::a::a()) }"),
            ],
            "3 files import each other in a circle: src/a.rs, src/b.rs, src/c.rs",
        ),
        (
            vec![
                ("a.rs", "use super::b::*; pub struct A; type Both = (A, B);"),
                ("b.rs", "pub struct B(crate::a::A);"),
                ("c.rs", ""),
            ],
            "src/a.rs, src/b.rs",
        ),
        (
            vec![
                ("a.rs", ""),
                ("b.rs", ""),
                ("c.rs", "mod d; use d::D; pub(crate) struct C;"),
                ("c/d.rs", "pub(crate) struct D(super::C);"),
            ],
            "move what src/c.rs:1 (`d::D`) needs",
        ),
    ] {
        let files = [vec![lib], files].concat();
        sees(&circular_imports(&made_up(&files)), &[problem]);
    }
    let fine = [
        lib,
        ("a.rs", "use crate::c::D; pub struct A;"),
        ("b.rs", "use crate::{a, a::A}; #[cfg(test)] use crate::c::C; // crate::c::C"),
        ("c.rs", "mod d; pub(crate) use d::D; pub(crate) struct C;"),
        ("c/d.rs", "pub(super) struct D { #[cfg(test)] c: super::C, a: u8 } use crate::c;"),
    ];
    sees(&circular_imports(&made_up(&fine)), &[]);
}

#[test]
fn impls_away_from_their_types_are_seen() {
    let home =
        "mod away; pub(crate) struct A<'a, T>(&'a T); pub(crate) enum E {} made!(M); impl M {}";
    for impl_ in [
        "impl<'a, T> crate::home::A<'a, T> {}",
        "impl super::E {}",
        "use super::E; impl E {}",
        "use super::E as F; impl F {}",
        "impl super::M {}",
    ] {
        let away = format!("\n{impl_}");
        let source =
            made_up(&[("lib.rs", "mod home;"), ("home.rs", home), ("home/away.rs", &away)]);
        sees(&impls_away(&source), &["src/home/away.rs:2: move this `impl "]);
    }
    let away = "struct Own; impl Own {} impl Drop for super::E {} \
                #[cfg(test)] mod tests { impl super::super::E {} }";
    let source = made_up(&[("lib.rs", "mod home;"), ("home.rs", home), ("home/away.rs", away)]);
    sees(&impls_away(&source), &[]);
}

#[test]
fn crates_and_unsafe_code_in_other_modules_are_seen() {
    let crates: &[(&str, &[&str])] = &[("sled", &["store", "bytes"])];
    for (code, count) in [
        ("use sled::Db;", 1),
        ("use sled;", 1),
        ("type D = ::sled::Db;", 1),
        ("#[sled::main] fn f() {}", 1),
        ("fn f(db: sled::Db) {}", 1),
        ("\n#[derive(sled::Archive)] struct A;", 1),
        ("fn f() { vec![sled::open()]; }", 1),
        ("#[sled(skip)] struct A;", 1),
        ("// sled::Db\nfn f(sled: u8) -> u8 { sled }", 0),
        ("#[cfg(test)] mod tests { use sled::Db; }", 0),
    ] {
        for (module, count) in [("query", count), ("store", 0)] {
            let file = format!("{module}.rs");
            let source = made_up(&[("lib.rs", &format!("mod {module};")), (&file, code)]);
            sees(
                &crates_named(&source, crates),
                &vec!["only store and bytes may name sled"; count],
            );
        }
    }
    let code = "#[cfg(test)] mod tests { fn f() {\n unsafe { g() } } } // unsafe\n\
                #[allow(unsafe_code)] mod b {}";
    let lib = ("lib.rs", "mod a;");
    sees(&unsafe_code(&made_up(&[lib, ("a.rs", code)])), &["src/a.rs:2: unsafe code"]);
    let record = ("lib.rs", "mod record;");
    let files = [record, ("record/mod.rs", "mod access;"), ("record/access.rs", code)];
    sees(&unsafe_code(&made_up(&files)), &[]);
}

#[test]
fn long_files_and_lines_are_seen() {
    let lines = |count| "\n".repeat(count);
    sees(&long_files(&made_up(&[("lib.rs", &lines(LINES))])), &[]);
    sees(&long_files(&made_up(&[("lib.rs", &lines(LINES + 1))])), &["src/lib.rs:700: 701 lines"]);
    let line =
        |start: &str, columns: usize| format!("\n{start}{}", "é".repeat(columns - start.len()));
    sees(&long_lines(&made_up(&[("lib.rs", &line("// ", COLUMNS))])), &[]);
    sees(
        &long_lines(&made_up(&[("lib.rs", &line("// ", COLUMNS + 1))])),
        &["src/lib.rs:2: 101 columns"],
    );
    sees(&long_lines(&made_up(&[("lib.rs", &line("// <https://", COLUMNS + 9))])), &[]);
    sees(
        &long_lines(&made_up(&[("lib.rs", &line("// See https://", COLUMNS + 9))])),
        &["109 columns"],
    );
}

#[test]
fn where_for_a_condition_is_seen() {
    let file = |wheres: usize, words: usize| {
        format!("//! {}\n// {}\n", "a ".repeat(words - wheres), "Where ".repeat(wheres))
    };
    let aside = "fn f<T>() where T: Copy {}\n/// ```\n/// where\n/// ```\n\
                 fn g() { h(\" // where\") }\n\
                 #[cfg(test)]\nmod tests {\n    // where where where\n}";
    let found =
        |text: &str| conditions_as_places(&made_up(&[("lib.rs", &format!("{text}{aside}"))]));
    sees(&found(&file(3, 2000)), &[]);
    sees(&found(&file(4, 2000)), &["src/lib.rs:2: “where”"; 4]);
    sees(&found(&format!("{}fn f() {{}} // where\n", file(3, 2000))), &["src/lib.rs:"; 4]);
}

#[test]
fn methods_without_an_example_are_seen() {
    let example = "/// Does.\n///\n/// ```\n/// f();\n/// ```\n";
    let method = |number: usize, docs: &str| format!("{docs}pub fn m{number}() {{}}\n");
    let file = |with: usize, without: usize| {
        let with: String = (0..with).map(|number| method(number, example)).collect();
        let docs = ["", "/// Does.\n", "/// ```text\n/// ```\n"];
        let without: String = (0..without).map(|number| method(number, docs[number % 3])).collect();
        format!(
            "pub struct A;\nimpl A {{\n{with}{without}\nfn private() {{}} pub(crate) fn b() {{}} \
             #[doc(hidden)] pub fn h() {{}} }}\nstruct B; impl B {{ pub fn b() {{}} }}"
        )
    };
    let found = |with, without| {
        let lib = ("lib.rs", "mod a; pub use a::A;");
        too_few_examples(&made_up(&[lib, ("a.rs", &file(with, without))]))
    };
    sees(&found(7, 3), &[]);
    sees(
        &found(6, 3),
        &["src/a.rs:39: `A::m0` has no example", "`A::m1` has no", "`A::m2` has no"],
    );
}
